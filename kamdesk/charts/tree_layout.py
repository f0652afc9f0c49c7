"""Where people stand in the tree: each above the middle of those who report to them, as narrow as that allows.

Where that gets too wide, those below a certain level hang under each other like the entries of a list, so that sixty
people stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

WIDTH, HEIGHT = 184, 100
GAP_X, GAP_Y = 40, 50
STEP_X, STEP_Y = WIDTH + GAP_X, HEIGHT + GAP_Y
INDENT = 34
"""px that somebody hangs to the right of whom they report to."""
_HANG_X, _HANG_Y = INDENT / STEP_X, (HEIGHT + 18) / STEP_Y
_ROW_WIDTH = 6
"""So many steps are wide enough for a window; trees and lone people fill rows of about so many."""
_WINDOW = 1.6
"""Width of a window in its height."""
_LIST_SIZES, _STACK_HEIGHTS = (0, 4, 8, 14), (1, 3, 5, 8)
"""What is tried: parts of so many people hang as a list; people without anybody below stand in stacks so high."""

Places = dict[int, tuple[float, float]]
Below = dict[int | None, list[int]]


def arrange(people: Iterable[tuple[int, int | None]]) -> dict[int, tuple[int, int]]:
    """(id, superior or None) in order → px of the upper left corner, from 0, 0. Circles do not occur."""
    known = dict(people)
    below: Below = {}
    for each, superior in known.items():
        below.setdefault(superior if superior in known else None, []).append(each)
    best = _arranged(below, 0, 1)
    if _width(best) > _ROW_WIDTH:
        ways = [_arranged(below, size, high) for size in _LIST_SIZES for high in _STACK_HEIGHTS]
        best = max(ways, key=_scale)
    left = min((x for x, _y in best.values()), default=0.0)
    return {each: (round((x - left) * STEP_X), round(y * STEP_Y)) for each, (x, y) in best.items()}


def _width(places: Places) -> float:
    across = [x for x, _y in places.values()]
    return max(across) - min(across) + 1 if across else 0.0


def _scale(places: Places) -> float:
    """How large it can be shown in a window."""
    height = max((y for _x, y in places.values()), default=0.0) + 1
    return min(_WINDOW / (_width(places) * STEP_X), 1 / (height * STEP_Y))


def _arranged(below: Below, list_size: int, stack_height: int) -> Places:
    roots = below.get(None, [])
    trees = [_tree(each, below, list_size, stack_height) for each in roots if below.get(each)]
    alone = [each for each in roots if not below.get(each)]
    wide = max([_ROW_WIDTH, *(_width(tree) for tree in trees)])
    places: Places = {}
    top = _stack(trees, places, wide)
    if places and _set_beside(alone, places, int(top)):
        return places
    columns = max(int(wide), round((len(alone) * _WINDOW * STEP_Y / STEP_X) ** 0.5))
    for place, each in enumerate(alone):
        row, column = divmod(place, columns)
        places[each] = (float(column), top + row)
    return places


def _set_beside(alone: Sequence[int], places: Places, rows: int) -> bool:
    """Sets lone people at the right of the trees, from below and where there is room; False when it gets too wide."""
    spots: list[tuple[float, float]] = []
    column = max(x for x, _y in places.values())
    while len(spots) < len(alone):
        taken = [*places.values(), *spots]
        spots += [
            (column, float(row))
            for row in reversed(range(rows))
            if not any(abs(row - y) < _HANG_Y and column - x < 1 for x, y in taken)
        ]
        column += 1
        if column > _ROW_WIDTH:
            return False
    places |= dict(zip(alone, spots, strict=False))
    return True


def _stack(trees: Sequence[Places], places: Places, wide: float) -> float:
    """Sets trees beside each other, and further ones below when the row is full; answers the next free row."""
    top, row_height, right = 0.0, 0.0, 0.0
    for tree in trees:
        left = min(x for x, _y in tree.values())
        width = _width(tree)
        if right and right + width > wide:
            top, row_height, right = top + row_height, 0.0, 0.0
        for each, (x, y) in tree.items():
            places[each] = (x - left + right, y + top)
        row_height = max(row_height, 1 + max(y for _x, y in tree.values()))
        right += width
    return top + row_height


def _tree(root: int, below: Below, list_size: int, stack_height: int) -> Places:
    """One tree in steps of a node, the root at 0, 0."""
    if 1 < _size(root, below) <= list_size:
        return _list(root, below)
    children = below.get(root, [])
    leaves = [each for each in children if not below.get(each)]
    parts = [
        _tree(each, below, list_size, stack_height)
        for each in children
        if stack_height == 1 or each not in leaves
    ]
    if stack_height > 1:
        for start in range(0, len(leaves), stack_height):
            stack = leaves[start : start + stack_height]
            parts.append({each: (0.0, place * _HANG_Y) for place, each in enumerate(stack)})
    places: Places = {root: (0.0, 0.0)}
    placed: list[Places] = []
    heads: list[float] = []
    for part in parts:
        shift = _shift(placed, part)
        heads.append(shift)
        placed.append({each: (x + shift, y) for each, (x, y) in part.items()})
    middle = (min(heads) + max(heads)) / 2 if heads else 0.0
    for part in placed:
        places |= {each: (x - middle, y + 1) for each, (x, y) in part.items()}
    return places


def _size(root: int, below: Below) -> int:
    return 1 + sum(_size(each, below) for each in below.get(root, []))


def _list(root: int, below: Below) -> Places:
    """Everybody below each other, indented by level."""
    places: Places = {}

    def add(each: int, depth: int) -> None:
        places[each] = (depth * _HANG_X, len(places) * _HANG_Y)
        for child in below.get(each, []):
            add(child, depth + 1)

    add(root, 0)
    return places


def _shift(placed: Sequence[Places], part: Places) -> float:
    """How far `part` goes to the right so that no card touches one already placed."""
    needed = [
        there_x + 1 - x
        for one in placed
        for there_x, there_y in one.values()
        for x, y in part.values()
        if abs(there_y - y) < _HANG_Y
    ]
    return max(needed, default=0.0)
