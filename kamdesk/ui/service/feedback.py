"""Opinions and questions: until when each is to be answered by the standard time, how much of it is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import N_, _
from kamdesk.model.service import Feedback
from kamdesk.model.terms import Term
from kamdesk.ui.form_out import write_one
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.work import feedback, settings
from kamdesk.work.feedback import STATE
from kamdesk.work.lists import Condition
from kamdesk.work.periods import period_of
from kamdesk.work.standard_time import Clock, Due, in_words, local_now

_PILLS = {
    "waiting": "accent",
    "overdue": "bad",
    "in_time": "good",
    "late": "warn",
    "withdrawn": "neutral",
}


def _state_cell(each: Feedback, today: date) -> Cell:
    code = feedback.state(each, today)
    return Cell(STATE.label(code), _PILLS[code])


def _state(session: Session, each: Feedback, today: date) -> Cell:
    del session
    return _state_cell(each, today)


def _left(clock: Clock | None, each: Feedback, at: datetime) -> Cell:
    waits = each.answered_on is None and each.withdrawn_on is None
    if clock is None or not waits or each.due_on is None:
        return Cell("")
    left = clock.left(at, Due(each.due_on, each.due_at))
    role = "bad" if left.total_seconds() < 0 else "warn" if each.due_on <= at.date() else "text"
    return Cell(in_words(left), role=role)


def _clock(session: Session) -> Clock | None:
    """None while the working day of the settings makes no sense: the list shows what it can."""
    try:
        return Clock(session)
    except RuleError:
        return None


def _read_states(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    today = date.today()
    found = session.scalars(select(Feedback).where(Feedback.id.in_(ids)))
    return {each.id: _state_cell(each, today) for each in found}


def _read_left(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    clock, now = _clock(session), local_now()
    found = session.scalars(select(Feedback).where(Feedback.id.in_(ids)))
    return {each.id: _left(clock, each, now) for each in found}


def _note(session: Session, each: Feedback, today: date) -> str:
    del today
    clock = _clock(session)
    if each.due_on is None or clock is None:
        return ""
    until = " ".join(filter(None, (f"{each.due_on}", each.due_at)))
    runs = _("in working hours") if clock.in_working_hours else _("by the clock")
    words = _("{hours} h {runs}: to be answered by {until}").format(
        hours=each.standard_hours, runs=runs, until=until
    )
    left = _left(clock, each, local_now()).words
    return " · ".join(filter(None, (words, left)))


def _begin(session: Session, today: date) -> Mapping[str, Any]:
    user = settings.me(session)
    return {
        "kind": "opinion",
        "received_on": today,
        "received_at": f"{local_now():%H:%M}",
        "handler_id": user.id if user is not None else None,
    }


def _withdraw(session: Session, each: Feedback, values: Mapping[str, Any]) -> None:
    feedback.withdraw(session, each, values["withdrawn_on"] or date.today())


def _waits(session: Session, each: Feedback, today: date) -> bool:
    del session, today
    return each.answered_on is None and each.withdrawn_on is None


FEEDBACK = RecordDeclaration(
    record=Feedback,
    title=N_("Opinions and questions"),
    icon="message",
    empty=(
        N_("No opinions, no questions"),
        N_("What customers think and ask is noted here; the standard time says until when it is to be answered."),
    ),
    new_words=N_("New opinion or question"),
    columns=("kind", "received_on", "account_id", "content", "state", "left", "due_on", "handler_id", "answered_on"),
    own=(
        OwnColumn("left", Term("Time left", "剩余时间"), _read_left, 130, sort="due_on"),
        OwnColumn("state", Term("State", "状态"), _read_states, 116, sort="answered_on"),
    ),
    headings={"account_id": Term("Account", "客户"), "handler_id": Term("By", "答复人")},
    stretch="content",
    widths={"account_id": 130, "received_on": 100, "handler_id": 72, "due_on": 100},
    quick=(
        QuickFilter("waiting", N_("To be answered"), lambda today: (feedback.WAITING,), order=("due_on", False)),
        QuickFilter("today", N_("Due today"), lambda today: (feedback.DUE_TODAY,), order=("due_on", False)),
        QuickFilter("overdue", N_("Overdue"), lambda today: (feedback.OVERDUE,), True, ("due_on", False)),
        QuickFilter("late", N_("Answered too late"), lambda today: (feedback.TOO_LATE,)),
        QuickFilter("opinions", N_("Opinions"), lambda today: (Condition("kind", "is", ("opinion",)),)),
        QuickFilter("questions", N_("Questions"), lambda today: (Condition("kind", "is", ("question",)),)),
    ),
    filters=("channel", "handler_id"),
    time="received_on",
    order=("received_on", True),
    asks=("kind", "account_id", "received_on", "received_at", "channel", "handler_id", "content"),
    defaults=_begin,
    add=feedback.add,
    change=feedback.change,
    deeds=(
        Deed("answer", N_("Answer"), "check", N_("Answer “{name}”"), feedback.answer,
             asks=("answered_on", "answered_at", "handler_id", "reply"),
             suggest=lambda session, record, today: {"answered_on": today, "answered_at": f"{local_now():%H:%M}"},
             offered=_waits),
        Deed("withdraw", N_("Withdraw"), "undo", N_("“{name}” is withdrawn"), _withdraw, asks=("withdrawn_on",),
             suggest=lambda session, record, today: {"withdrawn_on": today},
             offered=lambda session, record, today: record.withdrawn_on is None),
    ),
    state=_state,
    note=_note,
    kinds=("SettingValue", "CalendarDay"),
)  # fmt: skip


class FeedbackPage(RecordPage):
    """The list of opinions and questions, the chosen one beside it."""

    DECLARATION = FEEDBACK

    def head_buttons(self) -> Sequence[QWidget]:
        return (plain_button(_("Feedback log"), "printer", self.write_form),)

    def write_form(self) -> None:
        """Writes form F12: what came in during the days that are filtered by (from the account), else this month."""
        from kamdesk.forms.layouts.feedback_log import (
            LogOf,  # late: the window does not wait for the forms
        )
        from kamdesk.forms.layouts.period import Period

        chosen = self.bar.filters.get("received_on")
        if chosen:
            first, last = (date.fromisoformat(each.values[0]) for each in chosen)
        else:
            month = period_of(self.desk.today(), "month")
            first, last = month.first, month.last
        accounts = self.bar.filters.get("account_id")
        found = accounts[0].values if accounts else ()
        log = LogOf(Period(first, last), found[0] if len(found) == 1 else None)
        write_one(self.desk, self, "feedback_log", log, f"{first} – {last}")
