"""5W2H: the plan of the project as a list, each action edited beside it; why is chosen from what there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action
from kamdesk.model.sales_words import ACTION_STATE, WHY
from kamdesk.model.values.showing import show_money
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column
from kamdesk.ui.opportunities.project.list_section import ListSection
from kamdesk.ui.opportunities.project.record_form import Part, RecordForm
from kamdesk.ui.visits.record.fields_dialog import FieldsDialog
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import actions
from kamdesk.work.actions import Link
from kamdesk.work.analysis.action_plan import ActionRow, progress
from kamdesk.work.child_rows import rows as child_rows
from kamdesk.work.fields import reference_names

_SHEET = "action_plan"
"""The form of the plan alone (F8b)."""
_PLAN = ("name", "owner_id", "helpers", "starts_on", "due_on", "place", "effort", "how", "budget")
_RESULT = ("actual", "result", "explanation")
_NEW = ("name", "owner_id", "due_on")
Row = tuple[Action, str]
_DELETE = Qt.WidgetAttribute.WA_DeleteOnClose


class WhyBox(QComboBox):
    """Everything an action of the project can be for, by kind."""

    def __init__(self) -> None:
        super().__init__()
        ready_input(self, field_of(Action, "why").label)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        guard_wheel(self)

    def show_links(self, links: Sequence[Link], current: tuple[str, str], words: str = "") -> None:
        """Offers `links`; what an action is for now is offered even when it is there no more."""
        blocked = self.blockSignals(True)
        self.clear()
        self.addItem(_("— choose what it is for —"), ("", ""))
        for link in links:
            self.addItem(link.title, (link.kind, link.uid))
        found = next((n for n in range(self.count()) if self.itemData(n) == current), -1)
        if found < 0 and any((*current, words)):
            kind = WHY.label(current[0]) if current[0] in WHY else ""
            self.addItem(": ".join(filter(None, (kind, words))) or "—", current)
            found = self.count() - 1
        self.setCurrentIndex(max(found, 0))
        self.blockSignals(blocked)

    def link(self) -> tuple[str, str]:
        """Kind and uid of what is chosen; two empty texts for nothing."""
        return tuple(self.currentData() or ("", ""))


class ActionDialog(FieldsDialog):
    """What, why, who and when of a new action; the rest is written beside the list."""

    def __init__(
        self,
        store: Store,
        links: Sequence[Link],
        act: Callable[[dict[str, Any]], None],
        parent: QWidget,
        about: tuple[str, str] = ("", ""),
    ) -> None:
        fields = {name: field_of(Action, name) for name in _NEW}
        super().__init__(store, _("New action"), fields, parent)
        self.setMinimumWidth(460)
        self._act = act
        self.why = WhyBox()
        self.why.show_links(links, about)
        self._why_error = FieldError()
        for box in self.boxes.values():
            box.show_value(None, "")
            box.editor.finished.connect(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(self.boxes["name"])
        place = QVBoxLayout()
        place.setSpacing(2)
        place.addWidget(label(field_of(Action, "why").label, "small"))
        place.addWidget(self.why)
        place.addWidget(self._why_error)
        column.addLayout(place)
        pair = QHBoxLayout()
        pair.setSpacing(theme.SPACE_3)
        pair.addWidget(self.boxes["owner_id"], 1)
        pair.addWidget(self.boxes["due_on"], 1)
        column.addLayout(pair)
        column.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.ok = primary_button(_("Add"), "plus", self.take)
        self.ok.setDefault(True)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        self.boxes["name"].setFocus()

    def do(self, values: dict[str, Any]) -> None:
        kind, uid = self.why.link()
        self._why_error.show_error("", self.why)
        try:
            self._act({**values, "why_kind": kind or None, "why_uid": uid or None})
        except RuleError as refusal:
            if refusal.field != "why_kind":
                raise
            self._why_error.show_error(refusal.sentence, self.why)
            self.why.setFocus()
            raise

    def why_error(self) -> str:
        """What is said to be wrong with the link."""
        return self._why_error.text()


class ActionsPane(ListSection):
    """Open ones by their day, overdue in red, then what is done and cancelled."""

    record = Action

    def __init__(self, desk: Desk) -> None:
        self.why = WhyBox()
        super().__init__(desk)
        self._bar.insertWidget(1, self.form_button(_SHEET))
        self._why_error = FieldError()
        self._links: list[Link] = []
        self._currency = ""
        self.why.activated.connect(self._choose_why)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        inner.setSpacing(2)
        inner.addWidget(label(field_of(Action, "why").label, "small"))
        inner.addWidget(self.why)
        inner.addWidget(self._why_error)
        self.beside.insertWidget(0, holder)

    # ------------------------------------------------------------------------------------------------- what it lists

    def columns(self) -> Sequence[Column[Any]]:
        def text(name: str) -> str:
            return field_of(Action, name).label

        return [
            Column("name", text("name"), 200, lambda row: row[0].name, self._role),
            Column("why", text("why"), 120, lambda row: row[0].why or "", lambda _row: "muted"),
            Column("owner", text("owner_id"), 84, lambda row: row[1]),
            Column("due", text("due_on"), 96, lambda row: str(row[0].due_on or "—"), self._role),
            Column("budget", text("budget"), 108, _money, None, numeric=True),
            Column("state", text("state"), 104, self._state, self._role),
        ]  # fmt: skip

    def make_form(self) -> RecordForm:
        words = Action.SECTIONS
        parts = (Part("plan", str(words["plan"]), _PLAN), Part("done", str(words["done"]), _RESULT))
        return RecordForm(self.store, Action, parts, actions.change_action)

    def buttons(self) -> Sequence[QPushButton]:
        self.begin_button = plain_button(_("Begin"), "play", self.begin_current, small=True)
        self.done_button = plain_button(_("Done…"), "check", self.finish_current, small=True)
        self.cancel_button = plain_button(
            _("Not to be done…"), "x", self.cancel_current, small=True
        )
        self.reopen_button = plain_button(_("Open again"), "undo", self.reopen_current, small=True)
        return (self.begin_button, self.done_button, self.cancel_button, self.reopen_button)

    def read(self, session: Session, opportunity: Opportunity) -> Sequence[Row]:
        found = actions.in_order(child_rows(session, Action, opportunity.id))
        names = reference_names(
            session, "Staff", {each.owner_id for each in found if each.owner_id}
        )
        self._links = actions.links(session, opportunity)
        counted = progress(
            (ActionRow(each.state, each.due_on, each.done_on, each.effort) for each in found),
            self.desk.today(),
        )
        said = [_("{done} of {planned} done").format(done=counted.done, planned=counted.planned)]
        if counted.by_count is not None:
            said[0] += f" ({counted.by_count * 100:.1f} %)"
        if counted.on_time_rate is not None:
            said.append(_("on time {share:.1f} %").format(share=counted.on_time_rate * 100))
        if counted.overdue:
            said.append(_("{count} overdue").format(count=counted.overdue))
        self.said.setText(" · ".join(said))
        return [(each, names.get(each.owner_id or 0, "")) for each in found]

    def record_of(self, row: Any) -> Any:
        return row[0]

    def _late(self, row: Row) -> bool:
        return actions.is_late(row[0], self.desk.today())

    def _role(self, row: Row) -> str:
        if self._late(row):
            return "bad"
        return "text" if row[0].state in actions.OPEN else "muted"

    def _state(self, row: Row) -> str:
        if not self._late(row):
            return ACTION_STATE.label(row[0].state)
        return _("late, explained") if row[0].explanation else _("late")

    def new_words(self) -> str:
        return _("New action")

    def empty_words(self) -> tuple[str, str, str]:
        return (
            "list",
            _("No action planned yet"),
            _(
                "What, why, who, when, where, how and how much: each action is for a "
                "goal, a strategy, a root cause, a risk or a person."
            ),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------------ what it does

    def show_current(self, row: Row) -> None:
        action = row[0]
        may, is_open = not self.store.read_only, action.state in actions.OPEN
        self.why.show_links(
            self._links, (action.why_kind or "", action.why_uid or ""), action.why or ""
        )
        self.why.setEnabled(may)
        self._why_error.show_error("", self.why)
        self.begin_button.setVisible(may and action.state == "open")
        self.done_button.setVisible(may and is_open)
        self.cancel_button.setVisible(may and is_open)
        self.reopen_button.setVisible(may and not is_open)

    def begin_new(self, about: tuple[str, str] = ("", "")) -> None:
        with self.store.read() as session:
            links = actions.links(session, session.get_one(Opportunity, self.opportunity_id))
        dialog = ActionDialog(self.store, links, self._add, self, about)
        dialog.setAttribute(_DELETE)
        dialog.open()

    def _add(self, values: dict[str, Any]) -> None:
        words = message("New action “{name}”", name=values.get("name") or "")
        made = self.store_change(
            words, lambda session, one: actions.add_action(session, one, values).id
        )
        self.choose(made)

    def _choose_why(self, _index: int) -> None:
        row = self.current()
        if row is None:
            return
        kind, uid = self.why.link()
        values = {"why_kind": kind or None, "why_uid": uid or None}
        words = message(
            "Change {field} of {name}", field=field_of(Action, "why").label, name=row[0].name
        )
        try:
            with self.store.change(words) as session:
                actions.change_action(session, session.get_one(Action, row[0].id), values)
        except UserError as refusal:
            self._why_error.show_error(refusal.sentence, self.why)

    def begin_current(self) -> None:
        """It is under way."""
        row = self.current()
        if row is not None:
            self.act(actions.begin, message("“{name}” is under way", name=row[0].name))

    def finish_current(self) -> None:
        """Asks when it was done, with what result and for how much."""
        row = self.current()
        if row is None:
            return
        today = self.desk.today()
        shown = {
            "done_on": (today, today.isoformat()),
            "actual": (row[0].actual, _amount(row[0].actual, row[0])),
        }
        shown["result"] = (row[0].result, row[0].result or "")
        self._ask(
            _("Done"),
            ("done_on", "result", "actual"),
            shown,
            partial(self._finish, row[0].id, row[0].name, today),
        )

    def _finish(self, action_id: int, name: str, today: date, values: dict[str, Any]) -> None:
        on = values.pop("done_on") or today
        with self.store.change(message("“{name}” is done", name=name)) as session:
            actions.finish(session, session.get_one(Action, action_id), on, values)

    def cancel_current(self) -> None:
        """Asks why it is not done."""
        row = self.current()
        if row is not None:
            self._ask(
                _("Not to be done"), ("result",), {}, partial(self._cancel, row[0].id, row[0].name)
            )

    def _cancel(self, action_id: int, name: str, values: dict[str, Any]) -> None:
        with self.store.change(message("“{name}” is not to be done", name=name)) as session:
            actions.cancel(session, session.get_one(Action, action_id), values["result"] or "")

    def reopen_current(self) -> None:
        """It is to be done after all."""
        row = self.current()
        if row is not None:
            self.act(actions.reopen, message("Open “{name}” again", name=row[0].name))

    def _ask(
        self, title: str, names: Sequence[str], shown: Any, act: Callable[[dict[str, Any]], None]
    ) -> None:
        if self.form.has_unsaved() and not self.form.save_all():
            return
        fields = {name: field_of(Action, name) for name in names}
        dialog = StepDialog(self.store, title, fields, shown, act, self)
        dialog.setAttribute(_DELETE)
        dialog.open()


def _money(row: Row) -> str:
    return _amount(row[0].budget, row[0])


def _amount(amount: Any, action: Action) -> str:
    return show_money(amount, action.budget_currency) if amount is not None else ""
