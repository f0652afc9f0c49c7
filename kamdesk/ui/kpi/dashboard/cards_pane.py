"""The cards in rows: four beside each other where there is room, walked by arrow keys, the further ones folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.kpi.dashboard.card import Card
from kamdesk.ui.kpi.dashboard.figure_card import FigureCard
from kamdesk.ui.widgets.buttons import quiet_button
from kamdesk.ui.widgets.labels import ElidedLabel, label

_CARD_LEAST = 260
_MOST_COLUMNS = 4


class _Row(QWidget):
    """One section: its heading, its note, its cards; `fold_wanted` where it can be folded."""

    fold_wanted = Signal()

    def __init__(self, heading: str, *, small: bool, folds: bool) -> None:
        super().__init__()
        self.small, self.folded = small, folds
        self.cards: list[FigureCard] = []
        self._note = ElidedLabel("", "small")
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_2)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(label(heading, "heading"))
        head.addWidget(self._note, 1)
        self.fold_button = quiet_button(
            _("Show"), "chevron-down", self.fold_wanted.emit, small=True
        )
        self.fold_button.setVisible(folds)
        head.addWidget(self.fold_button)
        self._head = QWidget()
        self._head.setFixedHeight(26)
        self._head.setLayout(head)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(self._grid)
        self._columns = 0

    def set_note(self, words: str) -> None:
        """What stands beside the heading."""
        self._note.setText(words)

    def place(self, columns: int) -> None:
        """Puts the cards into so many columns."""
        self._columns = columns
        for each in self.cards:
            self._grid.removeWidget(each)
        for number, each in enumerate(self.cards):
            self._grid.addWidget(each, number // columns, number % columns)
        for column in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class CardsPane(QScrollArea):
    """`chosen(key)`: a card, or the indicator beside it. `computed_wanted(key)`. `menu_wanted(key, point)`.

    `unfolded(family)`: a row is to be read.
    """

    chosen = Signal(str)
    computed_wanted = Signal(str)
    menu_wanted = Signal(str, QPoint)
    unfolded = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Indicators"))
        self._rows: dict[str, _Row] = {}
        self._by_key: dict[str, FigureCard] = {}
        self._current = ""
        self._columns = _MOST_COLUMNS
        inside = QWidget()
        inside.setProperty("ground", "raised")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_2)
        self._column.setSpacing(theme.SPACE_1)
        self._column.addStretch(1)
        self.setWidget(inside)

    def add_row(self, family: str, heading: str, *, small: bool, folded: bool) -> None:
        """A row below the others; a `folded` one is read when it is first opened."""
        row = _Row(heading, small=small, folds=folded)
        row.fold_wanted.connect(partial(self.toggle, family))
        self._rows[family] = row
        self._column.insertWidget(self._column.count() - 1, row)

    def is_folded(self, family: str) -> bool:
        """Whether the cards of a row are hidden."""
        return self._rows[family].folded

    def toggle(self, family: str) -> None:
        """Folds a row, or opens it."""
        row = self._rows[family]
        row.folded = not row.folded
        row.fold_button.setText(_("Show") if row.folded else _("Hide"))
        row.fold_button.setAccessibleName(row.fold_button.text())
        for each in row.cards:
            each.setHidden(row.folded)
        if not row.folded:
            self.unfolded.emit(family)

    def show_cards(self, family: str, cards: Sequence[Card], note: str) -> None:
        """Shows the cards of a row; those that were there stay, with the keys on them."""
        row = self._rows[family]
        row.set_note(note)
        if [each.card.key for each in row.cards] == [each.key for each in cards]:
            for shown, card in zip(row.cards, cards, strict=True):
                shown.show_card(card)
            return
        for each in row.cards:
            self._by_key.pop(each.card.key, None)
            each.hide()
            each.deleteLater()
        row.cards = [self._made(card, row.small) for card in cards]
        row.place(self._columns)
        for each in row.cards:
            each.setHidden(row.folded)

    def _made(self, card: Card, small: bool) -> FigureCard:
        made = FigureCard(card, small=small)
        key = card.key
        made.clicked.connect(partial(self._on_clicked, key))
        made.computed_wanted.connect(partial(self.computed_wanted.emit, key))
        made.companion_wanted.connect(self._on_companion)
        made.walked.connect(partial(self._walk, key))
        made.menu_wanted.connect(partial(self.menu_wanted.emit, key))
        made.set_chosen(key == self._current)
        self._by_key[key] = made
        return made

    def show_trends(self, trends: Mapping[str, Card]) -> None:
        """The same cards with the periods before."""
        for key, card in trends.items():
            if key in self._by_key:
                self._by_key[key].show_card(card)

    def card(self, key: str) -> FigureCard | None:
        """The card of an indicator, where it is shown."""
        return self._by_key.get(key)

    def cards(self) -> list[FigureCard]:
        """All that are shown, in order."""
        return [each for row in self._rows.values() if not row.folded for each in row.cards]

    def choose(self, key: str) -> None:
        """Marks a card as the one whose records stand below."""
        self._current = key
        for each, shown in self._by_key.items():
            shown.set_chosen(each == key)
        found = self._by_key.get(key)
        if found is not None and found.isVisible():
            self.ensureWidgetVisible(found, 0, theme.SPACE_2)

    def take_focus(self) -> bool:
        """Puts the keys onto the chosen card, or the first; False while there is none."""
        found = self._by_key.get(self._current) or next(iter(self.cards()), None)
        if found is not None:
            found.setFocus()
        return found is not None

    def _on_clicked(self, key: str, _checked: bool = False) -> None:
        self.chosen.emit(key)

    def _on_companion(self, key: str) -> None:
        self.chosen.emit(key)

    def _walk(self, key: str, dx: int, dy: int) -> None:
        """To the next card in that direction; across rows the one nearest to the same column."""
        here = self._by_key[key]
        inside = self.widget()
        assert inside is not None  # it was put there when the pane was made
        centre = here.mapTo(inside, here.rect().center())
        best: tuple[int, FigureCard] | None = None
        for each in self.cards():
            there = each.mapTo(inside, each.rect().center()) - centre
            ahead = there.x() * dx + there.y() * dy
            aside = abs(there.x() * dy) + abs(there.y() * dx)
            if each is here or ahead <= 0 or (dx and aside > 4):
                continue
            if best is None or ahead * 4 + aside < best[0]:
                best = (ahead * 4 + aside, each)
        if best is not None:
            best[1].setFocus()
            self.ensureWidgetVisible(best[1], 0, theme.SPACE_2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - 2 * theme.SPACE_4
        columns = max(1, min(_MOST_COLUMNS, room // _CARD_LEAST))
        if columns != self._columns:
            self._columns = columns
            for row in self._rows.values():
                row.place(columns)
