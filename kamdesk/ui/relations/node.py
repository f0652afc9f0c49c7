"""Somebody on the map: a card of 184 × 100 that says support, influence, coverage and silence without a tooltip."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from kamdesk.charts import map_words as words
from kamdesk.charts.tree_layout import HEIGHT, WIDTH
from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.work.decision_chain import MapPerson

_LEFT, _RIGHT = 13, WIDTH - 9
FAR = 0.6
"""Below this scale the card shows the name and the stand only, larger."""


class PersonNode(QGraphicsItem):
    """`person` is what it shows; it is moved by hand only in free placement."""

    def __init__(self, person: MapPerson) -> None:
        super().__init__()
        self.person = person
        self.is_start = False
        """Whether a line is being drawn from here."""
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemSendsGeometryChanges)
        self.setAcceptHoverEvents(True)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setZValue(2)
        self._hovered = False
        self.show_person(person)

    def show_person(self, person: MapPerson) -> None:
        """Shows another state of the same person."""
        self.person = person
        self.setToolTip("")
        self.update()

    def set_movable(self, movable: bool) -> None:
        """Whether it may be dragged."""
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsMovable, movable)

    def set_start(self, is_start: bool) -> None:
        """Marks it as the beginning of the line that is being drawn."""
        self.is_start = is_start
        self.update()

    def rect(self) -> QRectF:
        """Where it stands in the scene."""
        return QRectF(self.pos(), QRectF(0, 0, WIDTH, HEIGHT).size())

    def boundingRect(self) -> QRectF:
        return QRectF(-2, -2, WIDTH + 4, HEIGHT + 4)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(0, 0, WIDTH, HEIGHT)
        return path

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: Any) -> Any:
        changes = QGraphicsItem.GraphicsItemChange
        if change == changes.ItemPositionHasChanged and self.scene() is not None:
            self.scene().node_moved(self)  # type: ignore[attr-defined] # only a MapScene holds nodes
        return super().itemChange(change, value)

    def hoverEnterEvent(self, event: Any) -> None:
        self._hovered = True
        self.update()
        super().hoverEnterEvent(event)

    def hoverLeaveEvent(self, event: Any) -> None:
        self._hovered = False
        self.update()
        super().hoverLeaveEvent(event)

    # ---------------------------------------------------------------------------------------------------------- paint

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        del widget
        self._paint_card(painter)
        if option.levelOfDetailFromTransform(painter.worldTransform()) < FAR:
            self._paint_far(painter)
            return
        self._paint_name(painter)
        self._paint_roles(painter)
        painter.setPen(theme.color("line"))
        painter.drawLine(QPointF(_LEFT - 5, 53.5), QPointF(WIDTH - 2, 53.5))
        self._paint_stand(painter)
        self._paint_silence(painter)

    def _paint_card(self, painter: QPainter) -> None:
        person = self.person
        ground = "surface" if person.is_placeholder else "raised"
        box = QRectF(0, 0, WIDTH, HEIGHT)
        paint.rounded(painter, box, theme.RADIUS_CARD, theme.color(ground))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(
            box.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CARD, theme.RADIUS_CARD
        )
        painter.setClipPath(path)
        if person.support_level is not None:
            neutral = person.support_level == 0
            role = "line_strong" if neutral else words.support_role(person.support_level)
            painter.fillRect(QRectF(0, 0, 4, HEIGHT), theme.color(role))
        painter.setClipping(False)
        edge, width = ("edge" if self._hovered else "line_strong"), 1.0
        if self.isSelected() or self.is_start:
            edge, width = "accent", 2.0
        pen = QPen(theme.color(edge), width)
        if self.is_start or not (person.is_confirmed() or self.isSelected()):
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.restore()

    def _paint_far(self, painter: QPainter) -> None:
        person = self.person
        name = QRect(_LEFT, 14, _RIGHT - _LEFT, 36)
        role = "muted" if person.is_placeholder else "text"
        paint.text(painter, name, person.title, role, 26, bold=True)
        mark = QRect(_LEFT, 54, 70, 34)
        paint.text(
            painter, mark, words.support_mark(person.support_level),
            words.support_role(person.support_level), 24, bold=True,
        )  # fmt: skip
        if person.is_overdue:
            days = QRect(mark.right(), 54, _RIGHT - mark.right(), 34)
            said = _("never") if person.days is None else str(person.days)
            paint.text(painter, days, said, "bad", 24, align=paint.RIGHT)

    def _paint_name(self, painter: QPainter) -> None:
        person = self.person
        line = QRect(_LEFT, 6, _RIGHT - _LEFT, 20)
        role = "muted" if person.is_placeholder else "text"
        used = paint.text(painter, line, person.title, role, bold=True)
        if not person.is_placeholder and used + 20 < line.width():
            rest = line.adjusted(used + 8, 0, 0, 0)
            paint.text(painter, rest, person.position, "muted", theme.TEXT_SMALL)

    def _paint_roles(self, painter: QPainter) -> None:
        person = self.person
        sure = person.is_confirmed()
        said = words.certainty_words(person)
        right = QRect(_LEFT, 29, _RIGHT - _LEFT, 18)
        used = paint.text(
            painter, right, said, "muted" if sure else "warn", theme.TEXT_SMALL, align=paint.RIGHT
        )
        left, end = _LEFT, _RIGHT - used - 6
        for place, word in enumerate(words.role_words(person.roles)):
            size = paint.pill_size(word)
            if left + size.width() > end:
                more = f"+{len(person.roles) - place}"
                if place == 0:  # better a cut word than none
                    spot = QRect(left, 29, end - left, theme.PILL_HEIGHT)
                    paint.pill(painter, spot, word, self._role_kind(0))
                elif left + 20 <= end:
                    paint.text(
                        painter, QRect(left, 29, end - left, 18), more, "muted", theme.TEXT_SMALL
                    )
                break
            spot = QRect(left, 29, size.width(), theme.PILL_HEIGHT)
            paint.pill(painter, spot, word, self._role_kind(place))
            left += size.width() + 4

    def _role_kind(self, place: int) -> str:
        decides = self.person.roles[place] == "decision_maker"
        return "accent" if decides else "neutral"

    def _paint_stand(self, painter: QPainter) -> None:
        person = self.person
        paint_support(painter, QRect(_LEFT, 58, 96, 18), person.support_level)
        paint_influence(painter, QRectF(115, 61, 15, 11), person.influence)
        paint_coverage(painter, QRectF(143, 63.5, 30, 7), person.coverage)

    def _paint_silence(self, painter: QPainter) -> None:
        person = self.person
        line = QRect(_LEFT, 77, _RIGHT - _LEFT, 18)
        if person.is_external or person.has_left:
            said = _("has left") if person.has_left else _("outside")
            used = paint.text(painter, line, said, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
            line.adjust(0, 0, -used - 6, 0)
        role = "bad" if person.is_overdue else "muted"
        paint.text(painter, line, words.silence_words(person), role, theme.TEXT_SMALL)


def paint_support(painter: QPainter, rect: QRect, level: int | None) -> None:
    """The marks and the word of a level."""
    role = words.support_role(level)
    top = rect.center().y() - 3.5
    left = float(rect.left())
    if level is None:
        paint.text(
            painter, QRect(rect.left(), rect.top(), 10, rect.height()), "?", "muted", bold=True
        )
        left += 12
    elif level == 0:
        paint.shape(painter, paint.Shape.RING, "muted", QRectF(left, top, 9, 9))
        left += 14
    else:
        form = paint.Shape.UP if level > 0 else paint.Shape.DOWN
        for place in range(abs(level)):
            paint.shape(painter, form, role, QRectF(left + place * 9, top + 0.5, 8, 7))
        left += 9 * abs(level) + 4
    rest = QRect(round(left), rect.top(), rect.right() - round(left), rect.height())
    said = words.support_words(level, mark=False)
    paint.text(painter, rest, said, "text" if level == 0 else role, theme.TEXT_SMALL)


def paint_influence(painter: QPainter, rect: QRectF, influence: int | None) -> None:
    """Three bars of growing height; unknown: outlined."""
    width = 4.0
    for place in range(3):
        height = rect.height() * (place + 1.6) / 3.6
        bar = QRectF(rect.left() + place * 5, rect.bottom() - height, width, height)
        if influence is None:
            painter.save()
            painter.setPen(QPen(theme.color("edge"), 1))
            painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.restore()
        else:
            role = "text" if place < influence else "line_strong"
            painter.fillRect(bar, theme.color(role))


def paint_coverage(painter: QPainter, rect: QRectF, coverage: str | None) -> None:
    """Three dots, as many filled as the coverage has steps."""
    steps = words.COVERAGE_STEPS.get(coverage or "", 0)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place in range(3):
        dot = QRectF(rect.left() + place * 9, rect.top(), 7, 7)
        if place < steps:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(dot)
        else:
            painter.setPen(QPen(theme.color("edge"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.restore()
