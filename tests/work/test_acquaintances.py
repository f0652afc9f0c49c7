"""Who knows whom: our people × theirs, now and wanted, and ties that hang by one thread."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.project import TeamMember
from kamdesk.store.store import Store
from kamdesk.work import acquaintances
from tests.work.chain_people import TODAY, Customer, customer


@pytest.fixture
def made(store: Store) -> Customer:
    return customer(store)


def grid(made: Customer) -> acquaintances.Grid:
    with made.store.read() as session:
        return acquaintances.grid(session, made.account, TODAY)


def note(
    made: Customer, staff: int, contact: int, now: str | None, wanted: str | None = None
) -> None:
    with made.store.change(message("Note")) as session:
        acquaintances.set_relation(session, staff, contact, now=now, wanted=wanted)


def test_our_side_is_the_owner_the_team_and_who_is_noted(made: Customer) -> None:
    department = made.department
    assert [each.name for each in grid(made).staff] == ["专员丁"]
    with made.store.change(message("Team")) as session:
        session.add(
            TeamMember(opportunity_id=made.project, staff_id=department.manager, role="lead")
        )
    note(made, department.director, department.contact, "vendor")
    assert [each.name for each in grid(made).staff] == ["专员丁", "经理甲", "总监乙"]


def test_levels_and_single_threads(made: Customer) -> None:
    department = made.department
    second = made.contact("纪宏声")
    made.contact("离任者", left_on=TODAY)
    note(made, department.specialist, department.contact, "credible_source", "trusted_adviser")
    note(made, department.specialist, second, "vendor")
    note(made, department.manager, second, "vendor", "vendor")
    found = grid(made)
    assert [each.full_name for each in found.contacts] == ["受访人戊", "纪宏声"]
    assert [each.full_name for each in found.single_threads] == ["受访人戊"]
    assert found.unknown == ()
    assert found.cell(department.specialist, department.contact).falls_short
    assert not found.cell(department.manager, second).falls_short


def test_what_is_only_wanted_is_no_acquaintance(made: Customer) -> None:
    department = made.department
    note(made, department.manager, department.contact, None, "vendor")
    found = grid(made)
    assert found.known_by(department.contact) == ()
    assert [each.full_name for each in found.unknown] == ["受访人戊"]
    assert found.cell(department.manager, department.contact).falls_short


def test_an_empty_note_goes_and_comes_back_by_undo(made: Customer) -> None:
    department = made.department
    note(made, department.specialist, department.contact, "vendor")
    note(made, department.specialist, department.contact, None)
    assert grid(made).cells == {}
    made.store.undo()
    assert grid(made).cell(department.specialist, department.contact).now == "vendor"


def test_meetings_and_the_only_tie(made: Customer) -> None:
    department = made.department
    second = made.contact("纪宏声")
    made.visit(TODAY - timedelta(days=20), department.contact)
    made.visit(TODAY - timedelta(days=91), second)
    found = grid(made)
    cell = found.cell(department.specialist, department.contact)
    assert cell.met_on == TODAY - timedelta(days=20)
    assert cell.now is None
    assert found.only_tie is not None
    assert found.only_tie.full_name == "受访人戊"
    made.visit(TODAY - timedelta(days=90), second)
    assert grid(made).only_tie is None


def test_levels_go_round(made: Customer) -> None:
    level, seen = None, []
    for _press in range(5):
        level = acquaintances.next_level(level)
        seen.append(level)
    assert seen == ["vendor", "credible_source", "problem_solver", "trusted_adviser", None]
    assert acquaintances.next_level(None, -1) == "trusted_adviser"


def test_an_unknown_level_is_refused(made: Customer) -> None:
    with made.store.change(message("Note")) as session, pytest.raises(RuleError):
        acquaintances.set_relation(
            session, made.department.manager, made.department.contact, now="friend", wanted=None
        )
