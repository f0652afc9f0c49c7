"""``opportunity …``, ``funnel`` and ``forecast …`` as typed: a deal from lead to won, and what its gates refuse."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Call

TODAY = date.today()


@pytest.fixture
def office(call: Call, tmp_path: Path) -> Call:
    """Two accounts, a competitor, and a specialist who uses this computer."""
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(
        "客户名称,客户编号,客户状态\n青石机电,Q1,已合作\n白沙纸业,Q2,已合作\n", encoding="utf-8"
    )
    staff = tmp_path / "staff.csv"
    staff.write_text("工号,姓名,岗位\nS1,专员丁,专员\nS2,经理甲,经理\n", encoding="utf-8")
    competitors = tmp_path / "competitors.csv"
    competitors.write_text("竞争对手,产品\n远山科技,X1\n", encoding="utf-8")
    for path, kind in ((accounts, "accounts"), (staff, "staff"), (competitors, "competitors")):
        assert call("import", path, "--kind", kind).status == 0
    assert call("settings", "set", "me", "S1").status == 0
    return call


def test_a_deal_passes_its_gates(office: Call) -> None:
    added = office(
        "opportunity", "add", "产线改造", "--account", "Q1", "--set", "amount=120万", "--set", "number=K-1",
        "--on", TODAY - timedelta(10), "--json",
    )  # fmt: skip
    assert added.status == 0
    told = added.json
    assert (told["number"], told["account"], told["stage"]) == ("K-1", "青石机电", "guidance")
    assert (told["amount"], told["currency"], told["probability"]) == ("1200000.00", "CNY", 10)
    # 10 % of 1,200,000
    assert told["weighted"] == "120000.00"
    assert "field:need" in told["gates"]["missing"]

    refused = office("opportunity", "move", "K-1", "设定目标", "--json")
    assert refused.status == 5
    assert "field:need" in refused.json["missing"]
    assert "Need in one sentence" in refused.err

    passed = office(
        "opportunity", "move", "产线改造", "goal_setting", "--override", "老客户，先走",
        "--on", TODAY - timedelta(4), "--json",
    )  # fmt: skip
    assert (passed.json["stage"], passed.json["overrides"]) == ("goal_setting", 1)
    assert passed.json["stage_changes"][-1]["override_reason"] == "老客户，先走"
    assert [(each["stage"], each["days"]) for each in passed.json["stage_times"]] == [
        ("guidance", 6), ("goal_setting", 4),
    ]  # fmt: skip

    back = office("opportunity", "move", "K-1", "guidance")
    assert back.status == 5
    assert office("opportunity", "move", "K-1", "guidance", "--reason", "预算未定").status == 0
    assert office("opportunity", "move", "K-1", "lead").status == 5
    assert office("opportunity", "move", "K-1", "nowhere").status == 2
    ways = office("opportunity", "gates", "K-1", "--to", "team_forming", "--json").json
    assert {"field:need", "initiation"} <= set(ways["missing"])


def test_fields_are_set_and_a_later_close_is_counted(office: Call) -> None:
    office(
        "opportunity",
        "add",
        "备件",
        "--account",
        "Q1",
        "--set",
        "expected_close_on=2027-03-01",
        "--set",
        "number=K-2",
    )
    moved = office("opportunity", "set", "K-2", "预计签约日期=2027-03-31", "owner=S2", "--json")
    assert (moved.status, moved.json["slips"], moved.json["owner"]) == (0, 1, "S2")
    assert office("opportunity", "set", "K-2", "stage=lead").status == 2
    assert office("opportunity", "set", "K-2", "amount=-5").status == 5
    assert office("opportunity", "set", "K-2", "colour=red").status == 2
    assert office("opportunity", "show", "K-9").status == 2


def test_lost_and_opened_again(office: Call) -> None:
    office(
        "opportunity",
        "add",
        "备件",
        "--set",
        "number=K-3",
        "--stage",
        "方案报价",
        "--set",
        "amount=5000",
    )
    assert office("opportunity", "close", "K-3", "lost").status == 5
    lost = office(
        "opportunity", "close", "K-3", "lost", "--reason", "价格", "--lost-to", "远山科技", "--json"
    )
    assert (lost.json["outcome"], lost.json["probability"], lost.json["weighted"]) == (
        "lost",
        0,
        "0.00",
    )
    assert office("opportunity", "list", "--json").json["opportunities"] == []
    listed = office("opportunity", "list", "--outcome", "lost", "--json").json["opportunities"]
    assert [each["number"] for each in listed] == ["K-3"]
    assert office("opportunity", "close", "K-3", "won", "--reason", "x").status == 5
    again = office("opportunity", "reopen", "K-3", "--reason", "对手退出", "--json")
    assert (again.json["outcome"], again.json["stage"]) == ("open", "proposal")


def test_funnel_and_forecast(office: Call) -> None:
    for number, amount, account in (("A", "1000", "Q1"), ("B", "3000", "Q2")):
        office(
            "opportunity", "add", f"商机{number}", "--account", account, "--stage", "lead", "--set",
            f"amount={amount}", "--set", f"number={number}", "--set", f"expected_close_on={TODAY}",
        )  # fmt: skip
    office("opportunity", "move", "B", "requirements", "--override", "直接")
    found = office("funnel", "--pipeline", "short", "--json").json
    assert [(each["stage"], each["count"], each["amount"]) for each in found["stages"]][:2] == [
        ("lead", 1, "1000.00"), ("requirements", 1, "3000.00"),
    ]  # fmt: skip
    assert (found["stages"][0]["entered"], found["stages"][0]["went_on"]) == (2, 1)
    assert (found["count"], found["amount"], found["win_rate"]) == (2, "4000.00", None)
    assert office("funnel", "--pipeline", "none").status == 2
    quarter = f"{TODAY.year}Q{(TODAY.month + 2) // 3}"
    locked = office("forecast", "snapshot", quarter, "--quota", "5000", "--json")
    assert (locked.status, locked.json["period"], locked.json["quota"]) == (0, quarter, "5000.00")
    assert office("forecast", "snapshot", quarter).status == 5
    shown = office("forecast", "show", "--json").json
    line = next(each for each in shown["lines"] if each["period"] == quarter)
    assert (line["count"], line["quota"]) == (2, "5000.00")
    assert [each["period"] for each in shown["snapshots"]] == [quarter]
