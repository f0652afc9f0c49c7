"""Lists of opportunities: which pipeline their stages belong to, which opportunity a row is about, how it may move.

What is new has happened already: it may stand anywhere, and its stage and outcome are written with the days the list
tells. What is known moves through its gates, as in the window.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.exchange.fact_rules import FactRules, columns_of, named_record, refuse_future
from kamdesk.exchange.matching import (
    COMPETITOR_NAMES,
    PRODUCT_NAMES,
    competitor_index,
    folded_name,
    product_index,
)
from kamdesk.exchange.plan import PlannedRow
from kamdesk.exchange.references import Report
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.opportunity import (
    CloseDateChange,
    Opportunity,
    OutcomeChange,
    StageChange,
)
from kamdesk.model.pipeline import Stage
from kamdesk.model.sales_words import OUTCOME, PIPELINE, STAGE
from kamdesk.model.terms import Vocabulary
from kamdesk.store.recorder import insert_many
from kamdesk.work import opportunities, pipelines

_MOVED = ("stage_id", "outcome", "closed_on", "pipeline_id", "lost_to_id")
"""Fields that change by moving, winning or losing only."""


class OpportunityRules(FactRules):
    """Opportunities: known by number, of a row without one by customer and name."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        stages = pipelines.all_stages(self.session)
        self._stages = {stage.id: stage for stage in stages}
        self._by_word = _stages_by_word(stages)
        self._pipelines = {
            folded_name(word): each.id
            for each in pipelines.all_pipelines(self.session)
            for word in _words(PIPELINE, each.key, each.name)
        }
        self._outcomes = {
            folded_name(word): choice.code
            for choice in OUTCOME
            if choice.code != "open"
            for word in _words(OUTCOME, choice.code, None)
        }
        self._products = product_index(self.session)
        self._competitors = competitor_index(self.session)
        self._home = stages[0].pipeline_id if stages else 0
        """The pipeline whose stages the list names."""
        self._named: dict[int, str] = {}
        """Identity of a row → its stage as the list calls it."""
        self._products_named: dict[int, str] = {}
        """Identity of a row → its product as the list calls it."""
        self._by_number: dict[str, Opportunity] = {}

    # --------------------------------------------------------------------------------------------- what a row refers to

    def prepare(self, rows: Sequence[PlannedRow]) -> None:
        """A list belongs to the pipeline that knows most of its stages; of two that know as many, to the first."""
        told = {folded_name(each.values["stage_id"]) for each in rows if "stage_id" in each.values}
        known: dict[int, int] = {}
        for stage in self._stages.values():
            known.setdefault(stage.pipeline_id, 0)
        for word in told:
            for pipeline_id in self._by_word.get(word, {}):
                known[pipeline_id] += 1
        self._home = max(known, key=lambda each: known[each], default=self._home)

    def refer(self, row: PlannedRow, report: Report) -> None:
        """Puts ids in the place of names. A product, competitor, stage or pipeline nobody knows is reported, and the
        row stands without it."""
        values = row.values
        if "product_id" in values:
            self._products_named[id(row)] = values["product_id"]
        for name, index, names in (
            ("product_id", self._products, PRODUCT_NAMES),
            ("lost_to_id", self._competitors, COMPETITOR_NAMES),
        ):
            if name in values:
                named_record(row, name, f"opportunity.{name}", index, names, report)
        pipeline = values.pop("pipeline_id", None)
        if pipeline is not None:
            found = self._pipelines.get(folded_name(pipeline))
            if found is None:
                reason = _("There is no pipeline “{name}”.").format(name=pipeline)
                report(row, "opportunity.pipeline_id", reason)
            else:
                values["pipeline_id"] = found
        text = values.pop("stage_id", None)
        if text is None:
            return
        word = folded_name(text)
        stages = self._by_word.get(word, {})
        stage = stages.get(values.get("pipeline_id", self._home)) or next(
            (each for each in stages.values() if "pipeline_id" not in values), None
        )
        if stage is not None:
            values["stage_id"] = stage.id
            self._named[id(row)] = word
        elif word in self._outcomes:
            if values.setdefault("outcome", self._outcomes[word]) != self._outcomes[word]:
                row.reject(_("Stage and outcome contradict each other."), "outcome")
        elif word not in map(folded_name, _words(OUTCOME, "open", None)):
            reason = _("There is no stage “{name}”.").format(name=text)
            report(row, "opportunity.stage_id", reason)

    # ------------------------------------------------------------------------------------------------- what a row means

    def complete(self, row: PlannedRow) -> None:
        """A day of closing on something open is the day on which it is expected; what is closed has its day."""
        values = row.values
        outcome = values.get("outcome")
        is_open = outcome == "open" or (outcome is None and "stage_id" in values)
        says_nothing = outcome is None and not {"stage_id", "outcome"} & self.columns
        if (is_open or says_nothing) and values.get("closed_on") is not None:
            if "expected_close_on" in self.columns:
                raise RuleError(
                    _("What is open has no day on which it was closed."), field="closed_on"
                )
            values["expected_close_on"] = values.pop("closed_on")
        refuse_future(values.get("closed_on"), "closed_on")
        begun_on, closed_on = values.get("begun_on"), values.get("closed_on")
        if begun_on is not None and closed_on is not None and closed_on < begun_on:
            raise RuleError(
                _("It was closed on {closed}, before it was begun on {begun}.").format(
                    closed=closed_on, begun=begun_on
                ),
                field="closed_on",
            )
        if not values.get("number") and not values.get("name"):
            raise RuleError(_("The row has no name."), field="name")

    def match(self, rows: Sequence[PlannedRow]) -> None:
        """By number; a row without one by customer and name. A second row about the same opportunity is refused."""
        first: dict[Any, PlannedRow] = {}
        in_trash = self._find_numbers(rows)
        by_name: dict[tuple[int | None, str], list[Opportunity]] = {}
        names = [row.values["name"] for row in rows if not row.values.get("number")]
        for each in self._select(Opportunity.name.in_, names):
            by_name.setdefault((each.account_id, folded_name(each.name)), []).append(each)
        for row in rows:
            number = row.values.get("number")
            found: list[Opportunity]
            if number:
                known = self._by_number.get(folded_name(number))
                found = [known] if known is not None else []
                identity: Any = folded_name(number)
            else:
                identity = (row.values.get("account_id"), folded_name(row.values["name"]))
                found = by_name.get(identity, [])
            if found:
                identity = found[0].id
            earlier = first.setdefault(identity, row)
            if number and folded_name(number) in in_trash:
                row.reject(
                    _("“{number}” is given to a record in the waste basket; restore that first.").format(
                        number=number
                    ),
                    "number",
                )  # fmt: skip
            elif earlier is not row:
                row.reject(
                    _("Row {row} is about the same record (“{name}”) and says otherwise.").format(
                        row=earlier.number, name=number or row.values["name"]
                    )
                )
            elif len(found) > 1:
                row.reject(
                    _("Several records fit: give the row a code, or choose another key field.")
                )
            elif found:
                self._take(row, found[0], set())
                self._as_in_its_pipeline(row, found[0])

    def _find_numbers(self, rows: Iterable[PlannedRow]) -> set[str]:
        """Holds the opportunities with the numbers of the list; answers the numbers that lie in the waste basket."""
        numbers = sorted({row.values["number"] for row in rows if row.values.get("number")})
        in_trash = set()
        for start in range(0, len(numbers), 500):
            query = select(Opportunity).where(Opportunity.number.in_(numbers[start : start + 500]))
            for each in self.session.scalars(query):
                if each.deleted_at is None:
                    self._by_number[folded_name(each.number)] = each
                else:
                    in_trash.add(folded_name(each.number))
        return in_trash

    def _as_in_its_pipeline(self, row: PlannedRow, known: Opportunity) -> None:
        """The stage of a known opportunity is meant in its own pipeline, if there is one so called."""
        own = self._by_word.get(self._named.get(id(row), ""), {}).get(known.pipeline_id)
        if own is not None:
            row.values["stage_id"] = own.id

    # ------------------------------------------------------------------------------------------------- what a row makes

    def make(self, row: PlannedRow) -> None:
        """A whole new one, where the list says it stands; its history follows from `first_facts`."""
        self._own_default(row, "owner_id")
        values = dict(row.values)
        number = values.pop("number", None)
        told = {name: values.pop(name, None) for name in _MOVED}
        outcome, closed_on = told["outcome"] or "open", told["closed_on"]
        if outcome != "open" and closed_on is None:
            raise RuleError(_("On which day was it won, lost or cancelled?"), field="closed_on")
        if told["lost_to_id"] is not None and outcome != "lost":
            raise RuleError(_("Only what is lost has another winner."), field="lost_to_id")
        if not values.get("name"):
            values["name"] = self._called(row, values) or number
        stage = self._stage_of(told, outcome)
        since = self._since(values.get("begun_on"), closed_on, stage)
        opportunity = Opportunity(
            number="", name="", outcome=outcome, pipeline_id=stage.pipeline_id, stage_id=stage.id,
            stage_since=since, closed_on=closed_on, lost_to_id=told["lost_to_id"], slips=0, slipped_days=0,
        )  # fmt: skip
        opportunities.set_values(self.session, opportunity, values)
        row.values = columns_of(opportunity) | {"number": number or ""}

    def _since(self, begun_on: date | None, closed_on: date | None, stage: Stage) -> date:
        """In its first stage since it was begun, in any other since it was closed; else all that is known is today."""
        day = self.options.day
        first = pipelines.stages_of(list(self._stages.values()), stage.pipeline_id)[0]
        if stage.id == first.id and begun_on is not None:
            return min(begun_on, day)
        return closed_on or day

    def _called(self, row: PlannedRow, values: Mapping[str, Any]) -> str:
        """What an opportunity without a name is about: its product as the list calls it, and whose it is."""
        account_id = values.get("account_id")
        account = self.session.get(Account, account_id) if account_id else None
        names = (self._products_named.get(id(row)), account.name if account else None)
        return " · ".join(each for each in names if each)[:200]

    def _stage_of(self, told: Mapping[str, Any], outcome: str) -> Stage:
        """The stage the row tells; without one the first, of what is won the last, of what is closed that for it."""
        if told["stage_id"] is not None:
            return self._stages[told["stage_id"]]
        own = pipelines.stages_of(list(self._stages.values()), told["pipeline_id"] or self._home)
        closed = outcome != "open" and own[-1].is_review
        return own[-1] if closed or outcome == "won" else own[0]

    def change(self, row: PlannedRow, copy: Any) -> None:
        """The values, then the way to stage and outcome, each by the rules of the window."""
        take(self.session, copy, row.values, self.options.day, self._stages, only_try=True)


def _words(vocabulary: Vocabulary, key: str, own: str | None) -> list[str]:
    """How a stage, pipeline or outcome may be called: its key, its own name, the shipped one and other words for it."""
    found = [key, *([own] if own else [])]
    for choice in vocabulary:
        if choice.code == key:
            found += [*choice.label.wordings, *choice.aliases]
    return found


def _stages_by_word(stages: Iterable[Stage]) -> dict[str, dict[int, Stage]]:
    """Folded word → pipeline → its stage so called; its own name goes before the shipped wording of another stage."""
    found: dict[str, dict[int, Stage]] = {}
    for stage in stages:
        for word in [stage.key, *([stage.name] if stage.name else [])]:
            found.setdefault(folded_name(word), {}).setdefault(stage.pipeline_id, stage)
    for stage in stages:
        for word in _words(STAGE, stage.key, None):
            found.setdefault(folded_name(word), {}).setdefault(stage.pipeline_id, stage)
    return found


def take(
    session: Session,
    opportunity: Opportunity,
    changed: Mapping[str, Any],
    day: date,
    stages: Mapping[int, Stage] | None = None,
    *,
    only_try: bool = False,
) -> None:
    """Writes what a row changes of a known opportunity, or only tries it on a copy. Raises RuleError."""
    plain = {name: value for name, value in changed.items() if name not in _MOVED}
    reason = plain.get("outcome_reason") or opportunity.outcome_reason or ""
    if changed.get("pipeline_id") not in (None, opportunity.pipeline_id):
        raise RuleError(
            _("It stays in its pipeline: a list does not take it to another."), field="pipeline_id"
        )
    outcome = changed.get("outcome")
    if outcome is None and opportunity.outcome == "lost" and "lost_to_id" in changed:
        plain["lost_to_id"] = changed["lost_to_id"]
    if outcome is None and "closed_on" in changed:
        raise RuleError(_("The day on which it was closed is kept as it is."), field="closed_on")
    if outcome == "open":
        raise RuleError(
            _("“{name}” is {outcome}. Open it again first.").format(
                name=opportunity.name, outcome=OUTCOME.label(opportunity.outcome)
            ),
            field="outcome",
        )
    if only_try:
        opportunities.set_values(session, opportunity, plain)
    elif plain:
        opportunities.change_opportunity(session, opportunity, plain, day)
    stage_id = changed.get("stage_id")
    if stage_id is not None:
        stage = (stages or {}).get(stage_id) or session.get_one(Stage, stage_id)
        step_to = opportunities.check_move if only_try else opportunities.move
        try:
            step_to(session, opportunity, stage, day)
        except RuleError as refusal:
            raise RuleError(refusal.sentence, field="stage_id") from refusal
    if outcome is not None:
        on = changed.get("closed_on") or day
        lost_to_id = changed.get("lost_to_id")
        step = opportunities.check_close if only_try else opportunities.close
        step(session, opportunity, outcome, on, reason, lost_to_id)
    elif "lost_to_id" in changed and opportunity.outcome != "lost":
        raise RuleError(_("Only what is lost has another winner."), field="lost_to_id")


def write_first_facts(
    session: Session, rows: Sequence[Mapping[str, Any]], ids: Sequence[int], day: date
) -> None:
    """The stages, outcomes and expected days that new opportunities `rows` tell, with `day` where they tell none.

    As far as anybody knows it stood in the first stage of its pipeline since it was begun, and passed through those
    between on the day on which it came where it is, as a move in the window over several stages notes it.
    """
    stages = pipelines.all_stages(session)
    moves, outcomes, days = [], [], []
    for values, record_id in zip(rows, ids, strict=True):
        begun_on, closed_on = values.get("begun_on"), values.get("closed_on")
        stage_id, since = values["stage_id"], values["stage_since"]
        of = {"opportunity_id": record_id}
        own = [each.id for each in pipelines.stages_of(stages, values["pipeline_id"])]
        on_the_way = (
            own[: own.index(stage_id)] if begun_on is not None and begun_on <= since else []
        )
        for place, each in enumerate(on_the_way):
            moves.append(of | {"to_id": each, "on": begun_on if place == 0 else since})
        moves.append(of | {"to_id": stage_id, "on": since})
        if closed_on is not None:
            outcomes.append(
                of
                | {"to": values["outcome"], "on": closed_on, "reason": values.get("outcome_reason")}
            )
        if values.get("expected_close_on") is not None:
            days.append(of | {"to": values["expected_close_on"], "on": min(begun_on or day, day)})
    for record, facts in ((StageChange, moves), (OutcomeChange, outcomes), (CloseDateChange, days)):
        if facts:
            insert_many(session, record, facts)
