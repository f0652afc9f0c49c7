"""F5 客户接待计划, 接待申请 and 接待工作报告: one reception before and after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from kamdesk.forms.declaration import Cells, Form, FormKind, Page, Section, Table
from kamdesk.forms.layouts.budget_lines import budget_table
from kamdesk.forms.layouts.parts import ACCOUNT_CELLS, approval_section, relabelled
from kamdesk.forms.layouts.visit_filing import VisitFiling
from kamdesk.forms.layouts.visit_forms import (
    check_cells,
    gifts_table,
    next_cells,
    objections_table,
    people_table,
    visit_cell,
)
from kamdesk.forms.layouts.visit_rows import Rows
from kamdesk.model.fields import field_of
from kamdesk.model.terms import Term
from kamdesk.model.visit import Visit, VisitProgramme

_VISITORS = Term("Visitors", "来访人员")
_IN_CHARGE = Term("People in charge", "接待人员")
_OWNER = Term("In charge", "接待负责人")
_DAY = Term("Date", "接待日期")
_REASON = Term("Reason", "接待事由")
_PEOPLE = Term("People", "人员")
_PROGRAMME = Term("Programme", "接待日程")
_ARRANGEMENTS = Visit.SECTIONS["reception"]
_MONEY = Term("Budget", "费用预算")
_RESULT = Term("Result", "接待结果")
_NEXT = Term("What follows", "后续")
_CHECK = Term("Check", "检查")
_PEOPLE_ROWS = {"visitors": Rows("people", "customer"), "ours": Rows("people", "own")}
_ALL_STEPS = ("manager", "director", "finance")
_PLAN_STEPS = ("manager", "director")


def programme_table() -> Table:
    """What, when, where, who."""
    widths = {"what": 170, "on": 90, "starts_at": 84, "ends_at": 84, "place": 110, "in_charge": 90}
    fields = tuple(
        relabelled(field, field.spec.label, width=width)
        for field, width in ((field_of(VisitProgramme, name), own) for name, own in widths.items())
    )
    return Table(
        "programme", VisitProgramme.TERM, VisitProgramme, fields, blank_rows=5, as_part=False
    )


def _head(*, held: bool) -> Cells:
    times = ("held_on", "held_from", "held_to") if held else ("planned_on", "planned_from", "planned_to")  # fmt: skip
    return Cells(
        (
            *ACCOUNT_CELLS,
            visit_cell(times[0], _DAY),
            visit_cell("owner_id", _OWNER),
            visit_cell(times[1]),
            visit_cell(times[2]),
            visit_cell("subject", _REASON),
        )
    )


def _people() -> Section:
    ours = people_table("ours", _IN_CHARGE, 2)
    count = Cells((visit_cell("visitor_count"),))
    return Section(_PEOPLE, (count, people_table("visitors", _VISITORS), ours))


def _arrangements() -> Section:
    names = ("meeting_point", "venue", "welcome", "meals", "lodging", "send_off")
    return Section(_ARRANGEMENTS, (Cells(tuple(map(visit_cell, names))), gifts_table()))


def _form(
    kind: FormKind,
    sections: Sequence[Section],
    filing: VisitFiling,
    titles: tuple[str, ...] = (),
) -> Form:
    return Form(
        key=kind.key,
        version=1,
        title=kind.title,
        pages=(Page(kind.title, tuple(sections)),),
        filing=filing,
        main="visit",
        titles=titles,
        also_read=() if filing.is_record else (visit_cell("budget"),),
    )


def _plan(_session: Session) -> Form:
    sections = (
        Section(None, (_head(held=False),)),
        _people(),
        _arrangements(),
        Section(_PROGRAMME, (programme_table(),)),
        Section(_MONEY, (budget_table(),), new_page=True),
        approval_section(_PLAN_STEPS),
    )
    tables = {**_PEOPLE_ROWS, "gifts": Rows("gifts"), "programme": Rows("programme")}
    filing = VisitFiling(("reception",), "planned_on", tables, _PLAN_STEPS, budget="budget")
    return _form(RECEPTION_PLAN, sections, filing, ("接待计划", "接待计划表", "客户接待计划表"))


def _application(_session: Session) -> Form:
    sections = (
        Section(None, (_head(held=False), Cells((visit_cell("goal"),)))),
        _people(),
        Section(_MONEY, (budget_table(),)),
        approval_section(_ALL_STEPS),
    )
    filing = VisitFiling(("reception",), "planned_on", _PEOPLE_ROWS, _ALL_STEPS, budget="budget")
    return _form(
        RECEPTION_APPLICATION, sections, filing, ("接待申请", "接待申请表", "客户接待申请表")
    )


def _report(_session: Session) -> Form:
    said = tuple(map(visit_cell, ("presented", "needs", "competitor_news", "result", "conclusion")))
    sections = (
        Section(None, (_head(held=True),)),
        _people(),
        Section(_RESULT, (Cells(said), objections_table(), gifts_table())),
        Section(_NEXT, (next_cells(),)),
        Section(_CHECK, (check_cells(),)),
    )
    tables = {**_PEOPLE_ROWS, "objections": Rows("objections"), "gifts": Rows("gifts")}
    filing = VisitFiling(("reception",), "held_on", tables, is_record=True)
    return _form(
        RECEPTION_REPORT, sections, filing, ("接待报告", "客户接待工作报告", "客户接待报告")
    )


def _kind(
    key: str, title: Term, told: Term, declare: Callable[[Session], Form], number: str
) -> FormKind:
    return FormKind(key, number, title, told, declare, "Visit")


RECEPTION_PLAN = _kind(
    "reception_plan",
    Term("Reception plan", "客户接待计划"),
    Term("Visitors, arrangements, programme and budget of a reception", "接待的来访人员、安排、日程与预算"),
    _plan,
    "F5",
)  # fmt: skip
RECEPTION_APPLICATION = _kind(
    "reception_application",
    Term("Reception application", "客户接待申请"),
    Term("A reception to be approved: reason, visitors, budget", "接待申请：事由、来访人员、预算与审批"),
    _application,
    "F5b",
)  # fmt: skip
RECEPTION_REPORT = _kind(
    "reception_report",
    Term("Reception report", "接待工作报告"),
    Term("What a reception brought; a blank one makes it", "接待结果；空白表填回后新增接待"),
    _report,
    "F5c",
)
