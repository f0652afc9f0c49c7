"""The waste basket: what was deleted and when; taken out with everything that went with it, or removed for good."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from kamdesk.errors import UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.ui import faults, messages
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.buttons import danger_button, plain_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import trash
from kamdesk.work.trash import Trashed


class TrashPage(Page):
    """Lists what lies in the basket by itself; children that went with their account come back with it."""

    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        self._restore = plain_button(_("Take out"), "restore", self._take_out)
        self._remove = danger_button(_("Remove for good…"), "trash", self._remove_for_good)
        self._head = PageHead(_("Waste basket"), self._restore, self._remove)
        self._model: RowsModel[Trashed] = RowsModel(
            [
                Column("kind", _("Kind"), 110, lambda each: each.kind, lambda _each: "muted"),
                Column("title", _("Name"), 320, lambda each: each.title),
                Column("with", _("With it"), 160, _with_it, lambda _each: "muted"),
                Column(
                    "at",
                    _("Deleted"),
                    150,
                    lambda each: f"{each.deleted_at.astimezone():%Y-%m-%d %H:%M}",
                ),
            ],
            self,
        )
        self._table = rows_table(self._model, _("Waste basket"), 1)
        self._empty = EmptyState(
            "trash",
            _("The waste basket is empty"),
            _("What you delete waits here until you take it out again."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._table, 1)
        column.addWidget(self._empty, 1)

    def refresh(self) -> None:
        with self._desk.store.read() as session:
            found = trash.list_trash(session)
        self._model.show_rows(found)
        self._head.set_count(f"{len(found):,}")
        self._table.setVisible(bool(found))
        self._empty.setVisible(not found)
        for button in (self._restore, self._remove):
            button.setEnabled(bool(found) and not self._desk.store.read_only)
        self._table.go_to_row(0)

    def _selected(self) -> list[Trashed]:
        found = (self._model.row_at(row) for row in self._table.selected_rows())
        return [each for each in found if each is not None]

    def _take_out(self) -> None:
        chosen = self._selected()
        if not chosen:
            return
        label = message("Take {count} out of the waste basket", count=len(chosen))
        try:
            with self._desk.store.change(label) as session:
                for each in chosen:
                    record = session.get(RECORD_BY_NAME[each.record], each.record_id)
                    if record is not None:
                        trash.restore(session, record)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self._desk.say_undoable(
            ngettext("{count} record taken out.", "{count} records taken out.", len(chosen)).format(
                count=len(chosen)
            )
        )

    def _remove_for_good(self) -> None:
        chosen = self._selected()
        if not chosen:
            return
        answer = messages.ask(
            self,
            _("Remove for good"),
            ngettext(
                "Remove {count} record and everything that belongs to it?",
                "Remove {count} records and everything that belongs to them?",
                len(chosen),
            ).format(count=len(chosen)),
            [
                messages.Choice("remove", _("Remove"), destructive=True),
                messages.Choice("cancel", _("Keep")),
            ],
            "cancel",
        )
        if answer != "remove":
            return
        label = message("Remove {count} from the waste basket", count=len(chosen))
        try:
            with self._desk.store.change(label) as session:
                emptied = trash.empty(session, chosen)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        kept = len(emptied.kept)
        if not kept:
            self._desk.say_undoable(_("Removed."))
            return
        self._desk.say_undoable(
            ngettext(
                "Removed, but {count} record stays: something still points at it.",
                "Removed, but {count} records stay: something still points at them.",
                kept,
            ).format(count=kept)
        )


def _with_it(each: Trashed) -> str:
    if not each.with_it:
        return ""
    return ngettext("{count} record", "{count} records", each.with_it).format(count=each.with_it)
