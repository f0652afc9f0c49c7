"""The lines of the map: who reports to whom, who influences whom, conflicts, and informal ties."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, cos, hypot, pi, sin

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from kamdesk.charts import map_words as words
from kamdesk.charts.tree_layout import GAP_Y, HEIGHT, INDENT, WIDTH
from kamdesk.ui import theme
from kamdesk.ui.relations.node import FAR, PersonNode
from kamdesk.ui.widgets import paint
from kamdesk.work.decision_chain import MapLine

_APART = 16
"""px between lines that join the same two."""
_TEETH, _FAR_TEXT = 4, 20


class ReportLine(QGraphicsItem):
    """From a superior down to somebody who reports to them."""

    def __init__(self, above: PersonNode, below: PersonNode) -> None:
        super().__init__()
        self.above, self.below = above, below
        self._path = QPainterPath()
        self.setZValue(0)
        self.follow()

    def follow(self) -> None:
        """Takes the new places of the two."""
        self.prepareGeometryChange()
        above, below = self.above.rect(), self.below.rect()
        start = QPointF(above.center().x(), above.bottom())
        path = QPainterPath(start)
        if below.top() > above.bottom() and abs(below.left() - above.left() - INDENT) < 2:
            path = QPainterPath(QPointF(above.left() + INDENT / 2, above.bottom()))
            path.lineTo(above.left() + INDENT / 2, below.center().y())
            path.lineTo(below.left(), below.center().y())
        elif (
            below.top() > above.bottom() + GAP_Y + 8
        ):  # in a stack: past those above, at their left
            bus, x = above.bottom() + GAP_Y / 2, below.left() - 14
            path.lineTo(start.x(), bus)
            path.lineTo(x, bus)
            path.lineTo(x, below.center().y())
            path.lineTo(below.left(), below.center().y())
        elif below.top() > above.bottom() + 8:
            bus = max(below.top() - GAP_Y / 2, above.bottom() + 4)
            path.lineTo(start.x(), bus)
            path.lineTo(below.center().x(), bus)
            path.lineTo(below.center().x(), below.top())
        else:
            path.lineTo(below.center())
        self._path = path

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect().adjusted(-2, -2, 2, 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        del option, widget
        pen = QPen(theme.color("line_strong"), 1.6)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)


class TieLine(QGraphicsItem):
    """Influence with an arrow, conflict as a zigzag, informal dotted; selected by a click or from the list."""

    def __init__(self, line: MapLine, start: PersonNode, end: PersonNode, place: int = 0) -> None:
        super().__init__()
        self.line, self.start, self.end, self.place = line, start, end, place
        self._path = QPainterPath()
        self._label = QRectF()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setZValue(1)
        self.follow()

    def follow(self, others: Sequence[QRectF] = ()) -> None:
        """Takes the new places of the two; `others` are cards to run past."""
        self.prepareGeometryChange()
        self._path = tie_path(self.start.rect(), self.end.rect(), self.place, others)
        said = words.line_words(self.line)
        self._label = QRectF()
        if said:
            width = min(theme.text_width(said, theme.TEXT_SMALL) + 8, 190)
            middle = self._path.pointAtPercent(0.5)
            top = middle.y() - 9
            if (
                self.line.kind == "conflict"
            ):  # below the teeth, or below both cards where those are near
                near = self._path.length() < width + 8
                low = max(self.start.rect().bottom(), self.end.rect().bottom())
                top = low + 6 if near else middle.y() + 12
            self._label = QRectF(middle.x() - width / 2, top, width, 18)

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect().united(self._label).adjusted(-70, -14, 70, 14)

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(12)
        path = stroker.createStroke(self._path)
        path.addRect(self._label)
        return path

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        del widget
        far = option.levelOfDetailFromTransform(painter.worldTransform()) < FAR
        role = words.LINE_ROLES[self.line.kind]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color(role), 3.0 if self.isSelected() else 1.6)
        if self.line.kind == "informal":
            pen.setDashPattern([1.5, 2.5])
        elif not self.line.is_confirmed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(zigzag(self._path) if self.line.kind == "conflict" else self._path)
        if self.line.kind == "influence":
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(role))
            painter.drawPolygon(arrow(self._path))
        if not self._label.isNull():
            middle = self._path.pointAtPercent(0.5)
            if self._label.top() > middle.y() + 14:  # a thin leader to the words that stand apart
                painter.setPen(QPen(theme.color(role), 1, Qt.PenStyle.DotLine))
                painter.drawLine(middle + QPointF(0, 8), QPointF(middle.x(), self._label.top()))
            spot = self._label.toRect()
            said = self.line.note if far else words.line_words(self.line)
            if far:  # larger, or nobody could read it; the dashes say that it is assumed
                wide = theme.text_width(said, _FAR_TEXT) + 8
                more = max(wide - spot.width(), 0) // 2
                spot = spot.adjusted(-more, -4, more, 4)
            painter.fillRect(spot, theme.color("raised"))
            paint.text(
                painter, spot.adjusted(3, 0, -3, 0), said, role,
                _FAR_TEXT if far else theme.TEXT_SMALL, bold=self.isSelected(), align=paint.CENTER,
            )  # fmt: skip
        painter.restore()


def tie_path(
    start: QRectF, end: QRectF, place: int = 0, others: Sequence[QRectF] = ()
) -> QPainterPath:
    """A curve from one card to another that runs behind as few of the `others` as can be; `place` keeps it apart from
    further ones between the same two."""
    ways = _ways(start, end, place * _APART)
    return min(ways, key=lambda path: sum(path.intersects(each) for each in others))


def _ways(start: QRectF, end: QRectF, aside: float) -> list[QPainterPath]:
    """The curves that may be taken, the best looking first."""
    way = end.center() - start.center()
    right = 1 if way.x() >= 0 else -1
    around = [_around(start, end, right, 22 + aside), _around(start, end, -right, 22 + aside)]
    if abs(way.y()) < HEIGHT * 0.8:
        over = [_over(start, end, right, aside, up) for up in (True, False)]
        if abs(way.x()) < 2 * WIDTH:
            return [_across(start, end, right, aside), *over]
        return [*over, _across(start, end, right, aside)]
    corner = [_corner(start, end, right, aside), _through_gap(start, end, right, aside)]
    if abs(way.x()) < 20:
        return [*around, *corner]
    if abs(way.x()) < WIDTH * 0.75:
        return [_outer_corner(start, end, right, aside), corner[1], *around]
    return [*corner, _outer_corner(start, end, right, aside), *around]


def _across(start: QRectF, end: QRectF, right: int, aside: float) -> QPainterPath:
    """Between two of one row."""
    first, last = _side(start, right, aside), _side(end, -right, aside)
    bend = QPointF((last.x() - first.x()) / 2, 0)
    return _curve(first, first + bend, last - bend, last)


def _over(start: QRectF, end: QRectF, right: int, aside: float, up: bool) -> QPainterPath:
    """In a bow above or below the row."""
    rise = QPointF(0, (34 + aside) * (-1 if up else 1))
    first = QPointF(start.center().x() + right * 40, start.top() if up else start.bottom())
    last = QPointF(end.center().x() - right * 40, end.top() if up else end.bottom())
    return _curve(first, first + rise, last + rise, last)


def _around(start: QRectF, end: QRectF, right: int, out: float) -> QPainterPath:
    """Past one side of both."""
    first, last = _side(start, right, 0), _side(end, right, 0)
    far = max(first.x() * right, last.x() * right) * right + right * out
    return _curve(first, QPointF(far, first.y()), QPointF(far, last.y()), last)


def _corner(start: QRectF, end: QRectF, right: int, aside: float) -> QPainterPath:
    """Up or down out of the one, and into the nearer side of the other."""
    upward = end.center().y() < start.center().y()
    x = start.center().x() + right * (30 + aside)
    first = QPointF(x, start.top() if upward else start.bottom())
    last = _side(end, -right, aside)
    bend = QPointF(first.x(), first.y() + (last.y() - first.y()) * 0.75)
    reach = max(40.0, abs(last.x() - first.x()) * 0.55)
    return _curve(first, bend, QPointF(last.x() - right * reach, last.y()), last)


def _outer_corner(start: QRectF, end: QRectF, right: int, aside: float) -> QPainterPath:
    """The same, from the half that is farther off."""
    upward = end.center().y() < start.center().y()
    x = start.center().x() - right * (50 + aside)
    first = QPointF(x, start.top() if upward else start.bottom())
    last = _side(end, -right, aside)
    reach = min(x * right, (last.x() - right * 30) * right) * right
    bend = QPointF(x, last.y() + (first.y() - last.y()) * 0.2)
    return _curve(first, bend, QPointF(reach, last.y()), last)


def _through_gap(start: QRectF, end: QRectF, right: int, aside: float) -> QPainterPath:
    """Between two rows, from top to bottom edge."""
    upward = end.center().y() < start.center().y()
    x, to = start.center().x() + right * (40 + aside), end.center().x() - right * (40 - aside)
    first = QPointF(x, start.top() if upward else start.bottom())
    last = QPointF(to, end.bottom() if upward else end.top())
    middle = (first.y() + last.y()) / 2
    return _curve(first, QPointF(x, middle), QPointF(to, middle), last)


def _side(rect: QRectF, right: int, aside: float) -> QPointF:
    x = rect.right() + 1 if right > 0 else rect.left() - 1
    return QPointF(x, rect.center().y() + aside)


def _curve(first: QPointF, one: QPointF, two: QPointF, last: QPointF) -> QPainterPath:
    path = QPainterPath(first)
    path.cubicTo(one, two, last)
    return path


def arrow(path: QPainterPath) -> QPolygonF:
    """The head at the end of a path."""
    end = path.pointAtPercent(1.0)
    before = path.pointAtPercent(max(0.0, path.percentAtLength(max(path.length() - 10, 0))))
    angle = atan2(end.y() - before.y(), end.x() - before.x())
    corners = [
        QPointF(end.x() - 10 * cos(angle + turn), end.y() - 10 * sin(angle + turn))
        for turn in (pi / 8, -pi / 8)
    ]
    return QPolygonF([end, *corners])


def zigzag(path: QPainterPath) -> QPainterPath:
    """The path with four teeth in its middle."""
    length = path.length()
    teeth = min(26.0, length * 0.7)
    begin, stop = (length - teeth) / 2, (length + teeth) / 2
    drawn = QPainterPath(path.pointAtPercent(0))
    steps = 8
    for number in range(1, steps + 1):
        at = path.percentAtLength(begin * number / steps)
        drawn.lineTo(path.pointAtPercent(at))
    for number in range(1, _TEETH + 1):
        middle = begin + teeth * number / (_TEETH + 1)
        here = path.pointAtPercent(path.percentAtLength(middle))
        ahead = path.pointAtPercent(path.percentAtLength(min(middle + 1, length)))
        way = ahead - here
        size = hypot(way.x(), way.y()) or 1.0
        high = 7 if number % 2 else -7
        drawn.lineTo(here + QPointF(-way.y() / size * high, way.x() / size * high))
    for number in range(steps + 1):
        at = path.percentAtLength(stop + (length - stop) * number / steps)
        drawn.lineTo(path.pointAtPercent(min(at, 1.0)))
    return drawn


def legend_rect(painter: QPainter, rect: QRect, kind: str) -> None:
    """A short sample of a line for the legend."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    y = rect.center().y() + 0.5
    path = QPainterPath(QPointF(rect.left(), y))
    path.lineTo(QPointF(rect.right(), y))
    role = words.LINE_ROLES.get(kind, "line_strong")
    pen = QPen(theme.color(role), 1.6)
    if kind == "informal":
        pen.setDashPattern([1.5, 2.5])
    painter.setPen(pen)
    painter.drawPath(zigzag(path) if kind == "conflict" else path)
    if kind == "influence":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(role))
        painter.drawPolygon(arrow(path))
    painter.restore()
