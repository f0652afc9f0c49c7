"""The pairs of a SWOT below its grid: the strategies there are, and the open pairs with a line to write one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.opportunities.analysis.panel import raised, replace_body
from kamdesk.ui.widgets.buttons import LinkButton, icon_button
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.work.analysis.swot import STRATEGY_TYPE, Pair, Strategy, Swot

_MOST_OPEN = 12
_LABEL_WIDTH = 72


class StrategyLine(QLineEdit):
    """A line that tells its text on Enter or when it is left, and gives up on Esc."""

    written = Signal(str)
    given_up = Signal()

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.setProperty("scale", "small")
        self.setMaxLength(400)
        self.setAccessibleName(name)
        self.setPlaceholderText(_("What do we do with it?"))
        self._before, self._told = text, False
        self.returnPressed.connect(self.tell)

    def tell(self) -> None:
        """Tells the text, once; an empty or unchanged one gives up."""
        if self._told:
            return
        self._told = True
        text = " ".join(self.text().split())
        if text and text != self._before:
            self.written.emit(text)
        else:
            self.given_up.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            QTimer.singleShot(0, self, self.tell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._told = True
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class PairRow(QWidget):
    """A pair: labels, type and score, what it says, and a link; `pointed` when the pointer or the keys are on it."""

    pointed = Signal(object)

    def __init__(
        self, pair: Pair, labels: dict[str, str], strategy: Strategy | None, *, can_write: bool
    ) -> None:
        super().__init__()
        self.pair, self.strategy = pair, strategy
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, 0)
        self._row.setSpacing(theme.SPACE_2)
        self.setFixedHeight(theme.DENSE_ROW_HEIGHT)
        self.names = f"{labels[pair.inside.key]} × {labels[pair.outside.key]}"
        names = label(self.names, "heading" if strategy is None else "")
        names.setFixedWidth(_LABEL_WIDTH)
        kind = "good" if strategy else "accent"
        words = f"{'✓ ' if strategy else ''}{pair.type} {pair.score}"
        pill = Pill(words, kind)
        pill.setToolTip(STRATEGY_TYPE.label(pair.type))
        said = strategy.text if strategy else f"{pair.inside.text} × {pair.outside.text}"
        self.words = ElidedLabel(said, "" if strategy else "muted")
        self._row.addWidget(names)
        self._row.addWidget(pill)
        self._row.addWidget(self.words, 1)
        self.link = LinkButton(_("Write a strategy") if strategy is None else _("Change"))
        self.link.setAccessibleName(f"{self.link.text()}: {self.names}")
        self._row.addWidget(self.link)
        self.link.setVisible(can_write)

    def add_button(self, button: QWidget) -> None:
        """Something else to do, at the right."""
        self._row.addWidget(button)

    def put_line(self, line: QWidget) -> None:
        """The line to write in takes the place of the words."""
        self.words.hide()
        self.link.hide()
        self._row.insertWidget(2, line, 1)
        line.show()  # before the layout does: what is hidden takes no keys
        line.setFocus()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed.emit(self.pair)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)


class PairsList(QScrollArea):
    """Open pairs by score, then those that have a strategy."""

    pointed = Signal(object)
    written = Signal(object, object, str)
    """The pair, the strategy it had (None), and the words."""
    withdrawn = Signal(object, object)
    """The pair and its strategy, from which it is taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Pairs of inside and outside"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: list[PairRow] = []
        self.line: StrategyLine | None = None

    def show_pairs(self, swot: Swot, view: str, *, can_write: bool) -> None:
        """Shows the pairs of a view."""
        labels = swot.labels()
        body = raised()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, theme.SPACE_1, 0, theme.SPACE_1)
        column.setSpacing(0)
        self.rows, self.line = [], None
        open_pairs = swot.open_pairs(view)
        for pair in open_pairs[:_MOST_OPEN]:
            self._add(column, PairRow(pair, labels, None, can_write=can_write))
        if len(open_pairs) > _MOST_OPEN:
            rest = len(open_pairs) - _MOST_OPEN
            words = ngettext("{count} more open pair", "{count} more open pairs", rest)
            more = label(words.format(count=rest), "small")
            more.setContentsMargins(theme.SPACE_3, 0, 0, 0)
            column.addWidget(more)
        for pair, strategy in swot.covered_pairs(view):
            row = PairRow(pair, labels, strategy, can_write=can_write)
            if can_write:
                name = _("Take the strategy off {pair}").format(pair=row.names)
                off: Callable[[], object] = partial(self.withdrawn.emit, pair, strategy)
                row.add_button(icon_button("x", name, off, small=True))
            self._add(column, row)
        if not self.rows:
            words = _("Pairs appear as soon as there is something inside and something outside.")
            hint = label(words, "small", wrap=True)
            hint.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, 0)
            column.addWidget(hint)
        column.addStretch(1)
        replace_body(self, body)

    def _add(self, column: QVBoxLayout, row: PairRow) -> None:
        row.pointed.connect(self.pointed)
        row.link.clicked.connect(partial(self._write, row))
        self.rows.append(row)
        column.addWidget(row)

    def _write(self, row: PairRow, _checked: bool = False) -> None:
        self.begin(row)

    def begin(self, row: PairRow) -> None:
        """Opens the line of a pair."""
        before = row.strategy.text if row.strategy else ""
        line = StrategyLine(before, _("Strategy for {pair}").format(pair=row.names))
        line.written.connect(partial(self._told, row))
        line.given_up.connect(partial(self._close, row, line))
        self.line = line
        row.put_line(line)
        self.pointed.emit(row.pair)

    def _told(self, row: PairRow, words: str) -> None:
        self.line = None
        self.written.emit(row.pair, row.strategy, words)

    def _close(self, row: PairRow, line: StrategyLine) -> None:
        self.line = None
        line.hide()
        line.deleteLater()
        row.words.show()
        row.link.show()
        row.link.setFocus()

    def is_typing(self) -> bool:
        """Whether a line holds what is not told."""
        return self.line is not None and self.line.isModified()

    def flush(self) -> None:
        """Tells what is being typed at once."""
        if self.line is not None:
            self.line.tell()
