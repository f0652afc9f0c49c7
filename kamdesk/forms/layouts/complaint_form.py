"""F11 客户投诉处理单: one complaint from receipt to the customer's confirmation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Cells, Form, FormKind, Page, Section, Table
from kamdesk.forms.differences import Candidate, FormDifference
from kamdesk.forms.filing import Filing, Known, fields_known, rows_known
from kamdesk.forms.layouts.parts import (
    ACCOUNT_CELLS,
    account_values,
    cell,
    named_account,
    names_another,
)
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import field_of, fields_of
from kamdesk.model.service import Complaint, ComplaintReopening
from kamdesk.model.terms import Term
from kamdesk.work import child_rows, complaints, record_lists

TITLE = Term("Complaint form", "客户投诉处理单")
_REOPENED = Term("Reopened", "重新受理")
_JUDGED = ("judgement", "judged_on", "cause_kind", "cause")
_ANSWERED = ("answered_on", "solution", "cost")
_CONFIRMED = ("confirmed_on", "customer_opinion", "prevention")

Deed = Callable[[Session, Complaint, Values], object]


class ComplaintFiling(Filing):
    """One complaint; a blank form that is filled in receives one."""

    record = Complaint

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid, by number, or by account, day and words; another complaint of that day is asked about."""
        query = select(Complaint).where(Complaint.deleted_at.is_(None))
        number = reading.value("complaint.number")
        for how, wanted in (
            ("uid", query.where(Complaint.uid == reading.uid) if reading.uid else None),
            ("number", query.where(Complaint.number == number) if number else None),
        ):
            known = session.scalars(wanted).first() if wanted is not None else None
            if known is not None:
                account = session.get_one(Account, known.account_id)
                doubt = names_another(reading, account)
                name = _called(account, known)
                return FormDifference(reading, how, known.id, name, account.id, doubt=doubt)
        named, why = named_account(session, reading)
        if named is None:
            name = str(reading.value("account.name") or "")
            return FormDifference(reading, "none", None, name, refusal=why)
        return self._on_day(session, reading, named, query)

    @staticmethod
    def _on_day(
        session: Session, reading: FormReading, account: Account, query: Any
    ) -> FormDifference:
        day, words = (reading.value(f"complaint.{name}") for name in ("received_on", "content"))
        if day is None:
            return FormDifference(
                reading, "none", None, account.name, account.id,
                refusal=_("The form does not say on which day the complaint came in."),
            )  # fmt: skip
        on_day = query.where(Complaint.account_id == account.id, Complaint.received_on == day)
        found = list(session.scalars(on_day.order_by(Complaint.id)))
        same = next((each for each in found if each.content == words), None)
        if same is not None:
            return FormDifference(reading, "day", same.id, _called(account, same), account.id)
        name = f"{account.name} · {day}"
        if found:
            return FormDifference(
                reading, "day", None, name, account.id,
                candidates=tuple(Candidate(each.id, _called(account, each)) for each in found),
                doubt=_("This account complained on that day already; choose which complaint it is."),
            )  # fmt: skip
        return FormDifference(reading, "none", None, name, account.id)

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """The complaint, or for a new one the account, the day and the words."""
        reading = difference.reading
        yield difference.record_id or (
            difference.account_id,
            *(reading.value(f"complaint.{name}") for name in ("received_on", "content")),
        )

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The complaint, its account, and when it was taken up again."""
        found = session.get_one(Complaint, record_id)
        account = session.get_one(Account, found.account_id)
        values = account_values(account) | fields_known(form, "complaint", found)
        again = child_rows.rows(session, ComplaintReopening, found.id)
        rows = {"reopened": rows_known(form, "reopened", again)}
        return Known(found.uid, _called(account, found), account.id, values, rows)

    def prefilled(self, session: Session, account_id: int) -> Known:
        """The account, for a complaint that is not here yet."""
        account = session.get_one(Account, account_id)
        return Known("", account.name, account.id, account_values(account))

    def file(self, work: Writing) -> None:
        """Received, taken up again, judged, answered, confirmed: each as it is done in the window, refused alone."""
        session, keys = work.session, work.keys("complaint")
        if work.difference.record_id is None:
            complaint, used = _receive(work, keys)
            keys = [key for key in keys if key not in used]
        else:
            complaint = session.get_one(Complaint, work.difference.record_id)
        steps = {
            key
            for name in (*_JUDGED, *_ANSWERED, *_CONFIRMED)
            for key in keys
            if _name(key) == name
        }
        for key in keys:
            if key not in steps:
                work.attempt([key], partial(_correct, work, complaint, key))
        self._reopened(work, complaint)
        judging = work.read("complaint.judgement") in ("valid", "invalid")
        _change(work, complaint, _of(keys, _JUDGED), complaints.judge if judging else None)
        answering = complaint.answered_on is None and "complaint.answered_on" in keys
        _change(work, complaint, _of(keys, _ANSWERED), complaints.answer if answering else None)
        confirming = complaint.confirmed_on is None and "complaint.confirmed_on" in keys
        _change(work, complaint, _of(keys, _CONFIRMED), complaints.confirm if confirming else None)

    @staticmethod
    def _reopened(work: Writing, complaint: Complaint) -> None:
        session = work.session

        def add(values: Values) -> None:
            reason = values.get("reason") or ""
            complaints.reopen(session, complaint, values["on"], reason)

        def change(row_id: int, values: Values) -> None:
            record_lists.change(session, session.get_one(ComplaintReopening, row_id), values)

        def remove(row_id: int) -> None:
            row = session.get_one(ComplaintReopening, row_id)
            record_lists.remove_row(session, complaint, row)

        work.rows(work.form.tables[0], add=add, change=change, remove=remove)


def _receive(work: Writing, keys: Sequence[str]) -> tuple[Complaint, set[str]]:
    """With the fields of the receipt; judged, answered and confirmed it is by the steps that follow."""
    receipt = {each.name for each in fields_of(Complaint) if each.spec.group == "receipt"}
    used = {key for key in keys if _name(key) in receipt or _name(key) == "due_on"}
    if work.difference.account_id is None:
        raise RuleError(_("The form names no customer, so it cannot be filed."))
    values = work.values([key for key in keys if key in used])
    number = work.difference.reading.value("complaint.number")
    values |= {"account_id": work.difference.account_id} | ({"number": number} if number else {})
    values.setdefault("received_on", work.read("complaint.received_on"))
    complaint = complaints.add(work.session, values)
    work.made(complaint.id, used)
    return complaint, used


def _correct(work: Writing, complaint: Complaint, key: str) -> None:
    """The deadline that stands in the form holds, whatever else is corrected."""
    due_on = work.difference.reading.value("complaint.due_on")
    beside = {"due_on": due_on} if due_on is not None and _name(key) != "due_on" else {}
    complaints.change(work.session, complaint, beside | work.values([key]))


def _change(work: Writing, complaint: Complaint, keys: Sequence[str], deed: Deed | None) -> None:
    """A step with what belongs to it; without one each value is a correction of its own."""
    if deed is not None:
        work.attempt(keys, partial(deed, work.session, complaint, work.values(keys)))
        return
    for key in keys:
        _change(work, complaint, [key], complaints.change)


def _of(keys: Sequence[str], names: Sequence[str]) -> list[str]:
    return [key for key in keys if _name(key) in names]


def _name(key: str) -> str:
    return key.partition(".")[2]


def _called(account: Account, complaint: Complaint) -> str:
    name = account.short_name or account.name
    return " · ".join(filter(None, (name, complaint.number, str(complaint.received_on))))


def find(session: Session, ref: str) -> Complaint | None:
    """The complaint with this number or mark."""
    query = select(Complaint).where(
        (Complaint.number == ref) | (Complaint.uid == ref), Complaint.deleted_at.is_(None)
    )
    return session.scalars(query).first()


def declare(_session: Session) -> Form:
    """Receipt, judgement, handling, confirmation, as the record has them."""

    def section(group: str, first: tuple[Any, ...] = (), parts: tuple[Any, ...] = ()) -> Section:
        own = tuple(
            cell("complaint", each, identifies=each.name == "number")
            for each in fields_of(Complaint)
            if each.spec.group == group and each.name != "account_id"
        )
        return Section(Complaint.SECTIONS[group], (Cells((*first, *own)), *parts))

    reopened = Table(
        "reopened", _REOPENED, ComplaintReopening,
        tuple(field_of(ComplaintReopening, name) for name in ("on", "reason")),
        blank_rows=2, fewest=2,
    )  # fmt: skip
    sections = (
        section("receipt", ACCOUNT_CELLS),
        section("judgement"),
        section("handling"),
        section("confirmation", parts=(reopened,)),
    )
    return Form(
        key=COMPLAINT_FORM.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, sections),),
        filing=ComplaintFiling(),
        main="complaint",
        titles=("投诉处理单", "投诉处理表", "客户投诉登记表", "投诉记录单", "complaint"),
    )


COMPLAINT_FORM = FormKind(
    "complaint_form",
    "F11",
    TITLE,
    Term(
        "A complaint from receipt to confirmation; a blank one receives it",
        "投诉的受理、判定、处理与客户确认；空白表填回后受理投诉",
    ),
    declare,
    "Complaint",
)
