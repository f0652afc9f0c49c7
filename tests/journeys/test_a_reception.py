"""A reception from its plan with visitors and programme to the money paid back, through every step in between."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from kamdesk.i18n import _, message
from kamdesk.model.department import Staff
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import Visit, VisitPerson, VisitProgramme
from kamdesk.work import child_rows, settings
from kamdesk.work.accounts import create_account
from tests.journeys.conftest import CTRL, Person
from tests.journeys.visiting import HOUR, TODAY, Visitor, exported, stored


@pytest.fixture
def staff(person: Person) -> dict[str, int]:
    """Position → id. Manager and director agree to receptions, the manager to claims, and reports are checked."""
    with person.program.store.change(message("Set up")) as session:
        made = {
            position: Staff(number=number, name=name, position=position)
            for position, number, name in (
                ("specialist", "S1", "专员丁"), ("manager", "S2", "经理甲"), ("director", "S3", "总监乙"),
            )
        }  # fmt: skip
        session.add_all(made.values())
        session.flush()
        for key, value in (
            ("me", "S1"), ("reception_approval", "manager_director"), ("claim_approval", "manager"),
            ("check_visits", "yes"),
        ):  # fmt: skip
            settings.put(session, key, value)
        create_account(session, {"name": "云麓食品", "owner_id": made["specialist"].id})
        ids = {position: each.id for position, each in made.items()}
    person.wait()
    return ids


def cell(form: Path, name: str) -> object:
    """What stands in a named cell of a form."""
    book = openpyxl.load_workbook(form)
    sheet, place = next(iter(book.defined_names[f"kam_{name}"].destinations))
    return book[sheet][place.replace("$", "").split(":")[0]].value


def test_from_plan_to_paid(person: Person, staff: dict[str, int], tmp_path: Path) -> None:
    visitor = Visitor(person)
    store = person.program.store
    beginning, before = store.undo_label(), exported(store, tmp_path / "before.json")

    # The plan: whom, when, how many, where; the people who come and the programme are added to it.
    visitor.goes_to_the_visits()
    number = visitor.plans(
        "reception", account_id="ylsp", subject="参观基地", planned_on=TODAY.isoformat(), planned_from=HOUR,
        budget="3200", visitor_count="2", venue="第一会议室",
    )  # fmt: skip
    form = visitor.tab.right.plan.form
    for name in ("来宾己", "来宾庚"):
        visitor.clicks(form.customers.line)
        person.types(name)
        person.key(Qt.Key.Key_Return)
    visitor.clicks(form.programme.add_link)
    line = {each.field.name: each for each in form.programme.editors(0)}
    for name, words in (("starts_at", "10:00"), ("what", "参观生产线"), ("in_charge", "经理甲")):
        line[name].setFocus()
        person.types(words)
    form.boxes["meals"].setFocus()
    person.types("食堂")
    person.key(Qt.Key.Key_Tab)
    assert not visitor.tab.has_unsaved()
    with store.read() as session:
        people = child_rows.rows(session, VisitPerson, number)
        programme = child_rows.rows(session, VisitProgramme, number)
    assert {each.name for each in people if each.side == "customer"} == {"来宾己", "来宾庚"}
    assert [(each.starts_at, each.what, each.in_charge) for each in programme] == [
        ("10:00", "参观生产线", "经理甲"),
    ]  # fmt: skip
    visit = visitor.visit(number)
    assert (visit.kind, visit.state, visit.visitor_count, visit.meals) == (
        "reception", "planned", 2, "食堂",
    )  # fmt: skip

    # The department's form of it, with all of that.
    plan = tmp_path / "plan.xlsx"
    person.questions.answers = [str(plan)]
    visitor.qt_click(visitor.tab.right.plan.head.form_button)
    assert person.questions.answers == []
    assert cell(plan, "programme_r1_what") == "参观生产线"
    assert {cell(plan, f"visitors_r{row}_name") for row in (1, 2)} == {"来宾己", "来宾庚"}
    assert cell(plan, "visit_venue") == "第一会议室"
    assert cell(plan, "budget_r1_amount") == 3200

    # Handed in: the manager decides, then the director; before his turn the director's agreement is the manager's step.
    visitor.takes_step(_("Hand in"))
    assert visitor.visit(number).state == "submitted"
    assert visitor.decides(("Visit", number), staff["manager"], _("Agree"), "注意保密") == ""
    assert visitor.visit(number).state == "submitted", "the director was not asked yet"
    assert visitor.decides(("Visit", number), staff["director"], _("Agree")) == ""
    assert visitor.visit(number).state == "approved"
    assert visitor.decided(Visit, number) == [
        ("manager", "approved", staff["manager"], TODAY),
        ("director", "approved", staff["director"], TODAY),
    ]

    # Everything is ready; they come; the record says what it brought and cost.
    visitor.shows(number)
    visitor.takes_step(_("All prepared"))
    assert (visitor.visit(number).state, visitor.visit(number).prepared_on) == ("prepared", TODAY)
    visitor.press(_("Start the record"), visitor.tab)
    person.types("认可现场管理")
    visitor.clicks(visitor.record.form.tables["expenses"].add_link)
    person.types("480")
    person.key(Qt.Key.Key_Return, CTRL)
    person.key(Qt.Key.Key_Return, CTRL)
    person.wait()
    assert (visitor.visit(number).state, visitor.visit(number).needs) == (
        "reported", "认可现场管理",
    )  # fmt: skip
    report = tmp_path / "report.xlsx"
    person.questions.answers = [str(report)]
    visitor.qt_click(visitor.record.head.form_button)
    assert cell(report, "visit_needs") == "认可现场管理"
    assert {cell(report, f"visitors_r{row}_name") for row in (1, 2)} == {"来宾己", "来宾庚"}

    # The report is not checked by who wrote it, but by the manager.
    visitor.takes_step(_("Note the check…"), check_opinion="属实")
    dialog = QApplication.activeModalWidget()
    assert dialog.boxes["checked_by_id"].error() == _("Nobody checks their own report.")
    visitor.answers(checked_by_id="经理甲")
    person.back_in_the_window()
    checked = visitor.visit(number)
    assert (checked.state, checked.checked_by_id, checked.check_opinion, checked.checked_on) == (
        "checked", staff["manager"], "属实", TODAY,
    )  # fmt: skip

    # What it cost is claimed, agreed to and paid; with that the reception is reimbursed, and can be put aside.
    page = visitor.goes_to_the_expenses()
    visitor.qt_click(page.table.all_box())
    person.press(_("Claim them"), page)
    person.press(_("Hand in"), page)
    with store.read() as session:
        claim = session.scalars(select(ExpenseClaim)).one()
        spent = session.scalars(select(Expense)).one()
    assert (claim.state, spent.amount, spent.visit_id) == ("submitted", Decimal(480), number)
    assert visitor.decides(("ExpenseClaim", claim.id), staff["manager"], _("Agree")) == ""
    assert stored(store, ExpenseClaim, claim.id).state == "approved"
    assert visitor.visit(number).state == "checked"
    page = visitor.goes_to_the_expenses()
    page.show_subject(("ExpenseClaim", claim.id))
    person.wait()
    person.press(_("Paid"), page)
    assert stored(store, ExpenseClaim, claim.id).paid_on == TODAY
    assert (visitor.visit(number).state, visitor.visit(number).reimbursed_on) == (
        "reimbursed", TODAY,
    )  # fmt: skip
    visitor.shows(number)
    visitor.takes_step(_("Close"))
    assert visitor.visit(number).state == "closed"

    visitor.undoes_all(str(beginning))
    assert exported(store, tmp_path / "after.json") == before
