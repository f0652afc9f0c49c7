"""Labels: plain ones with a role, one that shortens itself, and the sentence below a wrong field."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStyle, QWidget

from kamdesk.ui import icons, theme


def label(words: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """Text in a look of the style sheet: title, name, heading, muted, small, figure, good, warn, bad, error, key."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)  # text of records is data, never markup
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def restyle(widget: QWidget) -> None:
    """Make a changed dynamic property take effect."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class IconLabel(QWidget):
    """An icon that is not a button."""

    def __init__(
        self,
        name: str,
        role: str = "muted",
        size: int = theme.ICON_SIZE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)
        self.set_icon(name, role)

    def set_icon(self, name: str, role: str) -> None:
        """Show another icon."""
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        icons.paint(QPainter(self), self._name, self._role, self.rect())


class ElidedLabel(QLabel):
    """One line that ends in … where the room ends; the whole text is the tooltip then."""

    def __init__(
        self,
        words: str = "",
        role: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)
        self.setText(words)

    def setText(self, words: str) -> None:
        super().setText(words)
        self.setAccessibleName(words)
        self._explain()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            QStyle.visualAlignment(self.layoutDirection(), self.alignment()),
            self.palette(),
            self.isEnabled(),
            self._shown(),
            self.foregroundRole(),
        )

    def _shown(self) -> str:
        line = self.text().replace("\n", " ")
        return self.fontMetrics().elidedText(line, self._mode, self.contentsRect().width())

    def _explain(self) -> None:
        self.setToolTip(self.text() if self._shown() != self.text() else "")


class FieldError(QWidget):
    """The sentence below a field that is wrong; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(theme.SPACE_1)
        self._label = label("", "error", wrap=True)
        row.addWidget(IconLabel("warning", "bad", 14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        self.hide()

    def text(self) -> str:
        """The sentence shown, empty when the field is right."""
        return self._label.text()

    def show_error(self, sentence: str, field: QWidget | None = None) -> None:
        """Show `sentence` (empty: nothing is wrong) and mark `field`, whose description a screen reader says."""
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
        if field is not None:
            field.setProperty("wrong", "true" if sentence else "false")
            field.setAccessibleDescription(sentence)
            restyle(field)
