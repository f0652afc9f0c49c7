"""The way of a visit from plan to closed: which step may follow which, and what each of them needs.

The source's procedure: plan → examined and approved → prepared → held → reported → checked → reimbursed → closed.
Which approvals are needed is a setting; without any, a plan is held and reported.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model import visit_days
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import VISIT_STATE
from kamdesk.work import settings
from kamdesk.work.approvals import chain

STEPS: dict[str, tuple[str, ...]] = {
    "planned": ("submitted", "prepared", "held", "cancelled", "postponed"),
    "submitted": ("approved", "planned", "rejected", "cancelled", "postponed"),
    "approved": ("prepared", "held", "cancelled", "postponed"),
    "prepared": ("held", "cancelled", "postponed"),
    "held": ("reported",),
    "reported": ("checked", "reimbursed", "closed"),
    "checked": ("reimbursed", "closed"),
    "reimbursed": ("closed",),
    "rejected": ("planned",),
    "closed": (),
    "cancelled": (),
    "postponed": (),
}
"""State → the states that may follow it, before the department's settings are asked."""

OPEN = ("planned", "submitted", "approved", "prepared")
"""States of a visit that is still to come."""
HAPPENED = visit_days.HAPPENED

_DAY_OF: dict[str, str] = {
    "submitted": "submitted_on",
    "approved": "approved_on",
    "prepared": "prepared_on",
    "held": "held_on",
    "reported": "reported_on",
    "checked": "checked_on",
    "reimbursed": "reimbursed_on",
    "closed": "closed_on",
    "cancelled": "cancelled_on",
    "postponed": "cancelled_on",
    "rejected": "cancelled_on",
}
"""State → the field that keeps the day on which it was reached."""
_NEED_A_REASON = ("cancelled", "postponed", "rejected")


def approval_steps(session: Session, visit: Visit) -> tuple[str, ...]:
    """Who has to agree to this visit, in order; nobody where the department works without approvals."""
    return chain(session, "reception_approval" if visit.kind == "reception" else "visit_approval")


def why_not(session: Session, visit: Visit, to: str) -> str | None:
    """The sentence that says why `visit` cannot go to state `to`; None when it can."""
    if to not in STEPS.get(visit.state, ()):
        return _("A visit that is “{state}” cannot become “{to}”.").format(
            state=VISIT_STATE.label(visit.state), to=VISIT_STATE.label(to)
        )
    steps = approval_steps(session, visit)
    if visit.state == "planned" and to == "submitted" and not steps:
        return _("No approval is needed here: the visit can be held as planned.")
    if visit.state == "planned" and to in ("prepared", "held") and steps:
        return _("This visit needs approval first: hand it in.")
    if visit.state == "reported" and to in ("reimbursed", "closed") and _is_checked_here(session):
        return _("The report has to be checked first.")
    return None


def _is_checked_here(session: Session) -> bool:
    return bool(settings.get(session, "check_visits") == "yes")


def allowed(session: Session, visit: Visit) -> tuple[str, ...]:
    """The states `visit` may go to now."""
    return tuple(to for to in STEPS.get(visit.state, ()) if why_not(session, visit, to) is None)


def move(session: Session, visit: Visit, to: str, on: date, reason: str | None = None) -> None:
    """Takes `visit` to state `to` on day `on`. Raises RuleError, with the reason, when that is not allowed.

    Cancelling, postponing and refusing need a `reason`; nothing is held or reported on a day that has not come.
    """
    refusal = why_not(session, visit, to)
    if refusal is not None:
        raise RuleError(refusal, field="state")
    if to in _NEED_A_REASON:
        if not (reason or "").strip():
            raise RuleError(_("Say why; the reason is kept."), field="reason")
        visit.reason = (reason or "").strip()[:400]
    if to in HAPPENED and on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="held_on")
    if to == "planned":
        visit.submitted_on = visit.approved_on = visit.cancelled_on = None
    if to in _DAY_OF:
        setattr(visit, _DAY_OF[to], on)
    visit.state = to
