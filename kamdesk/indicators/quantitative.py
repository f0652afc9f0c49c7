"""定量指标: the indicators of the source's table 2.1 (its second row is missing there)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kamdesk.i18n import _
from kamdesk.indicators import sources
from kamdesk.indicators.declaration import ALWAYS, QUARTERLY, Indicator, decimal
from kamdesk.indicators.parts import Accounts, BudgetPart, Counted, Money, TargetPart
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.model.terms import Term

_ONE = Decimal(1)

ACTIVE_AT_START = Accounts(lambda reading, question: reading.standings.active_at_start(question))
LOST = Accounts(lambda reading, question: reading.standings.lost(question))
NEW = Accounts(lambda reading, question: reading.standings.new(question))


def _lost_of_the_start(reading: Reading, question: Question) -> dict[int, date]:
    """The losses of accounts that were active at the start, whoever owned them then (clarification 1)."""
    standings = reading.standings
    there = standings.active_at_start(question.for_everybody())
    return {key: day for key, day in standings.lost(question).items() if key in there}


def _turned(reading: Reading, question: Question) -> dict[str, Decimal]:
    standings = reading.standings
    return {
        _("Won back"): Decimal(len(standings.came_back(question))),
        _("Downgraded"): Decimal(len(standings.downgraded(question))),
    }


_PENDING_COMPLAINTS = Counted(sources.pending_complaints)
_PENDING_COSTS = Money(sources.pending_costs)


def _not_judged(reading: Reading, question: Question) -> dict[str, Decimal]:
    return {_("Not judged yet"): Decimal(_PENDING_COMPLAINTS.count(reading, question))}


def _not_approved(reading: Reading, question: Question) -> dict[str, Decimal]:
    pending = _PENDING_COSTS.measure(reading, question).value
    return {_("Not approved yet"): decimal(pending or Decimal(0))}


QUANTITATIVE: tuple[Indicator, ...] = (
    Indicator(
        "sales_plan_rate",
        Term("Sales plan completion rate", "大客户销售计划完成率"),
        Term("Purchases (returns are negative) ÷ target sales amount", "购买金额（退货为负）÷ 目标销售额"),
        Term("Purchases, targets", "购买记录、目标分解表"),
        "ratio", "up", Money(sources.purchases), TargetPart("sales_amount"), ALWAYS, "quantitative", _ONE,
        companions=("sales_amount",),
    ),
    Indicator(
        "lost_account_count",
        Term("Accounts lost", "大客户流失数"),
        Term("Accounts lost at the end of the period that were active before", "期末已流失且此前合作中的客户数"),
        Term("Changes of status", "客户状态变更"),
        "count", "down", LOST, None, ALWAYS, "quantitative", Decimal(0), companions=("churn_rate",), beside=_turned,
    ),
    Indicator(
        "churn_rate",
        Term("Churn rate", "大客户流失率"),
        Term("Of the accounts active at the start: lost ÷ all", "期初合作中的客户：流失数 ÷ 总数"),
        Term("Changes of status", "客户状态变更"),
        "ratio", "down", Accounts(_lost_of_the_start), ACTIVE_AT_START, ALWAYS, "quantitative", Decimal(0),
    ),
    Indicator(
        "development_plan_rate",
        Term("Development plan completion rate", "大客户开发计划完成率"),
        Term("Accounts active for the first time ÷ target of new accounts", "首次合作的客户数 ÷ 目标新开发客户数"),
        Term("Changes of status, targets", "客户状态变更、目标分解表"),
        "ratio", "up", NEW, TargetPart("new_accounts"), QUARTERLY, "quantitative", _ONE,
        companions=("new_account_rate",),
    ),
    Indicator(
        "new_account_rate",
        Term("New account rate", "大客户新开发率"),
        Term("Accounts active for the first time ÷ active at the start", "首次合作的客户数 ÷ 期初合作中的客户数"),
        Term("Changes of status", "客户状态变更"),
        "ratio", "up", NEW, ACTIVE_AT_START, QUARTERLY, "quantitative",
    ),
    Indicator(
        "valid_complaint_count",
        Term("Valid complaints", "大客户有效投诉次数"),
        Term("Complaints received and judged valid", "期内受理且判定有效的投诉次数"),
        Term("Complaint forms", "客户投诉处理单"),
        "count", "down", Counted(sources.valid_complaints), None, QUARTERLY, "quantitative", Decimal(0),
        beside=_not_judged,
    ),
    Indicator(
        "feedback_on_time_rate",
        Term("Feedback on-time rate", "大客户意见反馈及时率"),
        Term("Opinions answered by their due day ÷ opinions due", "按期答复的意见数 ÷ 到期意见数"),
        Term("Feedback log", "意见反馈登记表"),
        "ratio", "up", Counted(sources.opinions_in_time), Counted(sources.opinions_due), QUARTERLY, "quantitative",
        Decimal("0.9"),
    ),
    Indicator(
        "callback_rate",
        Term("Call-back rate", "大客户回访率"),
        Term("Accounts called back ÷ accounts with a call-back due", "已回访客户数 ÷ 应回访客户数"),
        Term("Call-back plans and records", "回访计划、客户回访记录表"),
        "ratio", "up", Counted(sources.called_back), Counted(sources.callbacks_due), QUARTERLY, "quantitative", _ONE,
    ),
    Indicator(
        "service_cost_ratio",
        Term("Service cost ratio", "服务费用控制"),
        Term("Service expenses approved or paid ÷ budget of the same categories", "已批准服务费用 ÷ 同类预算"),
        Term("Expenses, budgets", "费用报销单、费用预算"),
        "ratio", "down", Money(sources.service_costs), BudgetPart(), QUARTERLY, "quantitative", _ONE,
        beside=_not_approved, only_department=True,
    ),
)  # fmt: skip
