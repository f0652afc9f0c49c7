"""The colour roles of window and pictures, in a light and a dark set, and white for paper.

Contrasts and the distances of the chart colours were measured for these values; see the tests before changing one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Theme:
    """One set of colour roles as ``#RRGGBB``; `chart` are six series colours in their order of use."""

    name: Literal["light", "dark"]
    surface: str
    raised: str
    sunken: str
    hover: str
    selected: str
    line: str
    line_strong: str
    edge: str
    text: str
    muted: str
    accent: str
    on_accent: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    chart: tuple[str, ...]


LIGHT = Theme(
    name="light",
    surface="#F5F6F8",
    raised="#FFFFFF",
    sunken="#EDEFF3",
    hover="#F0F2F6",
    selected="#E4ECFB",
    line="#E1E4E9",
    line_strong="#C3C9D2",
    edge="#878F9B",
    text="#1B1F26",
    muted="#5E6672",
    accent="#2B5CC4",
    on_accent="#FFFFFF",
    good="#1B7A4B",
    good_soft="#E3F3EA",
    warn="#8F5A00",
    warn_soft="#FBF0DA",
    bad="#BE3227",
    bad_soft="#FBE8E6",
    chart=("#2B5CC4", "#CB600D", "#09A477", "#B363A5", "#47494D", "#74350C"),
)

DARK = Theme(
    name="dark",
    surface="#191B1F",
    raised="#212429",
    sunken="#16181B",
    hover="#2A2E35",
    selected="#2A3A5C",
    line="#33373E",
    line_strong="#4C525C",
    edge="#737B87",
    text="#E6E8EC",
    muted="#A0A7B2",
    accent="#86ABF5",
    on_accent="#10182A",
    good="#63C596",
    good_soft="#1E3A2C",
    warn="#E3B25C",
    warn_soft="#3D321D",
    bad="#F2938A",
    bad_soft="#472A28",
    chart=("#86ABF5", "#E7962D", "#228566", "#9E579C", "#D6E0F1", "#F9DA91"),
)

PAPER = replace(LIGHT, surface="#FFFFFF", raised="#FFFFFF")
"""What is saved or printed stands on white, whatever the window looks like."""
