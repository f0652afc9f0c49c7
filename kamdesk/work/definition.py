"""大客户定义: who is a key account by the department's criteria, and why; what other weights would change (M3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kamdesk.i18n import _
from kamdesk.work.criteria import FULL, Judged, Rule, Scores

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Verdict:
    """Whether an account fits the definition: True, False, or None while too little is known to say."""

    qualifies: bool | None
    points: Decimal | None
    """The total; None while something is unknown."""
    below: tuple[str, ...] = ()
    """Criteria whose least score is missed."""
    unknown: tuple[str, ...] = ()
    """Criteria nobody scored."""

    @property
    def why(self) -> str:
        """One line: what is missed and what is unknown; empty when only the points decide."""
        said = []
        if self.below:
            said.append(_("below the least: {criteria}").format(criteria=_(", ").join(self.below)))
        if self.unknown:
            said.append(_("unknown: {criteria}").format(criteria=_(", ").join(self.unknown)))
        return " · ".join(said)


def verdict(given: Sequence[Rule], least: int, scores: Scores) -> Verdict:
    """Judges by the criteria `given` and the total that is needed at `least`.

    What is unknown counts neither for nor against: it is decided only when no score could change the answer.
    """
    asked = [rule for rule in given if rule.weight or rule.threshold is not None]
    unknown = tuple(rule.title for rule in asked if rule.id not in scores)
    below = tuple(
        rule.title
        for rule in asked
        if rule.threshold is not None and scores.get(rule.id, Decimal(FULL)) < rule.threshold
    )
    weight = sum(rule.weight for rule in asked)
    if not weight:
        return Verdict(None, None, below, unknown)
    worst = sum((rule.weight * scores.get(rule.id, Decimal(0)) for rule in asked), Decimal(0))
    best = sum((rule.weight * scores.get(rule.id, Decimal(FULL)) for rule in asked), Decimal(0))
    open_least = any(rule.threshold is not None and rule.id not in scores for rule in asked)
    points = None if unknown else (worst / weight).quantize(_CENT, ROUND_HALF_UP)
    if below or best < least * weight:
        answer: bool | None = False
    elif worst >= least * weight and not open_least:
        answer = True
    else:
        answer = None
    return Verdict(answer, points, below, unknown)


@dataclass(frozen=True)
class Move:
    """An account that other weights or least scores would judge differently."""

    account: Judged
    before: Verdict
    after: Verdict


def definition_moves(
    judged: Iterable[Judged],
    before: tuple[Sequence[Rule], int],
    after: tuple[Sequence[Rule], int],
) -> list[Move]:
    """Who would become, or cease to be, a key account with `after` (criteria, least total) in place of `before`."""
    found = []
    for each in judged:
        was, will = verdict(*before, each.scores), verdict(*after, each.scores)
        if was.qualifies is not will.qualifies:
            found.append(Move(each, was, will))
    return found
