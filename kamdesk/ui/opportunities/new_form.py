"""A new opportunity: three fields in the empty board, a few more in the dialog, nothing else in the way."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.account_box import AccountBox
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.visits.record.fields_dialog import FieldsDialog
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import opportunities, pipelines
from kamdesk.work.fields import reference_names

_QUICK = ("account_id", "name", "amount")
_FIELDS = (
    "account_id", "name", "amount", "expected_close_on", "owner_id", "source", "next_step",
    "next_contact_on",
)  # fmt: skip


def add(store: Store, values: dict[str, Any], pipeline_id: int | None) -> int:
    """Stores a new opportunity in the first stage of a pipeline (None: the first one). Raises UserError."""
    name = values.get("name") or ""
    with store.change(message("New opportunity {name}", name=name)) as session:
        stages = pipelines.stages_of(pipelines.all_stages(session), pipeline_id)
        given = {key: value for key, value in values.items() if value is not None}
        return opportunities.add_opportunity(session, {"name": "", **given}, stages[0]).id


class QuickAdd(QFrame):
    """Account, name and amount side by side. `added(id)`: it is there."""

    added = Signal(int)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.pipeline_id: int | None = None
        self.setProperty("ground", "card")
        context = EditContext(store)
        self.boxes: dict[str, FieldBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_3)
        for column, name in enumerate(_QUICK):
            make = AccountBox if name == "account_id" else FieldBox
            box = make(field_of(Opportunity, name), context)
            box.show_value(None, "")
            box.editor.finished.connect(self.add)
            self.boxes[name] = box
            grid.addWidget(box, 0, column)
            grid.setColumnStretch(column, 1)
        self._error = FieldError()
        foot = QHBoxLayout()
        foot.addWidget(label(_("Three are enough; each stage asks for what it needs"), "small"), 1)
        self.add_button = primary_button(_("Add"), "plus", self.add)
        foot.addWidget(self.add_button)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(*[theme.SPACE_4] * 4)
        column_.setSpacing(theme.SPACE_2)
        column_.addLayout(grid)
        column_.addWidget(self._error)
        column_.addLayout(foot)

    def add(self) -> None:
        """Stores it; what is wrong is said at its field and everything stays as typed."""
        values: dict[str, Any] = {}
        for name, box in self.boxes.items():
            reading = box.read()
            if reading.problem and not reading.kept:
                box.show_error(reading.problem)
                box.setFocus()
                return
            values[name] = reading.value
            if name == "amount" and reading.currency:
                values["currency"] = reading.currency
        try:
            made = add(self._store, values, self.pipeline_id)
        except RuleError as refusal:
            box_or_none = self.boxes.get(refusal.field or "")
            if box_or_none is None:
                self._error.show_error(refusal.sentence)
            else:
                box_or_none.show_error(refusal.sentence)
                box_or_none.setFocus()
            return
        except UserError as problem:
            self._error.show_error(problem.sentence)
            return
        for box in self.boxes.values():
            box.show_value(None, "")
        self._error.show_error("")
        self.added.emit(made)


class NewOpportunityDialog(FieldsDialog):
    """`added(id)`: it is there."""

    added = Signal(int)

    def __init__(
        self, store: Store, account_id: int | None, pipeline_id: int | None, parent: QWidget
    ) -> None:
        fields: dict[str, RecordField] = {name: field_of(Opportunity, name) for name in _FIELDS}
        super().__init__(store, _("New opportunity"), fields, parent)
        self._store = store
        self.setMinimumWidth(560)
        self.boxes["account_id"] = AccountBox(fields["account_id"], EditContext(store))
        self.pipeline = QComboBox()
        ready_input(self.pipeline, field_of(Opportunity, "pipeline_id").label)
        with store.read() as session:
            for each in pipelines.all_pipelines(session):
                self.pipeline.addItem(each.title, each.id)
            names = reference_names(session, "Account", {account_id}) if account_id else {}
        self.pipeline.setCurrentIndex(max(self.pipeline.findData(pipeline_id), 0))
        for box in self.boxes.values():
            box.show_value(None, "")
            box.editor.finished.connect(self.take)
        if account_id is not None:
            self.boxes["account_id"].show_value(account_id, names.get(account_id, ""))
        self._build()
        self.boxes["name" if account_id else "account_id"].setFocus()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_3)
        grid.setVerticalSpacing(theme.SPACE_3)
        ways = QWidget()
        inner = QVBoxLayout(ways)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(2)
        inner.addWidget(label(self.pipeline.accessibleName(), "small"))
        inner.addWidget(self.pipeline)
        inner.addStretch(1)
        places: list[tuple[QWidget, int, int, int]] = [
            (self.boxes["account_id"], 0, 0, 1), (self.boxes["name"], 0, 1, 1),
            (self.boxes["amount"], 1, 0, 1), (self.boxes["expected_close_on"], 1, 1, 1),
            (ways, 2, 0, 1), (self.boxes["owner_id"], 2, 1, 1),
            (self.boxes["source"], 3, 0, 1), (self.boxes["next_contact_on"], 3, 1, 1),
            (self.boxes["next_step"], 4, 0, 2),
        ]  # fmt: skip
        for widget, row, column, span in places:
            # At the top: a field whose neighbour tells of an error stays on its line.
            grid.addWidget(widget, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(*[theme.SPACE_4] * 4)
        column_.setSpacing(theme.SPACE_3)
        column_.addLayout(grid)
        column_.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.ok = primary_button(_("Add"), "plus", self.take)
        self.ok.setDefault(True)
        buttons.addWidget(self.ok)
        column_.addLayout(buttons)

    def do(self, values: dict[str, Any]) -> None:
        made = add(self._store, values, self.pipeline.currentData())
        self.added.emit(made)
