"""The sections of the project page: 5W2H with its link, risks and their matrix, offers, visits, review and lessons."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QLineEdit

from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action, Quotation, Review, Risk
from kamdesk.model.visit import Visit
from kamdesk.ui.opportunities.project.actions_pane import ActionDialog
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.work import actions, opportunities, project_reviews, risks
from kamdesk.work.child_rows import rows
from tests.work.project_office import TODAY, add_project, ago, change


def only(store, record, project):
    with store.read() as session:
        found = rows(session, record, project)
        assert len(found) == 1
        session.expunge(found[0])
    return found[0]


def write(cell, words: str) -> None:
    """Types into a cell and leaves it with Enter."""
    cell.setFocus()
    line = cell.editor.input()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    line.insert(words)
    line.textEdited.emit(words)
    cell.editor.finished.emit()


def shown(page, key: str, settle):
    page.show_section(key)
    settle()
    return page.pane()


def test_an_action_needs_its_link_and_says_so(page, store, project, settle):
    pane = shown(page, "actions", settle)
    pane.empty_button.click()
    dialog = pane.findChild(ActionDialog)
    dialog.boxes["name"].editor.write("约见财务总监")
    dialog.boxes["owner_id"].editor.write("专员丁")
    dialog.take()
    assert dialog.why_error().startswith("Link it to what it is for")
    dialog.why.setCurrentIndex(1)
    dialog.take()
    made = only(store, Action, project)
    assert (made.name, made.why_kind, made.state) == ("约见财务总监", "goal", "open")
    assert pane.current_id() == made.id
    assert page.nav.currentItem().text() == "5W2H plan 1"
    store.undo()
    with store.read() as session:
        assert rows(session, Action, project) == []


def an_action(store, project, office, **values) -> int:
    def act(session):
        one = session.get_one(Opportunity, project)
        given = {
            "name": "约见", "why_kind": "goal", "why_uid": one.uid, "owner_id": office.specialist, **values,
        }  # fmt: skip
        return actions.add_action(session, one, given).id

    return change(store, act)


def test_an_action_is_done_from_its_button_and_opened_again(page, store, project, office, settle):
    an_action(store, project, office, due_on=ago(2))
    pane = shown(page, "actions", settle)
    assert pane.model.data(pane.model.index(0, 5)) == "late"
    pane.done_button.click()
    dialog = pane.findChild(StepDialog)
    dialog.boxes["result"].editor.write("已约定")
    dialog.take()
    assert only(store, Action, project).state == "done"
    settle()
    pane.reopen_button.click()
    assert only(store, Action, project).state == "open"


def test_late_and_explained_is_said(page, store, project, office, settle):
    an_action(store, project, office, due_on=ago(2))
    pane = shown(page, "actions", settle)
    write(pane.form.cells["explanation"], "等授信批复")
    assert only(store, Action, project).explanation == "等授信批复"
    assert pane.model.data(pane.model.index(0, 5)) == "late, explained"


def test_a_wrong_day_stays_in_its_field(page, store, project, office, settle):
    an_action(store, project, office, due_on=ago(2))
    pane = shown(page, "actions", settle)
    write(pane.form.cells["starts_on"], TODAY.isoformat())
    assert pane.form.cells["due_on"].error() == "It is due before it begins."
    assert only(store, Action, project).starts_on is None


def two_risks(store, project) -> None:
    def act(session):
        one = session.get_one(Opportunity, project)
        risks.add_risk(session, one, {"name": "关键人调离", "probability": 1, "impact": 5})
        given = {"name": "对手降价", "probability": 4, "impact": 4, "residual_impact": 2}
        risks.add_risk(session, one, given)

    change(store, act)


def test_risks_stand_by_score_with_what_is_left(page, store, project, settle):
    two_risks(store, project)
    pane = shown(page, "risks", settle)
    table = [
        [pane.model.data(pane.model.index(row, column)) for column in range(4)] for row in (0, 1)
    ]
    assert table == [
        ["R2", "对手降价", "16 red", "→ 8 yellow"],
        ["R1", "关键人调离", "5 yellow", ""],
    ]
    assert pane.said.text() == "red 1 · yellow 1"


def test_a_risk_is_chosen_in_the_matrix(page, store, project, settle):
    two_risks(store, project)
    pane = shown(page, "risks", settle)
    assert pane.current()[0].record.name == "对手降价"
    pane.matrix.picked.emit("R1")
    assert pane.current()[0].record.name == "关键人调离"


def test_a_score_out_of_range_is_said_at_its_field(page, store, project, settle):
    pane = shown(page, "risks", settle)
    pane.begin_new()
    dialog = pane.findChild(StepDialog)
    dialog.boxes["name"].editor.write("风险")
    dialog.boxes["probability"].editor.write("7")
    dialog.take()
    assert dialog.boxes["probability"].error() == "It lies between 1 and 5."
    dialog.boxes["probability"].editor.write("2")
    dialog.take()
    assert only(store, Risk, project).probability == 2


def test_an_offer_goes_from_draft_to_a_new_version(page, store, project, settle):
    pane = shown(page, "quotations", settle)
    pane.empty_button.click()
    settle()
    write(pane.form.cells["lines:new.description"], "变频柜")
    line = next(key for key in pane.form.cells if key.endswith(".price") and "new" not in key)
    write(pane.form.cells[line], "1200.50")
    assert pane.total.text() == "¥1,200.50"
    pane.step_buttons["sent"].click()
    settle()
    assert only(store, Quotation, project).state == "sent"
    assert not pane.form.isEnabled()
    pane.version_button.click()
    settle()
    assert pane.current()[0].version_no == 2
    assert pane.total.text() == "¥1,200.50"
    assert pane.form.isEnabled()


def test_more_decimals_than_are_kept_are_refused_at_the_field(page, store, project, settle):
    pane = shown(page, "quotations", settle)
    pane.begin_new()
    settle()
    write(pane.form.cells["discount"], "12.345%")
    assert pane.form.cells["discount"].error() == "“12.345%” has more than 2 decimals."
    assert only(store, Quotation, project).discount == 0


def test_visits_of_the_project_and_a_plan_for_it(page, store, project, office, desk, settle):
    def act(session):
        session.add(
            Visit(
                account_id=office.account, opportunity_id=project, kind="visit", subject="技术交流",
                state="reported", held_on=ago(3), skills="visiting,clarification",
            )
        )  # fmt: skip

    change(store, act)
    pane = shown(page, "visits", settle)
    assert pane.model.rowCount() == 1
    assert pane.chain.text().startswith("2 / 5")
    asked = []
    desk.signals.visit_wanted.connect(lambda way, about: asked.append((way, about)))
    pane.plan_button.click()
    assert asked == [("plan_project", project)]


def test_a_closed_project_wants_its_review(page, store, project, settle):
    def act(session):
        one = session.get_one(Opportunity, project)
        opportunities.change_opportunity(session, one, {"target_amount": Decimal(4000000)})
        opportunities.close(session, one, "lost", TODAY, "价格高")

    change(store, act)
    pane = shown(page, "review", settle)
    assert pane.due.text().startswith("Lost")
    pane.begin_button.click()
    settle()
    assert only(store, Review, project).root_causes == "价格高"
    assert pane.due.text() == ""
    write(pane.form.cells["tags"], "付款")
    write(pane.form.cells["signed_amount"], "3500000")
    assert "signed against target 87.5 %" in pane.figures.text()


def test_lessons_of_the_same_account_are_found_and_searched(page, store, project, office, settle):
    def act(session):
        other = add_project(session, office, "一期")
        opportunities.close(session, other, "lost", TODAY, "价格高")
        project_reviews.write(session, other, {"lessons": "早见财务总监"})

    change(store, act)
    pane = shown(page, "review", settle)
    assert pane.words() == "一期"
    pane.search.setText("不存在")
    assert pane.words() == ""
    pane.search.setText("财务")
    assert pane.words() == "一期"


def test_the_history_tells_what_was_done_to_the_plan(page, store, project, office, settle):
    an_action(store, project, office)
    pane = shown(page, "history", settle)
    tree = pane.history.tree
    heads = [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]
    assert heads[0] == "Test"
    first = tree.topLevelItem(0)
    told = [first.child(number).text(0) for number in range(first.childCount())]
    assert any("约见" in words for words in told)
