"""The register of gifts: what was given to whom at which visit, with the sums of each account."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.fields import field_of
from kamdesk.model.values import show_money
from kamdesk.model.visit import Visit, VisitGift
from kamdesk.model.vocabulary import VISIT_KIND
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.ui.widgets.search_field import SearchField
from kamdesk.work import expense_views
from kamdesk.work.expense_views import GiftLine


class GiftsPage(Page):
    """Period and account narrow the list; Enter opens the visit of a gift."""

    kinds: ClassVar[frozenset[str]] = frozenset({"VisitGift", "Visit", "Account", "Staff"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: list[GiftLine] = []
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        self.period = Segment(
            [("quarter", _("3 months")), ("year", _("12 months")), ("all", _("Ever"))],
            "year", small=True, name=_("Period"),
        )  # fmt: skip
        self.period.chosen.connect(self._on_period)
        self.search = SearchField(_("Account, gift or name"))
        self.search.setMaximumWidth(240)
        self.search.textChanged.connect(self._narrow)
        self._head = PageHead(_("Gifts"), self.search, self.period)
        gift = partial(field_of, VisitGift)
        self.model: RowsModel[GiftLine] = RowsModel(
            [
                Column("on", field_of(Visit, "held_on").label, 96, lambda each: f"{each.on}"),
                Column("account", field_of(Visit, "account_id").label, 200, lambda each: each.account),
                Column("item", gift("item").label, 150, lambda each: each.gift.item),
                Column("to", gift("given_to").label, 110, lambda each: each.gift.given_to or ""),
                Column("value", gift("value").label, 104, _value, None, True),
                Column("by", field_of(Visit, "owner_id").label, 84, lambda each: each.owner),
                Column("kind", field_of(Visit, "kind").label, 80,
                       lambda each: VISIT_KIND.label(each.kind), lambda _each: "muted"),
            ],
            self,
        )  # fmt: skip
        self.table = rows_table(self.model, _("Gifts"), 1)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.opened.connect(self._open_row)
        self.setFocusProxy(self.table)
        self.sums: RowsModel[tuple[str, str]] = RowsModel(
            [
                Column("account", _("By account"), 150, lambda each: each[0]),
                Column("sum", gift("value").label, 110, lambda each: each[1], None, True),
            ],
            self,
        )
        self._sums = rows_table(
            self.sums, _("Gifts by account"), 0, row_height=theme.DENSE_ROW_HEIGHT
        )
        self._sums.horizontalHeader().setSectionsClickable(False)
        self._sums.opened.connect(self._narrow_to_account)
        self._sums.setMinimumWidth(240)
        self._total = label("", "heading")
        split = QSplitter()
        split.setHandleWidth(1)
        split.addWidget(self.table)
        split.addWidget(self._sums)
        split.setStretchFactor(0, 1)
        split.setSizes([760, 280])
        foot = QFrame()
        foot.setProperty("line", "top")
        foot.setFixedHeight(theme.FOOT_HEIGHT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.addWidget(label(_("Sum of what is shown"), "small"))
        row.addWidget(self._total)
        row.addStretch(1)
        row.addWidget(label(_("Enter opens the visit"), "small"))
        self._full = QWidget()
        inner = QVBoxLayout(self._full)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(split, 1)
        inner.addWidget(foot)
        self._empty = EmptyState(
            "gift",
            _("No gifts here"),
            _("A gift is entered on the record of the visit at which it is given; here they are counted together."),
            [
                plain_button(_("Show all there ever were"), "history", self._show_all),
                plain_button(_("Show every account"), "x", self.search.clear),
            ],
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._full, 1)
        column.addWidget(self._empty, 1)

    def refresh(self) -> None:
        with self._desk.store.read() as session:
            self._found = expense_views.gift_lines(session, self._since())
        self._narrow()

    def show_subject(self, subject: object) -> None:
        """Narrows to the account of this name."""
        if isinstance(subject, str):
            self.search.setText(subject)

    def _since(self) -> date | None:
        days = {"quarter": 91, "year": 365}.get(self.period.current())
        return date.today() - timedelta(days=days) if days is not None else None

    def _narrow(self, _words: str = "") -> None:
        wanted = self.search.text().strip().casefold()
        shown = [each for each in self._found if wanted in _searched(each)]
        place = self.table.current_row()
        self.model.show_rows(shown)
        sums = sorted(
            expense_views.gift_sums(shown).items(),
            key=lambda each: -max(each[1].values(), default=Decimal(0)),
        )
        self.sums.show_rows([(name, expense_views.money_words(each) or "—") for name, each in sums])
        self._head.set_count(f"{len(shown):,}")
        total = expense_views.money_words(expense_views.gift_total(shown))
        self._total.setText(total or "—")
        self._full.setVisible(bool(shown))
        self._empty.setVisible(not shown)
        self.table.go_to_row(min(max(place, 0), len(shown) - 1))

    def _narrow_to_account(self, row: int) -> None:
        line = self.sums.row_at(row)
        if line is not None:
            self.search.setText(line[0])

    def _on_period(self, _key: str) -> None:
        self.refresh()

    def _show_all(self) -> None:
        self.period.choose("all")

    def _open_row(self, row: int) -> None:
        line = self.model.row_at(row)
        if line is not None:
            self._desk.open_record("Visit", line.visit_id)


def _value(line: GiftLine) -> str:
    gift = line.gift
    return show_money(gift.value, gift.currency or "CNY") if gift.value is not None else ""


def _searched(line: GiftLine) -> str:
    return " ".join((line.account, line.gift.item, line.gift.given_to or "")).casefold()
