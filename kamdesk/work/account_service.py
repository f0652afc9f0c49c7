"""What is done for one account, as lines of a page: complaints, feedback, requests, measures, satisfaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import ngettext
from kamdesk.model.keeping_words import FEEDBACK_KIND, REQUEST_KIND
from kamdesk.model.service import Complaint, Feedback, ServiceMeasure, ServicePlan, ServiceRequest
from kamdesk.work import complaints, service_plans, service_requests, survey_scores
from kamdesk.work.feedback import STATE as FEEDBACK_STATE
from kamdesk.work.feedback import state as feedback_state
from kamdesk.work.service_plans import Kept

MOST = 20
"""Lines of one kind: the newest; the Service tab has all."""


@dataclass(frozen=True)
class Line:
    """One record: its day, what it is about, how it stands in words, and the colour of these."""

    record_id: int
    day: date | None
    words: str
    state: str
    role: str
    is_open: bool


def complaint_lines(session: Session, account_id: int, on: date) -> list[Line]:
    """The newest complaints of an account."""
    found = _newest(session, Complaint, Complaint.received_on, account_id)
    reopened = complaints.times_reopened(session, [each.id for each in found])
    return [
        _line(
            each, each.received_on, each.content or each.number or "",
            complaints.STATE.label(complaints.state(each, reopened.get(each.id, 0))),
            is_open=each.confirmed_on is None, late=_late(each.due_on, on) if each.answered_on is None else 0,
        )
        for each in found
    ]  # fmt: skip


def feedback_lines(session: Session, account_id: int, on: date) -> list[Line]:
    """The newest opinions and questions."""
    found = _newest(session, Feedback, Feedback.received_on, account_id)
    return [
        _line(
            each, each.received_on, _said(FEEDBACK_KIND.label(each.kind), each.content),
            FEEDBACK_STATE.label(feedback_state(each, on)),
            is_open=each.answered_on is None and each.withdrawn_on is None,
            late=_late(each.due_on, on) if each.answered_on is None and each.withdrawn_on is None else 0,
        )
        for each in found
    ]  # fmt: skip


def request_lines(session: Session, account_id: int, on: date) -> list[Line]:
    """The newest service requests."""
    found = _newest(session, ServiceRequest, ServiceRequest.requested_on, account_id)
    return [
        _line(
            each, each.requested_on, _said(REQUEST_KIND.label(each.kind), each.content or each.number),
            service_requests.STATE.label(service_requests.state(each, on)),
            is_open=each.done_on is None and each.cancelled_on is None,
            late=_late(each.due_on, on) if each.done_on is None and each.cancelled_on is None else 0,
        )
        for each in found
    ]  # fmt: skip


def measure_lines(session: Session, account_id: int, on: date) -> list[Line]:
    """The measures of this year's service plan, by day."""
    return [
        Line(
            each.id, each.due_on, each.what, service_plans.words_of(each, on),
            "bad" if service_plans.state_of(each, on) in ("late", "overdue", "otherwise") else "muted",
            service_plans.state_of(each, on) in ("open", "overdue"),
        )
        for each in _measures(session, account_id, on)
    ]  # fmt: skip


def kept(session: Session, account_id: int, on: date) -> Kept | None:
    """How this year's service plan was kept so far; None without a plan."""
    found = _measures(session, account_id, on)
    return service_plans.kept(found, on) if found else None


def _measures(session: Session, account_id: int, on: date) -> list[ServiceMeasure]:
    year = service_plans.year_on(session, on)
    plan: ServicePlan | None = service_plans.of_year(session, account_id, year)
    return service_plans.measures(session, plan) if plan is not None else []


@dataclass(frozen=True)
class Satisfaction:
    """The last answer of an account to a questionnaire, 1 the full mark, and the one before."""

    share: Decimal | None
    on: date | None = None
    before: Decimal | None = None


def satisfaction(session: Session, account_id: int) -> Satisfaction:
    """How satisfied the account said it was (kpi.md, clarification 10)."""
    answers = survey_scores.of_account(session, account_id)
    if not answers:
        return Satisfaction(None)
    last = answers[-1]
    before = _decimal(answers[-2].score) if len(answers) > 1 else None
    return Satisfaction(_decimal(last.score), last.answered_on, before)


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / share.denominator


def _newest(session: Session, kind: Any, day: Any, account_id: int) -> Sequence[Any]:
    query = (
        select(kind)
        .where(kind.account_id == account_id, kind.deleted_at.is_(None))
        .order_by(day.desc(), kind.id.desc())
        .limit(MOST)
    )
    return session.scalars(query).all()


def _said(kind: str, words: str | None) -> str:
    return " · ".join(filter(None, (kind, words)))


def _late(due_on: date | None, on: date) -> int:
    return max((on - due_on).days, 0) if due_on is not None else 0


def _line(
    record: Any, day: date | None, words: str, state: str, *, is_open: bool, late: int
) -> Line:
    if late:
        state = ngettext("{count} day overdue", "{count} days overdue", late).format(count=late)
    role = "bad" if late else "text" if is_open else "muted"
    return Line(record.id, day, " ".join(words.split()), state, role, is_open)
