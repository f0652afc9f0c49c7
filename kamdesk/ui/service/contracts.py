"""Contracts with what falls due under them: milestones, renewal, an early end, and which are about to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import N_, _, ngettext
from kamdesk.model.contract import Contract, Milestone
from kamdesk.model.keeping_words import CONTRACT_STATE
from kamdesk.model.terms import Term
from kamdesk.model.values import show_money
from kamdesk.ui.accounts.development.row_tables import TableShape
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.work import contracts, settings
from kamdesk.work.lists import Condition

Values = Mapping[str, Any]
_PILLS = {
    "draft": "outline",
    "running": "accent",
    "completed": "good",
    "renewed": "neutral",
    "terminated": "neutral",
}


def _state_cell(session: Session, contract: Contract, today: date) -> Cell:
    """The state; of a running one that ends soon, how long it still holds."""
    left = contracts.time_left(contract, today)
    if left and contract.ends_on is not None:
        days = (contract.ends_on - today).days
        if days <= contracts.warn_days(session, contract):
            return Cell(left, "bad" if days < 0 else "warn")
    return Cell(CONTRACT_STATE.label(contract.state), _PILLS[contract.state])


def _read_states(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    today = date.today()
    found = session.scalars(select(Contract).where(Contract.id.in_(ids)))
    return {each.id: _state_cell(session, each, today) for each in found}


def _read_milestones(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    today = date.today()
    query = select(Milestone).where(Milestone.contract_id.in_(ids), Milestone.deleted_at.is_(None))
    rows: dict[int, list[Milestone]] = {}
    for each in session.scalars(query):
        rows.setdefault(each.contract_id, []).append(each)
    cells = {}
    for contract_id, found in rows.items():
        done = sum(each.done_on is not None for each in found)
        late = any(each.done_on is None and each.due_on and each.due_on < today for each in found)
        cells[contract_id] = Cell(f"{done} / {len(found)}", role="bad" if late else "muted")
    return cells


def _note(session: Session, contract: Contract, today: date) -> str:
    """What comes next under it, what was paid, and which contract stands before or after it."""
    found = contracts.progress(session, contract, today)
    words = []
    if found.next is not None and contract.state not in contracts.OVER:
        day = found.next.due_on
        words.append(
            _("Next: {milestone}, due {day}").format(milestone=found.next.name, day=day)
            if day is not None
            else _("Next: {milestone}").format(milestone=found.next.name)
        )
    if found.late:
        words.append(
            ngettext("{count} milestone late", "{count} milestones late", found.late).format(
                count=found.late
            )
        )
    if found.to_pay:
        currency = contract.currency or settings.get(session, "default_currency")
        words.append(
            _("paid {paid} of {all}").format(
                paid=show_money(found.paid, currency), all=show_money(found.to_pay, currency)
            )
        )
    if contract.renews_id is not None:
        before = session.get(Contract, contract.renews_id)
        if before is not None:
            words.append(_("renews {number}").format(number=before.number))
    later = contracts.successor(session, contract)
    if later is not None:
        words.append(_("renewed by {number}").format(number=later.number))
    return " · ".join(words)


def _finish_next(session: Session, contract: Contract, values: Values) -> None:
    milestone = contracts.progress(session, contract, date.today()).next
    if milestone is None:
        raise RuleError(_("Nothing under this contract is open."))
    contracts.finish_milestone(session, milestone, values["done_on"] or date.today())


def _renew(session: Session, contract: Contract, values: Values) -> None:
    given = {name: value for name, value in values.items() if value is not None}
    contracts.renew(session, contract, given.pop("signed_on", date.today()), given)


def _suggest_renewal(_session: Session, contract: Contract, today: date) -> Values:
    return {"signed_on": today, **contracts.next_term(contract)}


def _end(session: Session, contract: Contract, values: Values) -> None:
    contracts.end_early(
        session, contract, values["ended_on"] or date.today(), values["end_reason"] or ""
    )


def _complete(session: Session, contract: Contract, _values: Values) -> None:
    contracts.complete(session, contract)


def _has_next(session: Session, contract: Contract, today: date) -> bool:
    is_open = contract.state not in contracts.OVER
    return is_open and contracts.progress(session, contract, today).next is not None


def _is_running(_session: Session, contract: Contract, _today: date) -> bool:
    return contract.state == "running"


def _may_renew(session: Session, contract: Contract, _today: date) -> bool:
    return (
        contract.state in ("running", "completed")
        and contracts.successor(session, contract) is None
    )


def _begin(session: Session, today: date) -> Values:
    user = settings.me(session)
    return {
        "signed_on": today,
        "state": "running",
        "owner_id": user.id if user is not None else None,
    }


CONTRACTS = RecordDeclaration(
    record=Contract,
    title=N_("Contracts"),
    icon="document",
    empty=(
        N_("No contracts"),
        N_("What was signed stands here with its deliveries, payments and promises, and warns before it ends."),
    ),
    new_words=N_("New contract"),
    columns=("number", "name", "account_id", "state_now", "ends_on", "amount", "milestones", "owner_id"),
    own=(
        OwnColumn("state_now", Term("State", "状态"), _read_states, 138, sort="ends_on"),
        OwnColumn("milestones", Term("Milestones", "节点"), _read_milestones, 76, numeric=True),
    ),
    headings={"account_id": Term("Account", "客户"), "amount": Term("Amount", "金额")},
    stretch="name",
    widths={"number": 112, "account_id": 130, "ends_on": 96, "amount": 118, "owner_id": 72},
    quick=(
        QuickFilter("running", N_("Running"), lambda today: (Condition("state", "is", ("running",)),),
                    order=("ends_on", False)),
        QuickFilter("ending", N_("Ending soon"), lambda today: (contracts.ENDING,), order=("ends_on", False)),
        QuickFilter("expired", N_("Ended, not renewed"), lambda today: (contracts.EXPIRED,), True, ("ends_on", False)),
        QuickFilter("late", N_("Milestones late"), lambda today: (contracts.LATE,), True, ("ends_on", False)),
    ),
    filters=("state", "owner_id"),
    time="ends_on",
    order=("signed_on", True),
    leave_out=("renews_id",),
    tables=(
        TableShape(
            "milestones", Milestone,
            (("name", 84, 2), ("kind", 62, 0), ("due_on", 106, 0), ("done_on", 106, 0), ("amount", 84, 1)),
        ),
    ),
    asks=("account_id", "name", "number", "signed_on", "starts_on", "ends_on", "amount", "owner_id", "state"),
    defaults=_begin,
    add=contracts.add_contract,
    change=contracts.change_contract,
    put_row=contracts.put_milestone,
    deeds=(
        Deed("milestone", N_("Next milestone done"), "check", N_("Milestone of “{name}” is done"), _finish_next,
             asks=((Milestone, "done_on"),), suggest=lambda session, record, today: {"done_on": today},
             offered=_has_next),
        Deed("renew", N_("Renew"), "refresh", N_("Renew contract “{name}”"), _renew,
             asks=("signed_on", "starts_on", "ends_on", "amount"), suggest=_suggest_renewal, offered=_may_renew),
        Deed("complete", N_("Carried out"), "flag", N_("Contract “{name}” is carried out"), _complete,
             offered=_is_running),
        Deed("end", N_("End early"), "x", N_("End contract “{name}” early"), _end, asks=("ended_on", "end_reason"),
             suggest=lambda session, record, today: {"ended_on": today}, offered=_is_running),
    ),
    state=_state_cell,
    note=_note,
    kinds=("SettingValue",),
)  # fmt: skip


class ContractsPage(RecordPage):
    """The list of contracts, the chosen one with its milestones beside it."""

    DECLARATION = CONTRACTS
