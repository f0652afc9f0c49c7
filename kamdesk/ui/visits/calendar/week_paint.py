"""What a week is painted on: hours, days with their names, the line of the present moment, the band below."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.visits.calendar.entries import weekday
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.month_calendar import weekday_letters

if TYPE_CHECKING:
    from kamdesk.ui.visits.calendar.week_view import WeekView

_NARROW = 60


def paint_ground(view: WeekView, painter: QPainter) -> None:
    """Hours and columns; days off and today tinted."""
    grid = view.grid()
    painter.fillRect(view.viewport().rect(), theme.color("raised"))
    for day in view.days():
        column = view.column(day)
        column.setBottom(grid.bottom())
        if day in view.off:
            painter.fillRect(column, theme.color("surface"))
        if day == view.today():
            painter.fillRect(column, theme.mix(theme.theme().selected, theme.theme().raised, 0.45))
    painter.save()
    painter.setClipRect(grid)
    for hour in range(view.hours[0], view.hours[1] + 1):
        y = view.y_of(hour * 60)
        painter.setPen(theme.color("line"))
        painter.drawLine(view.columns_left() - 4, y, grid.right(), y)
        words = QRect(0, y - 8, view.columns_left() - 8, 16)
        paint.text(painter, words, f"{hour:02}", "muted", theme.TEXT_SMALL, align=paint.RIGHT)
    painter.restore()
    painter.setPen(theme.color("line"))
    for day in view.days():
        x = view.column(day).left() - 1
        painter.drawLine(x, 0, x, grid.bottom())


def paint_heads(view: WeekView, painter: QPainter) -> None:
    """The names of the days above the hours, each with what it is called or how many visits it has."""
    head = QRect(0, 0, view.viewport().width(), view.grid().top())
    painter.fillRect(head, theme.color("raised"))
    counts: dict[date, int] = {}
    for item in view.entries.items:
        if item.entry is not None and not item.is_off:
            counts[item.entry.day] = counts.get(item.entry.day, 0) + 1
    for day in view.days():
        column = view.column(day)
        column.setBottom(head.bottom())
        if day in view.off:
            painter.fillRect(column, theme.color("surface"))
        today = day == view.today()
        if today:
            painter.fillRect(column, theme.mix(theme.theme().selected, theme.theme().raised, 0.45))
        painter.setPen(theme.color("line"))
        painter.drawLine(column.left() - 1, 0, column.left() - 1, head.bottom())
        if column.width() < _NARROW:
            _narrow_head(painter, column, day, today=today, name=view.names.get(day, ""))
        else:
            _head(
                painter, column, day, counts.get(day, 0), today=today, name=view.names.get(day, "")
            )
    painter.setPen(theme.color("line"))
    painter.drawLine(head.left(), head.bottom(), head.right(), head.bottom())


def _head(
    painter: QPainter, column: QRect, day: date, count: int, *, today: bool, name: str
) -> None:
    role = "accent" if today else "text"
    inside = column.adjusted(8, 6, -4, 0)
    line = QRect(inside.left(), inside.top(), inside.width(), 24)
    used = paint.text(painter, line, weekday(day), "accent" if today else "muted")
    number = line.adjusted(used + 4, -1, 0, -1)
    paint.text(painter, number, str(day.day), role, theme.TEXT_LARGE, bold=True)
    said = ngettext("{count} visit", "{count} visits", count).format(count=count) if count else ""
    parts = [name, said] if name else [said]
    whole = " · ".join(filter(None, (*parts, _("today"))))
    if today and theme.text_width(whole, theme.TEXT_SMALL) <= inside.width():
        parts.append(_("today"))
    below = QRect(inside.left(), inside.top() + 27, inside.width(), 16)
    words = " · ".join(filter(None, parts))
    paint.text(painter, below, words, "accent" if today else "muted", theme.TEXT_SMALL)


def _narrow_head(painter: QPainter, column: QRect, day: date, *, today: bool, name: str) -> None:
    role = "accent" if today else "muted"
    line = QRect(column.left(), column.top() + 10, column.width(), 16)
    letter = weekday_letters()[day.weekday()]
    paint.text(painter, line, letter, role, theme.TEXT_SMALL, align=paint.CENTER)
    line.translate(0, 18)
    paint.text(painter, line, str(day.day), role, align=paint.CENTER)
    if name:  # the whole name does not fit: a mark says that there is one, the tooltip which
        dot = QRectF(column.center().x() - 1.5, column.bottom() - 7, 4, 4)
        paint.shape(painter, paint.Shape.DOT, "warn", dot)


def paint_now(view: WeekView, painter: QPainter, now: datetime) -> None:
    """A line through today at the present minute."""
    if not view.first <= view.today() <= view.last:
        return
    column = view.column(view.today())
    y = view.y_of(now.hour * 60 + now.minute)
    painter.setPen(QPen(theme.color("bad"), 1))
    painter.drawLine(column.left(), y, column.right(), y)
    paint.shape(
        painter,
        paint.Shape.DOT,
        "bad",
        QRectF(QPointF(column.left() - 3.5, y - 3.0), QPointF(column.left() + 3.5, y + 4.0)),
    )


def paint_more(view: WeekView, painter: QPainter) -> None:
    """Marks where visits found no room."""
    for rect, _day, count in view.more:
        paint.rounded(painter, QRectF(rect), theme.RADIUS_PILL, theme.color("accent"))
        words = f"+{count}"
        paint.text(
            painter, rect, words, "on_accent", theme.TEXT_SMALL, bold=True, align=paint.CENTER
        )


def paint_band(view: WeekView, painter: QPainter) -> None:
    """The ground of what has no time."""
    band = view.band()
    if band.isEmpty():
        return
    painter.fillRect(band, theme.color("raised"))
    painter.setPen(theme.color("line"))
    painter.drawLine(band.topLeft(), band.topRight())
    words = QRect(band.topLeft() + QPoint(theme.SPACE_3, theme.SPACE_2), band.bottomRight())
    words.setHeight(24)
    paint.text(painter, words, _("No time yet"), bold=True)
    if view.beyond:
        said, mark = f"+{len(view.beyond)}", view.beyond_mark()
        paint.text(painter, mark, said, "accent", theme.TEXT_SMALL, bold=True, align=paint.RIGHT)


def paint_new(painter: QPainter, rect: QRect) -> None:
    """Free ground that was chosen."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.color("accent"), 1.5)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    ground = theme.color("selected")
    ground.setAlphaF(0.5)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
    painter.restore()
