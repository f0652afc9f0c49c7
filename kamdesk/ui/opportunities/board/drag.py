"""A card in the hand: where it is held, which column it would go to, and whether that column takes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtGui import QPainter

from kamdesk.ui.opportunities.board.head_paint import HEAD_HEIGHT
from kamdesk.ui.opportunities.board.surface import BoardSurface
from kamdesk.work.opportunity_board import Card

_EDGE, _STEP, _FRAME_MS = 36, 14, 16
"""So near the edge a column, or the board, begins to move; so far with each frame."""

MayEnter = Callable[[int, int], bool]
"""Id of a card and column → whether it may go there; it is asked once for each column and card held."""


class Drag:
    """Begun with `begin`, moved with `move_to`; `end` gives the column it is held over, if it is another one."""

    def __init__(self, board: BoardSurface, may_enter: MayEnter) -> None:
        self._board, self._may_enter = board, may_enter
        self._card: Card | None = None
        self._home = -1
        self._hold = QPoint()
        self._at = QPoint()
        self._column: int | None = None
        self._verdicts: dict[int, bool] = {}
        self._timer = QTimer(board)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._push)

    def is_on(self) -> bool:
        """Whether a card is held."""
        return self._card is not None

    def begin(self, place: tuple[int, int], pressed: QPoint) -> None:
        """Takes the card at `place`, where it was pressed."""
        card = self._board.cards.at(*place)
        if card is None:
            return
        self._card, self._home = card, place[0]
        self._hold = pressed - self._board.card_rect(place).topLeft()
        self._at, self._column, self._verdicts = pressed, place[0], {}
        self._board.viewport().update()
        self._timer.start()

    def move_to(self, point: QPoint) -> None:
        """Holds it elsewhere; only what was covered and what is covered now is painted anew."""
        before, self._at = self._rect(), point
        column = self._board.column_at(point)
        view = self._board.viewport()
        if column != self._column:
            for each in (self._column, column):
                if each is not None:
                    view.update(self._board.column_rect(each))
            self._column = column
            if column is not None and column != self._home:
                self._judge(column)
        view.update(before.adjusted(-3, -3, 3, 3))
        view.update(self._rect().adjusted(-3, -3, 3, 3))

    def end(self) -> int | None:
        """Stops moving; the card stays where it is held until `put_down`. The column, if it is not its own."""
        self._timer.stop()
        return self._column if self._card is not None and self._column != self._home else None

    def put_down(self) -> None:
        """Lets the card go: it is painted where it belongs again."""
        self._timer.stop()
        self._card = self._column = None
        self._board.viewport().update()

    def lifts(self, card_id: int) -> bool:
        """Whether this card is in the hand."""
        return self._card is not None and self._card.id == card_id

    def held(self) -> Card | None:
        """The card in the hand."""
        return self._card

    def target_column(self) -> int | None:
        """The other column it is held over and may go to."""
        return self._column if self._is_away() and self._verdicts.get(self._column or 0) else None

    def refused_column(self) -> int | None:
        """The other column it is held over and may not go to."""
        refused = self._is_away() and self._verdicts.get(self._column or 0) is False
        return self._column if refused else None

    def _is_away(self) -> bool:
        return self._card is not None and self._column not in (None, self._home)

    def _judge(self, column: int) -> None:
        if self._card is not None and column not in self._verdicts:
            self._verdicts[column] = self._may_enter(self._card.id, column)

    def _rect(self) -> QRect:
        size = self._board.card_rect((max(self._home, 0), 0)).size()
        return QRect(self._at - self._hold, size)

    def paint(self, painter: QPainter) -> None:
        """Draws it where it is held."""
        if self._card is None:
            return
        refused = self.refused_column() is not None
        rect = self._rect()
        picture = self._board.card_pixmap(
            self._card, rect.size(), selected=not refused, focused=True, refused=refused
        )
        painter.drawPixmap(rect.topLeft(), picture)

    def _push(self) -> None:
        """Near an edge the column under the card, or the whole board, moves on."""
        view, bar = self._board.viewport(), self._board.horizontalScrollBar()
        if self._column is not None:
            if self._at.y() > view.height() - _EDGE:
                self._board.scroll_column(self._column, _STEP)
            elif self._at.y() < HEAD_HEIGHT + _EDGE // 2:
                self._board.scroll_column(self._column, -_STEP)
        before = bar.value()
        if self._at.x() > view.width() - _EDGE:
            bar.setValue(before + _STEP)
        elif self._at.x() < _EDGE:
            bar.setValue(before - _STEP)
        if bar.value() != before:
            self.move_to(self._at)
