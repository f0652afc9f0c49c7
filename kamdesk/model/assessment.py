"""考核与激励: a person's sheet for a period, the templates it is made from, and what is paid for it."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.running_words import (
    ASSESSMENT_STATE,
    INCENTIVE_BASIS,
    INCENTIVE_STATE,
    SCORE_RULE,
)
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY, POSITION


class AssessmentTemplate(Record):
    """The lines a position is judged by."""

    __tablename__ = "assessment_template"
    TERM: ClassVar[Term] = Term("Assessment template", "考核模板")

    name: Mapped[str] = field(String(120), Term("Template", "模板名称"))
    position: Mapped[str | None] = field(String(20), Term("Position", "岗位"), choices=POSITION)


class AssessmentTemplateLine(Record):
    """One indicator of a template."""

    __tablename__ = "assessment_template_line"
    TERM: ClassVar[Term] = Term("Line of a template", "模板指标")
    PARENT: ClassVar[str] = "template_id"

    template_id: Mapped[int] = field(
        (Integer, reference("assessment_template")), Term("Template", "考核模板"), refers_to="AssessmentTemplate",
        index=True,
    )  # fmt: skip
    place: Mapped[int] = field(Integer, Term("Order", "顺序"), default=0)
    indicator: Mapped[str] = field(String(40), Term("Indicator", "考核指标"), Kind.CODE)
    """Key of an indicator; for a line judged by a person any other word."""
    name: Mapped[str | None] = field(String(120), Term("Name", "名称"))
    weight: Mapped[Decimal] = field(Exact(2), Term("Weight", "权重"), default=Decimal(0))
    target: Mapped[Decimal | None] = field(Exact(4), Term("Target", "目标值"))
    rule: Mapped[str] = field(
        String(12), Term("Rule", "计分规则"), choices=SCORE_RULE, default="ratio"
    )
    cap: Mapped[Decimal | None] = field(Exact(4), Term("Cap", "上限"))
    step: Mapped[Decimal | None] = field(Exact(4), Term("Off for each case", "每次扣减"))
    bands: Mapped[list[Any] | None] = mapped_column(JSON)
    """For the rule `bands`: [lower bound, factor] as texts, in any order."""


class Assessment(Record):
    """绩效考核表: one person's sheet. Its total is kept when it is closed."""

    __tablename__ = "assessment"
    TERM: ClassVar[Term] = Term("Assessment sheet", "绩效考核表")
    SECTIONS: ClassVar[dict[str, Term]] = {
        "assessment": Term("Assessment", "绩效考核"),
        "opinions": Term("Opinions", "意见"),
    }

    staff_id: Mapped[int] = field(
        (Integer, reference("staff")), Term("Person", "被考核人"), group="assessment", refers_to="Staff", in_list=True,
        index=True, width=100, aliases=("姓名",),
    )  # fmt: skip
    period: Mapped[str] = field(
        String(10), Term("Period", "考核周期"), Kind.CODE, group="assessment", in_list=True, width=90,
    )  # fmt: skip
    state: Mapped[str] = field(
        String(20), Term("State", "状态"), group="assessment", choices=ASSESSMENT_STATE, in_list=True, width=90,
        default="draft",
    )  # fmt: skip
    threshold: Mapped[Decimal] = field(
        Exact(2), Term("Threshold", "警告线"), group="assessment", width=80, default=Decimal(60)
    )
    total: Mapped[Decimal | None] = field(
        Exact(2), Term("Total", "考核得分"), in_list=True, derived=True, width=90
    )
    own_opinion: Mapped[str | None] = field(
        Text, Term("The person's own opinion", "本人意见"), group="opinions", wide=True
    )
    manager_opinion: Mapped[str | None] = field(
        Text, Term("Manager's opinion", "经理意见"), group="opinions", wide=True
    )
    director_opinion: Mapped[str | None] = field(
        Text, Term("Director's opinion", "总监意见"), group="opinions", wide=True
    )
    submitted_on: Mapped[date | None] = field(Date, Term("Submitted on", "提交日期"), width=100)
    closed_on: Mapped[date | None] = field(Date, Term("Closed on", "确认日期"), width=100)
    reopened_reason: Mapped[str | None] = field(
        String(400), Term("Reopened because", "重新打开的原因"), width=200
    )

    __table_args__ = (
        Index("ix_assessment_period", "period", "staff_id"),
        {"sqlite_autoincrement": True},
    )

    @property
    def title(self) -> str:
        """Its period."""
        return f"{self.TERM} {self.period}"


class AssessmentLine(Record):
    """One indicator of a sheet; `actual` and `score` are kept when the sheet is submitted."""

    __tablename__ = "assessment_line"
    TERM: ClassVar[Term] = Term("Line of an assessment", "考核指标")
    PARENT: ClassVar[str] = "assessment_id"

    assessment_id: Mapped[int] = field(
        (Integer, reference("assessment")),
        Term("Assessment sheet", "绩效考核表"),
        refers_to="Assessment",
        index=True,
    )
    place: Mapped[int] = field(Integer, Term("Order", "顺序"), default=0)
    indicator: Mapped[str] = field(String(40), Term("Indicator", "考核指标"), Kind.CODE, width=160)
    name: Mapped[str | None] = field(String(120), Term("Name", "名称"), width=160)
    """What a line judged by a person is called."""
    weight: Mapped[Decimal] = field(Exact(2), Term("Weight", "权重"), width=70, default=Decimal(0))
    target: Mapped[Decimal | None] = field(Exact(4), Term("Target", "目标值"), width=100)
    rule: Mapped[str] = field(
        String(12), Term("Rule", "计分规则"), choices=SCORE_RULE, width=100, default="ratio"
    )
    cap: Mapped[Decimal | None] = field(Exact(4), Term("Cap", "上限"), width=70)
    step: Mapped[Decimal | None] = field(Exact(4), Term("Off for each case", "每次扣减"), width=70)
    bands: Mapped[list[Any] | None] = mapped_column(JSON)
    points: Mapped[Decimal | None] = field(
        Exact(2), Term("Points given (0–100)", "人工评分（0–100）"), width=90
    )
    """For the rule `manual`."""
    actual: Mapped[str | None] = field(String(80), Term("Actual", "实际值"), Kind.CODE, width=100)
    """Decimal text, unrounded."""
    score: Mapped[Decimal | None] = field(Exact(2), Term("Score", "得分"), width=80)
    note: Mapped[str | None] = field(String(200), Term("Note", "说明"), width=160)


class IncentiveRule(Record):
    """激励规则: by which indicator, over which bands, of what."""

    __tablename__ = "incentive_rule"
    TERM: ClassVar[Term] = Term("Incentive rule", "激励规则")
    SECTIONS: ClassVar[dict[str, Term]] = {"rule": Term("Incentive rule", "激励规则")}

    name: Mapped[str] = field(
        String(120), Term("Rule", "规则名称"), group="rule", in_list=True, width=200
    )
    indicator: Mapped[str] = field(
        String(40), Term("Indicator", "依据指标"), Kind.CODE, group="rule", in_list=True, width=160
    )
    position: Mapped[str | None] = field(
        String(20), Term("For", "适用岗位"), group="rule", choices=POSITION, in_list=True, width=110
    )
    basis: Mapped[str] = field(
        String(12), Term("Basis", "计奖方式"), group="rule", choices=INCENTIVE_BASIS, in_list=True, width=130,
        default="bonus",
    )  # fmt: skip
    amount: Mapped[Decimal | None] = field(
        Exact(2),
        Term("Amount", "基数"),
        Kind.MONEY,
        group="rule",
        in_list=True,
        width=110,
        currency_field="currency",
    )
    """The fixed bonus, or what each case earns; not for a percentage of the numerator."""
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    bands: Mapped[list[Any] | None] = mapped_column(JSON)
    """[lower bound of the indicator's value, factor] as texts; below the lowest bound nothing is paid."""
    starts_on: Mapped[date | None] = field(
        Date, Term("Holds from", "生效日期"), group="rule", width=100
    )
    ends_on: Mapped[date | None] = field(
        Date, Term("Holds until", "失效日期"), group="rule", width=100
    )
    note: Mapped[str | None] = field(String(400), Term("Note", "说明"), group="rule", wide=True)


class Incentive(Record):
    """激励: what a rule gave a person for a period, and how it was worked out."""

    __tablename__ = "incentive"
    TERM: ClassVar[Term] = Term("Incentive", "激励")

    rule_id: Mapped[int] = field(
        (Integer, reference("incentive_rule")), Term("Rule", "激励规则"), refers_to="IncentiveRule", in_list=True,
        index=True, width=160,
    )  # fmt: skip
    staff_id: Mapped[int] = field(
        (Integer, reference("staff")),
        Term("Person", "人员"),
        refers_to="Staff",
        in_list=True,
        index=True,
        width=100,
    )
    period: Mapped[str] = field(
        String(10), Term("Period", "期间"), Kind.CODE, in_list=True, width=90
    )
    amount: Mapped[Decimal] = field(
        Exact(2),
        Term("Amount", "金额"),
        Kind.MONEY,
        in_list=True,
        width=110,
        currency_field="currency",
    )
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    working: Mapped[str | None] = field(
        String(400), Term("How it was worked out", "计算过程"), in_list=True, width=260
    )
    state: Mapped[str] = field(
        String(12),
        Term("State", "状态"),
        choices=INCENTIVE_STATE,
        in_list=True,
        width=80,
        default="proposed",
    )
    approved_on: Mapped[date | None] = field(Date, Term("Approved on", "批准日期"), width=100)
    paid_on: Mapped[date | None] = field(Date, Term("Paid on", "发放日期"), width=100)

    @property
    def title(self) -> str:
        """Its period."""
        return f"{self.TERM} {self.period}"
