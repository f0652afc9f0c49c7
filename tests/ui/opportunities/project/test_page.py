"""The project page in a real window: head, steps by keys, sections, fields in place, gate, undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit

from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import ProjectStep, TeamMember
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.work import opportunities, pipelines
from kamdesk.work.child_rows import rows
from tests.work.project_office import TODAY, change


def stored(store, project) -> Opportunity:
    with store.read() as session:
        one = session.get_one(Opportunity, project)
        session.expunge(one)
    return one


def type_into(page, key: str, words: str) -> None:
    """Types into a cell of the section in view and presses Enter."""
    cell = page.pane().form.cells[key]
    cell.setFocus()
    line = cell.editor.input()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    line.insert(words)
    line.textEdited.emit(words)
    cell.editor.finished.emit()


def test_the_head_says_where_it_stands_and_the_way_on(page):
    assert page.head.account.text() == "云麓食品"
    assert page.head.go_button.text() == "Go on to Set goals"
    assert page.section() == "overview"


def test_what_is_gone_is_not_shown(page):
    assert not page.show_opportunity(999)


def test_every_section_can_be_opened(page, settle):
    for key in (
        "team", "map", "strategy", "actions", "risks", "quotations", "visits", "documents", "review", "history",
    ):  # fmt: skip
        assert page.show_section(key), key
        settle()
        assert page.section() == key
        assert page.pane().isVisible()
    assert not page.show_section("nowhere")
    assert page.section() == "overview"


def test_steps_are_walked_and_told_by_keys(page, qtbot):
    page.line.setFocus()
    qtbot.keyClick(page.line, Qt.Key.Key_Return)
    assert page.card.isVisible()
    assert "Project guidance" in page.card.words()
    assert "Need in one sentence" in page.card.words()
    qtbot.keyClick(page.line, Qt.Key.Key_Right)
    qtbot.keyClick(page.line, Qt.Key.Key_Space)
    assert "Set goals" in page.card.words()
    assert "2 of 8" in page.line.accessibleName()
    qtbot.keyClick(page.line, Qt.Key.Key_Space)
    assert not page.card.isVisible()


def test_a_step_is_planned_and_undone(page, store, project, qtbot):
    page.line.setFocus()
    qtbot.keyClick(page.line, Qt.Key.Key_Return)
    page.card.edit_button.click()
    dialog = page.findChild(StepDialog)
    dialog.boxes["deliverable"].editor.write("立项建议")
    dialog.boxes["planned_on"].editor.write((TODAY + timedelta(days=3)).isoformat())
    dialog.take()
    with store.read() as session:
        step = rows(session, ProjectStep, project)[0]
        assert (step.deliverable, step.planned_on) == ("立项建议", TODAY + timedelta(days=3))
    assert "立项建议" in page.card.words()
    store.undo()
    with store.read() as session:
        assert rows(session, ProjectStep, project) == []


def test_a_field_is_stored_when_it_is_left_and_wrong_input_stays(page, store, project):
    type_into(page, "next_step", "约见财务")
    assert stored(store, project).next_step == "约见财务"
    type_into(page, "probability", "150")
    cell = page.pane().form.cells["probability"]
    assert cell.error() == "A probability lies between 0 and 100."
    assert stored(store, project).probability is None
    assert page.has_unsaved()
    page.discard()
    assert not page.has_unsaved()
    store.undo()
    assert stored(store, project).next_step is None


def test_what_the_gate_wants_is_tinted(page):
    cells = page.pane().form.cells
    assert cells["need"].is_missing()
    assert not cells["share_goal"].is_missing()
    type_into(page, "expected_close_on", (TODAY + timedelta(days=20)).isoformat())
    assert not cells["expected_close_on"].is_missing()


def test_a_member_is_added_in_the_table_and_completes_nothing_alone(page, store, project, settle):
    page.show_section("team")
    settle()
    type_into(page, "team:new.staff_id", "专员丁")
    with store.read() as session:
        assert len(rows(session, TeamMember, project)) == 1
    assert "Golden triangle incomplete" in page.pane().words()
    page.pane().form.remove_row("team", page_row(store, project))
    with store.read() as session:
        assert rows(session, TeamMember, project) == []


def page_row(store, project) -> int:
    with store.read() as session:
        return rows(session, TeamMember, project)[0].id


def test_going_on_passes_the_gate_when_all_is_there(page, store, project, office):
    def fill(session):
        from kamdesk.model.contact import Contact

        one = session.get_one(Opportunity, project)
        values = {"need": "节电", "budget_known": "known", "expected_close_on": TODAY}
        opportunities.change_opportunity(session, one, values)
        session.get_one(Contact, office.contact).buying_role = "user"

    change(store, fill)
    page.head.go_button.click()
    with store.read() as session:
        one = session.get_one(Opportunity, project)
        own = pipelines.stages_of(pipelines.all_stages(session), one.pipeline_id)
        assert one.stage_id == own[1].id
    assert page.head.go_button.text().startswith("Go on to Form the team")


def test_a_change_elsewhere_shows_at_once(page, store, project, settle):
    def act(session):
        one = session.get_one(Opportunity, project)
        opportunities.close(session, one, "cancelled", TODAY, "预算取消")

    change(store, act)
    settle()
    assert page.head.go_button.text() == "Open it again…"
    assert page.pane().reopen_button.isVisible()
    assert not page.pane().win_button.isVisible()


def test_the_amount_follows_what_is_typed(page):
    type_into(page, "amount", "3000000")
    said = [figure.accessibleName() for _words, figure in page.head._figures]
    assert "Amount ¥3,000,000" in said
    assert "Weighted ¥300,000" in said


def test_each_step_is_painted(page, settle):
    settle()
    picture = page.line.grab().toImage()
    colours = {QColor(picture.pixel(x, 20)).name() for x in range(picture.width())}
    assert len(colours) > 3


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_it_is_there_in_chinese(page, language):
    assert page.head.account.accessibleName().endswith("云麓食品")
    assert page.line.words_of(page._steps[0])
