"""Search everything (Ctrl+K): records by name, pinyin, phone or number, and commands, in one list below the field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.store import search
from kamdesk.store.search import Hit
from kamdesk.store.store import Store
from kamdesk.ui import icons, theme
from kamdesk.ui.commands import COMMANDS, Command, find_commands
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.search_field import SearchField
from kamdesk.work import overview

_ENTRY = Qt.ItemDataRole.UserRole
_MOST_OF = {
    "Account": 8, "Contact": 6, "Opportunity": 6, "Visit": 5, "Quotation": 3, "Action": 3, "Risk": 3, "Review": 3,
    "AccountPlan": 3, "Competitor": 3, "Intelligence": 3, "ExpenseClaim": 3, "Expense": 3, "Task": 3, "Document": 3,
    "Staff": 3,
}  # fmt: skip
"""How many of each kind: many accounts with a word in their name must not hide the person of that name."""
_MOST_COMMANDS = 6
_MOST_RECENT = 8
_ICONS = {
    "Account": "building", "Contact": "user", "Staff": "users", "Document": "document",
    "Visit": "map-pin", "ExpenseClaim": "money", "Expense": "money", "Task": "flag", "Opportunity": "funnel",
    "Action": "list", "Risk": "warning", "Review": "check", "AccountPlan": "target", "Competitor": "users",
    "Intelligence": "message",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line: what it is called, what stands beside it, and what happens."""

    title: str
    detail: str
    icon: str
    act: Callable[[], object]


class Palette(SearchField):
    """The field in the window's head. `record_chosen` carries class name and id, `command_chosen` a command's key."""

    record_chosen = Signal(str, int)
    command_chosen = Signal(str)
    recent_changed = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(_("Search accounts, people, phones, commands"), "Ctrl+K", parent)
        self._store = store
        self._recent: list[Hit] = []
        self._before: QWidget | None = None
        self.searched.connect(self._look)

    @cached_property
    def _list(self) -> _Results:
        """Made when something is first to be listed."""
        made = _Results(self)
        made.itemClicked.connect(self._take)
        return made

    def begin(self) -> None:
        """Takes the focus and shows what was opened last."""
        if not self.hasFocus():
            self._before = self.window().focusWidget()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._look(self.text())

    def note_opened(self, hit: Hit) -> None:
        """Remembers a record that was opened, the newest first."""
        others = [
            each
            for each in self._recent
            if (each.record, each.record_id) != (hit.record, hit.record_id)
        ]
        self._recent = [hit, *others][:_MOST_RECENT]
        self.recent_changed.emit()

    def recent(self) -> list[Hit]:
        """What was opened last, the newest first."""
        return list(self._recent)

    def take_over(self, old: Palette) -> None:
        """Knows what was opened in the window before."""
        self._recent = old._recent

    def results(self) -> list[Entry]:
        """What is listed now."""
        entries = (self._list.item(row).data(_ENTRY) for row in range(self._list.count()))
        return [entry for entry in entries if entry is not None]

    def _look(self, typed: str) -> None:
        if not self.hasFocus():
            return
        self._list.show_entries(self._entries(typed))

    def _entries(self, typed: str) -> list[Entry]:
        if not typed.strip():
            with self._store.read() as session:
                known = [
                    overview.describe(session, hit.record, hit.record_id) for hit in self._recent
                ]
            return [self._record(hit) for hit in known if hit is not None]
        hits: list[Hit] = []
        with self._store.read() as session:
            for name, most in _MOST_OF.items():
                hits += search.find(session, typed, (RECORD_BY_NAME[name],), most)
        hits.sort(key=lambda hit: _rank(hit.title, typed))
        commands = find_commands(typed, COMMANDS)[:_MOST_COMMANDS]
        return [*map(self._record, hits), *map(self._command, commands)]

    def _record(self, hit: Hit) -> Entry:
        def act() -> None:
            self.note_opened(hit)
            self.record_chosen.emit(hit.record, hit.record_id)

        return Entry(hit.title, hit.detail, _ICONS.get(hit.record, "document"), act)

    def _command(self, command: Command) -> Entry:
        def act() -> None:
            self.command_chosen.emit(command.key)

        words = _(command.label).replace("&", "")
        return Entry(words, command.shortcut or _("Command"), command.icon or "chevron-right", act)

    def _take(self, item: QListWidgetItem) -> None:
        entry: Entry = item.data(_ENTRY)
        self._leave()
        entry.act()

    def _leave(self) -> None:
        """Empties it and gives the keys back to whoever had them, so that one goes on there."""
        self._list.hide()
        self.clear()
        before, self._before = self._before, None
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._list.isVisible():
            self._list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.is_waiting() or not self._list.isVisible():
                self.search_now()
            item = self._list.currentItem()
            if item is not None and self._list.isVisible():
                self._take(item)
        elif key == Qt.Key.Key_Escape and not self.text():
            self._leave()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]  # Qt hands a QFocusEvent
        if "_list" in self.__dict__:
            self._list.hide()


def _rank(title: str, typed: str) -> int:
    """Whose own name begins with what was typed comes before whose name has it, and that before the rest."""
    plain, wanted = search.normal(title), search.normal(typed)
    if plain.startswith(wanted):
        return 0
    return 1 if wanted in plain else 2


class _Results(QListWidget):
    """Lies over the window below the field; the focus stays in the field, so that typing goes on."""

    def __init__(self, field: Palette) -> None:
        super().__init__(field.window())
        self._field = field
        self.setAccessibleName(_("Found"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_ResultDelegate(self))
        self.setStyleSheet(
            "QListWidget { border: 1px solid palette(mid); border-radius: 4px; padding: 4px; }"
        )
        self.hide()

    def show_entries(self, entries: Iterable[Entry]) -> None:
        """Fills and shows the list; nothing found is said."""
        self.clear()
        for entry in entries:
            item = QListWidgetItem(f"{entry.title}  {entry.detail}".strip(), self)
            item.setData(_ENTRY, entry)
        if not self.count() and self._field.text().strip():
            item = QListWidgetItem(_("Nothing found"), self)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        if not self.count():
            self.hide()
            return
        if self.item(0).flags() & Qt.ItemFlag.ItemIsEnabled:
            self.setCurrentRow(0)
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        place = self._field.mapTo(window, QPoint(0, self._field.height() + 2))
        height = min(self.count() * theme.ROW_HEIGHT + 10, window.height() - place.y() - 60)
        width = max(self._field.width(), 420)
        left = min(place.x(), window.width() - width - theme.SPACE_2)
        self.setGeometry(QRect(left, place.y(), width, height))
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Moves the current line."""
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))


class _ResultDelegate(QStyledItemDelegate):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        return QSize(200, theme.ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        entry: Entry | None = index.data(_ENTRY)  # type: ignore[attr-defined]  # a QModelIndex
        rect = option.rect
        inner = rect.adjusted(theme.SPACE_2, 0, -theme.SPACE_2, 0)
        if entry is None:
            paint.text(painter, inner, str(index.data()), "muted")  # type: ignore[attr-defined]  # the same
            return
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if current or option.state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(
                painter,
                rect.toRectF(),
                theme.RADIUS,
                theme.color("selected" if current else "hover"),
                None,
            )
        icons.paint(
            painter, entry.icon, "muted", QRect(inner.left(), rect.center().y() - 7, 16, 16)
        )
        inner.setLeft(inner.left() + 24)
        used = paint.text(painter, inner, entry.title, "text", bold=current)
        inner.setLeft(inner.left() + used + theme.SPACE_3)
        paint.text(painter, inner, entry.detail, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
