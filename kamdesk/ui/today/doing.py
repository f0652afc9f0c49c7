"""What is done with the things on the agenda: the next thing, done, another day; each one change that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QMenu, QWidget

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.ui.icons import icon
from kamdesk.ui.today.kinds import LOOKS, VISITS
from kamdesk.work import rhythm, settings, tasks
from kamdesk.work.accounts import change_account
from kamdesk.work.agenda_entry import Entry
from kamdesk.work.quick_add import read_next_step

_POSTPONED_BY: dict[str, tuple[tuple[str, RecordField], ...]] = {
    "task": (("due_on", field_of(Task, "due_on")),),
    "next_contact": (("next_contact_on", field_of(Account, "next_contact_on")),),
    "callback_due": (
        ("due_on", field_of(CallbackPlan, "due_on")),
        ("reason", field_of(Visit, "reason")),
    ),
}
"""Kind → what its new day asks for."""


class Doing(QObject):
    """`task_wanted`: show this task for changing."""

    task_wanted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._store, self._parent = desk, desk.store, parent

    # -------------------------------------------------------------------------------------------------- for an entry

    def do_next(self, entry: Entry) -> None:
        """The next thing to do with it."""
        wanted = self._desk.signals.visit_wanted
        if entry.kind in VISITS or entry.kind == "record_missing":
            wanted.emit("record", entry.record_id)
        elif entry.kind == "callback_due":
            wanted.emit("callback", entry.account_id)
        elif entry.kind == "next_contact":
            wanted.emit("quick_entry", entry.account_id)
        elif entry.kind == "task":
            self.finish(entry)
        else:
            self.open(entry)

    def open(self, entry: Entry) -> None:
        """Shows it where it lives."""
        if entry.kind == "approval":
            self._desk.open_page("approvals")
        elif entry.record == "CallbackPlan" and entry.account_id is not None:
            self._desk.open_record("Account", entry.account_id)
        elif entry.record == "Task":
            self.task_wanted.emit(entry.record_id)
        else:
            self._desk.open_record(entry.record, entry.record_id)

    def finish(self, entry: Entry) -> None:
        """Ticks a task off; what is finished by its own record says so."""
        if entry.kind != "task":
            self._desk.say(_("This is done by what is written about it: Space begins that."))
            return
        self._change(
            message("Done: {name}", name=entry.title),
            lambda session: tasks.complete(
                session, session.get_one(Task, entry.record_id), date.today()
            ),
        )

    def postpone(self, entry: Entry) -> None:
        """Asks for another day, and where it is kept for a reason."""
        if entry.kind in VISITS:
            from kamdesk.ui.visits.actions import (
                VisitActions,
            )  # late: the first time somebody does it

            VisitActions(self._desk, self._parent).do(entry.record_id, "postponed")
        elif entry.kind in _POSTPONED_BY:
            self._ask_day(entry)
        else:
            self._desk.say(_("This cannot be postponed: it has no day of its own."))

    def _ask_day(self, entry: Entry) -> None:
        from kamdesk.ui.visits.record.steps import StepDialog  # late: as above

        dialog = StepDialog(
            self._store,
            _("Postpone…"),
            dict(_POSTPONED_BY[entry.kind]),
            {},
            partial(self._postpone_to, entry),
            self._parent,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _postpone_to(self, entry: Entry, values: dict[str, Any]) -> None:
        name = _POSTPONED_BY[entry.kind][0][0]
        day = values[name]
        if day is None:
            raise RuleError(_("Name the day to which it is postponed."), field=name)
        with self._store.change(message("Postpone “{name}”", name=entry.title)) as session:
            if entry.kind == "task":
                tasks.postpone(session, session.get_one(Task, entry.record_id), day)
            elif entry.kind == "next_contact":
                account = session.get_one(Account, entry.record_id)
                change_account(session, account, {"next_contact_on": day})
            else:
                plan = session.get_one(CallbackPlan, entry.record_id)
                rhythm.postpone_callback(session, plan, day, values["reason"] or "", date.today())
        self._tell()

    def menu(self, entry: Entry) -> None:
        """Everything that can be done with it, where the pointer is."""
        look = LOOKS[entry.kind]
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _add(menu, _(look.next_words), look.icon, partial(self.do_next, entry))
        _add(menu, _("Open"), "external", partial(self.open, entry))
        if look.can_be_postponed:
            _add(menu, _("Postpone…"), "postpone", partial(self.postpone, entry))
        if entry.kind == "task":
            _add(menu, _("Drop the task"), "x", partial(self._drop, entry))
        if entry.account_id is not None:
            menu.addSeparator()
            show = partial(self._desk.open_record, "Account", entry.account_id)
            _add(menu, _("Show the account"), "building", show)
        menu.popup(QCursor.pos())

    def _drop(self, entry: Entry) -> None:
        self._change(
            message("Drop “{name}”", name=entry.title),
            lambda session: tasks.drop(
                session, session.get_one(Task, entry.record_id), date.today()
            ),
        )

    # ------------------------------------------------------------------------------------------------ something new

    def add_task(self, typed: str, today: date) -> bool:
        """Adds a task from one line; a day that the words name is its day. False where nothing was added."""
        step = read_next_step(typed, today)
        name = step.text or typed.strip()
        if not name:
            return False

        def add(session: Any) -> None:
            user = settings.me(session)
            values = {"name": name[:200], "due_on": step.on or today}
            tasks.add_task(session, values | {"owner_id": user.id if user else None})

        return self._change(message("New task: {name}", name=name), add)

    def plan_contact(self, account_id: int, name: str, day: date) -> None:
        """Sets the next contact of an account."""
        self._change(
            message("Next contact with “{name}”: {day}", name=name, day=day.isoformat()),
            lambda session: change_account(
                session, session.get_one(Account, account_id), {"next_contact_on": day}
            ),
        )

    def _change(self, label: Any, act: Callable[[Any], object]) -> bool:
        try:
            with self._store.change(label) as session:
                act(session)
        except UserError as refusal:
            faults.show_problem(refusal, self._parent)
            return False
        self._tell()
        return True

    def _tell(self) -> None:
        done = self._store.undo_label()
        if done:
            self._desk.say_undoable(done)


def _add(menu: QMenu, words: str, icon_name: str, act: Callable[[], object]) -> None:
    action = QAction(icon(icon_name, "muted"), words, menu)
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)
