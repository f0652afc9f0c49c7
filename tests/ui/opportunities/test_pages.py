"""Funnel, pipelines, reviews, quotations and the page of an account, in the real window."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Pipeline, Stage
from kamdesk.model.project import Quotation
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.work import opportunities, pipelines
from tests.ui.opportunities.acting import add, press, write

TODAY = date.today()


def _page(tab, key, settle):
    tab.show_page(key)
    settle()
    return tab._pages[key]


def _lose(store, opportunity_id: int) -> None:
    with store.change(message("Lose")) as session:
        one = session.get_one(Opportunity, opportunity_id)
        opportunities.close(session, one, "lost", TODAY, "价格")


def test_every_number_of_the_funnel_opens_its_records(store, open_tab, settle, tmp_path, questions):
    add(store, "在谈", amount=Decimal("100"))
    _lose(store, add(store, "丢了", amount=Decimal("50")))
    add(store, "外币", 3, amount=Decimal("9"), currency="EUR")
    page = _page(open_tab(), "funnel", settle)
    view = page.view
    assert [each.entered for each in view.funnel.stages] == [2, 0, 0, 1, 0, 0, 0]
    for measure, names in (
        ("entered", ["在谈", "丢了"]),
        ("lost", ["丢了"]),
        ("waiting", ["在谈"]),
        ("open", ["在谈"]),
    ):
        view.go_to(0, measure)
        assert [page.model.row_at(row).name for row in range(page.model.rowCount())] == names
    view.go_to(len(view.funnel.stages), "lost_all")
    assert page.model.row_at(0).name == "丢了"
    assert "1 in another currency" in page._left_out.text()
    view.go_to(0, "entered")
    target = tmp_path / "funnel.csv"
    questions.answers = [str(target)]
    page.export()
    lines = target.read_text("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "丢了" in lines[2]


def test_the_funnel_is_walked_with_keys_and_pressed(store, open_tab, settle):
    add(store, "在谈")
    page = _page(open_tab(), "funnel", settle)
    view = page.view
    view.setFocus()
    press(view, Qt.Key.Key_Down)
    assert view.current() == (1, "open")
    press(view, Qt.Key.Key_Left)
    assert view.current() == (1, "waiting")
    assert "Set goals" in view.accessibleDescription()
    assert view.spot_at(view.rect_of((0, "entered")).center()) == (0, "entered")
    assert view.spot_at(view.rect_of((2, "went_on")).center()) == (2, "went_on")
    assert view.spot_at(view.rect_of((2, "lost")).center()) == (2, "lost")
    assert view.spot_at(view.rect_of((3, "timed")).center()) == (3, "timed")


def test_the_picture_of_the_funnel_is_white_even_in_the_dark(store, open_tab, settle, app):
    from kamdesk.ui import theme

    add(store, "在谈")
    page = _page(open_tab(), "funnel", settle)
    theme.apply_theme(app, "dark")
    corner = page.picture().toImage().pixelColor(1, 1)
    assert corner.name() == "#ffffff"
    assert theme.theme().name == "dark"


def test_an_empty_funnel_says_how_it_begins(store, open_tab, settle):
    assert _page(open_tab(), "funnel", settle)._stack.currentIndex() == 1


def test_a_stage_is_renamed_and_its_gate_asks_for_something_else(store, open_tab, settle):
    page = _page(open_tab(), "pipelines", settle)
    form = page.form
    write(form.boxes["name"], "初步接触")
    form.save()
    write(form.boxes["probability"], "15")
    form.save()
    form.checks["field", "need"].click()
    form.checks["competitor", None].click()
    with store.read() as session:
        stage = session.scalars(select(Stage).where(Stage.key == "guidance")).one()
        asked = {(each.asks, each.subject_field) for each in pipelines.gates_of(session, stage.id)}
    assert (stage.name, stage.probability) == ("初步接触", 15)
    assert ("field", "need") not in asked
    assert {("competitor", None), ("contact_with_role", None)} <= asked
    assert page.model.row_at(0).title == "初步接触"


def test_stages_are_added_moved_and_taken_out(store, open_tab, settle, questions):
    add(store, "甲")
    page = _page(open_tab(), "pipelines", settle)

    def titles() -> list[str]:
        return [page.model.row_at(row).title for row in range(page.model.rowCount())]

    page.add_stage()
    assert titles()[-2:] == ["New stage", "Close-out review"]
    assert page.stage_id() == page.model.row_at(7).id
    page.shift(-1)
    assert titles()[6:8] == ["New stage", "Execution"]
    page.remove_stage()
    assert "New stage" not in titles()
    page.table.go_to_row(0)
    page.remove_stage()
    assert questions.told
    assert titles()[0] == "Project guidance"


def test_another_pipeline(store, open_tab, settle):
    tab = open_tab()
    page = _page(tab, "pipelines", settle)
    page.ask_pipeline()
    dialog = tab.findChild(StepDialog)
    dialog.take()
    assert dialog.boxes["name"].error()
    write(dialog.boxes["name"], "政府项目")
    dialog.take()
    with store.read() as session:
        names = list(session.scalars(select(Pipeline.name)))
    assert "政府项目" in names
    assert page.pipeline.currentText() == "政府项目"
    assert [page.model.row_at(row).title for row in range(page.model.rowCount())] == ["First stage"]


def test_reviews_to_write_are_listed(store, open_tab, settle):
    for name, amount in (("大", "1000000"), ("小", "10")):
        _lose(store, add(store, name, amount=Decimal(amount)))
    page = _page(open_tab(), "reviews", settle)
    assert [page.model.row_at(row).name for row in range(page.model.rowCount())] == ["大"]


def test_undecided_quotations_are_listed(store, open_tab, settle):
    one = add(store, "甲")
    with store.change(message("Quote")) as session:
        for number, state in (("Q1", "sent"), ("Q2", "refused")):
            session.add(
                Quotation(
                    opportunity_id=one, number=number, version_no=1, kind="quotation", on=TODAY, state=state,
                    discount=Decimal(0), valid_until=TODAY - timedelta(days=1),
                )
            )  # fmt: skip
    page = _page(open_tab(), "quotations", settle)
    assert page.model.total() == 1
    page.which.choose("all")
    assert page.model.total() == 2


def test_an_account_shows_its_opportunities(store, open_window, office):
    window = open_window(store)
    detail = window.show_tab("accounts").detail
    window.open_record("Account", office.account)
    detail.show_page("projects")
    assert detail.projects.stack.currentIndex() == 1
    add(store, "二期产线", account_id=office.account, amount=Decimal("100"))
    add(store, "别人的")
    detail.refresh()
    page = detail.projects
    assert [page.model.row_at(row).name for row in range(page.model.rowCount())] == ["二期产线"]


@pytest.mark.parametrize("key", ["funnel", "forecast"])
def test_an_empty_page_offers_to_add_one_or_to_import_a_list(qtbot, store, open_window, key):
    window = open_window(store)
    tab = window.show_tab("opportunities")
    tab.show_page(key)
    page = tab._pages[key]
    imports = [
        each for each in page.findChildren(QAbstractButton) if each.text() == "Import a list"
    ]
    qtbot.waitUntil(lambda: imports[0].isVisible())
    qtbot.mouseClick(imports[0], Qt.MouseButton.LeftButton)
    assert window.current_tab() is window.tabs["accounts"]
