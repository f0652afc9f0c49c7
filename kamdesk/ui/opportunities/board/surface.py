"""What the board looks like: where columns and cards stand, and how those in view are painted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from kamdesk.i18n import _, language
from kamdesk.ui import theme
from kamdesk.ui.opportunities.board.card_paint import (
    CARD_GAP,
    CARD_HEIGHT,
    CARD_PITCH,
    card_sentence,
    paint_card,
    paint_gap,
)
from kamdesk.ui.opportunities.board.cards import Cards, Read
from kamdesk.ui.opportunities.board.head_paint import HEAD_HEIGHT, paint_head
from kamdesk.ui.widgets import paint
from kamdesk.work.opportunity_board import Card, Column

_SIDE, _THUMB = 6, 5
_LIFTED_OPACITY = 0.55
Place = tuple[int, int]
"""Column and row."""


class Lifted(Protocol):
    """What is being dragged, as far as painting asks."""

    def lifts(self, card_id: int) -> bool:
        """Whether it is this card."""

    def target_column(self) -> int | None:
        """The column it is held over, if it may go there."""

    def refused_column(self) -> int | None:
        """The column it is held over, if it may not go there."""

    def paint(self, painter: QPainter) -> None:
        """Draws it where it is held."""


class BoardSurface(QAbstractScrollArea):
    """Draws what is in view only; a card is painted once and then copied until it changes. `selected`: another card."""

    selected = Signal(int)

    def __init__(self, read: Read) -> None:
        super().__init__()
        self.columns: list[Column] = []
        self.cards = Cards(read)
        self.drag: Lifted | None = None
        self.current: Place | None = None
        self.today = date.today()
        self.wan = False
        self._most = Decimal(0)
        self.scrolled: list[int] = []
        self.hovered: Place | None = None
        self._refused: int | None = None
        self._pixmaps: dict[tuple[object, ...], QPixmap] = {}
        self.setAccessibleName(_("Board of opportunities"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        theme.theme_changed.connect(self.repaint_cards)

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_columns(self, columns: Sequence[Column], today: date, wan: bool) -> None:
        """Shows other columns; where each was scrolled to stays as far as it can. The selection is gone."""
        kept = self.scrolled if len(self.scrolled) == len(columns) else [0] * len(columns)
        self.columns, self.today, self.wan = list(columns), today, wan
        self._most = max(
            (each.amount for each in columns if not each.holds_closed), default=Decimal(0)
        )
        self.cards.start([each.count for each in columns])
        self.current = self.hovered = None
        self.scrolled = kept
        self._settle()
        self.repaint_cards()

    def repaint_cards(self) -> None:
        """Forgets the pictures of cards and heads: what they show, or its colours, changed."""
        self._pixmaps.clear()
        self.viewport().update()

    def current_card(self) -> Card | None:
        """The selected card."""
        return self.cards.at(*self.current) if self.current is not None else None

    def go_to(self, place: Place | None) -> None:
        """Selects a card and brings it into view."""
        before, self.current = self.current, place
        card = self.current_card()
        if card is None:
            self.current = place = None
        for each in (before, place):
            if each is not None:
                self.update_card(each)
        if place is None or card is None:
            return
        self._bring_into_view(place)
        self.setAccessibleDescription(card_sentence(card, self.today, self.wan))
        if before != place:
            self.selected.emit(card.id)

    def mark_refused(self, column: int | None) -> None:
        """Tints the column a card could not go to; None takes the tint away."""
        self._refused = column
        self.viewport().update()

    # ------------------------------------------------------------------------------------------------------- geometry

    def column_width(self) -> int:
        """How wide each column is: as all fit, but never less than its words need."""
        least = 134 if language() == "zh" else 146
        return max(least, self.viewport().width() // max(len(self.columns), 1))

    def column_rect(self, column: int) -> QRect:
        """A column with its head, in the viewport."""
        width = self.column_width()
        left = column * width - self.horizontalScrollBar().value()
        if column == len(self.columns) - 1:
            width = max(width, self.viewport().width() - left)
        return QRect(left, 0, width, self.viewport().height())

    def card_rect(self, place: Place) -> QRect:
        """Where a card is painted, in the viewport; it may lie outside."""
        column, row = place
        rect = self.column_rect(column)
        top = HEAD_HEIGHT + CARD_GAP + row * CARD_PITCH - self.scrolled[column]
        return QRect(rect.left() + _SIDE, top, rect.width() - 2 * _SIDE - 1, CARD_HEIGHT)

    def column_at(self, point: QPoint) -> int | None:
        """The column under a point of the viewport."""
        column = (point.x() + self.horizontalScrollBar().value()) // self.column_width()
        last = len(self.columns) - 1
        return min(column, last) if column >= 0 and last >= 0 else None

    def place_at(self, point: QPoint) -> Place | None:
        """The card under a point of the viewport."""
        column = self.column_at(point)
        if column is None or point.y() < HEAD_HEIGHT:
            return None
        row = (point.y() - HEAD_HEIGHT - CARD_GAP + self.scrolled[column]) // CARD_PITCH
        place = (column, row)
        if 0 <= row < self.cards.count(column) and self.card_rect(place).contains(point):
            return place
        return None

    def room(self) -> int:
        return max(self.viewport().height() - HEAD_HEIGHT, 0)

    def content_height(self, column: int) -> int:
        return self.cards.count(column) * CARD_PITCH + 2 * CARD_GAP

    def scroll_column(self, column: int, by: int) -> None:
        """Moves the cards of a column up by so many pixels."""
        most = max(self.content_height(column) - self.room(), 0)
        value = min(max(self.scrolled[column] + by, 0), most)
        if value != self.scrolled[column]:
            self.scrolled[column] = value
            self.hovered = None
            self.viewport().update(self.column_rect(column))

    def _bring_into_view(self, place: Place) -> None:
        column, _row = place
        rect = self.card_rect(place)
        if rect.top() < HEAD_HEIGHT + CARD_GAP:
            self.scroll_column(column, rect.top() - HEAD_HEIGHT - CARD_GAP)
        elif rect.bottom() > self.viewport().height() - CARD_GAP:
            self.scroll_column(column, rect.bottom() - self.viewport().height() + CARD_GAP)
        frame, bar = self.column_rect(column), self.horizontalScrollBar()
        if frame.left() < 0:
            bar.setValue(bar.value() + frame.left())
        elif frame.left() + self.column_width() > self.viewport().width():
            bar.setValue(bar.value() + frame.left() + self.column_width() - self.viewport().width())

    def _settle(self) -> None:
        bar = self.horizontalScrollBar()
        bar.setPageStep(self.viewport().width())
        bar.setSingleStep(self.column_width() // 2)
        bar.setRange(0, max(self.column_width() * len(self.columns) - self.viewport().width(), 0))
        for column in range(len(self.columns)):
            self.scroll_column(column, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pixmaps.clear()
        self._settle()

    def sizeHint(self) -> QSize:
        return QSize(1100, 600)

    # ------------------------------------------------------------------------------------------------------- painting

    def update_card(self, place: Place) -> None:
        self.viewport().update(self.card_rect(place).adjusted(-2, -2, 2, 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        shown = event.rect()
        painter.fillRect(shown, theme.color("surface"))
        for column in range(len(self.columns)):
            rect = self.column_rect(column)
            if rect.intersects(shown):
                self._paint_column(painter, column, rect, shown)
        if self.drag is not None:
            self.drag.paint(painter)

    def _paint_column(self, painter: QPainter, column: int, rect: QRect, shown: QRect) -> None:
        drag = self.drag
        refused = column == self._refused or (drag is not None and column == drag.refused_column())
        if refused:
            painter.fillRect(rect, theme.color("bad_soft"))
        elif drag is not None and column == drag.target_column():
            painter.fillRect(rect, theme.color("hover"))
        first = max(
            (max(shown.top(), HEAD_HEIGHT) - HEAD_HEIGHT + self.scrolled[column]) // CARD_PITCH - 1,
            0,
        )
        for row in range(first, self.cards.count(column)):
            box = self.card_rect((column, row))
            if box.top() > shown.bottom():
                break
            if box.intersects(shown):
                self._paint_place(painter, (column, row), box)
        self._paint_bar(painter, column)
        head = QRect(rect.left(), 0, rect.width(), HEAD_HEIGHT)
        if head.intersects(shown):
            painter.drawPixmap(head.topLeft(), self._head_pixmap(column, head.size()))
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), theme.color("line"))
        if refused:
            painter.fillRect(rect.left(), HEAD_HEIGHT - 2, rect.width(), 2, theme.color("bad"))

    def _paint_place(self, painter: QPainter, place: Place, box: QRect) -> None:
        card = self.cards.at(*place)
        if card is None:
            return
        is_lifted = self.drag is not None and self.drag.lifts(card.id)
        if is_lifted:
            paint_gap(painter, box)
            painter.setOpacity(_LIFTED_OPACITY)
        selected = place == self.current and not is_lifted
        picture = self.card_pixmap(
            card,
            box.size(),
            selected=selected,
            focused=selected and self.hasFocus(),
            hovered=place == self.hovered,
        )
        painter.drawPixmap(box.topLeft(), picture)
        painter.setOpacity(1)

    def card_pixmap(
        self,
        card: Card,
        size: QSize,
        *,
        selected: bool = False,
        focused: bool = False,
        hovered: bool = False,
        refused: bool = False,
    ) -> QPixmap:
        """The picture of a card, painted once for each look."""
        key = (card.id, size.width(), selected, focused, hovered, refused)
        found = self._pixmaps.get(key)
        if found is None:
            if len(self._pixmaps) > 800:
                self._pixmaps.clear()
            found = self._canvas(size)
            painter = QPainter(found)
            paint_card(
                painter, QRect(QPoint(), size), card, self.today, self.wan,
                selected=selected, focused=focused, hovered=hovered, refused=refused,
            )  # fmt: skip
            painter.end()
            self._pixmaps[key] = found
        return found

    def _head_pixmap(self, column: int, size: QSize) -> QPixmap:
        key = ("head", column, size.width())
        found = self._pixmaps.get(key)
        if found is None:
            found = self._canvas(size)
            painter = QPainter(found)
            paint_head(
                painter, QRect(QPoint(), size), column, self.columns[column], self._most, self.wan
            )
            painter.end()
            self._pixmaps[key] = found
        return found

    def _canvas(self, size: QSize) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        return made

    def bar_rect(self, column: int) -> QRect:
        """The small bar that shows, and moves, where a column is scrolled to; empty where all cards fit."""
        content, room = self.content_height(column), self.room()
        if content <= room:
            return QRect()
        rect = self.column_rect(column)
        height = max(room * room // content, 24)
        top = HEAD_HEIGHT + (room - height) * self.scrolled[column] // (content - room)
        return QRect(rect.right() - _THUMB, top, _THUMB - 1, height)

    def _paint_bar(self, painter: QPainter, column: int) -> None:
        bar = self.bar_rect(column)
        if not bar.isEmpty():
            paint.rounded(painter, bar.toRectF(), 2, theme.color("line_strong"))
