"""The files of an account: dropped or chosen, opened, copied out, described, moved to the waste basket."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import Message, _, message
from kamdesk.model.document import Document
from kamdesk.model.fields import fields_of
from kamdesk.paths import write_whole
from kamdesk.store import attachments
from kamdesk.ui import faults, file_jobs, messages, theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.form import Form, change_label
from kamdesk.ui.accounts.paper import Paper
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.work import trash
from kamdesk.work.fields import show_value

_SHOWN = tuple(each for each in fields_of(Document) if each.name in ("name", "category", "on"))
_EDITED = tuple(
    each for each in fields_of(Document) if each.name in ("name", "category", "on", "note")
)
Index = QModelIndex | QPersistentModelIndex


class _DocumentModel(QAbstractTableModel):
    """File, category, day and size of each document."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[Document] = []

    def set_documents(self, documents: list[Document]) -> None:
        self.beginResetModel()
        self.documents = documents
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.documents)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(_SHOWN) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        document = self.documents[index.row()]
        if index.column() < len(_SHOWN):
            words = show_value(_SHOWN[index.column()], document)
        else:
            words = size_words(document.size)
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.headerData(index.column(), Qt.Orientation.Horizontal)
            return _("{column}: {value}").format(column=heading, value=words or _("empty"))
        if role == Qt.ItemDataRole.ToolTipRole and document.note:
            return document.note
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _SHOWN[section].label if section < len(_SHOWN) else _("Size")
        return None


def size_words(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1024**2:,.1f} MB" if size >= 1024**2 else f"{max(size / 1024, 0.1):,.1f} kB"


class DocumentsPage(Form):
    """The list, and below it what the selected document is called and what was noted about it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.store)
        self._desk = desk
        self._account_id: int | None = None
        self._account_name = ""
        self._subject: tuple[str, int] | None = None
        """Class name and id of the record whose documents are shown, instead of all of the account."""
        self._shown: int | None = None
        self.setAcceptDrops(True)
        self.model = _DocumentModel()
        self.table = PagedTable(_("Documents"), row_height=theme.DENSE_ROW_HEIGHT)
        self.table.setModel(self.model)
        self.table.set_widths([100, 90, 96, 84])
        self.table.set_stretch_column(0)
        self.table.row_changed.connect(self._show_current)
        self.table.opened.connect(self._open_row)
        self._open = plain_button(_("Open"), "external", self.open_current)
        self._copy = plain_button(_("Save a copy…"), "download", self.copy_current)
        self._delete = plain_button(_("Delete"), "trash", self.delete_current)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        bar.setSpacing(theme.SPACE_2)
        bar.addWidget(plain_button(_("Add files…"), "plus", self.choose_files))
        bar.addStretch(1)
        for button in (self._open, self._copy, self._delete):
            bar.addWidget(button)
        self._paper = Paper()
        for field in _EDITED:
            cell = self.add_cell(field, field.name, "document", field.label)
            self._paper.add_row([(field.label, cell)])
        paper = QWidget()
        below = QVBoxLayout(paper)
        below.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_4)
        below.addWidget(self._paper)
        hint = label(_("Files can be dropped here."), "small")
        below.addWidget(hint)
        self._below = paper
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(paper)
        empty = EmptyState(
            "document",
            _("No documents yet"),
            _(
                "Contracts, letters and photos of this account belong here. Drop files, or choose them."
            ),
            [plain_button(_("Add files…"), "plus", self.choose_files)],
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(empty)

    def show_account(self, account_id: int | None, name: str = "") -> None:
        """Shows the documents of another account, or of the same one anew."""
        self._subject = None
        self._account_id, self._account_name = account_id, name
        self._read(Document.account_id == account_id)

    def show_record(self, record: str, record_id: int, account_id: int | None, name: str) -> None:
        """Shows the documents of a record by class name and id, such as those of a project; new ones are filed with it
        and with its account, where it has one."""
        self._subject = (record, record_id)
        self._account_id, self._account_name = account_id, name
        self._read(Document.record_kind == record, Document.record_id == record_id)

    def _read(self, *which: ColumnElement[bool]) -> None:
        current = self._current()
        with self.store.read() as session:
            query = select(Document).where(*which, Document.deleted_at.is_(None))
            found = list(session.scalars(query.order_by(Document.on.desc(), Document.id.desc())))
        self.model.set_documents(found)
        self._stack.setCurrentIndex(0 if found else 1)
        ids = [each.id for each in found]
        row = ids.index(current.id) if current is not None and current.id in ids else 0
        if found:
            self.table.go_to_row(row)
        self._show_current(row if found else -1)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Files `paths` as one change; a file that is refused stops none of the others' being tried again."""
        if not self._takes_files() or not paths:
            return
        title = message(
            "File {count} documents of {name}", count=len(paths), name=self._account_name
        )
        try:
            with self.store.change(title, self) as session:
                for path in paths:
                    attachments.file_document(
                        self.store, session, path, account_id=self._account_id, **self._record()
                    )
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self.saved.emit()

    def _takes_files(self) -> bool:
        return self._account_id is not None or self._subject is not None

    def _record(self) -> dict[str, Any]:
        """With which record new files are filed, where that is not the account."""
        if self._subject is None:
            return {}
        return {"record_kind": self._subject[0], "record_id": self._subject[1]}

    def choose_files(self) -> None:
        """Asks which files to add."""
        self.add_files(messages.choose_open_files(self, _("Add files"), [(_("All files"), "*")]))

    def open_current(self) -> None:
        """Opens the selected document with the program the system has for it."""
        document = self._current()
        if document is None:
            return
        try:
            path = attachments.path_of(self.store, document)
            if attachments.state_of(self.store, document) is attachments.State.MISSING:
                text = _("The file of “{name}” is missing from the data folder.")
                messages.tell(self, _("Not possible"), text.format(name=document.name), "warning")
                return
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        file_jobs.open_path(path)

    def copy_current(self) -> None:
        """Writes the selected document to a place of the user's choice."""
        document = self._current()
        if document is None:
            return
        suggested = Path.home() / Path(document.name).name
        target = messages.choose_save_file(self, _("Save a copy"), suggested)
        if target is None:
            return
        try:
            source = attachments.path_of(self.store, document)
            with write_whole(target) as temporary:
                shutil.copyfile(source, temporary)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        file_jobs.told_written(self._desk, target)

    def delete_current(self) -> None:
        """Moves the selected document to the waste basket."""
        document = self._current()
        if document is None:
            return
        title = message("Delete document {name}", name=document.name)
        with self.store.change(title, self) as session:
            trash.move_to_trash(session, session.get_one(Document, document.id))
        self._desk.say_undoable(_("“{name}” lies in the waste basket.").format(name=document.name))
        self.saved.emit()

    def _current(self) -> Document | None:
        row = self.table.current_row()
        return self.model.documents[row] if 0 <= row < len(self.model.documents) else None

    def _open_row(self, _row: int) -> None:
        self.open_current()

    def _show_current(self, row: int) -> None:
        there = 0 <= row < len(self.model.documents)
        shown = self.model.documents[row].id if there else None
        if self.has_unsaved() and shown != self._shown:
            before = [each.id for each in self.model.documents]
            if self._shown in before:  # what is wrong stays in view until it is put right
                self.table.go_to_row(before.index(self._shown))
                return
            self.discard()
        self._shown = shown
        for button in (self._open, self._copy, self._delete):
            button.setEnabled(there)
        self._below.setVisible(there)
        if there:
            document = self.model.documents[row]
            for field in _EDITED:
                self.cells[field.name].show_value(field.get(document), show_value(field, document))

    # ------------------------------------------------------------------------------------------------------- storing

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        document = self._stored(session)
        for field in _EDITED:
            if field.name in values:
                value = values[field.name]
                if field.name == "name" and not value:
                    continue  # a document keeps its name when none is given
                field.set(document, value)

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        document = self._stored(session)
        return cell.field.get(document), show_value(cell.field, document)

    def label(self, cells: list[FieldCell]) -> Message:
        document = self._current()
        return change_label(cells, document.name if document is not None else "")

    def _stored(self, session: Session) -> Document:
        document = self._current()
        return session.get_one(Document, document.id if document is not None else 0)

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._takes_files():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.add_files(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.table.hasFocus():
            self.delete_current()
        else:
            super().keyPressEvent(event)
