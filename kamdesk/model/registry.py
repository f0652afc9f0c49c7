"""All records in one place. To add a kind of record: write its class in a module of this package and name it here.

Mapping a class takes SQLAlchemy about 2 ms, and the first list needs few of them. So a record is known by its name,
and its module is imported when its class is asked for; what writes asks for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import overload

from sqlalchemy.orm import configure_mappers

from kamdesk.model.base import Record

_MODULE_OF: dict[str, str] = {
    "Staff": "department",
    "Account": "account",
    "AccountStatusChange": "account",
    "AccountTierChange": "account",
    "AccountOwner": "account",
    "PurchaseNeed": "account",
    "Contact": "contact",
    "Visit": "visit",
    "VisitPerson": "visit",
    "VisitObjection": "visit",
    "VisitGift": "visit",
    "VisitProgramme": "visit",
    "CallbackPlan": "visit",
    "ExpenseClaim": "expense",
    "Expense": "expense",
    "Approval": "approval",
    "Development": "development",
    "DevelopmentStateChange": "development",
    "DevelopmentScore": "development",
    "DevelopmentStep": "development",
    "DevelopmentMember": "development",
    "DevelopmentReport": "development",
    "Product": "product",
    "Competitor": "competitor",
    "Pipeline": "pipeline",
    "Stage": "pipeline",
    "StageGate": "pipeline",
    "Opportunity": "opportunity",
    "StageChange": "opportunity",
    "OutcomeChange": "opportunity",
    "CloseDateChange": "opportunity",
    "OpportunityLine": "opportunity",
    "OpportunityCompetitor": "opportunity",
    "TeamMember": "project",
    "TeamConflict": "project",
    "ProjectStep": "project",
    "Action": "project",
    "Risk": "project",
    "Quotation": "project",
    "QuotationLine": "project",
    "NegotiationRound": "project",
    "Review": "project",
    "ChainLink": "relations",
    "ChainLine": "relations",
    "Acquaintance": "relations",
    "Analysis": "analysis",
    "ScorecardTemplate": "analysis",
    "CompetitorShare": "competitor",
    "Intelligence": "competitor",
    "InformationItem": "competitor",
    "Criterion": "strategy",
    "AccountScore": "strategy",
    "GradeReview": "strategy",
    "AccountPlan": "strategy",
    "PlanGoal": "strategy",
    "PlanMeasure": "strategy",
    "WhiteSpace": "strategy",
    "ForecastSnapshot": "forecast",
    "ForecastDeal": "forecast",
    "Contract": "contract",
    "Milestone": "contract",
    "Purchase": "purchase",
    "ServicePlan": "service",
    "ServiceMeasure": "service",
    "Complaint": "service",
    "ComplaintReopening": "service",
    "Feedback": "service",
    "ServiceRequest": "service",
    "ServicePart": "service",
    "Survey": "survey",
    "SurveyItem": "survey",
    "SurveyAnswer": "survey",
    "Activity": "activity",
    "Invitee": "activity",
    "LetterTemplate": "activity",
    "Target": "target",
    "Budget": "target",
    "SalesForecast": "target",
    "FrozenPeriod": "frozen",
    "FrozenFigure": "frozen",
    "AssessmentTemplate": "assessment",
    "AssessmentTemplateLine": "assessment",
    "Assessment": "assessment",
    "AssessmentLine": "assessment",
    "IncentiveRule": "assessment",
    "Incentive": "assessment",
    "Training": "training",
    "TrainingAttendee": "training",
    "Task": "agenda",
    "CalendarDay": "agenda",
    "Document": "document",
    "CustomField": "department",
    "SavedFilter": "department",
    "LearnedLabel": "department",
    "SettingValue": "department",
    "ImportBatch": "document",
    "NumberSequence": "department",
    "RuleMark": "agenda",
}
"""Class → its module, in the order in which records are listed."""


@cache
def _record(name: str) -> type[Record]:
    record: type[Record] = getattr(import_module(f"kamdesk.model.{_MODULE_OF[name]}"), name)
    return record


class _ByName(Mapping[str, type[Record]]):
    def __getitem__(self, name: str) -> type[Record]:
        return _record(name)

    def __contains__(self, name: object) -> bool:
        return name in _MODULE_OF

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULE_OF)

    def __len__(self) -> int:
        return len(_MODULE_OF)


class _InOrder(Sequence[type[Record]]):
    @overload
    def __getitem__(self, place: int) -> type[Record]: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[type[Record], ...]: ...

    def __getitem__(self, place: int | slice) -> type[Record] | tuple[type[Record], ...]:
        return tuple(map(_record, _MODULE_OF))[place]

    def __len__(self) -> int:
        return len(_MODULE_OF)


RECORD_BY_NAME: Mapping[str, type[Record]] = _ByName()

RECORDS: Sequence[type[Record]] = _InOrder()


def map_stepwise() -> Iterator[str]:
    """The same as `map_all`, one module at each step; yields its name."""
    for module in dict.fromkeys(_MODULE_OF.values()):
        import_module(f"kamdesk.model.{module}")
        configure_mappers()
        yield module
    map_all()


def map_all() -> None:
    """Has every class mapped: what follows foreign keys, as a flush does, has to find the tables they point at."""
    from kamdesk.model import log  # noqa: F401 - its tables belong to no record

    for name in _MODULE_OF:
        _record(name)
