"""F20 销售分析: sales by month, account, product, region and person, against plan and last year, as report sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kamdesk.i18n import _
from kamdesk.reports.declaration import (
    Block,
    Chart,
    Charts,
    Column,
    DataSheet,
    Heading,
    Sheet,
    Words,
)
from kamdesk.reports.linked import Amounts, Linked, Row, growth, share

SALES = "sales"
_WIDTHS = (24.0, 9.0, 17.0, 17.0, 11.0, 17.0, 11.0, 17.0, 11.0)
_MOST = {"month": None, "account": 20, "product": 15, "line": 12, "region": 12, "staff": 20}
"""How many rows a table shows; the data sheet has them all."""


@dataclass(frozen=True)
class SalesBy:
    """The sales of the period by one of ``month``, ``account``, ``product``, ``line``, ``region``, ``staff``.

    The values of a row: ``count``, ``amount``, ``plan``, ``before``, ``profit``.
    """

    by: str
    rows: tuple[Row, ...]
    plan: Decimal | None = None
    """Of the whole department; plans of its parts are not added up to one (kpi.md rule 9)."""


def sales_sheets(every: Sequence[SalesBy], note: str = "") -> tuple[Sheet, tuple[DataSheet, ...]]:
    """The sheet with a table for each of `every`, and their data."""
    blocks: list[Block] = [Words(note)] if note else []
    data: list[DataSheet] = []
    titles = {
        "month": (_("By month"), _("Month")), "account": (_("By account"), _("Account")),
        "product": (_("By product"), _("Product")), "line": (_("By product line"), _("Product line")),
        "region": (_("By region"), _("Region")), "staff": (_("By person"), _("Staff member")),
    }  # fmt: skip
    for each in every:
        title, first = titles[each.by]
        linked = Linked(
            SALES, f"sales_{each.by}", Column(first), _columns(), each.rows, shown=_MOST[each.by],
            of_all={"plan": each.plan},
            title=_("Data · sales {by}").format(by=title.lower()),
            note=_("Sums of the purchases, in the default currency."),
        )  # fmt: skip
        blocks += [Heading(title), linked.table()]
        drawn = _charts(linked, each.by, title)
        if drawn:
            blocks.append(Charts(drawn))
        data.append(linked.data())
    return Sheet(SALES, _("Sales analysis"), _WIDTHS, tuple(blocks), landscape=True), tuple(data)


def _columns() -> tuple[Amounts, ...]:
    return (
        Amounts("count", _("Orders"), "count"),
        Amounts("amount", _("Amount")),
        Amounts("plan", _("Plan"), summed=False),
        share("reached", _("Reached"), "amount", "plan"),
        Amounts("before", _("Year before")),
        growth("growth", _("Growth"), "amount", "before"),
        Amounts("profit", _("Gross profit")),
        share("margin", _("Margin"), "profit", "amount"),
    )


def _charts(linked: Linked, by: str, title: str) -> tuple[Chart, ...]:
    if by == "month":
        found = [linked.chart(_("Amount by month"), "column", "before", "plan", "amount")]
    elif by in ("account", "staff", "product", "region"):
        found = [linked.chart(title, "bar", "amount", "before", most=10)]
    else:
        found = []
    return tuple(each for each in found if each is not None)
