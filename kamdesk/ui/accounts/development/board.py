"""The board: a column for each step side by side, one card selected in all of them, walked with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from kamdesk.ui.accounts.development.column import BoardColumn, column_width
from kamdesk.work.development_board import Card


class Board(QScrollArea):
    """`selected`: another card; `opened`: click or Enter; `move_wanted` (id, state): dropped, or Ctrl+arrow."""

    selected = Signal(int)
    opened = Signal(int)
    closed = Signal()
    move_wanted = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[BoardColumn] = []
        self._current: int | None = None
        self._filling = False
        self._inner = QWidget()
        self._row = QHBoxLayout(self._inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_cards(self, states: Sequence[str], cards: list[Card]) -> None:
        """Shows the columns `states` with their cards; the selected card stays selected where it went."""
        if [column.state for column in self.columns] != list(states):
            self._build(states)
        self._filling = True
        try:
            for column in self.columns:
                column.show_cards([card for card in cards if card.state == column.state])
            self._mark()
        finally:
            self._filling = False

    def _build(self, states: Sequence[str]) -> None:
        for column in self.columns:
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
        self.columns = []
        for state in states:
            column = BoardColumn(state)
            cards = column.list
            cards.walked.connect(partial(self._walk, column))
            cards.asked.connect(partial(self._ask, column))
            cards.opened.connect(self.opened)
            cards.closed.connect(self.closed)
            cards.current_changed.connect(self._choose)
            cards.dropped.connect(partial(self._drop, column))
            self._row.addWidget(column)
            self.columns.append(column)
        self._inner.setMinimumWidth(column_width() * len(self.columns))

    def current_id(self) -> int | None:
        """The selected development."""
        return self._current

    def go_to(self, development_id: int, *, focus: bool = False) -> bool:
        """Selects a card and brings it into view; False where it is not on the board."""
        for column in self.columns:
            row = column.list.cards().row_of(development_id)
            if row >= 0:
                self._current = development_id
                self._mark()
                if focus:
                    column.list.setFocus()
                # once the room beside the detail is settled; with the neighbours, where the card may go
                QTimer.singleShot(
                    0, column, partial(self.ensureWidgetVisible, column, column_width(), 0)
                )
                return True
        return False

    def _mark(self) -> None:
        for column in self.columns:
            row = column.list.cards().row_of(self._current) if self._current is not None else -1
            if row >= 0:
                column.list.go_to(row)
            else:
                column.list.clearSelection()
                column.list.setCurrentIndex(column.list.model().index(-1, 0))

    def _choose(self, development_id: int) -> None:
        if self._filling or development_id == self._current:
            return
        self._current = development_id
        self._filling = True
        try:
            self._mark()
        finally:
            self._filling = False
        self.selected.emit(development_id)

    # ------------------------------------------------------------------------------------------------ keys, dragging

    def take_focus(self) -> None:
        """Puts the keys on the selected card, else on the first one."""
        for column in self.columns:
            if column.list.current() is not None:
                column.list.setFocus()
                return
        for column in self.columns:
            if column.list.model().rowCount():
                column.list.setFocus()
                return

    def _walk(self, column: BoardColumn, way: int) -> None:
        """To the next column that has cards, at about the same height."""
        row = max(column.list.currentIndex().row(), 0)
        place = self.columns.index(column) + way
        while 0 <= place < len(self.columns):
            other = self.columns[place].list
            count = other.model().rowCount()
            if count:
                other.go_to(min(row, count - 1))
                other.setFocus()
                self.ensureWidgetVisible(self.columns[place], 24, 0)
                return
            place += way

    def _ask(self, column: BoardColumn, way: int) -> None:
        card = column.list.current()
        place = self.columns.index(column) + way
        if card is not None and 0 <= place < len(self.columns):
            self.move_wanted.emit(card.id, self.columns[place].state)

    def _drop(self, column: BoardColumn, development_id: int) -> None:
        if column.list.cards().row_of(development_id) < 0:
            self.move_wanted.emit(development_id, column.state)

    def mark_refused(self, state: str | None) -> None:
        """Tints the column a card could not go to; None takes the tint away."""
        for column in self.columns:
            column.set_refused(column.state == state)

    def below_head(self, state: str) -> QPoint:
        """Where a message about column `state` may hang, in the board's coordinates."""
        column = next((one for one in self.columns if one.state == state), self.columns[0])
        return column.mapTo(self, QPoint(column.width() // 2, 140))
