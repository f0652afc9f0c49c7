"""培训: from the need over the plan to the session held, who attended with which result, and hours a person (M45)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.department import Staff
from kamdesk.model.fields import fields_of
from kamdesk.model.running_words import TRAINING_STATE
from kamdesk.model.training import Training, TrainingAttendee
from kamdesk.work import child_rows, record_lists
from kamdesk.work.periods import Span

Values = Mapping[str, Any]
_HUNDRED = Decimal(100)
_LONGEST = Decimal(1000)
"""Hours of one training; more is a slip of the keyboard."""

STEPS: dict[str, tuple[str, ...]] = {
    "needed": ("planned", "cancelled"),
    "planned": ("held", "needed", "cancelled"),
    "held": ("planned",),
    "cancelled": ("needed", "planned"),
}
"""State → the states that may follow."""


@dataclass(frozen=True)
class Learned:
    """What somebody attended in a time."""

    staff: Staff
    sessions: int
    hours: Decimal


@dataclass(frozen=True)
class Attendance:
    """How many of those who were to come did; None in `attended`: not noted."""

    invited: int
    attended: int
    absent: int


def add_training(session: Session, values: Values) -> Training:
    """A training; without a state it is planned where it has its day, else needed.

    Raises RuleError, naming the field, for what its state does not allow.
    """
    given = dict(values)
    training = Training(topic="", state="planned" if given.get("on") else "needed")
    state = given.pop("state", None) or training.state
    _set(training, given)
    training.state = state
    _check(training)
    session.add(training)
    session.flush()
    return training


def change_training(session: Session, training: Training, values: Values) -> None:
    """Sets `values`; a state among them moves it on, as `move` does."""
    given = dict(values)
    state = given.pop("state", training.state)
    _set(training, given)
    if state != training.state:
        move(session, training, state)
    _check(training)
    session.flush()


def move(session: Session, training: Training, to: str) -> None:
    """Takes it to state `to`. Raises RuleError where that does not follow, or something is missing for it."""
    if to not in STEPS[training.state]:
        raise RuleError(
            _("A training that is “{state}” cannot become “{to}”.").format(
                state=TRAINING_STATE.label(training.state), to=TRAINING_STATE.label(to)
            ),
            field="state",
        )
    training.state = to
    _check(training)
    session.flush()


def _set(training: Training, values: Values) -> None:
    fields = {each.name: each for each in fields_of(Training)}
    for name, value in values.items():
        fields[name].set(training, value)


def _check(training: Training) -> None:
    training.topic = (training.topic or "").strip()
    if not training.topic:
        raise RuleError(_("A training needs its topic."), field="topic")
    if training.state not in TRAINING_STATE:
        raise RuleError(_("There is no such state."), field="state")
    if training.hours is not None and not 0 < training.hours <= _LONGEST:
        raise RuleError(_("Hours lie above 0 and are at most 1000."), field="hours")
    if training.state in ("planned", "held") and training.on is None:
        raise RuleError(_("Say on which day."), field="on")
    if training.state == "held":
        if training.on is not None and training.on > date.today():
            raise RuleError(_("{day} has not come yet.").format(day=training.on), field="on")
        if training.hours is None:
            raise RuleError(_("Say how many hours it took."), field="hours")


def set_attendees(
    session: Session, training: Training, given: Sequence[Values]
) -> list[TrainingAttendee]:
    """Makes the people those `given`; everybody once, results between 0 and 100."""
    people = [values["staff_id"] for values in given if values.get("staff_id")]
    for values in given:
        score = values.get("score")
        if score is not None and not 0 <= score <= _HUNDRED:
            raise RuleError(_("Points lie between 0 and 100."), field="score")
    for staff_id in people:
        if people.count(staff_id) > 1:
            name = session.get_one(Staff, staff_id).name
            raise RuleError(_("“{name}” stands there twice.").format(name=name), field="staff_id")
    return child_rows.set_rows(
        session, training, TrainingAttendee, given, needed="staff_id", beside=("attended",)
    )


def put_attendee(
    session: Session,
    training: Training,
    kind: type[TrainingAttendee],
    row: TrainingAttendee | None,
    values: Values,
) -> None:
    """Adds or changes one line of attendance; everybody stands there once, results lie between 0 and 100."""
    score, staff_id = values.get("score"), values.get("staff_id")
    if score is not None and not 0 <= score <= _HUNDRED:
        raise RuleError(_("Points lie between 0 and 100."), field="score")
    others = [each.staff_id for each in attendees(session, training) if each is not row]
    if staff_id is not None and staff_id in others:
        name = session.get_one(Staff, staff_id).name
        raise RuleError(_("“{name}” stands there twice.").format(name=name), field="staff_id")
    record_lists.put_row(session, training, kind, row, values)


def state_words(training: Training) -> str:
    """Its state in the language in use."""
    return TRAINING_STATE.label(training.state)


def attendees(session: Session, training: Training) -> list[TrainingAttendee]:
    """Who was to come."""
    return child_rows.rows(session, TrainingAttendee, training.id)


def attendance(session: Session, training: Training) -> Attendance:
    """How many came."""
    people = attendees(session, training)
    came = sum(each.attended is True for each in people)
    away = sum(each.attended is False for each in people)
    return Attendance(len(people), came, away)


def hours(session: Session, span: Span) -> list[Learned]:
    """Sessions and hours of everybody who is here or attended something in a time, the most hours first."""
    attended = (
        select(
            TrainingAttendee.staff_id,
            func.count().label("sessions"),
            func.sum(Training.hours).label("hours"),
        )
        .join(Training, Training.id == TrainingAttendee.training_id)
        .where(
            TrainingAttendee.attended.is_(True),
            TrainingAttendee.deleted_at.is_(None),
            Training.deleted_at.is_(None),
            Training.state == "held",
            Training.on >= span.first,
            Training.on <= span.last,
        )
        .group_by(TrainingAttendee.staff_id)
    )
    known = {row.staff_id: (row.sessions, row.hours) for row in session.execute(attended)}
    found = []
    for staff in session.scalars(select(Staff).where(Staff.deleted_at.is_(None))):
        here = staff.left_on is None or staff.left_on >= span.first
        if here or staff.id in known:
            sessions, taken = known.get(staff.id, (0, None))
            found.append(Learned(staff, sessions, taken or Decimal(0)))
    return sorted(found, key=lambda each: (-each.hours, each.staff.number))
