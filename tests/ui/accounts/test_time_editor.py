"""A time of day typed into a field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from kamdesk.model.fields import field_of
from kamdesk.model.visit import Visit
from kamdesk.ui.accounts.editors import EditContext, TimeEditor, editor_for


@pytest.fixture
def editor(store, app, qtbot) -> TimeEditor:
    made = editor_for(field_of(Visit, "planned_from"), EditContext(store))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("typed", ["930", "9:30", "9点半", "09：30"])
def test_a_time_is_typed_as_people_write_it(editor, typed):
    editor.input().setText(typed)
    assert editor.read().value == "09:30"


def test_what_is_no_time_is_said(editor):
    editor.input().setText("25:00")
    assert "25:00" in editor.read().problem


@pytest.mark.parametrize(
    ("shown", "key", "then"),
    [
        ("09:30", Qt.Key.Key_Up, "09:45"),
        ("09:50", Qt.Key.Key_Up, "10:00"),
        ("09:50", Qt.Key.Key_Down, "09:45"),
        ("09:45", Qt.Key.Key_Down, "09:30"),
        ("00:00", Qt.Key.Key_Down, "00:00"),
        ("23:50", Qt.Key.Key_Up, "23:50"),
        ("", Qt.Key.Key_Up, "09:00"),
    ],
)
def test_arrows_go_by_the_quarter(editor, qtbot, shown, key, then):
    editor.show_value(shown or None, shown)
    qtbot.keyClick(editor.input(), key)
    assert editor.typed() == then
    assert editor.is_dirty() == (shown != then)
