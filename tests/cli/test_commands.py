"""The commands as a person types them: what they print, write and answer."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Call


def accounts_csv(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["客户名称,客户编号,邮编", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def three(call: Call, tmp_path: Path) -> Call:
    """A data folder with three accounts, one with a leading zero in its postal code."""
    rows = ("青石机电,Q1,010020", "白鹭纸业,B1,361000", "青松木业,Q2,150000")
    assert call("import", accounts_csv(tmp_path / "three.csv", *rows)).status == 0
    return call


def test_import_counts_every_row_and_names_the_change(call: Call, tmp_path: Path) -> None:
    file = accounts_csv(tmp_path / "list.csv", "青石机电,Q1,010020", "白鹭纸业,B1,361000")
    answer = call("import", file, "--json")
    assert answer.status == 0
    counts = answer.json["files"][0]
    assert (counts["read"], counts["created"], counts["updated"]) == (2, 2, 0)
    assert (counts["unchanged"], counts["skipped"], counts["rejected"]) == (0, 0, 0)
    assert counts["kind"] == "accounts"
    history = call("history", "--json").json["changes"]
    assert [each["id"] for each in history] == [answer.json["change"]]


def test_the_same_list_again_changes_nothing(three: Call, tmp_path: Path) -> None:
    answer = three("import", tmp_path / "three.csv", "--json")
    assert answer.json["files"][0]["unchanged"] == 3
    assert answer.json["change"] is None


def test_a_rejected_row_is_named_and_the_status_tells(call: Call, tmp_path: Path) -> None:
    file = accounts_csv(tmp_path / "list.csv", "青石机电,Q1,010020", ",X9,100000")
    answer = call("import", file)
    assert answer.status == 1
    assert "1 rejected" in answer.out
    errors = tmp_path / "errors.xlsx"
    assert call("import", file, "--errors", errors).status == 1
    sheet = openpyxl.load_workbook(errors).worksheets[0]
    assert sheet.max_row == 2


def test_a_dry_run_says_the_same_and_writes_nothing(call: Call, tmp_path: Path) -> None:
    file = accounts_csv(tmp_path / "list.csv", "青石机电,Q1,010020")
    answer = call("import", file, "--dry-run", "--json")
    assert answer.json["files"][0]["created"] == 1
    assert answer.json["change"] is None
    assert call("history", "--json").json == {"changes": []}


def test_undo_takes_an_import_back_to_the_byte(three: Call, tmp_path: Path) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    assert three("export", "--all", "--out", before).status == 0
    three("import", accounts_csv(tmp_path / "more.csv", "青石机电,Q1,999999", "新客户,N1,100000"))
    assert three("undo").out == "Undone: Import of more.csv\n"
    assert three("export", "--all", "--out", after).status == 0
    assert before.read_bytes() == after.read_bytes()


def test_undo_and_redo_take_several_steps_and_end_quietly(three: Call) -> None:
    three("settings", "set", "department", "East")
    three("settings", "set", "department", "West")
    assert len(three("undo", "2", "--json").json["undone"]) == 2
    assert three("settings", "get", "department").out == "\n"
    assert len(three("redo", "9", "--json").json["redone"]) == 2
    assert three("settings", "get", "department").out == "West\n"
    answer = three("redo")
    assert (answer.status, answer.out) == (0, "There is nothing to redo.\n")


def test_export_filters_by_field_and_text(three: Call, tmp_path: Path) -> None:
    def names(*filters: str) -> list[str]:
        out = tmp_path / "out.csv"
        assert three("export", "accounts", "--out", out, *filters).status == 0
        with out.open(encoding="utf-8-sig", newline="") as stream:
            return sorted(row["Account name"] for row in csv.DictReader(stream))

    assert names() == ["白鹭纸业", "青松木业", "青石机电"]
    assert names("--filter", "account_code=B1") == ["白鹭纸业"]
    assert names("--filter", "客户编号~Q", "--filter", "青松") == ["青松木业"]
    assert names("--filter", "postal_code!=361000") == ["青松木业", "青石机电"]
    assert names("--filter", "address=") == ["白鹭纸业", "青松木业", "青石机电"]
    assert names("--filter", "bljy") == []
    assert names("--filter", "blzy") == ["白鹭纸业"]


def test_a_leading_zero_and_an_equals_sign_stay_text(call: Call, tmp_path: Path) -> None:
    call("import", accounts_csv(tmp_path / "list.csv", "=1+2,Q1,010020"))
    out = tmp_path / "out.xlsx"
    call("export", "accounts", "--out", out)
    rows = openpyxl.load_workbook(out).worksheets[0].iter_rows(min_row=2)
    cells = {str(cell.value): cell.data_type for row in rows for cell in row if cell.value}
    assert cells["=1+2"] == "s"
    assert cells["010020"] == "s"


def test_a_form_goes_out_and_comes_back_without_difference(three: Call, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    assert three("form", "fill", "archive", "--for", "Q1", "--out", file).status == 0
    answer = three("form", "read", file)
    assert (answer.status, answer.out) == (0, "form.xlsx: 青石机电: no difference\n")


def test_a_blank_form_filled_by_hand_is_filed_once(three: Call, tmp_path: Path) -> None:
    file = tmp_path / "blank.xlsx"
    assert three("form", "blank", "archive", "--out", file).status == 0
    book = openpyxl.load_workbook(file)
    for name, value in {
        "kam_account_name": "手写客户",
        "kam_account_postal_code": "001234",
    }.items():
        sheet, cell = next(iter(book.defined_names[name].destinations))
        book[sheet][cell.replace("$", "").split(":")[0]] = value
    book.save(file)
    shown = three("form", "read", file, "--json")
    fields = shown.json["files"][0]["forms"][0]["fields"]
    assert fields["account.postal_code"]["value"] == "001234"
    assert fields["account.postal_code"]["how"] == "name"
    assert three("history", "手写客户").status == 2  # reading writes nothing
    assert three("form", "read", file, "--apply").status == 0
    assert three("form", "read", file).out == "blank.xlsx: 手写客户: no difference\n"


def test_unreadable_files_are_named_and_stop_nothing(three: Call, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    three("form", "fill", "archive", "--for", "Q1", "--out", folder / "good.xlsx")
    (folder / "page.xls").write_text("<html><body>no workbook</body></html>", encoding="utf-8")
    (folder / "cut.xlsx").write_bytes((folder / "good.xlsx").read_bytes()[:900])
    answer = three("form", "read", folder, "--json")
    assert answer.status == 1
    problems = {Path(each["file"]).name: each["problem"] for each in answer.json["files"]}
    assert problems["good.xlsx"] is None
    assert problems["page.xls"]
    assert problems["cut.xlsx"]
    assert three("form", "read", folder / "cut.xlsx").status == 4


def test_several_accounts_make_one_workbook_with_a_sheet_each(three: Call, tmp_path: Path) -> None:
    file = tmp_path / "many.xlsx"
    assert three("form", "fill", "archive", "--for", "Q1", "青松木业", "--out", file).status == 0
    shown = [
        sheet.title for sheet in openpyxl.load_workbook(file) if sheet.sheet_state == "visible"
    ]
    assert shown == ["青石机电", "青松木业"]
    assert len(three("form", "read", file, "--json").json["files"][0]["forms"]) == 2


def test_names_lists_what_a_template_may_use(call: Call) -> None:
    lines = call("form", "names", "archive").out.splitlines()
    assert any(line.startswith("kam_account_name ") and "Account name" in line for line in lines)
    listed = call("form", "list", "--json").json["forms"]
    assert listed[0]["key"] == "archive"


def test_a_reference_may_be_number_code_uid_or_part_of_a_name(three: Call, tmp_path: Path) -> None:
    whole = tmp_path / "all.json"
    three("export", "--all", "--out", whole)
    found = json.loads(whole.read_text(encoding="utf-8"))["accounts"]
    uid = next(each["uid"] for each in found if each["name"] == "白鹭纸业")
    for ref in ("B1", "白鹭纸业", "白鹭", uid):
        assert three("history", ref, "--json").json["account"] == uid
    several = three("history", "青")
    assert several.status == 2
    assert "青石机电 (Q1)" in several.err
    assert "青松木业 (Q2)" in several.err


def test_a_backup_restores_what_was_there(three: Call, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert three("backup", "--out", copy).status == 0
    three("import", accounts_csv(tmp_path / "more.csv", "新客户,N1,100000"))
    answer = three("restore", copy)
    assert answer.status == 0
    assert "Restored to the state of 2" in answer.out
    out = tmp_path / "out.csv"
    three("export", "accounts", "--out", out)
    assert "新客户" not in out.read_text(encoding="utf-8-sig")


def test_check_finds_a_sound_folder_sound(three: Call) -> None:
    answer = three("check", "--json")
    assert answer.status == 0
    assert answer.json == {"findings": [], "left": 0}


def test_settings_are_listed_set_and_kept(call: Call) -> None:
    assert call("settings", "set", "business_year_start", "4").out == "business_year_start = 4\n"
    assert call("settings", "get", "business_year_start", "--json").json == {
        "business_year_start": 4
    }
    lines = call("settings").out.splitlines()
    assert any(line.split()[:2] == ["business_year_start", "4"] for line in lines)


def test_demo_fills_an_empty_folder_and_refuses_a_used_one(call: Call) -> None:
    first = call("demo", "--json", "--quiet")
    assert first.status == 0
    assert first.json["accounts"] == 60
    assert first.err == ""
    again = call("demo")
    assert again.status == 5
    assert "holds data already" in again.err


def test_the_language_is_asked_for_or_that_of_the_folder(
    call: Call, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from kamdesk.cli import main

    call("settings", "set", "language", "zh")
    main(["--home", str(home), "settings"])
    assert "界面语言" in capsys.readouterr().out
    assert "Language" in call("settings").out
