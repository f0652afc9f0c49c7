"""Why customers complain: the causes of valid complaints as a fishbone and by frequency; a bar opens its complaints."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.progress import Progress
from kamdesk.ui.desk import Desk
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.visits.list_filters import span_of
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import complaints, periods
from kamdesk.work.complaints import CauseKind
from kamdesk.work.lists import Condition

_Read = tuple[tuple[date, date] | None, list[CauseKind]]
"""First and last day (None: all), and the causes of that time."""


class CausesPage(Page):
    """`page_wanted(key, subject)`: the complaints of what was clicked."""

    kinds: ClassVar[frozenset[str]] = frozenset({"Complaint", "SettingValue", "Account"})
    page_wanted = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._span: tuple[date, date] | None = None
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.which = Segment(
            [
                ("month", _("This month")),
                ("quarter", _("This quarter")),
                ("year", _("This year")),
                ("all", _("All")),
            ],
            "year",
            name=_("Complaints received"),
        )
        self.which.chosen.connect(self._on_which)
        back = plain_button(_("To the complaints"), "list", self._all)
        self._head = PageHead(_("Causes of complaints"), self.which, back)
        self.fish = ChartView(_("Causes of complaints"))
        self.bars = ChartView(_("Kinds of causes of complaints"))
        self.fish.picked.connect(self._open)
        self.bars.picked.connect(self._open)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.addWidget(self.fish)
        split.addWidget(self.bars)
        split.setSizes([400, 320])
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(
            EmptyState(
                "check",
                _("No valid complaints"),
                _(
                    "No complaint of this time was judged valid; causes of those that are stand here."
                ),
                [plain_button(_("To the complaints"), "list", self._all)],
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        self._reader = Reader[_Read](_("Causes of complaints"), self._show, self)
        self.track(desk.events.changed, self.on_changed)

    def refresh(self) -> None:
        self._reader.want(partial(self._read, self.which.current(), self._desk.today()))

    def _read(self, which: str, today: date, _progress: Progress) -> _Read:
        with self._desk.store.read() as session:
            span = self._days(session, which, today)
            first, last = span or (None, None)
            return span, complaints.causes(session, first, last)

    @staticmethod
    def _days(session: Session, which: str, today: date) -> tuple[date, date] | None:
        if which == "all":
            return None
        span = periods.period_of(today, which, periods.start_month(session))
        return span.first, span.last

    def _show(self, read: _Read) -> None:
        from kamdesk.charts import fishbone, of_department, pareto  # late: brings matplotlib

        self._span, found = read
        count = sum(each.count for each in found)
        self._head.set_count(f"{count:,}" if count else "")
        self._stack.setCurrentIndex(0 if found else 1)
        if found:
            self.fish.show_chart(fishbone.draw, of_department.complaint_causes_data(found))
            self.bars.show_chart(pareto.draw, of_department.complaint_pareto_data(found))

    def _on_which(self, _key: str) -> None:
        self.refresh()

    def _open(self, key: str) -> None:
        """The valid complaints of a kind of cause; a cause's key begins with that of its kind."""
        kind = key.partition(":")[0]
        cause = Condition("cause_kind", "is", (kind,)) if kind else Condition("cause_kind", "empty")
        filters: dict[str, tuple[Condition, ...]] = {"cause_kind": (cause,)}
        if self._span is not None:
            filters["received_on"] = span_of(*self._span, field="received_on")
        self.page_wanted.emit("complaints", ("valid", filters))

    def _all(self) -> None:
        self.page_wanted.emit("complaints", None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.which.setFocus()
