"""Satisfaction surveys: sent to a segment, forms written and read back, answers by hand, score and trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _, message, ngettext
from kamdesk.model.fields import Field, Kind, RecordField, field_of
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.model.terms import Term
from kamdesk.progress import Progress
from kamdesk.ui import file_jobs, messages
from kamdesk.ui.accounts.development.row_tables import TableShape
from kamdesk.ui.jobs import run_job
from kamdesk.ui.record_pages.ask_dialog import AskDialog
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.service.segment_dialog import SegmentDialog
from kamdesk.ui.service.survey_panels import AnswersPanel, ResultPanel, percent
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.work import survey_answers, survey_scores, surveys

Values = Mapping[str, Any]


def _read_answered(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    query = (
        select(SurveyAnswer.survey_id, func.count(), func.count(SurveyAnswer.answered_on))
        .where(SurveyAnswer.survey_id.in_(ids), SurveyAnswer.deleted_at.is_(None))
        .group_by(SurveyAnswer.survey_id)
    )
    return {
        row[0]: Cell(f"{row[2]:,} / {row[1]:,}", value=row[2]) for row in session.execute(query)
    }


def _read_scores(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    found = {}
    for each in session.scalars(select(Survey).where(Survey.id.in_(ids))):
        score = survey_scores.standing(session, each).score
        found[each.id] = Cell(percent(score), value=float(score) if score is not None else None)
    return found


def _state(session: Session, survey: Survey, today: date) -> Cell:
    waiting = any(each.answered_on is None for each in surveys.answers(session, survey.id))
    if survey.sent_on is None:
        return Cell(_("Not sent yet"), "outline")
    if waiting and survey.closes_on is not None and survey.closes_on < today:
        return Cell(_("Answers are late"), "bad")
    return Cell(_("Answers wanted"), "accent") if waiting else Cell(_("All answered"), "good")


def _next_round(session: Session, survey: Survey, values: Values) -> None:
    surveys.next_round(session, survey, values["round"] or "", {"closes_on": values["closes_on"]})


def _begin(_session: Session, today: date) -> Values:
    return {"name": _("Customer satisfaction"), "round": str(today.year)}


SURVEYS = RecordDeclaration(
    record=Survey,
    title=N_("Satisfaction surveys"),
    icon="star",
    empty=(
        N_("No surveys"),
        N_("A questionnaire goes to customers as a form; their answers give score, trend and what gets worse."),
    ),
    new_words=N_("New survey"),
    columns=("name", "round", "sent_on", "closes_on", "answered", "score"),
    own=(
        OwnColumn("answered", Term("Answered / sent", "回收 / 发出"), _read_answered, 110, numeric=True),
        OwnColumn("score", Term("Satisfaction", "满意度"), _read_scores, 90, numeric=True),
    ),
    stretch="name",
    widths={"round": 70},
    quick=(
        QuickFilter("waiting", N_("Answers wanted"), lambda today: (surveys.WAITING,)),
        QuickFilter("late", N_("Answers are late"), lambda today: (surveys.LATE,), True),
        QuickFilter("not_sent", N_("Not sent yet"), lambda today: (surveys.NOT_SENT,)),
    ),
    time="sent_on",
    order=("sent_on", True),
    tables=(
        TableShape("items", SurveyItem, (("question", 120, 3), ("weight", 60, 0), ("full_mark", 60, 0))),
    ),
    asks=("name", "round", "closes_on"),
    defaults=_begin,
    add=surveys.add_survey,
    change=surveys.change_survey,
    put_row=surveys.put_item,
    remove_row=surveys.remove_item,
    deeds=(
        Deed("next_round", N_("Next round"), "plus", N_("Next round of “{name}”"), _next_round,
             asks=("round", "closes_on"), suggest=lambda session, record, today: {"round": "", "closes_on": None}),
    ),
    state=_state,
    told=(SurveyAnswer,),
)  # fmt: skip


class SurveysPage(RecordPage):
    """The rounds at the left, the chosen one with its answers and its result beside it."""

    DECLARATION = SURVEYS

    def head_buttons(self) -> Sequence[QWidget]:
        self.send_button = plain_button(_("Send…"), "mail", self.send)
        self.write_button = plain_button(_("Questionnaires…"), "document", self.write_forms)
        self.read_button = plain_button(_("Read answers…"), "upload", self.read_forms)
        return (self.send_button, self.write_button, self.read_button)

    def panels(self) -> Sequence[RecordPanel]:
        self.answers = AnswersPanel(self.desk, self.note_answer)
        self.result = ResultPanel(self.desk)
        return (self.result, self.answers)

    def _survey(self) -> int | None:
        number = self.current_id()
        if number is None:
            self.desk.say(_("Choose a survey first."))
        return number

    def send(self) -> None:
        """Asks to whom, and notes that the questionnaire goes to them."""
        survey_id = self._survey()
        if survey_id is None or self.store.read_only:
            return
        title = _("Send the questionnaire")
        dialog = SegmentDialog(self.store, title, _("Send"), partial(self._send, survey_id), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _send(self, survey_id: int, ids: Sequence[int], _people: str, _name: str) -> None:
        with self.store.change(message("Send a survey")) as session:
            survey = session.get_one(Survey, survey_id)
            sent = survey_answers.send(session, survey, ids, self.desk.today())
            count = len(sent.made)
        words = ngettext("Sent to {count} account.", "Sent to {count} accounts.", count)
        self.desk.say_undoable(words.format(count=count))

    def write_forms(self) -> None:
        """One questionnaire for each account that did not answer yet, into a folder."""
        survey_id = self._survey()
        if survey_id is None:
            return
        folder = messages.choose_folder(self, _("Folder for the questionnaires"), Path.home())
        if folder is None:
            return
        store, desk = self.store, self.desk

        def work(progress: Progress) -> int:
            from kamdesk.forms import data  # late: brings the library for workbooks
            from kamdesk.forms import folder as folders
            from kamdesk.forms.layouts import form_kind

            kind = form_kind("satisfaction_survey")
            with store.read() as session:
                form, printed = kind.declare(session), data.edition(session)
                filled = [
                    kind.collect(session, form, each.id)
                    for each in surveys.answers(session, survey_id)
                    if each.answered_on is None
                ]
            return len(folders.write_each(folder, form, printed, filled, progress))

        def done(count: int) -> None:
            words = ngettext(
                "{count} questionnaire written.", "{count} questionnaires written.", count
            )
            desk.say(words.format(count=count), _("Open"), lambda: file_jobs.open_path(folder))

        run_job(_("Writing questionnaires"), work, done)

    def read_forms(self) -> None:
        """A folder of returned questionnaires goes to the page that shows what they would change."""
        folder = messages.choose_folder(self, _("Folder with returned questionnaires"), Path.home())
        if folder is not None:
            self.desk.open_page("import_forms", [folder])

    def note_answer(self, answer_id: int) -> None:
        """Asks for what came back by telephone or on paper."""
        with self.store.read() as session:
            answer = session.get_one(SurveyAnswer, answer_id)
            questions = surveys.items(session, answer.survey_id)
            fields, begin = _fields_of(questions, answer, self.desk.today())
        act = partial(self._note, answer_id, [each.key for each in questions])
        dialog = AskDialog(self.store, _("Answer"), fields, begin, act, _("Save"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _note(self, answer_id: int, keys: Sequence[str], values: dict[str, Any]) -> None:
        with self.store.change(message("Note the answer to a survey")) as session:
            survey_answers.put_answer(
                session, session.get_one(SurveyAnswer, answer_id), values["answered_on"],
                {key: values[f"mark_{key}"] for key in keys},
                {key: values[f"said_{key}"] for key in keys},
                {name: values[name] for name in ("contact_id", "comment")},
            )  # fmt: skip
        self.desk.say_undoable(_("The answer is noted."))


def _fields_of(
    questions: Sequence[SurveyItem], answer: SurveyAnswer, today: date
) -> tuple[dict[str, RecordField], dict[str, Any]]:
    """The fields of the dialog, a mark and words for each question, and what stands in them."""
    fields = {name: field_of(SurveyAnswer, name) for name in ("answered_on", "contact_id")}
    begin: dict[str, Any] = {
        "answered_on": answer.answered_on or today, "contact_id": answer.contact_id,
        "comment": answer.comment, "account_id": answer.account_id,
    }  # fmt: skip
    for each in questions:
        asked = f"{each.question} (1–{each.full_mark})"
        mark, said = f"mark_{each.key}", f"said_{each.key}"
        fields[mark] = RecordField(mark, Field(Term(asked, asked), Kind.DECIMAL), SurveyAnswer)
        fields[said] = RecordField(said, Field(Term("Comment", "说明")), SurveyAnswer)
        begin[mark], begin[said] = (
            (answer.scores or {}).get(each.key),
            (answer.comments or {}).get(each.key),
        )
    fields["comment"] = field_of(SurveyAnswer, "comment")
    return fields, begin
