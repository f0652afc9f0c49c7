"""Causes as a fish: spine and head, a bone for each group, every cause on its own twig; it grows with its causes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from kamdesk.charts.style import SMALL, TEXT, Look, figure, headed, mark, says_nothing, sheet
from kamdesk.charts.text import shortened, width_of, wrapped

_TWIG = 15.0
"""Points between two twigs of a bone."""
_INDENT = 14.0
"""By how much a cause of a cause begins further right."""
_BELOW = "└ "
"""Before a cause of the cause above it."""
_SLANT = 0.5
"""How far a bone leans back for each point it rises."""
_HEAD = 128.0
_WIDEST, _NARROWEST = 190.0, 108.0
"""Room for the words of a bone, in points."""


@dataclass(frozen=True)
class Cause:
    """`depth` 1 to 3; causes stand below what they cause."""

    key: str
    text: str
    depth: int = 1
    is_root: bool = False


@dataclass(frozen=True)
class Bone:
    """A group of causes."""

    key: str
    name: str
    causes: Sequence[Cause] = ()


@dataclass(frozen=True)
class Data:
    """`head` is the effect, `below` what stands under it in the head."""

    head: str
    bones: Sequence[Bone]
    below: Sequence[str] = ()
    title: str = ""
    beside: str = ""
    empty: str = ""


def size(data: Data) -> tuple[float, float]:
    """The inches at which nothing has to be shortened or set closer."""
    columns = _columns(data.bones)
    rows = max((len(each.causes) for each in data.bones), default=0)
    wide = sum(_room(pair) for pair in columns) + _HEAD + 60
    high = 2 * (max(rows, 2) * _TWIG + 54) + (34 if data.title else 12)
    return max(wide, 400) / 72, max(high, 180) / 72


def draw(data: Data, look: Look, width: float = 8.6, height: float = 3.2) -> Figure:
    """The fish in so many inches; longer words than have room end in an ellipsis; pointing says the whole."""
    made = figure(width, height, look)
    if not any(bone.causes for bone in data.bones):
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    right, low = on.get_xlim()[1], on.get_ylim()[0]
    top = 34.0 if data.title else 10.0
    spine = (top + low) / 2
    head = right - _HEAD - 12
    on.annotate(
        "", (head, spine), (14, spine),
        arrowprops={"arrowstyle": "-|>", "color": look.text, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip
    _head(on, data, look, head, spine)
    columns = _columns(data.bones)
    wanted = [_room(pair) for pair in columns]
    share = min((head - 30) / sum(wanted), 1.25)
    x = 14.0
    for pair, room in zip(columns, wanted, strict=True):
        x += room * share
        for bone, above in zip(pair, (True, False), strict=False):
            limit = (spine - top - 8) if above else (low - spine - 8)
            _bone(on, bone, look, (x, spine), room * share, limit, -1 if above else 1)
    return made


def _columns(bones: Sequence[Bone]) -> list[tuple[Bone, ...]]:
    """Bones in pairs, one above the spine and one below; the first three above, as the eye reads them."""
    half = (len(bones) + 1) // 2
    above, below = bones[:half], bones[half:]
    return [
        (bone, below[place]) if place < len(below) else (bone,) for place, bone in enumerate(above)
    ]


def _room(pair: Sequence[Bone]) -> float:
    longest = max(
        (
            width_of(cause.text) + (cause.depth - 1) * _INDENT + (12 if cause.is_root else 0)
            for bone in pair
            for cause in bone.causes
        ),
        default=0.0,
    )
    rows = max(len(bone.causes) for bone in pair)
    lean = rows * _TWIG * _SLANT
    return min(max(longest, _NARROWEST), _WIDEST) + lean + 22


def _bone(
    on: Axes,
    bone: Bone,
    look: Look,
    foot: tuple[float, float],
    room: float,
    limit: float,
    way: int,
) -> None:
    """`way` −1 rises above the spine, 1 hangs below it."""
    rows = max(len(bone.causes), 1)
    twig = min(_TWIG * 1.6, (limit - 44) / (rows + 0.2))
    high = min(limit - 24, rows * twig + 20)
    lean = high * _SLANT
    tip = (foot[0] - lean, foot[1] + way * high)
    on.plot((foot[0], tip[0]), (foot[1], tip[1]), color=look.accent, linewidth=1.3)
    on.text(
        tip[0], tip[1] + way * 11, bone.name, ha="center", va="center", color=look.text, fontsize=TEXT,
        fontweight="bold",
        bbox={"boxstyle": "round,pad=0.35", "facecolor": look.selected, "edgecolor": look.accent, "linewidth": 0.8},
    )  # fmt: skip
    for place, cause in enumerate(bone.causes):
        # The first stands farthest from the spine; what causes it follows towards the spine.
        y = foot[1] + way * (high - 18 - place * twig + (0 if way < 0 else 6))
        end = foot[0] - (abs(y - foot[1]) * _SLANT)
        begin = max(end - (room - lean * 0.6), 8.0) + (cause.depth - 1) * _INDENT
        words = shortened(cause.text, end - begin - (14 if cause.is_root else 4))
        colour = look.bad if cause.is_root else look.line_strong
        said = f"◆ {words}" if cause.is_root else f"{_BELOW * (cause.depth > 1)}{words}"
        begin = max(begin, end - width_of(said) - 22)
        on.plot((begin, end), (y, y), color=colour, linewidth=1.3 if cause.is_root else 0.8)
        text = on.text(
            end - 8 - abs(twig - 2) * _SLANT * 0.3, y - 2, said, ha="right", va="bottom",
            color=look.bad if cause.is_root else look.text, fontsize=min(SMALL, twig * 0.66),
            fontweight="bold" if cause.is_root else "normal",
        )  # fmt: skip
        mark(text, cause.key, f"{bone.name}: {cause.text}")


def _head(on: Axes, data: Data, look: Look, x: float, y: float) -> None:
    lines = wrapped(data.head, _HEAD - 16)
    high = 22 + 14 * len(lines) + 13 * len(data.below)
    on.add_patch(
        FancyBboxPatch(
            (x + 4, y - high / 2), _HEAD - 6, high, boxstyle="round,pad=0,rounding_size=4", facecolor=look.bad_soft,
            edgecolor=look.bad, linewidth=0.9,
        )
    )  # fmt: skip
    middle = x + 1 + _HEAD / 2
    for place, line in enumerate(lines):
        on.text(
            middle, y - high / 2 + 17 + 14 * place, line, ha="center", va="center", color=look.bad, fontsize=TEXT,
            fontweight="bold",
        )  # fmt: skip
    for place, line in enumerate(data.below):
        on.text(
            middle, y - high / 2 + 18 + 14 * len(lines) + 13 * place, shortened(line, _HEAD - 14), ha="center",
            va="center", color=look.muted, fontsize=SMALL,
        )  # fmt: skip
