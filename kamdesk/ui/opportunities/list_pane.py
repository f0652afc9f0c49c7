"""The list of opportunities of a view: filtered, sorted by heading, several changed at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from kamdesk.i18n import _, ngettext
from kamdesk.model.terms import Term
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.record_list import RecordListModel
from kamdesk.ui.opportunities import views
from kamdesk.ui.opportunities.list_filters import OpportunityFilters
from kamdesk.ui.page import Page
from kamdesk.ui.remember import Memory
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.work import lists, opportunity_views
from kamdesk.work.lists import Condition, ListQuery
from kamdesk.work.opportunity_views import STALLED_DAYS, is_slipping

COLUMNS: tuple[str, ...] = (
    "name", "account_id", "stage_id", "amount", "expected_close_on", "owner_id", "next_step",
    "next_contact_on", "stage_since", "outcome", "slips", "slipped_days", "number", "closed_on",
)  # fmt: skip
_WIDTHS = {"name": 180, "account_id": 140, "stage_id": 96, "amount": 120, "expected_close_on": 104, "owner_id": 76,
           "next_step": 150, "next_contact_on": 100, "stage_since": 100, "outcome": 76, "slips": 66,
           "slipped_days": 66, "number": 112, "closed_on": 100}  # fmt: skip
_HEADINGS = {
    "name": Term("Opportunity", "商机"),
    "account_id": Term("Account", "客户"),
    "expected_close_on": Term("Close", "预计签约"),
    "stage_since": Term("Since", "进入阶段"),
    "slips": Term("Put off", "推迟"),
    "slipped_days": Term("by days", "推迟天数"),
}
_SORTED: dict[str, tuple[str, bool]] = {
    "stalled": ("stage_since", False),
    "won": ("closed_on", True),
    "ended": ("closed_on", True),
    "all": ("number", True),
}
"""View → the order it begins with, and whether it goes down; any other begins with what closes first."""


class _Table(PagedTable):
    delete_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)


class OpportunityListPane(Page):
    """`chosen(id)`: walked to. `opened(id)`: Enter. `bulk_wanted(ids)`: those selected are to be changed at once."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Opportunity", "Account", "Staff", "Stage", "Pipeline", "SettingValue"}
    )
    chosen = Signal(int)
    opened = Signal(int)
    menu_wanted = Signal(QPoint, int)
    delete_wanted = Signal(list)
    bulk_wanted = Signal(list)
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self._store, self._memory = desk.store, memory
        self._view = ""
        self._restoring = False
        self.model = RecordListModel(
            self._store, ListQuery("Opportunity", COLUMNS, sort="expected_close_on"), _role_of, _HEADINGS
        )  # fmt: skip
        self.table = _Table(_("Opportunities"))
        self.table.setModel(self.model)
        self.table.set_widths([_WIDTHS[name] for name in COLUMNS])
        kept = memory.get("opportunities.columns")
        if isinstance(kept, Mapping):
            self.table.restore_columns(kept)
        self.table.row_changed.connect(self._on_row)
        self.table.opened.connect(self._on_opened)
        self.table.sort_requested.connect(self._on_sort)
        self.table.menu_requested.connect(self._on_menu)
        self.table.delete_wanted.connect(self._on_delete)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self._build()
        self.track(desk.events.changed, self.on_changed)

    # ------------------------------------------------------------------------------------------------------ building

    def _build(self) -> None:
        self._title, self._count = label("", "title"), label("", "muted")
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_3, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self._title)
        row.addWidget(self._count)
        row.addStretch(1)
        self.bulk_button = plain_button(_("Change several…"), "pencil", self._on_bulk)
        row.addWidget(self.bulk_button)
        row.addWidget(primary_button(_("New opportunity"), "plus", self.new_wanted.emit))
        self.bar = OpportunityFilters(self._store)
        self.bar.changed.connect(self._reload)
        self.bar.left_down.connect(self.table.setFocus)
        self._bodies = QStackedWidget()
        self._bodies.addWidget(self.table)
        self._bodies.addWidget(
            EmptyState(
                "funnel",
                _("No opportunity yet"),
                _(
                    "What an account may buy stands here, with what it is worth, how far it is and what comes next. "
                    "A list from Excel or another program can be imported."
                ),
                [
                    primary_button(_("New opportunity"), "plus", self.new_wanted.emit),
                    plain_button(_("Import a list"), "upload", self.import_wanted.emit),
                ],
            )
        )
        self._bodies.addWidget(
            EmptyState(
                "search",
                _("Nothing found"),
                _("No opportunity fits these filters."),
                [plain_button(_("Show all of this view"), clicked=self.clear_filters)],
            )
        )
        self._bodies.addWidget(
            EmptyState(
                "check", _("Nothing here"), _("No opportunity is in this list at the moment.")
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (head, self.bar):
            column.addWidget(widget)
        column.addWidget(self._bodies, 1)
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_view(self, key: str, title: str) -> None:
        """Shows a view (see `opportunity_views.conditions`); filters by hand are taken away."""
        if key != self._view:
            self._view = key
            self.bar.clear()
            sort, descending = _SORTED.get(key, ("expected_close_on", False))
            self.model.query = self.model.query.with_(sort=sort, descending=descending)
        self._title.setText(title)
        self._reload()

    def show_stage(self, stage_id: int) -> None:
        """What stands in one stage."""
        self.bar.set_filter("stage_id", (Condition("stage_id", "is", (stage_id,)),))

    def query(self) -> ListQuery:
        """What the list shows."""
        return self.model.query

    def clear_filters(self) -> None:
        """Shows the whole view again."""
        self.bar.clear()
        self._reload()
        self.table.setFocus()

    def refresh(self) -> None:
        self._reload(keep=True)

    def go_to(self, opportunity_id: int) -> bool:
        """Selects one; False when the list does not have it."""
        row = self.model.row_of(opportunity_id)
        if row < 0:
            return False
        self._restoring = True
        self.table.go_to_row(row)
        self._restoring = False
        return True

    def selected_ids(self) -> list[int]:
        """The selected ones from top to bottom."""
        ids = (self.model.id_at(row) for row in self.table.selected_rows())
        return [one for one in ids if one is not None]

    def count_words(self) -> str:
        """What stands beside the title."""
        return self._count.text()

    def _conditions(self) -> tuple[Condition, ...]:
        return (*opportunity_views.conditions(self._view, date.today()), *self.bar.conditions())

    def _reload(self, keep: bool = False) -> None:
        current = self.model.id_at(self.table.current_row())
        scroll = self.table.verticalScrollBar().value()
        query = self.model.query.with_(conditions=self._conditions(), text=self.bar.text())
        self._restoring = True
        self.model.set_query(query)
        column = query.columns.index(query.sort) if query.sort in query.columns else -1
        if column >= 0:
            self.table.horizontalHeader().setSortIndicatorShown(True)
            self.table.set_sort(column, not query.descending)
        if current is not None:
            row = self.model.row_of(current)
            if row >= 0:
                self.table.go_to_row(row)
        if keep:
            self.table.verticalScrollBar().setValue(scroll)
        self._restoring = False
        self._show_state()

    def _show_state(self) -> None:
        total = self.model.total()
        filtered = bool(self.bar.filters or self.bar.text())
        whole = total
        if filtered:
            view = opportunity_views.conditions(self._view, date.today())
            with self._store.read() as session:
                whole = lists.count(session, ListQuery("Opportunity", COLUMNS, conditions=view))
        self._count.setText(f"{total:,} / {whole:,}" if filtered else f"{total:,}")
        body = 0
        if not total:
            body = 2 if filtered else 1 if self._view in (views.LIST, "all") else 3
        self._bodies.setCurrentIndex(body)
        self.bar.setVisible(body != 1)
        self._on_selection()

    # ------------------------------------------------------------------------------------------------------- answers

    def _on_row(self, row: int) -> None:
        one = self.model.id_at(row)
        if one is not None and not self._restoring:
            self.chosen.emit(one)

    def _on_opened(self, row: int) -> None:
        one = self.model.id_at(row)
        if one is not None:
            self.opened.emit(one)

    def _on_sort(self, column: int, ascending: bool) -> None:
        name = self.model.query.columns[column]
        self.model.query = self.model.query.with_(sort=name, descending=not ascending)
        self._reload()

    def _on_menu(self, point: QPoint, row: int) -> None:
        one = self.model.id_at(row)
        if one is not None:
            self.menu_wanted.emit(point, one)

    def _on_delete(self) -> None:
        self.delete_wanted.emit(self.selected_ids())

    def _on_bulk(self) -> None:
        self.bulk_wanted.emit(self.selected_ids())

    def _on_selection(self, *_changed: object) -> None:
        count = len(self.table.selected_rows()) if self.model.total() else 0
        self.bulk_button.setVisible(count > 1 and not self._store.read_only)
        words = ngettext("Change {count}…", "Change {count}…", count).format(count=f"{count:,}")
        self.bulk_button.setText(words)

    def take_focus(self) -> None:
        """Puts the keys into the table, or into the search while it is empty."""
        (self.table if self.model.total() else self.bar.search).setFocus()

    def remember(self) -> None:
        """Keeps the widths until the next start."""
        self._memory.put("opportunities.columns", dict(self.table.column_state()))


def _role_of(name: str, row: Mapping[str, Any]) -> str | None:
    """Overdue contacts and closes, and what stands still, in red; slipping ones warn; ends in their colours."""
    today = date.today()
    is_open = row["outcome"] == "open"
    if name == "outcome":
        return {"won": "good", "lost": "bad"}.get(row["outcome"], "muted")
    if is_open and name in ("next_contact_on", "expected_close_on"):
        on = row[name]
        return "bad" if on is not None and on < today else "text"
    if is_open and name == "stage_since":
        return "bad" if (today - row[name]).days > STALLED_DAYS else "muted"
    if is_open and name in ("slips", "slipped_days"):
        return "warn" if is_slipping(row["slips"], row["slipped_days"]) else "muted"
    if name == "amount":
        amount: Decimal | None = row["amount"]
        return "text" if amount else "muted"
    return "text" if name in ("name", "account_id", "next_step") else "muted"
