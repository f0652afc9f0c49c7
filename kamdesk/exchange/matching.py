"""Which records a list means: everything it may name, looked up at once and held in dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.competitor import Competitor
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import RecordField, decode_custom
from kamdesk.model.product import Product
from kamdesk.model.values.reading import folded

_BLOCK = 5000
"""Ids in one query; SQLite takes 32,766."""


def folded_name(text: str) -> str:
    """A name for comparing: one width, single blanks, no capitals."""
    return text.casefold() if text.isascii() and "  " not in text else folded(text).casefold()


@dataclass
class Index:
    """The records of one class by what a list may call them; the values of `keys` are compared as `folded_name`."""

    by: dict[str, dict[str, list[int]]]
    """Field → folded value → ids of the records that have it."""
    in_trash: dict[str, dict[str, int]]
    """The same for records in the waste basket, whose unique numbers are still given."""
    rows: dict[int, Any]
    """Id → the row of the columns the index was made from."""

    def find(self, name: str, value: str) -> list[int]:
        """Ids of the records whose field `name` is `value`."""
        return self.by[name].get(folded_name(value), [])

    def find_named(self, text: str, names: Iterable[str]) -> list[int]:
        """Ids of the records that `text` may mean: by the first of the fields `names` that finds any."""
        for name in names:
            found = self.find(name, text)
            if found:
                return found
        return []


ACCOUNT_NAMES = ("archive_no", "account_code", "name", "short_name")
STAFF_NAMES = ("number", "name")
PRODUCT_NAMES = ("code", "name")
COMPETITOR_NAMES = ("name",)


def account_index(session: Session) -> Index:
    """All customers."""
    return _index(
        session,
        Account,
        ("archive_no", "uscc", "account_code", "name", "short_name"),
        (Account.parent_id,),
    )


def staff_index(session: Session) -> Index:
    """All staff."""
    return _index(session, Staff, ("number", "name"), (Staff.superior_id,))


def product_index(session: Session) -> Index:
    """All products."""
    return _index(session, Product, PRODUCT_NAMES, ())


def competitor_index(session: Session) -> Index:
    """All competitors."""
    return _index(session, Competitor, COMPETITOR_NAMES, ())


def record_index(session: Session, record: type[Record], names: tuple[str, ...]) -> Index:
    """All records of a class by the fields `names`."""
    return _index(session, record, names, ())


def contact_index(session: Session) -> dict[tuple[int | None, str], list[int]]:
    """Customer and folded name → the contacts so called."""
    found: dict[tuple[int | None, str], list[int]] = {}
    query = select(Contact.id, Contact.account_id, Contact.full_name).where(
        Contact.deleted_at.is_(None)
    )
    for contact_id, account_id, name in session.execute(query.order_by(Contact.id)):
        found.setdefault((account_id, folded_name(name)), []).append(contact_id)
    return found


def index_of(session: Session, record: type[Record]) -> Index:
    """What lists of such records are compared with; of contacts their customers."""
    indexes = {Staff: staff_index, Product: product_index, Competitor: competitor_index}
    return indexes.get(record, account_index)(session)


def _index(
    session: Session, record: type[Record], names: tuple[str, ...], more: tuple[Any, ...]
) -> Index:
    columns = [getattr(record, name) for name in names]
    index = Index({name: {} for name in names}, {name: {} for name in names}, {})
    query = select(record.id, record.deleted_at, *columns, *more).order_by(record.id)
    for row in session.execute(query):
        record_id, deleted_at, *values = row
        if deleted_at is None:
            index.rows[record_id] = row
        for name, value in zip(names, values, strict=False):
            if not value:
                continue
            if deleted_at is None:
                index.by[name].setdefault(folded_name(value), []).append(record_id)
            else:
                index.in_trash[name][folded_name(value)] = record_id
    return index


@dataclass
class People:
    """The persons of some customers: by name, and who stands in which role of the archive form."""

    by_name: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    in_role: dict[tuple[int, str], int] = field(default_factory=dict)
    with_role: set[int] = field(default_factory=set)
    superiors: dict[int, int | None] = field(default_factory=dict)


def people_of(session: Session, account_ids: Iterable[int]) -> People:
    """The contacts of `account_ids`."""
    found = People()
    columns = (
        Contact.id,
        Contact.account_id,
        Contact.full_name,
        Contact.form_role,
        Contact.reports_to_id,
    )
    for chunk in _chunks(sorted(set(account_ids))):
        query = select(*columns).where(Contact.account_id.in_(chunk), Contact.deleted_at.is_(None))
        for contact_id, account_id, name, role, superior in session.execute(
            query.order_by(Contact.id)
        ):
            found.by_name.setdefault((account_id, folded_name(name)), []).append(contact_id)
            found.superiors[contact_id] = superior
            if role:
                found.in_role[(account_id, role)] = contact_id
                found.with_role.add(contact_id)
    return found


def current_values(
    session: Session,
    record: type[Record],
    ids: Iterable[int],
    fields: Mapping[str, RecordField],
) -> dict[int, dict[str, Any]]:
    """Id → field name → the value the record has now, with the currencies of amounts.

    A department's own field is read from ``custom``, whose whole content is given under that name too.
    """
    names = {name for name, each in fields.items() if not each.custom}
    names |= {each.spec.currency_field for each in fields.values() if each.spec.currency_field}
    own = [each for each in fields.values() if each.custom]
    if own:
        names.add("custom")
    ordered = sorted(names)
    columns = [getattr(record, name) for name in ordered]
    found: dict[int, dict[str, Any]] = {}
    for chunk in _chunks(sorted(set(ids))):
        for record_id, *row in session.execute(
            select(record.id, *columns).where(record.id.in_(chunk))
        ):
            values = found[record_id] = dict(zip(ordered, row, strict=True))
            for each in own:
                stored = (values["custom"] or {}).get(each.name)
                values[each.name] = decode_custom(each.kind, stored)
    return found


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(ids), _BLOCK):
        yield ids[start : start + _BLOCK]
