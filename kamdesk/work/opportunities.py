"""商机 as people work on it: added, changed, moved from stage to stage, won, lost, cancelled, opened again.

Every move leaves a dated row, so that the funnel, the time in a stage and the indicators can be worked out from facts.
Rules of moving: methods.md 3.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, RecordField, fields_of
from kamdesk.model.opportunity import CloseDateChange, Opportunity, OutcomeChange, StageChange
from kamdesk.model.pipeline import Pipeline, Stage
from kamdesk.model.sales_words import OUTCOME
from kamdesk.work import gates, pipelines, settings
from kamdesk.work.numbers import next_number

Values = Mapping[str, Any]
_HUNDRED = 100
_BY_ITSELF = frozenset({"slips", "slipped_days", "stage_since"})


# ------------------------------------------------------------------------------------------------------ what it is


def add_opportunity(
    session: Session, values: Values, stage: Stage | None = None, on: date | None = None
) -> Opportunity:
    """Adds one, in `stage` (the first of the first pipeline) since day `on` (today); without a number it gets one.

    Raises RuleError, naming the field, for a missing name, an account that is not there, a number given already, or
    values that make no sense.
    """
    day = on or date.today()
    if stage is None:
        stage = pipelines.all_stages(session)[0]
    user = settings.me(session)
    opportunity = Opportunity(
        name="", number="", outcome="open", pipeline_id=stage.pipeline_id, stage_id=stage.id,
        stage_since=day, begun_on=day, owner_id=user.id if user else None, slips=0, slipped_days=0,
    )  # fmt: skip
    set_values(session, opportunity, values)
    if not opportunity.number:
        opportunity.number = new_number(session, day)
    session.add(opportunity)
    session.flush()
    opportunity.stage_since = max(day, opportunity.begun_on or day) if on is None else day
    _note_stage(session, opportunity, stage, opportunity.stage_since)
    if opportunity.expected_close_on is not None:
        _note_close_date(session, opportunity, day)
    session.flush()
    return opportunity


def new_number(session: Session, on: date) -> str:
    """The number of an opportunity that is added on day `on` and brings none."""
    key = f"opportunity:{on.year}"
    return next_number(session, key, lambda last: f"SP-{on.year}-{last:04}", Opportunity.number)


def change_opportunity(
    session: Session, opportunity: Opportunity, values: Values, on: date | None = None
) -> None:
    """Sets `values` (field name → typed value); stage and outcome move by their own functions only.

    A later expected close counts as put off, on day `on` (today).
    """
    before = opportunity.expected_close_on
    set_values(session, opportunity, values)
    if opportunity.expected_close_on != before:
        if before is not None and not _close_dates(session, opportunity):
            session.add(
                CloseDateChange(
                    opportunity_id=opportunity.id,
                    to=before,
                    on=opportunity.begun_on or date.today(),
                )
            )
        _note_close_date(session, opportunity, on or date.today(), before)
    session.flush()


def set_values(session: Session, opportunity: Opportunity, values: Values) -> None:
    """Sets `values` on `opportunity`, or on a copy to try them. Raises RuleError, naming the field."""
    known = {each.name: each for each in fields_of(Opportunity)}
    for name, value in values.items():
        if name == "custom":
            opportunity.custom = dict(value)
            continue
        if known[name].spec.dated or name in _BY_ITSELF:
            raise RuleError(_("Stage and outcome move by themselves, step by step."), field=name)
        known[name].set(opportunity, value)
    _check(session, opportunity)
    bare = [
        each.spec.currency_field
        for each in _amounts()
        if each.get(opportunity) is not None and not getattr(opportunity, each.spec.currency_field)
    ]
    if bare:
        currency = settings.get(session, "default_currency")
        for name in bare:
            setattr(opportunity, name, currency)


def _check(session: Session, opportunity: Opportunity) -> None:
    opportunity.name = (opportunity.name or "").strip()
    if not opportunity.name:
        raise RuleError(_("Give the opportunity a name."), field="name")
    if opportunity.account_id is not None:
        account = session.get(Account, opportunity.account_id)
        if account is None or account.deleted_at is not None:
            raise RuleError(_("This account is not there any more."), field="account_id")
    _check_number(session, opportunity)
    for money in _amounts():
        amount = money.get(opportunity)
        if amount is not None and amount < 0:
            raise RuleError(
                _("“{field}” is not negative.").format(field=money.label), field=money.name
            )
    low, high = opportunity.minimum_amount, opportunity.target_amount
    if low is not None and high is not None and low > high:
        raise RuleError(_("The least amount is above the target."), field="minimum_amount")
    own = opportunity.probability
    if own is not None and not 0 <= own <= _HUNDRED:
        raise RuleError(_("A probability lies between 0 and 100."), field="probability")
    if own is not None and not (opportunity.probability_reason or "").strip():
        raise RuleError(
            _("Say why the probability differs from that of the stage."),
            field="probability_reason",
        )
    if opportunity.rate is not None and opportunity.rate <= 0:
        raise RuleError(_("A rate is above zero."), field="rate")


@cache
def _amounts() -> tuple[RecordField, ...]:
    return tuple(each for each in fields_of(Opportunity) if each.kind is Kind.MONEY)


def _check_number(session: Session, opportunity: Opportunity) -> None:
    if not opportunity.number:
        return
    with session.no_autoflush:
        query = select(Opportunity.id).where(Opportunity.number == opportunity.number)
        holder = session.scalar(query)
    if holder is not None and holder != opportunity.id:
        raise RuleError(
            _("The number {number} is given already.").format(number=opportunity.number),
            field="number",
        )


def _close_dates(session: Session, opportunity: Opportunity) -> list[CloseDateChange]:
    query = select(CloseDateChange).where(
        CloseDateChange.opportunity_id == opportunity.id, CloseDateChange.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(CloseDateChange.on, CloseDateChange.id)))


def _note_close_date(
    session: Session, opportunity: Opportunity, on: date, before: date | None = None
) -> None:
    now = opportunity.expected_close_on
    session.add(CloseDateChange(opportunity_id=opportunity.id, to=now, on=on))
    session.flush()
    if before is not None and now is not None and now > before:
        opportunity.slips = (opportunity.slips or 0) + 1
    first = next((each.to for each in _close_dates(session, opportunity) if each.to), None)
    late = (now - first).days if now is not None and first is not None else 0
    opportunity.slipped_days = max(0, late)


def probability_of(opportunity: Opportunity, stage: Stage) -> int:
    """Percent: won 100, lost or cancelled 0, else its own where it has one, else that of the stage (3.12)."""
    if opportunity.outcome != "open":
        return _HUNDRED if opportunity.outcome == "won" else 0
    return opportunity.probability if opportunity.probability is not None else stage.probability


# ----------------------------------------------------------------------------------------------------- how it moves


def why_not(opportunity: Opportunity, stage: Stage) -> str | None:
    """Why it cannot go to `stage` today, whatever reason is given; None when it can, a gate aside."""
    if opportunity.outcome != "open":
        return _("“{name}” is {outcome}. Open it again first.").format(
            name=opportunity.name, outcome=OUTCOME.label(opportunity.outcome)
        )
    if stage.deleted_at is not None or stage.pipeline_id != opportunity.pipeline_id:
        return _("“{stage}” is no stage of this pipeline.").format(stage=stage.title)
    if stage.id == opportunity.stage_id:
        return _("It is in “{stage}” already.").format(stage=stage.title)
    if stage.is_review:
        return _("“{stage}” follows when it is won, lost or cancelled.").format(stage=stage.title)
    return None


def move(
    session: Session,
    opportunity: Opportunity,
    stage: Stage,
    on: date,
    by: Staff | None = None,
    reason: str | None = None,
    override_reason: str | None = None,
) -> None:
    """Takes it to `stage` on day `on`: forward through the gates of every stage that is left, back with a `reason`.

    A stage that is skipped gets its row with no day in it. Raises `gates.GateRefusal` while something is missing and
    no `override_reason` is given (which is kept and counted), RuleError for whatever else is wrong.
    """
    stages, missing = check_move(session, opportunity, stage, on, reason, override_reason)
    _go(
        session, opportunity, stages, on, by, reason,
        override_reason if missing else None, missing,
    )  # fmt: skip


def check_move(
    session: Session,
    opportunity: Opportunity,
    stage: Stage,
    on: date,
    reason: str | None = None,
    override_reason: str | None = None,
) -> tuple[Sequence[Stage], str | None]:
    """The stages it would enter on its way to `stage`, and what is missing and passed with a reason.

    Nothing is written. Raises as `move` does, of which this is the first half.
    """
    refusal = why_not(opportunity, stage)
    if refusal is not None:
        raise RuleError(refusal, field="stage_id")
    own = pipelines.stages_of(pipelines.all_stages(session), opportunity.pipeline_id)
    places = {each.id: place for place, each in enumerate(own)}
    here, there = places.get(opportunity.stage_id, -1), places[stage.id]
    _refuse_day(opportunity, on)
    if there < here:
        if not (reason or "").strip():
            raise RuleError(_("Going back needs a reason; it is kept."), field="reason")
        return (stage,), None
    left = own[max(here, 0) : there]
    missing = _pass_gates(session, opportunity, left, on, override_reason)
    return own[here + 1 : there + 1], missing


def _refuse_day(opportunity: Opportunity, on: date) -> None:
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="on")
    if on < opportunity.stage_since:
        raise RuleError(
            _("It is in this stage since {day}; the move cannot be earlier.").format(
                day=opportunity.stage_since
            ),
            field="on",
        )


def _pass_gates(
    session: Session,
    opportunity: Opportunity,
    leaving: Sequence[Stage],
    on: date,
    override_reason: str | None,
) -> str | None:
    """What was missing and is passed with a reason; None when nothing is. Raises GateRefusal without a reason."""
    found = gates.report(session, opportunity, leaving, on) if leaving else None
    if found is None or not found.missing:
        return None
    if not (override_reason or "").strip():
        raise gates.GateRefusal(found)
    return _(", ").join(each.words for each in found.missing)[:400]


def _go(
    session: Session,
    opportunity: Opportunity,
    stages: Sequence[Stage],
    on: date,
    by: Staff | None = None,
    reason: str | None = None,
    override_reason: str | None = None,
    missing: str | None = None,
) -> None:
    for stage in stages:
        is_last = stage is stages[-1]
        _note_stage(
            session, opportunity, stage, on, by, reason if is_last else _("skipped"),
            override_reason if is_last else None, missing if is_last else None,
        )  # fmt: skip
    opportunity.stage_id, opportunity.stage_since = stages[-1].id, on
    session.flush()


def _note_stage(
    session: Session,
    opportunity: Opportunity,
    stage: Stage,
    on: date,
    by: Staff | None = None,
    reason: str | None = None,
    override_reason: str | None = None,
    missing: str | None = None,
) -> None:
    user = by or settings.me(session)
    session.add(
        StageChange(
            opportunity_id=opportunity.id, to_id=stage.id, on=on, by_id=user.id if user else None,
            reason=(reason or "").strip()[:400] or None,
            override_reason=(override_reason or "").strip()[:400] or None, missing=missing,
        )
    )  # fmt: skip
    session.flush()


def close(
    session: Session,
    opportunity: Opportunity,
    outcome: str,
    on: date,
    reason: str,
    lost_to_id: int | None = None,
    amount: Any = None,
    by: Staff | None = None,
    override_reason: str | None = None,
) -> None:
    """Won, lost or cancelled on day `on`, for a reason; a won one has passed the gates of all its stages.

    `amount` is what was signed. It goes to the stage for what is closed, where its pipeline has one.
    """
    own, here, missing = check_close(
        session, opportunity, outcome, on, reason, lost_to_id, override_reason
    )
    if amount is not None:
        set_values(session, opportunity, {"amount": amount})
    opportunity.outcome, opportunity.closed_on = outcome, on
    opportunity.outcome_reason = reason.strip()[:400]
    opportunity.lost_to_id = lost_to_id
    session.add(
        OutcomeChange(opportunity_id=opportunity.id, to=outcome, on=on, reason=reason.strip()[:400])
    )
    review = own[-1] if own and own[-1].is_review else None
    between = own[here + 1 : -1] if review is not None else own[here + 1 :]
    target = [*(between if outcome == "won" else ()), *([review] if review else ())]
    if target:
        _go(
            session,
            opportunity,
            target,
            on,
            by,
            reason,
            override_reason if missing else None,
            missing,
        )
    session.flush()


def check_close(
    session: Session,
    opportunity: Opportunity,
    outcome: str,
    on: date,
    reason: str,
    lost_to_id: int | None = None,
    override_reason: str | None = None,
) -> tuple[Sequence[Stage], int, str | None]:
    """The stages of its pipeline, the place of its own among them, and what is missing and passed with a reason.

    Nothing is written. Raises as `close` does, of which this is the first half.
    """
    if opportunity.outcome != "open":
        raise RuleError(
            _("“{name}” is {outcome}. Open it again first.").format(
                name=opportunity.name, outcome=OUTCOME.label(opportunity.outcome)
            ),
            field="outcome",
        )
    if outcome not in OUTCOME or outcome == "open":
        raise RuleError(_("Say whether it is won, lost or cancelled."), field="outcome")
    if not (reason or "").strip():
        raise RuleError(_("Say why; the next project learns from it."), field="outcome_reason")
    if lost_to_id is not None and outcome != "lost":
        raise RuleError(_("Only what is lost has another winner."), field="lost_to_id")
    _refuse_day(opportunity, on)
    own = pipelines.stages_of(pipelines.all_stages(session), opportunity.pipeline_id)
    here = next((n for n, each in enumerate(own) if each.id == opportunity.stage_id), 0)
    missing = None
    if outcome == "won":
        left = [each for each in own[here:] if not each.is_review]
        missing = _pass_gates(session, opportunity, left, on, override_reason)
    return own, here, missing


def reopen(session: Session, opportunity: Opportunity, on: date, reason: str) -> None:
    """Takes a closed one back to the stage in which it was before, with the reason."""
    if opportunity.outcome == "open":
        raise RuleError(_("“{name}” is open.").format(name=opportunity.name), field="outcome")
    if not (reason or "").strip():
        raise RuleError(_("Say why it is opened again; the reason is kept."), field="reason")
    if on > date.today() or (opportunity.closed_on is not None and on < opportunity.closed_on):
        raise RuleError(_("It was closed on {day}.").format(day=opportunity.closed_on), field="on")
    opportunity.outcome, opportunity.closed_on = "open", None
    opportunity.outcome_reason = opportunity.lost_to_id = None
    session.add(
        OutcomeChange(opportunity_id=opportunity.id, to="open", on=on, reason=reason.strip()[:400])
    )
    stages = {each.id: each for each in pipelines.all_stages(session)}
    here = stages.get(opportunity.stage_id)
    if here is None or here.is_review:
        before = [
            stages[each.to_id]
            for each in stage_changes(session, opportunity)
            if each.to_id in stages
            and not stages[each.to_id].is_review
            and stages[each.to_id].pipeline_id == opportunity.pipeline_id
        ]
        own = pipelines.stages_of(list(stages.values()), opportunity.pipeline_id)
        _go(session, opportunity, (before[-1] if before else own[0],), on, reason=reason)
    session.flush()


def change_pipeline(
    session: Session, opportunity: Opportunity, pipeline: Pipeline, on: date
) -> None:
    """Puts it into the first stage of another pipeline; the reason is the pipeline it came from."""
    if opportunity.outcome != "open":
        raise RuleError(_("What is closed stays in its pipeline."), field="pipeline_id")
    if pipeline.id == opportunity.pipeline_id:
        return
    _refuse_day(opportunity, on)
    before = session.get_one(Pipeline, opportunity.pipeline_id)
    first = pipelines.stages_of(pipelines.all_stages(session), pipeline.id)[0]
    opportunity.pipeline_id = pipeline.id
    _go(
        session,
        opportunity,
        (first,),
        on,
        reason=_("from {pipeline}").format(pipeline=before.title),
    )


# --------------------------------------------------------------------------------------------------- what happened


@dataclass(frozen=True)
class StageTime:
    """One stay in a stage: from `since` until `until` (None: still there), `days` of it."""

    stage_id: int
    since: date
    until: date | None
    days: int


def stage_changes(session: Session, opportunity: Opportunity) -> list[StageChange]:
    """Every move, the oldest first."""
    query = select(StageChange).where(
        StageChange.opportunity_id == opportunity.id, StageChange.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(StageChange.on, StageChange.id)))


def stage_times(session: Session, opportunity: Opportunity, until: date) -> list[StageTime]:
    """Every stay in a stage, the oldest first; of what is not left, the days up to `until` (or its close)."""
    changes = stage_changes(session, opportunity)
    last_day = min(filter(None, (opportunity.closed_on, until)))
    found = []
    for each, following in zip(changes, [*changes[1:], None], strict=True):
        end = following.on if following is not None else max(last_day, each.on)
        found.append(
            StageTime(
                each.to_id,
                each.on,
                following.on if following is not None else None,
                (end - each.on).days,
            )
        )
    return found


def days_in(times: Sequence[StageTime], stage_id: int) -> int:
    """The days spent in one stage, coming back included (methods.md 3.1)."""
    return sum(each.days for each in times if each.stage_id == stage_id)


def overrides(session: Session, opportunity: Opportunity | None = None) -> int:
    """How often a gate was passed with a reason: by one opportunity, or by all."""
    query = (
        select(func.count())
        .select_from(StageChange)
        .where(StageChange.override_reason.is_not(None), StageChange.deleted_at.is_(None))
    )
    if opportunity is not None:
        query = query.where(StageChange.opportunity_id == opportunity.id)
    return session.scalar(query) or 0
