"""Many forms at once: files and folders read one after the other, compared, and filed as one undo step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from kamdesk.errors import WorldError
from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.sheets import Reason, UnreadableFile
from kamdesk.forms.apply import Applied, apply
from kamdesk.forms.compare import compare
from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import FormDifference, Ticks
from kamdesk.forms.layouts import Forms, declared
from kamdesk.forms.read import FormReader
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import Message, _, message
from kamdesk.model.document import ImportBatch
from kamdesk.progress import Progress, Silent
from kamdesk.store.store import Store
from kamdesk.work import labels, settings

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


@dataclass
class FileReading:
    """One file: its forms, or why there is none."""

    path: Path
    forms: list[FormReading] = field(default_factory=list)
    problem: str | None = None
    skipped: bool = False
    """The problem is none: the file only marks that another one is open."""
    notes: tuple[str, ...] = ()
    sha256: str = ""
    differences: list[FormDifference] = field(default_factory=list)
    """One for each of `forms`, once compared."""
    applied: list[Applied] = field(default_factory=list)
    """One for each of `differences`, once filed."""


def reader(session: Session, form_key: str | None = None) -> FormReader:
    """A reader of form `form_key`, or of all there are, that knows the fields and learned labels of the data folder."""
    forms = declared(session, form_key)
    learned = {key: _learned(session, form) for key, form in forms.items()}
    return FormReader(forms, learned, settings.get(session, "default_currency"))


def _learned(session: Session, form: Form) -> dict[str, str]:
    """Labels of the record itself are shared with lists of such records, the others belong to the form."""
    found = {
        key: f"{form.main}.{name}" if name else ""
        for key, name in labels.learned(session, form.filing.record.__name__).items()
    }
    return found | labels.learned(session, _own_labels(form))


def _own_labels(form: Form) -> str:
    return f"form:{form.key}"


def remember_label(session: Session, form: Form, label: str, key: str) -> None:
    """Remembers that `label` in a form means the cell `key` (``account.phone``); "" means: ignore it."""
    owner, _dot, name = key.partition(".")
    if owner == form.main:
        labels.remember(session, form.filing.record.__name__, label, name)
    else:
        labels.remember(session, _own_labels(form), label, key)


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those in the folders named, at any depth, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                each for each in path.rglob("*") if each.is_file() and _wanted(each, path)
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _wanted(path: Path, folder: Path) -> bool:
    """Hidden and system files, and what lies in hidden folders, are nobody's forms; lock files get a word."""
    parts = path.relative_to(folder).parts
    if path.name.startswith(".~lock."):
        return True
    return (
        not any(part.startswith(".") for part in parts)
        and path.name.casefold() not in _SYSTEM_FILES
    )


def read_many(
    paths: Iterable[Path], form_reader: FormReader, progress: Progress | None = None
) -> list[FileReading]:
    """Reads every file; one that cannot be read says so in a sentence and stops nothing. Raises Cancelled."""
    watching = progress or Silent()
    files = files_in(paths)
    read = []
    for number, path in enumerate(files):
        watching.step(number, len(files), path.name)
        read.append(read_file(path, form_reader))
    watching.step(len(files), len(files))
    return read


def read_file(path: Path, form_reader: FormReader) -> FileReading:
    """Reads one file."""
    try:
        book = open_sheets(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except UnreadableFile as problem:
        locked = problem.reason is Reason.LOCK_FILE
        return FileReading(path, problem=problem.sentence, skipped=locked)
    except WorldError as problem:
        return FileReading(path, problem=problem.sentence)
    result = form_reader.read(book)
    problem_text = result.problem
    if problem_text is not None:
        problem_text = _("“{name}”: {problem}").format(name=path.name, problem=problem_text)
    return FileReading(path, result.forms, problem_text, notes=tuple(result.notes), sha256=digest)


def compare_many(
    session: Session, forms: Forms, files: Sequence[FileReading], progress: Progress | None = None
) -> None:
    """Puts every form beside its record, and marks those that mean the same record as an earlier one of its kind."""
    watching = progress or Silent()
    earlier: dict[object, int] = {}
    number = 0
    for done, file in enumerate(files):
        watching.step(done, len(files), file.path.name)
        file.differences = [
            compare(session, forms[reading.form], reading) for reading in file.forms
        ]
        for difference in file.differences:
            kind = difference.reading.form
            for mark in forms[kind].filing.marks(difference):
                known = earlier.setdefault((kind, mark), number)
                if known != number and difference.same_as is None:
                    difference.same_as = known
            number += 1
    watching.step(len(files), len(files))


@dataclass
class BatchResult:
    """What became of a batch, in numbers. Every form read is in one of created, updated, unchanged, rejected."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    """Forms of which nothing was filed, and files without a form."""
    values: int = 0
    """Values written."""
    refused: int = 0
    """Values that a rule forbids."""

    def counts(self) -> dict[str, int]:
        """As the record of the import keeps them."""
        return dict(vars(self))


def apply_many(
    store: Store,
    forms: Forms,
    files: Sequence[FileReading],
    ticks: Mapping[int, Ticks] | None = None,
    progress: Progress | None = None,
    origin: object | None = None,
) -> BatchResult:
    """Files what is ticked of all forms in one change. `ticks`: number of the form in the batch, counted over all
    files, → what to take of it; the default ticks otherwise. Raises Cancelled, and then nothing is kept.

    Forms are filed kind by kind in the order of `forms`: an archive before the visits to it, the agreement to a visit
    before its record, whatever the files are called.
    """
    watching = progress or Silent()
    chosen = ticks or {}
    result = BatchResult()
    with store.change(_label(files, chosen), origin) as session:
        touched: set[object] = set()
        result.read = result.rejected = sum(
            1 for file in files if not file.forms and not file.skipped
        )
        ordered = _in_turn(forms, files)
        filed: dict[int, Applied] = {}
        for done, (number, file, difference) in enumerate(ordered):
            watching.step(done, len(ordered), file.path.name)
            form = forms[difference.reading.form]
            filed[number] = _file_one(session, form, difference, chosen.get(number), touched)
            _count(result, filed[number])
        number = 0
        for file in files:
            file.applied = [filed[number + place] for place in range(len(file.differences))]
            number += len(file.differences)
        if result.values:
            _record_batch(session, files, result)
    watching.step(len(ordered), len(ordered))
    return result


def _in_turn(
    forms: Forms, files: Sequence[FileReading]
) -> list[tuple[int, FileReading, FormDifference]]:
    """Number, file and form of each, in the order in which they are filed."""
    places = {key: place for place, key in enumerate(forms)}
    every = [(file, difference) for file in files for difference in file.differences]
    numbered = [(number, file, difference) for number, (file, difference) in enumerate(every)]
    return sorted(numbered, key=lambda each: (places[each[2].reading.form], each[0]))


def _label(files: Sequence[FileReading], ticks: Mapping[int, Ticks]) -> Message:
    """Names the one form of which something is taken, or says how many they are."""
    forms = enumerate(each for file in files for each in file.differences)
    taken = [
        each.name
        for number, each in forms
        if any(ticks.get(number, each.default_ticks).chosen(each))
    ]
    if len(taken) == 1:
        return message("File the form of “{name}”", name=taken[0])
    return message("File {count} forms", count=len(taken))


def _file_one(
    session: Session,
    form: Form,
    difference: FormDifference,
    ticks: Ticks | None,
    touched: set[object],
) -> Applied:
    """Files one form; where an earlier one of the batch touched or made what it means, beside what that left."""
    wanted = ticks
    current = difference
    kind = form.filing.record
    perhaps_made = difference.is_new and difference.how != "chosen" and bool(touched)
    if perhaps_made or (kind, difference.record_id) in touched:
        again = compare(
            session, form, difference.reading,
            difference.record_id if difference.how == "chosen" else None,
        )  # fmt: skip
        if (kind, again.record_id) in touched or (difference.refusal and not again.refusal):
            current = again
            current.doubt = difference.doubt or again.doubt
    if wanted is None:
        wanted = (current if difference.refusal else difference).default_ticks
    applied = apply(session, form, current, wanted)
    session.flush()
    if applied.record_id is not None and applied.changed:
        touched.add((kind, applied.record_id))
        touched |= applied.touched
    return applied


def _count(result: BatchResult, applied: Applied) -> None:
    result.read += 1
    result.values += applied.changed
    result.refused += len(applied.refused)
    if applied.created:
        result.created += 1
    elif applied.changed:
        result.updated += 1
    elif applied.refusal or applied.refused:
        result.rejected += 1
    else:
        result.unchanged += 1


def _record_batch(session: Session, files: Sequence[FileReading], result: BatchResult) -> None:
    from kamdesk.forms.report import outcome_of, problems_of  # late: the report knows the batch

    kinds = list(dict.fromkeys(each.form for file in files for each in file.forms))
    names = [file.path.name for file in files]
    digests = "".join(sorted(file.sha256 for file in files))
    digest = files[0].sha256 if len(files) == 1 else hashlib.sha256(digests.encode()).hexdigest()
    title = names[0] if len(names) == 1 else _("{count} files").format(count=len(names))
    session.add(
        ImportBatch(
            file_name=title[:255],
            sha256=digest,
            kind=f"form:{kinds[0]}" if len(kinds) == 1 else "form",
            mapping={},
            counts=result.counts(),
            outcome=[outcome_of(file) for file in files]
            + [problem for file in files for problem in problems_of(file)],
        )
    )
