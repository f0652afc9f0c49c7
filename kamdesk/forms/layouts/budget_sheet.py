"""F19 费用预算执行表: budget and spending of each category in a period; a changed budget is a draft until approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Writing
from kamdesk.forms.declaration import Cells, Computed, Form, FormKind, Page, Section, Table, Total
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, KnownRow
from kamdesk.forms.layouts.budget_lines import MONEY_FORMAT, TOTAL
from kamdesk.forms.layouts.parts import cell, form_field, relabelled
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField, field_of
from kamdesk.model.target import Budget
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import EXPENSE_CATEGORY
from kamdesk.work import budgets, periods, settings
from kamdesk.work.periods import Span

TITLE = Term("Budget and spending", "费用预算执行表")
_LINES = Term("Categories", "费用类别")
_TABLE = "budgets"
_YES, _NO = Term("yes", "是"), Term("no", "否")
_UNBUDGETED = Term("spent without budget", "无预算支出")
_SUMMED = ("amount", "first", "spent", "submitted", "open")


@dataclass(frozen=True)
class BudgetFor:
    """A year, quarter or month."""

    period: str


def _number(name: str, label: Term, width: int = 84) -> RecordField:
    return form_field(name, label, Budget, kind=Kind.MONEY, width=width)


def declare(_session: Session) -> Form:
    """Which period; a row for each category; the sums of all and of the service categories."""
    head = Cells(
        (
            cell("plan", form_field("period", Term("Period", "期间"), Budget, kind=Kind.CODE), identifies=True),
            cell("plan", field_of(Budget, "approved_on")),
        )
    )  # fmt: skip
    category = relabelled(field_of(Budget, "category"), Term("Category", "费用类别"), width=87)
    amount = _number("amount", Term("Budget", "预算额"), 168)
    fields = (
        category,
        form_field("service", Term("Service cost", "计入服务费用"), Budget, width=90),
        amount,
        _number("first", Term("First version", "首版预算")),
        _number("spent", Term("Spent", "开支额"), 168),
        _number("submitted", Term("Handed in", "待批")),
        _number("open", Term("Not claimed yet", "未报销")),
        form_field("flag", Term("Remark", "备注"), Budget, width=168),
    )
    computed = (
        Computed(
            _number("remaining", Term("Remaining", "结余"), 168),
            '=IF({amount}="","",{amount}-{spent})',
            MONEY_FORMAT,
        ),
        Computed(
            form_field("used", Term("Used", "执行率"), Budget, width=84),
            '=IF(N({amount})=0,"",{spent}/{amount})',
            "0.0%",
        ),
    )
    under = (*_SUMMED, "remaining")
    totals = (
        Total(TOTAL, under, "=SUM({each})", MONEY_FORMAT),
        Total(
            Term("Of which service cost", "其中服务费用"), under, '=SUMIF({service},"{otherwise}",{each})',
            MONEY_FORMAT, otherwise=_YES,
        ),
    )  # fmt: skip
    table = Table(
        _TABLE, _LINES, Budget, fields, blank_rows=len(EXPENSE_CATEGORY.codes), as_part=False, totals=totals,
        computed=computed, identifies=("category", "service", "flag"), spare_row=False,
    )  # fmt: skip
    return Form(
        key=BUDGET_EXECUTION.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, (Section(None, (head,)), Section(_LINES, (table,))), landscape=True),),
        filing=BudgetFiling(),
        main="plan",
        fewest=1,
        titles=("预算执行表", "费用预算表", "部门费用预算执行表", "budget execution"),
    )


class BudgetFiling(Filing):
    """The budgets of a period; spending is told, not changed."""

    record = Budget

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By the period the form names, else as it is marked."""
        text = str(reading.value("plan.period") or reading.uid)
        try:
            span = periods.read_period(text, periods.start_month(session))
        except RuleError:
            refusal = _("The form does not say which period it is for, such as 2026Q4.")
            return FormDifference(reading, "none", None, str(TITLE), refusal=refusal)
        return FormDifference(reading, "period", BudgetFor(span.code), f"{TITLE} {span.code}")

    def known(self, session: Session, form: Form, record_id: BudgetFor) -> Known:
        """Budget and spending as of today."""
        span = periods.read_period(record_id.period, periods.start_month(session))
        found = budgets.execution(session, span, date.today())
        service = budgets.service_categories(session)
        rows = []
        for line in found.lines:
            values: dict[str, Any] = {
                "category": line.category, "service": _YES if line.category in service else _NO,
                "amount": line.draft if line.draft is not None else line.budget, "first": line.first,
                "spent": line.spent or None, "submitted": line.submitted or None, "open": line.open or None,
                "flag": _UNBUDGETED if line.is_unbudgeted else None,
            }  # fmt: skip
            rows.append(KnownRow(line.category, line.category, values))
        values = {
            "plan.period": span.code,
            "plan.approved_on": budgets.approved_on(session, span),
        }
        return Known(span.code, f"{TITLE} {span.code}", None, values, {_TABLE: rows})

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """There is one for each period."""
        if difference.record_id is not None:
            yield difference.record_id

    def contradictions(
        self, session: Session, form: Form, difference: FormDifference
    ) -> Mapping[str, str]:
        """Each budget of a year or quarter that those of its parts do not add up to."""
        asked = difference.record_id
        if not isinstance(asked, BudgetFor):
            return {}
        span = periods.read_period(asked.period, periods.start_month(session))
        found = {}
        for each in difference.fields:
            row, _dot, name = each.key.partition("].")
            category = difference.row_records.get(f"{row}]")
            value = each.new if each.new is not None else each.old
            if name == "amount" and category is not None and isinstance(value, Decimal):
                sentence = budgets.disagreement(session, span, category, value)
                if sentence:
                    found[each.key] = sentence
        return found

    def file(self, work: Writing) -> None:
        """Budget by budget as drafts, then the approval."""
        (table,) = work.form.tables
        asked: BudgetFor = work.difference.record_id
        span = periods.read_period(asked.period, periods.start_month(work.session))
        for row, keys in work.row_keys(table).items():
            category = work.difference.row_records.get(row)
            for key in keys:
                work.attempt([key], partial(_write, work, span, category, key))
        approved = "plan.approved_on"
        if approved in work.chosen:
            on = work.chosen[approved][1]
            work.attempt([approved], partial(_approve, work.session, span, on))


def _write(work: Writing, span: Span, category: str | None, key: str) -> None:
    chosen, value = work.chosen[key]
    if chosen.currency not in (None, settings.get(work.session, "default_currency")):
        raise RuleError(_("Budgets are read in the default currency."))
    if not key.endswith("].amount"):
        raise RuleError(_("What was spent is entered with the expenses, not here."))
    if category is None:
        raise RuleError(_("A row needs a {field}.").format(field=_LINES))
    if not budgets.put(work.session, span, category, value) and value is None:
        raise RuleError(_("What was approved is replaced by a new number, not emptied."))


def _approve(session: Session, span: Span, on: date | None) -> None:
    if on is None:
        raise RuleError(_("An approval is not taken back; a new version replaces it."))
    budgets.approve(session, span, on, parts=False)


BUDGET_EXECUTION = FormKind(
    "budget_execution",
    "F19",
    TITLE,
    Term(
        "Budget, spending, remaining and what is still open of each category in a period",
        "各类费用的预算额、开支额、结余及待批、未报销",
    ),
    declare,
    "Budget",
)
