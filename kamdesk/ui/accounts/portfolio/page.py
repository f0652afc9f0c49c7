"""客户组合: potential × loyalty and the BCG matrix as pictures whose bubbles open the account; lists beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedWidget, QVBoxLayout

from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.fields import field_of
from kamdesk.progress import Progress
from kamdesk.store.store import Store
from kamdesk.ui.accounts.portfolio.lists import PlacedList, SharesList
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.analysis.pictures import save_button
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import fill_filter, ready_input
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import focus, portfolio
from kamdesk.work.account_views import staff_choices
from kamdesk.work.analysis import bcg

_FOCUS, _BCG = "focus", "bcg"
_PICTURE, _EMPTY = range(2)


@dataclass(frozen=True)
class Reading:
    """Both pictures of one day."""

    matrix: focus.Matrix
    shares: bcg.Matrix


def read_portfolio(store: Store, on: date, staff_id: int | None, _progress: Progress) -> Reading:
    """Reads the accounts of somebody, or of everybody, in one view of the data."""
    with store.read() as session:
        staff = session.get(Staff, staff_id) if staff_id is not None else None
        return Reading(
            focus.matrix(session, on, staff), portfolio.account_matrix(session, on, staff)
        )


def finding(matrix: focus.Matrix) -> str:
    """What the picture of potential × loyalty says above itself."""
    count = len(matrix.focus)
    words = ngettext(
        "{count} account with high potential and low loyalty",
        "{count} accounts with high potential and low loyalty", count,
    )  # fmt: skip
    return words.format(count=count)


class PortfolioPage(Page):
    """Potential × loyalty with focus and watch list, or growth × share with the field of each account."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Account", "AccountScore", "Criterion", "CompetitorShare", "PurchaseNeed", "Opportunity",
            "AccountStatusChange", "SettingValue", "Staff",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk, self._store = desk, desk.store
        self.reading: Reading | None = None
        self.track(desk.events.changed, self.on_changed)
        self.view = Segment(
            [(_FOCUS, _("Potential and loyalty")), (_BCG, _("BCG matrix"))], name=_("View")
        )
        self.view.chosen.connect(self._show)
        self.staff = QComboBox()
        ready_input(self.staff, field_of(Account, "owner_id").label)
        self.staff.activated.connect(self._read)
        self.picture = ChartView(_("Portfolio"))
        self._head = PageHead(_("Portfolio"), self.view, self.staff, save_button(self.picture))
        self.focus = PlacedList(_("Focus"), "star")
        self.watch = PlacedList(_("Watch list"), "eye")
        self.shares = SharesList()
        for each in (self.focus, self.watch, self.shares):
            each.opened.connect(partial(desk.open_record, "Account"))
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(1)
        both.addWidget(self.focus)
        both.addWidget(self.watch)
        self._lists = QStackedWidget()
        self._lists.addWidget(both)
        self._lists.addWidget(self.shares)
        self._lists.setMinimumWidth(400)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self.picture)
        split.addWidget(self._lists)
        split.setStretchFactor(0, 1)
        split.setSizes([760, 460])
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(
            EmptyState(
                "pentagon",
                _("Nothing to compare yet"),
                _(
                    "Score potential and loyalty on the page “Plan” of an account, and note shares on its page "
                    "“Market”; then the accounts stand here side by side."
                ),
            )
        )
        self._reader: Reader[Reading] = Reader(_("Reading the portfolio"), self._take, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)

    def refresh(self) -> None:
        with self._store.read() as session:
            fill_filter(self.staff, _("Everybody"), staff_choices(session))
        self._read()

    def _read(self, _place: int = 0) -> None:
        store, on, staff_id = self._store, self._desk.today(), self.staff.currentData()
        self._reader.want(lambda progress: read_portfolio(store, on, staff_id, progress))

    def _take(self, found: Reading) -> None:
        self.reading = found
        self._show()

    def _show(self, _key: str = "") -> None:
        found = self.reading
        if found is None:
            return
        from kamdesk.charts import (
            bubbles,
            of_department,
            of_project,
        )  # late: the library for charts

        is_focus = self.view.current() == _FOCUS
        self.focus.show_accounts(found.matrix.focus)
        self.watch.show_accounts(found.matrix.watch)
        self.shares.show_matrix(found.shares)
        shown = found.matrix.accounts if is_focus else found.shares.bubbles
        self._head.set_count(f"{len(shown):,}")
        self._lists.setCurrentIndex(0 if is_focus else 1)
        data = of_project.bcg_data(found.shares)
        if is_focus:
            drawn = of_department.portfolio_data(found.matrix)
            data = replace(drawn, title=finding(found.matrix) if drawn.bubbles else "")
        self.picture.show_chart(bubbles.draw, data, self._open)
        is_empty = not found.matrix.accounts and not found.shares.bubbles
        self._stack.setCurrentIndex(_EMPTY if is_empty else _PICTURE)

    def _open(self, key: str) -> None:
        self._desk.open_record("Account", int(key))
