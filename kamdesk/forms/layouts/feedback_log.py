"""F12 意见反馈登记表: the opinions and questions of a period with what was answered, a row for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Cells, Form, FormKind, Page, Section, Table
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, KnownRow
from kamdesk.forms.layouts.parts import cell, form_field, relabelled
from kamdesk.forms.layouts.period import Period, read_period
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.service import Feedback
from kamdesk.model.terms import Term
from kamdesk.work import feedback, periods
from kamdesk.work.fields import find_reference, reference_names

TITLE = Term("Feedback log", "意见反馈登记表")
_ROWS = Term("Opinions and questions", "意见与问题")
_TABLE = "feedback"
_ANSWER = ("answered_on", "reply", "handler_id")


@dataclass(frozen=True)
class LogOf:
    """The days whose opinions and questions stand in the log; of one account, or of all."""

    period: Period
    account_id: int | None = None


def read_days(session: Session, text: str) -> Period | None:
    """A week, a month, two days, a quarter or a business year; None when `text` is none of them."""
    found = read_period(text)
    if found is not None:
        return found
    try:
        span = periods.read_period(text, periods.start_month(session))
    except RuleError:
        return None
    return Period(span.first, span.last)


class FeedbackLogFiling(Filing):
    """What came in during a period, row by row."""

    record = Feedback

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By the period the log names, else from the first day of its rows to the last."""
        del form
        written = str(reading.value("log.period") or "").strip()
        period = read_days(session, written) if written else _of_rows(reading)
        if period is None:
            return FormDifference(
                reading, "none", None, written or str(TITLE),
                refusal=_("“{text}” is no period such as 2026-11, 2026Q4 or 2026.").format(
                    text=written
                )
                if written
                else _("There is nothing in this log."),
            )  # fmt: skip
        return FormDifference(reading, "period", LogOf(period), f"{TITLE} {period}")

    def known(self, session: Session, form: Form, record_id: LogOf) -> Known:
        """What came in during the period, by its day."""
        query = select(Feedback).where(
            Feedback.received_on >= record_id.period.first,
            Feedback.received_on <= record_id.period.last,
            Feedback.deleted_at.is_(None),
        )
        if record_id.account_id is not None:
            query = query.where(Feedback.account_id == record_id.account_id)
        found = list(session.scalars(query.order_by(Feedback.received_on, Feedback.id)))
        ids = {each.contact_id for each in found if each.contact_id is not None}
        names = reference_names(session, "Contact", ids)
        rows = []
        for each in found:
            own = {field.name: getattr(each, field.name, None) for field in form.tables[0].fields}
            own["contact"] = names.get(each.contact_id) if each.contact_id else None
            rows.append(KnownRow(each.id, each.uid, own))
        values = {"log.period": str(record_id.period)}
        return Known("", f"{TITLE} {record_id.period}", None, values, {_TABLE: rows})

    def file(self, work: Writing) -> None:
        """Each row: a new one is received, a known one answered or corrected; what is refused stops no other."""
        (table,) = work.form.tables
        for row, keys in work.row_keys(table).items():
            row_id = work.difference.row_records.get(row)
            if row_id is None:
                work.attempt(keys, partial(_receive, work, row, keys))
                continue
            known = work.session.get_one(Feedback, row_id)
            answered = known.answered_on is None and f"{row}.answered_on" in keys
            answer = [key for key in keys if answered and _column(key) in _ANSWER]
            for key in keys:
                if key not in answer:
                    change = partial(_change, work.session, known, work.values([key]))
                    work.attempt([key], change)
            work.attempt(answer, partial(feedback.answer, work.session, known, work.values(answer)))
            work.applied.touched.add((Feedback, row_id))


def _receive(work: Writing, row: str, keys: list[str]) -> None:
    values = work.values(keys)
    named = values.pop("contact", None)
    for name in ("received_on", "account_id"):
        if values.get(name) is None:
            label = field_of(Feedback, name).label
            problem = work.problem(f"{row}.{name}")
            raise RuleError(problem or _("A row needs a {field}.").format(field=label))
    values["contact_id"] = _contact(work.session, values["account_id"], named)
    made = feedback.add(work.session, values)
    work.applied.touched.add((Feedback, made.id))


def _change(session: Session, known: Feedback, values: Values) -> None:
    given = dict(values)
    if "contact" in given:
        given["contact_id"] = _contact(session, known.account_id, given.pop("contact"))
    feedback.change(session, known, given)


def _contact(session: Session, account_id: int, name: Any) -> int | None:
    """The person of the account who is called so. Raises RuleError for one who is not known there."""
    text = str(name or "").strip()
    if not text:
        return None
    found = find_reference(session, "Contact", text, account_id)
    if len(found) != 1:
        raise RuleError(
            _("Several are called “{text}”.").format(text=text)
            if found
            else _("“{text}” is not known here.").format(text=text)
        )
    return found[0].id


def _column(key: str) -> str:
    return key.partition("].")[2]


def _of_rows(reading: FormReading) -> Period | None:
    """The days from the first to the last row, for a log that names no period."""
    days = [
        found.value
        for key, found in reading.found.items()
        if key.endswith("].received_on") and found.value is not None
    ]
    return Period(min(days), max(days)) if days else None


def _columns() -> tuple[RecordField, ...]:
    def own(name: str, width: int) -> RecordField:
        return relabelled(
            field_of(Feedback, name), field_of(Feedback, name).spec.label, width=width
        )

    contact = form_field(
        "contact", Term("Contact", "提出人"), Contact, width=66, aliases=("反馈人", "联系人")
    )
    return (
        own("received_on", 84), own("received_at", 50), own("kind", 50), own("account_id", 120), contact,
        own("channel", 66), own("content", 170), own("handler_id", 66), own("due_on", 84),
        own("answered_on", 84), own("reply", 150),
    )  # fmt: skip


def declare(_session: Session) -> Form:
    """Which period; a row for each opinion and question."""
    period = form_field(
        "period", Term("Period", "登记期间"), Feedback, aliases=("期间", "月份", "登记月份")
    )
    table = Table(
        _TABLE, _ROWS, Feedback, _columns(), blank_rows=12, as_part=False,
        alike=("received_on", "account_id", "content"),
    )  # fmt: skip
    sections = (
        Section(None, (Cells((cell("log", period, identifies=True),)),)),
        Section(_ROWS, (table,)),
    )
    return Form(
        key=FEEDBACK_LOG.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, sections, landscape=True),),
        filing=FeedbackLogFiling(),
        main="log",
        fewest=1,
        titles=(
            "意见反馈登记",
            "客户意见登记表",
            "客户意见反馈表",
            "问题登记表",
            "feedback register",
        ),
    )


FEEDBACK_LOG = FormKind(
    "feedback_log",
    "F12",
    TITLE,
    Term(
        "Opinions and questions of a period, when they are due, what was answered",
        "一段时间内客户的意见与问题、标准时间与答复",
    ),
    declare,
    "Feedback",
)
