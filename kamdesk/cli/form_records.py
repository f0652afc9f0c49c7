"""Which record a REF of ``form fill`` means: each form says what it is filled for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamdesk.cli import references
from kamdesk.cli.command import WrongUse
from kamdesk.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.forms.data import FormData
    from kamdesk.forms.declaration import Form, FormKind


def filled(session: Session, kind: FormKind, form: Form, ref: str, period: str | None) -> FormData:
    """The values of the record `ref` means. Raises WrongUse when there is none, or several."""
    from kamdesk.forms.data import printed

    if kind.subject == "Staff":
        return kind.collect(session, form, _plan(session, ref, period))
    if kind.subject == "Feedback":
        return kind.collect(session, form, _log(session, ref, period))
    if kind.subject == "Assessment":
        from kamdesk.reports.appraisals import sheet_data

        return sheet_data(session, form, _assessment(session, ref, period))
    if kind.subject in _PLANS:
        return kind.collect(session, form, _PLANS[kind.subject](session, ref, period))
    if period is not None:
        raise WrongUse(
            _(
                "--period belongs to a plan of visits or a log: give it with visit_plan or feedback_log."
            )
        )
    record_id = _RECORDS[kind.subject](session, form, ref)
    if record_id is not None:
        return kind.collect(session, form, record_id)
    account = references.account(session, ref)
    return printed(session, form, form.filing.prefilled(session, account.id))


def meant(session: Session, kind: FormKind, refs: list[str]) -> list[str]:
    """The records that `refs` mean: for a questionnaire ``all``, or a survey, is everybody it was sent to."""
    if kind.subject != "SurveyAnswer":
        return refs
    from kamdesk.work import surveys

    found: list[str] = []
    for ref in refs:
        survey = surveys.newest(session) if ref == "all" else surveys.find(session, ref)
        if ref == "all" and survey is None:
            raise WrongUse(_("There is no survey yet."))
        sent = surveys.answers(session, survey.id) if survey is not None else None
        found += [ref] if sent is None else [each.uid for each in sent]
    return found


def pictures(session: Session, kind: FormKind, form: Form, refs: list[str]) -> dict[str, bytes]:
    """The pictures of a form about one record, drawn from its analyses; several on one sheet have none."""
    from datetime import date

    from kamdesk.model.registry import RECORD_BY_NAME

    if not form.pictures or len(refs) != 1:
        return {}
    record_id = _RECORDS[kind.subject](session, form, refs[0])
    if record_id is None:
        return {}
    from kamdesk.charts.pictures import of_analyses

    record = session.get_one(RECORD_BY_NAME[kind.subject], record_id)
    return of_analyses(session, record, form.pictures, date.today())


def _plan(session: Session, ref: str, period: str | None) -> Any:
    from kamdesk.forms.layouts.period import read_period
    from kamdesk.forms.layouts.visit_plan_filing import PlanOf

    if period is None:
        raise WrongUse(_("Which week or month? Give it as --period 2026-W48 or 2026-11."))
    found = read_period(period)
    if found is None:
        raise WrongUse(
            _("“{text}” is no week or month such as 2026-W48 or 2026-11.").format(text=period)
        )
    return PlanOf(references.staff(session, ref).id, found)


def _log(session: Session, ref: str, period: str | None) -> Any:
    """The opinions and questions of an account, or with ``all`` those of everybody."""
    from kamdesk.forms.layouts.feedback_log import LogOf, read_days

    if period is None:
        raise WrongUse(_("Which period? Give it as --period 2026-11, 2026Q4 or 2026."))
    found = read_days(session, period)
    if found is None:
        raise WrongUse(
            _("“{text}” is no period such as 2026-11, 2026Q4 or 2026.").format(text=period)
        )
    return LogOf(found, None if ref == "all" else references.account(session, ref).id)


def _account(session: Session, _form: Form, ref: str) -> int:
    return references.account(session, ref).id


def _visit(session: Session, _form: Form, ref: str) -> int | None:
    """By number or uid; anything else is an account, for a form about a visit that is not here yet."""
    found = references.find_visit(session, ref)
    return found.id if found is not None else None


def _claim(session: Session, _form: Form, ref: str) -> int:
    from sqlalchemy import or_, select

    from kamdesk.model.expense import ExpenseClaim

    known = or_(ExpenseClaim.number == ref, ExpenseClaim.uid == ref)
    query = select(ExpenseClaim.id).where(known, ExpenseClaim.deleted_at.is_(None))
    found = session.scalar(query)
    if found is None:
        raise WrongUse(_("There is no claim “{number}” here.").format(number=ref))
    return found


def _development(session: Session, form: Form, ref: str) -> int | None:
    """By the account: its development, or for a progress report the last of its reports."""
    from kamdesk.forms.layouts.development_filing import by_uid, last_of
    from kamdesk.model.development import DevelopmentReport
    from kamdesk.work import development

    found = by_uid(session, ref)
    if found is None:
        found = last_of(session, references.account(session, ref).id)
    if found is None or form.filing.record is not DevelopmentReport:
        return found.id if found is not None else None
    reports = development.rows(session, DevelopmentReport, found.id)
    return reports[-1].id if reports else None


def _opportunity(session: Session, _form: Form, ref: str) -> int | None:
    """By number, uid or name; anything else is an account, for a project that is not here yet."""
    found = references.find_opportunities(session, ref)
    return found[0].id if len(found) == 1 else None


def _account_plan(session: Session, _form: Form, ref: str) -> int | None:
    """By uid, or the newest plan of an account; None for an account that has none yet."""
    from kamdesk.forms.layouts.account_plan import by_uid
    from kamdesk.work import account_plans

    found = by_uid(session, ref)
    if found is None:
        plans = account_plans.plans(session, references.account(session, ref).id)
        found = plans[0] if plans else None
    return found.id if found is not None else None


def _service_plan(session: Session, _form: Form, ref: str) -> int | None:
    """By uid, or the last plan of an account; None for an account that has none yet."""
    from kamdesk.forms.layouts.service_plan import by_uid, newest_of

    found = by_uid(session, ref)
    if found is None:
        found = newest_of(session, references.account(session, ref).id)
    return found.id if found is not None else None


def _complaint(session: Session, _form: Form, ref: str) -> int | None:
    """By number or uid; anything else is an account, for a complaint that is not here yet."""
    from kamdesk.forms.layouts.complaint_form import find

    found = find(session, ref)
    return found.id if found is not None else None


def _assessment(session: Session, ref: str, period: str | None) -> int:
    """By uid, or the sheet of a staff member for a period; without one their last."""
    from kamdesk.work import appraisals

    found = appraisals.by_uid(session, ref)
    if found is None:
        staff = references.staff(session, ref)
        found = (
            appraisals.last_of(session, staff.id)
            if period is None
            else appraisals.of_period(session, staff.id, period.upper())
        )
    if found is None:
        raise WrongUse(
            _("There is no sheet of {name} for “{period}” here; make it first.").format(
                name=ref, period=period or "—"
            )
        )
    return found.id


def _tier_list(session: Session, _form: Form, ref: str) -> Any:
    """The accounts of a staff member, or with ``all`` those of everybody."""
    from kamdesk.forms.layouts.tier_list import ListOf

    return ListOf() if ref == "all" else ListOf(references.staff(session, ref).id)


def _survey_answer(session: Session, _form: Form, ref: str) -> int | None:
    """By uid, or what was sent to an account of the newest survey; None for one it was not sent to."""
    from kamdesk.forms.layouts.questionnaire_filing import by_uid
    from kamdesk.work import survey_answers, surveys

    found = by_uid(session, ref)
    survey = surveys.newest(session)
    if found is None and survey is not None:
        found = survey_answers.answer_of(session, survey.id, references.account(session, ref).id)
    return found.id if found is not None else None


_RECORDS = {
    "Account": _account,
    "Visit": _visit,
    "ExpenseClaim": _claim,
    "Development": _development,
    "Opportunity": _opportunity,
    "AccountPlan": _account_plan,
    "GradeReview": _tier_list,
    "ServicePlan": _service_plan,
    "Complaint": _complaint,
    "SurveyAnswer": _survey_answer,
}
"""What a form is filled for → its id by REF; None: a form that only names the account."""


def _targets(session: Session, ref: str, period: str | None) -> Any:
    """``all`` for the department and its people, a staff member for their accounts; a measure after a colon."""
    from kamdesk.forms.layouts.target_sheet import TargetsOf
    from kamdesk.model.running_words import TARGET_MEASURE

    whose, _colon, measure = ref.partition(":")
    if measure and measure not in TARGET_MEASURE:
        allowed = ", ".join(TARGET_MEASURE.codes)
        raise WrongUse(
            _("“{text}” is no measure. There are: {allowed}").format(text=measure, allowed=allowed)
        )
    year = _span(session, period, "year")
    return TargetsOf(year, measure or "sales_amount", _whose(session, whose))


def _sales_plan(session: Session, ref: str, period: str | None) -> Any:
    from kamdesk.forms.layouts.sales_plan_sheet import PlanFor

    return PlanFor(_span(session, period, "quarter"), _whose(session, ref))


def _budgets(session: Session, ref: str, period: str | None) -> Any:
    """Budgets are the department's; the period may stand in the place of the reference."""
    from kamdesk.forms.layouts.budget_sheet import BudgetFor

    return BudgetFor(_span(session, period or (ref if ref != "all" else None), ""))


def _whose(session: Session, ref: str) -> int | None:
    return None if ref == "all" else references.staff(session, ref).id


def _span(session: Session, period: str | None, kind: str) -> str:
    """The code of a period of that kind (empty: of any)."""
    from kamdesk.errors import RuleError
    from kamdesk.work import periods

    examples = {"year": "2026", "quarter": "2026Q4"}
    example = examples.get(kind, "2026-11, 2026Q4, 2026")
    if period is None:
        raise WrongUse(_("Which period? Give it as --period {example}.").format(example=example))
    try:
        span = periods.read_period(period, periods.start_month(session))
    except RuleError as problem:
        raise WrongUse(problem.sentence) from None
    if kind and span.kind != kind:
        raise WrongUse(
            _("This form is made for a period such as {example}.").format(example=example)
        )
    return span.code


_PLANS = {"Target": _targets, "SalesForecast": _sales_plan, "Budget": _budgets}
"""Forms about a period, of the department or one person."""
