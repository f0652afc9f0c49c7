"""Where an account stands in the ten steps of selling (M10), as a slim strip; a press explains a step."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import press_by_enter, primary_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work.sales_steps import SALES_STEPS, SalesStep, Standing, standing

_HEIGHT, _POINT = 24, 6


class StepsStrip(QWidget):
    """`jump_wanted` carries the key of the step whose work is to be opened."""

    jump_wanted = Signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.standing: Standing | None = None
        self.explanation: StepExplanation | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, 2, theme.SPACE_4, theme.SPACE_1)
        row.setSpacing(1)
        self.parts: list[StepPart] = []
        self._group = QButtonGroup(
            self
        )  # one stop of Tab, the present step; arrow keys walk inside
        for place, step in enumerate(SALES_STEPS):
            part = StepPart(place, step)
            part.clicked.connect(partial(self._explain, place))
            part.walked.connect(self._walk)
            row.addWidget(part, part.sizeHint().width())
            self._group.addButton(part)
            self.parts.append(part)
        self.setAccessibleName(_("Where it stands"))

    def show_account(self, account: Account) -> None:
        """Shows where an account stands today."""
        with self._store.read() as session:
            found = standing(session, account, date.today())
        self.standing = found
        for place, part in enumerate(self.parts):
            part.show_state(found.done[place], place == found.current, found.found[place])
        stop = min(found.current, len(self.parts) - 1)
        self.parts[stop].setChecked(True)
        for place, part in enumerate(self.parts):
            part.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if place == stop else Qt.FocusPolicy.ClickFocus
            )

    def _walk(self, part: QWidget, way: int) -> None:
        place = next(n for n, one in enumerate(self.parts) if one is part) + way
        if 0 <= place < len(self.parts):
            self.parts[place].setFocus(Qt.FocusReason.TabFocusReason)

    def _explain(self, place: int, _checked: bool = False) -> None:
        found = self.standing
        if found is None:
            return
        part = self.parts[place]
        step = SALES_STEPS[place]
        shown = StepExplanation(step, place, found, self)
        shown.jump_wanted.connect(self.jump_wanted)
        self.explanation = shown
        shown.adjustSize()
        shown.move(part.mapToGlobal(part.rect().bottomLeft()))
        shown.show()
        shown.jump.setFocus()


class StepPart(QAbstractButton):
    """One of the ten: done with a line below, the present one filled, those to come muted."""

    walked = Signal(QWidget, int)

    def __init__(self, place: int, step: SalesStep) -> None:
        super().__init__()
        self._place = place
        self._done = self._current = False
        self.setText(str(step.label))
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_state(self, done: bool, current: bool, found: str) -> None:
        """Shows whether the step is done or the present one."""
        self._done, self._current = done, current
        state = _("stands here") if current else (_("is done") if done else _("still open"))
        self.setAccessibleName(
            _("{number}. {step}: {state}").format(
                number=self._place + 1, step=self.text(), state=state
            )
        )
        self.setAccessibleDescription(found)
        self.setToolTip(f"{self.text()} · {state} · {found}")
        self.update()

    def nextCheckState(self) -> None:
        """A press explains; where the account stands follows from its records alone."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        way = ways.get(Qt.Key(event.key()))
        if way is not None:
            self.walked.emit(self, way)
        elif not press_by_enter(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme.text_width(self.text(), theme.TEXT_SMALL, bold=True) + 16, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = "sunken", "muted"
        if self._current:
            ground, ink = "accent", "on_accent"
        elif self._done:
            ground, ink = "selected", "text"
        elif self.underMouse():
            ground = "hover"
        width, height = self.width(), self.height()
        middle = height / 2
        first, last = self._place == 0, self._place == len(SALES_STEPS) - 1
        corners = [
            QPointF(0, 0),
            QPointF(width - (0 if last else _POINT), 0),
            QPointF(width, 0 if last else middle),
            QPointF(width - (0 if last else _POINT), height),
            QPointF(0, height),
            QPointF(0 if first else _POINT, middle),
        ]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawPolygon(QPolygonF(corners))
        inside = self.rect().adjusted(_POINT, 0, -2, 0)
        if self._done:  # a line below, so that it is not told by the ground alone
            painter.fillRect(2, height - 2, width - _POINT - 2, 2, theme.color("good"))
        paint.text(
            painter,
            inside,
            self.text(),
            ink,
            theme.TEXT_SMALL,
            bold=self._current,
            align=paint.CENTER,
        )
        if self.hasFocus():
            box = self.rect().toRectF()
            paint.rounded(
                painter, box, 2, None, theme.color("text" if self._current else "accent"), 2
            )

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class StepExplanation(QFrame):
    """What a step wants, what there is, and the way to the work; it goes by Esc or a press elsewhere."""

    jump_wanted = Signal(str)

    def __init__(self, step: SalesStep, place: int, found: Standing, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._step = step
        self.setProperty("ground", "card")
        self.setFixedWidth(320)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_3] * 4)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(label(f"{place + 1}  {step.label}", "heading"))
        column.addWidget(label(_(step.wants), wrap=True))
        state = _("There is") if found.done[place] else _("Still open")
        said = label(
            f"{state}: {found.found[place]}", "good" if found.done[place] else "warn", wrap=True
        )
        column.addWidget(said)
        row = QHBoxLayout()
        row.addStretch(1)
        self.jump = primary_button(_(step.jump), "chevron-right", self._jump)
        row.addWidget(self.jump)
        column.addLayout(row)
        self.setAccessibleName(str(step.label))
        self.setAccessibleDescription(_(step.wants))

    def _jump(self) -> None:
        self.close()
        self.jump_wanted.emit(self._step.key)
