"""``agenda``: what is due on a day, as text, JSON and calendar file; ``task …`` and ``days …`` beside it."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamdesk.cli import references
from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _, message, ngettext

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.agenda import Task
    from kamdesk.work.agenda import Agenda
    from kamdesk.work.agenda_entry import Entry
    from kamdesk.work.working_days import Calendar, SpecialDay


def _agenda_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--on", type=references.day, metavar="DAY", help=_("the day (today)"))
    add("--days", type=_count, default=7, metavar="N", help=_("and N days after it (7)"))
    add("--ics", type=Path, metavar="FILE", help=_("write it as a calendar file, too"))
    add("--all", action="store_true", help=_("everybody's, not only what is yours to do"))


def _agenda(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import settings
    from kamdesk.work.agenda import agenda
    from kamdesk.work.working_days import Calendar

    on = arguments.on or date.today()
    with context.reading() as store, store.read() as session:
        staff = None if arguments.all else settings.me(session)
        found = agenda(session, on, arguments.days, staff)
        calendar = Calendar(session)
        _print(context, found, calendar)
        told = _told(found, calendar)
    if arguments.ics is not None:
        from kamdesk.exchange.calendar_file import write_calendar

        count = write_calendar(arguments.ics, found.entries)
        told["file"] = str(arguments.ics)
        context.output.say(
            ngettext(
                "{count} entry written to {file}.", "{count} entries written to {file}.", count
            ).format(count=count, file=arguments.ics)
        )
    context.output.json(told)
    return Status.DONE


def _print(context: Context, found: Agenda, calendar: Calendar) -> None:
    result = context.output.result
    result(_heading(found.on, calendar))
    parts = (
        (_("Overdue"), found.overdue),
        (_("On the day"), found.today),
        (_("Coming"), found.coming),
        (_("Without a day"), found.undated),
    )
    for name, entries in parts:
        if entries:
            result("")
            result(f"{name} ({len(entries)})")
            context.output.table(_line(each) for each in entries)
    if not any(entries for _name, entries in parts):
        result(_("Nothing is due."))
    if found.left_out:
        result(_("… and {count} more").format(count=found.left_out))
    if found.silent.accounts:
        result("")
        result(_("Silent accounts") + f" ({found.silent.count})")
        context.output.table(
            (
                each.tier or "",
                each.name,
                _("{days} of {rhythm} days").format(
                    days=(found.on - each.since).days, rhythm=each.rhythm
                ),
            )
            for each in found.silent.accounts
        )
    if found.waiting:
        result("")
        result(_("Waiting for others") + f" ({len(found.waiting)})")
        context.output.table(
            (each.title, each.account, each.for_whom, str(each.since)) for each in found.waiting
        )


def _heading(day: date, calendar: Calendar) -> str:
    """The day with its weekday, what it is called, and whether it is worked."""
    weekdays = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    off = "" if calendar.is_working_day(day) else _("day off")
    parts = (str(day), weekdays[day.weekday()], calendar.name_of(day), off)
    return " ".join(filter(None, parts))


def _line(entry: Entry) -> tuple[str, ...]:
    from kamdesk.work.agenda_entry import KINDS

    hours = "–".join(filter(None, (entry.starts_at, entry.ends_at)))
    late = (
        ngettext("{count} day late", "{count} days late", entry.overdue).format(count=entry.overdue)
        if entry.overdue
        else ""
    )
    return (
        str(entry.on), hours, str(KINDS[entry.kind]), entry.title, entry.tier or "", entry.account,
        entry.detail, entry.who, late,
    )  # fmt: skip


def _told(found: Agenda, calendar: Calendar) -> dict[str, Any]:
    return {
        "on": found.on,
        "until": found.until,
        "working_day": calendar.is_working_day(found.on),
        "day_name": calendar.name_of(found.on),
        "staff": found.staff.number if found.staff is not None else None,
        "overdue": [_entry(each) for each in found.overdue],
        "today": [_entry(each) for each in found.today],
        "coming": [_entry(each) for each in found.coming],
        "undated": [_entry(each) for each in found.undated],
        "left_out": found.left_out,
        "silent": {
            "count": found.silent.count,
            "accounts": [
                {
                    "account_id": each.account_id, "account": each.name, "tier": each.tier,
                    "last_contact_on": each.last_contact_on, "days": (found.on - each.since).days,
                    "rhythm": each.rhythm,
                }
                for each in found.silent.accounts
            ],
        },
        "waiting": [
            {
                "record": each.record, "id": each.record_id, "title": each.title, "account": each.account or None,
                "for": each.for_whom, "since": each.since, "days": each.days,
            }
            for each in found.waiting
        ],
    }  # fmt: skip


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind, "on": entry.on, "from": entry.starts_at, "to": entry.ends_at, "title": entry.title,
        "detail": entry.detail, "account_id": entry.account_id, "account": entry.account or None,
        "tier": entry.tier, "record": entry.record, "id": entry.record_id, "uid": entry.uid,
        "who": entry.who or None, "overdue": entry.overdue, "since": entry.since,
    }  # fmt: skip


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 400:
        raise argparse.ArgumentTypeError(_("a number of days, at most 400"))
    return int(text)


# -------------------------------------------------------------------------------------------------------------- tasks


def _task_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("name", metavar="TEXT", help=_("what is to be done"))
    add("--due", type=references.day, metavar="DAY", help=_("by this day"))
    add("--at", type=references.time_of_day, metavar="TIME", help=_("at this time"))
    add("--account", metavar="REF", help=_("for this account"))
    add("--staff", metavar="NO", help=_("whose it is to do (yours)"))
    add("--note", metavar="TEXT", help=_("what else there is to say"))


def _add_task(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import tasks

    values: dict[str, Any] = {
        "name": arguments.name,
        "due_on": arguments.due,
        "due_at": arguments.at,
        "note": arguments.note,
    }
    with context.writing() as store, store.change(message("New task")) as session:
        if arguments.account:
            values["account_id"] = references.account(session, arguments.account).id
        if arguments.staff:
            values["owner_id"] = references.staff(session, arguments.staff).id
        told = _task(tasks.add_task(session, values))
    context.output.say(_("Task {id}: {name}").format(id=told["task"], name=told["name"]))
    context.output.json(told)
    return Status.DONE


def _done_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", metavar="TASK", help=_("number or uid of the task"))
    parser.add_argument("--on", type=references.day, metavar="DAY", help=_("the day (today)"))


def _done(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import tasks

    with context.writing() as store, store.change(message("Task done")) as session:
        task = _find_task(session, arguments.task)
        tasks.complete(session, task, arguments.on or date.today())
        told = _task(task)
    context.output.say(_("Done: {name}").format(name=told["name"]))
    context.output.json(told)
    return Status.DONE


def _find_task(session: Session, ref: str) -> Task:
    from sqlalchemy import select

    from kamdesk.model.agenda import Task

    column = Task.id == int(ref) if ref.isdecimal() else Task.uid == ref
    found = session.scalars(select(Task).where(column, Task.deleted_at.is_(None))).first()
    if found is None:
        raise WrongUse(
            _("There is no task {ref}; `agenda --json` shows their numbers.").format(ref=ref)
        )
    return found


def _task(task: Task) -> dict[str, Any]:
    return {
        "task": task.id, "uid": task.uid, "name": task.name, "due_on": task.due_on, "due_at": task.due_at,
        "done_on": task.done_on,
    }  # fmt: skip


# --------------------------------------------------------------------------------------------------- days off, worked


def _set_arguments(parser: argparse.ArgumentParser) -> None:
    from kamdesk.model.vocabulary import DAY_KIND

    add = parser.add_argument
    add("day", type=references.day, metavar="DAY", help=_("the day"))
    add("kind", choices=DAY_KIND.codes, metavar="KIND", help=", ".join(DAY_KIND.codes))
    add("name", nargs="?", metavar="NAME", help=_("what it is called"))


def _set_day(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import working_days

    with context.writing() as store:
        with store.change(message("Set a day of the calendar")) as session:
            working_days.set_day(session, arguments.day, arguments.kind, arguments.name)
        with store.read() as session:
            (day,) = working_days.special_days(session, arguments.day, arguments.day)
    context.output.say(f"{day.on} {day.name}")
    context.output.json(_special(day))
    return Status.DONE


def _clear_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("day", type=references.day, metavar="DAY", help=_("the day"))


def _clear_day(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import working_days

    with (
        context.writing() as store,
        store.change(message("Clear a day of the calendar")) as session,
    ):
        cleared = working_days.clear_day(session, arguments.day)
    context.output.say(
        _("{day} is again as the country's calendar says.").format(day=arguments.day)
        if cleared
        else _("Nothing of your own was set for {day}.").format(day=arguments.day)
    )
    context.output.json({"on": arguments.day, "cleared": cleared})
    return Status.DONE


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "year", nargs="?", type=_year, metavar="YEAR", help=_("the year (this year)")
    )


def _list_days(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import working_days

    year = arguments.year or date.today().year
    with context.reading() as store, store.read() as session:
        days = working_days.special_days(session, date(year, 1, 1), date(year, 12, 31))
    context.output.table(
        (str(each.on), _("worked") if each.working else _("day off"), each.name, _("set here") if each.own else "")
        for each in days
    )  # fmt: skip
    context.output.json({"year": year, "days": [_special(each) for each in days]})
    return Status.DONE


def _year(text: str) -> int:
    if not text.isdecimal() or not 1900 <= int(text) <= 2199:
        raise argparse.ArgumentTypeError(_("a year such as 2026"))
    return int(text)


def _special(day: SpecialDay) -> dict[str, Any]:
    return {"on": day.on, "working_day": day.working, "name": day.name or None, "own": day.own}


COMMANDS = (
    Command("agenda", N_("What is overdue, due and coming; with --ics as a calendar file"), _agenda, _agenda_arguments),
    Command("task add", N_("Add a task"), _add_task, _task_arguments),
    Command("task done", N_("Note that a task is done"), _done, _done_arguments),
    Command("days set", N_("Make a day off or a working day, whatever the country's calendar says"), _set_day,
            _set_arguments),
    Command("days clear", N_("Take back what was set for a day"), _clear_day, _clear_arguments),
    Command("days list", N_("The days of a year that are off or worked out of turn"), _list_days, _list_arguments),
)  # fmt: skip
