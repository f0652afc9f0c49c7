"""The market page of an account: white space, shares, what was heard, and what must still be found out."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.sales_words import SPACE_STATE
from kamdesk.model.values import show_money
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.competitors.heard_list import HeardList
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.accounts.plan.market_form import MarketForm
from kamdesk.ui.accounts.plan.sections import Sections
from kamdesk.ui.accounts.plan.space_dialog import SpaceDialog
from kamdesk.ui.accounts.plan.space_grid import SpaceGrid
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work import competitors, information, settings, white_space
from kamdesk.work.white_space import SpaceMap


class MarketPage(QWidget):
    """Everything about one account; stored as it is typed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self._account_id = 0
        self._map = SpaceMap((), (), {})
        self.form = MarketForm(desk)
        self.form.setParent(self)
        self.form.saved.connect(self._show_again)
        self.grid = SpaceGrid()
        self.grid.opened.connect(self.open_cell)
        self.heard = HeardList(desk, embedded=True)
        self.sections = Sections(_("Market"))
        self._space_header = self.sections.add(_("White space"), self._space(), "columns")
        self._shares_header = self.sections.add(_("Shares"), self.form.shares, "bar-chart")
        self._items_header = self.sections.add(_("What must be known"), self._checklist(), "help")
        self._heard_header = self.sections.add(_("Intelligence"), self.heard, "message")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sections)

    def forms(self) -> tuple[Form, ...]:
        """The forms whose input may be unsaved."""
        return (self.form,)

    def _space(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.grid)
        self._scroll = scroll
        self._no_lines = label(
            _("Give the products a product line; the lines are the columns of this map."), "muted", wrap=True
        )  # fmt: skip
        self._legend = label("", "small", wrap=True)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(scroll)
        for words in (self._legend, self._no_lines):
            words.setContentsMargins(theme.SPACE_4, 0, 0, 0)
            column.addWidget(words)
        return body

    def _checklist(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form.items)
        row = QHBoxLayout()
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, theme.SPACE_3)
        self.template_button = plain_button(
            _("Take the questions of the template"), "list", self.add_template, small=True
        )
        row.addWidget(self.template_button)
        row.addStretch(1)
        column.addLayout(row)
        return body

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_account(self, account_id: int) -> None:
        """Shows the market page of an account, or of the same one anew."""
        self._account_id = account_id
        with self._store.read() as session:
            self._map = white_space.space_map(session, account_id)
            currency = settings.get(session, "default_currency")
            known = competitors.shares(session, account_id, self._desk.today())
            checklist = information.checklist(session, account_id)
        self._show_space(currency)
        self.form.show_account(account_id)
        whole = sum((each.share for each in known), Decimal(0))
        self._shares_header.set_count(f"{whole * 100:.0f} %" if known else "")
        relative = competitors.relative_share(known)
        said = "" if relative is None else _("relative share {value}").format(value=relative)
        self._shares_header.set_note(said)
        unknown = checklist.unknown
        self._items_header.set_count(str(len(checklist.items) or ""))
        self._items_header.set_note(
            _("{count} not known yet").format(count=unknown) if unknown else ""
        )
        missing = len(information.ACCOUNT_QUESTIONS) > len(checklist.items)
        self.template_button.setVisible(missing)
        self.template_button.setEnabled(not self._store.read_only)
        self.heard.show_about(account_id=account_id)
        self._heard_header.set_count(str(self.heard.count() or ""))

    def _show_space(self, currency: str) -> None:
        shown = self._map
        self.grid.show_map(shown)
        self._scroll.setFixedHeight(self.grid.sizeHint().height() + 12)
        self._scroll.setVisible(bool(shown.lines))
        self._legend.setVisible(bool(shown.lines))
        self._no_lines.setVisible(not shown.lines)
        counts = [
            f"{choice.label} {shown.count(choice.code)}"
            for choice in SPACE_STATE
            if shown.count(choice.code)
        ]
        unseen = shown.count("")
        if unseen:
            counts.append(_("not looked at {count}").format(count=unseen))
        self._legend.setText(" · ".join(counts))
        amount = shown.potential(currency)
        words = _("to be won: {amount}").format(amount=show_money(amount, currency))
        self._space_header.set_note(words if amount else "")

    def _show_again(self) -> None:
        self.show_account(self._account_id)

    # ------------------------------------------------------------------------------------------------ what is done

    def open_cell(self, account_id: int, line: str) -> None:
        """Opens a cell of the white space."""
        name = next(
            (each.name for each in self._map.companies if each.account_id == account_id), ""
        )
        dialog = SpaceDialog(
            self._desk, name, self._map.cell(account_id, line), self._show_again, self
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(partial(self._back_to, account_id, line))
        dialog.open()

    def _back_to(self, account_id: int, line: str, _result: int) -> None:
        self.grid.go_to(account_id, line)
        self.grid.setFocus()

    def add_template(self) -> None:
        """Adds the questions of the template that are not there yet."""
        with self._store.read() as session:
            name = session.get_one(Account, self._account_id).name
        try:
            with self._store.change(message("Checklist of {name}", name=name)) as session:
                information.add_template(session, self._account_id)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self.show_account(self._account_id)
