"""Quantities by unit, accounts met within their rhythm, and our share of what they buy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from kamdesk.indicators import sources
from kamdesk.indicators.facts import statements
from kamdesk.indicators.parts import Found, kept
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.model.account import Account
from kamdesk.model.vocabulary import TIER
from kamdesk.work import measures

_HUNDRED = Decimal(100)


class Sold(NamedTuple):
    """What one purchase brought, in its unit of measure."""

    record_id: int
    day: date
    account_id: int | None
    quantity: Decimal
    unit: str


def quantities(reading: Reading, question: Question) -> list[Sold]:
    """The purchases of the period with a quantity."""
    return kept(reading, ("quantities", question), lambda: list(_quantities(reading, question)))


def _quantities(reading: Reading, question: Question) -> Iterable[Sold]:
    units = kept(reading, "units", lambda: _units(reading))
    asked = statements(sources.quantities(), question.scope.kind)
    for row in asked.page(reading, question, -1, 0, descending=False):
        record_id, day, account_id, quantity, product_id = row[:5]
        if quantity is not None:
            yield Sold(record_id, day, account_id, quantity, units.get(product_id or 0, ""))


def _units(reading: Reading) -> dict[int, str]:
    from kamdesk.model.product import Product

    rows = reading.session.execute(select(Product.id, Product.unit))
    return {key: unit or "" for key, unit in rows}


def by_unit(reading: Reading, question: Question) -> dict[str, Decimal]:
    """Unit → what was sold in it; added up by product in the database."""
    return kept(reading, ("units", question), lambda: _by_unit(reading, question))


def _by_unit(reading: Reading, question: Question) -> dict[str, Decimal]:
    units = kept(reading, "units", lambda: _units(reading))
    asked = statements(sources.quantities(), question.scope.kind)
    found: dict[str, Decimal] = {}
    for product_id, total in asked.groups(reading, question):
        unit = units.get(product_id or 0, "")
        found[unit] = found.get(unit, Decimal(0)) + total
    return found


def to_cover(reading: Reading, question: Question) -> dict[int, date]:
    """Key accounts at the end of the period that are to be met in a rhythm: their own, else that of their tier."""
    standing = reading.standings.standing(question, question.end, "developing", "active")
    days = _rhythms(reading)
    return {key: day for key, day in standing.items() if days.get(key, 0) > 0}


def covered(reading: Reading, question: Question) -> dict[int, date]:
    """Of these, the ones somebody met, called or called back within the rhythm before the end."""
    last = _last_contacts(reading, question)
    days = _rhythms(reading)
    return {
        key: last[key]
        for key in to_cover(reading, question)
        if key in last and last[key] >= question.end - timedelta(days=days[key])
    }


def _rhythms(reading: Reading) -> dict[int, int]:
    return kept(reading, "rhythms", lambda: _read_rhythms(reading))


def _read_rhythms(reading: Reading) -> dict[int, int]:
    of_tier = {tier: int(reading.settings[f"rhythm_{tier.lower()}"]) for tier in TIER.codes}
    query = select(Account.id, Account.visit_rhythm, Account.tier).where(
        Account.deleted_at.is_(None)
    )
    return {
        key: own if own is not None else of_tier.get(tier or "", 0)
        for key, own, tier in reading.session.execute(query)
    }


def _last_contacts(reading: Reading, question: Question) -> dict[int, date]:
    from kamdesk.model.visit import Visit

    query = (
        select(Visit.account_id, func.max(Visit.held_on))
        .where(Visit.held_on <= question.end, Visit.deleted_at.is_(None))
        .group_by(Visit.account_id)
    )
    return kept(
        reading,
        ("last contacts", question.end),
        lambda: {key: day for key, day in reading.session.execute(query) if day is not None},
    )


def accounts_with_shares(reading: Reading, question: Question) -> dict[int, date]:
    """Key accounts at the end of the period whose share is known."""
    known = _shares(reading, question)
    standing = reading.standings.standing(question, question.end, "active")
    return {key: day for key, day in standing.items() if key in known}


def shares(reading: Reading, question: Question) -> Found:
    """The sum of our shares (1 = all they buy)."""
    known = _shares(reading, question)
    there = accounts_with_shares(reading, question)
    rows = [(key, day, key, known[key] / _HUNDRED) for key, day in there.items()]
    return Found(sum((row[3] for row in rows), Decimal(0)), rows)


def _shares(reading: Reading, question: Question) -> measures.Values:
    return kept(
        reading,
        ("shares", question.end),
        lambda: measures.share_of_wallet(reading.session, question.end),
    )
