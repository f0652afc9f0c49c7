"""F8 销售项目书, F8b 5W2H 行动计划 and F8c 项目总结."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from kamdesk.forms.declaration import (
    Cells,
    Computed,
    Form,
    FormKind,
    Page,
    Picture,
    Section,
    Table,
    Total,
)
from kamdesk.forms.layouts.parts import ACCOUNT_CELLS, cell, cells, form_field, relabelled
from kamdesk.forms.layouts.project_filing import ProjectFiling
from kamdesk.forms.layouts.project_words import OURS, WEIGHTS, label_of
from kamdesk.model.analysis import Analysis
from kamdesk.model.fields import Kind, RecordField, field_of
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.model.project import Action, ProjectStep, Review, Risk, TeamMember
from kamdesk.model.relations import ChainLink
from kamdesk.model.sales_words import STAGE
from kamdesk.model.terms import Term
from kamdesk.work.analysis.elements import AXES
from kamdesk.work.analysis.risk import RED_FROM
from kamdesk.work.analysis.swot import QUADRANTS, VIEW

_PROJECT = Term("Project", "项目")
_GOAL = Term("Goal", "项目目标")
_TEAM = Term("Project team", "项目组")
_STEPS = Term("Eight steps", "八步")
_CHAIN = Term("Decision chain", "决策链")
_SWOT = Term("SWOT", "SWOT 分析")
_STRATEGIES = Term("Strategies", "对应策略")
_RADAR = Term("Four elements", "四要素评分")
_FISHBONE = Term("Fishbone", "鱼骨图")
_COMPETITORS = Term("Competitors", "竞争对手")
_ACTIONS = Term("5W2H plan", "5W2H 行动计划")
_RISKS = Term("Risks", "风险")
_ANALYSIS = Term("Analysis", "项目分析")
_PLAN = Term("Plan and risks", "计划与风险")
_REVIEW = Term("Close-out review", "项目总结")
_EIGHT = STAGE.codes[:8]

Preset = dict[str, Term | int]
"""What a row of a blank form says already."""


def _fields(record: type, *names: str, **widths: int) -> tuple[RecordField, ...]:
    found = (field_of(record, name) for name in names)
    return tuple(
        replace(each, spec=replace(each.spec, width=widths.get(each.name, each.spec.width)))
        for each in found
    )


def _team() -> Table:
    fields = _fields(TeamMember, "staff_id", "role", "task")
    return Table("team", _TEAM, TeamMember, fields, blank_rows=4, fewest=2)


def _steps() -> Table:
    stage = form_field("stage", Term("Step", "步骤"), ProjectStep, width=150)
    reached = form_field(
        "reached_on", Term("Reached on", "进入日期"), ProjectStep, kind=Kind.DATE, width=96
    )
    fields = (
        stage, reached, *_fields(ProjectStep, "planned_on", "deliverable", "delivered_on", deliverable=180),
    )  # fmt: skip
    preset: tuple[Preset, ...] = tuple({"stage": STAGE.term(code)} for code in _EIGHT)
    return Table("steps", _STEPS, ProjectStep, fields, blank_rows=8, fewest=2, preset=preset)


def _chain() -> Table:
    short = (
        ("influence", Term("Influence", "影响力")),
        ("support_level", Term("Support", "支持度")),
        ("support_wanted", Term("Wanted", "目标")),
    )
    fields = (
        *_fields(ChainLink, "name", "position", "buying_role", name=80, position=90),
        *(relabelled(field_of(ChainLink, name), label, width=88) for name, label in short),
        *_fields(ChainLink, "personal_agenda", personal_agenda=130),
    )
    return Table("chain", _CHAIN, ChainLink, fields, blank_rows=6, alike=("name",))


def _swot() -> Table:
    fields = (
        form_field("label", Term("No. (S1 …)", "编号（S1…）"), Analysis, width=80),
        form_field("text", Term("Entry", "内容"), Analysis, width=240),
        form_field("weight", Term("Weight (1–5)", "权重（1–5）"), Analysis, kind=Kind.INTEGER, width=60),
        form_field("evidence", Term("Evidence", "依据"), Analysis, width=120),
        form_field("view", Term("Of what", "角度"), Analysis, kind=Kind.CHOICE, choices=VIEW, width=110),
    )  # fmt: skip
    firsts = (label_of(quadrant, 1) for quadrant in QUADRANTS)
    preset: tuple[Preset, ...] = tuple({"label": Term(each, each)} for each in firsts)
    return Table(
        "swot", _SWOT, Analysis, fields, blank_rows=8, preset=preset, alike=("label", "text")
    )


def _strategies() -> Table:
    fields = (
        form_field("text", Term("Strategy", "策略"), Analysis, width=280, aliases=("竞争策略",)),
        form_field(
            "pairs", Term("For which pairs (S1×O1)", "对应组合（S1×O1）"), Analysis, width=140
        ),
    )
    return Table("strategies", _STRATEGIES, Analysis, fields, blank_rows=4, fewest=2)


def _radar() -> Table:
    axes = tuple(
        form_field(each.key, each.term, Analysis, kind=Kind.DECIMAL, width=80) for each in AXES
    )
    player = form_field("player", Term("Who", "评分对象"), Analysis, width=120)
    row = f"{{{AXES[0].key}}}:{{{AXES[-1].key}}}"
    top = f"{{{AXES[0].key}_top}}:{{{AXES[-1].key}_top}}"
    # The first row holds the weights; its total is their sum.
    total = (
        f'=IF(COUNT({row})<{len(AXES)},"",IF(ROW({row})=ROW({top}),SUM({row}),'
        f"ROUND(SUMPRODUCT({top},{row})/SUM({top}),2)))"
    )
    score = form_field("total", Term("Weighted", "加权得分"), Analysis, kind=Kind.DECIMAL, width=80)
    weights = {each.key: each.weight for each in AXES}
    return Table(
        "radar", _RADAR, Analysis, (player, *axes), blank_rows=5,
        preset=({"player": WEIGHTS, **weights}, {"player": OURS}),
        computed=(Computed(score, total, "0.##"),),
    )  # fmt: skip


def _competitors() -> Table:
    fields = _fields(
        OpportunityCompetitor, "competitor_id", "threat", "price", "position", "is_incumbent"
    )
    return Table("competitors", _COMPETITORS, OpportunityCompetitor, fields, blank_rows=4, fewest=2)


def _actions() -> Table:
    fields = _fields(
        Action, "name", "why", "owner_id", "starts_on", "due_on", "place", "how", "budget", "state", "done_on",
        name=170, why=140, place=80, how=150, budget=90, state=70,
    )  # fmt: skip
    total = Total(Term("Total budget", "预算合计"), "budget", "=SUM({budget})", "#,##0.00")
    return Table("actions", _ACTIONS, Action, fields, blank_rows=10, totals=(total,), as_part=False)


def _risks() -> Table:
    fields = _fields(
        Risk, "name", "category", "probability", "impact", "response", "mitigation", "owner_id", "due_on", "state",
        name=170, mitigation=180,
    )  # fmt: skip
    score = form_field("score", Term("Score", "风险值"), Risk, kind=Kind.INTEGER, width=64)
    formula = '=IF(COUNT({probability},{impact})=2,{probability}*{impact},"")'
    red = Total(
        Term("Red risks", "红色风险数"), "score", f'=COUNTIF({{score}},">={RED_FROM}")', "0"
    )
    return Table(
        "risks", _RISKS, Risk, fields, blank_rows=6, totals=(red,), as_part=False,
        computed=(Computed(score, formula, "0"),),
    )  # fmt: skip


def _head(*names: str) -> Cells:
    number = cell("opportunity", field_of(Opportunity, "number"), identifies=True)
    return Cells((*ACCOUNT_CELLS, number, *cells("opportunity", Opportunity, *names).items))


def _review_sections() -> tuple[Section, ...]:
    outcome = cell("review", field_of(Review, "outcome"), identifies=True)
    result = ("signed_amount", "winner_id", "our_price", "winner_price")
    first = (*cells("review", Review, "on").items, outcome, *cells("review", Review, *result).items)
    causes = ("criteria", "done_right", "done_wrong", "root_causes")
    lessons = ("lessons", "tags", "follow_up", "participants")
    return (
        Section(Review.SECTIONS["result"], (Cells(first),)),
        Section(Review.SECTIONS["causes"], (cells("review", Review, *causes),)),
        Section(Review.SECTIONS["lessons"], (cells("review", Review, *lessons),)),
    )


def _fishbone() -> Section:
    effect = form_field("effect", Term("Effect", "问题（鱼头）"), Analysis, wide=True)
    outline = form_field(
        "outline", Term("Causes, bone by bone", "原因（按大骨，缩进两格为下一层）"), Analysis,
        kind=Kind.LONG_TEXT, wide=True,
    )  # fmt: skip
    return Section(
        _FISHBONE,
        (
            Cells((cell("fishbone", effect), cell("fishbone", outline))),
            Picture("fishbone", _FISHBONE, 250),
        ),
    )


def _sheet(_session: Session) -> Form:
    project = Page(
        PROJECT_SHEET.title,
        (
            Section(
                _PROJECT,
                (
                    _head(
                        "name", "owner_id", "amount", "product_id", "begun_on", "expected_close_on",
                        "customer_budget", "need", "decision_mode",
                    ),
                ),
            ),
            Section(
                _GOAL,
                (
                    cells(
                        "opportunity", Opportunity, "target_amount", "minimum_amount", "share_goal", "budget",
                        "initiated_by", "initiated_on", "goal", "next_step", "next_contact_on",
                    ),
                ),
            ),
            Section(_TEAM, (_team(),)),
            Section(_STEPS, (_steps(),)),
        ),
    )  # fmt: skip
    analysis = Page(
        _ANALYSIS,
        (
            Section(_CHAIN, (_chain(),)),
            Section(_COMPETITORS, (_competitors(),)),
            Section(_SWOT, (_swot(), _strategies())),
            Section(_RADAR, (_radar(), Picture("radar", Term("Radar", "雷达图"), 240)), new_page=True),
            _fishbone(),
        ),
    )  # fmt: skip
    plan = Page(
        _PLAN,
        (Section(_ACTIONS, (_actions(),)), Section(_RISKS, (_risks(),))),
        landscape=True,
    )
    tables = ("team", "steps", "chain", "swot", "strategies", "radar", "competitors", "actions", "risks")  # fmt: skip
    return Form(
        key=PROJECT_SHEET.key,
        version=1,
        title=PROJECT_SHEET.title,
        pages=(project, analysis, plan, Page(_REVIEW, _review_sections())),
        filing=ProjectFiling(tables, makes=True),
        main="opportunity",
        titles=("项目书", "销售项目计划书", "大客户销售项目书"),
    )


def _action_plan(_session: Session) -> Form:
    page = Page(
        ACTION_PLAN.title,
        (
            Section(None, (_head("name", "owner_id", "expected_close_on"),)),
            Section(_ACTIONS, (_actions(),)),
        ),
        landscape=True,
    )
    return Form(
        key=ACTION_PLAN.key,
        version=1,
        title=ACTION_PLAN.title,
        pages=(page,),
        filing=ProjectFiling(("actions",)),
        main="opportunity",
        titles=("5W2H", "5W2H计划", "5W2H计划表", "行动计划表"),
    )


def _closing(_session: Session) -> Form:
    head = Section(None, (_head("name", "owner_id"),))
    return Form(
        key=PROJECT_REVIEW.key,
        version=1,
        title=PROJECT_REVIEW.title,
        pages=(Page(PROJECT_REVIEW.title, (head, *_review_sections(), _fishbone())),),
        filing=ProjectFiling(()),
        main="review",
        titles=("项目总结表", "项目总结报告", "销售项目总结"),
    )


PROJECT_SHEET = FormKind(
    "project_sheet",
    "F8",
    Term("Sales project sheet", "销售项目书"),
    Term(
        "A project with goal, team, steps, analyses, competitors, 5W2H plan, risks and review",
        "项目目标、项目组、八步、分析、对手、5W2H 计划、风险与总结",
    ),
    _sheet,
    "Opportunity",
)
ACTION_PLAN = FormKind(
    "action_plan",
    "F8b",
    Term("5W2H action plan", "5W2H 行动计划表"),
    Term(
        "What, why, who, when, where, how and how much",
        "做什么、为什么、谁、何时、何地、怎么做、多少",
    ),
    _action_plan,
    "Opportunity",
)
PROJECT_REVIEW = FormKind(
    "project_review",
    "F8c",
    Term("Project close-out review", "项目总结"),
    Term("What came out, why, and what the next project should know", "结果、原因与经验教训"),
    _closing,
    "Opportunity",
)
