"""Filed documents: kept once, whole, under their hash; never where their name would like to be."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError, WorldError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.document import Document
from kamdesk.store import attachments
from kamdesk.store.check import run_checks
from kamdesk.store.store import Store


@pytest.fixture
def account_id(store: Store) -> int:
    with store.change(message("Add")) as session:
        account = Account(name="first")
        session.add(account)
        session.flush()
        return account.id


def file(store: Store, source: Path, account_id: int, **more: str) -> Document:
    with store.change(message("File “{name}”", name=source.name)) as session:
        return attachments.file_document(store, session, source, account_id=account_id, **more)


def test_a_document_is_copied_under_its_hash(store: Store, account_id: int, tmp_path: Path) -> None:
    source = tmp_path / "合同 2026.PDF"
    source.write_bytes(b"contract")
    document = file(store, source, account_id)
    digest = hashlib.sha256(b"contract").hexdigest()
    assert (document.name, document.size, document.sha256) == ("合同 2026.PDF", 8, digest)
    assert document.path == f"{digest[:2]}/{digest}.pdf"
    assert (document.record_kind, document.record_id) == ("Account", account_id)
    source.unlink()
    assert attachments.path_of(store, document).read_bytes() == b"contract"
    assert attachments.state_of(store, document) is attachments.State.SOUND


def test_the_same_content_is_kept_once(store: Store, account_id: int, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("same")
    one = file(store, tmp_path / "a.txt", account_id)
    two = file(store, tmp_path / "b.txt", account_id)
    assert one.path == two.path
    assert (one.name, two.name) == ("a.txt", "b.txt")
    kept = [path for path in store.attachments.rglob("*") if path.is_file()]
    assert kept == [attachments.path_of(store, one)]


@pytest.mark.parametrize(
    "name",
    ["../../evil.sh", "..\\evil.bat", "C:evil", "a/b.txt", "con", "x" * 300, "a.💥", ".hidden"],
)
def test_a_name_never_becomes_a_path(
    store: Store, account_id: int, tmp_path: Path, name: str
) -> None:
    source = tmp_path / "source"
    source.write_text("text")
    document = file(store, source, account_id, name=name)
    assert document.name == name[-255:]
    kept = attachments.path_of(store, document)
    assert kept.is_relative_to(store.attachments)
    assert kept.name == hashlib.sha256(b"text").hexdigest()


@pytest.mark.parametrize(
    "path", ["../kamdesk.db", "/etc/passwd", "ab/../../x", "", "ab/" + "0" * 63]
)
def test_a_row_that_names_a_place_outside_is_refused(
    store: Store, account_id: int, tmp_path: Path, path: str
) -> None:
    source = tmp_path / "a.txt"
    source.write_text("text")
    document = file(store, source, account_id)
    document.path = path
    with pytest.raises(WorldError, match="names no file of this data folder"):
        attachments.path_of(store, document)


def test_undo_leaves_the_file_for_redo(store: Store, account_id: int, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("text")
    document = file(store, source, account_id)
    assert store.undo() == "File “a.txt”"
    assert attachments.path_of(store, document).read_text() == "text"
    assert [each for each in run_checks(store) if each.check == "attachments"] == []
    store.redo()
    with store.read() as session:
        assert session.scalars(select(Document.name)).all() == ["a.txt"]


def test_too_big_and_unreadable_are_sentences(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    big = tmp_path / "film.mp4"
    with big.open("wb") as stream:
        stream.truncate(attachments.SIZE_LIMIT + 1)  # takes no room on the disk
    with pytest.raises(RuleError, match=r"“film\.mp4” has 200 MB"):
        file(store, big, account_id)
    for missing in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(WorldError, match="There is no file"):
            file(store, missing, account_id)
    assert not store.attachments.exists()


def test_check_finds_missing_changed_and_orphaned(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    kept = {}
    for name in ("sound", "missing", "changed"):
        source = tmp_path / f"{name}.txt"
        source.write_text(name)
        kept[name] = file(store, source, account_id)
    attachments.path_of(store, kept["missing"]).unlink()
    attachments.path_of(store, kept["changed"]).write_text("something else")
    orphan = store.attachments / "ab" / "orphan.txt"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_text("whose?")
    found = [each for each in run_checks(store, fix=True) if each.check == "attachments"]
    assert [(each.text, each.record_id, each.fixed) for each in found] == [
        ("The file of document “missing.txt” is missing.", kept["missing"].id, False),
        ("The file of document “changed.txt” was changed outside kamdesk.", kept["changed"].id, False),
        ("The file ab/orphan.txt belongs to no document.", None, False),
    ]  # fmt: skip
    assert orphan.exists()


def test_filing_again_mends_a_changed_file(store: Store, account_id: int, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("text")
    document = file(store, source, account_id)
    attachments.path_of(store, document).write_text("spoilt")
    file(store, source, account_id)
    assert attachments.state_of(store, document) is attachments.State.SOUND
