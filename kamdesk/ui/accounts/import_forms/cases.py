"""The forms of one batch with what a person decided about each: plain values between the engine and the widgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kamdesk.forms.batch import FileReading
from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import FieldDifference, FormDifference, State, Ticks
from kamdesk.forms.layouts import Forms
from kamdesk.ui.accounts.import_parts.ticks import Tick, of_many


@dataclass(eq=False)
class Case:
    """One form. `number` is its place in the batch, counted over all files."""

    number: int
    file: FileReading
    place: int
    """Among the forms of its file."""
    ticks: set[str] = field(default_factory=set)
    answers: dict[str, Any] = field(default_factory=dict)
    """Key of a field → the value typed or chosen by hand."""
    answer_texts: dict[str, str] = field(default_factory=dict)
    """The same as it is shown."""
    record_id: int | None = None
    """The record the person chose."""
    as_new: bool = False
    """The person wants a new record."""
    anew: bool = False
    """Another record was chosen: what was ticked belongs to the earlier one."""

    def __post_init__(self) -> None:
        self._put_aside: dict[str, Any] = {}
        self._look()
        self.take_default()

    def _look(self) -> None:
        """Picks out the few fields that are not as they were: lists and counts ask for these again and again."""
        fields = self.difference.fields
        self.differing = [each for each in fields if each.state is not State.SAME]
        self.changes = [each for each in self.differing if each.is_change]
        self._problems = [each for each in fields if each.problem is not None]

    @property
    def difference(self) -> FormDifference:
        """The form beside its account."""
        return self.file.differences[self.place]

    @property
    def title(self) -> str:
        """The file, with the sheet where it holds several forms."""
        name = self.file.path.name
        return name if len(self.file.forms) == 1 else f"{name} › {self.difference.reading.sheet}"

    @property
    def is_archive(self) -> bool:
        """Whether the record is an account as a whole."""
        return self.difference.reading.form == "archive"

    @property
    def must_choose(self) -> bool:
        """Whether several records may be meant and none is chosen."""
        return bool(self.difference.candidates)

    @property
    def problems(self) -> list[FieldDifference]:
        """Fields with something wrong that nobody answered yet."""
        return [each for each in self._problems if each.key not in self.answers]

    def take_default(self) -> None:
        """Ticks what the engine proposes; what was typed by hand stays."""
        self.ticks = set(self.difference.default_ticks.keys)

    def take_all(self, on: bool) -> None:
        """Ticks every change and what was typed by hand, or nothing; empty cells are never ticked along."""
        self.ticks = {each.key for each in self.changes} if on else set()
        if on:
            self.answers = {**self._put_aside, **self.answers}
        else:
            self._put_aside, self.answers = {**self._put_aside, **self.answers}, {}

    def take_only_empty(self) -> None:
        """Ticks what fills an empty field."""
        self.ticks = {each.key for each in self.changes if each.state is State.FILLED}

    def toggle(self, key: str) -> bool:
        """Ticks or unticks a field; False when it cannot be."""
        each = self.field(key)
        if each is None or not self.tick_of(each).can_toggle:
            return False
        if key in self.answers:
            del self.answers[key]
            self._put_aside.pop(key, None)
            self.ticks.discard(key)
        elif key in self.ticks:
            self.ticks.discard(key)
        else:
            self.ticks.add(key)
        return True

    def field(self, key: str) -> FieldDifference | None:
        """The difference of cell `key`."""
        return next((each for each in self.difference.fields if each.key == key), None)

    def answer(self, key: str, value: Any, text: str, currency: str | None = None) -> None:
        """Takes `value`, shown as `text`, instead of what the form says; an amount with its currency."""
        self.answers[key], self.answer_texts[key] = value, text
        if currency is not None:
            fields = self.difference.fields
            for place, each in enumerate(fields):
                if each.key == key:
                    fields[place] = replace(each, currency=currency)
            self._look()

    def tick_of(self, each: FieldDifference) -> Tick:
        """What stands before a field."""
        if each.key in self.answers:
            return Tick.ON
        if each.state is State.SAME:
            return Tick.SAME
        if each.state is State.UNREADABLE:
            return Tick.PROBLEM
        return Tick.ON if each.key in self.ticks else Tick.OFF

    @property
    def tick(self) -> Tick:
        """What stands before the form: for everything it could change."""
        if self.difference.refusal:
            return Tick.BAD
        if self.must_choose:
            return Tick.PROBLEM
        return of_many([self.tick_of(each) is Tick.ON for each in self.differing])

    def count(self) -> int:
        """How many values would be written."""
        if self.must_choose or self.difference.refusal:
            return 0
        return sum(1 for each in self.differing if self.tick_of(each) is Tick.ON)

    def as_ticks(self) -> Ticks:
        """For the engine."""
        return Ticks(frozenset(self.ticks), dict(self.answers))


@dataclass
class Batch:
    """Everything read at once. `forms` are the forms with the fields the data folder has."""

    forms: Forms
    files: list[FileReading]
    cases: list[Case] = field(default_factory=list)

    def __post_init__(self) -> None:
        for file in self.files:
            for place in range(len(file.differences)):
                self.cases.append(Case(len(self.cases), file, place))

    @property
    def bad_files(self) -> list[FileReading]:
        """Files that hold no form, or could not be opened."""
        return [file for file in self.files if file.problem is not None and not file.forms]

    def form_of(self, case: Case) -> Form:
        """The declaration of the form `case` is."""
        return self.forms[case.difference.reading.form]

    @property
    def archives(self) -> bool:
        """Whether all forms are archives."""
        return all(case.is_archive for case in self.cases)

    def ticks(self) -> dict[int, Ticks]:
        """Number of the form → what is taken of it. Nobody could decide about a form that is refused: if it waits for
        the archive of its account, which another file brings, the engine takes it after that one."""
        return {case.number: case.as_ticks() for case in self.cases if not case.difference.refusal}

    def carry_over(self, earlier: Sequence[Case]) -> None:
        """Keeps what was decided about the same forms in an earlier state of the batch."""
        known = {
            (case.file.path, case.difference.reading.sheet, case.place): case for case in earlier
        }
        for case in self.cases:
            before = known.get((case.file.path, case.difference.reading.sheet, case.place))
            if before is None:
                continue
            case.record_id, case.as_new = before.record_id, before.as_new
            if before.anew:
                continue
            keys = {each.key for each in case.difference.fields}
            case.answers = {k: v for k, v in before.answers.items() if k in keys}
            case.answer_texts = dict(before.answer_texts)
            seen = {each.key for each in before.difference.fields if each.state is not State.SAME}
            case.ticks = {
                each.key
                for each in case.difference.fields
                if (each.key in before.ticks if each.key in seen else each.key in case.ticks)
            }


FILTERS = ("all", "problems", "new", "by_name", "unchanged")


def matches(case: Case, key: str) -> bool:
    """Whether `case` is shown under filter `key`."""
    difference = case.difference
    if key == "problems":
        return bool(case.problems or difference.doubt or difference.refusal)
    if key == "new":
        return difference.is_new
    if key == "by_name":
        return difference.how in ("name", "day")
    if key == "unchanged":
        return case.tick is Tick.SAME
    return True


@dataclass(frozen=True)
class Totals:
    """What a batch comes to. `values` into `known` records, `created` new ones."""

    known_records: int
    new_records: int
    changes: int
    problems: int
    unopened: int
    values: int
    written: int
    created: int
    archives: bool
    """All forms are archives."""


def totals(batch: Batch) -> Totals:
    """Counts the batch as it is ticked."""
    forms = [case.difference for case in batch.cases]
    writing = [(case, case.count()) for case in batch.cases]
    writing = [(case, count) for case, count in writing if count]
    return Totals(
        known_records=sum(1 for each in forms if each.record_id is not None),
        new_records=sum(1 for each in forms if each.is_new and not each.refusal),
        changes=sum(len(case.changes) for case in batch.cases),
        problems=sum(_problem_count(case) for case in batch.cases),
        unopened=sum(1 for file in batch.bad_files if not file.skipped),
        values=sum(count for _case, count in writing),
        written=sum(1 for case, _count in writing if not case.difference.is_new),
        created=sum(1 for case, _count in writing if case.difference.is_new),
        archives=batch.archives,
    )


def _problem_count(case: Case) -> int:
    return len(case.problems) + bool(case.difference.refusal)


def filed_accounts(batch: Batch) -> Iterator[int]:
    """The accounts into whose records something was written, in the order of the files."""
    for case in batch.cases:
        if case.place < len(case.file.applied):
            applied = case.file.applied[case.place]
            account_id = applied.record_id if case.is_archive else case.difference.account_id
            if account_id is not None and applied.changed:
                yield account_id


def sections(fields: Sequence[FieldDifference]) -> Iterator[tuple[str, list[FieldDifference]]]:
    """The fields grouped by the sections of the form, in its order."""
    grouped: dict[str, list[FieldDifference]] = {}
    for each in fields:
        grouped.setdefault(each.section, []).append(each)
    yield from grouped.items()
