"""F10 服务方案: what an account needs in a year, the measures with their rhythm, what was kept, how it worked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Cells, Form, FormKind, Page, Section, Table
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, fields_known, rows_known
from kamdesk.forms.layouts.parts import (
    ACCOUNT_CELLS,
    account_values,
    cell,
    cells,
    named_account,
    names_another,
    relabelled,
)
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import RecordField, field_of, fields_of
from kamdesk.model.service import ServiceMeasure, ServicePlan
from kamdesk.model.terms import Term
from kamdesk.work import service_plans
from kamdesk.work.trash import move_to_trash

TITLE = Term("Service plan", "服务方案")
_MEASURES = Term("Measures", "服务措施")
_WIDTHS = {
    "what": 180, "rhythm": 69, "responsible_id": 69, "due_on": 137, "done_on": 137, "as_planned": 69,
    "not_applicable": 69, "note": 270,
}  # fmt: skip
"""Column of a measure → how wide it is beside the others: days need room."""


class ServicePlanFiling(Filing):
    """The service plan of an account for the year the form names; a new one where there is none."""

    record = ServicePlan

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid, then by account and year."""
        known = by_uid(session, reading.uid)
        if known is not None:
            account = session.get_one(Account, known.account_id)
            doubt = names_another(reading, account)
            name = _called(account, known.year)
            return FormDifference(reading, "uid", known.id, name, account.id, doubt=doubt)
        named, why = named_account(session, reading)
        if named is None:
            name = str(reading.value("account.name") or "")
            return FormDifference(reading, "none", None, name, refusal=why)
        year = reading.value("plan.year")
        found = service_plans.of_year(session, named.id, year) if year else None
        return FormDifference(
            reading, "name" if found else "none", found.id if found else None,
            _called(named, year), named.id,
        )  # fmt: skip

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """An account has one plan for a year."""
        year = difference.reading.value("plan.year")
        yield difference.record_id or (difference.account_id, year)

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The plan, its account and its measures by their day."""
        found = session.get_one(ServicePlan, record_id)
        account = session.get_one(Account, found.account_id)
        values = account_values(account) | fields_known(form, "plan", found)
        rows = {"measures": rows_known(form, "measures", service_plans.measures(session, found))}
        return Known(found.uid, _called(account, found.year), account.id, values, rows)

    def prefilled(self, session: Session, account_id: int) -> Known:
        """The account, for a plan that is not here yet."""
        account = session.get_one(Account, account_id)
        return Known("", account.name, account.id, account_values(account))

    def file(self, work: Writing) -> None:
        """Makes the plan when there is none; then field by field, measure by measure."""
        session, keys = work.session, work.keys("plan")
        if work.difference.record_id is None:
            plan = _begin(work)
            keys = [key for key in keys if key != "plan.year"]
        else:
            plan = session.get_one(ServicePlan, work.difference.record_id)
        for key in keys:
            change = partial(service_plans.change_plan, session, plan, work.values([key]))
            work.attempt([key], change)
        (table,) = work.form.tables
        work.rows(
            table,
            add=partial(_put_measure, session, plan, None),
            change=partial(_put_measure, session, plan),
            remove=partial(_remove_measure, session),
        )


def _begin(work: Writing) -> ServicePlan:
    account_id, year = work.difference.account_id, work.read("plan.year")
    if account_id is None:
        raise RuleError(_("The form names no customer, so it cannot be filed."))
    made = service_plans.add_plan(work.session, {"account_id": account_id, "year": year})
    work.made(made.id, {"plan.year"} & set(work.chosen))
    return made


def _put_measure(session: Session, plan: ServicePlan, row_id: int | None, values: Values) -> None:
    fields = {each.name: each for each in fields_of(ServiceMeasure)}
    measure = (
        session.get_one(ServiceMeasure, row_id)
        if row_id is not None
        else ServiceMeasure(service_plan_id=plan.id, not_applicable=False)
    )
    for name, value in values.items():
        # A box that is emptied says no.
        fields[name].set(measure, bool(value) if name == "not_applicable" else value)
    service_plans.check_measure(measure)
    session.add(measure)
    session.flush()


def _remove_measure(session: Session, row_id: int) -> None:
    move_to_trash(session, session.get_one(ServiceMeasure, row_id))


def by_uid(session: Session, uid: str) -> ServicePlan | None:
    """The plan with this mark."""
    query = select(ServicePlan).where(ServicePlan.uid == uid, ServicePlan.deleted_at.is_(None))
    return session.scalars(query).first() if uid else None


def newest_of(session: Session, account_id: int) -> ServicePlan | None:
    """The plan of an account for its last year."""
    query = select(ServicePlan).where(
        ServicePlan.account_id == account_id, ServicePlan.deleted_at.is_(None)
    )
    return session.scalars(query.order_by(ServicePlan.year.desc()).limit(1)).first()


def _called(account: Account, year: int | None) -> str:
    return " ".join(filter(None, (account.name, str(year or ""))))


def _column(name: str, width: int) -> RecordField:
    field = field_of(ServiceMeasure, name)
    return relabelled(field, field.spec.label, width=width)


def declare(_session: Session) -> Form:
    """Whose plan for which year, the needs and the goal, the measures, how it worked."""
    head = Cells((*ACCOUNT_CELLS, *cells("plan", ServicePlan, "year", "owner_id", "state").items))
    measures = Table(
        "measures", _MEASURES, ServiceMeasure,
        tuple(_column(name, width) for name, width in _WIDTHS.items()), blank_rows=10, as_part=False,
        alike=("what", "due_on"),
    )  # fmt: skip
    wanted = Cells(tuple(cell("plan", field_of(ServicePlan, name)) for name in ("needs", "goal")))
    sections = (
        Section(None, (head, wanted)),
        Section(_MEASURES, (measures,)),
        Section(
            ServicePlan.SECTIONS["evaluation"],
            (cells("plan", ServicePlan, "evaluated_on", "evaluation", "improvement"),),
        ),
    )
    return Form(
        key=SERVICE_PLAN.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, sections, landscape=True),),
        filing=ServicePlanFiling(),
        main="plan",
        titles=("客户服务方案", "年度服务方案", "服务计划", "service programme"),
    )


SERVICE_PLAN = FormKind(
    "service_plan",
    "F10",
    TITLE,
    Term(
        "What an account needs in a year, the measures with their days, how it worked",
        "客户一年的需求、服务措施与执行、效果评估",
    ),
    declare,
    "ServicePlan",
)
