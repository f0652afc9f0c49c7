"""目标分解: the year in quarters and months, department, people, accounts; sums are watched, versions approved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QVBoxLayout

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.fields import field_of
from kamdesk.model.running_words import TARGET_MEASURE
from kamdesk.model.target import Target
from kamdesk.model.values import read_decimal
from kamdesk.progress import Progress
from kamdesk.ui import faults, form_out, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.grid import Edit, GridModel, GridTable
from kamdesk.ui.kpi.targets import cells
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import periods, target_changes
from kamdesk.work.periods import Span
from kamdesk.work.target_breakdown import Breakdown, Row, breakdown
from kamdesk.work.target_changes import Approved
from kamdesk.work.targets import DEPARTMENT, Subject

_NOW = ""
"""The version in view: with drafts."""
Read = tuple[Breakdown, list[Approved]]


class TargetsPage(Page):
    """Numbers are typed over and become drafts; one day approves them all."""

    kinds: ClassVar[frozenset[str]] = frozenset({"Target", "Account", "Staff", "SettingValue"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        with desk.store.read() as session:
            self._start = periods.start_month(session)
        self.year: Span = periods.period_of(desk.today(), "year", self._start)
        self.known: Breakdown | None = None
        self.rows: list[Row] = []
        self.opened: set[int] = set()
        self.measure = QComboBox()
        ready_input(self.measure, _("Measure"))
        for each in TARGET_MEASURE:
            self.measure.addItem(str(each.label), each.code)
        self.measure.activated.connect(self.refresh)
        self.version = QComboBox()
        ready_input(self.version, _("Version"))
        self.version.setMinimumWidth(190)
        self.version.activated.connect(self.refresh)
        self.year_words = label("", "")
        self.spread = plain_button(_("Spread"), "columns")
        self.spread.setMenu(self._spread_menu())
        self.discard_button = plain_button(_("Drop drafts"), "x", self.discard_drafts)
        self.form_button = icon_button("printer", _("Target breakdown as a form"), self.write_form)
        self.approve_button = primary_button(_("Approve…"), "stamp", self.approve)
        head = PageHead(
            _("Targets"), self.measure,
            icon_button("chevron-left", _("Year before"), partial(self.step, -1)), self.year_words,
            icon_button("chevron-right", _("Next year"), partial(self.step, 1)), self.version, self.spread,
            self.discard_button, self.form_button, self.approve_button,
        )  # fmt: skip
        self.model = GridModel()
        self.model.edited.connect(self.take_edits)
        self.table = GridTable(_("Targets"), self.model)
        self.table.typing.connect(self._while_typing)
        self.table.picked.connect(self._on_picked)
        self.sums = ElidedLabel("", "small")
        foot = QFrame()
        foot.setProperty("line", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.addWidget(self.sums, 1)
        row.addWidget(
            label(_("* draft   Σ sum of parts   ≠ does not agree   † approved too late"), "muted")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.table, 1)
        column.addWidget(foot)
        self.setFocusProxy(self.table)
        self._reader: Reader[Read] = Reader(_("Reading the targets"), self._take, self)

    # ------------------------------------------------------------------------------------------------- what is shown

    def show_subject(self, subject: object) -> None:
        """The year with a target, or a year by its code."""
        if isinstance(subject, tuple) and subject[0] == "Target":
            with self._desk.store.read() as session:
                found = session.get(Target, subject[1])
                if found is None:
                    return
                span = periods.read_period(found.period, self._start)
                self.measure.setCurrentIndex(max(self.measure.findData(found.measure), 0))
            self.year = periods.period_of(span.first, "year", self._start)
        elif isinstance(subject, str):
            self.year = periods.read_period(subject, self._start)
        self.refresh()

    def step(self, by: int) -> None:
        """The year before or after."""
        day = self.year.first.replace(year=self.year.first.year + by)
        self.year = periods.period_of(day, "year", self._start)
        self.version.setCurrentIndex(0)
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Reads everything anew, beside the window."""
        store, year, measure = self._desk.store, self.year, str(self.measure.currentData())
        until = self._until()

        def work(_progress: Progress) -> Read:
            with store.read() as session:
                known = breakdown(session, year, measure, until, drafts=until is None)
                return known, target_changes.approvals_of(session, year, measure)

        self._reader.want(work)

    def _until(self) -> date | None:
        chosen = str(self.version.currentData() or _NOW)
        return date.fromisoformat(chosen) if chosen != _NOW else None

    def _take(self, read: Read) -> None:
        known, approvals = read
        if known.year != self.year or known.measure != self.measure.currentData():
            return
        self.known = known
        self._fill_versions(approvals)
        self.year_words.setText(known.year.code)
        self._show()

    def _fill_versions(self, approvals: list[Approved]) -> None:
        chosen = self.version.currentData()
        self.version.clear()
        drafts = next((each.count for each in approvals if each.on is None), 0)
        words = ngettext("Now, {count} draft", "Now, {count} drafts", drafts).format(count=drafts)
        self.version.addItem(words if drafts else _("Now"), _NOW)
        for each in approvals:
            if each.on is not None:
                words = _("First version, {day}") if each.is_first else _("Approved {day}")
                self.version.addItem(words.format(day=each.on), each.on.isoformat())
        self.version.setCurrentIndex(max(self.version.findData(chosen), 0))

    def _show(self) -> None:
        known = self.known
        if known is None:
            return
        writes = self._until() is None and not self._desk.store.read_only
        self.rows = cells.shown_rows(known, self.opened)
        self.table.show_grid(cells.grid_of(known, self.rows, self.opened, writes), 190, 126)
        for button in (self.spread, self.approve_button, self.discard_button):
            button.setEnabled(writes)
        drafts = bool(known.has_drafts())
        self.approve_button.setEnabled(writes and drafts)
        self.discard_button.setEnabled(writes and drafts)
        apart = list(known.differences())
        if not apart:
            self.sums.setText(_("All sums agree."))
            return
        words = ngettext(
            "{count} sum does not agree: {first}", "{count} sums do not agree: {first}", len(apart)
        )
        self.sums.setText(words.format(count=len(apart), first=apart[0].sentence(known.measure)))

    def _on_picked(self, row: int, column: int) -> None:
        """Opens or closes a person."""
        subject = self.rows[row].subject
        if column or subject.level != "staff" or subject.id is None:
            return
        self.opened ^= {subject.id}
        self._show()

    def _at(self, row: int, column: int) -> tuple[Subject, Span]:
        assert self.known is not None
        return self.rows[row].subject, self.known.spans[column - 1]

    # ----------------------------------------------------------------------------------------------------- typing

    def _while_typing(self, row: int, column: int, text: str) -> None:
        """What the sums would be with the number that is being typed."""
        known = self.known
        value = read_decimal(text).value
        if known is None or value is None:
            return
        subject, span = self._at(row, column)
        typed = known.with_number(subject, span, value)
        said = [each.sentence(known.measure) for each in typed.differences_around(subject, span)]
        self.sums.setText("   ".join(said) or _("This number agrees with its parts and its whole."))

    def take_edits(self, edits: list[Edit]) -> None:
        """Stores what was typed or pasted as drafts; nothing of it where one number cannot be."""
        if self.known is None:
            return
        numbers: dict[tuple[Subject, str], Decimal | None] = {}
        try:
            for row, column, text in edits:
                subject, span = self._at(row, column)
                reading = read_decimal(text)
                if reading.problem:
                    raise RuleError(reading.problem)
                numbers[subject, span.code] = reading.value
            self._change(
                message("Change targets of {year}", year=self.year.code),
                partial(self._put, numbers),
            )
        except UserError as refusal:
            faults.show_problem(refusal, self)
            self._show()

    def _put(self, numbers: dict[tuple[Subject, str], Decimal | None], session: Any) -> None:
        target_changes.put(session, str(self.measure.currentData()), numbers)

    def _change(self, words: Any, act: Any) -> None:
        with self._desk.store.change(words, self) as session:
            act(session)
        self.refresh()

    # --------------------------------------------------------------------------------------------- what can be done

    def _spread_menu(self) -> QMenu:
        menu = QMenu(self)
        for how, words in (("last_year", _("by last year")), ("evenly", _("evenly"))):
            over_time = _("Over the months, {how}").format(how=words)
            add_entry(menu, over_time, "calendar", partial(self.spread_out, how, False))
            over_people = _("Over persons or accounts, {how}").format(how=words)
            add_entry(menu, over_people, "users", partial(self.spread_out, how, True))
        return menu

    def spread_out(self, how: str, people: bool) -> None:
        """Spreads the row that is chosen (the department without one): its period over months, or all over people."""
        known, index = self.known, self.table.currentIndex()
        if known is None:
            return
        subject, span = DEPARTMENT, known.year
        if index.isValid():
            subject = self.rows[index.row()].subject
            if index.column() and known.spans[index.column() - 1].kind != "month":
                span = known.spans[index.column() - 1]

        def act(session: Any) -> None:
            if people:
                target_changes.spread_over_people(session, known, subject, how)
            else:
                target_changes.spread_over_time(session, known, subject, span, how)

        try:
            self._change(message("Spread targets of {year}", year=self.year.code), act)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self._desk.say_undoable(_("The value is spread; the last part takes the remainder."))

    def approve(self) -> None:
        """Asks for the day, and approves every draft of the year."""
        today = self._desk.today()
        fields = {"approved_on": field_of(Target, "approved_on")}
        dialog = StepDialog(
            self._desk.store, _("Approve the targets"), fields, {"approved_on": (today, today.isoformat())},
            self.approve_on, self,
        )  # fmt: skip
        dialog.exec()

    def approve_on(self, values: dict[str, Any]) -> None:
        """Approves with the day of the dialog."""
        on, year, measure = values["approved_on"], self.year, str(self.measure.currentData())
        if on is None:
            raise RuleError(_("An approval needs its day."), field="approved_on")
        with self._desk.store.change(
            message("Approve targets of {year}", year=year.code), self
        ) as session:
            target_changes.approve(session, year, measure, on)
        self._desk.say_undoable(_("Approved; the versions before are kept."))
        self.refresh()

    def discard_drafts(self) -> None:
        """Throws away what waits for approval; it can be undone."""
        year, measure = self.year, str(self.measure.currentData())
        words = message("Drop drafts of targets of {year}", year=year.code)
        self._change(words, lambda session: target_changes.discard(session, year, measure))
        self._desk.say_undoable(_("The drafts are in the waste basket."))

    def write_form(self) -> None:
        """F17 of the year: of the department, or of the person in whose row the table stands."""
        from kamdesk.forms.layouts.target_sheet import TargetsOf  # late: brings the forms

        index = self.table.currentIndex()
        subject = self.rows[index.row()].subject if index.isValid() and self.rows else DEPARTMENT
        staff_id = subject.id if subject.level == "staff" else None
        asked = TargetsOf(self.year.code, str(self.measure.currentData()), staff_id)
        form_out.write_one(self._desk, self, "target_breakdown", asked, self.year.code)
