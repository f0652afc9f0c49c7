"""The list of the day: painted lines, the chosen one with its buttons, and the keys that work on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.today.kinds import LOOKS
from kamdesk.ui.today.lines import Heading, Line, day_words, spoken, when_words
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.work.agenda_entry import Entry

LINE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_WHEN_WIDTH, _ACCOUNT_WIDTH, _DAY_WIDTH = 118, 168, 92
_NARROW = 620
"""Below this width of a line its day is left out; the section says enough."""


class DayModel(QAbstractListModel):
    """The lines of a day."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today
        self.lines: list[Line] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(line, self.today)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Entry):
            return " · ".join(filter(None, (line.title, line.detail, line.account, line.who)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.lines[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class DayList(QListView):
    """`next_wanted`, `open_wanted`, `postpone_wanted`, `done_wanted`, `menu_wanted` carry the chosen entry."""

    next_wanted = Signal(object)
    open_wanted = Signal(object)
    postpone_wanted = Signal(object)
    done_wanted = Signal(object)
    menu_wanted = Signal(object)

    def __init__(self, name: str, today: date) -> None:
        super().__init__()
        self.lines = DayModel(today)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_LineDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda _index: self._tell(self.open_wanted))
        self.buttons = _Buttons(self)
        self.verticalScrollBar().valueChanged.connect(self._place_buttons)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Shows other lines; what was chosen stays chosen, else the place in the list does."""
        before, row = self.entry(), self.currentIndex().row()
        self.lines.show_lines(lines)
        self._choose(before, row)

    def entry(self) -> Entry | None:
        """The chosen entry."""
        index = self.currentIndex()
        line = self.lines.lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Entry) else None

    def go_to(self, record: str, record_id: int) -> bool:
        """Chooses the entry about a record; False when none is."""
        for row, line in enumerate(self.lines.lines):
            if isinstance(line, Entry) and (line.record, line.record_id) == (record, record_id):
                self.setCurrentIndex(self.lines.index(row))
                return True
        return False

    def _choose(self, before: Entry | None, row: int) -> None:
        if before is not None and self.go_to(before.record, before.record_id):
            return
        places = [place for place, line in enumerate(self.lines.lines) if isinstance(line, Entry)]
        if places:
            after = [place for place in places if place >= row]
            self.setCurrentIndex(self.lines.index(after[0] if after else places[-1]))
        else:
            self.buttons.hide()

    # ---------------------------------------------------------------------------------------------------------- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        wanted = {
            Qt.Key.Key_Space: self.next_wanted,
            Qt.Key.Key_Return: self.open_wanted,
            Qt.Key.Key_Enter: self.open_wanted,
            Qt.Key.Key_P: self.postpone_wanted,
            Qt.Key.Key_D: self.done_wanted,
        }.get(Qt.Key(event.key()))
        if plain and wanted is not None and self.entry() is not None:
            self._tell(wanted)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: Any) -> None:
        if self.entry() is not None:
            self.menu_wanted.emit(self.entry())
            event.accept()

    def _tell(self, signal: Any) -> None:
        entry = self.entry()
        if entry is not None:
            signal.emit(entry)

    # ------------------------------------------------------------------------------------------------------- buttons

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._place_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _place_buttons(self) -> None:
        entry = self.entry()
        if entry is None:
            self.buttons.hide()
            return
        self.buttons.show_entry(entry)
        rect = self.visualRect(self.currentIndex())
        width = self.buttons.sizeHint().width()
        self.buttons.setGeometry(
            rect.right() - width - theme.SPACE_3, rect.top(), width, rect.height() - 1
        )
        self.buttons.show()


class _Buttons(QWidget):
    """What can be done with the chosen entry, at the right of its line."""

    def __init__(self, view: DayList) -> None:
        super().__init__(view.viewport())
        self.next = primary_button("", "play", lambda: view._tell(view.next_wanted))
        self.postpone = plain_button(
            _("Postpone"), "postpone", lambda: view._tell(view.postpone_wanted), small=True
        )
        self.more = icon_button(
            "more", _("More for this entry"), lambda: view._tell(view.menu_wanted), small=True
        )
        self.next.setProperty("scale", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_2, 0, 0, 0)
        row.setSpacing(theme.SPACE_1)
        for button in (self.next, self.postpone, self.more):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the list has the keys for them
            row.addWidget(button)
        self.hide()

    def show_entry(self, entry: Entry) -> None:
        """The words for this entry."""
        look = LOOKS[entry.kind]
        self.next.setText(_(look.next_words))
        self.next.setIcon(icons.icon(look.icon, "on_accent"))
        self.postpone.setVisible(look.can_be_postponed)
        self.adjustSize()


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, view: DayList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(200, theme.ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        if isinstance(line, Heading):
            self._heading(painter, option.rect, line)
        else:
            self._entry(painter, option, line)

    def _heading(self, painter: QPainter, rect: QRect, line: Heading) -> None:
        painter.fillRect(rect, theme.color("surface"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.SPACE_4, 0, -theme.SPACE_4, -1)
        spot = QRect(inner.left(), inner.center().y() - 7, 14, 14)
        icons.paint(painter, line.icon, line.role if line.role != "text" else "muted", spot)
        inner.setLeft(inner.left() + 24)
        taken = paint.text(painter, inner, line.words, line.role, bold=True)
        inner.setLeft(inner.left() + taken + theme.SPACE_2)
        taken = paint.text(painter, inner, f"{line.count:,}", "muted")
        inner.setLeft(inner.left() + taken + theme.SPACE_4)
        if line.note and inner.width() > 60:
            paint.text(painter, inner, line.note, "muted", theme.TEXT_SMALL, align=paint.RIGHT)

    def _entry(self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> None:
        rect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = self._view.hasFocus()
        if selected:
            painter.fillRect(rect, theme.color("selected" if focused else "hover"))
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(bar, theme.color("accent" if focused else "muted"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.SPACE_4, 0, -theme.SPACE_4, -1)
        if selected:
            inner.setRight(inner.right() - self._view.buttons.sizeHint().width())
        elif rect.width() > _NARROW:
            day = QRect(inner.right() - _DAY_WIDTH, inner.top(), _DAY_WIDTH, inner.height())
            paint.text(painter, day, day_words(entry), "muted", theme.TEXT_SMALL, align=paint.RIGHT)
            inner.setRight(day.left() - theme.SPACE_2)
        self._content(painter, inner, entry, selected)

    def _content(self, painter: QPainter, inner: QRect, entry: Entry, selected: bool) -> None:
        late = entry.overdue > 0
        spot = QRect(inner.left(), inner.center().y() - 7, 14, 14)
        icons.paint(painter, LOOKS[entry.kind].icon, "bad" if late else "muted", spot)
        when = QRect(inner.left() + 24, inner.top(), _WHEN_WIDTH, inner.height())
        words = when_words(entry, self._view.lines.today)
        paint.text(painter, when, words, "bad" if late else "text", bold=selected)
        inner.setLeft(when.right() + theme.SPACE_2)
        if entry.account:
            account = QRect(
                inner.right() - _ACCOUNT_WIDTH, inner.top(), _ACCOUNT_WIDTH, inner.height()
            )
            inner.setRight(account.left() - theme.SPACE_2)
            if entry.tier:
                pill = QRect(account.left(), account.top(), theme.PILL_HEIGHT, account.height())
                paint.tier(painter, pill, entry.tier)
            account.setLeft(account.left() + theme.PILL_HEIGHT + theme.SPACE_2)
            paint.text(painter, account, entry.account, bold=selected)
        taken = paint.text(painter, inner, entry.title, bold=selected)
        rest = inner.adjusted(taken + theme.SPACE_2, 0, 0, 0)
        if entry.detail and rest.width() > 30:
            paint.text(painter, rest, entry.detail, "muted", theme.TEXT_SMALL)
