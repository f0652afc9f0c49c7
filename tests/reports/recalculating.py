"""LibreOffice works a workbook out anew, from nothing but its formulas and data."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from kamdesk.reports.declaration import Report
from kamdesk.reports.places import Places

SOFFICE = shutil.which("soffice")
_ADDRESS = re.compile(r"'(?P<sheet>.+)'!(?P<cell>\$[A-Z]+\$\d+)")


def without_results(path: Path) -> Path:
    """A copy of the workbook whose formulas have no stored results."""
    bare = path.with_name(f"bare-{path.name}")
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            target.writestr(name, content)
    return bare


def convert(files: list[Path], kind: str, folder: Path) -> list[Path]:
    """All `files` in one run of LibreOffice."""
    profile = f"-env:UserInstallation={(files[0].parent / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    return [folder / f"{file.stem}.{kind}" for file in files]


def recalculated(books: Mapping[Path, Report], folder: Path) -> dict[Path, Recalculated]:
    """Each workbook with what LibreOffice worked out."""
    bare = [without_results(path) for path in books]
    done = convert(bare, "xlsx", folder)
    return {
        path: Recalculated(found, report)
        for (path, report), found in zip(books.items(), done, strict=True)
    }


class Recalculated:
    """The values of a workbook by the names its report gives to cells."""

    def __init__(self, path: Path, report: Report) -> None:
        self._book = openpyxl.load_workbook(path, data_only=True)
        self._places = Places(report)

    def value(self, name: str) -> Any:
        """What stands in the cell called `name`."""
        found = _ADDRESS.fullmatch(self._places.address(name))
        assert found is not None
        return self._book[found["sheet"].replace("''", "'")][found["cell"].replace("$", "")].value

    def errors(self) -> list[str]:
        """Every cell that holds an error."""
        return [
            f"{sheet.title}!{cell.coordinate}: {cell.value}"
            for sheet in self._book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "e"
        ]
