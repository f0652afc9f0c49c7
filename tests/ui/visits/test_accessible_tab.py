"""Calendar, list, plan and the dialogs of the Visits tab are named for a screen reader and reached without a mouse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QDialog

from kamdesk.i18n import message
from kamdesk.model.visit import CallbackPlan
from kamdesk.ui.first_paint import is_settled
from kamdesk.ui.visits.pages import PAGES
from tests.ui.test_accessibility import nameless, out_of_reach, unread_cells
from tests.ui.test_main_window import _Shown
from tests.ui.visits.acting import monday_ahead, plan

MONDAY = monday_ahead()


def check(widget) -> None:
    assert nameless(widget) == set()
    assert out_of_reach(widget) == set()
    assert unread_cells(widget) == set()


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_every_view_of_the_tab_and_its_dialogs(store, office, open_window, qtbot, language, app):
    visit_id = plan(store, office.account, MONDAY, "09:00", kind="reception")
    plan(store, office.account, MONDAY + timedelta(days=1))
    with store.change(message("Due")) as session:
        session.add(CallbackPlan(account_id=office.account, due_on=date.today()))
    window = open_window(store)
    window.resize(1440, 900)
    tab = window.show_tab("visits")
    qtbot.waitUntil(lambda: is_settled(window))
    tab.calendar.show_week(MONDAY)
    check(tab)
    tab.show_visit(visit_id)
    check(tab)
    tab.plan(office.account, MONDAY)
    check(tab)
    tab.right.plan.discard()
    tab.views.choose("month")
    check(tab)
    tab.views.choose("all")
    check(tab)
    for show in (tab.quick_entry, tab.plan_week):
        show()
        dialog = tab.findChildren(QDialog)[-1]
        qtbot.waitUntil(dialog.isVisible)
        check(dialog)
        dialog.reject()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_nothing_is_cut_off_at_the_least_size(store, office, open_window, qtbot, size):
    visit_id = plan(store, office.account, MONDAY, "09:00")
    window = open_window(store)
    window.resize(*size)
    tab = window.show_tab("visits")
    qtbot.waitUntil(lambda: is_settled(window))
    tab.show_visit(visit_id)
    pane = tab.right.plan
    shown = [button for button in pane.step_buttons.values() if not button.isHidden()]
    assert shown
    for button in shown:
        assert button.width() >= button.sizeHint().width() - 1, button.text()
    # the bar at its side takes its room once the form is laid out
    qtbot.waitUntil(lambda: pane.form.width() <= pane._area.viewport().width())


def test_nothing_flashes_up_as_a_window_of_its_own(app, store, office, open_window, qtbot):
    """A part that is shown before it stands in its page steals the keys from the window for good."""
    visit_id = plan(store, office.account, MONDAY, "09:00", kind="reception")
    window = open_window(store)
    shown = _Shown()
    app.installEventFilter(shown)
    tab = window.show_tab("visits")
    qtbot.waitUntil(lambda: is_settled(window))
    tab.show_visit(visit_id)
    tab.plan(office.account, MONDAY)
    tab.right.plan.discard()
    tab.start_record(visit_id)
    for key in ("month", "all", "missing", "week", *(f"page:{each.key}" for each in PAGES)):
        tab.views.choose(key)
    app.processEvents()
    app.removeEventFilter(shown)
    assert shown.kinds == []
    assert window.isActiveWindow()
