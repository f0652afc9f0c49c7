"""Does things with the lines of Today: the next step, done, postponed, opened; every change can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QMenu, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import Message, _, message
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.model.vocabulary import DECISION
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.ui.today import steps
from kamdesk.ui.today.lines import Line, day_words
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.work import (
    accounts,
    agenda_sales,
    agenda_service,
    decisions,
    rhythm,
    settings,
    tasks,
    visits,
)
from kamdesk.work.quick_add import read_next_step
from kamdesk.work.trash import move_to_trash
from kamdesk.work.working_days import Calendar


class TodayActions(QObject):
    """`today` answers which day it is. `dealt_with(line)`: it does not stand where it stood any more."""

    dealt_with = Signal(object)

    def __init__(self, desk: Desk, today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._store, self._today, self._parent = desk, desk.store, today, parent

    def do(self, line: Line, step: str) -> None:
        """`step`: open, next (whatever comes next for it), postpone or done."""
        if step == "next":
            step = steps.next_step(line)
        if step != "open" and self._store.read_only:
            self._desk.say(_("This data folder is open read-only; nothing can be saved here."))
            return
        acts: dict[str, Callable[[Line], object]] = {
            "open": self.open,
            "record": partial(self._visit, "record"),
            "write": partial(self._visit, "record"),
            "contact": self._enter_contact,
            "decide": self.decide,
            "plan": self._plan_callback,
            "done": self.finish,
            "postpone": self.postpone,
        }
        acts[step](line)

    # ------------------------------------------------------------------------------------------ opening

    def open(self, line: Line) -> None:
        """Shows the record where it lives. A task lives here: its fields open."""
        if line.record == "Task":
            self.open_task(line.record_id)
        else:
            self._desk.open_record(line.record, line.record_id)

    def open_task(self, task_id: int) -> None:
        """The fields of a task."""
        from kamdesk.ui.today.task_dialog import TaskDialog

        self._open(TaskDialog(self._desk, task_id, self._parent))

    def _visit(self, way: str, line: Line) -> None:
        self._desk.signals.visit_wanted.emit(way, line.record_id)

    def _enter_contact(self, line: Line) -> None:
        self._desk.signals.visit_wanted.emit("quick_entry", line.account_id or line.record_id)

    def menu(self, line: Line) -> QMenu:
        """Everything that can be done with the line."""
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        able = not self._store.read_only
        step = steps.next_step(line)
        if step != "open" and able:
            add_entry(menu, steps.words_of(step), steps.ICONS[step], partial(self.do, line, "next"))
        add_entry(menu, _("Open"), "external", partial(self.open, line))
        if steps.can_postpone(line) and able:
            add_entry(menu, _("Postpone…"), "postpone", partial(self.postpone, line))
        if line.kind == "task" and able:
            add_entry(menu, _("Need not be done"), "x", partial(self.drop, line))
            add_entry(menu, _("Move to the waste basket"), "trash", partial(self.delete, line))
        if line.account_id is not None:
            menu.addSeparator()
            show = partial(self._desk.open_record, "Account", line.account_id)
            add_entry(menu, _("Show the account"), "building", show)
            plan = partial(self._desk.signals.visit_wanted.emit, "plan", line.account_id)
            if able:
                add_entry(menu, _("Plan a visit"), "map-pin", plan)
        return menu

    # ------------------------------------------------------------------------------------------ tasks

    def add_task(self, typed: str) -> bool:
        """A task from one line; words for a day in it become its day. Whether there is one now."""
        read = read_next_step(typed, self._today())
        name = read.text or typed.strip()
        label = message("New task “{name}”", name=name)
        return self._change(
            label, lambda session: tasks.add_task(session, {"name": name[:200], "due_on": read.on})
        )

    def finish(self, line: Line) -> None:
        """Marks a task, an action or a measure done; what is done by a record of its own leads there."""
        label = message("Done: {name}", name=self._name(line))
        if line.kind in ("action", "measure", *agenda_service.FINISHED_HERE):
            in_service = line.kind in agenda_service.FINISHED_HERE
            finish = agenda_service.finish if in_service else agenda_sales.finish
            if self._change(
                label, lambda session: finish(session, _found(session, line), self._today())
            ):
                self.dealt_with.emit(line)
            return
        if line.kind != "task":
            step = steps.next_step(line)
            if step in ("record", "write", "contact", "decide"):
                self.do(line, "next")
            else:
                self._desk.say(_("Only tasks are marked done here; Enter opens this."))
            return
        self._task(label, line, tasks.complete)

    def drop(self, line: Line) -> None:
        """Notes that a task need not be done."""
        self._task(message("Dropped: {name}", name=self._name(line)), line, tasks.drop)

    def delete(self, line: Line) -> None:
        """Moves a task to the waste basket."""
        label = message("Delete “{name}”", name=self._name(line))
        if self._change(label, lambda session: move_to_trash(session, _task(session, line))):
            self.dealt_with.emit(line)

    def _task(
        self, label: Message, line: Line, act: Callable[[Session, Task, date], object]
    ) -> None:
        if self._change(label, lambda session: act(session, _task(session, line), self._today())):
            self.dealt_with.emit(line)

    def _name(self, line: Line) -> str:
        with self._store.read() as session:
            found = session.get(RECORD_BY_NAME[line.record], line.record_id)
            return str(found.title) if found is not None else line.title

    # ------------------------------------------------------------------------------------------ putting off

    def later(self, count: int) -> date:
        """The day `count` working days after today."""
        with self._store.read() as session:
            return Calendar(session).add_working_days(self._today(), count)

    def postpone(self, line: Line) -> None:
        """Asks for a later day, and for the reason where one is kept."""
        if not steps.can_postpone(line):
            self._desk.say(_("This has no day that could be moved; Enter opens it."))
            return
        from kamdesk.ui.today.postpone_dialog import PostponeDialog

        self._open(
            PostponeDialog(
                line.title,
                self._today(),
                self.later,
                partial(self._put_off, line),
                self._parent,
                needs_reason=steps.needs_reason(line),
            )
        )

    def _put_off(self, line: Line, day: date, reason: str) -> None:
        label = message("Postpone “{name}” to {day}", name=self._name(line), day=day_words(day))
        with self._store.change(label) as session:
            if line.record == "Task":
                tasks.postpone(session, _task(session, line), day)
            elif line.record == "Visit":
                visit = session.get_one(Visit, line.record_id)
                visits.postpone(session, visit, day, reason, self._today())
            elif line.record == "CallbackPlan":
                plan = session.get_one(CallbackPlan, line.record_id)
                rhythm.postpone_callback(session, plan, day, reason, self._today())
            elif line.record in agenda_sales.DAY_OF:
                agenda_sales.put_off(_found(session, line), day)
            else:
                account = session.get_one(Account, line.record_id)
                accounts.change_account(session, account, {"next_contact_on": day})
        self._tell()
        self.dealt_with.emit(line)

    def plan_contact(self, account_id: int, count: int) -> None:
        """Arranges the next contact with an account `count` working days from today."""
        day = self.later(count)
        with self._store.read() as session:
            name = session.get_one(Account, account_id).name
        label = message("Next contact with {name} on {day}", name=name, day=day_words(day))
        self._change(
            label,
            lambda session: accounts.change_account(
                session, session.get_one(Account, account_id), {"next_contact_on": day}
            ),
        )

    def _plan_callback(self, line: Line) -> None:
        """Makes a call-back that is due a plan for today; the call itself is the next thing then."""

        def plan(session: Session) -> None:
            due = session.get_one(CallbackPlan, line.record_id)
            values = {
                "account_id": due.account_id,
                "kind": "callback",
                "subject": due.subject or _("Call-back"),
                "planned_on": self._today(),
            }
            visits.plan_visit(session, values)

        label = message("Plan the call-back for {day}", day=day_words(self._today()))
        if self._change(label, plan):
            self.dealt_with.emit(line)

    # ------------------------------------------------------------------------------------------ deciding

    def decide(self, line: Line) -> None:
        """Asks for the decision about a request."""
        from kamdesk.ui.today.decision_dialog import DecisionDialog

        self._open(
            DecisionDialog(line.title, line.detail, partial(self._decide, line), self._parent)
        )

    def _decide(self, line: Line, decision: str, opinion: str) -> None:
        label = message(
            "{decision}: {name}", decision=DECISION.label(decision), name=self._name(line)
        )
        with self._store.change(label) as session:
            by = settings.me(session)
            if by is None:
                raise RuleError(_("Say in the settings who you are; a decision keeps its name."))
            record = session.get_one(RECORD_BY_NAME[line.record], line.record_id)
            decisions.decide(session, record, decision, by, self._today(), opinion or None)
        self._tell()
        self.dealt_with.emit(line)

    # ------------------------------------------------------------------------------------------ common

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _change(self, label: Message, act: Callable[[Session], object]) -> bool:
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


def _found(session: Session, line: Line) -> Any:
    return session.get_one(RECORD_BY_NAME[line.record], line.record_id)


def _task(session: Session, line: Line) -> Task:
    return session.get_one(Task, line.record_id)
