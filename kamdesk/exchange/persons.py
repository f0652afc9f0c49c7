"""Plans the persons beside a customer: known by name, else new; in the role of the column where it is vacant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kamdesk.exchange.kinds import MAIN_CONTACT
from kamdesk.exchange.matching import People, folded_name
from kamdesk.exchange.plan import PlannedPerson, PlannedRow
from kamdesk.exchange.references import Report
from kamdesk.i18n import _
from kamdesk.model.vocabulary import FORM_ROLE


def role_of(prefix: str) -> str:
    """The role of the archive form that columns with `prefix` are about."""
    return "main_contact" if prefix == MAIN_CONTACT else prefix


class PersonPlanner:
    """Decides for one person after the other who she is; remembers the roles the list itself gives away."""

    def __init__(self, people: People, report: Report) -> None:
        self.people = people
        self.report = report
        self.given: dict[tuple[Any, str], str] = {}
        """(customer or row, role) → folded name of whom this list puts into the role."""
        self.new: dict[tuple[Any, str, str], PlannedPerson] = {}

    def plan(self, row: PlannedRow) -> None:
        """Finds or makes the persons of `row`; one that says nothing new for a customer's known person stays, with
        its `record_id`, to be compared."""
        owner: Any = row.record_id or row.same_as or row
        row.persons = [each for each in row.persons if self._takes(row, owner, each)]

    def _takes(self, row: PlannedRow, owner: Any, person: PlannedPerson) -> bool:
        role = role_of(person.prefix)
        holder = self.people.in_role.get((owner, role)) if isinstance(owner, int) else None
        name = person.values.get("full_name")
        if name is None:
            if holder is not None:
                person.record_id = holder
                return True
            first = next(iter(person.values))
            reason = _("There is no name for this person, so nothing about the person was taken.")
            self.report(row, f"{person.prefix}.{first}", reason)
            return False
        key = folded_name(name)
        known = self.people.by_name.get((owner, key), []) if isinstance(owner, int) else []
        if holder is not None and holder in known:
            person.record_id = holder
            return True
        vacant = holder is None and self.given.get((owner, role), key) == key
        if known:
            person.record_id = known[0]
            if vacant and self._free(known[0]):
                self._give(owner, role, key, person)
            return True
        twice = self.new.get((owner, role, key))
        if twice is not None:
            if twice.values | {"form_role": None} != person.values | {"form_role": None}:
                self._report_otherwise(row, person)
            return False
        if vacant:
            self._give(owner, role, key, person)
        elif person.prefix != MAIN_CONTACT:
            reason = _(
                "“{role}” is somebody else in the archive; “{name}” was added without the role."
            )
            self.report(
                row,
                f"{person.prefix}.full_name",
                reason.format(role=FORM_ROLE.label(role), name=name),
            )
        self.new[(owner, role, key)] = person
        return True

    def _report_otherwise(self, row: PlannedRow, person: PlannedPerson) -> None:
        reason = _(
            "An earlier row says otherwise about “{name}” of this customer; it was not taken."
        )
        name = person.values["full_name"]
        self.report(row, f"{person.prefix}.full_name", reason.format(name=name))

    def _give(self, owner: Any, role: str, key: str, person: PlannedPerson) -> None:
        self.given[(owner, role)] = key
        person.values["form_role"] = role

    def _free(self, contact_id: int) -> bool:
        return contact_id not in self.people.with_role


def known_ids(rows: Iterable[PlannedRow]) -> set[int]:
    """The contacts that are already there."""
    return {
        person.record_id for row in rows for person in row.persons if person.record_id is not None
    }
