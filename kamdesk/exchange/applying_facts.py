"""Writes a planned list of things that happen: new ones in sets, known ones by the functions that the window uses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.exchange import keeping_rules
from kamdesk.exchange.fact_rules import apply_task_steps
from kamdesk.exchange.kinds import (
    COMPLAINTS,
    CONTRACTS,
    EXPENSES,
    OPPORTUNITIES,
    TASKS,
    VISITS,
)
from kamdesk.exchange.opportunity_rules import take as take_opportunity
from kamdesk.exchange.opportunity_rules import write_first_facts
from kamdesk.exchange.plan import Action, ImportPlan, PlannedRow, Problem
from kamdesk.exchange.visit_rules import take_visit
from kamdesk.model.visit import Visit
from kamdesk.progress import Progress
from kamdesk.store.attempt import attempt
from kamdesk.store.recorder import insert_many, update_many
from kamdesk.work import expenses, opportunities, rhythm, settings, tasks, visits

_BLOCK = 2000


class FactApplier:
    """The steps of one import. A row that is refused in the end is rejected, and the others stand."""

    def __init__(self, session: Session, plan: ImportPlan, progress: Progress) -> None:
        self.session = session
        self.plan = plan
        self.kind = plan.kind
        self.progress = progress
        self.user = settings.me(session)

    def apply(self, rows: Sequence[PlannedRow]) -> None:
        """Writes `rows`; those that were created know their `record_id` afterwards."""
        self._create([row for row in rows if row.action is Action.CREATED])
        changed = [row for row in rows if row.action is Action.UPDATED]
        if self.kind.in_sets:
            for start in range(0, len(changed), _BLOCK):
                self.progress.step(start, len(changed))
                block = changed[start : start + _BLOCK]
                known = [row.values | {"id": row.record_id} for row in block]
                update_many(self.session, self.kind.record, known)
            return
        for done, row in enumerate(changed):
            self.progress.step(done, len(changed))
            self._attempt(row, self._change)

    def _create(self, rows: Sequence[PlannedRow]) -> None:
        handed_in = {id(row) for row in rows if row.values.get("state") == "submitted"}
        for start in range(0, len(rows), _BLOCK):
            self.progress.step(start, len(rows))
            block = rows[start : start + _BLOCK]
            values = [
                row.values | {"state": "planned", "submitted_on": None}
                if id(row) in handed_in and self.kind is VISITS
                else row.values
                for row in block
            ]
            if self.kind is OPPORTUNITIES:
                day = self.plan.options.day
                values = [
                    each | {"number": each["number"] or opportunities.new_number(self.session, day)}
                    for each in values
                ]
            if self.kind in (CONTRACTS, COMPLAINTS):
                values = [
                    each
                    | {
                        "number": each["number"]
                        or keeping_rules.number_for(
                            self.session, self.kind, each, self.plan.options.day
                        )
                    }
                    for each in values
                ]
            ids = insert_many(self.session, self.kind.record, values)
            if self.kind is OPPORTUNITIES:
                write_first_facts(self.session, values, ids, self.plan.options.day)
            for row, record_id in zip(block, ids, strict=True):
                row.record_id = record_id
        if self.kind is VISITS:
            for row in rows:
                self._follow(row, handed_in)

    def _follow(self, row: PlannedRow, handed_in: set[int]) -> None:
        """What comes of a new visit: approval is asked for, a due call-back is answered, the next one is planned."""
        values = row.values
        held = values.get("held_on") is not None
        answers = held and values.get("kind") == "callback"
        goes_on = (
            values.get("state") == "reported"
            and (values.get("next_visit_on") or date.min) >= self.plan.options.day
        )
        if not (answers or goes_on or id(row) in handed_in):
            return
        with attempt(self.session):
            visit = self.session.get_one(Visit, row.record_id)
            if id(row) in handed_in:
                visits.submit(self.session, visit, self.user, values["submitted_on"])
            elif goes_on:
                visits.write_record(self.session, visit, {}, on=self.plan.options.day)
            else:
                rhythm.fulfil(self.session, visit)

    def _attempt(self, row: PlannedRow, step: Any) -> None:
        try:
            with attempt(self.session):
                step(row)
        except RuleError as refusal:
            row.reject(refusal.sentence, refusal.field or "")
            row.problems.append(Problem(row.number, "", row.at_fault, "", row.reason))

    def _change(self, row: PlannedRow) -> None:
        session, values = self.session, row.values
        record = session.get_one(self.kind.record, row.record_id)
        if self.kind is VISITS:
            take_visit(session, record, values, self.plan.options.day, self.user)  # type: ignore[arg-type]  # a Visit
        elif self.kind is OPPORTUNITIES:
            take_opportunity(session, record, values, self.plan.options.day)  # type: ignore[arg-type]  # an Opportunity
        elif self.kind in (CONTRACTS, COMPLAINTS):
            keeping_rules.take(session, record, values)
        elif self.kind is EXPENSES:
            expenses.change_expense(session, record, values)  # type: ignore[arg-type]  # an Expense
        elif self.kind is TASKS:
            plain = {
                name: value
                for name, value in values.items()
                if name not in ("done_on", "cancelled_on")
            }
            if plain:
                tasks.change_task(session, record, plain)  # type: ignore[arg-type]  # a Task
            apply_task_steps(session, record, values)  # type: ignore[arg-type]  # a Task
