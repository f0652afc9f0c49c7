"""A record to be read: its filled fields by section, the tables that belong to it, and who decided what about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.fields import fields_of
from kamdesk.model.values import show_money
from kamdesk.model.visit import Visit, VisitGift, VisitObjection, VisitPerson, VisitProgramme
from kamdesk.model.vocabulary import APPROVAL_STEP, DECISION, VISIT_STATE
from kamdesk.ui import theme
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import approvals, child_rows, expenses
from kamdesk.work.fields import reference_names, show_value

_LABEL_WIDTH = 104
_DECISIONS = {"approved": "good", "returned": "warn", "refused": "bad", "pending": "neutral"}


class Sheet(QWidget):
    """Filled with `show_record`; everything in it can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.SPACE_4)
        self._column.setSpacing(0)
        self._texts: list[str] = []

    def words(self) -> str:
        """All that is shown, line by line."""
        return "\n".join(self._texts)

    def show_record(self, session: Session, record: Record, leave_out: Sequence[str] = ()) -> None:
        """Shows the filled fields of `record` that belong to a section, its rows and its rounds of approval."""
        self.clear()
        if isinstance(record, Visit) and record.reason and "reason" not in leave_out:
            leave_out = (*leave_out, "reason")
            day = record.cancelled_on or record.planned_on
            self._add_section(VISIT_STATE.label(record.state), [(str(day or ""), record.reason)])
        for group, title in getattr(record, "SECTIONS", {}).items():
            own = [
                each for each in fields_of(type(record))
                if each.spec.group == group and each.name not in leave_out
            ]  # fmt: skip
            pairs = [(each.label, _text(session, each, record)) for each in own]
            filled = [(name, text) for name, text in pairs if text]
            if filled:
                self._add_section(str(title), filled)
        if isinstance(record, Visit):
            self._add_rows_of_visit(session, record)
        if isinstance(record, ExpenseClaim):
            self._add_lines(expenses.lines(session, record.id))
        self._add_rounds(session, record)
        self._column.addStretch(1)

    def clear(self) -> None:
        """Shows nothing."""
        self._texts = []
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    # ------------------------------------------------------------------------------------------------------- sections

    def _add_rows_of_visit(self, session: Session, visit: Visit) -> None:
        people = child_rows.rows(session, VisitPerson, visit.id)
        for side, title in (("customer", _("People met")), ("own", _("Of us"))):
            names = [
                " ".join(filter(None, (each.name, each.position)))
                for each in people
                if each.side == side
            ]
            if names:
                self._add_section(title, [("", "、".join(names))])
        lines = [
            (each.objection, " · ".join(filter(None, (each.answer, _settled(each)))))
            for each in child_rows.rows(session, VisitObjection, visit.id)
        ]
        self._add_list(_("Objections and answers"), lines)
        lines = [
            (_hours(each), " · ".join(filter(None, (each.what, each.place, each.in_charge))))
            for each in child_rows.rows(session, VisitProgramme, visit.id)
        ]
        self._add_list(str(VisitProgramme.TERM), lines)
        lines = [
            (
                each.item,
                " · ".join(filter(None, (_money(each.value, each.currency), each.given_to))),
            )
            for each in child_rows.rows(session, VisitGift, visit.id)
        ]
        self._add_list(str(VisitGift.TERM), lines)
        self._add_lines(expenses.of_visit(session, visit.id))

    def _add_lines(self, found: Sequence[Expense]) -> None:
        lines = [
            (f"{each.on:%m-%d} {each.title}", _money(each.amount, each.currency)) for each in found
        ]
        lines += [
            (_("Total"), _money(total, currency))
            for currency, total in expenses.totals(found).items()
        ]
        self._add_list(str(Expense.TERM), lines)

    def _add_rounds(self, session: Session, record: Record) -> None:
        steps = approvals.history(session, record)
        if not steps:
            return
        self._column.addWidget(SectionHeader(_("Approval"), str(steps[-1].round)))
        names = reference_names(session, "Staff", {each.by_id for each in steps if each.by_id})
        for each in steps:
            said = " · ".join(
                filter(None, (names.get(each.by_id or 0, ""), str(each.on or ""), each.opinion))
            )
            words = _("Round {number}: {step}").format(
                number=each.round, step=APPROVAL_STEP.label(each.step)
            )
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_2)
            row.addWidget(label(words, "small"))
            row.addWidget(Pill(DECISION.label(each.decision), _DECISIONS[each.decision]))
            row.addWidget(_selectable(said), 1)
            holder = QWidget()
            holder.setLayout(row)
            row.setContentsMargins(theme.SPACE_4, 4, theme.SPACE_4, 4)
            self._column.addWidget(holder)
            self._texts.append(" ".join((words, DECISION.label(each.decision), said)))

    def _add_list(self, title: str, lines: Sequence[tuple[str, str]]) -> None:
        if lines:
            self._add_section(title, lines, wide=True)

    def _add_section(
        self, title: str, pairs: Sequence[tuple[str, str]], wide: bool = False
    ) -> None:
        self._column.addWidget(SectionHeader(title))
        self._texts.append(title)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        grid.setHorizontalSpacing(theme.SPACE_3)
        grid.setVerticalSpacing(theme.SPACE_1)
        for number, (name, text) in enumerate(pairs):
            self._texts.append(f"{name} {text}".strip())
            value = _selectable(text)
            if not name:
                grid.addWidget(value, number, 0, 1, 2)
                continue
            head = _selectable(name) if wide else label(name, "small", wrap=True)
            if not wide:
                head.setFixedWidth(_LABEL_WIDTH)
            grid.addWidget(head, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1 if wide else 0)
        grid.setColumnStretch(1, 1)
        self._column.addWidget(holder)


def _selectable(words: str) -> QLabel:
    made = label(words, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it is read, not worked in; its menu copies
    return made


def _text(session: Session, field: Any, record: Record) -> str:
    value = field.get(record)
    target = field.spec.refers_to
    if not target or not value:
        return show_value(field, record)
    if target == "Staff":
        found = session.get(Staff, value)
        return found.name if found is not None else ""
    if target not in ("Account", "Contact"):
        return ""
    return reference_names(session, target, {value}).get(value, "")


def _settled(objection: VisitObjection) -> str:
    return _("settled") if objection.settled else _("unsettled")


def _hours(line: VisitProgramme) -> str:
    day = f"{line.on:%m-%d}" if line.on is not None else ""
    hours = "–".join(filter(None, (line.starts_at, line.ends_at)))
    return " ".join(filter(None, (day, hours)))


def _money(amount: Any, currency: str | None) -> str:
    return show_money(amount, currency or "CNY") if amount is not None else ""
