"""Surveys, activities and letters in the real window: sent to a segment, answered by hand, invited, written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QDialog
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.activity import Activity, Invitee
from kamdesk.model.contact import Contact
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.survey import Survey, SurveyAnswer
from kamdesk.ui.record_pages.ask_dialog import AskDialog
from kamdesk.ui.service.letters_dialog import LettersDialog
from kamdesk.ui.service.segment_dialog import SegmentDialog
from kamdesk.work import activities, letters, survey_answers, surveys
from kamdesk.work.accounts import create_account, set_status
from tests.work.department import found

TODAY = date.today()


@pytest.fixture
def department(store):
    """云麓食品 is a key account whose main contact has a mail address; 青砚化工 is a prospect."""
    made = found(store)
    with store.change(message("More")) as session:
        set_status(session, session.get_one(Account, made.account), "active", TODAY)
        contact = session.get_one(Contact, made.contact)
        contact.form_role, contact.email = "main_contact", "wu@example.com"
        create_account(session, {"name": "青砚化工"})
    return made


def _open(open_window, store, settle, page):
    window = open_window(store, "service")
    tab = window.tabs["service"]
    tab.show_page(page)
    settle()
    return window, tab.page(page)


def _dialog(page, kind: type[QDialog]):
    [shown] = [each for each in page.findChildren(kind) if each.isVisible()]
    return shown


def test_a_survey_is_sent_answered_by_hand_and_gives_its_score(
    store, department, open_window, settle
):
    window, page = _open(open_window, store, settle, "surveys")
    window.act.quick_add()
    _dialog(page, AskDialog).take()  # name and round stand there already
    settle()
    page.send_button.click()
    dialog = _dialog(page, SegmentDialog)
    assert dialog.segment.currentText() == "Key accounts (1)"
    dialog.take()
    settle()
    assert page.detail.state.words == "Answers wanted"
    assert [page.answers.model.index(0, place).data() for place in range(3)] == [
        "云麓食品", "受访人戊", "—",
    ]  # fmt: skip

    page.answers.table.opened.emit(0)
    dialog = _dialog(page, AskDialog)
    dialog.boxes["mark_quality"].editor.write("6")
    dialog.take()
    assert dialog.isVisible()
    assert "lies between 1 and 5" in dialog.error.text()
    dialog.boxes["mark_quality"].editor.write("4")
    dialog.boxes["said_quality"].editor.write("稳定")
    dialog.take()
    settle()
    with store.read() as session:
        answer = session.scalars(select(SurveyAnswer)).one()
        assert (answer.scores, answer.comments) == ({"quality": 4}, {"quality": "稳定"})
        assert answer.answered_on == TODAY
    assert page.detail.state.words == "All answered"
    assert page.answers.model.index(0, 3).data() == "80.0 %"
    assert page.result.said.text() == (
        "Satisfaction 80.0 % · satisfied marks 100.0 % · answered 1 of 1 (100.0 %)"
    )
    window.act.undo()
    settle()
    assert page.answers.model.index(0, 2).data() == "—"


def test_the_question_that_fell_is_seen_and_questions_with_marks_stay(
    store, department, open_window, settle
):
    with store.change(message("Rounds")) as session:
        first = surveys.add_survey(session, {"name": "满意度", "round": "2025"})
        second = surveys.next_round(session, first, "2026")
        for survey, mark in ((first, 5), (second, 3)):
            (answer,) = survey_answers.send(session, survey, [department.account], TODAY).made
            survey_answers.put_answer(session, answer, TODAY, {"quality": mark})
        second_id = second.id
    _window, page = _open(open_window, store, settle, "surveys")
    page.go_to(second_id)
    settle()
    row = [page.result.model.index(0, place).data() for place in range(4)]
    assert row[1:] == ["100.0 %", "60.0 %", "-40.0 %"]
    key = next(each for each in page.detail.form.cells if each.endswith(".full_mark"))
    page.detail.form.cells[key].editor.write("10")
    page.save_record()
    assert "its full mark stays" in page.detail.form.cells[key].error()
    page.discard()
    page.do("next_round")
    dialog = _dialog(page, AskDialog)
    dialog.boxes["round"].editor.write("2026")
    dialog.take()
    assert "There is a round 2026" in dialog.boxes["round"].error()
    dialog.boxes["round"].editor.write("2027")
    dialog.take()
    settle()
    with store.read() as session:
        assert [each.round for each in surveys.rounds(session, "满意度")] == [
            "2025",
            "2026",
            "2027",
        ]


def test_people_are_invited_and_what_came_of_it_is_noted(store, department, open_window, settle):
    with store.change(message("Activity")) as session:
        activity = activities.add_activity(
            session, {"name": "展会", "on": TODAY - timedelta(days=1)}
        )
    _window, page = _open(open_window, store, settle, "activities")
    page.go_to(activity.id)
    settle()
    page.invite_button.click()
    _dialog(page, SegmentDialog).take()
    settle()
    assert page.invited.model.index(0, 0).data() == "云麓食品"
    page.invited.table.opened.emit(0)
    dialog = _dialog(page, AskDialog)
    dialog.boxes["answer"].editor.write("accepted")
    dialog.boxes["came"].editor.write("yes")
    dialog.take()
    settle()
    assert "1 came" in page.outcome.said.text()
    page.invited.table.selectRow(0)
    page.invited.buttons["bring"].click()
    dialog = _dialog(page, AskDialog)
    dialog.boxes["name"].editor.write("扩建")
    dialog.take()
    settle()
    with store.read() as session:
        made = session.scalars(select(Opportunity)).one()
        assert (made.account_id, made.source) == (department.account, "展会")
    assert "1 opportunity" in page.outcome.said.text()
    page.invited.table.selectRow(0)
    page.invited.buttons["remove"].click()
    settle()
    assert page.invited.model.rowCount() == 0
    with store.read() as session:
        assert session.scalars(select(Invitee)).one().deleted_at is not None


def test_letters_are_shown_written_as_drafts_and_kept_as_a_mailing(
    store, department, open_window, settle, questions, tmp_path
):
    with store.change(message("Template")) as session:
        template = letters.add_template(
            session, {"name": "问候", "subject": "您好", "body": "{full_name}，{owner_phone}"}
        )
    _window, page = _open(open_window, store, settle, "letters")
    page.go_to(template.id)
    settle()
    cell = page.detail.form.cells["body"]
    cell.editor.write("{gehalt}")
    page.save_record()
    assert "There is no field {gehalt}" in cell.error()
    page.discard()
    page.write_button.click()
    _dialog(page, SegmentDialog).take()
    settle()
    dialog = _dialog(page, LettersDialog)
    assert dialog.text.toPlainText() == "您好\n\n受访人戊，\n\nNothing is known for: {owner_phone}"
    questions.answers.append(str(tmp_path))
    dialog.write_drafts()
    settle()
    assert [each.name for each in tmp_path.glob("*.eml")] == ["云麓食品 受访人戊.eml"]
    questions.answers.append(str(tmp_path / "letters.pdf"))
    dialog.write_document()
    settle()
    assert (tmp_path / "letters.pdf").read_bytes().startswith(b"%PDF")
    with store.read() as session:  # both files are one mailing
        kept = session.scalars(select(Activity)).one()
        assert (kept.kind, kept.segment) == ("mailing", "Key accounts")


def test_a_survey_opens_from_elsewhere(store, department, open_window, settle):
    with store.change(message("Survey")) as session:
        survey = surveys.add_survey(session, {"name": "满意度"})
    window = open_window(store)
    window.desk.open_record("Survey", survey.id)
    settle()
    page = window.tabs["service"].page("surveys")
    assert page.current_id() == survey.id
    with store.read() as session:
        assert session.get_one(Survey, survey.id).name == "满意度"
