"""A survey that was sent, and what else service has forms for, for the tests of those forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work import survey_answers, surveys
from tests.work.department import Department

TODAY = date.today()


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@dataclass(frozen=True)
class Service:
    """Ids of what there is."""

    answer: int


def open_service(store: Store, people: Department) -> Service:
    """A survey with the usual questions, answered in part."""
    with store.change(message("Service")) as session:
        survey = surveys.add_survey(
            session,
            {
                "name": "客户满意度", "round": "2026", "closes_on": day(10),
                "introduction": "感谢您的合作，请填写后发回。",
            },
        )  # fmt: skip
        (answer,) = survey_answers.send(session, survey, [people.account], day(-8)).made
        survey_answers.put_answer(
            session, answer, day(-3), {"quality": 4, "speed": 3}, {"speed": "回复有时较慢"},
            {"contact_id": people.contact, "comment": "总体满意"},
        )  # fmt: skip
        return Service(answer.id)
