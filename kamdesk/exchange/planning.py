"""Plans the import of one list: reads it, finds what each row is about, compares, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.exchange.collector import collector_at_rest
from kamdesk.exchange.headers import Header
from kamdesk.exchange.identity import Identifier
from kamdesk.exchange.kinds import ACCOUNTS, CONTACTS, STAFF, ListKind
from kamdesk.exchange.mapping import ColumnMapping, kind_named, targets_of, unknown_columns
from kamdesk.exchange.matching import (
    Index,
    People,
    current_values,
    folded_name,
    index_of,
    people_of,
    staff_index,
)
from kamdesk.exchange.persons import PersonPlanner, known_ids
from kamdesk.exchange.plan import (
    Action,
    ImportOptions,
    ImportPlan,
    NewStaff,
    PlannedPerson,
    PlannedRow,
    Problem,
    log_position,
)
from kamdesk.exchange.reading import DataRows, ReadColumn, data_rows, quoted, read_columns
from kamdesk.exchange.references import Superiors, find_account, find_staff
from kamdesk.exchange.sheets import Sheet
from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind, RecordField
from kamdesk.progress import Progress, Silent
from kamdesk.work import settings
from kamdesk.work.fields import uscc_is_valid

_ROWS_A_STEP = 500


def plan_import(
    session: Session,
    sheet: Sheet,
    header: Header,
    mapping: ColumnMapping,
    options: ImportOptions | None = None,
    *,
    date1904: bool = False,
    file_name: str = "",
    sha256: str = "",
    progress: Progress | None = None,
) -> ImportPlan:
    """What importing the list would do. Raises RuleError for a mapping or key that makes no sense, Cancelled when
    `progress` says so."""
    with collector_at_rest():
        planner = _planner_of(mapping)(
            session,
            sheet,
            header,
            mapping,
            options or ImportOptions(),
            progress or Silent(),
            date1904,
        )
        rows = planner.plan()
    return ImportPlan(
        file_name=file_name or sheet.name,
        sha256=sha256,
        sheet=sheet,
        header=header,
        mapping=mapping,
        fields=planner.fields,
        options=planner.options,
        rows=rows,
        unknown=unknown_columns(session, header, mapping),
        new_staff=planner.new_staff(rows),
        position=log_position(session),
    )


def _planner_of(mapping: ColumnMapping) -> type[Planner]:
    if not kind_named(mapping.kind).is_fact:
        return Planner
    from kamdesk.exchange.facts import FactPlanner  # it builds on this module

    return FactPlanner


class Planner:
    """The steps of one planning, with what they share."""

    def __init__(
        self,
        session: Session,
        sheet: Sheet,
        header: Header,
        mapping: ColumnMapping,
        options: ImportOptions,
        progress: Progress,
        date1904: bool,
    ) -> None:
        self.session = session
        self.sheet = sheet
        self.header = header
        self.kind: ListKind = kind_named(mapping.kind)
        self.options = options
        self.progress = progress
        self.currency: str = settings.get(session, "default_currency")
        self.data: DataRows = data_rows(sheet, header)
        self.fields: dict[str, RecordField] = targets_of(session, self.kind)
        self.columns: dict[str, ReadColumn] = read_columns(
            sheet,
            header,
            mapping,
            self.fields,
            self.data.numbers,
            date1904=date1904,
            currency=self.currency,
        )
        self.own = self._columns_of(self.kind.prefix)

    def plan(self) -> list[PlannedRow]:
        """All rows, in the order of the file."""
        rows = self._rows()
        self._report_unreadable(rows)
        staff = staff_index(self.session)
        index = staff if self.kind is STAFF else index_of(self.session, self.kind.record)
        people = People()
        if self.kind is CONTACTS:
            self._find_accounts(rows, index)
            people = people_of(self.session, self._account_ids(rows))
        identifier = Identifier(self.session, self.kind, index, people, self.options)
        for done, row in enumerate(rows):
            self._step(done, len(rows))
            if row.stands:
                self._check(row)
                identifier.identify(row)
        standing = [row for row in rows if row.stands]
        self._find_staff(standing, staff)
        if f"{self.kind.prefix}.{self.kind.superior}" in self.columns:
            superiors = Superiors(self.kind, standing, index, people, self._report)
            for row in standing:
                superiors.link(row, create_staff=self.kind is STAFF and self.options.create_staff)
        if self.kind is ACCOUNTS:
            self._plan_persons(standing)
        if self.kind is CONTACTS:
            self._give_roles(standing, people)
        self._compare(standing)
        for row in rows:
            self._finish(row)
        return self._with_left_out(rows)

    def new_staff(self, rows: Iterable[PlannedRow]) -> list[str]:
        """The names of those who will be added as staff, each once."""
        names = {
            folded_name(value.name): value.name
            for row in rows
            if row.stands
            for value in row.values.values()
            if isinstance(value, NewStaff)
        }
        return list(names.values())

    def _columns_of(self, prefix: str) -> list[tuple[str, ReadColumn]]:
        return [
            (target.partition(".")[2], column)
            for target, column in self.columns.items()
            if target.startswith(prefix + ".")
        ]

    def _rows(self) -> list[PlannedRow]:
        rows = [PlannedRow(number + 1, {}) for number in self.data.numbers]
        for name, column in self.own:
            currency_field = self.fields[column.target].spec.currency_field
            for place, value in enumerate(column.values):
                if value is not None:
                    rows[place].values[name] = value
                    if currency_field:
                        rows[place].values[currency_field] = column.currencies[place]
        prefixes = {target.partition(".")[0] for target in self.columns} - {self.kind.prefix}
        for prefix in sorted(prefixes) if self.kind is ACCOUNTS else ():
            columns = self._columns_of(prefix)
            for place, row in enumerate(rows):
                values = {
                    name: column.values[place]
                    for name, column in columns
                    if column.values[place] is not None
                }
                if values:
                    row.persons.append(PlannedPerson(prefix, values))
        for row in rows:
            row.title = str(row.values.get(self.kind.title, ""))
        return rows

    def _report_unreadable(self, rows: list[PlannedRow]) -> None:
        for target, column in self.columns.items():
            for place, remark in column.remarks.items():
                self._report(rows[place], target, remark.reason, remark.kept)

    def _report(self, row: PlannedRow, target: str, reason: str, kept: bool = False) -> None:
        prefix, _dot, name = target.partition(".")
        column = self.columns.get(target)
        cell, value = "", ""
        if column is not None:
            cell = self.sheet.cell_name(row.number - 1, column.column.index)
            value = quoted(self.sheet.value(row.number - 1, column.column.index))
        shown = name if prefix == self.kind.prefix else target
        row.problems.append(Problem(row.number, cell, shown, value, reason, kept))

    def _check(self, row: PlannedRow) -> None:
        """The rules that `kamdesk.work.accounts` holds for single values."""
        if self.kind is ACCOUNTS:
            code = row.values.get("uscc")
            if code is not None and not uscc_is_valid(code):
                del row.values["uscc"]
                reason = _(
                    "“{code}” is no unified social credit code: 18 characters with a check digit."
                )
                self._report(row, "account.uscc", reason.format(code=code))
        elif self.kind is CONTACTS and row.values.get("left_on") is not None:
            row.values.pop("form_role", None)

    def _find_accounts(self, rows: list[PlannedRow], index: Index) -> None:
        lookups = self._columns_of(ACCOUNTS.prefix)
        for place, row in enumerate(rows):
            lookup = {
                name: column.values[place]
                for name, column in lookups
                if column.values[place] is not None
            }
            find_account(row, lookup, index)

    @staticmethod
    def _account_ids(rows: Iterable[PlannedRow]) -> set[int]:
        return {row.values["account_id"] for row in rows if row.stands}

    def _find_staff(self, rows: list[PlannedRow], staff: Index) -> None:
        if self.kind is not ACCOUNTS:
            return
        for row in rows:
            find_staff(
                row,
                "owner_id",
                "account.owner_id",
                staff,
                create=self.options.create_staff,
                report=self._report,
            )

    def _plan_persons(self, rows: list[PlannedRow]) -> None:
        people = people_of(
            self.session, {row.record_id for row in rows if row.persons and row.record_id}
        )
        planner = PersonPlanner(people, self._report)
        for row in rows:
            if row.persons:
                planner.plan(row)

    def _give_roles(self, rows: list[PlannedRow], people: People) -> None:
        """One of each role per customer: the first keeps it."""
        given: dict[tuple[int, str], Any] = dict(people.in_role)
        for row in rows:
            role = row.values.get("form_role")
            if role is None:
                continue
            key = (row.values["account_id"], role)
            holder: Any = row.record_id or row
            if given.setdefault(key, holder) != holder:
                del row.values["form_role"]
                reason = _("The account has somebody in this role of the archive form already.")
                self._report(row, "contact.form_role", reason)

    def _compare(self, rows: list[PlannedRow]) -> None:
        """Keeps of the values of known records those that change."""
        for row in rows:
            if row.same_as is not None:
                row.values = {}
        known = [row for row in rows if row.record_id is not None]
        fields = {name: self.fields[column.target] for name, column in self.own}
        if self.kind is CONTACTS:
            fields["account_id"] = self.fields["contact.account_id"]
        current = self._current(self.kind.record, {row.record_id for row in known}, fields)
        for row in known:
            if row.matched_by == self.kind.title:
                # The name differs in capitals, width or blanks at most: ours stays.
                row.values.pop(self.kind.title, None)
            row.values, row.before = self._changed(row.values, current[row.record_id or 0], fields)
        ids = known_ids(rows)
        if not ids:
            return
        fields = {
            target.partition(".")[2]: self.fields[target]
            for target in self.columns
            if not target.startswith(self.kind.prefix + ".")
        }
        fields["form_role"] = next(
            each for each in targets_of(self.session, CONTACTS).values() if each.name == "form_role"
        )
        current = self._current(Contact, ids, fields)
        for row in rows:
            for person in row.persons:
                if person.record_id is not None:
                    person.values.pop("full_name", None)
                    person.values, person.before = self._changed(
                        person.values, current[person.record_id], fields
                    )
            row.persons = [each for each in row.persons if each.values or each.record_id is None]

    def _current(
        self, record: type[Record], ids: set[Any], fields: dict[str, RecordField]
    ) -> dict[int, dict[str, Any]]:
        return current_values(self.session, record, ids, fields)

    def _changed(
        self, values: dict[str, Any], current: dict[str, Any], fields: dict[str, RecordField]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        changed, before = {}, {}
        for name, value in values.items():
            old = current.get(name)
            if value == old or (isinstance(old, str) and old.strip() == value):
                continue
            spec = fields.get(name)
            if spec is not None and spec.kind is Kind.CHOICES and _same_choices(old, value):
                continue
            is_currency = spec is None or (spec.spec.choices is not None and old is None)
            if is_currency and old is None and value == self.currency:
                # An amount without currency has the default one already.
                continue
            changed[name], before[name] = value, old
        return changed, before

    def _finish(self, row: PlannedRow) -> None:
        """The row's last word, and nothing said twice about what is already so."""
        if row.action is Action.REJECTED:
            name = row.at_fault or self.kind.title
            column = self.columns.get(f"{self.kind.prefix}.{name}")
            index = column.column.index if column else 0
            row.problems.insert(
                0,
                Problem(
                    row.number,
                    self.sheet.cell_name(row.number - 1, index),
                    name,
                    quoted(self.sheet.value(row.number - 1, index)),
                    row.reason,
                ),
            )
        if not row.stands or row.record_id is None:
            if row.same_as is not None and row.stands:
                row.action = Action.UPDATED if row.persons else Action.UNCHANGED
            return
        changes = bool(row.values or row.persons or row.superior is not None)
        row.action = Action.UPDATED if changes else Action.UNCHANGED
        changed = {name for name, _old, _new in row.changes()}
        row.problems = [each for each in row.problems if not each.kept or each.field in changed]

    def _with_left_out(self, rows: list[PlannedRow]) -> list[PlannedRow]:
        for number, reason in self.data.left_out:
            row = PlannedRow(number + 1, {})
            row.skip(reason)
            rows.append(row)
        return sorted(rows, key=lambda row: row.number)

    def _step(self, done: int, total: int) -> None:
        if done % _ROWS_A_STEP == 0:
            self.progress.step(done, total, _("Comparing with what there is …"))


def _same_choices(old: str | None, new: str) -> bool:
    """Whether both name the same choices, in whatever order they were stored."""
    return old is not None and set(old.split(",")) == set(new.split(","))
