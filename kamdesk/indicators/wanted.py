"""What is aimed at: the target of an indicator itself, else what is always wanted of it.

The wanted value of a rate holds for every part of its period, and for everybody who has none of their own; a number of
cases holds for exactly the period and level it was set for.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy.orm import Session

from kamdesk.indicators.declaration import Indicator
from kamdesk.indicators.question import Question
from kamdesk.work import targets
from kamdesk.work.periods import Span, period_of

_LONGER = {"month": ("quarter", "year"), "quarter": ("year",), "year": ()}


def wanted(session: Session, question: Question, shown: Indicator) -> Decimal | None:
    """The target that holds for period and scope; None where nothing is aimed at."""
    scope = question.scope
    levels = [] if scope.kind == "tier" else [scope.kind]  # nobody sets targets for a tier
    if shown.unit == "ratio" and scope.kind != "department":
        levels.append("department")
    for level in levels:
        for span in _spans(question, shown):
            held = targets.wanted(
                session, shown.key, span, level, staff_id=scope.staff_id, account_id=scope.account_id,
                as_of=question.as_of,
            )  # fmt: skip
            if held is not None:
                return held.value
    return shown.wanted


def _spans(question: Question, shown: Indicator) -> Iterator[Span]:
    yield question.span
    if shown.unit == "ratio":
        for kind in _LONGER[question.span.kind]:
            yield period_of(question.span.first, kind, question.start)
