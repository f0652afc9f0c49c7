"""The way of a development from candidate to done: which step may follow which, and what each of them needs first.

The source's procedure: choose a new customer → survey → screen → manager → application and plan → director → project
team → file → carry out → done. A review that nobody is asked for is left out; then refusing is up to the person.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _, sentences
from kamdesk.model.approval import Approval
from kamdesk.model.base import Record
from kamdesk.model.development import (
    Development,
    DevelopmentMember,
    DevelopmentScore,
    DevelopmentStep,
)
from kamdesk.model.fields import field_of
from kamdesk.model.vocabulary import APPROVAL_STEP, DEVELOPMENT_STATE
from kamdesk.work import approvals

STEPS: dict[str, tuple[str, ...]] = {
    "candidate": ("surveyed",),
    "surveyed": ("evaluated",),
    "evaluated": ("manager_review", "application", "rejected"),
    "manager_review": ("application", "evaluated", "rejected"),
    "application": ("director_review", "team", "rejected"),
    "director_review": ("team", "application", "rejected"),
    "team": ("filed",),
    "filed": ("implementing",),
    "implementing": ("done",),
    "done": (),
    "rejected": ("surveyed",),
}
"""State → the states that may follow it, before the department's settings are asked."""

REVIEWS: dict[str, str] = {"manager_review": "manager", "director_review": "director"}
"""State → the step of approval that it waits for."""
SETTLED = ("done", "rejected")
"""States of a development that is over."""

_AFTER_REVIEW: dict[str, str] = {"application": "manager_review", "team": "director_review"}
"""State → the review that leads to it where it is asked for."""
_BEFORE_REVIEW: dict[str, str] = {"evaluated": "manager_review", "application": "director_review"}
_NEEDED_FIELDS: dict[str, tuple[str, ...]] = {
    "surveyed": ("demand", "decision_process", "competition", "credit"),
    "director_review": ("application_reason", "expected_sales"),
    "team": ("application_reason", "expected_sales"),
    "done": ("result",),
}
"""State → the fields without which it is not reached."""


@dataclass(frozen=True)
class Missing:
    """Something a step needs first: `key` is a field, or ``scores``, ``weights``, ``members``, ``plan``."""

    key: str
    words: str


def reviews(session: Session) -> tuple[str, ...]:
    """The reviews that are asked for here, by their states."""
    asked = approvals.chain(session, "development_approval")
    return tuple(state for state, step in REVIEWS.items() if step in asked)


def missing(session: Session, development: Development, to: str) -> list[Missing]:
    """What is missing before `development` can go on to state `to`, in the order of the form."""
    found = [
        Missing(name, field_of(Development, name).label)
        for name in _NEEDED_FIELDS.get(to, ())
        if getattr(development, name) in (None, "")
    ]
    if to == "evaluated":
        found += _missing_scores(session, development)
    if to == "filed" and not _count(session, DevelopmentMember, development):
        found.append(Missing("members", _("a member of the project team")))
    if (
        to == "implementing"
        and not development.plan
        and not _count(session, DevelopmentStep, development)
    ):
        found.append(Missing("plan", _("the plan, or a step of it")))
    return found


def _missing_scores(session: Session, development: Development) -> list[Missing]:
    rows = session.execute(
        select(DevelopmentScore.weight, DevelopmentScore.score).where(
            DevelopmentScore.development_id == development.id,
            DevelopmentScore.deleted_at.is_(None),
        )
    ).all()
    found = []
    if not any(row.score is not None and row.weight for row in rows):
        found.append(Missing("scores", _("a score on the score card")))
    weight = sum(row.weight for row in rows)
    if weight != 100:
        found.append(
            Missing("weights", _("weights that add up to 100 (now {weight})").format(weight=weight))
        )
    return found


def _count(session: Session, record: type[Record], development: Development) -> int:
    owner = record.__table__.c.development_id
    query = select(func.count()).where(owner == development.id, record.deleted_at.is_(None))
    return session.scalar(query) or 0


def refusal(session: Session, development: Development, to: str) -> str | None:
    """Why the procedure itself does not lead to state `to` now, whatever is filled in; None when it does."""
    state = development.state
    if to not in STEPS.get(state, ()):
        said = _("A development at “{state}” cannot go to “{to}”.").format(
            state=DEVELOPMENT_STATE.label(state), to=DEVELOPMENT_STATE.label(to)
        )
        following = next_state(session, development)
        if following is None:
            return said
        next_words = DEVELOPMENT_STATE.label(following)
        return sentences(said, _("Next comes “{state}”.").format(state=next_words))
    asked = reviews(session)
    if state in REVIEWS:
        return _refusal_of_review(session, development, to)
    if to in REVIEWS and to not in asked:
        return _("“{to}” is not asked for here; go on without it.").format(
            to=DEVELOPMENT_STATE.label(to)
        )
    if to in _AFTER_REVIEW and _AFTER_REVIEW[to] in asked:
        return _("“{review}” comes first.").format(
            review=DEVELOPMENT_STATE.label(_AFTER_REVIEW[to])
        )
    if to == "rejected" and _BEFORE_REVIEW[state] in asked:
        return _("Refusing is decided in “{review}”: hand it in first.").format(
            review=DEVELOPMENT_STATE.label(_BEFORE_REVIEW[state])
        )
    return None


def _refusal_of_review(session: Session, development: Development, to: str) -> str | None:
    """Out of a review leads what was decided; what nobody decided yet may be taken back."""
    step = REVIEWS[development.state]
    last = _last(session, development, step)
    decision = last.decision if last is not None else "pending"
    wanted = {"rejected": ("refused",), STEPS[development.state][0]: ("approved",)}
    if decision in wanted.get(to, ("pending", "returned")):
        return None
    if decision == "pending":
        return _("{step} has not decided yet.").format(step=APPROVAL_STEP.label(step))
    return _("{step} decided otherwise.").format(step=APPROVAL_STEP.label(step))


def _last(session: Session, development: Development, step: str) -> Approval | None:
    rounds = [each for each in approvals.history(session, development) if each.step == step]
    return rounds[-1] if rounds else None


def why_not(session: Session, development: Development, to: str) -> str | None:
    """The sentence that says why `development` cannot go to state `to`, naming what is missing; None when it can."""
    said = refusal(session, development, to)
    if said is not None:
        return said
    wanting = missing(session, development, to)
    if wanting:
        return _("“{to}” still needs: {missing}.").format(
            to=DEVELOPMENT_STATE.label(to), missing=_(", ").join(each.words for each in wanting)
        )
    return None


def allowed(session: Session, development: Development) -> tuple[str, ...]:
    """The states `development` may go to now."""
    return tuple(
        to for to in STEPS.get(development.state, ()) if why_not(session, development, to) is None
    )


def next_state(session: Session, development: Development) -> str | None:
    """The state that comes next on the straight way, whether or not everything for it is there; None at the end."""
    asked = reviews(session)
    return next(
        (
            to
            for to in STEPS.get(development.state, ())
            if to != "rejected" and (to not in REVIEWS or to in asked)
        ),
        None,
    )
