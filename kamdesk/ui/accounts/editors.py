"""What a field is edited with: one editor per kind of field, found in `EDITORS`, so that no page asks for kinds.

To add a kind: write a subclass of `Editor` and put it into `EDITORS`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCompleter, QPlainTextEdit
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.values import Reading
from kamdesk.store import search
from kamdesk.ui.accounts.choice_editors import CheckEditor, ChoiceEditor, ChoicesEditor
from kamdesk.ui.accounts.date_menu import DateMenu
from kamdesk.ui.accounts.editor_base import EditContext, Editor, LineEditor
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.work.fields import find_reference
from kamdesk.work.quick_add import read_next_step

__all__ = ["EDITORS", "EditContext", "Editor", "editor_for"]

_COMPLETIONS = 12
_QUARTER, _FIRST_MINUTE, _LAST_MINUTE = 15, 9 * 60, 23 * 60 + 45
"""Minutes that an arrow key goes on by, where an empty time begins, and the last quarter of a day."""
_OPEN_KEY = "Alt+Down"
"""Opens the calendar from its field, as such keys open lists everywhere."""


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class DateEditor(LineEditor):
    """A day: typed as a date or in words (tomorrow, 周四, 3天后), or chosen from a calendar."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        name = _("Choose {field}").format(field=field.label)
        self._button = icon_button("calendar", name, self._open, small=True)
        self._button.setFixedHeight(20)
        self._button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes from field to field
        self._button.setToolTip(f"{name} ({_native(_OPEN_KEY)})")
        self._button.setProperty("key", _OPEN_KEY)
        key = QShortcut(QKeySequence(_OPEN_KEY), self._line)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self._open)
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


class TimeEditor(LineEditor):
    """A time of day: typed as 930, 9:30 or 9点半; the arrow keys go on by a quarter of an hour."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
            if event.key() in steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self._step(steps[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _step(self, way: int) -> None:
        """To the next or the last full quarter; an empty field begins at nine."""
        known = self.read().value
        if known is None:
            minutes = _FIRST_MINUTE
        else:
            at = int(known[:2]) * 60 + int(known[3:])
            minutes = (at // _QUARTER + 1 if way > 0 else -(-at // _QUARTER) - 1) * _QUARTER
        if not 0 <= minutes <= _LAST_MINUTE:
            return
        self._line.setText(f"{minutes // 60:02}:{minutes % 60:02}")
        self.edited.emit()


class ReferenceEditor(LineEditor):
    """Another record, typed by name, number or initials; what fits is offered below."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._found = QStringListModel(self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._line.setCompleter(completer)
        self._line.textEdited.connect(self._look_up)

    def offers(self) -> list[str]:
        """The names that fit what was typed."""
        return self._found.stringList()

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
            elif target != "Staff":
                names = self._called(session, typed)
            else:
                everybody = session.scalars(select(Staff).where(Staff.deleted_at.is_(None)))
                wanted = typed.casefold()
                names = [
                    each.name
                    for each in everybody
                    if wanted in each.name.casefold() or each.number.casefold().startswith(wanted)
                ]
        self._found.setStringList(list(dict.fromkeys(names))[:_COMPLETIONS])

    def _called(self, session: Session, typed: str) -> list[str]:
        """The names of records of any other kind, of the account in view, that have in them what was typed."""
        record: Any = RECORD_BY_NAME[self.field.spec.refers_to]
        name = record.name if hasattr(record, "name") else record.number
        query = select(name).where(
            name.icontains(typed, autoescape=True), record.deleted_at.is_(None)
        )
        if hasattr(record, "account_id") and self.context.account_id is not None:
            query = query.where(record.account_id == self.context.account_id)
        return list(session.scalars(query.order_by(name).limit(_COMPLETIONS)))

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
        self._box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # it wraps
        self._box.setStyleSheet(
            "QPlainTextEdit { border: 0; padding: 0; background: transparent; }"
        )
        self._box.document().setDocumentMargin(0)
        self._box.setViewportMargins(2, 0, 0, 0)  # as far from the edge as the text of a line
        self._box.textChanged.connect(self._grow)
        self._box.resized.connect(self._grow)  # lines are counted by the width it gets
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
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(60, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, 20)


EDITORS: dict[Kind, type[Editor]] = {
    Kind.TEXT: LineEditor,
    Kind.LONG_TEXT: LongTextEditor,
    Kind.CODE: LineEditor,
    Kind.PHONE: LineEditor,
    Kind.EMAIL: LineEditor,
    Kind.DATE: DateEditor,
    Kind.TIME: TimeEditor,
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
