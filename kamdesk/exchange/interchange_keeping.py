"""Keeping and running in an interchange file: contracts, purchases, service; targets, assessments, training."""

from __future__ import annotations

from kamdesk.exchange.interchange_shape import Shape, nested
from kamdesk.model.activity import Activity, Invitee, LetterTemplate
from kamdesk.model.assessment import (
    Assessment,
    AssessmentLine,
    AssessmentTemplate,
    AssessmentTemplateLine,
    Incentive,
    IncentiveRule,
)
from kamdesk.model.base import Record
from kamdesk.model.contract import Contract, Milestone
from kamdesk.model.frozen import FrozenFigure, FrozenPeriod
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import (
    Complaint,
    ComplaintReopening,
    Feedback,
    ServiceMeasure,
    ServicePart,
    ServicePlan,
    ServiceRequest,
)
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.model.target import Budget, SalesForecast, Target
from kamdesk.model.training import Training, TrainingAttendee

KEEPING: tuple[Shape, ...] = (
    Shape(
        "contracts",
        Contract,
        ("number",),
        superior="renews_id",
        nested=(nested("milestones", Milestone),),
    ),
    Shape("purchases", Purchase),
    Shape("activities", Activity, nested=(nested("invitees", Invitee),)),
    Shape(
        "complaints",
        Complaint,
        ("number",),
        nested=(nested("reopened", ComplaintReopening, "on", plain="on"),),
    ),
    Shape("feedback", Feedback),
    Shape("service_requests", ServiceRequest, ("number",), nested=(nested("parts", ServicePart),)),
)
"""They come after opportunities and visits, and before the expenses they caused."""

RUNNING: tuple[Shape, ...] = (
    Shape("service_plans", ServicePlan, nested=(nested("measures", ServiceMeasure),)),
    Shape("surveys", Survey, nested=(nested("items", SurveyItem),)),
    Shape("survey_answers", SurveyAnswer),
    Shape("letter_templates", LetterTemplate),
    Shape("targets", Target),
    Shape("budgets", Budget),
    Shape("sales_forecasts", SalesForecast),
    Shape(
        "frozen_periods",
        FrozenPeriod,
        nested=(nested("figures", FrozenFigure, more=("behind",)),),
    ),
    Shape(
        "assessment_templates",
        AssessmentTemplate,
        nested=(nested("lines", AssessmentTemplateLine, more=("bands",)),),
    ),
    Shape("assessments", Assessment, nested=(nested("lines", AssessmentLine, more=("bands",)),)),
    Shape("incentive_rules", IncentiveRule),
    Shape("incentives", Incentive),
    Shape("trainings", Training, nested=(nested("attendees", TrainingAttendee),)),
)

NAMED_BY_KEEPING: dict[type[Record], str] = {
    Contract: "number",
    Complaint: "number",
    ServiceRequest: "number",
}
