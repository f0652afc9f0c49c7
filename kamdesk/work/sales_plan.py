"""销售预测和计划: per account and month last year, plan, forecast, actual; how good earlier forecasts were (M39)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.purchase import Purchase
from kamdesk.model.target import SalesForecast
from kamdesk.work import deal_sql, periods, sales_facts, settings, targets
from kamdesk.work.periods import Span
from kamdesk.work.trash import move_to_trash

_ZERO = Decimal(0)
_LISTED = ("developing", "active")
Made = tuple[date, int, Decimal]
"""Day, id and amount of a forecast."""


@dataclass(frozen=True)
class Cell:
    """An account in a month (or several accounts, several months), in the default currency."""

    before: Decimal = _ZERO
    """What was bought in the same month a year earlier."""
    plan: Decimal | None = None
    """The target of the account."""
    made: Decimal | None = None
    """The newest forecast somebody made."""
    made_on: date | None = None
    pipeline: Decimal | None = None
    """What open opportunities are expected to bring in the month, weighted."""
    earlier: Decimal | None = None
    """The newest forecast made before the month began: by it the forecast is judged."""
    actual: Decimal = _ZERO

    @property
    def forecast(self) -> Decimal | None:
        """What somebody forecast, else what the pipeline promises."""
        return self.made if self.made is not None else self.pipeline


@dataclass(frozen=True)
class Line:
    """An account over the months."""

    account_id: int
    archive_no: str
    name: str
    owner: str
    cells: tuple[Cell, ...]

    @cached_property
    def total(self) -> Cell:
        """All its months."""
        return added(self.cells)


@dataclass(frozen=True)
class SalesPlan:
    """The months of a period, account by account: who bought most last year comes first."""

    span: Span
    months: tuple[Span, ...]
    as_of: date
    lines: tuple[Line, ...]

    @cached_property
    def total(self) -> Line:
        """All accounts, month by month."""
        cells = [added(line.cells[at] for line in self.lines) for at in range(len(self.months))]
        return Line(0, "", "", "", tuple(cells))

    def accuracy(self, at: int | None = None) -> Decimal | None:
        """max(0, 1 − Σ|actual − forecast| ÷ Σ actual) over the accounts in a month that is over (or all of these).

        None when nothing was forecast before the month, or nothing bought in it.
        """
        over = [
            number
            for number, month in enumerate(self.months)
            if month.last <= self.as_of and at in (None, number)
        ]
        cells = [line.cells[number] for line in self.lines for number in over]
        actual = sum((each.actual for each in cells), _ZERO)
        if actual <= 0 or all(each.earlier is None for each in cells):
            return None
        missed = sum((abs(each.actual - (each.earlier or _ZERO)) for each in cells), _ZERO)
        return max(_ZERO, 1 - missed / actual)


def added(cells: Iterable[Cell]) -> Cell:
    """Sums; what is nowhere known stays unknown."""
    given = list(cells)

    def total(values: Iterable[Decimal | None]) -> Decimal | None:
        known = [each for each in values if each is not None]
        return sum(known, _ZERO) if known else None

    return Cell(
        before=sum((each.before for each in given), _ZERO),
        plan=total(each.plan for each in given),
        made=total(each.forecast for each in given),
        pipeline=total(each.pipeline for each in given),
        earlier=total(each.earlier for each in given),
        actual=sum((each.actual for each in given), _ZERO),
    )


def sales_plan(session: Session, span: Span, as_of: date, staff_id: int | None = None) -> SalesPlan:
    """The months of `span` as seen on the day `as_of`, for all accounts or those somebody owns now."""
    start = periods.start_month(session)
    count = {"year": 12, "quarter": 3, "month": 1}[span.kind]
    months = periods.following(periods.period_of(span.first, "month", start), count, start)
    earlier = periods.period_of(sales_facts.earlier(span.first), span.kind, start)
    actual = _bought(session, span, as_of)
    before = {
        (account, f"{int(code[:4]) + 1}{code[4:]}"): amount
        for (account, code), amount in _bought(session, earlier, as_of).items()
    }
    plans = {
        subject.id: {code: each.value for code, each in held.items()}
        for subject, held in targets.of_level(
            session, "sales_amount", "account", months, as_of
        ).items()
    }
    made = _made(session, months, as_of)
    pipeline = _pipeline(session, months)
    lines = []
    known = {key[0] for source in (actual, before, made, pipeline) for key in source} | plans.keys()
    query = (
        select(
            Account.id, Account.archive_no, Account.name, Account.status, Account.owner_id,
            func.coalesce(Staff.name, ""),
        )
        .outerjoin(Staff, Staff.id == Account.owner_id)
        .where(Account.deleted_at.is_(None))
        .order_by(Account.sort_name, Account.id)
    )  # fmt: skip
    for account_id, archive_no, name, status, owner_id, owner in session.execute(query):
        if staff_id is not None and owner_id != staff_id:
            continue
        if account_id not in known and status not in _LISTED:
            continue
        cells = []
        for month in months:
            key = (account_id, month.code)
            forecasts = made.get(key, [])
            newest = forecasts[-1] if forecasts else None
            judged = [each for each in forecasts if each[0] < month.first]
            cells.append(
                Cell(
                    before.get(key, _ZERO), plans.get(account_id, {}).get(month.code),
                    newest[2] if newest else None, newest[0] if newest else None, pipeline.get(key),
                    judged[-1][2] if judged else None, actual.get(key, _ZERO),
                )
            )  # fmt: skip
        lines.append(Line(account_id, archive_no or "", name, owner, tuple(cells)))
    lines.sort(key=lambda each: -each.total.before)
    return SalesPlan(span, tuple(months), as_of, tuple(lines))


def _bought(session: Session, span: Span, as_of: date) -> dict[tuple[int, str], Decimal]:
    """Account and code of the month → amount."""
    facts = sales_facts.facts(session, span.first, span.last, as_of)
    keys = (
        Purchase.account_id.expression, extract("year", Purchase.on), extract("month", Purchase.on),
    )  # fmt: skip
    found: dict[tuple[int, str], Decimal] = {}
    for each in sales_facts.sums(session, facts, keys):
        account_id, year, month = each.key
        key = (account_id, f"{int(year)}-{int(month):02}")
        found[key] = found.get(key, _ZERO) + each.amount * (each.rate or _ZERO)
    return found


def _made(
    session: Session, months: Sequence[Span], as_of: date
) -> dict[tuple[int, str], list[Made]]:
    """Account and code of the month → its forecasts, the newest last."""
    query = (
        select(
            SalesForecast.account_id, SalesForecast.period, SalesForecast.made_on, SalesForecast.id,
            SalesForecast.amount,
        )
        .where(
            SalesForecast.period.in_([each.code for each in months]),
            SalesForecast.made_on <= as_of, SalesForecast.deleted_at.is_(None),
        )
        .order_by(SalesForecast.made_on, SalesForecast.id)
    )  # fmt: skip
    found: dict[tuple[int, str], list[Made]] = {}
    for row in session.execute(query):
        key = (row.account_id, row.period)
        found.setdefault(key, []).append((row.made_on, row.id, row.amount))
    return found


def _pipeline(session: Session, months: Sequence[Span]) -> dict[tuple[int, str], Decimal]:
    """Account and code of the month → weighted amount of the deals that are open now and expected to close in it."""
    currency = str(settings.get(session, "default_currency"))
    day = Opportunity.expected_close_on
    keys = (Opportunity.account_id, extract("year", day), extract("month", day))
    query = (
        select(*keys, func.sum(deal_sql.weighted_in(currency)))
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(
            Opportunity.outcome == "open", Opportunity.deleted_at.is_(None),
            day.between(months[0].first, months[-1].last),
        )
        .group_by(*keys)
    )  # fmt: skip
    return {
        (row[0], f"{int(row[1])}-{int(row[2]):02}"): row[3]
        for row in session.execute(query)
        if row[0] is not None and row[3] is not None
    }


# --------------------------------------------------------------------------------------------------------- writing


def put_forecasts(
    session: Session, amounts: Mapping[tuple[int, str], Decimal | None], made_on: date
) -> int:
    """Notes forecasts made on a day (id of the account, code of the month → amount; None takes that day's back).

    What is already the newest forecast is not made again. Gives back how many were written or taken back. Raises
    RuleError, naming the field.
    """
    if made_on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=made_on), field="made_on")
    written = 0
    for (account_id, code), amount in amounts.items():
        if periods.read_period(code).kind != "month":
            raise RuleError(_("A forecast is made for a month such as 2026-11."), field="period")
        if amount is not None and amount < 0:
            raise RuleError(_("A forecast is not negative."), field="amount")
        own = forecasts(session, account_id, code)
        until = [each for each in own if each.made_on <= made_on]
        same = until[-1] if until and until[-1].made_on == made_on else None
        if amount is None:
            if same is not None:
                move_to_trash(session, same)
                written += 1
        elif until and until[-1].amount == amount:
            continue
        elif same is not None:
            same.amount = amount
            written += 1
        else:
            session.add(
                SalesForecast(period=code, account_id=account_id, amount=amount, made_on=made_on)
            )
            written += 1
    session.flush()
    return written


def forecasts(session: Session, account_id: int, code: str) -> list[SalesForecast]:
    """Every forecast for an account and month, the newest last."""
    query = select(SalesForecast).where(
        SalesForecast.account_id == account_id, SalesForecast.period == code,
        SalesForecast.deleted_at.is_(None),
    )  # fmt: skip
    return list(session.scalars(query.order_by(SalesForecast.made_on, SalesForecast.id)))
