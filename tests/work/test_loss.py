"""Early warning of loss with its reasons, dormant accounts, the register of losses and winning back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.contract import Contract
from kamdesk.model.department import Staff
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import Complaint
from kamdesk.store.store import Store
from kamdesk.work import loss, loss_warning, settings
from kamdesk.work.accounts import change_account, create_account
from tests.work.department import Department, found

ON = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def department(store: Store) -> Department:
    """Its customer is active since January 2025, tier A, and was met yesterday."""
    made = found(store)
    with store.change(message("Active")) as session:
        values = {"name": "青岩机械", "status": "active", "tier": "A", "owner_id": made.specialist}
        account = create_account(session, values, date(2025, 1, 1))
        account.last_contact_on = ON - DAY
        return replace(made, account=account.id)


def buy(store: Store, account_id: int, *rows: tuple[date, str]) -> None:
    with store.change(message("Buy")) as session:
        session.add_all(
            Purchase(account_id=account_id, on=on, amount=Decimal(amount), state="ordered")
            for on, amount in rows
        )


def reasons(store: Store, account_id: int, on: date = ON) -> list[tuple[str, str]]:
    with store.read() as session:
        found = loss_warning.reasons_of(session, account_id, on)
        return [(each.kind, each.words) for each in found]


def test_nothing_to_fear(store: Store, department: Department) -> None:
    buy(store, department.account, (date(2025, 10, 1), "100"), (date(2026, 10, 1), "71"))
    assert reasons(store, department.account) == []


def test_purchases_that_fall_by_the_setting(store: Store, department: Department) -> None:
    # The span is 25 August to 24 November, of both years.
    buy(
        store, department.account,
        (date(2025, 8, 24), "9000"), (date(2025, 8, 25), "600"), (date(2025, 11, 24), "400"),
        (date(2025, 11, 25), "9000"), (date(2026, 8, 24), "9000"), (date(2026, 8, 25), "750"),
        (date(2026, 11, 24), "-50"),
    )  # fmt: skip
    assert reasons(store, department.account) == [
        ("falling", "bought ¥700.00 in 3 months, ¥1,000.00 a year earlier: 30% less")
    ]
    with store.change(message("Setting")) as session:
        settings.put(session, "loss_fall", 31)
    assert reasons(store, department.account) == []


def test_other_currencies_at_their_rate(store: Store, department: Department) -> None:
    buy(store, department.account, (date(2025, 10, 1), "1000"))
    with store.change(message("Euro")) as session:
        session.add(
            Purchase(
                account_id=department.account, on=date(2026, 10, 1), amount=Decimal(100), currency="EUR",
                rate=Decimal("7.5"), state="ordered",
            )
        )  # fmt: skip
    # 750 are 25 per cent less than 1000.
    assert reasons(store, department.account) == []


def test_silence_open_complaints_and_an_ended_contract(
    store: Store, department: Department
) -> None:
    with store.change(message("Trouble")) as session:
        session.get_one(Account, department.account).last_contact_on = ON - 20 * DAY
        complaint: dict[str, Any] = {"account_id": department.account}
        session.add_all(
            [
                Complaint(**complaint, received_on=date(2026, 11, 2), judgement="valid"),
                Complaint(**complaint, received_on=date(2026, 11, 5), judgement="pending"),
                Complaint(
                    **complaint, received_on=date(2026, 10, 1), judgement="valid", confirmed_on=date(2026, 10, 9)
                ),
                Complaint(**complaint, received_on=ON + DAY, judgement="valid"),
                Contract(
                    number="C-1", name="框架", account_id=department.account, state="running",
                    ends_on=date(2026, 11, 20),
                ),
            ]
        )  # fmt: skip
    assert reasons(store, department.account) == [
        ("complaints", "2 complaints open, the first since 2026-11-02"),
        ("silence", "20 days without contact, the rhythm is 7"),
        ("contract", "contract C-1 ended on 2026-11-20, nothing took its place"),
    ]
    with store.change(message("Another")) as session:
        session.add(
            Contract(number="C-2", name="新框架", account_id=department.account, state="running")
        )
    assert [kind for kind, _words in reasons(store, department.account)] == [
        "complaints",
        "silence",
    ]


def test_dormant_after_six_months_without_a_purchase(store: Store, department: Department) -> None:
    buy(store, department.account, (date(2026, 5, 24), "100"), (date(2026, 10, 1), "-100"))
    with store.read() as session:
        assert loss_warning.dormant_ids(session, date(2026, 11, 23)) == []
        assert loss_warning.dormant_ids(session, ON) == [department.account]
    assert reasons(store, department.account) == [
        ("dormant", "nothing bought since 2026-05-24, for more than 6 months")
    ]
    assert loss_warning.months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)


def test_the_list_has_active_accounts_only_the_worst_first(
    store: Store, department: Department
) -> None:
    with store.change(message("More")) as session:
        worst = create_account(session, {"name": "甲公司", "status": "active", "tier": "B"}, ON)
        worst.last_contact_on = ON - 30 * DAY
        prospect = create_account(session, {"name": "乙公司", "tier": "B"}, ON)
        session.get_one(Account, department.account).last_contact_on = ON - 8 * DAY
        ids = worst.id, prospect.id
    for account_id in (*ids, department.account):
        buy(store, account_id, (date(2025, 10, 1), "500"))
    buy(store, department.account, (date(2026, 11, 1), "500"))
    with store.read() as session:
        everybody = loss_warning.at_risk(session, ON)
        assert [(each.account_id, [one.kind for one in each.reasons]) for each in everybody] == [
            (ids[0], ["falling", "silence", "dormant"]),
            (department.account, ["silence"]),
        ]
        assert (everybody[0].before, everybody[0].last_purchase_on) == (
            Decimal(500),
            date(2025, 10, 1),
        )
        mine = loss_warning.at_risk(session, ON, session.get_one(Staff, department.specialist))
        assert [each.account_id for each in mine] == [department.account]


def test_a_loss_keeps_cause_and_lesson_and_is_won_back(
    store: Store, department: Department
) -> None:
    buy(store, department.account, (date(2025, 3, 1), "9000"), (date(2025, 3, 2), "100"))
    with store.change(message("Lose")) as session:
        account = session.get_one(Account, department.account)
        loss.lose(session, account, date(2026, 3, 1), "price", " 对手降价 ", "早谈框架价")
    with store.read() as session:
        [one] = loss.losses(session)
        assert (one.on, one.was, one.is_key, one.cause, one.reason, one.lesson) == (
            date(2026, 3, 1), "active", True, "price", "对手降价", "早谈框架价",
        )  # fmt: skip
        # The year up to the loss begins on 2 March 2025.
        assert (one.year_before, one.back_on, one.owner) == (Decimal(100), None, "专员丁")
        assert [each.account_id for each in loss.to_win_back(session)] == [department.account]
    with store.change(message("Back")) as session:
        loss.win_back(
            session, session.get_one(Account, department.account), date(2026, 6, 1), "新方案"
        )
    with store.read() as session:
        [one] = loss.losses(session)
        assert (one.back_on, one.status) == (date(2026, 6, 1), "active")
        assert loss.to_win_back(session) == []
        assert loss.losses(session, first=date(2026, 3, 2)) == []
        assert len(loss.losses(session, last=date(2026, 3, 1))) == 1
    store.undo()
    store.undo()
    with store.read() as session:
        assert loss.losses(session) == []


def test_what_is_no_loss_of_a_key_account(store: Store, department: Department) -> None:
    with store.change(message("More")) as session:
        account = create_account(session, {"name": "甲公司"}, date(2026, 1, 1))
        change_account(session, account, {"status": "lost"}, date(2026, 2, 1), reason="没有需求")
        again = AccountStatusChange(account_id=account.id, to="lost", on=date(2026, 3, 1))
        session.add(again)
    with store.read() as session:
        [one] = loss.losses(session)
        assert (one.on, one.was, one.is_key) == (date(2026, 2, 1), "prospect", False)
        assert [(each.cause, each.count) for each in loss.causes(loss.losses(session))] == [("", 1)]


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (lambda s, a: loss.lose(s, a, ON, "price", " "), "reason"),
        (lambda s, a: loss.lose(s, a, ON, "weather", "why"), "cause"),
        (lambda s, a: loss.lose(s, a, date.today() + DAY, None, "why"), "on"),
        (lambda s, a: loss.win_back(s, a, ON, "why"), "status"),
    ],
)
def test_refusals(store: Store, department: Department, step: Any, field: str) -> None:
    with pytest.raises(RuleError) as refusal, store.change(message("Refused")) as session:
        step(session, session.get_one(Account, department.account))
    assert refusal.value.field == field


def test_a_loss_is_not_won_back_before_it(store: Store, department: Department) -> None:
    with store.change(message("Lose")) as session:
        account = session.get_one(Account, department.account)
        loss.lose(session, account, date(2026, 3, 1), None, "对手降价")
    with store.read() as session:
        account = session.get_one(Account, department.account)
        with pytest.raises(RuleError) as refusal:
            loss.win_back(session, account, date(2026, 2, 28), "")
        assert refusal.value.sentence == "It was lost on 2026-03-01 only."
        began = session.scalars(
            select(AccountStatusChange).order_by(AccountStatusChange.id)
        ).first()
        assert began is not None
        with pytest.raises(RuleError):
            loss.learn(session, began, "price", "", "")
