"""Decides for each row of a list which record it is about, by the rules that protect against doubles.

A row is matched by one key field if the person named it; else by archive number, credit code, account code, name, the
first that is filled and known. Rows of one list that are about the same record: word for word the same, the second is
skipped; with the same customer and another person, the person is added; anything else is rejected, naming the row. A
known name with a different code is a likely double and rejected, unless the person says that names repeat.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.exchange.kinds import CONTACTS, ListKind
from kamdesk.exchange.matching import Index, People, folded_name
from kamdesk.exchange.plan import Action, ImportOptions, PlannedRow
from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.model.values.reading import typed_text
from kamdesk.work.fields import fields_for

_CODES = ("archive_no", "uscc", "account_code", "number", "code")
_UNIQUE = ("archive_no", "number", "code")
"""Numbers that are given once, for records in the waste basket too."""


@dataclass
class Identifier:
    """Finds the record of one row after the other and remembers what the earlier rows were about."""

    session: Session
    kind: ListKind
    index: Index
    people: People
    options: ImportOptions
    rows_of: dict[tuple[str, Any], PlannedRow] = field(default_factory=dict)
    """What identifies a record → the first row about it."""

    def __post_init__(self) -> None:
        self._labels = {each.name: each for each in fields_for(self.session, self.kind.record)}
        self._key_values: dict[str, list[int]] = {}
        if self.options.key is not None:
            self._key_values = self._values_of_key(self.options.key)

    def identify(self, row: PlannedRow) -> None:
        """Sets `record_id` of the row if its record is known; rejects or skips the row where a rule says so."""
        found = self._by_key(row) if self.options.key is not None else self._by_rule(row)
        if not row.stands:
            return
        if len(found) > 1:
            row.reject(_("Several records fit: give the row a code, or choose another key field."))
            return
        row.record_id = found[0] if found else None
        if row.record_id is None and not row.values.get(self.kind.title):
            row.reject(_("The row has no name."))
            return
        self._compare_with_earlier(row)

    def _by_key(self, row: PlannedRow) -> list[int]:
        key = str(self.options.key)
        value = row.values.get(key)
        if value is None:
            row.reject(
                _("The key field “{field}” is empty in this row.").format(
                    field=self._labels[key].label
                )
            )
            return []
        row.matched_by = key
        return self._key_values.get(folded_name(typed_text(value) or ""), [])

    def _values_of_key(self, key: str) -> dict[str, list[int]]:
        known = self._labels.get(key)
        if known is None or known.custom or known.kind is Kind.REFERENCE:
            raise RuleError(_("“{field}” cannot be a key field.").format(field=key))
        record = self.kind.record
        found: dict[str, list[int]] = {}
        query = select(record.id, known.expression()).where(record.deleted_at.is_(None))
        for record_id, value in self.session.execute(query.order_by(record.id)):
            if value is not None:
                found.setdefault(folded_name(typed_text(value) or ""), []).append(record_id)
        return found

    def _by_rule(self, row: PlannedRow) -> list[int]:
        values = row.values
        if self.kind is CONTACTS:
            row.matched_by = "full_name"
            name = values.get("full_name")
            return (
                self.people.by_name.get((values["account_id"], folded_name(name)), [])
                if name
                else []
            )
        for name in self.kind.keys:
            value = values.get(name)
            if value is None:
                continue
            if name in _UNIQUE and folded_name(value) in self.index.in_trash[name]:
                row.reject(
                    _(
                        "“{number}” is given to a record in the waste basket; restore that first."
                    ).format(number=value)
                )
                return []
            found = self.index.find(name, value)
            if name == "uscc":
                found = self._of_branch(found, values)
            if name == self.kind.title:
                found = self._of_same_name(row, found)
            if found:
                row.matched_by = name
                return found
        return []

    def _of_branch(self, found: list[int], values: dict[str, Any]) -> list[int]:
        """Branches share a credit code: of several, or against another row's, the name decides."""
        name = values.get("name")
        if name is None:
            return found
        same = [
            each for each in found if folded_name(self.index.rows[each].name) == folded_name(name)
        ]
        earlier = self.rows_of.get(("uscc", folded_name(values["uscc"])))
        return same if same or len(found) > 1 or earlier is not None else found

    def _of_same_name(self, row: PlannedRow, found: list[int]) -> list[int]:
        """A known name with a different code is no match."""
        same: list[int] = []
        others: list[int] = []
        for each in found:
            known = self.index.rows[each]
            (others if _different_code(row.values, known) else same).append(each)
        if others and not same and not self.options.same_name:
            label, ours, theirs = _differing(row.values, self.index.rows[others[0]], self._labels)
            row.reject(
                _(
                    "“{name}” is known with {field} {known}, not {given}: possibly a double. Choose the "
                    "name as key field if it is the same customer, “{field}” if it is another."
                ).format(name=row.values[self.kind.title], field=label, known=theirs, given=ours)
            )
        return same

    def _compare_with_earlier(self, row: PlannedRow) -> None:
        identities = self._identities(row)
        for identity in identities:
            earlier = self.rows_of.get(identity)
            if earlier is None or (
                identity[0] == "uscc" and not _same_title(row, earlier, self.kind)
            ):
                continue
            if (
                None not in (row.record_id, earlier.record_id)
                and row.record_id != earlier.record_id
            ):
                # Two records that are here already and share a name.
                continue
            self._second(row, earlier, identity[0])
            break
        if row.stands and row.same_as is None:
            for identity in identities:
                self.rows_of.setdefault(identity, row)

    def _identities(self, row: PlannedRow) -> list[tuple[str, Any]]:
        if row.record_id is not None:
            first: list[tuple[str, Any]] = [("id", row.record_id)]
        else:
            first = []
        if self.kind is CONTACTS:
            name = row.values.get("full_name")
            return [*first, ("full_name", (row.values["account_id"], folded_name(name or "")))]
        keys = self.kind.keys if self.options.key is None else (self.options.key, *_UNIQUE)
        for name in keys:
            value = row.values.get(name)
            if value is not None:
                first.append((name, folded_name(typed_text(value) or "")))
        return first

    def _second(self, row: PlannedRow, earlier: PlannedRow, by: str) -> None:
        if row.values == earlier.values and _persons(row) == _persons(earlier):
            row.skip(_("The same as row {row}.").format(row=earlier.number))
            return
        adds_nothing = all(earlier.values.get(name) == value for name, value in row.values.items())
        if adds_nothing and row.persons:
            row.same_as, row.record_id = earlier, earlier.record_id
            return
        if adds_nothing:
            row.skip(_("Adds nothing to row {row}.").format(row=earlier.number))
            return
        if by == self.kind.title and self.options.same_name and row.record_id is None:
            return
        if by == self.kind.title and _different_code(row.values, earlier.values):
            reason = _(
                "“{name}” stands in row {row} with another code: possibly a double. Choose the code as "
                "key field if these are two customers."
            )
        else:
            reason = _("Row {row} is about the same record (“{name}”) and says otherwise.")
        row.reject(reason.format(name=row.values.get(self.kind.title, ""), row=earlier.number))


def _persons(row: PlannedRow) -> list[tuple[str, dict[str, Any]]]:
    return [(person.prefix, person.values) for person in row.persons]


def _same_title(row: PlannedRow, other: PlannedRow, kind: ListKind) -> bool:
    ours, theirs = row.values.get(kind.title), other.values.get(kind.title)
    return ours is None or theirs is None or folded_name(ours) == folded_name(theirs)


def _value(of: Any, name: str) -> Any:
    return of.get(name) if isinstance(of, dict) else getattr(of, name, None)


def _different_code(values: dict[str, Any], known: Any) -> bool:
    """Whether both have one of the codes and it differs."""
    return any(_differs(values.get(name), _value(known, name)) for name in _CODES)


def _differs(ours: str | None, theirs: str | None) -> bool:
    return bool(ours and theirs) and folded_name(str(ours)) != folded_name(str(theirs))


def _differing(values: dict[str, Any], known: Any, labels: dict[str, Any]) -> tuple[str, str, str]:
    """Label, the row's value and the known one of the first code that differs."""
    name = next(each for each in _CODES if _differs(values.get(each), _value(known, each)))
    return labels[name].label, str(values[name]), str(_value(known, name))


def superior_rows(rows: list[PlannedRow], names: tuple[str, ...]) -> dict[str, PlannedRow]:
    """Folded name or code → the row that will create such a record, for references to it."""
    found: dict[str, PlannedRow] = {}
    for name in reversed(names):
        for row in rows:
            value = row.values.get(name)
            if row.action is Action.CREATED and row.same_as is None and value:
                found[folded_name(value)] = row
    return found
