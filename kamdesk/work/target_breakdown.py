"""目标分解: a measure over a year, its quarters and months, department, persons and accounts; where sums disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind
from kamdesk.model.values import show
from kamdesk.work import periods, targets
from kamdesk.work.periods import Span
from kamdesk.work.target_values import Held, Version
from kamdesk.work.targets import DEPARTMENT, PLACES, Subject, Wishes

_ZERO = Decimal(0)
_SELLING = ("specialist", "manager")


@dataclass(frozen=True)
class Row:
    """Whose line it is. The parts of the department are its people, of a person the accounts."""

    subject: Subject
    name: str
    parent: Subject | None = None
    is_person: bool = False


@dataclass(frozen=True)
class Cell:
    """What is wanted of somebody in a period."""

    value: Decimal | None = None
    """The draft, else what was approved for exactly this period."""
    is_draft: bool = False
    holds: Held | None = None
    """What holds by rule 9, drafts left out; of sums too."""
    approved: Version | None = None
    """The last approved version, also one approved too late to hold for the period."""
    parts: Decimal | None = None
    """Without a value of its own: the sum of the parts of time, if every one is there."""

    @property
    def shown(self) -> Decimal | None:
        """The value, else the sum of the parts."""
        return self.value if self.value is not None else self.parts

    @property
    def is_late(self) -> bool:
        """The last version was approved after the end of the period, so an earlier one holds, or none."""
        last = self.approved
        return last is not None and (
            self.holds is None
            or self.holds.from_parts
            or self.holds.record_ids != (last.record_id,)
        )


@dataclass(frozen=True)
class Difference:
    """A whole that its parts do not add up to."""

    subject: Subject
    name: str
    span: Span
    by: str
    """``quarters`` or ``months`` of a period, ``people`` of the department, ``accounts`` of a person."""
    whole: Decimal
    parts: Decimal
    lacking: int
    """How many parts say nothing yet."""

    @property
    def amount(self) -> Decimal:
        """Whole − parts: positive where something is left to spread."""
        return self.whole - self.parts

    def sentence(self, measure: str) -> str:
        """Whole, parts and the amount between them, in words."""
        places = PLACES.get(measure)
        whole, parts, amount = (
            show(Kind.DECIMAL, each, places=places)
            for each in (self.whole, self.parts, abs(self.amount))
        )
        by = {
            "quarters": _("quarters"),
            "months": _("months"),
            "people": _("persons"),
            "accounts": _("accounts"),
        }[self.by]
        if self.amount > 0 and self.lacking:
            text = _(
                "{name}, {period}: {whole}, its {parts_of} add up to {parts}; {amount} is not spread yet."
            )
        elif self.amount > 0:
            text = _(
                "{name}, {period}: {whole}, its {parts_of} add up to {parts}: {amount} too little."
            )
        else:
            text = _(
                "{name}, {period}: {whole}, its {parts_of} add up to {parts}: {amount} too much."
            )
        return text.format(
            name=self.name,
            period=self.span.code,
            whole=whole,
            parts=parts,
            amount=amount,
            parts_of=by,
        )


class Breakdown:
    """A year of one measure. Cells are asked for by subject and code of the period."""

    def __init__(
        self, year: Span, measure: str, start: int, rows: Sequence[Row],
        wishes: Mapping[Subject, Wishes], until: date,
    ) -> None:  # fmt: skip
        self.year = year
        self.measure = measure
        self.start = start
        self.spans = targets.spans_of_year(year, start)
        self.rows = list(rows)
        self.until = until
        """Versions approved later are not looked at."""
        self._wishes = wishes
        self._cells: dict[tuple[Subject, str], Cell] = {}
        self._parts: dict[Subject, list[Row]] = {}
        for row in rows:
            if row.parent is not None:
                self._parts.setdefault(row.parent, []).append(row)

    def below(self, subject: Subject) -> list[Row]:
        """The people of the department, the accounts of a person."""
        return self._parts.get(subject, [])

    def cell(self, subject: Subject, span: Span) -> Cell:
        """What is wanted of `subject` in `span`."""
        key = (subject, span.code)
        if key not in self._cells:
            self._cells[key] = self._cell(subject, span)
        return self._cells[key]

    def _cell(self, subject: Subject, span: Span) -> Cell:
        wishes = self._wishes.get(subject)
        parts = self._of_parts(subject, span)
        if wishes is None:
            return Cell(parts=parts)
        versions = {
            code: [each for each in own if each.approved_on <= self.until]
            for code, own in wishes.versions.items()
        }
        approved = versions.get(span.code, [])
        last = approved[-1] if approved else None
        holds = targets.holding(self.measure, versions, span, self.until, self.start)
        draft = wishes.drafts.get(span.code)
        if draft is not None:
            return Cell(draft[1], True, holds, last, parts)
        return Cell(last.value if last is not None else None, False, holds, last, parts)

    def _of_parts(self, subject: Subject, span: Span) -> Decimal | None:
        parts = targets.parts_of(span, self.start)
        known = [self.cell(subject, each).shown for each in parts]
        there = [each for each in known if each is not None]
        return sum(there, _ZERO) if parts and len(there) == len(parts) else None

    def with_number(self, subject: Subject, span: Span, value: Decimal) -> Breakdown:
        """The same with one more draft: what somebody is typing."""
        own = self._wishes.get(subject, Wishes())
        typed = Wishes(own.versions, {**own.drafts, span.code: (0, value)})
        wishes = {**self._wishes, subject: typed}
        return Breakdown(self.year, self.measure, self.start, self.rows, wishes, self.until)

    def differences_around(self, subject: Subject, span: Span) -> Iterator[Difference]:
        """Where a number disagrees with its parts, or with the others of the whole that it is part of."""
        rows = {row.subject: row for row in self.rows}
        own = rows[subject]
        around = [
            each for each in self.spans if each.first <= span.first and span.last <= each.last
        ]
        for each in around:
            yield from self.differences_of(own, each)
        if own.parent is not None:
            yield from self.differences_of(rows[own.parent], span)

    def has_drafts(self) -> int:
        """How many numbers wait for approval."""
        codes = {each.code for each in self.spans}
        return sum(len(codes & wishes.drafts.keys()) for wishes in self._wishes.values())

    def people_sum(self, subject: Subject, span: Span) -> tuple[Decimal, int]:
        """What persons or accounts below `subject` add up to, and how many of them say nothing."""
        known = [self.cell(row.subject, span).shown for row in self.below(subject)]
        there = [each for each in known if each is not None]
        return sum(there, _ZERO), len(known) - len(there)

    def differences(self) -> Iterator[Difference]:
        """Every whole with parts that say something and do not add up to it, line by line."""
        for row in self.rows:
            for span in self.spans:
                yield from self.differences_of(row, span)

    def differences_of(self, row: Row, span: Span) -> Iterator[Difference]:
        """Where one number disagrees with its parts in time, or with persons or accounts."""
        whole = self.cell(row.subject, span)
        if whole.value is not None:
            yield from self._in_time(row, span, whole.value)
        below = self.below(row.subject)
        if whole.shown is not None and below:
            parts, lacking = self.people_sum(row.subject, span)
            if lacking < len(below) and parts != whole.shown:
                by = "accounts" if row.subject.level == "staff" else "people"
                yield Difference(row.subject, row.name, span, by, whole.shown, parts, lacking)

    def _in_time(self, row: Row, span: Span, whole: Decimal) -> Iterator[Difference]:
        parts = targets.parts_of(span, self.start)
        known = [self.cell(row.subject, each).shown for each in parts]
        there = [each for each in known if each is not None]
        if there and sum(there, _ZERO) != whole:
            by = "quarters" if span.kind == "year" else "months"
            lacking = len(parts) - len(there)
            yield Difference(row.subject, row.name, span, by, whole, sum(there, _ZERO), lacking)


def breakdown(
    session: Session, year: Span, measure: str, until: date | None = None, *, drafts: bool = True
) -> Breakdown:
    """The year of `measure` with everybody it may be broken down to.

    `until`: as it was approved on that day (default: with all that is approved, today or for later). Without `drafts`
    only what is approved.
    """
    start = periods.start_month(session)
    known = targets.wishes_of(session, measure, [year])
    if not drafts:
        known = {subject: Wishes(each.versions) for subject, each in known.items()}
    rows = list(_rows(session, known))
    return Breakdown(year, measure, start, rows, known, until or date.max)


def _rows(session: Session, known: Iterable[Subject]) -> Iterator[Row]:
    """The department, each person with the accounts they own now, then accounts that nobody owns but have a target."""
    named = {each.id for each in known if each.level == "staff"}
    aimed = {each.id for each in known if each.level == "account"}
    yield Row(DEPARTMENT, _("Department"))
    owned: dict[int | None, list[Row]] = {}
    query = (
        select(Account.id, Account.name, Account.owner_id, Account.status)
        .where(Account.deleted_at.is_(None))
        .order_by(Account.sort_name, Account.id)
    )
    for account_id, name, owner_id, status in session.execute(query):
        if account_id in aimed or (owner_id is not None and status not in ("lost", "ordinary")):
            parent = Subject("staff", owner_id) if owner_id is not None else None
            subject = Subject("account", account_id)
            owned.setdefault(owner_id, []).append(Row(subject, name, parent))
    people = select(Staff.id, Staff.name, Staff.position, Staff.left_on).where(
        Staff.deleted_at.is_(None)
    )
    for staff_id, name, position, left_on in session.execute(people.order_by(Staff.number)):
        sells = position in _SELLING and left_on is None
        if staff_id in named or staff_id in owned or sells:
            yield Row(Subject("staff", staff_id), name, DEPARTMENT, is_person=True)
            yield from owned.pop(staff_id, [])
    for rest in owned.values():
        for row in rest:
            yield Row(row.subject, row.name)
