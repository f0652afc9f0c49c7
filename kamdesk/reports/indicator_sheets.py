"""F16 指标汇总: every indicator with numerator, denominator, value, target, state; its trend, and how it is worked out.

Built from plain values. Numerators and denominators are formulas over the sheets of their records; what is no sum of
records (a target, a frozen value) stands on the sheet of held figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kamdesk.i18n import _
from kamdesk.reports.declaration import (
    NO_VALUE,
    Block,
    Cell,
    Chart,
    Charts,
    Column,
    DataColumn,
    DataSheet,
    Figure,
    Gap,
    Heading,
    Look,
    Plain,
    Series,
    Sheet,
    Table,
    Words,
)
from kamdesk.reports.states import state_words

FIGURES, TREND, EXPLANATIONS = "figures", "trend_charts", "explanations"
HELD, PAST = "held", "trend"
"""Keys of the data sheets: figures that are no sum of records, and earlier periods."""
_CHARTS_A_ROW = 3
_WIDTHS = (5.0, 30.0, 17.0, 17.0, 15.0, 13.0, 10.0, 15.0, 14.0, 30.0)
_LOOKS: dict[str, Look] = {
    "ratio": "ratio",
    "count": "count",
    "amount": "amount",
    "quantity": "quantity",
    "days": "days",
    "points": "points",
}


@dataclass(frozen=True)
class Part:
    """A numerator or denominator: its value, and the formula over the sheets of its records ("" where it has none)."""

    value: Decimal | None
    formula: str = ""
    look: Look = "amount"


@dataclass(frozen=True)
class Beside:
    """A figure that explains the one above it: pending complaints, accounts won back."""

    words: str
    value: Decimal | None
    look: Look = "count"
    first: Decimal | None = None
    """What the numerator is divided by, where the value is worked out so: the first version of a target."""


@dataclass(frozen=True)
class FrozenLine:
    """What stood when the period was closed."""

    value: Decimal | None
    on: date
    by: str = ""


@dataclass(frozen=True)
class Past:
    """The figure of one period of the trend."""

    period: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator as the report shows it."""

    key: str
    name: str
    family: str
    """The heading it stands under."""
    unit: str
    better: str
    """``up`` or ``down``."""
    how: str
    source: str
    numerator: Part
    denominator: Part
    value: Decimal | None
    worked_out: str = ""
    """How the value follows, with ``{n}`` and ``{d}`` for the cells of numerator and denominator; "": n ÷ d for a
    ratio, else n."""
    note: str = ""
    beside: tuple[Beside, ...] = ()
    target: Decimal | None = None
    frozen: FrozenLine | None = None
    past: tuple[Past, ...] = field(default=())

    @property
    def look(self) -> Look:
        """How its value is shown."""
        return _LOOKS[self.unit]

    @property
    def state(self) -> str:
        """``reached``, ``missed`` or ``no_target``; "" without a value."""
        if self.value is None:
            return ""
        if self.target is None:
            return "no_target"
        reached = self.value >= self.target if self.better == "up" else self.value <= self.target
        return "reached" if reached else "missed"


# ---------------------------------------------------------------------------------------------------------- figures


def figures_sheet(lines: Sequence[IndicatorLine], head: tuple[Block, ...] = ()) -> Sheet:
    """The indicators one below the other, under the headings of their families."""
    held = {name: number for number, (name, _row) in enumerate(held_rows(lines))}
    rows: list[tuple[Cell, ...]] = []
    family = ""
    for number, line in enumerate(lines, 1):
        if line.family != family:
            family = line.family
            rows.append((Cell(family, bold=True, wide=len(_WIDTHS)),))
        rows.append(_figure_row(number, line, held))
        rows += [_beside_row(line, index, held) for index in range(len(line.beside))]
    columns = (
        Column(_("No.")), Column(_("Indicator")), Column(_("Numerator")), Column(_("Denominator")),
        Column(_("Value")), Column(_("Target")), Column(_("Attainment")), Column(_("When frozen")),
        Column(_("Since then")), Column(_("Remarks")),
    )  # fmt: skip
    return Sheet(
        FIGURES,
        _("Indicators"),
        _WIDTHS,
        (*head, Table(columns, tuple(rows), repeated=True)),
        landscape=True,
    )


def _figure_row(number: int, line: IndicatorLine, held: dict[str, int]) -> tuple[Cell, ...]:
    value = f"{{{FIGURES}!{line.key}.value}}"
    target = _held(line, "target", line.target, line.look, held)
    return (
        Cell(Decimal(number), "count"),
        Cell(f"{line.name} {'↑' if line.better == 'up' else '↓'}", bold=True),
        _part(line, "numerator", line.numerator, held),
        _part(line, "denominator", line.denominator, held),
        Cell(Figure(_worked_out(line), line.value, line.look), name=f"{line.key}.value", bold=True),
        Cell(target, line.look, name=f"{line.key}.target"),
        Cell(_state(line, value, f"{{{FIGURES}!{line.key}.target}}"), "state", f"{line.key}.state"),
        Cell(_frozen(line, held), line.look, name=f"{line.key}.frozen"),
        Cell(_since(line, value), line.look),
        Cell(_remarks(line)),
    )


def _worked_out(line: IndicatorLine) -> str:
    names = {part: f"{{{FIGURES}!{line.key}.{part}}}" for part in ("numerator", "denominator")}
    how = line.worked_out
    if not how:
        ratio = "IF(AND(ISNUMBER({n}),N({d})<>0),{n}/{d},{none})"
        how = ratio if line.unit == "ratio" else "{n}"
    replaced = how.replace("{none}", f'"{NO_VALUE}"')
    return replaced.replace("{n}", names["numerator"]).replace("{d}", names["denominator"])


def _part(line: IndicatorLine, which: str, part: Part, held: dict[str, int]) -> Cell:
    name = f"{line.key}.{which}"
    if part.value is None:
        return Cell(None, part.look, name=name)
    if part.formula:
        return Cell(Figure(part.formula, part.value, part.look), name=name)
    return Cell(_held(line, which, part.value, part.look, held), name=name)


def _held(
    line: IndicatorLine, which: str, value: Decimal | None, look: Look, held: dict[str, int]
) -> Figure | None:
    """A link to the sheet of held figures."""
    if value is None:
        return None
    return Figure(f"{{{HELD}!value@{held[f'{line.key}.{which}']}}}", value, look)


def _state(line: IndicatorLine, value: str, target: str) -> Figure:
    reached, missed, without = map(state_words, ("reached", "missed", "no_target"))
    sign = ">=" if line.better == "up" else "<="
    formula = (
        f'IF(NOT(ISNUMBER({value})),"{NO_VALUE}",IF(NOT(ISNUMBER({target})),"{without}",'
        f'IF({value}{sign}{target},"{reached}","{missed}")))'
    )
    return Figure(formula, state_words(line.state) if line.state else NO_VALUE, "state")


def _frozen(line: IndicatorLine, held: dict[str, int]) -> Figure | str | None:
    if line.frozen is None:
        return ""
    return _held(line, "frozen", line.frozen.value, line.look, held)


def _since(line: IndicatorLine, value: str) -> Figure | str | None:
    """By how much the restated value is away from the frozen one."""
    if line.frozen is None:
        return ""
    frozen = f"{{{FIGURES}!{line.key}.frozen}}"
    both = line.value is not None and line.frozen.value is not None
    known = line.value - line.frozen.value if both else None  # type: ignore[operator]  # both are there
    look: Look = "percent_points" if line.unit == "ratio" else line.look
    formula = f'IF(AND(ISNUMBER({value}),ISNUMBER({frozen})),{value}-{frozen},"{NO_VALUE}")'
    return Figure(formula, known, look)


def _remarks(line: IndicatorLine) -> str:
    said = [line.note] if line.note else []
    if line.frozen is not None:
        by = f" · {line.frozen.by}" if line.frozen.by else ""
        said.append(_("Frozen on {day}").format(day=line.frozen.on) + by)
    return "\n".join(said)


def _beside_row(line: IndicatorLine, index: int, held: dict[str, int]) -> tuple[Cell, ...]:
    beside = line.beside[index]
    name = f"{line.key}.beside.{index}"
    first = _held(line, f"beside.{index}", beside.first, "amount", held)
    value = _held(line, f"beside.{index}", beside.value, beside.look, held)
    if beside.first is not None:
        numerator = f"{{{FIGURES}!{line.key}.numerator}}"
        value = Figure(f"{numerator}/{{{FIGURES}!{name}.first}}", beside.value, beside.look)
    return (
        Cell(""),
        Cell(f"    {beside.words}", wide=2),
        Cell(first if first is not None else "", "amount", f"{name}.first"),
        Cell(value, beside.look, f"{name}.value"),
        *(Cell("") for _n in range(5)),
    )


# ------------------------------------------------------------------------------------------------------------ trend


def trend_sheet(lines: Sequence[IndicatorLine]) -> Sheet:
    """Eight periods of each indicator as a table, and a chart of each that has at least two values."""
    shown = [line for line in lines if line.past]
    periods = [each.period for each in shown[0].past] if shown else []
    rows, row = [], 0
    charts: list[Chart] = []
    for line in shown:
        cells = [Cell(line.name)]
        for number, past in enumerate(line.past):
            address = f"{{{PAST}!value@{row + number}}}"
            formula = f'IF(ISNUMBER({address}),{address},"{NO_VALUE}")'
            cells.append(Cell(Figure(formula, past.value, line.look)))
        rows.append(tuple(cells))
        known = [each.value for each in line.past if each.value is not None]
        if len(known) > 1 and any(known):
            charts.append(_chart(line, row))
        row += len(line.past)
    columns = (Column(_("Indicator")), *map(Column, periods))
    blocks: list[Block] = [Table(columns, tuple(rows), repeated=True), Gap()]
    blocks += [
        Charts(tuple(charts[start : start + _CHARTS_A_ROW]))
        for start in range(0, len(charts), _CHARTS_A_ROW)
    ]
    if not charts:
        blocks.append(Words(_("A chart needs the figures of two periods.")))
    widths = (30.0, *(16.0 for _period in periods)) if periods else (30.0, 30.0)
    return Sheet(TREND, _("Trend of indicators"), widths, tuple(blocks), landscape=True)


def _chart(line: IndicatorLine, row: int) -> Chart:
    last = row + len(line.past) - 1
    values = Series(
        line.name,
        tuple(each.value for each in line.past),
        f"{PAST}!value@{row}",
        f"{PAST}!value@{last}",
    )
    return Chart(
        line.name,
        "line" if line.unit in ("ratio", "days", "points") else "column",
        tuple(each.period for each in line.past),
        f"{PAST}!period@{row}",
        f"{PAST}!period@{last}",
        (values,),
        line.look,
        rows=12,
    )


def past_data(lines: Sequence[IndicatorLine]) -> DataSheet:
    """The figures of the periods of the trend, one below the other."""

    def read() -> Iterator[tuple[Plain, ...]]:
        for line in lines:
            for past in line.past:
                yield line.name, past.period, past.numerator, past.denominator, past.value

    columns = (
        DataColumn("indicator", _("Indicator"), width=30),
        DataColumn("period", _("Period"), width=12),
        DataColumn("numerator", _("Numerator"), "quantity", 18),
        DataColumn("denominator", _("Denominator"), "quantity", 18),
        DataColumn("value", _("Value"), "quantity", 18),
    )
    note = _("Each period as it is seen on the as-of day.")
    count = sum(len(line.past) for line in lines)
    return DataSheet(PAST, _("Data · trend"), columns, count, read, note, TREND)


# ------------------------------------------------------------------------------------------- held and explanations


def held_rows(lines: Iterable[IndicatorLine]) -> Iterator[tuple[str, tuple[Plain, ...]]]:
    """What is no sum of records: its name, and its row on the sheet of held figures."""
    for line in lines:
        for which, words, part in (
            ("numerator", _("Numerator"), line.numerator),
            ("denominator", _("Denominator"), line.denominator),
        ):
            if part.value is not None and not part.formula:
                yield f"{line.key}.{which}", (line.name, words, part.value)
        if line.target is not None:
            yield f"{line.key}.target", (line.name, _("Target"), line.target)
        if line.frozen is not None and line.frozen.value is not None:
            yield f"{line.key}.frozen", (line.name, _("When frozen"), line.frozen.value)
        for index, beside in enumerate(line.beside):
            own = beside.value if beside.first is None else beside.first
            if own is not None:
                yield f"{line.key}.beside.{index}", (line.name, beside.words, own)


def held_data(lines: Sequence[IndicatorLine]) -> DataSheet:
    """Targets, frozen values and the figures beside others."""
    rows = [row for _name, row in held_rows(lines)]
    columns = (
        DataColumn("indicator", _("Indicator"), width=30),
        DataColumn("what", _("Held figure"), width=24),
        DataColumn("value", _("Value"), "quantity", 20),
    )
    return DataSheet(
        HELD, _("Data · targets and others"), columns, len(rows), lambda: rows, back=FIGURES
    )


def explanations_sheet(lines: Sequence[IndicatorLine]) -> Sheet:
    """How each indicator is worked out, and from which records."""
    rows = tuple(
        (Cell(line.name, wide=2), Cell(line.how, wide=4), Cell(line.source, wide=2))
        for line in lines
    )
    columns = (
        Column(_("Indicator"), wide=2),
        Column(_("How it is worked out"), wide=4),
        Column(_("Source of the data"), wide=2),
    )
    return Sheet(
        EXPLANATIONS,
        _("How the indicators are worked out"),
        (13.0,) * 8,
        (
            Heading(_("A ratio without a denominator has no value; that is not zero.")),
            Table(columns, rows, repeated=True),
        ),
    )
