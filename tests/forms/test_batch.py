"""Folders of forms: bad files among them stop nothing, one import is one undo step, JSON says all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kamdesk.errors import Cancelled
from kamdesk.forms import batch
from kamdesk.forms.batch import BatchResult, FileReading
from kamdesk.forms.data import FormData, edition
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.report import has_rejects, to_json
from kamdesk.forms.write import write_form
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.document import ImportBatch
from kamdesk.model.registry import RECORDS
from kamdesk.store.store import Store
from kamdesk.work.accounts import create_account
from tests.forms.helpers import save

ARCHIVE = form_kind("archive")
# The first bytes of an OLE file that wraps an encrypted workbook.
ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\0" * 504
    + "EncryptedPackage".encode("utf-16-le")
    + b"\0" * 400
)


class Steps:
    """Notes every step; stops the work at one of them."""

    def __init__(self, stop_at: int = -1) -> None:
        self.seen: list[tuple[int, int]] = []
        self.stop_at = stop_at

    def step(self, done: int, total: int, text: str = "") -> None:
        self.seen.append((done, total))
        if done == self.stop_at:
            raise Cancelled("stopped")


def form(store: Store, path: Path, values: dict[str, object]) -> Path:
    with store.read() as session:
        declared = ARCHIVE.declare(session)
        write_form(path, declared, edition(session, "zh"), FormData("", "", values))
    return path


def looked_at(store: Store, *paths: Path, steps: Steps | None = None) -> list[FileReading]:
    with store.read() as session:
        reader = batch.reader(session)
        files = batch.read_many(paths, reader, steps)
        batch.compare_many(session, reader.forms, files)
    return files


def filed(store: Store, files: list[FileReading], steps: Steps | None = None) -> BatchResult:
    with store.read() as session:
        declared = ARCHIVE.declare(session)
    return batch.apply_many(store, {"archive": declared}, files, progress=steps)


def dump(store: Store) -> list[list[tuple[object, ...]]]:
    """Every row of every table but the sequences, as stored, without the version that only ever grows."""
    tables = []
    with store.read() as session:
        for record in RECORDS:
            if record.__name__ == "NumberSequence":
                continue
            columns = [each for each in record.__table__.columns if each.name != "version"]
            tables.append(
                [tuple(row) for row in session.execute(select(*columns).order_by(record.id))]
            )
    return tables


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> Iterator[Path]:
    """196 forms and four files that are none."""
    place = tmp_path / "received"
    (place / "old").mkdir(parents=True)
    first = form(
        store,
        place / "客户 000.xlsx",
        {"account.name": "客户 000", "account.phone": "0574-8890 1000"},
    )
    for number in range(1, 196):
        target = place / ("old" if number % 2 else ".") / f"客户 {number:03}.xlsx"
        if number < 8:
            form(
                store,
                target,
                {"account.name": f"客户 {number:03}", "account.phone": "0574-8890 1000"},
            )
        else:
            save(
                target,
                {
                    "A1": "客户名称",
                    "B1": f"客户 {number:03}",
                    "A2": "邮编",
                    "B2": "007",
                    "A3": "传真",
                    "B3": "05748",
                },
            )
    (place / "damaged.xlsx").write_bytes(first.read_bytes()[:4000])
    (place / "encrypted.xlsx").write_bytes(ENCRYPTED)
    (place / "page.xls").write_text(
        "<html><body><table><tr><td>客户名称</td></tr></table></body></html>", "utf-8"
    )
    (place / "readme.txt").write_text("客户名称：青砚化工\n", "utf-8")
    (place / "~$客户 000.xlsx").write_bytes(b"\x05user")
    (place / ".hidden").write_text("nothing", "utf-8")
    yield place
    shutil.rmtree(place)


@pytest.mark.slow
def test_a_folder_is_filed_but_for_the_four_bad_files(store: Store, folder: Path) -> None:
    before = dump(store)
    steps = Steps()
    files = looked_at(store, folder, steps=steps)
    assert (steps.seen[0], steps.seen[-1]) == ((0, 201), (201, 201))
    bad = {file.path.name: file.problem for file in files if file.problem and not file.skipped}
    assert bad == {
        "damaged.xlsx": "“damaged.xlsx” is damaged or incomplete. Open and save it in the program it comes from.",
        "encrypted.xlsx": "“encrypted.xlsx” is protected by a password. Save it without one first.",
        "page.xls": bad["page.xls"],
        "readme.txt": "“readme.txt” is no table.",
    }
    assert bad["page.xls"] is not None
    assert "page.xls" in bad["page.xls"]
    assert [file.path.name for file in files if file.skipped] == ["~$客户 000.xlsx"]
    assert filed(store, files) == BatchResult(
        read=200, created=196, rejected=4, values=8 * 2 + 188 * 3
    )
    assert has_rejects(files)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 196
    again = looked_at(store, folder)
    assert [each for file in again for form in file.differences for each in form.changes] == []
    assert store.undo() == "File 196 forms"
    assert dump(store) == before


def test_the_record_of_the_import_lists_what_did_not_go_in(store: Store, tmp_path: Path) -> None:
    place = tmp_path / "received"
    place.mkdir()
    cells = {
        "A1": "客户名称",
        "B1": "青砚化工",
        "A2": "成立日期",
        "B2": "2004-02-30",
        "A3": "邮编",
        "B3": "315000",
    }
    save(place / "a.xlsx", cells)
    (place / "b.txt").write_text("客户名称：青砚化工\n", "utf-8")
    filed(store, looked_at(store, place))
    with store.read() as session:
        outcome = session.scalars(select(ImportBatch.outcome)).one()
    problems = [each for each in outcome if each.get("reason")]
    assert [(each["file"], each["cell"], each["field"], each["value"]) for each in problems] == [
        ("a.xlsx", "B2", "Founded on", "2004-02-30"),
        ("b.txt", "", "", ""),
    ]
    assert problems[1]["reason"] == "“b.txt” is no table."


def test_stopping_keeps_nothing(store: Store, tmp_path: Path) -> None:
    for number in range(6):
        form(store, tmp_path / f"{number}.xlsx", {"account.name": f"客户 {number}"})
    with pytest.raises(Cancelled):
        looked_at(store, tmp_path, steps=Steps(stop_at=3))
    files = looked_at(store, *sorted(tmp_path.glob("*.xlsx")))
    with pytest.raises(Cancelled):
        filed(store, files, Steps(stop_at=5))
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0


def test_two_forms_of_one_customer_are_seen_and_applied_in_order(
    store: Store, tmp_path: Path
) -> None:
    first = form(
        store, tmp_path / "1.xlsx", {"account.name": "青砚化工", "account.phone": "0574-8890 1000"}
    )
    second = form(store, tmp_path / "2.xlsx", {"account.name": "青砚化工", "account.phone": "0574-8890 2000",
                                                "account.fax": "0574-8890 3000"})  # fmt: skip
    files = looked_at(store, first, second)
    assert [file.differences[0].same_as for file in files] == [None, 0]
    assert filed(store, files) == BatchResult(read=2, created=1, updated=1, values=4)
    with store.read() as session:
        account = session.scalars(select(Account)).one()
        assert (account.phone, account.fax) == ("0574-8890 2000", "0574-8890 3000")


def test_json_lists_every_field_with_its_value_and_how_it_was_found(
    store: Store, tmp_path: Path
) -> None:
    with store.change(message("Account")) as session:
        account_id = create_account(session, {"name": "青砚化工", "phone": "0574-8890 1000"}).id
    path = form(store, tmp_path / "a.xlsx", {"account.name": "青砚化工", "account.founded_on": "2004",
                                             "account.ownership_type": "private"})  # fmt: skip
    answer = json.loads(json.dumps(to_json(looked_at(store, path))))
    assert answer["counts"] == {"files": 1, "forms": 1, "unreadable": 0, "skipped": 0}
    (read,) = answer["files"][0]["forms"]
    assert read["account"] == {
        "name": "青砚化工",
        "id": account_id,
        "uid": None,
        "known_by": "name",
        "new": False,
    }
    assert read["differences"] == ["account.founded_on", "account.ownership_type"]
    assert len(read["fields"]) > 50
    fields = read["fields"]
    assert fields["account.name"]["how"] == "name"
    assert {key: fields["account.founded_on"][key] for key in ("value", "old", "state", "problem", "cell")} == {
        "value": "2004", "old": None, "state": "filled", "problem": "“2004” is only a year.", "cell": "C8",
    }  # fmt: skip
    assert fields["account.ownership_type"]["how"] == "check_box"
    assert (fields["account.phone"]["state"], fields["account.phone"]["ticked"]) == (
        "emptied",
        False,
    )
