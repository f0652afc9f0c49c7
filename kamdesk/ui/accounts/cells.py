"""One field of a form in place: its editor, the tint while it is missing, what is wrong with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.fields import RecordField
from kamdesk.model.values import Reading
from kamdesk.ui import icons, theme
from kamdesk.ui.accounts.editor_base import EditContext
from kamdesk.ui.accounts.editors import editor_for
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.labels import FieldError, label

CELL_HEIGHT = 26


class FieldCell(QFrame):
    """`part` names whose field it is (``account``, ``person:principal``, ``need:12``); `key` names it in the form.

    `edited`: something was typed. `finished`: Enter. `reason_wanted`: say why the field does not apply.
    """

    edited = Signal()
    finished = Signal()
    reason_wanted = Signal(str)

    def __init__(
        self, field: RecordField, key: str, part: str, name: str, context: EditContext
    ) -> None:
        super().__init__()
        self.field, self.key, self.part, self.name = field, key, part, name
        self.stored: Any = None
        """The value the editor was filled from: what a conflict is noticed by."""
        self.can_be_not_applicable = False
        self._missing = False
        self._reason = ""
        self._wrong = False
        self.editor = editor_for(field, context)
        self.editor.set_name(name)
        self.editor.edited.connect(self._on_edited)
        self.editor.escaped.connect(self.revert)
        self.editor.finished.connect(self.finished)
        self.setFocusProxy(self.editor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(CELL_HEIGHT)
        self._error = FieldError()
        self._hint = label("", "warn", wrap=True)
        self._hint.setFont(theme.font(theme.TEXT_SMALL))
        self._hint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_2, 2, theme.SPACE_1, 2)
        column.setSpacing(0)
        column.addWidget(self.editor)
        column.addWidget(self._error)
        column.addWidget(self._hint)

    # ------------------------------------------------------------------------------------------------ what it holds

    def show_value(self, value: Any, text: str) -> None:
        """Shows the stored value; what somebody typed stays, and a conflict is said."""
        if self.is_dirty():
            if value != self.stored:
                self.stored = value
                self.show_error(self.conflict_sentence(text))
            return
        if value != self.stored:
            self._say_hint("")  # a remark belongs to the value it was made about
        self.stored = value
        self.editor.show_value(value, text)
        self.show_error("")

    def conflict_sentence(self, text: str) -> str:
        """What to say when the stored value changed under the typing."""
        return _(
            "Changed meanwhile to “{value}”. Save again to replace it, or press Esc to take it."
        ).format(value=text or _("empty"))

    def set_state(self, missing: bool, reason: str, can_be_not_applicable: bool) -> None:
        """Whether the field is wanted and missing, or why it does not apply."""
        self._missing, self._reason = missing, reason
        self.can_be_not_applicable = can_be_not_applicable
        words = _("missing") if missing else ""
        if reason:
            words = _("not applicable: {reason}").format(reason=reason)
        if not self._wrong:
            self.editor.input().setAccessibleDescription(words)
        self.setToolTip(words if reason else "")
        self.update()

    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored."""
        return self.editor.is_dirty()

    def is_missing(self) -> bool:
        """Whether it is tinted as missing."""
        return self._missing

    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def hint(self) -> str:
        """What is remarked about a value that was taken."""
        return self._hint.text() if not self._hint.isHidden() else ""

    def read(self) -> Reading[Any]:
        """The typed value, or why there is none."""
        return self.editor.read()

    def accept(self, value: Any, hint: str = "") -> None:
        """What stands here is stored as `value`."""
        self.stored = value
        self.editor.accept()
        self.show_error("")
        self._say_hint(hint)

    def revert(self) -> None:
        """Gives up what was typed."""
        self.editor.revert()
        self.show_error("")
        self.edited.emit()

    def show_error(self, sentence: str) -> None:
        """Says what is wrong, below the field; empty: nothing is."""
        if not sentence and not self._wrong:
            return
        self._wrong = bool(sentence)
        self._error.show_error(sentence)
        self.editor.input().setAccessibleDescription(sentence)
        self.update()

    def _say_hint(self, sentence: str) -> None:
        self._hint.setText(sentence)
        self._hint.setVisible(bool(sentence))

    def _on_edited(self) -> None:
        self.show_error("")
        self.update()
        self.edited.emit()

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def holds_focus(self) -> bool:
        """Whether the keys go here."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused) and focused.hasFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        blank = self.editor.is_empty() and not self.holds_focus()
        tinted = self._missing and not self.is_dirty()
        painter.fillRect(self.rect(), theme.color("warn_soft" if tinted else "raised"))
        inside = self.editor.geometry().adjusted(2, 0, 0, 0)
        if blank and self._reason:
            words = _("not applicable · {reason}").format(reason=self._reason)
            paint.text(painter, inside, words, "muted")
        elif blank and tinted and not self.editor.is_dirty():
            top = inside.center().y() - 6
            icons.paint(painter, "pencil", "warn", QRect(inside.left(), top, 14, 14))
            paint.text(painter, inside.adjusted(18, 0, 0, 0), _("missing"), "warn")
        if self._wrong:
            self._outline(painter, "bad", 1)
        if self.holds_focus():
            self._outline(painter, "accent", 2)

    def _outline(self, painter: QPainter, role: str, width: int) -> None:
        painter.save()
        colour = theme.color(role)
        box = self.rect()
        for side in (
            QRect(0, 0, box.width(), width),
            QRect(0, box.height() - width, box.width(), width),
            QRect(0, 0, width, box.height()),
            QRect(box.width() - width, 0, width, box.height()),
        ):
            painter.fillRect(side, colour)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.can_be_not_applicable:
            self._menu().popup(event.globalPos())

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        action = QAction(_("Not applicable…"), menu)
        action.triggered.connect(self._want_reason)
        menu.addAction(action)
        return menu

    def _want_reason(self, _checked: bool = False) -> None:
        self.reason_wanted.emit(self.key)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.update()
        return super().event(event)


class LabelCell(QWidget):
    """The label of a field on the form: muted on `surface`, wrapped where it is long."""

    def __init__(self, words: str, width: int, *, centred: bool = False) -> None:
        super().__init__()
        self._label = label(words, "small", wrap=True)
        if centred:
            self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(width)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_2, 2, 4, 2)
        column.addWidget(self._label)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), theme.color("surface"))


def under(widget: QWidget | None, holder: QWidget) -> bool:
    """Whether `widget` lies in `holder`, or in a menu or list that opened from it."""
    while widget is not None:
        if widget is holder:
            return True
        widget = widget.parentWidget()
    return False


def lower_left(widget: QWidget) -> QPoint:
    """Where a menu below `widget` opens."""
    return widget.mapToGlobal(widget.rect().bottomLeft())
