"""Rules that make tasks and call-backs: a fixed few, each switched by a setting, none acting twice for one occasion.

A rule names its occasions; an occasion that was acted on leaves a mark that undo does not take back, so that a task
somebody took back does not come again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.agenda import RuleMark, Task
from kamdesk.model.department import Staff
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.store.recorder import insert_many
from kamdesk.store.store import Store
from kamdesk.work import rhythm, settings
from kamdesk.work.agenda_dates import birthday_rows, is_ahead
from kamdesk.work.agenda_entry import Scope
from kamdesk.work.birthdays import next_birthday
from kamdesk.work.tasks import add_task
from kamdesk.work.visit_states import OPEN
from kamdesk.work.working_days import Calendar

MOST = 50
"""Tasks that one rule makes in one run; the next run goes on."""
_ALL = 1_000_000


@dataclass(frozen=True)
class Occasion:
    """Something a rule acts on once. `key` tells it from every other, `values` are those of its task."""

    key: str
    values: dict[str, Any]


@dataclass
class Ran:
    """What a run made: the rule's code → ids of its tasks, and the ids of call-backs that fall due by the rhythm."""

    tasks: dict[str, list[int]] = field(default_factory=dict)
    callbacks: list[int] = field(default_factory=list)

    @property
    def made(self) -> int:
        """Tasks and call-backs made in all."""
        return sum(map(len, self.tasks.values())) + len(self.callbacks)


def run(store: Store, day: date) -> Ran:
    """Makes what the rules switched on ask for on `day`, as one change; nothing where nothing can be saved.

    Only key accounts of whoever uses this computer are looked at; everybody's, as long as nobody is named there.
    """
    if store.read_only:
        return Ran()
    with store.read() as session:
        found = _found(session, day)
        callbacks = _callbacks(session, day)
    if not any(found.values()) and not callbacks:
        return Ran()
    ran = Ran()
    with store.change(message("Tasks and call-backs made by rules")) as session:
        for rule, occasions in found.items():
            for each in occasions:
                session.add(RuleMark(key=each.key, on=day))
                ran.tasks.setdefault(rule, []).append(add_task(session, each.values, rule).id)
        for row in callbacks:
            session.add(RuleMark(key=_key_of_callback(row), on=day))
        if callbacks:
            ran.callbacks = insert_many(session, CallbackPlan, callbacks)
    return ran


def _callbacks(session: Session, day: date) -> list[dict[str, Any]]:
    """The call-backs that the rhythm of the tiers asks for next and nobody took back."""
    if settings.get(session, "rule_callbacks") != "yes":
        return []
    marked = set(session.scalars(select(RuleMark.key).where(RuleMark.key.startswith("callback:"))))
    rows = rhythm.callbacks_to_plan(session, day, settings.me(session))
    return [row for row in rows if _key_of_callback(row) not in marked]


def _key_of_callback(row: dict[str, Any]) -> str:
    return f"callback:{row['account_id']}:{row['due_on']}"


def _found(session: Session, day: date) -> dict[str, list[Occasion]]:
    """What the rules that are switched on act on; an account that another rule thought of needs no second reminder."""
    known = settings.get_all(session)
    found: dict[str, list[Occasion]] = {}
    thought_of: set[int] = set()
    for rule in RULES:
        if known[f"rule_{rule}"] != "yes":
            continue
        new = _new(session, rule, day)
        if rule == "no_next_contact":
            new = (each for each in new if each.values["account_id"] not in thought_of)
        found[rule] = list(islice(new, MOST))
        thought_of.update(each.values["account_id"] for each in found[rule])
    return found


def _new(session: Session, rule: str, day: date) -> Iterator[Occasion]:
    """The occasions of `rule` that were not acted on before."""
    query = select(RuleMark.key).where(RuleMark.key.startswith(f"{rule}:", autoescape=True))
    marked = set(session.scalars(query))
    me = settings.me(session)
    return (each for each in RULES[rule](session, day, me) if each.key not in marked)


def _overdue_rhythm(session: Session, day: date, me: Staff | None) -> Iterable[Occasion]:
    """An account is silent longer than its tier allows: one task for each silence."""
    calendar = Calendar(session)
    asked = _accounts_with_task(session, "overdue_rhythm")
    for account in rhythm.silent_accounts(session, day, me, limit=_ALL).accounts:
        if account.account_id in asked:
            continue
        name = _("Get in touch with {account}: silent for {days} days").format(
            account=account.name, days=(day - account.since).days
        )
        yield Occasion(
            f"overdue_rhythm:{account.account_id}:{account.since}",
            {
                "name": name[:200],
                "due_on": calendar.next_working_day(day),
                "owner_id": account.owner_id,
                "account_id": account.account_id,
            },
        )


def _birthday(session: Session, day: date, me: Staff | None) -> Iterable[Occasion]:
    """Somebody at a key account has a birthday within the days that the setting names."""
    last = day + timedelta(days=max(int(settings.get(session, "birthday_days")), 0))
    calendar = Calendar(session)
    scope = Scope(session, day, last, me)
    for row in birthday_rows(scope, rhythm.KEY_STATUSES):
        birthday = next_birthday(row.birth_date, row.lunar_birthday, day)
        if birthday is None or birthday.on > last:
            continue
        name = _("Birthday of {name} ({account}) on {day}").format(
            name=row.full_name, account=row.account, day=birthday.on
        )
        yield Occasion(
            f"birthday:{row.id}:{birthday.on}",
            {
                "name": name[:200],
                "due_on": max(calendar.previous_working_day(birthday.on), day),
                "owner_id": row.staff_id,
                "account_id": row.account_id,
                "contact_id": row.id,
                "note": birthday.note or None,
            },
        )


def _no_next_contact(session: Session, day: date, me: Staff | None) -> Iterable[Occasion]:
    """Nothing at all is arranged with a key account: no next contact, no visit, no task; one task for each time."""
    calendar = Calendar(session)
    for account in session.execute(without_next_step(me)):
        yield Occasion(
            f"no_next_contact:{account.id}:{account.last_contact_on or '-'}",
            {
                "name": _("Arrange the next contact with {account}").format(
                    account=account.short_name or account.name
                )[:200],
                "due_on": calendar.next_working_day(day),
                "owner_id": account.owner_id,
                "account_id": account.id,
            },
        )


def without_next_step(staff: Staff | None) -> Select[*tuple[Any, ...]]:
    """Key accounts (of `staff`) with which nothing is arranged: no next contact ahead, no visit, no open task.

    Rows of id, uid, updated_at, name, short_name, tier, owner_id and last_contact_on, by tier and name.
    """
    query = (
        select(
            Account.id,
            Account.uid,
            Account.updated_at,
            Account.name,
            Account.short_name,
            Account.tier,
            Account.owner_id,
            Account.last_contact_on,
        )
        .where(
            Account.deleted_at.is_(None),
            Account.status.in_(rhythm.KEY_STATUSES),
            or_(Account.next_contact_on.is_(None), ~is_ahead()),
            ~exists().where(
                Visit.account_id == Account.id, Visit.state.in_(OPEN), Visit.deleted_at.is_(None)
            ),
            ~exists().where(
                Task.account_id == Account.id,
                Task.done_on.is_(None),
                Task.cancelled_on.is_(None),
                Task.deleted_at.is_(None),
            ),
        )
        .order_by(Account.tier, Account.sort_name, Account.id)
    )
    return query.where(Account.owner_id == staff.id) if staff is not None else query


def _accounts_with_task(session: Session, rule: str) -> set[int]:
    """Accounts with an open task of `rule`, where another one would say the same."""
    query = select(Task.account_id).where(
        Task.rule == rule,
        Task.done_on.is_(None),
        Task.cancelled_on.is_(None),
        Task.deleted_at.is_(None),
    )
    return {account_id for account_id in session.scalars(query) if account_id is not None}


Rule = Callable[[Session, date, Staff | None], Iterable[Occasion]]

RULES: dict[str, Rule] = {
    "overdue_rhythm": _overdue_rhythm,
    "birthday": _birthday,
    "no_next_contact": _no_next_contact,
}
"""Code of a rule → its occasions. The setting ``rule_…`` switches it, the vocabulary `TASK_RULE` names it."""
