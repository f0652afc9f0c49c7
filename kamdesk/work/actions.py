"""5W2H: actions of a project. Why is always a link to what it is for; who is one person (methods.md 3.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind, fields_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action, Risk
from kamdesk.model.relations import ChainLink
from kamdesk.model.sales_words import WHY
from kamdesk.work import child_rows, settings
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.fishbone import Fishbone
from kamdesk.work.analysis.swot import Swot

Values = Mapping[str, Any]
OPEN = ("open", "doing")
_MOST = 200
_BY_STEPS = frozenset({"state", "done_on", "opportunity_id"})


@dataclass(frozen=True)
class Link:
    """Something an action can be for: `kind` a code of WHY, `uid` which one, `words` what it is called."""

    kind: str
    uid: str
    words: str

    @property
    def title(self) -> str:
        """Kind and words."""
        return f"{WHY.label(self.kind)}: {self.words}"


def links(session: Session, opportunity: Opportunity) -> list[Link]:
    """What an action of the project can be for: its goal, strategies, roots, risks, people on its map."""
    found = [Link("goal", opportunity.uid, opportunity.goal or opportunity.name)]
    swot = assessments.newest(session, opportunity, "swot")
    if swot is not None:
        noted = Swot.from_content(swot.content)
        names = noted.labels()
        for strategy in noted.strategies:
            pairs = " ".join(
                f"{names.get(inside, '?')}×{names.get(outside, '?')}"
                for inside, outside in strategy.pairs
            )
            found.append(Link("strategy", strategy.key, f"{pairs} {strategy.text}".strip()))
    for analysis in _newest_by_label(session, opportunity):
        causes = Fishbone.from_content(analysis.content).causes
        found += [Link("root", each.key, each.text) for each in causes if each.is_root]
    risks = child_rows.rows(session, Risk, opportunity.id)
    found += [Link("risk", each.uid, each.name) for each in risks if each.state != "closed"]
    people = (
        select(ChainLink, Contact.full_name, Contact.position)
        .outerjoin(Contact, Contact.id == ChainLink.contact_id)
        .where(ChainLink.opportunity_id == opportunity.id, ChainLink.deleted_at.is_(None))
        .order_by(ChainLink.id)
    )
    for person, name, position in session.execute(people):
        words = " ".join(filter(None, (name or person.name, person.position or position)))
        found.append(Link("person", person.uid, words or person.title))
    return found


def _newest_by_label(session: Session, opportunity: Opportunity) -> Sequence[Any]:
    """The newest fishbone about each effect."""
    newest: dict[str | None, Any] = {}
    for each in assessments.history(session, opportunity, "fishbone"):
        newest.setdefault(each.label, each)
    return list(newest.values())


def add_action(session: Session, opportunity: Opportunity, values: Values) -> Action:
    """Adds one. Raises RuleError, naming the field, without what, why (a link) and who, or for dates out of order."""
    action = Action(opportunity_id=opportunity.id, name="", state="open")
    _set(session, opportunity, action, values, is_new=True)
    session.add(action)
    session.flush()
    return action


def change_action(session: Session, action: Action, values: Values) -> None:
    """Sets `values`; state and the day it was done move by `begin`, `finish`, `cancel` and `reopen`."""
    opportunity = session.get_one(Opportunity, action.opportunity_id)
    _set(session, opportunity, action, values, is_new=False)
    session.flush()


def _set(
    session: Session, opportunity: Opportunity, action: Action, values: Values, *, is_new: bool
) -> None:
    fields = {each.name: each for each in fields_of(Action)}
    for name, value in values.items():
        if name in _BY_STEPS:
            raise RuleError(_("Say that it is done, cancelled or open again."), field=name)
        fields[name].set(action, value)
    action.name = (action.name or "").strip()
    if not action.name:
        raise RuleError(_("Say what is to be done."), field="name")
    if is_new or "why_kind" in values or "why_uid" in values:
        _check_link(session, opportunity, action)
    if (is_new or "owner_id" in values) and action.owner_id is None:
        raise RuleError(_("One person is responsible; say who."), field="owner_id")
    if action.starts_on and action.due_on and action.due_on < action.starts_on:
        raise RuleError(_("It is due before it begins."), field="due_on")
    for each in fields.values():
        amount = each.get(action) if each.kind in (Kind.MONEY, Kind.DECIMAL) else None
        if amount is not None and amount < 0:
            raise RuleError(
                _("“{field}” is not negative.").format(field=each.label), field=each.name
            )
    if (action.budget or action.actual) and not action.budget_currency:
        action.budget_currency = settings.get(session, "default_currency")


def _check_link(session: Session, opportunity: Opportunity, action: Action) -> None:
    wanted = (action.why_kind, action.why_uid)
    link = next(
        (each for each in links(session, opportunity) if (each.kind, each.uid) == wanted), None
    )
    if link is None:
        raise RuleError(
            _("Link it to what it is for: a goal, a strategy, a root cause, a risk or a person."),
            field="why_kind",
        )
    action.why = link.words[:_MOST]


def begin(session: Session, action: Action) -> None:
    """It is under way."""
    _refuse_closed(action)
    action.state = "doing"
    session.flush()


def finish(session: Session, action: Action, on: date, values: Values | None = None) -> None:
    """Done on day `on`, with what came out and what it cost (`result`, `actual`)."""
    _refuse_closed(action)
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="done_on")
    change_action(session, action, {k: v for k, v in (values or {}).items() if v is not None})
    action.state, action.done_on = "done", on
    session.flush()


def cancel(session: Session, action: Action, reason: str) -> None:
    """It is not done at all, for a reason; it does not count in the plan any more."""
    _refuse_closed(action)
    if not (reason or "").strip():
        raise RuleError(_("Say why it is not done; the reason is kept."), field="result")
    action.state, action.result = "cancelled", reason.strip()[:400]
    session.flush()


def reopen(session: Session, action: Action) -> None:
    """What was done or cancelled is to be done after all."""
    if action.state in OPEN:
        raise RuleError(_("“{name}” is open.").format(name=action.name), field="state")
    action.state, action.done_on = "open", None
    session.flush()


def _refuse_closed(action: Action) -> None:
    if action.state not in OPEN:
        raise RuleError(
            _("“{name}” is closed. Open it again first.").format(name=action.name), field="state"
        )


def is_late(action: Action, today: date) -> bool:
    """Whether it is open past its day."""
    return action.state in OPEN and action.due_on is not None and action.due_on < today


def in_order(actions: Sequence[Action]) -> list[Action]:
    """What is open by its day, then what is done and cancelled, the latest first."""

    def key(action: Action) -> tuple[Any, ...]:
        if action.state in OPEN:
            return (0, action.due_on or date.max, action.id)
        day = action.done_on or action.due_on or date.min
        return (1 if action.state == "done" else 2, -day.toordinal(), action.id)

    return sorted(actions, key=key)
