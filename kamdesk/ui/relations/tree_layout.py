"""Where people stand in the tree: each above the middle of those who report to them, as narrow as that allows.

Many who report to one person and have nobody below stand in rows, so that sixty people stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

WIDTH, HEIGHT = 184, 100
GAP_X, GAP_Y = 40, 50
STEP_X, STEP_Y = WIDTH + GAP_X, HEIGHT + GAP_Y
_MOST_BESIDE = 4
"""So many without anybody below stand in one row; more fill rows of an even number, so that the line runs between."""
_ROW_WIDTH = 6
"""Trees and lone people fill rows of about so many."""

Places = dict[int, tuple[float, float]]


def arrange(people: Iterable[tuple[int, int | None]]) -> dict[int, tuple[int, int]]:
    """(id, superior or None) in order → px of the upper left corner, from 0, 0. Circles do not occur."""
    below: dict[int | None, list[int]] = {}
    known = dict(people)
    for each, superior in known.items():
        below.setdefault(superior if superior in known else None, []).append(each)
    roots = below.get(None, [])
    trees = [_tree(each, below) for each in roots if below.get(each)]
    alone = [each for each in roots if not below.get(each)]
    places: Places = {}
    top = _stack(trees, places)
    for place, each in enumerate(alone):
        row, column = divmod(place, _ROW_WIDTH)
        places[each] = (column, top + row)
    left = min((x for x, _y in places.values()), default=0)
    return {
        each: (round((x - left) * STEP_X), round(y * STEP_Y)) for each, (x, y) in places.items()
    }


def _stack(trees: Sequence[Places], places: Places) -> int:
    """Sets trees beside each other, and further ones below when the row is full; answers the next free row."""
    top, row_height, right = 0, 0, 0.0
    for tree in trees:
        left = min(x for x, _y in tree.values())
        width = max(x for x, _y in tree.values()) - left + 1
        if right and right + width > max(_ROW_WIDTH, width):
            top, row_height, right = top + row_height, 0, 0.0
        for each, (x, y) in tree.items():
            places[each] = (x - left + right, y + top)
        row_height = max(row_height, 1 + round(max(y for _x, y in tree.values())))
        right += width
    return top + row_height


def _tree(root: int, below: dict[int | None, list[int]]) -> Places:
    """One tree in steps of a node, the root at 0, 0."""
    children = below.get(root, [])
    leaves = [each for each in children if not below.get(each)]
    parts: list[Places] = []
    if len(leaves) > _MOST_BESIDE:
        parts = [_tree(each, below) for each in children if below.get(each)]
        parts.append(_rows(leaves))
    else:
        parts = [_tree(each, below) for each in children]
    places: Places = {root: (0.0, 0.0)}
    placed: list[Places] = []
    for part in parts:
        shift = _shift(placed, part)
        placed.append({each: (x + shift, y + 1) for each, (x, y) in part.items()})
    heads = [x for part in placed for x, y in part.values() if y == 1]
    middle = (min(heads) + max(heads)) / 2 if heads else 0.0
    for part in placed:
        places |= {each: (x - middle, y) for each, (x, y) in part.items()}
    return places


def _rows(leaves: Sequence[int]) -> Places:
    columns = 4 if len(leaves) > 6 else 2
    if len(leaves) > 24:
        columns = 2 * ceil(len(leaves) / 12)
    return {
        each: (float(place % columns), float(place // columns)) for place, each in enumerate(leaves)
    }


def _shift(placed: Sequence[Places], part: Places) -> float:
    """How far `part` goes to the right so that it touches nothing already placed, in any row."""
    right: dict[float, float] = {}
    for one in placed:
        for x, y in one.values():
            right[y - 1] = max(right.get(y - 1, x), x)
    rows: dict[float, float] = {}
    for x, y in part.values():
        rows[y] = min(rows.get(y, x), x)
    needed = [right[y] + 1 - left for y, left in rows.items() if y in right]
    return max(needed, default=0.0)
