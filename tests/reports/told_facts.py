"""Facts by chance, and beside them what the random ones lack: stages, a locked forecast, shares of competitors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.forecast import ForecastDeal, ForecastSnapshot
from kamdesk.model.opportunity import Opportunity, StageChange
from kamdesk.model.pipeline import Stage
from kamdesk.store.store import Store
from tests.indicators.asking import told
from tests.indicators.plain_facts import Question
from tests.indicators.random_facts import random_facts, random_questions


@contextmanager
def department(seed: int, folder: Path, template: Path) -> Iterator[tuple[Store, list[Question]]]:
    """An open store with the facts of a seed, and the questions to ask."""
    facts, questions = random_facts(seed), random_questions(seed, 8)
    # December 2028 lies in the year 2028 of every business year.
    facts["feedback"].append(
        {
            "kind": "question", "account": "K1", "received_on": "2028-12-01", "due_on": "2028-12-10",
            "answered_on": "2028-12-09",
        }
    )  # fmt: skip
    folder.mkdir(exist_ok=True)
    with told(folder / f"home{seed}", template, facts, questions[0].start) as store:
        _more(store)
        yield store, questions


def _more(store: Store) -> None:
    with store.change(message("More facts")) as session:
        stages = session.scalars(
            select(Stage)
            .where(Stage.is_review.is_(False))
            .order_by(Stage.pipeline_id, Stage.position)
        ).all()
        first, second, third = (each for each in stages[:3])
        account = session.scalars(select(Account).order_by(Account.id)).first()
        assert account is not None
        for number, days in enumerate((3, 8, 13)):
            deal = Opportunity(
                number=f"X{number}", name=f"扩建{number}", account_id=account.id, pipeline_id=first.pipeline_id,
                stage_id=third.id, stage_since=date(2028, 6, 1), outcome="open", amount=Decimal(1000 + number),
                begun_on=date(2028, 1, 2), expected_close_on=date(2028, 12, 1), custom={}, slips=0, slipped_days=0,
            )  # fmt: skip
            session.add(deal)
            session.flush()
            for step, stage in enumerate((first, second, third)):
                on = date.fromordinal(date(2028, 12, 2).toordinal() + step * days)
                session.add(StageChange(opportunity_id=deal.id, to_id=stage.id, on=on))
        session.add(PurchaseNeed(account_id=account.id, product="轴承", our_share=Decimal("0.35")))
        locked = ForecastSnapshot(taken_on=date(2026, 12, 31), period="2028")
        session.add(locked)
        session.flush()
        for deal in session.scalars(select(Opportunity).where(Opportunity.number.startswith("X"))):
            session.add(
                ForecastDeal(
                    snapshot_id=locked.id, opportunity_id=deal.id, amount=Decimal(900),
                    probability=40, expected_close_on=date(2028, 12, 1), outcome="open", category="pipeline",
                )
            )  # fmt: skip
