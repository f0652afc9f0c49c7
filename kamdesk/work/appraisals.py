"""绩效考核表: a person's sheet for a period, from the draft over points and opinions to the total that is kept (M42).

What the indicators came to is brought as plain figures by whoever asks: the engine that knows them lies above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.assessment import Assessment, AssessmentLine, AssessmentTemplate
from kamdesk.model.department import Staff
from kamdesk.model.running_words import ASSESSMENT_STATE
from kamdesk.model.vocabulary import APPROVAL_STEP, POSITION
from kamdesk.work import (
    appraisal_lines,
    appraisal_templates,
    approvals,
    periods,
    record_lists,
    scores,
    settings,
)

OPINIONS = ("own_opinion", "manager_opinion", "director_opinion")
CHAIN = "assessment_approval"
"""The setting that says who agrees to a sheet."""
WARNED = record_lists.named(
    "assessment.warned",
    lambda: and_(Assessment.total.is_not(None), Assessment.total < Assessment.threshold),
)
"""Closed with a total under the threshold."""
_HUNDRED = Decimal(100)
_LONGEST_NOTE = 200
_LONGEST_REASON = 400


@dataclass(frozen=True)
class Actual:
    """What an indicator came to for the person and period of a sheet."""

    value: Decimal | None
    note: str = ""
    """Why there is no value, or what is missing in it; a translated sentence."""


Actuals = Mapping[str, Actual]
"""Key of an indicator → what it came to."""
Values = Mapping[str, Any]


# ---------------------------------------------------------------------------------------------------- making one


def begin(
    session: Session, staff: Staff, period: str, template: AssessmentTemplate | None = None
) -> Assessment:
    """A draft for `staff` and `period`: the lines of `template`, else of the last sheet of the person, else of the
    template of their position.

    Raises RuleError for what is no period, for a second sheet of the same period, and where there is nothing to begin
    with.
    """
    span = periods.read_period(period, periods.start_month(session))
    if of_period(session, staff.id, span.code) is not None:
        raise RuleError(
            _("{name} has a sheet for {period} already.").format(name=staff.name, period=span.code),
            field="period",
        )
    given = _lines_to_begin_with(session, staff, template)
    made = Assessment(
        staff_id=staff.id, period=span.code, state="draft",
        threshold=Decimal(str(settings.get(session, "assessment_threshold"))),
    )  # fmt: skip
    session.add(made)
    session.flush()
    set_lines(session, made, given)
    return made


def _lines_to_begin_with(
    session: Session, staff: Staff, template: AssessmentTemplate | None
) -> list[Values]:
    if template is None:
        last = last_of(session, staff.id)
        if last is not None:
            return _copied(lines(session, last))
        template = appraisal_templates.for_position(session, staff.position)
    if template is None:
        raise RuleError(
            _("There is no template for “{position}”; make one or take an offered one.").format(
                position=POSITION.label(staff.position or "") or staff.name
            ),
            field="template",
        )
    return _copied(appraisal_templates.lines(session, template))


def _copied(known: Sequence[Any]) -> list[Values]:
    return [{name: getattr(each, name) for name in appraisal_lines.FIELDS} for each in known]


# ------------------------------------------------------------------------------------------------------ finding


def by_uid(session: Session, uid: str) -> Assessment | None:
    """The sheet with this mark."""
    query = select(Assessment).where(Assessment.uid == uid, Assessment.deleted_at.is_(None))
    return session.scalars(query).first() if uid else None


def of_period(session: Session, staff_id: int, period: str) -> Assessment | None:
    """The sheet of a person for a period."""
    query = select(Assessment).where(
        Assessment.staff_id == staff_id,
        Assessment.period == period,
        Assessment.deleted_at.is_(None),
    )
    return session.scalars(query).first()


def last_of(session: Session, staff_id: int) -> Assessment | None:
    """The sheet of a person that was made last."""
    query = select(Assessment).where(
        Assessment.staff_id == staff_id, Assessment.deleted_at.is_(None)
    )
    return session.scalars(query.order_by(Assessment.id.desc())).first()


def sheets(session: Session, period: str | None = None) -> list[tuple[Assessment, Staff]]:
    """All sheets, or those of a period, with whose they are: the latest period first, then by staff number."""
    query = (
        select(Assessment, Staff)
        .join(Staff, Staff.id == Assessment.staff_id)
        .where(Assessment.deleted_at.is_(None))
    )
    if period is not None:
        query = query.where(Assessment.period == period)
    query = query.order_by(Assessment.period.desc(), Staff.number, Assessment.id)
    return [(row[0], row[1]) for row in session.execute(query)]


def lines(session: Session, sheet: Assessment) -> list[AssessmentLine]:
    """Its lines in their order."""
    return appraisal_lines.lines(session, AssessmentLine, sheet.id)


def indicators(session: Session, sheet: Assessment) -> list[str]:
    """Keys of the indicators whose figures its points need."""
    return [each.indicator for each in lines(session, sheet) if each.rule != "manual"]


def span_of(session: Session, sheet: Assessment) -> periods.Span:
    """The days of its period."""
    return periods.read_period(sheet.period, periods.start_month(session))


# ------------------------------------------------------------------------------------------------------ changing


def set_lines(session: Session, sheet: Assessment, given: Sequence[Values]) -> None:
    """Makes its lines those `given`; see `appraisal_lines.put`. Raises RuleError once it was submitted."""
    _need_state(sheet, "draft")
    appraisal_lines.put(session, sheet, AssessmentLine, given)


def set_threshold(session: Session, sheet: Assessment, threshold: Decimal) -> None:
    """Sets under which total there is a warning, while the sheet is a draft."""
    _need_state(sheet, "draft")
    if not 0 <= threshold <= _HUNDRED:
        raise RuleError(_("The threshold lies between 0 and 100."), field="threshold")
    sheet.threshold = threshold
    session.flush()


def give_points(
    session: Session, line: AssessmentLine, points: Decimal | None, by: Staff | None
) -> None:
    """Sets the points of a line that a person judges; `by` is who judges.

    Raises RuleError for points outside 0 to 100, for a line the program works out, for one's own sheet (unless the
    setting ``approve_oneself`` allows it) and once the sheet is closed.
    """
    sheet = session.get_one(Assessment, line.assessment_id)
    _need_state(sheet, "draft", "submitted")
    if line.rule != "manual":
        raise RuleError(_("The points of this line follow from its indicator."), field="points")
    if points is not None and not 0 <= points <= _HUNDRED:
        raise RuleError(_("Points lie between 0 and 100."), field="points")
    _refuse_own(session, sheet, by, _("{name} does not give points on their own sheet."), "points")
    line.points = None if points is None else scores.half_up(points)
    if sheet.state == "submitted":
        _keep_scores(session, sheet, kept_actuals(session, sheet))
    session.flush()


def write_opinions(session: Session, sheet: Assessment, given: Mapping[str, str | None]) -> None:
    """Sets opinions (a name of `OPINIONS` → text). Raises RuleError once the sheet is closed."""
    _need_state(sheet, "draft", "submitted")
    for name, text in given.items():
        if name not in OPINIONS:
            raise RuleError(_("There is no such opinion."), field=name)
        setattr(sheet, name, (text or "").strip() or None)
    session.flush()


# ------------------------------------------------------------------------------------------------------- points


def evaluate(session: Session, sheet: Assessment, actuals: Actuals) -> scores.SheetScore:
    """What its lines come to with these figures; an indicator that is not among them has no value."""
    known = lines(session, sheet)
    return scores.sheet(
        [appraisal_lines.judged(each) for each in known],
        [_value_of(each, actuals) for each in known],
        sheet.threshold,
        highest_factor(session),
    )


def highest_factor(session: Session) -> Decimal:
    """The factor at which `ratio` and `inverse` stop, where a line has no cap of its own."""
    try:
        cap = Decimal(str(settings.get(session, "score_cap")))
    except ArithmeticError:
        return scores.CAP
    return cap if cap.is_finite() and cap > 0 else scores.CAP


def kept_actuals(session: Session, sheet: Assessment) -> dict[str, Actual]:
    """The figures that were kept when the sheet was submitted."""
    return {
        each.indicator: Actual(
            None if each.actual is None else Decimal(each.actual), each.note or ""
        )
        for each in lines(session, sheet)
    }


def _value_of(line: AssessmentLine, actuals: Actuals) -> Decimal | None:
    found = actuals.get(line.indicator)
    return None if found is None or line.rule == "manual" else found.value


def _keep_scores(session: Session, sheet: Assessment, actuals: Actuals) -> scores.SheetScore:
    """Writes figures and scores into the lines."""
    result = evaluate(session, sheet, actuals)
    for line, scored in zip(lines(session, sheet), result.lines, strict=True):
        line.score = scored.score
        if line.rule == "manual":
            continue
        found = actuals.get(line.indicator, Actual(None))
        line.actual = None if found.value is None else f"{found.value:f}"
        line.note = (found.note or scored.reason)[:_LONGEST_NOTE] or None
    session.flush()
    return result


# ------------------------------------------------------------------------------------------------ step by step


def submit(
    session: Session, sheet: Assessment, actuals: Actuals, by: Staff | None, on: date
) -> scores.SheetScore:
    """Keeps figures and scores and hands the sheet on for points and opinions.

    Raises RuleError for weights that do not come to 100, a line without the target it is compared with, and a period
    that has not begun.
    """
    _need_state(sheet, "draft")
    known = lines(session, sheet)
    appraisal_lines.refuse_other_sum([each.weight for each in known])
    for each in known:
        if each.rule in ("ratio", "inverse") and each.target is None:
            raise RuleError(
                _("“{name}” needs a target.").format(
                    name=appraisal_lines.given_name(each) or each.indicator
                ),
                field="target",
            )
    span = span_of(session, sheet)
    if on < span.first:
        raise RuleError(_("{period} has not begun.").format(period=span.code), field="period")
    result = _keep_scores(session, sheet, actuals)
    sheet.state, sheet.submitted_on = "submitted", on
    session.flush()
    steps = approvals.chain(session, CHAIN)
    if steps:
        approvals.ask(session, sheet, steps, by, on)
    return result


def take_back(session: Session, sheet: Assessment) -> None:
    """Makes a submitted sheet a draft again; the kept figures stay until it is submitted anew."""
    _need_state(sheet, "submitted")
    approvals.call_off(session, sheet)
    _to_draft(session, sheet)


def close(session: Session, sheet: Assessment, by: Staff | None, on: date) -> Decimal:
    """Confirms a submitted sheet and keeps its total.

    Raises RuleError while points are missing, nothing could be scored, or somebody still has to agree; and for one's
    own sheet, unless the setting ``approve_oneself`` allows it.
    """
    _need_state(sheet, "submitted")
    if approvals.next_step(session, sheet) is not None:
        raise RuleError(_("This sheet still waits for approval."), field="state")
    _refuse_own(session, sheet, by, _("{name} does not confirm their own sheet."), "state")
    return _close(session, sheet, on)


def _close(session: Session, sheet: Assessment, on: date) -> Decimal:
    missing = points_missing(session, sheet)
    if missing:
        raise RuleError(
            _("Points are missing for: {names}.").format(names=", ".join(missing)), field="points"
        )
    if sheet.submitted_on is not None and on < sheet.submitted_on:
        raise RuleError(
            _("It was submitted on {day} and cannot be closed before.").format(
                day=sheet.submitted_on
            ),
            field="on",
        )
    total = _keep_scores(session, sheet, kept_actuals(session, sheet)).total
    if total is None:
        raise RuleError(_("None of the lines has a value, so there is no total."), field="total")
    sheet.total, sheet.state, sheet.closed_on = total, "closed", on
    session.flush()
    return total


def state_words(sheet: Assessment) -> str:
    """Its state in the language in use."""
    return ASSESSMENT_STATE.label(sheet.state)


def waits_for(session: Session, sheet: Assessment) -> str:
    """Who has to agree to a sheet next, in the language in use; empty where nobody has to."""
    step = approvals.next_step(session, sheet)
    return APPROVAL_STEP.label(step.step) if step is not None else ""


def points_missing(session: Session, sheet: Assessment) -> list[str]:
    """Names of the lines for which a person still has to give points."""
    return [
        appraisal_lines.given_name(each)
        for each in lines(session, sheet)
        if each.rule == "manual" and each.points is None
    ]


def reopen(session: Session, sheet: Assessment, reason: str) -> None:
    """Makes a closed sheet a draft again, which has no total. Raises RuleError without a reason."""
    _need_state(sheet, "closed")
    why = reason.strip()
    if not why:
        raise RuleError(_("Say why the sheet is opened again."), field="reopened_reason")
    sheet.reopened_reason = why[:_LONGEST_REASON]
    _to_draft(session, sheet)


def decided(
    session: Session, sheet: Assessment, outcome: str, on: date, opinion: str | None
) -> None:
    """What the last decision makes of a sheet: closed where nothing is missing, a draft again where it was returned."""
    del opinion  # it stands with the decision
    if outcome in ("returned", "refused"):
        _to_draft(session, sheet)
    elif not points_missing(session, sheet):
        _close(session, sheet, on)


def _to_draft(session: Session, sheet: Assessment) -> None:
    sheet.state, sheet.total = "draft", None
    sheet.submitted_on = sheet.closed_on = None
    session.flush()


def _need_state(sheet: Assessment, *states: str) -> None:
    if sheet.state not in states:
        raise RuleError(
            _("This sheet is “{state}”; that cannot be done any more.").format(
                state=ASSESSMENT_STATE.label(sheet.state)
            ),
            field="state",
        )


def _refuse_own(
    session: Session, sheet: Assessment, by: Staff | None, sentence: str, field: str
) -> None:
    own = by is not None and by.id == sheet.staff_id
    if own and settings.get(session, "approve_oneself") != "yes":
        raise RuleError(sentence.format(name=by.name if by else ""), field=field)
