"""The steps of a project as a line: done, under way, to come, with their days; one of them is chosen and told below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from kamdesk.i18n import _
from kamdesk.model.sales_words import STEP_STATE
from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint
from kamdesk.work.projects import Step

_HEIGHT = 76
_RADIUS = 10
_CIRCLE_Y = 20


class StepsLine(QWidget):
    """Arrow keys walk, Enter, Space and a click choose. `chosen(stage_id)`: tell about this step, or no longer."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[Step] = []
        self._today = date.today()
        self._at = 0
        self._shown = 0
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_steps(self, steps: Sequence[Step], today: date) -> None:
        """Shows the steps; the keys begin at the current one."""
        changed = [each.stage_id for each in steps] != [each.stage_id for each in self._steps]
        self._steps, self._today = list(steps), today
        if changed:
            self._at = next((n for n, each in enumerate(steps) if each.state == "current"), 0)
        self._say()
        self.update()

    def mark(self, stage_id: int) -> None:
        """The step that is told below; 0: none."""
        self._shown = stage_id
        self.update()

    def words_of(self, step: Step) -> str:
        """The small words below its name."""
        if step.state == "open":
            if step.planned_on is None:
                return ""
            return _("plan {day}").format(day=f"{step.planned_on:%m-%d}")
        if step.since is None:
            return "—"
        day = (
            f"{step.since:%m-%d}"
            if step.since.year == self._today.year
            else f"{step.since:%Y-%m-%d}"
        )
        if step.state == "current":
            return _("{day} · day {count}").format(day=day, count=step.days + 1)
        return _("{day} · {count} d").format(day=day, count=step.days)

    def said(self, step: Step) -> str:
        """Everything about a step in one sentence, for a tooltip and a screen reader."""
        parts = [step.title, STEP_STATE.label(step.state), self.words_of(step)]
        if step.state != "open" and step.planned_on is not None:
            parts.append(_("plan {day}").format(day=step.planned_on))
        if step.deliverable:
            parts.append(step.deliverable)
        total = len(step.missing) + len(step.present)
        if total:
            parts.append(_("gate {present}/{total}").format(present=len(step.present), total=total))
        return " · ".join(filter(None, parts))

    def _say(self) -> None:
        if not self._steps:
            self.setAccessibleName(_("Steps of the project"))
            return
        step = self._steps[self._at]
        self.setAccessibleName(
            _("Steps of the project, {number} of {count}").format(
                number=self._at + 1, count=len(self._steps)
            )
        )
        self.setAccessibleDescription(self.said(step))

    # ------------------------------------------------------------------------------------------------------- answers

    def _place(self, x: float) -> int:
        return min(
            max(int(x / max(self.width() / max(len(self._steps), 1), 1)), 0), len(self._steps) - 1
        )

    def _choose(self) -> None:
        if self._steps:
            self.chosen.emit(self._steps[self._at].stage_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        last = len(self._steps) - 1
        if event.key() in ways:
            self._at = min(max(self._at + ways[Qt.Key(event.key())], 0), last)
        elif event.key() == Qt.Key.Key_Home:
            self._at = 0
        elif event.key() == Qt.Key.Key_End:
            self._at = max(last, 0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)
            return
        self._say()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._steps and self.rect().contains(event.position().toPoint()):
            self._at = self._place(event.position().x())
            self._say()
            self._choose()
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._steps:
            words = self.said(self._steps[self._place(event.pos().x())])
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    # ------------------------------------------------------------------------------------------------------- painting

    def sizeHint(self) -> QSize:
        return QSize(760, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._steps:
            return
        width = self.width() / len(self._steps)
        for place, step in enumerate(self._steps):
            middle = QPoint(round((place + 0.5) * width), _CIRCLE_Y)
            if place:
                reached = step.state != "open"
                painter.setPen(
                    QPen(theme.color("accent" if reached else "line_strong"), 2 if reached else 1)
                )
                painter.drawLine(
                    round((place - 0.5) * width) + _RADIUS + 4,
                    _CIRCLE_Y,
                    middle.x() - _RADIUS - 4,
                    _CIRCLE_Y,
                )
            if step.stage_id == self._shown:
                box = QRectF(place * width + 4, 2, width - 8, _HEIGHT - 4)
                paint.rounded(painter, box, theme.RADIUS, theme.color("selected"))
            self._circle(painter, middle, place, step)
            self._words(painter, QRect(round(place * width) + 4, 34, round(width) - 8, 40), step)
            if self.hasFocus() and place == self._at:
                box = QRectF(place * width + 4, 2, width - 8, _HEIGHT - 4)
                paint.rounded(painter, box, theme.RADIUS, None, theme.color("accent"), 2)

    def _circle(self, painter: QPainter, middle: QPoint, place: int, step: Step) -> None:
        box = QRectF(0, 0, 2 * _RADIUS, 2 * _RADIUS)
        box.moveCenter(QPointF(middle))
        accent = theme.color("accent")
        if step.state == "done":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            painter.drawEllipse(box)
            icons.paint(painter, "check", "on_accent", box.toRect().adjusted(3, 3, -3, -3))
            return
        painter.setBrush(theme.color("raised"))
        painter.setPen(
            QPen(
                accent if step.state == "current" else theme.color("line_strong"),
                2 if step.state == "current" else 1,
            )
        )
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        if step.state == "current":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            painter.drawPie(box.adjusted(1, 1, -1, -1), 90 * 16, 180 * 16)
            return
        paint.text(
            painter,
            box.toRect(),
            str(place + 1),
            "muted",
            theme.TEXT_SMALL,
            align=Qt.AlignmentFlag.AlignCenter,
        )

    def _words(self, painter: QPainter, rect: QRect, step: Step) -> None:
        centre = Qt.AlignmentFlag.AlignCenter
        upper, lower = QRect(rect), QRect(rect)
        upper.setHeight(20)
        lower.setTop(rect.top() + 20)
        lower.setHeight(16)
        current = step.state == "current"
        paint.text(
            painter,
            upper,
            step.title,
            "muted" if step.state == "open" else "text",
            bold=current,
            align=centre,
        )
        role = "bad" if step.is_late else "accent" if current else "muted"
        paint.text(painter, lower, self.words_of(step), role, theme.TEXT_SMALL, align=centre)
