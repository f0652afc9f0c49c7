"""项目组: members with roles and tasks, whether the golden triangle is complete, conflicts noted and settled."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import TeamConflict, TeamMember
from kamdesk.model.sales_words import PROJECT_ROLE
from kamdesk.ui import theme
from kamdesk.ui.accounts.development.row_tables import TableShape
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.project.pane import ProjectPane
from kamdesk.ui.opportunities.project.record_form import Part, RecordForm
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.work import child_rows, opportunities, projects

_TEAM = TableShape("team", TeamMember, (("staff_id", 90, 1), ("role", 200, 3), ("task", 140, 2)))
_CONFLICTS = TableShape(
    "conflicts", TeamConflict, (("on", 118, 0), ("about", 160, 3), ("settlement", 160, 3), ("settled_on", 118, 0))
)  # fmt: skip


class TeamPane(ProjectPane):
    """A row is added in the last line of its table."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.triangle = Pill()
        self._said = label("", "muted", wrap=True)
        self._conflicts = label("", "muted")
        self.form = RecordForm(
            desk.store, Opportunity,
            (Part("team", _("Members"), table=_TEAM), Part("conflicts", _("Conflicts"), table=_CONFLICTS)),
            opportunities.change_opportunity, projects.put_row, projects.remove_row,
        )  # fmt: skip
        self.form.saved.connect(self.saved)
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self.triangle)
        row.addWidget(self._said, 1)
        row.addWidget(self._conflicts)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, theme.SPACE_4)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self.form)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner, _("Team")))

    def forms(self) -> tuple[Form, ...]:
        return (self.form,)

    def go_to(self, key: str) -> None:
        self.form.go_to(key)

    def words(self) -> str:
        """What is said of the team."""
        return " ".join((self.triangle.words, self._said.text(), self._conflicts.text()))

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        self.form.show_record(session, opportunity)
        self.form.setEnabled(not self.store.read_only)
        missing = projects.roles_missing(session, opportunity)
        if missing:
            self.triangle.set_pill(_("Golden triangle incomplete"), "warn")
            names = _(", ").join(PROJECT_ROLE.label(role) for role in missing)
            self._said.setText(_("Nobody yet: {roles}").format(roles=names))
        else:
            self.triangle.set_pill(_("Golden triangle complete"), "good")
            self._said.setText(_("Lead, customer, solution and delivery are named."))
        rows = child_rows.rows(session, TeamConflict, opportunity.id)
        still = sum(each.settled_on is None for each in rows)
        self._conflicts.setText(
            _("{count} conflicts not settled").format(count=still) if still else ""
        )
