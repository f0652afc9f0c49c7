"""F14 满意度调查表: what a customer is asked, with room for marks and words; each row is a question of the survey."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kamdesk.forms.declaration import Cells, Form, FormKind, Page, Section, Table
from kamdesk.forms.layouts.parts import ACCOUNT_CELLS, cell, form_field, relabelled
from kamdesk.forms.layouts.questionnaire_filing import TABLE, QuestionnaireFiling
from kamdesk.model.fields import Kind, field_of
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.model.terms import Term
from kamdesk.work import surveys

TITLE = Term("Satisfaction questionnaire", "满意度调查表")
_MARKS = Term(
    "Your marks (1: very dissatisfied, full mark: very satisfied; leave blank what does not apply)",
    "请您评分（1 分：很不满意，满分：很满意；未涉及的项目请留空）",
)
_ITEMS = Term("Marks", "评分项目")


def _table() -> Table:
    fields = (
        field_of(SurveyItem, "question"),
        field_of(SurveyItem, "full_mark"),
        form_field(
            "score", Term("Your mark", "评分"), SurveyAnswer, kind=Kind.DECIMAL, width=70,
            aliases=("得分", "分数", "打分", "mark", "score"),
        ),
        form_field(
            "comment", Term("What you would like to say", "说明"), SurveyAnswer, width=200,
            aliases=("原因", "评语", "备注"),
        ),
    )  # fmt: skip
    usual: tuple[dict[str, Term | int], ...] = tuple(
        {"question": term, "full_mark": surveys.FULL_MARK} for _key, term, _weight in surveys.ITEMS
    )
    return Table(
        TABLE, _ITEMS, SurveyItem, fields, blank_rows=len(usual), as_part=False, fewest=2,
        preset=usual, spare_row=False,
        identifies=("question", "full_mark"),
    )  # fmt: skip


def declare(_session: Session) -> Form:
    """Which round, whose answer, until when; the questions; what else they want to say."""
    survey = tuple(
        cell("survey", field_of(Survey, name), identifies=True)
        for name in ("name", "round", "introduction")
    )
    answered = relabelled(field_of(SurveyAnswer, "answered_on"), Term("Filled in on", "填写日期"))
    who = relabelled(field_of(SurveyAnswer, "contact_id"), Term("Filled in by", "填写人"))
    head = Cells(
        (
            *survey[:2],
            *ACCOUNT_CELLS,
            cell("answer", who),
            cell("answer", answered),
            cell("survey", field_of(Survey, "closes_on"), identifies=True),
            survey[2],
        )
    )
    sections = (
        Section(None, (head,)),
        Section(_MARKS, (_table(),)),
        Section(None, (Cells((cell("answer", field_of(SurveyAnswer, "comment")),)),)),
    )
    return Form(
        key=QUESTIONNAIRE.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, sections),),
        filing=QuestionnaireFiling(),
        main="answer",
        fewest=2,
        titles=("满意度调查", "客户满意度调查表", "满意度调查问卷", "satisfaction survey"),
    )


QUESTIONNAIRE = FormKind(
    "satisfaction_survey",
    "F14",
    TITLE,
    Term(
        "The questions of a survey for one customer; filled in, it comes back as their answer",
        "发给客户填写的满意度调查；填回后记入答卷",
    ),
    declare,
    "SurveyAnswer",
)
