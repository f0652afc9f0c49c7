"""冻结期间: a period that was closed, with every figure as it stood and the records behind it (kpi.md rule 3)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.running_words import FIGURE_SCOPE
from kamdesk.model.terms import Term


class FrozenPeriod(Record):
    """A closed period: when, by whom, as of which day."""

    __tablename__ = "frozen_period"
    TERM: ClassVar[Term] = Term("Frozen period", "冻结期间")

    period: Mapped[str] = field(String(10), Term("Period", "期间"), Kind.CODE, index=True)
    as_of: Mapped[date] = field(Date, Term("As of", "截止日期"))
    frozen_on: Mapped[date] = field(Date, Term("Frozen on", "冻结日期"))
    frozen_by: Mapped[str] = field(String(100), Term("Frozen by", "冻结人"), default="")
    note: Mapped[str | None] = field(String(200), Term("Note", "备注"))

    @property
    def title(self) -> str:
        """Its period."""
        return f"{self.TERM} {self.period}"


class FrozenFigure(Record):
    """One indicator for one scope as it stood; numbers as decimal text, because they are never worked out again."""

    __tablename__ = "frozen_figure"
    TERM: ClassVar[Term] = Term("Frozen figure", "冻结值")
    PARENT: ClassVar[str] = "frozen_period_id"

    frozen_period_id: Mapped[int] = field(
        (Integer, reference("frozen_period")), Term("Frozen period", "冻结期间"), refers_to="FrozenPeriod", index=True,
    )  # fmt: skip
    indicator: Mapped[str] = field(String(40), Term("Indicator", "指标"), Kind.CODE)
    scope: Mapped[str] = field(
        String(12), Term("Scope", "范围"), choices=FIGURE_SCOPE, default="department"
    )
    staff_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Person", "人员"), refers_to="Staff", index=True
    )
    tier: Mapped[str | None] = field(String(20), Term("Tier", "客户等级"))
    numerator: Mapped[str | None] = field(String(80), Term("Numerator", "分子"), Kind.CODE)
    denominator: Mapped[str | None] = field(String(80), Term("Denominator", "分母"), Kind.CODE)
    value: Mapped[str | None] = field(String(80), Term("Value", "指标值"), Kind.CODE)
    note: Mapped[str | None] = field(String(400), Term("Note", "备注"))
    behind: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """``numerator`` and ``denominator`` → list of [kind, uid, value as text] of the records counted."""
