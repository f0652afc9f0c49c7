"""Complaints: from receipt to the customer's confirmation, the supervision list as quick filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _
from kamdesk.model.service import Complaint, ComplaintReopening
from kamdesk.model.terms import Term
from kamdesk.ui.form_out import write_one
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.work import child_rows, complaints, settings
from kamdesk.work.complaints import STATE
from kamdesk.work.lists import Condition

_PILLS = {
    "received": "warn",
    "handling": "accent",
    "reopened": "bad",
    "answered": "neutral",
    "confirmed": "good",
}


def _state_cell(complaint: Complaint, reopened: int, today: date) -> Cell:
    code = complaints.state(complaint, reopened)
    if complaints.is_overdue(complaint, today):
        late = (today - complaint.due_on).days if complaint.due_on else 0
        return Cell(_("{days} d late").format(days=late), "bad")
    return Cell(STATE.label(code), _PILLS[code])


def _read_states(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    reopened, today = complaints.times_reopened(session, ids), date.today()
    found = session.scalars(select(Complaint).where(Complaint.id.in_(ids)))
    return {each.id: _state_cell(each, reopened.get(each.id, 0), today) for each in found}


def _state(session: Session, complaint: Complaint, today: date) -> Cell:
    reopened = complaints.times_reopened(session, [complaint.id])
    return _state_cell(complaint, reopened.get(complaint.id, 0), today)


def _note(session: Session, complaint: Complaint, today: date) -> str:
    """When and why it was taken up again, a line for each time."""
    del today
    words = _("{day} reopened: {reason}")
    return "\n".join(
        words.format(day=each.on, reason=each.reason or "—")
        for each in child_rows.rows(session, ComplaintReopening, complaint.id)
    )


def _reopen(session: Session, complaint: Complaint, values: Mapping[str, Any]) -> None:
    complaints.reopen(session, complaint, values["on"] or date.today(), values["reason"] or "")


def _begin(session: Session, today: date) -> Mapping[str, Any]:
    user = settings.me(session)
    return {
        "received_on": today,
        "severity": "medium",
        "handler_id": user.id if user is not None else None,
    }


COMPLAINTS = RecordDeclaration(
    record=Complaint,
    title=N_("Complaints"),
    icon="warning",
    empty=(
        N_("No complaints"),
        N_("What customers complain about is noted here and followed until they confirm that it is settled."),
    ),
    new_words=N_("New complaint"),
    columns=("number", "received_on", "account_id", "state", "content", "handler_id", "due_on", "judgement"),
    own=(OwnColumn("state", Term("State", "状态"), _read_states, 116, sort="due_on"),),
    headings={"account_id": Term("Account", "客户")},
    stretch="content",
    widths={"account_id": 130, "received_on": 100, "handler_id": 72, "due_on": 100},
    pills={"judgement": {"pending": "warn", "valid": "bad", "invalid": "neutral"}},
    quick=(
        QuickFilter("open", N_("Not settled"), lambda today: (complaints.OPEN,), order=("due_on", False)),
        QuickFilter("overdue", N_("Overdue"), lambda today: (complaints.OVERDUE,), True, ("due_on", False)),
        QuickFilter("reopened", N_("Reopened"), lambda today: (complaints.REOPENED,), True, ("due_on", False)),
        QuickFilter("to_judge", N_("To be judged"), lambda today: (complaints.TO_JUDGE,), order=("received_on", False)),
        QuickFilter("to_confirm", N_("To be confirmed"), lambda today: (complaints.TO_CONFIRM,)),
        QuickFilter("valid", N_("Valid"), lambda today: (Condition("judgement", "is", ("valid",)),)),
    ),
    filters=("category", "severity", "cause_kind", "handler_id"),
    time="received_on",
    order=("received_on", True),
    asks=("account_id", "received_on", "severity", "category", "handler_id", "content"),
    defaults=_begin,
    add=complaints.add,
    change=complaints.change,
    deeds=(
        Deed("judge", N_("Judge"), "check", N_("Judge complaint “{name}”"), complaints.judge,
             asks=("judgement", "judged_on", "cause_kind", "cause"),
             suggest=lambda session, record, today: {"judgement": None, "judged_on": today},
             offered=lambda session, record, today: record.judgement == "pending"),
        Deed("answer", N_("Answer"), "message", N_("Answer complaint “{name}”"), complaints.answer,
             asks=("answered_on", "handler_id", "solution", "cost"),
             suggest=lambda session, record, today: {"answered_on": today},
             offered=lambda session, record, today: record.answered_on is None),
        Deed("confirm", N_("Customer confirms"), "check", N_("Complaint “{name}” is confirmed"), complaints.confirm,
             asks=("confirmed_on", "customer_opinion", "prevention"),
             suggest=lambda session, record, today: {"confirmed_on": today},
             offered=lambda session, record, today: record.answered_on is not None and record.confirmed_on is None),
        Deed("reopen", N_("Reopen"), "restore", N_("Reopen complaint “{name}”"), _reopen,
             asks=((ComplaintReopening, "on"), (ComplaintReopening, "reason")),
             suggest=lambda session, record, today: {"on": today},
             offered=lambda session, record, today: record.answered_on is not None),
    ),
    state=_state,
    note=_note,
    told=(ComplaintReopening,),
)  # fmt: skip


class ComplaintsPage(RecordPage):
    """The list of complaints, the chosen one beside it."""

    DECLARATION = COMPLAINTS

    def head_buttons(self) -> Sequence[QWidget]:
        causes = plain_button(_("Causes"), "bar-chart", self._show_causes)
        return (causes, plain_button(_("Complaint form"), "printer", self.write_form))

    def write_form(self) -> None:
        """Writes form F11 of the complaint in view."""
        if self.detail.record_id is not None and self.model.total():
            name = self.detail.title.text()
            write_one(self.desk, self, "complaint_form", self.detail.record_id, name)

    def _show_causes(self) -> None:
        self.page_wanted.emit("causes", None)
