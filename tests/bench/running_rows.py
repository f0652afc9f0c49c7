"""The rows about indicators: those of a year and the dashboard of a quarter, over 1,000,000 purchases."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from kamdesk.indicators import engine
from kamdesk.indicators.known import INDICATORS
from kamdesk.indicators.reading import Reading
from kamdesk.work.periods import Span, read_period
from tests.bench import keeping_data
from tests.bench.acts import reading
from tests.bench.harness import Pair, Row
from tests.bench.room import Room, plain_connection

_YEAR = str(keeping_data.LAST_DAY.year)
_QUARTER = f"{_YEAR}Q4"
_SALES = """
    SELECT sum(amount) FILTER (WHERE currency = 'CNY'), sum(amount * rate) FILTER (WHERE currency <> 'CNY'),
           sum(amount - cost) FILTER (WHERE currency = 'CNY'), sum(quantity)
    FROM purchase WHERE "on" BETWEEN ? AND ? AND deleted_at IS NULL"""
_SUMS = ("sales_amount", "gross_profit", "growth_rate")


def sums_of_a_year(room: Room) -> Pair:
    """What was sold in a year and the year before, beside the same sums in one statement for each year."""
    store = room.running
    plain = plain_connection(store.home)
    span = read_period(_YEAR)
    days = [
        (day.replace(year=year).isoformat(), last.replace(year=year).isoformat())
        for year in (span.first.year, span.first.year - 1)
        for day, last in [(span.first, keeping_data.LAST_DAY)]
    ]

    def act(session: Session) -> object:
        return engine.figures(session, span, keeping_data.LAST_DAY, keys=_SUMS)

    def floor() -> object:
        return [plain.execute(_SALES, each).fetchall() for each in days]

    return Pair([reading(store, act)], [floor])


def all_of_a_year(room: Room) -> Pair:
    """Every indicator of a year."""
    span = read_period(_YEAR)
    return Pair([reading(room.running, lambda session: _figures(session, span))])


def dashboard(room: Room) -> Pair:
    """Every indicator of a quarter with the seven quarters before."""
    span = read_period(_QUARTER)

    def act(session: Session) -> object:
        shared = Reading(session)
        question = engine.ask(shared, span, keeping_data.LAST_DAY)
        return [engine.trend_of(shared, each, question) for each in INDICATORS.values()]

    return Pair([reading(room.running, act)])


def _figures(session: Session, span: Span, as_of: date = keeping_data.LAST_DAY) -> object:
    return engine.figures(session, span, as_of)


ROWS: tuple[Row, ...] = (
    Row("indicators: sales of a year", sums_of_a_year, ratio=1.2, rounds=5),
    Row("indicators: all of a year", all_of_a_year, rounds=2),
    Row("indicators: a quarter with eight trends", dashboard, milliseconds=300, rounds=2),
)
