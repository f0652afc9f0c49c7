"""What a form would change, field by field, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kamdesk.forms.readings import FormReading, FoundValue
from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.values import show
from kamdesk.work.accounts import Similar


class State(StrEnum):
    """What a value of the form does to the value there is."""

    SAME = "same"
    FILLED = "filled"
    """Nothing was known; now there is a value."""
    CHANGED = "changed"
    EMPTIED = "emptied"
    """The form leaves empty what is known; kept unless it is ticked."""
    UNREADABLE = "unreadable"
    """The form holds something that cannot be taken; `problem` says why."""


@dataclass(frozen=True)
class FieldDifference:
    """One field: what is known, what the form says."""

    key: str
    label: str
    """In the language in use, with the person or row it belongs to."""
    section: str
    field: RecordField
    state: State
    old: Any
    new: Any
    """Typed; an id for a reference."""
    old_text: str
    new_text: str
    problem: str | None
    alternatives: tuple[Any, ...]
    """What may be meant; one of them, or another value, is taken by an answer."""
    currency: str | None
    found: FoundValue

    @property
    def is_change(self) -> bool:
        """Taking the form as it is changes the value."""
        return self.state in (State.FILLED, State.CHANGED)

    @property
    def ticked(self) -> bool:
        """Whether it is taken unless somebody says otherwise: empty cells and unreadable values are not."""
        return self.is_change


@dataclass(frozen=True)
class Candidate:
    """A record the form may mean."""

    record_id: int
    name: str


@dataclass
class FormDifference:
    """One form beside the record it means."""

    reading: FormReading
    how: str
    """By what the record was found: uid, archive_no, uscc, account_code, name, day, number, lines, person, period;
    chosen by somebody (also that it is new); none: it is new."""
    record_id: Any
    """Of the record, as its filing identifies it; None for a new one."""
    name: str
    """What the record is called, or whom the form names."""
    account_id: int | None = None
    """The account it belongs to; for the archive the record itself."""
    fields: list[FieldDifference] = field(default_factory=list)
    candidates: tuple[Candidate, ...] = ()
    """When several records may be meant: one has to be chosen."""
    similar: tuple[Similar, ...] = ()
    """For a new account: others that may be the same."""
    doubt: str | None = None
    """Why nothing of the form is taken until somebody has looked."""
    refusal: str | None = None
    """Why the form cannot be filed at all."""
    completeness: tuple[int, int] | None = None
    """Whole percent before and after, as ticked by default; for records that have such a measure."""
    same_as: int | None = None
    """Number of the earlier form in this batch that means the same record."""
    row_records: dict[str, Any] = field(default_factory=dict)
    """``needs[0]`` → id of the record that row is; rows not here are new."""

    @property
    def is_new(self) -> bool:
        """A record would be added."""
        return self.record_id is None and not self.candidates

    @property
    def changes(self) -> list[FieldDifference]:
        """Fields that would change as ticked by default."""
        return [each for each in self.fields if each.is_change]

    @property
    def problems(self) -> list[FieldDifference]:
        """Fields with something to say, those that are kept all the same included."""
        return [each for each in self.fields if each.problem is not None]

    @property
    def default_ticks(self) -> Ticks:
        """What is taken unless somebody decides otherwise."""
        if self.doubt or self.refusal or self.candidates:
            return Ticks(frozenset())
        return Ticks(frozenset(each.key for each in self.fields if each.ticked))


@dataclass(frozen=True)
class Ticks:
    """What a person takes of a form: keys of fields, and values typed instead of what the form says."""

    keys: frozenset[str]
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Key → typed value; counts as ticked."""

    def __contains__(self, key: object) -> bool:
        return key in self.keys or key in self.answers

    def chosen(self, difference: FormDifference) -> Iterator[tuple[FieldDifference, Any]]:
        """The fields to write, each with its value; what cannot be read is never among them."""
        for each in difference.fields:
            if each.key in self.answers:
                yield each, self.answers[each.key]
            elif each.key in self.keys and (each.is_change or each.state is State.EMPTIED):
                yield each, each.new


def shown(field_: RecordField, value: Any, currency: str | None, names: Mapping[int, str]) -> str:
    """`value` for the difference list; (empty) for nothing."""
    if value is None or value == "":
        return _("(empty)")
    if field_.kind is Kind.REFERENCE:
        return names.get(value, str(value)) if isinstance(value, int) else str(value)
    return show(field_.kind, value, vocabulary=field_.spec.choices, currency=currency)
