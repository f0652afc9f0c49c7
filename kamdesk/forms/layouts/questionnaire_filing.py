"""How a questionnaire that came back finds the one that was sent, and how its marks become the account's answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Writing
from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, KnownRow, fields_known
from kamdesk.forms.layouts.parts import account_values, named_account, names_another
from kamdesk.forms.readings import FormReading, FoundValue
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.survey import Survey, SurveyAnswer
from kamdesk.work import survey_answers, surveys

TABLE = "marks"


class QuestionnaireFiling(Filing):
    """The answer of one account to one round of a survey."""

    record = SurveyAnswer

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid; else by account, survey and day. An account it was not sent to makes a new answer."""
        known = by_uid(session, reading.uid)
        if known is not None:
            account = session.get_one(Account, known.account_id)
            doubt = names_another(reading, account)
            name = _called(session, account, known.survey_id)
            return FormDifference(reading, "uid", known.id, name, account.id, doubt=doubt)
        named, why = named_account(session, reading)
        if named is None:
            name = str(reading.value("account.name") or "")
            return FormDifference(reading, "none", None, name, refusal=why)
        survey, why = named_survey(session, reading)
        if survey is None:
            return FormDifference(reading, "none", None, named.name, named.id, refusal=why)
        day = reading.value("answer.answered_on")
        found = _same(session, survey.id, named.id, day)
        return FormDifference(
            reading, "name" if found else "none", found.id if found else None,
            _called(session, named, survey.id), named.id,
        )  # fmt: skip

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """The answer, or for a new one account, survey and day."""
        reading = difference.reading
        yield difference.record_id or (
            difference.account_id,
            *(reading.value(f"survey.{name}") for name in ("name", "round")),
            reading.value("answer.answered_on"),
        )

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The questions of the survey, and what was answered."""
        answer = session.get_one(SurveyAnswer, record_id)
        account = session.get_one(Account, answer.account_id)
        survey = session.get_one(Survey, answer.survey_id)
        values = account_values(account) | fields_known(form, "survey", survey)
        values |= fields_known(form, "answer", answer)
        name = _called(session, account, survey.id)
        return Known(answer.uid, name, account.id, values, {TABLE: _rows(session, survey, answer)})

    def prefilled(self, session: Session, account_id: int) -> Known:
        """The newest survey, for an account it was not sent to."""
        account = session.get_one(Account, account_id)
        survey = surveys.newest(session)
        if survey is None:
            raise RuleError(_("There is no survey yet."))
        values = account_values(account) | {
            f"survey.{name}": getattr(survey, name)
            for name in ("name", "round", "closes_on", "introduction")
        }
        return Known("", account.name, account.id, values, {TABLE: _rows(session, survey, None)})

    def found(self, form: Form, reading: FormReading) -> dict[str, FoundValue]:
        """5分 is a mark of 5."""
        return {
            key: _without_unit(found) if key.endswith("].score") else found
            for key, found in reading.found.items()
        }

    def canonical(self, name: str, value: Any) -> Any:
        """The usual questions are the same in both languages."""
        return _in_english(value) if name == "question" else value

    def file(self, work: Writing) -> None:
        """The day and the person, then mark by mark; what comes without a day came back on the day of reading."""
        answer = self._answer(work)
        asked = work.difference.row_records or _row_keys(work, answer)
        self._day(work, answer)
        for key in work.keys("answer"):
            if key != "answer.answered_on":
                values = work.values([key])
                work.attempt([key], partial(self._put, work, answer, values=values))
        (table,) = work.form.tables
        for row, keys in work.row_keys(table).items():
            item_key = asked.get(row)
            for key in keys:
                given = {item_key: work.chosen[key][1]}
                column = "marks" if key.endswith(".score") else "comments"
                write = partial(self._put, work, answer, **{column: given})
                work.attempt([key], write if item_key else partial(self._unknown, work, row))
        if work.applied.created and answer.answered_on is None:
            raise RuleError(work.applied.refused[0].reason)

    @staticmethod
    def _answer(work: Writing) -> SurveyAnswer:
        session = work.session
        if work.difference.record_id is not None:
            return session.get_one(SurveyAnswer, work.difference.record_id)
        survey, why = named_survey(session, work.difference.reading)
        if survey is None or work.difference.account_id is None:
            raise RuleError(why or _("The form names no customer, so it cannot be filed."))
        made = survey_answers.add_answer(session, survey, work.difference.account_id)
        work.made(made.id)
        work.applied.changed -= 1
        return made

    def _day(self, work: Writing, answer: SurveyAnswer) -> None:
        key = "answer.answered_on"
        if key in work.chosen:
            on = work.chosen[key][1]
            work.attempt([key], partial(survey_answers.put_answer, work.session, answer, on))

    def _put(self, work: Writing, answer: SurveyAnswer, **given: Any) -> None:
        """Writes part of the answer. A day that could not be taken stops it: another one would be invented."""
        key = "answer.answered_on"
        refused = next((each for each in work.applied.refused if each.key == key), None)
        if refused is not None or (work.problem(key) and key not in work.chosen):
            raise RuleError(_("The day on which it was filled in cannot be taken."))
        survey_answers.put_answer(work.session, answer, answer.answered_on or work.on, **given)

    @staticmethod
    def _unknown(work: Writing, row: str) -> None:
        question = work.difference.reading.value(f"{row}.question") or row
        raise RuleError(_("The survey does not ask “{question}”.").format(question=question))


def _row_keys(work: Writing, answer: SurveyAnswer) -> dict[str, str]:
    """Row → key of its question, for an answer that was not here yet."""
    reading = work.difference.reading
    questions = surveys.items(work.session, answer.survey_id)
    asked = {_in_english(each.question): each.key for each in questions}
    rows = {key.partition("]")[0] + "]" for key in reading.found if "]." in key}
    found = {row: asked.get(_in_english(reading.value(f"{row}.question"))) for row in rows}
    return {row: key for row, key in found.items() if key is not None}


def _in_english(question: Any) -> Any:
    known = (term for _key, term, _weight in surveys.ITEMS if question in term.wordings)
    return next((term.en for term in known), question)


_MARK_WITH_UNIT = re.compile(r"\s*([0-9]{1,3}(?:\.[0-9])?)\s*(?:分|points?)\s*", re.IGNORECASE)


def _without_unit(found: FoundValue) -> FoundValue:
    match = _MARK_WITH_UNIT.fullmatch(found.raw) if isinstance(found.raw, str) else None
    if match is None:
        return found
    return replace(found, value=Decimal(match[1]), problem=None, alternatives=())


def _rows(session: Session, survey: Survey, answer: SurveyAnswer | None) -> list[KnownRow]:
    scores, comments = (answer.scores or {}, answer.comments or {}) if answer else ({}, {})
    return [
        KnownRow(
            each.key,
            each.uid,
            {
                "question": each.question,
                "full_mark": each.full_mark,
                "score": Decimal(str(scores[each.key])) if each.key in scores else None,
                "comment": comments.get(each.key),
            },
        )
        for each in surveys.items(session, survey.id)
    ]


def named_survey(session: Session, reading: FormReading) -> tuple[Survey | None, str]:
    """The survey a form names by name and round, or why there is none."""
    name, round_ = (
        str(reading.value(f"survey.{each}") or "").strip() for each in ("name", "round")
    )
    if not name:
        return None, _("The form does not say which survey it belongs to.")
    found = [each for each in surveys.rounds(session, name) if not round_ or each.round == round_]
    if len(found) == 1:
        return found[0], ""
    called = " ".join(filter(None, (name, round_)))
    if not found:
        return None, _("There is no survey “{name}” here.").format(name=called)
    return None, _("“{name}” has several rounds; write the round into the form.").format(name=name)


def _same(
    session: Session, survey_id: int, account_id: int, day: date | None
) -> SurveyAnswer | None:
    """The answer that a form without a mark is: of its day, else one that waits; without a day the last."""
    query = select(SurveyAnswer).where(
        SurveyAnswer.survey_id == survey_id,
        SurveyAnswer.account_id == account_id,
        SurveyAnswer.deleted_at.is_(None),
    )
    found = list(session.scalars(query.order_by(SurveyAnswer.id.desc())))
    of_day = [each for each in found if day is not None and each.answered_on == day]
    waiting = [each for each in found if each.answered_on is None]
    others = found if day is None else []
    return next(iter([*of_day, *waiting, *others]), None)


def by_uid(session: Session, uid: str) -> SurveyAnswer | None:
    """The questionnaire with this mark."""
    query = select(SurveyAnswer).where(SurveyAnswer.uid == uid, SurveyAnswer.deleted_at.is_(None))
    return session.scalars(query).first() if uid else None


def _called(session: Session, account: Account, survey_id: int) -> str:
    survey = session.get_one(Survey, survey_id)
    return " · ".join(filter(None, (account.name, survey.name, survey.round)))
