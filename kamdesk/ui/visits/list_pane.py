"""The list of visits of a view, filtered by account, words, state, kind, visitor and time, sorted by heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout
from sqlalchemy import select

from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.fields import field_of
from kamdesk.model.terms import Term, Vocabulary
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import VISIT_KIND, VISIT_STATE
from kamdesk.store import search
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.record_list import RecordListModel
from kamdesk.ui.page import Page
from kamdesk.ui.remember import Memory
from kamdesk.ui.visits import views
from kamdesk.ui.visits.calendar.entries import LOOKS
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.chips import FilterChip
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.month_calendar import add_months
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.ui.widgets.search_field import SearchField
from kamdesk.work import lists, visit_calendar
from kamdesk.work.lists import Condition, ListQuery
from kamdesk.work.visit_states import OPEN

COLUMNS: tuple[str, ...] = (
    "planned_on", "account_id", "subject", "state", "planned_from", "kind", "owner_id", "held_on", "result",
    "next_step",
)  # fmt: skip
_WIDTHS = {"planned_on": 104, "account_id": 160, "subject": 176, "state": 128, "planned_from": 58, "kind": 88,
           "owner_id": 84, "held_on": 100, "result": 92, "next_step": 190}  # fmt: skip
_HEADINGS = {
    "planned_on": Term("Planned", "计划日期"),
    "account_id": Term("Account", "客户"),
    "planned_from": Term("From", "时间"),
}
_SORTED: dict[str, tuple[str, bool]] = {
    "missing": ("held_on", False),
    "overdue": ("planned_on", False),
    "waiting": ("planned_on", False),
    "ahead": ("planned_on", False),
}
"""View → the order it begins with, and whether it goes down; any other begins with the latest plans."""
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
        self.filters: dict[str, tuple[Condition, ...]] = {}
        self._restoring = False
        self.model = RecordListModel(
            self._store, ListQuery("Visit", COLUMNS, sort="planned_on", descending=True), _role_of,
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
        self.chips: dict[str, FilterChip] = {}
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
        self.search = SearchField(_("Account"), "Ctrl+F")
        self.search.searched.connect(self.search_account)
        self.words = SearchField(_("Subject, what was said"))
        self.words.searched.connect(self.search_words)
        for line in (self.search, self.words):
            line.left_down.connect(self.table.setFocus)
            line.setMinimumWidth(130)
        bar = QFrame()
        bar.setProperty("line", "bottom")
        inner = QVBoxLayout(bar)
        inner.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        inner.setSpacing(theme.SPACE_2)
        fields = QHBoxLayout()
        fields.setSpacing(theme.SPACE_2)
        fields.addWidget(self.search, 1)
        fields.addWidget(self.words, 1)
        inner.addLayout(fields)
        chips = QHBoxLayout()
        chips.setSpacing(theme.SPACE_1)
        for key, fill in (
            ("state", partial(self._fill_choices, "state", VISIT_STATE)),
            ("kind", partial(self._fill_choices, "kind", VISIT_KIND)),
            ("owner_id", self._fill_staff),
            ("planned_on", self._fill_spans),
        ):
            chip = FilterChip(self._name_of(key))
            menu = QMenu(chip)
            menu.aboutToShow.connect(partial(fill, menu))
            chip.set_menu(menu)
            chip.removed.connect(partial(self.set_filter, key, ()))
            self.chips[key] = chip
            chips.addWidget(chip)
        chips.addStretch(1)
        inner.addLayout(chips)
        self._bar = bar
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
        for widget in (head, bar):
            column.addWidget(widget)
        column.addWidget(self._bodies, 1)
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_view(self, key: str, title: str) -> None:
        """Shows the visits of a view (see `visit_calendar.conditions`); filters by hand are taken away."""
        if key != self._view or not self._title.text():
            self.filters = {}
            self._view = key
            for line in (self.search, self.words):
                blocked = line.blockSignals(True)
                line.clear()
                line.blockSignals(blocked)
            sort, descending = _SORTED.get(key, ("planned_on", True))
            self.model.query = self.model.query.with_(sort=sort, descending=descending, text="")
        self._title.setText(title)
        self._reload()

    def show_day(self, day: date) -> None:
        """The visits planned for one day."""
        iso = day.isoformat()
        self.set_filter(
            "planned_on",
            (
                Condition("planned_on", "at_least", (iso,)),
                Condition("planned_on", "at_most", (iso,)),
            ),
        )

    def query(self) -> ListQuery:
        """What the list shows."""
        return self.model.query

    def query_of_days(self, first: date, last: date) -> ListQuery:
        """The visits planned for some days, with the columns of this list."""
        span = _span(first, last)
        return ListQuery("Visit", self.model.query.columns, conditions=span, sort="planned_on")

    def set_filter(self, key: str, conditions: Sequence[Condition]) -> None:
        """Filters by a field; no conditions take the filter away."""
        self.filters.pop(key, None)
        if conditions:
            self.filters[key] = tuple(conditions)
        self._reload()

    def search_words(self, text: str) -> None:
        """Shows visits whose subject or record contains `text`."""
        if text != self.model.query.text:
            self.model.query = self.model.query.with_(text=text)
            self._reload()

    def search_account(self, text: str) -> None:
        """Shows visits to accounts that `text` finds, by name, number or initials."""
        if not text:
            self.set_filter("account_id", ())
            return
        with self._store.read() as session:
            found = search.find(session, text, (Account,), _MOST_ACCOUNTS)
        ids = tuple(hit.record_id for hit in found)
        self.set_filter("account_id", (Condition("account_id", "is", ids or (0,)),))

    def clear_filters(self) -> None:
        """Shows the whole view again."""
        self.filters = {}
        self.search.clear()
        self.words.clear()
        self.model.query = self.model.query.with_(text="")
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
        own = tuple(each for conditions in self.filters.values() for each in conditions)
        return (*visit_calendar.conditions(self._view, date.today()), *own)

    def _reload(self, keep: bool = False) -> None:
        current = self.model.id_at(self.table.current_row())
        scroll = self.table.verticalScrollBar().value()
        query = self.model.query.with_(conditions=self._conditions())
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
        filtered = bool(self.filters or self.model.query.text)
        whole = total
        if filtered:
            view = visit_calendar.conditions(self._view, date.today())
            with self._store.read() as session:
                whole = lists.count(session, ListQuery("Visit", COLUMNS, conditions=view))
        self._count.setText(f"{total:,} / {whole:,}" if filtered else f"{total:,}")
        for key, chip in self.chips.items():
            chip.setChecked(key in self.filters)
            chip.set_words(self._words_of(key))
        body = 0
        if not total:
            body = 2 if filtered else 1 if self._view == views.LIST else 3
        self._bodies.setCurrentIndex(body)
        self._bar.setVisible(body != 1)

    # --------------------------------------------------------------------------------------------------- the filters

    @staticmethod
    def _name_of(key: str) -> str:
        return _("Time") if key == "planned_on" else field_of(Visit, key).label

    def _words_of(self, key: str) -> str:
        """What stands on a chip: the field, and what it is filtered by."""
        name = self._name_of(key)
        conditions = self.filters.get(key)
        if not conditions:
            return name
        if key == "planned_on":
            first, last = (str(each.values[0])[5:] for each in conditions)
            return f"{name}: {first} – {last}" if first != last else f"{name}: {first}"
        chosen = conditions[0].values
        if key == "owner_id":
            with self._store.read() as session:
                member = session.get(Staff, chosen[0])
            return f"{name}: {member.name if member is not None else ''}"
        vocabulary = field_of(Visit, key).spec.choices
        assert vocabulary is not None
        if len(chosen) > 1:
            words = ngettext("{count} chosen", "{count} chosen", len(chosen))
            return f"{name}: {words.format(count=len(chosen))}"
        return f"{name}: {vocabulary.label(chosen[0])}"

    def _fill_choices(self, key: str, vocabulary: Vocabulary, menu: QMenu) -> None:
        menu.clear()
        known = self.filters.get(key)
        chosen: tuple[Any, ...] = known[0].values if known else ()
        for each in vocabulary:
            left = tuple(code for code in chosen if code != each.code)
            values = left if each.code in chosen else (*chosen, each.code)
            action = self._action(menu, str(each.label), key, values)
            action.setCheckable(True)
            action.setChecked(each.code in chosen)

    def _fill_staff(self, menu: QMenu) -> None:
        menu.clear()
        with self._store.read() as session:
            everybody = session.scalars(
                select(Staff).where(Staff.deleted_at.is_(None)).order_by(Staff.number)
            ).all()
        for each in everybody:
            self._action(menu, each.name, "owner_id", (each.id,))

    def _fill_spans(self, menu: QMenu) -> None:
        menu.clear()
        today = date.today()
        monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
        one = timedelta(days=1)
        for words, begin, end in (
            (_("This week"), monday, monday + timedelta(days=6)),
            (_("Next week"), monday + timedelta(days=7), monday + timedelta(days=13)),
            (_("Last week"), monday - timedelta(days=7), monday - one),
            (_("This month"), first, add_months(first, 1) - one),
            (_("Last month"), add_months(first, -1), first - one),
            (_("This year"), date(today.year, 1, 1), date(today.year, 12, 31)),
        ):
            action = QAction(words, menu)
            action.triggered.connect(partial(self._take, "planned_on", _span(begin, end)))
            menu.addAction(action)

    def _action(self, menu: QMenu, words: str, key: str, values: tuple[Any, ...]) -> QAction:
        conditions = (Condition(key, "is", values),) if values else ()
        action = QAction(words, menu)
        action.triggered.connect(partial(self._take, key, conditions))
        menu.addAction(action)
        return action

    def _take(self, key: str, conditions: Sequence[Condition], _checked: bool = False) -> None:
        self.set_filter(key, conditions)

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
        (self.table if self.model.total() else self.search).setFocus()

    def remember(self) -> None:
        """Keeps the widths until the next start."""
        self._memory.put("visits.columns", dict(self.table.column_state()))


def _span(first: date, last: date) -> tuple[Condition, ...]:
    return (
        Condition("planned_on", "at_least", (first.isoformat(),)),
        Condition("planned_on", "at_most", (last.isoformat(),)),
    )


def _role_of(name: str, row: Mapping[str, Any]) -> str | None:
    """States in their colours; a day that passed without the visit in red."""
    if name == "state":
        return LOOKS[row["state"]].role
    late = row.get("planned_on") is not None and row["planned_on"] < date.today()
    if name == "planned_on" and row["state"] in OPEN and late:
        return "bad"
    return "text" if name == "account_id" else "muted"
