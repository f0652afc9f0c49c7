"""What several tests of the calendar do: plan and hold visits, point at days and hours, read what stands there."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kamdesk.i18n import message
from kamdesk.model.visit import Visit
from kamdesk.ui.visits.calendar.week_view import WeekView
from kamdesk.work import visits


def monday_ahead() -> date:
    """A Monday at least a week on: everything in its week is still to come."""
    today = date.today()
    return today + timedelta(days=14 - today.weekday())


def plan(
    store, account_id: int, day: date, start: str | None = None, end: str | None = None, **more
) -> int:
    """Plans a visit."""
    values = {"account_id": account_id, "planned_on": day, "planned_from": start, "planned_to": end}
    with store.change(message("Plan")) as session:
        return visits.plan_visit(session, {"subject": "商务条件沟通"} | values | more).id


def stored(store, visit_id: int) -> Visit:
    """A visit as it is stored now."""
    with store.read() as session:
        return session.get_one(Visit, visit_id)


def hours(visit: Visit) -> tuple[date | None, str | None, str | None]:
    """Day and times of a plan."""
    return visit.planned_on, visit.planned_from, visit.planned_to


def point_at(week: WeekView, day: date, clock: str) -> QPoint:
    """The point of the week at a day and time, in the middle of the column."""
    minute = int(clock[:2]) * 60 + int(clock[3:])
    week._bring_into_view(week.y_of(minute), 60)
    return QPoint(week.column(day).center().x(), week.y_of(minute))


def drag(view, start: QPoint, end: QPoint, *, drop: bool = True) -> None:
    """Drags with the mouse; with `drop` false the button stays down."""
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(port, start + (end - start) * part)
    if drop:
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def accounts_of(view) -> list[str]:
    """What a screen reader reads of the items, in their order."""
    model = view.entries
    return [
        str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
        for row in range(model.rowCount())
    ]
