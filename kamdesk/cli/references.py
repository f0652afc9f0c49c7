"""What an argument of the command line means: a day, an account, a staff member, a visit, an opportunity, a stage."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from kamdesk.cli.command import WrongUse
from kamdesk.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.account import Account
    from kamdesk.model.department import Staff
    from kamdesk.model.development import Development
    from kamdesk.model.opportunity import Opportunity
    from kamdesk.model.pipeline import Pipeline, Stage
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


def find_opportunities(session: Session, ref: str) -> list[Opportunity]:
    """Those with this number, uid or name, by the first of these that any has; at most a few."""
    from sqlalchemy import select

    from kamdesk.model.opportunity import Opportunity

    for column in (Opportunity.number, Opportunity.uid, Opportunity.name):
        query = select(Opportunity).where(column == ref, Opportunity.deleted_at.is_(None))
        found = list(session.scalars(query.order_by(Opportunity.id).limit(_NAMED)))
        if found:
            return found
    return []


def opportunity(session: Session, ref: str) -> Opportunity:
    """The opportunity with this number, uid or name. Raises WrongUse when there is none, or several, then named."""
    found = find_opportunities(session, ref)
    if not found:
        raise WrongUse(
            _("There is no opportunity “{ref}”; `opportunity list` shows their numbers.").format(
                ref=ref
            )
        )
    if len(found) > 1:
        names = ", ".join(each.number for each in found)
        raise WrongUse(
            _("“{ref}” may mean several opportunities: {names}").format(ref=ref, names=names)
        )
    return found[0]


def pipeline(session: Session, ref: str | None) -> Pipeline:
    """By key, own or shipped name; None: the first. Raises WrongUse, naming those there are."""
    from kamdesk.model.sales_words import PIPELINE
    from kamdesk.work import pipelines

    every = pipelines.all_pipelines(session)
    if ref is None:
        return every[0]
    for each in every:
        if ref.casefold() in _called(PIPELINE, each):
            return each
    known = ", ".join(f"{each.key} ({each.title})" for each in every)
    raise WrongUse(
        _("There is no pipeline “{name}”. There are: {known}").format(name=ref, known=known)
    )


def _called(vocabulary: Any, each: Pipeline | Stage) -> set[str]:
    words = {each.key, each.title}
    words |= {
        word for one in vocabulary if one.code == each.key for word in (*one.label.wordings, *one.aliases)
    }  # fmt: skip
    return {word.casefold() for word in words}


def stages(session: Session, ref: str) -> list[Stage]:
    """Those so called, in any pipeline. Raises WrongUse, naming those there are."""
    from kamdesk.model.sales_words import STAGE
    from kamdesk.work import pipelines

    every = pipelines.all_stages(session)
    found = [each for each in every if ref.casefold() in _called(STAGE, each)]
    if not found:
        known = ", ".join(f"{each.key} ({each.title})" for each in every)
        raise WrongUse(
            _("There is no stage “{name}”. There are: {known}").format(name=ref, known=known)
        )
    return found


def field_values(session: Session, record: str, typed: list[str]) -> dict[str, Any]:
    """Values of ``FIELD=VALUE`` for a record of class name `record`; a field goes by its identifier or label.

    Raises WrongUse for a field that is not there, and for a value that cannot be read.
    """
    from kamdesk.model.fields import Kind, fields_of
    from kamdesk.model.registry import RECORD_BY_NAME
    from kamdesk.work.fields import read_value

    fields = fields_of(RECORD_BY_NAME[record])
    values: dict[str, Any] = {}
    for each in typed:
        name, equals, text = (part.strip() for part in each.partition("="))
        names = (name, f"{name}_id")
        field = next(
            (one for one in fields if one.name in names or name in one.spec.label.wordings), None
        )
        if field is None or not equals:
            raise WrongUse(
                _("“{typed}” is no FIELD=VALUE of: {record}").format(
                    typed=each, record=RECORD_BY_NAME[record].TERM
                )
            )
        if field.kind is Kind.REFERENCE:
            values[field.name] = _referred(session, field.spec.refers_to, text) if text else None
            continue
        reading = read_value(field, text)
        if reading.problem and not reading.kept:
            raise WrongUse(f"{field.label}: {reading.problem}")
        values[field.name] = reading.value
        if field.spec.currency_field and reading.currency:
            values[field.spec.currency_field] = reading.currency
    return values


def _referred(session: Session, target: str, text: str) -> int:
    from kamdesk.work.fields import find_reference

    if target == "Account":
        return account(session, text).id
    found = find_reference(session, target, text)
    if len(found) != 1:
        raise WrongUse(_("There is nobody, or more than one, called “{ref}”.").format(ref=text))
    return found[0].id
