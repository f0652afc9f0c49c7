"""Which charts there are. To add one: its file with `draw`, what it is made of in `of_…`, and its line in `CHARTS`.

Nothing here imports matplotlib: names are listed without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kamdesk.model.terms import Term

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from sqlalchemy.orm import Session

    from kamdesk.model.base import Record


@dataclass(frozen=True)
class Chart:
    """`of` are the classes of what it shows, empty for the department as a whole; `source` is the function of
    `module` that makes its data, `drawn_by` the module that draws them."""

    name: str
    label: Term
    of: tuple[str, ...]
    module: str
    source: str
    drawn_by: str
    size: tuple[float, float] = (7.0, 4.6)
    """Inches."""

    def figure(self, session: Session, record: Record | None, on: date) -> Figure:
        """The chart of `record` (None: of the department on day `on`), on white."""
        from kamdesk.charts.style import PAPER

        source = getattr(import_module(f"kamdesk.charts.{self.module}"), self.source)
        data = source(session, record) if self.of else source(session, on)
        drawn_by = import_module(f"kamdesk.charts.{self.drawn_by}")
        wanted = getattr(drawn_by, "size", None)
        width, height = wanted(data) if wanted is not None else self.size
        made: Figure = drawn_by.draw(data, PAPER, width, height)
        return made


_PROJECT, _DEPARTMENT = ("Opportunity",), ()
_BOTH = ("Opportunity", "Account")
_project: Any = partial(Chart, module="of_project")
_account: Any = partial(Chart, module="of_account")
_department: Any = partial(Chart, module="of_department", of=_DEPARTMENT)
_sales: Any = partial(Chart, module="of_sales", of=_DEPARTMENT)

CHARTS: tuple[Chart, ...] = (
    _project("radar", Term("Radar of the four elements", "四要素雷达图"), of=_PROJECT, source="radar_of",
             drawn_by="radar", size=(5.2, 4.4)),
    _project("swot", Term("SWOT", "SWOT"), of=_BOTH, source="swot_of", drawn_by="swot"),
    _project("fishbone", Term("Fishbone", "鱼骨图"), of=_PROJECT, source="fishbone_of", drawn_by="fishbone"),
    _project("risks", Term("Risk matrix", "风险矩阵"), of=_PROJECT, source="risks_of", drawn_by="risk_matrix",
             size=(4.4, 3.9)),
    _account("triangle", Term("Triangle (customer, competitor, self)", "三角分析"), of=_BOTH, source="triangle_of",
             drawn_by="triangle"),
    _account("map", Term("Relationship map", "关系图"), of=_BOTH, source="map_of", drawn_by="relationship_map"),
    _account("health", Term("Account health", "客户健康度"), of=("Account",), source="health_of", drawn_by="trend"),
    _project("bcg", Term("BCG matrix", "波士顿矩阵"), of=_BOTH, source="bcg_of", drawn_by="bubbles"),
    _department("funnel", Term("Sales funnel", "销售漏斗"), source="funnel_of", drawn_by="funnel", size=(8.4, 5.0)),
    _department("forecast", Term("Sales forecast", "销售预测"), source="forecast_of", drawn_by="forecast"),
    _department("movement", Term("Why the forecast moved", "预测变动"), source="movement_of", drawn_by="movement"),
    _department("portfolio", Term("Portfolio: potential × loyalty", "客户组合：潜力 × 忠诚度"), source="portfolio_of",
                drawn_by="bubbles", size=(7.4, 5.4)),
    _department("pareto", Term("Root causes of all projects", "根因帕累托图"), source="pareto_of", drawn_by="pareto"),
    _department("complaint_causes", Term("Causes of complaints", "投诉原因鱼骨图"), source="complaint_causes_of",
                drawn_by="fishbone"),
    _department("complaint_pareto", Term("Kinds of causes of complaints", "投诉原因帕累托图"),
                source="complaint_pareto_of", drawn_by="pareto"),
    _sales("sales_bars", Term("Sales by account", "客户销售额"), source="accounts_of", drawn_by="sales_bars"),
    _sales("sales_trend", Term("Sales by month", "月度销售额"), source="months_of", drawn_by="sales_trend"),
)  # fmt: skip
