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
    from kamdesk.charts import triangle
    from kamdesk.work.analysis.bcg import Matrix
    from kamdesk.work.analysis.fishbone import Fishbone
    from kamdesk.work.analysis.radar import Radar
    from kamdesk.work.analysis.triangle import Criterion, Triangle
    from kamdesk.work.risks import RegisteredRisk

_DOTS = 96
"""Pixels an inch in the window."""
_VERDICT_ROLES = {"selling_point": "good", "short_board": "bad", "contested": "warn"}


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
    from kamdesk.charts import triangle

    view.show_chart(triangle.draw, triangle_data(shown))


def triangle_data(shown: Triangle) -> triangle.Data:
    """The competitor with the best fit stands at the corner; the others are named."""
    from kamdesk.charts import triangle
    from kamdesk.work.analysis.showing import percent
    from kamdesk.work.analysis.triangle import VERDICT

    rivals = sorted(shown.rivals, key=lambda each: -(shown.fit(each.uid) or -1))
    rival = rivals[0] if rivals else None

    def cells(row: Criterion) -> tuple[str, ...]:
        theirs = row.rivals.get(rival.uid) if rival is not None else None
        return tuple("—" if each is None else str(each) for each in (row.weight, row.ours, theirs))

    corner = triangle.Corner(_("Competitor"), "—")
    if rival is not None:
        corner = triangle.Corner(rival.name, percent(shown.fit(rival.uid)), rival.relation)
    return triangle.Data(
        triangle.Corner(_("Customer"), shown.needs),
        triangle.Corner(_("Us"), percent(shown.fit()), shown.ours.relation),
        corner,
        [
            triangle.Criterion(
                row.key, row.text, cells(row), VERDICT.label(row.verdict) if row.verdict else "",
                _VERDICT_ROLES.get(row.verdict, "muted"),
            )
            for row in shown.criteria
        ],
        (_("Weight"), _("Us"), _("Rival")),
        ", ".join(f"{each.name} {percent(shown.fit(each.uid))}" for each in rivals[1:]),
        empty=_("No decision criterion yet: type the first one into the table."),
    )  # fmt: skip
