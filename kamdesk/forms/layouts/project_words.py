"""What the project sheet writes in words of its own: labels of SWOT entries, pairs of strategies, rows of the radar."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.sales_words import STAGE
from kamdesk.model.terms import Term, Vocabulary
from kamdesk.work.analysis.fishbone import BONE, CLASSIC_BONE
from kamdesk.work.analysis.swot import QUADRANT, QUADRANTS, Strategy, Swot

OURS = Term("We", "我方")
WEIGHTS = Term("Weight (%)", "权重（%）")
_MARKET = "′"
"""Behind the label of an entry about the customer's own market: both views count from 1."""
_LABEL = re.compile(r"([SWOT])\s*(\d{1,2})\s*(['′’]?)")
_PAIR = re.compile(rf"{_LABEL.pattern}\s*[×xX*+\-–/]\s*{_LABEL.pattern}")


def label_of(quadrant: str, number: int, view: str = "relation") -> str:
    """S1; S1′ for the market."""
    return f"{quadrant}{number}{_MARKET if view == 'market' else ''}"


def labels(swot: Swot) -> dict[str, str]:
    """Key of each entry → its label."""
    views = {each.key: each.view for each in swot.items}
    return {
        key: f"{label}{_MARKET if views[key] == 'market' else ''}"
        for key, label in swot.labels().items()
    }


def quadrant_of(label: str) -> str:
    """The quadrant a label, or the name of a quadrant, begins with. Raises RuleError."""
    text = label.strip()
    for choice in QUADRANT:
        if any(text.casefold().startswith(word.casefold()) for word in choice.label.wordings):
            return choice.code
    if text[:1].upper() in QUADRANTS:
        return text[:1].upper()
    raise RuleError(
        _("“{label}” is no entry of a SWOT: begin it with S, W, O or T.").format(label=label)
    )


def normal(label: str) -> str:
    """S 1' and S1′ are one label."""
    match = _LABEL.match(label.strip().upper())
    return f"{match[1]}{match[2]}{_MARKET if match[3] else ''}" if match else label.strip()


def pairs_in_words(strategy: Strategy, names: Mapping[str, str]) -> str:
    """S1×O1, S2×O1."""
    return ", ".join(
        f"{names[inside]}×{names[outside]}"
        for inside, outside in strategy.pairs
        if inside in names and outside in names
    )


def pairs_from(text: str, keys: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs a text names; `keys`: label → key of the entry. Raises RuleError for one that is not there."""
    found = []
    for match in _PAIR.finditer(text.upper()):
        inside = f"{match[1]}{match[2]}{_MARKET if match[3] else ''}"
        outside = f"{match[4]}{match[5]}{_MARKET if match[6] else ''}"
        if match[1] in "OT":
            inside, outside = outside, inside
        for label in (inside, outside):
            if label not in keys:
                raise RuleError(_("There is no entry “{label}” in the SWOT.").format(label=label))
        if inside[0] not in "SW" or outside[0] not in "OT":
            raise RuleError(_("“{pair}” pairs no S or W with an O or T.").format(pair=match[0]))
        found.append((keys[inside], keys[outside]))
    if text.strip() and not found:
        raise RuleError(_("“{text}” names no pair such as S1×O1.").format(text=text.strip()))
    return tuple(found)


def stage_code(text: str) -> str:
    """The same for a shipped stage in both languages; any other name as it is."""
    return _code(text, STAGE)


def outline_code(text: str) -> str:
    """An outline of which the shipped bones read the same in both languages."""
    lines = (
        line.rstrip() if line.startswith(" ") else _code(_code(line.strip(), BONE), CLASSIC_BONE)
        for line in text.strip("\n").splitlines()
    )
    return "\n".join(line for line in lines if line)


def _code(text: str, vocabulary: Vocabulary) -> str:
    wanted = text.strip().casefold()
    for choice in vocabulary:
        if any(wanted == word.casefold() for word in choice.label.wordings):
            return choice.code
    return text.strip()


def is_ours(player: str) -> bool:
    """Whether a row of the radar is about us."""
    return player.strip().casefold() in {
        word.casefold() for word in (*OURS.wordings, "us", "本公司")
    }


def is_weights(player: str) -> bool:
    """Whether a row of the radar holds the weights."""
    return player.strip().casefold() in {
        word.casefold() for word in (*WEIGHTS.wordings, "权重", "weight")
    }
