"""The list through its widgets: views, sorting, filters, search, groups, columns, selection, copying, waste basket."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store.recorder import insert_many
from kamdesk.ui.accounts.condition_dialog import ConditionDialog
from kamdesk.work.accounts import change_account
from kamdesk.work.lists import Condition


def names(tab) -> list[str]:
    """What stands in the name column from top to bottom; headings in brackets."""
    model = tab.list.model
    column = model.query.columns.index("name")
    model.load_rows(0, model.rowCount() - 1)
    found = []
    for row in range(model.rowCount()):
        if model.is_group(row):
            found.append(f"[{model.index(row, 0).data()}]")
        else:
            found.append(model.index(row, column).data())
    return found


def test_views_show_their_accounts(make_tab, few):
    tab = make_tab()
    # Chinese names by pinyin (bei, dong), then Latin ones
    assert names(tab) == ["北屿重工有限公司", "东海电子有限公司", "Southern Foods"]
    assert tab.list.count_words() == "3"
    tab.views.choose("all")
    assert len(names(tab)) == 5
    tab.views.choose("tier:B")
    assert names(tab) == ["东海电子有限公司", "Southern Foods"]
    tab.views.choose("status:lost")
    assert names(tab) == ["Gone Textiles"]
    assert tab.list.footer().startswith("1 account · C 1")


def test_header_click_sorts_in_both_directions(make_tab, few, qtbot):
    tab = make_tab()
    header = tab.list.table.horizontalHeader()
    column = tab.list.model.query.columns.index("next_contact_on")
    for wanted in (
        ["北屿重工有限公司", "Southern Foods", "东海电子有限公司"],
        ["Southern Foods", "北屿重工有限公司", "东海电子有限公司"],  # without a date last in both
    ):
        point = header.viewport().rect().topLeft()
        point.setX(header.sectionViewportPosition(column) + 20)
        point.setY(10)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=point)
        assert names(tab) == wanted


def test_search_finds_by_name_initials_and_the_phone_of_a_person(make_tab, few, qtbot):
    tab = make_tab()
    for typed, wanted in (
        ("foods", "Southern Foods"),
        ("byzg", "北屿重工有限公司"),
        ("5678", "北屿重工有限公司"),
    ):
        tab.find()
        assert QApplication.focusWidget() is tab.list.bar.search
        qtbot.keyClicks(tab.list.bar.search, typed)
        qtbot.waitUntil(lambda wanted=wanted: names(tab) == [wanted])
    assert tab.list.count_words() == "1 / 3"


def test_nothing_found_offers_to_clear(make_tab, few):
    tab = make_tab()
    tab.list.search("nobody is called this")
    assert tab.list.state() == "nothing_found"
    tab.list.clear_filters()
    assert tab.list.state() == "table"
    assert len(names(tab)) == 3


def test_condition_dialog_filters_by_ticked_values_and_a_chip_says_so(make_tab, few, qtbot):
    tab = make_tab()
    tab.views.choose("all")
    tab.list.ask_condition("region")
    dialog = tab.findChild(ConditionDialog)
    dialog.tick("East", None)
    dialog.take()
    assert sorted(names(tab)) == ["Gone Textiles", "Western Mining", "东海电子有限公司"]
    chip = tab.list.bar.chips[0]
    assert chip.text() == "Region: East or not set"
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert len(names(tab)) == 5


def test_condition_dialog_keeps_a_wrong_date_and_says_why(make_tab, few):
    tab = make_tab()
    tab.list.ask_condition("next_contact_on")
    dialog = tab.findChild(ConditionDialog)
    dialog.least.setText("31 June")
    dialog.take()
    assert dialog.isVisible()
    assert dialog.least.property("wrong") == "true"
    dialog.least.setText("2026-01-01")
    dialog.most.setText("2026-12-31")
    dialog.take()
    assert names(tab) == ["北屿重工有限公司"]
    assert tab.list.bar.chips[0].text() == "Next contact: 2026-01-01 to 2026-12-31"


def test_grouping_puts_headings_that_the_keys_skip(make_tab, few, qtbot):
    tab = make_tab()
    tab.list.group_by("owner_id")
    assert names(tab) == [
        "[Wu: 2 accounts]", "北屿重工有限公司", "Southern Foods", "[Zhou: 1 account]", "东海电子有限公司",
    ]  # fmt: skip
    tab.list.go_to(few["south"])
    tab.list.table.setFocus()
    qtbot.keyClick(tab.list.table, Qt.Key.Key_Down)
    assert tab.list.current_id() == few["east"]
    assert tab.detail.account_id() == few["east"]


def test_up_and_down_walk_the_detail_and_enter_goes_into_it(make_tab, few, qtbot):
    tab = make_tab()
    tab.list.table.setFocus()
    qtbot.keyClick(tab.list.table, Qt.Key.Key_Down)
    assert tab.detail.account_id() == few["east"]
    qtbot.keyClick(tab.list.table, Qt.Key.Key_Return)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert tab.detail.isAncestorOf(focused)
    assert focused.accessibleName() == "Address"  # the first required field that is missing


def test_columns_widths_sort_group_and_open_account_come_back(make_tab, few):
    tab = make_tab()
    tab.views.choose("all")
    tab.list.set_columns(["name", "owner_id", "tier"])
    tab.list.table.horizontalHeader().resizeSection(1, 141)
    tab.list.model.query = tab.list.model.query.with_(sort="tier", descending=True)
    tab.list.group_by("status")
    tab.list.go_to(few["lost"])
    tab.detail.show_page("people")
    tab.remember()
    tab._memory.save()
    again = make_tab()
    assert again.list.model.query.columns == ("name", "owner_id", "tier")
    assert again.list.table.columnWidth(1) == 141
    assert (again.list.query().sort, again.list.query().descending) == ("tier", True)
    assert again.list.group == "status"
    assert again.list.current_id() == few["lost"]
    assert again.detail.page() == "people"


def test_a_changed_value_leaves_selection_and_scroll_where_they_are(make_tab, few, store):
    tab = make_tab()
    tab.list.go_to(few["south"])
    resets = tab.list.model.resets
    with store.change(message("x")) as session:
        session.get(Account, few["east"]).region = "Far East"
    assert tab.list.model.resets == resets
    row = tab.list.model.row_of(few["east"])
    column = tab.list.model.query.columns.index("region")
    assert tab.list.model.index(row, column).data() == "Far East"
    assert tab.list.current_id() == few["south"]


def test_an_account_that_comes_before_moves_no_selection(make_tab, few, store):
    tab = make_tab()
    tab.list.go_to(few["south"])
    with store.change(message("x")) as session:
        account = Account(
            name="阿尔法", status="active", custom={}, not_applicable={}, completeness=0
        )
        session.add(account)
    assert names(tab)[0] == "阿尔法"
    assert tab.list.current_id() == few["south"]
    assert tab.detail.account_id() == few["south"]


def test_delete_key_moves_the_selection_to_the_basket_and_the_banner_takes_it_back(
    make_tab, few, qtbot
):
    tab = make_tab()
    tab.list.table.setFocus()
    tab.list.table.selectAll()
    qtbot.keyClick(tab.list.table, Qt.Key.Key_Delete)
    assert tab.list.state() == "nothing_here"
    assert tab.list.banner.text() == "3 accounts lie in the waste basket."
    tab.list.banner.action().click()
    assert len(names(tab)) == 3


def test_bulk_change_is_one_undo_step(make_tab, few, store):
    tab = make_tab()
    tab.list.table.selectAll()
    tab.selection.change()
    from kamdesk.ui.accounts.bulk import BulkChangeDialog

    dialog = tab.findChild(BulkChangeDialog)
    dialog.choose_field("industry")
    dialog.editor.write("Machines")
    dialog.take()
    with store.read() as session:
        query = select(Account.name).where(Account.industry == "Machines")
        assert len(session.scalars(query).all()) == 3
    assert store.undo() == "Change Industry of 3 accounts"
    with store.read() as session:
        assert session.scalars(query).all() == []


def test_bulk_change_of_the_tier_is_a_dated_fact(make_tab, few, store):
    tab = make_tab()
    tab.list.go_to(few["east"])
    tab.selection.change()
    from kamdesk.model.fields import field_of
    from kamdesk.ui.accounts.bulk import BulkChangeDialog
    from kamdesk.ui.accounts.dated import dated_history

    dialog = tab.findChild(BulkChangeDialog)
    dialog.choose_field("tier")
    dialog.editor.write("A")
    dialog.on.write("2026-02-03")
    dialog.reason.setText("grown")
    dialog.take()
    with store.read() as session:
        facts = dated_history(session, few["east"], field_of(Account, "tier"))
        assert [(fact.on, fact.words, fact.reason) for fact in facts] == [
            (date(2026, 2, 3), "A", "grown"),
            (date(2025, 6, 1), "B", ""),
        ]


def test_copied_rows_are_lines_with_tabs(make_tab, few):
    tab = make_tab()
    tab.list.set_columns(["name", "status", "region"])
    tab.list.table.selectAll()
    assert tab.list.table.copy_rows().splitlines() == [
        "北屿重工有限公司\tActive\tNorth",
        "东海电子有限公司\tDeveloping\tEast",
        "Southern Foods\tActive\tSouth",
    ]


def test_a_saved_filter_keeps_its_list_and_shows_its_count(make_tab, few):
    tab = make_tab()
    tab.views.choose("all")
    tab.list.set_condition("region", [Condition("region", "is", ("East",))])
    tab.saved_filters.save("Eastern")
    key = tab.views.current_key()
    assert key.startswith("saved:")
    assert tab.views.currentItem().text() == "Eastern 2"
    tab.views.choose("key")
    assert len(names(tab)) == 3
    tab.views.choose(key)
    assert sorted(names(tab)) == ["Gone Textiles", "东海电子有限公司"]
    filter_id = int(key.removeprefix("saved:"))
    tab.saved_filters.rename(filter_id, "The East")
    assert tab.views.currentItem().text() == "The East 2"
    tab.saved_filters.delete(filter_id)
    assert tab.views.saved == {}


def test_five_thousand_accounts_scroll_without_a_query_in_data(make_tab, few, store, monkeypatch):
    with store.change(message("many")) as session:
        rows = [
            {
                "name": f"Company {number:05}",
                "status": "active",
                "custom": {},
                "not_applicable": {},
                "completeness": 0,
            }
            for number in range(5000)
        ]
        insert_many(session, Account, rows)
    tab = make_tab()
    assert tab.list.count_words() == "5,003"
    bar = tab.list.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    model, table = tab.list.model, tab.list.table
    assert (
        tab.detail.account_id() is not None
    )  # it is made after the list was painted, with queries of its own
    assert tab.list.footer().startswith("5,003 accounts")  # the sums come a moment later
    last = model.index(model.rowCount() - 1, model.query.columns.index("name"))

    def refuse(*_arguments: object) -> None:
        raise AssertionError("painting asked the database")

    monkeypatch.setattr(store, "read", refuse)
    assert last.data() == "Southern Foods"
    assert table.rowAt(table.viewport().height() - 1) == model.rowCount() - 1
    table.grab()


def test_every_cell_says_its_column_to_a_screen_reader(make_tab, few):
    tab = make_tab()
    model = tab.list.model
    said = [model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(3)]
    assert said == ["Tier: A", "Account name: 北屿重工有限公司", "Status: Active"]


def test_every_control_of_the_tab_has_a_name(make_tab, few):
    tab = make_tab()
    for page in ("archive", "people", "timeline", "documents", "history"):
        tab.detail.show_page(page)
    tab.detail.people.add_person()
    nameless = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in tab.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not isinstance(widget.parentWidget(), QLineEdit)
        and widget.focusProxy() is None
        and widget.isVisibleTo(tab)
    ]
    assert nameless == []


def test_an_account_that_leaves_the_view_stays_in_the_detail(make_tab, few, store, qtbot):
    tab = make_tab()
    tab.list.go_to(few["east"])
    with store.change(message("x")) as session:
        change_account(session, session.get_one(Account, few["east"]), {"status": "lost"})
    assert names(tab) == ["北屿重工有限公司", "Southern Foods"]
    assert tab.detail.account_id() == few["east"]
    assert tab.list.table.selected_rows() == []
    tab.list.table.setFocus()
    qtbot.keyClick(tab.list.table, Qt.Key.Key_Up)
    assert tab.detail.account_id() == few["north"]


def test_staying_with_unsaved_input_keeps_the_view_marked(make_tab, few, questions):
    tab = make_tab()
    cell = tab.detail.archive.cells["employee_count"]
    cell.editor.write("many")
    questions.answers = ["cancel"]
    tab.views.choose("all")
    assert tab.views.current_key() == "key"
    assert len(names(tab)) == 3
