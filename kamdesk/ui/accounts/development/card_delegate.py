"""How a development looks on the board: account and tier, who is in charge, score, days in the step, when it is due."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint
from kamdesk.work.development_board import Card
from kamdesk.work.development_states import SETTLED

CARD = Qt.ItemDataRole.UserRole
CARD_HEIGHT = 88
_GAP = 4
"""Half the room between two cards."""
_BESIDE_SCORE = 24
"""What stands between the score and the day in words: the icon and some room."""
Index = QModelIndex | QPersistentModelIndex


def score_words(card: Card) -> str:
    """The total of the score card, or that too little is known."""
    return f"{card.total.value}" if card.total.value is not None else _("no score yet")


def due_words(card: Card, today: date) -> tuple[str, str]:
    """What is said of the day the step is due, and in which colour: how late, the day, or nothing."""
    late = card.over(today)
    if late:
        return _("{days} d late").format(days=late), "bad"
    if card.due_on is None or card.state in SETTLED:
        return "", "muted"
    if card.due_on == today:
        return _("due today"), "warn"
    return _("due {day}").format(day=f"{card.due_on:%m-%d}"), "muted"


def card_sentence(card: Card, today: date) -> str:
    """The card as a screen reader says it."""
    parts = (
        card.account,
        _("tier {tier}").format(tier=card.tier) if card.tier else "",
        card.owner,
        _("score {score}").format(score=score_words(card)),
        _("{days} days in this step").format(days=card.days(today)),
        due_words(card, today)[0],
    )
    return ", ".join(filter(None, parts))


class CardDelegate(QStyledItemDelegate):
    """Paints a `Card`; `lifted` is the id of the one that is being dragged, whose place is dashed."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.lifted: int | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(100, CARD_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card = index.data(CARD)
        box = QRect(option.rect).adjusted(6, _GAP, -6, -_GAP)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = selected and self._view.hasFocus()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if card.id == self.lifted:
            painter.setOpacity(0.55)
        paint_card(painter, box, card, selected=selected, focused=focused, hovered=hovered)
        painter.restore()


def paint_card(
    painter: QPainter,
    box: QRect,
    card: Card,
    *,
    selected: bool = False,
    focused: bool = False,
    hovered: bool = False,
) -> None:
    """Draws one card into `box`."""
    today = date.today()
    late = card.over(today) > 0
    ground = "selected" if selected else "raised"
    edge = "accent" if selected else ("line_strong" if hovered else "line")
    if late and not selected:
        edge = "bad"
    paint.rounded(
        painter, QRectF(box), theme.RADIUS_CARD, theme.color(ground), theme.color(edge),
        2 if focused else 1,
    )  # fmt: skip
    inside = box.adjusted(10, 8, -10, -6)
    left = inside.left()
    top = QRect(left, inside.top(), inside.width(), 20)
    if card.tier:
        paint.tier(painter, QRect(left, top.top(), theme.PILL_HEIGHT, 20), card.tier)
        top.setLeft(left + theme.PILL_HEIGHT + 6)
    paint.text(painter, top, card.account, bold=True)
    second = QRect(left, inside.top() + 22, inside.width(), 18)
    who = card.owner or _("nobody in charge")
    used = paint.text(painter, second, who, "text" if card.owner else "warn", theme.TEXT_SMALL)
    days = _("{days} d").format(days=card.days(today))
    _paint_with_icon(painter, second.adjusted(used + 4, 0, 0, 0), "clock", days)
    _paint_foot(painter, QRect(left, inside.top() + 44, inside.width(), 20), card, today)


def _paint_with_icon(
    painter: QPainter, rect: QRect, icon_name: str, words: str, role: str = "muted"
) -> int:
    """`words` at the right of `rect` behind a small icon, the icon only where there is room. Returns the width."""
    width = theme.text_width(words, theme.TEXT_SMALL)
    if width > rect.width():
        return 0
    paint.text(painter, rect, words, role, theme.TEXT_SMALL, align=paint.RIGHT)
    if rect.width() < width + 15:
        return width
    spot = QRect(rect.right() - width - 14, rect.top() + (rect.height() - 12) // 2, 12, 12)
    icons.paint(painter, icon_name, role, spot)
    return width + 15


def _paint_foot(painter: QPainter, rect: QRect, card: Card, today: date) -> None:
    """Score with its bar at the left, due at the right."""
    words, role = due_words(card, today)
    right = 0
    if words:
        right = theme.text_width(words, theme.TEXT_SMALL) + 2
        if role == "bad":
            size = paint.pill_size(words)
            right = size.width()
            spot = QRect(rect.right() - right + 1, rect.top(), right, rect.height())
            paint.pill(painter, spot, words, "bad")
        else:
            day = f"{card.due_on:%m-%d}"
            beside = theme.text_width(score_words(card), bold=True) + right + _BESIDE_SCORE
            if card.due_on == today and beside <= rect.width():
                day = words  # the colour says it, too, where there is no room beside the score
            right = _paint_with_icon(painter, rect, "calendar", day, role)
    room = rect.adjusted(0, 0, -right - 8 if right else 0, 0)
    if card.total.value is None:
        said = score_words(card)
        if theme.text_width(said, theme.TEXT_SMALL) > room.width():
            said = "—"
        paint.text(painter, room, said, "muted", theme.TEXT_SMALL)
        return
    used = paint.text(painter, room, score_words(card), bold=True)
    track = room.adjusted(used + 8, 0, 0, 0)
    track.setWidth(min(track.width(), 60))
    if track.width() >= 20:
        paint.bar(painter, track, float(card.total.value), "accent")
