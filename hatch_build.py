"""Build hook: a wheel carries the compiled catalogues, resources/ and migrations/ inside the package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("resources", "migrations")
"""Top-level folders that `kamdesk.paths` looks for under ``kamdesk/_data`` when there is no checkout."""


class CarryData(BuildHookInterface):
    """Runs before each wheel; an editable install reads the folders of the checkout and needs nothing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        for catalogue in root.glob("resources/locale/*/LC_MESSAGES/*.po"):
            compile_catalogue(catalogue)
        for folder in CARRIED:
            build_data["force_include"][str(root / folder)] = f"kamdesk/_data/{folder}"


def compile_catalogue(source: Path) -> None:
    """Writes the ``.mo`` beside the ``.po`` at `source`, as ``make catalogues`` does."""
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3])
    with source.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
