"""The pages of the Service tab, in the order of the views at the left.

To add a page: write its module in this folder (a `Page` whose constructor takes the desk, most often a `RecordPage`),
one line in `PAGES`, and one in `RECORDS` for each kind of record it shows. A page with a number beside it in the views
has a line in `COUNTS` too.
"""

from __future__ import annotations

from kamdesk.i18n import N_
from kamdesk.ui.page_declaration import PageDeclaration
from kamdesk.work import (
    callbacks,
    complaints,
    contracts,
    feedback,
    purchases,
    service_plans,
    service_requests,
    surveys,
)
from kamdesk.work.lists import Condition

CARE = N_("Care")
REACH = N_("Activities and letters")
DEAL = N_("Contracts and deliveries")

PAGES: tuple[PageDeclaration, ...] = (
    PageDeclaration("callbacks", CARE, N_("Call-backs due"), "phone", "callbacks", "CallbacksPage"),
    PageDeclaration("complaints", CARE, N_("Complaints"), "warning", "complaints", "ComplaintsPage"),
    PageDeclaration("causes", CARE, N_("Causes"), "bar-chart", "causes", "CausesPage"),
    PageDeclaration("feedback", CARE, N_("Feedback"), "message", "feedback", "FeedbackPage"),
    PageDeclaration("requests", CARE, N_("Service requests"), "truck", "requests", "RequestsPage"),
    PageDeclaration("service_plans", CARE, N_("Service plans"), "headset", "service_plans", "ServicePlansPage"),
    PageDeclaration("surveys", CARE, N_("Satisfaction surveys"), "star", "surveys", "SurveysPage"),
    PageDeclaration("contracts", DEAL, N_("Contracts"), "document", "contracts", "ContractsPage"),
    PageDeclaration("purchases", DEAL, N_("Purchases and deliveries"), "money", "purchases", "PurchasesPage"),
    PageDeclaration("loss", DEAL, N_("Loss and win-back"), "restore", "loss", "LossPage"),
    PageDeclaration("activities", REACH, N_("Activities"), "flag", "activities", "ActivitiesPage"),
    PageDeclaration("letters", REACH, N_("Letters"), "mail", "letters", "LettersPage"),
)  # fmt: skip

RECORDS: dict[str, str] = {
    "Complaint": "complaints",
    "ComplaintReopening": "complaints",
    "Feedback": "feedback",
    "ServiceRequest": "requests",
    "ServicePart": "requests",
    "ServicePlan": "service_plans",
    "Activity": "activities",
    "Invitee": "activities",
    "LetterTemplate": "letters",
    "Survey": "surveys",
    "SurveyItem": "surveys",
    "SurveyAnswer": "surveys",
    "Contract": "contracts",
    "Purchase": "purchases",
}
"""Class name → key of the page that shows such records."""

COUNTS: dict[str, tuple[str, tuple[Condition, ...], bool]] = {
    "callbacks": ("CallbackPlan", (callbacks.DUE,), True),
    "complaints": ("Complaint", (complaints.OPEN,), False),
    "feedback": ("Feedback", (feedback.WAITING,), False),
    "requests": ("ServiceRequest", (service_requests.OPEN,), False),
    "service_plans": ("ServicePlan", (service_plans.DEVIATING,), False),
    "surveys": ("Survey", (surveys.WAITING,), False),
    "contracts": ("Contract", (contracts.ENDING,), False),
    "purchases": ("Purchase", (purchases.OVERDUE,), True),
}
"""Key of a page → the class and the conditions of what is counted beside it, and whether any of them is urgent."""
