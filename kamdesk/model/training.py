"""培训: what the department needs to learn, the sessions, who attended and what it brought."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Boolean, Date, Integer, String, Text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import field
from kamdesk.model.running_words import TRAINING_STATE
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact


class Training(Record):
    """A session, from the need for it to its result."""

    __tablename__ = "training"
    TERM: ClassVar[Term] = Term("Training", "培训")
    SECTIONS: ClassVar[dict[str, Term]] = {
        "plan": Term("Plan", "培训计划"),
        "result": Term("Result", "培训结果"),
    }

    topic: Mapped[str] = field(
        String(160), Term("Topic", "培训主题"), group="plan", wide=True, search=True, in_list=True, width=220,
        aliases=("主题", "培训内容"),
    )  # fmt: skip
    state: Mapped[str] = field(
        String(12), Term("State", "状态"), group="plan", choices=TRAINING_STATE, in_list=True, width=80,
        default="planned",
    )  # fmt: skip
    need: Mapped[str | None] = field(
        Text, Term("Need", "培训需求"), group="plan", wide=True, search=True, aliases=("需求",)
    )
    on: Mapped[date | None] = field(
        Date, Term("Date", "培训日期"), group="plan", in_list=True, width=100, aliases=("日期",)
    )
    hours: Mapped[Decimal | None] = field(
        Exact(1), Term("Hours", "课时"), group="plan", in_list=True, width=70
    )
    place: Mapped[str | None] = field(String(120), Term("Place", "地点"), group="plan", width=120)
    trainer: Mapped[str | None] = field(
        String(80),
        Term("Trainer", "培训讲师"),
        group="plan",
        in_list=True,
        width=100,
        aliases=("讲师",),
    )
    content: Mapped[str | None] = field(Text, Term("Content", "内容提纲"), group="plan", wide=True)
    result: Mapped[str | None] = field(
        Text, Term("Result", "培训效果"), group="result", wide=True, search=True, aliases=("效果",)
    )

    @property
    def title(self) -> str:
        """Its topic."""
        return self.topic


class TrainingAttendee(Record):
    """Who was to attend, did attend, and with which result."""

    __tablename__ = "training_attendee"
    TERM: ClassVar[Term] = Term("Attendee", "参训人员")
    PARENT: ClassVar[str] = "training_id"

    training_id: Mapped[int] = field(
        (Integer, reference("training")), Term("Training", "培训"), refers_to="Training", index=True
    )
    staff_id: Mapped[int] = field(
        (Integer, reference("staff")),
        Term("Person", "人员"),
        refers_to="Staff",
        index=True,
        width=100,
    )
    attended: Mapped[bool | None] = field(Boolean, Term("Attended", "出席"), width=60)
    score: Mapped[Decimal | None] = field(Exact(1), Term("Result (points)", "成绩"), width=70)
    note: Mapped[str | None] = field(String(200), Term("Note", "备注"), width=160)
