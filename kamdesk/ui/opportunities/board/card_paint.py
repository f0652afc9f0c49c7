"""How an opportunity looks on the board: account and tier, name, amount, expected close, days in the stage, flags."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kamdesk.i18n import _
from kamdesk.model.sales_words import OUTCOME
from kamdesk.ui import icons, theme
from kamdesk.ui.opportunities.words import days_words, short_money
from kamdesk.ui.widgets import paint
from kamdesk.work.opportunity_board import Card

CARD_HEIGHT, CARD_GAP = 88, 6
CARD_PITCH = CARD_HEIGHT + CARD_GAP
_ICON = 12
OUTCOME_PILLS = {"won": "good", "lost": "bad", "cancelled": "neutral"}
_OUTCOME_SIGNS = {"won": "✓", "lost": "✕", "cancelled": "–"}


def amount_words(card: Card, wan: bool) -> str:
    """The amount as the department shows money, or a dash."""
    return short_money(card.amount, card.currency, wan=wan) if card.amount is not None else "—"


def warnings(card: Card, today: date) -> list[tuple[str, str, str]]:
    """Icon, colour and words of everything that is wrong with it."""
    found = []
    if card.contact_is_late(today):
        words = _("contact was due on {day}").format(day=card.next_contact_on)
        found.append(("phone", "bad", words))
    if card.is_slipping:
        words = _("put off {count} times, by {days} days").format(
            count=card.slips, days=card.slipped_days
        )
        found.append(("postpone", "warn", words))
    if card.lacks_next_step:
        found.append(("warning", "warn", _("no next step")))
    return found


def card_sentence(card: Card, today: date, wan: bool) -> str:
    """The card as a screen reader says it, and as its tooltip."""
    parts = [
        card.account,
        _("tier {tier}").format(tier=card.tier) if card.tier else "",
        card.name,
        amount_words(card, wan),
        card.owner,
    ]
    if card.outcome == "open":
        if card.expected_close_on is not None:
            parts.append(_("expected on {day}").format(day=card.expected_close_on))
        parts.append(_("{days} days in this stage").format(days=card.days(today)))
        if card.next_step:
            parts.append(_("next: {step}").format(step=card.next_step))
    else:
        parts.append(f"{OUTCOME.label(card.outcome)} {card.closed_on or ''}".strip())
    parts += [words for _icon, _role, words in warnings(card, today)]
    return ", ".join(filter(None, parts))


def paint_card(
    painter: QPainter,
    box: QRect,
    card: Card,
    today: date,
    wan: bool,
    *,
    selected: bool = False,
    focused: bool = False,
    hovered: bool = False,
    refused: bool = False,
) -> None:
    """Draws one card into `box`."""
    ground = "selected" if selected else "raised"
    edge = "accent" if selected else ("line_strong" if hovered else "line")
    if refused:
        ground, edge = "raised", "bad"
    paint.rounded(
        painter, QRectF(box), theme.RADIUS_CARD, theme.color(ground), theme.color(edge),
        2 if focused or refused else 1,
    )  # fmt: skip
    inside = box.adjusted(9, 6, -9, -5)
    left, width, top = inside.left(), inside.width(), inside.top()
    first = QRect(left, top, width, 20)
    if card.tier:
        paint.tier(painter, QRect(left, top, theme.PILL_HEIGHT, 20), card.tier)
        first.setLeft(left + theme.PILL_HEIGHT + 6)
    paint.text(painter, first, card.account or _("no account yet"), bold=True)
    paint.text(painter, QRect(left, top + 20, width, 18), card.name)
    third = QRect(left, top + 38, width, 19)
    right = third.right()
    for name, role, _words in warnings(card, today):
        icons.paint(painter, name, role, QRect(right - 13, third.top() + 3, 13, 13))
        right -= 17
    third.setRight(right - 2)
    paint.text(painter, third, amount_words(card, wan), bold=True)
    _paint_foot(painter, QRect(left, top + 58, width, 18), card, today)


def _paint_foot(painter: QPainter, rect: QRect, card: Card, today: date) -> None:
    if card.outcome != "open":
        words = f"{_OUTCOME_SIGNS[card.outcome]} {OUTCOME.label(card.outcome)}"
        spot = QRect(rect.topLeft(), paint.pill_size(words))
        spot.setHeight(rect.height())
        paint.pill(painter, spot, words, OUTCOME_PILLS[card.outcome])
        if card.closed_on is not None:
            room = rect.adjusted(spot.width() + 4, 0, 0, 0)
            day = f"{card.closed_on:%m-%d}"
            paint.text(painter, room, day, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
        return
    days = days_words(card.days(today))
    role = "bad" if card.is_stalled(today) else "muted"
    width = theme.text_width(days, theme.TEXT_SMALL)
    paint.text(painter, rect, days, role, theme.TEXT_SMALL, align=paint.RIGHT)
    spot = QRect(rect.right() - width - _ICON - 3, rect.top() + 3, _ICON, _ICON)
    icons.paint(painter, "clock", role, spot)
    close = card.expected_close_on
    if close is None:
        return
    form = "%m-%d" if close.year == today.year or (close - today).days < 300 else "%Y-%m-%d"
    late = "bad" if close < today else "muted"
    room = QRect(rect.left(), rect.top(), spot.left() - rect.left() - 4, rect.height())
    paint.text(painter, room, close.strftime(form), late, theme.TEXT_SMALL)


def paint_gap(painter: QPainter, box: QRect) -> None:
    """The dashed place a card was taken from."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("line_strong"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frame = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(frame, theme.RADIUS_CARD, theme.RADIUS_CARD)
    painter.restore()
