"""Charts as pictures to put elsewhere: into a form, a workbook, a letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.base import Record


def of_analyses(
    session: Session, record: Record, names: Iterable[str], on: date
) -> dict[str, bytes]:
    """Name of a chart → PNG on white, of those `names` that are an analysis of `record` that was made."""
    from kamdesk.work.analysis import assessments

    wanted = [name for name in names if assessments.newest(session, record, name) is not None]
    if not wanted:
        return {}
    from kamdesk.charts.known import CHARTS  # late: matplotlib costs half a second
    from kamdesk.charts.save import rendered

    return {
        chart.name: rendered(chart.figure(session, record, on), "png")
        for chart in CHARTS
        if chart.name in wanted
    }
