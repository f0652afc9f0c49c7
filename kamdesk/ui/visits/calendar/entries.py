"""What a calendar of visits shows as a list that a screen reader walks, and how states and kinds are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from kamdesk.i18n import N_, _
from kamdesk.model.vocabulary import VISIT_KIND
from kamdesk.work.visit_calendar import ENDED, KIND_GROUPS, Due, Entry
from kamdesk.work.visit_states import OPEN

Index = QModelIndex | QPersistentModelIndex
MINUTES_OF_A_VISIT = 60
"""How long a visit is shown of which nobody said when it ends."""

KIND_COLOURS: dict[str, str] = {
    kind: role
    for group, role in (("visit", "chart1"), ("reception", "chart3"), ("callback", "chart2"))
    for kind in KIND_GROUPS[group]
}
"""Kind of a visit → colour role of its bar."""
KIND_ICONS = {
    "visit": "map-pin",
    "online": "external",
    "reception": "users",
    "callback": "phone",
    "call": "phone",
}


class Look(NamedTuple):
    """How a state is told: icon, colour role of both, and a short word, marked by `N_`."""

    icon: str
    role: str
    word: str


LOOKS: dict[str, Look] = {
    "planned": Look("calendar", "muted", N_("planned")),
    "submitted": Look("more", "warn", N_("waiting")),
    "approved": Look("stamp", "muted", N_("approved")),
    "prepared": Look("calendar-check", "muted", N_("prepared")),
    "held": Look("pencil", "bad", N_("no record yet")),
    "reported": Look("check", "good", N_("recorded")),
    "checked": Look("check", "good", N_("checked")),
    "reimbursed": Look("check", "good", N_("reimbursed")),
    "closed": Look("check", "good", N_("closed")),
    "cancelled": Look("x", "muted", N_("cancelled")),
    "postponed": Look("postpone", "muted", N_("postponed")),
    "rejected": Look("x", "bad", N_("refused")),
}
_NOW = Look("play", "accent", N_("now"))
_LATE = Look("warning", "bad", N_("day passed"))


def moment() -> datetime:
    """Now, on the clock of this computer."""
    return datetime.now().astimezone()


def weekday(day: date) -> str:
    """The short name of a weekday."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[day.weekday()]


def minute_of(clock: str | None) -> int | None:
    """``HH:MM`` as minutes of the day."""
    return int(clock[:2]) * 60 + int(clock[3:]) if clock else None


def clock(minute: int) -> str:
    """Minutes of the day as ``HH:MM``."""
    return f"{minute // 60:02}:{minute % 60:02}"


@dataclass(frozen=True)
class Item:
    """One thing in a calendar: a visit, or a call-back that is due."""

    entry: Entry | None = None
    due: Due | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other."""
        if self.entry is not None:
            return "visit", self.entry.id
        return "due", self.due.plan_id if self.due is not None else 0

    @property
    def start(self) -> int | None:
        """The minute of the day it begins at; None without a time."""
        return minute_of(self.entry.start) if self.entry is not None else None

    @property
    def end(self) -> int | None:
        """The minute it ends at, assumed where nobody said."""
        start = self.start
        if start is None or self.entry is None:
            return None
        return minute_of(self.entry.end) or min(start + MINUTES_OF_A_VISIT, 24 * 60 - 1)

    @property
    def can_move(self) -> bool:
        """Whether it may be dragged: what happened or ended stays where it is."""
        return self.entry is None or self.entry.state in OPEN

    @property
    def is_off(self) -> bool:
        """Whether it will not come about."""
        return self.entry is not None and self.entry.state in ENDED


def look_of(item: Item, now: datetime) -> Look:
    """How the state of a visit is told at the moment `now`."""
    entry = item.entry
    if entry is None:
        return LOOKS["planned"]
    if entry.state in OPEN and entry.day == now.date():
        start, minute = item.start, now.hour * 60 + now.minute
        if start is not None and start <= minute < (item.end or 0) and entry.state != "submitted":
            return _NOW
    if entry.state in OPEN and entry.day < now.date():
        return _LATE
    return LOOKS[entry.state]


def late_words(due: Due) -> str:
    """How long a call-back is overdue, or when it is due."""
    if due.late > 0:
        return _("{days} d late").format(days=due.late)
    return _("today") if due.late == 0 else f"{due.due_on:%m-%d}"


def words(item: Item, now: datetime) -> str:
    """The whole of an item in one line, as a screen reader says it and a tooltip shows it."""
    if item.due is not None:
        parts = [item.due.account, item.due.subject or VISIT_KIND.label("callback")]
        return " · ".join(
            (*parts, _("due {day}").format(day=item.due.due_on), late_words(item.due))
        )
    entry = item.entry
    if entry is None:
        return ""
    when = _("no time")
    if entry.start:
        when = f"{entry.start}–{entry.end}" if entry.end else entry.start
    day = f"{weekday(entry.day)} {entry.day:%m-%d}"
    parts = [f"{day} {when}", entry.account, entry.subject, VISIT_KIND.label(entry.kind)]
    return " · ".join(filter(None, (*parts, _(look_of(item, now).word), entry.owner)))


class EntriesModel(QAbstractListModel):
    """The items of a calendar in the order they are walked through."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] = []

    def show_items(self, items: Sequence[Item]) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def row_of(self, key: tuple[str, int] | None) -> int:
        """Where an item stands; −1: nowhere."""
        return next((row for row, item in enumerate(self.items) if item.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return words(self.items[index.row()], moment())
        return None
