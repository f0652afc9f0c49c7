"""每周回顾 (N12): ten minutes through everything that lies; and what happened since the last time somebody looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import Message, _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.development import Development, DevelopmentReport
from kamdesk.model.log import Change, ChangedRow
from kamdesk.model.terms import Term
from kamdesk.model.values import read_date
from kamdesk.model.vocabulary import DEVELOPMENT_STATE
from kamdesk.work import agenda, rhythm, rules, settings
from kamdesk.work.agenda_entry import MOST, Entry, Scope
from kamdesk.work.development_states import SETTLED

STALLED_AFTER = timedelta(days=14)
"""A development that neither moved on nor was reported about for longer lies still."""
_ACCOUNTS_SHOWN = 100
_CHANGES_SHOWN = 100

STEPS: dict[str, Term] = {
    "stale": Term("Silent accounts", "静默客户"),
    "overdue": Term("Overdue", "逾期事项"),
    "no_next_step": Term("Without a next step", "没有下一步的客户"),
    "record_missing": Term("Held without a record", "已拜访未记录"),
    "stalled": Term("Developments without movement", "停滞的客户开发"),
    "claim": Term("Expenses not claimed", "未报销的费用"),
}
"""Key of a step → its heading, in the order of the review."""


@dataclass(frozen=True)
class Step:
    """One step of the review with what is to be looked at, the worst first."""

    key: str
    entries: tuple[Entry, ...]
    count: int
    """How many there are; a step shows the first hundreds."""

    @property
    def heading(self) -> str:
        """In the language in use."""
        return str(STEPS[self.key])


@dataclass(frozen=True)
class Review:
    """The steps of a review on a day, and when the last one was."""

    on: date
    last_on: date | None
    steps: tuple[Step, ...]

    @property
    def days_since(self) -> int | None:
        """Days since the last review; None before the first."""
        return (self.on - self.last_on).days if self.last_on is not None else None


def review(session: Session, on: date, staff: Staff | None = None) -> Review:
    """Everything stale, overdue or without a next step on day `on`, of `staff` or of everybody."""
    scope = Scope(session, on, on, staff)
    due = agenda.agenda(session, on, 0, staff)
    apart = ("record_missing", "claim")
    steps = (
        _stale(scope),
        _step("overdue", [each for each in due.overdue if each.kind not in apart]),
        _without_next_step(scope),
        _step("record_missing", [each for each in due.entries if each.kind == "record_missing"]),
        _stalled(scope),
        _step("claim", [each for each in due.entries if each.kind == "claim"]),
    )
    return Review(on, last_review_on(session), steps)


def last_review_on(session: Session) -> date | None:
    """The day of the last review; None before the first."""
    return read_date(settings.get(session, "last_review_on")).value


def reviewed(session: Session, on: date) -> None:
    """Notes that the review was done on day `on`."""
    settings.put(session, "last_review_on", on.isoformat())


def _step(key: str, entries: Sequence[Entry], count: int | None = None) -> Step:
    return Step(key, tuple(entries), len(entries) if count is None else count)


def _stale(scope: Scope) -> Step:
    page = rhythm.silent_accounts(scope.session, scope.on, scope.staff, _ACCOUNTS_SHOWN)
    words = {
        each.account_id: _("silent for {days} days, every {rhythm} days wanted").format(
            days=(scope.on - each.since).days, rhythm=each.rhythm
        )
        for each in page.accounts
    }
    since = {each.account_id: each.since for each in page.accounts}
    accounts = _accounts(scope, list(words))
    entries = [
        _about(scope, accounts[key], words[key], since[key]) for key in words if key in accounts
    ]
    return _step("stale", entries, page.count)


def _accounts(scope: Scope, ids: Sequence[int]) -> dict[int, Account]:
    query = select(Account).where(Account.id.in_(ids))
    return {each.id: each for each in scope.session.scalars(query)}


def _without_next_step(scope: Scope) -> Step:
    query = rules.without_next_step(scope.staff)
    rows = scope.session.execute(query.limit(MOST)).all()
    said = _("no next contact, no visit, no task")
    entries = [_about(scope, each, said, each.last_contact_on) for each in rows]
    every = select(func.count()).select_from(query.order_by(None).subquery())
    count = len(rows) if len(rows) < MOST else scope.session.scalar(every)
    return _step("no_next_step", entries, count)


def _about(scope: Scope, account: Account | Row[Any], detail: str, since: date | None) -> Entry:
    """An account as something to look at: it has no day of its own."""
    return Entry(
        "next_contact", scope.on, account.name, Account.__name__, account.id, account.uid, account.updated_at,
        detail=detail, account_id=account.id, account=account.short_name or account.name, tier=account.tier,
        staff_id=account.owner_id, who=scope.who(account.owner_id), since=since,
    )  # fmt: skip


def _stalled(scope: Scope) -> Step:
    """Developments whose last step and last report are both longer ago than `STALLED_AFTER`."""
    reported = (
        select(func.max(DevelopmentReport.on))
        .where(
            DevelopmentReport.development_id == Development.id,
            DevelopmentReport.deleted_at.is_(None),
        )
        .correlate(Development)
        .scalar_subquery()
    )
    query = (
        select(Development, Account, reported)
        .join(Account, Account.id == Development.account_id)
        .where(Development.state.not_in(SETTLED), Development.deleted_at.is_(None))
    )
    if scope.staff is not None:
        query = query.where(func.coalesce(Development.owner_id, scope.staff.id) == scope.staff.id)
    found = []
    for development, account, reported_on in scope.session.execute(query):
        moved = max(filter(None, (development.state_since, reported_on)))
        if scope.on - moved > STALLED_AFTER:
            found.append((moved, development, account))
    found.sort(key=lambda each: (each[0], each[1].id))
    entries = [
        Entry(
            "development", scope.on, DEVELOPMENT_STATE.label(each.state), Development.__name__, each.id, each.uid,
            each.updated_at, detail=_("nothing moved for {days} days").format(days=(scope.on - moved).days),
            account_id=account.id, account=account.short_name or account.name, tier=account.tier,
            staff_id=each.owner_id, who=scope.who(each.owner_id), since=moved,
        )
        for moved, each, account in found[:MOST]
    ]  # fmt: skip
    return _step("stalled", entries, len(found))


# --------------------------------------------------------------------------------------------------- since last time


@dataclass(frozen=True)
class ChangedByOthers:
    """Something that somebody else saved."""

    change_id: int
    at: datetime
    by: str
    label: str
    records: int
    account_ids: tuple[int, ...]
    """The first hundred accounts it touched; of `staff`, where a person was named."""


@dataclass(frozen=True)
class Since:
    """What happened since a moment: saved by others, and due from then on."""

    changes: tuple[ChangedByOthers, ...]
    """The newest first."""
    due: tuple[Entry, ...]
    """What fell due on a day after that of the moment, up to the day asked for."""


def since(session: Session, moment: datetime, on: date, staff: Staff | None = None) -> Since:
    """What others changed since `moment` (with its zone), and what became due since then, up to day `on`.

    With `staff` the changes are those by others that touched an account of this person.
    """
    last_day = moment.astimezone().date()
    due = agenda.agenda(session, on, 0, staff).entries
    became_due = tuple(each for each in due if each.on > last_day and each.since is None)
    return Since(_changes(session, moment, staff), became_due)


def _changes(
    session: Session, moment: datetime, staff: Staff | None
) -> tuple[ChangedByOthers, ...]:
    query = (
        select(Change)
        .where(Change.at > moment, Change.undone_at.is_(None))
        .order_by(Change.id.desc())
    )
    if staff is not None:
        query = query.where(Change.by != staff.name)
    found: list[ChangedByOthers] = []
    for change in session.scalars(query):
        accounts = select(ChangedRow.account_id).where(
            ChangedRow.change_id == change.id, ChangedRow.account_id.is_not(None)
        )
        own = (
            select(Account.id)
            .where(Account.id.in_(accounts))
            .order_by(Account.id)
            .limit(_ACCOUNTS_SHOWN)
        )
        if staff is not None:
            own = own.where(Account.owner_id == staff.id)
        ids = tuple(session.scalars(own))
        if staff is not None and not ids:
            continue
        rows = session.scalar(
            select(func.count()).select_from(ChangedRow).where(ChangedRow.change_id == change.id)
        )
        label = str(Message.load(change.label))
        found.append(ChangedByOthers(change.id, change.at, change.by, label, int(rows or 0), ids))
        if len(found) == _CHANGES_SHOWN:
            break
    return tuple(found)
