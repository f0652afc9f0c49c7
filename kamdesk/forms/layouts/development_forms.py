"""F7 客户开发申请 / 开发方案, F7b 潜在客户评价表 and F7c 客户开发进展汇报."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kamdesk.forms.declaration import Cells, Form, FormKind, Page, Section, Table, Total
from kamdesk.forms.layouts.budget_lines import budget_table
from kamdesk.forms.layouts.development_filing import DevelopmentFiling, DevelopmentReportFiling
from kamdesk.forms.layouts.parts import ACCOUNT_CELLS, approval_section, cell, cells
from kamdesk.model.development import (
    Development,
    DevelopmentMember,
    DevelopmentReport,
    DevelopmentScore,
    DevelopmentStep,
)
from kamdesk.model.fields import field_of
from kamdesk.model.terms import Term
from kamdesk.work.development import CRITERIA
from kamdesk.work.development_scores import ENOUGH

_STEPS = ("manager", "director")
_CARD = Term("Score card", "评分表")
_STEPS_OF_PLAN = Term("Plan by step", "实施步骤")
_TEAM = Term("Project team", "项目小组")
_MONEY = Term("Budget", "开发预算")
_INSUFFICIENT = Term("not enough known", "资料不足")
_SURVEY = (
    "surveyed_on", "survey_source", "demand", "current_suppliers", "decision_process", "competition",
    "credit",
)  # fmt: skip
_WEIGHTS = "=SUM({weight})"
_SCORED = "SUMPRODUCT(ISNUMBER({score})*1,{weight})"
_TOTAL = (
    f'=IF(OR({_SCORED}=0,{_SCORED}*100<SUM({{weight}})*{ENOUGH}),"{{otherwise}}",'
    f"ROUND(SUMPRODUCT({{weight}},{{score}})/{_SCORED},1))"
)
"""The total of `kamdesk.work.development_scores`: what has no score counts on neither side."""


def score_table() -> Table:
    """The department's criteria with weights, points and grounds; the weighted total below."""
    names = ("criterion", "weight", "score", "note")
    return Table(
        "scores", _CARD, DevelopmentScore,
        tuple(field_of(DevelopmentScore, name) for name in names), blank_rows=6, fewest=2,
        totals=(
            Total(Term("Sum of weights", "权重合计"), "weight", _WEIGHTS, "0"),
            Total(Term("Weighted total", "综合得分"), "score", _TOTAL, "0.0", otherwise=_INSUFFICIENT),
        ),
        preset=tuple({"criterion": term, "weight": weight} for term, weight in CRITERIA),
    )  # fmt: skip


def plan_table() -> Table:
    """What, who, until when, done when."""
    names = ("what", "staff_id", "due_on", "done_on")
    fields = tuple(field_of(DevelopmentStep, name) for name in names)
    return Table("steps", _STEPS_OF_PLAN, DevelopmentStep, fields, blank_rows=5, fewest=2)


def team_table() -> Table:
    """Name, role, task."""
    fields = tuple(field_of(DevelopmentMember, name) for name in ("staff_id", "role", "task"))
    return Table("team", _TEAM, DevelopmentMember, fields, blank_rows=4, fewest=2)


def _head() -> Cells:
    return Cells((*ACCOUNT_CELLS, *cells("development", Development, "begun_on", "owner_id").items))


def _application(_session: Session) -> Form:
    sections = (
        Section(None, (_head(),)),
        Section(Development.SECTIONS["survey"], (cells("development", Development, *_SURVEY),)),
        Section(_CARD, (score_table(),)),
        Section(
            Development.SECTIONS["application"],
            (cells("development", Development, "applied_on", "expected_sales", "application_reason"),),
            new_page=True,
        ),
        Section(
            Development.SECTIONS["plan"],
            (cells("development", Development, "plan"), plan_table(), team_table()),
        ),
        Section(_MONEY, (budget_table(),)),
        approval_section(_STEPS),
    )  # fmt: skip
    return Form(
        key=DEVELOPMENT_APPLICATION.key,
        version=1,
        title=DEVELOPMENT_APPLICATION.title,
        pages=(Page(DEVELOPMENT_APPLICATION.title, sections),),
        filing=DevelopmentFiling(("scores", "steps", "team"), _STEPS, budget="budget"),
        main="development",
        titles=("开发申请", "开发方案", "客户开发方案", "大客户开发申请"),
        also_read=(cell("development", field_of(Development, "budget")),),
    )


def _evaluation(_session: Session) -> Form:
    sections = (
        Section(None, (_head(),)),
        Section(_CARD, (score_table(),)),
        Section(
            Development.SECTIONS["evaluation"],
            (cells("development", Development, "evaluation", "evaluated_on"),),
        ),
        approval_section(("manager",)),
    )
    return Form(
        key=DEVELOPMENT_EVALUATION.key,
        version=1,
        title=DEVELOPMENT_EVALUATION.title,
        pages=(Page(DEVELOPMENT_EVALUATION.title, sections),),
        filing=DevelopmentFiling(("scores",), ("manager",)),
        main="development",
        titles=("客户评价表", "潜在客户筛选评价表", "开发评价表"),
    )


def _report(_session: Session) -> Form:
    names = ("on", "staff_id", "progress", "difficulties", "next_steps", "next_report_on")
    sections = (
        Section(None, (Cells(ACCOUNT_CELLS),)),
        Section(
            DevelopmentReport.SECTIONS["report"], (cells("report", DevelopmentReport, *names),)
        ),
        Section(_STEPS_OF_PLAN, (plan_table(),)),
    )
    return Form(
        key=DEVELOPMENT_REPORT.key,
        version=1,
        title=DEVELOPMENT_REPORT.title,
        pages=(Page(DEVELOPMENT_REPORT.title, sections),),
        filing=DevelopmentReportFiling(),
        main="report",
        titles=("开发进展汇报", "客户开发汇报", "开发进展报告"),
    )


DEVELOPMENT_APPLICATION = FormKind(
    "development_application",
    "F7",
    Term("Development application and plan", "客户开发申请/开发方案"),
    Term(
        "A prospect with survey, score card, expected sales, plan, team and budget",
        "潜在客户的调查、评分、预计销售、开发方案、小组与预算",
    ),
    _application,
    "Development",
)
DEVELOPMENT_EVALUATION = FormKind(
    "development_evaluation",
    "F7b",
    Term("Evaluation of a prospect", "潜在客户评价表"),
    Term("The score card of a prospect and the manager's opinion", "潜在客户评分与经理意见"),
    _evaluation,
    "Development",
)
DEVELOPMENT_REPORT = FormKind(
    "development_report",
    "F7c",
    Term("Development progress report", "客户开发进展汇报"),
    Term("How far the development of a prospect is", "客户开发的定期汇报"),
    _report,
    "Development",
)
