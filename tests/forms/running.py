"""Targets, forecasts and budgets of the present year for the forms that show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kamdesk.forms.layouts.budget_sheet import BudgetFor
from kamdesk.forms.layouts.sales_plan_sheet import PlanFor
from kamdesk.forms.layouts.target_sheet import TargetsOf
from kamdesk.i18n import message
from kamdesk.model.expense import Expense
from kamdesk.model.target import Budget, Target
from kamdesk.store.store import Store
from kamdesk.work import periods, sales_plan
from tests.work.department import Department

TODAY = date.today()
YEAR = str(TODAY.year)
QUARTER = periods.period_of(TODAY, "quarter")
MONTHS = [each.code for each in periods.following(periods.period_of(QUARTER.first, "month"), 3)]


@dataclass(frozen=True)
class Running:
    """What the forms are filled for."""

    targets: TargetsOf
    plan: PlanFor
    budget: BudgetFor


def open_running(store: Store, people: Department) -> Running:
    """A year of 1,200 in quarters, half of it the specialist's, half the manager's; a forecast; a budget for travel."""
    approved = date(TODAY.year, 1, 1)
    with store.change(message("Targets")) as session:
        for code, value in [(YEAR, 1200), *((f"{YEAR}Q{each}", 300) for each in (1, 2, 3, 4))]:
            for level, staff_id, share in (
                ("department", None, 1), ("staff", people.specialist, 2), ("staff", people.manager, 2),
            ):  # fmt: skip
                session.add(
                    Target(period=code, level=level, staff_id=staff_id, value=Decimal(value) / share,
                           approved_on=approved)
                )  # fmt: skip
        sales_plan.put_forecasts(
            session, {(people.account, MONTHS[0]): Decimal(40)}, QUARTER.first - timedelta(days=1)
        )
        session.add(
            Budget(
                period=QUARTER.code, category="travel", amount=Decimal(1000), approved_on=approved
            )
        )
        session.add(
            Expense(on=QUARTER.first, category="gift", amount=Decimal("60.5"), state="approved")
        )
    return Running(
        TargetsOf(YEAR), PlanFor(QUARTER.code, people.specialist), BudgetFor(QUARTER.code)
    )
