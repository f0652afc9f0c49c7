"""How the plan of a person's week or month finds its visits, and files changes, new visits and decisions row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Form, Table
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, KnownRow
from kamdesk.forms.layouts.parts import decide, last_decisions
from kamdesk.forms.layouts.period import Period, read_period
from kamdesk.forms.layouts.visit_filing import agreed_keys, anew, hand_in
from kamdesk.forms.layouts.visit_rows import named_person
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.department import Staff
from kamdesk.model.visit import Visit, VisitPerson
from kamdesk.work import child_rows, visits
from kamdesk.work.fields import find_reference

STEPS = ("manager", "director")
_KINDS = ("visit", "call", "online", "callback")
_LEFT_OUT = ("cancelled", "postponed")


@dataclass(frozen=True)
class PlanOf:
    """What identifies such a form: whose plan for which time."""

    staff_id: int
    period: Period


class VisitPlanFiling(Filing):
    """The visits one person plans for a week or a month."""

    record = Visit

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By the person and the period that the form names; the mark of the form may name the person, too."""
        typed = str(reading.value("plan.owner_id") or "")
        staff = _staff(session, typed, reading.uid)
        if staff is None:
            return FormDifference(
                reading, "none", None, typed,
                refusal=_("“{text}” is not known here.").format(text=typed)
                if typed
                else _("The form does not say whose plan it is."),
            )  # fmt: skip
        written = str(reading.value("plan.period") or "")
        period = read_period(written) or _of_rows(reading)
        if period is None:
            return FormDifference(
                reading, "none", None, staff.name,
                refusal=_("“{text}” is no week or month such as 2026-W48 or 2026-11.").format(
                    text=written
                ),
            )  # fmt: skip
        return FormDifference(
            reading, "person", PlanOf(staff.id, period), f"{staff.name} · {period}"
        )

    def known(self, session: Session, form: Form, record_id: PlanOf) -> Known:
        """The visits of the time, and who decided about them."""
        staff = session.get_one(Staff, record_id.staff_id)
        period = record_id.period
        values: dict[str, Any] = {"plan.owner_id": staff.id, "plan.period": str(period)}
        rows = []
        for visit in _visits(session, record_id):
            decided = {}
            for step, approval in last_decisions(session, visit).items():
                if step in STEPS and approval.decision != "pending":
                    decided[step] = approval.decision
                    for name in ("by_id", "on", "opinion"):
                        values[f"{step}.{name}"] = getattr(approval, name)
            people = child_rows.rows(session, VisitPerson, visit.id)
            names = "、".join(each.name for each in people if each.side == "customer")
            own: dict[str, Any] = {each.name: None for each in form.tables[0].fields}
            own |= {name: getattr(visit, name) for name in own if hasattr(Visit, name)}
            own |= {"contacts": names or None, "budget_currency": visit.budget_currency, **decided}
            rows.append(KnownRow(visit.id, visit.uid, own))
        return Known(staff.uid, f"{staff.name} · {period}", None, values, {"visits": rows})

    def file(self, work: Writing) -> None:
        """Row by row: what changed in the plan, then what was decided about it."""
        table = work.form.tables[0]
        owner_id = work.difference.record_id.staff_id
        for row, keys in work.row_keys(table).items():
            visit_id = work.difference.row_records.get(row)
            visit = work.session.get_one(Visit, visit_id) if visit_id is not None else None
            plan = [key for key in keys if _column(key) not in STEPS]
            steps = [key for key in keys if _column(key) in STEPS]
            if visit is None:
                visit = self._plan(work, table, row, plan, owner_id)
            elif plan:
                steps = self._change(work, visit, plan, steps)
            if visit is None:
                for key in steps:
                    work.refuse(key, _("The plan of this row was not taken."))
                continue
            for step in STEPS:
                own = [key for key in steps if _column(key) == step]
                work.attempt(own, partial(self._decide, work, visit, step, own))
            work.applied.touched.add((Visit, visit.id))
        self._signatures(work)

    def _plan(
        self, work: Writing, table: Table, row: str, keys: list[str], owner_id: int
    ) -> Visit | None:
        made: list[Visit] = []

        def plan() -> None:
            values = work.values(keys)
            names = values.pop("contacts", None)
            values = {name: value for name, value in values.items() if value is not None}
            visit = visits.plan_visit(work.session, {**values, "owner_id": owner_id})
            visits.set_rows(work.session, visit, VisitPerson, _people(work.session, visit, names))
            made.append(visit)

        if not keys or not work.attempt(keys, plan):
            return None
        return made[0]

    def _change(
        self, work: Writing, visit: Visit, keys: Sequence[str], decided: Sequence[str]
    ) -> list[str]:
        """Field by field; what was handed in changes along with the decision of the same row. Gives back the decisions
        that are still to be taken."""
        agreed = agreed_keys(work.session, visit, keys) if decided else []
        for key in keys:
            if key not in agreed:
                work.attempt([key], partial(_change_one, work.session, visit, work.values([key])))
        if not agreed:
            return list(decided)

        def agree() -> None:
            change = partial(_change_one, work.session, visit, work.values(agreed))
            anew(work.session, visit, work.on, change)
            for key in decided:
                self._decide(work, visit, _column(key), [key])

        work.attempt([*agreed, *decided], agree)
        return []

    @staticmethod
    def _decide(work: Writing, visit: Visit, step: str, keys: Sequence[str]) -> None:
        decision = work.chosen[keys[0]][1]
        if not decision:
            raise RuleError(_("No decision is ticked."))
        decide(work, visit, step, decision, partial(hand_in, work.session, visit))

    @staticmethod
    def _signatures(work: Writing) -> None:
        """Name, day and opinion went into the decisions about the rows; without any they say nothing."""
        for step in STEPS:
            rows = [key for key in work.chosen if key.endswith(f"].{step}")]
            refused = {each.key for each in work.applied.refused}
            taken = [key for key in rows if key not in refused]
            for key in work.keys(step):
                if taken:
                    work.applied.changed += 1
                elif not rows:
                    work.refuse(key, _("No row has a decision for this signature."))
                else:
                    work.refuse(key, _("None of the decisions it signs could be taken."))


def _change_one(session: Session, visit: Visit, values: Values) -> None:
    given = dict(values)
    if "contacts" in given:
        people = _people(session, visit, given.pop("contacts"))
        known = child_rows.rows(session, VisitPerson, visit.id)
        kept = [_as_given(each) for each in known if each.side == "own"]
        names = {each["name"] for each in people}
        kept += [_as_given(each) for each in known if each.side != "own" and each.name in names]
        there = {each.name for each in known if each.side != "own"}
        visits.set_rows(
            session, visit, VisitPerson,
            kept + [each for each in people if each["name"] not in there],
        )  # fmt: skip
    if given:
        if given.get("planned_on", visit.planned_on) is None:
            raise RuleError(_("A visit is cancelled with its reason, not by emptying its row."))
        visits.change_visit(session, visit, given)


def _as_given(person: VisitPerson) -> Values:
    return {
        "id": person.id, "side": person.side, "name": person.name, "position": person.position,
        "contact_id": person.contact_id, "staff_id": person.staff_id,
    }  # fmt: skip


def _people(session: Session, visit: Visit, names: Any) -> list[Values]:
    parts = [each.strip() for each in re.split(r"[、,，;；/\n]", str(names or ""))]
    return [
        named_person(session, visit, "customer", {"name": name})
        for name in dict.fromkeys(filter(None, parts))
    ]


def _column(key: str) -> str:
    return key.partition("].")[2]


def _staff(session: Session, typed: str, uid: str) -> Staff | None:
    if typed:
        found = find_reference(session, "Staff", typed)
        only = found[0] if len(found) == 1 else None
        return only if isinstance(only, Staff) else None
    query = select(Staff).where(Staff.uid == uid, Staff.deleted_at.is_(None))
    return session.scalars(query).first() if uid else None


def _of_rows(reading: FormReading) -> Period | None:
    """The days from the first to the last row, for a form that names no time."""
    days = [
        found.value
        for key, found in reading.found.items()
        if key.endswith("].planned_on") and found.value is not None
    ]
    return Period(min(days), max(days)) if days else None


def _visits(session: Session, plan: PlanOf) -> list[Visit]:
    query = select(Visit).where(
        Visit.owner_id == plan.staff_id,
        Visit.planned_on >= plan.period.first,
        Visit.planned_on <= plan.period.last,
        Visit.kind.in_(_KINDS),
        Visit.state.not_in(_LEFT_OUT),
        Visit.deleted_at.is_(None),
    )
    return list(session.scalars(query.order_by(Visit.planned_on, Visit.planned_from, Visit.id)))
