"""Visits, receptions and call-backs as people do them: plan, hand in, hold, write up, check, cancel, postpone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import fields_of
from kamdesk.model.visit import (
    Visit,
    VisitGift,
    VisitObjection,
    VisitPerson,
    VisitProgramme,
)
from kamdesk.model.vocabulary import APPROVAL_STEP, VISIT_KIND
from kamdesk.work import approvals, child_rows, settings, visit_states
from kamdesk.work.trash import move_to_trash

Row = TypeVar("Row", VisitPerson, VisitObjection, VisitGift, VisitProgramme)
Values = Mapping[str, Any]

ROWS: dict[str, type[VisitPerson | VisitObjection | VisitGift | VisitProgramme]] = {
    "people": VisitPerson,
    "objections": VisitObjection,
    "gifts": VisitGift,
    "programme": VisitProgramme,
}
"""Name of a table of a visit → the record of its rows."""
_NEEDED: dict[type[Any], str] = {
    VisitPerson: "name",
    VisitObjection: "objection",
    VisitGift: "item",
    VisitProgramme: "what",
}
"""The field without which a row is none."""
_SETTLED = frozenset({"closed", "cancelled", "postponed"})
"""States in which a visit is only read."""
_SIGNED = ("submitted", "approved", "prepared")
"""States in which the plan is what somebody agreed to, or is asked to agree to."""
_OF_THE_PLAN = ("account_id", "kind", "planned_on", "planned_from", "planned_to", "budget")


def plan_visit(session: Session, values: Values, people: Sequence[Values] = ()) -> Visit:
    """Adds a plan. Without an owner it is that of whoever uses this computer; `people` as for `set_rows`.

    Raises RuleError, naming the field, when the account, the day or a sensible time is missing.
    """
    user = settings.me(session)
    visit = Visit(kind="visit", state="planned", owner_id=user.id if user else None)
    _set(session, visit, values)
    _check_plan(session, visit)
    session.add(visit)
    session.flush()
    if people:
        set_rows(session, visit, VisitPerson, people)
    return visit


def change_visit(session: Session, visit: Visit, values: Values) -> None:
    """Sets `values` (field name → typed value); the state moves by its own functions only.

    Raises RuleError when the visit is closed, or when a plan that was handed in would change in what was agreed.
    """
    if visit.state in _SETTLED:
        raise RuleError(
            _("This visit is closed; nothing of it can be changed any more."), field="state"
        )
    if visit.state in _SIGNED and visit_states.approval_steps(session, visit):
        for name in _OF_THE_PLAN:
            if name in values and values[name] != getattr(visit, name):
                raise RuleError(
                    _("The plan was handed in. Take it back, or postpone it, to change it."),
                    field=name,
                )
    _set(session, visit, values)
    _check_plan(session, visit)
    session.flush()


def _set(session: Session, visit: Visit, values: Values) -> None:
    known = {each.name: each for each in fields_of(Visit)}
    for name, value in values.items():
        if known[name].spec.dated:
            raise RuleError(_("The state moves step by step."), field=name)
        known[name].set(visit, value)
    if visit.budget is not None and not visit.budget_currency:
        visit.budget_currency = settings.get(session, "default_currency")
    visit.subject = (visit.subject or "").strip()


def _check_plan(session: Session, visit: Visit) -> None:
    account = session.get(Account, visit.account_id) if visit.account_id else None
    if account is None or account.deleted_at is not None:
        raise RuleError(_("Whom is the visit for? Name the account."), field="account_id")
    if visit.kind not in VISIT_KIND:
        raise RuleError(_("“{kind}” is no kind of visit.").format(kind=visit.kind), field="kind")
    if visit.planned_on is None and visit.held_on is None:
        raise RuleError(_("A visit needs its day."), field="planned_on")
    if visit.held_on is None and visit.state in visit_states.HAPPENED:
        raise RuleError(_("A visit needs its day."), field="held_on")
    if visit.held_on is not None and visit.held_on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=visit.held_on), field="held_on")
    for start, end in (("planned_from", "planned_to"), ("held_from", "held_to")):
        first, last = getattr(visit, start), getattr(visit, end)
        if first and last and last <= first:
            raise RuleError(_("It would end before it begins."), field=end)
    if visit.budget is not None and visit.budget < 0:
        raise RuleError(_("A budget is not negative."), field="budget")


# ------------------------------------------------------------------------------------------------- before the visit


def submit(session: Session, visit: Visit, by: Staff | None, on: date) -> None:
    """Hands the plan in: the first of those who have to agree is asked."""
    if not visit.subject:
        raise RuleError(_("Say what the visit is for before handing it in."), field="subject")
    visit_states.move(session, visit, "submitted", on)
    approvals.ask(session, visit, visit_states.approval_steps(session, visit), by, on)


def withdraw(session: Session, visit: Visit, on: date) -> None:
    """Takes a plan back that still waits, or begins a refused one anew."""
    visit_states.move(session, visit, "planned", on)
    approvals.call_off(session, visit)


def decided(session: Session, visit: Visit, outcome: str, on: date, opinion: str | None) -> None:
    """What a decision makes of the visit: approved, planned again when returned, or refused for good."""
    if outcome == "approved":
        visit_states.move(session, visit, "approved", on)
    elif outcome == "returned":
        visit_states.move(session, visit, "planned", on)
        visit.reason = opinion
    elif outcome == "refused":
        visit_states.move(session, visit, "rejected", on, opinion or _("refused without a reason"))


def prepare(session: Session, visit: Visit, on: date) -> None:
    """Notes that everything for the visit is ready."""
    visit_states.move(session, visit, "prepared", on)


def cancel(session: Session, visit: Visit, reason: str, on: date) -> None:
    """Ends a plan that will not come about; the reason stays."""
    visit_states.move(session, visit, "cancelled", on, reason)
    approvals.call_off(session, visit)


def postpone(
    session: Session,
    visit: Visit,
    planned_on: date,
    reason: str,
    on: date,
    planned_from: str | None = None,
    planned_to: str | None = None,
) -> Visit:
    """Ends this plan with its reason and makes a new one for `planned_on` that points back to it.

    People and programme go along; where approval is needed, the new plan has to be handed in again.
    """
    visit_states.move(session, visit, "postponed", on, reason)
    approvals.call_off(session, visit)
    values = {
        each.name: each.get(visit)
        for each in fields_of(Visit)
        if each.spec.group in ("plan", "questions", "reception")
    }
    values |= {
        "planned_on": planned_on,
        "planned_from": planned_from or visit.planned_from,
        "planned_to": planned_to or (None if planned_from else visit.planned_to),
        "budget_currency": visit.budget_currency,
    }
    later = plan_visit(session, values)
    later.postponed_from_id = visit.id
    people = [_copied(each) for each in child_rows.rows(session, VisitPerson, visit.id)]
    programme = [_copied(each) for each in child_rows.rows(session, VisitProgramme, visit.id)]
    set_rows(session, later, VisitPerson, people)
    set_rows(session, later, VisitProgramme, programme)
    session.flush()
    return later


def _copied(row: Any) -> dict[str, Any]:
    return {each.name: each.get(row) for each in fields_of(type(row)) if each.name != "visit_id"}


# -------------------------------------------------------------------------------------------------- at the visit, after


def hold(
    session: Session, visit: Visit, on: date, began: str | None = None, ended: str | None = None
) -> None:
    """Notes that the visit took place, from `began` to `ended`."""
    visit_states.move(session, visit, "held", on)
    visit.held_from = began or visit.held_from
    visit.held_to = ended or visit.held_to
    _check_plan(session, visit)
    _fulfil_callback(session, visit)


def write_record(
    session: Session,
    visit: Visit,
    values: Values,
    tables: Mapping[str, Sequence[Values]] | None = None,
    on: date | None = None,
) -> Visit | None:
    """Writes the record of a visit, holding it first where it was only planned, and reports it on day `on` (today).

    `tables`: people, objections, gifts, programme as for `set_rows`; a table that is not named stays as it is. The
    next appointment becomes the next plan, which is returned, and the account's next contact. Written again, the
    record is corrected and the next plan follows, as long as nothing was done with it.
    """
    day = on or date.today()
    if visit.state in visit_states.OPEN:
        began, ended = values.get("held_from"), values.get("held_to")
        held_on = values.get("held_on") or min(visit.planned_on or day, day)
        hold(session, visit, held_on, began, ended)
    change_visit(session, visit, values)
    for name, given in (tables or {}).items():
        set_rows(session, visit, ROWS[name], given)
    if not any((visit.result, visit.conclusion, visit.presented, visit.needs)):
        raise RuleError(
            _(
                "A record says at least what came of it: the result, what was said, or what they need."
            ),
            field="result",
        )
    if visit.state == "held":
        visit_states.move(session, visit, "reported", day)
    _fulfil_callback(session, visit)
    return _plan_next(session, visit)


def record_held(
    session: Session,
    values: Values,
    tables: Mapping[str, Sequence[Values]] | None = None,
    on: date | None = None,
) -> Visit:
    """Quick entry of a visit that took place without a plan; with anything of a record in `values` it is reported.

    What has happened needs no approval any more: it is a fact.
    """
    day = on or date.today()
    user = settings.me(session)
    visit = Visit(kind="visit", state="held", owner_id=user.id if user else None)
    _set(session, visit, values)
    visit.held_on = visit.held_on or day
    _check_plan(session, visit)
    session.add(visit)
    session.flush()
    for name, given in (tables or {}).items():
        set_rows(session, visit, ROWS[name], given)
    if any((visit.result, visit.conclusion, visit.presented, visit.needs)):
        write_record(session, visit, {}, on=day)
    else:
        _fulfil_callback(session, visit)
    return visit


def check(session: Session, visit: Visit, by: Staff | None, on: date, opinion: str | None) -> None:
    """Notes who examined the report, and what they said. Nobody examines their own, unless the setting allows it."""
    own = by is not None and by.id == visit.owner_id
    if own and settings.get(session, "approve_oneself") != "yes":
        raise RuleError(_("Nobody checks their own report."), field="checked_by_id")
    visit_states.move(session, visit, "checked", on)
    visit.checked_by_id = by.id if by else None
    visit.check_opinion = (opinion or "").strip()[:400] or None


def close(session: Session, visit: Visit, on: date) -> None:
    """Puts the visit aside: from then on it is only read."""
    visit_states.move(session, visit, "closed", on)


def take_to(
    session: Session,
    visit: Visit,
    to: str,
    on: date,
    by: Staff | None = None,
    reason: str | None = None,
    opinion: str | None = None,
) -> None:
    """Takes a visit to the state called `to` by the function that does it, for the command line and lists.

    Approval is given by deciding, and postponing needs a day: both have ways of their own. Raises RuleError.
    """
    refusal = visit_states.why_not(session, visit, to)
    if refusal is not None:
        raise RuleError(refusal, field="state")
    match to:
        case "submitted":
            submit(session, visit, by, on)
        case "planned":
            withdraw(session, visit, on)
        case "held":
            hold(session, visit, on)
        case "reported":
            write_record(session, visit, {}, on=on)
        case "checked":
            check(session, visit, by, on, opinion)
        case "cancelled":
            cancel(session, visit, reason or "", on)
        case "approved" | "rejected":
            step = approvals.next_step(session, visit)
            who = APPROVAL_STEP.label(step.step) if step is not None else "—"
            raise RuleError(_("{step} has to decide this.").format(step=who), field="state")
        case "postponed":
            raise RuleError(_("Name the day to which it is postponed."), field="planned_on")
        case _:
            visit_states.move(session, visit, to, on)


def _fulfil_callback(session: Session, visit: Visit) -> None:
    if visit.kind == "callback":
        from kamdesk.work.rhythm import fulfil  # rhythm plans visits itself

        fulfil(session, visit)


def _plan_next(session: Session, visit: Visit) -> Visit | None:
    """Keeps the plan that the next appointment became, and the account's next contact, in step with the record."""
    known = session.get(Visit, visit.next_visit_id) if visit.next_visit_id else None
    if known is not None and (known.deleted_at is not None or known.state != "planned"):
        return None
    account = session.get_one(Account, visit.account_id)
    if visit.next_visit_on is None:
        if known is not None:
            visit.next_visit_id = None
            session.flush()
            move_to_trash(session, known)
        return None
    values = {"planned_on": visit.next_visit_on, "planned_from": visit.next_visit_at}
    if known is None:
        kind = visit.kind if visit.kind != "reception" else "visit"
        known = plan_visit(
            session,
            values
            | {
                "account_id": visit.account_id,
                "kind": kind,
                "subject": (visit.next_step or visit.subject or "")[:200],
                "owner_id": visit.owner_id,
                "place": visit.place if kind == "visit" else None,
            },
        )
        there = [_copied(each) for each in child_rows.rows(session, VisitPerson, visit.id)]
        set_rows(session, known, VisitPerson, there)
        visit.next_visit_id = known.id
    else:
        _set(session, known, values)
    account.next_contact_on = visit.next_visit_on
    account.next_step = (visit.next_step or known.subject or "")[:200] or None
    session.flush()
    return known


# ---------------------------------------------------------------------------------------------------------- tables


def set_rows(
    session: Session, visit: Visit, record: type[Any], given: Sequence[Values]
) -> list[Any]:
    """Makes the rows of one table those `given` (field name → value, ``id`` for one that stays); empty rows are none.

    Rows that are not given any more go to the waste basket. Raises RuleError for a row without what it needs.
    """
    if visit.state in _SETTLED:
        raise RuleError(
            _("This visit is closed; nothing of it can be changed any more."), field="state"
        )
    if record is VisitPerson:
        given = [_named(session, visit, dict(values)) for values in given]
    kept = child_rows.set_rows(session, visit, record, given, _NEEDED[record], beside=("side",))
    for row in kept:
        if isinstance(row, VisitGift) and row.value is not None and not row.currency:
            row.currency = settings.get(session, "default_currency")
    session.flush()
    return kept


def _named(session: Session, visit: Visit, values: dict[str, Any]) -> dict[str, Any]:
    """A person by contact or staff member is called as they are, unless a name is given; a contact is the account's."""
    if values.get("contact_id"):
        contact = session.get(Contact, values["contact_id"])
        if contact is None or contact.account_id != visit.account_id:
            raise RuleError(_("This person belongs to another account."), field="contact_id")
        values.setdefault("side", "customer")
        values["name"] = values.get("name") or contact.full_name
        values["position"] = values.get("position") or contact.position
    elif values.get("staff_id"):
        member = session.get_one(Staff, values["staff_id"])
        values["side"] = "own"
        values["name"] = values.get("name") or member.name
    return values
