"""What the cards show, read beside the window by the engine: figures first, the periods before them after that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _, ngettext
from kamdesk.indicators import engine, frozen, scopes
from kamdesk.indicators.declaration import Figure
from kamdesk.indicators.known import INDICATORS
from kamdesk.indicators.parts import BudgetPart, Money, TargetPart
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.indicators.wanted import wanted
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.frozen import FrozenPeriod
from kamdesk.model.vocabulary import TIER
from kamdesk.ui.kpi.dashboard.card import Card, Declared, Parts, Target
from kamdesk.work import settings, target_values
from kamdesk.work.kept_looks import Look
from kamdesk.work.periods import Span, period_of, read_period, start_month

_OF_MONEY = ("growth_rate", "forecast_accuracy")
"""Indicators whose parts are worked out, and are amounts."""
_KINDS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Section:
    """A row of cards: `family` of the declarations, heading, and the keys in order."""

    family: str
    heading: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Closed:
    """Of a frozen period: which day it was taken as of, when, and by whom."""

    period: str
    as_of: date
    on: date
    by: str


@dataclass(frozen=True)
class Known:
    """What does not depend on the figures: the period, who can be chosen, which periods are closed."""

    look: Look
    span: Span
    as_of: date
    start: int
    scope_words: str
    staff: tuple[tuple[int, str], ...]
    closed: Mapping[str, Closed]
    wan: bool
    is_empty: bool

    @property
    def frozen(self) -> Closed | None:
        """The period in view, where it is closed."""
        return self.closed.get(self.span.code)

    @property
    def scope(self) -> scopes.Scope:
        """For whom, as the engine takes it."""
        look = self.look
        return scopes.Scope(look.scope, look.staff_id, look.account_id, look.tier)


_FAMILIES = (
    ("quantitative", N_("Quantitative indicators")),
    ("qualitative", N_("Qualitative indicators")),
    ("further", N_("Further indicators")),
)


def sections() -> tuple[Section, ...]:
    """The cards in their rows; what stands on the card of another has its own among the further ones."""
    beside = {key for one in INDICATORS.values() for key in one.companions}
    found: dict[str, list[str]] = {family: [] for family, _heading in _FAMILIES}
    for key, one in INDICATORS.items():
        found["further" if key in beside else one.family].append(key)
    return tuple(Section(family, _(heading), tuple(found[family])) for family, heading in _FAMILIES)


def is_known(key: str) -> bool:
    """Whether there is such an indicator; a frozen figure may be of one that is gone."""
    return key in INDICATORS


def declared(key: str) -> Declared:
    """What is declared of an indicator, in the language in use."""
    one = INDICATORS[key]
    return Declared(
        key, str(one.name), str(one.formula), str(one.source), one.unit, one.better, one.family,
        one.unit == "amount" or isinstance(one.numerator, Money) or key in _OF_MONEY,
    )  # fmt: skip


def span_for(key: str, span: Span, start: int) -> Span:
    """The period an indicator is shown for: the one asked for, else the next longer one of its cycles around it."""
    cycles = INDICATORS[key].cycles
    for kind in _KINDS[_KINDS.index(span.kind) :]:
        if kind in cycles:
            return span if kind == span.kind else period_of(span.first, kind, start)
    return span


def read_known(session: Session, look: Look, today: date) -> Known:
    """Everything about the look but the figures."""
    start = start_month(session)
    span = read_period(look.period, start)
    closed = {
        each.period: Closed(each.period, each.as_of, each.frozen_on, each.frozen_by)
        for each in session.scalars(
            select(FrozenPeriod)
            .where(FrozenPeriod.deleted_at.is_(None))
            .order_by(FrozenPeriod.frozen_on, FrozenPeriod.id)
        )
    }
    as_of = look.as_of
    if as_of is None:
        as_of = closed[span.code].as_of if span.code in closed else today
    staff = tuple(
        session.execute(
            select(Staff.id, Staff.name).where(Staff.deleted_at.is_(None)).order_by(Staff.id)
        ).all()
    )
    some = session.scalars(select(Account.id).where(Account.deleted_at.is_(None)).limit(1)).first()
    return Known(
        look, span, as_of, start, scope_words(session, look, len(staff)), staff, closed,
        settings.get(session, "money_display") == "wan", some is None,
    )  # fmt: skip


def scope_words(session: Session, look: Look, people: int | None = None) -> str:
    """For whom, in words."""
    if look.scope == "staff":
        one = session.get(Staff, look.staff_id)
        return one.name if one is not None else "—"
    if look.scope == "account":
        account = session.get(Account, look.account_id)
        return account.name if account is not None else "—"
    if look.scope == "tier":
        return _("Tier {tier}").format(tier=TIER.label(look.tier or ""))
    if people is None:
        people = session.scalar(select(func.count(Staff.id)).where(Staff.deleted_at.is_(None))) or 0
    return ngettext("Department ({count} person)", "Department ({count} people)", people).format(
        count=people
    )


def read_cards(session: Session, known: Known, keys: Iterable[str]) -> dict[str, Card]:
    """The cards of `keys`, without the periods before."""
    asked = list(keys)
    by_span: dict[Span, list[str]] = {}
    for key in asked:
        by_span.setdefault(span_for(key, known.span, known.start), []).append(key)
    cards = {}
    closed = _Closed(session, known)
    for span, some in by_span.items():
        all_keys = list(
            dict.fromkeys([*some, *(each for key in some for each in INDICATORS[key].companions)])
        )
        as_of = as_of_for(known, span)
        figures = engine.figures(session, span, as_of, known.scope, all_keys)
        for key in some:
            live = _parts(figures[key])
            then = closed.parts(key, span)
            companions = tuple(
                (declared(each), closed.parts(each, span) or _parts(figures[each]))
                for each in INDICATORS[key].companions
            )
            cards[key] = Card(
                declared(key), span, live, then, _target(session, known, key, span, then or live),
                companions, wan=known.wan,
            )  # fmt: skip
    return {key: cards[key] for key in asked}


Trend = tuple[tuple[str, Decimal | None], ...]
"""Periods, the oldest first, with their values."""


def read_trends(session: Session, known: Known, cards: Iterable[Card]) -> dict[str, Trend]:
    """The last eight periods of each card; a closed one says what it said when it was closed."""
    shared, closed = Reading(session), _Closed(session, known)
    found = {}
    for card in cards:
        as_of = as_of_for(known, card.span)
        question = Question(card.span, as_of, known.scope, known.start)
        shown = []
        for span, figure in engine.trend_of(shared, INDICATORS[card.key], question)[:-1]:
            then = closed.parts(card.key, span)
            shown.append((span.code, then.value if then is not None else figure.value))
        found[card.key] = (*shown, (card.span.code, card.shown.value))
    return found


def with_trend(card: Card, trend: Trend) -> Card:
    """The card with the periods before."""
    return replace(card, trend=trend)


def as_of_for(known: Known, span: Span) -> date:
    """The as-of day for a period that is longer than the one in view: its own if it is closed."""
    if known.look.as_of is None and span.code in known.closed:
        return known.closed[span.code].as_of
    return known.as_of


class _Closed:
    """The frozen figures of a reading: those of a period are read once."""

    def __init__(self, session: Session, known: Known) -> None:
        self._session, self._known = session, known
        self._figures: dict[str, dict[str, frozen.Frozen]] = {}

    def parts(self, key: str, span: Span) -> Parts | None:
        """A figure as it was frozen; None where the period is open, or was not closed for this scope."""
        if span.code not in self._known.closed:
            return None
        if span.code not in self._figures:
            self._figures[span.code] = frozen.frozen_figures(self._session, span, self._known.scope)
        found = self._figures[span.code].get(key)
        if found is None:
            return None
        return Parts(found.numerator, found.denominator, found.value, found.note)


def _parts(figure: Figure) -> Parts:
    return Parts(
        figure.numerator, figure.denominator, figure.value, figure.note, dict(figure.beside)
    )


def _target(session: Session, known: Known, key: str, span: Span, shown: Parts) -> Target:
    as_of = as_of_for(known, span)
    aim = wanted(session, Question(span, as_of, known.scope, known.start), INDICATORS[key])
    held = _held(session, known, key, span, as_of)
    if not held:
        return Target(aim)
    first_value = sum((each.first_value for each in held), Decimal(0))
    first = None
    if first_value and shown.numerator is not None:
        first = shown.numerator / first_value
    return Target(
        aim, first, max(each.number for each in held), max(each.approved_on for each in held)
    )


def _held(
    session: Session, known: Known, key: str, span: Span, as_of: date
) -> list[target_values.Held]:
    """The targets or budgets that an indicator is divided by."""
    part = INDICATORS[key].denominator
    reading, question = Reading(session), Question(span, as_of, known.scope, known.start)
    if isinstance(part, TargetPart):
        found = part.held(reading, question)
        return [found] if found is not None else []
    if isinstance(part, BudgetPart) and known.look.scope == "department":
        return list(part.held(reading, question).values())
    return []


def ended(span: Span, today: date) -> bool:
    """Whether a period lies behind: only then it can be closed."""
    return span.last < today


def before(span: Span, start: int) -> Span:
    """The period before."""
    return period_of(span.first - timedelta(days=1), span.kind, start)
