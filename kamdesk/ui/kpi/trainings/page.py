"""培训: what the department needs to learn, the sessions with who attended, and the hours of each person in a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _
from kamdesk.model.terms import Term
from kamdesk.model.training import Training, TrainingAttendee
from kamdesk.ui import theme
from kamdesk.ui.accounts.development.row_tables import TableShape
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.appraisals.lined_table import LinedTable, number_label
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.widgets.labels import label
from kamdesk.work import periods, score_texts, trainings
from kamdesk.work.lists import Condition

_PILLS = {"needed": "warn", "planned": "accent", "held": "good", "cancelled": "neutral"}


def _read_attendance(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    found = {}
    for each in session.scalars(select(Training).where(Training.id.in_(ids))):
        known = trainings.attendance(session, each)
        if known.invited:
            found[each.id] = Cell(f"{known.attended} / {known.invited}")
    return found


def _move(to: str) -> Any:
    def act(session: Session, training: Training, values: Mapping[str, Any]) -> None:
        trainings.change_training(session, training, {**values, "state": to})

    return act


def _may(to: str) -> Any:
    return lambda session, training, today: to in trainings.STEPS[training.state]


class _Hours(RecordPanel):
    """Hours of everybody in the year of the training in view."""

    title = N_("Hours of each person in the year")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = LinedTable()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        column.addWidget(self.table)

    def show_record(self, session: Session, record: Any) -> None:
        day = record.on or self.desk.today()
        span = periods.period_of(day, "year", periods.start_month(session))
        self.table.clear()
        self.table.begin((span.code, _("Sessions"), _("Hours")), (0, 80, 80))
        for each in trainings.hours(session, span):
            self.table.add_row(
                (
                    label(each.staff.name),
                    number_label(str(each.sessions)),
                    number_label(score_texts.number_text(each.hours)),
                )
            )


TRAININGS = RecordDeclaration(
    record=Training,
    title=N_("Trainings"),
    icon="users",
    new_words=N_("New training"),
    empty=(
        N_("No trainings yet"),
        N_("What the department needs to learn, which sessions are planned, who attended and what it brought."),
    ),
    columns=("on", "topic", "state", "hours", "trainer", "attendance"),
    own=(OwnColumn("attendance", Term("Attended", "出席"), _read_attendance, 76, numeric=True),),
    pills={"state": _PILLS},
    stretch="topic",
    quick=(
        QuickFilter("needed", N_("Needed"), lambda today: (Condition("state", "is", ("needed",)),)),
        QuickFilter("planned", N_("Planned"), lambda today: (Condition("state", "is", ("planned",)),),
                    order=("on", False)),
        QuickFilter("held", N_("Held"), lambda today: (Condition("state", "is", ("held",)),)),
    ),
    time="on",
    order=("on", True),
    leave_out=("state",),
    tables=(
        TableShape("attendees", TrainingAttendee,
                   (("staff_id", 80, 2), ("attended", 60, 1), ("score", 60, 1), ("note", 80, 2))),
    ),
    asks=("topic", "on", "hours", "trainer", "need"),
    add=trainings.add_training,
    change=trainings.change_training,
    put_row=trainings.put_attendee,
    deeds=(
        Deed("plan", N_("Planned"), "calendar", N_("Training planned: {name}"), _move("planned"),
             asks=("on", "hours", "trainer", "place"),
             offered=lambda session, training, today: training.state in ("needed", "cancelled")),
        Deed("hold", N_("Held"), "check", N_("Training held: {name}"), _move("held"),
             asks=("on", "hours", "result"), offered=_may("held"), primary=True),
        Deed("cancel", N_("Cancelled"), "x", N_("Training cancelled: {name}"), _move("cancelled"),
             offered=_may("cancelled")),
    ),
    state=lambda session, training, today: Cell(trainings.state_words(training), _PILLS[training.state]),
)  # fmt: skip


class TrainingsPage(RecordPage):
    """The list of trainings, the chosen one with its attendees beside it."""

    DECLARATION = TRAININGS

    def panels(self) -> Sequence[RecordPanel]:
        return (_Hours(self.desk),)
