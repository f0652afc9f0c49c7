"""The table of the records behind a figure: pages come from a reading beside the window; until then cells say …"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (  # fmt: skip
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPainter

from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.ui import theme
from kamdesk.ui.kpi import words
from kamdesk.ui.kpi.dashboard.behind_lines import Line, day_field, mark_words, own_fields
from kamdesk.ui.kpi.dashboard.behind_reading import PAGE, Head
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.delegates import COLOUR, VALUE, CellDelegate
from kamdesk.ui.widgets.delegates import Index as CellIndex
from kamdesk.ui.widgets.paged_table import COLUMN_KEY

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_PAGES = 20


@dataclass(frozen=True)
class _Column:
    key: str
    heading: str
    width: int
    numeric: bool = False
    is_wordy: bool = False
    """Holds names or sentences: it takes the room left over."""


class BehindModel(QAbstractTableModel):
    """`pages_wanted(pages)`: these are in view and not there yet."""

    pages_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.head: Head | None = None
        self._columns: list[_Column] = []
        self._pages: dict[int, list[Line]] = {}
        self._missing: set[int] = set()
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.timeout.connect(self._tell)

    def show_head(self, head: Head | None) -> None:
        """Other records, or the same read anew."""
        self.beginResetModel()
        self.head = head
        self._pages = {0: list(head.first)} if head is not None else {}
        self._missing.clear()
        self._columns = _columns(head) if head is not None else []
        self.endResetModel()

    def take_page(self, head: Head, page: int, lines: list[Line]) -> None:
        """A page that was read; one of other records is dropped."""
        if head is not self.head:
            return
        while len(self._pages) >= _MOST_PAGES:
            self._pages.pop(next(iter(self._pages)))
        self._pages[page] = lines
        first, last = page * PAGE, page * PAGE + len(lines) - 1
        if lines:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def line_at(self, row: int) -> Line | None:
        """The line at `row`, if it was read."""
        lines = self._pages.get(row // PAGE, [])
        place = row % PAGE
        return lines[place] if row >= 0 and place < len(lines) else None

    def keys(self) -> list[str]:
        """Lasting names and headings of the columns, in order."""
        return [f"{each.key} {each.heading}" for each in self._columns]

    def widths(self) -> list[int]:
        """Column widths in order."""
        return [each.width for each in self._columns]

    def stretch(self) -> int:
        """The column that takes the room left over."""
        wordy = (place for place, each in enumerate(self._columns) if each.is_wordy)
        return next(wordy, self.column("account"))

    def column(self, key: str) -> int:
        """Where a column stands; −1 where it is not shown."""
        return next((place for place, each in enumerate(self._columns) if each.key == key), -1)

    def _tell(self) -> None:
        wanted = sorted(self._missing)
        self._missing.clear()
        self.pages_wanted.emit(wanted)

    def _want(self, page: int) -> None:
        self._missing.add(page)
        self._ask.start(0)

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.head is None else self.head.count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.numeric else None
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, VALUE, COLOUR,
        ):  # fmt: skip
            return None
        line = self.line_at(index.row())
        if line is None:
            self._want(index.row() // PAGE)
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        if role == VALUE:
            return line.mark
        if role == COLOUR:
            return _role(column, line)
        text = self._text(column.key, line)
        if column.numeric:
            text = text.replace("-", "−")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.heading}: {text}"
        return text

    def _text(self, key: str, line: Line) -> str:
        if key.startswith("field"):
            return line.texts[int(key.removeprefix("field"))]
        if key == "value":
            is_money = self.head is not None and self.head.wish.card.declared.is_money
            is_amount = is_money and self.head is not None and not self.head.is_counted
            return words.money_words(line.value) if is_amount else words.exact_words(line.value)
        return {
            "day": f"{line.day or ''}",
            "account": line.account,
            "owner": line.owner or "—",
            "recorded": f"{line.recorded_on or ''}",
            "mark": mark_words(line.mark),
        }[key]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading
        if role == COLUMN_KEY:
            return column.key
        if role == Qt.ItemDataRole.TextAlignmentRole and column.numeric:
            return _RIGHT
        return None


class MarkDelegate(CellDelegate):
    """How a record stands to the frozen figure: as frozen in grey, what came after in an orange frame."""

    def content(self, painter: QPainter, rect: QRect, index: CellIndex, selected: bool) -> None:
        said = str(index.data() or "")
        if not index.data(VALUE):
            paint.text(painter, rect, said, "muted")
            return
        width = min(theme.text_width(said, theme.TEXT_SMALL) + 12, rect.width())
        box = QRect(rect.left(), rect.center().y() - 8, width, theme.PILL_HEIGHT)
        paint.rounded(
            painter, box.toRectF(), theme.RADIUS_PILL, theme.color("raised"), theme.color("chart2"),
            1.2,
        )  # fmt: skip
        paint.text(painter, box.adjusted(6, 0, -4, 0), said, size=theme.TEXT_SMALL)


class DayDelegate(CellDelegate):
    """The day; what came after the freezing has an orange bar at its left."""

    def content(self, painter: QPainter, rect: QRect, index: CellIndex, selected: bool) -> None:
        if index.data(VALUE) and not selected:
            left = rect.left() - 16
            painter.fillRect(QRect(left, rect.top(), 3, rect.height()), theme.color("chart2"))
        super().content(painter, rect, index, selected)


def _columns(head: Head) -> list[_Column]:
    own = own_fields(head.record)
    found = [_Column("day", _day_heading(head), 108), _Column("account", _("Account"), 170)]
    if head.record == "Account":
        found = [_Column("day", _day_heading(head), 108), _Column("account", _("Account"), 260)]
    for number, each in enumerate(own):
        numeric = each.kind in (Kind.INTEGER, Kind.DECIMAL)
        width = 80 if numeric else min(max(each.spec.width, 96), 140)
        is_wordy = each.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.REFERENCE)
        found.append(_Column(f"field{number}", each.label, width, numeric, is_wordy))
    declared = head.wish.card.declared
    heading = _("Amount") if declared.is_money and not head.is_counted else _("Counts as")
    found += [
        _Column("value", heading, 124, numeric=True),
        _Column("owner", _("Owner on the day"), 128),
        _Column("recorded", _("Recorded"), 100),
    ]
    if head.shown is not None:
        found.append(_Column("mark", _("Against the frozen value"), 190))
    return found


def _day_heading(head: Head) -> str:
    field = day_field(head.record)
    return field.label if field is not None else _("Date")


def _role(column: _Column, line: Line) -> str | None:
    if column.key == "value" and line.value is not None and line.value < 0:
        return "bad"
    return "muted" if column.key in ("recorded", "field0") else None
