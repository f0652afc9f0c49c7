"""Approvals: what waits for a decision beside the request itself; agreed, returned or refused, several at once."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import select

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.approval import Approval
from kamdesk.model.department import Staff
from kamdesk.model.fields import field_of
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.vocabulary import APPROVAL_STEP, DECISION
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.page import Page
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.visits.record.sheet import Sheet
from kamdesk.ui.widgets.buttons import danger_button, plain_button, primary_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import approval_views, settings
from kamdesk.work.approval_views import Request

_ROLES = {"approved": "good", "returned": "warn", "refused": "bad"}
_KEYS = {"approved": "1", "returned": "2", "refused": "3"}
_ASIDE = 380


class ApprovalsPage(Page):
    """Three lists: what I may decide, everything that waits, what was decided. The keys 1, 2 and 3 decide."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Approval", "Visit", "ExpenseClaim", "Expense", "Development", "Staff", "SettingValue", "VisitProgramme"}
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._me: int | None = None
        self._deciders: dict[int, list[int]] = {}
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        self.segment = Segment(
            [("mine", _("For me")), ("all", _("All that wait")), ("decided", _("Decided"))],
            "mine",
            small=True,
            name=_("Which approvals"),
        )
        self.segment.chosen.connect(self._on_segment)
        self._head = PageHead(_("Approvals"), self.segment)
        self.model: RowsModel[Request] = RowsModel(
            [
                Column("asked", field_of(Approval, "asked_on").label, 96, lambda each: f"{each.asked_on}"),
                Column("kind", _("Kind"), 90, lambda each: each.kind, lambda _each: "muted"),
                Column("title", _("Request"), 260, lambda each: each.title),
                Column("account", _("Account"), 170, lambda each: each.account),
                Column("by", field_of(Approval, "asked_by_id").label, 84, lambda each: each.asked_by),
                Column("step", _("Step"), 230, _step_words, lambda each: _ROLES.get(each.decision, "text")),
            ],
            self,
        )  # fmt: skip
        self.table = rows_table(self.model, _("Approvals"), 2)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.row_changed.connect(self._show_request)
        self.table.opened.connect(self._open_row)
        self.setFocusProxy(self.table)
        for decision, key in _KEYS.items():
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self.decide, decision))
        self._empty = QStackedWidget()
        for each in (self._empty_mine(), self._empty_all(), self._empty_decided()):
            self._empty.addWidget(each)
        split = QSplitter()
        split.setHandleWidth(1)
        split.addWidget(self.table)
        split.addWidget(self._aside())
        split.setStretchFactor(0, 1)
        split.setSizes([700, _ASIDE])
        self._full = split
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(split, 1)
        column.addWidget(self._empty, 1)

    # ------------------------------------------------------------------------------------------------------ building

    def _aside(self) -> QWidget:
        self.sheet = Sheet()
        area = scrolled(self.sheet, _("Request"))
        context = EditContext(self._desk.store)
        self.who = QComboBox()
        ready_input(self.who, field_of(Approval, "by_id").label)
        self.on = FieldBox(field_of(Approval, "on"), context)
        self.opinion = FieldBox(field_of(Approval, "opinion"), context)
        self._error = FieldError()
        self._chosen = label("", "small")
        self.buttons = {
            "approved": primary_button(_("Agree"), "check", partial(self.decide, "approved")),
            "returned": plain_button(_("Return"), "undo", partial(self.decide, "returned")),
            "refused": danger_button(_("Disagree"), "x", partial(self.decide, "refused")),
        }
        for decision, button in self.buttons.items():
            button.setToolTip(_("Key {key} in the list").format(key=_KEYS[decision]))
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(label(field_of(Approval, "by_id").label, "small"))
        who.addWidget(self.who)
        who.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_3)
        top.addLayout(who, 1)
        top.addWidget(self.on, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self._chosen, 1)
        for button in reversed(self.buttons.values()):
            row.addWidget(button)
        self._decision = QFrame()
        self._decision.setProperty("line", "top")
        below = QVBoxLayout(self._decision)
        below.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        below.setSpacing(theme.SPACE_2)
        below.addLayout(top)
        below.addWidget(self.opinion)
        below.addWidget(self._error)
        below.addLayout(row)
        aside = QFrame()
        aside.setMinimumWidth(_ASIDE - 40)
        column = QVBoxLayout(aside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        column.addWidget(self._decision)
        self.table.selectionModel().selectionChanged.connect(self._count_chosen)
        return aside

    def _empty_mine(self) -> EmptyState:
        return EmptyState(
            "stamp",
            _("Nothing waits for you"),
            _("Plans, claims and development applications that you may decide stand here."),
            [
                plain_button(_("Show all that wait"), "list", partial(self.segment.choose, "all")),
                plain_button(_("Show what was decided"), "history", partial(self.segment.choose, "decided")),
            ],
        )  # fmt: skip

    def _empty_all(self) -> EmptyState:
        return EmptyState(
            "stamp",
            _("Nothing waits for a decision"),
            _("Which plans and claims need approval, and whose, is a setting. A plan is handed in from its page."),
            [
                plain_button(_("Show what was decided"), "history", partial(self.segment.choose, "decided")),
            ],
        )  # fmt: skip

    def _empty_decided(self) -> EmptyState:
        return EmptyState(
            "stamp",
            _("Nothing was decided yet"),
            _("Decisions stand here with who took them, when, and what they said."),
            [plain_button(_("Show all that wait"), "list", partial(self.segment.choose, "all"))],
        )

    # ------------------------------------------------------------------------------------------------- what is shown

    def refresh(self) -> None:
        which = self.segment.current()
        current = self._current()
        with self._desk.store.read() as session:
            me = settings.me(session)
            if which == "decided":
                found = approval_views.decided(session)
            elif which == "mine":
                found = approval_views.waiting(session, me) if me is not None else []
            else:
                found = approval_views.waiting(session)
            self._deciders = approval_views.deciders(session) if which == "all" else {}
            staff = list(
                session.scalars(
                    select(Staff).where(Staff.deleted_at.is_(None)).order_by(Staff.number)
                )
            )
        self._me = me.id if me is not None else None
        self._fill_staff(staff)
        self.model.show_rows(found)
        self._head.set_count(f"{len(found):,}")
        self._full.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._empty.setCurrentIndex(("mine", "all", "decided").index(which))
        self._decision.setVisible(which != "decided" and not self._desk.store.read_only)
        self.who.setEnabled(which != "mine")
        ids = [each.approval_id for each in found]
        row = ids.index(current.approval_id) if current and current.approval_id in ids else 0
        self.table.go_to_row(row)
        self._show_request(row if found else -1)

    def show_subject(self, subject: object) -> None:
        """Goes to the approval of a record: its class name and id."""
        if isinstance(subject, tuple) and not self._go_to(subject):
            self.segment.choose("all")
            self._go_to(subject)

    def _go_to(self, subject: tuple[str, int]) -> bool:
        for row in range(self.model.rowCount()):
            each = self.model.row_at(row)
            if each is not None and (each.record, each.record_id) == subject:
                self.table.go_to_row(row)
                return True
        return False

    def _fill_staff(self, staff: list[Staff]) -> None:
        chosen = self.who.currentData() if self.segment.current() != "mine" else None
        self.who.clear()
        for each in staff:
            self.who.addItem(each.name, each.id)
        wanted = self.who.findData(chosen if chosen is not None else self._me)
        self.who.setCurrentIndex(max(wanted, 0))
        if not self.on.typed():
            today = date.today()
            self.on.show_value(today, today.isoformat())

    def _on_segment(self, _key: str) -> None:
        self._error.show_error("")
        self.refresh()

    def _current(self) -> Request | None:
        return self.model.row_at(self.table.current_row())

    def _show_request(self, row: int) -> None:
        each = self.model.row_at(row)
        self._error.show_error("")
        self._count_chosen()
        if each is None:
            self.sheet.clear()
            return
        able = self._deciders.get(each.approval_id, [])
        if able and self.who.currentData() not in able:
            self.who.setCurrentIndex(self.who.findData(able[0]))
        with self._desk.store.read() as session:
            record = session.get(RECORD_BY_NAME[each.record], each.record_id)
            if record is not None:
                self.sheet.show_record(session, record)

    def _count_chosen(self, *_what: object) -> None:
        count = len(self.table.selected_rows())
        words = ngettext("{count} chosen", "{count} chosen", count).format(count=count)
        self._chosen.setText(words if count > 1 else "")

    def _open_row(self, row: int) -> None:
        each = self.model.row_at(row)
        if each is not None:
            self._desk.open_record(each.record, each.record_id)

    # --------------------------------------------------------------------------------------------------------- deciding

    def has_unsaved(self) -> bool:
        return bool(self.opinion.typed().strip())

    def discard(self) -> None:
        self.opinion.show_value(None, "")

    def save(self) -> None:
        """An opinion without a decision cannot be kept."""
        if self.has_unsaved():
            raise RuleError(_("Decide: agree, return or disagree."))

    def decide(self, decision: str) -> None:
        """Records the decision about the chosen requests as one change; a refusal stands below the opinion."""
        if not self._decision.isVisible():
            return
        # a press beside the rows leaves nothing selected, while the request is still shown: it is meant
        rows = self.table.selected_rows() or [self.table.current_row()]
        chosen = [self.model.row_at(row) for row in rows]
        requests = [each for each in chosen if each is not None]
        day, opinion = self.on.read(), self.opinion.read()
        for box, reading in ((self.on, day), (self.opinion, opinion)):
            if reading.problem and not reading.kept:
                box.show_error(reading.problem)
                box.setFocus()
                return
        if day.value is None:
            self.on.show_error(_("A day is needed."))
            return
        title = message("Decide about {count} requests", count=len(requests))
        if len(requests) == 1:
            title = message(
                "{decision}: {name}", decision=DECISION.label(decision), name=requests[0].title
            )
        row = self.table.current_row()
        try:
            with self._desk.store.change(title, self) as session:
                by = session.get(Staff, self.who.currentData() or 0)
                if by is None:
                    raise RuleError(_("Say who decided."), field="by")
                approval_views.decide_all(session, requests, decision, by, day.value, opinion.value)
        except RuleError as refusal:
            self._error.show_error(refusal.sentence)
            return
        except UserError as problem:
            faults.show_problem(problem, self)
            return
        self.opinion.show_value(None, "")
        self.refresh()
        self.table.go_to_row(min(row, self.model.rowCount() - 1))
        self._desk.say_undoable(
            ngettext("Decided about {count} request.", "Decided about {count} requests.", len(requests)).format(
                count=len(requests)
            )
        )  # fmt: skip


def _step_words(each: Request) -> str:
    step = APPROVAL_STEP.label(each.step)
    if each.decision != "pending":
        said = (DECISION.label(each.decision), each.by, str(each.on or ""))
        return " · ".join(filter(None, (step, *said)))
    if each.round > 1:
        return _("{step} · round {number}").format(step=step, number=each.round)
    return step
