"""The reports there are: F16 indicators, F22 management report. Each is built as one declaration from a session.

To add a sheet to the management report: read its plain rows in `kamdesk.reports.readings`, make its sheet and data
sheets in a module of its own, and put both into `_parts` here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.data import edition
from kamdesk.i18n import _, language
from kamdesk.indicators.scopes import Scope
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import TIER
from kamdesk.progress import Progress, Silent
from kamdesk.reports import readings
from kamdesk.reports.budget_sheet import budget_sheets
from kamdesk.reports.cover import About, contents_sheet, cover_sheet
from kamdesk.reports.declaration import Block, DataSheet, Report, Sheet, Words
from kamdesk.reports.forecast_sheet import forecast_sheets
from kamdesk.reports.indicator_lines import Asked, read_lines
from kamdesk.reports.indicator_sheets import (
    IndicatorLine,
    explanations_sheet,
    figures_sheet,
    held_data,
    past_data,
    trend_sheet,
)
from kamdesk.reports.record_sheets import MOST_ROWS
from kamdesk.reports.sales_sheets import sales_sheets
from kamdesk.reports.work_sheets import project_sheets, visit_sheets
from kamdesk.work import periods, settings

HEADLINE = (
    "sales_plan_rate", "growth_rate", "churn_rate", "new_account_rate", "callback_rate", "satisfaction",
    "service_cost_ratio",
)  # fmt: skip
"""The indicators on the cover."""
_YEARLY = {
    "month": Term("Monthly management report", "大客户部月度管理报告"),
    "quarter": Term("Quarterly management report", "大客户部季度管理报告"),
    "year": Term("Yearly management report", "大客户部年度管理报告"),
}
Parts = tuple[Sheet, tuple[DataSheet, ...]]


@dataclass(frozen=True)
class ReportKind:
    """A kind of report."""

    key: str
    number: str
    """As the department's forms count: F22."""
    title: Term
    help: Term
    build: Callable[[Session, Asked, Progress, int], Report]
    """From a session, which must stay open while the data sheets are read."""
    any_scope: bool = False
    """Can be made for a person, an account, a tier as well as for the department."""


def build(
    session: Session, kind: ReportKind, asked: Asked, progress: Progress | None = None, most_rows: int = MOST_ROWS
) -> Report:  # fmt: skip
    """The report of a kind. Raises RuleError for a scope it cannot be made for."""
    if asked.scope.kind != "department" and not kind.any_scope:
        raise RuleError(_("This report is made for the whole department."), field="scope")
    return kind.build(session, asked, progress or Silent(), most_rows)


def _indicators(session: Session, asked: Asked, progress: Progress, most_rows: int) -> Report:
    lines, records = read_lines(session, asked, progress=progress, most_rows=most_rows)
    sheets = (
        figures_sheet(lines, _head(session, asked)),
        trend_sheet(lines),
        explanations_sheet(lines),
    )
    return _report(session, asked, str(INDICATORS_REPORT.title), sheets, _data(lines, records))


def _management(session: Session, asked: Asked, progress: Progress, most_rows: int) -> Report:
    lines, records = read_lines(session, asked, progress=progress, most_rows=most_rows)
    parts = list(_parts(session, asked, progress))
    figures = (
        figures_sheet(lines, _head(session, asked)),
        trend_sheet(lines),
        explanations_sheet(lines),
    )
    sheets = (*figures, *(sheet for sheet, _own in parts))
    data = (*_data(lines, records), *(each for _sheet, own in parts for each in own))
    title = str(_YEARLY[asked.span.kind])
    headline = [line for key in HEADLINE for line in lines if line.key == key]
    about = About(title, _cover_rows(session, asked), asked.as_of)
    cover = replace(cover_sheet(about, headline), subtitle=_subtitle(session, asked))
    return _report(session, asked, title, (cover, contents_sheet(sheets, data), *sheets), data)


def _sales(session: Session, asked: Asked, progress: Progress, _most_rows: int) -> Report:
    progress.step(0, 1, str(SALES_REPORT.title))
    sheet, data = sales_sheets(readings.read_sales(session, asked))
    return _report(session, asked, str(SALES_REPORT.title), (sheet,), data)


def _parts(session: Session, asked: Asked, progress: Progress) -> Iterator[Parts]:
    """The sheets of the management report besides the indicators, each with its data."""
    steps: tuple[tuple[str, Callable[[], Parts]], ...] = (
        (_("Forecast and plan"), lambda: forecast_sheets(*readings.read_forecast(session, asked))),
        (_("Budget and spending"), lambda: budget_sheets(readings.read_budget(session, asked))),
        (_("Sales analysis"), lambda: sales_sheets(readings.read_sales(session, asked))),
        (_("Visits and call-backs"), lambda: visit_sheets(*readings.read_visits(session, asked))),
        (_("Sales projects"), lambda: project_sheets(*readings.read_projects(session, asked))),
    )
    for number, (words, make) in enumerate(steps):
        progress.step(number, len(steps), words)
        yield make()


def _data(lines: list[IndicatorLine], records: tuple[DataSheet, ...]) -> tuple[DataSheet, ...]:
    return (held_data(lines), past_data(lines), *records)


def _report(
    session: Session, asked: Asked, title: str, sheets: tuple[Sheet, ...], data: tuple[DataSheet, ...]
) -> Report:  # fmt: skip
    control = tuple((str(label), text) for label, text in edition(session, language()).control)
    return Report(title, _subtitle(session, asked), sheets, data, control)


def _subtitle(session: Session, asked: Asked) -> str:
    words = _("{period} · as of {day}").format(period=asked.span.code, day=asked.as_of)
    return f"{scope_words(session, asked.scope)} · {words}"


def _head(session: Session, asked: Asked) -> tuple[Block, ...]:
    currency = settings.get(session, "default_currency")
    words = _("From {first} to {last}. Amounts in {currency}.").format(
        first=asked.span.first, last=min(asked.span.last, asked.as_of), currency=currency
    )
    return (Words(words),)


def _cover_rows(session: Session, asked: Asked) -> tuple[tuple[str, str], ...]:
    days = _("{first} to {last}").format(first=asked.span.first, last=asked.span.last)
    return (
        (
            _("Department"),
            settings.get(session, "executing_dept") or scope_words(session, asked.scope),
        ),
        (_("Period"), f"{asked.span.code} ({days})"),
        (_("As of"), asked.as_of.isoformat()),
        (_("Made on"), date.today().isoformat()),
        (_("Currency"), str(settings.get(session, "default_currency"))),
    )


def scope_words(session: Session, scope: Scope) -> str:
    """For whom a report is made."""
    if scope.kind == "staff":
        return session.get_one(Staff, scope.staff_id).name
    if scope.kind == "account":
        return session.get_one(Account, scope.account_id).name
    if scope.kind == "tier":
        return _("Tier {tier}").format(tier=TIER.label(scope.tier or ""))
    return _("Key account department")


def asked_for(session: Session, code: str, as_of: date | None, scope: Scope) -> Asked:
    """What is asked by a period's code; as of today unless a day is given. Raises RuleError for no period."""
    span = periods.read_period(code, periods.start_month(session))
    return Asked(span, as_of or date.today(), scope)


def within(report: Report, most_rows: int) -> Report:
    """The report for a preview: no data sheet has more than `most_rows`, and no session is needed any more."""
    return replace(report, data=tuple(_shortened(each, most_rows) for each in report.data))


def _shortened(data: DataSheet, most_rows: int) -> DataSheet:
    rows = list(data.rows(most_rows))
    note = data.note
    if data.count > len(rows):
        note = _("The first {count} of {all} rows; the workbook has all of them.").format(
            count=f"{len(rows):,}", all=f"{data.count:,}"
        )
    return replace(data, read=lambda: rows, note=note)


MANAGEMENT_REPORT = ReportKind(
    "management",
    "F22",
    Term("Management report", "月/季/年报"),
    Term(
        "Cover, indicators, forecast, budget, sales, visits and projects in one workbook",
        "封面、指标汇总、预测与计划、预算执行、销售分析、拜访与项目，合为一个工作簿",
    ),
    _management,
)
INDICATORS_REPORT = ReportKind(
    "indicators",
    "F16",
    Term("Indicator report", "指标汇总"),
    Term("Every indicator with its records, target and trend", "全部指标及其记录、目标与趋势"),
    _indicators,
    any_scope=True,
)
SALES_REPORT = ReportKind(
    "sales",
    "F20",
    Term("Sales analysis", "销售分析"),
    Term(
        "Sales by month, account, product, region and person, against plan and last year",
        "按月份、客户、产品、区域、人员的销售，与计划及去年比较",
    ),
    _sales,
)
"""Written from the page of the sales analysis; the management report has its sheet."""
REPORTS: tuple[ReportKind, ...] = (MANAGEMENT_REPORT, INDICATORS_REPORT)
