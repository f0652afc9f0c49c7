"""Plans the import of a list of things that happen with customers: visits, expenses, tasks, opportunities …

What a row says of a known record, or makes of a new one, is tried on a copy that nobody keeps, by the very functions
that the window uses: what these refuse, the row is rejected for, with their sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect as inspect_mapping
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.exchange.fact_rules import FactRules, rules_of
from kamdesk.exchange.kinds import ACCOUNTS
from kamdesk.exchange.matching import account_index, staff_index
from kamdesk.exchange.plan import PlannedRow
from kamdesk.exchange.planning import Planner
from kamdesk.exchange.references import find_account, find_staff
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.base import Record

_BLOCK = 5000


class FactPlanner(Planner):
    """The steps for such a list; what is particular to its kind stands in `fact_rules`."""

    def plan(self) -> list[PlannedRow]:
        """All rows, in the order of the file."""
        if self.options.key is not None and self.options.key not in self.kind.keys:
            raise RuleError(
                _("Lists of {kind} have no key field: rows are known by customer, day and content.").format(
                    kind=self.kind.record.TERM
                )
            )  # fmt: skip
        rows = self._rows()
        self._report_unreadable(rows)
        columns = {name for name, _column in self.own}
        if self._columns_of(ACCOUNTS.prefix):
            columns.add("account_id")
        rules = rules_of(self.session, self.kind, frozenset(columns), self.options)
        rules.prepare(rows)
        self._find_references(rows, rules)
        standing = [row for row in rows if row.stands]
        accounts = self._keep_accounts(standing)
        self._skip_repeated(standing, rules)
        for row in standing:
            if row.stands:
                self._tried(row, rules.complete)
        standing = [row for row in standing if row.stands]
        rules.match(standing)
        for done, row in enumerate(standing):
            self._step(done, len(standing))
            if row.stands:
                self._judge(row, rules)
        del accounts
        for row in rows:
            self._finish(row)
        return self._with_left_out(rows)

    def _find_references(self, rows: list[PlannedRow], rules: FactRules) -> None:
        index = account_index(self.session)
        lookups = self._columns_of(ACCOUNTS.prefix)
        staff = staff_index(self.session)
        people = [
            name
            for name, column in self.own
            if self.fields[column.target].spec.refers_to == "Staff"
        ]
        for place, row in enumerate(rows):
            lookup = {
                name: column.values[place]
                for name, column in lookups
                if column.values[place] is not None
            }
            find_account(row, lookup, index, needed=rules.needs_account, at_fault="account_id")
            for name in people:
                find_staff(
                    row, name, f"{self.kind.prefix}.{name}", staff,
                    create=self.options.create_staff, report=self._report,
                )  # fmt: skip
            if row.stands:
                rules.refer(row, self._report)

    @staticmethod
    def _skip_repeated(rows: Iterable[PlannedRow], rules: FactRules) -> None:
        first: dict[frozenset[tuple[str, Any]], PlannedRow] = {}
        for row in rows:
            earlier = first.setdefault(frozenset(row.values.items()), row)
            if earlier is not row and not rules.may_repeat(row):
                row.skip(_("The same as row {row}.").format(row=earlier.number))

    def _keep_accounts(self, rows: Iterable[PlannedRow]) -> list[Account]:
        """The customers of the list, held so that the session need not read them again for each row."""
        ids = sorted({row.values["account_id"] for row in rows if "account_id" in row.values})
        found: list[Account] = []
        for start in range(0, len(ids), _BLOCK):
            chunk = ids[start : start + _BLOCK]
            found += self.session.scalars(select(Account).where(Account.id.in_(chunk)))
        return found

    def _judge(self, row: PlannedRow, rules: FactRules) -> None:
        known = rules.known_of(row)
        if known is None:
            self._tried(row, rules.make)
            return
        current = {name: getattr(known, name) for name in row.values}
        fields = {name: self.fields[column.target] for name, column in self.own}
        row.values, row.before = self._changed(row.values, current, fields)
        if row.values:
            # Rules that write in sets read plain rows, which nothing changes.
            copy = copy_of(known) if isinstance(known, Record) else known
            self._tried(row, lambda each: rules.change(each, copy))

    @staticmethod
    def _tried(row: PlannedRow, step: Any) -> None:
        try:
            step(row)
        except RuleError as refusal:
            row.reject(refusal.sentence, refusal.field or "")


def copy_of(record: Record) -> Any:
    """The same values in an object that belongs to no session and is never written."""
    names = [each.key for each in inspect_mapping(type(record)).column_attrs]
    return type(record)(**{name: getattr(record, name) for name in names})
