"""One visit: its plan while it is still to come, its record beside what is known once it took place."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
)
from sqlalchemy import select

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.visit import Visit
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.ui.form_out import write_one
from kamdesk.ui.page import Page
from kamdesk.ui.visits.actions import VisitActions
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.visits.record.foot import LATER, RecordFoot
from kamdesk.ui.visits.record.form import RecordForm
from kamdesk.ui.visits.record.head import RecordHead, running_minutes
from kamdesk.ui.visits.record.known_side import KnownSide
from kamdesk.ui.visits.record.sheet import Sheet
from kamdesk.ui.widgets.labels import label
from kamdesk.work import visit_record, visit_states
from kamdesk.work.fields import reference_names
from kamdesk.work.visit_known import known

_FORMS = {"reception": "reception_report", "callback": "callback_record"}
"""Kind of a visit → its form; all others have the visit record."""
_WRITABLE = ("held", "reported", "checked", "reimbursed")
"""States of a visit whose record is written or corrected."""
_REPORTED = ("reported", "checked", "reimbursed")
_ROOM_FOR_BOTH = 620
_ROOM_FOR_SENTENCE = 72
_MINUTE = 60_000


class RecordPane(Page):
    """`shown`: another visit is in view (0: none). It is asked about unsaved input before another one is shown."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Visit", "VisitPerson", "VisitObjection", "VisitGift", "VisitProgramme", "Expense", "ExpenseClaim",
         "Approval", "Contact", "Account", "Task", "CallbackPlan", "Staff", "SettingValue"}
    )  # fmt: skip
    shown = Signal(int)

    def __init__(self, desk: Desk, actions: VisitActions | None = None) -> None:
        """`actions`: what does the steps of the visit and shows what came of them; by itself the pane has its own."""
        super().__init__()
        self._desk = desk
        self._store = desk.store
        self._actions = actions or self._own_actions()
        self._visit_id: int | None = None
        self._kind = ""
        self._state = ""
        self._writes = 0
        """The visit whose record was begun although it is only planned."""
        self._later: int | None = None
        """The plan that stands in the place of a postponed one."""
        self._known_wanted: bool | None = None
        self.head = RecordHead()
        self.head.form_wanted.connect(self.write_form)
        self.head.more_wanted.connect(self._open_more)
        self.head.known_wanted.connect(self.toggle_known)
        self.form = RecordForm(self._store)
        self.form.edited.connect(self._on_edited)
        self.form.account_wanted.connect(self._open_account)
        self.form.need_wanted.connect(self._keep_need)
        self.foot = RecordFoot()
        self.foot.finish_wanted.connect(self.finish_record)
        self.foot.draft_wanted.connect(self._keep_draft)
        self.foot.step_wanted.connect(self._do)
        self.sheet = Sheet()
        self.known = KnownSide()
        self.known.record_wanted.connect(desk.open_record)
        self._build()
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._on_finish_key)
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE)
        self._clock.timeout.connect(self._tell_time)
        self._clock.start()
        self.track(desk.events.changed, self.on_changed)

    # ------------------------------------------------------------------------------------------------------ building

    def _own_actions(self) -> VisitActions:
        made = VisitActions(self._desk, self)
        made.done.connect(self.show_visit)
        made.record_wanted.connect(self.start_record)
        return made

    def _build(self) -> None:
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        nothing = label(_("Choose a visit, its plan or record shows here"), "muted", wrap=True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._form_area = scrolled(self.form, _("Visit record"))
        self._sheet_area = scrolled(self.sheet, _("Plan of the visit"))
        self._stack = QStackedWidget()
        for widget in (nothing, self._sheet_area, self._form_area):
            self._stack.addWidget(widget)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.head)
        left.addWidget(self._stack, 1)
        left.addWidget(self.foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.known)
        self._show_nothing()

    # ------------------------------------------------------------------------------------------------- what is shown

    def visit_id(self) -> int | None:
        """The visit that is shown."""
        return self._visit_id

    def show_visit(self, visit_id: int) -> bool:
        """Shows a visit; False when there is none, or unsaved input keeps the present one."""
        if visit_id != self._visit_id:
            if not self.can_close():
                return False
            self._writes = 0
            for area in (self._form_area, self._sheet_area):
                area.verticalScrollBar().setValue(0)
        elif self.has_unsaved():
            return True  # what is typed stays in view, whatever became of the visit meanwhile
        self._visit_id = visit_id
        there = self._fill()
        self.shown.emit(visit_id if there else 0)
        return there

    def start_record(self, visit_id: int) -> bool:
        """Shows the record form of a visit, with the cursor where writing begins; False when it cannot be shown."""
        if not self.show_visit(visit_id):
            return False
        self._do("held")
        return True

    def is_writing(self) -> bool:
        """Whether the record form is shown."""
        return self._stack.currentWidget() is self._form_area

    def refresh(self) -> None:
        if self._visit_id is not None and not self.has_unsaved():
            self._fill()

    def _fill(self) -> bool:
        """Reads the visit anew; False when it is there no more."""
        today = date.today()
        with self._store.read() as session:
            visit = session.get(Visit, self._visit_id) if self._visit_id is not None else None
            if visit is None or visit.deleted_at is not None:
                self._show_nothing()
                return False
            account = session.get_one(Account, visit.account_id)
            offered = () if self._store.read_only else visit_states.allowed(session, visit)
            writing = self._is_to_be_written(visit, offered)
            if writing:
                self.form.show_visit(session, visit, account.name, today)
            else:
                self.form.forget()
                self.sheet.show_record(session, visit)
            self.known.show_known(known(session, visit), today)
            self._kind = visit.kind
            self.head.show_visit(visit, account.name, _now())
            self._later = session.scalar(
                select(Visit.id).where(
                    Visit.postponed_from_id == visit.id, Visit.deleted_at.is_(None)
                )
            )
            self._state = visit.state
            self.foot.offer(visit.state, offered, writing, self._later is not None)
        self._stack.setCurrentWidget(self._form_area if writing else self._sheet_area)
        self._on_edited()
        self._place_known()
        return True

    def _is_to_be_written(self, visit: Visit, offered: tuple[str, ...]) -> bool:
        if self._store.read_only:
            return False
        if visit.state in _WRITABLE:
            return True
        if "held" not in offered:
            return False
        return self._writes == visit.id or running_minutes(visit, _now()) is not None

    def _show_nothing(self) -> None:
        self._visit_id = None
        self._writes = 0
        self.form.forget()
        self.head.show_nothing()
        self.foot.hide()
        self.known.hide()
        self._stack.setCurrentIndex(0)

    def _place_known(self) -> None:
        """Beside the record where there is room, unless the user said otherwise."""
        room = self.width() >= _ROOM_FOR_BOTH
        wanted = room if self._known_wanted is None else self._known_wanted
        self.known.setVisible(wanted and self._visit_id is not None)
        self.head.set_known_shown(wanted)

    def toggle_known(self) -> None:
        """Shows or hides what is known."""
        self._known_wanted = self.known.isHidden()
        self._place_known()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_known()

    def _tell_time(self) -> None:
        """The minutes of a visit that is under way."""
        if self._visit_id is None or not self.isVisible():
            return
        with self._store.read() as session:
            visit = session.get(Visit, self._visit_id)
            if visit is not None:
                self.head.show_state(visit, _now())

    def _on_edited(self) -> None:
        self.foot.show_also(self.form.also_writes(self._kind) if self.is_writing() else [])

    # ---------------------------------------------------------------------------------------------- unsaved input

    def has_unsaved(self) -> bool:
        return self.form.is_dirty()

    def save(self) -> None:
        """Keeps what was written so far, without reporting a visit that was not reported yet."""
        self._store_record(report=self._state in _REPORTED)

    def discard(self) -> None:
        self.form.forget()
        self._writes = 0
        if self._visit_id is not None:
            self._fill()

    def finish_record(self) -> None:
        """Writes and reports the record as one change; what is wrong is said at its field."""
        if self._visit_id is not None and self.is_writing() and self._tried(report=True):
            self._desk.say_undoable(_("The record is written."))

    def _keep_draft(self) -> None:
        if self._tried(report=False):
            self._desk.say_undoable(_("The draft is kept."))

    def save_record(self) -> None:
        """Ctrl+S: as `save`, with what is wrong said at its field."""
        if self.is_writing() and self.has_unsaved():
            self._tried(report=self._state in _REPORTED)

    def _tried(self, *, report: bool) -> bool:
        try:
            self._store_record(report=report)
        except RuleError:
            return False  # it stands at its field
        except UserError as problem:
            faults.show_problem(problem, self)
            return False
        return True

    def _store_record(self, *, report: bool) -> None:
        if self._visit_id is None:
            return
        today = date.today()
        self.foot.show_error("")
        try:
            with self._store.read() as session:
                name = session.get_one(Visit, self._visit_id).title
            title = (
                message("Record of “{name}”", name=name)
                if report
                else message("Draft of the record of “{name}”", name=name)
            )
            with self._store.change(title, self) as session:
                visit = session.get_one(Visit, self._visit_id)
                given = self.form.read(visit)
                if report:
                    visit_record.report(session, visit, given, today)
                else:
                    visit_record.draft(session, visit, given, today)
        except RuleError as refusal:
            self._say(refusal)
            raise
        self.form.forget()
        self._fill()

    def _say(self, refusal: RuleError) -> None:
        if refusal.field != "shown" and not self.form.show_refusal(refusal):
            self.foot.show_error(refusal.sentence)
        wrong = self.form.first_wrong()
        if wrong is not None:
            wrong.setFocus()
            # a moment later, when the sentence below it has its room; it is to be seen, too
            show = partial(self._form_area.ensureWidgetVisible, wrong, 0, _ROOM_FOR_SENTENCE)
            QTimer.singleShot(0, wrong, show)

    # ------------------------------------------------------------------------------------------------------ actions

    def _on_finish_key(self) -> None:
        if self.is_writing() and not self.form.take_key():
            self.finish_record()

    def _do(self, step: str) -> None:
        """Does a step of the visit, asking first where it needs a word."""
        if self._visit_id is None:
            return
        if step == "held":
            self._begin_record()
            return
        if step == LATER:
            self._desk.open_record("Visit", self._later or 0)
            return
        if self.can_close():
            self._actions.do(self._visit_id, step)

    def _begin_record(self) -> None:
        """Shows the form of a plan that may be held; otherwise the reason why it may not."""
        assert self._visit_id is not None
        with self._store.read() as session:
            visit = session.get_one(Visit, self._visit_id)
            planned = visit.state not in _WRITABLE
            refusal = visit_states.why_not(session, visit, "held") if planned else None
        if refusal is not None:
            self.foot.show_error(refusal)
            return
        if not self.is_writing():
            self._writes = self._visit_id
            self._fill()
        self.form.begin()

    def _open_more(self) -> None:
        if self._visit_id is None:
            return
        menu = self._actions.menu(self._visit_id)
        menu.addSeparator()
        menu.addAction(_("Show or hide what is known"), self.toggle_known)
        menu.popup(self.head.more.mapToGlobal(self.head.more.rect().bottomLeft()))

    def _open_account(self, _checked: bool = False) -> None:
        if self._visit_id is None:
            return
        with self._store.read() as session:
            account_id = session.get_one(Visit, self._visit_id).account_id
        self._desk.open_record("Account", account_id)

    def _keep_need(self, words: str, into_remarks: bool) -> None:
        if self._visit_id is None:
            return
        try:
            with self._store.read() as session:
                visit = session.get_one(Visit, self._visit_id)
                name = reference_names(session, "Account", {visit.account_id})[visit.account_id]
            with self._store.change(message("Keep a need of {name}", name=name), self) as session:
                visit = session.get_one(Visit, self._visit_id)
                if into_remarks:
                    visit_record.keep_in_remarks(session, visit, words, date.today())
                else:
                    visit_record.keep_as_need(session, visit, words)
        except RuleError as refusal:
            self.form.show_refusal(refusal)
            return
        self._desk.say_undoable(_("Kept with the account {name}.").format(name=name))

    def _form_key(self) -> str:
        return _FORMS.get(self._kind, "visit_record")

    def write_form(self) -> None:
        """Writes the department's form of this visit."""
        if self._visit_id is not None:
            write_one(self._desk, self, self._form_key(), self._visit_id)


def _now() -> datetime:
    """The moment on the clock of the place where the visit is."""
    return datetime.now().astimezone()
