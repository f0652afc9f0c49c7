"""The parts indicators are made of: facts counted or summed, accounts counted, values worked out, targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from kamdesk.i18n import _, ngettext
from kamdesk.indicators.declaration import Exact, Measured
from kamdesk.indicators.facts import Facts, Rows, Statements, statements
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.target import Budget, Target
from kamdesk.store.naming import titled
from kamdesk.work.target_values import Held, budgets_of, target_of

T = TypeVar("T")
_NAMED = 3
"""Records that a note names; of more it gives the number."""


@dataclass(frozen=True)
class _OfFacts:
    """Parts whose records are facts; `make` gives them, called when first needed, because it maps their classes."""

    make: Callable[[], Facts]

    @cached_property
    def facts(self) -> Facts:
        """The facts."""
        return self.make()

    @property
    def record(self) -> str:
        """Class name of what is counted."""
        return "Account" if self.facts.by_account else self.facts.record.__name__

    def count(self, reading: Reading, question: Question) -> int:
        """How many facts."""
        return kept(reading, ("count", self.make, question), lambda: self._count(reading, question))

    def _count(self, reading: Reading, question: Question) -> int:
        return self._statements(question).count(reading, question)

    def rows(
        self, reading: Reading, question: Question, limit: int, offset: int, descending: bool
    ) -> Rows:
        """The facts, each with 1 or its amount in the default currency."""
        found = self._statements(question).page(reading, question, limit, offset, descending)
        return [
            (key, day, account_id, self._value(reading, amount, currency, rate))
            for key, day, account_id, amount, currency, rate in found
        ]

    def _statements(self, question: Question) -> Statements:
        return statements(self.facts, question.scope.kind)

    def _value(
        self, reading: Reading, amount: Decimal | None, currency: str | None, rate: Decimal | None
    ) -> Decimal:
        if self.facts.amount is None:
            return Decimal(1)
        if amount is None:
            return Decimal(0)
        if self.facts.currency is None or currency in (None, reading.currency):
            return amount
        return amount * rate if rate is not None else Decimal(0)


@dataclass(frozen=True)
class Counted(_OfFacts):
    """A number of facts."""

    def measure(self, reading: Reading, question: Question) -> Measured:
        """How many."""
        return Measured(Decimal(self.count(reading, question)))


@dataclass(frozen=True)
class Money(_OfFacts):
    """A sum of money in the default currency; what has no rate is left out and named (kpi.md rule 10)."""

    def measure(self, reading: Reading, question: Question) -> Measured:
        """The sum."""
        return kept(reading, ("money", self.make, question), lambda: self._sum(reading, question))

    def _sum(self, reading: Reading, question: Question) -> Measured:
        found = self._statements(question).money(reading, question)
        return Measured(found.amount, left_out(reading, self.record, found.left_out))


@dataclass(frozen=True)
class Accounts:
    """Accounts that stood, came or went, each with its day."""

    find: Callable[[Reading, Question], Mapping[int, date]]
    record: str = "Account"

    def measure(self, reading: Reading, question: Question) -> Measured:
        """How many."""
        return Measured(Decimal(self.count(reading, question)))

    def count(self, reading: Reading, question: Question) -> int:
        """How many."""
        return len(self.of(reading, question))

    def rows(
        self, reading: Reading, question: Question, limit: int, offset: int, descending: bool
    ) -> Rows:
        """The accounts by their day."""
        found = [(key, day, key, Decimal(1)) for key, day in self.of(reading, question).items()]
        return paged(found, limit, offset, descending)

    def of(self, reading: Reading, question: Question) -> Mapping[int, date]:
        """The accounts with their days."""
        return kept(reading, (self.find, question), lambda: self.find(reading, question))


@dataclass(frozen=True)
class Found:
    """What a worked-out part is made of: its value and its rows (record id, day, account id, share of the value)."""

    value: Exact | None
    rows: Rows
    note: str = ""


@dataclass(frozen=True)
class Worked:
    """A value that no single statement gives; `find` works out value and rows together."""

    record: str
    find: Callable[[Reading, Question], Found]
    value: Callable[[Reading, Question], Measured] | None = None
    """Gives the value alone, where it is had without the rows."""

    def measure(self, reading: Reading, question: Question) -> Measured:
        """The value."""
        if self.value is not None:
            return self.value(reading, question)
        found = self._of(reading, question)
        return Measured(found.value, found.note)

    def count(self, reading: Reading, question: Question) -> int:
        """How many rows."""
        return len(self._of(reading, question).rows)

    def rows(
        self, reading: Reading, question: Question, limit: int, offset: int, descending: bool
    ) -> Rows:
        """The rows by day."""
        return paged(self._of(reading, question).rows, limit, offset, descending)

    def _of(self, reading: Reading, question: Question) -> Found:
        return kept(reading, (self.find, question), lambda: self.find(reading, question))


@dataclass(frozen=True)
class TargetPart:
    """The target of a measure that holds for the period at the scope's level (kpi.md rule 9)."""

    measured: str
    record: str = "Target"

    def held(self, reading: Reading, question: Question) -> Held | None:
        """The target with its first version."""
        return kept(reading, (self, question), lambda: self._held(reading, question))

    def _held(self, reading: Reading, question: Question) -> Held | None:
        scope = question.scope
        if scope.kind == "tier":
            return None
        return target_of(
            reading.session, self.measured, scope.kind, question.span, question.as_of,
            scope.staff_id, scope.account_id,
        )  # fmt: skip

    def measure(self, reading: Reading, question: Question) -> Measured:
        """Its value."""
        found = self.held(reading, question)
        if found is None:
            return Measured(None, _("There is no target for this period."))
        return Measured(found.value)

    def count(self, reading: Reading, question: Question) -> int:
        """How many targets it is the sum of."""
        found = self.held(reading, question)
        return len(found.record_ids) if found is not None else 0

    def rows(
        self, reading: Reading, question: Question, limit: int, offset: int, descending: bool
    ) -> Rows:
        """The targets, each on the day it was approved."""
        found = self.held(reading, question)
        targets = [reading.session.get(Target, key) for key in (found.record_ids if found else ())]
        rows = [
            (each.id, each.approved_on, each.account_id, each.value)
            for each in targets
            if each is not None and each.approved_on is not None
        ]
        return paged(rows, limit, offset, descending)


@dataclass(frozen=True)
class BudgetPart:
    """The budgets of the categories of service cost; a category without one adds nothing (clarification 6)."""

    record: str = "Budget"

    def held(self, reading: Reading, question: Question) -> dict[str, Held]:
        """Category → budget."""
        return kept(reading, (self, question), lambda: self._held(reading, question))

    def _held(self, reading: Reading, question: Question) -> dict[str, Held]:
        return budgets_of(
            reading.session, reading.service_categories, question.span, question.as_of
        )

    def measure(self, reading: Reading, question: Question) -> Measured:
        """Their sum."""
        found = self.held(reading, question).values()
        lacking = tuple(key for each in found for key in each.without_rate)
        note = left_out(reading, self.record, lacking)
        known = [each.value for each in found if each.is_known]
        if not known:
            return Measured(None, note or _("There is no budget for this period."))
        return Measured(sum(known, Decimal(0)), note)

    def count(self, reading: Reading, question: Question) -> int:
        """How many budgets."""
        return sum(len(each.record_ids) for each in self.held(reading, question).values())

    def rows(
        self, reading: Reading, question: Question, limit: int, offset: int, descending: bool
    ) -> Rows:
        """The budgets, each on the day it was approved."""
        rows: list[tuple[int, date, int | None, Decimal]] = []
        for held in self.held(reading, question).values():
            for key in held.record_ids:
                budget = reading.session.get(Budget, key)
                assert budget is not None  # `budgets_of` found it,
                assert budget.approved_on is not None  # as one that was approved
                is_own = budget.currency in (None, reading.currency)
                value = budget.amount if is_own else budget.amount * (budget.rate or Decimal(0))
                rows.append((key, budget.approved_on, None, value))
        return paged(rows, limit, offset, descending)


def kept(reading: Reading, key: object, find: Callable[[], T]) -> T:
    """What `find` gives, found out once in a reading."""
    if key not in reading.kept:
        reading.kept[key] = find()
    found: T = reading.kept[key]
    return found


def paged(rows: Rows, limit: int, offset: int, descending: bool) -> Rows:
    """A page of rows by day; `limit` -1: all of them."""
    ordered = sorted(rows, key=lambda row: (row[1], row[0]), reverse=descending)
    return ordered[offset:] if limit < 0 else ordered[offset : offset + limit]


def left_out(reading: Reading, record: str, ids: tuple[int, ...]) -> str:
    """The sentence that names records without a rate or an amount; "" if there are none."""
    if not ids:
        return ""
    kind, session = RECORD_BY_NAME[record], reading.session
    found = (session.get(kind, key) for key in ids[:_NAMED])
    names = ", ".join(titled(session, each) for each in found if each is not None)
    return ngettext(
        "Incomplete: {count} record without amount or rate is left out ({names}).",
        "Incomplete: {count} records without amount or rate are left out ({names}).",
        len(ids),
    ).format(count=len(ids), names=names)
