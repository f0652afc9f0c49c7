"""Below a survey: who answered what, and what the round brought beside the earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.fields import field_of
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.progress import Progress
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.reader import Reader
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.labels import label
from kamdesk.work import survey_scores, surveys
from kamdesk.work.survey_scores import ItemTrend

_ALL, _ANSWERED, _WAITING = "all", "answered", "waiting"


def percent(share: Fraction | None) -> str:
    """One decimal, half up; a dash for no value."""
    if share is None:
        return "—"
    tenths = (
        int(share * 1000 + Fraction(1, 2)) if share >= 0 else -int(-share * 1000 + Fraction(1, 2))
    )
    return f"{tenths / 10:.1f} %"


@dataclass(frozen=True)
class AnswerLine:
    """One questionnaire as the list shows it."""

    answer_id: int
    account: str
    contact: str
    sent_on: date | None
    answered_on: date | None
    score: Fraction | None
    comment: str


def answer_lines(session: Session, survey: Survey) -> list[AnswerLine]:
    """Those of a survey, the account's name first in order."""
    questions = surveys.items(session, survey.id)
    query = (
        select(SurveyAnswer, Account.name, Contact.full_name)
        .join(Account, Account.id == SurveyAnswer.account_id)
        .outerjoin(Contact, Contact.id == SurveyAnswer.contact_id)
        .where(
            SurveyAnswer.survey_id == survey.id,
            SurveyAnswer.deleted_at.is_(None),
            Account.deleted_at.is_(None),
        )
        .order_by(Account.sort_name, SurveyAnswer.id)
    )
    return [
        AnswerLine(
            row[0].id, row[1], row[2] or "", row[0].sent_on, row[0].answered_on,
            survey_scores.score(questions, row[0].scores) if row[0].answered_on else None,
            row[0].comment or "",
        )
        for row in session.execute(query)
    ]  # fmt: skip


class AnswersPanel(RecordPanel):
    """The questionnaires that were sent; Enter or a double click notes an answer by hand."""

    above = True

    def __init__(self, desk: Desk, note_answer: Callable[[int], object]) -> None:
        super().__init__(desk)
        self.title = _("Answers")
        self._lines: list[AnswerLine] = []
        self._note_answer = note_answer
        self.which = Segment(
            [(_ALL, _("All")), (_ANSWERED, _("Answered")), (_WAITING, _("Not answered yet"))],
            _ALL, name=_("Answers"), small=True,
        )  # fmt: skip
        self.which.chosen.connect(self._filter)
        self.said = label("", "muted")
        field = partial(field_of, SurveyAnswer)
        self.model: RowsModel[AnswerLine] = RowsModel(
            [
                Column("account", field("account_id").label, 130, lambda row: row.account),
                Column("contact", field("contact_id").label, 74, lambda row: row.contact),
                Column("answered", field("answered_on").label, 92, lambda row: str(row.answered_on or "—"), _waits),
                Column("score", _("Score"), 66, lambda row: percent(row.score), numeric=True),
                Column("comment", field("comment").label, 110, lambda row: row.comment.replace("\n", " ")),
            ],
            self,
        )  # fmt: skip
        self.table = rows_table(self.model, _("Answers"), 4)
        self.table.setFixedHeight(theme.ROW_HEIGHT * 8)
        self.table.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self.which)
        column.addWidget(self.table)
        column.addWidget(self.said)

    def show_record(self, session: Session, record: Any) -> None:
        self._lines = answer_lines(session, record)
        self._filter()

    def current_answer(self) -> int | None:
        """The questionnaire in view."""
        row = self.model.row_at(self.table.currentIndex().row())
        return row.answer_id if row is not None else None

    def _filter(self, _key: str = "") -> None:
        which = self.which.current()
        shown = [
            each
            for each in self._lines
            if which == _ALL or (each.answered_on is not None) == (which == _ANSWERED)
        ]
        self.model.show_rows(shown)
        answered = sum(each.score is not None for each in self._lines)
        words = _("{answered} of {sent} answered") if self._lines else _("Not sent to anybody yet.")
        self.said.setText(words.format(answered=answered, sent=len(self._lines)))

    def _open(self, row: int) -> None:
        line = self.model.row_at(row)
        if line is not None and not self.desk.store.read_only:
            self._note_answer(line.answer_id)


def _waits(row: AnswerLine) -> str:
    return "warn" if row.answered_on is None else "text"


@dataclass(frozen=True)
class _Result:
    survey_id: int
    rounds: list[tuple[str, Fraction | None, Fraction | None]]
    """Round, score, csat."""
    said: str
    questions: list[ItemTrend]


class ResultPanel(RecordPanel):
    """Score, satisfied marks and answer rate of the round; all rounds as a line; what became of each question."""

    above = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Result")
        self._survey_id = 0
        self.said = label("", wrap=True)
        self.chart = ChartView(_("Satisfaction over the rounds"))
        self.chart.setFixedHeight(190)
        self.model: RowsModel[ItemTrend] = RowsModel(
            [
                Column("question", field_of(SurveyItem, "question").label, 150, lambda row: row.question),
                Column("before", _("Round before"), 84, lambda row: percent(row.before), numeric=True),
                Column("now", _("This round"), 84, lambda row: percent(row.now), numeric=True),
                Column("change", _("Since then"), 84, _change, _falls, numeric=True),
                Column("marks", _("Marks"), 56, lambda row: f"{row.marks:,}", numeric=True),
            ],
            self,
        )  # fmt: skip
        self.table = rows_table(self.model, _("Questions"), 0)
        self.table.setFixedHeight(theme.ROW_HEIGHT * 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.setSpacing(theme.SPACE_2)
        for each in (self.said, self.chart, self.table):
            column.addWidget(each)
        self._reader = Reader[_Result](_("Result"), self._show, self)

    def show_record(self, session: Session, record: Any) -> None:
        del session
        self._survey_id = record.id
        self._reader.want(partial(self._read, record.id))

    def _read(self, survey_id: int, _progress: Progress) -> _Result:
        with self.desk.store.read() as session:
            survey = session.get_one(Survey, survey_id)
            line = survey_scores.trend(session, survey)
            own = next(found for each, found in line if each.id == survey_id)
            questions = survey_scores.item_trends(session, survey)
            rounds = [(each.round or "", found.score, found.csat) for each, found in line]
        words = _(
            "Satisfaction {score} · satisfied marks {csat} · answered {answered} of {sent} ({rate})"
        )
        said = words.format(
            score=percent(own.score), csat=percent(own.csat), answered=own.answered, sent=own.sent,
            rate=percent(own.answer_rate),
        )  # fmt: skip
        return _Result(survey_id, rounds, said, questions)

    def _show(self, found: _Result) -> None:
        if found.survey_id != self._survey_id:
            return
        from kamdesk.charts import trend  # late: brings matplotlib

        self.said.setText(found.said)
        self.model.show_rows(sorted(found.questions, key=lambda each: each.change or Fraction(0)))

        def line(key: str, name: str, place: int) -> trend.Series:
            values = [row[place] for row in found.rounds]
            return trend.Series(
                key, name, [None if each is None else float(each * 100) for each in values]
            )

        self.chart.show_chart(
            trend.draw,
            trend.Data(
                days=[row[0] for row in found.rounds],
                series=(
                    line("score", _("Satisfaction"), 1), line("csat", _("Satisfied marks"), 2),
                ),
                unit=" %",
                empty=_("Nobody answered yet."),
            ),
        )  # fmt: skip


def _change(row: ItemTrend) -> str:
    if row.change is None:
        return "—"
    sign = "+" if row.change > 0 else ""
    return f"{sign}{percent(row.change)}"


def _falls(row: ItemTrend) -> str:
    return "bad" if (row.change or 0) < 0 else "text"
