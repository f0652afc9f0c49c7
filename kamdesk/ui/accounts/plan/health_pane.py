"""The health of an account: its score, the parts it is made of with what they rest on, and how it went."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import CompletenessBar, Pill
from kamdesk.work import health, settings
from kamdesk.work.health import AccountHealth, Noted

_LAST = 12
_SHAPES = {"good": paint.Shape.UP, "warn": paint.Shape.SQUARE, "bad": paint.Shape.DOWN}


def health_words(found: AccountHealth) -> str:
    """The score and on how much it rests; a dash where nothing is known."""
    score = found.total.shown
    shown = "—" if score is None else str(score)
    return _("Health {score} ({known}/{parts})").format(
        score=shown, known=found.total.known, parts=found.total.parts
    )


def show_health(pill: Pill, found: AccountHealth) -> None:
    """Shows the health in a pill: form and colour say how it stands."""
    kind = found.role if found.role in _SHAPES else "neutral"
    pill.set_pill(health_words(found), kind, _SHAPES.get(found.role))
    pill.setToolTip(
        "\n".join(
            f"{part.label}: {'—' if part.points is None else part.points} · {part.why}"
            for part in found.parts
        )
    )


class HealthPane(QWidget):
    """The score and its trend at the left, the five parts at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self._account_id = 0
        self.pill = Pill()
        self.trend = Trend()
        self.note_button = plain_button(_("Note today's health"), "flag", self.note, small=True)
        left = QVBoxLayout()
        left.setSpacing(theme.SPACE_2)
        left.addWidget(self.pill)
        left.addWidget(self.trend)
        left.addWidget(self.note_button)
        left.addStretch(1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.SPACE_2)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        row.setSpacing(theme.SPACE_6)
        row.addLayout(left)
        row.addLayout(self._grid, 1)

    def show_account(self, account_id: int) -> None:
        """Shows the health of an account as it is today."""
        self._account_id = account_id
        with self._store.read() as session:
            account = session.get_one(Account, account_id)
            found = health.account_health(session, account, self._desk.today())
            noted = health.trend(session, account)
        show_health(self.pill, found)
        self.trend.show_trend(noted[-_LAST:])
        self.note_button.setEnabled(not self._store.read_only)
        self._show_parts(found)

    def _show_parts(self, found: AccountHealth) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, part in enumerate(found.parts):
            self._grid.addWidget(label(part.label, "muted"), row, 0)
            if part.points is None:
                self._grid.addWidget(label("—", "muted"), row, 1)
            else:
                bar = CompletenessBar(float(part.points))
                bar.setFixedWidth(110)
                bar.setAccessibleName(f"{part.label} {part.points:.0f}")
                self._grid.addWidget(bar, row, 1)
            self._grid.addWidget(ElidedLabel(part.why, "small"), row, 2)

    def note(self) -> None:
        """Notes the health of today for the trend."""
        with self._store.read() as session:
            name = session.get_one(Account, self._account_id).name
        with self._store.change(message("Note the health of {name}", name=name)) as session:
            account = session.get_one(Account, self._account_id)
            health.note(session, account, self._desk.today(), settings.me(session))
        self.show_account(self._account_id)
        self._desk.say_undoable(_("Noted; the trend has it."))


class Trend(QWidget):
    """Scores as a line with a dot each, between the limits of red, yellow and green."""

    def __init__(self) -> None:
        super().__init__()
        self._noted: Sequence[Noted] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_trend(self, noted: Sequence[Noted]) -> None:
        """Shows what was noted, the oldest first."""
        self._noted = noted
        words = _(", ").join(f"{each.on:%m-%d} {each.score}" for each in noted)
        self.setAccessibleName(_("Trend: {values}").format(values=words or _("nothing noted yet")))
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(150, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        inside = QRectF(self.rect()).adjusted(4, 4, -28, -4)
        if not self._noted:
            paint.text(painter, self.rect(), _("nothing noted yet"), "muted", theme.TEXT_SMALL)
            return
        painter.setPen(QPen(theme.color("line_strong"), 1, Qt.PenStyle.DashLine))
        for limit in (50, 75):
            y = self._y(limit, inside)
            painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = inside.width() / max(len(self._noted) - 1, 1)
        spots = [
            QPointF(inside.left() + place * step, self._y(each.score, inside))
            for place, each in enumerate(self._noted)
        ]
        painter.setPen(QPen(theme.color("accent"), 1.5))
        painter.drawPolyline(QPolygonF(spots))
        painter.setBrush(theme.color("accent"))
        for spot in spots:
            painter.drawEllipse(spot, 2, 2)
        last = self._noted[-1].score
        box = QRect(self.width() - 24, round(spots[-1].y()) - 9, 24, 18)
        paint.text(painter, box, str(last), size=theme.TEXT_SMALL, align=paint.RIGHT)

    @staticmethod
    def _y(score: int, inside: QRectF) -> float:
        return inside.bottom() - inside.height() * score / 100
