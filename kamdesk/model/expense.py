"""Money spent on customers, and the claims by which it is paid back."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY, EXPENSE_CATEGORY, EXPENSE_STATE


class ExpenseClaim(Record):
    """费用报销: expenses handed in together; who approves the claim approves its lines."""

    __tablename__ = "expense_claim"
    TERM: ClassVar[Term] = Term("Expense claim", "费用报销单")
    SECTIONS: ClassVar[dict[str, Term]] = {"claim": Term("Expense claim", "费用报销单")}

    number: Mapped[str] = field(
        String(40), Term("Claim no.", "报销单号"), Kind.CODE, group="claim", unique=True, search=True, in_list=True,
        aliases=("单号",),
    )  # fmt: skip
    staff_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Claimed by", "报销人"), group="claim", refers_to="Staff", in_list=True,
        index=True, aliases=("申请人",),
    )  # fmt: skip
    on: Mapped[date] = field(
        Date,
        Term("Date", "报销日期"),
        group="claim",
        in_list=True,
        width=96,
        aliases=("日期", "申请日期"),
    )
    purpose: Mapped[str | None] = field(
        String(200), Term("Purpose", "事由"), group="claim", wide=True, search=True, in_list=True, width=200,
        aliases=("报销事由",),
    )  # fmt: skip
    state: Mapped[str] = field(
        String(20), Term("State", "状态"), choices=EXPENSE_STATE, dated=True, in_list=True, width=90, default="open",
    )  # fmt: skip
    submitted_on: Mapped[date | None] = field(Date, Term("Submitted on", "提交日期"), width=96)
    approved_on: Mapped[date | None] = field(Date, Term("Approved on", "批准日期"), width=96)
    paid_on: Mapped[date | None] = field(Date, Term("Paid on", "支付日期"), width=96)

    @property
    def title(self) -> str:
        """Its number."""
        return self.number


class Expense(Record):
    """费用: one line of money spent. Its state is that of the claim it stands in."""

    __tablename__ = "expense"
    TERM: ClassVar[Term] = Term("Expense", "费用")
    SECTIONS: ClassVar[dict[str, Term]] = {"expense": Term("Expense", "费用")}

    on: Mapped[date] = field(
        Date, Term("Date", "日期"), group="expense", in_list=True, width=96, index=True,
        aliases=("发生日期", "费用日期"),
    )  # fmt: skip
    category: Mapped[str] = field(
        String(20), Term("Category", "费用类别"), group="expense", choices=EXPENSE_CATEGORY, in_list=True, width=90,
        default="travel", aliases=("类别", "费用项目", "科目"),
    )  # fmt: skip
    amount: Mapped[Decimal] = field(
        Exact(2), Term("Amount", "金额"), Kind.MONEY, group="expense", in_list=True, width=110,
        currency_field="currency", aliases=("费用金额", "开支额"),
    )  # fmt: skip
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    rate: Mapped[Decimal | None] = field(
        Exact(6), Term("Rate to the default currency", "折算汇率"), width=80, aliases=("汇率",)
    )
    """Of the default currency for one unit, where the amount is in another one."""
    note: Mapped[str | None] = field(
        String(200), Term("What for", "用途"), group="expense", search=True, in_list=True, width=180,
        aliases=("说明", "摘要", "备注"),
    )  # fmt: skip
    receipt_no: Mapped[str | None] = field(
        String(60), Term("Receipt no.", "票据号"), Kind.CODE, group="expense", search=True, in_list=True, width=110,
        aliases=("发票号", "单据号", "发票号码"),
    )  # fmt: skip
    staff_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Spent by", "经手人"), group="expense", refers_to="Staff", in_list=True,
        index=True, aliases=("报销人",),
    )  # fmt: skip
    account_id: Mapped[int | None] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="expense", refers_to="Account",
        in_list=True, index=True, width=160, aliases=("客户",),
    )  # fmt: skip
    visit_id: Mapped[int | None] = field(
        (Integer, reference("visit")), Term("Visit", "拜访"), group="expense", refers_to="Visit", index=True, width=160,
    )  # fmt: skip
    opportunity_id: Mapped[int | None] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), group="expense", refers_to="Opportunity",
        index=True, width=140, aliases=("销售项目", "项目"),
    )  # fmt: skip
    activity_id: Mapped[int | None] = field(
        (Integer, reference("activity")), Term("Activity", "营销活动"), group="expense", refers_to="Activity",
        index=True, width=140, aliases=("活动",),
    )  # fmt: skip
    complaint_id: Mapped[int | None] = field(
        (Integer, reference("complaint")), Term("Complaint", "投诉"), refers_to="Complaint", index=True, width=140,
    )  # fmt: skip
    service_request_id: Mapped[int | None] = field(
        (Integer, reference("service_request")), Term("Service request", "服务请求"), refers_to="ServiceRequest",
        index=True, width=140,
    )  # fmt: skip
    claim_id: Mapped[int | None] = field(
        (Integer, reference("expense_claim")), Term("Claim", "报销单"), refers_to="ExpenseClaim", index=True, width=110,
    )  # fmt: skip
    state: Mapped[str] = field(
        String(20), Term("State", "状态"), choices=EXPENSE_STATE, dated=True, in_list=True, width=90, default="open",
    )  # fmt: skip

    __table_args__ = (
        Index(
            "ix_expense_unclaimed",
            "state",
            "staff_id",
            "on",
            sqlite_where=text("claim_id IS NULL AND deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    @property
    def title(self) -> str:
        """What it was for, else its category."""
        return self.note or EXPENSE_CATEGORY.label(self.category)
