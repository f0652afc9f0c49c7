"""How the forms about the development of a prospect find it, what they know of it, and how they write it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, KnownRow, fields_known, rows_known
from kamdesk.forms.layouts.budget_lines import added_up
from kamdesk.forms.layouts.parts import (
    account_values,
    approvals_known,
    file_approvals,
    named_account,
    names_another,
)
from kamdesk.forms.readings import FormReading, FoundValue
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.development import Development, DevelopmentReport, DevelopmentScore
from kamdesk.work import development, development_states


class DevelopmentFiling(Filing):
    """The development of an account that is under way, else its last one; from a blank form a new one."""

    record = Development

    def __init__(self, tables: Sequence[str], steps: Sequence[str], budget: str = "") -> None:
        self.tables = tuple(tables)
        self.steps = tuple(steps)
        self.budget = budget
        """Key of the table of budget lines, which only add up to the budget."""

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid, then by the account it is about."""
        known = by_uid(session, reading.uid)
        if known is not None:
            account = session.get_one(Account, known.account_id)
            doubt = names_another(reading, account)
            return FormDifference(reading, "uid", known.id, account.name, account.id, doubt=doubt)
        account_named, why = named_account(session, reading)
        if account_named is None:
            name = str(reading.value("account.name") or "")
            return FormDifference(reading, "none", None, name, refusal=why)
        found = last_of(session, account_named.id)
        return FormDifference(
            reading, "name" if found else "none", found.id if found else None,
            account_named.name, account_named.id,
        )  # fmt: skip

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """An account has one development at a time."""
        yield difference.account_id

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The development, its account, the tables of the form, and what was decided."""
        found = session.get_one(Development, record_id)
        account = session.get_one(Account, found.account_id)
        values = account_values(account) | fields_known(form, "development", found)
        values |= approvals_known(session, found, self.steps)
        rows = {key: rows_known(form, key, _rows(session, found, key)) for key in self.tables}
        if self.budget:
            line = {"amount": found.budget, "currency": found.budget_currency, "category": None}
            rows[self.budget] = [KnownRow(0, "", line)] if found.budget is not None else []
        return Known(found.uid, account.name, account.id, values, rows)

    def prefilled(self, session: Session, account_id: int) -> Known:
        """The account, for a form about a development that has not begun."""
        account = session.get_one(Account, account_id)
        return Known("", account.name, account.id, account_values(account))

    def found(self, form: Form, reading: FormReading) -> dict[str, FoundValue]:
        """Lines of the budget are added up."""
        if not self.budget:
            return reading.found
        return added_up(reading, self.budget, "development.budget")

    def canonical(self, name: str, value: Any) -> Any:
        """The department's criteria are the same in both languages."""
        return _in_english(value) if name == "criterion" else value

    def file(self, work: Writing) -> None:
        """Begins the development when there is none; then field by field, table by table, then the decisions."""
        session, keys = work.session, work.keys("development")
        if work.difference.record_id is None:
            made, used = _begin(work)
            keys = [key for key in keys if key not in used]
        else:
            made = session.get_one(Development, work.difference.record_id)
        for key in keys:
            change = partial(development.change_development, session, made, work.values([key]))
            work.attempt([key], change)
        for table in work.form.tables:
            if table.key in self.tables:
                file_rows(work, made, table.key)
        file_approvals(work, made, self.steps, partial(_hand_in, session, made))


def _begin(work: Writing) -> tuple[Development, set[str]]:
    account = work.session.get_one(Account, work.difference.account_id)
    owner_id = work.read("development.owner_id")
    owner = work.session.get(Staff, owner_id) if owner_id else None
    on = work.read("development.begun_on") or work.on
    made = development.begin(work.session, account, on, owner)
    used = {"development.owner_id", "development.begun_on"} & set(work.chosen)
    work.made(made.id, used)
    return made, used


def file_rows(work: Writing, made: Development, key: str) -> None:
    """One table of the form."""
    table = next(each for each in work.form.tables if each.key == key)
    record: Any = development.ROWS[key]
    session = work.session

    def add(values: Values) -> None:
        known, given = _same_criterion(session, made, values) if key == "scores" else (None, values)
        development.put_row(session, made, record, known, _whole(key, given))

    def change(row_id: int, values: Values) -> None:
        row = session.get_one(record, row_id)
        development.put_row(session, made, record, row, _whole(key, values))

    def remove(row_id: int) -> None:
        development.remove_row(session, made, session.get_one(record, row_id))

    work.rows(table, add=add, change=change, remove=remove)


def _whole(key: str, values: Values) -> Values:
    """A criterion without a weight counts for nothing."""
    if key == "scores" and "weight" in values and values["weight"] is None:
        return dict(values) | {"weight": 0}
    return values


def _in_english(criterion: Any) -> Any:
    known = (term for term, _weight in development.CRITERIA if criterion in term.wordings)
    return next((term.en for term in known), criterion)


def _same_criterion(
    session: Session, made: Development, values: Values
) -> tuple[DevelopmentScore | None, Values]:
    """The criterion a new development has by itself, in whichever language the form names it."""
    named = _in_english(values.get("criterion"))
    for each in development.rows(session, DevelopmentScore, made.id):
        if _in_english(each.criterion) == named:
            return each, {name: value for name, value in values.items() if name != "criterion"}
    return None, values


def _hand_in(session: Session, made: Development, step: str, on: date) -> None:
    """Brings a development that is ready for the decision before the one who takes it."""
    review = next(
        (state for state, asked in development_states.REVIEWS.items() if asked == step), ""
    )
    ready = {"manager_review": "evaluated", "director_review": "application"}
    if review and made.state == ready[review] and review in development_states.reviews(session):
        owner = session.get(Staff, made.owner_id) if made.owner_id else None
        development.move(session, made, review, max(on, made.state_since), by=owner)


def _rows(session: Session, made: Development, key: str) -> list[Any]:
    record: Any = development.ROWS[key]
    return list(development.rows(session, record, made.id))


def by_uid(session: Session, uid: str) -> Development | None:
    """The development with this mark."""
    query = select(Development).where(Development.uid == uid, Development.deleted_at.is_(None))
    return session.scalars(query).first() if uid else None


def last_of(session: Session, account_id: int) -> Development | None:
    """The development of an account that is under way, else the one that was last."""
    query = select(Development).where(
        Development.account_id == account_id, Development.deleted_at.is_(None)
    )
    last = session.scalars(query.order_by(Development.id.desc())).first()
    return development.open_development(session, account_id) or last


class DevelopmentReportFiling(Filing):
    """A progress report of the development of an account, and how far the steps of its plan are."""

    record = DevelopmentReport

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid, then by account and day; a new one needs a development."""
        query = select(DevelopmentReport).where(DevelopmentReport.deleted_at.is_(None))
        marked = query.where(DevelopmentReport.uid == reading.uid)
        known = session.scalars(marked).first() if reading.uid else None
        if known is not None:
            made = session.get_one(Development, known.development_id)
            account = session.get_one(Account, made.account_id)
            doubt = names_another(reading, account)
            name = f"{account.name} · {known.on}"
            return FormDifference(reading, "uid", known.id, name, account.id, doubt=doubt)
        account_named, why = named_account(session, reading)
        if account_named is None:
            name = str(reading.value("account.name") or "")
            return FormDifference(reading, "none", None, name, refusal=why)
        found = last_of(session, account_named.id)
        if found is None:
            return FormDifference(
                reading, "none", None, account_named.name, account_named.id,
                refusal=_("No development of “{name}” has begun.").format(name=account_named.name),
            )  # fmt: skip
        day = reading.value("report.on")
        same = query.where(
            DevelopmentReport.development_id == found.id, DevelopmentReport.on == day
        )
        on_day = session.scalars(same).first() if day else None
        name = f"{account_named.name} · {day}" if day else account_named.name
        return FormDifference(
            reading, "day" if on_day else "none", on_day.id if on_day else None, name,
            account_named.id,
        )  # fmt: skip

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """The report, or for a new one the account and the day."""
        yield difference.record_id or (
            difference.account_id,
            difference.reading.value("report.on"),
        )

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The report, its account, and the steps of the plan."""
        report = session.get_one(DevelopmentReport, record_id)
        made = session.get_one(Development, report.development_id)
        account = session.get_one(Account, made.account_id)
        values = account_values(account) | fields_known(form, "report", report)
        rows = {"steps": rows_known(form, "steps", _rows(session, made, "steps"))}
        return Known(report.uid, f"{account.name} · {report.on}", account.id, values, rows)

    def prefilled(self, session: Session, account_id: int) -> Known:
        """The account, for the next report."""
        account = session.get_one(Account, account_id)
        return Known("", account.name, account.id, account_values(account))

    def file(self, work: Writing) -> None:
        """The report, then the steps of the plan."""
        session, keys = work.session, work.keys("report")
        if work.difference.record_id is None:
            found = last_of(session, work.difference.account_id or 0)
            if found is None:
                raise RuleError(_("No development of this account has begun."))
            values = {name: value for name, value in work.values(keys).items() if value is not None}
            report = development.add_report(session, found, values)
            work.made(report.id, keys)
        else:
            report = session.get_one(DevelopmentReport, work.difference.record_id)
            for key in keys:
                change = partial(development.change_report, session, report, work.values([key]))
                work.attempt([key], change)
        file_rows(work, session.get_one(Development, report.development_id), "steps")
