"""From a lead to a won contract through all eight steps at the real window; its sheet is changed in LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.competitor import Competitor
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Review, Risk
from kamdesk.model.sales_words import KNOWN, PROJECT_ROLE
from kamdesk.ui.opportunities.project.actions_pane import ActionDialog
from kamdesk.work import child_rows
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.swot import Swot
from tests.forms.returned import changes
from tests.journeys.conftest import Person
from tests.journeys.dealing import Dealer
from tests.journeys.visiting import exported, stored
from tests.work.department import found

TODAY = date.today()
SOFFICE = shutil.which("soffice")
RIVAL = "远山科技"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]


def later(days: int) -> str:
    """A day, as it is typed."""
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def dealer(person: Person, in_dialog: Any) -> Dealer:
    """A specialist with one customer, and a competitor who is known."""
    store = person.program.store
    found(store)
    with store.change(message("Market")) as session:
        session.add(Competitor(name=RIVAL))
    person.wait()
    return Dealer(person, in_dialog)


def begins_with_a_lead(dealer: Dealer) -> int:
    """The command, its dialog, and a card in the first column."""
    dealer.begins(account_id="云麓食品", name="二期产线", amount="1200000")
    with dealer.store.read() as session:
        lead = session.scalars(select(Opportunity)).one()
    assert (lead.amount, lead.outcome) == (1200000, "open")
    assert dealer.stage(lead.id) == "guidance"
    dealer.opens(lead.id)
    return lead.id


def fills_in_what_is_missing(dealer: Dealer, deal: int) -> None:
    """1 项目引导: refused with all four; the message leads to the fields, then to the map."""
    said = dealer.goes_on(lambda gate: gate.fill_button.click())
    for name in ("need", "budget_known", "expected_close_on"):
        assert str(field_of(Opportunity, name).label) in said[0]
    assert dealer.stage(deal) == "guidance"
    dealer.answers(
        need="产能提升三成", budget_known=KNOWN.label("known"), expected_close_on=later(60)
    )
    dealer.person.back_in_the_window()
    dealer.goes_on(lambda gate: gate.fill_button.click())
    assert dealer.page.section() == "map"
    pane = dealer.page.pane()
    dealer.qt_click(pane.take_contacts)
    (somebody,) = pane.shown.people
    pane.choose(somebody.id)
    dealer.ticks(pane.inspector.rows["buying_role"], "decision_maker")
    dealer.goes_on()
    assert dealer.stage(deal) == "goal_setting"


def sets_goals(dealer: Dealer, deal: int) -> None:
    """2 设定目标."""
    dealer.goes_on(lambda gate: gate.reject())
    assert dealer.stage(deal) == "goal_setting"
    dealer.writes(
        dealer.goes_to("overview"), target_amount="1200000", minimum_amount="950000", share_goal="60%",
        goal="拿下二期", initiated_by="总监乙", initiated_on=TODAY.isoformat(),
    )  # fmt: skip
    dealer.goes_on()
    assert dealer.stage(deal) == "team_forming"


def forms_a_team(dealer: Dealer, deal: int) -> None:
    """3 成立项目组: one row is not enough for the golden triangle."""
    pane = dealer.goes_to("team")
    for who, roles in (
        ("专员丁", ("lead", "account_responsible")),
        ("经理甲", ("solution_responsible", "fulfilment_responsible")),
    ):
        before = set(pane.form.cells)
        dealer.writes_cell(pane.form.cells["team:new.staff_id"], who)
        (role,) = (
            each for each in pane.form.cells if each not in before and each.endswith(".role")
        )
        dealer.writes_cell(pane.form.cells[role], ",".join(roles))
        if who == "专员丁":
            (said,) = dealer.goes_on(lambda gate: gate.reject())
            assert PROJECT_ROLE.label("solution_responsible") in said
    dealer.goes_on()
    assert dealer.stage(deal) == "project_analysis"


def analyses(dealer: Dealer, deal: int) -> None:
    """4 项目分析: the decision maker is on the map already; competitor, radar and SWOT are not."""
    pane = dealer.goes_to("overview")
    dealer.writes_cell(pane.form.cells["competitors:new.competitor_id"], RIVAL)
    pane = dealer.goes_to("analysis")
    pane.radar.edit_button.click()
    for axis, score in zip(pane.radar.editor.rows, (6, 8, 5, 9), strict=True):
        slider = pane.radar.editor.rows[axis].slider
        slider.setFocus()
        slider.setValue(score)
    pane.radar.edit_button.click()
    for quadrant, words in (("S", "交付快"), ("O", "扩产")):
        entries = pane.swot.lists[quadrant]
        entries.setFocus()
        dealer.key(Qt.Key.Key_Return)
        line = QApplication.focusWidget()
        assert isinstance(line, QLineEdit)
        dealer.types(words)
        dealer.key(Qt.Key.Key_Return)
        dealer.person.wait()
        dealer.key(Qt.Key.Key_Escape)
        dealer.person.wait()
    dealer.goes_on()
    assert dealer.stage(deal) == "strategy"


def chooses_a_strategy(dealer: Dealer, deal: int) -> None:
    """5 制定策略: an answer to S1 × O1, and where the decision maker is to stand."""
    pane = dealer.goes_to("analysis")
    dealer.qt_click(pane.swot.pairs.rows[0].link)
    dealer.types("以交付换份额")
    dealer.key(Qt.Key.Key_Return)
    dealer.person.wait()
    pane = dealer.goes_to("map")
    pane.choose(pane.shown.people[0].id)
    dealer.chooses_row(pane.inspector.rows["influence"], 3)
    (said,) = dealer.goes_on(lambda gate: gate.reject())
    assert "受访人戊" in said
    dealer.chooses_row(pane.inspector.rows["support_wanted"], 2)
    dealer.goes_on()
    assert dealer.stage(deal) == "planning"


def plans(dealer: Dealer, deal: int) -> None:
    """6 制定计划: an action for the strategy, with its owner and day; a risk with its score."""
    pane = dealer.goes_to("actions")
    dealer.qt_click(pane.empty_button)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ActionDialog)
    dialog.why.setCurrentIndex(
        next(n for n in range(dialog.why.count()) if dialog.why.itemData(n)[0] == "strategy")
    )
    dealer.answers(name="带客户参观样板线", owner_id="专员丁", due_on=later(9))
    dealer.person.back_in_the_window()
    pane = dealer.goes_to("risks")
    dealer.qt_click(pane.empty_button)
    dealer.answers(name="对手降价", probability="4", impact="4")
    dealer.person.back_in_the_window()
    dealer.goes_on()
    assert dealer.stage(deal) == "execution"


def offers_and_wins(dealer: Dealer, deal: int) -> None:
    """7 实施计划: an offer is sent; it is won for less than was aimed at."""
    pane = dealer.goes_to("quotations")
    dealer.qt_click(pane.empty_button)
    dealer.writes_cell(pane.form.cells["lines:new.description"], "变频产线")
    price = next(k for k in pane.form.cells if k.endswith(".price") and "new" not in k)
    dealer.writes_cell(pane.form.cells[price], "1150000")
    dealer.qt_click(pane.step_buttons["sent"])
    dealer.person.press(dealer.page.head.go_button.text(), dealer.page)
    dialog = dealer.answers(amount="1080000")
    assert dialog.boxes["outcome_reason"].error()
    assert stored(dealer.store, Opportunity, deal).outcome == "open"
    dealer.answers(outcome_reason="交付最快")
    dealer.person.back_in_the_window()
    won = stored(dealer.store, Opportunity, deal)
    assert (won.outcome, won.amount, won.outcome_reason) == ("won", 1080000, "交付最快")
    assert dealer.stage(deal) == "closeout_review"


def changes_the_sheet_in_libreoffice(dealer: Dealer, deal: int, folder: Path) -> None:
    """The sheet goes out of the window, by way of ods through LibreOffice, and comes back with two changes."""
    person, sheet = dealer.person, folder / "sheet.xlsx"
    person.questions.answers = [str(sheet)]
    dealer.qt_click(dealer.page.head.sheet_button)
    person.qtbot.waitUntil(sheet.exists, timeout=10000)
    person.wait()
    changed = typed_into(convert(convert(sheet, "ods", folder), "xlsx", folder / "back"))
    resaved = convert(convert(changed, "ods", folder / "again"), "xlsx", folder / "last")
    page = dealer.reads_forms(resaved)
    (file,) = page._batch.files
    assert sorted(changes(file.differences[0])) == ["opportunity.goal", "risks[0].impact"]
    person.press(page.foot.write.text())
    person.wait()
    with dealer.store.read() as session:
        (risk,) = child_rows.rows(session, Risk, deal)
        assert (risk.probability, risk.impact) == (4, 5)
        assert session.get_one(Opportunity, deal).goal == "拿下二期并锁定三期"


def convert(path: Path, kind: str, folder: Path) -> Path:
    """What LibreOffice makes of a file."""
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{kind}"


def typed_into(path: Path) -> Path:
    """Types into two cells."""
    book = openpyxl.load_workbook(path)
    for name, value in (
        ("kam_opportunity_goal", "拿下二期并锁定三期"),
        ("kam_risks_r1_impact", 5),
    ):
        sheet, cell = next(iter(book.defined_names[name].destinations))
        book[sheet][cell.replace("$", "").split(":")[0]].value = value
    book.save(path)
    return path


def writes_the_review(dealer: Dealer, deal: int) -> None:
    """8 项目总结."""
    dealer.opens(deal)
    pane = dealer.goes_to("review")
    dealer.qt_click(pane.begin_button)
    dealer.writes(pane, lessons="先看样板线再报价", signed_amount="1080000")
    # 1,080,000 of 1,200,000
    assert "90.0" in pane.figures.text()
    with dealer.store.read() as session:
        (review,) = child_rows.rows(session, Review, deal)
        assert (review.outcome, review.lessons) == ("won", "先看样板线再报价")
        assert review.signed_amount == Decimal(1080000)
        swot = assessments.newest(session, session.get_one(Opportunity, deal), "swot")
        assert swot is not None
        assert [each.text for each in Swot.from_content(swot.content).strategies] == [
            "以交付换份额"
        ]


def test_from_a_lead_to_a_won_contract(dealer: Dealer, tmp_path: Path) -> None:
    beginning = str(dealer.store.undo_label())
    before = exported(dealer.store, tmp_path / "before.json")
    deal = begins_with_a_lead(dealer)
    fills_in_what_is_missing(dealer, deal)
    sets_goals(dealer, deal)
    forms_a_team(dealer, deal)
    analyses(dealer, deal)
    chooses_a_strategy(dealer, deal)
    plans(dealer, deal)
    offers_and_wins(dealer, deal)
    changes_the_sheet_in_libreoffice(dealer, deal, tmp_path)
    writes_the_review(dealer, deal)
    dealer.undoes_all(beginning)
    assert exported(dealer.store, tmp_path / "after.json") == before
    assert QApplication.activeModalWidget() is None
