"""三角分析: customer, competitor and self by the customer's decision criteria (methods.md 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kamdesk.model.terms import Vocabulary, choice
from kamdesk.work.analysis import content as noted_content
from kamdesk.work.analysis.content import new_key, noted

FULL = 5
HIGHEST_WEIGHT = 5
USUAL_WEIGHT = 3
HEAVY_FROM = 4
LIGHT_TO = 2

VERDICT = Vocabulary(
    "verdict",
    choice("selling_point", "Selling point", "卖点"),
    choice("short_board", "Weak spot", "短板"),
    choice("contested", "Contested", "胶着"),
    choice("surplus", "More than they want", "过剩优势"),
)


@dataclass(frozen=True)
class Criterion:
    """What the customer decides by: weight 1–5; how we and each rival (by uid) meet it, 0–5, None while unknown."""

    key: str
    text: str
    weight: int = USUAL_WEIGHT
    ours: int | None = None
    rivals: Mapping[str, int] = field(default_factory=dict)

    @property
    def advantage(self) -> int | None:
        """Ours less the best rival's; None while ours or all of theirs are unknown."""
        if self.ours is None or not self.rivals:
            return None
        return self.ours - max(self.rivals.values())

    @property
    def verdict(self) -> str:
        """The code of VERDICT; empty where nothing follows."""
        advantage = self.advantage
        if advantage is None:
            return ""
        if self.weight >= HEAVY_FROM:
            if advantage == 0:
                return "contested"
            return "selling_point" if advantage > 0 else "short_board"
        return "surplus" if self.weight <= LIGHT_TO and advantage > 0 else ""

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Criterion:
        """As noted."""
        rivals = noted_content.table(content, "rivals")
        return cls(
            noted_content.text(content, "key") or new_key(),
            noted_content.text(content, "text"),
            noted_content.number_or(content, "weight", 1, HIGHEST_WEIGHT, USUAL_WEIGHT),
            noted_content.number(content, "ours", 0, FULL),
            {uid: noted_content.number_or(rivals, uid, 0, FULL, 0) for uid in rivals},
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return noted(
            key=self.key,
            text=self.text,
            weight=self.weight,
            ours=self.ours,
            rivals=dict(self.rivals),
        )


@dataclass(frozen=True)
class Corner:
    """A competitor's corner, or (without `uid`) ours: how things stand between it and the customer."""

    uid: str = ""
    name: str = ""
    relation: str = ""

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Corner:
        """As noted."""
        return cls(*(noted_content.text(content, name) for name in ("uid", "name", "relation")))

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return noted(uid=self.uid, name=self.name, relation=self.relation)


@dataclass(frozen=True)
class Triangle:
    """One assessment."""

    needs: str = ""
    """What the customer needs, in words."""
    criteria: tuple[Criterion, ...] = ()
    ours: Corner = field(default_factory=Corner)
    rivals: tuple[Corner, ...] = ()

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Triangle:
        """As noted. Raises ContentError."""
        return cls(
            noted_content.text(content, "needs"),
            tuple(map(Criterion.from_content, noted_content.entries(content, "criteria"))),
            Corner.from_content(noted_content.table(content, "ours")),
            tuple(map(Corner.from_content, noted_content.entries(content, "rivals"))),
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return {
            **noted(needs=self.needs),
            "criteria": [criterion.to_content() for criterion in self.criteria],
            "ours": self.ours.to_content(),
            "rivals": [rival.to_content() for rival in self.rivals],
        }

    def fit(self, uid: str = "") -> Decimal | None:
        """Σ weight × score / Σ weight × 5 of us, or of the rival `uid`; None while a score is missing."""
        weighed = whole = 0
        for criterion in self.criteria:
            score = criterion.rivals.get(uid) if uid else criterion.ours
            if score is None:
                return None
            weighed += criterion.weight * score
            whole += criterion.weight * FULL
        return Decimal(weighed) / whole if whole else None
