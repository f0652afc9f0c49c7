"""Marks, bars and text as painting functions, shared by widgets and by the delegates of lists."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from kamdesk.ui import theme

Align = Qt.AlignmentFlag
LEFT = Align.AlignLeft | Align.AlignVCenter
RIGHT = Align.AlignRight | Align.AlignVCenter
CENTER = Align.AlignCenter

MARK_SIZE = 8
BAR_HEIGHT = 6


class Shape(StrEnum):
    """The small filled forms that tell a state without its colour."""

    DOT = "dot"
    HALF = "half"
    RING = "ring"
    SQUARE = "square"
    UP = "up"
    DOWN = "down"
    DIAMOND = "diamond"


STATE_MARKS: dict[str, tuple[Shape, str]] = {
    "active": (Shape.DOT, "good"),
    "developing": (Shape.HALF, "accent"),
    "prospect": (Shape.RING, "muted"),
    "lost": (Shape.SQUARE, "bad"),
    "ordinary": (Shape.DIAMOND, "muted"),
}
"""State of an account → form and colour role; a state without an entry shows its word only."""

PILL_COLOURS: dict[str, tuple[str, str, str | None]] = {
    "neutral": ("sunken", "muted", None),
    "good": ("good_soft", "good", None),
    "warn": ("warn_soft", "warn", None),
    "bad": ("bad_soft", "bad", None),
    "accent": ("selected", "accent", None),
    "outline": ("raised", "muted", "line_strong"),
}
"""Kind of a pill → roles of ground, text and outline."""


def shape(painter: QPainter, form: Shape, role: str, rect: QRectF) -> None:
    """`form` in the colour of `role`, filling `rect`."""
    colour = theme.color(role)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if form is Shape.DOT:
        painter.drawEllipse(rect)
    elif form in (Shape.RING, Shape.HALF):
        inner = rect.adjusted(0.75, 0.75, -0.75, -0.75)
        if form is Shape.HALF:
            painter.drawPie(inner, 90 * 16, 180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.5))
        painter.drawEllipse(inner)
    elif form is Shape.SQUARE:
        painter.drawRect(rect)
    else:
        painter.drawPolygon(_corners(form, rect))
    painter.restore()


def _corners(form: Shape, rect: QRectF) -> QPolygonF:
    if form is Shape.UP:
        return QPolygonF(
            [rect.bottomLeft(), QPointF(rect.center().x(), rect.top()), rect.bottomRight()]
        )
    if form is Shape.DOWN:
        return QPolygonF(
            [rect.topLeft(), QPointF(rect.center().x(), rect.bottom()), rect.topRight()]
        )
    middle = rect.center()
    return QPolygonF(
        [
            QPointF(middle.x(), rect.top()),
            QPointF(rect.right(), middle.y()),
            QPointF(middle.x(), rect.bottom()),
            QPointF(rect.left(), middle.y()),
        ]
    )


def text(
    painter: QPainter,
    rect: QRect,
    words: str,
    role: str = "text",
    size: int = theme.TEXT,
    bold: bool = False,
    align: Align = LEFT,
) -> int:
    """One line of `words` in `rect`, cut with … where it does not fit. Returns the width it took."""
    face, metrics = _face(size, bold)
    width = metrics.horizontalAdvance(words)
    if width > rect.width():
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(words)
    painter.setFont(face)
    painter.setPen(theme.color(role))
    painter.drawText(rect, _in_one_line(align), words)
    return width


# Asked for each text of each cell: making them anew takes as long as painting the text.


@cache
def _face(size: int, bold: bool) -> tuple[QFont, QFontMetrics]:
    face = theme.font(size, bold)
    return face, QFontMetrics(face)


@cache
def _in_one_line(align: Align) -> int:
    return int(align) | int(Qt.TextFlag.TextSingleLine)


def rounded(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    ground: QColor | None,
    edge: QColor | None = None,
    width: float = 1,
) -> None:
    """A rounded box whose outline lies inside `rect` on whole pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
    else:
        half = width / 2
        painter.setPen(QPen(edge, width))
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def tier(painter: QPainter, rect: QRect, letter: str) -> None:
    """The 18 × 18 pill of a tier, centred in `rect`: A filled, B outlined in accent, every other outlined in grey."""
    box = QRectF(0, 0, theme.PILL_HEIGHT, theme.PILL_HEIGHT)
    box.moveCenter(QRectF(rect).center())
    box.moveTopLeft(QPointF(round(box.x()), round(box.y())))
    if letter == "A":
        rounded(painter, box, theme.RADIUS_PILL, theme.color("accent"))
        role = "on_accent"
    elif letter == "B":
        rounded(painter, box, theme.RADIUS_PILL, theme.color("raised"), theme.color("accent"), 1.2)
        role = "accent"
    else:
        rounded(painter, box, theme.RADIUS_PILL, theme.color("raised"), theme.color("line_strong"))
        role = "muted"
    text(painter, box.toRect(), letter, role, theme.TEXT_SMALL, bold=True, align=CENTER)


def state(painter: QPainter, rect: QRect, key: str, word: str, bold: bool = False) -> None:
    """The mark of an account's state and its word beside it."""
    known = STATE_MARKS.get(key)
    left = rect.left()
    if known is not None:
        top = rect.center().y() - MARK_SIZE / 2 + 0.5
        shape(painter, known[0], known[1], QRectF(left, top, MARK_SIZE, MARK_SIZE))
        left += MARK_SIZE + 6
    text(painter, QRect(left, rect.top(), rect.right() - left + 1, rect.height()), word, bold=bold)


def completeness_role(percent: float) -> str:
    """Below 60 warn, below 100 accent, complete good."""
    if percent < 60:
        return "warn"
    return "accent" if percent < 100 else "good"


def bar(
    painter: QPainter, rect: QRect, percent: float, role: str, expected: float | None = None
) -> None:
    """A 6 px bar across `rect`, `percent` of it filled; a tick stands at `expected` per cent."""
    top = rect.center().y() - BAR_HEIGHT // 2 + 1
    track = QRectF(rect.left(), top, rect.width(), BAR_HEIGHT)
    rounded(painter, track, BAR_HEIGHT / 2, theme.color("sunken"))
    filled = QRectF(track)
    filled.setWidth(track.width() * min(max(percent, 0), 100) / 100)
    if filled.width() > 0:
        painter.save()
        painter.setClipRect(filled)
        rounded(painter, track, BAR_HEIGHT / 2, theme.color(role))
        painter.restore()
    if expected is not None:
        x = rect.left() + round(rect.width() * min(max(expected, 0), 100) / 100)
        painter.fillRect(QRect(x - 1, top - 3, 2, BAR_HEIGHT + 6), theme.color("text"))


def pill_size(words: str, form: Shape | None = None) -> QSize:
    """What `pill` needs."""
    width = theme.text_width(words, theme.TEXT_SMALL) + 12
    return QSize(width + (MARK_SIZE + 4 if form is not None else 0), theme.PILL_HEIGHT)


def pill(painter: QPainter, rect: QRect, words: str, kind: str, form: Shape | None = None) -> None:
    """`words` in a small box of `kind` (see `PILL_COLOURS`), 18 high and centred in `rect` vertically."""
    ground, ink, edge = PILL_COLOURS[kind]
    box = QRect(
        rect.left(),
        rect.top() + (rect.height() - theme.PILL_HEIGHT) // 2,
        rect.width(),
        theme.PILL_HEIGHT,
    )
    outline = theme.color(edge) if edge is not None else None
    rounded(painter, QRectF(box), theme.RADIUS_PILL, theme.color(ground), outline)
    inside = box.adjusted(6, 0, -6, 0)
    if form is not None:
        top = inside.top() + (inside.height() - MARK_SIZE) / 2
        shape(painter, form, ink, QRectF(inside.left(), top, MARK_SIZE, MARK_SIZE))
        inside.setLeft(inside.left() + MARK_SIZE + 4)
    text(painter, inside, words, ink, theme.TEXT_SMALL)
