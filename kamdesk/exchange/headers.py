"""Finds the row with the headings of a list, and which field each heading may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kamdesk.exchange.kinds import ACCOUNTS, CONTACTS, KINDS, MAIN_CONTACT, ListKind
from kamdesk.exchange.sheets import Sheet, Value, cell_name
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.fields import RecordField
from kamdesk.model.values import normal_label
from kamdesk.model.vocabulary import FORM_ROLE
from kamdesk.work.fields import fields_for

_LOOKED_AT = 40
"""Rows from the top among which the headings are looked for."""
_OUR_CUSTOMER = ("客户", "公司", "企业", "单位")
_OUR_CUSTOMER_ENGLISH = ("account", "customer", "company", "client")
"""Words that may stand before any label of a customer list: 公司传真, 客户邮编, account owner."""
_OF_IT = ("所属", "所在")
"""Words that may stand before a label and change nothing: 所在城市."""
IGNORED = ""
"""The target of a column that is known and not taken, such as one the program works out itself."""


@dataclass(frozen=True)
class Column:
    """One column of a list: where it stands, the heading as written, and a name that is unique in the list."""

    index: int
    heading: str
    name: str
    hidden: bool = False


@dataclass(frozen=True)
class Header:
    """The row of headings; `row` counts from 0 as in the sheet."""

    row: int
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Labels:
    """Normalised label → targets it may mean, the likeliest first."""

    exact: dict[str, tuple[str, ...]]
    """Wordings of the labels themselves."""
    others: dict[str, tuple[str, ...]]
    """Other headings people use."""

    def candidates(self, key: str) -> tuple[str, ...]:
        """All targets `key` may mean; () for a heading nobody knows."""
        for writing in _writings(key):
            found = (*self.exact.get(writing, ()), *self.others.get(writing, ()))
            if found:
                return tuple(dict.fromkeys(found))
        return ()

    def __contains__(self, key: str) -> bool:
        return bool(self.candidates(key))


def _writings(key: str) -> Iterable[str]:
    """`key`, and without what often stands around a label: 所在城市, the first of several (联系人1, 联系人1电话)."""
    yield key
    if key.startswith(_OF_IT):
        yield key[2:]
    if "1" in key:
        yield key.replace("1", "", 1)


def labels_of(session: Session, kind: ListKind) -> Labels:
    """Every heading known for a list of `kind`, in both languages, with the department's own fields."""
    exact: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    own = fields_for(session, kind.record)
    for field in own:
        target = f"{kind.prefix}.{field.name}" if field.name not in kind.not_taken else IGNORED
        _add(others if field.name in kind.said_beside else exact, others, field, target)
    if kind is ACCOUNTS:
        _add_customer_words(others, exact, own)
        for field in fields_for(session, Contact):
            if field.name not in ("account_id", "form_role"):
                _add(others, others, field, f"{MAIN_CONTACT}.{field.name}")
        _add_persons(others, fields_for(session, Contact))
    if kind is CONTACTS or kind.is_fact:
        for field in fields_for(session, Account):
            if field.name in ("archive_no", "account_code"):
                _add(exact, others, field, f"account.{field.name}")
    return Labels(
        {key: tuple(dict.fromkeys(targets)) for key, targets in exact.items()},
        {key: tuple(dict.fromkeys(targets)) for key, targets in others.items()},
    )


def _add(
    exact: dict[str, list[str]], others: dict[str, list[str]], field: RecordField, target: str
) -> None:
    if field.spec.derived:
        target = IGNORED
    never = {normal_label(label).key for label in field.spec.never}
    wordings = {normal_label(label).key for label in field.spec.label.wordings} - never
    for key in wordings:
        exact.setdefault(key, []).append(target)
    for key in [*_keys((*field.spec.aliases, field.name, field.name.removesuffix("_id")))]:
        if key not in never and key not in wordings:
            others.setdefault(key, []).append(target)


def _add_customer_words(
    others: dict[str, list[str]], exact: dict[str, list[str]], fields: Iterable[RecordField]
) -> None:
    for field in fields:
        never = {normal_label(label).key for label in field.spec.never}
        for label in field.spec.label.wordings[:1] + field.spec.aliases:
            words = _OUR_CUSTOMER_ENGLISH if label.isascii() else _OUR_CUSTOMER
            for word in words:
                key = normal_label(word + label).key
                if key not in never and key not in exact:
                    others.setdefault(key, []).append(f"{ACCOUNTS.prefix}.{field.name}")


def _add_persons(others: dict[str, list[str]], fields: Iterable[RecordField]) -> None:
    """法定代表人, 总经理电话: persons of the archive form and what may be told of each."""
    usable = [each for each in fields if each.spec.group and each.name != "form_role"]
    for choice in FORM_ROLE:
        prefix = MAIN_CONTACT if choice.code == "main_contact" else choice.code
        for role in _keys((choice.code, *choice.label.wordings, *choice.aliases)):
            others.setdefault(role, []).append(f"{prefix}.full_name")
            for field in usable:
                for label in _keys((*field.spec.label.wordings, *field.spec.aliases)):
                    others.setdefault(role + label, []).append(f"{prefix}.{field.name}")


def _keys(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for label in labels if (key := normal_label(label).key)))


def find_header(
    sheet: Sheet, known: Sequence[Labels], learned: Iterable[str] = ()
) -> Header | None:
    """The row near the top in which most cells are known headings; None when there is no such row.

    A title, a note or blank rows may stand above it. A list of one column needs one heading, any other two.
    """
    taught = set(learned)
    best, most = None, 0
    for number, row in enumerate(sheet.rows[:_LOOKED_AT]):
        keys = [normal_label(value).key for value in row if isinstance(value, str)]
        hits = sum(
            1 for key in set(keys) if key in taught or any(key in labels for labels in known)
        )
        if hits > most:
            best, most = number, hits
    widest = max((_width(row) for row in sheet.rows[:_LOOKED_AT]), default=0)
    if best is None or most < min(2, widest):
        return None
    return header_at(sheet, best)


def header_at(sheet: Sheet, row: int) -> Header:
    """The headings in `row`; a column without heading is one too if it holds anything below."""
    width = max((_width(each) for each in sheet.rows[row : row + 200]), default=0)
    columns: list[Column] = []
    seen: dict[str, int] = {}
    for index in range(width):
        heading = _heading(sheet.value(row, index))
        if not heading and not any(
            sheet.value(r, index) is not None for r in range(row, len(sheet.rows))
        ):
            continue
        name = heading or cell_name(0, index).rstrip("1")
        seen[name] = seen.get(name, 0) + 1
        columns.append(
            Column(index, heading, name if seen[name] == 1 else f"{name} [{seen[name]}]")
        )
    return Header(row, tuple(columns))


def _width(row: Sequence[Value]) -> int:
    return max((place + 1 for place, value in enumerate(row) if value is not None), default=0)


def _heading(value: Value) -> str:
    return "" if value is None else " ".join(str(value).split())


def all_labels(session: Session) -> dict[str, Labels]:
    """The labels of every kind of list, by its name."""
    return {name: labels_of(session, kind) for name, kind in KINDS.items()}
