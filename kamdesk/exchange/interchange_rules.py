"""What the records of an interchange file have to agree with in themselves, and what follows where they are silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from kamdesk.exchange.interchange_known import Known
from kamdesk.exchange.interchange_record import Taken
from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.fields import Kind, fields_of
from kamdesk.model.visit import Visit
from kamdesk.model.visit_days import DAYS, fits, state_of
from kamdesk.model.vocabulary import VISIT_STATE
from kamdesk.work import pipelines

_OF_A_STATE = frozenset((*DAYS, "state", "planned_on"))


def settle_visits(
    known: Known, taken: Iterable[Taken], reject: Callable[[Taken, str, str], None]
) -> None:
    """Gives visits without a state the one that follows from their days, and rejects those whose days contradict
    their state, or that have no day at all."""
    concerned = [
        each
        for each in taken
        if not each.action and (each.record_id is None or not _OF_A_STATE.isdisjoint(each.values))
    ]
    here = known.rows(Visit, [each.record_id for each in concerned if each.record_id is not None])
    for each in concerned:
        now = here.get(each.record_id or 0, {})
        days = {name: each.values.get(name, now.get(name)) for name in (*DAYS, "planned_on")}
        state = each.values.get("state")
        if state is None:
            before = now.get("state")
            state = before if before is not None and fits(before, days) else state_of(days)
            each.values["state"] = state
        if days["planned_on"] is None and days["held_on"] is None:
            reject(each, "planned_on", _("A visit needs its day."))
        elif not fits(state, days):
            sentence = (
                _("A visit that is “{state}” has no day on which it was held.")
                if days["held_on"] is not None
                else _("A visit that is “{state}” needs the day on which it was held.")
            )
            reject(each, "held_on", sentence.format(state=VISIT_STATE.label(state)))


def settle_opportunities(known: Known, taken: Iterable[Taken]) -> None:
    """Gives opportunities the pipeline of their stage; a new one without a stage stands at the first of the first
    pipeline, and once it is won, lost or cancelled at the last."""
    stages = pipelines.all_stages(known.session)
    by_id = {stage.id: stage for stage in stages}
    for each in taken:
        if each.action:
            continue
        stage_id = each.values.get("stage_id")
        changes = [one for one in each.nested.get("stage_changes", ()) if not one.get("deleted_at")]
        if changes:
            stage_id = sorted(changes, key=lambda one: one["on"])[-1]["to_id"]
        if stage_id is None and each.record_id is None:
            own = pipelines.stages_of(stages, each.values.get("pipeline_id"))
            is_open = (each.values.get("outcome") or "open") == "open"
            stage_id = each.values["stage_id"] = own[0 if is_open else -1].id
        if stage_id is not None:
            each.values["pipeline_id"] = by_id[stage_id].pipeline_id
        if each.record_id is None:
            days = (each.values.get(name) for name in ("begun_on", "closed_on"))
            each.values["stage_since"] = next((day for day in days if day), date.today())


def add_currencies(
    record: type[Record], row: dict[str, Any], given: Mapping[str, Any], currency: str
) -> None:
    """Amounts of a new record are in the default `currency` where the file does not speak of a currency."""
    for field in fields_of(record):
        name = field.spec.currency_field
        if (
            field.kind is Kind.MONEY
            and name
            and name not in given
            and row.get(field.name) is not None
        ):
            row[name] = row.get(name) or currency
