"""The people of the department: the chart with what each looks after, and the details of one."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import Message, _, message, ngettext
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, RecordField, fields_of
from kamdesk.store.store import Store
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.editors import EditContext, Editor, editor_for
from kamdesk.ui.accounts.form import Form, change_label
from kamdesk.ui.accounts.paper import Paper
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.buttons import danger_button, plain_button, primary_button
from kamdesk.ui.widgets.delegates import AmountDelegate, CellDelegate
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import ElidedLabel, FieldError, label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.work import settings, trash
from kamdesk.work.fields import reference_names, show_value
from kamdesk.work.staff import Member, add_staff, change_staff, chart

_INDENT = "\N{EM SPACE}"


class StaffForm(Form):
    """The fields of one member, stored when they are left."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.staff_id: int | None = None
        self._name = ""
        self._paper = Paper()
        self._paper.add_section(str(Staff.SECTIONS["staff"]))
        waiting: list[tuple[str, QWidget]] = []
        for field in fields_of(Staff):
            pair = (field.label, self.add_cell(field, field.name, "staff", field.label))
            if field.spec.wide:
                self._add(waiting)
                self._paper.add_row([pair])
                continue
            waiting.append(pair)
            if len(waiting) == 2:
                self._add(waiting)
        self._add(waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._paper)

    def _add(self, waiting: list[tuple[str, QWidget]]) -> None:
        if waiting:
            self._paper.add_row(waiting)
            waiting.clear()

    def show_staff(self, staff: Staff) -> None:
        """Shows somebody; what was typed for somebody else is given up."""
        if staff.id != self.staff_id:
            self.discard()
        self.staff_id, self._name = staff.id, staff.name
        with self.store.read() as session:
            for cell in self.cells.values():
                cell.show_value(*_shown(session, cell.field, staff))

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        change_staff(session, session.get_one(Staff, self.staff_id), values)

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        return _shown(session, cell.field, session.get_one(Staff, self.staff_id))

    def label(self, cells: list[FieldCell]) -> Message:
        return change_label(cells, self._name)


def _shown(session: Session, field: RecordField, staff: Staff) -> tuple[Any, str]:
    value = field.get(staff)
    names = {}
    if field.kind is Kind.REFERENCE and value is not None:
        names = reference_names(session, field.spec.refers_to, {value})
    return value, show_value(field, staff, names)


class NewStaff(QWidget):
    """Number and name of somebody new."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.SPACE_2)
        grid.setColumnMinimumWidth(0, 96)
        self.editors: dict[str, Editor] = {}
        self._errors: dict[str, FieldError] = {}
        for row, name in enumerate(("number", "name")):
            field = next(each for each in fields_of(Staff) if each.name == name)
            editor = editor_for(field, EditContext(store))
            editor.set_name(field.label)
            editor.input().setProperty("bare", "false")
            error = FieldError()
            grid.addWidget(label(field.label, "muted"), 2 * row, 0)
            grid.addWidget(editor, 2 * row, 1)
            grid.addWidget(error, 2 * row + 1, 1)
            self.editors[name], self._errors[name] = editor, error

    def begin(self) -> None:
        """Empty fields, the first in focus."""
        for name, editor in self.editors.items():
            editor.show_value(None, "")
            self._errors[name].show_error("", editor.input())
        self.editors["number"].setFocus()

    def values(self) -> dict[str, Any]:
        """What was typed."""
        return {name: editor.read().value for name, editor in self.editors.items()}

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return all(editor.is_empty() for editor in self.editors.values())

    def say(self, refusal: RuleError) -> None:
        """Says at the field what is wrong."""
        for name, editor in self.editors.items():
            wrong = refusal.field == name
            self._errors[name].show_error(refusal.sentence if wrong else "", editor.input())


class StaffPage(Page):
    """The chart at the left, the details of the selected one at the right."""

    kinds: ClassVar[frozenset[str]] = frozenset({"Staff", "Account", "SettingValue"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk = desk
        self._store = desk.store
        self.track(desk.events.changed, self.on_changed)
        self._add = plain_button(_("Add somebody"), "plus", self.begin_new)
        self._head = PageHead(_("Staff"), self._add)
        self.model: RowsModel[Member] = RowsModel(_columns(), self)
        self.table = PagedTable(_("Staff"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(0, CellDelegate(self.table, name=True))
        self.table.setItemDelegateForColumn(5, AmountDelegate(self.table))
        self.table.set_widths(self.model.widths())
        self.table.set_stretch_column(0)
        self.table.row_changed.connect(self._show_row)
        self.form = StaffForm(self._store)
        self.form.saved.connect(self.refresh)
        self.new = NewStaff(self._store)
        for editor in self.new.editors.values():
            editor.finished.connect(self.add)
            editor.escaped.connect(self._give_up)
        self._detail = QStackedWidget()
        self._detail.addWidget(self._member_pane())
        self._detail.addWidget(self._new_pane())
        self._detail.addWidget(
            EmptyState(
                "users",
                _("Nobody yet"),
                _(
                    "The people of the department stand here: who owns which account, who reports to whom."
                ),
                [plain_button(_("Add somebody"), "plus", self.begin_new)],
            )
        )
        split = QSplitter()
        split.addWidget(self.table)
        split.addWidget(self._detail)
        split.setSizes([700, 520])
        split.setChildrenCollapsible(False)
        self._detail.setMinimumWidth(380)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(split, 1)

    def _member_pane(self) -> QWidget:
        self._name = ElidedLabel("", "name")
        self._line = ElidedLabel("", "small")
        self._me = plain_button(_("This is me"), "user", self.mark_me)
        self._delete = danger_button(_("Delete"), "trash", self.delete)
        inner = QWidget()
        inner.setProperty("ground", "raised")
        grid = QGridLayout(inner)
        grid.setContentsMargins(*[theme.SPACE_4] * 4)
        grid.setVerticalSpacing(theme.SPACE_1)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._line, 1, 0)
        grid.addWidget(self._me, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._delete, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setRowMinimumHeight(2, theme.SPACE_2)
        grid.addWidget(self.form, 3, 0, 1, 3)
        grid.setRowStretch(4, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        return scroll

    def _new_pane(self) -> QWidget:
        pane = QWidget()
        pane.setProperty("ground", "raised")
        column = QVBoxLayout(pane)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(label(_("Somebody new"), "name"))
        column.addWidget(self.new)
        row = QGridLayout()
        row.setColumnStretch(2, 1)
        row.addWidget(primary_button(_("Add"), "check", self.add), 0, 0)
        row.addWidget(plain_button(_("Cancel"), clicked=self._give_up), 0, 1)
        column.addLayout(row)
        column.addStretch(1)
        return pane

    # ------------------------------------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        with self._store.read() as session:
            members = chart(session)
        kept = self.form.staff_id
        self.model.show_rows(members)
        self._head.set_count(f"{len(members):,}")
        self._add.setEnabled(not self._store.read_only)
        if not members:
            if self._detail.currentIndex() != 1:
                self._detail.setCurrentIndex(2)
            return
        place = next((n for n, each in enumerate(members) if each.staff.id == kept), 0)
        self.table.go_to_row(place)
        self._show_row(place)

    def _show_row(self, row: int) -> None:
        member = self.model.row_at(row)
        if member is None or (self._detail.currentIndex() == 1 and not self.new.is_empty()):
            return
        if member.staff.id != self.form.staff_id and self.form.has_unsaved():
            self.form.save_all()
        self.form.show_staff(member.staff)
        self._name.setText(member.staff.name)
        owned = ngettext("{count} account", "{count} accounts", member.accounts)
        parts = [member.staff.number, owned.format(count=member.accounts)]
        self._line.setText(" · ".join(parts + ([_("uses this computer")] if member.is_me else [])))
        can_write = not self._store.read_only
        self._me.setEnabled(can_write and not member.is_me)
        self._delete.setEnabled(can_write)
        self._detail.setCurrentIndex(0)

    def _current(self) -> Staff | None:
        member = self.model.row_at(self.table.current_row())
        return member.staff if member is not None else None

    # ------------------------------------------------------------------------------------------------ what is done

    def begin_new(self) -> None:
        """Opens the two fields of somebody new."""
        self._detail.setCurrentIndex(1)
        self.new.begin()

    def add(self) -> None:
        """Stores somebody new and shows the details."""
        values = self.new.values()
        label_ = message("Add {name}", name=str(values.get("name") or ""))
        try:
            with self._store.change(label_, self) as session:
                self.form.discard()
                self.form.staff_id = add_staff(session, values).id
        except RuleError as refusal:
            self.new.say(refusal)
            return
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self.new.begin()
        self._detail.setCurrentIndex(0)
        self.refresh()
        self.table.setFocus()

    def _give_up(self) -> None:
        self.new.begin()
        self._detail.setCurrentIndex(0)
        self.refresh()

    def mark_me(self) -> None:
        """The selected one uses this computer: signs what is saved, owns new accounts."""
        staff = self._current()
        if staff is not None:
            with self._store.change(message("Change settings"), self) as session:
                settings.put(session, "me", staff.number)
            self.refresh()

    def delete(self) -> None:
        """Moves the selected one to the waste basket; accounts keep their owner until somebody else is chosen."""
        staff = self._current()
        if staff is None:
            return
        self.form.discard()
        try:
            with self._store.change(message("Delete {name}", name=staff.name), self) as session:
                trash.move_to_trash(session, session.get_one(Staff, staff.id))
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self.form.staff_id = None
        self.refresh()
        self._desk.say_undoable(_("{name} lies in the waste basket.").format(name=staff.name))

    # ------------------------------------------------------------------------------------------- what pages do

    def has_unsaved(self) -> bool:
        return self.form.has_unsaved() or (
            self._detail.currentIndex() == 1 and not self.new.is_empty()
        )

    def save(self) -> None:
        if self._detail.currentIndex() == 1:
            self.add()
        elif not self.form.save_all():
            raise RuleError(_("A field is not right yet; it says why."))

    def discard(self) -> None:
        self.form.discard()
        self.new.begin()


def _columns() -> list[Column[Member]]:
    position = next(each for each in fields_of(Staff) if each.name == "position")
    names = {each.name: each.label for each in fields_of(Staff)}
    return [
        Column("name", names["name"], 200, lambda each: _INDENT * each.depth + each.staff.name),
        Column(
            "number", names["number"], 90, lambda each: each.staff.number, lambda _each: "muted"
        ),
        Column("position", names["position"], 176, lambda each: show_value(position, each.staff)),
        Column("region", names["region"], 90, lambda each: each.staff.region or ""),
        Column(
            "phone", names["phone"], 130, lambda each: each.staff.phone or "", lambda _each: "muted"
        ),
        Column("accounts", str(Account.TERM), 90, lambda each: f"{each.accounts:,}", numeric=True),
    ]
