"""The card of one indicator, painted in one piece: figure, target, state, eight periods, parts, how it was computed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.kpi import words
from kamdesk.ui.kpi.dashboard import card_words
from kamdesk.ui.kpi.dashboard.card import Card
from kamdesk.ui.kpi.dashboard.spark import Spark, number_at, paint_spark
from kamdesk.ui.widgets import paint

CARD_HEIGHT, SMALL_HEIGHT = 128, 72
_MARGIN, _FOOT, _LINE = 12, 26, 18
_INFO = 14
_SPARK_FROM = 0.52
"""Where on the width the picture begins."""


class FigureCard(QAbstractButton):
    """`clicked`: chosen. `computed_wanted`: how it was computed. `companion_wanted(key)`: the indicator beside it.

    `walked(dx, dy)`: an arrow key. `menu_wanted(point)`.
    """

    computed_wanted = Signal()
    companion_wanted = Signal(str)
    walked = Signal(int, int)
    menu_wanted = Signal(QPoint)

    def __init__(self, card: Card, *, small: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card, self._small = card, small
        self._is_chosen = False
        self._companion = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFixedHeight(SMALL_HEIGHT if small else CARD_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Shows another state of its indicator."""
        self.card = card
        self.setText(card_words.sentence(card))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(card_words.trend_sentence(card))
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Whether the records below are its own."""
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            self.update()

    def is_chosen(self) -> bool:
        """Whether it is the chosen one."""
        return self._is_chosen

    def spark(self) -> Spark:
        """The small picture."""
        card = self.card
        return Spark(
            [value for _code, value in card.trend],
            card.target.wanted,
            card.live.value if card.is_restated else None,
            as_columns=card.declared.unit == "count",
        )

    # -------------------------------------------------------------------------------------------------------- places

    def info_rect(self) -> QRect:
        """The sign that says how it was computed."""
        top = self.height() - (_FOOT if not self._small else 20) + 6
        return QRect(self.width() - _MARGIN - _INFO, top, _INFO, _INFO)

    def spark_rect(self) -> QRectF:
        """The small picture."""
        right = self.width() - _MARGIN - (_INFO + 6 if self._small else 0)
        left = self.width() * (_SPARK_FROM if not self._small else 0.6)
        top, bottom = (36, 80) if not self._small else (34, 62)
        return QRectF(left, top, right - left, bottom - top)

    def sizeHint(self) -> QSize:
        return QSize(294, SMALL_HEIGHT if self._small else CARD_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, SMALL_HEIGHT if self._small else CARD_HEIGHT)

    # ------------------------------------------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        edge, width = "line", 1.0
        if self._is_chosen:
            edge, width = "accent", 2.0
        elif self.underMouse():
            edge = "line_strong"
        box = QRectF(self.rect())
        paint.rounded(
            painter, box, theme.RADIUS_CARD, theme.color("raised"), theme.color(edge), width
        )
        if self.hasFocus():
            ring = box.adjusted(3, 3, -3, -3) if self._is_chosen else box
            paint.rounded(
                painter, ring, theme.RADIUS_CARD - 2, None, theme.color("accent"),
                1.0 if self._is_chosen else 2.0,
            )  # fmt: skip
        self._paint_head(painter)
        self._paint_figure(painter)
        paint_spark(painter, self.spark_rect(), self.spark())
        if not self._small:
            self._paint_below(painter)
        role = "text" if self.info_rect().contains(self._pointer()) else "muted"
        icons.paint(painter, "info", role, self.info_rect())

    def _pointer(self) -> QPoint:
        return self.mapFromGlobal(self.cursor().pos()) if self.underMouse() else QPoint(-1, -1)

    def _paint_head(self, painter: QPainter) -> None:
        right = self.width() - _MARGIN
        known = card_words.STATES.get(self.card.state)
        if known is not None:
            word, kind, form = _(known[0]), known[1], known[2]
            size = paint.pill_size(word, form)
            pill = QRect(right - size.width(), 9, size.width(), theme.PILL_HEIGHT)
            paint.pill(painter, pill, word, kind, form)
            right = pill.left() - theme.SPACE_2
        arrow = card_words.arrow(self.card)
        room = QRect(_MARGIN, 8, right - _MARGIN - 14, 20)
        used = paint.text(painter, room, self.card.declared.name)
        paint.text(
            painter, QRect(room.left() + used + 5, room.top(), 14, 20), arrow, "muted"
        )  # fmt: skip

    def _paint_figure(self, painter: QPainter) -> None:
        card = self.card
        width = int(self.spark_rect().left()) - _MARGIN - theme.SPACE_1
        top = 32 if not self._small else 28
        paint.text(
            painter, QRect(_MARGIN, top, width, 24), card_words.value(card), size=theme.TEXT_LARGE,
            bold=True,
        )  # fmt: skip
        if self._small:
            said = card_words.restated(card) or " · ".join(self._small_words())
            line = QRect(_MARGIN, 50, width, _LINE)
            if card.is_restated:
                self._paint_restated(painter, line, said)
            else:
                paint.text(painter, line, said, "muted", theme.TEXT_SMALL)
            return
        line = QRect(_MARGIN, 58, width, _LINE)
        first = card_words.first_version(card)
        target = [card_words.target(card), first if card.is_restated else ""]
        said = " · ".join(each for each in target if each)
        paint.text(painter, line, said, "muted", theme.TEXT_SMALL)
        below = line.translated(0, _LINE + 2)
        if card.is_restated:
            self._paint_restated(painter, below, card_words.restated(card))
        else:
            said = " · ".join(each for each in (first, *card_words.beside(card)) if each)
            paint.text(painter, below, said, "muted", theme.TEXT_SMALL)

    def _small_words(self) -> list[str]:
        card = self.card
        if card.shown.value is None and card.shown.note:
            return [card.shown.note]
        found = [card_words.pair(card), card_words.target(card), *card_words.beside(card)]
        return [each for each in found if each]

    def _paint_restated(self, painter: QPainter, line: QRect, said: str) -> None:
        wanted = theme.text_width(said, theme.TEXT_SMALL) + 12
        box = QRect(line.left(), line.top(), min(wanted, line.width()), theme.PILL_HEIGHT)
        paint.rounded(
            painter, QRectF(box), theme.RADIUS_PILL, None, theme.color("chart2"), 1.2
        )  # fmt: skip
        paint.text(painter, box.adjusted(6, 0, -4, 0), said, size=theme.TEXT_SMALL)

    def _paint_below(self, painter: QPainter) -> None:
        card, spark = self.card, self.spark_rect()
        if card.trend:
            ends = QRect(int(spark.left()), 82, int(spark.width()), 16)
            first = words.short_period(card.trend[0][0])
            last = words.short_period(card.trend[-1][0])
            paint.text(painter, ends, first, "muted", theme.TEXT_SMALL)
            paint.text(painter, ends, last, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
        top = self.height() - _FOOT
        painter.setPen(theme.color("line"))
        painter.drawLine(_MARGIN, top, self.width() - _MARGIN, top)
        room = QRect(_MARGIN, top + 2, self.info_rect().left() - _MARGIN - 8, _FOOT - 4)
        said = " · ".join(card_words.foot(card))
        used = paint.text(painter, room, said, "muted", theme.TEXT_SMALL)
        self._companion = QRect()
        beside = card_words.companion(card)
        if beside and said.endswith(beside):
            width = min(theme.text_width(beside, theme.TEXT_SMALL), used)
            self._companion = QRect(room.left() + used - width, room.top(), width, room.height())

    # ------------------------------------------------------------------------------------------------ Qt calls us

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self.info_rect().adjusted(-6, -6, 6, 6).contains(point):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.computed_wanted.emit()
        elif self.card.companions and self._companion.contains(point):
            self.companion_wanted.emit(self.card.companions[0][0].key)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.update(self.info_rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps:
            self.walked.emit(*steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_I, Qt.Key.Key_Question):
            self.computed_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._explained(event.pos()), self)
            return True
        return super().event(event)

    def _explained(self, point: QPoint) -> str:
        """The number under the pointer; elsewhere all that the card says."""
        if self.info_rect().adjusted(-6, -6, 6, 6).contains(point):
            return _("How it was computed")
        spark = self.spark_rect()
        if spark.adjusted(-4, -8, 4, 8).contains(point) and self.card.trend:
            number = number_at(self.spark(), spark, point.x())
            code, value = self.card.trend[number or 0]
            return f"{code}  {words.value_words(value, self.card.declared.unit, self.card.wan)}"
        return card_words.sentence(self.card)
