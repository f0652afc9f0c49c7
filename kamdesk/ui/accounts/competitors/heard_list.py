"""What was heard: a line to note something at once, and the entries that matter here, the newest first."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.competitor import Intelligence
from kamdesk.model.fields import field_of
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.competitors.intelligence_dialog import IntelligenceDialog
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label
from kamdesk.work import competitors
from kamdesk.work.competitors import Heard

_MOST, _MOST_EMBEDDED = 500, 12
_TEXT = 1
_DOUBTFUL = 2
"""A rumour, or little more."""


class HeardList(QWidget):
    """`embedded`: as high as its rows, in a page that scrolls; else it fills its place."""

    def __init__(self, desk: Desk, *, embedded: bool = False) -> None:
        super().__init__()
        self._desk, self._store, self._embedded = desk, desk.store, embedded
        self._about: dict[str, Any] = {}
        self._text = ""
        self.line = QLineEdit()
        ready_input(self.line, _("What was learned"))
        self.line.setPlaceholderText(_("What was learned, then Enter"))
        self.line.returnPressed.connect(self.add)
        self.more_button = plain_button(_("With details…"), "plus", self.open_new)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        bar.setSpacing(theme.SPACE_2)
        bar.addWidget(self.line, 1)
        bar.addWidget(self.more_button)
        self.model: RowsModel[Heard] = RowsModel(_columns(), self)
        self.table = rows_table(
            self.model, _("Intelligence"), _TEXT, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.table.opened.connect(self._open_row)
        self._nothing = label(_("Nothing was heard yet."), "muted")
        self._nothing.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, theme.SPACE_3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self._nothing)
        if not embedded:
            column.addStretch(0)

    def show_about(self, text: str = "", **about: int | None) -> None:
        """Shows what matters for an account, an opportunity or a competitor (`account_id`, …), or all of it."""
        self._about = {key: value for key, value in about.items() if value is not None}
        self._text = text
        kept = self.model.row_at(self.table.current_row())
        most = _MOST_EMBEDDED if self._embedded else _MOST
        with self._store.read() as session:
            found = competitors.heard(session, text=text, limit=most, **self._about)
        self.model.show_rows(found)
        self.table.setColumnHidden(4, "competitor_id" in self._about)
        self.table.setColumnHidden(5, "account_id" in self._about)
        self._nothing.setVisible(not found)
        self.table.setVisible(bool(found))
        if self._embedded:
            height = theme.HEADER_HEIGHT + theme.DENSE_ROW_HEIGHT * len(found) + 4
            self.table.setFixedHeight(height)
        ids = [each.entry.id for each in found]
        if kept is not None and kept.entry.id in ids:
            self.table.go_to_row(ids.index(kept.entry.id))
        for each in (self.line, self.more_button):
            each.setEnabled(not self._store.read_only)

    def count(self) -> int:
        """How many entries are shown."""
        return self.model.rowCount()

    def go_to(self, entry_id: int) -> None:
        """Selects an entry, if it is shown."""
        rows = range(self.model.rowCount())
        ids = [each.entry.id for each in map(self.model.row_at, rows) if each is not None]
        if entry_id in ids:
            self.table.go_to_row(ids.index(entry_id))

    def add(self) -> None:
        """Notes the typed line about whatever is shown."""
        text = self.line.text()
        if not text.strip():
            return
        try:
            with self._store.change(message("Note intelligence")) as session:
                values = {"text": text, **self._about}
                competitors.add_intelligence(session, values, self._desk.today())
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self.line.clear()
        self._show_again()
        self._desk.say_undoable(_("Noted."))

    def open_new(self) -> None:
        """The dialog with all fields, with the typed line in it."""
        given = {**self._about, "text": self.line.text()}
        dialog = IntelligenceDialog(self._desk, self, self._added, given=given)
        dialog.open()

    def _added(self) -> None:
        self.line.clear()
        self._show_again()

    def _open_row(self, row: int) -> None:
        found = self.model.row_at(row)
        if found is not None:
            IntelligenceDialog(self._desk, self, self._show_again, entry_id=found.entry.id).open()

    def _show_again(self) -> None:
        self.show_about(self._text, **self._about)


def _columns() -> list[Column[Heard]]:
    names = {
        name: field_of(Intelligence, name).label
        for name in ("on", "text", "source", "competitor_id", "account_id")
    }
    return [
        Column("on", names["on"], 96, lambda each: f"{each.entry.on:%Y-%m-%d}"),
        Column("text", names["text"], 200, lambda each: " ".join(each.entry.text.split())),
        Column("reliability", _("Reliable"), 64, _reliability, _role),
        Column("source", names["source"], 96, lambda each: each.entry.source or "", lambda _each: "muted"),
        Column("competitor", names["competitor_id"], 96, lambda each: each.competitor),
        Column("account", names["account_id"], 110, lambda each: each.account),
    ]  # fmt: skip


def _reliability(each: Heard) -> str:
    return "—" if each.entry.reliability is None else f"{each.entry.reliability}/5"


def _role(each: Heard) -> str:
    level = each.entry.reliability
    return "muted" if level is None else "warn" if level <= _DOUBTFUL else "text"
