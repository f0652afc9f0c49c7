"""What is known, beside the record: the last visit, open objections, people present, what is due, how it moves on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.model.vocabulary import BUYING_ROLE, VISIT_RESULT
from kamdesk.ui import theme
from kamdesk.ui.visits.calendar.entries import weekday
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import TierPill
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work.visit_known import Known, Present

WIDTH = 260
_MOST_TEXT = 160
_SUPPORT = {2: "▲▲", 1: "▲", 0: "○", -1: "▼", -2: "▼▼"}


class KnownSide(QFrame):
    """260 wide. `record_wanted`: show this record, by class name and id."""

    record_wanted = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "left")
        self.setFixedWidth(WIDTH)
        self._lines: list[str] = []
        self._name = ElidedLabel("", "muted")
        self._tier = TierPill()
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(label(_("What is known"), "heading"))
        row.addWidget(self._name, 1)
        row.addWidget(self._tier)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(_("What is known"))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._scroll, 1)

    def words(self) -> str:
        """All that is shown, line by line."""
        return "\n".join(self._lines)

    def show_known(self, beside: Known, today: date) -> None:
        """Shows everything anew."""
        account = beside.account
        self._lines = []
        self._name.setText(account.short_name or account.name)
        self._tier.set_tier(account.tier or "")
        self._tier.setVisible(bool(account.tier))
        inner = QWidget()
        inner.setProperty("ground", "raised")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._add_last(beside, today)
        self._add_objections(beside, today)
        self._add_people(beside, today)
        self._add_projects(beside, today)
        self._add_commitments(beside, today)
        self._add_rate(beside)
        self._column.addStretch(1)
        self._scroll.setWidget(inner)

    # ------------------------------------------------------------------------------------------------------- sections

    def _add_last(self, beside: Known, today: date) -> None:
        last = beside.last
        if last is None:
            self._section(_("Last visit"))
            self._item(_("None yet"))
            return
        day = last.held_on
        shown = f"{_short(day, today)} {weekday(day)}" if day is not None else ""
        self._section(_("Last visit"), shown)
        said = last.conclusion or last.needs or last.presented or last.subject
        ago = ""
        if day is not None:
            days = (today - day).days
            ago = ngettext("{count} day ago", "{count} days ago", days).format(count=days)
        result = VISIT_RESULT.label(last.result) if last.result else _("no result")
        below = " · ".join(filter(None, (beside.last_by, result, ago)))
        self._item(_cut(said) or str(last.title), below, ("Visit", last.id))
        if last.next_step:
            self._item(_("Agreed: {step}").format(step=last.next_step))

    def _add_objections(self, beside: Known, today: date) -> None:
        self._section(_("Open objections"), str(len(beside.objections) or ""))
        for each in beside.objections:
            raised = _("raised {day}").format(day=_short(each.on, today)) if each.on else ""
            below = " · ".join(filter(None, (raised, each.objection.answer)))
            self._item(each.objection.objection, below, ("Visit", each.objection.visit_id))
        if not beside.objections:
            self._item(_("None open"))

    def _add_people(self, beside: Known, today: date) -> None:
        self._section(_("People present"), str(len(beside.present) or ""))
        for each in beside.present:
            self._item(_who(each), _how(each))
            if each.style is not None:
                self._item("", f"{each.style.title} · {' '.join(each.style.advice)}")
            if each.cared_about:
                said = f"{_short(each.met_on, today)} " if each.met_on else ""
                self._item("", said + _cut(each.cared_about))
        if not beside.present:
            self._item(_("Nobody named yet"))

    def _add_projects(self, beside: Known, today: date) -> None:
        if not beside.projects:
            return
        self._section(_("Projects and 5W2H"), str(len(beside.projects)))
        for each in beside.projects:
            below = " · ".join(filter(None, (each.stage, each.next_step)))
            self._item(each.name, below, ("Opportunity", each.id))
            for action in each.actions:
                due = (
                    _("due {day}").format(day=_short(action.due_on, today)) if action.due_on else ""
                )
                overdue = action.due_on is not None and action.due_on < today
                said = " · ".join(filter(None, (action.words, due, action.who)))
                self._item("", f"– {said}", overdue=overdue)

    def _add_commitments(self, beside: Known, today: date) -> None:
        self._section(_("Promised and due"), str(len(beside.commitments) or ""))
        for each in beside.commitments:
            due = ""
            if each.on is not None:
                due = _("due {day}").format(day=_short(each.on, today))
            overdue = each.on is not None and each.on < today
            target = ("Task", each.id) if each.record == "Task" else None
            self._item(
                each.words, " · ".join(filter(None, (due, each.who))), target, overdue=overdue
            )
        if not beside.commitments:
            self._item(_("Nothing due"))

    def _add_rate(self, beside: Known) -> None:
        counted = beside.advances
        self._section(_("Visits that moved on"))
        if counted.rate is None:
            self._item("—", _("No visit has a result yet"))
            return
        below = _("{advances} of {visits} visits ended in an advance").format(
            advances=counted.advances, visits=counted.visits
        )
        self._item(f"{counted.rate * 100:.1f} %", below)

    # ---------------------------------------------------------------------------------------------------------- pieces

    def _section(self, title: str, count: str = "") -> None:
        self._column.addWidget(SectionHeader(title, count))
        self._lines.append(f"{title} {count}".strip())

    def _item(
        self,
        words: str,
        below: str = "",
        target: tuple[str, int] | None = None,
        *,
        overdue: bool = False,
    ) -> None:
        item = _Item(words, below, overdue=overdue)
        if target is not None:
            item.lead_to(lambda: self.record_wanted.emit(*target))
        self._column.addWidget(item)
        self._lines += [each for each in (words, below) if each]


class _Item(QWidget):
    """Some words and, small below them, more; one that leads somewhere answers a click, Enter and Space."""

    def __init__(self, words: str, below: str, *, overdue: bool) -> None:
        super().__init__()
        self._act: Callable[[], object] | None = None
        self.setAccessibleName(" ".join(filter(None, (words, below))))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, 4, theme.SPACE_3, 4)
        column.setSpacing(0)
        if words:
            column.addWidget(label(words, wrap=True))
        if below:
            small = label(below, "bad" if overdue else "small", wrap=True)
            small.setFont(theme.font(theme.TEXT_SMALL))
            column.addWidget(small)

    def lead_to(self, act: Callable[[], object]) -> None:
        """Pressing it calls `act`."""
        self._act = act
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(_("Open"))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._act is not None and (self.underMouse() or self.hasFocus()):
            painter = QPainter(self)
            painter.fillRect(self.rect(), theme.color("hover"))
            if self.hasFocus():
                painter.fillRect(0, 0, 3, self.height(), theme.color("accent"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._act is not None and self.rect().contains(event.position().toPoint()):
            self._act()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._act is not None and event.key() in keys:
            self._act()
        else:
            super().keyPressEvent(event)


def _who(each: Present) -> str:
    return " · ".join(filter(None, (each.name, each.position)))


def _how(each: Present) -> str:
    """Role, influence and support as far as they are known."""
    contact = each.contact
    if contact is None:
        return _("not among the contacts")
    roles = [BUYING_ROLE.label(role) for role in (contact.buying_role or "").split(",") if role]
    parts = ["、".join(roles)]
    if contact.influence:
        parts.append(_("influence {number} of 3").format(number=contact.influence))
    if contact.support_level is not None:
        mark = _SUPPORT.get(contact.support_level, "")
        parts.append(f"{mark} {_support_words(contact.support_level)}")
    return " · ".join(filter(None, parts))


def _support_words(level: int) -> str:
    if level > 0:
        return _("for us")
    return _("against us") if level < 0 else _("neutral")


def _short(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def _cut(words: str) -> str:
    plain = " ".join((words or "").split())
    return plain if len(plain) <= _MOST_TEXT else plain[: _MOST_TEXT - 1] + "…"
