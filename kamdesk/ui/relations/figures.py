"""Above the map: support balance with the last one, how much is known, and what is wrong, each a way to act on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import press_by_enter
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import label
from kamdesk.work.analysis.chain import Flag
from kamdesk.work.analysis.showing import percent
from kamdesk.work.chain_versions import Version
from kamdesk.work.decision_chain import ChainMap

_KIND_OF = {"no_coach": "warn", "single_thread": "warn", "unknown_support": "warn"}


class FlagButton(QAbstractButton):
    """Something that is wrong (or right), in a pill that can be pressed."""

    def __init__(self, said: str, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.setText(said)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if kind == "good":
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme.text_width(self.text(), theme.TEXT_SMALL) + 32, 22)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 22)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        ground, ink, _edge = paint.PILL_COLOURS[self._kind]
        edge = theme.color("accent") if self.hasFocus() else None
        if edge is None and self.underMouse() and self._kind != "good":
            edge = theme.color(ink)
        paint.rounded(
            painter, self.rect().toRectF(), theme.RADIUS_PILL, theme.color(ground), edge,
            2 if self.hasFocus() else 1,
        )  # fmt: skip
        sign = "check" if self._kind == "good" else "warning"
        icons.paint(painter, sign, ink, QRect(6, 4, 14, 14))
        inside = self.rect().adjusted(24, 0, -6, 0)
        paint.text(painter, inside, self.text(), ink, theme.TEXT_SMALL)


class FiguresBar(QFrame):
    """`flag_pressed` carries the `Flag` that was pressed."""

    flag_pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "bottom")
        self.flags: list[FlagButton] = []
        self._balance, self._last = label("", "figure"), label("", "small")
        self._known, self._parts = label("", "figure"), label("", "small")
        self._all = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._all.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
        self._all.setSpacing(theme.SPACE_1)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_3)
        for title, figure, note in (
            (_("Support balance"), self._balance, self._last),
            (_("Known share"), self._known, self._parts),
        ):
            row.addLayout(_figure(title, figure, note))
            bar = QFrame()
            bar.setProperty("line", "left")
            bar.setFixedWidth(1)
            row.addWidget(bar)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, theme.SPACE_1)
        row.addStretch(1)
        self._all.addLayout(row)
        self._all.addWidget(self._holder, 1)

    def set_narrow(self, narrow: bool) -> None:
        """Warnings below the figures, or beside them."""
        ways = QBoxLayout.Direction
        self._all.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def show_map(self, shown: ChainMap, last: Version | None) -> None:
        """Shows the figures of a map, beside those of the last version."""
        self._balance.setText(percent(shown.balance, sign=True))
        said = ""
        if last is not None:
            said = _("last {figure}").format(figure=percent(last.balance, sign=True))
        self._last.setText(said)
        known = shown.known
        self._known.setText(percent(known.share))
        self._parts.setText(f"{known.known} / {known.whole}" if known.whole else "")
        self._balance.setAccessibleName(
            " ".join((_("Support balance"), self._balance.text(), said))
        )
        self._known.setAccessibleName(
            " ".join((_("Known share"), self._known.text(), self._parts.text()))
        )
        self._flow.clear()
        self.flags = []
        of_kind: dict[str, list[Flag]] = {}
        for flag in shown.flags:
            of_kind.setdefault(flag.kind, []).append(flag)
        for kind, flags in of_kind.items():
            said = shown.say(flags[0]).rstrip("。.")
            if len(flags) > 1:
                said += " " + _("(and {count} more)").format(count=len(flags) - 1)
            self._add(said, _KIND_OF.get(kind, "bad"), flags)
        if shown.people and shown.has_coach:
            self._add(_("There is a coach"), "good", ())

    def _add(self, said: str, kind: str, flags: Sequence[Flag]) -> None:
        button = FlagButton(said, kind)
        if flags:
            button.clicked.connect(partial(self._press, cycle(flags)))
        self.flags.append(button)
        self._flow.addWidget(button)

    def _press(self, flags: Iterator[Flag], _checked: bool = False) -> None:
        """Each press goes to the next of its kind."""
        self.flag_pressed.emit(next(flags))


def _figure(title: str, figure: QWidget, note: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(label(title, "small"))
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE_1)
    row.addWidget(figure)
    row.addWidget(note, 0, Qt.AlignmentFlag.AlignBottom)
    row.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    return column
