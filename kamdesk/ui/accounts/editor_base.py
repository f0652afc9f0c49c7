"""What all editors of fields share, and the one of a single line, which most kinds of field are written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from kamdesk.model.fields import RecordField
from kamdesk.model.values import Reading
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.work.fields import read_value


@dataclass
class EditContext:
    """What editors need to know of the record they stand in."""

    store: Store
    account_id: int | None = None
    currency: str = "CNY"


class Editor(QWidget):
    """Shows a value and reads back what was typed; `edited` after each keystroke, `escaped` when Esc gives it up."""

    edited = Signal()
    escaped = Signal()
    finished = Signal()
    """Enter: the value is meant as it stands."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__()
        self.field, self.context = field, context
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(theme.SPACE_1)
        self._value: Any = None
        self._loaded = ""

    def show_value(self, value: Any, text: str) -> None:
        """Shows the stored value; `text` is how it is written."""
        self._value, self._loaded = value, text
        self.write(text)

    def is_dirty(self) -> bool:
        """Whether something else stands here than was shown."""
        return self.typed() != self._loaded

    def accept(self) -> None:
        """What stands here is stored now."""
        self._loaded = self.typed()

    def is_empty(self) -> bool:
        """Whether nothing stands here."""
        return not self.typed().strip()

    def revert(self) -> None:
        """Gives up what was typed."""
        self.write(self._loaded)

    def set_name(self, name: str) -> None:
        """What a screen reader calls it."""
        self.input().setAccessibleName(name)

    def read(self) -> Reading[Any]:
        """The typed value, or why there is none."""
        return read_value(self.field, self.typed(), currency=self.context.currency)

    # ------------------------------------------------------------------------------------- for subclasses to write

    def input(self) -> QWidget:
        """The widget that takes the keys."""
        raise NotImplementedError

    def typed(self) -> str:
        """What stands here as text."""
        raise NotImplementedError

    def write(self, text: str) -> None:
        """Puts `text` here."""
        raise NotImplementedError


class Line(QLineEdit):
    """A line without an outline; its own undo while there is something to take back, then the window's."""

    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bare", "true")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undo or redo:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        completer = self.completer()
        popup = completer.popup() if completer is not None else None
        offers = popup is not None and popup.isVisible()
        if event.key() == Qt.Key.Key_Escape and not offers:  # with a list open it only closes that
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, super().minimumSizeHint().height())


class LineEditor(Editor):
    """Texts, codes, numbers, partial dates, amounts: whatever is written in one line."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._line = Line()
        self._line.textEdited.connect(self._tell)
        self._line.escaped.connect(self.escaped)
        self._line.returnPressed.connect(self.finished)
        self.setFocusProxy(self._line)
        self.row.addWidget(self._line, 1)

    def _tell(self, _text: str) -> None:
        self.edited.emit()

    def input(self) -> QLineEdit:
        return self._line

    def typed(self) -> str:
        return self._line.text()

    def write(self, text: str) -> None:
        if self._line.text() != text:
            self._line.setText(text)
            self._line.setCursorPosition(0)
            self._line.setToolTip(text if theme.text_width(text) > 100 else "")
