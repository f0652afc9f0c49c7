"""Why the forecast moved between two locked days, which deals did it, what slips, how near earlier ones came."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.sales_words import EVENT_OF_DEAL
from kamdesk.ui import theme
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.opportunities.forecast import pictures, words
from kamdesk.ui.opportunities.forecast.figures import Figures, Locked, MovedDeal
from kamdesk.ui.widgets.buttons import LinkButton, primary_button
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.chips import FilterChip, Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work.forecast import DealLine
from kamdesk.work.forecast_snapshots import OwnerAccuracy

_SLIPPING_ROWS = 4
_CHART_HEIGHT = 120
_GOOD = ("won", "pulled_in", "up", "new")
"""Kinds of moves that are good news, whichever way they move the sum: what is won is weighted no more."""


class MovementPane(QWidget):
    """`pair_chosen`: other snapshots or another measure were chosen; `opened` the id of an opportunity;
    `person_opened` the accuracy of a person whose deals are wanted."""

    pair_chosen = Signal()
    lock_wanted = Signal()
    opened = Signal(int)
    person_opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._figures: Figures | None = None
        self._kind = ""
        self.earlier, self.later = QComboBox(), QComboBox()
        ready_input(self.earlier, _("Compared with the snapshot of"))
        ready_input(self.later, _("until"))
        self.measure = Segment(
            [("weighted", _("Weighted")), ("committed", _("Committed forecast"))], "weighted",
            small=True, name=_("What is compared"),
        )  # fmt: skip
        for box in (self.earlier, self.later):
            box.activated.connect(self._on_pair)
        self.measure.chosen.connect(self._on_pair)
        self.finding = label("", "heading", wrap=True)
        self.sum = label("", "small", wrap=True)
        self.chart = ChartView(_("Why the forecast moved"))
        self.chart.setMinimumHeight(_CHART_HEIGHT)
        self.only = FilterChip("", on=True)
        self.only.removed.connect(self._show_all_kinds)
        self.only.clicked.connect(self._show_all_kinds)
        self.only.hide()
        self.model = RowsModel(self._columns(), self)
        self.table = rows_table(
            self.model, _("Deals that moved"), 1, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.table.opened.connect(self._open_moved)
        self.setFocusProxy(self.table)
        self.slipping_head = SectionHeader(_("Put off again and again"), icon_name="postpone")
        self.slipping_model = RowsModel(self._slipping_columns(), self)
        self.slipping = rows_table(
            self.slipping_model, _("Put off again and again"), 0, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.slipping.opened.connect(self._open_slipping)
        self.accuracy = label("", wrap=True)
        self.people_model = RowsModel(self._people_columns(), self)
        self.people = rows_table(
            self.people_model, _("Accuracy per person"), 0, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.people.opened.connect(self._open_person)
        self.people_link = LinkButton(_("Each person"), self._fold_people)
        self._build()

    # ------------------------------------------------------------------------------------------------------ building

    def _build(self) -> None:
        moved = QWidget()
        column = QVBoxLayout(moved)
        column.setContentsMargins(0, theme.SPACE_3, 0, 0)
        column.setSpacing(theme.SPACE_2)
        head = QVBoxLayout()
        head.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        head.setSpacing(theme.SPACE_2)
        head.addWidget(self.finding)
        choice = QHBoxLayout()
        choice.setSpacing(theme.SPACE_2)
        choice.addWidget(self.earlier, 1)
        choice.addWidget(label("→", "muted"))
        choice.addWidget(self.later, 1)
        head.addLayout(choice)
        second = QHBoxLayout()
        second.setSpacing(theme.SPACE_2)
        second.addWidget(self.measure)
        second.addWidget(self.only)
        second.addStretch(1)
        head.addLayout(second)
        column.addLayout(head)
        column.addWidget(self.chart, 2)
        below = QHBoxLayout()
        below.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        below.addWidget(self.sum)
        column.addLayout(below)
        column.addWidget(self.table, 3)
        empty = EmptyState(
            "lock",
            _("No forecast locked yet"),
            _("Lock it once a week: from then on this says why it moved, deal by deal, and how near it came."),
            [primary_button(_("Lock the forecast"), "lock", self.lock_wanted.emit)],
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(moved)
        self._stack.addWidget(empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self.slipping_head)
        outer.addWidget(self.slipping)
        outer.addWidget(self._foot())

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("line", "top")
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, theme.SPACE_2, 0, theme.SPACE_2)
        row = QHBoxLayout()
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.addWidget(self.accuracy, 1)
        row.addWidget(self.people_link)
        column.addLayout(row)
        column.addWidget(self.people)
        self.people.hide()
        return foot

    def _columns(self) -> list[Column[MovedDeal]]:
        return [
            Column("kind", _("What happened"), 104, lambda deal: EVENT_OF_DEAL.label(deal.kind),
                   lambda deal: "good" if deal.kind in _GOOD else "bad"),
            Column("name", _("Opportunity"), 120, lambda deal: deal.name),
            Column("account", _("Account"), 84, lambda deal: deal.account, lambda _deal: "muted"),
            Column("part", _("Part"), 92, lambda deal: words.signed_words(deal.part, self._wan()), None, True),
        ]  # fmt: skip

    def _slipping_columns(self) -> list[Column[DealLine]]:
        return [
            Column("name", _("Opportunity"), 120, lambda deal: deal.name),
            Column("account", _("Account"), 88, lambda deal: deal.account, lambda _deal: "muted"),
            Column("slips", _("Times"), 48, lambda deal: f"{deal.slips}×", lambda _deal: "warn", True),
            Column("days", _("Days"), 56, lambda deal: f"{deal.slipped_days}", None, True),
            Column("day", _("Expected"), 92, lambda deal: f"{deal.day or words.DASH}"),
        ]  # fmt: skip

    def _people_columns(self) -> list[Column[OwnerAccuracy]]:
        def accuracy(each: OwnerAccuracy) -> str:
            return (
                words.DASH if each.accuracy is None else words.percent_words(each.accuracy.accuracy)
            )

        return [
            Column("name", _("Owner"), 72, lambda each: each.name or _("nobody")),
            Column("forecast", _("Forecast"), 96,
                   lambda each: words.amount_words(each.forecast, self._wan(), dash=False), None, True),
            Column("actual", _("Won"), 96,
                   lambda each: words.amount_words(each.actual, self._wan(), dash=False), None, True),
            Column("accuracy", _("Accuracy"), 72, accuracy, None, True),
            Column("bias", _("Bias"), 72,
                   lambda each: words.DASH if each.accuracy is None else words.percent_words(each.accuracy.bias),
                   lambda _each: "muted", True),
        ]  # fmt: skip

    def _wan(self) -> bool:
        return self._figures is not None and self._figures.wan

    # ------------------------------------------------------------------------------------------------- what is shown

    def show_figures(self, figures: Figures) -> None:
        """Shows the movement between the snapshots chosen, what slips, and the accuracy of the last quarter."""
        self._figures = figures
        self._stack.setCurrentIndex(0 if figures.movement is not None else 1)
        self._fill_choices(figures)
        self.finding.setText(words.moved_words(figures))
        self._say_sum(figures)
        self._show_moves()
        pictures.show_movement(self.chart, figures, self._on_column)
        self.slipping_model.show_rows(figures.slipping)
        self.slipping_head.set_count(f"{len(figures.slipping)}")
        rows = min(len(figures.slipping), _SLIPPING_ROWS)
        self.slipping.setFixedHeight(
            theme.HEADER_HEIGHT + theme.DENSE_ROW_HEIGHT * rows + 2 if rows else 0
        )
        self.slipping_head.setVisible(rows > 0)
        self._show_accuracy(figures)

    def _fill_choices(self, figures: Figures) -> None:
        earlier, later = figures.earlier, figures.later
        self.earlier.clear()
        for each in figures.snapshots:
            self.earlier.addItem(each.words, each.id)
        self.earlier.setCurrentIndex(self.earlier.findData(earlier.id) if earlier else -1)
        self.later.clear()
        self.later.addItem(_("now"), None)
        for each in _later_than(figures.snapshots, earlier):
            self.later.addItem(each.words, each.id)
        self.later.setCurrentIndex(max(0, self.later.findData(later.id) if later else 0))

    def _say_sum(self, figures: Figures) -> None:
        movement = figures.movement
        if movement is None:
            return
        adds_up = sum((each.part for each in movement.moves), movement.before) == movement.after
        sentence = (
            _("{before} → {after}: the parts add up to {change} ✓")
            if adds_up
            else _("{before} → {after}: the parts do not add up to {change}")
        )
        self.sum.setText(
            sentence.format(
                before=words.amount_words(movement.before, figures.wan, dash=False),
                after=words.amount_words(movement.after, figures.wan, dash=False),
                change=words.signed_words(movement.change, figures.wan),
            )
        )

    def show_kind(self, kind: str) -> None:
        """Lists only the deals of one kind of move; empty: all of them."""
        self._kind = kind
        self._show_moves()

    def _on_column(self, key: str) -> None:
        self.show_kind(key if key in EVENT_OF_DEAL.codes else "")

    def _show_all_kinds(self) -> None:
        self.show_kind("")

    def _show_moves(self) -> None:
        moved = self._figures.moved if self._figures is not None else ()
        order = EVENT_OF_DEAL.codes
        if self._kind and not any(each.kind == self._kind for each in moved):
            self._kind = ""
        self.only.setVisible(bool(self._kind))
        if self._kind:
            self.only.set_words(_("Only: {kind}").format(kind=EVENT_OF_DEAL.label(self._kind)))
        rows = [each for each in moved if self._kind in ("", each.kind)]
        self.model.show_rows(
            sorted(rows, key=lambda each: (order.index(each.kind), -abs(each.part)))
        )

    def _show_accuracy(self, figures: Figures) -> None:
        found = figures.accuracy
        if found.taken_on is None:
            self.accuracy.setText(
                _("Accuracy of {period}: nothing was locked before it began").format(
                    period=found.period
                )
            )
        elif found.total is None:
            self.accuracy.setText(
                _("Accuracy of {period}: nothing was won, so there is no value").format(
                    period=found.period
                )
            )
        else:
            self.accuracy.setText(
                _("Accuracy of {period}: {accuracy}, locked {day}. Bias {bias}").format(
                    period=found.period,
                    accuracy=words.percent_words(found.total.accuracy),
                    day=found.taken_on,
                    bias=words.bias_words(found.total),
                )
            )
        self.accuracy.setToolTip(_("1 − Σ |won − forecast| over owners / Σ won, never below 0"))
        self.people_model.show_rows(found.owners)
        self.people_link.setVisible(bool(found.owners))
        rows = len(found.owners)
        self.people.setFixedHeight(theme.HEADER_HEIGHT + theme.DENSE_ROW_HEIGHT * min(rows, 6) + 2)
        if not rows:
            self.people.hide()

    def _fold_people(self) -> None:
        self.people.setVisible(self.people.isHidden())
        self.people_link.setText(
            _("Each person") if self.people.isHidden() else _("Only the whole")
        )

    # ------------------------------------------------------------------------------------------------------- answers

    def chosen_pair(self) -> tuple[int | None, int | None, str]:
        """Ids of the snapshots to compare (the second None: until now), and the measure."""
        return self.earlier.currentData(), self.later.currentData(), self.measure.current()

    def _on_pair(self, _what: object) -> None:
        self.pair_chosen.emit()

    def _open_moved(self, row: int) -> None:
        deal = self.model.row_at(row)
        if deal is not None:
            self.opened.emit(deal.id)

    def _open_person(self, row: int) -> None:
        person = self.people_model.row_at(row)
        if person is not None:
            self.person_opened.emit(person)

    def _open_slipping(self, row: int) -> None:
        deal = self.slipping_model.row_at(row)
        if deal is not None:
            self.opened.emit(deal.id)


def _later_than(snapshots: tuple[Locked, ...], earlier: Locked | None) -> list[Locked]:
    return [
        each
        for each in snapshots
        if earlier is not None and each.period == earlier.period and each.taken_on > earlier.taken_on
    ]  # fmt: skip
