"""Marketing and joint activities: planned for a segment, people invited, answers and attendance, cost and result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _, message, ngettext
from kamdesk.model.activity import Activity, Invitee
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.keeping_words import ACTIVITY_STATE
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.terms import Term
from kamdesk.ui.record_pages.ask_dialog import AskDialog
from kamdesk.ui.record_pages.declaration import Cell, OwnColumn, QuickFilter, RecordDeclaration
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.service.activity_panels import InviteesPanel, OutcomePanel
from kamdesk.ui.service.segment_dialog import SegmentDialog
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.work import activities, segments
from kamdesk.work.lists import Condition
from kamdesk.work.trash import move_to_trash

_PILLS = {"planned": "outline", "running": "accent", "done": "good", "cancelled": "neutral"}
_ANSWER = ("answer", "came", "contact_id", "opportunity_id", "note")


def _read_came(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    found = activities.outcomes(session, ids)
    return {
        key: Cell(f"{each.came:,} / {each.invited:,}", value=each.came)
        for key, each in found.items()
    }


def _read_spent(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    return {
        key: Cell(
            f"{each.spent:,.2f}",
            role="bad" if each.left is not None and each.left < 0 else "text",
            value=each.spent,
        )
        for key, each in activities.outcomes(session, ids).items()
    }


def _read_leads(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    found = activities.outcomes(session, ids)
    return {key: Cell(f"{each.leads:,}", value=each.leads) for key, each in found.items()}


def _state(_session: Session, activity: Activity, _today: date) -> Cell:
    return Cell(ACTIVITY_STATE.label(activity.state), _PILLS[activity.state])


ACTIVITIES = RecordDeclaration(
    record=Activity,
    title=N_("Activities"),
    icon="flag",
    empty=(
        N_("No activities"),
        N_("Exhibitions, seminars and joint projects: whom they are for, who came, what they cost and brought."),
    ),
    new_words=N_("New activity"),
    columns=("on", "name", "came", "spent", "leads", "state"),
    own=(
        OwnColumn("came", Term("Came / invited", "到场 / 邀请"), _read_came, 100, numeric=True),
        OwnColumn("spent", Term("Spent", "已花费"), _read_spent, 96, numeric=True),
        OwnColumn("leads", Term("Opportunities", "商机数"), _read_leads, 80, numeric=True),
    ),
    stretch="name",
    widths={"segment": 110, "kind": 84, "budget": 100},
    pills={"state": _PILLS},
    quick=(
        QuickFilter("ahead", N_("Planned or running"),
                    lambda today: (Condition("state", "is", ("planned", "running")),), order=("on", False)),
        QuickFilter("mailings", N_("Mailings"), lambda today: (Condition("kind", "is", ("mailing",)),)),
        QuickFilter("joint", N_("Joint"), lambda today: (Condition("account_id", "filled"),)),
    ),
    filters=("kind", "state", "owner_id"),
    time="on",
    order=("on", True),
    asks=("name", "kind", "on", "segment", "budget", "account_id"),
    defaults=lambda session, today: {"kind": "exhibition"},
    add=activities.add_activity,
    change=activities.change_activity,
    state=_state,
    told=(Invitee,),
    kinds=("Expense", "Opportunity"),
)  # fmt: skip


class ActivitiesPage(RecordPage):
    """The activities at the left, the chosen one with its result and those invited beside it."""

    DECLARATION = ACTIVITIES

    def head_buttons(self) -> Sequence[QWidget]:
        self.invite_button = plain_button(_("Invite…"), "users", self.invite)
        return (self.invite_button,)

    def panels(self) -> Sequence[RecordPanel]:
        self.outcome = OutcomePanel(self.desk)
        self.invited = InviteesPanel(self.desk, self.note, self.bring, self.remove)
        return (self.outcome, self.invited)

    def invite(self) -> None:
        """Asks whom, and invites them."""
        number = self.current_id()
        if number is None:
            self.desk.say(_("Choose an activity first."))
            return
        act = partial(self._invite, number)
        dialog = SegmentDialog(
            self.store, _("Invite to the activity"), _("Invite"), act, self, people=True
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _invite(self, number: int, ids: Sequence[int], people: str, _name: str) -> None:
        with self.store.change(message("Invite to an activity")) as session:
            activity = session.get_one(Activity, number)
            today = self.desk.today()
            if people == segments.EVERYBODY:
                wanted = segments.people(session, ids, people, staying=True)
                invited = activities.invite_contacts(session, activity, wanted, today)
            else:
                invited = activities.invite_accounts(session, activity, ids, today)
            count = len(invited.made)
        words = ngettext("{count} invited.", "{count} invited.", count)
        self.desk.say_undoable(words.format(count=count))

    def note(self, invitee_id: int) -> None:
        """Asks what somebody answered, whether they came, and what came of it."""
        fields = {name: field_of(Invitee, name) for name in _ANSWER}
        with self.store.read() as session:
            invitee = session.get_one(Invitee, invitee_id)
            begin: dict[str, Any] = {name: getattr(invitee, name) for name in fields}
            begin["account_id"] = invitee.account_id
        self._open(_("Answer"), fields, begin, partial(self._note, invitee_id))

    def _note(self, invitee_id: int, values: dict[str, Any]) -> None:
        with self.store.change(message("Answer to an invitation")) as session:
            invitee = session.get_one(Invitee, invitee_id)
            activity = session.get_one(Activity, invitee.activity_id)
            activities.put_invitee(session, activity, invitee, values)

    def bring(self, invitee_id: int) -> None:
        """Asks for the opportunity that came of it."""
        fields = {name: field_of(Opportunity, name) for name in ("name", "amount")}
        self._open(_("Opportunity"), fields, {}, partial(self._bring, invitee_id))

    def _bring(self, invitee_id: int, values: dict[str, Any]) -> None:
        given = {name: value for name, value in values.items() if value is not None}
        with self.store.change(message("Opportunity of an activity")) as session:
            activities.bring_opportunity(session, session.get_one(Invitee, invitee_id), given)
        self.desk.say_undoable(_("The opportunity is there."))

    def remove(self, invitee_id: int) -> None:
        """Takes somebody out of those invited."""
        self.change(
            message("Take out of those invited"),
            lambda session: move_to_trash(session, session.get_one(Invitee, invitee_id)),
        )

    def _open(
        self, title: str, fields: Mapping[str, RecordField], begin: Mapping[str, Any], act: Any
    ) -> None:
        dialog = AskDialog(self.store, title, fields, begin, act, _("Save"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
