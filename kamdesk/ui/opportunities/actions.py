"""What can be done with an opportunity from anywhere: moved, closed, opened again, edited, deleted, as a menu too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QDialog, QMenu, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import Message, _, message
from kamdesk.model.competitor import Competitor
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.sales_words import OUTCOME
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.dialogs import CloseDialog, reason_dialog, reopen_dialog
from kamdesk.ui.opportunities.gate_message import SECTION_OF_GATE, ask_gate, fields_of
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.work import opportunities, pipelines
from kamdesk.work.competitors import add_competitor
from kamdesk.work.fields import reference_names, show_value
from kamdesk.work.gates import GateRefusal
from kamdesk.work.trash import move_to_trash

_CLOSE_ICONS = {"won": "check", "lost": "x", "cancelled": "minus"}


class OpportunityActions(QObject):
    """`done(id)`: it was changed, show it; 0: it is gone. `open_wanted(id, section)`: show its project page."""

    done = Signal(int)
    open_wanted = Signal(int, str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._store, self._parent = desk, desk.store, parent

    # ------------------------------------------------------------------------------------------------------ the menu

    def menu(self, opportunity_id: int) -> QMenu:
        """Every stage it may be sent to, its ends, and what can be done with any opportunity."""
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        with self._store.read() as session:
            one = session.get(Opportunity, opportunity_id)
            if one is None:
                return menu
            stages = pipelines.stages_of(pipelines.all_stages(session), one.pipeline_id)
            is_open, stage_id, account_id = one.outcome == "open", one.stage_id, one.account_id
        add_entry(
            menu,
            _("Open the project"),
            "external",
            partial(self.open_wanted.emit, opportunity_id, ""),
        )
        if not self._store.read_only:
            menu.addSeparator()
            if is_open:
                into = menu.addMenu(_("To stage"))
                for each in stages:
                    if not each.is_review and each.id != stage_id:
                        add_entry(into, each.title, "", partial(self.move, opportunity_id, each.id))
                for code, icon in _CLOSE_ICONS.items():
                    words = _("{outcome}…").format(outcome=OUTCOME.label(code))
                    add_entry(menu, words, icon, partial(self.ask_close, opportunity_id, code))
            else:
                add_entry(
                    menu, _("Open it again…"), "undo", partial(self.ask_reopen, opportunity_id)
                )
            menu.addSeparator()
            add_entry(menu, _("Edit…"), "pencil", partial(self.edit, opportunity_id, EDITED))
        if account_id is not None:
            add_entry(
                menu, _("Show the account"), "building",
                partial(self._desk.open_record, "Account", account_id),
            )  # fmt: skip
        if not self._store.read_only:
            menu.addSeparator()
            add_entry(
                menu, _("Move to the waste basket"), "trash", partial(self.delete, [opportunity_id])
            )
        return menu

    # --------------------------------------------------------------------------------------------------------- moving

    def may_move(self, opportunity_id: int, stage_id: int | None) -> bool:
        """Whether it may go to a stage, or needs no more than a reason; None is where closed ones stand."""
        with self._store.read() as session:
            one = session.get_one(Opportunity, opportunity_id)
            stage = session.get(Stage, stage_id or 0)
            if one.outcome != "open" or stage is None or stage.is_review:
                return True  # a question follows: how it ended, or why it is opened again
            try:
                opportunities.check_move(session, one, stage, self._desk.today(), reason="?")
            except RuleError:
                return False
            return True

    def move(self, opportunity_id: int, stage_id: int | None, at: QPoint | None = None) -> bool:
        """Takes it to a stage, asking for what is needed: how it ended, why it goes back, or what to do about a gate.
        Whether it stands there now."""
        with self._store.read() as session:
            one = session.get_one(Opportunity, opportunity_id)
            stage = session.get(Stage, stage_id or 0)
            closes = stage is None or stage.is_review
            goes_back = stage is not None and self._goes_back(session, one, stage)
            is_open, name, title = one.outcome == "open", one.name, stage.title if stage else ""
        if not is_open:
            self.ask_reopen(opportunity_id)
        elif closes:
            self.ask_close(opportunity_id, "won")
        elif goes_back:
            words = _("Back to “{stage}”").format(stage=title)
            act = partial(self._move_back, opportunity_id, stage_id or 0, name, title)
            self._open(reason_dialog(self._store, words, act, self._parent))
        else:
            return self._move_on(opportunity_id, stage_id or 0, name, title, at)
        return False

    @staticmethod
    def _goes_back(session: Session, one: Opportunity, stage: Stage) -> bool:
        here = session.get(Stage, one.stage_id)
        same = here is not None and here.pipeline_id == stage.pipeline_id
        return same and here is not None and stage.position < here.position

    def _move_on(
        self, opportunity_id: int, stage_id: int, name: str, title: str, at: QPoint | None,
        override: str = "",
    ) -> bool:  # fmt: skip
        def act(session: Session) -> None:
            one, stage = (
                session.get_one(Opportunity, opportunity_id),
                session.get_one(Stage, stage_id),
            )
            opportunities.move(
                session, one, stage, self._desk.today(), override_reason=override or None
            )

        label = message("Move “{name}” to “{stage}”", name=name, stage=title)
        try:
            self._change(label, act)
        except GateRefusal as refusal:
            answer = ask_gate(self._parent, self._desk, refusal.report, title, at)
            if answer.kind == "override":
                return self._move_on(opportunity_id, stage_id, name, title, at, answer.reason)
            if answer.kind == "fill":
                self.fill_in(opportunity_id, answer.keys)
            return False
        except UserError as problem:
            faults.show_problem(problem, self._parent)
            return False
        self._told(opportunity_id)
        return True

    def _move_back(
        self, opportunity_id: int, stage_id: int, name: str, title: str, values: dict[str, Any]
    ) -> None:
        def act(session: Session) -> None:
            one, stage = (
                session.get_one(Opportunity, opportunity_id),
                session.get_one(Stage, stage_id),
            )
            opportunities.move(session, one, stage, self._desk.today(), reason=values["reason"])

        self._change(message("Move “{name}” back to “{stage}”", name=name, stage=title), act)
        self._told(opportunity_id)

    def fill_in(self, opportunity_id: int, keys: Sequence[str]) -> None:
        """Goes to where what is missing is written: its fields in a dialog, else the section of its project page."""
        fields = [name for key in keys for name in fields_of(key)]
        if fields:
            self.edit(opportunity_id, fields)
        elif keys:
            self.open_wanted.emit(opportunity_id, SECTION_OF_GATE.get(keys[0], "overview"))

    # -------------------------------------------------------------------------------------------------------- closing

    def ask_close(self, opportunity_id: int, outcome: str) -> None:
        """Asks how it ended and why, and closes it; a gate that is not met is asked about."""
        act = partial(self._close, opportunity_id)
        self._open(CloseDialog(self._store, opportunity_id, outcome, act, self._parent))

    def _close(self, opportunity_id: int, values: dict[str, Any], override: str = "") -> None:
        outcome = values["outcome"]

        def act(session: Session) -> None:
            one = session.get_one(Opportunity, opportunity_id)
            if values.get("currency") and values["currency"] != one.currency:
                opportunities.change_opportunity(session, one, {"currency": values["currency"]})
            opportunities.close(
                session, one, outcome, values["closed_on"] or self._desk.today(),
                values["outcome_reason"] or "", _winner(session, values["lost_to"]),
                values["amount"], override_reason=override or None,
            )  # fmt: skip

        with self._store.read() as session:
            name = session.get_one(Opportunity, opportunity_id).name
        words = {
            "won": message("Win “{name}”", name=name),
            "lost": message("Lose “{name}”", name=name),
            "cancelled": message("Call off “{name}”", name=name),
        }
        try:
            self._change(words[outcome], act)
        except GateRefusal as refusal:
            answer = ask_gate(self._parent, self._desk, refusal.report, OUTCOME.label(outcome))
            if answer.kind == "override":
                self._close(opportunity_id, values, answer.reason)
                return
            if answer.kind == "fill":
                self.fill_in(opportunity_id, answer.keys)
                return
            raise
        self._told(opportunity_id)

    def ask_reopen(self, opportunity_id: int) -> None:
        """Asks why a closed one is opened again."""
        self._open(reopen_dialog(self._store, partial(self._reopen, opportunity_id), self._parent))

    def _reopen(self, opportunity_id: int, values: dict[str, Any]) -> None:
        def act(session: Session) -> None:
            one = session.get_one(Opportunity, opportunity_id)
            on = values["on"] or self._desk.today()
            opportunities.reopen(session, one, on, values["reason"] or "")

        with self._store.read() as session:
            name = session.get_one(Opportunity, opportunity_id).name
        self._change(message("Open “{name}” again", name=name), act)
        self._told(opportunity_id)

    # ------------------------------------------------------------------------------------------------ fields, deleting

    def edit(self, opportunity_id: int, names: Sequence[str]) -> None:
        """Asks for some of its fields."""
        with self._store.read() as session:
            one = session.get_one(Opportunity, opportunity_id)
            fields = {name: field_of(Opportunity, name) for name in names}
            shown = {
                name: (field.get(one), written(session, field, one))
                for name, field in fields.items()
            }
            title = one.name
        act = partial(self._edit, opportunity_id)
        self._open(StepDialog(self._store, title, fields, shown, act, self._parent))

    def _edit(self, opportunity_id: int, values: dict[str, Any]) -> None:
        self.change(opportunity_id, values)
        self.done.emit(opportunity_id)

    def change(self, opportunity_id: int, values: dict[str, Any]) -> None:
        """Stores values of fields. Raises UserError."""
        with self._store.read() as session:
            name = session.get_one(Opportunity, opportunity_id).name

        def act(session: Session) -> None:
            one = session.get_one(Opportunity, opportunity_id)
            opportunities.change_opportunity(session, one, values, self._desk.today())

        self._change(message("Change “{name}”", name=name), act)

    def delete(self, ids: Sequence[int]) -> None:
        """Moves opportunities with all that belongs to them to the waste basket; a message offers to take it back."""
        if not ids:
            return
        with self._store.read() as session:
            name = session.get_one(Opportunity, ids[0]).name
        label = message("Delete “{name}”", name=name)
        if len(ids) > 1:
            label = message("Delete {count} opportunities", count=len(ids))

        def act(session: Session) -> None:
            for each in ids:
                move_to_trash(session, session.get_one(Opportunity, each))

        try:
            self._change(label, act)
        except UserError as problem:
            faults.show_problem(problem, self._parent)
        else:
            self._told(0)

    # --------------------------------------------------------------------------------------------------------- common

    def _change(self, label: Message, act: Callable[[Session], None]) -> None:
        with self._store.change(label) as session:
            act(session)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _told(self, opportunity_id: int) -> None:
        words = self._store.undo_label()
        if words:
            self._desk.say_undoable(words)
        self.done.emit(opportunity_id)


EDITED: tuple[str, ...] = (
    "name", "account_id", "amount", "expected_close_on", "owner_id", "next_step", "next_contact_on",
)  # fmt: skip
"""The fields that the small dialog of an opportunity has."""


def written(session: Session, field: RecordField, one: Opportunity) -> str:
    """The value of a field as an editor shows it."""
    value, target = field.get(one), field.spec.refers_to
    names = reference_names(session, target, {value}) if target and value is not None else None
    return show_value(field, one, names)


def _winner(session: Session, name: str) -> int | None:
    """The competitor of that name, noted now if nobody knew it; None for no name."""
    if not name:
        return None
    query = select(Competitor.id).where(Competitor.name == name, Competitor.deleted_at.is_(None))
    known = session.scalar(query)
    return known if known is not None else add_competitor(session, {"name": name}).id
