"""谁认识谁: our people × theirs, how well each pair knows each other now and as wanted, and ties by a single thread."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.sales_words import RELATION_LEVEL
from kamdesk.ui import faults, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.page import Page
from kamdesk.ui.relations.grid_model import (
    CELL_HEIGHT,
    CELL_WIDTH,
    GridDelegate,
    GridModel,
    level_words,
)
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.ui.widgets.paint import Shape
from kamdesk.work import acquaintances
from kamdesk.work.acquaintances import Grid, next_level

NOW, WANTED = "now", "wanted"
_EMPTY, _GRID = range(2)
_MOST_NAMES = 3


class _Table(QTableView):
    """`stepped(index, step)`: a press or key asks for the next level; `menu_wanted(index, place)`."""

    stepped = Signal(QModelIndex, int)
    cleared = Signal(QModelIndex)
    menu_wanted = Signal(QModelIndex, QPoint)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.stepped.emit(index, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        key = event.key()
        if not index.isValid():
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Plus):
            self.stepped.emit(index, 1)
        elif key == Qt.Key.Key_Minus:
            self.stepped.emit(index, -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit(index)
        else:
            super().keyPressEvent(event)


class GridPane(Page):
    """Shows who of us knows whom at an account; `people_wanted`: add somebody there."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Acquaintance", "Contact", "Staff", "TeamMember", "Visit", "VisitPerson", "Account", "SettingValue"}
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._account_id = 0
        self.model = GridModel()
        self.table = _Table()
        self._delegate = GridDelegate(self.model)
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.setAccessibleName(_("Who knows whom"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setMouseTracking(True)
        self.table.setTabKeyNavigation(False)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        across, down = self.table.horizontalHeader(), self.table.verticalHeader()
        across.setDefaultSectionSize(CELL_WIDTH)
        down.setDefaultSectionSize(CELL_HEIGHT)
        down.setMinimumWidth(96)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.side = Segment([(NOW, _("As it is")), (WANTED, _("As wanted"))], NOW, small=True,
                            name=_("What a press changes"))  # fmt: skip
        self._warnings = QWidget()
        self._flow = FlowLayout(self._warnings, theme.SPACE_1)
        bar = QFrame()
        bar.setProperty("line", "bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(label(_("A press changes"), "muted"))
        row.addWidget(self.side)
        row.addWidget(self._warnings, 1)
        foot = label(
            _(
                "Filled: as it is. Outlined: wanted. Space or a click goes on, − back, Delete clears."
            ),
            "small",
            wrap=True,
        )
        foot.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.table, 1)
        column.addWidget(foot)
        empty = EmptyState(
            "users",
            _("Nobody to know yet"),
            _("It begins with a contact of the customer, and with staff on our side."),
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(full)
        self.table.stepped.connect(self.step)
        self.table.cleared.connect(self.clear)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)

    def show_account(self, account_id: int) -> None:
        """Shows the people of another account."""
        self._account_id = account_id
        self.refresh()

    def refresh(self) -> None:
        """Reads everything anew."""
        if not self._account_id:
            return
        with self._desk.store.read() as session:
            grid = acquaintances.grid(session, self._account_id, self._desk.today())
        self.model.show_grid(grid)
        self._stack.setCurrentIndex(_GRID if grid.staff and grid.contacts else _EMPTY)
        self._warn(grid)

    def warnings(self) -> list[str]:
        """What is said above the grid."""
        return [
            item.widget().words  # type: ignore[union-attr] # only pills stand here
            for place in range(self._flow.count())
            if (item := self._flow.itemAt(place)) is not None
        ]

    def _warn(self, grid: Grid) -> None:
        self._flow.clear()
        tie = grid.only_tie
        if tie is not None and len(grid.contacts) > 1:
            self._add_pill(
                _("Only {name} had contact in 90 days").format(name=tie.full_name), "bad"
            )
        threads = grid.single_threads
        if threads:
            self._add_pill(
                _("Known by one of us only: {names}").format(
                    names=_names([each.full_name for each in threads])
                ),
                "warn",
            )
        if grid.unknown:
            names = _names([each.full_name for each in grid.unknown])
            self._add_pill(_("Known by none of us: {names}").format(names=names), "warn")

    def _add_pill(self, words: str, kind: str) -> None:
        pill = Pill(words, kind, Shape.UP)
        pill.setToolTip(words)
        self._flow.addWidget(pill)

    # -------------------------------------------------------------------------------------------------------- acting

    def step(self, index: QModelIndex, step: int = 1) -> None:
        """Goes to the next level, of what is or of what is wanted."""
        cell = self.model.cell_at(index)
        level = cell.now if self.side.current() == NOW else cell.wanted
        self._set(index, next_level(level, step))

    def clear(self, index: QModelIndex) -> None:
        """Says nothing any more, of what is or of what is wanted."""
        self._set(index, None)

    def _set(self, index: QModelIndex, level: str | None) -> None:
        cell = self.model.cell_at(index)
        now, wanted = cell.now, cell.wanted
        if self.side.current() == NOW:
            now = level
        else:
            wanted = level
        staff_id, contact_id = self.model.pair_at(index)
        names = {
            "staff": self.model.grid.staff[index.row()].name,
            "contact": self.model.grid.contacts[index.column()].full_name,
        }
        try:
            with self._desk.store.change(
                message("{staff} and {contact}: relation", **names)
            ) as session:
                acquaintances.set_relation(session, staff_id, contact_id, now=now, wanted=wanted)
        except UserError as refusal:
            faults.show_problem(refusal, self)

    def _open_menu(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        if index.isValid():
            self.menu(index).popup(self.table.viewport().mapToGlobal(place))

    def menu(self, index: QModelIndex) -> QMenu:
        """Every level to choose at once."""
        menu = QMenu(self)
        held = self.model.cell_at(index)
        current = held.now if self.side.current() == NOW else held.wanted
        for code in (None, *RELATION_LEVEL.codes):
            sign = "check" if code == current else "minus" if code is None else "users"
            add_entry(menu, level_words(code), sign, partial(self._set, index, code))
        return menu


def _names(names: list[str]) -> str:
    """Some names, and how many more."""
    said = ", ".join(names[:_MOST_NAMES])
    return f"{said} +{len(names) - _MOST_NAMES}" if len(names) > _MOST_NAMES else said
