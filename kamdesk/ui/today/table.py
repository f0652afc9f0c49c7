"""The list of the Today tab: painted lines below headings, keys that act, and buttons at the line one stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStyleOptionViewItem, QWidget

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.today import verbs
from kamdesk.ui.today.lines import HEADING, Line
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.delegates import OUTER_PADDING, CellDelegate
from kamdesk.ui.widgets.paged_table import PagedTable

Index = QModelIndex | QPersistentModelIndex
WHEN, TITLE, ACCOUNT, DAY = range(4)
_WIDE = 900
"""From this width on the buttons have words."""
_NO_PARENT = QModelIndex()


class LinesModel(QAbstractTableModel):
    """Lines in four columns; a heading says the same in each."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def take_out(self, row: int) -> None:
        """Takes out a line that is dealt with, and its heading when that was the last one."""
        lines = self.lines
        first = row
        alone = row + 1 == len(lines) or lines[row + 1].is_heading
        if alone and row and lines[row - 1].is_heading:
            first -= 1
        self.beginRemoveRows(QModelIndex(), first, row)
        del lines[first : row + 1]
        self.endRemoveRows()

    def line_at(self, row: int) -> Line | None:
        """The line of `row`; None for a heading."""
        if 0 <= row < len(self.lines) and not self.lines[row].is_heading:
            return self.lines[row]
        return None

    def row_of(self, key: tuple[str, str, int] | None) -> int:
        """Where a line stands; −1: nowhere."""
        return next((row for row, line in enumerate(self.lines) if line.key == key), -1)

    def first_row(self) -> int:
        """The first line that is no heading; −1: none."""
        return next((row for row, line in enumerate(self.lines) if not line.is_heading), -1)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else 4

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.lines[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return line
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        if line.is_heading:
            return f"{line.title} {line.count}".strip()
        words = _words(line, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ToolTipRole:
            return words if index.column() == TITLE else None
        heading = self.headerData(index.column(), Qt.Orientation.Horizontal)
        return f"{heading}: {words}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (_("When"), _("What"), _("Account"), _("Day"))[section]


def _words(line: Line, column: int) -> str:
    if column == TITLE:
        return "  ".join(filter(None, (line.title, line.detail)))
    if column == ACCOUNT:
        return " ".join(filter(None, (line.tier, line.account)))
    return line.when if column == WHEN else line.day


class LinesTable(PagedTable):
    """`wanted(what, line)`: one of open, next, postpone, done, skip, menu. `new_wanted()`: a new task."""

    wanted = Signal(str, object)
    new_wanted = Signal()

    def __init__(self, name: str, keys: dict[int, str] | None = None) -> None:
        """`keys`: further keys and what they want."""
        super().__init__(name)
        self.lines = LinesModel()
        self._keys = {
            Qt.Key.Key_Space: "next",
            Qt.Key.Key_P: "postpone",
            Qt.Key.Key_D: "done",
            Qt.Key.Key_Menu: "menu",
        } | (keys or {})
        self.setSelectionMode(PagedTable.SelectionMode.SingleSelection)
        self.horizontalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setModel(self.lines)
        self.setItemDelegate(_LineDelegate(self))
        self.set_stretch_column(TITLE)
        self.buttons = RowButtons(self)
        self.row_changed.connect(self._place_buttons)
        self.opened.connect(self._open)
        self.menu_requested.connect(self._menu)
        self.verticalScrollBar().valueChanged.connect(self._place_buttons)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Replaces everything, standing on the same line as before or where that was."""
        before, row = self.current_line(), self.current_row()
        scrolled = self.verticalScrollBar().value()
        self.lines.show_lines(lines)
        self._span()
        found = self.lines.row_of(before.key) if before is not None else -1
        if found < 0 and before is not None:
            found = next((r for r in range(max(row - 1, 0), len(lines)) if not lines[r].is_heading), -1)
        self.verticalScrollBar().setValue(scrolled)
        self.go_to_row(found if found >= 0 else self.lines.first_row())
        self._place_buttons()

    def take_out(self, line: Line) -> None:
        """Takes a line out that is dealt with and goes on to the next one."""
        row = self.lines.row_of(line.key)
        if row < 0:
            return
        self.lines.take_out(row)
        self._span()
        rest = [r for r, each in enumerate(self.lines.lines) if not each.is_heading]
        self.go_to_row(next((r for r in rest if r >= row - 1), rest[-1] if rest else -1))
        self._place_buttons()

    def current_line(self) -> Line | None:
        """The line one stands on."""
        return self.lines.line_at(self.current_row())

    def go_to_row(self, row: int) -> None:
        """Stands on `row`; of a heading, on the line below it."""
        if 0 <= row < len(self.lines.lines) and self.lines.lines[row].is_heading:
            row += 1
        super().go_to_row(row)
        if row == self.lines.first_row() and row >= 0:
            self.scrollToTop()  # its heading belongs to it

    def want(self, what: str) -> None:
        """Wants something of the line one stands on."""
        line = self.current_line()
        if line is not None:
            self.wanted.emit(what, line)

    def menu_spot(self) -> Any:
        """Where a menu of the line one stands on opens."""
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())

    def _span(self) -> None:
        self.clearSpans()
        for row, line in enumerate(self.lines.lines):
            if line.is_heading:
                self.setSpan(row, 0, 1, 4)

    def _open(self, row: int) -> None:
        del row
        self.want("open")

    def _menu(self, _point: object, row: int) -> None:
        if self.lines.line_at(row) is not None:
            self.go_to_row(row)
            self.want("menu")

    def _place_buttons(self, *_what: object) -> None:
        self.buttons.show_line(self.current_line())
        if self.buttons.isHidden():
            return
        rect = self.visualRect(self.lines.index(self.current_row(), WHEN))
        width = self.buttons.sizeHint().width()
        left = self.viewport().width() - width - theme.SPACE_3
        self.buttons.setGeometry(left, rect.top() + 1, width, rect.height() - 2)

    # ---------------------------------------------------------------------------------------------- Qt calls us

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() == Qt.Key.Key_N:
            self.new_wanted.emit()
        elif plain and event.key() in self._keys:
            self.want(self._keys[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.viewport().width() >= _WIDE
        self.buttons.set_wide(wide)
        self.set_widths([136, 0, 190 if wide else 150, max(self.buttons.room() + theme.SPACE_3, 108)])
        super().resizeEvent(event)
        self._place_buttons()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current_line() is None:
            self.go_to_row(self.lines.first_row())


class RowButtons(QFrame):
    """What can be done with the line one stands on; the keys do the same."""

    def __init__(self, table: LinesTable) -> None:
        super().__init__(table.viewport())
        self._wide = True
        self.next = primary_button("", "play", lambda: table.want("next"))
        self.postpone = plain_button("", "postpone", lambda: table.want("postpone"))
        self.more = icon_button("more", _("More"), lambda: table.want("menu"), small=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_2, 0, 0, 0)
        row.setSpacing(6)
        for button, key in ((self.next, "Space"), (self.postpone, "P"), (self.more, "Menu")):
            button.setProperty("key", key)
            button.setProperty("scale", "small")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        self.postpone.setAccessibleName(_("Postpone"))
        self.postpone.setToolTip(_("Postpone (P)"))
        self.hide()

    def set_wide(self, wide: bool) -> None:
        """With words or, where room is short, with icons alone beside the first button."""
        self._wide = wide
        self.postpone.setText(_("Postpone") if wide else "")

    def room(self) -> int:
        """What the widest of them takes."""
        longest = max(theme.text_width(_(words), theme.TEXT_SMALL) for words in verbs.WORDS)
        postpone = theme.text_width(_("Postpone"), theme.TEXT_SMALL) if self._wide else 0
        return longest + postpone + 136

    def show_line(self, line: Line | None) -> None:
        """Offers what may be done with `line`."""
        if line is None:
            self.hide()
            return
        words, icon_name = verbs.words_of(line)
        self.next.setText(words)
        self.next.setAccessibleName(words)
        self.next.setToolTip(_("{what} (Space)").format(what=words))
        self.next.setIcon(icons.icon(icon_name, "on_accent"))
        self.postpone.setVisible(verbs.can_postpone(line))
        self.show()
        self.adjustSize()


class _LineDelegate(CellDelegate):
    """Paints lines and headings."""

    def __init__(self, view: LinesTable) -> None:
        super().__init__(view)
        self._table = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        if line.kind == HEADING:
            _paint_heading(painter, option.rect, line)
        else:
            super().paint(painter, option, index)

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        column = index.column()
        if column == WHEN:
            spot = QRect(rect.left(), rect.center().y() - 7, 16, 16)
            icons.paint(painter, line.icon, "bad" if line.role == "bad" else "muted", spot)
            paint.text(painter, rect.adjusted(28, 0, 0, 0), line.when, line.role, bold=selected)
        elif column == TITLE:
            used = paint.text(painter, rect, line.title)
            rest = rect.adjusted(used + theme.SPACE_2, 0, 0, 0)
            if line.detail and rest.width() > 24:
                paint.text(painter, rest, line.detail, "muted", theme.TEXT_SMALL)
        elif column == ACCOUNT:
            if line.tier:
                paint.tier(painter, QRect(rect.left(), rect.top(), 18, rect.height()), line.tier)
            paint.text(painter, rect.adjusted(26, 0, 0, 0), line.account)
        elif not selected:
            inner = rect.adjusted(0, 0, -theme.SPACE_1, 0)
            paint.text(painter, inner, line.day, "muted", theme.TEXT_SMALL, align=paint.RIGHT)


def _paint_heading(painter: QPainter, rect: QRect, line: Line) -> None:
    painter.fillRect(rect, theme.color("surface"))
    painter.setPen(theme.color("line"))
    painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
    inner = rect.adjusted(OUTER_PADDING, 0, -OUTER_PADDING, -1)
    spot = QRect(inner.left(), inner.center().y() - 7, 16, 16)
    icons.paint(painter, line.icon, "muted" if line.role == "text" else line.role, spot)
    left = inner.left() + 28
    if line.tier:
        paint.tier(painter, QRect(left, inner.top(), 18, inner.height()), line.tier)
        left += 26
    role = "bad" if line.role == "bad" else "text"
    left += paint.text(painter, QRect(left, inner.top(), inner.right() - left, inner.height()), line.title,
                       role, bold=True) + theme.SPACE_2  # fmt: skip
    left += paint.text(painter, QRect(left, inner.top(), max(inner.right() - left, 0), inner.height()),
                       line.count, "muted") + theme.SPACE_4  # fmt: skip
    note = QRect(left, inner.top(), max(inner.right() - left, 0), inner.height())
    paint.text(painter, note, line.detail, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
