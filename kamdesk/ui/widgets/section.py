"""The header of a section: folds what it heads, says how many, offers one action."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import LinkButton, press_by_enter
from kamdesk.ui.widgets.labels import label


class SectionHeader(QAbstractButton):
    """32 high on `surface`: icon, bold title, muted count, a note and an action at the right.

    With `set_body` it folds that widget; `folded` tells the new state.
    """

    folded = Signal(bool)

    def __init__(
        self,
        title: str,
        count: str = "",
        icon_name: str = "",
        role: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._count, self._icon_name, self._role = count, icon_name, role
        self._body: QWidget | None = None
        self._note: QLabel | None = None
        self.setFixedHeight(theme.SECTION_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        self._row.addStretch(1)
        self.setText(title)
        self._rename()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)

    def set_count(self, count: str) -> None:
        """What stands behind the title."""
        self._count = count
        self._rename()
        self.update()

    def set_title(self, title: str) -> None:
        """Another title."""
        self.setText(title)
        self._rename()
        self.update()

    def set_note(self, words: str) -> None:
        """Muted words at the right."""
        if self._note is None:
            self._note = label("", "small")
            self._row.insertWidget(1, self._note)
        self._note.setText(words)

    def add_action(self, words: str, act: Callable[[], object]) -> LinkButton:
        """A link at the right."""
        link = LinkButton(words, act)
        self._row.addWidget(link)
        return link

    def add_widget(self, widget: QWidget) -> None:
        """Any small control at the right."""
        self._row.addWidget(widget)

    def set_body(self, body: QWidget, *, folded: bool = False) -> None:
        """Fold `body` on a click, Space or Enter."""
        self._body = body
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        body.setHidden(folded)
        self.clicked.connect(self.toggle_fold)
        self._rename()

    def body(self) -> QWidget | None:
        """What it folds."""
        return self._body

    def is_folded(self) -> bool:
        """Whether the body is hidden."""
        return self._body is not None and self._body.isHidden()

    def toggle_fold(self) -> None:
        """Fold or unfold the body."""
        if self._body is None:
            return
        self._body.setHidden(not self._body.isHidden())
        self._rename()
        self.update()
        self.folded.emit(self.is_folded())

    def _rename(self) -> None:
        name = f"{self.text()} {self._count}".strip()
        self.setAccessibleName(name)
        if self._body is not None:
            self.setAccessibleDescription(_("folded") if self.is_folded() else _("unfolded"))

    def sizeHint(self) -> QSize:
        return QSize(200, theme.SECTION_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        ground = "hover" if self._body is not None and self.underMouse() else "surface"
        painter.fillRect(self.rect(), theme.color(ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        x = theme.SPACE_4
        top = (self.height() - theme.ICON_SIZE) // 2
        if self._body is not None:
            fold = "chevron-right" if self.is_folded() else "chevron-down"
            icons.paint(painter, fold, "muted", QRect(x - 2, top + 1, 14, 14))
            x += 18
        if self._icon_name:
            role = "muted" if self._role == "text" else self._role
            icons.paint(painter, self._icon_name, role, QRect(x, top, 16, 16))
            x += 24
        title = QRect(x, 0, self.width() - x, self.height())
        x += paint.text(painter, title, self.text(), self._role, bold=True) + theme.SPACE_2
        count = QRect(x, 0, max(self.width() - x, 0), self.height())
        paint.text(painter, count, self._count, "muted")

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()
