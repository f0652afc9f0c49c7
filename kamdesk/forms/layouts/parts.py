"""What several forms have in common: cells of a record, the steps of an approval, the account a record belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Writing
from kamdesk.forms.declaration import PREFIX, Block, Cells, Item, Section
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.approval import Approval
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.fields import Field, Kind, RecordField, field_of
from kamdesk.model.terms import Term, Vocabulary
from kamdesk.model.vocabulary import APPROVAL_STEP, DECISION
from kamdesk.work import approvals, decisions
from kamdesk.work.accounts import core_name, match_account

DECIDED = Vocabulary("decided", *(each for each in DECISION if each.code != "pending"))
"""What somebody may tick: agree, return, disagree."""
APPROVALS = Term("Approval", "审批")
_SIGNED = ("by_id", "on", "opinion")


def relabelled(field: RecordField, label: Term, **changes: Any) -> RecordField:
    """`field` as a form calls it; its own label stays one of the words it is known by."""
    aliases = (*field.spec.label.wordings, *field.spec.aliases)
    return replace(field, spec=replace(field.spec, label=label, aliases=aliases, **changes))


def form_field(name: str, label: Term, record: type[Record], **options: Any) -> RecordField:
    """A field that only the form has; `record` is what it tells about."""
    kind = options.pop("kind", Kind.TEXT)
    return RecordField(name, Field(label, kind, **options), record)


def cell(owner: str, field: RecordField, **options: Any) -> Item:
    """The cell of `field` of `owner`."""
    return Item(f"{owner}.{field.name}", f"{PREFIX}{owner}_{field.name}", field, **options)


def cells(owner: str, record: type[Record], *names: str) -> Cells:
    """The cells of the fields `names`."""
    return Cells(tuple(cell(owner, field_of(record, name)) for name in names))


ACCOUNT_CELLS = (
    cell("account", field_of(Account, "archive_no"), identifies=True),
    cell("account", field_of(Account, "name"), identifies=True),
)
"""Whose record it is."""


# --------------------------------------------------------------------------------------------- whose record it is


def account_values(account: Account) -> dict[str, Any]:
    """For `ACCOUNT_CELLS`."""
    return {"account.archive_no": account.archive_no, "account.name": account.name}


def named_account(session: Session, reading: FormReading) -> tuple[Account | None, str]:
    """The account a form names, or why there is none."""
    given = {name: reading.value(f"account.{name}") for name in ("archive_no", "name")}
    wanted = str(given["name"] or given["archive_no"] or "")
    if not wanted:
        return None, _("The form names no customer, so it cannot be filed.")
    match = match_account(session, given)
    if match.account_id is not None:
        return session.get_one(Account, match.account_id), ""
    if match.account_ids:
        return None, _(
            "Several accounts are called “{name}”; write the archive number into the form."
        ).format(name=wanted)
    return None, _("There is no account “{name}” here. File its archive first.").format(name=wanted)


def names_another(reading: FormReading, account: Account) -> str | None:
    """Why a form that was made for a record of `account` is doubtful: it names another customer."""
    name, number = (reading.value(f"account.{key}") for key in ("name", "archive_no"))
    other = name and core_name(str(name)) not in {
        core_name(known) for known in (account.name, account.short_name or "") if known
    }
    if not other and not (number and account.archive_no and number != account.archive_no):
        return None
    return _(
        "The form was made for “{account}” but names “{name}”; choose which customer it means."
    ).format(account=account.name, name=name or number)


# ---------------------------------------------------------------------------------------------------- approvals


def approval_section(steps: Sequence[str], *, decided: bool = True) -> Section:
    """A block for each step: the decision to tick (unless each row has one), who, when, opinion."""
    return Section(APPROVALS, tuple(_approval_block(step, decided) for step in steps))


def _approval_block(step: str, decided: bool) -> Block:
    choice = next(each for each in APPROVAL_STEP if each.code == step)
    decision = field_of(Approval, "decision")
    ticked = replace(decision, spec=replace(decision.spec, choices=DECIDED))
    opinion = field_of(Approval, "opinion")
    items = [cell(step, ticked, as_boxes=True)] if decided else []
    items += [cell(step, field_of(Approval, name)) for name in ("by_id", "on")]
    items.append(cell(step, replace(opinion, spec=replace(opinion.spec, wide=True))))
    return Block(step, choice.label, tuple(items), choice.aliases, beside="opinion")


def decision_column(step: str, label: Term) -> RecordField:
    """A column of a table with the decision of `step` about each row."""
    return form_field(
        step, label, Approval, kind=Kind.CHOICE, choices=DECIDED, width=64,
        aliases=(str(APPROVAL_STEP.term(step).zh),),
    )  # fmt: skip


def approvals_known(session: Session, record: Record, steps: Sequence[str]) -> dict[str, Any]:
    """Key → value for the blocks of `steps`: what was decided when each was asked last."""
    values: dict[str, Any] = {}
    found = last_decisions(session, record)
    for step in steps:
        approval = found.get(step)
        decided = approval is not None and approval.decision != "pending"
        values[f"{step}.decision"] = approval.decision if approval and decided else None
        for name in _SIGNED:
            values[f"{step}.{name}"] = getattr(approval, name) if decided else None
    return values


def last_decisions(session: Session, record: Record) -> dict[str, Approval]:
    """Step → its approval in the last round in which it was asked for."""
    return {each.step: each for each in approvals.history(session, record)}


HandIn = Callable[[str, date], None]
"""Asks for the decision of a step on a day, where that was not done yet."""


def file_approvals(work: Writing, record: Record, steps: Sequence[str], hand_in: HandIn) -> None:
    """Records the decisions that stand in the blocks; each is refused alone.

    `hand_in` asks for the decision where that was not done yet: a signed form is the request and its answer.
    """
    for step in steps:
        work.attempt(work.keys(step), partial(_decide, work, record, step, hand_in))


def _decide(work: Writing, record: Record, step: str, hand_in: HandIn) -> None:
    decision = work.read(f"{step}.decision")
    if not decision:
        raise RuleError(_("No decision is ticked."))
    decide(work, record, step, decision, hand_in)


def decide(work: Writing, record: Record, step: str, decision: str, hand_in: HandIn) -> None:
    """Records one decision of `step` with the name, day and opinion of its block. Raises RuleError without them."""
    by_id, on = work.read(f"{step}.by_id"), work.read(f"{step}.on")
    for key, value, said in (
        ("by_id", by_id, _("The form does not say who decided.")),
        ("on", on, _("The form does not say on which day it was decided.")),
    ):
        if value is None:
            raise RuleError(work.problem(f"{step}.{key}") or said)
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on))
    hand_in(step, on)
    by = work.session.get_one(Staff, by_id)
    opinion = work.read(f"{step}.opinion")
    decisions.decide(work.session, record, decision, by, on, opinion, step)
