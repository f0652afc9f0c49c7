"""What is known around an account: the shares as last noted, and the checklist of what must be known."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import Message, _, message
from kamdesk.model.account import Account
from kamdesk.model.competitor import CompetitorShare, InformationItem
from kamdesk.model.fields import Kind, RecordField, field_of
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.development.row_tables import NEW, RowsTable, TableForm, TableShape
from kamdesk.ui.accounts.form import change_label
from kamdesk.ui.accounts.paper import Paper
from kamdesk.ui.desk import Desk
from kamdesk.work import competitors, information
from kamdesk.work.fields import reference_names, show_value
from kamdesk.work.trash import move_to_trash

OWN = "own"
_DAY = 116
SHAPES = {
    "shares": TableShape(
        "shares", CompetitorShare,
        (("competitor_id", 110, 3), ("share", 64, 1), ("on", _DAY, 0), ("source", 90, 2)),
    ),
    "items": TableShape(
        "items", InformationItem,
        (
            ("question", 150, 5), ("answer", 100, 4), ("source", 62, 1), ("on", _DAY, 0), ("reliability", 46, 0),
        ),
    ),
}  # fmt: skip
_SHARE, _SOURCE = field_of(CompetitorShare, "share"), field_of(CompetitorShare, "source")


class MarketForm(TableForm):
    """`shares` and `items` are two bodies of sections; both save as one form."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.store)
        self._desk = desk
        self.account_id = 0
        self._name = ""
        self._own_id: int | None = None
        self.tables = {name: RowsTable(self, shape) for name, shape in SHAPES.items()}
        own = Paper()
        own.add_row(
            [
                (_("Our share"), self.add_cell(_SHARE, "own.share", OWN, _("Our share"))),
                (_SOURCE.label, self.add_cell(_SOURCE, "own.source", OWN, _SOURCE.label)),
            ]
        )
        self.shares, self.items = QWidget(), QWidget()
        bodies = {self.shares: (own, self.tables["shares"]), self.items: (self.tables["items"],)}
        for body, widgets in bodies.items():
            column = QVBoxLayout(body)
            column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
            column.setSpacing(theme.SPACE_2)
            for widget in widgets:
                column.addWidget(widget)
        self.hide()  # its bodies stand elsewhere

    def show_account(self, account_id: int) -> None:
        """Shows the shares and the checklist of an account."""
        if account_id != self.account_id:
            self.discard()
        self.account_id = self.context.account_id = account_id
        today = self._desk.today()
        with self.store.read() as session:
            self._name = session.get_one(Account, account_id).name
            known = competitors.shares(session, account_id, today)
            rows = {each.id: session.get_one(CompetitorShare, each.id) for each in known}
            names = {each.competitor_id: each.name for each in known if each.competitor_id}
            items = information.checklist(session, account_id).items
        own = next((rows[each.id] for each in known if each.competitor_id is None), None)
        self._own_id = own.id if own is not None else None
        for name, field in (("share", _SHARE), ("source", _SOURCE)):
            value = field.get(own) if own is not None else None
            text = show_value(field, own) if own is not None else ""
            self.cells[f"own.{name}"].show_value(value, text)
        others = [rows[each.id] for each in known if each.competitor_id is not None]
        self.tables["shares"].show_records(others, names)
        self.tables["items"].show_records(items, {})
        for item in items:
            self.cells[f"items:{item.id}.question"].setToolTip(item.question)

    # ------------------------------------------------------------------------------------------------ how it saves

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        name, _colon, key = part.partition(":")
        if name == "items":
            item = None if key == NEW else session.get(InformationItem, int(key))
            information.put_item(session, self.account_id, item, values, self._desk.today())
            return
        row = self._share_row(session, part)
        competitor_id = values.get("competitor_id", row.competitor_id if row else None)
        if part != OWN and competitor_id is None:
            raise RuleError(_("Say which competitor it is."), field="competitor_id")
        share = values.get("share", row.share if row is not None else None)
        source = values.get("source", row.source if row is not None else None)
        on = values.get("on") or self._desk.today()
        if row is not None and "share" not in values and "on" not in values:
            on = row.on  # only the source was mended
        competitors.set_share(
            session, self.account_id, competitor_id, Decimal(0) if share is None else share, on, source
        )  # fmt: skip

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        name, _colon, key = cell.part.partition(":")
        owner: Any
        if name == "items":
            owner = None if key == NEW else session.get(InformationItem, int(key))
        else:
            owner = self._share_row(session, cell.part)
        if owner is None:
            return None, ""
        return cell.field.get(owner), show_value(
            cell.field, owner, _names(session, cell.field, owner)
        )

    def _share_row(self, session: Session, part: str) -> CompetitorShare | None:
        if part == OWN:
            return session.get(CompetitorShare, self._own_id) if self._own_id else None
        key = part.partition(":")[2]
        return None if key == NEW else session.get(CompetitorShare, int(key))

    def label(self, cells: list[FieldCell]) -> Message:
        return change_label(cells, self._name)

    def remove_row(self, name: str, row_id: int) -> None:
        try:
            with self.store.change(message("{name}: remove a row", name=self._name)) as session:
                if name == "items":
                    move_to_trash(session, session.get_one(InformationItem, row_id))
                else:
                    row = session.get_one(CompetitorShare, row_id)
                    competitors.remove_shares(session, self.account_id, row.competitor_id)
        except UserError as refusal:
            faults.show_problem(refusal, self)


def _names(session: Session, field: RecordField, record: Any) -> dict[int, str]:
    value = field.get(record)
    if field.kind is not Kind.REFERENCE or value is None:
        return {}
    return reference_names(session, field.spec.refers_to, {value})
