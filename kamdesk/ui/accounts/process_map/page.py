"""业务流程概略图: what stands at each step of the department's flow, and the records of the chosen step below."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QPageLayout,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.development import Development
from kamdesk.model.fields import field_of
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import DEVELOPMENT_STATE, TIER
from kamdesk.paths import write_whole
from kamdesk.ui import faults, file_jobs, messages, theme
from kamdesk.ui.accounts.process_map.canvas import MapCanvas
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel
from kamdesk.ui.page import Page
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import LinkButton, icon_button
from kamdesk.ui.widgets.delegates import VALUE, CellDelegate, TierDelegate
from kamdesk.ui.widgets.inputs import fill_filter
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work.account_views import staff_choices
from kamdesk.work.procedures import COLUMNS, STEPS, Count, Line, counts, lines

_LIST_HEIGHT, _LIMIT = 150, 200


class ProcessMapPage(Page):
    """Live counts; a press on a step lists its records, a record opens where it lives."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Development",
            "Visit",
            "Expense",
            "CallbackPlan",
            "Account",
            "Staff",
            "Opportunity",
            "Quotation",
            "Purchase",
            "Contract",
            "Milestone",
            "Complaint",
            "Feedback",
            "ServiceRequest",
            "ServicePlan",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk, self._store = desk, desk.store
        self._key = ""
        self._counts: dict[str, Count] = {}
        self.track(desk.events.changed, self.on_changed)
        self.staff, self.tier = QComboBox(), QComboBox()
        self.staff.setAccessibleName(str(Staff.TERM))
        self.tier.setAccessibleName(_("Tier"))
        for box in (self.staff, self.tier):
            guard_wheel(box)
            box.activated.connect(self._filter)
        save = icon_button("download", _("Save as picture…"), self.save_picture)
        print_ = icon_button("printer", _("Print…"), self.print_map)
        head = PageHead(_("Process map"), _Legend(), self.staff, self.tier, save, print_)
        head.set_count(_("what stands at each step now; press one to list it"))
        self.canvas = MapCanvas()
        self.canvas.chosen.connect(self.choose)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.canvas)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self._scroll)
        split.addWidget(self._list())
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        self._split = split
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(split, 1)

    def _list(self) -> QWidget:
        self.header = SectionHeader("")
        self.link: LinkButton = self.header.add_action("", self._open_place)
        self.model: _LinesModel = _LinesModel(_columns(), self)
        self.table = PagedTable(_("Records of the step"), row_height=theme.ROW_HEIGHT)
        self.table.setModel(self.model)
        self.table.setItemDelegate(CellDelegate(self.table))
        self.table.setItemDelegateForColumn(1, TierDelegate(self.table))
        self.table.set_widths(self.model.widths())
        self.table.set_stretch_column(3)
        self.table.opened.connect(self._open_row)
        self.table.horizontalHeader().hide()
        holder = QWidget()
        holder.setMinimumHeight(_LIST_HEIGHT)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.table, 1)
        return holder

    # ------------------------------------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        today = date.today()
        with self._store.read() as session:
            self._fill_filters(staff_choices(session))
            self._counts = counts(session, today, self.staff.currentData(), self.tier.currentData())
        self.canvas.show_counts(self._counts)
        self.choose(self._key or self._first())

    def _first(self) -> str:
        """Where to begin: the first step with something overdue, else the first with anything."""
        late = (key for key, one in self._counts.items() if one.overdue)
        some = (key for key, one in self._counts.items() if one.count)
        return next(late, None) or next(some, None) or next(iter(self._counts))

    def _fill_filters(self, people: list[tuple[int, str]]) -> None:
        tiers = [(code, _("Tier {tier}").format(tier=code)) for code in TIER.codes]
        fill_filter(self.staff, _("Whole department"), people)
        fill_filter(self.tier, _("All tiers"), tiers)

    def _filter(self, _index: int) -> None:
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._begin_below)

    def _begin_below(self) -> None:
        """The keys that came here from a page that was left begin at what is shown, not at its filters."""
        if self.staff.hasFocus():
            self.canvas.boxes[self._key].setFocus()

    def show_subject(self, subject: object) -> None:
        """Chooses a step by its key."""
        if isinstance(subject, str) and subject in STEPS:
            self.refresh()
            self.choose(subject)

    def choose(self, key: str) -> None:
        """Lists the records of a step."""
        self._key = key
        self.canvas.choose(key)
        self.setFocusProxy(self.canvas.boxes[key])
        with self._store.read() as session:
            found = lines(
                session,
                key,
                date.today(),
                self.staff.currentData(),
                self.tier.currentData(),
                _LIMIT,
            )
        self.model.show_rows(found)
        count = self._counts.get(key, Count(len(found), 0))
        step = STEPS[key]
        said = ngettext("{count} record", "{count} records", count.count).format(count=count.count)
        words = [said, _(step.note)]
        if count.overdue:
            words.append(_("{count} late").format(count=count.overdue))
        if len(found) < count.count:
            words.append(_("the first {count} are listed").format(count=len(found)))
        self.header.set_title(str(step.label))
        self.header.set_count(" · ".join(words))
        self.link.setText(self._place_words())
        self.link.setAccessibleName(self._place_words())
        self.link.setVisible(bool(self._place_words()))

    def chosen_key(self) -> str:
        """The step whose records are listed."""
        return self._key

    def _column(self) -> str:
        return next(
            column.key for column in COLUMNS if any(one.key == self._key for one in column.steps)
        )

    def _place_words(self) -> str:
        """Where all of the step are worked on."""
        if self._key == "archive":
            return _("Open in Accounts")
        if self._column() == "development":
            return _("Open on the board")
        words = {
            "tab_visits": _("Open in Visits"),
            "tab_opportunities": _("Open in Opportunities"),
            "tab_service": _("Open in Service"),
        }
        return words[self._tab()] if self._tab_action() is not None else ""

    def _tab(self) -> str:
        """The name of the command that goes to the tab where the records of the step are worked on."""
        tabs = {
            "negotiation": "tab_opportunities",
            "deal": "tab_service",
            "service": "tab_service",
        }
        return tabs.get(self._column(), "tab_visits")

    def _tab_action(self) -> QAction | None:
        found = self.window().findChild(QAction, self._tab())
        return found if isinstance(found, QAction) else None

    def _open_place(self) -> None:
        if self._key == "archive":
            action = self.window().findChild(QAction, "tab_accounts")
            line = self.model.row_at(0)
            if line is not None:
                self._open(line)
            elif isinstance(action, QAction):
                action.trigger()
        elif self._column() == "development":
            self._desk.open_page("development")
        else:
            action = self._tab_action()
            if action is not None:
                action.trigger()

    def _open_row(self, row: int) -> None:
        line = self.model.row_at(row)
        if line is not None:
            self._open(line)

    def _open(self, line: Line) -> None:
        if line.record == "Development":
            self._desk.open_page("development", line.record_id)
        elif line.record == "CallbackPlan" and line.account_id is not None:
            self._desk.open_record("Account", line.account_id)
        else:
            self._desk.open_record(line.record, line.record_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.height() - theme.PAGE_BAR_HEIGHT - _LIST_HEIGHT
        compact = self.canvas.height_wanted(compact=False) > room
        self.canvas.set_compact(compact)
        wanted = min(self.canvas.height_wanted(compact), max(room, 200))
        self._split.setSizes([wanted, self.height() - theme.PAGE_BAR_HEIGHT - wanted])

    # --------------------------------------------------------------------------------------------- paper, picture

    def picture(self) -> QPixmap:
        """The map as it is drawn."""
        return self.canvas.grab()

    def save_picture(self) -> None:
        """Writes the map as a PNG where the user wants it."""
        suggested = Path.home() / _("process map {day}.png").format(day=date.today())
        target = messages.choose_save_file(
            self, _("Save as picture"), suggested, [("PNG", "*.png")]
        )
        if target is None:
            return
        try:
            write_picture(self.picture(), target)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        file_jobs.told_written(self._desk, target)

    def print_map(self) -> None:
        """Prints the map across a page."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(_("Process map"))
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            draw_on(printer, self.picture())


def write_picture(picture: QPixmap, target: Path) -> None:
    """Writes a PNG, whole or not at all. Raises WorldError when the file cannot be written."""
    with write_whole(target) as temporary:
        picture.save(str(temporary), "PNG")


def draw_on(printer: QPrinter, picture: QPixmap) -> None:
    """Draws `picture` as wide as the page."""
    painter = QPainter(printer)
    page = painter.viewport()
    size = picture.size().scaled(page.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawPixmap(QRect(page.topLeft(), size), picture)
    painter.end()


class _LinesModel(RowsModel[Line]):
    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == VALUE and index.column() == 1:
            line = self.row_at(index.row())
            return line.tier if line is not None else None
        return super().data(index, role)


class _Legend(QWidget):
    """What a dashed line means."""

    def __init__(self) -> None:
        super().__init__()
        self._words = _("returned")
        self.setFixedSize(QSize(theme.text_width(self._words, theme.TEXT_SMALL) + 36, 20))
        self.setAccessibleName(_("dashed: returned"))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        pen = QPen(theme.color("warn"), 1.4)
        pen.setDashPattern([3, 2.5])
        painter.setPen(pen)
        painter.drawLine(0, 10, 22, 10)
        paint.text(
            painter, self.rect().adjusted(28, 0, 0, 0), self._words, "muted", theme.TEXT_SMALL
        )


def subject_words(line: Line) -> str:
    """What the record is about."""
    if line.record == "Development":
        return DEVELOPMENT_STATE.label(line.subject)
    if line.record == "Account":
        return _("archive complete to {percent} %").format(percent=line.subject)
    kind: type[Record] = RECORD_BY_NAME[line.record]
    return line.subject or str(kind.TERM)


def _due(line: Line) -> str:
    late = line.over(date.today())
    if late:
        return _("{days} d late").format(days=late)
    return _("due {day}").format(day=f"{line.due:%m-%d}") if line.due is not None else ""


def _day(line: Line) -> str:
    return f"{line.day:%Y-%m-%d}" if line.day is not None else "—"


def _columns() -> list[Column[Line]]:
    return [
        Column("day", field_of(Visit, "planned_on").label, 110, _day),
        Column("tier", field_of(Account, "tier").label, 44, lambda each: each.tier or ""),
        Column("account", str(Account.TERM), 220, lambda each: each.account),
        Column("subject", field_of(Visit, "subject").label, 260, subject_words),
        Column("staff", str(Staff.TERM), 110, lambda each: each.staff),
        Column(
            "due",
            field_of(Development, "due_on").label,
            130,
            _due,
            lambda each: "bad" if each.over(date.today()) else "muted",
            numeric=True,
        ),
    ]
