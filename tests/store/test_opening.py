"""Opening: one writer, no newer file, a checked file, and honest words about the place it lies in."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from kamdesk.errors import StoreError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store import place
from kamdesk.store.lock import LOCK_NAME, InUse, holder_of
from kamdesk.store.opening import check_soon, open_store
from kamdesk.store.store import DATABASE_NAME, Store

OPEN_AND_WAIT = """
import sys
from pathlib import Path
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store.opening import open_store
store = open_store(Path(sys.argv[1]))
with store.change(message("Add")) as session:
    session.add(Account(name="from the other process"))
print("open", flush=True)
sys.stdin.readline()
"""


def other_process(home: Path) -> subprocess.Popen[str]:
    """A process that has `home` open, with one account saved, until it is killed."""
    child = subprocess.Popen(
        [sys.executable, "-c", OPEN_AND_WAIT, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    return child


def end(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.communicate()


def journal_mode(store: Store) -> str:
    connection = sqlite3.connect(store.database)
    try:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    finally:
        connection.close()


def test_a_new_folder_is_made_and_is_in_wal_mode(tmp_path: Path) -> None:
    home = tmp_path / "a b" / "客户 #1%20?x"
    store = open_store(home)
    try:
        assert (home / DATABASE_NAME).exists()
        assert journal_mode(store) == "wal"
        assert store.warnings == []
    finally:
        store.close()
    assert sorted(path.name for path in home.iterdir()) == ["backups", DATABASE_NAME, LOCK_NAME]


def test_a_second_process_is_told_who_has_the_folder_and_may_read(home: Path) -> None:
    child = other_process(home)
    try:
        with pytest.raises(InUse) as refusal:
            open_store(home)
        holder = refusal.value.holder
        assert holder is not None
        assert holder.pid == child.pid
        assert holder.host in refusal.value.sentence
        assert holder.user in refusal.value.sentence
        assert holder.since_here in refusal.value.sentence
        reader = open_store(home, read_only=True)
        try:
            with reader.read() as session:
                assert session.scalars(select(Account.name)).all() == ["from the other process"]
        finally:
            reader.close()
    finally:
        end(child)


def test_a_killed_process_leaves_the_folder_free_and_its_work_in_it(home: Path) -> None:
    end(other_process(home))
    left = holder_of(home)
    assert left is not None
    assert (home / f"{DATABASE_NAME}-wal").stat().st_size > 0
    store = open_store(home, check="later")
    try:
        with store.read() as session:
            assert session.scalars(select(Account.name)).all() == ["from the other process"]
        assert store.warnings == []
    finally:
        store.close()
    assert holder_of(home) is None


def test_a_transaction_cut_off_in_the_older_journal_is_rolled_back(
    home: Path, tmp_path: Path
) -> None:
    """As a kill in the middle of a migration leaves it: the file half written, what was before in the journal."""
    database = home / DATABASE_NAME
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA cache_size=1")  # pages are written before the end
    before = database.read_bytes()
    connection.execute("BEGIN")
    connection.execute("CREATE TABLE half (text)")
    connection.executemany("INSERT INTO half VALUES (?)", [("x" * 5000,)] * 200)
    cut_off = tmp_path / "cut off"
    shutil.copytree(home, cut_off)
    connection.execute("ROLLBACK")
    connection.close()
    assert (cut_off / DATABASE_NAME).read_bytes() != before
    assert (cut_off / f"{DATABASE_NAME}-journal").stat().st_size > 0
    store = open_store(cut_off)
    try:
        with store.read() as session:
            query = text("SELECT count(*) FROM sqlite_master WHERE name = 'half'")
            assert session.scalar(query) == 0
    finally:
        store.close()


def test_one_process_cannot_open_a_folder_twice(store: Store) -> None:
    with pytest.raises(InUse):
        open_store(store.home)


def test_a_folder_left_open_on_another_computer_opens_with_a_warning(home: Path) -> None:
    holder = {"host": "other-pc", "user": "li", "pid": 1, "since": "2026-03-01T08:00:00+00:00"}
    (home / LOCK_NAME).write_text(json.dumps(holder), encoding="utf-8")
    store = open_store(home)
    try:
        assert len(store.warnings) == 1
        assert "li on other-pc opened this data folder" in str(store.warnings[0])
    finally:
        store.close()


@pytest.mark.skipif(
    os.name != "posix", reason="asks the system for processes as Linux and macOS do"
)
def test_without_locks_the_text_in_the_lock_decides(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_arguments: object) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr("fcntl.flock", no_locks)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    holder = {"host": socket.gethostname(), "user": "li", "since": "2026-03-01T08:00:00+00:00"}
    for host, process, is_open in (
        (socket.gethostname(), os.getpid(), True),
        (socket.gethostname(), ended.pid, False),
        ("other-pc", ended.pid, True),
    ):
        text_in_it = json.dumps({**holder, "host": host, "pid": process})
        (home / LOCK_NAME).write_text(text_in_it, encoding="utf-8")
        if is_open:
            with pytest.raises(InUse, match=f"li on {host} has this data folder open"):
                open_store(home)
        else:
            open_store(home).close()


@pytest.mark.parametrize("rubbish", [b"\xff\xfe", b"{", b"[]", b'{"host": 1}', b"x" * 10_000])
def test_rubbish_in_the_lock_is_no_obstacle(home: Path, rubbish: bytes) -> None:
    (home / LOCK_NAME).write_bytes(rubbish)
    open_store(home).close()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_file_is_refused_and_left_alone(home: Path, read_only: bool) -> None:
    connection = sqlite3.connect(home / DATABASE_NAME)
    connection.execute("UPDATE alembic_version SET version_num = '9000'")
    connection.commit()
    connection.close()
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    with pytest.raises(StoreError, match="newer kamdesk"):
        open_store(home, read_only=read_only)
    after = {path.name: path.read_bytes() for path in home.iterdir() if path.name != LOCK_NAME}
    assert after == before
    # The folder is free again.
    with pytest.raises(StoreError, match="newer kamdesk"):
        open_store(home)


def test_what_a_killed_process_left_half_made_is_removed(home: Path) -> None:
    (home / ".probe-1").mkdir()
    (home / ".probe-1" / "probe.db").touch()
    (home / ".kamdesk-1.db").touch()
    (home / "notes.txt").touch()
    open_store(home).close()
    left = sorted(path.name for path in home.iterdir())
    assert left == ["backups", DATABASE_NAME, LOCK_NAME, "notes.txt"]


def test_reading_an_empty_folder_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no kamdesk data"):
        open_store(tmp_path, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written to"):
        open_store(tmp_path / "file")


def test_a_change_from_the_future_is_told(home: Path) -> None:
    store = open_store(home)
    with store.change(message("Add")) as session:
        session.add(Account(name="first"))
    store.close()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.%f")
    connection = sqlite3.connect(home / DATABASE_NAME)
    connection.execute("UPDATE change SET at = ?", (tomorrow,))
    connection.commit()
    connection.close()
    store = open_store(home)
    try:
        assert len(store.warnings) == 1
        assert "still to come" in str(store.warnings[0])
        # The order of changes is that of their numbers, so the clock does not matter for undo.
        with store.change(message("Add second")) as session:
            session.add(Account(name="second"))
        assert store.undo() == "Add second"
        assert store.undo() == "Add"
    finally:
        store.close()


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_a_synchronised_folder_is_told_and_gets_no_wal(
    tmp_path: Path, template_database: Path, language: str
) -> None:
    home = tmp_path / "OneDrive - 公司" / "kamdesk"
    home.mkdir(parents=True)
    shutil.copyfile(template_database, home / DATABASE_NAME)
    store = open_store(home)
    try:
        assert journal_mode(store) == "delete"
        assert len(store.warnings) == 1
        assert "OneDrive" in str(store.warnings[0])
        with store.change(message("Add")) as session:
            session.add(Account(name="first"))
    finally:
        store.close()


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("/home/li/Dropbox/kamdesk", "Dropbox"),
        ("/Users/li/Library/Mobile Documents/com~apple~CloudDocs/k", "iCloud"),
        ("/home/li/我的坚果云/k", "坚果云"),
        ("/home/li/Nutstore Files/k", "坚果云"),
        ("/home/li/kamdesk", None),
        ("/home/dropped/kamdesk", None),
    ],
)
def test_synchronising_services_are_known_by_their_folders(
    folder: str, service: str | None
) -> None:
    assert place.synchronised_by(Path(folder)) == service


def test_network_drives_are_known_by_the_mount_they_lie_on(tmp_path: Path) -> None:
    real = tmp_path.resolve()
    spaced = str(real / "a b").replace(" ", "\\040")
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\n"
        f"server:/x {real}/net nfs4 rw 0 0\n"
        f"/dev/sdb1 {real}/net/local ext4 rw 0 0\n"
        f"//pc/share {spaced} cifs rw 0 0\n"
        f"me@pc: {real}/ssh fuse.sshfs rw 0 0\n"
    )
    assert place.network_of(real / "here", mounts) is None
    assert place.network_of(real / "net" / "kamdesk", mounts) == "nfs4"
    assert place.network_of(real / "network", mounts) is None
    assert place.network_of(real / "net" / "local" / "k", mounts) is None
    assert place.network_of(real / "a b", mounts) == "cifs"
    assert place.network_of(real / "ssh" / "k", mounts) == "fuse.sshfs"
    assert place.network_of(Path("//server/share/kamdesk"), "") == "UNC"


def test_the_later_check_reads_the_whole_file(home: Path) -> None:
    store = open_store(home, check="later")
    try:
        check_soon(store)
        assert store.warnings == []
        connection = sqlite3.connect(home / DATABASE_NAME)
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(
            "INSERT INTO purchase_need (uid, created_at, updated_at, created_by, version, account_id, product)"
            " VALUES ('u', '2026-01-01T00:00:00.000000', '2026-01-01T00:00:00.000000', '', 1, 77, 'steel')"
        )
        connection.commit()
        connection.close()
        check_soon(store)
        assert "things to look at: 1" in str(store.warnings[0])
    finally:
        store.close()


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_folder_without_write_permission_opens_to_read(home: Path) -> None:
    home.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="cannot be written to"):
            open_store(home)
        open_store(home, read_only=True).close()
    finally:
        home.chmod(0o700)
