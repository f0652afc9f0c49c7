"""The funnel of a pipeline over a period: what it says in its title, the drawing, and the records behind a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.progress import Progress
from kamdesk.store.store import Store
from kamdesk.ui import faults, file_jobs, messages, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.funnel.view import FunnelView
from kamdesk.ui.opportunities.records import RecordsModel, records_table
from kamdesk.ui.opportunities.words import short_money
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.widgets.buttons import LinkButton, icon_button, plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import fill_filter, ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import funnel, opportunity_rows, pipelines, settings
from kamdesk.work.account_views import staff_choices
from kamdesk.work.funnel import Asked, Funnel, Measure

_LEAST_BELOW = 140
"""Height that is left for the records in the least window."""
_SPANS = ("12", "6", "3", "year")


class FunnelPage(Page):
    """`open_wanted(id, section)`: a project is to be opened; `new_wanted`, `import_wanted`: there is nothing yet."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Opportunity", "StageChange", "Stage", "Pipeline", "Staff", "SettingValue", "Account"}
    )
    open_wanted = Signal(int, str)
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk, self._store = desk, desk.store
        self.asked = Asked(0, date.min, date.max)
        self._wan = self._arranged = False
        self._reader: Reader[Funnel] = Reader(_("Working out the funnel"), self._show, self)
        self.pipeline, self.span, self.owner = QComboBox(), QComboBox(), QComboBox()
        for box, name in (
            (self.pipeline, _("Pipeline")), (self.span, _("Period")), (self.owner, _("Owner")),
        ):  # fmt: skip
            ready_input(box, name)
            box.activated.connect(self._filter)
        for key, words in zip(
            _SPANS,
            (_("last 12 months"), _("last 6 months"), _("last 3 months"), _("this year")),
            strict=True,
        ):
            self.span.addItem(words, key)
        self.view = FunnelView()
        self.view.chosen.connect(self._choose)
        self.model = RecordsModel(self._store, self)
        self.table = records_table(self.model, _("Records behind the number"))
        self.table.opened.connect(self._open)
        self._build()
        self.track(desk.events.changed, self.on_changed)

    def _build(self) -> None:
        self._head = PageHead(
            _("Sales funnel"),
            self.pipeline,
            self.span,
            self.owner,
            icon_button("download", _("Save as picture"), self.save_picture),
            icon_button("printer", _("Print"), self.print_funnel),
        )
        self.finding = ElidedLabel("", "heading")
        self._left_out = label("", "warn")
        said = QHBoxLayout()
        said.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_1)
        said.addWidget(self.finding, 1)
        said.addWidget(self._left_out)
        said.addWidget(label(_("press a number to see its records"), "small"))
        drawing = QWidget()
        column = QVBoxLayout(drawing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(said)
        column.addWidget(self.view)
        column.addStretch(1)
        drawing.setProperty("ground", "raised")
        drawing.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll = QScrollArea()
        scroll.setWidget(drawing)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QFrame()
        bar.setProperty("line", "bottom")
        bar.setFixedHeight(theme.SECTION_HEIGHT)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        self._what = ElidedLabel("", "heading")
        row.addWidget(self._what, 1)
        self.export_link = LinkButton(_("Export to Excel"), self.export)
        row.addWidget(self.export_link)
        column.addWidget(bar)
        column.addWidget(self.table, 1)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(scroll)
        self._split.addWidget(below)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.splitterMoved.connect(self._on_split)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._split)
        self._stack.addWidget(
            EmptyState(
                "funnel",
                _("Nothing has gone through this pipeline yet"),
                _(
                    "As opportunities move from stage to stage, this page shows how many come in, how many go on, and "
                    "how long each stage takes."
                ),
                [
                    primary_button(_("New opportunity"), "plus", self.new_wanted.emit),
                    plain_button(_("Import a list"), "upload", self.import_wanted.emit),
                ],
            )
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(self._stack, 1)

    # ------------------------------------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        with self._store.read() as session:
            self._fill_filters(session)
            self._wan = settings.get(session, "money_display") == "wan"
        first, last = self._days()
        self.asked = Asked(self.pipeline.currentData() or 0, first, last, self.owner.currentData())
        self._reader.want(partial(_read, self._store, self.asked))

    def _fill_filters(self, session: Session) -> None:
        chosen = self.pipeline.currentData()
        self.pipeline.clear()
        for each in pipelines.all_pipelines(session):
            self.pipeline.addItem(each.title, each.id)
        self.pipeline.setCurrentIndex(max(self.pipeline.findData(chosen), 0))
        fill_filter(self.owner, _("Everybody"), staff_choices(session))

    def _filter(self, _index: int) -> None:
        self.refresh()

    def _days(self) -> tuple[date, date]:
        """First and last day of the period; months go back to the same day."""
        today, span = self._desk.today(), self.span.currentData()
        if span == "year":
            return date(today.year, 1, 1), today
        month = today.year * 12 + today.month - 1 - int(span)
        day = min(today.day, 28)
        return date(month // 12, month % 12 + 1, day) + timedelta(days=1), today

    def _show(self, found: Funnel) -> None:
        flowed = any(each.entered for each in found.stages)
        self._stack.setCurrentIndex(0 if flowed or found.count or found.won else 1)
        self.view.show_funnel(found, self.span.currentText(), self._wan)
        self.finding.setText(finding(found))
        words = _("{count} in another currency without a rate are left out")
        self._left_out.setText(words.format(count=found.without_rate) if found.without_rate else "")
        self._arrange()
        self._choose_again()

    def _choose_again(self) -> None:
        place, measure = self.view.current()
        self._choose(-1 if place == len(self.view.funnel.stages) else place, measure)

    def _choose(self, place: int, measure: Measure) -> None:
        """Shows the records behind a number."""
        stages = self.view.funnel.stages
        if not stages:
            self.model.show_ids(None)
            return
        stage = stages[place].stage_id if place >= 0 else None
        self.model.show_ids(funnel.records(self.asked, measure, stage))
        sums = self.model.sums or opportunity_rows.Sums(
            0, self.view.funnel.amount, self.view.funnel.amount
        )
        words = self.view.words_of((place if place >= 0 else len(stages), measure))
        money = short_money(sums.amount, wan=self._wan)
        weighted = short_money(sums.weighted, wan=self._wan)
        self._what.setText(
            _("{words} · {amount} · weighted {weighted}").format(
                words=words, amount=money, weighted=weighted
            )
        )
        self.export_link.setEnabled(sums.count > 0)

    def _on_split(self, _place: int, _index: int) -> None:
        self._arranged = True

    def _arrange(self) -> None:
        """The funnel whole, as long as some records are left below it, until the line is moved by hand."""
        if not self._arranged:
            room = self._stack.height()
            wanted = min(self.view.height() + theme.PAGE_BAR_HEIGHT, room - _LEAST_BELOW)
            self._split.setSizes([wanted, room - wanted])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def show_subject(self, subject: object) -> None:
        """Shows the funnel of a pipeline by its id."""
        if isinstance(subject, int):
            self.refresh()
            self.pipeline.setCurrentIndex(max(self.pipeline.findData(subject), 0))
            self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.view.setFocus()

    # ------------------------------------------------------------------------------------------- files, paper, opening

    def _open(self, row: int) -> None:
        found = self.model.row_at(row)
        if found is not None:
            self.open_wanted.emit(found.id, "")

    def export(self) -> None:
        """Writes the records shown to a workbook."""
        suggested = Path.home() / _("funnel {day}.xlsx").format(day=self._desk.today())
        target = messages.choose_save_file(
            self, _("Export to Excel"), suggested, [("Excel", "*.xlsx"), ("CSV", "*.csv")]
        )
        if target is not None:
            self._write(target, self.model.write)

    def picture(self) -> QPixmap:
        """Title and drawing, dark on white whatever the window looks like."""
        with theme.on_paper():
            made = QPixmap(self.view.width(), self.view.height() + theme.PAGE_BAR_HEIGHT)
            made.fill(theme.color("raised"))
            painter = QPainter(made)
            rect = made.rect().adjusted(theme.SPACE_4, 0, -theme.SPACE_4, 0)
            rect.setHeight(theme.PAGE_BAR_HEIGHT)
            from kamdesk.ui.widgets import paint

            paint.text(painter, rect, self.finding.text(), bold=True)
            painter.translate(0, theme.PAGE_BAR_HEIGHT)
            self.view.draw(painter)
            painter.end()
        return made

    def save_picture(self) -> None:
        """Writes title and drawing as a PNG where the user wants it."""
        from kamdesk.ui.accounts.process_map.page import write_picture

        suggested = Path.home() / _("funnel {day}.png").format(day=self._desk.today())
        target = messages.choose_save_file(
            self, _("Save as picture"), suggested, [("PNG", "*.png")]
        )
        if target is not None:
            self._write(target, partial(write_picture, self.picture()))

    def _write(self, target: Path, write: Callable[[Path], object]) -> None:
        try:
            write(target)
        except UserError as problem:
            faults.show_problem(problem, self)
            return
        file_jobs.told_written(self._desk, target)

    def print_funnel(self) -> None:
        """Prints title and drawing across a page."""
        from PySide6.QtGui import QPageLayout
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter
        from PySide6.QtWidgets import QDialog

        from kamdesk.ui.accounts.process_map.page import draw_on

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(_("Sales funnel"))
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            draw_on(printer, self.picture())


def _read(store: Store, asked: Asked, _progress: Progress) -> Funnel:
    with store.read() as session:
        return funnel.read(session, asked)


def finding(found: Funnel) -> str:
    """What the funnel says, in one sentence: where it is slowest and where most stay behind."""
    longest, narrowest = found.longest, found.narrowest
    said = []
    if longest is not None:
        days = f"{longest.median_days:.0f}"
        said.append(
            _("“{stage}” takes longest ({days} days)").format(stage=longest.title, days=days)
        )
    if narrowest is not None and narrowest.conversion is not None and narrowest.conversion < 100:
        said.append(
            _("after “{stage}” only {percent} go on").format(
                stage=narrowest.title, percent=f"{narrowest.conversion}%"
            )
        )
    if not said:
        return _("{count} open").format(count=found.count)
    sentence = _(", ").join(said)
    return sentence[0].upper() + sentence[1:]
