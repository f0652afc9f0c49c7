"""One person with all declared fields, edited in place like the archive."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import Message, _, message
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind, RecordField
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.form import Form, change_label
from kamdesk.ui.accounts.paper import Pair, Paper
from kamdesk.ui.widgets.buttons import quiet_button
from kamdesk.ui.widgets.labels import ElidedLabel
from kamdesk.work.accounts import change_contact
from kamdesk.work.fields import CUSTOM_GROUP, fields_for, reference_names, show_value

_PART = "contact"


class PersonForm(Form):
    """`closed`: back to the cards."""

    closed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.contact_id: int | None = None
        self._account_id = 0
        self._built: tuple[tuple[str, str], ...] = ()
        self._title = ElidedLabel("", "heading")
        bar = QFrame()
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        self.back = quiet_button(_("All people"), "chevron-left", self.close_form)
        row.addWidget(self.back)
        row.addWidget(self._title, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(_("Person"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._scroll, 1)

    def show_contact(self, account_id: int, contact_id: int | None) -> None:
        """Shows a person of the account; None: an empty form for a new one."""
        if contact_id != self.contact_id or account_id != self._account_id:
            for cell in self.cells.values():
                cell.show_error("")
            self.discard()
        self._account_id, self.contact_id = account_id, contact_id
        self.context.account_id = account_id
        with self.store.read() as session:
            fields = tuple(each for each in fields_for(session, Contact) if each.spec.group)
            shape = tuple((each.name, each.label) for each in fields)
            if shape != self._built:
                self._build(fields)
                self._built = shape
            contact = session.get(Contact, contact_id) if contact_id is not None else None
            self._title.setText(contact.full_name if contact is not None else _("New person"))
            for cell in self.cells.values():
                cell.show_value(*self._stored(session, cell, contact))

    def first_field(self) -> None:
        """Puts the cursor into the name."""
        self.cells["full_name"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_form(self) -> None:
        """Back to the cards, unless something typed is wrong."""
        if self.has_unsaved() and not self.save_all():
            return
        self.closed.emit()

    def _build(self, fields: tuple[RecordField, ...]) -> None:
        self.cells.clear()
        paper = Paper()
        sections = [*Contact.SECTIONS.items(), ("custom", CUSTOM_GROUP)]
        for group, title in sections:
            own = [each for each in fields if each.spec.group == group]
            if not own:
                continue
            paper.add_section(str(title))
            pending: list[Pair] = []
            for field in own:
                cell = self.add_cell(field, field.name, _PART, field.label)
                if field.spec.wide or field.kind in (Kind.LONG_TEXT, Kind.CHOICES):
                    if pending:
                        paper.add_row(pending)
                        pending = []
                    paper.add_row([(field.label, cell)])
                    continue
                pending.append((field.label, cell))
                if len(pending) == 2:
                    paper.add_row(pending)
                    pending = []
            if pending:
                paper.add_row(pending)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, theme.SPACE_4)
        column.addWidget(paper)
        column.addStretch(1)
        holder.setProperty("ground", "raised")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll.setWidget(holder)

    # ------------------------------------------------------------------------------------------------------- storing

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        contact = session.get(Contact, self.contact_id) if self.contact_id is not None else None
        if contact is None:
            contact = Contact(
                account_id=self._account_id, full_name="", lunar_birthday=False, custom={}
            )
            change_contact(session, contact, {"full_name": None, **values})
            session.add(contact)
            session.flush()
            self.contact_id = contact.id
            return
        change_contact(session, contact, values)

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        contact = session.get(Contact, self.contact_id) if self.contact_id is not None else None
        return self._stored(session, cell, contact)

    def _stored(
        self, session: Session, cell: FieldCell, contact: Contact | None
    ) -> tuple[Any, str]:
        if contact is None:
            return (False if cell.field.kind is Kind.BOOLEAN else None), ""
        value = cell.field.get(contact)
        target = cell.field.spec.refers_to
        names = reference_names(session, target, {value}) if target and value else {}
        return value, show_value(cell.field, contact, names)

    def label(self, cells: list[FieldCell]) -> Message:
        if self.contact_id is None:
            typed = self.cells["full_name"].editor.typed()
            return message("Add {name}", name=typed or _("New person"))
        return change_label(cells, self._title.text())
