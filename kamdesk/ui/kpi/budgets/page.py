"""预算执行: what may be spent on each category beside what was; budgets are typed and approved, spending opens."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.fields import Kind, field_of
from kamdesk.model.target import Budget
from kamdesk.model.values import read_decimal, show, show_money
from kamdesk.model.vocabulary import EXPENSE_CATEGORY
from kamdesk.ui import faults, form_out
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.grid import Edit, Grid, GridCell
from kamdesk.ui.kpi.plan_page import PlanPage
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.ui.widgets.buttons import icon_button, primary_button
from kamdesk.work import budgets
from kamdesk.work.budgets import Execution, Line

_KINDS = {4: budgets.SPENT, 5: budgets.WAITING, 6: budgets.OPEN}
"""Column → which expenses stand behind it."""


class BudgetsPage(PlanPage):
    """The column of budgets is typed into; a number of spending opens the first of its expenses."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Budget", "Expense", "ExpenseClaim", "Account", "SettingValue"}
    )

    def __init__(self, desk: Desk) -> None:
        self.approve_button = primary_button(_("Approve…"), "stamp", self.approve)
        super().__init__(
            desk, _("Budgets"), "quarter", ("month", "quarter", "year"),
            icon_button("printer", _("Budget and spending as a form"), self.write_form), self.approve_button,
        )  # fmt: skip
        self.shown: Execution | None = None

    def reading(self) -> Callable[[Any], Any]:
        """Budget and spending of the period as of today."""
        span, today = self.span, self.desk.today()
        return lambda session: budgets.execution(session, span, today)

    def take(self, found: Execution) -> None:
        """The table, and what is over or without a budget in words."""
        self.shown = found
        writes = not self.desk.store.read_only
        headings = [
            ("category", _("Category")), ("budget", _("Budget")), ("first", _("First version")),
            ("draft", _("Draft")), ("spent", _("Spent")), ("submitted", _("Handed in")),
            ("open", _("Not claimed yet")), ("remaining", _("Remaining")), ("used", _("Used")),
            ("flag", _("Remark")),
        ]  # fmt: skip
        rows = [_cells(each, EXPENSE_CATEGORY.label(each.category), writes) for each in found.lines]
        rows.append(_cells(found.total, _("Total"), False))
        rows.append(_cells(found.service, _("Of which service cost"), False))
        self.table.show_grid(Grid(headings, rows))
        drafts = sum(each.draft is not None for each in found.lines)
        self.approve_button.setEnabled(writes and bool(drafts))
        said = []
        if drafts:
            words = ngettext(
                "{count} draft waits for approval.", "{count} drafts wait for approval.", drafts
            )
            said.append(words.format(count=drafts))
        over = [
            EXPENSE_CATEGORY.label(each.category)
            for each in found.lines
            if (each.remaining or 0) < 0
        ]
        if over:
            said.append(_("Over the budget: {names}.").format(names=_(", ").join(over)))
        if found.total.unrated:
            said.append(
                _("{count} expenses have no rate and are left out.").format(
                    count=found.total.unrated
                )
            )
        self.words.setText(" ".join(said) or _("Everything is within its budget."))

    def on_edited(self, edits: list[Edit]) -> None:
        """Budgets become drafts; nothing of it where one cannot be."""
        try:
            numbers: dict[str, Decimal | None] = {}
            for row, _column, text in edits:
                reading = read_decimal(text)
                if reading.problem:
                    raise RuleError(reading.problem)
                numbers[EXPENSE_CATEGORY.codes[row]] = reading.value
            words = message("Change budgets of {period}", period=self.span.code)
            with self.desk.store.change(words, self) as session:
                for category, amount in numbers.items():
                    budgets.put(session, self.span, category, amount)
        except UserError as refusal:
            faults.show_problem(refusal, self)
        self.refresh()

    def on_picked(self, row: int, column: int) -> None:
        """The newest of the expenses behind a number."""
        if self.shown is None:
            return
        every = [each.category for each in self.shown.lines]
        categories = every[row : row + 1] or every
        with self.desk.store.read() as session:
            found = budgets.expenses(
                session, self.span, self.desk.today(), categories, _KINDS.get(column, ""), limit=1
            )
            expense_id = found[0].id if found else None
        if expense_id is None:
            self.desk.say(_("No expense stands behind this number."))
            return
        self.desk.open_record("Expense", expense_id)

    def approve(self) -> None:
        """Asks for the day, and approves every draft of the period and its parts."""
        today = self.desk.today()
        fields = {"approved_on": field_of(Budget, "approved_on")}
        dialog = StepDialog(
            self.desk.store, _("Approve the budgets"), fields, {"approved_on": (today, today.isoformat())},
            self.approve_on, self,
        )  # fmt: skip
        dialog.exec()

    def approve_on(self, values: dict[str, Any]) -> None:
        """Approves with the day of the dialog."""
        on, span = values["approved_on"], self.span
        if on is None:
            raise RuleError(_("An approval needs its day."), field="approved_on")
        with self.desk.store.change(
            message("Approve budgets of {period}", period=span.code), self
        ) as session:
            budgets.approve(session, span, on)
        self.desk.say_undoable(_("Approved; the versions before are kept."))
        self.refresh()

    def write_form(self) -> None:
        """F19 of the period."""
        from kamdesk.forms.layouts.budget_sheet import BudgetFor  # late: brings the forms

        form_out.write_one(
            self.desk, self, "budget_execution", BudgetFor(self.span.code), self.span.code
        )


def _cells(line: Line, name: str, editable: bool) -> tuple[GridCell, ...]:
    shown = line.draft if line.draft is not None else line.budget
    edit = show(Kind.DECIMAL, shown) if shown is not None else ""
    rest = line.remaining
    flag = _("spent without budget") if line.is_unbudgeted else ""
    tip = _("Type a number: it becomes a draft.") if editable else ""
    return (
        GridCell(name),
        GridCell(_money(line.budget), "text", editable, edit, tip),
        GridCell(_money(line.first)), GridCell(_money(line.draft), "accent"), GridCell(_money(line.spent)),
        GridCell(_money(line.submitted)), GridCell(_money(line.open)),
        GridCell(_money(rest), "bad" if rest is not None and rest < 0 else "text"),
        GridCell("" if line.used is None else show(Kind.PERCENT, line.used, places=1)),
        GridCell(flag, "warn"),
    )  # fmt: skip


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else show_money(amount, places=2)
