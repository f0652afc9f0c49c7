"""Where things stand in a week: how wide each day is, visits side by side, chips below."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QRect

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.visits.calendar.entries import Item
from kamdesk.ui.visits.calendar.lanes import lanes
from kamdesk.ui.visits.calendar.paint_entry import chip_width

HOUR = 56
LEAST_HEIGHT = 18
_NARROW, _PART = 30, 0.6
"""Pixels of a weekend day without a visit, and the share of an ordinary column it gets with one."""
_LEAST_LANE = 40
_MARK = (26, 16)
_CHIP, _CHIP_LINES, _CHIP_GAP = 24, 2, 6


def columns(
    days: Sequence[date], off: Collection[date], busy: Collection[date], width: int, gutter: int
) -> list[tuple[int, int]]:
    """Left edge and width of each day: weekend days that are off are narrow while nothing is on them."""
    shares = [
        1.0 if day.weekday() < 5 or day not in off else _PART if day in busy else 0.0
        for day in days
    ]
    unit = (width - gutter - _NARROW * shares.count(0.0)) / max(sum(shares), 1)
    left = float(gutter)
    found = []
    for share in shares:
        right = left + (share * unit if share else _NARROW)
        found.append((round(left), round(right) - round(left)))
        left = right
    return found


def day(
    items: Sequence[Item], on: date, column: QRect, y_of: Callable[[int], int]
) -> tuple[dict[int, QRect], list[tuple[QRect, int]]]:
    """Row → where it stands of the visits of one day that have a time; marks where some found no room, and how many."""
    rows = [
        row
        for row, item in enumerate(items)
        if item.entry is not None and item.entry.day == on and item.start is not None
    ]
    least = LEAST_HEIGHT * 60 // HOUR
    starts = [items[row].start or 0 for row in rows]
    spans = [
        (start, max(items[row].end or 0, start + least))
        for row, start in zip(rows, starts, strict=True)
    ]
    inner = column.adjusted(1, 0, -3, 0)
    found: dict[int, QRect] = {}
    hidden: dict[int, int] = {}
    """Hour → visits that begin in it and found no room."""
    places = lanes(spans, max(inner.width() // _LEAST_LANE, 1))
    for row, (start, end), place in zip(rows, spans, places, strict=True):
        if place.is_hidden:
            hidden[start // 60] = hidden.get(start // 60, 0) + 1
            continue
        width = inner.width() / place.of
        left = inner.left() + round(place.place * width)
        right = inner.left() + round((place.place + 1) * width)
        found[row] = QRect(left, y_of(start), right - left - 1, y_of(end) - y_of(start) - 1)
    width, height = _MARK
    return found, [
        (QRect(inner.right() - width, y_of(hour * 60) + 3, width, height), count)
        for hour, count in hidden.items()
    ]


@dataclass
class Chips:
    """Row → place of what has no time, from the top of the band; how high that is; what found no room."""

    rects: dict[int, QRect] = field(default_factory=dict)
    height: int = 0
    beyond: list[Item] = field(default_factory=list)


def chips(items: Sequence[Item], width: int) -> Chips:
    """Chips one after the other in two lines at most."""
    rows = [row for row, item in enumerate(items) if item.start is None]
    made = Chips()
    if not rows:
        return made
    begin = theme.SPACE_3 + theme.text_width(_("No time yet"), bold=True) + theme.SPACE_3
    left, line = begin, 0
    for number, row in enumerate(rows):
        needed = min(chip_width(items[row]), width - begin - theme.SPACE_3)
        is_last = line == _CHIP_LINES - 1
        if left + needed > width - theme.SPACE_3 - (40 if is_last else 0):
            if is_last:
                made.beyond = [items[each] for each in rows[number:]]
                break
            left, line = begin, line + 1
        top = theme.SPACE_2 + line * (_CHIP + _CHIP_GAP)
        made.rects[row] = QRect(left, top, needed, _CHIP)
        left += needed + theme.SPACE_2
    made.height = (line + 1) * (_CHIP + _CHIP_GAP) + theme.SPACE_3
    return made
