"""Files written and read beside the window, on a real store and real files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from kamdesk.exchange.files import open_sheets
from kamdesk.forms.batch import reader
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.ui import file_jobs, jobs
from kamdesk.ui.desk import Desk
from kamdesk.ui.events import StoreEvents
from kamdesk.work.accounts import create_account
from kamdesk.work.lists import ListQuery


@pytest.fixture
def desk(app, store) -> Iterator[Desk]:
    events = StoreEvents(store)
    yield Desk(store, events)
    events.stop()


@pytest.fixture
def said(desk) -> list[tuple[str, str, Any]]:
    heard: list[tuple[str, str, Any]] = []
    desk.signals.said.connect(lambda *what: heard.append(what))
    return heard


@pytest.fixture
def ids(store) -> list[int]:
    with store.change(message("Test data")) as session:
        return [
            create_account(session, {"name": name, "phone": phone}).id
            for name, phone in (("澜川重工", "0513-1"), ("禾曜新能源", "0519-2"))
        ]


def settle(qtbot) -> None:
    qtbot.waitUntil(lambda: not jobs.runner().jobs(), timeout=20000)


def read_back(store, path: Path) -> list[dict[str, Any]]:
    with store.read() as session:
        forms = reader(session).read(open_sheets(path)).forms
    return [{"name": f.value("account.name"), "phone": f.value("account.phone")} for f in forms]


def test_a_filled_form_is_written_and_can_be_opened(qtbot, desk, said, ids, tmp_path, monkeypatch):
    opened: list[Path] = []
    monkeypatch.setattr(file_jobs, "opener", opened.append)
    target = tmp_path / "form.xlsx"
    file_jobs.write_form(desk, ids[:1], target)
    settle(qtbot)
    assert read_back(desk.store, target) == [{"name": "澜川重工", "phone": "0513-1"}]
    sentence, words, act = said[-1]
    assert (sentence, words) == ("Written: form.xlsx", "Open")
    act()
    assert opened == [target]


def test_a_blank_form_holds_no_customer(qtbot, desk, ids, tmp_path):
    target = tmp_path / "blank.xlsx"
    file_jobs.write_form(desk, [], target, blank=True)
    settle(qtbot)
    assert read_back(desk.store, target) == [{"name": None, "phone": None}]


def test_many_forms_are_sheets_of_one_workbook(qtbot, desk, ids, tmp_path):
    target = tmp_path / "many.xlsx"
    file_jobs.write_form(desk, ids, target, many=True)
    settle(qtbot)
    assert [each["phone"] for each in read_back(desk.store, target)] == ["0513-1", "0519-2"]


def test_a_list_is_written_as_it_is_shown(qtbot, desk, ids, tmp_path):
    target = tmp_path / "list.xlsx"
    query = ListQuery("Account", ("phone", "name"), sort="phone", descending=True)
    file_jobs.export_list(desk, query, target)
    settle(qtbot)
    rows = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    assert rows == [("Phone", "Account name"), ("0519-2", "禾曜新能源"), ("0513-1", "澜川重工")]


def test_everything_goes_out_and_comes_in_again(qtbot, desk, said, ids, tmp_path):
    target = tmp_path / "all.json"
    file_jobs.export_all(desk, target)
    settle(qtbot)
    names = [each["name"] for each in json.loads(target.read_text(encoding="utf-8"))["accounts"]]
    assert sorted(names) == ["澜川重工", "禾曜新能源"]
    file_jobs.import_interchange(desk, target)
    settle(qtbot)
    assert said[-1][0] == "all.json changes nothing."
    with desk.store.change(message("Change")) as session:
        session.get_one(Account, ids[0]).phone = "0513-9"
    file_jobs.import_interchange(desk, target)
    settle(qtbot)
    assert said[-1][0] == "Imported: 0 added, 1 changed."
    with desk.store.read() as session:
        phones = session.scalars(select(Account.phone).order_by(Account.id)).all()
    assert phones == ["0513-1", "0519-2"]
    said[-1][2]()
    with desk.store.read() as session:
        assert session.get_one(Account, ids[0]).phone == "0513-9"


def test_what_cannot_be_written_is_told(qtbot, desk, said, ids, questions, tmp_path):
    (tmp_path / "form.xlsx").mkdir()
    file_jobs.write_form(desk, ids[:1], tmp_path / "form.xlsx")
    settle(qtbot)
    assert [kind for kind, _text in questions.told] == ["warning"]
    assert said == []


def test_the_departments_own_workbook_is_filled(qtbot, desk, said, ids, tmp_path):
    from openpyxl.workbook.defined_name import DefinedName

    template = tmp_path / "own.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Own"
    sheet["A1"] = "Customer"
    for name, cell in (("kam_account_name", "$B$1"), ("kam_account_phone", "$B$2")):
        book.defined_names[name] = DefinedName(name, attr_text=f"Own!{cell}")
    book.save(template)
    target = tmp_path / "filled.xlsx"
    file_jobs.fill_template(desk, ids[1], template, target)
    settle(qtbot)
    filled = openpyxl.load_workbook(target).worksheets[0]
    assert [filled["A1"].value, filled["B1"].value, filled["B2"].value] == [
        "Customer", "禾曜新能源", "0519-2",
    ]  # fmt: skip
    assert said[-1][0] == "Written: filled.xlsx"
