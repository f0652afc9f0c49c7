"""The further pages of the Accounts tab.

To add a page: write its module in this folder (a `Page` whose constructor takes the desk; `show_subject` if it can be
opened on something) and one line in `PAGES`.
"""

from __future__ import annotations

from kamdesk.i18n import N_
from kamdesk.ui.page_declaration import PageDeclaration

_PROCEDURES = N_("Procedures")
_IMPORT = N_("Import")
_STRATEGY = N_("Strategy")
_DEPARTMENT = N_("Department")

PAGES: tuple[PageDeclaration, ...] = (
    PageDeclaration("development", _PROCEDURES, N_("Development"), "kanban", "development.page", "DevelopmentPage"),
    PageDeclaration("process_map", _PROCEDURES, N_("Process map"), "map", "process_map.page", "ProcessMapPage"),
    PageDeclaration("criteria", _STRATEGY, N_("Criteria and tiers"), "target", "strategy.page", "StrategyPage"),
    PageDeclaration("portfolio", _STRATEGY, N_("Portfolio"), "pentagon", "portfolio.page", "PortfolioPage"),
    PageDeclaration("competitors", _STRATEGY, N_("Competitors"), "users", "competitors.page", "CompetitorsPage"),
    PageDeclaration("import_forms", _IMPORT, N_("Returned forms"), "upload", "import_forms.page", "ImportFormsPage"),
    PageDeclaration("import_list", _IMPORT, N_("Lists"), "list", "import_list.page", "ImportListPage"),
    PageDeclaration("imports", _IMPORT, N_("Import records"), "clock", "imports_page", "ImportsPage"),
    PageDeclaration("staff", _DEPARTMENT, N_("Staff"), "users", "staff_page", "StaffPage"),
    PageDeclaration("history", _DEPARTMENT, N_("Everything done"), "history", "history_page", "HistoryPage"),
    PageDeclaration("trash", _DEPARTMENT, N_("Waste basket"), "trash", "trash_page", "TrashPage"),
)  # fmt: skip
