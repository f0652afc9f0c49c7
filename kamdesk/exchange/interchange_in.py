"""Takes an interchange file in: finds which records it means, adds and updates, and reports everything left out.

A record is the one with the same uid, else the one with the same natural key (staff number, archive number …); an
account without either is known by its name, a contact by account and name. What a record of the file does not mention
stays as it is in a record that is here already, and is empty in a new one. What the file tells has happened: rules for
what may follow what are not asked again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.exchange.interchange import (
    META,
    SHAPES,
    Member,
    Unreadable,
    members,
    read_own,
    subject_column,
)
from kamdesk.exchange.interchange_known import Known, Named
from kamdesk.exchange.interchange_links import Links
from kamdesk.exchange.interchange_nested import NestedRecords
from kamdesk.exchange.interchange_record import DEFAULTS_OF, Taken, required
from kamdesk.exchange.interchange_rules import (
    add_currencies,
    settle_opportunities,
    settle_visits,
)
from kamdesk.exchange.interchange_shape import Shape
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.contact import Contact
from kamdesk.model.department import CustomField, SettingValue
from kamdesk.model.document import Document
from kamdesk.model.fields import Kind
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.visit import Visit
from kamdesk.progress import Progress, Silent
from kamdesk.store.derived import outdated, outdated_contacts
from kamdesk.store.recorder import insert_many, update_many
from kamdesk.work import settings

_BLOCK = 2000
_NO_RECORDS = frozenset({"format", "version"})


def take_in(
    session: Session,
    dumped: dict[str, Any],
    attachments: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Takes `dumped` in through the session of a change; answers counts and problems as ``import --json`` prints them.

    `attachments` is the folder for contents of documents that come along. `dry_run` finds out the same, writing
    nothing.
    """
    intake = _Intake(session, attachments, dry_run, progress or Silent())
    intake.take(dumped)
    return intake.result()


class _Intake:
    """The steps of one file."""

    def __init__(
        self, session: Session, attachments: Path, dry_run: bool, progress: Progress
    ) -> None:
        self.session = session
        self.attachments = attachments
        self.dry_run = dry_run
        self.progress = progress
        self.problems: list[dict[str, Any]] = []
        self.counts: dict[str, Counter[str]] = {}
        self.known = Known(session)
        self.nested = NestedRecords(session, self.known, self._report)
        self.links = Links(self.known, self._report, self._reject)
        self.new_accounts: set[int] = set()
        self.currency: str = settings.get(session, "default_currency")
        self.own_keys: dict[str, str] = {}
        """Key of a department's own field in the file → its key here."""

    def result(self) -> dict[str, Any]:
        """Counts over all kinds, counts of each kind, problems."""
        actions = ("read", "created", "updated", "unchanged", "skipped", "rejected")
        return {
            "kind": "interchange",
            **{name: sum(each[name] for each in self.counts.values()) for name in actions},
            "problems": self.problems,
            "kinds": {
                kind: {name: each[name] for name in actions}
                for kind, each in self.counts.items()
                if each["read"]
            },
        }

    def take(self, dumped: dict[str, Any]) -> None:
        """Every list of the file, those that others refer to first, whatever their order in the file."""
        names = {shape.name for shape in SHAPES}
        for name, content in dumped.items():
            if name not in names | _NO_RECORDS:
                self._leave_out(name, content)
        for shape in SHAPES:
            content = dumped.get(shape.name, [])
            if not isinstance(content, list):
                self._problem(shape.name, 0, "", content, _("A list of records is expected here."))
                continue
            self.progress.step(0, 0, _("Taking in {kind} …").format(kind=str(shape.record.TERM)))
            self._take_kind(shape, content)

    def _leave_out(self, name: str, content: Any) -> None:
        number = len(content) if isinstance(content, list) else 1
        self.counts[name] = Counter(read=number, rejected=number)
        reason = _("This version keeps no records of this kind; they were left out: {count}")
        self._problem(name, 0, "", "", reason.format(count=number))

    def _take_kind(self, shape: Shape, content: list[Any]) -> None:
        counts = self.counts.setdefault(shape.name, Counter())
        taken = []
        for place, given in enumerate(content, 1):
            if place % _BLOCK == 0:
                self.progress.step(place, len(content))
            each = Taken(shape, place, given if isinstance(given, dict) else {})
            taken.append(each)
            if not isinstance(given, dict):
                self._reject(each, "", _("A record with its fields is expected here."))
            else:
                self._read(each)
        for each in taken:
            if not each.action:
                self._identify(each)
        if shape.record is Visit:
            settle_visits(self.known, taken, self._reject)
        if shape.record is Opportunity:
            settle_opportunities(self.known, taken)
        self.links.link(taken)
        self._write(shape, taken)
        if shape.record is Account:
            self.new_accounts = {each.record_id or 0 for each in taken if each.action == "created"}
        if shape.record in (Contact, Visit) and not self.dry_run:
            self._derive_of_new_accounts()
        counts["read"] += len(taken)
        counts.update(each.action for each in taken)

    def _problem(self, kind: str, place: int, name: str, value: Any, reason: str) -> None:
        shown = (
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        )
        self.problems.append(
            {
                "row": place,
                "cell": f"{kind}[{place}]" if place else kind,
                "field": name,
                "value": shown[:200],
                "reason": reason,
            }
        )

    def _report(self, each: Taken, name: str, value: Any, reason: str) -> None:
        self._problem(each.shape.name, each.place, name, value, reason)

    def _reject(self, each: Taken, name: str, reason: str) -> None:
        each.action = "rejected"
        self._report(each, name, each.given.get(name, ""), reason)

    def _read(self, each: Taken) -> None:
        """Every field of one record, by name; what nobody knows is reported and left out."""
        own = members(each.shape.record)
        own_fields = self.known.own_fields(each.shape.record)
        nested = {one.name for one in each.shape.nested}
        for name, value in each.given.items():
            column = each.shape.others.get(name, name)
            member = own.get(column) or own.get(column.removesuffix("_id"))
            if member is not None:
                self._read_member(each, member, name, value)
            elif name in nested:
                each.nested[name] = self.nested.read(each, name, value)
            elif self.own_keys.get(name, name) in own_fields:
                self._read_own(each, own_fields[self.own_keys.get(name, name)], name, value)
            elif name == subject_column(each.shape.record).removesuffix("_id"):
                each.subject = None if value is None else str(value)
            elif each.shape.record is Document and name == "content":
                continue
            else:
                self._report(each, name, value, _("There is no such field; it was left out."))

    def _read_member(self, each: Taken, member: Member, name: str, value: Any) -> None:
        if value is None or value == "":
            if member.nullable:
                each.values[member.column] = None
            elif member.column == "created_by":
                each.values["created_by"] = ""
            return
        if member.refers_to is not None:
            if member.column == each.shape.superior:
                each.superior = str(value)
                return
            if member.column in each.shape.links:
                each.links[member.column] = str(value)
                return
            found = self.known.find(member.refers_to, str(value))
            if found is None:
                reason = _("There is no {kind} “{name}”.")
                kind = str(member.refers_to.TERM)
                self._report(each, name, value, reason.format(kind=kind, name=value))
            else:
                each.values[member.column] = found
            return
        try:
            each.values[member.column] = member.read(value)
        except Unreadable as problem:
            self._report(each, name, value, str(problem))

    def _read_own(self, each: Taken, kind: Kind, name: str, value: Any) -> None:
        try:
            each.custom[self.own_keys.get(name, name)] = read_own(kind, value)
        except Unreadable as problem:
            self._report(each, name, value, str(problem))

    def _identify(self, each: Taken) -> None:
        """Finds the record that is here; rejects what cannot be a record."""
        record = each.shape.record
        if record.SUBJECT is not None and not self.links.find_subject(each):
            return
        if record is CustomField:
            self._find_own_field(each)
        else:
            each.record_id = self.known.identify(record, each.values)
        if each.record_id is None:
            for name in required(record):
                if each.values.get(name) is None:
                    label = name.removesuffix("_id")
                    self._reject(each, label, _("A new record needs this field."))
                    return
        if record is SettingValue:
            try:
                settings.checked(str(each.values.get("key")), each.values.get("value"))
            except RuleError as problem:
                self._reject(each, "value", problem.sentence)
                return
        if not self.known.claim(record, each.record_id, each.values):
            self._reject(each, "uid", _("The file holds this record twice; the first was taken."))
            return
        if record is Contact:
            self._keep_roles_single(each)
        if record is Document:
            self._keep_content(each)

    def _find_own_field(self, each: Taken) -> None:
        """A field of the department: the same label of the same record is the same field, whatever its key."""
        key = str(each.values.get("key"))
        found, local = self.known.own_field(each.values)
        each.record_id = found
        each.values["key"] = self.own_keys[key] = local

    def _keep_roles_single(self, each: Taken) -> None:
        role, account = each.values.get("form_role"), each.values.get("account_id")
        if role is None or each.values.get("deleted_at") is not None:
            return
        if not self.known.give_role(each.record_id, account, role, each):
            del each.values["form_role"]
            reason = _("The account has somebody in this role of the archive form already.")
            self._report(each, "form_role", role, reason)

    def _keep_content(self, each: Taken) -> None:
        content = each.given.get("content")
        if isinstance(content, str) and not self.dry_run:
            from kamdesk.exchange.contents import keep_content

            problem = keep_content(self.attachments, each.values, content)
            if problem:
                self._report(each, "content", each.values.get("name"), problem)

    def _write(self, shape: Shape, taken: Iterable[Taken]) -> None:
        standing = [each for each in taken if not each.action]
        new = [each for each in standing if each.record_id is None]
        old = [each for each in standing if each.record_id is not None]
        for each in new:
            each.action = "created"
        self._insert(shape, new)
        self._update(shape, old)

    def _insert(self, shape: Shape, new: list[Taken]) -> None:
        """Records that others of the list lie below come first, so that each is written once, as it will stay."""
        waiting = new
        while waiting:
            ready = [each for each in waiting if self._superior_is_there(shape, each)]
            for start in range(0, len(ready), _BLOCK):
                block = ready[start : start + _BLOCK]
                self.progress.step(0, 0)
                rows = [self._row(shape, each) for each in block]
                ids = self._ids(shape, rows)
                for each, record_id in zip(block, ids, strict=True):
                    each.record_id = record_id
                    self.known.add(shape.record, record_id, each.values)
            chosen = set(map(id, ready))
            waiting = [each for each in waiting if id(each) not in chosen]
        linked = {
            column: {
                each.record_id: self.links.written(each, column)
                for each in new
                if column in each.values
            }
            for column in shape.links
        }
        if self.dry_run:
            return
        for column, targets in linked.items():
            self._set_on_new(shape.record, column, targets)
        if shape.nested:
            self.nested.insert(new, date.today())

    def _derive_of_new_accounts(self) -> None:
        """Sets what new accounts have by their persons and visits: how complete they are, the last contact. The store
        would do it too, but as a later change of the record; written here, the record stays as the file dates it."""
        self.session.flush()
        percents = outdated(self.session, self.new_accounts)
        self._set_on_new(
            Account, "completeness", {key: percent for key, (_is, percent) in percents.items()}
        )
        self._set_on_new(
            Account, "last_contact_on", outdated_contacts(self.session, self.new_accounts)
        )

    def _set_on_new(self, record: type[Record], column: str, values: Mapping[Any, Any]) -> None:
        """Sets a column of records that this file added, without a trace of its own."""
        if not values:
            return
        table = record.__table__
        statement = update(table).where(table.c.id == bindparam("row_id"))  # type: ignore[arg-type]  # every record is mapped to a Table
        self.session.connection().execute(
            statement.values({column: bindparam("new_value")}),
            [{"row_id": key, "new_value": value} for key, value in values.items()],
        )
        self.session.expire_all()

    def _ids(self, shape: Shape, rows: list[dict[str, Any]]) -> list[int]:
        if self.dry_run:
            return [self.known.pretended_id() for _row in rows]
        return insert_many(self.session, shape.record, rows)

    def _superior_is_there(self, shape: Shape, each: Taken) -> bool:
        above = each.values.get(shape.superior) if shape.superior else None
        if isinstance(above, Named):
            if above.record_id is None:
                return False
            each.values[shape.superior] = above.record_id
        return True

    def _row(self, shape: Shape, each: Taken) -> dict[str, Any]:
        default = DEFAULTS_OF[shape.record]()
        row = default | each.values
        row.update(dict.fromkeys(shape.links))  # set once all records of the list are there
        add_currencies(shape.record, row, each.given, self.currency)
        if "custom" in default:
            row["custom"] = {key: value for key, value in each.custom.items() if value is not None}
        if shape.facts:
            row |= self.nested.last_of(each)
        return row

    def _update(self, shape: Shape, old: list[Taken]) -> None:
        current = self.known.rows(shape.record, [each.record_id or 0 for each in old])
        rows = []
        if shape.nested:
            self.nested.load(old)
        for each in old:
            self._superior_is_there(shape, each)
            for column in shape.links:
                if column in each.values:
                    each.values[column] = self.links.written(each, column)
            now = current[each.record_id or 0]
            values = {key: value for key, value in each.values.items() if key not in META}
            if each.custom:
                merged = {**(now["custom"] or {}), **each.custom}
                values["custom"] = {
                    key: value for key, value in merged.items() if value is not None
                }
            touched = False
            if shape.nested:
                dated, touched = self.nested.update(each, now, values, dry_run=self.dry_run)
                values |= dated
            changed = {key: value for key, value in values.items() if now[key] != value}
            each.action = "updated" if changed or touched else "unchanged"
            if changed:
                rows.append(changed | {"id": each.record_id})
        if rows and not self.dry_run:
            update_many(self.session, shape.record, rows)
