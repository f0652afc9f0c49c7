"""The radar now and last time as figures, and the actions that follow from the analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.opportunities.analysis.panel import Panel, raised, replace_body
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work.analysis.radar import Radar
from kamdesk.work.analysis.showing import show

_ROW = theme.DENSE_ROW_HEIGHT
_COLUMN, _CHANGE = 42, 56


@dataclass(frozen=True)
class ShownAction:
    """An action of the analysis."""

    id: int
    name: str
    owner: str
    due_on: date | None
    is_done: bool
    is_late: bool


class _Table(QWidget):
    """Axis and weight, last time, us, the best competitor, gap and change; the total in bold at the end."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, ...]] = []
        self._short = -1
        self._roles: list[str] = []

    def show_radar(self, radar: Radar, last: Radar | None) -> None:
        """Works out the rows."""
        changes = radar.compared_with(last) if last is not None else ()
        gaps = radar.gaps()
        short = radar.short_board()
        self._short = (
            next((n for n, each in enumerate(gaps) if short.axis.key == each.axis.key), -1)
            if short is not None
            else -1
        )
        self._rows, self._roles = [], []
        for place, gap in enumerate(gaps):
            then = changes[place] if changes else None
            weight = f"{Decimal(gap.axis.weight) / 100:.2f}".lstrip("0")
            self._put(
                f"{gap.axis.title} {weight}", then.before if then else None, gap.ours, gap.best,
                gap.gap, then.change if then else None,
            )  # fmt: skip
        totals = [total for rival in radar.rivals if (total := radar.total(rival)) is not None]
        ours, best = radar.total(radar.ours), max(totals, default=None)
        behind = None if ours is None or best is None else ours - best
        whole = changes[-1] if changes else None
        self._put(
            _("Weighted total"), whole.before if whole else None, ours, best, behind,
            whole.change if whole else None,
        )  # fmt: skip
        self.setAccessibleName(_("Compared with last time"))
        self.setAccessibleDescription("; ".join(" ".join(row) for row in self._rows))
        self.setFixedHeight((len(self._rows) + 1) * _ROW)
        self.update()

    def _put(
        self,
        name: str,
        before: Decimal | None,
        ours: Decimal | None,
        best: Decimal | None,
        gap: Decimal | None,
        change: Decimal | None,
    ) -> None:
        mark, role = "", "muted"
        if change is not None:
            mark = "▲ " if change > 0 else ("▼ " if change < 0 else "— ")
            role = "good" if change > 0 else ("bad" if change < 0 else "muted")
        changed = "" if change is None else f"{mark}{show(abs(change))}"
        self._rows.append(
            (name, show(before), show(ours), show(best), show(gap, sign=True), changed)
        )
        self._roles.append(role)

    def sizeHint(self) -> QSize:
        return QSize(320, (len(self._rows) + 1) * _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        heads = (_("Element (weight)"), _("Last"), _("Us"), _("Rival"), _("Gap"), _("Moved"))
        self._line(painter, 0, heads, "muted", ["muted"] * 6)
        for place, row in enumerate(self._rows, start=1):
            is_total = place == len(self._rows)
            if place - 1 == self._short:
                painter.fillRect(
                    QRect(0, place * _ROW, self.width(), _ROW), theme.color("selected")
                )
            gap_role = "bad" if row[4].startswith("−") else "text"
            roles = ["text", "muted", "text", "text", gap_role, self._roles[place - 1]]
            self._line(painter, place, row, "text", roles, bold=is_total)
            painter.setPen(theme.color("line"))
            painter.drawLine(0, (place + 1) * _ROW - 1, self.width(), (place + 1) * _ROW - 1)

    def _line(
        self,
        painter: QPainter,
        place: int,
        cells: Sequence[str],
        _role: str,
        roles: Sequence[str],
        *,
        bold: bool = False,
    ) -> None:
        size = theme.TEXT if place else theme.TEXT_SMALL
        right = self.width() - theme.SPACE_3
        top = place * _ROW
        widths = (_CHANGE, _COLUMN, _COLUMN, _COLUMN, _COLUMN)
        for cell, role, width in zip(reversed(cells[1:]), reversed(roles[1:]), widths, strict=True):
            box = QRect(right - width, top, width, _ROW)
            paint.text(painter, box, cell, role, size, bold, paint.RIGHT)
            right -= width
        box = QRect(theme.SPACE_3, top, right - theme.SPACE_3, _ROW)
        paint.text(painter, box, cells[0], roles[0], size, bold)


class _ActionRow(QWidget):
    """A tick, the words, who and when."""

    ticked = Signal(int, bool)

    def __init__(self, action: ShownAction, *, can_write: bool) -> None:
        super().__init__()
        self.action = action
        self.setFixedHeight(_ROW)
        self.box = QCheckBox()
        self.box.setChecked(action.is_done)
        self.box.setEnabled(can_write)
        self.box.setAccessibleName(_("Done: {name}").format(name=action.name))
        self.box.toggled.connect(partial(self.ticked.emit, action.id))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self.box)
        row.addWidget(ElidedLabel(action.name, "muted" if action.is_done else ""), 1)
        row.addWidget(label(action.owner, "small"))
        day = f"{action.due_on:%m-%d}" if action.due_on else "—"
        row.addWidget(label(day, "bad" if action.is_late else ""))


class ComparePanel(Panel):
    """History at its head: an older assessment is chosen there, to be read."""

    day_wanted = Signal(object)
    """The day of an assessment, None for the newest."""
    new_wanted = Signal()
    action_ticked = Signal(int, bool)
    section_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Compared with last time"), line="top")
        self.setProperty("line", "none")
        self._days: Sequence[date] = ()
        self.history_button = plain_button(_("History"), "history", self.open_history, small=True)
        self.table = _Table()
        self.column.addWidget(self.table)
        self.header = SectionHeader(_("Actions from the analysis"))
        self.header.add_action(_("Plan"), partial(self.section_wanted.emit, "actions"))
        self.column.addWidget(self.header)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self._scroll, 1)
        self.rows: list[_ActionRow] = []

    def show_comparison(
        self, radar: Radar, on: date | None, last: Radar | None, last_on: date | None
    ) -> None:
        """Shows the radar against the last one."""
        said = ""
        if on is not None:
            said = f"{last_on:%Y-%m-%d} → {on:%m-%d}" if last_on else f"{on:%Y-%m-%d}"
        self.set_title(_("Compared with last time"), said)
        self.table.show_radar(radar, last)

    def show_days(self, days: Sequence[date]) -> None:
        """The days of all assessments, the newest first."""
        self._days = days
        self.history_button.setText(" ".join((_("History"), str(len(days)))))
        self.history_button.setAccessibleName(self.history_button.text())

    def show_actions(self, actions: Sequence[ShownAction], *, can_write: bool) -> None:
        """Shows the actions that are linked to a strategy, a root or a risk."""
        self.header.set_count(str(len(actions)))
        body = raised()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = []
        for action in actions:
            row = _ActionRow(action, can_write=can_write)
            row.ticked.connect(self.action_ticked)
            self.rows.append(row)
            column.addWidget(row)
        if not actions:
            words = _("No action is linked to a strategy, a root cause or a risk yet.")
            hint = label(words, "small", wrap=True)
            hint.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, 0)
            column.addWidget(hint)
        column.addStretch(1)
        replace_body(self._scroll, body)

    def open_history(self) -> QMenu:
        """The days to choose from, and a new assessment."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_entry(menu, _("New assessment of today"), "plus", self.new_wanted.emit)
        menu.addSeparator()
        for place, day in enumerate(self._days):
            words = f"{day:%Y-%m-%d}"
            if place == 0:
                words = _("{day} (newest)").format(day=words)
            add_entry(menu, words, "clock", partial(self.day_wanted.emit, day if place else None))
        menu.popup(self.history_button.mapToGlobal(self.history_button.rect().bottomLeft()))
        return menu
