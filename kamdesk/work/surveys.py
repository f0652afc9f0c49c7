"""满意度调查: a questionnaire with its questions, weights and full marks, and the next round of it (M33)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.fields import field_of, fields_of
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.model.terms import Term
from kamdesk.work import record_lists
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


def _waits() -> ColumnElement[bool]:
    return exists().where(
        SurveyAnswer.survey_id == Survey.id,
        SurveyAnswer.answered_on.is_(None),
        SurveyAnswer.deleted_at.is_(None),
    )


WAITING = record_lists.named("survey.waiting", _waits)
LATE = record_lists.named("survey.late", lambda: and_(_waits(), Survey.closes_on < date.today()))
NOT_SENT = record_lists.named("survey.not_sent", lambda: Survey.sent_on.is_(None))
_MOST_MARKS = 100

Values = Mapping[str, Any]


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


def put_item(
    session: Session,
    survey: Survey,
    _kind: type[SurveyItem],
    item: SurveyItem | None,
    values: Values,
) -> None:
    """Changes one question, or adds one (`item` None). Raises RuleError as `set_items` does."""
    given = [
        {"id": each.id, **(values if item is not None and each.id == item.id else {})}
        for each in items(session, survey.id)
    ]
    set_items(session, survey, given if item is not None else [*given, values])


def remove_item(session: Session, survey: Survey, item: SurveyItem) -> None:
    """Takes a question out. Raises RuleError where answers have a mark for it."""
    kept = [{"id": each.id} for each in items(session, survey.id) if each.id != item.id]
    set_items(session, survey, kept)


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


def find(session: Session, text: str) -> Survey | None:
    """The survey with this uid, or of this name and round (满意度 2026)."""
    query = select(Survey).where(Survey.deleted_at.is_(None)).order_by(Survey.id)
    wanted = " ".join(text.split())
    return next(
        (
            each
            for each in session.scalars(query)
            if wanted in (each.uid, " ".join(f"{each.name} {each.round}".split()))
        ),
        None,
    )


def answers(session: Session, survey_id: int) -> list[SurveyAnswer]:
    """Every questionnaire of a survey, in the order in which they were sent."""
    query = select(SurveyAnswer).where(
        SurveyAnswer.survey_id == survey_id, SurveyAnswer.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(SurveyAnswer.id)))
