"""What is here already and what an interchange file adds to it, by every name the file may use for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.exchange.interchange import SHAPE_OF
from kamdesk.exchange.interchange_record import declared_defaults
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.competitor import Competitor
from kamdesk.model.contact import Contact
from kamdesk.model.department import CustomField, SavedFilter, Staff
from kamdesk.model.document import Document
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.fields import Kind
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Pipeline, Stage
from kamdesk.model.product import Product
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.strategy import Criterion

_BLOCK = 500

_NAMES: dict[type[Record], tuple[str, ...]] = {
    Staff: ("number", "uid", "name"),
    Account: ("archive_no", "uid", "account_code", "name"),
    Contact: ("uid",),
    ExpenseClaim: ("number", "uid"),
    Product: ("code", "uid", "name"),
    Competitor: ("uid", "name"),
    Pipeline: ("key", "uid", "name"),
    Stage: ("key", "uid", "name"),
    Criterion: ("key", "uid"),
    Opportunity: ("number", "uid"),
}
"""Columns by which a reference may name a record, the surest first."""

_WITHOUT_UID: dict[type[Record], tuple[str, ...]] = {
    Account: ("name",),
    Contact: ("account_id", "full_name"),
    Document: ("account_id", "sha256"),
    SavedFilter: ("record", "name"),
    Competitor: ("name",),
}
"""What a record without uid and natural key is known by."""


@dataclass(eq=False)
class Named:
    """A record of the file that is not written yet; `record_id` is known once it is."""

    record_id: int | None = None


@dataclass
class _Kind:
    """The records of one class: per combination of columns, value(s) → ids."""

    by: dict[tuple[str, ...], dict[tuple[Any, ...], list[int]]] = field(default_factory=dict)
    waiting: dict[tuple[str, ...], dict[tuple[Any, ...], Named]] = field(default_factory=dict)
    """The same for records of the file that are to be added."""
    claimed: set[Any] = field(default_factory=set)
    above: dict[str, dict[Any, Any]] = field(default_factory=dict)
    """Reference within the list → record → the one it points at; ids and `Named`."""


class Known:
    """Looks records up in dictionaries that are filled once per class."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._kinds: dict[type[Record], _Kind] = {}
        self._roles: dict[tuple[int, str], Any] | None = None
        self._own: dict[str, dict[str, tuple[int, str, Kind]]] | None = None
        self._pretended = 0

    def find(self, record: type[Record], text: str) -> int | None:
        """The record that a reference calls `text`; None if there is none, or several."""
        kind = self._kind(record)
        for name in _NAMES.get(record, ("uid",)):
            found = kind.by[(name,)].get((text,), ())
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def find_kind(self, class_name: str, text: str) -> int | None:
        """The same, with the class by its name."""
        record = RECORD_BY_NAME.get(class_name)
        return self.find(record, text) if record in SHAPE_OF and record is not None else None

    def named(
        self, record: type[Record], text: str, values: Mapping[str, Any]
    ) -> int | Named | None:
        """A record of the same list as the one with `values`, here or still to be added; people by name within
        their account too."""
        found = self.find(record, text)
        if found is not None:
            return found
        kind = self._kind(record)
        keys: list[tuple[tuple[str, ...], tuple[Any, ...]]] = [
            ((name,), (text,)) for name in _NAMES.get(record, ("uid",))
        ]
        if record is Contact:
            keys.append((("account_id", "full_name"), (values.get("account_id"), text)))
        for columns, key in keys:
            waiting = kind.waiting[columns].get(key)
            if waiting is not None:
                return waiting
            ids = kind.by[columns].get(key, ())
            if len(ids) == 1:
                return ids[0]
        return None

    def identify(self, record: type[Record], values: Mapping[str, Any]) -> int | None:
        """The record that is here with the same uid, natural key, or what else names one without these."""
        kind = self._kind(record)
        keys: list[tuple[str, ...]] = [("uid",)]
        natural = SHAPE_OF[record].key
        if natural:
            keys.append(natural)
        if not values.get("uid") and (not natural or values.get(natural[0]) is None):
            keys += [_WITHOUT_UID[record]] if record in _WITHOUT_UID else []
        for columns in keys:
            key = _key(record, columns, values)
            found = kind.by[columns].get(key, ()) if None not in key else ()
            if len(found) == 1:
                return found[0]
        return None

    def claim(self, record: type[Record], record_id: int | None, values: Mapping[str, Any]) -> bool:
        """Notes that the file holds this record; False if it does so for the second time."""
        kind = self._kind(record)
        marks: list[Any] = [] if record_id is None else [record_id]
        for columns in (("uid",), SHAPE_OF[record].key):
            key = _key(record, columns, values)
            if key and None not in key:
                marks.append((columns, key))
        if not kind.claimed.isdisjoint(marks):
            return False
        kind.claimed.update(marks)
        if record_id is None:
            waiting = Named()
            for columns, names in kind.waiting.items():
                key = _key(record, columns, values)
                if None not in key:
                    names.setdefault(key, waiting)
        return True

    def node(self, record: type[Record], record_id: int | None, values: Mapping[str, Any]) -> Any:
        """The record of the file itself, for `makes_circle`; None for one that nothing can name."""
        if record_id is not None:
            return record_id
        for columns, names in self._kind(record).waiting.items():
            key = tuple(values.get(name) for name in columns)
            if key in names:
                return names[key]
        return None

    def makes_circle(self, record: type[Record], column: str, below: Any, above: Any) -> bool:
        """Whether `below` would come to point at itself along `column`; if not, the reference is noted."""
        links = self._kind(record).above[column]
        step = above
        while step is not None:
            if step is below or step == below:
                return True
            step = links.get(step)
        links[below] = above
        return False

    def add(self, record: type[Record], record_id: int, values: Mapping[str, Any]) -> None:
        """Notes a record that was written."""
        kind = self._kind(record)
        for columns, ids in kind.by.items():
            key = _key(record, columns, values)
            if None in key:
                continue
            ids.setdefault(key, []).append(record_id)
            waiting = kind.waiting[columns].get(key)
            if waiting is not None and waiting.record_id is None:
                waiting.record_id = record_id

    def pretended_id(self) -> int:
        """An id for a record that a trial run does not write."""
        self._pretended -= 1
        return self._pretended

    def rows(self, record: type[Record], ids: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Id → every column of the record."""
        found: dict[int, dict[str, Any]] = {}
        wanted = sorted(set(ids))
        table = record.__table__
        for start in range(0, len(wanted), _BLOCK):
            query = select(table).where(table.c.id.in_(wanted[start : start + _BLOCK]))
            for row in self.session.execute(query).mappings():
                found[row["id"]] = dict(row)
        return found

    def give_role(self, record_id: int | None, account_id: Any, role: str, taken: object) -> bool:
        """Whether a contact may have the role in the archive form of the account; if so, it is given."""
        if self._roles is None:
            query = select(Contact.id, Contact.account_id, Contact.form_role).where(
                Contact.form_role.is_not(None), Contact.deleted_at.is_(None)
            )
            self._roles = {(row[1], row[2] or ""): row[0] for row in self.session.execute(query)}
        holder: Any = record_id if record_id is not None else id(taken)
        return bool(self._roles.setdefault((account_id, role), holder) == holder)

    def own_fields(self, record: type[Record]) -> dict[str, Kind]:
        """The department's own fields of `record` by key, those the file brought too."""
        own = self._own_fields().get(record.__name__, {})
        return {key: kind for key, (_id, _label, kind) in own.items()}

    def own_field(self, values: Mapping[str, Any]) -> tuple[int | None, str]:
        """The own field of the department that a definition of the file means, or None; and the key it has here:
        that of the file unless another field has it."""
        record, key, name = (str(values.get(each) or "") for each in ("record", "key", "name"))
        own = self._own_fields()
        for known, (field_id, label, _kind) in own.get(record, {}).items():
            if label == name:
                return field_id, known
        used = {known for fields in own.values() for known in fields}
        number = 0
        local = key
        while local in used or not local.startswith("custom_"):
            number += 1
            local = f"custom_{len(used) + number}"
        kind = Kind(values.get("kind") or Kind.TEXT)
        own.setdefault(record, {})[local] = (0, name, kind)
        return None, local

    def _own_fields(self) -> dict[str, dict[str, tuple[int, str, Kind]]]:
        if self._own is None:
            self._own = {}
            for each in self.session.scalars(select(CustomField).order_by(CustomField.id)):
                known = (each.id, each.name, Kind(each.kind))
                self._own.setdefault(each.record, {})[each.key] = known
        return self._own

    def _kind(self, record: type[Record]) -> _Kind:
        if record not in self._kinds:
            self._kinds[record] = self._filled(record)
        return self._kinds[record]

    def _filled(self, record: type[Record]) -> _Kind:
        shape = SHAPE_OF[record]
        combinations: set[tuple[str, ...]] = {
            ("uid",),
            *((name,) for name in _NAMES.get(record, ())),
        }
        combinations |= {shape.key} if shape.key else set()
        combinations |= {_WITHOUT_UID[record]} if record in _WITHOUT_UID else set()
        ordered = sorted(combinations)
        kind = _Kind({each: {} for each in ordered}, {each: {} for each in ordered})
        names = sorted({name for each in ordered for name in each})
        links = [*filter(None, (shape.superior,)), *shape.links]
        kind.above = {name: {} for name in links}
        columns = [getattr(record, name) for name in (*names, *links)]
        for row in self.session.execute(select(record.id, *columns)):
            values = dict(zip(names, row[1:], strict=False))
            for name, target in zip(links, row[1 + len(names) :], strict=True):
                if target is not None:
                    kind.above[name][row[0]] = target
            for each in ordered:
                key = tuple(values[name] for name in each)
                if None not in key:
                    kind.by[each].setdefault(key, []).append(row[0])
        return kind


def _key(
    record: type[Record], columns: tuple[str, ...], values: Mapping[str, Any]
) -> tuple[Any, ...]:
    """The values of `columns`; where the file is silent, those that the model gives a record."""
    default = declared_defaults(record)
    return tuple(values.get(name, default.get(name)) for name in columns)
