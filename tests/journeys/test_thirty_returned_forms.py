"""Thirty forms of mixed kinds came back in one folder: looked at, written as one step in the window, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.document import ImportBatch
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.visit import Visit
from tests.forms.helpers import save
from tests.forms.office import Office, day, open_office
from tests.forms.returned import out
from tests.journeys.conftest import Person
from tests.journeys.visiting import exported, stored

RECORD: dict[str, Any] = {
    "kam_visit_held_on": day(-1), "kam_visit_owner_id": "专员丁", "kam_visit_subject": "谈年度框架",
    "kam_visit_needs": "交期十天", "kam_visit_result_advance": "☑ 进展",
}  # fmt: skip
"""Five values of a record; with the name of the account, six cells that a hand has filled in."""
FIGURES = ("known", "new", "changes", "problems", "unopened")
UNCHANGED = (
    "callback_record", "reception_plan", "reception_report", "development_report", "expense_claim", "visit_plan",
)  # fmt: skip


def signed(step: str, who: str) -> dict[str, Any]:
    """Agreed to by hand."""
    return {
        f"kam_{step}_decision_approved": "☑ 同意", f"kam_{step}_by_id": who, f"kam_{step}_on": day(0),
    }  # fmt: skip


@pytest.fixture
def office(person: Person) -> Office:
    """The department at work, in the folder of the open window."""
    made = open_office(person.program.store)
    person.wait()
    return made


@pytest.fixture
def folder(person: Person, office: Office, tmp_path: Path) -> Path:
    """Thirty files, as they came in the post; by their names the records come before the accounts they are about."""
    store, into = person.program.store, tmp_path / "returned"
    into.mkdir()
    for number in range(6):
        name = {"kam_account_name": f"客户 {number}"}
        out(store, into / f"z archive {number}.xlsx", "archive", None, name)
        out(store, into / f"a record {number}.xlsx", "visit_record", None, RECORD | name)
    for number in range(4):
        typed = {
            "kam_claim_staff_id": "专员丁", "kam_claim_on": day(0), "kam_lines_r1_on": day(-1),
            "kam_lines_r1_amount": 100 + number,
        }  # fmt: skip
        out(store, into / f"b claim {number}.xlsx", "expense_claim", None, typed)
    both = signed("manager", "经理甲") | signed("director", "总监乙")
    out(store, into / "y application.xlsx", "visit_application", office.plan, both)
    out(
        store,
        into / "b record of it.xlsx",
        "visit_record",
        office.plan,
        {"kam_visit_needs": "交期十天", "kam_visit_held_on": day(-1)},
    )
    own = signed("manager", "专员丁")
    out(store, into / "c signed oneself.xlsx", "visit_application", office.submitted, own)
    phone = {"kam_account_phone": "0571-1111 2222"}
    out(store, into / "d archive.xlsx", "archive", office.people.account, phone)
    wrong = RECORD | {
        "kam_account_name": "云麓食品",
        "kam_visit_held_on": day(-3),
        "kam_visit_held_from": "25:70",
    }
    out(store, into / "e wrong time.xlsx", "visit_record", None, wrong)
    out(
        store,
        into / "f nobody.xlsx",
        "visit_record",
        None,
        RECORD | {"kam_account_name": "无此客户"},
    )
    for key in UNCHANGED:
        out(store, into / f"unchanged {key}.xlsx", key, office.records()[key])
    save(into / "no form.xlsx", {"A1": "会议纪要", "A2": "无"}, title="纪要")
    (into / "damaged.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert len(list(into.iterdir())) == 30
    return into


def test_thirty_forms_are_one_step(
    person: Person, office: Office, folder: Path, tmp_path: Path
) -> None:
    store = person.program.store
    beginning, before = store.undo_label(), exported(store, tmp_path / "before.json")

    person.chooses("form_read_folder", str(folder))
    page = person.tab._stack.currentWidget()
    figures = {key: page.files.figures.text(key) for key in FIGURES}
    # New: four claims, six archives, the record with the wrong time. Seven records name an account nobody knows yet.
    assert figures == {
        "known": "10", "new": "11", "changes": "74", "problems": "8", "unopened": "2",
    }  # fmt: skip
    assert exported(store, tmp_path / "looked.json") == before, "nothing is written yet"

    # The six records whose accounts came along are filed after them.
    person.press(page.foot.write.text())
    assert person.says() == _("{what}: {counts}.").format(
        what=ngettext("{count} value filed", "{count} values filed", 66).format(count=66),
        counts=_("{first}, {second}").format(
            first=ngettext("{count} new record", "{count} new records", 17).format(count=17),
            second=_("{count} changed").format(count=3),
        ),
    )
    with store.read() as session:
        (counts,) = session.scalars(select(ImportBatch.counts)).all()
        accounts = session.scalar(select(func.count()).where(Account.name.like("客户 %")))
        records = select(Visit.state).join(Account, Account.id == Visit.account_id)
        states = session.scalars(records.where(Account.name.like("客户 %"))).all()
        claims = session.scalar(select(func.count()).select_from(ExpenseClaim))
    assert counts == {
        "read": 30, "created": 17, "updated": 3, "unchanged": 6, "rejected": 4, "values": 66, "refused": 3,
    }  # fmt: skip
    assert (accounts, states, claims) == (6, ["reported"] * 6, 5)
    assert stored(store, Visit, office.plan).state == "reported"
    assert stored(store, Visit, office.submitted).state == "submitted", "nobody agrees to their own"
    assert stored(store, Account, office.people.account).phone == "0571-1111 2222"

    # What was not taken goes back to whoever filled it in, with the place and the reason.
    errors = tmp_path / "errors.xlsx"
    person.questions.answers = [str(errors)]
    person.press(_("Error workbook…"), page)
    rows = list(openpyxl.load_workbook(errors).active.iter_rows(values_only=True))
    told = {str(row[0]) for row in rows[1:]}
    assert told == {
        "c signed oneself.xlsx", "e wrong time.xlsx", "f nobody.xlsx", "no form.xlsx", "damaged.xlsx",
    }  # fmt: skip

    # All of it is one step.
    person.window.run_command("undo")
    person.wait()
    assert store.undo_label() == beginning
    assert exported(store, tmp_path / "after.json") == before
