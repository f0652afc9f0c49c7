"""营销活动 / 联合活动: what the department does for many customers, or together with one; letters to a segment."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Boolean, Date, Integer, String, Text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.keeping_words import ACTIVITY_KIND, ACTIVITY_STATE, INVITATION_ANSWER
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY


class Activity(Record):
    """One activity with its segment, budget and result."""

    __tablename__ = "activity"
    TERM: ClassVar[Term] = Term("Activity", "营销活动")
    SECTIONS: ClassVar[dict[str, Term]] = {
        "plan": Term("Plan", "活动计划"),
        "result": Term("Result", "活动结果"),
    }

    name: Mapped[str] = field(
        String(160), Term("Activity", "活动名称"), group="plan", wide=True, search=True, in_list=True, width=220,
        aliases=("名称", "活动"),
    )  # fmt: skip
    kind: Mapped[str] = field(
        String(20), Term("Kind", "活动类别"), group="plan", choices=ACTIVITY_KIND, in_list=True, width=100,
        default="exhibition", aliases=("类别",),
    )  # fmt: skip
    on: Mapped[date | None] = field(
        Date, Term("Date", "活动日期"), group="plan", in_list=True, width=100, index=True, aliases=("日期", "开始日期"),
    )  # fmt: skip
    ends_on: Mapped[date | None] = field(Date, Term("Until", "结束日期"), group="plan", width=100)
    place: Mapped[str | None] = field(
        String(200), Term("Place", "地点"), group="plan", in_list=True, width=140
    )
    account_id: Mapped[int | None] = field(
        (Integer, reference("account")), Term("Together with", "合作客户"), group="plan", refers_to="Account",
        index=True, width=160,
    )  # fmt: skip
    """The customer of a joint activity (M36)."""
    segment: Mapped[str | None] = field(
        String(120), Term("Target segment", "目标客户群"), group="plan", in_list=True, width=140
    )
    goal: Mapped[str | None] = field(
        String(400), Term("Goal", "活动目标"), group="plan", wide=True, search=True
    )
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("In charge", "负责人"), group="plan", refers_to="Staff", in_list=True,
        index=True, width=90,
    )  # fmt: skip
    budget: Mapped[Decimal | None] = field(
        Exact(2), Term("Budget", "预算"), Kind.MONEY, group="plan", in_list=True, width=110, currency_field="currency",
    )  # fmt: skip
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    state: Mapped[str] = field(
        String(20), Term("State", "状态"), group="plan", choices=ACTIVITY_STATE, in_list=True, width=80,
        default="planned",
    )  # fmt: skip
    result: Mapped[str | None] = field(
        Text, Term("Result", "活动结果"), group="result", wide=True, search=True, aliases=("效果",)
    )
    lesson: Mapped[str | None] = field(
        String(400), Term("Lesson", "经验与改进"), group="result", wide=True
    )


class Invitee(Record):
    """Who was invited to an activity or written to, what they answered, and whether they came."""

    __tablename__ = "invitee"
    TERM: ClassVar[Term] = Term("Invitee", "邀请客户")
    PARENT: ClassVar[str] = "activity_id"

    activity_id: Mapped[int] = field(
        (Integer, reference("activity")),
        Term("Activity", "营销活动"),
        refers_to="Activity",
        index=True,
    )
    account_id: Mapped[int] = field(
        (Integer, reference("account")),
        Term("Account", "客户名称"),
        refers_to="Account",
        index=True,
        width=180,
    )
    contact_id: Mapped[int | None] = field(
        (Integer, reference("contact")),
        Term("Contact", "联系人"),
        refers_to="Contact",
        index=True,
        width=90,
    )
    invited_on: Mapped[date | None] = field(Date, Term("Invited on", "邀请日期"), width=100)
    answer: Mapped[str] = field(
        String(20), Term("Answer", "答复"), choices=INVITATION_ANSWER, width=80, default="pending"
    )
    came: Mapped[bool | None] = field(Boolean, Term("Came", "到场"), width=60)
    opportunity_id: Mapped[int | None] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "带来的商机"), refers_to="Opportunity", index=True,
        width=140,
    )  # fmt: skip
    """What came of it."""
    note: Mapped[str | None] = field(String(200), Term("Note", "备注"), width=160)


class LetterTemplate(Record):
    """A letter with fields such as ``{full_name}``, to be written to each contact of a segment."""

    __tablename__ = "letter_template"
    TERM: ClassVar[Term] = Term("Letter template", "信函模板")
    SECTIONS: ClassVar[dict[str, Term]] = {"letter": Term("Letter", "信函")}

    name: Mapped[str] = field(
        String(120), Term("Template", "模板名称"), group="letter", search=True, in_list=True, width=180,
    )  # fmt: skip
    subject: Mapped[str] = field(
        String(200), Term("Subject", "主题"), group="letter", in_list=True, wide=True, width=240, default="",
    )  # fmt: skip
    body: Mapped[str] = field(Text, Term("Letter", "正文"), group="letter", wide=True, default="")
