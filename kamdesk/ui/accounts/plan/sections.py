"""A page of sections one below the other that fold, as the pages of the account's detail are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kamdesk.ui.widgets.section import SectionHeader


class Sections(QScrollArea):
    """Scrolls as one; `add` gives the header of a new section."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        inner = QWidget()
        inner.setProperty("ground", "raised")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def add(
        self, title: str, body: QWidget, icon_name: str = "", *, folded: bool = False
    ) -> SectionHeader:
        """A further section at the end."""
        header = SectionHeader(title, "", icon_name)
        place = self._column.count() - 1
        self._column.insertWidget(place, header)
        self._column.insertWidget(place + 1, body)
        header.set_body(body, folded=folded)
        return header
