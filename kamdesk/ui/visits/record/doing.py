"""Doing a step of a visit in the store, as one change that can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kamdesk.errors import RuleError
from kamdesk.i18n import Message, _, message
from kamdesk.model.department import Staff
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.work import settings, visits


def do_step(store: Store, visit_id: int, step: str, values: Mapping[str, Any]) -> int:
    """Takes the visit to `step`; returns the visit to show then: the new plan of one that was postponed.

    `values`: what `steps.ASKED` asks for. Raises RuleError with the reason.
    """
    today = date.today()
    with store.read() as session:
        name = session.get_one(Visit, visit_id).title
    with store.change(_label(step, name)) as session:
        visit = session.get_one(Visit, visit_id)
        if step == "submitted":
            visits.submit(session, visit, settings.me(session), today)
        elif step == "planned":
            visits.withdraw(session, visit, today)
        elif step == "prepared":
            visits.prepare(session, visit, today)
        elif step == "cancelled":
            visits.cancel(session, visit, values.get("reason") or "", today)
        elif step == "postponed":
            day = values.get("planned_on")
            if day is None:
                raise RuleError(_("A visit needs its day."), field="planned_on")
            later = visits.postpone(
                session, visit, day, values.get("reason") or "", today,
                values.get("planned_from"), values.get("planned_to"),
            )  # fmt: skip
            return later.id
        elif step == "checked":
            by = session.get(Staff, values.get("checked_by_id") or 0)
            if by is None:
                raise RuleError(_("Say who checked it."), field="checked_by_id")
            visits.check(session, visit, by, today, values.get("check_opinion"))
        else:
            visits.close(session, visit, today)
    return visit_id


def _label(step: str, name: str) -> Message:
    return {
        "submitted": message("Hand in the plan of “{name}”", name=name),
        "planned": message("Take the plan of “{name}” back", name=name),
        "prepared": message("“{name}” is prepared", name=name),
        "cancelled": message("Cancel “{name}”", name=name),
        "postponed": message("Postpone “{name}”", name=name),
        "checked": message("Check the report of “{name}”", name=name),
    }.get(step, message("Close “{name}”", name=name))
