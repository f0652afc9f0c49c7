"""Reads the indicators for a report: figures, records behind them, targets, frozen values and eight periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _
from kamdesk.indicators import engine
from kamdesk.indicators.declaration import Figure, Indicator
from kamdesk.indicators.frozen import frozen_figure
from kamdesk.indicators.known import INDICATORS
from kamdesk.indicators.parts import BudgetPart, Money, TargetPart, Worked
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.indicators.scopes import DEPARTMENT, Scope
from kamdesk.indicators.wanted import wanted
from kamdesk.progress import Progress, Silent
from kamdesk.reports.declaration import DataSheet, Look
from kamdesk.reports.indicator_sheets import Beside, FrozenLine, IndicatorLine, Part, Past
from kamdesk.reports.record_sheets import MOST_ROWS, RecordSheets
from kamdesk.work.periods import Span

_FAMILIES = {
    "quantitative": N_("Quantitative indicators"),
    "qualitative": N_("Qualitative indicators"),
    "further": N_("Further indicators"),
}
_WORKED_OUT = {
    "growth_rate": "IF(AND(ISNUMBER({n}),N({d})>0),{n}/{d},{none})",
    "forecast_accuracy": "IF(AND(ISNUMBER({n}),N({d})<>0),MAX(0,1-{n}/{d}),{none})",
}
"""How a spreadsheet works out the value where it is not numerator ÷ denominator."""
_FUNCTIONS = {"time_in_stage": "MEDIAN"}
"""What is made of the records behind a numerator where it is not their sum."""
_OF_AMOUNTS = ("growth_rate", "forecast_accuracy")
"""Ratios of amounts that no single statement sums."""
_LOOKS: dict[str, Look] = {"amount": "amount", "quantity": "quantity", "days": "days", "points": "points"}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a report is about."""

    span: Span
    as_of: date
    scope: Scope = DEPARTMENT


def read_lines(
    session: Session,
    asked: Asked,
    keys: Iterable[str] | None = None,
    progress: Progress | None = None,
    most_rows: int = MOST_ROWS,
) -> tuple[list[IndicatorLine], tuple[DataSheet, ...]]:
    """The indicators (all, or `keys`) and the sheets of the records behind them.

    The sheets are read when they are written, from the same session.
    """
    tell = progress or Silent()
    reading = Reading(session)
    question = engine.ask(reading, asked.span, asked.as_of, asked.scope)
    sheets = RecordSheets(session, most_rows)
    wanted = [INDICATORS[key] for key in (keys or INDICATORS)]
    # Those of a family stand together, each in the order of its declaration.
    wanted.sort(key=lambda each: list(_FAMILIES).index(each.family))
    lines = []
    for number, each in enumerate(wanted):
        tell.step(number, len(wanted), str(each.name))
        lines.append(_line(session, reading, question, each, sheets))
    return lines, sheets.sheets()


def _line(
    session: Session, reading: Reading, question: Question, shown: Indicator, sheets: RecordSheets
) -> IndicatorLine:
    figure = engine.answer(reading, shown, question)
    past = engine.trend_of(reading, shown, question)
    return IndicatorLine(
        key=shown.key,
        name=str(shown.name),
        family=_(_FAMILIES[shown.family]),
        unit=shown.unit,
        better=shown.better,
        how=str(shown.formula),
        source=str(shown.source),
        numerator=_part(reading, question, shown, "numerator", figure.numerator, sheets),
        denominator=_part(reading, question, shown, "denominator", figure.denominator, sheets),
        value=figure.value,
        worked_out=_WORKED_OUT.get(shown.key, ""),
        note=figure.note,
        beside=(*_beside(figure), *_first_target(reading, question, shown, figure)),
        target=wanted(session, question, shown),
        frozen=_frozen(session, question, shown.key),
        past=tuple(
            Past(span.code, each.numerator, each.denominator, each.value) for span, each in past
        ),
    )


def _part(
    reading: Reading, question: Question, shown: Indicator, which: str, value: Decimal | None,
    sheets: RecordSheets,
) -> Part:  # fmt: skip
    behind = engine.behind_of(reading, shown, which, question)
    if value is None or behind is None:
        return Part(None)
    if shown.key == "growth_rate" and which == "numerator":
        return Part(value, _gained(reading, question, shown, sheets), "amount")
    words = _("numerator") if which == "numerator" else _("denominator")
    used_by = f"{shown.name} ({words})" if shown.denominator is not None else str(shown.name)
    function = _FUNCTIONS.get(shown.key, "SUM") if which == "numerator" else "SUM"
    return Part(value, sheets.formula(behind, used_by, function), _look(shown, behind.part, value))


def _gained(reading: Reading, question: Question, shown: Indicator, sheets: RecordSheets) -> str:
    """Of the growth: the sheets of this period and the one before are there anyway."""
    sales = INDICATORS["sales_amount"]
    both = (
        engine.behind_of(reading, sales, "numerator", question),
        engine.behind_of(reading, shown, "denominator", question),
    )
    now, before = (
        sheets.formula(each, str(shown.name)) if each is not None else "" for each in both
    )
    return "-".join((now or "0", before or "0"))


def is_money(shown: Indicator, part: object) -> bool:
    """Whether a numerator or denominator is an amount of the default currency."""
    if isinstance(part, TargetPart):
        return part.measured in ("sales_amount", "gross_profit")
    if isinstance(part, Worked):
        return shown.unit == "amount" or shown.key in _OF_AMOUNTS
    return isinstance(part, Money | BudgetPart)


def _look(shown: Indicator, part: object, value: Decimal) -> Look:
    if is_money(shown, part):
        return "amount"
    if shown.denominator is None and shown.unit in _LOOKS:
        return _LOOKS[shown.unit]
    return "count" if value == value.to_integral_value() else "amount"


def _beside(figure: Figure) -> tuple[Beside, ...]:
    return tuple(
        Beside(words, value, "count" if value == value.to_integral_value() else "amount")
        for words, value in figure.beside.items()
    )


def _first_target(
    reading: Reading, question: Question, shown: Indicator, figure: Figure
) -> tuple[Beside, ...]:
    """The value against the first version of the target (kpi.md rule 9), where there was more than one."""
    part = shown.denominator
    if figure.numerator is None or figure.denominator is None:
        return ()
    if isinstance(part, TargetPart):
        held = [part.held(reading, question)]
    elif isinstance(part, BudgetPart):
        held = list(part.held(reading, question).values())
    else:
        return ()
    first = sum((each.first_value for each in held if each is not None), Decimal(0))
    if not first or first == figure.denominator:
        return ()
    return (Beside(_("Against the first version"), figure.numerator / first, "ratio", first),)


def _frozen(session: Session, question: Question, key: str) -> FrozenLine | None:
    found = frozen_figure(session, key, question.span, question.scope)
    return None if found is None else FrozenLine(found.value, found.on, found.by)
