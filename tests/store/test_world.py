"""What the world does to a data folder: a full disk, a folder that cannot be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from kamdesk.errors import StoreError, WorldError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.store import attachments, backup
from kamdesk.store.check import run_checks
from kamdesk.store.opening import open_store
from kamdesk.store.store import DATABASE_NAME, Store

Read = Callable[[Store | Path], Any]

LIMITED = """
import resource, signal, sys
from pathlib import Path
from kamdesk import i18n
from kamdesk.errors import WorldError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.store.opening import open_store
i18n.set_language("en")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
saved = 0
try:
    while True:
        with store.change(message("Add")) as session:
            session.add(Contact(account_id=1, full_name="Li", lunar_birthday=False, note="x" * 100_000))
        saved += 1
except WorldError as problem:
    print(saved, problem, sep="|", flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.close()
"""


def can_mount() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    point = tmp_path / "disk"
    point.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(point)]
    if not can_mount() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted by the superuser")
    yield point
    subprocess.run(["umount", str(point)], check=True)


def add_person(store: Store, note: str) -> None:
    with store.change(message("Add")) as session:
        session.add(Contact(account_id=1, full_name="Li", lunar_birthday=False, note=note))


def people(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count(Contact.id))) or 0


def test_a_full_disk_refuses_and_keeps_what_was_saved(
    small_disk: Path, template_database: Path, tmp_path: Path
) -> None:
    home = small_disk / "home"
    home.mkdir()
    shutil.copyfile(template_database, home / DATABASE_NAME)
    store = open_store(home)
    with store.change(message("First")) as session:
        session.add(Account(name="first"))
    saved = 0

    def until_it_is_full() -> None:
        nonlocal saved
        while True:
            add_person(store, "x" * 100_000)
            saved += 1

    with pytest.raises(WorldError, match=r"The disk is full\. Nothing was saved"):
        until_it_is_full()
    assert saved > 3
    assert people(store) == saved
    with pytest.raises(WorldError, match="disk is full"):
        backup.back_up(store, "manual")
    assert list((home / "backups").iterdir()) == []
    source = tmp_path / "a.bin"
    source.write_bytes(os.urandom(2_000_000))
    with (
        pytest.raises(WorldError, match="disk is full"),
        store.change(message("File")) as session,
    ):
        attachments.file_document(store, session, source, account_id=1)
    assert [path for path in store.attachments.rglob("*") if path.is_file()] == []
    # The last backup does not fit either: closing says so, and the folder is free.
    with pytest.raises(WorldError, match="disk is full"):
        store.close()
    subprocess.run(["mount", "-o", "remount,size=30m", str(small_disk)], check=True)
    store = open_store(home)
    try:
        assert people(store) == saved
        assert run_checks(store) == []
        add_person(store, "there is room again")
    finally:
        store.close()
    assert backup.last_backup(home) is not None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no limit of this kind")
def test_a_quota_refuses_and_keeps_what_was_saved(home: Path) -> None:
    """The same where nothing can be mounted: the system lets no file grow over two megabytes."""
    store = open_store(home)
    with store.change(message("First")) as session:
        session.add(Account(name="first"))
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(home)], capture_output=True, text=True, check=True
    )
    saved, sentence = done.stdout.strip().split("|")
    assert "Nothing was saved" in sentence
    assert "damaged" not in sentence
    store = open_store(home)
    try:
        assert people(store) == int(saved) > 0
        assert run_checks(store) == []
    finally:
        store.close()


def test_a_read_only_disk_opens_to_read(
    small_disk: Path, template_database: Path, contents: Read
) -> None:
    home = small_disk / "home"
    home.mkdir()
    shutil.copyfile(template_database, home / DATABASE_NAME)
    store = open_store(home)
    with store.change(message("First")) as session:
        session.add(Account(name="first"))
    store.close()
    before = sorted(path.name for path in home.iterdir())
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StoreError, match=r"cannot be written to\. Open it read-only"):
        open_store(home)
    reader = open_store(home, read_only=True)
    try:
        with reader.read() as session:
            assert session.scalars(select(Account.name)).all() == ["first"]
        assert run_checks(reader) == []
        copy = backup.back_up_to(reader, small_disk.parent / "copy.db")
    finally:
        reader.close()
    assert sorted(path.name for path in home.iterdir()) == before
    assert contents(copy)["account"][0][0] == 1
