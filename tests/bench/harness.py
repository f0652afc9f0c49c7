"""Measures rows: each a thing kamdesk does, beside the least that any program would need for it, in the same run."""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Act = Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """What a row times once a round: `acts` and `floors`; `each_time` runs before each of them, untimed."""

    acts: Sequence[Act]
    floors: Sequence[Act] = ()
    each_time: Act | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table. `prepare` gets the room and gives what is to be timed."""

    name: str
    prepare: Callable[[Any], Pair]
    ratio: float | None = None
    """At most so many times the floor (medians)."""
    milliseconds: float | None = None
    """95 of 100 acts take at most this."""
    rounds: int = 5


@dataclass
class Result:
    """What was measured, in milliseconds."""

    name: str
    median: float
    p95: float
    floor: float | None
    goals: list[str] = field(default_factory=list)
    reached: bool = True

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return self.median / self.floor if self.floor else None


def measure(row: Row, room: Any) -> Result:
    """Times `row`: the floor and the act take turns, so that a busy machine slows both."""
    pair = row.prepare(room)
    times: list[float] = []
    floors: list[float] = []
    for _round in range(row.rounds):
        for floor in pair.floors:
            if pair.each_time is not None:
                pair.each_time()
            floors.append(_time(floor))
        for act in pair.acts:
            if pair.each_time is not None:
                pair.each_time()
            times.append(_time(act))
    result = Result(
        row.name,
        statistics.median(times),
        sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)],
        statistics.median(floors) if floors else None,
    )
    if row.ratio is not None and result.ratio is not None:
        result.goals.append(f"≤ {row.ratio} ×")
        result.reached &= result.ratio <= row.ratio
    if row.milliseconds is not None:
        result.goals.append(f"p95 ≤ {row.milliseconds:g} ms")
        result.reached &= result.p95 <= row.milliseconds
    return result


def _time(act: Act) -> float:
    """Milliseconds that `act` takes, or says it took (an act that watches another process answers a float)."""
    gc.collect()
    begun = time.perf_counter()
    said = act()
    if isinstance(said, float):
        return said
    return (time.perf_counter() - begun) * 1000


def table(results: Sequence[Result]) -> str:
    """All results as a table for people."""
    lines = [f"{'what':46} {'floor':>10} {'median':>10} {'p95':>10} {'ratio':>7}  goal"]
    for each in results:
        floor = f"{each.floor:10.2f}" if each.floor is not None else f"{'–':>10}"
        ratio = f"{each.ratio:6.2f}×" if each.ratio is not None else f"{'–':>7}"
        goal = " and ".join(each.goals)
        mark = "ok" if each.reached else "MISSED"
        lines.append(
            f"{each.name:46} {floor} {each.median:10.2f} {each.p95:10.2f} {ratio}  {goal:24} {mark}"
        )
    return "\n".join(lines)


def write_json(results: Sequence[Result], file: Path) -> None:
    """The same for programs."""
    rows = [
        {
            "name": each.name,
            "floor_ms": each.floor,
            "median_ms": each.median,
            "p95_ms": each.p95,
            "ratio": each.ratio,
            "goals": each.goals,
            "reached": each.reached,
        }
        for each in results
    ]
    file.write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=2), encoding="utf-8")
