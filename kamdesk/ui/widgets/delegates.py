"""How cells of lists are painted; `DisplayRole` stays a readable text, raw values come by `VALUE`, more by `DETAIL`.

A model gives for `VALUE`: the letter (tier), the key (state), 0 … 100 or None (completeness), a date or None (due).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint

VALUE = Qt.ItemDataRole.UserRole
DETAIL = Qt.ItemDataRole.UserRole + 1
COLOUR = Qt.ItemDataRole.UserRole + 2
"""A colour role for the text of a cell, such as ``bad`` or ``muted``."""

PADDING, OUTER_PADDING = 8, 16
Index = QModelIndex | QPersistentModelIndex


class DueText(NamedTuple):
    """A due date in words: `word` (overdue, today, not set), the date, and the colour role of both."""

    word: str
    day: str
    role: str

    def __str__(self) -> str:
        return f"{self.word} {self.day}".strip()


def due_text(day: date | None, today: date) -> DueText:
    """How `day` is said: how late it is, that it is today, that it is missing, else the date alone."""
    if day is None:
        return DueText(_("not set"), "—", "warn")
    shown = f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"
    late = (today - day).days
    if late > 0:
        return DueText(_("{days} d late").format(days=late), shown, "bad")
    return DueText(_("today") if late == 0 else "", shown, "text")


def cell_padding(view: QTableView, column: int) -> tuple[int, int]:
    """Left and right padding: the outer cells keep the margin of the page."""
    header = view.horizontalHeader()
    visual = header.visualIndex(column)
    left = OUTER_PADDING if _none_shown(header, range(visual)) else PADDING
    right = OUTER_PADDING if _none_shown(header, range(visual + 1, header.count())) else PADDING
    return left, right


def _none_shown(header: QHeaderView, places: range) -> bool:
    # asked for every painted cell: an ordinary neighbour ends it at once
    return all(header.isSectionHidden(header.logicalIndex(place)) for place in places)


class CellDelegate(QStyledItemDelegate):
    """The ground of a row (hover, selection, bar at its left) and a text; the base of all cells.

    `name` marks the column that is bold in the selected row; `role` is the usual colour of the text.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        *,
        name: bool = False,
        role: str = "text",
        align: Qt.AlignmentFlag = paint.LEFT,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._name, self._role, self._align = name, role, align

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._ground(painter, option.rect, index, selected)
        if not option.state & QStyle.StateFlag.State_Enabled:
            painter.setOpacity(theme.DISABLED_OPACITY)
        left, right = PADDING, PADDING
        if isinstance(self._view, QTableView):
            left, right = cell_padding(self._view, index.column())
        self.content(painter, option.rect.adjusted(left, 0, -right, -1), index, selected)
        painter.setOpacity(1.0)

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        """What stands in the cell, within its padding."""
        words = index.data(Qt.ItemDataRole.DisplayRole)
        role = index.data(COLOUR) or self._role
        bold = self._name and selected
        wanted = index.data(Qt.ItemDataRole.TextAlignmentRole)
        align = self._align if wanted is None else Qt.AlignmentFlag(int(wanted))
        used = paint.text(painter, rect, str(words or ""), role, bold=bold, align=align)
        detail = index.data(DETAIL)
        if detail and align & Qt.AlignmentFlag.AlignLeft:
            rest = rect.adjusted(used + theme.SPACE_2, 0, 0, 0)
            if rest.width() > 24:
                paint.text(painter, rest, str(detail), "muted", theme.TEXT_SMALL)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        return QSize(theme.text_width(str(index.data() or "")) + 24, theme.ROW_HEIGHT)

    def _ground(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        hovered = getattr(self._view, "hovered_row", -1) == index.row()
        focused = self._view.hasFocus()
        if selected:
            painter.fillRect(rect, theme.color("selected" if focused else "hover"))
        elif hovered:
            painter.fillRect(rect, theme.color("hover"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        if selected and self._is_first(index):
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(bar, theme.color("accent" if focused else "muted"))
        current = self._view.currentIndex()
        if focused and not selected and current.row() == index.row():
            # walking with Ctrl leaves the selection behind: the place of the focus must still be seen
            painter.setPen(theme.color("accent"))
            painter.drawLine(rect.left(), rect.top(), rect.right(), rect.top())
            painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())

    def _is_first(self, index: Index) -> bool:
        if not isinstance(self._view, QTableView):
            return index.column() == 0
        return cell_padding(self._view, index.column())[0] == OUTER_PADDING


class AmountDelegate(CellDelegate):
    """Numbers: right-aligned, figures all of one width."""

    def __init__(self, view: QAbstractItemView, *, role: str = "text", bold: bool = False) -> None:
        super().__init__(view, role=role, align=paint.RIGHT)
        self._bold = bold

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        words = str(index.data() or "—")
        role = index.data(COLOUR) or ("muted" if words == "—" else self._role)
        paint.text(painter, rect, words, role, bold=self._bold, align=paint.RIGHT)


class TierDelegate(CellDelegate):
    """The pill of a tier."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        letter = index.data(VALUE)
        if letter:
            box = QRect(rect.left(), rect.top(), theme.PILL_HEIGHT, rect.height())
            paint.tier(painter, box, str(letter))
        else:
            paint.text(painter, rect, "—", "muted")


class StateDelegate(CellDelegate):
    """The mark of a state and its word."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        paint.state(painter, rect, str(index.data(VALUE) or ""), str(index.data() or ""))


class CompletenessDelegate(CellDelegate):
    """A bar and its per cent."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        percent = index.data(VALUE)
        if percent is None:
            paint.text(painter, rect, "—", "muted", align=paint.RIGHT)
            return
        number = QRect(rect.right() - 37, rect.top(), 38, rect.height())
        paint.text(painter, number, f"{percent:.0f}%", size=theme.TEXT_SMALL, align=paint.RIGHT)
        track = rect.adjusted(0, 0, -44, 0)
        if track.width() >= 16:
            role = paint.completeness_role(percent)
            paint.bar(painter, track, percent, role)


class DueDelegate(CellDelegate):
    """A date to act on: overdue in `bad` with how late, “not set” in `warn`, today said in words."""

    def __init__(self, view: QAbstractItemView, today: Callable[[], date]) -> None:
        super().__init__(view, align=paint.RIGHT)
        self._today = today

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        due = due_text(index.data(VALUE), self._today())
        used = paint.text(painter, rect, due.day, due.role, align=paint.RIGHT)
        rest = rect.adjusted(0, 0, -used - 6, 0)
        if due.word and rest.width() > 24:
            size = theme.TEXT_SMALL if due.role != "text" else theme.TEXT
            paint.text(painter, rest, due.word, due.role, size, align=paint.RIGHT)


class HealthDelegate(CellDelegate):
    """A figure of merit with a form that says how it stands: ▲ from `high`, ■ between, ▼ below `low`."""

    def __init__(self, view: QAbstractItemView, low: float = 50, high: float = 75) -> None:
        super().__init__(view)
        self._low, self._high = low, high

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        value = index.data(VALUE)
        if value is None:
            paint.text(painter, rect, "—", "muted", align=paint.RIGHT)
            return
        form, role = paint.Shape.SQUARE, "warn"
        if value >= self._high:
            form, role = paint.Shape.UP, "good"
        elif value < self._low:
            form, role = paint.Shape.DOWN, "bad"
        used = paint.text(painter, rect, str(index.data()), align=paint.RIGHT)
        right = rect.right() - used - 4
        paint.shape(painter, form, role, QRectF(right - 10, rect.center().y() - 4, 10, 9))


class PillDelegate(CellDelegate):
    """A word in a pill; `VALUE` is its kind (neutral, good, warn, bad, accent, outline)."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        words = str(index.data() or "")
        if words:
            box = QRect(rect)
            box.setWidth(min(paint.pill_size(words).width(), rect.width()))
            paint.pill(painter, box, words, str(index.data(VALUE) or "neutral"))


class IconDelegate(CellDelegate):
    """An icon and the text; `VALUE` is the icon's name, `COLOUR` the role of both."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        role = index.data(COLOUR)
        name = index.data(VALUE)
        if name:
            top = rect.top() + (rect.height() - theme.ICON_SIZE) // 2
            spot = QRect(rect.left(), top, theme.ICON_SIZE, theme.ICON_SIZE)
            icons.paint(painter, name, role or "muted", spot)
        rest = rect.adjusted(theme.ICON_SIZE + theme.SPACE_3, 0, 0, 0)
        super().content(painter, rest, index, selected)
