"""How complete an archive is: the required fields of the archive form that are filled (kpi.md, clarification 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind, RecordField, fields_of
from kamdesk.model.values import check_email, check_phone, check_postal_code, is_placeholder
from kamdesk.model.vocabulary import FORM_ROLE

REQUIRED_OF_ACCOUNT: tuple[RecordField, ...] = tuple(
    each for each in fields_of(Account) if each.spec.required
)
REQUIRED_OF_PERSON: tuple[RecordField, ...] = tuple(
    each for each in fields_of(Contact) if each.spec.required
)

_CHECKS = {
    "email": check_email,
    "phone": check_phone,
    "fax": check_phone,
    "postal_code": check_postal_code,
}
_ZERO_IS_A_VALUE = frozenset({"staff_domestic", "staff_foreign"})


@dataclass(frozen=True)
class Required:
    """One required field: `key` is ``fax`` or ``main_contact.birth_date``; `role` is set for a person's field."""

    key: str
    field: RecordField
    role: str | None = None

    @property
    def label(self) -> str:
        """In the language in use, with the person it belongs to."""
        if self.role is None:
            return self.field.label
        return f"{FORM_ROLE.label(self.role)} {self.field.label}"


REQUIRED: tuple[Required, ...] = tuple(
    Required(each.name, each) for each in REQUIRED_OF_ACCOUNT
) + tuple(
    Required(f"{role}.{each.name}", each, role)
    for role in FORM_ROLE.codes
    for each in REQUIRED_OF_PERSON
)
"""The 25 required fields, the account's own first."""


def missing(
    account: Account, contacts: Sequence[Contact], on: date | None = None
) -> list[Required]:
    """The required fields that are empty, hold a placeholder or fail their check, and are not marked 不适用.

    `contacts` are the account's persons (others than those with a form role are ignored); a date after `on`
    (default today) is no date of birth or foundation.
    """
    day = on or date.today()
    persons = {contact.form_role: contact for contact in contacts if contact.form_role}
    reasons = account.not_applicable or {}
    found = []
    for each in REQUIRED:
        if reasons.get(each.key, "").strip():
            continue
        record = account if each.role is None else persons.get(each.role)
        if record is None or not is_filled(each.field, each.field.get(record), day):
            found.append(each)
    return found


def percent_filled(account: Account, contacts: Sequence[Contact]) -> int:
    """Filled required fields in whole percent, rounded down: 100 means complete."""
    return (len(REQUIRED) - len(missing(account, contacts))) * 100 // len(REQUIRED)


def percent_of(
    values: Mapping[str, Any], persons: Mapping[str, Mapping[str, Any]], on: date | None = None
) -> int:
    """`percent_filled` of plain columns: the account's, and those of its persons by form role."""
    day = on or date.today()
    reasons = values.get("not_applicable")
    filled = 0
    for each in REQUIRED:
        if reasons and reasons.get(each.key, "").strip():
            filled += 1
            continue
        of = values if each.role is None else persons.get(each.role)
        value = None if of is None else of.get(each.field.name)
        if value is not None and is_filled(each.field, value, day):
            filled += 1
    return filled * 100 // len(REQUIRED)


def is_filled(field: RecordField, value: object, day: date) -> bool:
    """Whether `value` counts as filled in required field `field` on `day`."""
    if value is None or value == "":
        return False
    if field.kind in (Kind.INTEGER, Kind.MONEY, Kind.DECIMAL):
        return value != 0 or field.name in _ZERO_IS_A_VALUE
    text = str(value).strip()
    if not text or is_placeholder(text):
        return False
    if field.kind is Kind.PARTIAL_DATE:
        return _is_real_day(text, day)
    check = _CHECKS.get(field.name)
    return check is None or check(text)


def _is_real_day(text: str, day: date) -> bool:
    try:
        return date.fromisoformat(text) <= day
    except ValueError:
        return False
