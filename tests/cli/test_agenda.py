"""`kamdesk agenda`: text, JSON and calendar file hold what the agenda holds; tasks and days beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import icalendar
import pytest

from kamdesk.exchange.calendar_file import summary
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.store.opening import open_store
from kamdesk.store.store import Store
from kamdesk.work import rhythm, settings, tasks
from kamdesk.work.accounts import change_account, create_account
from kamdesk.work.agenda import Agenda, agenda
from tests.cli.conftest import Call

DAYS = (
    "2024-02-04",  # Sunday, a make-up working day: a call-back of the rhythm is due
    "2024-02-18",  # Sunday, a make-up working day
    "2025-02-28",  # a leap-day birthday in a common year
    "2024-02-29",  # … and in a leap year
    "2026-11-25",  # 17th of the tenth lunar month
    "2026-11-10",  # tier C: not silent
    "2026-11-24",  # tier A since the 20th: silent
    "2026-10-01",  # a holiday
)


@pytest.fixture
def department(home: Path) -> Iterator[Path]:
    """A salesperson with two customers, birthdays of every kind, call-backs due, visits, tasks, a change of tier."""
    store = open_store(home)
    with store.change(message("Department")) as session:
        me, other = Staff(number="S1", name="专员丁"), Staff(number="S2", name="专员己")
        session.add_all((me, other))
        session.flush()
        settings.put(session, "me", "S1")
        values = {
            "name": "澜川重工有限公司",
            "short_name": "澜川",
            "owner_id": me.id,
            "status": "active",
            "tier": "A",
        }
        account = create_account(session, values, date(2024, 1, 5))
        foreign = create_account(
            session, {"name": "别人的", "owner_id": other.id}, date(2024, 1, 5)
        )  # fmt: skip
        rhythm.plan_callbacks(session, date(2024, 1, 8), me)
        change_account(session, account, {"tier": "C"}, date(2024, 3, 1))
        for name, born, lunar in (
            ("闰日生", "1992-02-29", False), ("农历生日", "1970-10-17", True), ("无年份", "--02-18", False),
        ):  # fmt: skip
            session.add(
                Contact(
                    account_id=account.id,
                    full_name=name,
                    birth_date=born,
                    lunar_birthday=lunar,
                    custom={},
                )
            )
        for subject, on, owner, hours in (
            ("二期改造", date(2026, 11, 24), me, ("09:30", "11:00")),
            ("节后走访", date(2026, 10, 1), me, (None, None)),
            ("别人的拜访", date(2026, 11, 24), other, ("09:30", None)),
        ):
            session.add(
                Visit(
                    account_id=account.id if owner is me else foreign.id,
                    subject=subject,
                    planned_on=on,
                    planned_from=hours[0],
                    planned_to=hours[1],
                    owner_id=owner.id,
                    state="planned",
                )
            )
        session.add(
            Visit(
                account_id=account.id,
                kind="call",
                state="reported",
                held_on=date(2026, 11, 1),
                owner_id=me.id,
            )
        )
        tasks.add_task(session, {"name": "寄样品", "due_on": date(2026, 11, 25), "due_at": "17:00"})
        tasks.add_task(session, {"name": "没有日期"})
    with store.change(message("Tier")) as session:
        session.add(CallbackPlan(account_id=foreign.id, due_on=date(2024, 2, 18)))
        change_account(
            session, session.get_one(Account, account.id), {"tier": "A"}, date(2026, 11, 20)
        )
    store.close()
    return home


def _made(home: Path, day: str, days: int = 7, everybody: bool = False) -> Agenda:
    store = open_store(home, read_only=True)
    try:
        with store.read() as session:
            staff = None if everybody else settings.me(session)
            return agenda(session, date.fromisoformat(day), days, staff)
    finally:
        store.close()


@pytest.mark.parametrize("day", DAYS)
def test_text_json_and_calendar_file_hold_the_entries_of_the_agenda(
    call: Call, department: Path, tmp_path: Path, day: str
) -> None:
    made = _made(department, day)
    file = tmp_path / "agenda.ics"
    answer = call("agenda", "--on", day, "--ics", file, "--json")
    assert answer.status == 0
    told = answer.json
    for name in ("overdue", "today", "coming"):
        expected = [
            (each.kind, str(each.on), each.starts_at, each.ends_at, each.title, each.detail, each.record_id)
            for each in getattr(made, name)
        ]  # fmt: skip
        assert [
            (each["kind"], each["on"], each["from"], each["to"], each["title"], each["detail"], each["id"])
            for each in told[name]
        ] == expected  # fmt: skip
    events = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert [(str(each["uid"]), str(each["summary"])) for each in events] == [
        (f"{each.uid}@kamdesk", summary(each)) for each in made.entries
    ]
    assert [each.decoded("dtstart").isoformat()[:16] for each in events] == [
        f"{each.on}T{each.starts_at}" if each.starts_at else str(each.on) for each in made.entries
    ]
    assert len({each["uid"] for each in events}) == len(events)
    lines = [
        line for line in call("agenda", "--on", day).out.splitlines() if re.match(r"\d{4}-", line)
    ]
    undated = len(made.undated)
    assert len(lines) == 1 + len(made.entries) + undated  # the heading is a day, too
    for line, entry in zip(lines[1:], made.entries, strict=False):
        assert line.startswith(str(entry.on))
        assert entry.title in line


def _titles(call: Call, day: str, *more: str) -> dict[str, list[str]]:
    told = call("agenda", "--on", day, "--json", *more).json
    return {name: [each["title"] for each in told[name]] for name in ("overdue", "today", "coming")}


def test_the_days_of_the_example_are_as_counted_by_hand(call: Call, department: Path) -> None:
    # 5 January 2024 + 30 days of tier A: Sunday 4 February, which was worked.
    assert _titles(call, "2024-02-04", "--days", "0")["today"] == ["Routine call-back"]
    told = call("agenda", "--on", "2024-02-04", "--json").json
    assert (told["working_day"], told["day_name"]) == (True, "Make-up working day")
    assert _titles(call, "2024-02-18", "--days", "0") == {
        "overdue": ["Routine call-back"], "today": ["无年份"], "coming": [],
    }  # fmt: skip
    assert _titles(call, "2025-02-28", "--days", "0")["today"] == ["闰日生"]
    assert _titles(call, "2024-02-28", "--days", "1")["coming"] == ["闰日生"]
    assert _titles(call, "2026-11-24", "--days", "1") == {
        "overdue": ["Routine call-back", "节后走访"], "today": ["二期改造"], "coming": ["寄样品", "农历生日"],
    }  # fmt: skip
    assert call("agenda", "--on", "2026-10-01").out.splitlines()[0] == (
        "2026-10-01 Thu National Day day off"
    )


def test_a_change_of_tier_in_mid_rhythm_shows_among_the_silent(
    call: Call, department: Path
) -> None:
    # The last contact was on 1 November; today's tier A allows 7 days, whatever the tier was then.
    silent = call("agenda", "--on", "2026-11-24", "--json").json["silent"]
    assert silent["count"] == 1
    [account] = silent["accounts"]
    assert (account["account"], account["days"], account["rhythm"]) == ("澜川", 23, 7)
    assert call("agenda", "--on", "2026-11-08", "--json").json["silent"]["count"] == 0


def test_it_is_yours_unless_everybodys_is_asked_for(call: Call, department: Path) -> None:
    own = call("agenda", "--on", "2026-11-24", "--json").json
    assert own["staff"] == "S1"
    assert "别人的拜访" not in [each["title"] for each in own["today"]]
    every = call("agenda", "--on", "2026-11-24", "--all", "--json").json
    assert every["staff"] is None
    assert [each["title"] for each in every["today"]] == ["二期改造", "别人的拜访"]


def test_it_writes_nothing_and_works_while_a_window_is_open(call: Call, department: Path) -> None:
    window: Store = open_store(department)
    try:
        before = window.undo_id()
        assert call("agenda", "--on", "2026-11-24").status == 0
        assert window.undo_id() == before
    finally:
        window.close()


def test_an_empty_day_says_so(call: Call) -> None:
    answer = call("agenda", "--on", "2026-11-24")
    assert answer.out == "2026-11-24 Tue\nNothing is due.\n"


def test_wrong_arguments_are_wrong_use(call: Call) -> None:
    assert call("agenda", "--on", "sometime").status == 2
    assert call("agenda", "--days", "-1").status == 2
    assert call("agenda", "--days", "401").status == 2


# -------------------------------------------------------------------------------------------------------------- tasks


def test_a_task_is_added_shown_and_done(call: Call, department: Path) -> None:
    added = call(
        "task", "add", "报价", "--due", "2026-11-26", "--at", "9:30", "--account", "澜川", "--note", "含税", "--json"
    ).json  # fmt: skip
    assert (added["name"], added["due_on"], added["due_at"]) == ("报价", "2026-11-26", "09:30")
    coming = call("agenda", "--on", "2026-11-24", "--json").json["coming"]
    [entry] = [each for each in coming if each["id"] == added["task"] and each["kind"] == "task"]
    assert (entry["from"], entry["account"], entry["detail"], entry["who"]) == (
        "09:30", "澜川", "含税", "专员丁",
    )  # fmt: skip
    done = call("task", "done", added["uid"], "--on", "2026-11-20", "--json")
    assert done.json["done_on"] == "2026-11-20"
    again = call("task", "done", added["task"])
    assert (again.status, "2026-11-20" in again.err) == (5, True)
    assert call("task", "done", 999).status == 2
    assert call("task", "add", " ").status == 5
    assert call("task", "add", "x", "--staff", "nobody").status == 2


def test_a_task_for_somebody_else(call: Call, department: Path) -> None:
    call("task", "add", "核对", "--due", "2026-11-26", "--staff", "S2")
    assert "核对" not in call("agenda", "--on", "2026-11-24").out
    assert "核对" in call("agenda", "--on", "2026-11-24", "--all").out


# --------------------------------------------------------------------------------------------------- days off, worked


def test_days_are_set_listed_and_cleared(call: Call) -> None:
    answer = call("days", "set", "2026-12-31", "holiday", "盘点")
    assert (answer.status, answer.out) == (0, "2026-12-31 盘点\n")
    days = call("days", "list", "2026", "--json").json["days"]
    assert days[-1] == {"on": "2026-12-31", "working_day": False, "name": "盘点", "own": True}
    assert {
        "on": "2026-10-10",
        "working_day": True,
        "name": "Make-up working day",
        "own": False,
    } in days
    assert call("days", "clear", "2026-12-31", "--json").json["cleared"] is True
    assert call("days", "clear", "2026-12-31", "--json").json["cleared"] is False
    assert call("undo").status == 0
    assert "盘点" in call("days", "list", "2026").out
    assert call("days", "set", "2026-12-31", "half").status == 2
    assert call("days", "list", "26").status == 2
