"""空白点: companies of a group × product lines; a cell says what could be sold, and becomes an opportunity (N2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.competitor import Competitor
from kamdesk.model.fields import fields_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.product import Product
from kamdesk.model.strategy import WhiteSpace
from kamdesk.work import opportunities, settings

_STATE_OF_OUTCOME = {"open": "open", "won": "won"}


@dataclass(frozen=True)
class Company:
    """A row of the map: an account of the group, and how deep it lies below the top."""

    account_id: int
    name: str
    tier: str | None
    depth: int


@dataclass(frozen=True)
class Cell:
    """What one company could buy of one line. Without an entry its state is empty: nobody has looked yet."""

    account_id: int
    line: str
    state: str = ""
    """A code of SPACE_STATE, as the opportunity says where there is one."""
    amount: Decimal | None = None
    currency: str = ""
    competitor: str = ""
    competitor_id: int | None = None
    opportunity_id: int | None = None
    opportunity: str = ""
    note: str = ""


@dataclass(frozen=True)
class SpaceMap:
    """The whole map: companies (rows), lines (columns), cells by account and line."""

    companies: tuple[Company, ...]
    lines: tuple[str, ...]
    cells: Mapping[tuple[int, str], Cell]

    def cell(self, account_id: int, line: str) -> Cell:
        """The cell of a company and a line."""
        return self.cells.get((account_id, line)) or Cell(account_id, line)

    def count(self, state: str) -> int:
        """How many cells are in `state`; empty: how many nobody has looked at."""
        if state:
            return sum(each.state == state for each in self.cells.values())
        return len(self.companies) * len(self.lines) - len(self.cells)

    def potential(self, currency: str) -> Decimal:
        """What is still to be won: the yearly amounts, in `currency`, of cells that are potential or a competitor's."""
        return sum(
            (
                each.amount
                for each in self.cells.values()
                if each.amount and each.currency == currency and each.state in ("potential", "competitor")
            ),
            Decimal(0),
        )  # fmt: skip


def space_map(session: Session, account_id: int) -> SpaceMap:
    """The map of the group the account belongs to; product lines are those of the products and of cells noted."""
    companies = group_of(session, account_id)
    ids = [each.account_id for each in companies]
    query = (
        select(WhiteSpace, Competitor.name, Opportunity.name, Opportunity.outcome)
        .outerjoin(Competitor, Competitor.id == WhiteSpace.competitor_id)
        .outerjoin(
            Opportunity,
            (Opportunity.id == WhiteSpace.opportunity_id) & Opportunity.deleted_at.is_(None),
        )
        .where(WhiteSpace.account_id.in_(ids), WhiteSpace.deleted_at.is_(None))
        .order_by(WhiteSpace.id)
    )
    cells = {}
    for row, competitor, opportunity, outcome in session.execute(query):
        cells[row.account_id, row.line] = Cell(
            row.account_id, row.line, _state(row, outcome), row.amount,
            row.currency or "", competitor or "", row.competitor_id,
            row.opportunity_id if opportunity else None, opportunity or "", row.note or "",
        )  # fmt: skip
    return SpaceMap(companies, _lines(session, {line for _account, line in cells}), cells)


def _state(row: WhiteSpace, outcome: str | None) -> str:
    """As its opportunity is; where that was lost, called off or thrown away, there is still something to be won."""
    if outcome in _STATE_OF_OUTCOME:
        return _STATE_OF_OUTCOME[outcome]
    is_over = row.opportunity_id is not None and row.state in _STATE_OF_OUTCOME.values()
    return "potential" if is_over else row.state


def _lines(session: Session, noted: set[str]) -> tuple[str, ...]:
    query = (
        select(Product.line)
        .where(Product.line.is_not(None), Product.line != "", Product.deleted_at.is_(None))
        .group_by(Product.line)
        .order_by(func.min(Product.code))
    )
    sold = [line for line in session.scalars(query) if line is not None]
    return (*sold, *sorted(noted - set(sold)))


def group_of(session: Session, account_id: int) -> tuple[Company, ...]:
    """All companies of the account's group, the top first, each followed by those below it."""
    top, seen = account_id, {account_id}
    while True:
        above = session.scalar(
            select(Account.parent_id).where(Account.id == top, Account.deleted_at.is_(None))
        )
        if above is None or above in seen or _is_gone(session, above):
            break
        top = above
        seen.add(above)
    found: dict[int | None, list[Company]] = {}
    level, depth = [top], 0
    known = {top}
    while level:
        by_parent = Account.id.in_(level) if depth == 0 else Account.parent_id.in_(level)
        query = (
            select(
                Account.id, func.coalesce(Account.short_name, Account.name), Account.tier,
                Account.parent_id,
            )
            .where(by_parent, Account.deleted_at.is_(None))
            .order_by(Account.sort_name, Account.id)
        )  # fmt: skip
        below = [row for row in session.execute(query) if depth == 0 or row[0] not in known]
        for each_id, name, tier, parent_id in below:
            key = parent_id if depth else None
            found.setdefault(key, []).append(Company(each_id, name, tier, depth))
        level = [row[0] for row in below]
        known.update(level)
        depth += 1
    return tuple(_in_order(found, None))


def _in_order(found: Mapping[int | None, list[Company]], parent: int | None) -> list[Company]:
    listed = []
    for each in found.get(parent, ()):
        listed.append(each)
        listed += _in_order(found, each.account_id)
    return listed


def _is_gone(session: Session, account_id: int) -> bool:
    account = session.get(Account, account_id)
    return account is None or account.deleted_at is not None


def set_cell(session: Session, account_id: int, line: str, values: Mapping[str, Any]) -> WhiteSpace:
    """Sets `values` (field name → typed value) of a cell. Raises RuleError, naming the field."""
    words = line.strip()
    if not words:
        raise RuleError(_("A product line needs a name."), field="line")
    row = _row(session, account_id, words)
    if row is None:
        row = WhiteSpace(account_id=account_id, line=words, state="potential")
        session.add(row)
    known = {each.name: each for each in fields_of(WhiteSpace)}
    for name, value in values.items():
        known[name].set(row, value)
    if row.amount is not None and row.amount < 0:
        raise RuleError(
            _("“{field}” is not negative.").format(field=known["amount"].label), field="amount"
        )
    if row.state == "competitor" and row.competitor_id is None:
        raise RuleError(_("Say which competitor has it."), field="competitor_id")
    if row.amount is not None and not row.currency:
        row.currency = settings.get(session, "default_currency")
    session.flush()
    return row


def _row(session: Session, account_id: int, line: str) -> WhiteSpace | None:
    query = select(WhiteSpace).where(
        WhiteSpace.account_id == account_id, WhiteSpace.line == line,
        WhiteSpace.deleted_at.is_(None),
    )  # fmt: skip
    return session.scalars(query).first()


def make_opportunity(session: Session, account_id: int, line: str, on: date) -> Opportunity:
    """Makes an opportunity of a cell and ties the two; from then on the cell is as the opportunity is.

    Raises RuleError when the cell has one that is still open or won.
    """
    row = _row(session, account_id, line.strip())
    if row is not None and row.opportunity_id is not None:
        known = session.get(Opportunity, row.opportunity_id)
        if known is not None and known.deleted_at is None and known.outcome in _STATE_OF_OUTCOME:
            raise RuleError(
                _("“{name}” stands for this already.").format(name=known.name),
                field="opportunity_id",
            )
    account = session.get_one(Account, account_id)
    values: dict[str, Any] = {
        "name": _("{account}: {line}").format(
            account=account.short_name or account.name, line=line.strip()
        ),
        "account_id": account_id,
    }
    if row is not None and row.amount is not None:
        values |= {"amount": row.amount, "currency": row.currency}
    made = opportunities.add_opportunity(session, values, on=on)
    set_cell(session, account_id, line, {"state": "open", "opportunity_id": made.id})
    return made
