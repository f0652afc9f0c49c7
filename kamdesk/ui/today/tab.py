"""The Today tab: views and a month at the left, the list of what is to be done, silent accounts and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.store.search import Hit
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.page import Changed, Page
from kamdesk.ui.remember import Memory
from kamdesk.ui.today import lines, views
from kamdesk.ui.today.actions import TodayActions
from kamdesk.ui.today.agenda_list import AgendaList
from kamdesk.ui.today.empty import empty_state
from kamdesk.ui.today.figures import Figures
from kamdesk.ui.today.lines import Line
from kamdesk.ui.today.side import Side
from kamdesk.ui.today.strip import SinceStrip
from kamdesk.ui.today.views import Views
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.month_calendar import MonthCalendar
from kamdesk.work import agenda as agendas
from kamdesk.work import review, rhythm, settings
from kamdesk.work.agenda import Agenda

if TYPE_CHECKING:
    from kamdesk.ui.due_reader import AgendaReader
    from kamdesk.ui.today.review_page import ReviewPage

_NARROW, _NO_SIDE = 1360, 1180
"""Below the first width the views are icons; below the second the right column is left out."""
_WEEK, _MONTH, _YEAR = 7, 30, 366
_SILENT_LISTED = 300


class TodayTab(Page):
    """The day is that of the desk; another day makes everything be read again."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self.desk, self._memory, self._store = desk, memory, desk.store
        self.on = desk.today()
        self._me = ""
        self._silent = rhythm.Silent((), 0)
        self.act = TodayActions(desk, self.day, self)
        self.views = Views()
        self.month = MonthCalendar(self.on)
        self.list = AgendaList()
        self.list.read_only = desk.store.read_only
        self.side = Side()
        self.figures = Figures()
        self.strip = SinceStrip()
        self.agenda: Agenda | None = None
        self._empties: dict[str, QWidget] = {}
        self._build()
        self._connect()
        self.views.choose(str(memory.get("today.view") or views.TODAY))
        if self.views.current_key() == views.REVIEW:
            self.views.choose(views.TODAY)
        self.segment.choose("account" if memory.get("today.order") == "account" else "time")
        self._read()
        self._stale = False
        self.track(desk.events.changed, self.on_changed)
        after_first_paint(self, self._begin)

    @cached_property
    def review(self) -> ReviewPage:
        """The weekly review, made when it is first wanted."""
        from kamdesk.ui.today.review_page import ReviewPage

        made = ReviewPage(self.desk, self.day)
        made.list.step_wanted.connect(self.act.do)
        made.list.menu_wanted.connect(self._open_menu)
        made.finished.connect(lambda: self.show_view(views.TODAY))
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
        self._stack.addWidget(self._middle())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(_line())
        row.addWidget(self._stack, 1)
        self._side_line = _line()
        row.addWidget(self._side_line)
        row.addWidget(self.side)

    def _middle(self) -> QWidget:
        middle = QWidget()
        middle.setProperty("ground", "raised")
        middle.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = label("", "title")
        self._words = ElidedLabel("", "muted")
        self.segment = Segment(
            [("time", _("By time")), ("account", _("By account"))], "time", name=_("Order")
        )
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self._title)
        row.addWidget(self._words, 1)
        row.addWidget(self.segment)
        self.task = QLineEdit()
        ready_input(self.task, _("New task"))
        self.task.setPlaceholderText(_("New task (N): send the offer on Friday"))
        self.task.setEnabled(not self._store.read_only)
        self._task_row = QFrame()
        self._task_row.setProperty("line", "bottom")
        below = QHBoxLayout(self._task_row)
        below.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
        below.addWidget(self.task)
        self._body = QStackedWidget()
        self._body.addWidget(self.list)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (head, self.strip, self.figures, self._task_row):
            column.addWidget(widget)
        column.addWidget(self._body, 1)
        self.setFocusProxy(None)
        return middle

    def _connect(self) -> None:
        self.views.chosen.connect(self.show_view)
        self.segment.chosen.connect(lambda _key: self._show_lines())
        self.list.step_wanted.connect(self.act.do)
        self.list.menu_wanted.connect(self._open_menu)
        self.task.returnPressed.connect(self._add_task)
        self.side.plan_wanted.connect(
            lambda account_id, _name, days: self.act.plan_contact(account_id, days)
        )
        self.side.record_wanted.connect(self.desk.open_record)
        self.side.view_wanted.connect(self.show_view)
        self.side.review_wanted.connect(lambda: self.show_view(views.REVIEW))
        self.figures.pressed.connect(self._open_figure)
        self.month.month_shown.connect(self._fill_month)
        self.month.day_chosen.connect(self._open_day)

    # ------------------------------------------------------------------------------------------------- what is shown

    def show_view(self, key: str) -> None:
        """Shows a view by its key."""
        if self.views.current_key() != key:
            blocked = self.views.blockSignals(True)
            self.views.choose(key)
            self.views.blockSignals(blocked)
            self.views.viewport().update()
        if key == views.REVIEW:
            self.review.begin()
            self._stack.setCurrentWidget(self.review)
            self.review.list.setFocus()
            return
        self._stack.setCurrentIndex(0)
        self._read()
        self.list.go_to_row(0)

    def refresh(self) -> None:
        self._read()
        self._fill_rest()
        if self.views.current_key() == views.REVIEW:
            self.review.refresh()

    def on_changed(self, changed: Changed) -> None:
        """What is typed into the line of a new task is no reason to show yesterday's list."""
        if self.isVisible():
            self.refresh()
        else:
            self.mark_stale()

    def check_day(self) -> None:
        """Reads everything again once another day has begun."""
        if self.desk.today() != self.on:
            self.on = self.desk.today()
            self.month.set_today(self.on)
            self.refresh()

    def _read(self) -> None:
        key = self.views.current_key()
        days = {views.BIRTHDAYS: _MONTH, views.ALL: _YEAR}.get(key, _WEEK)
        with self._store.read() as session:
            me = settings.me(session)
            self._me = me.name if me is not None else ""
            self.agenda = agendas.agenda(session, self.on, days, me)
            self._silent = rhythm.Silent((), 0)
            if key == views.SILENT:
                self._silent = rhythm.silent_accounts(session, self.on, me, _SILENT_LISTED)
        self._show_head()
        self._show_lines()

    def _show_head(self) -> None:
        agenda = self.agenda
        assert agenda is not None
        key = self.views.current_key()
        if key != views.TODAY:
            self._title.setText(views.title_of(key))
            self._words.setText(lines.day_words(self.on))
        else:
            self._title.setText(lines.day_words(self.on))
            said = [self._me] if self._me else []
            if agenda.today:
                said.append(_("{count} today").format(count=len(agenda.today)))
                first = next((each for each in agenda.today if each.account), None)
                if first is not None:
                    said.append(_("first {account}").format(account=first.account))
            self._words.setText(_(", ").join(said))
        self.segment.setVisible(key in (views.TODAY, views.WEEK, views.ALL))
        self.figures.setVisible(key == views.TODAY and self.height() > 560)
        self._task_row.setVisible(key in (views.TODAY, views.WEEK, views.ALL))

    def _show_lines(self) -> None:
        found = self._lines()
        self.list.show_lines(found)
        key = self.views.current_key()
        if found:
            self._body.setCurrentWidget(self.list)
            return
        if key not in self._empties:
            self._empties[key] = empty_state(key, self)
            self._body.addWidget(self._empties[key])
        self._body.setCurrentWidget(self._empties[key])

    def _lines(self) -> list[Line]:
        agenda = self.agenda
        assert agenda is not None
        key = self.views.current_key()
        if key == views.SILENT:
            return lines.silent_lines(self._silent.accounts, self._silent.count, self.on)
        if key == views.WAITING:
            return lines.waiting_lines(agenda.waiting)
        if key == views.APPROVALS:
            return lines.of_kind(agenda, "approval", views.title_of(key))
        if key == views.BIRTHDAYS:
            return lines.of_kind(agenda, "birthday", views.title_of(key))
        if self.segment.current() == "account":
            entries = agenda.today + agenda.coming if key == views.WEEK else agenda.entries
            undated = agenda.undated if key == views.ALL else ()
            return lines.by_account((*entries, *undated), self.on)
        found = lines.by_time(agenda, undated=key == views.ALL)
        if key == views.WEEK:
            first = len(agenda.overdue) + 1 if agenda.overdue else 0
            return found[first:]
        return found

    def _begin(self) -> None:
        self._fill_rest()
        self._tell_since()

    def _fill_rest(self) -> None:
        """Everything beside the list: counts, figures, the right column, the month."""
        from kamdesk.work.month_figures import month_figures  # late: the list comes first

        with self._store.read() as session:
            me = settings.me(session)
            week = agendas.agenda(session, self.on, _WEEK, me)
            figures = month_figures(session, self.on, me)
            last = review.last_review_on(session)
            rhythms = rhythm.rhythms(session)
        counts = {
            views.TODAY: len(week.today) + len(week.overdue),
            views.WEEK: len(week.today) + len(week.coming),
            views.APPROVALS: sum(1 for each in week.today if each.kind == "approval"),
            views.WAITING: len(week.waiting),
            views.SILENT: week.silent.count,
        }
        urgent = {views.SILENT} | ({views.TODAY} if week.overdue else set())
        for key, count in counts.items():
            role = "bad" if key in urgent else "muted"
            self.views.set_count(key, f"{count:,}" if count else "", role)
        self.figures.show_figures(figures, self.on)
        self.side.show_silent(week.silent.accounts, week.silent.count, self.on, rhythms)
        self.side.show_waiting(week.waiting)
        self.side.show_review(last, self.on)
        for button in self.side.plan_buttons.values():
            button.setEnabled(not self._store.read_only)
        self._fill_month(*self.month.days_in_view())

    def _fill_month(self, first: date, last: date) -> None:
        from kamdesk.work import visit_calendar

        with self._store.read() as session:
            me = settings.me(session)
            owner = me.id if me is not None else None
            self.month.set_busy(visit_calendar.busy_days(session, first, last, owner))

    def show_recent(self, hits: Sequence[Hit]) -> None:
        """What was opened last, the newest first."""
        self.side.show_recent(hits)

    def use_reader(self, reader: AgendaReader) -> None:
        """Hears from the window's reader when another day begins."""
        reader.day_began.connect(self._on_day)

    def _on_day(self, _day: object) -> None:
        self.check_day()

    def _tell_since(self) -> None:
        """Tells in the strip what happened since the window was closed last."""
        kept = self._memory.get("today.seen_at")
        if not isinstance(kept, str):
            return
        try:
            moment = datetime.fromisoformat(kept)
        except ValueError:
            return  # written by another program: nothing to go by
        if moment.tzinfo is None:
            return
        with self._store.read() as session:
            self.strip.show_since(review.since(session, moment, self.on, settings.me(session)))

    # ------------------------------------------------------------------------------------------------------- answers

    def _add_task(self) -> None:
        if self.task.text().strip() and self.act.add_task(self.task.text()):
            self.task.clear()

    def new_task(self) -> None:
        """Goes to the line of a new task."""
        if self.views.current_key() not in (views.TODAY, views.WEEK, views.ALL):
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
        """Goes to the first line of a day; what lies behind stands below overdue."""
        self.segment.choose("time")
        self.show_view(views.ALL)
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
        """Goes to an open task, wherever it stands; False when it does not stand here."""
        self.segment.choose("time")
        for key in (views.TODAY, views.ALL):
            self.show_view(key)
            for row, line in enumerate(self.list.lines.lines):
                if (line.record, line.record_id) == ("Task", task_id):
                    self.list.go_to_row(row)
                    self.list.setFocus()
                    return True
        return False

    def delete_selected(self) -> None:
        """Moves the selected task to the waste basket; other things are deleted where they live."""
        line = self.list.current()
        if line is not None and line.kind == "task":
            self.act.delete(line)
        else:
            self.desk.say(_("Only tasks are deleted here; Enter opens this where it lives."))

    def current_account(self) -> tuple[int | None, str]:
        """Id and name of the account of the selected line."""
        line = self.list.current()
        if line is None or line.account_id is None:
            return None, ""
        return line.account_id, line.account

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
            self.review.list.setFocus()
        elif self._body.currentWidget() is self.list:
            self.list.setFocus()
        else:
            self.task.setFocus()

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
        self.figures.setVisible(self.views.current_key() == views.TODAY and self.height() > 560)


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("line", "left")
    line.setFixedWidth(1)
    return line
