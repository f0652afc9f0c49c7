"""阶段门: what must be there before an opportunity leaves a stage, and what of it is missing.

To add a kind of gate: its word in `GATE` (model.sales_words) and its look-up in `_LOOK_UPS`. One answer serves form,
board, bulk change, import and command line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.competitor import Competitor
from kamdesk.model.contact import Contact
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.model.pipeline import Stage, StageGate
from kamdesk.model.project import Action, Quotation, Review, Risk, TeamMember
from kamdesk.model.relations import ChainLink
from kamdesk.model.sales_words import GATE, PROJECT_ROLE
from kamdesk.work import pipelines
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.content import ContentError
from kamdesk.work.analysis.radar import Radar
from kamdesk.work.analysis.swot import Swot

_TEAM = ("lead", "account_responsible", "solution_responsible", "fulfilment_responsible")
_KEY_INFLUENCE = 2
"""From this influence on somebody is a key person (methods.md 3.6)."""


@dataclass(frozen=True)
class Requirement:
    """One thing a gate asks for: `key` is a code of `GATE`, or ``field:<name>``; `detail` says what is there."""

    key: str
    words: str
    detail: str = ""


@dataclass(frozen=True)
class GateReport:
    """What there is, and what is missing, to leave the stages an opportunity would leave."""

    opportunity_id: int
    stage: str
    """What the stage that is left is called."""
    question: str
    missing: tuple[Requirement, ...] = ()
    present: tuple[Requirement, ...] = ()

    @property
    def sentence(self) -> str:
        """The refusal: names everything that is missing."""
        names = (
            f"{each.words} ({each.detail})" if each.detail else each.words for each in self.missing
        )
        return _("To leave “{stage}”, this is missing: {missing}.").format(
            stage=self.stage, missing=_(", ").join(names)
        )


class GateRefusal(RuleError):
    """A gate is closed; `report` says what is missing."""

    def __init__(self, report: GateReport) -> None:
        super().__init__(report.sentence, field="stage_id")
        self.report = report


def report(
    session: Session,
    opportunity: Opportunity,
    leaving: Sequence[Stage] | None = None,
    on: date | None = None,
) -> GateReport:
    """What is there and what is missing to leave stages `leaving` (the one it stands in) on day `on` (today)."""
    stages = leaving or (session.get_one(Stage, opportunity.stage_id),)
    day = on or date.today()
    missing: list[Requirement] = []
    present: list[Requirement] = []
    for stage in stages:
        for gate in pipelines.gates_of(session, stage.id):
            met, requirement = _look(session, opportunity, gate, day)
            (present if met else missing).append(requirement)
    return GateReport(
        opportunity.id,
        stages[0].title,
        stages[0].question or "",
        tuple(dict.fromkeys(missing)),
        tuple(dict.fromkeys(present)),
    )


def _look(
    session: Session, opportunity: Opportunity, gate: StageGate, on: date
) -> tuple[bool, Requirement]:
    if gate.asks == "field":
        field = field_of(Opportunity, gate.subject_field or "name")
        met = field.get(opportunity) not in (None, "")
        return met, Requirement(f"field:{field.name}", field.label)
    met, detail = _LOOK_UPS[gate.asks](session, opportunity, on)
    return met, Requirement(gate.asks, GATE.label(gate.asks), detail)


Content = TypeVar("Content", Radar, Swot)
Answer = tuple[bool, str]
LookUp = Callable[[Session, Opportunity, date], Answer]


def _own(session: Session, record: type[Record], opportunity: Opportunity) -> list[Record]:
    owner = record.__table__.c.opportunity_id
    query = select(record).where(owner == opportunity.id, record.deleted_at.is_(None))
    return list(session.scalars(query))


def _contact_with_role(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    on_map = any(each.contact_id and each.buying_role for each in _people(session, opportunity))
    if on_map or opportunity.account_id is None:
        return on_map, ""
    query = select(func.count()).where(
        Contact.account_id == opportunity.account_id,
        Contact.deleted_at.is_(None),
        Contact.buying_role.is_not(None),
    )
    return bool(session.scalar(query)), ""


def _people(session: Session, opportunity: Opportunity) -> list[ChainLink]:
    query = select(ChainLink).where(
        ChainLink.opportunity_id == opportunity.id, ChainLink.deleted_at.is_(None)
    )
    return list(session.scalars(query))


def _initiation(_session: Session, opportunity: Opportunity, _on: date) -> Answer:
    return bool(opportunity.initiated_by and opportunity.initiated_on), ""


def _golden_triangle(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    query = select(TeamMember.role).where(
        TeamMember.opportunity_id == opportunity.id, TeamMember.deleted_at.is_(None)
    )
    roles = {role for joined in session.scalars(query) for role in (joined or "").split(",")}
    wanting = [PROJECT_ROLE.label(each) for each in _TEAM if each not in roles]
    return not wanting, _(", ").join(wanting)


def _decision_maker(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    people = _people(session, opportunity)
    found = any(
        "decision_maker" in (each.buying_role or "").split(",")
        and (each.contact_id is not None or each.name)
        for each in people
    )
    return found, _("{count} people noted").format(count=len(people)) if people else ""


def _competitor(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    query = (
        select(Competitor.name)
        .join(OpportunityCompetitor, OpportunityCompetitor.competitor_id == Competitor.id)
        .where(
            OpportunityCompetitor.opportunity_id == opportunity.id,
            OpportunityCompetitor.deleted_at.is_(None),
        )
    )
    names = list(session.scalars(query))
    return bool(names), _(", ").join(names)


def _radar(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    radar = _newest(session, opportunity, "radar", Radar)
    wanting = radar.unscored_axes() if radar is not None else ()
    return radar is not None and not wanting, _(", ").join(wanting)


def _newest(
    session: Session, opportunity: Opportunity, kind: str, tool: type[Content]
) -> Content | None:
    """What the newest assessment notes; None without one, or where it cannot be read: then it is as good as missing."""
    newest = assessments.newest(session, opportunity, kind)
    if newest is None:
        return None
    try:
        return tool.from_content(newest.content)
    except ContentError:
        return None


def _swot(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    swot = _newest(session, opportunity, "swot", Swot)
    count = len(swot.items) if swot is not None else 0
    return count > 0, _("{count} entries").format(count=count) if count else ""


def _strategy(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    swot = _newest(session, opportunity, "swot", Swot)
    strategies = swot.strategies if swot is not None else ()
    return any(each.pairs for each in strategies), ""


def _target_moves(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    key = [
        each for each in _people(session, opportunity) if (each.influence or 0) >= _KEY_INFLUENCE
    ]
    wanting = [_name_of(session, each) for each in key if each.support_wanted is None]
    return bool(key) and not wanting, _(", ").join(wanting)


def _name_of(session: Session, person: ChainLink) -> str:
    """A contact by its own name: on the map stands a name of those only who are none."""
    contact = session.get(Contact, person.contact_id) if person.contact_id else None
    return contact.full_name if contact is not None else person.title


def _action_plan(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    actions = [each for each in _actions(session, opportunity) if each.state != "cancelled"]
    wanting = [each.name for each in actions if each.owner_id is None or each.due_on is None]
    return bool(actions) and not wanting, _(", ").join(wanting)


def _actions(session: Session, opportunity: Opportunity) -> list[Action]:
    query = select(Action).where(
        Action.opportunity_id == opportunity.id, Action.deleted_at.is_(None)
    )
    return list(session.scalars(query))


def _risks(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    query = select(Risk).where(Risk.opportunity_id == opportunity.id, Risk.deleted_at.is_(None))
    risks = list(session.scalars(query))
    wanting = [each.name for each in risks if each.probability is None or each.impact is None]
    return bool(risks) and not wanting, _(", ").join(wanting)


def _offer(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    query = select(func.count()).where(
        Quotation.opportunity_id == opportunity.id,
        Quotation.deleted_at.is_(None),
        Quotation.sent_on.is_not(None),
    )
    return bool(session.scalar(query)), ""


def _overdue_explained(session: Session, opportunity: Opportunity, on: date) -> Answer:
    wanting = [
        each.name
        for each in _actions(session, opportunity)
        if each.state in ("open", "doing")
        and each.due_on is not None
        and each.due_on < on
        and not each.explanation
    ]
    return not wanting, _(", ").join(wanting)


def _outcome(_session: Session, opportunity: Opportunity, _on: date) -> Answer:
    return opportunity.outcome != "open", ""


def _outcome_reason(_session: Session, opportunity: Opportunity, _on: date) -> Answer:
    return bool(opportunity.outcome_reason), ""


def _review(session: Session, opportunity: Opportunity, _on: date) -> Answer:
    return bool(_own(session, Review, opportunity)), ""


_LOOK_UPS: dict[str, LookUp] = {
    "contact_with_role": _contact_with_role,
    "initiation": _initiation,
    "golden_triangle": _golden_triangle,
    "decision_maker": _decision_maker,
    "competitor": _competitor,
    "radar": _radar,
    "swot": _swot,
    "strategy": _strategy,
    "target_moves": _target_moves,
    "action_plan": _action_plan,
    "risks": _risks,
    "offer": _offer,
    "overdue_explained": _overdue_explained,
    "outcome": _outcome,
    "outcome_reason": _outcome_reason,
    "review": _review,
}
"""Code of `GATE` → whether it is met, and what is there or wanting."""
