"""The month: weeks below each other, the first visits of each day as lines, and how many more there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.visits.calendar.drag import Drag, Spot
from kamdesk.ui.visits.calendar.entries import Item, moment, weekday
from kamdesk.ui.visits.calendar.paint_entry import paint_line
from kamdesk.ui.visits.calendar.view import CalendarView
from kamdesk.ui.visits.calendar.week_paint import paint_new
from kamdesk.ui.widgets import paint

HEAD, WEEK_NUMBER = 28, 30
_DAY_HEAD, _LINE = 22, 20
MOST_LINES = 12
"""Visits of one day that are read: more lines than any window has room for."""


class MonthView(CalendarView):
    """`show_month` says which month is meant; its first and last weeks are whole."""

    def __init__(self, today: Callable[[], date]) -> None:
        self.month = today().replace(day=1)
        self.totals: dict[date, int] = {}
        self._rects: list[QRect] = []
        self._shown: dict[date, int] = {}
        self.more: dict[date, QRect] = {}
        super().__init__(_("Month"), today)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(420, 260)

    def show_month(
        self,
        month: date,
        items: Sequence[Item],
        totals: dict[date, int],
        off: Sequence[date] = (),
        names: dict[date, str] | None = None,
    ) -> None:
        """Shows the weeks of a month; `totals`: how many visits each day has, of which `items` may be the first."""
        self.month, self.totals = month, totals
        first, last = weeks_of(month)
        self.show_days(first, last, items, off, names)

    # ------------------------------------------------------------------------------------------------------ geometry

    def weeks(self) -> int:
        """How many weeks are shown."""
        return ((self.last - self.first).days + 1) // 7

    def cell(self, day: date) -> QRect:
        """The box of a day."""
        place = (day - self.first).days
        size = self.viewport().size()
        width = (size.width() - WEEK_NUMBER) / 7
        height = (size.height() - HEAD) / max(self.weeks(), 1)
        left = WEEK_NUMBER + round(place % 7 * width)
        right = WEEK_NUMBER + round((place % 7 + 1) * width)
        top, bottom = HEAD + round(place // 7 * height), HEAD + round((place // 7 + 1) * height)
        return QRect(left, top, right - left, bottom - top)

    def lay_out(self) -> None:
        items = self.entries.items
        self._rects = [QRect() for _each in items]
        self.more = {}
        rows: dict[date, list[int]] = {}
        for row, item in enumerate(items):
            if item.entry is not None:
                rows.setdefault(item.entry.day, []).append(row)
        for day, of_day in rows.items():
            if not self.first <= day <= self.last:
                continue
            cell = self.cell(day)
            room = max((cell.height() - _DAY_HEAD - 2) // _LINE, 0)
            total = max(self.totals.get(day, 0), len(of_day))
            shown = room if total <= room else max(room - 1, 0)
            for place, row in enumerate(of_day[:shown]):
                top = cell.top() + _DAY_HEAD + place * _LINE
                self._rects[row] = QRect(cell.left() + 2, top, cell.width() - 5, _LINE - 2)
            if total > shown:
                top = cell.top() + _DAY_HEAD + shown * _LINE
                if shown == 0:  # no room for a line: the mark stands beside the number of the day
                    top = cell.top() + 2
                width = theme.text_width(f"+{total - shown}", theme.TEXT_SMALL, bold=True) + 12
                self.more[day] = QRect(cell.right() - width - 2, top, width, _LINE - 2)
                self._shown[day] = shown
        self.moved()

    # ------------------------------------------------------------------------------------------- for CalendarView

    def rect_of(self, row: int) -> QRect:
        return self._rects[row] if 0 <= row < len(self._rects) else QRect()

    def day_at(self, point: QPoint) -> date | None:
        """The day under a point."""
        if point.y() < HEAD or point.x() < WEEK_NUMBER:
            return None
        for count in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=count)
            if self.cell(day).contains(point):
                return day
        return None

    def spot_at(self, point: QPoint) -> Spot | None:
        day = self.day_at(point)
        return Spot(day) if day is not None else None

    def grip_at(self, row: int, point: QPoint) -> str:
        del row, point
        return "move"

    def target_of(self, drag: Drag, point: QPoint) -> Spot:
        day = self.day_at(point)
        if day is None or drag.grip == "new":
            return drag.origin
        return replace(drag.origin, day=day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        marked = next((day for day, rect in self.more.items() if rect.contains(point)), None)
        if marked is not None and event.button() == Qt.MouseButton.LeftButton:
            self.day_wanted.emit(marked)
            return
        super().mousePressEvent(event)

    def walk(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in steps:
            self._go(self.spot.day + timedelta(days=steps[key]), first=True)
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            way = 1 if key == Qt.Key.Key_Down else -1
            rows, row = self.rows_of(self.spot.day), self.currentIndex().row()
            place = rows.index(row) + way if row in rows else -1
            if row in rows and 0 <= place < len(rows):
                self.walk_to(rows[place])
            else:
                self._go(self.spot.day + timedelta(days=7 * way), first=way > 0)
            return True
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(self.first if key == Qt.Key.Key_Home else self.last, first=True)
            return True
        return False

    def _go(self, day: date, *, first: bool) -> None:
        if not self.first <= day <= self.last:
            self.spot = Spot(day)
            self.pages_wanted.emit(1 if day > self.last else -1)
            if not self.first <= day <= self.last:
                return
        rows = self.rows_of(day)
        if rows:
            self.walk_to(rows[0 if first else -1])
        else:
            self.go_to_spot(Spot(day))

    def moved_by_key(self, item: Item, key: Qt.Key, *, end: bool) -> Spot | None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if item.entry is None or end:
            return None
        return Spot(item.entry.day + timedelta(days=steps[key]), item.start, item.end)

    def spot_for_new(self) -> Spot:
        return Spot(self.spot.day)

    # ------------------------------------------------------------------------------------------------------ painting

    def paint_calendar(self, painter: QPainter, without: Item | None) -> None:
        painter.fillRect(self.viewport().rect(), theme.color("raised"))
        for count in range((self.last - self.first).days + 1):
            self._paint_day(painter, self.first + timedelta(days=count))
        self._paint_heads(painter)
        now = moment()
        for row, item in enumerate(self.entries.items):
            rect = self._rects[row]
            if item is without or rect.isEmpty():
                continue
            current = row == self.currentIndex().row()
            paint_line(
                painter, rect, item, now, current=current, focused=self.hasFocus(),
                hovered=item.key == self.hovered,
            )  # fmt: skip
        for day, rect in self.more.items():
            beyond = max(self.totals.get(day, 0), 0) - self._shown.get(day, 0)
            paint.text(
                painter,
                rect,
                f"+{beyond}",
                "accent",
                theme.TEXT_SMALL,
                bold=True,
                align=paint.RIGHT,
            )

    def _paint_day(self, painter: QPainter, day: date) -> None:
        cell = self.cell(day)
        inner = cell.adjusted(1, 1, 0, 0)
        other = day.month != self.month.month
        if day in self.off:
            painter.fillRect(inner, theme.color("surface"))
        today = day == self.today()
        if today:
            painter.fillRect(inner, theme.mix(theme.theme().selected, theme.theme().raised, 0.45))
        painter.setPen(theme.color("line"))
        painter.drawLine(cell.topLeft(), cell.topRight())
        painter.drawLine(cell.topLeft(), cell.bottomLeft())
        number = f"{day:%m-%d}" if day.day == 1 else str(day.day)
        line = QRect(cell.left() + 7, cell.top() + 3, cell.width() - 12, 18)
        role = "accent" if today else "muted" if other else "text"
        used = paint.text(painter, line, number, role, bold=today or not other)
        name = self.names.get(day, "")
        if name:
            paint.text(painter, line.adjusted(used + 6, 0, 0, 0), name, "muted", theme.TEXT_SMALL)
        if day.weekday() == 0:
            week = QRect(0, cell.top() + 3, WEEK_NUMBER - 6, 18)
            number = str(day.isocalendar().week)
            paint.text(painter, week, number, "muted", theme.TEXT_SMALL, align=paint.RIGHT)

    def _paint_heads(self, painter: QPainter) -> None:
        head = QRect(0, 0, self.viewport().width(), HEAD)
        painter.fillRect(head, theme.color("raised"))
        for count in range(7):
            day = self.first + timedelta(days=count)
            cell = self.cell(day)
            rect = QRect(cell.left() + 7, 0, cell.width() - 10, HEAD)
            paint.text(painter, rect, weekday(day), "muted", theme.TEXT_SMALL)

    def paint_drag(self, painter: QPainter, drag: Drag) -> None:
        if drag.item is None:
            return
        cell = self.cell(drag.target.day)
        paint.rounded(
            painter, QRectF(cell).adjusted(1, 1, 0, 0), theme.RADIUS, None, theme.color("accent"), 2
        )
        rect = QRect(cell.left() + 2, cell.top() + _DAY_HEAD, cell.width() - 5, _LINE - 2)
        paint_line(painter, rect, drag.item, moment(), current=True, focused=True)

    def paint_focus(self, painter: QPainter) -> None:
        paint_new(painter, self.cell(self.spot.day).adjusted(1, 1, 0, 0))

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._row_at(event.pos())
            tip = ""
            if row >= 0:
                tip = str(self.entries.index(row, 0).data(Qt.ItemDataRole.ToolTipRole))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(560, 560)


def weeks_of(month: date) -> tuple[date, date]:
    """The Monday before or on the first of the month, and the Sunday after or on its last day."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
