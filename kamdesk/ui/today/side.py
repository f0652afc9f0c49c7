"""The right of the Today tab: silent accounts with days to plan, what waits for others, what was opened last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.store.search import Hit
from kamdesk.ui import icons, theme
from kamdesk.ui.accounts.date_menu import DAYS_AHEAD
from kamdesk.ui.models.rows import Column, RowsModel
from kamdesk.ui.today.focus_list import FocusList
from kamdesk.ui.today.lines import days_words
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.delegates import VALUE, CellDelegate
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work.agenda_approvals import WaitingFor
from kamdesk.work.rhythm import Contacted

Index = QModelIndex | QPersistentModelIndex
WIDTH = 336
_MOST = 5
"""Rows of silent accounts and of what waits; the views at the left have all."""
_LONG = 5
RECORD_ICONS = {
    "Account": "building", "Contact": "user", "Document": "document", "Visit": "map-pin", "Staff": "users",
    "Development": "target", "ExpenseClaim": "money", "Expense": "money", "Task": "flag",
}  # fmt: skip


class Side(QFrame):
    """`plan_wanted(account, name, days)`, `record_wanted(kind, id)`, `view_wanted(key)`, `review_wanted()`."""

    plan_wanted = Signal(int, str, int)
    record_wanted = Signal(str, int)
    view_wanted = Signal(str)
    review_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._day = date.today()
        self.silent: RowsModel[Contacted] = _SilentModel(
            [
                Column("name", _("Account"), 120, lambda each: f"{each.tier or ''} {each.name}".strip()),
                Column("bar", _("Share of the rhythm"), 80, self._share_words),
                Column("days", _("Silent for"), 92, self._silent_words, numeric=True),
            ]
        )  # fmt: skip
        self.silent_table = _short_table(self.silent, _("Silent accounts"))
        self.silent_table.setItemDelegateForColumn(0, _NameDelegate(self.silent_table))
        self.silent_table.setItemDelegateForColumn(1, _BarDelegate(self.silent_table, self._share))
        self.silent_table.setItemDelegateForColumn(
            2, CellDelegate(self.silent_table, role="bad", align=paint.RIGHT)
        )
        self.silent_table.opened.connect(self._open_silent)
        self.silent_table.row_changed.connect(self._on_silent)
        self.waiting: RowsModel[WaitingFor] = _IconModel(
            [
                Column("title", _("What"), 200, _waiting_words),
                Column("days", _("Days waited"), 84, lambda each: days_words(each.days), _waited_role, numeric=True),
            ],
            lambda each: RECORD_ICONS.get(each.record, "clock"),
        )  # fmt: skip
        self.waiting_table = _short_table(self.waiting, _("Waiting for others"))
        self.waiting_table.setItemDelegateForColumn(0, _IconDelegate(self.waiting_table))
        self.waiting_table.opened.connect(self._open_waiting)
        self.recent: RowsModel[Hit] = _IconModel(
            [
                Column("title", _("What"), 200, lambda each: each.title),
                Column("detail", _("Detail"), 120, lambda each: each.detail, lambda _each: "muted", numeric=True),
            ],
            lambda each: RECORD_ICONS.get(each.record, "document"),
        )  # fmt: skip
        self.recent_table = _short_table(self.recent, _("Opened lately"))
        self.recent_table.setItemDelegateForColumn(0, _IconDelegate(self.recent_table))
        self.recent_table.opened.connect(self._open_recent)
        self.focus = FocusList()
        self.focus.opened.connect(partial(self.record_wanted.emit, "Account"))
        self._build()

    def _build(self) -> None:
        self.silent_head = SectionHeader(_("Silent accounts"), "", "moon")
        self.silent_head.add_action(_("All"), partial(self.view_wanted.emit, "silent"))
        self.waiting_head = SectionHeader(_("Waiting for others"), "", "clock")
        self.waiting_head.add_action(_("All"), partial(self.view_wanted.emit, "waiting"))
        self.recent_head = SectionHeader(_("Opened lately"), "", "history")
        self.plan_buttons = {}
        self._plan_row = QFrame()
        self._plan_row.setProperty("line", "bottom")
        row = QHBoxLayout(self._plan_row)
        row.setContentsMargins(theme.SPACE_4, 6, theme.SPACE_4, 6)
        row.setSpacing(theme.SPACE_1)
        row.addWidget(label(_("Plan a contact in"), "small"), 1)
        for days in DAYS_AHEAD:
            button = plain_button(
                ngettext("{count} d", "{count} d", days).format(count=days),
                clicked=partial(self._plan, days), small=True,
            )  # fmt: skip
            words = ngettext("In {count} day", "In {count} days", days).format(count=days)
            button.setToolTip(words)
            self.plan_buttons[days] = button
            row.addWidget(button)
        self._no_silent = _nothing(_("Every key account was met within its rhythm."))
        self._no_waiting = _nothing(_("Nothing of yours waits for others."))
        self._no_recent = _nothing(_("Records that you open stand here."))
        foot = QFrame()
        foot.setProperty("line", "top")
        foot.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        last = QHBoxLayout(foot)
        last.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        self._reviewed = label("", "small")
        last.addWidget(self._reviewed, 1)
        self.review_button = plain_button(_("Begin the review"), "refresh", self.review_wanted.emit)
        last.addWidget(self.review_button)
        inner = QWidget()
        inner.setProperty("ground", "raised")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (
            self.silent_head, self.silent_table, self._no_silent, self._plan_row, self.focus,
            self.waiting_head, self.waiting_table, self._no_waiting, self.recent_head,
            self.recent_table, self._no_recent,
        ):  # fmt: skip
            column.addWidget(each)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(foot)

    # ------------------------------------------------------------------------------------------------- what it shows

    def show_silent(
        self, accounts: Sequence[Contacted], count: int, day: date, rhythms: Mapping[str, int]
    ) -> None:
        """The longest silent ones; `rhythms`: tier → days."""
        self._day = day
        was = self.silent.row_at(self.silent_table.current_row())
        shown = accounts[:_MOST]
        self.silent.show_rows(shown)
        self.silent_head.set_count(f"{count:,}")
        wanted = " · ".join(f"{tier}{days}" for tier, days in rhythms.items() if days)
        self.silent_head.setToolTip(
            _("silent longer than the rhythm: {rhythms} days").format(rhythms=wanted)
        )
        _fit(self.silent_table, self.silent)
        same = [row for row, each in enumerate(shown) if was and each.account_id == was.account_id]
        self.silent_table.go_to_row(same[0] if same else 0)
        self._no_silent.setVisible(not accounts)
        self._plan_row.setVisible(bool(accounts))
        self._on_silent()

    def show_waiting(self, waiting: Sequence[WaitingFor]) -> None:
        """What waits for others, the longest first."""
        was = self.waiting.row_at(self.waiting_table.current_row())
        self.waiting.show_rows(waiting[:_MOST])
        for row, each in enumerate(waiting[:_MOST]):
            if was is not None and (each.record, each.record_id) == (was.record, was.record_id):
                self.waiting_table.go_to_row(row)
        self.waiting_head.set_count(f"{len(waiting):,}")
        _fit(self.waiting_table, self.waiting)
        self._no_waiting.setVisible(not waiting)

    def show_recent(self, hits: Sequence[Hit]) -> None:
        """What was opened last, the newest first."""
        self.recent.show_rows(hits[:_MOST])
        _fit(self.recent_table, self.recent)
        self._no_recent.setVisible(not hits)

    def show_review(self, last_on: date | None, day: date) -> None:
        """When the last review was."""
        if last_on is None:
            self._reviewed.setText(_("No weekly review yet"))
            return
        days = (day - last_on).days
        words = ngettext("Last review {count} day ago", "Last review {count} days ago", days)
        self._reviewed.setText(words.format(count=days) if days else _("Reviewed today"))

    def review_words(self) -> str:
        """What is said about the last review."""
        return self._reviewed.text()

    # ------------------------------------------------------------------------------------------------------- answers

    def _plan(self, days: int) -> None:
        each = self.silent.row_at(self.silent_table.current_row())
        if each is not None:
            self.plan_wanted.emit(each.account_id, each.name, days)

    def _on_silent(self, *_row: int) -> None:
        each = self.silent.row_at(self.silent_table.current_row())
        for days, button in self.plan_buttons.items():
            words = ngettext("In {count} day", "In {count} days", days).format(count=days)
            name = each.name if each is not None else ""
            button.setAccessibleName(
                _("Next contact with {name}: {when}").format(name=name, when=words)
            )

    def _open_silent(self, row: int) -> None:
        each = self.silent.row_at(row)
        if each is not None:
            self.record_wanted.emit("Account", each.account_id)

    def _open_waiting(self, row: int) -> None:
        each = self.waiting.row_at(row)
        if each is not None:
            self.record_wanted.emit(each.record, each.record_id)

    def _open_recent(self, row: int) -> None:
        hit = self.recent.row_at(row)
        if hit is not None:
            self.record_wanted.emit(hit.record, hit.record_id)

    def _share(self, each: Contacted) -> tuple[float, float]:
        """How much of the longest silence this is, and where its rhythm ends, in per cent."""
        rows = [self.silent.row_at(row) for row in range(self.silent.rowCount())]
        longest = (
            max(((self._day - one.since).days for one in rows if one is not None), default=1) or 1
        )
        days = (self._day - each.since).days
        return 100 * days / longest, 100 * each.rhythm / longest

    def _share_words(self, each: Contacted) -> str:
        days = (self._day - each.since).days
        return f"{100 * days / each.rhythm:.0f}%"

    def _silent_words(self, each: Contacted) -> str:
        days = (self._day - each.since).days
        return _("{days} / {rhythm} d").format(days=days, rhythm=each.rhythm)


def _waiting_words(each: WaitingFor) -> str:
    return " · ".join(filter(None, (each.title, each.account, each.for_whom)))


def _waited_role(each: WaitingFor) -> str:
    return "bad" if each.days > _LONG else "muted"


def _nothing(words: str) -> QWidget:
    made = label(words, "small", wrap=True)
    made.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
    made.hide()
    return made


def _short_table(model: RowsModel[Any], name: str) -> PagedTable:
    table = PagedTable(name)
    table.setModel(model)
    table.set_widths(model.widths())
    table.set_stretch_column(0)
    table.horizontalHeader().hide()
    table.setSelectionMode(PagedTable.SelectionMode.SingleSelection)
    for policy in (table.setHorizontalScrollBarPolicy, table.setVerticalScrollBarPolicy):
        policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.hide()
    return table


def _fit(table: PagedTable, model: RowsModel[Any]) -> None:
    table.setVisible(model.rowCount() > 0)
    table.setFixedHeight(model.rowCount() * theme.ROW_HEIGHT)


class _SilentModel(RowsModel[Contacted]):
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == VALUE:
            return self.row_at(index.row())
        return super().data(index, role)


class _IconModel(RowsModel[Any]):
    def __init__(self, columns: Sequence[Column[Any]], icon_of: Callable[[Any], str]) -> None:
        super().__init__(columns)
        self._icon_of = icon_of

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == VALUE:
            return self._icon_of(self.row_at(index.row()))
        return super().data(index, role)


class _NameDelegate(CellDelegate):
    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        each: Contacted = index.data(VALUE)
        if each.tier:
            paint.tier(painter, QRect(rect.left(), rect.top(), 18, rect.height()), each.tier)
        paint.text(painter, rect.adjusted(26, 0, 0, 0), each.name, bold=selected)


class _BarDelegate(CellDelegate):
    def __init__(self, view: PagedTable, share: Callable[[Contacted], tuple[float, float]]) -> None:
        super().__init__(view)
        self._share = share

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        percent, rhythm = self._share(index.data(VALUE))
        paint.bar(painter, rect, percent, "bad", rhythm)


class _IconDelegate(CellDelegate):
    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        spot = QRect(rect.left(), rect.center().y() - 7, 16, 16)
        icons.paint(painter, str(index.data(VALUE)), "muted", spot)
        super().content(painter, rect.adjusted(26, 0, 0, 0), index, selected)
