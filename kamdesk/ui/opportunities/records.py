"""A table of the opportunities behind a number: pages read when they come into view, and the same as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from sqlalchemy import Select

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import Kind, field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.sales_words import OUTCOME
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.models.rows import Column
from kamdesk.ui.opportunities.words import day_words, days_words, short_money
from kamdesk.ui.widgets.delegates import COLOUR
from kamdesk.ui.widgets.paged_table import COLUMN_KEY, PagedTable
from kamdesk.work import opportunity_rows, pipelines, settings
from kamdesk.work.opportunity_rows import Row, Sums

Index = QModelIndex | QPersistentModelIndex
_PAGE, _MOST_PAGES = 100, 12
_BLOCK = 2000


class RecordsModel(QAbstractTableModel):
    """Shows the opportunities whose ids a query finds."""

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._ids: Select[Any] | None = None
        self._pages: dict[int, list[Row]] = {}
        self.sums: Sums | None = None
        self.wan = False
        self.stages: dict[int, str] = {}
        self._columns = self._declare()

    def show_ids(self, ids: Select[Any] | None) -> None:
        """Shows other records; None: nothing."""
        self.beginResetModel()
        self._ids, self._pages, self.sums = ids, {}, None
        if ids is not None:
            with self._store.read() as session:
                self.wan = settings.get(session, "money_display") == "wan"
                self.stages = {each.id: each.title for each in pipelines.all_stages(session)}
                self.sums = opportunity_rows.sums(session, ids)
        self.endResetModel()

    def row_at(self, row: int) -> Row | None:
        """The opportunity in a line."""
        if self._ids is None or not 0 <= row < self.rowCount():
            return None
        page = row // _PAGE
        if page not in self._pages:
            while len(self._pages) >= _MOST_PAGES:
                self._pages.pop(next(iter(self._pages)))
            with self._store.read() as session:
                self._pages[page] = opportunity_rows.rows(session, self._ids, page * _PAGE, _PAGE)
        place = row - page * _PAGE
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def widths(self) -> list[int]:
        """Column widths in order."""
        return [each.width for each in self._columns]

    def keys(self) -> list[str]:
        """What the columns are called for good."""
        return [each.key for each in self._columns]

    def write(self, path: Path) -> int:
        """Writes all of them to a workbook or csv; answers how many. Raises WorldError."""
        from kamdesk.exchange.write import Column as Out  # late: brings the library for workbooks
        from kamdesk.exchange.write import write_table

        names = ("amount", "currency", "expected_close_on", "stage_since", "next_step", "next_contact_on",
                 "owner_id", "outcome", "closed_on", "outcome_reason")  # fmt: skip
        fields = [field_of(Opportunity, name) for name in names]
        columns = [
            Out(field_of(Account, "tier").label), Out(str(Account.TERM)), Out(str(Opportunity.TERM)),
            Out(field_of(Opportunity, "stage_id").label), Out(_("Probability (%)"), Kind.INTEGER),
            Out(_("Weighted"), Kind.MONEY),
            *(Out(each.label, Kind.TEXT if each.kind is Kind.REFERENCE else each.kind, each.spec.choices)
              for each in fields),
        ]  # fmt: skip
        found: list[tuple[Any, ...]] = []
        with self._store.read() as session:
            while self._ids is not None:
                page = opportunity_rows.rows(session, self._ids, len(found), _BLOCK)
                found += [
                    (
                        row.tier, row.account, row.name, self.stages.get(row.stage_id, ""), row.probability,
                        row.weighted, row.amount, row.currency, row.expected_close_on, row.stage_since, row.next_step,
                        row.next_contact_on, row.owner, row.outcome, row.closed_on, row.outcome_reason,
                    )
                    for row in page
                ]  # fmt: skip
                if len(page) < _BLOCK:
                    break
        return write_table(path, _("Opportunities"), columns, found)

    # ------------------------------------------------------------------------------------------------ Qt calls us

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.sums is None else self.sums.count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.numeric else None
        if role not in _ASKED:
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == COLOUR:
            return column.role(row) if column.role is not None else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.heading}: {column.text(row)}"
        return column.text(row)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading
        if role == COLUMN_KEY:
            return column.key
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column.numeric else None

    def _declare(self) -> list[Column[Row]]:
        def money(amount: Any, currency: str | None) -> str:
            return short_money(amount, currency, wan=self.wan) if amount is not None else "—"

        labels = {
            name: field_of(Opportunity, name).label
            for name in ("stage_id", "amount", "next_step", "owner_id")
        }
        return [
            Column("tier", _("Tier"), 60, lambda row: row.tier, _muted),
            Column("account", str(Account.TERM), 120, lambda row: row.account),
            Column("name", str(Opportunity.TERM), 160, lambda row: row.name),
            Column("stage", labels["stage_id"], 96, lambda row: self.stages.get(row.stage_id, "")),
            Column("amount", labels["amount"], 108, lambda row: money(row.amount, row.currency), numeric=True),
            Column("probability", _("Prob."), 56, lambda row: f"{row.probability}%", _muted, numeric=True),
            Column("weighted", _("Weighted"), 100, lambda row: money(row.weighted, None), numeric=True),
            Column("close", _("Expected close"), 104, _close, _close_role),
            Column("days", _("In stage"), 70, _days, _days_role, numeric=True),
            Column("next_step", labels["next_step"], 140, _next, _next_role),
            Column("owner", labels["owner_id"], 76, lambda row: row.owner, _muted),
        ]  # fmt: skip


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ASKED = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole, COLOUR,
)  # fmt: skip


def records_table(model: RecordsModel, name: str) -> PagedTable:
    """A table called `name` over the model."""
    table = PagedTable(name, row_height=theme.DENSE_ROW_HEIGHT)
    table.setModel(model)
    table.set_widths(model.widths())
    table.set_stretch_column(9)
    return table


def _muted(_row: Row) -> str:
    return "muted"


def _close(row: Row) -> str:
    if row.outcome == "open":
        return day_words(row.expected_close_on)
    return (
        f"{OUTCOME.label(row.outcome)} {row.closed_on:%m-%d}"
        if row.closed_on
        else OUTCOME.label(row.outcome)
    )


def _close_role(row: Row) -> str:
    if row.outcome != "open":
        return {"won": "good", "lost": "bad"}.get(row.outcome, "muted")
    late = row.expected_close_on is not None and row.expected_close_on < date.today()
    if late:
        return "bad"
    return "warn" if row.limits.is_slipping(row.slips, row.slipped_days) else "text"


def _days(row: Row) -> str:
    return days_words((date.today() - row.stage_since).days) if row.outcome == "open" else ""


def _days_role(row: Row) -> str:
    return "bad" if row.limits.is_stalled(row.stage_since, date.today()) else "muted"


def _next(row: Row) -> str:
    if row.outcome != "open":
        return row.outcome_reason
    return row.next_step or _("no next step")


def _next_role(row: Row) -> str:
    return "warn" if row.outcome == "open" and not row.next_step else "muted"
