"""F2 大客户拜访计划表: the visits somebody plans for a week or a month, and what manager and director say to each."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kamdesk.forms.declaration import Cells, Form, FormKind, Page, Section, Table
from kamdesk.forms.layouts.parts import (
    approval_section,
    cell,
    decision_column,
    form_field,
    relabelled,
)
from kamdesk.forms.layouts.visit_plan_filing import STEPS, VisitPlanFiling
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.terms import Term
from kamdesk.model.visit import Visit, VisitPerson

TITLE = Term("Visit plan", "大客户拜访计划表")
_VISITS = Term("Visits", "拜访计划")


def _columns() -> tuple[RecordField, ...]:
    def own(name: str, label: Term, width: int) -> RecordField:
        return relabelled(field_of(Visit, name), label, width=width)

    return (
        own("planned_on", Term("Date", "日期"), 84),
        own("planned_from", Term("Time", "时间"), 50),
        own("account_id", Term("Account", "客户名称"), 150),
        form_field("contacts", Term("Contact", "联系人"), VisitPerson, width=84, aliases=("受访人", "拜访对象")),
        own("subject", Term("Purpose", "拜访目的"), 140),
        own("agenda", Term("Agenda", "议程"), 130),
        own("preparation", Term("Preparation", "准备事项"), 120),
        own("budget", Term("Budget", "预算"), 84),
        decision_column("manager", Term("Manager", "经理审批")),
        decision_column("director", Term("Director", "总监审批")),
    )  # fmt: skip


def declare(_session: Session) -> Form:
    """Whose plan and for when; a row for each visit; the signatures."""
    whose = relabelled(field_of(Visit, "owner_id"), Term("Visited by", "拜访人"))
    period = form_field(
        "period", Term("Week or month", "计划周期"), Visit, aliases=("周期", "计划时间", "period")
    )
    head = Cells((cell("plan", whose, identifies=True), cell("plan", period, identifies=True)))
    table = Table(
        "visits", _VISITS, Visit, _columns(), blank_rows=10, as_part=False,
        alike=("planned_on", "account_id"),
    )  # fmt: skip
    sections = (
        Section(None, (head,)),
        Section(_VISITS, (table,)),
        approval_section(STEPS, decided=False),
    )
    return Form(
        key=VISIT_PLAN.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, sections, landscape=True),),
        filing=VisitPlanFiling(),
        main="plan",
        fewest=1,
        titles=("拜访计划表", "拜访计划", "周拜访计划", "月度拜访计划"),
    )


VISIT_PLAN = FormKind(
    "visit_plan",
    "F2",
    TITLE,
    Term(
        "The visits of one person in a week or month, with the approval of each",
        "一人一周或一月的拜访计划，逐项审批",
    ),
    declare,
    "Staff",
)
