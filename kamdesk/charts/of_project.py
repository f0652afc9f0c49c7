"""Makes of what is noted about a project or an account what its charts draw, for window, forms and command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from kamdesk.charts import bubbles, fishbone, radar, risk_matrix, swot
from kamdesk.i18n import _, ngettext
from kamdesk.model.analysis import Analysis
from kamdesk.model.base import Record
from kamdesk.model.opportunity import Opportunity
from kamdesk.work import risks
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.bcg import CELL, Matrix
from kamdesk.work.analysis.fishbone import Cause, Fishbone
from kamdesk.work.analysis.radar import Gap, Radar
from kamdesk.work.analysis.showing import show
from kamdesk.work.analysis.swot import QUADRANT, Swot
from kamdesk.work.risks import RegisteredRisk


def _newest(
    session: Session, record: Record, kind: str
) -> tuple[Analysis | None, dict[str, object]]:
    found = assessments.newest(session, record, kind)
    return found, dict(found.content) if found is not None else {}


# -------------------------------------------------------------------------------------------------------------- radar


def radar_of(session: Session, record: Record) -> radar.Data:
    """The newest radar with last time's outline."""
    found, content = _newest(session, record, "radar")
    before = assessments.previous(session, found) if found is not None else None
    last = Radar.from_content(before.content) if before is not None else None
    return radar_data(Radar.from_content(content), last, before.on if before is not None else None)


def radar_data(shown: Radar, last: Radar | None, last_on: date | None) -> radar.Data:
    """Values and gap stand at each axis, totals in the legend."""
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
    return " ".join((gap.axis.title, _("short board"))) if is_short else gap.axis.title


def _note(gap: Gap) -> str:
    if gap.best is None:
        return show(gap.ours)
    words = _("{ours} to {theirs}").format(ours=show(gap.ours), theirs=show(gap.best))
    return f"{words}  {show(gap.gap, sign=True)}"


# ----------------------------------------------------------------------------------------------------------- fishbone


def fishbone_of(session: Session, record: Record) -> fishbone.Data:
    """The newest fishbone."""
    return fishbone_data(Fishbone.from_content(_newest(session, record, "fishbone")[1]))


def fishbone_data(shown: Fishbone) -> fishbone.Data:
    """Bones with their causes in the order of the outline; the head counts causes and roots."""

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
    marked = ngettext("{count} root", "{count} roots", roots).format(count=roots)
    below = [f"{causes} · {marked}"]
    empty = _("No causes yet: write them in the outline.")
    return fishbone.Data(shown.effect or _("Why?"), bones, below, empty=empty)


# --------------------------------------------------------------------------------------------------------------- SWOT


def swot_of(session: Session, record: Record) -> swot.Data:
    """The newest SWOT of our relation, with its pairs."""
    return swot_data(Swot.from_content(_newest(session, record, "swot")[1]), "relation")


def swot_data(shown: Swot, view: str) -> swot.Data:
    """The four fields of one view; first the pairs that have no strategy, by their score, then those that have one."""
    labels = shown.labels()
    quadrants = [
        swot.Quadrant(
            code,
            QUADRANT.label(code),
            [
                swot.Item(labels[item.key], item.text, item.weight)
                for item in shown.quadrant(code, view)
            ],
        )
        for code in QUADRANT.codes
    ]
    pairs = [
        swot.Pair(" × ".join(labels[key] for key in pair.keys), pair.type, pair.score)
        for pair in shown.open_pairs(view)[:3]
    ]
    pairs += [
        swot.Pair(
            " × ".join(labels[key] for key in pair.keys), pair.type, pair.score, strategy.text
        )
        for pair, strategy in shown.covered_pairs(view)[:3]
    ]
    return swot.Data(
        quadrants, pairs, _("no strategy yet"), empty=_("Nothing is noted in the four fields yet.")
    )


# -------------------------------------------------------------------------------------------------------------- risks


def risks_of(session: Session, record: Record) -> risk_matrix.Data:
    """The risks of a project, each with its way after the response."""
    assert isinstance(record, Opportunity)  # `CHARTS` offers it for these only
    register = risks.register(session, record)
    return risk_data(register, {each.label for each in register})


def risk_data(register: Sequence[RegisteredRisk], chosen: set[str]) -> risk_matrix.Data:
    """The scored risks; of those whose labels are `chosen` the place after the response is drawn, too."""
    shown = [
        risk_matrix.Risk(
            each.label, each.label, each.row.name, each.row.probability, each.row.impact,
            each.row.after if each.label in chosen else None,
        )
        for each in register
        if each.row.probability is not None and each.row.impact is not None
    ]  # fmt: skip
    empty = _("No risk is scored yet.")
    return risk_matrix.Data(shown, _("Probability"), _("Impact"), empty=empty)


# ---------------------------------------------------------------------------------------------------------------- BCG


def bcg_of(session: Session, record: Record) -> bubbles.Data:
    """The newest BCG matrix of the products (or customers) that matter here."""
    return bcg_data(Matrix.from_content(_newest(session, record, "bcg")[1]))


def bcg_data(matrix: Matrix) -> bubbles.Data:
    """Relative share from high to low on a logarithmic scale; without a rival at the left edge."""
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
