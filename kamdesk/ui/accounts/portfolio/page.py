"""客户组合: potential × loyalty and the BCG matrix as pictures whose bubbles open the account; lists beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

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
from kamdesk.ui.opportunities.analysis.pictures import bcg_data, save_button
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
from kamdesk.work.focus import Placed

if TYPE_CHECKING:
    from kamdesk.charts import bubbles

_FOCUS, _BCG = "focus", "bcg"
_PICTURE, _EMPTY = range(2)
_LIMITS = (0.0, 104.0)
_SERIES = {"A": 0, "B": 1, "C": 2}
_NO_TIER = 4
_LARGE = 1.8
"""Who is in focus is drawn larger, and named first where names would meet."""


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


def focus_data(matrix: focus.Matrix) -> bubbles.Data:
    """What the picture of potential × loyalty draws; unknown loyalty stands at the left edge with a mark."""
    from kamdesk.charts import bubbles

    count = len(matrix.focus)
    title = ngettext(
        "{count} account with high potential and low loyalty",
        "{count} accounts with high potential and low loyalty", count,
    )  # fmt: skip
    return bubbles.Data(
        [_bubble(each) for each in matrix.accounts if each.standing.potential is not None],
        _("Loyalty"),
        _("Potential"),
        float(matrix.loyalty_to),
        float(matrix.potential_from),
        (_("Focus"), _("Protect"), _("Maintain"), _("Low priority")),
        unknown_name=_("(loyalty unknown)"),
        emphasised=0,
        limits_x=_LIMITS,
        limits_y=_LIMITS,
        title=title.format(count=count),
        empty=_("No account has a potential yet."),
    )


def _bubble(each: Placed) -> bubbles.Bubble:
    from kamdesk.charts import bubbles

    loyalty, potential = each.standing.loyalty, each.standing.potential
    shown = "—" if loyalty is None else f"{loyalty:.0f}"
    words = _("{account}: potential {potential}, loyalty {loyalty}").format(
        account=each.account.name, potential=f"{potential:.0f}", loyalty=shown
    )
    return bubbles.Bubble(
        str(each.account.account_id),
        each.account.name,
        None if loyalty is None else float(loyalty),
        float(potential or 0),
        _LARGE if each.standing.place == "focus" else 1.0,
        series=_SERIES.get(each.account.tier or "", _NO_TIER),
        words=words,
    )


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
        from kamdesk.charts import bubbles  # late: brings the library for charts

        is_focus = self.view.current() == _FOCUS
        self.focus.show_accounts(found.matrix.focus)
        self.watch.show_accounts(found.matrix.watch)
        self.shares.show_matrix(found.shares)
        shown = found.matrix.accounts if is_focus else found.shares.bubbles
        self._head.set_count(f"{len(shown):,}")
        self._lists.setCurrentIndex(0 if is_focus else 1)
        data = focus_data(found.matrix) if is_focus else bcg_data(found.shares)
        self.picture.show_chart(bubbles.draw, data, self._open)
        is_empty = not found.matrix.accounts and not found.shares.bubbles
        self._stack.setCurrentIndex(_EMPTY if is_empty else _PICTURE)

    def _open(self, key: str) -> None:
        self._desk.open_record("Account", int(key))
