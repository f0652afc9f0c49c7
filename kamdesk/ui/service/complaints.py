"""Complaints: from receipt to the customer's confirmation."""

from __future__ import annotations

from kamdesk.i18n import N_
from kamdesk.model.service import Complaint
from kamdesk.ui.record_pages.declaration import QuickFilter, RecordDeclaration
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.work.lists import Condition

COMPLAINTS = RecordDeclaration(
    record=Complaint,
    title=N_("Complaints"),
    icon="warning",
    empty=(
        N_("No complaints"),
        N_("What a customer complains about is noted here, until the customer confirms that it is settled."),
    ),
    new_words=N_("New complaint"),
    stretch="content",
    pills={"judgement": {"pending": "warn", "valid": "bad", "invalid": "neutral"}},
    quick=(
        QuickFilter("open", N_("Not settled"), lambda today: (Condition("confirmed_on", "empty"),)),
    ),
    filters=("category", "severity", "handler_id"),
    time="received_on",
    order=("received_on", True),
    asks=("account_id", "received_on", "content"),
    defaults=lambda session, today: {"received_on": today},
)  # fmt: skip


class ComplaintsPage(RecordPage):
    """The list of complaints, the chosen one beside it."""

    DECLARATION = COMPLAINTS
