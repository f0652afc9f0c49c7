"""The line of time of an account, grouped by day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.store.store import Store
from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint
from kamdesk.work.account_events import Event
from kamdesk.work.timeline import timeline

_EVENT = Qt.ItemDataRole.UserRole
_DAY = Qt.ItemDataRole.UserRole + 1
_ICONS = {
    "next": "calendar",
    "filed": "stamp",
    "status": "flag",
    "tier": "tag",
    "owner": "user",
    "document": "document",
    "left": "users",
    "change": "pencil",
    "planned": "calendar",
    "held": "calendar-check",
    "cancelled": "x",
    "expense": "money",
    "callback": "phone",
    "development": "funnel",
    "task": "check",
    "purchase": "truck",
    "contract": "document",
    "complaint": "warning",
    "feedback": "message",
    "request": "headset",
    "measure": "check",
    "survey": "list",
    "activity": "star",
}
_ROW = 28


class TimelinePage(QWidget):
    """Newest first; what is planned stands on top."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.list = QListWidget()
        self.list.setAccessibleName(_("Timeline"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(_EventDelegate(self.list))
        self.list.setUniformItemSizes(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)

    def show_account(self, account_id: int | None) -> None:
        """Shows the line of another account, or of the same one anew."""
        self.list.clear()
        if account_id is None:
            return
        with self._store.read() as session:
            events = timeline(session, account_id)
        today = date.today()
        day = None
        for event in events:
            item = QListWidgetItem()
            shown = "" if event.on == day else day_words(event.on, today)
            day = event.on
            item.setData(_EVENT, event)
            item.setData(_DAY, shown)
            item.setText(
                " ".join(filter(None, (str(event.on), event.text, event.detail, event.by)))
            )
            item.setToolTip(item.text())
            self.list.addItem(item)


def day_words(day: date, today: date) -> str:
    """A day as the line says it: without the year when it is this one."""
    if day == today:
        return _("today")
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


class _EventDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        del option, index
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        event: Event = index.data(_EVENT)
        super().paint(painter, _without_words(option), QModelIndex())
        rect = option.rect.adjusted(theme.SPACE_4, 0, -theme.SPACE_4, 0)
        day = index.data(_DAY)
        if day and index.row() > 0:
            painter.setPen(theme.color("line"))
            painter.drawLine(rect.left(), option.rect.top(), rect.right(), option.rect.top())
        overdue = event.kind == "next" and event.on < date.today()
        role = "bad" if overdue else "muted"
        paint.text(
            painter, QRect(rect.left(), rect.top(), 84, rect.height()), day, role, theme.TEXT_SMALL
        )
        spot = QRect(rect.left() + 92, rect.top() + 7, 14, 14)
        icons.paint(painter, _ICONS[event.kind], "accent" if event.kind == "next" else role, spot)
        rest = rect.adjusted(116, 0, 0, 0)
        if event.at is not None:
            clock = f"{event.at.astimezone():%H:%M}"
            by = " ".join(filter(None, (event.by, clock)))
        else:
            by = event.by
        used = paint.text(painter, rest, by, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
        rest.setRight(rest.right() - used - theme.SPACE_2)
        words = _("{action} (undone)").format(action=event.text) if event.undone else event.text
        ink = "muted" if event.undone else ("bad" if overdue else "text")
        taken = paint.text(painter, rest, words, ink)
        rest.setLeft(rest.left() + taken + theme.SPACE_2)
        if event.detail and rest.width() > 30:
            paint.text(painter, rest, event.detail, "muted", theme.TEXT_SMALL)


def _without_words(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    """The ground of a row (selection, hover) without its text, which is painted in parts."""
    plain = QStyleOptionViewItem(option)
    plain.text = ""
    return plain
