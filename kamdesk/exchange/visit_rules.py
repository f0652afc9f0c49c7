"""Lists of visits, planned or held: which day a column means, which visit a row is about, and where it may go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.exchange.fact_rules import FactRules, columns_of, refuse_future
from kamdesk.exchange.matching import folded_name
from kamdesk.exchange.plan import PlannedRow
from kamdesk.i18n import _
from kamdesk.model.visit import Visit
from kamdesk.work import visit_states, visits

_RECORD = ("result", "conclusion", "presented", "needs")
"""Who says any of these tells of a visit that took place."""
_ENDED = ("cancelled", "postponed", "rejected")
_DECIDED = ("approved", "rejected", "postponed")
"""States that a visit reaches by a decision, or by naming another day; never by a list."""


class VisitRules(FactRules):
    """Visits: known by customer, kind and day; of several on one day by time, subject and visitor."""

    needs_account = True
    references = MappingProxyType({"opportunity_id": ("Opportunity", ("number", "name"))})

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._inferred: set[int] = set()
        """Rows whose state was not told, but follows from what they say."""

    def complete(self, row: PlannedRow) -> None:
        """A list with one day column means the plan or the visit by what else it says: a state, a record, a day that
        is still to come."""
        values = row.values
        state = values.get("state")
        tells = any(values.get(name) for name in _RECORD)
        if state is None:
            happened = tells or (values.get("held_on") or date.max) <= date.today()
        else:
            happened = state in visit_states.HAPPENED
        if happened and "held_on" not in self.columns:
            _move(values, "planned_on", "held_on", self.columns)
        elif not happened and "planned_on" not in self.columns:
            _move(values, "held_on", "planned_on", self.columns)
        if not happened and values.get("held_on") is not None:
            raise RuleError(
                _("A visit that was not held has no day on which it was held."), field="held_on"
            )
        if happened and values.get("held_on") is None:
            raise RuleError(_("On which day was it held?"), field="held_on")
        if values.get("planned_on") is None and values.get("held_on") is None:
            raise RuleError(_("A visit needs its day."), field="planned_on")
        refuse_future(values.get("held_on"), "held_on")
        if state is None and happened:
            values["state"] = "reported" if tells else "held"
            self._inferred.add(id(row))

    def match(self, rows: Sequence[PlannedRow]) -> None:
        """First the rows that are about a visit beyond doubt, then those about the one that is left of the day."""
        by_day: dict[tuple[int, str, date], list[Visit]] = {}
        for visit in self._pool(rows):
            for day in {visit.planned_on, visit.held_on} - {None}:
                by_day.setdefault((visit.account_id, visit.kind, day), []).append(visit)
        taken: set[int] = set()
        for fits in (_is_exactly, _is_likely):
            for row in rows:
                if id(row) in self._known:
                    continue
                here = [
                    each
                    for each in _of_day(by_day, row)
                    if each.id not in taken and fits(row, each)
                ]
                if len(here) > 1 and fits is _is_likely:
                    row.reject(
                        _("Several visits of this day fit: give the row a time or a subject."),
                        "planned_on",
                    )
                elif here:
                    self._take(row, here[0], taken)

    def _pool(self, rows: Sequence[PlannedRow]) -> Iterable[Any]:
        return self._select(Visit.account_id.in_, (row.values["account_id"] for row in rows))

    def make(self, row: PlannedRow) -> None:
        """A plan, or what has happened already; a state that others give is not told by a list."""
        self._own_default(row, "owner_id")
        values = dict(row.values)
        state = values.pop("state", None) or "planned"
        reported_on = values.pop("reported_on", None)
        day = self.options.day
        happened = state in visit_states.HAPPENED
        visit = Visit(kind="visit", subject="", state="held" if happened else "planned")
        visits.change_visit(self.session, visit, values)
        if happened:
            if state not in ("held", "reported"):
                self._refuse_without_approval(visit)
            if state != "held":
                visit_states.move(self.session, visit, "reported", reported_on or day)
            if state == "checked":
                visits.check(self.session, visit, self.user, day, None)
            elif state not in ("held", "reported"):
                visit_states.move(self.session, visit, state, day)
        elif state != "planned":
            self._go(visit, state, values)
        row.values = columns_of(visit)

    def _refuse_without_approval(self, visit: Visit) -> None:
        """What somebody has to agree to, or to check, is not told by a list."""
        planned = Visit(kind=visit.kind, state="planned")
        reported = Visit(kind=visit.kind, state="reported")
        for copy, to in ((planned, "held"), (reported, "closed")):
            refusal = visit_states.why_not(self.session, copy, to)
            if refusal is not None:
                raise RuleError(refusal, field="state")

    def change(self, row: PlannedRow, copy: Any) -> None:
        """The values, then the way to the state, each by the rules. What only follows from a row that tells of a visit
        takes nothing back."""
        if (
            id(row) in self._inferred
            and copy.state in visit_states.HAPPENED
            and (copy.state, row.values.get("state")) != ("held", "reported")
        ):
            row.values.pop("state", None)
            row.before.pop("state", None)
        values = {name: value for name, value in row.values.items() if name != "state"}
        plain = {name: value for name, value in values.items() if name != "held_on"}
        if copy.state not in visit_states.OPEN or "state" not in row.values:
            plain = values
        if plain:
            visits.change_visit(self.session, copy, plain)
        if "state" in row.values:
            self._go(copy, row.values["state"], values)

    def _go(self, copy: Visit, to: str, values: dict[str, Any]) -> None:
        """Takes a copy where the record itself will be taken when the import is applied."""
        day = self.options.day
        if to in _DECIDED:
            visits.take_to(self.session, copy, to, day)
        if to in visit_states.HAPPENED and copy.state in visit_states.OPEN:
            visit_states.move(self.session, copy, "held", values.get("held_on") or day)
            if to == "held":
                return
        if to == "submitted" and not copy.subject:
            raise RuleError(_("Say what the visit is for before handing it in."), field="subject")
        if to == "reported" and not any(getattr(copy, name) for name in _RECORD):
            raise RuleError(
                _("A record says at least what came of it: the result, what was said, or what they need."),
                field="result",
            )  # fmt: skip
        if to == "checked":
            visits.check(self.session, copy, self.user, day, None)
        else:
            visit_states.move(self.session, copy, to, _day_of(to, values, day), copy.reason)


def take_visit(
    session: Session, visit: Visit, changed: dict[str, Any], day: date, user: Any
) -> None:
    """Writes what a row changes of a known visit, by the functions of the window. Raises RuleError."""
    values = {name: value for name, value in changed.items() if name != "state"}
    to = changed.get("state")
    if to in visit_states.HAPPENED and visit.state in visit_states.OPEN:
        held_on = values.pop("held_on", None) or day
        if values:
            visits.change_visit(session, visit, values)
        visits.hold(session, visit, held_on)
        if to == "held":
            return
    elif values:
        visits.change_visit(session, visit, values)
    if to is not None:
        visits.take_to(session, visit, to, _day_of(to, values, day), user, visit.reason)


def _day_of(to: str, values: dict[str, Any], day: date) -> date:
    """The day on which the state was reached, where the list has a column for it."""
    name = "cancelled_on" if to in _ENDED else f"{to}_on"
    found: date | None = values.get(name)
    return found or day


def _move(values: dict[str, Any], source: str, target: str, columns: frozenset[str]) -> None:
    """The day, and the times beside it, belong to `target`."""
    if values.get(source) is None:
        return
    values[target] = values.pop(source)
    of, to = source.removesuffix("on"), target.removesuffix("on")
    for name in ("from", "to"):
        if of + name in values and to + name not in columns:
            values[to + name] = values.pop(of + name)


def _of_day(by_day: dict[tuple[int, str, date], list[Visit]], row: PlannedRow) -> list[Visit]:
    """The visits of the row's customer and kind on its day: as planned, or for a visit held as held, or as planned
    and still open."""
    values = row.values
    key = (values["account_id"], values.get("kind") or "visit")
    planned_on, held_on = values.get("planned_on"), values.get("held_on")
    found = []
    for day in dict.fromkeys(each for each in (planned_on, held_on) if each is not None):
        for visit in by_day.get((*key, day), []):
            as_planned = visit.planned_on == day and (
                day == planned_on or visit.state in visit_states.OPEN
            )
            as_held = visit.held_on == day == held_on
            if (as_planned or as_held) and visit not in found:
                found.append(visit)
    return found


def _hour(values: Any) -> set[str]:
    """The times at which a visit, or the one a row tells of, begins."""
    given = (
        values.get(name) if isinstance(values, dict) else getattr(values, name)
        for name in ("planned_from", "held_from")
    )
    return {each for each in given if each}


def _is_exactly(row: PlannedRow, visit: Visit) -> bool:
    """Whether time and subject are the same, also by both being silent, and the visitor is not another."""
    row_hours, hours = _hour(row.values), _hour(visit)
    same_time = row_hours == hours or not row_hours.isdisjoint(hours)
    same_subject = folded_name(row.values.get("subject") or "") == folded_name(visit.subject)
    owner = row.values.get("owner_id")
    return same_time and same_subject and (owner is None or owner == visit.owner_id)


def _is_likely(row: PlannedRow, visit: Visit) -> bool:
    """Whether, of time and subject, one is the same or both do not speak of the same."""
    row_hours, hours = _hour(row.values), _hour(visit)
    same = []
    if row_hours and hours:
        same.append(not row_hours.isdisjoint(hours))
    if row.values.get("subject") and visit.subject:
        same.append(folded_name(row.values["subject"]) == folded_name(visit.subject))
    return not same or any(same)
