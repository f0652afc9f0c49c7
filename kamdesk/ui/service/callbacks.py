"""Call-backs due: planned by the rhythm of the tier or by hand, done from here, put off or called off with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import N_, _, message, ngettext
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.terms import Term
from kamdesk.model.visit import CallbackPlan
from kamdesk.model.vocabulary import VISIT_RESULT
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.work import callbacks, rhythm
from kamdesk.work.callbacks import STATE

_PILLS = {
    "ahead": "neutral",
    "today": "warn",
    "overdue": "bad",
    "answered": "good",
    "cancelled": "outline",
}


def _state_cell(plan: CallbackPlan, today: date) -> Cell:
    code = callbacks.state(plan, today)
    if code == "overdue":
        late = (today - plan.due_on).days
        return Cell(_("{days} d late").format(days=late), "bad")
    return Cell(STATE.label(code), _PILLS[code])


def _state(session: Session, plan: CallbackPlan, today: date) -> Cell:
    del session
    return _state_cell(plan, today)


def _read_states(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    today = date.today()
    found = session.scalars(select(CallbackPlan).where(CallbackPlan.id.in_(ids)))
    return {each.id: _state_cell(each, today) for each in found}


def _of_accounts(session: Session, ids: Sequence[int], column: Any) -> Mapping[int, Cell]:
    query = (
        select(CallbackPlan.id, column)
        .join(Account, Account.id == CallbackPlan.account_id)
        .outerjoin(Staff, Staff.id == Account.owner_id)
        .where(CallbackPlan.id.in_(ids))
    )
    return {row[0]: Cell(row[1] or "", role="muted") for row in session.execute(query)}


def _read_tiers(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    return _of_accounts(session, ids, Account.tier)


def _read_owners(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    return _of_accounts(session, ids, Staff.name)


def _note(session: Session, plan: CallbackPlan, today: date) -> str:
    """The rhythm of the tier, and what the last call-back came to."""
    del today
    account = session.get_one(Account, plan.account_id)
    days = rhythm.rhythms(session, "callback").get(account.tier or "", 0)
    parts = []
    if days:
        words = ngettext("tier {tier}: every {count} day", "tier {tier}: every {count} days", days)
        parts.append(words.format(tier=account.tier, count=days))
    last = callbacks.last_held(session, plan.account_id)
    if last is None:
        parts.append(_("no call-back was held yet"))
    else:
        result = VISIT_RESULT.label(last.result) if last.result else ""
        parts.append(" ".join(filter(None, (_("last on {day}").format(day=last.held_on), result))))
    if plan.cancel_reason:
        parts.append(_("called off: {reason}").format(reason=plan.cancel_reason))
    return " · ".join(parts)


def _is_open(session: Session, plan: CallbackPlan, today: date) -> bool:
    del session
    return callbacks.state(plan, today) in ("ahead", "today", "overdue")


def _plan(desk: Desk, plan: CallbackPlan) -> None:
    desk.open_record("CallbackPlan", plan.id)


def _enter(desk: Desk, plan: CallbackPlan) -> None:
    desk.signals.visit_wanted.emit("quick_entry", plan.account_id)


def _to_visit(desk: Desk, plan: CallbackPlan) -> None:
    if plan.visit_id is not None:
        desk.open_record("Visit", plan.visit_id)


def _postpone(session: Session, plan: CallbackPlan, values: Mapping[str, Any]) -> None:
    day = values["due_on"] or plan.due_on
    reason = values["cancel_reason"] or ""
    rhythm.postpone_callback(session, plan, day, reason, date.today())


def _call_off(session: Session, plan: CallbackPlan, values: Mapping[str, Any]) -> None:
    rhythm.cancel_callback(session, plan, values["cancel_reason"] or "", date.today())


CALLBACKS = RecordDeclaration(
    record=CallbackPlan,
    title=N_("Call-backs due"),
    icon="phone",
    empty=(
        N_("No call-backs"),
        N_("Call-backs fall due by the rhythm of the tier: have them planned, or make one due by hand."),
    ),
    new_words=N_("New call-back"),
    columns=("due_on", "account_id", "tier", "owner", "subject", "state"),
    own=(
        OwnColumn("state", Term("State", "状态"), _read_states, 116, sort="due_on"),
        OwnColumn("tier", Term("Tier", "等级"), _read_tiers, 60),
        OwnColumn("owner", Term("Owner", "负责人"), _read_owners, 84),
    ),
    headings={"account_id": Term("Account", "客户")},
    stretch="subject",
    quick=(
        QuickFilter("due", N_("Due"), lambda today: (callbacks.DUE,)),
        QuickFilter("overdue", N_("Overdue"), lambda today: (callbacks.OVERDUE,), True),
        QuickFilter("ahead", N_("Ahead"), lambda today: (callbacks.AHEAD,)),
        QuickFilter("mine", N_("Mine"), lambda today: (callbacks.MINE,)),
        QuickFilter("answered", N_("Held"), lambda today: (callbacks.ANSWERED,), order=("due_on", True)),
        QuickFilter("cancelled", N_("Called off"), lambda today: (callbacks.CANCELLED,), order=("due_on", True)),
    ),
    time="due_on",
    order=("due_on", False),
    form=((CallbackPlan.TERM, ("due_on", "subject")),),
    asks=("account_id", "due_on", "subject"),
    defaults=lambda session, today: {"due_on": today},
    add=callbacks.add,
    change=callbacks.change,
    deeds=(
        Deed("plan", N_("Plan a time"), "calendar", go=_plan, offered=_is_open),
        Deed("held", N_("Write it up"), "pencil", go=_enter, offered=_is_open),
        Deed("postpone", N_("Postpone"), "postpone", N_("Postpone: {name}"), _postpone,
             asks=("due_on", "cancel_reason"),
             suggest=lambda session, record, today: {"due_on": max(record.due_on, today) + timedelta(days=7)},
             offered=_is_open),
        Deed("call_off", N_("Call off"), "x", N_("Call off: {name}"), _call_off, asks=("cancel_reason",),
             offered=_is_open),
        Deed("visit", N_("To its record"), "external", go=_to_visit,
             offered=lambda session, record, today: record.visit_id is not None),
    ),
    state=_state,
    note=_note,
    kinds=("Visit", "SettingValue"),
    has_documents=False,
)  # fmt: skip


class CallbacksPage(RecordPage):
    """The list of call-backs; it begins with those that are due."""

    DECLARATION = CALLBACKS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.bar.quick.choose("due")

    def head_buttons(self) -> Sequence[QWidget]:
        self.rhythm_button = plain_button(_("Plan by the rhythm"), "refresh", self.plan_all)
        self.rhythm_button.setEnabled(not self.store.read_only)
        return (self.rhythm_button,)

    def plan_all(self) -> None:
        """Makes the next call-back due of every key account whose tier asks for one."""
        with self.store.read() as session:
            wanted = len(rhythm.callbacks_to_plan(session, self.desk.today()))
        if not wanted:
            self.desk.say(_("Every account whose tier asks for a call-back has one already."))
            return
        label = message("Plan {count} call-backs by the rhythm", count=wanted)
        try:
            with self.store.change(label) as session:
                rhythm.plan_callbacks(session, self.desk.today())
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        words = ngettext("{count} call-back is planned.", "{count} call-backs are planned.", wanted)
        self.desk.say_undoable(words.format(count=wanted))
