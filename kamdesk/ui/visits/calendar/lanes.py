"""Visits that overlap stand side by side: which lane each one gets, and which no longer find room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Lane(NamedTuple):
    """Where one span stands: its lane, of how many, and whether it found no room."""

    place: int
    of: int
    is_hidden: bool = False


def lanes(spans: Sequence[tuple[int, int]], most: int) -> list[Lane]:
    """The lane of each of `spans` (begin, end), which come in the order of their beginnings; at most `most` of them.

    Spans that overlap, directly or through others, share their width. Where more lanes would be needed than there is
    room for, the spans beyond are hidden.
    """
    placed: list[Lane] = []
    cluster: list[int] = []
    ends: list[int] = []
    for begin, end in spans:
        if ends and begin >= max(ends):
            placed += _share(cluster, len(ends), most)
            cluster, ends = [], []
        lane = next((place for place, last in enumerate(ends) if last <= begin), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        cluster.append(lane)
    return placed + _share(cluster, len(ends), most)


def _share(cluster: Sequence[int], needed: int, most: int) -> list[Lane]:
    of = min(needed, most)
    return [Lane(min(place, of - 1), of, place >= of) for place in cluster]
