"""A place in a calendar, and what is being dragged from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from kamdesk.ui import theme
from kamdesk.ui.visits.calendar.entries import Item, clock, weekday
from kamdesk.ui.widgets import paint

STEP = 15
"""Minutes that a dragged visit snaps to."""


@dataclass(frozen=True)
class Spot:
    """A place in the calendar: a day, and where the calendar has hours, minutes of it."""

    day: date
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Drag:
    """What is under way: an item, or new ground for `item` None, from where to where it would go."""

    item: Item | None
    press: QPoint
    origin: Spot
    target: Spot
    grip: str = "move"
    """move, end (its end alone), new (ground for a plan)."""
    is_moving: bool = False
    """Only once the pointer has left the place where it was pressed."""


def words(target: Spot) -> str:
    """A place in words, as shown beside what is dragged there."""
    day = f"{weekday(target.day)} {target.day:%m-%d}"
    if target.start is None:
        return day
    end = target.end if target.end is not None else target.start
    return f"{day} {clock(target.start)}–{clock(end)}"


def paint_words(painter: QPainter, target: Spot, rect: QRect, within: QRect) -> None:
    """The words of a place above `rect`, kept inside `within`."""
    said = words(target)
    box = QRect(0, 0, theme.text_width(said, theme.TEXT_SMALL, bold=True) + 12, 20)
    box.moveBottomLeft(rect.topLeft() + QPoint(0, -3))
    inside = within.adjusted(2, 2, -2, -2)
    box.moveLeft(max(min(box.left(), inside.right() - box.width()), inside.left()))
    box.moveTop(max(box.top(), inside.top()))
    paint.rounded(painter, box.toRectF(), theme.RADIUS, theme.color("accent"))
    paint.text(painter, box, said, "on_accent", theme.TEXT_SMALL, bold=True, align=paint.CENTER)
