"""What a view of Today says while it is empty, with two ways to begin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kamdesk.i18n import _
from kamdesk.ui.today import views
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from kamdesk.ui.today.tab import TodayTab


def empty_state(key: str, tab: TodayTab) -> EmptyState:
    """The empty state of view `key`."""
    icon, title, sentence = _words(key)
    back = plain_button(_("Show today"), "calendar-check", partial(tab.show_view, views.TODAY))
    able = not tab.desk.store.read_only
    plan = primary_button(
        _("Plan a visit"), "map-pin", partial(tab.desk.signals.visit_wanted.emit, "plan", 0)
    )
    task = plain_button(_("New task"), "plus", tab.new_task)
    for button in (plan, task):
        button.setEnabled(able)
    if key in (views.TODAY, views.WEEK, views.ALL):
        return EmptyState(icon, title, sentence, [plan, task])
    return EmptyState(icon, title, sentence, [plan, back])


def _words(key: str) -> tuple[str, str, str]:
    """Icon, title and what belongs here."""
    if key == views.APPROVALS:
        said = _("Plans, claims and development applications that you may decide stand here.")
        return "stamp", _("Nothing waits for you"), said
    if key == views.WAITING:
        said = _("What you handed in and others have to decide or pay stands here.")
        return "clock", _("Nothing waits for others"), said
    if key == views.SILENT:
        said = _("Key accounts without a contact for longer than their rhythm stand here.")
        return "moon", _("No account is silent too long"), said
    if key == views.BIRTHDAYS:
        said = _("Birthdays of the people at your accounts stand here; lunar ones too.")
        return "gift", _("No birthday in the next 30 days"), said
    said = _("Visits, call-backs, tasks, decisions and birthdays stand here when their day comes.")
    return "calendar-check", _("Nothing is due today"), said
