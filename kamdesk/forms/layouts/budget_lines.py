"""A budget in lines of category and amount: the record keeps their sum, the lines are how the form gets to it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kamdesk.forms.declaration import Table, Total
from kamdesk.forms.readings import BY_TABLE, FormReading, FoundValue
from kamdesk.i18n import _
from kamdesk.model.expense import Expense
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.terms import Term

MONEY_FORMAT = "#,##0.00"
SUM = "=SUM({amount})"
SUM_OF_CURRENCY = (
    "=SUMPRODUCT(SUMIF({currency},{{{words}}},{amount}))"
    "+{is_default}*SUMPRODUCT((LEN({currency})=0)*1,{amount})"
)
"""The amounts in one currency; a line that names none is in the default one."""
TOTAL = Term("Total", "合计")
_LABEL = Term("Budget lines", "费用预算")


def budget_table() -> Table:
    """Category, amount, what for; their sum below."""
    fields: tuple[RecordField, ...] = (
        field_of(Expense, "category"),
        field_of(Expense, "amount"),
        field_of(Expense, "note"),
    )
    totals = (Total(TOTAL, "amount", SUM, MONEY_FORMAT),)
    return Table("budget", _LABEL, Expense, fields, blank_rows=5, totals=totals, fewest=2)


def added_up(reading: FormReading, table: str, key: str) -> dict[str, FoundValue]:
    """The reading with the lines of `table` as the one amount `key`. A line that cannot be read makes it unreadable."""
    kept = {
        each: found for each, found in reading.found.items() if not each.startswith(f"{table}[")
    }
    amounts = [
        found
        for each, found in reading.found.items()
        if each.startswith(f"{table}[") and each.endswith("].amount") and not found.empty
    ]
    if not amounts:
        empty = next(
            (f for each, f in reading.found.items() if each.startswith(f"{table}[0].amount")), None
        )
        if empty is not None:
            kept[key] = replace(empty, key=key, how=BY_TABLE)
        return kept
    bad = next((found for found in amounts if found.problem is not None), None)
    currencies = {found.currency for found in amounts}
    total = sum((Decimal(found.value) for found in amounts if found.value is not None), Decimal(0))
    problem = bad.problem if bad is not None else None
    if problem is None and len(currencies) > 1:
        problem = _("The lines are in several currencies; the budget is kept in one.")
    first = bad or amounts[0]
    kept[key] = replace(
        first, key=key, value=None if problem else total, raw=str(total), problem=problem,
        alternatives=(), how=BY_TABLE,
    )  # fmt: skip
    return kept
