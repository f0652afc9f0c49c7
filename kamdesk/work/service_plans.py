"""服务方案: what an account needs in a year, the measures that follow from a rhythm, what was kept of them, and the
next year's plan made from this one (M29)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.fields import fields_of
from kamdesk.model.keeping_words import MEASURE_RHYTHM
from kamdesk.model.service import ServiceMeasure, ServicePlan
from kamdesk.work import child_rows, record_lists
from kamdesk.work.periods import Span, following, period_of, read_period, start_month
from kamdesk.work.working_days import Calendar

Values = Mapping[str, Any]

MONTHS: dict[str, int] = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
"""Rhythm → months between two measures; ``once`` has none."""


# ----------------------------------------------------------------------------------------------------------- the plan


def add_plan(session: Session, values: Values) -> ServicePlan:
    """A plan for an account and a business year; without somebody in charge the owner of the account is.

    Raises RuleError, naming the field: without account or year, or where the account has a plan for that year.
    """
    plan = ServicePlan(state="draft")
    _set(session, plan, values)
    if plan.owner_id is None:
        account = session.get(Account, plan.account_id)
        plan.owner_id = account.owner_id if account is not None else None
    session.add(plan)
    session.flush()
    return plan


def change_plan(session: Session, plan: ServicePlan, values: Values) -> None:
    """Sets `values` of a plan. Raises RuleError, naming the field; nothing of the change is to be kept then."""
    _set(session, plan, values)
    session.flush()


def _set(session: Session, plan: ServicePlan, values: Values) -> None:
    fields = {each.name: each for each in fields_of(ServicePlan)}
    for name, value in values.items():
        fields[name].set(plan, value)
    if plan.account_id is None:
        raise RuleError(_("Say whose plan it is."), field="account_id")
    if not 1990 <= (plan.year or 0) <= 2200:
        raise RuleError(_("A plan is for a year such as 2026."), field="year")
    with session.no_autoflush:
        other = of_year(session, plan.account_id, plan.year)
    if other is not None and other.id != plan.id:
        raise RuleError(
            _("This account has a service plan for {year} already.").format(year=plan.year),
            field="year",
        )
    if plan.evaluated_on is not None and plan.evaluated_on > date.today():
        raise RuleError(
            _("{day} has not come yet.").format(day=plan.evaluated_on), field="evaluated_on"
        )


def of_year(session: Session, account_id: int, year: int) -> ServicePlan | None:
    """The plan of an account for a business year."""
    query = select(ServicePlan).where(
        ServicePlan.account_id == account_id, ServicePlan.year == year, ServicePlan.deleted_at.is_(None)
    )  # fmt: skip
    return session.scalars(query.order_by(ServicePlan.id)).first()


def evaluate(
    session: Session, plan: ServicePlan, on: date, evaluation: str, improvement: str = ""
) -> None:
    """Notes how the plan worked and what is done better; it is evaluated then. Raises RuleError without words."""
    if not evaluation.strip():
        raise RuleError(_("Say how it worked."), field="evaluation")
    values = {"evaluated_on": on, "evaluation": evaluation.strip(), "state": "evaluated"}
    if improvement.strip():
        values["improvement"] = improvement.strip()
    change_plan(session, plan, values)


def next_year(session: Session, plan: ServicePlan) -> ServicePlan:
    """The plan for the year after `plan`: its needs and goal, its improvement added to the needs, and its measures a
    year later, on working days; measures that did not apply are left out.

    Raises RuleError where the account has a plan for that year.
    """
    needs = "\n".join(filter(None, (plan.needs, plan.improvement)))
    made = add_plan(
        session,
        {
            "account_id": plan.account_id, "year": plan.year + 1, "owner_id": plan.owner_id, "needs": needs or None,
            "goal": plan.goal,
        },
    )  # fmt: skip
    calendar = Calendar(session)
    for each in measures(session, plan):
        if each.not_applicable:
            continue
        due_on = _later(each.due_on, 12) if each.due_on is not None else None
        session.add(
            ServiceMeasure(
                service_plan_id=made.id, what=each.what, rhythm=each.rhythm, responsible_id=each.responsible_id,
                due_on=calendar.previous_working_day(due_on) if due_on is not None else None,
            )
        )  # fmt: skip
    session.flush()
    return made


# ------------------------------------------------------------------------------------------------------- its measures


def measures(session: Session, plan: ServicePlan) -> list[ServiceMeasure]:
    """The measures of a plan, by the day they are due."""
    found = child_rows.rows(session, ServiceMeasure, plan.id)
    return sorted(found, key=lambda each: (each.due_on or date.max, each.id))


def set_measures(
    session: Session, plan: ServicePlan, given: Sequence[Values]
) -> list[ServiceMeasure]:
    """Makes the measures those `given` (see `child_rows.set_rows`). Raises RuleError for one without words, or done
    on a day that has not come."""
    rows = child_rows.set_rows(
        session, plan, ServiceMeasure, given, "what", ("rhythm", "not_applicable", "as_planned")
    )
    for each in rows:
        check_measure(each)
    return rows


def check_measure(measure: ServiceMeasure) -> None:
    """Raises RuleError for a measure that was done on a day that has not come."""
    if measure.done_on is not None and measure.done_on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=measure.done_on), field="done_on")


def year_on(session: Session, day: date) -> int:
    """The year of the plans that hold on `day`."""
    return int(period_of(day, "year", start_month(session)).code)


def year_span(session: Session, plan: ServicePlan) -> Span:
    """The business year of the plan."""
    return read_period(f"{plan.year:04}", start_month(session))


def due_days(session: Session, year: Span, rhythm: str, first: date | None = None) -> list[date]:
    """The days of `year` on which a measure with `rhythm` is due: the last working day of each month, quarter, half
    year or year; with `first` that day and the same one of the following months, moved to a working day before it.

    Raises RuleError for a rhythm nobody knows, and for a `first` outside the year.
    """
    if rhythm not in MEASURE_RHYTHM:
        raise RuleError(
            _("A rhythm is one of: {rhythms}").format(rhythms=", ".join(MEASURE_RHYTHM.codes)),
            field="rhythm",
        )
    if first is not None and first not in year:
        raise RuleError(
            _("{day} does not lie in the year {year}.").format(day=first, year=year.code), field="due_on"
        )  # fmt: skip
    calendar = Calendar(session)
    if rhythm == "once":
        return [calendar.previous_working_day(first or year.last)]
    step = MONTHS[rhythm]
    if first is None:
        months = following(period_of(year.first, "month"), 12)
        ends = [month.last for month in months[step - 1 :: step]]
    else:
        ends = [_later(first, step * place) for place in range(12)]
        ends = [day for day in ends if day in year]
    return [calendar.previous_working_day(day) for day in ends]


def _later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is shorter."""
    first = date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
    return first.replace(day=min(day.day, period_of(first, "month").last.day))


def plan_measure(
    session: Session,
    plan: ServicePlan,
    what: str,
    rhythm: str,
    responsible_id: int | None = None,
    first: date | None = None,
) -> list[ServiceMeasure]:
    """Adds a measure for each day of the plan's year that `rhythm` names (see `due_days`); a day on which the plan has
    the same measure already is left out. The one in charge of the plan is responsible unless somebody else is named."""
    words = what.strip()[:200]
    if not words:
        raise RuleError(_("Say what is to be done."), field="what")
    known = {each.due_on for each in measures(session, plan) if each.what == words}
    made = [
        ServiceMeasure(
            service_plan_id=plan.id, what=words, rhythm=rhythm, due_on=day,
            responsible_id=responsible_id if responsible_id is not None else plan.owner_id,
        )
        for day in due_days(session, year_span(session, plan), rhythm, first)
        if day not in known
    ]  # fmt: skip
    session.add_all(made)
    if plan.state == "draft" and made:
        plan.state = "running"
    session.flush()
    return made


def put_measure(
    session: Session,
    plan: ServicePlan,
    kind: type[ServiceMeasure],
    row: ServiceMeasure | None,
    values: Values,
) -> None:
    """Changes a measure of a plan, or adds one (`row` None). One that is marked done in time was done as planned,
    unless it is said otherwise. Raises RuleError for a day that has not come."""
    done_on = values.get("done_on")
    if done_on is not None and done_on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=done_on), field="done_on")
    if done_on is not None and "as_planned" not in values and row is not None:
        in_time = row.due_on is None or done_on <= row.due_on
        if row.as_planned is None and in_time:
            values = {**values, "as_planned": True}
    record_lists.put_row(session, plan, kind, row, values)


def finish_measure(
    session: Session, measure: ServiceMeasure, on: date, as_planned: bool = True, note: str = ""
) -> None:
    """Marks a measure done on day `on`. One that was done late or otherwise than planned says how it deviated.

    Raises RuleError for one that is done, a day that has not come, and a deviation without words.
    """
    if measure.done_on is not None:
        raise RuleError(
            _("It was done on {day} already.").format(day=measure.done_on), field="done_on"
        )
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="done_on")
    words = note.strip()[:400] or measure.note
    late = measure.due_on is not None and on > measure.due_on
    if (late or not as_planned) and not words:
        raise RuleError(_("Say how it deviated from the plan."), field="note")
    measure.done_on, measure.as_planned, measure.note = on, as_planned, words
    session.flush()


# ------------------------------------------------------------------------------------------------ kept or not


def is_kept() -> ColumnElement[bool]:
    """The condition that a measure was done as planned by its day (kpi.md, `service_norm_rate`)."""
    return and_(
        ServiceMeasure.as_planned.is_(True), ServiceMeasure.done_on <= ServiceMeasure.due_on
    )


def is_deviating(on: date) -> ColumnElement[bool]:
    """The condition that a measure deviates from its plan on day `on`: not done in time, or otherwise than planned."""
    return and_(
        ServiceMeasure.not_applicable.is_(False),
        or_(
            and_(ServiceMeasure.done_on.is_(None), ServiceMeasure.due_on < on),
            ServiceMeasure.done_on > ServiceMeasure.due_on,
            and_(ServiceMeasure.done_on.is_not(None), ServiceMeasure.as_planned.is_not(True)),
        ),
    )


def has_deviation(on: date) -> ColumnElement[bool]:
    """The condition that a plan that is not evaluated has a measure that deviates from it."""
    deviates = exists().where(
        ServiceMeasure.service_plan_id == ServicePlan.id, ServiceMeasure.deleted_at.is_(None), is_deviating(on)
    )  # fmt: skip
    return and_(ServicePlan.state != "evaluated", deviates)


def is_to_evaluate(on: date) -> ColumnElement[bool]:
    """The condition that the year of a plan is over and nobody has said how it worked."""
    return and_(ServicePlan.year < on.year, ServicePlan.state != "evaluated")


DEVIATING = record_lists.named("service_plan.deviating", lambda: has_deviation(date.today()))
TO_EVALUATE = record_lists.named("service_plan.to_evaluate", lambda: is_to_evaluate(date.today()))


def state_of(measure: ServiceMeasure, on: date) -> str:
    """``out`` (does not apply), ``kept``, ``late`` (done after its day), ``otherwise`` (not as planned), ``overdue``
    (open, its day is past), ``open``."""
    if measure.not_applicable:
        return "out"
    if measure.done_on is None:
        return "overdue" if measure.due_on is not None and measure.due_on < on else "open"
    if measure.due_on is not None and measure.done_on > measure.due_on:
        return "late"
    return "kept" if measure.as_planned else "otherwise"


def words_of(measure: ServiceMeasure, on: date) -> str:
    """The same in words, with the days by which it is late."""
    state = state_of(measure, on)
    if state in ("late", "overdue"):
        assert measure.due_on is not None  # or it could not be late
        days = ((measure.done_on or on) - measure.due_on).days
        if state == "late":
            return ngettext("done {count} day late", "done {count} days late", days).format(
                count=days
            )
        return ngettext("overdue by {count} day", "overdue by {count} days", days).format(
            count=days
        )
    words = {
        "out": _("does not apply"),
        "kept": _("kept"),
        "otherwise": _("not as planned"),
        "open": _("to be done"),
    }
    return words[state]


@dataclass(frozen=True)
class Kept:
    """How a plan was kept so far."""

    due: int
    """Measures whose day has come, without those that do not apply."""
    kept: int
    """Of these, done as planned by their day."""
    deviating: int
    """Of all, not done in time or otherwise than planned."""
    still: int
    """Not done yet, whether due or not."""
    count: int
    """All that apply."""


def kept(found: Iterable[ServiceMeasure], on: date) -> Kept:
    """How the measures `found` were kept up to day `on`."""
    states = [(each, state_of(each, on)) for each in found]
    states = [(each, state) for each, state in states if state != "out"]
    due = [(e, state) for e, state in states if e.due_on is not None and e.due_on <= on]
    return Kept(
        due=len(due),
        kept=sum(state == "kept" for _each, state in due),
        deviating=sum(state in ("late", "overdue", "otherwise") for _each, state in states),
        still=sum(state in ("open", "overdue") for _each, state in states),
        count=len(states),
    )


def deviations(session: Session, plan: ServicePlan, on: date) -> list[ServiceMeasure]:
    """The measures of a plan that deviate from it, by their day."""
    states = ("late", "overdue", "otherwise")
    return [each for each in measures(session, plan) if state_of(each, on) in states]
