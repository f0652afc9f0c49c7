"""Planning a week: the accounts whose rhythm asks for a visit, ticked and placed, become plans in one step."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.ui import faults, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.visits.calendar.entries import weekday
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.work import settings, week_plan
from kamdesk.work.week_plan import Placed

_AT_FIRST = 15
"""So many are ticked to begin with: three a day."""


class PlanWeekDialog(QDialog):
    """`planned(day)`: the plans stand in the week of this day."""

    planned = Signal(object)

    def __init__(self, desk: Desk, day: date, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Plan a week"))
        self.resize(720, 520)
        self._desk, self._store = desk, desk.store
        self._today = date.today()
        self.day = max(day, self._today)
        if self.day.weekday() > 3:  # the rest of this week is nearly over
            self.day += timedelta(days=7)
        self.proposals: list[Placed] = []
        self._title = label("", "heading")
        self.back = icon_button("chevron-left", _("Week before"), partial(self._go, -1))
        self.list = QTreeWidget()
        self.list.setAccessibleName(_("Proposals"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels([_("Account"), _("Tier"), _("Due since"), _("Planned for")])
        header = self.list.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        for column, width in ((1, 60), (2, 150), (3, 170)):
            self.list.setColumnWidth(column, width)
        self.list.itemChanged.connect(self._count)
        self.ok = primary_button("", "check", self.take)
        self._build()
        self._show()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_1)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.back)
        head.addWidget(icon_button("chevron-right", _("Next week"), partial(self._go, 1)))
        self._bodies = QStackedWidget()
        self._bodies.addWidget(self.list)
        self._bodies.addWidget(
            EmptyState(
                "calendar-check",
                _("No account asks for a visit in this week"),
                _("Every key account with a rhythm is met or planned in time."),
            )
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_2)
        buttons.addWidget(plain_button(_("All"), clicked=partial(self._tick, True), small=True))
        buttons.addWidget(plain_button(_("None"), clicked=partial(self._tick, False), small=True))
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        buttons.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addLayout(head)
        said = _(
            "Proposed by the rhythm of tier and account, on working days, at hours that are free."
        )
        column.addWidget(label(said, "muted", wrap=True))
        column.addWidget(self._bodies, 1)
        column.addLayout(buttons)

    def _go(self, weeks: int) -> None:
        self.day += timedelta(days=7 * weeks)
        self._show()

    def _show(self) -> None:
        monday, sunday = week_plan.week_of(self.day)
        self.back.setEnabled(monday > self._today)
        number = _("Week {number}").format(number=self.day.isocalendar().week)
        self._title.setText(f"{number} · {monday:%m-%d} – {sunday:%m-%d}")
        with self._store.read() as session:
            me = settings.me(session)
            self.proposals = week_plan.propose_week(session, self.day, self._today, me)
        self.list.blockSignals(True)
        self.list.clear()
        for number_in_list, each in enumerate(self.proposals):
            self.list.addTopLevelItem(self._item(each, ticked=number_in_list < _AT_FIRST))
        self.list.blockSignals(False)
        self._bodies.setCurrentIndex(0 if self.proposals else 1)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        self._count()

    def _item(self, placed: Placed, *, ticked: bool) -> QTreeWidgetItem:
        proposal = placed.proposal
        late = (self._today - proposal.due_on).days
        due = f"{proposal.due_on:%Y-%m-%d}"
        if late > 0:
            due = f"{proposal.due_on:%m-%d} · " + _("{days} d late").format(days=late)
        where = _("no hour is free")
        if placed.day is not None:
            where = f"{weekday(placed.day)} {placed.day:%m-%d} {placed.start}–{placed.end}"
        item = QTreeWidgetItem([proposal.name, proposal.tier or "", due, where])
        flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
        if placed.day is None:
            flags &= ~Qt.ItemFlag.ItemIsEnabled
        item.setFlags(flags)
        on = ticked and placed.day is not None
        item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        if late > 0:
            item.setForeground(2, theme.color("bad"))
        return item

    def chosen(self) -> list[Placed]:
        """The proposals that are ticked."""
        found = []
        for row, each in enumerate(self.proposals):
            item = self.list.topLevelItem(row)
            if item is not None and item.checkState(0) == Qt.CheckState.Checked:
                found.append(each)
        return found

    def _tick(self, on: bool) -> None:
        for row, each in enumerate(self.proposals):
            item = self.list.topLevelItem(row)
            if item is not None and each.day is not None:
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _count(self, *_what: object) -> None:
        count = len(self.chosen())
        words = ngettext("Plan {count} visit", "Plan {count} visits", count).format(count=count)
        self.ok.setText(words)
        self.ok.setAccessibleName(words)
        self.ok.setEnabled(count > 0)

    def take(self) -> None:
        """Plans what is ticked, as one change."""
        chosen = self.chosen()
        count = len(chosen)
        try:
            with self._store.change(message("Plan {count} visits", count=count)) as session:
                week_plan.plan_all(session, chosen)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        words = ngettext("{count} visit is planned.", "{count} visits are planned.", count)
        self._desk.say_undoable(words.format(count=count))
        self.accept()
        self.planned.emit(self.day)
