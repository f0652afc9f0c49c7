"""开发进程: the prospects of the department on the board of the development procedure, one of them at the right."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.development import Development
from kamdesk.model.vocabulary import DEVELOPMENT_STATE, TIER
from kamdesk.ui import theme
from kamdesk.ui.accounts.development import doing
from kamdesk.ui.accounts.development.board import Board
from kamdesk.ui.accounts.development.detail import DevelopmentDetail
from kamdesk.ui.accounts.development.gate import GateMessage
from kamdesk.ui.accounts.pick_account import PickAccountDialog
from kamdesk.ui.desk import Desk
from kamdesk.ui.page import Page
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import fill_filter
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import development_states
from kamdesk.work.account_views import staff_choices
from kamdesk.work.development_board import Card, cards, columns

_DETAIL_WIDTH = 500


class DevelopmentPage(Page):
    """Cards go on by dragging or Ctrl+arrow; what a step still needs is said where the card was dropped."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Development", "DevelopmentScore", "DevelopmentStep", "DevelopmentMember", "DevelopmentReport",
            "DevelopmentStateChange", "Approval", "Account", "Staff", "SettingValue",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk, self._store = desk, desk.store
        self.gate: GateMessage | None = None
        self.track(desk.events.changed, self.on_changed)
        self.staff, self.tier = QComboBox(), QComboBox()
        self.staff.setAccessibleName(_("In charge"))
        self.tier.setAccessibleName(_("Tier"))
        for box in (self.staff, self.tier):
            guard_wheel(box)
            box.activated.connect(self._filter)
        self.begin_button = primary_button(_("Develop an account"), "plus", self.ask_whom)
        self._head = PageHead(_("Development"), self.staff, self.tier, self.begin_button)
        self.board = Board()
        self.board.selected.connect(self._follow)
        self.board.opened.connect(self.open_development)
        self.board.closed.connect(self.close_detail)
        self.board.move_wanted.connect(self.ask_move)
        self.detail = DevelopmentDetail(desk)
        self.detail.hide()
        self.detail.setMinimumWidth(400)
        self.detail.move_wanted.connect(self.ask_move)
        self.detail.closed.connect(self.close_detail)
        self.detail.delete_wanted.connect(self._delete)
        self.detail.account_wanted.connect(partial(desk.open_record, "Account"))
        self.detail.decisions.decided.connect(self.refresh)
        self.detail.form.saved.connect(self.refresh)
        self._split = QSplitter()
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.board, 1)
        column.addWidget(self._foot())
        self._split.addWidget(left)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self._split.setSizes([756, _DETAIL_WIDTH])
        self._stack = QStackedWidget()
        self._stack.addWidget(self._split)
        self._stack.addWidget(self._empty())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(self._stack, 1)

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("line", "top")
        foot.setFixedHeight(theme.FOOT_HEIGHT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_4)
        for words in (
            _("←→ ↑↓ walk"),
            _("Enter opens"),
            _("Ctrl+→ next step"),
        ):
            row.addWidget(label(words, "small"))
        row.addStretch(1)
        row.addWidget(label(_("Done and refused ones stay for 180 days"), "small"))
        return foot

    def _empty(self) -> QWidget:
        return EmptyState(
            "kanban",
            _("No prospect is under development"),
            _(
                "Here prospects become key accounts step by step: survey, screening with a score card, application "
                "and plan, the decisions of manager and director, project team, filing, progress reports."
            ),
            [
                primary_button(_("Develop an account"), "plus", self.ask_whom),
                plain_button(_("Add a prospect"), "building", self._quick_add),
            ],
        )

    # ------------------------------------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        self._close_gate()
        with self._store.read() as session:
            self._fill_filters(session)
            owner, tier = self.staff.currentData(), self.tier.currentData()
            found = cards(session, date.today(), owner, tier)
            shown = columns(session, found)
        self._head.set_count(self._counted(found))
        filtered = owner is not None or tier is not None
        self._stack.setCurrentIndex(0 if found or filtered else 1)
        can_write = not self._store.read_only
        self.begin_button.setEnabled(can_write)
        for widget in (self.begin_button, self.staff, self.tier):
            widget.setVisible(bool(found) or filtered)
        self.board.show_cards(shown, found)
        current = self.detail.development_id
        if not self.detail.isHidden() and (
            current is None or not self.detail.show_development(current)
        ):
            self.close_detail()

    def _counted(self, found: list[Card]) -> str:
        today = date.today()
        under_way = [one for one in found if one.state not in development_states.SETTLED]
        said = ngettext("{count} under way", "{count} under way", len(under_way))
        words = said.format(count=len(under_way))
        late = sum(one.over(today) > 0 for one in under_way)
        overdue = _("{count} late").format(count=late)
        return f"{words} · {overdue}" if late else words

    def _fill_filters(self, session: Any) -> None:
        tiers = [(code, _("Tier {tier}").format(tier=code)) for code in TIER.codes]
        fill_filter(self.staff, _("Everybody"), staff_choices(session))
        fill_filter(self.tier, _("All tiers"), tiers)

    def _filter(self, _index: int) -> None:
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._begin_below)

    def _begin_below(self) -> None:
        """The keys that came here from a page that was left begin at what is shown, not at its filters."""
        if self.staff.hasFocus():
            self.board.take_focus()

    def show_subject(self, subject: object) -> None:
        """Opens one development by its id."""
        if isinstance(subject, int):
            self.staff.setCurrentIndex(0)
            self.tier.setCurrentIndex(0)
            self.refresh()
            self.open_development(subject)

    def open_development(self, development_id: int) -> None:
        """Shows a development at the right."""
        if not self._leave_detail(development_id):
            return
        if self.detail.show_development(development_id):
            self.detail.show()
            self.board.go_to(development_id)

    def _follow(self, development_id: int) -> None:
        if not self.detail.isHidden():
            self.open_development(development_id)

    def _leave_detail(self, development_id: int) -> bool:
        """Another one is shown only when unsaved input may go; the selection goes back otherwise."""
        current = self.detail.development_id
        if self.detail.isHidden() or current in (None, development_id) or self.can_close():
            return True
        if current is not None:
            self.board.go_to(current)
        return False

    def close_detail(self) -> None:
        """The board alone."""
        if not self.detail.isHidden() and self.can_close():
            self.detail.hide()
            self.detail.development_id = None
            self.board.take_focus()

    # ------------------------------------------------------------------------------------------------ what is done

    def ask_whom(self) -> None:
        """Asks which account is to be developed."""
        dialog = PickAccountDialog(self._store, _("Develop an account"), _("Begin"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.picked.connect(self.begin)
        dialog.open()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.board.take_focus()

    def begin(self, account_id: int) -> None:
        """Makes an account a candidate and opens it."""
        made = doing.begin(self._desk, account_id, self)
        if made is not None:
            self.show_subject(made)
            self.board.take_focus()

    def _quick_add(self) -> None:
        from kamdesk.ui.accounts.quick_add_form import QuickAddDialog

        dialog = QuickAddDialog(self._store, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.form.added.connect(self.begin)
        dialog.open()

    def ask_move(self, development_id: int, to: str) -> None:
        """Takes a development to a step, asks for the reason of a refusal, or says why it cannot go there."""
        if self.detail.has_unsaved() and not self.can_close():
            return
        with self._store.read() as session:
            record = session.get_one(Development, development_id)
            name = session.get_one(Account, record.account_id).name
            sentence = development_states.refusal(session, record, to)
            missing = [] if sentence else development_states.missing(session, record, to)
        if sentence is not None or missing:
            self._show_gate(development_id, to, missing, sentence or "")
        elif to == "rejected":
            dialog = doing.ReasonDialog(name, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.given.connect(partial(self._move, development_id, to))
            dialog.open()
        else:
            self._move(development_id, to)

    def _move(self, development_id: int, to: str, reason: str | None = None) -> None:
        if doing.move(self._desk, development_id, to, self, reason):
            self.refresh()
            self.board.go_to(development_id, focus=True)

    def _show_gate(
        self,
        development_id: int,
        to: str,
        missing: list[development_states.Missing],
        sentence: str,
    ) -> None:
        self._close_gate()
        gate = GateMessage(self, DEVELOPMENT_STATE.label(to), missing, sentence)
        gate.fill_wanted.connect(partial(self._fill_in, development_id))
        gate.closed.connect(self._gate_closed)
        self.gate = gate
        self.board.mark_refused(to)
        spot = self.board.mapTo(self, self.board.below_head(to))
        left = min(max(spot.x() - gate.width() // 2, 12), self.width() - gate.width() - 12)
        gate.move(left, min(spot.y(), max(self.height() - gate.sizeHint().height() - 12, 0)))
        gate.show()
        gate.raise_()
        gate.setFocus()

    def _close_gate(self) -> None:
        if self.gate is not None:
            self.gate.close_message()

    def _gate_closed(self) -> None:
        self.gate = None
        self.board.mark_refused(None)
        self.board.take_focus()

    def _fill_in(self, development_id: int, key: str) -> None:
        self.open_development(development_id)
        self.detail.go_to(key)

    def _delete(self, development_id: int) -> None:
        self.detail.discard()
        doing.delete(self._desk, development_id, self)
        self.refresh()

    # ------------------------------------------------------------------------------------------- what pages do

    def has_unsaved(self) -> bool:
        return not self.detail.isHidden() and self.detail.has_unsaved()

    def save(self) -> None:
        self.detail.save()

    def discard(self) -> None:
        self.detail.discard()
