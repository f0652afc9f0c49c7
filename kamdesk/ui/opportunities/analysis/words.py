"""Words that several panels of the analysis share."""

from __future__ import annotations

from kamdesk.i18n import _


def colour_word(colour: str) -> str:
    """The word of a colour, for nothing is told by colour alone."""
    return {"green": _("green"), "yellow": _("yellow"), "red": _("red")}.get(colour, "")
