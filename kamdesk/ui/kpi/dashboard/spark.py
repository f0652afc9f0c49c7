"""The small picture on a card: eight periods as a line or as columns, what is aimed at dashed, the last in accent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kamdesk.ui import theme

_DOT, _LAST, _RING = 2.0, 4.0, 4.5
_COLUMN_SHARE = 0.62
Height = Callable[[Decimal], float]
"""Where a value stands, from above."""


@dataclass(frozen=True)
class Spark:
    """`values` from the oldest to the last, None for a gap; `target` and `restated` where there are such."""

    values: Sequence[Decimal | None]
    target: Decimal | None = None
    restated: Decimal | None = None
    as_columns: bool = False

    def bounds(self) -> tuple[float, float]:
        """The least and the greatest value that must have room."""
        known = [float(each) for each in (*self.values, self.target, self.restated) if each is not None]  # fmt: skip
        if self.as_columns:
            known.append(0.0)
        if not known:
            return 0.0, 1.0
        low, high = min(known), max(known)
        return (low - 0.5, high + 0.5) if low == high else (low, high)


def place_x(spark: Spark, rect: QRectF, number: int) -> float:
    """Where period `number` stands."""
    count = max(len(spark.values), 1)
    if spark.as_columns:
        return rect.left() + rect.width() * (number + 0.5) / count
    room = rect.adjusted(_LAST, 0, -_LAST - 1, 0)
    return room.left() + room.width() * (number / (count - 1) if count > 1 else 1)


def number_at(spark: Spark, rect: QRectF, x: float) -> int | None:
    """The period that is nearest to `x`; None without any."""
    if not spark.values:
        return None
    return min(range(len(spark.values)), key=lambda each: abs(place_x(spark, rect, each) - x))


def paint_spark(painter: QPainter, rect: QRectF, spark: Spark) -> None:
    """Paints it into `rect`."""
    if not spark.values:
        return
    low, high = spark.bounds()
    inside = rect.adjusted(0, _LAST, 0, -_LAST if not spark.as_columns else 0)

    def y(value: Decimal) -> float:
        return inside.bottom() - inside.height() * (float(value) - low) / (high - low)

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if spark.as_columns:
        _columns(painter, spark, inside, y)
    if spark.target is not None:
        pen = QPen(theme.color("muted"), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        height = round(y(spark.target)) + 0.5
        painter.drawLine(QPointF(rect.left(), height), QPointF(rect.right(), height))
    if not spark.as_columns:
        _line(painter, spark, inside, y)
    _end(painter, spark, inside, y)
    painter.restore()


def _columns(painter: QPainter, spark: Spark, rect: QRectF, y: Height) -> None:
    width = min(rect.width() / len(spark.values) * _COLUMN_SHARE, 12)
    ground = theme.mix(theme.theme().muted, theme.theme().raised, 0.55)
    last = len(spark.values) - 1
    for number, value in enumerate(spark.values):
        if not value:
            continue
        top, bottom = y(value), y(Decimal(0))
        x = place_x(spark, rect, number) - width / 2
        column = QRectF(x, min(top, bottom), width, abs(bottom - top))
        painter.fillRect(column, theme.color("accent") if number == last else ground)
    painter.setPen(theme.color("line_strong"))
    base = round(y(Decimal(0))) + 0.5
    painter.drawLine(QPointF(rect.left(), base), QPointF(rect.right(), base))


def _line(painter: QPainter, spark: Spark, rect: QRectF, y: Height) -> None:
    colour = theme.color("muted")
    before: QPointF | None = None
    for number, value in enumerate(spark.values):
        point = None if value is None else QPointF(place_x(spark, rect, number), y(value))
        if point is not None:
            painter.setPen(QPen(colour, 1.4))
            if before is not None:  # a period without a value leaves a gap
                painter.drawLine(before, point)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(point, _DOT, _DOT)
        before = point


def _end(painter: QPainter, spark: Spark, rect: QRectF, y: Height) -> None:
    """The last period, and beside it what the facts give now."""
    last = len(spark.values) - 1
    x = place_x(spark, rect, last)
    value = spark.values[last]
    if spark.restated is not None:
        painter.setPen(QPen(theme.color("chart2"), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y(spark.restated)), _RING, _RING)
    if value is None:
        painter.setPen(QPen(theme.color("muted"), 1.4))
        middle = round(rect.center().y()) + 0.5
        painter.drawLine(QPointF(x - 6, middle), QPointF(x + 2, middle))
    elif not spark.as_columns:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QPointF(x, y(value)), _LAST, _LAST)
