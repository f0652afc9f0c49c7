"""The page of a kind of record: what can be done with the records it lists, and what a tab asks of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QMenu
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import Message, _, message, ngettext
from kamdesk.model.fields import RecordField, field_of
from kamdesk.progress import Progress
from kamdesk.store.naming import titled
from kamdesk.ui import faults, messages
from kamdesk.ui.file_jobs import told_written
from kamdesk.ui.jobs import run_job
from kamdesk.ui.page import Changed
from kamdesk.ui.record_pages.ask_dialog import AskDialog
from kamdesk.ui.record_pages.declaration import Deed, Values
from kamdesk.ui.record_pages.filters import ALL
from kamdesk.ui.record_pages.list_model import write_list
from kamdesk.ui.record_pages.listed import LEAST_LEFT, LEAST_RIGHT, RIGHT_WIDTH, ListedPage
from kamdesk.ui.remember import Memory
from kamdesk.work import record_lists
from kamdesk.work.trash import move_to_trash


class RecordPage(ListedPage):
    """A subclass names its `DECLARATION`; it may add `head_buttons`, `panels` and lines to the context menu."""

    def fill_menu(self, menu: QMenu, record_id: int) -> None:
        """Further lines of the context menu of a record."""

    def context_menu(self, record_id: int) -> QMenu:
        """What can be done with a record."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        with self.store.read() as session:
            record: Any = session.get_one(self.declared.record, record_id)
            for deed in self.declared.deeds:
                if not self.store.read_only and self.detail.is_offered(
                    session, deed, record, self.desk.today()
                ):
                    menu.addAction(_(deed.words)).triggered.connect(
                        _calls(self.do, deed.key, record_id)
                    )
            account_id = getattr(record, "account_id", None)
        self.fill_menu(menu, record_id)
        if not menu.isEmpty():
            menu.addSeparator()
        if account_id is not None:
            menu.addAction(_("To the account")).triggered.connect(
                _calls(self._to_account, account_id)
            )
        menu.addAction(_("History")).triggered.connect(_calls(self.detail.show_history))
        menu.addAction(_("Export this list…")).triggered.connect(_calls(self.export))
        if not self.store.read_only:
            menu.addSeparator()
            menu.addAction(_("Move to the waste basket")).triggered.connect(
                _calls(self.delete_selected)
            )
        return menu

    # -------------------------------------------------------------------------------------------------------- doing

    def change(self, words: Message, act: Callable[[Session], object]) -> bool:
        """Stores what `act` does as one change that can be undone; a refusal is told. Whether it was stored."""
        try:
            with self.store.change(words) as session:
                act(session)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return False
        self.desk.say_undoable(str(words))
        return True

    def begin_new(self, values: Values | None = None) -> None:
        """Asks for the few fields of a new record; `values` stand in them to begin with."""
        if self.store.read_only or not self.declared.asks or not self.can_close():
            return
        with self.store.read() as session:
            begin = (
                self.declared.defaults(session, self.desk.today()) if self.declared.defaults else {}
            )
        begin = {**begin, **(values or {})}
        account = self.bar.filters.get("account_id")
        if account and len(account[0].values) == 1:
            begin.setdefault("account_id", account[0].values[0])
        title = _(self.declared.new_words)
        self._ask(title, self.declared.asked(), begin, self._add, _("Add"))

    def _ask(
        self,
        title: str,
        fields: Mapping[str, RecordField],
        begin: Values,
        act: Callable[[dict[str, Any]], object],
        words: str,
    ) -> None:
        dialog = AskDialog(self.store, title, fields, begin, act, words, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _add(self, values: dict[str, Any]) -> None:
        given = {name: value for name, value in values.items() if value is not None}
        words = message("New: {what}", what=str(self.declared.record.TERM))
        with self.store.change(words, self) as session:
            add = self.declared.add
            made = (
                add(session, given)
                if add is not None
                else record_lists.add(session, self.declared.record, given)
            )
            made_id, name = made.id, titled(session, made)
        self.go_to(made_id)
        self.desk.say_undoable(_("“{name}” is there.").format(name=name))

    def do(self, key: str, record_id: int | None = None) -> None:
        """Does a deed with a record (the one in view), asking first for what it wants to know."""
        deed = next(each for each in self.declared.deeds if each.key == key)
        number = record_id or self.detail.record_id
        if number is None or (self.detail.has_unsaved() and not self.detail.save_all()):
            return
        if deed.go is not None:
            with self.store.read() as session:
                record: Any = session.get_one(self.declared.record, number)
            deed.go(self.desk, record)
            return
        if not deed.asks:
            self._do(deed, number, {}, told=True)
            return
        fields = dict(map(self._asked, deed.asks))
        today = self.desk.today()
        with self.store.read() as session:
            record = session.get_one(self.declared.record, number)
            begin = {
                name: field.get(record)
                for name, field in fields.items()
                if field.record is self.declared.record
            }
            begin["account_id"] = getattr(record, "account_id", None)
            if deed.suggest is not None:
                begin |= deed.suggest(session, record, today)
        self._ask(
            _(deed.words),
            fields,
            begin,
            lambda values: self._do(deed, number, values),
            _(deed.words),
        )

    def _asked(self, wanted: str | tuple[type[Any], str]) -> tuple[str, RecordField]:
        kind, name = (self.declared.record, wanted) if isinstance(wanted, str) else wanted
        return name, field_of(kind, name)

    def _do(self, deed: Deed, record_id: int, values: Values, told: bool = False) -> None:
        """Raises UserError, or with `told` says it in a message."""

        def act(session: Session) -> None:
            assert deed.do is not None
            deed.do(session, session.get_one(self.declared.record, record_id), values)

        with self.store.read() as session:
            name = titled(session, session.get_one(self.declared.record, record_id))
        words = message(deed.change, name=name)
        if told:
            self.change(words, act)
            return
        with self.store.change(words) as session:
            act(session)
        self.desk.say_undoable(str(words))

    def delete_selected(self) -> None:
        """Moves the selected records to the waste basket; a message offers to take them back."""
        self.delete(self.selected_ids())

    def delete(self, ids: Sequence[int]) -> None:
        """Moves records to the waste basket; a message offers to take them back."""
        if not ids or self.store.read_only:
            return
        self.detail.discard()
        with self.store.read() as session:
            name = titled(session, session.get_one(self.declared.record, ids[0]))
        if len(ids) == 1:
            words = message("Delete “{name}”", name=name)
        else:
            words = message("Delete {count} records", count=len(ids))
        try:
            with self.store.change(words) as session:
                for record_id in ids:
                    move_to_trash(session, session.get_one(self.declared.record, record_id))
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        if len(ids) == 1:
            self.desk.say_undoable(_("“{name}” lies in the waste basket.").format(name=name))
        else:
            said = ngettext(
                "{count} record lies in the waste basket.",
                "{count} records lie in the waste basket.",
                len(ids),
            )
            self.desk.say_undoable(said.format(count=len(ids)))

    def export(self) -> None:
        """Writes what the list shows to a workbook or csv."""
        name = f"{_(self.declared.title)}.xlsx"
        folder = (
            Path(self._memory.get("folder.save") or Path.home()) if self._memory else Path.home()
        )
        chosen = messages.choose_save_file(
            self, _("Export this list"), folder / name, [(_("Excel"), "*.xlsx"), ("CSV", "*.csv")]
        )
        if chosen is not None:
            self.export_to(chosen)

    def export_to(self, path: Path) -> None:
        """Writes what the list shows to `path`, beside the window."""
        store, declared, query = self.store, self.declared, self.query()
        columns = self.table.columns_in_order()

        def work(progress: Progress) -> int:
            return write_list(store, declared, query, columns, path, progress)

        run_job(
            _("Writing {file}").format(file=path.name),
            work,
            lambda _rows: told_written(self.desk, path),
        )

    # ------------------------------------------------------------------------------------- what the tab asks for

    def on_changed(self, changed: Changed) -> None:
        if (
            changed.origin is self
            or self.detail.form.is_saving
            or not changed.touches(*self._kinds)
        ):
            return
        if self.isVisible():  # the fields keep what is being typed
            self._stale = False
            self.refresh()
        else:
            self.mark_stale()

    def find_in_page(self) -> None:
        """Goes to the field for words."""
        line = self.bar.words if not self.bar.words.isHidden() else self.bar.search
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def current_account(self) -> int | None:
        """The account of the record in view."""
        number = self.current_id()
        if number is None:
            return None
        with self.store.read() as session:
            return getattr(session.get(self.declared.record, number), "account_id", None)

    def has_unsaved(self) -> bool:
        return self.detail.has_unsaved()

    def save(self) -> None:
        if self.detail.has_unsaved() and not self.detail.save_all():
            wrong = next((each for each in self.detail.form.dirty_cells() if each.error()), None)
            if wrong is None:
                raise RuleError(_("Something here is wrong; its field says what."))
            words = _("{field}: {problem}")
            raise RuleError(words.format(field=wrong.name, problem=wrong.error()))

    def save_record(self) -> None:
        self.detail.save_all()

    def discard(self) -> None:
        self.detail.discard()

    def restore(self, memory: Memory) -> None:
        """Brings back columns, widths, order, quick filter and the chosen record of the last time."""
        self._memory = memory
        kept = memory.get(f"records.{self.declared.name}")
        if not isinstance(kept, Mapping):
            return
        widths, columns, sort = kept.get("widths"), kept.get("columns"), kept.get("sort")
        if isinstance(widths, dict):
            self.table.set_own_widths(
                {str(key): each for key, each in widths.items() if isinstance(each, int)}
            )
        known = {each.name for each in self.declared.possible_columns()}
        if isinstance(sort, list) and len(sort) == 2 and sort[0] in known:
            query = self.model.query.with_(sort=sort[0], descending=bool(sort[1]))
            self.model.query = query
        if isinstance(columns, list) and columns:
            self.show_columns([str(each) for each in columns])
        self.bar.quick.choose(str(kept.get("quick") or ALL))
        chosen = kept.get("chosen")
        self._wanted = chosen if isinstance(chosen, int) else None
        right = kept.get("right")
        if isinstance(right, int) and right >= LEAST_RIGHT:
            self._split.setSizes([max(self._split.width() - right, LEAST_LEFT), right])

    def remember(self) -> None:
        """Keeps them until the next start."""
        if self._memory is None:
            return
        query, sizes = self.model.query, self._split.sizes()
        state = {
            "columns": self.table.columns_in_order(),
            "widths": self.table.widths(),
            "sort": [query.sort, query.descending],
            "quick": self.bar.quick.current,
            "chosen": self.current_id(),
            "right": sizes[1] if sizes[1] > 0 else RIGHT_WIDTH,
        }
        self._memory.put(f"records.{self.declared.name}", state)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        (self.table if self.model.total() else self.new_button).setFocus()


def _calls(act: Callable[..., object], *arguments: object) -> Callable[..., None]:
    """A slot for `triggered` that does without its state."""

    def slot(_checked: bool = False) -> None:
        act(*arguments)

    return slot
