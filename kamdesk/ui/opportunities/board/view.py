"""The board in the hand: walked with keys, scrolled, hovered, its cards dragged, opened, and asked for their menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from kamdesk.ui.opportunities.board.card_paint import CARD_PITCH, card_sentence
from kamdesk.ui.opportunities.board.cards import Read
from kamdesk.ui.opportunities.board.drag import Drag, MayEnter
from kamdesk.ui.opportunities.board.head_paint import HEAD_HEIGHT, head_sentence
from kamdesk.ui.opportunities.board.surface import BoardSurface, Place

_LEFT = Qt.MouseButton.LeftButton


class BoardView(BoardSurface):
    """`opened`: double click or Enter; `move_wanted` (id, column): dropped, or Ctrl+arrow; `column_wanted`: its head
    was pressed. While `move_wanted` is answered, the card stays where it was dropped."""

    opened = Signal(int)
    escaped = Signal()
    move_wanted = Signal(int, int)
    delete_wanted = Signal(int)
    menu_wanted = Signal(QPoint, int)
    column_wanted = Signal(int)

    def __init__(self, read: Read, may_enter: MayEnter) -> None:
        super().__init__(read)
        self.hand = Drag(self, may_enter)
        self.drag = self.hand
        self.may_drag = True
        """False where nothing may be changed."""
        self._pressed: tuple[QPoint, Place] | None = None
        self._bar: tuple[int, int, int] | None = None
        """Column whose bar is dragged, where it was taken, and how far the column was scrolled then."""

    # ----------------------------------------------------------------------------------------------------------- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = (
            Qt.Key(event.key()),
            bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier),
        )
        page = max(self.room() // CARD_PITCH, 1)
        ways = {
            Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -(10**9), Qt.Key.Key_End: 10**9,
        }  # fmt: skip
        card = self.current_card()
        if key == Qt.Key.Key_Escape:
            if self.hand.is_on():
                self._pressed = None
                self.hand.put_down()
            else:
                self.escaped.emit()
        elif key in ways:
            self._walk_down(ways[key])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            way = 1 if key == Qt.Key.Key_Right else -1
            if control:
                self._ask_move(way)
            else:
                self._walk_aside(way)
        elif card is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(card.id)
        elif card is not None and key == Qt.Key.Key_Delete:
            self.delete_wanted.emit(card.id)
        else:
            super().keyPressEvent(event)

    def take_first(self) -> None:
        """Selects the first card there is, unless one is selected."""
        if self.current is None:
            first = next((n for n in range(len(self.columns)) if self.cards.count(n)), None)
            if first is not None:
                self.go_to((first, 0))

    def _walk_down(self, by: int) -> None:
        if self.current is None:
            self.take_first()
            return
        column, row = self.current
        self.go_to((column, min(max(row + by, 0), self.cards.count(column) - 1)))

    def _walk_aside(self, way: int) -> None:
        """To the next column that has cards, at about the same height."""
        if self.current is None:
            self.take_first()
            return
        column, row = self.current
        row -= self.scrolled[column] // CARD_PITCH
        column += way
        while 0 <= column < len(self.columns):
            count = self.cards.count(column)
            if count:
                row += self.scrolled[column] // CARD_PITCH
                self.go_to((column, min(max(row, 0), count - 1)))
                return
            column += way

    def _ask_move(self, way: int) -> None:
        card = self.current_card()
        if card is None or self.current is None or not self.may_drag:
            return
        column = self.current[0] + way
        if 0 <= column < len(self.columns):
            self.move_wanted.emit(card.id, column)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason):
            self.take_first()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # ---------------------------------------------------------------------------------------------------------- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        column, place = self.column_at(point), self.place_at(point)
        if event.button() == _LEFT and column is not None and self.bar_rect(column).contains(point):
            self._bar = (column, point.y(), self.scrolled[column])
        elif place is not None:
            self.go_to(place)
            if event.button() == _LEFT:
                self._pressed = (point, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._bar is not None:
            self._drag_bar(point)
        elif self.hand.is_on():
            self.hand.move_to(point)
        elif self._pressed is not None:
            begun, place = self._pressed
            far = (point - begun).manhattanLength() >= QApplication.startDragDistance()
            if far and self.may_drag:
                self.hand.begin(place, begun)
                self.hand.move_to(point)
        else:
            self._hover(self.place_at(point))

    def _drag_bar(self, point: QPoint) -> None:
        if self._bar is None:
            return
        column, begun, scrolled = self._bar
        room = max(self.room() - self.bar_rect(column).height(), 1)
        beyond = self.content_height(column) - self.room()
        wanted = scrolled + (point.y() - begun) * beyond // room
        self.scroll_column(column, wanted - self.scrolled[column])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        pressed, self._pressed, self._bar = self._pressed, None, None
        if not self.hand.is_on():
            column = self.column_at(point)
            if (
                event.button() == _LEFT
                and pressed is None
                and column is not None
                and point.y() < HEAD_HEIGHT
            ):
                self.column_wanted.emit(column)
            return
        card, column = self.hand.held(), self.hand.end()
        try:
            if card is not None and column is not None:
                self.move_wanted.emit(card.id, column)
        finally:
            self.hand.put_down()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().toPoint())
        card = self.cards.at(*place) if place is not None else None
        if card is not None:
            self._pressed = None
            self.opened.emit(card.id)

    def _hover(self, place: Place | None) -> None:
        if place != self.hovered:
            for each in (self.hovered, place):
                if each is not None:
                    self.update_card(each)
            self.hovered = place

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._words_at(event.pos())
            if words:
                QToolTip.showText(event.globalPos(), words, self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _words_at(self, point: QPoint) -> str:
        column, place = self.column_at(point), self.place_at(point)
        if place is not None:
            card = self.cards.at(*place)
            return card_sentence(card, self.today, self.wan) if card is not None else ""
        if column is not None and point.y() < HEAD_HEIGHT:
            return head_sentence(column, self.columns[column], self.wan)
        return ""

    def wheelEvent(self, event: QWheelEvent) -> None:
        column = self.column_at(event.position().toPoint())
        aside = event.angleDelta().x() or (
            event.angleDelta().y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        if aside:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - aside)
        elif column is not None:
            by = event.pixelDelta().y() or event.angleDelta().y()
            self.scroll_column(column, -by)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            place = self.place_at(event.pos())
            if place is not None:
                self.go_to(place)
        card = self.current_card()
        if card is None or self.current is None:
            return
        point = event.globalPos()
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            point = self.viewport().mapToGlobal(self.card_rect(self.current).center())
        self.menu_wanted.emit(point, card.id)
