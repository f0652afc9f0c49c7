"""雷达图: the four elements of the barrel, scored for us and for each competitor (methods.md 3.3).

The weakest axis decides. The area is never used: it depends on the order of the axes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.terms import Term
from kamdesk.work.analysis import content as noted_content
from kamdesk.work.analysis.content import noted
from kamdesk.work.analysis.elements import AXES, AXIS_TERMS, SUB_TERMS

FULL = 10
SUB_FULL = 2
WHOLE_WEIGHT = 100


@dataclass(frozen=True)
class SubItem:
    """One of the questions behind an axis; without own words it is called as shipped."""

    key: str
    own_text: str = ""

    @property
    def title(self) -> str:
        """In the language in use."""
        return self.own_text or str(SUB_TERMS.get(self.key, Term(self.key, self.key)))


@dataclass(frozen=True)
class Axis:
    """One element with its weight in % and its sub-items."""

    key: str
    weight: int
    subs: tuple[SubItem, ...] = ()
    own_name: str = ""

    @property
    def title(self) -> str:
        """In the language in use."""
        return self.own_name or str(AXIS_TERMS.get(self.key, Term(self.key, self.key)))

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Axis:
        """As noted."""
        subs = tuple(
            SubItem(noted_content.text(sub, "key"), noted_content.text(sub, "text"))
            for sub in noted_content.entries(content, "subs")
        )
        return cls(
            noted_content.text(content, "key"),
            noted_content.number_or(content, "weight", 0, WHOLE_WEIGHT, 0),
            subs,
            noted_content.text(content, "name"),
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        subs = tuple(noted(key=sub.key, text=sub.own_text) for sub in self.subs)
        return noted(key=self.key, weight=self.weight, subs=subs, name=self.own_name)


@dataclass(frozen=True)
class Mark:
    """How somebody stands on an axis: points 0–2 for each sub-item, or a score 0–10 as a whole."""

    score: int | None = None
    points: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Mark:
        """As noted."""
        points = noted_content.table(content, "points")
        return cls(
            noted_content.number(content, "score", 0, FULL),
            {key: noted_content.number_or(points, key, 0, SUB_FULL, 0) for key in points},
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return noted(score=self.score, points=dict(self.points))


@dataclass(frozen=True)
class Player:
    """Us (empty `uid`), or a competitor by its uid, with its marks by key of the axis."""

    uid: str = ""
    name: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Player:
        """As noted."""
        marks = noted_content.table(content, "marks")
        return cls(
            noted_content.text(content, "uid"),
            noted_content.text(content, "name"),
            {key: Mark.from_content(noted_content.table(marks, key)) for key in marks},
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        marks = {key: mark.to_content() for key, mark in self.marks.items()}
        return noted(uid=self.uid, name=self.name, marks=marks)

    def with_mark(self, axis: str, mark: Mark) -> Player:
        """The same with another mark on an axis."""
        return Player(self.uid, self.name, {**self.marks, axis: mark})


@dataclass(frozen=True)
class Gap:
    """Us against the best competitor on an axis; None where a side is not scored. `rival` is its name."""

    axis: Axis
    ours: Decimal | None
    best: Decimal | None
    rival: str
    gap: Decimal | None


@dataclass(frozen=True)
class Change:
    """An axis last time and now; without an axis it is the weighted total."""

    axis: Axis | None
    before: Decimal | None
    now: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """Now less before, where both are known."""
        return None if self.before is None or self.now is None else self.now - self.before


def shipped_axes() -> tuple[Axis, ...]:
    """The four elements with five sub-items each, weighed 30/30/25/15."""
    return tuple(
        Axis(each.key, each.weight, tuple(SubItem(key) for key, _term in each.subs))
        for each in AXES
    )


@dataclass(frozen=True)
class Radar:
    """One assessment."""

    axes: tuple[Axis, ...] = field(default_factory=shipped_axes)
    ours: Player = field(default_factory=Player)
    rivals: tuple[Player, ...] = ()

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Radar:
        """As noted; without axes the four elements. Raises ContentError."""
        axes = tuple(map(Axis.from_content, noted_content.entries(content, "axes")))
        return cls(
            axes or shipped_axes(),
            Player.from_content(noted_content.table(content, "ours")),
            tuple(map(Player.from_content, noted_content.entries(content, "rivals"))),
        )

    def to_content(self) -> dict[str, Any]:
        """What is noted."""
        return {
            "axes": [axis.to_content() for axis in self.axes],
            "ours": self.ours.to_content(),
            "rivals": [rival.to_content() for rival in self.rivals],
        }

    def score(self, player: Player, axis: Axis) -> Decimal | None:
        """0–10 of `player` on `axis`: the sub-items brought to ten when every one is answered, else the whole score.

        None: not scored yet, or only some sub-items are.
        """
        mark = player.marks.get(axis.key)
        if mark is None:
            return None
        if mark.points:
            if any(sub.key not in mark.points for sub in axis.subs) or not axis.subs:
                return None
            points = sum(mark.points[sub.key] for sub in axis.subs)
            return Decimal(points * FULL) / (SUB_FULL * len(axis.subs))
        return None if mark.score is None else Decimal(mark.score)

    def scores(self, player: Player) -> tuple[Decimal | None, ...]:
        """The scores of `player` in the order of the axes."""
        return tuple(self.score(player, axis) for axis in self.axes)

    def total(self, player: Player) -> Decimal | None:
        """Σ weight × score of `player`; None when an axis is missing."""
        scores = self.scores(player)
        weight = sum(axis.weight for axis in self.axes)
        if not weight or None in scores:
            return None
        weighed = (
            axis.weight * score
            for axis, score in zip(self.axes, scores, strict=True)
            if score is not None
        )
        return sum(weighed, Decimal(0)) / weight

    def unscored_axes(self) -> tuple[str, ...]:
        """Titles of the axes on which we have no score."""
        return tuple(axis.title for axis in self.axes if self.score(self.ours, axis) is None)

    def gaps(self) -> tuple[Gap, ...]:
        """Us against the best competitor, axis by axis."""
        return tuple(map(self._gap, self.axes))

    def _gap(self, axis: Axis) -> Gap:
        ours = self.score(self.ours, axis)
        best, name = None, ""
        for rival in self.rivals:
            theirs = self.score(rival, axis)
            if theirs is not None and (best is None or theirs > best):
                best, name = theirs, rival.name
        gap = None if ours is None or best is None else ours - best
        return Gap(axis, ours, best, name, gap)

    def short_board(self) -> Gap | None:
        """The axis on which we are weakest, of equals the one further behind; None while an axis is missing."""
        gaps = self.gaps()
        if not gaps or any(each.ours is None for each in gaps):
            return None
        return min(gaps, key=lambda each: (each.ours or Decimal(0), each.gap or Decimal(0)))

    def compared_with(self, last: Radar) -> tuple[Change, ...]:
        """Our scores last time and now, axis by axis, the weighted total at the end."""
        before = {axis.key: last.score(last.ours, axis) for axis in last.axes}
        rows = [
            Change(axis, before.get(axis.key), self.score(self.ours, axis)) for axis in self.axes
        ]
        return (*rows, Change(None, last.total(last.ours), self.total(self.ours)))

    def with_rival(self, uid: str, name: str) -> Radar:
        """With a competitor more; one that is there already stays as it is."""
        if any(rival.uid == uid for rival in self.rivals):
            return self
        return Radar(self.axes, self.ours, (*self.rivals, Player(uid, name)))

    def with_player(self, player: Player) -> Radar:
        """With other marks of us or of a competitor that is there."""
        if not player.uid:
            return Radar(self.axes, player, self.rivals)
        rivals = tuple(player if rival.uid == player.uid else rival for rival in self.rivals)
        return Radar(self.axes, self.ours, rivals)

    def with_weights(self, weights: Mapping[str, int]) -> Radar:
        """With other weights in %, by key of the axis. Raises RuleError unless they make 100."""
        axes = tuple(
            Axis(axis.key, weights.get(axis.key, axis.weight), axis.subs, axis.own_name)
            for axis in self.axes
        )
        whole = sum(axis.weight for axis in axes)
        if whole != WHOLE_WEIGHT or any(axis.weight < 0 for axis in axes):
            raise RuleError(
                _("The weights add up to {sum} %; they have to make 100 %.").format(sum=whole),
                field="weight",
            )
        return Radar(axes, self.ours, self.rivals)
