"""Reads what the sheets of the management report show besides the indicators: plain rows from the facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.indicators import engine
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.sales_words import OUTCOME
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import EXPENSE_CATEGORY
from kamdesk.reports.indicator_lines import Asked
from kamdesk.reports.linked import Row
from kamdesk.reports.sales_sheets import SalesBy
from kamdesk.work import budgets, periods, sales_analysis, sales_plan, targets
from kamdesk.work.periods import Span

_ZERO = Decimal(0)
_SALES_BY = ("month", "account", "product", "region", "staff")
NOBODY = "—"
"""A region, product or owner that is not given."""
Counts = dict[Any, Counter[str]]


def read_sales(session: Session, asked: Asked) -> list[SalesBy]:
    """The sales of the period by month, account, product, region and person."""
    question = sales_analysis.Question(asked.span, asked.as_of)
    found = []
    for by in _SALES_BY:
        analysis = sales_analysis.analyse(session, question, by)
        rows = tuple(
            Row(
                each.name or NOBODY,
                {
                    "count": Decimal(each.count), "amount": each.amount, "plan": each.plan, "before": each.before,
                    "profit": each.profit,
                },
            )
            for each in analysis.lines
        )  # fmt: skip
        found.append(SalesBy(by, rows, analysis.total.plan))
    return found


def read_forecast(session: Session, asked: Asked) -> tuple[list[Row], list[Row], Decimal | None]:
    """Last year, plan, forecast and actual by month, and by account; the department's plan of the whole period."""
    plan = sales_plan.sales_plan(session, asked.span, asked.as_of)
    spans = [*plan.months, asked.span]
    held = targets.of_level(session, "sales_amount", "department", spans, asked.as_of)
    own = {code: each.value for code, each in held.get(targets.DEPARTMENT, {}).items()}
    months = [
        Row(month.code, {**_of_cell(cell), "plan": own.get(month.code)})
        for month, cell in zip(plan.months, plan.total.cells, strict=True)
    ]
    accounts = [Row(line.name, _of_cell(line.total)) for line in plan.lines]
    bought = [row for row in accounts if any(row.values.values())]
    return months, bought, own.get(asked.span.code)


def _of_cell(cell: sales_plan.Cell) -> Mapping[str, Decimal | None]:
    return {
        "before": cell.before,
        "plan": cell.plan,
        "forecast": cell.forecast,
        "actual": cell.actual,
    }


def read_budget(session: Session, asked: Asked) -> list[Row]:
    """Budget and spending of every category."""
    found = budgets.execution(session, asked.span, asked.as_of)
    return [
        Row(
            EXPENSE_CATEGORY.label(each.category),
            {
                "budget": each.budget, "first": each.first, "spent": each.spent, "submitted": each.submitted,
                "open": each.open,
            },
        )
        for each in found.lines
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------------------- visits


def read_visits(session: Session, asked: Asked) -> tuple[list[Row], list[Row]]:
    """Visits and call-backs by person and by month: the records of the two indicators, told apart."""
    owners = _by_id(session, select(Account.id, Account.owner_id))
    makers = _by_id(session, select(Visit.id, Visit.owner_id))
    persons: Counts = {}
    months: Counts = {each.code: Counter() for each in months_of(session, asked.span)}
    for key, part, column in (
        ("visit_plan_rate", "denominator", "planned"),
        ("visit_plan_rate", "numerator", "held"),
        ("callback_rate", "denominator", "due"),
        ("callback_rate", "numerator", "done"),
    ):
        behind = engine.behind(session, key, part, asked.span, asked.as_of, asked.scope)
        for record_id, day, account_id, _value in behind.page(descending=False) if behind else ():
            person = makers.get(record_id) if column in ("planned", "held") else None
            owner = person if person is not None else owners.get(account_id or 0)
            persons.setdefault(owner, Counter())[column] += 1
            months.setdefault(f"{day:%Y-%m}", Counter())[column] += 1
    names = _by_id(session, select(Staff.id, Staff.name))
    by_person = sorted(persons.items(), key=lambda each: -each[1]["planned"])
    return (
        [Row(names.get(key, NOBODY), _counted(counts)) for key, counts in by_person],
        [Row(code, _counted(counts)) for code, counts in sorted(months.items())],
    )


def _by_id(session: Session, query: Any) -> dict[int, Any]:
    """Id → the other column."""
    return {row[0]: row[1] for row in session.execute(query)}


def _counted(counts: Counter[str]) -> Mapping[str, Decimal | None]:
    return {key: Decimal(counts[key]) for key in ("planned", "held", "due", "done")}


def months_of(session: Session, span: Span) -> list[Span]:
    """The months of a period."""
    count = {"year": 12, "quarter": 3, "month": 1}[span.kind]
    start = periods.start_month(session)
    return periods.following(periods.period_of(span.first, "month", start), count, start)


# -------------------------------------------------------------------------------------------------------- projects


def read_projects(session: Session, asked: Asked) -> tuple[list[Row], list[Row], list[Row]]:
    """What is open at the end by stage and by owner, and what was closed in the period by outcome."""
    amounts = _values(session, asked, "pipeline", "numerator")
    weighted = _values(session, asked, "weighted_pipeline", "numerator")
    deals = {
        row.id: row
        for row in session.execute(
            select(Opportunity.id, Opportunity.stage_id, Opportunity.owner_id, Opportunity.outcome)
        )
    }
    stages = {each.id: each for each in session.scalars(select(Stage))}
    staff = _by_id(session, select(Staff.id, Staff.name))
    by_stage = _grouped(amounts, weighted, {key: deals[key].stage_id for key in amounts})
    by_owner = _grouped(amounts, weighted, {key: deals[key].owner_id for key in amounts})
    in_order = sorted(by_stage, key=lambda key: (stages[key].pipeline_id, stages[key].position))
    return (
        [Row(stages[key].title, by_stage[key]) for key in in_order],
        [
            Row(staff.get(key, NOBODY), values)
            for key, values in sorted(
                by_owner.items(), key=lambda each: -(each[1]["amount"] or _ZERO)
            )
        ],
        _closed(session, asked, {key: row.outcome for key, row in deals.items()}),
    )


def _values(session: Session, asked: Asked, key: str, part: str) -> dict[int, Decimal]:
    """Record → its share of a part of an indicator."""
    behind = engine.behind(session, key, part, asked.span, asked.as_of, asked.scope)
    rows = behind.page(descending=False) if behind else ()
    return {record_id: value for record_id, _day, _account, value in rows}


def _grouped(
    amounts: Mapping[int, Decimal], weighted: Mapping[int, Decimal], groups: Mapping[int, Any]
) -> dict[Any, dict[str, Decimal | None]]:
    found: dict[Any, dict[str, Decimal | None]] = {}
    for key, amount in amounts.items():
        sums = found.setdefault(groups[key], dict.fromkeys(("count", "amount", "weighted"), _ZERO))
        for column, value in (
            ("count", Decimal(1)), ("amount", amount), ("weighted", weighted.get(key, _ZERO))
        ):  # fmt: skip
            sums[column] = (sums[column] or _ZERO) + value
    return found


def _closed(session: Session, asked: Asked, outcomes: Mapping[int, str]) -> list[Row]:
    """Won and lost ones as the win rate counts them; the cancelled ones stand beside it there, too."""
    counted = _values(session, asked, "win_rate", "denominator")
    amounts = _values(session, asked, "win_rate_amount", "denominator")
    rows = []
    for code in ("won", "lost"):
        own = [key for key in counted if outcomes[key] == code]
        total = sum((amounts.get(key, _ZERO) for key in own), _ZERO)
        rows.append(Row(OUTCOME.label(code), {"count": Decimal(len(own)), "amount": total}))
    cancelled = engine.figure(session, "win_rate", asked.span, asked.as_of, asked.scope).beside
    count = next(iter(cancelled.values()), _ZERO)
    rows.append(Row(OUTCOME.label("cancelled"), {"count": count, "amount": None}))
    return rows
