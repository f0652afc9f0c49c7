"""The fields of a plan: whom, when, what for, who comes along, what to ask, and what a reception needs beyond."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import Kind, field_of
from kamdesk.model.values import Reading
from kamdesk.model.visit import Visit, VisitProgramme
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editor_base import EditContext
from kamdesk.ui.visits.account_box import AccountBox
from kamdesk.ui.visits.calendar.entries import clock, minute_of
from kamdesk.ui.visits.opportunity_box import OpportunityBox
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.visits.record.people import people_of
from kamdesk.ui.visits.record.picks import PeoplePicker
from kamdesk.ui.visits.record.rows import RowColumn, RowsEditor
from kamdesk.ui.visits.when import DayBox
from kamdesk.ui.widgets.buttons import LinkButton
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import child_rows
from kamdesk.work.fields import reference_names, show_value

_QUESTIONS = ("situation_questions", "problem_questions", "implication_questions", "need_questions")
_RECEPTION = ("visitor_count", "meeting_point", "welcome", "venue", "meals", "lodging", "send_off")
_PROGRAMME = (
    ("on", 3),
    ("starts_at", 2),
    ("ends_at", 2),
    ("what", 5),
    ("place", 3),
    ("in_charge", 3),
)
_LAST_MINUTE = 24 * 60 - 1


class PlanForm(QWidget):
    """`edited`: something was typed or ticked. What is read is what differs from what was shown."""

    edited = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._context = EditContext(store)
        self._shown: tuple[Any, ...] = ()
        self._people_of: int | None = None
        self._length: int | None = None
        """Minutes from start to end as the calendar proposed them for a new plan."""
        self.boxes: dict[str, FieldBox] = {}
        account = AccountBox(field_of(Visit, "account_id"), self._context)
        self.boxes["account_id"] = account
        account.edited.connect(self._on_account)
        account.editor.finished.connect(self._on_account)
        self.project = OpportunityBox(field_of(Visit, "opportunity_id"), self._context)
        self.project.edited.connect(self._on_edited)
        self.boxes["opportunity_id"] = self.project
        self.day = DayBox(field_of(Visit, "planned_on"), self._context)
        self.day.edited.connect(self._on_edited)
        self.boxes["planned_on"] = self.day.box
        for name in (
            "kind", "subject", "planned_from", "planned_to", "owner_id", "place", "goal", "agenda",
            "preparation", "route", "budget", *_QUESTIONS, *_RECEPTION,
        ):  # fmt: skip
            box = FieldBox(field_of(Visit, name), self._context)
            box.edited.connect(self._on_edited)
            self.boxes[name] = box
        self.boxes["kind"].editor.edited.connect(self._show_reception)
        self.boxes["planned_from"].edited.connect(self._follow_start)
        self.customers = PeoplePicker(_("People to meet"), "customer", "contact_id")
        self.own = PeoplePicker(_("Of us"), "own", "staff_id")
        columns = [RowColumn(field_of(VisitProgramme, name), share) for name, share in _PROGRAMME]
        self.programme = RowsEditor(str(VisitProgramme.TERM), columns, self._context)
        for widget in (self.customers, self.own, self.programme):
            widget.edited.connect(self._on_edited)
        self.address = LinkButton(_("Address of the account"), self._take_address)
        self.boxes["place"].head.addWidget(self.address)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.SPACE_4)
        column.setSpacing(0)
        plan = _section(column)
        plan.addLayout(self._row("account_id", "kind", shares=(3, 2)))
        plan.addWidget(self.boxes["subject"])
        plan.addWidget(self.project)
        plan.addWidget(self.day)
        plan.addLayout(self._row("planned_from", "planned_to", "owner_id", shares=(1, 1, 2)))
        plan.addWidget(self.boxes["place"])
        plan.addWidget(self.customers)
        plan.addWidget(self.own)
        for name in ("goal", "agenda", "preparation"):
            plan.addWidget(self.boxes[name])
        plan.addLayout(self._row("budget", "route"))
        self._reception_head = SectionHeader(str(Visit.SECTIONS["reception"]))
        column.addWidget(self._reception_head)
        self.reception = QWidget()
        column.addWidget(self.reception)
        inner = _section(QVBoxLayout(self.reception))
        inner.addLayout(self._row("visitor_count", "meeting_point", shares=(1, 2)))
        inner.addLayout(self._row("welcome", "venue"))
        inner.addWidget(self.programme)
        inner.addLayout(self._row("meals", "lodging"))
        inner.addWidget(self.boxes["send_off"])
        self.questions_head = SectionHeader(str(Visit.SECTIONS["questions"]))
        column.addWidget(self.questions_head)
        questions = QWidget()
        column.addWidget(questions)
        inner = _section(QVBoxLayout(questions))
        for name in _QUESTIONS:
            inner.addWidget(self.boxes[name])
        self.questions_head.set_body(questions, folded=True)
        column.addStretch(1)

    def _row(self, *names: str, shares: tuple[int, ...] = ()) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_3)
        for place, name in enumerate(names):
            share = shares[place] if shares else 1
            # at the top: a sentence below one field leaves the others as high as they are
            row.addWidget(self.boxes[name], share, Qt.AlignmentFlag.AlignTop)
        return row

    # ------------------------------------------------------------------------------------------------ what it holds

    def show_visit(self, session: Session, visit: Visit) -> None:
        """Shows a plan; one without an id is new, and what it holds already counts as typed."""
        is_new = visit.id is None
        start, end = minute_of(visit.planned_from), minute_of(visit.planned_to)
        self._length = end - start if is_new and start is not None and end is not None else None
        self._context.account_id = visit.account_id
        names: dict[str, dict[int, str]] = {}
        for name in ("account_id", "owner_id"):
            value = getattr(visit, name)
            target = field_of(Visit, name).spec.refers_to
            names[name] = reference_names(session, target, {value}) if value else {}
        for name, box in self.boxes.items():
            value = box.field.get(visit)
            text = show_value(box.field, visit, names.get(name))
            if box.field.kind is Kind.CHOICE:
                text = str(value or "")
            box.show_value(value, text)
        self._show_people(session, visit)
        lines = [] if is_new else child_rows.rows(session, VisitProgramme, visit.id)
        self.programme.show_rows(lines)
        filled = any(getattr(visit, name) for name in _QUESTIONS)
        if filled == self.questions_head.is_folded():
            self.questions_head.toggle_fold()
        self.day.write_out()
        self._show_reception()
        self._shown = self._tables()

    def _show_people(self, session: Session, visit: Visit) -> None:
        self._people_of = visit.account_id
        self.customers.setVisible(bool(visit.account_id))
        if visit.account_id:
            self.customers.show_people(people_of(session, visit, "customer"))
        own = people_of(session, visit, "own")
        self.own.show_people(own)
        self.own.setVisible(bool(own))

    def _tables(self) -> tuple[Any, ...]:
        return (self.customers.typed(), self.own.typed(), self.programme.typed())

    def is_dirty(self) -> bool:
        """Whether something was typed or ticked that is not stored."""
        return any(box.editor.is_dirty() for box in self.boxes.values()) or (
            self._tables() != self._shown
        )

    def read(self, *, everything: bool) -> dict[str, Any]:
        """Field name → value of what was typed, or of all. Raises RuleError, said at the field, for a wrong one."""
        values: dict[str, Any] = {}
        wrong: RuleError | None = None
        for name, box in self.boxes.items():
            if not (everything or box.editor.is_dirty()):
                continue
            reading: Reading[Any] = box.read()
            if reading.problem and not reading.kept:
                box.show_error(reading.problem)
                wrong = wrong or RuleError(reading.problem, field=name)
                continue
            values[name] = reading.value
            if name == "subject":
                values[name] = reading.value or ""
            if box.field.kind is Kind.MONEY and box.editor.is_dirty():
                currency = reading.currency if reading.value is not None else None
                values[box.field.spec.currency_field] = currency
        if wrong is not None:
            raise wrong
        return values

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The tables that were changed, as `set_rows` takes them. Raises RuleError for a wrong row."""
        given: dict[str, list[dict[str, Any]]] = {}
        now = self._tables()
        if now[:2] != self._shown[:2]:
            given["people"] = [*self.customers.rows(), *self.own.rows()]
        if now[2] != self._shown[2]:
            rows, problem = self.programme.read()
            if problem:
                raise RuleError(problem, field="programme")
            given["programme"] = rows
        return given

    def show_refusal(self, refusal: RuleError) -> bool:
        """Says a refusal at the field it names; False when no field here is meant."""
        box = self.boxes.get(refusal.field or "")
        if box is None:
            return False
        box.show_error(refusal.sentence)
        box.setFocus()
        return True

    def first_wrong(self) -> FieldBox | None:
        """The first field that is said to be wrong."""
        return next((box for box in self.boxes.values() if box.error()), None)

    def parts(self) -> Iterator[QWidget]:
        """What is stored when it is left."""
        yield from self.boxes.values()
        yield from (self.customers, self.own, self.programme)

    def begin(self) -> None:
        """Puts the cursor where one begins: into the account, or the subject when the account is known."""
        empty = self.boxes["account_id"].editor.is_empty()
        self.boxes["account_id" if empty else "subject"].setFocus()

    # ------------------------------------------------------------------------------------------------------ answers

    def _on_edited(self) -> None:
        self.edited.emit()

    def _follow_start(self) -> None:
        """The end that the calendar proposed goes along with the start that is typed, until somebody types an end."""
        end = self.boxes["planned_to"]
        start = minute_of(self.boxes["planned_from"].read().value)
        if self._length is None or start is None or end.editor.is_dirty():
            return
        moved = clock(min(start + self._length, _LAST_MINUTE))
        end.show_value(moved, moved)

    def _show_reception(self) -> None:
        wanted = self.boxes["kind"].typed() == "reception"
        self.reception.setVisible(wanted)
        self._reception_head.setVisible(wanted)

    def _on_account(self) -> None:
        """Another account: its people are offered."""
        account_id = self.boxes["account_id"].read().value
        self._context.account_id = account_id
        if account_id != self._people_of:
            self.project.offer_anew()
            with self._store.read() as session:
                owner_id = self.boxes["owner_id"].read().value
                self._show_people(session, Visit(account_id=account_id, owner_id=owner_id))
        self.edited.emit()

    def _take_address(self) -> None:
        account_id = self.boxes["account_id"].read().value
        if account_id is None:
            return
        with self._store.read() as session:
            address = session.get_one(Account, account_id).address
        if address:
            self.boxes["place"].editor.write(address)
            self.edited.emit()


def _section(column: QVBoxLayout) -> QVBoxLayout:
    """A column with the margins of the page."""
    column.setContentsMargins(0, 0, 0, 0)
    inner = QVBoxLayout()
    inner.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
    inner.setSpacing(theme.SPACE_2)
    column.addLayout(inner)
    return inner


def new_plan(
    account_id: int | None,
    day: date,
    start: str | None,
    end: str | None,
    kind: str,
    owner_id: int | None,
) -> Visit:
    """A plan that is not stored yet."""
    return Visit(
        account_id=account_id, kind=kind, subject="", planned_on=day, planned_from=start,
        planned_to=end, owner_id=owner_id, state="planned",
    )  # fmt: skip
