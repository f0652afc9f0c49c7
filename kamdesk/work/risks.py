"""风险登记: the risks of a project in the order in which they matter, with what is left after the response (3.10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.fields import fields_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Risk
from kamdesk.work import child_rows, settings
from kamdesk.work.analysis import risk as method

Values = Mapping[str, Any]
_SCORES = ("probability", "impact", "residual_probability", "residual_impact")


@dataclass(frozen=True)
class RegisteredRisk:
    """A risk with its number in the register (R1 …), score and colour before and after, and the expected loss."""

    label: str
    record: Risk
    row: method.RiskRow
    expected_loss: Decimal | None

    @property
    def score_after(self) -> int | None:
        """After the response; None where nothing is said about it."""
        return method.score(*self.row.after) if self.row.after else None

    @property
    def colour_after(self) -> str:
        """After the response."""
        return method.colour(*self.row.after) if self.row.after else ""

    def is_overdue(self, today: date) -> bool:
        """Whether its measure is past its day and it is not closed."""
        due = self.record.due_on
        return self.record.state == "open" and due is not None and due < today


def register(session: Session, opportunity: Opportunity) -> list[RegisteredRisk]:
    """The risks by score, impact and due day; closed ones at the end. Numbers follow the order of noting."""
    records = child_rows.rows(session, Risk, opportunity.id)
    known = {each.id: each for each in records}
    labels = {each.id: f"R{number}" for number, each in enumerate(records, 1)}
    rows = method.in_order(
        method.RiskRow(
            each.id, each.name, each.probability, each.impact,
            each.residual_probability, each.residual_impact, each.due_on,
        )
        for each in records
    )  # fmt: skip
    found = [
        RegisteredRisk(
            labels[row.key], known[row.key], row,
            method.expected_loss(known[row.key].chance, known[row.key].money),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.record.state == "closed")


def counts(entries: Sequence[RegisteredRisk]) -> Counter[str]:
    """Colour → how many risks that are not closed have it."""
    return Counter(each.row.colour for each in entries if each.record.state != "closed")


def expected_losses(entries: Sequence[RegisteredRisk]) -> dict[str, Decimal]:
    """Currency → sum of the expected losses of the risks that are not closed."""
    sums: dict[str, Decimal] = {}
    for each in entries:
        if each.expected_loss is not None and each.record.state != "closed":
            code = each.record.money_currency or ""
            sums[code] = sums.get(code, Decimal(0)) + each.expected_loss
    return sums


def add_risk(session: Session, opportunity: Opportunity, values: Values) -> Risk:
    """Adds one. Raises RuleError, naming the field, without a name or for what is out of range."""
    risk = Risk(opportunity_id=opportunity.id, name="", state="open")
    _set(session, risk, values)
    session.add(risk)
    session.flush()
    return risk


def change_risk(session: Session, risk: Risk, values: Values) -> None:
    """Sets `values`, with the same checks."""
    _set(session, risk, values)
    session.flush()


def _set(session: Session, risk: Risk, values: Values) -> None:
    fields = {each.name: each for each in fields_of(Risk)}
    for name, value in values.items():
        fields[name].set(risk, value)
    risk.name = (risk.name or "").strip()
    if not risk.name:
        raise RuleError(_("Say what may happen."), field="name")
    for name in _SCORES:
        points = getattr(risk, name)
        if points is not None and not 1 <= points <= method.HIGHEST:
            raise RuleError(_("It lies between 1 and 5."), field=name)
    if risk.chance is not None and not 0 <= risk.chance <= 1:
        raise RuleError(_("It lies between 0 % and 100 %."), field="chance")
    if risk.money is not None and risk.money < 0:
        raise RuleError(
            _("“{field}” is not negative.").format(field=fields["money"].label), field="money"
        )
    if risk.money is not None and not risk.money_currency:
        risk.money_currency = settings.get(session, "default_currency")
    if not risk.state:
        risk.state = "open"
