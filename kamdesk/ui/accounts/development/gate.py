"""Why a card cannot go where it was put: what is missing with a way to each, or what the procedure says."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.labels import IconLabel, label
from kamdesk.work.development_states import Missing

_WIDTH = 404


class GateMessage(QFrame):
    """`fill_wanted` carries what is to be filled in; Esc puts the card back. It lies over the page that made it."""

    fill_wanted = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget, state: str, missing: list[Missing], sentence: str) -> None:
        """`state` is where the card was to go; `missing` what it needs, or `sentence` why it cannot."""
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_2)
        head = QHBoxLayout()
        head.addWidget(IconLabel("lock", "bad"))
        title = _("Not to “{state}” yet").format(state=state)
        if missing:
            title = ngettext(
                "Not to “{state}” yet: {count} thing is missing",
                "Not to “{state}” yet: {count} things are missing",
                len(missing),
            ).format(state=state, count=len(missing))
        head.addWidget(label(title, "heading", wrap=True), 1)
        head.addWidget(icon_button("x", _("Close"), self.close_message, small=True))
        column.addLayout(head)
        self.setAccessibleName(title)
        if sentence:
            column.addWidget(label(sentence, "muted", wrap=True))
        for each in missing:
            row = QHBoxLayout()
            row.addWidget(IconLabel("x", "bad", 14))
            row.addWidget(label(each.words, wrap=True), 1)
            button = plain_button(_("Fill in"), clicked=partial(self._fill, each.key), small=True)
            button.setAccessibleName(_("Fill in: {what}").format(what=each.words))
            row.addWidget(button)
            column.addLayout(row)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Put it back"), clicked=self.close_message))
        if missing:
            first = primary_button(_("Fill in"), clicked=partial(self._fill, missing[0].key))
            buttons.addWidget(first)
        column.addLayout(buttons)
        self.adjustSize()

    def _fill(self, key: str) -> None:
        self.close_message()
        self.fill_wanted.emit(key)

    def close_message(self) -> None:
        """Puts the card back."""
        self.hide()
        self.deleteLater()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_message()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        box = QRectF(self.rect())
        paint.rounded(painter, box, theme.RADIUS_CARD, theme.color("raised"), theme.color("bad"))
