"""The detail through its widgets: filling, wrong values, conflicts, undo, people, documents, history, printing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.contact import Contact
from kamdesk.store import changes
from kamdesk.ui import file_jobs
from kamdesk.ui.accounts.dated import DatedDialog
from kamdesk.ui.accounts.not_applicable import NotApplicableDialog
from kamdesk.ui.accounts.person_card import birthday_words, days_to
from kamdesk.ui.main_window import MainWindow
from kamdesk.work.accounts import person_in_role


def account(store, account_id: int) -> Account:
    """The account as it is stored."""
    with store.read() as session:
        return session.get_one(Account, account_id)


def labels(store) -> list[str]:
    """What was done, newest first; undone ones in brackets."""
    with store.read() as session:
        lines = changes.recent(session)
    return [f"[{line.label}]" if line.undone else line.label for line in lines]


def test_keyboard_journey_from_quick_add_to_history(make_tab, store, qtbot):
    tab = make_tab()
    assert tab.list.state() == "empty"
    tab.quick_add()
    form = tab.list.quick
    assert QApplication.focusWidget() is form.name
    qtbot.keyClicks(form.name, "Anvil Works")
    qtbot.keyClick(form.name, Qt.Key.Key_Tab)
    qtbot.keyClicks(form.person, "Ms Shen 138 1234 5678")
    qtbot.keyClick(form.person, Qt.Key.Key_Tab)
    qtbot.keyClicks(form.step, "call 2027-02-03")
    qtbot.keyClick(form.step, Qt.Key.Key_Return)
    account_id = tab.detail.account_id()
    stored = account(store, account_id)
    assert (stored.name, stored.next_step, stored.next_contact_on) == (
        "Anvil Works",
        "call",
        date(2027, 2, 3),
    )
    with store.read() as session:
        person = person_in_role(session, account_id, "main_contact")
        assert (person.full_name, person.mobile) == ("Ms Shen", "138 1234 5678")
    # the first chip leads to the address; typing and Tab store it as one change
    assert tab.detail.archive.strip.chips()[0] == "address"
    chip = tab.detail.archive.strip.findChild(object, "missing:address")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    field = QApplication.focusWidget()
    assert field.accessibleName() == "Address"
    qtbot.keyClicks(field, "1 Forge Road")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert account(store, account_id).address == "1 Forge Road"
    assert "address" not in tab.detail.archive.strip.chips()
    # a wrong value says so and stays
    tab.detail.archive.go_to("employee_count")
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "about many")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    cell = tab.detail.archive.cells["employee_count"]
    assert cell.error() != ""
    assert cell.editor.typed() == "about many"
    assert account(store, account_id).employee_count is None
    qtbot.keyClick(cell.editor.input(), Qt.Key.Key_Escape)
    assert (cell.error(), cell.editor.typed()) == ("", "")
    # undo shows the old value, history marks the change
    assert store.undo() == "Change Address of Anvil Works"
    assert tab.detail.archive.cells["address"].editor.typed() == ""
    tab.detail.show_page("history")
    tops = [tab.detail.history.tree.topLevelItem(row).text(0) for row in range(2)]
    assert tops == ["Change Address of Anvil Works (undone)", "New account Anvil Works"]
    assert labels(store) == ["[Change Address of Anvil Works]", "New account Anvil Works"]


def test_similar_name_is_shown_while_typing_and_opens_the_other(make_tab, few, qtbot):
    tab = make_tab()
    tab.quick_add()
    form = tab.findChildren(type(tab.list.quick))[-1]
    qtbot.keyClicks(form.name, "Southern Foods Ltd")
    qtbot.waitUntil(lambda: bool(form.similar_links))
    assert "Southern Foods" in form.similar_links[0].text()
    form.similar_links[0].click()
    assert tab.detail.account_id() == few["south"]


def fill(tab, qtbot, key: str, text: str) -> None:
    """Types `text` into a field of the archive in place of what stands there, and leaves it."""
    tab.detail.archive.go_to(key)
    field = QApplication.focusWidget()
    field.selectAll()
    if text.isascii():
        qtbot.keyClicks(field, text)
    else:  # as an input method for Chinese delivers it
        committed = QInputMethodEvent()
        committed.setCommitString(text)
        QApplication.sendEvent(field, committed)
    qtbot.keyClick(field, Qt.Key.Key_Tab)


@pytest.mark.parametrize(
    ("key", "typed", "stored", "shown"),
    [
        ("registered_capital", "3200万", (Decimal("32000000.00"), "CNY"), "¥32,000,000.00"),
        ("registered_capital", "USD 1,500", (Decimal("1500.00"), "USD"), "USD 1,500.00"),
        ("founded_on", "2004年6月18日", "2004-06-18", "2004-06-18"),
        ("employee_count", "4,860", 4860, "4,860"),
        ("market_share", "12.5%", Decimal("0.1250"), "12.5%"),
        ("postal_code", "007", "007", "007"),
        ("archive_date", "2026/3/4", date(2026, 3, 4), "2026-03-04"),
    ],
)
def test_values_are_read_as_people_write_them(
    make_tab, few, store, qtbot, key, typed, stored, shown
):
    tab = make_tab()
    fill(tab, qtbot, key, typed)
    record = account(store, few["north"])
    found = getattr(record, key)
    if key == "registered_capital":
        found = (found, record.registered_capital_currency)
    assert found == stored
    assert tab.detail.archive.cells[key].editor.typed() == shown


def test_partial_date_is_taken_with_a_hint_and_still_counts_as_missing(make_tab, few, store, qtbot):
    tab = make_tab()
    fill(tab, qtbot, "founded_on", "2004")
    cell = tab.detail.archive.cells["founded_on"]
    assert account(store, few["north"]).founded_on == "2004"
    assert cell.hint() == "“2004” is only a year."
    assert cell.is_missing()


def test_wrong_credit_code_is_refused_at_the_field(make_tab, few, store, qtbot):
    tab = make_tab()
    # GB 32100-2015: the last sign is a check digit; this one has 0 where 2 would be right or any other sign
    fill(tab, qtbot, "uscc", "911100001000000000")
    cell = tab.detail.archive.cells["uscc"]
    assert "check digit" in cell.error()
    assert cell.editor.typed() == "911100001000000000"
    assert account(store, few["north"]).uscc is None


def test_a_cell_being_typed_in_is_never_overwritten_and_a_conflict_is_said(
    make_tab, few, store, qtbot
):
    tab = make_tab()
    tab.detail.archive.go_to("address")
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "mine")
    with store.change(message("other")) as session:
        other = session.get_one(Account, few["north"])
        other.address, other.bank_name = "theirs", "Their Bank"
    cells = tab.detail.archive.cells
    assert cells["address"].editor.typed() == "mine"
    assert "theirs" in cells["address"].error()
    assert cells["bank_name"].editor.typed() == "Their Bank"
    qtbot.keyClick(field, Qt.Key.Key_Tab)  # saved again: the user has read the sentence
    assert account(store, few["north"]).address == "mine"


def test_a_change_nobody_heard_of_is_not_overwritten_silently(make_tab, few, store, qtbot, desk):
    tab = make_tab()
    tab.detail.archive.go_to("address")
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "mine")
    desk.events.blockSignals(True)
    with store.change(message("other")) as session:
        session.get_one(Account, few["north"]).address = "theirs"
    desk.events.blockSignals(False)
    tab.detail.archive.save_all()
    assert account(store, few["north"]).address == "theirs"
    assert "theirs" in tab.detail.archive.cells["address"].error()
    assert tab.detail.archive.cells["address"].editor.typed() == "mine"


def test_three_ways_out_with_a_wrong_value(make_tab, few, store, qtbot, questions):
    tab = make_tab()
    fill(tab, qtbot, "employee_count", "many")
    questions.answers = ["cancel"]
    tab.list.table.setFocus()
    qtbot.keyClick(tab.list.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: tab.list.current_id() == few["north"])
    assert tab.detail.account_id() == few["north"]
    assert tab.detail.archive.cells["employee_count"].editor.typed() == "many"
    questions.answers = ["save"]  # refused: it stays
    assert not tab.can_close()
    assert questions.told[-1][0] == "info"
    questions.answers = ["discard"]
    assert tab.can_close()
    assert tab.detail.archive.cells["employee_count"].editor.typed() == ""
    assert tab.can_close()  # nothing unsaved: nothing is asked


def test_control_s_stores_several_fields_as_one_change(make_tab, few, store, qtbot):
    tab = make_tab()
    for key in ("address", "fax"):
        cell = tab.detail.archive.cells[key]
        cell.editor.write("12345678")
        cell.editor.edited.emit()
    tab.save()
    assert labels(store)[0] == "Change 2 fields of 北屿重工有限公司"
    assert account(store, few["north"]).fax == "12345678"


def test_person_of_the_form_needs_a_name_and_keeps_what_was_typed(make_tab, few, store, qtbot):
    tab = make_tab()
    fill(tab, qtbot, "principal.position", "Director")
    cells = tab.detail.archive.cells
    assert "needs a name" in cells["principal.full_name"].error()
    assert cells["principal.position"].editor.typed() == "Director"
    fill(tab, qtbot, "principal.full_name", "Ms Tang")
    with store.read() as session:
        person = person_in_role(session, few["north"], "principal")
        assert (person.full_name, person.position) == ("Ms Tang", "Director")


def test_reason_why_a_field_does_not_apply_raises_completeness(make_tab, few, store):
    tab = make_tab()
    before = account(store, few["north"]).completeness
    tab.detail.archive.ask_reason("fax")
    dialog = tab.findChild(NotApplicableDialog)
    dialog.reason.setText("no fax")
    dialog.save()
    # one of 25 required fields more
    assert account(store, few["north"]).completeness == before + 4
    assert not tab.detail.archive.cells["fax"].is_missing()
    tab.detail.archive.ask_reason("fax")
    dialog = tab.findChildren(NotApplicableDialog)[-1]
    assert dialog.reason.text() == "no fax"
    dialog.reason.clear()
    dialog.save()
    assert tab.detail.archive.cells["fax"].is_missing()


def test_status_changes_with_a_day_and_a_reason(make_tab, few, store):
    tab = make_tab()
    tab.detail.archive.change_dated("status")
    dialog = tab.findChild(DatedDialog)
    dialog.value.setCurrentIndex(dialog.value.findData("lost"))
    dialog.on.write("2026-05-06")
    dialog.reason.setCurrentText("price")
    dialog.save()
    assert account(store, few["north"]).status == "lost"
    tab.views.choose("all")
    tab.show_account(few["north"])
    tab.detail.show_page("timeline")
    said = [
        tab.detail.timeline.list.item(row).text() for row in range(tab.detail.timeline.list.count())
    ]
    assert "2026-05-06 Status: Lost price tester" in said


def test_purchase_needs_grow_by_typing_into_the_empty_row(make_tab, few, store, qtbot):
    tab = make_tab()
    fill(tab, qtbot, "need:new.product", "Bearings")
    with store.read() as session:
        need = session.query(PurchaseNeed).one()
    fill(tab, qtbot, f"need:{need.id}.our_share", "35%")
    with store.read() as session:
        assert session.query(PurchaseNeed).one().our_share == Decimal("0.35")
    assert tab.detail.archive.cells["need:new.product"].editor.typed() == ""


def test_people_are_added_moved_and_leave(make_tab, few, store, qtbot):
    tab = make_tab()
    tab.detail.show_page("people")
    people = tab.detail.people
    assert [card.accessibleName() for card in people.cards] == ["Li Main contact"]
    people.add_person()
    field = QApplication.focusWidget()
    assert field.accessibleName() == "Name"
    qtbot.keyClicks(field, "Ms Guo")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert labels(store)[0] == "Add Ms Guo"
    people.form.back.click()
    assert len(people.cards) == 2
    guo = people.cards[1].contact_id
    people.mark_left(people.cards[0].contact_id)
    with store.read() as session:
        li = session.query(Contact).filter_by(full_name="Li").one()
        assert (li.left_on, li.form_role) == (date.today(), None)
    people.move_person(guo, few["south"])
    assert [card.accessibleName() for card in people.cards] == ["Li"]
    tab.show_record("Contact", guo)
    assert tab.detail.account_id() == few["south"]
    assert people.form.cells["full_name"].editor.typed() == "Ms Guo"


@pytest.mark.parametrize(
    ("birth", "lunar", "words"),
    [
        ("1971-09-08", False, "1971-09-08"),
        ("--05-18", False, "05-18 · year unknown"),
        ("1971-08-15", True, "lunar 1971-08-15"),
        ("1980-02-29", False, "1980-02-29 · kept on 28 February in other years"),
        ("1980-11-26", False, "1980-11-26 · in 2 days"),
        ("1979", False, "1979"),
    ],
)
def test_birthdays_say_what_is_known(app, birth, lunar, words):
    contact = Contact(full_name="x", birth_date=birth, lunar_birthday=lunar)
    assert birthday_words(contact, date(2026, 11, 24)) == words


def test_29_february_is_counted_to_the_28th_in_other_years():
    assert days_to("02-29", date(2027, 2, 20)) == 8
    assert days_to("02-29", date(2028, 2, 20)) == 9


def test_documents_are_filed_described_opened_and_deleted(
    make_tab, few, store, qtbot, tmp_path, monkeypatch
):
    source = tmp_path / "contract 1.txt"
    source.write_text("signed", encoding="utf-8")
    opened: list[Path] = []
    monkeypatch.setattr(file_jobs, "opener", opened.append)
    tab = make_tab()
    tab.detail.show_page("documents")
    page = tab.detail.documents
    page.add_files([source])
    assert page.model.index(0, 0).data() == "contract 1.txt"
    page.cells["note"].editor.input().setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "frame contract")
    page.table.setFocus()
    assert page.model.documents[0].note == "frame contract"
    page.open_current()
    assert opened[0].read_text(encoding="utf-8") == "signed"
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.model.rowCount() == 0
    store.undo()
    assert page.model.index(0, 0).data() == "contract 1.txt"


def test_one_old_change_is_undone_from_the_history_and_a_later_one_forbids_it(
    make_tab, few, store, qtbot, questions
):
    tab = make_tab()
    fill(tab, qtbot, "address", "first")
    fill(tab, qtbot, "address", "second")
    tab.detail.show_page("history")
    tree = tab.detail.history.tree
    tree.setCurrentItem(tree.topLevelItem(1))
    tab.detail.history.undo_button.click()
    assert "Undo that first" in questions.told[0][1]
    tree.setCurrentItem(tree.topLevelItem(0))
    tab.detail.history.undo_button.click()
    assert account(store, few["north"]).address == "first"


def test_filing_gives_the_number_and_takes_the_button_away(make_tab, few, store):
    tab = make_tab()
    tab.file_account()
    number = account(store, few["north"]).archive_no
    assert number == f"KA-{date.today().year}-0001"
    assert not tab.detail.file_button.isVisibleTo(tab)
    assert tab.detail.archive.cells["archive_no"].editor.typed() == number


def test_pdf_of_the_form_is_written_whole(make_tab, few, questions, tmp_path):
    tab = make_tab()
    target = tmp_path / "form.pdf"
    questions.answers = [str(target)]
    tab.detail.save_pdf()
    assert target.read_bytes().startswith(b"%PDF")
    assert target.stat().st_size > 5000
    assert [path.name for path in tmp_path.glob("*form*")] == ["form.pdf"]


def test_groups_roll_up_and_a_drop_changes_the_parent_but_no_circle(
    make_tab, few, store, questions
):
    tab = make_tab()
    with store.change(message("x")) as session:
        session.get_one(Account, few["east"]).parent_id = few["north"]
        session.get_one(Account, few["south"]).parent_id = few["east"]
    tab.views.choose("groups")
    model = tab.groups.model
    top = model.index_of(few["north"])
    assert [model.index(top.row(), column).data() for column in (0, 3, 4)] == [
        "北屿重工有限公司",
        "3",
        "1",
    ]
    dragged = model.mimeData([model.index_of(few["north"])])
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, model.index_of(few["south"]))
    assert "own parent" in questions.told[0][1]
    dragged = model.mimeData([model.index_of(few["south"])])
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, model.index_of(few["north"]))
    assert account(store, few["south"]).parent_id == few["north"]
    assert len(model._children(model.index_of(few["north"]))) == 2


def test_dropped_files_open_on_the_page_that_reads_forms(make_tab, few, settle, tmp_path):
    tab = make_tab()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    dropped = QDropEvent(QPointF(9, 9), action, data, button, Qt.KeyboardModifier.NoModifier)
    tab.dropEvent(dropped)
    settle()
    assert dropped.isAccepted()
    assert tab.views.current_key() == "page:import_forms"


def test_undo_in_a_field_is_its_own_while_it_has_something_to_take_back(
    app, few, store, qtbot, questions
):
    window = MainWindow(store)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    tab = window.show_tab("accounts")
    fill(tab, qtbot, "address", "stored")
    tab.detail.archive.go_to("bank_name")
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "typed")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    assert account(store, few["north"]).address == "stored"
    field.setText("")  # forgets what could be taken back: the next undo is the window's
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert account(store, few["north"]).address is None
    assert tab.detail.archive.cells["address"].editor.typed() == ""
