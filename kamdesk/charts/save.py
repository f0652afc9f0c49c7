"""Saves a chart as PNG, SVG or PDF: whole or not at all, and without the moment of saving in it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.paths import write_whole

KINDS: tuple[str, ...] = ("png", "svg", "pdf")
_DOTS = 192
"""Dots an inch of a PNG: sharp in print."""
_NO_DATE: dict[str, dict[str, Any]] = {
    "png": {"Software": "kamdesk"},
    "svg": {"Date": None, "Creator": "kamdesk"},
    "pdf": {"CreationDate": None, "Creator": "kamdesk"},
}


def rendered(picture: Figure, kind: str) -> bytes:
    """The file of `kind` as bytes. Raises RuleError for a kind that is none of `KINDS`."""
    if kind not in KINDS:
        raise RuleError(_("A picture is saved as {kinds}.").format(kinds=", ".join(KINDS)))
    buffer = BytesIO()
    picture.savefig(
        buffer, format=kind, dpi=_DOTS, facecolor=picture.get_facecolor(), metadata=_NO_DATE[kind]
    )
    return buffer.getvalue()


def save(make: Callable[[], Figure], path: Path) -> Path:
    """Draws and writes the picture to `path`, whose ending says the kind."""
    content = rendered(make(), path.suffix.lower().lstrip("."))
    with write_whole(path) as temporary:
        temporary.write_bytes(content)
    return path
