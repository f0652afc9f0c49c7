"""销售项目: the tables of a project, its team and golden triangle, its steps with what they deliver, how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.expense import Expense
from kamdesk.model.fields import Kind, fields_of
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.model.pipeline import Stage
from kamdesk.model.project import (
    Action,
    ProjectStep,
    Review,
    TeamConflict,
    TeamMember,
)
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import SKILL
from kamdesk.work import child_rows, gates, opportunities, pipelines, settings
from kamdesk.work.analysis.action_plan import ActionRow, Progress, progress
from kamdesk.work.trash import move_to_trash
from kamdesk.work.visit_states import HAPPENED

Values = Mapping[str, Any]
Row = TypeVar("Row", bound=Record)

TRIANGLE = ("account_responsible", "solution_responsible", "fulfilment_responsible")
"""金三角: roles of PROJECT_ROLE for customer, solution and delivery."""

_NEEDED = {
    TeamMember: "staff_id",
    TeamConflict: "about",
    OpportunityCompetitor: "competitor_id",
}
_ONCE = {TeamMember: "staff_id", OpportunityCompetitor: "competitor_id"}
"""Record → the field whose value stands in one row only."""


# ----------------------------------------------------------------------------------------------------------- tables


def put_row(
    session: Session, opportunity: Opportunity, record: type[Row], row: Row | None, values: Values
) -> Row:
    """Sets `values` of one row of a table of the project, a new one without `row`.

    Raises RuleError, naming the field, for a row without what it needs, a second one about the same, or a value that
    makes no sense.
    """
    fields = {each.name: each for each in fields_of(record)}
    given = dict(values)
    if row is None and "on" in fields and given.get("on") is None:
        given["on"] = date.today()
    _check_needed(record, row, given)
    _check_once(session, opportunity, record, row, given)
    for name, value in given.items():
        below = isinstance(value, int | Decimal) and not isinstance(value, bool) and value < 0
        if below and fields[name].kind is not Kind.REFERENCE:
            raise RuleError(
                _("“{field}” is not negative.").format(field=fields[name].label), field=name
            )
    if row is None:
        row = record(opportunity_id=opportunity.id)
        session.add(row)
    for name, value in given.items():
        fields[name].set(row, value)
    _CHECKS.get(record, _nothing)(row)
    session.flush()
    return row


def _check_needed(record: type[Record], row: Record | None, values: Values) -> None:
    needed = _NEEDED.get(record)
    if needed is None:
        if row is None and not any(value for name, value in values.items() if name != "on"):
            raise RuleError(_("Fill in something."))
        return
    if row is not None and needed not in values:
        return
    value = values.get(needed)
    if value is None or not str(value).strip():
        label = {each.name: each for each in fields_of(record)}[needed].label
        raise RuleError(_("A row needs a {field}.").format(field=label), field=needed)


def _check_once(
    session: Session,
    opportunity: Opportunity,
    record: type[Record],
    row: Record | None,
    values: Values,
) -> None:
    name = _ONCE.get(record)
    if name is None or values.get(name) is None:
        return
    others = [each for each in child_rows.rows(session, record, opportunity.id) if each is not row]
    if any(getattr(each, name) == values[name] for each in others):
        raise RuleError(_("This stands in another row already."), field=name)


def _nothing(_row: Any) -> None:
    """Most rows need no more."""


def _check_conflict(row: TeamConflict) -> None:
    today = date.today()
    if row.on > today:
        raise RuleError(_("{day} has not come yet.").format(day=row.on), field="on")
    if row.settlement and row.settled_on is None:
        row.settled_on = today
    if row.settled_on is None:
        return
    if row.settled_on < row.on:
        raise RuleError(_("It was noted on {day} only.").format(day=row.on), field="settled_on")
    if row.settled_on > today:
        raise RuleError(_("{day} has not come yet.").format(day=row.settled_on), field="settled_on")


_CHECKS: dict[type[Record], Callable[[Any], None]] = {TeamConflict: _check_conflict}


def remove_row(session: Session, opportunity: Opportunity, row: Record) -> None:
    """Moves one row to the waste basket."""
    if getattr(row, "opportunity_id", None) != opportunity.id:
        raise ValueError("a row of another opportunity")
    move_to_trash(session, row)


# ------------------------------------------------------------------------------------------------------------- team


def roles_missing(session: Session, opportunity: Opportunity) -> list[str]:
    """The lead and the corners of the golden triangle that nobody holds, as codes of PROJECT_ROLE."""
    team = child_rows.rows(session, TeamMember, opportunity.id)
    held = {role for each in team for role in (each.role or "").split(",")}
    return [role for role in ("lead", *TRIANGLE) if role not in held]


# ------------------------------------------------------------------------------------------------------------ steps


@dataclass(frozen=True)
class Step:
    """A stage as a step of the project. `state` is a code of STEP_STATE."""

    stage_id: int
    title: str
    question: str
    state: str
    since: date | None
    """First day in it."""
    days: int
    """Days in it, all stays together."""
    planned_on: date | None
    deliverable: str
    delivered_on: date | None
    missing: tuple[str, ...]
    present: tuple[str, ...]

    @property
    def is_late(self) -> bool:
        """Whether it took longer, or takes longer, than was planned."""
        end = self.delivered_on or date.today()
        return self.planned_on is not None and self.state != "done" and end > self.planned_on


def steps(session: Session, opportunity: Opportunity, today: date) -> list[Step]:
    """The steps of the project in order: their state, days, plan, deliverable, and what their gates say today."""
    own = pipelines.stages_of(pipelines.all_stages(session), opportunity.pipeline_id)
    places = {each.id: place for place, each in enumerate(own)}
    here = places.get(opportunity.stage_id, -1)
    times = opportunities.stage_times(session, opportunity, today)
    rows = child_rows.rows(session, ProjectStep, opportunity.id)
    planned = {each.stage_id: each for each in rows}
    has_review = bool(child_rows.rows(session, Review, opportunity.id))
    found = []
    for place, stage in enumerate(own):
        state = "done" if place < here else "current" if place == here else "open"
        if place == here and stage.is_review and has_review:
            state = "done"
        gate = gates.report(session, opportunity, (stage,), today)
        plan = planned.get(stage.id)
        stays = [each.since for each in times if each.stage_id == stage.id]
        found.append(
            Step(
                stage.id, stage.title, stage.question or "", state,
                stays[0] if stays else None, opportunities.days_in(times, stage.id),
                plan.planned_on if plan else None,
                (plan.deliverable if plan else None) or stage.deliverable or "",
                plan.delivered_on if plan else None,
                tuple(each.words for each in gate.missing),
                tuple(each.words for each in gate.present),
            )
        )  # fmt: skip
    return found


def plan_step(
    session: Session, opportunity: Opportunity, stage: Stage, values: Values
) -> ProjectStep:
    """Says until when a step is planned, what it delivers, and when that was delivered."""
    if stage.pipeline_id != opportunity.pipeline_id:
        raise RuleError(_("“{stage}” is no stage of this pipeline.").format(stage=stage.title))
    delivered = values.get("delivered_on")
    if delivered is not None and delivered > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=delivered), field="delivered_on")
    rows = child_rows.rows(session, ProjectStep, opportunity.id)
    step = next((each for each in rows if each.stage_id == stage.id), None)
    if step is None:
        step = ProjectStep(opportunity_id=opportunity.id, stage_id=stage.id)
        session.add(step)
    for name in ("planned_on", "deliverable", "delivered_on"):
        if name in values:
            setattr(step, name, values[name])
    session.flush()
    return step


# --------------------------------------------------------------------------------------------------------- how far


@dataclass(frozen=True)
class ProjectProgress:
    """How far a project is: plan, money, time, and the chain of visiting skills (M23, M24)."""

    plan: Progress
    spent: Decimal
    """Expenses of the project and what actions cost, in the currency of its budget."""
    budget: Decimal | None
    other_currencies: int
    """Expenses and actions in another currency, which are not in `spent`."""
    days_gone: int | None
    days_planned: int | None
    skills: frozenset[str]
    """Codes of SKILL that a visit of the project served."""

    @property
    def budget_used(self) -> Decimal | None:
        """Share of the budget, 0 … ; None without a budget."""
        return self.spent / self.budget if self.budget else None

    @property
    def time_used(self) -> Decimal | None:
        """Share of the days from its begin to the expected close; None while one of them is unknown."""
        if self.days_gone is None or not self.days_planned:
            return None
        return Decimal(self.days_gone) / self.days_planned


def project_progress(session: Session, opportunity: Opportunity, today: date) -> ProjectProgress:
    """Counts it as of `today` (or the day it was closed)."""
    actions = child_rows.rows(session, Action, opportunity.id)
    plan = progress(
        (ActionRow(each.state, each.due_on, each.done_on, each.effort) for each in actions), today
    )
    currency = opportunity.budget_currency or settings.get(session, "default_currency")
    costs = [(each.actual, each.budget_currency) for each in actions if each.actual]
    visits = select(Visit.id).where(
        Visit.opportunity_id == opportunity.id, Visit.deleted_at.is_(None)
    )
    of_its_visits = and_(Expense.opportunity_id.is_(None), Expense.visit_id.in_(visits))
    expenses = select(Expense.amount, Expense.currency).where(
        or_(Expense.opportunity_id == opportunity.id, of_its_visits),
        Expense.deleted_at.is_(None),
        Expense.state != "refused",
    )
    costs += [(row.amount, row.currency) for row in session.execute(expenses) if row.amount]
    own = [amount for amount, code in costs if (code or currency) == currency]
    begun, ends = opportunity.begun_on, opportunity.expected_close_on
    until = min(filter(None, (opportunity.closed_on, today)))
    return ProjectProgress(
        plan,
        sum(own, Decimal(0)),
        opportunity.budget,
        len(costs) - len(own),
        max((until - begun).days, 0) if begun else None,
        (ends - begun).days if begun and ends and ends > begun else None,
        skills_served(session, opportunity),
    )


def skills_served(session: Session, opportunity: Opportunity) -> frozenset[str]:
    """Links of the chain 客户拜访→需求把握→产品介绍→技术澄清→达成协议 that a held visit of the project served."""
    query = select(Visit.skills).where(
        Visit.opportunity_id == opportunity.id,
        Visit.deleted_at.is_(None),
        Visit.state.in_(HAPPENED),
        Visit.skills.is_not(None),
    )
    served = {code for joined in session.scalars(query) for code in (joined or "").split(",")}
    return frozenset(served & set(SKILL.codes))
