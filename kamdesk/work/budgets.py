"""费用预算执行: what may be spent on each category, and what was spent, handed in and kept open (M43).

Which budget holds is rule 9 of kpi.md. The expenses that count are those of the indicator of service cost: by the day
they were spent, not while the account was ordinary, not of accounts in the waste basket, refused ones nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.expense import Expense
from kamdesk.model.target import Budget
from kamdesk.model.values import show_money
from kamdesk.model.vocabulary import EXPENSE_CATEGORY
from kamdesk.work import periods, sales_facts, settings, target_values, targets
from kamdesk.work.periods import Span
from kamdesk.work.trash import move_to_trash

SPENT, WAITING, OPEN = "spent", "submitted", "open"
"""Approved or paid; handed in; neither."""
_STATES = {SPENT: ("approved", "paid"), WAITING: ("submitted",), OPEN: ("open",)}
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """A category (or all of them) in a period, in the default currency."""

    category: str = ""
    budget: Decimal | None = None
    first: Decimal | None = None
    """By the first version that was approved."""
    draft: Decimal | None = None
    """Waits for approval."""
    spent: Decimal = _ZERO
    submitted: Decimal = _ZERO
    open: Decimal = _ZERO
    unrated: int = 0
    """Expenses without a rate: no sum holds them."""

    @property
    def remaining(self) -> Decimal | None:
        """Budget − spent; None without a budget."""
        return None if self.budget is None else self.budget - self.spent

    @property
    def free(self) -> Decimal | None:
        """What is left when all that is handed in or open is paid, too."""
        rest = self.remaining
        return None if rest is None else rest - self.submitted - self.open

    @property
    def used(self) -> Decimal | None:
        """Spent / budget; None where nothing was planned."""
        return self.spent / self.budget if self.budget else None

    @property
    def is_unbudgeted(self) -> bool:
        """无预算支出: something was spent that nobody planned."""
        return self.budget is None and self.spent > 0


@dataclass(frozen=True)
class Execution:
    """Every category in a period, in the order of their list; `total` of all, `service` of the service categories."""

    span: Span
    lines: tuple[Line, ...]
    total: Line
    service: Line

    def line(self, category: str) -> Line:
        """The line of a category."""
        return next(each for each in self.lines if each.category == category)


def execution(session: Session, span: Span, as_of: date) -> Execution:
    """Budget and spending of a period as seen on the day `as_of`."""
    return executions(session, [span], as_of)[0]


def executions(session: Session, spans: Sequence[Span], as_of: date) -> list[Execution]:
    """The same for several periods at once."""
    start = periods.start_month(session)
    versions = target_values.budget_versions(session, EXPENSE_CATEGORY.codes)
    drafts = _drafts(session)
    service = service_categories(session)
    found = []
    for span in spans:
        spending = _spending(session, span, as_of)
        lines = []
        for category in EXPENSE_CATEGORY.codes:
            held = target_values.held(versions.get(category, {}), span, as_of, start)
            known = held if held is not None and held.is_known else None
            line = spending.get(category, Line(category))
            lines.append(
                replace(
                    line,
                    budget=known.value if known is not None else None,
                    first=known.first_value if known is not None else None,
                    draft=drafts.get((category, span.code)),
                )
            )
        own = [each for each in lines if each.category in service]
        found.append(Execution(span, tuple(lines), added(lines), added(own)))
    return found


def added(lines: Iterable[Line]) -> Line:
    """The sums; a category without a budget adds none, no budget at all is missing (clarification 6)."""
    total = Line()
    for each in lines:
        total = replace(
            total,
            budget=_plus(total.budget, each.budget),
            first=_plus(total.first, each.first),
            draft=_plus(total.draft, each.draft),
            spent=total.spent + each.spent,
            submitted=total.submitted + each.submitted,
            open=total.open + each.open,
            unrated=total.unrated + each.unrated,
        )
    return total


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one if other is None else other if one is None else one + other


def service_categories(session: Session) -> set[str]:
    """The categories that are service cost (a setting)."""
    text = str(settings.get(session, "service_cost_categories"))
    return {each.strip() for each in text.split(",") if each.strip()}


# ----------------------------------------------------------------------------------------------------- spending


def _counted(session: Session, query: Any, span: Span, as_of: date) -> Any:
    """`query` over `Expense`, joined with `Account` where it has one, with only what counts."""
    ordinary = sales_facts.ordinary_days(session, as_of)
    query = query.outerjoin(Account, Account.id == Expense.account_id)
    if ordinary is not None:
        query = query.outerjoin(
            ordinary, sales_facts.within(ordinary, Expense.account_id, Expense.on)
        )
        query = query.where(ordinary.c.account_id.is_(None))
    return query.where(
        Expense.deleted_at.is_(None),
        or_(Expense.account_id.is_(None), Account.deleted_at.is_(None)),
        Expense.on.between(span.first, min(span.last, as_of)),
        Expense.state != "refused",
    )


def _native(session: Session) -> ColumnElement[bool]:
    currency = settings.get(session, "default_currency")
    return or_(Expense.currency.is_(None), Expense.currency == currency)


def _spending(session: Session, span: Span, as_of: date) -> dict[str, Line]:
    native = _native(session)
    rate = case((native, None), else_=Expense.rate).label("the_rate")
    groups = (Expense.category, Expense.state, native.label("is_native"), rate)
    query = select(*groups, func.count(), func.sum(Expense.amount)).select_from(Expense)
    query = _counted(session, query, span, as_of).group_by(*groups)
    kinds = {state: kind for kind, states in _STATES.items() for state in states}
    found: dict[str, Line] = {}
    for category, state, is_native, factor, count, amount in session.execute(query):
        line = found.get(category, Line(category))
        if not is_native and factor is None:
            found[category] = replace(line, unrated=line.unrated + count)
            continue
        value = amount if is_native else amount * factor
        kind = kinds[state]
        found[category] = replace(line, **{kind: getattr(line, kind) + value})
    return found


def expenses(
    session: Session, span: Span, as_of: date, categories: Sequence[str], kind: str = "",
    limit: int = 200, offset: int = 0,
) -> list[Expense]:  # fmt: skip
    """The expenses behind a number, the latest first; `kind`: `SPENT`, `WAITING`, `OPEN` or all of them."""
    query = _counted(session, select(Expense), span, as_of).where(Expense.category.in_(categories))
    if kind:
        query = query.where(Expense.state.in_(_STATES[kind]))
    query = query.order_by(Expense.on.desc(), Expense.id.desc()).limit(limit).offset(offset)
    return list(session.scalars(query))


# ------------------------------------------------------------------------------------------------- budgets


def _drafts(session: Session) -> dict[tuple[str, str], Decimal]:
    query = select(Budget.category, Budget.period, Budget.amount).where(
        Budget.approved_on.is_(None), Budget.deleted_at.is_(None)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query.order_by(Budget.id))}


def put(
    session: Session, span: Span, category: str, amount: Decimal | None, approved_on: date | None = None
) -> bool:  # fmt: skip
    """Notes what may be spent as a draft, or as a version approved on a day; no amount takes the draft back.

    True when something was written. Raises RuleError, naming the field.
    """
    if category not in EXPENSE_CATEGORY:
        raise RuleError(_("“{text}” is not known here.").format(text=category), field="category")
    if amount is not None and amount < 0:
        raise RuleError(_("A budget is not negative."), field="amount")
    if approved_on is not None and approved_on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=approved_on), field="approved_on")
    own = versions(session, span, category)
    draft = next((each for each in own if each.approved_on is None), None)
    approved = [each for each in own if each.approved_on is not None]
    is_known = (
        bool(approved) and approved[-1].amount == amount and _is_native(session, approved[-1])
    )
    if amount is None or is_known:
        if draft is not None:
            move_to_trash(session, draft)
        return draft is not None
    if draft is None:
        draft = Budget(period=span.code, category=category, amount=amount)
        session.add(draft)
    draft.amount, draft.approved_on = amount, approved_on
    draft.currency = settings.get(session, "default_currency")
    session.flush()
    return True


def _is_native(session: Session, budget: Budget) -> bool:
    return budget.currency in (None, settings.get(session, "default_currency"))


def versions(session: Session, span: Span, category: str) -> list[Budget]:
    """Every version of one budget, the first one first, a draft last."""
    query = select(Budget).where(
        Budget.period == span.code, Budget.category == category, Budget.deleted_at.is_(None)
    )
    return sorted(
        session.scalars(query),
        key=lambda each: (each.approved_on is None, each.approved_on or date.max, each.id),
    )


def approve(session: Session, span: Span, on: date, *, parts: bool = True) -> int:
    """Approves every draft of a period (and its `parts`: quarters and months); gives back how many.

    Raises RuleError when there is none.
    """
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="approved_on")
    drafts = list(session.scalars(_of(session, span, parts).where(Budget.approved_on.is_(None))))
    if not drafts:
        raise RuleError(_("There is no draft to approve."))
    for each in drafts:
        each.approved_on = on
    session.flush()
    return len(drafts)


def discard(session: Session, span: Span) -> int:
    """Puts every draft of a period and its parts into the waste basket; gives back how many."""
    drafts = list(session.scalars(_of(session, span, True).where(Budget.approved_on.is_(None))))
    for each in drafts:
        move_to_trash(session, each)
    return len(drafts)


def approved_on(session: Session, span: Span) -> date | None:
    """The day on which a budget of exactly this period was last approved; None where none was."""
    known = (each.approved_on for each in session.scalars(_of(session, span, False)))
    return max((each for each in known if each is not None), default=None)


def _of(session: Session, span: Span, parts: bool) -> Select[Budget]:
    codes = [span.code]
    if parts:
        start = periods.start_month(session)
        for each in targets.parts_of(span, start):
            codes += [each.code, *(month.code for month in targets.parts_of(each, start))]
    return select(Budget).where(Budget.period.in_(codes), Budget.deleted_at.is_(None))


def disagreement(session: Session, span: Span, category: str, amount: Decimal) -> str:
    """What the budgets of the parts of a period add up to, where that is not `amount`; else empty."""
    start = periods.start_month(session)
    parts = targets.parts_of(span, start)
    known = target_values.budget_versions(session, [category]).get(category, {})
    held = [target_values.held(known, each, each.last, start) for each in parts]
    there = [each.value for each in held if each is not None]
    total = sum(there, _ZERO)
    if not there or total == amount or (len(there) < len(parts) and total < amount):
        return ""
    words = _("{name}, {period}: {whole}, its parts add up to {parts}: {amount} apart.")
    return words.format(
        name=EXPENSE_CATEGORY.label(category), period=span.code, whole=show_money(amount),
        parts=show_money(total), amount=show_money(abs(amount - total)),
    )  # fmt: skip
