"""``opportunity …``: what might be won, moved from stage to stage without the window."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from kamdesk.cli import references
from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _, message

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.opportunity import Opportunity
    from kamdesk.model.pipeline import Stage
    from kamdesk.work.gates import GateReport


def _ref(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ref", metavar="REF", help=_("its number, or its name where one has it"))


def _when(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=references.day, metavar="DAY", help=_("the day (today)"))


def _override(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--override",
        metavar="REASON",
        help=_("pass a gate although something is missing; the reason is kept and counted"),
    )


# ------------------------------------------------------------------------------------------------------------- looking


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--pipeline", metavar="PIPELINE", help=_("only of this pipeline"))
    add("--stage", metavar="STAGE", help=_("only in this stage"))
    add("--outcome", metavar="OUTCOME", help=_("open, won, lost, cancelled, or all (open)"))
    add("--account", metavar="REF", help=_("only of this account"))
    add("--owner", metavar="NO", help=_("only those somebody is in charge of"))


def _list(context: Context, arguments: argparse.Namespace) -> int:
    from sqlalchemy import select

    from kamdesk.model.account import Account
    from kamdesk.model.opportunity import Opportunity
    from kamdesk.model.pipeline import Stage
    from kamdesk.model.sales_words import OUTCOME

    outcome = arguments.outcome or "open"
    if outcome != "all" and outcome not in OUTCOME:
        known = ", ".join((*OUTCOME.codes, "all"))
        raise WrongUse(_("An outcome is one of: {outcomes}").format(outcomes=known))
    query = (
        select(Opportunity, Stage, Account.name)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .where(Opportunity.deleted_at.is_(None))
        .order_by(Stage.pipeline_id, Stage.position, Opportunity.expected_close_on, Opportunity.id)
    )
    if outcome != "all":
        query = query.where(Opportunity.outcome == outcome)
    with context.reading() as store, store.read() as session:
        if arguments.pipeline is not None:
            pipeline = references.pipeline(session, arguments.pipeline)
            query = query.where(Opportunity.pipeline_id == pipeline.id)
        if arguments.stage is not None:
            stages = references.stages(session, arguments.stage)
            query = query.where(Opportunity.stage_id.in_(each.id for each in stages))
        if arguments.account is not None:
            account = references.account(session, arguments.account)
            query = query.where(Opportunity.account_id == account.id)
        if arguments.owner is not None:
            owner = references.staff(session, arguments.owner)
            query = query.where(Opportunity.owner_id == owner.id)
        found = [(each, stage, name) for each, stage, name in session.execute(query)]
    context.output.table(
        (
            each.number, each.name, account or "", stage.title, OUTCOME.label(each.outcome),
            _money(each), str(each.expected_close_on or ""),
        )
        for each, stage, account in found
    )  # fmt: skip
    context.output.json({"opportunities": [_told(*row) for row in found]})
    return Status.DONE


def _money(opportunity: Opportunity) -> str:
    from kamdesk.model.values.showing import show_money

    if opportunity.amount is None:
        return ""
    return show_money(opportunity.amount, opportunity.currency)


def _told(opportunity: Opportunity, stage: Stage, account: str | None) -> dict[str, Any]:
    from kamdesk.work.opportunities import probability_of

    probability = probability_of(opportunity, stage)
    amount = opportunity.amount
    return {
        "number": opportunity.number, "uid": opportunity.uid, "name": opportunity.name, "account": account,
        "stage": stage.key, "stage_name": stage.title, "stage_since": opportunity.stage_since,
        "outcome": opportunity.outcome, "amount": amount, "currency": opportunity.currency,
        "probability": probability, "weighted": _weighted(amount, probability),
        "expected_close_on": opportunity.expected_close_on, "begun_on": opportunity.begun_on,
        "closed_on": opportunity.closed_on, "slips": opportunity.slips, "next_step": opportunity.next_step,
    }  # fmt: skip


def _weighted(amount: Any, probability: int) -> Any:
    from decimal import ROUND_HALF_UP, Decimal

    if amount is None:
        return None
    return (amount * probability / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _show(context: Context, arguments: argparse.Namespace) -> int:
    with context.reading() as store, store.read() as session:
        return _tell(context, session, references.opportunity(session, arguments.ref))


def _tell(context: Context, session: Session, opportunity: Opportunity) -> int:
    """Where it stands, how long it stood where, and what the gate of its stage asks for."""
    from kamdesk.model.account import Account
    from kamdesk.model.department import Staff
    from kamdesk.model.pipeline import Pipeline, Stage
    from kamdesk.model.sales_words import OUTCOME
    from kamdesk.work import gates, opportunities

    stage = session.get_one(Stage, opportunity.stage_id)
    account = session.get(Account, opportunity.account_id) if opportunity.account_id else None
    owner = session.get(Staff, opportunity.owner_id) if opportunity.owner_id else None
    today = date.today()
    report = gates.report(session, opportunity)
    times = opportunities.stage_times(session, opportunity, today)
    names = {each.stage_id: session.get_one(Stage, each.stage_id) for each in times}
    told = _told(opportunity, stage, account.name if account else None)
    out = context.output
    out.say(
        _("{number} {name}: {stage} since {day}, {outcome}, {probability} %").format(
            number=opportunity.number, name=opportunity.name, stage=stage.title, day=opportunity.stage_since,
            outcome=OUTCOME.label(opportunity.outcome), probability=told["probability"],
        )
    )  # fmt: skip
    _say_gate(context, report)
    out.json(
        told
        | {
            "pipeline": session.get_one(Pipeline, opportunity.pipeline_id).key,
            "owner": owner.number if owner else None,
            "outcome_reason": opportunity.outcome_reason,
            "gates": _dumped(report),
            "overrides": opportunities.overrides(session, opportunity),
            "stage_times": [
                {"stage": names[each.stage_id].key, "since": each.since, "until": each.until, "days": each.days}
                for each in times
            ],
            "stage_changes": [
                {
                    "to": session.get_one(Stage, each.to_id).key, "on": each.on, "reason": each.reason,
                    "override_reason": each.override_reason, "missing": each.missing,
                }
                for each in opportunities.stage_changes(session, opportunity)
            ],
        }
    )  # fmt: skip
    return Status.DONE


def _dumped(report: GateReport) -> dict[str, Any]:
    return {
        "question": report.question,
        "missing": [each.key for each in report.missing],
        "present": [each.key for each in report.present],
    }


def _say_gate(context: Context, report: GateReport) -> None:
    for each in report.present:
        context.output.say(f"  ✓ {each.words}")
    for each in report.missing:
        detail = f" ({each.detail})" if each.detail else ""
        context.output.say(f"  – {each.words}{detail}")


def _gates_arguments(parser: argparse.ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("--to", metavar="STAGE", help=_("all gates on the way to this stage"))


def _gates(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import gates, pipelines

    with context.reading() as store, store.read() as session:
        opportunity = references.opportunity(session, arguments.ref)
        leaving = None
        if arguments.to is not None:
            target = _stage_of(session, opportunity, arguments.to)
            own = pipelines.stages_of(pipelines.all_stages(session), opportunity.pipeline_id)
            ids = [each.id for each in own]
            leaving = own[ids.index(opportunity.stage_id) : ids.index(target.id)]
        report = gates.report(session, opportunity, leaving)
        context.output.say(report.stage)
        _say_gate(context, report)
        context.output.json(
            {"number": opportunity.number, "stage": report.stage, **_dumped(report)}
        )
    return Status.DONE


# -------------------------------------------------------------------------------------------------------------- moving


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("name", metavar="NAME", help=_("what might be won"))
    add("--account", metavar="REF", help=_("of which account"))
    add("--stage", metavar="STAGE", help=_("the stage it is in (the first)"))
    _set_argument(parser)
    _when(parser)


def _set_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", help=_("fill in a field")
    )


def _add(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import opportunities

    with context.writing() as store:
        with store.read() as session:
            values = references.field_values(session, "Opportunity", arguments.set)
            values["name"] = arguments.name
            if arguments.account is not None:
                values["account_id"] = references.account(session, arguments.account).id
            stages = references.stages(session, arguments.stage) if arguments.stage else [None]
        with store.change(message("Add “{name}”", name=arguments.name)) as session:
            stage = session.merge(stages[0]) if stages[0] is not None else None
            made = opportunities.add_opportunity(session, values, stage, arguments.on)
            return _tell(context, session, made)


def _set_arguments(parser: argparse.ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("values", nargs="+", metavar="FIELD=VALUE", help=_("fill in a field"))
    _when(parser)


def _set(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import opportunities

    with context.writing() as store:
        with store.read() as session:
            name = references.opportunity(session, arguments.ref).name
            values = references.field_values(session, "Opportunity", arguments.values)
        with store.change(message("Change “{name}”", name=name)) as session:
            found = references.opportunity(session, arguments.ref)
            opportunities.change_opportunity(session, found, values, arguments.on)
            return _tell(context, session, found)


def _move_arguments(parser: argparse.ArgumentParser) -> None:
    _ref(parser)
    add = parser.add_argument
    add("stage", metavar="STAGE", help=_("the stage it goes to"))
    add("--by", metavar="NO", help=_("staff number of who does it (yours)"))
    add("--reason", metavar="TEXT", help=_("why; needed to go back"))
    _override(parser)
    _when(parser)


def _move(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import opportunities

    with context.writing() as store:
        with store.read() as session:
            found = references.opportunity(session, arguments.ref)
            label = message(
                "“{name}”: {stage}",
                name=found.name,
                stage=_stage_of(session, found, arguments.stage).title,
            )
        with store.change(label) as session:
            found = references.opportunity(session, arguments.ref)
            opportunities.move(
                session, found, _stage_of(session, found, arguments.stage), arguments.on or date.today(),
                references.acting(session, arguments.by), arguments.reason, arguments.override,
            )  # fmt: skip
            return _tell(context, session, found)


def _close_arguments(parser: argparse.ArgumentParser) -> None:
    _ref(parser)
    add = parser.add_argument
    add("outcome", choices=("won", "lost", "cancelled"), help=_("what became of it"))
    add("--reason", default="", metavar="TEXT", help=_("why; the next project learns from it"))
    add("--lost-to", metavar="NAME", help=_("the competitor who won"))
    add("--amount", metavar="AMOUNT", help=_("what was signed"))
    add("--by", metavar="NO", help=_("staff number of who does it (yours)"))
    _override(parser)
    _when(parser)


def _close(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.model.sales_words import OUTCOME
    from kamdesk.work import opportunities

    with context.writing() as store:
        with store.read() as session:
            name = references.opportunity(session, arguments.ref).name
            typed = [f"lost_to_id={arguments.lost_to}"] if arguments.lost_to else []
            typed += [f"amount={arguments.amount}"] if arguments.amount else []
            values = references.field_values(session, "Opportunity", typed)
        outcome = OUTCOME.label(arguments.outcome)
        with store.change(message("“{name}”: {stage}", name=name, stage=outcome)) as session:
            found = references.opportunity(session, arguments.ref)
            opportunities.close(
                session, found, arguments.outcome, arguments.on or date.today(), arguments.reason,
                values.get("lost_to_id"), values.get("amount"), references.acting(session, arguments.by),
                arguments.override,
            )  # fmt: skip
            return _tell(context, session, found)


def _reopen_arguments(parser: argparse.ArgumentParser) -> None:
    _ref(parser)
    parser.add_argument("--reason", default="", metavar="TEXT", help=_("why; it is kept"))
    _when(parser)


def _reopen(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import opportunities

    with context.writing() as store:
        with store.read() as session:
            name = references.opportunity(session, arguments.ref).name
        with store.change(message("Open “{name}” again", name=name)) as session:
            found = references.opportunity(session, arguments.ref)
            day = arguments.on or date.today()
            opportunities.reopen(session, found, day, arguments.reason)
            return _tell(context, session, found)


def _stage_of(session: Session, opportunity: Opportunity, ref: str) -> Stage:
    """The stage so called, of its own pipeline where there is one."""
    found = references.stages(session, ref)
    own = [each for each in found if each.pipeline_id == opportunity.pipeline_id]
    return (own or found)[0]


COMMANDS = (
    Command("opportunity list", N_("List opportunities"), _list, _list_arguments),
    Command("opportunity show", N_("Where an opportunity stands and what its gate asks for"), _show, _ref),
    Command("opportunity gates", N_("What is there and what is missing to go on"), _gates, _gates_arguments),
    Command("opportunity add", N_("Add an opportunity"), _add, _add_arguments),
    Command("opportunity set", N_("Fill in fields of an opportunity"), _set, _set_arguments),
    Command("opportunity move", N_("Take an opportunity to another stage"), _move, _move_arguments),
    Command("opportunity close", N_("Win, lose or cancel an opportunity"), _close, _close_arguments),
    Command("opportunity reopen", N_("Open a closed opportunity again"), _reopen, _reopen_arguments),
)  # fmt: skip
