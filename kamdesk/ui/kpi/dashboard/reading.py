"""What the cards show, read beside the window by the engine: figures first, the periods before them after that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _, ngettext
from kamdesk.indicators import engine, frozen, scopes
from kamdesk.indicators.known import INDICATORS
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.frozen import FrozenPeriod
from kamdesk.model.vocabulary import TIER
from kamdesk.ui.kpi.dashboard.card import Card, Declared, Parts, Target
from kamdesk.work import settings, target_values
from kamdesk.work.kept_looks import Look
from kamdesk.work.periods import Span, period_of, read_period, start_month

TREND = 8
_KINDS = ("month", "quarter", "year")
_LEADING = ("win_rate",)
"""Further indicators that stand among the quantitative ones."""
_MEASURES = {"sales_plan_rate": "sales_amount", "development_plan_rate": "new_accounts"}
"""What the denominator of an indicator is a target of."""
_MONEY_PARTS = frozenset(
    {
        "sales_plan_rate", "service_cost_ratio", "growth_rate", "win_rate_amount", "share_of_wallet",
        "forecast_accuracy",
    }
)  # fmt: skip


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
        if key in _LEADING:
            found["quantitative"].append(key)
        elif key in beside:
            found["further"].append(key)
        else:
            found[one.family].append(key)
    return tuple(Section(family, _(heading), tuple(found[family])) for family, heading in _FAMILIES)


def declared(key: str) -> Declared:
    """What is declared of an indicator, in the language in use."""
    one = INDICATORS[key]
    return Declared(
        key, str(one.name), str(one.formula), str(one.source), one.unit, one.better, one.family,
        one.unit == "amount" or key in _MONEY_PARTS,
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
        )
        .tuples()
        .all()
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
    wanted = list(keys)
    by_span: dict[Span, list[str]] = {}
    for key in wanted:
        by_span.setdefault(span_for(key, known.span, known.start), []).append(key)
    cards = {}
    for span, some in by_span.items():
        all_keys = list(
            dict.fromkeys([*some, *(each for key in some for each in INDICATORS[key].companions)])
        )
        as_of = as_of_for(known, span)
        figures = engine.figures(session, span, as_of, known.scope, all_keys)
        for key in some:
            live = _parts(figures[key])
            then = _frozen_parts(session, known, key, span)
            companions = tuple(
                (declared(each), _frozen_parts(session, known, each, span) or _parts(figures[each]))
                for each in INDICATORS[key].companions
            )
            cards[key] = Card(
                declared(key), span, live, then, _target(session, known, key, span, then or live),
                companions, wan=known.wan,
            )  # fmt: skip
    return {key: cards[key] for key in wanted}


def read_trend(
    session: Session, known: Known, card: Card
) -> tuple[tuple[str, Decimal | None], ...]:
    """The last eight periods of a card; a closed one says what it said when it was closed."""
    as_of = as_of_for(known, card.span)
    found = engine.trend(session, card.key, card.span, TREND, as_of, known.scope)
    shown = []
    for span, figure in found[:-1]:
        then = _frozen_parts(session, known, card.key, span)
        shown.append((span.code, then.value if then is not None else figure.value))
    return (*shown, (card.span.code, card.shown.value))


def with_trend(card: Card, trend: tuple[tuple[str, Decimal | None], ...]) -> Card:
    """The card with the periods before."""
    return replace(card, trend=trend)


def as_of_for(known: Known, span: Span) -> date:
    """The as-of day for a period that is longer than the one in view: its own if it is closed."""
    if known.look.as_of is None and span.code in known.closed:
        return known.closed[span.code].as_of
    return known.as_of


def compared_parts(session: Session, known: Known, key: str, span: Span) -> Parts | None:
    """The frozen figure of a key, None where the period is not closed for this scope."""
    return _frozen_parts(session, known, key, span)


def _frozen_parts(session: Session, known: Known, key: str, span: Span) -> Parts | None:
    if span.code not in known.closed:
        return None
    found = frozen.frozen_figure(session, key, span, known.scope)
    if found is None:
        return None
    return Parts(found.numerator, found.denominator, found.value, found.note or "")


def _parts(figure: Any) -> Parts:
    return Parts(
        figure.numerator, figure.denominator, figure.value, figure.note, dict(figure.beside)
    )


def _target(session: Session, known: Known, key: str, span: Span, shown: Parts) -> Target:
    level = known.look.scope
    wanted = INDICATORS[key].wanted
    if level == "tier":  # nobody sets targets for a tier
        return Target(wanted)
    about = {"staff_id": known.look.staff_id, "account_id": known.look.account_id}
    as_of = as_of_for(known, span)
    own = target_values.value_of(session, key, level, span, as_of, **about)
    if own is not None:
        wanted = own.value
    measure = _MEASURES.get(key)
    if measure is None:
        return Target(wanted)
    held = target_values.value_of(session, measure, level, span, as_of, **about)
    if held is None:
        return Target(wanted)
    first = None
    if held.first_value and shown.numerator is not None:
        first = shown.numerator / held.first_value
    return Target(wanted, first, held.version, held.approved_on)


def ended(span: Span, today: date) -> bool:
    """Whether a period lies behind: only then it can be closed."""
    return span.last < today


def before(span: Span, start: int) -> Span:
    """The period before."""
    return period_of(span.first - timedelta(days=1), span.kind, start)
