"""Writing targets: numbers become drafts, drafts are approved with a day; a value is spread over its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.purchase import Purchase
from kamdesk.model.running_words import TARGET_MEASURE
from kamdesk.model.target import Target
from kamdesk.work import periods, sales_facts, targets
from kamdesk.work.periods import Span
from kamdesk.work.target_breakdown import Breakdown
from kamdesk.work.targets import DEPARTMENT, PLACES, Subject
from kamdesk.work.trash import move_to_trash

HOW = ("last_year", "evenly")
"""Ways to spread a value."""
_ZERO = Decimal(0)
_AT_ONCE = 400
Numbers = Mapping[tuple[Subject, str], Decimal | None]
"""Whose, code of the period → what is wanted; None takes a draft back."""


@dataclass(frozen=True)
class Approved:
    """A day on which numbers of a year were approved; None: drafts that still wait."""

    on: date | None
    count: int
    is_first: bool = False


def put(session: Session, measure: str, numbers: Numbers) -> int:
    """Notes numbers as drafts beside what is approved; one that is what was last approved needs none.

    Gives back how many drafts were written or taken back. Raises RuleError, naming the period, for what cannot be
    wanted.
    """
    places = PLACES.get(measure, 4)
    changed = 0
    known = _known(session, measure, numbers)
    for (subject, code), value in numbers.items():
        own = known.get((subject, code), [])
        draft = next((each for each in reversed(own) if each.approved_on is None), None)
        approved = [each for each in own if each.approved_on is not None]
        if value is not None:
            value = _checked(value, places, code)
        if value is None or (approved and approved[-1].value == value):
            if draft is not None:
                move_to_trash(session, draft)
                changed += 1
        elif draft is None:
            session.add(_target(measure, subject, code, value))
            changed += 1
        elif draft.value != value:
            draft.value = value
            changed += 1
    session.flush()
    return changed


def _checked(value: Decimal, places: int, code: str) -> Decimal:
    if value < 0:
        raise RuleError(_("What is wanted is not negative."), field=code)
    rounded = value.quantize(Decimal(1).scaleb(-places))
    if rounded != value:
        raise RuleError(
            _("“{number}” has more decimals than are kept.").format(number=value), field=code
        )
    return rounded


def _target(measure: str, subject: Subject, code: str, value: Decimal) -> Target:
    periods.read_period(code)
    return Target(
        period=code, measure=measure, level=subject.level, value=value,
        staff_id=subject.id if subject.level == "staff" else None,
        account_id=subject.id if subject.level == "account" else None,
    )  # fmt: skip


def _known(
    session: Session, measure: str, numbers: Iterable[tuple[Subject, str]]
) -> dict[tuple[Subject, str], list[Target]]:
    """All versions of what is to be changed, the approved ones in the order of approval."""
    found: dict[tuple[Subject, str], list[Target]] = {}
    asked = set(numbers)
    codes = {code for _subject, code in asked}
    query = (
        select(Target)
        .where(
            Target.measure == measure, Target.period.in_(codes), Target.deleted_at.is_(None)
        )
        .order_by(Target.approved_on, Target.id)
    )  # fmt: skip
    for each in session.scalars(query):
        key = (subject_of(each), each.period)
        if key in asked:
            found.setdefault(key, []).append(each)
    return found


def subject_of(target: Target) -> Subject:
    """Whose target it is."""
    return Subject(
        target.level, {"staff": target.staff_id, "account": target.account_id}.get(target.level)
    )


# ------------------------------------------------------------------------------------------------------- versions


def _of_year(session: Session, year: Span, measure: str) -> Select[Target]:
    codes = [each.code for each in targets.spans_of_year(year, periods.start_month(session))]
    return select(Target).where(
        Target.measure == measure, Target.period.in_(codes), Target.deleted_at.is_(None)
    )


def approve(
    session: Session, year: Span, measure: str, on: date, subjects: Iterable[Subject] | None = None
) -> int:
    """Approves every draft of the year (of some subjects only) on day `on`; gives back how many.

    Raises RuleError when there is none.
    """
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="approved_on")
    query = _of_year(session, year, measure).where(Target.approved_on.is_(None))
    wanted = None if subjects is None else set(subjects)
    drafts = [
        each for each in session.scalars(query) if wanted is None or subject_of(each) in wanted
    ]
    if not drafts:
        raise RuleError(_("There is no draft to approve."))
    for each in drafts:
        each.approved_on = on
    session.flush()
    return len(drafts)


def discard(session: Session, year: Span, measure: str) -> int:
    """Puts every draft of the year into the waste basket; gives back how many."""
    query = _of_year(session, year, measure).where(Target.approved_on.is_(None))
    drafts = list(session.scalars(query))
    for each in drafts:
        move_to_trash(session, each)
    return len(drafts)


def approvals_of(session: Session, year: Span, measure: str) -> list[Approved]:
    """The days on which numbers of the year were approved, the latest first; before them the drafts, if any."""
    own = _of_year(session, year, measure).subquery()
    query = select(own.c.approved_on, func.count()).group_by(own.c.approved_on)
    counts: dict[date | None, int] = {row[0]: row[1] for row in session.execute(query)}
    drafts = counts.pop(None, 0)
    days = sorted((each for each in counts if each is not None), reverse=True)
    found = [Approved(None, drafts)] if drafts else []
    return found + [Approved(day, counts[day], day == days[-1]) for day in days]


def history(session: Session, measure: str, subject: Subject, code: str) -> list[Target]:
    """Every version of one number, the first one first, a draft last."""
    own = _known(session, measure, [(subject, code)]).get((subject, code), [])
    return sorted(
        own, key=lambda each: (each.approved_on is None, each.approved_on or date.max, each.id)
    )


# ------------------------------------------------------------------------------------------------------ spreading


def shares(whole: Decimal, weights: Sequence[Decimal], places: int) -> list[Decimal]:
    """`whole` by `weights`, each share cut to `places` decimals, the remainder with the last one that has a weight.

    Weights below zero count as none; without any weight at all the shares are even. They add up to `whole` exactly.
    """
    if not weights:
        return []
    used = [max(each, _ZERO) for each in weights]
    if not any(used):
        used = [Decimal(1)] * len(weights)
    total, unit = sum(used, _ZERO), Decimal(1).scaleb(-places)
    found = [(whole * each / total).quantize(unit, ROUND_DOWN) for each in used]
    last = max(number for number, each in enumerate(used) if each)
    found[last] += whole - sum(found, _ZERO)
    return found


def spread_over_time(
    session: Session, known: Breakdown, subject: Subject, span: Span, how: str
) -> int:
    """Spreads what is wanted in a year or quarter over its months; quarters become the sums of theirs."""
    whole = known.cell(subject, span).shown
    if whole is None:
        raise RuleError(_("There is no number to spread."))
    quarters = targets.parts_of(span, known.start) if span.kind == "year" else [span]
    months = [each for quarter in quarters for each in targets.parts_of(quarter, known.start)]
    weights = _weights(session, known, [subject], months, how)
    values = dict(
        zip(
            (each.code for each in months),
            shares(whole, [weights[subject, each.code] for each in months], PLACES[known.measure]),
            strict=True,
        )
    )
    numbers = {(subject, code): value for code, value in values.items()}
    if span.kind == "year":
        for quarter in quarters:
            own = targets.parts_of(quarter, known.start)
            numbers[subject, quarter.code] = sum((values[each.code] for each in own), _ZERO)
    return put(session, known.measure, numbers)


def spread_over_people(session: Session, known: Breakdown, subject: Subject, how: str) -> int:
    """Spreads the year of the department over its people, of a person over the accounts.

    Months are spread where all are known, else quarters, else the year; what lies above is the sum of its parts, so
    that every sum agrees.
    """
    below = [row.subject for row in known.below(subject)]
    if not below:
        raise RuleError(_("There is nobody to spread it over."))
    finest = _finest(known, subject)
    if not finest:
        raise RuleError(_("There is no number to spread."))
    weights = _weights(session, known, below, finest, how)
    numbers: dict[tuple[Subject, str], Decimal | None] = {}
    for span in finest:
        whole = known.cell(subject, span).shown or _ZERO
        own = shares(whole, [weights[each, span.code] for each in below], PLACES[known.measure])
        numbers.update({(each, span.code): value for each, value in zip(below, own, strict=True)})
    for each in below:
        _sum_up(known, each, numbers)
    return put(session, known.measure, numbers)


def _finest(known: Breakdown, subject: Subject) -> list[Span]:
    """The shortest periods for all of which there is a number."""
    for kind in ("month", "quarter", "year"):
        spans = [each for each in known.spans if each.kind == kind]
        if all(known.cell(subject, each).shown is not None for each in spans):
            return spans
    return []


def _sum_up(
    known: Breakdown, subject: Subject, numbers: dict[tuple[Subject, str], Decimal | None]
) -> None:
    """Quarters and the year as the sums of what was spread."""
    for span in sorted(known.spans, key=lambda each: each.kind == "year"):
        if span.kind == "month":
            continue
        parts = [numbers.get((subject, each.code)) for each in targets.parts_of(span, known.start)]
        there = [each for each in parts if each is not None]
        if len(there) == len(parts) and (subject, span.code) not in numbers:
            numbers[subject, span.code] = sum(there, _ZERO)


def _weights(
    session: Session, known: Breakdown, subjects: Sequence[Subject], spans: Sequence[Span], how: str
) -> dict[tuple[Subject, str], Decimal]:  # fmt: skip
    """By what each share is measured: last year's purchases in the same period, or the same for all."""
    if how == "evenly" or known.measure not in TARGET_MEASURE.codes[:3]:
        return {(each, span.code): Decimal(1) for each in subjects for span in spans}
    found: dict[tuple[Subject, str], Decimal] = {}
    for span in spans:
        first, last = sales_facts.year_before(session, span, span.last)
        own = last_year(session, known.measure, first, last, subjects)
        found.update({(each, span.code): own.get(each, _ZERO) for each in subjects})
    return found


def last_year(
    session: Session, measure: str, first: date, last: date, subjects: Sequence[Subject]
) -> dict[Subject, Decimal]:
    """What each of `subjects` (of one level) bought or sold in these days, in the unit of the measure."""
    level = subjects[0].level
    facts = sales_facts.facts(session, first, last, date.today())
    columns: dict[str, ColumnElement[Any]] = {
        "staff": facts.staff,
        "account": Purchase.account_id.expression,
    }
    key = [columns[level]] if level in columns else []
    found: dict[Subject, Decimal] = {}
    for each in sales_facts.sums(session, facts, key, with_owner=level == "staff"):
        subject = Subject(level, each.key) if key else DEPARTMENT
        rate = each.rate or _ZERO
        value = {
            "sales_amount": each.amount * rate,
            "gross_profit": each.profit * rate,
            "sales_quantity": each.quantity,
        }[measure]
        found[subject] = found.get(subject, _ZERO) + value
    return found
