"""One step on the process map: its name, how many records stand there, how many of them are overdue."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from kamdesk.i18n import _
from kamdesk.model import values
from kamdesk.model.fields import Kind
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import press_by_enter
from kamdesk.work.procedures import Count, Step

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class StepBox(QAbstractButton):
    """A door to the records of a step; one of which nothing is kept shows no number and cannot be pressed."""

    def __init__(self, step: Step, parent: QWidget) -> None:
        super().__init__(parent)
        self.step = step
        self.count: Count | None = None
        self.compact = False
        self.setCheckable(True)
        self.setText(str(step.label))
        if step.source is None:
            self.setEnabled(False)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setToolTip(_("Nothing is kept of this step yet"))
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._say()

    def show_count(self, count: Count | None) -> None:
        """Shows what stands there."""
        self.count = count
        self._say()
        self.update()

    def note(self) -> str:
        """The line below the name: what is counted, or what it is worth."""
        if self.count is not None and self.count.amounts:
            return " + ".join(
                values.show(Kind.MONEY, amount, currency=currency)
                for currency, amount in self.count.amounts
            )
        return _(self.step.note)

    def _say(self) -> None:
        if self.count is None:
            self.setAccessibleName(_("{step}: nothing is kept of it").format(step=self.text()))
            return
        said = _("{step}: {count}, {overdue} overdue").format(
            step=self.text(), count=self.count.count, overdue=self.count.overdue
        )
        self.setAccessibleName(said)
        self.setAccessibleDescription(self.note())

    def nextCheckState(self) -> None:
        """A press chooses it; only another one takes the mark away."""
        self.setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            event.ignore()  # the map knows which step lies there; Qt would take the next by age
        elif not press_by_enter(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(160, 58)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        known = self.count is not None
        late = self.count.overdue if self.count is not None else 0
        ground = "raised" if known else "surface"
        edge, width = ("bad" if late else ("line_strong" if known else "line")), 1.0
        if known and self.underMouse():
            ground = "hover"
        if self.isChecked():
            ground, edge, width = "selected", "accent", 2.0
        elif self.hasFocus():
            edge, width = "accent", 2.0
        box = QRectF(self.rect())
        paint.rounded(
            painter, box, theme.RADIUS_CARD, theme.color(ground), theme.color(edge), width
        )
        inside = self.rect().adjusted(12, 0, -12, 0)
        top = 4 if self.compact else 8
        number = f"{self.count.count:,}" if self.count is not None else "—"
        space = theme.text_width(number, theme.TEXT_LARGE, bold=True) + 8
        line = QRect(inside.left(), top, inside.width(), 22)
        role = "text" if known else "muted"
        paint.text(painter, line.adjusted(0, 0, -space, 0), self.text(), role, bold=known)
        size = theme.TEXT_LARGE if known else theme.TEXT
        paint.text(painter, line, number, role, size, bold=known, align=paint.RIGHT)
        below = QRect(inside.left(), top + 23, inside.width(), 18)
        if late:
            words = _("{count} late").format(count=late)
            pill = paint.pill_size(words)
            spot = QRect(
                below.right() - pill.width() + 1, below.top(), pill.width(), below.height()
            )
            paint.pill(painter, spot, words, "bad")
            below.setRight(spot.left() - 6)
        paint.text(painter, below, self.note(), "muted", theme.TEXT_SMALL)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()
