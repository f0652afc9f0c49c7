"""F18 销售预测与计划表: each account in the three months of a quarter: last year, plan, forecast, actual.

A changed forecast is a new one, made on the day of the form; a changed plan is a draft of the account's target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select
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
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, RecordField, field_of
from kamdesk.model.target import SalesForecast
from kamdesk.model.terms import Term
from kamdesk.work import periods, sales_plan, settings, target_changes, targets
from kamdesk.work.fields import find_reference
from kamdesk.work.periods import Span
from kamdesk.work.sales_plan import Cell, Line
from kamdesk.work.targets import Subject, Wishes

TITLE = Term("Sales forecast and plan", "销售预测与计划表")
_ACCOUNTS = Term("Accounts", "客户")
_TABLE = "plans"
_SHOWN = (
    ("before", Term("last year", "去年同期")),
    ("plan", Term("plan", "计划")),
    ("forecast", Term("forecast", "预测")),
    ("actual", Term("actual", "实际")),
)
_MONTHS = (1, 2, 3)


@dataclass(frozen=True)
class PlanFor:
    """A quarter, of all accounts or those of a person."""

    quarter: str
    staff_id: int | None = None


def _columns() -> tuple[RecordField, ...]:
    account = relabelled(
        field_of(SalesForecast, "account_id"), Term("Account", "客户名称"), width=130
    )
    numbers = [
        form_field(
            f"{name}{month}", Term(f"Month {month}: {label.en}", f"第{month}月{label.zh}"), SalesForecast,
            kind=Kind.MONEY, width=84,
        )
        for month in _MONTHS
        for name, label in _SHOWN
    ]  # fmt: skip
    return (account, *numbers)


def declare(_session: Session) -> Form:
    """Which quarter and whose accounts; a row for each account; the sums of every column."""
    whose = relabelled(field_of(Account, "owner_id"), Term("Owner", "负责专员"))
    made_on = relabelled(field_of(SalesForecast, "made_on"), Term("Forecast made on", "预测日期"))
    quarter = form_field("quarter", Term("Quarter", "季度"), SalesForecast, kind=Kind.CODE)
    months = [
        form_field(f"month{each}", Term(f"Month {each}", f"第{each}月"), SalesForecast, kind=Kind.CODE)
        for each in _MONTHS
    ]  # fmt: skip
    head = Cells(
        tuple(cell("plan", each, identifies=True) for each in (quarter, whose, made_on, *months))
    )
    columns = _columns()
    forecasts = ",".join(f"{{forecast{each}}}" for each in _MONTHS)
    plans = ",".join(f"{{plan{each}}}" for each in _MONTHS)
    gap = Computed(
        form_field("gap", Term("Forecast − plan", "预测与计划之差"), SalesForecast, width=84),
        f'=IF(COUNT({plans})=0,"",SUM({forecasts})-SUM({plans}))',
        MONEY_FORMAT,
    )
    table = Table(
        _TABLE, _ACCOUNTS, SalesForecast, columns, blank_rows=12, as_part=False, identifies=("account_id",),
        computed=(gap,), fewest=4,
        totals=(Total(TOTAL, (*(each.name for each in columns[1:]), "gap"), "=SUM({each})", MONEY_FORMAT),),
    )  # fmt: skip
    return Form(
        key=SALES_PLAN.key,
        version=1,
        title=TITLE,
        pages=(
            Page(TITLE, (Section(None, (head,)), Section(_ACCOUNTS, (table,))), landscape=True),
        ),
        filing=SalesPlanFiling(),
        main="plan",
        fewest=2,
        titles=("销售预测表", "销售计划表", "销售预测和计划表", "sales forecast"),
    )


class SalesPlanFiling(Filing):
    """The forecasts and plans of a quarter, account by account."""

    record = SalesForecast

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By the quarter and the person the form names, else as it is marked."""
        marked, _colon, uid = reading.uid.partition(":")
        text = str(reading.value("plan.quarter") or marked)
        try:
            span = periods.read_period(text, periods.start_month(session))
        except RuleError:
            span = None
        if span is None or span.kind != "quarter":
            refusal = _("The form does not say which quarter it is for, such as 2026Q4.")
            return FormDifference(reading, "none", None, str(TITLE), refusal=refusal)
        staff = reading.value("plan.owner_id")
        staff_id = None
        if staff:
            found = find_reference(session, "Staff", str(staff))
            if len(found) != 1:
                refusal = _("“{text}” is not known here.").format(text=staff)
                return FormDifference(reading, "none", None, str(staff), refusal=refusal)
            staff_id = found[0].id
        elif uid and not reading.value("plan.quarter"):
            staff_id = session.scalar(select(Staff.id).where(Staff.uid == uid))
        asked = PlanFor(span.code, staff_id)
        return FormDifference(reading, "period", asked, called(session, asked))

    def known(self, session: Session, form: Form, record_id: PlanFor) -> Known:
        """What is known of the accounts as of today; a plan that waits for approval instead of the old one."""
        span = periods.read_period(record_id.quarter, periods.start_month(session))
        today = date.today()
        found = sales_plan.sales_plan(session, span, today, record_id.staff_id)
        values: dict[str, Any] = {
            "plan.quarter": span.code, "plan.owner_id": record_id.staff_id, "plan.made_on": today,
        }  # fmt: skip
        values |= {f"plan.month{at}": each.code for at, each in enumerate(found.months, 1)}
        lines = [each for each in found.lines if record_id.staff_id or _says_something(each)]
        ids = [each.account_id for each in lines]
        uids = {row[0]: row[1] for row in session.execute(select(Account.id, Account.uid))}
        waiting = targets.wishes_of(session, "sales_amount", found.months, level="account")
        rows = []
        for key, line in zip(ids, lines, strict=True):
            values_of = {"account_id": key, **_numbers(line)}
            wishes = waiting.get(Subject("account", key), Wishes())
            for at, month in enumerate(found.months, 1):
                if month.code in wishes.drafts:
                    values_of[f"plan{at}"] = wishes.drafts[month.code][1]
            rows.append(KnownRow(key, uids[key], values_of))
        staff = session.get_one(Staff, record_id.staff_id) if record_id.staff_id else None
        mark = f"{span.code}:{staff.uid if staff else ''}"
        return Known(mark, called(session, record_id), None, values, {_TABLE: rows})

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """There is one for each quarter and person."""
        if difference.record_id is not None:
            yield difference.record_id

    def file(self, work: Writing) -> None:
        """Number by number; what was bought is not changed here."""
        (table,) = work.form.tables
        asked: PlanFor = work.difference.record_id
        span = periods.read_period(asked.quarter, periods.start_month(work.session))
        months = periods.following(periods.period_of(span.first, "month"), 3)
        made_on = work.difference.reading.value("plan.made_on") or work.on
        for row, keys in work.row_keys(table).items():
            account_id = work.difference.row_records.get(row)
            for key in keys:
                name = key.partition("].")[2]
                month = months[int(name[-1]) - 1]
                write = partial(_write, work, row, account_id, name[:-1], month, made_on, key)
                work.attempt([key], write)


def _says_something(line: Line) -> bool:
    return line.total != Cell()


def _numbers(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for at, own in enumerate(line.cells, 1):
        found |= {
            f"before{at}": own.before or None, f"plan{at}": own.plan, f"forecast{at}": own.forecast,
            f"actual{at}": own.actual or None,
        }  # fmt: skip
    return found


def _write(
    work: Writing, row: str, account_id: int | None, kind: str, month: Span, made_on: date, key: str
) -> None:
    session = work.session
    chosen, value = work.chosen[key]
    if chosen.currency not in (None, settings.get(session, "default_currency")):
        raise RuleError(_("Plans and forecasts are in the default currency."))
    if kind not in ("plan", "forecast"):
        raise RuleError(_("What was bought is entered with the purchases, not here."))
    if account_id is None:
        name = str(work.difference.reading.value(f"{row}.account_id") or "")
        found = find_reference(session, "Account", name) if name else []
        if len(found) != 1:
            raise RuleError(_("“{text}” is not known here.").format(text=name))
        account_id = found[0].id
    if kind == "forecast":
        written = sales_plan.put_forecasts(session, {(account_id, month.code): value}, made_on)
    else:
        numbers = {(Subject("account", account_id), month.code): value}
        written = target_changes.put(session, "sales_amount", numbers)
    if not written and value is None:
        raise RuleError(_("What was approved or forecast before is replaced, not emptied."))


def called(session: Session, asked: PlanFor) -> str:
    """What such a form is called: quarter and person."""
    if asked.staff_id is None:
        return f"{TITLE} {asked.quarter}"
    return f"{TITLE} {asked.quarter} · {session.get_one(Staff, asked.staff_id).name}"


SALES_PLAN = FormKind(
    "sales_plan",
    "F18",
    TITLE,
    Term(
        "Last year, plan, forecast and actual of each account in a quarter; forecasts are read back",
        "各客户一季度逐月的去年同期、计划、预测与实际；预测可回收",
    ),
    declare,
    "SalesForecast",
)
