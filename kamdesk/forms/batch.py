"""Many forms at once: files and folders read one after the other, compared, and filed as one undo step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.read import FormReader
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import Message, _, message
from kamdesk.model.document import ImportBatch
from kamdesk.progress import Progress, Silent
from kamdesk.store.store import Store
from kamdesk.work import labels, settings

PERSONS_LABELS = "form:archive"
"""Under this name labels are remembered that mean a person's field; the account's own are shared with lists."""
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


def reader(session: Session, form_key: str = "archive") -> FormReader:
    """A reader of form `form_key` that knows the fields and learned labels of the data folder."""
    learned = {
        key: f"account.{name}" if name else ""
        for key, name in labels.learned(session, "Account").items()
    }
    learned |= labels.learned(session, PERSONS_LABELS)
    form = form_kind(form_key).declare(session)
    return FormReader(form, learned, settings.get(session, "default_currency"))


def remember_label(session: Session, label: str, key: str) -> None:
    """Remembers that `label` in a form means the cell `key` (``account.phone``); "" means: ignore it."""
    owner, _dot, name = key.partition(".")
    if owner == "account":
        labels.remember(session, "Account", label, name)
    else:
        labels.remember(session, PERSONS_LABELS, label, key)


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
    session: Session, form: Form, files: Sequence[FileReading], progress: Progress | None = None
) -> None:
    """Puts every form beside its account, and marks those that mean the same account as an earlier one."""
    watching = progress or Silent()
    earlier: dict[object, int] = {}
    number = 0
    for done, file in enumerate(files):
        watching.step(done, len(files), file.path.name)
        file.differences = [compare(session, form, reading) for reading in file.forms]
        for difference in file.differences:
            for mark in _marks(difference):
                known = earlier.setdefault(mark, number)
                if known != number and difference.same_as is None:
                    difference.same_as = known
            number += 1
    watching.step(len(files), len(files))


def _marks(difference: FormDifference) -> Iterator[object]:
    """What tells that two forms mean the same account."""
    if difference.account_id is not None:
        yield difference.account_id
        return
    for name in ("uscc", "archive_no", "name"):
        value = difference.reading.value(f"account.{name}")
        if value:
            yield (name, str(value).casefold())


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
    form: Form,
    files: Sequence[FileReading],
    ticks: Mapping[int, Ticks] | None = None,
    progress: Progress | None = None,
    origin: object | None = None,
) -> BatchResult:
    """Files what is ticked of all forms in one change. `ticks`: number of the form in the batch, counted over all
    files, → what to take of it; the default ticks otherwise. Raises Cancelled, and then nothing is kept.
    """
    watching = progress or Silent()
    chosen = ticks or {}
    result = BatchResult()
    total = sum(len(file.differences) for file in files)
    with store.change(_label(files, chosen), origin) as session:
        touched: set[int] = set()
        number = 0
        for file in files:
            file.applied = []
            if not file.forms and not file.skipped:
                result.read += 1
                result.rejected += 1
            for difference in file.differences:
                watching.step(number, total, file.path.name)
                applied = _file_one(session, form, difference, chosen.get(number), touched)
                file.applied.append(applied)
                _count(result, applied)
                number += 1
        if result.values:
            _record_batch(session, form, files, result)
    watching.step(total, total)
    return result


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
    touched: set[int],
) -> Applied:
    """Files one form; where an earlier one of the batch touched the same account, beside what that left."""
    wanted = ticks if ticks is not None else difference.default_ticks
    current = difference
    if difference.account_id in touched or (
        difference.is_new and difference.how != "chosen" and touched
    ):
        again = compare(
            session, form, difference.reading,
            difference.account_id if difference.how == "chosen" else None,
        )  # fmt: skip
        if again.account_id in touched:
            current = again
            current.doubt = difference.doubt
    applied = apply(session, form, current, wanted)
    session.flush()
    if applied.account_id is not None and applied.changed:
        touched.add(applied.account_id)
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


def _record_batch(
    session: Session, form: Form, files: Sequence[FileReading], result: BatchResult
) -> None:
    from kamdesk.forms.report import outcome_of, problems_of  # late: the report knows the batch

    names = [file.path.name for file in files]
    digests = "".join(sorted(file.sha256 for file in files))
    digest = files[0].sha256 if len(files) == 1 else hashlib.sha256(digests.encode()).hexdigest()
    title = names[0] if len(names) == 1 else _("{count} files").format(count=len(names))
    session.add(
        ImportBatch(
            file_name=title[:255],
            sha256=digest,
            kind=f"form:{form.key}",
            mapping={},
            counts=result.counts(),
            outcome=[outcome_of(file) for file in files]
            + [problem for file in files for problem in problems_of(file)],
        )
    )
