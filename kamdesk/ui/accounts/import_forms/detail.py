"""The right half: the record a form means, what the form would change there, and the sheet it was read from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.sheets import Sheet, UnreadableFile, column_index
from kamdesk.forms.batch import FileReading
from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import FieldDifference, State
from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.import_forms.cases import Case
from kamdesk.ui.accounts.import_forms.doubt_bar import DoubtBar
from kamdesk.ui.accounts.import_forms.fields_model import answer_text, is_worth_showing
from kamdesk.ui.accounts.import_forms.fields_table import FieldsTable
from kamdesk.ui.accounts.import_forms.files_model import matched_words
from kamdesk.ui.accounts.import_parts.cells import names_of
from kamdesk.ui.accounts.import_parts.sheet_piece import SheetPiece
from kamdesk.ui.accounts.import_parts.ticks import Tick, of_many
from kamdesk.ui.file_jobs import open_path
from kamdesk.ui.widgets.buttons import plain_button, quiet_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import ElidedLabel, IconLabel, label
from kamdesk.ui.widgets.marks import CompletenessBar, Pill, TierPill
from kamdesk.ui.widgets.paint import Shape

_SMALL_FILE = 2_000_000
"""Bytes of a file that is opened again at once to show a piece of it; larger ones would make the window wait."""

_LOW = 600
"""Below so many pixels the fields need the room more than the sheet."""


class FormDetail(QWidget):
    """`changed`: ticks or answers. `meant(Meant)`: another record is meant; `other_wanted`: it is to be chosen.

    `explained(label, key)`: somebody said what a label means.
    """

    changed = Signal()
    meant = Signal(object)
    other_wanted = Signal()
    explained = Signal(str, str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._case: Case | None = None
        self._form: Form | None = None
        self._sheets: tuple[Path, dict[str, Sheet]] | None = None
        self.table = FieldsTable(store)
        self.table.toggled.connect(self._toggle)
        self.table.row_changed.connect(self._show_cell)
        self.table.answered.connect(self._answer)
        self.table.explained.connect(self.explained)
        self.table.open_wanted.connect(self._open_file)
        self.piece = SheetPiece()
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self.doubt = DoubtBar()
        self.doubt.meant.connect(self.meant)
        column.addWidget(self.doubt)
        column.addWidget(self._bar())
        column.addWidget(self.table, 1)
        column.addWidget(self._sheet_pane())
        self._nothing = EmptyState("document", _("Choose a form at the left"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._whole)
        self._column.addWidget(self._nothing)
        self._whole.hide()

    # ------------------------------------------------------------------------------------------------ its parts

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("line", "bottom")
        self._tier = TierPill()
        self._name = ElidedLabel("", "name")
        self._pill = Pill()
        self._how = ElidedLabel("", "small")
        self.other = plain_button(_("Another account…"), clicked=self.other_wanted.emit)
        self._line = ElidedLabel("", "small")
        self._problems = label("", "error")
        self._warning = IconLabel("warning", "bad", 14)
        self._bar_after = CompletenessBar(number=False)
        self._bar_after.setFixedWidth(60)
        self._percent = label("", "small")
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(theme.SPACE_2)
        for widget in (self._tier, self._name, self._pill):
            first.addWidget(widget)
        first.addWidget(self._how, 1)
        first.addWidget(self.other)
        second.setSpacing(theme.SPACE_2)
        second.addWidget(self._line, 0)
        second.addWidget(self._warning)
        second.addWidget(self._problems)
        second.addStretch(1)
        self._kind = label("", "small")
        self._completeness = label(_("Completeness"), "small")
        second.addWidget(self._kind)
        second.addWidget(self._completeness)
        second.addWidget(self._bar_after)
        second.addWidget(self._percent)
        column = QVBoxLayout(head)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.setSpacing(2)
        column.addLayout(first)
        column.addLayout(second)
        return head

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("line", "bottom")
        self.segment = Segment(
            [("different", _("Only different")), ("all", _("All"))],
            name=_("Fields shown"),
            small=True,
        )
        self.segment.chosen.connect(self._refill)
        self.take_all = QCheckBox(_("Tick all"))
        self.take_all.setTristate(True)
        self.take_all.clicked.connect(self._take_all)
        self.only_empty = quiet_button(_("Only fill empty"), clicked=self._only_empty, small=True)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_4, 6, theme.SPACE_4, 6)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self.segment)
        row.addStretch(1)
        row.addWidget(self.take_all)
        row.addWidget(self.only_empty)
        return bar

    def _sheet_pane(self) -> QWidget:
        self._pane = QFrame()
        self._pane.setProperty("line", "top")
        self._piece_title = label("", "heading")
        self._piece_place = ElidedLabel("", "small")
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_2)
        head.addWidget(self._piece_title)
        head.addWidget(self._piece_place, 1)
        head.addWidget(label(_("read-only"), "small"))
        column = QVBoxLayout(self._pane)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.piece)
        return self._pane

    # ------------------------------------------------------------------------------------------------ what is shown

    def show_case(self, case: Case | None, form: Form | None) -> None:
        """Shows `case`; None: nothing is chosen."""
        self._case, self._form = case, form
        self._whole.setVisible(case is not None)
        self._nothing.setVisible(case is None)
        if case is None:
            return
        self._show_head(case)
        self.doubt.show_case(case)
        self._fill(case)
        self.table.go_to_first()
        self._show_cell(self.table.current_row())

    def show_bad(self, file: FileReading) -> None:
        """Shows why `file` gives no form."""
        self.show_case(None, None)
        old, column = self._nothing, self._column
        actions = (
            []
            if file.skipped
            else [plain_button(_("Open the file"), "external", lambda: open_path(file.path))]
        )
        self._nothing = EmptyState("warning", file.path.name, file.problem or "", actions)
        column.replaceWidget(old, self._nothing)
        self._nothing.show()
        old.hide()
        old.deleteLater()

    def _show_head(self, case: Case) -> None:
        difference = case.difference
        with self._store.read() as session:
            account = session.get(Account, difference.account_id) if difference.account_id else None
            kind = str(self._form.title) if self._form is not None else ""
            tier = account.tier if account is not None else None
        self._tier.set_tier(tier or "")
        self._tier.setVisible(bool(tier))
        self._name.setText(difference.name or _("No customer named"))
        if difference.is_new:
            words = _("New account") if case.is_archive else _("New record")
            self._pill.set_pill(words, "accent")
        elif case.must_choose:
            self._pill.set_pill(_("To be chosen"), "warn")
        else:
            self._pill.set_pill(_("Known"), "good", Shape.DOT)
        how = "" if difference.is_new else _("by {what}").format(what=matched_words(case))
        self._how.setText("" if case.must_choose else how)
        self._show_line(case)
        self.other.setVisible(case.is_archive)
        self._kind.setText("" if case.is_archive else kind)
        for widget in (self._completeness, self._bar_after, self._percent):
            widget.setVisible(difference.completeness is not None)
        if difference.completeness is not None:
            before, after = difference.completeness
            self._bar_after.set_percent(after)
            self._percent.setText(f"{before}% → {after}%")

    def _show_line(self, case: Case) -> None:
        count = len(case.changes)
        words = ngettext("{count} change", "{count} changes", count).format(count=count)
        self._line.setText(f"{case.title} · {words}")
        problems = len(case.problems)
        self._problems.setText(
            ngettext("{count} problem", "{count} problems", problems).format(count=problems)
        )
        for widget in (self._problems, self._warning):
            widget.setVisible(bool(problems))

    def _refill(self, _key: str = "") -> None:
        case = self._case
        if case is None:
            return
        row = self.table.current_row()
        self._fill(case)
        self.table.go_to_row(min(max(row, 0), self.table.model().rowCount() - 1))

    def _fill(self, case: Case) -> None:
        fields = case.difference.fields
        differing = sum(1 for each in fields if each.state is not State.SAME or each.problem)
        self.segment.set_words("different", _("Only different {count}").format(count=differing))
        shown = sum(1 for each in fields if is_worth_showing(each))
        self.segment.set_words("all", _("All {count}").format(count=shown))
        self.table.show_case(case, self._form, everything=self.segment.current() == "all")
        self._show_ticks(case)

    def _show_ticks(self, case: Case) -> None:
        changes = [case.tick_of(each) is Tick.ON for each in case.changes]
        tick = of_many(changes)
        states = {Tick.ON: Qt.CheckState.Checked, Tick.SOME: Qt.CheckState.PartiallyChecked}
        self.take_all.setCheckState(states.get(tick, Qt.CheckState.Unchecked))
        can = bool(changes) and not case.must_choose and case.difference.refusal is None
        self.take_all.setEnabled(can)
        self.only_empty.setEnabled(can)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.piece.set_low(self.height() < _LOW)

    # ------------------------------------------------------------------------------------------------ decisions

    def _toggle(self, rows: list[int]) -> None:
        case = self._case
        if case is None or case.must_choose or case.difference.refusal:
            return
        answered = set(case.answers)
        fields = [self.table.fields.field_at(row) for row in rows]
        toggled = [case.toggle(each.key) for each in fields if each is not None]
        if any(toggled):
            if answered != set(case.answers):
                self._refill()  # its question is back
            self._tell(case)

    def _take_all(self, _checked: bool = False) -> None:
        if self._case is not None:
            self._case.take_all(self.take_all.checkState() != Qt.CheckState.Unchecked)
            self._refill()
            self._tell(self._case)

    def _only_empty(self) -> None:
        if self._case is not None:
            self._case.take_only_empty()
            self._tell(self._case)

    def _answer(self, key: str, value: Any, currency: str | None) -> None:
        case = self._case
        each = case.field(key) if case is not None else None
        if case is None or each is None:
            return
        case.answer(key, value, self._text_of(each, value), currency)
        self._refill()
        self.table.go_to_row(self.table.fields.row_of(key))
        self.table.setFocus()
        self._tell(case)

    def _text_of(self, each: FieldDifference, value: Any) -> str:
        target = each.field.spec.refers_to
        if not target:
            return answer_text(each, value)
        with self._store.read() as session:
            names = names_of(session, {target: {value}})
        return answer_text(each, value, {number: name for (_kind, number), name in names.items()})

    def _tell(self, case: Case) -> None:
        self.table.fields.tell()
        self._show_ticks(case)
        self._show_line(case)
        self.changed.emit()

    def _open_file(self) -> None:
        if self._case is not None:
            open_path(self._case.file.path)

    # ------------------------------------------------------------------------------------------------ the sheet

    def _show_cell(self, row: int) -> None:
        each, case = self.table.fields.field_at(row), self._case
        sheet = self._sheet(case.file.path, each.found.sheet) if case and each else None
        place = _place(each.found.cell) if each else None
        self._pane.setVisible(sheet is not None and place is not None)
        if sheet is None or place is None or each is None or case is None:
            self.piece.clear()
            return
        unread = each.state is State.UNREADABLE and each.key not in case.answers
        self.piece.show_cell(sheet, *place, "bad" if unread else "accent")
        self._piece_title.setText(_("Around {cell}").format(cell=each.found.cell))
        self._piece_place.setText(f"{case.file.path.name} › {sheet.name}")

    def _sheet(self, path: Path, name: str) -> Sheet | None:
        """The sheet as the file has it now; None when it is gone, or too large to be opened in passing."""
        if self._sheets is None or self._sheets[0] != path:
            sheets: dict[str, Sheet] = {}
            try:
                if path.stat().st_size <= _SMALL_FILE:
                    sheets = {sheet.name: sheet for sheet in open_sheets(path).sheets}
            except (OSError, UnreadableFile):
                sheets = {}  # moved or locked since it was read: its values are here all the same
            self._sheets = (path, sheets)
        return self._sheets[1].get(name)


def _place(cell: str) -> tuple[int, int] | None:
    """(10, 5) for F11; None for no address."""
    letters = cell.rstrip("0123456789")
    number = cell[len(letters) :]
    if not letters.isalpha() or not number:
        return None
    return int(number) - 1, column_index(letters)
