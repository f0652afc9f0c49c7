"""Purchases, contracts, complaints and targets on the command line: in, out, in again; and the agenda then."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def lists(call, tmp_path):
    """A folder with one customer and one list of each kind, imported."""
    texts = {
        "accounts": "档案编号,客户名称,状态\nKA-1,甲公司,合作中\n",
        "products": "产品编码,产品名称\nP-1,循环泵\n",
        "purchases": "订单编号,日期,客户,产品,数量,金额（万元）,要求交货日期\n"
        "SO-1,2026-03-01,甲公司,P-1,2,1.5,2026-03-20\n",
        "contracts": "合同编号,合同名称,客户名称,签订日期,到期日期,状态\n"
        "HT-1,框架合同,甲公司,2026-01-02,2026-03-31,履行中\n",
        "complaints": "投诉编号,投诉日期,客户,投诉内容,严重程度\nTS-1,2026-03-20,甲公司,到货破损,严重\n",
        "targets": "目标期间,目标项目,目标值（万元）,批准日期\n2026,销售额,1200,2025-12-20\n",
    }  # fmt: skip
    outcomes: dict[str, Any] = {}
    for kind, text in texts.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        answer = call("import", path, "--json")
        assert answer.status == 0
        outcomes[kind] = answer.json["files"][0]
    return outcomes


def test_they_come_in_by_their_headings_and_go_out_again(call, lists, tmp_path) -> None:
    assert {kind: (each["kind"], each["created"]) for kind, each in lists.items()} == {
        kind: (kind, 1) for kind in lists
    }
    for kind in ("purchases", "contracts", "complaints", "targets"):
        path = tmp_path / f"{kind}.xlsx"
        assert call("export", kind, "--out", path).status == 0
        again = call("import", path, "--json").json["files"][0]
        assert (again["kind"], again["unchanged"], again["read"]) == (kind, 1, 1)


def test_the_agenda_tells_of_them(call, lists) -> None:
    answer = call("agenda", "--on", "2026-03-24", "--all", "--json").json
    found = [
        (each["kind"], each["title"], each["record"], each["overdue"])
        for each in answer["overdue"] + answer["today"]
    ]
    assert found == [
        ("delivery_due", "SO-1 · 循环泵", "Purchase", 4),
        ("complaint", "到货破损", "Complaint", 1),
        ("contract_ending", "框架合同", "Contract", 0),
    ]
