"""What the procedures forbid is refused with its reason in the window, on the command line, by a returned form and in a
list, and nothing changes by it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from kamdesk.cli.command import Status
from kamdesk.forms.layouts.period import Period
from kamdesk.forms.layouts.visit_plan_filing import PlanOf
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.development import DevelopmentScore
from kamdesk.store.opening import open_store
from kamdesk.ui.accounts.import_list.page import ImportListPage
from kamdesk.ui.visits.calendar.drag import Spot
from kamdesk.work import decisions, development, visits
from tests.forms.returned import fill_in, out
from tests.journeys.conftest import CTRL, Person
from tests.journeys.visiting import TODAY, Visitor, command_line, exported
from tests.work.department import Department, found

NAME = "云麓食品"
MANAGER, FINANCE, ME = "S0", "S2", "S3"


def day(offset: int) -> date:
    """Days from today."""
    return TODAY + timedelta(days=offset)


@dataclass(frozen=True)
class Office:
    """Ids of the visits at each stage, and the forms of them that were printed."""

    people: Department
    planned: int
    asked: int
    half_decided: int
    reported: int
    closed: int
    forms: dict[str, Path]


@pytest.fixture
def office(home: Path, tmp_path: Path) -> Office:
    """The specialist's own visits; everybody has to agree to them, and reports are checked."""
    store = open_store(home)
    people = found(store, visit_approval="manager_director_finance", check_visits="yes")
    with store.change(message("Work")) as session:
        me, manager = people.staff(session, "specialist"), people.staff(session, "manager")

        def plan(offset: int, subject: str) -> Any:
            values = {"account_id": people.account, "planned_on": day(offset), "subject": subject}
            return visits.plan_visit(session, values)

        planned, asked, half = plan(-1, "续签"), plan(3, "介绍"), plan(4, "培训")
        for each in (asked, half):
            visits.submit(session, each, me, day(-3))
        reported, closed = (
            visits.record_held(
                session,
                {"account_id": people.account, "held_on": day(offset), "conclusion": "同意试用"},
            )
            for offset in (-5, -6)
        )
        visits.check(session, closed, manager, day(-4), None)
        visits.close(session, closed, day(-4))
        _prospect_without_a_team(session, session.get_one(Account, people.account))
        ids = (planned.id, asked.id, half.id, reported.id, closed.id)
    week = PlanOf(people.specialist, Period(day(-2), day(2)))
    forms = {
        name: out(store, tmp_path / f"{name}.xlsx", key, record, language="en")
        for name, key, record in (
            ("record", "visit_record", planned.id), ("plan", "visit_plan", week),
            ("asked", "visit_application", asked.id), ("half", "visit_application", half.id),
            ("reported", "visit_record", reported.id), ("closed", "visit_record", closed.id),
        )
    }  # fmt: skip
    with store.change(message("Decided")) as session:  # after its form was printed
        visit = session.get_one(type(half), half.id)
        decisions.decide(
            session, visit, "approved", people.staff(session, "manager"), day(-2), None, "manager"
        )
    store.close()
    return Office(people, *ids, forms)


def _prospect_without_a_team(session: Any, account: Account) -> None:
    made = development.begin(session, account, day(-9))
    words = (
        "demand", "decision_process", "competition", "credit", "application_reason", "plan",
    )  # fmt: skip
    development.change_development(session, made, dict.fromkeys(words, "已知"))
    development.change_development(session, made, {"expected_sales": 260})
    development.move(session, made, "surveyed", day(-8))
    scores = [
        {"id": each.id, "criterion": each.criterion, "weight": each.weight, "score": 70}
        for each in development.rows(session, DevelopmentScore, made.id)
    ]
    development.set_scores(session, made, scores)
    for state in ("evaluated", "application", "team"):
        development.move(session, made, state, day(-7))


# ------------------------------------------------------------------------------------------- the four ways to try it


@dataclass(frozen=True)
class Case:
    """One thing that is forbidden: how it is tried in each way, and what is said there.

    `arguments` of the command line, `typed` into a form (its name; cell → value), `row` of a list (heading → value);
    `untick`: a cell of the form that is taken only when somebody ticks it. Of developments there is no list, and no
    form files one.
    """

    name: str
    arguments: Callable[[Office], tuple[object, ...]]
    refused: str
    window: Callable[[Visitor, Office], str]
    told: str
    form: str = ""
    typed: dict[str, Any] | None = None
    on_form: str = ""
    emptied: str = ""
    row: dict[str, Any] | None = None
    in_list: str = ""


def signed(step: str, who: str, decision: str = "approved") -> dict[str, Any]:
    """A block of the application, filled in by hand."""
    return {
        f"kam_{step}_decision_{decision}": "☑", f"kam_{step}_by_id": who, f"kam_{step}_on": TODAY,
    }  # fmt: skip


def agrees(name: str, which: str) -> Callable[[Visitor, Office], str]:
    """Somebody presses “Agree” on the page of approvals."""

    def act(visitor: Visitor, office: Office) -> str:
        by = getattr(office.people, name)
        return visitor.decides(("Visit", getattr(office, which)), by, "Agree")

    return act


def writes_the_record(visitor: Visitor, office: Office) -> str:
    """The record of a plan nobody agreed to: it is not offered; who comes to it from elsewhere is told why not."""
    visitor.goes_to_the_visits()
    visitor.shows(office.planned)
    menu = visitor.tab.actions_of_visits.menu(office.planned)
    offered = [each.text() for each in menu.actions()]
    assert "Hand in" in offered
    assert "Start the record" not in offered
    visitor.tab.start_record(office.planned)
    visitor.person.wait()
    assert visitor.record.isVisible()
    assert not visitor.record.is_writing()
    return visitor.record.foot.error()


def checks_alone(visitor: Visitor, office: Office) -> str:
    visitor.goes_to_the_visits()
    visitor.shows(office.reported)
    visitor.takes_step("Note the check…")
    return answered(visitor, "checked_by_id")


def cancels_silently(visitor: Visitor, office: Office) -> str:
    visitor.goes_to_the_visits()
    visitor.shows(office.planned)
    visitor.takes_step("Cancel the visit…")
    return answered(visitor, "reason")


def answered(visitor: Visitor, name: str) -> str:
    """Presses the button of the dialog in front, and gives up; gives what was said at the field."""
    dialog: Any = visitor.answers()
    said: str = dialog.boxes[name].error()
    visitor.person.press("Back", dialog)
    visitor.person.back_in_the_window()
    return said


def drags_what_is_closed(visitor: Visitor, office: Office) -> str:
    """It is only read, and stays where it is in the calendar."""
    visitor.goes_to_the_visits()
    visitor.shows(office.closed)
    assert not visitor.record.is_writing()
    assert visitor.record.foot.steps == {}
    visitor.tab.calendar.view().move_wanted.emit(office.closed, Spot(day(1), 9 * 60, 10 * 60))
    return visitor.person.questions.told[-1][1]


def files_alone(visitor: Visitor, office: Office) -> str:
    visitor.window.open_record("Account", office.people.account)
    visitor.person.wait()
    visitor.window.run_command("page_development")
    visitor.person.wait()
    page = visitor.person.tab._pages["development"]
    with visitor.store.read() as session:
        begun = development.open_development(session, office.people.account)
    page.board.go_to(begun.id, focus=True)
    visitor.person.key(Qt.Key.Key_Right, CTRL)
    visitor.person.wait()
    assert page.gate is not None
    wanted = [each.accessibleName() for each in page.gate.findChildren(QAbstractButton)]
    assert "Fill in: a member of the project team" in wanted
    said: str = page.gate.accessibleName()
    visitor.person.key(Qt.Key.Key_Escape)
    return said


CASES = (
    Case(
        "held without approval",
        lambda office: ("visit", "record", office.planned, "--result", "advance"),
        "This visit needs approval first: hand it in.",
        writes_the_record,
        "This visit needs approval first: hand it in.",
        "record",
        {"kam_visit_held_on": day(-1), "kam_visit_needs": "交期"},
        "This visit needs approval first: hand it in.",
        row={"日期": day(-1), "结果说明": "同意试用"},
        in_list="This visit needs approval first: hand it in.",
    ),
    Case(
        "decided twice",
        lambda office: ("decide", "visit", office.half_decided, "refused", "--by", MANAGER, "--step", "manager"),
        f"KA department manager decided already: Agree, 经理甲, {day(-2)}.",
        agrees("manager", "half_decided"),
        "经理甲 is not Marketing & sales director and cannot decide this step.",
        "half",
        signed("manager", "经理甲", "refused"),
        f"KA department manager decided already: Agree, 经理甲, {day(-2)}.",
        row={"日期": day(4), "状态": "未批准"},
        in_list="Marketing & sales director has to decide this.",
    ),
    Case(
        "out of turn",
        lambda office: ("decide", "visit", office.asked, "approved", "--by", FINANCE, "--step", "finance"),
        "It is not the turn of Finance: KA department manager decides first.",
        agrees("finance", "asked"),
        "财务丙 is not KA department manager and cannot decide this step.",
        "asked",
        signed("finance", "财务丙"),
        "It is not the turn of Finance: KA department manager decides first.",
        row={"日期": day(3), "状态": "已批准"},
        in_list="KA department manager has to decide this.",
    ),
    Case(
        "for oneself",
        lambda office: ("decide", "visit", office.asked, "approved", "--by", ME),
        "专员丁 asked for this and cannot decide it.",
        agrees("specialist", "asked"),
        "专员丁 asked for this and cannot decide it.",
        "asked",
        signed("manager", "专员丁"),
        "专员丁 asked for this and cannot decide it.",
        row={"日期": day(3), "状态": "已批准"},
        in_list="KA department manager has to decide this.",
    ),
    Case(
        "checking one's own report",
        lambda office: ("visit", "move", office.reported, "checked", "--by", ME),
        "Nobody checks their own report.",
        checks_alone,
        "Nobody checks their own report.",
        "reported",
        {"kam_visit_checked_by_id": "专员丁", "kam_visit_checked_on": TODAY},
        "Nobody checks their own report.",
        row={"日期": day(-5), "状态": "已检查"},
        in_list="Nobody checks their own report.",
    ),
    Case(
        "cancelled without a reason",
        lambda office: ("visit", "move", office.planned, "cancelled"),
        "Say why; the reason is kept.",
        cancels_silently,
        "Say why; the reason is kept.",
        "plan",
        {"kam_visits_r1_planned_on": None},
        "A visit is cancelled with its reason, not by emptying its row.",
        "visits[0].planned_on",
        row={"日期": day(-1), "状态": "已取消"},
        in_list="Say why; the reason is kept.",
    ),
    Case(
        "a closed visit changed",
        lambda office: ("visit", "record", office.closed, "--conclusion", "改口"),
        "This visit is closed; nothing of it can be changed any more.",
        drags_what_is_closed,
        f"“Visit {day(-6)}” took place on {day(-6)}; what has happened is not moved.",
        "closed",
        {"kam_visit_conclusion": "改口"},
        "This visit is closed; nothing of it can be changed any more.",
        row={"日期": day(-6), "结果说明": "改口"},
        in_list="This visit is closed; nothing of it can be changed any more.",
    ),
    Case(
        "filed without a team",
        lambda _office: ("development", "move", NAME, "filed"),
        "“Filed” still needs: a member of the project team.",
        files_alone,
        "Not to “Filed” yet: 1 thing is missing",
    ),
)  # fmt: skip


def reasons(workbook: Path) -> list[str]:
    """What the workbook of errors says, cell by cell."""
    sheet = openpyxl.load_workbook(workbook).active
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]


@pytest.mark.parametrize("look", [("en", "light")], ids=["in English"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_refused_in_every_way(
    case: Case, look: Any, office: Office, home: Path, tmp_path: Path, capsys: Any, request: Any
) -> None:
    # On the command line, while no window has the folder open.
    assert command_line(home, *case.arguments(office)) == Status.REFUSED
    assert case.refused in capsys.readouterr().err

    person: Person = request.getfixturevalue("person")
    visitor = Visitor(person)
    store = person.program.store
    assert store.undo_label() == "Change settings", "the command line wrote nothing"
    before = exported(store, tmp_path / "before.json")

    # In the window.
    assert case.window(visitor, office) == case.told
    assert exported(store, tmp_path / "window.json") == before
    assert QApplication.activeModalWidget() is None
    if not case.form:
        return

    # By a form that comes back.
    errors = tmp_path / "errors of the form.xlsx"
    fill_in(office.forms[case.form], case.typed or {})
    page = visitor.reads_forms(office.forms[case.form])
    if case.emptied:
        table = page.detail.table
        table.go_to_row(table.fields.row_of(case.emptied))
        table.setFocus()
        person.types(" ")
    person.press(page.foot.write.text())
    person.questions.answers = [str(errors)]
    person.press("Error workbook…", page)
    assert case.on_form in reasons(errors)
    assert exported(store, tmp_path / "form.json") == before

    # In a list that is imported.
    path, errors = tmp_path / "visits.csv", tmp_path / "errors of the list.xlsx"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [["客户", *(case.row or {})], [NAME, *(case.row or {}).values()]]
        )
    person.chooses("import_list", [str(path)])
    listed = person.tab._stack.currentWidget()
    assert isinstance(listed, ImportListPage)
    assert not listed.foot.write.isEnabled()
    person.questions.answers = [str(errors)]
    person.press("Error workbook…", listed)
    assert case.in_list in "\n".join(reasons(errors))
    assert exported(store, tmp_path / "list.json") == before
