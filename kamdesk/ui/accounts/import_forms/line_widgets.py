"""The two kinds of line that ask something: a value that cannot be taken, and a label nobody knows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QWidget

from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import FieldDifference
from kamdesk.forms.readings import UnknownLabel
from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.model.values import Reading
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext, editor_for
from kamdesk.ui.accounts.import_forms.fields_model import answer_text
from kamdesk.ui.widgets.buttons import LinkButton, plain_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, label

_LEFT = 47


class _Strip(QWidget):
    """A line of the table on a soft ground."""

    def __init__(self, ground: str) -> None:
        super().__init__()
        self._ground = ground
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(_LEFT, 0, theme.SPACE_4, 1)
        self.row.setSpacing(theme.SPACE_2)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(self._ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class ProblemStrip(_Strip):
    """Cell, reason, and the ways out. `answered(key, value, currency)`; `open_wanted`: show the file itself."""

    answered = Signal(str, object, object)
    open_wanted = Signal()
    begun = Signal(str)
    """Key of the field whose value is being typed."""

    def __init__(self, each: FieldDifference, context: EditContext, names: dict[int, str]) -> None:
        kept = each.new is not None
        super().__init__("warn_soft" if kept else "bad_soft")
        self._each, self._context = each, context
        self.setAccessibleName(f"{each.label}: {each.problem}")
        cell = label(each.found.cell, "warn" if kept else "bad")
        cell.setFont(theme.font(theme.TEXT_SMALL, bold=True))
        cell.setStyleSheet("font-weight: bold; font-size: 12px;")
        self.reason = ElidedLabel(each.problem or "")
        self.reason.setStyleSheet("font-size: 12px;")
        self.row.addWidget(cell)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._offer(names))
        self.row.addWidget(self._stack, 1)

    def _offer(self, names: dict[int, str]) -> QWidget:
        offer = QWidget()
        row = QHBoxLayout(offer)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self.reason, 1)
        each = self._each
        self.choices: list[QPushButton] = []
        for value in each.alternatives:
            words = answer_text(each, value, names)
            button = plain_button(words, small=True)
            button.setProperty("place", len(self.choices))
            button.setAccessibleName(_("{field} is {value}").format(field=each.label, value=words))
            button.clicked.connect(self._choose)
            row.addWidget(button)
            self.choices.append(button)
        self.fill_in = LinkButton(_("Fill in by hand"), self.begin)
        self.show_file = LinkButton(_("Open the file"), self.open_wanted.emit)
        row.addWidget(self.fill_in)
        row.addWidget(self.show_file)
        return offer

    def begin(self) -> None:
        """Opens the field for typing."""
        if self._stack.count() == 1:
            self._stack.addWidget(self._entry())
        self.begun.emit(self._each.key)
        self._stack.setCurrentIndex(1)
        self.editor.input().setFocus()

    def _entry(self) -> QWidget:
        entry = QWidget()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_2)
        self.editor = editor_for(self._each.field, self._context)
        self.editor.set_name(_("{field} by hand").format(field=self._each.label))
        self.editor.show_value(None, "")
        self.editor.input().setProperty("bare", "false")
        self.editor.input().setProperty("scale", "small")
        self.editor.finished.connect(self.take)
        self.editor.escaped.connect(self._give_up)
        self.take_button = plain_button(_("Take"), clicked=self.take, small=True)
        self._wrong = QLabel()
        self._wrong.setProperty("role", "error")
        row.addWidget(self.editor, 2)
        row.addWidget(self.take_button)
        row.addWidget(LinkButton(_("Cancel"), self._give_up))
        row.addWidget(self._wrong, 3)
        return entry

    def take(self) -> None:
        """Takes what was typed, or says why not."""
        reading: Reading[Any] = self.editor.read()
        if reading.value is None:
            self._wrong.setText(reading.problem or _("Nothing was typed."))
            self.editor.input().setAccessibleDescription(self._wrong.text())
            return
        self.answered.emit(self._each.key, reading.value, reading.currency)

    def _choose(self, _checked: bool = False) -> None:
        place = self.sender().property("place")
        self.answered.emit(self._each.key, self._each.alternatives[place], None)

    def _give_up(self) -> None:
        self._stack.setCurrentIndex(0)
        self.fill_in.setFocus()


class LabelStrip(_Strip):
    """A label with what stands beside it, and what it may mean. `explained(label, key)`; key "" passes it over."""

    explained = Signal(str, str)

    def __init__(self, unknown: UnknownLabel, choices: list[tuple[str, str]]) -> None:
        super().__init__("raised")
        self._label = unknown.text
        name = ElidedLabel(unknown.text)
        name.setMaximumWidth(170)
        value = ElidedLabel(unknown.value, "muted")
        self.combo = QComboBox()
        self.combo.setProperty("scale", "small")
        self.combo.addItem(_("This is …"), None)
        self.combo.addItem(_("— nothing to keep —"), "")
        for key, words in choices:
            self.combo.addItem(words, key)
        self.combo.setFixedWidth(210)
        ready_input(self.combo, _("What “{label}” means").format(label=unknown.text))
        self.combo.activated.connect(self._choose)
        cell = label(unknown.cell, "small")
        cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.row.addWidget(name, 2)
        self.row.addWidget(value, 3)
        self.row.addWidget(self.combo)
        self.row.addWidget(cell)

    def _choose(self, _index: int) -> None:
        key = self.combo.currentData()
        if key is not None:
            self.explained.emit(self._label, key)


def meanings(form: Form) -> list[tuple[str, str]]:
    """(key, words) of every cell a label may mean, those of a block with its label."""
    found = []
    for key, item in form.items.items():
        words = str(item.label)
        if item.owner in form.blocks:
            words = f"{form.blocks[item.owner].label} · {words}"
        found.append((key, words))
    return found


def names_wanted(each: FieldDifference) -> tuple[str, set[int]]:
    """The records a reference may mean: class name and ids; nothing for other kinds."""
    if each.field.kind is not Kind.REFERENCE:
        return "", set()
    return each.field.spec.refers_to, {v for v in each.alternatives if isinstance(v, int)}
