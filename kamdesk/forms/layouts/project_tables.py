"""The tables of a project sheet whose rows are records: team, steps, people, competitors, actions, risks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Form
from kamdesk.forms.filing import KnownRow, rows_known
from kamdesk.forms.layouts.project_words import stage_code
from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.model.pipeline import Stage
from kamdesk.model.project import Action, ProjectStep, Risk, TeamMember
from kamdesk.model.sales_words import STAGE
from kamdesk.work import (
    actions,
    chain_changes,
    child_rows,
    decision_chain,
    opportunities,
    pipelines,
    projects,
    risks,
)
from kamdesk.work.accounts import persons


class RecordRows:
    """Rows that belong to the project itself."""

    def __init__(self, key: str, record: type[Any]) -> None:
        self.key = key
        self.record = record

    def known(self, session: Session, form: Form, opportunity: Opportunity) -> list[KnownRow]:
        """The rows there are."""
        return rows_known(form, self.key, child_rows.rows(session, self.record, opportunity.id))

    def add(self, work: Writing, opportunity: Opportunity, values: Values) -> None:
        """A row more."""
        projects.put_row(work.session, opportunity, self.record, None, values)

    def change(self, work: Writing, opportunity: Opportunity, row_id: Any, values: Values) -> None:
        """What the form says of a row."""
        row = work.session.get_one(self.record, row_id)
        projects.put_row(work.session, opportunity, self.record, row, values)

    def remove(self, work: Writing, opportunity: Opportunity, row_id: Any) -> None:
        """A row that was emptied."""
        row = work.session.get_one(self.record, row_id)
        projects.remove_row(work.session, opportunity, row)


class StepRows(RecordRows):
    """A row for each stage of the pipeline, whether anything was planned for it or not; the row is the stage."""

    def __init__(self) -> None:
        super().__init__("steps", ProjectStep)

    def known(self, session: Session, form: Form, opportunity: Opportunity) -> list[KnownRow]:
        """Every stage with what is planned and when it was reached first."""
        del form
        steps = child_rows.rows(session, ProjectStep, opportunity.id)
        planned = {each.stage_id: each for each in steps}
        reached: dict[int, Any] = {}
        for change in opportunities.stage_changes(session, opportunity):
            reached.setdefault(change.to_id, change.on)
        rows = []
        for stage in _stages(session, opportunity):
            step = planned.get(stage.id)
            shipped = stage.key in STAGE and not stage.name
            title: Any = STAGE.term(stage.key) if shipped else stage.title
            values = {"stage": title, "reached_on": reached.get(stage.id)}
            for name in ("planned_on", "deliverable", "delivered_on"):
                values[name] = getattr(step, name) if step is not None else None
            rows.append(KnownRow(stage.id, stage.uid, values))
        return rows

    def add(self, work: Writing, opportunity: Opportunity, values: Values) -> None:
        """A row without a mark: the stage it names. A blank form brings all of them, most without anything to say."""
        wanted = stage_code(str(values.pop("stage")))
        for stage in _stages(work.session, opportunity):
            if wanted in (stage.key, stage_code(stage.title)):
                if any(value is not None for value in values.values()):
                    self.change(work, opportunity, stage.id, values)
                return
        raise RuleError(_("There is no stage “{name}”.").format(name=wanted))

    def change(self, work: Writing, opportunity: Opportunity, row_id: Any, values: Values) -> None:
        """What is planned for a stage; reaching it is a move, which goes through the gate."""
        if "reached_on" in values or "stage" in values:
            raise RuleError(_("Stage and outcome move by themselves, step by step."))
        projects.plan_step(work.session, opportunity, work.session.get_one(Stage, row_id), values)

    def remove(self, work: Writing, opportunity: Opportunity, row_id: Any) -> None:
        """A stage stays in its pipeline."""
        del work, opportunity, row_id
        raise RuleError(_("Stages are changed in the settings of the pipeline."))


def _stages(session: Session, opportunity: Opportunity) -> list[Stage]:
    return pipelines.stages_of(pipelines.all_stages(session), opportunity.pipeline_id)


class ChainRows(RecordRows):
    """The people of the decision chain: contacts by their name, anybody else by name or position."""

    _COLUMNS = ("buying_role", "influence", "support_level", "support_wanted", "personal_agenda")

    def __init__(self) -> None:
        super().__init__("chain", object)

    def known(self, session: Session, form: Form, opportunity: Opportunity) -> list[KnownRow]:
        """Everybody on the map of the project."""
        del form
        if opportunity.account_id is None:
            return []
        links = {each.id: each for each in self._links(session, opportunity)}
        return [
            KnownRow(
                each.id,
                each.uid,
                {"name": each.name or None, "position": each.position or None}
                | {name: getattr(links[each.id], name) for name in self._COLUMNS},
            )
            for each in decision_chain.people(session, opportunity.account_id, opportunity.id)
        ]

    @staticmethod
    def _links(session: Session, opportunity: Opportunity) -> Sequence[Any]:
        from kamdesk.model.relations import ChainLink

        query = select(ChainLink).where(
            ChainLink.opportunity_id == opportunity.id, ChainLink.deleted_at.is_(None)
        )
        return list(session.scalars(query))

    def add(self, work: Writing, opportunity: Opportunity, values: Values) -> None:
        """A contact of the account by exact name; any other name is somebody from outside the archive."""
        if opportunity.account_id is None:
            raise RuleError(_("The project belongs to no account yet, so it has no map of people."))
        name = str(values.get("name") or "").strip()
        contact = next(
            (each for each in persons(work.session, opportunity.account_id) if each.full_name == name), None
        )  # fmt: skip
        place = (work.session, opportunity.account_id, opportunity.id)
        if contact is None:
            chain_changes.add_person(*place, values)
            return
        link = chain_changes.add_contact(*place, contact.id)
        self._set(
            work, link, contact, {key: value for key, value in values.items() if key != "name"}
        )

    def change(self, work: Writing, opportunity: Opportunity, row_id: Any, values: Values) -> None:
        """What is said of somebody; the name of a contact is changed in the archive."""
        del opportunity
        link = self._link(work.session, row_id)
        contact = work.session.get(Contact, link.contact_id) if link.contact_id else None
        if contact is not None and values.get("name", contact.full_name) != contact.full_name:
            raise RuleError(_("The name of a contact is changed in the archive."), field="name")
        self._set(work, link, contact, values)

    @staticmethod
    def _set(work: Writing, link: Any, contact: Contact | None, values: Values) -> None:
        own = dict(values)
        if contact is not None:
            own.pop("name", None)
            if own.get("position") == contact.position:
                own.pop("position", None)
        if own:
            chain_changes.change_person(work.session, link, own)

    @staticmethod
    def _link(session: Session, row_id: int) -> Any:
        from kamdesk.model.relations import ChainLink

        return session.get_one(ChainLink, row_id)

    def remove(self, work: Writing, opportunity: Opportunity, row_id: Any) -> None:
        """Takes somebody off the map."""
        del opportunity
        chain_changes.remove_person(work.session, self._link(work.session, row_id))


class RiskRows(RecordRows):
    """The register of risks."""

    def __init__(self) -> None:
        super().__init__("risks", Risk)

    def add(self, work: Writing, opportunity: Opportunity, values: Values) -> None:
        """One more; a cell left empty says what is usual."""
        risks.add_risk(work.session, opportunity, _said(values))

    def change(self, work: Writing, opportunity: Opportunity, row_id: Any, values: Values) -> None:
        """With the checks of the window."""
        risks.change_risk(work.session, work.session.get_one(Risk, row_id), values)


class ActionRows(RecordRows):
    """The 5W2H plan: each action is for something; it is begun, done and cancelled by its own functions."""

    def __init__(self) -> None:
        super().__init__("actions", Action)

    def add(self, work: Writing, opportunity: Opportunity, values: Values) -> None:
        """What the reason names is linked; words that name nothing are kept, and the action is for the goal."""
        given = _said(values)
        state, done_on = given.pop("state", None), given.pop("done_on", None)
        why = given.pop("why", None)
        link = self._link(work.session, opportunity, why)
        kind = {} if link is None else {"why_kind": link.kind, "why_uid": link.uid}
        made = actions.add_action(work.session, opportunity, given | kind)
        if link is not None and link.kind == "goal" and why:
            actions.change_action(work.session, made, {"why": why})
        self._go(work, made, state, done_on)

    def change(self, work: Writing, opportunity: Opportunity, row_id: Any, values: Values) -> None:
        """Values, then the way to the state."""
        action = work.session.get_one(Action, row_id)
        given = dict(values)
        state, done_on = given.pop("state", None), given.pop("done_on", None)
        why = given.get("why")
        link = self._link(work.session, opportunity, why) if why else None
        if link is not None and link.kind != "goal":
            given |= {"why_kind": link.kind, "why_uid": link.uid}
        if given:
            actions.change_action(work.session, action, given)
        self._go(work, action, state, done_on)

    @staticmethod
    def _link(session: Session, opportunity: Opportunity, why: str | None) -> actions.Link | None:
        """What `why` names: the one whose words it says, or that begin its own; the goal for any other words."""
        if not (why or "").strip():
            return None
        wanted = str(why).strip().casefold()
        found = actions.links(session, opportunity)
        for each in found:
            words = each.words.casefold()
            if words and (wanted in (words, each.title.casefold()) or words in wanted):
                return each
        return found[0]

    @staticmethod
    def _go(work: Writing, action: Action, state: str | None, done_on: Any) -> None:
        if done_on is not None and action.state == "done" and state in (None, "done"):
            raise RuleError(_("“{name}” is closed. Open it again first.").format(name=action.name))
        if state == action.state or (state is None and done_on is None):
            return
        if state in (None, "done"):
            actions.finish(work.session, action, done_on or work.on)
        elif state == "cancelled":
            actions.cancel(work.session, action, "")
        else:
            if action.state not in actions.OPEN:
                actions.reopen(work.session, action)
            if state == "doing":
                actions.begin(work.session, action)
            else:
                action.state = "open"


def _said(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}


RECORD_ROWS: tuple[RecordRows, ...] = (
    RecordRows("team", TeamMember),
    StepRows(),
    ChainRows(),
    RecordRows("competitors", OpportunityCompetitor),
    ActionRows(),
    RiskRows(),
)
