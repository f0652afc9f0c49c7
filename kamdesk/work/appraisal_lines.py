"""The lines by which somebody is judged, as templates and sheets have them: what may stand in them, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.assessment import (
    Assessment,
    AssessmentLine,
    AssessmentTemplate,
    AssessmentTemplateLine,
)
from kamdesk.model.running_words import SCORE_RULE
from kamdesk.model.terms import Term
from kamdesk.work import child_rows, scores

Line = TypeVar("Line", AssessmentTemplateLine, AssessmentLine)
Values = Mapping[str, Any]

FIELDS = ("indicator", "name", "weight", "target", "rule", "cap", "step", "bands")
"""What a template and a sheet say of each line."""

JUDGED: dict[str, Term] = {
    "professional_skill": Term("Professional skill", "专业技能"),
    "research_skill": Term("Research skill", "调查能力"),
    "problem_solving": Term("Problem solving", "问题解决能力"),
    "innovation": Term("Innovation", "创新能力"),
}
"""What the assistant is judged by (source, 1.2.2): key → wording. Points for it are given by a person."""


def lines(session: Session, record: type[Line], parent_id: int) -> list[Line]:
    """The lines of a template or sheet in their order."""
    parent = getattr(record, record.PARENT)
    query = select(record).where(parent == parent_id, record.deleted_at.is_(None))
    return list(session.scalars(query.order_by(record.place, record.id)))


def given_name(line: AssessmentTemplateLine | AssessmentLine) -> str:
    """What a line judged by a person is called; empty for one that bears the name of its indicator."""
    if line.name:
        return line.name
    term = JUDGED.get(line.indicator)
    if term is not None:
        return str(term)
    return line.indicator if line.rule == "manual" else ""


def judged(line: AssessmentTemplateLine | AssessmentLine) -> scores.Judged:
    """A line as far as points depend on it."""
    return scores.Judged(
        line.rule, line.weight, line.target, line.cap, line.step, scores.bands_of(line.bands),
        getattr(line, "points", None),
    )  # fmt: skip


def put(
    session: Session,
    parent: AssessmentTemplate | Assessment,
    record: type[Line],
    given: Sequence[Values],
) -> list[Line]:
    """Makes the lines those `given` (field name → value, ``id`` for one that stays), in that order.

    Raises RuleError for a line that cannot be worked out, for one that stands twice, and for weights that do not come
    to 100.
    """
    checked = [_checked(values) for values in given]
    _refuse_twice(checked)
    refuse_other_sum([values["weight"] for values in checked])
    plain = [
        {name: value for name, value in values.items() if name != "bands"} | {"place": place}
        for place, values in enumerate(checked, 1)
    ]
    made = child_rows.set_rows(session, parent, record, plain, needed="indicator")
    for line, values in zip(made, checked, strict=True):
        line.bands = values["bands"]
    session.flush()
    return made


def refuse_other_sum(weights: Sequence[Decimal]) -> None:
    """Raises RuleError unless the weights come to 100."""
    total = sum(weights, Decimal(0))
    if total != scores.WHOLE:
        raise RuleError(
            _("The weights come to {total}; they have to come to 100.").format(total=total),
            field="weight",
        )


def _checked(values: Values) -> dict[str, Any]:
    """A line with every field of `FIELDS`, its bands as texts in the order of their bounds."""
    found: dict[str, Any] = {name: values.get(name) for name in FIELDS}
    found["indicator"] = str(found["indicator"] or "").strip()
    found["rule"] = found["rule"] or "ratio"
    found["weight"] = Decimal(found["weight"] or 0)
    if "id" in values:
        found["id"] = values["id"]
    if not found["indicator"]:
        raise RuleError(_("A line needs what is judged."), field="indicator")
    if found["rule"] not in SCORE_RULE:
        raise RuleError(_("There is no such rule."), field="rule")
    if not 0 < found["weight"] <= scores.WHOLE:
        raise RuleError(_("A weight lies above 0 and is at most 100."), field="weight")
    for name in ("target", "step"):
        if found[name] is not None and found[name] < 0:
            raise RuleError(_("It cannot lie below 0."), field=name)
    if found["cap"] is not None and found["cap"] <= 0:
        raise RuleError(_("The highest factor lies above 0."), field="cap")
    if found["rule"] == "per_case" and found["step"] is None:
        raise RuleError(_("Say how much each case takes off."), field="step")
    bands = scores.bands_of(found["bands"])
    if found["rule"] == "bands" and not bands:
        raise RuleError(_("Say from which value on which factor holds."), field="bands")
    if len({bound for bound, _factor in bands}) != len(bands):
        raise RuleError(_("Two bands begin at the same value."), field="bands")
    found["bands"] = [[str(bound), str(factor)] for bound, factor in bands] or None
    return found


def _refuse_twice(checked: Sequence[Values]) -> None:
    seen: set[str] = set()
    for values in checked:
        if values["indicator"] in seen:
            name = values["name"] or JUDGED.get(values["indicator"]) or values["indicator"]
            raise RuleError(_("“{name}” stands there twice.").format(name=name), field="indicator")
        seen.add(values["indicator"])
