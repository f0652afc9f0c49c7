"""Asking for a name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import label


class NameDialog(QDialog):
    """`named` carries the name."""

    named = Signal(str)

    def __init__(self, title: str, question: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(360)
        self.line = QLineEdit(name)
        self.line.setAccessibleName(question)
        self.line.setMaxLength(80)
        self.line.selectAll()
        self.line.textChanged.connect(self._on_text)
        self.save_button = primary_button(_("Save"), clicked=self.take)
        self.save_button.setDefault(True)
        self.save_button.setEnabled(bool(name.strip()))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(label(question, "small"))
        column.addWidget(self.line)
        column.addLayout(buttons)

    def take(self) -> None:
        """Gives the name."""
        name = self.line.text().strip()
        if name:
            self.accept()
            self.named.emit(name)

    def _on_text(self, typed: str) -> None:
        self.save_button.setEnabled(bool(typed.strip()))
