"""Account plans, white space, competitors and intelligence, and the checklist of what must be known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message, set_language
from kamdesk.model.account import Account
from kamdesk.model.competitor import Competitor
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.model.product import Product
from kamdesk.model.strategy import AccountPlan, PlanGoal, PlanMeasure
from kamdesk.store.store import Store
from kamdesk.work import (
    account_plans,
    accounts,
    competitors,
    information,
    opportunities,
    trash,
    white_space,
)
from kamdesk.work.agenda import agenda
from kamdesk.work.child_rows import set_rows
from tests.work.department import Department, found

TODAY = date.today()


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def rival(session: Session, name: str = "对手甲") -> Competitor:
    return competitors.add_competitor(session, {"name": name})


# -------------------------------------------------------------------------------------------------------- plans


def test_a_plan_is_for_the_year_and_of_the_owner(session: Session, department: Department) -> None:
    plan = account_plans.add_plan(
        session, department.account, {"sales_goal": Decimal("3000000")}, TODAY
    )
    assert (plan.period, plan.owner_id, plan.state, plan.currency) == (
        str(TODAY.year), department.specialist, "draft", "CNY",
    )  # fmt: skip


def test_one_plan_for_a_period(session: Session, department: Department) -> None:
    account_plans.add_plan(session, department.account, {"period": "2027"}, TODAY)
    second = account_plans.add_plan(session, department.account, {"period": "2028"}, TODAY)
    with pytest.raises(RuleError) as refusal:
        account_plans.change_plan(session, second, {"period": " 2027 "})
    assert refusal.value.field == "period"


def test_how_far_a_plan_is(session: Session, department: Department) -> None:
    plan = account_plans.add_plan(session, department.account, {}, TODAY)
    set_rows(session, plan, PlanGoal, [{"name": "份额", "target": "40 %"}], "name")
    set_rows(
        session, plan, PlanMeasure,
        [
            {"name": "a", "due_on": TODAY - timedelta(days=3), "done_on": TODAY},
            {"name": "b", "due_on": TODAY - timedelta(days=1)},
            {"name": "c", "due_on": TODAY},
            {"name": "d"},
        ],
        "name",
    )  # fmt: skip
    sheet = account_plans.sheet(session, plan)
    assert (len(sheet.goals), len(sheet.measures), sheet.done, sheet.overdue(TODAY)) == (1, 4, 1, 1)


def test_due_measures_are_those_of_the_owner_or_of_the_plans_owner(
    session: Session, department: Department
) -> None:
    plan = account_plans.add_plan(session, department.account, {}, TODAY)
    day = TODAY + timedelta(days=5)
    set_rows(
        session, plan, PlanMeasure,
        [
            {"name": "later", "due_on": day + timedelta(days=1)},
            {"name": "the plan's owner", "due_on": day},
            {"name": "the manager", "due_on": TODAY, "owner_id": department.manager},
            {"name": "done", "due_on": TODAY, "done_on": TODAY},
        ],
        "name",
    )  # fmt: skip

    def names(who: int | None) -> list[str]:
        staff = session.get_one(Staff, who) if who is not None else None
        entries = agenda(session, TODAY, (day - TODAY).days, staff).entries
        return [each.title for each in entries if each.kind == "measure"]

    assert names(department.specialist) == ["the plan's owner"]
    assert names(department.manager) == ["the manager"]
    assert names(None) == ["the manager", "the plan's owner"]
    account_plans.change_plan(session, plan, {"state": "closed"})
    assert names(None) == []


def test_a_plan_goes_to_the_waste_basket_with_its_rows(
    session: Session, department: Department
) -> None:
    plan = account_plans.add_plan(session, department.account, {}, TODAY)
    set_rows(session, plan, PlanMeasure, [{"name": "a"}], "name")
    assert trash.move_to_trash(session, plan) == 2
    assert account_plans.plans(session, department.account) == []
    again = account_plans.add_plan(session, department.account, {}, TODAY)
    assert session.get_one(AccountPlan, again.id).period == str(TODAY.year)


# -------------------------------------------------------------------------------------------------- white space


def group(session: Session, department: Department) -> tuple[int, int]:
    """A subsidiary of the account, and one below that."""
    first = accounts.create_account(session, {"name": "丙子公司", "parent_id": department.account})
    second = accounts.create_account(session, {"name": "丁孙公司", "parent_id": first.id})
    session.add_all(
        Product(code=code, name=code, line=line)
        for code, line in (("P1", "变频器"), ("P2", "电机"), ("P3", "变频器"), ("P4", None))
    )
    session.flush()
    return first.id, second.id


def test_the_map_shows_the_whole_group_from_anywhere(
    session: Session, department: Department
) -> None:
    first, second = group(session, department)
    for start in (department.account, first, second):
        found = white_space.space_map(session, start)
        assert [(each.account_id, each.depth) for each in found.companies] == [
            (department.account, 0), (first, 1), (second, 2),
        ]  # fmt: skip
        assert found.lines == ("变频器", "电机")
    assert found.count("") == 6


def test_a_group_that_turns_in_a_circle_ends(session: Session, department: Department) -> None:
    first, _second = group(session, department)
    session.get_one(Account, department.account).parent_id = first
    session.flush()
    names = [each.account_id for each in white_space.group_of(session, department.account)]
    assert sorted(names) == sorted(set(names))
    assert department.account in names


def test_a_cell_becomes_an_opportunity_and_follows_it(
    session: Session, department: Department
) -> None:
    first, _second = group(session, department)
    white_space.set_cell(session, first, "电机", {"amount": Decimal("800000")})
    made = white_space.make_opportunity(session, first, "电机", TODAY)
    assert (made.name, made.account_id, made.amount) == ("丙子公司: 电机", first, Decimal("800000"))

    def state() -> str:
        return white_space.space_map(session, first).cell(first, "电机").state

    assert state() == "open"
    with pytest.raises(RuleError):
        white_space.make_opportunity(session, first, "电机", TODAY)
    opportunities.close(session, made, "won", TODAY, "Best offer", override_reason="Test")
    assert state() == "won"
    trash.move_to_trash(session, made)
    session.expire_all()
    cell = white_space.space_map(session, first).cell(first, "电机")
    assert (cell.opportunity_id, cell.state) == (None, "potential")


def test_a_lost_opportunity_leaves_the_cell_free_for_another(
    session: Session, department: Department
) -> None:
    first, _second = group(session, department)
    made = white_space.make_opportunity(session, first, "电机", TODAY)
    opportunities.close(session, made, "lost", TODAY, "Price")
    assert white_space.space_map(session, first).cell(first, "电机").state == "potential"
    assert white_space.make_opportunity(session, first, "电机", TODAY).id != made.id


def test_what_is_still_to_be_won(session: Session, department: Department) -> None:
    first, second = group(session, department)
    other = rival(session)
    white_space.set_cell(session, first, "电机", {"amount": Decimal(100)})
    white_space.set_cell(
        session, second, "电机",
        {"state": "competitor", "competitor_id": other.id, "amount": Decimal(50)},
    )  # fmt: skip
    white_space.set_cell(session, second, "变频器", {"state": "won", "amount": Decimal(900)})
    white_space.set_cell(session, first, "变频器", {"amount": Decimal(7), "currency": "USD"})
    found = white_space.space_map(session, first)
    assert found.potential("CNY") == 150
    assert found.cell(second, "电机").competitor == "对手甲"
    assert (found.count("potential"), found.count("competitor"), found.count("")) == (2, 1, 2)


def test_a_competitors_cell_names_the_competitor(session: Session, department: Department) -> None:
    with pytest.raises(RuleError) as refusal:
        white_space.set_cell(session, department.account, "电机", {"state": "competitor"})
    assert refusal.value.field == "competitor_id"


# -------------------------------------------------------------------------------- competitors and intelligence


def test_a_competitor_is_there_once(session: Session) -> None:
    rival(session, "Rival Pumps")
    with pytest.raises(RuleError) as refusal:
        rival(session, " rival pumps ")
    assert refusal.value.field == "name"


def test_shares_are_dated_and_stay_below_everything(
    session: Session, department: Department
) -> None:
    other = rival(session)
    before = TODAY - timedelta(days=100)
    competitors.set_share(session, department.account, None, Decimal("0.2"), before)
    competitors.set_share(session, department.account, other.id, Decimal("0.5"), before)
    competitors.set_share(session, department.account, other.id, Decimal("0.4"), TODAY, "visit")
    found = competitors.shares(session, department.account, TODAY)
    assert [(each.name, each.share, each.before, each.source) for each in found] == [
        ("对手甲", Decimal("0.4"), Decimal("0.5"), "visit"), ("", Decimal("0.2"), None, ""),
    ]  # fmt: skip
    assert competitors.relative_share(found) == Decimal("0.50")
    earlier = competitors.shares(session, department.account, before)
    assert [each.share for each in earlier] == [Decimal("0.5"), Decimal("0.2")]
    with pytest.raises(RuleError):
        competitors.set_share(session, department.account, None, Decimal("0.61"), TODAY)
    competitors.remove_shares(session, department.account, other.id)
    left = competitors.shares(session, department.account, TODAY)
    assert [each.competitor_id for each in left] == [None]
    assert competitors.relative_share(left) is None


def test_the_list_counts_where_they_stand_against_us(
    session: Session, department: Department
) -> None:
    other, idle = rival(session), rival(session, "对手乙")
    made = [_project(session, department, other) for _number in range(3)]
    opportunities.close(session, made[0], "lost", TODAY, "Price", lost_to_id=other.id)
    opportunities.close(session, made[1], "won", TODAY, "Service", override_reason="Test")
    competitors.set_share(session, department.account, other.id, Decimal("0.5"), TODAY)
    competitors.add_intelligence(session, {"text": "降价", "competitor_id": other.id}, TODAY)
    lines = {each.competitor.id: each for each in competitors.listed(session)}
    found = lines[other.id]
    assert (found.open_projects, found.won, found.lost, found.shares, found.heard_on) == (
        1, 1, 1, 1, TODAY,
    )  # fmt: skip
    assert (lines[idle.id].open_projects, lines[idle.id].heard_on) == (0, None)


def _project(session: Session, department: Department, other: Competitor) -> Opportunity:
    made = opportunities.add_opportunity(
        session, {"name": "项目", "account_id": department.account}, on=TODAY
    )
    session.add(
        OpportunityCompetitor(opportunity_id=made.id, competitor_id=other.id, is_incumbent=False)
    )
    session.flush()
    return made


def test_intelligence_is_found_where_it_matters(session: Session, department: Department) -> None:
    other, idle = rival(session), rival(session, "对手乙")
    project = _project(session, department, other)
    elsewhere = accounts.create_account(session, {"name": "别的客户"})
    given = {
        "about the account": {"account_id": department.account},
        "about the project": {"opportunity_id": project.id},
        "about the rival": {"competitor_id": other.id},
        "about another rival": {"competitor_id": idle.id},
        "the rival elsewhere": {"competitor_id": other.id, "account_id": elsewhere.id},
    }
    for text, values in given.items():
        competitors.add_intelligence(session, {"text": text, **values}, TODAY)

    def texts(**where: int | str) -> set[str]:
        return {each.entry.text for each in competitors.heard(session, **where)}  # type: ignore[arg-type] # by name

    assert texts(account_id=department.account) == {
        "about the account", "about the project", "about the rival",
    }  # fmt: skip
    assert texts(opportunity_id=project.id) == {"about the project", "about the rival"}
    assert texts(competitor_id=other.id) == {"about the rival", "the rival elsewhere"}
    assert texts(text="别的") == {"the rival elsewhere"}
    assert len(texts()) == 5


def test_intelligence_about_a_project_is_about_its_account(
    session: Session, department: Department
) -> None:
    project = _project(session, department, rival(session))
    entry = competitors.add_intelligence(
        session, {"text": "预算已批", "opportunity_id": project.id, "reliability": 5}, TODAY
    )
    assert entry.account_id == department.account
    for wrong, field in (({"text": " "}, "text"), ({"reliability": 6}, "reliability")):
        with pytest.raises(RuleError) as refusal:
            competitors.change_intelligence(session, entry, wrong)
        assert refusal.value.field == field
        competitors.change_intelligence(session, entry, {"text": "预算已批", "reliability": 1})


# ---------------------------------------------------------------------------------------------- the checklist


def test_the_template_comes_once_whatever_the_language(
    session: Session, department: Department
) -> None:
    count = len(information.ACCOUNT_QUESTIONS)
    assert information.add_template(session, department.account) == count
    set_language("zh")
    assert information.add_template(session, department.account) == 0
    assert information.checklist(session, department.account).unknown == count


def test_answers_are_dated_and_the_unknown_counted(
    session: Session, department: Department
) -> None:
    information.add_template(session, department.account)
    first = information.checklist(session, department.account).items[0]
    answer = {"answer": "三家供应商", "reliability": 4}
    information.put_item(session, department.account, first, answer, TODAY)
    own = information.put_item(
        session, department.account, None, {"question": "Own question"}, TODAY
    )
    found = information.checklist(session, department.account)
    assert found.items[-1] is own
    assert (first.on, own.on, found.unknown) == (TODAY, None, len(found.items) - 1)
    for wrong, field in (({"reliability": 6}, "reliability"), ({"question": " "}, "question")):
        with pytest.raises(RuleError) as refusal:
            information.put_item(session, department.account, first, wrong, TODAY)
        assert refusal.value.field == field
        session.refresh(first)


def test_a_row_of_the_plan_needs_a_name(session: Session, department: Department) -> None:
    plan = account_plans.add_plan(session, department.account, {}, TODAY)
    row = account_plans.put_row(session, plan, PlanMeasure, None, {"name": "拜访总经理"})
    assert account_plans.sheet(session, plan).measures == (row,)
    with pytest.raises(RuleError):
        account_plans.put_row(session, plan, PlanGoal, None, {"target": "40 %"})


def test_a_project_has_its_own_list(session: Session, department: Department) -> None:
    project = _project(session, department, rival(session))
    count = information.add_template(session, department.account, project.id)
    assert count == len(information.PROJECT_QUESTIONS)
    assert information.checklist(session, department.account).items == ()
    assert information.unknown_count(session, department.account) == count
