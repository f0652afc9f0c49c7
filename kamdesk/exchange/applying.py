"""Writes a planned import as part of one change, in sets: new and changed records, their dated facts, their persons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import StaleError
from kamdesk.exchange import mapping as mappings
from kamdesk.exchange.kinds import ACCOUNTS, CONTACTS, PRODUCTS, STAFF
from kamdesk.exchange.matching import current_values, folded_name
from kamdesk.exchange.plan import Action, ImportPlan, NewStaff, PlannedRow, log_position
from kamdesk.i18n import _
from kamdesk.model.account import Account, AccountOwner, AccountStatusChange, AccountTierChange
from kamdesk.model.base import Record
from kamdesk.model.competitor import Competitor
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.document import ImportBatch
from kamdesk.model.fields import RecordField, encode_custom
from kamdesk.model.product import Product
from kamdesk.progress import Progress, Silent
from kamdesk.store.recorder import insert_many, update_many
from kamdesk.work.fields import fields_for

_BLOCK = 2000
"""Rows written between two looks at whether the person still wants it."""

FACTS: dict[str, tuple[type[Record], str, str]] = {
    "status": (AccountStatusChange, "to", "on"),
    "tier": (AccountTierChange, "to", "on"),
    "owner_id": (AccountOwner, "staff_id", "since"),
}
"""Dated field of an account → the record of its changes, and there the columns of the value and of the day."""

DEFAULTS: dict[type[Record], Callable[[], dict[str, Any]]] = {
    Account: lambda: {"status": "prospect", "custom": {}, "not_applicable": {}, "completeness": 0},
    Contact: lambda: {"lunar_birthday": False, "custom": {}},
    Staff: dict,
    Product: dict,
    Competitor: dict,
}
"""What columns that may not be empty hold in a new record that says nothing about them."""


def apply_plan(
    session: Session,
    plan: ImportPlan,
    rows: Collection[int] | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Writes what `plan` says through the session of a `Store.change`; returns the counts.

    `rows` are the numbers of the rows the person ticked (all, if None); the others count as skipped. Raises
    StaleError when anything was changed since the plan was made, Cancelled when `progress` says so; nothing is to
    be kept then. An import that changes nothing leaves no trace.
    """
    if log_position(session) != plan.position:
        raise StaleError(
            _("The data were changed since this preview. Look at it again, then import.")
        )
    if rows is not None:
        _untick(plan, rows)
    _Applier(session, plan, progress or Silent()).apply()
    mappings.remember(session, plan.header, plan.mapping)
    counts = plan.counts()
    if not counts["created"] and not counts["updated"]:
        return counts
    session.add(
        ImportBatch(
            file_name=plan.file_name[:255],
            sha256=plan.sha256,
            kind=plan.kind.name,
            mapping=plan.mapping.dump(),
            counts=counts,
            outcome=[[row.number, row.action.value, row.reason] for row in plan.rows]
            + [problem.dump() for problem in plan.problems],
        )
    )
    return counts


def _untick(plan: ImportPlan, rows: Collection[int]) -> None:
    wanted = set(rows)
    for row in plan.rows:
        if row.number not in wanted and row.action in (Action.CREATED, Action.UPDATED):
            row.skip(_("Not ticked."))
    for row in plan.rows:
        if row.superior is not None and not row.superior.stands:
            row.superior = None
        if row.same_as is not None and row.same_as.record_id is None and not row.same_as.stands:
            row.skip(_("Not ticked."))


class _Applier:
    """The steps of one import."""

    def __init__(self, session: Session, plan: ImportPlan, progress: Progress) -> None:
        self.session = session
        self.plan = plan
        self.kind = plan.kind
        self.progress = progress
        self.rows = [row for row in plan.rows if row.stands]
        self.new_staff: dict[str, int] = {}
        self.codes: set[str] = set()
        """Of products, those that are given."""

    def apply(self) -> None:
        """Writes everything. Rows that were created know their `record_id` afterwards."""
        self._add_staff()
        if self.kind.is_fact:
            from kamdesk.exchange.applying_facts import FactApplier  # such lists are the fewer

            FactApplier(self.session, self.plan, self.progress).apply(self.rows)
            return
        self._create()
        self._update()
        if self.kind is ACCOUNTS:
            self._write_persons()

    def _add_staff(self) -> None:
        names = {
            folded_name(value.name): value.name
            for row in self.rows
            for value in row.values.values()
            if isinstance(value, NewStaff)
        }
        if not names:
            return
        fields = fields_for(self.session, Staff)
        limit = next(each.max_length for each in fields if each.name == "number")
        ids = insert_many(
            self.session, Staff, [{"number": name[:limit], "name": name} for name in names.values()]
        )
        self.new_staff = dict(zip(names, ids, strict=True))
        for row in self.rows:
            for name, value in row.values.items():
                if isinstance(value, NewStaff):
                    row.values[name] = self.new_staff[folded_name(value.name)]

    def _create(self) -> None:
        new = [row for row in self.rows if row.record_id is None and row.same_as is None]
        own = own_fields(self.session, self.kind.record)
        level = {id(row): 0 for row in new}
        for row in new:
            level[id(row)] = _depth(row)
        for depth in sorted(set(level.values())):
            rows = [row for row in new if level[id(row)] == depth]
            for done, block in _blocks(rows):
                self.progress.step(done, len(rows), _("Adding …"))
                values = [self._new_values(row, own) for row in block]
                for row, record_id in zip(
                    block, insert_many(self.session, self.kind.record, values), strict=True
                ):
                    row.record_id = record_id
        if self.kind is ACCOUNTS:
            self._add_first_facts(new)

    def _new_values(self, row: PlannedRow, own: dict[str, RecordField]) -> dict[str, Any]:
        values = DEFAULTS[self.kind.record]() | columns_of(row.values, own, {})
        if row.superior is not None:
            values[self.kind.superior] = row.superior.record_id
        if self.kind is STAFF:
            values.setdefault("number", row.values["name"][:40])
        if self.kind is PRODUCTS and "code" not in values:
            values["code"] = self._code_for(row.values["name"])
        return values

    def _code_for(self, name: str) -> str:
        """A product without a code is known by its name, which is made different where another has it as its code."""
        if not self.codes:
            self.codes = {"", *self.session.scalars(select(Product.code))}
            self.codes |= {row.values["code"] for row in self.rows if "code" in row.values}
        number, code = 1, name[:40]
        while code in self.codes:
            number += 1
            code = f"{name[:36]}-{number}"
        self.codes.add(code)
        return code

    def _add_first_facts(self, new: Sequence[PlannedRow]) -> None:
        day = self.plan.options.day
        for name, (record, value_column, day_column) in FACTS.items():
            facts = []
            for row in new:
                value = row.values.get(name, "prospect" if name == "status" else None)
                if value is not None:
                    facts.append(
                        {"account_id": row.record_id, value_column: value, day_column: day}
                    )
            if facts:
                insert_many(self.session, record, facts)

    def _update(self) -> None:
        changed = [
            row
            for row in self.rows
            if row.action is Action.UPDATED
            and row.same_as is None
            and (row.values or row.superior is not None)
        ]
        own = own_fields(self.session, self.kind.record)
        customs = self._customs(
            self.kind.record, {row.record_id: row.values for row in changed if row.record_id}, own
        )
        if self.kind is ACCOUNTS:
            self._add_facts(changed)
        for done, block in _blocks(changed):
            self.progress.step(done, len(changed), _("Changing …"))
            rows = []
            for row in block:
                values = columns_of(row.values, own, customs.get(row.record_id or 0, {}))
                if row.superior is not None:
                    values[self.kind.superior] = row.superior.record_id
                if self.kind is CONTACTS and values.get("left_on") is not None:
                    values["form_role"] = None
                rows.append(values | {"id": row.record_id})
            update_many(self.session, self.kind.record, rows)

    def _customs(
        self,
        record: type[Record],
        changed: Mapping[int, dict[str, Any]],
        own: dict[str, RecordField],
    ) -> dict[int, dict[str, Any]]:
        """The present ``custom`` columns of those whose change touches them."""
        ids = [key for key, values in changed.items() if not own.keys().isdisjoint(values)]
        found = current_values(self.session, record, ids, own) if ids else {}
        return {key: values["custom"] or {} for key, values in found.items()}

    def _add_facts(self, changed: Sequence[PlannedRow]) -> None:
        """Adds the changes of status, tier and owner; the account shows the last of each by day."""
        day = self.plan.options.day
        for name, (record, value_column, day_column) in FACTS.items():
            rows = [row for row in changed if name in row.values]
            if not rows:
                continue
            insert_many(
                self.session,
                record,
                [
                    {"account_id": row.record_id, value_column: row.values[name], day_column: day}
                    for row in rows
                ],
            )
            last = last_facts(self.session, name, [row.record_id or 0 for row in rows])
            for row in rows:
                row.values[name] = last[row.record_id or 0]

    def _write_persons(self) -> None:
        own = own_fields(self.session, Contact)
        persons = [(row, person) for row in self.rows for person in row.persons]
        customs = self._customs(
            Contact, {each.record_id: each.values for _row, each in persons if each.record_id}, own
        )
        new: list[dict[str, Any]] = []
        known: list[dict[str, Any]] = []
        for row, person in persons:
            values = columns_of(person.values, own, customs.get(person.record_id or 0, {}))
            if person.record_id is None:
                account_id = row.same_as.record_id if row.same_as is not None else row.record_id
                new.append(DEFAULTS[Contact]() | {"account_id": account_id, **values})
            else:
                known.append(values | {"id": person.record_id})
        for done, block in _blocks(new):
            self.progress.step(done, len(new), _("Adding persons …"))
            insert_many(self.session, Contact, block)
        for done, block in _blocks(known):
            self.progress.step(done, len(known), _("Changing persons …"))
            update_many(self.session, Contact, block)


def own_fields(session: Session, record: type[Record]) -> dict[str, RecordField]:
    """The department's own fields of `record`, by name."""
    return {each.name: each for each in fields_for(session, record) if each.custom}


def _depth(row: PlannedRow) -> int:
    depth = 0
    above = row.superior
    while above is not None:
        depth += 1
        above = above.superior
    return depth


def _blocks(rows: Sequence[Any]) -> Iterable[tuple[int, Sequence[Any]]]:
    for start in range(0, len(rows), _BLOCK):
        yield start, rows[start : start + _BLOCK]


def columns_of(
    values: dict[str, Any], own: dict[str, RecordField], custom: dict[str, Any]
) -> dict[str, Any]:
    """Field values as columns: the department's own fields go into ``custom``, added to what stands there."""
    columns = {name: value for name, value in values.items() if name not in own}
    if len(columns) < len(values):
        added = {name: encode_custom(values[name]) for name in values if name in own}
        whole = {**custom, **added}
        columns["custom"] = {name: value for name, value in whole.items() if value is not None}
    return columns


def last_facts(session: Session, name: str, account_ids: Sequence[int]) -> dict[int, Any]:
    """Account → the value of the last dated change of `name` (``status``, ``tier``, ``owner_id``)."""
    record, value_column, day_column = FACTS[name]
    fact: Any = record
    found: dict[int, Any] = {}
    for start in range(0, len(account_ids), 500):
        chunk = account_ids[start : start + 500]
        query = (
            select(fact.account_id, getattr(fact, value_column))
            .where(fact.account_id.in_(chunk), fact.deleted_at.is_(None))
            .order_by(fact.account_id, getattr(fact, day_column), fact.id)
        )
        found.update(map(tuple, session.execute(query)))
    return found
