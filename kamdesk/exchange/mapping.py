"""Which column of a list goes to which field: guessed from headings, changed by the person, kept and remembered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, WorldError
from kamdesk.exchange.headers import IGNORED, Header, Labels, all_labels, labels_of
from kamdesk.exchange.kinds import ACCOUNTS, CONTACTS, KINDS, MAIN_CONTACT, STAFF, ListKind
from kamdesk.exchange.sheets import Sheet
from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.fields import RecordField
from kamdesk.model.values import normal_label
from kamdesk.model.vocabulary import FORM_ROLE
from kamdesk.work import labels as learned_labels
from kamdesk.work.fields import fields_for

_MANY_KNOWN = 6
"""So many known headings are enough, however many others there are."""


@dataclass(frozen=True)
class ColumnMapping:
    """A list's kind and, by column name, the target of each column; `IGNORED` for one that is not taken."""

    kind: str
    columns: dict[str, str] = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": self.kind, "columns": dict(self.columns)}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> ColumnMapping:
        """The mapping that `dump` wrote. Raises RuleError for anything else."""
        kind, columns = dumped.get("kind", ""), dumped.get("columns")
        if not isinstance(columns, Mapping) or not isinstance(kind, str):
            raise RuleError(_("A mapping needs a kind and the columns with their fields."))
        return cls(kind, {str(name): str(target or IGNORED) for name, target in columns.items()})

    def save(self, path: Path) -> None:
        """Writes it for another time."""
        from kamdesk.paths import write_whole

        with write_whole(path) as temporary:
            text = json.dumps(self.dump(), ensure_ascii=False, indent=2)
            temporary.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> ColumnMapping:
        """The mapping in file `path`. Raises WorldError when it cannot be read, RuleError when it is none."""
        try:
            dumped = json.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as problem:
            raise WorldError(
                _("The mapping “{name}” could not be read.").format(name=path.name)
            ) from problem
        if not isinstance(dumped, dict):
            raise RuleError(_("A mapping needs a kind and the columns with their fields."))
        return cls.load(dumped)


def suggest(
    session: Session,
    sheet: Sheet,
    header: Header,
    kind: ListKind | None = None,
    overrides: ColumnMapping | None = None,
) -> ColumnMapping | None:
    """The likely mapping of a list. `kind` and `overrides` (which may name some columns only) go before guesses.

    None when no kind is given and the headings look like no list of ours. Raises RuleError for a target or kind
    that does not exist.
    """
    if kind is None and overrides is not None and overrides.kind:
        kind = kind_named(overrides.kind)
    if kind is None:
        kind = guess_kind(session, sheet, header)
    if kind is None:
        return None
    columns = _assigned(header, labels_of(session, kind), _learned(session, kind))
    if overrides is not None:
        columns.update(_overriding(session, header, kind, overrides))
    return ColumnMapping(kind.name, columns)


def kind_named(name: str) -> ListKind:
    """The kind of list called `name`. Raises RuleError, naming those there are."""
    if name not in KINDS:
        raise RuleError(
            _("There are no lists of “{name}”; there are: {kinds}").format(
                name=name, kinds=", ".join(KINDS)
            )
        )
    return KINDS[name]


def targets_of(session: Session, kind: ListKind) -> dict[str, RecordField]:
    """Everything a column of such a list can be mapped to, in the order of the fields."""
    found = {
        f"{kind.prefix}.{each.name}": each
        for each in fields_for(session, kind.record)
        if not each.spec.derived and each.name not in kind.not_taken
    }
    if kind is ACCOUNTS:
        for role in FORM_ROLE.codes:
            prefix = MAIN_CONTACT if role == "main_contact" else role
            for each in fields_for(session, Contact):
                if each.name not in ("account_id", "form_role", "reports_to_id"):
                    found[f"{prefix}.{each.name}"] = each
    if kind is CONTACTS or kind.is_fact:
        for each in fields_for(session, ACCOUNTS.record):
            if each.name in ("archive_no", "account_code"):
                found[f"account.{each.name}"] = each
    return found


def _overriding(
    session: Session, header: Header, kind: ListKind, overrides: ColumnMapping
) -> dict[str, str]:
    targets = targets_of(session, kind)
    by_key = {normal_label(name).key: target for name, target in overrides.columns.items()}
    for target in overrides.columns.values():
        if target != IGNORED and target not in targets:
            raise RuleError(_("There is no field “{field}” for this list.").format(field=target))
    found: dict[str, str] = {}
    for column in header.columns:
        key = normal_label(column.name).key
        if column.name in overrides.columns:
            found[column.name] = overrides.columns[column.name]
        elif key in by_key:
            found[column.name] = by_key[key]
    return found


def guess_kind(session: Session, sheet: Sheet, header: Header) -> ListKind | None:
    """What the list holds, by its headings and, where these fit customers and contacts, by repeated customers."""
    labels = all_labels(session)
    found = {
        name: [
            target
            for target in _assigned(header, labels[name], _learned(session, kind)).values()
            if target != IGNORED
        ]
        for name, kind in KINDS.items()
    }
    headings = sum(bool(column.heading) for column in header.columns)
    valid = [
        kind
        for kind in KINDS.values()
        if not kind.is_fact
        and f"{kind.prefix}.{kind.title}" in found[kind.name]
        and (len(found[kind.name]) >= min(_MANY_KNOWN, kind.least_known * headings))
    ]
    if CONTACTS in valid and not _names_customer(found["contacts"]):
        valid.remove(CONTACTS)
    if STAFF in valid and len(found["staff"]) < 2:
        valid.remove(STAFF)
    if ACCOUNTS in valid and CONTACTS in valid:
        valid.remove(ACCOUNTS if _rather_contacts(sheet, header, found, labels) else CONTACTS)
    valid += [kind for kind in KINDS.values() if kind.is_fact and _tells(kind, found[kind.name])]
    return max(valid, key=lambda kind: len(found[kind.name]), default=None)


def _tells(kind: ListKind, targets: Iterable[str]) -> bool:
    """Whether the fields of a list are those by which things of `kind` are told."""
    prefix = f"{kind.prefix}."
    names = {target.removeprefix(prefix) for target in targets if target.startswith(prefix)}
    if not {"account.archive_no", "account.account_code"}.isdisjoint(targets):
        names.add("account_id")
    return all(not names.isdisjoint(group) for group in kind.told_by)


def _names_customer(targets: Iterable[str]) -> bool:
    return not {"contact.account_id", "account.archive_no", "account.account_code"}.isdisjoint(
        targets
    )


def _rather_contacts(
    sheet: Sheet, header: Header, found: Mapping[str, list[str]], labels: Mapping[str, Labels]
) -> bool:
    """Whether a list with customers and persons is one of persons: it says more about them, and either calls them
    by 姓名 or names a customer twice."""
    of_persons = sum(
        target.startswith("contact.") and target != "contact.account_id"
        for target in found["contacts"]
    )
    of_customers = sum(
        target.startswith("account.") and target != "account.name" for target in found["accounts"]
    )
    if of_persons <= of_customers:
        return False
    keys = {normal_label(column.heading).key for column in header.columns}
    if any("contact.full_name" in labels["contacts"].exact.get(key, ()) for key in keys):
        return True
    accounts = labels["accounts"]
    for column in header.columns:
        if "account.name" in accounts.candidates(normal_label(column.heading).key):
            names = [
                value
                for row in range(header.row + 1, len(sheet.rows))
                if (value := sheet.value(row, column.index)) is not None
            ]
            return len(set(names)) < len(names)
    return False


def _assigned(header: Header, labels: Labels, learned: Mapping[str, str]) -> dict[str, str]:
    """A target for each column, each target once: learned ones first, then labels, then other words; among these
    a heading that can mean one thing goes before one that may mean several."""
    chosen: dict[str, str] = {}
    taken: set[str] = set()

    def take(name: str, candidates: Iterable[str]) -> None:
        if name in chosen:
            return
        for target in candidates:
            if target == IGNORED or target not in taken:
                chosen[name] = target
                taken.add(target)
                return

    visible = [column for column in header.columns if not column.hidden]
    keys = {column.name: normal_label(column.heading).key for column in visible}
    for name, key in keys.items():
        if key in learned:
            take(name, (learned[key],))
    for name, key in keys.items():
        take(name, labels.exact.get(key, ()))
    rest = {name: labels.candidates(key) for name, key in keys.items()}
    for name, candidates in sorted(rest.items(), key=lambda each: len(each[1]) > 1):
        take(name, candidates)
    return {column.name: chosen.get(column.name, IGNORED) for column in header.columns}


def unknown_columns(session: Session, header: Header, mapping: ColumnMapping) -> list[str]:
    """Columns that are not taken and whose heading nobody knows: to be mapped by the person, once."""
    kind = KINDS[mapping.kind]
    labels, learned = labels_of(session, kind), _learned(session, kind)
    return [
        column.name
        for column in header.columns
        if mapping.columns.get(column.name, IGNORED) == IGNORED
        and IGNORED not in labels.candidates(normal_label(column.heading).key)
        and normal_label(column.heading).key not in learned
    ]


def taught_labels(session: Session) -> set[str]:
    """Every label that people taught, normalised, whatever kind of list it was in."""
    return {key for kind in KINDS.values() for key in _learned(session, kind)}


def _learned(session: Session, kind: ListKind) -> dict[str, str]:
    """What people taught, as targets. A form's ``main_contact.mobile`` is a list's ``contact.mobile``."""
    targets = targets_of(session, kind)
    found: dict[str, str] = {}
    for key, name in learned_labels.learned(session, kind.record.__name__).items():
        target = _target_of(name, kind)
        if target == IGNORED or target in targets:
            found[key] = target
    return found


def _target_of(name: str, kind: ListKind) -> str:
    if not name:
        return IGNORED
    role, dot, of_person = name.partition(".")
    if not dot:
        return f"{kind.prefix}.{name}"
    return f"{MAIN_CONTACT if role == 'main_contact' else role}.{of_person}"


def remember(session: Session, header: Header, mapping: ColumnMapping) -> None:
    """Learns from `mapping` what the headings themselves do not say, for the next list of this kind."""
    kind = KINDS[mapping.kind]
    guessed = _assigned(header, labels_of(session, kind), _learned(session, kind))
    for column in header.columns:
        target = mapping.columns.get(column.name, IGNORED)
        if column.heading == column.name and guessed[column.name] != target:
            learned_labels.remember(
                session, kind.record.__name__, column.heading, _name_of(target, kind)
            )


def _name_of(target: str, kind: ListKind) -> str:
    if target == IGNORED:
        return IGNORED
    prefix, _dot, name = target.partition(".")
    if prefix == kind.prefix:
        return name
    return f"{'main_contact' if prefix == MAIN_CONTACT else prefix}.{name}"
