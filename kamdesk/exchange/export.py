"""Writes what a list shows to a file that says the same when it is imported again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.exchange.collector import collector_at_rest
from kamdesk.exchange.mapping import kind_named
from kamdesk.exchange.matching import current_values, folded_name
from kamdesk.exchange.write import Column, write_table
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.activity import Activity
from kamdesk.model.base import Record
from kamdesk.model.competitor import Competitor
from kamdesk.model.contact import Contact
from kamdesk.model.contract import Contract
from kamdesk.model.department import Staff
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Pipeline, Stage
from kamdesk.model.product import Product
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.service import Complaint, ServiceRequest
from kamdesk.model.visit import Visit
from kamdesk.progress import Progress, Silent
from kamdesk.work import lists, settings
from kamdesk.work.fields import fields_for
from kamdesk.work.lists import Condition, ListQuery

_PAGE = 2000

_NAMES: dict[type[Record], tuple[str, ...]] = {
    Account: ("name", "archive_no", "account_code"),
    Staff: ("name", "number"),
    Contact: ("full_name",),
    ExpenseClaim: ("number",),
    Product: ("name", "code"),
    Competitor: ("name",),
    Opportunity: ("name", "number"),
    Pipeline: ("title", "key"),
    Stage: ("title", "key"),
    Contract: ("number",),
    Activity: ("name",),
    Complaint: ("number",),
    ServiceRequest: ("number",),
}
"""What a reference is called; by the second or third where several have the name."""


def full_query(session: Session, kind: str) -> ListQuery:
    """The list of every record of `kind` (accounts, visits …) with every field but those that name visits, which have
    no names. Raises RuleError for another kind."""
    record = kind_named(kind).record
    fields = fields_for(session, record)
    currencies = {each.spec.currency_field for each in fields}
    columns = tuple(
        each.name
        for each in fields
        if not each.spec.derived
        and each.name not in currencies
        and each.spec.refers_to != Visit.__name__
    )
    return ListQuery(record.__name__, columns)


def export_list(
    session: Session,
    query: ListQuery,
    path: Path,
    *,
    format: str = "",  # noqa: A002 - the word of `write_table` and of the command line
    progress: Progress | None = None,
) -> int:
    """Writes the rows and columns of `query`, headings in the language in use, to xlsx or csv; answers how many rows.

    References stand by name, or by number where names repeat. Where an amount has another currency than the default,
    a column with the currencies follows it. Raises RuleError, WorldError as `write_table` does.
    """
    record = RECORD_BY_NAME[query.record]
    fields = _columns(session, record, query)
    title = str(record.TERM)
    columns = [Column(each.label, _shown_kind(each), each.spec.choices) for each in fields]
    rows = _rows(session, record, query, fields, progress or Silent())
    with collector_at_rest():
        return write_table(path, title, columns, rows, format=format)


def _shown_kind(field: RecordField) -> Kind:
    return Kind.TEXT if field.kind is Kind.REFERENCE else field.kind


def _columns(session: Session, record: type[Record], query: ListQuery) -> list[RecordField]:
    known = {each.name: each for each in fields_for(session, record)}
    default = settings.get(session, "default_currency")
    found: list[RecordField] = []
    for name in query.columns:
        found.append(known[name])
        currency = known[name].spec.currency_field
        if not currency or currency in query.columns:
            continue
        foreign = (Condition(currency, "filled"), Condition(currency, "is_not", (default,)))
        if lists.count(session, query.with_(conditions=query.conditions + foreign)):
            found.append(known[currency])
    return found


def _rows(
    session: Session,
    record: type[Record],
    query: ListQuery,
    fields: Sequence[RecordField],
    progress: Progress,
) -> Iterator[list[Any]]:
    by_name = {each.name: each for each in fields}
    targets = {each.spec.refers_to for each in fields if each.kind is Kind.REFERENCE}
    names = {target: _names(session, RECORD_BY_NAME[target]) for target in targets}
    called: list[tuple[str, Mapping[int, str] | None]] = [
        (each.name, names[each.spec.refers_to] if each.kind is Kind.REFERENCE else None)
        for each in fields
    ]
    ids = lists.ids(session, query)
    for start in range(0, len(ids), _PAGE):
        progress.step(start, len(ids), _("Writing the list …"))
        page = ids[start : start + _PAGE]
        values = current_values(session, record, page, by_name)
        for record_id in page:
            row = values[record_id]
            yield [
                row[name] if names_of is None else names_of.get(row[name])
                for name, names_of in called
            ]


def _names(session: Session, record: type[Record]) -> dict[int, str]:
    """Id → what to call each record of the class, so that it is found again."""
    rows: Sequence[Sequence[Any]]
    if record in (Pipeline, Stage):
        # What they are called depends on the language; there are few of them.
        every = session.scalars(select(record))
        rows = [[each.id, *(getattr(each, name) for name in _NAMES[record])] for each in every]
    else:
        columns = [getattr(record, name) for name in _NAMES[record]]
        rows = session.execute(select(record.id, *columns)).all()
    times: dict[str, int] = {}
    for row in rows:
        times[folded_name(row[1])] = times.get(folded_name(row[1]), 0) + 1
    return {
        row[0]: row[1]
        if times[folded_name(row[1])] == 1
        else next((value for value in row[2:] if value), row[1])
        for row in rows
    }
