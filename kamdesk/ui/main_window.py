"""The window: head with menus and search, the tabs that work, long work, status bar; pages live under their tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import shiboken6
from PySide6.QtCore import QByteArray, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenuBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import N_, _, ngettext
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.progress import Progress
from kamdesk.store.store import Changed, Store
from kamdesk.ui import commands, faults, jobs, messages, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.due_reader import AgendaReader, Due
from kamdesk.ui.events import StoreEvents
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.jobs import run_job
from kamdesk.ui.palette import Palette
from kamdesk.ui.remember import Memory
from kamdesk.ui.status_bar import StatusBar
from kamdesk.ui.warm_up import WarmUp
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets.buttons import quiet_button
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.progress_strip import ProgressStrip
from kamdesk.ui.widgets.tab_bar import TabBar
from kamdesk.ui.widgets.toast import Toast
from kamdesk.ui.window_commands import WindowCommands
from kamdesk.work import overview, settings

if TYPE_CHECKING:
    from kamdesk.ui.first_start import FirstStart
    from kamdesk.work.rules import Ran


class TabDeclaration(NamedTuple):
    """A tab of the window: where its widget is found. A tab stands here once it works."""

    key: str
    label: str
    icon: str
    module: str
    widget: str


TABS: tuple[TabDeclaration, ...] = (
    TabDeclaration("today", N_("Today"), "calendar-check", "kamdesk.ui.today.tab", "TodayTab"),
    TabDeclaration(
        "accounts", N_("Accounts"), "building", "kamdesk.ui.accounts.tab", "AccountsTab"
    ),
    TabDeclaration("visits", N_("Visits"), "map-pin", "kamdesk.ui.visits.tab", "VisitsTab"),
    TabDeclaration(
        "opportunities",
        N_("Opportunities"),
        "funnel",
        "kamdesk.ui.opportunities.tab",
        "OpportunitiesTab",
    ),
    TabDeclaration("service", N_("Service"), "headset", "kamdesk.ui.service.tab", "ServiceTab"),
    TabDeclaration("kpi", N_("KPI"), "bar-chart", "kamdesk.ui.kpi.tab", "KpiTab"),
)


class MainWindow(QMainWindow):
    """One data folder on the screen. `language_chosen`: the program is to show a new window in that language."""

    language_chosen = Signal(str)
    restore_wanted = Signal(object)
    """The path of the backup that is to take the place of the data."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.replaced = False
        """Another window took this one's place: closing asks nothing and stores nothing."""
        self.memory = Memory(store.home)
        self.events = StoreEvents(store, self)
        self.desk = Desk(store, self.events)
        self.desk.signals.record_wanted.connect(self.open_record)
        self.desk.signals.said.connect(self.say)
        self.desk.signals.page_wanted.connect(self.open_page)
        self.desk.signals.visit_wanted.connect(self.begin_visit)
        self.desk.signals.opportunity_wanted.connect(self.begin_opportunity)
        self.due = AgendaReader(self.desk, self)
        self.due.counted.connect(self._show_due)
        self.due.day_began.connect(self._on_day)
        self.act = WindowCommands(self)
        self.actions_by_key = commands.build_actions(self, self.act)
        self.tabs: dict[str, Any] = {}
        self.first_start: FirstStart | None = None
        """The choice an empty folder begins with, while it is shown."""
        self._build()
        self.toast = Toast(self)
        self.events.changed.connect(self._on_changed)
        self._restore()
        after_first_paint(self, self._show_titles)
        self.palette_field.recent_changed.connect(self._show_recent)
        self.start()
        after_first_paint(self, self._restore_recent)
        after_first_paint(self, self.due.refresh)
        after_first_paint(self, partial(WarmUp, self))

    def _build(self) -> None:
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._tab_row())
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        column.addWidget(ProgressStrip(jobs.runner()))
        self.status = StatusBar(self.desk)
        self.status.undo_pressed.connect(self.act.undo)
        self.status.due_pressed.connect(partial(self.show_tab, "today"))
        column.addWidget(self.status)
        self.setCentralWidget(central)
        self.setMinimumSize(1000, 640)

    def _head(self) -> QFrame:
        head = QFrame()
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_2, 0, theme.SPACE_3, 0)
        row.setSpacing(theme.SPACE_2)
        bar = QMenuBar()
        commands.fill_menu_bar(bar, self.actions_by_key)
        bar.setNativeMenuBar(False)
        self.palette_field = Palette(self.store)
        self.palette_field.setFixedWidth(340)
        self.palette_field.record_chosen.connect(self.open_record)
        self.palette_field.command_chosen.connect(self.run_command)
        name = label("kamdesk", "heading")
        name.setContentsMargins(theme.SPACE_2, 0, theme.SPACE_1, 0)
        row.addWidget(name)
        row.addWidget(bar)
        row.addStretch(1)
        row.addWidget(self.palette_field)
        row.addWidget(quiet_button(_("Quick add"), "plus", self.act.quick_add))
        return head

    def _tab_row(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("line", "bottom")
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.SPACE_2, 0, theme.SPACE_3, 0)
        self.tab_bar = TabBar(_("Tabs"))
        for each in TABS:
            self.tab_bar.add(_(each.label), each.icon)
        self.tab_bar.currentChanged.connect(self._show_tab)
        self._whose = ElidedLabel("", "small")
        row.addWidget(self.tab_bar)
        row.addStretch(1)
        row.addWidget(self._whose)
        return frame

    # --------------------------------------------------------------------------------------- what is shown

    def start(self) -> None:
        """Shows the first-start choice for a folder that holds nothing, else the tab of the last time."""
        with self.store.read() as session:
            fresh = not self.store.read_only and overview.is_fresh(session)
        if fresh:
            self._show_first_start()
            return
        kept = self.memory.get("window.tab")
        self.show_tab(kept if kept in [each.key for each in TABS] else TABS[0].key)

    def _show_first_start(self) -> None:
        from kamdesk.ui.first_start import FirstStart  # late: once in the life of a data folder

        page = FirstStart(self.store)
        page.begun.connect(self.act.begin)
        page.language_chosen.connect(self.language_chosen)
        page.theme_chosen.connect(self.act.use_theme)
        self.first_start = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.setFocus()
        self.tab_bar.setEnabled(False)

    def show_tab(self, key: str) -> Any:
        """Goes to tab `key`, made when first needed, and returns its widget."""
        self.tab_bar.setEnabled(True)
        if self.first_start is not None:
            self.stack.removeWidget(self.first_start)
            self.first_start.deleteLater()
            self.first_start = None
        widget = self.tabs.get(key)
        is_new = widget is None
        if widget is None:
            place = next(each for each in TABS if each.key == key)
            widget = getattr(import_module(place.module), place.widget)(self.desk, self.memory)
            guard_wheel(widget)
            self.tabs[key] = widget
            self.stack.addWidget(widget)
            if key == "today":
                widget.use_reader(self.due)
                widget.show_recent(self.palette_field.recent())
        self.stack.setCurrentWidget(widget)
        # Who typed there goes on typing; in a new tab Qt would give the keys to whatever comes first.
        if is_new or not widget.isAncestorOf(self.focusWidget()):
            widget.take_focus()
        index = [each.key for each in TABS].index(key)
        if self.tab_bar.currentIndex() != index:
            self.tab_bar.setCurrentIndex(index)
        return widget

    def _show_tab(self, index: int) -> None:
        if self.tab_bar.isEnabled():
            self.show_tab(TABS[index].key)

    def open_record(self, record: str, record_id: int) -> None:
        """Shows the record in the tab where it lives."""
        # late: it asks what records belong to, which takes more of them
        from kamdesk.ui import places

        with self.store.read() as session:
            hit = overview.describe(session, record, record_id)
            places.show(self, session, record, record_id)
        if hit is not None:
            self.palette_field.note_opened(hit)

    def current_tab(self) -> Any:
        """The tab in view; None while the first-start choice is shown."""
        shown = self.stack.currentWidget()
        return shown if shown in self.tabs.values() else None

    def open_page(self, key: str, subject: object = None) -> None:
        """Shows page `key` of the Accounts tab, working on `subject`."""
        self.show_tab("accounts").show_page(key, subject)

    def begin_visit(self, way: str, about: int) -> None:
        """Does in the Visits tab what `DeskSignals.visit_wanted` asks for."""
        tab = self.show_tab("visits")
        if way == "record":
            tab.start_record(about)
        elif way == "day":
            tab.show_day(date.fromordinal(about))
        elif way == "month":
            tab.show_view("month")
        elif way == "plan_project":
            tab.plan_project(about)
        elif way != "show":
            begin = {"plan": tab.plan, "quick_entry": tab.quick_entry}[way]
            begin(account_id=about or None)

    def begin_opportunity(self, account_id: int) -> None:
        """Asks for a new opportunity of an account."""
        self.show_tab("opportunities").new_opportunity(account_id or None)

    def run_command(self, key: str) -> None:
        """Does command `key`, as from its menu."""
        self.actions_by_key[key].trigger()

    def say(self, sentence: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """A message over the window that goes by itself."""
        self.toast.show_message(sentence, "info", action, act)

    def _on_changed(self, changed: Changed) -> None:
        if changed.touches("SettingValue", "Staff"):
            self._show_titles()
        self.status.refresh()

    def _show_due(self, found: Due) -> None:
        """The number at the Today tab and the words at the foot."""
        total = found.today + found.overdue
        count = f"{total:,}" if total else ""
        index = [each.key for each in TABS].index("today")
        self.tab_bar.set_count(index, count, "bad" if found.overdue else "muted")
        self.status.show_due(found.today, found.overdue)

    def _on_day(self, _day: date) -> None:
        self.status.refresh()
        self.run_rules()

    def run_rules(self) -> None:
        """Lets the rules make their tasks beside the window; what they made is told and can be taken back."""
        store, day = self.store, self.desk.today()
        if store.read_only or self.first_start is not None:
            return

        def work(_progress: Progress) -> Ran:
            from kamdesk.work import rules  # late: not needed for the first picture

            return rules.run(store, day)

        def tell(ran: Ran) -> None:
            if ran.made and shiboken6.isValid(self):
                words = ngettext(
                    "The rules added {count} thing to do.",
                    "The rules added {count} things to do.",
                    ran.made,
                )
                self.desk.say_undoable(words.format(count=ran.made))

        run_job(_("Looking through the rules"), work, tell, quiet=True)

    def _show_titles(self) -> None:
        with self.store.read() as session:
            department = settings.get(session, "department")
            me = settings.me(session)
        self.store.user = me.name if me else ""
        whose = " · ".join(filter(None, (department, me.name if me else "")))
        self._whose.setText(whose)
        self.setWindowTitle(f"kamdesk — {department}" if department else "kamdesk")

    def _show_recent(self) -> None:
        if "today" in self.tabs:
            self.tabs["today"].show_recent(self.palette_field.recent())

    def _restore_recent(self) -> None:
        """What was opened last in the window before; what was opened in this one meanwhile stays in front."""
        kept, opened = self.memory.get("window.recent"), self.palette_field.recent()
        with self.store.read() as session:
            for each in reversed(kept if isinstance(kept, list) else []):
                if isinstance(each, list) and len(each) == 2 and each[0] in RECORD_BY_NAME:
                    hit = overview.describe(session, str(each[0]), int(each[1]))
                    if hit is not None:
                        self.palette_field.note_opened(hit)
        for hit in reversed(opened):
            self.palette_field.note_opened(hit)

    # --------------------------------------------------------------------------------------- coming and going

    def _restore(self) -> None:
        room = self.screen().availableGeometry().size()
        self.resize(QSize(1440, 900).boundedTo(room))
        geometry = self.memory.get("window.geometry")
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def can_close(self) -> bool:
        """Whether every tab lets go: unsaved input is asked about once, and so is work under way."""
        return self._work_may_stop() and all(tab.can_close() for tab in self.tabs.values())

    def _work_may_stop(self) -> bool:
        work = jobs.wanted_work()
        if not work:
            return True
        answer = messages.ask(
            self,
            _("Still at work"),
            _("Not finished yet: {work}. What is stopped keeps nothing half done.").format(
                work=", ".join(work)
            ),
            [messages.Choice("stop", _("Stop it"), destructive=True), ("cancel", _("Wait"))],
            "cancel",
        )
        return answer == "stop"

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.replaced:
            if not self.can_close():
                event.ignore()
                return
            self.hide()  # what follows takes its time; nobody has to watch it
            self.remember()
        self.events.stop()
        super().closeEvent(event)

    def remember(self) -> None:
        """Keeps how the window looks and what is open until the next start."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.memory.put("window.geometry", geometry)
        for key, tab in self.tabs.items():
            tab.remember()
            if tab is self.current_tab():
                self.memory.put("window.tab", key)
        recent = self.palette_field.recent()
        if recent:  # a window that was never seen has not read those of the last time
            kept = [[each.record, each.record_id] for each in recent]
            self.memory.put("window.recent", kept)
        self.memory.save()

    def take_over(self, old: MainWindow) -> None:
        """Goes on where `old`, whose place this one takes, was: its size, what was opened, what a beginner typed."""
        self.restoreGeometry(old.saveGeometry())
        self.palette_field.take_over(old.palette_field)
        if self.first_start is not None and old.first_start is not None:
            self.first_start.take_over(old.first_start)

    def later(self, milliseconds: int, action: Any) -> None:
        """Runs `action` once, when the window has answered what waits."""
        QTimer.singleShot(milliseconds, self, action)

    def attempt(self, action: Any) -> bool:
        """Runs `action`; a refusal is told. Returns whether it went well."""
        try:
            action()
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return False
        return True
