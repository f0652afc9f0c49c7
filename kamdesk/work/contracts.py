"""合同: signing, carrying out, renewing and ending contracts; what is due under them, and which end soon (M27)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, func, literal, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.contract import Contract, Milestone
from kamdesk.model.department import SettingValue
from kamdesk.model.fields import fields_of
from kamdesk.model.keeping_words import CONTRACT_STATE
from kamdesk.settings import SETTING_BY_KEY
from kamdesk.store.day_sql import days_between
from kamdesk.work import child_rows, record_lists, settings
from kamdesk.work.numbers import next_number

Values = Mapping[str, Any]

OVER = ("completed", "renewed", "terminated")
"""States in which nothing falls due any more."""


# --------------------------------------------------------------------------------------------------- making, changing


def add_contract(session: Session, values: Values, on: date | None = None) -> Contract:
    """A contract with `values` (field name → typed value); without a number it gets one, without an owner that of its
    account. Raises RuleError, naming the field, for values that make no sense."""
    day = on or date.today()
    contract = Contract(number="", name="", state="draft")
    if not values.get("number"):
        values = {**values, "number": new_number(session, day)}
    set_values(session, contract, values)
    if contract.owner_id is None and contract.account_id is not None:
        account = session.get(Account, contract.account_id)
        contract.owner_id = account.owner_id if account is not None else None
    session.add(contract)
    session.flush()
    return contract


def change_contract(session: Session, contract: Contract, values: Values) -> None:
    """Sets `values` of a contract. Raises RuleError, naming the field; nothing of the change is to be kept then."""
    set_values(session, contract, values)
    session.flush()


def new_number(session: Session, day: date) -> str:
    """The next number of the year of `day`."""
    return next_number(
        session, f"contract:{day.year}", lambda last: f"CT-{day.year}-{last:04}", Contract.number
    )


def set_values(session: Session, contract: Contract, values: Values) -> None:
    """The same without writing: for what is only tried."""
    fields = {each.name: each for each in fields_of(Contract)}
    before = contract.state
    for name, value in values.items():
        fields[name].set(contract, value)
    _check(session, contract, before)


def _check(session: Session, contract: Contract, before: str) -> None:
    if not (contract.name or "").strip():
        raise RuleError(_("A contract needs a name."), field="name")
    if contract.account_id is None:
        raise RuleError(_("Say whose contract it is."), field="account_id")
    if not contract.number or _taken(session, contract):
        raise RuleError(
            _("The number {number} is given already.").format(number=contract.number)
            if contract.number
            else _("A contract needs a number."),
            field="number",
        )
    first = contract.starts_on or contract.signed_on
    if contract.ends_on is not None and first is not None and contract.ends_on < first:
        raise RuleError(_("It would end before it begins."), field="ends_on")
    if contract.warn_days is not None and contract.warn_days < 0:
        raise RuleError(_("A number of days is not negative."), field="warn_days")
    if contract.ended_on is not None and first is not None and contract.ended_on < first:
        raise RuleError(_("It would end before it begins."), field="ended_on")
    if contract.state != before:
        _check_state(session, contract)


def _check_state(session: Session, contract: Contract) -> None:
    """What a state says must be there: a reason for an early end, a successor for a renewal."""
    if contract.state == "terminated":
        if not (contract.end_reason or "").strip():
            raise RuleError(_("Say why; the reason is kept."), field="end_reason")
        if contract.ended_on is None:
            contract.ended_on = date.today()
    elif contract.state == "renewed" and successor(session, contract) is None:
        raise RuleError(
            _("Renew it: the contract that takes its place is made then."), field="state"
        )


def _taken(session: Session, contract: Contract) -> bool:
    with session.no_autoflush:
        query = select(Contract.id).where(Contract.number == contract.number)
        return bool(set(session.scalars(query)) - {contract.id})


# ------------------------------------------------------------------------------------------------------ steps of one


def successor(session: Session, contract: Contract) -> Contract | None:
    """The contract that stands in its place."""
    query = select(Contract).where(
        Contract.renews_id == (contract.id or 0), Contract.deleted_at.is_(None)
    )
    return session.scalars(query.order_by(Contract.id.desc())).first()


def renew(session: Session, contract: Contract, on: date, values: Values | None = None) -> Contract:
    """The contract that takes the place of `contract`: the same terms, from the day after its end for as long as it
    ran, signed on day `on`; `values` change that. The old one is `renewed`.

    Raises RuleError for a draft, for one that ended early, and for one that is renewed already.
    """
    if contract.state in ("draft", "terminated"):
        raise RuleError(
            _("{contract} is {state}; it cannot be renewed.").format(
                contract=contract.title, state=CONTRACT_STATE.label(contract.state)
            ),
            field="state",
        )
    later = successor(session, contract)
    if later is not None:
        raise RuleError(
            _("It is renewed already, by {number}.").format(number=later.number), field="state"
        )
    kept = (
        "name", "account_id", "opportunity_id", "owner_id", "warn_days", "amount", "currency", "rate", "terms",
        "payment_terms",
    )  # fmt: skip
    made: dict[str, Any] = {name: getattr(contract, name) for name in kept}
    made |= {"state": "running", "signed_on": on, "renews_id": contract.id, **next_term(contract)}
    renewed = add_contract(session, {**made, **(values or {})}, on)
    contract.state = "renewed"
    session.flush()
    return renewed


def next_term(contract: Contract) -> dict[str, date]:
    """From the day after the end of a contract, for as long: whole years where it ran whole years."""
    if contract.ends_on is None:
        return {}
    first = contract.ends_on + timedelta(days=1)
    begun = contract.starts_on or contract.signed_on
    if begun is None:
        return {"starts_on": first}
    years = first.year - begun.year
    if years > 0 and _later(begun, years) == first:
        return {"starts_on": first, "ends_on": _later(first, years) - timedelta(days=1)}
    return {"starts_on": first, "ends_on": first + (contract.ends_on - begun)}


def _later(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def end_early(session: Session, contract: Contract, on: date, reason: str) -> None:
    """Ends a contract before its time; the reason stays. Raises RuleError for one that is over."""
    _refuse_over(contract)
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="ended_on")
    change_contract(
        session, contract, {"ended_on": on, "end_reason": reason.strip()[:400], "state": "terminated"}
    )  # fmt: skip


def complete(session: Session, contract: Contract) -> None:
    """Marks a contract carried out. Raises RuleError while something under it is open, naming it."""
    _refuse_over(contract)
    still = [each.name for each in milestones(session, contract) if each.done_on is None]
    if still:
        raise RuleError(
            _("Still open: {milestones}").format(milestones=_(", ").join(still[:3])), field="state"
        )
    contract.state = "completed"
    session.flush()


def _refuse_over(contract: Contract) -> None:
    if contract.state in OVER:
        raise RuleError(
            _("{contract} is {state} already.").format(
                contract=contract.title, state=CONTRACT_STATE.label(contract.state)
            ),
            field="state",
        )


# ------------------------------------------------------------------------------------------------- what is due under it


def milestones(session: Session, contract: Contract) -> list[Milestone]:
    """What falls due under a contract, by day."""
    found = child_rows.rows(session, Milestone, contract.id)
    return sorted(found, key=lambda each: (each.due_on or date.max, each.id))


def set_milestones(
    session: Session, contract: Contract, given: Sequence[Values]
) -> list[Milestone]:
    """Makes the milestones those `given` (see `child_rows.set_rows`). Raises RuleError for one without a name, or
    done on a day that has not come."""
    rows = child_rows.set_rows(session, contract, Milestone, given, "name", ("kind", "note"))
    for each in rows:
        _refuse_future(each.done_on)
    return rows


def put_milestone(
    session: Session,
    contract: Contract,
    kind: type[Milestone],
    row: Milestone | None,
    values: Values,
) -> None:
    """Changes a milestone of a contract, or adds one (`row` None). Raises RuleError as `set_milestones` does."""
    _refuse_future(values.get("done_on"))
    record_lists.put_row(session, contract, kind, row, values)


def _refuse_future(day: date | None) -> None:
    if day is not None and day > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=day), field="done_on")


def finish_milestone(session: Session, milestone: Milestone, on: date) -> None:
    """Marks a milestone done on day `on`. Raises RuleError for one that is done, and for a day that has not come."""
    if milestone.done_on is not None:
        raise RuleError(
            _("It was done on {day} already.").format(day=milestone.done_on), field="done_on"
        )
    _refuse_future(on)
    milestone.done_on = on
    session.flush()


@dataclass(frozen=True)
class Progress:
    """How far a contract is carried out."""

    done: int
    count: int
    late: int
    """Open ones whose day is past."""
    paid: Decimal
    """Σ amounts of the payments that came, in the currency of the contract."""
    to_pay: Decimal
    """Σ amounts of all payments agreed."""
    next: Milestone | None
    """The open one that is due first."""


def progress(session: Session, contract: Contract, on: date) -> Progress:
    """How far `contract` is on day `on`."""
    rows = milestones(session, contract)
    payments = [each for each in rows if each.kind == "payment"]
    still = [each for each in rows if each.done_on is None]
    return Progress(
        done=len(rows) - len(still),
        count=len(rows),
        late=sum(each.due_on is not None and each.due_on < on for each in still),
        paid=sum((each.amount or Decimal(0) for each in payments if each.done_on), Decimal(0)),
        to_pay=sum((each.amount or Decimal(0) for each in payments), Decimal(0)),
        next=still[0] if still else None,
    )


# ---------------------------------------------------------------------------------------------------- about to end


def warn_days(session: Session, contract: Contract) -> int:
    """From how many days before its end a contract is on the agenda."""
    own = contract.warn_days
    return own if own is not None else int(settings.get(session, "contract_warn_days"))


def is_ending(on: date) -> ColumnElement[bool]:
    """The condition that a running contract ends within its days of warning after day `on`, or should have ended."""
    chosen = (
        select(cast(SettingValue.value, Integer))
        .where(SettingValue.key == "contract_warn_days")
        .scalar_subquery()
    )
    default = SETTING_BY_KEY["contract_warn_days"].default
    days = func.coalesce(Contract.warn_days, chosen, literal(default))
    return and_(
        Contract.state == "running",
        Contract.ends_on.is_not(None),
        days_between(literal(on), Contract.ends_on) <= days,
    )


def is_expired(on: date) -> ColumnElement[bool]:
    """The condition that a contract still counts as running though its last day is past."""
    return and_(Contract.state == "running", Contract.ends_on < on)


def has_late_milestone(on: date) -> ColumnElement[bool]:
    """The condition that something under a contract that is not over is open beyond its day."""
    late = exists().where(
        Milestone.contract_id == Contract.id, Milestone.deleted_at.is_(None), Milestone.done_on.is_(None),
        Milestone.due_on < on,
    )  # fmt: skip
    return and_(Contract.state.not_in(OVER), late)


ENDING = record_lists.named("contract.ending", lambda: is_ending(date.today()))
EXPIRED = record_lists.named("contract.expired", lambda: is_expired(date.today()))
LATE = record_lists.named("contract.late", lambda: has_late_milestone(date.today()))


def ending(session: Session, on: date) -> list[Contract]:
    """Running contracts that end soon, or that should have ended, by day."""
    query = select(Contract).where(is_ending(on), Contract.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Contract.ends_on, Contract.id)))


def time_left(contract: Contract, on: date) -> str:
    """How long a running contract still holds, in words; empty for one that is over or has no end."""
    if contract.state != "running" or contract.ends_on is None:
        return ""
    days = (contract.ends_on - on).days
    if days < 0:
        return ngettext("ended {count} day ago", "ended {count} days ago", -days).format(
            count=-days
        )
    if days == 0:
        return _("ends today")
    return ngettext("ends in {count} day", "ends in {count} days", days).format(count=days)


def of_account(session: Session, account_id: int) -> list[Contract]:
    """The contracts of an account: those that hold first, then by their end, the newest first."""
    query = select(Contract).where(Contract.account_id == account_id, Contract.deleted_at.is_(None))
    found = session.scalars(query.order_by(Contract.ends_on.desc(), Contract.id.desc()))
    return sorted(found, key=lambda each: each.state in OVER)
