"""The decision map: what it says, how sure that is, who is met too seldom, lines, other maps, versions."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.project import Action
from kamdesk.model.relations import ChainLine, ChainLink
from kamdesk.store.store import Store
from kamdesk.work import chain_changes, chain_person, chain_versions, settings
from kamdesk.work.decision_chain import last_visit_id, read_map
from tests.work.chain_people import TODAY, Customer, customer, links, other_account, other_project


@pytest.fixture
def made(store: Store) -> Customer:
    return customer(store)


def shown(made: Customer, project: int | None = None):
    with made.store.read() as session:
        return read_map(session, made.account, project, TODAY)


def example(made: Customer) -> dict[str, int]:
    """The five people of methods.md 3.6."""
    return {
        "A": made.put("A", made.project, buying_role="decision_maker", influence=3, support_level=0),
        "B": made.put("B", made.project, buying_role="evaluator", influence=2, support_level=1),
        "C": made.put("C", made.project, buying_role="user_buyer", influence=1, support_level=2),
        "D": made.put("D", made.project, buying_role="purchaser", influence=2, support_level=-1),
        "E": made.put("E", made.project, influence=3),
    }  # fmt: skip


# ---------------------------------------------------------------------------------------------------------- figures


def test_the_example_of_the_method(made: Customer) -> None:
    ids = example(made)
    found = shown(made, made.project)
    assert found.balance == Decimal("0.125")
    known = found.known
    assert (known.known, known.whole) == (8, 11)
    assert known.share is not None
    assert round(known.share, 3) == Decimal("0.727")
    unknown = [flag for flag in found.flags if flag.kind == "unknown_support"]
    assert [flag.people for flag in unknown] == [(ids["E"],)]


def test_unknown_is_not_nought(made: Customer) -> None:
    made.put("A", made.project, influence=2)
    assert shown(made, made.project).balance is None
    made.put("B", made.project, influence=2, support_level=0)
    assert shown(made, made.project).balance == 0


def test_days_since_contact_by_archive_and_by_name(made: Customer) -> None:
    contact = made.contact("纪宏声", position="总经理")
    by_archive = made.put_contact(contact, made.project)
    by_name = made.put("邵亦衡", made.project, is_external=True)
    made.visit(TODAY - timedelta(days=41), contact)
    latest = made.visit(TODAY - timedelta(days=12), contact, kind="call")
    made.visit(TODAY - timedelta(days=58), name="邵亦衡")
    found = shown(made, made.project)
    person = found.person(by_archive)
    assert person is not None
    assert person.days == 12
    assert found.person(by_name).days == 58
    with made.store.read() as session:
        assert last_visit_id(session, person, made.account) == latest


@pytest.mark.parametrize(
    ("roles", "limit"),
    [
        ("decision_maker", 30),
        ("evaluator", 30),
        ("user_buyer", 60),
        ("purchaser", 90),
        ("user_buyer,influencer", 30),
        (None, 90),
    ],
)
def test_the_limit_is_that_of_the_strictest_role(made: Customer, roles: str, limit: int) -> None:
    made.put("A", buying_role=roles)
    assert shown(made).people[0].limit == limit


def test_the_department_sets_the_limits_and_flags_follow(made: Customer) -> None:
    contact = made.contact("纪宏声")
    link = made.put_contact(contact)
    made.change(link, buying_role="decision_maker")
    made.visit(TODAY - timedelta(days=40), contact)
    assert next(flag.kind for flag in shown(made).flags) == "decision_maker_not_met"
    with made.store.change(message("Set")) as session:
        settings.put(session, "contact_days_decision_maker", 45)
    found = shown(made)
    assert not found.people[0].is_overdue
    assert "decision_maker_not_met" not in [flag.kind for flag in found.flags]


def test_an_opponent_with_an_action_is_no_longer_flagged(made: Customer) -> None:
    link = made.put("罗清砚", made.project, influence=3, support_level=-2)

    def kinds() -> list[str]:
        return [flag.kind for flag in shown(made, made.project).flags]

    assert "opponent_without_action" in kinds()
    with made.store.change(message("Act")) as session:
        uid = session.get_one(ChainLink, link).uid
        action = Action(
            opportunity_id=made.project, name="参观示范产线", why_kind="person", why_uid=uid, state="open"
        )  # fmt: skip
        session.add(action)
    assert "opponent_without_action" not in kinds()
    person = shown(made, made.project).people[0]
    with made.store.read() as session:
        assert [each.name for each in chain_person.countermeasures(session, person)] == [
            "参观示范产线"
        ]
    with made.store.change(message("Done")) as session:
        session.get_one(Action, action.id).state = "done"
    assert "opponent_without_action" in kinds()


def test_a_placeholder_is_unknown_and_never_late(made: Customer) -> None:
    made.put("", made.project, position="财务总监", buying_role="decision_maker", influence=3)
    found = shown(made, made.project)
    person = found.people[0]
    assert person.is_placeholder
    assert person.title == "? 财务总监"
    assert not person.is_overdue
    assert "no_decision_maker" in [flag.kind for flag in found.flags]


def test_an_empty_map_says_nothing(made: Customer) -> None:
    found = shown(made)
    assert found.people == ()
    assert found.flags == ()
    assert found.balance is None


# ------------------------------------------------------------------------------------------------ people and statements


def test_the_archive_fills_a_new_person_as_assumed(made: Customer) -> None:
    contact = made.contact(
        "唐晚舟", buying_role="evaluator,initiator", influence=2, support_level=1
    )
    made.put_contact(contact, made.project)
    person = shown(made, made.project).people[0]
    assert (person.roles, person.influence, person.support_level) == (
        ("evaluator", "initiator"),
        2,
        1,
    )
    assert person.confirmed == ()
    assert not person.is_confirmed()


def test_nobody_stands_on_a_map_twice(made: Customer) -> None:
    contact = made.contact("唐晚舟")
    made.put_contact(contact, made.project)
    with pytest.raises(RuleError, match="on the map already"):
        made.put_contact(contact, made.project)
    made.put_contact(contact)
    assert len(links(made.store)) == 2


def test_the_contacts_of_the_account_come_with_their_reporting_lines(made: Customer) -> None:
    head = made.contact("纪宏声")
    made.contact("唐晚舟", reports_to_id=head)
    made.contact("离任者", left_on=TODAY)
    with made.store.change(message("Take")) as session:
        assert chain_changes.add_contacts_of_account(session, made.account, made.project) == 3
    found = shown(made, made.project)
    by_name = {each.name: each for each in found.people}
    assert set(by_name) == {"受访人戊", "纪宏声", "唐晚舟"}
    assert by_name["唐晚舟"].reports_to_id == by_name["纪宏声"].id
    with made.store.change(message("Again")) as session:
        assert chain_changes.add_contacts_of_account(session, made.account, made.project) == 0


def test_confirmed_until_it_says_something_else(made: Customer) -> None:
    link = made.put("A", influence=3, support_level=0, buying_role="decision_maker")
    with made.store.change(message("Confirm")) as session:
        row = session.get_one(ChainLink, link)
        facts = ("influence", "support_level", "buying_role")
        chain_changes.confirm(session, row, facts, TODAY, "拜访记录 10-14")
    person = shown(made).people[0]
    assert person.is_confirmed()
    assert (person.confirmed_on, person.evidence) == (TODAY, "拜访记录 10-14")
    made.change(link, support_level=1)
    person = shown(made).people[0]
    assert person.confirmed == ("buying_role", "influence")
    assert not person.is_confirmed()
    made.change(link, influence=3)
    assert shown(made).people[0].is_confirmed("influence")


def test_what_says_nothing_cannot_be_confirmed(made: Customer) -> None:
    link = made.put("A")
    with (
        made.store.change(message("Confirm")) as session,
        pytest.raises(RuleError, match="says nothing yet"),
    ):
        chain_changes.confirm(session, session.get_one(ChainLink, link), ("support_level",), TODAY)


@pytest.mark.parametrize(
    ("field", "value"),
    [("influence", 4), ("influence", -1), ("support_level", 3), ("support_wanted", -3)],
)
def test_figures_outside_their_scale_are_refused(made: Customer, field: str, value: int) -> None:
    link = made.put("A")
    with pytest.raises(RuleError) as refusal:
        made.change(link, **{field: value})
    assert refusal.value.field == field
    assert getattr(shown(made).people[0], field) is None


def test_nobody_reports_in_a_circle(made: Customer) -> None:
    first, second, third = made.put("A"), made.put("B"), made.put("C")
    made.change(second, reports_to_id=first)
    made.change(third, reports_to_id=second)
    for wrong in (first, third):
        with pytest.raises(RuleError, match="circle"):
            made.change(first, reports_to_id=wrong)
    stranger = made.put("D", made.project)
    with pytest.raises(RuleError, match="not on this map"):
        made.change(first, reports_to_id=stranger)


def test_who_is_removed_leaves_no_gap_and_no_line(made: Customer) -> None:
    first, second, third = made.put("A"), made.put("B"), made.put("C")
    made.change(second, reports_to_id=first)
    made.change(third, reports_to_id=second)
    with made.store.change(message("Line")) as session:
        chain_changes.add_line(
            session, session.get_one(ChainLink, third), session.get_one(ChainLink, second)
        )
    with made.store.change(message("Remove")) as session:
        chain_changes.remove_person(session, session.get_one(ChainLink, second))
    found = shown(made)
    assert [each.name for each in found.people] == ["A", "C"]
    assert found.person(third).reports_to_id == first
    assert found.lines == ()
    made.store.undo()
    found = shown(made)
    assert found.person(third).reports_to_id == second
    assert len(found.lines) == 1


# ------------------------------------------------------------------------------------------------------------- lines


def test_lines_are_drawn_once_and_between_two(made: Customer) -> None:
    first, second = made.put("A"), made.put("B")

    def draw(start: int, end: int, kind: str) -> None:
        with made.store.change(message("Line")) as session:
            row = session.get_one
            chain_changes.add_line(
                session, row(ChainLink, start), row(ChainLink, end), kind, "付款"
            )

    draw(first, second, "influence")
    draw(second, first, "influence")
    draw(first, second, "conflict")
    for wrong in (
        (first, second, "influence"),
        (second, first, "conflict"),
        (first, first, "informal"),
    ):
        with pytest.raises(RuleError):
            draw(*wrong)
    assert [(each.kind, each.note) for each in shown(made).lines] == [
        ("influence", "付款"), ("influence", "付款"), ("conflict", "付款"),
    ]  # fmt: skip


def test_a_line_changes_and_goes(made: Customer) -> None:
    first, second = made.put("A"), made.put("B")
    with made.store.change(message("Line")) as session:
        row = session.get_one
        line = chain_changes.add_line(session, row(ChainLink, first), row(ChainLink, second)).id
    with made.store.change(message("Change")) as session:
        chain_changes.change_line(
            session, session.get_one(ChainLine, line), {"kind": "informal", "is_confirmed": True}
        )
    found = shown(made).lines[0]
    assert (found.kind, found.is_confirmed) == ("informal", True)
    with made.store.change(message("Remove")) as session:
        chain_changes.remove_line(session, session.get_one(ChainLine, line))
    assert shown(made).lines == ()


# -------------------------------------------------------------------------------------------------------- other maps


def test_the_newest_of_this_account_is_handed_over_never_that_of_another(made: Customer) -> None:
    contact = made.contact("纪宏声")
    abroad = other_account(made)
    foreign = other_project(made, "外部项目", abroad)
    with made.store.change(message("Foreign")) as session:
        link = chain_changes.add_contact(session, abroad, foreign, contact)
        assert link.is_external
        chain_changes.change_person(session, link, {"support_level": -2, "influence": 3})
    here = made.put_contact(contact, made.project)
    assert shown(made, made.project).people[0].support_level is None
    with (
        made.store.change(message("Take")) as session,
        pytest.raises(RuleError, match="No other map of this account"),
    ):
        chain_changes.take_newest(session, session.get_one(ChainLink, here))
    second = other_project(made, "一期")
    there = made.put_contact(contact, second)
    made.change(there, support_level=1, influence=2, personal_agenda="标杆")
    with made.store.change(message("Take")) as session:
        chain_changes.take_newest(session, session.get_one(ChainLink, here))
    person = shown(made, made.project).people[0]
    assert (person.support_level, person.influence, person.personal_agenda) == (1, 2, "标杆")


def test_a_whole_map_is_copied_within_its_account(made: Customer) -> None:
    example(made)
    second = other_project(made, "一期")
    ids = [each.id for each in shown(made, made.project).people]
    made.change(ids[1], reports_to_id=ids[0])
    with made.store.change(message("Line")) as session:
        row = session.get_one
        chain_changes.add_line(session, row(ChainLink, ids[2]), row(ChainLink, ids[0]))
    with made.store.change(message("Copy")) as session:
        assert chain_changes.copy_map(session, made.account, made.project, second) == 5
    copy = shown(made, second)
    names = {each.id: each.name for each in copy.people}
    assert sorted(names.values()) == ["A", "B", "C", "D", "E"]
    assert [names[each.reports_to_id] for each in copy.people if each.reports_to_id] == ["A"]
    assert [(names[each.from_id], names[each.to_id]) for each in copy.lines] == [("C", "A")]
    assert copy.balance == Decimal("0.125")
    abroad = other_project(made, "外部", other_account(made))
    with (
        made.store.change(message("Copy")) as session,
        pytest.raises(RuleError, match="another account"),
    ):
        chain_changes.copy_map(session, made.account, made.project, abroad)


# --------------------------------------------------------------------------------------------------- versions, history


def test_a_version_keeps_the_map_and_tells_what_changed(made: Customer) -> None:
    ids = example(made)
    made.change(ids["B"], reports_to_id=ids["A"])
    before = TODAY - timedelta(days=10)
    with made.store.change(message("Keep")) as session:
        kept = chain_versions.save_version(session, made.account, made.project, before).id
    made.change(ids["A"], support_level=1)
    made.change(ids["B"], reports_to_id=None)
    with made.store.change(message("Remove")) as session:
        chain_changes.remove_person(session, session.get_one(ChainLink, ids["E"]))
    made.put("F", made.project)
    now = shown(made, made.project)
    with made.store.read() as session:
        old = chain_versions.read_version(session, kept)
        last = chain_versions.last_version(session, made.account, made.project, TODAY)
    assert old.balance == Decimal("0.125")
    assert last is not None
    assert (last.on, last.balance) == (before, Decimal("0.125"))
    assert [each.name for each in old.people] == ["A", "B", "C", "D", "E"]
    assert old.person(old.people[1].reports_to_id).name == "A"
    told = [(each.name, each.field, each.before, each.after)
            for each in chain_versions.differences(old, now)]  # fmt: skip
    assert told == [
        ("A", "support_level", 0, 1),
        ("B", "reports_to", "A", None),
        ("F", "added", None, None),
        ("E", "removed", None, None),
    ]


def test_a_version_survives_writing_and_reading_whole(made: Customer) -> None:
    contact = made.contact("纪宏声", position="总经理")
    link = made.put_contact(contact, made.project)
    made.change(
        link, influence=3, support_wanted=1, coverage="brief", relation_now="vendor", criteria="1 回收期",
        response_mode="growth", orientation="financial", evidence="10-14",
    )  # fmt: skip
    made.put("邵亦衡", made.project, is_external=True)
    now = shown(made, made.project)
    again = chain_versions.from_content(
        chain_versions.to_content(now), made.account, made.project, TODAY
    )
    assert chain_versions.to_content(again) == chain_versions.to_content(now)
    assert again.people[0].coverage == "brief"
    assert again.people[1].is_external


def test_a_version_that_is_no_map_is_refused(made: Customer) -> None:
    for wrong in ({"people": "all"}, {"people": [{"uid": "1", "influence": 9}]},
                  {"people": [], "lines": [{"start": "1", "end": "2"}]}):  # fmt: skip
        with pytest.raises(RuleError):
            chain_versions.from_content(wrong, made.account, None, TODAY)


def test_the_history_of_a_person_tells_what_was_said_when(made: Customer) -> None:
    link = made.put("A")
    made.change(link, support_level=-1)
    made.change(link, support_level=0)
    with made.store.change(message("Move")) as session:
        chain_changes.place(session, {link: (40, 80)})
    with made.store.read() as session:
        told = [
            (line.field, line.before, line.after) for line in chain_person.history(session, link)
        ]
    assert told[:2] == [
        ("Support (−2 to +2)", "-1", "0"),
        ("Support (−2 to +2)", "", "-1"),
    ]
    assert all("Place" not in field for field, _before, _after in told)
    made.store.undo()
    made.store.undo()
    with made.store.read() as session:
        assert chain_person.history(session, link)[0].after == "-1"
