"""F6 费用报销单: what somebody claims, the total of each currency, and who agrees to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Cells, Form, FormKind, Page, Section, Table, Total
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, fields_known, rows_known
from kamdesk.forms.layouts.budget_lines import MONEY_FORMAT, SUM_OF_CURRENCY, TOTAL
from kamdesk.forms.layouts.parts import (
    approval_section,
    approvals_known,
    cell,
    file_approvals,
)
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.department import Staff
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.fields import field_of
from kamdesk.model.terms import Term
from kamdesk.work import approvals, expenses, settings
from kamdesk.work.fields import find_reference

_STEPS = ("manager", "director", "finance")
_LINES = Term("Expenses", "费用明细")
_OPEN = ("open", "refused")


class ClaimFiling(Filing):
    """A claim with its lines; from a blank form a new one."""

    record = ExpenseClaim

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid, by number, or by person, day and lines; a form without any of these is a new claim."""
        query = select(ExpenseClaim).where(ExpenseClaim.deleted_at.is_(None))
        number = reading.value("claim.number")
        for how, found in (
            ("uid", query.where(ExpenseClaim.uid == reading.uid) if reading.uid else None),
            ("number", query.where(ExpenseClaim.number == number) if number else None),
        ):
            known = session.scalars(found).first() if found is not None else None
            if known is not None:
                return FormDifference(reading, how, known.id, known.number)
        if number:
            return FormDifference(
                reading, "none", None, str(number),
                refusal=_("There is no claim “{number}” here.").format(number=number),
            )  # fmt: skip
        same = _with_these_lines(session, reading)
        if same is not None:
            return FormDifference(reading, "lines", same.id, same.number)
        name = str(reading.value("claim.purpose") or reading.value("claim.staff_id") or TITLE)
        return FormDifference(reading, "none", None, name)

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """The claim, or for a new one who claims what."""
        reading = difference.reading
        yield difference.record_id or (
            reading.value("claim.staff_id"),
            reading.value("claim.on"),
            tuple(sorted(map(str, _lines_of(reading).elements()))),
        )

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The claim, its lines, and what was decided."""
        claim = session.get_one(ExpenseClaim, record_id)
        values = fields_known(form, "claim", claim) | approvals_known(session, claim, _STEPS)
        rows = {"lines": rows_known(form, "lines", expenses.lines(session, claim.id))}
        return Known(claim.uid, claim.number, None, values, rows)

    def file(self, work: Writing) -> None:
        """Lines first where the claim is new: a claim needs something to claim."""
        session, keys = work.session, work.keys("claim")
        (table,) = work.form.tables
        if work.difference.record_id is None:
            claim = self._create(work, table)
            keys = []
        else:
            claim = session.get_one(ExpenseClaim, work.difference.record_id)
            for key in keys:
                work.attempt([key], partial(_change, claim, work.values([key])))
            work.rows(
                table,
                add=partial(_add_line, session, claim),
                change=partial(_change_line, session),
                remove=partial(_remove_line, session),
            )
        file_approvals(work, claim, _STEPS, partial(_hand_in, session, claim))

    @staticmethod
    def _create(work: Writing, table: Table) -> ExpenseClaim:
        staff_id = work.read("claim.staff_id")
        staff = work.session.get(Staff, staff_id) if staff_id else settings.me(work.session)
        made: list[Expense] = []

        def add(values: Values) -> None:
            given = dict(values) | {"staff_id": staff.id if staff else None}
            made.append(expenses.add_expense(work.session, given))

        work.rows(table, add=add, change=lambda _row, _values: None, remove=lambda _row: None)
        if not made:
            raise RuleError(
                work.applied.refused[0].reason
                if work.applied.refused
                else _("There is nothing in this claim.")
            )
        on = work.read("claim.on") or work.on
        claim = expenses.claim(work.session, made, staff, on, work.read("claim.purpose"))
        work.made(claim.id, work.keys("claim"))
        return claim


def _lines_of(reading: FormReading) -> Counter[tuple[date, Decimal]]:
    """Day and amount of each line of a form."""
    rows = {key.partition("]")[0] for key in reading.found if key.startswith("lines[")}
    pairs = [(reading.value(f"{row}].on"), reading.value(f"{row}].amount")) for row in sorted(rows)]
    return Counter((day, Decimal(amount)) for day, amount in pairs if day and amount is not None)


def _with_these_lines(session: Session, reading: FormReading) -> ExpenseClaim | None:
    """The claim that a form without a number made when it was filed before: same person and day, no line besides."""
    given = _lines_of(reading)
    staff = find_reference(session, "Staff", str(reading.value("claim.staff_id") or ""))
    day = reading.value("claim.on")
    if not given or len(staff) != 1 or day is None:
        return None
    query = select(ExpenseClaim).where(
        ExpenseClaim.staff_id == staff[0].id,
        ExpenseClaim.on == day,
        ExpenseClaim.deleted_at.is_(None),
    )
    for claim in session.scalars(query.order_by(ExpenseClaim.id)):
        known = Counter((each.on, each.amount) for each in expenses.lines(session, claim.id))
        if known and known <= given:
            return claim
    return None


def _change(claim: ExpenseClaim, values: Values) -> None:
    if claim.state not in _OPEN:
        raise RuleError(_("This claim was handed in and cannot be changed."))
    for name, value in values.items():
        if value is None and name == "on":
            raise RuleError(_("A claim needs its day."))
        field_of(ExpenseClaim, name).set(claim, value)


def _add_line(session: Session, claim: ExpenseClaim, values: Values) -> None:
    if claim.state not in _OPEN:
        raise RuleError(_("This claim was handed in and cannot be changed."))
    line = expenses.add_expense(session, dict(values) | {"staff_id": claim.staff_id})
    line.claim_id, line.state = claim.id, claim.state
    session.flush()


def _change_line(session: Session, row_id: int, values: Values) -> None:
    expenses.change_expense(session, session.get_one(Expense, row_id), values)


def _remove_line(session: Session, row_id: int) -> None:
    expenses.release(session, session.get_one(Expense, row_id))


def _hand_in(session: Session, claim: ExpenseClaim, _step: str, on: date) -> None:
    """A claim that was never handed in by other means is handed in by the form that is signed."""
    asked = approvals.chain(session, "claim_approval")
    if claim.state == "open" and asked and not approvals.history(session, claim):
        staff = session.get(Staff, claim.staff_id) if claim.staff_id else None
        expenses.submit_claim(session, claim, staff, on)


TITLE = Term("Expense claim", "费用报销单")


def declare(_session: Session) -> Form:
    """Who claims when for what; a row for each expense; the total of each currency; the signatures."""
    head = Cells(
        (
            cell("claim", field_of(ExpenseClaim, "number"), identifies=True),
            *(
                cell("claim", field_of(ExpenseClaim, name))
                for name in ("on", "staff_id", "purpose")
            ),
        )
    )
    names = ("on", "category", "note", "account_id", "receipt_no", "amount", "currency")
    lines = Table(
        "lines", _LINES, Expense, tuple(field_of(Expense, name) for name in names), blank_rows=10,
        totals=(Total(TOTAL, "amount", SUM_OF_CURRENCY, MONEY_FORMAT, by="currency"),),
        as_part=False, alike=("on", "amount"),
    )  # fmt: skip
    sections = (Section(None, (head,)), Section(_LINES, (lines,)), approval_section(_STEPS))
    return Form(
        key=EXPENSE_CLAIM.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, sections),),
        filing=ClaimFiling(),
        main="claim",
        fewest=2,
        titles=("报销单", "差旅费报销单", "费用报销申请"),
    )


EXPENSE_CLAIM = FormKind(
    "expense_claim",
    "F6",
    TITLE,
    Term(
        "Expenses with receipts and total, to be approved and paid back",
        "费用明细、票据、合计与审批",
    ),
    declare,
    "ExpenseClaim",
)
