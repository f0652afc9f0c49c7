"""预测快照: what was forecast on a day, locked with every deal: accuracy and movement come from these."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.sales_words import FORECAST_CATEGORY, OUTCOME
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact


class ForecastSnapshot(Record):
    """One locked forecast of an owner (or of everybody) for a period, in the default currency."""

    __tablename__ = "forecast_snapshot"
    TERM: ClassVar[Term] = Term("Forecast snapshot", "预测快照")

    taken_on: Mapped[date] = field(Date, Term("Taken on", "快照日期"), index=True)
    period: Mapped[str] = field(String(10), Term("Period", "期间"))
    """``2026``, ``2026Q4`` or ``2026-11``, as in `kpi.md`."""
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Owner", "负责人"), refers_to="Staff", index=True
    )
    quota: Mapped[Decimal | None] = field(Exact(2), Term("Quota", "目标"), Kind.MONEY)
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"))
    note: Mapped[str | None] = field(String(200), Term("Note", "说明"))

    @property
    def title(self) -> str:
        """Period and day."""
        return f"{self.TERM} {self.period} · {self.taken_on}"


class ForecastDeal(Record):
    """One deal as it stood when the snapshot was taken; amounts in the snapshot's currency."""

    __tablename__ = "forecast_deal"
    TERM: ClassVar[Term] = Term("Deal in a snapshot", "快照商机")
    PARENT: ClassVar[str] = "snapshot_id"

    snapshot_id: Mapped[int] = field(
        (Integer, reference("forecast_snapshot")), Term("Forecast snapshot", "预测快照"),
        refers_to="ForecastSnapshot",
    )  # fmt: skip
    opportunity_id: Mapped[int] = field(
        (Integer, reference("opportunity")),
        Term("Opportunity", "商机"),
        refers_to="Opportunity",
        index=True,
    )
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Owner", "负责人"), refers_to="Staff", index=True
    )
    amount: Mapped[Decimal] = field(
        Exact(2), Term("Amount", "金额"), Kind.MONEY, default=Decimal(0)
    )
    probability: Mapped[int] = field(Integer, Term("Probability (%)", "赢率（%）"), default=0)
    category: Mapped[str] = field(
        String(20), Term("Category", "预测类别"), choices=FORECAST_CATEGORY, default="pipeline"
    )
    outcome: Mapped[str] = field(
        String(20), Term("Outcome", "结果"), choices=OUTCOME, default="open"
    )
    expected_close_on: Mapped[date | None] = field(Date, Term("Expected close", "预计签约日期"))

    __table_args__ = (
        Index("ix_forecast_deal_snapshot", "snapshot_id", "opportunity_id"),
        {"sqlite_autoincrement": True},
    )
