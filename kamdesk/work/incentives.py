"""激励: what a rule gives a person for a period, worked out in words, proposed, approved and paid (M46).

What an indicator came to is brought by whoever asks, as for assessment sheets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.assessment import Incentive, IncentiveRule
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, fields_of
from kamdesk.model.running_words import INCENTIVE_BASIS, INCENTIVE_STATE
from kamdesk.model.values import show, show_money
from kamdesk.work import periods, scores, settings

Values = Mapping[str, Any]
_LONGEST_WORKING = 400
_FACTOR_PLACES = 4

STEPS: dict[str, tuple[str, ...]] = {
    "proposed": ("approved",),
    "approved": ("paid", "proposed"),
    "paid": (),
}
"""State → the states that may follow; what was paid is corrected by undo only."""


@dataclass(frozen=True)
class Reached:
    """What the indicator of a rule came to for a person and a period."""

    name: str
    """What the indicator is called, for the working."""
    value: Decimal | None
    numerator: Decimal | None
    is_ratio: bool = False
    """It is shown as a percentage."""
    note: str = ""
    """Why there is no value; a translated sentence."""


@dataclass(frozen=True)
class Worked:
    """An amount and how it came about; without an amount the reason."""

    amount: Decimal | None
    working: str


@dataclass(frozen=True)
class Claim:
    """A rule that holds for somebody."""

    rule: IncentiveRule
    staff: Staff


# --------------------------------------------------------------------------------------------------------- rules


def add_rule(session: Session, values: Values) -> IncentiveRule:
    """A rule. Raises RuleError, naming the field, where it cannot be worked out."""
    rule = IncentiveRule(name="", indicator="", basis="bonus")
    _set(session, rule, values)
    session.add(rule)
    session.flush()
    return rule


def change_rule(session: Session, rule: IncentiveRule, values: Values) -> None:
    """Sets `values`. What was proposed by it stays as it was worked out."""
    _set(session, rule, values)
    session.flush()


def _set(session: Session, rule: IncentiveRule, values: Values) -> None:
    fields = {each.name: each for each in fields_of(IncentiveRule)}
    for name, value in values.items():
        if name == "bands":
            bands = scores.bands_of(value)
            rule.bands = [[str(bound), str(factor)] for bound, factor in bands] or None
        else:
            fields[name].set(rule, value)
    for name, sentence in (
        ("name", _("A rule needs a name.")),
        ("indicator", _("A rule needs the indicator it goes by.")),
    ):
        text = (getattr(rule, name) or "").strip()
        if not text:
            raise RuleError(sentence, field=name)
        setattr(rule, name, text)
    if rule.basis not in INCENTIVE_BASIS:
        raise RuleError(_("There is no such way of paying."), field="basis")
    if rule.basis != "rate" and (rule.amount is None or rule.amount <= 0):
        raise RuleError(_("This rule needs an amount above zero."), field="amount")
    if rule.basis == "rate" and not rule.bands:
        raise RuleError(_("Say which part of the numerator is paid from which value on."), field="bands")  # fmt: skip
    if any(factor < 0 for _bound, factor in scores.bands_of(rule.bands)):
        raise RuleError(_("A factor cannot lie below 0."), field="bands")
    if rule.starts_on and rule.ends_on and rule.ends_on < rule.starts_on:
        raise RuleError(_("It ends before it begins."), field="ends_on")
    rule.currency = rule.currency or settings.get(session, "default_currency")


def rules(session: Session) -> list[IncentiveRule]:
    """All of them by name."""
    query = select(IncentiveRule).where(IncentiveRule.deleted_at.is_(None))
    return list(session.scalars(query.order_by(IncentiveRule.name, IncentiveRule.id)))


def holds(rule: IncentiveRule, span: periods.Span) -> bool:
    """Whether a rule holds for a period: it does so on its last day."""
    begun = rule.starts_on is None or rule.starts_on <= span.last
    return begun and (rule.ends_on is None or span.last <= rule.ends_on)


def claims(session: Session, span: periods.Span) -> list[Claim]:
    """For whom which rules hold in a period: the people of the post who were here on its last day."""
    people = list(
        session.scalars(select(Staff).where(Staff.deleted_at.is_(None)).order_by(Staff.number))
    )
    return [
        Claim(rule, staff)
        for rule in rules(session)
        if holds(rule, span)
        for staff in people
        if rule.position in (None, staff.position) and _was_here(staff, span.last)
    ]


def _was_here(staff: Staff, on: date) -> bool:
    come = staff.joined_on is None or staff.joined_on <= on
    return come and (staff.left_on is None or on <= staff.left_on)


# ----------------------------------------------------------------------------------------------------- working out


def work_out(rule: IncentiveRule, reached: Reached) -> Worked:
    """What `rule` gives for what its indicator came to, rounded half up to two decimals, with the working in words."""
    if reached.value is None:
        return Worked(None, _join(_("{name} has no value").format(name=reached.name), reached.note))
    bands = scores.bands_of(rule.bands)
    factor = scores.band_factor(bands, reached.value) if bands else Decimal(1)
    value = _shown(reached, reached.value)
    begin = _("{name} {value}").format(name=reached.name, value=value)
    band = max((bound for bound, _factor in bands if bound <= reached.value), default=None)
    if bands and band is None:
        lowest = _shown(reached, bands[0][0])
        below = _("below {bound}: nothing").format(bound=lowest)
        return Worked(Decimal("0.00"), f"{begin}, {below}")
    if band is not None:
        begin += ", " + _("from {bound} on").format(bound=_shown(reached, band))
    return _amount(rule, reached, factor, begin)


def _amount(rule: IncentiveRule, reached: Reached, factor: Decimal, begin: str) -> Worked:
    """The amount at `factor`; `begin` opens the working."""
    currency = rule.currency
    base = rule.amount or Decimal(0)
    if rule.basis == "bonus":
        exact = Fraction(base) * Fraction(factor)
        how = f"{show_money(base, currency)} × {_plain(factor)}"
    elif reached.numerator is None:
        return Worked(None, _join(_("{name} has no numerator").format(name=reached.name), reached.note))  # fmt: skip
    elif rule.basis == "rate":
        exact = Fraction(reached.numerator) * Fraction(factor)
        how = f"{show_money(reached.numerator, currency)} × {show(Kind.PERCENT, factor)}"
    else:
        exact = Fraction(base) * Fraction(reached.numerator) * Fraction(factor)
        how = f"{_plain(reached.numerator)} × {show_money(base, currency)} × {_plain(factor)}"
    amount = scores.half_up(max(exact, Fraction(0)))
    return Worked(amount, f"{begin}: {how} = {show_money(amount, currency)}"[:_LONGEST_WORKING])


def _shown(reached: Reached, value: Decimal) -> str:
    if reached.is_ratio:
        return show(Kind.PERCENT, value, places=1)
    return _plain(scores.half_up(value))


def _plain(value: Decimal) -> str:
    return show(Kind.DECIMAL, value.normalize())


def _join(*parts: str) -> str:
    return ": ".join(filter(None, (part.rstrip(".。") for part in parts)))[:_LONGEST_WORKING]


# ----------------------------------------------------------------------------------------------------- step by step


def of(session: Session, rule_id: int, staff_id: int, period: str) -> Incentive | None:
    """What a rule gave a person for a period."""
    query = select(Incentive).where(
        Incentive.rule_id == rule_id,
        Incentive.staff_id == staff_id,
        Incentive.period == period,
        Incentive.deleted_at.is_(None),
    )
    return session.scalars(query).first()


def propose(session: Session, claim: Claim, span: periods.Span, reached: Reached) -> Incentive:
    """Proposes what a rule gives; a proposal there is already is worked out anew.

    Raises RuleError where the indicator has no value, and for what was approved or paid before.
    """
    if not holds(claim.rule, span):
        raise RuleError(
            _("“{rule}” does not hold for {period}.").format(rule=claim.rule.name, period=span.code)
        )
    known = of(session, claim.rule.id, claim.staff.id, span.code)
    if known is not None and known.state != "proposed":
        raise RuleError(
            _("“{rule}” for {name} in {period} is {state} already.").format(
                rule=claim.rule.name, name=claim.staff.name, period=span.code,
                state=INCENTIVE_STATE.label(known.state),
            ),
            field="state",
        )  # fmt: skip
    worked = work_out(claim.rule, reached)
    if worked.amount is None:
        raise RuleError(worked.working, field="indicator")
    made = known or Incentive(rule_id=claim.rule.id, staff_id=claim.staff.id, period=span.code)
    made.amount, made.working, made.state = worked.amount, worked.working, "proposed"
    made.currency = claim.rule.currency
    session.add(made)
    session.flush()
    return made


def approve(session: Session, made: Incentive, by: Staff | None, on: date) -> None:
    """Notes that it was agreed to. Raises RuleError for one's own, unless ``approve_oneself`` allows it."""
    own = by is not None and by.id == made.staff_id
    if own and settings.get(session, "approve_oneself") != "yes":
        raise RuleError(
            _("{name} does not approve what they get themselves.").format(name=by.name if by else ""),
            field="state",
        )  # fmt: skip
    _move(made, "approved")
    made.approved_on = on
    session.flush()


def pay(session: Session, made: Incentive, on: date) -> None:
    """Notes that it was paid. Raises RuleError unless it was approved, and for a day before that."""
    if made.approved_on is not None and on < made.approved_on:
        raise RuleError(
            _("It was approved on {day} and cannot be paid before.").format(day=made.approved_on),
            field="paid_on",
        )
    _move(made, "paid")
    made.paid_on = on
    session.flush()


def withdraw(session: Session, made: Incentive) -> None:
    """Makes an approved one a proposal again."""
    _move(made, "proposed")
    made.approved_on = None
    session.flush()


def _move(made: Incentive, to: str) -> None:
    if to not in STEPS[made.state]:
        raise RuleError(
            _("What is {state} cannot become {to}.").format(
                state=INCENTIVE_STATE.label(made.state), to=INCENTIVE_STATE.label(to)
            ),
            field="state",
        )
    made.state = to


def state_words(made: Incentive) -> str:
    """Its state in the language in use."""
    return INCENTIVE_STATE.label(made.state)


def totals(session: Session, period: str) -> dict[tuple[str, str], Decimal]:
    """(state, currency) → what the incentives of a period come to."""
    query = (
        select(Incentive.state, Incentive.currency, func.sum(Incentive.amount))
        .where(Incentive.period == period, Incentive.deleted_at.is_(None))
        .group_by(Incentive.state, Incentive.currency)
    )
    default = settings.get(session, "default_currency")
    return {
        (state, currency or default): total for state, currency, total in session.execute(query)
    }
