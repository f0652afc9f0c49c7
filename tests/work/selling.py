"""People, accounts, products and purchases for tests of sales figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.model.target import Target
from kamdesk.work.accounts import create_account


def person(session: Session, name: str, number: str, position: str = "specialist") -> Staff:
    """Somebody who sells."""
    made = Staff(number=number, name=name, position=position)
    session.add(made)
    session.flush()
    return made


def customer(session: Session, name: str, owner: Staff | None, since: date = date(2020, 1, 1),
             **more: Any) -> Account:  # fmt: skip
    """An account of `owner` from day `since` on."""
    values: Mapping[str, Any] = {"name": name, "owner_id": owner.id if owner else None, **more}
    return create_account(session, values, on=since)


def product(session: Session, code: str, name: str, line: str | None, unit: str) -> Product:
    """Something that is sold."""
    made = Product(code=code, name=name, line=line, unit=unit)
    session.add(made)
    session.flush()
    return made


def bought(session: Session, account: Account, on: date, amount: str, **more: Any) -> Purchase:
    """A purchase of `amount`."""
    values = {
        key: Decimal(value) if key in ("cost", "quantity", "rate") and value is not None else value
        for key, value in more.items()
    }
    made = Purchase(account_id=account.id, on=on, amount=Decimal(amount), **values)
    session.add(made)
    session.flush()
    return made


def target(
    session: Session, period: str, value: str, approved_on: date | None, **more: Any
) -> Target:
    """A version of a target of the department, or of whom `more` says."""
    made = Target(period=period, value=Decimal(value), approved_on=approved_on, **more)
    session.add(made)
    session.flush()
    return made
