import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QLineEdit,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from kamdesk.ui.widgets.inputs import ready_input


def combo() -> QComboBox:
    made = QComboBox()
    made.addItems(["a", "b", "c"])
    made.setCurrentIndex(1)
    return made


def spin(kind: type) -> QWidget:
    made = kind()
    made.setValue(5)
    return made


EDITORS = {
    "spin": (lambda: spin(QSpinBox), lambda one: one.value()),
    "double": (lambda: spin(QDoubleSpinBox), lambda one: one.value()),
    "slider": (lambda: spin(QSlider), lambda one: one.value()),
    "date": (lambda: QDateEdit(QDate(2026, 11, 24)), lambda one: one.date()),
    "combo": (combo, lambda one: one.currentIndex()),
}


def turn(widget: QWidget) -> None:
    """As from the mouse: Qt only hands such an event on to the parent when it came from the system."""
    window = widget.window()
    spot = QPointF(widget.mapTo(window, widget.rect().center()))
    QTest.wheelEvent(window.windowHandle(), spot, QPoint(0, -120))


@pytest.mark.parametrize("kind", EDITORS)
def test_the_wheel_scrolls_the_page_and_leaves_the_value(app, qtbot, kind):
    make, value = EDITORS[kind]
    area, inner = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    column = QVBoxLayout(inner)
    elsewhere, editor = QLineEdit(), make()
    ready_input(editor, "Number of staff")
    column.addWidget(elsewhere)
    column.addWidget(editor)
    column.addStretch(1)
    inner.setMinimumHeight(2000)
    area.setWidget(inner)
    area.resize(300, 200)
    area.show()
    area.activateWindow()
    elsewhere.setFocus()
    before = value(editor)
    turn(editor)
    assert value(editor) == before
    assert area.verticalScrollBar().value() > 0
    assert editor.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert editor.accessibleName() == "Number of staff"


def test_with_the_focus_the_wheel_changes_the_value(app, qtbot):
    editor = QSpinBox()
    qtbot.addWidget(editor)
    editor.setValue(5)
    ready_input(editor, "Number of staff")
    editor.show()
    editor.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    turn(editor)
    assert editor.value() == 4
