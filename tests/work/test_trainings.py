"""培训: steps from need to held, attendance, results, hours of each person."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.work import trainings
from kamdesk.work.periods import read_period
from kamdesk.work.trash import move_to_trash
from tests.work.department import found

HELD = {"topic": "谈判技巧", "on": date(2026, 5, 12), "hours": Decimal("3.5"), "state": "held"}
YEAR = read_period("2026")


@pytest.fixture
def office(store):
    return found(store)


@pytest.fixture
def session(store, office):
    with store.change(message("Set up")) as session:
        yield session


def attend(session, training, **people):
    given = [{"staff_id": staff_id, "attended": came} for staff_id, came in people.values()]
    trainings.set_attendees(session, training, given)


def test_a_need_becomes_a_plan_and_is_held(session, office):
    training = trainings.add_training(session, {"topic": "新产品", "need": "不熟悉变频柜"})
    assert training.state == "needed"
    with pytest.raises(RuleError) as refusal:
        trainings.change_training(session, training, {"state": "planned"})
    assert refusal.value.field == "on"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"on": None}, "on"),
        ({"hours": None}, "hours"),
        ({"hours": Decimal(0)}, "hours"),
        ({"on": date.today() + timedelta(days=1)}, "on"),
        ({"state": "dreamt"}, "state"),
    ],
)
def test_what_a_held_one_needs(session, office, values, field):
    with pytest.raises(RuleError) as refusal:
        trainings.add_training(session, HELD | values)
    assert refusal.value.field == field


def test_states_follow_one_another(session, office):
    training = trainings.add_training(session, {"topic": "新产品", "on": date(2026, 4, 1)})
    assert training.state == "planned"
    trainings.change_training(session, training, {"hours": Decimal(2), "state": "held"})
    assert training.state == "held"
    with pytest.raises(RuleError):
        trainings.move(session, training, "cancelled")


def test_everybody_attends_once_and_results_are_points(session, office):
    training = trainings.add_training(session, HELD)
    twice = [{"staff_id": office.manager}, {"staff_id": office.manager}]
    with pytest.raises(RuleError) as refusal:
        trainings.set_attendees(session, training, twice)
    assert refusal.value.field == "staff_id"
    with pytest.raises(RuleError) as refusal:
        trainings.set_attendees(
            session, training, [{"staff_id": office.manager, "score": Decimal(101)}]
        )
    assert refusal.value.field == "score"


def test_hours_are_those_of_sessions_that_were_attended(session, office):
    held = trainings.add_training(session, HELD)
    attend(session, held, a=(office.specialist, True), b=(office.manager, False), c=(office.finance, None))  # fmt: skip
    again = trainings.add_training(session, HELD | {"on": date(2026, 12, 31), "state": "planned"})
    attend(session, again, a=(office.specialist, True))
    last_year = trainings.add_training(session, HELD | {"on": date(2025, 12, 31)})
    attend(session, last_year, a=(office.specialist, True))
    first_day = trainings.add_training(
        session, HELD | {"on": date(2026, 1, 1), "hours": Decimal(2)}
    )
    attend(session, first_day, a=(office.specialist, True), b=(office.manager, True))
    gone = trainings.add_training(session, HELD)
    attend(session, gone, a=(office.specialist, True))
    move_to_trash(session, gone)
    assert [(each.staff.id, each.sessions, each.hours) for each in trainings.hours(session, YEAR)] == [
        (office.specialist, 2, Decimal("5.5")),
        (office.manager, 1, Decimal("2.0")),
        (office.director, 0, Decimal(0)),
        (office.finance, 0, Decimal(0)),
    ]  # fmt: skip
    assert trainings.attendance(session, held) == trainings.Attendance(3, 1, 1)
