"""Beside a visit: the open projects of its account with their nearest actions, its own project first."""

from __future__ import annotations

from datetime import timedelta

from kamdesk.model.project import Action
from kamdesk.work import opportunities
from kamdesk.work.visit_known import open_projects
from tests.work.project_fixtures import department, project, session
from tests.work.project_office import TODAY, add_project

__all__ = ["department", "project", "session"]


def test_open_projects_with_the_three_nearest_actions(session, project, department):
    second = add_project(session, department, "三期", next_step="约见")
    ended = add_project(session, department, "一期")
    opportunities.close(session, ended, "lost", TODAY, "价格高")
    for days, state in ((9, "open"), (1, "doing"), (5, "open"), (7, "open"), (0, "done")):
        due = TODAY + timedelta(days=days)
        session.add(
            Action(
                opportunity_id=second.id, name=f"第{days}天", state=state, due_on=due,
                owner_id=department.manager,
            )
        )  # fmt: skip
    session.flush()

    found = open_projects(session, department.account, second.id)

    assert [each.name for each in found] == ["三期", "二期改造"]
    assert (found[0].stage, found[0].next_step) == ("Project guidance", "约见")
    assert [each.words for each in found[0].actions] == ["第1天", "第5天", "第7天"]
    assert found[0].actions[0].who == "经理甲"
    assert open_projects(session, department.account)[0].name == "二期改造"
