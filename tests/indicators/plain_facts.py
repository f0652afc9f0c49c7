"""Interchange facts read as a plain list of dicts: days, states, owners, money, periods. Written from kpi.md alone.

Nothing of kamdesk is imported here: this is what the indicators are checked against.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

Row = dict[str, Any]
MONTHS = {"year": 12, "quarter": 3, "month": 1}


def day_of(text: Any) -> date | None:
    """The day written as YYYY-MM-DD; nothing for an empty field."""
    return date.fromisoformat(text) if text else None


def number(value: Any) -> Fraction | None:
    """An exact number; nothing for an empty field."""
    return None if value is None or value == "" else Fraction(str(value))


def year_earlier(day: date) -> date:
    """The same day a year earlier; of 29 February the 28th (clarification 8)."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


@dataclass(frozen=True)
class Period:
    """First and last day of a month, a quarter or a year of business."""

    code: str
    first: date
    last: date

    @property
    def kind(self) -> str:
        return {4: "year", 6: "quarter"}.get(len(self.code), "month")


def period(code: str, start: int = 1) -> Period:
    """Reads ``2026``, ``2026Q3`` or ``2026-09``; `start` is the first month of the business year (rule 1)."""
    year = int(code[:4])
    if "-" in code:
        return _from(code, year, int(code[5:]), 1)
    if "Q" in code:
        return _from(code, year, start + 3 * (int(code[5:]) - 1), 3)
    return _from(code, year, start, 12)


def _from(code: str, year: int, month: int, months: int) -> Period:
    def first_of(month: int) -> date:
        return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)

    return Period(code, first_of(month), first_of(month + months) - timedelta(days=1))


def parts(whole: Period, kind: str, start: int) -> list[Period]:
    """The quarters of a year, the months of a year or of a quarter."""
    if kind == "quarter":
        return [period(f"{whole.code}Q{quarter}", start) for quarter in (1, 2, 3, 4)]
    day, found = whole.first, []
    while day <= whole.last:
        found.append(period(f"{day:%Y-%m}", start))
        day += timedelta(days=calendar.monthrange(day.year, day.month)[1])
    return found


@dataclass(frozen=True)
class Question:
    """What is asked: a period, the day from which one looks, and whose facts."""

    code: str
    as_of: date
    scope: dict[str, str] = field(default_factory=dict)
    start: int = 1

    @cached_property
    def period(self) -> Period:
        return period(self.code, self.start)

    @property
    def first(self) -> date:
        return self.period.first

    @property
    def end(self) -> date:
        """The last day, or the as-of day if earlier (rules 2 and 8)."""
        return min(self.period.last, self.as_of)

    @property
    def before(self) -> date:
        """The day before the period: "at the start"."""
        return self.first - timedelta(days=1)

    def holds(self, day: date | None) -> bool:
        """Whether the day lies in the period as far as it is seen."""
        return day is not None and self.first <= day <= self.end


@dataclass(frozen=True)
class Change:
    """A change of state that was one: what the account was before, and what from that day on."""

    was: str | None
    to: str
    on: date


class Facts:
    """All lists of an interchange file, seen from a day."""

    def __init__(self, lists: dict[str, list[Row]], as_of: date, currency: str = "CNY") -> None:
        self.lists = lists
        self.as_of = as_of
        self.currency = currency
        self.accounts = {row["archive_no"]: row for row in lists.get("accounts", [])}
        self._changes = {key: self._changes_of(row) for key, row in self.accounts.items()}

    def rows(self, name: str) -> list[Row]:
        return self.lists.get(name, [])

    # ------------------------------------------------------------------------------------------------- state, owner

    def _changes_of(self, account: Row) -> list[Change]:
        """By day, those of one day in their list order; one to the state it has already is none (clarification 2)."""
        told = sorted(account.get("status_changes") or [], key=lambda row: row["on"])
        found: list[Change] = []
        for row in told:
            on = day_of(row["on"])
            assert on is not None
            was = found[-1].to if found else None
            if on <= self.as_of and row["to"] != was:
                found.append(Change(was, row["to"], on))
        return found

    def changes(self, account: str) -> list[Change]:
        return self._changes[account]

    def status(self, account: str, day: date) -> str | None:
        """The state at the end of a day; none before the first change."""
        held = [change.to for change in self._changes[account] if change.on <= day]
        return held[-1] if held else None

    def is_ordinary(self, account: str, day: date) -> bool:
        """With the look-back of rule 7: before the first known change the account has that one's state."""
        known = self._changes[account]
        state = self.status(account, day) or (known[0].to if known else None)
        return state == "ordinary"

    def owner(self, account: str, day: date) -> str | None:
        """The last `from` on or before the day; an empty one is from the beginning (clarification 3)."""
        seen = min(day, self.as_of)
        told = self.accounts[account].get("owners") or []
        dated = [(day_of(row.get("from")) or date.min, row["staff"]) for row in told]
        held = [row for row in sorted(dated, key=lambda row: row[0]) if row[0] <= seen]
        return held[-1][1] if held else None

    def in_scope(self, account: str, day: date, scope: dict[str, str]) -> bool:
        """Whether a fact of that account and day belongs to whom it is asked for (rule 7)."""
        if "account" in scope:
            return account == scope["account"]
        if "tier" in scope:
            return self.accounts[account].get("tier") == scope["tier"]
        return "staff" not in scope or self.owner(account, day) == scope["staff"]

    def counts(self, account: str, day: date, scope: dict[str, str]) -> bool:
        """Whether a fact of that account and day counts: it is in the scope, and the account not ordinary."""
        return self.in_scope(account, day, scope) and not self.is_ordinary(account, day)

    def of(self, name: str, day_field: str, asked: Question) -> Iterator[Row]:
        """The facts of a list placed in the period by `day_field`, of those who are asked for."""
        for row in self.rows(name):
            day = day_of(row.get(day_field))
            if day and asked.holds(day) and self.counts(row["account"], day, asked.scope):
                yield row

    # ------------------------------------------------------------------------------------------------------- money

    def rate(self, row: Row) -> Fraction | None:
        """What an amount of the row is multiplied by; nothing where a foreign amount has no rate (rule 10)."""
        if (row.get("currency") or self.currency) == self.currency:
            return Fraction(1)
        return number(row.get("rate"))

    def money(self, row: Row, name: str = "amount") -> Fraction | None:
        """An amount in the default currency, not rounded."""
        amount, rate = number(row.get(name)), self.rate(row)
        return None if amount is None or rate is None else amount * rate

    # ------------------------------------------------------------------------------------------ targets and budgets

    def _version(self, versions: list[Row], whole: Period) -> Row | None:
        """The last one approved on or before the end of the period it is for (rule 9)."""
        end = min(whole.last, self.as_of)
        held = [
            (approved, row)
            for row in versions
            if row["period"] == whole.code and (approved := day_of(row.get("approved_on"))) and approved <= end
        ]  # fmt: skip
        return max(held, key=lambda each: each[0])[1] if held else None

    def _held(self, versions: list[Row], whole: Period, start: int) -> list[Row]:
        """The version of exactly that period; else those of all its parts, of one kind; else none."""
        exact = self._version(versions, whole)
        if exact:
            return [exact]
        kinds = {"year": ("quarter", "month"), "quarter": ("month",), "month": ()}[whole.kind]
        for kind in kinds:
            found = [self._version(versions, part) for part in parts(whole, kind, start)]
            if all(found):
                return [row for row in found if row]
        return []

    def target(self, measure: str, asked: Question) -> Fraction | None:
        """The target of the period on the level of the scope; a tier has none."""
        if "tier" in asked.scope:
            return None
        level = next(iter(asked.scope), "department")
        versions = [
            row
            for row in self.rows("targets")
            if row["measure"] == measure
            and row["level"] == level
            and (level == "department" or row.get(level) == asked.scope[level])
        ]
        held = self._held(versions, asked.period, asked.start)
        return sum((Fraction(str(row["value"])) for row in held), Fraction(0)) if held else None

    def budget(self, categories: tuple[str, ...], asked: Question) -> tuple[Fraction | None, bool]:
        """The budgets of the categories that have one, and whether one had to be left out for want of a rate."""
        total, left_out = None, False
        for category in categories:
            versions = [row for row in self.rows("budgets") if row["category"] == category]
            for row in self._held(versions, asked.period, asked.start):
                amount = self.money(row)
                left_out = left_out or amount is None
                if amount is not None:
                    total = (total or Fraction(0)) + amount
        return total, left_out
