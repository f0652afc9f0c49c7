"""One record of a record page: its name and state, what can be done with it, its sections, tables and documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.store.naming import titled
from kamdesk.ui import theme
from kamdesk.ui.accounts.account_history import AccountHistory
from kamdesk.ui.accounts.documents_page import DocumentsPage
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.project.record_form import Part, RecordForm
from kamdesk.ui.record_pages.declaration import Deed, RecordDeclaration
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import record_lists

_DOCUMENTS_HEIGHT = 280


class RecordPanel(QWidget):
    """Anything of a page's own beside the form of the chosen record; `title` heads it."""

    title: str = ""
    above: bool = False
    """It stands above the form instead of below it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def show_record(self, session: Session, record: Any) -> None:
        """Shows what belongs to another record, or to the same one anew."""
        raise NotImplementedError


class RecordDetail(QFrame):
    """`deed_wanted(key)`: the button of a deed. `account_wanted(id)`. `saved`: the form stored something."""

    deed_wanted = Signal(str)
    delete_wanted = Signal()
    account_wanted = Signal(int)
    saved = Signal()

    def __init__(
        self, desk: Desk, declaration: RecordDeclaration, panels: Sequence[RecordPanel] = ()
    ) -> None:
        super().__init__()
        self._desk, self.declaration, self.panels = desk, declaration, tuple(panels)
        self.record_id: int | None = None
        self._account_id: int | None = None
        self.setProperty("line", "left")
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title, self.state = ElidedLabel("", "name"), Pill()
        self.note = label("", "muted", wrap=True)
        self.form = self._make_form()
        self.form.saved.connect(self.saved)
        self._documents: DocumentsPage | None = None
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._deeds())
        column.addWidget(scrolled(self._body(), str(declaration.record.TERM)), 1)

    # ------------------------------------------------------------------------------------------------------ building

    def _make_form(self) -> RecordForm:
        declared, record = self.declaration, self.declaration.record
        parts = [Part(str(title), str(title), names) for title, names in declared.sections()]
        parts += [
            Part(shape.name, str(shape.record.TERM), table=shape) for shape in declared.tables
        ]
        return RecordForm(
            self._desk.store, record, parts, declared.change, declared.put_row, declared.remove_row
        )

    def _head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_3, theme.SPACE_1)
        column.setSpacing(theme.SPACE_1)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self.title, 1)
        row.addWidget(self.state)
        self.history_button = icon_button("history", _("History"), self.show_history, small=True)
        self.account_button = icon_button(
            "building", _("To the account"), self._to_account, small=True
        )
        self.delete_button = icon_button(
            "trash", _("Move to the waste basket"), self.delete_wanted.emit, small=True
        )
        for button in (self.account_button, self.history_button, self.delete_button):
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.note)
        return head

    def _deeds(self) -> QWidget:
        bar = QWidget()
        flow = FlowLayout(bar)
        flow.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_3, theme.SPACE_2)
        for deed in self.declaration.deeds:
            act = partial(self.deed_wanted.emit, deed.key)
            button = (
                primary_button(_(deed.words), deed.icon, act)
                if deed.primary
                else plain_button(_(deed.words), deed.icon, act, small=True)
            )
            self.buttons[deed.key] = button
            flow.addWidget(button)
        bar.setVisible(bool(self.declaration.deeds))
        return bar

    def _body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, theme.SPACE_4)
        column.setSpacing(0)
        above = [each for each in self.panels if each.above]
        for part in (*above, self.form, *(each for each in self.panels if each not in above)):
            if isinstance(part, RecordPanel) and part.title:
                header = SectionHeader(_(part.title))
                column.addWidget(header)
                header.set_body(part)
            column.addWidget(part)
        if self.declaration.has_documents:
            self._holder = QWidget()
            inner = QVBoxLayout(self._holder)
            inner.setContentsMargins(0, 0, 0, 0)
            self.documents_header = SectionHeader(_("Documents"))
            column.addWidget(self.documents_header)
            self.documents_header.set_body(self._holder, folded=True)
            self.documents_header.folded.connect(self._on_folded)
            column.addWidget(self._holder)
        column.addStretch(1)
        return body

    # ------------------------------------------------------------------------------------------------- what it shows

    def show_record(self, session: Session, record: Any, today: date) -> None:
        """Shows a record, or the same one anew."""
        self.record_id = record.id
        self._account_id = getattr(record, "account_id", None)
        self.title.setText(titled(session, record))
        cell = self.declaration.state(session, record, today) if self.declaration.state else None
        self.state.setVisible(cell is not None)
        if cell is not None:
            self.state.set_pill(cell.words, cell.pill or "neutral")
        words = self.declaration.note(session, record, today) if self.declaration.note else ""
        self.note.setText(words)
        self.note.setVisible(bool(words))
        writable = not self._desk.store.read_only
        self.account_button.setVisible(self._account_id is not None)
        self.delete_button.setVisible(writable)
        self.form.setEnabled(writable)
        for deed in self.declaration.deeds:
            offered = self.is_offered(session, deed, record, today)
            self.buttons[deed.key].setVisible(offered and writable)
        self.form.show_record(session, record)
        for panel in self.panels:
            panel.show_record(session, record)
        if self._documents is not None and not self.documents_header.is_folded():
            self._show_documents()

    @staticmethod
    def is_offered(session: Session, deed: Deed, record: Any, today: date) -> bool:
        """Whether a deed makes sense with the record now."""
        return deed.offered is None or deed.offered(session, record, today)

    def _on_folded(self, folded: bool) -> None:
        if not folded:
            self._show_documents()

    def _show_documents(self) -> None:
        if self._documents is None:
            self._documents = DocumentsPage(self._desk)
            self._documents.setFixedHeight(_DOCUMENTS_HEIGHT)
            layout = self._holder.layout()
            assert layout is not None
            layout.addWidget(self._documents)
            self._documents.saved.connect(self._show_documents)
        if self.record_id is not None:
            name = self.declaration.name
            self._documents.show_record(name, self.record_id, self._account_id, self.title.text())

    def show_history(self) -> None:
        """What was saved about the record, each change with the way to undo it alone."""
        if self.record_id is None:
            return
        with self._desk.store.read() as session:
            record = session.get_one(self.declaration.record, self.record_id)
            parts = [*(each.record for each in self.declaration.tables), *self.declaration.told]
            found = record_lists.history(session, record, parts)
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(_("History of “{name}”").format(name=self.title.text()))
        dialog.resize(760, 480)
        history = AccountHistory(self._desk.store)
        history.show_lines(self.declaration.name, self.record_id, found)
        column = QVBoxLayout(dialog)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(history)
        dialog.open()

    def _to_account(self) -> None:
        if self._account_id is not None:
            self.account_wanted.emit(self._account_id)

    def begin(self) -> None:
        """Puts the keys into the first field."""
        first = next(iter(self.form.cells.values()), None)
        if first is not None:
            first.setFocus()

    # ----------------------------------------------------------------------------------------------- unsaved input

    def has_unsaved(self) -> bool:
        """Whether something was typed that is not stored."""
        return self.form.has_unsaved() or (
            self._documents is not None and self._documents.has_unsaved()
        )

    def save_all(self) -> bool:
        """Stores what was typed; False when a field says what is wrong with it."""
        done = self.form.save_all()
        if self._documents is not None:
            done = self._documents.save_all() and done
        return done

    def discard(self) -> None:
        """Gives up what was typed."""
        self.form.discard()
        if self._documents is not None:
            self._documents.discard()
