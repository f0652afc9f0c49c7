"""The board in the real window: dragging through open and closed gates, keys, an empty board, filters, many cards."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.competitor import Competitor
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.store.recorder import insert_many
from kamdesk.ui.opportunities.dialogs import CloseDialog
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.work import opportunities
from tests.ui.opportunities.acting import (
    add,
    cards,
    drag,
    moves,
    press,
    ready,
    stage_key,
    stored,
    write,
)

TODAY = date.today()
CONTROL = Qt.KeyboardModifier.ControlModifier


# --------------------------------------------------------------------------------------------------------- dragging


def test_a_card_is_dragged_through_an_open_gate(store, open_tab):
    one = ready(store, "涂装线驱动")
    tab = open_tab()
    board = tab.board.board
    drag(board, (0, 0), 1)
    assert cards(board)[:2] == [[], ["涂装线驱动"]]
    assert stage_key(store, one) == "goal_setting"
    assert stored(store, one).stage_since == TODAY
    assert tab.board.current_id() == one
    store.undo()
    assert stage_key(store, one) == "guidance"
    assert cards(board)[:2] == [["涂装线驱动"], []]


def test_a_closed_gate_tints_the_column_and_the_card_returns(store, open_tab, in_dialog):
    one = add(store, "试验台驱动")
    tab = open_tab()
    board = tab.board.board
    said = []

    def go_back(message_):
        said.append(message_.windowTitle())
        assert board.hand.refused_column() == 1
        press(message_, Qt.Key.Key_Escape)

    in_dialog(go_back)
    drag(board, (0, 0), 1)
    assert said == ["Not to “Set goals” yet: 4 things are missing"]
    assert not board.hand.is_on()
    assert cards(board)[:2] == [["试验台驱动"], []]
    assert stage_key(store, one) == "guidance"


def test_the_column_is_tinted_while_the_card_is_held_over_it(store, open_tab):
    add(store, "试验台驱动")
    board = open_tab().board.board
    drag(board, (0, 0), 1, drop=False)
    assert (board.hand.refused_column(), board.hand.target_column()) == (1, None)
    press(board, Qt.Key.Key_Escape)
    assert not board.hand.is_on()
    assert cards(board)[0] == ["试验台驱动"]


def test_a_gate_is_passed_with_a_reason_that_is_kept(store, open_tab, in_dialog):
    one = add(store, "试验台驱动")
    board = open_tab().board.board

    def override(message_):
        message_.begin_override()
        message_.override()  # without a reason it stays
        assert message_.isVisible()
        message_.reason.setText("客户催得急")
        message_.override()

    in_dialog(override)
    drag(board, (0, 0), 1)
    assert stage_key(store, one) == "goal_setting"
    last = moves(store, one)[-1]
    assert last.override_reason == "客户催得急"
    assert "Need in one sentence" in last.missing


def test_what_is_missing_is_filled_in_from_the_message(store, open_tab, in_dialog):
    one = add(store, "试验台驱动")
    tab = open_tab()
    in_dialog(lambda message_: message_.fill("field:need"))
    drag(tab.board.board, (0, 0), 1)
    dialog = tab.findChild(StepDialog)
    assert list(dialog.boxes) == ["need"]
    write(dialog.boxes["need"], "二期扩产要变频")
    dialog.take()
    assert stored(store, one).need == "二期扩产要变频"


def test_back_goes_a_card_with_a_reason_only(store, open_tab):
    one = add(store, "二期维保", 2)
    tab = open_tab()
    drag(tab.board.board, (2, 0), 1)
    dialog = tab.findChild(StepDialog)
    dialog.take()
    assert dialog.boxes["reason"].error()
    write(dialog.boxes["reason"], "目标要重谈")
    dialog.take()
    assert stage_key(store, one) == "goal_setting"
    assert moves(store, one)[-1].reason == "目标要重谈"
    assert cards(tab.board.board)[1] == ["二期维保"]


def test_dropped_in_the_last_column_it_is_asked_how_it_ended(store, open_tab):
    one = add(store, "除尘风机", 6, amount=Decimal("4100000"))
    tab = open_tab()
    drag(tab.board.board, (6, 0), 7)
    dialog = tab.findChild(CloseDialog)
    dialog.outcome.choose("lost")
    write(dialog.boxes["outcome_reason"], "价格高 7%")
    dialog.winner.setCurrentText("泰衡电控")
    dialog.take()
    closed = stored(store, one)
    assert (closed.outcome, closed.outcome_reason, closed.closed_on) == ("lost", "价格高 7%", TODAY)
    with store.read() as session:
        winner = session.get_one(Competitor, closed.lost_to_id)
        assert winner.name == "泰衡电控"
    assert cards(tab.board.board)[7] == ["除尘风机"]


def test_a_closed_card_that_is_dragged_back_is_opened_again(store, open_tab):
    one = add(store, "除尘风机", 6)
    with store.change(message("Lose")) as session:
        opportunities.close(session, session.get_one(Opportunity, one), "lost", TODAY, "价格")
    tab = open_tab()
    drag(tab.board.board, (7, 0), 5)
    dialog = tab.findChild(StepDialog)
    write(dialog.boxes["reason"], "客户重新招标")
    dialog.take()
    assert stored(store, one).outcome == "open"
    assert stage_key(store, one) == "execution"


# ------------------------------------------------------------------------------------------------------------- keys


def test_keys_walk_cards_and_stages_and_move_a_card(store, open_tab):
    for days in (1, 2):
        ready(store, f"第{days}单", expected_close_on=TODAY + timedelta(days=days))
    add(store, "对岸", 3)
    tab = open_tab()
    board = tab.board.board
    board.setFocus()
    board.take_first()
    press(board, Qt.Key.Key_Down)
    assert board.current_card().name == "第2单"
    press(board, Qt.Key.Key_Right)
    assert board.current_card().name == "对岸"  # over two empty columns
    press(board, Qt.Key.Key_Left)
    press(board, Qt.Key.Key_Up)
    assert board.current_card().name == "第1单"
    press(board, Qt.Key.Key_Right, CONTROL)
    assert cards(board)[:2] == [["第2单"], ["第1单"]]
    assert board.current_card().name == "第1单"  # the selection went along


def test_a_screen_reader_hears_the_card(store, open_tab, office):
    add(store, "涂装线驱动", account_id=office.account, amount=Decimal("3000000"))
    board = open_tab().board.board
    board.take_first()
    said = board.accessibleDescription()
    assert "云麓食品" in said
    assert "20 days in this stage" in said
    assert "no next step" in said


# ---------------------------------------------------------------------------------------------------------- filters


def test_filters_and_pipelines(store, open_tab, office):
    add(store, "甲", owner_id=office.manager)
    add(store, "乙", owner_id=office.specialist)
    tab = open_tab()
    page = tab.board
    page.owner.setCurrentIndex(page.owner.findData(office.manager))
    page.owner.activated.emit(page.owner.currentIndex())
    assert cards(page.board)[0] == ["甲"]
    page.search.setText("没有这个")
    page.search.search_now()
    assert page.nothing_found.isVisible()
    page.clear_filters()
    assert sorted(cards(page.board)[0]) == ["乙", "甲"]
    tab.show_view("board:2")
    assert [each.title for each in page.board.columns] == [
        "Lead", "Needs confirmed", "Proposal and quotation", "Negotiation", "Signing", "Closed",
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ empty


def test_an_empty_board_begins_with_three_fields(store, open_tab, office):
    tab = open_tab()
    quick = tab.board.quick
    assert quick.isVisible()
    write(quick.boxes["account_id"], "云麓食品")
    write(quick.boxes["amount"], "120万")
    quick.add()
    assert quick.boxes["name"].error()  # nothing is lost
    write(quick.boxes["name"], "维保三年")
    quick.add()
    assert cards(tab.board.board)[0] == ["维保三年"]
    with store.read() as session:
        made = session.scalars(select(Opportunity)).one()
    assert (made.account_id, made.amount, made.currency) == (office.account, 1_200_000, "CNY")


@pytest.mark.usefixtures("office")
def test_pipelines_that_were_renamed_stand_in_board_and_views(store, open_tab):
    add(store, "甲")
    tab = open_tab()
    with store.change(message("Rename")) as session:
        session.scalars(select(Stage).where(Stage.key == "guidance")).one().name = "初步接触"
    assert tab.board.board.columns[0].title == "初步接触"


# ---------------------------------------------------------------------------------------------------------- a lot


def test_five_thousand_cards_are_read_as_they_come_into_view(store, open_tab, office):
    add(store, "第一")
    with store.change(message("Many")) as session:
        first = session.scalars(select(Stage).where(Stage.key == "guidance")).one()
        insert_many(
            session,
            Opportunity,
            [
                {
                    "number": f"N{n}", "name": f"单{n:04}", "pipeline_id": first.pipeline_id, "stage_id": first.id,
                    "stage_since": TODAY, "outcome": "open", "slips": 0, "slipped_days": 0, "custom": {},
                    "account_id": office.account, "expected_close_on": TODAY + timedelta(days=n),
                }
                for n in range(5000)
            ],
        )  # fmt: skip
    board = open_tab().board.board
    assert board.columns[0].count == 5001
    assert sum(len(page) for page in board.cards._pages[0].values()) == 40
    board.take_first()
    press(board, Qt.Key.Key_End)
    assert board.current_card().name == "第一"  # without a day it closes last
    assert board.viewport().rect().contains(board.card_rect(board.current))
    QTest.qWait(0)
    press(board, Qt.Key.Key_Up)
    assert board.current_card().name == "单4999"


def test_enter_opens_the_project_and_one_comes_back(store, open_tab, office):
    one = add(store, "涂装线驱动", account_id=office.account)
    tab = open_tab()
    board = tab.board.board
    board.setFocus()
    board.take_first()
    press(board, Qt.Key.Key_Return)
    assert tab.project.isVisible()
    assert tab.current_opportunity() == one
    assert tab.current_account() == (office.account, "云麓食品")
    tab.go_back()
    assert board.isVisible()
    assert board.current_card().id == one


def test_the_button_of_a_gate_leads_to_its_section(store, open_tab, office, in_dialog):
    add(store, "试验台驱动", 2, account_id=office.account)
    tab = open_tab()
    in_dialog(lambda message_: message_.fill("golden_triangle"))
    drag(tab.board.board, (2, 0), 3)
    assert tab.project.isVisible()
