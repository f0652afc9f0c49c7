"""A new task in one line, its day in words: “Friday send the quotation”."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.today.lines import day_words
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.labels import IconLabel, label
from kamdesk.work.quick_add import read_next_step


class NewTask(QFrame):
    """`entered(values)`: Enter was pressed. `left()`: Esc, or nothing was typed."""

    entered = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "bottom")
        self._day = date.today()
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("New task, with its day in words: Friday send the quotation"))
        self.line.setAccessibleName(_("New task"))
        self.line.setMaxLength(200)
        self.line.textChanged.connect(self._read)
        self._understood = label("", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, 6, theme.SPACE_3, 6)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(IconLabel("flag", "accent"))
        row.addWidget(self.line, 1)
        row.addWidget(self._understood)
        row.addWidget(icon_button("x", _("Close"), self.leave, small=True))
        self.hide()

    def begin(self, day: date) -> None:
        """Shows the empty line; `day` is today."""
        self._day = day
        self.line.clear()
        self._read("")
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Hides it."""
        self.hide()
        self.left.emit()

    def values(self) -> dict[str, Any]:
        """What was understood: words without a day mean today."""
        step = read_next_step(self.line.text(), self._day)
        return {"name": step.text or self.line.text().strip(), "due_on": step.on or self._day}

    def _read(self, _typed: str) -> None:
        self._understood.setText(_("due {day}").format(day=day_words(self.values()["due_on"])))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.line.text().strip():
                self.entered.emit(self.values())
            else:
                self.leave()
        else:
            super().keyPressEvent(event)
