"""What a field is edited with: one editor per kind of field, found in `EDITORS`, so that no page asks for kinds.

To add a kind: write a subclass of `Editor` and put it into `EDITORS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from sqlalchemy import select

from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.values import Reading
from kamdesk.store import search
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.date_menu import DateMenu
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.work.fields import find_reference, read_value
from kamdesk.work.quick_add import read_next_step

_COMPLETIONS = 12


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
        if event.key() == Qt.Key.Key_Escape:
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


class DateEditor(LineEditor):
    """A day: typed as a date or in words (tomorrow, 周四, 3天后), or chosen from a calendar."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        name = _("Choose {field}").format(field=field.label)
        self._button = icon_button("calendar", name, self._open, small=True)
        self._button.setFixedHeight(20)
        self._button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.row.addWidget(self._button)

    def read(self) -> Reading[Any]:
        reading = super().read()
        if reading.problem and not reading.kept and not reading.alternatives:
            step = read_next_step(self.typed(), date.today())
            if step.on is not None and not step.text:
                return Reading(step.on)
        return reading

    def _open(self) -> None:
        self._line.setFocus()
        menu = DateMenu(self.read().value, self)
        menu.chosen.connect(self._choose)
        menu.popup(self._button.mapToGlobal(self._button.rect().bottomLeft()))

    def _choose(self, day: str) -> None:
        self._line.setText(day)
        self.edited.emit()
        self.finished.emit()


class ReferenceEditor(LineEditor):
    """Another record, typed by name, number or initials; what fits is offered below."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._found = QStringListModel(self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._line.setCompleter(completer)
        self._line.textEdited.connect(self._look_up)

    def _look_up(self, typed: str) -> None:
        with self.context.store.read() as session:
            target = self.field.spec.refers_to
            if target in ("Account", "Contact"):
                hits = search.find(session, typed, (RECORD_BY_NAME[target],), _COMPLETIONS * 3)
                names = [hit.title for hit in hits]
                if target == "Contact":
                    query = select(Contact.full_name).where(
                        Contact.account_id == self.context.account_id, Contact.deleted_at.is_(None)
                    )
                    mine = set(session.scalars(query))
                    names = [name for name in names if name in mine]
            else:
                everybody = session.scalars(select(Staff).where(Staff.deleted_at.is_(None)))
                wanted = typed.casefold()
                names = [
                    each.name
                    for each in everybody
                    if wanted in each.name.casefold() or each.number.casefold().startswith(wanted)
                ]
        self._found.setStringList(list(dict.fromkeys(names))[:_COMPLETIONS])

    def read(self) -> Reading[Any]:
        typed = self.typed().strip()
        if not typed:
            return Reading()
        if typed == self._loaded:
            return Reading(self._value)
        with self.context.store.read() as session:
            found = find_reference(
                session, self.field.spec.refers_to, typed, self.context.account_id
            )
        if len(found) == 1:
            return Reading(found[0].id)
        if found:
            return Reading(
                problem=_("Several are called “{name}”; type the number instead.").format(
                    name=typed
                )
            )
        return Reading(problem=_("There is no “{name}” here.").format(name=typed))


class LongTextEditor(Editor):
    """Several lines; grows with what is written up to six lines."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._box = _Box()
        self._box.setTabChangesFocus(True)
        self._box.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._box.setStyleSheet(
            "QPlainTextEdit { border: 0; padding: 0; background: transparent; }"
        )
        self._box.document().setDocumentMargin(0)
        self._box.setViewportMargins(2, 0, 0, 0)  # as far from the edge as the text of a line
        self._box.textChanged.connect(self._grow)
        self._box.textChanged.connect(self._tell)
        self._box.escaped.connect(self.escaped)
        self._writing = False
        self.setFocusProxy(self._box)
        self.row.addWidget(self._box, 1)
        self._grow()

    def _tell(self) -> None:
        if not self._writing:
            self.edited.emit()

    def _grow(self) -> None:
        lines = min(max(int(self._box.document().size().height()), 1), 6)
        self._box.setFixedHeight(lines * self._box.fontMetrics().lineSpacing() + 4)

    def input(self) -> QPlainTextEdit:
        return self._box

    def typed(self) -> str:
        return self._box.toPlainText()

    def write(self, text: str) -> None:
        if self._box.toPlainText() != text:
            self._writing = True
            self._box.setPlainText(text)
            self._writing = False


class _Box(QPlainTextEdit):
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(60, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, 20)


class ChoiceEditor(Editor):
    """One of a list; the first entry is empty. The text is the code."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._box = QComboBox()
        self._box.setStyleSheet("QComboBox { border: 0; padding: 0; background: transparent; }")
        self._box.addItem("", "")
        for each in field.spec.choices or ():
            self._box.addItem(str(each.label), each.code)
        self._box.setMinimumContentsLength(4)
        self._box.activated.connect(self._tell)
        guard_wheel(self._box)
        self.setFocusProxy(self._box)
        self.row.addWidget(self._box, 1)

    def _tell(self, _index: int) -> None:
        self.edited.emit()
        self.finished.emit()

    def show_value(self, value: Any, text: str) -> None:
        code = "" if value is None else str(value)
        if code and self._box.findData(code) < 0:
            self._box.addItem(text, code)  # a choice that is no longer offered stays what it is
        super().show_value(value, code)

    def input(self) -> QComboBox:
        return self._box

    def typed(self) -> str:
        return str(self._box.currentData() or "")

    def write(self, text: str) -> None:
        self._box.setCurrentIndex(max(self._box.findData(text), 0))

    def read(self) -> Reading[Any]:
        return Reading(self.typed() or None)


class ChoicesEditor(Editor):
    """Several of a list as check boxes; the text is the codes in their order."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        inner = QWidget()
        flow = FlowLayout(inner, theme.SPACE_3)
        self._boxes = {each.code: QCheckBox(str(each.label)) for each in field.spec.choices or ()}
        for box in self._boxes.values():
            box.clicked.connect(self._tell)
            flow.addWidget(box)
        self._inner = inner
        policy = inner.sizePolicy()
        policy.setHeightForWidth(True)
        inner.setSizePolicy(policy)
        self.row.addWidget(inner, 1)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def _tell(self, _checked: bool = False) -> None:
        self.edited.emit()

    def show_value(self, value: Any, text: str) -> None:
        super().show_value(value, ",".join(self._known(str(value or ""))))

    def _known(self, codes: str) -> list[str]:
        given = codes.split(",")
        return [code for code in self._boxes if code in given]

    def input(self) -> QWidget:
        return next(iter(self._boxes.values()), self._inner)

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        for box in self._boxes.values():
            box.setAccessibleName(f"{name}: {box.text()}")

    def typed(self) -> str:
        return ",".join(code for code, box in self._boxes.items() if box.isChecked())

    def write(self, text: str) -> None:
        given = text.split(",")
        for code, box in self._boxes.items():
            box.setChecked(code in given)

    def read(self) -> Reading[Any]:
        return Reading(self.typed() or None)


class CheckEditor(Editor):
    """Yes or no."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._box = QCheckBox(_("Yes"))
        self._box.clicked.connect(self._tell)
        self.setFocusProxy(self._box)
        self.row.addWidget(self._box, 1)

    def _tell(self, _checked: bool = False) -> None:
        self.edited.emit()

    def show_value(self, value: Any, text: str) -> None:
        super().show_value(value, "1" if value else "")

    def input(self) -> QCheckBox:
        return self._box

    def typed(self) -> str:
        return "1" if self._box.isChecked() else ""

    def write(self, text: str) -> None:
        self._box.setChecked(bool(text))

    def read(self) -> Reading[Any]:
        return Reading(self._box.isChecked())


EDITORS: dict[Kind, type[Editor]] = {
    Kind.TEXT: LineEditor,
    Kind.LONG_TEXT: LongTextEditor,
    Kind.CODE: LineEditor,
    Kind.PHONE: LineEditor,
    Kind.EMAIL: LineEditor,
    Kind.DATE: DateEditor,
    Kind.PARTIAL_DATE: LineEditor,
    Kind.MOMENT: LineEditor,
    Kind.INTEGER: LineEditor,
    Kind.DECIMAL: LineEditor,
    Kind.MONEY: LineEditor,
    Kind.PERCENT: LineEditor,
    Kind.BOOLEAN: CheckEditor,
    Kind.CHOICE: ChoiceEditor,
    Kind.CHOICES: ChoicesEditor,
    Kind.REFERENCE: ReferenceEditor,
}


def editor_for(field: RecordField, context: EditContext) -> Editor:
    """The editor of `field`."""
    return EDITORS[field.kind](field, context)
