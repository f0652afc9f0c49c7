"""BCG matrix of accounts or products: growth against relative share, both cuts a setting (methods.md 3.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kamdesk.model.terms import Vocabulary, choice
from kamdesk.work.analysis import content as noted_content
from kamdesk.work.analysis.content import ContentError, new_key, noted

GROWTH_CUT = Decimal("0.10")
SHARE_CUT = Decimal(1)

CELL = Vocabulary(
    "bcg_cell",
    choice("star", "Star", "明星"),
    choice("cash_cow", "Cash cow", "金牛"),
    choice("question_mark", "Question mark", "问题"),
    choice("dog", "Dog", "瘦狗"),
)


def growth(this_year: Decimal, last_year: Decimal) -> Decimal | None:
    """This year / last year − 1; None without anything last year."""
    return this_year / last_year - 1 if last_year > 0 else None


def relative_share(ours: Decimal | None, largest_rival: Decimal | None) -> Decimal | None:
    """Our share / the largest competitor's; None when ours is unknown or there is no rival."""
    if ours is None or not largest_rival:
        return None
    return ours / largest_rival


def cell(
    grown: Decimal | None,
    relative: Decimal | None,
    has_rival: bool = True,
    growth_cut: Decimal = GROWTH_CUT,
    share_cut: Decimal = SHARE_CUT,
) -> str:
    """The code of CELL; a value on the cut counts as high. Without a rival the share counts as high.

    Empty when the growth, or against a rival the share, is unknown.
    """
    if grown is None or (relative is None and has_rival):
        return ""
    leads = relative is None or relative >= share_cut
    if grown >= growth_cut:
        return "star" if leads else "question_mark"
    return "cash_cow" if leads else "dog"


@dataclass(frozen=True)
class Bubble:
    """An account or product: shares and growth as 0.2 for 20 %, `size` our sales. None: unknown.

    `rival_share` of 0 says that there is no rival.
    """

    key: str
    name: str
    own_share: Decimal | None = None
    rival_share: Decimal | None = None
    growth: Decimal | None = None
    size: Decimal | None = None

    @property
    def has_rival(self) -> bool:
        """Whether there is one, as far as is known."""
        return self.rival_share != 0

    @property
    def relative(self) -> Decimal | None:
        """Our share / the largest competitor's."""
        return relative_share(self.own_share, self.rival_share)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Bubble:
        """As noted."""
        return cls(
            noted_content.text(content, "key") or new_key(),
            noted_content.text(content, "name"),
            *(_exact(content, name) for name in ("own_share", "rival_share", "growth", "size")),
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted; exact numbers as text."""
        numbers = {
            name: None if value is None else str(value)
            for name, value in (
                ("own_share", self.own_share),
                ("rival_share", self.rival_share),
                ("growth", self.growth),
                ("size", self.size),
            )
        }
        return noted(key=self.key, name=self.name, **numbers)


@dataclass(frozen=True)
class Matrix:
    """One assessment with the cuts it was made with."""

    bubbles: tuple[Bubble, ...] = ()
    growth_cut: Decimal = GROWTH_CUT
    share_cut: Decimal = SHARE_CUT

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Matrix:
        """As noted. Raises ContentError."""
        growth_cut, share_cut = _exact(content, "growth_cut"), _exact(content, "share_cut")
        return cls(
            tuple(map(Bubble.from_content, noted_content.entries(content, "bubbles"))),
            GROWTH_CUT if growth_cut is None else growth_cut,
            SHARE_CUT if share_cut is None else share_cut,
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return {
            "bubbles": [bubble.to_content() for bubble in self.bubbles],
            "growth_cut": str(self.growth_cut),
            "share_cut": str(self.share_cut),
        }

    def cell(self, bubble: Bubble) -> str:
        """The code of CELL a bubble lies in; empty when it cannot be placed."""
        return cell(
            bubble.growth, bubble.relative, bubble.has_rival, self.growth_cut, self.share_cut
        )


def _exact(content: Mapping[str, Any], name: str) -> Decimal | None:
    value = noted_content.text(content, name)
    if not value:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ContentError(name) from error
    if not number.is_finite():
        raise ContentError(name)
    return number
