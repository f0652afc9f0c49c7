"""Ticks in lists: three states painted in a cell, toggled with a click or Space, and one for all in the heading."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.delegates import VALUE, CellDelegate, Index
from kamdesk.ui.widgets.paged_table import PagedTable


class Tick(StrEnum):
    """What stands in the column of ticks."""

    ON = "on"
    OFF = "off"
    SOME = "some"
    SAME = "same"
    """Nothing to take."""
    PROBLEM = "problem"
    BAD = "bad"
    """Cannot be taken at all."""
    NONE = ""

    @property
    def can_toggle(self) -> bool:
        """Whether a person may tick it."""
        return self in (Tick.ON, Tick.OFF, Tick.SOME)


def of_many(ticks: Sequence[bool]) -> Tick:
    """One tick for several: SAME when there are none."""
    if not ticks:
        return Tick.SAME
    if all(ticks):
        return Tick.ON
    return Tick.SOME if any(ticks) else Tick.OFF


_ICONS = {Tick.PROBLEM: ("warning", "bad"), Tick.BAD: ("x", "bad")}
_BOX = 15


def paint_tick(painter: QPainter, rect: QRect, tick: Tick) -> None:
    """`tick` at the left of `rect`."""
    top = rect.top() + (rect.height() - _BOX) // 2
    box = QRect(rect.left(), top, _BOX, _BOX)
    if tick in (Tick.ON, Tick.SOME):
        paint.rounded(painter, QRectF(box), theme.RADIUS_PILL, theme.color("accent"))
        name = "check" if tick is Tick.ON else "minus"
        icons.paint(painter, name, "on_accent", box.adjusted(2, 2, -2, -2))
    elif tick is Tick.OFF:
        paint.rounded(
            painter, QRectF(box), theme.RADIUS_PILL, theme.color("raised"), theme.color("edge")
        )
    elif tick is Tick.SAME:
        paint.text(painter, box, "=", "muted", align=paint.CENTER)
    elif tick in _ICONS:
        name, role = _ICONS[tick]
        icons.paint(painter, name, role, box)


class TickDelegate(CellDelegate):
    """A cell whose `VALUE` is a `Tick`."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        paint_tick(painter, rect, Tick(index.data(VALUE) or ""))


class TickTable(PagedTable):
    """A list whose first column are ticks. `toggled(rows)`: Space or a click; `all_toggled(on)`: the heading's box.

    `accepted(row)`: Ctrl+Enter.
    """

    toggled = Signal(list)
    all_toggled = Signal(bool)
    accepted = Signal()

    def __init__(
        self,
        name: str,
        all_name: str,
        parent: QWidget | None = None,
        *,
        row_height: int = theme.ROW_HEIGHT,
    ) -> None:
        super().__init__(name, parent, row_height=row_height)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setSectionsMovable(False)
        self.setItemDelegateForColumn(0, TickDelegate(self))
        self._all = QCheckBox(self.horizontalHeader())
        self._all.setTristate(True)
        self._all.setAccessibleName(all_name)
        self._all.setToolTip(all_name)
        self._all.clicked.connect(self._toggle_all)
        self._all.move(theme.SPACE_4, (theme.HEADER_HEIGHT - 16) // 2)
        self._all.resize(18, 16)

    def all_box(self) -> QCheckBox:
        """The box in the heading."""
        return self._all

    def show_all(self, tick: Tick) -> None:
        """What the box in the heading says."""
        states = {Tick.ON: Qt.CheckState.Checked, Tick.SOME: Qt.CheckState.PartiallyChecked}
        self._all.setCheckState(states.get(tick, Qt.CheckState.Unchecked))
        self._all.setEnabled(tick.can_toggle)

    def _toggle_all(self, _checked: bool = False) -> None:
        # Qt steps off → some → on; a person means all or none
        self.all_toggled.emit(self._all.checkState() != Qt.CheckState.Unchecked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit(self.selected_rows() or [self.current_row()])
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.accepted.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_tick(index):
            self.toggled.emit([index.row()])

    def _is_tick(self, index: QModelIndex) -> bool:
        return index.isValid() and index.column() == 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._all.raise_()
