"""Makes of the department's figures what their charts draw: funnel, forecast, its movement, portfolio, root causes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.charts import bubbles, fishbone, forecast, funnel, movement, pareto
from kamdesk.i18n import _, language
from kamdesk.model.analysis import Analysis
from kamdesk.model.keeping_words import COMPLAINT_CAUSE
from kamdesk.model.sales_words import EVENT_OF_DEAL, FORECAST_CATEGORY, OUTCOME
from kamdesk.work import complaints, focus, forecast_snapshots, periods, pipelines
from kamdesk.work import forecast as figures
from kamdesk.work import funnel as flow
from kamdesk.work.analysis.fishbone import Fishbone
from kamdesk.work.analysis.fishbone import pareto as counted
from kamdesk.work.analysis.forecasting import Movement
from kamdesk.work.complaints import CauseKind
from kamdesk.work.focus import Matrix
from kamdesk.work.forecast import Line
from kamdesk.work.funnel import Funnel

_BUCKETS = ("commit", "best_case", "pipeline")


def in_round_numbers() -> tuple[Decimal, str]:
    """By what amounts are divided on an axis, and what one of it is called: 万 in Chinese, thousands in English."""
    return (Decimal(10_000), _("×10,000")) if language() == "zh" else (Decimal(1000), _("thousand"))


def funnel_of(session: Session, on: date) -> funnel.Data:
    """The first pipeline over the last twelve months."""
    pipeline = pipelines.all_pipelines(session)[0]
    asked = flow.Asked(pipeline.id, date(on.year - 1, on.month, min(on.day, 28)), on)
    return funnel_data(flow.read(session, asked), pipeline.title)


def funnel_data(shown: Funnel, pipeline: str) -> funnel.Data:
    """What came in and went on; open ones, amounts and days at the right."""
    divisor, unit = in_round_numbers()

    def money(amount: Decimal) -> str:
        return f"{amount / divisor:,.0f}"

    narrowest = shown.narrowest
    stages = [
        funnel.Stage(
            str(each.stage_id), each.title, each.entered, each.entered - each.went_on,
            "" if each.conversion is None else f"{each.conversion} %",
            narrowest is not None and each.stage_id == narrowest.stage_id,
            (
                str(each.count), money(each.amount), money(each.weighted),
                "—" if each.median_days is None else f"{each.median_days:g}",
            ),
        )
        for each in shown.stages
    ]  # fmt: skip
    heads = (
        OUTCOME.label("open"), " ".join((_("Amount"), unit)), " ".join((_("Weighted"), unit)), _("Median days"),
    )  # fmt: skip
    totals = (str(shown.count), money(shown.amount), money(shown.weighted), "")
    return funnel.Data(
        stages, heads, shown.won, OUTCOME.label("won"), totals, pipeline, _("last 12 months"),
        _("No opportunity has moved yet."),
    )  # fmt: skip


def forecast_of(session: Session, on: date) -> forecast.Data:
    """Six months from that of `on`, everybody's."""
    lines = figures.outlook(session, on)
    return forecast_data(lines, forecast_snapshots.quotas(session))


def forecast_data(lines: Sequence[Line], quotas: dict[str, Decimal]) -> forecast.Data:
    """The lines that are periods, stacked; quotas by the code of the period are the target."""
    divisor, unit = in_round_numbers()
    shown = [
        each for each in lines if each.key not in (figures.OVERDUE, figures.LATER, figures.UNDATED)
    ]
    names = {code: FORECAST_CATEGORY.label(code) for code in _BUCKETS}
    parts = [forecast.Part("won", OUTCOME.label("won"), [each.totals.closed for each in shown])]
    parts += [
        forecast.Part(code, names[code], [getattr(each.totals, code) for each in shown])
        for code in _BUCKETS
    ]
    return forecast.Data(
        [each.key for each in shown],
        parts,
        [quotas.get(each.key) for each in shown],
        _("Quota"),
        unit,
        empty=_("Nothing is expected to close in these periods."),
        divisor=divisor,
    )


def movement_of(session: Session, on: date) -> movement.Data:
    """From the last snapshot (of this quarter, where there is one) until now; empty without one."""
    quarter = periods.period_of(on, "quarter", periods.start_month(session)).code
    taken = [each for each in forecast_snapshots.snapshots(session) if each.taken_on < on]
    # Of the quarter there is most to tell; without one the newest will do.
    earlier = max(taken, key=lambda each: (each.period == quarter, each.taken_on), default=None)
    if earlier is None:
        return movement.Data(
            "", Decimal(0), (), "", Decimal(0), empty=_("No snapshot is locked yet.")
        )
    moved = forecast_snapshots.movement(session, earlier)
    return movement_data(moved, f"{earlier.taken_on:%m-%d}", f"{on:%m-%d}")


def movement_data(moved: Movement, first: str, last: str) -> movement.Data:
    """The parts in the order of EVENT_OF_DEAL, those of nothing too: what did not happen is told as well."""
    divisor, unit = in_round_numbers()
    sums = moved.by_kind()
    parts = [
        movement.Part(each.code, str(each.label), sums.get(each.code, Decimal(0)))
        for each in EVENT_OF_DEAL
    ]
    return movement.Data(
        first, moved.before, parts, last, moved.after, unit, axis_words=_("axis from {base}"),
        empty=_("The forecast did not move."), divisor=divisor,
    )  # fmt: skip


def portfolio_of(session: Session, on: date) -> bubbles.Data:
    """Potential × loyalty of all accounts."""
    return portfolio_data(focus.matrix(session, on))


def portfolio_data(shown: Matrix) -> bubbles.Data:
    """Loyalty to the right, potential upwards; unknown loyalty at the edge. The upper left asks for attention."""
    placed = [
        bubbles.Bubble(
            str(each.account.account_id),
            each.account.name,
            None if each.standing.loyalty is None else float(each.standing.loyalty),
            float(each.standing.potential),
            words=_("{name}: potential {potential}, loyalty {loyalty}").format(
                name=each.account.name,
                potential=f"{each.standing.potential:.0f}",
                loyalty="—" if each.standing.loyalty is None else f"{each.standing.loyalty:.0f}",
            ),
            series=1 if each.standing.place == "focus" else 0,
        )
        for each in shown.accounts
        if each.standing.potential is not None
    ]
    return bubbles.Data(
        placed,
        _("Loyalty"),
        _("Potential"),
        float(shown.loyalty_to),
        float(shown.potential_from),
        (_("Focus"), _("Hold on to"), _("Served as usual"), _("Watch list")),
        unknown_name=_("(unknown)"),
        emphasised=0,
        limits_x=(0, 105),
        limits_y=(0, 105),
        empty=_("No account has a potential yet."),
    )


def pareto_of(session: Session, _on: date) -> pareto.Data:
    """The roots of the newest fishbone of every project."""
    query = (
        select(Analysis)
        .where(
            Analysis.kind == "fishbone",
            Analysis.subject_kind == "Opportunity",
            Analysis.deleted_at.is_(None),
        )
        .order_by(Analysis.on, Analysis.id)
    )
    newest = {each.subject_id: each for each in session.scalars(query)}
    rows = counted(Fishbone.from_content(each.content) for each in newest.values())
    columns = [
        pareto.Column(each.bone or each.title, each.title, each.count, float(each.cumulative))
        for each in rows
    ]
    return pareto.Data(columns, _("Roots"), empty=_("No project has a root cause yet."))


def complaint_causes_of(session: Session, on: date) -> fishbone.Data:
    """The causes of the valid complaints of the business year of `on`, up to that day."""
    first = periods.period_of(on, "year", periods.start_month(session)).first
    return complaint_causes_data(
        complaints.causes(session, first, on), _("since {day}").format(day=first)
    )


def complaint_causes_data(found: Sequence[CauseKind], beside: str = "") -> fishbone.Data:
    """A bone for each kind of cause, on it the causes that were written, with how often where it was more than once."""
    bones = [
        fishbone.Bone(
            each.kind,
            f"{_cause_kind(each)} {each.count}",
            [
                fishbone.Cause(f"{each.kind}:{place}", f"{words} ×{count}" if count > 1 else words)
                for place, (words, count) in enumerate(
                    (words or _("(not written)"), count) for words, count in each.causes
                )
            ],
        )
        for each in found
    ]
    count = sum(each.count for each in found)
    return fishbone.Data(
        _("Valid complaints"), bones, (f"{count:,}",), beside=beside,
        empty=_("No complaint was judged valid in this time."),
    )  # fmt: skip


def complaint_pareto_of(session: Session, on: date) -> pareto.Data:
    """The same, counted by kind of cause."""
    first = periods.period_of(on, "year", periods.start_month(session)).first
    return complaint_pareto_data(
        complaints.causes(session, first, on), _("since {day}").format(day=first)
    )


def complaint_pareto_data(found: Sequence[CauseKind], beside: str = "") -> pareto.Data:
    """Kinds of cause from the most to the least frequent, with the share that they make together."""
    whole, reached = sum(each.count for each in found), 0
    columns = []
    for each in found:
        reached += each.count
        columns.append(pareto.Column(each.kind, _cause_kind(each), each.count, reached / whole))
    return pareto.Data(
        columns, _("Valid complaints"), beside=beside,
        empty=_("No complaint was judged valid in this time."),
    )  # fmt: skip


def _cause_kind(found: CauseKind) -> str:
    return COMPLAINT_CAUSE.label(found.kind) if found.kind else _("(no kind)")
