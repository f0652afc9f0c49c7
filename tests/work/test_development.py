"""A prospect on its way: every pair of steps by hand, what each needs, what filing and ending make of the account."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.development import Development, DevelopmentScore
from kamdesk.model.vocabulary import DEVELOPMENT_STATE
from kamdesk.store.store import Store
from kamdesk.work import approvals, decisions, development, development_states
from kamdesk.work.accounts import create_account
from kamdesk.work.development_scores import total
from tests.work.department import Department, found

DAY = date(2026, 3, 2)

ALONE = {
    "candidate": {"surveyed"},
    "surveyed": {"evaluated"},
    "evaluated": {"application", "rejected"},
    "manager_review": {"evaluated"},
    "application": {"team", "rejected"},
    "director_review": {"application"},
    "team": {"filed"},
    "filed": {"implementing"},
    "implementing": {"done"},
    "done": set(),
    "rejected": {"surveyed"},
}
"""Nobody is asked; a review that waits from before the setting was changed can only be taken back, or decided."""
MANAGER = ALONE | {"evaluated": {"manager_review"}}
BOTH = MANAGER | {"application": {"director_review"}}


def _whole(session, department: Department, state: str) -> Development:
    """A development at `state` with everything filled in."""
    account = Account(
        name=f"候选 {state}", custom={}, not_applicable={}, completeness=0, status="prospect"
    )
    session.add(account)
    session.flush()
    made = development.begin(session, account, DAY, department.staff(session, "specialist"))
    _fill(session, made, department)
    made.state = state
    session.flush()
    if state in development_states.REVIEWS:
        step = development_states.REVIEWS[state]
        approvals.ask(session, made, (step,), department.staff(session, "specialist"), DAY)
    return made


def _fill(session, made: Development, department: Department) -> None:
    development.change_development(
        session,
        made,
        {
            "demand": "每年 40 台空压机", "decision_process": "设备部提，总经理定", "competition": "两家外资",
            "credit": "按期付款", "application_reason": "行业第三，缺口大", "expected_sales": Decimal("2600000"),
            "plan": "先试用一台，再谈框架", "result": "签了三年框架",
        },
    )  # fmt: skip
    scores = development.rows(session, DevelopmentScore, made.id)
    development.set_scores(
        session,
        made,
        [
            {"id": each.id, "criterion": each.criterion, "weight": each.weight, "score": 80}
            for each in scores
        ],
    )
    development.set_team(session, made, [{"staff_id": department.specialist, "role": "组长"}])


@pytest.mark.parametrize(
    ("setting", "table"),
    [("none", ALONE), ("manager", MANAGER), ("manager_director", BOTH)],
)
def test_every_pair_of_steps_is_allowed_or_refused_as_the_model_says(
    store: Store, setting: str, table: dict[str, set[str]]
) -> None:
    department = found(store, development_approval=setting)
    for state in DEVELOPMENT_STATE.codes:
        for to in DEVELOPMENT_STATE.codes:
            with store.change(message("Move")) as session:
                made = _whole(session, department, state)
                made.account_id = _another(session)  # only one may be open of an account
                if to in table[state]:
                    development.move(session, made, to, DAY, "because")
                    assert (made.state, made.state_since) == (to, DAY)
                    assert development.changes(session, made.id)[-1].to == to
                else:
                    with pytest.raises(RuleError) as refusal:
                        development.move(session, made, to, DAY, "because")
                    assert refusal.value.sentence
                    assert made.state == state


def _another(session) -> int:
    account = Account(
        name="另一家", custom={}, not_applicable={}, completeness=0, status="prospect"
    )
    session.add(account)
    session.flush()
    return account.id


@pytest.mark.parametrize(
    ("state", "to", "emptied", "said"),
    [
        ("candidate", "surveyed", {"demand": None, "credit": ""}, ["Demand", "Credit and reputation"]),
        ("application", "team", {"application_reason": None}, ["Reason to develop"]),
        ("application", "team", {"expected_sales": None}, ["Expected yearly sales"]),
        ("filed", "implementing", {"plan": None}, ["the plan, or a step of it"]),
        ("implementing", "done", {"result": None}, ["Result"]),
    ],
)  # fmt: skip
def test_a_step_names_what_it_still_needs(
    store: Store, state: str, to: str, emptied: dict, said: list[str]
) -> None:
    department = found(store)
    with store.change(message("Move")) as session:
        made = _whole(session, department, state)
        for name, value in emptied.items():
            setattr(made, name, value)
        session.flush()
        with pytest.raises(RuleError) as refusal:
            development.move(session, made, to, DAY)
        assert all(words in refusal.value.sentence for words in said)
        keys = [each.key for each in development_states.missing(session, made, to)]
        assert set(emptied) == set(keys)


def test_screening_needs_a_score_and_weights_of_a_hundred(store: Store) -> None:
    department = found(store)
    with store.change(message("Move")) as session:
        made = _whole(session, department, "surveyed")
        rows = development.rows(session, DevelopmentScore, made.id)
        assert [each.weight for each in rows] == [25, 15, 15, 10, 20, 15]
        development.set_scores(
            session, made, [{"id": rows[0].id, "criterion": rows[0].criterion, "weight": 30, "score": None}]
        )  # fmt: skip
        keys = [each.key for each in development_states.missing(session, made, "evaluated")]
        assert keys == ["scores", "weights"]
        with pytest.raises(RuleError, match=r"now 30"):
            development.move(session, made, "evaluated", DAY)


def test_filing_needs_somebody_in_the_team(store: Store) -> None:
    department = found(store)
    with store.change(message("Move")) as session:
        made = _whole(session, department, "team")
        development.set_team(session, made, [])
        with pytest.raises(RuleError, match="member of the project team"):
            development.move(session, made, "filed", DAY)


def test_from_candidate_to_done_with_manager_and_director(store: Store) -> None:
    department = found(store, development_approval="manager_director")
    with store.change(message("Begin")) as session:
        account = create_account(session, {"name": "栖梧汽配"}, date(2026, 1, 5))
        customer = account.id
        made = development.begin(session, account, DAY)
        assert made.owner_id == department.specialist
        _fill(session, made, department)
        by = department.staff(session, "specialist")
        for to, day in (("surveyed", 3), ("evaluated", 4), ("manager_review", 5)):
            development.move(session, made, to, date(2026, 3, day), by=by)
        number = made.id
    for who, day, after in (("manager", 6, "application"), ("director", 9, "team")):
        with store.change(message("Decide")) as session:
            made = session.get_one(Development, number)
            if who == "director":
                by = department.staff(session, "specialist")
                development.move(session, made, "director_review", date(2026, 3, 8), by=by)
            outcome = decisions.decide(
                session, made, "approved", department.staff(session, who), date(2026, 3, day)
            )
            assert (outcome, made.state) == ("approved", after)
    with store.change(message("File")) as session:
        made = session.get_one(Development, number)
        account = session.get_one(Account, customer)
        assert (account.status, account.archive_no) == ("prospect", None)
        development.move(session, made, "filed", date(2026, 3, 10), due_on=date(2026, 4, 1))
        assert (account.status, account.archive_date) == ("developing", date(2026, 3, 10))
        assert account.archive_no is not None
        assert made.due_on == date(2026, 4, 1)
        development.move(session, made, "implementing", date(2026, 3, 11))
        assert made.due_on is None
        development.move(session, made, "done", date(2026, 6, 30))
        assert account.status == "active"
        kept = session.execute(
            select(AccountStatusChange.to, AccountStatusChange.on)
            .where(AccountStatusChange.account_id == account.id)
            .order_by(AccountStatusChange.id)
        ).all()
        assert [tuple(row) for row in kept][1:] == [
            ("developing", date(2026, 3, 10)),
            ("active", date(2026, 6, 30)),
        ]
        assert [(each.to, each.on.day) for each in development.changes(session, number)] == [
            ("candidate", 2), ("surveyed", 3), ("evaluated", 4), ("manager_review", 5), ("application", 6),
            ("director_review", 8), ("team", 9), ("filed", 10), ("implementing", 11), ("done", 30),
        ]  # fmt: skip
        assert (made.surveyed_on, made.evaluated_on, made.applied_on) == (
            date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 8),
        )  # fmt: skip


def test_undo_of_filing_takes_number_and_status_back(store: Store) -> None:
    department = found(store)
    with store.change(message("Prepare")) as session:
        made = _whole(session, department, "team")
        number, account_id = made.id, made.account_id
    with store.change(message("File")) as session:
        development.move(session, session.get_one(Development, number), "filed", DAY)
    store.undo()
    with store.read() as session:
        account = session.get_one(Account, account_id)
        assert (account.archive_no, account.archive_date, account.status) == (
            None,
            None,
            "prospect",
        )
        assert session.get_one(Development, number).state == "team"
        assert [each.to for each in development.changes(session, number)] == ["candidate"]


@pytest.mark.parametrize(
    ("decision", "opinion", "state", "reason"),
    [
        ("refused", "规模太小", "rejected", "规模太小"),
        ("refused", None, "rejected", "refused without a reason"),
        ("returned", "补竞争情况", "evaluated", "补竞争情况"),
    ],
)
def test_the_manager_refuses_or_returns(
    store: Store, decision: str, opinion: str | None, state: str, reason: str
) -> None:
    department = found(store, development_approval="manager")
    with store.change(message("Decide")) as session:
        made = _whole(session, department, "manager_review")
        manager = department.staff(session, "manager")
        decisions.decide(session, made, decision, manager, DAY, opinion)
        assert made.state == state
        assert development.changes(session, made.id)[-1].reason == reason


def test_a_refused_one_goes_back_to_the_survey_and_is_asked_again(store: Store) -> None:
    department = found(store, development_approval="manager")
    with store.change(message("Decide")) as session:
        made = _whole(session, department, "manager_review")
        manager, own = department.staff(session, "manager"), department.staff(session, "specialist")
        decisions.decide(session, made, "refused", manager, DAY, "太小")
        with pytest.raises(RuleError, match="was refused"):
            development.change_development(session, made, {"demand": "更多"})
        for to in ("surveyed", "evaluated", "manager_review"):
            development.move(session, made, to, DAY, by=own)
        assert [each.round for each in approvals.history(session, made)] == [1, 2]
        assert decisions.decide(session, made, "approved", manager, DAY) == "approved"
        assert made.state == "application"


def test_what_waits_can_be_taken_back_but_not_decided_by_hand_or_for_oneself(store: Store) -> None:
    department = found(store, development_approval="manager_director")
    with store.change(message("Decide")) as session:
        made = _whole(session, department, "manager_review")
        with pytest.raises(RuleError, match="has not decided yet"):
            development.move(session, made, "application", DAY)
        with pytest.raises(RuleError, match="handed in"):
            development.change_development(session, made, {"evaluation": "很好"})
        with pytest.raises(RuleError, match="cannot decide it"):
            decisions.decide(
                session, made, "approved", department.staff(session, "specialist"), DAY
            )
        development.move(session, made, "evaluated", DAY)
        assert approvals.next_step(session, made) is None
        with pytest.raises(RuleError, match="Nothing waits"):
            decisions.decide(session, made, "approved", department.staff(session, "manager"), DAY)


def test_refusing_needs_a_reason(store: Store) -> None:
    department = found(store)
    with store.change(message("Move")) as session:
        made = _whole(session, department, "evaluated")
        with pytest.raises(RuleError) as refusal:
            development.move(session, made, "rejected", DAY, "  ")
        assert refusal.value.field == "reason"


def test_steps_are_not_dated_ahead_or_backwards(store: Store) -> None:
    department = found(store)
    with store.change(message("Move")) as session:
        made = _whole(session, department, "candidate")
        with pytest.raises(RuleError, match="cannot be earlier"):
            development.move(session, made, "surveyed", DAY - timedelta(days=1))
        with pytest.raises(RuleError, match="has not come"):
            development.move(session, made, "surveyed", date(2999, 1, 1))


def test_one_open_development_an_account_and_none_of_a_key_account(store: Store) -> None:
    department = found(store)
    with store.change(message("Begin")) as session:
        account = session.get_one(Account, department.account)
        first = development.begin(session, account, DAY)
        with pytest.raises(RuleError, match="under way already"):
            development.begin(session, account, DAY)
        _fill(session, first, department)
        for to in ("surveyed", "evaluated", "rejected"):
            development.move(session, first, to, DAY, "规模太小")
        second = development.begin(session, account, DAY)
        assert second.id != first.id
        with pytest.raises(RuleError, match="Another development"):
            development.move(session, first, "surveyed", DAY)
        account.status = "active"
        with pytest.raises(RuleError, match="already"):
            development.begin(session, account, DAY)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"criterion": "销售额", "weight": 120}], "between 0 and 100"),
        ([{"criterion": "销售额", "weight": 50, "score": -1}], "between 0 and 100"),
        ([{"criterion": "", "weight": 50, "score": 60}], "A row needs"),
        ([{"criterion": "甲", "weight": 50}, {"criterion": "甲", "weight": 50}], "another row"),
    ],
)
def test_a_score_card_that_makes_no_sense_is_refused(
    store: Store, rows: list[dict], said: str
) -> None:
    department = found(store)
    with store.change(message("Score")) as session:
        made = _whole(session, department, "surveyed")
        with pytest.raises(RuleError, match=said):
            development.set_scores(session, made, rows)


@pytest.mark.parametrize(
    ("pairs", "value", "share"),
    [
        ([(25, 80), (15, 60), (15, 40), (10, 100), (20, 50), (15, 90)], Decimal("68.5"), 100),
        ([(60, 70), (40, None)], Decimal("70.0"), 60),
        ([(59, 70), (41, None)], None, 59),
        ([(50, 0), (50, None)], None, 50),
        ([(100, 0)], Decimal("0.0"), 100),
        ([(50, 33), (50, 34)], Decimal("33.5"), 100),
        ([(30, 50), (30, 51), (40, 51)], Decimal("50.7"), 100),
        ([], None, 0),
    ],
)
def test_the_total_counts_what_is_known(pairs, value: Decimal | None, share: int) -> None:
    """25·80 + 15·60 + 15·40 + 10·100 + 20·50 + 15·90 = 6850; 30·50 + 30·51 + 40·51 = 5070."""
    found_ = total(pairs)
    assert (found_.value, found_.share) == (value, share)


def test_a_report_belongs_to_whoever_writes_it(store: Store) -> None:
    department = found(store)
    with store.change(message("Report")) as session:
        made = _whole(session, department, "implementing")
        report = development.add_report(session, made, {"progress": "试用机已到货"})
        assert (report.on, report.staff_id) == (date.today(), department.specialist)
        development.change_report(session, report, {"difficulties": "电源不合"})
        assert report.difficulties == "电源不合"
        with pytest.raises(RuleError, match="A row needs"):
            development.add_report(session, made, {"difficulties": "无"})
        with pytest.raises(RuleError, match="has not come"):
            development.add_report(session, made, {"progress": "明年", "on": date(2999, 1, 1)})


def test_a_refused_jump_says_what_comes_next(store: Store) -> None:
    department = found(store)
    with store.change(message("Move")) as session:
        made = _whole(session, department, "surveyed")
        with pytest.raises(RuleError) as refusal:
            development.move(session, made, "team", DAY)
        assert refusal.value.sentence == (
            "A development at “Surveyed” cannot go to “Project team”. Next comes “Evaluated”."
        )
