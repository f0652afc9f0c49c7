"""Activities: who is invited, answers and comes, what it cost, what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.activity import Activity
from kamdesk.model.contact import Contact
from kamdesk.model.expense import Expense
from kamdesk.store.store import Store
from kamdesk.work import activities, expenses, segments
from kamdesk.work.accounts import create_account, set_status
from kamdesk.work.list_views import save_filter
from kamdesk.work.lists import Condition, ListQuery
from kamdesk.work.opportunities import add_opportunity
from tests.work.department import Department, found

TODAY = date.today()


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.fixture
def people(store: Store) -> Department:
    return found(store)


def opened(session: Session, **values: object) -> Activity:
    return activities.add_activity(
        session, {"name": "华东展会", "on": day(-5), "budget": Decimal(10000), **values}
    )


def test_whoever_uses_the_computer_is_in_charge(store: Store, people: Department) -> None:
    with store.change(message("Activity")) as session:
        activity = opened(session, kind="seminar")
        assert (activity.owner_id, activity.currency) == (people.specialist, "CNY")
        assert (activity.state, activity.kind) == ("planned", "seminar")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"ends_on": day(-6)}, "ends_on"),
        ({"budget": Decimal(-1)}, "budget"),
        ({"on": day(3), "state": "done"}, "state"),
    ],
)
def test_an_activity_that_cannot_be_is_refused(
    store: Store, people: Department, values: dict[str, object], field: str
) -> None:
    with store.change(message("Activity")) as session, pytest.raises(RuleError) as refused:
        opened(session, **values)
    assert refused.value.field == field


def test_the_accounts_of_a_saved_filter_are_invited_once(store: Store, people: Department) -> None:
    with store.change(message("Accounts")) as session:
        session.get_one(Contact, people.contact).form_role = "main_contact"
        for number, tier in enumerate("AAB"):
            create_account(session, {"name": f"客户{number}", "tier": tier})
        query = ListQuery("Account", ("name",), (Condition("tier", "is", ("A",)),), sort="name")
        saved = save_filter(session, "A 级", query)
        activity = opened(session)
        chosen = segments.accounts_of(session, f"filter:{saved.id}")
        first = activities.invite_accounts(session, activity, chosen, day(-9))
        again = activities.invite_accounts(session, activity, [people.account, *chosen], day(-8))
        assert (len(chosen), len(first.made), first.already) == (2, 2, 0)
        assert ([each.contact_id for each in again.made], again.already) == ([people.contact], 2)
        assert [each.invited_on for each in activities.invitees(session, activity.id)] == [
            day(-9), day(-9), day(-8),
        ]  # fmt: skip


def test_key_accounts_and_their_people(store: Store, people: Department) -> None:
    with store.change(message("Accounts")) as session:
        set_status(session, session.get_one(Account, people.account), "active", day(0))
        create_account(session, {"name": "潜在"})
        assert segments.key_accounts(session) == [people.account]
        create_account(session, {"name": "甲级", "tier": "A"})
        assert [(each.key, each.count) for each in segments.segments(session)] == [
            ("key", 1), ("tier:A", 1),
        ]  # fmt: skip
        assert segments.accounts_of(session, "key") == [people.account]
        assert len(segments.accounts_of(session, "tier:A")) == 1
        assert segments.people(session, [people.account]) == []
        everybody = segments.people(session, [people.account], segments.EVERYBODY)
        assert everybody == [people.contact]


def test_people_of_other_accounts_and_twice_the_same_are_refused(
    store: Store, people: Department
) -> None:
    with store.change(message("Activity")) as session:
        other = create_account(session, {"name": "青砚化工"})
        elsewhere = add_opportunity(session, {"name": "别家", "account_id": other.id})
        activity = opened(session)
        (invitee,) = activities.invite_contacts(session, activity, [people.contact]).made
        for values, field in (
            ({"account_id": other.id, "contact_id": people.contact}, "contact_id"),
            ({"contact_id": people.contact}, "account_id"),
            ({}, "account_id"),
        ):
            with pytest.raises(RuleError) as refused:
                activities.put_invitee(session, activity, None, values)
            assert refused.value.field == field
        with pytest.raises(RuleError) as refused:
            activities.put_invitee(session, activity, invitee, {"opportunity_id": elsewhere.id})
        assert refused.value.field == "opportunity_id"
        session.get_one(Contact, people.contact).left_on = day(-1)
        later = opened(session, name="答谢会")
        with pytest.raises(RuleError, match="受访人戊 left on"):
            activities.invite_contacts(session, later, [people.contact])


def test_nobody_came_to_what_has_not_been(store: Store, people: Department) -> None:
    with store.change(message("Activity")) as session:
        activity = opened(session, on=day(4))
        (invitee,) = activities.invite_accounts(session, activity, [people.account]).made
        with pytest.raises(RuleError, match="has not come yet"):
            activities.put_invitee(session, activity, invitee, {"came": True})


def test_what_it_cost_and_what_came_of_it(store: Store, people: Department) -> None:
    with store.change(message("Activity")) as session:
        others = [create_account(session, {"name": f"客户{number}"}).id for number in range(3)]
        activity = opened(session)
        invited = activities.invite_accounts(session, activity, [people.account, *others], day(-9))
        first, second, third, fourth = invited.made
        put = activities.put_invitee
        put(session, activity, first, {"answer": "accepted", "came": True})
        put(session, activity, second, {"answer": "accepted", "came": False})
        put(session, activity, third, {"answer": "declined"})
        assert fourth.answer == "pending"
        made = activities.bring_opportunity(session, first, {"name": "扩建项目"})
        activities.bring_opportunity(session, second, {"name": "备件"})
        assert (made.account_id, made.source) == (people.account, "华东展会")
        with pytest.raises(RuleError, match="An opportunity came of it already"):
            activities.bring_opportunity(session, first, {"name": "再来"})
        for amount, currency, rate, state in (
            ("6000", "CNY", None, "approved"), ("1000.01", None, None, "open"),
            ("100", "USD", "7.1", "paid"), ("50", "EUR", None, "open"), ("900", "CNY", None, "refused"),
        ):  # fmt: skip
            spent = expenses.add_expense(
                session,
                {
                    "on": day(-5), "category": "marketing", "amount": Decimal(amount), "activity_id": activity.id,
                    "currency": currency, "rate": Decimal(rate) if rate else None,
                },
            )  # fmt: skip
            session.get_one(Expense, spent.id).state = state
        session.flush()
        result = activities.outcome(session, activity)
    assert (result.invited, result.accepted, result.declined, result.came, result.leads) == (
        4, 2, 1, 1, 2,
    )  # fmt: skip
    # 6000 + 1000.01 + 100 · 7.1; the euros have no rate, the refused one counts nowhere.
    assert (result.spent, result.agreed, result.without_rate) == (
        Decimal("7710.01"), Decimal("6710"), 1,
    )  # fmt: skip
    assert (result.left, result.cost_per_lead) == (Decimal("2289.99"), Decimal("3855.01"))


def test_an_activity_without_leads_has_no_cost_per_lead(store: Store, people: Department) -> None:
    with store.change(message("Activity")) as session:
        activity = opened(session, budget=None)
        result = activities.outcome(session, activity)
        assert (result.cost_per_lead, result.left, result.spent) == (None, None, Decimal(0))
        joint = opened(session, name="联合推广", on=day(-1), account_id=people.account)
        activities.invite_accounts(session, activity, [people.account])
        assert [
            (each.name, invitee is not None)
            for each, invitee in activities.of_account(session, people.account)
        ] == [("联合推广", False), ("华东展会", True)]
        assert joint.account_id == people.account
