"""One plan at the right of the calendar: a new one, or one that is still to come, beside what is known."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.visit import Visit, VisitPerson
from kamdesk.model.vocabulary import VISIT_KIND
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.cells import under
from kamdesk.ui.desk import Desk
from kamdesk.ui.form_out import write_one
from kamdesk.ui.page import Page
from kamdesk.ui.visits.actions import VisitActions
from kamdesk.ui.visits.calendar.drag import Spot
from kamdesk.ui.visits.calendar.entries import clock, moment
from kamdesk.ui.visits.plan_form import PlanForm, new_plan
from kamdesk.ui.visits.record import steps
from kamdesk.ui.visits.record.head import RecordHead
from kamdesk.ui.visits.record.known_side import KnownSide
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import ElidedLabel, FieldError
from kamdesk.work import settings, visit_states, visits
from kamdesk.work.visit_known import known

_ROOM_FOR_BOTH = 620
_FORM, _FORMS = "visit_application", {"reception": "reception_plan"}
"""The form of a plan, and of kinds that have their own."""


class PlanPane(Page):
    """`planned(id)`: a new plan was stored. `given_up`: a new one was not wanted. Fields are stored when they are left;
    a new plan is stored as a whole."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Visit",
            "VisitPerson",
            "VisitProgramme",
            "Contact",
            "Account",
            "Staff",
            "Approval",
            "SettingValue",
        }
    )
    planned = Signal(int)
    given_up = Signal()
    outgrown = Signal(int)
    """The visit in view is no plan any more: it took place or ended."""

    def __init__(self, desk: Desk, actions: VisitActions) -> None:
        super().__init__()
        self._desk, self._store, self._actions = desk, desk.store, actions
        self._visit_id: int | None = None
        self._is_new = False
        self._is_saving = False
        self._known_wanted: bool | None = None
        self._has_known = False
        self._state, self._form_key = "planned", _FORM
        self._held: QWidget | None = None
        self.head = RecordHead()
        self.head.form_wanted.connect(self._write_form)
        self.head.more_wanted.connect(self._open_more)
        self.head.known_wanted.connect(self._toggle_known)
        self._new_title = ElidedLabel("", "heading")
        self.form = PlanForm(self._store)
        self.form.edited.connect(self._on_edited)
        self.known = KnownSide()
        self.known.record_wanted.connect(desk.open_record)
        self._error = FieldError()
        self.step_buttons: dict[str, QWidget] = {}
        self._build()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self.track(application.focusChanged, self._on_focus)
        self.track(desk.events.changed, self.on_changed)

    def _build(self) -> None:
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form.setProperty("ground", "raised")
        self.form.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(_("Plan of the visit"))
        self._area.setWidget(self.form)
        new_head = QFrame()
        new_head.setProperty("line", "bottom")
        new_head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(new_head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.addWidget(self._new_title)
        self._new_head = new_head
        self._steps = QHBoxLayout()
        self._steps.setSpacing(theme.SPACE_2)
        foot = QFrame()
        foot.setProperty("line", "top")
        below = QVBoxLayout(foot)
        below.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        below.addWidget(self._error)
        below.addLayout(self._steps)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        for widget in (self.head, new_head):
            left.addWidget(widget)
        left.addWidget(self._area, 1)
        left.addWidget(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addWidget(self.known)

    # ------------------------------------------------------------------------------------------------- what is shown

    def visit_id(self) -> int | None:
        """The plan in view; None for a new one."""
        return self._visit_id

    def is_new(self) -> bool:
        """Whether a plan is begun that is not stored."""
        return self._is_new

    def show_visit(self, visit_id: int) -> bool:
        """Shows a plan; False when unsaved input keeps the present one."""
        if visit_id != self._visit_id and not self.lets_go():
            return False
        self._visit_id, self._is_new = visit_id, False
        return self._fill()

    def begin(
        self, account_id: int | None = None, spot: Spot | None = None, kind: str = "visit",
        like: int | None = None, opportunity_id: int | None = None,
    ) -> bool:  # fmt: skip
        """Begins a new plan; False when unsaved input keeps the present one. `like`: the visit it is to be like;
        `opportunity_id`: the project it is for."""
        if not self.lets_go():
            return False
        place = spot or Spot(date.today())
        start = clock(place.start) if place.start is not None else None
        end = clock(place.end) if place.end is not None else None
        self._visit_id, self._is_new = None, True
        with self._store.read() as session:
            user = settings.me(session)
            account = session.get(Account, account_id) if account_id is not None else None
            owner = user.id if user is not None else account.owner_id if account else None
            plan = new_plan(account_id, place.day, start, end, kind, owner)
            plan.opportunity_id = opportunity_id
            other = session.get(Visit, like) if like is not None else None
            if other is not None:
                for name in (
                    "account_id",
                    "opportunity_id",
                    "kind",
                    "subject",
                    "goal",
                    "place",
                    "agenda",
                    "preparation",
                ):
                    setattr(plan, name, getattr(other, name))
            self.form.show_visit(session, plan)
            self._show_known(plan if plan.account_id else None, session)
        self._new_title.setText(_("New plan"))
        self._show_heads()
        self._offer((), "planned")
        self._error.show_error("")
        self.form.begin()
        return True

    def refresh(self) -> None:
        visit_id = self._visit_id
        if visit_id is None or self.form.is_dirty():
            return
        if not self._fill():
            self.given_up.emit()
        elif self._state not in visit_states.OPEN:
            self.outgrown.emit(visit_id)

    def _fill(self) -> bool:
        with self._store.read() as session:
            visit = session.get(Visit, self._visit_id) if self._visit_id is not None else None
            if visit is None or visit.deleted_at is not None:
                self._visit_id = None
                return False
            account = session.get_one(Account, visit.account_id)
            self.form.show_visit(session, visit)
            self.head.show_visit(visit, account.name, moment())
            kind = VISIT_KIND.label(visit.kind)
            self.head.set_title(_("Plan: {kind}").format(kind=kind))
            self._show_known(visit, session)
            self._state, self._form_key = visit.state, _FORMS.get(visit.kind, _FORM)
            self._offer(visit_states.allowed(session, visit), visit.state)
        self._show_heads()
        self._error.show_error("")
        return True

    def _show_heads(self) -> None:
        self.head.setVisible(not self._is_new)
        self._new_head.setVisible(self._is_new)
        self.head.form_button.setVisible(not self._is_new)

    def _show_known(self, visit: Visit | None, session: Any) -> None:
        self._has_known = visit is not None
        if visit is not None:
            self.known.show_known(known(session, visit), date.today())
        self._place_known()

    def _place_known(self) -> None:
        room = self.width() >= _ROOM_FOR_BOTH
        wanted = room if self._known_wanted is None else self._known_wanted
        self.known.setVisible(wanted and self._has_known)
        self.head.set_known_shown(wanted)
        self._fit_steps()

    def _toggle_known(self) -> None:
        self._known_wanted = self.known.isHidden()
        self._place_known()

    def _offer(self, offered: tuple[str, ...], state: str) -> None:
        while self._steps.count():
            item = self._steps.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.step_buttons = {}
        self._steps.addStretch(1)
        if self._is_new:
            self._add_button("given_up", plain_button(_("Not now"), clicked=self._give_up))
            self._add_button("plan", primary_button(_("Plan it"), "check", self.store_new))
            return
        order = [step for step in steps.ORDER if step in offered]
        for place, step in enumerate(reversed(order)):
            make = primary_button if place == len(order) - 1 else plain_button
            act = partial(self._do, step)
            self._add_button(step, make(steps.words_of(step, state), steps.ICONS[step], act))
        self._fit_steps()

    def _fit_steps(self) -> None:
        """What finds no room in the foot stands in the menu of the head only."""
        room = self.width() - (0 if self.known.isHidden() else self.known.width())
        room -= 2 * theme.SPACE_4
        for button in reversed(self.step_buttons.values()):  # the one to press first stands last
            room -= button.sizeHint().width() + theme.SPACE_2
            button.setVisible(room > -theme.SPACE_2)

    def _add_button(self, key: str, button: QWidget) -> None:
        self._steps.addWidget(button)
        self.step_buttons[key] = button

    # ---------------------------------------------------------------------------------------------------------- saving

    def has_unsaved(self) -> bool:
        if self._is_new:
            return any(
                box.editor.is_dirty()
                for name, box in self.form.boxes.items()
                if name not in ("planned_on", "planned_from", "planned_to")
            )
        return self._visit_id is not None and self.form.is_dirty()

    def lets_go(self) -> bool:
        """Stores what can be stored; asks once about the rest."""
        if self.has_unsaved() and not self._is_new:
            self.store_typed()
        return self.can_close()

    def save(self) -> None:
        if self._is_new:
            self._store_new()
        elif self.form.is_dirty():
            self._store_typed()

    def discard(self) -> None:
        if self._is_new:
            self._is_new = False
            self.given_up.emit()
        elif self._visit_id is not None:
            self._fill()

    def save_record(self) -> None:
        """Ctrl+S: stores what was typed; what is wrong is said at its field."""
        if self._is_new:
            self.store_new()
        elif self.form.is_dirty():
            self.store_typed()

    def store_new(self) -> bool:
        """Stores the new plan; False when something is wrong, which its field says."""
        return self._tried(self._store_new)

    def store_typed(self) -> bool:
        """Stores what was typed; False when something is wrong, which its field says."""
        return self._tried(self._store_typed)

    def _tried(self, act: Any) -> bool:
        try:
            act()
        except RuleError:
            return False  # it stands at its field
        except UserError as problem:
            faults.show_problem(problem, self)
            return False
        return True

    def _store_new(self) -> None:
        self._is_saving = True
        try:
            values = self.form.read(everything=True)
            tables = self.form.tables()
            with self._store.read() as session:
                account = session.get(Account, values.get("account_id") or 0)
                name = account.title if account is not None else ""
            with self._store.change(message("Plan a visit to {name}", name=name), self) as session:
                visit = visits.plan_visit(session, values)
                _set_tables(session, visit, tables)
                visit_id = visit.id
        except RuleError as refusal:
            self._say(refusal)
            raise
        finally:
            self._is_saving = False
        self._is_new, self._visit_id = False, visit_id
        self._fill()
        self._desk.say_undoable(_("The visit is planned."))
        self.planned.emit(visit_id)

    def _store_typed(self) -> None:
        self._is_saving = True
        try:
            values = self.form.read(everything=False)
            tables = self.form.tables()
            with self._store.read() as session:
                name = session.get_one(Visit, self._visit_id).title
            label = message("Change the plan of “{name}”", name=name)
            with self._store.change(label, self) as session:
                visit = session.get_one(Visit, self._visit_id)
                visits.change_visit(session, visit, values)
                _set_tables(session, visit, tables)
        except RuleError as refusal:
            self._say(refusal)
            raise
        finally:
            self._is_saving = False
        self._fill()

    def _say(self, refusal: RuleError) -> None:
        if not self.form.show_refusal(refusal):
            self._error.show_error(refusal.sentence)
        wrong = self.form.first_wrong()
        if wrong is not None:
            self._area.ensureWidgetVisible(wrong)

    def _give_up(self) -> None:
        self._is_new = False
        self.given_up.emit()

    def _on_edited(self) -> None:
        self._error.show_error("")

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """A field that was left is stored, unless the plan is new: that is stored as a whole."""
        held = self._held
        if held is not None and under(new, held):
            return
        self._held = next((part for part in self.form.parts() if under(new, part)), None)
        if held is self.form.boxes["planned_on"] and held is not None:
            self.form.day.write_out()
        if held is None or self._is_new or self._is_saving or self._visit_id is None:
            return
        if self.form.is_dirty() and self.form.first_wrong() is None:
            self._store_left()

    def _store_left(self) -> None:
        """Leaving a field takes the keys nowhere, also when something in it is wrong."""
        focused = QApplication.focusWidget()
        self.store_typed()
        if focused is not None and focused.isVisible():
            focused.setFocus()

    # ------------------------------------------------------------------------------------------------------- actions

    def _do(self, step: str) -> None:
        if self._visit_id is not None and (not self.form.is_dirty() or self.store_typed()):
            self._actions.do(self._visit_id, step)

    def _open_more(self) -> None:
        if self._visit_id is not None:
            corner = self.head.more.mapToGlobal(self.head.more.rect().bottomLeft())
            self._actions.menu(self._visit_id).popup(corner)

    def _write_form(self) -> None:
        if self._visit_id is not None:
            write_one(self._desk, self, self._form_key, self._visit_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_known()


def _set_tables(session: Any, visit: Visit, tables: dict[str, list[dict[str, Any]]]) -> None:
    for name, rows in tables.items():
        record = VisitPerson if name == "people" else visits.ROWS[name]
        visits.set_rows(session, visit, record, rows)
