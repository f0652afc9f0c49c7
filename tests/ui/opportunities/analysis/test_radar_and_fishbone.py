"""Radar and fishbone: drawn while they are edited, saved when they are let go, refusals where one types."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action
from kamdesk.ui.desk import Desk
from kamdesk.ui.events import StoreEvents
from kamdesk.ui.opportunities.analysis.pane import AnalysisPane
from kamdesk.work import actions
from kamdesk.work.analysis.fishbone import Cause, Fishbone
from kamdesk.work.analysis.radar import Mark, Player, Radar, shipped_axes
from kamdesk.work.analysis.swot import Item, Strategy, Swot
from tests.ui.opportunities.analysis.conftest import BEFORE, TODAY

KEYS = [axis.key for axis in shipped_axes()]


def radar(ours: tuple[int, ...], rival: str = "", theirs: tuple[int, ...] = ()) -> Radar:
    def marks(scores: tuple[int, ...]) -> dict[str, Mark]:
        return {key: Mark(score) for key, score in zip(KEYS, scores, strict=True)}

    rivals = (Player(rival, "对手甲", marks(theirs)),) if rival else ()
    return Radar(ours=Player(marks=marks(ours)), rivals=rivals)


def test_the_title_says_where_we_are_behind(open_pane, project):
    project.note("radar", radar((7, 8, 5, 8), project.rival, (6, 8, 8, 7)))
    pane = open_pane()
    assert pane.radar.title() == "Commercial & financing: 3 behind 对手甲"


def test_a_slider_draws_at_once_and_saves_when_it_is_left(open_pane, project, qtbot):
    project.note("radar", radar((7, 8, 5, 6)))
    pane = open_pane()
    drawn = []
    pane.radar.drawn.connect(drawn.append)
    pane.radar.edit_button.click()
    slider = pane.radar.editor.rows["delivery"].slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert [each.score(each.ours, each.axes[3]) for each in drawn[-2:]] == [7, 8]
    assert len(project.history("radar")) == 1
    pane.radar.editor.rows["solution"].slider.setFocus()
    assert [each.on for each in project.history("radar")] == [TODAY, BEFORE]
    newest = project.newest("radar", Radar)
    assert newest.score(newest.ours, newest.axes[3]) == 8
    assert project.store.undo_label() == "Radar: Service & delivery 6 → 8"
    assert pane.compare.said() == f"{BEFORE:%Y-%m-%d} → {TODAY:%m-%d}"
    project.store.undo()
    assert pane.radar.editor.rows["delivery"].slider.value() == 6


def test_sub_items_make_the_score(open_pane, project):
    pane = open_pane()
    pane.radar.edit_button.click()
    row = pane.radar.editor.rows["relationship"]
    row.toggle()
    for part, points in zip(row.parts.values(), "21202", strict=True):
        part.choose(points)
    noted = project.newest("radar", Radar)
    assert noted.score(noted.ours, noted.axes[0]) == 7
    assert row.number.text() == "7"
    assert pane.radar.title() == (
        "Not scored yet: Solution, Commercial & financing, Service & delivery"
    )


def test_the_competitor_of_the_deal_is_scored_and_another_one_added(open_pane, project):
    pane = open_pane()
    pane.radar.edit_button.click()
    editor = pane.radar.editor
    assert [editor.who.itemText(n) for n in range(editor.who.count())] == ["Us", "对手甲"]
    editor.choose_player(project.rival)
    editor.rows["solution"].slider.setValue(9)
    rival = project.newest("radar", Radar).rivals[0]
    assert (rival.uid, rival.marks["solution"].score) == (project.rival, 9)
    assert editor.rival.itemText(1) == "对手乙"
    editor.rival.activated.emit(1)
    assert [each.uid for each in project.newest("radar", Radar).rivals] == [
        project.rival,
        project.other,
    ]
    assert editor.who.currentData() == project.other


def test_weights_that_make_no_whole_are_refused_where_they_stand(open_pane, project):
    project.note("radar", radar((7, 8, 5, 6)))
    pane = open_pane()
    pane.radar.edit_button.click()
    rows, error = pane.radar.editor.rows, pane.radar.editor.error
    rows["relationship"].weight.setValue(40)
    rows["relationship"].weight.editingFinished.emit()
    assert "110" in error.text()
    assert len(project.history("radar")) == 1
    rows["solution"].weight.setValue(20)
    rows["solution"].weight.editingFinished.emit()
    assert not error.text()
    weights = [axis.weight for axis in project.newest("radar", Radar).axes]
    assert weights == [40, 20, 25, 15]


def test_a_new_assessment_copies_everything_forward(open_pane, project):
    project.note("radar", radar((7, 8, 5, 6)))
    project.note("fishbone", Fishbone("E", causes=(Cause("1", "late", "process"),)), label="E")
    pane = open_pane()
    pane.new_button.click()
    assert [each.on for each in project.history("radar")] == [TODAY, BEFORE]
    assert [each.label for each in project.history("fishbone")] == ["E", "E"]
    assert project.newest("radar", Radar) == radar((7, 8, 5, 6))
    assert pane.compare.history_button.text() == "History 2"
    pane.new_button.click()
    assert len(project.history("radar")) == 2


def test_an_outline_is_drawn_while_typed_and_saved_when_left(open_pane, project, qtbot):
    pane = open_pane()
    panel = pane.fishbone
    panel.mode.choose("outline")
    panel.effect.setFocus()
    qtbot.keyClicks(panel.effect, "Lost")
    outline = panel.outline
    outline.setFocus()
    cursor = outline.textCursor()
    cursor.movePosition(cursor.MoveOperation.EndOfBlock)
    outline.setTextCursor(cursor)
    qtbot.keyClick(outline, Qt.Key.Key_Return)
    qtbot.keyClicks(outline, "finance never met")
    qtbot.keyClick(outline, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert panel.is_typing()
    qtbot.waitUntil(lambda: panel.title() == "Fishbone: Lost")
    pane.compare.history_button.setFocus()
    qtbot.waitUntil(lambda: not panel.is_typing())
    noted = project.newest("fishbone", Fishbone)
    assert noted.effect == "Lost"
    assert [(c.text, c.bone, c.is_root) for c in noted.causes] == [
        ("finance never met", "relationship", True)
    ]
    assert project.history("fishbone")[0].label == "Lost"


def test_tab_moves_a_line_in_and_the_rule_of_depth_is_said(open_pane, project, qtbot):
    pane = open_pane()
    panel = pane.fishbone
    panel.mode.choose("outline")
    panel.outline.setPlainText("Relationship\n  a\n  b")
    cursor = panel.outline.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    panel.outline.setTextCursor(cursor)
    qtbot.keyClick(panel.outline, Qt.Key.Key_Tab)
    assert panel.outline.toPlainText() == "Relationship\n  a\n    b"
    assert [each.parent != "" for each in panel.read().causes] == [False, True]
    qtbot.keyClick(panel.outline, Qt.Key.Key_Backtab)
    assert panel.outline.toPlainText() == "Relationship\n  a\n  b"
    panel.outline.setPlainText("Relationship\n  ◆ a\n    b")
    panel.preview()
    assert panel.error.text() == "Line 3: there is nothing behind a root cause."
    panel.flush()
    assert panel.outline.toPlainText() == "Relationship\n  ◆ a\n    b"
    assert pane.has_unsaved()
    pane.discard()
    assert not pane.has_unsaved()
    assert project.history("fishbone") == [] or len(project.history("fishbone")) == 1


def test_actions_of_the_analysis_are_ticked_here(open_pane, project):
    project.note(
        "swot",
        Swot((Item("s", "S", "a"), Item("t", "T", "b")), (Strategy("k", "defend", (("s", "t"),)),)),
    )
    with project.store.change(message("Plan")) as session:
        deal = session.get_one(Opportunity, project.id)
        common = {"owner_id": project.department.specialist, "due_on": TODAY}
        made = actions.add_action(
            session,
            deal,
            {"name": "提交分期方案", "why_kind": "strategy", "why_uid": "k", **common},
        )
        actions.add_action(
            session, deal, {"name": "目标", "why_kind": "goal", "why_uid": deal.uid, **common}
        )
        action_id = made.id
    pane = open_pane()
    assert [row.action.name for row in pane.compare.rows] == ["提交分期方案"]
    pane.compare.rows[0].box.click()
    with project.store.read() as session:
        action = session.get_one(Action, action_id)
        assert (action.state, action.done_on) == ("done", date.today())
    assert pane.compare.rows[0].box.isChecked()


def test_content_that_cannot_be_read_is_said_and_not_overwritten(store, project, app, qtbot):
    class Foreign:
        @staticmethod
        def to_content() -> dict:
            return {"axes": "nonsense"}

    project.note("radar", Foreign)
    events = StoreEvents(store)
    pane = AnalysisPane(Desk(store, events))
    qtbot.addWidget(pane)
    pane.show_opportunity(project.id)
    assert "cannot be read" in pane.radar.said()
    assert not pane.radar.edit_button.isEnabled()
    assert not pane.radar.notes.write(message("Radar"), Radar())
    assert project.history("radar")[0].content == {"axes": "nonsense"}
    events.stop()


def test_the_comparison_has_the_worked_figures(open_pane, project):
    project.note("radar", radar((6, 7, 5, 6)))
    project.note("radar", radar((7, 8, 5, 8), project.rival, (6, 8, 8, 7)), TODAY)
    pane = open_pane()
    said = pane.compare.table.accessibleDescription()
    assert "Weighted total 6.05 6.95 7.25 −0.3 ▲ 0.9" in said
    assert "Commercial & financing .25 5 5 8 −3 — 0" in said
    assert pane.radar.notes.last is not None
    assert pane.radar.notes.last.total(pane.radar.notes.last.ours) == Decimal("6.05")
