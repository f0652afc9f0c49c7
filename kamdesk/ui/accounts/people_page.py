"""The people of an account as cards, one of them opened for editing in their place; beside them map and grid."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.person_card import PersonCard
from kamdesk.ui.accounts.person_form import PersonForm
from kamdesk.ui.accounts.pick_account import PickAccountDialog
from kamdesk.ui.desk import Desk
from kamdesk.ui.relations.account_people import CARDS, PeopleWays
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import label
from kamdesk.work import trash
from kamdesk.work.account_views import AccountSheet
from kamdesk.work.accounts import change_contact, move_contact

_CARDS, _EMPTY, _FORM = range(3)


class PeoplePage(QWidget):
    """Cards with the three persons of the archive first, those who left last."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._store = desk.store
        self._sheet: AccountSheet | None = None
        self.cards: list[PersonCard] = []
        self._count = label("", "muted")
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        bar.addWidget(self._count)
        bar.addStretch(1)
        bar.addWidget(plain_button(_("Add a person"), "plus", self.add_person))
        holder = QWidget()
        self._flow = FlowLayout(holder, theme.SPACE_2, as_high=True)
        self._flow.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, theme.SPACE_4)
        holder.setProperty("ground", "raised")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(_("People"))
        scroll.setWidget(holder)
        cards = QWidget()
        column = QVBoxLayout(cards)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(scroll, 1)
        empty = EmptyState(
            "users",
            _("Nobody known here yet"),
            _(
                "People at the customer: who decides, who uses, who calls. Three of them stand in the archive form."
            ),
            [primary_button(_("Add a person"), "plus", self.add_person)],
        )
        self.form = PersonForm(self._store)
        self.form.closed.connect(self.show_cards)
        people = QWidget()
        self._stack = QStackedLayout(people)
        for page in (cards, empty, self.form):
            self._stack.addWidget(page)
        self.ways = PeopleWays(desk, people)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.ways)

    def show_sheet(self, sheet: AccountSheet) -> None:
        """Shows the people of another account, or the same anew; an open person stays open."""
        other = self._sheet is None or self._sheet.account.id != sheet.account.id
        self._sheet = sheet
        self.ways.show_account(sheet.account.id)
        self._fill(sheet)
        if self._stack.currentIndex() == _FORM and not other:
            ids = {each.id for each in sheet.people}
            if self.form.contact_id is None or self.form.contact_id in ids:
                self.form.show_contact(sheet.account.id, self.form.contact_id)
                return
        self.show_cards()

    def show_cards(self) -> None:
        """Back from one person to all of them."""
        people = self._sheet.people if self._sheet is not None else []
        self._stack.setCurrentIndex(_CARDS if people else _EMPTY)

    def add_person(self) -> None:
        """An empty form."""
        self._open(None)

    def open_person(self, contact_id: int) -> None:
        """Shows one person for editing."""
        self._open(contact_id)

    def _open(self, contact_id: int | None) -> None:
        if self._sheet is None:
            return
        self.ways.show_way(CARDS)
        self.form.show_contact(self._sheet.account.id, contact_id)
        self._stack.setCurrentIndex(_FORM)
        self.form.first_field()

    def _fill(self, sheet: AccountSheet) -> None:
        self._flow.clear()
        self.cards = []
        names = sheet.names.get("Contact", {})
        for each in sheet.people:
            card = PersonCard(each, names.get(each.reports_to_id or 0, ""))
            card.clicked.connect(partial(self.open_person, each.id))
            card.style_wanted.connect(self.ask_style)
            card.move_wanted.connect(self.ask_where_to)
            card.left_wanted.connect(self.mark_left)
            card.delete_wanted.connect(self.delete_person)
            self._flow.addWidget(card)
            self.cards.append(card)
        there = sum(each.left_on is None for each in sheet.people)
        words = ngettext("{count} person", "{count} people", there).format(count=there)
        left = len(sheet.people) - there
        if left:
            words += " · " + _("{count} left").format(count=left)
        self._count.setText(words)

    # ------------------------------------------------------------------------------------------------------ actions

    def ask_style(self, contact_id: int) -> None:
        """Opens the questionnaire about somebody's behaviour."""
        from kamdesk.ui.relations.styles import StyleDialog  # late: cards are shown without it

        dialog = StyleDialog(self._desk, contact_id, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def ask_where_to(self, contact_id: int) -> None:
        """Asks for the account a person moves to."""
        dialog = PickAccountDialog(self._store, _("Move to another account"), _("Move"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.picked.connect(partial(self.move_person, contact_id))
        dialog.open()

    def move_person(self, contact_id: int, account_id: int) -> None:
        """Moves a person with the history to another account."""
        name = self._name(contact_id)
        with self._store.read() as session:
            target = session.get_one(Account, account_id).name
        try:
            with self._store.change(
                message("Move {name} to {account}", name=name, account=target)
            ) as session:
                move_contact(session.get_one(Contact, contact_id), account_id)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self._desk.say_undoable(
            _("{name} is at “{account}” now.").format(name=name, account=target)
        )

    def mark_left(self, contact_id: int) -> None:
        """Somebody left today: kept, without the role in the archive form."""
        name = self._name(contact_id)
        with self._store.change(message("{name} left", name=name)) as session:
            change_contact(session, session.get_one(Contact, contact_id), {"left_on": date.today()})
        self._desk.say_undoable(_("{name} is marked as having left today.").format(name=name))

    def delete_person(self, contact_id: int) -> None:
        """Moves a person to the waste basket."""
        name = self._name(contact_id)
        with self._store.change(message("Delete {name}", name=name)) as session:
            trash.move_to_trash(session, session.get_one(Contact, contact_id))
        self._desk.say_undoable(_("“{name}” lies in the waste basket.").format(name=name))

    def _name(self, contact_id: int) -> str:
        with self._store.read() as session:
            return session.get_one(Contact, contact_id).full_name
