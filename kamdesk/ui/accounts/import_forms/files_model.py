"""The list of forms read: tick, file, record, how it was found, changes, problems; unreadable files below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from kamdesk.forms.batch import FileReading
from kamdesk.i18n import _, ngettext
from kamdesk.ui.accounts.import_forms.cases import Case
from kamdesk.ui.accounts.import_parts.ticks import Tick
from kamdesk.ui.models.rows import Index
from kamdesk.ui.widgets.delegates import COLOUR, DETAIL, VALUE

Line = Case | FileReading
TICK, FILE, ACCOUNT, MATCHED, CHANGES, PROBLEMS = range(6)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def matched_words(case: Case) -> str:
    """How the record was found."""
    difference = case.difference
    if difference.refusal:
        return _("no customer") if case.is_archive else _("no record")
    if case.must_choose:
        return _("choose one")
    if difference.how == "none":
        if difference.doubt and not case.as_new:
            return _("a double?")
        return _("not found")
    return {
        "uid": _("its mark"),
        "archive_no": _("archive no."),
        "uscc": _("credit code"),
        "account_code": _("account code"),
        "name": _("name"),
        "day": _("account and day"),
        "number": _("its number"),
        "lines": _("the same lines"),
        "person": _("person and period"),
        "period": _("period"),
        "chosen": _("your choice"),
    }[difference.how]


def matched_role(case: Case) -> str:
    """The colour role of that: what deserves a look is in `warn`."""
    difference = case.difference
    if difference.refusal or case.must_choose:
        return "bad"
    if difference.doubt or difference.how in ("name", "day"):
        return "warn"
    return "muted"


class FilesModel(QAbstractTableModel):
    """Rows are forms, then files without one."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []
        self._headings = ("", _("File"), _("Record"), _("Found by"), _("Changes"), _("Problems"))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def lines(self) -> list[Line]:
        """Those shown."""
        return self._lines

    def line_at(self, row: int) -> Line | None:
        """The form or file on line `row`."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def tell(self) -> None:
        """Ticks, answers or choices changed."""
        if self._lines:
            last = self.index(len(self._lines) - 1, PROBLEMS)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self._lines[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column >= CHANGES:
            return _RIGHT
        if isinstance(line, Case):
            return self._more(line, column, role)
        if role == COLOUR:
            return "muted" if column == FILE or line.skipped else "bad"
        if role == VALUE and column == TICK:
            return Tick.NONE if line.skipped else Tick.BAD
        return None

    def _more(self, case: Case, column: int, role: int) -> Any:
        if role == VALUE and column == TICK:
            return case.tick
        if role == VALUE and column == MATCHED:
            words = _("new") if case.is_archive else _("new one")
            return words if case.difference.is_new and not case.difference.refusal else ""
        if role == DETAIL and column == FILE and case.difference.same_as is not None:
            return _("a second form of this record")
        if role == COLOUR:
            count = len(case.problems)
            roles = {MATCHED: matched_role(case), PROBLEMS: "bad" if count else "muted"}
            return roles.get(column)
        return None

    @staticmethod
    def _text(line: Line, column: int) -> str:
        if not isinstance(line, Case):
            return {FILE: line.path.name, ACCOUNT: line.problem or ""}.get(column, "")
        if column == FILE:
            return line.title
        if column == ACCOUNT:
            return line.difference.name or "—"
        if column == MATCHED:
            return matched_words(line)
        counts = {CHANGES: len(line.changes), PROBLEMS: len(line.problems)}
        return (str(counts[column]) if counts[column] else "—") if column in counts else ""

    def _spoken(self, line: Line, column: int) -> str:
        if column == TICK:
            tick = line.tick if isinstance(line, Case) else Tick.BAD
            return tick_words(tick)
        return f"{self._headings[column]}: {self._text(line, column)}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= CHANGES:
            return _RIGHT
        return None


def tick_words(tick: Tick) -> str:
    """A tick for a screen reader."""
    return {
        Tick.ON: _("ticked"),
        Tick.OFF: _("not ticked"),
        Tick.SOME: _("partly ticked"),
        Tick.SAME: _("no change"),
        Tick.PROBLEM: _("needs a decision"),
        Tick.BAD: _("cannot be taken"),
        Tick.NONE: "",
    }[tick]


def values_words(count: int) -> str:
    """“3 values” in the language in use."""
    return ngettext("{count} value", "{count} values", count).format(count=count)
