"""The words on a card and what a screen reader says of it."""

from __future__ import annotations

from kamdesk.i18n import N_, _
from kamdesk.ui.kpi import words
from kamdesk.ui.kpi.dashboard.card import Card, State
from kamdesk.ui.widgets.paint import Shape

STATES: dict[State, tuple[str, str, Shape]] = {
    State.REACHED: (N_("reached"), "good", Shape.DOT),
    State.NEAR: (N_("near"), "warn", Shape.SQUARE),
    State.MISSED: (N_("missed"), "bad", Shape.DOWN),
    State.NO_VALUE: (N_("no data"), "neutral", Shape.RING),
}
"""State → word, kind of the pill, form; where nothing is aimed at there is no pill."""


def arrow(card: Card) -> str:
    """Which way is the better one."""
    return "↑" if card.declared.better == "up" else "↓"


def value(card: Card) -> str:
    """The figure."""
    return words.value_words(card.shown.value, card.declared.unit, card.wan)


def target(card: Card) -> str:
    """What is aimed at; the period too where its neighbours have another."""
    found = []
    if card.tells_period:
        found.append(card.span.code)
    if card.target.wanted is not None:
        sign = "≤ " if card.declared.better == "down" else ""
        aimed = words.aimed_words(card.target.wanted, card.declared.unit, card.wan)
        found.append(_("Target {value}").format(value=f"{sign}{aimed}"))
    return " · ".join(found)


def first_version(card: Card) -> str:
    """The value against the first version of target or budget, where a later one is in force."""
    if card.target.first is None or card.target.first == card.shown.value:
        return ""
    first = words.value_words(card.target.first, card.declared.unit, card.wan)
    return _("first version {value}").format(value=first)


def restated(card: Card) -> str:
    """What the facts give now, where the frozen figure says something else."""
    if not card.is_restated:
        return ""
    now = words.value_words(card.live.value, card.declared.unit, card.wan)
    if now == value(card):  # the same for the eye: the parts tell what moved
        now = pair(card, live=True)
    return _("↻ restated {value}").format(value=now)


def pair(card: Card, *, live: bool = False) -> str:
    """Numerator and denominator; nothing of a figure that is not divided."""
    parts = card.live if live else card.shown
    if parts.denominator is None and card.declared.unit not in ("ratio", "points"):
        return ""
    return words.pair_words(
        parts.numerator, parts.denominator, card.declared.is_money, card.wan
    )  # fmt: skip


def beside(card: Card) -> list[str]:
    """What is shown beside it: pending ones, those called off."""
    return [
        f"{each} {words.part_words(amount, card.declared.is_money, card.wan)}"
        for each, amount in card.shown.beside.items()
        if amount
    ]


def companion(card: Card) -> str:
    """The indicator that belongs to it: name, value, parts."""
    if not card.companions:
        return ""
    declared, parts = card.companions[0]
    if parts.value is None or parts.value == card.shown.numerator:  # the card says it already
        return ""
    name = declared.name.removeprefix("大客户")
    shown = words.value_words(parts.value, declared.unit, card.wan)
    if pair(card) or declared.unit != "ratio":
        return f"{name} {shown}"
    divided = words.pair_words(parts.numerator, parts.denominator, declared.is_money, card.wan)
    return _("{name} {value} ({parts})").format(name=name, value=shown, parts=divided)


def foot(card: Card) -> list[str]:
    """The line at the foot, in pieces; the last one gives way first."""
    if card.shown.value is None and card.shown.note:
        return [card.shown.note]
    return [each for each in (pair(card), companion(card)) if each]


def sentence(card: Card) -> str:
    """The whole card in words."""
    known = STATES.get(card.state)
    found = [
        f"{card.declared.name} {value(card)}",
        _(known[0]) if known is not None else "",
        target(card),
        first_version(card),
        _("numerator and denominator {parts}").format(parts=pair(card)) if pair(card) else "",
        restated(card),
        companion(card),
        *beside(card),
        card.shown.note,
    ]
    return _(", ").join(each for each in found if each)


def trend_sentence(card: Card) -> str:
    """The periods before, oldest first."""
    return _(", ").join(
        f"{code} {words.value_words(each, card.declared.unit, card.wan)}"
        for code, each in card.trend
    )
