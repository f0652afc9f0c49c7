"""An account plan and scores for the tests of their forms."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from kamdesk.i18n import message
from kamdesk.model.strategy import PlanGoal, PlanMeasure
from kamdesk.store.store import Store
from kamdesk.work import account_plans, criteria
from kamdesk.work.accounts import create_account
from kamdesk.work.child_rows import set_rows
from tests.work.department import Department

TODAY = date.today()
BEFORE = TODAY - timedelta(days=30)
POINTS = (90, 80, 60, 70, 40)


def open_strategy(store: Store, people: Department) -> int:
    """A plan of this year for the account, which has all scores of grading; a second account lacks two. The plan."""
    with store.change(message("Strategy")) as session:
        plan = account_plans.add_plan(
            session, people.account,
            {
                "period": "2026", "needs": "停机时间不超过 8 小时", "buying_habits": "决策约半年，五人参与",
                "strategy": "以全生命周期成本取胜", "sales_goal": Decimal(6000000), "review_on": TODAY,
            },
            BEFORE,
        )  # fmt: skip
        set_rows(
            session, plan, PlanGoal,
            [{"name": "提高份额", "measured_by": "采购份额", "target": "50 %", "actual": "35 %"}],
            "name",
        )  # fmt: skip
        set_rows(
            session, plan, PlanMeasure,
            [
                {"name": "高层互访", "owner_id": people.manager, "due_on": TODAY, "done_on": TODAY},
                {"name": "节能测算", "owner_id": people.specialist, "due_on": TODAY, "note": "附报告"},
            ],
            "name",
        )  # fmt: skip
        other = create_account(session, {"name": "青砚化工", "tier": "C"}, BEFORE)
        rules = criteria.rules(session, "grading")
        for account_id, points in ((people.account, POINTS), (other.id, (50, None, 40, 30, None))):
            for rule, score in zip(rules, points, strict=True):
                if score is not None:
                    criteria.set_score(session, account_id, rule.id, score, BEFORE)
        return plan.id
