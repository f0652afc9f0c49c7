"""购买记录: what accounts bought, when it was to be delivered and when it was."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.keeping_words import PURCHASE_STATE
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY


class Purchase(Record):
    """One line of an order; a negative amount is a return."""

    __tablename__ = "purchase"
    TERM: ClassVar[Term] = Term("Purchase", "购买记录")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "order": Term("Order", "订单"),
        "delivery": Term("Delivery", "交货"),
    }

    number: Mapped[str | None] = field(
        String(40), Term("Order no.", "单号"), Kind.CODE, group="order", in_list=True, width=120,
        index=True, aliases=("订单号", "订单编号", "发货单号", "order number", "order id"),
    )  # fmt: skip
    on: Mapped[date] = field(
        Date, Term("Date", "购买日期"), group="order", in_list=True, width=96,
        aliases=("日期", "订单日期", "下单日期", "销售日期", "order date"),
    )  # fmt: skip
    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="order", refers_to="Account", in_list=True,
        width=180, aliases=("客户", "购买单位"),
    )  # fmt: skip
    product_id: Mapped[int | None] = field(
        (Integer, reference("product")), Term("Product", "产品"), group="order", refers_to="Product", in_list=True,
        index=True, width=160, aliases=("产品编号", "产品名称", "品名"),
    )  # fmt: skip
    quantity: Mapped[Decimal | None] = field(
        Exact(3), Term("Quantity", "数量"), group="order", in_list=True, width=80, aliases=("销售量", "qty"),
    )  # fmt: skip
    amount: Mapped[Decimal] = field(
        Exact(2), Term("Amount", "金额"), Kind.MONEY, group="order", in_list=True, width=120,
        currency_field="currency", aliases=("销售额", "销售金额", "订单金额", "total"),
    )  # fmt: skip
    cost: Mapped[Decimal | None] = field(
        Exact(2), Term("Cost", "成本"), Kind.MONEY, group="order", width=110, currency_field="currency",
        aliases=("成本额",),
    )  # fmt: skip
    """In the currency of the amount."""
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    rate: Mapped[Decimal | None] = field(
        Exact(6), Term("Rate to the default currency", "折算汇率"), group="order", width=80, aliases=("汇率",),
    )  # fmt: skip
    """Of the default currency for one unit, where the amount is in another one."""
    contract_id: Mapped[int | None] = field(
        (Integer, reference("contract")), Term("Contract", "合同"), group="order", refers_to="Contract", index=True,
        width=120, aliases=("合同编号",),
    )  # fmt: skip
    due_on: Mapped[date | None] = field(
        Date, Term("Delivery due on", "应交货日期"), group="delivery", in_list=True, width=100,
        aliases=("交货期", "要求交货日期", "required date"),
    )  # fmt: skip
    delivered_on: Mapped[date | None] = field(
        Date, Term("Delivered on", "实际交货日期"), group="delivery", in_list=True, width=100,
        aliases=("交货日期", "发货日期", "shipped date"),
    )  # fmt: skip
    state: Mapped[str] = field(
        String(20), Term("State", "订单进展"), group="delivery", choices=PURCHASE_STATE, in_list=True, width=90,
        default="ordered", aliases=("状态", "订单状态"),
    )  # fmt: skip
    note: Mapped[str | None] = field(
        String(200), Term("Note", "备注"), group="delivery", wide=True, width=140
    )

    __table_args__ = (
        # They hold all that the sums of a period, of everybody and of one account, are made of.
        Index(
            "ix_purchase_sums", "on", "account_id", "amount", "cost", "quantity", "currency", "rate", "product_id",
            sqlite_where=text("deleted_at IS NULL"),
        ),
        Index("ix_purchase_account", "account_id", "on", sqlite_where=text("deleted_at IS NULL")),
        Index(
            "ix_purchase_undelivered", "due_on",
            sqlite_where=text("delivered_on IS NULL AND due_on IS NOT NULL AND deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    @property
    def title(self) -> str:
        """Its order number, else its day."""
        return self.number or f"{self.TERM} {self.on}"
