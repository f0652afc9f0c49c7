"""Draws the risk matrix: probability upwards, impact to the right, each risk in its cell, where it goes as an arrow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from kamdesk.i18n import _
from kamdesk.ui.opportunities.analysis.picture import CENTER, RIGHT, Ink
from kamdesk.work.analysis.risk import HIGHEST, RiskRow, colour

_GROUNDS = {"green": "good_soft", "yellow": "warn_soft", "red": "bad_soft"}
_EDGE, _BUBBLE = 26, 10


def draw_risks(ink: Ink, rect: QRectF, risks: Sequence[tuple[str, RiskRow]], chosen: str) -> None:
    """`risks` are (label, risk); the way of the `chosen` one after its response is drawn as well."""
    area = rect.adjusted(_EDGE + 14, 6, -10, -_EDGE - 14)
    width, height = area.width() / HIGHEST, area.height() / HIGHEST
    painter = ink.painter

    def cell(probability: int, impact: int) -> QRectF:
        left = area.left() + (impact - 1) * width
        return QRectF(left, area.bottom() - probability * height, width - 2, height - 2)

    for probability in range(1, HIGHEST + 1):
        for impact in range(1, HIGHEST + 1):
            box = cell(probability, impact)
            painter.fillRect(box, ink.color(_GROUNDS[colour(probability, impact)]))
            corner = box.adjusted(0, 0, -5, -2)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            ink.say(corner, str(probability * impact), "muted", size=11, align=align)
        side = QRectF(area.left() - _EDGE, cell(probability, 1).top(), _EDGE - 8, height)
        ink.say(side, str(probability), "muted", align=RIGHT)
        below = QRectF(cell(1, probability).left(), area.bottom() + 2, width, 18)
        ink.say(below, str(probability), "muted", align=CENTER)
    ink.say(
        QRectF(area.left(), area.bottom() + 18, area.width(), 18),
        _("Impact →"),
        "muted",
        align=CENTER,
    )
    painter.save()
    painter.translate(rect.left() + 10, area.center().y())
    painter.rotate(-90)
    ink.say(QRectF(-80, -9, 160, 18), _("Probability →"), "muted", align=CENTER)
    painter.restore()
    _bubbles(ink, cell, risks, chosen)


def _bubbles(
    ink: Ink, cell: Callable[[int, int], QRectF], risks: Sequence[tuple[str, RiskRow]], chosen: str
) -> None:
    placed: dict[tuple[int, int], list[str]] = defaultdict(list)
    spots: dict[str, QPointF] = {}
    for label, risk in risks:
        if risk.probability is not None and risk.impact is not None:
            placed[risk.probability, risk.impact].append(label)
    for (probability, impact), labels in placed.items():
        box = cell(probability, impact)
        for number, label in enumerate(labels):
            across = max(int(box.width() // (2 * _BUBBLE + 2)), 1)
            row, column = divmod(number, across)
            spots[label] = QPointF(
                box.left() + _BUBBLE + 3 + column * (2 * _BUBBLE + 2),
                box.top() + _BUBBLE + 3 + row * (2 * _BUBBLE + 2),
            )
    painter = ink.painter
    for label, risk in risks:
        if label == chosen and risk.after is not None and label in spots:
            target = cell(*risk.after).center()
            painter.setPen(QPen(ink.color("text"), 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawLine(spots[label], target)
            painter.setBrush(ink.color("raised"))
            painter.drawEllipse(target, _BUBBLE, _BUBBLE)
            _label(ink, target, label, "text")
    for label, spot in spots.items():
        painter.setPen(QPen(ink.color("accent"), 2) if label == chosen else Qt.PenStyle.NoPen)
        painter.setBrush(ink.color("text"))
        painter.drawEllipse(spot, _BUBBLE, _BUBBLE)
        _label(ink, spot, label, "raised")


def _label(ink: Ink, spot: QPointF, words: str, role: str) -> None:
    room = QRectF(spot.x() - _BUBBLE - 2, spot.y() - _BUBBLE, 2 * _BUBBLE + 4, 2 * _BUBBLE)
    ink.say(room, words, role, size=10, bold=True, align=CENTER)
