"""审核 / 审批: asking for agreement step by step, and recording who decided what on which day.

Deciding twice, out of turn, about one's own request (unless the setting allows it) or without the position for the
step is refused, in the window, on the command line and for a returned form alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.approval import Approval
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.vocabulary import APPROVAL_STEP, DECISION
from kamdesk.work import settings

CHAINS: dict[str, tuple[str, ...]] = {
    "none": (),
    "manager": ("manager",),
    "manager_director": ("manager", "director"),
    "manager_director_finance": ("manager", "director", "finance"),
}
_MAY_DECIDE: dict[str, tuple[str, ...]] = {
    "manager": ("manager", "director"),
    "director": ("director",),
    "finance": ("finance", "director"),
}
"""Step → positions that may decide it; somebody without a position in the staff list may, too."""


def chain(session: Session, setting: str) -> tuple[str, ...]:
    """The steps that setting ``…_approval`` asks for, in order."""
    return CHAINS[settings.get(session, setting)]


def ask(session: Session, record: Record, steps: Sequence[str], by: Staff | None, on: date) -> None:
    """Begins a new round: each of `steps` waits for a decision about `record`."""
    number = _round(session, record) + 1
    for step in steps:
        session.add(
            Approval(
                subject_kind=type(record).__name__, subject_id=record.id, round=number, step=step,
                decision="pending", asked_by_id=by.id if by else None, asked_on=on,
            )
        )  # fmt: skip
    session.flush()


def call_off(session: Session, record: Record) -> None:
    """Takes back what still waits, when the request itself was taken back or overtaken."""
    for each in _of_round(session, record):
        if each.decision == "pending":
            session.delete(each)
    session.flush()


def history(session: Session, record: Record) -> list[Approval]:
    """All steps of all rounds about `record`, the first first."""
    return list(
        session.scalars(
            select(Approval)
            .where(
                Approval.subject_kind == type(record).__name__,
                Approval.subject_id == record.id,
                Approval.deleted_at.is_(None),
            )
            .order_by(Approval.round, Approval.id)
        )
    )


def next_step(session: Session, record: Record) -> Approval | None:
    """The step of the present round whose turn it is; None when nothing waits."""
    steps = _of_round(session, record)
    if any(each.decision in ("returned", "refused") for each in steps):
        return None
    return next((each for each in steps if each.decision == "pending"), None)


def decide(
    session: Session,
    record: Record,
    decision: str,
    by: Staff,
    on: date,
    opinion: str | None = None,
    step: str | None = None,
) -> str:
    """Records a decision (approved, returned, refused) of the step whose turn it is.

    `step` names the step the person decided, where a form says so. Returns ``pending`` while further steps wait,
    else approved, returned or refused. Raises RuleError when the decision is not theirs to make, or made already.
    """
    if decision not in DECISION.codes or decision == "pending":
        raise RuleError(_("Decide: agree, return or disagree."), field="decision")
    waiting = next_step(session, record)
    steps = _of_round(session, record)
    if step is not None:
        _refuse_out_of_turn(session, steps, waiting, step)
    if waiting is None:
        raise RuleError(_already(session, steps), field="decision")
    _refuse_wrong_person(session, record, waiting, by)
    if on < waiting.asked_on:
        raise RuleError(
            _("It was asked for on {day}; the decision cannot be earlier.").format(
                day=waiting.asked_on
            ),
            field="on",
        )
    waiting.decision, waiting.by_id, waiting.on = decision, by.id, on
    waiting.opinion = (opinion or "").strip()[:400] or None
    session.flush()
    if decision != "approved":
        return decision
    return "pending" if next_step(session, record) is not None else "approved"


def _refuse_out_of_turn(
    session: Session, steps: Sequence[Approval], waiting: Approval | None, step: str
) -> None:
    own = next((each for each in steps if each.step == step), None)
    if own is None:
        raise RuleError(
            _("{step} is not asked here.").format(step=APPROVAL_STEP.label(step)), field="step"
        )
    if own.decision != "pending":
        raise RuleError(_already(session, [own]), field="decision")
    if waiting is not None and waiting.step != step:
        raise RuleError(
            _("It is not the turn of {step}: {waiting} decides first.").format(
                step=APPROVAL_STEP.label(step), waiting=APPROVAL_STEP.label(waiting.step)
            ),
            field="step",
        )


def _already(session: Session, steps: Sequence[Approval]) -> str:
    decided = [each for each in steps if each.decision != "pending"]
    if not decided:
        return _("Nothing waits for a decision here.")
    last = decided[-1]
    who = session.get(Staff, last.by_id) if last.by_id else None
    return _("{step} decided already: {decision}, {who}, {day}.").format(
        step=APPROVAL_STEP.label(last.step), decision=DECISION.label(last.decision),
        who=who.name if who else "—", day=last.on or "—",
    )  # fmt: skip


def _refuse_wrong_person(session: Session, record: Record, waiting: Approval, by: Staff) -> None:
    own = {
        waiting.asked_by_id,
        getattr(record, "owner_id", None),
        getattr(record, "staff_id", None),
    }
    if by.id in own and settings.get(session, "approve_oneself") != "yes":
        raise RuleError(
            _("{name} asked for this and cannot decide it.").format(name=by.name), field="by"
        )
    if by.position is not None and by.position not in _MAY_DECIDE[waiting.step]:
        raise RuleError(
            _("{name} is not {step} and cannot decide this step.").format(
                name=by.name, step=APPROVAL_STEP.label(waiting.step)
            ),
            field="by",
        )


@dataclass(frozen=True)
class Waiting:
    """A record that waits for somebody, and which step of it."""

    approval: Approval
    record: Record


def waiting(session: Session, staff: Staff | None = None) -> list[Waiting]:
    """What waits for a decision, the oldest first; with `staff` only what this person may decide now."""
    turns = list(session.scalars(_turns()))
    records = _records(session, turns)
    found = []
    for approval in turns:
        record = records.get((approval.subject_kind, approval.subject_id))
        if record is None:
            continue
        if staff is not None:
            try:
                _refuse_wrong_person(session, record, approval, staff)
            except RuleError:
                continue
        found.append(Waiting(approval, record))
    return found


@cache
def _turns() -> Select[Approval]:
    """Every step whose turn it is, as `next_step` finds it for one record; asked for all of them at once."""
    other = aliased(Approval)
    same = (
        other.subject_kind == Approval.subject_kind,
        other.subject_id == Approval.subject_id,
    )
    in_round = (*same, other.round == Approval.round, other.deleted_at.is_(None))
    return (
        select(Approval)
        .where(
            Approval.decision == "pending",
            Approval.deleted_at.is_(None),
            ~exists().where(*same, other.round > Approval.round),
            ~exists().where(*in_round, other.decision.in_(("returned", "refused"))),
            ~exists().where(*in_round, other.decision == "pending", other.id < Approval.id),
        )
        .order_by(Approval.asked_on, Approval.id)
    )


def _records(session: Session, steps: Sequence[Approval]) -> dict[tuple[str, int], Record]:
    """What `steps` are about, by class name and id, as far as it is not in the waste basket."""
    ids: dict[str, set[int]] = {}
    for each in steps:
        ids.setdefault(each.subject_kind, set()).add(each.subject_id)
    found: dict[tuple[str, int], Record] = {}
    for kind, wanted in ids.items():
        record = RECORD_BY_NAME[kind]
        query = select(record).where(record.id.in_(wanted), record.deleted_at.is_(None))
        found.update(((kind, each.id), each) for each in session.scalars(query))
    return found


def _round(session: Session, record: Record) -> int:
    query = select(func.coalesce(func.max(Approval.round), 0)).where(
        Approval.subject_kind == type(record).__name__, Approval.subject_id == record.id
    )
    return int(session.scalar(query) or 0)


def _of_round(session: Session, record: Record) -> list[Approval]:
    """The steps of the last round, in the order of their turn."""
    number = _round(session, record)
    return [each for each in history(session, record) if each.round == number]
