"""The further pages of the KPI tab.

To add a page: write its module in a folder of its own here (a `Page` whose constructor takes the desk; `show_subject`
if it can be opened on something) and one line in `PAGES`. A page without a section stands below the indicators. A page
that shows records of its own has their classes in `PAGE_OF`: it is then opened on ``(class name, id)``.

A page may wish: `figure_wanted(key, period, scope)` opens a card, `page_wanted(key, subject)` another page.
"""

from __future__ import annotations

from kamdesk.i18n import N_
from kamdesk.ui.page_declaration import PageDeclaration

PLANS = N_("Plans and sales")
PERIODS = N_("Periods")
PEOPLE = N_("People")

PAGES: tuple[PageDeclaration, ...] = (
    PageDeclaration("people", "", N_("Persons compared"), "users", "people_page", "PeoplePage"),
    PageDeclaration("reports", "", N_("Reports"), "printer", "reports.page", "ReportsPage"),
    PageDeclaration("targets", PLANS, N_("Targets"), "target", "targets.page", "TargetsPage"),
    PageDeclaration("sales", PLANS, N_("Sales analysis"), "bar-chart", "sales.page", "SalesPage"),
    PageDeclaration("sales_plan", PLANS, N_("Forecast and plan"), "calendar-check", "forecast.page", "SalesPlanPage"),
    PageDeclaration("budgets", PLANS, N_("Budgets"), "money", "budgets.page", "BudgetsPage"),
    PageDeclaration("appraisals", PEOPLE, N_("Assessments"), "document", "appraisals.page", "AppraisalsPage"),
    PageDeclaration("appraisal_templates", PEOPLE, N_("Assessment templates"), "list", "appraisals.templates_page",
                    "TemplatesPage"),
    PageDeclaration("incentives", PEOPLE, N_("Incentives"), "gift", "incentives.page", "IncentivesPage"),
    PageDeclaration("incentive_rules", PEOPLE, N_("Incentive rules"), "settings", "incentives.page", "RulesPage"),
    PageDeclaration("trainings", PEOPLE, N_("Trainings"), "users", "trainings.page", "TrainingsPage"),
    PageDeclaration("department", PEOPLE, N_("Department chart"), "tree", "department.page", "DepartmentPage"),
    PageDeclaration("frozen", PERIODS, N_("Frozen periods"), "history", "frozen_page", "FrozenPage"),
)  # fmt: skip

PAGE_OF: dict[str, str] = {
    "Assessment": "appraisals",
    "AssessmentTemplate": "appraisal_templates",
    "Incentive": "incentives",
    "IncentiveRule": "incentive_rules",
    "Training": "trainings",
    "Target": "targets",
    "Budget": "budgets",
    "SalesForecast": "sales_plan",
    "FrozenPeriod": "frozen",
    "FrozenFigure": "frozen",
}
"""Class of records → the page they live on."""
