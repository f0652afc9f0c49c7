"""Tier pill, state mark, pill and completeness bar as widgets of their own, for details and cards."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint


class TierPill(QWidget):
    """The letter of a tier in its 18 × 18 box."""

    def __init__(self, letter: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(theme.PILL_HEIGHT, theme.PILL_HEIGHT)
        self.set_tier(letter)

    def set_tier(self, letter: str) -> None:
        """Show another tier; an empty one shows nothing."""
        self.letter = letter
        self.setAccessibleName(_("Tier {tier}").format(tier=letter) if letter else _("No tier"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self.letter:
            paint.tier(QPainter(self), self.rect(), self.letter)


class StateMark(QWidget):
    """The form of an account's state with its word: `key` is one of `paint.STATE_MARKS`."""

    def __init__(self, key: str = "", word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_state(key, word)

    def set_state(self, key: str, word: str) -> None:
        """Show another state."""
        self.key, self.word = key, word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        mark = paint.MARK_SIZE + 6 if self.key in paint.STATE_MARKS else 0
        return QSize(mark + theme.text_width(self.word) + 1, 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint.state(QPainter(self), self.rect(), self.key, self.word)


class Pill(QWidget):
    """A word in a small box: `kind` is one of neutral, good, warn, bad, accent, outline; `form` stands before it."""

    def __init__(
        self,
        words: str = "",
        kind: str = "neutral",
        form: paint.Shape | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_pill(words, kind, form)

    def set_pill(self, words: str, kind: str, form: paint.Shape | None = None) -> None:
        """Show other words, kind and form."""
        self.words, self.kind, self.form = words, kind, form
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return paint.pill_size(self.words, self.form)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint.pill(QPainter(self), self.rect(), self.words, self.kind, self.form)


class CompletenessBar(QWidget):
    """How complete a record is, with the number at the right; a click or Space asks for what is missing.

    A bar for progress against a plan takes `role` (its colour) and `expected` (where it should be by now).
    """

    clicked = Signal()

    def __init__(
        self, percent: float = 0, parent: QWidget | None = None, *, number: bool = True
    ) -> None:
        super().__init__(parent)
        self._number = number
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_percent(percent)

    def set_clickable(self, clickable: bool) -> None:
        """Whether it opens a list of what is missing; only then it takes the focus."""
        policy = Qt.FocusPolicy.StrongFocus if clickable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def set_percent(
        self, percent: float, expected: float | None = None, role: str | None = None
    ) -> None:
        """Show `percent` (0 … 100)."""
        self.percent, self.expected = percent, expected
        self.role = role or paint.completeness_role(percent)
        self.setAccessibleName(_("{percent} complete").format(percent=f"{percent:.0f} %"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120 + (40 if self._number else 0), 20 if self._number else 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(60 + (40 if self._number else 0), 20 if self._number else 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        space = 40 if self._number else 0
        track = self.rect().adjusted(0, 0, -space, 0)
        paint.bar(painter, track, self.percent, self.role, self.expected)
        if self._number:
            number = QRect(track.right() + 1, 0, space, self.height())
            paint.text(painter, number, f"{self.percent:.0f}%", size=12, align=paint.RIGHT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if inside and self.focusPolicy() != Qt.FocusPolicy.NoFocus:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
