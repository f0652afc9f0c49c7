"""A quarter is closed, and a complaint that came in late changes only what is shown beside it, everywhere."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import Complaint
from kamdesk.ui.kpi.dashboard.behind_reading import CHANGED
from kamdesk.ui.record_pages.ask_dialog import AskDialog
from kamdesk.work import complaints
from kamdesk.work.accounts import set_status
from kamdesk.work.periods import Span, period_of
from tests.journeys.conftest import CTRL, Person
from tests.journeys.visiting import command_line, exported
from tests.work.department import Department, found

KEY = "valid_complaint_count"


def last_quarter() -> Span:
    """The quarter that is over."""
    return period_of(period_of(date.today(), "quarter").first - timedelta(days=1), "quarter")


def keep_facts(person: Person, quarter: Span) -> Department:
    """A key account that bought something in the quarter and complained with reason once."""
    store = person.program.store
    office = found(store)
    with store.change(message("Facts")) as session:
        account = session.get_one(Account, office.account)
        set_status(session, account, "active", quarter.first - timedelta(days=90))
        session.add(
            Purchase(account_id=office.account, on=quarter.first, amount=Decimal("86000.00"))
        )
        complain(session, office, quarter.first + timedelta(days=9), "送货迟到")
    person.wait()
    return office


def complain(session: Any, office: Department, on: date, words: str) -> Complaint:
    """A complaint that is judged valid."""
    given = {"account_id": office.account, "received_on": on, "content": words}
    made = complaints.add(session, given)
    made.judgement = "valid"
    return made


def freezes(person: Person, quarter: Span) -> Any:
    """Goes to the KPI tab, to the quarter, and freezes it."""
    person.key(Qt.Key.Key_6, CTRL)
    person.wait()
    page = person.window.tabs["kpi"].cards
    page.show_period(quarter.code)
    person.wait()
    person.questions.answers = ["freeze"]
    person.qtbot.mouseClick(page.freeze_button, Qt.MouseButton.LeftButton)
    person.wait()
    person.back_in_the_window()
    return page


def files_it_late(person: Person, office: Department, on: date) -> None:
    """A complaint of the quarter, typed into the Service tab and judged there."""
    person.key(Qt.Key.Key_5, CTRL)
    person.wait()
    tab = person.window.tabs["service"]
    tab.show_page("complaints")
    person.wait()
    page = tab.page("complaints")
    person.window.act.quick_add()
    dialog = asked(page)
    dialog.boxes["content"].editor.write("错发型号")
    dialog.boxes["account_id"].editor.write("云麓")
    dialog.boxes["received_on"].editor.write(on.isoformat())
    dialog.take()
    person.wait()
    page.detail.buttons["judge"].click()
    dialog = asked(page)
    dialog.boxes["judgement"].editor.write("valid")
    dialog.boxes["cause_kind"].editor.write("logistics")
    dialog.take()
    person.wait()
    person.back_in_the_window()


def asked(page: Any) -> AskDialog:
    """The dialog that is open on the page."""
    [shown] = [each for each in page.findChildren(AskDialog) if each.isVisible()]
    return shown


def test_a_late_complaint(
    person: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quarter = last_quarter()
    store = person.program.store
    office = keep_facts(person, quarter)
    before = exported(store, tmp_path / "before.json")
    page = freezes(person, quarter)
    assert not page.freeze_button.isEnabled() or page.freeze_button.isHidden()

    files_it_late(person, office, quarter.last)
    person.key(Qt.Key.Key_6, CTRL)
    person.wait()
    page.choose(KEY, CHANGED)
    person.wait()
    card = page.cards.card(KEY).card
    assert card.frozen.value == 1  # what was frozen stays
    assert card.live.value == 2
    assert card.is_restated
    model = page.behind.model
    assert model.rowCount() == 1  # what makes the difference is named
    with store.read() as session:
        late = session.scalars(select(Complaint).where(Complaint.content == "错发型号")).one()
        assert model.line_at(0).record_id == late.id

    # Back to the beginning, and again: the frozen period goes and comes with the undo.
    for _step in range(3):
        person.window.act.undo()
        person.wait()
    assert exported(store, tmp_path / "after.json") == before
    for _step in range(3):
        person.window.act.redo()
        person.wait()

    home = store.home
    person.program.close()
    assert command_line(home, "kpi", "--period", quarter.code, "--json", KEY) == 0
    told = json.loads(capsys.readouterr().out)["indicators"][KEY]
    assert told["frozen"]["value"] == 1
    assert told["value"] == 2
