"""The right of the tab: a hint, or the account in view, whose many cells are made once the list has been painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.remember import Memory
from kamdesk.ui.widgets.labels import label

if TYPE_CHECKING:
    from kamdesk.ui.accounts.detail import AccountDetail

_LEAST_WIDTH = 440


class RightSide(QStackedWidget):
    """Holds the account chosen while the window opens, and shows it a moment later; whoever asks for `detail` before
    that finds it made and filled."""

    delete_wanted = Signal(int)
    room_wanted = Signal(bool)
    """Something is drawn that needs more room, or no longer."""

    def __init__(self, desk: Desk, memory: Memory, painted_first: QWidget) -> None:
        """`painted_first` is what the user is to see before anything is made here."""
        super().__init__()
        self._desk, self._memory = desk, memory
        self._detail: AccountDetail | None = None
        self._waiting: int | None = None
        self.setMinimumWidth(_LEAST_WIDTH)
        self.addWidget(_nothing_chosen())
        self._is_early = True
        after_first_paint(painted_first, self._settle)

    @property
    def detail(self) -> AccountDetail:
        """The account in view with its pages."""
        if self._detail is None:
            self._detail = self._make()
        self._settle()
        return self._detail

    def _make(self) -> AccountDetail:
        from kamdesk.ui.accounts.detail import AccountDetail  # late: the list is painted without it

        made = AccountDetail(self._desk)
        made.delete_wanted.connect(self.delete_wanted)
        made.people.ways.room_wanted.connect(self.room_wanted)
        self.addWidget(made)
        page = self._memory.get("accounts.page")
        if page:
            made.show_page(page)
        return made

    def is_made(self) -> bool:
        """Whether there is anything that could be unsaved or stale."""
        return self._detail is not None

    def account_id(self) -> int | None:
        """The account in view, or the one that is about to be."""
        return self._detail.account_id() if self._detail is not None else self._waiting

    def show_account(self, account_id: int) -> bool:
        """Shows the account; False when unsaved input keeps the present one."""
        if self._detail is None and self._is_early:
            self._waiting = account_id
            return True
        if not self.detail.show_account(account_id):
            return False
        self.setCurrentWidget(self.detail)
        return True

    def show_nothing(self) -> None:
        """Shows the hint."""
        self._waiting = None
        self.setCurrentIndex(0)

    def shows_account(self) -> bool:
        """Whether an account is in view."""
        return self.currentIndex() > 0 or self._waiting is not None

    def _settle(self) -> None:
        self._is_early = False
        account_id, self._waiting = self._waiting, None
        if account_id is not None:
            self.show_account(account_id)


def _nothing_chosen() -> QWidget:
    page = QWidget()
    page.setProperty("ground", "raised")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    hint = label(_("Choose an account, its archive shows here"), "muted", wrap=True)
    hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
    QVBoxLayout(page).addWidget(hint)
    return page
