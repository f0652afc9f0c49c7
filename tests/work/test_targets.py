"""Targets: versions of rule 9, sums of parts, and where a breakdown disagrees with itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work import settings, targets
from kamdesk.work.periods import read_period
from kamdesk.work.target_breakdown import Breakdown, breakdown
from kamdesk.work.targets import DEPARTMENT, Subject
from tests.work.selling import customer, person, target

NEW_YEAR = date(2026, 1, 2)
YEAR = read_period("2026")


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


@pytest.fixture
def people(session: Session) -> SimpleNamespace:
    one, two = person(session, "专员甲", "P1"), person(session, "专员乙", "P2")
    mill = customer(session, "云麓食品", one)
    yard = customer(session, "江岸船厂", one)
    return SimpleNamespace(one=one, two=two, mill=mill, yard=yard)


def value(session: Session, period: str, as_of: date = date(2026, 12, 31)) -> Decimal | None:
    held = targets.wanted(session, "sales_amount", read_period(period), as_of=as_of)
    return held.value if held else None


# ------------------------------------------------------------------------------------------------------- rule 9


def test_a_version_approved_in_mid_quarter_holds_for_that_whole_quarter(session: Session) -> None:
    target(session, "2026Q2", "100", NEW_YEAR)
    target(session, "2026Q2", "140", date(2026, 5, 15))
    target(session, "2026Q2", "160", date(2026, 7, 1))  # after the end of the quarter: too late
    target(session, "2026Q2", "999", None)  # a draft
    held = targets.wanted(session, "sales_amount", read_period("2026Q2"), as_of=date(2026, 9, 1))
    assert held is not None
    assert (held.value, held.first_value, held.number) == (Decimal(140), Decimal(100), 2)
    assert held.approved_on == date(2026, 5, 15)
    assert value(session, "2026Q2", date(2026, 5, 14)) == 100
    assert value(session, "2026Q2", date(2026, 5, 15)) == 140
    assert value(session, "2026Q2", date(2026, 1, 1)) is None


def test_a_year_without_a_target_of_its_own_is_the_sum_of_four_quarters_else_twelve_months(
    session: Session,
) -> None:
    for quarter in (1, 2, 3):
        target(session, f"2026Q{quarter}", "100", NEW_YEAR)
    for month in range(10, 13):
        target(session, f"2026-{month}", "40", NEW_YEAR)
    assert value(session, "2026Q4") == 120
    assert value(session, "2026") is None  # three quarters and three months are not mixed
    for month in range(1, 10):
        target(session, f"2026-{month:02}", "10", NEW_YEAR)
    assert value(session, "2026") == 9 * 10 + 3 * 40
    target(session, "2026Q4", "150", NEW_YEAR)
    assert value(session, "2026") == 450
    target(session, "2026", "1", date(2026, 12, 31))
    assert value(session, "2026") == 1


def test_each_part_holds_for_its_own_period(session: Session) -> None:
    for quarter in (1, 2, 3, 4):
        target(session, f"2026Q{quarter}", "100", NEW_YEAR)
        target(session, f"2026Q{quarter}", "200", date(2026, 5, 1))
    held = targets.wanted(session, "sales_amount", YEAR, as_of=date(2026, 12, 31))
    assert held is not None
    # The first quarter was over when the second version came.
    assert (held.value, held.first_value, held.from_parts) == (Decimal(700), Decimal(400), True)


def test_persons_are_not_the_department_and_parts_of_an_indicator_are_not_added(
    session: Session, people: SimpleNamespace
) -> None:
    target(session, "2026", "10", NEW_YEAR, level="staff", staff_id=people.one.id)
    assert value(session, "2026") is None
    held = targets.wanted(
        session, "sales_amount", YEAR, "staff", staff_id=people.one.id, as_of=date(2026, 12, 31)
    )
    assert held is not None
    assert held.value == 10
    for quarter in (1, 2, 3, 4):
        target(session, f"2026Q{quarter}", "0.9", NEW_YEAR, measure="satisfaction")
    last = date(2026, 12, 31)
    assert targets.wanted(session, "satisfaction", YEAR, as_of=last) is None
    assert targets.wanted(session, "satisfaction", read_period("2026Q3"), as_of=last) is not None


# ------------------------------------------------------------------------------------------------- the breakdown


def said(known: Breakdown) -> list[str]:
    return [each.sentence(known.measure) for each in known.differences()]


def test_a_year_has_seventeen_periods_of_the_business_year(session: Session) -> None:
    settings.put(session, "business_year_start", 4)
    known = breakdown(session, read_period("2026", 4), "sales_amount")
    codes = [each.code for each in known.spans]
    assert codes[:5] == ["2026", "2026Q1", "2026-04", "2026-05", "2026-06"]
    assert codes[-4:] == ["2026Q4", "2027-01", "2027-02", "2027-03"]
    assert len(codes) == 17


def test_rows_are_the_department_its_people_and_their_accounts(
    session: Session, people: SimpleNamespace
) -> None:
    person(session, "财务丙", "P9", "finance")
    lost = customer(session, "散客", people.two, status="ordinary")
    orphan = customer(session, "无主", None)
    target(session, "2026", "5", NEW_YEAR, level="account", account_id=orphan.id)
    known = breakdown(session, YEAR, "sales_amount")
    assert [(each.name, each.subject.level) for each in known.rows] == [
        ("Department", "department"), ("专员甲", "staff"), ("江岸船厂", "account"), ("云麓食品", "account"),
        ("专员乙", "staff"), ("无主", "account"),
    ]  # fmt: skip
    assert known.below(DEPARTMENT)[0].subject == Subject("staff", people.one.id)
    assert lost.id not in {
        each.subject.id for each in known.rows if each.subject.level == "account"
    }


def test_differences_in_time_and_over_people_are_said_with_the_amount(
    session: Session, people: SimpleNamespace
) -> None:
    target(session, "2026", "1000", NEW_YEAR)
    for quarter, amount in ((1, "300"), (2, "300"), (3, "300")):
        target(session, f"2026Q{quarter}", amount, NEW_YEAR)
    target(session, "2026", "700", NEW_YEAR, level="staff", staff_id=people.one.id)
    target(session, "2026", "350", NEW_YEAR, level="staff", staff_id=people.two.id)
    target(session, "2026", "700.01", NEW_YEAR, level="account", account_id=people.mill.id)
    known = breakdown(session, YEAR, "sales_amount")
    assert said(known) == [
        "Department, 2026: 1,000.00, its quarters add up to 900.00; 100.00 is not spread yet.",
        "Department, 2026: 1,000.00, its persons add up to 1,050.00: 50.00 too much.",
        "专员甲, 2026: 700.00, its accounts add up to 700.01: 0.01 too much.",
    ]
    target(session, "2026Q4", "99", NEW_YEAR)
    known = breakdown(session, YEAR, "sales_amount")
    assert said(known)[0] == (
        "Department, 2026: 1,000.00, its quarters add up to 999.00: 1.00 too little."
    )


def test_a_breakdown_that_agrees_says_nothing(session: Session, people: SimpleNamespace) -> None:
    target(session, "2026Q1", "90", NEW_YEAR)
    for month in (1, 2, 3):
        target(session, f"2026-{month:02}", "30", NEW_YEAR)
    known = breakdown(session, YEAR, "sales_amount")
    assert said(known) == []
    first = known.cell(DEPARTMENT, read_period("2026Q1"))
    assert (first.value, first.parts) == (90, 90)
    assert known.cell(DEPARTMENT, YEAR).shown is None


def test_drafts_stand_in_the_table_and_do_not_hold(session: Session) -> None:
    target(session, "2026", "1000", NEW_YEAR)
    target(session, "2026", "1200", None)
    cell = breakdown(session, YEAR, "sales_amount").cell(DEPARTMENT, YEAR)
    assert cell.is_draft
    assert cell.value == 1200
    assert cell.holds is not None
    assert cell.holds.value == 1000
    kept = breakdown(session, YEAR, "sales_amount", drafts=False)
    assert kept.cell(DEPARTMENT, YEAR).value == 1000
    assert breakdown(session, YEAR, "sales_amount").has_drafts() == 1


def test_the_table_of_an_earlier_day_shows_what_was_approved_then(session: Session) -> None:
    target(session, "2026Q2", "100", NEW_YEAR)
    target(session, "2026Q2", "140", date(2026, 5, 15))
    then = breakdown(session, YEAR, "sales_amount", date(2026, 3, 1), drafts=False)
    assert then.cell(DEPARTMENT, read_period("2026Q2")).value == 100


def test_a_version_that_came_too_late_is_marked(session: Session) -> None:
    target(session, "2026Q1", "100", NEW_YEAR)
    target(session, "2026Q1", "140", date(2026, 4, 1))
    target(session, "2026Q2", "140", date(2026, 4, 1))
    known = breakdown(session, YEAR, "sales_amount")
    late, in_time = (known.cell(DEPARTMENT, read_period(each)) for each in ("2026Q1", "2026Q2"))
    assert (late.value, late.is_late) == (140, True)
    assert late.holds is not None
    assert late.holds.value == 100
    assert not in_time.is_late
