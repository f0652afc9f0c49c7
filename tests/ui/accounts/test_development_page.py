"""The board of developments on a real store: cards, keys, dropping, the gate, filling in, deciding, undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.development import Development
from kamdesk.model.vocabulary import DEVELOPMENT_STATE
from kamdesk.store.store import Store
from kamdesk.ui.accounts.development.column import MIME
from kamdesk.ui.accounts.development.page import DevelopmentPage
from kamdesk.work import approvals, development
from kamdesk.work.accounts import create_account
from tests.work.department import Department, found

TODAY = date.today()
SURVEY = {
    "demand": "每年 40 台", "decision_process": "总经理定", "competition": "两家", "credit": "良好",
}  # fmt: skip


@pytest.fixture
def department(store: Store) -> Department:
    return found(store, development_approval="manager")


def candidate(store: Store, department: Department, name: str, **values: object) -> int:
    with store.change(message("Begin")) as session:
        account = create_account(session, {"name": name, "tier": "B"}, TODAY - timedelta(days=60))
        owner = department.staff(session, "specialist")
        made = development.begin(session, account, TODAY - timedelta(days=9), owner)
        development.change_development(session, made, values)
        return made.id


def state(store: Store, number: int) -> str:
    with store.read() as session:
        return session.get_one(Development, number).state


@pytest.fixture
def show(desk, qtbot) -> Callable[[], DevelopmentPage]:
    def make() -> DevelopmentPage:
        page = DevelopmentPage(desk)
        qtbot.addWidget(page)
        page.resize(1256, 760)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    return make


def standing(page: DevelopmentPage) -> dict[str, list[str]]:
    """Step → accounts on its cards."""
    return {
        column.state: [card.account for card in column.list.cards().cards]
        for column in page.board.columns
        if column.list.cards().cards
    }


def column_of(page: DevelopmentPage, name: str):
    return next(each for each in page.board.columns if each.state == name)


def press(page: DevelopmentPage, words: str) -> None:
    buttons = page.findChildren(QAbstractButton)
    next(one for one in buttons if one.text() == words and one.isVisible()).click()
    QApplication.processEvents()


def drop(page: DevelopmentPage, number: int, to: str) -> None:
    """Lets a card fall on another column, as the end of a drag delivers it."""
    data = QMimeData()
    data.setData(MIME, QByteArray(str(number).encode()))
    event = QDropEvent(
        QPointF(20, 60), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    column_of(page, to).list.dropEvent(event)


def test_an_empty_board_says_what_belongs_here(show, store: Store, department: Department) -> None:
    page = show()
    assert page._stack.currentIndex() == 1
    candidate(store, department, "候选甲")
    assert page._stack.currentIndex() == 0
    assert standing(page) == {"candidate": ["候选甲"]}


def test_a_review_nobody_is_asked_for_has_no_column(show, store: Store) -> None:
    department = found(store)
    candidate(store, department, "候选甲")
    shown = [column.state for column in show().board.columns]
    assert shown == [
        "candidate", "surveyed", "evaluated", "application", "team", "filed", "implementing", "done", "rejected",
    ]  # fmt: skip


def test_a_card_says_who_how_long_how_late_and_the_score(
    show, store: Store, department: Department
) -> None:
    candidate(store, department, "候选甲", due_on=TODAY - timedelta(days=3))
    page = show()
    index = column_of(page, "candidate").list.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "候选甲, tier B, 专员丁, score no score yet, 9 days in this step, 3 d late"
    )
    assert "1 late" in page._head.findChildren(type(page._head._count))[1].text()


def test_dropped_too_early_it_names_what_is_missing_and_leads_there(
    show, store: Store, department: Department
) -> None:
    number = candidate(store, department, "候选甲", demand="每年 40 台")
    page = show()
    drop(page, number, "surveyed")
    assert state(store, number) == "candidate"
    gate = page.gate
    assert gate is not None
    assert gate.accessibleName() == "Not to “Surveyed” yet: 3 things are missing"
    names = [one.accessibleName() for one in gate.findChildren(QAbstractButton)]
    assert "Fill in: How they decide" in names
    assert "Fill in: Demand" not in names
    next(
        one for one in gate.findChildren(QAbstractButton)
        if one.accessibleName() == "Fill in: Competition"
    ).click()  # fmt: skip
    QApplication.processEvents()
    assert page.gate is None
    assert page.detail.form.cells["competition"].holds_focus()


def test_esc_puts_it_back(show, store: Store, department: Department, qtbot) -> None:
    number = candidate(store, department, "候选甲")
    page = show()
    drop(page, number, "done")
    gate = page.gate
    assert gate is not None
    qtbot.keyClick(gate, Qt.Key.Key_Escape)
    assert page.gate is None
    assert state(store, number) == "candidate"
    assert column_of(page, "candidate").list.hasFocus()


@pytest.mark.parametrize("to", [code for code in DEVELOPMENT_STATE.codes if code != "surveyed"])
def test_the_window_refuses_what_the_procedure_forbids(
    show, store: Store, department: Department, to: str
) -> None:
    number = candidate(store, department, "候选甲", **SURVEY)
    page = show()
    page.ask_move(number, to)
    assert state(store, number) == "candidate"
    assert page.gate is not None


def test_keys_walk_open_and_take_a_card_on(
    show, store: Store, department: Department, qtbot
) -> None:
    first = candidate(store, department, "候选甲", **SURVEY)
    candidate(store, department, "候选乙", **SURVEY)
    page = show()
    page.board.take_focus()
    cards = column_of(page, "candidate").list
    assert cards.current().id == first
    qtbot.keyClick(cards, Qt.Key.Key_Down)
    assert cards.current().account == "候选乙"
    qtbot.keyClick(cards, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert standing(page) == {"candidate": ["候选甲"], "surveyed": ["候选乙"]}
    surveyed = column_of(page, "surveyed").list
    assert surveyed.hasFocus()
    qtbot.keyClick(surveyed, Qt.Key.Key_Left)
    assert cards.hasFocus()
    qtbot.keyClick(cards, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    assert page.detail.development_id == first
    qtbot.keyClick(cards, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()


def test_scores_give_a_total_while_they_are_typed(
    show, store: Store, department: Department
) -> None:
    number = candidate(store, department, "候选甲", **SURVEY)
    page = show()
    page.open_development(number)
    form = page.detail.form
    assert form.total.text().startswith("Too little is known")
    rows = [int(key) for key in form.tables["scores"]._keys if key != "new"]
    for row, points in zip(rows, ("80", "60", "40", "100", "50", "90"), strict=True):
        cell = form.cells[f"scores:{row}.score"]
        cell.editor.input().setText(points)
        cell.editor.input().textEdited.emit(points)
    # 25 x 80 + 15 x 60 + 15 x 40 + 10 x 100 + 20 x 50 + 15 x 90 = 6850
    assert form.total.text() == "Total 68.5 of 100, 100 % known."
    assert form.save_all()
    with store.read() as session:
        kept = development.rows(session, development.DevelopmentScore, number)
        assert [one.score for one in kept] == [80, 60, 40, 100, 50, 90]


def test_a_wrong_score_is_said_at_its_field(show, store: Store, department: Department) -> None:
    number = candidate(store, department, "候选甲")
    page = show()
    page.open_development(number)
    form = page.detail.form
    row = form.tables["scores"]._keys[0]
    cell = form.cells[f"scores:{row}.score"]
    cell.editor.input().setText("140")
    cell.editor.input().textEdited.emit("140")
    assert not form.save_all()
    assert cell.error() == "It lies between 0 and 100."


def test_a_row_that_is_filled_in_becomes_one_of_its_own(
    show, store: Store, department: Department
) -> None:
    number = candidate(store, department, "候选甲")
    page = show()
    page.open_development(number)
    form = page.detail.form
    cell = form.cells["steps:new.what"]
    cell.editor.input().setText("送样试用")
    cell.editor.input().textEdited.emit("送样试用")
    assert form.save_all()
    QApplication.processEvents()
    with store.read() as session:
        (step,) = development.rows(session, development.DevelopmentStep, number)
        assert step.what == "送样试用"
    assert f"steps:{step.id}.what" in form.cells
    assert form.cells["steps:new.what"].editor.is_empty()
    form.remove_row("steps", step.id)
    assert form.tables["steps"]._keys == ["new"]
    store.undo()
    QApplication.processEvents()
    assert form.tables["steps"]._keys == [str(step.id), "new"]


def in_review(store: Store, department: Department) -> int:
    number = candidate(store, department, "候选甲", **SURVEY)
    with store.change(message("Hand in")) as session:
        made = session.get_one(Development, number)
        rows = development.rows(session, development.DevelopmentScore, number)
        given = [
            {"id": one.id, "criterion": one.criterion, "weight": one.weight, "score": 70}
            for one in rows
        ]
        development.set_scores(session, made, given)
        for to in ("surveyed", "evaluated", "manager_review"):
            development.move(session, made, to, TODAY, by=department.staff(session, "specialist"))
    return number


def test_a_decision_is_given_at_the_right(show, store: Store, department: Department) -> None:
    number = in_review(store, department)
    page = show()
    page.open_development(number)
    pane = page.detail.decisions
    assert pane.by.currentData() == department.manager, "the one whose turn it is, not the asker"
    pane.by.setCurrentIndex(pane.by.findData(department.specialist))
    press(page, "Agree")
    assert "cannot decide it" in pane._error.text()
    pane.by.setCurrentIndex(pane.by.findData(department.manager))
    press(page, "Disagree")
    assert pane._error.text() == "Say why; the reason is kept."
    pane.opinion.setText("规模太小")
    press(page, "Disagree")
    assert state(store, number) == "rejected"
    assert standing(page) == {"rejected": ["候选甲"]}
    press(page, "On to: Surveyed")
    assert state(store, number) == "surveyed"


def test_agreed_it_goes_on_and_undo_brings_the_question_back(
    show, store: Store, department: Department
) -> None:
    number = in_review(store, department)
    page = show()
    page.open_development(number)
    press(page, "Agree")
    assert standing(page) == {"application": ["候选甲"]}
    store.undo()
    QApplication.processEvents()
    assert standing(page) == {"manager_review": ["候选甲"]}
    with store.read() as session:
        made = session.get_one(Development, number)
        waiting = approvals.next_step(session, made)
        assert waiting is not None
        assert waiting.step == "manager"


def test_refusing_by_hand_asks_for_the_reason(show, store: Store) -> None:
    from kamdesk.ui.accounts.development.doing import ReasonDialog

    department = found(store)
    number = candidate(store, department, "候选甲", **SURVEY)
    with store.change(message("On")) as session:
        session.get_one(Development, number).state = "evaluated"
    page = show()
    page.ask_move(number, "rejected")
    dialog = page.findChild(ReasonDialog)
    dialog.take()
    assert state(store, number) == "evaluated"
    dialog.reason.setText("没有需求")
    dialog.take()
    assert state(store, number) == "rejected"
    with store.read() as session:
        assert development.changes(session, number)[-1].reason == "没有需求"


def test_filters_leave_out_the_others(show, store: Store, department: Department) -> None:
    candidate(store, department, "候选甲")
    with store.change(message("Begin")) as session:
        account = create_account(session, {"name": "候选丙", "tier": "A"})
        development.begin(session, account, TODAY, department.staff(session, "manager"))
    page = show()
    page.staff.setCurrentIndex(page.staff.findData(department.manager))
    page.refresh()
    assert standing(page) == {"candidate": ["候选丙"]}
    page.tier.setCurrentIndex(page.tier.findData("B"))
    page.refresh()
    assert standing(page) == {}
    assert page._stack.currentIndex() == 0, "a filter that finds nothing is not an empty department"


def test_deleted_it_can_be_taken_back(show, store: Store, department: Department) -> None:
    number = candidate(store, department, "候选甲")
    page = show()
    page.open_development(number)
    page._delete(number)
    assert page._stack.currentIndex() == 1
    store.undo()
    QApplication.processEvents()
    assert standing(page) == {"candidate": ["候选甲"]}


def test_three_hundred_cards_are_rows_of_lists_and_not_widgets(
    show, store: Store, department: Department
) -> None:
    with store.change(message("Many")) as session:
        for number in range(300):
            account = Account(
                name=f"候选 {number:03}", status="prospect", custom={}, not_applicable={}, completeness=0
            )  # fmt: skip
            session.add(account)
            session.flush()
            development.begin(session, account, TODAY - timedelta(days=number % 40))
    page = show()
    column = column_of(page, "candidate")
    assert column.list.model().rowCount() == 300
    assert len(column.list.findChildren(QAbstractButton)) == 0
    last = column.list.cards().cards[-1]
    page.open_development(last.id)
    assert page.detail.development_id == last.id
    assert column.list.current().id == last.id


def test_begun_for_an_account_it_opens(
    show, store: Store, department: Department, questions
) -> None:
    page = show()
    page.begin(department.account)
    with store.read() as session:
        made = development.open_development(session, department.account)
        assert made is not None
        assert (made.begun_on, made.owner_id) == (TODAY, department.specialist)
    assert page.detail.development_id == made.id
    page.begin(department.account)
    assert standing(page) == {"candidate": ["云麓食品"]}


def test_money_is_written_with_its_currency(show, store: Store, department: Department) -> None:
    number = candidate(store, department, "候选甲")
    page = show()
    page.open_development(number)
    cell = page.detail.form.cells["expected_sales"]
    cell.editor.input().setText("260万")
    cell.editor.input().textEdited.emit("260万")
    assert page.detail.form.save_all()
    with store.read() as session:
        made = session.get_one(Development, number)
        assert (made.expected_sales, made.expected_sales_currency) == (Decimal(2600000), "CNY")


def test_a_click_opens_and_only_one_card_is_selected(
    show, store: Store, department: Department, qtbot
) -> None:
    first = candidate(store, department, "候选甲", **SURVEY)
    second = candidate(store, department, "候选乙", **SURVEY)
    page = show()
    page.ask_move(second, "surveyed")
    for number, name in ((first, "candidate"), (second, "surveyed")):
        cards = column_of(page, name).list
        place = cards.visualRect(cards.model().index(0, 0)).center()
        qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert page.detail.development_id == number
        selected = [
            each.list.current().id for each in page.board.columns if each.list.selectedIndexes()
        ]
        assert selected == [number]
    assert column_of(page, "surveyed").list.hasFocus()


def test_what_is_typed_is_asked_about_before_another_card_is_shown(
    show, store: Store, department: Department, questions
) -> None:
    first = candidate(store, department, "候选甲")
    second = candidate(store, department, "候选乙")
    page = show()
    page.open_development(first)
    cell = page.detail.form.cells["evaluation"]
    cell.editor.input().setPlainText("值得开发")
    assert page.has_unsaved()
    questions.answers = ["cancel"]
    page.open_development(second)
    assert page.detail.development_id == first
    questions.answers = ["save"]
    page.open_development(second)
    assert page.detail.development_id == second
    with store.read() as session:
        assert session.get_one(Development, first).evaluation == "值得开发"
