"""客户开发 as people do it: begin, fill in, move on, decide, file; each step dated and kept with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.development import (
    Development,
    DevelopmentMember,
    DevelopmentReport,
    DevelopmentScore,
    DevelopmentStateChange,
    DevelopmentStep,
)
from kamdesk.model.fields import fields_of
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import ACCOUNT_STATUS
from kamdesk.work import approvals, development_states, settings
from kamdesk.work.accounts import give_archive_no, set_status
from kamdesk.work.trash import move_to_trash

Values = Mapping[str, Any]
Row = TypeVar("Row", DevelopmentScore, DevelopmentStep, DevelopmentMember, DevelopmentReport)

CRITERIA: tuple[tuple[Term, int], ...] = (
    (Term("Sales", "销售额"), 25),
    (Term("Market share", "市场份额"), 15),
    (Term("Position in the industry", "行业地位"), 15),
    (Term("Relation with us", "客户关系"), 10),
    (Term("Purchase volume", "采购量"), 20),
    (Term("Strategic value", "战略价值"), 15),
)
"""The department's criteria of a key account with their weights, which each development may change."""

ROWS: dict[
    str, type[DevelopmentScore | DevelopmentStep | DevelopmentMember | DevelopmentReport]
] = {
    "scores": DevelopmentScore,
    "steps": DevelopmentStep,
    "team": DevelopmentMember,
    "reports": DevelopmentReport,
}
"""Name of a table of a development → the record of its rows."""
_NEEDED: dict[type[Any], str] = {
    DevelopmentScore: "criterion",
    DevelopmentStep: "what",
    DevelopmentMember: "staff_id",
    DevelopmentReport: "progress",
}
"""The field without which a row is none."""
_HANDED_IN: dict[str, tuple[str, ...]] = {
    "manager_review": ("survey", "evaluation"),
    "director_review": ("survey", "evaluation", "application", "plan"),
}
"""State → groups of fields that somebody is asked to agree to."""
_DAY_OF = {"surveyed": "surveyed_on", "evaluated": "evaluated_on"}
"""State → the field that keeps its day, unless the form names another one."""


# ------------------------------------------------------------------------------------------------ beginning, filling in


def begin(session: Session, account: Account, on: date, owner: Staff | None = None) -> Development:
    """Makes `account` a candidate on day `on`, with the department's criteria on its score card.

    `owner` is in charge; without one the account's owner, else whoever uses this computer. Raises RuleError when the
    account is a key account already or another development of it is under way.
    """
    if account.deleted_at is not None:
        raise RuleError(_("“{name}” lies in the waste basket.").format(name=account.name))
    if account.status == "active":
        raise RuleError(
            _("“{name}” is {status} already; there is nothing to develop.").format(
                name=account.name, status=ACCOUNT_STATUS.label(account.status)
            ),
            field="account_id",
        )
    if open_development(session, account.id) is not None:
        raise RuleError(
            _("A development of “{name}” is under way already.").format(name=account.name),
            field="account_id",
        )
    _refuse_future(on)
    in_charge = owner.id if owner is not None else account.owner_id
    if in_charge is None:
        user = settings.me(session)
        in_charge = user.id if user else None
    made = Development(
        account_id=account.id, begun_on=on, owner_id=in_charge, state="candidate", state_since=on
    )
    session.add(made)
    session.flush()
    session.add(DevelopmentStateChange(development_id=made.id, to="candidate", on=on))
    session.add_all(
        DevelopmentScore(development_id=made.id, criterion=str(name), weight=weight)
        for name, weight in CRITERIA
    )
    session.flush()
    return made


def open_development(session: Session, account_id: int) -> Development | None:
    """The development of an account that is under way; there is one at most."""
    return session.scalars(
        select(Development).where(
            Development.account_id == account_id,
            Development.deleted_at.is_(None),
            Development.state.not_in(development_states.SETTLED),
        )
    ).first()


def change_development(session: Session, development: Development, values: Values) -> None:
    """Sets `values` (field name → typed value); the step moves by `move` only.

    Raises RuleError when the development is over, or when something would change that was handed in for a decision.
    """
    known = {each.name: each for each in fields_of(Development)}
    for name, value in values.items():
        field = known[name]
        if name == "account_id" and value != development.account_id:
            raise RuleError(_("A development stays with its account."), field=name)
        if field.spec.dated or field.spec.derived:
            raise RuleError(_("The step moves by its own command."), field=name)
        if value != field.get(development):
            _refuse_settled(development, field.spec.group)
        field.set(development, value)
    for name in ("expected_sales", "budget"):
        amount = getattr(development, name)
        if amount is not None and amount < 0:
            raise RuleError(_("An amount is not negative."), field=name)
        if amount is not None and not getattr(development, f"{name}_currency"):
            currency = settings.get(session, "default_currency")
            setattr(development, f"{name}_currency", currency)
    if development.begun_on is None:
        raise RuleError(_("A development needs its first day."), field="begun_on")
    session.flush()


def _refuse_settled(development: Development, group: str) -> None:
    """What is over is only read, and so is what somebody is deciding about."""
    if development.state == "rejected":
        raise RuleError(
            _("This development was refused. Take it back to the survey to change it."),
            field="state",
        )
    if development.state == "done" and group != "result":
        raise RuleError(_("This development is done; only its result can be changed."))
    if group in _HANDED_IN.get(development.state, ()):
        raise RuleError(
            _("This was handed in and waits for a decision. Take it back to change it."),
            field="state",
        )


# --------------------------------------------------------------------------------------------------------- the way


def move(
    session: Session,
    development: Development,
    to: str,
    on: date,
    reason: str | None = None,
    by: Staff | None = None,
    due_on: date | None = None,
) -> None:
    """Takes the development to state `to` on day `on`; a review asks its decision in the name of `by`.

    `due_on` is the day by which the new step should be done. Filing gives the archive number and makes the account
    developing; done makes it active. Raises RuleError naming what is missing, or why the way does not lead there.
    """
    said = development_states.why_not(session, development, to)
    if said is not None:
        raise RuleError(said, field="state")
    _refuse_future(on)
    if on < development.state_since:
        raise RuleError(
            _("It came to the present step on {day}; the next cannot be earlier.").format(
                day=development.state_since
            ),
            field="on",
        )
    why = (reason or "").strip()[:400] or None
    if to == "rejected" and why is None:
        raise RuleError(_("Say why; the reason is kept."), field="reason")
    if to == "surveyed" and development.state == "rejected":
        _refuse_second(session, development)
    left, development.state, development.state_since = development.state, to, on
    development.due_on = due_on
    session.add(DevelopmentStateChange(development_id=development.id, to=to, on=on, reason=why))
    _note_day(development, left, to, on)
    if left in development_states.REVIEWS:
        approvals.call_off(session, development)
    session.flush()
    if to in development_states.REVIEWS:
        approvals.ask(session, development, (development_states.REVIEWS[to],), by, on)
    _follow(session, development, to, on)


def _refuse_second(session: Session, development: Development) -> None:
    if open_development(session, development.account_id) is not None:
        raise RuleError(_("Another development of this account is under way."), field="account_id")


def _note_day(development: Development, left: str, to: str, on: date) -> None:
    if to in _DAY_OF and getattr(development, _DAY_OF[to]) is None:
        setattr(development, _DAY_OF[to], on)
    if left == "application" and development.applied_on is None:
        development.applied_on = on


def _follow(session: Session, development: Development, to: str, on: date) -> None:
    """What the account becomes by it."""
    account = session.get_one(Account, development.account_id)
    if to == "filed":
        give_archive_no(session, account, on)
        if account.status != "active":
            set_status(session, account, "developing", on, _("Development filed"))
    elif to == "done":
        set_status(session, account, "active", on, _("Development done"))
    session.flush()


def decided(
    session: Session, development: Development, outcome: str, on: date, opinion: str | None
) -> None:
    """What a decision makes of it: on to the next step, back for improvement when returned, or refused for good."""
    straight, back, refused = development_states.STEPS[development.state]
    to = {"approved": straight, "returned": back, "refused": refused}[outcome]
    said = (opinion or "").strip() or None
    if outcome == "refused" and said is None:
        said = _("refused without a reason")
    move(session, development, to, on, said)


def changes(session: Session, development_id: int) -> list[DevelopmentStateChange]:
    """The dated steps, the first first."""
    query = select(DevelopmentStateChange).where(
        DevelopmentStateChange.development_id == development_id,
        DevelopmentStateChange.deleted_at.is_(None),
    )
    return list(
        session.scalars(query.order_by(DevelopmentStateChange.on, DevelopmentStateChange.id))
    )


def _refuse_future(on: date) -> None:
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="on")


# ---------------------------------------------------------------------------------------------------------- tables


def rows(session: Session, record: type[Row], development_id: int) -> list[Row]:
    """The rows of one table of a development, in their order; reports by their day."""
    query = select(record).where(
        record.development_id == development_id, record.deleted_at.is_(None)
    )
    if record is DevelopmentReport:
        query = query.order_by(DevelopmentReport.on)
    return list(session.scalars(query.order_by(record.id)))


def set_scores(
    session: Session, development: Development, given: Sequence[Values]
) -> list[DevelopmentScore]:
    """Makes the score card those rows; see `set_rows`."""
    return set_rows(session, development, DevelopmentScore, given)


def set_plan_steps(
    session: Session, development: Development, given: Sequence[Values]
) -> list[DevelopmentStep]:
    """Makes the steps of the plan those rows; see `set_rows`."""
    return set_rows(session, development, DevelopmentStep, given)


def set_team(
    session: Session, development: Development, given: Sequence[Values]
) -> list[DevelopmentMember]:
    """Makes the project team those rows; see `set_rows`."""
    return set_rows(session, development, DevelopmentMember, given)


def set_rows(
    session: Session, development: Development, record: type[Row], given: Sequence[Values]
) -> list[Row]:
    """Makes the rows of one table those `given` (field name → value, ``id`` for one that stays); empty rows are none.

    Rows that are not given any more go to the waste basket. Raises RuleError for a row without what it needs, or a
    value that makes no sense.
    """
    known = {each.id: each for each in rows(session, record, development.id)}
    kept = []
    for values in given:
        plain = {name: value for name, value in values.items() if name != "id"}
        if not any(value not in (None, "") for name, value in plain.items() if name != "weight"):
            continue
        row = known.pop(values.get("id") or 0, None)
        kept.append(put_row(session, development, record, row, plain))
    for row in known.values():
        remove_row(session, development, row)
    return kept


def put_row(
    session: Session, development: Development, record: type[Row], row: Row | None, values: Values
) -> Row:
    """Sets `values` of one row of a table, a new one without `row`."""
    _refuse_settled(development, _GROUP_OF[record])
    fields = {each.name: each for each in fields_of(record)}
    needed = _NEEDED[record]
    after = values.get(needed) if needed in values else (row and getattr(row, needed))
    if not after:
        raise RuleError(
            _("A row needs a {field}.").format(field=fields[needed].label), field=needed
        )
    _check_row(session, development, record, row, values)
    if row is None:
        row = record(development_id=development.id, **{needed: after})
        if isinstance(row, DevelopmentScore):
            row.weight = 0
        if isinstance(row, DevelopmentReport):
            user = settings.me(session)
            row.on, row.staff_id = date.today(), user.id if user else development.owner_id
        session.add(row)
    for name, value in values.items():
        if name != "development_id":
            fields[name].set(row, value)
    session.flush()
    return row


def remove_row(session: Session, development: Development, row: Row) -> None:
    """Moves one row to the waste basket."""
    _refuse_settled(development, _GROUP_OF[type(row)])
    move_to_trash(session, row)


_GROUP_OF: dict[type[Any], str] = {
    DevelopmentScore: "evaluation",
    DevelopmentStep: "plan",
    DevelopmentMember: "team",
    DevelopmentReport: "result",
}
"""Record of a row → the group of fields it belongs to."""


def _check_row(
    session: Session, development: Development, record: type[Any], row: Any, values: Values
) -> None:
    for name in ("weight", "score"):
        number = values.get(name)
        if number is not None and not 0 <= number <= 100:
            raise RuleError(_("It lies between 0 and 100."), field=name)
    if record is DevelopmentScore and "weight" in values and values["weight"] is None:
        raise RuleError(_("A criterion has a weight; 0 leaves it out."), field="weight")
    if record is DevelopmentReport and values.get("on"):
        _refuse_future(values["on"])
    for unique in ("criterion", "staff_id"):
        if record not in (DevelopmentScore, DevelopmentMember) or values.get(unique) is None:
            continue
        others = [each for each in rows(session, record, development.id) if each is not row]
        if any(getattr(each, unique, None) == values[unique] for each in others):
            raise RuleError(_("This stands in another row already."), field=unique)


def add_report(session: Session, development: Development, values: Values) -> DevelopmentReport:
    """Adds a progress report (定期汇报), of today and by whoever uses this computer unless `values` say otherwise."""
    return put_row(session, development, DevelopmentReport, None, values)


def change_report(session: Session, report: DevelopmentReport, values: Values) -> None:
    """Corrects a progress report."""
    development = session.get_one(Development, report.development_id)
    put_row(session, development, DevelopmentReport, report, values)
