"""The decision map in the window: what it shows, walking, dragging, lines, confirming, warnings, versions, undo."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.project import Action
from kamdesk.model.relations import ChainLine, ChainLink
from kamdesk.ui.relations.dialogs import LineDialog, MeasureDialog, PersonDialog
from kamdesk.ui.relations.map_bar import FREE, LIST, TREE
from kamdesk.ui.relations.map_menus import save_map
from kamdesk.ui.relations.map_pane import MapPane
from kamdesk.work import chain_changes, chain_versions
from tests.work.chain_people import TODAY, Customer, links

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def three(made: Customer) -> dict[str, int]:
    """A decision maker who was not met, an opponent below, somebody unknown."""
    contact = made.contact("纪宏声", position="总经理")
    head = made.put_contact(contact, made.project)
    made.change(head, buying_role="decision_maker", influence=3, support_level=0)
    made.visit(TODAY - timedelta(days=41), contact)
    against = made.put("罗清砚", made.project, position="采购部长", influence=3, support_level=-1)
    made.change(against, reports_to_id=head)
    unknown = made.put("", made.project, position="财务总监", influence=2)
    made.change(unknown, reports_to_id=head)
    return {"head": head, "against": against, "unknown": unknown}


def row(made: Customer, link: int) -> ChainLink:
    with made.store.read() as session:
        return session.get_one(ChainLink, link)


def spot(pane: MapPane, link: int) -> QPoint:
    """The middle of a person in the view."""
    return pane.view.mapFromScene(pane.view.map_scene.nodes[link].rect().center())


def click(pane: MapPane, link: int) -> None:
    QTest.mouseClick(pane.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, spot(pane, link))


def drag(pane: MapPane, link: int, by: QPoint) -> None:
    port, start = pane.view.viewport(), spot(pane, link)
    QTest.mousePress(port, LEFT, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 6):
        QTest.mouseMove(port, start + by * step / 5)
        QApplication.processEvents()
    QTest.mouseRelease(port, LEFT, Qt.KeyboardModifier.NoModifier, start + by)


def said(pane: MapPane) -> list[str]:
    return [flag.text() for flag in pane.figures.flags]


# ------------------------------------------------------------------------------------------------------ what it shows


def test_an_empty_map_offers_the_contacts_of_the_account(open_map, made, qtbot) -> None:
    made.contact("纪宏声", buying_role="decision_maker")
    pane = open_map()
    assert pane.take_contacts.isVisible()
    qtbot.mouseClick(pane.take_contacts, LEFT)
    assert sorted(each.name for each in pane.shown.people) == ["受访人戊", "纪宏声"]
    assert not pane.take_contacts.isVisible()
    made.store.undo()
    assert pane.take_contacts.isVisible()


def test_figures_and_warnings(open_map, made, three) -> None:
    pane = open_map()
    # (3 × 0 + 3 × −1) / ((3 + 3) × 2) = −25 %; 6 of 8 known
    assert pane.figures._balance.text() == "−25.0 %"
    assert pane.figures._known.text() == "75.0 %"
    assert pane.figures._parts.text() == "6 / 8"
    assert said(pane) == [
        "纪宏声 decides and was last met 41 days ago",
        "There is no coach",
        "Only 纪宏声 had contact in the last 90 days",
        "罗清砚 has the highest influence, is against us, and no action is planned",
        "What 财务总监 thinks of us is unknown",
    ]


def test_a_warning_selects_whom_it_is_about(open_map, made, three, qtbot) -> None:
    pane = open_map()
    qtbot.mouseClick(pane.figures.flags[0], LEFT)
    assert pane.chosen().id == three["head"]
    pane.figures.flags[4].setFocus()
    qtbot.keyClick(pane.figures.flags[4], Qt.Key.Key_Return)
    assert pane.chosen().id == three["unknown"]


def test_the_warning_of_an_opponent_asks_what_to_do(
    open_map, made, three, qtbot, in_dialog
) -> None:
    pane = open_map()

    def answer(dialog: MeasureDialog) -> None:
        dialog.what.setText("参观示范产线")
        dialog.accept()

    in_dialog(answer)
    qtbot.mouseClick(pane.figures.flags[3], LEFT)
    with made.store.read() as session:
        action = session.scalars(select(Action)).one()
    assert (action.name, action.why_kind) == ("参观示范产线", "person")
    assert action.why_uid == row(made, three["against"]).uid
    assert action.due_on == TODAY + timedelta(days=7)
    assert not any("no action is planned" in words for words in said(pane))


def test_a_missing_decision_maker_is_asked_for_as_a_position(
    open_map, made, qtbot, in_dialog
) -> None:
    made.put("A", made.project)
    pane = open_map()
    seen = []

    def answer(dialog: PersonDialog) -> None:
        seen.append(dialog.role.currentData())
        dialog.position.setText("总经理")
        dialog.accept()

    in_dialog(answer)
    qtbot.mouseClick(pane.figures.flags[0], LEFT)
    assert seen == ["decision_maker"]
    assert pane.chosen().title == "? 总经理"


def test_the_list_says_all_that_is_drawn(open_map, made, three) -> None:
    with made.store.change(message("Line")) as session:
        get = session.get_one
        chain_changes.add_line(
            session, get(ChainLink, three["against"]), get(ChainLink, three["head"]), "conflict", "付款"
        )  # fmt: skip
    pane = open_map()
    pane.bar.layout_choice.choose(LIST)
    assert pane.table.isVisible()
    cells = [pane.table.item(1, column).text() for column in range(9)]
    assert cells == [
        "罗清砚", "采购部长", "Unknown", "▼ Against −1", "3 Inner circle", "Unknown", "Never met",
        "Assumed", "纪宏声",
    ]  # fmt: skip
    assert pane.table.item(3, 0).text() == "罗清砚 → 纪宏声: Conflict · 付款 · Assumed"
    pane.table.selectRow(1)
    assert pane.chosen().id == three["against"]


# ------------------------------------------------------------------------------------------------------ mouse and keys


def test_a_click_chooses_and_the_inspector_follows(open_map, three) -> None:
    pane = open_map()
    click(pane, three["against"])
    assert pane.inspector.person.name == "罗清砚"
    assert pane.inspector.rows["support_level"].box.currentText() == "▼ Against −1"


def test_arrows_walk_enter_edits_delete_removes(open_map, made, three, qtbot) -> None:
    pane = open_map()
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert pane.chosen().id == three["head"]
    qtbot.keyClick(pane.view, Qt.Key.Key_Down)
    assert pane.chosen().id in (three["against"], three["unknown"])
    qtbot.keyClick(pane.view, Qt.Key.Key_Left)
    assert pane.chosen().id == three["against"]
    qtbot.keyClick(pane.view, Qt.Key.Key_Right)
    assert pane.chosen().id == three["unknown"]
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is pane.inspector.rows["name"].line
    pane.view.setFocus()
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    assert [each.id for each in pane.shown.people] == [three["head"], three["against"]]
    assert made.store.undo_label() == "Take ? 财务总监 off the map"
    made.store.undo()
    assert len(pane.shown.people) == 3


def test_dragging_in_free_placement_is_one_step_back(open_map, made, three) -> None:
    pane = open_map()
    drag(pane, three["against"], QPoint(80, 60))
    assert row(made, three["against"]).x is None, "the tree stays as it is"
    pane.bar.layout_choice.choose(FREE)
    before = pane.view.map_scene.nodes[three["against"]].pos()
    drag(pane, three["against"], QPoint(80, 60))
    moved = row(made, three["against"])
    scale = pane.view.transform().m11()
    assert abs(moved.x - before.x() - 80 / scale) <= 3
    assert abs(moved.y - before.y() - 60 / scale) <= 3
    assert row(made, three["head"]).x is not None, "who had no place keeps the one of the tree"
    assert made.store.undo_label() == "Move on the map"
    made.store.undo()
    assert {each.x for each in links(made.store)} == {None}
    assert pane.view.map_scene.nodes[three["against"]].pos() == before


def test_what_was_placed_by_hand_opens_so(open_map, made, three) -> None:
    with made.store.change(message("Place")) as session:
        chain_changes.place(session, {three["head"]: (400, 300)})
    pane = open_map()
    assert pane.layout_key() == FREE
    assert pane.view.map_scene.nodes[three["head"]].pos().toPoint() == QPoint(400, 300)
    pane.bar.layout_choice.choose(TREE)
    assert pane.view.map_scene.nodes[three["head"]].pos().y() == 0


def test_a_line_is_drawn_from_one_to_another(open_map, made, three, qtbot, in_dialog) -> None:
    pane = open_map()
    qtbot.mouseClick(pane.bar.line, LEFT)
    click(pane, three["against"])

    def answer(dialog: LineDialog) -> None:
        assert dialog.windowTitle() == "罗清砚 → 纪宏声"
        dialog.kind.setCurrentIndex(dialog.kind.findData("conflict"))
        dialog.note.setText("付款方式")
        dialog.accept()

    in_dialog(answer)
    click(pane, three["head"])
    line = pane.shown.lines[0]
    assert (line.from_id, line.to_id, line.kind, line.note) == (
        three["against"], three["head"], "conflict", "付款方式",
    )  # fmt: skip
    assert not pane.bar.line.isChecked()
    assert pane.view.map_scene.chosen_line() == line.id
    pane.view.setFocus()
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    assert pane.shown.lines == ()
    made.store.undo()
    assert len(pane.shown.lines) == 1


def test_a_line_is_edited_by_enter(open_map, made, three, qtbot, in_dialog) -> None:
    with made.store.change(message("Line")) as session:
        get = session.get_one
        line = chain_changes.add_line(
            session, get(ChainLink, three["against"]), get(ChainLink, three["head"]), "influence", "付款"
        ).id  # fmt: skip
    pane = open_map()
    pane.view.map_scene.choose_line(line)
    pane.view.setFocus()

    def answer(dialog: LineDialog) -> None:
        assert dialog.note.text() == "付款"
        dialog.sure.setChecked(True)
        dialog.accept()

    in_dialog(answer)
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert pane.shown.lines[0].is_confirmed
    assert pane.view.map_scene.chosen_line() == line


def test_escape_gives_the_line_up(open_map, made, three, qtbot) -> None:
    pane = open_map()
    pane.view.setFocus()
    pane.choose(three["head"])
    qtbot.keyClick(pane.view, Qt.Key.Key_L)
    assert pane.view.is_drawing()
    qtbot.keyClick(pane.view, Qt.Key.Key_Escape)
    assert not pane.view.is_drawing()
    with made.store.read() as session:
        assert session.scalars(select(ChainLine)).all() == []


def test_scale(open_map, three, qtbot) -> None:
    pane = open_map()
    pane.view.scale_to(100)
    pane.view.setFocus()
    qtbot.keyClick(pane.view, Qt.Key.Key_Minus)
    assert pane.bar.zoom.percent.text() == "83 %"
    qtbot.keyClick(pane.view, Qt.Key.Key_0)
    inside = pane.view.viewport().rect()
    for node in pane.view.map_scene.nodes.values():
        corners: QRect = pane.view.mapFromScene(node.rect()).boundingRect()
        assert inside.contains(corners)


# ----------------------------------------------------------------------------------------------------------- inspector


def pick(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_values_are_edited_in_their_place_and_taken_back(open_map, made, three) -> None:
    pane = open_map()
    click(pane, three["against"])
    pick(pane.inspector.rows["support_level"].box, 1)
    assert row(made, three["against"]).support_level == 1
    assert made.store.undo_label() == "Support (−2 to +2) of 罗清砚"
    made.store.undo()
    assert pane.inspector.rows["support_level"].box.currentData() == -1
    pick(pane.inspector.rows["support_level"].box, None)
    assert row(made, three["against"]).support_level is None


def test_a_circle_is_refused_and_shown_as_it_was(open_map, made, three, questions) -> None:
    pane = open_map()
    click(pane, three["head"])
    pick(pane.inspector.rows["reports_to_id"].box, three["against"])
    assert "circle" in questions.told[0][1]
    assert pane.inspector.rows["reports_to_id"].box.currentData() is None


def test_text_is_stored_when_it_is_left(open_map, made, three, qtbot) -> None:
    pane = open_map()
    click(pane, three["head"])
    line = pane.inspector.rows["criteria"].line
    line.setFocus()
    qtbot.keyClicks(line, "1 ROI")
    assert pane.has_unsaved()
    assert row(made, three["head"]).criteria is None
    click(pane, three["against"])
    assert row(made, three["head"]).criteria == "1 ROI"
    assert row(made, three["against"]).criteria is None


def test_a_statement_is_confirmed_by_a_press(open_map, made, three, qtbot) -> None:
    pane = open_map()
    click(pane, three["head"])
    sure = pane.inspector.rows["influence"].sure
    assert sure.text() == "Assumed"
    qtbot.mouseClick(sure, LEFT)
    held = row(made, three["head"])
    assert (held.confirmed, held.confirmed_on) == ("influence", TODAY)
    assert pane.inspector.rows["influence"].sure.text() == "✓ Confirmed"
    qtbot.mouseClick(sure, LEFT)
    assert row(made, three["head"]).confirmed is None
    assert not pane.inspector.rows["coverage"].sure.isVisible(), "what says nothing is not assumed"


def test_the_last_contact_opens_its_visit(open_map, made, three, desk) -> None:
    pane = open_map()
    click(pane, three["head"])
    opened = []
    desk.signals.record_wanted.connect(lambda kind, number: opened.append((kind, number)))
    pane.inspector._visit.click()
    assert opened == [("Visit", 1)]


# ---------------------------------------------------------------------------------------- versions, files


def test_an_earlier_version_is_shown_and_cannot_be_changed(open_map, made, three, qtbot) -> None:
    with made.store.change(message("Keep")) as session:
        chain_versions.save_version(session, made.account, made.project, TODAY - timedelta(days=6))
    made.change(three["head"], support_level=2)
    pane = open_map()
    assert pane.figures._last.text() == "last −25.0 %"
    with made.store.read() as session:
        version = chain_versions.versions(session, made.account, made.project)[0]
    pane.show_version(version)
    assert "纪宏声: ○ Neutral 0 → ▲▲ Coach +2" in pane.strip.words()
    head = next(each for each in pane.shown.people if each.name == "纪宏声")
    assert head.support_level == 0
    pane.choose(head.id)
    assert not pane.inspector.rows["support_level"].box.isEnabled()
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    assert len(links(made.store)) == 3
    assert not pane.bar.add.isEnabled()
    pane.show_today()
    assert pane.shown.person(three["head"]).support_level == 2
    assert pane.bar.add.isEnabled()


@pytest.mark.parametrize(
    ("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_the_map_is_written_on_white(
    open_map, three, questions, tmp_path: Path, ending: str, begins: bytes
) -> None:
    from kamdesk.ui import theme

    theme.apply_theme(QApplication.instance(), "dark")
    pane = open_map()
    target = tmp_path / f"map.{ending}"
    questions.answers.append(str(target))
    save_map(pane)
    assert target.read_bytes().startswith(begins)
    if ending == "png":
        image = QImage(str(target))
        assert image.pixelColor(2, 2).name() == "#ffffff"
    assert theme.theme().name == "dark"


def test_narrow_it_shows_the_person_below(open_map, three) -> None:
    pane = open_map(width=600)
    assert not pane.inspector.isVisible()
    pane.choose(three["head"])
    assert pane.inspector.isVisible()
    assert pane.inspector.geometry().top() >= pane.view.geometry().bottom()


def test_a_change_elsewhere_shows_at_once(open_map, made, three) -> None:
    pane = open_map()
    pane.choose(three["against"])
    made.change(three["against"], support_level=-2)
    assert pane.view.map_scene.nodes[three["against"]].person.support_level == -2
    assert pane.chosen().id == three["against"]


def test_the_map_is_written_as_a_sheet(open_map, made, three, questions, tmp_path: Path) -> None:
    import openpyxl

    with made.store.change(message("Line")) as session:
        get = session.get_one
        chain_changes.add_line(
            session, get(ChainLink, three["against"]), get(ChainLink, three["head"]), "influence", "=1+1"
        )  # fmt: skip
    pane = open_map()
    questions.answers.append(str(tmp_path / "map.xlsx"))
    save_map(pane)
    rows = list(openpyxl.load_workbook(tmp_path / "map.xlsx").active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Name", "纪宏声", "罗清砚", "? 财务总监"]
    assert rows[1][3:6] == ("Decision maker", 3, 0)
    assert rows[2][2] == "纪宏声"
    assert rows[2][-1] == "罗清砚 → 纪宏声: Influences · =1+1 · Assumed"
    assert rows[3][5] is None, "unknown is not nought"
