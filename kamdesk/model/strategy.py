"""Account strategy: what makes a key account, its scores, the account plan, and the white space still to win."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.sales_words import CRITERION_SET, PLAN_STATE, SPACE_STATE
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY


class Criterion(Record):
    """What accounts are judged by: definition of a key account, grading, potential, loyalty (methods.md 3.13, 3.14)."""

    __tablename__ = "criterion"
    TERM: ClassVar[Term] = Term("Criterion", "评价标准")

    key: Mapped[str] = field(String(40), Term("Key", "标识"), Kind.CODE, unique=True)
    used_for: Mapped[str] = field(String(20), Term("Used for", "用途"), choices=CRITERION_SET)
    name: Mapped[str | None] = field(String(80), Term("Criterion", "标准"))
    """Without one it is called as shipped, in the language in use."""
    position: Mapped[int] = field(Integer, Term("Order", "顺序"), default=0)
    weight: Mapped[int] = field(Integer, Term("Weight", "权重"), default=0)
    threshold: Mapped[int | None] = field(Integer, Term("Least score", "最低分"))
    """An account below it does not qualify, whatever its other scores."""
    measure: Mapped[str | None] = field(String(40), Term("Worked out from", "取自"))
    """Key of a measure that the program works out (`kamdesk.work.measures`); empty: scored by hand."""
    full_at: Mapped[Decimal | None] = field(Exact(2), Term("100 points at", "满分值"))
    """The value of the measure that earns 100 points; less earns its share."""


class AccountScore(Record):
    """Points 0–100 of an account by one criterion on a day; the newest counts."""

    __tablename__ = "account_score"
    TERM: ClassVar[Term] = Term("Score of an account", "客户评分")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户"), refers_to="Account"
    )
    criterion_id: Mapped[int] = field(
        (Integer, reference("criterion")),
        Term("Criterion", "标准"),
        refers_to="Criterion",
        index=True,
    )
    on: Mapped[date] = field(Date, Term("On", "日期"))
    score: Mapped[int] = field(Integer, Term("Score (0–100)", "得分（0–100）"))
    note: Mapped[str | None] = field(String(200), Term("Grounds", "依据"))

    __table_args__ = (
        Index("ix_account_score_newest", "account_id", "criterion_id", "on"),
        {"sqlite_autoincrement": True},
    )


class GradeReview(Record):
    """A review of an account's grade: a grade changes after two reviews that agree, or by approval."""

    __tablename__ = "grade_review"
    TERM: ClassVar[Term] = Term("Review of the grade", "分级评审")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户"), refers_to="Account", index=True
    )
    on: Mapped[date] = field(Date, Term("On", "日期"))
    points: Mapped[Decimal | None] = field(Exact(2), Term("Points", "总分"))
    grade: Mapped[str | None] = field(String(20), Term("Grade", "评级"))
    """Empty when the data do not suffice (资料不足)."""
    by_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("By", "评审人"), refers_to="Staff", index=True
    )
    reason: Mapped[str | None] = field(String(400), Term("Reason", "理由"))


class AccountPlan(Record):
    """客户计划书: needs, strategy, product mix and price policy of a period, with goals, measures and reviews."""

    __tablename__ = "account_plan"
    TERM: ClassVar[Term] = Term("Account plan", "客户计划")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "plan": Term("Account plan", "客户计划"),
        "analysis": Term("Customer analysis", "客户分析"),
        "strategy": Term("Strategy", "差异化策略"),
        "review": Term("Review", "评审"),
    }

    account_id: Mapped[int] = field(
        (Integer, reference("account")),
        Term("Account", "客户名称"),
        refers_to="Account",
        index=True,
        in_list=True,
    )
    period: Mapped[str] = field(
        String(10),
        Term("Period", "计划期"),
        group="plan",
        in_list=True,
        width=80,
        aliases=("年度", "计划年度"),
    )
    on: Mapped[date] = field(Date, Term("Written on", "编制日期"), group="plan", width=96)
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")),
        Term("Owner", "负责人"),
        group="plan",
        refers_to="Staff",
        index=True,
        width=90,
    )
    state: Mapped[str] = field(
        String(20),
        Term("State", "状态"),
        group="plan",
        choices=PLAN_STATE,
        default="draft",
        width=80,
    )
    needs: Mapped[str | None] = field(
        Text, Term("Needs", "客户需求"), group="analysis", wide=True, search=True
    )
    buying_habits: Mapped[str | None] = field(
        Text, Term("Buying habits", "购买习惯"), group="analysis", wide=True
    )
    """How long they decide, how many people and steps, cost, technical content, policy and social factors (M6)."""
    competition: Mapped[str | None] = field(
        Text, Term("Competition", "竞争情况"), group="analysis", wide=True
    )
    strategy: Mapped[str | None] = field(
        Text, Term("Strategy", "客户策略"), group="strategy", wide=True, search=True
    )
    product_mix: Mapped[str | None] = field(
        Text, Term("Product mix", "产品组合"), group="strategy", wide=True
    )
    price_policy: Mapped[str | None] = field(
        Text, Term("Price policy", "价格政策"), group="strategy", wide=True
    )
    sales_goal: Mapped[Decimal | None] = field(
        Exact(2),
        Term("Sales goal", "销售目标"),
        Kind.MONEY,
        group="strategy",
        currency_field="currency",
        width=120,
    )
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    review_on: Mapped[date | None] = field(
        Date, Term("Next review", "下次评审"), group="review", in_list=True, width=100
    )
    review: Mapped[str | None] = field(Text, Term("Review", "评审意见"), group="review", wide=True)

    @property
    def title(self) -> str:
        """The term and its period."""
        return f"{self.TERM} {self.period}"


class PlanGoal(Record):
    """A goal of the account plan."""

    __tablename__ = "plan_goal"
    TERM: ClassVar[Term] = Term("Goal", "目标")
    PARENT: ClassVar[str] = "plan_id"

    plan_id: Mapped[int] = field(
        (Integer, reference("account_plan")),
        Term("Account plan", "客户计划"),
        refers_to="AccountPlan",
        index=True,
    )
    name: Mapped[str] = field(String(200), Term("Goal", "目标"), width=200)
    measured_by: Mapped[str | None] = field(
        String(120), Term("Measured by", "衡量方式"), width=140, aliases=("指标",)
    )
    target: Mapped[str | None] = field(String(80), Term("Target", "目标值"), width=100)
    actual: Mapped[str | None] = field(
        String(80), Term("Reached", "实际值"), width=100, aliases=("完成值",)
    )
    due_on: Mapped[date | None] = field(
        Date, Term("Until", "期限"), width=96, aliases=("完成日期",)
    )


class PlanMeasure(Record):
    """A measure of the account plan."""

    __tablename__ = "plan_measure"
    TERM: ClassVar[Term] = Term("Measure", "措施")
    PARENT: ClassVar[str] = "plan_id"

    plan_id: Mapped[int] = field(
        (Integer, reference("account_plan")),
        Term("Account plan", "客户计划"),
        refers_to="AccountPlan",
        index=True,
    )
    name: Mapped[str] = field(String(200), Term("Measure", "措施"), width=220)
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")),
        Term("Who", "责任人"),
        refers_to="Staff",
        index=True,
        width=90,
    )
    due_on: Mapped[date | None] = field(
        Date, Term("Due on", "期限"), width=96, index=True, aliases=("计划完成",)
    )
    done_on: Mapped[date | None] = field(
        Date, Term("Done on", "完成日期"), width=96, aliases=("实际完成",)
    )
    note: Mapped[str | None] = field(String(200), Term("Note", "说明"), width=160)


class WhiteSpace(Record):
    """One cell of the white-space map: what an account (or subsidiary) could buy of a product line (N2)."""

    __tablename__ = "white_space"
    TERM: ClassVar[Term] = Term("White space", "空白点")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户"), refers_to="Account", index=True
    )
    line: Mapped[str] = field(String(80), Term("Product line", "产品线"))
    state: Mapped[str] = field(
        String(20), Term("State", "状态"), choices=SPACE_STATE, default="potential"
    )
    amount: Mapped[Decimal | None] = field(
        Exact(2), Term("Yearly potential", "年潜力"), Kind.MONEY, currency_field="currency"
    )
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    competitor_id: Mapped[int | None] = field(
        (Integer, reference("competitor")),
        Term("Competitor", "竞争对手"),
        refers_to="Competitor",
        index=True,
    )
    opportunity_id: Mapped[int | None] = field(
        (Integer, reference("opportunity")),
        Term("Opportunity", "商机"),
        refers_to="Opportunity",
        index=True,
    )
    note: Mapped[str | None] = field(String(200), Term("Note", "说明"))
