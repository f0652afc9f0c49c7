"""All that is written about a development, in the sections of its forms; a field is stored when it is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import Message, _, message
from kamdesk.model.account import Account
from kamdesk.model.development import (
    Development,
    DevelopmentMember,
    DevelopmentReport,
    DevelopmentScore,
    DevelopmentStep,
)
from kamdesk.model.fields import Kind, RecordField, fields_of
from kamdesk.store.store import Store
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.development.row_tables import NEW, RowsTable, TableForm, TableShape
from kamdesk.ui.accounts.form import change_label
from kamdesk.ui.accounts.paper import Paper
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import development
from kamdesk.work.development_scores import ENOUGH, Total, total
from kamdesk.work.fields import reference_names, show_value

PART = "development"
_DAY, _NAME = 114, 64
"""Width of a day with its calendar, and of a name."""
SHAPES = {
    "scores": TableShape(
        "scores", DevelopmentScore, (("criterion", 90, 4), ("weight", 60, 0), ("score", 76, 0), ("note", 80, 6))
    ),
    "steps": TableShape(
        "steps", DevelopmentStep, (("what", 90, 1), ("staff_id", _NAME, 0), ("due_on", _DAY, 0), ("done_on", _DAY, 0))
    ),
    "team": TableShape("team", DevelopmentMember, (("staff_id", _NAME, 1), ("role", 80, 1), ("task", 100, 3))),
    "reports": TableShape(
        "reports",
        DevelopmentReport,
        (
            ("on", 0, 1), ("staff_id", 0, 1), ("progress", 0, 1), ("difficulties", 0, 1), ("next_steps", 0, 1),
        ),
        stacked=True,
    ),
}  # fmt: skip
_SECTIONS = ("begin", "survey", "scores", "application", "plan", "team", "reports", "result")
_TABLE_OF = {"scores": "scores", "plan": "steps", "team": "team", "reports": "reports"}
_FIELDS_OF = {"scores": "evaluation"}
"""Section → the group of fields below its table, where it is called otherwise."""
_HIDDEN = ("account_id", "expected_sales_currency", "budget_currency")


@dataclass(frozen=True)
class Sheet:
    """A development with what its detail shows, read at one moment."""

    record: Development
    account: Account
    rows: dict[str, list[Any]]
    staff: dict[int, str]


def load(session: Session, development_id: int) -> Sheet | None:
    """The development with its tables; None when it is gone."""
    record = session.get(Development, development_id)
    if record is None or record.deleted_at is not None:
        return None
    kinds: dict[str, Any] = dict(development.ROWS)
    rows: dict[str, list[Any]] = {
        name: development.rows(session, kind, development_id) for name, kind in kinds.items()
    }
    ids = {record.owner_id} | {
        getattr(row, "staff_id", None) for table in rows.values() for row in table
    }
    staff = reference_names(session, "Staff", {one for one in ids if one is not None})
    return Sheet(record, session.get_one(Account, record.account_id), rows, staff)


class DevelopmentForm(TableForm):
    """Sections that fold, each a paper form with its table."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.sheet: Sheet | None = None
        self.headers: dict[str, SectionHeader] = {}
        self.tables: dict[str, RowsTable] = {}
        self.total = label("", "muted", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for name in _SECTIONS:
            self._add_section(name)
        self.edited.connect(self.show_total)

    def _add_section(self, name: str) -> None:
        titles = {
            "scores": _("Score card"),
            "team": _("Project team"),
            "reports": _("Progress reports"),
        }
        title = titles.get(name) or str(Development.SECTIONS[name])
        header = SectionHeader(title)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        table = _TABLE_OF.get(name)
        group = _FIELDS_OF.get(name, name)
        paper = self._paper(group)
        if name == "plan" and paper is not None:
            column.addWidget(paper)
            paper = None
        if table is not None:
            self.tables[table] = RowsTable(self, SHAPES[table])
            column.addWidget(self.tables[table])
        if name == "scores":
            column.addWidget(self.total)
        if paper is not None:
            column.addWidget(paper)
        self.headers[name] = header
        self._column.addWidget(header)
        self._column.addWidget(body)
        header.set_body(body)

    def _paper(self, group: str) -> Paper | None:
        fields = [
            each
            for each in fields_of(Development)
            if each.spec.group == group and each.name not in _HIDDEN
        ]
        if not fields:
            return None
        paper = Paper()
        waiting: list[tuple[str, QWidget]] = []
        for field in fields:
            cell = self.add_cell(field, field.name, PART, field.label)
            wide = field.spec.wide or field.kind is Kind.LONG_TEXT
            if wide and waiting:
                paper.add_row(waiting)
                waiting = []
            waiting.append((field.label, cell))
            if wide or len(waiting) == 2:
                paper.add_row(waiting)
                waiting = []
        if waiting:
            paper.add_row(waiting)
        return paper

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_sheet(self, sheet: Sheet, missing: set[str]) -> None:
        """Shows a development; `missing` are the fields its next step needs, which are tinted."""
        if self.sheet is not None and self.sheet.record.id != sheet.record.id:
            self.discard()
        self.sheet = sheet
        self.context.account_id = sheet.account.id
        for cell in list(self.cells.values()):
            if cell.part == PART:
                value, text = _shown(cell.field, sheet.record, sheet.staff)
                cell.show_value(value, text)
                cell.set_state(cell.key in missing, "", False)
        for name, table in self.tables.items():
            table.show_records(sheet.rows[name], sheet.staff)
        for section, name in (("team", "team"), ("reports", "reports"), ("plan", "steps")):
            self.headers[section].set_count(str(len(sheet.rows[name]) or ""))
        self.show_total()

    def typed_total(self) -> Total:
        """The total of the score card as it stands, typed or stored."""
        table = self.tables["scores"]
        return total(zip(table.values("weight"), table.values("score"), strict=True))

    def show_total(self) -> None:
        """Says what the score card comes to, and of how much of it."""
        found = self.typed_total()
        if found.value is None:
            said = _("Too little is known for a total: {share} % known, {enough} % needed.")
            words = said.format(share=found.share, enough=ENOUGH)
        else:
            words = _("Total {value} of 100, {share} % known.").format(
                value=found.value, share=found.share
            )
        if found.weight != 100:
            words += " " + _("The weights add up to {weight}, not to 100.").format(
                weight=found.weight
            )
        self.total.setText(words)
        self.headers["scores"].set_count("" if found.value is None else str(found.value))

    def go_to(self, key: str) -> None:
        """Puts the cursor where `key` (a field, or what a step needs) is filled in, unfolding its section."""
        tables = {"scores": "score", "weights": "weight", "members": "staff_id"}
        if key in tables:
            name = "team" if key == "members" else "scores"
            cell = self.tables[name].first_cell(tables[key])
        else:
            cell = self.cells[key]
        for header in self.headers.values():
            body = header.body()
            if body is not None and body.isAncestorOf(cell) and header.is_folded():
                header.toggle_fold()
        cell.setFocus()

    # ------------------------------------------------------------------------------------------------ how it saves

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        record = self._record(session)
        if part == PART:
            development.change_development(session, record, values)
            return
        name, _colon, key = part.partition(":")
        kind: Any = development.ROWS[name]
        row = None if key == NEW else session.get(kind, int(key))
        development.put_row(session, record, kind, row, values)

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        if cell.part == PART:
            owner: Any = self._record(session)
        else:
            name, _colon, key = cell.part.partition(":")
            owner = None if key == NEW else session.get(development.ROWS[name], int(key))
        if owner is None:
            return None, ""
        return _shown(cell.field, owner, _names(session, cell.field, owner))

    def label(self, cells: list[FieldCell]) -> Message:
        return change_label(cells, self.sheet.account.name if self.sheet is not None else "")

    def remove_row(self, name: str, row_id: int) -> None:
        """Moves a row of a table to the waste basket."""
        if self.sheet is None:
            return
        label_ = message("Development of {name}: remove a row", name=self.sheet.account.name)
        try:
            with self.store.change(label_) as session:
                kind: Any = development.ROWS[name]
                row = session.get_one(kind, row_id)
                development.remove_row(session, self._record(session), row)
        except UserError as refusal:
            faults.show_problem(refusal, self)

    def _record(self, session: Session) -> Development:
        assert self.sheet is not None
        return session.get_one(Development, self.sheet.record.id)


def _shown(field: RecordField, record: Any, names: dict[int, str]) -> tuple[Any, str]:
    return field.get(record), show_value(field, record, names)


def _names(session: Session, field: RecordField, record: Any) -> dict[int, str]:
    value = field.get(record)
    if field.kind is not Kind.REFERENCE or value is None:
        return {}
    return reference_names(session, field.spec.refers_to, {value})
