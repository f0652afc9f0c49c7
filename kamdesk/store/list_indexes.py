"""Indexes that a large list gets for the columns it shows or is sorted by, made beside the window.

One for each column from the start would make every import slower for sorts that nobody asks for.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import JSON, Table
from sqlalchemy.orm import Session

from kamdesk.i18n import Message
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.store.store import Store

_LIVE = "deleted_at IS NULL"
_MOST = 8
"""So many columns are given an index; each makes saving a record a little slower."""


def indexed(session: Session, record: type[Record] = Account) -> frozenset[str]:
    """The columns whose order an index keeps; asked once by a session that only reads."""
    key = ("list_indexes", record)
    known: frozenset[str] | None = session.info.get(key)
    if known is None:
        known = declared(record) | _made(session, record)
        if "recorder" not in session.info:
            session.info[key] = known
    return known


@cache
def declared(record: type[Record]) -> frozenset[str]:
    """The columns that have such an index from the start."""
    table: Table = record.__table__  # type: ignore[assignment]  # every record is mapped to a Table
    return frozenset(
        index.columns[0].name
        for index in table.indexes
        if len(index.columns) == 1 and str(index.dialect_options["sqlite"]["where"]) == _LIVE
    )


def can_make(session: Session, column: str, record: type[Record] = Account) -> bool:
    """Whether `make` would give `column` an index."""
    made = _made(session, record)
    own = record.__table__.columns.get(column)
    is_plain = own is not None and not isinstance(own.type, JSON)
    return is_plain and column not in made | declared(record) and len(made) < _MOST


def make(store: Store, column: str, record: type[Record] = Account) -> bool:
    """Gives the list of `record` an index on `column`; False if it has one, may have no more, or is no column.

    No change of data: the log holds nothing of it and nobody is told. Raises StoreError in a read-only folder.
    """
    table = record.__tablename__
    with store.change(Message("")) as session:  # nothing is logged that would need a name
        if not can_make(session, column, record):
            return False
        session.connection().exec_driver_sql(
            f'CREATE INDEX "{_prefix(record)}{column}" ON "{table}" ("{column}") WHERE {_LIVE}'
        )
    return True


def _prefix(record: type[Record]) -> str:
    """Not the prefix of the declared ones: a migration may declare a column that has got its index here already."""
    return f"ix_{record.__tablename__}_sort_"


def _made(session: Session, record: type[Record]) -> frozenset[str]:
    prefix = _prefix(record)
    indexes = session.connection().exec_driver_sql(f'PRAGMA index_list("{record.__tablename__}")')
    return frozenset(row[1].removeprefix(prefix) for row in indexes if row[1].startswith(prefix))
