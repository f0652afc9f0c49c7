"""The painted list of Today: one line for each thing to do, with the buttons of the selected line at its right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.today import steps
from kamdesk.ui.today.lines import ICONS, Line
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button

_HEADING_ICONS = {
    "overdue": "warning", "today": "calendar-check", "coming": "calendar", "account": "building",
    "review_stale": "moon", "review_overdue": "warning", "review_no_next_step": "message",
    "review_record_missing": "pencil", "review_stalled": "flag", "review_claim": "money",
}  # fmt: skip
_WHEN, _DAY = 124, 104
_Index = QModelIndex | QPersistentModelIndex


class LinesModel(QAbstractListModel):
    """The lines, headings among them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return self.lines[index.row()].words() if index.isValid() and role in wanted else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.lines[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class AgendaList(QTableView):
    """`step_wanted(line, key)`: space, done, postpone or open; `menu_wanted(line, point)`; `chosen(line)`."""

    step_wanted = Signal(object, str)
    menu_wanted = Signal(object, object)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.lines = LinesModel()
        self.setItemDelegate(_LineDelegate(self))
        self.setAccessibleName(_("What is to be done"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.read_only = False
        self.buttons = QWidget(self.viewport())
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_2)
        self.next_button = primary_button("", "play", lambda: self._tell("next"))
        self.postpone_button = plain_button(
            _("Postpone"), "postpone", lambda: self._tell("postpone"), small=True
        )
        self.more_button = icon_button("more", _("More"), self._more, small=True)
        self.next_button.setProperty("scale", "small")
        for button in (self.next_button, self.postpone_button, self.more_button):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        self.buttons.hide()
        self.setModel(self.lines)  # asks for the buttons at once
        self.verticalScrollBar().valueChanged.connect(self._place_buttons)
        self.doubleClicked.connect(lambda _index: self._tell("open"))

    # ------------------------------------------------------------------------------------------------- what it shows

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other lines; stays at the line it was at, else at the one in its place."""
        was, row = self.current(), self.currentIndex().row()
        scrolled = self.verticalScrollBar().value()
        self.lines.show_lines(lines)
        self.verticalScrollBar().setValue(scrolled)
        keys = [each.key if not each.is_heading else None for each in self.lines.lines]
        if was is not None and was.key in keys:
            row = keys.index(was.key)
        self.go_to_row(max(row, 0))

    def take_out(self, line: Line) -> None:
        """Takes out a line that is dealt with, with its heading when it was the last below it; goes to the next."""
        lines = self.lines.lines
        row = next((at for at, each in enumerate(lines) if each.key == line.key), -1)
        if row < 0 or line.is_heading:
            return
        is_last = row + 1 == len(lines) or lines[row + 1].is_heading
        first = row - 1 if is_last and row and lines[row - 1].is_heading else row
        self.show_lines([*lines[:first], *lines[row + 1 :]])

    def current(self) -> Line | None:
        """The line that is selected."""
        row = self.currentIndex().row()
        if not 0 <= row < len(self.lines.lines) or self.lines.lines[row].is_heading:
            return None
        return self.lines.lines[row]

    def go_to_row(self, row: int) -> None:
        """Selects the line at `row`, or the nearest that is no heading."""
        places = [at for at, each in enumerate(self.lines.lines) if not each.is_heading]
        if not places:
            self.chosen.emit(None)
            self._place_buttons()
            return
        nearest = next((at for at in places if at >= row), places[-1])
        self.setCurrentIndex(self.lines.index(nearest, 0))
        if nearest == places[0]:
            self.scrollToTop()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.scrollTo(current)
        self.chosen.emit(self.current())
        self._place_buttons()

    def _place_buttons(self, _value: int = 0) -> None:
        line = self.current()
        if line is None:
            self.buttons.hide()
            return
        step = steps.next_step(line)
        self.next_button.setText(steps.words_of(step))
        self.next_button.setAccessibleName(self.next_button.text())
        self.next_button.setIcon(icons.icon(steps.ICONS[step], "on_accent"))
        self.next_button.setEnabled(step == "open" or not self.read_only)
        self.postpone_button.setVisible(steps.can_postpone(line) and not self.read_only)
        self.buttons.adjustSize()
        rect = self.visualRect(self.currentIndex())
        size = self.buttons.sizeHint()
        self.buttons.setGeometry(
            rect.right() - size.width() - theme.SPACE_4 + 1,
            rect.top() + (rect.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )
        self.buttons.show()

    def buttons_width(self) -> int:
        """Room that the buttons take from the selected line."""
        return self.buttons.width() + theme.SPACE_4 if self.buttons.isVisible() else 0

    def _tell(self, step: str) -> None:
        line = self.current()
        if line is not None:
            self.step_wanted.emit(line, step)

    def _more(self) -> None:
        line = self.current()
        if line is not None:
            place = self.more_button.mapToGlobal(QPoint(0, self.more_button.height()))
            self.menu_wanted.emit(line, place)

    # ------------------------------------------------------------------------------------------------------ Qt calls us

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = _KEYS.get(key)
        if step is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if not event.isAutoRepeat():
                self._tell(step)
            return
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):  # in a table Qt goes to a column
            self.go_to_row(0 if key == Qt.Key.Key_Home else len(self.lines.lines) - 1)
            return
        if event.text().isalpha() and not event.modifiers():
            event.ignore()  # Qt would look for a line that begins so; letters are keys of the page around the list
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        line = self.current()
        if line is not None:
            self.menu_wanted.emit(line, event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "buttons"):
            self._place_buttons()


_KEYS = {
    Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open",
    Qt.Key.Key_Space: "next",
    Qt.Key.Key_P: "postpone",
    Qt.Key.Key_D: "done",
}


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, view: AgendaList) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = self._view.lines.lines[index.row()]
        rect = option.rect
        if line.is_heading:
            self._heading(painter, rect, line)
        else:
            self._line(painter, rect, line, option.state)
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _heading(self, painter: QPainter, rect: QRect, line: Line) -> None:
        painter.fillRect(rect, theme.color("surface"))
        inner = rect.adjusted(theme.SPACE_4, 0, -theme.SPACE_4, 0)
        name = _HEADING_ICONS.get(line.kind, ICONS.get(line.kind, "list"))
        role = "bad" if line.role == "bad" else "muted"
        icons.paint(painter, name, role, QRect(inner.left(), rect.center().y() - 7, 16, 16))
        inner.setLeft(inner.left() + 24)
        inner.setLeft(
            inner.left() + paint.text(painter, inner, line.title, line.role, bold=True) + 8
        )
        inner.setLeft(inner.left() + paint.text(painter, inner, line.count, "muted") + 16)
        paint.text(painter, inner, line.detail, "muted", theme.TEXT_SMALL, align=paint.RIGHT)

    def _line(self, painter: QPainter, rect: QRect, line: Line, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = self._view.hasFocus()
        if selected:
            painter.fillRect(rect, theme.color("selected" if focused else "hover"))
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(bar, theme.color("accent" if focused else "muted"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        inner = rect.adjusted(theme.SPACE_4, 0, -theme.SPACE_4, 0)
        icon_role = "bad" if line.role == "bad" else "muted"
        spot = QRect(inner.left(), rect.center().y() - 7, 16, 16)
        icons.paint(painter, ICONS.get(line.kind, "list"), icon_role, spot)
        inner.setLeft(inner.left() + 28)
        when = QRect(inner.left(), inner.top(), _WHEN - 12, inner.height())
        paint.text(painter, when, line.when, line.role, bold=selected)
        inner.setLeft(inner.left() + _WHEN)
        width = inner.width()
        account = inner.left() + max(round(width * 0.49), 120)
        right = inner.right()
        if selected:
            right -= self._view.buttons_width()
        else:
            used = paint.text(
                painter, inner, line.day, "muted", theme.TEXT_SMALL, align=paint.RIGHT
            )
            right -= used + theme.SPACE_2
        account = min(account, max(right - 96, inner.left() + 60))
        title = QRect(inner.left(), inner.top(), account - inner.left() - 12, inner.height())
        used = paint.text(painter, title, line.title, bold=selected)
        if title.width() - used > 40:
            title.setLeft(title.left() + used + theme.SPACE_2)
            paint.text(painter, title, line.detail, "muted", theme.TEXT_SMALL)
        if line.tier:
            paint.tier(painter, QRect(account, inner.top(), 18, inner.height()), line.tier)
        place = QRect(account + 26, inner.top(), max(right - account - 26, 0), inner.height())
        paint.text(painter, place, line.account)
