"""A sales project with everything a project sheet can hold, for the tests of its forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kamdesk.i18n import message
from kamdesk.model.competitor import Competitor
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import OpportunityCompetitor
from kamdesk.model.project import TeamMember
from kamdesk.store.store import Store
from kamdesk.work import (
    actions,
    chain_changes,
    opportunities,
    pipelines,
    project_reviews,
    projects,
    risks,
)
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.fishbone import Cause, Fishbone
from kamdesk.work.analysis.radar import Mark, Player, Radar
from kamdesk.work.analysis.swot import Item, Strategy, Swot
from tests.work.department import Department, found

TODAY = date.today()
AXES = ("relationship", "solution", "commercial", "delivery")


@dataclass(frozen=True)
class Project:
    """Ids of what there is: `project` is open, `lost` is closed and reviewed."""

    people: Department
    project: int
    lost: int


def scored(*scores: int) -> dict[str, Mark]:
    """Marks in the order of the four elements."""
    return {axis: Mark(score=score) for axis, score in zip(AXES, scores, strict=True)}


def open_project(store: Store, people: Department | None = None) -> Project:
    """Makes it all, dated some days before today, for `people` or a department of its own."""
    people = people or found(store)
    earlier = TODAY - timedelta(days=20)
    with store.change(message("Work")) as session:
        specialist = session.get_one(Staff, people.specialist)
        rival = Competitor(name="远山科技")
        session.add(rival)
        session.flush()
        made = opportunities.add_opportunity(
            session,
            {
                "account_id": people.account, "name": "产线改造", "number": "K-1", "amount": Decimal(1200000),
                "need": "产能提升三成", "goal": "拿下一期", "target_amount": Decimal(1200000),
                "minimum_amount": Decimal(950000), "share_goal": Decimal("0.6"),
                "expected_close_on": TODAY + timedelta(days=60),
            },
            on=earlier,
        )  # fmt: skip
        projects.put_row(
            session, made, TeamMember, None,
            {"staff_id": people.specialist, "role": "lead,account_responsible", "task": "总协调"},
        )  # fmt: skip
        projects.put_row(
            session, made, OpportunityCompetitor, None,
            {"competitor_id": rival.id, "threat": "high", "price": Decimal("1100000.50"), "is_incumbent": True},
        )  # fmt: skip
        first = pipelines.all_stages(session)[0]
        projects.plan_step(
            session,
            made,
            first,
            {"planned_on": TODAY + timedelta(days=3), "deliverable": "需求说明"},
        )
        link = chain_changes.add_contact(session, people.account, made.id, people.contact)
        chain_changes.change_person(
            session, link,
            {"buying_role": "decision_maker,user", "influence": 3, "support_level": -1, "support_wanted": 1},
        )  # fmt: skip
        chain_changes.add_person(
            session, people.account, made.id, {"name": "顾问己", "influence": 1}
        )
        swot = Swot(
            (
                Item("k1", "S", "交付快", 5), Item("k2", "W", "价格高", 3), Item("k3", "O", "扩产", 4),
                Item("k4", "T", "对手降价", 2), Item("k5", "S", "客户份额第一", 3, "market"),
            ),
            (Strategy("p1", "以交付换份额", (("k1", "k3"), ("k1", "k4"))),),
        )  # fmt: skip
        assessments.save(session, made, "swot", swot.to_content(), earlier, specialist)
        radar = Radar(
            ours=Player(marks=scored(6, 8, 5, 9)),
            rivals=(Player(rival.uid, "远山科技", scored(8, 6, 7, 6)),),
        )
        assessments.save(session, made, "radar", radar.to_content(), earlier, specialist)
        fishbone = Fishbone(
            "价格不占优",
            causes=(
                Cause("c1", "报价流程慢", "commercial"), Cause("c2", "无授权", "commercial", "c1", True, 3, True),
                Cause("c3", "无内线", "relationship"),
            ),
        )  # fmt: skip
        assessments.save(
            session, made, "fishbone", fishbone.to_content(), earlier, specialist, "价格不占优"
        )
        actions.add_action(
            session, made,
            {
                "name": "拜访总工", "why_kind": "strategy", "why_uid": "p1", "owner_id": people.specialist,
                "due_on": TODAY + timedelta(days=5), "place": "客户现场", "how": "带样品", "budget": Decimal("800.50"),
            },
        )  # fmt: skip
        second = actions.add_action(
            session, made,
            {
                "name": "送方案", "why_kind": "goal", "why_uid": made.uid, "owner_id": people.manager,
                "budget": Decimal(200),
            },
        )  # fmt: skip
        actions.finish(session, second, TODAY)
        risks.add_risk(
            session, made,
            {
                "name": "交期延误", "probability": 4, "impact": 4, "response": "mitigate", "mitigation": "备货",
                "category": "delivery",
            },
        )  # fmt: skip
        risks.add_risk(session, made, {"name": "汇率", "probability": 2, "impact": 3})
        gone = opportunities.add_opportunity(
            session, {"account_id": people.account, "name": "旧项目", "number": "K-0"}, on=earlier
        )
        opportunities.close(session, gone, "lost", TODAY, "价格", rival.id)
        project_reviews.write(
            session,
            gone,
            {"lessons": "早报价", "our_price": Decimal(100), "winner_price": Decimal(80)},
        )
        return Project(people, made.id, gone.id)
