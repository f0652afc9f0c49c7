"""Targets, budgets and sales forecasts: what is wanted, by period. A later approved version replaces an earlier one."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.running_words import TARGET_LEVEL
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY, EXPENSE_CATEGORY


class Target(Record):
    """目标: one version of what is wanted of somebody in a period (kpi.md rule 9). Without `approved_on` a draft."""

    __tablename__ = "target"
    TERM: ClassVar[Term] = Term("Target", "目标")
    SECTIONS: ClassVar[dict[str, Term]] = {"target": Term("Target", "目标")}

    period: Mapped[str] = field(
        String(10), Term("Period", "期间"), Kind.CODE, group="target", in_list=True, width=80, aliases=("目标期间",),
    )  # fmt: skip
    """``2026``, ``2026Q4`` or ``2026-11``."""
    measure: Mapped[str] = field(
        String(40), Term("Measure", "目标项目"), Kind.CODE, group="target", in_list=True, width=120,
        default="sales_amount", aliases=("指标",),
    )  # fmt: skip
    """A code of TARGET_MEASURE, or the key of an indicator."""
    level: Mapped[str] = field(
        String(12), Term("Level", "层级"), group="target", choices=TARGET_LEVEL, in_list=True, width=80,
        default="department",
    )  # fmt: skip
    staff_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Person", "人员"), group="target", refers_to="Staff", in_list=True,
        index=True, width=90, aliases=("负责人",),
    )  # fmt: skip
    account_id: Mapped[int | None] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="target", refers_to="Account",
        in_list=True, index=True, width=160, aliases=("客户",),
    )  # fmt: skip
    value: Mapped[Decimal] = field(
        Exact(4),
        Term("Value", "目标值"),
        group="target",
        in_list=True,
        width=120,
        aliases=("目标",),
    )
    stretch: Mapped[Decimal | None] = field(
        Exact(4), Term("Stretch value", "挑战值"), group="target", width=120, aliases=("挑战目标",)
    )
    approved_on: Mapped[date | None] = field(
        Date, Term("Approved on", "批准日期"), group="target", in_list=True, width=100
    )
    note: Mapped[str | None] = field(
        String(200), Term("Note", "备注"), group="target", wide=True, width=140
    )

    __table_args__ = (
        Index("ix_target_period", "period", "measure", "level"),
        {"sqlite_autoincrement": True},
    )

    @property
    def title(self) -> str:
        """Period and measure."""
        return f"{self.TERM} {self.period} {self.measure}"


class Budget(Record):
    """预算: one version of what may be spent on a category in a period. Without `approved_on` a draft."""

    __tablename__ = "budget"
    TERM: ClassVar[Term] = Term("Budget", "预算")
    SECTIONS: ClassVar[dict[str, Term]] = {"budget": Term("Budget", "预算")}

    period: Mapped[str] = field(
        String(10), Term("Period", "期间"), Kind.CODE, group="budget", in_list=True, width=80, aliases=("预算期间",),
    )  # fmt: skip
    category: Mapped[str] = field(
        String(20), Term("Category", "费用类别"), group="budget", choices=EXPENSE_CATEGORY, in_list=True, width=100,
        default="travel", aliases=("类别", "科目"),
    )  # fmt: skip
    amount: Mapped[Decimal] = field(
        Exact(2), Term("Amount", "预算额"), Kind.MONEY, group="budget", in_list=True, width=120,
        currency_field="currency", aliases=("预算", "预算金额", "金额"),
    )  # fmt: skip
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    rate: Mapped[Decimal | None] = field(
        Exact(6), Term("Rate to the default currency", "折算汇率"), group="budget", width=80, aliases=("汇率",),
    )  # fmt: skip
    approved_on: Mapped[date | None] = field(
        Date, Term("Approved on", "批准日期"), group="budget", in_list=True, width=100
    )
    note: Mapped[str | None] = field(
        String(200), Term("Note", "备注"), group="budget", wide=True, width=140
    )

    __table_args__ = (
        Index("ix_budget_period", "period", "category"),
        {"sqlite_autoincrement": True},
    )

    @property
    def title(self) -> str:
        """Period and category."""
        return f"{self.TERM} {self.period} {EXPENSE_CATEGORY.label(self.category)}"


class SalesForecast(Record):
    """销售预测: what an account is expected to buy in a month, made on a day; the newest made before counts."""

    __tablename__ = "sales_forecast"
    TERM: ClassVar[Term] = Term("Sales forecast", "销售预测")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {"forecast": Term("Sales forecast", "销售预测")}

    period: Mapped[str] = field(
        String(10), Term("Month", "月份"), Kind.CODE, group="forecast", in_list=True, width=80
    )
    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="forecast", refers_to="Account",
        in_list=True, index=True, width=180,
    )  # fmt: skip
    amount: Mapped[Decimal] = field(
        Exact(2), Term("Forecast", "预测额"), Kind.MONEY, group="forecast", in_list=True, width=120
    )
    """In the default currency."""
    made_on: Mapped[date] = field(
        Date, Term("Made on", "预测日期"), group="forecast", in_list=True, width=100
    )

    __table_args__ = (
        Index("ix_sales_forecast_period", "period", "account_id", "made_on"),
        {"sqlite_autoincrement": True},
    )

    @property
    def title(self) -> str:
        """Its month."""
        return f"{self.TERM} {self.period}"
