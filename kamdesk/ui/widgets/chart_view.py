"""A chart in the window: in its theme; says the number under the pointer, opens what is clicked, is copied and saved.

matplotlib is imported when the first chart is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.ui import messages, theme
from kamdesk.ui.widgets.menus import add_entry

Draw = Callable[..., Any]
"""``draw(data, look, width, height) -> Figure``, as every module of `kamdesk.charts` has it."""

_RING = 2
"""Pixels around the picture in which the focus is shown."""


class ChartView(QWidget):
    """`picked` carries the key of what was clicked."""

    picked = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw: Draw | None = None
        self._data: Any = None
        self._name = name
        self._canvas: Any = None
        self._clicked: Callable[[str], object] | None = None
        self._drawn: tuple[int, int] | None = None
        self._later = QTimer(self)
        """Several changes of size in one layout are one drawing."""
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_RING, _RING, _RING, _RING)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)
        if name:
            self.setAccessibleName(name)
        theme.theme_changed.connect(self._redraw)

    def show_chart(
        self, draw: Draw, data: Any, clicked: Callable[[str], object] | None = None
    ) -> None:
        """Shows `data` drawn by `draw` (see `Draw`); `clicked` is told the key of what is clicked."""
        is_same = self._draw is draw and self._data == data
        self._draw, self._data, self._clicked = draw, data, clicked
        if not is_same:
            self._redraw()

    def figure(self, width: float, height: float, look: Any = None) -> Any:
        """The chart as a figure of so many inches; on paper unless a `look` is given."""
        from kamdesk.charts.style import PAPER

        if self._draw is None:
            raise ValueError("there is no chart to draw")
        return self._draw(self._data, look or PAPER, width, height)

    # ------------------------------------------------------------------------------------------ drawing

    def _redraw(self) -> None:
        self._drawn = None
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        size = (max(self.width() - 2 * _RING, 1), max(self.height() - 2 * _RING, 1))
        if self._draw is None or self._drawn == size:
            return
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

        self._drawn = size
        made = self.figure(size[0] / 96, size[1] / 96, theme.theme())
        old = self._canvas
        self._canvas = FigureCanvasQTAgg(made)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._canvas.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = self.layout()
        assert layout is not None
        if old is not None:
            layout.removeWidget(old)
            old.deleteLater()
        layout.addWidget(self._canvas)
        self._canvas.draw_idle()
        self.setMouseTracking(True)
        self.setAccessibleDescription("; ".join(filter(None, map(_words, self._artists()))))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self._later.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("raised"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), _RING))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    # ------------------------------------------------------------------------------------------ pointing

    def _artists(self) -> list[Any]:
        if self._canvas is None:
            return []
        return list(self._canvas.figure.findobj(lambda one: bool(one.get_gid())))

    def _under(self, place: QPoint) -> Any:
        """The topmost marked artist at a place of the widget."""
        if self._canvas is None:
            return None
        from matplotlib.backend_bases import MouseEvent

        ratio = self._canvas.device_pixel_ratio
        x, y = (place.x() - _RING) * ratio, (self.height() - _RING - place.y()) * ratio
        event = MouseEvent("motion_notify_event", self._canvas, x, y)
        found = [each for each in self._artists() if each.contains(event)[0]]
        return max(found, key=lambda each: each.get_zorder()) if found else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position().toPoint())
        if found is not None:
            QToolTip.showText(event.globalPosition().toPoint(), _words(found), self)
        else:
            QToolTip.hideText()
        opens = found is not None and self._clicked is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        found = self._under(event.position().toPoint())
        if found is not None:
            self.pick(found.get_gid())

    def pick(self, key: str) -> None:
        """Does what a click on the thing called `key` does."""
        self.picked.emit(key)
        if self._clicked is not None:
            self._clicked(key)

    # ------------------------------------------------------------------------------------------ taking it along

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """Copy, and save as each kind of file."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_entry(menu, _("Copy the picture"), "copy", self.copy)
        for kind in ("png", "svg", "pdf"):
            words = _("Save as {kind}…").format(kind=kind.upper())
            add_entry(menu, words, "download", partial(self.save_as, kind))
        return menu

    def copy(self) -> None:
        """The picture on white, into the clipboard."""
        from kamdesk.charts.save import rendered

        if self._draw is None:
            return
        content = rendered(self.figure(self.width() / 96, self.height() / 96), "png")
        QApplication.clipboard().setImage(QImage.fromData(content))

    def save_as(self, kind: str = "png") -> Path | None:
        """Asks where to, and writes the picture on white; answers where it is."""
        from kamdesk.charts.save import save

        if self._draw is None:
            return None
        suggested = Path(".".join((self._name or _("chart"), kind)))
        path = messages.choose_save_file(
            self, _("Save the picture"), suggested, [(kind.upper(), f"*.{kind}")]
        )
        if path is None:
            return None
        try:
            return save(partial(self.figure, self.width() / 96, self.height() / 96), path)
        except UserError as problem:
            messages.tell(self, _("The picture was not saved."), problem.sentence)
            return None


def _words(artist: Any) -> str:
    from kamdesk.charts.style import words_of

    return words_of(artist)
