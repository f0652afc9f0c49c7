"""商机 / 销售项目: what might be won, how far it is, against whom, and every move it made."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.sales_words import FORECAST_CATEGORY, KNOWN, OUTCOME, THREAT
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY

LISTED_BY: tuple[str, ...] = (
    "account_id", "amount", "expected_close_on", "owner_id", "closed_on", "next_contact_on",
)  # fmt: skip
"""Columns by which the list of opportunities outside the waste basket is sorted and filtered; each has an index."""


class Opportunity(Record):
    """An opportunity. Stage and outcome move by `kamdesk.work.opportunities` only; each move leaves a dated row."""

    __tablename__ = "opportunity"
    TERM: ClassVar[Term] = Term("Opportunity", "商机")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "deal": Term("Opportunity", "商机"),
        "guidance": Term("Guidance", "项目引导"),
        "goals": Term("Goals", "项目目标"),
        "next": Term("What follows", "后续"),
        "outcome": Term("Outcome", "结果"),
    }

    number: Mapped[str] = field(
        String(40), Term("Opportunity no.", "商机编号"), Kind.CODE, group="deal", unique=True, search=True,
        in_list=True, width=110, aliases=("项目编号", "编号", "opportunity id", "opportunity number", "deal id"),
    )  # fmt: skip
    name: Mapped[str] = field(
        String(200), Term("Opportunity", "商机名称"), group="deal", wide=True, search=True, in_list=True, width=200,
        aliases=("商机", "项目名称", "销售项目", "项目", "opportunity name", "deal", "deal name"),
    )  # fmt: skip
    account_id: Mapped[int | None] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="deal", refers_to="Account", in_list=True,
        width=160, aliases=("客户", "公司名称", "account", "account name", "customer", "company"),
    )  # fmt: skip
    """Empty for what nobody has assigned to a customer yet."""
    pipeline_id: Mapped[int] = field(
        (Integer, reference("pipeline")), Term("Pipeline", "销售流程"), refers_to="Pipeline", index=True, width=90,
        dated=True,
    )  # fmt: skip
    stage_id: Mapped[int] = field(
        (Integer, reference("stage")), Term("Stage", "阶段"), refers_to="Stage", dated=True, in_list=True, width=100,
        aliases=("商机阶段", "销售阶段", "项目阶段", "deal stage", "sales stage"),
    )  # fmt: skip
    stage_since: Mapped[date] = field(
        Date, Term("In this stage since", "进入本阶段"), derived=True, width=96
    )
    outcome: Mapped[str] = field(
        String(20), Term("Outcome", "结果"), choices=OUTCOME, dated=True, in_list=True, width=80, default="open",
        aliases=("商机状态", "项目结果", "状态", "status"),
    )  # fmt: skip
    amount: Mapped[Decimal | None] = field(
        Exact(2), Term("Amount", "金额"), Kind.MONEY, group="deal", in_list=True, width=120, currency_field="currency",
        aliases=("商机金额", "预计金额", "项目金额", "close value", "value", "deal value"),
    )  # fmt: skip
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    rate: Mapped[Decimal | None] = field(
        Exact(6), Term("Rate to the default currency", "折算汇率"), group="deal", width=80, aliases=("汇率",),
    )  # fmt: skip
    """Of the default currency for one unit, where the amount is in another one."""
    product_id: Mapped[int | None] = field(
        (Integer, reference("product")), Term("Main product", "主要产品"), group="deal", refers_to="Product",
        index=True, width=120, aliases=("产品", "product"),
    )  # fmt: skip
    probability: Mapped[int | None] = field(
        Integer, Term("Own probability (%)", "人工赢率（%）"), group="deal", width=80,
        aliases=("赢率", "win probability", "probability"),
    )  # fmt: skip
    """Overrides that of the stage, with `probability_reason`."""
    probability_reason: Mapped[str | None] = field(
        String(200), Term("Why this probability", "赢率依据"), group="deal", wide=True
    )
    forecast_category: Mapped[str | None] = field(
        String(20), Term("Forecast category", "预测类别"), group="deal", choices=FORECAST_CATEGORY, width=90,
    )  # fmt: skip
    """Without one it follows from the probability."""
    expected_close_on: Mapped[date | None] = field(
        Date, Term("Expected close", "预计签约日期"), group="deal", in_list=True, width=110,
        aliases=("预计成交日期", "预计签约", "预计签单日期", "expected close date", "close date expected"),
    )  # fmt: skip
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Owner", "负责人"), group="deal", refers_to="Staff", in_list=True, width=90,
        aliases=("商机负责人", "销售", "sales agent", "owner", "sales rep", "业务员"),
    )  # fmt: skip
    source: Mapped[str | None] = field(
        String(80), Term("Source", "商机来源"), group="deal", width=90, aliases=("来源", "lead source"),
    )  # fmt: skip
    begun_on: Mapped[date | None] = field(
        Date, Term("Begun on", "建立日期"), group="deal", width=96,
        aliases=("创建日期", "开始日期", "立项日期", "engage date", "created"),
    )  # fmt: skip

    need: Mapped[str | None] = field(
        Text, Term("Need in one sentence", "客户需求（一句话）"), group="guidance", wide=True, search=True, width=160,
        aliases=("客户需求", "需求"),
    )  # fmt: skip
    budget_known: Mapped[str | None] = field(
        String(10), Term("Customer's budget", "客户预算是否已知"), group="guidance", choices=KNOWN, width=80,
    )  # fmt: skip
    customer_budget: Mapped[Decimal | None] = field(
        Exact(2), Term("Budget of the customer", "客户预算"), Kind.MONEY, group="guidance", width=120,
        currency_field="customer_budget_currency",
    )  # fmt: skip
    customer_budget_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the customer's budget", "客户预算币种"), choices=CURRENCY
    )
    decision_mode: Mapped[str | None] = field(
        String(200), Term("Decision mode", "决策模式"), group="guidance", wide=True, width=140,
        aliases=("决策方式",),
    )  # fmt: skip

    target_amount: Mapped[Decimal | None] = field(
        Exact(2), Term("Target amount", "目标金额"), Kind.MONEY, group="goals", width=120,
        currency_field="target_currency",
    )  # fmt: skip
    minimum_amount: Mapped[Decimal | None] = field(
        Exact(2), Term("Least amount", "底线金额"), Kind.MONEY, group="goals", width=120,
        currency_field="target_currency",
    )  # fmt: skip
    target_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the goals", "目标币种"), choices=CURRENCY
    )
    share_goal: Mapped[Decimal | None] = field(
        Exact(4), Term("Share we want", "份额目标"), Kind.PERCENT, group="goals", width=80
    )
    goal: Mapped[str | None] = field(
        Text, Term("Goal of the project", "项目目标"), group="goals", wide=True, aliases=("目标",)
    )
    initiated_by: Mapped[str | None] = field(
        String(60), Term("Initiation approved by", "立项批准人"), group="goals", width=100
    )
    initiated_on: Mapped[date | None] = field(
        Date, Term("Initiation approved on", "立项批准日期"), group="goals", width=96
    )
    budget: Mapped[Decimal | None] = field(
        Exact(2), Term("Project budget", "项目费用预算"), Kind.MONEY, group="goals", width=120,
        currency_field="budget_currency", aliases=("费用预算",),
    )  # fmt: skip
    budget_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the project budget", "费用预算币种"), choices=CURRENCY
    )

    next_step: Mapped[str | None] = field(
        String(200), Term("Next step", "下一步"), group="next", wide=True, in_list=True, width=160,
        aliases=("下一步行动", "next step"),
    )  # fmt: skip
    next_contact_on: Mapped[date | None] = field(
        Date, Term("Next contact", "下次联系"), group="next", width=100,
        aliases=("下次跟进", "下次联系日期"),
    )  # fmt: skip
    note: Mapped[str | None] = field(
        Text, Term("Note", "备注"), group="next", wide=True, width=160, aliases=("说明", "remarks")
    )

    closed_on: Mapped[date | None] = field(
        Date, Term("Closed on", "结案日期"), dated=True, width=96, in_list=False,
        aliases=("签约日期", "成交日期", "close date", "closed date"),
    )  # fmt: skip
    outcome_reason: Mapped[str | None] = field(
        String(400), Term("Reason of the outcome", "结果原因"), group="outcome", wide=True, search=True, width=160,
        aliases=("丢单原因", "赢单原因", "取消原因", "lost reason", "win reason"),
    )  # fmt: skip
    lost_to_id: Mapped[int | None] = field(
        (Integer, reference("competitor")), Term("Won by", "中标方"), group="outcome", refers_to="Competitor",
        index=True, width=120, aliases=("丢给", "lost to", "winner"),
    )  # fmt: skip
    slips: Mapped[int] = field(Integer, Term("Times put off", "推迟次数"), width=80, default=0)
    """How often the expected close moved later."""
    slipped_days: Mapped[int] = field(
        Integer, Term("Days put off", "推迟天数"), width=80, default=0
    )
    """Days from the first expected close to the one now, if that is later."""
    custom: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        *(
            Index(f"ix_opportunity_list_{column}", column, sqlite_where=text("deleted_at IS NULL"))
            for column in LISTED_BY
        ),
        # What is under way, in the order in which it closes: the list that is open all day.
        Index(
            "ix_opportunity_open", "outcome", "expected_close_on", sqlite_where=text("deleted_at IS NULL")
        ),
        Index(
            "ix_opportunity_board", "pipeline_id", "outcome", "stage_id", "expected_close_on",
            sqlite_where=text("deleted_at IS NULL"),
        ),
        # The sums of the funnel come from the index alone.
        Index(
            "ix_opportunity_funnel", "stage_id", "outcome", "owner_id", "amount", "probability", "currency", "rate",
            sqlite_where=text("deleted_at IS NULL"),
        ),
        Index("ix_opportunity_account", "account_id", "outcome"),
        # What was closed in a period, counted and summed from the index alone.
        Index(
            "ix_opportunity_closed", "outcome", "closed_on", "account_id", "amount", "currency", "rate",
            sqlite_where=text("deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip


class StageChange(Record):
    """A move to another stage. `override_reason` is there when it passed a gate that was not met."""

    __tablename__ = "stage_change"
    TERM: ClassVar[Term] = Term("Change of stage", "阶段变更")
    PARENT: ClassVar[str] = "opportunity_id"

    opportunity_id: Mapped[int] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), refers_to="Opportunity", index=True,
    )  # fmt: skip
    to_id: Mapped[int] = field(
        (Integer, reference("stage")), Term("Stage", "阶段"), refers_to="Stage", index=True
    )
    on: Mapped[date] = field(Date, Term("On", "日期"))
    reason: Mapped[str | None] = field(String(400), Term("Reason", "原因"))
    override_reason: Mapped[str | None] = field(
        String(400), Term("Reason for passing the gate", "放行理由")
    )
    missing: Mapped[str | None] = field(String(400), Term("What was missing", "当时缺少"))
    by_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("By", "操作人"), refers_to="Staff", index=True
    )

    __table_args__ = (
        Index("ix_stage_change_day", "to_id", "on", "opportunity_id"),
        {"sqlite_autoincrement": True},
    )


class OutcomeChange(Record):
    """Won, lost, cancelled or opened again, on a day."""

    __tablename__ = "outcome_change"
    TERM: ClassVar[Term] = Term("Change of outcome", "结果变更")
    PARENT: ClassVar[str] = "opportunity_id"

    opportunity_id: Mapped[int] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), refers_to="Opportunity", index=True,
    )  # fmt: skip
    to: Mapped[str] = field(String(20), Term("Outcome", "结果"), choices=OUTCOME)
    on: Mapped[date] = field(Date, Term("On", "日期"))
    reason: Mapped[str | None] = field(String(400), Term("Reason", "原因"))


class CloseDateChange(Record):
    """The expected close was moved on a day: what slips is counted from these."""

    __tablename__ = "close_date_change"
    TERM: ClassVar[Term] = Term("Change of expected close", "预计签约日期变更")
    PARENT: ClassVar[str] = "opportunity_id"

    opportunity_id: Mapped[int] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), refers_to="Opportunity", index=True,
    )  # fmt: skip
    to: Mapped[date | None] = field(Date, Term("Expected close", "预计签约日期"))
    on: Mapped[date] = field(Date, Term("On", "日期"))
    reason: Mapped[str | None] = field(String(400), Term("Reason", "原因"))


class OpportunityLine(Record):
    """A product of the opportunity."""

    __tablename__ = "opportunity_line"
    TERM: ClassVar[Term] = Term("Product of the opportunity", "商机产品")
    PARENT: ClassVar[str] = "opportunity_id"

    opportunity_id: Mapped[int] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), refers_to="Opportunity", index=True,
    )  # fmt: skip
    product_id: Mapped[int | None] = field(
        (Integer, reference("product")),
        Term("Product", "产品"),
        refers_to="Product",
        index=True,
        width=140,
    )
    description: Mapped[str | None] = field(String(200), Term("Description", "说明"), width=200)
    quantity: Mapped[Decimal | None] = field(Exact(4), Term("Quantity", "数量"), width=80)
    price: Mapped[Decimal | None] = field(Exact(2), Term("Price", "单价"), Kind.MONEY, width=100)


class OpportunityCompetitor(Record):
    """A competitor in this deal: how dangerous, at what price, in which position."""

    __tablename__ = "opportunity_competitor"
    TERM: ClassVar[Term] = Term("Competitor in the deal", "商机竞争对手")
    PARENT: ClassVar[str] = "opportunity_id"

    opportunity_id: Mapped[int] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), refers_to="Opportunity", index=True,
    )  # fmt: skip
    competitor_id: Mapped[int] = field(
        (Integer, reference("competitor")), Term("Competitor", "竞争对手"), refers_to="Competitor", index=True,
        width=120, aliases=("友商", "对手"),
    )  # fmt: skip
    threat: Mapped[str | None] = field(
        String(10), Term("Threat", "威胁"), choices=THREAT, width=70, aliases=("威胁程度",)
    )
    price: Mapped[Decimal | None] = field(
        Exact(2), Term("Their price", "对手报价"), Kind.MONEY, width=110, aliases=("报价",)
    )
    position: Mapped[str | None] = field(
        String(200), Term("Position", "竞争态势"), width=180, aliases=("地位", "态势")
    )
    is_incumbent: Mapped[bool] = field(
        Boolean, Term("Incumbent", "现有供应商"), default=False, width=70
    )
