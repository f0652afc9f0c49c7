"""``kpi``: the indicators of a period, for the department, a person, an account or a tier, with the records behind."""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kamdesk.cli import references
from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.indicators.declaration import Figure, Indicator
    from kamdesk.indicators.question import Question
    from kamdesk.indicators.reading import Reading
    from kamdesk.indicators.scopes import Scope
    from kamdesk.reports.declaration import Look

_PARTS = ("numerator", "denominator")


def scope_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say for whom."""
    add = parser.add_mutually_exclusive_group().add_argument
    add("--staff", metavar="NO", help=_("of the accounts a person owned"))
    add("--account", metavar="NO", help=_("of one account"))
    add("--tier", metavar="T", help=_("of the accounts of a tier"))


def scope_of(session: Session, arguments: argparse.Namespace) -> Scope:
    """For whom. Raises WrongUse for nobody."""
    from kamdesk.indicators import scopes
    from kamdesk.model.vocabulary import TIER

    if arguments.staff:
        return scopes.of_staff(references.staff(session, arguments.staff).id)
    if arguments.account:
        return scopes.of_account(references.account(session, arguments.account).id)
    if arguments.tier:
        if arguments.tier not in TIER:
            raise WrongUse(
                _("There is no tier “{tier}”. There are: {tiers}.").format(
                    tier=arguments.tier, tiers=_(", ").join(TIER.codes)
                )
            )
        return scopes.of_tier(arguments.tier)
    return scopes.DEPARTMENT


def scope_json(arguments: argparse.Namespace) -> dict[str, str]:
    """The same as it was asked; empty for the department."""
    given = {name: getattr(arguments, name) for name in ("staff", "account", "tier")}
    return {name: value for name, value in given.items() if value}


def _arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("keys", nargs="*", metavar="KEY", help=_("which indicators; without it all of them"))
    add("--period", required=True, metavar="PERIOD", help=_("2026, 2026Q4 or 2026-11"))
    add("--as-of", type=references.day, metavar="DAY", help=_("as of this day; else today"))
    add("--records", action="store_true", help=_("the records behind each figure, too"))
    scope_arguments(parser)


def _kpi(context: Context, arguments: argparse.Namespace) -> int:
    from datetime import date

    from kamdesk.indicators import engine
    from kamdesk.indicators.known import INDICATORS
    from kamdesk.indicators.reading import Reading
    from kamdesk.work import periods

    unknown = [key for key in arguments.keys if key not in INDICATORS]
    if unknown:
        raise WrongUse(
            _("There is no indicator “{key}”. There are: {keys}.").format(
                key=unknown[0], keys=_(", ").join(INDICATORS)
            )
        )
    as_of = arguments.as_of or date.today()
    with context.reading() as store, store.read() as session:
        span = periods.read_period(arguments.period, periods.start_month(session))
        reading = Reading(session)
        question = engine.ask(reading, span, as_of, scope_of(session, arguments))
        found: dict[str, Any] = {}
        lines = []
        for key in arguments.keys or INDICATORS:
            shown = INDICATORS[key]
            figure = engine.answer(reading, shown, question)
            found[key] = _entry(session, reading, question, shown, figure)
            lines.append(_line(shown, figure, found[key]))
            if arguments.records:
                found[key]["behind"] = _behind(session, reading, question, shown)
    context.output.table(lines)
    if arguments.records:
        for key, entry in found.items():
            _print_behind(context, INDICATORS[key], entry["behind"])
    context.output.json(
        {
            "period": span.code, "first": span.first, "last": span.last, "as_of": as_of,
            "scope": scope_json(arguments), "indicators": found,
        }
    )  # fmt: skip
    return Status.DONE


def _entry(
    session: Session, reading: Reading, question: Question, shown: Indicator, figure: Figure
) -> dict[str, Any]:
    from kamdesk.indicators import engine
    from kamdesk.indicators.frozen import frozen_figure
    from kamdesk.indicators.wanted import wanted

    behind = engine.behind_of(reading, shown, "numerator", question)
    target = wanted(session, question, shown)
    entry: dict[str, Any] = {
        "name": str(shown.name),
        "numerator": _part(shown, "numerator", figure.numerator),
        "denominator": _part(shown, "denominator", figure.denominator),
        "value": _number(figure.value),
        "unit": shown.unit,
        "better": shown.better,
        "records": behind.count() if behind is not None else 0,
        "note": figure.note,
        "target": _number(target),
        "beside": {words: _number(value) for words, value in figure.beside.items()},
    }
    frozen = frozen_figure(session, shown.key, question.span, question.scope)
    if frozen is not None:
        # The figure above is then the restated one (kpi.md rule 3).
        entry["frozen"] = {
            "numerator": _part(shown, "numerator", frozen.numerator),
            "denominator": _part(shown, "denominator", frozen.denominator),
            "value": _number(frozen.value),
            "note": frozen.note,
            "on": frozen.on,
            "as_of": frozen.as_of,
            "by": frozen.by,
        }
        entry["restated"] = (frozen.numerator, frozen.denominator) != (
            figure.numerator,
            figure.denominator,
        )
    return entry


def _part(shown: Indicator, which: str, value: Decimal | None) -> Any:
    """Money as text with exact decimals, what is counted as a number."""
    from kamdesk.reports.indicator_lines import is_money

    part = shown.numerator if which == "numerator" else shown.denominator
    if value is not None and part is not None and is_money(shown, part):
        return f"{value:f}" if -int(value.as_tuple().exponent) >= 2 else f"{value:.2f}"
    return _number(value)


def _number(value: Decimal | None) -> int | float | None:
    """An exact whole number, else the nearest number JSON readers have."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _line(shown: Indicator, figure: Figure, entry: dict[str, Any]) -> tuple[str, ...]:
    from kamdesk.reports.showing import shown as in_words

    look: Look = "ratio" if shown.unit == "ratio" else "quantity"
    parts = " / ".join(
        str(entry[which])
        for which in _PARTS
        if entry[which] is not None and shown.denominator is not None
    )
    frozen = entry.get("frozen")
    said = [figure.note]
    if frozen is not None and entry["restated"]:
        before = Decimal(str(frozen["value"])) if frozen["value"] is not None else None
        said.append(_("frozen: {value}").format(value=in_words(before, look)))
    return (
        shown.key,
        str(shown.name),
        in_words(figure.value, look),
        parts,
        " ".join(filter(None, said)),
    )


def _behind(
    session: Session, reading: Reading, question: Question, shown: Indicator
) -> dict[str, list[dict[str, Any]]]:
    """The records of numerator and denominator, by day."""
    from sqlalchemy import select

    from kamdesk.indicators import engine
    from kamdesk.model.account import Account

    numbers = reading.kept.get("account numbers")
    if numbers is None:
        query = select(Account.id, Account.archive_no, Account.name)
        numbers = {row.id: row.archive_no or row.name for row in session.execute(query)}
        reading.kept["account numbers"] = numbers
    found = {}
    for which in _PARTS:
        behind = engine.behind_of(reading, shown, which, question)
        if behind is not None:
            found[which] = [
                {
                    "record": behind.record, "id": record_id, "on": day, "account": numbers.get(account_id),
                    "value": _number(value),
                }
                for record_id, day, account_id, value in behind.page(descending=False)
            ]  # fmt: skip
    return found


def _print_behind(
    context: Context, shown: Indicator, behind: dict[str, list[dict[str, Any]]]
) -> None:
    titles = {"numerator": _("numerator"), "denominator": _("denominator")}
    for which, rows in behind.items():
        if rows:
            context.output.result("")
            context.output.result(f"{shown.name} · {titles[which]}")
            context.output.table(
                (
                    str(row["on"]),
                    str(row["account"] or ""),
                    f"{row['record']} {row['id']}",
                    str(row["value"]),
                )
                for row in rows
            )


COMMANDS = (Command("kpi", N_("The indicators of a period"), _kpi, _arguments),)
