"""F14: sent to twenty accounts, filled in by LibreOffice, read back in one go; score and trend worked out by hand."""

from __future__ import annotations

import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamdesk.forms.data import edition
from kamdesk.forms.folder import write_each
from kamdesk.forms.layouts import form_kind
from kamdesk.i18n import message
from kamdesk.model.contact import Contact
from kamdesk.model.survey import Survey, SurveyAnswer
from kamdesk.store.store import Store
from kamdesk.work import survey_answers, survey_scores, surveys
from kamdesk.work.accounts import create_account
from tests.forms.office import day
from tests.forms.returned import changes, filed, fill_in, looked_at, only, out, reasons
from tests.forms.test_new_forms_in_libreoffice import convert
from tests.work.department import Department, found

SOFFICE = shutil.which("soffice")
KEY = "satisfaction_survey"
QUESTIONS = (
    {"key": "quality", "question": "产品质量", "weight": Decimal(3), "full_mark": 5},
    {"key": "delivery", "question": "交货", "weight": Decimal(2), "full_mark": 5},
    {"key": "service", "question": "服务", "full_mark": 10},
)
NUMBER = 20


@pytest.fixture
def people(store: Store) -> Department:
    return found(store)


@pytest.fixture
def survey(store: Store, people: Department) -> int:
    """The round of this year, sent to 云麓食品 and nineteen others; the one before was answered by it alone."""
    with store.change(message("Survey")) as session:
        session.get_one(Contact, people.contact).form_role = "main_contact"
        before = surveys.add_survey(
            session, {"name": "满意度", "round": "2025", "sent_on": day(-400)}, QUESTIONS
        )
        answer = survey_answers.add_answer(session, before, people.account)
        survey_answers.put_answer(
            session, answer, day(-390), {"quality": 5, "delivery": 3, "service": 8}
        )
        made = surveys.next_round(session, before, "2026", {"closes_on": day(10)})
        others = [
            create_account(session, {"name": f"客户{number:02}"}).id for number in range(2, 21)
        ]
        survey_answers.send(session, made, [people.account, *others], day(-9))
        return made.id


def sent_out(store: Store, survey_id: int, folder: Path) -> list[Path]:
    kind = form_kind(KEY)
    with store.read() as session:
        form = kind.declare(session)
        data = [
            kind.collect(session, form, each.id) for each in surveys.answers(session, survey_id)
        ]
        return write_each(folder, form, edition(session, "zh"), data)


def typed(number: int) -> dict[str, Any]:
    """The first eleven mark 4, 3 and 9 (three of them nothing for the service), the others 2, 5 and 6."""
    marks = {1: 4, 2: 3, 3: None if number <= 3 else 9} if number <= 11 else {1: 2, 2: 5, 3: 6}
    values = {f"kam_marks_r{row}_score": mark for row, mark in marks.items()}
    return values | {"kam_answer_answered_on": day(-2), "kam_marks_r1_comment": f"=意见{number}"}


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_twenty_answers_come_back_in_one_go(
    store: Store, people: Department, survey: int, tmp_path: Path
) -> None:
    files = sent_out(store, survey, tmp_path / "out")
    assert (len(files), files[0].name) == (NUMBER, "满意度调查表 云麓食品 · 满意度 · 2026.xlsx")
    for number, path in enumerate(files, 1):
        fill_in(path, typed(number))
    there = convert(files, "ods", tmp_path / "saved")
    convert(there[10:], "xlsx", tmp_path / "returned")
    for path in there[:10]:
        shutil.copy(path, tmp_path / "returned")
    read, result = filed(store, tmp_path / "returned")
    assert (reasons(read), result.updated, result.rejected) == ({}, NUMBER, 0)
    again = looked_at(store, tmp_path / "returned")
    assert [changes(each) for file in again for each in file.differences] == [{}] * NUMBER
    with store.read() as session:
        row = session.get_one(Survey, survey)
        line = survey_scores.trend(session, row)
        now = line[-1][1]
        fallen = survey_scores.falling(session, row)
        answers = surveys.answers(session, survey)
    assert {each.answered_on for each in answers} == {day(-2)}
    assert (answers[0].scores, answers[0].comments) == (
        {"quality": 4, "delivery": 3}, {"quality": "=意见1"},
    )  # fmt: skip
    # Three of (3·0.8 + 2·0.6)/5 = 0.72, eight of (2.4 + 1.2 + 0.9)/6 = 0.75, nine of (1.2 + 2 + 0.6)/6 = 19/30.
    assert now.numerator == Fraction("2.16") + 6 + Fraction(57, 10)
    assert now.score == Fraction(693, 1000)
    # Satisfied: 11 of quality, 8 of service, 9 of delivery, of 60 − 3 marks.
    assert (now.csat, now.answer_rate) == (Fraction(28, 57), 1)
    # Before: (3 + 2·0.6 + 0.8)/6.
    assert [each[1].score for each in line] == [Fraction(5, 6), Fraction(693, 1000)]
    # Quality from 1 to (11·0.8 + 9·0.4)/20 = 0.62; service from 0.8 to (8·0.9 + 9·0.6)/17 = 12.6/17; delivery rose.
    assert [(each.question, each.now) for each in fallen] == [
        ("产品质量", Fraction(31, 50)), ("服务", Fraction(126, 170)),
    ]  # fmt: skip
    store.undo()
    with store.read() as session:
        assert survey_scores.standing(session, session.get_one(Survey, survey)).answered == 0


def test_an_answer_without_a_day_came_back_when_it_was_read(
    store: Store, people: Department, survey: int, tmp_path: Path
) -> None:
    with store.read() as session:
        answer = surveys.answers(session, survey)[0]
    path = out(
        store, tmp_path / "a.xlsx", KEY, answer.id,
        {"kam_marks_r1_score": "5分", "kam_marks_r2_score": 9, "kam_marks_r3_score": 4.5,
         "kam_marks_r1_question": "改过的题目", "kam_answer_comment": "继续保持"},
    )  # fmt: skip
    files, _result = filed(store, path)
    assert reasons(files) == {"marks[1].score": "A mark for “交货” lies between 1 and 5."}
    with store.read() as session:
        stored = session.get_one(SurveyAnswer, answer.id)
        assert (stored.answered_on, stored.comment) == (day(0), "继续保持")
        assert stored.scores == {"quality": 5, "service": 4.5}
        assert stored.contact_id == people.contact
        assert [each.question for each in surveys.items(session, survey)] == [
            "产品质量", "交货", "服务",
        ]  # fmt: skip


def test_a_day_that_cannot_be_stops_the_marks(store: Store, survey: int, tmp_path: Path) -> None:
    with store.read() as session:
        answer = surveys.answers(session, survey)[0]
    for number, on in enumerate((day(3), "2026-02-31", day(-30))):
        path = out(
            store, tmp_path / f"{number}.xlsx", KEY, answer.id,
            {"kam_answer_answered_on": on, "kam_marks_r1_score": 5},
        )  # fmt: skip
        files, result = filed(store, path)
        assert (
            reasons(files)["marks[0].score"] == "The day on which it was filled in cannot be taken."
        )
        assert (result.updated, result.rejected) == (0, 1)


def by_labels(path: Path, target: Path) -> Path:
    """The same as somebody else's sheet: without names, properties and hidden marks."""
    book = openpyxl.load_workbook(path)
    book.defined_names.clear()
    book.custom_doc_props.props = []
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) == 36:
                cell.value = None
    book.save(target)
    return target


def test_without_names_it_is_found_by_survey_account_and_question(
    store: Store, people: Department, survey: int, tmp_path: Path
) -> None:
    with store.read() as session:
        answer = surveys.answers(session, survey)[0]
    path = out(store, tmp_path / "a.xlsx", KEY, answer.id, typed(4))
    plain = by_labels(path, tmp_path / "plain.xlsx")
    difference = only(store, plain)
    assert (difference.reading.form, difference.how, difference.record_id) == (
        KEY,
        "name",
        answer.id,
    )
    files, _result = filed(store, plain)
    assert reasons(files) == {}
    with store.read() as session:
        stored = session.get_one(SurveyAnswer, answer.id)
        assert stored.scores == {"quality": 4, "delivery": 3, "service": 9}
    assert changes(only(store, plain)) == {}


def test_a_blank_one_makes_the_answer_of_an_account_it_was_not_sent_to(
    store: Store, survey: int, tmp_path: Path
) -> None:
    with store.change(message("Account")) as session:
        account = create_account(session, {"name": "青砚化工"}).id
        made = surveys.add_survey(session, {"name": "满意度", "round": "2026下"})
    head = {"kam_account_name": "青砚化工", "kam_survey_name": "满意度"}
    marks = {"kam_marks_r1_score": 4, "kam_marks_r6_score": 5}
    path = out(store, tmp_path / "a.xlsx", KEY, None, head | marks)
    files, result = filed(store, path)
    assert (
        files[0].differences[0].refusal
        == "“满意度” has several rounds; write the round into the form."
    )
    fill_in(path, {"kam_survey_round": "2026下"})
    files, result = filed(store, path)
    assert (reasons(files), result.created) == ({}, 1)
    with store.read() as session:
        (answer,) = surveys.answers(session, made.id)
        assert (answer.account_id, answer.scores) == (account, {"quality": 4, "support": 5})
        assert (answer.sent_on, answer.answered_on) == (None, day(0))
    assert changes(only(store, path)) == {}


def test_a_new_answer_of_which_nothing_can_be_taken_is_not_made(
    store: Store, survey: int, tmp_path: Path
) -> None:
    with store.change(message("Account")) as session:
        create_account(session, {"name": "青砚化工"})
    typed_in = {
        "kam_account_name": "青砚化工", "kam_survey_name": "满意度", "kam_survey_round": "2026",
        "kam_marks_r4_score": 4,
    }  # fmt: skip
    files, result = filed(store, out(store, tmp_path / "a.xlsx", KEY, None, typed_in))
    # The blank sheet asks the usual questions; this round does not have the one about the attitude.
    assert (reasons(files), result.created) == ({KEY: "The survey does not ask “服务态度”."}, 0)
    with store.read() as session:
        assert len(surveys.answers(session, survey)) == NUMBER
