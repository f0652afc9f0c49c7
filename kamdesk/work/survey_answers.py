"""Questionnaires on their way: sent to accounts, answered in whole or in part, marks on the scale of each question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import field_of
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.work.segments import main_contacts
from kamdesk.work.surveys import items

_LONGEST_COMMENT = 400

Values = Mapping[str, Any]
Mark = Decimal | int | None


@dataclass(frozen=True)
class Sent:
    """Whom a survey was sent to, and who has it already."""

    made: tuple[SurveyAnswer, ...]
    already: tuple[int, ...]
    """Ids of accounts."""


def send(
    session: Session, survey: Survey, account_ids: Iterable[int], on: date | None = None
) -> Sent:
    """Notes that the questionnaire goes to these accounts on day `on`, each once, to the main contact if there is one.

    Raises RuleError for a survey without questions, and an account that is not there any more.
    """
    day = on or date.today()
    _refuse_future(day, "sent_on")
    if not items(session, survey.id):
        raise RuleError(_("The survey has no questions yet."))
    wanted = list(dict.fromkeys(account_ids))
    have = set(
        session.scalars(
            select(SurveyAnswer.account_id).where(
                SurveyAnswer.survey_id == survey.id, SurveyAnswer.deleted_at.is_(None)
            )
        )
    )
    people = main_contacts(session, wanted)
    made = []
    for account_id in wanted:
        if account_id in have:
            continue
        account = session.get(Account, account_id)
        if account is None or account.deleted_at is not None:
            raise RuleError(_("This account is not there any more."), field="account_id")
        made.append(
            SurveyAnswer(
                survey_id=survey.id, account_id=account_id, contact_id=people.get(account_id), sent_on=day
            )
        )  # fmt: skip
    session.add_all(made)
    if made and survey.sent_on is None:
        survey.sent_on = day
    session.flush()
    return Sent(tuple(made), tuple(each for each in wanted if each in have))


def answer_of(session: Session, survey_id: int, account_id: int) -> SurveyAnswer | None:
    """The questionnaire of an account: the last one sent that waits for its answer, else the last one."""
    query = select(SurveyAnswer).where(
        SurveyAnswer.survey_id == survey_id,
        SurveyAnswer.account_id == account_id,
        SurveyAnswer.deleted_at.is_(None),
    )
    waiting_first = func.coalesce(SurveyAnswer.answered_on, date.max).desc()
    return session.scalars(query.order_by(waiting_first, SurveyAnswer.id.desc()).limit(1)).first()


def put_answer(
    session: Session,
    answer: SurveyAnswer,
    on: date | None,
    marks: Mapping[str, Mark] | None = None,
    comments: Mapping[str, str | None] | None = None,
    values: Values | None = None,
) -> None:
    """Notes what came back on day `on`: marks and words by the key of the question, further fields by name.

    Only the questions named change; None takes a mark back. Raises RuleError for a mark above the full one or below 1,
    for a question the survey does not have, and for a day that has not come or lies before the questionnaire was sent.
    """
    known = {each.key: each for each in items(session, answer.survey_id)}
    scores, said = dict(answer.scores or {}), dict(answer.comments or {})
    for key, mark in (marks or {}).items():
        item = _item(known, key)
        if mark is None:
            scores.pop(key, None)
        else:
            scores[key] = checked_mark(item, mark)
    for key, text in (comments or {}).items():
        _item(known, key)
        plain = (text or "").strip()
        if plain:
            said[key] = plain[:_LONGEST_COMMENT]
        else:
            said.pop(key, None)
    if on is not None:
        _refuse_future(on, "answered_on")
        if answer.sent_on is not None and on < answer.sent_on:
            raise RuleError(
                _("It was sent on {day}; it cannot have been answered before.").format(
                    day=answer.sent_on
                ),
                field="answered_on",
            )
    for name, value in (values or {}).items():
        field_of(SurveyAnswer, name).set(answer, value)
    ordered = [each for each in known if each in scores]
    answer.scores = {key: scores[key] for key in ordered} or None
    answer.comments = {key: said[key] for key in known if key in said} or None
    answer.answered_on = on
    session.flush()


def add_answer(
    session: Session, survey: Survey, account_id: int, values: Values | None = None
) -> SurveyAnswer:
    """A questionnaire that comes back from an account it was not sent to. Raises RuleError without such an account."""
    account = session.get(Account, account_id)
    if account is None or account.deleted_at is not None:
        raise RuleError(_("This account is not there any more."), field="account_id")
    made = SurveyAnswer(survey_id=survey.id, account_id=account_id)
    for name, value in (values or {}).items():
        field_of(SurveyAnswer, name).set(made, value)
    session.add(made)
    session.flush()
    return made


def _item(known: Mapping[str, SurveyItem], key: str) -> SurveyItem:
    found = known.get(key)
    if found is None:
        raise RuleError(_("The survey does not ask “{question}”.").format(question=key))
    return found


def checked_mark(item: SurveyItem, mark: Decimal | int) -> int | float:
    """A mark as it is kept: a whole number, or one with a half or another tenth. Raises RuleError off the scale."""
    number = Decimal(mark)
    if not 1 <= number <= item.full_mark:
        raise RuleError(
            _("A mark for “{question}” lies between 1 and {most}.").format(
                question=item.question, most=item.full_mark
            )
        )
    if number * 10 != (number * 10).to_integral_value():
        raise RuleError(_("A mark has one decimal at most."))
    return int(number) if number == number.to_integral_value() else float(number)


def mark_of(stored: Any) -> Fraction:
    """A stored mark as the number that was written: 4.3 is 43/10."""
    return Fraction(str(stored))


def _refuse_future(day: date, field: str) -> None:
    if day > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=day), field=field)
