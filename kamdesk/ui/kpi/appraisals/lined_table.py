"""A table as on paper: rows of widgets between thin lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from kamdesk.ui import theme
from kamdesk.ui.widgets.labels import label

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LinedTable(QWidget):
    """Rows of widgets between thin lines."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(1, 1, 1, 1)
        self._grid.setSpacing(1)
        self._cells: list[QWidget] = []
        self._rows = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), theme.color("line_strong"))

    def clear(self) -> None:
        """Takes everything out."""
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells, self._rows = [], 0

    def begin(self, headings: Sequence[str], widths: Sequence[int]) -> None:
        """The row of headings; a width of 0 takes the rest."""
        for column, width in enumerate(widths):
            self._grid.setColumnMinimumWidth(column, width)
            self._grid.setColumnStretch(column, 0 if width else 1)
        heads: list[QWidget] = []
        for words in headings:
            head = label(words, "muted", wrap=True)
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            heads.append(head)
        self.add_row(heads, "surface")

    def add_row(self, widgets: Sequence[QWidget], ground: str = "raised") -> None:
        """One more row below."""
        for column, widget in enumerate(widgets):
            cell = _Cell(widget, ground)
            self._grid.addWidget(cell, self._rows, column)
            self._cells.append(cell)
        self._rows += 1


class _Cell(QWidget):
    def __init__(self, inner: QWidget, ground: str) -> None:
        super().__init__()
        self._ground = ground
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_2, theme.SPACE_1, theme.SPACE_2, theme.SPACE_1)
        row.addWidget(inner)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), theme.color(self._ground))


def number_label(words: str, bold: bool = False) -> QLabel:
    """A number in a cell."""
    made = label(words, "heading" if bold else "")
    made.setAlignment(RIGHT)
    return made
