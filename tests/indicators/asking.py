"""Facts in a data folder, and the engine asked about them as the recomputation is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.exchange.interchange import FORMAT, VERSION
from kamdesk.exchange.interchange_in import take_in
from kamdesk.i18n import message
from kamdesk.indicators import scopes
from kamdesk.indicators.scopes import Scope
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.store.opening import open_store
from kamdesk.store.store import DATABASE_NAME, Store
from kamdesk.work import settings
from tests.indicators.plain_facts import Row


@contextmanager
def told(home: Path, template: Path, lists: dict[str, list[Row]], start: int) -> Iterator[Store]:
    """An open store in the new folder `home` that holds what an interchange file tells."""
    home.mkdir()
    shutil.copyfile(template, home / DATABASE_NAME)
    store = open_store(home)
    try:
        with store.change(message("Facts")) as session:
            settings.put(session, "business_year_start", start)
            outcome = take_in(
                session, {"format": FORMAT, "version": VERSION, **lists}, home / "attachments"
            )
        assert outcome["problems"] == []
        yield store
    finally:
        store.close()


def scope_of(session: Session, scope: dict[str, str]) -> Scope:
    """The scope that the interchange file names by numbers."""
    if "staff" in scope:
        return scopes.of_staff(
            session.scalars(select(Staff.id).where(Staff.number == scope["staff"])).one()
        )
    if "account" in scope:
        return scopes.of_account(
            session.scalars(select(Account.id).where(Account.archive_no == scope["account"])).one()
        )
    return scopes.of_tier(scope["tier"]) if "tier" in scope else scopes.DEPARTMENT
