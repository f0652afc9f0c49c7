"""The forecast: stacked by month with its quota, locked week by week, and why it moved since (mockup 06, right)."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import _, message
from kamdesk.model.fields import field_of
from kamdesk.model.forecast import ForecastSnapshot
from kamdesk.progress import Progress
from kamdesk.ui import file_jobs, messages, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job
from kamdesk.ui.opportunities.forecast import table_out, words
from kamdesk.ui.opportunities.forecast.figures import Figures, Wish, read_figures
from kamdesk.ui.opportunities.forecast.movement_pane import MovementPane
from kamdesk.ui.opportunities.forecast.outlook_pane import OutlookPane
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button, quiet_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import fill_filter, ready_input
from kamdesk.ui.widgets.labels import IconLabel, label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import forecast, forecast_snapshots, periods
from kamdesk.work.forecast import Cell, DealLine
from kamdesk.work.forecast_snapshots import OwnerAccuracy

_SHOWN = 200
"""Deals that stand behind a figure; the count says how many there are."""
_PERIODS = ("month", "quarter", "year")


class ForecastPage(Page):
    """`new_wanted`, `import_wanted`: there is nothing yet, and an opportunity or a list is to come in."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Opportunity", "ForecastSnapshot", "Stage", "Staff", "Account", "SettingValue"}
    )
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.figures: Figures | None = None
        self._wished: tuple[int | None, int | None] = (None, None)
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        self.by = Segment(
            [("month", _("By month")), ("quarter", _("By quarter")), ("owner", _("By owner"))],
            "month", small=True, name=_("What the forecast is summed by"),
        )  # fmt: skip
        self.by.chosen.connect(self.refresh)
        self.period = QComboBox()
        ready_input(self.period, _("Period"))
        self.period.activated.connect(self.refresh)
        room = self.period.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # the switch beside it stays where it is
        self.period.setSizePolicy(room)
        self.period.hide()
        self.owner = QComboBox()
        ready_input(self.owner, _("Owner"))
        fill_filter(self.owner, _("Everybody"), ())
        self.owner.activated.connect(self._on_owner)
        self.lock_button = plain_button(_("Lock snapshot"), "lock", self.lock)
        self.export_button = icon_button("download", _("Export the table"), self.export)
        self._head = PageHead(
            _("Sales forecast"), self.by, self.period, self.owner, self.lock_button, self.export_button
        )  # fmt: skip
        self._head.set_count(_("by the expected close"))
        self.outlook, self.moved = OutlookPane(), MovementPane()
        self.outlook.deals_wanted.connect(self._read_deals)
        self.moved.pair_chosen.connect(self._on_pair)
        self.moved.lock_wanted.connect(self.lock)
        self.moved.person_opened.connect(self._show_won)
        for pane in (self.outlook, self.moved):
            pane.opened.connect(partial(desk.open_record, "Opportunity"))
        self._reader: Reader[Figures] = Reader(_("Reading the forecast"), self._take, self)
        self._deals: Reader[tuple[Cell, list[DealLine], int]] = Reader(
            _("Reading the forecast"), self._take_deals, self
        )
        self._build()

    def _build(self) -> None:
        self.hint = QFrame()
        self.hint.setProperty("line", "bottom")
        row = QHBoxLayout(self.hint)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(IconLabel("clock", "warn"))
        self.hint_words = label("", "warn")
        row.addWidget(self.hint_words)
        row.addStretch(1)
        row.addWidget(quiet_button(_("Lock it now"), "lock", self.lock, small=True))
        self.hint.hide()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.outlook)
        split.addWidget(self.moved)
        split.setStretchFactor(0, 1)
        split.setSizes([856, 400])
        whole = QWidget()
        inner = QVBoxLayout(whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.hint)
        inner.addWidget(split, 1)
        empty = EmptyState(
            "bar-chart",
            _("Nothing to forecast yet"),
            _("Opportunities with an amount and an expected close stand here by month, as soon as there are some."),
            [
                primary_button(_("New opportunity"), "plus", self.new_wanted.emit),
                plain_button(_("Import a list"), "upload", self.import_wanted.emit),
            ],
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())  # while it is first read
        self._stack.addWidget(whole)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.outlook)

    # ------------------------------------------------------------------------------------------------- what is shown

    def refresh(self, _what: object = None) -> None:
        """Reads everything anew, beside the window."""
        wish = self._wish()
        store = self._desk.store

        def work(_progress: Progress) -> Figures:
            with store.read() as session:
                return read_figures(session, wish)

        self._reader.want(work)

    def _wish(self) -> Wish:
        earlier, later = self._wished
        return Wish(
            self._desk.today(), self.by.current(), self.owner.currentData(),
            self.period.currentData() or "", earlier, later, self.moved.measure.current(),
        )  # fmt: skip

    def _take(self, figures: Figures) -> None:
        self.figures = figures
        fill_filter(self.owner, _("Everybody"), figures.owners)
        self._fill_periods()
        nothing = figures.is_empty and not figures.owners and not figures.snapshots
        self._stack.setCurrentIndex(2 if nothing else 1)
        self.lock_button.setEnabled(not nothing and not self._desk.store.read_only)
        self.export_button.setEnabled(bool(figures.lines))
        self.hint.setVisible(figures.is_due)
        self.hint_words.setText(_due_words(figures.since_last))
        self.outlook.show_figures(figures)
        self.moved.show_figures(figures)

    def _fill_periods(self) -> None:
        """For the lines by owner: this month, quarter and year, and the next ones."""
        self.period.setVisible(self.by.current() == "owner")
        with self._desk.store.read() as session:
            start = periods.start_month(session)
        today = self._desk.today()
        chosen = self.period.currentData()
        self.period.clear()
        for kind in _PERIODS:
            first = periods.period_of(today, kind, start)
            for each in periods.following(first, 2, start):
                self.period.addItem(each.code, each.code)
        default = periods.period_of(today, "quarter", start).code
        self.period.setCurrentIndex(max(0, self.period.findData(chosen or default)))

    def show_subject(self, subject: object) -> None:
        """Compares with the snapshot that has this id."""
        if isinstance(subject, int):
            self._wished = (subject, None)
            self.refresh()

    def _on_owner(self, _row: int) -> None:
        self._wished = (None, None)
        self.refresh()

    def _on_pair(self) -> None:
        earlier, later, _measure = self.moved.chosen_pair()
        self._wished = (earlier, later)
        self.refresh()

    def _show_won(self, person: OwnerAccuracy) -> None:
        """Shows what a person won in the period of the accuracy."""
        if self.figures is None:
            return
        span = self.figures.accuracy_span
        cell = Cell(
            span.first, span.last, owner_id=person.owner_id or forecast.NOBODY, bucket="won"
        )
        name = person.name or _("nobody")
        title = f"{name} · {span.code} · {words.bucket_words('won')}"
        self.outlook.show_cell(cell, title)

    def _read_deals(self, cell: Cell) -> None:
        store = self._desk.store

        def work(_progress: Progress) -> tuple[Cell, list[DealLine], int]:
            with store.read() as session:
                found = forecast.deals(session, cell, _SHOWN)
                count = (
                    len(found) if len(found) < _SHOWN else forecast.count_of(session, cell)
                )  # fmt: skip
                return cell, found, count

        self._deals.want(work)

    def _take_deals(self, read: tuple[Cell, list[DealLine], int]) -> None:
        cell, found, count = read
        if cell == self.outlook.cell():
            self.outlook.show_deals(found, count)

    # ---------------------------------------------------------------------------------------------- what can be done

    def lock(self) -> None:
        """Asks for period and quota, and locks the forecast of who is chosen as it stands today."""
        with self._desk.store.read() as session:
            start = periods.start_month(session)
        code = periods.period_of(self._desk.today(), "quarter", start).code
        fields = {name: field_of(ForecastSnapshot, name) for name in ("period", "quota", "note")}
        dialog = StepDialog(
            self._desk.store, _("Lock the forecast"), fields, {"period": (code, code)}, self._lock, self
        )  # fmt: skip
        dialog.exec()

    def _lock(self, values: dict[str, Any]) -> None:
        owner_id, today = self.owner.currentData(), self._desk.today()
        label_ = message("Lock the forecast of {period}", period=values["period"] or "")
        with self._desk.store.change(label_, self) as session:
            forecast_snapshots.take_snapshot(
                session, today, values["period"] or "", owner_id, values["quota"], values["note"]
            )
        self._desk.say_undoable(_("The forecast is locked; it stays as it is now."))
        self.refresh()

    def export(self) -> None:
        """Asks where to, and writes the lines of the table to a workbook."""
        figures = self.figures
        if figures is None:
            return
        name = _("Sales forecast")
        suggested = Path.home() / f"{name} {figures.wish.today}.xlsx"
        target = messages.choose_save_file(
            self, _("Export the table"), suggested, [(_("Excel"), "*.xlsx"), (_("CSV"), "*.csv")]
        )
        if target is None:
            return

        def work(_progress: Progress) -> int:
            return table_out.write_lines(target, figures)

        run_job(
            _("Writing {file}").format(file=target.name), work,
            lambda _done: file_jobs.told_written(self._desk, target),
        )  # fmt: skip


def _due_words(since: int | None) -> str:
    if since is None:
        return _("No forecast is locked yet; accuracy needs one before the period begins.")
    return _("The last forecast was locked {days} days ago.").format(days=since)
