"""One step of the board: its heading, and the developments at it as a list of painted cards that can be dragged."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QListView, QSizePolicy, QVBoxLayout, QWidget

from kamdesk.i18n import _, language, ngettext
from kamdesk.model.vocabulary import DEVELOPMENT_STATE
from kamdesk.ui import theme
from kamdesk.ui.accounts.development.card_delegate import (
    CARD,
    CARD_HEIGHT,
    CardDelegate,
    card_sentence,
    paint_card,
)
from kamdesk.ui.widgets import paint
from kamdesk.work.development_board import Card

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-kamdesk-development"

_HEAD_HEIGHT = 52


def column_width() -> int:
    """The least width of a column: its heading, a short name beside a tier, a score beside the day it is due."""
    return 130 if language() == "zh" else 156


class CardsModel(QAbstractListModel):
    """The cards of one column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards: list[Card] = []

    def show_cards(self, cards: list[Card]) -> None:
        """Shows other cards."""
        self.beginResetModel()
        self.cards = cards
        self.endResetModel()

    def row_of(self, development_id: int) -> int:
        """The row of a development, -1 where it is not here."""
        return next((n for n, one in enumerate(self.cards) if one.id == development_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.cards[index.row()]
        if role == CARD:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.account
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return card_sentence(card, date.today())
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled


class CardList(QListView):
    """`walked`: left or right was pressed; `asked`: Ctrl+left or right, the card is to go a step on or back."""

    walked = Signal(int)
    asked = Signal(int)
    opened = Signal(int)
    closed = Signal()
    current_changed = Signal(int)
    dropped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setModel(CardsModel(self))
        self.delegate = CardDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.clicked.connect(self._open)
        self.viewport().setAcceptDrops(True)

    def cards(self) -> CardsModel:
        """The model."""
        model = self.model()
        assert isinstance(model, CardsModel)
        return model

    def current(self) -> Card | None:
        """The selected card."""
        index = self.currentIndex()
        return self.cards().cards[index.row()] if index.isValid() else None

    def go_to(self, row: int) -> None:
        """Selects a card and brings it into view."""
        self.setCurrentIndex(self.model().index(row, 0))
        self.scrollTo(self.currentIndex())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.current_changed.emit(self.cards().cards[current.row()].id)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.cards().cards[index.row()].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        way = ways.get(Qt.Key(event.key()))
        if way is not None:
            asks = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.asked if asks else self.walked).emit(way)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.go_to(0)

    # ------------------------------------------------------------------------------------------------- dragging

    def startDrag(self, _actions: Qt.DropAction) -> None:
        card = self.current()
        if card is None:
            return
        data = QMimeData()
        data.setData(MIME, QByteArray(str(card.id).encode()))
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self._picture(card))
        drag.setHotSpot(QPoint(40, 20))
        self.delegate.lifted = card.id
        drag.exec(Qt.DropAction.MoveAction)
        self.delegate.lifted = None
        self.viewport().update()

    def _picture(self, card: Card) -> QPixmap:
        ratio = self.devicePixelRatioF()
        size = self.visualRect(self.currentIndex()).size()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        box = QRect(0, 0, size.width(), CARD_HEIGHT).adjusted(6, 4, -6, -4)
        paint_card(painter, box, card, selected=True, focused=True)
        painter.end()
        return picture

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            self._light(True)
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        del event
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(False)
        if event.mimeData().hasFormat(MIME):
            event.setDropAction(Qt.DropAction.IgnoreAction)  # the store moves it, not the view
            event.accept()
            self.dropped.emit(int(bytes(event.mimeData().data(MIME).data()).decode()))

    def _light(self, on: bool) -> None:
        column = self.parentWidget()
        if isinstance(column, BoardColumn):
            column.set_target(on)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)


class BoardColumn(QWidget):
    """A step with its cards."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self.state = state
        self.list = CardList()
        self._target = self._refused = False
        self._late = 0
        self.setMinimumWidth(column_width())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, _HEAD_HEIGHT + 4, 1, 0)
        column.setSpacing(0)
        column.addWidget(self.list)

    def title(self) -> str:
        """What the step is called."""
        return DEVELOPMENT_STATE.label(self.state)

    def show_cards(self, cards: list[Card]) -> None:
        """Shows other cards."""
        self.list.cards().show_cards(cards)
        self._late = sum(card.over(date.today()) > 0 for card in cards)
        count = ngettext("{count} account", "{count} accounts", len(cards)).format(count=len(cards))
        self.list.setAccessibleName(f"{self.title()}, {count}")
        self.update()

    def set_target(self, on: bool) -> None:
        """A card is held over it."""
        self._target = on
        self.update()

    def set_refused(self, on: bool) -> None:
        """A card could not come here."""
        self._refused = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        ground = "selected" if self._target else ("bad_soft" if self._refused else "surface")
        painter.fillRect(self.rect(), theme.color(ground))
        head = QRect(0, 0, self.width(), _HEAD_HEIGHT)
        painter.fillRect(head, theme.color("raised"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, _HEAD_HEIGHT, self.width(), _HEAD_HEIGHT)
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        if self._refused or self._target:
            colour = theme.color("bad" if self._refused else "accent")
            painter.fillRect(0, _HEAD_HEIGHT - 1, self.width(), 2, colour)
        inside = head.adjusted(theme.SPACE_3, 6, -theme.SPACE_3, 0)
        paint.text(painter, QRect(inside.left(), 6, inside.width(), 20), self.title(), bold=True)
        below = QRect(inside.left(), 26, inside.width(), 18)
        count = len(self.list.cards().cards)
        used = paint.text(painter, below, f"{count}", "text" if count else "muted")
        if self._late:
            words = _("{count} late").format(count=self._late)
            size = paint.pill_size(words)
            spot = QRect(below.left() + used + 8, below.top(), size.width(), below.height())
            paint.pill(painter, spot, words, "bad")
