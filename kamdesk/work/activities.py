"""营销活动与联合活动: whom they are for, who was invited, answered and came, what they cost and what came of them
(M26, M36)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.activity import Activity, Invitee
from kamdesk.model.contact import Contact
from kamdesk.model.expense import Expense
from kamdesk.model.fields import fields_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.work import opportunities, settings
from kamdesk.work.segments import main_contacts

Values = Mapping[str, Any]
_AT_ONCE = 500
_AGREED = ("approved", "paid")
_CENT = Decimal("0.01")


# ------------------------------------------------------------------------------------------------------- the activity


def add_activity(session: Session, values: Values) -> Activity:
    """Plans an activity; whoever uses this computer is in charge unless `values` say otherwise. Raises RuleError,
    naming the field, for one without a name, that ends before it begins, or with a negative budget."""
    user = settings.me(session)
    activity = Activity(
        name="", kind="exhibition", state="planned", owner_id=user.id if user else None
    )
    _set(session, activity, values)
    session.add(activity)
    session.flush()
    return activity


def change_activity(session: Session, activity: Activity, values: Values) -> None:
    """Sets `values` (field name → typed value). Raises RuleError, naming the field."""
    _set(session, activity, values)
    session.flush()


def _set(session: Session, activity: Activity, values: Values) -> None:
    fields = {each.name: each for each in fields_of(Activity)}
    for name, value in values.items():
        fields[name].set(activity, value)
    activity.name = (activity.name or "").strip()
    if not activity.name:
        raise RuleError(_("An activity needs a name."), field="name")
    if activity.on and activity.ends_on and activity.ends_on < activity.on:
        raise RuleError(_("It ends before it begins."), field="ends_on")
    if activity.budget is not None and activity.budget < 0:
        raise RuleError(_("An amount is not negative."), field="budget")
    if activity.budget is not None and not activity.currency:
        activity.currency = settings.get(session, "default_currency")
    if activity.state == "done" and activity.on is not None and activity.on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=activity.on), field="state")


# ----------------------------------------------------------------------------------------------------- who is invited


@dataclass(frozen=True)
class Invited:
    """Who was added, and how many were there already."""

    made: tuple[Invitee, ...]
    already: int


def invitees(session: Session, activity_id: int) -> list[Invitee]:
    """Those invited, in the order in which they were."""
    query = select(Invitee).where(Invitee.activity_id == activity_id, Invitee.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Invitee.id)))


def invite_accounts(
    session: Session, activity: Activity, account_ids: Iterable[int], on: date | None = None
) -> Invited:
    """Invites accounts, each by its main contact where one is known; one of which somebody is invited is there already.

    Raises RuleError for an account that is not there any more, and a day that has not come.
    """
    wanted = list(dict.fromkeys(account_ids))
    people = main_contacts(session, wanted)
    there = {each.account_id for each in invitees(session, activity.id)}
    missing = [each for each in wanted if each not in there]
    _refuse_gone(session, missing)
    made = _invite(session, activity, [(each, people.get(each)) for each in missing], on)
    return Invited(made, len(wanted) - len(missing))


def invite_contacts(
    session: Session, activity: Activity, contact_ids: Iterable[int], on: date | None = None
) -> Invited:
    """Invites people, each once. Raises RuleError for one who left or is not there any more."""
    wanted = list(dict.fromkeys(contact_ids))
    there = {each.contact_id for each in invitees(session, activity.id)}
    pairs = []
    for contact_id in wanted:
        if contact_id in there:
            continue
        contact = session.get(Contact, contact_id)
        if contact is None or contact.deleted_at is not None:
            raise RuleError(_("This contact is not there any more."), field="contact_id")
        if contact.left_on is not None:
            raise RuleError(
                _("{name} left on {day}.").format(name=contact.full_name, day=contact.left_on),
                field="contact_id",
            )
        pairs.append((contact.account_id, contact_id))
    made = _invite(session, activity, pairs, on)
    return Invited(made, len(wanted) - len(made))


def _refuse_gone(session: Session, account_ids: Sequence[int]) -> None:
    known = 0
    for start in range(0, len(account_ids), _AT_ONCE):
        some = account_ids[start : start + _AT_ONCE]
        query = select(func.count()).where(Account.id.in_(some), Account.deleted_at.is_(None))
        known += session.scalar(query) or 0
    if known < len(account_ids):
        raise RuleError(_("This account is not there any more."), field="account_id")


def _invite(
    session: Session, activity: Activity, pairs: Sequence[tuple[int, int | None]], on: date | None
) -> tuple[Invitee, ...]:
    day = on or date.today()
    _refuse_future(day, "invited_on")
    made = tuple(
        Invitee(
            activity_id=activity.id, account_id=account_id, contact_id=contact_id, invited_on=day,
            answer="pending",
        )
        for account_id, contact_id in pairs
    )  # fmt: skip
    session.add_all(made)
    session.flush()
    return made


def put_invitee(
    session: Session, activity: Activity, invitee: Invitee | None, values: Values
) -> Invitee:
    """Sets `values` of somebody invited, of a new one without `invitee`: answer, attendance, what came of it.

    Raises RuleError, naming the field: for a person or an opportunity of another account, for attendance before the
    day of the activity, and for the same person twice.
    """
    row = invitee or Invitee(activity_id=activity.id, answer="pending")
    fields = {each.name: each for each in fields_of(Invitee)}
    for name, value in values.items():
        fields[name].set(row, value)
    row.answer = row.answer or "pending"
    with session.no_autoflush:
        _check_invitee(session, activity, row)
    session.add(row)
    session.flush()
    return row


def _check_invitee(session: Session, activity: Activity, row: Invitee) -> None:
    contact = session.get(Contact, row.contact_id) if row.contact_id else None
    account_id: int | None = row.account_id
    if account_id is None and contact is not None:
        row.account_id = contact.account_id
    elif account_id is None:
        label = next(each.label for each in fields_of(Invitee) if each.name == "account_id")
        raise RuleError(_("A row needs a {field}.").format(field=label), field="account_id")
    if contact is not None and contact.account_id != row.account_id:
        raise RuleError(
            _("{name} belongs to another account.").format(name=contact.full_name),
            field="contact_id",
        )
    if row.opportunity_id is not None:
        opportunity = session.get(Opportunity, row.opportunity_id)
        if opportunity is None or opportunity.account_id != row.account_id:
            raise RuleError(
                _("This opportunity belongs to another account."), field="opportunity_id"
            )
    if row.came and activity.on is not None and activity.on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=activity.on), field="came")
    if row.invited_on is not None:
        _refuse_future(row.invited_on, "invited_on")
    same = (row.account_id, row.contact_id)
    for each in invitees(session, activity.id):
        if each is not row and (each.account_id, each.contact_id) == same:
            raise RuleError(_("This one is invited already."), field="account_id")


def bring_opportunity(session: Session, invitee: Invitee, values: Values) -> Opportunity:
    """Makes the opportunity that came of somebody's visit; its source is the activity. Raises RuleError where there is
    one already, and for what `opportunities.add_opportunity` refuses."""
    if invitee.opportunity_id is not None:
        raise RuleError(_("An opportunity came of it already."), field="opportunity_id")
    activity = session.get_one(Activity, invitee.activity_id)
    given = {"source": activity.name[:80], **values, "account_id": invitee.account_id}
    made = opportunities.add_opportunity(session, given)
    invitee.opportunity_id = made.id
    session.flush()
    return made


def _refuse_future(day: date, field: str) -> None:
    if day > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=day), field=field)


# ---------------------------------------------------------------------------------------------------- what came of it


@dataclass(frozen=True)
class Outcome:
    """What an activity brought and cost, amounts in the department's default currency."""

    invited: int
    accepted: int
    declined: int
    came: int
    leads: int
    """Opportunities that came of it."""
    spent: Decimal
    """Its expenses but for the refused ones …"""
    agreed: Decimal
    """… of which approved or paid."""
    without_rate: int
    """Expenses in another currency without a rate: they are in no sum."""
    budget: Decimal | None
    """None without one, or in another currency."""

    @property
    def left(self) -> Decimal | None:
        """Of the budget; negative when more was spent."""
        return None if self.budget is None else self.budget - self.spent

    @property
    def cost_per_lead(self) -> Decimal | None:
        """To the cent; None while nothing came of it."""
        return (self.spent / self.leads).quantize(_CENT, ROUND_HALF_UP) if self.leads else None


def outcomes(session: Session, activity_ids: Sequence[int]) -> dict[int, Outcome]:
    """Activity → what it brought and cost, for a page of a list."""
    found: dict[int, Outcome] = {}
    for start in range(0, len(activity_ids), _AT_ONCE):
        found |= _outcomes(session, list(activity_ids[start : start + _AT_ONCE]))
    return found


def outcome(session: Session, activity: Activity) -> Outcome:
    """What one activity brought and cost."""
    return outcomes(session, [activity.id])[activity.id]


def _outcomes(session: Session, ids: list[int]) -> dict[int, Outcome]:
    default = settings.get(session, "default_currency")
    people: dict[int, list[Any]] = {each: [] for each in ids}
    rows = session.execute(
        select(Invitee.activity_id, Invitee.answer, Invitee.came, Opportunity.id)
        .outerjoin(
            Opportunity,
            (Opportunity.id == Invitee.opportunity_id) & Opportunity.deleted_at.is_(None),
        )
        .where(Invitee.activity_id.in_(ids), Invitee.deleted_at.is_(None))
    )
    for row in rows:
        people[row.activity_id].append(row)
    spent: dict[int, list[Any]] = {each: [] for each in ids}
    rows = session.execute(
        select(
            Expense.activity_id, Expense.amount, Expense.currency, Expense.rate, Expense.state
        ).where(
            Expense.activity_id.in_(ids), Expense.state != "refused", Expense.deleted_at.is_(None)
        )
    )
    for row in rows:
        spent[row.activity_id].append(row)
    found = {}
    for activity in session.scalars(select(Activity).where(Activity.id.in_(ids))):
        own, money = people[activity.id], spent[activity.id]
        amounts = [(_in_default(row, default), row.state) for row in money]
        in_default = activity.currency in (None, default)
        found[activity.id] = Outcome(
            invited=len(own),
            accepted=sum(row.answer == "accepted" for row in own),
            declined=sum(row.answer == "declined" for row in own),
            came=sum(bool(row.came) for row in own),
            leads=len({row.id for row in own if row.id is not None}),
            spent=sum((each for each, _s in amounts if each is not None), Decimal(0)),
            agreed=sum(
                (each for each, state in amounts if each is not None and state in _AGREED),
                Decimal(0),
            ),
            without_rate=sum(each is None for each, _s in amounts),
            budget=activity.budget if in_default else None,
        )
    return found


def _in_default(row: Any, default: str) -> Decimal | None:
    """An amount in the default currency; None where its rate is not known."""
    if row.currency in (None, default):
        return Decimal(row.amount)
    return Decimal(row.amount) * Decimal(row.rate) if row.rate is not None else None


def of_account(session: Session, account_id: int) -> list[tuple[Activity, Invitee | None]]:
    """The activities an account is part of, the latest first: those together with it, and those it was invited to."""
    invited = {
        row.activity_id: row
        for row in session.scalars(
            select(Invitee)
            .where(Invitee.account_id == account_id, Invitee.deleted_at.is_(None))
            .order_by(Invitee.id.desc())
        )
    }
    query = select(Activity).where(
        (Activity.account_id == account_id) | Activity.id.in_(invited.keys()),
        Activity.deleted_at.is_(None),
    )
    found = session.scalars(query.order_by(Activity.on.desc().nulls_last(), Activity.id.desc()))
    return [(each, invited.get(each.id)) for each in found]
