"""All keys on one page, made from the declared commands."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import N_, _
from kamdesk.ui import theme
from kamdesk.ui.commands import COMMANDS
from kamdesk.ui.widgets.labels import label

_IN_LISTS: tuple[tuple[str, str], ...] = (
    ("Up", N_("Walk the list; the detail follows")),
    ("Return", N_("Into the detail")),
    ("Delete", N_("Move to the waste basket")),
    ("Ctrl+C", N_("Copy the selected rows")),
    ("Ctrl+V", N_("Paste rows from Excel")),
    ("Esc", N_("Back to the list")),
)


class KeysDialog(QDialog):
    """Command → key; then what works in lists."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        self.resize(420, 560)
        body = QWidget()
        form = QFormLayout(body)
        form.setContentsMargins(*[theme.SPACE_4] * 4)
        form.setVerticalSpacing(6)
        for command in COMMANDS:
            if command.shortcut:
                form.addRow(label(_(command.label)), _key(command.shortcut))
        form.addRow(label(_("In lists"), "heading"))
        for key, words in _IN_LISTS:
            form.addRow(label(_(words)), _key(key))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        buttons = QDialogButtonBox()
        buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.SPACE_3)
        buttons.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)


def _key(shortcut: str) -> QLabel:
    """The key as it stands on the keyboard, no wider than its words."""
    native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    shown = label("↑ ↓" if shortcut == "Up" else native, "key")
    shown.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return shown
