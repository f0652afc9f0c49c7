"""Everything of winning in the interchange file: each kind with every field filled, out and into an empty folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.exchange.importing import import_files
from kamdesk.exchange.interchange_out import export_all
from kamdesk.exchange.interchange_sales import KNOWN_BEFORE, MADE_OF_SALES, OPPORTUNITIES
from kamdesk.exchange.interchange_shape import Shape
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.analysis import Analysis
from kamdesk.model.base import Record
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, RecordField, fields_of
from kamdesk.model.opportunity import Opportunity, OutcomeChange, StageChange
from kamdesk.model.pipeline import Stage
from kamdesk.model.visit import Visit
from kamdesk.store.opening import open_store
from kamdesk.store.store import Store
from kamdesk.work import opportunities, pipelines
from kamdesk.work.accounts import create_account
from tests.exchange.outcomes import numbers

SHAPES: tuple[Shape, ...] = (*KNOWN_BEFORE, *OPPORTUNITIES, *MADE_OF_SALES)
DAY = date(2026, 3, 2)
CONTENT = {
    "items": [{"text": "交付快", "weight": 3}],
    "axes": {"price": [1, None]},
    "note": "“引号”, 第二行\n",
}


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """A second, empty data folder."""
    opened = open_store(tmp_path / "other")
    yield opened
    opened.close()


def written(store: Store, path: Path) -> bytes:
    with store.read() as session:
        export_all(session, path)
    return path.read_bytes()


def filled(field: RecordField, known: dict[str, Record]) -> Any:
    """Some value that the field may have."""
    if field.kind is Kind.REFERENCE:
        return known[field.spec.refers_to].id
    if field.spec.choices is not None:
        return field.spec.choices.codes[-1]
    if field.kind in (Kind.DATE, Kind.PARTIAL_DATE):
        return DAY if field.kind is Kind.DATE else "2026-03"
    if field.kind in (Kind.MONEY, Kind.DECIMAL, Kind.PERCENT):
        return Decimal("0.25")
    if field.kind is Kind.INTEGER:
        return 3
    if field.kind is Kind.BOOLEAN:
        return True
    return f"{field.label}①"[: field.max_length or 40]


def add(session: Session, record: type[Record], known: dict[str, Record], **given: Any) -> Record:
    """A record with every field filled; a reference is to what was made last of its class."""
    values = {
        each.name: filled(each, known)
        for each in fields_of(record)
        if each.name not in given and not (each.kind is Kind.REFERENCE and each.spec.refers_to not in known)
    }  # fmt: skip
    made = record(**values | given)
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def won(store: Store) -> Store:
    """One record of each kind, each with every field filled, and what stands inside it."""
    with store.change(message("begin")) as session:
        stage = pipelines.all_stages(session)[2]
        staff = Staff(number="1", name="李梅")
        account = create_account(session, {"name": "甲公司", "archive_no": "KA-1"}, DAY)
        session.add(staff)
        session.flush()
        contact = Contact(account_id=account.id, full_name="周舟", lunar_birthday=False, custom={})
        visit = Visit(
            account_id=account.id, kind="visit", subject="报价", state="held", held_on=DAY
        )
        session.add_all([contact, visit])
        session.flush()
        known: dict[str, Record] = {
            "Staff": staff,
            "Account": account,
            "Contact": contact,
            "Visit": visit,
        }
        for shape in SHAPES:
            given: dict[str, Any] = {}
            if shape.record is Opportunity:
                given = {
                    "stage_since": DAY, "outcome": "won", "pipeline_id": stage.pipeline_id, "stage_id": stage.id,
                    "slips": 3, "custom": {},
                }  # fmt: skip
            elif shape.record is Analysis:
                given = {
                    "subject_kind": "Opportunity",
                    "subject_id": known["Opportunity"].id,
                    "content": CONTENT,
                }
            elif shape.record.__name__ == "ScorecardTemplate":
                given = {"key": "own", "questions": [{"key": "a", "text": "价格？", "weight": 2}]}
            made = known[shape.record.__name__] = add(session, shape.record, known, **given)
            for nested in shape.nested:
                inside: dict[str, Any] = {nested.parent: made.id}
                if nested.record is StageChange:
                    inside |= {"to_id": stage.id}
                elif nested.record is OutcomeChange:
                    inside |= {"to": "won"}
                add(session, nested.record, known, **inside)
    return store


@pytest.mark.parametrize("ending", ["json", "xlsx"])
def test_every_field_of_every_kind_comes_back(
    won: Store, other: Store, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"all.{ending}"
    first = written(won, path)
    outcome = import_files(other, [path]).dump()["files"][0]
    assert outcome["problems"] == []
    # Staff, an account, a contact, a visit and one of each of the kinds; pipelines, stages and criteria were there.
    assert numbers(outcome) == {
        "read": 33 + 4 + len(SHAPES),
        "created": 4 + len(SHAPES),
        "unchanged": 33,
    }
    assert written(other, tmp_path / f"back.{ending}") == first
    assert written(other, tmp_path / "b.json") == written(won, tmp_path / "a.json")
    again = import_files(other, [path]).dump()
    assert again["change"] is None


def test_the_file_tells_the_whole_project(won: Store, tmp_path: Path) -> None:
    dumped = json.loads(written(won, tmp_path / "all.json"))
    deal = dumped["opportunities"][0]
    assert deal["stage"] == "team_forming"
    assert deal["stage_changes"][0]["to"] == "team_forming"
    assert deal["stage_changes"][0]["on"] == "2026-03-02"
    assert {
        "competitors",
        "team",
        "lines",
        "rounds",
        "steps",
        "conflicts",
        "close_dates",
    } <= deal.keys()
    assert dumped["analyses"][0]["content"] == CONTENT
    assert dumped["chain_links"][0]["contact"] is not None


def test_an_opportunity_of_the_indicators_needs_no_stage(store: Store, tmp_path: Path) -> None:
    """Only what `kpi` asks for: number, name, amount, outcome and its day."""
    path = tmp_path / "cases.json"
    path.write_text(
        json.dumps(
            {
                "format": "kamdesk",
                "version": 1,
                "accounts": [{"archive_no": "A1", "name": "甲"}],
                "opportunities": [
                    {"number": "O1", "account": "A1", "name": "一", "amount": "100", "outcome": "won",
                     "closed_on": "2025-06-01"},
                    {"number": "O2", "account": "A1", "name": "二", "amount": 50, "stage": "proposal",
                     "stage_changes": [{"to": "lead", "on": "2025-01-05"}, {"to": "proposal", "on": "2025-02-01"}]},
                    {"number": "O3", "name": "三", "expected_close_on": "2025-12-31"},
                ],
            }
        ),
        encoding="utf-8",
    )  # fmt: skip
    outcome = import_files(store, [path]).dump()["files"][0]
    assert outcome["problems"] == []
    assert outcome["kinds"]["opportunities"]["created"] == 3
    with store.read() as session:
        found = {each.number: each for each in session.scalars(select(Opportunity))}
        keys = {stage.id: stage.key for stage in session.scalars(select(Stage))}
        assert [keys[found[number].stage_id] for number in ("O1", "O2", "O3")] == [
            "closeout_review", "proposal", "guidance",
        ]  # fmt: skip
        assert found["O1"].outcome == "won"
        assert found["O2"].stage_since == date(2025, 2, 1)
        times = opportunities.stage_times(session, found["O2"], date(2025, 2, 11))
        assert [each.days for each in times] == [27, 10]
        assert found["O3"].account_id is None
        assert session.scalars(select(Account.name)).all() == ["甲"]
