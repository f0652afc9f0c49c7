"""Everything that was done, newest first: what one change did to which record, and undo of any of them."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.store import changes
from kamdesk.store.changes import ChangeLine
from kamdesk.ui import faults, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work.history_lines import HistoryLine, lines

_PAGE = 500
_MOST_LINES = 300


class HistoryPage(Page):
    """The list of changes and, beside it, the fields the selected one changed."""

    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        self._undo = plain_button(_("Undo this"), "undo", self._undo_selected)
        self._more = plain_button(_("Show older"), "chevron-down", self._show_older)
        self._head = PageHead(_("Everything done"), self._more, self._undo)
        self._changes: RowsModel[ChangeLine] = RowsModel(
            [
                Column("at", _("When"), 140, lambda line: f"{line.at.astimezone():%Y-%m-%d %H:%M}"),
                Column("label", _("What"), 320, _label, _role),
                Column("by", _("Who"), 90, lambda line: line.by),
                Column("rows", _("Records"), 80, lambda line: f"{line.rows:,}", numeric=True),
            ],
            self,
        )
        self._table = rows_table(self._changes, _("Changes"), 1)
        self._table.row_changed.connect(self._show_change)
        self._fields: RowsModel[HistoryLine] = RowsModel(
            [
                Column("record", _("Record"), 180, lambda line: line.record),
                Column("field", _("Field"), 120, lambda line: line.field),
                Column("before", _("Before"), 150, lambda line: line.before, lambda _line: "muted"),
                Column("after", _("After"), 150, lambda line: line.after),
            ],
            self,
        )
        self._detail = rows_table(
            self._fields, _("What it changed"), 3, row_height=theme.DENSE_ROW_HEIGHT
        )
        self._cut = label("", "small")
        self._cut.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        right = QWidget()
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._detail, 1)
        inner.addWidget(self._cut)
        self._split = QSplitter()
        self._split.addWidget(self._table)
        self._split.addWidget(right)
        self._split.setSizes([640, 560])
        self._empty = EmptyState(
            "history",
            _("Nothing was done yet"),
            _("Every saved action stands here and can be taken back."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        body = QHBoxLayout()
        body.addWidget(self._split, 1)
        body.addWidget(self._empty, 1)
        column.addLayout(body, 1)

    def refresh(self) -> None:
        current = self._changes.row_at(self._table.current_row())
        with self._desk.store.read() as session:
            found = changes.recent(session, _PAGE)
        self._show(found, current.id if current else None)

    def _show(self, found: list[ChangeLine], current_id: int | None) -> None:
        self._found = found
        self._changes.show_rows(found)
        self._split.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._more.setVisible(len(found) % _PAGE == 0 and bool(found))
        self._head.set_count(f"{len(found):,}")
        rows = [row for row, line in enumerate(found) if line.id == current_id]
        self._table.go_to_row(rows[0] if rows else 0)
        self._show_change(self._table.current_row())

    def _show_older(self) -> None:
        with self._desk.store.read() as session:
            older = changes.recent(session, _PAGE, before_id=self._found[-1].id)
        current = self._changes.row_at(self._table.current_row())
        self._show(self._found + older, current.id if current else None)
        self._more.setVisible(len(older) == _PAGE)

    def _show_change(self, row: int) -> None:
        line = self._changes.row_at(row)
        self._undo.setEnabled(
            line is not None and not line.undone and not self._desk.store.read_only
        )
        if line is None:
            self._fields.show_rows([])
            return
        with self._desk.store.read() as session:
            found = lines(session, changes.history(session, change_id=line.id, limit=_MOST_LINES))
        self._fields.show_rows(found)
        hidden = line.rows > _MOST_LINES
        self._cut.setVisible(hidden)
        self._cut.setText(
            _("Only the first {count} records are listed.").format(count=_MOST_LINES)
            if hidden
            else ""
        )

    def _undo_selected(self) -> None:
        line = self._changes.row_at(self._table.current_row())
        if line is None:
            return
        try:
            label_text = self._desk.store.undo(line.id)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        if label_text is not None:
            self._desk.say(
                _("Undone: {action}").format(action=label_text), _("Redo"), self._desk.store.redo
            )


def _label(line: ChangeLine) -> str:
    return _("{action} (undone)").format(action=line.label) if line.undone else line.label


def _role(line: ChangeLine) -> str:
    return "muted" if line.undone else "text"
