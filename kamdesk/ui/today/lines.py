"""What the list of Today shows, line by line: headings, and entries of the agenda in words and icons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kamdesk.i18n import _, ngettext
from kamdesk.ui.visits.calendar.entries import weekday
from kamdesk.work.agenda import Agenda
from kamdesk.work.agenda_approvals import WaitingFor
from kamdesk.work.agenda_entry import KINDS, Entry
from kamdesk.work.rhythm import Contacted

ICONS: dict[str, str] = {
    "visit": "map-pin",
    "reception": "users",
    "callback": "phone",
    "call": "phone",
    "online": "headset",
    "callback_due": "phone",
    "record_missing": "pencil",
    "approval": "stamp",
    "returned": "undo",
    "complaint": "warning",
    "feedback": "message",
    "service_request": "headset",
    "delivery_due": "truck",
    "milestone": "flag",
    "contract_ending": "document",
    "service_measure": "check",
    "survey": "list",
    "task": "check",
    "next_contact": "message",
    "action": "check",
    "risk": "warning",
    "project_contact": "funnel",
    "measure": "flag",
    "plan_review": "target",
    "birthday": "gift",
    "development": "flag",
    "claim": "money",
    "silent": "moon",
    "waiting": "clock",
}
"""Kind of a line → its icon."""
LONG_WAIT = 5
"""Days after which what waits for others is shown in red."""


@dataclass(frozen=True)
class Line:
    """One line of the list. A heading has no `record`."""

    kind: str
    title: str
    when: str = ""
    role: str = "text"
    detail: str = ""
    account: str = ""
    tier: str = ""
    day: str = ""
    record: str = ""
    record_id: int = 0
    account_id: int | None = None
    on: date | None = None
    count: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it heads the lines below it."""
        return not self.record

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from every other line."""
        return self.kind, self.record, self.record_id

    def words(self) -> str:
        """The whole line, for a screen reader."""
        said = (self.when, self.title, self.count, self.detail, self.tier, self.account, self.day)
        return " ".join(filter(None, said))


def day_words(day: date) -> str:
    """Month, day and weekday."""
    return f"{day:%m-%d} {weekday(day)}"


def overdue_words(days: int) -> str:
    """How long something is overdue."""
    return ngettext("{count} day overdue", "{count} days overdue", days).format(count=days)


def entry_line(entry: Entry, today: date) -> Line:
    """An entry of the agenda as a line."""
    role, day = "text", ""
    clock = "–".join(filter(None, (entry.starts_at, entry.ends_at)))
    if entry.overdue:
        when, role, day = overdue_words(entry.overdue), "bad", day_words(entry.on)
    elif entry.on == today:
        when = clock or _("today")
    else:
        when, day = day_words(entry.on), clock
    return Line(
        entry.kind,
        _("{kind}: {title}").format(kind=KINDS[entry.kind], title=entry.title),
        when,
        role,
        entry.detail,
        entry.account,
        entry.tier or "",
        day,
        entry.record,
        entry.record_id,
        entry.account_id,
        entry.on,
    )


def review_line(entry: Entry, today: date) -> Line:
    """An entry of the review as a line; what has no day of its own says how long it lies already."""
    line = entry_line(entry, today)
    if entry.overdue or entry.record not in ("Account", "Development"):
        return line
    when = days_words((today - entry.since).days) if entry.since is not None else ""
    kind = "silent" if entry.record == "Account" else entry.kind
    return replace(line, kind=kind, title=entry.title, when=when)


def heading(kind: str, title: str, count: int, note: str = "", role: str = "text") -> Line:
    """The line above the lines of one section."""
    return Line(kind, title, role=role, detail=note, count=f"{count:,}")


def by_time(agenda: Agenda, *, overdue: bool = True, undated: bool = False) -> list[Line]:
    """Overdue, today and the days to come, each below its heading."""
    today = agenda.on
    found: list[Line] = []
    if overdue and agenda.overdue:
        note = _("the oldest first")
        found.append(heading("overdue", _("Overdue"), len(agenda.overdue), note, "bad"))
        found += [entry_line(each, today) for each in agenda.overdue]
    if agenda.today:
        keys = _("Space next step · Enter open · P postpone")
        found.append(heading("today", _("Due today"), len(agenda.today), keys))
        found += [entry_line(each, today) for each in agenda.today]
    if agenda.coming:
        days = (agenda.until - agenda.on).days
        words = ngettext("Next {count} day", "Next {count} days", days).format(count=days)
        found.append(heading("coming", words, len(agenda.coming)))
        found += [entry_line(each, today) for each in agenda.coming]
    if undated and agenda.undated:
        found.append(heading("undated", _("Without a day"), len(agenda.undated)))
        found += [entry_line(each, today) for each in agenda.undated]
    return found


def by_account(entries: Iterable[Entry], today: date) -> list[Line]:
    """The same entries below their accounts; whose first entry is the oldest comes first."""
    groups: dict[tuple[int | None, str], list[Entry]] = {}
    for each in entries:
        groups.setdefault((each.account_id, each.account), []).append(each)
    found: list[Line] = []
    for (_id, name), group in groups.items():
        title = name or _("Without an account")
        found.append(heading("account", title, len(group)))
        found += [entry_line(each, today) for each in group]
    return found


def of_kind(agenda: Agenda, kind: str, title: str) -> list[Line]:
    """The entries of one kind."""
    found = [entry_line(each, agenda.on) for each in agenda.entries if each.kind == kind]
    return [heading(kind, title, len(found)), *found] if found else []


def waiting_lines(waiting: Sequence[WaitingFor]) -> list[Line]:
    """What others have to do something about, with the days it waits."""
    if not waiting:
        return []
    title = heading("waiting", _("Waiting for others"), len(waiting), _("the longest first"))
    return [title, *map(_waiting_line, waiting)]


def _waiting_line(each: WaitingFor) -> Line:
    role = "bad" if each.days > LONG_WAIT else "text"
    return Line(
        "waiting", each.title, days_words(each.days), role, each.for_whom, each.account, "",
        day_words(each.since), each.record, each.record_id, each.account_id,
    )  # fmt: skip


def days_words(days: int) -> str:
    """How many days something waits."""
    return ngettext("{count} day", "{count} days", days).format(count=days)


def silent_lines(accounts: Sequence[Contacted], count: int, today: date) -> list[Line]:
    """Accounts that are silent too long, the longest overdue first."""
    if not accounts:
        return []
    note = _("longer than their rhythm")
    title = heading("silent", _("Silent accounts"), count, note, "bad")
    return [title, *(_silent_line(each, today) for each in accounts)]


def _silent_line(each: Contacted, today: date) -> Line:
    words = _("silent for {days} days, every {rhythm} days wanted").format(
        days=(today - each.since).days, rhythm=each.rhythm
    )
    return Line(
        "silent", words, overdue_words(each.over(today)), "bad", "", each.name, each.tier or "",
        day_words(each.since), "Account", each.account_id, each.account_id,
    )  # fmt: skip
