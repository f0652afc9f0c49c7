"""The head of a column of the board: number, name and probability of the stage, count, amount, weighted, a bar."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.opportunities.words import short_money
from kamdesk.ui.widgets import paint
from kamdesk.work.opportunity_board import Column

HEAD_HEIGHT = 76


def head_sentence(place: int, column: Column, wan: bool) -> str:
    """The head as a screen reader says it, and as its tooltip."""
    parts = [
        f"{place + 1} {column.title}",
        _("{count} projects").format(count=column.count),
        short_money(column.amount, wan=wan),
    ]
    if column.holds_closed:
        parts.append(_("won {won}, review due {due}").format(won=column.won, due=column.to_review))
    else:
        parts.append(_("weighted {amount}").format(amount=short_money(column.weighted, wan=wan)))
    if column.without_rate:
        parts.append(
            _("{count} in another currency without a rate are left out").format(
                count=column.without_rate
            )
        )
    return ", ".join(parts)


def paint_head(
    painter: QPainter, rect: QRect, place: int, column: Column, most: Decimal, wan: bool
) -> None:
    """Draws the head of the column at `place`; `most` is the highest amount of all columns."""
    painter.fillRect(rect, theme.color("raised"))
    inside = rect.adjusted(9, 5, -9, -4)
    left, width, top = inside.left(), inside.width(), inside.top()
    right = f"{column.probability}%" if not column.holds_closed else ""
    used = theme.text_width(right, theme.TEXT_SMALL) + 6 if right else 0
    number = f"{place + 1} "
    line = QRect(left, top, width, 20)
    begin = paint.text(painter, line, number, "muted")
    title = QRect(left + begin + 3, top, width - begin - used - 3, 20)
    paint.text(painter, title, column.title, bold=True)
    paint.text(painter, line, right, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
    second = QRect(left, top + 20, width, 18)
    amount = short_money(column.amount, wan=wan)
    if column.without_rate:
        amount = f"≥ {amount}"
    used = theme.text_width(amount, bold=True)
    paint.text(painter, second, amount, bold=True, align=paint.RIGHT)
    count = _("{count} proj.").format(count=f"{column.count:,}")
    paint.text(painter, second.adjusted(0, 0, -used - 4, 0), count, "muted", theme.TEXT_SMALL)
    third = QRect(left, top + 38, width, 16)
    if column.holds_closed:
        words = _("won {count}").format(count=column.won)
        other = _("review {count}").format(count=column.to_review)
    else:
        words, other = _("weighted"), short_money(column.weighted, wan=wan)
    used = theme.text_width(other, theme.TEXT_SMALL)
    paint.text(painter, third, other, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
    paint.text(painter, third.adjusted(0, 0, -used - 4, 0), words, "muted", theme.TEXT_SMALL)
    if not column.holds_closed:
        share = float(column.amount / most * 100) if most else 0.0
        paint.bar(painter, QRect(left, top + 57, width, 8), share, "accent")
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
