"""Contracts, purchases, service plans and losses in the real window, and the way there from an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.contract import Contract, Milestone
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import Complaint, ServiceMeasure, ServicePlan
from kamdesk.ui.record_pages.ask_dialog import AskDialog
from kamdesk.work import contracts, purchases, service_plans
from kamdesk.work.accounts import create_account
from tests.work.department import found

TODAY = date.today()
DAY = timedelta(days=1)


@pytest.fixture
def department(store):
    """Its customer is active since last year, and bought something a year ago."""
    made = found(store)
    with store.change(message("Active")) as session:
        values = {"name": "青岩机械", "status": "active", "tier": "A", "owner_id": made.specialist}
        account = create_account(session, values, TODAY - 400 * DAY)
        account.last_contact_on = TODAY
        session.add(Product(code="P-1", name="循环泵"))
        return replace(made, account=account.id)


def _page(open_window, store, settle, key):
    window = open_window(store, "service")
    tab = window.tabs["service"]
    tab.show_page(key)
    settle()
    return window, tab.page(key)


def _dialog(page) -> AskDialog:
    [shown] = [each for each in page.findChildren(AskDialog) if each.isVisible()]
    return shown


def _fill(page, deed, **values) -> None:
    page.detail.buttons[deed].click()
    dialog = _dialog(page)
    for name, typed in values.items():
        dialog.boxes[name].editor.write(typed)
    dialog.take()


def test_a_contract_is_carried_out_and_renewed(
    store, department, open_window, settle, questions
) -> None:
    with store.change(message("Contract")) as session:
        one = contracts.add_contract(
            session,
            {"name": "框架合同", "account_id": department.account, "state": "running", "number": "HT-1",
             "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)},
        )  # fmt: skip
        contracts.set_milestones(
            session,
            one,
            [{"kind": "payment", "name": "预付款", "due_on": TODAY, "amount": Decimal(300)}],
        )
        number = one.id
    window, page = _page(open_window, store, settle, "contracts")
    page.go_to(number)
    settle()
    assert "Next: 预付款" in page.detail.note.text()
    page.detail.buttons["complete"].click()
    assert [sentence for _kind, sentence in questions.told] == ["Still open: 预付款"]
    _fill(page, "milestone", done_on=TODAY.isoformat())
    settle()
    with store.read() as session:
        assert session.scalars(select(Milestone.done_on)).all() == [TODAY]
    _fill(page, "renew")
    settle()
    with store.read() as session:
        old, new = session.scalars(select(Contract).order_by(Contract.id)).all()
        assert (old.state, new.renews_id, new.starts_on, new.ends_on) == (
            "renewed", number, date(2027, 1, 1), date(2027, 12, 31),
        )  # fmt: skip
    window.act.undo()
    settle()
    with store.read() as session:
        assert session.scalars(select(Contract.state)).all() == ["running"]


def test_purchases_are_delivered_and_returns_are_seen(store, department, open_window, settle):
    with store.change(message("Buy")) as session:
        of = {"account_id": department.account, "on": TODAY - 30 * DAY}
        late = purchases.add_purchase(
            session, {**of, "number": "SO-1", "amount": Decimal(100), "due_on": TODAY - 3 * DAY}
        )
        purchases.add_purchase(session, {**of, "number": "RT-1", "amount": Decimal(-20)})
        number = late.id
    _window, page = _page(open_window, store, settle, "purchases")
    chips = {key: chip.text() for key, chip in page.bar.quick.chips.items()}
    assert [chips[key].split()[-1] for key in ("waiting", "overdue", "returned")] == ["1", "1", "1"]
    page.show_subject("overdue")
    settle()
    assert page.model.rowCount() == 1
    page.go_to(number)
    settle()
    assert page.detail.state.words == "3 days overdue"
    _fill(page, "deliver", delivered_on=(TODAY - DAY).isoformat())
    settle()
    with store.read() as session:
        purchase = session.get_one(Purchase, number)
        assert (purchase.state, purchase.delivered_on) == ("delivered", TODAY - DAY)


def test_a_service_plan_gets_its_measures_and_shows_deviations(
    store, department, open_window, settle
):
    with store.change(message("Plan")) as session:
        plan = service_plans.add_plan(
            session, {"account_id": department.account, "year": TODAY.year}
        )
        number = plan.id
        session.add(ServiceMeasure(service_plan_id=number, what="回访", due_on=TODAY - 2 * DAY))
    _window, page = _page(open_window, store, settle, "service_plans")
    page.go_to(number)
    settle()
    [panel] = page.detail.panels
    assert panel.words == [f"回访 · {TODAY - 2 * DAY} · overdue by 2 days"]
    _fill(page, "measures", what="巡检", rhythm="quarterly")
    settle()
    with store.read() as session:
        plan = session.get_one(ServicePlan, number)
        assert [each.what for each in service_plans.measures(session, plan)].count("巡检") == 4
        assert plan.state == "running"


def test_a_warned_account_is_lost_and_won_back(store, department, open_window, settle) -> None:
    with store.change(message("Trouble")) as session:
        session.add(
            Complaint(account_id=department.account, received_on=TODAY - DAY, judgement="valid")
        )
    _window, page = _page(open_window, store, settle, "loss")
    [warned] = [page.warned.row_at(row) for row in range(page.warned.rowCount())]
    assert [reason.kind for reason in warned.reasons] == ["complaints"]
    page.lose_button.click()
    dialog = _dialog(page)
    dialog.boxes["cause"].editor.write("price")
    dialog.boxes["reason"].editor.write("对手降价")
    dialog.boxes["lesson"].editor.write("早谈框架价")
    dialog.take()
    settle()
    assert page.warned.rowCount() == 0
    page.show_subject("win_back")
    assert page.back.rowCount() == 1
    assert page.said.text() == "Price 1"
    page.back_button.click()
    dialog = _dialog(page)
    dialog.boxes["reason"].editor.write("新方案")
    dialog.take()
    settle()
    assert page.back.rowCount() == 0
    page.show_subject("register")
    assert page.register.row_at(0).back_on == TODAY
    with store.read() as session:
        change = session.scalars(
            select(AccountStatusChange).where(AccountStatusChange.to == "lost")
        ).one()
        assert (change.cause, change.lesson) == ("price", "早谈框架价")
        assert session.get_one(Account, department.account).status == "active"


def test_the_pages_of_an_account_and_the_way_to_the_records(store, department, open_window, settle):
    with store.change(message("Fill")) as session:
        of = {"account_id": department.account}
        purchases.add_purchase(
            session,
            {**of, "on": TODAY, "product_id": 1, "quantity": Decimal(2), "amount": Decimal(150)},
        )
        purchases.add_purchase(
            session,
            {**of, "on": purchases.a_year_earlier(TODAY), "product_id": 1, "amount": Decimal(100)},
        )
        contract = contracts.add_contract(session, {**of, "name": "框架合同", "state": "running"})
        contracts.set_milestones(session, contract, [{"name": "首批", "due_on": TODAY}])
        complaint = Complaint(**of, received_on=TODAY, judgement="valid", content="到货破损")
        session.add(complaint)
        session.flush()
        milestone = session.scalars(select(Milestone.id)).one()
        ids = contract.id, complaint.id
    window = open_window(store, "accounts")
    tab = window.tabs["accounts"]
    tab.show_record("Account", department.account)
    tab.detail.show_page("sales")
    settle()
    sales = tab.detail.sales.page
    assert sales.this_year.accessibleName().endswith("¥150")
    assert sales.change.accessibleName().endswith("50.0%")
    assert [sales.products.row_at(0).name, sales.products.row_at(0).before] == ["循环泵", 100]
    sales.contracts_table.opened.emit(0)
    settle()
    service = window.tabs["service"]
    assert (service.current_key(), service.current_page().current_id()) == ("contracts", ids[0])
    window.show_tab("accounts")
    tab.detail.show_page("service")
    settle()
    page = tab.detail.service.page
    assert page.models["Complaint"].row_at(0).words == "到货破损"
    page.views["Complaint"].opened.emit(0)
    settle()
    assert (service.current_key(), service.current_page().current_id()) == ("complaints", ids[1])
    # A milestone is shown with its contract.
    window.open_record("Milestone", milestone)
    settle()
    assert (service.current_key(), service.current_page().current_id()) == ("contracts", ids[0])
