"""岗位设置与职责: the chart of the department, who answers to nobody, and the duties of the posts."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.i18n import message
from kamdesk.model.department import Staff
from kamdesk.work import positions
from tests.work.department import found

ON = date(2026, 11, 24)


@pytest.fixture
def office(store):
    return found(store)


@pytest.fixture
def session(store, office):
    with store.change(message("Set up")) as session:
        office.staff(session, "manager").superior_id = office.director
        office.staff(session, "specialist").superior_id = office.manager
        session.flush()
        yield session


def names(posts):
    return [each.name for each in posts]


def test_everybody_stands_below_their_superior(session, office):
    chart = positions.chart(session, ON)
    assert names(chart.posts) == ["总监乙", "经理甲", "专员丁", "财务丙"]
    assert names(chart.below(office.director)) == ["经理甲"]
    specialist = chart.below(office.manager)[0]
    assert (specialist.accounts, specialist.position, specialist.is_me) == (1, "specialist", True)


def test_whoever_answers_to_nobody_beside_the_head_is_said(session, office):
    assert names(positions.chart(session, ON).unplaced) == ["财务丙"]
    office.staff(session, "finance").superior_id = office.director
    assert positions.chart(session, ON).unplaced == ()


def test_who_left_is_not_there_and_their_people_answer_to_nobody(session, office):
    office.staff(session, "manager").left_on = date(2026, 11, 23)
    session.flush()
    chart = positions.chart(session, ON)
    assert names(chart.posts) == ["总监乙", "财务丙", "专员丁"]
    assert names(chart.below(None)) == ["总监乙", "财务丙", "专员丁"]


def test_on_the_last_day_they_are_still_there(session, office):
    office.staff(session, "manager").left_on = ON
    office.staff(session, "finance").joined_on = date(2026, 11, 25)
    session.flush()
    assert names(positions.chart(session, ON).posts) == ["总监乙", "经理甲", "专员丁"]


def test_a_circle_of_an_imported_list_does_not_hang_or_lose_anybody(session, office):
    office.staff(session, "director").superior_id = office.specialist
    session.flush()
    chart = positions.chart(session, ON)
    assert sorted(names(chart.posts)) == sorted(["总监乙", "经理甲", "专员丁", "财务丙"])
    assert sum(each.superior_id is None for each in chart.posts) == 2


def test_posts_without_anybody_are_not_made_up(session, office):
    assert "assistant" not in {each.position for each in positions.chart(session, ON).posts}


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_the_duties_of_a_post_hold_where_a_person_has_none(session, office, language):
    own = office.staff(session, "manager")
    own.duties = "带队\n\n审核计划"
    session.flush()
    chart = positions.chart(session, ON)
    by_name = {each.name: each for each in chart.posts}
    assert by_name["经理甲"].duties == ("带队", "审核计划")
    assert by_name["专员丁"].duties[0] == "协助大客户部经理制定客户开发计划，并提出合理化建议"
    assert len(by_name["专员丁"].duties) == 9
    assert not by_name["专员丁"].has_own_duties
    assert by_name["财务丙"].duties == ()


def test_duties_are_given_only_to_those_without(session, office):
    own = office.staff(session, "manager")
    own.duties = "Leads"
    people = [own, *(office.staff(session, who) for who in ("specialist", "finance"))]
    assert positions.give_duties(session, people) == 1
    assert own.duties == "Leads"
    assert len(session.get_one(Staff, office.specialist).duties.splitlines()) == 9
