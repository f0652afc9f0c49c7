"""The forms there are.

To add a form: write one module here that declares it (`expense_claim.py` is the pattern: a function that builds the
`Form` from the fields, a `Filing` that says how its record is found, known and written, a `FormKind`), and list its
`FormKind` in `FORMS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kamdesk.errors import RuleError
from kamdesk.forms.declaration import Form, FormKind
from kamdesk.forms.layouts.account_plan import ACCOUNT_PLAN
from kamdesk.forms.layouts.archive import ARCHIVE
from kamdesk.forms.layouts.assessment_sheet import ASSESSMENT_SHEET
from kamdesk.forms.layouts.budget_sheet import BUDGET_EXECUTION
from kamdesk.forms.layouts.complaint_form import COMPLAINT_FORM
from kamdesk.forms.layouts.development_forms import (
    DEVELOPMENT_APPLICATION,
    DEVELOPMENT_EVALUATION,
    DEVELOPMENT_REPORT,
)
from kamdesk.forms.layouts.expense_claim import EXPENSE_CLAIM
from kamdesk.forms.layouts.feedback_log import FEEDBACK_LOG
from kamdesk.forms.layouts.project_forms import ACTION_PLAN, PROJECT_REVIEW, PROJECT_SHEET
from kamdesk.forms.layouts.questionnaire import QUESTIONNAIRE
from kamdesk.forms.layouts.reception_forms import (
    RECEPTION_APPLICATION,
    RECEPTION_PLAN,
    RECEPTION_REPORT,
)
from kamdesk.forms.layouts.sales_plan_sheet import SALES_PLAN
from kamdesk.forms.layouts.service_plan import SERVICE_PLAN
from kamdesk.forms.layouts.target_sheet import TARGET_BREAKDOWN
from kamdesk.forms.layouts.tier_list import TIER_LIST
from kamdesk.forms.layouts.visit_forms import CALLBACK_RECORD, VISIT_APPLICATION, VISIT_RECORD
from kamdesk.forms.layouts.visit_plan import VISIT_PLAN
from kamdesk.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FORMS: tuple[FormKind, ...] = (
    ARCHIVE,
    TIER_LIST,
    ACCOUNT_PLAN,
    SERVICE_PLAN,
    DEVELOPMENT_EVALUATION,
    DEVELOPMENT_APPLICATION,
    DEVELOPMENT_REPORT,
    PROJECT_SHEET,
    ACTION_PLAN,
    PROJECT_REVIEW,
    VISIT_PLAN,
    VISIT_APPLICATION,
    RECEPTION_PLAN,
    RECEPTION_APPLICATION,
    VISIT_RECORD,
    RECEPTION_REPORT,
    CALLBACK_RECORD,
    COMPLAINT_FORM,
    FEEDBACK_LOG,
    QUESTIONNAIRE,
    EXPENSE_CLAIM,
    ASSESSMENT_SHEET,
    TARGET_BREAKDOWN,
    SALES_PLAN,
    BUDGET_EXECUTION,
)
"""In the order in which forms of one batch are filed: what others build on comes first."""

Forms = Mapping[str, Form]
"""Key → form, with the fields that the data folder has."""


def form_kind(key: str) -> FormKind:
    """The form called `key`, by its key or number. Raises RuleError when there is none."""
    for kind in FORMS:
        if key.casefold() in (kind.key, kind.number.casefold()):
            return kind
    raise RuleError(
        _("There is no form “{key}”. There are: {forms}.").format(
            key=key, forms=", ".join(kind.key for kind in FORMS)
        )
    )


def declared(session: Session, key: str | None = None) -> Forms:
    """The form called `key`, or all of them in their order, by key. Raises RuleError when there is none."""
    kinds = FORMS if key is None else (form_kind(key),)
    return {kind.key: kind.declare(session) for kind in kinds}
