"""How the forms about one visit, reception or call-back find it, what they know of it, and how they write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import Candidate, FormDifference
from kamdesk.forms.filing import Filing, Known, KnownRow, fields_known, rows_known
from kamdesk.forms.layouts.budget_lines import added_up
from kamdesk.forms.layouts.parts import (
    account_values,
    approvals_known,
    decide,
    file_approvals,
    named_account,
    names_another,
)
from kamdesk.forms.layouts.visit_rows import Rows, put_row, remove_row
from kamdesk.forms.readings import FormReading, FoundValue
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import VISIT_KIND
from kamdesk.work import approvals, child_rows, visit_states, visits

_OVER = ("cancelled", "postponed")
"""States of plans that no form means any more."""
_HELD = ("held_on", "held_from", "held_to")
_CHECK = ("checked_by_id", "checked_on", "check_opinion")
_AGREED = ("planned_on", "planned_from", "planned_to", "account_id", "budget")
"""What a plan that was handed in keeps, as `kamdesk.work.visits` has it."""
_TIMES = (("planned_from", "planned_to"),)
"""Fields that make sense only together."""
_TOLD = ("result", "conclusion", "presented", "needs")
"""One of these makes a record."""


class VisitFiling(Filing):
    """One visit. `day` is the field that, with the account, tells which; `tables`: key of the form's table → rows.

    A form with `is_record` tells what happened: it holds the visit and reports it. The others are plans.
    """

    record = Visit

    def __init__(
        self,
        kinds: Sequence[str],
        day: str,
        tables: Mapping[str, Rows],
        steps: Sequence[str] = (),
        *,
        is_record: bool = False,
        budget: str = "",
    ) -> None:
        self.kinds = tuple(kinds)
        self.day = day
        self.tables = dict(tables)
        self.steps = tuple(steps)
        self.is_record = is_record
        self.budget = budget
        """Key of the table of budget lines, which only add up to the budget of the visit."""

    # ------------------------------------------------------------------------------------------------ which it is

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid; else the account and the day. Several visits of that day are asked, none makes a new one."""
        known = _by_uid(session, reading.uid)
        if known is not None:
            account = session.get_one(Account, known.account_id)
            doubt = names_another(reading, account)
            title = title_of(session, known)
            return FormDifference(reading, "uid", known.id, title, account.id, doubt=doubt)
        account_named, why = named_account(session, reading)
        if account_named is None:
            name = str(reading.value("account.name") or "")
            return FormDifference(reading, "none", None, name, refusal=why)
        day = reading.value(f"visit.{self.day}")
        if day is None:
            return FormDifference(
                reading, "none", None, account_named.name, account_named.id,
                refusal=_("The form does not say on which day the visit is or was."),
            )  # fmt: skip
        found = self._on_day(session, account_named.id, day)
        if len(found) > 1:
            return FormDifference(
                reading, "day", None, account_named.name, account_named.id,
                candidates=tuple(Candidate(each.id, title_of(session, each)) for each in found),
                doubt=_("Several visits to this account are on that day; choose one."),
            )  # fmt: skip
        if found:
            title = title_of(session, found[0])
            return FormDifference(reading, "day", found[0].id, title, account_named.id)
        name = f"{account_named.name} · {day}"
        return FormDifference(reading, "none", None, name, account_named.id)

    def _on_day(self, session: Session, account_id: int, day: date) -> list[Visit]:
        """What was planned for, or held on, that day."""
        query = select(Visit).where(
            Visit.account_id == account_id,
            Visit.kind.in_(self.kinds),
            Visit.state.not_in(_OVER),
            Visit.deleted_at.is_(None),
            or_(Visit.held_on == day, Visit.held_on.is_(None) & (Visit.planned_on == day)),
        )
        return list(session.scalars(query.order_by(Visit.id)))

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """The visit, or for a new one the account and the day."""
        day = difference.reading.value(f"visit.{self.day}")
        yield difference.record_id or (difference.account_id, day)

    # ---------------------------------------------------------------------------------------------- what is known

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The visit, its account, the tables of the form, and what was decided."""
        visit = session.get_one(Visit, record_id)
        account = session.get_one(Account, visit.account_id)
        values = account_values(account) | fields_known(form, "visit", visit)
        values |= approvals_known(session, visit, self.steps)
        rows = {key: rows_known(form, key, self._rows(session, visit, key)) for key in self.tables}
        if self.budget:
            line = {"amount": visit.budget, "currency": visit.budget_currency, "category": None}
            values["visit.budget"], values["visit.budget_currency"] = (
                visit.budget,
                visit.budget_currency,
            )
            rows[self.budget] = [KnownRow(0, "", line)] if visit.budget is not None else []
        return Known(visit.uid, title_of(session, visit), account.id, values, rows)

    def _rows(self, session: Session, visit: Visit, key: str) -> list[Any]:
        rows = self.tables[key]
        found: list[Any] = child_rows.rows(session, visits.ROWS[rows.name], visit.id)
        return [each for each in found if not rows.side or each.side == rows.side]

    def prefilled(self, session: Session, account_id: int) -> Known:
        """The account, for a form about a visit that is not here yet."""
        account = session.get_one(Account, account_id)
        return Known("", account.name, account.id, account_values(account))

    def found(self, form: Form, reading: FormReading) -> dict[str, FoundValue]:
        """Lines of a budget are added up to the one amount the visit has."""
        if not self.budget:
            return reading.found
        return added_up(reading, self.budget, "visit.budget")

    # ------------------------------------------------------------------------------------------------- writing it

    def file(self, work: Writing) -> None:
        """Makes the visit when it is new, then writes field by field, table by table, then what was decided."""
        keys = work.keys("visit")
        if work.difference.record_id is None:
            visit, used = self._create(work)
            keys = [key for key in keys if key not in used]
        else:
            visit = work.session.get_one(Visit, work.difference.record_id)
        if self.is_record:
            self._record(work, visit, keys)
            return
        signed = [step for step in self.steps if work.keys(step) and work.read(f"{step}.decision")]
        agreed = agreed_keys(work.session, visit, keys) if signed else []
        for group in _together([key for key in keys if key not in agreed]):
            change = partial(visits.change_visit, work.session, visit, work.values(group))
            work.attempt(group, change)
        self._tables(work, visit)
        if agreed:
            both = [*agreed, *(key for step in signed for key in work.keys(step))]
            work.attempt(both, partial(self._agree, work, visit, agreed, signed))
        others = [step for step in self.steps if not agreed or step not in signed]
        file_approvals(work, visit, others, partial(hand_in, work.session, visit))

    @staticmethod
    def _agree(work: Writing, visit: Visit, keys: Sequence[str], steps: Sequence[str]) -> None:
        """The form that changes what was handed in brings the decision about it, too."""
        values = work.values(keys)
        anew(
            work.session, visit, work.on, partial(visits.change_visit, work.session, visit, values)
        )
        for step in steps:
            decision = work.read(f"{step}.decision")
            decide(work, visit, step, decision, partial(hand_in, work.session, visit))

    def _create(self, work: Writing) -> tuple[Visit, set[str]]:
        """With what every visit needs; everything else is written, and may be refused, on its own."""
        account_id = work.difference.account_id
        day = work.read(f"visit.{self.day}")
        if account_id is None or day is None:
            raise RuleError(_("The form does not say on which day the visit is or was."))
        values: Values = {"account_id": account_id, "kind": self.kinds[0], self.day: day}
        owner, subject = work.read("visit.owner_id"), work.read("visit.subject")
        if owner is not None:
            values["owner_id"] = owner
        if subject:
            values["subject"] = subject
        make = visits.record_held if self.is_record else visits.plan_visit
        visit = make(work.session, values)
        used = {f"visit.{name}" for name in values} & set(work.chosen)
        work.made(visit.id, used)
        return visit, used

    def _record(self, work: Writing, visit: Visit, keys: Sequence[str]) -> None:
        held = [key for key in keys if _name(key) in _HELD]
        checked = [key for key in keys if _name(key) in _CHECK]
        others = [key for key in keys if key not in held and key not in checked]
        session = work.session
        if visit.state not in visit_states.HAPPENED:
            anything = held + others + [key for rows in self._table_keys(work) for key in rows]
            if not anything:
                return
            if not self._hold(work, visit, held):
                return
        elif held:
            work.attempt(held, partial(visits.change_visit, session, visit, work.values(held)))
        for key in others:
            change = partial(visits.change_visit, session, visit, work.values([key]))
            work.attempt([key], change)
        self._tables(work, visit)
        self._report(work, visit, others)
        if checked:
            work.attempt(checked, partial(self._check, work, visit))

    def _hold(self, work: Writing, visit: Visit, held: Sequence[str]) -> bool:
        """Notes that a plan came about; refused, nothing else of the form can be true either."""

        def hold() -> None:
            on = work.read("visit.held_on")
            if on is None:
                raise RuleError(_("The form does not say on which day the visit is or was."))
            times = (work.read("visit.held_from"), work.read("visit.held_to"))
            visits.hold(work.session, visit, on, *times)

        keys = [key for key in work.chosen if key.partition(".")[0] not in self.steps]
        if work.attempt(held or keys[:1], hold):
            if not held:
                work.applied.changed -= 1
            return True
        reason = work.applied.refused[-1].reason
        told = {each.key for each in work.applied.refused}
        for key in keys:
            if key not in told:
                work.refuse(key, reason)
        return False

    def _report(self, work: Writing, visit: Visit, keys: Sequence[str]) -> None:
        """What was said makes the report; the next appointment the next plan."""
        if not any(getattr(visit, name) for name in _TOLD):
            return
        follows = [key for key in keys if _name(key) in ("next_visit_on", "next_visit_at")]
        if visit.state == "held" or follows:
            before = work.applied.changed
            work.attempt(
                follows or list(keys)[:1] or list(work.chosen)[:1],
                partial(visits.write_record, work.session, visit, {}, None, work.on),
            )
            work.applied.changed = before
            if visit.next_visit_id is not None:
                work.applied.touched.add((Visit, visit.next_visit_id))

    def _check(self, work: Writing, visit: Visit) -> None:
        by_id = work.read("visit.checked_by_id")
        if by_id is None:
            raise RuleError(
                work.problem("visit.checked_by_id") or _("The form does not say who checked.")
            )
        by = work.session.get_one(Staff, by_id)
        on = work.read("visit.checked_on") or work.on
        visits.check(work.session, visit, by, on, work.read("visit.check_opinion"))

    # ----------------------------------------------------------------------------------------------------- tables

    def _table_keys(self, work: Writing) -> Iterator[list[str]]:
        for table in work.form.tables:
            yield from work.row_keys(table).values()

    def _tables(self, work: Writing, visit: Visit) -> None:
        for table in work.form.tables:
            if table.key in self.tables:
                put = partial(put_row, work.session, visit, self.tables[table.key])
                work.rows(
                    table,
                    add=partial(put, None),
                    change=put,
                    remove=partial(remove_row, work.session, visit, self.tables[table.key]),
                )


def agreed_keys(session: Session, visit: Visit, keys: Sequence[str]) -> list[str]:
    """Those of `keys` that change what somebody is asked to agree to, while they are asked."""
    if visit.state != "submitted" or not visit_states.approval_steps(session, visit):
        return []
    return [key for key in keys if key.rpartition(".")[2] in _AGREED]


def anew(session: Session, visit: Visit, on: date, change: Callable[[], None]) -> None:
    """Takes a plan back, changes it, and hands it in again for the day on which it was."""
    asked_on, by = visit.submitted_on or on, _owner(session, visit)
    visits.withdraw(session, visit, on)
    change()
    visits.submit(session, visit, by, asked_on)


def hand_in(session: Session, visit: Visit, _step: str, on: date) -> None:
    """Asks for the decision about a plan that was never handed in by other means."""
    asked = visit_states.approval_steps(session, visit)
    if visit.state == "planned" and asked and not approvals.history(session, visit):
        visits.submit(session, visit, _owner(session, visit), min(on, date.today()))


def _owner(session: Session, visit: Visit) -> Staff | None:
    return session.get(Staff, visit.owner_id) if visit.owner_id else None


def _by_uid(session: Session, uid: str) -> Visit | None:
    if not uid:
        return None
    query = select(Visit).where(Visit.uid == uid, Visit.deleted_at.is_(None))
    return session.scalars(query).first()


def title_of(session: Session, visit: Visit) -> str:
    """What a list of forms calls a visit: whom, when, what for."""
    account = session.get_one(Account, visit.account_id)
    day = visit.held_on or visit.planned_on
    what = visit.subject or VISIT_KIND.label(visit.kind)
    return " · ".join(filter(None, (account.short_name or account.name, str(day or ""), what)))


def _name(key: str) -> str:
    return key.partition(".")[2]


def _together(keys: Sequence[str]) -> list[list[str]]:
    """The keys one by one, but for fields that make sense only together."""
    groups: list[list[str]] = []
    for key in keys:
        pair = next((each for each in _TIMES if _name(key) in each), None)
        own = [each for each in groups if pair and _name(each[0]) in pair]
        if own:
            own[0].append(key)
        else:
            groups.append([key])
    return groups
