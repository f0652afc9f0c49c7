"""What spin boxes, date fields and combo boxes get beyond the style sheet: the common indent, a guarded wheel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDateTimeEdit, QWidget

from kamdesk.ui.wheel_guard import guard_wheel

_INDENT = 7


def ready_input(widget: QWidget, name: str) -> None:
    """Make `widget` one of ours: `name` is what a screen reader says before its value."""
    widget.setAccessibleName(name)
    if isinstance(widget, QAbstractSpinBox):
        with_calendar = isinstance(widget, QDateTimeEdit) and widget.calendarPopup()
        if not with_calendar and widget.lineEdit() is not None:
            # Qt passes over the padding that the style sheet gives a spin box
            widget.lineEdit().setTextMargins(_INDENT, 0, 0, 0)
    guard_wheel(widget)


def fill_filter(box: QComboBox, every: str, choices: Iterable[tuple[Any, str]]) -> None:
    """Offers `every` (None) and then the choices (value, words); what was chosen stays, if it is still offered."""
    chosen = box.currentData()
    box.clear()
    box.addItem(every, None)
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
