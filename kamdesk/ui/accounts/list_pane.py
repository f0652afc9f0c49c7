"""The list of accounts: title, search, filters, table, empty states, footer; one account is the current one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.account_table import AccountTable
from kamdesk.ui.accounts.filter_bar import GROUPINGS, FilterBar
from kamdesk.ui.accounts.filters import replaced
from kamdesk.ui.accounts.list_bodies import ListBodies, ListFoot
from kamdesk.ui.accounts.list_sums import ListSums
from kamdesk.ui.models.account_list import AccountListModel, columns_in_use
from kamdesk.ui.remember import Memory
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.toast import Banner
from kamdesk.work import lists
from kamdesk.work.fields import fields_for
from kamdesk.work.lists import Condition, ListQuery

if TYPE_CHECKING:
    from kamdesk.ui.accounts.quick_add_form import QuickAddForm


class ListPane(QWidget):
    """`account_chosen(id)`: walked to; `account_opened(id)`: Enter. The other signals ask the tab for something."""

    account_chosen = Signal(int)
    account_opened = Signal(int)
    nothing_chosen = Signal()
    new_wanted = Signal()
    added = Signal(int)
    other_wanted = Signal(int)
    import_wanted = Signal()
    demo_wanted = Signal()
    more_wanted = Signal()
    delete_wanted = Signal()
    pasted = Signal(str)
    menu_wanted = Signal(object)
    all_wanted = Signal()

    def __init__(self, store: Store, memory: Memory) -> None:
        super().__init__()
        self._store, self._memory = store, memory
        self._restoring = False
        self._view: tuple[Condition, ...] = ()
        self.conditions: tuple[Condition, ...] = ()
        self.group = ""
        with store.read() as session:
            fields = fields_for(session, Account)
        self._known = {each.name for each in fields}
        self._default_columns = columns_in_use(fields)
        self.model = AccountListModel(
            store, ListQuery("Account", self._default_columns, sort="name")
        )
        self.table = AccountTable(self.model)
        self.table.row_changed.connect(self._on_row)
        self.table.opened.connect(self._on_opened)
        self.table.sort_requested.connect(self._on_sort)
        self.table.columns_wanted.connect(self.set_columns)
        self.table.columns_changed.connect(self._note_order)
        self.table.delete_wanted.connect(self.delete_wanted)
        self.table.pasted.connect(self.pasted)
        self.table.menu_requested.connect(self._on_menu)
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        self.bar = FilterBar(store)
        self.bar.searched.connect(self.search)
        self.bar.search.left_down.connect(self.table.setFocus)
        self.bar.field_wanted.connect(self.ask_condition)
        self.bar.removed.connect(self.remove_filter)
        self.bar.grouped.connect(self.group_by)
        self.banner = Banner()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.bar)
        holder = QVBoxLayout()
        holder.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        holder.addWidget(self.banner)
        column.addLayout(holder)
        self.bodies = ListBodies(store, self.table)
        self.bodies.added.connect(self.added)
        self.bodies.import_wanted.connect(self.import_wanted)
        self.bodies.demo_wanted.connect(self.demo_wanted)
        self.bodies.all_wanted.connect(self.all_wanted)
        self.bodies.clear_wanted.connect(self.clear_filters)
        self.bodies.pasted.connect(self.pasted)
        self.bodies.other_wanted.connect(self.other_wanted)
        column.addWidget(self.bodies, 1)
        self.foot = ListFoot()
        self._sums = ListSums(store, self)
        self._sums.ready.connect(self._show_sums)
        column.addWidget(self.foot)
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._recall()

    # ------------------------------------------------------------------------------------------------------ building

    def _head(self) -> QWidget:
        self._title = label("", "title")
        self._count = label("", "muted")
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_2)
        self.columns_button = icon_button("columns", _("Columns"), self._open_columns)
        self.more_button = icon_button("more", _("More for this list"), self.more_wanted.emit)
        row.addWidget(self._title)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.columns_button)
        row.addWidget(self.more_button)
        row.addWidget(plain_button(_("Import"), "upload", self.import_wanted.emit))
        row.addWidget(primary_button(_("New account"), "plus", self.new_wanted.emit))
        return head

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_view(
        self,
        title: str,
        view: Sequence[Condition],
        conditions: Sequence[Condition] | None = None,
        query: ListQuery | None = None,
    ) -> None:
        """Another view: its own conditions, and filters (None: those in force stay); a saved `query` sorts too."""
        self._view = tuple(view)
        self._title.setText(title)
        if conditions is not None:
            self.conditions = tuple(conditions)
        changes: dict[str, Any] = {}
        if query is not None:
            changes = {"sort": query.sort, "descending": query.descending, "text": query.text}
            self.bar.search.setText(query.text)
        self._reload(self.model.query.with_(**changes))

    def query(self) -> ListQuery:
        """What the list shows."""
        return self.model.query

    def search(self, text: str) -> None:
        """Shows what contains `text`, by name, initials or phone."""
        if self.bar.search.text().strip() != text:
            self.bar.search.setText(text)
        if text != self.model.query.text:
            self._reload(self.model.query.with_(text=text))

    def set_condition(self, field: str, conditions: Sequence[Condition]) -> None:
        """Filters by `field`; no conditions take the filter away."""
        self.conditions = replaced(self.conditions, field, conditions)
        self._reload(self.model.query)

    def remove_filter(self, field: str) -> None:
        """Takes the filter by `field` away."""
        self.set_condition(field, ())

    def clear_filters(self) -> None:
        """Shows the whole view again."""
        self.conditions = ()
        self.bar.search.clear()
        self._reload(self.model.query.with_(text=""))
        self.table.setFocus()

    def group_by(self, field: str) -> None:
        """Puts a heading over the accounts of each value of `field`; empty: none."""
        self.group = field
        self._reload(self.model.query)

    def set_columns(self, names: Sequence[str]) -> None:
        """Shows other columns."""
        known = tuple(name for name in names if name in self._known or name.startswith("custom_"))
        self._reload(self.model.query.with_(columns=known or self._default_columns))

    def ask_condition(self, field: str) -> None:
        """Asks how to filter by `field`."""
        with self._store.read() as session:
            found = next((one for one in fields_for(session, Account) if one.name == field), None)
        if found is None:
            return
        from kamdesk.ui.accounts.condition_dialog import (
            ConditionDialog,  # late: editors of every kind
        )

        dialog = ConditionDialog(self._store, found, self.model.query, self._view, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.set_condition)
        dialog.open()

    def refresh(self) -> None:
        """Reads the list anew; selection and scroll position stay."""
        with self._store.read() as session:
            self._known = {each.name for each in fields_for(session, Account)}
        with self.table.loading_once(), self._keeping_place():
            self.model.refresh()
        self._after()

    def go_to(self, account_id: int) -> bool:
        """Selects the account; False when the list does not have it."""
        row = self.model.row_of(account_id)
        if row < 0:
            return False
        self.table.go_to_row(row)
        self.table.load_visible()
        return True

    def current_id(self) -> int | None:
        """The account walked to."""
        return self.model.id_at(self.table.current_row())

    def _reload(self, query: ListQuery) -> None:
        unknown = [one for one in self.conditions if one.field not in self._known]
        self.conditions = tuple(one for one in self.conditions if one not in unknown)
        whole = query.with_(conditions=(*self._view, *self.conditions))
        with self.table.loading_once(), self._keeping_place(scroll=False):
            self.model.set_query(whole, self.group, self.current_id())
        self.bar.show_filters(self.conditions, self.group)
        self._after()

    @contextmanager
    def _keeping_place(self, scroll: bool = True) -> Iterator[None]:
        """A reset of the model loses current row, selection and scroll position; here they come back."""
        current = self.current_id()
        selected = self.table.selected_ids() if len(self.table.selected_rows()) > 1 else []
        row, position = self.table.current_row(), self.table.verticalScrollBar().value()
        before = self.model.resets
        yield
        if self.model.resets == before:
            return
        self._restoring = True
        place = self.model.row_of(current)
        if place >= 0:
            self.table.go_to_row(place)
            self._select(selected)
        self._restoring = False
        if scroll:
            self.table.verticalScrollBar().setValue(position)
        if place < 0 and scroll and self._still_there(current):
            self._stand_at(
                self._row_near(row)
            )  # what one works on may leave the view, not the detail
        elif place < 0 and self.model.rowCount():
            self.table.go_to_row(self._row_near(row if scroll else 0))
        elif place < 0:
            self.nothing_chosen.emit()

    def _still_there(self, account_id: int | None) -> bool:
        if account_id is None:
            return False
        with self._store.read() as session:
            account = session.get(Account, account_id)
        return account is not None and account.deleted_at is None

    def _stand_at(self, row: int) -> None:
        """Where the keys go on from, with nothing selected."""
        self._restoring = True
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags.NoUpdate)
        self._restoring = False

    def _row_near(self, row: int) -> int:
        """The row that stands where the one that went stood, or the nearest that is no heading."""
        row = min(max(row, 0), self.model.rowCount() - 1)
        return row + 1 if self.model.is_group(row) else row

    def _select(self, ids: Sequence[int]) -> None:
        selection = QItemSelection()
        for account_id in ids:
            row = self.model.row_of(account_id)
            if row >= 0:
                index = self.model.index(row, 0)
                selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().select(selection, flags.Select | flags.Rows)

    def _after(self) -> None:
        query = self.model.query
        if query.sort in query.columns:
            self.table.horizontalHeader().setSortIndicatorShown(True)
            self.table.set_sort(query.columns.index(query.sort), not query.descending)
        total = self.model.total()
        with self._store.read() as session:
            whole = lists.count(session, query.with_(conditions=self._view, text=""))
            anything = whole or lists.count(session, query.with_(conditions=(), text=""))
        filtered = bool(self.conditions or query.text)
        self._count.setText(f"{total:,} / {whole:,}" if filtered else f"{total:,}")
        self._sums.ask(query)
        self._show_selected()
        state = "table"
        if not total:
            state = "nothing_found" if filtered else "nothing_here"
            if not anything:
                state = "empty"
        self.bodies.show_state(state)
        self.bar.setVisible(state != "empty")

    def _show_sums(self, tiers: dict[str | None, int], mean: float) -> None:
        self.foot.show_sums(self.model.total(), tiers, mean)
        self._show_selected()

    def take_focus(self) -> None:
        """Puts the keys where one begins: into the table, the first name of an empty folder, or the search."""
        state = self.state()
        if state == "empty":
            self.quick.name.setFocus()
        else:
            (self.table if state == "table" else self.bar.search).setFocus()

    @property
    def quick(self) -> QuickAddForm:
        """The three fields an empty list offers."""
        return self.bodies.quick

    def is_empty(self) -> bool:
        """Whether there is no account at all."""
        return self.bodies.state() == "empty"

    def state(self) -> str:
        """Which of the bodies shows: table, empty, nothing_found or nothing_here."""
        return self.bodies.state()

    def footer(self) -> str:
        """What stands below the list."""
        self._sums.finish()
        return self.foot.words()

    def count_words(self) -> str:
        """What stands beside the title."""
        return self._count.text()

    # ------------------------------------------------------------------------------------------------ what is kept

    def remember(self) -> None:
        """Keeps columns, widths, sorting and grouping until the next start."""
        self._memory.put("accounts.columns", self.table.columns_in_order())
        self._memory.put("accounts.widths", self.table.widths())
        self._memory.put("accounts.sort", [self.model.query.sort, self.model.query.descending])
        self._memory.put("accounts.group", self.group)

    def _recall(self) -> None:
        columns = self._memory.get("accounts.columns") or []
        chosen = tuple(name for name in columns if name in self._known) or self._default_columns
        sort, descending = self._memory.get("accounts.sort") or ["name", False]
        group = self._memory.get("accounts.group", "")
        self.group = group if group in GROUPINGS else ""
        self.model.query = self.model.query.with_(
            columns=chosen,
            sort=sort if sort in self._known else "name",
            descending=bool(descending),
        )
        widths = self._memory.get("accounts.widths") or {}
        self.table.set_own_widths({key: int(width) for key, width in widths.items()})

    # ------------------------------------------------------------------------------------------------------- answers

    def _on_row(self, row: int) -> None:
        if self._restoring:
            return
        account_id = self.model.id_at(row)
        if account_id is not None:
            self.account_chosen.emit(account_id)

    def _on_opened(self, row: int) -> None:
        account_id = self.model.id_at(row)
        if account_id is not None:
            self.account_opened.emit(account_id)

    def _on_sort(self, column: int, ascending: bool) -> None:
        name = self.model.query.columns[column]
        self._reload(self.model.query.with_(sort=name, descending=not ascending))

    def _on_menu(self, point: object, _row: int) -> None:
        self.menu_wanted.emit(point)

    def _note_order(self) -> None:
        self.remember()

    def _open_columns(self) -> None:
        menu = self.table.columns_menu(tuple(self.model.fields()))
        menu.popup(self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft()))

    def _show_selected(self, *_selection: object) -> None:
        self.foot.show_selected(len(self.table.selected_rows()))
