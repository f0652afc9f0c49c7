"""Groups of companies: the tree with what adds up below each, rearranged by dragging."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.pick_account import PickAccountDialog
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.group_tree import (
    COMPANIES,
    NAME,
    PEOPLE,
    STATUS,
    TIER,
    GroupTreeModel,
)
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.delegates import (
    AmountDelegate,
    CellDelegate,
    StateDelegate,
    TierDelegate,
)
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.work.account_views import group_tree
from kamdesk.work.accounts import change_account


class GroupsPane(QWidget):
    """`account_chosen(id)`: walked to; `account_opened(id)`: Enter."""

    account_chosen = Signal(int)
    account_opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self.model = GroupTreeModel()
        self.model.parent_wanted.connect(self.set_parent)
        self.tree = QTreeView()
        self.tree.setAccessibleName(_("Groups"))
        self.tree.setModel(self.model)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(20)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setDragEnabled(True)
        self.tree.setAcceptDrops(True)
        self.tree.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.tree.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.tree.setDropIndicatorShown(True)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.tree.setItemDelegate(CellDelegate(self.tree))
        self.tree.setItemDelegateForColumn(TIER, TierDelegate(self.tree))
        self.tree.setItemDelegateForColumn(STATUS, StateDelegate(self.tree))
        for column in (COMPANIES, PEOPLE):
            self.tree.setItemDelegateForColumn(column, AmountDelegate(self.tree))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((TIER, 54), (STATUS, 100), (COMPANIES, 92), (PEOPLE, 76)):
            header.resizeSection(column, width)
        self.tree.selectionModel().currentChanged.connect(self._on_current)
        self.tree.activated.connect(self._on_activated)
        self._count = label("", "muted")
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(label(_("Groups"), "title"))
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(plain_button(_("Put a company into a group…"), "plus", self.ask_company))
        hint = ElidedLabel(_("Drag a company onto another to make it its subsidiary."), "small")
        foot = QFrame()
        foot.setProperty("line", "top")
        foot.setFixedHeight(theme.FOOT_HEIGHT)
        line = QHBoxLayout(foot)
        line.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        line.addWidget(hint)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.tree)
        self._stack.addWidget(
            EmptyState(
                "tree",
                _("No groups yet"),
                _(
                    "A group is a company with subsidiaries. Give an account a parent company, and it stands here."
                ),
                [plain_button(_("Put a company into a group…"), "plus", self.ask_company)],
            )
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self._stack, 1)
        whole.addWidget(foot)
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def refresh(self) -> None:
        """Reads the groups anew; what is open stays open, the current company stays current."""
        current = self.current_id()
        closed = self._closed(QModelIndex())
        with self._store.read() as session:
            roots = group_tree(session)
        self.model.set_groups(roots)
        self.tree.expandAll()
        for account_id in closed:
            self.tree.collapse(self.model.index_of(account_id))
        groups = len(roots)
        self._count.setText(
            _("{groups} groups, {companies} companies").format(
                groups=groups, companies=self.model.companies()
            )
        )
        self._stack.setCurrentIndex(0 if groups else 1)
        if current is not None:
            self.go_to(current)

    def go_to(self, account_id: int) -> bool:
        """Selects the company; False when it is in no group."""
        index = self.model.index_of(account_id)
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.tree.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.tree.scrollTo(index)
        return True

    def go_to_first(self) -> None:
        """Selects the first group."""
        index = self.model.index(0, 0)
        account_id = self.model.id_at(index)
        if account_id is not None:
            self.go_to(account_id)

    def current_id(self) -> int | None:
        """The company walked to."""
        return self.model.id_at(self.tree.currentIndex())

    def set_parent(self, account_id: int, parent_id: int) -> None:
        """Makes the account a subsidiary of another one (0: of none); a circle is refused in words."""
        with self._store.read() as session:
            name = session.get_one(Account, account_id).name
            parent = session.get_one(Account, parent_id).name if parent_id else ""
        title = (
            message("Make {name} a subsidiary of {parent}", name=name, parent=parent)
            if parent
            else message("Take {name} out of its group", name=name)
        )
        try:
            with self._store.change(title) as session:
                account = session.get_one(Account, account_id)
                change_account(session, account, {"parent_id": parent_id or None})
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        said = (
            _("{name} belongs to {parent} now.") if parent else _("{name} belongs to no group now.")
        )
        self._desk.say_undoable(said.format(name=name, parent=parent))

    def ask_company(self) -> None:
        """Asks for a company to put below the current one; without one, for the parent first."""
        current = self.current_id()
        dialog = PickAccountDialog(
            self._store,
            _("Which company is the subsidiary?")
            if current
            else _("Which company heads the group?"),
            _("Next") if current is None else _("Put into the group"),
            self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.picked.connect(
            partial(self._set_child, current) if current is not None else self._ask_child
        )
        dialog.open()

    def _ask_child(self, parent_id: int) -> None:
        dialog = PickAccountDialog(
            self._store, _("Which company is the subsidiary?"), _("Put into the group"), self
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.picked.connect(partial(self._set_child, parent_id))
        dialog.open()

    def _set_child(self, parent_id: int, account_id: int) -> None:
        self.set_parent(account_id, parent_id)

    def _closed(self, parent: QModelIndex) -> list[int]:
        found: list[int] = []
        for row in range(self.model.rowCount(parent)):
            index = self.model.index(row, 0, parent)
            account_id = self.model.id_at(index)
            if (
                account_id is not None
                and self.model.rowCount(index)
                and not self.tree.isExpanded(index)
            ):
                found.append(account_id)
            found += self._closed(index)
        return found

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        account_id = self.model.id_at(current)
        if account_id is not None and account_id != self.model.id_at(previous):
            self.account_chosen.emit(account_id)

    def _on_activated(self, index: QModelIndex) -> None:
        account_id = self.model.id_at(index)
        if account_id is not None:
            self.account_opened.emit(account_id)

    def _open_menu(self, point: QPoint) -> None:
        account_id = self.current_id()
        if account_id is None:
            return
        menu = QMenu(self)
        menu.addAction(_("Put a company into this group…"), self.ask_company)
        menu.addAction(_("Take it out of its group"), partial(self.set_parent, account_id, 0))
        menu.popup(self.tree.viewport().mapToGlobal(point))
