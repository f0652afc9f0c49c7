"""A query made ready once and asked often: building one and asking each type about each value takes SQLAlchemy longer
than SQLite takes to find a page of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from kamdesk.store.engine import driver_connection

_SQLITE = sqlite_dialect(paramstyle="qmark")


@dataclass(frozen=True)
class Prepared:
    """What `prepare` made of a query; holds nothing of a session."""

    sql: str
    parameters: tuple[Any, ...]
    """As the database keeps them, in their order; None where one is given with each question."""
    places: tuple[tuple[str, int], ...]
    """Name of a parameter given with each question, and where in `parameters` it stands."""
    converted: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Columns whose values the database keeps in another form, and what makes Python values of them."""

    def rows(self, session: Session, **given: int | str | None) -> list[tuple[Any, ...]]:
        """The answer, as `Session.execute` would give it; `given` are the parameters left open, as the database keeps
        them.

        SQLite is asked directly: what SQLAlchemy does around a statement takes longer than finding a page. Raises
        sqlite3.Error, of which `kamdesk.store.store` makes the same sentences.
        """
        if session.autoflush:
            session.flush()
        parameters = list(self.parameters)
        for name, place in self.places:
            parameters[place] = given[name]
        asked = driver_connection(session.connection())
        found: list[tuple[Any, ...]] = asked.execute(self.sql, parameters).fetchall()
        if not found or not self.converted:
            return found
        columns: list[Iterable[Any]] = list(zip(*found, strict=True))
        for place, convert in self.converted:
            columns[place] = [None if value is None else convert(value) for value in columns[place]]
        return list(zip(*columns, strict=True))


def prepare(query: Select[*tuple[Any, ...]], open_parameters: Sequence[str] = ()) -> Prepared:
    """`query` made ready; `open_parameters` are the names of its parameters that each question gives."""
    compiled = query.compile(dialect=_SQLITE)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("only a query can be made ready")
    values = {
        name: _stored(compiled.binds[name].type, value)
        for name, value in compiled.construct_params(dict.fromkeys(open_parameters)).items()
    }
    ready = compiled.construct_expanded_state(values)
    return Prepared(
        ready.statement,
        ready.positional_parameters,
        tuple(
            (name, place)
            for place, name in enumerate(ready.positiontup or ())
            if name in open_parameters
        ),
        tuple(
            (place, convert)
            for place, column in enumerate(query.selected_columns)
            if (convert := _loader(column.type)) is not None
        ),
    )


def _stored(kind: TypeEngine[Any], value: Any) -> Any:
    """A parameter as the database keeps it; of one that stands for several, each of them."""
    convert = kind.dialect_impl(_SQLITE).bind_processor(_SQLITE)
    if convert is None:
        return value
    return [convert(each) for each in value] if isinstance(value, list) else convert(value)


def _loader(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(_SQLITE).result_processor(_SQLITE, None)
