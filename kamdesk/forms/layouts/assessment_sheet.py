"""F15 绩效考核表: a person's sheet for a period; factors, scores, total and warning are formulas in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.forms.declaration import (
    Cells,
    Computed,
    Form,
    FormKind,
    Page,
    Section,
    Table,
    Total,
)
from kamdesk.forms.layouts.assessment_filing import TABLE, AssessmentFiling
from kamdesk.forms.layouts.parts import approval_section, cell, form_field, relabelled
from kamdesk.model.assessment import Assessment, AssessmentLine
from kamdesk.model.fields import Kind, RecordField, field_of
from kamdesk.model.running_words import SCORE_RULE
from kamdesk.model.terms import Term
from kamdesk.model.values.reading import plain
from kamdesk.work import appraisals, approvals, scores

TITLE = Term("Assessment sheet", "绩效考核表")
_LINES = Term("Indicators", "考核指标")
_BLANK_ROWS = 6
_WARNING = Term("Warning", "口头警告")
_SCORED = "SUMPRODUCT(ISNUMBER({factor_all})*1,{weight_all})"
_SCORE = (
    "=IF(ISNUMBER({factor}),"
    f"ROUND(ROUND({{weight}}*SUM({{weight_all}})/{_SCORED}*{{factor}},9),2),"
    '"")'
)
"""`scores.sheet` over the rows: a weight without value is spread over the others in proportion."""
_TOTAL = '=IF(COUNT({score})=0,"",ROUND(SUM({score}),2))'
_SPREAD = "=SUM({weight})-SUMPRODUCT(ISNUMBER({factor})*1,{weight})"
_WARN = (
    '=IF(COUNT({score})=0,"",IF(ROUND(SUM({score}),2)<kam_assessment_threshold,"{otherwise}",""))'
)


def factor_formula(values: Mapping[str, Any], cap: Decimal) -> str:
    """`scores.factor_of` over the cells of a row whose rule, cap, step and bands are known; `cap` where it has none.

    A row somebody fills in by hand is asked for its rule.
    """
    rule = values.get("rule")
    highest = plain(values.get("cap") or cap)
    if rule is not None:
        return f"={_of_rule(str(rule), values, highest)}"
    found = '""'
    for each in ("inverse", "ratio", "manual"):
        words = ",".join(f'{{rule}}="{word}"' for word in SCORE_RULE.term(each).wordings)
        found = f"IF(OR({words}),{_of_rule(each, values, highest)},{found})"
    return f"={found}"


def _of_rule(rule: str, values: Mapping[str, Any], cap: str) -> str:
    if rule == "manual":
        return 'IF(ISNUMBER({points}),{points}/100,"")'
    if rule == "per_case":
        step = values.get("step")
        return _with_actual(f"MAX(1-{{actual}}*{plain(step)},0)" if step is not None else '""')
    if rule == "bands":
        return _with_actual(_bands(scores.bands_of(values.get("bands"))))
    if rule == "inverse":
        compared = "IF({target}=0,IF({actual}=0,1,0),MIN(MAX(2-{actual}/{target},0)," + cap + "))"
    else:
        compared = 'IF({target}=0,"",MAX(MIN({actual}/{target},' + cap + "),0))"
    return _with_actual("IF(ISNUMBER({target})," + compared + ',"")')


def _with_actual(formula: str) -> str:
    return f'IF(ISNUMBER({{actual}}),{formula},"")'


def _bands(bands: scores.Bands) -> str:
    """The factor of the highest band that was reached, 0 below the lowest."""
    if not bands:
        return '""'
    found = "0"
    for bound, factor in bands:
        found = f"IF({{actual}}>={plain(bound)},{plain(factor)},{found})"
    return found


def _columns() -> tuple[RecordField, ...]:
    def own(name: str, width: int, label: Term | None = None) -> RecordField:
        field = field_of(AssessmentLine, name)
        return relabelled(field, label or field.spec.label, width=width)

    def said(name: str, label: Term, width: int) -> RecordField:
        return form_field(name, label, AssessmentLine, width=width)

    return (
        said("title", Term("Indicator", "考核指标"), 130),
        said("cycle", Term("Cycle", "考核周期"), 56),
        said("formula", Term("How it is worked out", "指标定义/公式"), 190),
        said("source", Term("Source of data", "数据来源"), 80),
        own("weight", 54),
        own("target", 60),
        own("rule", 80),
        said("details", Term("Details of the rule", "规则说明"), 90),
        form_field("actual", Term("Actual", "实际值"), AssessmentLine, kind=Kind.DECIMAL, width=66),
        own("points", 60, Term("Points given", "人工评分")),
    )


SAID = ("title", "cycle", "formula", "source", "rule", "details", "actual")
"""What a row only tells; weight, target and points are read back."""


def _table(session: Session) -> Table:
    cap = appraisals.highest_factor(session)
    factor = form_field("factor", Term("Factor", "系数"), AssessmentLine, kind=Kind.DECIMAL, width=56)  # fmt: skip
    score = form_field("score", Term("Score", "得分"), AssessmentLine, kind=Kind.DECIMAL, width=60)
    return Table(
        TABLE, _LINES, AssessmentLine, _columns(), blank_rows=_BLANK_ROWS, as_part=False,
        spare_row=False, identifies=SAID,
        computed=(
            Computed(factor, partial(factor_formula, cap=cap), "0.0000"),
            Computed(score, _SCORE, "0.00"),
        ),
        totals=(
            Total(Term("Sum of weights", "权重合计"), "weight", "=SUM({weight})", "0.##"),
            Total(Term("Weight without value, spread over the others", "无数值指标的权重（按比例分摊到其他指标）"),
                  "score", _SPREAD, "0.##"),
            Total(Term("Total", "考核得分"), "score", _TOTAL, "0.00"),
            Total(Term("Oral warning under the threshold", "低于警告线"), "score", _WARN, "@", otherwise=_WARNING),
        ),
    )  # fmt: skip


def declare(session: Session) -> Form:
    """Whose sheet for which period; a row for each indicator; opinions; decisions where somebody has to agree."""
    head = Cells(
        tuple(
            cell("assessment", field_of(Assessment, name), identifies=True)
            for name in ("staff_id", "period", "submitted_on", "threshold")
        )
    )
    opinions = Cells(
        tuple(cell("assessment", field_of(Assessment, name)) for name in appraisals.OPINIONS)
    )
    steps = approvals.chain(session, appraisals.CHAIN)
    sections: Sequence[Section] = (
        Section(None, (head,)),
        Section(_LINES, (_table(session),)),
        Section(Assessment.SECTIONS["opinions"], (opinions,)),
        *((approval_section(steps),) if steps else ()),
    )
    return Form(
        key=ASSESSMENT_SHEET.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, tuple(sections), landscape=True),),
        filing=AssessmentFiling(steps),
        main="assessment",
        titles=("考核表", "绩效考核", "员工绩效考核表"),
    )


ASSESSMENT_SHEET = FormKind(
    "assessment_sheet",
    "F15",
    TITLE,
    Term(
        "Indicators with weight, target, actual and score; total, threshold and opinions",
        "指标、权重、目标、实际与得分，总分、警告线与意见",
    ),
    declare,
    "Assessment",
)
