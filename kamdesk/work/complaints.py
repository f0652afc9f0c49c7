"""投诉处理: received with a number and a deadline, judged, answered, confirmed by the customer, taken up again.

Where a complaint stands is worked out from its days. What is out of order is refused with a sentence: nothing is
answered before it came in, nor confirmed before it was answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.fields import field_of
from kamdesk.model.keeping_words import COMPLAINT_CAUSE
from kamdesk.model.service import Complaint, ComplaintReopening
from kamdesk.model.terms import Vocabulary, choice
from kamdesk.work import record_lists, settings
from kamdesk.work.numbers import next_by_pattern

Values = Mapping[str, Any]

STATE = Vocabulary(
    "complaint_state",
    choice("received", "To be judged", "待判定"),
    choice("handling", "In hand", "处理中"),
    choice("reopened", "Reopened", "重新处理"),
    choice("answered", "Answered", "已答复待确认"),
    choice("confirmed", "Confirmed", "客户已确认"),
)
"""Where it stands; worked out, never kept."""


def _is_reopened() -> Any:
    return exists().where(
        ComplaintReopening.complaint_id == Complaint.id, ComplaintReopening.deleted_at.is_(None)
    )


OPEN = record_lists.named("complaint.open", lambda: Complaint.confirmed_on.is_(None))
OVERDUE = record_lists.named(
    "complaint.overdue",
    lambda: and_(
        Complaint.confirmed_on.is_(None),
        Complaint.answered_on.is_(None),
        Complaint.due_on < date.today(),
    ),
)
REOPENED = record_lists.named(
    "complaint.reopened", lambda: and_(Complaint.confirmed_on.is_(None), _is_reopened())
)
TO_JUDGE = record_lists.named("complaint.to_judge", lambda: Complaint.judgement == "pending")
TO_CONFIRM = record_lists.named(
    "complaint.to_confirm",
    lambda: and_(Complaint.answered_on.is_not(None), Complaint.confirmed_on.is_(None)),
)


def add(session: Session, values: Values) -> Complaint:
    """Receives a complaint: its number by the department's pattern, its deadline by its severity.

    A number or deadline that is given is kept. Raises RuleError for what is missing or out of order.
    """
    given = {"judgement": "pending", **values}
    made = record_lists.add(session, Complaint, given)
    assert isinstance(made, Complaint)
    if made.number is None:
        pattern = settings.get(session, "complaint_number")
        made.number = next_by_pattern(
            session, "complaint_no", pattern, made.received_on, Complaint.number
        )
    if made.due_on is None:
        made.due_on = due_day(session, made.severity, made.received_on)
    _refuse_disorder(made)
    session.flush()
    return made


def due_day(session: Session, severity: str | None, on: date) -> date | None:
    """The day by which one of `severity` that came in `on` a day is to be answered; None while nobody has said how
    severe it is."""
    if severity is None:
        return None
    return on + timedelta(days=int(settings.get(session, f"complaint_days_{severity}")))


def change(session: Session, complaint: Complaint, values: Values) -> None:
    """Corrects fields. Another severity or day of receipt moves the deadline, unless one is given or it is answered.

    Raises RuleError for what is out of order.
    """
    moved = any(
        name in values and values[name] != getattr(complaint, name)
        for name in ("severity", "received_on")
    )
    judged = values.get("judgement", complaint.judgement) != complaint.judgement
    record_lists.change(session, complaint, values)
    if moved and "due_on" not in values and complaint.answered_on is None:
        begin = max(filter(None, (complaint.received_on, last_reopened(session, complaint))))
        complaint.due_on = due_day(session, complaint.severity, begin) or complaint.due_on
    if judged and complaint.judgement == "pending":
        complaint.judged_on = None
    elif judged and "judged_on" not in values:
        complaint.judged_on = max(date.today(), complaint.received_on)
    _refuse_disorder(complaint)
    session.flush()


def judge(session: Session, complaint: Complaint, values: Values) -> None:
    """Says whether our staff or company caused it: `values` are judgement, judged_on, cause_kind and cause.

    Raises RuleError without a judgement, or for a valid one without the kind of its cause.
    """
    if values.get("judgement") not in ("valid", "invalid"):
        raise RuleError(_("Say whether it is valid or not."), field="judgement")
    kind = values.get("cause_kind", complaint.cause_kind)
    if values["judgement"] == "valid" and not kind:
        raise RuleError(_("What was our cause has a kind: choose it."), field="cause_kind")
    _need(complaint, values, "judged_on")
    change(session, complaint, values)


def answer(session: Session, complaint: Complaint, values: Values) -> None:
    """Notes what was answered: `values` are answered_on, solution, cost and whatever else of the handling.

    Raises RuleError for one that was answered already, without a day or a solution, or before receipt.
    """
    if complaint.answered_on is not None:
        raise RuleError(
            _("It was answered on {day}. Reopen it first if that did not hold.").format(
                day=complaint.answered_on
            ),
            field="answered_on",
        )
    _need(complaint, values, "answered_on", "solution")
    change(session, complaint, values)


def confirm(session: Session, complaint: Complaint, values: Values) -> None:
    """The customer agrees: `values` are confirmed_on, customer_opinion and prevention.

    Raises RuleError before it is judged and answered, twice, or before the answer.
    """
    if complaint.answered_on is None:
        raise RuleError(
            _("It is not answered yet; there is nothing to confirm."), field="confirmed_on"
        )
    if complaint.judgement == "pending":
        raise RuleError(_("Say first whether it is valid or not."), field="confirmed_on")
    if complaint.confirmed_on is not None:
        raise RuleError(
            _("It was confirmed on {day} already.").format(day=complaint.confirmed_on),
            field="confirmed_on",
        )
    _need(complaint, values, "confirmed_on")
    change(session, complaint, values)


def reopen(session: Session, complaint: Complaint, on: date, reason: str) -> ComplaintReopening:
    """Takes a complaint up again that was answered: answer and confirmation are to be given anew, the deadline begins
    anew, and it still counts once. Raises RuleError without a reason, for one not answered, or before its answer."""
    if complaint.answered_on is None:
        raise RuleError(_("It is still in hand; only what was answered is reopened."), field="on")
    if not (reason or "").strip():
        raise RuleError(_("Say why; the reason is kept."), field="reason")
    last = complaint.confirmed_on or complaint.answered_on
    if on < last:
        raise RuleError(
            _("It was settled on {day}; it cannot be reopened before that.").format(day=last),
            field="on",
        )
    made = ComplaintReopening(complaint_id=complaint.id, on=on, reason=reason.strip()[:400])
    session.add(made)
    complaint.answered_on = complaint.confirmed_on = None
    complaint.due_on = due_day(session, complaint.severity, on) or complaint.due_on
    session.flush()
    return made


def last_reopened(session: Session, complaint: Complaint) -> date | None:
    """The last day on which it was taken up again."""
    query = select(func.max(ComplaintReopening.on)).where(
        ComplaintReopening.complaint_id == complaint.id, ComplaintReopening.deleted_at.is_(None)
    )
    return session.scalar(query)


def times_reopened(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """How often each of some complaints was taken up again; those that never were are left out."""
    query = (
        select(ComplaintReopening.complaint_id, func.count())
        .where(ComplaintReopening.complaint_id.in_(ids), ComplaintReopening.deleted_at.is_(None))
        .group_by(ComplaintReopening.complaint_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def state(complaint: Complaint, reopened: int) -> str:
    """The code of `STATE` of a complaint that was `reopened` so often."""
    if complaint.confirmed_on is not None:
        return "confirmed"
    if complaint.answered_on is not None:
        return "answered"
    if reopened:
        return "reopened"
    return "received" if complaint.judgement == "pending" else "handling"


def is_overdue(complaint: Complaint, today: date) -> bool:
    """Whether its deadline has passed without an answer."""
    waits = complaint.answered_on is None and complaint.confirmed_on is None
    return waits and complaint.due_on is not None and complaint.due_on < today


# ------------------------------------------------------------------------------------------------------------- causes


@dataclass(frozen=True)
class CauseKind:
    """How many valid complaints one kind of cause has, and the causes as they were written, the most frequent first."""

    kind: str
    count: int
    causes: tuple[tuple[str, int], ...]


def causes(
    session: Session, first: date | None = None, last: date | None = None
) -> list[CauseKind]:
    """The causes of the valid complaints received from `first` to `last`, the most frequent kind first; kinds of the
    same number stand in the order of COMPLAINT_CAUSE. Those whose cause nobody named are of the kind ``""``."""
    query = (
        select(Complaint.cause_kind, Complaint.cause, func.count())
        .where(Complaint.deleted_at.is_(None), Complaint.judgement == "valid")
        .group_by(Complaint.cause_kind, Complaint.cause)
    )
    if first is not None:
        query = query.where(Complaint.received_on >= first)
    if last is not None:
        query = query.where(Complaint.received_on <= last)
    counted: dict[str, dict[str, int]] = {}
    for kind, cause, count in session.execute(query):
        words = counted.setdefault(kind or "", {})
        text = (cause or "").strip()
        words[text] = words.get(text, 0) + count
    order = {code: place for place, code in enumerate((*COMPLAINT_CAUSE.codes, ""))}
    found = [
        CauseKind(
            kind,
            sum(words.values()),
            tuple(sorted(words.items(), key=lambda each: (-each[1], each[0]))),
        )
        for kind, words in counted.items()
    ]
    return sorted(found, key=lambda each: (-each.count, order.get(each.kind, len(order))))


def _need(complaint: Complaint, values: Values, *names: str) -> None:
    for name in names:
        if values.get(name, getattr(complaint, name)) in (None, ""):
            label = field_of(Complaint, name).label
            raise RuleError(_("{field} is needed.").format(field=label), field=name)


def _refuse_disorder(complaint: Complaint) -> None:
    received = complaint.received_on
    for name in ("judged_on", "due_on", "answered_on"):
        day = getattr(complaint, name)
        if day is not None and day < received:
            raise RuleError(
                _("{field} lies before {day}, when it came in.").format(
                    field=field_of(Complaint, name).label, day=received
                ),
                field=name,
            )
    if complaint.confirmed_on is None:
        return
    if complaint.answered_on is None:
        raise RuleError(
            _("It is not answered yet; there is nothing to confirm."), field="confirmed_on"
        )
    if complaint.confirmed_on < complaint.answered_on:
        raise RuleError(
            _("It was answered on {day}; the customer cannot confirm before that.").format(
                day=complaint.answered_on
            ),
            field="confirmed_on",
        )
