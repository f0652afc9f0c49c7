"""Migrations reach the schema of the models, keep every row, and leave no half-migrated file."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from kamdesk import paths
from kamdesk.errors import StoreError
from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.base import Base
from kamdesk.model.registry import map_all
from kamdesk.store import backup, migrate
from kamdesk.store.opening import open_store
from kamdesk.store.store import DATABASE_NAME, Store

Read = Callable[[Store | Path], Any]

REBUILD = """
import sqlalchemy as sa
from alembic import op

revision = "8000"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account", table_kwargs={{{kept}}}) as batch:
        batch.alter_column("phone", type_=sa.String(120), existing_type=sa.String(60))
    {then}
"""


def query(file: Path, text: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(text).fetchall()
    finally:
        connection.close()


def schema(file: Path) -> dict[str, Any]:
    """Everything SQLite knows about the tables but their names for constraints."""
    found: dict[str, Any] = {}
    names = query(file, "SELECT name FROM sqlite_master WHERE type = 'table'")
    for (table,) in names:
        if table == "alembic_version" or table.startswith(("sqlite_", "search_index")):
            continue
        keys = query(file, f'PRAGMA foreign_key_list("{table}")')
        indexes = {}
        for row in query(file, f'PRAGMA index_list("{table}")'):
            columns = query(file, f'PRAGMA index_xinfo("{row[1]}")')
            indexes[tuple(each[2] for each in columns if each[5])] = (row[2], row[4])
        found[table] = {
            "columns": sorted(row[1:] for row in query(file, f'PRAGMA table_info("{table}")')),
            "keys": sorted(row[2:] for row in keys),
            "indexes": indexes,
        }
    named = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    found["named indexes"] = {name: " ".join(sql.split()) for name, sql in query(file, named)}
    deferred = "SELECT name FROM sqlite_master WHERE sql LIKE '%DEFERRABLE INITIALLY DEFERRED%'"
    found["deferred"] = sorted(query(file, deferred))
    counted = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
    found["counted"] = sorted(query(file, counted))
    return found


@pytest.fixture
def later(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the alembic environment with one migration more, which rebuilds the accounts and then does `then`."""

    def make(then: str = "", kept: str = '"sqlite_autoincrement": True') -> Path:
        folder = tmp_path / "later"
        shutil.copytree(
            paths.migrations_dir(), folder, ignore=shutil.ignore_patterns("__pycache__")
        )
        text = REBUILD.format(head=migrate.newest_revision(), then=then, kept=kept)
        (folder / "versions" / "8000_rebuild.py").write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def filled(home: Path) -> Path:
    """A closed data folder with an account, its daughter and two purchase needs."""
    store = open_store(home)
    with store.change(message("Add")) as session:
        group = Account(name="集团")
        session.add(group)
        session.flush()
        session.add(Account(name="daughter", parent_id=group.id))
        session.add_all(PurchaseNeed(account_id=group.id, product=name) for name in ("a", "b"))
    store.close()
    return home


def test_migrated_and_made_from_the_models_are_the_same(
    template_database: Path, tmp_path: Path
) -> None:
    made = tmp_path / "made.db"
    engine = create_engine(f"sqlite:///{made}")
    map_all()
    Base.metadata.create_all(engine)
    engine.dispose()
    migrated = schema(template_database)
    expected = schema(made)
    assert migrated.keys() == expected.keys()
    for table in expected:
        assert migrated[table] == expected[table], table


def test_revisions_follow_each_other_by_number() -> None:
    names = sorted(file.stem for file in (paths.migrations_dir() / "versions").glob("*.py"))
    assert [name[:5] for name in names] == [f"{n:04}_" for n in range(1, len(names) + 1)]


def test_rebuilding_a_table_keeps_the_rows_that_point_at_it(
    filled: Path, contents: Read, later: Callable[..., Path]
) -> None:
    database = filled / DATABASE_NAME
    before = contents(database)
    assert len(before["purchase_need"]) == 2
    was = schema(database)
    migrate.upgrade(database, later())
    rebuilt = schema(database)
    assert {name for name in was if rebuilt[name] != was[name]} == {"account"}
    assert rebuilt["account"]["keys"] == was["account"]["keys"]
    assert contents(database) == before
    assert migrate.revision_of(database) == "8000"
    assert query(
        database, "SELECT type FROM pragma_table_info('account') WHERE name = 'phone'"
    ) == [("VARCHAR(120)",)]


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        ("op.execute('DELETE FROM purchase_need WHERE product = 1 OR id = 2')", "had 2 rows"),
        ("op.execute('UPDATE purchase_need SET account_id = 77')", "2 broken references"),
        ("op.execute('INSERT INTO nowhere VALUES (1)')", "no such table"),
    ],
)
def test_a_migration_that_fails_or_harms_leaves_the_file_as_it_was(
    filled: Path, contents: Read, later: Callable[..., Path], then: str, reason: str
) -> None:
    database = filled / DATABASE_NAME
    before = contents(database)
    was = schema(database)
    with pytest.raises(StoreError, match=reason):
        migrate.upgrade(database, later(then))
    assert contents(database) == before
    assert schema(database) == was
    assert migrate.revision_of(database) == migrate.newest_revision()
    open_store(filled).close()


def test_a_rebuilt_table_goes_on_counting(filled: Path, later: Callable[..., Path]) -> None:
    database = filled / DATABASE_NAME
    connection = sqlite3.connect(database)
    connection.execute("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'account'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="account would give ids twice"):
        migrate.upgrade(database, later(kept=""))
    shutil.rmtree(filled.parent / "later")
    migrate.upgrade(database, later())
    assert query(database, "SELECT seq FROM sqlite_sequence WHERE name = 'account'") == [(40,)]


def test_an_older_file_is_backed_up_then_migrated_when_opened(tmp_path: Path) -> None:
    home = tmp_path / "old"
    home.mkdir()
    database = home / DATABASE_NAME
    database.touch()
    migrate.upgrade(database, revision="0001")
    connection = sqlite3.connect(database)
    row = ('["Old", {}]', "2026-01-02T03:04:05.000000", "li")
    connection.execute("INSERT INTO change (label, at, by) VALUES (?, ?, ?)", row)
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="earlier version"):
        open_store(home, read_only=True)
    store = open_store(home)
    try:
        (made,) = backup.list_backups(home)
        assert made.reason == "migration"
        assert migrate.revision_of(made.path) == "0001"
        assert query(made.path, "SELECT by FROM change") == [("li",)]
        assert query(database, "SELECT by, undone_after FROM change") == [("li", None)]
        assert store.undo_label() == "Old"
    finally:
        store.close()


def test_an_up_to_date_folder_opens_without_alembic(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kamdesk.store.opening import open_store;"
        " open_store(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
