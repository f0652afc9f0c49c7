"""The one way in for lists and interchange files: many files, one change, one account of what became of every row."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.exchange.applying import apply_plan
from kamdesk.exchange.collector import collector_at_rest
from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.headers import Header, all_labels, find_header
from kamdesk.exchange.interchange_file import read_interchange
from kamdesk.exchange.interchange_in import take_in
from kamdesk.exchange.mapping import ColumnMapping, kind_named, suggest, taught_labels
from kamdesk.exchange.plan import ImportOptions, ImportPlan
from kamdesk.exchange.planning import plan_import
from kamdesk.exchange.sheets import Book, Reason, Sheet, UnreadableFile
from kamdesk.i18n import _, message
from kamdesk.model.values import normal_label
from kamdesk.progress import Progress, Silent
from kamdesk.store import changes
from kamdesk.store.store import Store


@dataclass
class FileOutcome:
    """What became of one list: a plan, the result of an interchange file, or the sentence why it was refused."""

    file: Path
    plan: ImportPlan | None = None
    result: dict[str, Any] = field(default_factory=dict)
    error: UnreadableFile | None = None
    notes: tuple[str, ...] = ()

    def dump(self) -> dict[str, Any]:
        """As the command line prints it."""
        counts = dict.fromkeys(
            ("read", "created", "updated", "unchanged", "skipped", "rejected"), 0
        )
        found: dict[str, Any] = {"file": str(self.file), "kind": None, **counts, "problems": []}
        if self.plan is not None:
            found |= self.plan.dump() | {"sheet": self.plan.sheet.name}
        found |= self.result
        if self.error is not None:
            found["error"] = self.error.sentence
        if self.notes:
            found["notes"] = list(self.notes)
        return found


@dataclass
class ImportReport:
    """What became of all files, and the change they are undone by (None: nothing was written)."""

    files: list[FileOutcome]
    change: int | None = None

    @property
    def complete(self) -> bool:
        """Whether no file and no row was rejected."""
        dumped = [each.dump() for each in self.files]
        return not any(each["rejected"] or "error" in each for each in dumped)

    def dump(self) -> dict[str, Any]:
        """The JSON of ``kamdesk import --json``."""
        return {"files": [each.dump() for each in self.files], "change": self.change}


def import_files(
    store: Store,
    paths: Sequence[Path],
    *,
    kind: str | None = None,
    mapping: ColumnMapping | None = None,
    options: ImportOptions | None = None,
    dry_run: bool = False,
    errors: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Imports lists and interchange files as one change, in the order given; a file that is refused stops no other.

    `kind` and `mapping` go before what is guessed. `dry_run` writes nothing to the data; `errors` names a workbook
    for the rows that were not taken whole. Raises RuleError for a `kind`, mapping or key that cannot be, Cancelled when
    `progress` says so; nothing is kept then.
    """
    if kind is not None:
        kind_named(kind)
    job = _Job(kind, mapping, options or ImportOptions(), dry_run, progress or Silent())
    change = None
    if dry_run:
        with store.read() as session:
            outcomes = job.take(session, store, paths)
    else:
        before = _newest_change(store)
        names = ", ".join(path.name for path in paths)
        label = message("Import of {files}", files=names)
        with collector_at_rest(), store.change(label) as session:
            outcomes = job.take(session, store, paths)
        after = _newest_change(store)
        change = after if after != before else None
    if errors is not None:
        write_errors(errors, [each.plan for each in outcomes if each.plan is not None])
    return ImportReport(outcomes, change)


def _newest_change(store: Store) -> int | None:
    with store.read() as session:
        newest = changes.recent(session, 1)
    return newest[0].id if newest else None


@dataclass
class _Job:
    kind: str | None
    mapping: ColumnMapping | None
    options: ImportOptions
    dry_run: bool
    progress: Progress

    def take(self, session: Session, store: Store, paths: Iterable[Path]) -> list[FileOutcome]:
        """Every file, one after the other."""
        outcomes: list[FileOutcome] = []
        for path in paths:
            try:
                outcomes += self._file(session, store, path)
            except UnreadableFile as problem:
                outcomes.append(FileOutcome(path, error=problem))
        return outcomes

    def _file(self, session: Session, store: Store, path: Path) -> list[FileOutcome]:
        self.progress.step(0, 0, _("Reading {file} …").format(file=path.name))
        dumped = read_interchange(path)
        if dumped is not None:
            result = take_in(
                session, dumped, store.attachments, dry_run=self.dry_run, progress=self.progress
            )
            return [FileOutcome(path, result=result)]
        book = open_sheets(path)
        found = lists_in(session, book, self.kind, self.mapping)
        if not found:
            raise UnreadableFile(
                _(
                    "“{name}” holds no list of customers, contacts, staff, visits, expenses or tasks that is known."
                ).format(name=path.name),
                Reason.NOT_A_TABLE,
            )
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        outcomes = []
        for sheet, header, mapping in found:
            plan = plan_import(
                session,
                sheet,
                header,
                mapping,
                self.options,
                date1904=book.date1904,
                file_name=path.name,
                sha256=sha256,
                progress=self.progress,
            )
            if not self.dry_run:
                apply_plan(session, plan, progress=self.progress)
            outcomes.append(FileOutcome(path, plan, notes=book.notes))
        return outcomes


def lists_in(
    session: Session, book: Book, kind: str | None = None, mapping: ColumnMapping | None = None
) -> list[tuple[Sheet, Header, ColumnMapping]]:
    """The visible sheets of `book` that are lists, each with its headings and likely mapping."""
    wanted = kind_named(kind) if kind is not None else None
    labels = list(all_labels(session).values())
    taught = taught_labels(session)
    if mapping is not None:
        taught |= {normal_label(name).key for name in mapping.columns}
    found = []
    for sheet in book.sheets:
        header = None if sheet.hidden else find_header(sheet, labels, taught)
        if header is None:
            continue
        likely = suggest(session, sheet, header, wanted, mapping)
        if likely is not None and any(likely.columns.values()):
            found.append((sheet, header, likely))
    return found


def rows_from_text(text: str) -> Sheet:
    """The cells of a piece copied from a spreadsheet (tabs between, line breaks inside in quotation marks)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    return Sheet(_("Pasted"), [[value or None for value in row] for row in reader])


def write_errors(path: Path, plans: Sequence[ImportPlan]) -> int:
    """A workbook with the rows that were rejected or not taken whole, as they stood, and why; answers how many.

    Corrected there, it can be imported again. With several lists the columns of all follow one another.
    """
    from kamdesk.exchange.write import Column, write_table

    names = list(dict.fromkeys(column.name for plan in plans for column in plan.header.columns))
    rows = [
        [*cells, reasons, number, plan.file_name]
        for plan in plans
        for cells, reasons, number in _faulty(plan, names)
    ]
    columns = [Column(name) for name in (*names, _("Why not taken"), _("Row"), _("File"))]
    return write_table(path, _("Not taken"), columns, rows)


def _faulty(plan: ImportPlan, names: Sequence[str]) -> Iterable[tuple[list[str], str, str]]:
    from kamdesk.exchange.reading import quoted

    places = {column.name: column.index for column in plan.header.columns}
    for row in plan.rows:
        faults = [problem for problem in row.problems if not problem.kept]
        if not faults:
            continue
        cells = [
            quoted(plan.sheet.value(row.number - 1, places[name])) if name in places else ""
            for name in names
        ]
        reasons = "\n".join(
            f"{problem.cell}: {problem.reason}" if problem.cell else problem.reason
            for problem in faults
        )
        yield cells, reasons, str(row.number)
