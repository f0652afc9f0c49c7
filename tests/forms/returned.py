"""Forms that come back: written out, filled in by the names of their cells, read, filed; and the whole export."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from kamdesk.exchange.interchange_out import export_all
from kamdesk.forms import batch
from kamdesk.forms.batch import BatchResult, FileReading
from kamdesk.forms.data import edition
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.layouts import declared, form_kind
from kamdesk.forms.write import write_form
from kamdesk.store.store import Store


def out(
    store: Store,
    path: Path,
    key: str,
    record_id: Any = None,
    typed: Mapping[str, Any] | None = None,
    *,
    language: str = "zh",
) -> Path:
    """Form `key`, blank or of a record, with `typed` (defined name → value) in its cells."""
    kind = form_kind(key)
    with store.read() as session:
        form = kind.declare(session)
        data = kind.collect(session, form, record_id) if record_id is not None else None
        write_form(path, form, edition(session, language), data)
    if typed:
        fill_in(path, typed)
    return path


def fill_in(path: Path, typed: Mapping[str, Any]) -> None:
    """Types values into named cells; None empties one."""
    book = openpyxl.load_workbook(path)
    for name, value in typed.items():
        sheet, place = next(iter(book.defined_names[name].destinations))
        cell = book[sheet][place.replace("$", "")]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(path)


def looked_at(store: Store, *paths: Path) -> list[FileReading]:
    """Read as whatever they are, and compared."""
    with store.read() as session:
        reader = batch.reader(session)
        files = batch.read_many(paths, reader)
        batch.compare_many(session, reader.forms, files)
    return files


def only(store: Store, path: Path) -> FormDifference:
    """The one form of a file."""
    (file,) = looked_at(store, path)
    assert file.problem is None
    (difference,) = file.differences
    return difference


def changes(difference: FormDifference) -> dict[str, tuple[Any, Any]]:
    """Key → (old, new) of what would change."""
    return {each.key: (each.old, each.new) for each in difference.changes}


def filed(store: Store, *paths: Path) -> tuple[list[FileReading], BatchResult]:
    """Read, compared, filed."""
    files = looked_at(store, *paths)
    with store.read() as session:
        forms = declared(session)
    return files, batch.apply_many(store, forms, files)


def reasons(files: list[FileReading]) -> dict[str, str]:
    """Key → why it was refused, over all forms; the form itself under its kind."""
    found = {}
    for file in files:
        for difference, applied in zip(file.differences, file.applied, strict=True):
            found.update({each.key: each.reason for each in applied.refused})
            if applied.refusal:
                found[difference.reading.form] = applied.refusal
    return found


def exported(store: Store, path: Path) -> bytes:
    """Everything there is, as the interchange format has it."""
    with store.read() as session:
        export_all(session, path, attachments=store.attachments)
    return path.read_bytes()
