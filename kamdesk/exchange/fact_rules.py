"""What is particular to each kind of list of things that happen: how a row is known again, and what it may say.

To add a kind: write its `FactRules`, name it in `_RULES`. A row that fits no known record makes a new one; two rows
never mean the same record, so that a list that names a thing twice adds it twice, and finds both again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy import inspect as inspect_mapping
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.exchange.kinds import ListKind
from kamdesk.exchange.matching import Index, folded_name, record_index
from kamdesk.exchange.plan import ImportOptions, PlannedRow
from kamdesk.exchange.references import Report
from kamdesk.i18n import _
from kamdesk.model.agenda import Task
from kamdesk.model.expense import Expense
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.visit import CallbackPlan
from kamdesk.model.vocabulary import EXPENSE_STATE
from kamdesk.work import approvals, expenses, settings, tasks

_BLOCK = 500
_NOT_INSERTED = frozenset(
    {"id", "uid", "created_at", "updated_at", "created_by", "version", "deleted_at"}
)


class FactRules:
    """One kind of list. `columns`: the fields the list has a column for."""

    needs_account = False
    keys: tuple[tuple[str, ...], ...] = ()
    """Fields by which a row is known again, the surest first; all of them have to be the same."""
    references: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType({})
    """Field that names what is neither a customer nor staff → class of that, and the fields it is named by."""

    def __init__(
        self, session: Session, kind: ListKind, columns: frozenset[str], options: ImportOptions
    ) -> None:
        self.session = session
        self.kind = kind
        self.columns = columns
        self.options = options
        self.user = settings.me(session)
        self._indexes: dict[str, Index] = {}
        self._known: dict[int, Any] = {}
        """Identity of a row → its record."""

    def prepare(self, rows: Sequence[PlannedRow]) -> None:
        """Learns from the whole list, as it was read, what its words mean."""

    def refer(self, row: PlannedRow, report: Report) -> None:
        """Puts ids in the place of the names of what is neither a customer nor staff; reports those nobody knows."""
        for name in self.references.keys() & row.values.keys():
            target = f"{self.kind.prefix}.{name}"
            named_record(row, name, target, self._index_of(name), self.references[name][1], report)

    def _index_of(self, name: str) -> Index:
        """What field `name` may name, read once for a list."""
        if name not in self._indexes:
            record, names = self.references[name]
            self._indexes[name] = record_index(self.session, RECORD_BY_NAME[record], names)
        return self._indexes[name]

    def complete(self, row: PlannedRow) -> None:
        """Adds what follows from the row itself. Raises RuleError for what it cannot do without."""

    def may_repeat(self, row: PlannedRow) -> bool:
        """Whether another row that says word for word the same tells of another such thing."""
        return False

    def match(self, rows: Sequence[PlannedRow]) -> None:
        """Finds the known record of each row."""
        pool = list(self._pool(rows))
        taken: set[int] = set()
        for names in self.keys:
            by_key: dict[tuple[Any, ...], list[Any]] = {}
            for record in pool:
                if record.id not in taken:
                    by_key.setdefault(self._key(names, record), []).append(record)
            for row in rows:
                if id(row) in self._known or not self._can_tell(names, row):
                    continue
                found = by_key.get(self._key(names, row.values), [])
                if found:
                    self._take(row, found.pop(0), taken)

    def _take(self, row: PlannedRow, record: Any, taken: set[int]) -> None:
        self._known[id(row)] = record
        row.record_id = record.id
        taken.add(record.id)

    def _can_tell(self, names: tuple[str, ...], row: PlannedRow) -> bool:
        """Whether the row says enough to be known by `names`: the first of them."""
        return row.values.get(names[0]) is not None

    def _key(self, names: tuple[str, ...], of: Any) -> tuple[Any, ...]:
        """What `of`, a record or the values of a row, is known by; a field without a column cannot differ."""
        names = tuple(name for name in names if name in self.columns)
        values = (of.get(name) if isinstance(of, dict) else getattr(of, name) for name in names)
        return tuple(folded_name(each) if isinstance(each, str) else each for each in values)

    def _pool(self, rows: Sequence[PlannedRow]) -> Iterable[Any]:
        """Records outside the waste basket that a row may mean."""
        raise NotImplementedError

    def _select(
        self, condition: Callable[[Sequence[Any]], ColumnElement[bool]], values: Iterable[Any]
    ) -> Iterable[Any]:
        record = self.kind.record
        wanted = sorted(set(values))
        for start in range(0, len(wanted), _BLOCK):
            chunk = wanted[start : start + _BLOCK]
            query = select(record).where(condition(chunk), record.deleted_at.is_(None))
            yield from self.session.scalars(query.order_by(record.id))

    def known_of(self, row: PlannedRow) -> Any:
        """The record found for the row; None for a new one."""
        return self._known.get(id(row))

    def make(self, row: PlannedRow) -> None:
        """Makes the values of the row those of a whole new record. Raises RuleError for what must not be."""
        raise NotImplementedError

    def change(self, row: PlannedRow, copy: Any) -> None:
        """Tries the row's changed values on a `copy` of its record. Raises RuleError for what must not be."""
        raise NotImplementedError

    def _own_default(self, row: PlannedRow, name: str) -> None:
        """Whoever uses this computer, where the list does not speak of people at all."""
        if name not in self.columns and self.user is not None:
            row.values.setdefault(name, self.user.id)


def columns_of(record: Any) -> dict[str, Any]:
    """What is to be written of a record that was only made to try."""
    names = [each.key for each in inspect_mapping(type(record)).column_attrs]
    values = {name: getattr(record, name) for name in names if name not in _NOT_INSERTED}
    return {name: value for name, value in values.items() if value is not None}


def named_record(
    row: PlannedRow, name: str, target: str, index: Index, names: tuple[str, ...], report: Report
) -> None:
    """Puts the id in the place of the name in field `name`; one nobody knows is reported, and the row stands without
    it."""
    text = row.values.pop(name)
    found = index.find_named(text, names)
    if len(found) == 1:
        row.values[name] = found[0]
        return
    reason = (
        _("Several records are called “{name}”.")
        if found
        else _("There is no “{name}” among those of this kind; the row was taken without it.")
    )
    report(row, target, reason.format(name=text))


def refuse_future(day: date | None, field: str) -> None:
    """Raises RuleError for a day that has not come."""
    if day is not None and day > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=day), field=field)


class ExpenseRules(FactRules):
    """Money spent: known by receipt, else by everything about it; what was handed in stays as it is."""

    references = MappingProxyType(
        {
            "opportunity_id": ("Opportunity", ("number", "name")),
            "activity_id": ("Activity", ("name",)),
            "complaint_id": ("Complaint", ("number",)),
            "service_request_id": ("ServiceRequest", ("number",)),
        }
    )
    _WHOLE = ("on", "amount", "category", "account_id", "staff_id", "note", "receipt_no")
    keys = (
        _WHOLE,
        ("receipt_no", "on", "category"),
        ("on", "amount", "category", "account_id", "staff_id"),
    )

    def complete(self, row: PlannedRow) -> None:
        """It has a day and an amount."""
        if row.values.get("on") is None:
            raise RuleError(_("An expense needs its day."), field="on")
        if row.values.get("amount") is None:
            raise RuleError(_("An expense needs an amount above zero."), field="amount")

    def may_repeat(self, row: PlannedRow) -> bool:
        """Two rides at the same price on one day; the same receipt is one expense."""
        return row.values.get("receipt_no") is None

    def _pool(self, rows: Sequence[PlannedRow]) -> Iterable[Any]:
        days = (row.values["on"] for row in rows)
        return self._select(Expense.on.in_, days)

    def make(self, row: PlannedRow) -> None:
        """A state beside open tells what happened, where nobody has to agree to it."""
        self._own_default(row, "staff_id")
        state = row.values.pop("state", None) or "open"
        expense = Expense(state="open", category="other")
        expenses.change_expense(self.session, expense, row.values)
        if state != "open":
            self._refuse_state(state)
            expense.state = state
        row.values = columns_of(expense)

    def _refuse_state(self, state: str) -> None:
        if state == "submitted" or approvals.chain(self.session, "claim_approval"):
            raise RuleError(
                _("“{state}” follows from handing the expense in with a claim, not from a list.").format(
                    state=EXPENSE_STATE.label(state)
                ),
                field="state",
            )  # fmt: skip

    def change(self, row: PlannedRow, copy: Any) -> None:
        """The state follows from the claim and is not set from a list."""
        if "state" in row.values:
            raise RuleError(
                _("“{state}” follows from handing the expense in with a claim, not from a list.").format(
                    state=EXPENSE_STATE.label(row.values["state"])
                ),
                field="state",
            )  # fmt: skip
        expenses.change_expense(self.session, copy, row.values)


class TaskRules(FactRules):
    """Tasks: known by what is to be done, for whom and when."""

    keys = (("name", "account_id", "due_on", "due_at"), ("name", "account_id", "due_on"))
    _STEPS = ("done_on", "cancelled_on")

    def complete(self, row: PlannedRow) -> None:
        """It says what is to be done; the days on which it was done or dropped have come."""
        if not row.values.get("name"):
            raise RuleError(_("Say what is to be done."), field="name")
        for name in self._STEPS:
            refuse_future(row.values.get(name), name)

    def _pool(self, rows: Sequence[PlannedRow]) -> Iterable[Any]:
        return self._select(Task.name.in_, (row.values["name"] for row in rows))

    def make(self, row: PlannedRow) -> None:
        """What was done or dropped already is told as it is."""
        self._own_default(row, "owner_id")
        steps = {name: row.values.pop(name, None) for name in self._STEPS}
        task = Task(name="")
        tasks.change_task(self.session, task, row.values)
        row.values = columns_of(task) | {
            name: day for name, day in steps.items() if day is not None
        }

    def change(self, row: PlannedRow, copy: Any) -> None:
        """Done or dropped by the functions that do it."""
        values = {name: value for name, value in row.values.items() if name not in self._STEPS}
        if values:
            tasks.change_task(self.session, copy, values)
        apply_task_steps(self.session, copy, row.values)


def apply_task_steps(session: Session, task: Task, values: dict[str, Any]) -> None:
    """Completes or drops a task as far as `values` say so."""
    if values.get("done_on") is not None:
        tasks.complete(session, task, values["done_on"])
    if values.get("cancelled_on") is not None:
        tasks.drop(session, task, values["cancelled_on"])


class CallbackRules(FactRules):
    """Call-backs that fall due: one a day for a customer."""

    needs_account = True
    keys = (("account_id", "due_on"),)

    def complete(self, row: PlannedRow) -> None:
        """It has its day."""
        if row.values.get("due_on") is None:
            raise RuleError(_("A call-back needs the day on which it falls due."), field="due_on")
        refuse_future(row.values.get("cancelled_on"), "cancelled_on")

    def _pool(self, rows: Sequence[PlannedRow]) -> Iterable[Any]:
        return self._select(CallbackPlan.account_id.in_, (row.values["account_id"] for row in rows))

    def make(self, row: PlannedRow) -> None:
        """A cancelled one says why."""
        self._check(row.values.get("cancelled_on"), row.values.get("cancel_reason"))

    def change(self, row: PlannedRow, copy: Any) -> None:
        """What was answered by a call-back stays as it is."""
        if copy.visit_id is not None:
            raise RuleError(_("A call-back answered this already."), field="due_on")
        for name, value in row.values.items():
            setattr(copy, name, value)
        self._check(copy.cancelled_on, copy.cancel_reason)

    @staticmethod
    def _check(cancelled_on: date | None, reason: str | None) -> None:
        if cancelled_on is not None and not reason:
            raise RuleError(_("Say why; the reason is kept."), field="cancel_reason")


def rules_of(
    session: Session, kind: ListKind, columns: frozenset[str], options: ImportOptions
) -> FactRules:
    """The rules for one list of `kind`."""
    # These build on this module.
    from kamdesk.exchange.keeping_rules import ComplaintRules, ContractRules
    from kamdesk.exchange.opportunity_rules import OpportunityRules
    from kamdesk.exchange.purchase_rules import PurchaseRules
    from kamdesk.exchange.target_rules import TargetRules
    from kamdesk.exchange.visit_rules import VisitRules

    rules: dict[str, type[FactRules]] = {
        "visits": VisitRules,
        "expenses": ExpenseRules,
        "tasks": TaskRules,
        "callback_plans": CallbackRules,
        "opportunities": OpportunityRules,
        "purchases": PurchaseRules,
        "contracts": ContractRules,
        "complaints": ComplaintRules,
        "targets": TargetRules,
    }
    return rules[kind.name](session, kind, columns, options)
