"""The records behind numerators and denominators as data sheets, over which the figures of a report are formulas.

Two parts that count the same records share a sheet. A sheet that would be too long holds sums by account and month
instead, and says so; the figures stay formulas over it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.indicators.engine import Behind
from kamdesk.model.account import Account
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.reports.declaration import DataColumn, DataSheet, Plain
from kamdesk.reports.indicator_sheets import FIGURES
from kamdesk.work.fields import reference_names

MOST_ROWS = 250_000
"""More records than that are summed by account and month: nobody reads them, and every reader of the file waits."""
_AT_ONCE = 10_000


@dataclass(frozen=True)
class _Known:
    """A sheet that is there already: what it is of, and what it holds."""

    behind: Behind
    function: str
    sheet: DataSheet
    used_by: tuple[str, ...]


class RecordSheets:
    """Collects the data sheets of a report."""

    def __init__(self, session: Session, most_rows: int = MOST_ROWS) -> None:
        self._session, self._most = session, most_rows
        self._known: list[_Known] = []
        self._accounts: dict[int, str] = {}

    def formula(self, behind: Behind, used_by: str, function: str = "SUM") -> str:
        """The formula of `behind` over the sheet of its records, which is made where it is not there yet.

        `used_by` are the words for what it is part of. "" where there are no records.
        """
        if not behind.count():
            return ""
        for number, each in enumerate(self._known):
            same = (each.behind.part, each.behind.question, each.function)
            if same == (behind.part, behind.question, function):
                self._known[number] = replace(each, used_by=(*each.used_by, used_by))
                return f"{function}({{{each.sheet.key}!value}})"
        # Nothing but a sum can be made of sums.
        most = self._most if function == "SUM" else behind.count()
        sheet = self._made(behind, len(self._known) + 1, used_by, most)
        self._known.append(_Known(behind, function, sheet, (used_by,)))
        return f"{function}({{{sheet.key}!value}})"

    def sheets(self) -> tuple[DataSheet, ...]:
        """All of them, each saying what is worked out from it."""
        return tuple(
            replace(each.sheet, note=" · ".join((*filter(None, (each.sheet.note,)), *each.used_by)))
            for each in self._known
        )

    def _made(self, behind: Behind, number: int, used_by: str, most: int) -> DataSheet:
        count = behind.count()
        key = f"records_{number}"
        words = str(RECORD_BY_NAME[behind.record].TERM)
        # Short: the tab of a sheet has 31 signs.
        title = f"D{number} {used_by}"
        account = DataColumn("account", _("Account"), width=34)
        value = DataColumn("value", _("Value"), "quantity", 18)
        if count > most:
            columns = (DataColumn("month", _("Month"), width=12), account,
                       DataColumn("count", _("Records"), "count", 12), value)  # fmt: skip
            note = _("{count} records, summed by account and month").format(count=f"{count:,}")
            return DataSheet(key, title, columns, count, partial(self._sums, behind), note, FIGURES)
        columns = (DataColumn("on", _("Day"), "date", 12), account,
                   DataColumn("record", words, width=34), value)  # fmt: skip
        return DataSheet(key, title, columns, count, partial(self._rows, behind), "", FIGURES)

    def _rows(self, behind: Behind) -> Iterator[tuple[Plain, ...]]:
        """Day, account, record, value of every record."""
        for rows in _chunks(behind):
            names = self._names(behind.record, {row[0] for row in rows})
            for record_id, day, account_id, value in rows:
                account = self._account(account_id)
                own = "" if behind.record == "Account" else names.get(record_id, "")
                yield day, account, own, value

    def _sums(self, behind: Behind) -> Iterator[tuple[Plain, ...]]:
        """Month, account, number of records, sum."""
        sums: dict[tuple[str, int | None], tuple[int, Decimal]] = {}
        for rows in _chunks(behind):
            for _record_id, day, account_id, value in rows:
                key = (f"{day:%Y-%m}", account_id)
                count, total = sums.get(key, (0, Decimal(0)))
                sums[key] = (count + 1, total + value)
        for (month, account_id), (count, total) in sorted(
            sums.items(), key=lambda each: (each[0][0], self._account(each[0][1]))
        ):
            yield month, self._account(account_id), Decimal(count), total

    def _account(self, account_id: int | None) -> str:
        if not self._accounts:
            query = select(Account.id, Account.name)
            self._accounts = {row.id: row.name for row in self._session.execute(query)}
        return self._accounts.get(account_id, "") if account_id is not None else ""

    def _names(self, record: str, ids: set[int]) -> dict[int, str]:
        """What records are called; by their number alone where they have one, because there may be many."""
        kind = RECORD_BY_NAME[record]
        number = getattr(kind, "number", None)
        if record == "Account":
            return {}
        if number is None:
            return reference_names(self._session, record, ids)
        found: dict[int, str] = {}
        wanted = sorted(ids)
        for start in range(0, len(wanted), 500):
            query = select(kind.id, number).where(kind.id.in_(wanted[start : start + 500]))
            found.update({row[0]: row[1] or "" for row in self._session.execute(query)})
        return found


def _chunks(behind: Behind) -> Iterator[list[tuple[int, date, int | None, Decimal]]]:
    offset = 0
    while rows := behind.page(_AT_ONCE, offset, descending=False):
        yield list(rows)
        if len(rows) < _AT_ONCE:
            return
        offset += _AT_ONCE
