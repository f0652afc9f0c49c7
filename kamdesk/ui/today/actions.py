"""What can be done with a line of the Today tab: opened, the next thing, put off, done, given up; all can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import Message, _, message
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.visit import CallbackPlan
from kamdesk.model.vocabulary import VISIT_KIND
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.ui.icons import icon
from kamdesk.ui.today import verbs
from kamdesk.ui.today.lines import Line


class TodayActions(QObject):
    """`dealt_with(line)`: it is done or stands on another day, before the list is read anew."""

    dealt_with = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._store, self._parent = desk, desk.store, parent

    def want(self, what: str, line: Line, spot: QPoint | None = None) -> None:
        """Does `what` (open, next, postpone, done, close, plan, menu) with `line`."""
        if what == "menu":
            self.menu(line).popup(spot or self._parent.mapToGlobal(QPoint(40, 40)))
            return
        {
            "open": self.open, "next": self.next_thing, "postpone": self.postpone, "done": self.done,
            "close": self.close, "plan": self.plan,
        }[what](line)  # fmt: skip

    def menu(self, line: Line) -> QMenu:
        """Everything that can be done with `line`."""
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words, icon_name = verbs.words_of(line)
        _add(menu, words, icon_name, partial(self.next_thing, line))
        _add(menu, _("Open"), "chevron-right", partial(self.open, line))
        if verbs.can_postpone(line):
            _add(menu, _("Postpone…"), "postpone", partial(self.postpone, line))
        if verbs.can_close(line):
            _add(menu, _("Will not be done…"), "x", partial(self.close, line))
        if line.account_id is not None:
            menu.addSeparator()
            _add(menu, _("Plan a contact…"), "calendar", partial(self.plan, line))
            _add(
                menu, _("Plan a visit"), "map-pin",
                partial(self._desk.signals.visit_wanted.emit, "plan", line.account_id),
            )  # fmt: skip
            _add(
                menu, _("Show the account"), "building",
                partial(self._desk.open_record, "Account", line.account_id),
            )  # fmt: skip
        return menu

    # ---------------------------------------------------------------------------------------------------- each of them

    def open(self, line: Line) -> None:
        """Shows the record where it lives; a task has no other place and is changed here."""
        if line.record == "Task":
            self._change_task(line)
        else:
            self._desk.open_record(line.record, line.record_id)

    def next_thing(self, line: Line) -> None:
        """The one thing that comes next: start or write the record, decide, mark done, call back, plan."""
        verb = verbs.verb_of(line)[0]
        if line.kind == "task":
            self.done(line)
        elif verb in ("Start record", "Write record"):
            self._desk.signals.visit_wanted.emit("record", line.record_id)
        elif line.kind == "callback_due":
            self._call_back(line)
        elif line.kind == "approval":
            self._decide(line)
        elif line.kind == "next_contact" and line.account_id is not None:
            self._desk.signals.visit_wanted.emit("quick_entry", line.account_id)
        elif line.kind == "silent":
            self.plan(line)
        else:
            self.open(line)

    def done(self, line: Line) -> None:
        """Marks a task done; of anything else it is said what closes it."""
        if line.record != "Task":
            words = verbs.words_of(line)[0]
            self._desk.say(
                _("Only a task is marked done; here the next thing is: {what}").format(what=words)
            )
            return
        from kamdesk.work import tasks

        day = self._desk.today()
        label = message("Done: {name}", name=line.title)
        self._change(label, line, lambda session: tasks.complete(session, session.get_one(Task, line.record_id), day))

    def postpone(self, line: Line) -> None:
        """Asks for the day, and for a visit and a call-back for the reason too."""
        if line.kind == "silent":
            self.plan(line)
            return
        if not verbs.can_postpone(line):
            self._desk.say(_("This has no day of its own that could be put off."))
            return
        with_reason = line.kind in VISIT_KIND or line.kind == "callback_due"
        self._ask(_("Postpone"), with_reason, partial(self._postpone, line))

    def close(self, line: Line) -> None:
        """Gives it up: drops a task, cancels a visit or a call-back with the reason."""
        if line.record == "Task":
            from kamdesk.work import tasks

            label = message("Dropped: {name}", name=line.title)
            day = self._desk.today()
            self._change(label, line, lambda session: tasks.drop(session, session.get_one(Task, line.record_id), day))
        elif verbs.can_close(line):
            self._ask(_("Will not be done"), True, partial(self._cancel, line), with_day=False)
        else:
            self._desk.say(_("This is not closed here; open it."))

    def plan(self, line: Line) -> None:
        """Asks for the day of the account's next contact."""
        if line.account_id is not None:
            self._ask(_("Next contact"), False, partial(self._plan, line.account_id, line.account))

    def plan_in(self, account_id: int, name: str, days: int) -> None:
        """Plans the next contact in so many days, on a working day."""
        from datetime import timedelta

        from kamdesk.work.working_days import Calendar

        with self._store.read() as session:
            day = Calendar(session).next_working_day(self._desk.today() + timedelta(days=days))
        self._told(partial(self._plan, account_id, name, {"day": day}))

    def add_task(self, values: dict[str, Any]) -> bool:
        """Adds a task; a refusal is told."""
        from kamdesk.work import tasks

        label = message("New task: {name}", name=str(values["name"]))
        return self._change(label, None, lambda session: tasks.add_task(session, values))

    # ---------------------------------------------------------------------------------------------------- in the store

    def _postpone(self, line: Line, values: dict[str, Any]) -> None:
        """Raises RuleError; the dialog shows it at the field."""
        day: date = values["day"]
        if line.kind in VISIT_KIND:
            from kamdesk.ui.visits.record.doing import do_step

            do_step(
                self._store, line.record_id, "postponed",
                {"planned_on": day, "reason": values.get("reason")},
            )  # fmt: skip
        elif line.kind == "next_contact" and line.account_id is not None:
            self._plan(line.account_id, line.account, values)
        else:
            from kamdesk.work import rhythm, tasks

            label = message("Postpone “{name}” to {day}", name=line.title, day=day)
            with self._store.change(label) as session:
                if line.record == "Task":
                    tasks.postpone(session, session.get_one(Task, line.record_id), day)
                else:
                    due = session.get_one(CallbackPlan, line.record_id)
                    reason = values.get("reason") or ""
                    rhythm.postpone_callback(session, due, day, reason, self._desk.today())
        self.dealt_with.emit(line)

    def _cancel(self, line: Line, values: dict[str, Any]) -> None:
        reason = values.get("reason") or ""
        if line.kind == "callback_due":
            from kamdesk.work import rhythm

            with self._store.change(message("Call off “{name}”", name=line.title)) as session:
                due = session.get_one(CallbackPlan, line.record_id)
                rhythm.cancel_callback(session, due, reason, self._desk.today())
        else:
            from kamdesk.ui.visits.record.doing import do_step

            do_step(self._store, line.record_id, "cancelled", {"reason": reason})
        self.dealt_with.emit(line)

    def _plan(self, account_id: int, name: str, values: dict[str, Any]) -> None:
        from kamdesk.work.accounts import change_account

        day: date = values["day"]
        label = message("Next contact with {name} on {day}", name=name, day=day)
        with self._store.change(label) as session:
            change_account(session, session.get_one(Account, account_id), {"next_contact_on": day})

    def _call_back(self, line: Line) -> None:
        """Plans the call-back for today, since it is being made now, and opens its record."""
        from kamdesk.work import visits

        made: list[int] = []

        def plan(session: Any) -> None:
            due = session.get_one(CallbackPlan, line.record_id)
            values = {
                "account_id": due.account_id, "kind": "callback", "planned_on": self._desk.today(),
                "subject": due.subject or _("Call-back"),
            }  # fmt: skip
            made.append(visits.plan_visit(session, values).id)

        if self._change(message("Call back {account}", account=line.account), None, plan):
            self._desk.signals.visit_wanted.emit("record", made[0])

    def _decide(self, line: Line) -> None:
        from kamdesk.ui.today.decide import DecideDialog

        dialog = DecideDialog(self._desk, line, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.decided.connect(partial(self._on_dealt_with, line))
        dialog.open()

    def _change_task(self, line: Line) -> None:
        from kamdesk.ui.today.task_dialog import TaskDialog

        dialog = TaskDialog(self._desk, line.record_id, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_dealt_with(self, line: Line) -> None:
        self.dealt_with.emit(line)
        self._say_done()

    # -------------------------------------------------------------------------------------------------------- common

    def _ask(
        self, title: str, with_reason: bool, act: Callable[[dict[str, Any]], None], with_day: bool = True
    ) -> None:  # fmt: skip
        from kamdesk.ui.today.postpone import PostponeDialog

        def do(values: dict[str, Any]) -> None:
            act(values)
            self._say_done()

        dialog = PostponeDialog(self._store, title, with_reason, do, self._parent, with_day=with_day)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _change(self, label: Message, line: Line | None, act: Callable[[Any], object]) -> bool:
        def do() -> None:
            with self._store.change(label) as session:
                act(session)

        if not self._told(do):
            return False
        if line is not None:
            self.dealt_with.emit(line)
        return True

    def _told(self, act: Callable[[], object]) -> bool:
        """Does it and offers to take it back; a refusal is told."""
        try:
            act()
        except UserError as refusal:
            faults.show_problem(refusal, self._parent)
            return False
        self._say_done()
        return True

    def _say_done(self) -> None:
        self._desk.say_undoable(self._store.undo_label() or "")


def _add(menu: QMenu, words: str, icon_name: str, act: Callable[[], object]) -> None:
    action = menu.addAction(icon(icon_name, "muted"), words)

    def trigger(_checked: bool = False) -> None:
        act()

    action.triggered.connect(trigger)
