"""``visit …``: planning, recording and moving visits without the window."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from kamdesk.cli import references
from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _, message

if TYPE_CHECKING:
    from kamdesk.model.visit import Visit


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--from", dest="first", type=references.day, metavar="DAY", help=_("from this day on"))
    add("--to", dest="last", type=references.day, metavar="DAY", help=_("up to this day"))
    add("--account", metavar="REF", help=_("only visits to this account"))
    add("--state", metavar="STATE", help=_("only visits in this state (planned, held …)"))


def _list(context: Context, arguments: argparse.Namespace) -> int:
    from sqlalchemy import select

    from kamdesk.model.account import Account
    from kamdesk.model.visit import Visit
    from kamdesk.model.vocabulary import VISIT_KIND, VISIT_STATE

    query = (
        select(Visit, Account.name)
        .join(Account, Account.id == Visit.account_id)
        .where(Visit.deleted_at.is_(None))
        .order_by(Visit.day, Visit.planned_from, Visit.id)
    )
    if arguments.state is not None and arguments.state not in VISIT_STATE:
        raise WrongUse(_("A state is one of: {states}").format(states=", ".join(VISIT_STATE.codes)))
    with context.reading() as store, store.read() as session:
        if arguments.first is not None:
            query = query.where(Visit.day >= arguments.first)
        if arguments.last is not None:
            query = query.where(Visit.day <= arguments.last)
        if arguments.state is not None:
            query = query.where(Visit.state == arguments.state)
        if arguments.account is not None:
            account = references.account(session, arguments.account)
            query = query.where(Visit.account_id == account.id)
        found = session.execute(query).all()
        context.output.table(
            (
                str(visit.id),
                str(visit.held_on or visit.planned_on),
                visit.held_from or visit.planned_from or "",
                VISIT_KIND.label(visit.kind),
                VISIT_STATE.label(visit.state),
                account_name,
                visit.subject,
            )
            for visit, account_name in found
        )
        context.output.json({"visits": [_told(visit, name) for visit, name in found]})
    return Status.DONE


def _told(visit: Visit, account: str) -> dict[str, Any]:
    return {
        "visit": visit.id, "uid": visit.uid, "account": account, "kind": visit.kind, "state": visit.state,
        "subject": visit.subject, "planned_on": visit.planned_on, "planned_from": visit.planned_from,
        "held_on": visit.held_on, "result": visit.result, "reason": visit.reason,
    }  # fmt: skip


def _plan_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("account", metavar="ACCOUNT", help=_("whom to visit"))
    add("--on", type=references.day, required=True, metavar="DAY", help=_("the day"))
    add("--subject", default="", metavar="TEXT", help=_("what for"))
    add("--at", type=references.time_of_day, metavar="TIME", help=_("from this time"))
    add("--until", type=references.time_of_day, metavar="TIME", help=_("to this time"))
    _kind_and_staff(parser)


def _kind_and_staff(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--kind", default="visit", choices=("visit", "reception", "callback", "call", "online"),
        help=_("what kind of visit (visit)"),
    )  # fmt: skip
    add("--by", metavar="NO", help=_("staff number of who does it (yours)"))


def _plan(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import visits

    values: dict[str, Any] = {
        "kind": arguments.kind, "subject": arguments.subject, "planned_on": arguments.on,
        "planned_from": arguments.at, "planned_to": arguments.until,
    }  # fmt: skip
    with context.writing() as store:
        with store.read() as session:
            account = references.account(session, arguments.account)
            values["account_id"] = account.id
            if arguments.by:
                values["owner_id"] = references.staff(session, arguments.by).id
        with store.change(message("Plan a visit to “{name}”", name=account.name)) as session:
            visit = visits.plan_visit(session, values)
        return _show(context, visit, account.name)


def _show(context: Context, visit: Visit, account: str) -> int:
    from kamdesk.model.vocabulary import VISIT_STATE

    context.output.say(
        _("Visit {number}: {account}, {day}, {state}").format(
            number=visit.id, account=account, day=visit.held_on or visit.planned_on,
            state=VISIT_STATE.label(visit.state),
        )
    )  # fmt: skip
    context.output.json(_told(visit, account))
    return Status.DONE


def _record_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "ref",
        metavar="VISIT|ACCOUNT",
        help=_("the visit by its number, or the account of one without a plan"),
    )
    add(
        "--on",
        type=references.day,
        metavar="DAY",
        help=_("the day it took place (the planned day, or today)"),
    )
    add(
        "--result",
        choices=("advance", "continuation", "order", "refusal"),
        help=_("what came of it"),
    )
    add("--conclusion", metavar="TEXT", help=_("what came of it, in words"))
    add("--needs", metavar="TEXT", help=_("what they need"))
    add("--presented", metavar="TEXT", help=_("what was presented"))
    add("--next-step", metavar="TEXT", help=_("what is done next"))
    add(
        "--next-on",
        type=references.day,
        metavar="DAY",
        help=_("the next appointment; it becomes a plan"),
    )
    _kind_and_staff(parser)


def _record(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.model.account import Account
    from kamdesk.model.visit import Visit
    from kamdesk.work import visits

    given = {
        "held_on": arguments.on, "result": arguments.result, "conclusion": arguments.conclusion,
        "needs": arguments.needs, "presented": arguments.presented, "next_step": arguments.next_step,
        "next_visit_on": arguments.next_on,
    }  # fmt: skip
    values = {name: value for name, value in given.items() if value is not None}
    with context.writing() as store:
        with store.read() as session:
            known = references.find_visit(session, arguments.ref)
            if known is None:
                account = references.account(session, arguments.ref)
                values |= {"account_id": account.id, "kind": arguments.kind}
                if arguments.by:
                    values["owner_id"] = references.staff(session, arguments.by).id
            else:
                account = session.get_one(Account, known.account_id)
        with store.change(message("Record of a visit to “{name}”", name=account.name)) as session:
            if known is None:
                visit = visits.record_held(session, values)
            else:
                visit = session.get_one(Visit, known.id)
                visits.write_record(session, visit, values)
        return _show(context, visit, account.name)


def _move_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("visit", metavar="VISIT", help=_("the number of the visit"))
    add("state", metavar="STATE", help=_("the state it goes to: submitted, held, cancelled …"))
    add("--on", type=references.day, metavar="DAY", help=_("the day (today)"))
    add("--by", metavar="NO", help=_("staff number of who does it (yours)"))
    add("--reason", metavar="TEXT", help=_("why it is cancelled"))
    add("--opinion", metavar="TEXT", help=_("what the check says"))


def _move(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.model.account import Account
    from kamdesk.model.vocabulary import VISIT_STATE
    from kamdesk.work import visits

    if arguments.state not in VISIT_STATE:
        raise WrongUse(_("A state is one of: {states}").format(states=", ".join(VISIT_STATE.codes)))
    state = VISIT_STATE.label(arguments.state)
    with (
        context.writing() as store,
        store.change(message("Visit: {state}", state=state)) as session,
    ):
        visit = references.visit(session, arguments.visit)
        visits.take_to(
            session, visit, arguments.state, arguments.on or date.today(),
            references.acting(session, arguments.by), arguments.reason, arguments.opinion,
        )  # fmt: skip
        return _show(context, visit, session.get_one(Account, visit.account_id).name)


def _postpone_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("visit", metavar="VISIT", help=_("the number of the visit"))
    add("--until", type=references.day, required=True, metavar="DAY", help=_("the new day"))
    add("--reason", required=True, metavar="TEXT", help=_("why"))
    add("--at", type=references.time_of_day, metavar="TIME", help=_("from this time"))


def _postpone(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.model.account import Account
    from kamdesk.work import visits

    with context.writing() as store, store.change(message("Postpone a visit")) as session:
        later = visits.postpone(
            session, references.visit(session, arguments.visit), arguments.until, arguments.reason, date.today(),
            arguments.at,
        )  # fmt: skip
        return _show(context, later, session.get_one(Account, later.account_id).name)


COMMANDS = (
    Command("visit list", N_("List visits"), _list, _list_arguments),
    Command("visit plan", N_("Plan a visit, reception or call-back"), _plan, _plan_arguments),
    Command("visit record", N_("Write the record of a visit"), _record, _record_arguments),
    Command("visit move", N_("Take a visit to its next state"), _move, _move_arguments),
    Command("visit postpone", N_("Postpone a visit to another day"), _postpone, _postpone_arguments),
)  # fmt: skip
