"""The forecast page: figures and the deals behind them, locking, why it moved, accuracy, export."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity
from kamdesk.ui.opportunities.forecast.page import ForecastPage
from kamdesk.work import forecast_snapshots, opportunities, settings
from tests.work.test_forecast import deal, won

ON = date(2024, 11, 12)


@pytest.fixture
def page(desk, office, open_page, settle) -> ForecastPage:
    """The page on 2024-11-12."""
    desk.today = lambda: ON
    made = open_page(ForecastPage(desk))
    made.resize(1272, 800)
    settle()
    return made


def change(store, act):
    """Writes with `act(session)` and answers what it answers."""
    with store.change(message("Test")) as session:
        return act(session)


def some_deals(store) -> dict[str, int]:
    """One deal for each bucket of November, one in December."""

    def add(session):
        made = {
            "commit": deal(session, "240", 85, date(2024, 11, 28)),
            "best": deal(session, "100", 50, date(2024, 11, 30)),
            "won": deal(session, "260", 50, date(2024, 12, 30)),
            "december": deal(session, "1500", 10, date(2024, 12, 9)),
        }
        won(session, made["won"], date(2024, 11, 5))
        return {name: each.id for name, each in made.items()}

    return change(store, add)


def cells(model) -> list[list[str]]:
    return [
        [model.data(model.index(row, column)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def rows_shown(model) -> list[int]:
    return [model.row_at(row).id for row in range(model.rowCount())]


def test_an_empty_folder_says_what_belongs_here(page, qtbot):
    assert page._stack.currentIndex() == 2
    assert not page.lock_button.isEnabled()
    with qtbot.waitSignal(page.new_wanted):
        button = next(
            each
            for each in page.findChildren(type(page.lock_button))
            if each.text() == "New opportunity"
        )
        button.click()


def test_the_lines_hold_committed_and_weighted_apart(page, store, settle):
    some_deals(store)
    settle()
    november = cells(page.outlook.model)[0]
    assert november == [
        "2024-11", "—", "260", "240", "100", "—", "500", "—", "600", "254",
    ]  # fmt: skip
    assert page.outlook.finding.text() == "2024-11: 500 committed, 600 at best"


def test_every_number_shows_its_deals_and_a_deal_opens(page, store, desk, settle, qtbot):
    ids = some_deals(store)
    settle()
    assert rows_shown(page.outlook.deals_model) == [ids["won"], ids["commit"], ids["best"]]
    table = page.outlook.table
    for column, wanted in (
        ("won", ["won"]),
        ("committed", ["won", "commit"]),
        ("best_case", ["best"]),
    ):
        place = [table.column_key(each) for each in range(page.outlook.model.columnCount())].index(
            column
        )
        index = page.outlook.model.index(0, place)
        qtbot.mouseClick(
            table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center()
        )
        settle()
        assert rows_shown(page.outlook.deals_model) == [ids[each] for each in wanted]
    page.outlook.bucket.choose("commit")
    settle()
    assert rows_shown(page.outlook.deals_model) == [ids["commit"]]
    deals = page.outlook.deals
    deals.go_to_row(0)
    with qtbot.waitSignal(desk.signals.record_wanted) as opened:
        qtbot.keyClick(deals, Qt.Key.Key_Return)
    assert opened.args == ["Opportunity", ids["commit"]]


def test_the_keys_walk_from_line_to_line_and_the_deals_follow(page, store, settle, qtbot):
    ids = some_deals(store)
    settle()
    page.outlook.table.setFocus()
    qtbot.keyClick(page.outlook.table, Qt.Key.Key_Down)
    settle()
    assert rows_shown(page.outlook.deals_model) == [ids["december"]]


def test_locking_asks_for_period_and_quota_and_the_quota_stands_in_the_table(
    page, store, settle, in_dialog
):
    some_deals(store)
    settle()
    page.by.choose("quarter")
    settle()

    def fill(dialog):
        assert dialog.boxes["period"].typed() == "2024Q4"
        dialog.boxes["quota"].editor.input().setText("3000")
        dialog.ok.click()

    in_dialog(fill)
    page.lock_button.click()
    settle()
    quarter = cells(page.outlook.model)[0]
    assert quarter[:2] == ["2024Q4", "3,000"]
    assert quarter[7] == "▼ 2,500"
    with store.read() as session:
        locked = forecast_snapshots.snapshots(session)
        assert [(each.taken_on, each.period, each.quota) for each in locked] == [
            (ON, "2024Q4", Decimal(3000))
        ]


def test_a_second_lock_of_the_day_is_refused_in_the_dialog(page, store, settle, in_dialog):
    some_deals(store)
    change(store, lambda session: forecast_snapshots.take_snapshot(session, ON, "2024Q4"))
    settle()
    said = []

    def take(dialog):
        dialog.ok.click()
        said.append(dialog.boxes["period"]._error.text())

    in_dialog(take)
    page.lock()
    assert "locked on 2024-11-12 already" in said[0]


def test_it_says_why_the_forecast_moved_and_lists_the_deals(page, store, settle):
    ids = some_deals(store)
    change(
        store,
        lambda session: forecast_snapshots.take_snapshot(session, date(2024, 11, 5), "2024Q4"),
    )
    change(
        store,
        lambda session: opportunities.change_opportunity(
            session, session.get_one(Opportunity, ids["december"]), {"expected_close_on": date(2025, 2, 1)}, ON
        ),
    )  # fmt: skip
    change(
        store,
        lambda session: opportunities.change_opportunity(
            session, session.get_one(Opportunity, ids["best"]), {"amount": Decimal(140)}, ON
        ),
    )
    settle()
    # 240 × 85 % + 100 × 50 % + 1,500 × 10 % = 404, then 204 + 70
    assert page.moved.sum.text() == "404 → 274: the parts add up to −130 ✓"
    assert cells(page.moved.model) == [
        ["Slipped out", "项目 1500", "", "−150"],
        ["Amount up", "项目 100", "", "+20"],
    ]
    page.moved.show_kind("up")
    assert rows_shown(page.moved.model) == [ids["best"]]
    page.moved.only.removed.emit()
    assert page.moved.model.rowCount() == 2
    page.moved.measure.choose("committed")
    settle()
    assert page.moved.sum.text() == "500 → 500: the parts add up to 0 ✓"


def test_the_accuracy_of_the_last_quarter_stands_with_each_person(page, store, settle, qtbot):
    made = change(store, lambda session: deal(session, "1000", 80, date(2024, 8, 1)).id)
    change(
        store, lambda session: forecast_snapshots.take_snapshot(session, date(2024, 7, 1), "2024Q3")
    )
    change(
        store,
        lambda session: won(session, session.get_one(Opportunity, made), date(2024, 9, 9)),
    )
    settle()
    assert page.moved.accuracy.text() == (
        "Accuracy of 2024Q3: 80.0%, locked 2024-07-01. Bias −20.0%, too little was forecast"
    )
    assert not page.moved.people.isVisible()
    page.moved.people_link.click()
    assert page.moved.people.isVisible()
    assert cells(page.moved.people_model) == [["专员丁", "800", "1,000", "80.0%", "−20.0%"]]
    page.moved.people.go_to_row(0)
    qtbot.keyClick(page.moved.people, Qt.Key.Key_Return)
    settle()
    assert rows_shown(page.outlook.deals_model) == [made]


def test_a_week_without_a_lock_is_said(page, store, settle):
    some_deals(store)
    settle()
    assert page.hint.isVisible()
    change(
        store,
        lambda session: forecast_snapshots.take_snapshot(session, date(2024, 11, 6), "2024Q4"),
    )
    settle()
    assert not page.hint.isVisible()


def test_by_owner_and_of_one_owner(page, store, office, settle):
    some_deals(store)
    change(
        store,
        lambda session: deal(session, "7", 80, date(2024, 11, 20), owner_id=office.manager),
    )
    settle()
    page.by.choose("owner")
    settle()
    assert [row[0] for row in cells(page.outlook.model)] == ["专员丁", "经理甲"]
    page.owner.setCurrentIndex(page.owner.findData(office.manager))
    page.owner.activated.emit(page.owner.currentIndex())
    settle()
    assert [row[0] for row in cells(page.outlook.model)] == ["经理甲"]
    assert len(rows_shown(page.outlook.deals_model)) == 1


def test_the_table_goes_to_a_workbook_as_numbers(page, store, settle, questions, tmp_path):
    some_deals(store)
    settle()
    target = tmp_path / "forecast.xlsx"
    questions.answers.append(str(target))
    page.export()
    settle()
    sheet = load_workbook(target).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Period or owner", "Quota", "Won")
    assert rows[1] == ("2024-11", None, 260, 240, 100, 0, 500, None, 600, 254, 2, "CNY")


def test_what_has_no_rate_is_named(page, store, settle):
    change(
        store,
        lambda session: deal(session, "900", 80, date(2024, 11, 20), currency="USD"),
    )
    settle()
    assert page.outlook.left_out.text() == "Left out, because its rate to CNY is missing: 项目 900"


def test_amounts_are_shown_in_ten_thousands_where_the_setting_says_so(page, store, settle):
    change(store, lambda session: settings.put(session, "money_display", "wan"))
    change(store, lambda session: deal(session, "12880000", 80, date(2024, 11, 20)))
    settle()
    assert cells(page.outlook.model)[0][3] == "1,288万"


def test_a_part_of_a_column_shows_its_deals(page, store, settle):
    ids = some_deals(store)
    settle()
    page.outlook.chart.pick("commit:0")
    settle()
    assert rows_shown(page.outlook.deals_model) == [ids["commit"]]
    page.outlook.chart.pick("target:1")
    settle()
    assert rows_shown(page.outlook.deals_model) == [ids["december"]]
    assert page.outlook.bucket.current() == "all"
    said = page.outlook.chart.accessibleDescription()
    assert "2024-11 Commit 240.0" in said


def test_a_step_of_the_movement_shows_the_deals_that_made_it(page, store, settle):
    ids = some_deals(store)
    change(
        store,
        lambda session: forecast_snapshots.take_snapshot(session, date(2024, 11, 5), "2024Q4"),
    )
    change(
        store,
        lambda session: opportunities.change_opportunity(
            session, session.get_one(Opportunity, ids["best"]), {"amount": Decimal(140)}, ON
        ),
    )
    change(store, lambda session: deal(session, "30", 10, date(2024, 12, 1)).id)
    settle()
    assert page.moved.model.rowCount() == 2
    page.moved.chart.pick("up")
    assert rows_shown(page.moved.model) == [ids["best"]]
    page.moved.chart.pick("total:1")
    assert page.moved.model.rowCount() == 2


def test_on_paper_the_picture_says_the_finding(page, store, settle):
    some_deals(store)
    settle()

    def said(figure):
        return [each.get_text() for axes in figure.axes for each in axes.texts]

    sentence = page.outlook.finding.text()
    assert sentence in said(page.outlook.chart.figure(6, 3))
    assert sentence not in said(page.outlook.chart._canvas.figure)
