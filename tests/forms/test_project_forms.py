"""F8 项目书, F8b 5W2H, F8c 项目总结: out, back, filed by the rules of the window; in the hands of LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from kamdesk import i18n
from kamdesk.charts.pictures import of_analyses
from kamdesk.forms.data import edition
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.write import write_form
from kamdesk.i18n import message
from kamdesk.model.analysis import Analysis
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action, ProjectStep, Review, Risk, TeamMember
from kamdesk.model.relations import ChainLink
from kamdesk.store.store import Store
from kamdesk.work.analysis.fishbone import Fishbone
from kamdesk.work.analysis.radar import Radar
from kamdesk.work.analysis.swot import Swot
from tests.forms.project import TODAY, Project, open_project
from tests.forms.returned import changes, filed, looked_at, only, out

SOFFICE = shutil.which("soffice")
libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture
def project(store: Store) -> Project:
    return open_project(store)


def of(project: Project) -> dict[str, int]:
    """Form → the record it is filled with."""
    return {
        "project_sheet": project.project,
        "action_plan": project.project,
        "project_review": project.lost,
    }


def newest(store: Store, kind: str) -> list[Analysis]:
    with store.read() as session:
        query = select(Analysis).where(Analysis.kind == kind)
        return list(session.scalars(query.order_by(Analysis.on, Analysis.id)))


def all_of(store: Store, record: type[Any]) -> list[Any]:
    with store.read() as session:
        query = select(record).where(record.deleted_at.is_(None))
        return list(session.scalars(query.order_by(record.id)))


def reasons(files: Any) -> dict[str, str]:
    return {each.key: each.reason for each in files[0].applied[0].refused}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("window", ["zh", "en"])
def test_what_went_out_comes_back_without_difference(
    store: Store, project: Project, tmp_path: Path, language: str, window: str
) -> None:
    paths = [
        out(store, tmp_path / f"{key}.xlsx", key, record, language=language)
        for key, record in of(project).items()
    ]
    before = i18n.language()
    i18n.set_language(window)
    try:
        for path in paths:
            difference = only(store, path)
            assert (difference.reading.form, difference.how) == (path.stem, "uid")
            assert difference.record_id == of(project)[path.stem]
            assert (path.stem, changes(difference), difference.problems) == (path.stem, {}, [])
    finally:
        i18n.set_language(before)


def test_rows_are_filed_by_the_rules_of_the_window(
    store: Store, project: Project, tmp_path: Path
) -> None:
    typed = {
        "kam_opportunity_goal": "拿下一期并锁定二期",
        "kam_team_r2_staff_id": "经理甲", "kam_team_r2_role": "解决方案经理（SR）、交付经理（FR）",
        "kam_team_r3_task": "无名",
        "kam_steps_r2_planned_on": TODAY + timedelta(9), "kam_steps_r2_deliverable": "目标书",
        "kam_steps_r3_reached_on": TODAY,
        "kam_chain_r1_support_level": 2, "kam_chain_r2_influence": 7, "kam_chain_r3_name": "工程师庚",
        "kam_chain_r3_position": "工程师",
        "kam_risks_r1_probability": 5, "kam_risks_r2_impact": 6, "kam_risks_r3_name": "人手不足",
        "kam_actions_r1_state": "已完成", "kam_actions_r3_name": "报价", "kam_actions_r3_why": "交期延误",
        "kam_actions_r3_owner_id": "专员丁", "kam_actions_r4_name": "无主", "kam_actions_r4_why": "看情况",
        "kam_competitors_r1_threat": "低", "kam_competitors_r2_competitor_id": "无此对手",
    }  # fmt: skip
    path = out(store, tmp_path / "sheet.xlsx", "project_sheet", project.project, typed)
    files, _result = filed(store, path)
    assert reasons(files) == {
        "team[2].task": "A row needs a Name.",
        "steps[2].reached_on": "Stage and outcome move by themselves, step by step.",
        "chain[1].influence": "This lies between 0 and 3.",
        "risks[1].impact": "It lies between 1 and 5.",
        "actions[3].name": "One person is responsible; say who.",
        "actions[3].why": "One person is responsible; say who.",
    }
    assert [each.key for each in files[0].differences[0].problems] == [
        "competitors[1].competitor_id"
    ]
    with store.read() as session:
        made = session.get_one(Opportunity, project.project)
        assert made.goal == "拿下一期并锁定二期"
    team = all_of(store, TeamMember)
    assert [each.role for each in team] == [
        "lead,account_responsible", "solution_responsible,fulfilment_responsible",
    ]  # fmt: skip
    assert [each.deliverable for each in all_of(store, ProjectStep)] == ["需求说明", "目标书"]
    people = all_of(store, ChainLink)
    assert [(each.name, each.support_level) for each in people] == [
        (None, 2), ("顾问己", None), ("工程师庚", None),
    ]  # fmt: skip
    risks = [(each.name, each.probability, each.impact) for each in all_of(store, Risk)]
    assert risks == [("交期延误", 5, 4), ("汇率", 2, 3), ("人手不足", None, None)]
    actions = all_of(store, Action)
    assert [(each.name, each.state, each.why_kind) for each in actions] == [
        ("拜访总工", "done", "strategy"), ("送方案", "done", "goal"), ("报价", "open", "risk"),
    ]  # fmt: skip
    assert actions[0].done_on == TODAY
    # Read again, only what was refused still differs.
    assert set(changes(only(store, path))) == set(reasons(files))
    store.undo()
    assert all_of(store, Action)[0].state == "open"


def test_analyses_change_as_assessments_of_today(
    store: Store, project: Project, tmp_path: Path
) -> None:
    typed = {
        "kam_swot_r1_weight": 4, "kam_swot_r3_label": None,
        "kam_swot_r6_label": "W2", "kam_swot_r6_text": "缺少案例", "kam_swot_r6_weight": 2,
        "kam_swot_r7_label": "X9", "kam_swot_r7_text": "哪一类？",
        "kam_strategies_r2_text": "以试用补案例", "kam_strategies_r2_pairs": "W2×T1，W1xT1",
        "kam_strategies_r3_text": "空对空", "kam_strategies_r3_pairs": "S7×O1",
        "kam_radar_r2_relationship": 7, "kam_radar_r3_solution": 11, "kam_radar_r4_player": "远山科技",
        "kam_fishbone_outline": "关系\n  无内线\n    ◆ 没有人负责 ×2\n商务\n  报价流程慢",
    }  # fmt: skip
    path = out(store, tmp_path / "sheet.xlsx", "project_sheet", project.project, typed)
    files, _result = filed(store, path)
    assert set(reasons(files)) == {
        "swot[6].label", "swot[6].text", "strategies[2].text", "strategies[2].pairs", "radar[2].solution",
    }  # fmt: skip
    assert reasons(files)["strategies[2].pairs"] == "There is no entry “S7” in the SWOT."
    assert reasons(files)["radar[2].solution"] == "A score is a whole number from 0 to 10."
    first, last = newest(store, "swot")
    assert (first.on, last.on) == (TODAY - timedelta(20), TODAY)
    assert len(Swot.from_content(first.content).items) == 5
    swot = Swot.from_content(last.content)
    # An emptied cell keeps what is known.
    assert [(each.quadrant, each.text, each.weight) for each in swot.items] == [
        ("S", "交付快", 4), ("W", "价格高", 3), ("O", "扩产", 4), ("T", "对手降价", 2), ("S", "客户份额第一", 3),
        ("W", "缺少案例", 2),
    ]  # fmt: skip
    assert [(each.text, each.pairs) for each in swot.strategies] == [
        ("以交付换份额", (("k1", "k3"), ("k1", "k4"))),
        ("以试用补案例", ((swot.items[5].key, "k4"), ("k2", "k4"))),
    ]
    before, after = newest(store, "radar")
    earlier, later = Radar.from_content(before.content), Radar.from_content(after.content)
    assert earlier.scores(earlier.ours) == (6, 8, 5, 9)
    assert later.scores(later.ours) == (7, 8, 5, 9)
    assert later.scores(later.rivals[0]) == (8, 6, 7, 6)
    fishbone = Fishbone.from_content(newest(store, "fishbone")[-1].content)
    assert [(each.text, each.bone, each.is_root, each.votes) for each in fishbone.causes] == [
        ("无内线", "relationship", False, 0), ("没有人负责", "relationship", True, 2),
        ("报价流程慢", "commercial", False, 0),
    ]  # fmt: skip


def test_a_blank_sheet_begins_a_project(store: Store, project: Project, tmp_path: Path) -> None:
    typed = {
        "kam_account_name": "云麓食品", "kam_opportunity_name": "二期扩建", "kam_opportunity_amount": 300000,
        "kam_opportunity_number": "K-9", "kam_radar_r2_relationship": 5, "kam_swot_r2_text": "新客户",
        "kam_steps_r1_planned_on": TODAY, "kam_risks_r1_name": "审批慢",
    }  # fmt: skip
    path = out(store, tmp_path / "new.xlsx", "project_sheet", None, typed)
    assert only(store, path).is_new
    files, _result = filed(store, path)
    assert reasons(files) == {}
    made = all_of(store, Opportunity)[-1]
    assert (made.number, made.name, made.amount, made.outcome) == (
        "K-9",
        "二期扩建",
        300000,
        "open",
    )
    assert [each.text for each in Swot.from_content(newest(store, "swot")[-1].content).items] == [
        "新客户"
    ]
    assert all_of(store, ProjectStep)[-1].planned_on == TODAY
    nobody = out(
        store, tmp_path / "nobody.xlsx", "action_plan", None,
        {"kam_account_name": "云麓食品", "kam_opportunity_name": "没有"},
    )  # fmt: skip
    assert "File its project sheet first" in str(only(store, nobody).refusal)


def test_the_review_is_filed_when_the_project_is_closed(
    store: Store, project: Project, tmp_path: Path
) -> None:
    early = out(
        store, tmp_path / "early.xlsx", "project_review", project.project,
        {"kam_review_lessons": "太早"},
    )  # fmt: skip
    files, _result = filed(store, early)
    assert reasons(files) == {
        "review.lessons": "A project is reviewed when it is won, lost or cancelled."
    }
    path = out(
        store, tmp_path / "review.xlsx", "project_review", project.lost,
        {"kam_review_done_wrong": "报价晚", "kam_review_winner_price": 90, "kam_review_on": TODAY + timedelta(3)},
    )  # fmt: skip
    files, _result = filed(store, path)
    assert set(reasons(files)) == {"review.on"}
    (review,) = all_of(store, Review)
    assert (review.done_wrong, review.winner_price, review.lessons) == ("报价晚", 90, "早报价")
    assert review.outcome == "lost"


def png() -> bytes:
    """A picture 40 by 20 pixels."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(stream, "PNG")
    return stream.getvalue()


def test_pictures_stand_in_their_frames(store: Store, project: Project, tmp_path: Path) -> None:
    kind = form_kind("project_sheet")
    with store.read() as session:
        form = kind.declare(session)
        data = kind.collect(session, form, project.project)
        write_form(tmp_path / "with.xlsx", form, edition(session, "zh"), data, {"radar": png()})
        write_form(tmp_path / "without.xlsx", form, edition(session, "zh"), data)
    pages = openpyxl.load_workbook(tmp_path / "with.xlsx").worksheets
    drawn = [(page.title, len(page._images)) for page in pages if page._images]
    assert drawn == [("项目分析", 1)]
    anchor: Any = pages[1]._images[0].anchor
    # Two to one, as it was drawn.
    assert abs(anchor.ext.width / anchor.ext.height - 2) < 0.01
    bare = openpyxl.load_workbook(tmp_path / "without.xlsx").worksheets
    assert not any(page._images for page in bare)
    assert changes(only(store, tmp_path / "with.xlsx")) == {}


def test_pictures_are_drawn_of_analyses_that_were_made(store: Store, project: Project) -> None:
    with store.read() as session:
        with_all = session.get_one(Opportunity, project.project)
        drawn = of_analyses(session, with_all, ("radar", "fishbone"), TODAY)
        without = session.get_one(Opportunity, project.lost)
        assert of_analyses(session, without, ("radar", "fishbone"), TODAY) == {}
    assert set(drawn) == {"radar", "fishbone"}
    assert all(picture.startswith(b"\x89PNG") for picture in drawn.values())


def convert(files: list[Path], kind: str, folder: Path) -> list[Path]:
    """All `files` in one run of LibreOffice."""
    profile = f"-env:UserInstallation={(files[0].parent / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=240)
    return [folder / f"{file.stem}.{kind}" for file in files]


@pytest.mark.slow
@libreoffice
def test_by_way_of_ods_without_difference_and_figures_agree(
    store: Store, project: Project, tmp_path: Path
) -> None:
    files = [
        out(store, tmp_path / f"{key}.xlsx", key, record) for key, record in of(project).items()
    ]
    there = convert(files, "ods", tmp_path / "ods")
    back = convert(there, "xlsx", tmp_path / "back")
    for path in (*there, *back):
        (file,) = looked_at(store, path)
        (difference,) = file.differences
        assert difference.record_id == of(project)[path.stem]
        assert (path.name, changes(difference), difference.problems) == (path.name, {}, [])
    book = openpyxl.load_workbook(back[0], data_only=True)
    # (30·6 + 30·8 + 25·5 + 15·9) / 100 and (30·8 + 30·6 + 25·7 + 15·6) / 100
    assert below(book, "加权得分", 3) == [100, 6.8, 6.85]
    assert below(book, "风险值", 2) == [4 * 4, 2 * 3]
    assert beside(book, "预算合计") == 1000.5
    assert beside(book, "红色风险数") == 1


def below(book: Any, label: str, count: int) -> list[Any]:
    """The first figures below a heading."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == label:
                    return [
                        sheet.cell(cell.row + n, cell.column).value for n in range(1, count + 1)
                    ]
    raise AssertionError(label)


def beside(book: Any, label: str) -> Any:
    """The first value to the right of a label."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for place, cell in enumerate(row):
                if cell.value == label:
                    return next(each.value for each in row[place + 1 :] if each.value is not None)
    raise AssertionError(label)


def test_radar_of_points_is_kept_while_nobody_changes_it(
    store: Store, project: Project, tmp_path: Path
) -> None:
    """Scores that follow from sub-items come back as they are."""
    from kamdesk.work.analysis import assessments
    from kamdesk.work.analysis.radar import Mark

    with store.change(message("points")) as session:
        made = session.get_one(Opportunity, project.project)
        radar = Radar()
        axis = radar.axes[0]
        points = {sub.key: 2 if place < 3 else 1 for place, sub in enumerate(axis.subs)}
        radar = radar.with_player(radar.ours.with_mark(axis.key, Mark(points=points)))
        assessments.save(session, made, "radar", radar.to_content(), TODAY, None)
        # 2 + 2 + 2 + 1 + 1 of 10 points.
        assert radar.score(radar.ours, axis) == Decimal(8)
    path = out(store, tmp_path / "sheet.xlsx", "project_sheet", project.project)
    assert changes(only(store, path)) == {}
