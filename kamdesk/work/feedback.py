"""意见反馈 and 解答问题: received, due by the standard time, answered or withdrawn; in time or not by the rule of the
indicators, which looks at days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.fields import field_of
from kamdesk.model.service import Feedback
from kamdesk.model.terms import Vocabulary, choice
from kamdesk.work import record_lists
from kamdesk.work.standard_time import Clock

Values = Mapping[str, Any]

STATE = Vocabulary(
    "feedback_state",
    choice("waiting", "To be answered", "待答复"),
    choice("overdue", "Overdue", "已逾期"),
    choice("in_time", "In time", "及时"),
    choice("late", "Too late", "未及时"),
    choice("withdrawn", "Withdrawn", "已撤回"),
)
"""What has become of it; worked out, never kept."""

WAITING = record_lists.named(
    "feedback.waiting",
    lambda: and_(Feedback.answered_on.is_(None), Feedback.withdrawn_on.is_(None)),
)
OVERDUE = record_lists.named(
    "feedback.overdue",
    lambda: and_(
        Feedback.answered_on.is_(None),
        Feedback.withdrawn_on.is_(None),
        Feedback.due_on < date.today(),
    ),
)
DUE_TODAY = record_lists.named(
    "feedback.due_today",
    lambda: and_(
        Feedback.answered_on.is_(None),
        Feedback.withdrawn_on.is_(None),
        Feedback.due_on == date.today(),
    ),
)
TOO_LATE = record_lists.named(
    "feedback.too_late",
    lambda: and_(
        Feedback.answered_on > Feedback.due_on,
        or_(Feedback.withdrawn_on.is_(None), Feedback.withdrawn_on > Feedback.due_on),
    ),
)

_DUE_FROM = ("kind", "received_on", "received_at", "standard_hours")


def add(session: Session, values: Values) -> Feedback:
    """Notes an opinion or a question; until when it is to be answered follows from the standard time of its kind.

    Raises RuleError for what is missing or cannot be (see `change`).
    """
    given = {"kind": "opinion", **{name: each for name, each in values.items() if each is not None}}
    made = record_lists.add(session, Feedback, given)
    assert isinstance(made, Feedback)
    _work_out_due(session, made, given)
    _refuse_disorder(made)
    session.flush()
    return made


def change(session: Session, feedback: Feedback, values: Values) -> None:
    """Corrects fields. A change of what the due day follows from works it out anew, unless a due day is given.

    Raises RuleError when the days do not follow one another: nothing is answered or withdrawn before it came in.
    """
    before = {name: getattr(feedback, name) for name in _DUE_FROM}
    if values.get("kind", feedback.kind) != feedback.kind and "standard_hours" not in values:
        feedback.standard_hours = None  # the other kind has a standard time of its own
    record_lists.change(session, feedback, values)
    if before != {name: getattr(feedback, name) for name in _DUE_FROM}:
        _work_out_due(session, feedback, values)
    _refuse_disorder(feedback)
    session.flush()


def answer(session: Session, feedback: Feedback, values: Values) -> None:
    """Notes the answer: `values` are answered_on, answered_at, reply and handler_id.

    Raises RuleError for one that was answered or withdrawn already, without a day or a reply, or before receipt.
    """
    if feedback.withdrawn_on is not None:
        raise RuleError(
            _("It was withdrawn on {day}; there is nothing to answer.").format(
                day=feedback.withdrawn_on
            ),
            field="answered_on",
        )
    if feedback.answered_on is not None:
        raise RuleError(
            _("It was answered on {day} already.").format(day=feedback.answered_on),
            field="answered_on",
        )
    _need(feedback, values, "answered_on", "reply")
    change(session, feedback, values)


def withdraw(session: Session, feedback: Feedback, on: date) -> None:
    """The customer takes it back. Raises RuleError when that was noted already, or before it came in."""
    if feedback.withdrawn_on is not None:
        raise RuleError(
            _("It was withdrawn on {day} already.").format(day=feedback.withdrawn_on),
            field="withdrawn_on",
        )
    change(session, feedback, {"withdrawn_on": on})


def in_time(feedback: Feedback) -> bool | None:
    """Whether it was answered on or before its due day; None while it counts for nothing (kpi.md, clarification 5)."""
    if feedback.due_on is None or feedback.answered_on is None or is_out(feedback):
        return None
    return feedback.answered_on <= feedback.due_on


def is_out(feedback: Feedback) -> bool:
    """Whether it was withdrawn on or before its due day: then it is left out of account, even if it was answered."""
    on, due = feedback.withdrawn_on, feedback.due_on
    return on is not None and (due is None or on <= due)


def state(feedback: Feedback, today: date) -> str:
    """The code of `STATE` on a day."""
    if is_out(feedback):
        return "withdrawn"
    if feedback.answered_on is not None:
        return "late" if in_time(feedback) is False else "in_time"
    if feedback.withdrawn_on is not None:
        return "withdrawn"
    late = feedback.due_on is not None and feedback.due_on < today
    return "overdue" if late else "waiting"


def _work_out_due(session: Session, feedback: Feedback, given: Values) -> None:
    clock = Clock(session)
    if feedback.standard_hours is None:
        feedback.standard_hours = clock.hours_of(feedback.kind)
    if given.get("due_on") is not None:
        return
    due = clock.due(feedback.received_on, feedback.received_at, feedback.standard_hours)
    feedback.due_on, feedback.due_at = due.on, due.at


def _need(feedback: Feedback, values: Values, *names: str) -> None:
    for name in names:
        if values.get(name, getattr(feedback, name)) in (None, ""):
            label = field_of(Feedback, name).label
            raise RuleError(_("{field} is needed.").format(field=label), field=name)


def _refuse_disorder(feedback: Feedback) -> None:
    received = feedback.received_on
    if feedback.answered_on is not None:
        if feedback.answered_on < received:
            raise RuleError(
                _("It came in on {day}; an answer before that cannot be.").format(day=received),
                field="answered_on",
            )
        same = feedback.answered_on == received
        if same and (feedback.answered_at or "24:00") < (feedback.received_at or "00:00"):
            raise RuleError(
                _("It came in at {time}; an answer before that cannot be.").format(
                    time=feedback.received_at
                ),
                field="answered_at",
            )
    if feedback.withdrawn_on is not None and feedback.withdrawn_on < received:
        raise RuleError(
            _("It came in on {day}; it cannot be withdrawn before that.").format(day=received),
            field="withdrawn_on",
        )
    if feedback.due_on is not None and feedback.due_on < received:
        raise RuleError(
            _("It came in on {day}; it cannot be due before that.").format(day=received),
            field="due_on",
        )
