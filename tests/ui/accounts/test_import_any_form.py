"""Forms of every kind coming back on the page: what each is about, decisions, doubts, one step, and back again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.ui import jobs
from kamdesk.ui.accounts.import_forms.cases import Case
from kamdesk.ui.accounts.import_forms.page import ImportFormsPage
from kamdesk.ui.accounts.import_parts.ticks import Tick
from tests.forms.office import Office, day, open_office
from tests.forms.returned import exported, out


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


@pytest.fixture
def folder(store: Store, office: Office, tmp_path: Path) -> Path:
    """A signed application, a record of a new visit, a record of a day with two plans, and an archive."""
    place = tmp_path / "returned"
    place.mkdir()
    out(
        store, place / "a application.xlsx", "visit_application", office.submitted,
        {
            "kam_manager_decision_approved": "☑ 同意", "kam_manager_by_id": "经理甲", "kam_manager_on": day(0),
            "kam_director_by_id": "无此人",
        },
    )  # fmt: skip
    out(
        store, place / "b record.xlsx", "visit_record", None,
        {
            "kam_account_name": "云麓食品", "kam_visit_held_on": day(-4), "kam_visit_needs": "样品",
            "kam_visit_subject": "试用",
        },
    )  # fmt: skip
    out(store, place / "c plan.xlsx", "visit_plan", office.period)
    out(
        store,
        place / "d archive.xlsx",
        "archive",
        office.people.account,
        {"kam_account_fax": "0513-1555"},
    )
    return place


@pytest.fixture
def page(desk: Any, qtbot: Any, folder: Path) -> ImportFormsPage:
    made = ImportFormsPage(desk)
    qtbot.addWidget(made)
    made.resize(1256, 800)
    made.show()
    made.show_subject([folder])
    settle(qtbot)
    return made


def settle(qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not jobs.runner().jobs(), timeout=20000)


def go_to(page: ImportFormsPage, number: int) -> Case:
    page.files.table.go_to_row(number)
    case = page.files.current()
    assert case is not None
    return case


def test_each_form_is_named_by_its_record(page: ImportFormsPage) -> None:
    model = page.files.model
    listed = [
        [str(model.index(row, column).data() or "") for column in (2, 3, 4)]
        for row in range(model.rowCount())
    ]
    assert listed == [
        [f"云麓食品 · {day(2)} · 产品介绍", "its mark", "3"],
        [f"云麓食品 · {day(-4)}", "not found", "3"],
        [f"专员丁 · {day(-10)} – {day(10)}", "person and period", "—"],
        ["云麓食品", "its mark", "1"],
    ]
    assert page.foot.sentence() == "7 values into 2 records, 1 new record"


def test_the_kind_stands_above_the_fields_and_completeness_only_for_an_archive(
    page: ImportFormsPage,
) -> None:
    go_to(page, 0)
    assert page.detail._kind.text() == "Visit application"
    assert not page.detail._bar_after.isVisible()
    assert not page.detail.other.isVisible()
    go_to(page, 3)
    assert page.detail._bar_after.isVisible()
    assert page.detail.other.isVisible()


def test_an_unknown_name_asks_for_an_answer_that_is_then_taken(
    page: ImportFormsPage, office: Office
) -> None:
    case = go_to(page, 0)
    (problem,) = case.problems
    assert problem.key == "director.by_id"
    assert case.tick_of(problem) is Tick.PROBLEM
    page.detail._answer("director.by_id", office.people.director, None)
    assert case.problems == []
    assert case.answers == {"director.by_id": office.people.director}


def test_everything_is_written_as_one_step_and_taken_back(
    page: ImportFormsPage, store: Store, office: Office, qtbot: Any, tmp_path: Path
) -> None:
    before = exported(store, tmp_path / "before.json")
    page.write()
    settle(qtbot)
    with store.read() as session:
        assert session.get_one(Visit, office.submitted).state == "submitted"
        made = session.scalars(select(Visit).where(Visit.subject == "试用")).one()
        assert (made.state, made.needs) == ("reported", "样品")
    store.undo()
    assert exported(store, tmp_path / "after.json") == before
