"""The page of reports: which one and for which period; its pages as they will be; one click makes the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, ngettext
from kamdesk.paths import safe_file_name
from kamdesk.progress import Progress
from kamdesk.reports import kinds as reports
from kamdesk.reports.declaration import Report
from kamdesk.reports.indicator_lines import Asked
from kamdesk.reports.pages import Page as ReportPage
from kamdesk.reports.pages import pages_of
from kamdesk.ui import faults, file_jobs, messages, theme
from kamdesk.ui.accounts.pick_account import PickAccountDialog
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job
from kamdesk.ui.kpi.dashboard import reading
from kamdesk.ui.kpi.dashboard.period_bar import PeriodBar
from kamdesk.ui.kpi.dashboard.reading import Known
from kamdesk.ui.kpi.reports import paper_out
from kamdesk.ui.kpi.reports.preview import Preview
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button, quiet_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label
from kamdesk.work.kept_looks import Look
from kamdesk.work.periods import period_of, start_month

_ROWS_SHOWN = 300
"""Rows of a data sheet that the preview shows; the workbook has all of them."""


@dataclass(frozen=True)
class Shown:
    """What was read: the report as the preview shows it, broken into pages."""

    kind: str
    known: Known
    report: Report
    pages: tuple[ReportPage, ...]


class ReportsPage(Page):
    """Whatever is changed may change a report, so it is read anew after every change while it is seen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.shown: Shown | None = None
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = self._usual_look()
        self.make_button = primary_button(_("Make the workbook"), "download", self.make_workbook)
        self.pdf_button = plain_button(_("PDF"), "document", self.make_pdf)
        self.print_button = icon_button("printer", _("Print"), self.print_report)
        self.bar = PeriodBar(
            desk.today, self.print_button, self.pdf_button, self.make_button, title=_("Reports")
        )
        self.bar.look_chosen.connect(self._on_look)
        self.bar.account_wanted.connect(self._pick_account)
        self.preview = Preview()
        self.preview.page_changed.connect(self._tell_page)
        self.preview.zoomed.connect(self._tell_zoom)
        self._reader: Reader[Shown] = Reader(_("Making the report"), self._take, self)
        self._build()
        self.track(desk.events.changed, self.on_changed)
        self.setFocusProxy(self.preview)

    def _usual_look(self) -> Look:
        """The last quarter that is over: what a report is made of."""
        with self._desk.store.read() as session:
            start = start_month(session)
        running = period_of(self._desk.today(), "quarter", start)
        return Look(period_of(running.first - timedelta(days=1), "quarter", start).code)

    def _build(self) -> None:
        self.kind = Segment(
            [(each.key, str(each.title)) for each in reports.REPORTS], reports.REPORTS[0].key,
            small=True, name=_("Kind of report"),
        )  # fmt: skip
        self.kind.chosen.connect(self._on_kind)
        self.sheets = QComboBox()
        ready_input(self.sheets, _("Sheet"))
        self.sheets.setMinimumWidth(240)
        self.sheets.activated.connect(self._on_sheet)
        self.words, self.page_words, self.zoom_words = (label("", "muted") for _n in range(3))
        second = QFrame()
        second.setProperty("line", "bottom")
        second.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(second)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_2)
        widgets: tuple[QWidget, ...] = (self.kind, self.sheets, self.page_words, self.words)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(icon_button("minus", _("Smaller"), self._smaller))
        row.addWidget(self.zoom_words)
        row.addWidget(icon_button("plus", _("Larger"), self._larger))
        row.addWidget(quiet_button(_("Whole width"), clicked=self._whole_width, small=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(second)
        column.addWidget(self.preview, 1)
        self._set_ready(False)

    # ------------------------------------------------------------------------------------------------- what is shown

    def report_kind(self) -> reports.ReportKind:
        """The kind in view."""
        return next(each for each in reports.REPORTS if each.key == self.kind.current())

    def refresh(self) -> None:
        """Reads the report anew, beside the window."""
        self.words.setText(_("Making the report …"))
        store, look, kind, today = (
            self._desk.store,
            self._look,
            self.report_kind(),
            self._desk.today(),
        )

        def work(progress: Progress) -> Shown:
            with store.read() as session:
                known = reading.read_known(session, look, today)
                asked = Asked(known.span, known.as_of, known.scope)
                report = reports.within(reports.build(session, kind, asked, progress), _ROWS_SHOWN)
            pages = tuple(page for sheet in report.every for page in pages_of(report, sheet))
            return Shown(kind.key, known, report, pages)

        self._reader.want(work)

    def show_subject(self, subject: object) -> None:
        """Shows the reports of a period, given by its code."""
        if isinstance(subject, str) and subject:
            self._on_look(Look(subject))

    def _take(self, shown: Shown) -> None:
        current = self.preview.current_page()
        same = self.shown is not None and self.shown.kind == shown.kind
        self.shown = shown
        self.bar.show_known(shown.known)
        self.bar.scope.setVisible(self.report_kind().any_scope)
        self.sheets.clear()
        for each in shown.report.every:
            self.sheets.addItem(each.title, each.key)
        self.preview.show_report(shown.report, shown.pages)
        if same:
            self.preview.go_to_page(min(current, len(shown.pages)))
        count = len(shown.report.every)
        self.words.setText(ngettext("{count} sheet", "{count} sheets", count).format(count=count))
        self._set_ready(True)
        self._tell_zoom(self.preview.zoom_percent())

    def _set_ready(self, ready: bool) -> None:
        for button in (self.make_button, self.pdf_button, self.print_button):
            button.setEnabled(ready)

    def _tell_page(self, number: int) -> None:
        pages = self.preview.pages()
        if not pages or not number:
            return
        self.page_words.setText(_("Page {page} of {count}").format(page=number, count=len(pages)))
        self.sheets.setCurrentIndex(self.sheets.findData(pages[number - 1].sheet.key))

    def _tell_zoom(self, percent: int) -> None:
        self.zoom_words.setText(f"{percent}%")

    # ------------------------------------------------------------------------------------------------------- answers

    def _on_look(self, look: Look) -> None:
        self._look = look
        self.refresh()

    def _on_kind(self, _key: str) -> None:
        if not self.report_kind().any_scope:
            self._look = Look(self._look.period, self._look.as_of)
        self.refresh()

    def _on_sheet(self, _index: int) -> None:
        self.preview.go_to_sheet(str(self.sheets.currentData()))

    def _pick_account(self) -> None:
        dialog = PickAccountDialog(self._desk.store, _("Indicators of an account"), _("Show"), self)
        dialog.picked.connect(self.bar.show_account)
        dialog.open()

    def _smaller(self) -> None:
        self.preview.zoom_by(-1)

    def _larger(self) -> None:
        self.preview.zoom_by(1)

    def _whole_width(self) -> None:
        self.preview.set_zoom(None)

    # ------------------------------------------------------------------------------------------------------ writing

    def _suggested(self, suffix: str) -> Path:
        shown = self.shown
        assert shown is not None  # the buttons are off until there is something
        name = f"{shown.report.title} {shown.known.span.code}"
        if shown.known.scope.kind != "department":
            name = f"{name} {shown.known.scope_words}"
        return Path.home() / f"{safe_file_name(name)}{suffix}"

    def make_workbook(self) -> None:
        """Asks where to, writes the workbook as a job, and offers to open it."""
        if self.shown is None:
            return
        target = messages.choose_save_file(
            self, _("Make the workbook"), self._suggested(".xlsx"), [(_("Excel"), "*.xlsx")]
        )
        if target is not None:
            self.write_workbook(target)

    def write_workbook(self, target: Path) -> None:
        """Writes the report in view to `target`."""
        shown, kind = self.shown, self.report_kind()
        if shown is None:
            return
        store, desk = self._desk.store, self._desk
        asked = Asked(shown.known.span, shown.known.as_of, shown.known.scope)

        def work(progress: Progress) -> None:
            from kamdesk.reports.workbook import (
                write_report,
            )  # late: brings the library for workbooks

            with store.read() as session:
                write_report(target, reports.build(session, kind, asked, progress), progress)

        def done(_nothing: object) -> None:
            file_jobs.told_written(desk, target)
            file_jobs.open_path(target)

        run_job(_("Writing {file}").format(file=target.name), work, done)

    def make_pdf(self) -> None:
        """Asks where to, and writes the pages in view as PDF."""
        shown = self.shown
        if shown is None:
            return
        target = messages.choose_save_file(
            self, _("Print to PDF"), self._suggested(".pdf"), [(_("PDF"), "*.pdf")]
        )
        if target is None:
            return
        try:
            paper_out.print_to_pdf(shown.report, shown.pages, target)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        file_jobs.told_written(self._desk, target)

    def print_report(self) -> None:
        """Prints the pages in view."""
        if self.shown is not None:
            paper_out.print_pages(self.shown.report, self.shown.pages, self)
