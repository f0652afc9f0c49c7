"""A picture that is painted live in the window, and white on paper as PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPageSize,
    QPainter,
    QPaintEvent,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from kamdesk.errors import UserError, WorldError
from kamdesk.i18n import _
from kamdesk.paths import write_whole
from kamdesk.ui import faults, file_jobs, messages, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.menus import add_entry

_ON_PAPER = QSize(960, 640)
_SCALE = 2
"""Pixels of a PNG for each unit."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


class Ink:
    """The painter, with the colours and the text that pictures are made of."""

    def __init__(self, painter: QPainter) -> None:
        self.painter = painter

    def color(self, role: str) -> QColor:
        """The colour of a role, or of ``chart1`` and on: after the sixth they begin anew."""
        if role.startswith("chart"):
            return theme.color(f"chart{(int(role[5:]) - 1) % len(theme.chart_palette()) + 1}")
        return theme.color(role)

    def say(
        self,
        rect: QRectF,
        words: str,
        role: str = "text",
        *,
        size: int = theme.TEXT_SMALL,
        bold: bool = False,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """One line, cut with … where the room ends."""
        font = theme.font(size, bold)
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        self.painter.setFont(font)
        self.painter.setPen(self.color(role))
        self.painter.drawText(rect, int(align) | int(Qt.TextFlag.TextSingleLine), shown)


Draw = Callable[[Ink, QRectF], None]


class PictureView(QWidget):
    """Shows what a function draws; `said` is what a screen reader says of it."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self._desk, self._name = desk, name
        self._draw: Draw | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 140)

    def show_picture(self, draw: Draw, said: str) -> None:
        """Draws with another function."""
        self._draw = draw
        self.setAccessibleDescription(said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("raised"))
        self._paint(painter, QRectF(self.rect()))

    def _paint(self, painter: QPainter, rect: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._draw is not None:
            self._draw(Ink(painter), rect)

    def _paint_on_paper(self, painter: QPainter) -> None:
        area = QRectF(0, 0, _ON_PAPER.width(), _ON_PAPER.height())
        painter.fillRect(area, Qt.GlobalColor.white)
        with theme.on_paper():
            self._paint(painter, area)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_entry(menu, _("Copy the picture"), "copy", self.copy_picture)
        add_entry(menu, _("Save the picture …"), "download", self.save_picture)
        menu.popup(event.globalPos())

    def copy_picture(self) -> None:
        """Puts the picture into the clipboard, white as on paper."""
        QGuiApplication.clipboard().setImage(self.image())
        self._desk.say(_("The picture is in the clipboard."))

    def image(self) -> QImage:
        """The picture as on paper."""
        image = QImage(_ON_PAPER * _SCALE, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.scale(_SCALE, _SCALE)
        self._paint_on_paper(painter)
        return image

    def save_picture(self) -> None:
        """Asks where to, and writes PNG, SVG or PDF by the ending."""
        target = messages.choose_save_file(
            self,
            _("Save the picture"),
            Path.home() / f"{self._name}.png",
            [(_("Picture"), "*.png"), (_("Vector picture"), "*.svg"), ("PDF", "*.pdf")],
        )
        if target is None:
            return
        try:
            self.write(target)
        except UserError as problem:
            faults.show_problem(problem, self)
        else:
            file_jobs.told_written(self._desk, target)

    def write(self, target: Path) -> None:
        """Writes the file whole or not at all. Raises WorldError."""
        with write_whole(target) as temporary:
            if target.suffix.lower() == ".svg":
                self._write_svg(temporary)
            elif target.suffix.lower() == ".pdf":
                self._write_pdf(temporary)
            elif not self.image().save(str(temporary), b"PNG"):
                raise WorldError(_("The picture could not be written."))

    def _write_svg(self, target: Path) -> None:
        generator = QSvgGenerator()
        generator.setFileName(str(target))
        generator.setSize(_ON_PAPER)
        generator.setViewBox(QRect(0, 0, _ON_PAPER.width(), _ON_PAPER.height()))
        generator.setTitle(self._name)
        self._paint_on_paper(QPainter(generator))

    def _write_pdf(self, target: Path) -> None:
        writer = QPdfWriter(str(target))
        writer.setResolution(96)
        size = QSizeF(_ON_PAPER.width() * 72 / 96, _ON_PAPER.height() * 72 / 96)
        writer.setPageSize(QPageSize(size, QPageSize.Unit.Point))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        writer.setTitle(self._name)
        self._paint_on_paper(QPainter(writer))
