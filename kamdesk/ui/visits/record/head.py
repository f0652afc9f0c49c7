"""The head of the record: what kind of visit it is, how far it got, and what else can be done with it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from kamdesk.i18n import _, ngettext
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import VISIT_KIND, VISIT_STATE
from kamdesk.ui import theme
from kamdesk.ui.visits.calendar.entries import KIND_COLOURS, KIND_ICONS
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.labels import ElidedLabel, IconLabel
from kamdesk.ui.widgets.marks import Pill
from kamdesk.work.visit_states import OPEN

_PILLS = {
    "planned": "outline", "submitted": "warn", "approved": "accent", "prepared": "accent", "held": "warn",
    "reported": "good", "checked": "good", "reimbursed": "good", "rejected": "bad", "cancelled": "bad",
}  # fmt: skip


def running_minutes(visit: Visit, now: datetime) -> int | None:
    """Minutes since a visit that was not held yet should have begun, while it should be under way; else None."""
    if visit.state not in OPEN or visit.planned_on != now.date():
        return None
    if not visit.planned_from or not visit.planned_to:
        return None
    clock = f"{now:%H:%M}"
    if not visit.planned_from <= clock < visit.planned_to:
        return None
    hour, minute = int(visit.planned_from[:2]), int(visit.planned_from[3:])
    return now.hour * 60 + now.minute - hour * 60 - minute


class RecordHead(QFrame):
    """44 high. `form_wanted`: the department's form; `more_wanted`: the menu; `known_wanted`: what is known."""

    form_wanted = Signal()
    more_wanted = Signal()
    known_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "bottom")
        self.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        self._icon = IconLabel("map-pin", "accent")
        self._title = ElidedLabel("", "heading")
        self.state = Pill()
        self.form_button = icon_button(
            "printer", _("The form of this visit…"), self.form_wanted.emit
        )
        self.known_button = icon_button("sidebar", _("What is known"), self.known_wanted.emit)
        self.known_button.setCheckable(True)
        self.more = icon_button("more", _("More for this visit"), self.more_wanted.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_2, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self._icon)
        row.addWidget(self._title)
        row.addWidget(self.state)
        row.addStretch(1)
        for button in (self.form_button, self.known_button, self.more):
            row.addWidget(button)
        self.show_nothing()

    def show_visit(self, visit: Visit, account: str, now: datetime) -> None:
        """Shows kind and state."""
        self._icon.set_icon(
            KIND_ICONS.get(visit.kind, "map-pin"), KIND_COLOURS.get(visit.kind, "accent")
        )
        self._title.setText(_title(visit))
        self.setAccessibleName(f"{VISIT_KIND.label(visit.kind)}: {account}")
        self.show_state(visit, now)
        for widget in (self._icon, self.state, self.form_button, self.known_button, self.more):
            widget.show()

    def set_title(self, words: str) -> None:
        """Another title than that of the record."""
        self._title.setText(words)

    def show_state(self, visit: Visit, now: datetime) -> None:
        """The state, or for how long it has been under way."""
        minutes = running_minutes(visit, now)
        if minutes is None:
            self.state.set_pill(VISIT_STATE.label(visit.state), _PILLS.get(visit.state, "neutral"))
            return
        words = ngettext(
            "under way · {count} minute", "under way · {count} minutes", minutes
        ).format(count=minutes)
        self.state.set_pill(words, "accent")

    def show_nothing(self) -> None:
        """No visit is shown."""
        self._title.setText(_("Visit record"))
        for widget in (self._icon, self.state, self.form_button, self.known_button, self.more):
            widget.hide()

    def set_known_shown(self, shown: bool) -> None:
        """Whether what is known stands beside the record."""
        self.known_button.setChecked(shown)


def _title(visit: Visit) -> str:
    if visit.kind == "reception":
        return _("Reception of a key account")
    if visit.kind == "callback":
        return _("Call-back record")
    if visit.kind in ("call", "online"):
        return VISIT_KIND.label(visit.kind)
    return _("Key account visit record")
