"""What an import would do, row by row, before anything is written: shown, ticked, then applied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.exchange.headers import Header
from kamdesk.exchange.kinds import KINDS, ListKind
from kamdesk.exchange.mapping import ColumnMapping
from kamdesk.exchange.sheets import Sheet
from kamdesk.model.fields import RecordField
from kamdesk.model.log import Change


class Action(StrEnum):
    """What becomes of a row. Every row that is read is exactly one of these."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    """No record at all (a total, a hidden row), the same as an earlier row, or unticked by the person."""
    REJECTED = "rejected"


@dataclass(frozen=True)
class ImportOptions:
    """What the person may decide before an import."""

    key: str | None = None
    """The one field rows are matched by; without it the surest that is filled: archive number, credit code,
    account code, name."""
    create_staff: bool = False
    """Owners nobody knows are added as staff, their name serving as number, instead of being reported."""
    same_name: bool = False
    """A row with a known name but another code is another customer, instead of being rejected as a likely duplicate."""
    on: date | None = None
    """The day from which changed status, tier and owner hold; today by default."""

    @property
    def day(self) -> date:
        """`on`, or today."""
        return self.on or date.today()


@dataclass(frozen=True, slots=True)
class Problem:
    """One value or row that was not taken as it stands. `row` counts from 1, as the file shows it."""

    row: int
    cell: str
    field: str
    value: str
    reason: str
    kept: bool = False
    """The value was taken all the same and only needs a look."""

    def dump(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "row": self.row,
            "cell": self.cell,
            "field": self.field,
            "value": self.value,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class NewStaff:
    """An owner or superior who will be added as staff."""

    name: str


@dataclass(slots=True)
class PlannedPerson:
    """A contact beside a customer. `role` is the one of the archive form she is given, if any."""

    prefix: str
    values: dict[str, Any]
    """Field → new value; for a known person only what changes."""
    before: dict[str, Any] = field(default_factory=dict)
    record_id: int | None = None


@dataclass(slots=True, eq=False)
class PlannedRow:
    """One row of the list and what becomes of it."""

    number: int
    """As the file shows it, from 1."""
    values: dict[str, Any]
    """Field → new value; for a known record only what changes."""
    persons: list[PlannedPerson] = field(default_factory=list)
    action: Action = Action.CREATED
    reason: str = ""
    """Why it is rejected or skipped."""
    at_fault: str = ""
    """The field for which it is rejected; empty: the one that names the record."""
    title: str = ""
    record_id: int | None = None
    matched_by: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    """Field → earlier value, for each of `values` of a known record."""
    superior: PlannedRow | None = None
    """The row, created by this same list, that this record lies below."""
    same_as: PlannedRow | None = None
    """An earlier row about the same customer; this one only adds a person."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Whether the row is about a record at all."""
        return self.action not in (Action.REJECTED, Action.SKIPPED)

    def reject(self, reason: str, field: str = "") -> None:
        """Nothing of the row is taken."""
        self.action, self.reason, self.at_fault = Action.REJECTED, reason, field

    def skip(self, reason: str) -> None:
        """There is nothing to take."""
        self.action, self.reason = Action.SKIPPED, reason

    def changes(self) -> list[tuple[str, Any, Any]]:
        """(field, earlier value, new value) of the record, then of its persons as ``contact.mobile``."""
        found = [(name, self.before.get(name), value) for name, value in self.values.items()]
        for person in self.persons:
            found += [
                (f"{person.prefix}.{name}", person.before.get(name), value)
                for name, value in person.values.items()
            ]
        return found


@dataclass(slots=True)
class ImportPlan:
    """An import, planned. `rows` are in the order of the file, each row that holds anything once."""

    file_name: str
    sha256: str
    sheet: Sheet
    header: Header
    mapping: ColumnMapping
    fields: dict[str, RecordField]
    """Target → field, of everything mapped."""
    options: ImportOptions
    rows: list[PlannedRow]
    unknown: list[str]
    """Columns with headings nobody knows; their values are not taken."""
    new_staff: list[str]
    position: tuple[int, int]
    """Where the change log stood (see `log_position`)."""

    @property
    def kind(self) -> ListKind:
        """What the list holds."""
        return KINDS[self.mapping.kind]

    @property
    def problems(self) -> list[Problem]:
        """Of all rows, in order."""
        return [problem for row in self.rows for problem in row.problems]

    def counts(self) -> dict[str, int]:
        """read = created + updated + unchanged + skipped + rejected."""
        counted = Counter(row.action for row in self.rows)
        return {"read": len(self.rows)} | {action.value: counted[action] for action in Action}

    def dump(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "kind": self.kind.name,
            **self.counts(),
            "problems": [problem.dump() for problem in self.problems],
            "unknown_columns": self.unknown,
        }


def log_position(session: Session) -> tuple[int, int]:
    """Differs between two moments if anything was changed, undone or redone between them."""
    standing = func.count().filter(Change.undone_at.is_(None))
    last, number = session.execute(select(func.coalesce(func.max(Change.id), 0), standing)).one()
    return (last, number)
