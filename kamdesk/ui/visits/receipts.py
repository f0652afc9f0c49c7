"""The receipts of an expense: files dropped or chosen, kept with it in the data folder, opened, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.document import Document
from kamdesk.model.expense import Expense
from kamdesk.store import attachments
from kamdesk.ui import faults, file_jobs, messages, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.buttons import LinkButton, icon_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work import expense_views
from kamdesk.work.trash import move_to_trash


class Receipts(QWidget):
    """Shown for one expense; what is added or taken away is stored at once, and can be undone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._expense_id: int | None = None
        self.setAcceptDrops(True)
        self.add_link = LinkButton(_("+ Add a file…"), self._choose)
        self._hint = label(_("Files can be dropped here."), "small")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(label(_("Receipts"), "small"))
        head.addStretch(1)
        head.addWidget(self.add_link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(self._lines)
        column.addWidget(self._hint)

    def show_expense(self, expense_id: int | None) -> None:
        """Shows the files of an expense; one that is not stored yet can have none."""
        self._expense_id = expense_id
        while self._lines.count():
            item = self._lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.add_link.setEnabled(expense_id is not None)
        self._hint.setText(
            _("Files can be dropped here.")
            if expense_id is not None
            else _("Save the expense first, then add its receipts.")
        )
        if expense_id is None:
            return
        with self._desk.store.read() as session:
            found = expense_views.receipts(session, expense_id)
        for each in found:
            self._lines.addWidget(self._line(each))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Keeps `paths` with the expense as one change."""
        if self._expense_id is None or not paths:
            return
        try:
            with self._desk.store.change(
                message("Keep {count} receipts", count=len(paths))
            ) as session:
                expense = session.get_one(Expense, self._expense_id)
                for path in paths:
                    attachments.file_document(
                        self._desk.store, session, path, account_id=expense.account_id,
                        record_kind="Expense", record_id=expense.id, category="other", on=expense.on,
                    )  # fmt: skip
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self.show_expense(self._expense_id)

    def _line(self, document: Document) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_1)
        link = LinkButton(document.name, partial(self._open, document))
        row.addWidget(link, 1, Qt.AlignmentFlag.AlignLeft)
        words = _("Take {name} away").format(name=document.name)
        row.addWidget(icon_button("x", words, partial(self._remove, document), small=True))
        return holder

    def _choose(self) -> None:
        self.add_files(messages.choose_open_files(self, _("Add files"), [(_("All files"), "*")]))

    def _open(self, document: Document) -> None:
        store = self._desk.store
        try:
            path = attachments.path_of(store, document)
            if attachments.state_of(store, document) is attachments.State.MISSING:
                text = _("The file of “{name}” is missing from the data folder.")
                messages.tell(self, _("Not possible"), text.format(name=document.name), "warning")
                return
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        file_jobs.open_path(path)

    def _remove(self, document: Document) -> None:
        with self._desk.store.change(
            message("Delete document {name}", name=document.name)
        ) as session:
            move_to_trash(session, session.get_one(Document, document.id))
        self._desk.say_undoable(_("“{name}” lies in the waste basket.").format(name=document.name))
        self.show_expense(self._expense_id)

    # ------------------------------------------------------------------------------------------------- Qt calls us

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._expense_id is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.add_files(paths)
