"""Indexes that a large list of accounts gets when somebody first sorts it by a column that has none.

One for each column from the start would make every import slower for sorts that nobody asks for.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from kamdesk.i18n import Message
from kamdesk.model.account import LISTED_BY, Account
from kamdesk.store.store import Store

_PREFIX = "ix_account_sort_"
"""Not the prefix of the declared ones: a migration may declare a column that has got its index here already."""
_MOST = 8
"""So many columns are given an index; each makes saving an account a little slower."""


def indexed(session: Session) -> frozenset[str]:
    """The columns whose order an index keeps; asked once by a session that only reads."""
    known: frozenset[str] | None = session.info.get("list_indexes")
    if known is None:
        known = frozenset(LISTED_BY) | _made(session)
        if "recorder" not in session.info:
            session.info["list_indexes"] = known
    return known


def can_make(session: Session, column: str) -> bool:
    """Whether `make` would give `column` an index."""
    made = _made(session)
    is_column = column in Account.__table__.c and column not in ("custom", "not_applicable")
    return is_column and column not in made and column not in LISTED_BY and len(made) < _MOST


def make(store: Store, column: str) -> bool:
    """Gives the list of accounts an index on `column`; False if it has one, may have no more, or is no column.

    No change of data: the log holds nothing of it and nobody is told. Raises StoreError in a read-only folder.
    """
    with store.change(Message("")) as session:  # nothing is logged that would need a name
        if not can_make(session, column):
            return False
        session.connection().exec_driver_sql(
            f'CREATE INDEX "{_PREFIX}{column}" ON account ("{column}") WHERE deleted_at IS NULL'
        )
    return True


def _made(session: Session) -> frozenset[str]:
    indexes = session.connection().exec_driver_sql('PRAGMA index_list("account")')
    return frozenset(row[1].removeprefix(_PREFIX) for row in indexes if row[1].startswith(_PREFIX))
