"""Who knows whom in the window: a press goes on, keys go back and clear, threads are named, undo takes it back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.relations import Acquaintance
from kamdesk.ui.desk import Desk
from kamdesk.ui.relations.grid_pane import WANTED, GridPane
from kamdesk.work import acquaintances
from tests.work.chain_people import Customer

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pane(desk: Desk, made: Customer, qtbot) -> GridPane:
    made.contact("纪宏声", position="总经理")
    shown = GridPane(desk)
    qtbot.addWidget(shown)
    shown.resize(900, 500)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.show_account(made.account)
    return shown


def press(pane: GridPane, row: int, column: int) -> None:
    place: QPoint = pane.table.visualRect(pane.model.index(row, column)).center()
    QTest.mouseClick(pane.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def noted(made: Customer) -> list[tuple[str | None, str | None]]:
    with made.store.read() as session:
        found = session.scalars(select(Acquaintance).where(Acquaintance.deleted_at.is_(None)))
        return [(each.relation_now, each.relation_wanted) for each in found]


def test_each_press_goes_to_the_next_level(pane: GridPane, made: Customer) -> None:
    press(pane, 0, 1)
    press(pane, 0, 1)
    assert noted(made) == [("credible_source", None)]
    text = pane.model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "专员丁, 纪宏声: Credible source"
    assert made.store.undo_label() == "专员丁 and 纪宏声: relation"
    made.store.undo()
    assert pane.model.index(0, 1).data() == "Vendor"
    made.store.undo()
    assert pane.model.index(0, 1).data() == "Does not know"


def test_what_is_wanted_is_set_beside_what_is(pane: GridPane, made: Customer) -> None:
    press(pane, 0, 0)
    pane.side.choose(WANTED)
    QTest.keyClick(pane.table, Qt.Key.Key_Minus)
    assert noted(made) == [("vendor", "trusted_adviser")]
    assert pane.model.index(0, 0).data() == "Vendor · wanted: Trusted adviser"


def test_keys_walk_step_and_clear(pane: GridPane, made: Customer) -> None:
    pane.table.setCurrentIndex(pane.model.index(0, 0))
    QTest.keyClick(pane.table, Qt.Key.Key_Right)
    QTest.keyClick(pane.table, Qt.Key.Key_Space)
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    assert pane.model.index(0, 1).data() == "Credible source"
    QTest.keyClick(pane.table, Qt.Key.Key_Delete)
    assert noted(made) == []


def test_the_menu_sets_any_level_at_once(pane: GridPane, made: Customer) -> None:
    menu = pane.menu(pane.model.index(0, 0))
    assert [action.text() for action in menu.actions()] == [
        "Does not know", "Vendor", "Credible source", "Problem solver", "Trusted adviser",
    ]  # fmt: skip
    menu.actions()[3].trigger()
    assert noted(made) == [("problem_solver", None)]


def test_threads_are_named(pane: GridPane, made: Customer) -> None:
    assert pane.warnings() == ["Known by none of us: 受访人戊, 纪宏声"]
    press(pane, 0, 0)
    assert pane.warnings() == [
        "Known by one of us only: 受访人戊", "Known by none of us: 纪宏声",
    ]  # fmt: skip
    with made.store.change(message("Note")) as session:
        acquaintances.set_relation(
            session, made.department.manager, made.department.contact, now="vendor", wanted=None
        )
    assert pane.warnings() == ["Known by none of us: 纪宏声"]
    assert pane.model.rowCount() == 2
