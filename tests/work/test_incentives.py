"""激励: what rules give, worked out by hand; nothing twice; proposed, approved, paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.assessment import Incentive
from kamdesk.work import incentives, settings
from kamdesk.work.incentives import Claim, Reached
from kamdesk.work.periods import read_period
from tests.work.department import found

QUARTER = read_period("2026Q3")
ON = date(2026, 10, 8)


@pytest.fixture
def office(store):
    return found(store)


@pytest.fixture
def session(store, office):
    with store.change(message("Set up")) as session:
        yield session


def rule(session, **values):
    given = {
        "name": "季度完成奖", "indicator": "sales_plan_rate", "position": "specialist", "basis": "bonus",
        "amount": Decimal(5000), "bands": [["0.9", "0.8"], ["1", "1"]],
    }  # fmt: skip
    return incentives.add_rule(session, given | values)


def reached(value, numerator="0", **more):
    number = None if value is None else Decimal(value)
    return Reached("Sales plan", number, Decimal(numerator), is_ratio=True, **more)


@pytest.mark.parametrize(
    ("value", "amount"),
    [("1.2", "5000.00"), ("1", "5000.00"), ("0.9999", "4000.00"), ("0.9", "4000.00"), ("0.8999", "0.00")],
)  # fmt: skip
def test_a_bonus_is_paid_by_the_band_that_was_reached(session, value, amount):
    assert incentives.work_out(rule(session), reached(value)).amount == Decimal(amount)


def test_a_rate_is_part_of_the_numerator(session):
    made = rule(session, basis="rate", amount=None, bands=[["0.8", "0.005"], ["1", "0.0125"]])
    worked = incentives.work_out(made, reached("1.05", "1234567.89"))
    # 1,234,567.89 × 1.25 % = 15,432.098625
    assert worked.amount == Decimal("15432.10")
    assert worked.working == "Sales plan 105.0%, from 100.0% on: ¥1,234,567.89 × 1.25% = ¥15,432.10"


def test_each_case_earns_its_amount(session):
    made = rule(session, basis="per_case", amount=Decimal(300), bands=None)
    worked = incentives.work_out(made, Reached("New accounts", Decimal(4), Decimal(4)))
    assert worked.amount == Decimal("1200.00")
    assert worked.working == "New accounts 4: 4 × ¥300.00 × 1 = ¥1,200.00"


def test_below_the_lowest_band_the_working_says_so(session):
    worked = incentives.work_out(rule(session), reached("0.5"))
    assert (worked.amount, worked.working) == (
        Decimal(0),
        "Sales plan 50.0%, below 90.0%: nothing",
    )


def test_returns_never_take_money_from_anybody(session):
    made = rule(session, basis="rate", amount=None, bands=[["-1", "0.01"]])
    assert incentives.work_out(made, reached("-0.2", "-5000")).amount == Decimal(0)


def test_no_value_gives_no_amount_but_the_reason(session):
    worked = incentives.work_out(rule(session), reached(None, note="There is no target."))
    assert worked.amount is None
    assert worked.working == "Sales plan has no value: There is no target"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"indicator": ""}, "indicator"),
        ({"amount": None}, "amount"),
        ({"basis": "rate", "bands": None}, "bands"),
        ({"bands": [["0.9", "-1"]]}, "bands"),
        ({"basis": "gift"}, "basis"),
        ({"starts_on": date(2026, 7, 1), "ends_on": date(2026, 6, 30)}, "ends_on"),
    ],
)
def test_rules_that_cannot_be_worked_out_are_refused(session, values, field):
    with pytest.raises(RuleError) as refusal:
        rule(session, **values)
    assert refusal.value.field == field


def test_a_rule_is_for_its_post_and_its_time(session, office):
    rule(session)
    rule(session, name="全员奖", position=None, starts_on=date(2026, 10, 1))
    assert [each.staff.id for each in incentives.claims(session, QUARTER)] == [office.specialist]
    later = incentives.claims(session, read_period("2026Q4"))
    assert [each.rule.name for each in later] == ["全员奖"] * 4 + ["季度完成奖"]


def test_whoever_left_before_the_end_gets_nothing(session, office):
    rule(session)
    office.staff(session, "specialist").left_on = date(2026, 9, 29)
    assert incentives.claims(session, QUARTER) == []
    office.staff(session, "specialist").left_on = date(2026, 9, 30)
    assert len(incentives.claims(session, QUARTER)) == 1


def test_nothing_is_given_twice(session, office):
    claim = Claim(rule(session), office.staff(session, "specialist"))
    first = incentives.propose(session, claim, QUARTER, reached("0.95"))
    again = incentives.propose(session, claim, QUARTER, reached("1"))
    assert (again.id, again.amount) == (first.id, Decimal(5000))
    incentives.approve(session, again, office.staff(session, "manager"), ON)
    with pytest.raises(RuleError, match="is Approved already"):
        incentives.propose(session, claim, QUARTER, reached("1"))
    assert session.query(Incentive).count() == 1


def test_it_is_approved_before_it_is_paid(session, office):
    claim = Claim(rule(session), office.staff(session, "specialist"))
    made = incentives.propose(session, claim, QUARTER, reached("1"))
    with pytest.raises(RuleError):
        incentives.pay(session, made, ON)
    with pytest.raises(RuleError, match="does not approve"):
        incentives.approve(session, made, office.staff(session, "specialist"), ON)
    incentives.approve(session, made, office.staff(session, "manager"), ON)
    with pytest.raises(RuleError) as refusal:
        incentives.pay(session, made, date(2026, 10, 7))
    assert refusal.value.field == "paid_on"
    incentives.pay(session, made, ON)
    assert (made.state, made.approved_on, made.paid_on) == ("paid", ON, ON)
    with pytest.raises(RuleError):
        incentives.withdraw(session, made)
    assert incentives.totals(session, "2026Q3") == {("paid", "CNY"): Decimal("5000.00")}


def test_a_rule_that_does_not_hold_gives_nothing(session, office):
    made = rule(session, ends_on=date(2026, 6, 30))
    with pytest.raises(RuleError, match="does not hold for 2026Q3"):
        incentives.propose(
            session, Claim(made, office.staff(session, "specialist")), QUARTER, reached("1")
        )


def test_ones_own_is_approved_where_the_setting_says_so(session, office):
    settings.put(session, "approve_oneself", "yes")
    specialist = office.staff(session, "specialist")
    made = incentives.propose(session, Claim(rule(session), specialist), QUARTER, reached("1"))
    incentives.approve(session, made, specialist, ON)
    assert made.state == "approved"
