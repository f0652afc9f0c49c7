"""满意度调查 as people do it: a questionnaire, sent to accounts, answered, and the next round of it (M33)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from kamdesk.model.contact import Contact
from kamdesk.model.fields import field_of, fields_of
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.model.terms import Term
from kamdesk.work.trash import move_to_trash

ITEMS: tuple[tuple[str, Term, int], ...] = (
    ("quality", Term("Quality of the products", "产品质量"), 25),
    ("delivery", Term("Delivery in time", "交货及时"), 20),
    ("price", Term("Price and terms", "价格与商务条件"), 10),
    ("attitude", Term("Attitude of our people", "服务态度"), 15),
    ("speed", Term("Speed of answers", "响应速度"), 15),
    ("support", Term("Technical support", "技术支持"), 15),
)
"""Key, question and weight of the questionnaire a first round begins with; each survey may change it."""
FULL_MARK = 5
_MOST_MARKS = 100
_LONGEST_COMMENT = 400

Values = Mapping[str, Any]
Mark = Decimal | int | None


# ------------------------------------------------------------------------------------------------- the questionnaire


def add_survey(
    session: Session, values: Values, items: Sequence[Values] | None = None, on: date | None = None
) -> Survey:
    """Adds a round of a questionnaire with `items` (see `set_items`), by default the usual ones.

    Without a round it is that of the year of day `on`. Raises RuleError, naming the field.
    """
    survey = Survey(round=str((on or date.today()).year))
    _set(session, survey, values)
    session.add(survey)
    session.flush()
    given = items
    if given is None:
        given = [
            {"key": key, "question": str(term), "weight": Decimal(weight), "full_mark": FULL_MARK}
            for key, term, weight in ITEMS
        ]
    set_items(session, survey, given)
    return survey


def change_survey(session: Session, survey: Survey, values: Values) -> None:
    """Sets `values` (field name → typed value). Raises RuleError, naming the field."""
    _set(session, survey, values)
    session.flush()


def _set(session: Session, survey: Survey, values: Values) -> None:
    with session.no_autoflush:
        for name, value in values.items():
            field_of(Survey, name).set(survey, value)
        survey.name = (survey.name or "").strip()
        survey.round = (survey.round or "").strip()
        if not survey.name:
            raise RuleError(_("A survey needs a name."), field="name")
        if not survey.round:
            raise RuleError(_("Say which round of the survey it is."), field="round")
        if survey.sent_on and survey.closes_on and survey.closes_on < survey.sent_on:
            raise RuleError(_("It closes before it is sent."), field="closes_on")
        same = select(Survey.id).where(
            Survey.name == survey.name, Survey.round == survey.round,
            Survey.deleted_at.is_(None), Survey.id != (survey.id or 0),
        )  # fmt: skip
        if session.scalar(same) is not None:
            raise RuleError(
                _("There is a round {round} of “{name}” already.").format(
                    round=survey.round, name=survey.name
                ),
                field="round",
            )


def items(session: Session, survey_id: int) -> list[SurveyItem]:
    """The questions of a survey in their order."""
    query = select(SurveyItem).where(
        SurveyItem.survey_id == survey_id, SurveyItem.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(SurveyItem.position, SurveyItem.id)))


def set_items(session: Session, survey: Survey, given: Sequence[Values]) -> list[SurveyItem]:
    """Makes the questions those `given`, in their order (field name → typed value, ``id`` for one that stays).

    A question without a key gets one. Raises RuleError for an empty or a double question, a negative weight, a full
    mark below 1, and when a question would go, or its full mark change, that answers have a mark for.
    """
    known = {each.id: each for each in items(session, survey.id)}
    marked = _marked_keys(session, survey.id)
    kept: list[SurveyItem] = []
    fields = {each.name: each for each in fields_of(SurveyItem)}
    with session.no_autoflush:
        for values in given:
            plain = {name: value for name, value in values.items() if name in fields}
            if not any(plain.get(name) for name in ("question", "weight")) and "id" not in values:
                continue
            item = known.pop(values.get("id") or 0, None)
            if item is None:
                item = SurveyItem(survey_id=survey.id, key="", full_mark=FULL_MARK)
            full_mark = item.full_mark
            for name, value in plain.items():
                if name not in ("survey_id", "position"):
                    fields[name].set(item, value)
            item.key = (item.key or "").strip()
            item.position = len(kept) + 1
            _check_item(item, kept)
            if item.key in marked and item.full_mark != full_mark:
                raise RuleError(
                    _("Answers have marks for “{question}”: its full mark stays.").format(
                        question=item.question
                    ),
                    field="full_mark",
                )
            kept.append(item)
        for item in known.values():
            if item.key in marked:
                raise RuleError(
                    _("Answers have marks for “{question}”: it stays.").format(
                        question=item.question
                    ),
                    field="question",
                )
        _give_keys([*kept, *known.values()])
    session.add_all(kept)
    session.flush()
    for item in known.values():
        move_to_trash(session, item)
    return kept


def _check_item(item: SurveyItem, before: Sequence[SurveyItem]) -> None:
    item.question = (item.question or "").strip()
    if not item.question:
        raise RuleError(_("A question is empty."), field="question")
    if any(
        each.question == item.question or (item.key and each.key == item.key) for each in before
    ):
        raise RuleError(
            _("“{question}” is asked twice.").format(question=item.question), field="question"
        )
    if item.weight is not None and item.weight < 0:
        raise RuleError(_("A weight is not negative."), field="weight")
    if not 1 <= (item.full_mark or 0) <= _MOST_MARKS:
        raise RuleError(
            _("A full mark lies between 1 and {most}.").format(most=_MOST_MARKS), field="full_mark"
        )


def _give_keys(every: Sequence[SurveyItem]) -> None:
    taken = {each.key for each in every if each.key}
    for each in every:
        if not each.key:
            number = 1
            while f"q{number}" in taken:
                number += 1
            each.key = f"q{number}"
            taken.add(each.key)


def _marked_keys(session: Session, survey_id: int) -> set[str]:
    """Keys of the questions that answers have a mark for."""
    return {key for each in answers(session, survey_id) for key in each.scores or {}}


def next_round(
    session: Session, survey: Survey, round_: str, values: Values | None = None
) -> Survey:
    """A new round of `survey` with the same questions, keys and weights, so that their marks can be compared.

    Raises RuleError when there is such a round already.
    """
    copied = [
        {"key": each.key, "question": each.question, "weight": each.weight, "full_mark": each.full_mark}
        for each in items(session, survey.id)
    ]  # fmt: skip
    given = {"name": survey.name, "introduction": survey.introduction, **(values or {})}
    return add_survey(session, {**given, "round": round_}, copied)


def rounds(session: Session, name: str) -> list[Survey]:
    """The rounds of the questionnaire called `name`, the earliest first; one not sent yet comes last."""
    query = select(Survey).where(Survey.name == name, Survey.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Survey.sent_on.nulls_last(), Survey.id)))


def newest(session: Session) -> Survey | None:
    """The survey that was sent last; the newest one where none was sent."""
    query = select(Survey).where(Survey.deleted_at.is_(None))
    return session.scalars(
        query.order_by(Survey.sent_on.desc().nulls_last(), Survey.id.desc()).limit(1)
    ).first()


# --------------------------------------------------------------------------------------------------- sent and answered


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
    people = _main_contacts(session, wanted)
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


def _main_contacts(session: Session, account_ids: Sequence[int]) -> dict[int, int]:
    """Account → its main contact, unless they left."""
    found: dict[int, int] = {}
    for start in range(0, len(account_ids), 500):
        query = select(Contact.account_id, Contact.id).where(
            Contact.account_id.in_(account_ids[start : start + 500]),
            Contact.form_role == "main_contact",
            Contact.left_on.is_(None),
            Contact.deleted_at.is_(None),
        )
        found.update((row.account_id, row.id) for row in session.execute(query))
    return found


def answers(session: Session, survey_id: int) -> list[SurveyAnswer]:
    """Every questionnaire of a survey, in the order in which they were sent."""
    query = select(SurveyAnswer).where(
        SurveyAnswer.survey_id == survey_id, SurveyAnswer.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(SurveyAnswer.id)))


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
