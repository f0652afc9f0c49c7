"""The demonstration's analyses of projects: radar then and now, SWOT with strategies, fishbone, triangle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kamdesk.model.analysis import Analysis
from kamdesk.work.analysis.elements import AXES
from kamdesk.work.analysis.fishbone import Cause, Fishbone
from kamdesk.work.analysis.radar import Mark, Player, Radar
from kamdesk.work.analysis.swot import Item, Strategy, Swot
from kamdesk.work.analysis.triangle import Corner, Criterion, Triangle
from kamdesk.work.demo_sales import Deal, Sales

_ANALYSED, _STRATEGY = 4, 5
"""From so many stages left on, a project has been analysed, and has strategies."""

Told = Mapping[str, Any]


def add_analyses(sales: Sales, deal: Deal, own: Told, usual: Told, left: int) -> None:
    """Adds what is told of this project, and what the gates it has passed ask for."""
    session = sales.office.session
    rivals = _rivals(sales, deal)
    day = _day_of_analysis(sales, deal)
    for radar in own.get("radars", ()):
        made = _radar(
            radar["ours"], [(rivals[name], marks) for name, marks in radar["rivals"].items()]
        )
        session.add(_noted(deal, "radar", made.to_content(), sales.ago(radar["ago"])))
    if left >= _ANALYSED and "radars" not in own:
        made = _radar(
            usual["radar"]["ours"],
            [(player, usual["radar"]["rivals"]) for player in rivals.values()],
        )
        session.add(_noted(deal, "radar", made.to_content(), day))
    if left >= _ANALYSED or "swot" in own:
        session.add(_noted(deal, "swot", _swot(own, usual, day, left).to_content(), day))
    if "fishbone" in own:
        told = own["fishbone"]
        bones = Fishbone(effect=told["effect"], causes=tuple(_causes(told["causes"])))
        on = deal.record.closed_on or day
        session.add(
            _noted(deal, "fishbone", bones.to_content(), min(on + timedelta(days=3), sales.office.day), told["effect"])
        )  # fmt: skip
    if "triangle" in own:
        triangle = _triangle(own["triangle"], list(rivals.values()))
        session.add(_noted(deal, "triangle", triangle.to_content(), day))


def _day_of_analysis(sales: Sales, deal: Deal) -> date:
    """A few days after it came into the stage of analysis."""
    entered = deal.stages[min(_ANALYSED - 1, len(deal.stages) - 1)][0]
    return min(entered + timedelta(days=5), sales.office.day)


def _noted(
    deal: Deal, kind: str, content: dict[str, Any], on: date, label: str | None = None
) -> Analysis:
    return Analysis(
        subject_kind="Opportunity", subject_id=deal.record.id, kind=kind, on=on, by_id=deal.record.owner_id,
        label=label, content=content,
    )  # fmt: skip


def _rivals(sales: Sales, deal: Deal) -> dict[str, Player]:
    """Name of each competitor in the deal → it, without marks."""
    names = [part.split(":")[0] for part in filter(None, deal.row["competitors"].split("|"))]
    return {name: Player(sales.competitors[name].uid, name) for name in names}


def _radar(ours: Sequence[int], rivals: Sequence[tuple[Player, Sequence[int]]]) -> Radar:
    def marked(player: Player, marks: Sequence[int]) -> Player:
        scores = {axis.key: Mark(score) for axis, score in zip(AXES, marks, strict=True)}
        return Player(player.uid, player.name, scores)

    return Radar(
        ours=marked(Player(), ours),
        rivals=tuple(marked(player, marks) for player, marks in rivals),
    )


def _swot(own: Told, usual: Told, day: date, left: int) -> Swot:
    told = own if "swot" in own else usual
    items = [
        *_items(told["swot"], "relation", day),
        *_items(own.get("market_swot", ()), "market", day),
    ]
    strategies = told["strategies"] if left >= _STRATEGY or "swot" in own else ()
    return Swot(
        tuple(items),
        tuple(
            Strategy(f"{inside}{outside}", text, ((inside, outside),))
            for inside, outside, text in strategies
        ),
    )


def _items(rows: Sequence[Sequence[Any]], view: str, day: date) -> Iterator[Item]:
    counted: dict[str, int] = {}
    for quadrant, text, weight in rows:
        counted[quadrant] = counted.get(quadrant, 0) + 1
        key = f"{quadrant}{counted[quadrant]}" + ("" if view == "relation" else "m")
        yield Item(key, quadrant, text, weight, view, day)


def _causes(rows: Sequence[Sequence[Any]]) -> Iterator[Cause]:
    for bone, text, key, parent, is_root, votes in rows:
        yield Cause(key, text, bone, parent, is_root, votes)


def _triangle(told: Told, rivals: Sequence[Player]) -> Triangle:
    criteria = tuple(
        Criterion(
            f"k{place}", text, weight, ours,
            {rival.uid: score for rival, score in zip(rivals, scores, strict=False)},
        )
        for place, (text, weight, ours, *scores) in enumerate(told["criteria"], 1)
    )  # fmt: skip
    corners = tuple(Corner(each.uid, each.name) for each in rivals)
    return Triangle(told["needs"], criteria, Corner(), corners)
