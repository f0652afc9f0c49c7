"""Triangle, scorecard and BCG: typed into their tables, figures checked where they stand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from kamdesk.work.analysis.bcg import Bubble, Matrix
from kamdesk.work.analysis.scorecard import Answer, Card, Scorecard
from kamdesk.work.analysis.triangle import Criterion, Triangle
from tests.ui.opportunities.analysis.conftest import TODAY


def enter(qtbot, table, row: int, column: int, words: str) -> None:
    """Types into a cell as a user does: the cell, Enter, the words, Enter."""
    table.setFocus()
    table.setCurrentIndex(table.entries.index(row, column))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.setText(words)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not table.is_typing())


def test_criteria_are_typed_and_the_verdict_follows(open_pane, project, qtbot):
    pane = open_pane()
    pane.tools.choose("triangle")
    table = pane.triangle.table
    enter(qtbot, table, 0, 0, "交期")
    for column, words in ((1, "5"), (2, "4"), (3, "3")):
        enter(qtbot, table, 0, column, words)
    noted = project.newest("triangle", Triangle).criteria[0]
    assert (noted.text, noted.weight, noted.ours, noted.rivals) == (
        "交期",
        5,
        4,
        {project.rival: 3},
    )
    assert table.entries.index(0, 4).data() == "Selling point"
    assert pane.triangle.said() == "Us 80.0 % · 对手甲 60.0 %"


def test_a_score_out_of_range_is_refused_below_the_table(open_pane, project, qtbot):
    project.note("triangle", Triangle(criteria=(Criterion("1", "交期", 5, 4),)), TODAY)
    pane = open_pane()
    pane.tools.choose("triangle")
    enter(qtbot, pane.triangle.table, 0, 2, "6")
    assert pane.triangle.error.text() == "Us 0–5: a whole number from 0 to 5."
    enter(qtbot, pane.triangle.table, 0, 2, "abc")
    assert pane.triangle.error.text() == "“abc” is no number."
    assert project.newest("triangle", Triangle).criteria[0].ours == 4
    enter(qtbot, pane.triangle.table, 0, 2, "5")
    assert pane.triangle.error.text() == ""
    assert project.newest("triangle", Triangle).criteria[0].ours == 5


def test_needs_and_relations_are_saved_when_they_are_left(open_pane, project, qtbot):
    pane = open_pane()
    pane.tools.choose("triangle")
    pane.triangle.needs.setFocus()
    qtbot.keyClicks(pane.triangle.needs, "no standstill")
    assert pane.has_unsaved()
    line = pane.triangle.relations[project.rival]
    line.setFocus()
    assert project.newest("triangle", Triangle).needs == "no standstill"
    qtbot.keyClicks(line, "supplier for years")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert project.newest("triangle", Triangle).rivals[0].relation == "supplier for years"


def test_delete_removes_a_criterion_and_undo_brings_it_back(open_pane, project, qtbot):
    project.note(
        "triangle", Triangle(criteria=(Criterion("1", "交期"), Criterion("2", "价格"))), TODAY
    )
    pane = open_pane()
    pane.tools.choose("triangle")
    table = pane.triangle.table
    table.setFocus()
    table.setCurrentIndex(table.entries.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert [each.text for each in project.newest("triangle", Triangle).criteria] == ["价格"]
    project.store.undo()
    assert table.entries.index(0, 0).data() == "交期"


def test_a_scorecard_counts_what_is_unknown(open_pane, project, qtbot):
    answers = dict(
        zip(
            (
                "metrics",
                "economic_buyer",
                "decision_criteria",
                "decision_process",
                "identify_pain",
                "champion",
            ),
            (Answer(2), Answer(1), Answer(2), Answer(1), Answer(3), Answer(2)),
            strict=True,
        )
    )
    project.note("scorecard", Scorecard(Card(answers=answers)), label="meddpicc")
    pane = open_pane()
    pane.tools.choose("scorecard")
    page = pane.scorecard
    page.choice.setCurrentIndex(page.choice.findData("meddpicc"))
    page.choice.activated.emit(page.choice.currentIndex())
    assert page.unknown.text() == "2 questions about us are unknown"
    enter(qtbot, page.table, 7, 2, "1")
    # the worked example of methods.md 3.16
    assert page.title().startswith("Us 53.3 %")
    assert page.unknown.text() == "1 question about us is unknown"
    enter(qtbot, page.table, 7, 3, "minutes of 10-12")
    enter(qtbot, page.table, 0, 4, "3")
    noted = project.newest("scorecard", Scorecard)
    assert noted.ours.answers["competition"] == Answer(1, "minutes of 10-12")
    assert noted.rivals[0].answers["metrics"] == Answer(3)
    assert project.history("scorecard")[0].label == "meddpicc"


def test_bubbles_are_typed_in_percent(open_pane, project, qtbot):
    pane = open_pane()
    pane.tools.choose("bcg")
    table = pane.bcg.table
    enter(qtbot, table, 0, 0, "变频器")
    for column, words in ((1, "20 %"), (2, "40"), (3, "14"), (4, "1,200,000")):
        enter(qtbot, table, 0, column, words)
    noted = project.newest("bcg", Matrix).bubbles[0]
    assert (noted.own_share, noted.rival_share, noted.growth, noted.size) == (
        Decimal("0.2"),
        Decimal("0.4"),
        Decimal("0.14"),
        Decimal(1_200_000),
    )
    assert [table.entries.index(0, column).data() for column in (1, 5, 6)] == [
        "20",
        "0.5",
        "Question mark",
    ]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_picture_is_saved_white_on_paper(open_pane, project, questions, tmp_path, kind):
    project.note(
        "bcg", Matrix((Bubble("1", "变频器", Decimal("0.2"), Decimal("0.4"), Decimal("0.1")),))
    )
    pane = open_pane()
    pane.tools.choose("bcg")
    target = tmp_path / f"bcg.{kind}"
    questions.answers.append(str(target))
    assert pane.bcg.picture.save_as(kind) == target
    begins = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[kind]
    assert target.read_bytes().startswith(begins)
    if kind == "svg":
        assert "变频器" in target.read_text("utf-8")
