"""Charts of a report in the workbook: Excel's own, over the cells in which their figures stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kamdesk.colours import LIGHT
from kamdesk.forms.look import FONTS
from kamdesk.i18n import language
from kamdesk.reports.declaration import NUMBER_FORMATS, Chart
from kamdesk.reports.pages import column_pixels
from kamdesk.reports.places import Places

_GAP = 10


def places(widths: Sequence[float], count: int) -> list[tuple[int, int]]:
    """Left edge and width in pixels of `count` charts side by side over columns of `widths` characters."""
    whole = sum(map(column_pixels, widths)) - 8
    each = (whole - _GAP * (count - 1)) // max(count, 1)
    return [(4 + number * (each + _GAP), each) for number in range(count)]


def native(workbook: Any, chart: Chart, where: Places) -> Any:
    """The chart object of XlsxWriter for `chart`."""
    made = workbook.add_chart({"type": chart.kind})
    font = {"name": FONTS[language()], "size": 9, "color": LIGHT.muted}
    for number, series in enumerate(chart.series):
        colour = LIGHT.chart[number % len(LIGHT.chart)]
        style: dict[str, Any] = (
            {"line": {"color": colour, "width": 2}, "marker": {"type": "circle", "size": 5, "fill": {"color": colour},
                                                              "border": {"color": colour}}}
            if chart.kind == "line"
            else {"fill": {"color": colour}, "gap": 60}
        )  # fmt: skip
        made.add_series(
            {
                "name": series.title,
                "categories": where.span(chart.first_category, chart.last_category),
                "values": where.span(series.first, series.last),
                **style,
            }
        )
    made.set_title(
        {
            "name": chart.title,
            "name_font": font | {"size": 10.5, "bold": True, "color": LIGHT.text},
            "overlay": False,
        }
    )
    number_format = {"ratio": "0%", "amount": "#,##0", "percent_points": "0%"}.get(
        chart.look, NUMBER_FORMATS.get(chart.look, "General")
    )
    values = {
        "num_format": number_format, "num_font": font, "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": LIGHT.line}},
    }  # fmt: skip
    names = {"num_font": font, "line": {"color": LIGHT.line_strong}}
    if chart.kind == "bar":
        # The categories stand at the left, the first at the top, the figures below.
        made.set_y_axis(names | {"reverse": True, "crossing": "max"})
        made.set_x_axis(values)
    else:
        made.set_x_axis(names)
        made.set_y_axis(values)
    if len(chart.series) > 1:
        made.set_legend({"position": "bottom", "font": font})
    else:
        made.set_legend({"none": True})
    made.set_chartarea({"border": {"color": LIGHT.line}})
    made.show_na_as_empty_cell()
    return made
