"""Expenses and claims: what was spent, ticked and claimed, and what became of the claims."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import RuleError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.expense import Expense
from kamdesk.model.fields import field_of
from kamdesk.model.values import show_money
from kamdesk.model.vocabulary import EXPENSE_CATEGORY, EXPENSE_STATE
from kamdesk.ui import theme
from kamdesk.ui.accounts.import_parts.ticks import Tick, TickTable, of_many
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, Index, RowsModel
from kamdesk.ui.page import Page
from kamdesk.ui.visits.claims_pane import ClaimsPane
from kamdesk.ui.visits.expense_form import ExpenseForm
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.delegates import VALUE
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import expense_views, expenses, settings
from kamdesk.work.expense_views import ExpenseLine

_ROLES = {"submitted": "warn", "paid": "good", "refused": "bad"}


class _ExpenseModel(RowsModel[ExpenseLine]):
    """The rows with a tick before those that can be claimed."""

    def __init__(self, columns: list[Column[ExpenseLine]], parent: QWidget) -> None:
        super().__init__(columns, parent)
        self.ticked: set[int] = set()

    def tick(self, row: int) -> Tick:
        """What stands before a row."""
        line = self.row_at(row)
        if line is None or line.expense.claim_id is not None:
            return Tick.NONE
        return Tick.ON if line.expense.id in self.ticked else Tick.OFF

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.column() == 0:
            if role == VALUE:
                return self.tick(index.row())
            if role == Qt.ItemDataRole.AccessibleTextRole:
                words = {Tick.ON: _("ticked"), Tick.OFF: _("not ticked")}
                return words.get(self.tick(index.row()), _("in a claim"))
        return super().data(index, role)

    def repaint_ticks(self) -> None:
        """The ticks changed."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))


class ExpensesPage(Page):
    """`show_subject`: an expense or claim by class name and id, or ``("Visit", id)`` for a new one of a visit."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Expense", "ExpenseClaim", "Approval", "Document", "Account", "Staff", "Visit", "SettingValue"}
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted: tuple[str, int] | None = None
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        self.which = Segment(
            [("open", _("Not claimed")), ("all", _("All expenses")), ("claims", _("Claims"))],
            "open", small=True, name=_("What is shown"),
        )  # fmt: skip
        self.whose = Segment(
            [("mine", _("Mine")), ("all", _("All"))], "mine", small=True, name=_("Whose")
        )
        self.which.chosen.connect(self._on_segment)
        self.whose.chosen.connect(self._on_segment)
        self._was = (self.which.current(), self.whose.current())
        self.new_button = plain_button(_("New expense"), "plus", self.begin_new)
        self._head = PageHead(_("Expenses and claims"), self.which, self.whose, self.new_button)
        self.form = ExpenseForm(desk)
        self.form.saved.connect(self._on_saved)
        self.claims = ClaimsPane(desk)
        self._stack = QStackedWidget()
        for widget in (self._expenses(), self.claims, self._empty_expenses(), self._empty_claims()):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)

    # ------------------------------------------------------------------------------------------------------ building

    def _expenses(self) -> QWidget:
        spent = partial(field_of, Expense)
        self.model = _ExpenseModel(
            [
                Column("tick", "", 40, lambda _each: ""),
                Column("on", spent("on").label, 96, lambda each: f"{each.expense.on}"),
                Column("category", spent("category").label, 76,
                       lambda each: EXPENSE_CATEGORY.label(each.expense.category), lambda _each: "muted"),
                Column("note", spent("note").label, 160, lambda each: each.expense.note or ""),
                Column("amount", spent("amount").label, 104,
                       lambda each: show_money(each.expense.amount, each.expense.currency or "CNY"), None, True),
                Column("account", spent("account_id").label, 128, lambda each: each.account),
                Column("receipt", spent("receipt_no").label, 96, _receipt_words, lambda _each: "muted"),
                Column("staff", spent("staff_id").label, 72, lambda each: each.staff),
                Column("state", spent("claim_id").label, 156, _state_words,
                       lambda each: _ROLES.get(each.expense.state, "muted")),
            ],
            self,
        )  # fmt: skip
        self.table = TickTable(_("Expenses"), _("Tick all that are not claimed"))
        self.table.setModel(self.model)
        self.table.set_widths(self.model.widths())
        self.table.set_stretch_column(3)
        self.table.toggled.connect(self._toggle)
        self.table.all_toggled.connect(self._toggle_all)
        self.table.row_changed.connect(self._show_row)
        self.table.opened.connect(self._edit_row)
        self.setFocusProxy(self.table)
        self._sum = label("", "muted")
        self.purpose = QLineEdit()
        self.purpose.setPlaceholderText(_("purpose, else the visits it was spent on"))
        self.purpose.setAccessibleName(_("Purpose of the claim"))
        self.claim_button = primary_button(_("Claim them"), "stamp", self.claim_ticked)
        self._error = FieldError()
        bar = QHBoxLayout()
        bar.setSpacing(theme.SPACE_2)
        bar.addWidget(self._sum)
        bar.addWidget(self.purpose, 1)
        bar.addWidget(self.claim_button)
        foot = QFrame()
        foot.setProperty("line", "top")
        below = QVBoxLayout(foot)
        below.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        below.setSpacing(theme.SPACE_1)
        below.addLayout(bar)
        below.addWidget(self._error)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(foot)
        area = scrolled(self.form, _("Expense"))
        area.setMinimumWidth(320)
        split = QSplitter()
        split.setHandleWidth(1)
        split.addWidget(left)
        split.addWidget(area)
        split.setStretchFactor(0, 1)
        split.setSizes([740, 340])
        return split

    def _empty_expenses(self) -> EmptyState:
        return EmptyState(
            "money",
            _("Nothing to claim"),
            _("What is spent on customers stands here until it is claimed. Add it here or on the record of a visit."),
            [
                primary_button(_("New expense"), "plus", self.begin_new),
                plain_button(_("Show those of all"), "users", self._show_all),
            ],
        )  # fmt: skip

    def _empty_claims(self) -> EmptyState:
        return EmptyState(
            "money",
            _("No claims yet"),
            _("Tick expenses and claim them; what was handed in, approved and paid stands here."),
            [
                primary_button(_("To the expenses"), "list", partial(self.which.choose, "open")),
                plain_button(_("Show those of all"), "users", self._show_all),
            ],
        )

    # ------------------------------------------------------------------------------------------------- what is shown

    def refresh(self) -> None:
        wanted, self._wanted = self._wanted, None
        current = self.model.row_at(self.table.current_row())
        which = self.which.current()
        with self._desk.store.read() as session:
            user = settings.me(session)
            mine = user.id if user is not None and self.whose.current() == "mine" else None
            claims = expense_views.claim_lines(session, staff_id=mine) if which == "claims" else []
            found = (
                expense_views.expense_lines(session, staff_id=mine, open_only=which == "open")
                if which != "claims"
                else []
            )
        self.whose.setVisible(user is not None)
        if which == "claims":
            self._head.set_count(f"{len(claims):,}")
            self.claims.show_claims(claims, wanted[1] if wanted else None)
            self._stack.setCurrentIndex(1 if claims else 3)
            return
        self._head.set_count(f"{len(found):,}")
        self.model.ticked &= {each.expense.id for each in found if each.expense.claim_id is None}
        self.model.show_rows(found)
        ids = [each.expense.id for each in found]
        place = wanted[1] if wanted else current.expense.id if current is not None else None
        is_new = self.form.expense_id is None and self.form.is_dirty()
        self._stack.setCurrentIndex(0 if found or is_new else 2)
        self.table.go_to_row(ids.index(place) if place in ids else 0)
        self._show_row(self.table.current_row() if found else -1)
        self._show_ticks()

    def show_subject(self, subject: object) -> None:
        """Goes to an expense or a claim, or begins an expense of a visit."""
        if not isinstance(subject, tuple):
            return
        kind, record_id = subject
        if kind == "Visit":
            self.begin_new(record_id)
            return
        self._go("claims" if kind == "ExpenseClaim" else "all", "all", (kind, record_id))

    def _go(self, which: str, whose: str, wanted: tuple[str, int]) -> None:
        """Shows another list with one record of it in view."""
        self._was = (which, whose)
        self.which.choose(which)
        self.whose.choose(whose)
        self._wanted = wanted
        self.refresh()

    def _on_segment(self, _key: str) -> None:
        if (self.which.current(), self.whose.current()) == self._was:
            return
        if not self.can_close():
            self.which.choose(self._was[0])
            self.whose.choose(self._was[1])
            return
        self._was = (self.which.current(), self.whose.current())
        self.refresh()

    def _show_all(self) -> None:
        self.whose.choose("all")
        if self.which.current() == "open":
            self.which.choose("all")

    def _show_row(self, row: int) -> None:
        line = self.model.row_at(row)
        wanted = line.expense.id if line is not None else None
        if self.form.is_dirty() and wanted != self.form.expense_id:
            return  # what was typed stays in view until it is saved or given up
        self.form.show_expense(wanted)

    def _edit_row(self, _row: int) -> None:
        self.form.begin()

    def begin_new(self, visit_id: int | None = None) -> None:
        """An empty form with the cursor in it."""
        if not self.can_close():
            return
        if self.which.current() == "claims":
            self.which.choose("open")
        self._stack.setCurrentIndex(0)
        self.form.show_expense(None, visit_id)
        self.form.begin()

    def _on_saved(self, expense_id: int) -> None:
        self._wanted = ("Expense", expense_id)
        self.refresh()
        self._desk.say_undoable(_("The expense is kept."))

    # --------------------------------------------------------------------------------------------------------- claiming

    def _toggle(self, rows: list[int]) -> None:
        able = [row for row in rows if self.model.tick(row).can_toggle]
        on = not all(self.model.tick(row) is Tick.ON for row in able)
        self._set_ticks(able, on)

    def _toggle_all(self, on: bool) -> None:
        rows = [row for row in range(self.model.rowCount()) if self.model.tick(row).can_toggle]
        self._set_ticks(rows, on)

    def _set_ticks(self, rows: list[int], on: bool) -> None:
        lines = [self.model.row_at(row) for row in rows]
        ids = {each.expense.id for each in lines if each is not None}
        self.model.ticked = self.model.ticked | ids if on else self.model.ticked - ids
        self._show_ticks()

    def _show_ticks(self) -> None:
        self.model.repaint_ticks()
        states = [self.model.tick(row) for row in range(self.model.rowCount())]
        self.table.show_all(of_many([each is Tick.ON for each in states if each.can_toggle]))
        chosen = [each.expense for each in self._ticked()]
        count = len(chosen)
        words = ngettext("{count} ticked", "{count} ticked", count).format(count=count)
        money = expense_views.money_words(expenses.totals(chosen))
        self._sum.setText(" · ".join(filter(None, (words, money))))
        self.claim_button.setEnabled(count > 0 and not self._desk.store.read_only)
        self._error.show_error("")

    def _ticked(self) -> list[ExpenseLine]:
        rows = (self.model.row_at(row) for row in range(self.model.rowCount()))
        return [each for each in rows if each is not None and each.expense.id in self.model.ticked]

    def claim_ticked(self) -> None:
        """Puts the ticked expenses into a new claim and shows it; a refusal stands below."""
        ids = [each.expense.id for each in self._ticked()]
        if not self.can_close():
            return
        try:
            with self._desk.store.change(
                message("Claim {count} expenses", count=len(ids)), self
            ) as session:
                spent = [session.get_one(Expense, each) for each in ids]
                made = expenses.claim(
                    session, spent, None, date.today(), self.purpose.text().strip() or None
                )
                claim_id, number = made.id, made.number
        except RuleError as refusal:
            self._error.show_error(refusal.sentence)
            return
        self.purpose.clear()
        self.model.ticked = set()
        self._go("claims", self.whose.current(), ("ExpenseClaim", claim_id))
        self._desk.say_undoable(_("Claim {number} is made; hand it in.").format(number=number))

    # ---------------------------------------------------------------------------------------------- unsaved input

    def has_unsaved(self) -> bool:
        return self.form.is_dirty()

    def save(self) -> None:
        if self.form.is_dirty():
            self.form.save()

    def save_record(self) -> None:
        if self.form.is_dirty():
            self.form.save_now()

    def discard(self) -> None:
        self.form.discard()


def _receipt_words(line: ExpenseLine) -> str:
    files = ngettext("{count} file", "{count} files", line.receipts).format(count=line.receipts)
    return " · ".join(filter(None, (line.expense.receipt_no, files if line.receipts else "")))


def _state_words(line: ExpenseLine) -> str:
    if not line.claim:
        return EXPENSE_STATE.label("open")
    return f"{line.claim} {EXPENSE_STATE.label(line.expense.state)}"
