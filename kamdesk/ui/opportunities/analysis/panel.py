"""A panel of the analysis page: a bold title that says the finding, muted words beside it, tools at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kamdesk.ui import theme
from kamdesk.ui.widgets.labels import ElidedLabel

_HEAD = 36


def raised() -> QWidget:
    """The inside of something that scrolls, on the ground of the page."""
    body = QWidget()
    body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    body.setProperty("ground", "raised")
    return body


def replace_body(scroll: QScrollArea, body: QWidget) -> None:
    """Puts another inside into `scroll`. The old one goes later: what was just pressed may lie in it."""
    old = scroll.takeWidget()
    if old is not None:
        old.hide()
        old.deleteLater()
    scroll.setWidget(body)
    body.show()


class Panel(QFrame):
    """A head of 36 px over a body, lines at the right and below where the neighbours are."""

    def __init__(self, title: str = "", *, line: str = "right") -> None:
        super().__init__()
        self.setProperty("line", line)
        self._title = ElidedLabel(title, "heading")
        self._said = ElidedLabel("", "small")
        head = QHBoxLayout()
        head.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_2, 0)
        head.setSpacing(theme.SPACE_2)
        head.addWidget(self._title)
        head.addWidget(self._said, 1)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(theme.SPACE_1)
        head.addLayout(self._tools)
        holder = QWidget()
        holder.setFixedHeight(_HEAD)
        holder.setLayout(head)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(holder)
        self.set_title(title)

    def set_title(self, title: str, said: str = "") -> None:
        """What was found, and beside it what it was found with."""
        self._title.setText(title)
        self._said.setText(said)
        self.setAccessibleName(title)
        self.setAccessibleDescription(said)

    def title(self) -> str:
        """The words of the head."""
        return self._title.text()

    def said(self) -> str:
        """The muted words beside them."""
        return self._said.text()

    def add_tool(self, widget: QWidget) -> None:
        """A small control at the right of the head."""
        self._tools.addWidget(widget)
