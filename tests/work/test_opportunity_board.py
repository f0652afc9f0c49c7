"""The board: columns with their sums, cards in pieces, where a card stands, what filters leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity
from kamdesk.store.store import Store
from kamdesk.work import opportunities, opportunity_board, opportunity_views, pipelines, settings
from kamdesk.work.accounts import create_account
from kamdesk.work.opportunity_board import Wanted
from tests.work.department import Department, found

TODAY = date.today()
BEGUN = TODAY - timedelta(days=200)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def add(
    session: Session, department: Department, place: int = 0, in_days: int | None = None, **values: object
) -> Opportunity:  # fmt: skip
    stage = pipelines.stages_of(pipelines.all_stages(session), None)[place]
    given = {"name": f"商机{place}", "account_id": department.account, **values}
    if in_days is not None:
        given["expected_close_on"] = TODAY + timedelta(days=in_days)
    return opportunities.add_opportunity(session, given, stage, BEGUN)


def wanted(session: Session, **narrowed: object) -> Wanted:
    return Wanted(pipelines.all_pipelines(session)[0].id, **narrowed)  # type: ignore[arg-type]  # what each test says


def test_a_column_counts_and_sums_what_stands_in_it(
    session: Session, department: Department
) -> None:
    add(session, department, 0, amount=Decimal("2200000"))
    add(session, department, 0, amount=Decimal("1000"), currency="USD", rate=Decimal("7.1"))
    add(session, department, 0, amount=Decimal("99"), currency="EUR")
    add(
        session,
        department,
        3,
        amount=Decimal("500000"),
        probability=70,
        probability_reason="已选型",
    )
    columns = opportunity_board.columns(session, wanted(session), TODAY)
    assert len(columns) == 8
    first, fourth = columns[0], columns[3]
    assert (first.count, first.amount, first.weighted) == (3, 2_207_100, 220_710)
    assert first.without_rate == 1
    assert (fourth.count, fourth.amount, fourth.weighted) == (1, 500_000, 350_000)
    assert columns[1].count == 0


def test_the_last_column_has_what_closed_lately(session: Session, department: Department) -> None:
    for outcome, days in (("won", 10), ("lost", 20), ("cancelled", 91)):
        one = add(session, department, 6, amount=Decimal("100"))
        on = TODAY - timedelta(days=days)
        opportunities.close(session, one, outcome, on, "原因", override_reason="补录")
    last = opportunity_board.columns(session, wanted(session), TODAY)[-1]
    assert (last.holds_closed, last.count, last.won, last.to_review) == (True, 2, 1, 2)
    cards = opportunity_board.cards(session, wanted(session), last, TODAY, 0, 10)
    assert [card.outcome for card in cards] == ["won", "lost"]


def test_a_pipeline_without_a_review_has_a_column_for_what_is_closed(
    session: Session, department: Department
) -> None:
    short = pipelines.all_pipelines(session)[1]
    stage = pipelines.stages_of(pipelines.all_stages(session), short.id)[0]
    one = opportunities.add_opportunity(session, {"name": "备件"}, stage, BEGUN)
    opportunities.close(session, one, "lost", TODAY, "价格")
    columns = opportunity_board.columns(session, Wanted(short.id), TODAY)
    assert [each.count for each in columns] == [0, 0, 0, 0, 0, 1]
    assert columns[-1].stage_id is None


def test_cards_come_in_pieces_nearest_close_first(session: Session, department: Department) -> None:
    for days in (30, 10, None, 20, 10):
        add(session, department, 0, days, name=f"{days}")
    column = opportunity_board.columns(session, wanted(session), TODAY)[0]
    pieces = [
        opportunity_board.cards(session, wanted(session), column, TODAY, offset, 2)
        for offset in (0, 2, 4, 6)
    ]
    assert [[card.name for card in piece] for piece in pieces] == [
        ["10", "10"], ["20", "30"], ["None"], [],
    ]  # fmt: skip
    assert pieces[0][0].id < pieces[0][1].id


def test_where_a_card_stands(session: Session, department: Department) -> None:
    ids = [add(session, department, 2, days).id for days in (30, 10, 20)]
    shown = opportunity_board.columns(session, wanted(session), TODAY)
    places = [
        opportunity_board.standing(session, wanted(session), shown, TODAY, one) for one in ids
    ]
    assert places == [(2, 2), (2, 0), (2, 1)]
    assert opportunity_board.standing(session, wanted(session), shown, TODAY, 99_999) is None


def test_filters_leave_what_they_say(session: Session, department: Department) -> None:
    other = create_account(session, {"name": "望潮港务"})
    other.tier = "A"
    add(session, department, 0, owner_id=department.manager)
    add(
        session, department, 0, account_id=other.id, owner_id=department.specialist, name="岸桥变频"
    )
    session.flush()

    def count(**narrowed: object) -> int:
        found = opportunity_board.columns(session, wanted(session, **narrowed), TODAY)
        return found[0].count

    assert count() == 2
    assert count(owner_id=department.manager) == 1
    assert count(tier="A") == 1
    assert count(tier="B") == 0


def test_text_finds_names_of_opportunities_and_of_accounts(
    store: Store, department: Department
) -> None:
    with store.change(message("Test")) as session:
        other = create_account(session, {"name": "望潮港务"})
        add(session, department, 0, name="涂装线驱动")
        add(session, department, 0, account_id=other.id, name="岸桥变频")
    with store.read() as session:
        for text, names in (("涂装", ["涂装线驱动"]), ("望潮", ["岸桥变频"]), ("没有", [])):
            narrowed = wanted(session, text=text)
            column = opportunity_board.columns(session, narrowed, TODAY)[0]
            cards = opportunity_board.cards(session, narrowed, column, TODAY, 0, 10)
            assert ([card.name for card in cards], column.count) == (names, len(names))


def test_what_a_card_warns_of(session: Session, department: Department) -> None:
    late = add(session, department, 0, next_contact_on=TODAY - timedelta(days=1))
    calm = add(session, department, 1, next_step="报价", next_contact_on=TODAY)
    calm.stage_since = TODAY - timedelta(days=30)
    slipped = add(session, department, 2, 1, next_step="x")
    opportunities.change_opportunity(
        session, slipped, {"expected_close_on": TODAY + timedelta(days=62)}
    )
    shown = opportunity_board.columns(session, wanted(session), TODAY)
    cards = [
        opportunity_board.cards(session, wanted(session), column, TODAY, 0, 1)[0]
        for column in shown[:3]
    ]
    told = [
        (
            card.is_stalled(TODAY),
            card.contact_is_late(TODAY),
            card.lacks_next_step,
            card.is_slipping,
        )
        for card in cards
    ]
    assert told == [
        (True, True, True, False),
        (False, False, False, False),
        (True, False, False, True),  # by 61 days
    ]
    assert [card.id for card in cards] == [late.id, calm.id, slipped.id]


def test_the_department_says_when_something_stalls_or_slips(
    session: Session, department: Department
) -> None:
    add(session, department, 0)
    slipped = add(session, department, 1, 10)
    opportunities.change_opportunity(
        session, slipped, {"expected_close_on": TODAY + timedelta(days=90)}
    )

    def marked() -> tuple[bool, bool, int]:
        first, second = opportunity_board.columns(session, wanted(session), TODAY)[:2]
        [one] = opportunity_board.cards(session, wanted(session), first, TODAY, 0, 1)
        [other] = opportunity_board.cards(session, wanted(session), second, TODAY, 0, 1)
        counts = opportunity_views.view_counts(session, TODAY)
        return one.is_stalled(TODAY), other.is_slipping, counts["stalled"]

    for key in ("stalled_days", "slip_count", "slip_days"):
        settings.put(session, key, 5000)
    assert marked() == (False, False, 0)
    settings.put(session, "stalled_days", 1)
    settings.put(session, "slip_count", slipped.slips)
    assert marked() == (True, True, 2)


def test_views_count_what_they_list(session: Session, department: Department) -> None:
    day = date(2026, 11, 24)
    for close, step in (
        (date(2026, 11, 30), "x"),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), "y"),
    ):
        add(session, department, 0, expected_close_on=close, next_step=step)
    counts = opportunity_views.view_counts(session, day)
    assert (counts["open"], counts["quarter"], counts["month"], counts["no_step"]) == (3, 2, 1, 1)
    pipeline = pipelines.all_pipelines(session)[0]
    assert counts[f"pipeline:{pipeline.id}"] == 3


def test_a_review_is_due_for_what_is_large_and_closed(
    session: Session, department: Department
) -> None:
    for amount in (999_999, 1_000_000, None):
        one = add(session, department, 0, amount=Decimal(amount) if amount else None)
        opportunities.close(session, one, "lost", TODAY, "价格")
    assert opportunity_views.view_counts(session, TODAY)["reviews"] == 1
