"""``development …`` as typed: a candidate run to filed, and what the procedure refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call

SURVEY = ("demand=每年四十台", "decision_process=总经理定", "competition=两家", "credit=良好")


@pytest.fixture
def prospect(call: Call, tmp_path: Path) -> Call:
    """A prospect and a specialist who uses this computer; the manager decides about developments."""
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("客户名称,客户编号,客户状态\n青石机电,Q1,潜在\n", encoding="utf-8")
    staff = tmp_path / "staff.csv"
    staff.write_text("工号,姓名,岗位\nS1,专员丁,专员\nS2,经理甲,经理\n", encoding="utf-8")
    assert call("import", accounts, "--kind", "accounts").status == 0
    assert call("import", staff, "--kind", "staff").status == 0
    assert call("settings", "set", "me", "S1").status == 0
    assert call("settings", "set", "development_approval", "manager").status == 0
    return call


def test_a_candidate_is_run_to_filed(prospect: Call) -> None:
    begun = prospect("development", "begin", "Q1", "--json")
    assert (begun.status, begun.json["state"], begun.json["score"]) == (0, "candidate", None)
    assert begun.json["missing"] == ["demand", "decision_process", "competition", "credit"]

    refused = prospect("development", "move", "Q1", "surveyed")
    assert refused.status == 5
    assert "Demand, How they decide, Competition" in refused.err

    answers = [part for each in SURVEY for part in ("--set", each)]
    assert prospect("development", "fill", "Q1", *answers).status == 0
    assert prospect("development", "move", "Q1", "surveyed").status == 0
    scored = prospect(
        "development", "fill", "Q1", "--score", "Sales=80", "--score", "Purchase volume=60",
        "--score", "Strategic value=90", "--json",
    )  # fmt: skip
    # (25 x 80 + 20 x 60 + 15 x 90) / 60 = 4550 / 60 = 75.83
    assert (scored.json["score"], scored.json["known"]) == ("75.8", 60)
    assert prospect("development", "move", "Q1", "evaluated").status == 0
    assert prospect("development", "move", "Q1", "application").status == 5
    assert prospect("development", "move", "Q1", "manager_review").status == 0

    own = prospect("decide", "development", "Q1", "approved", "--by", "S1")
    assert own.status == 5
    assert prospect("decide", "development", "Q1", "approved", "--by", "S2").status == 0
    application = ("--set", "application_reason=缺口大", "--set", "expected_sales=260万")
    assert prospect("development", "fill", "Q1", *application, "--member", "S1").status == 0
    assert prospect("development", "move", "Q1", "team").status == 0
    filed = prospect("development", "move", "Q1", "filed", "--json")
    assert filed.json["archive_no"]
    assert [each["to"] for each in filed.json["steps"]] == [
        "candidate", "surveyed", "evaluated", "manager_review", "application", "team", "filed",
    ]  # fmt: skip
    listed = prospect("development", "list", "--json").json["developments"]
    assert [(each["account"], each["state"], each["owner"]) for each in listed] == [
        ("青石机电", "filed", "专员丁")
    ]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("begin", "Q1"), 5),
        (("begin", "Q9"), 2),
        (("move", "Q1", "nowhere"), 2),
        (("move", "Q1", "done"), 5),
        (("move", "Q1", "rejected", "--reason", "太小"), 5),
        (("fill", "Q1", "--set", "colour=red"), 2),
        (("fill", "Q1", "--set", "state=done"), 5),
        (("fill", "Q1", "--score", "Sales=101"), 5),
        (("fill", "Q1", "--score", "Taste=50"), 2),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    prospect: Call, arguments: tuple[str, ...], status: int
) -> None:
    assert prospect("development", "begin", "Q1").status == 0
    before = prospect("development", "show", "Q1", "--json").json
    answer = prospect("development", *arguments)
    assert answer.status == status
    assert answer.err.strip()
    assert prospect("development", "show", "Q1", "--json").json == before
