"""The line at the foot: where the data lie, the last backup, what is due, and what undo would take back."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.widgets.buttons import foot_button
from kamdesk.ui.widgets.labels import label

_UNDO_WIDTH = 420
"""Names may be long; what else stands at the foot needs room in the least window."""


class StatusBar(QFrame):
    """Refreshed after every change. `undo_pressed`, `due_pressed`: that line was clicked."""

    undo_pressed = Signal()
    due_pressed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("line", "top")
        self.setFixedHeight(theme.STATUS_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_2, 0, theme.SPACE_3, 0)
        row.setSpacing(theme.SPACE_3)
        home = desk.store.home
        words = _("Data folder {path}").format(path=home)
        self._folder = foot_button("", "folder", self._open_folder)
        self._folder.setText(
            self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, 360)
        )
        self._folder.setAccessibleName(words)
        self._folder.setToolTip(str(home))
        self._backup = label("", "small")
        self._due = foot_button("", "calendar-check", self.due_pressed.emit)
        self._due.hide()
        self._read_only = label(_read_only_words(desk.store), "warn")
        self._read_only.setVisible(desk.store.read_only)
        self._undo = foot_button("", "undo", self.undo_pressed.emit)
        row.addWidget(self._folder)
        row.addWidget(_rule())
        row.addWidget(self._backup)
        row.addWidget(_rule())
        row.addWidget(self._due)
        row.addWidget(self._read_only)
        row.addStretch(1)
        row.addWidget(self._undo)
        row.addSpacing(-theme.SPACE_2)
        row.addWidget(label("Ctrl+Z", "key"))
        after_first_paint(self, self.refresh)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.store.home)))

    def read_only_words(self) -> str:
        """Why nothing can be saved here; empty when it can."""
        return "" if self._read_only.isHidden() else self._read_only.text()

    def show_due(self, due: int, overdue: int) -> None:
        """How much is due today and overdue."""
        words = _due_words(due, overdue)
        self._due.setText(words)
        self._due.setAccessibleName(words)
        self._due.show()

    def refresh(self) -> None:
        """Reads everything anew."""
        from kamdesk.store import backup  # late: the first list is painted without it

        last = backup.last_backup(self._desk.store.home)
        self._backup.setText(_backup_words(last.moment if last else None))
        undo = self._desk.store.undo_label()
        words = _("Undo: {action}").format(action=undo) if undo else _("Nothing to undo")
        self._undo.setText(
            self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, _UNDO_WIDTH)
        )
        self._undo.setAccessibleName(words)
        self._undo.setEnabled(undo is not None and not self._desk.store.read_only)


def _read_only_words(store: Store) -> str:
    from kamdesk.store import lock

    holder = lock.holder_of(store.home)
    if holder is None or not store.read_only:
        return _("read-only")
    return _("read-only: {user} on {host} has it open since {since}").format(
        user=holder.user, host=holder.host, since=holder.since_here
    )


def _backup_words(at: datetime | None) -> str:
    if at is None:
        return _("No backup yet")
    shown = f"{at:%H:%M}" if at.date() == date.today() else f"{at:%Y-%m-%d}"
    return _("Last backup {time} ✓").format(time=shown)


def _due_words(due: int, overdue: int) -> str:
    if not due and not overdue:
        return _("Nothing due today")
    return _("{due} due today, {overdue} overdue").format(due=due, overdue=overdue)


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("line", "left")
    rule.setFixedSize(1, 12)
    return rule
