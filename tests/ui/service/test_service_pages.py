"""The Service tab in the real window: a record page from new to settled, filters, deleting, export, what is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.service import Complaint, ServicePart, ServiceRequest
from kamdesk.model.visit import CallbackPlan
from kamdesk.ui.record_pages.ask_dialog import AskDialog
from kamdesk.work import complaints, feedback, service_requests
from kamdesk.work.accounts import set_status
from kamdesk.work.working_days import Calendar
from tests.work.department import found

TODAY = date.today()


@pytest.fixture
def department(store):
    return found(store)


def _complain(store, department, words, days_ago=1, **values) -> int:
    given = {
        "account_id": department.account,
        "received_on": TODAY - timedelta(days=days_ago),
        "content": words,
        "handler_id": department.specialist,
    }
    with store.change(message("Complain")) as session:
        return complaints.add(session, given | values).id


def _open(open_window, store, settle, page="complaints"):
    window = open_window(store, "service")
    tab = window.tabs["service"]
    tab.show_page(page)
    settle()
    return window, tab.page(page)


def _rows(page) -> list[str]:
    place = page.table.columns_in_order().index("content")
    return [page.model.index(row, place).data() for row in range(page.model.rowCount())]


def _chips(page) -> dict[str, str]:
    return {key: chip.text() for key, chip in page.bar.quick.chips.items()}


def _dialog(page) -> AskDialog:
    [shown] = [each for each in page.findChildren(AskDialog) if each.isVisible()]
    return shown


def test_a_complaint_from_new_to_confirmed_with_refusals_at_their_fields(
    store, department, open_window, settle
):
    window, page = _open(open_window, store, settle)
    assert page.bar.isHidden()  # an empty page says what belongs there
    window.act.quick_add()  # Ctrl+N
    dialog = _dialog(page)
    dialog.boxes["content"].editor.write("轴承异响")
    dialog.take()
    assert dialog.boxes["account_id"].error() == "Account is needed."
    dialog.boxes["account_id"].editor.write("云麓")
    dialog.boxes["severity"].editor.write("high")
    dialog.take()
    settle()
    with store.read() as session:
        one = session.scalars(select(Complaint)).one()
        assert (one.received_on, one.due_on) == (TODAY, TODAY + timedelta(days=3))
        assert one.handler_id == department.specialist
    assert page.current_id() == one.id
    assert page.detail.state.words == "To be judged"
    offered = [key for key, button in page.detail.buttons.items() if not button.isHidden()]
    assert offered == ["judge", "answer"]

    page.detail.buttons["answer"].click()
    dialog = _dialog(page)
    dialog.boxes["answered_on"].editor.write((TODAY - timedelta(days=1)).isoformat())
    dialog.boxes["solution"].editor.write("更换轴承")
    dialog.take()
    assert dialog.isVisible()
    assert "before" in dialog.boxes["answered_on"].error()
    dialog.boxes["answered_on"].editor.write(TODAY.isoformat())
    dialog.take()
    settle()
    assert page.detail.state.words == "Answered"

    cell = page.detail.form.cells["confirmed_on"]  # in the form the order holds as well
    cell.editor.write(TODAY.isoformat())
    page.save_record()
    with store.read() as session:
        assert session.get_one(Complaint, one.id).confirmed_on == TODAY
    settle()
    assert page.detail.state.words == "Confirmed"
    cell = page.detail.form.cells["confirmed_on"]
    cell.editor.write((TODAY - timedelta(days=5)).isoformat())
    page.save_record()
    assert "cannot confirm before that" in cell.error()
    page.discard()

    page.do("reopen")
    dialog = _dialog(page)
    dialog.boxes["reason"].editor.write("又响了")
    dialog.take()
    settle()
    assert page.detail.state.words == "Reopened"
    assert "又响了" in page.detail.note.text()
    window.act.undo()
    settle()
    assert page.detail.state.words == "Confirmed"


def test_quick_filters_search_and_sort_lead_to_the_same_rows(
    store, department, open_window, settle
):
    late = _complain(store, department, "轴承异响", 9, severity="high")
    _complain(store, department, "到货晚了", 2, severity="low", category="delivery")
    third = _complain(store, department, "发票开错", 1, category="invoice")
    _window, page = _open(open_window, store, settle)
    assert _rows(page) == ["发票开错", "到货晚了", "轴承异响"]  # the newest first
    assert (_chips(page)["all"], _chips(page)["overdue"]) == ("All 3", "Overdue 1")
    page.bar.quick.chips["overdue"].click()
    assert _rows(page) == ["轴承异响"]
    page.show_subject(third)  # what the filter hides is shown without it
    assert (page.current_id(), page.bar.quick.current) == (third, "all")
    page.bar.words.setText("到货")
    page.bar.words.search_now()
    assert _rows(page) == ["到货晚了"]
    page.bar.words.setText("天方夜谭")
    page.bar.words.search_now()
    assert page._bodies.currentWidget().accessibleName() == "Nothing found"
    page.clear_filters()
    column = page.model.columns.index("received_on")
    page.table.sort_requested.emit(column, True)
    assert _rows(page) == ["轴承异响", "到货晚了", "发票开错"]
    assert page.list_query().sort == "received_on"
    state = page.model.columns.index("state")
    first = page.model.row_of(late)
    assert page.model.index(first, state).data() == "6 d late"
    # the arrows walk the list, the detail follows; Enter goes on into the form
    page.table.setFocus()
    page.table.go_to_row(0)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.detail.title.text().endswith("到货晚了")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert isinstance(page.window().focusWidget(), QLineEdit)
    page.show_subject(("account_id", department.account + 99))
    assert page.model.rowCount() == 0


def test_what_is_typed_is_stored_when_the_row_is_left_and_what_is_wrong_keeps_it(
    store, department, open_window, settle
):
    first = _complain(store, department, "轴承异响", 2)
    second = _complain(store, department, "到货晚了", 1)
    _window, page = _open(open_window, store, settle)
    page.go_to(second)
    page.detail.form.cells["cause"].editor.write("装车漏件")
    page.table.go_to_row(page.model.row_of(first))
    with store.read() as session:
        assert session.get_one(Complaint, second).cause == "装车漏件"
    settle()
    page.go_to(second)
    cell = page.detail.form.cells["received_on"]
    cell.editor.write("yesterdayish")
    page.table.go_to_row(page.model.row_of(first))
    assert page.current_id() == second
    assert cell.error()
    assert page.has_unsaved()
    page.discard()


def test_deleting_several_exporting_and_what_is_kept(
    store, department, open_window, settle, questions, tmp_path
):
    words = ("轴承异响", "=1+1", "发票开错")
    numbers = [_complain(store, department, each, 3 - place) for place, each in enumerate(words)]
    window, page = _open(open_window, store, settle)
    page.show_columns(["content", "state", "account_id", "cost"])
    target = tmp_path / "complaints.xlsx"
    questions.answers = [str(target)]
    window.act.export_list()  # Ctrl+E
    settle()
    sheet = load_workbook(target).worksheets[0]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sheet["A3"].data_type == "s"  # never a formula
    assert lines[0][:3] == ["Complaint", "State", "Account"]
    assert [row[0] for row in lines[1:]] == ["发票开错", "=1+1", "轴承异响"]
    assert {row[1] for row in lines[1:]} == {"To be judged"}

    page.table.go_to_row(0)
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    settle()
    assert _rows(page) == ["轴承异响"]
    window.act.undo()
    settle()
    assert len(_rows(page)) == 3

    page.go_to(numbers[1])
    page.table.sort_requested.emit(page.model.columns.index("content"), False)
    window.tabs["service"].remember()
    window.memory.save()
    settle()
    again = open_window(store, "service").tabs["service"]
    settle()
    kept = again.page("complaints")
    assert again.current_key() == "complaints"
    assert kept.table.columns_in_order() == ["content", "state", "account_id", "cost"]
    assert (kept.list_query().sort, kept.list_query().descending) == ("content", True)
    assert kept.current_id() == numbers[1]


def test_parts_of_a_request_are_rows_of_its_form(store, department, open_window, settle):
    with store.change(message("Ask")) as session:
        asked = {"account_id": department.account, "requested_on": TODAY, "content": "检修"}
        number = service_requests.add(session, asked).id
    _window, page = _open(open_window, store, settle, "requests")
    form = page.detail.form
    form.cells["parts:new.name"].editor.write("轴承 6204")
    form.cells["parts:new.quantity"].editor.write("2")
    form.cells["parts:new.unit_cost"].editor.write("120.50")
    page.save_record()
    settle()
    with store.read() as session:
        [part] = session.scalars(select(ServicePart))
        assert (part.service_request_id, part.name, part.quantity) == (number, "轴承 6204", 2)
    assert "¥241.00" in page.detail.note.text()
    form.cells["parts:new.quantity"].editor.write("3")  # a row without a name is none
    page.save_record()
    assert form.cells["parts:new.name"].error() == "Part is needed."
    page.discard()
    form.remove_row("parts", part.id)
    settle()
    assert page.detail.note.text() == ""
    page.delete_selected()
    settle()
    with store.read() as session:
        assert session.get_one(ServiceRequest, number).deleted_at is not None


def test_causes_lead_to_the_complaints_behind_them_and_views_count_what_waits(
    store, department, open_window, settle
):
    for words, kind in (
        ("轴承异响", "product"),
        ("到货晚了", "logistics"),
        ("又晚了", "logistics"),
    ):
        number = _complain(store, department, words, 0)
        with store.change(message("Judge")) as session:
            values = {"judgement": "valid", "judged_on": TODAY, "cause_kind": kind}
            complaints.judge(session, session.get_one(Complaint, number), values)
    with store.change(message("Ask")) as session:
        asked = {"account_id": department.account, "received_on": TODAY, "content": "问"}
        feedback.add(session, asked)
    window, page = _open(open_window, store, settle, "causes")
    tab = window.tabs["service"]
    window.act.find()  # nothing to search here, and nothing breaks
    page.bars.pick("logistics")
    settle()
    assert tab.current_key() == "complaints"
    window.act.find()
    assert tab.page("complaints").bar.words is window.focusWidget()
    assert set(_rows(tab.page("complaints"))) == {"又晚了", "到货晚了"}
    texts = [tab.views.item(row).text() for row in range(tab.views.count())]
    assert "Complaints 3" in texts
    assert "Feedback 1" in texts
    assert tab.current_account()[1] == "云麓食品"


def test_the_forms_of_complaint_and_log_are_written_for_what_is_in_view(
    store, department, open_window, settle, questions, tmp_path
):
    _complain(store, department, "轴承异响", 0)
    with store.change(message("Ask")) as session:
        for words, days_ago in (("缩短交期", 0), ("旧事", 400)):
            asked = {"account_id": department.account, "content": words}
            feedback.add(session, asked | {"received_on": TODAY - timedelta(days=days_ago)})
    window, page = _open(open_window, store, settle)
    first, second = tmp_path / "F11.xlsx", tmp_path / "F12.xlsx"
    questions.answers = [str(first), str(second)]
    page.write_form()
    settle()
    window.tabs["service"].show_page("feedback")
    settle()
    window.tabs["service"].page("feedback").write_form()
    settle()

    def words(path) -> str:
        sheet = load_workbook(path).worksheets[0]
        return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)

    assert "CP-" in words(first)
    assert "轴承异响" in words(first)
    assert "缩短交期" in words(second)
    assert "旧事" not in words(second)  # it came in long before this month


def test_call_backs_are_planned_by_the_rhythm_put_off_and_called_off(
    store, department, open_window, settle
):
    with store.change(message("A key account")) as session:
        account = session.get_one(Account, department.account)
        account.tier = "A"
        set_status(session, account, "active", TODAY)
    _window, page = _open(open_window, store, settle, "callbacks")
    page.plan_all()
    settle()
    page.show_quick("all")
    settle()
    # thirty days after the account became a key account, or on the next working day
    with store.read() as session:
        due = Calendar(session).next_working_day(TODAY + timedelta(days=30))
        [plan] = session.scalars(select(CallbackPlan))
        assert (plan.account_id, plan.due_on) == (department.account, due)
    assert "tier A: every 30 days" in page.detail.note.text()
    page.do("postpone")
    dialog = _dialog(page)
    later = (due + timedelta(days=3)).isoformat()
    dialog.boxes["due_on"].editor.write(later)
    dialog.take()
    assert dialog.boxes["cancel_reason"].error()  # the reason is kept, so there has to be one
    dialog.boxes["cancel_reason"].editor.write("客户出差")
    dialog.take()
    settle()
    words = {page.model.index(row, 0).data() for row in range(page.model.rowCount())}
    assert words == {due.isoformat(), later}
    page.show_quick("cancelled")
    settle()
    assert page.model.rowCount() == 1
    assert "客户出差" in page.detail.note.text()
    assert page.detail.buttons["plan"].isHidden()
