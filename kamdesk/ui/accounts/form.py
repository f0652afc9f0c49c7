"""The way a form saves: a field is stored when it is left, what is wrong is said at the field and stays as typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, StaleError, UserError
from kamdesk.i18n import Message, message
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.values import Reading
from kamdesk.store.store import Store
from kamdesk.ui.accounts.cells import FieldCell, under
from kamdesk.ui.accounts.editor_base import EditContext


class Form(QWidget):
    """Cells by key. A subclass says in `write` how the values of one part are stored, in `label` what that is called.

    `saved`: something was stored. `edited`: something was typed or given up.
    """

    saved = Signal()
    edited = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.context = EditContext(store)
        self.cells: dict[str, FieldCell] = {}
        self.is_saving = False
        self._held: FieldCell | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    # ------------------------------------------------------------------------------------- for subclasses to write

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        """Stores `values` (field name → value) of `part`."""
        raise NotImplementedError

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        """What is stored for `cell` now, and how it is written."""
        raise NotImplementedError

    def label(self, cells: list[FieldCell]) -> Message:
        """What the change is called."""
        raise NotImplementedError

    # --------------------------------------------------------------------------------------------------- the common

    def add_cell(self, field: RecordField, key: str, part: str, name: str) -> FieldCell:
        """A cell of the form."""
        cell = FieldCell(field, key, part, name, self.context)
        cell.edited.connect(self.edited)
        cell.finished.connect(self._on_finished)
        self.cells[key] = cell
        return cell

    def dirty_cells(self) -> list[FieldCell]:
        """The fields with something typed that is not stored."""
        return [cell for cell in self.cells.values() if cell.is_dirty()]

    def has_unsaved(self) -> bool:
        """Whether something was typed that is not stored."""
        return bool(self.dirty_cells())

    def discard(self) -> None:
        """Gives up everything typed."""
        for cell in self.dirty_cells():
            cell.revert()

    def save_all(self) -> bool:
        """Stores what was typed as one change; False when something is wrong, which its field says."""
        return self._save(self.dirty_cells())

    def save_part(self, part: str) -> bool:
        """Stores what was typed in one part."""
        return self._save([cell for cell in self.dirty_cells() if cell.part == part])

    def _save(self, cells: list[FieldCell]) -> bool:
        """Fields that read well are stored even when another one does not: nothing waits for its neighbour."""
        good: list[tuple[FieldCell, Reading[Any]]] = []
        for cell in cells:
            reading = cell.read()
            if reading.problem and not reading.kept:
                cell.show_error(reading.problem)
            else:
                good.append((cell, reading))
        if not good:
            return not cells
        self.is_saving = True
        try:
            self._store(good)
        except RuleError as refusal:
            self._say(refusal, [cell for cell, _reading in good])
            return False
        finally:
            self.is_saving = False
        for cell, reading in good:
            cell.accept(reading.value, reading.problem or "")
        self.saved.emit()
        return len(good) == len(cells)

    def _store(self, good: Iterable[tuple[FieldCell, Reading[Any]]]) -> None:
        cells = list(good)
        with self.store.change(self.label([cell for cell, _reading in cells]), self) as session:
            parts: dict[str, dict[str, Any]] = {}
            for cell, reading in cells:
                now, text = self.stored_value(session, cell)
                if now != cell.stored:
                    cell.stored = now
                    raise _Conflict(cell.conflict_sentence(text), cell.key)
                values = parts.setdefault(cell.part, {})
                values[cell.field.name] = reading.value
                currency = cell.field.spec.currency_field
                if cell.field.kind is Kind.MONEY and currency:
                    values[currency] = reading.currency if reading.value is not None else None
            for part, values in parts.items():
                self.write(session, part, values)

    def _say(self, refusal: RuleError, cells: list[FieldCell]) -> None:
        """At the field the refusal names, though it may not be the one that was typed in; else at the first."""
        parts = {cell.part for cell in cells}
        named = [
            cell
            for cell in self.cells.values()
            if cell.part in parts and refusal.field in (cell.key, cell.field.name)
        ]
        for cell in (named or cells)[:1]:
            cell.show_error(refusal.sentence)

    def _on_finished(self) -> None:
        cell = self._held
        if cell is not None and cell.is_dirty():
            self._save_quietly(cell.part)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        held = self._held
        if held is not None and under(new, held):
            return
        if held is not None:
            held.update()
        self._held = next((cell for cell in self.cells.values() if under(new, cell)), None)
        if self._held is not None:
            self._held.update()
        if held is not None and held.is_dirty() and not self.is_saving:
            self._save_quietly(held.part)

    def _save_quietly(self, part: str) -> None:
        """A refusal of the world stands at the field too: leaving a field opens no dialog."""
        try:
            self.save_part(part)
        except UserError as problem:
            for cell in self.dirty_cells():
                if cell.part == part:
                    cell.show_error(problem.sentence)


class _Conflict(StaleError):
    """Somebody else changed the field after it was shown here."""

    def __init__(self, sentence: str, key: str) -> None:
        super().__init__(sentence, key)


def change_label(cells: list[FieldCell], name: str) -> Message:
    """What storing `cells` of the record called `name` is called."""
    if len(cells) == 1:
        return message("Change {field} of {name}", field=cells[0].name, name=name)
    return message("Change {count} fields of {name}", count=len(cells), name=name)
