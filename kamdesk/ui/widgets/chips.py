"""Filter chip and segment: small switches in the bar above a list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QMenu, QWidget

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint

_CROSS = 14


class FilterChip(QAbstractButton):
    """One condition of a list: off it offers itself, on it shows what is filtered and can be removed with × or Delete.

    `clicked` asks to choose a value (a menu opens by itself when one was set); `removed` asks to take it away.
    """

    removed = Signal()

    def __init__(
        self,
        words: str,
        parent: QWidget | None = None,
        *,
        on: bool = False,
        removable: bool = True,
        icon_name: str = "",
    ) -> None:
        super().__init__(parent)
        self._removable = removable
        self._icon_name = icon_name
        self._role = "text"
        self._menu: QMenu | None = None
        self.setCheckable(True)
        self.setChecked(on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """What the chip says, such as “Region: East”."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def set_role(self, role: str) -> None:
        """The colour of the words, such as ``bad`` for what is urgent."""
        self._role = role
        self.update()

    def set_menu(self, menu: QMenu) -> None:
        """Open `menu` below the chip when it is pressed."""
        self._menu = menu
        self.clicked.connect(self._open_menu)

    def _open_menu(self) -> None:
        if self._menu is not None:
            self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def nextCheckState(self) -> None:
        """A press never switches the chip: what it stands for is switched by its page."""

    def _has_cross(self) -> bool:
        return self.isChecked() and self._removable

    def _cross(self) -> QRect:
        return QRect(self.width() - 8 - _CROSS, (self.height() - _CROSS) // 2, _CROSS, _CROSS)

    def sizeHint(self) -> QSize:
        width = theme.text_width(self.text(), theme.TEXT_SMALL) + 18
        if self._icon_name:
            width += 18
        if self._has_cross():
            width += _CROSS + 4
        return QSize(width, theme.CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        hover = self.underMouse() and self.isEnabled()
        if self.isChecked():
            ground, edge = "selected", "accent"
        else:
            ground, edge = ("hover" if hover else "raised"), "line_strong"
        if not self.isEnabled():
            painter.setOpacity(theme.DISABLED_OPACITY)
        box = QRectF(self.rect())
        paint.rounded(painter, box, theme.RADIUS, theme.color(ground), theme.color(edge))
        inside = self.rect().adjusted(9, 0, -9, 0)
        if self._icon_name:
            spot = QRect(inside.left() - 1, (self.height() - 14) // 2, 14, 14)
            icons.paint(painter, self._icon_name, "muted", spot)
            inside.setLeft(inside.left() + 18)
        if self._has_cross():
            icons.paint(painter, "x", "muted", self._cross())
            inside.setRight(self._cross().left() - 2)
        paint.text(painter, inside, self.text(), self._role, theme.TEXT_SMALL)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        grown = self._cross().adjusted(-4, -5, 6, 5)
        if self._has_cross() and grown.contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._has_cross():
            self.removed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._has_cross():
            self.setToolTip(_("Delete removes this condition"))
        return super().event(event)


class _Part(QAbstractButton):
    """One choice of a `Segment`."""

    def __init__(self, words: str, small: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._small = small
        self.first = self.last = False
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        size = theme.TEXT_SMALL if self._small else theme.TEXT
        height = theme.SMALL_CONTROL_HEIGHT if self._small else theme.CONTROL_HEIGHT
        return QSize(theme.text_width(self.text(), size, bold=True) + 22, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(theme.DISABLED_OPACITY)
        box = QRectF(self.rect())
        # the neighbours' outlines are one line, and only the outer corners are round: draw past the inner edges
        whole = box.adjusted(0 if self.first else -6, 0, 0 if self.last else 6, 0)
        ground = "selected" if self.isChecked() else ("hover" if self.underMouse() else "raised")
        painter.setClipRect(box)
        paint.rounded(painter, whole, theme.RADIUS, theme.color(ground), theme.color("line_strong"))
        if not self.first:
            painter.setRenderHint(painter.RenderHint.Antialiasing, False)
            painter.setPen(theme.color("line"))
            painter.drawLine(QPointF(0, 1), QPointF(0, box.height() - 2))
        size = theme.TEXT_SMALL if self._small else theme.TEXT
        paint.text(
            painter,
            self.rect(),
            self.text(),
            size=size,
            bold=self.isChecked(),
            align=paint.CENTER,
        )

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class Segment(QWidget):
    """Exclusive choices side by side; the arrow keys walk through them. `chosen` carries the key of the new choice."""

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        current: str = "",
        parent: QWidget | None = None,
        *,
        small: bool = False,
        name: str = "",
        optional: bool = False,
    ) -> None:
        """`choices` are (key, words); where it is `optional` nothing is chosen at first, and ``""`` chooses nothing."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._parts: dict[str, _Part] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, words in choices:
            part = _Part(words, small, self)
            self._parts[key] = part
            self._group.addButton(part)
            row.addWidget(part)
        parts = list(self._parts.values())
        parts[0].first = parts[-1].last = True
        if current or not optional:
            self.choose(current or choices[0][0])
        self._group.buttonToggled.connect(self._tell)

    def current(self) -> str:
        """The key of the choice; empty for none."""
        return next((key for key, part in self._parts.items() if part.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose from the program; tells `chosen` when it is another one."""
        if key:
            self._parts[key].setChecked(True)
            return
        self._group.setExclusive(False)  # Qt lets nobody go back to no choice otherwise
        for part in self._parts.values():
            part.setChecked(False)
        self._group.setExclusive(True)

    def set_words(self, key: str, words: str) -> None:
        """Rename a choice, for example with its count."""
        self._parts[key].setText(words)
        self._parts[key].setAccessibleName(words)
        self._parts[key].updateGeometry()

    def set_shown(self, key: str, shown: bool) -> None:
        """Offer a choice, or leave it out where there is nothing to choose."""
        self._parts[key].setVisible(shown)
        parts = [part for part in self._parts.values() if not part.isHidden()]
        for part in parts:
            part.first, part.last = part is parts[0], part is parts[-1]
            part.update()

    def _tell(self, button: QAbstractButton, checked: bool) -> None:
        if checked:
            self.chosen.emit(next(key for key, part in self._parts.items() if part is button))
