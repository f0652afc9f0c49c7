"""``import`` and ``export``: lists and interchange files, in and out."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.fields import RecordField
    from kamdesk.work.lists import Condition, ListQuery

KINDS = (
    "accounts", "contacts", "staff", "visits", "callback_plans", "expenses", "tasks", "products", "competitors",
    "opportunities", "purchases", "contracts", "complaints", "targets",
)  # fmt: skip
_COUNTS = ("read", "created", "updated", "unchanged", "skipped", "rejected")
_SHOWN = 20
"""Problems of one file that are printed for people; --json has all."""


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="FILE", help=_("xlsx, xls, ods, csv, or json"))
    add("--kind", choices=KINDS, help=_("what the lists hold (default: guessed by the headings)"))
    add("--mapping", type=Path, metavar="FILE", help=_("which column is which field, as JSON"))
    add("--key", metavar="FIELD", help=_("the field by which known records are found"))
    add("--create-staff", action="store_true", help=_("add owners nobody knows as staff"))
    add("--same-name", action="store_true", help=_("a known name with another code is another one"))
    add("--dry-run", action="store_true", help=_("only say what would be done"))
    add("--errors", type=Path, metavar="FILE", help=_("write what was not taken to this workbook"))


def _import(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.exchange.importing import import_files
    from kamdesk.exchange.mapping import ColumnMapping
    from kamdesk.exchange.plan import ImportOptions
    from kamdesk.store import backup

    mapping = ColumnMapping.read(arguments.mapping) if arguments.mapping else None
    options = ImportOptions(
        arguments.key, create_staff=arguments.create_staff, same_name=arguments.same_name
    )
    with context.reading() if arguments.dry_run else context.writing() as store:
        if not arguments.dry_run:
            backup.back_up_if_changed(store, "import")
        report = import_files(
            store,
            arguments.files,
            kind=arguments.kind,
            mapping=mapping,
            options=options,
            dry_run=arguments.dry_run,
            errors=arguments.errors,
            progress=context.output,
        )
    dumped = report.dump()
    for each in dumped["files"]:
        _tell(context, each)
    context.output.json(dumped)
    if all("error" in each for each in dumped["files"]):
        return Status.UNREADABLE
    return Status.DONE if report.complete else Status.REJECTED


def _tell(context: Context, file: dict[str, Any]) -> None:
    if "error" in file:
        context.output.warn(file["error"])
        return
    counts = _(
        "{read} read: {created} new, {updated} changed, {unchanged} unchanged, {skipped} skipped, {rejected} rejected"
    ).format(**{name: file[name] for name in _COUNTS})
    context.output.say(f"{file['file']}: {counts}")
    for problem in file["problems"][:_SHOWN]:
        place = problem.get("cell") or problem.get("row") or ""
        context.output.warn(f"  {place}: {problem['reason']}")
    left = len(file["problems"]) - _SHOWN
    if left > 0:
        context.output.warn("  " + _("… and {count} more (--json lists all)").format(count=left))


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("kind", nargs="?", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    add("--all", action="store_true", help=_("everything, without loss, as .json or .xlsx"))
    add(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help=_("xlsx or csv; for --all json or xlsx"),
    )
    add(
        "--filter", action="append", default=[], metavar="FIELD=VALUE",
        help=_("only these: =, !=, >=, <=, ~ (contains), or a text to find; may be repeated"),
    )  # fmt: skip


def _export(context: Context, arguments: argparse.Namespace) -> int:
    if arguments.all == bool(arguments.kind):
        raise WrongUse(_("Name what to export: {kinds}, or --all.").format(kinds=", ".join(KINDS)))
    if arguments.all and arguments.filter:
        raise WrongUse(_("--all writes everything; leave out --filter."))
    return _export_all(context, arguments) if arguments.all else _export_list(context, arguments)


def _export_all(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.exchange.interchange_out import export_all

    with context.reading() as store, store.read() as session:
        counts = export_all(
            session, arguments.out, attachments=store.attachments, progress=context.output
        )
    context.output.say(
        _("{count} records written to {file}.").format(
            count=sum(counts.values()), file=arguments.out
        )
    )
    context.output.json({"file": str(arguments.out), "records": counts})
    return Status.DONE


def _export_list(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.exchange.export import export_list, full_query

    with context.reading() as store, store.read() as session:
        query = filtered(session, full_query(session, arguments.kind), arguments.filter)
        rows = export_list(session, query, arguments.out, progress=context.output)
    context.output.say(_("{count} rows written to {file}.").format(count=rows, file=arguments.out))
    context.output.json({"file": str(arguments.out), "kind": arguments.kind, "rows": rows})
    return Status.DONE


_FILTER = re.compile(r"^(.+?)\s*(!=|>=|<=|=|~)\s*(.*)$", re.DOTALL)
_OPERATORS = {"=": "is", "!=": "is_not", ">=": "at_least", "<=": "at_most", "~": "contains"}


def filtered(session: Session, query: ListQuery, filters: list[str]) -> ListQuery:
    """`query` with the filters as typed. Raises WrongUse for an unknown field or a value that cannot be read."""
    from kamdesk.model.registry import RECORD_BY_NAME
    from kamdesk.work.fields import fields_for

    fields = fields_for(session, RECORD_BY_NAME[query.record])
    known = {each.name.casefold(): each for each in fields}
    for each in fields:
        for wording in each.spec.label.wordings:
            known.setdefault(wording.casefold(), each)
    conditions = list(query.conditions)
    texts = [query.text] if query.text else []
    for typed in filters:
        match = _FILTER.match(typed)
        if match is None:
            texts.append(typed)
            continue
        name, sign, value = match.groups()
        field = known.get(name.casefold())
        if field is None:
            raise WrongUse(_("There is no field “{name}”.").format(name=name))
        conditions.append(_condition(session, field, sign, value))
    return query.with_(conditions=tuple(conditions), text=" ".join(texts))


def _condition(session: Session, field: RecordField, sign: str, value: str) -> Condition:
    from kamdesk.work.lists import Condition

    if not value:
        if sign not in ("=", "!="):
            raise WrongUse(_("“{name}{sign}” needs a value.").format(name=field.name, sign=sign))
        return Condition(field.name, "empty" if sign == "=" else "filled")
    if sign == "~":
        return Condition(field.name, "contains", (value,))
    return Condition(field.name, _OPERATORS[sign], tuple(_values(session, field, value)))


def _values(session: Session, field: RecordField, typed: str) -> list[Any]:
    """What `typed` may mean, as a condition holds it."""
    from kamdesk.model.fields import Kind
    from kamdesk.work.fields import find_reference, read_value

    if field.kind is Kind.REFERENCE:
        found = find_reference(session, field.spec.refers_to, typed)
        if not found:
            raise WrongUse(
                _("“{value}” is not known as {label}.").format(value=typed, label=field.label)
            )
        return [each.id for each in found]
    reading = read_value(field, typed)
    if reading.value is None:
        raise WrongUse(f"{field.label}: {reading.problem or typed}")
    value = reading.value
    if field.kind in (Kind.DATE, Kind.MOMENT):
        return [value.isoformat()]
    plain = isinstance(value, (str, int, bool))
    return [value if plain else str(value)]


COMMANDS = (
    Command("import", N_("Read lists or an interchange file into the data folder"), _import, _import_arguments),
    Command("export", N_("Write a list, or everything, to a file"), _export, _export_arguments),
)  # fmt: skip
