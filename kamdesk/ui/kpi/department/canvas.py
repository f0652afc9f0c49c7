"""The chart of the department painted: a card for everybody, lines to the superior; on screen and on paper alike."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPageSize,
    QPainter,
    QPaintEvent,
    QPdfWriter,
    QPen,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from kamdesk.charts.tree_layout import HEIGHT, WIDTH, arrange
from kamdesk.errors import WorldError
from kamdesk.i18n import _, ngettext
from kamdesk.paths import write_whole
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.work.positions import Chart, Post

MARGIN, _HEAD = 24, 40
_DPI = 96
_SCALE = 2


class ChartCanvas(QWidget):
    """`chosen(staff id)`: somebody was pressed or walked to; `opened(staff id)`: by double click or Enter."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Department chart"))
        self.chart = Chart(())
        self.current: int | None = None
        self._places: dict[int, tuple[int, int]] = {}

    def show_chart(self, chart: Chart) -> None:
        """Shows everybody; whoever was chosen stays so."""
        self.chart = chart
        self._places = arrange((each.staff_id, each.superior_id) for each in chart.posts)
        if self.current not in self._places:
            self.current = chart.posts[0].staff_id if chart.posts else None
        self.setMinimumSize(self.drawn_size())
        self.update()

    def drawn_size(self) -> QSize:
        """The whole chart with its margins."""
        right = max((x for x, _y in self._places.values()), default=0) + WIDTH
        bottom = max((y for _x, y in self._places.values()), default=0) + HEIGHT
        return QSize(right + 2 * MARGIN, bottom + 2 * MARGIN)

    def post(self, staff_id: int | None) -> Post | None:
        """Somebody in the chart."""
        return next((each for each in self.chart.posts if each.staff_id == staff_id), None)

    def card(self, staff_id: int) -> QRect:
        """Where somebody stands."""
        x, y = self._places[staff_id]
        return QRect(x + MARGIN, y + MARGIN, WIDTH, HEIGHT)

    def choose(self, staff_id: int) -> None:
        """Marks somebody."""
        self.current = staff_id
        self.update()
        self.chosen.emit(staff_id)

    # ------------------------------------------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, marked=True)

    def draw(self, painter: QPainter, *, marked: bool) -> None:
        """Lines first, then the cards above them."""
        for each in self.chart.posts:
            if each.superior_id is not None:
                self._line(painter, each)
        unplaced = {each.staff_id for each in self.chart.unplaced}
        for each in self.chart.posts:
            focused = marked and each.staff_id == self.current
            self._card(painter, each, focused, each.staff_id in unplaced)

    def _line(self, painter: QPainter, post: Post) -> None:
        """From the superior down, across, and down; to the side where somebody hangs below as in a list."""
        above, below = self.card(post.superior_id or 0), self.card(post.staff_id)
        painter.setPen(QPen(theme.color("line_strong"), 1.5))
        if below.left() > above.left() and below.left() < above.center().x():
            left = above.left() + (below.left() - above.left()) // 2
            painter.drawLine(left, above.bottom(), left, below.center().y())
            painter.drawLine(left, below.center().y(), below.left(), below.center().y())
            return
        middle = above.bottom() + min(25, (below.top() - above.bottom()) // 2)
        painter.drawLine(above.center().x(), above.bottom(), above.center().x(), middle)
        painter.drawLine(above.center().x(), middle, below.center().x(), middle)
        painter.drawLine(below.center().x(), middle, below.center().x(), below.top())

    def _card(self, painter: QPainter, post: Post, focused: bool, unplaced: bool) -> None:
        box = self.card(post.staff_id)
        edge = "accent" if focused else "warn" if unplaced else "line_strong"
        painter.setPen(QPen(theme.color(edge), 2 if focused else 1))
        painter.setBrush(theme.color("selected" if post.is_me else "raised"))
        painter.drawRoundedRect(QRectF(box), theme.RADIUS_CARD, theme.RADIUS_CARD)
        inside = box.adjusted(12, 8, -12, -8)
        line = QRect(inside.left(), inside.top(), inside.width(), 20)
        paint.text(painter, line, post.name, bold=True)
        paint.text(painter, line, post.number, "muted", size=theme.TEXT_SMALL, align=paint.RIGHT)
        words = " · ".join(filter(None, (post.position_label, post.region))) or _("no position")
        paint.text(painter, line.translated(0, 22), words, "text" if post.position else "warn")
        accounts = ngettext("{count} account", "{count} accounts", post.accounts)
        paint.text(painter, line.translated(0, 42), accounts.format(count=post.accounts), "muted")
        if unplaced:
            paint.text(painter, line.translated(0, 62), _("no superior"), "warn")
        elif post.duties:
            duties = ngettext("{count} duty", "{count} duties", len(post.duties))
            paint.text(painter, line.translated(0, 62), duties.format(count=len(post.duties)), "muted")  # fmt: skip

    # ------------------------------------------------------------------------------------------------------- answers

    def _at(self, point: QPoint) -> int | None:
        return next((key for key in self._places if self.card(key).contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().toPoint())
        if found is not None:
            self.choose(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().toPoint())
        if found is not None:
            self.opened.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk: up to the superior, down to the first below, sideways among those of one superior."""
        here = self.post(self.current)
        key = Qt.Key(event.key())
        if here is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(here.staff_id)
        else:
            there = self._beside(here, key)
            if there is None:
                super().keyPressEvent(event)
            else:
                self.choose(there)

    def _beside(self, here: Post, key: Qt.Key) -> int | None:
        if key == Qt.Key.Key_Up:
            return here.superior_id
        if key == Qt.Key.Key_Down:
            below = self.chart.below(here.staff_id)
            return below[0].staff_id if below else None
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if step is None:
            return None
        same = [each.staff_id for each in self.chart.below(here.superior_id)]
        place = same.index(here.staff_id) + step
        return same[place] if 0 <= place < len(same) else None


def write_chart(path: Path, chart: Chart, title: str) -> None:
    """Writes the chart with `title` above it to `path`, dark on white; its ending says how. Raises WorldError."""
    with theme.on_paper():
        canvas = ChartCanvas()
        canvas.show_chart(chart)
        drawn = canvas.drawn_size()
        size = QSize(drawn.width(), drawn.height() + _HEAD)
        with write_whole(path) as temporary:
            kind = path.suffix.lower()
            if kind == ".svg":
                vector = QSvgGenerator()
                vector.setFileName(str(temporary))
                vector.setSize(size)
                vector.setViewBox(QRect(QPoint(0, 0), size))
                vector.setTitle(title)
                _draw(QPainter(vector), canvas, size, title)
            elif kind == ".pdf":
                paper = QPdfWriter(str(temporary))
                paper.setResolution(_DPI)
                paper.setTitle(title)
                inches = QSizeF(size.width() / _DPI, size.height() / _DPI)
                exact = QPageSize.SizeMatchPolicy.ExactMatch
                paper.setPageSize(QPageSize(inches, QPageSize.Unit.Inch, "chart", exact))
                paper.setPageMargins(QMarginsF(0, 0, 0, 0))
                _draw(QPainter(paper), canvas, size, title)
            else:
                image = QImage(size * _SCALE, QImage.Format.Format_RGB32)
                image.setDevicePixelRatio(_SCALE)
                image.fill(Qt.GlobalColor.white)
                _draw(QPainter(image), canvas, size, title)
                if not image.save(str(temporary)):
                    raise WorldError(_("The picture could not be written."))


def _draw(painter: QPainter, canvas: ChartCanvas, size: QSize, title: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRect(QPoint(0, 0), size), Qt.GlobalColor.white)
    head = QRect(MARGIN, 12, size.width() - 2 * MARGIN, 28)
    paint.text(painter, head, title, size=theme.TEXT_LARGE, bold=True)
    painter.translate(0, _HEAD)
    canvas.draw(painter, marked=False)
    painter.end()
