"""A small month at the side: today, the chosen day, a dot under each day that has something, days off muted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.labels import label

_CELL_HEIGHT, _HEAD_HEIGHT, _ROWS = 22, 20, 6
_DOT = 3


def month_words(day: date) -> str:
    """The month of `day` in words: 2026 年 11 月, November 2026."""
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
        _("August"), _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return _("{month} {year}").format(month=names[day.month - 1], year=day.year)


def weekday_letters() -> tuple[str, ...]:
    """The shortest names of the days, Monday first."""
    return (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the last one of a shorter month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class MonthCalendar(QWidget):
    """`day_chosen(day)`: clicked, or Enter. `month_shown(first, last)`: other days are in view; say what they hold."""

    day_chosen = Signal(object)
    month_shown = Signal(object, object)

    def __init__(self, today: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label("", "heading")
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title)
        head.addStretch(1)
        self.back = icon_button("chevron-left", _("Month before"), self.go_back, small=True)
        self.forward = icon_button("chevron-right", _("Next month"), self.go_forward, small=True)
        head.addWidget(self.back)
        head.addWidget(self.forward)
        self.grid = _Grid(today or date.today())
        self.grid.chosen.connect(self.day_chosen)
        self.grid.month_wanted.connect(self._walked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        column.addLayout(head)
        column.addWidget(self.grid)
        self._show_title()

    def days_in_view(self) -> tuple[date, date]:
        """The first and the last day painted."""
        return self.grid.first, self.grid.first + timedelta(days=7 * _ROWS - 1)

    def show_day(self, day: date) -> None:
        """Marks `day` and shows its month."""
        other = (day.year, day.month) != (self.grid.month.year, self.grid.month.month)
        self.grid.show_day(day)
        if other:
            self._tell()

    def set_today(self, day: date) -> None:
        """Another day has begun."""
        self.grid.today = day
        self.grid.update()

    def set_busy(self, counts: Mapping[date, int], off: Collection[date] = ()) -> None:
        """How much stands on each day in view, and which of them are days off."""
        self.grid.busy, self.grid.off = dict(counts), frozenset(off)
        self.grid.update()

    def go_back(self) -> None:
        """The month before."""
        self._walk(-1)

    def go_forward(self) -> None:
        """The next month."""
        self._walk(1)

    def _walk(self, months: int) -> None:
        self.grid.show_month(add_months(self.grid.month, months))
        self._tell()

    def _walked(self) -> None:
        self._tell()

    def _tell(self) -> None:
        self._show_title()
        self.month_shown.emit(*self.days_in_view())

    def _show_title(self) -> None:
        words = month_words(self.grid.month)
        self._title.setText(words)
        self.grid.setAccessibleName(words)


class _Grid(QWidget):
    chosen = Signal(object)
    month_wanted = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today, self.day = today, today
        self.month = today.replace(day=1)
        self.busy: dict[date, int] = {}
        self.off: frozenset[date] = frozenset()
        self._hovered: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEAD_HEIGHT + _CELL_HEIGHT * _ROWS)

    @property
    def first(self) -> date:
        """The Monday in the upper left corner."""
        return self.month - timedelta(days=self.month.weekday())

    def show_month(self, day: date) -> None:
        self.month = day.replace(day=1)
        self.update()

    def show_day(self, day: date) -> None:
        self.day = day
        self.show_month(day)
        self.setAccessibleDescription(self._words(day))

    def _words(self, day: date) -> str:
        count = self.busy.get(day, 0)
        words = ngettext("{count} visit", "{count} visits", count).format(count=count)
        return f"{day} · {words}" if count else str(day)

    def _cell(self, day: date) -> QRect:
        place = (day - self.first).days
        left = round(place % 7 * self.width() / 7)
        right = round((place % 7 + 1) * self.width() / 7)
        return QRect(left, _HEAD_HEIGHT + place // 7 * _CELL_HEIGHT, right - left, _CELL_HEIGHT)

    def _at(self, point: QPoint) -> date | None:
        row, column = (
            (point.y() - _HEAD_HEIGHT) // _CELL_HEIGHT,
            point.x() * 7 // max(self.width(), 1),
        )
        if not (0 <= row < _ROWS and 0 <= column < 7) or point.y() < _HEAD_HEIGHT:
            return None
        day = self.first + timedelta(days=row * 7 + column)
        return day if day.month == self.month.month else None

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        for column, words in enumerate(weekday_letters()):
            rect = self._cell(self.first + timedelta(days=column))
            rect.moveTop(0)
            rect.setHeight(_HEAD_HEIGHT)
            paint.text(painter, rect, words, "muted", theme.TEXT_SMALL, align=paint.CENTER)
        for place in range(7 * _ROWS):
            day = self.first + timedelta(days=place)
            if day.month == self.month.month:
                self._paint_day(painter, day)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        rect = self._cell(day)
        side = min(rect.width(), rect.height())
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(rect).center())
        role = "muted" if day in self.off else "text"
        if day == self.today:
            paint.rounded(painter, box, theme.RADIUS, theme.color("accent"))
            role = "on_accent"
        elif day == self._hovered:
            paint.rounded(painter, box, theme.RADIUS, theme.color("hover"))
        if day == self.day:
            ground = None if day == self.today else theme.color("selected")
            ring = theme.color("text" if day == self.today and self.hasFocus() else "accent")
            paint.rounded(painter, box, theme.RADIUS, ground, ring, 2 if self.hasFocus() else 1)
        words = rect.adjusted(0, -2, 0, -2)
        bold = day in (self.today, self.day)
        paint.text(painter, words, str(day.day), role, theme.TEXT_SMALL, bold, paint.CENTER)
        if self.busy.get(day):
            dot = QRectF(0, 0, _DOT, _DOT)
            dot.moveCenter(QRectF(rect).center())
            dot.moveTop(rect.bottom() - _DOT - 1)
            paint.shape(
                painter, paint.Shape.DOT, "on_accent" if day == self.today else "muted", dot
            )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._at(event.position().toPoint())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go_to(day)
            self.chosen.emit(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._at(event.position().toPoint())
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._go_to(self.day + timedelta(days=steps[key]))
        elif key == Qt.Key.Key_Home:
            self._go_to(self.today)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._go_to(add_months(self.day, 1 if key == Qt.Key.Key_PageDown else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.day)
        else:
            super().keyPressEvent(event)

    def _go_to(self, day: date) -> None:
        other = (day.year, day.month) != (self.month.year, self.month.month)
        self.show_day(day)
        if other:
            self.month_wanted.emit()
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self._words(day) if day else "", self)
            return True
        return super().event(event)
