"""The forecast as a list for Excel: a row a line, amounts as numbers, weighted apart from committed."""

from __future__ import annotations

from pathlib import Path

from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.ui.opportunities.forecast import words
from kamdesk.ui.opportunities.forecast.figures import Figures


def write_lines(path: Path, figures: Figures) -> int:
    """Writes the lines of the page to xlsx or csv and answers how many there are. Raises WorldError."""
    from kamdesk.exchange.write import Column, write_table  # late: brings the library for workbooks

    amounts = (
        _("Quota"), _("Won"), words.bucket_words("commit"), words.bucket_words("best_case"),
        words.bucket_words("pipeline"), _("Committed forecast"), _("Against the quota"),
        _("Best-case forecast"), _("Weighted, by itself"),
    )  # fmt: skip
    columns = [
        Column(_("Period or owner")),
        *(Column(each, Kind.MONEY) for each in amounts),
        Column(_("Open deals"), Kind.INTEGER),
        Column(_("Currency")),
    ]
    rows = [
        (
            words.line_words(each, figures.wish.by), each.quota, each.totals.closed, each.totals.commit,
            each.totals.best_case, each.totals.pipeline, each.totals.committed_forecast, each.gap,
            each.totals.best_case_forecast, each.totals.weighted, each.count, figures.currency,
        )
        for each in figures.lines
    ]  # fmt: skip
    return write_table(path, _("Sales forecast"), columns, rows)
