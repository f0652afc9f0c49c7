"""The history of an account: every saved action with what it changed, old and new, and the way to undo it alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.store import changes
from kamdesk.store.store import Store
from kamdesk.ui import faults, theme
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work.history_lines import HistoryLine, lines

_CHANGE = Qt.ItemDataRole.UserRole
_LIMIT = 300
_MOST_OPEN = 8


class AccountHistory(QWidget):
    """One line a change, below it one line a field."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._subject: tuple[str, int | None] = ("Account", None)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("History"))
        self.tree.setHeaderLabels([_("What was done"), _("Before"), _("After"), _("By")])
        self.tree.setUniformRowHeights(True)
        self.tree.setRootIsDecorated(True)
        self.tree.setIndentation(18)
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        for column, width in ((1, 104), (2, 104), (3, 136)):
            header.resizeSection(column, width)
        self.tree.currentItemChanged.connect(self._choose)
        self.undo_button = plain_button(_("Undo this change"), "undo", self.undo_current)
        self.undo_button.setEnabled(False)
        self._none = label(_("Nothing was saved here yet."), "muted")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        whole.setSpacing(theme.SPACE_2)
        whole.addWidget(self._none)
        whole.addWidget(self.tree, 1)
        whole.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignRight)

    def show_account(self, account_id: int | None) -> None:
        """Shows the history of another account, or the same one anew."""
        found: list[HistoryLine] = []
        if account_id is not None:
            with self._store.read() as session:
                entries = changes.history(session, account_id=account_id, limit=_LIMIT)
                found = lines(session, entries)
        self.show_lines("Account", account_id, found)

    def show_lines(self, record: str, record_id: int | None, found: Sequence[HistoryLine]) -> None:
        """Shows lines that were read of a record, by class name and id, or of the same one anew."""
        same = (record, record_id) == self._subject
        current = self.current_change() if same else None
        self._subject = (record, record_id)
        self._fill(found)
        self._none.setVisible(not found)
        self.tree.setVisible(bool(found))
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            if item is not None and item.data(0, _CHANGE) == current:
                self.tree.setCurrentItem(item)
        self._choose()

    def current_change(self) -> int | None:
        """The change that is selected, by itself or by one of its lines."""
        item = self.tree.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        return item.data(0, _CHANGE) if item is not None else None

    def undo_current(self) -> None:
        """Takes the selected change back; a later change of the same record forbids it, in words."""
        change_id = self.current_change()
        if change_id is None:
            return
        try:
            self._store.undo(change_id)
        except UserError as refusal:
            faults.show_problem(refusal, self)

    def _fill(self, found: Sequence[HistoryLine]) -> None:
        self.tree.clear()
        heads: dict[int, QTreeWidgetItem] = {}
        muted = QBrush(theme.color("muted"))
        for line in found:
            head = heads.get(line.change_id)
            if head is None:
                head = heads[line.change_id] = self._head(line)
                self.tree.addTopLevelItem(head)
            what = line.field or line.record
            item = QTreeWidgetItem(head, [what, line.before or "—", line.after or "—"])
            if line.record_kind != self._subject[0] and line.field:
                item.setText(0, f"{line.record}: {line.field}")
            for column in range(3):
                item.setToolTip(column, item.text(column))
                if line.undone:
                    item.setForeground(column, muted)
            self._speak(item)
        for (
            head
        ) in heads.values():  # what added a whole account would push everything else out of view
            head.setExpanded(head.childCount() <= _MOST_OPEN)

    def _head(self, line: HistoryLine) -> QTreeWidgetItem:
        when = line.at.astimezone().strftime("%m-%d %H:%M")
        words = _("{action} (undone)").format(action=line.action) if line.undone else line.action
        by = " ".join(filter(None, (line.by, when)))
        item = QTreeWidgetItem([words, "", "", by])
        item.setData(0, _CHANGE, line.change_id)
        item.setData(1, _CHANGE, line.undone)
        item.setToolTip(0, words)
        item.setToolTip(3, by)
        item.setFirstColumnSpanned(False)
        font = theme.font(bold=True)
        font.setStrikeOut(line.undone)
        item.setFont(0, font)
        self._speak(item)
        return item

    def _speak(self, item: QTreeWidgetItem) -> None:
        """What a screen reader says of each cell."""
        heading = self.tree.headerItem()
        for column in range(self.tree.columnCount()):
            said = _("{column}: {value}").format(
                column=heading.text(column), value=item.text(column) or _("empty")
            )
            item.setData(column, Qt.ItemDataRole.AccessibleTextRole, said)

    def _choose(self, *_items: object) -> None:
        item = self.tree.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        self.undo_button.setEnabled(item is not None and not item.data(1, _CHANGE))
