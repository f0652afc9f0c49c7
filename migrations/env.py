"""Alembic's entry: migrates the file `kamdesk.store.migrate` hands over, or autogenerates against a scratch file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from alembic import context
from sqlalchemy import NullPool, create_engine, event

from kamdesk.model import log, registry
from kamdesk.model.base import Base

assert registry.RECORDS and log.Change, "importing both modules maps every table"


def run() -> None:
    """One connection, foreign keys off (a rebuilt table must not empty its children), one exclusive transaction."""
    file = (
        context.config.attributes.get("file")
        or Path(tempfile.gettempdir()) / "kamdesk-autogenerate.db"
    )
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]  # the driver's own connection
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's event
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="types.",
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would leave {len(broken)} broken references")


run()
