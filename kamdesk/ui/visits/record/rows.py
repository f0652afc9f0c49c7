"""A small table that is typed into: objections, gifts, expenses, the programme of a reception."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.values import Reading
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext, Editor, editor_for
from kamdesk.ui.icons import icon
from kamdesk.ui.visits.record.boxes import Box
from kamdesk.ui.widgets.buttons import Button, LinkButton, icon_button
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work.fields import show_value

KEY_WORDS = "Ctrl+↵"


class RowColumn(NamedTuple):
    """One column of a table: the field, its share of the width, and what makes its editor, if it is another one."""

    field: RecordField
    stretch: int
    editor: type[Editor] | None = None


class SettledEditor(Editor):
    """Yes or no as one word that a press turns over: settled, or still open."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._button = Button("")
        self._button.setProperty("kind", "plain")
        self._button.setProperty("scale", "small")
        self._button.setCheckable(True)
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._turn)
        self._name = ""
        self.setFocusProxy(self._button)
        self.row.addWidget(self._button)
        self._say()

    def _turn(self, _checked: bool = False) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        settled = self._button.isChecked()
        self._button.setText(_("settled") if settled else _("unsettled"))
        self._button.setIcon(icon("check" if settled else "minus", "good" if settled else "warn"))
        self._button.setAccessibleName(f"{self._name}: {self._button.text()}")

    def set_name(self, name: str) -> None:
        self._name = name
        self._say()

    def show_value(self, value: Any, text: str) -> None:
        super().show_value(bool(value), "1" if value else "")

    def input(self) -> Button:
        return self._button

    def typed(self) -> str:
        return "1" if self._button.isChecked() else ""

    def write(self, text: str) -> None:
        self._button.setChecked(bool(text))
        self._say()

    def is_empty(self) -> bool:
        return True

    def read(self) -> Reading[Any]:
        return Reading(self._button.isChecked())


class _Line:
    """The editors of one row, and the id of the record it came from (0: none yet)."""

    def __init__(self, row_id: int, editors: list[Editor], widgets: list[QWidget]) -> None:
        self.id, self.editors, self.widgets = row_id, editors, widgets
        self.was: dict[str, Any] = {}
        self.hidden: dict[str, Any] = {}
        """Currencies of amounts, which have no column of their own."""

    def is_empty(self) -> bool:
        """Whether nothing was typed; a choice alone says nothing."""
        return all(each.is_empty() for each in self.editors if each.field.kind is not Kind.CHOICE)


class RowsEditor(QWidget):
    """Rows of one record class; `edited` after each keystroke. `add_row` puts the cursor into a new row."""

    edited = Signal()

    def __init__(
        self, title: str, columns: Sequence[RowColumn], context: EditContext, with_key: bool = False
    ) -> None:
        super().__init__()
        self._title, self._columns, self._context = title, columns, context
        self._lines: list[_Line] = []
        self._headings = [label(each.field.label, "small") for each in columns]
        add = _("+ Add a row")
        self.add_link = LinkButton(add, self.add_row)
        self.add_link.setAccessibleName(f"{title}: {add}")
        self._error = FieldError()
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_2)
        head.addWidget(label(title, "small"))
        head.addStretch(1)
        head.addWidget(self.add_link)
        if with_key:
            head.addWidget(label(KEY_WORDS, "key"))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.SPACE_1)
        self._grid.setColumnStretch(len(columns), 0)
        for column, each in enumerate(columns):
            self._grid.addWidget(self._headings[column], 0, column)
            self._grid.setColumnStretch(column, each.stretch)
            self._headings[column].hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(2)
        outer.addLayout(head)
        outer.addLayout(self._grid)
        outer.addWidget(self._error)

    # ------------------------------------------------------------------------------------------------ what it holds

    def show_rows(self, records: Sequence[Any]) -> None:
        """Shows stored rows."""
        while self._lines:
            self._drop(self._lines[-1])
        self.show_error("")
        for record in records:
            line = self._new_line(record.id)
            for editor in line.editors:
                value = editor.field.get(record)
                editor.show_value(value, show_value(editor.field, record))
                line.was[editor.field.name] = value
                currency = editor.field.spec.currency_field
                if currency:
                    line.hidden[currency] = getattr(record, currency)

    def typed(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """What stands here, to tell whether something was typed; empty rows are none."""
        return tuple(
            (line.id, tuple(each.typed() for each in line.editors))
            for line in self._lines
            if line.id or not line.is_empty()
        )

    def read(self) -> tuple[list[dict[str, Any]], str]:
        """The rows as `set_rows` takes them, and the first thing wrong with them, which its box shows too."""
        found: list[dict[str, Any]] = []
        problem = ""
        for line in self._lines:
            if line.is_empty():
                continue  # an emptied row goes, an empty one never was
            values: dict[str, Any] = {"id": line.id} if line.id else {}
            for editor in line.editors:
                name = editor.field.name
                reading = editor.read() if editor.is_dirty() else Reading(line.was.get(name))
                if reading.problem and not reading.kept:
                    problem = problem or reading.problem
                    self._mark(editor, reading.problem)
                values[name] = reading.value
                currency = editor.field.spec.currency_field
                if currency:
                    values[currency] = reading.currency or line.hidden.get(currency)
            found.append(values)
        self.show_error(problem, keep_marks=True)
        return found, problem

    def show_error(self, sentence: str, *, keep_marks: bool = False) -> None:
        """Says below the table what is wrong."""
        self._error.show_error(sentence)
        if not sentence and not keep_marks:
            for line in self._lines:
                for editor in line.editors:
                    self._mark(editor, "")

    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def wrong_place(self) -> QWidget:
        """Where to go on when something is wrong: the first wrong box, else where a row is added."""
        for line in self._lines:
            for widget in line.widgets:
                if isinstance(widget, Box) and widget.is_wrong():
                    return widget
        return self.add_link

    def count(self) -> int:
        """Rows that hold something."""
        return sum(not line.is_empty() for line in self._lines)

    def editors(self, row: int) -> list[Editor]:
        """The editors of row `row`."""
        return self._lines[row].editors

    # ---------------------------------------------------------------------------------------------- adding, removing

    def add_row(self) -> None:
        """An empty row with the cursor in it; the one that is empty already, if there is one."""
        line = next((each for each in self._lines if not each.id and each.is_empty()), None)
        if line is None:
            line = self._new_line(0)
            for editor, column in zip(line.editors, self._columns, strict=True):
                first = column.field.spec.choices.codes[0] if column.field.spec.choices else ""
                editor.show_value(first or None, first)
        line.editors[self._first_written()].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edited.emit()

    def take_key(self) -> bool:
        """Ctrl+Enter in a row that holds something adds the next one; False where it means something else."""
        focused = QApplication.focusWidget()
        for line in self._lines:
            if any(focused is not None and each.isAncestorOf(focused) for each in line.editors):
                if line.is_empty():
                    return False
                self.add_row()
                return True
        return False

    def _first_written(self) -> int:
        kinds = [each.field.kind for each in self._columns]
        return next((n for n, kind in enumerate(kinds) if kind is not Kind.CHOICE), 0)

    def _new_line(self, row_id: int) -> _Line:
        number = self._grid.rowCount()
        editors: list[Editor] = []
        widgets: list[QWidget] = []
        for column, each in enumerate(self._columns):
            made = each.editor or None
            editor = (
                made(each.field, self._context) if made else editor_for(each.field, self._context)
            )
            name = f"{self._title} {len(self._lines) + 1}: {each.field.label}"
            editor.set_name(name)
            editor.edited.connect(self._on_edited)
            holder: QWidget = editor if made else Box(editor)
            self._grid.addWidget(holder, number, column)
            editors.append(editor)
            widgets.append(holder)
        remove = icon_button(
            "x", _("Remove row {number} of {table}").format(number=len(self._lines) + 1,
                                                            table=self._title), small=True
        )  # fmt: skip
        self._grid.addWidget(remove, number, len(self._columns))
        line = _Line(row_id, editors, [*widgets, remove])
        remove.clicked.connect(self._remove)
        self._lines.append(line)
        self._show_headings()
        return line

    def _remove(self, _checked: bool = False) -> None:
        button = self.sender()
        line = next((each for each in self._lines if button in each.widgets), None)
        if line is not None:
            self._drop(line)
            self.add_link.setFocus()
            self.edited.emit()

    def _drop(self, line: _Line) -> None:
        self._lines.remove(line)
        for widget in line.widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._show_headings()

    def _show_headings(self) -> None:
        for heading in self._headings:
            heading.setVisible(bool(self._lines))

    def _mark(self, editor: Editor, sentence: str) -> None:
        box = editor.parentWidget()
        if isinstance(box, Box):
            box.set_wrong(sentence)

    def _on_edited(self) -> None:
        if self.error():
            self.show_error("")
        self.edited.emit()
