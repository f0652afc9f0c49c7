"""The decision chain of an account or a project as a map of people and lines, and who of us knows whom (N1, N3)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.sales_words import (
    COVERAGE,
    LINE_KIND,
    MAP_FACT,
    ORIENTATION,
    RELATION_LEVEL,
    RESPONSE_MODE,
)
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import BUYING_ROLE


class ChainLink(Record):
    """A person's part in one deal (or, without an opportunity, at the account). Somebody unknown is a link without a
    contact: a placeholder with the position that must exist. What is said of them is assumed until it is confirmed.
    """

    __tablename__ = "chain_link"
    TERM: ClassVar[Term] = Term("Person on the map", "决策链人员")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "person": Term("Person", "人员"),
        "stand": Term("Where they stand", "态度与影响"),
        "aims": Term("What they want", "诉求"),
    }

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户"), refers_to="Account", index=True
    )
    opportunity_id: Mapped[int | None] = field(
        (Integer, reference("opportunity")),
        Term("Opportunity", "商机"),
        refers_to="Opportunity",
        index=True,
    )
    contact_id: Mapped[int | None] = field(
        (Integer, reference("contact")),
        Term("Contact", "联系人"),
        refers_to="Contact",
        index=True,
        width=100,
    )
    name: Mapped[str | None] = field(String(80), Term("Name", "姓名"), group="person", width=100)
    """Of somebody who is no contact; empty for somebody unknown."""
    position: Mapped[str | None] = field(
        String(80), Term("Position", "职位"), group="person", width=110
    )
    is_external: Mapped[bool] = field(
        Boolean, Term("From outside", "外部人员"), group="person", default=False, width=70
    )
    buying_role: Mapped[str | None] = field(
        String(120), Term("Buying role", "决策角色"), Kind.CHOICES, group="stand", choices=BUYING_ROLE, width=120,
        aliases=("角色",),
    )  # fmt: skip
    influence: Mapped[int | None] = field(
        Integer,
        Term("Influence (0–3)", "影响力（0–3）"),
        group="stand",
        width=80,
        aliases=("影响力",),
    )
    support_level: Mapped[int | None] = field(
        Integer,
        Term("Support (−2 to +2)", "支持度（−2 至 +2）"),
        group="stand",
        width=80,
        aliases=("支持度",),
    )
    support_wanted: Mapped[int | None] = field(
        Integer,
        Term("Support we want", "目标支持度"),
        group="stand",
        width=80,
        aliases=("目标态度",),
    )
    coverage: Mapped[str | None] = field(
        String(20),
        Term("Coverage", "覆盖"),
        group="stand",
        choices=COVERAGE,
        width=80,
        aliases=("接触度",),
    )
    relation_now: Mapped[str | None] = field(
        String(20),
        Term("Relation now", "当前关系"),
        group="stand",
        choices=RELATION_LEVEL,
        width=90,
    )
    relation_wanted: Mapped[str | None] = field(
        String(20),
        Term("Relation we want", "目标关系"),
        group="stand",
        choices=RELATION_LEVEL,
        width=90,
    )
    response_mode: Mapped[str | None] = field(
        String(20), Term("Response mode", "应对模式"), group="aims", choices=RESPONSE_MODE, width=90
    )
    orientation: Mapped[str | None] = field(
        String(20), Term("Decides by", "决策取向"), group="aims", choices=ORIENTATION, width=90
    )
    criteria: Mapped[str | None] = field(
        String(400), Term("Decision criteria, ranked", "决策标准（按序）"), group="aims", wide=True
    )
    business_agenda: Mapped[str | None] = field(
        String(400), Term("Business agenda", "业务诉求"), group="aims", wide=True
    )
    personal_agenda: Mapped[str | None] = field(
        String(400), Term("Personal agenda", "个人诉求"), group="aims", wide=True
    )
    evidence: Mapped[str | None] = field(
        String(400), Term("Known from", "依据"), group="aims", wide=True
    )
    confirmed: Mapped[str | None] = field(
        String(120), Term("Confirmed", "已确认"), Kind.CHOICES, choices=MAP_FACT
    )
    """The statements that are confirmed; all others are assumed."""
    confirmed_on: Mapped[date | None] = field(Date, Term("Confirmed on", "确认日期"), width=96)
    reports_to_id: Mapped[int | None] = field(
        (Integer, reference("chain_link")),
        Term("Reports to", "汇报对象"),
        refers_to="ChainLink",
        index=True,
    )
    x: Mapped[int | None] = field(Integer, Term("Place from the left", "横向位置"))
    y: Mapped[int | None] = field(Integer, Term("Place from the top", "纵向位置"))
    """Where it stands in free placement, in px at 100 %."""

    @property
    def title(self) -> str:
        """Name and position; somebody unknown by the position."""
        return " ".join(filter(None, (self.name, self.position))) or str(self.TERM)


class ChainLine(Record):
    """A line between two people that is not the reporting line."""

    __tablename__ = "chain_line"
    TERM: ClassVar[Term] = Term("Line on the map", "关系线")
    PARENT: ClassVar[str] = "from_link_id"

    from_link_id: Mapped[int] = field(
        (Integer, reference("chain_link")), Term("From", "起"), refers_to="ChainLink", index=True
    )
    to_link_id: Mapped[int] = field(
        (Integer, reference("chain_link")), Term("To", "止"), refers_to="ChainLink", index=True
    )
    kind: Mapped[str] = field(
        String(20), Term("Kind", "种类"), choices=LINE_KIND, default="influence"
    )
    note: Mapped[str | None] = field(String(120), Term("Note", "说明"))
    is_confirmed: Mapped[bool] = field(Boolean, Term("Confirmed", "已确认"), default=False)


class Acquaintance(Record):
    """谁认识谁: how well one of us knows one of the customer's people, now and as wanted."""

    __tablename__ = "acquaintance"
    TERM: ClassVar[Term] = Term("Who knows whom", "谁认识谁")
    PARENT: ClassVar[str] = "contact_id"

    contact_id: Mapped[int] = field(
        (Integer, reference("contact")), Term("Contact", "联系人"), refers_to="Contact", index=True
    )
    staff_id: Mapped[int] = field(
        (Integer, reference("staff")), Term("Staff member", "员工"), refers_to="Staff", index=True
    )
    relation_now: Mapped[str | None] = field(
        String(20), Term("Relation now", "当前关系"), choices=RELATION_LEVEL
    )
    relation_wanted: Mapped[str | None] = field(
        String(20), Term("Relation we want", "目标关系"), choices=RELATION_LEVEL
    )
    note: Mapped[str | None] = field(String(200), Term("Note", "说明"))

    __table_args__ = (
        Index("ix_acquaintance_pair", "contact_id", "staff_id"),
        {"sqlite_autoincrement": True},
    )
