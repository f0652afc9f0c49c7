"""The calendar with its head and foot: which week or month, the buttons to plan and to enter, legend and sums."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import _, ngettext
from kamdesk.model.department import Staff
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.page import Page
from kamdesk.ui.remember import Memory
from kamdesk.ui.visits.calendar.entries import KIND_COLOURS, Item
from kamdesk.ui.visits.calendar.legend import Legend
from kamdesk.ui.visits.calendar.month_view import MOST_LINES, MonthView, weeks_of
from kamdesk.ui.visits.calendar.view import CalendarView
from kamdesk.ui.visits.calendar.week_view import WeekView
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.month_calendar import add_months, month_words
from kamdesk.work import settings, visit_calendar
from kamdesk.work.visit_states import HAPPENED

_ROOMY = 560
"""From this width on the buttons have words."""
_OWNER = "visits.owner"


class CalendarPane(Page):
    """`week` and `month` tell what is done in them; `shown(first, last)`: other days are in view."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Visit", "Account", "CallbackPlan", "CalendarDay", "Staff"}
    )
    shown = Signal(object, object)
    quick_wanted = Signal()
    plan_wanted = Signal()
    week_plan_wanted = Signal()
    hand_in_wanted = Signal()
    form_wanted = Signal()

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self._store, self._memory = desk.store, memory
        self.today = date.today()
        self.day = self.today
        """The day that the week or month in view was chosen by."""
        self.is_month = False
        owner = memory.get(_OWNER)
        self.owner_id: int | None = owner if isinstance(owner, int) else None
        self._knows_days_off = False
        self.week = WeekView(self._today)
        self.month = MonthView(self._today)
        for view in (self.week, self.month):
            view.pages_wanted.connect(self.go)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.week)
        self._stack.addWidget(self.month)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot())
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        after_first_paint(self, self._know_days_off)

    def _today(self) -> date:
        return self.today

    def _head(self) -> QWidget:
        self._title = label("", "title")
        self._range = ElidedLabel("", "muted")
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_3, 0)
        row.setSpacing(theme.SPACE_1)
        self.back = icon_button("chevron-left", _("Before"), partial(self.go, -1))
        self.forward = icon_button("chevron-right", _("After"), partial(self.go, 1))
        self.now = plain_button(_("today").capitalize(), clicked=self.go_today, small=True)
        self.quick = plain_button(_("Visit held"), "pencil", self.quick_wanted.emit)
        self.quick.setToolTip(_("Enter a visit that was held already"))
        self.plan = primary_button(_("Plan"), "plus", self.plan_wanted.emit)
        self.plan.setToolTip(_("Plan a visit ({key})").format(key="N"))
        self.more = icon_button("more", _("More for this calendar"), self._open_more)
        row.addWidget(self._title)
        row.addSpacing(theme.SPACE_1)
        row.addWidget(self._range, 1)
        row.addWidget(self.back)
        row.addWidget(self.now)
        row.addWidget(self.forward)
        row.addSpacing(theme.SPACE_1)
        row.addWidget(self.more)
        row.addWidget(self.quick)
        row.addWidget(self.plan)
        return head

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("line", "top")
        foot.setFixedHeight(theme.FOOT_HEIGHT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, 0)
        self.legend = Legend(
            [
                (KIND_COLOURS["visit"], _("Visit")),
                (KIND_COLOURS["reception"], _("Reception")),
                (KIND_COLOURS["callback"], _("Call, call-back")),
            ],
            _("dashed: waits for approval"),
        )
        self._sums = label("", "small")
        row.addWidget(self.legend, 1)
        row.addWidget(self._sums)
        return foot

    # ------------------------------------------------------------------------------------------------- what it shows

    def view(self) -> CalendarView:
        """The week or the month, whichever is in view."""
        return self.month if self.is_month else self.week

    def show_week(self, day: date) -> None:
        """The week of `day`."""
        self._show(day, is_month=False)

    def show_month(self, day: date) -> None:
        """The month of `day`."""
        self._show(day, is_month=True)

    def show_day(self, day: date) -> None:
        """The week or month of `day`, whichever is in view, standing on it."""
        self._show(day, is_month=self.is_month)
        self.view().go_to_day(day, 9 * 60)

    def go(self, pages: int) -> None:
        """So many weeks or months on."""
        if self.is_month:
            self._show(add_months(self.day.replace(day=1), pages), is_month=True)
        else:
            self._show(self.day + timedelta(days=7 * pages), is_month=False)

    def go_today(self) -> None:
        """The present week or month."""
        self.show_day(self.today)

    def _show(self, day: date, *, is_month: bool) -> None:
        self.day, self.is_month = day, is_month
        self._stack.setCurrentWidget(self.view())
        self.refresh()
        self.shown.emit(*self.days_in_view())

    def days_in_view(self) -> tuple[date, date]:
        """The first and the last day shown."""
        if self.is_month:
            return weeks_of(self.day)
        first = self.day - timedelta(days=self.day.weekday())
        return first, first + timedelta(days=6)

    def refresh(self) -> None:
        self.today = date.today()
        first, last = self.days_in_view()
        with self._store.read() as session:
            off, names = self._days_off(session, first, last)
            if self.is_month:
                found = visit_calendar.days(session, first, last, MOST_LINES, self.owner_id)
                items = [Item(entry) for day in found.values() for entry in day.entries]
                totals = {day: each.total for day, each in found.items()}
                self.month.show_month(self.day, items, totals, off, names)
            else:
                entries = visit_calendar.entries(session, first, last, self.owner_id)
                due = visit_calendar.callbacks_due(session, last, self.today, self.owner_id)
                timed = [Item(entry) for entry in entries if entry.start is not None]
                rest = [Item(entry) for entry in entries if entry.start is None]
                late = [Item(due=each) for each in due]
                self.week.show_days(first, last, [*timed, *late, *rest], off, names)
            self._show_sums(session, first, last)
            owner = session.get(Staff, self.owner_id) if self.owner_id is not None else None
        self._show_title(first, last, owner.name if owner is not None else "")

    def _show_title(self, first: date, last: date, owner: str) -> None:
        if self.is_month:
            self._title.setText(month_words(self.day))
            self._range.setText(owner)
            return
        number = self.day.isocalendar().week
        self._title.setText(_("Week {number}").format(number=number))
        year = f"{first.year}-" if first.year != self.today.year else ""
        span = f"{year}{first:%m-%d} – {last:%m-%d}"
        self._range.setText(" · ".join(filter(None, (span, owner))))

    def _show_sums(self, session: Session, first: date, last: date) -> None:
        if self.is_month:
            first = self.day.replace(day=1)
            last = add_months(first, 1) - timedelta(days=1)
        counts = visit_calendar.sums(session, first, last, self.owner_id)
        whole = sum(counts.values())
        written = sum(counts.get(state, 0) for state in HAPPENED if state != "held")
        off = counts.get("cancelled", 0)
        parts = [ngettext("{count} visit", "{count} visits", whole).format(count=whole)]
        parts.append(_("{count} recorded").format(count=written))
        if off:
            parts.append(_("{count} cancelled").format(count=off))
        self._sums.setText(" · ".join(parts))

    def sums(self) -> str:
        """What stands below the calendar."""
        return self._sums.text()

    def title(self) -> str:
        """Which week or month is in view, in words."""
        return f"{self._title.text()} {self._range.text()}".strip()

    def _days_off(
        self, session: Session, first: date, last: date
    ) -> tuple[list[date], dict[date, str]]:
        span = [first + timedelta(days=count) for count in range((last - first).days + 1)]
        if not self._knows_days_off:
            return [day for day in span if day.weekday() > 4], {}
        from kamdesk.work.working_days import Calendar  # late: brings the holidays of the country

        calendar = Calendar(session)
        names = {day: calendar.name_of(day) for day in span}
        off = [day for day in span if not calendar.is_working_day(day)]
        return off, {day: name for day, name in names.items() if name}

    def _know_days_off(self) -> None:
        """Once the calendar has been painted: the holidays of the country take a moment to load."""
        self._knows_days_off = True
        self.refresh()

    # ------------------------------------------------------------------------------------------------------ whose

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Plan a week by the rhythm of the tiers…"), self.week_plan_wanted.emit)
        menu.addAction(_("Hand in all plans in view"), self.hand_in_wanted.emit)
        words = _("Plan form of this month…") if self.is_month else _("Plan form of this week…")
        menu.addAction(words, self.form_wanted.emit)
        menu.addSeparator()
        with self._store.read() as session:
            me = settings.me(session)
            everybody = session.scalars(
                select(Staff).where(Staff.deleted_at.is_(None)).order_by(Staff.number)
            ).all()
        group = QActionGroup(menu)
        choices: list[tuple[str, int | None]] = [(_("Visits of everybody"), None)]
        if me is not None:
            choices.append((_("My visits"), me.id))
        choices += [(each.name, each.id) for each in everybody if me is None or each.id != me.id]
        for words, owner_id in choices:
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(owner_id == self.owner_id)
            action.triggered.connect(partial(self._choose_owner, owner_id))
            group.addAction(action)
            menu.addAction(action)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _choose_owner(self, owner_id: int | None, _checked: bool = False) -> None:
        self.show_owner(owner_id)

    def show_owner(self, owner_id: int | None) -> None:
        """Only the visits of one member of the staff; None: of everybody."""
        self.owner_id = owner_id
        self._memory.put(_OWNER, owner_id)
        self.refresh()
        self.shown.emit(*self.days_in_view())

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= _ROOMY
        self.quick.setText(_("Visit held") if roomy else "")
        self.quick.setAccessibleName(_("Visit held"))
        self.legend.set_brief(not roomy)
