"""`chart`: the names there are, one picture into a file, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamdesk.charts.known import CHARTS
from kamdesk.cli.command import Status
from kamdesk.i18n import message
from kamdesk.store.opening import open_store
from kamdesk.work.accounts import create_account


def test_without_a_name_the_charts_are_listed(call) -> None:
    listed = call("chart", "--json")
    assert listed.status == Status.DONE
    assert [each["name"] for each in listed.json["charts"]] == [each.name for each in CHARTS]


@pytest.fixture
def account(home: Path) -> str:
    """The name of the only account."""
    store = open_store(home)
    with store.change(message("Account")) as session:
        name: str = create_account(session, {"name": "朔原重工有限公司"}).name
    store.close()
    return name


def test_a_picture_of_an_account_and_of_the_department(call, account: str, tmp_path: Path) -> None:
    of_account, of_all = tmp_path / "map.svg", tmp_path / "funnel.pdf"
    made = call("chart", "map", "--for", account, "--out", of_account, "--json")
    assert made.json == {"chart": "map", "file": str(of_account)}
    assert "Nobody is on the map yet." in of_account.read_text(encoding="utf-8")
    assert call("chart", "funnel", "--out", of_all).status == Status.DONE
    assert of_all.read_bytes().startswith(b"%PDF")


def test_what_makes_no_sense_is_said_and_nothing_is_written(
    call, account: str, tmp_path: Path
) -> None:
    target = tmp_path / "a.png"
    for arguments in (
        ("chart", "pie", "--out", target),
        ("chart", "radar", "--out", target),
        ("chart", "radar", "--for", "SP-0", "--out", target),
        ("chart", "radar", "--for", account, "--out", target),
        ("chart", "funnel"),
        ("chart", "funnel", "--out", target, "--on", "someday"),
    ):
        refused = call(*arguments)
        assert refused.status == Status.WRONG_USE, arguments
        assert refused.err
    assert not target.exists()
