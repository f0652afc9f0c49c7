"""What the charts of sales are made of: an analysis of the purchases, in 万 where amounts are large."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from kamdesk.charts import sales_bars, sales_trend
from kamdesk.i18n import _
from kamdesk.work import periods
from kamdesk.work.sales_analysis import Analysis, Question, analyse

_WAN = Decimal(10_000)
_LARGE = Decimal(1_000_000)


def _unit(analysis: Analysis) -> tuple[Decimal, str]:
    large = max(analysis.total.amount, analysis.total.before) >= _LARGE
    return (_WAN, _("in 10,000")) if large else (Decimal(1), "")


def bars_data(analysis: Analysis, title: str = "", beside: str = "") -> sales_bars.Data:
    """A bar for each line; its key is the number of the line."""
    divisor, unit = _unit(analysis)
    bars = [
        sales_bars.Bar(
            str(place), each.name or _("(none)"), float(each.amount / divisor), float(each.before / divisor),
            float(each.plan / divisor) if each.plan is not None else None,
        )
        for place, each in enumerate(analysis.lines)
    ]  # fmt: skip
    return sales_bars.Data(
        bars, _("This period"), _("Last year"), _("Plan"), unit, title, beside, _("Nothing was bought in this time."),
    )  # fmt: skip


def trend_data(analysis: Analysis, title: str = "", beside: str = "") -> sales_trend.Data:
    """The months of an analysis by month; their keys are their codes."""
    divisor, unit = _unit(analysis)
    lines = analysis.lines
    return sales_trend.Data(
        [str(each.key) for each in lines],
        [float(each.amount / divisor) for each in lines],
        [float(each.before / divisor) for each in lines],
        [float(each.plan / divisor) if each.plan is not None else None for each in lines],
        _("This period"), _("Last year"), _("Plan"), unit, title, beside, _("Nothing was bought in this time."),
    )  # fmt: skip


def _of_year(session: Session, on: date, by: str) -> Analysis:
    year = periods.period_of(on, "year", periods.start_month(session))
    return analyse(session, Question(year, on), by)


def accounts_of(session: Session, on: date) -> sales_bars.Data:
    """The accounts of the business year of `on`, up to that day."""
    return bars_data(_of_year(session, on, "account"))


def months_of(session: Session, on: date) -> sales_trend.Data:
    """Its months."""
    return trend_data(_of_year(session, on, "month"))
