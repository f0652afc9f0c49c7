"""The people of the department: adding, changing, who reports to whom, and how many accounts each looks after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.fields import field_of
from kamdesk.work import settings

_NEEDED = ("number", "name")


@dataclass(frozen=True)
class Member:
    """Somebody as the chart of the department shows them; `depth` counts the superiors above."""

    staff: Staff
    depth: int
    accounts: int
    """Accounts owned, without those in the waste basket."""
    is_me: bool


def add_staff(session: Session, values: Mapping[str, Any]) -> Staff:
    """Adds somebody. Raises RuleError, naming the field, without a number or a name, or for a number that is given."""
    staff = Staff(number="", name="")
    for name in _NEEDED:
        _check(session, staff, name, values.get(name))
    for name, value in values.items():
        _check(session, staff, name, value)
        setattr(staff, name, value)
    session.add(staff)
    session.flush()
    return staff


def change_staff(session: Session, staff: Staff, values: Mapping[str, Any]) -> None:
    """Sets `values` (field name → typed value). Whoever uses this computer stays so under a new number."""
    is_me = settings.get(session, "me") == staff.number
    for name, value in values.items():
        _check(session, staff, name, value)
        setattr(staff, name, value)
    if is_me and "number" in values:
        settings.put(session, "me", staff.number)


def chart(session: Session) -> list[Member]:
    """Everybody, each below their superior; those of one superior by number."""
    everybody = list(
        session.scalars(select(Staff).where(Staff.deleted_at.is_(None)).order_by(Staff.number))
    )
    owned: dict[int | None, int] = dict(
        session.execute(
            select(Account.owner_id, func.count())
            .where(Account.deleted_at.is_(None))
            .group_by(Account.owner_id)
        ).all()
    )
    me = settings.get(session, "me")
    known = {each.id for each in everybody}
    below: dict[int | None, list[Staff]] = {}
    for each in everybody:
        superior = each.superior_id if each.superior_id in known else None
        below.setdefault(superior, []).append(each)
    found: list[Member] = []
    waiting = [(each, 0) for each in reversed(below.get(None, []))]
    while waiting:
        each, depth = waiting.pop()
        found.append(Member(each, depth, owned.get(each.id, 0), each.number == me))
        waiting.extend((one, depth + 1) for one in reversed(below.get(each.id, [])))
    return found + _in_a_circle(everybody, found, owned, me)


def _in_a_circle(
    everybody: Sequence[Staff], found: Sequence[Member], owned: Mapping[int | None, int], me: str
) -> list[Member]:
    """Those whose superiors lead in a circle, as an imported list may say: shown at the end rather than lost."""
    shown = {each.staff.id for each in found}
    return [
        Member(each, 0, owned.get(each.id, 0), each.number == me)
        for each in everybody
        if each.id not in shown
    ]


def _check(session: Session, staff: Staff, name: str, value: Any) -> None:
    if name in _NEEDED and not str(value or "").strip():
        label = field_of(Staff, name).label
        raise RuleError(_("“{field}” must be filled in.").format(field=label), field=name)
    if name == "number":
        query = select(Staff.id).where(Staff.number == value, Staff.id != (staff.id or 0))
        if session.scalar(query) is not None:
            sentence = _("This staff number is given to somebody else already.")
            raise RuleError(sentence, field=name)
    if name == "superior_id" and value is not None:
        step: int | None = value
        seen: set[int] = set()
        while step is not None and step not in seen:
            if step == staff.id:
                raise RuleError(
                    _("Nobody reports to themselves, nor to their own people."), field=name
                )
            seen.add(step)
            step = session.scalar(select(Staff.superior_id).where(Staff.id == step))
