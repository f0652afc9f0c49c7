"""Lists of purchases: which one a row is about, and what it may say. A list may have a hundred thousand rows, so that
rows are tried on plain values and written in sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from kamdesk.exchange.fact_rules import FactRules, named_record
from kamdesk.exchange.matching import PRODUCT_NAMES, product_index, record_index
from kamdesk.exchange.plan import PlannedRow
from kamdesk.exchange.references import Report
from kamdesk.model.contract import Contract
from kamdesk.model.fields import fields_of
from kamdesk.model.purchase import Purchase
from kamdesk.work import purchases

_BLOCK = 5000
_COLUMNS = (
    Purchase.id,
    *(getattr(Purchase, each.name) for each in fields_of(Purchase)),
)
_Known = Row[Any]
_Pass = tuple[tuple[str, ...], bool]
"""Fields that have to be the same, and whether one of the two has to lack a product."""
_PASSES: tuple[_Pass, ...] = (
    (("number", "account_id", "on", "product_id", "quantity", "amount"), False),
    (("number", "account_id", "on", "product_id"), False),
    (("number", "account_id", "product_id"), False),
    (("number", "account_id", "on", "amount"), True),
    (("account_id", "on", "product_id", "quantity", "amount"), False),
    (("account_id", "on", "product_id"), False),
    (("account_id", "on", "amount"), True),
)
"""The surest first. An order may have a line for each product; one whose product was not known when it was imported
is found again by its amount."""


class PurchaseRules(FactRules):
    """Purchases: known by order number and product; of a row without a number by customer, day and product."""

    needs_account = True

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._products = product_index(self.session)
        self._contracts = record_index(self.session, Contract, ("number",))

    def refer(self, row: PlannedRow, report: Report) -> None:
        """A product or contract nobody knows is reported, and the row stands without it."""
        for name, index, names in (
            ("product_id", self._products, PRODUCT_NAMES),
            ("contract_id", self._contracts, ("number",)),
        ):
            if name in row.values:
                named_record(row, name, f"purchase.{name}", index, names, report)

    def complete(self, row: PlannedRow) -> None:
        """It has its day and its amount, and days that follow each other."""
        purchases.check_values(row.values)

    def may_repeat(self, row: PlannedRow) -> bool:
        """Two alike on one day; an order number with the same product is one line."""
        return row.values.get("number") is None

    def match(self, rows: Sequence[PlannedRow]) -> None:
        """Pass by pass, so that what is surely the same is not taken for something else before."""
        pool = list(self._pool(rows))
        taken: set[int] = set()
        for names, lacks_product in _PASSES:
            by_key: dict[tuple[Any, ...], list[_Known]] = {}
            for record in pool:
                if record.id not in taken and self._is_candidate(names, record):
                    by_key.setdefault(self._key(names, record), []).append(record)
            if not by_key:
                continue
            for row in rows:
                if id(row) in self._known or not self._can_tell(names, row):
                    continue
                found = by_key.get(self._key(names, row.values), [])
                if not found:
                    continue
                if lacks_product and None not in (
                    found[0].product_id,
                    row.values.get("product_id"),
                ):
                    continue
                self._take(row, found.pop(0), taken)

    def _is_candidate(self, names: tuple[str, ...], record: _Known) -> bool:
        """A row without an order number is not about an order that has one, where the list tells numbers."""
        return names[0] == "number" or "number" not in self.columns or record.number is None

    def _can_tell(self, names: tuple[str, ...], row: PlannedRow) -> bool:
        return (names[0] == "number") == (row.values.get("number") is not None)

    def _pool(self, rows: Sequence[PlannedRow]) -> Iterable[_Known]:
        """By number, or by customer within the days of the list."""
        numbers = sorted({row.values["number"] for row in rows if row.values.get("number")})
        for chunk in _chunks(numbers):
            yield from self._read(Purchase.number.in_(chunk))
        without = [row.values for row in rows if not row.values.get("number")]
        if without:
            days: list[date] = [each["on"] for each in without]
            within = Purchase.on.between(min(days), max(days))
            seen = set(numbers)
            for chunk in _chunks(sorted({each["account_id"] for each in without})):
                for record in self._read(Purchase.account_id.in_(chunk), within):
                    if record.number not in seen:
                        yield record

    def _read(self, *conditions: Any) -> Iterable[_Known]:
        query = select(*_COLUMNS).where(*conditions, Purchase.deleted_at.is_(None))
        return self.session.execute(query.order_by(Purchase.id))

    def make(self, row: PlannedRow) -> None:
        """What was delivered says when."""
        values = row.values
        values["state"] = purchases.state_after(
            values.get("state") or "ordered", values.get("delivered_on"), values
        )

    def change(self, row: PlannedRow, copy: Any) -> None:
        """`copy` is the known row; its state follows the delivery."""
        whole = {column.key: getattr(copy, column.key) for column in _COLUMNS} | row.values
        purchases.check_values(whole)
        state = purchases.state_after(whole["state"], whole["delivered_on"], row.values)
        if state != copy.state:
            row.values["state"], row.before["state"] = state, copy.state


def _chunks(found: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(found), _BLOCK):
        yield found[start : start + _BLOCK]
