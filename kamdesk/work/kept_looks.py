"""Common views of the indicators, kept by name: a period (this quarter, the last month, or a fixed one) and a scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import SavedFilter, Staff
from kamdesk.model.vocabulary import TIER
from kamdesk.work.periods import Span, period_of, read_period, start_month

_RECORD = "Indicators"
"""What stands for a class of records with the saved filters of the indicators."""
_KINDS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Look:
    """What the cards are worked out for: a period by its code, an as-of day (None: the usual one), and whom."""

    period: str
    as_of: date | None = None
    scope: str = "department"
    """A code of FIGURE_SCOPE; the one of the three below that belongs to it is filled."""
    staff_id: int | None = None
    account_id: int | None = None
    tier: str | None = None


@dataclass(frozen=True)
class KeptLook:
    """One of them: its id, its name, and the look as it is kept."""

    id: int
    name: str
    query: Mapping[str, Any]


def kept_looks(session: Session) -> tuple[KeptLook, ...]:
    """All of them by name."""
    query = (
        select(SavedFilter)
        .where(SavedFilter.record == _RECORD, SavedFilter.deleted_at.is_(None))
        .order_by(SavedFilter.name, SavedFilter.id)
    )
    return tuple(KeptLook(each.id, each.name, each.query) for each in session.scalars(query))


def keep(session: Session, name: str, look: Look, today: date) -> SavedFilter:
    """Keeps `look` under `name`, in place of one that has it; this and the last period are kept as such."""
    name = _name(name)
    row = session.scalars(
        select(SavedFilter).where(
            SavedFilter.record == _RECORD,
            SavedFilter.name == name,
            SavedFilter.deleted_at.is_(None),
        )
    ).first()
    query = dump(session, look, today)
    if row is None:
        row = SavedFilter(name=name, record=_RECORD, query=query)
        session.add(row)
    else:
        row.query = query
    session.flush()
    return row


def rename(session: Session, kept_id: int, name: str) -> None:
    """Gives one another name."""
    session.get_one(SavedFilter, kept_id).name = _name(name)


def load(session: Session, query: Mapping[str, Any], today: date) -> Look:
    """The look a kept one means on `today`. Raises RuleError where its person, account or tier is gone."""
    start = start_month(session)
    kind = str(query.get("kind") or "")
    if kind in _KINDS:
        span = period_of(today, kind, start)
        code = _before(span, start).code if query.get("back") else span.code
    else:
        code = read_period(str(query.get("period") or ""), start).code
    as_of = query.get("as_of")
    scope = str(query.get("scope") or "department")
    look = Look(
        code, date.fromisoformat(as_of) if as_of else None, scope,
        _id_of(session, Staff, query.get("staff")), _id_of(session, Account, query.get("account")),
        query.get("tier"),
    )  # fmt: skip
    needed = {"staff": look.staff_id, "account": look.account_id, "tier": look.tier}
    if (scope in needed and needed[scope] is None) or (look.tier and look.tier not in TIER.codes):
        raise RuleError(_("Whom this view is for is not there any more."))
    return look


def dump(session: Session, look: Look, today: date) -> dict[str, Any]:
    """`look` as it is kept and read again by `load`: plain values of JSON."""
    start = start_month(session)
    span = read_period(look.period, start)
    current = period_of(today, span.kind, start)
    found: dict[str, Any] = {"scope": look.scope}
    if span.code in (current.code, _before(current, start).code):
        found |= {"kind": span.kind, "back": int(span.code != current.code)}
    else:
        found["period"] = span.code
    if look.as_of is not None and "kind" not in found:
        found["as_of"] = look.as_of.isoformat()
    # by uid: another copy of the data has other ids
    if look.staff_id is not None:
        found["staff"] = session.get_one(Staff, look.staff_id).uid
    if look.account_id is not None:
        found["account"] = session.get_one(Account, look.account_id).uid
    if look.tier is not None:
        found["tier"] = look.tier
    return found


def _before(span: Span, start: int) -> Span:
    return period_of(span.first - timedelta(days=1), span.kind, start)


def _id_of(session: Session, kind: type[Staff] | type[Account], uid: object) -> int | None:
    if not uid:
        return None
    return session.scalars(
        select(kind.id).where(kind.uid == uid, kind.deleted_at.is_(None))
    ).first()


def _name(name: str) -> str:
    if not name.strip():
        raise RuleError(_("A saved view needs a name."), field="name")
    return name.strip()[:80]
