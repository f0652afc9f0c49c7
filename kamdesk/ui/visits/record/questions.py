"""The four lists of questions that were prepared for a visit, shown while its record is written."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.fields import fields_of
from kamdesk.model.visit import Visit
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import LinkButton
from kamdesk.ui.widgets.labels import label

_FIELDS = tuple(each for each in fields_of(Visit) if each.spec.group == "questions")


class Questions(QWidget):
    """`wanted`: put these questions, one a line, where they are answered."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._title = label("", "small")
        self._title.setText(str(Visit.SECTIONS["questions"]))
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(LinkButton(_("Answer them in the needs"), self._want))
        self._texts = {
            each.name: (label(each.label, "small"), label("", wrap=True)) for each in _FIELDS
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        for name, text in self._texts.values():
            name.setMinimumWidth(84)
            name.setMaximumWidth(130)
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_2)
            row.addWidget(name)
            row.addWidget(text, 1)
            column.addLayout(row)

    def show_visit(self, visit: Visit) -> None:
        """Shows the lists that were filled; hidden without any."""
        self._lines = []
        for field in _FIELDS:
            given = str(field.get(visit) or "").strip()
            name, text = self._texts[field.name]
            name.setVisible(bool(given))
            text.setVisible(bool(given))
            text.setText(given)
            self._lines += [line.strip() for line in given.splitlines() if line.strip()]
        self.setVisible(bool(self._lines))

    def _want(self) -> None:
        self.wanted.emit("\n".join(f"{line} — " for line in self._lines))
