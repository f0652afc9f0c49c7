"""Contracts: what they must say, milestones, renewal, early end, and when they are about to end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.contract import Contract
from kamdesk.store.store import Store
from kamdesk.work import contracts
from kamdesk.work.trash import move_to_trash
from tests.work.department import Department, found

TODAY = date.today()
DAY = timedelta(days=1)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def add(store: Store, department: Department, **values: Any) -> int:
    with store.change(message("Contract")) as session:
        made = contracts.add_contract(
            session, {"name": "年度框架合同", "account_id": department.account, **values}, date(2026, 3, 5)
        )  # fmt: skip
        return made.id


def refused(store: Store, step: Any) -> tuple[str | None, str]:
    with pytest.raises(RuleError) as refusal, store.change(message("Refused")) as session:
        step(session)
    return refusal.value.field, refusal.value.sentence


def test_a_contract_gets_its_number_and_the_owner_of_its_account(
    store: Store, department: Department
) -> None:
    first, second = add(store, department), add(store, department)
    with store.read() as session:
        one, two = session.get_one(Contract, first), session.get_one(Contract, second)
        assert (one.number, two.number) == ("CT-2026-0001", "CT-2026-0002")
        assert one.owner_id == department.specialist
        assert one.state == "draft"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"account_id": None}, "account_id"),
        ({"number": "CT-2026-0001"}, "number"),
        ({"starts_on": date(2026, 5, 1), "ends_on": date(2026, 4, 30)}, "ends_on"),
        ({"warn_days": -1}, "warn_days"),
        ({"state": "terminated"}, "end_reason"),
        ({"state": "renewed"}, "state"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    store: Store, department: Department, values: dict[str, Any], field: str
) -> None:
    add(store, department)
    assert (
        refused(
            store,
            lambda session: contracts.add_contract(
                session,
                {"name": "框架", "account_id": department.account, **values},
                date(2026, 3, 5),
            ),
        )[0]
        == field
    )


def test_milestones_are_done_and_say_how_far_it_is(store: Store, department: Department) -> None:
    one = add(store, department, state="running")
    with store.change(message("Milestones")) as session:
        contract = session.get_one(Contract, one)
        contracts.set_milestones(
            session,
            contract,
            [
                {"kind": "payment", "name": "尾款", "due_on": TODAY + 30 * DAY, "amount": Decimal("700.50")},
                {"kind": "payment", "name": "预付款", "due_on": TODAY - 40 * DAY, "amount": Decimal(300)},
                {"kind": "delivery", "name": "首批交货", "due_on": TODAY - DAY},
                {"kind": "delivery", "name": ""},
            ],
        )  # fmt: skip
        first = contracts.milestones(session, contract)[0]
        contracts.finish_milestone(session, first, TODAY - 39 * DAY)
    with store.read() as session:
        contract = session.get_one(Contract, one)
        found = contracts.progress(session, contract, TODAY)
        assert [each.name for each in contracts.milestones(session, contract)] == [
            "预付款", "首批交货", "尾款",
        ]  # fmt: skip
        assert (found.done, found.count, found.late) == (1, 3, 1)
        assert (found.paid, found.to_pay) == (Decimal(300), Decimal("1000.50"))
        assert found.next is not None
        assert found.next.name == "首批交货"
    field, sentence = refused(
        store, lambda session: contracts.complete(session, session.get_one(Contract, one))
    )
    assert (field, sentence) == ("state", "Still open: 首批交货, 尾款")
    store.undo()
    with store.read() as session:
        assert contracts.milestones(session, session.get_one(Contract, one)) == []


def test_a_milestone_is_done_once_and_not_in_the_future(
    store: Store, department: Department
) -> None:
    one = add(store, department)
    with store.change(message("Milestones")) as session:
        contract = session.get_one(Contract, one)
        contracts.set_milestones(session, contract, [{"name": "首批交货"}])

    def finish(on: date) -> Any:
        def step(session: Any) -> None:
            contract = session.get_one(Contract, one)
            contracts.finish_milestone(session, contracts.milestones(session, contract)[0], on)

        return step

    assert refused(store, finish(TODAY + DAY))[0] == "done_on"
    with store.change(message("Done")) as session:
        finish(TODAY)(session)
    assert refused(store, finish(TODAY))[0] == "done_on"
    with store.change(message("Complete")) as session:
        contracts.complete(session, session.get_one(Contract, one))
        assert session.get_one(Contract, one).state == "completed"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "next_start", "next_end"),
    [
        # A whole year: a whole year again, leap day or not.
        (date(2027, 3, 1), date(2028, 2, 29), date(2028, 3, 1), date(2029, 2, 28)),
        (date(2025, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2028, 12, 31)),
        # 1 January to 30 June are 181 days; from 1 July on the 181st is 28 December.
        (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 28)),
    ],
)
def test_a_renewed_contract_points_back_and_runs_as_long(
    store: Store,
    department: Department,
    starts_on: date,
    ends_on: date,
    next_start: date,
    next_end: date,
) -> None:
    one = add(
        store, department, state="running", starts_on=starts_on, ends_on=ends_on, amount=Decimal(50000),
        terms="月结三十天",
    )  # fmt: skip
    with store.change(message("Renew")) as session:
        later = contracts.renew(
            session, session.get_one(Contract, one), date(2026, 11, 2), {"amount": Decimal(60000)}
        ).id
    with store.read() as session:
        old, new = session.get_one(Contract, one), session.get_one(Contract, later)
        assert (old.state, new.state, new.renews_id) == ("renewed", "running", one)
        assert (new.starts_on, new.ends_on, new.signed_on) == (
            next_start,
            next_end,
            date(2026, 11, 2),
        )
        assert (new.terms, new.amount, old.amount) == ("月结三十天", Decimal(60000), Decimal(50000))
        assert new.number != old.number
    sentence = refused(
        store,
        lambda session: contracts.renew(session, session.get_one(Contract, one), date(2026, 11, 3)),
    )[1]
    assert sentence == "It is renewed already, by CT-2026-0002."


def test_a_draft_is_not_renewed(store: Store, department: Department) -> None:
    one = add(store, department)
    assert (
        refused(
            store, lambda session: contracts.renew(session, session.get_one(Contract, one), TODAY)
        )[1]
        == "年度框架合同 is Draft; it cannot be renewed."
    )


def test_an_early_end_keeps_its_reason(store: Store, department: Department) -> None:
    one = add(store, department, state="running")
    assert (
        refused(
            store,
            lambda session: contracts.end_early(
                session, session.get_one(Contract, one), TODAY, " "
            ),
        )[0]
        == "end_reason"
    )
    with store.change(message("End")) as session:
        contracts.end_early(session, session.get_one(Contract, one), TODAY - DAY, "对方停产")
    with store.read() as session:
        ended = session.get_one(Contract, one)
        assert (ended.state, ended.ended_on, ended.end_reason) == (
            "terminated", TODAY - DAY, "对方停产",
        )  # fmt: skip
    assert (
        refused(
            store,
            lambda session: contracts.end_early(
                session, session.get_one(Contract, one), TODAY, "再次"
            ),
        )[0]
        == "state"
    )


def test_contracts_end_within_the_days_of_warning(store: Store, department: Department) -> None:
    on = date(2026, 11, 24)
    # The setting says 60 days; 23 January is the sixtieth day after 24 November.
    ids = {
        name: add(store, department, name=name, state=state, ends_on=ends_on, warn_days=days)
        for name, state, ends_on, days in (
            ("sixty", "running", date(2027, 1, 23), None),
            ("sixty-one", "running", date(2027, 1, 24), None),
            ("own ten", "running", date(2026, 12, 5), 10),
            ("own eleven", "running", date(2026, 12, 5), 11),
            ("expired", "running", date(2026, 11, 21), None),
            ("completed", "completed", date(2026, 11, 30), None),
            ("draft", "draft", date(2026, 11, 30), None),
            ("endless", "running", None, None),
            ("thrown away", "running", date(2026, 11, 30), None),
        )
    }
    with store.change(message("Away")) as session:
        move_to_trash(session, session.get_one(Contract, ids["thrown away"]))
    with store.read() as session:
        found = contracts.ending(session, on)
        assert [(each.name, contracts.time_left(each, on)) for each in found] == [
            ("expired", "ended 3 days ago"),
            ("own eleven", "ends in 11 days"),
            ("sixty", "ends in 60 days"),
        ]
        last = session.get_one(Contract, ids["own ten"])
        assert contracts.time_left(last, date(2026, 12, 5)) == "ends today"
        assert contracts.time_left(session.get_one(Contract, ids["endless"]), on) == ""
