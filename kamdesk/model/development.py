"""开发: a prospect on its way to being a key account, from candidate to done, with survey, scores, plan and team."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY, DEVELOPMENT_STATE


class Development(Record):
    """One run of an account through the procedure of M11; `state` repeats the last of its dated changes."""

    __tablename__ = "development"
    TERM: ClassVar[Term] = Term("Development", "客户开发")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "begin": Term("Candidate", "选定新客户"),
        "survey": Term("Survey", "潜在客户调查"),
        "evaluation": Term("Evaluation", "筛选评价"),
        "application": Term("Application", "开发申请"),
        "plan": Term("Plan", "开发方案"),
        "result": Term("Result", "实施结果"),
    }

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="begin", refers_to="Account", in_list=True,
        index=True, width=180, aliases=("客户", "开发对象"),
    )  # fmt: skip
    begun_on: Mapped[date] = field(
        Date,
        Term("Begun on", "开始日期"),
        group="begin",
        in_list=True,
        width=96,
        aliases=("选定日期",),
    )
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("In charge", "开发负责人"), group="begin", refers_to="Staff", in_list=True,
        index=True, width=90, aliases=("负责人", "申请人"),
    )  # fmt: skip
    state: Mapped[str] = field(
        String(20), Term("Step", "开发步骤"), choices=DEVELOPMENT_STATE, dated=True, in_list=True, width=110,
        default="candidate",
    )  # fmt: skip
    state_since: Mapped[date] = field(
        Date, Term("Since", "到达日期"), derived=True, in_list=True, width=96
    )
    due_on: Mapped[date | None] = field(
        Date,
        Term("Step due on", "本步到期"),
        group="begin",
        in_list=True,
        width=96,
        aliases=("到期日",),
    )

    surveyed_on: Mapped[date | None] = field(
        Date, Term("Surveyed on", "调查日期"), group="survey", width=96
    )
    demand: Mapped[str | None] = field(
        Text,
        Term("Demand", "需求情况"),
        group="survey",
        wide=True,
        search=True,
        aliases=("潜在需求", "采购需求"),
    )
    current_suppliers: Mapped[str | None] = field(
        String(400), Term("Current suppliers", "现有供应商"), group="survey", wide=True
    )
    decision_process: Mapped[str | None] = field(
        String(400),
        Term("How they decide", "决策情况"),
        group="survey",
        wide=True,
        aliases=("决策流程",),
    )
    competition: Mapped[str | None] = field(
        String(400), Term("Competition", "竞争情况"), group="survey", wide=True
    )
    credit: Mapped[str | None] = field(
        String(400), Term("Credit and reputation", "信誉情况"), group="survey", wide=True
    )
    survey_source: Mapped[str | None] = field(
        String(200), Term("Sources", "资料来源"), group="survey", wide=True
    )

    evaluation: Mapped[str | None] = field(
        Text, Term("Evaluation", "评价意见"), group="evaluation", wide=True, aliases=("评价结论",)
    )
    evaluated_on: Mapped[date | None] = field(
        Date, Term("Evaluated on", "评价日期"), group="evaluation", width=96
    )

    application_reason: Mapped[str | None] = field(
        Text,
        Term("Reason to develop", "申请理由"),
        group="application",
        wide=True,
        aliases=("开发理由",),
    )
    expected_sales: Mapped[Decimal | None] = field(
        Exact(2), Term("Expected yearly sales", "预计年销售额"), Kind.MONEY, group="application", width=120,
        currency_field="expected_sales_currency", in_list=True, aliases=("预计销售额",),
    )  # fmt: skip
    expected_sales_currency: Mapped[str | None] = field(
        String(3), Term("Currency of sales", "销售额币种"), choices=CURRENCY
    )
    budget: Mapped[Decimal | None] = field(
        Exact(2), Term("Budget", "开发预算"), Kind.MONEY, group="application", width=120,
        currency_field="budget_currency", aliases=("预算", "费用预算"),
    )  # fmt: skip
    budget_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the budget", "预算币种"), choices=CURRENCY
    )
    applied_on: Mapped[date | None] = field(
        Date, Term("Applied on", "申请日期"), group="application", width=96
    )
    plan: Mapped[str | None] = field(
        Text, Term("Plan", "开发方案"), group="plan", wide=True, aliases=("方案", "开发思路")
    )
    result: Mapped[str | None] = field(
        Text, Term("Result", "开发结果"), group="result", wide=True, aliases=("结果",)
    )

    __table_args__ = (
        Index("ix_development_state", "state", sqlite_where=text("deleted_at IS NULL")),
        {"sqlite_autoincrement": True},
    )


class DevelopmentStateChange(Record):
    """A dated step of the procedure, with the reason where one is given."""

    __tablename__ = "development_state_change"
    TERM: ClassVar[Term] = Term("Step of development", "开发步骤变更")
    PARENT: ClassVar[str] = "development_id"

    development_id: Mapped[int] = field(
        (Integer, reference("development")),
        Term("Development", "客户开发"),
        refers_to="Development",
        index=True,
    )
    to: Mapped[str] = field(String(20), Term("Step", "开发步骤"), choices=DEVELOPMENT_STATE)
    on: Mapped[date] = field(Date, Term("On", "日期"))
    reason: Mapped[str | None] = field(String(400), Term("Reason", "原因"))


class DevelopmentScore(Record):
    """One criterion of the score card: 0 to 100 points and its weight; without points it is unknown."""

    __tablename__ = "development_score"
    TERM: ClassVar[Term] = Term("Score", "评分")
    PARENT: ClassVar[str] = "development_id"

    development_id: Mapped[int] = field(
        (Integer, reference("development")),
        Term("Development", "客户开发"),
        refers_to="Development",
        index=True,
    )
    criterion: Mapped[str] = field(
        String(80), Term("Criterion", "评价项目"), width=160, aliases=("指标", "评价指标")
    )
    weight: Mapped[int] = field(
        Integer, Term("Weight", "权重"), width=70, default=0, aliases=("权重（%）",)
    )
    score: Mapped[int | None] = field(
        Integer, Term("Score (0–100)", "得分（0–100）"), width=90, aliases=("得分", "评分", "分数")
    )
    note: Mapped[str | None] = field(
        String(200), Term("Grounds", "评分依据"), width=200, aliases=("依据", "说明")
    )


class DevelopmentStep(Record):
    """One step of the development plan."""

    __tablename__ = "development_step"
    TERM: ClassVar[Term] = Term("Step of the plan", "实施步骤")
    PARENT: ClassVar[str] = "development_id"

    development_id: Mapped[int] = field(
        (Integer, reference("development")),
        Term("Development", "客户开发"),
        refers_to="Development",
        index=True,
    )
    what: Mapped[str] = field(
        String(200), Term("What", "工作内容"), width=220, aliases=("步骤", "内容", "工作步骤")
    )
    staff_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Who", "责任人"), refers_to="Staff", index=True, width=90,
        aliases=("负责人",),
    )  # fmt: skip
    due_on: Mapped[date | None] = field(
        Date, Term("Due on", "计划完成"), width=96, aliases=("完成日期", "期限")
    )
    done_on: Mapped[date | None] = field(
        Date, Term("Done on", "实际完成"), width=96, aliases=("完成",)
    )


class DevelopmentMember(Record):
    """A member of the project team."""

    __tablename__ = "development_member"
    TERM: ClassVar[Term] = Term("Team member", "项目小组成员")
    PARENT: ClassVar[str] = "development_id"

    development_id: Mapped[int] = field(
        (Integer, reference("development")),
        Term("Development", "客户开发"),
        refers_to="Development",
        index=True,
    )
    staff_id: Mapped[int] = field(
        (Integer, reference("staff")), Term("Name", "姓名"), refers_to="Staff", index=True, width=100,
        aliases=("成员", "小组成员"),
    )  # fmt: skip
    role: Mapped[str | None] = field(
        String(80), Term("Role", "角色"), width=110, aliases=("职责角色",)
    )
    task: Mapped[str | None] = field(
        String(200), Term("Task", "分工"), width=220, aliases=("任务", "职责")
    )


class DevelopmentReport(Record):
    """定期汇报: how far the development is."""

    __tablename__ = "development_report"
    TERM: ClassVar[Term] = Term("Progress report", "开发进展汇报")
    PARENT: ClassVar[str] = "development_id"
    SECTIONS: ClassVar[dict[str, Term]] = {"report": Term("Progress report", "开发进展汇报")}

    development_id: Mapped[int] = field(
        (Integer, reference("development")),
        Term("Development", "客户开发"),
        refers_to="Development",
        index=True,
    )
    on: Mapped[date] = field(
        Date, Term("Reported on", "汇报日期"), group="report", width=96, aliases=("日期",)
    )
    staff_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Reported by", "汇报人"), group="report", refers_to="Staff", index=True,
    )  # fmt: skip
    progress: Mapped[str] = field(
        Text, Term("Progress", "进展情况"), group="report", wide=True, aliases=("进展", "本期进展")
    )
    difficulties: Mapped[str | None] = field(
        Text, Term("Difficulties", "存在问题"), group="report", wide=True, aliases=("问题", "困难")
    )
    next_steps: Mapped[str | None] = field(
        Text,
        Term("Next steps", "下期计划"),
        group="report",
        wide=True,
        aliases=("下一步计划", "下一步"),
    )
    next_report_on: Mapped[date | None] = field(
        Date, Term("Next report on", "下次汇报日期"), group="report", width=96
    )
