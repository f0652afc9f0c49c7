"""The records behind a card, read beside the window: how many, their sum, a page of them, all of them for Excel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.indicators import engine, frozen
from kamdesk.indicators.known import INDICATORS
from kamdesk.model.fields import Kind
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.progress import Progress
from kamdesk.ui.kpi.dashboard.behind_lines import (
    Found,
    Line,
    Shown,
    found_again,
    mark_words,
    own_fields,
    read_lines,
)
from kamdesk.ui.kpi.dashboard.card import Card
from kamdesk.ui.kpi.dashboard.reading import Known, as_of_for

PAGE = 100
NUMERATOR, DENOMINATOR, CHANGED = "numerator", "denominator", "changed"


@dataclass(frozen=True)
class Wish:
    """Which records: of what card, which part of it, in which direction."""

    known: Known
    card: Card
    part: str = NUMERATOR
    descending: bool = True


@dataclass(frozen=True)
class Head:
    """About the records as a whole: their class, how many, their sum, and how many each part has."""

    wish: Wish
    record: str
    count: int
    sum: Decimal | None
    counts: dict[str, int]
    changes: tuple[Line, ...] = ()
    shown: Shown | None = None
    first: tuple[Line, ...] = field(default=())
    """The first page."""

    @property
    def is_counted(self) -> bool:
        """Whether records are counted: each of them is worth 1."""
        return self.sum is None or self.sum == self.count


def read_head(session: Session, wish: Wish) -> Head:
    """What stands in the head and the foot of the list, and its first page."""
    parts = {part: _behind(session, wish, part) for part in (NUMERATOR, DENOMINATOR)}
    counts = {part: behind.count() for part, behind in parts.items() if behind is not None}
    late = _late(session, wish)
    if wish.card.frozen is not None:
        counts[CHANGED] = len(late)
    part = wish.part if wish.part in counts else NUMERATOR
    wish = replace(wish, part=part)
    if part == CHANGED:
        return _head_of_changes(session, wish, late, counts)
    behind = parts[part]
    if behind is None:  # the indicator is the department's: there is nothing of a part of it
        return Head(wish, "Account", 0, None, counts)
    shown = None
    if wish.card.frozen is not None:
        own = {each.record_id: (_mark(each), each.before) for each in late if each.part == part}
        shown = Shown({key: mark for key, mark in own.items() if key is not None})
    head = Head(wish, behind.record, counts[part], behind.sum(), counts, shown=shown)
    return replace(head, first=tuple(read_page(session, head, 0, PAGE)))


def _late(session: Session, wish: Wish) -> list[frozen.Late]:
    """What numerator and denominator hold otherwise than when the period was frozen."""
    if wish.card.frozen is None:
        return []
    return frozen.changed_since(session, wish.card.key, wish.card.span, wish.known.scope)


def _mark(late: frozen.Late) -> str:
    if late.before is None:
        return "added"
    return "removed" if late.now is None else "changed"


def _head_of_changes(
    session: Session, wish: Wish, late: list[frozen.Late], counts: dict[str, int]
) -> Head:
    """The records that make the difference, those of the numerator first, each with what it moved."""
    record = INDICATORS[wish.card.key].numerator.record
    lines: list[Line] = []
    moved = Decimal(0)
    for each in late:
        change = (each.now or Decimal(0)) - (each.before or Decimal(0))
        found = found_again(session, each.record, each.record_id, change)
        shown = Shown({found.record_id: (_mark(each), each.before)})
        line = read_lines(session, each.record, [found], shown)[0]
        if each.record != record:  # its own columns are others: it says what it is in the first
            line = replace(line, texts=_titled(session, each, len(own_fields(record))))
        lines.append(line)
        moved += change if each.part == NUMERATOR else 0
    found_lines = tuple(lines)
    return Head(wish, record, len(lines), moved, counts, found_lines, Shown({}), found_lines[:PAGE])


def _titled(session: Session, late: frozen.Late, columns: int) -> tuple[str, ...]:
    kind = RECORD_BY_NAME[late.record]
    one = session.get(kind, late.record_id) if late.record_id is not None else None
    return ((one.title if one is not None else str(kind.TERM)), *[""] * (columns - 1))[:columns]


def read_page(session: Session, head: Head, offset: int, limit: int) -> list[Line]:
    """So many lines from `offset` on."""
    if head.wish.part == CHANGED:
        return list(head.changes[offset : offset + limit])
    behind = _behind(session, head.wish, head.wish.part)
    if behind is None:
        return []
    rows = behind.page(limit, offset, descending=head.wish.descending)
    found = [Found(row[0], row[1], row[2], row[3]) for row in rows]
    return read_lines(session, head.record, found, head.shown)


def _behind(session: Session, wish: Wish, part: str) -> engine.Behind | None:
    card = wish.card
    as_of = as_of_for(wish.known, card.span)
    return engine.behind(session, card.key, part, card.span, as_of, wish.known.scope)


def write_behind(session: Session, path: Any, head: Head, progress: Progress) -> int:
    """Writes all records of the part in view to xlsx or csv and answers how many. Raises WorldError."""
    from kamdesk.exchange.write import Column, write_table  # late: brings the library for workbooks

    columns = [
        Column(_("Date"), Kind.DATE),
        Column(_("Account")),
        *(Column(each.label) for each in own_fields(head.record)),
        Column(_("Value"), Kind.INTEGER if head.is_counted else Kind.DECIMAL),
        Column(_("Owner on the day")),
        Column(_("Recorded"), Kind.DATE),
    ]
    is_compared = head.shown is not None
    if is_compared:
        columns.append(Column(_("Against the frozen value")))

    def rows() -> Iterator[tuple[Any, ...]]:
        for offset in range(0, head.count, PAGE * 5):
            progress.step(offset, head.count)
            for line in read_page(session, head, offset, PAGE * 5):
                compared = (mark_words(line.mark),) if is_compared else ()
                yield (
                    line.day, line.account, *line.texts, line.value, line.owner, line.recorded_on,
                    *compared,
                )  # fmt: skip

    title = f"{head.wish.card.declared.name} {head.wish.card.span.code}"[:31]
    return write_table(path, title, columns, rows())
