"""What the indicators came to for somebody: figures of assessment sheets and incentives, and the sheet as a form.

Sheets and forms know neither the indicators nor each other; here they meet, for window and command line alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.forms.cells import CellValue
from kamdesk.forms.data import FormData, TableRow, printed
from kamdesk.forms.declaration import Form
from kamdesk.forms.layouts.assessment_filing import TABLE, details
from kamdesk.indicators import engine
from kamdesk.indicators.declaration import Figure, Indicator
from kamdesk.indicators.known import INDICATORS
from kamdesk.indicators.scopes import DEPARTMENT, Scope, of_staff
from kamdesk.model.assessment import Assessment, AssessmentLine, IncentiveRule
from kamdesk.model.department import Staff
from kamdesk.model.terms import Term
from kamdesk.work import appraisals
from kamdesk.work.appraisals import Actual
from kamdesk.work.incentives import Reached
from kamdesk.work.periods import Span

_OWN_ACCOUNTS = (None, "", "specialist", "other")
"""Posts that are measured by the accounts they own; the others answer for the whole department."""
CYCLES: dict[str, Term] = {
    "month": Term("month", "月"),
    "quarter": Term("quarter", "季"),
    "year": Term("year", "年"),
}
_PERCENT_FORMAT = "0.0%"


def scope_of(staff: Staff) -> Scope:
    """Whose facts somebody is measured by: those of their own accounts, or those of the department."""
    return of_staff(staff.id) if staff.position in _OWN_ACCOUNTS else DEPARTMENT


def figures(
    session: Session, staff: Staff, span: Span, keys: Iterable[str], as_of: date | None = None
) -> dict[str, Figure]:
    """What indicators came to for somebody; a key that is no indicator is left out."""
    known = [key for key in dict.fromkeys(keys) if key in INDICATORS]
    if not known:
        return {}
    return engine.figures(session, span, as_of, scope_of(staff), known)


def actuals(session: Session, sheet: Assessment, as_of: date | None = None) -> dict[str, Actual]:
    """What the lines of a draft come to today; those of a sheet that was submitted are what was kept then."""
    if sheet.state != "draft":
        return appraisals.kept_actuals(session, sheet)
    staff = session.get_one(Staff, sheet.staff_id)
    found = figures(
        session, staff, appraisals.span_of(session, sheet), appraisals.indicators(session, sheet), as_of
    )  # fmt: skip
    return {key: Actual(each.value, each.note) for key, each in found.items()}


def reached(
    session: Session, rule: IncentiveRule, staff: Staff, span: Span, as_of: date | None = None
) -> Reached:
    """What the indicator of an incentive rule came to. Raises RuleError for one there is not."""
    shown = engine.indicator(rule.indicator)
    figure = figures(session, staff, span, [rule.indicator], as_of)[rule.indicator]
    return Reached(
        str(shown.name), figure.value, figure.numerator, shown.unit == "ratio", figure.note
    )


def cycle_words(indicator: Indicator) -> Term:
    """月/季/年: how often it is looked at."""
    terms = [CYCLES[each] for each in indicator.cycles]
    return Term("/".join(each.en for each in terms), "/".join(each.zh for each in terms))


def sheet_data(session: Session, form: Form, sheet_id: int, as_of: date | None = None) -> FormData:
    """The assessment sheet as F15 prints it: what its indicators are called, how they are worked out, what they came
    to."""
    sheet = session.get_one(Assessment, sheet_id)
    data = printed(session, form, form.filing.known(session, form, sheet_id))
    came_to = actuals(session, sheet, as_of)
    lines = {each.uid: each for each in appraisals.lines(session, sheet)}
    rows = [
        TableRow(each.uid, each.values | _told(lines[each.uid], came_to)) for each in data.rows[TABLE]
    ]  # fmt: skip
    return replace(data, rows=data.rows | {TABLE: rows})


def _told(line: AssessmentLine, came_to: dict[str, Actual]) -> dict[str, Any]:
    """What the indicators say of a line; a line judged by a person has nothing of it."""
    shown = INDICATORS.get(line.indicator)
    if shown is None or line.rule == "manual":
        return {"actual": None}
    found = came_to.get(line.indicator)
    actual = found.value if found is not None else None
    told: dict[str, Any] = {
        "title": line.name or shown.name,
        "cycle": cycle_words(shown),
        "formula": shown.formula,
        "source": shown.source,
        "details": details(line, percent=shown.unit == "ratio"),
        "actual": actual,
    }
    if shown.unit == "ratio":
        told |= {"target": _percent(line.target), "actual": _percent(actual)}
    return told


def _percent(value: Decimal | None) -> CellValue:
    return CellValue(value, _PERCENT_FORMAT)
