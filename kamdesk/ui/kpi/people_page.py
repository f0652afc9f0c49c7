"""The indicators of all persons beside each other: rows are indicators, columns the department and each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import (  # fmt: skip
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.indicators import scopes
from kamdesk.progress import Progress
from kamdesk.ui import file_jobs, messages, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job
from kamdesk.ui.kpi.dashboard import card_words, reading
from kamdesk.ui.kpi.dashboard.card import Card, State
from kamdesk.ui.kpi.dashboard.period_bar import PeriodBar
from kamdesk.ui.kpi.dashboard.reading import Known
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.delegates import VALUE, CellDelegate
from kamdesk.ui.widgets.delegates import Index as CellIndex
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.paged_table import COLUMN_KEY, PagedTable
from kamdesk.work.kept_looks import Look
from kamdesk.work.periods import period_of, start_month

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NAME_WIDTH, _VALUE_WIDTH = 230, 118


@dataclass(frozen=True)
class Compared:
    """What was read: for whom in columns (None: the department), and the card of each cell."""

    known: Known
    people: tuple[tuple[int | None, str], ...]
    cards: Mapping[tuple[int | None, str], Card]


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.shown: Compared | None = None
        self.keys: tuple[str, ...] = ()

    def show_compared(self, shown: Compared) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self.shown = shown
        self.keys = tuple(key for each in reading.sections() for key in each.keys)
        self.endResetModel()

    def card_at(self, row: int, column: int) -> Card | None:
        """The card behind a cell; None in the column of names."""
        if self.shown is None or column < 1 or not 0 <= row < len(self.keys):
            return None
        return self.shown.cards[self.shown.people[column - 1][0], self.keys[row]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.shown is None else len(self.keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.shown is None else len(self.shown.people) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column else None
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole, VALUE,
        ):  # fmt: skip
            return None
        card = self.card_at(row, column or 1)
        if card is None:
            return None
        if not column:
            return None if role == VALUE else f"{card.declared.name} {card_words.arrow(card)}"
        if role == VALUE:
            return card.state
        if role == Qt.ItemDataRole.DisplayRole:
            return card_words.value(card)
        whom = self.headerData(column, Qt.Orientation.Horizontal)
        return f"{whom}: {card_words.sentence(card)}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or self.shown is None:
            return None
        if role == COLUMN_KEY:
            return "name" if not section else f"{self.shown.people[section - 1][0] or 'all'}"
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return _RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _("Indicator") if not section else self.shown.people[section - 1][1]


class _StateDelegate(CellDelegate):
    """The figure, and before it the form that says how it stands to what is aimed at."""

    def content(self, painter: QPainter, rect: QRect, index: CellIndex, selected: bool) -> None:
        state = index.data(VALUE)
        words = str(index.data() or "")
        role = "muted" if state == State.NO_VALUE else "text"
        used = paint.text(painter, rect, words, role, align=paint.RIGHT)
        known = card_words.STATES.get(state) if state != State.NO_VALUE else None
        if known is not None:
            left = rect.right() - used - 14
            spot = QRectF(left, rect.center().y() - 3.5, paint.MARK_SIZE, paint.MARK_SIZE)
            paint.shape(painter, known[2], known[1], spot)


class PeoplePage(Page):
    """`figure_wanted(key, period, scope)`: a cell was opened."""

    kinds: ClassVar[frozenset[str]] = frozenset()
    figure_wanted = Signal(str, str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        with desk.store.read() as session:
            self.look = Look(period_of(desk.today(), "quarter", start_month(session)).code)
        self.export_button = plain_button(_("Excel"), "download", self.export)
        self.bar = PeriodBar(desk.today, self.export_button, title=_("Persons compared"))
        self.bar.scope.hide()
        self.bar.look_chosen.connect(self._on_look)
        self.model = _Model()
        self.table = PagedTable(_("Persons compared"), row_height=theme.DENSE_ROW_HEIGHT)
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.opened.connect(self._open)
        empty = EmptyState(
            "users",
            _("Nobody to compare yet"),
            _("The persons of the department stand here side by side, with the same indicators for each. "
              "Enter them on the page “Staff” of the Accounts tab."),
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())  # while it is first read
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.table)
        self._reader: Reader[Compared] = Reader(
            _("Working out the indicators of each person"), self._take, self
        )
        self.track(desk.events.changed, self.on_changed)

    def show_subject(self, subject: object) -> None:
        """Another period, by its code."""
        if isinstance(subject, str):
            self._on_look(replace(self.look, period=subject, as_of=None))

    def _on_look(self, look: Look) -> None:
        self.look = look
        self.refresh()

    def refresh(self) -> None:
        """Works everything out anew, beside the window."""
        look, today, store = self.look, self._desk.today(), self._desk.store

        def work(progress: Progress) -> Compared:
            with store.read() as session:
                known = reading.read_known(session, look, today)
                people = ((None, _("Department")), *known.staff)
                keys = [key for each in reading.sections() for key in each.keys]
                cards = {}
                for number, (staff_id, _name) in enumerate(people if known.staff else ()):
                    progress.step(number, len(people))
                    own = Look(look.period, look.as_of, "staff", staff_id) if staff_id else look
                    found = reading.read_cards(session, replace(known, look=own), keys)
                    cards.update({(staff_id, key): card for key, card in found.items()})
                return Compared(known, people, cards)

        self._reader.want(work)

    def _take(self, shown: Compared) -> None:
        if shown.known.look != self.look:
            return
        self.bar.show_known(shown.known)
        self._stack.setCurrentIndex(1 if shown.known.staff else 2)
        self.export_button.setEnabled(bool(shown.known.staff))
        if not shown.known.staff:
            return
        index = self.table.currentIndex()
        row, column = index.row(), index.column()
        self.model.show_compared(shown)
        self.table.set_widths([_NAME_WIDTH, *[_VALUE_WIDTH] * len(shown.people)])
        for place in range(1, len(shown.people) + 1):
            self.table.setItemDelegateForColumn(place, _StateDelegate(self.table))
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, column))

    def _open(self, _row: int) -> None:
        index = self.table.currentIndex()
        card, shown = self.model.card_at(index.row(), max(index.column(), 1)), self.model.shown
        if card is None or shown is None:
            return
        staff_id = shown.people[max(index.column(), 1) - 1][0]
        scope = scopes.of_staff(staff_id) if staff_id is not None else scopes.DEPARTMENT
        self.figure_wanted.emit(card.key, self.look.period, scope)

    def export(self) -> None:
        """Asks where to, and writes the table: value, numerator and denominator of everybody."""
        shown, keys = self.model.shown, self.model.keys
        if shown is None:
            return
        name = _("Persons compared")
        target = messages.choose_save_file(
            self, _("Export the table"), Path.home() / f"{name} {shown.known.span.code}.xlsx",
            [(_("Excel"), "*.xlsx"), (_("CSV"), "*.csv")],
        )  # fmt: skip
        if target is None:
            return

        def work(_progress: Progress) -> int:
            return _write(target, name, shown, keys)

        run_job(
            _("Writing {file}").format(file=target.name), work,
            lambda _rows: file_jobs.told_written(self._desk, target),
        )  # fmt: skip


def _write(target: Path, name: str, shown: Compared, keys: tuple[str, ...]) -> int:
    from kamdesk.exchange.write import Column, write_table  # late: brings the library for workbooks
    from kamdesk.model.fields import Kind

    columns = [
        Column(_("Indicator")), Column(_("Worked out for")), Column(_("Period")),
        Column(_("Numerator"), Kind.DECIMAL), Column(_("Denominator"), Kind.DECIMAL),
        Column(_("Value"), Kind.DECIMAL), Column(_("Remark")),
    ]  # fmt: skip
    rows = []
    for key in keys:
        for staff_id, whom in shown.people:
            card = shown.cards[staff_id, key]
            parts = card.shown
            rows.append(
                (
                    card.declared.name, whom, card.span.code, parts.numerator, parts.denominator,
                    parts.value, parts.note,
                )
            )  # fmt: skip
    return write_table(target, name, columns, rows)
