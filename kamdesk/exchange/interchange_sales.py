"""Winning in an interchange file: products, competitors, pipelines, opportunities with all that belongs to them."""

from __future__ import annotations

from kamdesk.exchange.interchange_shape import Nested, Shape, nested
from kamdesk.model.analysis import Analysis, ScorecardTemplate
from kamdesk.model.base import Record
from kamdesk.model.competitor import (
    Competitor,
    CompetitorShare,
    InformationItem,
    Intelligence,
)
from kamdesk.model.forecast import ForecastDeal, ForecastSnapshot
from kamdesk.model.opportunity import (
    CloseDateChange,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    OutcomeChange,
    StageChange,
)
from kamdesk.model.pipeline import Pipeline, Stage, StageGate
from kamdesk.model.product import Product
from kamdesk.model.project import (
    Action,
    NegotiationRound,
    ProjectStep,
    Quotation,
    QuotationLine,
    Review,
    Risk,
    TeamConflict,
    TeamMember,
)
from kamdesk.model.relations import Acquaintance, ChainLine, ChainLink
from kamdesk.model.strategy import (
    AccountPlan,
    AccountScore,
    Criterion,
    GradeReview,
    PlanGoal,
    PlanMeasure,
    WhiteSpace,
)

STAGE_CHANGES: Nested = nested("stage_changes", StageChange, "on")

KNOWN_BEFORE: tuple[Shape, ...] = (
    Shape("products", Product, ("code",)),
    Shape("competitors", Competitor),
    Shape("pipelines", Pipeline, ("key",)),
    Shape("stages", Stage, ("key",), nested=(nested("gates", StageGate),)),
    Shape("criteria", Criterion, ("key",)),
    Shape("scorecard_templates", ScorecardTemplate, ("key",)),
)
"""What opportunities and accounts refer to."""

OPPORTUNITIES: tuple[Shape, ...] = (
    Shape(
        "opportunities",
        Opportunity,
        ("number",),
        nested=(
            STAGE_CHANGES,
            nested("outcome_changes", OutcomeChange, "on"),
            nested("close_dates", CloseDateChange, "on"),
            nested("lines", OpportunityLine),
            nested("competitors", OpportunityCompetitor),
            nested("team", TeamMember),
            nested("conflicts", TeamConflict),
            nested("steps", ProjectStep),
            nested("rounds", NegotiationRound, "on"),
        ),
        facts={"stage_id": STAGE_CHANGES},
        begins="begun_on",
        since="stage_since",
    ),
)
"""They come before visits, which may serve one."""

MADE_OF_SALES: tuple[Shape, ...] = (
    Shape("actions", Action, others={"what": "name"}),
    Shape("risks", Risk),
    Shape("quotations", Quotation, nested=(nested("lines", QuotationLine),)),
    Shape("reviews", Review),
    Shape("chain_links", ChainLink, superior="reports_to_id"),
    Shape("chain_lines", ChainLine),
    Shape("acquaintances", Acquaintance),
    Shape("analyses", Analysis),
    Shape("competitor_shares", CompetitorShare),
    Shape("intelligence", Intelligence),
    Shape("information_items", InformationItem),
    Shape("account_scores", AccountScore),
    Shape("grade_reviews", GradeReview),
    Shape(
        "account_plans",
        AccountPlan,
        nested=(nested("goals", PlanGoal), nested("measures", PlanMeasure)),
    ),
    Shape("white_spaces", WhiteSpace),
    Shape("forecast_snapshots", ForecastSnapshot, nested=(nested("deals", ForecastDeal),)),
)
"""What stands on opportunities, visits and accounts."""

NAMED_BY_SALES: dict[type[Record], str] = {
    Product: "code",
    Pipeline: "key",
    Stage: "key",
    Criterion: "key",
    Opportunity: "number",
}
