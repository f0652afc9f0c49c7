"""The risks on a field of probability × impact: where each stands, and where its response brings it (dashed)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.work.analysis import risk as method
from kamdesk.work.risks import RegisteredRisk

_LEFT, _BELOW, _TOP = 34, 36, 8
_RADIUS = 11
_GROUND = {"green": "good_soft", "yellow": "warn_soft", "red": "bad_soft"}
_SIDE = method.HIGHEST


class RiskMatrix(QWidget):
    """`chosen(id)`: a risk was clicked. The list beside it is the way by keys, and says the same in words."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[RegisteredRisk] = []
        self._current = 0
        self.setMinimumHeight(260)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Risk matrix"))

    def show_risks(self, entries: Sequence[RegisteredRisk], current: int) -> None:
        """Shows those that are scored and not closed; `current` is emphasised."""
        self._entries = [
            each for each in entries if each.row.score is not None and each.record.state != "closed"
        ]
        self._current = current
        said = [
            _("{label} probability {probability}, impact {impact}").format(
                label=each.label, probability=each.row.probability, impact=each.row.impact
            )
            for each in self._entries
        ]
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def cell(self, probability: int, impact: int) -> QRectF:
        """Where a field lies."""
        width = (self.width() - _LEFT - 8) / _SIDE
        height = (self.height() - _TOP - _BELOW) / _SIDE
        return QRectF(
            _LEFT + (impact - 1) * width,
            _TOP + (_SIDE - probability) * height,
            width - 2,
            height - 2,
        )

    def _spots(self) -> list[tuple[RegisteredRisk, QPointF]]:
        """Each risk with the middle of its mark; several in one field stand side by side."""
        taken: dict[tuple[int, int], int] = {}
        found = []
        for each in self._entries:
            place = (each.row.probability or 1, each.row.impact or 1)
            number = taken.get(place, 0)
            taken[place] = number + 1
            box = self.cell(*place)
            shift = QPointF(_RADIUS + 4 + number * (2 * _RADIUS + 2), _RADIUS + 4)
            limit = box.right() - _RADIUS - 1
            found.append((each, QPointF(min(box.left() + shift.x(), limit), box.top() + shift.y())))
        return found

    def _at(self, point: QPointF) -> RegisteredRisk | None:
        for each, spot in reversed(self._spots()):
            gap = point - spot
            if gap.x() ** 2 + gap.y() ** 2 <= _RADIUS**2:
                return each
        return None

    def sizeHint(self) -> QSize:
        return QSize(360, 280)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None:
            self.chosen.emit(found.record.id)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._at(QPointF(event.pos()))
            words = f"{found.label} {found.record.name} · {found.row.score}" if found else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = Qt.AlignmentFlag.AlignCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        for probability in range(1, _SIDE + 1):
            for impact in range(1, _SIDE + 1):
                box = self.cell(probability, impact)
                ground = theme.color(_GROUND[method.colour(probability, impact)])
                painter.fillRect(box, ground)
                number = box.toRect().adjusted(0, 0, -4, -2)
                paint.text(
                    painter,
                    number,
                    str(probability * impact),
                    "muted",
                    theme.TEXT_SMALL,
                    align=right,
                )
            row = self.cell(probability, 1)
            beside = QRect(_LEFT - 16, int(row.top()), 12, int(row.height()))
            paint.text(painter, beside, str(probability), "muted", theme.TEXT_SMALL, align=centre)
            column = self.cell(1, probability)
            below = QRect(int(column.left()), int(column.bottom()) + 2, int(column.width()), 16)
            paint.text(painter, below, str(probability), "muted", theme.TEXT_SMALL, align=centre)
        foot = QRect(_LEFT, self.height() - 17, self.width() - _LEFT, 16)
        paint.text(painter, foot, _("Impact →"), "muted", theme.TEXT_SMALL, align=centre)
        painter.save()
        painter.translate(2, self.height() - _BELOW)
        painter.rotate(-90)
        side = QRect(0, 0, self.height() - _BELOW - _TOP, 16)
        paint.text(painter, side, _("Probability →"), "muted", theme.TEXT_SMALL, align=centre)
        painter.restore()
        for each, spot in self._spots():
            self._mark(painter, each, spot)

    def _mark(self, painter: QPainter, each: RegisteredRisk, spot: QPointF) -> None:
        if each.row.after is not None and each.row.after != (each.row.probability, each.row.impact):
            box = self.cell(*each.row.after)
            goal = QPointF(box.left() + _RADIUS + 4, box.top() + _RADIUS + 4)
            painter.setPen(QPen(theme.color("text"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawLine(spot, goal)
            painter.setBrush(theme.color("raised"))
            painter.drawEllipse(goal, _RADIUS, _RADIUS)
            self._label(painter, goal, each.label, "text")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent" if each.record.id == self._current else "text"))
        painter.drawEllipse(spot, _RADIUS, _RADIUS)
        self._label(
            painter, spot, each.label, "on_accent" if each.record.id == self._current else "raised"
        )

    def _label(self, painter: QPainter, spot: QPointF, words: str, role: str) -> None:
        box = QRect(int(spot.x()) - _RADIUS, int(spot.y()) - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
        paint.text(
            painter,
            box,
            words,
            role,
            theme.TEXT_SMALL,
            bold=True,
            align=Qt.AlignmentFlag.AlignCenter,
        )
