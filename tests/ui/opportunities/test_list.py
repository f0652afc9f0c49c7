"""The list in the real window: views, sorting, several at once with refusals, deleting, editing beside it, new ones."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from kamdesk.i18n import message as message_
from kamdesk.model.opportunity import Opportunity
from kamdesk.ui import file_jobs
from kamdesk.ui.opportunities.bulk_dialog import BulkDialog
from kamdesk.ui.opportunities.new_form import NewOpportunityDialog
from tests.ui.opportunities.acting import add, moves, press, ready, stage_key, stored, write

TODAY = date.today()


def _names(pane) -> list[str]:
    return [pane.model.index(row, 0).data() for row in range(pane.model.total())]


def test_ready_made_lists_and_their_counts(store, open_tab):
    late = add(store, "停滞", next_step="x")
    with store.change(message_("Long ago")) as session:
        session.get_one(Opportunity, late).stage_since = TODAY - timedelta(days=31)
    add(store, "没有下一步", expected_close_on=TODAY)
    tab = open_tab()
    tab.views.refresh()
    for view, names in (
        ("open", {"停滞", "没有下一步"}), ("stalled", {"停滞"}), ("no_step", {"没有下一步"}),
        ("month", {"没有下一步"}), ("quarter", {"没有下一步"}), ("won", set()),
    ):  # fmt: skip
        tab.show_view(view)
        assert set(_names(tab.list)) == names, view


def test_the_detail_follows_the_list(store, open_tab):
    for name in ("甲", "乙"):
        add(store, name)
    tab = open_tab()
    tab.show_view("open")
    tab.list.table.go_to_row(0)
    tab.list.table.go_to_row(1)
    assert tab.detail.isVisible()
    assert tab.detail.opportunity_id == tab.list.model.id_at(1)


def test_a_field_is_stored_when_it_is_left(store, open_tab, qtbot):
    one = add(store, "甲", expected_close_on=TODAY + timedelta(days=5))
    tab = open_tab()
    tab.show_view("open")
    tab.list.table.go_to_row(0)
    write(tab.detail.boxes["next_step"], "约总工看样机")
    tab.detail.boxes["amount"].setFocus()
    qtbot.waitUntil(lambda: stored(store, one).next_step == "约总工看样机")
    write(tab.detail.boxes["amount"], "12.5万")
    tab.save()
    assert stored(store, one).amount == Decimal("125000")
    write(tab.detail.boxes["expected_close_on"], (TODAY + timedelta(days=20)).isoformat())
    tab.save()
    assert (stored(store, one).slips, stored(store, one).slipped_days) == (1, 15)


def test_what_is_wrong_is_said_at_its_field_and_stays(store, open_tab):
    one = add(store, "甲", amount=Decimal("5"))
    tab = open_tab()
    tab.show_view("open")
    tab.list.table.go_to_row(0)
    write(tab.detail.boxes["amount"], "-3")
    tab.save()
    assert tab.detail.boxes["amount"].error()
    assert tab.detail.boxes["amount"].typed() == "-3"
    assert stored(store, one).amount == 5


def test_several_move_at_once_and_refusals_are_named(store, open_tab):
    good = [ready(store, f"可以{n}") for n in range(2)]
    bad = add(store, "缺需求")
    tab = open_tab()
    tab.show_view("open")
    tab.list.table.selectAll()
    assert tab.list.bulk_button.isVisible()
    tab.list.bulk_button.click()
    dialog = tab.findChild(BulkDialog)
    dialog.stage.setCurrentIndex(1)
    dialog.take()
    assert dialog.said.text() == "2 changed · 1 refused"
    refused = dialog.model.row_at(0)
    assert refused[1] == "缺需求"
    assert "Need in one sentence" in refused[2]
    assert {stage_key(store, one) for one in good} == {"goal_setting"}
    assert stage_key(store, bad) == "guidance"
    store.undo()
    assert {stage_key(store, one) for one in good} == {"guidance"}


def test_several_go_back_with_a_reason(store, open_tab):
    one = add(store, "甲", 2)
    other = add(store, "乙", 1)
    tab = open_tab()
    tab.change_many([one, other])
    dialog = tab.findChild(BulkDialog)
    dialog.stage.setCurrentIndex(1)
    dialog.reason.setText("重新设定目标")
    dialog.take()
    assert moves(store, one)[-1].reason == "重新设定目标"
    assert stage_key(store, other) == "goal_setting"


@pytest.mark.parametrize("field", ["owner_id", "expected_close_on"])
def test_several_get_an_owner_or_a_close_date(store, open_tab, office, field):
    ids = [add(store, name, expected_close_on=TODAY) for name in ("甲", "乙")]
    tab = open_tab()
    tab.change_many(ids)
    dialog = tab.findChild(BulkDialog)
    dialog.what.choose(field)
    later = TODAY + timedelta(days=61)
    write(dialog.boxes[field], "经理甲" if field == "owner_id" else later.isoformat())
    dialog.take()
    value = office.manager if field == "owner_id" else later
    assert [getattr(stored(store, one), field) for one in ids] == [value, value]
    if field == "expected_close_on":
        assert [stored(store, one).slipped_days for one in ids] == [61, 61]


def test_deleting_can_be_taken_back(store, open_tab):
    add(store, "甲")
    add(store, "乙")
    tab = open_tab()
    tab.show_view("open")
    tab.list.table.setFocus()
    tab.list.table.go_to_row(0)
    gone = tab.list.selected_ids()
    press(tab.list.table, Qt.Key.Key_Delete)
    assert tab.list.model.total() == 1
    assert not tab.detail.isVisible()
    store.undo()
    assert tab.list.model.total() == 2
    assert stored(store, gone[0]).deleted_at is None


def test_a_new_one_from_the_dialog(store, open_tab, office):
    tab = open_tab()
    tab.new_opportunity(office.account)
    dialog = tab.findChild(NewOpportunityDialog)
    dialog.take()
    assert dialog.boxes["name"].error()
    write(dialog.boxes["name"], "三号厂房伺服")
    write(dialog.boxes["amount"], "340万")
    dialog.pipeline.setCurrentIndex(1)
    dialog.take()
    with store.read() as session:
        made = session.scalars(select(Opportunity)).one()
        assert made.number.startswith("SP-")
    assert (made.name, made.account_id, made.amount) == ("三号厂房伺服", office.account, 3_400_000)
    assert stage_key(store, made.id) == "lead"
    assert tab.board.pipeline_id() == made.pipeline_id
    assert tab.board.current_id() == made.id


def test_the_list_is_sorted_and_filtered_in_the_database(store, open_tab, office):
    for name, amount in (("甲", 5), ("乙", 30), ("丙", 20)):
        add(store, name, amount=Decimal(amount), account_id=office.account)
    add(store, "没有客户")
    tab = open_tab()
    tab.show_view("open")
    column = tab.list.model.query.columns.index("amount")
    tab.list.table.sort_requested.emit(column, False)
    assert _names(tab.list) == ["乙", "丙", "甲", "没有客户"]
    tab.list.bar.search_account("云麓")
    assert len(_names(tab.list)) == 3
    tab.list.bar.words.setText("丙")
    tab.list.bar.words.search_now()
    assert _names(tab.list) == ["丙"]
    assert tab.list.count_words() == "1 / 4"
    tab.list.clear_filters()
    assert tab.list.model.total() == 4


def test_what_the_list_shows_is_exported(store, open_tab, tmp_path, settle):
    add(store, "甲", amount=Decimal("100"))
    add(store, "乙", 1)
    tab = open_tab()
    tab.show_view("open")
    tab.list.bar.words.setText("甲")
    tab.list.bar.words.search_now()
    target = tmp_path / "list.csv"
    file_jobs.export_list(tab.desk, tab.list_query(), target)
    settle()
    lines = target.read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "甲" in lines[1]
    assert "Project guidance" in lines[1]


def test_nothing_at_all_offers_two_ways(store, open_tab):
    tab = open_tab()
    tab.show_view("open")
    assert tab.list._bodies.currentIndex() == 1
    tab.show_view("stalled")
    assert tab.list._bodies.currentIndex() == 3


def test_view_and_pipeline_come_back(store, open_tab, open_window):
    add(store, "甲")
    tab = open_tab()
    tab.show_view("board:2")
    tab.show_view("no_step")
    tab.remember()
    tab._memory.save()
    again = open_window(store).show_tab("opportunities")
    assert again.views.current_key() == "no_step"
    again.show_view("board")
    assert again.board.pipeline.currentText() == "Short way"
