"""The department assistant sends blank archive forms out, and files the folder of forms that came back."""

from __future__ import annotations

from PySide6.QtCore import Qt

from kamdesk.i18n import _
from kamdesk.ui.accounts.import_forms.fields_model import FieldLine


def test_a_folder_of_returned_forms_is_filed_undone_and_done_again(person, customer, tmp_path):
    # In the morning one customer is known, by name and phone.
    person.types("澜川重工有限公司")
    person.key(Qt.Key.Key_Tab)
    person.types("0513-5560 2188")
    person.press(_("Add"))
    assert list(person.accounts()) == ["澜川重工有限公司"]

    # A blank form goes out …
    blank = tmp_path / "blank.xlsx"
    person.chooses("form_blank", str(blank))
    assert person.says() == _("Written: {name}").format(name="blank.xlsx")

    # … and comes back from three customers, with one file that is damaged.
    folder = tmp_path / "returned"
    folder.mkdir()
    customer(
        blank, folder / "1 known.xlsx",
        account_name="澜川重工有限公司", account_address="南通市工农路 1 号",
        account_phone="0513-5560 2199", account_employee_count=4860,
    )  # fmt: skip
    customer(
        blank, folder / "2 new.xlsx",
        account_name="禾曜新能源有限公司", account_phone="0519-1111 2222",
        contact3_full_name="唐晚舟", contact3_position="设备副总",
    )  # fmt: skip
    customer(
        blank, folder / "3 also new.xlsx",
        account_name="苍屿环保科技有限公司", account_postal_code="007000",
    )  # fmt: skip
    (folder / "4 damaged.xlsx").write_bytes(b"PK\x03\x04 half a file")

    # The whole folder is read; nothing is written yet.
    person.chooses("form_read_folder", str(folder))
    page = person.tab._stack.currentWidget()
    figures = page.files.figures
    assert [figures.text(key) for key in ("known", "new", "unopened")] == ["1", "2", "1"]
    assert len(person.accounts()) == 1

    # The address the customer wrote is wrong: that one value is unticked.
    page.files.table.go_to_row(0)
    assert page.files.current().file.path.name == "1 known.xlsx"
    lines = page.detail.table.fields.lines()
    changes = {line.key for line in lines if isinstance(line, FieldLine)}
    assert {"account.address", "account.employee_count"} <= changes
    page.detail.table.go_to_row(page.detail.table.fields.row_of("account.address"))
    page.detail.table.setFocus()
    person.types(" ")

    # Everything else is written as one step.
    person.press(page.foot.write.text())
    filed = person.accounts()
    assert set(filed) == {"澜川重工有限公司", "禾曜新能源有限公司", "苍屿环保科技有限公司"}
    assert (filed["澜川重工有限公司"].address, filed["澜川重工有限公司"].employee_count) == (
        None,
        4860,
    )
    assert filed["苍屿环保科技有限公司"].postal_code == "007000"
    assert all(each.archive_no for name, each in filed.items() if name != "澜川重工有限公司")

    # The manager calls: not yet. Undo takes all of it back, redo files it again.
    person.window.run_command("undo")
    assert list(person.accounts()) == ["澜川重工有限公司"]
    assert person.accounts()["澜川重工有限公司"].employee_count is None
    person.window.run_command("redo")
    again = person.accounts()
    assert {name: each.archive_no for name, each in again.items()} == {
        name: each.archive_no for name, each in filed.items()
    }

    # A second reading of the folder finds nothing new but the value that was refused.
    person.chooses("form_read_folder", str(folder))
    assert page.files.figures.text("new") == "0"
    assert page.files.figures.text("changes") == "1"
