"""满意度调查: questionnaires, to whom they were sent, and what came back."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact


class Survey(Record):
    """One round of a questionnaire."""

    __tablename__ = "survey"
    TERM: ClassVar[Term] = Term("Satisfaction survey", "满意度调查")
    SECTIONS: ClassVar[dict[str, Term]] = {"survey": Term("Satisfaction survey", "满意度调查")}

    name: Mapped[str | None] = field(
        String(120), Term("Survey", "调查名称"), group="survey", search=True, in_list=True, width=200,
        aliases=("名称",),
    )  # fmt: skip
    round: Mapped[str | None] = field(
        String(40),
        Term("Round", "调查期次"),
        group="survey",
        in_list=True,
        width=90,
        aliases=("期次",),
    )
    sent_on: Mapped[date | None] = field(
        Date, Term("Sent on", "发出日期"), group="survey", in_list=True, width=100
    )
    closes_on: Mapped[date | None] = field(
        Date, Term("Answers wanted by", "回收截止"), group="survey", in_list=True, width=100
    )
    introduction: Mapped[str | None] = field(
        Text, Term("Introduction", "说明"), group="survey", wide=True
    )


class SurveyItem(Record):
    """One question, its weight and its full mark."""

    __tablename__ = "survey_item"
    TERM: ClassVar[Term] = Term("Question", "题目")
    PARENT: ClassVar[str] = "survey_id"

    survey_id: Mapped[int] = field(
        (Integer, reference("survey")), Term("Survey", "满意度调查"), refers_to="Survey", index=True
    )
    key: Mapped[str] = field(String(40), Term("Key", "题号"), Kind.CODE, width=60)
    position: Mapped[int] = field(Integer, Term("Order", "顺序"), default=0)
    question: Mapped[str | None] = field(
        String(200), Term("Question", "评价项目"), width=260, aliases=("题目", "项目")
    )
    weight: Mapped[Decimal | None] = field(Exact(4), Term("Weight", "权重"), width=70)
    """Left out it is 1 (kpi.md, clarification 10)."""
    full_mark: Mapped[int] = field(Integer, Term("Full mark", "满分"), width=60, default=5)


class SurveyAnswer(Record):
    """A questionnaire sent to an account; without `answered_on` it has not come back."""

    __tablename__ = "survey_answer"
    TERM: ClassVar[Term] = Term("Answer to a survey", "满意度答卷")
    PARENT: ClassVar[str] = "survey_id"

    survey_id: Mapped[int] = field(
        (Integer, reference("survey")), Term("Survey", "满意度调查"), refers_to="Survey", index=True
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
    sent_on: Mapped[date | None] = field(Date, Term("Sent on", "发出日期"), width=100)
    answered_on: Mapped[date | None] = field(
        Date, Term("Answered on", "答复日期"), width=100, aliases=("填写日期",)
    )
    scores: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Key of the item → its mark, a number; a skipped item is left out."""
    comments: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Key of the item → what was written beside it."""
    comment: Mapped[str | None] = field(
        Text, Term("Comment", "意见与建议"), wide=True, aliases=("意见", "建议")
    )

    __table_args__ = (
        Index("ix_survey_answer_day", "answered_on", "account_id"),
        {"sqlite_autoincrement": True},
    )
