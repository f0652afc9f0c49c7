"""Writes one file for each of many records into a folder: a questionnaire for every account of a survey."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kamdesk.forms.data import Edition, FormData
from kamdesk.forms.declaration import Form
from kamdesk.forms.write import write_form
from kamdesk.paths import name_apart, safe_file_name
from kamdesk.progress import Progress, Silent


def write_each(
    folder: Path,
    form: Form,
    edition: Edition,
    data: Sequence[FormData],
    progress: Progress | None = None,
) -> list[Path]:
    """Writes a workbook for each of `data`, named after form and record; two of one name get a number.

    A file of that name from an earlier time is replaced. Raises WorldError when one cannot be written, and Cancelled;
    those written before stay, each of them whole.
    """
    watching = progress or Silent()
    title = form.title.in_language(edition.language)
    taken: set[str] = set()
    written = []
    for number, each in enumerate(data):
        watching.step(number, len(data), each.title)
        path = folder / f"{name_apart(safe_file_name(f'{title} {each.title}'), taken)}.xlsx"
        write_form(path, form, edition, each)
        written.append(path)
    watching.step(len(data), len(data))
    return written
