"""A messy list comes in and goes again; companies are put into groups; what was deleted comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.ui.accounts.pick_account import PickAccountDialog
from kamdesk.work.accounts import change_person, create_account

MESSY = (
    "客户名单 2026,,,,,,\n"
    "编号,客户名称,电话,邮编,注册资金,下次联系,代号\n"
    "K001,澜川重工有限公司,0513-5560 2199,007000,3200万,2026年12月1日,AA\n"
    'K002,禾曜新能源有限公司,NULL,021300,"¥1,500.00",2026/12/02,BB\n'
    "K003,,021-1,200000,,,CC\n"
    ",=cmd|' /C calc'!A0,1,,,,\n"
)


def put_in(person, **accounts: dict) -> dict[str, int]:
    """Accounts that are there before the day begins."""
    with person.program.store.change(message("Test data")) as session:
        made = {key: create_account(session, values) for key, values in accounts.items()}
        session.flush()
        return {key: each.id for key, each in made.items()}


def test_a_messy_list_comes_in_with_one_column_put_right_and_goes_again(person, tmp_path):
    put_in(
        person,
        known={"name": "澜川重工有限公司", "account_code": "K001", "phone": "0513-1", "short_name": "澜川"},
    )  # fmt: skip
    path = tmp_path / "customers.csv"
    path.write_text(MESSY, encoding="gb18030")
    person.chooses("import_list", [str(path)])
    page = person.tab._stack.currentWidget()

    # Headings stand in the second row; one of them nobody could know.
    assert page.columns.header.value() == 2
    combo = page.columns.combos["代号"]
    assert combo.currentData() == ""
    combo.setCurrentIndex(combo.findData("account.short_name"))
    combo.activated.emit(combo.currentIndex())
    person.wait()
    figures = page.rows.figures
    assert [figures.text(key) for key in ("read", "created", "updated", "rejected")] == [
        "4",
        "2",
        "1",
        "1",
    ]
    person.press(page.foot.write.text())

    after = person.accounts()
    known = after["澜川重工有限公司"]
    assert (known.phone, known.postal_code, known.short_name) == ("0513-5560 2199", "007000", "AA")
    assert known.registered_capital == Decimal(32_000_000)
    assert known.next_contact_on == date(2026, 12, 1)
    assert after["禾曜新能源有限公司"].phone is None, "NULL of another program is nothing"
    assert after["禾曜新能源有限公司"].registered_capital == Decimal(1500)
    assert "=cmd|' /C calc'!A0" in after, "a text is a text, whatever it begins with"

    # It was the list of last year: undo brings the overwritten values back too.
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    before = person.accounts()
    assert list(before) == ["澜川重工有限公司"]
    known = before["澜川重工有限公司"]
    assert (known.phone, known.postal_code, known.short_name) == ("0513-1", None, "澜川")


def test_a_subsidiary_moves_between_groups_and_a_circle_is_refused(person):
    ids = put_in(
        person,
        group={"name": "蓝屿集团有限公司"},
        plant={"name": "蓝屿铸造有限公司"},
        other={"name": "远屿集团有限公司"},
    )
    person.tab.views.choose("groups")
    assert person.tab.groups.model.companies() == 0

    # The first group: who heads it, who belongs to it.
    person.press(_("Put a company into a group…"), person.tab.groups)
    pick(person, "蓝屿集团")
    pick(person, "lyzz")
    plant = person.accounts()["蓝屿铸造有限公司"]
    assert plant.parent_id == ids["group"]
    assert person.tab.groups.model.companies() == 2

    # It was sold: its archive names another owner, and the tree follows.
    model = person.tab.groups.model
    person.back_in_the_window()
    person.tab.groups.go_to(ids["plant"])
    person.tab.detail.archive.go_to("parent_id")
    QApplication.focusWidget().selectAll()
    person.types("远屿集团有限公司")
    person.key(Qt.Key.Key_Tab)
    assert person.accounts()["蓝屿铸造有限公司"].parent_id == ids["other"]
    shown = model.index_of(ids["plant"])
    assert model.id_at(model.parent(shown)) == ids["other"]

    # The owner cannot belong to what it owns.
    drag(model, ids["other"], ids["plant"])
    assert len(person.questions.told) == 1
    assert person.accounts()["远屿集团有限公司"].parent_id is None

    # Undo until nothing is in a group any more.
    while person.accounts()["蓝屿铸造有限公司"].parent_id is not None:
        person.window.run_command("undo")
    assert model.companies() == 0


def pick(person, typed: str) -> None:
    """Types part of a name, or its initials, and presses the button."""
    dialog = next(
        each for each in person.window.findChildren(PickAccountDialog) if each.isVisible()
    )
    dialog.activateWindow()
    dialog.editor.setFocus()
    person.types(typed)
    dialog.action_button.click()
    person.wait()


def drag(model, account_id: int, onto: int) -> None:
    """Drags one company onto another in the tree."""
    data = model.mimeData([model.index_of(account_id)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, model.index_of(onto))


def test_what_was_deleted_lies_in_the_basket_and_comes_back_whole(person):
    put_in(person, one={"name": "蓝屿集团有限公司", "status": "active"})
    with person.program.store.change(message("Test data")) as session:
        account = session.scalars(select(Account)).one()
        change_person(session, account, "main_contact", {"full_name": "唐晚舟"})
    person.tab.show_account(person.accounts()["蓝屿集团有限公司"].id)
    person.tab.list.table.setFocus()

    # Deleting asks nothing.
    person.key(Qt.Key.Key_Delete)
    assert person.questions.asked == []
    assert person.accounts() == {}
    assert person.tab.list.state() == "empty"

    # Days later the undo is long gone; the basket is not.
    person.searches(_("Waste basket"))
    page = person.tab._stack.currentWidget()
    titles = [page._model.index(row, 1).data() for row in range(page._model.rowCount())]
    assert "蓝屿集团有限公司" in titles
    page._table.go_to_row(titles.index("蓝屿集团有限公司"))
    person.press(_("Take out"))
    assert list(person.accounts()) == ["蓝屿集团有限公司"]
    with person.program.store.read() as session:
        living = select(Contact.full_name).where(Contact.deleted_at.is_(None))
        assert list(session.scalars(living)) == ["唐晚舟"]
    person.window.run_command("tab_accounts")
    person.tab.views.choose("key")
    assert person.tab.list.count_words() == "1"
