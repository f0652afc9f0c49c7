"""竞争对手与情报: who else is there, what share they have, what was heard, and what must still be found out."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, Integer, String, Text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.sales_words import PRICE_LEVEL
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact


class Competitor(Record):
    """竞争对手 / 友商."""

    __tablename__ = "competitor"
    TERM: ClassVar[Term] = Term("Competitor", "竞争对手")
    SECTIONS: ClassVar[dict[str, Term]] = {"competitor": Term("Competitor", "竞争对手")}

    name: Mapped[str] = field(
        String(120), Term("Competitor", "竞争对手"), group="competitor", search=True, in_list=True, width=160,
        aliases=("友商", "对手名称", "competitor"),
    )  # fmt: skip
    products: Mapped[str | None] = field(
        String(400),
        Term("Products", "产品"),
        group="competitor",
        wide=True,
        in_list=True,
        width=180,
    )
    price_level: Mapped[str | None] = field(
        String(10),
        Term("Price level", "价格水平"),
        group="competitor",
        choices=PRICE_LEVEL,
        in_list=True,
        width=80,
    )
    strategy: Mapped[str | None] = field(
        Text, Term("Strategy", "竞争策略"), group="competitor", wide=True, aliases=("策略",)
    )
    strengths: Mapped[str | None] = field(
        Text, Term("Strengths", "优势"), group="competitor", wide=True
    )
    weaknesses: Mapped[str | None] = field(
        Text, Term("Weaknesses", "劣势"), group="competitor", wide=True
    )
    note: Mapped[str | None] = field(Text, Term("Note", "备注"), group="competitor", wide=True)


class CompetitorShare(Record):
    """Which share of an account's purchases a competitor has, as known on a day."""

    __tablename__ = "competitor_share"
    TERM: ClassVar[Term] = Term("Competitor's share", "竞争对手份额")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户"), refers_to="Account", index=True,
    )  # fmt: skip
    competitor_id: Mapped[int | None] = field(
        (Integer, reference("competitor")), Term("Competitor", "竞争对手"), refers_to="Competitor", index=True,
        width=140,
    )  # fmt: skip
    """Empty for our own share."""
    on: Mapped[date] = field(Date, Term("As of", "日期"), width=96)
    share: Mapped[Decimal] = field(
        Exact(4), Term("Share", "份额"), Kind.PERCENT, width=80, default=Decimal(0)
    )
    source: Mapped[str | None] = field(String(120), Term("Source", "来源"), width=140)


class Intelligence(Record):
    """情报: what was heard, where, and how far it can be relied on (1 rumour to 5 seen in writing)."""

    __tablename__ = "intelligence"
    TERM: ClassVar[Term] = Term("Intelligence", "情报")
    SECTIONS: ClassVar[dict[str, Term]] = {"intelligence": Term("Intelligence", "情报")}

    on: Mapped[date] = field(
        Date, Term("Date", "日期"), group="intelligence", in_list=True, width=96
    )
    text: Mapped[str] = field(
        Text,
        Term("What was learned", "内容"),
        group="intelligence",
        wide=True,
        search=True,
        in_list=True,
        width=260,
    )
    source: Mapped[str | None] = field(
        String(120), Term("Source", "来源"), group="intelligence", in_list=True, width=120
    )
    reliability: Mapped[int | None] = field(
        Integer,
        Term("Reliability (1–5)", "可靠度（1–5）"),
        group="intelligence",
        in_list=True,
        width=90,
    )
    competitor_id: Mapped[int | None] = field(
        (Integer, reference("competitor")), Term("Competitor", "竞争对手"), group="intelligence",
        refers_to="Competitor", index=True, in_list=True, width=120,
    )  # fmt: skip
    account_id: Mapped[int | None] = field(
        (Integer, reference("account")), Term("Account", "客户"), group="intelligence", refers_to="Account",
        index=True, in_list=True, width=140,
    )  # fmt: skip
    opportunity_id: Mapped[int | None] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), group="intelligence",
        refers_to="Opportunity", index=True, width=140,
    )  # fmt: skip
    visit_id: Mapped[int | None] = field(
        (Integer, reference("visit")), Term("Visit", "拜访"), refers_to="Visit", index=True
    )

    @property
    def title(self) -> str:
        """The first words of it."""
        return self.text if len(self.text) <= 60 else f"{self.text[:59]}…"


class InformationItem(Record):
    """One line of the checklist of what must be known about an account or project; without an answer it is unknown."""

    __tablename__ = "information_item"
    TERM: ClassVar[Term] = Term("Information", "信息清单")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户"), refers_to="Account", index=True,
    )  # fmt: skip
    opportunity_id: Mapped[int | None] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), refers_to="Opportunity", index=True,
    )  # fmt: skip
    position: Mapped[int] = field(Integer, Term("Order", "顺序"), default=0)
    question: Mapped[str] = field(
        String(200), Term("What must be known", "需了解的信息"), width=220
    )
    answer: Mapped[str | None] = field(String(400), Term("Answer", "已知内容"), width=240)
    source: Mapped[str | None] = field(String(120), Term("Source", "来源"), width=120)
    on: Mapped[date | None] = field(Date, Term("As of", "日期"), width=96)
    reliability: Mapped[int | None] = field(
        Integer, Term("Reliability (1–5)", "可靠度（1–5）"), width=90
    )
