"""A closed period against the facts of today: every indicator frozen, restated, and by how much it moved."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.kpi import words
from kamdesk.ui.kpi.dashboard import card_words
from kamdesk.ui.kpi.dashboard.card import Card
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.labels import ElidedLabel, label


class ComparePane(QWidget):
    """`chosen(key)`: the records that changed are wanted. `closed`: back to the list."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model: RowsModel[Card] = RowsModel(
            [
                Column("name", _("Indicator"), 220, lambda card: card.declared.name),
                Column("frozen", _("Frozen"), 110, card_words.value, None, True),
                Column("frozen_parts", _("Numerator / denominator"), 180, _frozen_parts, _muted, True),
                Column("live", _("Restated"), 110, _live, _moved_role, True),
                Column("live_parts", _("Numerator / denominator"), 180, _live_parts, _muted, True),
                Column("moved", _("Difference"), 130, moved_words, _moved_role, True),
            ]
        )  # fmt: skip
        self.table = rows_table(
            self.model, _("Frozen against today"), 0, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.table.opened.connect(self._open)
        self._said = ElidedLabel("", "muted")
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setProperty("ground", "surface")
        head.setFixedHeight(theme.SECTION_HEIGHT + 2)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(label(_("Frozen against today"), "heading"))
        row.addWidget(self._said, 1)
        row.addWidget(icon_button("x", _("Back to the records"), self.closed.emit, small=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def show_cards(self, cards: Iterable[Card]) -> None:
        """Those that moved first."""
        found = [each for each in cards if each.frozen is not None]
        moved = [each for each in found if each.is_restated]
        self.model.show_rows([*moved, *(each for each in found if not each.is_restated)])
        self._said.setText(
            ngettext(
                "{count} of {all} figures moved since", "{count} of {all} figures moved since",
                len(moved),
            ).format(count=len(moved), all=len(found))
        )  # fmt: skip

    def _open(self, row: int) -> None:
        card = self.model.row_at(row)
        if card is not None:
            self.chosen.emit(card.key)


def moved_words(card: Card) -> str:
    """By how much the value moved; of a share in points of a hundred."""
    if not card.is_restated or card.frozen is None:
        return _("as frozen")
    before, now = card.frozen.value, card.live.value
    if before is None or now is None:
        return "—"
    moved = now - before
    sign = "+" if moved > 0 else ""
    if card.declared.unit in ("ratio", "points"):
        said = words.value_words(moved, "points")
        return _("{points} percentage points").format(points=f"{sign}{said}")
    return f"{sign}{words.value_words(moved, card.declared.unit, card.wan)}"


def _live(card: Card) -> str:
    return words.value_words(card.live.value, card.declared.unit, card.wan)


def _parts_words(card: Card, numerator: Decimal | None, denominator: Decimal | None) -> str:
    if denominator is None:
        return words.part_words(numerator, card.declared.is_money, card.wan)
    return words.pair_words(numerator, denominator, card.declared.is_money, card.wan)


def _frozen_parts(card: Card) -> str:
    parts = card.shown
    return _parts_words(card, parts.numerator, parts.denominator)


def _live_parts(card: Card) -> str:
    return _parts_words(card, card.live.numerator, card.live.denominator)


def _muted(_card: Card) -> str:
    return "muted"


def _moved_role(card: Card) -> str:
    return "text" if card.is_restated else "muted"
