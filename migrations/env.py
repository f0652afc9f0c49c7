"""Alembic's entry: migrates the file `kamdesk.store.migrate` hands over, or autogenerates against a scratch file."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from alembic import context
from sqlalchemy import NullPool, create_engine, event

from kamdesk.model import registry
from kamdesk.model.base import Base
from kamdesk.store import migrate, plain

registry.map_all()


def run() -> None:
    """One connection, foreign keys off (a rebuilt table must not empty its children), one exclusive transaction."""
    file = (
        context.config.attributes.get("file")
        or Path(tempfile.gettempdir()) / "kamdesk-autogenerate.db"
    )

    def connect() -> sqlite3.Connection:
        file.touch()
        connection = plain.connect(file)
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's event
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    # The transaction is begun here and not by alembic, which takes SQLite for a database that cannot roll back
    # a schema and would commit statement by statement.
    with engine.connect() as connection, connection.begin():
        driver = connection.connection.driver_connection
        promise = migrate.Promise.of(driver)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="types.",
        )
        with context.begin_transaction():
            context.run_migrations()
        migrate.keep(driver, promise)


run()
