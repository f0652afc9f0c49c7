"""Letters to a segment: a template with fields such as ``{full_name}``, one letter for each person, and who gets none.

A letter is text; `kamdesk.work.letter_files` writes them as mail drafts and as one document to print.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.activity import Activity, LetterTemplate
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import fields_of
from kamdesk.model.terms import Term
from kamdesk.work import activities, settings

Values = Mapping[str, Any]
_AT_ONCE = 500


@dataclass(frozen=True)
class Facts:
    """What a letter may say of the one it goes to."""

    contact: Contact
    account: Account
    owner: Staff | None
    """Of the account; without one whoever uses this computer."""
    on: date


def _owner(name: str) -> Callable[[Facts], str | None]:
    return lambda facts: getattr(facts.owner, name) if facts.owner is not None else None


FIELDS: dict[str, tuple[Term, Callable[[Facts], str | None]]] = {
    "full_name": (Term("Name", "姓名"), lambda facts: facts.contact.full_name),
    "position": (Term("Position", "职位"), lambda facts: facts.contact.position),
    "department": (Term("Department", "部门"), lambda facts: facts.contact.department),
    "account": (Term("Account", "客户名称"), lambda facts: facts.account.name),
    "short_name": (
        Term("Short name of the account", "客户简称"),
        lambda facts: facts.account.short_name or facts.account.name,
    ),
    "address": (Term("Address", "客户地址"), lambda facts: facts.account.address),
    "owner": (Term("Our specialist", "客户经理"), _owner("name")),
    "owner_position": (Term("Position of our specialist", "客户经理职位"), _owner("position")),
    "owner_phone": (Term("Phone of our specialist", "客户经理电话"), _owner("phone")),
    "owner_email": (Term("E-mail of our specialist", "客户经理邮箱"), _owner("email")),
    "date": (Term("Date", "日期"), lambda facts: facts.on.isoformat()),
}
"""What may stand in braces → what it is called, and what it becomes."""

_FIELD = re.compile(r"\{([^{}\n]*)\}")


# -------------------------------------------------------------------------------------------------------- templates


def templates(session: Session) -> list[LetterTemplate]:
    """By name."""
    query = select(LetterTemplate).where(LetterTemplate.deleted_at.is_(None))
    return list(session.scalars(query.order_by(LetterTemplate.name, LetterTemplate.id)))


def add_template(session: Session, values: Values) -> LetterTemplate:
    """Adds a template. Raises RuleError, naming the field (see `change_template`)."""
    template = LetterTemplate(name="", subject="", body="")
    _set(session, template, values)
    session.add(template)
    session.flush()
    return template


def change_template(session: Session, template: LetterTemplate, values: Values) -> None:
    """Sets `values` (field name → text). Raises RuleError, naming the field: without a name or one that another
    template has, and for words in braces that are no field, all of which it names."""
    _set(session, template, values)
    session.flush()


def _set(session: Session, template: LetterTemplate, values: Values) -> None:
    fields = {each.name: each for each in fields_of(LetterTemplate)}
    for name, value in values.items():
        fields[name].set(template, value or "")
    template.name = template.name.strip()
    if not template.name:
        raise RuleError(_("A template needs a name."), field="name")
    for name in ("subject", "body"):
        unknown = unknown_fields(getattr(template, name))
        if unknown:
            raise RuleError(
                _("There is no field {fields}. There are: {known}.").format(
                    fields=", ".join(f"{{{each}}}" for each in unknown),
                    known=", ".join(f"{{{each}}}" for each in FIELDS),
                ),
                field=name,
            )
    with session.no_autoflush:
        same = select(LetterTemplate.id).where(
            LetterTemplate.name == template.name,
            LetterTemplate.deleted_at.is_(None),
            LetterTemplate.id != (template.id or 0),
        )
        if session.scalar(same) is not None:
            raise RuleError(
                _("There is a template “{name}” already.").format(name=template.name), field="name"
            )


def unknown_fields(text: str) -> tuple[str, ...]:
    """What stands in braces and is no field, each once."""
    named = dict.fromkeys(match[1].strip() for match in _FIELD.finditer(text))
    return tuple(each for each in named if each not in FIELDS)


# ---------------------------------------------------------------------------------------------------------- letters


@dataclass(frozen=True)
class Letter:
    """What one person gets."""

    contact_id: int
    account_id: int
    full_name: str
    account: str
    address: str
    """Where a letter on paper goes."""
    email: str
    """Empty where none is known or it is none."""
    subject: str
    body: str
    lacking: tuple[str, ...]
    """Fields of the template that nothing is known for: their place stays empty."""


@dataclass(frozen=True)
class LeftOut:
    """Somebody who gets no letter, and why."""

    contact_id: int
    full_name: str
    account: str
    reason: str


@dataclass(frozen=True)
class Letters:
    """The letters of a mailing and those who get none."""

    letters: tuple[Letter, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def to_mail(self) -> tuple[Letter, ...]:
        """Those that can go by mail."""
        return tuple(each for each in self.letters if each.email)

    @property
    def without_mail(self) -> tuple[LeftOut, ...]:
        """Those who left, and those without a mail address: no draft is written for them."""
        missing = tuple(
            LeftOut(each.contact_id, each.full_name, each.account, _("no mail address"))
            for each in self.letters
            if not each.email
        )
        return (*self.left_out, *missing)


def write(
    session: Session, template: LetterTemplate, contact_ids: Iterable[int], on: date | None = None
) -> Letters:
    """A letter for each of these people, in their order. Who left the customer, or is not there any more, is left out
    and named. Raises RuleError for a template with unknown fields."""
    unknown = (*unknown_fields(template.subject), *unknown_fields(template.body))
    if unknown:
        raise RuleError(
            _("There is no field {fields}. There are: {known}.").format(
                fields=", ".join(f"{{{each}}}" for each in dict.fromkeys(unknown)),
                known=", ".join(f"{{{each}}}" for each in FIELDS),
            ),
            field="body",
        )
    day = on or date.today()
    letters: list[Letter] = []
    left_out: list[LeftOut] = []
    wanted = list(dict.fromkeys(contact_ids))
    me = settings.me(session)
    for start in range(0, len(wanted), _AT_ONCE):
        for facts in _facts(session, wanted[start : start + _AT_ONCE], me, day):
            reason = _why_not(facts)
            if reason:
                contact, account = facts.contact, facts.account
                left_out.append(LeftOut(contact.id, contact.full_name, account.name, reason))
            else:
                letters.append(_letter(template, facts))
    return Letters(tuple(letters), tuple(left_out))


def preview(
    session: Session, template: LetterTemplate, contact_id: int, on: date | None = None
) -> Letter:
    """The letter one person would get, even if they left."""
    (facts,) = _facts(session, [contact_id], settings.me(session), on or date.today())
    return _letter(template, facts)


def _facts(session: Session, contact_ids: Sequence[int], me: Staff | None, on: date) -> list[Facts]:
    query = (
        select(Contact, Account, Staff)
        .join(Account, Account.id == Contact.account_id)
        .outerjoin(Staff, Staff.id == Account.owner_id)
        .where(Contact.id.in_(contact_ids))
    )
    found = {}
    for contact, account, own in session.execute(query):
        owner: Staff | None = own  # none where the account has no owner
        found[contact.id] = Facts(contact, account, me if owner is None else owner, on)
    return [found[each] for each in contact_ids if each in found]


def _why_not(facts: Facts) -> str:
    contact = facts.contact
    if contact.deleted_at is not None or facts.account.deleted_at is not None:
        return _("lies in the waste basket")
    if contact.left_on is not None and contact.left_on <= facts.on:
        return _("left on {day}").format(day=contact.left_on)
    return ""


def _letter(template: LetterTemplate, facts: Facts) -> Letter:
    lacking: dict[str, None] = {}

    def value(match: re.Match[str]) -> str:
        key = match[1].strip()
        if key not in FIELDS:
            return match[0]
        text = " ".join((FIELDS[key][1](facts) or "").split())
        if not text:
            lacking[key] = None
        return text

    subject = " ".join(_FIELD.sub(value, template.subject).split())
    body = _FIELD.sub(value, template.body)
    contact, account = facts.contact, facts.account
    return Letter(
        contact.id, account.id, " ".join(contact.full_name.split()), account.name,
        contact.address or account.address or "", mail_address(contact.email), subject, body,
        tuple(lacking),
    )  # fmt: skip


_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def mail_address(text: str | None) -> str:
    """The address as mail programs take it; empty for none, for several, and for what is none."""
    plain = (text or "").strip()
    return plain if _ADDRESS.fullmatch(plain) else ""


# ---------------------------------------------------------------------------------------------------------- mailings


def mailing(
    session: Session,
    template: LetterTemplate,
    letters: Sequence[Letter],
    on: date | None = None,
    segment: str = "",
) -> Activity:
    """Keeps that these letters went out on day `on`: an activity of its own kind, with everybody who got one.

    Raises RuleError when nobody gets a letter, and for a day that has not come.
    """
    if not letters:
        raise RuleError(_("Nobody gets this letter."))
    day = on or date.today()
    values = {
        "name": template.name, "kind": "mailing", "on": day, "state": "done",
        "segment": segment[:120] or None,
    }  # fmt: skip
    made = activities.add_activity(session, values)
    activities.invite_contacts(session, made, [each.contact_id for each in letters], day)
    return made
