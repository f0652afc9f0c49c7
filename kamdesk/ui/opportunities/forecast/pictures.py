"""The two pictures of the forecast page: stacked periods with their quota, and the steps of a movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kamdesk.i18n import _, language
from kamdesk.model.sales_words import EVENT_OF_DEAL
from kamdesk.ui.opportunities.forecast import words
from kamdesk.ui.opportunities.forecast.figures import Figures
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.work.forecast import Line

_SMALL = 10
"""Below so many of the greater unit, amounts are drawn as they are."""
BUCKETS = ("won", "commit", "best_case", "pipeline")


def show_outlook(view: ChartView, figures: Figures, clicked: Any) -> None:
    """Draws the lines; `clicked` is told ``bucket:place of the line``."""
    from kamdesk.charts import forecast as chart  # late: matplotlib takes half a second

    divisor, unit = _unit(figures, [each.totals.open_amount for each in figures.lines])
    view.show_chart(
        _titled(chart.draw, words.finding(figures)),
        chart.Data(
            [words.line_words(each, figures.wish.by) for each in figures.lines],
            [
                chart.Part(key, words.bucket_words(key), [_amount(each, key) for each in figures.lines])
                for key in BUCKETS
            ],
            [each.quota for each in figures.lines],
            _("Quota"), unit, empty=_("Nothing is expected in this period"), divisor=divisor,
        ),
        clicked,
    )  # fmt: skip


def show_movement(view: ChartView, figures: Figures, clicked: Any) -> None:
    """Draws how the forecast went from one snapshot to the other; `clicked` is told the kind of move."""
    from kamdesk.charts import movement as chart

    movement, earlier, later = figures.movement, figures.earlier, figures.later
    if movement is None or earlier is None:
        return
    divisor, unit = _unit(figures, [movement.before, movement.after])
    sums = movement.by_kind()
    view.show_chart(
        _titled(chart.draw, words.moved_words(figures)),
        chart.Data(
            f"{earlier.taken_on:%m-%d}", movement.before,
            [
                chart.Part(kind, words.short_kind(kind), sums[kind])
                for kind in EVENT_OF_DEAL.codes
                if kind in sums
            ],
            f"{later.taken_on:%m-%d}" if later is not None else _("now"), movement.after, unit,
            empty=_("Nothing moved"), axis_words=_("axis from {base}"), divisor=divisor,
        ),
        clicked,
    )  # fmt: skip


def _amount(line: Line, bucket: str) -> Decimal:
    amount = line.totals.closed if bucket == "won" else getattr(line.totals, bucket)
    return Decimal(amount)


def _unit(figures: Figures, amounts: Sequence[Decimal]) -> tuple[Decimal, str]:
    """What amounts are divided by, and the word for it: 万元 in Chinese, thousands else."""
    divisor = Decimal(10_000 if language() == "zh" else 1_000)
    if max(amounts, default=Decimal(0)) < divisor * _SMALL:
        return Decimal(1), figures.currency
    if language() == "zh" and figures.currency == "CNY":
        return divisor, "万元"
    return divisor, _("thousand {currency}").format(currency=figures.currency)


def _titled(draw: Any, title: str) -> Any:
    """The finding stands above the picture on the page, and in it where it is taken along on paper."""

    def drawn(data: Any, look: Any, width: float, height: float) -> Any:
        from kamdesk.charts.style import PAPER

        return draw(replace(data, title=title) if look is PAPER else data, look, width, height)

    return drawn
