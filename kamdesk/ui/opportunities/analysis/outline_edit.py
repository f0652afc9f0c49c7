"""The text of an outline: Tab and Shift+Tab move lines in and out, Ctrl+D marks a root, Enter keeps the level."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.work.analysis.fishbone import DEEPEST

_ROOT = "◆ "
_STEP = "  "
_MARKS = ("✓", "~")


class OutlineEdit(QPlainTextEdit):
    """`left` when the text is to be saved: the keys went elsewhere, or it is hidden."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFont(theme.font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(_("Causes as an outline"))
        self.setAccessibleDescription(
            _("Tab moves a line in, Shift+Tab out, Ctrl+D marks the root cause.")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers, key = event.modifiers(), event.key()
        if self.isReadOnly():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Tab and not modifiers:
            self.shift_lines(1)
        elif key == Qt.Key.Key_Backtab:
            self.shift_lines(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers:
            self._new_line()
        elif key == Qt.Key.Key_D and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.toggle_root()
        else:
            super().keyPressEvent(event)

    def _new_line(self) -> None:
        """A line below of the same level; below a bone, its first cause."""
        cursor = self.textCursor()
        line = cursor.block().text()
        indent = line[: len(line) - len(line.lstrip(" "))]
        if not indent and line.strip():
            indent = _STEP
        cursor.insertText(f"\n{indent}")
        self.setTextCursor(cursor)

    def shift_lines(self, by: int) -> None:
        """Moves the selected lines in or out, one change for undo."""
        cursor = self.textCursor()
        document = self.document()
        first = document.findBlock(cursor.selectionStart()).blockNumber()
        last = document.findBlock(cursor.selectionEnd()).blockNumber()
        cursor.beginEditBlock()
        for number in range(first, last + 1):
            line = document.findBlockByNumber(number)
            level = (len(line.text()) - len(line.text().lstrip(" "))) // len(_STEP)
            edit = QTextCursor(line)
            if by > 0 and level < DEEPEST:
                edit.insertText(_STEP)
            elif by < 0 and level > 0:
                edit.setPosition(line.position() + len(_STEP), QTextCursor.MoveMode.KeepAnchor)
                edit.removeSelectedText()
        cursor.endEditBlock()

    def toggle_root(self) -> None:
        """Marks the line of the cursor as a root, or takes the mark away."""
        line = self.textCursor().block()
        text = line.text()
        indent = len(text) - len(text.lstrip(" "))
        if not indent:
            return
        edit = QTextCursor(line)
        edit.setPosition(line.position() + indent)
        if text[indent:].startswith(_ROOT):
            edit.setPosition(line.position() + indent + len(_ROOT), QTextCursor.MoveMode.KeepAnchor)
            edit.removeSelectedText()
        else:
            edit.insertText(_ROOT)

    def set_control(self) -> None:
        """Goes round at the end of the line: we can do something about it ✓, we cannot ~, nobody has said."""
        line = self.textCursor().block()
        text = line.text().rstrip()
        if not text.startswith(" "):
            return
        mark = text[-1:] if text[-2:-1] == " " and text[-1:] in _MARKS else ""
        following = {"": _MARKS[0], _MARKS[0]: _MARKS[1], _MARKS[1]: ""}[mark]
        bare = text[:-2].rstrip() if mark else text
        edit = QTextCursor(line)
        edit.setPosition(line.position() + len(line.text()), QTextCursor.MoveMode.KeepAnchor)
        edit.insertText(f"{bare} {following}".rstrip())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            QTimer.singleShot(0, self, self.left.emit)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.left.emit()
