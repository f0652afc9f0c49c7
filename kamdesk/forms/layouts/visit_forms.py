"""F3 拜访申请, F4 大客户拜访记录表 and F13 客户回访记录表: one visit before and after it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from kamdesk.forms.declaration import Cells, Form, FormKind, Item, Page, Section, Table
from kamdesk.forms.layouts.budget_lines import budget_table
from kamdesk.forms.layouts.parts import ACCOUNT_CELLS, approval_section, cell, relabelled
from kamdesk.forms.layouts.visit_filing import VisitFiling
from kamdesk.forms.layouts.visit_rows import Rows
from kamdesk.model.fields import field_of
from kamdesk.model.terms import Term
from kamdesk.model.visit import Visit, VisitGift, VisitObjection, VisitPerson

_STEPS = ("manager", "director", "finance")
PURPOSE = Term("Purpose", "目的")


def visit_cell(name: str, label: Term | None = None, **changes: object) -> Item:
    """A cell of the visit, perhaps under the label of the printed form."""
    field = field_of(Visit, name)
    if label is not None or changes:
        field = relabelled(field, label or field.spec.label, **changes)
    return cell("visit", field, as_boxes=name == "result")


def people_table(key: str, label: Term, rows: int = 3, alone: tuple[str, ...] = ()) -> Table:
    """Names and positions."""
    fields = (field_of(VisitPerson, "name"), field_of(VisitPerson, "position"))
    return Table(key, label, VisitPerson, fields, blank_rows=rows, fewest=2, alone=alone)


def objections_table() -> Table:
    """客户异议及处理."""
    fields = tuple(field_of(VisitObjection, name) for name in ("objection", "answer", "settled"))
    label = Term("Objections and answers", "客户异议及处理")
    return Table("objections", label, VisitObjection, fields, blank_rows=3, fewest=2)


def gifts_table() -> Table:
    """馈赠礼品."""
    fields = tuple(field_of(VisitGift, name) for name in ("item", "value", "given_to"))
    return Table("gifts", VisitGift.TERM, VisitGift, fields, blank_rows=2, fewest=2)


MET = Term("Persons met", "受访人")
_MET_ALONE = ("受访人", "拜访对象", "受访者", "会见人", "person met")
OURS = Term("Our people", "同行人员")
_PLAN = Term("Visit", "拜访安排")
_PEOPLE = Term("People", "人员")
_MONEY = Term("Budget", "费用预算")
_RECORD = Term("Record", "拜访记录")
_NEXT = Term("What follows", "后续")
_CHECK = Term("Check", "检查")


def check_cells() -> Cells:
    """检查人, 检查日期, 检查意见."""
    return Cells(tuple(map(visit_cell, ("checked_by_id", "checked_on", "check_opinion"))))


def next_cells() -> Cells:
    """下一步行动, 约定下次拜访."""
    return Cells(tuple(map(visit_cell, ("next_step", "next_visit_on", "next_visit_at"))))


def _application(_session: Session) -> Form:
    title = Term("Visit application", "拜访申请")
    plan = (
        visit_cell("subject", Term("Reason", "拜访事由")),
        *map(visit_cell, ("goal", "planned_on", "planned_from", "planned_to", "owner_id", "place", "route")),
        *map(visit_cell, ("agenda", "preparation")),
    )  # fmt: skip
    sections = (
        Section(None, (Cells(ACCOUNT_CELLS),)),
        Section(_PLAN, (Cells(plan),)),
        Section(
            _PEOPLE, (people_table("met", MET, alone=_MET_ALONE), people_table("ours", OURS, 2))
        ),
        Section(_MONEY, (budget_table(),)),
        approval_section(_STEPS),
    )
    return Form(
        key=VISIT_APPLICATION.key,
        version=1,
        title=title,
        pages=(Page(title, sections),),
        filing=VisitFiling(
            ("visit", "call", "online"), "planned_on",
            {"met": Rows("people", "customer"), "ours": Rows("people", "own")}, _STEPS,
            budget="budget",
        ),
        main="visit",
        titles=("款项申请", "拜访申请表", "款项支持申请", "拜访申请/款项申请"),
        also_read=(visit_cell("budget"),),
    )  # fmt: skip


def _record(_session: Session) -> Form:
    title = Term("Visit record", "大客户拜访记录表")
    head = (
        *ACCOUNT_CELLS,
        *map(visit_cell, ("held_on", "owner_id", "held_from", "held_to", "place")),
    )
    said = (
        visit_cell("subject", PURPOSE),
        *map(visit_cell, ("presented", "needs")),
    )
    came_of_it = tuple(map(visit_cell, ("competitor_news", "result", "conclusion", "skills")))
    sections = (
        Section(None, (Cells(head), people_table("met", MET, alone=_MET_ALONE))),
        Section(_RECORD, (Cells(said), objections_table(), gifts_table(), Cells(came_of_it))),
        Section(_NEXT, (next_cells(),)),
        Section(_CHECK, (check_cells(),)),
    )
    return Form(
        key=VISIT_RECORD.key,
        version=1,
        title=title,
        pages=(Page(title, sections),),
        filing=VisitFiling(
            ("visit", "call", "online"), "held_on",
            {"met": Rows("people", "customer"), "objections": Rows("objections"), "gifts": Rows("gifts")},
            is_record=True,
        ),
        main="visit",
        titles=("拜访记录表", "拜访记录", "客户拜访记录"),
    )  # fmt: skip


def _callback(_session: Session) -> Form:
    title = Term("Call-back record", "客户回访记录表")
    head = (
        *ACCOUNT_CELLS,
        visit_cell("held_on", Term("Called back on", "回访日期")),
        visit_cell("owner_id", Term("Called back by", "回访人")),
        *map(visit_cell, ("held_from", "held_to")),
        visit_cell("place", Term("Way", "回访方式")),
    )
    said = (
        visit_cell("subject", Term("Subject", "回访主题")),
        visit_cell("presented", Term("Asked and told", "回访内容")),
        visit_cell("needs", Term("What the customer said", "客户反馈")),
    )
    came_of_it = (
        visit_cell("competitor_news"),
        visit_cell("conclusion", Term("Result of the call-back", "回访结果")),
    )
    after = (
        visit_cell("next_step"),
        visit_cell("next_visit_on", Term("Next call-back", "下次回访日期")),
        visit_cell("next_visit_at"),
    )
    sections = (
        Section(
            None,
            (
                Cells(head),
                people_table(
                    "met", Term("Persons called", "回访对象"), alone=("回访对象", "受访人")
                ),
            ),
        ),
        Section(title, (Cells(said), objections_table(), Cells(came_of_it))),
        Section(_NEXT, (Cells(after),)),
        Section(_CHECK, (check_cells(),)),
    )
    return Form(
        key=CALLBACK_RECORD.key,
        version=1,
        title=title,
        pages=(Page(title, sections),),
        filing=VisitFiling(
            ("callback",), "held_on",
            {"met": Rows("people", "customer"), "objections": Rows("objections")}, is_record=True,
        ),
        main="visit",
        titles=("回访记录表", "回访记录"),
    )  # fmt: skip


def _kind(
    key: str, number: str, title: Term, told: Term, declare: Callable[[Session], Form]
) -> FormKind:
    return FormKind(key, number, title, told, declare, "Visit")


VISIT_APPLICATION = _kind(
    "visit_application",
    "F3",
    Term("Visit application", "拜访申请"),
    Term("One visit with people, route and budget, to be approved", "一次拜访的人员、行程、款项申请与审批"),
    _application,
)  # fmt: skip
VISIT_RECORD = _kind(
    "visit_record",
    "F4",
    Term("Visit record", "大客户拜访记录表"),
    Term("What was said at a visit; a blank one makes the visit", "拜访记录；空白表填回后新增拜访"),
    _record,
)
CALLBACK_RECORD = _kind(
    "callback_record",
    "F13",
    Term("Call-back record", "客户回访记录表"),
    Term("What a call-back brought; a blank one makes it", "回访记录；空白表填回后新增回访"),
    _callback,
)
