"""The KPI tab of a data folder in which nothing is recorded yet."""

from __future__ import annotations

from decimal import Decimal

from kamdesk.i18n import message
from kamdesk.model.department import Staff
from kamdesk.model.purchase import Purchase
from kamdesk.work.accounts import create_account


def test_an_empty_folder_says_what_belongs_here(store, open_window, settle):
    with store.change(message("Staff")) as session:
        session.add(Staff(number="S1", name="专员甲", position="specialist"))
    window = open_window(store, "kpi")
    if window.current_tab() is None:
        window.show_tab("kpi")
    settle()
    page = window.tabs["kpi"].cards
    assert page._stack.currentIndex() == 2
    assert not page.freeze_button.isEnabled()
    with store.change(message("Account")) as session:
        account = create_account(session, {"name": "朔原重工有限公司", "status": "active"})
        session.add(Purchase(account_id=account.id, on=page._desk.today(), amount=Decimal(100)))
    settle()
    assert page._stack.currentIndex() == 1
    card = page.cards.card("sales_plan_rate").card
    assert card.shown.numerator == 100
    assert card.shown.value is None
    assert "There is no target for this period." in page.cards.card("sales_plan_rate").text()
