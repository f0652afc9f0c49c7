"""Generated facts of keeping and running: five years of purchases, and a year and more of all that is counted."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.account import Account, AccountOwner, AccountStatusChange
from kamdesk.model.development import Development
from kamdesk.model.expense import Expense
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import Complaint, Feedback, ServiceMeasure, ServicePlan
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.model.target import Budget, Target
from kamdesk.model.visit import CallbackPlan
from kamdesk.store.opening import open_store
from kamdesk.store.recorder import insert_many
from tests.bench import data

PURCHASES = 1_000_000
LAST_DAY = data.VISIT_DAY
FIRST_DAY = LAST_DAY - timedelta(days=5 * 365)
_VERSION = 1
"""Grows when the generated data change, so that kept ones are made anew."""
_AT_ONCE = 100_000
_ITEMS = ("quality", "delivery", "price", "service", "people")


def purchase_rows(
    account_ids: Sequence[int], product_ids: Sequence[int], count: int
) -> Iterator[dict[str, Any]]:
    """`count` purchases over five years: few returns, one in fifty in another currency."""
    chance = random.Random(11)
    days = (LAST_DAY - FIRST_DAY).days + 1
    for number in range(count):
        amount = Decimal(chance.randrange(-5_000, 200_000)).scaleb(-2) * 100
        foreign = number % 50 == 0
        yield {
            "number": f"SO{number:07}", "on": FIRST_DAY + timedelta(days=chance.randrange(days)),
            "account_id": chance.choice(account_ids), "product_id": chance.choice(product_ids),
            "quantity": Decimal(chance.randrange(1, 500)), "amount": amount,
            "cost": None if number % 40 == 0 else (amount * chance.randrange(60, 90) / 100).quantize(Decimal("0.01")),
            "currency": "USD" if foreign else "CNY", "rate": Decimal("7.1") if foreign else None,
            "state": "delivered",
        }  # fmt: skip


def running_home() -> Path:
    """The large portfolio with a million purchases and the facts of every indicator, made once. Copy it before
    changing it."""
    made_of = data.large_home()
    home = made_of.with_name(f"{made_of.name}-running-{_VERSION}")
    if (home / "complete").exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    data.copy_of(made_of, home)
    store = open_store(home, check="later")
    with store.change(message("Products")) as session:
        products = [
            {"code": f"P{number}", "name": f"产品{number}", "unit": "台" if number % 2 else "套"}
            for number in range(1, 41)
        ]
        product_ids = insert_many(session, Product, products)
        account_ids = list(session.scalars(select(Account.id).order_by(Account.id)))
        _add_histories(session, account_ids)
        _add_service(session, account_ids)
        _add_surveys(session, account_ids)
        _add_plans(session)
    # A million lines of history would say nothing about indicators, and double the file.
    rows: list[dict[str, Any]] = []
    with store.change(message("Purchases")) as session:
        for row in purchase_rows(account_ids, product_ids, PURCHASES):
            rows.append(row)
            if len(rows) == _AT_ONCE:
                session.execute(insert(Purchase.__table__), rows)  # type: ignore[arg-type]  # it is mapped to a Table
                rows = []
    store.close()
    (home / "complete").touch()
    return home


def _add_histories(session: Session, account_ids: Sequence[int]) -> None:
    """Owners, some of whom changed; one account in ten was lost or an ordinary customer for a while."""
    chance = random.Random(12)
    owners, changes = [], []
    for account_id in account_ids:
        owners.append(
            {"account_id": account_id, "staff_id": account_id % 20 + 1, "since": FIRST_DAY}
        )
        if account_id % 5 == 0:
            owners.append(
                {
                    "account_id": account_id,
                    "staff_id": account_id % 19 + 1,
                    "since": _day(chance, 700),
                }
            )
        if account_id % 10 == 0:
            away = _day(chance, 400)
            changes.append(
                {
                    "account_id": account_id,
                    "to": ("lost", "ordinary")[account_id % 20 == 0],
                    "on": away,
                }
            )
            changes.append(
                {"account_id": account_id, "to": "active", "on": away + timedelta(days=90)}
            )
    insert_many(session, AccountOwner, owners)
    insert_many(session, AccountStatusChange, changes)


def _day(chance: random.Random, within: int) -> date:
    return LAST_DAY - timedelta(days=chance.randrange(within))


def _add_service(session: Session, account_ids: Sequence[int]) -> None:
    chance = random.Random(13)
    complaints, feedback, callbacks, plans, developments, expenses = [], [], [], [], [], []
    for account_id in account_ids:
        if account_id % 5 == 0:
            received = _day(chance, 1800)
            complaints.append(
                {
                    "received_on": received,
                    "account_id": account_id,
                    "content": "交货破损",
                    "judgement": chance.choice(("valid", "invalid", "pending")),
                }
            )
        for kind in ("opinion", "question"):
            received = _day(chance, 1000)
            due = received + timedelta(days=3)
            feedback.append(
                {
                    "kind": kind,
                    "account_id": account_id,
                    "received_on": received,
                    "due_on": due,
                    "content": "请答复",
                    "answered_on": received + timedelta(days=chance.randrange(6)),
                }
            )
        for _each in range(3):
            callbacks.append({"account_id": account_id, "due_on": _day(chance, 700)})
        plans.append({"account_id": account_id, "year": LAST_DAY.year})
        if account_id % 20 == 0:
            begun = _day(chance, 700)
            developments.append({"account_id": account_id, "begun_on": begun, "state_since": begun})
        expenses.append(
            {
                "on": _day(chance, 1000),
                "category": chance.choice(("travel", "meals", "gift", "marketing")),
                "amount": Decimal(chance.randrange(50, 3000)),
                "currency": "CNY",
                "state": chance.choice(("paid", "approved", "open")),
            }
        )
    insert_many(session, Complaint, complaints)
    insert_many(session, Feedback, feedback)
    insert_many(session, CallbackPlan, callbacks)
    insert_many(session, Expense, expenses)
    insert_many(session, Development, developments)
    ids = insert_many(session, ServicePlan, plans)
    insert_many(
        session,
        ServiceMeasure,
        [
            {
                "service_plan_id": plan_id,
                "what": "季度巡检",
                "due_on": date(LAST_DAY.year, month, 20),
                "done_on": date(LAST_DAY.year, month, chance.randrange(10, 28)),
                "as_planned": True,
            }
            for plan_id in ids
            for month in (3, 6, 9)
        ],
    )


def _add_surveys(session: Session, account_ids: Sequence[int]) -> None:
    chance = random.Random(14)
    for year in (LAST_DAY.year - 1, LAST_DAY.year):
        (survey_id,) = insert_many(
            session, Survey, [{"name": f"{year} 满意度调查", "sent_on": date(year, 5, 1)}]
        )
        insert_many(
            session,
            SurveyItem,
            [
                {
                    "survey_id": survey_id,
                    "key": key,
                    "position": place,
                    "weight": Decimal(place),
                    "full_mark": 5,
                }
                for place, key in enumerate(_ITEMS, 1)
            ],
        )
        insert_many(
            session,
            SurveyAnswer,
            [
                {
                    "survey_id": survey_id,
                    "account_id": account_id,
                    "answered_on": date(year, 5, 2) + timedelta(days=chance.randrange(60)),
                    "scores": {key: chance.randrange(2, 6) for key in _ITEMS},
                }
                for account_id in account_ids[::2]
            ],
        )


def _add_plans(session: Session) -> None:
    """A target of every month and person, a budget of every quarter."""
    months = [
        f"{year}-{month:02}"
        for year in (LAST_DAY.year - 1, LAST_DAY.year)
        for month in range(1, 13)
    ]
    approved = date(LAST_DAY.year - 2, 12, 20)
    targets = []
    for staff_id in (None, *range(1, 21)):
        level = "staff" if staff_id else "department"
        targets += [
            {
                "period": month,
                "measure": measure,
                "level": level,
                "staff_id": staff_id,
                "value": value,
                "approved_on": approved,
            }
            for month in months
            for measure, value in (
                ("sales_amount", Decimal(16_000_000)),
                ("new_accounts", Decimal(30)),
            )
        ]
    insert_many(session, Target, targets)
    insert_many(
        session,
        Budget,
        [
            {
                "period": f"{LAST_DAY.year}Q{quarter}",
                "category": category,
                "amount": Decimal(5_000_000),
                "currency": "CNY",
                "approved_on": approved,
            }
            for quarter in (1, 2, 3, 4)
            for category in ("travel", "meals", "gift", "service")
        ],
    )
