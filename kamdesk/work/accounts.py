"""Customers and their people: creating, changing (with dated facts), numbering, matching, groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account, AccountOwner, AccountStatusChange, AccountTierChange
from kamdesk.model.contact import Contact
from kamdesk.model.fields import RecordField
from kamdesk.model.vocabulary import FORM_ROLE
from kamdesk.work import settings
from kamdesk.work.fields import fields_for, uscc_is_valid
from kamdesk.work.numbers import next_by_pattern


def create_account(session: Session, values: Mapping[str, Any], on: date | None = None) -> Account:
    """Adds an account with `values` (field name → typed value); status, tier and owner become facts of day `on`.

    Raises RuleError, naming the field, when a rule forbids a value.
    """
    day = on or date.today()
    account = Account(name="", custom={}, not_applicable={}, completeness=0, status="prospect")
    account.name = _checked_name(values.get("name"))
    session.add(account)
    session.flush()
    dated = {"status": "prospect"} | {
        key: values[key] for key in ("status", "tier", "owner_id") if values.get(key)
    }
    change_account(session, account, {**values, **dated}, day, initial=True)
    return account


def change_account(
    session: Session,
    account: Account,
    values: Mapping[str, Any],
    on: date | None = None,
    *,
    reason: str | None = None,
    initial: bool = False,
) -> None:
    """Sets `values` (field name → typed value, None empties); a dated field becomes a fact of day `on` (today).

    Raises RuleError, naming the field, when a rule forbids a value; then nothing of the change is to be kept.
    """
    day = on or date.today()
    known = {each.name: each for each in fields_for(session, Account)}
    for name, value in values.items():
        if name == "not_applicable":
            account.not_applicable = dict(value or {})
        elif name in _DATED:
            _DATED[name](session, account, value, day, reason, initial)
        else:
            field = known[name]
            _check(session, account, field, value)
            field.set(account, value)


def _check(session: Session, account: Account, field: RecordField, value: Any) -> None:
    if field.name == "name":
        _checked_name(value)
    elif field.name == "uscc" and value and not uscc_is_valid(value):
        raise RuleError(
            _(
                "“{code}” is no unified social credit code: 18 characters with a check digit."
            ).format(code=value),
            field="uscc",
        )
    elif field.name == "parent_id" and value:
        refuse_cycle(session, account, value)
    elif field.name == "archive_no" and value:
        other = session.scalar(
            select(Account.name).where(Account.archive_no == value, Account.id != account.id)
        )
        if other is not None:
            raise RuleError(
                _("Archive number {number} is given to “{name}” already.").format(
                    number=value, name=other
                ),
                field="archive_no",
            )


def _checked_name(value: Any) -> str:
    if not value or not str(value).strip():
        raise RuleError(_("An account needs a name."), field="name")
    return str(value)


def set_status(
    session: Session,
    account: Account,
    to: str,
    on: date,
    reason: str | None = None,
    initial: bool = False,
) -> None:
    """Records the dated change of status; the account shows the last one by day."""
    if not initial and account.status == to:
        return
    session.add(AccountStatusChange(account_id=account.id, to=to, on=on, reason=reason))
    session.flush()
    last = session.scalars(
        select(AccountStatusChange.to)
        .where(
            AccountStatusChange.account_id == account.id, AccountStatusChange.deleted_at.is_(None)
        )
        .order_by(AccountStatusChange.on.desc(), AccountStatusChange.id.desc())
    ).first()
    account.status = last or to


def set_tier(
    session: Session,
    account: Account,
    to: str | None,
    on: date,
    reason: str | None = None,
    initial: bool = False,
) -> None:
    """Records the dated change of tier."""
    if account.tier == to and not (initial and to):
        return
    session.add(AccountTierChange(account_id=account.id, to=to, on=on, reason=reason))
    session.flush()
    account.tier = session.scalars(
        select(AccountTierChange.to)
        .where(AccountTierChange.account_id == account.id, AccountTierChange.deleted_at.is_(None))
        .order_by(AccountTierChange.on.desc(), AccountTierChange.id.desc())
    ).first()


def set_owner(
    session: Session,
    account: Account,
    staff_id: int | None,
    on: date,
    _reason: str | None = None,
    initial: bool = False,
) -> None:
    """Records from which day somebody owns the account; facts belong to whoever owned it on their day."""
    if account.owner_id == staff_id and not (initial and staff_id):
        return
    session.add(AccountOwner(account_id=account.id, staff_id=staff_id, since=on))
    session.flush()
    account.owner_id = session.scalars(
        select(AccountOwner.staff_id)
        .where(AccountOwner.account_id == account.id, AccountOwner.deleted_at.is_(None))
        .order_by(AccountOwner.since.desc(), AccountOwner.id.desc())
    ).first()


_DATED: dict[str, Callable[..., None]] = {
    "status": set_status,
    "tier": set_tier,
    "owner_id": set_owner,
}


def refuse_cycle(session: Session, account: Account, parent_id: int) -> None:
    """Raises RuleError when `parent_id` lies below `account`, or is it."""
    step: int | None = parent_id
    while step is not None:
        if step == account.id:
            raise RuleError(
                _("A company cannot be its own parent, nor that of its parent."), field="parent_id"
            )
        step = session.scalar(select(Account.parent_id).where(Account.id == step))


def give_archive_no(session: Session, account: Account, on: date | None = None) -> str:
    """Files the account: its archive number by the department's pattern, and the day, where they are missing."""
    day = on or date.today()
    if account.archive_date is None:
        account.archive_date = day
    if account.archive_no is None:
        account.archive_no = next_archive_no(session, account.archive_date)
    return account.archive_no


def next_archive_no(session: Session, on: date) -> str:
    """The next number of the pattern in the setting ``archive_no_pattern``, never one that was given before."""
    pattern = settings.get(session, "archive_no_pattern")
    return next_by_pattern(session, "archive_no", pattern, on, Account.archive_no)


# Asked whenever an account is shown: building the query would take longer than asking it.
_PERSONS = (
    select(Contact)
    .where(Contact.account_id == bindparam("account_id"), Contact.deleted_at.is_(None))
    .order_by(Contact.id)
)


def persons(session: Session, account_id: int) -> list[Contact]:
    """The people of an account, the three of the form first, those who left last."""
    order = {role: place for place, role in enumerate(FORM_ROLE.codes)}
    return sorted(
        session.scalars(_PERSONS, {"account_id": account_id}),
        key=lambda each: (each.left_on is not None, order.get(each.form_role or "", 9), each.id),
    )


def person_in_role(session: Session, account_id: int, role: str) -> Contact | None:
    """Who stands in `role` of the archive form."""
    query = select(Contact).where(
        Contact.account_id == account_id, Contact.form_role == role, Contact.deleted_at.is_(None)
    )
    return session.scalars(query).first()


def change_person(
    session: Session, account: Account, role: str, values: Mapping[str, Any]
) -> Contact | None:
    """Sets `values` of the person in `role` of the archive form, adding the person when there is none.

    A different name in the form is a correction of the person's name, as on paper. None is returned when there is
    nobody and no name is given: a person needs a name (RuleError when other values are given without one).
    """
    contact = person_in_role(session, account.id, role)
    if contact is None:
        given = {name: value for name, value in values.items() if value not in (None, "")}
        if not given:
            return None
        contact = Contact(
            account_id=account.id, form_role=role, full_name="", lunar_birthday=False, custom={}
        )
        contact.full_name = _person_name(given.get("full_name"), role)
        session.add(contact)
        session.flush()
    change_contact(session, contact, values)
    return contact


def change_contact(session: Session, contact: Contact, values: Mapping[str, Any]) -> None:
    """Sets `values` of a contact. Who leaves keeps the record but not the role in the form."""
    known = {each.name: each for each in fields_for(session, Contact)}
    for name, value in values.items():
        if name == "full_name":
            value = _person_name(value, contact.form_role)
        if name == "reports_to_id" and value:
            _refuse_own_superior(session, contact, value)
        known[name].set(contact, value)
    if contact.left_on is not None:
        contact.form_role = None


def _person_name(value: Any, role: str | None) -> str:
    if value and str(value).strip():
        return str(value)
    who = FORM_ROLE.label(role) if role else _("The contact")
    raise RuleError(_("{who} needs a name.").format(who=who), field="full_name")


def _refuse_own_superior(session: Session, contact: Contact, superior_id: int) -> None:
    step: int | None = superior_id
    while step is not None:
        if step == contact.id:
            raise RuleError(
                _("Nobody reports to themselves, nor to their own people."), field="reports_to_id"
            )
        step = session.scalar(select(Contact.reports_to_id).where(Contact.id == step))


def move_contact(contact: Contact, account_id: int) -> None:
    """Moves a person to another account; the history stays with the person, the role in the form does not."""
    contact.account_id = account_id
    contact.form_role = None
    contact.reports_to_id = None


@dataclass(frozen=True)
class Match:
    """Which account a form or row means: `how` is uid, archive_no, uscc, account_code, name or none."""

    how: str
    account_ids: tuple[int, ...]

    @property
    def account_id(self) -> int | None:
        """The one account; None when none or several were found."""
        return self.account_ids[0] if len(self.account_ids) == 1 else None


def match_account(session: Session, values: Mapping[str, Any], uid: str | None = None) -> Match:
    """Finds the account by uid, archive number, credit code, account code, then name; the first that finds decides."""
    if uid:
        found = _ids(session, Account.uid == uid)
        if found:
            return Match("uid", found)
    for name in ("archive_no", "uscc", "account_code"):
        value = values.get(name)
        if value:
            found = _ids(session, getattr(Account, name) == value)
            if found:
                return Match(name, found)
    if values.get("name"):
        found = _ids(session, func.lower(Account.name) == str(values["name"]).strip().lower())
        if found:
            return Match("name", found)
    return Match("none", ())


def _ids(session: Session, condition: Any) -> tuple[int, ...]:
    query = (
        select(Account.id)
        .where(condition, Account.deleted_at.is_(None))
        .order_by(Account.id)
        .limit(5)
    )
    return tuple(session.scalars(query))


@dataclass(frozen=True)
class Similar:
    """An account that may be the same as the one being typed, and why."""

    account_id: int
    name: str
    why: str


_LEGAL_FORMS = (
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "集团公司",
    "集团",
    "公司",
    "厂",
)


def core_name(name: str) -> str:
    """A company name without its legal form and brackets: what tells companies apart."""
    core = "".join(character for character in name if character.isalnum())
    for ending in _LEGAL_FORMS:
        if core.endswith(ending) and len(core) > len(ending) + 1:
            return core.removesuffix(ending)
    return core


def similar_accounts(
    session: Session, name: str = "", uscc: str = "", exclude: int | None = None, limit: int = 5
) -> list[Similar]:
    """Accounts with the same credit code, or a name that differs at most in its legal form or a letter or two."""
    found: dict[int, Similar] = {}
    columns = select(Account.id, Account.name).where(Account.deleted_at.is_(None))
    if exclude is not None:
        columns = columns.where(Account.id != exclude)
    if uscc:
        for account_id, other in session.execute(columns.where(Account.uscc == uscc).limit(limit)):
            found[account_id] = Similar(account_id, other, _("same credit code"))
    core = core_name(name)
    if len(core) >= 2:
        from rapidfuzz import fuzz, process  # late: only while somebody types a name

        near = columns.where(
            or_(*(Account.name.contains(part, autoescape=True) for part in _pieces(core)))
        )
        names = {row.id: row.name for row in session.execute(near.limit(2000))}
        cores = {key: core_name(value) for key, value in names.items()}
        for _core, score, key in process.extract(
            core, cores, scorer=fuzz.ratio, limit=limit, score_cutoff=85
        ):
            why = _("same name") if score == 100 else _("similar name")
            found.setdefault(key, Similar(key, names[key], why))
    return list(found.values())[:limit]


def _pieces(core: str) -> Sequence[str]:
    """Two halves of a name: one wrong letter leaves the other half to find it by."""
    middle = len(core) // 2
    return (core[:middle], core[middle:]) if len(core) >= 4 else (core,)
