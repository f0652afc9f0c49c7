"""5W2H: an action is linked to what it is for and has one owner; done, cancelled, opened again (methods.md 3.9)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.model.project import Action, Risk
from kamdesk.model.relations import ChainLink
from kamdesk.work import actions, projects
from kamdesk.work.analysis import assessments
from tests.work.project_fixtures import department, project, session
from tests.work.project_office import TODAY, ago

__all__ = ["department", "project", "session"]


def goal(project, at, **values):
    return {
        "name": "约见财务总监", "why_kind": "goal", "why_uid": project.uid, "owner_id": at.specialist, **values,
    }  # fmt: skip


def swot(session, project):
    items = [
        {"key": "a", "quadrant": "S", "text": "本地服务站", "weight": 5},
        {"key": "b", "quadrant": "T", "text": "对手降价", "weight": 5},
    ]
    strategies = [
        {"key": "k1", "text": "用服务抵消降价", "pairs": [{"inside": "a", "outside": "b"}]}
    ]
    content = {"items": items, "strategies": strategies}
    assessments.save(session, project, "swot", content, TODAY, None)


def test_what_an_action_can_be_for(session, project, department):
    project.goal = "拿下二期"
    swot(session, project)
    causes = [
        {"key": "r1", "text": "只支持一次付款", "bone": "commercial", "is_root": True},
        {"key": "r2", "text": "报价高", "bone": "commercial"},
    ]
    fish = {"effect": "商务融资低", "causes": causes}
    assessments.save(session, project, "fishbone", fish, TODAY, None, "商务融资低")
    risk = Risk(opportunity_id=project.id, name="对手降价", state="open")
    closed = Risk(opportunity_id=project.id, name="已过去", state="closed")
    person = ChainLink(
        account_id=project.account_id, opportunity_id=project.id, contact_id=department.contact
    )
    session.add_all([risk, closed, person])
    session.flush()

    found = [(each.kind, each.uid, each.words) for each in actions.links(session, project)]

    assert found == [
        ("goal", project.uid, "拿下二期"),
        ("strategy", "k1", "S1×T1 用服务抵消降价"),
        ("root", "r1", "只支持一次付款"),
        ("risk", risk.uid, "对手降价"),
        ("person", person.uid, "受访人戊 采购部长"),
    ]


def test_the_link_gives_the_words_of_why(session, project, department):
    swot(session, project)
    values = goal(project, department, why_kind="strategy", why_uid="k1")
    action = actions.add_action(session, project, values)
    assert action.why == "S1×T1 用服务抵消降价"
    assert action.state == "open"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"why_kind": None, "why_uid": None}, "why_kind"),
        ({"why_kind": "risk", "why_uid": "nowhere"}, "why_kind"),
        ({"owner_id": None}, "owner_id"),
        ({"starts_on": TODAY, "due_on": ago(1)}, "due_on"),
        ({"budget": Decimal(-1)}, "budget"),
        ({"state": "done"}, "state"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(session, project, department, values, field):
    with pytest.raises(RuleError) as refusal:
        actions.add_action(session, project, goal(project, department, **values))
    assert refusal.value.field == field


def test_an_imported_action_without_a_link_is_still_edited(session, project):
    action = Action(opportunity_id=project.id, name="旧计划", why="习惯", state="open")
    session.add(action)
    session.flush()
    actions.change_action(session, action, {"place": "客户现场"})
    assert action.place == "客户现场"
    with pytest.raises(RuleError):
        actions.change_action(session, action, {"why_kind": "goal"})


def test_a_budget_gets_the_usual_currency(session, project, department):
    action = actions.add_action(session, project, goal(project, department, budget=Decimal(500)))
    assert action.budget_currency == "CNY"


def test_it_is_begun_done_and_opened_again(session, project, department):
    action = actions.add_action(session, project, goal(project, department))
    actions.begin(session, action)
    assert action.state == "doing"
    actions.finish(session, action, ago(1), {"result": "已约定", "actual": Decimal(120)})
    assert (action.state, action.done_on, action.result) == ("done", ago(1), "已约定")
    with pytest.raises(RuleError):
        actions.finish(session, action, TODAY)
    actions.reopen(session, action)
    assert (action.state, action.done_on) == ("open", None)


def test_it_is_not_done_on_a_day_to_come(session, project, department):
    action = actions.add_action(session, project, goal(project, department))
    with pytest.raises(RuleError) as refusal:
        actions.finish(session, action, TODAY + timedelta(days=1))
    assert refusal.value.field == "done_on"


def test_cancelling_needs_a_reason_and_leaves_the_plan(session, project, department):
    action = actions.add_action(session, project, goal(project, department))
    with pytest.raises(RuleError):
        actions.cancel(session, action, "  ")
    actions.cancel(session, action, "客户取消技术标")
    assert (action.state, action.result) == ("cancelled", "客户取消技术标")
    assert projects.project_progress(session, project, TODAY).plan.planned == 0


def test_open_ones_come_first_by_their_day(session, project, department):
    made = {
        "later": goal(project, department, name="later", due_on=TODAY + timedelta(days=9)),
        "late": goal(project, department, name="late", due_on=ago(3)),
        "none": goal(project, department, name="none"),
        "done": goal(project, department, name="done", due_on=ago(9)),
        "gone": goal(project, department, name="gone", due_on=ago(1)),
    }
    rows = {name: actions.add_action(session, project, values) for name, values in made.items()}
    actions.finish(session, rows["done"], TODAY)
    actions.cancel(session, rows["gone"], "不需要")
    ordered = [each.name for each in actions.in_order(list(rows.values()))]
    assert ordered == ["late", "later", "none", "done", "gone"]
    assert actions.is_late(rows["late"], TODAY)
    assert not actions.is_late(rows["gone"], TODAY)
