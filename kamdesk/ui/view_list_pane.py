"""The list of one kind of record in a view of its tab: filtered by a bar, sorted by heading, walked down.

A tab says what is its own: the records and columns, what a view holds, the buttons in the head, the words where
nothing is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.terms import Term
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.record_list import RecordListModel
from kamdesk.ui.page import Page
from kamdesk.ui.remember import Memory
from kamdesk.ui.visits.list_filters import FilterBar
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.work import lists
from kamdesk.work.lists import Condition, ListQuery

_ROWS, _NONE_YET, _NOTHING_FOUND, _EMPTY_VIEW = range(4)
"""What stands in the place of the list."""


class _Table(PagedTable):
    delete_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)


class ViewListPane(Page):
    """`chosen(id)`: walked to. `opened(id)`: Enter. `delete_wanted(ids)`. `menu_wanted(point, id)`."""

    RECORD: ClassVar[str]
    """Class name of the records."""
    COLUMNS: ClassVar[tuple[str, ...]]
    HEADINGS: ClassVar[Mapping[str, Term]]
    """Column → heading, where the label of its field is too long."""
    ORDER: ClassVar[tuple[str, bool]]
    """The column a view is sorted by, and whether it goes down."""
    ORDERS: ClassVar[Mapping[str, tuple[str, bool]]]
    """View → the order it begins with, where it is another."""
    MEMORY: ClassVar[str]
    """Under which name the widths are kept until the next start."""
    WHOLE: ClassVar[frozenset[str]]
    """Views that are empty only while there are no records at all."""
    START: ClassVar[str] = ""
    """The view before one is shown."""

    chosen = Signal(int)
    opened = Signal(int)
    menu_wanted = Signal(QPoint, int)
    delete_wanted = Signal(list)

    def __init__(self, desk: Desk, memory: Memory, name: str) -> None:
        super().__init__()
        self._store, self._memory = desk.store, memory
        self._view = self.START
        self._restoring = False
        sort, descending = self.ORDER
        self.model = RecordListModel(
            self._store,
            ListQuery(self.RECORD, self.COLUMNS, sort=sort, descending=descending),
            self._role_of,
            self.HEADINGS,
        )
        self.table = _Table(name)
        self.table.setModel(self.model)
        widths = self._widths()
        self.table.set_widths([widths[each] for each in self.COLUMNS])
        kept = memory.get(self.MEMORY)
        if isinstance(kept, Mapping):
            self.table.restore_columns(kept)
        self.table.row_changed.connect(self._on_row)
        self.table.opened.connect(self._on_opened)
        self.table.sort_requested.connect(self._on_sort)
        self.table.menu_requested.connect(self._on_menu)
        self.table.delete_wanted.connect(self._on_delete)
        self._build()
        self.track(desk.events.changed, self.on_changed)

    # ------------------------------------------------------------------------------------------ what a tab says itself

    def _widths(self) -> Mapping[str, int]:
        """Column → its width before the user chose one."""
        raise NotImplementedError

    def _role_of(self, name: str, row: Mapping[str, Any]) -> str | None:
        """The colour role of a cell."""
        raise NotImplementedError

    def _of_view(self) -> tuple[Condition, ...]:
        """What the view in sight holds."""
        raise NotImplementedError

    def _buttons(self) -> Sequence[QWidget]:
        """At the right of the head."""
        raise NotImplementedError

    def _filters(self) -> FilterBar:
        """The bar of filters."""
        raise NotImplementedError

    def _none_yet(self) -> EmptyState:
        """Shown while there are no records at all: what belongs here, and the ways to begin."""
        raise NotImplementedError

    def _nothing_found(self) -> str:
        """The sentence when no record fits the filters."""
        raise NotImplementedError

    def _empty_view(self) -> str:
        """The sentence when a view holds nothing now."""
        raise NotImplementedError

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
        for button in self._buttons():
            row.addWidget(button)
        self.bar = self._filters()
        self.bar.changed.connect(self._reload)
        self.bar.left_down.connect(self.table.setFocus)
        show_all = plain_button(_("Show all of this view"), clicked=self.clear_filters)
        self._bodies = QStackedWidget()
        for body in (
            self.table,
            self._none_yet(),
            EmptyState("search", _("Nothing found"), self._nothing_found(), [show_all]),
            EmptyState("check", _("Nothing here"), self._empty_view()),
        ):
            self._bodies.addWidget(body)
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
        """Shows a view of the tab; filters by hand are taken away."""
        if key != self._view or not self._title.text():
            self._view = key
            self.bar.clear()
            sort, descending = self.ORDERS.get(key, self.ORDER)
            self.model.query = self.model.query.with_(sort=sort, descending=descending)
        self._title.setText(title)
        self._reload()

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

    def go_to(self, record_id: int) -> bool:
        """Selects a record; False when the list does not have it."""
        row = self.model.row_of(record_id)
        if row < 0:
            return False
        self._restoring = True
        self.table.go_to_row(row)
        self._restoring = False
        return True

    def selected_ids(self) -> list[int]:
        """The selected records from top to bottom."""
        ids = (self.model.id_at(row) for row in self.table.selected_rows())
        return [one for one in ids if one is not None]

    def count_words(self) -> str:
        """What stands beside the title."""
        return self._count.text()

    def _reload(self, keep: bool = False) -> None:
        current = self.model.id_at(self.table.current_row())
        scroll = self.table.verticalScrollBar().value()
        conditions = (*self._of_view(), *self.bar.conditions())
        query = self.model.query.with_(conditions=conditions, text=self.bar.text())
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
            query = ListQuery(self.RECORD, self.COLUMNS, conditions=self._of_view())
            with self._store.read() as session:
                whole = lists.count(session, query)
        self._count.setText(f"{total:,} / {whole:,}" if filtered else f"{total:,}")
        body = _ROWS
        if not total:
            of_view = _NONE_YET if self._view in self.WHOLE else _EMPTY_VIEW
            body = _NOTHING_FOUND if filtered else of_view
        self._bodies.setCurrentIndex(body)
        self.bar.setVisible(body != _NONE_YET)

    # ------------------------------------------------------------------------------------------------------- answers

    def _on_row(self, row: int) -> None:
        record_id = self.model.id_at(row)
        if record_id is not None and not self._restoring:
            self.chosen.emit(record_id)

    def _on_opened(self, row: int) -> None:
        record_id = self.model.id_at(row)
        if record_id is not None:
            self.opened.emit(record_id)

    def _on_sort(self, column: int, ascending: bool) -> None:
        name = self.model.query.columns[column]
        self.model.query = self.model.query.with_(sort=name, descending=not ascending)
        self._reload()

    def _on_menu(self, point: QPoint, row: int) -> None:
        record_id = self.model.id_at(row)
        if record_id is not None:
            self.menu_wanted.emit(point, record_id)

    def _on_delete(self) -> None:
        self.delete_wanted.emit(self.selected_ids())

    def take_focus(self) -> None:
        """Puts the keys into the table, or into the search while it is empty."""
        (self.table if self.model.total() else self.bar.search).setFocus()

    def remember(self) -> None:
        """Keeps the widths until the next start."""
        self._memory.put(self.MEMORY, dict(self.table.column_state()))
