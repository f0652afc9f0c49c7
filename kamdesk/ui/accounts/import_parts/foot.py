"""The foot of an import: what would be written, that it can be taken back, and the buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import ElidedLabel


class Foot(QFrame):
    """A sentence, a smaller one below it, Cancel, the workbook of errors, and the one thing to do."""

    def __init__(
        self,
        cancel: Callable[[], object],
        errors: Callable[[], object],
        write: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setProperty("line", "top")
        self._sentence = ElidedLabel("", "heading")
        self._detail = ElidedLabel("", "small")
        self.cancel = plain_button(_("Cancel"), clicked=cancel)
        self.errors = plain_button(_("Error workbook…"), "download", errors)
        self.write = primary_button("", "check", write)
        self.write.setToolTip(_("Ctrl+Enter"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._sentence)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.setSpacing(theme.SPACE_2)
        row.addLayout(words, 1)
        for button in (self.cancel, self.errors, self.write):
            row.addWidget(button)

    def say(self, sentence: str, detail: str, button: str, *, can_write: bool, errors: int) -> None:
        """What would happen; `errors` are the lines a workbook of errors would have."""
        self._sentence.setText(sentence)
        self._detail.setText(detail)
        self.write.setText(button)
        self.write.setAccessibleName(button)
        self.write.setEnabled(can_write)
        self.errors.setEnabled(bool(errors))

    def sentence(self) -> str:
        """What it says."""
        return self._sentence.text()
