"""Copies open, are counted, are thinned out as promised, and come back as they were."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kamdesk.errors import StoreError, WorldError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store import backup
from kamdesk.store.damage import DamagedStore, set_aside_and_restore
from kamdesk.store.lock import InUse
from kamdesk.store.opening import check_soon, open_store
from kamdesk.store.restore import restore
from kamdesk.store.store import DATABASE_NAME, Store

Read = Callable[[Store | Path], Any]


def add(store: Store, name: str) -> None:
    with store.change(message("Add {name}", name=name)) as session:
        session.add(Account(name=name))


def names(file: Path) -> list[str]:
    connection = sqlite3.connect(file)
    try:
        return [row[0] for row in connection.execute("SELECT name FROM account ORDER BY id")]
    finally:
        connection.close()


@pytest.fixture
def filled(home: Path) -> Path:
    """A data folder with one account, closed."""
    store = open_store(home)
    add(store, "first")
    store.close()
    return home


def damage(database: Path) -> None:
    """Overwrites every page but the first two with rubbish."""
    size = database.stat().st_size
    with database.open("rb+") as stream:
        stream.seek(2 * 4096)
        stream.write(b"\xa5" * (size - 2 * 4096))


def damage_accounts(database: Path) -> None:
    """Overwrites the page where the accounts begin; the rest of the file can still be read."""
    connection = sqlite3.connect(database)
    query = "SELECT rootpage FROM sqlite_master WHERE name = 'account'"
    (page,) = connection.execute(query).fetchone()
    connection.close()
    with database.open("rb+") as stream:
        stream.seek((page - 1) * 4096)
        stream.write(b"\xa5" * 4096)


def test_a_backup_is_a_single_file_with_the_same_rows(store: Store, contents: Read) -> None:
    add(store, "first")
    made = backup.back_up(store, "import")
    assert made.path.parent == store.home / "backups"
    assert made.path.name == f"kamdesk-{made.moment:%Y%m%d-%H%M%S}-import.db"
    assert contents(made.path) == contents(store)
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]
    assert backup.list_backups(store.home) == [made]


def test_two_backups_within_a_second_are_two_files(store: Store) -> None:
    made = [backup.back_up(store, "manual") for _ in range(3)]
    assert len({each.path for each in made}) == 3
    assert len(backup.list_backups(store.home)) == 3
    assert backup.last_backup(store.home) == backup.list_backups(store.home)[0]


def test_closing_backs_up_what_was_changed_and_only_that(home: Path) -> None:
    store = open_store(home)
    add(store, "first")
    store.close()
    (made,) = backup.list_backups(home)
    assert made.reason == "close"
    assert names(made.path) == ["first"]
    open_store(home).close()
    assert backup.list_backups(home) == [made]
    store = open_store(home)
    store.undo()
    store.close()
    assert len(backup.list_backups(home)) == 2


def test_the_regular_backup_runs_beside_an_open_change(store: Store) -> None:
    add(store, "first")
    with store.change(message("Long")) as session:
        session.add(Account(name="second"))
        session.flush()
        made = backup.back_up_if_changed(store, "regular")
        assert made is not None
        assert names(made.path) == ["first"]
    assert backup.back_up_if_changed(store, "regular") is not None
    assert backup.back_up_if_changed(store, "regular") is None


def test_a_failing_last_backup_frees_the_folder_all_the_same(home: Path) -> None:
    store = open_store(home)
    add(store, "first")
    (home / "backups").write_text("a file where the folder should be")
    with pytest.raises(WorldError, match="could not be written"):
        store.close()
    (home / "backups").unlink()
    open_store(home).close()
    assert names(home / DATABASE_NAME) == ["first"]


def at(text: str) -> datetime:
    """A moment as file names say it."""
    return datetime.fromisoformat(text)


def test_thinning_keeps_two_days_then_days_then_months() -> None:
    now = at("2026-03-20 12:00")
    keep = [
        at("2027-01-01 00:00"),  # from a clock that was wrong
        at("2026-03-20 11:30"),
        at("2026-03-20 11:00"),
        at("2026-03-18 12:00"),  # exactly two days old
        at("2026-03-17 18:00"),  # the last of its day
        at("2026-02-17 12:00"),  # exactly 31 days old: still daily
        at("2026-01-31 09:00"),  # the last of January
        at("2025-12-02 09:00"),
        at("2025-03-19 12:00"),  # exactly 366 days old
    ]
    drop = [
        at("2026-03-18 11:59"),  # that day has a later one
        at("2026-03-17 09:00"),
        at("2026-02-17 11:00"),
        at("2026-02-10 09:00"),  # February has the 17th
        at("2026-01-30 09:00"),
        at("2025-12-01 09:00"),
        at("2025-03-19 11:59"),  # over a year old
        at("2020-01-01 00:00"),
    ]
    assert backup.superfluous(keep + drop, now) == set(drop)


def test_the_only_backup_stays_however_old_it_is() -> None:
    old = at("2020-01-01 00:00")
    assert backup.superfluous([old], at("2026-01-01 00:00")) == set()
    assert backup.superfluous([], at("2026-01-01 00:00")) == set()


def test_thinning_touches_only_its_own_files(filled: Path) -> None:
    folder = filled / "backups"
    (made,) = backup.list_backups(filled)
    old = folder / "kamdesk-20200101-000000-close.db"
    shutil.copyfile(made.path, old)
    others = [
        folder / "damaged-20200101-000000.db",
        folder / "kamdesk-20200101-000000-mine.db",
        folder / "notes.txt",
    ]
    for other in others:
        other.write_text("somebody's")
    assert backup.thin_out(filled) == [old]
    assert not old.exists()
    assert all(other.exists() for other in others)


def test_restore_brings_back_the_moment_and_keeps_the_present(filled: Path, contents: Read) -> None:
    (first,) = backup.list_backups(filled)
    was = contents(first.path)
    store = open_store(filled)
    add(store, "second")
    store.close()
    present = contents(filled / DATABASE_NAME)
    restored = restore(filled, first.path)
    assert contents(filled / DATABASE_NAME) == was
    assert restored.kept is not None
    assert restored.kept.name.endswith("-before-restore.db")
    assert contents(restored.kept) == present
    connection = sqlite3.connect(first.path)
    (newest,) = connection.execute("SELECT max(at) FROM change").fetchone()
    connection.close()
    assert restored.moment is not None
    assert restored.moment.strftime("%Y-%m-%dT%H:%M:%S.%f") == newest
    # And forth again: nothing is lost by restoring the wrong copy.
    restore(filled, restored.kept)
    assert contents(filled / DATABASE_NAME) == present
    store = open_store(filled)
    try:
        assert store.undo() == "Add second"
    finally:
        store.close()


def test_a_left_over_wal_is_kept_and_does_not_meet_the_restored_file(
    filled: Path, tmp_path: Path
) -> None:
    (first,) = backup.list_backups(filled)
    store = open_store(filled)
    add(store, "in the wal")
    crashed = tmp_path / "crashed"
    shutil.copytree(filled, crashed)  # as a power cut leaves it
    store.close()
    assert (crashed / f"{DATABASE_NAME}-wal").stat().st_size > 0
    restored = restore(crashed, first.path)
    assert restored.kept is not None
    assert names(restored.kept) == ["first", "in the wal"]
    assert names(crashed / DATABASE_NAME) == ["first"]


def test_an_open_folder_is_not_restored(store: Store) -> None:
    made = backup.back_up(store, "manual")
    with pytest.raises(InUse):
        restore(store.home, made.path)


@pytest.mark.parametrize("kind", ["text", "empty", "other", "damaged", "newer", "missing", "zip"])
def test_what_is_no_good_copy_is_refused_and_nothing_changed(
    filled: Path, tmp_path: Path, contents: Read, kind: str
) -> None:
    before = contents(filled / DATABASE_NAME)
    file = tmp_path / "copy.db"
    (good,) = backup.list_backups(filled)
    if kind == "text":
        file.write_text("Dear all, " * 1000)
    elif kind == "empty":
        file.touch()
    elif kind == "other":
        connection = sqlite3.connect(file)
        connection.execute("CREATE TABLE song (name)")
        connection.close()
    elif kind == "damaged":
        shutil.copyfile(good.path, file)
        damage(file)
    elif kind == "newer":
        shutil.copyfile(good.path, file)
        connection = sqlite3.connect(file)
        connection.execute("UPDATE alembic_version SET version_num = '9000'")
        connection.commit()
        connection.close()
    elif kind == "zip":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("letter.txt", "Dear all")
    with pytest.raises(WorldError, match=r"copy\.db"):
        restore(filled, file)
    assert contents(filled / DATABASE_NAME) == before
    assert backup.list_backups(filled) == [good]


def test_a_copy_for_elsewhere_as_database_and_as_zip(
    store: Store, tmp_path: Path, contents: Read
) -> None:
    add(store, "first")
    text = b"contract"
    digest = hashlib.sha256(text).hexdigest()
    kept = store.attachments / digest[:2] / f"{digest}.pdf"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(text)
    single = backup.back_up_to(store, tmp_path / "out" / "copy.db")
    assert contents(single) == contents(store)
    packed = backup.back_up_to(store, tmp_path / "out" / "copy.zip")
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == [DATABASE_NAME, f"attachments/{digest[:2]}/{digest}.pdf"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["copy.db", "copy.zip"]

    other = tmp_path / "other"
    assert restore(other, packed).kept is None
    assert contents(other / DATABASE_NAME) == contents(store)
    assert (other / "attachments" / digest[:2] / f"{digest}.pdf").read_bytes() == text


def test_a_zip_cannot_write_outside_the_attachments(filled: Path, tmp_path: Path) -> None:
    (good,) = backup.list_backups(filled)
    packed = tmp_path / "evil.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(good.path, DATABASE_NAME)
        archive.writestr("attachments/../../evil.txt", "x")
        archive.writestr("attachments/ab/../../../evil.txt", "x")
        archive.writestr("/evil.txt", "x")
        archive.writestr("kamdesk.lock", "x")
    restore(filled, packed)
    assert not list(tmp_path.rglob("evil.txt"))
    assert not (filled / "attachments").exists()
    assert (filled / "kamdesk.lock").read_text() == ""


def test_damage_is_said_calmly_with_what_would_be_lost(filled: Path) -> None:
    store = open_store(filled)
    add(store, "second")
    add(store, "third")
    store.close()
    newest, good = backup.list_backups(filled)
    newest.path.unlink()  # as if the power had gone before closing
    database = filled / DATABASE_NAME
    damage_accounts(database)
    spoilt = database.read_bytes()
    with pytest.raises(DamagedStore) as refusal:
        open_store(filled)
    assert refusal.value.backup == good
    assert refusal.value.changes_lost == 2
    assert f"The newest good backup is of {good.moment:%Y-%m-%d %H:%M}." in refusal.value.sentence
    assert "2 changes made after it would be lost." in refusal.value.sentence
    assert database.read_bytes() == spoilt

    restored = set_aside_and_restore(filled)
    assert restored.kept is not None
    assert restored.kept.read_bytes() == spoilt
    assert names(database) == ["first"]
    open_store(filled).close()


def truncated(database: Path) -> None:
    with database.open("rb+") as stream:
        stream.truncate(database.stat().st_size // 2)


def emptied(database: Path) -> None:
    database.write_bytes(b"")


def overwritten(database: Path) -> None:
    database.write_bytes(b"not what it was " * 1000)


def removed(database: Path) -> None:
    database.unlink()


@pytest.mark.parametrize("harm", [damage, truncated, emptied, overwritten, removed])
def test_every_kind_of_damage_ends_in_the_backup(
    filled: Path, harm: Callable[[Path], None]
) -> None:
    (good,) = backup.list_backups(filled)
    harm(filled / DATABASE_NAME)
    with pytest.raises(DamagedStore) as refusal:
        open_store(filled)
    assert refusal.value.backup == good
    set_aside_and_restore(filled)
    store = open_store(filled)
    try:
        assert store.undo() == "Add first"
    finally:
        store.close()


def test_a_damaged_backup_is_passed_over(filled: Path) -> None:
    (good,) = backup.list_backups(filled)
    newer = good.path.with_name("kamdesk-20990101-000000-close.db")
    shutil.copyfile(good.path, newer)
    damage(newer)
    damage(filled / DATABASE_NAME)
    with pytest.raises(DamagedStore) as refusal:
        open_store(filled)
    assert refusal.value.backup == good


def test_without_a_good_backup_nothing_is_touched(filled: Path) -> None:
    (good,) = backup.list_backups(filled)
    damage(good.path)
    damage(filled / DATABASE_NAME)
    spoilt = (filled / DATABASE_NAME).read_bytes()
    with pytest.raises(DamagedStore, match="no good backup"):
        open_store(filled)
    with pytest.raises(StoreError, match="no good backup"):
        set_aside_and_restore(filled)
    assert (filled / DATABASE_NAME).read_bytes() == spoilt


def test_damage_met_in_the_middle_of_work_is_a_sentence(filled: Path) -> None:
    damage_accounts(filled / DATABASE_NAME)
    store = open_store(filled, check="later")
    with pytest.raises(StoreError, match="The database is damaged"):
        add(store, "second")
    with pytest.raises(DamagedStore):
        check_soon(store)
    store.close()  # nothing was changed, so there is nothing to copy
    set_aside_and_restore(filled)
    assert names(filled / DATABASE_NAME) == ["first"]


def test_damage_met_while_opening_in_haste_is_damage_too(filled: Path) -> None:
    damage(filled / DATABASE_NAME)
    with pytest.raises(DamagedStore):
        open_store(filled, check="later")
