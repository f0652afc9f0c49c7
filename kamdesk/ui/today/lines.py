"""The lines of the day: headings with their counts, and the entries below them, by time or by account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kamdesk.i18n import _, ngettext
from kamdesk.ui.visits.calendar.entries import weekday
from kamdesk.work.agenda import Agenda
from kamdesk.work.agenda_entry import KINDS, Entry


@dataclass(frozen=True)
class Heading:
    """A line that cannot be chosen: words, count, what stands at its right, icon and colour role."""

    words: str
    count: int
    note: str = ""
    icon: str = ""
    role: str = "text"


Line = Heading | Entry


def by_time(found: Agenda) -> list[Line]:
    """Overdue, today, coming, and tasks without a day."""
    hint = _("Space does the next thing · Enter opens · P postpones")
    parts: tuple[tuple[Heading, Sequence[Entry]], ...] = (
        (
            Heading(_("Overdue"), len(found.overdue), _("the oldest first"), "warning", "bad"),
            found.overdue,
        ),
        (Heading(_("Today"), len(found.today), hint, "calendar-check", "accent"), found.today),
        (Heading(_("Coming"), len(found.coming), "", "calendar"), found.coming),
        (Heading(_("Without a day"), len(found.undated), "", "list"), found.undated),
    )
    return [line for heading, entries in parts if entries for line in (heading, *entries)]


def by_account(found: Agenda) -> list[Line]:
    """The same under the accounts they are about, those with the most urgent first."""
    groups: dict[str, list[Entry]] = {}
    for each in (*found.entries, *found.undated):
        groups.setdefault(each.account, []).append(each)
    lines: list[Line] = []
    for account, entries in groups.items():
        lines.append(Heading(account or _("Not about an account"), len(entries), "", "building"))
        lines += entries
    return lines


def only(entries: Iterable[Entry], words: str, icon: str) -> list[Line]:
    """One section."""
    found = list(entries)
    return [Heading(words, len(found), "", icon), *found] if found else []


def when_words(entry: Entry, today: date) -> str:
    """When it is due: how late it is, its hours if it is of today, else its day."""
    if entry.overdue > 0:
        return ngettext("{count} day late", "{count} days late", entry.overdue).format(
            count=entry.overdue
        )
    hours = "–".join(filter(None, (entry.starts_at, entry.ends_at)))
    if entry.on == today:
        return hours or _("today")
    day = f"{entry.on:%m-%d} {weekday(entry.on)}"
    return f"{day} {entry.starts_at}" if entry.starts_at else day


def day_words(entry: Entry) -> str:
    """The day with its weekday."""
    return f"{entry.on:%m-%d} {weekday(entry.on)}"


def spoken(line: Line, today: date) -> str:
    """A line as a screen reader says it."""
    if isinstance(line, Heading):
        return f"{line.words} {line.count}"
    parts = (when_words(line, today), str(KINDS[line.kind]), line.title, line.detail, line.account)
    return ", ".join(filter(None, parts))
