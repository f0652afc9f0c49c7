"""The fields of one form beside what is known: headings of sections, fields, what is wrong, labels nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from kamdesk.forms.differences import FieldDifference, State, shown
from kamdesk.forms.readings import BY_LABEL, BY_LEARNED, UnknownLabel, how_text
from kamdesk.i18n import _, ngettext
from kamdesk.ui.accounts.import_forms.cases import Case, sections
from kamdesk.ui.accounts.import_forms.files_model import tick_words
from kamdesk.ui.accounts.import_parts.ticks import Tick
from kamdesk.ui.models.rows import Index
from kamdesk.ui.widgets.delegates import COLOUR, DETAIL, VALUE

TICK, FIELD, NOW, NEW, HOW, CELL = range(6)
HEADING = Qt.ItemDataRole.UserRole + 9
"""(title, count) of the heading of a section, else None."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Heading:
    """The heading of a section."""

    title: str
    count: str


@dataclass(frozen=True)
class FieldLine:
    """A field, old → new."""

    key: str


@dataclass(frozen=True)
class ProblemLine:
    """Below a field: why its value is not taken, or wants a look."""

    key: str


@dataclass(frozen=True)
class LabelLine:
    """A label of the form nobody knows."""

    label: UnknownLabel


Line = Heading | FieldLine | ProblemLine | LabelLine


def lines_of(case: Case, *, everything: bool) -> list[Line]:
    """What the table shows of `case`: fields that differ, or all."""
    lines: list[Line] = []
    for title, fields in sections(case.difference.fields):
        differing = [each for each in fields if each.state is not State.SAME or each.problem]
        listed = [each for each in fields if is_worth_showing(each)] if everything else differing
        if not listed:
            continue
        words = ngettext("{count} differs", "{count} differ", len(differing))
        lines.append(Heading(title or _("Other"), words.format(count=len(differing))))
        for each in listed:
            lines.append(FieldLine(each.key))
            if each.problem is not None and each.key not in case.answers:
                lines.append(ProblemLine(each.key))
    labels = case.difference.reading.unknown_labels
    if labels:
        lines.append(Heading(_("Labels nobody knows"), f"{len(labels)}"))
        lines += [LabelLine(label) for label in labels]
    return lines


def is_worth_showing(each: FieldDifference) -> bool:
    """Empty cells of empty rows of a table are left out."""
    return "[" not in each.key or each.state is not State.SAME or each.old is not None


class FieldsModel(QAbstractTableModel):
    """Lines of one form."""

    def __init__(self) -> None:
        super().__init__()
        self._case: Case | None = None
        self._fields: dict[str, FieldDifference] = {}
        self._lines: list[Line] = []
        self._headings = (
            "",
            _("Field"),
            _("Now"),
            _("In the form"),
            _("How it was read"),
            _("Cell"),
        )

    def show_case(self, case: Case | None, *, everything: bool) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self._case = case
        self._lines = lines_of(case, everything=everything) if case is not None else []
        self._fields = {each.key: each for each in case.difference.fields} if case else {}
        self.endResetModel()

    def lines(self) -> list[Line]:
        """Those shown."""
        return self._lines

    def line_at(self, row: int) -> Line | None:
        """What stands on line `row`."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def field_at(self, row: int) -> FieldDifference | None:
        """The field on line `row`, or the one its problem belongs to."""
        line = self.line_at(row)
        return self._fields.get(line.key) if isinstance(line, FieldLine | ProblemLine) else None

    def row_of(self, key: str) -> int:
        """The line of field `key`, −1 when it is not shown."""
        return next((n for n, line in enumerate(self._lines) if line == FieldLine(key)), -1)

    def tell(self) -> None:
        """Ticks changed."""
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, CELL))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._headings)

    def flags(self, index: Index) -> Qt.ItemFlag:
        line = self._lines[index.row()]
        if isinstance(line, Heading):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self._lines[index.row()], index.column()
        if isinstance(line, Heading):
            if role == HEADING:
                return (line.title, line.count)
            spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return f"{line.title} {line.count}" if role in spoken and column == TICK else None
        if isinstance(line, LabelLine):
            words = line.label.text if column == FIELD else ""
            return words if role == Qt.ItemDataRole.DisplayRole else None
        each = self._fields[line.key]
        if isinstance(line, ProblemLine):
            spoken = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
            return each.problem if role in spoken and column == TICK else None
        return self._of_field(each, column, role)

    def _of_field(self, each: FieldDifference, column: int, role: int) -> Any:
        case = self._case
        if case is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(case, each, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if column == TICK:
                return tick_words(case.tick_of(each))
            return f"{self._headings[column]}: {self._text(case, each, column)}"
        if role == COLOUR:
            return self._colour(case, each, column)
        if role == DETAIL and column == NEW and each.state is State.EMPTIED:
            return _("empty keeps; tick to clear")
        if role == VALUE:
            return self._value(case, each, column)
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column == CELL else None

    def _text(self, case: Case, each: FieldDifference, column: int) -> str:
        if column == FIELD:
            return each.label
        if column == NOW:
            return _one_line(each.old_text)
        if column == NEW:
            return _one_line(self._new_text(case, each))
        if column == HOW:
            return how_words(each)
        return each.found.cell if column == CELL else ""

    @staticmethod
    def _new_text(case: Case, each: FieldDifference) -> str:
        if each.key in case.answers:
            return case.answer_texts[each.key]
        return each.new_text

    @staticmethod
    def _colour(case: Case, each: FieldDifference, column: int) -> str:
        unread = each.state is State.UNREADABLE and each.key not in case.answers
        if column in (NEW, CELL) and unread:
            return "bad"
        if column == NEW:
            taken = case.tick_of(each) is Tick.ON
            return "text" if taken else "muted"
        if column in (HOW, CELL) or (column == NOW and each.old is None):
            return "muted"
        return "text"

    @staticmethod
    def _value(case: Case, each: FieldDifference, column: int) -> Any:
        tick = case.tick_of(each)
        if column == TICK:
            return tick
        if column == NOW:
            return tick is Tick.ON and each.old is not None
        if column == NEW and each.key in case.answers:
            return _("by hand")
        if column == NEW and each.state is State.FILLED and not case.difference.is_new:
            return _("+ filled in")
        return ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == CELL:
            return _RIGHT
        return None


def how_words(each: FieldDifference) -> str:
    """How a value was found; by a label, which."""
    words = how_text(each.found.how)
    if each.found.how in (BY_LABEL, BY_LEARNED) and each.found.label:
        return _("{how} “{label}”").format(how=words, label=each.found.label)
    return words


def answer_text(each: FieldDifference, value: Any, names: dict[int, str] | None = None) -> str:
    """A value given by hand, as the table shows it."""
    currency = (each.currency or "CNY") if each.field.spec.currency_field else None
    return shown(each.field, value, currency, names or {})


def _one_line(text: str) -> str:
    return " ".join(text.split())
