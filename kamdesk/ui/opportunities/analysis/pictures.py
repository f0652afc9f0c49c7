"""Shows each tool's value as its chart. Charts bring matplotlib, so they are imported when the first one is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from kamdesk.i18n import _
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.chart_view import ChartView

if TYPE_CHECKING:
    from kamdesk.work.analysis.bcg import Matrix
    from kamdesk.work.analysis.fishbone import Fishbone
    from kamdesk.work.analysis.radar import Radar
    from kamdesk.work.analysis.triangle import Triangle
    from kamdesk.work.risks import RegisteredRisk

_DOTS = 96
"""Pixels an inch in the window."""


def save_button(view: ChartView) -> QPushButton:
    """Opens the ways to take the picture along."""
    button = icon_button("download", _("Save the picture"), small=True)

    def open_menu(_checked: bool = False) -> None:
        view.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    button.clicked.connect(open_menu)
    return button


def show_radar(
    view: ChartView, shown: Radar, last: Radar | None = None, last_on: date | None = None
) -> None:
    """Draws us, the competitors and last time's outline."""
    from kamdesk.charts import of_project, radar

    view.show_chart(radar.draw, of_project.radar_data(shown, last, last_on))


def show_fishbone(view: ChartView, shown: Fishbone) -> None:
    """Draws the fish; it asks for the room in which nothing has to be shortened."""
    from kamdesk.charts import fishbone, of_project

    data = of_project.fishbone_data(shown)
    width, height = fishbone.size(data) if shown.causes else (2, 1)
    view.setMinimumSize(int(width * _DOTS), int(height * _DOTS))
    view.show_chart(fishbone.draw, data)


def show_risks(view: ChartView, risks: Sequence[RegisteredRisk], chosen: str) -> None:
    """Draws the matrix; the way of the chosen risk after its response is drawn as well."""
    from kamdesk.charts import of_project, risk_matrix

    view.show_chart(risk_matrix.draw, of_project.risk_data(risks, {chosen}))


def show_matrix(view: ChartView, matrix: Matrix) -> None:
    """Draws the bubbles that have a growth and a share."""
    from kamdesk.charts import bubbles, of_project

    view.show_chart(bubbles.draw, of_project.bcg_data(matrix))


def show_triangle(view: ChartView, shown: Triangle) -> None:
    """Draws customer, us and the strongest competitor, and beside them what decides."""
    from kamdesk.charts import of_account, triangle

    view.show_chart(triangle.draw, of_account.triangle_data(shown))
