"""Indexes for the columns of a large list, made beside the window before anybody sorts by them."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from kamdesk.model.base import Record
from kamdesk.progress import Progress
from kamdesk.store import list_indexes
from kamdesk.store.store import Store
from kamdesk.ui.jobs import run_job
from kamdesk.work import lists
from kamdesk.work.lists import ListQuery

INDEX_FROM = 5000
"""In a list of fewer records, sorting without an index takes no time that anybody notices."""


class WantedIndexes:
    """Asks for each column once; one that cannot have an index is not asked for again."""

    def __init__(self, store: Store, record: type[Record]) -> None:
        self._store, self._record = store, record
        self._asked: set[str] = set()

    def want(self, session: Session, query: ListQuery, count: int) -> None:
        """Has the columns `query` shows or sorts by indexed, if the list has `count` rows and that is many."""
        if count < INDEX_FROM or self._store.read_only:
            return
        names = dict.fromkeys((query.sort, *query.columns))
        columns = [lists.sort_column(query.with_(sort=name)) for name in names if name]
        for column in columns:
            if column in self._asked:
                continue
            self._asked.add(column)
            if list_indexes.can_make(session, column, self._record):
                run_job(column, partial(self._make, column), lambda _made: None, quiet=True)

    def _make(self, column: str, _progress: Progress) -> bool:
        return list_indexes.make(self._store, column, self._record)
