"""What an argument of the command line means: a day, an account, a staff member, a visit, a development."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from kamdesk.cli.command import WrongUse
from kamdesk.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.account import Account
    from kamdesk.model.department import Staff
    from kamdesk.model.development import Development
    from kamdesk.model.visit import Visit

_NAMED = 5


def account(session: Session, ref: str) -> Account:
    """The account `ref` means: by archive number, account code, uid, exact or unique name.

    Raises WrongUse when there is none, or several, which are then named.
    """
    from sqlalchemy import select

    from kamdesk.model.account import Account
    from kamdesk.work.fields import find_reference

    by_uid = session.scalars(select(Account).where(Account.uid == ref)).first()
    if by_uid is not None:
        return by_uid
    found = [each for each in find_reference(session, "Account", ref) if isinstance(each, Account)]
    if not found:
        part = select(Account).where(
            Account.name.contains(ref, autoescape=True), Account.deleted_at.is_(None)
        )
        found = list(session.scalars(part.order_by(Account.sort_name).limit(_NAMED + 1)))
    if not found:
        raise WrongUse(_("There is no account “{ref}”.").format(ref=ref))
    if len(found) > 1:
        names = ", ".join(
            f"{each.name} ({each.archive_no or each.account_code or each.uid})"
            for each in found[:_NAMED]
        )
        raise WrongUse(_("“{ref}” may mean several accounts: {names}").format(ref=ref, names=names))
    return found[0]


def staff(session: Session, ref: str) -> Staff:
    """The staff member with this number or name. Raises WrongUse when there is none, or several."""
    from kamdesk.model.department import Staff
    from kamdesk.work.fields import find_reference

    found = [each for each in find_reference(session, "Staff", ref) if isinstance(each, Staff)]
    if len(found) != 1:
        raise WrongUse(_("There is nobody, or more than one, called “{ref}”.").format(ref=ref))
    return found[0]


def acting(session: Session, ref: str | None) -> Staff | None:
    """Who does it: the one named, else whoever uses this computer."""
    from kamdesk.work import settings

    return staff(session, ref) if ref else settings.me(session)


def development(session: Session, ref: str) -> Development:
    """The development of the account `ref` that was begun last. Raises WrongUse when there is none."""
    from sqlalchemy import select

    from kamdesk.model.development import Development

    of = account(session, ref)
    query = select(Development).where(
        Development.account_id == of.id, Development.deleted_at.is_(None)
    )
    found = session.scalars(query.order_by(Development.id.desc())).first()
    if found is None:
        raise WrongUse(_("“{name}” is not under development.").format(name=of.name))
    return found


def day(text: str) -> date:
    """A day of the command line, in any spelling a form may have. Raises for argparse."""
    from kamdesk.model.values import read_date

    reading = read_date(text)
    if reading.value is None:
        raise argparse.ArgumentTypeError(reading.problem or _("no date"))
    return reading.value


def time_of_day(text: str) -> str:
    """A time of the command line as ``HH:MM``. Raises for argparse."""
    from kamdesk.model.values import read_time

    reading = read_time(text)
    if reading.value is None:
        raise argparse.ArgumentTypeError(reading.problem or _("no time of day"))
    return reading.value


def find_visit(session: Session, ref: str) -> Visit | None:
    """The visit with this number or uid, outside the waste basket."""
    from sqlalchemy import select

    from kamdesk.model.visit import Visit

    column = Visit.id == int(ref) if ref.isdecimal() else Visit.uid == ref
    return session.scalars(select(Visit).where(column, Visit.deleted_at.is_(None))).first()


def visit(session: Session, ref: str) -> Visit:
    """The visit with this number or uid. Raises WrongUse when there is none."""
    found = find_visit(session, ref)
    if found is None:
        raise WrongUse(
            _("There is no visit {ref}; `visit list` shows their numbers.").format(ref=ref)
        )
    return found
