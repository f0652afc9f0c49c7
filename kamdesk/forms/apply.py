"""Files what a person ticked of a form. The caller opened one change for the whole batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.declaration import Form, Table
from kamdesk.forms.differences import FieldDifference, FormDifference, Ticks
from kamdesk.i18n import _
from kamdesk.store.attempt import attempt

Chosen = tuple[FieldDifference, Any]
Values = dict[str, Any]


@dataclass(frozen=True)
class Refused:
    """A value that a rule forbids; the others of the form are filed all the same."""

    key: str
    label: str
    cell: str
    value: str
    reason: str


@dataclass
class Applied:
    """What became of one form."""

    record_id: Any = None
    created: bool = False
    changed: int = 0
    """Values written."""
    refused: list[Refused] = field(default_factory=list)
    refusal: str | None = None
    """Why nothing of the form was filed."""
    touched: set[object] = field(default_factory=set)
    """Class and id of further records that were written to."""


def apply(
    session: Session,
    form: Form,
    difference: FormDifference,
    ticks: Ticks | None = None,
    on: date | None = None,
) -> Applied:
    """Writes the ticked fields (by default those `default_ticks` names); what is dated becomes a fact of day `on`."""
    chosen = list((ticks or difference.default_ticks).chosen(difference))
    work = Writing(session, form, difference, chosen, on or date.today())
    if difference.refusal or difference.candidates:
        work.applied.refusal = difference.refusal or difference.doubt
        return work.applied
    if not chosen:
        work.applied.refusal = difference.doubt
        return work.applied
    try:
        with work.whole():
            form.filing.file(work)
    except RuleError as problem:
        return Applied(difference.record_id, refusal=problem.sentence)
    return work.applied


class Writing:
    """One form on its way into its record: what was chosen, and the ways to write it step by step."""

    def __init__(
        self,
        session: Session,
        form: Form,
        difference: FormDifference,
        chosen: Iterable[Chosen],
        on: date,
    ) -> None:
        self.session = session
        self.form = form
        self.difference = difference
        self.chosen = {each.key: (each, value) for each, value in chosen}
        self.on = on
        self.applied = Applied(difference.record_id)

    def whole(self) -> Any:
        """A context whose writing is taken back when it is refused, for filings that need it."""
        return attempt(self.session) if self.form.filing.guarded else nullcontext()

    def made(self, record_id: Any, keys: Iterable[str] = ()) -> None:
        """Notes that the record is new, and which cells it was made with."""
        self.applied.record_id = record_id
        self.applied.created = True
        self.applied.changed += len(list(keys)) or 1

    def keys(self, owner: str) -> list[str]:
        """The chosen cells of `owner`, in the order of the form."""
        return [key for key in self.chosen if key.startswith(f"{owner}.")]

    def values(self, keys: Iterable[str]) -> Values:
        """Field name → value of chosen cells; an amount with its currency unless that has a cell of its own."""
        found: Values = {}
        given: Values = {}
        for key in keys:
            each, value = self.chosen[key]
            given[each.field.name] = value
            currency = each.field.spec.currency_field
            if currency:
                found[currency] = each.currency if value is not None else None
        return found | given

    def read(self, key: str) -> Any:
        """What is chosen for a cell, else what the form says there: for values that are needed along with others."""
        if key in self.chosen:
            return self.chosen[key][1]
        each = next((one for one in self.difference.fields if one.key == key), None)
        return None if each is None else each.new if each.new is not None else each.old

    def problem(self, key: str) -> str | None:
        """Why a cell cannot be read."""
        each = next((one for one in self.difference.fields if one.key == key), None)
        return each.problem if each is not None else None

    def attempt(self, keys: Iterable[str], write: Callable[[], object]) -> bool:
        """Writes some cells together; a rule that forbids it is told with each of them and stops nothing else."""
        own = list(keys)
        if not own:
            return True
        try:
            with self.whole():
                write()
        except RuleError as problem:
            for key in own:
                self.refuse(key, problem.sentence)
            return False
        self.applied.changed += len(own)
        return True

    def refuse(self, key: str, reason: str) -> None:
        """Notes that a chosen cell is not written."""
        each, _value = self.chosen[key]
        self.applied.refused.append(
            Refused(key, each.label, each.found.cell, each.new_text, reason)
        )

    def row_keys(self, table: Table) -> dict[str, list[str]]:
        """``needs[0]`` → its chosen cells."""
        rows: dict[str, list[str]] = {}
        for key in self.chosen:
            row, dot, _name = key.partition("].")
            if dot and row.startswith(f"{table.key}["):
                rows.setdefault(f"{row}]", []).append(key)
        return rows

    def rows(
        self,
        table: Table,
        *,
        add: Callable[[Values], Any],
        change: Callable[[Any, Values], Any],
        remove: Callable[[Any], Any],
        one_by_one: bool = False,
    ) -> None:
        """Adds, changes and removes the rows of a table; a row emptied of its first field is removed.

        `add` gives the id of the new row, the others take it. `one_by_one`: a value of a row may be refused alone.
        """
        for row, keys in self.row_keys(table).items():
            first = f"{row}.{table.first.name}"
            row_id = self.difference.row_records.get(row)
            if row_id is not None and first in self.chosen and self.chosen[first][1] in (None, ""):
                self.attempt([first], partial(remove, row_id))
            elif row_id is not None:
                for group in [[key] for key in keys] if one_by_one else [keys]:
                    self.attempt(group, partial(change, row_id, self.values(group)))
            elif first not in self.chosen or self.chosen[first][1] in (None, ""):
                reason = _("A row needs a {field}.").format(field=table.first.label)
                for key in keys:
                    self.refuse(key, reason)
            elif one_by_one:
                self._add_one_by_one(keys, first, add, change)
            else:
                self.attempt(keys, partial(add, self.values(keys)))

    def _add_one_by_one(
        self,
        keys: list[str],
        first: str,
        add: Callable[[Values], Any],
        change: Callable[[Any, Values], Any],
    ) -> None:
        made: list[Any] = []
        self.attempt([first], lambda: made.append(add(self.values([first]))))
        for key in keys if made else []:
            if key != first:
                self.attempt([key], partial(change, made[0], self.values([key])))
