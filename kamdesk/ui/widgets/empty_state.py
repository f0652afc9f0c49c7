"""What a list or page shows while nothing is there: what belongs here and how to begin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kamdesk.ui import theme
from kamdesk.ui.widgets.labels import IconLabel, label


class EmptyState(QWidget):
    """Icon 48, bold title, a sentence, optionally a form, then the buttons; centred and at most 560 wide."""

    def __init__(
        self,
        icon_name: str,
        title: str,
        sentence: str = "",
        actions: Sequence[QWidget] = (),
        form: QWidget | None = None,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        inner = QWidget()
        inner.setMaximumWidth(560)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconLabel(icon_name, "line_strong", 48), 0, centre)
        column.addSpacing(theme.SPACE_2)
        column.addWidget(label(title, "heading"), 0, centre)
        if sentence:
            self._sentence = label(sentence, "muted", wrap=True)
            self._sentence.setAlignment(centre)
            column.addWidget(self._sentence)
        if form is not None:
            column.addSpacing(theme.SPACE_2)
            column.addWidget(form)
        if actions:
            column.addSpacing(theme.SPACE_2)
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_2)
            row.addStretch(1)
            for action in actions:
                row.addWidget(action)
            row.addStretch(1)
            column.addLayout(row)
        if hint:
            column.addSpacing(theme.SPACE_1)
            column.addWidget(label(hint, "small"), 0, centre)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[theme.SPACE_4] * 4)
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(inner, 8)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)  # a little above the middle, where the eye looks for it
