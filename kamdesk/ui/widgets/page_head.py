"""The head of a page: title in 18, count beside it, buttons at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kamdesk.ui import theme
from kamdesk.ui.widgets.labels import label


def keep_room(widget: QWidget) -> None:
    """Has `widget` keep its room while it is hidden, so that what stands beside it does not jump."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


class PageHead(QFrame):
    """44 high with a line below."""

    def __init__(self, title: str, *actions: QWidget) -> None:
        super().__init__()
        self.setProperty("line", "bottom")
        self.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(label(title, "title"))
        self._count = label("", "muted")
        row.addWidget(self._count)
        row.addStretch(1)
        for action in actions:
            row.addWidget(action)

    def set_count(self, words: str) -> None:
        """What stands beside the title."""
        self._count.setText(words)
