"""Criteria with their preview, competitors with intelligence, and the plan and market pages of an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.competitor import Competitor, Intelligence
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.product import Product
from kamdesk.model.strategy import AccountPlan, PlanMeasure
from kamdesk.store.store import Store
from kamdesk.ui.accounts.competitors.page import CompetitorsPage
from kamdesk.ui.accounts.plan.market_page import MarketPage
from kamdesk.ui.accounts.plan.plan_page import PlanPage
from kamdesk.ui.accounts.plan.space_dialog import SpaceDialog
from kamdesk.ui.accounts.strategy.page import StrategyPage
from kamdesk.work import (
    account_plans,
    accounts,
    competitors,
    criteria,
    grading,
    white_space,
)
from kamdesk.work.analysis import assessments
from tests.work.department import Department, found

TODAY = date.today()
B_POINTS = (90, 80, 60, 70, 40)
KEYS = ("sales", "potential", "margin", "position", "loyalty")


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def show(desk, qtbot) -> Callable[..., Any]:
    def make(widget: type[QWidget]) -> Any:
        page = widget(desk)
        qtbot.addWidget(page)
        page.resize(1180, 800)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    return make


def graded(store: Store, account_id: int, points: tuple[int, ...] = B_POINTS) -> None:
    with store.change(message("Score")) as session:
        ids = {rule.key: rule.id for rule in criteria.rules(session, "grading")}
        for key, value in zip(KEYS, points, strict=True):
            criteria.set_score(session, account_id, ids[f"grading_{key}"], value, TODAY)


def typed(form, key: str, words: str) -> None:
    """Types into a cell of a form and leaves it."""
    cell = form.cells[key]
    cell.setFocus()
    cell.editor.write(words)
    cell.editor.edited.emit()
    cell.editor.finished.emit()


def lines(page: StrategyPage) -> list[tuple[str, str, str]]:
    model = page.preview.model
    return [
        tuple(model.data(model.index(row, column)) for column in (1, 2, 3))
        for row in range(model.rowCount())
    ]


# ---------------------------------------------------------------------------------------------------- criteria


@pytest.fixture
def grades(store: Store, department: Department, show, qtbot) -> StrategyPage:
    graded(store, department.account)
    page = show(StrategyPage)
    page.segment.choose("grading")
    qtbot.waitUntil(lambda: bool(lines(page)))
    return page


def test_another_weight_shows_at_once_who_moves(store: Store, grades: StrategyPage, qtbot) -> None:
    assert lines(grades) == [("云麓食品", "72.5", "B")]
    assert not grades.apply_button.isEnabled()
    # without loyalty (27 + 20 + 9 + 10.5) / 0.85 = 78.2, from which on it is an A now
    grades.editor.rows[4].slider.setValue(0)
    grades.limits["grade_a_from"].setValue(78)
    qtbot.waitUntil(lambda: lines(grades) == [("云麓食品", "78.2", "B → A")])
    assert grades.preview.words() == "1 account with scores · 1 would move"
    assert grades.apply_button.isEnabled()
    with store.read() as session:
        assert grading.limits(session)["A"] == 80
    grades.discard()
    qtbot.waitUntil(lambda: lines(grades) == [("云麓食品", "72.5", "B")])


def test_applying_reviews_the_grades_with_a_reason_as_one_change(
    store: Store, department: Department, grades: StrategyPage
) -> None:
    grades.editor.rows[4].slider.setValue(0)
    grades.apply()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.take()
    assert dialog.error.text() == "Say why; the reason is kept with the tier."
    dialog.reason.setText("Annual review")
    dialog.take()
    with store.read() as session:
        assert session.get_one(Account, department.account).tier == "B"
        assert criteria.rules(session, "grading")[4].weight == 0
        assert grading.tier_history(session, department.account)[0].reason == "Annual review"
    store.undo()
    with store.read() as session:
        assert session.get_one(Account, department.account).tier is None
        assert criteria.rules(session, "grading")[4].weight == 15


def test_a_new_criterion_makes_what_was_known_incomplete(grades: StrategyPage, qtbot) -> None:
    grades.editor.add()
    row = grades.editor.rows[-1]
    row.name.setText("Payment")
    row.name.textEdited.emit("Payment")
    qtbot.waitUntil(lambda: lines(grades) == [("云麓食品", "—", "B → too little known")])


def test_the_definition_is_stored_with_its_least_scores(
    store: Store, department: Department, show
) -> None:
    page = show(StrategyPage)
    page.limits["key_account_from"].setValue(70)
    page.editor.rows[2].least.setValue(40)
    page.apply()
    with store.read() as session:
        assert criteria.rules(session, "definition")[2].threshold == 40
    store.undo()
    with store.read() as session:
        assert criteria.rules(session, "definition")[2].threshold is None


def test_a_draft_is_asked_about_before_another_set_is_shown(
    department: Department, show, questions
) -> None:
    page = show(StrategyPage)
    page.editor.rows[0].slider.setValue(55)
    questions.answers = ["cancel", "discard"]
    page.segment.choose("loyalty")
    assert (page.segment.current(), page.editor.rows[0].weight.value()) == ("definition", 55)
    page.segment.choose("loyalty")
    assert page.segment.current() == "loyalty"
    assert not page.has_unsaved()


# ------------------------------------------------------------------------------- competitors and intelligence


def test_a_competitor_is_added_described_and_found(store: Store, show) -> None:
    page = show(CompetitorsPage)
    for name in ("对手甲", "对手乙"):
        page.new_name.setText(name)
        page.add()
    typed(page.form, "products", "电机")
    with store.read() as session:
        products = session.scalar(select(Competitor.products).where(Competitor.name == "对手乙"))
    assert products == "电机"
    page.search.setText("电机")
    assert page.model.rowCount() == 1
    page.delete()
    with store.read() as session:
        assert [each.competitor.name for each in competitors.listed(session)] == ["对手甲"]
    store.undo()
    with store.read() as session:
        assert len(competitors.listed(session)) == 2


def test_what_was_heard_is_noted_in_one_line(store: Store, show) -> None:
    page = show(CompetitorsPage)
    page.new_name.setText("对手甲")
    page.add()
    page.about.line.setText("明年降价")
    page.about.line.returnPressed.emit()
    with store.read() as session:
        entry = session.scalars(select(Intelligence)).one()
        assert entry.competitor_id == page.form.competitor_id
        assert (entry.text, entry.on) == ("明年降价", TODAY)
    page.view.choose("heard")
    assert page.heard.count() == 1
    page.heard.table.opened.emit(0)
    dialog = QApplication.activeModalWidget()
    dialog.boxes["reliability"].editor.write("9")
    dialog.take()
    assert dialog.isVisible()  # refused: 1 to 5
    dialog.boxes["reliability"].editor.write("4")
    dialog.take()
    with store.read() as session:
        assert session.scalars(select(Intelligence.reliability)).one() == 4


# ------------------------------------------------------------------------------------------- plan of an account


def test_a_plan_is_begun_written_and_its_measures_counted(
    store: Store, department: Department, show
) -> None:
    page = show(PlanPage)
    page.show_account(department.account)
    page.begin()
    typed(page.form, "needs", "停机时间短")
    typed(page.form, "measures:new.name", "拜访总经理")
    with store.read() as session:
        plan = session.scalars(select(AccountPlan)).one()
        measure = session.scalars(select(PlanMeasure)).one()
        assert (plan.needs, plan.period, measure.name) == (
            "停机时间短", str(TODAY.year), "拜访总经理",
        )  # fmt: skip
    typed(page.form, f"measures:{measure.id}.due_on", f"{TODAY - timedelta(days=1):%Y-%m-%d}")
    typed(page.form, f"measures:{measure.id}.owner_id", "专员丁")
    assert page._state.text() == "Draft · 0 of 1 done · 1 overdue"
    typed(page.form, f"measures:{measure.id}.done_on", f"{TODAY:%Y-%m-%d}")
    assert page._state.text() == "Draft · 1 of 1 done"
    with store.read() as session:
        assert session.get_one(PlanMeasure, measure.id).owner_id == department.specialist


def test_a_second_plan_is_for_the_next_year_and_one_can_be_deleted(
    store: Store, department: Department, show
) -> None:
    page = show(PlanPage)
    page.show_account(department.account)
    page.begin()
    page.begin()
    assert [page.period.itemText(place) for place in range(2)] == [
        str(TODAY.year + 1), str(TODAY.year),
    ]  # fmt: skip
    page.delete()
    assert page.period.count() == 1
    store.undo()
    page.show_account(department.account)
    assert page.period.count() == 2


def test_a_score_is_stored_with_its_grounds(store: Store, department: Department, show) -> None:
    graded(store, department.account)
    page = show(PlanPage)
    page.show_account(department.account)
    assert page.scores._totals["grading"].text() == "Grade B with 72.5 points"
    with store.read() as session:
        rule = criteria.rules(session, "grading")[0]
    page._scores_header.toggle_fold()
    typed(page.scores, f"{rule.id}.score", "20")
    typed(page.scores, f"{rule.id}.note", "订单减少")
    with store.read() as session:
        noted = criteria.noted_scores(session, department.account, TODAY)[rule.id]
    assert (noted.score, noted.note) == (20, "订单减少")
    # 6 + 20 + 9 + 10.5 + 6
    assert page.scores._totals["grading"].text() == "Grade C with 51.5 points"
    typed(page.scores, f"{rule.id}.score", "101")
    assert page.scores.cells[f"{rule.id}.score"].error() == "A score lies between 0 and 100."


def test_health_is_noted_for_the_trend(store: Store, department: Department, show) -> None:
    page = show(PlanPage)
    page.show_account(department.account)
    with store.read() as session:
        half = session.get_one(Account, department.account).completeness / 2
    shown = f"Health {half:.0f} (2/5)"  # archive, and key people with nobody; the rest is unknown
    assert page.health.pill.words == shown
    page.health.note()
    assert page.health.trend.accessibleName() == f"Trend: {TODAY:%m-%d} {half:.0f}"


# ------------------------------------------------------------------------------------------ market of an account


@pytest.fixture
def market(store: Store, department: Department, show) -> MarketPage:
    with store.change(message("Set up")) as session:
        accounts.create_account(session, {"name": "丙子公司", "parent_id": department.account})
        session.add_all(
            Product(code=code, name=code, line=line)
            for code, line in (("1", "变频器"), ("2", "电机"))
        )
    page = show(MarketPage)
    page.show_account(department.account)
    return page


def key(widget: QWidget, code: Qt.Key) -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def test_a_cell_of_the_white_space_is_reached_by_keys_and_becomes_an_opportunity(
    store: Store, market: MarketPage
) -> None:
    grid = market.grid
    key(grid, Qt.Key.Key_Down)
    key(grid, Qt.Key.Key_Right)
    assert "丙子公司 · 电机" in grid.accessibleDescription()
    key(grid, Qt.Key.Key_Return)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SpaceDialog)
    dialog.boxes["amount"].editor.write("80万")
    dialog.take()
    cell = grid.current()
    assert (cell.state, cell.amount) == ("potential", Decimal(800000))
    key(grid, Qt.Key.Key_Return)
    QApplication.activeModalWidget().make()
    with store.read() as session:
        opportunity = session.scalars(select(Opportunity)).one()
        assert (opportunity.name, opportunity.amount) == ("丙子公司: 电机", Decimal(800000))
    assert grid.current().state == "open"


def test_a_click_opens_the_cell_under_it(market: MarketPage, department: Department) -> None:
    spot = QPointF(market.grid.cell_rect(0, 1).center())
    press = QMouseEvent(
        QMouseEvent.Type.MouseButtonPress, spot, market.grid.mapToGlobal(spot), Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(market.grid, press)
    dialog = QApplication.activeModalWidget()
    assert dialog.windowTitle() == "云麓食品 · 电机"
    dialog.boxes["state"].show_value("competitor", "With a competitor")
    dialog.take()
    assert dialog.isVisible()  # which competitor is not said
    dialog.reject()


def test_shares_are_noted_and_add_up(
    store: Store, department: Department, market: MarketPage
) -> None:
    with store.change(message("Rival")) as session:
        competitors.add_competitor(session, {"name": "对手甲"})
    typed(market.form, "own.share", "30%")
    typed(market.form, "shares:new.competitor_id", "对手甲")
    with store.read() as session:
        known = competitors.shares(session, department.account, TODAY)
    row = next(each for each in known if each.name)
    assert row.share == 0
    typed(market.form, f"shares:{row.id}.share", "60%")
    assert market._shares_header.accessibleName() == "Shares 90 %"
    cell = market.form.cells[f"shares:{row.id}.share"]
    typed(market.form, f"shares:{row.id}.share", "80%")
    assert cell.error() == "All shares together would be above 100 %."
    with store.read() as session:
        known = competitors.shares(session, department.account, TODAY)
    assert {each.name: each.share for each in known} == {
        "对手甲": Decimal("0.6"), "": Decimal("0.3"),
    }  # fmt: skip


def test_the_checklist_counts_what_is_not_known(market: MarketPage) -> None:
    market.add_template()
    assert market._items_header.accessibleName() == "What must be known 10"
    assert market._items_header._note.text() == "10 not known yet"
    first = next(name for name in market.form.cells if name.endswith(".answer"))
    typed(market.form, first, "三家")
    assert market._items_header._note.text() == "9 not known yet"
    assert not market.template_button.isVisible()


def test_the_pages_stand_in_the_detail_and_follow_changes(
    store: Store, department: Department, make_tab
) -> None:
    tab = make_tab()
    tab.show_account(department.account)
    tab.detail.show_page("market")
    assert tab.detail.page() == "market"
    with store.change(message("Elsewhere")) as session:
        competitors.add_intelligence(
            session, {"text": "预算已批", "account_id": department.account}, TODAY
        )
        session.add(Product(code="9", name="9", line="成套"))
        session.flush()
        white_space.set_cell(session, department.account, "成套", {"amount": Decimal(5)})
    QApplication.processEvents()
    assert tab.detail.market.page.heard.count() == 1
    assert tab.detail.market.page.grid.current().amount == 5
    tab.detail.show_page("plan")
    assert isinstance(tab.detail.plan.page, PlanPage)
    assert tab.detail.findChildren(QLineEdit)


def test_found_records_open_where_they_live(
    store: Store, department: Department, open_window
) -> None:
    with store.change(message("Made")) as session:
        for period in ("2025", "2026"):
            account_plans.add_plan(session, department.account, {"period": period}, TODAY)
        old = account_plans.plans(session, department.account)[1]
        measure = account_plans.put_row(session, old, PlanMeasure, None, {"name": "互访"})
        rival = competitors.add_competitor(session, {"name": "对手甲"})
        competitors.add_competitor(session, {"name": "对手乙"})
        heard = [
            competitors.add_intelligence(session, {"text": text}, TODAY) for text in ("甲", "乙")
        ]
        share = competitors.set_share(session, department.account, rival.id, Decimal("0.4"), TODAY)
        ids = {"measure": measure.id, "rival": rival.id, "heard": heard[0].id, "share": share.id}
    window = open_window(store)
    tab = window.show_tab("accounts")
    window.desk.open_record("PlanMeasure", ids["measure"])
    assert tab.detail.page() == "plan"
    assert tab.detail.plan.page.period.currentText() == "2025"
    window.desk.open_record("CompetitorShare", ids["share"])
    assert tab.detail.page() == "market"
    window.desk.open_record("Competitor", ids["rival"])
    assert tab.page("competitors").form.competitor_id == ids["rival"]
    window.desk.open_record("Intelligence", ids["heard"])
    page = tab.page("competitors")
    row = page.heard.model.row_at(page.heard.table.current_row())
    assert row is not None
    assert row.entry.id == ids["heard"]


def test_the_tier_list_is_written_as_a_form(
    grades: StrategyPage, questions, settle, tmp_path
) -> None:
    target = tmp_path / "tiers.xlsx"
    questions.answers = [str(target)]
    grades.form_button.click()
    settle()
    assert target.stat().st_size > 4000


def test_the_account_has_a_swot_of_its_own(
    store: Store, department: Department, show: Callable[..., Any]
) -> None:
    page = show(PlanPage)
    page.show_account(department.account)
    page.swot.lists["S"].added.emit("本地服务站")
    page.show_account(department.account)
    with store.read() as session:
        account = session.get_one(Account, department.account)
        noted = assessments.newest(session, account, "swot")
        assert noted is not None
        assert [each["text"] for each in noted.content["items"]] == ["本地服务站"]
    assert page.swot.lists["S"].count() == 1
    store.undo()
    page.show_account(department.account)
    assert page.swot.lists["S"].count() == 0
