"""The lines of the inspector: a label, the value edited in its place, and whether it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.model.terms import Vocabulary
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, restyle

_LABEL_WIDTH, _SURE_WIDTH, _HIGH = 84, 80, 32


class Row(QFrame):
    """`changed(field, value)`: another value was chosen or typed. `certainty_pressed(fact)`: confirm or assume."""

    changed = Signal(str, object)
    certainty_pressed = Signal(str)

    def __init__(self, field: str, words: str, control: QWidget, fact: str = "") -> None:
        super().__init__()
        self.field, self.fact, self.control = field, fact, control
        self.setProperty("line", "bottom")
        self.setFixedHeight(_HIGH)
        control.setProperty("scale", "small")
        control.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        ready_input(control, words)
        name = ElidedLabel(words, "small")
        name.setFixedWidth(_LABEL_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_2, 0)
        row.setSpacing(theme.SPACE_1)
        row.addWidget(name)
        row.addWidget(control, 1)
        self.sure: QPushButton | None = None
        if fact:
            self.sure = plain_button("", "", self._press, small=True)
            self.sure.setProperty("kind", "quiet")
            self.sure.setFixedWidth(_SURE_WIDTH)
            row.addWidget(self.sure)

    def _press(self) -> None:
        self.certainty_pressed.emit(self.fact)

    def show_certainty(self, has_value: bool, *, sure: bool, read_only: bool) -> None:
        """Says at the right whether it is confirmed; what says nothing is neither."""
        self.control.setEnabled(not read_only)
        if self.sure is None:
            return
        self.sure.setVisible(has_value)
        self.sure.setText("✓ " + _("Confirmed") if sure else _("Assumed"))
        label = _("Assume again") if sure else _("Confirm")
        self.sure.setToolTip(label)
        self.sure.setAccessibleName(f"{self.control.accessibleName()}: {self.sure.text()}")
        self.sure.setAccessibleDescription(label)
        self.sure.setEnabled(not read_only)
        ink = theme.color("good" if sure else "warn").name()
        self.sure.setStyleSheet(f"color: {ink}; padding: 0 2px; text-align: right")


class ChoiceRow(Row):
    """One of some values; the first entry is “unknown”, which is None."""

    def __init__(
        self,
        field: str,
        words: str,
        choices: Sequence[tuple[Any, str]],
        fact: str = "",
        unknown: str = "",
    ) -> None:
        self.box = QComboBox()
        self.box.addItem(unknown or "? " + _("Unknown"), None)
        for value, said in choices:
            self.box.addItem(said, value)
        self.box.setMinimumContentsLength(6)
        super().__init__(field, words, self.box, fact)
        self.box.activated.connect(self._on_chosen)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Other values than before."""
        while self.box.count() > 1:
            self.box.removeItem(1)
        for value, said in choices:
            self.box.addItem(said, value)

    def show_value(self, value: Any, *, sure: bool, read_only: bool) -> None:
        """Shows a value and how sure it is."""
        self.box.setCurrentIndex(max(self.box.findData(value), 0))
        self.show_certainty(value is not None, sure=sure, read_only=read_only)

    def _on_chosen(self, _index: int) -> None:
        self.changed.emit(self.field, self.box.currentData())


class RolesRow(Row):
    """Several of a vocabulary, in a menu whose ticks stay open until it is left."""

    def __init__(self, field: str, words: str, vocabulary: Vocabulary, fact: str = "") -> None:
        self.button = plain_button("", "", small=True)
        self.button.setStyleSheet("text-align: left")
        self._menu = _StayingMenu(self.button)
        self._vocabulary = vocabulary
        self._was: tuple[str, ...] = ()
        for each in vocabulary:
            action = QAction(str(each.label), self._menu)
            action.setCheckable(True)
            action.setData(each.code)
            self._menu.addAction(action)
        self._menu.aboutToHide.connect(self._on_left)
        self.button.setMenu(self._menu)
        self._words = words
        super().__init__(field, words, self.button, fact)

    def show_value(self, value: tuple[str, ...], *, sure: bool, read_only: bool) -> None:
        """Shows roles and how sure they are."""
        self._was = value
        for action in self._menu.actions():
            action.setChecked(action.data() in value)
        said = ", ".join(self._vocabulary.label(each) for each in value) or "? " + _("Unknown")
        self.button.setText(said)
        self.button.setAccessibleName(f"{self._words}: {said}")
        self.show_certainty(bool(value), sure=sure, read_only=read_only)

    def _on_left(self) -> None:
        chosen = tuple(each.data() for each in self._menu.actions() if each.isChecked())
        if set(chosen) != set(self._was):
            self.changed.emit(self.field, ",".join(chosen) or None)


class _StayingMenu(QMenu):
    """Ticks entries without closing; Esc or a click beside leaves it."""

    def mouseReleaseEvent(self, event) -> None:  # type: ignore[no-untyped-def] # Qt's own signature
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.toggle()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None:
            action.toggle()
        else:
            super().keyPressEvent(event)


class TextRow(Row):
    """A line of text, stored when it is left; Esc brings back what was stored."""

    def __init__(self, field: str, words: str, fact: str = "", most: int = 400) -> None:
        self.line = QLineEdit()
        self.line.setMaxLength(most)
        self._was = ""
        super().__init__(field, words, self.line, fact)
        self.line.editingFinished.connect(self.store)

    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored."""
        return self.line.text().strip() != self._was

    def show_value(self, value: str | None, *, sure: bool, read_only: bool) -> None:
        """Shows a text; what somebody types stays."""
        if not (self.line.hasFocus() and self.is_dirty()):
            self._was = value or ""
            self.line.setText(self._was)
            self.line.setCursorPosition(0)
            self.line.setToolTip(self._was)
        self.show_certainty(bool(value), sure=sure, read_only=read_only)

    def store(self) -> None:
        """Hands on what was typed."""
        if self.is_dirty():
            self._was = self.line.text().strip()
            self.changed.emit(self.field, self._was or None)

    def discard(self) -> None:
        """Gives up what was typed."""
        self.line.setText(self._was)
        restyle(self.line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_dirty():
            self.discard()
        else:
            super().keyPressEvent(event)
