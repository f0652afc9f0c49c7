"""The department's plan of visits (F2) of the week or month in view, as a workbook to send round."""

from __future__ import annotations

from calendar import monthrange

from PySide6.QtWidgets import QWidget

from kamdesk.i18n import _
from kamdesk.ui.desk import Desk
from kamdesk.ui.form_out import write_one
from kamdesk.ui.visits.calendar.pane import CalendarPane
from kamdesk.work import settings


def write_plan(desk: Desk, parent: QWidget, calendar: CalendarPane) -> None:
    """Asks where to, and writes the plan of whose calendar is in view, else of whoever uses this computer."""
    from kamdesk.forms.layouts.period import Period  # late: the window does not wait for the forms
    from kamdesk.forms.layouts.visit_plan_filing import PlanOf

    staff_id = calendar.owner_id
    if staff_id is None:
        with desk.store.read() as session:
            me = settings.me(session)
        if me is None:
            desk.say(
                _("Whose plan? Show one person's calendar, or say in the settings who you are.")
            )
            return
        staff_id = me.id
    if calendar.is_month:
        first = calendar.day.replace(day=1)
        period = Period(first, first.replace(day=monthrange(first.year, first.month)[1]))
    else:
        period = Period(*calendar.days_in_view())
    write_one(desk, parent, "visit_plan", PlanOf(staff_id, period), str(period))
