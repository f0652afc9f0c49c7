"""``development …``: prospects on their way to being key accounts, without the window."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from kamdesk.cli import references
from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _, message

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.development import Development


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", metavar="STATE", help=_("only those at this step"))
    parser.add_argument("--by", metavar="NO", help=_("only those somebody is in charge of"))


def _list(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.model.vocabulary import DEVELOPMENT_STATE
    from kamdesk.work.development_board import cards

    if arguments.state is not None:
        _refuse_unknown(arguments.state)
    today = date.today()
    with context.reading() as store, store.read() as session:
        owner = references.staff(session, arguments.by).id if arguments.by else None
        found = cards(session, today, owner, state=arguments.state)
    context.output.table(
        (
            each.account,
            each.tier or "",
            DEVELOPMENT_STATE.label(each.state),
            str(each.since),
            _("due {day}").format(day=each.due_on) if each.due_on else "",
            each.owner,
            _score(each.total.value),
        )
        for each in found
    )
    context.output.json(
        {
            "developments": [
                {
                    "account": each.account, "tier": each.tier, "state": each.state, "since": each.since,
                    "due_on": each.due_on, "overdue": each.over(today), "owner": each.owner,
                    "score": each.total.value, "known": each.total.share,
                }
                for each in found
            ]
        }
    )  # fmt: skip
    return Status.DONE


def _score(value: object) -> str:
    return str(value) if value is not None else _("too little is known")


def _begin_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", metavar="ACCOUNT", help=_("which account to develop"))
    parser.add_argument("--on", type=references.day, metavar="DAY", help=_("the day (today)"))
    parser.add_argument("--by", metavar="NO", help=_("staff number of who is in charge"))


def _begin(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import development

    with context.writing() as store:
        with store.read() as session:
            account = references.account(session, arguments.account)
        label = message("Begin the development of {name}", name=account.name)
        with store.change(label) as session:
            account = references.account(session, arguments.account)
            owner = references.staff(session, arguments.by) if arguments.by else None
            made = development.begin(session, account, arguments.on or date.today(), owner)
            return _tell(context, session, made)


def _fill_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("account", metavar="ACCOUNT", help=_("the account under development"))
    add("--set", action="append", default=[], metavar="FIELD=VALUE", help=_("fill in a field"))
    add(
        "--score",
        action="append",
        default=[],
        metavar="CRITERION=POINTS",
        help=_("points of a criterion, 0 to 100; empty: unknown"),
    )
    add("--member", action="append", default=[], metavar="NO", help=_("add to the project team"))
    add("--report", metavar="TEXT", help=_("write a progress report of today"))


def _fill(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.model.account import Account
    from kamdesk.model.development import DevelopmentMember
    from kamdesk.work import development

    with context.writing() as store:
        with store.read() as session:
            made = references.development(session, arguments.account)
            name = session.get_one(Account, made.account_id).name
            values = references.field_values(session, "Development", arguments.set)
        with store.change(message("Development of {name}: fill in", name=name)) as session:
            made = references.development(session, arguments.account)
            development.change_development(session, made, values)
            for typed in arguments.score:
                _set_score(session, made, typed)
            for number in arguments.member:
                member = {"staff_id": references.staff(session, number).id}
                development.put_row(session, made, DevelopmentMember, None, member)
            if arguments.report:
                development.add_report(session, made, {"progress": arguments.report})
            return _tell(context, session, made)


def _set_score(session: Session, made: Development, typed: str) -> None:
    from kamdesk.model.development import DevelopmentScore
    from kamdesk.work import development

    criterion, _equals, points = typed.partition("=")
    rows = development.rows(session, DevelopmentScore, made.id)
    row = next((each for each in rows if each.criterion == criterion.strip()), None)
    if row is None:
        known = ", ".join(each.criterion for each in rows)
        raise WrongUse(
            _("There is no criterion “{name}”. There are: {known}").format(
                name=criterion, known=known
            )
        )
    if points.strip() and not points.strip().isdecimal():
        raise WrongUse(_("Points are a whole number from 0 to 100, or nothing."))
    score = int(points) if points.strip() else None
    development.put_row(session, made, DevelopmentScore, row, {"score": score})


def _move_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("account", metavar="ACCOUNT", help=_("the account under development"))
    add("state", metavar="STATE", help=_("the step it goes to: surveyed, evaluated, filed …"))
    add("--on", type=references.day, metavar="DAY", help=_("the day (today)"))
    add("--by", metavar="NO", help=_("staff number of who does it (yours)"))
    add("--reason", metavar="TEXT", help=_("why; needed to refuse"))
    add("--due", type=references.day, metavar="DAY", help=_("by when the new step should be done"))


def _move(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.model.account import Account
    from kamdesk.model.vocabulary import DEVELOPMENT_STATE
    from kamdesk.work import development

    _refuse_unknown(arguments.state)
    with context.writing() as store:
        with store.read() as session:
            made = references.development(session, arguments.account)
            name = session.get_one(Account, made.account_id).name
        state = DEVELOPMENT_STATE.label(arguments.state)
        label = message("Development of {name}: {state}", name=name, state=state)
        with store.change(label) as session:
            made = references.development(session, arguments.account)
            by = references.acting(session, arguments.by)
            day = arguments.on or date.today()
            development.move(
                session, made, arguments.state, day, arguments.reason, by, arguments.due
            )
            return _tell(context, session, made)


def _refuse_unknown(state: str) -> None:
    from kamdesk.model.vocabulary import DEVELOPMENT_STATE

    if state not in DEVELOPMENT_STATE:
        known = ", ".join(DEVELOPMENT_STATE.codes)
        raise WrongUse(_("A state is one of: {states}").format(states=known))


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", metavar="ACCOUNT", help=_("the account under development"))


def _show(context: Context, arguments: argparse.Namespace) -> int:
    with context.reading() as store, store.read() as session:
        return _tell(context, session, references.development(session, arguments.account))


def _tell(context: Context, session: Session, made: Development) -> int:
    """Where it stands, what comes next and what is missing for it."""
    from kamdesk.model.account import Account
    from kamdesk.model.development import DevelopmentScore
    from kamdesk.model.vocabulary import DEVELOPMENT_STATE
    from kamdesk.work import development, development_states
    from kamdesk.work.development_scores import total

    account = session.get_one(Account, made.account_id)
    scores = development.rows(session, DevelopmentScore, made.id)
    found = total((each.weight, each.score) for each in scores)
    following = development_states.next_state(session, made)
    wanting = development_states.missing(session, made, following) if following else []
    steps = development.changes(session, made.id)
    out = context.output
    out.say(
        _("{account}: {state} since {day}, score {score}").format(
            account=account.name, state=DEVELOPMENT_STATE.label(made.state), day=made.state_since,
            score=_score(found.value),
        )
    )  # fmt: skip
    if following is not None:
        words = ", ".join(each.words for each in wanting) or _("nothing is missing")
        next_ = DEVELOPMENT_STATE.label(following)
        out.say(_("Next: {state}; {missing}").format(state=next_, missing=words))
    out.json(
        {
            "account": account.name, "archive_no": account.archive_no, "status": account.status, "state": made.state,
            "since": made.state_since, "due_on": made.due_on, "score": found.value, "known": found.share,
            "next": following, "missing": [each.key for each in wanting],
            "allowed": list(development_states.allowed(session, made)),
            "steps": [{"to": each.to, "on": each.on, "reason": each.reason} for each in steps],
        }
    )  # fmt: skip
    return Status.DONE


COMMANDS = (
    Command("development list", N_("List prospects under development"), _list, _list_arguments),
    Command("development begin", N_("Make an account a candidate"), _begin, _begin_arguments),
    Command("development fill", N_("Fill in survey, scores, team, report"), _fill, _fill_arguments),
    Command("development move", N_("Take a development to its next step"), _move, _move_arguments),
    Command("development show", N_("Where a development stands and what it needs"), _show, _show_arguments),
)  # fmt: skip
