"""Turns the names in a list into references: customers of contacts, owners, groups and superiors, also later rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kamdesk.exchange.identity import superior_rows
from kamdesk.exchange.kinds import ACCOUNTS, CONTACTS, ListKind
from kamdesk.exchange.matching import (
    ACCOUNT_NAMES,
    STAFF_NAMES,
    Index,
    People,
    folded_name,
)
from kamdesk.exchange.plan import Action, NewStaff, PlannedRow
from kamdesk.i18n import _

Report = Callable[[PlannedRow, str, str], None]
"""Notes for a row what is wrong with the value of a target; that value is not taken."""


def find_account(
    row: PlannedRow,
    lookup: dict[str, str],
    index: Index,
    *,
    needed: bool = True,
    at_fault: str = "",
) -> None:
    """Sets `account_id` of a row from the codes in `lookup` or the customer's name; rejects the row if there is no
    such customer, or there are several, and if it names none though one is `needed`. It is rejected for the field
    `at_fault`."""
    named = row.values.pop("account_id", None)
    tried = [*lookup.values(), *([named] if named else [])]
    found: list[int] = []
    for name, code in lookup.items():
        found = found or index.find(name, code)
    if not found and named:
        found = index.find_named(named, ACCOUNT_NAMES)
    if not tried:
        if needed:
            row.reject(_("The row does not say which customer it is about."))
    elif not found:
        row.reject(_("There is no customer “{name}”.").format(name=tried[-1]), at_fault)
    elif len(found) > 1:
        row.reject(_("Several customers are called “{name}”.").format(name=tried[-1]), at_fault)
    else:
        row.values["account_id"] = found[0]


def find_staff(
    row: PlannedRow, name: str, target: str, staff: Index, *, create: bool, report: Report
) -> None:
    """Replaces the text in field `name` by the id of the staff member, or by a `NewStaff` if `create`."""
    text = row.values.get(name)
    if text is None:
        return
    found = staff.find_named(text, STAFF_NAMES)
    if len(found) == 1:
        row.values[name] = found[0]
    elif found:
        del row.values[name]
        report(row, target, _("Several of the staff are called “{name}”.").format(name=text))
    elif create and folded_name(text) not in staff.in_trash["number"]:
        row.values[name] = NewStaff(text)
    else:
        del row.values[name]
        report(row, target, _("Nobody of the staff is called “{name}”.").format(name=text))


class Superiors:
    """Links records of one list to each other and to those there are, refusing circles."""

    def __init__(
        self, kind: ListKind, rows: list[PlannedRow], index: Index, people: People, report: Report
    ) -> None:
        self.kind = kind
        self.index = index
        self.people = people
        self.report = report
        self.target = f"{kind.prefix}.{kind.superior}"
        self.rows = {} if kind is CONTACTS else superior_rows(rows, _names(kind))
        self.contacts = {
            (row.values["account_id"], folded_name(row.values["full_name"])): row
            for row in rows
            if kind is CONTACTS and row.action is Action.CREATED
        }
        self.above: dict[Any, Any] = (
            dict(people.superiors)
            if kind is CONTACTS
            else {key: getattr(known, kind.superior) for key, known in index.rows.items()}
        )

    def link(self, row: PlannedRow, *, create_staff: bool = False) -> None:
        """Replaces the text in the row's reference by an id, a row of this list (`superior`), or reports it."""
        text = row.values.pop(self.kind.superior, None)
        if text is None:
            return
        found, other = self._find(row, text)
        if len(found) > 1:
            reason = _("Several records are called “{name}”.")
        elif not found and other is None:
            if create_staff:
                row.values[self.kind.superior] = NewStaff(text)
                return
            reason = _("There is nobody and nothing called “{name}” to link to.")
        else:
            below: Any = row.record_id or row
            above: Any = found[0] if found else other
            if self._circle(below, above):
                reason = _("“{name}” lies below this record itself; that would be a circle.")
            else:
                self.above[below] = above
                if found:
                    row.values[self.kind.superior] = found[0]
                else:
                    row.superior = other
                return
        self.report(row, self.target, reason.format(name=text))

    def _find(self, row: PlannedRow, text: str) -> tuple[list[int], PlannedRow | None]:
        if self.kind is CONTACTS:
            key = (row.values["account_id"], folded_name(text))
            return self.people.by_name.get(key, []), self.contacts.get(key)
        found = self.index.find_named(text, _names(self.kind))
        return found, self.rows.get(folded_name(text))

    def _circle(self, below: Any, above: Any) -> bool:
        step = above
        while step is not None:
            if step == below:
                return True
            step = self.above.get(step)
        return False


def _names(kind: ListKind) -> tuple[str, ...]:
    return ACCOUNT_NAMES if kind is ACCOUNTS else STAFF_NAMES
