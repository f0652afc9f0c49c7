"""The list of a record page and the detail beside it: what is shown, filtered, sorted and walked through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui.desk import Desk
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.record_pages.declaration import RecordDeclaration, Values
from kamdesk.ui.record_pages.detail import RecordDetail, RecordPanel
from kamdesk.ui.record_pages.filters import ALL, RecordFilters
from kamdesk.ui.record_pages.list_model import RecordPageModel
from kamdesk.ui.record_pages.table import RecordTable
from kamdesk.ui.remember import Memory
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import lists, record_lists
from kamdesk.work.lists import Condition, ListQuery

_ROWS, _NONE_YET, _NOTHING_FOUND, _EMPTY_VIEW = range(4)
"""What stands in the place of the list."""
RIGHT_WIDTH, LEAST_RIGHT, LEAST_LEFT = 480, 360, 380


class ListedPage(Page):
    """What can be done with a record is written by `kamdesk.ui.record_pages.page.RecordPage`.

    `page_wanted(key, subject)`: another page of the tab.
    """

    DECLARATION: ClassVar[RecordDeclaration]
    page_wanted = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.store, self.declared = desk, desk.store, self.DECLARATION
        self._memory: Memory | None = None
        self._restoring = False
        self._wanted: int | None = None
        self.model = RecordPageModel(self.store, self.declared)
        self.table = RecordTable(self.model, _(self.declared.title))
        self.bar = RecordFilters(self.store, self.declared)
        self.detail = RecordDetail(desk, self.declared, self.panels())
        self._counts = Reader[dict[str, int]](
            _(self.declared.title), self.bar.quick.show_counts, self
        )
        self._build()
        self._connect()
        parts = (*(each.record for each in self.declared.tables), *self.declared.told)
        self._kinds = (
            self.declared.name,
            *(each.__name__ for each in parts),
            *self.declared.kinds,
            "Account",
            "Staff",
            "Document",
        )
        self.track(desk.events.changed, self.on_changed)

    # ------------------------------------------------------------------------------------- for subclasses to write

    def head_buttons(self) -> Sequence[QWidget]:
        """Further buttons in the head of the page."""
        return ()

    def panels(self) -> Sequence[RecordPanel]:
        """Widgets of the page's own below the form."""
        return ()

    def begin_new(self, values: Values | None = None) -> None:
        """Asks for a new record."""
        raise NotImplementedError

    def do(self, key: str, record_id: int | None = None) -> None:
        """Does a deed."""
        raise NotImplementedError

    def delete_selected(self) -> None:
        """Moves what is selected to the waste basket."""
        raise NotImplementedError

    def delete(self, ids: Sequence[int]) -> None:
        """Moves records to the waste basket."""
        raise NotImplementedError

    def export(self) -> None:
        """Writes what the list shows."""
        raise NotImplementedError

    def context_menu(self, record_id: int) -> QMenu:
        """What can be done with a record."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------------------ building

    def _build(self) -> None:
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.new_button = self._new_button()
        self.columns_button = icon_button("columns", _("Columns"), self._open_columns)
        self.export_button = icon_button("download", _("Export this list…"), self.export)
        self.head = PageHead(
            _(self.declared.title), *self.head_buttons(), self.columns_button, self.export_button,
            self.new_button,
        )  # fmt: skip
        title, sentence = self.declared.empty
        show_all = plain_button(_("Show all"), clicked=self.clear_filters)
        self._bodies = QStackedWidget()
        for body in (
            self.table,
            EmptyState(self.declared.icon, _(title), _(sentence), [self._new_button()]),
            EmptyState("search", _("Nothing found"), _("Nothing fits these filters."), [show_all]),
            EmptyState(
                "check",
                _("Nothing here"),
                _("Nothing is in this state at the moment."),
                [plain_button(_("Show all"), clicked=self.clear_filters)],
            ),
        ):
            self._bodies.addWidget(body)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._bodies, 1)
        left.setMinimumWidth(LEAST_LEFT)
        self.detail.setMinimumWidth(LEAST_RIGHT)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(left)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([1000 - RIGHT_WIDTH, RIGHT_WIDTH])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(self._split, 1)

    def _new_button(self) -> QPushButton:
        made = primary_button(_(self.declared.new_words), "plus", self.begin_new)
        made.setVisible(not self.store.read_only and bool(self.declared.asks))
        return made

    def _connect(self) -> None:
        self.table.row_changed.connect(self._on_row)
        self.table.opened.connect(self._on_opened)
        self.table.sort_requested.connect(self._on_sort)
        self.table.menu_requested.connect(self._open_menu)
        self.table.delete_wanted.connect(self.delete_selected)
        self.table.columns_wanted.connect(self.show_columns)
        self.bar.changed.connect(self._reload)
        self.bar.quick.chosen.connect(self._on_quick)
        self.bar.left_down.connect(self.table.setFocus)
        self.detail.deed_wanted.connect(self.do)
        self.detail.delete_wanted.connect(self._delete_shown)
        self.detail.account_wanted.connect(self._to_account)
        self.detail.saved.connect(self.refresh)

    # ------------------------------------------------------------------------------------------------ what it shows

    def query(self) -> ListQuery:
        """What is filtered by at the moment, in the order of the list."""
        conditions = (*self.declared.always, *self._of_quick(), *self.bar.conditions())
        return self.model.query.with_(conditions=conditions, text=self.bar.text())

    list_query = query

    def _of_quick(self) -> tuple[Condition, ...]:
        known = {each.key: each for each in self.declared.quick}
        chosen = known.get(self.bar.quick.current)
        return tuple(chosen.conditions(self.desk.today())) if chosen is not None else ()

    def refresh(self) -> None:
        self._reload()

    def _reload(self) -> None:
        current, place = self._wanted or self.current_id(), self.table.current_row()
        self._wanted = None
        scroll = self.table.verticalScrollBar().value()
        self._restoring = True
        self.model.set_query(self.query())
        self._show_sort()
        self.table.verticalScrollBar().setValue(scroll)
        row = self.model.row_of(current) if current is not None else -1
        stays = row < 0 and self._is_edited()
        if not stays and self.model.total():
            self.table.go_to_row(row if row >= 0 else min(max(place, 0), self.model.total() - 1))
        self._restoring = False
        self._show_state(stays)
        if stays:
            self._show_record(self.detail.record_id or 0)
        else:
            self._show_row(self.table.current_row())
        self._want_counts()

    def _is_edited(self) -> bool:
        """Whether the keys are in the detail, at a record that is not in the waste basket: it stays in view while what
        is done with it takes it out of the list."""
        focused = self.window().focusWidget()
        if focused is None or not self.detail.isAncestorOf(focused) or self.detail.isHidden():
            return False
        with self.store.read() as session:
            record = session.get(self.declared.record, self.detail.record_id or 0)
            return record is not None and record.deleted_at is None

    def _show_sort(self) -> None:
        column = self.model.column_of(self.model.query.sort)
        self.table.horizontalHeader().setSortIndicatorShown(column >= 0)
        if column >= 0:
            self.table.set_sort(column, not self.model.query.descending)

    def _show_state(self, stays: bool) -> None:
        total = self.model.total()
        self.head.set_count(f"{total:,}")
        nothing = not total and not self._whole()
        typed = self.bar.filters or self.bar.text()
        empty = _NONE_YET if nothing else _NOTHING_FOUND if typed else _EMPTY_VIEW
        self._bodies.setCurrentIndex(_ROWS if total else empty)
        self.bar.setVisible(not nothing)
        self.detail.setVisible(total > 0 or stays)
        self.new_button.setVisible(
            not nothing and not self.store.read_only and bool(self.declared.asks)
        )
        self.export_button.setEnabled(total > 0)

    def _whole(self) -> int:
        """How many records there are without any filter."""
        with self.store.read() as session:
            return lists.count(session, self._base())

    def _base(self) -> ListQuery:
        return ListQuery(self.declared.name, (), conditions=self.declared.always)

    def _want_counts(self) -> None:
        if not self.declared.quick:
            return
        today, base = self.desk.today(), self._base()
        filters: dict[str, Sequence[Condition]] = {ALL: ()}
        filters |= {each.key: each.conditions(today) for each in self.declared.quick}
        self._counts.want(lambda _progress: self._read_counts(base, filters))

    def _read_counts(
        self, base: ListQuery, filters: Mapping[str, Sequence[Condition]]
    ) -> dict[str, int]:
        with self.store.read() as session:
            return record_lists.counts(session, base, filters)

    def current_id(self) -> int | None:
        """The record in view."""
        return self.model.id_at(self.table.current_row())

    def selected_ids(self) -> list[int]:
        """The selected records from top to bottom."""
        ids = (self.model.id_at(row) for row in self.table.selected_rows())
        return [each for each in ids if each is not None]

    def go_to(self, record_id: int) -> bool:
        """Selects a record, without filters where they hide it; False when there is none."""
        if self.model.row_of(record_id) < 0 and self.bar.is_narrowed():
            self.bar.clear()
        self._wanted = record_id
        self._stale = False
        self._reload()
        return self.current_id() == record_id

    def show_quick(self, key: str) -> None:
        """Shows what a quick filter leaves."""
        self.bar.clear()
        self.bar.quick.choose(key)
        self._on_quick(key)

    def show_subject(self, subject: object) -> None:
        """Goes to a record by id or (class name, id); (``"new"``, values) asks for a new one; the key of a quick filter
        shows what it leaves, (key, filters by field) what both leave; (``"account_id"``, id) the records of an account.
        """
        self._stale = False
        if isinstance(subject, int):
            self.go_to(subject)
        elif isinstance(subject, str):
            self.show_quick(subject)
        elif isinstance(subject, tuple) and subject[0] == "new":
            self._reload()
            self.begin_new(subject[1])
        elif isinstance(subject, tuple) and subject[0] == "account_id":
            self.bar.clear()
            self.bar.set_filter("account_id", (Condition("account_id", "is", (subject[1],)),))
        elif isinstance(subject, tuple) and isinstance(subject[1], Mapping):
            self.show_quick(subject[0])
            for name, conditions in subject[1].items():
                self.bar.set_filter(name, conditions)
        elif isinstance(subject, tuple):
            self.go_to(int(subject[1]))

    def clear_filters(self) -> None:
        """Shows everything again."""
        self.bar.clear()
        self._reload()
        self.table.setFocus()

    def show_columns(self, columns: Sequence[str]) -> None:
        """Shows other columns."""
        current = self.table.current_row()
        self._restoring = True
        self.model.show_columns(columns)
        self.table.dress()
        self._show_sort()
        self.table.go_to_row(current)
        self._restoring = False

    # ------------------------------------------------------------------------------------------------------- answers

    def _on_quick(self, key: str) -> None:
        chosen = {each.key: each for each in self.declared.quick}.get(key)
        sort, descending = (chosen.order if chosen else None) or self.declared.order
        self.model.query = self.model.query.with_(sort=sort, descending=descending)
        self._reload()

    def _on_row(self, row: int) -> None:
        if not self._restoring:
            self._show_row(row)

    def _show_row(self, row: int) -> None:
        record_id = self.model.id_at(row)
        if record_id is None:
            return
        shown = self.detail.record_id
        other = shown is not None and shown != record_id
        if other and self.detail.has_unsaved() and not self.detail.save_all():
            self._restoring = True  # what is wrong stays in view until it is put right
            self.table.go_to_row(self.model.row_of(shown or 0))
            self._restoring = False
            return
        self._show_record(record_id)

    def _show_record(self, record_id: int) -> None:
        with self.store.read() as session:
            record = session.get(self.declared.record, record_id)
            if record is not None:
                self.detail.show_record(session, record, self.desk.today())

    def _on_opened(self, _row: int) -> None:
        self.detail.begin()

    def _on_sort(self, column: int, ascending: bool) -> None:
        name = self.model.sort_field(column)
        if name:
            self.model.query = self.model.query.with_(sort=name, descending=not ascending)
        self._reload()

    def _to_account(self, account_id: int) -> None:
        self.desk.open_record("Account", account_id)

    def _delete_shown(self) -> None:
        shown = self.detail.record_id
        self.delete([shown] if shown is not None else [])

    def _open_columns(self) -> None:
        spot = self.columns_button.rect().bottomLeft()
        self.table.columns_menu().popup(self.columns_button.mapToGlobal(spot))

    def _open_menu(self, point: QPoint, row: int) -> None:
        record_id = self.model.id_at(row)
        if record_id is not None:
            self.context_menu(record_id).popup(point)
