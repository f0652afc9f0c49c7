"""The plan page of an account: health, scores, the plan of a period with its goals and measures, and its SWOT."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.sales_words import PLAN_STATE
from kamdesk.model.strategy import AccountPlan
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.accounts.plan.health_pane import HealthPane
from kamdesk.ui.accounts.plan.plan_form import PlanForm
from kamdesk.ui.accounts.plan.scores_form import ScoresForm
from kamdesk.ui.accounts.plan.sections import Sections
from kamdesk.ui.desk import Desk
from kamdesk.ui.form_out import write_one
from kamdesk.ui.opportunities.analysis.notebook import Subject
from kamdesk.ui.opportunities.analysis.swot_panel import SwotPanel
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.work import account_plans
from kamdesk.work.trash import move_to_trash

FORM_KEY = "account_plan"
_NONE, _PLAN = range(2)
_SWOT_HEIGHT = 420


class PlanPage(QWidget):
    """Shows the newest plan; another one is chosen by its period."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self._account_id = 0
        self._name = ""
        self.health = HealthPane(desk)
        self.scores = ScoresForm(desk)
        self.form = PlanForm(desk.store)
        for form in self.forms():
            form.saved.connect(self._show_again)
        self.period = QComboBox()
        ready_input(self.period, _("Plan"))
        self.period.activated.connect(self._choose)
        self._state = ElidedLabel("", "small")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._no_plan())
        self._stack.addWidget(self._with_plan())
        self.sections = Sections(_("Plan"))
        self.sections.add(_("Health"), self.health, "target")
        self._scores_header = self.sections.add(_("Scores"), self.scores, "bar-chart", folded=True)
        self.plan_header = self.sections.add(str(AccountPlan.TERM), self._stack, "flag")
        self.swot = SwotPanel(desk)
        self.swot.setMinimumHeight(_SWOT_HEIGHT)
        self.sections.add(_("SWOT of the account"), self.swot, "columns")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sections)

    def forms(self) -> tuple[Form, ...]:
        """The forms whose input may be unsaved."""
        return (self.scores, self.form)

    def _no_plan(self) -> QWidget:
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        words = _(
            "Needs, strategy, goals and measures of a period, with an owner, dates and reviews."
        )
        column.addWidget(label(words, "muted", wrap=True))
        row = QHBoxLayout()
        self.begin_button = primary_button(_("Begin a plan"), "plus", self.begin)
        row.addWidget(self.begin_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return pane

    def _with_plan(self) -> QWidget:
        pane = QWidget()
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, 0)
        bar.setSpacing(theme.SPACE_2)
        bar.addWidget(self.period)
        bar.addWidget(self._state, 1)
        self.form_button = plain_button(
            _("Form…"), "document", partial(self.write_form), small=True
        )
        self._new_button = plain_button(_("New plan"), "plus", self.begin, small=True)
        bar.addWidget(self.form_button)
        bar.addWidget(self._new_button)
        self._delete_button = icon_button(
            "trash", _("Move the plan to the waste basket"), self.delete, small=True
        )
        bar.addWidget(self._delete_button)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.form)
        return pane

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_account(self, account_id: int) -> None:
        """Shows the plan page of an account, or of the same one anew."""
        other = account_id != self._account_id
        self._account_id = account_id
        kept = None if other else self.period.currentData()
        with self._store.read() as session:
            self._name = session.get_one(Account, account_id).name
            plans = account_plans.plans(session, account_id)
            self.swot.notes.load(session, Subject(Account, account_id))
        self.health.show_account(account_id)
        self._scores_header.set_note(self.scores.show_account(account_id))
        self.period.clear()
        for plan in plans:
            self.period.addItem(plan.period, plan.id)
        for each in (self.begin_button, self._new_button, self._delete_button):
            each.setEnabled(not self._store.read_only)
        self._stack.setCurrentIndex(_PLAN if plans else _NONE)
        if plans:
            self.period.setCurrentIndex(max(self.period.findData(kept), 0))
            self._show_plan()
        else:
            self.form.sheet = None
            self.plan_header.set_count("")

    def show_plan(self, plan_id: int) -> None:
        """Goes to one of the account's plans."""
        place = self.period.findData(plan_id)
        if place >= 0:
            self.period.setCurrentIndex(place)
            self._show_plan()

    def _show_plan(self) -> None:
        self.form.show_plan(int(self.period.currentData()))
        sheet = self.form.sheet
        if sheet is None:
            return
        count = len(sheet.measures)
        said = [PLAN_STATE.label(sheet.plan.state)]
        if count:
            said.append(_("{done} of {count} done").format(done=sheet.done, count=count))
        late = sheet.overdue(self._desk.today())
        if late:
            said.append(_("{count} overdue").format(count=late))
        self._state.setText(" · ".join(said))
        self.plan_header.set_count(sheet.plan.period)

    def _choose(self, _place: int) -> None:
        if self.form.has_unsaved():
            self.form.save_all()
        self._show_plan()

    def _show_again(self) -> None:
        self.show_account(self._account_id)

    # ------------------------------------------------------------------------------------------------ what is done

    def begin(self) -> None:
        """Begins a plan: for this year, or the first later one that has none."""
        today = self._desk.today()
        with self._store.read() as session:
            taken = {plan.period for plan in account_plans.plans(session, self._account_id)}
        year = next(one for one in range(today.year, today.year + 50) if str(one) not in taken)
        words = message("Begin the plan {period} of {name}", period=str(year), name=self._name)
        try:
            with self._store.change(words, self) as session:
                values = {"period": str(year)}
                made = account_plans.add_plan(session, self._account_id, values, today).id
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self.show_account(self._account_id)
        self.show_plan(made)
        self.form.cells["needs"].setFocus()

    def delete(self) -> None:
        """Moves the plan that is shown to the waste basket."""
        sheet = self.form.sheet
        if sheet is None:
            return
        self.form.discard()
        words = message("Delete the plan {period} of {name}", period=sheet.plan.period, name=self._name)  # fmt: skip
        with self._store.change(words, self) as session:
            move_to_trash(session, session.get_one(AccountPlan, sheet.plan.id))
        self.show_account(self._account_id)
        self._desk.say_undoable(_("The plan lies in the waste basket."))

    def write_form(self) -> None:
        """Writes the plan that is shown as the department's form."""
        if self.form.sheet is not None:
            write_one(self._desk, self, FORM_KEY, self.form.sheet.plan.id, self._name)
