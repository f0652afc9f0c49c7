"""Groups of companies as a tree that can be rearranged by dragging: a drop asks for another parent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from kamdesk.i18n import _
from kamdesk.model.vocabulary import ACCOUNT_STATUS
from kamdesk.ui.widgets.delegates import VALUE
from kamdesk.work.account_views import GroupNode

MIME = "application/x-kamdesk-accounts"
NAME, TIER, STATUS, COMPANIES, PEOPLE = range(5)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class GroupTreeModel(QAbstractItemModel):
    """`parent_wanted(account, parent)`: an account was dropped on another one; parent 0: beside all groups."""

    parent_wanted = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._roots: list[GroupNode] = []
        self._nodes: dict[int, GroupNode] = {}
        self._rows: dict[int, int] = {}
        self._totals: dict[int, tuple[int, int]] = {}

    def set_groups(self, roots: Sequence[GroupNode]) -> None:
        """Shows other groups."""
        self.beginResetModel()
        self._roots = list(roots)
        self._nodes.clear()
        self._rows.clear()
        self._note(self._roots)
        self._totals = {key: (one.all_accounts, one.all_people) for key, one in self._nodes.items()}
        self.endResetModel()

    def id_at(self, index: Index) -> int | None:
        """The account at `index`."""
        return int(index.internalId()) if index.isValid() else None

    def index_of(self, account_id: int) -> QModelIndex:
        """Where the account stands; invalid when it is in no group."""
        if account_id not in self._nodes:
            return QModelIndex()
        return self.createIndex(self._rows[account_id], 0, account_id)

    def companies(self) -> int:
        """How many companies are in groups."""
        return len(self._nodes)

    def _note(self, nodes: Sequence[GroupNode]) -> None:
        for row, node in enumerate(nodes):
            self._nodes[node.id], self._rows[node.id] = node, row
            self._note(node.children)

    def _children(self, parent: Index | None) -> list[GroupNode]:
        if parent is None or not parent.isValid():
            return self._roots
        return self._nodes[int(parent.internalId())].children

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._children(parent))

    def columnCount(self, parent: Index | None = None) -> int:
        return 5

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        siblings = self._children(parent)
        if not (0 <= row < len(siblings) and 0 <= column < 5):
            return QModelIndex()
        return self.createIndex(row, column, siblings[row].id)

    def parent(self, index: Index | None = None) -> Any:
        if index is None:
            return super().parent()
        node = self._nodes.get(int(index.internalId())) if index.isValid() else None
        if node is None or node.parent_id not in self._nodes:
            return QModelIndex()
        return self.index_of(node.parent_id)

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled
        if not index.isValid():
            return base
        return base | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self._nodes[int(index.internalId())]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(node, index.column())
        if role == VALUE:
            return {TIER: node.tier, STATUS: node.status}.get(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.headerData(index.column(), Qt.Orientation.Horizontal)
            words = self._words(node, index.column()) or _("empty")
            return _("{column}: {value}").format(column=heading, value=words)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= COMPANIES:
            return _RIGHT
        return None

    def _words(self, node: GroupNode, column: int) -> str:
        companies, people = self._totals[node.id]
        words = (
            node.name, node.tier or "", ACCOUNT_STATUS.label(node.status), str(companies), str(people),
        )  # fmt: skip
        return words[column]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Company"), _("Tier"), _("Status"), _("Companies"), _("People"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= COMPANIES:
            return _RIGHT
        return None

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        ids = dict.fromkeys(str(self.id_at(each)) for each in indexes)
        data.setData(MIME, ",".join(ids).encode())
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Tells what is wanted and moves nothing: the tree follows the stored change."""
        if action != Qt.DropAction.MoveAction or not data.hasFormat(MIME):
            return False
        target = self.id_at(parent) or 0
        for account_id in bytes(data.data(MIME).data()).decode().split(","):
            self.parent_wanted.emit(int(account_id), target)
        return False
