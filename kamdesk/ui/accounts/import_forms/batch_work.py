"""What runs beside the window while forms come in: reading, comparing, filing; takes and gives plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from kamdesk.exchange.reading import quoted
from kamdesk.forms import batch as engine
from kamdesk.forms.batch import BatchResult, FileReading
from kamdesk.forms.compare import compare
from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import FormDifference, Ticks
from kamdesk.forms.layouts import Forms
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _, message
from kamdesk.progress import Progress
from kamdesk.store.store import Store


@dataclass(frozen=True)
class Meant:
    """Which record a person says a form means: `record_id`, or with None a new one."""

    record_id: int | None


def read(
    store: Store, paths: Sequence[Path], progress: Progress
) -> tuple[Forms, list[FileReading]]:
    """Reads files and folders and puts each form beside its record."""
    with store.read() as session:
        reader = engine.reader(session)
    files = engine.read_many(paths, reader, progress)
    with store.read() as session:
        engine.compare_many(session, reader.forms, files, progress)
    return reader.forms, files


def compare_again(
    store: Store,
    files: Sequence[FileReading],
    meant: dict[int, Meant],
    again: Iterable[Path],
    progress: Progress,
) -> tuple[Forms, list[FileReading]]:
    """Compares with the data as they are now; files in `again` are read anew, for a label was explained.

    `meant`: number of the form in the batch → the record the person chose.
    """
    anew = set(again)
    with store.read() as session:
        reader = engine.reader(session)
    fresh = [
        engine.read_file(file.path, reader)
        if file.path in anew
        else FileReading(file.path, file.forms, file.problem, file.skipped, file.notes, file.sha256)
        for file in files
    ]
    with store.read() as session:
        engine.compare_many(session, reader.forms, fresh, progress)
        number = 0
        for file in fresh:
            for place, reading in enumerate(file.forms):
                if number in meant:
                    form = reader.forms[reading.form]
                    file.differences[place] = _compare_meant(session, form, reading, meant[number])
                number += 1
    return reader.forms, fresh


def _compare_meant(
    session: Session, form: Form, reading: FormReading, meant: Meant
) -> FormDifference:
    return compare(session, form, reading, meant.record_id, as_new=meant.record_id is None)


def explain(store: Store, form: Form, label: str, key: str, origin: object) -> None:
    """Remembers what `label` means; "" for a label to pass over."""
    with store.change(message("Explain the label “{label}”", label=label), origin) as session:
        engine.remember_label(session, form, label, key)


def file_all(
    store: Store,
    forms: Forms,
    files: Sequence[FileReading],
    ticks: dict[int, Ticks],
    progress: Progress,
) -> BatchResult:
    """Writes what is ticked as one change."""
    return engine.apply_many(store, forms, files, ticks, progress)


def save_errors(path: Path, files: Sequence[FileReading]) -> int:
    """A workbook of everything that was not taken, to send back to whoever filled in the forms."""
    from kamdesk.exchange.write import Column, write_table  # late: brings the library for workbooks

    headings = (_("File"), _("Sheet"), _("Record"), _("Cell"), _("Field"), _("Value"), _("Reason"))
    return write_table(path, _("Problems"), [Column(each) for each in headings], _faults(files))


def _faults(files: Sequence[FileReading]) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for file in files:
        name = file.path.name
        if file.problem is not None and not file.skipped:
            lines.append((name, "", "", "", "", "", file.problem))
        for place, difference in enumerate(file.differences):
            sheet = difference.reading.sheet
            reason = difference.refusal or difference.doubt
            # Written meanwhile: perhaps after the archive it waited for.
            if place < len(file.applied):
                applied = file.applied[place]
                reason = None if applied.changed else applied.refusal or reason
            if reason:
                lines.append((name, sheet, difference.name, "", "", "", reason))
            for each in difference.problems:
                found = each.found
                value = quoted(found.raw)
                lines.append(
                    (
                        name,
                        sheet,
                        difference.name,
                        found.cell,
                        each.label,
                        value,
                        each.problem or "",
                    )
                )
        for applied, difference in zip(file.applied, file.differences, strict=False):
            lines += [
                (name, difference.reading.sheet, difference.name, each.cell, each.label, each.value, each.reason)
                for each in applied.refused
            ]  # fmt: skip
    return lines
