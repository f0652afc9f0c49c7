"""What an indicator is to reach: a rate's target holds for the parts of its period and for everybody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kamdesk.i18n import message
from kamdesk.indicators import scopes
from kamdesk.indicators.known import INDICATORS
from kamdesk.indicators.question import Question
from kamdesk.indicators.wanted import wanted
from kamdesk.model.target import Target
from kamdesk.store.store import Store
from kamdesk.work.periods import read_period
from tests.work.department import found

TODAY = date(2026, 11, 24)


def aim(
    session: object, key: str, period: str, scope: scopes.Scope = scopes.DEPARTMENT
) -> Decimal | None:
    question = Question(read_period(period), TODAY, scope)
    return wanted(session, question, INDICATORS[key])  # type: ignore[arg-type]  # a Session


def test_a_rate_for_the_year_holds_for_its_months_unless_they_have_their_own(store: Store) -> None:
    office = found(store)
    mine = scopes.of_staff(office.specialist)
    approved = {"approved_on": date(2025, 12, 1)}
    with store.change(message("Targets")) as session:
        session.add_all(
            [
                Target(period="2026", measure="callback_rate", value=Decimal("0.9"), **approved),
                Target(period="2026Q2", measure="callback_rate", value=Decimal("0.8"), **approved),
                Target(period="2026", measure="lost_account_count", value=Decimal(4), **approved),
                Target(
                    period="2026", measure="callback_rate", level="staff", staff_id=office.specialist,
                    value=Decimal("0.7"), **approved,
                ),
            ]
        )  # fmt: skip
    with store.read() as session:
        assert aim(session, "callback_rate", "2026") == Decimal("0.9")
        assert aim(session, "callback_rate", "2026-05") == Decimal("0.8")
        assert aim(session, "callback_rate", "2026-11") == Decimal("0.9")
        assert aim(session, "callback_rate", "2026-11", mine) == Decimal("0.7")
        others = scopes.of_staff(office.manager)
        assert aim(session, "callback_rate", "2026-11", others) == Decimal("0.9")
        assert aim(session, "callback_rate", "2026-11", scopes.of_tier("A")) == Decimal("0.9")
        # A number of cases for a year is not the number for a month, nor for one person.
        assert aim(session, "lost_account_count", "2026") == 4
        assert aim(session, "lost_account_count", "2026-11") == 0
        assert aim(session, "callback_rate", "2027") == 1  # what is always wanted


def test_a_draft_and_what_is_approved_later_do_not_hold(store: Store) -> None:
    with store.change(message("Targets")) as session:
        session.add_all(
            [
                Target(period="2026Q3", measure="win_rate", value=Decimal("0.5")),
                Target(
                    period="2026", measure="win_rate", value=Decimal("0.6"), approved_on=date(2026, 10, 2)
                ),
            ]
        )  # fmt: skip
    with store.read() as session:
        assert aim(session, "win_rate", "2026Q3") == Decimal("0.6")  # the year's, once approved
        question = Question(read_period("2026Q3"), date(2026, 9, 30))
        assert wanted(session, question, INDICATORS["win_rate"]) is None
