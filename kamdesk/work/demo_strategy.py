"""The demonstration's account strategy: scores, shares, intelligence, white space, plans, what is known and unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from kamdesk.model.competitor import CompetitorShare, InformationItem, Intelligence
from kamdesk.model.relations import Acquaintance
from kamdesk.model.strategy import (
    AccountPlan,
    AccountScore,
    Criterion,
    PlanGoal,
    PlanMeasure,
    WhiteSpace,
)
from kamdesk.work.demo_sales import Sales
from kamdesk.work.demo_visits import Rows
from kamdesk.work.information import ACCOUNT_QUESTIONS, PROJECT_QUESTIONS

_CURRENCY = "CNY"


def add_strategy(sales: Sales, rows: Rows, told: Mapping[str, Any]) -> None:
    """Adds what ``account_scores.csv``, ``competitor_shares.csv``, ``intelligence.csv`` and ``strategy.json`` tell."""
    _scores(sales, rows)
    _shares(sales, rows)
    _intelligence(sales, rows)
    _white_space(sales, told["white_space"])
    for plan in told["plans"]:
        _plan(sales, plan)
    for account, answers in told["information"].items():
        _information(sales, account, "", answers)
    for key, answers in told["project_information"].items():
        _information(sales, sales.deals[key].row["account"], key, answers)
    for account, name, number, now, wanted in told["acquaintances"]:
        office = sales.office
        office.session.add(
            Acquaintance(
                contact_id=office.people[account, name].id, staff_id=office.staff[number].id,
                relation_now=now, relation_wanted=wanted,
            )
        )  # fmt: skip
    sales.office.session.flush()


def _scores(sales: Sales, rows: Rows) -> None:
    """One column a criterion, by its key; an empty cell is not known."""
    session = sales.office.session
    ids = {each.key: each.id for each in session.scalars(select(Criterion))}
    for row in rows("account_scores.csv"):
        account, on = sales.office.accounts[row.pop("account")], sales.ago(row.pop("days_ago"))
        session.add_all(
            AccountScore(account_id=account.id, criterion_id=ids[key], on=on, score=int(points))
            for key, points in row.items()
            if points
        )


def _shares(sales: Sales, rows: Rows) -> None:
    for row in rows("competitor_shares.csv"):
        competitor = sales.competitors.get(row["competitor"])
        sales.office.session.add(
            CompetitorShare(
                account_id=sales.office.accounts[row["account"]].id,
                competitor_id=competitor.id if competitor else None, on=sales.ago(row["days_ago"]),
                share=Decimal(row["share"]), source=row["source"],
            )
        )  # fmt: skip


def _intelligence(sales: Sales, rows: Rows) -> None:
    for row in rows("intelligence.csv"):
        competitor = sales.competitors.get(row["competitor"])
        account = sales.office.accounts.get(row["account"])
        deal = sales.deals.get(row["opportunity"])
        sales.office.session.add(
            Intelligence(
                on=sales.ago(row["days_ago"]), text=row["text"], source=row["source"],
                reliability=int(row["reliability"]), competitor_id=competitor.id if competitor else None,
                account_id=account.id if account else None, opportunity_id=deal.record.id if deal else None,
            )
        )  # fmt: skip


def _white_space(sales: Sales, told: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
    for account, cells in told.items():
        for line, (state, amount, competitor, opportunity) in cells.items():
            rival, deal = sales.competitors.get(competitor), sales.deals.get(opportunity)
            sales.office.session.add(
                WhiteSpace(
                    account_id=sales.office.accounts[account].id, line=line, state=state,
                    amount=Decimal(amount) if amount else None, currency=_CURRENCY if amount else None,
                    competitor_id=rival.id if rival else None,
                    opportunity_id=deal.record.id if deal else None,
                )
            )  # fmt: skip


def _plan(sales: Sales, told: Mapping[str, Any]) -> None:
    """A plan of this year with goals and measures; days are counted back from the day of loading."""
    session, office = sales.office.session, sales.office
    account = office.accounts[told["account"]]
    texts = (
        "needs", "buying_habits", "competition", "strategy", "product_mix", "price_policy", "review",
    )  # fmt: skip
    plan = AccountPlan(
        account_id=account.id, period=f"{office.day:%Y}", on=sales.ago(told["ago"]), owner_id=account.owner_id,
        state=told["state"], sales_goal=Decimal(told["sales_goal"]), currency=_CURRENCY,
        review_on=office.working_day(-told["review_in"]), **{name: told[name] or None for name in texts},
    )  # fmt: skip
    session.add(plan)
    session.flush()
    for name, measured_by, target, actual, due in told["goals"]:
        session.add(
            PlanGoal(
                plan_id=plan.id, name=name, measured_by=measured_by, target=target, actual=actual or None,
                due_on=sales.ago(due),
            )
        )  # fmt: skip
    for name, number, due, done in told["measures"]:
        session.add(
            PlanMeasure(
                plan_id=plan.id, name=name, owner_id=office.staff[number].id,
                due_on=office.working_day(due), done_on=office.working_day(done) if done else None,
            )
        )  # fmt: skip


def _information(sales: Sales, account: str, key: str, answers: Sequence[Sequence[Any]]) -> None:
    """The whole checklist; `answers` name the place of the question, what is known, from where, how reliably."""
    questions = PROJECT_QUESTIONS if key else ACCOUNT_QUESTIONS
    known = {int(place): rest for place, *rest in answers if rest[0]}
    for place, term in enumerate(questions):
        answer, source, reliability = known.get(place, (None, None, None))
        sales.office.session.add(
            InformationItem(
                account_id=sales.office.accounts[account].id,
                opportunity_id=sales.deals[key].record.id if key else None, position=place + 1,
                question=term.zh, answer=answer, source=source, reliability=reliability,
                on=sales.ago(30) if answer else None,
            )
        )  # fmt: skip
