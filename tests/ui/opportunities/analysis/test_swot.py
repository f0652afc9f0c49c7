"""The SWOT grid: typed into in its place, every entry saved under its own name, pairs that get a strategy."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from kamdesk.work.analysis.swot import Item, Strategy, Swot
from tests.ui.opportunities.analysis.conftest import TODAY

ITEMS = (
    Item("s1", "S", "本地服务站", 5),
    Item("w1", "W", "无金融方案", 4),
    Item("o1", "O", "二期扩容", 4),
    Item("t1", "T", "对手降价", 5),
)
SWOT = Swot(ITEMS, (Strategy("a", "随一期备件同签", (("s1", "o1"),)),))


def typing() -> QLineEdit:
    """The line that has the keys."""
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    return line


def write(qtbot, words: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    line = typing()
    line.setText(words)
    qtbot.keyClick(line, key)


def test_entries_are_typed_one_after_the_other(open_pane, project, qtbot):
    pane = open_pane()
    strengths = pane.swot.lists["S"]
    strengths.setFocus()
    qtbot.keyClick(strengths, Qt.Key.Key_Return)
    write(qtbot, "本地服务站")
    qtbot.waitUntil(
        lambda: isinstance(QApplication.focusWidget(), QLineEdit) and not typing().text()
    )
    write(qtbot, "一期节电实测")
    qtbot.waitUntil(lambda: strengths.count() == 3)
    qtbot.keyClick(typing(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: strengths.count() == 2)
    items = project.newest("swot", Swot).items
    assert [(each.quadrant, each.text, each.weight, each.view, each.on) for each in items] == [
        ("S", "本地服务站", 3, "relation", TODAY),
        ("S", "一期节电实测", 3, "relation", TODAY),
    ]
    assert project.store.undo_label() == "SWOT: add “一期节电实测”"


def test_a_change_leaves_the_last_assessment_as_it_was(open_pane, project, qtbot):
    project.note("swot", SWOT)
    pane = open_pane()
    strengths = pane.swot.lists["S"]
    strengths.setFocus()
    strengths.setCurrentRow(0)
    qtbot.keyClick(strengths, Qt.Key.Key_3)
    assert project.history("swot")[0].on == TODAY
    assert len(project.history("swot")) == 2
    assert project.newest("swot", Swot).items[0].weight == 3
    assert Swot.from_content(project.history("swot")[1].content) == SWOT
    project.store.undo()
    assert len(project.history("swot")) == 1
    assert pane.swot.notes.value == SWOT


def test_a_dot_gives_its_weight(open_pane, project, qtbot):
    project.note("swot", SWOT)
    threats = open_pane().swot.lists["T"]
    rect = threats.visualItemRect(threats.item(0))
    # the second of five dots, 14 px each, that end 8 px before the right edge
    spot = QPoint(rect.right() - 78 + 14 + 7, rect.center().y())
    qtbot.mouseClick(threats.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert [each.weight for each in project.newest("swot", Swot).items if each.key == "t1"] == [2]


def test_a_text_is_changed_where_it_stands(open_pane, project, qtbot):
    project.note("swot", SWOT)
    threats = open_pane().swot.lists["T"]
    threats.setFocus()
    threats.setCurrentRow(0)
    qtbot.keyClick(threats, Qt.Key.Key_F2)
    write(qtbot, "对手降价并给账期")
    qtbot.waitUntil(lambda: project.newest("swot", Swot).items[3].text == "对手降价并给账期")
    assert project.newest("swot", Swot).items[3].key == "t1"


def test_what_is_typed_is_saved_when_the_section_is_left(open_pane, project, qtbot):
    pane = open_pane()
    pane.swot.lists["O"].begin_item()
    typing().setText("能效补贴")
    assert pane.has_unsaved()
    pane.hide()
    assert [each.text for each in project.newest("swot", Swot).items] == ["能效补贴"]
    assert not pane.has_unsaved()


def test_delete_takes_an_entry_out_of_its_pairs(open_pane, project, qtbot):
    project.note("swot", SWOT)
    strengths = open_pane().swot.lists["S"]
    strengths.setFocus()
    strengths.setCurrentRow(0)
    qtbot.keyClick(strengths, Qt.Key.Key_Delete)
    left = project.newest("swot", Swot)
    assert [each.key for each in left.items] == ["w1", "o1", "t1"]
    assert left.strategies[0].pairs == ()


def test_the_first_open_pair_gets_a_strategy(open_pane, project, qtbot):
    project.note("swot", SWOT)
    pairs = open_pane().swot.pairs
    assert [(row.names, row.strategy is not None) for row in pairs.rows] == [
        ("S1 × T1", False),
        ("W1 × T1", False),
        ("W1 × O1", False),
        ("S1 × O1", True),
    ]
    qtbot.mouseClick(pairs.rows[0].link, Qt.MouseButton.LeftButton)
    write(qtbot, "用本地服务抵消降价")
    strategies = project.newest("swot", Swot).strategies
    assert [(each.text, each.pairs) for each in strategies][1] == (
        "用本地服务抵消降价",
        (("s1", "t1"),),
    )
    assert strategies[0].key == "a"
    assert pairs.rows[0].names == "W1 × T1"


def test_a_strategy_that_is_given_up_leaves_nothing(open_pane, project, qtbot):
    project.note("swot", SWOT)
    pairs = open_pane().swot.pairs
    pairs.begin(pairs.rows[0])
    typing().setText("…")
    qtbot.keyClick(typing(), Qt.Key.Key_Escape)
    assert project.newest("swot", Swot) == SWOT
    assert pairs.rows[0].link.isVisible()


def test_the_market_is_kept_apart(open_pane, project, qtbot):
    project.note("swot", SWOT)
    pane = open_pane()
    pane.swot.view.choose("market")
    assert [each.count() for each in pane.swot.lists.values()] == [0, 0, 0, 0]
    pane.swot.lists["S"].begin_item()
    write(qtbot, "品牌第一", Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: len(project.newest("swot", Swot).items) == 5)
    assert project.newest("swot", Swot).items[4].view == "market"


def test_an_earlier_assessment_is_only_read(open_pane, project, qtbot):
    project.note("swot", SWOT)
    project.note("swot", Swot(ITEMS[:2]), TODAY)
    pane = open_pane()
    pane.show_day(project.history("swot")[1].on)
    assert pane.banner.isVisible()
    assert pane.swot.notes.value == SWOT
    strengths = pane.swot.lists["S"]
    strengths.setFocus()
    strengths.setCurrentRow(0)
    qtbot.keyClick(strengths, Qt.Key.Key_1)
    qtbot.keyClick(strengths, Qt.Key.Key_Return)
    assert not pane.swot.is_typing()
    assert len(project.history("swot")) == 2
    qtbot.mouseClick(pane.banner.action(), Qt.MouseButton.LeftButton)
    assert pane.swot.notes.value == Swot(ITEMS[:2])


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_a_screen_reader_hears_label_text_and_weight(open_pane, project, language):
    project.note("swot", SWOT)
    item = open_pane().swot.lists["S"].item(0)
    said = item.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "S1" in said
    assert "本地服务站" in said
    assert "5" in said
