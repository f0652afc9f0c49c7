"""Pipelines as the department has them: stages in their order, what each is worth, and what its gate asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import Message, _, message
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Pipeline, Stage, StageGate
from kamdesk.ui import faults, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.opportunities.pipelines.stage_form import StageForm
from kamdesk.ui.page import Page
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.ui.widgets.buttons import icon_button, plain_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import opportunities, pipelines
from kamdesk.work.pipelines import all_pipelines, all_stages, stages_of


@dataclass(frozen=True)
class Line:
    """A stage in the list."""

    id: int
    place: int
    title: str
    probability: int
    gates: int
    open: int
    is_review: bool


class PipelinesPage(Page):
    """Every change is stored at once and can be taken back."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Pipeline", "Stage", "StageGate", "Opportunity", "StageChange"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk, self._store = desk, desk.store
        self._filling = False
        self.pipeline = QComboBox()
        ready_input(self.pipeline, _("Pipeline"))
        self.pipeline.activated.connect(self._on_pipeline)
        self.rename_button = plain_button(_("Rename…"), "pencil", self.ask_name)
        self.add_pipeline_button = plain_button(_("Another pipeline…"), "plus", self.ask_pipeline)
        self._head = PageHead(
            _("Pipelines and gates"), self.pipeline, self.rename_button, self.add_pipeline_button
        )
        self.model: RowsModel[Line] = RowsModel(
            [
                Column("place", "", 36, lambda row: f"{row.place}", lambda _row: "muted"),
                Column("title", field_of(Opportunity, "stage_id").label, 160, lambda row: row.title),
                Column("probability", _("Prob."), 64, lambda row: f"{row.probability}%", numeric=True),
                Column("gates", _("Gate asks for"), 96, _gate_words, lambda _row: "muted", numeric=True),
                Column("open", _("Under way"), 92, lambda row: f"{row.open:,}", lambda _row: "muted", numeric=True),
            ],
            self,
        )  # fmt: skip
        self.table = rows_table(self.model, _("Stages"), 1)
        self.table.row_changed.connect(self._on_row)
        self.form = StageForm(self._store)
        self.form.changed.connect(self._change_stage)
        self.form.gates_changed.connect(self._set_gates)
        self.form.opened.connect(self._focus_form)
        self._build()
        self.track(desk.events.changed, self.on_changed)

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        foot = QFrame()
        foot.setProperty("line", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        row.setSpacing(theme.SPACE_1)
        self.add_button = plain_button(_("Add a stage"), "plus", self.add_stage, small=True)
        self.up_button = icon_button(
            "chevron-up", _("Move up"), partial(self.shift, -1), small=True
        )
        self.down_button = icon_button(
            "chevron-down", _("Move down"), partial(self.shift, 1), small=True
        )
        self.remove_button = icon_button(
            "trash", _("Take this stage out"), self.remove_stage, small=True
        )
        for button in (self.add_button, self.up_button, self.down_button, self.remove_button):
            row.addWidget(button)
        row.addStretch(1)
        self._passed = label("", "small")
        row.addWidget(self._passed)
        column.addWidget(foot)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(left)
        split.addWidget(self.form)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([460, 640])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(split, 1)

    # ------------------------------------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        current = self.stage_id()
        with self._store.read() as session:
            chosen = self.pipeline.currentData()
            self.pipeline.clear()
            for each in all_pipelines(session):
                self.pipeline.addItem(each.title, each.id)
            self.pipeline.setCurrentIndex(max(self.pipeline.findData(chosen), 0))
            lines = self._lines(session, self.pipeline.currentData())
            passed = opportunities.overrides(session)
        self._passed.setText(_("gates passed with a reason: {count}").format(count=passed))
        self._filling = True
        self.model.show_rows(lines)
        place = next((n for n, each in enumerate(lines) if each.id == current), 0)
        if lines:
            self.table.go_to_row(place)
        self._filling = False
        can_write = not self._store.read_only
        for button in (
            self.add_button, self.up_button, self.down_button, self.remove_button, self.rename_button,
            self.add_pipeline_button,
        ):  # fmt: skip
            button.setEnabled(can_write)
        if lines:
            self.form.show_stage(lines[place].id)

    def _lines(self, session: Session, pipeline_id: int) -> list[Line]:
        gates = dict(_counted(session, StageGate.stage_id, StageGate.deleted_at.is_(None)))
        standing = dict(
            _counted(
                session, Opportunity.stage_id, Opportunity.deleted_at.is_(None),
                Opportunity.outcome == "open",
            )
        )  # fmt: skip
        return [
            Line(
                each.id, place, each.title, each.probability, gates.get(each.id, 0),
                standing.get(each.id, 0), each.is_review,
            )
            for place, each in enumerate(stages_of(all_stages(session), pipeline_id), 1)
        ]  # fmt: skip

    def stage_id(self) -> int | None:
        """The stage in view."""
        line = self.model.row_at(self.table.current_row())
        return line.id if line is not None else None

    def _on_row(self, row: int) -> None:
        line = self.model.row_at(row)
        if line is not None and not self._filling:
            self.form.show_stage(line.id)

    def _on_pipeline(self, _index: int) -> None:
        self.refresh()

    def _focus_form(self) -> None:
        self.form.boxes["name"].setFocus()

    # ------------------------------------------------------------------------------------------------ what is done

    def _tried(self, label_: Message, act: Callable[[Session], object]) -> bool:
        try:
            with self._store.change(label_) as session:
                act(session)
        except UserError as problem:
            faults.show_problem(problem, self)
            self.refresh()
            return False
        return True

    def _change_stage(self, stage_id: int, name: str, value: object) -> None:
        with self._store.read() as session:
            title = session.get_one(Stage, stage_id).title

        def act(session: Session) -> None:
            pipelines.change_stage(session, session.get_one(Stage, stage_id), {name: value})

        self._tried(message("Change stage “{stage}”", stage=title), act)

    def _set_gates(self, stage_id: int, asked: object) -> None:
        with self._store.read() as session:
            title = session.get_one(Stage, stage_id).title

        def act(session: Session) -> None:
            pipelines.set_gates(session, session.get_one(Stage, stage_id), asked)  # type: ignore[arg-type]  # a signal carries objects

        self._tried(message("Change the gate of “{stage}”", stage=title), act)

    def add_stage(self) -> None:
        """A further stage, before the one for what is closed; its name is typed at the right."""
        pipeline_id, made = self.pipeline.currentData(), []

        def act(session: Session) -> None:
            values = {"name": _("New stage"), "probability": 50}
            stage = pipelines.add_stage(session, session.get_one(Pipeline, pipeline_id), values)
            made.append(stage.id)

        if self._tried(message("Add a stage"), act):
            self.refresh()
            self._go_to(made[0])
            QTimer.singleShot(0, self, self._focus_form)

    def _go_to(self, stage_id: int) -> None:
        for row in range(self.model.rowCount()):
            line = self.model.row_at(row)
            if line is not None and line.id == stage_id:
                self.table.go_to_row(row)
                self.form.show_stage(stage_id)

    def shift(self, by: int) -> None:
        """Puts the stage before or after its neighbour; the one for what is closed stays the last."""
        line = self.model.row_at(self.table.current_row())
        if line is None:
            return
        pipeline_id = self.pipeline.currentData()
        other = self.model.row_at(self.table.current_row() + by)
        if other is None or other.is_review or line.is_review:
            return

        def act(session: Session) -> None:
            own = stages_of(all_stages(session), pipeline_id)
            here = next(n for n, each in enumerate(own) if each.id == line.id)
            own[here], own[here + by] = own[here + by], own[here]
            pipelines.reorder(session, own)

        if self._tried(message("Move stage “{stage}”", stage=line.title), act):
            self.refresh()

    def remove_stage(self) -> None:
        """Takes the stage out; one in which something stands is refused."""
        line = self.model.row_at(self.table.current_row())
        if line is None:
            return

        def act(session: Session) -> None:
            pipelines.remove_stage(session, session.get_one(Stage, line.id))

        if self._tried(message("Take out stage “{stage}”", stage=line.title), act):
            self._desk.say_undoable(_("“{stage}” is taken out.").format(stage=line.title))
            self.refresh()

    def ask_pipeline(self) -> None:
        """Asks for the name of another pipeline and makes it."""
        self._ask(_("Another pipeline"), "", self._add_pipeline)

    def ask_name(self) -> None:
        """Asks for another name of the pipeline."""
        self._ask(_("Rename"), self.pipeline.currentText(), self._rename)

    def _ask(self, title: str, name: str, act: Callable[[dict[str, str]], None]) -> None:
        fields = {"name": field_of(Pipeline, "name")}
        dialog = StepDialog(self._store, title, fields, {"name": (name, name)}, act, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _add_pipeline(self, values: dict[str, str]) -> None:
        with self._store.change(
            message("New pipeline {name}", name=values["name"] or "")
        ) as session:
            made = pipelines.add_pipeline(session, values["name"] or "").id
        self.refresh()
        self.pipeline.setCurrentIndex(self.pipeline.findData(made))
        self.refresh()

    def _rename(self, values: dict[str, str]) -> None:
        pipeline_id = self.pipeline.currentData()
        with self._store.change(
            message("Rename pipeline {name}", name=values["name"] or "")
        ) as session:
            session.get_one(Pipeline, pipeline_id).name = (values["name"] or "").strip()[
                :80
            ] or None
        self.refresh()

    def has_unsaved(self) -> bool:
        return self.form.has_unsaved()

    def save(self) -> None:
        self.form.save()

    def discard(self) -> None:
        self.form.discard()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.table.setFocus()


def _gate_words(line: Line) -> str:
    return f"{line.gates}" if line.gates else "—"


def _counted(session: Session, column: object, *conditions: object) -> list[tuple[int, int]]:
    query = select(column, func.count()).where(*conditions).group_by(column)  # type: ignore[call-overload]  # any column
    return [(row[0], row[1]) for row in session.execute(query)]
