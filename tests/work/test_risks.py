"""The register of risks: order, colours before and after, expected loss, refusals (methods.md 3.10)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.work import risks
from tests.work.project_fixtures import department, project, session
from tests.work.project_office import TODAY, ago

__all__ = ["department", "project", "session"]


def add(session, project, name, probability, impact, **values):
    given = {"name": name, "probability": probability, "impact": impact, **values}
    return risks.add_risk(session, project, given)


def test_the_worked_example(session, project):
    add(session, project, "对手降价", 4, 4, residual_impact=2)
    add(session, project, "关键人调离", 1, 5)
    add(session, project, "交期延误", 2, 3, chance=Decimal("0.3"), money=Decimal(400000))

    found = {each.record.name: each for each in risks.register(session, project)}

    price = found["对手降价"]
    assert (price.row.score, price.row.colour) == (16, "red")
    assert (price.score_after, price.colour_after) == (8, "yellow")
    leaving = found["关键人调离"]
    assert (leaving.row.score, leaving.row.colour) == (5, "yellow")
    assert leaving.score_after is None
    assert found["交期延误"].expected_loss == Decimal(120000)


def test_by_score_then_impact_then_day_and_closed_last(session, project):
    add(session, project, "six, impact 2", 3, 2)
    add(session, project, "six, impact 3, later", 2, 3, due_on=TODAY + timedelta(days=9))
    add(session, project, "six, impact 3, soon", 2, 3, due_on=TODAY)
    add(session, project, "not scored", None, None)
    add(session, project, "closed", 5, 5, state="closed")

    entries = risks.register(session, project)

    assert [each.record.name for each in entries] == [
        "six, impact 3, soon", "six, impact 3, later", "six, impact 2", "not scored", "closed",
    ]  # fmt: skip
    assert [each.label for each in entries] == ["R3", "R2", "R1", "R4", "R5"]
    assert risks.counts(entries) == {"yellow": 3, "": 1}


def test_losses_add_up_by_currency_without_closed_ones(session, project):
    half = {"chance": Decimal("0.5"), "money": Decimal(1000)}
    add(session, project, "a", 1, 1, **half)
    add(session, project, "b", 1, 1, **half)
    add(session, project, "c", 1, 1, **half, money_currency="EUR")
    add(session, project, "d", 1, 1, **half, state="closed")
    losses = risks.expected_losses(risks.register(session, project))
    assert losses == {"CNY": Decimal(1000), "EUR": Decimal(500)}


def test_a_measure_past_its_day_is_overdue_until_the_risk_is_closed(session, project):
    risk = add(session, project, "a", 1, 1, due_on=ago(1))
    assert risks.register(session, project)[0].is_overdue(TODAY)
    risks.change_risk(session, risk, {"state": "closed"})
    assert not risks.register(session, project)[0].is_overdue(TODAY)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"probability": 6}, "probability"),
        ({"impact": 0}, "impact"),
        ({"residual_impact": 9}, "residual_impact"),
        ({"chance": Decimal("1.2")}, "chance"),
        ({"money": Decimal(-5)}, "money"),
    ],
)
def test_what_is_out_of_range_is_refused_at_its_field(session, project, values, field):
    with pytest.raises(RuleError) as refusal:
        risks.add_risk(session, project, {"name": "风险", **values})
    assert refusal.value.field == field
