"""Writes everything a data folder holds into one interchange file: the same data give the same bytes."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.exchange.interchange import (
    FORMAT,
    NAMED_BY,
    SHAPE_OF,
    SHAPES,
    VERSION,
    members,
    subject_column,
)
from kamdesk.exchange.interchange_shape import Nested, Shape
from kamdesk.i18n import _
from kamdesk.model.analysis import Analysis
from kamdesk.model.base import Record
from kamdesk.model.document import Document
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.paths import write_whole
from kamdesk.progress import Progress, Silent
from kamdesk.work import settings

_ROWS_A_STEP = 2000


def export_all(
    session: Session,
    path: Path,
    *,
    attachments: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Writes everything to `path` (.json or .xlsx); answers how many records of each kind.

    With the folder `attachments`, a json file also holds the contents of the documents (base64); without, their
    names and hashes, and the folder is to be copied beside. Raises RuleError for another ending, WorldError when
    the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".json", ".xlsx"):
        raise RuleError(_("The whole data are written as .json or .xlsx."))
    source = _Source(session, attachments if ending == ".json" else None, progress or Silent())
    if ending == ".xlsx":
        from kamdesk.exchange.interchange_book import write_book

        return write_book(path, ((shape, source.records(shape)) for shape in SHAPES))
    counts = {}
    with write_whole(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'{{\n"format": "{FORMAT}",\n"version": {VERSION}')
        for shape in SHAPES:
            counts[shape.name] = 0
            out.write(f',\n"{shape.name}": [')
            for record in source.records(shape):
                out.write(",\n" if counts[shape.name] else "\n")
                out.write(_dumped(record))
                counts[shape.name] += 1
            out.write("\n]" if counts[shape.name] else "]")
        out.write("\n}\n")
    return counts


def _dumped(record: dict[str, Any]) -> str:
    """One line of JSON; halves of characters, which UTF-8 cannot hold, are escaped."""
    text = json.dumps(record, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(record)
    return text


class _Source:
    """Gives the records of each kind as the file holds them, ordered by natural key and uid."""

    def __init__(self, session: Session, attachments: Path | None, progress: Progress) -> None:
        self.session = session
        self.attachments = attachments
        self.progress = progress
        self._names: dict[type[Record], dict[int, str]] = {}

    def records(self, shape: Shape) -> Iterator[dict[str, Any]]:
        """All of one kind, those in the waste basket too (``deleted_at``)."""
        record: Any = shape.record
        nested = {each.name: self._nested(each) for each in shape.nested}
        plain = {each.name: partial(_bare, each.plain) for each in shape.nested if each.plain}
        own = members(record)
        subject = subject_column(record)
        # An id says nothing in another data folder, so nothing is ordered by one.
        order = [getattr(record, name) for name in shape.key if name != subject]
        columns = [getattr(record, member.column) for member in own.values()]
        has_custom = hasattr(record, "custom")
        more = [record.custom] if has_custom else []
        if subject:
            more = [getattr(record, subject)]
        query = select(record.id, *columns, *more).order_by(
            *(each.nulls_first() for each in order), record.uid
        )
        if record is Analysis and settings.get(self.session, "export_styles") != "yes":
            query = query.where(Analysis.kind != "style")  # personal data (methods.md 3.7)
        for done, row in enumerate(self.session.execute(query)):
            if done % _ROWS_A_STEP == 0:
                self.progress.step(0, 0, _("Writing {kind} …").format(kind=str(record.TERM)))
            found: dict[str, Any] = {}
            for member, value in zip(own.values(), row[1:], strict=False):
                if value is None:
                    found[member.name] = None
                elif member.refers_to is not None:
                    found[member.name] = self.name_of(member.refers_to, value)
                else:
                    found[member.name] = member.write(value)
            if has_custom:
                found.update(sorted((row[-1] or {}).items()))
            if subject:
                name = subject.removesuffix("_id")
                found[name] = self._subject(found[record.SUBJECT[0]], row[-1])
            if record is Document and self.attachments is not None:
                self._add_content(found, self.attachments)
            deleted = found["deleted_at"]
            for name, entries in nested.items():
                belonging = _belonging(entries.get(row.id, ()), deleted)
                found[name] = [plain.get(name, _itself)(entry) for entry in belonging]
            yield found

    def name_of(self, record: type[Record], record_id: int) -> str:
        """The natural key of a record, or its uid where it has none."""
        if record not in self._names:
            natural = getattr(record, NAMED_BY.get(record, "uid"))
            rows = self.session.execute(select(record.id, natural, record.uid))
            self._names[record] = {key: name or uid for key, name, uid in rows}
        return self._names[record][record_id]

    def _nested(self, nested: Nested) -> dict[int, list[dict[str, Any]]]:
        record: Any = nested.record
        by_column = {member.column: member for member in members(nested.record).values()}
        columns = [getattr(record, column) for column in nested.columns.values()]
        order = [getattr(record, nested.day)] if nested.day else []
        query = select(getattr(record, nested.parent), record.deleted_at, *columns)
        found: dict[int, list[dict[str, Any]]] = {}
        for row in self.session.execute(query.order_by(*order, record.id)):
            entry: dict[str, Any] = {}
            for (name, column), value in zip(nested.columns.items(), row[2:], strict=True):
                member = by_column[column]
                if value is None or (nested.from_beginning and value == date.min):
                    entry[name] = None
                elif member.refers_to is not None:
                    entry[name] = self.name_of(member.refers_to, value)
                else:
                    entry[name] = member.write(value)
            entry["deleted_at"] = row[1].isoformat() if row[1] is not None else None
            found.setdefault(row[0], []).append(entry)
        return found

    def _subject(self, kind: str | None, record_id: int | None) -> str | None:
        """What the record of any kind is called that a document or an approval belongs to."""
        record = RECORD_BY_NAME.get(kind or "")
        if record is None or record_id is None:
            return None
        if record in SHAPE_OF:
            return self.name_of(record, record_id)
        return self.session.scalar(select(record.uid).where(record.id == record_id))

    @staticmethod
    def _add_content(found: dict[str, Any], attachments: Path) -> None:
        file = attachments / f"{found['path']}"
        inside = file.resolve().is_relative_to(attachments.resolve())
        if inside and file.is_file():
            found["content"] = base64.b64encode(file.read_bytes()).decode("ascii")


def _itself(entry: dict[str, Any]) -> Any:
    return entry


def _bare(name: str, entry: dict[str, Any]) -> Any:
    """The value of `name` alone, where the entry says nothing else."""
    rest = (value for key, value in entry.items() if key != name)
    return entry if any(value is not None for value in rest) else entry[name]


def _belonging(
    entries: list[dict[str, Any]] | tuple[()], deleted: str | None
) -> list[dict[str, Any]]:
    """Entries that went to the waste basket on their own say so; those that went with their record need not."""
    found = []
    for entry in entries:
        shown = dict(entry)
        if shown["deleted_at"] in (None, deleted):
            del shown["deleted_at"]
        found.append(shown)
    return found
