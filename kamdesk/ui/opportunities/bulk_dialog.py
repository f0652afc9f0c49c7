"""Stage, owner or expected close of the opportunities that are selected in the list, as one step to undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from sqlalchemy import select

from kamdesk.errors import UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import pipelines
from kamdesk.work.opportunity_bulk import BulkResult, change_many, move_many

Refused = tuple[int, str, str]


class BulkDialog(QDialog):
    """Asks what is to change; afterwards it says how many were, and which were refused and why.

    `changed(sentence)`: something was stored. `opened(id)`: a refused one is to be shown.
    """

    changed = Signal(str)
    opened = Signal(int)

    def __init__(self, store: Store, ids: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._ids = store, list(ids)
        self.setWindowTitle(_("Change the selected opportunities"))
        self.setMinimumWidth(640)
        self.what = Segment(
            [
                ("stage", _("Stage")),
                ("owner_id", _("Owner")),
                ("expected_close_on", _("Expected close")),
            ],
            name=_("What is to change"),
        )
        self.what.chosen.connect(self._show)
        self.stage = QComboBox()
        ready_input(self.stage, _("Stage"))
        self._fill_stages()
        context = EditContext(store)
        self.boxes = {
            name: FieldBox(field_of(Opportunity, name), context)
            for name in ("owner_id", "expected_close_on")
        }
        for box in self.boxes.values():
            box.show_value(None, "")
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("needed for those that go back"))
        self.error = FieldError()
        self.model: RowsModel[Refused] = RowsModel(
            [
                Column("name", _("Opportunity"), 160, lambda row: row[1]),
                Column("why", _("Why not"), 440, lambda row: row[2], lambda _row: "bad"),
            ],
            self,
        )
        self.table = rows_table(self.model, _("Refused"), 1, row_height=theme.DENSE_ROW_HEIGHT)
        self.table.setMinimumHeight(180)
        self.table.opened.connect(self._open)
        self.table.hide()
        self._build()
        self._show("stage")

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        words = ngettext(
            "{count} opportunity is selected.",
            "{count} opportunities are selected.",
            len(self._ids),
        )
        self.said = label(words.format(count=f"{len(self._ids):,}"), "muted", wrap=True)
        column.addWidget(self.said)
        first = QHBoxLayout()
        first.addWidget(self.what)
        first.addStretch(1)
        column.addLayout(first)
        for widget in (self.stage, self.reason, *self.boxes.values(), self.error, self.table):
            column.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.leave = plain_button(_("Cancel"), clicked=self.reject)
        buttons.addWidget(self.leave)
        self.ok = primary_button(_("Change"), clicked=self.take)
        self.ok.setDefault(True)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)

    def _fill_stages(self) -> None:
        with self._store.read() as session:
            query = select(Opportunity.pipeline_id).where(Opportunity.id.in_(self._ids[:500]))
            here = set(session.scalars(query.distinct()))
            titles = {each.id: each.title for each in pipelines.all_pipelines(session)}
            for each in pipelines.all_stages(session):
                if each.pipeline_id in here and not each.is_review:
                    words = each.title
                    if len(here) > 1:
                        words = f"{titles[each.pipeline_id]} · {words}"
                    self.stage.addItem(words, each.id)

    def _show(self, what: str) -> None:
        self.stage.setVisible(what == "stage")
        self.reason.setVisible(what == "stage")
        for name, box in self.boxes.items():
            box.setVisible(what == name)
        self.error.show_error("")

    def take(self) -> None:
        """Changes what may be changed and tells the result."""
        what = self.what.current()
        try:
            result = self._move() if what == "stage" else self._change(what)
        except UserError as problem:
            self.error.show_error(problem.sentence)
            return
        if result is not None:
            self._tell(result)

    def _move(self) -> BulkResult:
        stage_id = self.stage.currentData()
        label_ = message(
            "Move {count} opportunities to “{stage}”",
            count=len(self._ids), stage=self.stage.currentText(),
        )  # fmt: skip
        with self._store.change(label_) as session:
            stage = session.get_one(Stage, stage_id)
            return move_many(
                session, self._ids, stage, date.today(), self.reason.text().strip() or None
            )

    def _change(self, name: str) -> BulkResult | None:
        box = self.boxes[name]
        reading = box.read()
        if reading.problem and not reading.kept:
            box.show_error(reading.problem)
            return None
        label_ = message(
            "Change {field} of {count} opportunities", field=box.words, count=len(self._ids)
        )
        with self._store.change(label_) as session:
            return change_many(session, self._ids, {name: reading.value}, date.today())

    def _tell(self, result: BulkResult) -> None:
        words = ngettext("{count} changed", "{count} changed", result.changed)
        said = [words.format(count=f"{result.changed:,}")]
        if result.unchanged:
            said.append(_("{count} were so already").format(count=f"{result.unchanged:,}"))
        if result.refused:
            said.append(_("{count} refused").format(count=f"{len(result.refused):,}"))
        sentence = " · ".join(said)
        if result.changed:
            self.changed.emit(sentence)
        if not result.refused:
            self.accept()
            return
        self.said.setText(sentence)
        self.model.show_rows(result.refused)
        self.table.show()
        for widget in (self.what, self.stage, self.reason, self.ok, *self.boxes.values()):
            widget.hide()
        self.leave.setText(_("Close"))
        self.leave.setFocus()
        self.adjustSize()

    def _open(self, row: int) -> None:
        found = self.model.row_at(row)
        if found is not None:
            self.accept()
            self.opened.emit(found[0])
