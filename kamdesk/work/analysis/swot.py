"""SWOT with TOWS strategies: the four quadrants, which pairs of inside and outside have no strategy yet (3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from kamdesk.model.terms import Vocabulary, choice
from kamdesk.work.analysis import content as noted_content
from kamdesk.work.analysis.content import new_key, noted

INSIDE = ("S", "W")
OUTSIDE = ("O", "T")
QUADRANTS = INSIDE + OUTSIDE
LEAST_WEIGHT, HIGHEST_WEIGHT, USUAL_WEIGHT = 1, 5, 3

QUADRANT = Vocabulary(
    "quadrant",
    choice("S", "Strengths", "优势"),
    choice("W", "Weaknesses", "劣势"),
    choice("O", "Opportunities", "机会"),
    choice("T", "Threats", "威胁"),
)
VIEW = Vocabulary(
    "swot_view",
    choice("relation", "Our relation", "我方关系"),
    choice("market", "The customer in its market", "客户在其市场"),
)
"""Both are used, and kept apart: pairs are made within one view."""
STRATEGY_TYPE = Vocabulary(
    "strategy_type",
    choice("SO", "Leverage", "利用"),
    choice("WO", "Improve", "改进"),
    choice("ST", "Defend", "防御"),
    choice("WT", "Avoid", "规避"),
)


@dataclass(frozen=True)
class Item:
    """One entry of a quadrant. `evidence` in words; `evidence_kind` and `evidence_uid` name a visit or a document."""

    key: str
    quadrant: str
    text: str
    weight: int = USUAL_WEIGHT
    view: str = "relation"
    on: date | None = None
    evidence: str = ""
    evidence_kind: str = ""
    evidence_uid: str = ""

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Item:
        """As noted."""
        read = noted_content
        return cls(
            key=read.text(content, "key") or new_key(),
            quadrant=read.one_of(content, "quadrant", QUADRANTS, ""),
            text=read.text(content, "text"),
            weight=read.number_or(content, "weight", LEAST_WEIGHT, HIGHEST_WEIGHT, USUAL_WEIGHT),
            view=read.one_of(content, "view", VIEW.codes, "relation"),
            on=read.day(content, "on"),
            evidence=read.text(content, "evidence"),
            evidence_kind=read.text(content, "evidence_kind"),
            evidence_uid=read.text(content, "evidence_uid"),
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return noted(
            key=self.key,
            quadrant=self.quadrant,
            text=self.text,
            weight=self.weight,
            view=self.view,
            on=self.on,
            evidence=self.evidence,
            evidence_kind=self.evidence_kind,
            evidence_uid=self.evidence_uid,
        )


@dataclass(frozen=True)
class Strategy:
    """What is done with one pair or several, each (key of the inside item, key of the outside item)."""

    key: str
    text: str
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Strategy:
        """As noted."""
        pairs = tuple(
            (noted_content.text(pair, "inside"), noted_content.text(pair, "outside"))
            for pair in noted_content.entries(content, "pairs")
        )
        key = noted_content.text(content, "key") or new_key()
        return cls(key, noted_content.text(content, "text"), pairs)

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        pairs = tuple({"inside": inside, "outside": outside} for inside, outside in self.pairs)
        return noted(key=self.key, text=self.text, pairs=pairs)


@dataclass(frozen=True)
class Pair:
    """An inside item with an outside one: its type and score (weight × weight)."""

    inside: Item
    outside: Item

    @property
    def type(self) -> str:
        """SO, WO, ST or WT."""
        return self.inside.quadrant + self.outside.quadrant

    @property
    def score(self) -> int:
        """1–25."""
        return self.inside.weight * self.outside.weight

    @property
    def keys(self) -> tuple[str, str]:
        """As a strategy names it."""
        return (self.inside.key, self.outside.key)


@dataclass(frozen=True)
class Swot:
    """One assessment."""

    items: tuple[Item, ...] = ()
    strategies: tuple[Strategy, ...] = ()

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Swot:
        """As noted. Raises ContentError."""
        items = tuple(map(Item.from_content, noted_content.entries(content, "items")))
        strategies = tuple(map(Strategy.from_content, noted_content.entries(content, "strategies")))
        return cls(items, strategies)

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return {
            "items": [item.to_content() for item in self.items],
            "strategies": [strategy.to_content() for strategy in self.strategies],
        }

    def quadrant(self, quadrant: str, view: str) -> tuple[Item, ...]:
        """The items of a quadrant in one view, in order."""
        return tuple(i for i in self.items if i.quadrant == quadrant and i.view == view)

    def labels(self) -> dict[str, str]:
        """Key of each item → what it is called: S1, S2, W1 …, counted within its view."""
        return {
            item.key: f"{quadrant}{number}"
            for view in VIEW.codes
            for quadrant in QUADRANTS
            for number, item in enumerate(self.quadrant(quadrant, view), start=1)
        }

    def pairs(self, view: str) -> tuple[Pair, ...]:
        """Every inside item with every outside one of a view, the highest score first, else in order."""
        inside = self.quadrant("S", view) + self.quadrant("W", view)
        outside = self.quadrant("O", view) + self.quadrant("T", view)
        made = [Pair(*both) for both in product(inside, outside)]
        return tuple(sorted(made, key=lambda pair: -pair.score))

    def open_pairs(self, view: str) -> tuple[Pair, ...]:
        """The pairs without a strategy, the highest score first."""
        taken = {pair for strategy in self.strategies for pair in strategy.pairs}
        return tuple(pair for pair in self.pairs(view) if pair.keys not in taken)

    def covered_pairs(self, view: str) -> tuple[tuple[Pair, Strategy], ...]:
        """The pairs that have a strategy, with it, the highest score first."""
        strategies: dict[tuple[str, str], Strategy] = {}
        for strategy in self.strategies:
            for keys in strategy.pairs:
                strategies.setdefault(keys, strategy)
        return tuple(
            (pair, strategies[pair.keys]) for pair in self.pairs(view) if pair.keys in strategies
        )

    def without_item(self, key: str) -> Swot:
        """Without an item; the pairs it was in leave their strategies, which stay."""
        return Swot(
            tuple(item for item in self.items if item.key != key),
            tuple(
                Strategy(each.key, each.text, tuple(p for p in each.pairs if key not in p))
                for each in self.strategies
            ),
        )
