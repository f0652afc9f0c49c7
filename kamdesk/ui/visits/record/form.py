"""The record form of a visit: what stands on it, what was typed, and at which field something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, StaleError
from kamdesk.i18n import _
from kamdesk.model.expense import Expense
from kamdesk.model.fields import field_of
from kamdesk.model.visit import Visit, VisitGift, VisitObjection, VisitProgramme
from kamdesk.model.vocabulary import VISIT_RESULT
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.opportunity_box import OpportunityBox
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.visits.record.next_visit import NextVisit
from kamdesk.ui.visits.record.people import people_of
from kamdesk.ui.visits.record.picks import PeoplePicker, ResultPicker, SkillChain, side_by_side
from kamdesk.ui.visits.record.questions import Questions
from kamdesk.ui.visits.record.rows import RowColumn, RowsEditor, SettledEditor
from kamdesk.ui.widgets.buttons import LinkButton
from kamdesk.ui.widgets.labels import label
from kamdesk.work import child_rows, settings, visit_states, visits
from kamdesk.work.expenses import of_visit
from kamdesk.work.fields import show_value
from kamdesk.work.visit_record import EDITABLE, RecordInput, editable_expenses

_PLAIN = (
    "held_on", "held_from", "held_to", "presented", "needs", "competitor_news", "conclusion",
    "next_step", "send_off", "visitor_count",
)  # fmt: skip
"""Fields with an ordinary box."""
_ROWS = ("objections", "gifts", "programme")


class RecordForm(QWidget):
    """`edited`: something was typed. `account_wanted`: show the account. `need_wanted`: keep what was learned."""

    edited = Signal()
    account_wanted = Signal()
    need_wanted = Signal(str, bool)
    """The words, and whether they go into the remarks instead of the purchase needs."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._context = EditContext(store)
        self._stored: dict[str, Any] = {}
        self._shown: Any = None
        self._is_first = False
        """Whether the visit has no record yet: what was filled in beforehand is written then, too."""
        self.boxes = {name: FieldBox(field_of(Visit, name), self._context) for name in _PLAIN}
        self.project = OpportunityBox(field_of(Visit, "opportunity_id"), self._context)
        self.boxes["opportunity_id"] = self.project
        self.account = LinkButton("", self.account_wanted.emit)
        self.met = PeoplePicker(_("People met"), "customer", "contact_id")
        self.own = PeoplePicker(_("Of us"), "own", "staff_id")
        self.questions = Questions()
        self.result = ResultPicker()
        self.next = NextVisit(self._context)
        self.skills = SkillChain()
        self.tables = self._make_tables()
        self._claimed = label("", "small")
        self._arrange()
        self._connect()

    # ------------------------------------------------------------------------------------------------------ building

    def _make_tables(self) -> dict[str, RowsEditor]:
        def column(record: type[Any], name: str, stretch: int, editor: Any = None) -> RowColumn:
            return RowColumn(field_of(record, name), stretch, editor)

        context = self._context
        return {
            "programme": RowsEditor(
                str(VisitProgramme.TERM),
                [
                    column(VisitProgramme, "starts_at", 2),
                    column(VisitProgramme, "ends_at", 2),
                    column(VisitProgramme, "what", 6),
                    column(VisitProgramme, "place", 3),
                    column(VisitProgramme, "in_charge", 3),
                ],
                context,
            ),
            "objections": RowsEditor(
                _("Objections and answers"),
                [
                    column(VisitObjection, "objection", 4),
                    column(VisitObjection, "answer", 4),
                    column(VisitObjection, "settled", 0, SettledEditor),
                ],
                context,
                with_key=True,
            ),
            "gifts": RowsEditor(
                str(VisitGift.TERM),
                [
                    column(VisitGift, "item", 4),
                    column(VisitGift, "value", 3),
                    column(VisitGift, "given_to", 3),
                ],
                context,
            ),
            "expenses": RowsEditor(
                str(Expense.TERM),
                [
                    column(Expense, "category", 3),
                    column(Expense, "amount", 3),
                    column(Expense, "note", 4),
                    column(Expense, "receipt_no", 3),
                ],
                context,
            ),
        }

    def _arrange(self) -> None:
        boxes, tables = self.boxes, self.tables
        need_link = LinkButton(_("+ Keep as a need"), self._offer_need)
        self.need_link = need_link
        boxes["needs"].head.addWidget(need_link)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_4)
        column.setSpacing(10)
        column.addWidget(self.account, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.project)
        times = ("held_on", "held_from", "held_to")
        column.addLayout(side_by_side(*(boxes[name] for name in times), stretches=(3, 2, 2)))
        column.addWidget(self.met)
        column.addWidget(self.own)
        column.addWidget(boxes["visitor_count"])
        column.addWidget(tables["programme"])
        column.addWidget(self.questions)
        column.addWidget(boxes["presented"])
        column.addWidget(boxes["needs"])
        column.addWidget(tables["objections"])
        column.addWidget(boxes["competitor_news"])
        column.addWidget(self.result)
        column.addWidget(boxes["next_step"])
        column.addWidget(self.next)
        column.addWidget(boxes["conclusion"])
        column.addWidget(self.skills)
        column.addWidget(boxes["send_off"])
        column.addWidget(tables["gifts"])
        column.addWidget(tables["expenses"])
        column.addWidget(self._claimed)
        column.addStretch(1)

    def _connect(self) -> None:
        parts: list[Any] = [*self.boxes.values(), *self.tables.values()]
        for part in (*parts, self.met, self.own, self.result, self.next, self.skills):
            part.edited.connect(self.edited)
        self.questions.wanted.connect(self._take_questions)
        for number in range(1, len(VISIT_RESULT.codes) + 1):
            key = QShortcut(QKeySequence(f"Alt+{number}"), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.setProperty("number", number)
            key.activated.connect(self._choose_result)

    # ------------------------------------------------------------------------------------------------ what it holds

    def show_visit(self, session: Session, visit: Visit, account: str, today: date) -> None:
        """Fills the form. A visit without a record begins with day, times and people of its plan."""
        self._context.account_id = visit.account_id
        self._context.currency = settings.get(session, "default_currency")
        self._is_first = visit.state in visit_states.OPEN
        self._stored = {each: getattr(visit, each) for each in self._names()}
        shown = dict(self._stored)
        if self._is_first:
            shown["held_on"] = min(visit.planned_on or today, today)
            shown["held_from"] = visit.held_from or visit.planned_from
            shown["held_to"] = visit.held_to or visit.planned_to
        self.account.setText(account)
        self.account.setAccessibleName(_("Account {name}").format(name=account))
        for name, box in self.boxes.items():
            value = shown[name]
            text = show_value(box.field, visit) if value == self._stored[name] else str(value)
            box.show_value(value, text)
        self.met.show_people(people_of(session, visit, "customer"))
        self.own.show_people(people_of(session, visit, "own"))
        self.questions.show_visit(visit)
        for name in _ROWS:
            self.tables[name].show_rows(child_rows.rows(session, visits.ROWS[name], visit.id))
        self.tables["expenses"].show_rows(editable_expenses(session, visit.id))
        self.result.choose(visit.result or "")
        self.next.show_value(visit.next_visit_on, visit.next_visit_at, today)
        self.skills.show_codes(visit.skills)
        handed_in = [each for each in of_visit(session, visit.id) if each.state not in EDITABLE]
        self._claimed.setVisible(bool(handed_in))
        self._claimed.setText(_("Handed in already: {count}").format(count=len(handed_in)))
        receives = visit.kind == "reception"
        for part in (self.boxes["visitor_count"], self.boxes["send_off"], self.tables["programme"]):
            part.setVisible(receives)
        self._shown = self.typed()

    def typed(self) -> Any:
        """Everything that stands here, to tell whether something was typed."""
        return (
            tuple(box.typed() for box in self.boxes.values()),
            tuple(table.typed() for table in self.tables.values()),
            self.met.typed(), self.own.typed(), self.result.code(), self.next.typed(),
            self.skills.codes(),
        )  # fmt: skip

    def is_dirty(self) -> bool:
        """Whether something was typed or chosen that is not stored."""
        return self._shown is not None and self.typed() != self._shown

    def accept(self) -> None:
        """What stands here is stored."""
        self._shown = self.typed()

    def forget(self) -> None:
        """Nothing is shown any more."""
        self._shown = None

    def read(self, visit: Visit) -> RecordInput:
        """What is to be written to `visit`, as it is stored now.

        Raises RuleError when something does not read, or was changed by somebody else meanwhile; its field says so.
        """
        values, problem = self._read_fields()
        tables: dict[str, Sequence[dict[str, Any]]] = {
            "people": [*self.met.rows(), *self.own.rows()]
        }
        expenses: list[dict[str, Any]] = []
        for name, table in self.tables.items():
            rows, wrong = table.read()
            problem = problem or wrong
            if name == "expenses":
                expenses = rows
            else:
                tables[name] = rows
        if problem:
            raise RuleError(problem, field="shown")
        changed = {name: value for name, value in values.items() if value != self._stored[name]}
        for name in changed:
            if getattr(visit, name) != self._stored[name]:
                self._stored[name] = getattr(visit, name)
                raise StaleError(
                    _("Changed meanwhile to “{value}”. Save again to replace it.").format(
                        value=show_value(field_of(Visit, name), visit) or _("empty")
                    ),
                    name,
                )
        return RecordInput(changed, tables, expenses)

    def _names(self) -> tuple[str, ...]:
        return (*_PLAIN, "opportunity_id", "result", "skills", "next_visit_on", "next_visit_at")

    def _read_fields(self) -> tuple[dict[str, Any], str]:
        problem = ""
        values: dict[str, Any] = {"result": self.result.code() or None}
        values["skills"] = self.skills.codes()
        for name, box in self.boxes.items():
            reading = box.read()
            if reading.problem and not reading.kept:
                box.show_error(reading.problem)
                problem = problem or reading.problem
            values[name] = reading.value
        day, at = self.next.read()
        for reading, is_time in ((day, False), (at, True)):
            if reading.problem and not problem:
                self.next.show_error(reading.problem, at=is_time)
                problem = reading.problem
        values["next_visit_on"], values["next_visit_at"] = day.value, at.value
        return values, problem

    # ---------------------------------------------------------------------------------------------------- what is wrong

    def show_refusal(self, refusal: RuleError) -> bool:
        """Says a refusal at the field it names and goes there; False when no field here is meant."""
        name = refusal.field or ""
        target: Any = self.boxes.get(name)
        if name in ("next_visit_on", "next_visit_at"):
            self.next.show_error(refusal.sentence, at=name == "next_visit_at")
            target = self.next
        elif name == "result":
            self.result.show_error(refusal.sentence)
            target = self.result.segment
        elif target is not None:
            target.show_error(refusal.sentence)
        else:
            target = self._table_of(name)
            if target is None:
                return False
            target.show_error(refusal.sentence)
        target.setFocus()
        return True

    def _table_of(self, name: str) -> Any:
        owners = {
            "objection": self.tables["objections"], "item": self.tables["gifts"],
            "value": self.tables["gifts"], "what": self.tables["programme"],
            "amount": self.tables["expenses"], "on": self.tables["expenses"],
            "contact_id": self.met, "name": self.met,
        }  # fmt: skip
        return owners.get(name)

    def first_wrong(self) -> QWidget | None:
        """The first place that says what is wrong with it, from top to bottom."""
        parts: list[Any] = [*self.boxes.values(), *self.tables.values(), self.result, self.next]
        wrong = [each for each in parts if each.isVisible() and each.error()]
        if not wrong:
            return None
        first = min(wrong, key=lambda each: each.y())
        return first.wrong_place() if isinstance(first, RowsEditor) else first

    # -------------------------------------------------------------------------------------------------------- actions

    def begin(self) -> None:
        """Puts the cursor where writing begins: what was learned."""
        self.boxes["needs"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_key(self) -> bool:
        """Ctrl+Enter: True when it added a row to the table the cursor is in."""
        return any(table.take_key() for table in self.tables.values())

    def also_writes(self, kind: str) -> list[str]:
        """What finishing the record writes beside it."""
        found = []
        if self.tables["expenses"].count():
            found.append(_("expense"))
        if kind == "callback":
            found.append(_("call-back"))
        if self.next.read()[0].value is not None:
            found += [_("next plan"), _("next contact")]
        return found

    def _choose_result(self) -> None:
        """Alt and a number choose the result from anywhere; what follows from it is the next thing to write."""
        key = self.sender()
        if key is not None:
            self.result.choose_number(int(key.property("number")))
            self.boxes["next_step"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_questions(self, words: str) -> None:
        box = self.boxes["needs"]
        known = box.typed().rstrip()
        box.editor.write(f"{known}\n{words}" if known else words)
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edited.emit()

    def _offer_need(self) -> None:
        menu = QMenu(self)
        menu.addAction(_("As a purchase need of the account"), self._keep_need)
        menu.addAction(_("Into the remarks of the account"), self._keep_remark)
        menu.popup(self.need_link.mapToGlobal(self.need_link.rect().bottomLeft()))

    def _keep_need(self) -> None:
        self.need_wanted.emit(self._learned(), False)

    def _keep_remark(self) -> None:
        self.need_wanted.emit(self._learned(), True)

    def _learned(self) -> str:
        """What is selected in the needs, else all of them."""
        box = self.boxes["needs"].editor.input()
        cursor = box.textCursor()  # type: ignore[attr-defined] # needs are a long text
        return cursor.selectedText().replace("\u2029", "\n") or self.boxes["needs"].typed()
