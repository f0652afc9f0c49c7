"""Opportunities: adding, moving through gates, closing, opening again, time in stages, what slips."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity, OutcomeChange, StageChange
from kamdesk.model.pipeline import Stage
from kamdesk.model.sales_words import STAGE
from kamdesk.store.store import Store
from kamdesk.work import gates, opportunities, pipelines
from tests.work.department import Department, found

TODAY = date.today()
LONG_AGO = TODAY - timedelta(days=300)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def stage(session: Session, key: str) -> Stage:
    return session.scalars(select(Stage).where(Stage.key == key)).one()


def made(session: Session, department: Department, **values: Any) -> Opportunity:
    begun = values.pop("on", LONG_AGO)
    at = values.pop("at", "guidance")
    given = {"name": "二期产线改造", "account_id": department.account, **values}
    return opportunities.add_opportunity(session, given, stage(session, at), begun)


def test_the_shipped_pipelines_are_those_of_the_source(session: Session) -> None:
    eight, short = pipelines.all_pipelines(session)
    stages = pipelines.all_stages(session)
    assert [(each.key, each.probability) for each in pipelines.stages_of(stages, eight.id)] == [
        ("guidance", 10), ("goal_setting", 20), ("team_forming", 30), ("project_analysis", 40), ("strategy", 50),
        ("planning", 60), ("execution", 80), ("closeout_review", 100),
    ]  # fmt: skip
    assert [each.probability for each in pipelines.stages_of(stages, short.id)][:4] == [
        10,
        25,
        50,
        75,
    ]
    assert STAGE.term("guidance").zh == "项目引导"


def test_a_new_one_gets_number_owner_currency_and_its_first_row(
    session: Session, department: Department
) -> None:
    one = made(session, department, amount=Decimal(8_600_000), on=TODAY)
    two = made(session, department, on=TODAY)
    assert (one.number, two.number) == (f"SP-{TODAY.year}-0001", f"SP-{TODAY.year}-0002")
    assert one.owner_id == department.specialist
    assert one.currency == "CNY"
    rows = opportunities.stage_changes(session, one)
    assert [(each.to_id, each.on) for each in rows] == [(one.stage_id, TODAY)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"account_id": 999}, "account_id"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"probability": 101, "probability_reason": "x"}, "probability"),
        ({"probability": 60}, "probability_reason"),
        ({"minimum_amount": Decimal(5), "target_amount": Decimal(4)}, "minimum_amount"),
        ({"rate": Decimal(0)}, "rate"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    session: Session, department: Department, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        made(session, department, **values)
    assert refused.value.field == field


def test_a_number_is_given_once(session: Session, department: Department) -> None:
    made(session, department, number="X-1")
    with pytest.raises(RuleError) as refused:
        made(session, department, number="X-1")
    assert refused.value.field == "number"


def test_the_gate_names_everything_that_is_missing_and_lets_pass_what_is_filled(
    session: Session, department: Department
) -> None:
    one = made(session, department, need="降低能耗")
    with pytest.raises(gates.GateRefusal) as refused:
        opportunities.move(session, one, stage(session, "goal_setting"), TODAY)
    missing = [each.key for each in refused.value.report.missing]
    assert missing == ["field:budget_known", "field:expected_close_on", "contact_with_role"]
    assert "Customer's budget" in refused.value.sentence
    assert [each.key for each in refused.value.report.present] == ["field:need"]
    assert one.stage_id == stage(session, "guidance").id
    opportunities.change_opportunity(
        session, one, {"budget_known": "unknown", "expected_close_on": TODAY + timedelta(days=90)}
    )
    from kamdesk.model.contact import Contact

    session.get_one(Contact, department.contact).buying_role = "decision_maker"
    opportunities.move(session, one, stage(session, "goal_setting"), TODAY)
    assert one.stage_id == stage(session, "goal_setting").id
    assert opportunities.overrides(session) == 0


def test_passing_with_a_reason_is_kept_and_counted(
    session: Session, department: Department
) -> None:
    one = made(session, department)
    opportunities.move(
        session, one, stage(session, "goal_setting"), TODAY, override_reason="总监已口头同意"
    )
    last = opportunities.stage_changes(session, one)[-1]
    assert last.override_reason == "总监已口头同意"
    assert last.missing is not None
    assert "Need in one sentence" in last.missing
    assert opportunities.overrides(session, one) == 1


def test_skipping_asks_every_gate_and_leaves_rows_of_no_days(
    session: Session, department: Department
) -> None:
    one = made(session, department)
    with pytest.raises(gates.GateRefusal) as refused:
        opportunities.move(session, one, stage(session, "project_analysis"), TODAY)
    keys = {each.key for each in refused.value.report.missing}
    assert {"field:need", "initiation", "golden_triangle"} <= keys
    opportunities.move(
        session, one, stage(session, "project_analysis"), TODAY, override_reason="老客户追加"
    )
    times = opportunities.stage_times(session, one, TODAY)
    assert [each.days for each in times] == [300, 0, 0, 0]
    assert [each.override_reason for each in opportunities.stage_changes(session, one)] == [
        None, None, None, "老客户追加",
    ]  # fmt: skip


def test_time_in_a_stage_adds_up_over_coming_back(session: Session, department: Department) -> None:
    """methods.md 3.1: in stage 4 from 03-01, back to 3 on 03-11, again 4 on 03-16, to 5 on 03-26: 20 days and 5."""
    march = date(2026, 3, 1)
    one = made(session, department, at="project_analysis", on=march)
    three, four, five = (
        stage(session, key) for key in ("team_forming", "project_analysis", "strategy")
    )
    with pytest.raises(RuleError) as refused:
        opportunities.move(session, one, three, march + timedelta(days=10))
    assert refused.value.field == "reason"
    opportunities.move(session, one, three, march + timedelta(days=10), reason="缺少交付经理")
    opportunities.move(session, one, four, march + timedelta(days=15), override_reason="x")
    opportunities.move(session, one, five, march + timedelta(days=25), override_reason="x")
    times = opportunities.stage_times(session, one, march + timedelta(days=40))
    assert opportunities.days_in(times, four.id) == 20
    assert opportunities.days_in(times, three.id) == 5
    assert times[-1].until is None
    assert times[-1].days == 15


def test_no_move_before_the_last_or_on_a_day_to_come(
    session: Session, department: Department
) -> None:
    one = made(session, department, on=TODAY)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(RuleError) as refused:
            opportunities.move(
                session, one, stage(session, "goal_setting"), day, override_reason="x"
            )
        assert refused.value.field == "on"


def test_lost_needs_a_reason_and_goes_to_the_review(
    session: Session, department: Department
) -> None:
    one = made(session, department, amount=Decimal(100))
    with pytest.raises(RuleError) as refused:
        opportunities.close(session, one, "lost", TODAY, " ")
    assert refused.value.field == "outcome_reason"
    opportunities.close(session, one, "lost", TODAY, "价格高 7.9%")
    assert (one.outcome, one.closed_on) == ("lost", TODAY)
    assert one.stage_id == stage(session, "closeout_review").id
    assert opportunities.probability_of(one, stage(session, "closeout_review")) == 0
    with pytest.raises(RuleError):
        opportunities.move(session, one, stage(session, "guidance"), TODAY, reason="x")
    with pytest.raises(RuleError):
        opportunities.close(session, one, "won", TODAY, "x")


def test_winning_passes_all_gates_that_are_left(session: Session, department: Department) -> None:
    one = made(session, department, at="execution")
    with pytest.raises(gates.GateRefusal) as refused:
        opportunities.close(session, one, "won", TODAY, "技术领先", amount=Decimal(210))
    assert [each.key for each in refused.value.report.missing] == ["offer"]
    assert one.outcome == "open"
    assert one.amount is None
    opportunities.close(
        session, one, "won", TODAY, "技术领先", amount=Decimal(210), override_reason="框架合同"
    )
    assert (one.outcome, one.amount) == ("won", Decimal(210))
    assert opportunities.overrides(session, one) == 1


def test_opened_again_it_stands_where_it_stood(session: Session, department: Department) -> None:
    one = made(session, department, at="team_forming")
    opportunities.close(session, one, "cancelled", TODAY, "预算冻结")
    with pytest.raises(RuleError):
        opportunities.reopen(session, one, TODAY, "")
    opportunities.reopen(session, one, TODAY, "预算恢复")
    assert (one.outcome, one.closed_on, one.outcome_reason) == ("open", None, None)
    assert one.stage_id == stage(session, "team_forming").id
    outcomes = session.scalars(select(OutcomeChange).order_by(OutcomeChange.id))
    assert [(each.to, each.reason) for each in outcomes] == [
        ("cancelled", "预算冻结"), ("open", "预算恢复"),
    ]  # fmt: skip


def test_only_what_moves_later_slips(session: Session, department: Department) -> None:
    close = date(2026, 12, 1)
    one = made(session, department, expected_close_on=close)
    assert (one.slips, one.slipped_days) == (0, 0)
    for days, slips, late in ((20, 1, 20), (5, 1, 5), (70, 2, 70)):
        opportunities.change_opportunity(
            session, one, {"expected_close_on": close + timedelta(days=days)}
        )
        assert (one.slips, one.slipped_days) == (slips, late)


def test_another_pipeline_begins_at_its_first_stage(
    session: Session, department: Department
) -> None:
    one = made(session, department, at="team_forming")
    short = pipelines.all_pipelines(session)[1]
    opportunities.change_pipeline(session, one, short, TODAY)
    assert one.stage_id == stage(session, "lead").id
    assert opportunities.stage_changes(session, one)[-1].reason == "from Eight steps"
    assert opportunities.why_not(one, stage(session, "guidance")) is not None


def test_undo_takes_a_move_back_with_its_row(store: Store, department: Department) -> None:
    with store.change(message("Add")) as session:
        one = made(session, department)
        number, before = one.id, one.stage_id
    with store.change(message("Move")) as session:
        opportunities.move(
            session, session.get_one(Opportunity, number), stage(session, "goal_setting"), TODAY,
            override_reason="x",
        )  # fmt: skip
    store.undo()
    with store.read() as session:
        assert session.get_one(Opportunity, number).stage_id == before
        rows = session.scalars(
            select(StageChange).where(StageChange.opportunity_id == number)
        ).all()
        assert len(rows) == 1


def test_a_stage_with_opportunities_is_not_removed(
    session: Session, department: Department
) -> None:
    made(session, department)
    with pytest.raises(RuleError):
        pipelines.remove_stage(session, stage(session, "guidance"))
    pipelines.remove_stage(session, stage(session, "strategy"))
    keys = [each.key for each in pipelines.all_stages(session)]
    assert "strategy" not in keys


def test_the_department_has_a_pipeline_and_gates_of_its_own(
    session: Session, department: Department
) -> None:
    own = pipelines.add_pipeline(session, "框架协议")
    first = pipelines.stages_of(pipelines.all_stages(session), own.id)[0]
    second = pipelines.add_stage(session, own, {"name": "谈条件", "probability": 40})
    pipelines.set_gates(session, first, [("competitor", None), ("field", "need")])
    pipelines.set_gates(session, first, [("field", "need")])
    one = opportunities.add_opportunity(
        session, {"name": "年度框架", "account_id": department.account}, first
    )
    with pytest.raises(gates.GateRefusal) as refused:
        opportunities.move(session, one, second, TODAY)
    assert [each.key for each in refused.value.report.missing] == ["field:need"]
    opportunities.change_opportunity(session, one, {"need": "统一采购"})
    opportunities.move(session, one, second, TODAY)
    assert opportunities.probability_of(one, second) == 40
