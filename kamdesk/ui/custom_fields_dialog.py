"""The department's own fields: defined here, then shown wherever fields are shown."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import select

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.department import CustomField
from kamdesk.model.fields import Kind
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.vocabulary import FIELD_KIND
from kamdesk.store.store import Store
from kamdesk.ui import faults, theme
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.buttons import danger_button, primary_button
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import trash
from kamdesk.work.fields import EXTENSIBLE, define_field

_WITH_OPTIONS = (Kind.CHOICE.value, Kind.CHOICES.value)


class CustomFieldsDialog(QDialog):
    """The list of defined fields, and a row of inputs for one more. A field's values stay when it is removed."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setWindowTitle(_("The department's own fields"))
        self.resize(640, 520)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        words = _(
            "Such a field behaves like a built-in one: editor, list, filter, search, form, import and export."
        )
        column.addWidget(label(words, "muted", wrap=True))
        self._model: RowsModel[CustomField] = RowsModel(
            [
                Column("record", _("Of"), 110, lambda each: str(RECORD_BY_NAME[each.record].TERM)),
                Column("name", _("Label"), 200, lambda each: each.name),
                Column("kind", _("Kind"), 150, lambda each: FIELD_KIND.label(each.kind)),
                Column(
                    "options",
                    _("Values"),
                    150,
                    lambda each: (each.options or "").replace("\n", " · "),
                ),
            ],
            self,
        )
        self._table = rows_table(self._model, _("The department's own fields"), 3)
        column.addWidget(self._table, 1)
        self._remove = danger_button(_("Remove"), "trash", self._remove_selected)
        column.addLayout(self._inputs())
        row = QHBoxLayout()
        row.addWidget(self._remove)
        row.addStretch(1)
        row.addWidget(primary_button(_("Add this field"), "plus", self._add))
        buttons = QDialogButtonBox()
        buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons)
        column.addLayout(row)
        self._refresh()

    def _inputs(self) -> QFormLayout:
        form = QFormLayout()
        self.record = QComboBox()
        for name in EXTENSIBLE:
            self.record.addItem(str(RECORD_BY_NAME[name].TERM), name)
        self.name = QLineEdit()
        self.kind = QComboBox()
        for choice in FIELD_KIND:
            self.kind.addItem(str(choice.label), choice.code)
        self.options = QPlainTextEdit()
        self.options.setFixedHeight(64)
        self._error = FieldError()
        for words, field in (
            (_("Of"), self.record),
            (_("Label"), self.name),
            (_("Kind"), self.kind),
            (_("Values, one a line"), self.options),
        ):
            field.setAccessibleName(words)
            form.addRow(label(words, "muted"), field)
        form.addRow("", self._error)
        self.kind.currentIndexChanged.connect(self._show_options)
        self._show_options()
        return form

    def _show_options(self) -> None:
        self.options.setEnabled(self.kind.currentData() in _WITH_OPTIONS)

    def _refresh(self) -> None:
        with self._store.read() as session:
            query = (
                select(CustomField)
                .where(CustomField.deleted_at.is_(None))
                .order_by(CustomField.position)
            )
            self._model.show_rows(list(session.scalars(query)))
        self._remove.setEnabled(self._model.rowCount() > 0)

    def _add(self) -> None:
        name = self.name.text().strip()
        options = [line.strip() for line in self.options.toPlainText().splitlines() if line.strip()]
        try:
            with self._store.change(message("New field {name}", name=name)) as session:
                record = RECORD_BY_NAME[self.record.currentData()]
                define_field(session, record, name, Kind(self.kind.currentData()), options)
        except UserError as refusal:
            concerns_options = isinstance(refusal, RuleError) and refusal.field == "options"
            self._error.show_error(
                refusal.sentence, self.options if concerns_options else self.name
            )
            return
        self._error.show_error("", self.name)
        self.name.clear()
        self.options.clear()
        self._refresh()

    def _remove_selected(self) -> None:
        found = self._model.row_at(self._table.current_row())
        if found is None:
            return
        try:
            with self._store.change(message("Remove field {name}", name=found.name)) as session:
                custom = session.get(CustomField, found.id)
                if custom is not None:
                    trash.move_to_trash(session, custom)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self._refresh()
