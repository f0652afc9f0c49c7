"""A project is lost to a competitor: its root cause gets an action, its review a lesson that the next project finds."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from kamdesk.model.competitor import Competitor
from kamdesk.model.opportunity import Opportunity, OutcomeChange
from kamdesk.model.project import Action, Review
from kamdesk.ui.opportunities.dialogs import CloseDialog
from kamdesk.ui.opportunities.project.actions_pane import ActionDialog
from kamdesk.work import child_rows
from tests.journeys.conftest import CTRL, Person
from tests.journeys.dealing import Dealer
from tests.journeys.visiting import exported, stored
from tests.ui.opportunities.acting import add
from tests.work.department import found

RIVAL = "远山科技"


def loses(dealer: Dealer, deal: int) -> None:
    """Why, and to whom: somebody nobody knew yet."""
    dealer.qt_click(dealer.opens(deal, "overview").lose_button)
    dialog = dealer.answers()
    assert isinstance(dialog, CloseDialog)
    assert dialog.boxes["outcome_reason"].error()
    dialog.winner.setCurrentText(RIVAL)
    dealer.answers(outcome_reason="价格高")
    dealer.person.back_in_the_window()
    lost = stored(dealer.store, Opportunity, deal)
    assert (lost.outcome, lost.outcome_reason) == ("lost", "价格高")
    assert stored(dealer.store, Competitor, lost.lost_to_id).name == RIVAL


def finds_the_root(dealer: Dealer, deal: int) -> None:
    """The fishbone as an outline; its leaf is the root, and an action is for it."""
    panel = dealer.goes_to("analysis").fishbone
    panel.mode.choose("outline")
    outline = panel.outline
    outline.setFocus()
    cursor = outline.textCursor()
    cursor.movePosition(cursor.MoveOperation.EndOfBlock)
    outline.setTextCursor(cursor)
    dealer.person.key(Qt.Key.Key_Return)
    dealer.types("未见财务总监")
    dealer.person.key(Qt.Key.Key_D, CTRL)
    pane = dealer.goes_to("actions")
    dealer.qt_click(pane.empty_button)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ActionDialog)
    kinds = [dialog.why.itemData(place)[0] for place in range(dialog.why.count())]
    dialog.why.setCurrentIndex(kinds.index("root"))
    dealer.answers(name="约见财务总监", owner_id="专员丁")
    dealer.person.back_in_the_window()
    with dealer.store.read() as session:
        (action,) = child_rows.rows(session, Action, deal)
        assert (action.why_kind, action.why) == ("root", "未见财务总监")


def test_lost_and_learnt_from(person: Person, in_dialog: Any, tmp_path: Any) -> None:
    store = person.program.store
    office = found(store)
    deal = add(store, "一期", account_id=office.account, amount=2400000)
    following = add(store, "二期", account_id=office.account)
    person.wait()
    beginning, before = str(store.undo_label()), exported(store, tmp_path / "before.json")
    dealer = Dealer(person, in_dialog)
    loses(dealer, deal)
    finds_the_root(dealer, deal)

    # It is above the size from which a review is required; the review is written.
    pane = dealer.goes_to("review")
    assert pane.due.text()
    dealer.qt_click(pane.begin_button)
    assert pane.due.text() == ""
    dealer.writes(pane, lessons="早见财务总监")
    with store.read() as session:
        (review,) = child_rows.rows(session, Review, deal)
        assert (review.outcome, review.lessons) == ("lost", "早见财务总监")

    # The next project of the account finds it.
    assert "一期" in dealer.opens(following, "review").words()

    # It is opened again, with a reason only.
    dealer.qt_click(dealer.opens(deal, "overview").reopen_button)
    assert dealer.answers().boxes["reason"].error()
    assert stored(store, Opportunity, deal).outcome == "lost"
    dealer.answers(reason="客户重新招标")
    person.back_in_the_window()
    assert stored(store, Opportunity, deal).outcome == "open"
    with store.read() as session:
        told = session.scalars(select(OutcomeChange).order_by(OutcomeChange.id)).all()
        assert told[-1].reason == "客户重新招标"
    dealer.undoes_all(beginning)
    assert exported(store, tmp_path / "after.json") == before
