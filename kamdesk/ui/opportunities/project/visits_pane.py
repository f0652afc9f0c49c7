"""The visits of the project: the nearest plan first, then what was held, and which visiting skills they served."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.department import Staff
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import SKILL, VISIT_KIND, VISIT_RESULT, VISIT_STATE
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.opportunities.project.pane import ProjectPane
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.work import projects
from kamdesk.work.visit_states import HAPPENED, OPEN

_LIMIT = 300
_TABLE, _EMPTY = 0, 1
_IS_OPEN = Visit.state.in_(OPEN)
_DAY = func.coalesce(Visit.held_on, Visit.planned_on)
Row = tuple[Visit, str]


class VisitsPane(ProjectPane):
    """Enter or a double click opens a visit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chain = label("", "muted", wrap=True)
        self.plan_button = plain_button(_("Plan a visit"), "calendar", self.plan_visit)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        bar.setSpacing(theme.SPACE_2)
        bar.addWidget(self.chain, 1)
        bar.addWidget(self.plan_button)
        self.model: RowsModel[Row] = RowsModel(_columns(), self)
        self.table = rows_table(self.model, _("Visits"), 3, row_height=theme.DENSE_ROW_HEIGHT)
        self.table.opened.connect(self._open)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        self.empty_button = primary_button(_("Plan a visit"), "calendar", self.plan_visit)
        empty = EmptyState(
            "map-pin",
            _("No visit for this project yet"),
            _("A visit belongs to a project when its plan or record names it; its skills count in the chain."),
            [self.empty_button],
        )  # fmt: skip
        self._stack = QStackedLayout(self)
        self._stack.addWidget(listed)
        self._stack.addWidget(empty)

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        kept = self.model.row_at(self.table.current_row())
        query = (
            select(Visit, Staff.name)
            .outerjoin(Staff, Staff.id == Visit.owner_id)
            .where(Visit.opportunity_id == opportunity.id, Visit.deleted_at.is_(None))
            .order_by(_IS_OPEN.desc(), case((_IS_OPEN, _DAY)), _DAY.desc(), Visit.id.desc())
            .limit(_LIMIT)
        )
        found = [(row[0], row[1] or "") for row in session.execute(query)]
        self.model.show_rows(found)
        self._stack.setCurrentIndex(_TABLE if found else _EMPTY)
        if found:
            self.table.go_to_row(
                next((n for n, row in enumerate(found) if kept and row[0].id == kept[0].id), 0)
            )
        served = projects.skills_served(session, opportunity)
        chain = " → ".join(
            f"{'✓' if code in served else '○'} {SKILL.label(code)}" for code in SKILL.codes
        )
        self.chain.setText(f"{len(served)} / {len(SKILL.codes)}   {chain}")
        may = not self.store.read_only and opportunity.account_id is not None
        self.plan_button.setVisible(may)
        self.empty_button.setVisible(may)

    def plan_visit(self) -> None:
        """Plans a visit of the project in the Visits tab."""
        self.desk.signals.visit_wanted.emit("plan_project", self.opportunity_id)

    def _open(self, place: int) -> None:
        row = self.model.row_at(place)
        if row is not None:
            self.desk.open_record("Visit", row[0].id)


def _columns() -> list[Column[Row]]:
    def text(name: str) -> str:
        return field_of(Visit, name).label

    return [
        Column("day", text("held_on"), 96, _day, _role),
        Column("kind", text("kind"), 72, lambda row: VISIT_KIND.label(row[0].kind)),
        Column("state", text("state"), 84, lambda row: VISIT_STATE.label(row[0].state), _role),
        Column("subject", text("subject"), 160, lambda row: row[0].subject),
        Column("owner", text("owner_id"), 72, lambda row: row[1], lambda _row: "muted"),
        Column("skills", text("skills"), 180, _skills, lambda _row: "muted"),
        Column("result", text("result"), 92, _result),
    ]  # fmt: skip


def _day(row: Row) -> str:
    day = row[0].held_on or row[0].planned_on
    return f"{day:%Y-%m-%d}" if day is not None else "—"


def _role(row: Row) -> str:
    visit = row[0]
    late = visit.state in OPEN and visit.planned_on is not None and visit.planned_on < date.today()
    if late:
        return "bad"
    return "text" if visit.state in (*OPEN, *HAPPENED) else "muted"


def _skills(row: Row) -> str:
    return _(", ").join(SKILL.label(code) for code in (row[0].skills or "").split(",") if code)


def _result(row: Row) -> str:
    return VISIT_RESULT.label(row[0].result) if row[0].result else ""
