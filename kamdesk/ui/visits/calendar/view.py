"""What the calendars of a week and of a month share: items that are walked, chosen, opened and dragged to another day.

A calendar is a list of items for Qt, painted as a calendar: a screen reader walks it like any other list.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication

from kamdesk.i18n import _
from kamdesk.ui.visits.calendar.drag import STEP, Drag, Spot
from kamdesk.ui.visits.calendar.entries import Item, weekday
from kamdesk.ui.visits.calendar.items_view import ItemsView


class CalendarView(ItemsView):
    """`chosen(id)`: a visit was walked to. `opened(id)`: Enter or double click on it. `due_opened(plan id)`: likewise.

    `plan_wanted(spot)`: plan here. `move_wanted(visit id, spot)`, `due_dropped(plan id, spot)`: dropped there.
    `menu_wanted(point, id)`. `pages_wanted(n)`: so many weeks or months on. `day_wanted(day)`: everything of a day.
    """

    chosen = Signal(int)
    opened = Signal(int)
    due_opened = Signal(int)
    plan_wanted = Signal(object)
    move_wanted = Signal(int, object)
    due_dropped = Signal(int, object)
    menu_wanted = Signal(QPoint, int)
    pages_wanted = Signal(int)
    day_wanted = Signal(object)

    def __init__(self, name: str, today: Callable[[], date]) -> None:
        super().__init__(name)
        self.today = today
        self.first, self.last = today(), today()
        self.off: frozenset[date] = frozenset()
        self.names: dict[date, str] = {}
        self.spot = Spot(today())
        self.drag: Drag | None = None
        self._still: QPixmap | None = None
        self.hovered: tuple[str, int] | None = None
        self.is_planning = False
        """Whether a new plan is begun for the place one stands on."""
        self.selectionModel().currentChanged.connect(self._on_current)

    # ------------------------------------------------------------------------------------ for the calendars to write

    @abstractmethod
    def lay_out(self) -> None:
        """Works out where everything stands."""

    @abstractmethod
    def spot_at(self, point: QPoint) -> Spot | None:
        """The place under a point of the viewport."""

    @abstractmethod
    def grip_at(self, row: int, point: QPoint) -> str:
        """What of an item is taken at a point: move or end."""

    @abstractmethod
    def target_of(self, drag: Drag, point: QPoint) -> Spot:
        """Where what is dragged would go if it were dropped at a point."""

    @abstractmethod
    def paint_calendar(self, painter: QPainter, without: Item | None) -> None:
        """Paints everything but the item that is being dragged."""

    @abstractmethod
    def paint_drag(self, painter: QPainter, drag: Drag) -> None:
        """Paints what is being dragged, where it would go."""

    @abstractmethod
    def walk(self, key: Qt.Key) -> bool:
        """Goes on from the present item or spot by an arrow key; False when it is not its key."""

    @abstractmethod
    def moved_by_key(self, item: Item, key: Qt.Key, *, end: bool) -> Spot | None:
        """Where Alt and an arrow take an item."""

    # ------------------------------------------------------------------------------------------------- what it shows

    def show_days(
        self,
        first: date,
        last: date,
        items: Sequence[Item],
        off: Sequence[date] = (),
        names: dict[date, str] | None = None,
    ) -> None:
        """Shows other days or other items; what was current stays so when it is still there."""
        key = self.current_key()
        self.give_up_drag()
        self.first, self.last = first, last
        self.off, self.names = frozenset(off), names or {}
        if not first <= self.spot.day <= last:
            day = self.today() if first <= self.today() <= last else first
            self.spot = replace(self.spot, day=day)
        self.entries.show_items(items)
        self.lay_out()
        self._set_current(self.entries.row_of(key))
        self.viewport().update()

    def go_to_spot(self, spot: Spot) -> None:
        """Stands on free ground."""
        self.spot = spot
        self._set_current(-1)
        where = f"{weekday(spot.day)} {spot.day:%m-%d}"
        if spot.start is not None:
            where = f"{where} {spot.start // 60:02}:{spot.start % 60:02}"
        self.setAccessibleDescription(_("{place}: nothing planned").format(place=where))
        event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(event)

    def stand_on(self, item: Item) -> None:
        if item.entry is not None:
            self.spot = Spot(item.entry.day, item.start, item.end)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not current.isValid():
            return
        item = self.entries.items[current.row()]
        self.stand_on(item)
        if item.entry is not None:
            self.chosen.emit(item.entry.id)
        self.viewport().update()

    # ---------------------------------------------------------------------------------------------------- the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row = self._row_at(point)
        if event.button() != Qt.MouseButton.LeftButton:
            if row >= 0:
                self.walk_to(row)
            return
        spot = self.spot_at(point)
        if row >= 0:
            item = self.entries.items[row]
            origin = self._origin(item)
            if origin is not None:
                self.drag = Drag(item, point, origin, origin, self.grip_at(row, point))
            self.walk_to(row)
        elif spot is not None:
            self.go_to_spot(spot)
            self.drag = Drag(None, point, spot, spot, "new")

    def _origin(self, item: Item) -> Spot | None:
        if item.entry is not None:
            return Spot(item.entry.day, item.start, item.end)
        return Spot(item.due.due_on) if item.due is not None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self.drag is None:
            self._hover(point)
            return
        far = (point - self.drag.press).manhattanLength()
        if not self.drag.is_moving:
            if far < QApplication.startDragDistance():
                return
            self.drag = replace(self.drag, is_moving=True)
            self._still = self._picture()
        self.follow(point)
        self.drag = replace(self.drag, target=self.target_of(self.drag, point))
        self.viewport().update()

    def follow(self, point: QPoint) -> None:
        """Scrolls on where something is dragged beyond the edge."""

    def _hover(self, point: QPoint) -> None:
        row = self._row_at(point)
        key = self.entries.items[row].key if row >= 0 else None
        shape = Qt.CursorShape.ArrowCursor
        if row >= 0:
            item = self.entries.items[row]
            ends = item.can_move and self.grip_at(row, point) == "end"
            shape = Qt.CursorShape.SizeVerCursor if ends else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)
        if key != self.hovered:
            self.hovered = key
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag = self.drag
        self.give_up_drag()
        if drag is None or not drag.is_moving or event.button() != Qt.MouseButton.LeftButton:
            return
        if drag.item is None:
            self.plan_wanted.emit(drag.target)
        elif drag.target != drag.origin:
            self.drop(drag.item, drag.target)

    def drop(self, item: Item, target: Spot) -> None:
        """Tells that an item was dropped."""
        if item.entry is not None:
            self.move_wanted.emit(item.entry.id, target)
        elif item.due is not None:
            self.due_dropped.emit(item.due.plan_id, target)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row = self._row_at(point)
        if row >= 0:
            self._open(self.entries.items[row])
            return
        spot = self.spot_at(point)
        if spot is not None:
            self.plan_wanted.emit(spot)

    def give_up_drag(self) -> None:
        """Everything stays where it was."""
        self.drag, self._still = None, None
        self.viewport().update()

    def _open(self, item: Item) -> None:
        if item.entry is not None:
            self.opened.emit(item.entry.id)
        elif item.due is not None:
            self.due_opened.emit(item.due.plan_id)

    # ------------------------------------------------------------------------------------------------------- the keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if (self.drag is not None and event.key() == Qt.Key.Key_Escape) or (
                alt and event.key() in _ARROWS
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, item = Qt.Key(event.key()), self.current_item()
        modifiers = event.modifiers()
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_Escape and self.drag is not None:
            self.give_up_drag()
        elif alt and key in _ARROWS:
            end = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            target = self.moved_by_key(item, key, end=end) if item is not None else None
            if item is not None and target is not None:
                self.drop(item, target)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            QAbstractItemView.keyPressEvent(self, event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if item is not None:
                self._open(item)
            else:
                self.plan_wanted.emit(self.spot)
        elif key == Qt.Key.Key_N:
            self.plan_wanted.emit(self.spot_for_new())
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.pages_wanted.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Menu:
            self._open_menu()
        elif not self.walk(key):
            event.ignore()

    def spot_for_new(self) -> Spot:
        """Where the N key plans: the free place one stands on, or right after the visit one stands on."""
        item = self.current_item()
        if item is None or item.end is None or item.entry is None:
            return self.spot
        begin = min(-(-item.end // STEP) * STEP, 23 * 60)
        return Spot(item.entry.day, begin, begin + 60)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            item = self.current_item()
            if item is not None and item.entry is not None and self._row_at(event.pos()) >= 0:
                self.menu_wanted.emit(event.globalPos(), item.entry.id)
        else:
            self._open_menu()

    def _open_menu(self) -> None:
        item = self.current_item()
        if item is not None and item.entry is not None:
            corner = self.rect_of(self.currentIndex().row()).bottomLeft()
            self.menu_wanted.emit(self.viewport().mapToGlobal(corner), item.entry.id)

    def go_to_day(self, day: date, minute: int | None) -> None:
        """Walks to the item of a day nearest to a time, or to the place itself where there is none."""
        if not self.first <= day <= self.last:
            self.spot = replace(self.spot, day=day)
            self.pages_wanted.emit(1 if day > self.last else -1)
            if not self.first <= day <= self.last:
                return
        rows = self.rows_of(day)
        if not rows:
            end = minute + 60 if minute is not None else None
            self.go_to_spot(Spot(day, minute, end))
            return
        items = self.entries.items
        self.walk_to(min(rows, key=lambda row: abs((items[row].start or 0) - (minute or 0))))

    def rows_of(self, day: date) -> list[int]:
        """The items of a day that have a place in it, in their order."""
        return [
            row
            for row, item in enumerate(self.entries.items)
            if item.entry is not None and item.entry.day == day and not self.rect_of(row).isEmpty()
        ]

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def _picture(self) -> QPixmap:
        """Everything but what is dragged: painted once, so that dragging only moves one piece."""
        ratio = self.viewport().devicePixelRatioF()
        picture = QPixmap(self.viewport().size() * ratio)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        self.paint_calendar(painter, self.drag.item if self.drag is not None else None)
        painter.end()
        return picture

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self.viewport())
        if self.drag is not None and self.drag.is_moving and self._still is not None:
            painter.drawPixmap(0, 0, self._still)
            self.paint_drag(painter, self.drag)
        else:
            self.paint_calendar(painter, None)
        dragging = self.drag is not None and self.drag.is_moving
        if (self.hasFocus() or self.is_planning) and self.current_item() is None and not dragging:
            self.paint_focus(painter)

    def paint_focus(self, painter: QPainter) -> None:
        """Shows where the keys stand on free ground."""

    def moved(self) -> None:
        """What was painted stands elsewhere now."""
        if self.drag is not None and self.drag.is_moving:
            self._still = self._picture()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered = None
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
