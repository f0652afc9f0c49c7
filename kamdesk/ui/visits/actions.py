"""What can be done with a visit from anywhere: its next steps, moving it to another day, deleting it, as a menu too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.fields import field_of
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.model.vocabulary import VISIT_STATE
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.ui.visits.calendar.drag import Spot
from kamdesk.ui.visits.calendar.entries import MINUTES_OF_A_VISIT, clock, minute_of, weekday
from kamdesk.ui.visits.record import steps
from kamdesk.ui.visits.record.doing import do_step
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.work import settings, visit_states, visits
from kamdesk.work.fields import show_value
from kamdesk.work.trash import move_to_trash


class VisitActions(QObject):
    """`done(id)`: show this visit now; 0: the one in view is gone. `record_wanted(id)`: write its record."""

    done = Signal(int)
    record_wanted = Signal(int)
    copy_wanted = Signal(int)
    """Plan another visit like this one."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._store, self._parent = desk, desk.store, parent

    # ------------------------------------------------------------------------------------------------------ the menu

    def menu(self, visit_id: int) -> QMenu:
        """Every step the visit may take now, then what can be done with any visit."""
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        with self._store.read() as session:
            visit = session.get(Visit, visit_id)
            if visit is None:
                return menu
            offered = visit_states.allowed(session, visit)
            state, account_id = visit.state, visit.account_id
        for step in steps.ORDER:
            if step in offered:
                words = steps.words_of(step, state)
                add_entry(menu, words, steps.ICONS[step], partial(self.do, visit_id, step))
        menu.addSeparator()
        add_entry(
            menu, _("Plan another like this"), "copy", partial(self.copy_wanted.emit, visit_id)
        )
        add_entry(
            menu, _("Show the account"), "building",
            partial(self._desk.open_record, "Account", account_id),
        )  # fmt: skip
        menu.addSeparator()
        add_entry(menu, _("Move to the waste basket"), "trash", partial(self.delete, [visit_id]))
        return menu

    # --------------------------------------------------------------------------------------------------------- steps

    def do(self, visit_id: int, step: str) -> None:
        """Takes the visit a step on, asking first where a word is needed; a refusal is told."""
        if step == "held":
            self.record_wanted.emit(visit_id)
            return
        if step in steps.ASKED:
            self._ask(visit_id, step, {})
            return
        if self._tried(partial(do_step, self._store, visit_id, step, {})):
            self._told(visit_id)

    def _ask(self, visit_id: int, step: str, begun: dict[str, Any]) -> None:
        """`begun`: what the dialog begins with, field name → value."""
        with self._store.read() as session:
            visit = session.get_one(Visit, visit_id)
            values = dict(begun)
            if step == "postponed":
                for name in ("planned_from", "planned_to"):
                    values.setdefault(name, getattr(visit, name))
            user = settings.me(session) if step == "checked" else None
            state = visit.state
        shown = {
            name: (value, show_value(field_of(Visit, name), _Holder(name, value)))
            for name, value in values.items()
        }
        if user is not None:
            shown["checked_by_id"] = (user.id, user.name)
        dialog = steps.StepDialog(
            self._store,
            steps.words_of(step, state),
            steps.fields_of_step(step),
            shown,
            partial(self._take_step, visit_id, step),
            self._parent,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if "reason" in dialog.boxes and begun:
            dialog.boxes["reason"].setFocus()
        dialog.open()

    def _take_step(self, visit_id: int, step: str, values: dict[str, Any]) -> None:
        self._told(do_step(self._store, visit_id, step, values))

    # -------------------------------------------------------------------------------------------------------- moving

    def move(self, visit_id: int, spot: Spot) -> None:
        """Plans the visit for another day or time; one that was agreed to is postponed with a reason instead.

        What has happened or ended is not moved: that is told.
        """
        with self._store.read() as session:
            visit = session.get_one(Visit, visit_id)
            name, state = visit.title, visit.state
            agreed = state != "planned" and bool(visit_states.approval_steps(session, visit))
            values = _values(visit, spot)
        if state not in visit_states.OPEN:
            faults.show_problem(RuleError(_refusal(visit)), self._parent)
        elif agreed:
            self._ask(visit_id, "postponed", values)
        elif self._tried(partial(self._change, visit_id, name, values)):
            self._desk.say_undoable(
                _("“{name}” stands on {day} now.").format(name=name, day=_when(values))
            )
            self.done.emit(visit_id)

    def _change(self, visit_id: int, name: str, values: dict[str, Any]) -> None:
        label = message("Move “{name}” to {day}", name=name, day=_when(values))
        with self._store.change(label) as session:
            visits.change_visit(session, session.get_one(Visit, visit_id), values)

    def plan_callback(self, plan_id: int, spot: Spot) -> None:
        """Plans the call-back that is due for a day and time."""
        with self._store.read() as session:
            due = session.get_one(CallbackPlan, plan_id)
            values = {
                "account_id": due.account_id,
                "kind": "callback",
                "subject": due.subject or _("Call-back"),
            } | _clock_values(spot)
        made: list[int] = []

        def plan() -> None:
            label = message("Plan the call-back for {day}", day=_when(values))
            with self._store.change(label) as session:
                made.append(visits.plan_visit(session, values).id)

        if self._tried(plan):
            self._told(made[0])

    def hand_in(self, visit_ids: list[int]) -> None:
        """Hands in all these plans in one step; if one of them may not be, none is, and it is told which."""

        def submit() -> None:
            with self._store.change(
                message("Hand in {count} plans", count=len(visit_ids))
            ) as session:
                user = settings.me(session)
                for visit_id in visit_ids:
                    visit = session.get_one(Visit, visit_id)
                    try:
                        visits.submit(session, visit, user, date.today())
                    except RuleError as refusal:
                        raise RuleError(f"{visit.title}: {refusal.sentence}") from refusal

        if self._tried(submit):
            count = len(visit_ids)
            words = ngettext("{count} plan was handed in.", "{count} plans were handed in.", count)
            self._desk.say_undoable(words.format(count=count))

    def delete(self, visit_ids: list[int]) -> None:
        """Moves visits to the waste basket; a message offers to take it back."""

        def trash() -> None:
            count = len(visit_ids)
            with self._store.read() as session:
                name = session.get_one(Visit, visit_ids[0]).title
            label = message("Delete “{name}”", name=name)
            if count > 1:
                label = message("Delete {count} visits", count=count)
            with self._store.change(label) as session:
                for visit_id in visit_ids:
                    move_to_trash(session, session.get_one(Visit, visit_id))

        if visit_ids and self._tried(trash):
            self._told(0)

    # -------------------------------------------------------------------------------------------------------- common

    def _tried(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except UserError as refusal:
            faults.show_problem(refusal, self._parent)
            return False
        return True

    def _told(self, visit_id: int) -> None:
        done = self._store.undo_label()
        if done:
            self._desk.say_undoable(done)
        self.done.emit(visit_id)


class _Holder:
    """A value under the name of its field, as what shows values asks for it."""

    def __init__(self, name: str, value: Any) -> None:
        setattr(self, name, value)


def _values(visit: Visit, spot: Spot) -> dict[str, Any]:
    """The day and the times of a place; a visit of which nobody said when it ends goes on without an end."""
    values = _clock_values(spot)
    start = minute_of(values["planned_from"])
    if visit.planned_to is None and start is not None and spot.end == start + MINUTES_OF_A_VISIT:
        values["planned_to"] = None
    return values


def _clock_values(spot: Spot) -> dict[str, Any]:
    return {
        "planned_on": spot.day,
        "planned_from": clock(spot.start) if spot.start is not None else None,
        "planned_to": clock(spot.end) if spot.end is not None else None,
    }


def _when(values: dict[str, Any]) -> str:
    day: date = values["planned_on"]
    return " ".join(filter(None, (f"{weekday(day)} {day:%m-%d}", values["planned_from"])))


def _refusal(visit: Visit) -> str:
    if visit.held_on is not None:
        return _("“{name}” took place on {day}; what has happened is not moved.").format(
            name=visit.title, day=visit.held_on
        )
    return _("“{name}” is “{state}” and is not moved. Plan another visit instead.").format(
        name=visit.title, state=VISIT_STATE.label(visit.state)
    )
