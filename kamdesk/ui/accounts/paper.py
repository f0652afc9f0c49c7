"""A form as on paper: sections and rows of labels and cells between thin lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kamdesk.i18n import language
from kamdesk.ui import theme
from kamdesk.ui.accounts.cells import LabelCell
from kamdesk.ui.widgets import paint

Pair = tuple[str, QWidget]


def label_width() -> int:
    """The column of labels: Chinese ones are short."""
    return 78 if language() == "zh" else 96


class Paper(QWidget):
    """Rows that were added from top to bottom; what shows between them are the lines of the form."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def add_section(self, title: str) -> QWidget:
        """A heading across the form."""
        heading = _Heading(title)
        self._column.addWidget(heading)
        return heading

    def add_row(self, pairs: Sequence[Pair]) -> None:
        """Labels and cells side by side, the cells of equal width."""
        self._column.addLayout(_row(pairs))

    def add_block(self, title: str, rows: Sequence[Sequence[Pair]]) -> None:
        """Rows that share a label at their left, as the persons of the archive form do."""
        block = QHBoxLayout()
        block.setSpacing(1)
        block.addWidget(LabelCell(_balanced(title), label_width(), centred=True))
        column = QVBoxLayout()
        column.setSpacing(1)
        for pairs in rows:
            column.addLayout(_row(pairs, label_width() - 12))
        block.addLayout(column, 1)
        self._column.addLayout(block)

    def add_widget(self, widget: QWidget) -> None:
        """Anything across the form."""
        self._column.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), theme.color("line_strong"))


def _balanced(title: str) -> str:
    """A long Chinese title in two lines of about the same length: it has no blanks to wrap at."""
    if title.isascii() or len(title) <= 5:
        return title
    middle = (len(title) + 1) // 2
    return f"{title[:middle]}\n{title[middle:]}"


def _row(pairs: Sequence[Pair], width: int = 0) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(1)
    for words, cell in pairs:
        row.addWidget(LabelCell(words, width or label_width()))
        row.addWidget(cell, 1)
    return row


class _Heading(QWidget):
    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.setFixedHeight(26)
        self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        inside = QRect(0, 0, self.width(), self.height())
        paint.text(painter, inside, self._title, bold=True, align=Qt.AlignmentFlag.AlignCenter)
