"""The demonstration's opportunities: plausible histories, gates met, analyses that read, forecasts that agree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kamdesk.exchange.importing import import_files
from kamdesk.exchange.interchange_out import export_all
from kamdesk.model.account import Account
from kamdesk.model.analysis import Analysis
from kamdesk.model.competitor import Competitor, InformationItem, Intelligence
from kamdesk.model.forecast import ForecastDeal, ForecastSnapshot
from kamdesk.model.opportunity import CloseDateChange, Opportunity, OutcomeChange, StageChange
from kamdesk.model.product import Product
from kamdesk.model.project import Action, NegotiationRound, Quotation, Review, Risk
from kamdesk.model.relations import ChainLink
from kamdesk.model.strategy import AccountPlan, AccountScore, WhiteSpace
from kamdesk.model.visit import Visit
from kamdesk.store.opening import open_store
from kamdesk.store.store import Store
from kamdesk.work import demo, forecast_snapshots, gates, opportunities, pipelines
from kamdesk.work.analysis.fishbone import Fishbone
from kamdesk.work.analysis.radar import Radar
from kamdesk.work.analysis.swot import Swot
from kamdesk.work.analysis.triangle import Triangle

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("demo"))
    assert demo.load(store, on=DAY).opportunities == 48
    yield store
    store.close()


def test_opportunities_stand_in_every_stage_and_end_in_every_way(loaded: Store) -> None:
    with loaded.read() as session:
        found = list(session.scalars(select(Opportunity)))
        stages = {each.id: each for each in pipelines.all_stages(session)}
        outcomes = Counter(each.outcome for each in found)
        assert outcomes == {"open": 28, "won": 12, "lost": 6, "cancelled": 2}
        standing = {stages[each.stage_id].key for each in found}
        assert standing >= {
            "guidance", "goal_setting", "team_forming", "project_analysis", "strategy", "planning", "execution",
            "closeout_review", "lead", "requirements", "proposal", "negotiating", "signing",
        }  # fmt: skip
        for each in found:
            assert None not in (each.account_id, each.owner_id, each.amount)
            assert each.outcome == "open" or each.outcome_reason
            assert (each.outcome == "open") == (each.closed_on is None)
            assert each.closed_on is None or DAY - timedelta(days=425) <= each.closed_on <= DAY
            assert stages[each.stage_id].pipeline_id == each.pipeline_id
        assert all(each.lost_to_id for each in found if each.outcome == "lost")
        assert len({each.number for each in found}) == len(found)


def test_every_history_begins_with_it_runs_forward_and_ends_where_it_stands(loaded: Store) -> None:
    with loaded.read() as session:
        stages = {each.id: each for each in pipelines.all_stages(session)}
        for each in session.scalars(select(Opportunity)):
            changes = opportunities.stage_changes(session, each)
            assert changes[0].on == each.begun_on
            assert (changes[-1].to_id, changes[-1].on) == (each.stage_id, each.stage_since)
            for before, after in pairwise(changes):
                assert before.on <= after.on <= DAY
                assert stages[before.to_id].position < stages[after.to_id].position
            assert {stages[change.to_id].pipeline_id for change in changes} == {each.pipeline_id}
            moved = list(
                session.scalars(
                    select(CloseDateChange.to)
                    .where(CloseDateChange.opportunity_id == each.id)
                    .order_by(CloseDateChange.on, CloseDateChange.id)
                )
            )
            assert moved[-1:] == ([each.expected_close_on] if each.expected_close_on else [])
            later = sum(after > before for before, after in pairwise(moved))
            assert each.slips == later
            ends = session.scalars(
                select(OutcomeChange).where(OutcomeChange.opportunity_id == each.id)
            )
            assert [(end.to, end.on) for end in ends] == (
                [] if each.outcome == "open" else [(each.outcome, each.closed_on)]
            )


def test_every_open_project_has_what_the_gates_behind_it_asked_for(loaded: Store) -> None:
    with loaded.read() as session:
        stages = pipelines.all_stages(session)
        checked = 0
        for each in session.scalars(select(Opportunity).where(Opportunity.outcome == "open")):
            own = pipelines.stages_of(stages, each.pipeline_id)
            behind = own[: [stage.id for stage in own].index(each.stage_id)]
            if behind:
                checked += 1
                found = gates.report(session, each, behind, DAY)
                assert found.missing == (), f"{each.name}: {found.sentence}"
        assert checked >= 20
        assert (
            session.scalar(select(func.count()).where(StageChange.override_reason.is_not(None)))
            == 0
        )


def test_analyses_read_and_the_rich_project_has_them_twice(loaded: Store) -> None:
    readers = {"radar": Radar, "swot": Swot, "fishbone": Fishbone, "triangle": Triangle}
    with loaded.read() as session:
        rich = session.scalars(
            select(Opportunity).where(Opportunity.name == "二期产线变频改造")
        ).one()
        for each in session.scalars(select(Analysis)):
            read = readers[each.kind].from_content(each.content)
            assert read.to_content() == json.loads(json.dumps(each.content))
            assert each.on <= DAY
        radars = [
            Radar.from_content(each.content)
            for each in session.scalars(
                select(Analysis)
                .where(Analysis.subject_id == rich.id, Analysis.kind == "radar")
                .order_by(Analysis.on)
            )
        ]
        assert len(radars) == 2
        short = radars[-1].short_board()
        assert short is not None
        assert (short.axis.key, short.gap) == ("commercial", -3)
        rivals = {each.name for each in session.scalars(select(Competitor))}
        assert {player.name for radar in radars for player in radar.rivals} <= rivals

        def own(record: type) -> list:
            return list(session.scalars(select(record).where(record.opportunity_id == rich.id)))

        people = own(ChainLink)
        assert len(people) == 9
        assert [each.position for each in people if each.contact_id is None and not each.name]
        assert [each.version_no for each in own(Quotation)] == [1, 2]
        assert len(own(NegotiationRound)) == 2
        late = [
            each for each in own(Action) if each.state in ("open", "doing") and each.due_on < DAY
        ]
        assert len(late) == 2
        assert all(each.explanation for each in late)
        uids = {each.uid for each in own(Risk)}
        assert {each.why_uid for each in own(Action) if each.why_kind == "risk"} <= uids
        lost = session.scalars(
            select(Analysis)
            .join(Opportunity, Opportunity.id == Analysis.subject_id)
            .where(Analysis.kind == "fishbone", Opportunity.outcome == "lost")
        ).all()
        assert len(lost) == 3
        for each in lost:
            assert Fishbone.from_content(each.content).roots
            assert session.scalar(
                select(func.count()).where(Review.opportunity_id == each.subject_id)
            )


def test_locked_forecasts_agree_with_the_history(loaded: Store) -> None:
    with loaded.read() as session:
        quarter = forecast_snapshots.snapshots(session, None, "2026Q4")
        assert len(quarter) == 7  # the beginning of the quarter and the last six weeks
        for each in session.scalars(select(ForecastSnapshot)):
            assert each.taken_on < DAY
            for row in session.scalars(
                select(ForecastDeal).where(ForecastDeal.snapshot_id == each.id)
            ):
                deal = session.get_one(Opportunity, row.opportunity_id)
                assert deal.begun_on <= each.taken_on
                closed = deal.closed_on is not None and deal.closed_on <= each.taken_on
                assert row.outcome == (deal.outcome if closed else "open")
        kinds = {
            kind
            for each in quarter
            for kind in forecast_snapshots.movement(session, each).by_kind()
        }
        assert kinds >= {"won", "lost", "slipped", "pulled_in", "up", "new"}
        last = forecast_snapshots.accuracy(session, "2026Q3")
        assert last.total is not None
        assert len(last.owners) == 3


def test_strategy_is_there_and_some_of_it_is_unknown(loaded: Store) -> None:
    with loaded.read() as session:

        def count(record: type, *conditions: object) -> int:
            return session.scalar(select(func.count()).select_from(record).where(*conditions)) or 0

        scored = select(func.count(AccountScore.account_id.distinct()))
        assert session.scalar(scored) == 26
        assert count(AccountPlan) == 3
        assert count(WhiteSpace) == 12
        assert {each.state for each in session.scalars(select(WhiteSpace))} == {
            "potential", "open", "won", "competitor", "none",
        }  # fmt: skip
        assert count(Intelligence) == 12
        assert count(InformationItem, InformationItem.answer.is_(None)) > 10
        assert count(Product) == 14
        assert count(Visit, Visit.opportunity_id.is_not(None)) >= 10
        for visit in session.scalars(select(Visit).where(Visit.opportunity_id.is_not(None))):
            deal = session.get_one(Opportunity, visit.opportunity_id)
            assert deal.account_id == visit.account_id
            assert (visit.held_on or visit.planned_on) >= deal.begun_on


def test_names_of_competitors_are_no_accounts(loaded: Store) -> None:
    with loaded.read() as session:
        names = set(session.scalars(select(Competitor.name)))
        assert not names & set(session.scalars(select(Account.short_name)))


@pytest.mark.slow
@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 1, 1), date(2026, 10, 1)])
def test_it_can_be_loaded_on_any_day(tmp_path: Path, day: date) -> None:
    store = open_store(tmp_path / "home")
    demo.load(store, on=day)
    with store.read() as session:
        assert session.scalar(select(func.max(ForecastSnapshot.taken_on))) < day
        assert session.scalar(select(func.max(StageChange.on))) <= day
    store.close()


def test_it_goes_out_and_into_an_empty_folder_byte_for_byte(loaded: Store, tmp_path: Path) -> None:
    def written(store: Store, name: str) -> bytes:
        with store.read() as session:
            export_all(session, tmp_path / name)
        return (tmp_path / name).read_bytes()

    first = written(loaded, "all.json")
    other = open_store(tmp_path / "other")
    outcome = import_files(other, [tmp_path / "all.json"]).dump()["files"][0]
    assert outcome["problems"] == []
    assert written(other, "back.json") == first
    other.close()
