"""定性指标: archives complete, service as planned, satisfaction, questions answered in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from sqlalchemy import select

from kamdesk.i18n import _
from kamdesk.indicators import archives, sources
from kamdesk.indicators.declaration import QUARTERLY, Indicator, Measured, decimal
from kamdesk.indicators.parts import Accounts, Counted, Found, Worked, kept
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.model.terms import Term
from kamdesk.work.survey_scores import SATISFIED


class Item(NamedTuple):
    """One item of a questionnaire in whole numbers: what its weight, and its weight for each mark, are over a common
    denominator; tens of thousands of answers are then added up without fractions."""

    key: str
    full_mark: int
    weight: int
    weight_of_a_mark: int


class Answer(NamedTuple):
    """One answer with at least one item: Σ weight × mark ÷ full mark ÷ Σ weight over the items answered."""

    record_id: int
    day: date
    account_id: int
    score: Fraction
    satisfied: int
    """Items with at least four fifths of the full mark,"""
    answered: int
    """of so many."""


def answers(reading: Reading, question: Question) -> list[Answer]:
    """The answers of the period that count for the scope."""
    return kept(reading, ("answers", question), lambda: list(_answers(reading, question)))


def _answers(reading: Reading, question: Question) -> Iterable[Answer]:
    from kamdesk.model.account import Account
    from kamdesk.model.survey import SurveyAnswer

    items = kept(reading, "survey items", lambda: _items(reading))
    query = (
        select(
            SurveyAnswer.id,
            SurveyAnswer.answered_on,
            SurveyAnswer.account_id,
            SurveyAnswer.survey_id,
            SurveyAnswer.scores,
        )
        .join(Account, Account.id == SurveyAnswer.account_id)
        .where(
            SurveyAnswer.answered_on.between(question.span.first, question.end),
            SurveyAnswer.deleted_at.is_(None),
            Account.deleted_at.is_(None),
        )
        .order_by(SurveyAnswer.answered_on, SurveyAnswer.id)
    )
    for record_id, day, account_id, survey_id, scores in reading.session.execute(query):
        scored = _scored(scores or {}, items.get(survey_id, ()))
        if scored is not None and reading.standings.counts(account_id, day, question):
            yield Answer(record_id, day, account_id, *scored)


def _items(reading: Reading) -> dict[int, list[Item]]:
    """Survey → its items; a weight that is left out is 1, an item without a full mark is none."""
    from kamdesk.model.survey import SurveyItem

    query = select(
        SurveyItem.survey_id, SurveyItem.key, SurveyItem.weight, SurveyItem.full_mark
    ).where(SurveyItem.deleted_at.is_(None))
    rows: dict[int, list[tuple[str, Fraction, int]]] = {}
    for survey_id, key, weight, full_mark in reading.session.execute(query):
        if full_mark:
            weighs = Fraction(1) if weight is None else Fraction(weight)
            rows.setdefault(survey_id, []).append((key, weighs, full_mark))
    return {survey_id: _whole(each) for survey_id, each in rows.items()}


def _whole(rows: Iterable[tuple[str, Fraction, int]]) -> list[Item]:
    listed = list(rows)
    common = lcm(*((weight / full).denominator for _key, weight, full in listed))
    return [
        Item(key, full, int(weight * common), int(weight / full * common))
        for key, weight, full in listed
    ]


def _scored(scores: Mapping[str, Any], items: Iterable[Item]) -> tuple[Fraction, int, int] | None:
    """Score, satisfied and answered items; None for an answer without any number."""
    total: int | Fraction = 0
    weights = satisfied = answered = 0
    for key, full_mark, weight, weight_of_a_mark in items:
        mark = scores.get(key)
        if type(mark) is not int:
            mark = _number(mark)
        if mark is None:
            continue
        answered += 1
        weights += weight
        total += weight_of_a_mark * mark
        satisfied += (
            mark / full_mark >= SATISFIED
            if type(mark) is Fraction
            else (mark * SATISFIED.denominator >= full_mark * SATISFIED.numerator)
        )
    if not answered:
        return None
    return Fraction(total) / weights if weights else Fraction(0), satisfied, answered


def _number(given: object) -> Fraction | None:
    """A mark that is no whole number; None for what is no number at all."""
    try:
        return Fraction(Decimal(str(given)))
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _sum_of_means(reading: Reading, question: Question) -> Measured:
    """Σ of the accounts' means over their answers; fractions of one denominator are added as whole numbers."""
    by_account: dict[int, list[Fraction]] = {}
    for answer in answers(reading, question):
        by_account.setdefault(answer.account_id, []).append(answer.score)
    numerators: dict[int, int] = {}
    for each in by_account.values():
        mean = each[0] if len(each) == 1 else sum(each, Fraction(0)) / len(each)
        of = mean.denominator
        numerators[of] = numerators.get(of, 0) + mean.numerator
    return Measured(sum((Fraction(top, of) for of, top in numerators.items()), Fraction(0)))


def _satisfaction(reading: Reading, question: Question) -> Found:
    """Σ of the accounts' means; each answer bears its share of its account's mean."""
    found = answers(reading, question)
    number: dict[int, int] = {}
    for answer in found:
        number[answer.account_id] = number.get(answer.account_id, 0) + 1
    rows = [
        (each.record_id, each.day, each.account_id, decimal(each.score / number[each.account_id]))
        for each in found
    ]
    return Found(_sum_of_means(reading, question).value, rows)


def _answered(reading: Reading, question: Question) -> dict[int, date]:
    """Accounts that answered, with the day of the first answer."""
    found: dict[int, date] = {}
    for answer in answers(reading, question):
        found.setdefault(answer.account_id, answer.day)
    return found


def _number_satisfied(reading: Reading, question: Question) -> Measured:
    return Measured(Decimal(sum(each.satisfied for each in answers(reading, question))))


def _satisfied(reading: Reading, question: Question) -> Found:
    rows = [
        (each.record_id, each.day, each.account_id, Decimal(each.satisfied))
        for each in answers(reading, question)
    ]
    return Found(_number_satisfied(reading, question).value, rows)


def _number_answered(reading: Reading, question: Question) -> Measured:
    return Measured(Decimal(sum(each.answered for each in answers(reading, question))))


def _all_marks(reading: Reading, question: Question) -> Found:
    rows = [
        (each.record_id, each.day, each.account_id, Decimal(each.answered))
        for each in answers(reading, question)
    ]
    return Found(_number_answered(reading, question).value, rows)


def _answer_rate(reading: Reading, question: Question) -> dict[str, Decimal]:
    """Beside: the questionnaires sent in the period, and how many of them came back."""
    from kamdesk.model.survey import SurveyAnswer

    sent = select(SurveyAnswer.account_id, SurveyAnswer.sent_on, SurveyAnswer.answered_on).where(
        SurveyAnswer.sent_on.between(question.span.first, question.end),
        SurveyAnswer.deleted_at.is_(None),
    )
    rows = [
        row
        for row in reading.session.execute(sent)
        if reading.standings.counts(row.account_id, row.sent_on, question)
    ]
    back = [row for row in rows if row.answered_on and row.answered_on <= question.as_of]
    return {_("Sent"): Decimal(len(rows)), _("Came back"): Decimal(len(back))} if rows else {}


def _due_archives(reading: Reading, question: Question) -> dict[int, date]:
    """Accounts developing or active at the end, filed long enough before."""
    limit = question.end - timedelta(days=int(reading.settings["archive_due_days"]))
    filed = kept(reading, "archives", lambda: archives.Archives(reading.session)).filed
    standing = reading.standings.standing(question, question.end, "developing", "active")
    return {key: day for key, day in standing.items() if key in filed and filed[key] <= limit}


_DUE = Accounts(_due_archives)


def _filled(reading: Reading, question: Question) -> Mapping[int, int]:
    """Due account → its filled required fields."""
    due = _DUE.of(reading, question)
    known = kept(reading, "archives", lambda: archives.Archives(reading.session))
    return kept(reading, ("filled", question), lambda: known.filled(due, question.end))


def _complete(reading: Reading, question: Question) -> dict[int, date]:
    filled = _filled(reading, question)
    due = _DUE.of(reading, question)
    return {key: day for key, day in due.items() if filled[key] == archives.NUMBER}


def _fields_filled(reading: Reading, question: Question) -> Found:
    filled = _filled(reading, question)
    due = _DUE.of(reading, question)
    rows = [(key, day, key, Decimal(filled[key])) for key, day in due.items()]
    return Found(Decimal(sum(filled.values())), rows)


def _fields_required(reading: Reading, question: Question) -> Found:
    due = _DUE.of(reading, question)
    rows = [(key, day, key, Decimal(archives.NUMBER)) for key, day in due.items()]
    return Found(Decimal(len(due) * archives.NUMBER), rows)


QUALITATIVE: tuple[Indicator, ...] = (
    Indicator(
        "archive_complete_rate",
        Term("Archive completeness", "大客户信息档案完整性"),
        Term("Archives with every required field filled ÷ archives due", "必填项齐全的档案数 ÷ 应完整的档案数"),
        Term("Account archives", "客户档案表"),
        "ratio", "up", Accounts(_complete), _DUE, QUARTERLY, "qualitative", Decimal("0.9"),
        companions=("field_fill_rate",),
    ),
    Indicator(
        "field_fill_rate",
        Term("Required fields filled", "必填项填写率"),
        Term("Filled ÷ required fields of the archives due", "已填必填项 ÷ 应填必填项"),
        Term("Account archives", "客户档案表"),
        "ratio", "up", Worked("Account", _fields_filled), Worked("Account", _fields_required), QUARTERLY,
        "qualitative",
    ),
    Indicator(
        "service_norm_rate",
        Term("Service-norm compliance", "大客户服务规范执行情况"),
        Term("Measures done in time and as planned ÷ measures due", "按方案按期执行的服务措施数 ÷ 到期服务措施数"),
        Term("Service plans", "服务方案"),
        "ratio", "up", Counted(sources.measures_kept), Counted(sources.measures_due), QUARTERLY, "qualitative",
        Decimal("0.9"),
    ),
    Indicator(
        "satisfaction",
        Term("Satisfaction", "大客户满意程度"),
        Term("Mean over the accounts that answered; 1 is the full mark", "答卷客户得分的平均值（满分为 1）"),
        Term("Satisfaction questionnaires", "满意度调查表"),
        "ratio", "up", Worked("SurveyAnswer", _satisfaction, _sum_of_means), Accounts(_answered), QUARTERLY,
        "qualitative",
        Decimal("0.85"), companions=("csat",), beside=_answer_rate,
    ),
    Indicator(
        "csat",
        Term("Satisfied answers", "满意项占比"),
        Term("Items with 80 of 100 or more ÷ items answered", "得分不低于满分八成的项数 ÷ 已答项数"),
        Term("Satisfaction questionnaires", "满意度调查表"),
        "ratio", "up", Worked("SurveyAnswer", _satisfied, _number_satisfied),
        Worked("SurveyAnswer", _all_marks, _number_answered), QUARTERLY,
        "qualitative",
    ),
    Indicator(
        "question_on_time_rate",
        Term("Question on-time rate", "解答客户问题的及时性"),
        Term("Questions answered by their due day ÷ questions due", "按期解答的问题数 ÷ 到期问题数"),
        Term("Feedback log", "意见反馈登记表"),
        "ratio", "up", Counted(sources.questions_in_time), Counted(sources.questions_due), QUARTERLY, "qualitative",
        Decimal("0.9"),
    ),
)  # fmt: skip
