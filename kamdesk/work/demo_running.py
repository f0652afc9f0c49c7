"""The demonstration's targets, budgets, forecasts, trainings and incentive rules, for the year of loading and the last.

They belong to calendar periods, so they are worked out from a plan of twelve months instead of days before loading.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.model.assessment import IncentiveRule
from kamdesk.model.purchase import Purchase
from kamdesk.model.target import Budget, SalesForecast, Target
from kamdesk.model.training import Training, TrainingAttendee
from kamdesk.work import appraisal_templates, appraisals
from kamdesk.work.demo_visits import Office
from kamdesk.work.periods import period_of, start_month

_CURRENCY = "CNY"
_MILLION = Decimal(1_000_000)
_THOUSAND = Decimal(1000)
_LOOKS_BACK = 365
"""Days over which an account's share of the forecast is taken."""


def add_running(office: Office, more: Mapping[str, Any]) -> None:
    """Adds what ``running.json`` (`more`) tells."""
    session = office.session
    for years_back in (1, 0):
        _add_targets(office, more, office.day.year - years_back, years_back)
        _add_budgets(office, more, office.day.year - years_back, years_back)
    for key, value in more["wanted"].items():
        year = office.day.year
        session.add(
            Target(
                period=str(year), measure=key, value=Decimal(str(value)), approved_on=_decided(year)
            )
        )
    _add_forecasts(office, Decimal(str(more["forecast"])))
    for training in more["trainings"]:
        _add_training(office, training)
    for rule in more["incentives"]:
        values = rule | {"amount": Decimal(rule["amount"]), "currency": _CURRENCY}
        session.add(IncentiveRule(**values))
    _begin_sheets(office)
    session.flush()


def _decided(year: int) -> date:
    """The day on which the plan of a year was approved: before it began."""
    return date(year - 1, 12, 18)


def _add_targets(office: Office, more: Mapping[str, Any], year: int, years_back: int) -> None:
    """Months of the department and of each person; in this year the third quarter was corrected in its course."""
    scale = Decimal(str(more["millions"])) / Decimal(str(more["growth"])) ** years_back
    approved = _decided(year)
    months = [
        (Decimal(str(each)) * scale * _MILLION / _THOUSAND).quantize(Decimal(1)) * _THOUSAND
        for each in more["months"]
    ]
    shares = [(office.staff[key].id, Decimal(str(part))) for key, part in more["staff"].items()]
    for month, whole in enumerate(months, 1):
        period = f"{year}-{month:02}"
        _add_target(office.session, period, whole, approved)
        left = whole
        for place, (staff_id, share) in enumerate(shares, 1):
            part = left if place == len(shares) else (whole * share).quantize(_THOUSAND)
            left -= part
            _add_target(office.session, period, part, approved, staff_id)
    for quarter, number in enumerate(more["new_accounts"], 1):
        target = Target(
            period=f"{year}Q{quarter}", measure="new_accounts", value=Decimal(number), approved_on=approved
        )  # fmt: skip
        office.session.add(target)
    revision = more["revision"]
    if years_back == 0:
        first = 3 * (revision["quarter"] - 1)
        whole = sum(months[first : first + 3], Decimal(0)) * Decimal(str(revision["factor"]))
        for value, day, note in (
            (sum(months[first : first + 3], Decimal(0)), approved, None),
            (
                whole.quantize(Decimal(1)),
                date.fromisoformat(f"{year}-{revision['approved']}"),
                revision["note"],
            ),
        ):
            office.session.add(
                Target(period=f"{year}Q{revision['quarter']}", value=value, approved_on=day, note=note)
            )  # fmt: skip


def _add_target(
    session: Session, period: str, value: Decimal, approved: date, staff_id: int | None = None
) -> None:
    level = "department" if staff_id is None else "staff"
    session.add(
        Target(period=period, level=level, staff_id=staff_id, value=value, approved_on=approved)
    )


def _add_budgets(office: Office, more: Mapping[str, Any], year: int, years_back: int) -> None:
    growth = Decimal(str(more["growth"])) ** years_back
    for category, amount in more["budgets"].items():
        for month in range(1, 13):
            office.session.add(
                Budget(
                    period=f"{year}-{month:02}", category=category, currency=_CURRENCY,
                    amount=(Decimal(amount) / growth).quantize(Decimal(1)), approved_on=_decided(year),
                )
            )  # fmt: skip


def _add_forecasts(office: Office, share: Decimal) -> None:
    """For this month and the two that follow: what each account bought in a year, spread over twelve months."""
    day = office.day
    made_on = day.replace(day=1) - timedelta(days=4)
    query = (
        select(Purchase.account_id, func.sum(Purchase.amount))
        .where(Purchase.on > day - timedelta(days=_LOOKS_BACK), Purchase.currency == _CURRENCY)
        .group_by(Purchase.account_id)
        .order_by(Purchase.account_id)
    )
    for account_id, total in office.session.execute(query).all():
        month = day.replace(day=1)
        for _place in range(3):
            amount = (total * share / 12 / _THOUSAND).quantize(Decimal(1)) * _THOUSAND
            office.session.add(
                SalesForecast(
                    period=f"{month:%Y-%m}", account_id=account_id, amount=amount, made_on=made_on
                )
            )
            month = (month + timedelta(days=32)).replace(day=1)


def _begin_sheets(office: Office) -> None:
    """The quarter's sheets of everybody who has a template, as drafts."""
    period = period_of(office.day, "quarter", start_month(office.session)).code
    for offer in appraisal_templates.offered(office.session):
        appraisal_templates.take(office.session, offer.position)
    for staff in office.staff.values():
        if appraisal_templates.for_position(office.session, staff.position) is not None:
            appraisals.begin(office.session, staff, period)


def _add_training(office: Office, given: Mapping[str, Any]) -> None:
    training = Training(
        topic=given["topic"], state=given["state"], need=given["need"], trainer=given.get("trainer"),
        place=given.get("place"), content=given.get("content"), result=given.get("result") or None,
        on=office.day - timedelta(days=given["days_ago"]) if "days_ago" in given else None,
        hours=Decimal(given["hours"]) if "hours" in given else None,
    )  # fmt: skip
    office.session.add(training)
    office.session.flush()
    for number, attended, score in given["attendees"]:
        office.session.add(
            TrainingAttendee(
                training_id=training.id, staff_id=office.staff[number].id, attended=attended,
                score=Decimal(score) if score else None,
            )
        )  # fmt: skip
