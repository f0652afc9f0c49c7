"""考核模板: by which lines each post is judged. The first ones come from the duties of the posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.assessment import AssessmentTemplate, AssessmentTemplateLine
from kamdesk.model.fields import field_of
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import POSITION
from kamdesk.work import appraisal_lines

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Offered:
    """A template to begin with; the department makes it its own."""

    position: str
    name: Term
    lines: tuple[Values, ...]


def _line(
    indicator: str, weight: int, rule: str, target: str = "", step: str = ""
) -> dict[str, Any]:
    return {
        "indicator": indicator, "weight": Decimal(weight), "rule": rule,
        "target": Decimal(target) if target else None, "step": Decimal(step) if step else None,
    }  # fmt: skip


_SALES = (
    _line("sales_plan_rate", 40, "ratio", "1"),
    _line("archive_complete_rate", 20, "ratio", "1"),
    _line("churn_rate", 20, "inverse", "0.05"),
    _line("new_account_rate", 20, "ratio", "0.1"),
)
"""What manager and specialist are measured by (source, 1.2.1 and 1.2.3: 关键业绩指标)."""

OFFERED: tuple[Offered, ...] = (
    Offered("manager", Term("Sheet of the manager", "大客户部经理考核表"), _SALES),
    Offered("specialist", Term("Sheet of the specialist", "大客户专员考核表"), _SALES),
    Offered(
        "assistant",
        Term("Sheet of the assistant", "内勤考核表"),
        tuple(_line(key, 25, "manual") for key in appraisal_lines.JUDGED),
    ),
    Offered(
        "service",
        Term("Sheet of customer service", "客服考核表"),
        (
            _line("valid_complaint_count", 25, "per_case", step="0.1"),
            _line("feedback_on_time_rate", 25, "ratio", "1"),
            _line("callback_rate", 25, "ratio", "1"),
            _line("question_on_time_rate", 25, "ratio", "1"),
        ),
    ),
)


def templates(session: Session) -> list[AssessmentTemplate]:
    """All of them by name."""
    query = select(AssessmentTemplate).where(AssessmentTemplate.deleted_at.is_(None))
    return list(session.scalars(query.order_by(AssessmentTemplate.name, AssessmentTemplate.id)))


def for_position(session: Session, position: str | None) -> AssessmentTemplate | None:
    """The newest template of a post."""
    query = select(AssessmentTemplate).where(
        AssessmentTemplate.position == position, AssessmentTemplate.deleted_at.is_(None)
    )
    return session.scalars(query.order_by(AssessmentTemplate.id.desc())).first()


def offered(session: Session) -> list[Offered]:
    """The templates to begin with, for posts that have none."""
    return [each for each in OFFERED if for_position(session, each.position) is None]


def take(session: Session, position: str) -> AssessmentTemplate:
    """Makes the offered template of `position` one of the department's. Raises RuleError where none is offered."""
    for each in OFFERED:
        if each.position == position:
            values = {"name": str(each.name), "position": position}
            return add_template(session, values, each.lines)
    raise RuleError(
        _("There is no template for “{position}”; make one.").format(
            position=POSITION.label(position)
        ),
        field="position",
    )


def add_template(session: Session, values: Values, lines: Sequence[Values]) -> AssessmentTemplate:
    """A template with its lines. Raises RuleError without a name, or for lines that cannot be."""
    made = AssessmentTemplate(name="", position=None)
    _set(made, values)
    session.add(made)
    session.flush()
    set_lines(session, made, lines)
    return made


def change_template(session: Session, template: AssessmentTemplate, values: Values) -> None:
    """Sets name or position."""
    _set(template, values)
    session.flush()


def _set(template: AssessmentTemplate, values: Values) -> None:
    for name, value in values.items():
        field_of(AssessmentTemplate, name).set(template, value)
    template.name = (template.name or "").strip()
    if not template.name:
        raise RuleError(_("A template needs a name."), field="name")
    if template.position and template.position not in POSITION:
        raise RuleError(_("There is no such position."), field="position")


def lines(session: Session, template: AssessmentTemplate) -> list[AssessmentTemplateLine]:
    """Its lines in their order."""
    return appraisal_lines.lines(session, AssessmentTemplateLine, template.id)


def set_lines(
    session: Session, template: AssessmentTemplate, given: Sequence[Values]
) -> list[AssessmentTemplateLine]:
    """Makes its lines those `given`; see `appraisal_lines.put`. Sheets that were made from it stay as they are."""
    return appraisal_lines.put(session, template, AssessmentTemplateLine, given)
