"""One development beside the board: where it stands, what comes next and what that needs, and all that was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.development import Development, DevelopmentStateChange
from kamdesk.model.vocabulary import DEVELOPMENT_STATE
from kamdesk.ui import theme
from kamdesk.ui.accounts.development import forms_out
from kamdesk.ui.accounts.development.decisions_pane import DecisionsPane
from kamdesk.ui.accounts.development.form import DevelopmentForm, load
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.buttons import (
    LinkButton,
    icon_button,
    plain_button,
    primary_button,
    quiet_button,
)
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import Pill, TierPill
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import development, development_states

_OPEN_SECTIONS = {
    "candidate": ("begin", "survey"),
    "surveyed": ("scores",),
    "evaluated": ("scores",),
    "manager_review": ("scores",),
    "application": ("application", "plan"),
    "director_review": ("application", "plan"),
    "team": ("team", "plan"),
    "filed": ("plan", "team"),
    "implementing": ("plan", "reports", "result"),
    "done": ("result",),
    "rejected": ("begin",),
}
"""Step → the sections that are open when a development is shown."""


class DevelopmentDetail(QFrame):
    """`move_wanted`: to another step (id, state). `closed`: Esc or ×. `delete_wanted`, `account_wanted`: by id."""

    move_wanted = Signal(int, str)
    closed = Signal()
    delete_wanted = Signal(int)
    account_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self.development_id: int | None = None
        self._state = ""
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form = DevelopmentForm(self._store)
        self.decisions = DecisionsPane(desk)
        self.next_bar = QWidget()
        self._next = QVBoxLayout(self.next_bar)
        self._next.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        self._next.setSpacing(theme.SPACE_1)
        self._history = QWidget()
        self._lines = QVBoxLayout(self._history)
        self._lines.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        self._lines.setSpacing(theme.SPACE_1)
        inner = QWidget()
        inner.setProperty("ground", "raised")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.next_bar)
        self.decisions_header = self._section(column, _("Decisions"), self.decisions)
        column.addWidget(self.form)
        self._section(column, _("History"), self._history)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        outer.addWidget(self._scroll, 1)

    def _section(self, column: QVBoxLayout, title: str, body: QWidget) -> SectionHeader:
        header = SectionHeader(title)
        column.addWidget(header)
        column.addWidget(body)
        header.set_body(body)
        return header

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("line", "bottom")
        self._tier = TierPill()
        self._name = ElidedLabel("", "name")
        self._pill = Pill()
        self._facts = ElidedLabel("", "small")
        column = QVBoxLayout(head)
        column.setContentsMargins(theme.SPACE_4, 10, theme.SPACE_2, theme.SPACE_2)
        column.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_2)
        top.addWidget(self._tier)
        top.addWidget(self._name, 1)
        top.addWidget(quiet_button(_("Account"), "building", self._go_to_account, small=True))
        self._forms = icon_button("document", _("Forms to send out"), self._open_forms, small=True)
        top.addWidget(self._forms)
        delete = icon_button("trash", _("Move to the waste basket"), self._delete, small=True)
        top.addWidget(delete)
        top.addWidget(icon_button("x", _("Close"), self.closed.emit, small=True))
        below = QHBoxLayout()
        below.setSpacing(theme.SPACE_2)
        below.addWidget(self._pill)
        below.addWidget(self._facts, 1)
        column.addLayout(top)
        column.addLayout(below)
        return head

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_development(self, development_id: int) -> bool:
        """Shows a development; False when it is gone."""
        with self._store.read() as session:
            sheet = load(session, development_id)
            if sheet is None:
                return False
            record = sheet.record
            following = development_states.next_state(session, record)
            wanting = development_states.missing(session, record, following) if following else []
            others = [
                state
                for state in development_states.STEPS[record.state]
                if state != following and development_states.refusal(session, record, state) is None
            ]
            blocked = following and development_states.refusal(session, record, following)
            changes = development.changes(session, development_id)
            asked = self.decisions.show_development(session, record, sheet.account.name)
        fresh = (self.development_id, self._state) != (development_id, record.state)
        self.development_id, self._state = development_id, record.state
        self.form.show_sheet(sheet, {each.key for each in wanting})
        self._tier.set_tier(sheet.account.tier or "")
        self._tier.setVisible(bool(sheet.account.tier))
        self._name.setText(sheet.account.name)
        self._show_facts(record, sheet.staff)
        self._show_next(record, following, wanting, others, blocked or "")
        self._show_history(changes)
        self.decisions_header.set_count(str(asked or ""))
        self.decisions_header.setVisible(bool(asked))
        self.decisions.setVisible(bool(asked))
        if fresh:
            self._unfold(_OPEN_SECTIONS[record.state])
            self._scroll.verticalScrollBar().setValue(0)
        return True

    def _show_facts(self, record: Development, staff: dict[int, str]) -> None:
        kinds = {"done": "good", "rejected": "bad"}
        self._pill.set_pill(
            DEVELOPMENT_STATE.label(record.state), kinds.get(record.state, "accent")
        )
        days = (date.today() - record.state_since).days
        since = _("since {day}, {days} d").format(day=f"{record.state_since:%m-%d}", days=days)
        facts = [since, staff.get(record.owner_id or 0, "")]
        if record.due_on is not None and record.state not in development_states.SETTLED:
            facts.append(_("due {day}").format(day=f"{record.due_on:%m-%d}"))
        self._facts.setText(" · ".join(filter(None, facts)))

    def _show_next(
        self,
        record: Development,
        following: str | None,
        wanting: list[development_states.Missing],
        others: list[str],
        blocked: str,
    ) -> None:
        """What comes next: the button there, what it still needs, and the other ways."""
        _clear(self._next)
        self.next_bar.setVisible(following is not None or bool(others))
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        if following is not None and not blocked:
            words = _("On to: {state}").format(state=DEVELOPMENT_STATE.label(following))
            make = plain_button if wanting else primary_button
            row.addWidget(make(words, "chevron-right", self._asks(record.id, following)))
        for state in others:
            words = _("Back to: {state}").format(state=DEVELOPMENT_STATE.label(state))
            if state == "rejected":
                words = _("Refuse…")
            elif record.state in development_states.REVIEWS:
                words = _("Take it back")
            row.addWidget(plain_button(words, clicked=self._asks(record.id, state)))
        row.addStretch(1)
        self._next.addLayout(row)
        if blocked:
            self._next.addWidget(label(blocked, "muted", wrap=True))
        elif wanting:
            line = QWidget()
            flow = FlowLayout(line, theme.SPACE_2)
            flow.setContentsMargins(0, 0, 0, 0)
            flow.addWidget(label(_("Still missing:"), "warn"))
            for each in wanting:
                flow.addWidget(LinkButton(each.words, partial(self.form.go_to, each.key)))
            self._next.addWidget(line)

    def _asks(self, development_id: int, state: str) -> Callable[[], None]:
        return partial(self.move_wanted.emit, development_id, state)

    def _show_history(self, changes: list[DevelopmentStateChange]) -> None:
        _clear(self._lines)
        for each in reversed(changes):
            said = (f"{each.on:%Y-%m-%d}", DEVELOPMENT_STATE.label(each.to), each.reason or "")
            words = " · ".join(filter(None, said))
            self._lines.addWidget(label(words, wrap=True))

    def _unfold(self, wanted: tuple[str, ...]) -> None:
        for name, header in self.form.headers.items():
            if header.is_folded() == (name in wanted):
                header.toggle_fold()

    def go_to(self, key: str) -> None:
        """Puts the cursor where something missing is filled in, and brings it into view."""
        self.form.go_to(key)
        QTimer.singleShot(0, self, self._show_cursor)

    def _show_cursor(self) -> None:
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._scroll.ensureWidgetVisible(focused, 0, 80)

    # ---------------------------------------------------------------------------------------------- unsaved input

    def has_unsaved(self) -> bool:
        """Whether something was typed that is not stored."""
        return self.form.has_unsaved() or self.decisions.has_unsaved()

    def save(self) -> None:
        """Stores what was typed; an opinion nobody gave stays."""
        if not self.form.save_all():
            raise RuleError(_("A field is not right yet; it says why."))

    def discard(self) -> None:
        """Gives up what was typed."""
        self.form.discard()
        self.decisions.discard()

    def _open_forms(self) -> None:
        """The three forms of the procedure as workbooks."""
        menu = QMenu(self)
        for key, words in forms_out.titles().items():
            menu.addAction(_("{form}…").format(form=words), partial(self.write_form, key))
        menu.popup(self._forms.mapToGlobal(self._forms.rect().bottomLeft()))

    def write_form(self, key: str) -> None:
        """Writes one of the department's forms of this development."""
        sheet = self.form.sheet
        if sheet is not None:
            account = sheet.account
            forms_out.write_form(self._desk, self, key, sheet.record.id, account.id, account.name)

    def _go_to_account(self) -> None:
        if self.form.sheet is not None:
            self.account_wanted.emit(self.form.sheet.account.id)

    def _delete(self) -> None:
        if self.development_id is not None:
            self.delete_wanted.emit(self.development_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _clear(layout: QBoxLayout) -> None:
    """Takes out and deletes all widgets, those of rows inside too."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QBoxLayout):
            _clear(inner)
