"""The archive form as on paper: every field in its place edited there, tinted while missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import Message, _
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.completeness import REQUIRED
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind, RecordField, fields_of
from kamdesk.model.vocabulary import FORM_ROLE
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.completeness_strip import CompletenessStrip
from kamdesk.ui.accounts.dated import DatedCell, DatedDialog
from kamdesk.ui.accounts.form import Form, change_label
from kamdesk.ui.accounts.needs import NeedsTable
from kamdesk.ui.accounts.not_applicable import NotApplicableDialog
from kamdesk.ui.accounts.paper import Pair, Paper
from kamdesk.ui.widgets.labels import label
from kamdesk.work.account_views import AccountSheet
from kamdesk.work.accounts import change_account, change_person, person_in_role
from kamdesk.work.fields import CUSTOM_GROUP, fields_for, reference_names, show_value

PERSON_FIELDS: tuple[RecordField, ...] = tuple(
    each
    for each in fields_of(Contact)
    if each.name in ("full_name", "position", "education", "birth_date", "interests", "family")
)
"""The six things the printed form asks of each of its three persons."""

_REQUIRED_KEYS = frozenset(each.key for each in REQUIRED)


class ArchivePage(Form):
    """The form of one account."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.sheet: AccountSheet | None = None
        self._dated: dict[str, DatedCell] = {}
        self._built: tuple[tuple[str, str], ...] = ()
        self.strip = CompletenessStrip()
        self.strip.field_wanted.connect(self.go_to)
        self.strip.reasons_wanted.connect(self.ask_reason)
        self._needs = NeedsTable(self)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(_("Archive form"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QFrame()
        inner = QVBoxLayout(top)
        inner.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        inner.addWidget(self.strip)
        column.addWidget(top)
        column.addWidget(self._scroll, 1)

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_sheet(self, sheet: AccountSheet) -> None:
        """Shows an account, or the same one anew; what somebody typed stays."""
        shape = tuple((each.name, each.label) for each in sheet.fields)
        if shape != self._built:
            self._build(sheet.fields)
            self._built = shape
        other = self.sheet is None or self.sheet.account.id != sheet.account.id
        self.sheet = sheet
        self.context.account_id = sheet.account.id
        if other:
            self._scroll.verticalScrollBar().setValue(0)
        reasons = sheet.account.not_applicable or {}
        missing = {each.key for each in sheet.missing}
        for key, cell in self.cells.items():
            if cell.part.startswith("need:"):
                continue
            record = self._record_of(cell)
            cell.show_value(*self._shown(cell.field, record))
            cell.set_state(key in missing, reasons.get(key, ""), key in _REQUIRED_KEYS)
        for name, dated in self._dated.items():
            field = next(each for each in sheet.fields if each.name == name)
            dated.show_text(self._shown(field, sheet.account)[1])
        self._needs.show_needs(sheet.needs)
        self.strip.show_missing(sheet.account.completeness, sheet.missing)

    def go_to(self, key: str) -> None:
        """Brings the field `key` (``fax``, ``main_contact.birth_date``) into view and puts the cursor there."""
        cell: QWidget | None = self.cells.get(key) or self._dated.get(key)
        if cell is None:
            return
        self._scroll.ensureWidgetVisible(cell, 0, 80)
        cell.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, cell, cell.update)

    def first_field(self) -> None:
        """Puts the cursor into the first missing field, else into the name."""
        chips = self.strip.chips()
        self.go_to(chips[0] if chips else "name")

    def _record_of(self, cell: FieldCell) -> Any:
        if self.sheet is None:
            return None
        if cell.part == "account":
            return self.sheet.account
        return self.sheet.person(cell.part.partition(":")[2])

    def _shown(self, field: RecordField, record: Any) -> tuple[Any, str]:
        """The stored value and its text; amounts in full, because in 万 they would lose digits when edited."""
        if record is None or self.sheet is None:
            return None, ""
        names = self.sheet.names.get(field.spec.refers_to, {})
        return field.get(record), show_value(field, record, names)

    # ------------------------------------------------------------------------------------------------------ building

    def _build(self, fields: tuple[RecordField, ...]) -> None:
        self.cells.clear()
        self._dated.clear()
        self._needs.detach()
        paper = Paper()
        for group, title in Account.SECTIONS.items():
            own = [each for each in fields if each.spec.group == group]
            if group != "head":
                paper.add_section(str(title))
            self._add_fields(paper, own)
            if group == "basic":
                self._add_persons(paper)
            if group == "business":
                paper.add_section(str(PurchaseNeed.TERM))
                paper.add_widget(self._needs)
        custom = [each for each in fields if each.custom]
        if custom:
            paper.add_section(str(CUSTOM_GROUP))
            self._add_fields(paper, custom)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, theme.SPACE_4)
        column.setSpacing(theme.SPACE_1)
        heading = label(_("Account archive form"), "heading")
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(heading)
        column.addWidget(paper)
        column.addStretch(1)
        holder.setProperty("ground", "raised")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll.setWidget(holder)

    def _add_fields(self, paper: Paper, fields: list[RecordField]) -> None:
        waiting: Pair | None = None
        for each in fields:
            if each.spec.derived:
                continue
            pair: Pair = (each.label, self._cell(each))
            if each.spec.wide or each.kind in (Kind.LONG_TEXT, Kind.CHOICES):
                if waiting is not None:
                    paper.add_row([waiting])
                    waiting = None
                paper.add_row([pair])
            elif waiting is None:
                waiting = pair
            else:
                paper.add_row([waiting, pair])
                waiting = None
        if waiting is not None:
            paper.add_row([waiting])

    def _cell(self, field: RecordField) -> QWidget:
        if field.spec.dated:
            dated = DatedCell(field)
            dated.wanted.connect(self.change_dated)
            self._dated[field.name] = dated
            return dated
        cell = self.add_cell(field, field.name, "account", field.label)
        cell.reason_wanted.connect(self.ask_reason)
        return cell

    def _add_persons(self, paper: Paper) -> None:
        paper.add_section(_("Persons in charge and contacts"))
        for each in FORM_ROLE:
            pairs: list[Pair] = []
            for field in PERSON_FIELDS:
                name = f"{each.label} {field.label}"
                cell = self.add_cell(
                    field, f"{each.code}.{field.name}", f"person:{each.code}", name
                )
                cell.reason_wanted.connect(self.ask_reason)
                pairs.append((field.label, cell))
            rows = [pairs[place : place + 2] for place in range(0, len(pairs), 2)]
            paper.add_block(str(each.label), rows)

    # ------------------------------------------------------------------------------------------------------- storing

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        account = session.get_one(Account, self._account_id())
        kind, _colon, name = part.partition(":")
        if kind == "account":
            change_account(session, account, values, date.today())
        elif kind == "person":
            change_person(session, account, name, values)
        else:
            self._needs.write(session, account.id, name, values)

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        record: Any
        kind, _colon, name = cell.part.partition(":")
        if kind == "need":
            return self._needs.stored_value(session, cell)
        if kind == "account":
            record = session.get_one(Account, self._account_id())
        else:
            record = person_in_role(session, self._account_id(), name)
        if record is None:
            return None, ""
        value = cell.field.get(record)
        target = cell.field.spec.refers_to
        names = reference_names(session, target, {value}) if target and value else {}
        return value, show_value(cell.field, record, names)

    def label(self, cells: list[FieldCell]) -> Message:
        return change_label(cells, self.sheet.account.name if self.sheet else "")

    def _account_id(self) -> int:
        if self.sheet is None:
            raise LookupError("no account is shown")
        return self.sheet.account.id

    # ------------------------------------------------------------------------------------------------------- dialogs

    def change_dated(self, name: str) -> None:
        """Asks for another status, tier or owner with its day."""
        if self.sheet is None:
            return
        with self.store.read() as session:
            field = next(each for each in fields_for(session, Account) if each.name == name)
        dialog = DatedDialog(self.store, self._account_id(), field, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def ask_reason(self, key: str = "") -> None:
        """Asks why a field does not apply."""
        if self.sheet is None:
            return
        dialog = NotApplicableDialog(self.store, self.sheet, key, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
