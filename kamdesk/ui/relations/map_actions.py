"""What one does on the map: each deed is one change with its name, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import Message, _, message, ngettext
from kamdesk.model.fields import field_of
from kamdesk.model.relations import ChainLine, ChainLink
from kamdesk.model.sales_words import MAP_FACT
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.ui.relations.dialogs import LineDialog, MeasureDialog, PersonDialog
from kamdesk.work import chain_changes, chain_person, chain_versions
from kamdesk.work.accounts import persons
from kamdesk.work.decision_chain import ChainMap, MapPerson

Work = Callable[[Session], Any]


class MapActions:
    """Acts on the map that `shown` gives; `parent` is where questions are asked."""

    def __init__(self, desk: Desk, parent: QWidget, shown: Callable[[], ChainMap]) -> None:
        self._desk, self._parent, self._shown = desk, parent, shown

    def _change(self, label: Message, work: Work, said: str = "") -> Any:
        """Does it and answers what `work` answered; a refusal is told, and None answered."""
        try:
            with self._desk.store.change(label) as session:
                answer = work(session)
        except UserError as refusal:
            faults.show_problem(refusal, self._parent)
            return None
        if said:
            self._desk.say_undoable(said)
        return answer

    # -------------------------------------------------------------------------------------------------------- people

    def add_person(self, *, unknown: bool = False, role: str = "") -> int:
        """Asks whom to add; answers who it became, 0 for nobody."""
        shown = self._shown()
        there = {each.contact_id for each in shown.people}
        with self._desk.store.read() as session:
            found = persons(session, shown.account_id)
        free = [each for each in found if each.id not in there and each.left_on is None]
        dialog = PersonDialog(self._parent, free, unknown=unknown)
        if role:
            dialog.role.setCurrentIndex(dialog.role.findData(role))
        while dialog.exec() == QDialog.DialogCode.Accepted:
            try:
                return self._add(shown, dialog.contact_id(), dialog.values())
            except RuleError as refusal:
                dialog.refuse(refusal)
            except UserError as problem:
                faults.show_problem(problem, self._parent)
                break
        return 0

    def _add(self, shown: ChainMap, contact_id: int | None, values: Mapping[str, Any]) -> int:
        with self._desk.store.change(message("Add a person to the map")) as session:
            where = (shown.account_id, shown.opportunity_id)
            if contact_id is not None:
                return chain_changes.add_contact(session, *where, contact_id).id
            return chain_changes.add_person(session, *where, values).id

    def add_contacts(self) -> None:
        """Puts all people of the account on the map."""
        shown = self._shown()
        count = self._change(
            message("Put the contacts on the map"),
            lambda session: chain_changes.add_contacts_of_account(
                session, shown.account_id, shown.opportunity_id
            ),
        )
        if count is not None:
            self._desk.say_undoable(
                ngettext(
                    "{count} person is on the map now.", "{count} people are on the map now.", count
                ).format(count=count)
            )

    def remove(self, person: MapPerson) -> None:
        """Takes somebody off the map."""
        self._change(
            message("Take {name} off the map", name=person.title),
            lambda session: chain_changes.remove_person(
                session, session.get_one(ChainLink, person.id)
            ),
            _("“{name}” is off the map.").format(name=person.title),
        )

    def set_value(self, person: MapPerson, field: str, value: Any) -> bool:
        """Changes what is said of somebody; False when it was refused."""

        def work(session: Session) -> bool:
            link = session.get_one(ChainLink, person.id)
            chain_changes.change_person(session, link, {field: value})
            return True

        named = {"field": field_of(ChainLink, field).label, "name": person.title}
        return bool(self._change(message("{field} of {name}", **named), work))

    def toggle_certainty(self, person: MapPerson, fact: str) -> None:
        """Confirms a statement, or says that it is assumed after all."""
        sure = person.is_confirmed(fact)
        named = {"fact": MAP_FACT.label(fact), "name": person.title}

        def work(session: Session) -> None:
            link = session.get_one(ChainLink, person.id)
            if sure:
                chain_changes.assume(session, link, [fact])
            else:
                chain_changes.confirm(session, link, [fact], self._desk.today())

        assumed = message("Assume {fact} of {name}", **named)
        confirmed = message("Confirm {fact} of {name}", **named)
        self._change(assumed if sure else confirmed, work)

    def confirm_all(self, person: MapPerson) -> None:
        """Confirms every statement that says something."""
        held = {
            "buying_role": person.roles or None, "support_level": person.support_level,
            "influence": person.influence, "coverage": person.coverage,
            "relation_now": person.relation_now, "criteria": person.criteria,
            "agenda": person.business_agenda or person.personal_agenda,
            "reports_to": person.reports_to_id,
        }  # fmt: skip
        facts = [fact for fact, value in held.items() if value is not None]
        self._change(
            message("Confirm what is said of {name}", name=person.title),
            lambda session: chain_changes.confirm(
                session, session.get_one(ChainLink, person.id), facts, self._desk.today()
            ),
        )

    def take_newest(self, person: MapPerson) -> None:
        """Says of somebody what the newest other map of the account says."""
        self._change(
            message("Take the newest about {name}", name=person.title),
            lambda session: chain_changes.take_newest(
                session, session.get_one(ChainLink, person.id)
            ),
            _("Taken from another map of this account."),
        )

    def copy_from(self, opportunity_id: int | None) -> None:
        """Brings everybody of another map of this account."""
        shown = self._shown()
        count = self._change(
            message("Take over another map"),
            lambda session: chain_changes.copy_map(
                session, shown.account_id, opportunity_id, shown.opportunity_id
            ),
        )
        if count is not None:
            self._desk.say_undoable(
                ngettext("{count} person came.", "{count} people came.", count).format(count=count)
            )

    def place(self, places: Mapping[int, tuple[int, int]]) -> None:
        """Keeps where people were dragged to."""
        self._change(
            message("Move on the map"), lambda session: chain_changes.place(session, places)
        )

    # --------------------------------------------------------------------------------------------------------- lines

    def draw_line(self, start: MapPerson, end: MapPerson) -> int:
        """Asks what kind of line it is and draws it; answers which it became."""
        dialog = LineDialog(self._parent, f"{start.title} → {end.title}")

        def work(session: Session) -> int:
            row = session.get_one
            values = dialog.values()
            line = chain_changes.add_line(
                session, row(ChainLink, start.id), row(ChainLink, end.id), values["kind"], values["note"]
            )  # fmt: skip
            chain_changes.change_line(session, line, values)
            return line.id

        label = message("Line {start} – {end}", start=start.title, end=end.title)
        return int(self._ask(dialog, label, work) or 0)

    def edit_line(self, line_id: int) -> None:
        """Asks for another kind or note."""
        shown = self._shown()
        line = shown.line(line_id)
        if line is None:
            return
        start, end = shown.person(line.from_id), shown.person(line.to_id)
        ends = f"{start.title if start else ''} → {end.title if end else ''}"
        dialog = LineDialog(self._parent, ends, line.kind, line.note, line.is_confirmed)
        self._ask(
            dialog,
            message("Change a line"),
            lambda session: chain_changes.change_line(
                session, session.get_one(ChainLine, line_id), dialog.values()
            ),
        )

    def _ask(self, dialog: LineDialog, label: Message, work: Work) -> Any:
        while dialog.exec() == QDialog.DialogCode.Accepted:
            try:
                with self._desk.store.change(label) as session:
                    return work(session)
            except RuleError as refusal:
                dialog.refuse(refusal)
            except UserError as problem:
                faults.show_problem(problem, self._parent)
                break
        return None

    def remove_line(self, line_id: int) -> None:
        """Takes a line away."""
        self._change(
            message("Remove a line"),
            lambda session: chain_changes.remove_line(session, session.get_one(ChainLine, line_id)),
            _("The line is gone."),
        )

    # ------------------------------------------------------------------------------------------- actions and versions

    def add_measure(self, person: MapPerson, today: date) -> None:
        """Asks what will be done about somebody."""
        opportunity_id = self._shown().opportunity_id
        if opportunity_id is None:
            return
        dialog = MeasureDialog(self._parent, person.title, today)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        what, due = dialog.values()
        self._change(
            message("Action for {name}", name=person.title),
            lambda session: chain_person.add_countermeasure(
                session, session.get_one(ChainLink, person.id), what, due
            ),
            _("The action stands in the project’s plan."),
        )

    def save_version(self) -> None:
        """Keeps the map as it is today."""
        shown = self._shown()
        self._change(
            message("Save a version of the map"),
            lambda session: chain_versions.save_version(
                session, shown.account_id, shown.opportunity_id, self._desk.today()
            ),
            _("The map of today is kept as a version."),
        )
