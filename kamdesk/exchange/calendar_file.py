"""The agenda as an .ics file (RFC 5545) that calendars read: the same entries, with identifiers that stay.

A calendar that reads the file again finds each entry by its identifier and moves it instead of adding another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kamdesk import __version__
from kamdesk.i18n import _
from kamdesk.paths import write_whole
from kamdesk.work.agenda_entry import KINDS, Entry

if TYPE_CHECKING:  # the library is loaded when a file is written
    from icalendar import Event

DOMAIN = "kamdesk"
"""What follows the @ in identifiers."""


def write_calendar(target: Path, entries: Iterable[Entry]) -> int:
    """Writes `entries` as one calendar file, whole or not at all; returns how many there are."""
    events = list(entries)
    content = calendar_bytes(events)
    with write_whole(target) as temporary:
        temporary.write_bytes(content)
    return len(events)


def calendar_bytes(entries: Iterable[Entry]) -> bytes:
    """The calendar in UTF-8, lines folded and ended as the standard wants it."""
    from icalendar import Calendar  # late: only where a file is written

    calendar = Calendar()
    calendar.add("prodid", f"-//kamdesk//kamdesk {__version__}//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("kamdesk agenda"))
    for entry in entries:
        calendar.add_component(_event(entry))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry) -> Event:
    """An entry with an hour is at that hour wherever the calendar is read, as on paper; one without lasts the day."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.uid}@{DOMAIN}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("summary", summary(entry))
    if entry.starts_at is not None:
        begins = datetime.combine(entry.on, time.fromisoformat(entry.starts_at))
        event.add("dtstart", begins)
        if entry.ends_at is not None and entry.ends_at > entry.starts_at:
            event.add("dtend", datetime.combine(entry.on, time.fromisoformat(entry.ends_at)))
        event.add("transp", "OPAQUE")
    else:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    if entry.detail:
        event.add("description", entry.detail)
    event.add("categories", [str(KINDS[entry.kind])])
    return event


def summary(entry: Entry) -> str:
    """Kind, title and account in one line: 拜访：二期变频改造（澜川重工）."""
    words = _("{kind}: {title}").format(kind=KINDS[entry.kind], title=entry.title)
    if not entry.account or entry.account in entry.title:
        return words
    return _("{what} ({account})").format(what=words, account=entry.account)
