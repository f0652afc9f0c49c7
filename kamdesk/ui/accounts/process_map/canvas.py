"""The drawing of the process map: columns of steps, arrows between them, returns dashed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.accounts.process_map.step_box import StepBox
from kamdesk.ui.widgets import paint
from kamdesk.work.procedures import COLUMNS, Column, Count

_MARGIN, _HEAD, _PADDING = 16, 40, 16
_ROOMY, _COMPACT = (58, 18), (48, 10)
"""Height of a step and the room below it, where there is space and where there is little."""
_ARROW = 5


class MapCanvas(QWidget):
    """`chosen` carries the key of the step that was pressed. The arrow keys walk from step to step."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, StepBox] = {}
        self._compact = False
        for column in COLUMNS:
            for step in column.steps:
                box = StepBox(step, self)
                box.clicked.connect(partial(self._press, step.key))
                self.boxes[step.key] = box
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(860)
        self.setAccessibleName(_("Process map"))

    def show_counts(self, counts: Mapping[str, Count]) -> None:
        """Shows what stands at each step."""
        for key, box in self.boxes.items():
            box.show_count(counts.get(key))
        self.update()

    def choose(self, key: str) -> None:
        """Marks a step as the chosen one."""
        for name, box in self.boxes.items():
            box.setChecked(name == key)

    def set_compact(self, compact: bool) -> None:
        """Lower steps, for a low window."""
        if compact != self._compact:
            self._compact = compact
            for box in self.boxes.values():
                box.compact = compact
            self.updateGeometry()
            self._place()

    def _press(self, key: str, _checked: bool = False) -> None:
        self.choose(key)
        self.chosen.emit(key)

    # ------------------------------------------------------------------------------------------------------ geometry

    def _sizes(self) -> tuple[int, int]:
        return _COMPACT if self._compact else _ROOMY

    def height_wanted(self, compact: bool) -> int:
        """How high the drawing is."""
        height, gap = _COMPACT if compact else _ROOMY
        most = max(len(column.steps) for column in COLUMNS)
        return 2 * _MARGIN + _HEAD + most * height + (most - 1) * gap + _PADDING

    def sizeHint(self) -> QSize:
        return QSize(1100, self.height_wanted(self._compact))

    def minimumSizeHint(self) -> QSize:
        return QSize(860, self.height_wanted(self._compact))

    def _area(self, place: int) -> QRect:
        """Where a column lies."""
        gap = 24 if self.width() > 1050 else 18
        count = len(COLUMNS)
        width = (self.width() - 2 * _MARGIN - (count - 1) * gap) // count
        left = _MARGIN + place * (width + gap)
        return QRect(left, _MARGIN, width, self.height_wanted(self._compact) - 2 * _MARGIN)

    def _place(self) -> None:
        height, gap = self._sizes()
        for place, column in enumerate(COLUMNS):
            area = self._area(place)
            top = area.top() + _HEAD
            for step in column.steps:
                box = self.boxes[step.key]
                box.setGeometry(area.left() + _PADDING, top, area.width() - 2 * _PADDING, height)
                top += height + gap
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # ------------------------------------------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        way = ways.get(Qt.Key(event.key()))
        focused = QApplication.focusWidget()
        if way is None or not isinstance(focused, StepBox):
            super().keyPressEvent(event)
            return
        other = self._neighbour(focused, *way)
        if other is not None:
            other.setFocus(Qt.FocusReason.TabFocusReason)

    def _neighbour(self, box: StepBox, right: int, down: int) -> StepBox | None:
        """The nearest step in that direction that can be pressed."""
        here = box.geometry().center()
        found: StepBox | None = None
        best = 0
        for other in self.boxes.values():
            there = other.geometry().center() - here
            ahead = there.x() * right + there.y() * down
            aside = abs(there.x() * down) + abs(there.y() * right)
            if other is box or not other.isEnabled() or ahead <= 0 or (down and aside > 4):
                continue
            distance = ahead + 2 * aside
            if found is None or distance < best:
                found, best = other, distance
        return found

    # ------------------------------------------------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("raised"))
        for place, column in enumerate(COLUMNS):
            area = self._area(place)
            self._paint_column(painter, area, place, column)
            if place:
                before = self._area(place - 1)
                y = area.top() + _HEAD // 2
                self._arrow(painter, QPoint(before.right() + 3, y), QPoint(area.left() - 2, y))
        painter.end()

    def _paint_column(self, painter: QPainter, area: QRect, place: int, column: Column) -> None:
        paint.rounded(
            painter, QRectF(area), theme.RADIUS_CARD, theme.color("surface"), theme.color("line")
        )
        head = QRect(area.left() + _PADDING, area.top(), area.width() - 2 * _PADDING, _HEAD)
        used = paint.text(painter, head, str(place + 1), "muted", bold=True)
        known = [self.boxes[step.key].count for step in column.steps]
        counted = [one.count for one in known if one is not None]
        paint.text(painter, head.adjusted(used + 10, 0, -40, 0), str(column.label), bold=True)
        total = f"{sum(counted):,}" if counted else "—"
        paint.text(painter, head, total, "muted", align=paint.RIGHT)
        for first, second in zip(column.steps, column.steps[1:], strict=False):
            top, below = self.boxes[first.key].geometry(), self.boxes[second.key].geometry()
            x = top.center().x()
            self._arrow(painter, QPoint(x, top.bottom() + 1), QPoint(x, below.top() - 1))
        if column.returns is not None:
            self._return(painter, area, *column.returns)

    def _arrow(self, painter: QPainter, start: QPoint, end: QPoint) -> None:
        colour = theme.color("line_strong")
        painter.setPen(QPen(colour, 1.4))
        painter.drawLine(start, end)
        _tip(painter, colour, QPointF(end), QPointF(end - start))

    def _return(self, painter: QPainter, area: QRect, from_: str, to: str) -> None:
        """A dashed way back along the left edge of the column."""
        colour = theme.color("warn")
        start, end = self.boxes[from_].geometry(), self.boxes[to].geometry()
        x = area.left() + 6
        pen = QPen(colour, 1.4)
        pen.setDashPattern([3, 2.5])
        painter.setPen(pen)
        low, high = start.center().y(), end.center().y()
        painter.drawPolyline(
            QPolygonF([
                QPointF(start.left() - 1, low), QPointF(x, low), QPointF(x, high),
                QPointF(end.left() - _ARROW, high),
            ])
        )  # fmt: skip
        _tip(painter, colour, QPointF(end.left() - 1, high), QPointF(1, 0))


def _tip(painter: QPainter, colour: QColor, at: QPointF, way: QPointF) -> None:
    """The head of an arrow that points the way `way` and ends at `at`."""
    length = max(abs(way.x()), abs(way.y())) or 1.0
    ahead = way / length
    aside = QPointF(-ahead.y(), ahead.x())
    back = at - ahead * (_ARROW + 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([at, back + aside * _ARROW * 0.8, back - aside * _ARROW * 0.8]))
    painter.restore()
