"""The Today tab: views and a month at the left, the list of what is to be done, silent accounts and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.agenda import Task
from kamdesk.store.search import Hit
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.due_reader import RECORDS
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.remember import Memory
from kamdesk.ui.today import lines, views
from kamdesk.ui.today.actions import TodayActions
from kamdesk.ui.today.empty import empty_state
from kamdesk.ui.today.lines import Line
from kamdesk.ui.today.middle import WITH_TASKS, Middle
from kamdesk.ui.today.reading import Reading, read_today
from kamdesk.ui.today.side import Side
from kamdesk.ui.today.views import Views
from kamdesk.ui.widgets.month_calendar import MonthCalendar

if TYPE_CHECKING:
    from kamdesk.ui.due_reader import AgendaReader
    from kamdesk.ui.today.review_page import ReviewPage

_NARROW, _NO_SIDE = 1360, 1180
"""Below the first width the views are icons; below the second the right column is left out."""
_WEEK = 7
_DAYS_AHEAD = {views.BIRTHDAYS: 30, views.ALL: 366}


class TodayTab(Page):
    """The day is that of the desk; another day makes everything be read again, beside the window."""

    kinds: ClassVar[frozenset[str]] = frozenset((*RECORDS, "CalendarDay"))

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self.desk, self._memory, self._store = desk, memory, desk.store
        self.on = desk.today()
        self.reading: Reading | None = None
        """What is shown; None until it was read for the first time."""
        self._reader: Reader[Reading] = Reader(_("Reading the day"), self._take, self)
        self._since: datetime | None = _moment(memory.get("today.seen_at"))
        self._task_wanted: int | None = None
        self._day_wanted: date | None = None
        self.act = TodayActions(desk, self.day, self)
        self.views = Views()
        self.month = MonthCalendar(self.on)
        self.middle = Middle(read_only=desk.store.read_only)
        self.list, self.task, self.segment = (
            self.middle.list, self.middle.task, self.middle.segment,
        )  # fmt: skip
        self.strip, self.figures = self.middle.strip, self.middle.figures
        self.side = Side()
        for key in views.LISTS:
            self.middle.add_empty(key, empty_state(key, self))
        self._build()
        self._connect()
        kept = memory.get("today.view")
        self.views.choose(kept if kept in views.LISTS else views.TODAY)
        self.segment.choose("account" if memory.get("today.order") == "account" else "time")
        self._begin_view()
        self._stale = False
        self.track(desk.events.changed, self.on_changed)

    @cached_property
    def review(self) -> ReviewPage:
        """The weekly review, made when it is first wanted."""
        from kamdesk.ui.today.review_page import ReviewPage

        made = ReviewPage(self.desk, self.day)
        made.list.step_wanted.connect(self.act.do)
        made.list.menu_wanted.connect(self._open_menu)
        made.finished.connect(partial(self.show_view, views.TODAY))
        self.act.dealt_with.connect(made.list.take_out)
        self._stack.addWidget(made)
        return made

    def day(self) -> date:
        """The day that is shown as today."""
        return self.on

    # ------------------------------------------------------------------------------------------------------ building

    def _build(self) -> None:
        left = QWidget()
        left.setProperty("ground", "surface")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.views, 1)
        self._month_holder = QWidget()
        inner = QVBoxLayout(self._month_holder)
        inner.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, theme.SPACE_3)
        inner.addWidget(self.month)
        self._month_holder.setFixedWidth(theme.NAV_WIDTH)
        column.addWidget(self._month_holder)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.middle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(_line())
        row.addWidget(self._stack, 1)
        self._side_line = _line()
        row.addWidget(self._side_line)
        row.addWidget(self.side)

    def _connect(self) -> None:
        self.views.chosen.connect(self.show_view)
        self.segment.chosen.connect(self._show_order)
        self.list.step_wanted.connect(self.act.do)
        self.list.menu_wanted.connect(self._open_menu)
        self.act.dealt_with.connect(self.list.take_out)
        self.task.returnPressed.connect(self._add_task)
        self.side.plan_wanted.connect(
            lambda account_id, _name, days: self.act.plan_contact(account_id, days)
        )
        self.side.record_wanted.connect(self.desk.open_record)
        self.side.view_wanted.connect(self.show_view)
        self.side.review_wanted.connect(partial(self.show_view, views.REVIEW))
        self.side.focus.all_wanted.connect(partial(self.desk.open_page, "portfolio"))
        self.figures.pressed.connect(self._open_figure)
        self.month.month_shown.connect(self._fill_month)
        self.month.day_chosen.connect(self._open_day)

    # ------------------------------------------------------------------------------------------------- what is shown

    def show_view(self, key: str) -> None:
        """Shows a view by its key; its lines come as soon as they are read."""
        if self.views.current_key() != key:
            blocked = self.views.blockSignals(True)
            self.views.choose(key)
            self.views.blockSignals(blocked)
            self.views.viewport().update()
        if key == views.REVIEW:
            self.review.begin()
            self._stack.setCurrentWidget(self.review)
            self.review.take_focus()
            return
        self._stack.setCurrentWidget(self.middle)
        self._begin_view()

    def _begin_view(self) -> None:
        """What is known stands there at once; what it lacks follows, and whoever has moved on by then stays there."""
        days, known = self._days(), self.reading
        self.middle.show_view(self.views.current_key(), self.on)
        if known is not None:
            self.middle.show_reading(known.within(days), is_whole=known.days >= days)
            self.list.go_to_row(0)
        self.refresh()

    def refresh(self) -> None:
        store, on, days, since = self._store, self.on, self._days(), self._since
        self._reader.want(lambda progress: read_today(store, on, days, since, progress))
        if self.views.current_key() == views.REVIEW:
            self.review.refresh()

    def _days(self) -> int:
        return _DAYS_AHEAD.get(self.views.current_key(), _WEEK)

    def check_day(self) -> None:
        """Reads everything again once another day has begun."""
        if self.desk.today() != self.on:
            self.on = self.desk.today()
            self.month.set_today(self.on)
            self.middle.show_view(self.views.current_key(), self.on)
            self.refresh()

    def _take(self, found: Reading) -> None:
        had_keys = self.middle.isAncestorOf(self.window().focusWidget())
        typing, is_first = self.task.hasFocus(), self.reading is None
        self.reading = found
        self.middle.show_reading(found)
        self._show_rest(found)
        self.side.focus.want(self._store, self.on)
        if is_first:
            self.list.go_to_row(0)
        if found.since is not None:
            self._since = None
            self.strip.show_since(found.since)
        if self._task_wanted is not None:
            self._go_to_task(self._task_wanted)
        elif self._day_wanted is not None:
            self._go_to_day(self._day_wanted)
        elif had_keys and not typing:
            self.take_focus()

    def _show_rest(self, known: Reading) -> None:
        """Everything beside the list: counts, the right column, the month."""
        agenda = known.within(_WEEK).agenda
        counts = {
            views.TODAY: len(agenda.today) + len(agenda.overdue),
            views.WEEK: len(agenda.today) + len(agenda.coming),
            views.APPROVALS: known.approvals(),
            views.WAITING: len(agenda.waiting),
            views.SILENT: known.silent.count,
        }
        urgent = {views.SILENT} | ({views.TODAY} if agenda.overdue else set())
        for key, count in counts.items():
            role = "bad" if key in urgent else "muted"
            self.views.set_count(key, f"{count:,}" if count else "", role)
        self.side.show_silent(known.silent.accounts, known.silent.count, known.on, known.rhythms)
        self.side.show_waiting(agenda.waiting)
        self.side.show_review(known.last_review_on, known.on)
        for button in self.side.plan_buttons.values():
            button.setEnabled(not self._store.read_only)
        self._fill_month(*self.month.days_in_view())

    def _show_order(self, _key: str) -> None:
        if self.reading is not None:
            self.middle.show_lines(self.reading)

    def _fill_month(self, first: date, last: date) -> None:
        from kamdesk.work import visit_calendar

        if self.reading is None:
            return
        with self._store.read() as session:
            owner = self.reading.owner_id
            self.month.set_busy(visit_calendar.busy_days(session, first, last, owner))

    def show_recent(self, hits: Sequence[Hit]) -> None:
        """What was opened last, the newest first."""
        self.side.show_recent(hits)

    def use_reader(self, reader: AgendaReader) -> None:
        """Hears from the window's reader when another day begins."""
        reader.day_began.connect(self._on_day)

    def _on_day(self, _day: object) -> None:
        self.check_day()

    # ------------------------------------------------------------------------------------------------------- answers

    def _add_task(self) -> None:
        if self.task.text().strip() and self.act.add_task(self.task.text()):
            self.task.clear()

    def new_task(self) -> None:
        """Goes to the line of a new task."""
        if self.views.current_key() not in WITH_TASKS:
            self.show_view(views.TODAY)
        self.task.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.task.selectAll()

    def _open_menu(self, line: Line, point: QPoint) -> None:
        self.act.menu(line).popup(point)

    def _open_figure(self, key: str) -> None:
        if key == "silent":
            self.show_view(views.SILENT)
        else:
            self.desk.signals.visit_wanted.emit("show", 0)

    def _open_day(self, day: date) -> None:
        """Goes to the first line of a day once all is read."""
        self._day_wanted = day
        self.segment.choose("time")
        self.show_view(views.ALL)

    def _go_to_day(self, day: date) -> None:
        self._day_wanted = None
        for row, line in enumerate(self.list.lines.lines):
            if line.on == day and not line.is_heading:
                self.list.go_to_row(row)
                self.list.setFocus()
                return
        self.desk.say(_("Nothing stands on {day}.").format(day=lines.day_words(day)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_N and not event.modifiers():
            self.new_task()
        elif event.key() == Qt.Key.Key_Escape and self.task.hasFocus():
            self.task.clear()
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------------- what the window asks for

    def show_task(self, task_id: int) -> bool:
        """Goes to an open task once the day is read; False when it is done, dropped or gone."""
        with self._store.read() as session:
            task = session.get(Task, task_id)
            if task is None or task.deleted_at or task.done_on or task.cancelled_on:
                return False
            near = task.due_on is not None and (task.due_on - self.on).days <= _WEEK
        self._task_wanted = task_id
        self.segment.choose("time")
        self.show_view(views.TODAY if near else views.ALL)
        return True

    def _go_to_task(self, task_id: int) -> None:
        self._task_wanted = None
        for row, line in enumerate(self.list.lines.lines):
            if (line.record, line.record_id) == ("Task", task_id):
                self.list.go_to_row(row)
                self.list.setFocus()
                return
        self.act.open_task(task_id)  # somebody else's, or one of too many to be listed

    def delete_selected(self) -> None:
        """Moves the selected task to the waste basket; other things are deleted where they live."""
        line = self._selected()
        if line is not None and line.kind == "task":
            self.act.delete(line)
        else:
            self.desk.say(_("Only tasks are deleted here; Enter opens this where it lives."))

    def current_account(self) -> tuple[int | None, str]:
        """Id and name of the account of the selected line."""
        line = self._selected()
        if line is None or line.account_id is None:
            return None, ""
        return line.account_id, line.account

    def _selected(self) -> Line | None:
        in_review = self.views.current_key() == views.REVIEW
        return (self.review.list if in_review else self.list).current()

    def has_unsaved(self) -> bool:
        return False

    def remember(self) -> None:
        """Keeps view and order until the next start."""
        self._memory.put("today.view", self.views.current_key())
        self._memory.put("today.order", self.segment.current())
        self._memory.put("today.seen_at", datetime.now(UTC).isoformat())

    def take_focus(self) -> None:
        """Puts the keys into the list, or into the views where it is empty."""
        if self.views.current_key() == views.REVIEW:
            self.review.take_focus()
        elif not self.middle.is_empty():
            self.list.setFocus()
        elif self.task.isEnabled() and self.views.current_key() in WITH_TASKS:
            self.task.setFocus()
        else:
            self.views.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.check_day()
        if not self.isAncestorOf(self.window().focusWidget()):
            self.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow != self.views.is_collapsed():
            self.views.set_collapsed(narrow)
        self._month_holder.setVisible(not narrow)
        for each in (self.side, self._side_line):
            each.setVisible(self.width() >= _NO_SIDE)


def _moment(kept: object) -> datetime | None:
    """The moment that was kept, with its zone; None for what another program wrote."""
    try:
        moment = datetime.fromisoformat(kept) if isinstance(kept, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("line", "left")
    line.setFixedWidth(1)
    return line
