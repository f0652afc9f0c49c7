"""In the detail of an account: its visits, where it stands in the ten steps, the ways to the work, developing it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import event

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.ui.accounts.steps_strip import StepExplanation
from kamdesk.ui.accounts.visits_page import VisitsPage
from kamdesk.ui.main_window import MainWindow
from kamdesk.ui.visits.plan_pane import PlanPane
from kamdesk.ui.visits.quick_entry import QuickEntryDialog
from kamdesk.work import development
from tests.work.department import Department, found

TODAY = date.today()


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def add_visits(store: Store, department: Department, *rows: tuple[str, int, str]) -> None:
    with store.change(message("Visits")) as session:
        for state, days, subject in rows:
            day = TODAY + timedelta(days=days)
            held = day if state in ("held", "reported") else None
            session.add(
                Visit(
                    account_id=department.account, kind="visit", state=state, subject=subject,
                    owner_id=department.specialist, planned_on=day, held_on=held,
                )
            )  # fmt: skip


@pytest.fixture
def window(open_window, store: Store, department: Department) -> MainWindow:
    made = open_window(store)
    made.open_record("Account", department.account)
    return made


def detail(window: MainWindow):
    return window.tabs["accounts"].detail


def standing(window: MainWindow) -> str:
    """The step the account stands at, as the strip says it."""
    names = [part.accessibleName() for part in detail(window).strip.parts]
    return next(name for name in names if name.endswith("stands here"))


def subjects(page: VisitsPage) -> list[str]:
    return [page.model.index(row, 3).data() for row in range(page.model.rowCount())]


def test_plans_come_first_the_nearest_on_top(
    window: MainWindow, store: Store, department: Department
) -> None:
    add_visits(
        store, department, ("reported", -30, "老"), ("planned", 9, "后天"), ("held", -2, "新"),
        ("planned", 1, "明天"), ("cancelled", -5, "取消"),
    )  # fmt: skip
    detail(window).show_page("visits")
    page = detail(window).visits
    assert subjects(page) == ["明天", "后天", "新", "取消", "老"]
    assert page._said.text() == "2 visits planned · 2 held"
    add_visits(store, department, ("planned", 4, "再次"))
    assert subjects(page)[:3] == ["明天", "再次", "后天"]


def test_the_page_asks_once(window: MainWindow, store: Store, department: Department) -> None:
    add_visits(store, department, *(("held", -number, f"{number}") for number in range(1, 40)))
    page = detail(window).visits
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        asked.append(statement)

    with store.read() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        page.show_account(department.account)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in asked if "FROM visit" in one]) == 1


def test_without_visits_it_says_what_belongs_there(window: MainWindow) -> None:
    detail(window).show_page("visits")
    assert detail(window).visits._stack.currentIndex() == 1


def test_a_plan_is_begun_in_the_visits_tab(window: MainWindow) -> None:
    detail(window).plan_visit()
    tab = window.tabs["visits"]
    assert window.stack.currentWidget() is tab
    pane = tab.findChild(PlanPane)
    assert pane.is_new()
    assert pane.form.boxes["account_id"].editor.typed() == "云麓食品"


def test_one_that_was_held_is_written_down(window: MainWindow) -> None:
    detail(window).write_visit_down()
    dialog = window.tabs["visits"].findChild(QuickEntryDialog)
    assert dialog.isVisible()
    dialog.close()


def test_the_strip_follows_the_records(
    window: MainWindow, store: Store, department: Department
) -> None:
    assert standing(window) == "1. Define: stands here"
    with store.change(message("Tier")) as session:
        session.get_one(Account, department.account).tier = "A"
    assert standing(window) == "2. Analyse: stands here"
    assert detail(window).strip.parts[0].accessibleName() == "1. Define: is done"
    store.undo()
    assert standing(window) == "1. Define: stands here"


def test_arrow_keys_walk_along_the_strip(window: MainWindow, qtbot) -> None:
    parts = detail(window).strip.parts
    parts[0].setFocus()
    qtbot.keyClick(parts[0], Qt.Key.Key_Right)
    assert parts[1].hasFocus()
    qtbot.keyClick(parts[1], Qt.Key.Key_Left)
    assert parts[0].hasFocus()


def test_a_step_explains_itself_and_leads_to_the_work(window: MainWindow, qtbot) -> None:
    strip = detail(window).strip
    qtbot.mouseClick(strip.parts[6], Qt.MouseButton.LeftButton)
    shown = strip.explanation
    assert isinstance(shown, StepExplanation)
    assert shown.accessibleName() == "Sign"
    assert shown.accessibleDescription().startswith("Sign: an opportunity won")
    shown.jump.click()
    QApplication.processEvents()
    assert detail(window).page() == "sales"


@pytest.mark.parametrize(
    ("step", "page"),
    [
        ("analysis", "archive"),
        ("visit", "visits"),
        ("service", "service"),
        ("improvement", "service"),
        ("negotiation", "sales"),
    ],
)
def test_each_jump_goes_to_its_page(window: MainWindow, step: str, page: str) -> None:
    detail(window).show_page("timeline")
    detail(window).jump(step)
    assert detail(window).page() == page


def test_a_prospect_is_developed_from_its_detail(
    window: MainWindow, store: Store, department: Department
) -> None:
    assert detail(window).develop_button.isVisible()
    detail(window).develop()
    page = window.tabs["accounts"]._pages["development"]
    with store.read() as session:
        made = development.open_development(session, department.account)
    assert made is not None
    assert page.isVisible()
    assert page.detail.development_id == made.id
    window.open_record("Account", department.account)
    detail(window).develop()
    with store.read() as session:
        again = development.open_development(session, department.account)
    assert again is not None
    assert again.id == made.id, "it opens the one that is under way"


def test_a_key_account_needs_no_developing(
    window: MainWindow, store: Store, department: Department
) -> None:
    with store.change(message("Active")) as session:
        session.get_one(Account, department.account).status = "active"
    assert not detail(window).develop_button.isVisible()
    assert detail(window).file_button.isVisible()


def test_the_commands_lead_to_board_and_map(
    window: MainWindow, store: Store, department: Department
) -> None:
    tab = window.tabs["accounts"]
    window.run_command("page_process_map")
    assert tab._pages["process_map"].isVisible()
    window.run_command("page_development")
    board = tab._pages["development"]
    assert board.isVisible()
    window.run_command("develop_account")
    assert board.isVisible(), "no account is in view; the board lets one choose"
    with store.read() as session:
        assert development.open_development(session, department.account) is None
    window.open_record("Account", department.account)
    window.run_command("develop_account")
    with store.read() as session:
        made = development.open_development(session, department.account)
    assert made is not None
    assert board.detail.development_id == made.id
