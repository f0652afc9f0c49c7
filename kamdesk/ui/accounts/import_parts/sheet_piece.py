"""A piece of the sheet a value was read from, as it looks there: read-only, the cell in question outlined."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kamdesk.exchange.reading import quoted
from kamdesk.exchange.sheets import Sheet, cell_name
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint

_ABOVE, _BELOW, _LEFT, _RIGHT = 2, 1, 3, 2
_ROW, _HEAD, _NUMBERS = 25, 23, 34
_NARROWEST, _WIDEST = 48, 210


@dataclass
class _Group:
    """Columns `first` … `last` that are one on these rows, because cells are merged across them."""

    first: int
    last: int
    width: int = _NARROWEST
    left: int = 0

    @property
    def heading(self) -> str:
        first = cell_name(0, self.first).rstrip("1")
        last = cell_name(0, self.last).rstrip("1")
        return first if first == last else f"{first} – {last}"


class SheetPiece(QWidget):
    """A few rows and columns around one cell."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet | None = None
        self._row = self._column = 0
        self._role = "accent"
        self._above = _ABOVE
        self._rows: list[int] = []
        self._groups: list[_Group] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_cell(self, sheet: Sheet, row: int, column: int, role: str = "accent") -> None:
        """Shows the surroundings of a cell, counted from 0, outlined in the colour of `role`."""
        self._sheet, self._row, self._column, self._role = sheet, row, column, role
        self._rows = list(range(max(row - self._above, 0), row + _BELOW + 1))
        self._groups = self._grouped(sheet)
        self.setAccessibleName(self._spoken(sheet))
        self.updateGeometry()
        self.update()

    def set_low(self, low: bool) -> None:
        """Takes a row less, where there is little room."""
        above = _ABOVE - 1 if low else _ABOVE
        if above != self._above:
            self._above = above
            if self._sheet is not None:
                self.show_cell(self._sheet, self._row, self._column, self._role)
            self.updateGeometry()

    def clear(self) -> None:
        """Shows nothing."""
        self._sheet = None
        self.setAccessibleName("")
        self.update()

    def cell(self) -> str:
        """The address of the cell shown, empty without one."""
        return cell_name(self._row, self._column) if self._sheet is not None else ""

    def sizeHint(self) -> QSize:
        return QSize(420, _HEAD + _ROW * (self._above + _BELOW + 1) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def _grouped(self, sheet: Sheet) -> list[_Group]:
        groups: list[_Group] = []
        for column in range(max(self._column - 12, 0), self._column + 8):
            if column in sheet.hidden_columns:
                continue
            if groups and self._continues(sheet, column):
                groups[-1].last = column
            else:
                groups.append(_Group(column, column))
        place = next(
            number for number, each in enumerate(groups) if each.first <= self._column <= each.last
        )
        shown = groups[max(place - _LEFT, 0) : place + _RIGHT + 1]
        while len(shown) > 1 and self._is_empty(sheet, shown[0]):
            shown.pop(0)
        while len(shown) > 1 and self._is_empty(sheet, shown[-1]):
            shown.pop()
        for each in shown:
            texts = [self._text(sheet, row, each.first) for row in self._rows]
            widest = max(theme.text_width(text) for text in texts) + 17
            least = theme.text_width(each.heading, theme.TEXT_SMALL) + 17
            each.width = min(max(widest, least, _NARROWEST), _WIDEST)
        return shown

    def _continues(self, sheet: Sheet, column: int) -> bool:
        if column == self._column:  # an empty cell in question stands beside its label, not in it
            return False
        joined = [self._merge(sheet, row, column) for row in self._rows]
        if not any(merge is not None and merge[1] < column for merge in joined):
            return False
        return all(
            (merge is not None and merge[1] < column) or sheet.value(row, column) is None
            for row, merge in zip(self._rows, joined, strict=True)
        )

    @staticmethod
    def _merge(sheet: Sheet, row: int, column: int) -> tuple[int, int, int, int] | None:
        return next(
            (
                merge
                for merge in sheet.merged
                if merge[0] <= row <= merge[2] and merge[1] <= column <= merge[3]
            ),
            None,
        )

    def _is_empty(self, sheet: Sheet, group: _Group) -> bool:
        if group.first <= self._column <= group.last:
            return False
        return all(
            sheet.value(row, column) is None
            for row in self._rows
            for column in range(group.first, group.last + 1)
        )

    @staticmethod
    def _text(sheet: Sheet, row: int, column: int) -> str:
        return " ".join(quoted(sheet.value(row, column)).split())

    def _spoken(self, sheet: Sheet) -> str:
        cells = [
            f"{cell_name(row, each.first)} {self._text(sheet, row, each.first)}"
            for row in self._rows
            for each in self._groups
            if self._text(sheet, row, each.first)
        ]
        return ", ".join(cells)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._sheet is None:
            return
        painter = QPainter(self)
        wanted = sum(each.width for each in self._groups) + _NUMBERS
        scale = min((self.width() - 1) / wanted, 1.0)
        left = _NUMBERS
        for each in self._groups:
            each.left = left
            left += int(each.width * scale)
        self._edge = left
        painter.setPen(theme.color("line"))
        painter.fillRect(QRect(0, 0, left, _HEAD), theme.color("surface"))
        bottom = _HEAD + _ROW * len(self._rows)
        painter.fillRect(QRect(0, 0, _NUMBERS, bottom), theme.color("surface"))
        for number, row in enumerate(self._rows):
            box = QRect(0, _HEAD + _ROW * number, _NUMBERS, _ROW)
            paint.text(painter, box, str(row + 1), "muted", theme.TEXT_SMALL, align=paint.CENTER)
            self._paint_row(painter, row, box.top())
        for place, each in enumerate(self._groups):
            box = QRect(each.left, 0, self._right(place) - each.left, _HEAD)
            paint.text(painter, box, each.heading, "muted", theme.TEXT_SMALL, align=paint.CENTER)
            self._outline(painter, box, "line")
        self._outline(painter, QRect(0, 0, left, bottom), "line")
        painter.setPen(theme.color("line"))
        painter.drawLine(_NUMBERS, 0, _NUMBERS, bottom)

    def _right(self, place: int) -> int:
        last = place + 1 >= len(self._groups)
        return self._edge if last else self._groups[place + 1].left

    def _paint_row(self, painter: QPainter, row: int, top: int) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        for place, each in enumerate(self._groups):
            merge = self._merge(sheet, row, each.first)
            if merge is not None and merge[1] < each.first and place:
                continue
            end = place
            while merge is not None and end + 1 < len(self._groups):
                if self._groups[end + 1].first > merge[3]:
                    break
                end += 1
            box = QRect(each.left, top, self._right(end) - each.left, _ROW)
            here = row == self._row and each.first <= self._column <= self._groups[end].last
            role = self._role if here and self._role == "bad" else "text"
            text = self._text(sheet, row, merge[1] if merge is not None else each.first)
            is_label = not here and place % 2 == 0 and end == place
            shown = "muted" if is_label and role == "text" else role
            size = theme.TEXT_SMALL
            paint.text(painter, box.adjusted(8, 0, -6, 0), text, shown, size, bold=here)
            self._outline(painter, box, "line")
            if here:
                painter.setPen(QPen(theme.color(self._role), 2))
                painter.drawRect(box.adjusted(1, 1, -1, -1))

    @staticmethod
    def _outline(painter: QPainter, box: QRect, role: str) -> None:
        painter.setPen(theme.color(role))
        painter.drawRect(box.adjusted(0, 0, 0, 0))
