"""A labelled field of the record form: the editor of its kind in a box, and below it what is wrong with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kamdesk.model.fields import RecordField
from kamdesk.model.values import Reading
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext, Editor, LongTextEditor, TimeEditor, editor_for
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.labels import FieldError, label

_TIME_WIDTH = 56
"""So that 09:30 is read whole, however narrow the table it stands in."""


class Box(QFrame):
    """The outline of a field: accent while it has the keys, `bad` while it is wrong."""

    def __init__(self, editor: Editor, height: int = theme.CONTROL_HEIGHT) -> None:
        super().__init__()
        self.editor = editor
        self._wrong = False
        self._watched = editor.input()
        self._watched.installEventFilter(self)
        self.setMinimumHeight(height)
        if isinstance(editor, TimeEditor):
            self.setMinimumWidth(_TIME_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusProxy(editor)
        row = QHBoxLayout(self)
        # several lines begin at the top of their editor, one line stands in its middle: both begin at one height
        row.setContentsMargins(7, *((4, 4, 0) if isinstance(editor, LongTextEditor) else (2, 4, 2)))
        row.addWidget(editor)

    def set_wrong(self, sentence: str) -> None:
        """Marks the field as wrong; a screen reader says `sentence`. Empty: it is right."""
        self._wrong = bool(sentence)
        self._watched.setAccessibleDescription(sentence)
        self.update()

    def is_wrong(self) -> bool:
        """Whether it is marked."""
        return self._wrong

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        focused = self._watched.hasFocus()
        role = "bad" if self._wrong else "accent" if focused else "edge"
        paint.rounded(
            QPainter(self),
            QRectF(self.rect()),
            theme.RADIUS,
            theme.color("raised"),
            theme.color(role),
            2 if focused else 1,
        )


class FieldBox(QWidget):
    """`edited`: something was typed or chosen. The label stands above; `head` takes a link or a note at its right."""

    edited = Signal()

    def __init__(self, field: RecordField, context: EditContext, words: str = "") -> None:
        super().__init__()
        self.field = field
        self._was: Any = None
        self.editor = self.make_editor(field, context)
        self.words = words or field.label
        self.editor.set_name(self.words)
        self.editor.edited.connect(self._on_edited)
        self.editor.escaped.connect(self._leave_dialog)
        self.box = Box(self.editor)
        self._error = FieldError()
        self._label = label(self.words, "small")
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.SPACE_2)
        self.head.addWidget(self._label)
        self.head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.head)
        column.addWidget(self.box)
        column.addWidget(self._error)
        self.setFocusProxy(self.editor)

    def make_editor(self, field: RecordField, context: EditContext) -> Editor:
        """The editor of the field; another one for a subclass."""
        return editor_for(field, context)

    def show_value(self, value: Any, text: str) -> None:
        """Shows a value; `text` is how it is written."""
        self._was = value
        self.editor.show_value(value, text)
        self.show_error("")

    def typed(self) -> str:
        """What stands here as text."""
        return self.editor.typed()

    def read(self) -> Reading[Any]:
        """The value that stands here, or why there is none; what was shown and not touched is what it was."""
        return self.editor.read() if self.editor.is_dirty() else Reading(self._was)

    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def show_error(self, sentence: str) -> None:
        """Says what is wrong below the field; empty: nothing is."""
        self._error.show_error(sentence)
        self.box.set_wrong(sentence)

    def _leave_dialog(self) -> None:
        # the line keeps Escape to itself, so that the dialog around it would never hear of it
        window = self.window()
        if isinstance(window, QDialog):
            window.reject()

    def _on_edited(self) -> None:
        if self.error():
            self.show_error("")
        self.edited.emit()
