"""Draws the triangle: the customer above, us and the strongest competitor below, the relations along its sides."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.opportunities.analysis.picture import CENTER, Ink
from kamdesk.ui.opportunities.analysis.words import percent
from kamdesk.work.analysis.triangle import VERDICT, Triangle

_BOX_WIDTH, _BOX_HEIGHT = 150, 52
_VERDICT_ROLES = {"selling_point": "good", "short_board": "bad", "contested": "warn"}


def draw_triangle(ink: Ink, rect: QRectF, triangle: Triangle) -> None:
    """Into `rect`; the competitor with the best fit stands at the corner, the others are named below it."""
    area = rect.adjusted(theme.SPACE_3, theme.SPACE_3, -theme.SPACE_3, -theme.SPACE_3)
    width = min(_BOX_WIDTH, area.width() * 0.36)
    rivals = sorted(triangle.rivals, key=lambda each: -(triangle.fit(each.uid) or Decimal(-1)))
    top = QPointF(area.center().x(), area.top() + _BOX_HEIGHT / 2)
    left = QPointF(area.left() + width / 2, area.bottom() - _BOX_HEIGHT)
    right = QPointF(area.right() - width / 2, area.bottom() - _BOX_HEIGHT)
    painter = ink.painter
    painter.setPen(QPen(ink.color("line_strong"), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF([top, left, right]))
    rival = rivals[0] if rivals else None
    corners = (
        (top, _("Customer"), triangle.needs, "accent"),
        (left, _("Us"), percent(triangle.fit()), "chart1"),
        (
            right,
            rival.name if rival else _("Competitor"),
            percent(triangle.fit(rival.uid)) if rival else "—",
            "chart2",
        ),
    )
    for spot, name, said, role in corners:
        box = QRectF(0, 0, width, _BOX_HEIGHT)
        box.moveCenter(spot)
        painter.setPen(QPen(ink.color(role), 1.4))
        painter.setBrush(ink.color("raised"))
        painter.drawRoundedRect(box, theme.RADIUS_CARD, theme.RADIUS_CARD)
        half = QRectF(box.left() + 6, box.top() + 4, box.width() - 12, box.height() / 2 - 4)
        ink.say(half, name, size=theme.TEXT, bold=True, align=CENTER)
        half.moveTop(box.center().y())
        ink.say(half, said, "muted", align=CENTER)
    for start, corner in ((left, triangle.ours), (right, rival)):
        if corner is not None and corner.relation:
            middle = (start + top) / 2
            room = QRectF(middle.x() - 90, middle.y() - 9, 180, 18)
            painter.fillRect(room, ink.color("raised"))
            ink.say(room, corner.relation, "muted", align=CENTER)
    _verdicts(ink, area, triangle)
    if len(rivals) > 1:
        others = ", ".join(f"{each.name} {percent(triangle.fit(each.uid))}" for each in rivals[1:])
        room = QRectF(area.left(), area.bottom() - 20, area.width(), 18)
        ink.say(room, others, "muted", align=CENTER)


def _verdicts(ink: Ink, area: QRectF, triangle: Triangle) -> None:
    """What decides, in the middle of the triangle."""
    found = [each for each in triangle.criteria if each.verdict in _VERDICT_ROLES]
    row = 20.0
    top = area.center().y() - row * min(len(found), 4) / 2 + 24
    for place, each in enumerate(found[:4]):
        room = QRectF(area.center().x() - 110, top + place * row, 220, row)
        words = f"{VERDICT.label(each.verdict)}: {each.text}"
        ink.painter.fillRect(room, ink.color("raised"))
        ink.say(room, words, _VERDICT_ROLES[each.verdict], align=CENTER)
