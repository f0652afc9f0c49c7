"""The account plan as a form: analysis, strategy, goals, measures, review; a field is stored when it is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import Message, message
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.fields import Kind, RecordField, fields_of
from kamdesk.model.strategy import AccountPlan, PlanGoal, PlanMeasure
from kamdesk.store.store import Store
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.development.row_tables import NEW, RowsTable, TableForm, TableShape
from kamdesk.ui.accounts.form import change_label
from kamdesk.ui.accounts.paper import Paper
from kamdesk.work import account_plans
from kamdesk.work.account_plans import PlanSheet
from kamdesk.work.fields import reference_names, show_value
from kamdesk.work.trash import move_to_trash

PART = "plan"
_DAY, _NAME = 116, 64
SHAPES = {
    "goals": TableShape(
        "goals", PlanGoal,
        (("name", 90, 4), ("measured_by", 60, 3), ("target", 56, 2), ("actual", 56, 2), ("due_on", _DAY, 0)),
    ),
    "measures": TableShape(
        "measures", PlanMeasure,
        (("name", 110, 4), ("owner_id", _NAME, 1), ("due_on", _DAY, 0), ("done_on", _DAY, 0)),
    ),
}  # fmt: skip
_ROWS: Mapping[str, type[Record]] = {key: shape.record for key, shape in SHAPES.items()}
_HIDDEN = ("account_id", "currency")


class PlanForm(TableForm):
    """One plan of an account; `saved` after each field."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.sheet: PlanSheet | None = None
        self._name = ""
        self.tables = {name: RowsTable(self, shape) for name, shape in SHAPES.items()}
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        for group in ("plan", "analysis", "strategy"):
            column.addWidget(self._paper(group))
        for name, record in _ROWS.items():
            heading = Paper()
            heading.add_section(str(record.TERM))
            column.addWidget(heading)
            column.addWidget(self.tables[name])
        column.addWidget(self._paper("review"))

    def _paper(self, group: str) -> Paper:
        paper = Paper()
        paper.add_section(str(AccountPlan.SECTIONS[group]))
        waiting: list[tuple[str, QWidget]] = []
        for field in fields_of(AccountPlan):
            if field.spec.group != group or field.name in _HIDDEN:
                continue
            wide = field.spec.wide or field.kind is Kind.LONG_TEXT
            if wide and waiting:
                paper.add_row(waiting)
                waiting = []
            waiting.append((field.label, self.add_cell(field, field.name, PART, field.label)))
            if wide or len(waiting) == 2:
                paper.add_row(waiting)
                waiting = []
        if waiting:
            paper.add_row(waiting)
        return paper

    def show_plan(self, plan_id: int) -> None:
        """Shows a plan; what was typed for another one is given up."""
        if self.sheet is not None and self.sheet.plan.id != plan_id:
            self.discard()
        with self.store.read() as session:
            plan = session.get_one(AccountPlan, plan_id)
            self.sheet = account_plans.sheet(session, plan)
            self._name = session.get_one(Account, plan.account_id).name
            people = {plan.owner_id, *(each.owner_id for each in self.sheet.measures)}
            names = reference_names(session, "Staff", {one for one in people if one is not None})
        self.context.account_id = plan.account_id
        for cell in list(self.cells.values()):
            if cell.part == PART:
                cell.show_value(cell.field.get(plan), show_value(cell.field, plan, names))
        self.tables["goals"].show_records(self.sheet.goals, names)
        self.tables["measures"].show_records(self.sheet.measures, names)

    # ------------------------------------------------------------------------------------------------ how it saves

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        plan = self._plan(session)
        if part == PART:
            account_plans.change_plan(session, plan, values)
            return
        name, _colon, key = part.partition(":")
        record: Any = _ROWS[name]
        row = None if key == NEW else session.get(record, int(key))
        account_plans.put_row(session, plan, record, row, values)

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        owner: Any = self._plan(session)
        if cell.part != PART:
            name, _colon, key = cell.part.partition(":")
            owner = None if key == NEW else session.get(_ROWS[name], int(key))
        if owner is None:
            return None, ""
        return cell.field.get(owner), show_value(
            cell.field, owner, _names(session, cell.field, owner)
        )

    def label(self, cells: list[FieldCell]) -> Message:
        return change_label(cells, self._name)

    def remove_row(self, name: str, row_id: int) -> None:
        label_ = message("Plan of {name}: remove a row", name=self._name)
        try:
            with self.store.change(label_) as session:
                move_to_trash(session, session.get_one(_ROWS[name], row_id))
        except UserError as refusal:
            faults.show_problem(refusal, self)

    def _plan(self, session: Session) -> AccountPlan:
        assert self.sheet is not None
        return session.get_one(AccountPlan, self.sheet.plan.id)


def _names(session: Session, field: RecordField, record: Any) -> dict[int, str]:
    value = field.get(record)
    if field.kind is not Kind.REFERENCE or value is None:
        return {}
    return reference_names(session, field.spec.refers_to, {value})
