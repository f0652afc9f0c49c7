"""The weekly review: one step after the other, each line planned, postponed, closed or skipped; ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _, message
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.reader import Reader
from kamdesk.ui.today.agenda_list import AgendaList
from kamdesk.ui.today.lines import Line, day_words, heading, review_line
from kamdesk.ui.today.reading import read_review
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.marks import CompletenessBar
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import review
from kamdesk.work.review import Review


class ReviewPage(QWidget):
    """`finished`: the last step was left, and the day is noted."""

    finished = Signal()

    def __init__(self, desk: Desk, today: Callable[[], date]) -> None:
        super().__init__()
        self._desk, self._store, self._today = desk, desk.store, today
        self._place = 0
        self._skipped: set[tuple[str, str, int]] = set()
        self._review: Review | None = None
        self.setProperty("ground", "raised")
        self.bar = CompletenessBar(number=False)
        self.bar.setFixedWidth(160)
        self.head = PageHead(_("Weekly review"), self.bar)
        self.list = AgendaList()
        self.list.read_only = desk.store.read_only
        self._clear = EmptyState(
            "check", _("Nothing lies here"), _("This step is done; the next one waits below.")
        )
        self._middle = QStackedWidget()
        self._middle.addWidget(self.list)
        self._middle.addWidget(self._clear)
        self.skip_button = plain_button(_("Skip this"), "chevron-right", self.skip)
        self.back_button = plain_button(_("Back"), "chevron-left", self.go_back)
        self.next_button = primary_button("", "chevron-right", self.go_on)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        foot.setSpacing(theme.SPACE_2)
        self._keys = label(_("Space do it · P postpone · S skip · ← → steps"), "small")
        foot.addWidget(self._keys)
        foot.addStretch(1)
        for button in (self.skip_button, self.back_button, self.next_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._middle, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.list)
        self._reader: Reader[Review] = Reader(_("Reading the review"), self._take, self)
        for key, act in (
            (Qt.Key.Key_S, self.skip), (Qt.Key.Key_Left, self.go_back), (Qt.Key.Key_Right, self.go_on),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(key), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def begin(self) -> None:
        """From the first step on."""
        self._place = 0
        self._skipped.clear()
        self.refresh()

    def refresh(self) -> None:
        """Reads the steps again and stays at the present one."""
        store, day = self._store, self._today()
        self._reader.want(lambda _progress: read_review(store, day))

    def _take(self, found: Review) -> None:
        self._review = found
        self._show()

    def place(self) -> tuple[int, int]:
        """The number of the step, from 1, and of how many."""
        return self._place + 1, len(self._review.steps) if self._review else 0

    def skip(self) -> None:
        """Leaves the line for the next review."""
        line = self.list.current()
        if line is not None:
            self._skipped.add(line.key)
            self._show()

    def go_back(self) -> None:
        """The step before."""
        self._place = max(self._place - 1, 0)
        self._show()

    def go_on(self) -> None:
        """The next step; after the last one the day is noted."""
        if self._review is None:
            return
        number, count = self.place()
        if number < count:
            self._place += 1
            self._show()
            return
        if not self._store.read_only:
            with self._store.change(message("Weekly review done")) as session:
                review.reviewed(session, self._today())
            self._desk.say_undoable(_("The weekly review is done."))
        self.finished.emit()

    def take_focus(self) -> None:
        """The keys go into the list; where there is nothing, to the button that goes on."""
        empty = self._middle.currentWidget() is self._clear
        (self.next_button if empty else self.list).setFocus()

    def _show(self) -> None:
        if self._review is None:
            return
        number, count = self.place()
        step = self._review.steps[self._place]
        lines: list[Line] = [review_line(each, self._review.on) for each in step.entries]
        lines = [each for each in lines if each.key not in self._skipped]
        note = ""
        if self._review.last_on is not None:
            note = _("last review on {day}").format(day=day_words(self._review.last_on))
        self.bar.set_percent(100 * number / count, None, "accent")
        title = heading(f"review_{step.key}", step.heading, step.count, note)
        self.list.show_lines([title, *lines])
        had_keys = self.isAncestorOf(self.window().focusWidget())
        self._middle.setCurrentWidget(self.list if lines else self._clear)
        if had_keys:
            self.take_focus()
        self.head.set_count(
            _("Step {number} of {count} · {step}").format(
                number=number, count=count, step=step.heading
            )
        )
        self.skip_button.setEnabled(bool(lines))
        self.back_button.setEnabled(number > 1)
        words = _("Next step") if number < count else _("Finish the review")
        self.next_button.setText(words)
        self.next_button.setAccessibleName(words)
