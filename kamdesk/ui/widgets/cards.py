"""Cards: a plain frame that can be chosen, and the card of one figure."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import CompletenessBar, Pill


class Card(QFrame):
    """A box with a line around it; a clickable one takes the focus and answers Space and Enter."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None, *, clickable: bool = False) -> None:
        super().__init__(parent)
        self._selected = False
        self._clickable = clickable
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_selected(self, selected: bool) -> None:
        """Show it as the chosen one."""
        self._selected = selected
        self.update()

    def is_selected(self) -> bool:
        """Whether it is shown as the chosen one."""
        return self._selected

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        ground, edge, width = "raised", "line", 1.0
        if self._selected:
            ground, edge, width = "selected", "accent", 2.0
        elif self.hasFocus():
            edge, width = "accent", 2.0
        elif self._clickable and self.underMouse():
            edge = "line_strong"
        paint.rounded(
            painter,
            QRectF(self.rect()),
            theme.RADIUS_CARD,
            theme.color(ground),
            theme.color(edge),
            width,
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._clickable and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._clickable and event.key() in (
            Qt.Key.Key_Space,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class FigureCard(Card):
    """One figure: name and state, the value in 18 bold, a bar against its target, a sentence below.

    A figure without a value shows — and the sentence says why.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, clickable=True)
        self.setMinimumWidth(176)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = name
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_3, 10, theme.SPACE_3, 10)
        column.setSpacing(theme.SPACE_1)
        head = QHBoxLayout()
        self._title = ElidedLabel(name, "muted")
        self._pill = Pill()
        head.addWidget(self._title, 1)
        head.addWidget(self._pill)
        figure = QHBoxLayout()
        figure.setSpacing(theme.SPACE_1)
        self._figure = label("—", "figure")
        self._unit = label("", "muted")
        self._side = label("", "small")
        figure.addWidget(self._figure)
        figure.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        figure.addStretch(1)
        figure.addWidget(self._side, 0, Qt.AlignmentFlag.AlignBottom)
        self._bar = CompletenessBar(number=False)
        self._foot = ElidedLabel("", "small")
        column.addLayout(head)
        column.addLayout(figure)
        column.addWidget(self._bar)
        column.addWidget(self._foot)
        self._pill.hide()

    def set_figure(
        self,
        value: str,
        unit: str = "",
        side: str = "",
        percent: float | None = None,
        expected: float | None = None,
        foot: str = "",
    ) -> None:
        """Show `value`; `percent` of the target is reached and `expected` per cent should be by now."""
        self._figure.setText(value or "—")
        self._unit.setText(unit)
        self._side.setText(side)
        keep = self._bar.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(keep)
        self._bar.setVisible(percent is not None)
        self._bar.set_percent(percent or 0, expected, "accent")
        self._foot.setText(foot)
        self.setAccessibleName(" ".join(filter(None, (self._name, value or "—", unit))))
        self.setAccessibleDescription(foot)

    def set_state(self, words: str, kind: str, form: paint.Shape | None = None) -> None:
        """The pill beside the name; empty `words` take it away."""
        self._pill.set_pill(words, kind, form)
        self._pill.setVisible(bool(words))
