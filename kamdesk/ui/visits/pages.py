"""The further pages of the Visits tab.

To add a page: write its module in this folder (a `Page` whose constructor takes the desk; `show_subject` if it can be
opened on something) and one line in `PAGES`.
"""

from __future__ import annotations

from kamdesk.i18n import N_
from kamdesk.ui.page_declaration import PageDeclaration

_DECIDE = N_("Approval")
_EXPENSES = N_("Expenses")

PAGES: tuple[PageDeclaration, ...] = (
    PageDeclaration("approvals", _DECIDE, N_("Approvals to give"), "stamp", "approvals_page", "ApprovalsPage"),
    PageDeclaration("expenses", _EXPENSES, N_("Expenses and claims"), "money", "expenses_page", "ExpensesPage"),
    PageDeclaration("gifts", _EXPENSES, N_("Gifts given"), "gift", "gifts_page", "GiftsPage"),
)  # fmt: skip
