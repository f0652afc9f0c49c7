"""A department with one open project, for tests of what belongs to a project."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity
from kamdesk.store.store import Store
from kamdesk.work import opportunities
from tests.work.department import Department

TODAY = date.today()


def ago(days: int) -> date:
    """So many days before today."""
    return TODAY - timedelta(days=days)


def add_project(
    session: Session, at: Department, name: str = "二期改造", **values: Any
) -> Opportunity:
    """An open opportunity of the account since 30 days ago."""
    given = {"name": name, "account_id": at.account, "amount": Decimal("2400000"), **values}
    return opportunities.add_opportunity(session, given, on=ago(30))


def change(store: Store, act: Callable[[Session], Any]) -> Any:
    """Writes with `act(session)` and answers what it answers."""
    with store.change(message("Test")) as session:
        return act(session)
