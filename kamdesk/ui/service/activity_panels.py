"""Below an activity: what it brought and cost, its expenses, and who was invited, answered and came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.activity import Invitee
from kamdesk.model.contact import Contact
from kamdesk.model.expense import Expense
from kamdesk.model.fields import field_of
from kamdesk.model.keeping_words import INVITATION_ANSWER
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.values.showing import show_money
from kamdesk.model.vocabulary import EXPENSE_CATEGORY, EXPENSE_STATE
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work import activities, settings
from kamdesk.work.activities import Outcome

_ROLES = {"accepted": "good", "declined": "muted", "pending": "warn"}


@dataclass(frozen=True)
class InviteeLine:
    """Somebody invited, as the list shows them."""

    invitee_id: int
    account: str
    contact: str
    answer: str
    came: bool | None
    opportunity_id: int | None
    opportunity: str
    invited_on: date | None


def invitee_lines(session: Session, activity_id: int) -> list[InviteeLine]:
    """Those of an activity by the name of the account."""
    query = (
        select(Invitee, Account.name, Contact.full_name, Opportunity.name)
        .join(Account, Account.id == Invitee.account_id)
        .outerjoin(Contact, Contact.id == Invitee.contact_id)
        .outerjoin(Opportunity, Opportunity.id == Invitee.opportunity_id)
        .where(Invitee.activity_id == activity_id, Invitee.deleted_at.is_(None))
        .order_by(Account.sort_name, Invitee.id)
    )
    return [
        InviteeLine(
            row[0].id, row[1], row[2] or "", row[0].answer, row[0].came, row[0].opportunity_id,
            row[3] or "", row[0].invited_on,
        )
        for row in session.execute(query)
    ]  # fmt: skip


def outcome_words(found: Outcome, currency: str) -> str:
    """Who came, what it cost and what came of it, in a few lines."""
    words = [
        _("{invited} invited · {accepted} coming · {declined} not · {came} came").format(
            invited=found.invited, accepted=found.accepted, declined=found.declined, came=found.came
        )
    ]
    money = partial(show_money, currency=currency)
    spent = _("spent {spent} ({agreed} approved)").format(
        spent=money(found.spent), agreed=money(found.agreed)
    )
    if found.budget is not None and found.left is not None:
        spent = _("{spent} of {budget}, {left} left").format(
            spent=spent, budget=money(found.budget), left=money(found.left)
        )
    words.append(spent)
    leads = ngettext("{count} opportunity", "{count} opportunities", found.leads)
    leads = leads.format(count=found.leads)
    if found.cost_per_lead is not None:
        leads = _("{leads}, {cost} each").format(leads=leads, cost=money(found.cost_per_lead))
    words.append(leads)
    if found.without_rate:
        gap = ngettext(
            "{count} expense in another currency has no rate and is in no sum",
            "{count} expenses in another currency have no rate and are in no sum",
            found.without_rate,
        )
        words.append(gap.format(count=found.without_rate))
    return "\n".join(words)


class OutcomePanel(RecordPanel):
    """Figures of the activity and the expenses they are made of; Enter opens an expense."""

    above = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Result")
        self.said = label("", wrap=True)
        self.model: RowsModel[Expense] = RowsModel(
            [
                Column("on", field_of(Expense, "on").label, 92, lambda row: str(row.on)),
                Column("category", field_of(Expense, "category").label, 80,
                       lambda row: EXPENSE_CATEGORY.label(row.category)),
                Column("note", field_of(Expense, "note").label, 110, lambda row: row.note or ""),
                Column("amount", field_of(Expense, "amount").label, 110,
                       lambda row: show_money(row.amount, row.currency), numeric=True),
                Column("state", field_of(Expense, "state").label, 74, lambda row: EXPENSE_STATE.label(row.state)),
            ],
            self,
        )  # fmt: skip
        self.table = rows_table(self.model, _("Expenses of the activity"), 2)
        self.table.setFixedHeight(theme.ROW_HEIGHT * 4)
        self.table.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self.said)
        column.addWidget(self.table)

    def show_record(self, session: Session, record: Any) -> None:
        found = activities.outcome(session, record)
        self.said.setText(outcome_words(found, settings.get(session, "default_currency")))
        query = select(Expense).where(
            Expense.activity_id == record.id, Expense.deleted_at.is_(None)
        )
        rows = list(session.scalars(query.order_by(Expense.on, Expense.id)))
        self.model.show_rows(rows)
        self.table.setVisible(bool(rows))

    def _open(self, row: int) -> None:
        expense = self.model.row_at(row)
        if expense is not None:
            self.desk.open_record("Expense", expense.id)


class InviteesPanel(RecordPanel):
    """Who was invited: Enter notes answer and attendance; buttons make an opportunity of one, and take one out."""

    above = True

    def __init__(
        self,
        desk: Desk,
        note: Callable[[int], object],
        bring: Callable[[int], object],
        remove: Callable[[int], object],
    ) -> None:
        super().__init__(desk)
        self.title = _("Invited")
        self._note = note
        field = partial(field_of, Invitee)
        self.model: RowsModel[InviteeLine] = RowsModel(
            [
                Column("account", field("account_id").label, 120, lambda row: row.account),
                Column("contact", field("contact_id").label, 74, lambda row: row.contact),
                Column("answer", field("answer").label, 74, lambda row: INVITATION_ANSWER.label(row.answer),
                       lambda row: _ROLES[row.answer]),
                Column("came", field("came").label, 50, _came),
                Column("opportunity", field("opportunity_id").label, 96, lambda row: row.opportunity),
            ],
            self,
        )  # fmt: skip
        self.table = rows_table(self.model, _("Invited"), 0)
        self.table.setFixedHeight(theme.ROW_HEIGHT * 8)
        self.table.opened.connect(self._open)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_2)
        self.buttons = {
            "note": plain_button(_("Answer…"), "check", partial(self._with, note), small=True),
            "bring": plain_button(_("Opportunity…"), "funnel", partial(self._with, bring), small=True),
            "remove": plain_button(_("Remove from the list"), "x", partial(self._with, remove), small=True),
        }  # fmt: skip
        for button in self.buttons.values():
            buttons.addWidget(button)
            button.setVisible(not desk.store.read_only)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.setSpacing(theme.SPACE_2)
        column.addLayout(buttons)
        column.addWidget(self.table)

    def show_record(self, session: Session, record: Any) -> None:
        place = self.table.currentIndex().row()
        self.model.show_rows(invitee_lines(session, record.id))
        if 0 <= place < self.model.rowCount():
            self.table.selectRow(place)

    def _with(self, act: Callable[[int], object]) -> None:
        line = self.model.row_at(self.table.currentIndex().row())
        if line is None:
            self.desk.say(_("Choose somebody of those invited first."))
        else:
            act(line.invitee_id)

    def _open(self, row: int) -> None:
        line = self.model.row_at(row)
        if line is not None and not self.desk.store.read_only:
            self._note(line.invitee_id)


def _came(row: InviteeLine) -> str:
    return "" if row.came is None else _("yes") if row.came else _("no")
