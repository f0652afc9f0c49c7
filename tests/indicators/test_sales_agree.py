"""The sales analysis, the plan beside it and spending are the figures of the engine, on the demonstration."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from kamdesk.indicators import engine, scopes
from kamdesk.model.department import Staff
from kamdesk.store.store import Store
from kamdesk.work import budgets, demo
from kamdesk.work.periods import read_period
from kamdesk.work.sales_analysis import Question, analyse

LOADED = date(2026, 11, 24)


@pytest.fixture
def demonstration(store: Store) -> Store:
    demo.load(store, on=LOADED)
    return store


def test_amount_profit_growth_plan_and_spending_are_the_same_everywhere(
    demonstration: Store,
) -> None:
    with demonstration.read() as session:
        people = list(session.scalars(select(Staff.id).where(Staff.deleted_at.is_(None))))
        compared = 0
        for code in ("2026", "2026Q2", "2026Q4", "2026-11"):
            span = read_period(code)
            whole = analyse(session, Question(span, LOADED), "staff")
            found = engine.figures(session, span, LOADED)
            assert whole.total.amount == found["sales_amount"].value
            assert whole.total.profit == found["gross_profit"].value
            assert whole.total.plan == found["sales_plan_rate"].denominator
            assert whole.total.before == (found["growth_rate"].denominator or 0)
            by_person = {each.key: each.amount for each in whole.lines}
            for staff_id in people:
                own = engine.figure(
                    session, "sales_amount", span, LOADED, scopes.of_staff(staff_id)
                )
                assert by_person.get(staff_id, 0) == own.value
                compared += bool(own.value)
            service = budgets.execution(session, span, LOADED).service
            cost = found["service_cost_ratio"]
            assert (service.spent, service.budget) == (cost.numerator, cost.denominator)
        assert compared > 4
