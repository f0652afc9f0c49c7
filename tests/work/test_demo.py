"""The demonstration portfolio: what it promises to show, on a real data folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account, AccountOwner, AccountStatusChange
from kamdesk.model.contact import Contact
from kamdesk.model.department import SavedFilter, Staff
from kamdesk.model.development import Development
from kamdesk.model.document import Document
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import Visit
from kamdesk.store.opening import open_store
from kamdesk.store.store import Store
from kamdesk.work import approvals, demo, expenses, lists, visit_states
from kamdesk.work.fields import fields_for, uscc_is_valid
from kamdesk.work.working_days import Calendar

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("demo"))
    demo.load(store, on=DAY)
    yield store
    store.close()


def test_the_portfolio_has_the_size_it_promises(loaded: Store) -> None:
    with loaded.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 60
        assert session.scalar(select(func.count()).select_from(Staff)) == 7
        people = session.scalar(select(func.count()).select_from(Contact))
        assert 190 <= people <= 240
        parents = select(Account.parent_id).where(Account.parent_id.is_not(None)).distinct()
        assert (
            len(session.scalars(parents).all()) == 9 + 1
        )  # nine groups and a parts maker with one plant


def test_archives_are_filled_to_very_different_degrees(loaded: Store) -> None:
    with loaded.read() as session:
        percents = list(session.scalars(select(Account.completeness)))
    assert max(percents) == 100
    assert percents.count(100) >= 4
    assert min(percents) <= 20
    assert len(set(percents)) >= 12


def test_next_contacts_lie_before_on_and_after_the_day_of_loading(loaded: Store) -> None:
    with loaded.read() as session:
        days = [day for day in session.scalars(select(Account.next_contact_on)) if day]
    assert sum(day < DAY for day in days) >= 5
    assert sum(day == DAY for day in days) >= 4
    assert sum(day > DAY for day in days) >= 15


def test_every_state_occurs_and_its_history_ends_in_it(loaded: Store) -> None:
    with loaded.read() as session:
        accounts = list(session.scalars(select(Account)))
        assert {each.status for each in accounts} == {
            "prospect", "developing", "active", "ordinary", "lost",
        }  # fmt: skip
        for account in accounts:
            facts = session.scalars(
                select(AccountStatusChange)
                .where(AccountStatusChange.account_id == account.id)
                .order_by(AccountStatusChange.on, AccountStatusChange.id)
            ).all()
            assert facts[0].to == "prospect"
            assert facts[-1].to == account.status, account.name
            assert DAY - timedelta(days=731) <= facts[0].on < DAY
        changed_hands = (
            select(AccountOwner.account_id)
            .group_by(AccountOwner.account_id)
            .having(func.count() > 1)
        )
        assert len(session.scalars(changed_hands).all()) >= 5


def test_credit_codes_have_a_right_check_digit_and_name_no_real_region(loaded: Store) -> None:
    with loaded.read() as session:
        codes = [code for code in session.scalars(select(Account.uscc)) if code]
    assert len(codes) == len(set(codes)) >= 45
    for code in codes:
        assert uscc_is_valid(code), code
        assert code[2:8] == "990000"  # administrative divisions end before 90


def test_nobody_can_be_called_or_written_to(loaded: Store) -> None:
    with loaded.read() as session:
        mobiles = [mobile for mobile in session.scalars(select(Contact.mobile)) if mobile]
        addresses = [
            address
            for column in (Contact.email, Account.email, Staff.email)
            for address in session.scalars(select(column))
            if address
        ]
    assert mobiles
    assert all(mobile.startswith("121 ") for mobile in mobiles)  # no network has this prefix
    assert all(address.endswith(".example") for address in addresses)


def test_archive_numbers_run_in_the_order_of_filing(loaded: Store) -> None:
    query = (
        select(Account.archive_no, Account.archive_date)
        .where(Account.archive_no.is_not(None))
        .order_by(Account.archive_no)
    )
    with loaded.read() as session:
        rows = session.execute(query).all()
    assert len(rows) >= 45
    assert [day for _number, day in rows] == sorted(day for _number, day in rows)
    assert all(number.startswith(f"KA-{day.year}-") for number, day in rows)


def test_own_fields_and_saved_filters_work(loaded: Store) -> None:
    with loaded.read() as session:
        own = [each for each in fields_for(session, Account) if each.custom]
        assert [each.label for each in own] == ["账期（天）", "合作产品线"]
        query = lists.ListQuery(
            "Account", ("name",), (lists.Condition(own[0].name, "at_least", (60,)),)
        )
        assert 0 < lists.count(session, query) < 60
        filters = session.scalars(select(SavedFilter)).all()
        assert len(filters) == 3
        for each in filters:
            assert lists.count(session, lists.ListQuery.load(each.query)) > 0, each.name


def test_documents_lie_where_their_records_say(loaded: Store) -> None:
    with loaded.read() as session:
        documents = session.scalars(select(Document)).all()
    assert len(documents) == 5
    for document in documents:
        assert (loaded.attachments / document.path).stat().st_size == document.size


def test_it_is_one_change_and_undo_takes_all_of_it_away(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    demo.load(store, on=DAY)
    assert store.undo() is not None
    assert store.undo() is None
    with store.read() as session:
        for record in (Account, Contact, Staff, Document, SavedFilter):
            assert session.scalar(select(func.count()).select_from(record)) == 0
    store.close()


def test_a_folder_that_holds_data_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    with store.change(message("Add staff member")) as session:
        session.add(Staff(number="7", name="某某"))
    with pytest.raises(RuleError):
        demo.load(store)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0
    store.close()


@pytest.mark.slow
def test_the_same_day_gives_the_same_portfolio(loaded: Store, tmp_path: Path) -> None:
    again = open_store(tmp_path / "home")
    demo.load(again, on=DAY)
    query = lists.ListQuery(
        "Account", ("archive_no", "name", "status", "tier", "owner_id", "completeness", "uscc")
    )
    with loaded.read() as first, again.read() as second:
        assert lists.page(first, query, 0, 100) == lists.page(second, query, 0, 100)
    again.close()


def test_visits_fill_two_years_and_a_week_in_which_work_waits(loaded: Store) -> None:
    with loaded.read() as session:
        visits = list(session.scalars(select(Visit)))
        states = {each.state for each in visits}
        assert states >= {
            "planned", "submitted", "approved", "held", "reported", "checked", "reimbursed", "closed", "cancelled",
            "postponed",
        }  # fmt: skip
        assert len(visits) >= 300
        this_week = [
            each for each in visits if each.planned_on and abs((each.planned_on - DAY).days) <= 4
        ]
        assert len(this_week) >= 10
        for each in visits:
            assert (each.held_on is not None) == (each.state in visit_states.HAPPENED)
            if each.state in ("cancelled", "postponed"):
                assert each.reason
            if each.planned_on and each.planned_on != DAY:
                assert each.planned_on.weekday() < 5 or Calendar(session).is_working_day(
                    each.planned_on
                )
        assert {
            each.record.owner_id
            for each in approvals.waiting(session)
            if isinstance(each.record, Visit)
        }


def test_claims_hold_what_was_spent_and_the_newest_is_still_to_be_claimed(loaded: Store) -> None:
    with loaded.read() as session:
        claims = list(session.scalars(select(ExpenseClaim)))
        assert {each.state for each in claims} == {"submitted", "paid"}
        for each in claims:
            assert {line.state for line in expenses.lines(session, each.id)} == {each.state}
        assert (
            session.scalars(select(Expense).where(Expense.claim_id.is_(None))).first() is not None
        )


def test_an_account_knows_its_last_contact(loaded: Store) -> None:
    with loaded.read() as session:
        for account in session.scalars(select(Account)):
            held = session.scalar(
                select(func.max(Visit.held_on)).where(Visit.account_id == account.id)
            )
            assert account.last_contact_on == held


def test_developments_stand_at_every_step_and_their_accounts_agree(loaded: Store) -> None:
    with loaded.read() as session:
        found = list(session.scalars(select(Development)))
        assert {each.state for each in found} >= {
            "candidate", "surveyed", "evaluated", "manager_review", "application", "director_review", "team", "filed",
            "implementing", "rejected",
        }  # fmt: skip
        for each in found:
            account = session.get_one(Account, each.account_id)
            filed = each.state in ("filed", "implementing")
            assert (account.status == "developing") == filed, account.name
            assert not filed or account.archive_no
            assert each.begun_on <= each.state_since <= DAY
        waiting = {type(one.record) for one in approvals.waiting(session)}
        assert Development in waiting
