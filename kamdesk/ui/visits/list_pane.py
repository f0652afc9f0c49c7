"""The list of visits of a view, filtered by account, words, state, kind, visitor and time, sorted by heading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from kamdesk.i18n import _
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import VISIT_STATE
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.record_list import RecordListModel
from kamdesk.ui.page import Page
from kamdesk.ui.remember import Memory
from kamdesk.ui.visits import views
from kamdesk.ui.visits.calendar.entries import LOOKS
from kamdesk.ui.visits.list_filters import FilterBar, span_of
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.work import lists, visit_calendar
from kamdesk.work.lists import Condition, ListQuery
from kamdesk.work.visit_states import OPEN

COLUMNS: tuple[str, ...] = (
    "day", "account_id", "subject", "state", "planned_from", "kind", "owner_id", "held_on", "result",
    "next_step",
)  # fmt: skip
_WIDTHS = {"day": 104, "account_id": 160, "subject": 176, "state": 128, "planned_from": 58, "kind": 88,
           "owner_id": 84, "held_on": 100, "result": 92, "next_step": 190}  # fmt: skip
_HEADINGS = {
    "account_id": Term("Account", "客户"),
    "planned_from": Term("From", "时间"),
}
_SORTED: dict[str, tuple[str, bool]] = {
    "missing": ("held_on", False),
    "overdue": ("day", False),
    "waiting": ("day", False),
    "ahead": ("day", False),
}
"""View → the order it begins with, and whether it goes down; any other begins with the latest."""
_MOST_ACCOUNTS = 500


class _Table(PagedTable):
    delete_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)


class VisitListPane(Page):
    """`chosen(id)`: walked to. `opened(id)`: Enter. `delete_wanted(ids)`. `menu_wanted(point, id)`."""

    kinds: ClassVar[frozenset[str]] = frozenset({"Visit", "Account", "Staff"})
    chosen = Signal(int)
    opened = Signal(int)
    menu_wanted = Signal(QPoint, int)
    delete_wanted = Signal(list)
    plan_wanted = Signal()
    quick_wanted = Signal()

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self._store, self._memory = desk.store, memory
        self._view = views.LIST
        self._restoring = False
        self.model = RecordListModel(
            self._store, ListQuery("Visit", COLUMNS, sort="day", descending=True), _role_of,
            _HEADINGS,
        )  # fmt: skip
        self.table = _Table(_("Visits"))
        self.table.setModel(self.model)
        states = max(theme.text_width(str(each.label)) for each in VISIT_STATE) + 20
        self.table.set_widths([{**_WIDTHS, "state": states}[name] for name in COLUMNS])
        kept = memory.get("visits.columns")
        if isinstance(kept, Mapping):
            self.table.restore_columns(kept)
        self.table.row_changed.connect(self._on_row)
        self.table.opened.connect(self._on_opened)
        self.table.sort_requested.connect(self._on_sort)
        self.table.menu_requested.connect(self._on_menu)
        self.table.delete_wanted.connect(self._on_delete)
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
        row.addWidget(plain_button(_("Visit held"), "pencil", self.quick_wanted.emit))
        row.addWidget(primary_button(_("Plan"), "plus", self.plan_wanted.emit))
        self.bar = FilterBar(self._store)
        self.bar.changed.connect(self._reload)
        self.bar.left_down.connect(self.table.setFocus)
        self._bodies = QStackedWidget()
        self._bodies.addWidget(self.table)
        self._bodies.addWidget(
            EmptyState(
                "map-pin",
                _("No visits yet"),
                _(
                    "Plan one, or enter one that was held already: what is written once becomes the record,"
                    " the next appointment and the account's timeline."
                ),
                [
                    primary_button(_("Plan a visit"), "plus", self.plan_wanted.emit),
                    plain_button(_("Visit held"), "pencil", self.quick_wanted.emit),
                ],
            )
        )  # fmt: skip
        self._bodies.addWidget(
            EmptyState(
                "search",
                _("Nothing found"),
                _("No visit fits these filters."),
                [plain_button(_("Show all of this view"), clicked=self.clear_filters)],
            )
        )
        self._bodies.addWidget(
            EmptyState("check", _("Nothing here"), _("No visit is in this state at the moment."))
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
        """Shows the visits of a view (see `visit_calendar.conditions`); filters by hand are taken away."""
        if key != self._view or not self._title.text():
            self._view = key
            self.bar.clear()
            sort, descending = _SORTED.get(key, ("day", True))
            self.model.query = self.model.query.with_(sort=sort, descending=descending)
        self._title.setText(title)
        self._reload()

    def show_day(self, day: date) -> None:
        """The visits of one day."""
        self.bar.set_filter("day", span_of(day, day))

    def query(self) -> ListQuery:
        """What the list shows."""
        return self.model.query

    def query_of_days(self, first: date, last: date) -> ListQuery:
        """The visits of some days, with the columns of this list."""
        span = span_of(first, last)
        return ListQuery("Visit", self.model.query.columns, conditions=span, sort="day")

    def clear_filters(self) -> None:
        """Shows the whole view again."""
        self.bar.clear()
        self._reload()
        self.table.setFocus()

    def refresh(self) -> None:
        self._reload(keep=True)

    def go_to(self, visit_id: int) -> bool:
        """Selects a visit; False when the list does not have it."""
        row = self.model.row_of(visit_id)
        if row < 0:
            return False
        self._restoring = True
        self.table.go_to_row(row)
        self._restoring = False
        return True

    def selected_ids(self) -> list[int]:
        """The selected visits from top to bottom."""
        ids = (self.model.id_at(row) for row in self.table.selected_rows())
        return [one for one in ids if one is not None]

    def count_words(self) -> str:
        """What stands beside the title."""
        return self._count.text()

    def _conditions(self) -> tuple[Condition, ...]:
        return (*visit_calendar.conditions(self._view, date.today()), *self.bar.conditions())

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
            view = visit_calendar.conditions(self._view, date.today())
            with self._store.read() as session:
                whole = lists.count(session, ListQuery("Visit", COLUMNS, conditions=view))
        self._count.setText(f"{total:,} / {whole:,}" if filtered else f"{total:,}")
        body = 0
        if not total:
            body = 2 if filtered else 1 if self._view == views.LIST else 3
        self._bodies.setCurrentIndex(body)
        self.bar.setVisible(body != 1)

    # ------------------------------------------------------------------------------------------------------- answers

    def _on_row(self, row: int) -> None:
        visit_id = self.model.id_at(row)
        if visit_id is not None and not self._restoring:
            self.chosen.emit(visit_id)

    def _on_opened(self, row: int) -> None:
        visit_id = self.model.id_at(row)
        if visit_id is not None:
            self.opened.emit(visit_id)

    def _on_sort(self, column: int, ascending: bool) -> None:
        name = self.model.query.columns[column]
        self.model.query = self.model.query.with_(sort=name, descending=not ascending)
        self._reload()

    def _on_menu(self, point: QPoint, row: int) -> None:
        visit_id = self.model.id_at(row)
        if visit_id is not None:
            self.menu_wanted.emit(point, visit_id)

    def _on_delete(self) -> None:
        self.delete_wanted.emit(self.selected_ids())

    def take_focus(self) -> None:
        """Puts the keys into the table, or into the search while it is empty."""
        (self.table if self.model.total() else self.bar.search).setFocus()

    def remember(self) -> None:
        """Keeps the widths until the next start."""
        self._memory.put("visits.columns", dict(self.table.column_state()))


def _role_of(name: str, row: Mapping[str, Any]) -> str | None:
    """States in their colours; a day that passed without the visit in red."""
    if name == "state":
        return LOOKS[row["state"]].role
    late = row.get("day") is not None and row["day"] < date.today()
    if name == "day" and row["state"] in OPEN and late:
        return "bad"
    return "text" if name == "account_id" else "muted"
