"""How one visit is painted in a calendar: bar by kind, account, subject, state by icon and word."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.visits.calendar.entries import (
    KIND_COLOURS,
    KIND_ICONS,
    Item,
    late_words,
    look_of,
    weekday,
)
from kamdesk.ui.widgets import paint

BAR = 4
_LINE, _PAD = 16, 4
_ICON = 12


def paint_entry(
    painter: QPainter,
    rect: QRect,
    item: Item,
    now: datetime,
    *,
    current: bool = False,
    focused: bool = False,
    hovered: bool = False,
) -> None:
    """A visit in `rect`, with as many lines as there is room for; below 30 px everything stands in one line."""
    entry = item.entry
    if entry is None:
        return
    box = QRectF(rect)
    look = look_of(item, now)
    _ground(
        painter,
        box,
        item,
        current=current,
        focused=focused,
        hovered=hovered,
        now=look.icon == "play",
    )
    _bar(painter, rect, entry.kind, faded=item.is_off)
    inside = rect.adjusted(BAR + _PAD + 2, 1, -_PAD, -1)
    if inside.width() < 12:
        return
    role = "muted" if item.is_off else "text"
    if rect.height() < 32:
        line = QRect(inside.left(), rect.center().y() - _LINE // 2 + 1, inside.width(), _LINE)
        room = line.adjusted(0, 0, -_ICON - 3, 0) if line.width() > 50 else line
        said = f"{entry.account} {entry.subject}".strip()
        text(painter, room, said, role, bold=not item.is_off, struck=item.is_off)
        if room is not line:
            _icon(
                painter,
                QRect(line.right() - _ICON, line.top() + 2, _ICON, _ICON),
                look.icon,
                look.role,
            )
        return
    line = QRect(inside.left(), rect.top() + 3, inside.width(), _LINE)
    text(painter, line, entry.account, role, bold=True, struck=item.is_off)
    lines = [("state", "")]
    if entry.subject and rect.height() >= 50:
        lines.insert(0, ("words", entry.subject))
    if entry.owner and rect.height() >= 84:
        lines.append(("words", entry.owner))
    for kind, words in lines:
        line.translate(0, _LINE)
        if line.bottom() > rect.bottom():
            break
        if kind == "words":
            text(painter, line, words, "muted", struck=item.is_off)
            continue
        _icon(painter, QRect(line.left(), line.top() + 2, _ICON, _ICON), look.icon, look.role)
        text(painter, line.adjusted(_ICON + 3, 0, 0, 0), _(look.word), look.role)


def paint_line(
    painter: QPainter, rect: QRect, item: Item, now: datetime, *, current: bool = False,
    focused: bool = False, hovered: bool = False,
) -> None:  # fmt: skip
    """A visit as one line of a day of a month: bar, time, account, state."""
    entry = item.entry
    if entry is None:
        return
    look = look_of(item, now)
    _ground(painter, QRectF(rect), item, current=current, focused=focused, hovered=hovered,
            now=look.icon == "play")  # fmt: skip
    _bar(painter, rect, entry.kind, faded=item.is_off)
    inside = rect.adjusted(BAR + _PAD, 0, -3, 0)
    if inside.width() > 60:
        _icon(
            painter,
            QRect(inside.right() - _ICON, inside.center().y() - 5, _ICON, _ICON),
            look.icon,
            look.role,
        )
        inside.setRight(inside.right() - _ICON - 3)
    if entry.start and inside.width() > 76:
        used = text(painter, inside, entry.start, "muted")
        inside.setLeft(inside.left() + used + 4)
    said = entry.account if inside.width() < 110 else f"{entry.account} {entry.subject}".strip()
    text(painter, inside, said, "muted" if item.is_off else "text", struck=item.is_off)


def chip_words(item: Item) -> tuple[str, str]:
    """What stands on the chip of something without a time, and how late it is."""
    if item.due is not None:
        what = item.due.subject or _("call-back")
        return f"{item.due.account} {what}", late_words(item.due)
    if item.entry is not None:
        day = f"{weekday(item.entry.day)} {item.entry.day.day}"
        return f"{item.entry.account} {item.entry.subject}".strip(), day
    return "", ""


def chip_width(item: Item) -> int:
    """What a chip needs."""
    words, more = chip_words(item)
    return min(
        theme.text_width(words, theme.TEXT_SMALL) + theme.text_width(more, theme.TEXT_SMALL) + 44,
        250,
    )


def paint_chip(
    painter: QPainter, rect: QRect, item: Item, now: datetime, *, current: bool = False,
    focused: bool = False, hovered: bool = False,
) -> None:  # fmt: skip
    """Something without a time."""
    _ground(painter, QRectF(rect), item, current=current, focused=focused, hovered=hovered)
    kind = item.entry.kind if item.entry is not None else "callback"
    icons.paint(
        painter, KIND_ICONS[kind], "muted", QRect(rect.left() + 7, rect.center().y() - 6, 14, 14)
    )
    words, more = chip_words(item)
    inside = rect.adjusted(26, 0, -8, 0)
    late = item.due is not None and item.due.late > 0
    role = "bad" if late else "muted"
    if item.entry is not None:
        look = look_of(item, now)
        role = look.role
    room = inside.adjusted(0, 0, -theme.text_width(more, theme.TEXT_SMALL) - 6, 0)
    used = text(painter, room, words, "muted" if item.is_off else "text", struck=item.is_off)
    text(painter, inside.adjusted(used + 6, 0, 0, 0), more, role)


def text(
    painter: QPainter,
    rect: QRect,
    words: str,
    role: str,
    *,
    bold: bool = False,
    struck: bool = False,
) -> int:
    """One small line, struck through where it will not come about; returns the width it took."""
    face = theme.font(theme.TEXT_SMALL, bold)
    metrics = QFontMetrics(face)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    face.setStrikeOut(struck)
    painter.setFont(face)
    painter.setPen(theme.color(role))
    painter.drawText(rect, paint.LEFT | Qt.TextFlag.TextSingleLine, shown)
    return metrics.horizontalAdvance(shown)


def _ground(
    painter: QPainter,
    box: QRectF,
    item: Item,
    *,
    current: bool,
    focused: bool,
    hovered: bool,
    now: bool = False,
) -> None:
    ground = theme.color("selected" if current or now else "hover" if hovered else "raised")
    edge = theme.color("accent" if current or now else "line_strong")
    width = 2 if focused and current else 1
    waits = item.entry is not None and item.entry.state == "submitted"
    if not waits:
        paint.rounded(painter, box, theme.RADIUS, ground, edge, width)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.color("accent" if current else "warn"), width)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(ground)
    half = width / 2
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), theme.RADIUS, theme.RADIUS)
    painter.restore()


def _bar(painter: QPainter, rect: QRect, kind: str, *, faded: bool) -> None:
    painter.save()
    if faded:
        painter.setOpacity(0.55)
    bar = QRectF(rect.left() + 1, rect.top() + 1, BAR, rect.height() - 2)
    paint.rounded(painter, bar, 2, theme.color(KIND_COLOURS[kind]))
    painter.restore()


def _icon(painter: QPainter, rect: QRect, name: str, role: str) -> None:
    icons.paint(painter, name, role, rect)
