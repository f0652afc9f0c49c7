"""A section that lists records of the project and shows the chosen one beside the list, to be edited in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from kamdesk.i18n import _, message
from kamdesk.model.base import Record
from kamdesk.model.opportunity import Opportunity
from kamdesk.ui import theme
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.opportunities.project.pane import ProjectPane
from kamdesk.ui.opportunities.project.record_form import RecordForm
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import ElidedLabel
from kamdesk.work.trash import move_to_trash

_LIST, _EMPTY = 0, 1


class ListSection(ProjectPane):
    """A subclass gives columns, `read`, `record_of`, the form, and the words of the empty state."""

    record: type[Record]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form = self.make_form()
        self.form.saved.connect(self.saved)
        self.model: RowsModel[Any] = RowsModel(self.columns(), self)
        name = str(self.record.TERM)
        self.table = rows_table(self.model, name, self.stretch(), row_height=theme.DENSE_ROW_HEIGHT)
        self.table.row_changed.connect(self._show_row)
        self.table.opened.connect(self._enter)
        self.said = ElidedLabel("", "muted")
        self.new_button = plain_button(self.new_words(), "plus", self.begin_new)
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        self._bar.setSpacing(theme.SPACE_2)
        self._bar.addWidget(self.said, 1)
        self._bar.addWidget(self.new_button)
        left = QWidget()
        self.left = QVBoxLayout(left)
        self.left.setContentsMargins(0, 0, 0, 0)
        self.left.setSpacing(0)
        self.left.addLayout(self._bar)
        self.left.addWidget(self.table, 1)
        self._detail = self._make_detail()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(self._detail)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([640, 420])
        icon, title, sentence = self.empty_words()
        self.empty_button = primary_button(self.new_words(), "plus", self.begin_new)
        self._empty = EmptyState(icon, title, sentence, [self.empty_button])
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.split)
        self._stack.addWidget(self._empty)

    def _make_detail(self) -> QWidget:
        frame = QFrame()
        frame.setProperty("line", "left")
        frame.setMinimumWidth(320)
        deeds = QWidget()
        steps = FlowLayout(deeds)
        steps.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        inner = QWidget()
        self.beside = QVBoxLayout(inner)
        self.beside.setContentsMargins(0, 0, 0, theme.SPACE_4)
        self.beside.setSpacing(0)
        self.beside.addWidget(self.form)
        self.beside.addStretch(1)
        column = QVBoxLayout(frame)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(deeds)
        column.addWidget(scrolled(inner, str(self.record.TERM)), 1)
        for button in self.buttons():
            steps.addWidget(button)
        self.delete_button = plain_button(_("Delete"), "trash", self.delete_current, small=True)
        steps.addWidget(self.delete_button)
        return frame

    # ------------------------------------------------------------------------------------- for subclasses to write

    def columns(self) -> Sequence[Column[Any]]:
        """The columns of the list."""
        raise NotImplementedError

    def stretch(self) -> int:
        """The column that takes the rest of the room."""
        return 0

    def make_form(self) -> RecordForm:
        """The form of one record."""
        raise NotImplementedError

    def buttons(self) -> Sequence[QPushButton]:
        """What can be done with the chosen record."""
        return ()

    def read(self, session: Session, opportunity: Opportunity) -> Sequence[Any]:
        """The rows."""
        raise NotImplementedError

    def record_of(self, row: Any) -> Any:
        """The record behind a row."""
        return row

    def new_words(self) -> str:
        """What the button of a new one says."""
        raise NotImplementedError

    def empty_words(self) -> tuple[str, str, str]:
        """Icon, title and sentence while there is none."""
        raise NotImplementedError

    def begin_new(self) -> None:
        """Asks for a new one."""
        raise NotImplementedError

    def show_current(self, row: Any) -> None:
        """Buttons and whatever else follows the chosen row."""

    # --------------------------------------------------------------------------------------------------- the common

    def forms(self) -> tuple[Form, ...]:
        return (self.form,)

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        current = self.current_id()
        rows = list(self.read(session, opportunity))
        self.model.show_rows(rows)
        self._stack.setCurrentIndex(_LIST if rows else _EMPTY)
        self.new_button.setVisible(not self.store.read_only)
        self.empty_button.setVisible(not self.store.read_only)
        self.form.setEnabled(not self.store.read_only)
        if rows:
            ids = [self.record_of(row).id for row in rows]
            self.table.go_to_row(ids.index(current) if current in ids else 0)
            self._show_row(self.table.current_row())

    def current(self) -> Any:
        """The chosen row; None while there is none."""
        return self.model.row_at(self.table.current_row())

    def current_id(self) -> int | None:
        """The id of the chosen record."""
        row = self.current()
        return self.record_of(row).id if row is not None else None

    def choose(self, record_id: int) -> None:
        """Walks to a record."""
        for place in range(self.model.rowCount()):
            if self.record_of(self.model.row_at(place)).id == record_id:
                self.table.go_to_row(place)

    def _show_row(self, place: int) -> None:
        row = self.model.row_at(place)
        if row is None:
            return
        record_id = self.record_of(row).id
        if self.form.has_unsaved() and record_id != self.form.record_id:
            self.choose(
                self.form.record_id or 0
            )  # what is wrong stays in view until it is put right
            return
        with self.store.read() as session:
            record = session.get(self.record, record_id)
            if record is not None:
                self.form.show_record(session, record)
        self.delete_button.setVisible(not self.store.read_only)
        self.show_current(row)

    def _enter(self, _row: int) -> None:
        self.form.setFocus()
        first = next(iter(self.form.cells.values()), None)
        if first is not None:
            first.setFocus()

    def delete_current(self) -> None:
        """Moves the chosen record to the waste basket; a message offers to take it back."""
        row = self.current()
        if row is None:
            return
        record_id, name = self.record_of(row).id, self.record_of(row).title
        self.form.discard()
        words = message("Delete “{name}”", name=name)
        if self.change(
            words,
            lambda session, _one: move_to_trash(session, session.get_one(self.record, record_id)),
        ):
            self.desk.say_undoable(_("“{name}” lies in the waste basket.").format(name=name))

    def act(self, what: Callable[[Session, Any], Any], words: Any) -> bool:
        """Does something with the chosen record as one change."""
        row = self.current()
        if row is None or (self.form.has_unsaved() and not self.form.save_all()):
            return False
        record_id = self.record_of(row).id
        return self.change(
            words, lambda session, _one: what(session, session.get_one(self.record, record_id))
        )
