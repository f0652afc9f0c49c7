"""The ways to see the people of an account: cards, the decision map of it or of a project, who knows whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy import select

from kamdesk.i18n import _
from kamdesk.model.opportunity import Opportunity
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.inputs import ready_input

if TYPE_CHECKING:
    from kamdesk.ui.relations.grid_pane import GridPane
    from kamdesk.ui.relations.map_pane import MapPane

CARDS, MAP, GRID = "cards", "map", "grid"


class PeopleWays(QWidget):
    """`cards` is the page of the cards; map and grid are made when they are first chosen. `chosen`: another way.

    `room_wanted`: map or grid came into view, which need room; or went.
    """

    chosen = Signal(str)
    room_wanted = Signal(bool)

    def __init__(self, desk: Desk, cards: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._account_id = 0
        self._map: MapPane | None = None
        self._grid: GridPane | None = None
        self.way = Segment(
            [(CARDS, _("Cards")), (MAP, _("Decision map")), (GRID, _("Who knows whom"))],
            CARDS, name=_("View of the people"),
        )  # fmt: skip
        self.project = QComboBox()
        self.project.setMinimumContentsLength(10)
        self.project.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        ready_input(self.project, _("Map of"))
        self.project.hide()
        bar = QFrame()
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_1)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self.way)
        row.addWidget(self.project, 1)
        row.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(cards)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._pages, 1)
        self.way.chosen.connect(self._go)
        self.project.activated.connect(self._on_project)

    @property
    def map(self) -> MapPane:
        """The decision map."""
        if self._map is None:
            from kamdesk.ui.relations.map_pane import MapPane  # late: cards are shown without it

            self._map = MapPane(self._desk)
            self._pages.addWidget(self._map)
        return self._map

    @property
    def grid(self) -> GridPane:
        """Who knows whom."""
        if self._grid is None:
            from kamdesk.ui.relations.grid_pane import GridPane  # late: as above

            self._grid = GridPane(self._desk)
            self._pages.addWidget(self._grid)
        return self._grid

    def show_account(self, account_id: int) -> None:
        """Shows another account in the way that is chosen, or the same anew."""
        other = account_id != self._account_id
        self._account_id = account_id
        if self.way.current() == MAP:
            self._fill_projects(keep=not other)
            self.map.show_map(account_id, self.project.currentData())
        elif self.way.current() == GRID:
            self.grid.show_account(account_id)

    def show_way(self, key: str) -> None:
        """Cards, map or grid."""
        self.way.choose(key)

    def show_map(self, opportunity_id: int | None) -> None:
        """Shows the map of a project, or with None that of the account."""
        self.way.choose(MAP)
        self.project.setCurrentIndex(max(self.project.findData(opportunity_id), 0))
        self.map.show_map(self._account_id, self.project.currentData())

    def _go(self, key: str) -> None:
        self.project.setVisible(key == MAP)
        if key == CARDS:
            self._pages.setCurrentIndex(0)
        elif self._account_id:
            if key == MAP:
                self._fill_projects(keep=False)
                self.map.show_map(self._account_id, self.project.currentData())
            else:
                self.grid.show_account(self._account_id)
            self._pages.setCurrentWidget(self.map if key == MAP else self.grid)
        self.chosen.emit(key)
        self.room_wanted.emit(key != CARDS and self.isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.room_wanted.emit(self.way.current() != CARDS)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.room_wanted.emit(False)

    def _fill_projects(self, *, keep: bool) -> None:
        """The account itself and its projects, open ones first; without a choice yet the newest open one."""
        with self._desk.store.read() as session:
            rows = session.execute(
                select(Opportunity.id, Opportunity.name, Opportunity.outcome)
                .where(Opportunity.account_id == self._account_id, Opportunity.deleted_at.is_(None))
                .order_by(Opportunity.outcome != "open", Opportunity.id.desc())
            ).all()
        kept = self.project.currentData() if keep else None
        self.project.clear()
        self.project.addItem(_("The account as a whole"), None)
        for opportunity_id, name, _outcome in rows:
            self.project.addItem(_("Project: {name}").format(name=name), opportunity_id)
        if keep:
            self.project.setCurrentIndex(max(self.project.findData(kept), 0))
        else:
            has_open = bool(rows) and rows[0][2] == "open"
            self.project.setCurrentIndex(1 if has_open else 0)

    def _on_project(self, _index: int) -> None:
        self.map.show_map(self._account_id, self.project.currentData())

    # ------------------------------------------------------------------------------------------------- unsaved input

    def has_unsaved(self) -> bool:
        """Whether something is typed at the map that is not stored."""
        return self._map is not None and self._map.has_unsaved()

    def save(self) -> None:
        """Stores it."""
        if self._map is not None:
            self._map.save()

    def discard(self) -> None:
        """Gives it up."""
        if self._map is not None:
            self._map.discard()
