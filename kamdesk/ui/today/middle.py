"""The middle of the Today tab: the day and its words, the figures of the month, the line of a new task, the list."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.today import lines, views
from kamdesk.ui.today.agenda_list import AgendaList
from kamdesk.ui.today.figures import Figures
from kamdesk.ui.today.lines import Line
from kamdesk.ui.today.reading import Reading
from kamdesk.ui.today.strip import SinceStrip
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, label

_ROOM_FOR_FIGURES = 560
WITH_TASKS = (views.TODAY, views.WEEK, views.ALL)
"""Views that show tasks: they have the line of a new one, and an order."""


class Middle(QWidget):
    """Shows a `Reading` as one of the views."""

    def __init__(self, *, read_only: bool) -> None:
        super().__init__()
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._key = views.TODAY
        self._title = label("", "title")
        self._words = ElidedLabel("", "muted")
        self.segment = Segment(
            [("time", _("By time")), ("account", _("By account"))], "time", name=_("Order")
        )
        self.strip = SinceStrip()
        self.figures = Figures()
        self.task = QLineEdit()
        ready_input(self.task, _("New task"))
        self.task.setMaxLength(200)
        self.task.setPlaceholderText(_("New task (N): send the offer on Friday"))
        self.task.setEnabled(not read_only)
        self.list = AgendaList()
        self.list.read_only = read_only
        self.body = QStackedWidget()
        self.body.addWidget(self.list)
        self._empties: dict[str, QWidget] = {}
        self._build()

    def _build(self) -> None:
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self._title)
        row.addWidget(self._words, 1)
        row.addWidget(self.segment)
        self._task_row = QFrame()
        self._task_row.setProperty("line", "bottom")
        below = QHBoxLayout(self._task_row)
        below.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
        below.addWidget(self.task)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (head, self.strip, self.figures, self._task_row):
            column.addWidget(widget)
        column.addWidget(self.body, 1)

    def show_view(self, key: str, on: date) -> None:
        """Gets ready for a view: its title stands before its lines are read."""
        self._key = key
        words = lines.day_words(on)
        self._title.setText(words if key == views.TODAY else views.title_of(key))
        self._words.setText("" if key == views.TODAY else words)
        self.segment.setVisible(key in WITH_TASKS)
        self._task_row.setVisible(key in WITH_TASKS)
        self._place_figures()

    def show_reading(self, known: Reading, *, is_whole: bool = True) -> None:
        """Words of the day, figures, and the lines of the view; more are to come while it `is_whole` not."""
        if self._key == views.TODAY:
            self._words.setText(_day_said(known))
        self.figures.show_figures(known.figures, known.on)
        self.show_lines(known, is_whole=is_whole)

    def show_lines(self, known: Reading, *, is_whole: bool = True) -> None:
        """The lines of the view in the order that is chosen."""
        found = self._lines(known)
        self.list.show_lines(found)
        if found or not is_whole:
            self.body.setCurrentWidget(self.list)
        else:
            self.body.setCurrentWidget(self._empties[self._key])

    def is_empty(self) -> bool:
        """Whether the view says why there is nothing."""
        return self.body.currentWidget() is not self.list

    def add_empty(self, key: str, widget: QWidget) -> None:
        """What view `key` shows while it has no lines."""
        self._empties[key] = widget
        self.body.addWidget(widget)

    def _lines(self, known: Reading) -> list[Line]:
        agenda, key = known.agenda, self._key
        if key == views.SILENT:
            return lines.silent_lines(known.silent.accounts, known.silent.count, known.on)
        if key == views.WAITING:
            return lines.waiting_lines(agenda.waiting)
        if key == views.APPROVALS:
            return lines.of_kind(agenda, "approval", views.title_of(key))
        if key == views.BIRTHDAYS:
            return lines.of_kind(agenda, "birthday", views.title_of(key))
        if self.segment.current() == "account":
            entries = agenda.today + agenda.coming if key == views.WEEK else agenda.entries
            undated = agenda.undated if key == views.ALL else ()
            return lines.by_account((*entries, *undated), known.on)
        return lines.by_time(agenda, overdue=key != views.WEEK, undated=key == views.ALL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_figures()

    def _place_figures(self) -> None:
        self.figures.setVisible(self._key == views.TODAY and self.height() > _ROOM_FOR_FIGURES)


def _day_said(known: Reading) -> str:
    """Whose day it is, how much stands in it and where it begins."""
    said = [known.me] if known.me else []
    if known.agenda.today:
        said.append(_("{count} today").format(count=len(known.agenda.today)))
        first = next((each for each in known.agenda.today if each.account), None)
        if first is not None:
            said.append(_("first {account}").format(account=first.account))
    return _(", ").join(said)
