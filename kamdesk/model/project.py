"""What a sales project is run by: team, steps, 5W2H actions, risks, quotations, rounds, the closing review."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.sales_words import (
    ACTION_STATE,
    OUTCOME,
    PROJECT_ROLE,
    QUOTATION_KIND,
    QUOTATION_STATE,
    RISK_CATEGORY,
    RISK_RESPONSE,
    RISK_STATE,
    WHY,
)
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY


def _of_opportunity() -> Any:
    return field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), refers_to="Opportunity", index=True,
    )  # fmt: skip


class TeamMember(Record):
    """A member of the project team with a role (客户经理 AR, 解决方案经理 SR, 交付经理 FR …) and a task."""

    __tablename__ = "team_member"
    TERM: ClassVar[Term] = Term("Team member", "项目组成员")
    PARENT: ClassVar[str] = "opportunity_id"

    opportunity_id: Mapped[int] = _of_opportunity()
    staff_id: Mapped[int] = field(
        (Integer, reference("staff")), Term("Name", "姓名"), refers_to="Staff", index=True, width=100,
        aliases=("成员",),
    )  # fmt: skip
    role: Mapped[str | None] = field(
        String(80), Term("Role", "角色"), Kind.CHOICES, choices=PROJECT_ROLE, width=140
    )
    task: Mapped[str | None] = field(
        String(200), Term("Task", "分工"), width=220, aliases=("任务", "职责")
    )


class TeamConflict(Record):
    """A conflict in the team, and how it was settled."""

    __tablename__ = "team_conflict"
    TERM: ClassVar[Term] = Term("Conflict in the team", "项目组分歧")
    PARENT: ClassVar[str] = "opportunity_id"

    opportunity_id: Mapped[int] = _of_opportunity()
    on: Mapped[date] = field(Date, Term("Noted on", "记录日期"), width=96)
    about: Mapped[str] = field(String(400), Term("What about", "分歧内容"), width=240)
    settled_on: Mapped[date | None] = field(Date, Term("Settled on", "解决日期"), width=96)
    settlement: Mapped[str | None] = field(String(400), Term("How settled", "解决办法"), width=240)


class ProjectStep(Record):
    """What a stage is to deliver in this project, until when. When it was really reached, the stage changes tell."""

    __tablename__ = "project_step"
    TERM: ClassVar[Term] = Term("Step of the project", "项目步骤")
    PARENT: ClassVar[str] = "opportunity_id"

    opportunity_id: Mapped[int] = _of_opportunity()
    stage_id: Mapped[int] = field(
        (Integer, reference("stage")),
        Term("Stage", "阶段"),
        refers_to="Stage",
        index=True,
        width=120,
    )
    planned_on: Mapped[date | None] = field(
        Date, Term("Planned until", "计划完成"), width=96, aliases=("计划日期",)
    )
    deliverable: Mapped[str | None] = field(
        String(400), Term("Deliverable", "交付物"), width=240, aliases=("成果",)
    )
    delivered_on: Mapped[date | None] = field(
        Date, Term("Delivered on", "实际完成"), width=96, aliases=("实际日期",)
    )


class Action(Record):
    """5W2H: what, why (always a link), who (one owner), when, where, how, how much."""

    __tablename__ = "action"
    TERM: ClassVar[Term] = Term("Action", "5W2H 行动")
    PARENT: ClassVar[str] = "opportunity_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "plan": Term("Plan", "行动计划"),
        "done": Term("Result", "执行结果"),
    }

    opportunity_id: Mapped[int] = _of_opportunity()
    name: Mapped[str] = field(
        String(200), Term("What", "做什么（What）"), group="plan", wide=True, search=True, in_list=True, width=220,
        aliases=("行动", "做什么", "what", "内容"),
    )  # fmt: skip
    why: Mapped[str | None] = field(
        String(200), Term("Why", "为什么（Why）"), group="plan", wide=True, width=180, aliases=("为什么", "why"),
    )  # fmt: skip
    why_kind: Mapped[str | None] = field(
        String(20), Term("For", "针对"), group="plan", choices=WHY, width=90
    )
    why_uid: Mapped[str | None] = field(String(40), Term("Linked to", "关联"))
    """What it is for: uid of a risk or person, or the key of a strategy or cause within its analysis."""
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Who", "谁（Who）"), group="plan", refers_to="Staff", index=True,
        in_list=True, width=90, aliases=("责任人", "谁", "who", "负责人"),
    )  # fmt: skip
    helpers: Mapped[str | None] = field(
        String(200), Term("Helpers", "协助人"), group="plan", width=120
    )
    starts_on: Mapped[date | None] = field(
        Date, Term("From", "开始日期"), group="plan", width=96, aliases=("开始",)
    )
    due_on: Mapped[date | None] = field(
        Date, Term("When", "何时（When）"), group="plan", in_list=True, width=100,
        aliases=("完成日期", "何时", "when", "期限", "到期日"),
    )  # fmt: skip
    place: Mapped[str | None] = field(
        String(120),
        Term("Where", "何地（Where）"),
        group="plan",
        width=110,
        aliases=("地点", "何地", "where"),
    )
    how: Mapped[str | None] = field(
        String(400),
        Term("How", "怎么做（How）"),
        group="plan",
        wide=True,
        width=200,
        aliases=("怎么做", "how", "方法"),
    )
    budget: Mapped[Decimal | None] = field(
        Exact(2), Term("How much", "多少（How much）"), Kind.MONEY, group="plan", width=110,
        currency_field="budget_currency", aliases=("预算", "费用", "how much", "多少"),
    )  # fmt: skip
    budget_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the budget", "预算币种"), choices=CURRENCY
    )
    effort: Mapped[Decimal | None] = field(
        Exact(2), Term("Effort (days)", "工作量（人天）"), group="plan", width=80
    )
    actual: Mapped[Decimal | None] = field(
        Exact(2),
        Term("Spent", "实际花费"),
        Kind.MONEY,
        group="done",
        width=110,
        currency_field="budget_currency",
    )
    state: Mapped[str] = field(
        String(20),
        Term("State", "状态"),
        group="done",
        choices=ACTION_STATE,
        in_list=True,
        width=80,
        default="open",
    )
    done_on: Mapped[date | None] = field(
        Date, Term("Done on", "完成于"), group="done", width=96, aliases=("实际完成",)
    )
    result: Mapped[str | None] = field(
        String(400), Term("Result", "结果"), group="done", wide=True, width=180
    )
    explanation: Mapped[str | None] = field(
        String(400), Term("Why it is late", "逾期说明"), group="done", wide=True, width=180
    )

    __table_args__ = (
        Index(
            "ix_action_due", "due_on", "owner_id",
            sqlite_where=text("state IN ('open','doing') AND deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip


class Risk(Record):
    """A risk: probability 1–5 times impact 1–5, what is done about it, and what is left of it."""

    __tablename__ = "risk"
    TERM: ClassVar[Term] = Term("Risk", "风险")
    PARENT: ClassVar[str] = "opportunity_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "risk": Term("Risk", "风险"),
        "response": Term("Response", "应对"),
    }

    opportunity_id: Mapped[int] = _of_opportunity()
    name: Mapped[str] = field(
        String(200), Term("Risk", "风险"), group="risk", wide=True, search=True, in_list=True, width=200,
        aliases=("风险描述",),
    )  # fmt: skip
    cause: Mapped[str | None] = field(
        String(200), Term("Cause", "原因"), group="risk", wide=True, width=160
    )
    category: Mapped[str | None] = field(
        String(20), Term("Category", "类别"), group="risk", choices=RISK_CATEGORY, width=90
    )
    probability: Mapped[int | None] = field(
        Integer,
        Term("Probability (1–5)", "概率（1–5）"),
        group="risk",
        in_list=True,
        width=90,
        aliases=("概率",),
    )
    impact: Mapped[int | None] = field(
        Integer,
        Term("Impact (1–5)", "影响（1–5）"),
        group="risk",
        in_list=True,
        width=90,
        aliases=("影响",),
    )
    chance: Mapped[Decimal | None] = field(
        Exact(4), Term("Chance", "发生可能"), Kind.PERCENT, group="risk", width=80
    )
    money: Mapped[Decimal | None] = field(
        Exact(2), Term("Money at stake", "损失金额"), Kind.MONEY, group="risk", width=110,
        currency_field="money_currency",
    )  # fmt: skip
    money_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the loss", "损失币种"), choices=CURRENCY
    )
    response: Mapped[str | None] = field(
        String(20), Term("Response", "应对方式"), group="response", choices=RISK_RESPONSE, width=80
    )
    mitigation: Mapped[str | None] = field(
        String(400),
        Term("Mitigation", "规避措施"),
        group="response",
        wide=True,
        width=200,
        aliases=("措施", "应对措施"),
    )
    trigger: Mapped[str | None] = field(
        String(200), Term("Trigger", "触发信号"), group="response", wide=True, width=160
    )
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Owner", "责任人"), group="response", refers_to="Staff", index=True,
        in_list=True, width=90,
    )  # fmt: skip
    due_on: Mapped[date | None] = field(
        Date,
        Term("Due on", "措施期限"),
        group="response",
        in_list=True,
        width=100,
        aliases=("期限", "完成日期"),
    )
    residual_probability: Mapped[int | None] = field(
        Integer, Term("Probability after (1–5)", "措施后概率（1–5）"), group="response", width=90
    )
    residual_impact: Mapped[int | None] = field(
        Integer, Term("Impact after (1–5)", "措施后影响（1–5）"), group="response", width=90
    )
    state: Mapped[str] = field(
        String(20),
        Term("State", "状态"),
        group="response",
        choices=RISK_STATE,
        in_list=True,
        width=80,
        default="open",
    )


class Quotation(Record):
    """报价 / 投标: one version of an offer; its total follows from its lines and the discount."""

    __tablename__ = "quotation"
    TERM: ClassVar[Term] = Term("Quotation", "报价")
    PARENT: ClassVar[str] = "opportunity_id"
    SECTIONS: ClassVar[dict[str, Term]] = {"quotation": Term("Quotation", "报价")}

    opportunity_id: Mapped[int] = _of_opportunity()
    number: Mapped[str] = field(
        String(40),
        Term("Quotation no.", "报价单号"),
        Kind.CODE,
        group="quotation",
        search=True,
        in_list=True,
    )
    version_no: Mapped[int] = field(
        Integer, Term("Version", "版本"), in_list=True, width=60, default=1
    )
    kind: Mapped[str] = field(
        String(20),
        Term("Kind", "种类"),
        group="quotation",
        choices=QUOTATION_KIND,
        width=70,
        default="quotation",
    )
    on: Mapped[date] = field(
        Date, Term("Date", "报价日期"), group="quotation", in_list=True, width=96
    )
    valid_until: Mapped[date | None] = field(
        Date, Term("Valid until", "有效期至"), group="quotation", in_list=True, width=96
    )
    currency: Mapped[str | None] = field(
        String(3), Term("Currency", "币种"), group="quotation", choices=CURRENCY, width=60
    )
    discount: Mapped[Decimal] = field(
        Exact(4),
        Term("Discount", "折扣"),
        Kind.PERCENT,
        group="quotation",
        width=80,
        default=Decimal(0),
    )
    state: Mapped[str] = field(
        String(20),
        Term("State", "状态"),
        choices=QUOTATION_STATE,
        in_list=True,
        width=80,
        default="draft",
        dated=True,
    )
    sent_on: Mapped[date | None] = field(Date, Term("Sent on", "发出日期"), width=96)
    note: Mapped[str | None] = field(Text, Term("Terms", "条款说明"), group="quotation", wide=True)

    __table_args__ = (
        Index("uq_quotation_version", "number", "version_no", unique=True),
        {"sqlite_autoincrement": True},
    )

    @property
    def title(self) -> str:
        """Number and version."""
        return f"{self.number} V{self.version_no}"


class QuotationLine(Record):
    """One line of an offer; its amount is quantity × price less its own discount."""

    __tablename__ = "quotation_line"
    TERM: ClassVar[Term] = Term("Line of the quotation", "报价明细")
    PARENT: ClassVar[str] = "quotation_id"

    quotation_id: Mapped[int] = field(
        (Integer, reference("quotation")),
        Term("Quotation", "报价"),
        refers_to="Quotation",
        index=True,
    )
    product_id: Mapped[int | None] = field(
        (Integer, reference("product")),
        Term("Product", "产品"),
        refers_to="Product",
        index=True,
        width=140,
    )
    description: Mapped[str | None] = field(String(200), Term("Description", "说明"), width=200)
    quantity: Mapped[Decimal] = field(
        Exact(4), Term("Quantity", "数量"), width=80, default=Decimal(1)
    )
    price: Mapped[Decimal] = field(
        Exact(2), Term("Price", "单价"), Kind.MONEY, width=110, default=Decimal(0)
    )
    discount: Mapped[Decimal] = field(
        Exact(4), Term("Discount", "折扣"), Kind.PERCENT, width=80, default=Decimal(0)
    )


class NegotiationRound(Record):
    """One round of negotiation: what was asked, given, left open."""

    __tablename__ = "negotiation_round"
    TERM: ClassVar[Term] = Term("Round of negotiation", "谈判记录")
    PARENT: ClassVar[str] = "opportunity_id"

    opportunity_id: Mapped[int] = _of_opportunity()
    on: Mapped[date] = field(Date, Term("Date", "日期"), width=96)
    people: Mapped[str | None] = field(String(200), Term("Who", "参与人"), width=140)
    asked: Mapped[str | None] = field(Text, Term("Asked by the customer", "对方要求"), width=200)
    given: Mapped[str | None] = field(Text, Term("Given by us", "我方让步"), width=200)
    still_open: Mapped[str | None] = field(Text, Term("Still open", "遗留问题"), width=200)
    price: Mapped[Decimal | None] = field(
        Exact(2), Term("Price on the table", "谈判价格"), Kind.MONEY, width=110
    )


class Review(Record):
    """项目总结: what came out, why, and what the next project should know. One of each project."""

    __tablename__ = "review"
    TERM: ClassVar[Term] = Term("Close-out review", "项目总结")
    PARENT: ClassVar[str] = "opportunity_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "result": Term("Result", "结果"),
        "causes": Term("Causes", "原因"),
        "lessons": Term("Lessons", "经验教训"),
    }

    opportunity_id: Mapped[int] = _of_opportunity()
    on: Mapped[date] = field(
        Date, Term("Reviewed on", "总结日期"), group="result", in_list=True, width=96
    )
    outcome: Mapped[str] = field(
        String(20), Term("Outcome", "结果"), group="result", choices=OUTCOME, in_list=True, width=80
    )
    signed_amount: Mapped[Decimal | None] = field(
        Exact(2),
        Term("Signed amount", "签约金额"),
        Kind.MONEY,
        group="result",
        width=120,
        currency_field="currency",
    )
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    winner_id: Mapped[int | None] = field(
        (Integer, reference("competitor")), Term("Winner", "中标方"), group="result", refers_to="Competitor",
        index=True, width=120,
    )  # fmt: skip
    our_price: Mapped[Decimal | None] = field(
        Exact(2),
        Term("Our price", "我方报价"),
        Kind.MONEY,
        group="result",
        width=110,
        currency_field="currency",
    )
    winner_price: Mapped[Decimal | None] = field(
        Exact(2),
        Term("Winner's price", "中标价"),
        Kind.MONEY,
        group="result",
        width=110,
        currency_field="currency",
    )
    criteria: Mapped[str | None] = field(
        Text, Term("What really decided", "实际决策标准"), group="causes", wide=True
    )
    done_right: Mapped[str | None] = field(
        Text, Term("What we did right", "做对了什么"), group="causes", wide=True
    )
    done_wrong: Mapped[str | None] = field(
        Text, Term("What we did wrong", "做错了什么"), group="causes", wide=True
    )
    root_causes: Mapped[str | None] = field(
        Text, Term("Root causes", "根本原因"), group="causes", wide=True, search=True
    )
    lessons: Mapped[str | None] = field(
        Text,
        Term("Lessons", "经验教训"),
        group="lessons",
        wide=True,
        search=True,
        in_list=True,
        width=240,
    )
    tags: Mapped[str | None] = field(
        String(200), Term("Tags", "标签"), group="lessons", search=True, in_list=True, width=120
    )
    follow_up: Mapped[str | None] = field(
        Text, Term("Actions", "改进行动"), group="lessons", wide=True
    )
    participants: Mapped[str | None] = field(
        String(200), Term("Participants", "参加人"), group="lessons", wide=True
    )

    @property
    def title(self) -> str:
        """The first words of its lessons."""
        words = self.lessons or self.root_causes or ""
        return f"{words[:59]}…" if len(words) > 60 else words or str(self.TERM)
