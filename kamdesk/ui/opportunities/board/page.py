"""The page of the board: which pipeline, whose, of which tier, what it adds up to, and how it is worked with."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.vocabulary import TIER
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.actions import OpportunityActions
from kamdesk.ui.opportunities.board.head_paint import HEAD_HEIGHT
from kamdesk.ui.opportunities.board.view import BoardView
from kamdesk.ui.opportunities.new_form import QuickAdd
from kamdesk.ui.opportunities.words import short_money
from kamdesk.ui.page import Page
from kamdesk.ui.remember import Memory
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import fill_filter, ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, IconLabel, label
from kamdesk.ui.widgets.search_field import SearchField
from kamdesk.work import opportunity_board, pipelines, settings
from kamdesk.work.account_views import staff_choices
from kamdesk.work.opportunity_board import Card, Wanted


class BoardPage(Page):
    """`selected(id)`: another card. `list_wanted(stage_id)`: the head of a column was pressed."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Opportunity", "Account", "Pipeline", "Stage", "StageGate", "Review", "Staff", "SettingValue",
        }
    )  # fmt: skip
    selected = Signal(int)
    opened = Signal(int)
    new_wanted = Signal()
    import_wanted = Signal()
    list_wanted = Signal(int)

    def __init__(self, desk: Desk, memory: Memory, actions: OpportunityActions) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk, self._store, self._memory, self._act = desk, desk.store, memory, actions
        self._wanted = Wanted(0)
        self._first = True
        self.pipeline, self.owner, self.tier = QComboBox(), QComboBox(), QComboBox()
        for box, name in (
            (self.pipeline, _("Pipeline")), (self.owner, _("Owner")), (self.tier, _("Tier")),
        ):  # fmt: skip
            ready_input(box, name)
            box.activated.connect(self._filter)
        self.search = SearchField(_("Find on the board"), "Ctrl+F")
        self.search.searched.connect(self._filter)
        self.board = BoardView(self._read, self._may_enter)
        self.search.left_down.connect(self._into_board)
        self._build()
        self.board.selected.connect(self.selected)
        self.board.opened.connect(self.opened)
        self.board.move_wanted.connect(self.ask_move)
        self.board.delete_wanted.connect(lambda one: actions.delete([one]))
        self.board.menu_wanted.connect(self._open_menu)
        self.board.column_wanted.connect(self._on_head)
        self.track(desk.events.changed, self.on_changed)

    def _build(self) -> None:
        self._sums = ElidedLabel("", "muted")
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(label(_("Board"), "title"))
        for widget in (self.pipeline, self.owner, self.tier):
            row.addWidget(widget)
        self.search.setFixedWidth(170)
        row.addWidget(self.search)
        self._sums.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._sums, 1)
        self.new_button = primary_button(_("New opportunity"), "plus", self.new_wanted.emit)
        row.addWidget(self.new_button)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.board)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot())

    @cached_property
    def quick(self) -> QuickAdd:
        """The three fields an empty board begins with."""
        made = QuickAdd(self._store)
        made.added.connect(self._on_added)
        return made

    @cached_property
    def empty(self) -> EmptyState:
        """What stands in the place of a board without cards."""
        made = EmptyState(
            "kanban",
            _("No opportunity in this pipeline yet"),
            _(
                "An opportunity is what an account may buy: it goes through the stages of the pipeline, and each "
                "stage asks for what it needs before it is left."
            ),
            [plain_button(_("Import a list"), "upload", self.import_wanted.emit)],
            self.quick,
        )
        self._stack.addWidget(made)
        return made

    @cached_property
    def nothing_found(self) -> EmptyState:
        """What stands there when the filters leave nothing."""
        made = EmptyState(
            "search",
            _("Nothing found"),
            _("No opportunity of this pipeline fits these filters."),
            [plain_button(_("Show all of this view"), clicked=self.clear_filters)],
        )
        self._stack.addWidget(made)
        return made

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("line", "top")
        foot.setFixedHeight(theme.FOOT_HEIGHT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_4)
        for words in (_("←→ stage"), _("↑↓ card"), _("Ctrl+→ moves the card"), _("Enter opens")):
            row.addWidget(label(words, "small"))
        row.addStretch(1)
        self._stalled = label("", "small")
        for icon, role, said in (
            ("clock", "muted", self._stalled),
            ("warning", "warn", label(_("no next step"), "small")),
            ("postpone", "warn", label(_("slipping"), "small")),
            ("phone", "bad", label(_("contact overdue"), "small")),
        ):
            pair = QHBoxLayout()
            pair.setSpacing(theme.SPACE_1)
            pair.addWidget(IconLabel(icon, role, 12))
            pair.addWidget(said)
            row.addLayout(pair)
        return foot

    # ------------------------------------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        current = self.board.current_card()
        today = self._desk.today()
        with self._store.read() as session:
            self._fill_filters(session)
            self._wanted = Wanted(
                self.pipeline.currentData() or 0, self.owner.currentData(),
                self.tier.currentData(), self.search.text().strip(),
            )  # fmt: skip
            columns = opportunity_board.columns(session, self._wanted, today)
            wan = settings.get(session, "money_display") == "wan"
            currency = settings.get(session, "default_currency")
        days = columns[0].limits.stalled_days
        self._stalled.setText(_("days in this stage, red above {days}").format(days=days))
        self.board.may_drag = not self._store.read_only
        self.new_button.setEnabled(not self._store.read_only)
        self.board.show_columns(columns, today, wan)
        if any(each.count for each in columns):
            self._stack.setCurrentWidget(self.board)
        elif self._wanted.is_filtered:
            self._stack.setCurrentWidget(self.nothing_found)
        else:
            self.quick.pipeline_id = self._wanted.pipeline_id
            self._stack.setCurrentWidget(self.empty)
        alive = [each for each in columns if not each.holds_closed]
        self._sums.setText(
            _("{count} open · total {amount} · weighted {weighted}").format(
                count=f"{sum(each.count for each in alive):,}",
                amount=short_money(sum(each.amount for each in alive), currency, wan=wan),  # type: ignore[arg-type]  # of Decimals, or 0 of none
                weighted=short_money(sum(each.weighted for each in alive), currency, wan=wan),  # type: ignore[arg-type]  # the same
            )
        )
        if current is not None:
            self.go_to(current.id)

    def _fill_filters(self, session: Session) -> None:
        chosen = self.pipeline.currentData()
        if self._first:
            chosen, self._first = self._memory.get("opportunities.pipeline"), False
        self.pipeline.clear()
        for each in pipelines.all_pipelines(session):
            self.pipeline.addItem(each.title, each.id)
        self.pipeline.setCurrentIndex(max(self.pipeline.findData(chosen), 0))
        fill_filter(self.owner, _("Everybody"), staff_choices(session))
        fill_filter(
            self.tier,
            _("All tiers"),
            [(code, _("Tier {tier}").format(tier=code)) for code in TIER.codes],
        )

    def _filter(self, _choice: object = None) -> None:
        self.refresh()

    def show_pipeline(self, pipeline_id: int) -> None:
        """Shows the board of a pipeline."""
        if self.pipeline.findData(pipeline_id) < 0:
            self.refresh()
        self.pipeline.setCurrentIndex(max(self.pipeline.findData(pipeline_id), 0))
        self.refresh()

    def pipeline_id(self) -> int:
        """The pipeline in view."""
        return self._wanted.pipeline_id

    def wanted(self) -> Wanted:
        """What the board is narrowed to."""
        return self._wanted

    def clear_filters(self) -> None:
        """Shows the whole pipeline again."""
        self.owner.setCurrentIndex(0)
        self.tier.setCurrentIndex(0)
        blocked = self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(blocked)
        self.refresh()
        self.board.setFocus()

    def go_to(self, opportunity_id: int) -> bool:
        """Selects a card; False where the board does not have it."""
        with self._store.read() as session:
            place = opportunity_board.standing(
                session, self._wanted, self.board.columns, self._desk.today(), opportunity_id
            )
        self.board.go_to(place)
        return place is not None

    def current_id(self) -> int | None:
        """The selected opportunity."""
        card = self.board.current_card()
        return card.id if card is not None else None

    def _read(self, column: int, offset: int, limit: int) -> list[Card]:
        with self._store.read() as session:
            return opportunity_board.cards(
                session, self._wanted, self.board.columns[column], self._desk.today(), offset, limit
            )

    # ------------------------------------------------------------------------------------------------ what is done

    def _may_enter(self, opportunity_id: int, column: int) -> bool:
        return self._act.may_move(opportunity_id, self._stage_of(column))

    def _stage_of(self, column: int) -> int | None:
        shown = self.board.columns[column]
        return None if shown.holds_closed else shown.stage_id

    def ask_move(self, opportunity_id: int, column: int) -> None:
        """Takes a card to another column; a closed gate tints it while the message stands there."""
        stage_id = self._stage_of(column)
        if not self._act.may_move(opportunity_id, stage_id):
            self.board.mark_refused(column)
        rect = self.board.column_rect(column)
        spot = QPoint(rect.center().x(), HEAD_HEIGHT + 130)
        try:
            self._act.move(opportunity_id, stage_id, self.board.viewport().mapToGlobal(spot))
        finally:
            self.board.mark_refused(None)
        self.go_to(opportunity_id)

    def _open_menu(self, point: QPoint, opportunity_id: int) -> None:
        self._act.menu(opportunity_id).popup(point)

    def _on_head(self, column: int) -> None:
        stage_id = self._stage_of(column)
        if stage_id is not None:
            self.list_wanted.emit(stage_id)

    def _on_added(self, opportunity_id: int) -> None:
        self._desk.say_undoable(_("The opportunity is there."))
        self.refresh()
        self.go_to(opportunity_id)
        self.board.setFocus()

    def _into_board(self) -> None:
        self.board.setFocus()
        self.board.take_first()

    def remember(self) -> None:
        """Keeps the pipeline until the next start."""
        if self._wanted.pipeline_id:
            self._memory.put("opportunities.pipeline", self._wanted.pipeline_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.take_focus()

    def take_focus(self) -> None:
        """Puts the keys on the board, or into the quick form of an empty one."""
        if self._stack.currentWidget() is self.__dict__.get("empty", self):
            self.quick.boxes["account_id"].setFocus()
        else:
            self.board.setFocus()
