"""F18 销售预测与计划表: last year, plan, forecast and actual sales by month and account, as a report sheet."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kamdesk.i18n import _
from kamdesk.reports.declaration import Block, Charts, Column, DataSheet, Heading, Sheet, Words
from kamdesk.reports.linked import Amounts, Linked, Row, difference, share

FORECAST = "forecast"
_WIDTHS = (26.0, 17.0, 17.0, 17.0, 17.0, 11.0, 17.0)
_MOST_ACCOUNTS = 40


def forecast_sheets(
    months: Sequence[Row], accounts: Sequence[Row], plan: Decimal | None, note: str = ""
) -> tuple[Sheet, tuple[DataSheet, ...]]:
    """The sheet and its data; `plan` is the department's, which plans of accounts are not added up to.

    Values of a row: ``before``, ``plan``, ``forecast``, ``actual``.
    """
    by_month = Linked(
        FORECAST, "forecast_month", Column(_("Month")), _columns(), months, of_all={"plan": plan},
        title=_("Data · forecast by month"), note=_("In the default currency."),
    )  # fmt: skip
    by_account = Linked(
        FORECAST, "forecast_account", Column(_("Account")), _columns(), accounts,
        of_all={"plan": plan}, shown=_MOST_ACCOUNTS,
        title=_("Data · forecast by account"), note=_("In the default currency."),
    )  # fmt: skip
    blocks: list[Block] = [Words(note)] if note else []
    blocks += [Heading(_("By month")), by_month.table()]
    drawn = by_month.chart(_("Plan, forecast and actual"), "column", "plan", "forecast", "actual")
    if drawn is not None:
        blocks.append(Charts((drawn,)))
    blocks += [Heading(_("By account")), by_account.table()]
    sheet = Sheet(FORECAST, _("Forecast and plan"), _WIDTHS, tuple(blocks), landscape=True)
    return sheet, (by_month.data(), by_account.data())


def _columns() -> tuple[Amounts, ...]:
    return (
        Amounts("before", _("Year before")),
        Amounts("plan", _("Plan"), summed=False),
        Amounts("forecast", _("Forecast")),
        Amounts("actual", _("Actual")),
        share("reached", _("Reached"), "actual", "plan"),
        difference("off", _("Actual − forecast"), "actual", "forecast"),
    )
