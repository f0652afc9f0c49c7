"""Draws a fishbone: the spine to the head, bones above and below, every cause on its own twig."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen, QPolygonF

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.opportunities.analysis.picture import CENTER, RIGHT, Ink
from kamdesk.work.analysis.fishbone import Bone, Cause, Fishbone

_HEAD_WIDTH, _BOX_HEIGHT, _BOX_ROOM = 150, 24, 14
_TALLEST_TWIG, _SMALLEST_TEXT = 40, 9


def draw_fishbone(ink: Ink, rect: QRectF, fishbone: Fishbone) -> None:
    """Into `rect`; the text gets smaller when there are many causes."""
    area = rect.adjusted(theme.SPACE_3, theme.SPACE_2, -theme.SPACE_2, -theme.SPACE_2)
    spine_y = area.center().y()
    head_width = min(_HEAD_WIDTH, area.width() * 0.22)
    head = QRectF(area.right() - head_width, spine_y - 38, head_width, 76)
    painter = ink.painter
    painter.setPen(QPen(ink.color("text"), 2.4))
    painter.drawLine(QPointF(area.left(), spine_y), QPointF(head.left() - 8, spine_y))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.color("text"))
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(head.left() - 12, spine_y - 7),
                QPointF(head.left(), spine_y),
                QPointF(head.left() - 12, spine_y + 7),
            ]
        )
    )
    _head(ink, head, fishbone)
    columns = max(ceil(len(fishbone.bones) / 2), 1)
    width = (head.left() - 12 - area.left()) / columns
    for place, bone in enumerate(fishbone.bones):
        is_above = place < columns
        column = place if is_above else place - columns
        left = area.left() + column * width
        top, bottom = (area.top(), spine_y) if is_above else (spine_y, area.bottom())
        _bone(ink, QRectF(left, top, width, bottom - top), fishbone, bone, is_above=is_above)


def _head(ink: Ink, rect: QRectF, fishbone: Fishbone) -> None:
    painter = ink.painter
    painter.setPen(QPen(ink.color("bad"), 1))
    painter.setBrush(ink.color("bad_soft"))
    painter.drawRoundedRect(rect, theme.RADIUS_CARD, theme.RADIUS_CARD)
    inner = rect.adjusted(8, 6, -8, -6)
    words = QRectF(inner.left(), inner.top(), inner.width(), 42)
    painter.setFont(theme.font(theme.TEXT, bold=True))
    painter.setPen(ink.color("bad"))
    wrap = int(CENTER) | int(Qt.TextFlag.TextWordWrap)
    painter.drawText(words, wrap, fishbone.effect or _("Why?"))
    count = len(fishbone.causes)
    said = ngettext("{count} cause", "{count} causes", count).format(count=count)
    roots = ngettext("{count} root", "{count} roots", len(fishbone.roots))
    below = QRectF(inner.left(), inner.bottom() - 18, inner.width(), 18)
    ink.say(below, f"{said} · {roots.format(count=len(fishbone.roots))}", "muted", align=CENTER)


def _bone(ink: Ink, rect: QRectF, fishbone: Fishbone, bone: Bone, *, is_above: bool) -> None:
    """A bone leans from its box down (or up) to the spine; twigs lie to its left."""
    painter = ink.painter
    box_width = min(max(theme.text_width(bone.title, theme.TEXT, True) + 24, 56), rect.width() - 4)
    foot = QPointF(rect.right() - 8, rect.bottom() if is_above else rect.top())
    lean = min(rect.height() * 0.55, rect.width() * 0.32)
    end_y = rect.top() + _BOX_HEIGHT if is_above else rect.bottom() - _BOX_HEIGHT
    tip = QPointF(foot.x() - lean, end_y)
    painter.setPen(QPen(ink.color("accent"), 1.6))
    painter.drawLine(tip, foot)
    box = QRectF(0, 0, box_width, _BOX_HEIGHT)
    box.moveCenter(QPointF(tip.x(), end_y + (-_BOX_HEIGHT / 2 if is_above else _BOX_HEIGHT / 2)))
    if box.left() < rect.left():
        box.moveLeft(rect.left())
    painter.setPen(QPen(ink.color("accent"), 1))
    painter.setBrush(ink.color("selected"))
    painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
    ink.say(box, bone.title, size=theme.TEXT, bold=True, align=CENTER)
    rows = _rows(fishbone, bone)
    if not rows:
        return
    first = end_y + _BOX_ROOM if is_above else foot.y() + _BOX_ROOM - 2
    last = foot.y() - 8 if is_above else end_y - 8
    step = min((last - first) / len(rows), _TALLEST_TWIG)
    if not is_above:
        first = last - step * (len(rows) - 1) - step / 2 - 4
    size = max(min(theme.TEXT_SMALL, int(step) - 4), _SMALLEST_TEXT)
    for number, (cause, depth) in enumerate(rows):
        y = first + step * (number + 0.5) + 4
        share = (y - tip.y()) / (foot.y() - tip.y()) if foot.y() != tip.y() else 0
        x = tip.x() + (foot.x() - tip.x()) * share
        # Above the spine the bone leans over the words that stand on the twig.
        lost = (size + 2) * lean / max(rect.height() - _BOX_HEIGHT, 1) if is_above else 0
        twig = QRectF(rect.left(), y - step, x - rect.left(), step)
        _twig(ink, twig, cause, depth, size, lost)


def _rows(fishbone: Fishbone, bone: Bone) -> list[tuple[Cause, int]]:
    """The causes of a bone as an outline: each with its depth."""
    found: list[tuple[Cause, int]] = []

    def put(cause: Cause, depth: int) -> None:
        found.append((cause, depth))
        for behind in fishbone.behind(cause.key):
            put(behind, depth + 1)

    for cause in fishbone.on_bone(bone.key):
        put(cause, 1)
    return found


def _twig(ink: Ink, rect: QRectF, cause: Cause, depth: int, size: int, lost: float) -> None:
    """A line to the bone with the words on it; what lies behind a cause begins further left and is marked ›."""
    words = f"{'› ' * (depth - 1)}{'◆ ' if cause.is_root else ''}{cause.text}"
    if cause.votes:
        words = f"{words} ×{cause.votes}"
    role = "bad" if cause.is_root else ("text" if depth == 1 else "muted")
    width = QFontMetricsF(theme.font(size, cause.is_root)).horizontalAdvance(words) + 10
    left = max(rect.left() + 2, rect.right() - max(width + 12 + lost, 60) - 10 * (depth - 1))
    ink.painter.setPen(QPen(ink.color("bad" if cause.is_root else "line_strong"), 1.2))
    ink.painter.drawLine(QPointF(left, rect.bottom()), QPointF(rect.right(), rect.bottom()))
    room = QRectF(left, rect.bottom() - size - 6, rect.right() - 5 - lost - left, size + 5)
    ink.say(room, words, role, size=size, bold=cause.is_root, align=RIGHT)
