"""What the pages of sales, budgets and forecasts share: a period, a table of numbers, a line of words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.progress import Progress
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.grid import GridModel, GridTable
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import periods
from kamdesk.work.periods import Span


class PlanPage(Page):
    """Subclasses read in `reading()`, which gives a function of the session, and show in `take`."""

    def __init__(
        self, desk: Desk, title: str, kind: str, offered: tuple[str, ...], *actions: QWidget
    ) -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        with desk.store.read() as session:
            self.start = periods.start_month(session)
        self.span: Span = periods.period_of(desk.today(), kind, self.start)
        words = {"month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}
        self.kind = Segment(
            [(each, words[each]) for each in offered], kind, name=_("Length of the period")
        )
        self.kind.chosen.connect(self._on_kind)
        self.kind.setVisible(len(offered) > 1)
        self.period_words = label("", "")
        head = PageHead(
            title, self.kind, icon_button("chevron-left", _("Period before"), partial(self.step, -1)),
            self.period_words, icon_button("chevron-right", _("Next period"), partial(self.step, 1)), *actions,
        )  # fmt: skip
        self.model = GridModel()
        self.table = GridTable(title, self.model)
        self.table.picked.connect(self.on_picked)
        self.model.edited.connect(self.on_edited)
        self.words = ElidedLabel("", "small")
        foot = QFrame()
        foot.setProperty("line", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.addWidget(self.words, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(head)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(foot)
        self.setFocusProxy(self.table)
        self._reader: Reader[Any] = Reader(title, self._take, self)

    # ------------------------------------------------------------------------------------ for subclasses to write

    def reading(self) -> Callable[[Any], Any]:
        """What reads, beside the window: a function of the session that reaches no widget."""
        raise NotImplementedError

    def take(self, found: Any) -> None:
        """Shows what was read."""
        raise NotImplementedError

    def on_picked(self, row: int, column: int) -> None:
        """A number that is not typed into was opened."""

    def on_edited(self, edits: list[tuple[int, int, str]]) -> None:
        """Numbers were typed or pasted."""

    # -------------------------------------------------------------------------------------------------- the common

    def refresh(self, _what: object = None) -> None:
        """Reads everything anew, beside the window."""
        store, read, span = self.desk.store, self.reading(), self.span

        def work(_progress: Progress) -> tuple[Span, Any]:
            with store.read() as session:
                return span, read(session)

        self._reader.want(work)

    def _take(self, found: tuple[Span, Any]) -> None:
        span, read = found
        if span == self.span:
            self.period_words.setText(span.code)
            self.take(read)

    def show_subject(self, subject: object) -> None:
        """Another period, by its code."""
        if isinstance(subject, str):
            self.span = periods.read_period(subject, self.start)
            self.kind.choose(self.span.kind)
        self.refresh()

    def step(self, by: int) -> None:
        """The period before or after."""
        day = self.span.last if by > 0 else self.span.first
        near = day.fromordinal(day.toordinal() + by)
        self.span = periods.period_of(near, self.span.kind, self.start)
        self.refresh()

    def _on_kind(self, kind: str) -> None:
        inside = min(self.span.last, max(self.span.first, self.desk.today()))
        self.span = periods.period_of(inside, kind, self.start)
        self.refresh()
