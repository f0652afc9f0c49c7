"""A project: its tables, golden triangle, steps with deliverables and gates, and how far it is (M16, M17, M23, M24)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.model.expense import Expense
from kamdesk.model.opportunity import OpportunityCompetitor, OpportunityLine
from kamdesk.model.pipeline import Stage
from kamdesk.model.project import Action, TeamConflict, TeamMember
from kamdesk.model.visit import Visit
from kamdesk.work import opportunities, pipelines, projects
from kamdesk.work.child_rows import rows
from kamdesk.work.competitors import add_competitor
from kamdesk.work.project_counts import section_counts
from tests.work.project_fixtures import department, project, session
from tests.work.project_office import TODAY, ago

__all__ = ["department", "project", "session"]


def member(session, project, who, role):
    return projects.put_row(session, project, TeamMember, None, {"staff_id": who, "role": role})


def test_the_golden_triangle_wants_lead_customer_solution_and_delivery(
    session, project, department
):
    assert projects.roles_missing(session, project) == [
        "lead", "account_responsible", "solution_responsible", "fulfilment_responsible",
    ]  # fmt: skip
    member(session, project, department.specialist, "lead,account_responsible")
    sr = member(session, project, department.manager, "solution_responsible")
    member(session, project, department.director, "fulfilment_responsible")
    assert projects.roles_missing(session, project) == []
    projects.remove_row(session, project, sr)
    assert projects.roles_missing(session, project) == ["solution_responsible"]


def test_nobody_stands_in_the_team_twice_or_without_a_name(session, project, department):
    first = member(session, project, department.specialist, "lead")
    with pytest.raises(RuleError) as refusal:
        member(session, project, department.specialist, "sales")
    assert refusal.value.field == "staff_id"
    with pytest.raises(RuleError) as refusal:
        projects.put_row(session, project, TeamMember, None, {"task": "方案"})
    assert refusal.value.field == "staff_id"
    projects.put_row(session, project, TeamMember, first, {"task": "统筹"})
    assert [each.task for each in rows(session, TeamMember, project.id)] == ["统筹"]


def test_a_conflict_is_noted_today_and_settled_with_its_words(session, project):
    made = projects.put_row(session, project, TeamConflict, None, {"about": "配置过高"})
    assert (made.on, made.settled_on) == (TODAY, None)
    projects.put_row(session, project, TeamConflict, made, {"settlement": "单列可选项"})
    assert made.settled_on == TODAY


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"about": ""}, "about"),
        ({"about": "x", "on": TODAY + timedelta(days=1)}, "on"),
        ({"about": "x", "on": ago(2), "settled_on": ago(3)}, "settled_on"),
        ({"about": "x", "on": ago(2), "settled_on": TODAY + timedelta(days=1)}, "settled_on"),
    ],
)
def test_a_conflict_that_makes_no_sense_is_refused(session, project, values, field):
    with pytest.raises(RuleError) as refusal:
        projects.put_row(session, project, TeamConflict, None, values)
    assert refusal.value.field == field


def test_a_competitor_once_and_no_negative_price(session, project):
    rival = add_competitor(session, {"name": "对手甲"})
    projects.put_row(session, project, OpportunityCompetitor, None, {"competitor_id": rival.id})
    with pytest.raises(RuleError) as refusal:
        projects.put_row(session, project, OpportunityCompetitor, None, {"competitor_id": rival.id})
    assert refusal.value.field == "competitor_id"
    with pytest.raises(RuleError) as refusal:
        projects.put_row(session, project, OpportunityLine, None, {"price": Decimal(-1)})
    assert refusal.value.field == "price"


def test_a_row_of_another_project_is_not_removed(session, project, department):
    other = opportunities.add_opportunity(session, {"name": "另一项目"})
    row = member(session, other, department.manager, "lead")
    with pytest.raises(ValueError, match="another"):
        projects.remove_row(session, project, row)


# ------------------------------------------------------------------------------------------------------------ steps


def stages(session, project) -> list[Stage]:
    return pipelines.stages_of(pipelines.all_stages(session), project.pipeline_id)


def test_steps_have_state_days_plan_and_gate(session, project):
    own = stages(session, project)
    opportunities.move(session, project, own[1], ago(10), override_reason="特批")
    opportunities.move(session, project, own[0], ago(6), reason="预算未定")
    opportunities.move(session, project, own[1], ago(1), override_reason="特批")
    values = {"planned_on": ago(2), "deliverable": "目标书"}
    projects.plan_step(session, project, own[1], values)

    found = projects.steps(session, project, TODAY)

    assert [each.state for each in found] == ["done", "current", *["open"] * 6]
    # 30 to 10 days ago, and 6 to 1 days ago
    assert (found[0].since, found[0].days) == (ago(30), 25)
    # 10 to 6 days ago, and since yesterday
    assert (found[1].since, found[1].days) == (ago(10), 5)
    assert (found[1].planned_on, found[1].deliverable) == (ago(2), "目标书")
    assert found[1].is_late
    assert not found[2].is_late
    assert "Initiation approved (who, when)" in found[1].missing
    assert found[2].days == 0


def test_what_a_gate_has_is_said_too(session, project):
    opportunities.change_opportunity(session, project, {"need": "节电", "expected_close_on": TODAY})
    first = projects.steps(session, project, TODAY)[0]
    assert "Need in one sentence" in first.present
    assert "Expected close" in first.present
    assert "Customer's budget" in first.missing


def test_a_step_is_planned_once_and_delivered_no_later_than_today(session, project):
    own = stages(session, project)
    first = projects.plan_step(session, project, own[2], {"planned_on": TODAY})
    again = projects.plan_step(
        session, project, own[2], {"deliverable": "任命书", "delivered_on": TODAY}
    )
    assert first.id == again.id
    assert (again.planned_on, again.deliverable) == (TODAY, "任命书")
    with pytest.raises(RuleError) as refusal:
        projects.plan_step(session, project, own[2], {"delivered_on": TODAY + timedelta(days=1)})
    assert refusal.value.field == "delivered_on"
    short = next(each for each in pipelines.all_stages(session) if each.key == "lead")
    with pytest.raises(RuleError):
        projects.plan_step(session, project, short, {"planned_on": TODAY})


# ------------------------------------------------------------------------------------------------------- how far


def test_the_worked_example_of_a_plan(session, project):
    def action(state, due=None, done=None):
        session.add(
            Action(opportunity_id=project.id, name="a", state=state, due_on=due, done_on=done)
        )

    for _each in range(3):
        action("done", ago(5), ago(5))
    action("done", ago(5), ago(2))
    action("open", ago(1))
    action("open", TODAY + timedelta(days=5))
    action("open", TODAY + timedelta(days=6))
    action("cancelled", ago(9))
    session.flush()
    plan = projects.project_progress(session, project, TODAY).plan
    assert round(plan.by_count * 100, 1) == Decimal("57.1")
    assert plan.on_time_rate * 100 == 60
    assert plan.overdue == 1


def test_money_spent_is_that_of_expenses_and_actions(session, project, department):
    project.budget, project.budget_currency = Decimal(1000), "CNY"
    visit = Visit(
        account_id=department.account, opportunity_id=project.id, kind="visit", state="held",
        subject="", held_on=ago(3),
    )  # fmt: skip
    session.add(visit)
    session.flush()

    def expense(amount, currency="CNY", state="open", **links):
        session.add(
            Expense(
                on=ago(3),
                category="travel",
                amount=Decimal(amount),
                currency=currency,
                state=state,
                **links,
            )
        )

    expense(100, opportunity_id=project.id)
    expense(50, visit_id=visit.id)
    expense(70, opportunity_id=project.id, state="refused")
    expense(30, "EUR", opportunity_id=project.id)
    session.add(
        Action(
            opportunity_id=project.id,
            name="a",
            state="done",
            actual=Decimal(260),
            budget_currency="CNY",
        )
    )
    session.flush()

    found = projects.project_progress(session, project, TODAY)

    assert found.spent == 410
    assert found.budget_used == Decimal("0.41")
    assert found.other_currencies == 1


def test_time_is_counted_from_the_begin_to_the_expected_close(session, project):
    opportunities.change_opportunity(
        session, project, {"begun_on": ago(30), "expected_close_on": TODAY + timedelta(days=10)}
    )
    found = projects.project_progress(session, project, TODAY)
    assert (found.days_gone, found.days_planned) == (30, 40)
    assert found.time_used == Decimal("0.75")
    opportunities.change_opportunity(session, project, {"expected_close_on": None})
    assert projects.project_progress(session, project, TODAY).time_used is None


def test_the_chain_of_skills_is_that_of_held_visits(session, project, department):
    def visit(state, skills, opportunity_id):
        session.add(
            Visit(
                account_id=department.account, opportunity_id=opportunity_id, kind="visit",
                subject="", state=state, skills=skills, held_on=ago(2), planned_on=ago(2),
            )
        )  # fmt: skip

    visit("reported", "visiting,needs", project.id)
    visit("held", "needs,presentation", project.id)
    visit("planned", "agreement", project.id)
    visit("reported", "clarification", None)
    session.flush()
    served = projects.skills_served(session, project)
    assert served == {"visiting", "needs", "presentation"}


def test_sections_are_counted(session, project, department):
    member(session, project, department.specialist, "lead")
    session.add(Action(opportunity_id=project.id, name="a", state="open"))
    session.flush()
    counts = section_counts(session, project)
    assert (counts["team"], counts["actions"], counts["risks"]) == (1, 1, 0)
