"""The lists beside the pictures of the portfolio: in focus, to be watched, and the field of each account."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.ui import theme
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.today.focus_list import ScaleDelegate
from kamdesk.ui.widgets.delegates import VALUE, CellDelegate, TierDelegate
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work.analysis.bcg import CELL, Bubble, Matrix
from kamdesk.work.focus import Placed

Index = QModelIndex | QPersistentModelIndex
_TIER, _NAME, _SCALE = range(3)


class PlacedModel(RowsModel[Placed]):
    """Accounts with potential and loyalty."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("tier", _("Tier"), 52, lambda each: each.account.tier or ""),
                Column("name", str(Account.TERM), 120, lambda each: each.account.name),
                Column("scale", _("○ loyalty  ◆ potential"), 120, _scale_words),
                Column("gap", _("Gap"), 124, _gap_words, _gap_role, numeric=True),
            ]
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == VALUE:
            each = self.row_at(index.row())
            return each.account.tier if each is not None and index.column() == _TIER else each
        return super().data(index, role)


class PlacedList(QWidget):
    """A heading with its count and the accounts below. `opened(account_id)`."""

    opened = Signal(int)

    def __init__(self, title: str, icon_name: str) -> None:
        super().__init__()
        self.head = SectionHeader(title, "", icon_name)
        self.model = PlacedModel()
        self.table = rows_table(self.model, title, _NAME, row_height=theme.DENSE_ROW_HEIGHT)
        self.table.setItemDelegateForColumn(_TIER, TierDelegate(self.table))
        self.table.setItemDelegateForColumn(_NAME, CellDelegate(self.table, name=True))
        self.table.setItemDelegateForColumn(_SCALE, ScaleDelegate(self.table))
        self.table.opened.connect(self._open)
        _stack(self, self.head, self.table)

    def show_accounts(self, placed: Sequence[Placed]) -> None:
        """Shows the accounts of the list in their order."""
        self.model.show_rows(placed)
        self.head.set_count(f"{len(placed):,}")

    def _open(self, row: int) -> None:
        each = self.model.row_at(row)
        if each is not None:
            self.opened.emit(each.account.account_id)


class SharesList(QWidget):
    """Accounts with share, growth and the field they lie in. `opened(account_id)`."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._matrix = Matrix()
        self.head = SectionHeader(_("Accounts by field"), "", "bar-chart")
        self.model: RowsModel[Bubble] = RowsModel(
            [
                Column("name", str(Account.TERM), 110, lambda each: each.name),
                Column("share", _("Our share"), 76, lambda each: _percent(each.own_share), numeric=True),
                Column("relative", _("Relative"), 70, _relative, numeric=True),
                Column("growth", _("Growth"), 70, lambda each: _percent(each.growth), numeric=True),
                Column("cell", _("Quadrant"), 124, self._cell, self._role),
            ]
        )  # fmt: skip
        self.table = rows_table(
            self.model, _("Accounts by field"), 0, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.table.setItemDelegateForColumn(0, CellDelegate(self.table, name=True))
        self.table.opened.connect(self._open)
        _stack(self, self.head, self.table)

    def show_matrix(self, matrix: Matrix) -> None:
        """Shows the accounts of a matrix: field by field, what cannot be placed last."""
        self._matrix = matrix
        order = {code: place for place, code in enumerate((*CELL.codes, ""))}
        rows = sorted(matrix.bubbles, key=lambda each: order[matrix.cell(each)])
        self.model.show_rows(rows)
        self.head.set_count(f"{len(rows):,}")

    def _cell(self, each: Bubble) -> str:
        code = self._matrix.cell(each)
        return CELL.label(code) if code else _("too little known")

    def _role(self, each: Bubble) -> str:
        return "text" if self._matrix.cell(each) else "warn"

    def _open(self, row: int) -> None:
        each = self.model.row_at(row)
        if each is not None:
            self.opened.emit(int(each.key))


def _stack(parent: QWidget, head: SectionHeader, table: PagedTable) -> None:
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(head)
    column.addWidget(table, 1)


def _number(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:.0f}"


def _scale_words(each: Placed) -> str:
    return _("loyalty {loyalty}, potential {potential}").format(
        loyalty=_number(each.standing.loyalty), potential=_number(each.standing.potential)
    )


def _gap_words(each: Placed) -> str:
    distance = each.standing.distance
    return _("too little known") if distance is None else f"{distance:.0f}".replace("-", "−")


def _gap_role(each: Placed) -> str:
    return "warn" if each.standing.distance is None else "text"


def _percent(value: Decimal | None) -> str:
    return "—" if value is None else f"{value * 100:.1f} %".replace("-", "−")


def _relative(each: Bubble) -> str:
    return "—" if each.relative is None else f"{each.relative:.2f}"
