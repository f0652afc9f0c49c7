"""合同: contracts with what is due under them: deliveries, payments, commitments."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.keeping_words import CONTRACT_STATE, MILESTONE_KIND
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY


class Contract(Record):
    """What was signed with an account, and until when it holds."""

    __tablename__ = "contract"
    TERM: ClassVar[Term] = Term("Contract", "合同")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "contract": Term("Contract", "合同"),
        "terms": Term("Terms", "合同条款"),
    }

    number: Mapped[str] = field(
        String(40), Term("Contract no.", "合同编号"), Kind.CODE, group="contract", unique=True, search=True,
        in_list=True, width=120, aliases=("合同号", "编号", "contract number"),
    )  # fmt: skip
    name: Mapped[str] = field(
        String(200), Term("Contract", "合同名称"), group="contract", wide=True, search=True, in_list=True, width=220,
        aliases=("名称", "合同", "contract name"),
    )  # fmt: skip
    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="contract", refers_to="Account",
        in_list=True, index=True, width=180, aliases=("客户", "甲方"),
    )  # fmt: skip
    opportunity_id: Mapped[int | None] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), group="contract", refers_to="Opportunity",
        index=True, width=140, aliases=("销售项目", "项目"),
    )  # fmt: skip
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("In charge", "负责人"), group="contract", refers_to="Staff", in_list=True,
        index=True, width=90, aliases=("经办人",),
    )  # fmt: skip
    state: Mapped[str] = field(
        String(20), Term("State", "状态"), group="contract", choices=CONTRACT_STATE, in_list=True, width=90,
        default="draft", aliases=("合同状态",),
    )  # fmt: skip
    signed_on: Mapped[date | None] = field(
        Date, Term("Signed on", "签订日期"), group="contract", in_list=True, width=100, aliases=("签约日期",),
    )  # fmt: skip
    starts_on: Mapped[date | None] = field(
        Date, Term("Starts on", "生效日期"), group="contract", width=100, aliases=("开始日期", "起始日期"),
    )  # fmt: skip
    ends_on: Mapped[date | None] = field(
        Date, Term("Ends on", "到期日期"), group="contract", in_list=True, width=100,
        aliases=("截止日期", "终止日期", "有效期至"),
    )  # fmt: skip
    warn_days: Mapped[int | None] = field(
        Integer, Term("Warn so many days before", "提前提醒天数"), group="contract", width=80
    )
    """Without it the setting `contract_warn_days` holds."""
    amount: Mapped[Decimal | None] = field(
        Exact(2), Term("Amount", "合同金额"), Kind.MONEY, group="contract", in_list=True, width=120,
        currency_field="currency", aliases=("金额", "总金额"),
    )  # fmt: skip
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    rate: Mapped[Decimal | None] = field(
        Exact(6), Term("Rate to the default currency", "折算汇率"), group="contract", width=80, aliases=("汇率",),
    )  # fmt: skip
    renews_id: Mapped[int | None] = field(
        (Integer, reference("contract")), Term("Renews", "续签自"), group="contract", refers_to="Contract", index=True,
        width=120,
    )  # fmt: skip
    """The contract in whose place this one stands."""
    terms: Mapped[str | None] = field(
        Text, Term("Terms", "主要条款"), group="terms", wide=True, search=True, aliases=("条款",)
    )
    payment_terms: Mapped[str | None] = field(
        String(400),
        Term("Payment terms", "付款方式"),
        group="terms",
        wide=True,
        aliases=("付款条件",),
    )
    ended_on: Mapped[date | None] = field(
        Date, Term("Ended early on", "提前终止日期"), group="terms", width=100
    )
    end_reason: Mapped[str | None] = field(
        String(400), Term("Why it ended", "终止原因"), group="terms", wide=True
    )
    note: Mapped[str | None] = field(Text, Term("Note", "备注"), group="terms", wide=True)

    __table_args__ = (
        Index("ix_contract_ends", "ends_on", "state", sqlite_where=text("deleted_at IS NULL")),
        {"sqlite_autoincrement": True},
    )


class Milestone(Record):
    """One thing that falls due under a contract."""

    __tablename__ = "milestone"
    TERM: ClassVar[Term] = Term("Milestone", "合同节点")
    PARENT: ClassVar[str] = "contract_id"

    contract_id: Mapped[int] = field(
        (Integer, reference("contract")), Term("Contract", "合同"), refers_to="Contract", index=True
    )
    kind: Mapped[str] = field(
        String(20), Term("Kind", "类别"), choices=MILESTONE_KIND, width=80, default="delivery"
    )
    name: Mapped[str] = field(
        String(200), Term("What", "内容"), width=200, aliases=("节点", "事项")
    )
    due_on: Mapped[date | None] = field(
        Date, Term("Due on", "应完成日期"), width=100, aliases=("到期日",)
    )
    done_on: Mapped[date | None] = field(
        Date, Term("Done on", "完成日期"), width=100, aliases=("实际日期",)
    )
    amount: Mapped[Decimal | None] = field(Exact(2), Term("Amount", "金额"), Kind.MONEY, width=110)
    """In the currency of the contract."""
    note: Mapped[str | None] = field(String(200), Term("Note", "备注"), width=140)

    __table_args__ = (
        Index(
            "ix_milestone_open",
            "due_on",
            sqlite_where=text("done_on IS NULL AND deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )
