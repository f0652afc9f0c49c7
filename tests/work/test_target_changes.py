"""Targets are drafts until they are approved; a value spread over its parts adds up to itself exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work import target_changes as changes
from kamdesk.work.periods import read_period
from kamdesk.work.target_breakdown import breakdown
from kamdesk.work.targets import DEPARTMENT, Subject
from tests.work.selling import bought, customer, person, target

NEW_YEAR = date(2025, 1, 2)
YEAR = read_period("2025")
MEASURE = "sales_amount"


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


@pytest.fixture
def people(session: Session) -> SimpleNamespace:
    one, two = person(session, "专员甲", "P1"), person(session, "专员乙", "P2")
    return SimpleNamespace(
        one=Subject("staff", one.id), two=Subject("staff", two.id),
        mill=customer(session, "云麓食品", one), yard=customer(session, "江岸船厂", two),
    )  # fmt: skip


def shown(session: Session, subject: Subject, *codes: str) -> list[Decimal | None]:
    known = breakdown(session, YEAR, MEASURE)
    return [known.cell(subject, read_period(each)).shown for each in codes]


# ------------------------------------------------------------------------------------------------------- versions


def test_a_number_is_a_draft_until_it_is_approved_and_then_a_version(session: Session) -> None:
    key = (DEPARTMENT, "2025")
    assert changes.put(session, MEASURE, {key: Decimal(1000)}) == 1
    assert changes.put(session, MEASURE, {key: Decimal(1100)}) == 1  # the same draft
    assert [each.value for each in changes.history(session, MEASURE, *key)] == [Decimal(1100)]
    assert changes.approve(session, YEAR, MEASURE, NEW_YEAR) == 1
    changes.put(session, MEASURE, {key: Decimal(1200)})
    versions = changes.history(session, MEASURE, *key)
    assert [(each.value, each.approved_on) for each in versions] == [
        (Decimal(1100), NEW_YEAR), (Decimal(1200), None),
    ]  # fmt: skip
    changes.approve(session, YEAR, MEASURE, date(2025, 6, 1))
    assert [(each.on, each.count, each.is_first) for each in changes.approvals_of(session, YEAR, MEASURE)] == [
        (date(2025, 6, 1), 1, False), (NEW_YEAR, 1, True),
    ]  # fmt: skip


def test_a_number_that_is_what_was_approved_needs_no_draft(session: Session) -> None:
    target(session, "2025", "1000", NEW_YEAR)
    key = (DEPARTMENT, "2025")
    assert changes.put(session, MEASURE, {key: Decimal("1000.00")}) == 0
    changes.put(session, MEASURE, {key: Decimal(1)})
    assert changes.put(session, MEASURE, {key: Decimal(1000)}) == 1  # takes the draft back
    changes.put(session, MEASURE, {key: Decimal(1)})
    assert changes.put(session, MEASURE, {key: None}) == 1
    assert [each.approved_on for each in changes.history(session, MEASURE, *key)] == [NEW_YEAR]


def test_drafts_can_be_thrown_away_together(session: Session) -> None:
    target(session, "2025", "1000", NEW_YEAR)
    changes.put(
        session, MEASURE, {(DEPARTMENT, code): Decimal(5) for code in ("2025", "2025Q1", "2025-03")}
    )
    changes.put(session, MEASURE, {(DEPARTMENT, "2026"): Decimal(5)})
    assert [each.on for each in changes.approvals_of(session, YEAR, MEASURE)] == [None, NEW_YEAR]
    assert changes.discard(session, YEAR, MEASURE) == 3
    assert [each.on for each in changes.approvals_of(session, YEAR, MEASURE)] == [NEW_YEAR]


def test_what_cannot_be_wanted_is_refused(session: Session) -> None:
    for value, measure, words in (
        ("-1", MEASURE, "not negative"), ("0.001", MEASURE, "decimals"), ("1.5", "visits", "decimals"),
    ):  # fmt: skip
        with pytest.raises(RuleError, match=words):
            changes.put(session, measure, {(DEPARTMENT, "2025"): Decimal(value)})
    with pytest.raises(RuleError, match="no period"):
        changes.put(session, MEASURE, {(DEPARTMENT, "2025H1"): Decimal(1)})
    with pytest.raises(RuleError, match="no draft"):
        changes.approve(session, YEAR, MEASURE, NEW_YEAR)
    changes.put(session, MEASURE, {(DEPARTMENT, "2025"): Decimal(1)})
    with pytest.raises(RuleError, match="has not come yet"):
        changes.approve(session, YEAR, MEASURE, date(9000, 1, 1))


# ------------------------------------------------------------------------------------------------------ spreading


def test_the_remainder_goes_to_the_last_one() -> None:
    thirds = changes.shares(Decimal(100), [Decimal(1)] * 3, 2)
    assert thirds == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert changes.shares(Decimal(10), [Decimal(1)] * 3, 0) == [3, 3, 4]
    by_sales = changes.shares(Decimal(100), [Decimal(1), Decimal(2), Decimal(0)], 2)
    assert by_sales == [Decimal("33.33"), Decimal("66.67"), 0]
    assert changes.shares(Decimal(9), [Decimal(-5), Decimal(0), Decimal(0)], 0) == [3, 3, 3]
    assert changes.shares(Decimal(9), [Decimal(0)] * 3, 0) == [3, 3, 3]


@given(
    st.decimals(0, 10**12, places=2),
    st.lists(st.decimals(-1000, 10**9, places=2), min_size=1, max_size=20),
    st.sampled_from([0, 2, 3]),
)
def test_shares_always_add_up(whole: Decimal, weights: list[Decimal], places: int) -> None:
    whole = whole.quantize(Decimal(1).scaleb(-places))
    found = changes.shares(whole, weights, places)
    assert sum(found) == whole
    assert min(found) >= 0
    assert all(each == each.quantize(Decimal(1).scaleb(-places)) for each in found)


def test_a_year_spread_by_last_year_follows_its_months(session: Session) -> None:
    mill = customer(session, "云麓食品", person(session, "专员甲", "P1"))
    for day, amount in (
        (date(2024, 1, 31), "100"), (date(2024, 2, 29), "300"), (date(2024, 3, 1), "-50"), (date(2024, 10, 1), "600"),
    ):  # fmt: skip
        bought(session, mill, day, amount)
    target(session, "2025", "2000.01", None)
    changes.spread_over_time(
        session, breakdown(session, YEAR, MEASURE), DEPARTMENT, YEAR, "last_year"
    )
    assert shown(session, DEPARTMENT, "2025-01", "2025-02", "2025-03", "2025-10", "2025Q1", "2025Q4") == [
        Decimal("200.00"), Decimal("600.00"), 0, Decimal("1200.01"), Decimal("800.00"), Decimal("1200.01"),
    ]  # fmt: skip
    known = breakdown(session, YEAR, MEASURE)
    assert list(known.differences()) == []


def test_evenly_and_only_one_quarter(session: Session) -> None:
    target(session, "2025Q2", "100", NEW_YEAR)
    known = breakdown(session, YEAR, MEASURE)
    changes.spread_over_time(session, known, DEPARTMENT, read_period("2025Q2"), "evenly")
    assert shown(session, DEPARTMENT, "2025-04", "2025-05", "2025-06", "2025-07") == [
        Decimal("33.33"), Decimal("33.33"), Decimal("33.34"), None,
    ]  # fmt: skip
    with pytest.raises(RuleError, match="no number"):
        changes.spread_over_time(session, known, DEPARTMENT, YEAR, "evenly")


def test_the_department_spread_over_people_and_a_person_over_accounts_agrees_everywhere(
    session: Session, people: SimpleNamespace
) -> None:
    third = customer(session, "第三家", None)
    bought(session, people.mill, date(2024, 5, 1), "200")
    bought(session, people.yard, date(2024, 5, 1), "100")
    bought(session, third, date(2024, 5, 1), "5000")  # nobody's
    target(session, "2025", "1000", None)
    known = breakdown(session, YEAR, MEASURE)
    changes.spread_over_time(session, known, DEPARTMENT, YEAR, "evenly")
    known = breakdown(session, YEAR, MEASURE)
    changes.spread_over_people(session, known, DEPARTMENT, "last_year")
    # Every month 83.33, December 83.37: in May two thirds to one, else half each with the cent to the last.
    assert shown(session, people.one, "2025-05", "2025-06", "2025-12") == [
        Decimal("55.55"), Decimal("41.66"), Decimal("41.68"),
    ]  # fmt: skip
    assert shown(session, people.two, "2025-05", "2025-06", "2025-12") == [
        Decimal("27.78"), Decimal("41.67"), Decimal("41.69"),
    ]  # fmt: skip
    assert shown(session, people.one, "2025") == [
        Decimal("55.55") + 10 * Decimal("41.66") + Decimal("41.68")
    ]
    known = breakdown(session, YEAR, MEASURE)
    assert list(known.differences()) == []
    changes.spread_over_people(session, known, people.one, "evenly")
    known = breakdown(session, YEAR, MEASURE)
    assert list(known.differences()) == []
    assert shown(session, Subject("account", people.mill.id), "2025-05") == [Decimal("55.55")]


def test_spreading_where_nobody_is_below_is_refused(session: Session) -> None:
    target(session, "2025", "1", None)
    with pytest.raises(RuleError, match="nobody"):
        changes.spread_over_people(session, breakdown(session, YEAR, MEASURE), DEPARTMENT, "evenly")
