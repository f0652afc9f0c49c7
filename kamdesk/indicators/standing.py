"""How accounts stood on a day, from their dated changes of status: active, lost, new, won back (clarification 2)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, String, select, type_coerce
from sqlalchemy.orm import Session

from kamdesk.indicators.question import Question
from kamdesk.indicators.scopes import Scope
from kamdesk.model.account import Account, AccountOwner, AccountStatusChange, AccountTierChange
from kamdesk.store.prepared import prepare

Changes = list[tuple[str, str]]
"""Day as ISO text, value; in the order in which they happened."""

DayOf = dict[int, date]
"""Account id → the day of what is counted."""


@dataclass(frozen=True)
class Standings:
    """The changes of status of all accounts that are not in the waste basket, read once for many questions."""

    session: Session

    @cached_property
    def _changes(self) -> dict[int, Changes]:
        """Changes to the status an account has already are none."""
        change = AccountStatusChange
        gone = select(Account.id).where(Account.deleted_at.is_not(None))
        query = (
            select(change.account_id, _text(change.on), change.to)
            .where(change.deleted_at.is_(None), change.account_id.not_in(gone))
            .order_by(change.account_id, change.on, change.id)
        )
        found: dict[int, Changes] = {}
        for account_id, day, to in _raw(self.session, query):
            own = found.setdefault(account_id, [])
            if not own or own[-1][1] != to:
                own.append((day, to))
        return found

    @cached_property
    def _ever_ordinary(self) -> set[int]:
        """Few accounts were ordinary customers at any time."""
        return {
            key
            for key, changes in self._changes.items()
            if any(to == "ordinary" for _day, to in changes)
        }

    @cached_property
    def _by_day(self) -> tuple[list[str], list[tuple[int, int]]]:
        """All changes by day: the days, and beside each the account and the place among its changes. What happened in
        a period is found without looking at every account."""
        listed = sorted(
            (day, key, place)
            for key, changes in self._changes.items()
            for place, (day, _to) in enumerate(changes)
        )
        return [each[0] for each in listed], [(each[1], each[2]) for each in listed]

    def _in(self, question: Question) -> list[tuple[int, int]]:
        """Account and place of the changes in the period, by day."""
        days, places = self._by_day
        first = bisect_left(days, question.span.first.isoformat())
        return places[first : bisect_right(days, question.end.isoformat())]

    @cached_property
    def _owners(self) -> dict[int, Changes]:
        owner = AccountOwner
        query = (
            select(owner.account_id, _text(owner.since), owner.staff_id)
            .where(owner.deleted_at.is_(None))
            .order_by(owner.account_id, owner.since, owner.id)
        )
        return _grouped(_raw(self.session, query))

    @cached_property
    def _tiers(self) -> dict[int, Changes]:
        change = AccountTierChange
        query = (
            select(change.account_id, _text(change.on), change.to)
            .where(change.deleted_at.is_(None))
            .order_by(change.account_id, change.on, change.id)
        )
        return _grouped(_raw(self.session, query))

    def is_of(self, account_id: int, day: date, scope: Scope, as_of: date) -> bool:
        """Whether the account belongs to the scope on `day`."""
        if scope.kind == "account":
            return account_id == scope.account_id
        if scope.kind == "staff":
            owners = [
                each for each in self._owners.get(account_id, ()) if each[0] <= as_of.isoformat()
            ]
            return _value_on(owners, day) == scope.staff_id
        if scope.kind == "tier":
            tiers = self._tiers.get(account_id, [])
            return (_value_on(tiers, day) or _first(tiers)) == scope.tier
        return True

    def standing(self, question: Question, day: date, *statuses: str) -> DayOf:
        """Accounts of the scope that have one of `statuses` at the end of `day`."""
        until = min(day, question.as_of)
        found = {}
        text = until.isoformat()
        for account_id, changes in self._changes.items():
            status = _value_at(changes, text)
            if status in statuses and self.is_of(account_id, day, question.scope, question.as_of):
                found[account_id] = day
        return found

    def active_at_start(self, question: Question) -> DayOf:
        """Accounts active at the end of the day before the period."""
        return self.standing(question, question.before, "active")

    def lost(self, question: Question) -> DayOf:
        """Accounts lost at the end of the period whose last change to lost lies in it and came from active."""
        return dict(self._losses(question))

    def _losses(self, question: Question) -> Iterator[tuple[int, date]]:
        end = question.end.isoformat()
        for account_id, place in self._in(question):
            changes = self._changes[account_id]
            day, status = changes[place]
            is_last = _place_at(changes, end) == place
            if status == "lost" and is_last and place and changes[place - 1][1] == "active":
                on = date.fromisoformat(day)
                if self.is_of(account_id, on, question.scope, question.as_of):
                    yield account_id, on

    def new(self, question: Question) -> DayOf:
        """Accounts whose first ever active day lies in the period; an ordinary customer on that day is none."""
        found = {}
        for account_id, place in self._in(question):
            changes = self._changes[account_id]
            day, status = changes[place]
            if status != "active" or any(to == "active" for _day, to in changes[:place]):
                continue
            on = date.fromisoformat(day)
            if _value_at(changes, day) != "ordinary" and self.is_of(
                account_id, on, question.scope, question.as_of
            ):
                found[account_id] = on
        return found

    def came_back(self, question: Question) -> DayOf:
        """挽回: accounts lost and active again within the period, and not lost once more at its end."""
        found = {}
        for account_id, place in self._in(question):
            changes = self._changes[account_id]
            if place < 2:
                continue
            before, away, back = changes[place - 2 : place + 1]
            if (
                (before[1], away[1], back[1]) == ("active", "lost", "active")
                and self._lies_in(question, account_id, away[0], back[0])
                and _value_at(changes, question.end.isoformat()) != "lost"
            ):
                found[account_id] = date.fromisoformat(back[0])
        return found

    def downgraded(self, question: Question) -> DayOf:
        """降级: key accounts that became ordinary customers in the period."""
        found = {}
        for account_id, place in self._in(question):
            changes = self._changes[account_id]
            day, to = changes[place]
            if (
                to == "ordinary"
                and place
                and changes[place - 1][1] == "active"
                and self._lies_in(question, account_id, day, day)
            ):
                found[account_id] = date.fromisoformat(day)
        return found

    def _lies_in(self, question: Question, account_id: int, first: str, last: str) -> bool:
        """Whether the days from `first` to `last` lie in the period, and the account was of the scope on the last."""
        span = question.span
        return (
            span.first.isoformat() <= first
            and last <= question.end.isoformat()
            and (self.is_of(account_id, date.fromisoformat(last), question.scope, question.as_of))
        )

    def reached_active(self, account_id: int, since: date, until: date) -> bool:
        """Whether there is a change to active on one of these days (clarification 11)."""
        first, last = since.isoformat(), until.isoformat()
        return any(
            to == "active" and first <= day <= last for day, to in self._changes.get(account_id, ())
        )

    def is_ordinary(self, account_id: int, day: date, as_of: date) -> bool:
        """Whether its facts of `day` do not count; before its first known status it has that one (rule 7)."""
        if account_id not in self._ever_ordinary:
            return False
        known = [each for each in self._changes.get(account_id, ()) if each[0] <= as_of.isoformat()]
        return (_value_on(known, day) or _first(known)) == "ordinary"

    def counts(self, account_id: int, day: date, question: Question) -> bool:
        """Whether a fact of this account and day belongs to the question."""
        return self.is_of(account_id, day, question.scope, question.as_of) and not self.is_ordinary(
            account_id, day, question.as_of
        )


def _text(day: Any) -> ColumnElement[str]:
    """A day as the database keeps it: comparing ISO texts compares days, and tens of thousands need no objects."""
    return type_coerce(day, String())


def _raw(session: Session, query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return prepare(query).rows(session)


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, Changes]:
    found: dict[int, Changes] = {}
    for account_id, day, value in rows:
        found.setdefault(account_id, []).append((day, value))
    return found


def _place_at(changes: Changes, text: str) -> int:
    """The place of the last change on or before a day; -1 before the first."""
    return bisect_right(changes, text, key=lambda each: each[0]) - 1


def _value_at(changes: Changes, text: str) -> str | None:
    place = _place_at(changes, text)
    return changes[place][1] if place >= 0 else None


def _value_on(changes: Changes, day: date) -> object:
    return _value_at(changes, day.isoformat())


def _first(changes: Changes) -> str | None:
    return changes[0][1] if changes else None
