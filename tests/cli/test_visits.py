"""Visits, approvals and expenses on the command line: what the window does, and the same refusals."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from kamdesk.cli.command import Status
from kamdesk.store.opening import open_store
from tests.cli.conftest import Call
from tests.work.department import found

TODAY = date.today().isoformat()


@pytest.fixture
def office(call: Call, home: Path) -> Call:
    """A department where the manager and the director have to agree; its specialist uses this computer."""
    store = open_store(home)
    found(store, visit_approval="manager_director")
    store.close()
    return call


def test_a_visit_from_plan_to_paid(office: Call) -> None:
    manager, director, _finance, me = "S0", "S1", "S2", "S3"
    found = office(
        "visit",
        "plan",
        "云麓",
        "--on",
        TODAY,
        "--at",
        "9点半",
        "--subject",
        "年度框架",
        "--by",
        me,
        "--json",
    )
    assert found.status == Status.DONE, found.err
    number = found.json["visit"]
    assert found.json["planned_from"] == "09:30"

    refused = office("visit", "move", number, "held")
    assert refused.status == Status.REFUSED
    assert "approval" in refused.err
    assert office("visit", "move", number, "submitted", "--by", me).status == Status.DONE
    for who, step, why in (
        (director, "director", "not the turn"),
        (me, "manager", "asked for this"),
    ):
        early = office("decide", "visit", number, "approved", "--by", who, "--step", step)
        assert early.status == Status.REFUSED
        assert why in early.err
    assert office("decide", "visit", number, "approved", "--by", manager).status == Status.DONE
    twice = office("decide", "visit", number, "approved", "--by", manager, "--step", "manager")
    assert twice.status == Status.REFUSED
    assert "decided already" in twice.err
    last = office("decide", "visit", number, "approved", "--by", director, "--json")
    assert last.json == {"outcome": "approved", "state": "approved"}

    following = (date.today() + timedelta(days=7)).isoformat()
    told = office(
        "visit",
        "record",
        number,
        "--result",
        "advance",
        "--next-on",
        following,
        "--next-step",
        "报价",
    )
    assert told.status == Status.DONE, told.err
    planned = office("visit", "list", "--from", following, "--to", following, "--json").json[
        "visits"
    ]
    assert [each["state"] for each in planned if each["subject"] == "报价"] == ["planned"]

    assert (
        office(
            "expense", "add", "1,286元", "--visit", number, "--category", "meals", "--by", me
        ).status
        == 0
    )
    claimed = office("claim", "make", "--by", me, "--json").json
    assert claimed["totals"] == {"CNY": "1286.00"}
    assert office("claim", "move", claimed["number"], "submitted", "--by", me).status == Status.DONE


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("reported",), "cannot become|result"),
        (("cancelled",), "Say why"),
        (("approved",), "cannot become"),
        (("closed",), "cannot become"),
        (("postponed",), "Name the day"),
    ],
)
def test_what_the_model_forbids_is_refused_with_the_reason(
    office: Call, arguments: tuple[str, ...], why: str
) -> None:
    number = office("visit", "plan", "云麓", "--on", TODAY, "--json").json["visit"]
    before = office("visit", "list", "--json").json
    refused = office("visit", "move", number, *arguments)
    assert refused.status == Status.REFUSED
    assert re.search(why, refused.err)
    assert office("visit", "list", "--json").json == before


def test_postponing_needs_a_reason_and_shows_the_new_plan(office: Call) -> None:
    number = office("visit", "plan", "云麓", "--on", TODAY, "--json").json["visit"]
    assert (
        office("visit", "postpone", number, "--until", "2199-01-04", "--reason", " ").status
        == Status.REFUSED
    )
    later = office(
        "visit", "postpone", number, "--until", "2199-01-04", "--reason", "客户出差", "--json"
    )
    assert later.status == Status.DONE
    assert (later.json["planned_on"], later.json["state"]) == ("2199-01-04", "planned")
    old = [
        each for each in office("visit", "list", "--json").json["visits"] if each["visit"] == number
    ]
    assert [(each["state"], each["reason"]) for each in old] == [("postponed", "客户出差")]


def test_unknown_visits_days_and_people_are_wrong_use(office: Call) -> None:
    assert office("visit", "move", "999999", "held").status == Status.WRONG_USE
    assert office("visit", "plan", "云麓", "--on", "2026-02-30").status == Status.WRONG_USE
    assert office("visit", "plan", "没有这家", "--on", TODAY).status == Status.WRONG_USE
    assert (
        office("visit", "plan", "云麓", "--on", TODAY, "--by", "nobody").status == Status.WRONG_USE
    )
    assert (
        office("visit", "plan", "云麓", "--on", TODAY, "--at", "25:00").status == Status.WRONG_USE
    )
