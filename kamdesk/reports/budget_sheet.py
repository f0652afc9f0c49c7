"""F19 费用预算执行表: budget and spending by category, as a report sheet."""

from __future__ import annotations

from collections.abc import Sequence

from kamdesk.i18n import _
from kamdesk.reports.declaration import Block, Charts, Column, DataSheet, Sheet, Words
from kamdesk.reports.linked import Amounts, Linked, Row, difference, share

BUDGET = "budget"
_WIDTHS = (22.0, 16.0, 16.0, 16.0, 16.0, 16.0, 16.0, 11.0)


def budget_sheets(rows: Sequence[Row], note: str = "") -> tuple[Sheet, tuple[DataSheet, ...]]:
    """The sheet and its data. Values of a row: ``budget``, ``first``, ``spent``, ``submitted``, ``open``."""
    linked = Linked(
        BUDGET, "budget_lines", Column(_("Category")),
        (
            Amounts("budget", _("Budget")), Amounts("first", _("First version")), Amounts("spent", _("Spent")),
            Amounts("submitted", _("Handed in")), Amounts("open", _("Not handed in")),
            difference("rest", _("Left"), "budget", "spent"), share("used", _("Used"), "spent", "budget"),
        ),
        rows, title=_("Data · budgets"), note=_("In the default currency; refused expenses count nowhere."),
    )  # fmt: skip
    blocks: list[Block] = [Words(note)] if note else []
    blocks.append(linked.table(repeated=True))
    drawn = linked.chart(_("Budget and spending"), "column", "budget", "spent")
    if drawn is not None:
        blocks.append(Charts((drawn,)))
    sheet = Sheet(BUDGET, _("Budget and spending"), _WIDTHS, tuple(blocks), landscape=True)
    return sheet, (linked.data(),)
