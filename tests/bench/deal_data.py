"""Generated opportunities with their moves: some under way, most closed within three years, some put off."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.model.opportunity import Opportunity, StageChange
from kamdesk.store.recorder import insert_many
from kamdesk.work import pipelines

DEALS_EACH = 2
_SUBJECTS = ("产线变频改造", "备件框架", "监控软件", "伺服驱动", "维保三年", "试验台驱动")
_CLOSED = ("won", "won", "lost", "lost", "cancelled")


def insert_deals(
    session: Session, account_ids: Sequence[int], day: date, open_share: float
) -> None:
    """`DEALS_EACH` opportunities for each account, the moves of each; `open_share` of them under way on `day`."""
    stages = pipelines.all_stages(session)
    own = [pipelines.stages_of(stages, each.id) for each in pipelines.all_pipelines(session)[:2]]
    chance = random.Random(account_ids[0])
    deals, moves = [], []
    for account_id in account_ids:
        for place in range(DEALS_EACH):
            way = own[0] if chance.random() < 0.8 else own[1]
            deal, trail = _deal(chance, account_id, f"P{account_id}-{place}", way, day, open_share)
            deals.append(deal)
            moves.append(trail)
    ids = insert_many(session, Opportunity, deals)
    insert_many(session, StageChange, list(_changes(ids, moves)))


def _changes(
    ids: Sequence[int], moves: Sequence[list[tuple[int, date]]]
) -> Iterator[dict[str, Any]]:
    for number, trail in zip(ids, moves, strict=True):
        for stage_id, on in trail:
            yield {"opportunity_id": number, "to_id": stage_id, "on": on}


def _deal(
    chance: random.Random,
    account_id: int,
    number: str,
    way: Sequence[Any],
    day: date,
    open_share: float,
) -> tuple[dict[str, Any], list[tuple[int, date]]]:
    is_open = chance.random() < open_share
    stages = [each for each in way if not each.is_review]
    far = chance.randrange(1, len(stages) + 1)
    begun = day - timedelta(days=chance.randrange(10, 200 if is_open else 1100))
    on, trail = begun, []
    for each in stages[:far]:
        trail.append((each.id, on))
        on = min(on + timedelta(days=chance.randrange(0, 40)), day)
    outcome = "open" if is_open else chance.choice(_CLOSED)
    stage_id, since = trail[-1]
    if not is_open and way[-1].is_review:
        stage_id, since = way[-1].id, on
        trail.append((stage_id, on))
    deal = {
        "number": number, "name": chance.choice(_SUBJECTS), "account_id": account_id, "pipeline_id": way[0].pipeline_id,
        "stage_id": stage_id, "stage_since": since, "outcome": outcome, "closed_on": None if is_open else on,
        "amount": Decimal(chance.randrange(5, 900)) * 10_000, "currency": "CNY", "owner_id": account_id % 20 + 1,
        "expected_close_on": on + timedelta(days=chance.randrange(5, 180)), "begun_on": begun,
        "next_step": chance.choice(("提交方案", "约总工", None)), "slips": chance.randrange(3), "slipped_days": 0,
        "probability": chance.choice((None, None, None, 35)), "custom": {},
    }  # fmt: skip
    return deal, trail
