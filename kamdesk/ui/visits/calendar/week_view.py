"""The week: seven days beside each other, hours from top to bottom, what has no time below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QToolTip

from kamdesk.i18n import _
from kamdesk.ui.visits.calendar import week_layout, week_paint
from kamdesk.ui.visits.calendar.drag import STEP, Drag, Spot, paint_words
from kamdesk.ui.visits.calendar.entries import MINUTES_OF_A_VISIT, Item, moment
from kamdesk.ui.visits.calendar.items_view import Index
from kamdesk.ui.visits.calendar.paint_entry import chip_words, paint_chip, paint_entry
from kamdesk.ui.visits.calendar.view import CalendarView
from kamdesk.ui.visits.calendar.week_layout import HOUR, LEAST_HEIGHT

HEAD, GUTTER = 58, 38
_FIRST_HOUR, _LAST_HOUR = 7, 20
_SHOWN_FIRST = 8
_EDGE = 6
"""Pixels at the lower edge of a visit by which its end is taken."""
_MINUTE = 60_000


class WeekView(CalendarView):
    """Hours scroll; the days' heads and what has no time stay in view."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._columns: list[tuple[int, int]] = [(0, 0)] * 7
        self._rects: list[QRect] = []
        self.more: list[tuple[QRect, date, int]] = []
        """Marks for visits that found no room beside each other: where, of which day, how many."""
        self._chips = week_layout.Chips()
        self._band = 0
        self.hours = (_FIRST_HOUR, _LAST_HOUR)
        self._scrolled = False
        super().__init__(_("Week"), today)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setMinimumSize(420, 260)
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE)
        self._clock.timeout.connect(self.viewport().update)
        self._clock.start()

    # ------------------------------------------------------------------------------------------------------ geometry

    def days(self) -> list[date]:
        """The seven days."""
        return [self.first + timedelta(days=count) for count in range(7)]

    def grid(self) -> QRect:
        """Where the hours are, in the viewport."""
        size = self.viewport().size()
        return QRect(0, HEAD, size.width(), max(size.height() - HEAD - self._band, 0))

    def band(self) -> QRect:
        """Where what has no time stands."""
        size = self.viewport().size()
        return QRect(0, size.height() - self._band, size.width(), self._band)

    def column(self, day: date) -> QRect:
        """The column of a day, as high as the viewport."""
        left, width = self._columns[(day - self.first).days]
        return QRect(left, 0, width, self.viewport().height())

    def columns_left(self) -> int:
        """Where the first column begins."""
        return GUTTER

    def y_of(self, minute: int) -> int:
        """Where a minute of the day stands in the viewport."""
        offset = (minute - self.hours[0] * 60) * HOUR // 60
        return HEAD + offset - self.verticalScrollBar().value()

    def lay_out(self) -> None:
        items = self.entries.items
        size = self.viewport().size()
        busy = {
            item.entry.day for item in items if item.entry is not None and item.start is not None
        }
        self._columns = week_layout.columns(self.days(), self.off, busy, size.width(), GUTTER)
        starts = [item.start for item in items if item.start is not None]
        ends = [item.end for item in items if item.end is not None]
        self.hours = (
            min([_FIRST_HOUR, *(start // 60 for start in starts)]),
            max([_LAST_HOUR, *(-(-end // 60) for end in ends)]),
        )
        self._chips = week_layout.chips(items, size.width())
        self._band = self._chips.height
        bar = self.verticalScrollBar()
        whole = (self.hours[1] - self.hours[0]) * HOUR + 8
        room = self.grid().height()
        bar.setPageStep(room)
        bar.setSingleStep(HOUR // 2)
        bar.setRange(0, max(whole - room, 0))
        if not self._scrolled and room > 0 and self.isVisible():
            self._scrolled = True
            bar.setValue((_SHOWN_FIRST - self.hours[0]) * HOUR - 6)
        self._place()
        self.moved()

    def _place(self) -> None:
        """Where each item stands now that hours and columns are known."""
        items = self.entries.items
        self._rects = [QRect() for _each in items]
        self.more = []
        for day in self.days():
            rects, hidden = week_layout.day(items, day, self.column(day), self.y_of)
            for row, rect in rects.items():
                self._rects[row] = rect
            self.more += [(rect, day, count) for rect, count in hidden]
        for row, rect in self._chips.rects.items():
            self._rects[row] = rect.translated(0, self.band().top())

    @property
    def beyond(self) -> list[Item]:
        """What has no time and found no room below."""
        return self._chips.beyond

    # ------------------------------------------------------------------------------------------- for CalendarView

    def rect_of(self, row: int) -> QRect:
        return self._rects[row] if 0 <= row < len(self._rects) else QRect()

    def _row_at(self, point: QPoint) -> int:
        row = super()._row_at(point)
        if row >= 0 and self.entries.items[row].start is not None:
            return row if self.grid().contains(point) else -1
        return row

    def spot_at(self, point: QPoint) -> Spot | None:
        if not self.grid().contains(point) or point.x() < GUTTER:
            return None
        start = self._minute_at(point.y()) // 30 * 30
        return Spot(self._day_at(point.x()), start, start + MINUTES_OF_A_VISIT)

    def _day_at(self, x: int) -> date:
        for day in self.days():
            if x < self.column(day).right() + 1:
                return day
        return self.last

    def _minute_at(self, y: int) -> int:
        offset = y - HEAD + self.verticalScrollBar().value()
        minute = self.hours[0] * 60 + offset * 60 // HOUR
        return min(max(minute, 0), 24 * 60 - STEP)

    def grip_at(self, row: int, point: QPoint) -> str:
        rect = self.rect_of(row)
        timed = self.entries.items[row].start is not None
        return (
            "end" if timed and point.y() > rect.bottom() - _EDGE and rect.height() > 20 else "move"
        )

    def target_of(self, drag: Drag, point: QPoint) -> Spot:
        minute, day = self._minute_at(point.y()), self._day_at(point.x())
        origin = drag.origin
        if drag.grip == "new":
            first = origin.start or 0
            begin, end = sorted((first, _snapped(minute)))
            return Spot(origin.day, begin, max(end, begin + STEP))
        if drag.grip == "end":
            return replace(origin, end=max(_snapped(minute), (origin.start or 0) + STEP))
        if origin.start is None:  # a chip: it gets a time where it is let go, and none elsewhere
            if not self.grid().contains(point) or point.x() < GUTTER:
                return origin
            start = _snapped(minute)
            return Spot(day, start, min(start + MINUTES_OF_A_VISIT, 24 * 60 - 1))
        if not self.grid().contains(point):
            return origin
        length = (origin.end or 0) - origin.start
        grabbed = self._minute_at(drag.press.y()) - origin.start
        start = min(max(_snapped(minute - grabbed), 0), 24 * 60 - max(length, STEP))
        return Spot(day, start, start + length)

    def follow(self, point: QPoint) -> None:
        grid, bar = self.grid(), self.verticalScrollBar()
        if point.y() > grid.bottom() - 12:
            bar.setValue(bar.value() + 8)
        elif point.y() < grid.top() + 12:
            bar.setValue(bar.value() - 8)

    def walk(self, key: Qt.Key) -> bool:
        item, spot = self.current_item(), self.spot
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            if item is not None and item.start is None:
                return self._walk_chips(step)
            minute = spot.start if spot.start is not None else 9 * 60
            self.go_to_day(spot.day + timedelta(days=step), minute)
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if item is not None and item.start is None:
                if key == Qt.Key.Key_Up:
                    self.go_to_day(spot.day, self.hours[1] * 60)
                return True
            self._walk_hours(item, 1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Home:
            self.go_to_day(self.first, 0)
            return True
        if key == Qt.Key.Key_End:
            self.go_to_day(self.last, 0)
            return True
        return False

    def rows_of(self, day: date) -> list[int]:
        return [row for row in super().rows_of(day) if self.entries.items[row].start is not None]

    def _walk_hours(self, item: Item | None, way: int) -> None:
        """To the next visit of the day, over free half hours where there is none."""
        rows = self.rows_of(self.spot.day)
        items = self.entries.items
        half = 30
        if item is not None and self.currentIndex().row() in rows:
            place = rows.index(self.currentIndex().row()) + way
            if 0 <= place < len(rows):
                self.walk_to(rows[place])
                return
            edge = (item.end or 0) if way > 0 else (item.start or 0) - half
            minute = -(-edge // half) * half if way > 0 else edge // half * half
        else:
            now = self.spot.start if self.spot.start is not None else 9 * 60
            minute = now + way * half
            low, high = (now, minute) if way > 0 else (minute - half, now)
            near = [row for row in rows if low < (items[row].start or 0) <= high]
            if way < 0:
                near = [
                    row
                    for row in rows
                    if (items[row].start or 0) < now and (items[row].end or 0) > minute
                ]
            if near:
                self.walk_to(near[0] if way > 0 else near[-1])
                return
        if minute > self.hours[1] * 60 - half and way > 0:
            if self._chip_rows():
                self.walk_to(self._chip_rows()[0])
            return
        minute = max(minute, self.hours[0] * 60)
        self.go_to_spot(Spot(self.spot.day, minute, minute + MINUTES_OF_A_VISIT))
        self._bring_into_view(self.y_of(minute), HOUR)

    def _chip_rows(self) -> list[int]:
        return [
            row
            for row, item in enumerate(self.entries.items)
            if item.start is None and not self._rects[row].isEmpty()
        ]

    def _walk_chips(self, step: int) -> bool:
        chips = self._chip_rows()
        row = self.currentIndex().row()
        if row in chips and 0 <= chips.index(row) + step < len(chips):
            self.walk_to(chips[chips.index(row) + step])
        return True

    def moved_by_key(self, item: Item, key: Qt.Key, *, end: bool) -> Spot | None:
        if item.entry is None:
            return None
        day, start, last = item.entry.day, item.start, item.end
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            return Spot(day + timedelta(days=step), start, last)
        way = STEP if key == Qt.Key.Key_Down else -STEP
        if start is None or last is None:
            return Spot(day, 9 * 60, 10 * 60)  # the first time it gets; from there on it is moved
        if end:
            return Spot(day, start, last + way) if last + way > start else None
        if start + way < 0 or last + way >= 24 * 60:
            return None
        return Spot(day, start + way, last + way)

    # ------------------------------------------------------------------------------------------------------ painting

    def paint_calendar(self, painter: QPainter, without: Item | None) -> None:
        week_paint.paint_ground(self, painter)
        now = moment()
        painter.save()
        painter.setClipRect(self.grid())
        for row, item, rect in self._placed():
            if item is not without and item.start is not None and rect.intersects(self.grid()):
                paint_entry(painter, rect, item, now, **self._state(row, item))
        week_paint.paint_more(self, painter)
        week_paint.paint_now(self, painter, now)
        painter.restore()
        week_paint.paint_heads(self, painter)
        week_paint.paint_band(self, painter)
        for row, item, rect in self._placed():
            if item is not without and item.start is None:
                paint_chip(painter, rect, item, now, **self._state(row, item))

    def _placed(self) -> Iterator[tuple[int, Item, QRect]]:
        for row, item in enumerate(self.entries.items):
            if not self._rects[row].isEmpty():
                yield row, item, self._rects[row]

    def _state(self, row: int, item: Item) -> dict[str, bool]:
        return {
            "current": row == self.currentIndex().row(),
            "focused": self.hasFocus(),
            "hovered": item.key == self.hovered,
        }

    def paint_drag(self, painter: QPainter, drag: Drag) -> None:
        column = self.column(drag.target.day).adjusted(1, 0, -3, 0)
        if drag.target.start is None:
            return
        top = self.y_of(drag.target.start)
        bottom = self.y_of(drag.target.end or drag.target.start + MINUTES_OF_A_VISIT)
        rect = QRect(column.left(), top, column.width(), max(bottom - top - 1, LEAST_HEIGHT))
        painter.save()
        painter.setClipRect(self.grid())
        if drag.item is not None and drag.item.entry is not None:
            paint_entry(painter, rect, drag.item, moment(), current=True, focused=True)
        else:
            week_paint.paint_new(painter, rect)
        painter.restore()
        paint_words(painter, drag.target, rect, self.viewport().rect())

    def paint_focus(self, painter: QPainter) -> None:
        if self.spot.start is None:
            return
        column = self.column(self.spot.day).adjusted(1, 0, -3, 0)
        top = self.y_of(self.spot.start)
        end = self.spot.end or self.spot.start + MINUTES_OF_A_VISIT
        height = max(self.y_of(end) - top - 1, LEAST_HEIGHT)
        painter.save()
        painter.setClipRect(self.grid())
        week_paint.paint_new(painter, QRect(column.left(), top, column.width(), height))
        painter.restore()

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        del dx, dy
        self._place()
        self.moved()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        del hint
        rect = self.rect_of(index.row())
        if not rect.isEmpty() and self.entries.items[index.row()].start is not None:
            self._bring_into_view(rect.top(), rect.height())

    def _bring_into_view(self, top: int, height: int) -> None:
        grid, bar = self.grid(), self.verticalScrollBar()
        if top < grid.top() + 4:
            bar.setValue(bar.value() - (grid.top() + 4 - top))
        elif top + height > grid.bottom() - 4:
            bar.setValue(bar.value() + min(top + height - grid.bottom() + 4, top - grid.top() - 4))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        marked = next((day for rect, day, _count in self.more if rect.contains(point)), None)
        if marked is not None and self.grid().contains(point):
            self.day_wanted.emit(marked)
            return
        if self.beyond and self.beyond_mark().contains(point):
            self._open_beyond()
            return
        super().mousePressEvent(event)

    def beyond_mark(self) -> QRect:
        """Where it says how much found no room."""
        band = self.band()
        return QRect(band.right() - 50, band.bottom() - 31, 46, 24)

    def _open_beyond(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for item in self.beyond:
            words, more = chip_words(item)
            menu.addAction(f"{words} · {more}", partial(self._open, item))
        menu.popup(self.viewport().mapToGlobal(self.beyond_mark().topLeft()))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def _tip(self, point: QPoint) -> str:
        row = self._row_at(point)
        if row >= 0:
            return str(self.entries.index(row, 0).data(Qt.ItemDataRole.ToolTipRole))
        if point.y() < HEAD and point.x() > GUTTER:
            return self.names.get(self._day_at(point.x()), "")
        return ""

    def sizeHint(self) -> QSize:
        return QSize(560, 560)


def _snapped(minute: int) -> int:
    """The nearest quarter of an hour."""
    return round(minute / STEP) * STEP
