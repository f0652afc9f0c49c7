"""The indicators of a period: figures, trends, and the records behind them.

Everything is worked out from the facts, whatever the period and the scope, never from other figures (kpi.md rule 5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.indicators.declaration import Exact, Figure, Indicator, Measured, Part, decimal
from kamdesk.indicators.facts import Rows
from kamdesk.indicators.known import INDICATORS
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.indicators.scopes import DEPARTMENT, Scope
from kamdesk.work.periods import Span, period_of

TREND = 8
"""Periods a card looks back on."""


def indicator(key: str) -> Indicator:
    """The indicator `key`; raises RuleError for a word that is none."""
    try:
        return INDICATORS[key]
    except KeyError:
        raise RuleError(_("There is no indicator “{key}”.").format(key=key), field="key") from None


def ask(
    reading: Reading, span: Span, as_of: date | None = None, scope: Scope = DEPARTMENT
) -> Question:
    """The question about a period; without `as_of` as of today."""
    return Question(span, as_of or date.today(), scope, reading.start)


def figure(
    session: Session,
    key: str,
    span: Span,
    as_of: date | None = None,
    scope: Scope = DEPARTMENT,
) -> Figure:
    """One indicator."""
    reading = Reading(session)
    return answer(reading, indicator(key), ask(reading, span, as_of, scope))


def figures(
    session: Session,
    span: Span,
    as_of: date | None = None,
    scope: Scope = DEPARTMENT,
    keys: Iterable[str] | None = None,
) -> dict[str, Figure]:
    """Several indicators, or all of them, by key."""
    reading = Reading(session)
    question = ask(reading, span, as_of, scope)
    return {key: answer(reading, indicator(key), question) for key in keys or INDICATORS}


def trend(
    session: Session,
    key: str,
    span: Span,
    count: int = TREND,
    as_of: date | None = None,
    scope: Scope = DEPARTMENT,
) -> list[tuple[Span, Figure]]:
    """The indicator over `count` periods up to `span`, the oldest first."""
    reading = Reading(session)
    return trend_of(reading, indicator(key), ask(reading, span, as_of, scope), count)


def trend_of(
    reading: Reading, shown: Indicator, question: Question, count: int = TREND
) -> list[tuple[Span, Figure]]:
    """The same within a reading."""
    spans = [question.span]
    while len(spans) < count:
        before = spans[-1].first - timedelta(days=1)
        spans.append(period_of(before, question.span.kind, reading.start))
    return [
        (
            span,
            answer(reading, shown, Question(span, question.as_of, question.scope, reading.start)),
        )
        for span in reversed(spans)
    ]


def answer(reading: Reading, shown: Indicator, question: Question) -> Figure:
    """The figure of an indicator within a reading."""
    if shown.only_department and question.scope.kind != "department":
        return Figure(
            shown.key, None, None, None, _("It is the department's; there is none of a part of it.")
        )
    top = shown.numerator.measure(reading, question)
    bottom = shown.denominator.measure(reading, question) if shown.denominator else None
    value, note = _value(shown, top, bottom)
    beside = shown.beside(reading, question) if shown.beside is not None else {}
    return Figure(
        shown.key,
        decimal(top.value) if top.value is not None else None,
        decimal(bottom.value) if bottom is not None and bottom.value is not None else None,
        decimal(value) if value is not None else None,
        note,
        beside,
    )


def _value(shown: Indicator, top: Measured, bottom: Measured | None) -> tuple[Exact | None, str]:
    """The value, and why there is none or what it lacks (kpi.md rule 4)."""
    if bottom is None:
        if top.value is None:
            return None, top.note or _("There is nothing in this period.")
        return top.value, top.note
    notes = " ".join(filter(None, (top.note, bottom.note)))
    if shown.value is not None:
        value = shown.value(top.value, bottom.value)
    elif top.value is None or not bottom.value:
        value = None
    else:
        value = Fraction(top.value) / Fraction(bottom.value)
    if value is None and not notes:
        notes = _("There is nothing to divide by: no value, not zero.")
    return value, notes


@dataclass(frozen=True)
class Behind:
    """The records one part of a figure was made of; count and sum come from the statements of the figure."""

    reading: Reading
    question: Question
    part: Part

    @property
    def record(self) -> str:
        """Class name of the records."""
        return self.part.record

    def count(self) -> int:
        """How many."""
        return self.part.count(self.reading, self.question)

    def sum(self) -> Decimal | None:
        """What they come to: the part as the figure has it."""
        value = self.part.measure(self.reading, self.question).value
        return decimal(value) if value is not None else None

    def page(self, limit: int = -1, offset: int = 0, *, descending: bool = True) -> Rows:
        """Some of them by day: record id, day, account id, value; `limit` -1: all."""
        return self.part.rows(self.reading, self.question, limit, offset, descending)


def behind(
    session: Session,
    key: str,
    part: str,
    span: Span,
    as_of: date | None = None,
    scope: Scope = DEPARTMENT,
) -> Behind | None:
    """The records of ``numerator`` or ``denominator``; None where the indicator has no such part for the scope."""
    reading = Reading(session)
    return behind_of(reading, indicator(key), part, ask(reading, span, as_of, scope))


def behind_of(reading: Reading, shown: Indicator, part: str, question: Question) -> Behind | None:
    """The same within a reading."""
    found = shown.numerator if part == "numerator" else shown.denominator
    if found is None or (shown.only_department and question.scope.kind != "department"):
        return None
    return Behind(reading, question, found)
