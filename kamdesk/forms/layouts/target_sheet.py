"""F17 目标分解表: a measure by year, quarter and month, of the department and its people or a person's accounts.

Changed numbers become drafts; a new day of approval approves them with all drafts of whom the form is about. A sum that
its parts do not add up to is told at its cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Writing
from kamdesk.forms.declaration import Cells, Computed, Form, FormKind, Page, Section, Table, Total
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, KnownRow
from kamdesk.forms.layouts.budget_lines import MONEY_FORMAT
from kamdesk.forms.layouts.parts import cell, form_field, relabelled
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, RecordField, field_of
from kamdesk.model.running_words import TARGET_MEASURE
from kamdesk.model.target import Target
from kamdesk.model.terms import Term
from kamdesk.work import periods, settings, target_changes, targets
from kamdesk.work.fields import find_reference
from kamdesk.work.periods import Span
from kamdesk.work.target_breakdown import Breakdown, Row, breakdown
from kamdesk.work.targets import DEPARTMENT, Subject, Wishes

TITLE = Term("Target breakdown", "目标分解表")
_QUARTERS, _MONTHS = Term("Year and quarters", "全年与季度"), Term("Months", "月度")
_WHOLE = Term("Department", "部门")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class TargetsOf:
    """Which numbers: a measure in a business year, of the department and its people or of a person and the accounts."""

    year: str
    measure: str = "sales_amount"
    staff_id: int | None = None


def _number(name: str, label: Term, width: int = 84) -> RecordField:
    return form_field(name, label, Target, kind=Kind.MONEY, width=width)


def _columns(start: int) -> tuple[tuple[RecordField, ...], tuple[RecordField, ...]]:
    """Of the table of quarters, and of that of months, in the order of a business year that begins in month `start`."""
    whose = form_field(
        "whose", Term("Whose", "分解对象"), Target, width=105, aliases=("对象", "姓名", "客户名称")
    )
    quarters = [_number(f"q{each}", Term(f"Q{each}", f"{each}季度"), 100) for each in (1, 2, 3, 4)]
    order = [(start + offset - 1) % 12 + 1 for offset in range(12)]
    months = [
        _number(f"m{each:02}", Term(_MONTH_NAMES[each - 1], f"{each}月")) for each in order
    ]  # fmt: skip
    return (whose, _number("year", Term("Year", "全年"), 100), *quarters), (whose, *months)


def columns_of(year: Span, start: int) -> dict[str, Span]:
    """Name of a column → the period it stands for in that year."""
    quarters = targets.parts_of(year, start)
    found = {"year": year} | {f"q{number}": each for number, each in enumerate(quarters, 1)}
    for quarter in quarters:
        for month in targets.parts_of(quarter, start):
            found[f"m{month.first.month:02}"] = month
    return found


def declare(session: Session) -> Form:
    """Which numbers, then a row for each whose they are: year and quarters above, months below."""
    start = periods.start_month(session)
    measure = form_field(
        "measure", Term("Measure", "目标项目"), Target, kind=Kind.CHOICE, choices=TARGET_MEASURE,
        aliases=("指标",),
    )  # fmt: skip
    head = Cells(
        (
            cell("plan", form_field("year", Term("Year", "年度"), Target, kind=Kind.CODE), identifies=True),
            cell("plan", measure, identifies=True),
            cell("plan", relabelled(field_of(Target, "staff_id"), Term("Accounts of", "所分解人员")), identifies=True),
            cell("plan", field_of(Target, "approved_on")),
        )
    )  # fmt: skip
    quarters, months = _columns(start)
    names = [each.name for each in quarters[1:]]
    every = ",".join(f"{{{each.name}}}" for each in months[1:])
    tables = (
        Table(
            "quarters", _QUARTERS, Target, quarters, blank_rows=6, as_part=False, identifies=("whose",),
            preset=({"whose": _WHOLE},), totals=_totals(tuple(names)),
            computed=(
                Computed(
                    form_field("difference", Term("Quarters − year", "季度合计与全年之差"), Target, width=100),
                    '=IF(OR(COUNT({q1},{q2},{q3},{q4})=0,{year}=""),"",SUM({q1},{q2},{q3},{q4})-{year})',
                    MONEY_FORMAT,
                ),
            ),
        ),
        Table(
            "months", _MONTHS, Target, months, blank_rows=6, as_part=False, identifies=("whose",),
            preset=({"whose": _WHOLE},), totals=_totals(tuple(each.name for each in months[1:])),
            computed=(
                Computed(
                    form_field("sum", Term("Months together", "各月合计"), Target, width=84),
                    f'=IF(COUNT({every})=0,"",SUM({every}))',
                    MONEY_FORMAT,
                ),
            ),
        ),
    )  # fmt: skip
    sections = (
        Section(None, (head,)),
        Section(_QUARTERS, (tables[0],)),
        Section(_MONTHS, (tables[1],)),
    )
    return Form(
        key=TARGET_BREAKDOWN.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, sections, landscape=True),),
        filing=TargetFiling(),
        main="plan",
        fewest=2,
        titles=("目标分解", "年度目标分解表", "销售目标分解表", "target breakdown"),
    )


def _totals(under: tuple[str, ...]) -> tuple[Total, ...]:
    """The first row is the whole: what the others add up to, and what that is less than the whole."""
    return (
        Total(Term("The others together", "其余各行合计"), under, "=SUM({each})-INDEX({each},1)", MONEY_FORMAT),
        Total(
            Term("Less than the whole by", "与首行之差"), under,
            '=IF(COUNT({each})<2,"",2*INDEX({each},1)-SUM({each}))', MONEY_FORMAT,
        ),
    )  # fmt: skip


class TargetFiling(Filing):
    """The breakdown of a year: one row for whose it is, in both tables."""

    record = Target
    strict_rows = False

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By year, measure and person as the form names them, else as it is marked."""
        year, measure, staff = (
            reading.value(f"plan.{each}") for each in ("year", "measure", "staff_id")
        )
        marked = _marked(session, reading.uid)
        if not year and marked is not None:
            year, measure = marked.year, measure or marked.measure
        start = periods.start_month(session)
        text = str(year or "").strip().removesuffix("年度").removesuffix("年")
        try:
            span = periods.read_period(text, start)
        except RuleError:
            span = None
        if span is None or span.kind != "year":
            refusal = _("The form does not say which year it is for, such as 2026.")
            return FormDifference(reading, "none", None, str(TITLE), refusal=refusal)
        staff_id = None
        if staff:
            found = find_reference(session, "Staff", str(staff))
            if len(found) != 1:
                refusal = _("“{text}” is not known here.").format(text=staff)
                return FormDifference(reading, "none", None, str(staff), refusal=refusal)
            staff_id = found[0].id
        asked = TargetsOf(span.code, measure or "sales_amount", staff_id)
        return FormDifference(reading, "period", asked, called(session, asked))

    def known(self, session: Session, form: Form, record_id: TargetsOf) -> Known:
        """What is wanted of everybody it is about: drafts, else what was approved last, else the sum of the parts."""
        known, rows = rows_of(session, record_id)
        columns = columns_of(known.year, known.start)
        approvals = target_changes.approvals_of(session, known.year, record_id.measure)
        days = [each.on for each in approvals if each.on is not None]
        staff = session.get_one(Staff, record_id.staff_id) if record_id.staff_id else None
        values: dict[str, Any] = {
            "plan.year": record_id.year, "plan.measure": record_id.measure, "plan.staff_id": record_id.staff_id,
            "plan.approved_on": days[0] if days else None,
        }  # fmt: skip
        found: dict[str, list[KnownRow]] = {table.key: [] for table in form.tables}
        for row in rows:
            uid = _uid_of(session, row.subject)
            for table in form.tables:
                own: dict[str, Any] = {
                    each.name: known.cell(row.subject, columns[each.name]).shown
                    for each in table.fields[1:]
                }
                own["whose"] = _WHOLE if row.subject == DEPARTMENT else row.name
                found[table.key].append(KnownRow(row.subject, uid, own))
        mark = f"{record_id.year}:{record_id.measure}:{staff.uid if staff else ''}"
        return Known(mark, called(session, record_id), None, values, found)

    def canonical(self, name: str, value: Any) -> Any:
        """The department is called so in either language."""
        if name == "whose" and str(value) in _WHOLE.wordings:
            return "department"
        return str(value) if name == "whose" else value

    def contradictions(
        self, session: Session, form: Form, difference: FormDifference
    ) -> Mapping[str, str]:
        """Each whole of the form that its parts on the form do not add up to."""
        asked = difference.record_id
        if not isinstance(asked, TargetsOf):
            return {}
        start = periods.start_month(session)
        year = periods.read_period(asked.year, start)
        columns = columns_of(year, start)
        wishes: dict[Subject, Wishes] = {}
        keys: dict[tuple[Subject, str], str] = {}
        for each in difference.fields:
            row, _dot, name = each.key.partition("].")
            subject = difference.row_records.get(f"{row}]")
            value = each.new if each.new is not None else each.old
            if subject is None or name not in columns or not isinstance(value, Decimal):
                continue
            code = columns[name].code
            wishes.setdefault(subject, Wishes()).drafts[code] = (0, value)
            keys[subject, code] = each.key
        _known, rows = rows_of(session, asked)
        own = Breakdown(year, asked.measure, start, rows, wishes, date.max)
        said: dict[str, list[str]] = {}
        for apart in own.differences():
            key = keys.get((apart.subject, apart.span.code))
            if key is not None:
                said.setdefault(key, []).append(apart.sentence(asked.measure))
        return {key: " ".join(sentences) for key, sentences in said.items()}

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """There is one breakdown of a measure in a year for each person, and one for the department."""
        if difference.record_id is not None:
            yield difference.record_id

    def file(self, work: Writing) -> None:
        """Number by number as drafts, then the approval."""
        asked: TargetsOf = work.difference.record_id
        start = periods.start_month(work.session)
        year = periods.read_period(asked.year, start)
        columns = columns_of(year, start)
        for table in work.form.tables:
            for row, keys in work.row_keys(table).items():
                subject = work.difference.row_records.get(row)
                for key in keys:
                    span = columns.get(key.partition("].")[2])
                    if span is not None:
                        write = partial(_write, work, asked.measure, row, subject, span, key)
                        work.attempt([key], write)
        approved = "plan.approved_on"
        if approved in work.chosen:
            on = work.chosen[approved][1]
            _rows = rows_of(work.session, asked)[1]
            subjects = [row.subject for row in _rows]
            work.attempt(
                [approved], partial(_approve, work.session, year, asked.measure, on, subjects)
            )


def _write(
    work: Writing, measure: str, row: str, subject: Subject | None, span: Span, key: str
) -> None:
    chosen, value = work.chosen[key]
    if chosen.currency not in (None, settings.get(work.session, "default_currency")):
        raise RuleError(_("Targets are in the default currency."))
    if subject is None:
        subject = _named(work.session, str(work.difference.reading.value(f"{row}.whose") or ""))
    written = target_changes.put(work.session, measure, {(subject, span.code): value})
    if not written and value is None:
        raise RuleError(_("What was approved is replaced by a new number, not emptied."))


def _approve(
    session: Session, year: Span, measure: str, on: date | None, subjects: list[Subject]
) -> None:
    if on is None:
        raise RuleError(_("An approval is not taken back; a new version replaces it."))
    target_changes.approve(session, year, measure, on, subjects)


def _named(session: Session, name: str) -> Subject:
    """Whom a row means that the form was not made with."""
    if name in _WHOLE.wordings:
        return DEPARTMENT
    for level, record in (("staff", "Staff"), ("account", "Account")):
        found = find_reference(session, record, name) if name else []
        if len(found) == 1:
            return Subject(level, found[0].id)
    raise RuleError(_("“{text}” is not known here.").format(text=name))


def rows_of(session: Session, asked: TargetsOf) -> tuple[Breakdown, list[Row]]:
    """The breakdown, and of its rows those that the form shows."""
    year = periods.read_period(asked.year, periods.start_month(session))
    known = breakdown(session, year, asked.measure)
    if asked.staff_id is None:
        return known, [row for row in known.rows if row.subject.level != "account"]
    person = Subject("staff", asked.staff_id)
    return known, [row for row in known.rows if person in (row.subject, row.parent)]


def called(session: Session, asked: TargetsOf) -> str:
    """What such a form is called: measure, year, person."""
    words = [TARGET_MEASURE.label(asked.measure), asked.year]
    if asked.staff_id is not None:
        words.append(session.get_one(Staff, asked.staff_id).name)
    return " · ".join(words)


def _uid_of(session: Session, subject: Subject) -> str:
    if subject.level == "department" or subject.id is None:
        return "department"
    record: Any = Staff if subject.level == "staff" else Account
    return str(session.get_one(record, subject.id).uid)


def _marked(session: Session, mark: str) -> TargetsOf | None:
    year, _colon, rest = mark.partition(":")
    measure, _colon, uid = rest.partition(":")
    if not measure:
        return None
    staff_id = session.scalar(select(Staff.id).where(Staff.uid == uid)) if uid else None
    return TargetsOf(year, measure, staff_id)


TARGET_BREAKDOWN = FormKind(
    "target_breakdown",
    "F17",
    TITLE,
    Term(
        "What is wanted in a year, its quarters and months, of department, people and accounts",
        "部门、个人与客户的年度、季度、月度目标；改动即成新版本",
    ),
    declare,
    "Target",
)
