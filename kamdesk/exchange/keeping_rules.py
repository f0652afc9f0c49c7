"""Lists of contracts and complaints: known by number, tried by the functions of the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.exchange.fact_rules import FactRules, columns_of, named_record, refuse_future
from kamdesk.exchange.kinds import CONTRACTS, ListKind
from kamdesk.exchange.matching import (
    PRODUCT_NAMES,
    contact_index,
    folded_name,
    product_index,
    record_index,
)
from kamdesk.exchange.plan import PlannedRow
from kamdesk.exchange.references import Report
from kamdesk.i18n import _
from kamdesk.model.contract import Contract
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.service import Complaint
from kamdesk.work import complaints, contracts, settings
from kamdesk.work.numbers import next_by_pattern

_BLOCK = 500


class NumberedRules(FactRules):
    """Known by number; of a row without one by customer and what `keys` say. A number in the waste basket is given."""

    needs_account = True

    def _pool(self, rows: Sequence[PlannedRow]) -> Iterable[Any]:
        record: Any = self.kind.record
        numbers = {row.values["number"] for row in rows if row.values.get("number")}
        accounts = {row.values["account_id"] for row in rows if not row.values.get("number")}
        found: dict[int, Any] = {}
        for condition, wanted in ((record.number.in_, numbers), (record.account_id.in_, accounts)):
            for each in self._select(condition, wanted):
                found[each.id] = each
        return found.values()

    def match(self, rows: Sequence[PlannedRow]) -> None:
        """As for all; a number is one record's, and a second row about it is refused."""
        record: Any = self.kind.record
        numbers = sorted({row.values["number"] for row in rows if row.values.get("number")})
        gone = set()
        for start in range(0, len(numbers), _BLOCK):
            query = select(record.number).where(
                record.number.in_(numbers[start : start + _BLOCK]), record.deleted_at.is_not(None)
            )
            gone |= set(map(folded_name, self.session.scalars(query)))
        first: dict[str, PlannedRow] = {}
        for row in rows:
            number = row.values.get("number")
            if not number:
                continue
            earlier = first.setdefault(folded_name(number), row)
            if folded_name(number) in gone:
                row.reject(
                    _("“{number}” is given to a record in the waste basket; restore that first.").format(
                        number=number
                    ),
                    "number",
                )  # fmt: skip
            elif earlier is not row:
                row.reject(
                    _("Row {row} is about the same record (“{name}”) and says otherwise.").format(
                        row=earlier.number, name=number
                    )
                )
        super().match([row for row in rows if row.stands])

    def _can_tell(self, names: tuple[str, ...], row: PlannedRow) -> bool:
        return (names[0] == "number") == bool(row.values.get("number"))


class ContractRules(NumberedRules):
    """Contracts: a row without a number is about the one of its customer with that name and beginning; where the list
    tells only how long they hold, with that end."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        begins = ("account_id", "name", "signed_on", "starts_on")
        self.keys = (("number",), (*begins, "ends_on"))
        if not {"signed_on", "starts_on"}.isdisjoint(self.columns) or "ends_on" not in self.columns:
            self.keys += (begins,)
        self._opportunities = record_index(self.session, Opportunity, ("number", "name"))
        self._contracts = record_index(self.session, Contract, ("number",))

    def refer(self, row: PlannedRow, report: Report) -> None:
        """An opportunity or contract nobody knows is reported, and the row stands without it."""
        for name, index, names in (
            ("opportunity_id", self._opportunities, ("number", "name")),
            ("renews_id", self._contracts, ("number",)),
        ):
            if name in row.values:
                named_record(row, name, f"contract.{name}", index, names, report)

    def complete(self, row: PlannedRow) -> None:
        """A contract has a name, or its number serves as one; days of the past have come."""
        values = row.values
        if not values.get("name") and not values.get("number"):
            raise RuleError(_("The row has no name."), field="name")
        refuse_future(values.get("ended_on"), "ended_on")

    def make(self, row: PlannedRow) -> None:
        """What was signed is running, unless the list says otherwise."""
        values = dict(row.values)
        number = values.get("number") or ""
        values.setdefault("name", number)
        if "state" not in values and values.get("signed_on") is not None:
            values["state"] = "running"
        contract = Contract(number="", name="", state="draft")
        # A number of its own is given when the row is written; until then none is taken by mistake.
        contracts.set_values(self.session, contract, {**values, "number": number or "…"})
        row.values = columns_of(contract) | {"number": number}

    def change(self, row: PlannedRow, copy: Any) -> None:
        """By the function of the window."""
        contracts.set_values(self.session, copy, row.values)


class ComplaintRules(NumberedRules):
    """Complaints: a row without a number is about the one its customer made that day with those words."""

    keys = (("number",), ("account_id", "received_on", "content"))

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._products = product_index(self.session)
        self._contacts = contact_index(self.session)

    def refer(self, row: PlannedRow, report: Report) -> None:
        """A product nobody knows, or a person the customer does not have, is reported; the row stands without it."""
        if "product_id" in row.values:
            named_record(
                row, "product_id", "complaint.product_id", self._products, PRODUCT_NAMES, report
            )
        text = row.values.pop("contact_id", None)
        if text is None:
            return
        found = self._contacts.get((row.values.get("account_id"), folded_name(text)), [])
        if len(found) == 1:
            row.values["contact_id"] = found[0]
        else:
            words = _("This customer has no contact “{name}”; the row was taken without it.")
            report(row, "complaint.contact_id", words.format(name=text))

    def complete(self, row: PlannedRow) -> None:
        """It has the day on which it came in."""
        if row.values.get("received_on") is None:
            raise RuleError(
                _("A complaint needs the day on which it came in."), field="received_on"
            )
        for name in ("received_on", "judged_on", "answered_on", "confirmed_on"):
            refuse_future(row.values.get(name), name)

    def make(self, row: PlannedRow) -> None:
        """What a list tells has happened: no day is invented but the deadline by its severity."""
        number = row.values.get("number") or ""
        complaint = Complaint(judgement="pending")
        values = {"judged_on": None, **row.values}
        values.pop("number", None)
        complaints.change(self.session, complaint, values)
        if complaint.due_on is None:
            complaint.due_on = complaints.due_day(
                self.session, complaint.severity, complaint.received_on
            )
        row.values = columns_of(complaint) | {"number": number}

    def change(self, row: PlannedRow, copy: Any) -> None:
        """By the function of the window."""
        complaints.change(self.session, copy, row.values)


def number_for(session: Session, kind: ListKind, values: Mapping[str, Any], day: date) -> str:
    """The number of a new contract or complaint whose row has none."""
    if kind is CONTRACTS:
        return contracts.new_number(session, values.get("signed_on") or day)
    pattern = settings.get(session, "complaint_number")
    return next_by_pattern(
        session, "complaint_no", pattern, values["received_on"], Complaint.number
    )


def take(session: Session, record: Any, values: Mapping[str, Any]) -> None:
    """Writes what a row changes of a known contract or complaint. Raises RuleError."""
    step = contracts.change_contract if isinstance(record, Contract) else complaints.change
    step(session, record, values)
