"""Makes of each tool's value what its chart draws. Charts bring matplotlib, so they are imported when first shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from kamdesk.i18n import _, ngettext
from kamdesk.ui.opportunities.analysis.words import show
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.work.analysis.fishbone import Cause, Fishbone
from kamdesk.work.analysis.radar import Gap, Radar

if TYPE_CHECKING:
    from kamdesk.charts import bubbles, fishbone, radar, risk_matrix
    from kamdesk.work.analysis.bcg import Matrix
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
    from kamdesk.charts import radar

    view.show_chart(radar.draw, radar_data(shown, last, last_on))


def radar_data(shown: Radar, last: Radar | None, last_on: date | None) -> radar.Data:
    """Values and gap stand at each axis, totals in the legend."""
    from kamdesk.charts import radar

    short = shown.short_board()
    short_key = short.axis.key if short is not None else ""
    axes = [
        radar.Axis(
            _axis_name(gap, gap.axis.key == short_key), _note(gap), gap.axis.key == short_key
        )
        for gap in shown.gaps()
    ]
    series = [radar.Series(_("Us"), shown.scores(shown.ours), show(shown.total(shown.ours)))]
    series += [
        radar.Series(rival.name, shown.scores(rival), show(shown.total(rival)))
        for rival in shown.rivals
        if any(score is not None for score in shown.scores(rival))
    ]
    if last is not None and last_on is not None:
        before = {axis.key: last.score(last.ours, axis) for axis in last.axes}
        name = _("Last time {day}").format(day=f"{last_on:%m-%d}")
        scores = [before.get(axis.key) for axis in shown.axes]
        series.append(radar.Series(name, scores, show(last.total(last.ours)), is_last_time=True))
    return radar.Data(axes, series, empty=_("Not scored yet: press the pencil."))


def _axis_name(gap: Gap, is_short: bool) -> str:
    return f"{gap.axis.title} {_('short board')}" if is_short else gap.axis.title


def _note(gap: Gap) -> str:
    if gap.best is None:
        return show(gap.ours)
    words = _("{ours} to {theirs}").format(ours=show(gap.ours), theirs=show(gap.best))
    return f"{words}  {show(gap.gap, sign=True)}"


def show_fishbone(view: ChartView, shown: Fishbone) -> None:
    """Draws the fish; it asks for the room in which nothing has to be shortened."""
    from kamdesk.charts import fishbone

    data = fishbone_data(shown)
    width, height = fishbone.size(data)
    view.setMinimumSize(int(width * _DOTS), int(height * _DOTS))
    view.show_chart(fishbone.draw, data)


def fishbone_data(shown: Fishbone) -> fishbone.Data:
    """Bones with their causes in the order of the outline; the head counts causes and roots."""
    from kamdesk.charts import fishbone

    def rows(cause: Cause, depth: int) -> list[fishbone.Cause]:
        words = f"{cause.text} ×{cause.votes}" if cause.votes else cause.text
        found = [fishbone.Cause(cause.key, words, depth, cause.is_root)]
        for behind in shown.behind(cause.key):
            found += rows(behind, depth + 1)
        return found

    bones = [
        fishbone.Bone(
            bone.key,
            bone.title,
            [row for cause in shown.on_bone(bone.key) for row in rows(cause, 1)],
        )
        for bone in shown.bones
    ]
    count, roots = len(shown.causes), len(shown.roots)
    causes = ngettext("{count} cause", "{count} causes", count).format(count=count)
    below = [f"{causes} · {ngettext('{count} root', '{count} roots', roots).format(count=roots)}"]
    empty = _("No causes yet: write them in the outline.")
    return fishbone.Data(shown.effect or _("Why?"), bones, below, empty=empty)


def show_risks(view: ChartView, risks: Sequence[RegisteredRisk], chosen: str) -> None:
    """Draws the matrix; the way of the chosen risk after its response is drawn as well."""
    from kamdesk.charts import risk_matrix

    view.show_chart(risk_matrix.draw, risk_data(risks, chosen))


def risk_data(risks: Sequence[RegisteredRisk], chosen: str) -> risk_matrix.Data:
    """The scored risks by their labels."""
    from kamdesk.charts import risk_matrix

    shown = [
        risk_matrix.Risk(
            each.label, each.label, each.row.name, each.row.probability, each.row.impact,
            each.row.after if each.label == chosen else None,
        )
        for each in risks
        if each.row.probability is not None and each.row.impact is not None
    ]  # fmt: skip
    empty = _("No risk is scored yet.")
    return risk_matrix.Data(shown, _("Probability"), _("Impact"), empty=empty)


def show_matrix(view: ChartView, matrix: Matrix) -> None:
    """Draws the bubbles that have a growth and a share."""
    from kamdesk.charts import bubbles

    view.show_chart(bubbles.draw, bcg_data(matrix))


def bcg_data(matrix: Matrix) -> bubbles.Data:
    """Relative share from high to low on a logarithmic scale; without a rival at the left edge."""
    from kamdesk.charts import bubbles
    from kamdesk.work.analysis.bcg import CELL

    placed = [each for each in matrix.bubbles if matrix.cell(each)]
    return bubbles.Data(
        [
            bubbles.Bubble(
                each.key,
                each.name,
                None if each.relative is None else float(each.relative),
                float(each.growth or 0),
                float(each.size or 1),
                words=f"{each.name}: {CELL.label(matrix.cell(each))}",
            )
            for each in placed
        ],
        _("Relative share"),
        _("Growth"),
        float(matrix.share_cut),
        float(matrix.growth_cut),
        tuple(CELL.label(code) for code in ("star", "question_mark", "dog", "cash_cow")),
        unknown_name=_("(no competitor)"),
        is_logarithmic=True,
        is_reversed=True,
        percent_y=True,
        empty=_("Nothing has both a growth and a share yet."),
    )
