"""What an account buys: this year against last by month and product, the latest purchases, and its contracts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import _, ngettext
from kamdesk.model.contract import Contract
from kamdesk.model.fields import Kind, field_of
from kamdesk.model.keeping_words import CONTRACT_STATE, PURCHASE_STATE
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.model.values import show_money
from kamdesk.model.values.showing import show
from kamdesk.ui import theme
from kamdesk.ui.accounts.month_bars import MonthBars
from kamdesk.ui.accounts.record_tables import add_section, fit_rows, new_in_service
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.cards import FigureCard
from kamdesk.work import contracts, purchases, settings
from kamdesk.work.purchases import ProductSum

_LATEST = 20
_PRODUCTS = 12


class SalesPage(QWidget):
    """Enter on a line opens the purchase or the contract in the Service tab."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self._account_id = 0
        self._currency, self._wan = "CNY", False
        self.this_year = FigureCard(_("This year so far"))
        self.change = FigureCard(_("Against last year"))
        for card in (self.this_year, self.change):
            card.clicked.connect(self._all_purchases)
        self.bars = MonthBars()
        self.products: RowsModel[ProductSum] = RowsModel(self._product_columns(), self)
        self.latest: RowsModel[tuple[Purchase, str]] = RowsModel(self._purchase_columns(), self)
        self.contracts: RowsModel[Contract] = RowsModel(self._contract_columns(), self)
        self.products_table = rows_table(
            self.products, _("By product"), 0, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.latest_table = rows_table(
            self.latest, _("Latest purchases"), 1, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.contracts_table = rows_table(
            self.contracts, _("Contracts"), 0, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.products_table.opened.connect(self._open_product)
        self.latest_table.opened.connect(self._open_purchase)
        self.contracts_table.opened.connect(self._open_contract)
        self._build()

    def _build(self) -> None:
        body = QWidget()
        body.setProperty("ground", "raised")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, theme.SPACE_4)
        column.setSpacing(0)
        cards = QHBoxLayout()
        cards.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        cards.setSpacing(theme.SPACE_3)
        cards.addWidget(self.this_year, 1)
        cards.addWidget(self.change, 1)
        column.addLayout(cards)
        self.months_head = add_section(column, _("By month"), self.bars)
        self.products_head = add_section(column, _("By product"), self.products_table)
        self.contracts_head = add_section(column, _("Contracts"), self.contracts_table)
        self.latest_head = add_section(column, _("Latest purchases"), self.latest_table)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        bar.setSpacing(theme.SPACE_2)
        bar.addStretch(1)
        bar.addWidget(plain_button(_("New purchase"), "plus", lambda: self._new("purchases")))
        bar.addWidget(plain_button(_("New contract"), "plus", lambda: self._new("contracts")))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(bar)
        whole.addWidget(scroll, 1)

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_account(self, account_id: int) -> None:
        """Shows what an account buys, or the same one anew."""
        self._account_id = account_id
        today = self._desk.today()
        with self._store.read() as session:
            self._currency = settings.get(session, "default_currency")
            self._wan = settings.get(session, "money_display") == "wan"
            year = purchases.year_of(session, today)
            before = purchases.year_before(session, year)
            now = purchases.sums(session, account_id, year.first, today)
            last = purchases.sums(
                session, account_id, before.first, purchases.a_year_earlier(today)
            )
            months = purchases.by_month(session, account_id, year)
            products = purchases.by_product(session, account_id, year, today)
            latest = self._latest(session, account_id)
            own = contracts.of_account(session, account_id)
        self.bars.show_months(months, self._currency, wan=self._wan)
        self._show_figures(now, last)
        self.months_head.set_count(_("{year} · a year earlier").format(year=year.code))
        self.products.show_rows(products[:_PRODUCTS])
        self.latest.show_rows(latest)
        self.contracts.show_rows(own)
        for head, table, count in (
            (self.products_head, self.products_table, len(products)),
            (self.latest_head, self.latest_table, len(latest)),
            (self.contracts_head, self.contracts_table, len(own)),
        ):
            head.set_count(f"{count:,}" if count else _("none yet"))
            fit_rows(table)

    def _show_figures(self, now: purchases.Sums, last: purchases.Sums) -> None:
        foot = [
            ngettext("{count} purchase", "{count} purchases", now.count).format(count=now.count)
        ]
        if now.returned:
            foot.append(_("returned {amount}").format(amount=self._money(-now.returned)))
        if now.without_rate:
            foot.append(_("{count} without a rate left out").format(count=now.without_rate))
        self.this_year.set_figure(self._money(now.amount), foot=" · ".join(foot))
        rate = purchases.change_rate(now.amount, last.amount)
        words = _("{amount} in the same days").format(amount=self._money(last.amount))
        if rate is None:
            self.change.set_figure("—", foot=_("nothing bought in the same days last year"))
            self.change.set_state("", "neutral")
            return
        self.change.set_figure(show(Kind.PERCENT, rate, places=1), foot=words)
        kind = "good" if rate >= 0 else "bad"
        self.change.set_state(_("up") if rate >= 0 else _("down"), kind)

    @staticmethod
    def _latest(session: Session, account_id: int) -> list[tuple[Purchase, str]]:
        query = (
            select(Purchase, Product.name)
            .outerjoin(Product, Product.id == Purchase.product_id)
            .where(Purchase.account_id == account_id, Purchase.deleted_at.is_(None))
            .order_by(Purchase.on.desc(), Purchase.id.desc())
            .limit(_LATEST)
        )
        return [(row[0], row[1] or "") for row in session.execute(query)]

    def _money(self, amount: Decimal) -> str:
        return show_money(amount, self._currency, places=None if self._wan else 0, wan=self._wan)

    def _product_columns(self) -> list[Column[ProductSum]]:
        return [
            Column("name", str(Product.TERM), 120, lambda each: each.name),
            Column("quantity", field_of(Purchase, "quantity").label, 84, _quantity, numeric=True),
            Column("amount", _("This year"), 104, lambda each: self._money(each.amount), numeric=True),
            Column("before", _("Last year"), 104, lambda each: self._money(each.before), lambda _each: "muted",
                   numeric=True),
        ]  # fmt: skip

    def _purchase_columns(self) -> list[Column[tuple[Purchase, str]]]:
        return [
            Column("on", field_of(Purchase, "on").label, 96, lambda each: f"{each[0].on}"),
            Column("what", str(Product.TERM), 120, lambda each: each[1] or each[0].number or ""),
            Column("amount", field_of(Purchase, "amount").label, 112, _amount,
                   lambda each: "bad" if each[0].amount < 0 else "text", numeric=True),
            Column("state", field_of(Purchase, "state").label, 108, self._state, self._state_role),
        ]  # fmt: skip

    def _state(self, each: tuple[Purchase, str]) -> str:
        purchase = each[0]
        if purchase.amount < 0:
            return _("Return")
        late = purchases.lateness(purchase, self._desk.today())
        if late:
            return ngettext("{count} day late", "{count} days late", late).format(count=late)
        return PURCHASE_STATE.label(purchase.state)

    def _state_role(self, each: tuple[Purchase, str]) -> str:
        return "bad" if purchases.lateness(each[0], self._desk.today()) else "muted"

    def _contract_columns(self) -> list[Column[Contract]]:
        return [
            Column("name", str(Contract.TERM), 120, lambda each: each.name),
            Column("number", field_of(Contract, "number").label, 116, lambda each: each.number, lambda _each: "muted"),
            Column("ends", field_of(Contract, "ends_on").label, 96, lambda each: _day(each.ends_on)),
            Column("state", field_of(Contract, "state").label, 116, self._contract_state, self._contract_role),
        ]  # fmt: skip

    def _contract_state(self, each: Contract) -> str:
        return contracts.time_left(each, self._desk.today()) or CONTRACT_STATE.label(each.state)

    def _contract_role(self, each: Contract) -> str:
        if each.state != "running":
            return "muted"
        is_over = each.ends_on is not None and each.ends_on < self._desk.today()
        return "bad" if is_over else "text"

    # --------------------------------------------------------------------------------------------------------- doing

    def _open_purchase(self, row: int) -> None:
        found = self.latest.row_at(row)
        if found is not None:
            self._desk.open_record("Purchase", found[0].id)

    def _open_contract(self, row: int) -> None:
        found = self.contracts.row_at(row)
        if found is not None:
            self._desk.open_record("Contract", found.id)

    def _open_product(self, _row: int) -> None:
        self._all_purchases()

    def _all_purchases(self) -> None:
        """The purchases of the account in the Service tab."""
        new_in_service(self, "purchases", ("account_id", self._account_id))

    def _new(self, page: str) -> None:
        new_in_service(self, page, ("new", {"account_id": self._account_id}))


def _quantity(each: ProductSum) -> str:
    shown = show(Kind.DECIMAL, each.quantity)
    return f"{shown} {each.unit}".strip()


def _amount(each: tuple[Purchase, str]) -> str:
    purchase = each[0]
    return show_money(purchase.amount, purchase.currency or "CNY", places=2)


def _day(day: date | None) -> str:
    return f"{day}" if day is not None else "—"
