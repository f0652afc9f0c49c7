"""The Accounts tab: views at the left, the list or the groups beside them, one account at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.store.store import Changed
from kamdesk.ui.accounts import views
from kamdesk.ui.accounts.import_parts.drop import DropPage
from kamdesk.ui.accounts.list_menu import ListMenu
from kamdesk.ui.accounts.list_pane import ListPane
from kamdesk.ui.accounts.pages import PAGES
from kamdesk.ui.accounts.parts import show_part
from kamdesk.ui.accounts.right_side import RightSide
from kamdesk.ui.accounts.saved_filters import SavedFilters
from kamdesk.ui.accounts.selection import Selection
from kamdesk.ui.accounts.views import Views, conditions_of
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.page import Page
from kamdesk.ui.remember import Memory
from kamdesk.work.lists import ListQuery

if TYPE_CHECKING:
    from kamdesk.ui.accounts.detail import AccountDetail
    from kamdesk.ui.accounts.groups_pane import GroupsPane

_PAGE_OF = {"Staff": "staff", "Development": "development"}
"""Record → the page it lives on; the others live at their account."""
_NARROW = 1360
"""Below this width the views show icons only."""
_DETAIL_WIDTH, _LEAST_LIST = 564, 420


class AccountsTab(DropPage):
    """What the window needs of the tab is public; files dropped anywhere on it are forms that came back."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self.desk, self._memory, self._store = desk, memory, desk.store
        self.dropped.connect(self.take_files)
        self.views = Views(self._store)
        self.views.chosen.connect(self.show_view)
        self.list = ListPane(self._store, memory)
        self._right = RightSide(desk, memory, self.list.table.viewport())
        self.selection = Selection(self)
        self.saved_filters = SavedFilters(self)
        self.menu = ListMenu(self)
        self._pages: dict[str, QWidget] = {}
        self._view = views.KEY
        self._build()
        self._connect()
        self.views.pages = list(PAGES)
        self.track(desk.events.changed, self.on_changed)
        self.views.show_entries()
        after_first_paint(self.views.viewport(), self.views.refresh)
        self._begin()
        self._stale = False  # it was made from what the store holds now

    # ------------------------------------------------------------------------------------------------------ building

    @cached_property
    def groups(self) -> GroupsPane:
        """The tree of groups, made when it is first shown."""
        from kamdesk.ui.accounts.groups_pane import GroupsPane

        made = GroupsPane(self.desk)
        made.account_chosen.connect(self._show_account)
        made.account_opened.connect(self._enter)
        self._middle.addWidget(made)
        return made

    @property
    def detail(self) -> AccountDetail:
        """The account in view with its pages."""
        return self._right.detail

    def _build(self) -> None:
        self._sizes_before: list[int] = []
        side = QWidget()
        side.setProperty("ground", "surface")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.views)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.list)
        self._middle.setMinimumWidth(_LEAST_LIST)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self._middle)
        self._split.addWidget(self._right)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self._split.setSizes([692, int(self._memory.get("accounts.detail_width") or _DETAIL_WIDTH)])
        self._stack = QStackedWidget()
        self._stack.addWidget(self._split)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        line = QFrame()
        line.setProperty("line", "left")
        line.setFixedWidth(1)
        row.addWidget(line)
        row.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.list.account_chosen.connect(self._show_account)
        self.list.nothing_chosen.connect(self._show_nothing)
        self.list.account_opened.connect(self._enter)
        self.list.new_wanted.connect(self.quick_add)
        self.list.added.connect(self._show_added)
        self.list.other_wanted.connect(self.show_account)
        self.list.import_wanted.connect(partial(self.run_command, "import_list"))
        self.list.demo_wanted.connect(partial(self.run_command, "load_demo"))
        self.list.delete_wanted.connect(self.selection.delete_quietly)
        self.list.pasted.connect(self.selection.paste)
        self.list.more_wanted.connect(self.menu.open_below)
        self.list.menu_wanted.connect(self.menu.open_at)
        self.list.all_wanted.connect(partial(self.views.choose, views.ALL))
        self._right.delete_wanted.connect(self.selection.delete_account)
        self._right.room_wanted.connect(self._make_room)
        self.views.rename_wanted.connect(self.saved_filters.ask_name)
        self.views.delete_wanted.connect(self.saved_filters.delete)

    def _begin(self) -> None:
        """The view and the account of the last time."""
        view = str(self._memory.get("accounts.view") or views.KEY)
        if view.startswith(views.PAGE):
            view = views.KEY
        self.views.choose(view)
        self.show_view(self.views.current_key() or views.KEY)
        account = self._memory.get("accounts.open")
        if isinstance(account, int) and not self.list.go_to(account):
            self._go_to_first()

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_view(self, key: str) -> None:
        """Shows the list, the groups or the page of a view."""
        if key.startswith(views.PAGE):
            self.show_page(key.removeprefix(views.PAGE))
            return
        if not self._detail_lets_go():
            self._mark_view(self._view)
            return
        self._view = key
        self._stack.setCurrentWidget(self._split)
        if key == views.GROUPS:
            self._middle.setCurrentWidget(self.groups)
            self.groups.refresh()
            if self.groups.current_id() is None:
                self.groups.go_to_first()
            return
        self._middle.setCurrentWidget(self.list)
        title = self.views.title_of(key)
        if not self.saved_filters.show(key):
            self.list.show_view(title, conditions_of(key), ())
        if self.list.current_id() is None:
            self._go_to_first()

    def show_page(self, key: str, subject: object = None) -> None:
        """Shows page `key` in the place of list and detail, working on `subject`."""
        entry = next((one for one in self.views.pages if one.key == key), None)
        if entry is None or not self._detail_lets_go():
            self._mark_view(self._view)
            return
        self._view = f"{views.PAGE}{key}"
        if key not in self._pages:
            self._pages[key] = entry.make(self.desk, "kamdesk.ui.accounts")
            self._stack.addWidget(self._pages[key])
        page = self._pages[key]
        self._mark_view(self._view)
        self._stack.setCurrentWidget(page)
        if subject is not None and hasattr(page, "show_subject"):
            page.show_subject(subject)

    def page(self, key: str) -> QWidget:
        """Page `key`, which was shown before. KeyError when it was not."""
        return self._pages[key]

    def show_record(self, record: str, record_id: int) -> None:
        """Shows a record where it lives: an account, the account of a person or document with its page, the staff."""
        if record in _PAGE_OF:
            self.show_page(_PAGE_OF[record], record_id)
            return
        kind: type[Record] = RECORD_BY_NAME[record]
        with self._store.read() as session:
            found = session.get(kind, record_id)
            account_id = record_id if kind is Account else getattr(found, "account_id", None)
        if account_id is None:
            return
        self.show_account(account_id)
        show_part(self.detail, record, record_id)

    def show_account(self, account_id: int) -> None:
        """Shows the account in the list, in that of all accounts when the present view does not have it."""
        self._stack.setCurrentWidget(self._split)
        in_list = self._middle.currentWidget() is self.list
        if in_list and self.list.go_to(account_id):
            return
        if not in_list and self.groups.go_to(account_id):
            return
        self._mark_view(views.ALL)
        self.show_view(views.ALL)
        if not self.list.go_to(account_id):
            self.list.clear_filters()
            self.list.go_to(account_id)

    def refresh(self) -> None:
        self.views.refresh()
        if self.shows_groups():
            self.groups.refresh()
        else:
            self.list.refresh()
        if self._right.is_made():
            self.detail.refresh()

    def on_changed(self, changed: Changed) -> None:
        """Counts, list and groups follow every change; the detail hears of it by itself."""
        if changed.touches(
            "Account",
            "SavedFilter",
            "CustomField",
            "Staff",
            "Contact",
            "SettingValue",
            "Development",
        ):
            self.views.refresh()
            self.list.refresh()
        if self.shows_groups() and changed.touches("Account", "Contact"):
            self.groups.refresh()
            if self.groups.current_id() is None:
                self.groups.go_to_first()

    def _mark_view(self, key: str) -> None:
        """Shows at the left which view it is, without going there once more."""
        blocked = self.views.blockSignals(True)
        self.views.choose(key)
        self.views.blockSignals(blocked)
        self.views.viewport().update()

    def shows_groups(self) -> bool:
        """Whether the tree of groups stands in the place of the list."""
        return self._middle.currentWidget() is not self.list

    def _show_account(self, account_id: int) -> None:
        if not self._right.show_account(account_id):
            QTimer.singleShot(0, self, self._go_back)  # the list is in the middle of walking on

    def _make_room(self, wanted: bool) -> None:
        """What is drawn at the right gets the room of the views and of the list; afterwards all is as before."""
        if wanted == bool(self._sizes_before):
            return
        before, self._sizes_before = self._sizes_before, self._split.sizes() if wanted else []
        self.views.set_collapsed(wanted or self.width() < _NARROW)
        self._split.setSizes([_LEAST_LIST + 40, self.width()] if wanted else before)

    def _go_back(self) -> None:
        stays = self._right.account_id()
        if stays is not None:
            self.list.go_to(stays)

    def _show_nothing(self) -> None:
        self._right.show_nothing()

    def _go_to_first(self) -> None:
        if self.list.model.rowCount():
            self.list.table.go_to_row(1 if self.list.model.is_group(0) else 0)
        else:
            self._show_nothing()

    def _show_added(self, account_id: int) -> None:
        self.show_account(account_id)
        self._right.show_account(account_id)
        with self._store.read() as session:
            name = session.get_one(Account, account_id).name
        self.desk.say_undoable(
            _("“{name}” is there; what is missing is tinted at the right.").format(name=name)
        )

    def _enter(self, account_id: int) -> None:
        if self.detail.account_id() == account_id:
            self.detail.enter()

    # ------------------------------------------------------------------------------------- what the window asks for

    def quick_add(self) -> None:
        """The three fields of a new account: in the empty list itself, else in a small dialog."""
        if self.list.is_empty() and self._stack.currentWidget() is self._split:
            self.list.quick.begin()
            return
        from kamdesk.ui.accounts.quick_add_form import QuickAddDialog

        dialog = QuickAddDialog(self._store, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.form.added.connect(self._show_added)
        dialog.form.other_wanted.connect(self.show_account)
        dialog.open()

    def find(self) -> None:
        """Goes to the search field of the list."""
        if (
            self._stack.currentWidget() is not self._split
            or self._middle.currentWidget() is not self.list
        ):
            self.views.choose(views.ALL)
        self.list.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.bar.search.selectAll()

    def file_account(self) -> None:
        """Gives the account in view its archive number."""
        self.detail.file_account()

    def develop_account(self) -> None:
        """Opens the development of the account in view; without one the board, where one is chosen."""
        if self._stack.currentWidget() is self._split and self._right.shows_account():
            self.detail.develop()
        else:
            self.show_page("development")

    def print_record(self) -> None:
        """Prints the archive form of the account in view."""
        self.detail.print_record()

    def list_query(self) -> ListQuery:
        """What the list shows, for an export."""
        return self.list.query()

    def current_account(self) -> tuple[int | None, str]:
        """Id and name of the account in view."""
        if not self._right.shows_account() or self.detail.sheet is None:
            return None, ""
        return self.detail.sheet.account.id, self.detail.sheet.account.name

    def listed_ids(self) -> list[int]:
        """The accounts of the list in its order; of a selection of several, those."""
        selected = self.list.table.selected_ids()
        return selected if len(selected) > 1 else self.list.model.all_ids()

    def delete_selected(self) -> None:
        """Moves the selected accounts to the waste basket; a banner offers to take it back."""
        self.selection.delete()

    def run_command(self, key: str) -> None:
        """What the window does under this name in its menus."""
        action = self.window().findChild(QAction, key)
        if action is not None:
            action.trigger()

    # ------------------------------------------------------------------------------------------------ coming, going

    def has_unsaved(self) -> bool:
        return self._right.is_made() and self.detail.has_unsaved()

    def save(self) -> None:
        if self._right.is_made():
            self.detail.save()

    def discard(self) -> None:
        if self._right.is_made():
            self.detail.discard()

    def can_close(self) -> bool:
        pages = (page for page in self._pages.values() if isinstance(page, Page))
        return self._detail_lets_go() and all(page.can_close() for page in pages)

    def _detail_lets_go(self) -> bool:
        return not self._right.is_made() or self.detail.can_close()

    def remember(self) -> None:
        """Keeps view, widths, columns, sorting and the open account until the next start."""
        self._memory.put("accounts.view", self.views.current_key())
        if self._right.is_made():
            self._memory.put("accounts.page", self.detail.page())
        self._memory.put("accounts.open", self._right.account_id())
        sizes = self._sizes_before or self._split.sizes()
        if sizes[1] > 0:
            self._memory.put("accounts.detail_width", sizes[1])
        self.list.remember()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.isAncestorOf(self.window().focusWidget()):
            self.take_focus()

    def take_focus(self) -> None:
        """Puts the keys where one begins: into the page, the groups, or the list."""
        shown = self._stack.currentWidget()
        if shown is not None and shown is not self._split:
            shown.setFocus()
        elif self.shows_groups():
            self.groups.tree.setFocus()
        else:
            self.list.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW or bool(self._sizes_before)
        if narrow != self.views.is_collapsed():
            self.views.set_collapsed(narrow)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Shows what files dropped here would change; on the page of documents they are filed instead."""
        self.show_page("import_forms", list(paths))
