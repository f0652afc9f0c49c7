"""How people write the numbers of a rule: 95 %, bands such as “90%: 0.8; 100%: 1”, what belongs to which rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.values import read_decimal
from kamdesk.model.values.reading import plain
from kamdesk.work.scores import Bands, bands_of

_BETWEEN = re.compile(r"[;；\n]+")
_PAIR = re.compile(r"\s*[≥>＞]?=?\s*(.+?)\s*[:：=→]\s*(.+?)\s*")

DETAIL: dict[str, str] = {
    "ratio": "cap", "inverse": "cap", "per_case": "step", "bands": "bands", "manual": "",
}  # fmt: skip
"""Rule → the field of a line that says more of it."""


def read_number(text: str, field: str) -> Decimal | None:
    """A number, or a share with a percent sign; None for nothing typed. Raises RuleError for anything else."""
    typed = text.strip().replace("％", "%")
    if not typed:
        return None
    share = typed.endswith("%")
    reading = read_decimal(typed.rstrip("%").strip())
    if reading.value is None:
        raise RuleError(_("“{text}” is no number.").format(text=text.strip()), field=field)
    return reading.value / 100 if share else reading.value


def number_text(value: Decimal | None, percent: bool = False) -> str:
    """As `read_number` reads it; `percent`: a share."""
    if value is None:
        return ""
    return f"{plain(value * 100)}%" if percent else plain(value)


def read_bands(text: str) -> list[list[str]] | None:
    """Bands as a JSON column keeps them; None for nothing typed. Raises RuleError for what is no pair of numbers."""
    found = []
    for part in filter(str.strip, _BETWEEN.split(text)):
        pair = _PAIR.fullmatch(part)
        if pair is None:
            raise RuleError(
                _("Write a band as “90%: 0.8”, several with semicolons between."), field="bands"
            )
        bound, factor = (read_number(each, "bands") for each in pair.groups())
        found.append([str(bound), str(factor)])
    return [[str(bound), str(factor)] for bound, factor in bands_of(found)] or None


def bands_text(bands: Bands, percent: bool = False, factor_percent: bool = False) -> str:
    """As `read_bands` reads them, the highest first."""
    return "; ".join(
        f"{number_text(bound, percent)}: {number_text(factor, factor_percent)}"
        for bound, factor in reversed(bands)
    )


def read_detail(rule: str, text: str) -> dict[str, Any]:
    """What the text beside a rule says: its cap, what each case takes off, or its bands."""
    found: dict[str, Any] = {"cap": None, "step": None, "bands": None}
    name = DETAIL.get(rule, "")
    if name == "bands":
        found[name] = read_bands(text)
    elif name:
        found[name] = read_number(text, name)
    elif text.strip():
        raise RuleError(_("This rule needs nothing further."), field="points")
    return found


def detail_text(rule: str, values: Mapping[str, Any], percent: bool = False) -> str:
    """As `read_detail` reads it."""
    name = DETAIL.get(rule, "")
    if name == "bands":
        return bands_text(bands_of(values.get(name)), percent)
    return number_text(values.get(name)) if name else ""
