"""Paints a chart of a report: lines, columns or bars over an axis with round figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from kamdesk.colours import LIGHT
from kamdesk.reports.declaration import Chart, Look
from kamdesk.reports.showing import shown
from kamdesk.ui import theme

_SMALL, _TITLE = 8, 10
_LEFT, _RIGHT, _TOP, _FOOT, _LEGEND = 46.0, 8.0, 20.0, 16.0, 14.0
_BAR_NAMES = 90.0
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def paint_chart(painter: QPainter, chart: Chart, box: QRectF) -> None:
    """Paints `chart` into `box`; sizes are in the painter's unit, a point."""
    painter.save()
    painter.setPen(QPen(QColor(LIGHT.line), 0.8))
    painter.setBrush(QColor("#FFFFFF"))
    painter.drawRect(box)
    painter.setFont(_face(_TITLE, bold=True))
    painter.setPen(QColor(LIGHT.text))
    title = QRectF(box.left() + 4, box.top() + 3, box.width() - 8, _TOP - 4)
    painter.drawText(title, Qt.AlignmentFlag.AlignCenter, chart.title)
    legend = _LEGEND if len(chart.series) > 1 else 0.0
    if chart.kind == "bar":
        plot = box.adjusted(_BAR_NAMES, _TOP + 4, -_RIGHT - 4, -_FOOT - legend)
        _bars(painter, chart, plot)
    else:
        plot = box.adjusted(_LEFT, _TOP + 4, -_RIGHT, -_FOOT - legend)
        _upright(painter, chart, plot)
    if legend:
        _legend(painter, chart, QRectF(box.left(), box.bottom() - legend - 1, box.width(), legend))
    painter.restore()


def axis(values: Sequence[Decimal | None]) -> list[float]:
    """Round figures from below the lowest value (and 0) to above the highest, at most seven."""
    known = [float(each) for each in values if each is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    if high == low:
        return [0.0, 1.0]
    rough = (high - low) / 4
    scale = 10.0 ** floor(log10(rough))
    step = next(scale * each for each in _STEPS if scale * each >= rough)
    first, last = floor(low / step), ceil(high / step)
    return [number * step for number in range(first, last + 1)]


def _upright(painter: QPainter, chart: Chart, plot: QRectF) -> None:
    marks = axis([value for each in chart.series for value in each.values])
    low, high = marks[0], marks[-1]

    def level(value: float) -> float:
        return plot.bottom() - (value - low) / (high - low) * plot.height()

    painter.setFont(_face(_SMALL))
    for mark in marks:
        y = level(mark)
        painter.setPen(QPen(QColor(LIGHT.line), 0.6))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(QColor(LIGHT.muted))
        beside = QRectF(plot.left() - _LEFT, y - 6, _LEFT - 4, 12)
        painter.drawText(
            beside,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            _mark(mark, chart.look),
        )
    each = plot.width() / max(len(chart.categories), 1)
    painter.setPen(QColor(LIGHT.muted))
    widest = max(map(painter.fontMetrics().horizontalAdvance, chart.categories), default=0)
    every = max(1, ceil((widest + 6) / each))
    for number, words in enumerate(chart.categories):
        if (len(chart.categories) - 1 - number) % every:
            continue  # there is no room for all of them; the last is always named
        below = QRectF(plot.left() + number * each, plot.bottom() + 2, each, 12)
        below.adjust(-widest, 0, widest, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, words)
    for place, series in enumerate(chart.series):
        colour = QColor(LIGHT.chart[place % len(LIGHT.chart)])
        if chart.kind == "line":
            _line(painter, [
                None if value is None
                else QPointF(plot.left() + (number + 0.5) * each, level(float(value)))
                for number, value in enumerate(series.values)
            ], colour)  # fmt: skip
            continue
        thick = each * 0.62 / len(chart.series)
        for number, value in enumerate(series.values):
            if value is not None:
                left = plot.left() + number * each + each * 0.19 + place * thick
                top, foot = sorted((level(float(value)), level(0.0)))
                painter.fillRect(QRectF(left, top, thick, foot - top), colour)


def _line(painter: QPainter, points: Sequence[QPointF | None], colour: QColor) -> None:
    """Dots joined by lines; a missing value leaves a gap."""
    painter.setPen(QPen(colour, 1.6))
    run: list[QPointF] = []
    for point in (*points, None):
        if point is not None:
            run.append(point)
            continue
        if len(run) > 1:
            painter.drawPolyline(QPolygonF(run))
        run = []
    painter.setBrush(colour)
    for point in points:
        if point is not None:
            painter.drawEllipse(point, 2.2, 2.2)


def _bars(painter: QPainter, chart: Chart, plot: QRectF) -> None:
    """Lying bars, the first category at the top."""
    marks = axis([value for each in chart.series for value in each.values])
    low, high = marks[0], marks[-1]

    def reach(value: float) -> float:
        return plot.left() + (value - low) / (high - low) * plot.width()

    painter.setFont(_face(_SMALL))
    for mark in marks:
        x = reach(mark)
        painter.setPen(QPen(QColor(LIGHT.line), 0.6))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        painter.setPen(QColor(LIGHT.muted))
        below = QRectF(x - 30, plot.bottom() + 2, 60, 12)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, _mark(mark, chart.look))
    each = plot.height() / max(len(chart.categories), 1)
    metrics = painter.fontMetrics()
    painter.setPen(QColor(LIGHT.muted))
    for number, words in enumerate(chart.categories):
        beside = QRectF(
            plot.left() - _BAR_NAMES + 4, plot.top() + number * each, _BAR_NAMES - 8, each
        )
        short = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(beside.width()))
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short)
    thick = each * 0.62 / max(len(chart.series), 1)
    for place, series in enumerate(chart.series):
        colour = QColor(LIGHT.chart[place % len(LIGHT.chart)])
        for number, value in enumerate(series.values):
            if value is not None:
                top = plot.top() + number * each + each * 0.19 + place * thick
                left, right = sorted((reach(0.0), reach(float(value))))
                painter.fillRect(QRectF(left, top, right - left, thick), colour)


def _legend(painter: QPainter, chart: Chart, box: QRectF) -> None:
    painter.setFont(_face(_SMALL))
    metrics = painter.fontMetrics()
    widths = [metrics.horizontalAdvance(each.title) + 22 for each in chart.series]
    left = box.center().x() - sum(widths) / 2
    for place, (series, width) in enumerate(zip(chart.series, widths, strict=True)):
        colour = QColor(LIGHT.chart[place % len(LIGHT.chart)])
        painter.fillRect(QRectF(left, box.center().y() - 3, 8, 6), colour)
        painter.setPen(QColor(LIGHT.text))
        words = QRectF(left + 11, box.top(), width, box.height())
        painter.drawText(
            words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, series.title
        )
        left += width


def _mark(value: float, look: Look) -> str:
    if look in ("ratio", "percent_points"):
        return f"{value * 100:g}%"
    return shown(Decimal(repr(round(value, 6))), "quantity" if look != "amount" else "count")


def _face(size: int, *, bold: bool = False) -> QFont:
    made = theme.font(theme.TEXT_SMALL, bold)
    made.setPixelSize(size)
    return made
