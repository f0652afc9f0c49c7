"""The account plan and the tier list: formulas as LibreOffice works them out, new plans, and what is refused."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kamdesk.forms import batch
from kamdesk.forms.differences import Ticks
from kamdesk.forms.layouts import declared
from kamdesk.forms.layouts.tier_list import ListOf
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.strategy import AccountPlan, PlanGoal
from kamdesk.store.store import Store
from kamdesk.work import account_plans, criteria, grading
from tests.forms.office import day
from tests.forms.returned import changes, filed, looked_at, only, out, reasons
from tests.forms.strategy import open_strategy
from tests.forms.test_new_forms_in_libreoffice import convert
from tests.work.department import Department, found

SOFFICE = shutil.which("soffice")
UID_LENGTH = 36
"""A hidden cell at the end of each row says whose it is."""


@pytest.fixture
def people(store: Store) -> Department:
    return found(store)


@pytest.fixture
def plan(store: Store, people: Department) -> int:
    return open_strategy(store, people)


def rows_of(path: Path) -> dict[str, tuple[object, object]]:
    """Account → points and grade as they stand in the last two filled columns of its row."""
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    found_rows = {}
    for row in sheet.iter_rows(values_only=True):
        filled = [value for value in row if value is not None and len(str(value)) != UID_LENGTH]
        if filled and filled[0] in ("云麓食品", "青砚化工", "朔原重工"):
            found_rows[str(filled[0])] = (filled[-2], filled[-1])
    return found_rows


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_points_and_grade_in_the_sheet_are_those_of_the_program(
    store: Store, plan: int, tmp_path: Path
) -> None:
    with store.change(message("Limits")) as session:
        grading.set_limits(session, {"A": 72, "B": 60, "C": 40})
    path = out(
        store, tmp_path / "tiers.xlsx", "tier_list", ListOf(),
        {
            "kam_tiers_r3_account_id": "朔原重工", "kam_tiers_r3_grading_sales": 100,
            "kam_tiers_r3_grading_potential": 10, "kam_tiers_r3_grading_margin": 10,
            "kam_tiers_r3_grading_position": 0, "kam_tiers_r3_grading_loyalty": 33,
        },
    )  # fmt: skip
    (back,) = convert([path], "xlsx", tmp_path / "back")
    # 72.5 is an A from 72 on; (3000 + 250 + 150 + 0 + 495) / 100 = 38.95
    assert rows_of(back) == {
        "云麓食品": (72.5, "A"), "青砚化工": ("—", "—"), "朔原重工": (38.95, "D"),
    }  # fmt: skip
    with store.read() as session:
        lines = grading.standings(session, day(0))
    assert [(each.account.name, each.points, each.grade) for each in lines] == [
        ("云麓食品", Decimal("72.50"), "A"), ("青砚化工", None, None),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_both_forms_come_back_by_way_of_ods_without_difference(
    store: Store, plan: int, tmp_path: Path
) -> None:
    files = [
        out(store, tmp_path / "account_plan.xlsx", "account_plan", plan),
        out(store, tmp_path / "tier_list.xlsx", "tier_list", ListOf()),
    ]
    there = convert(files, "ods", tmp_path / "ods")
    for path in (*there, *convert(there, "xlsx", tmp_path / "back")):
        difference = only(store, path)
        assert difference.reading.form == path.stem
        assert (changes(difference), difference.problems) == ({}, [])


def test_a_tier_in_the_list_needs_a_reason(
    store: Store, people: Department, plan: int, tmp_path: Path
) -> None:
    typed = {"kam_tiers_r2_tier": "A"}
    path = out(store, tmp_path / "tiers.xlsx", "tier_list", ListOf(), typed)
    files, _result = filed(store, path)
    assert list(reasons(files).values()) == ["Say why; the reason is kept with the tier."]
    typed |= {"kam_review_reason": "董事会决定", "kam_review_on": day(-2)}
    filed(store, out(store, tmp_path / "again.xlsx", "tier_list", ListOf(), typed))
    with store.read() as session:
        assert session.get_one(Account, people.account).tier == "A"
        step = grading.tier_history(session, people.account)[0]
    assert (step.tier, step.reason, step.on) == ("A", "董事会决定", day(-2))


def test_a_score_that_is_none_is_refused_and_the_others_are_taken(
    store: Store, people: Department, plan: int, tmp_path: Path
) -> None:
    typed = {
        "kam_tiers_r2_grading_sales": 120, "kam_tiers_r2_grading_margin": 60.5,
        "kam_tiers_r2_grading_position": 75,
    }  # fmt: skip
    files, result = filed(store, out(store, tmp_path / "a.xlsx", "tier_list", ListOf(), typed))
    assert sorted(reasons(files)) == ["tiers[1].grading_margin", "tiers[1].grading_sales"]
    assert result.values == 1
    with store.read() as session:
        rule = criteria.rules(session, "grading")[3]
        noted = criteria.noted_scores(session, people.account, day(0))[rule.id]
    assert (noted.score, noted.on) == (75, day(0))


def test_the_list_of_somebody_has_only_their_accounts(
    store: Store, people: Department, plan: int, tmp_path: Path
) -> None:
    path = out(store, tmp_path / "mine.xlsx", "tier_list", ListOf(people.specialist))
    assert list(rows_of(path)) == ["云麓食品"]


def test_a_criterion_of_the_department_has_a_column(
    store: Store, people: Department, plan: int, tmp_path: Path
) -> None:
    with store.change(message("Criteria")) as session:
        rules = criteria.rules(session, "grading")
        own = criteria.Rule("", "付款信誉", 20)
        criteria.set_rules(session, "grading", [*rules, own])
        key = criteria.rules(session, "grading")[-1].key
    path = out(store, tmp_path / "own.xlsx", "tier_list", ListOf(), {f"kam_tiers_r2_{key}": 88})
    assert {name: new for name, (_old, new) in changes(only(store, path)).items()} == {
        f"tiers[1].{key}": Decimal(88)
    }


def test_a_blank_plan_filled_in_begins_a_plan(
    store: Store, people: Department, tmp_path: Path
) -> None:
    typed = {
        "kam_account_name": "云麓食品", "kam_plan_period": "2027", "kam_plan_on": day(-1),
        "kam_plan_needs": "扩产", "kam_goals_r1_name": "份额", "kam_goals_r1_target": "40 %",
    }  # fmt: skip
    path = out(store, tmp_path / "blank.xlsx", "account_plan", None, typed)
    files, result = filed(store, path)
    assert (reasons(files), result.created) == ({}, 1)
    with store.read() as session:
        (made,) = account_plans.plans(session, people.account)
        (goal,) = account_plans.sheet(session, made).goals
        assert (made.period, made.on, made.needs, goal.target) == ("2027", day(-1), "扩产", "40 %")
        assert made.owner_id == people.specialist
    difference = only(store, path)
    assert (difference.how, difference.record_id, changes(difference)) == ("name", made.id, {})
    store.undo()
    with store.read() as session:
        assert account_plans.plans(session, people.account) == []


def test_a_plan_without_a_period_is_refused_whole(
    store: Store, people: Department, tmp_path: Path
) -> None:
    typed = {"kam_account_name": "云麓食品", "kam_plan_needs": "扩产"}
    files, result = filed(store, out(store, tmp_path / "a.xlsx", "account_plan", None, typed))
    assert result.created == 0
    assert files[0].applied[0].refusal == "Say which period the plan is for."


def test_an_emptied_goal_goes_to_the_waste_basket(store: Store, plan: int, tmp_path: Path) -> None:
    path = out(store, tmp_path / "a.xlsx", "account_plan", plan, {"kam_goals_r1_name": None})
    (file,) = looked_at(store, path)
    with store.read() as session:
        forms = declared(session)
    batch.apply_many(store, forms, [file], {0: Ticks(frozenset({"goals[0].name"}))})
    with store.read() as session:
        record = session.get_one(AccountPlan, plan)
        assert account_plans.sheet(session, record).goals == ()
        goals = session.query(PlanGoal).filter(PlanGoal.deleted_at.is_not(None)).count()
    assert goals == 1
