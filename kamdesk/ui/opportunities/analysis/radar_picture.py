"""Draws a radar: us filled, competitors dashed, last time dotted, values and gap at each axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen, QPolygonF

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.opportunities.analysis.picture import CENTER, LEFT, RIGHT, Ink
from kamdesk.work.analysis.radar import FULL, Radar

_RINGS = (2, 4, 6, 8, 10)
_LEGEND_ROW = 20
_LABEL_HEIGHT = 34


def show(number: Decimal | None, *, sign: bool = False) -> str:
    """A score as it is shown: at most two places, a real minus, — for none."""
    if number is None:
        return "—"
    rounded = number.quantize(Decimal("0.01")).normalize()
    text = f"{rounded:+f}" if sign and rounded else f"{rounded:f}"
    return text.replace("-", "−")


@dataclass(frozen=True)
class _Series:
    name: str
    total: str
    scores: tuple[Decimal | None, ...]
    role: str
    style: Qt.PenStyle
    is_ours: bool = False
    is_last: bool = False


def _series(radar: Radar, last: Radar | None, last_on: date | None) -> list[_Series]:
    solid, dashed, dotted = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
    styles = (dashed, Qt.PenStyle.DashDotLine, Qt.PenStyle.DashDotDotLine, solid)
    found = [
        _Series(
            rival.name,
            show(radar.total(rival)),
            radar.scores(rival),
            f"chart{2 + number}",
            styles[number % len(styles)],
        )
        for number, rival in enumerate(radar.rivals)
    ]
    if last is not None and last_on is not None:
        before = {axis.key: last.score(last.ours, axis) for axis in last.axes}
        name = _("Last time {day}").format(day=f"{last_on:%m-%d}")
        scores = tuple(before.get(axis.key) for axis in radar.axes)
        found.insert(
            0, _Series(name, show(last.total(last.ours)), scores, "muted", dotted, is_last=True)
        )
    ours = _Series(
        _("Us"), show(radar.total(radar.ours)), radar.scores(radar.ours), "chart1", solid, True
    )
    return [*found, ours]


def draw_radar(
    ink: Ink, rect: QRectF, radar: Radar, last: Radar | None, last_on: date | None
) -> None:
    """Into `rect`: the legend on top, below it the axes as large as their labels allow."""
    series = _series(radar, last, last_on)
    top = _legend(ink, rect, [series[-1], *series[:-1]])
    widest = max((theme.text_width(axis.title, bold=True) for axis in radar.axes), default=0)
    side = min(max(widest, 64), rect.width() * 0.28) + 8
    area = rect.adjusted(side, top + _LABEL_HEIGHT + 6, -side, -_LABEL_HEIGHT - 14)
    radius = max(min(area.width(), area.height()) / 2, 10)
    centre = area.center()
    spokes = [
        (sin(2 * pi * place / len(radar.axes)), -cos(2 * pi * place / len(radar.axes)))
        for place in range(len(radar.axes))
    ]

    def spot(place: int, score: float) -> QPointF:
        x, y = spokes[place]
        return QPointF(
            centre.x() + x * radius * score / FULL, centre.y() + y * radius * score / FULL
        )

    painter = ink.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ring in _RINGS:
        painter.setPen(QPen(ink.color("line_strong" if ring == FULL else "line"), 1))
        painter.drawPolygon(QPolygonF([spot(place, ring) for place in range(len(spokes))]))
    painter.setPen(QPen(ink.color("line"), 1))
    for place in range(len(spokes)):
        painter.drawLine(centre, spot(place, FULL))
    for each in series:
        points = [
            spot(place, float(score))
            for place, score in enumerate(each.scores)
            if score is not None
        ]
        _outline(ink, points, each, is_whole=len(points) == len(spokes))
    _labels(ink, rect, radar, centre, radius, spokes)


def _outline(ink: Ink, points: Sequence[QPointF], each: _Series, *, is_whole: bool) -> None:
    painter, colour = ink.painter, ink.color(each.role)
    painter.setPen(QPen(colour, 2 if each.is_ours else 1.6, each.style))
    if is_whole and each.is_ours:
        tint = ink.color(each.role)
        tint.setAlpha(36)
        painter.setBrush(tint)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    if is_whole:
        painter.drawPolygon(QPolygonF(points))
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    for point in points:
        if each.is_ours:
            painter.drawEllipse(point, 3.5, 3.5)
        elif not each.is_last:
            painter.drawRect(QRectF(point.x() - 3, point.y() - 3, 6, 6))


def _legend(ink: Ink, rect: QRectF, series: Sequence[_Series]) -> float:
    """The names with their totals in as many lines as they need; the height taken."""
    x, y = rect.left() + theme.SPACE_3, rect.top() + 2
    metrics = QFontMetricsF(theme.font(theme.TEXT_SMALL))
    for each in series:
        words = f"{each.name} {each.total}"
        width = 26 + metrics.horizontalAdvance(words) + 14
        if x + width > rect.right() and x > rect.left() + theme.SPACE_3:
            x, y = rect.left() + theme.SPACE_3, y + _LEGEND_ROW
        ink.painter.setPen(QPen(ink.color(each.role), 2, each.style))
        middle = y + _LEGEND_ROW / 2
        ink.painter.drawLine(QPointF(x, middle), QPointF(x + 20, middle))
        room = QRectF(x + 26, y, min(width - 26, rect.right() - x - 26), _LEGEND_ROW)
        ink.say(room, words, "muted" if each.is_last else "text", bold=each.is_ours)
        x += width
    return y + _LEGEND_ROW - rect.top()


def _labels(
    ink: Ink,
    rect: QRectF,
    radar: Radar,
    centre: QPointF,
    radius: float,
    spokes: Sequence[tuple[float, float]],
) -> None:
    short = radar.short_board()
    for gap, (x, y) in zip(radar.gaps(), spokes, strict=True):
        is_short = short is not None and short.axis.key == gap.axis.key
        end = QPointF(centre.x() + x * (radius + 8), centre.y() + y * (radius + 8))
        height = float(_LABEL_HEIGHT)
        if abs(x) < 0.2:
            box = QRectF(centre.x() - 110, end.y() - (height if y < 0 else 0), 220, height)
            align = CENTER
        elif x > 0:
            box = QRectF(end.x(), end.y() - height / 2, rect.right() - end.x() - 4, height)
            align = LEFT
        else:
            box = QRectF(rect.left() + 4, end.y() - height / 2, end.x() - rect.left() - 4, height)
            align = RIGHT
        name, values = QRectF(box), QRectF(box)
        name.setHeight(height / 2)
        values.setTop(box.top() + height / 2)
        title = f"{gap.axis.title}  {_('short board')}" if is_short else gap.axis.title
        ink.say(name, title, "bad" if is_short else "text", bold=True, align=align)
        if gap.best is None:
            words = show(gap.ours)
        else:
            words = _("{ours} to {theirs}").format(ours=show(gap.ours), theirs=show(gap.best))
            words = f"{words}  {show(gap.gap, sign=True)}"
        ink.say(values, words, "bad" if is_short else "muted", align=align)
