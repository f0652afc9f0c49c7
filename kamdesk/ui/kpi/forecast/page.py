"""销售预测与计划: each account and month of a quarter: last year, plan, forecast, actual; forecasts are typed in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.fields import Kind
from kamdesk.model.values import read_decimal, show, show_money
from kamdesk.ui import faults, form_out
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.grid import Edit, Grid, GridCell
from kamdesk.ui.kpi.plan_page import PlanPage
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.work import sales_plan
from kamdesk.work.sales_plan import Cell, SalesPlan

_COLUMNS = 4
"""Of a month: last year, plan, forecast, actual."""


class SalesPlanPage(PlanPage):
    """The columns of forecasts are typed into; what was typed is a forecast made today."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"SalesForecast", "Purchase", "Target", "Opportunity", "Account", "Staff", "SettingValue"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, _("Forecast and plan"), "quarter", ("quarter",),
            icon_button("printer", _("Forecast and plan as a form"), self.write_form),
        )  # fmt: skip
        self.plan: SalesPlan | None = None

    def reading(self) -> Callable[[Any], Any]:
        """The quarter as of today."""
        span, today = self.span, self.desk.today()
        return lambda session: sales_plan.sales_plan(session, span, today)

    def take(self, found: SalesPlan) -> None:
        """The table, and how good earlier forecasts were."""
        self.plan = found
        writes = not self.desk.store.read_only
        kinds = (
            ("before", _("last year")),
            ("plan", _("plan")),
            ("forecast", _("forecast")),
            ("actual", _("actual")),
        )
        headings = [("account", _("Account"))]
        for month in found.months:
            headings += [
                (f"{month.code}:{key}", f"{month.code[5:]} {words}") for key, words in kinds
            ]
        rows = [
            (
                GridCell(line.name, tip=line.owner),
                *(each for cell in line.cells for each in _cells(cell, writes)),
            )
            for line in found.lines
        ]
        if found.lines:
            total = (each for cell in found.total.cells for each in _cells(cell, False))
            rows.append((GridCell(_("Total")), *total))
        self.table.show_grid(Grid(headings, rows), 190, 96)
        said = []
        for at, month in enumerate(found.months):
            accuracy = found.accuracy(at)
            if accuracy is not None:
                said.append(f"{month.code} {show(Kind.PERCENT, accuracy, places=1)}")
        if said:
            self.words.setText(
                _("Accuracy of earlier forecasts: {months}").format(months=" · ".join(said))
            )
        else:
            self.words.setText(
                _("Grey forecasts come from the pipeline; typed ones are made today.")
            )

    def on_edited(self, edits: list[Edit]) -> None:
        """Forecasts made today; nothing of it where one cannot be."""
        plan = self.plan
        if plan is None:
            return
        try:
            amounts: dict[tuple[int, str], Decimal | None] = {}
            for row, column, text in edits:
                reading = read_decimal(text)
                if reading.problem:
                    raise RuleError(reading.problem)
                month = plan.months[(column - 1) // _COLUMNS]
                amounts[plan.lines[row].account_id, month.code] = reading.value
            words = message("Forecast sales of {period}", period=self.span.code)
            with self.desk.store.change(words, self) as session:
                sales_plan.put_forecasts(session, amounts, self.desk.today())
        except UserError as refusal:
            faults.show_problem(refusal, self)
        self.refresh()

    def on_picked(self, row: int, column: int) -> None:
        """The account of a line."""
        del column
        if self.plan is not None and row < len(self.plan.lines):
            self.desk.open_record("Account", self.plan.lines[row].account_id)

    def write_form(self) -> None:
        """F18 of the quarter."""
        from kamdesk.forms.layouts.sales_plan_sheet import PlanFor  # late: brings the forms

        form_out.write_one(self.desk, self, "sales_plan", PlanFor(self.span.code), self.span.code)


def _cells(cell: Cell, editable: bool) -> tuple[GridCell, ...]:
    forecast = cell.forecast
    role, tip = "text", ""
    if cell.made is None and cell.pipeline is not None:
        role, tip = "muted", _("From the open opportunities, weighted by their chance.")
    elif cell.made_on is not None:
        tip = _("Made on {day}.").format(day=cell.made_on)
    edit = show(Kind.DECIMAL, cell.made) if cell.made is not None else ""
    return (
        GridCell(_money(cell.before or None), "muted"), GridCell(_money(cell.plan)),
        GridCell(_money(forecast), role, editable, edit, tip), GridCell(_money(cell.actual or None)),
    )  # fmt: skip


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else show_money(amount, places=0)
