"""The head of the indicators: month, quarter or year, which one, for whom, as of when; what is closed says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QWidget,
    QWidgetAction,
)

from kamdesk.i18n import _
from kamdesk.model.vocabulary import TIER
from kamdesk.ui import theme
from kamdesk.ui.icons import icon
from kamdesk.ui.kpi.dashboard.reading import Known, before
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.work.periods import following, period_of

_OFFERED = {"month": 18, "quarter": 12, "year": 6}
"""Periods in the menu, the running one and those before it."""


class PeriodBar(QFrame):
    """`look_chosen(Look)`: another one was chosen by hand. `account_wanted`: one is to be picked."""

    look_chosen = Signal(object)
    account_wanted = Signal()

    def __init__(self, today: Callable[[], date], *actions: QWidget, title: str = "") -> None:
        super().__init__()
        self._today = today
        self._known: Known | None = None
        self.setProperty("line", "bottom")
        self.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        self.kind = Segment(
            [("month", _("Month")), ("quarter", _("Quarter")), ("year", _("Year"))],
            "quarter", name=_("Length of the period"),
        )  # fmt: skip
        self.kind.chosen.connect(self._on_kind)
        self.earlier = icon_button("chevron-left", _("Period before"), partial(self.step, -1))
        self.later = icon_button("chevron-right", _("Next period"), partial(self.step, 1))
        self.period = _menu_button(_("Period"), self._period_menu)
        self.scope = _menu_button(_("Worked out for"), self._scope_menu)
        self.scope.setIcon(icon("users", "muted"))
        self.as_of = _menu_button(_("As of"), self._as_of_menu)
        self.closed = ElidedLabel("", "small")
        self.closed.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(label(title or _("Indicators"), "title"))
        row.addWidget(self.kind)
        row.addWidget(self.earlier)
        row.addWidget(self.period)
        row.addWidget(self.later)
        row.addWidget(self.scope)
        row.addWidget(self.as_of)
        row.addWidget(self.closed, 1)
        for action in actions:
            row.addWidget(action)

    # ------------------------------------------------------------------------------------------------- what is shown

    def show_known(self, known: Known) -> None:
        """Shows the period, the scope and the as-of day in view."""
        self._known = known
        blocked = self.kind.blockSignals(True)
        self.kind.choose(known.span.kind)
        self.kind.blockSignals(blocked)
        frozen = known.frozen
        self.period.setText(known.span.code)
        self.period.setIcon(icon("lock", "muted") if frozen is not None else icon("calendar", "muted"))  # fmt: skip
        state = _("closed") if frozen is not None else ""
        self.period.setAccessibleName(" ".join(filter(None, (_("Period"), known.span.code, state))))
        words = known.scope_words
        self.scope.setText(_shortened(words, 168))
        self.scope.setAccessibleName(_("For whom: {whom}").format(whom=words))
        self.scope.setToolTip(words)
        as_of = _("As of {day}").format(day=known.as_of)
        self.as_of.setText(as_of)
        self.as_of.setAccessibleName(as_of)
        said = ""
        if frozen is not None:
            said = _("Frozen {day} {by}").format(day=f"{frozen.on:%m-%d}", by=frozen.by).strip()
        self.closed.setText(said)

    # ------------------------------------------------------------------------------------------------------- answers

    def _choose(self, **other: object) -> None:
        if self._known is not None:
            self.look_chosen.emit(replace(self._known.look, **other))  # type: ignore[arg-type]  # names of its fields

    def step(self, by: int) -> None:
        """The period before or after."""
        known = self._known
        if known is None:
            return
        near = before(known.span, known.start) if by < 0 else following(known.span, 2, known.start)[1]  # fmt: skip
        self._choose(period=near.code, as_of=None)

    def _on_kind(self, kind: str) -> None:
        known = self._known
        if known is None:
            return
        inside = min(known.span.last, max(known.span.first, self._today()))
        self._choose(period=period_of(inside, kind, known.start).code, as_of=None)

    def _period_menu(self, menu: QMenu) -> None:
        known = self._known
        if known is None:
            return
        span = period_of(self._today(), known.span.kind, known.start)
        for _number in range(_OFFERED[known.span.kind]):
            closed = known.closed.get(span.code)
            name = "lock" if closed is not None else ""
            act = partial(self._choose, period=span.code, as_of=None)
            action = menu.addAction(span.code)
            if name:
                action.setIcon(icon(name, "muted"))
            action.setCheckable(True)
            action.setChecked(span.code == known.span.code)
            action.triggered.connect(partial(_call, act))
            span = before(span, known.start)

    def _scope_menu(self, menu: QMenu) -> None:
        known = self._known
        if known is None:
            return

        def choose(scope: str, **who: object) -> Callable[[], None]:
            nobody = {"staff_id": None, "account_id": None, "tier": None}
            return partial(self._choose, scope=scope, **(nobody | who))

        add_entry(menu, _("Department"), "users", choose("department"))
        menu.addSeparator()
        for staff_id, name in known.staff:
            add_entry(menu, name, "user", choose("staff", staff_id=staff_id))
        menu.addSeparator()
        for tier in TIER.codes:
            words = _("Tier {tier}").format(tier=TIER.label(tier))
            add_entry(menu, words, "tag", choose("tier", tier=tier))
        menu.addSeparator()
        add_entry(menu, _("An account…"), "building", self.account_wanted.emit)

    def show_account(self, account_id: int) -> None:
        """The indicators of one account."""
        self._choose(scope="account", account_id=account_id, staff_id=None, tier=None)

    def _as_of_menu(self, menu: QMenu) -> None:
        known = self._known
        if known is None:
            return
        usual = known.frozen.as_of if known.frozen is not None else self._today()
        words = _("Frozen: {day}") if known.frozen is not None else _("Today, {day}")
        add_entry(menu, words.format(day=usual), "clock", partial(self._choose, as_of=None))
        if known.frozen is not None:
            words = _("Today, {day}").format(day=self._today())
            add_entry(menu, words, "calendar-check", partial(self._choose, as_of=self._today()))
        words = _("End of the period, {day}").format(day=known.span.last)
        add_entry(menu, words, "calendar", partial(self._choose, as_of=known.span.last))
        calendar = QCalendarWidget()
        calendar.setAccessibleName(_("Calendar"))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setSelectedDate(QDate(known.as_of.year, known.as_of.month, known.as_of.day))

        def take(day: QDate) -> None:
            menu.close()
            self._choose(as_of=date(day.year(), day.month(), day.day()))

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)


def action_buttons(
    freeze: Callable[[], object], compare: Callable[[], object], sheet: Callable[[], object]
) -> tuple[QPushButton, QPushButton, QPushButton]:
    """What can be done with the period in view."""
    return (
        plain_button(_("Freeze"), "lock", freeze),
        plain_button(_("Compare"), "history", compare),
        primary_button(_("Assessments"), "document", sheet),
    )


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()


def _shortened(words: str, width: int) -> str:
    """A long name, such as that of an account, leaves room for the rest of the bar."""
    if theme.text_width(words) <= width:
        return words
    while words and theme.text_width(f"{words}…") > width:
        words = words[:-1]
    return f"{words}…"


def _menu_button(name: str, fill: Callable[[QMenu], None]) -> QPushButton:
    """A button whose menu is made anew each time it opens."""
    button = plain_button("")
    button.setAccessibleName(name)
    menu = QMenu(button)

    def anew() -> None:
        menu.clear()
        fill(menu)

    menu.aboutToShow.connect(anew)
    button.setMenu(menu)
    return button
