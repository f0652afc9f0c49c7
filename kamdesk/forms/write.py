"""Writes forms as workbooks: blank, filled, or many in one workbook, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamdesk.forms import look
from kamdesk.forms.data import Edition, FormData
from kamdesk.forms.declaration import Form
from kamdesk.forms.drop_downs import Lists
from kamdesk.forms.sheet_writer import SheetWriter
from kamdesk.paths import write_whole
from kamdesk.progress import Progress, Silent

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

PROPERTY_FORM, PROPERTY_VERSION, PROPERTY_UID, PROPERTY_LANGUAGE = (
    "kamdesk_form",
    "kamdesk_version",
    "kamdesk_uid",
    "kamdesk_language",
)
"""Custom properties of the document."""


def write_form(
    path: Path,
    form: Form,
    edition: Edition,
    data: FormData | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> None:
    """Writes the form to `path`, blank without `data`. Raises WorldError when the file cannot be written.

    `pictures`: PNG by the key of the picture in the form; what is not there stays an empty frame.
    """
    book = _workbook(form, edition)
    filled = data or FormData()
    lists = Lists(edition.language)
    taken: set[str] = set()
    for page in form.pages:
        sheet = book.create_sheet(_sheet_name(page.title.in_language(edition.language), taken))
        writer = SheetWriter(book, sheet, edition, lists, own_names=False, pictures=pictures)
        writer.write(page, filled)
    lists.write(book)
    stamp(book, form, edition.language, filled.uid)
    with write_whole(path) as temporary:
        book.save(temporary)


def write_many(
    path: Path,
    form: Form,
    edition: Edition,
    data: Sequence[FormData],
    progress: Progress | None = None,
) -> None:
    """Writes one workbook with one sheet for each of `data` (F1c); further pages of the form are left out.

    Each sheet has its own defined names, so that all of them read back.
    """
    watching = progress or Silent()
    book = _workbook(form, edition)
    lists = Lists(edition.language)
    taken: set[str] = set()
    for number, each in enumerate(data, 1):
        watching.step(number - 1, len(data), each.title)
        sheet = book.create_sheet(_sheet_name(each.title or str(number), taken))
        SheetWriter(book, sheet, edition, lists, own_names=True).write(form.pages[0], each)
    lists.write(book)
    with write_whole(path) as temporary:
        book.save(temporary)
    watching.step(len(data), len(data))


def _workbook(form: Form, edition: Edition) -> Workbook:
    import openpyxl  # late: 0.2 s that only forms need

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    look.add_styles(book, edition.language)
    book.properties.title = form.title.in_language(edition.language)
    book.properties.creator = "kamdesk"
    stamp(book, form, edition.language, "")
    return book


def stamp(book: Workbook, form: Form, language: str, uid: str) -> None:
    """Says in the custom properties which form the workbook is, and which record's (`uid`, empty for none)."""
    from openpyxl.packaging.custom import StringProperty

    properties: Any = getattr(book, "custom_doc_props")  # noqa: B009 - the stubs do not know it
    marks = {
        PROPERTY_FORM: form.key,
        PROPERTY_VERSION: str(form.version),
        PROPERTY_LANGUAGE: language,
        PROPERTY_UID: uid,
    }
    properties.props = [each for each in properties.props if each.name not in marks]
    for name, value in marks.items():
        if value:
            properties.append(StringProperty(name=name, value=value))


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel allows for a sheet and nobody else has: at most 31 signs, none of []:*?/\\ ."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '") or "1"
    name, number = plain[:31].strip(), 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        suffix = f" ({number})"
        name = plain[: 31 - len(suffix)].strip() + suffix
    taken.add(name.casefold())
    return name
