"""A few fields asked for in a small dialog: those of a new record, or what a deed wants to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.values import show
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.account_box import AccountBox
from kamdesk.ui.visits.record.fields_dialog import FieldsDialog
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.work.fields import reference_names


class AskDialog(FieldsDialog):
    """Asks for `fields` and hands the typed values to `act`, which raises UserError with the reason when it may not."""

    def __init__(
        self,
        store: Store,
        title: str,
        fields: Mapping[str, RecordField],
        begin: Mapping[str, Any],
        act: Callable[[dict[str, Any]], object],
        words: str,
        parent: QWidget,
    ) -> None:
        super().__init__(store, title, fields, parent)
        self._act = act
        self.setMinimumWidth(520)
        for name, field in fields.items():
            self.boxes[name].editor.context.account_id = begin.get("account_id")
            if field.spec.refers_to == "Account":
                self.boxes[name] = AccountBox(field, EditContext(store))
        with store.read() as session:
            for name, box in self.boxes.items():
                value, target = begin.get(name), fields[name].spec.refers_to
                names = reference_names(session, target, {value}) if target and value else {}
                text = names.get(value or 0) or show(
                    fields[name].kind, value, vocabulary=fields[name].spec.choices
                )
                if fields[name].spec.plain:
                    text = str(value)
                box.show_value(value, text if value is not None else "")
                box.editor.finished.connect(self.take)
        self._build(words)
        empty = next((box for box in self.boxes.values() if not box.typed()), None)
        (empty or next(iter(self.boxes.values()))).setFocus()

    def _build(self, words: str) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_3)
        grid.setVerticalSpacing(theme.SPACE_3)
        row, column = 0, 0
        for box in self.boxes.values():
            wide = box.field.spec.wide or box.field.kind is Kind.LONG_TEXT
            if wide and column:
                row, column = row + 1, 0
            # At the top: a field whose neighbour tells of an error stays on its line.
            grid.addWidget(box, row, column, 1, 2 if wide else 1, Qt.AlignmentFlag.AlignTop)
            column += 2 if wide else 1
            if column >= 2:
                row, column = row + 1, 0
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[theme.SPACE_4] * 4)
        whole.setSpacing(theme.SPACE_3)
        whole.addLayout(grid)
        whole.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.ok = primary_button(words, "check", self.take)
        self.ok.setDefault(True)
        buttons.addWidget(self.ok)
        whole.addLayout(buttons)

    def do(self, values: dict[str, Any]) -> None:
        self._act(values)
