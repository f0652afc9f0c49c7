"""How many required fields of an archive are filled at the end of a period (kpi.md, clarification 9).

The account keeps how complete its archive is; only a date that was still to come, at the end of the period or when the
account was written, makes another number, so only archives with such a date are looked at field by field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.completeness import REQUIRED, missing
from kamdesk.model.contact import Contact
from kamdesk.store.derived import archives
from kamdesk.store.prepared import prepare

NUMBER = len(REQUIRED)
"""Required fields of an archive."""


@dataclass(frozen=True)
class Archives:
    """The archives of all accounts, read once for many periods."""

    session: Session

    @cached_property
    def filed(self) -> dict[int, date]:
        """Account → the day its archive was filed."""
        query = select(Account.id, Account.archive_date).where(
            Account.archive_date.is_not(None), Account.deleted_at.is_(None)
        )
        return dict(prepare(query).rows(self.session))

    @cached_property
    def _kept(self) -> dict[int, int]:
        """Account → filled required fields as it keeps them."""
        query = select(Account.id, Account.completeness).where(Account.deleted_at.is_(None))
        return {
            key: -(-percent * NUMBER // 100) for key, percent in prepare(query).rows(self.session)
        }

    @cached_property
    def _dates(self) -> tuple[list[tuple[str, int]], set[int]]:
        """Each date of the archives with its account, the latest first; and the accounts with a date that was still to
        come when it was written."""
        written = func.substr(Account.updated_at, 1, 10)
        accounts = select(Account.id, Account.founded_on, Account.founded_on > written).where(
            Account.founded_on.is_not(None)
        )
        written = func.substr(Contact.updated_at, 1, 10)
        persons = select(
            Contact.account_id, Contact.birth_date, Contact.birth_date > written
        ).where(Contact.form_role.is_not(None), Contact.birth_date.is_not(None))
        rows = [*prepare(accounts).rows(self.session), *prepare(persons).rows(self.session)]
        ahead = {key for key, _day, was_to_come in rows if was_to_come}
        return sorted(((day, key) for key, day, _was in rows), reverse=True), ahead

    def filled(self, account_ids: Mapping[int, Any], end: date) -> dict[int, int]:
        """Account → its filled required fields, a date after `end` being none."""
        found = {key: self._kept[key] for key in account_ids if key in self._kept}
        dates, ahead = self._dates
        day = end.isoformat()
        late = ahead | {key for _day, key in takewhile(lambda each: each[0] > day, dates)}
        for account, persons in archives(self.session, late & found.keys()):
            found[account.id] = NUMBER - len(missing(account, persons, end))
        return found
