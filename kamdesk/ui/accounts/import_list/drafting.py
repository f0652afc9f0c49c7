"""What runs beside the window while a list is imported: reading the file, planning, writing; plain values only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.exchange.applying import apply_plan
from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.headers import Header, header_at
from kamdesk.exchange.importing import lists_in, rows_from_text
from kamdesk.exchange.kinds import ACCOUNTS
from kamdesk.exchange.mapping import ColumnMapping, kind_named, suggest, targets_of
from kamdesk.exchange.plan import ImportOptions, ImportPlan
from kamdesk.exchange.planning import plan_import
from kamdesk.exchange.reading import quoted
from kamdesk.exchange.sheets import Book, Sheet
from kamdesk.i18n import _, message
from kamdesk.model.fields import Kind, RecordField
from kamdesk.progress import Progress
from kamdesk.store.store import Store

_SAMPLES = 3


@dataclass(frozen=True)
class Source:
    """A file, or what was pasted, read whole."""

    name: str
    book: Book
    sha256: str = ""

    @property
    def sheets(self) -> list[Sheet]:
        """Those a person sees."""
        return [each for each in self.book.sheets if not each.hidden]


@dataclass(frozen=True)
class Choice:
    """What the person decided so far; what is None is guessed."""

    sheet: str | None = None
    header_row: int | None = None
    """From 0."""
    kind: str | None = None
    columns: dict[str, str] | None = None
    options: ImportOptions = field(default_factory=ImportOptions)

    def with_(self, **changed: object) -> Choice:
        """A copy; another sheet, row or kind makes everything that followed from it a guess again."""
        if "sheet" in changed:
            return replace(self, header_row=None, kind=None, columns=None, **changed)  # type: ignore[arg-type]  # names of its own fields
        if "header_row" in changed or "kind" in changed:
            options = replace(self.options, key=None)
            return replace(self, columns=None, options=options, **changed)  # type: ignore[arg-type]  # the same
        return replace(self, **changed)  # type: ignore[arg-type]  # the same


@dataclass(frozen=True)
class Draft:
    """A planned import and everything the page shows of it."""

    source: Source
    choice: Choice
    """With nothing left to guess."""
    plan: ImportPlan
    targets: dict[str, RecordField]
    samples: dict[str, str]
    """Column name → a few of its values."""
    keys: dict[str, str]
    """Fields a row can be recognised by → their labels."""


def read_source(path: Path) -> Source:
    """The file at `path`. Raises UnreadableFile with one sentence."""
    book = open_sheets(path)
    return Source(path.name, book, hashlib.sha256(path.read_bytes()).hexdigest())


def source_of_text(text: str) -> Source:
    """What was copied in a spreadsheet."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Source(_("Pasted rows"), Book("tsv", (rows_from_text(text),)), digest)


def draft(store: Store, source: Source, choice: Choice, progress: Progress) -> Draft:
    """Plans `source` as `choice` says and guesses the rest; writes nothing."""
    with store.read() as session:
        sheet, header, mapping = _found(session, source, choice)
        kind = kind_named(mapping.kind)
        plan = plan_import(
            session,
            sheet,
            header,
            mapping,
            choice.options,
            date1904=source.book.date1904,
            file_name=source.name,
            sha256=source.sha256,
            progress=progress,
        )
        targets = targets_of(session, kind)
    settled = replace(
        choice,
        sheet=sheet.name,
        header_row=header.row,
        kind=kind.name,
        columns=dict(mapping.columns),
    )
    mapped = set(mapping.columns.values())
    keys = {
        each.name: each.label
        for target, each in targets.items()
        if target in mapped and _can_be_key(target, kind.prefix, each)
    }
    return Draft(source, settled, plan, targets, _samples(sheet, header), keys)


def write(store: Store, plan: ImportPlan, rows: set[int], progress: Progress) -> dict[str, int]:
    """Writes the ticked `rows` of `plan` as one change; returns the counts."""
    label = message("Import of {files}", files=plan.file_name)
    with store.change(label) as session:
        return apply_plan(session, plan, rows, progress)


def _found(session: Session, source: Source, choice: Choice) -> tuple[Sheet, Header, ColumnMapping]:
    """The sheet, headings and mapping chosen, else the first list of the file, else its first sheet from the top."""
    sheets = source.sheets
    if not any(each.rows for each in sheets):
        raise RuleError(_("“{name}” holds no rows.").format(name=source.name))
    chosen = [each for each in sheets if each.name == choice.sheet] or sheets
    if choice.header_row is None:
        book = replace(source.book, sheets=tuple(chosen))
        for sheet, header, mapping in lists_in(session, book, choice.kind):
            return sheet, header, mapping
    sheet = next((each for each in chosen if each.rows), chosen[0])
    header = header_at(sheet, choice.header_row or 0)
    overrides = None
    if choice.columns is not None:
        overrides = ColumnMapping(choice.kind or "", choice.columns)
    wanted = kind_named(choice.kind) if choice.kind is not None else None
    likely = suggest(session, sheet, header, wanted, overrides)
    if likely is None:
        likely = suggest(session, sheet, header, ACCOUNTS)
    if likely is None:
        raise TypeError("a mapping for a kind that was given")
    return sheet, header, likely


def _can_be_key(target: str, prefix: str, each: RecordField) -> bool:
    own = target.startswith(prefix + ".")
    return own and not each.custom and each.kind in (Kind.TEXT, Kind.CODE)


def _samples(sheet: Sheet, header: Header) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in header.columns:
        texts: list[str] = []
        for row in range(header.row + 1, min(len(sheet.rows), header.row + 200)):
            text = " ".join(quoted(sheet.value(row, column.index)).split())
            if text and text not in texts:
                texts.append(text)
            if len(texts) == _SAMPLES:
                break
        found[column.name] = " · ".join(texts)
    return found
