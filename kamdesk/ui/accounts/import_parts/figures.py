"""The counts above an import and the steps it goes through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.labels import label


class Figure(NamedTuple):
    """One count: its lasting key, what is counted, and the colour role of a count that is not 0."""

    key: str
    caption: str
    role: str = "text"


class Figures(QFrame):
    """Counts side by side, each over its caption."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__()
        self.setProperty("line", "bottom")
        self._numbers: dict[str, _Number] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.setSpacing(theme.SPACE_4)
        for each in figures:
            if each is not figures[0]:
                rule = QFrame()
                rule.setProperty("line", "left")
                rule.setFixedWidth(1)
                row.addWidget(rule)
            column = QVBoxLayout()
            column.setSpacing(0)
            number = _Number(each)
            column.addWidget(number)
            column.addWidget(label(each.caption, "small"))
            row.addLayout(column)
            self._numbers[each.key] = number
        row.addStretch(1)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Shows the counts by key; the others stay."""
        for key, count in counts.items():
            if key in self._numbers:
                self._numbers[key].show_count(count)

    def text(self, key: str) -> str:
        """The count shown under `key`."""
        return self._numbers[key].text


class _Number(QWidget):
    """The figure itself; painted, so that it follows the theme."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self._figure = figure
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        self.text = f"{count:,}"
        self._role = self._figure.role if count else "text"
        self.setAccessibleName(f"{self._figure.caption}: {self.text}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.text_width(self.text, theme.TEXT_LARGE, bold=True) + 1, 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        paint.text(painter, self.rect(), self.text, self._role, theme.TEXT_LARGE, bold=True)


class Steps(QWidget):
    """The way from file to archive: steps done are ticked, the present one is in accent."""

    _GAP = 26

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_steps(self, words: Sequence[str], current: int) -> None:
        """Shows `words`; those before number `current` are done."""
        self._words, self._current = list(words), current
        here = words[current] if current < len(words) else ""
        self.setAccessibleName(" › ".join(words))
        self.setAccessibleDescription(here)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = sum(theme.text_width(each, theme.TEXT_SMALL, bold=True) for each in self._words)
        ticks = 18 * min(self._current, len(self._words))
        return QSize(width + ticks + self._GAP * max(len(self._words) - 1, 0) + 2, 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        x, middle = 0, self.height() // 2
        for number, words in enumerate(self._words):
            if number:
                icons.paint(
                    painter, "chevron-right", "line_strong", QRect(x + 7, middle - 6, 12, 12)
                )
                x += self._GAP
            if number < self._current:
                icons.paint(painter, "check", "good", QRect(x, middle - 7, 14, 14))
                x += 18
            here = number == self._current
            role = "accent" if here else ("text" if number < self._current else "muted")
            room = QRect(x, 0, self.width() - x, self.height())
            x += paint.text(painter, room, words, role, theme.TEXT_SMALL, bold=here)
