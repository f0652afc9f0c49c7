"""报价与谈判: offers with their versions and lines, what may be done with each, and the rounds of negotiation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _, message
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import NegotiationRound, Quotation, QuotationLine
from kamdesk.model.sales_words import QUOTATION_KIND, QUOTATION_STATE
from kamdesk.model.values.showing import show, show_money
from kamdesk.ui import theme
from kamdesk.ui.accounts.development.row_tables import TableShape
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column
from kamdesk.ui.opportunities.project.list_section import ListSection
from kamdesk.ui.opportunities.project.record_form import Part, RecordForm
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work import opportunities, projects, quotations

_FIELDS = ("number", "kind", "on", "valid_until", "currency", "discount", "note")
_LINES = TableShape(
    "lines",
    QuotationLine,
    (
        ("product_id", 64, 2),
        ("description", 56, 2),
        ("quantity", 52, 0),
        ("price", 84, 0),
        ("discount", 52, 0),
    ),
)
_ROUNDS = TableShape(
    "rounds",
    NegotiationRound,
    (
        ("on", 118, 0),
        ("people", 80, 2),
        ("asked", 110, 3),
        ("given", 110, 3),
        ("still_open", 110, 3),
        ("price", 96, 0),
    ),
)
_ROLES = {
    "draft": "text",
    "sent": "accent",
    "accepted": "good",
    "refused": "bad",
    "replaced": "muted",
}
_ICONS = {"sent": "mail", "accepted": "check", "refused": "x", "replaced": "history"}
Row = tuple[Quotation, Decimal]


class QuotationsPane(ListSection):
    """A version that was sent is not changed any more: a new version copies its lines."""

    record = Quotation

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rounds = RecordForm(
            desk.store, Opportunity, (Part("rounds", _("Rounds of negotiation"), table=_ROUNDS),),
            opportunities.change_opportunity, projects.put_row, projects.remove_row,
        )  # fmt: skip
        self.rounds.saved.connect(self.saved)
        self.split.setSizes([560, 500])
        self.total = label("", "figure")
        self._locked = label("", "muted", wrap=True)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, theme.SPACE_2)
        inner.setSpacing(2)
        inner.addWidget(self.total)
        inner.addWidget(self._locked)
        self.beside.insertWidget(0, holder)
        self._stack.removeWidget(self.split)
        self._stack.removeWidget(self._empty)
        upper = QWidget()
        self._upper = QVBoxLayout(upper)
        self._upper.setContentsMargins(0, 0, 0, 0)
        self._upper.addWidget(self.split)
        self._upper.addWidget(self._empty)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(upper)
        both.addWidget(scrolled(self.rounds, _("Rounds of negotiation")))
        both.setSizes([420, 220])
        self._stack.addWidget(both)

    def forms(self) -> tuple[Form, ...]:
        return (self.form, self.rounds)

    def go_to(self, key: str) -> None:
        self.rounds.go_to(key)

    def columns(self) -> Sequence[Column[Any]]:
        def text(name: str) -> str:
            return field_of(Quotation, name).label

        return [
            Column("number", text("number"), 120, lambda row: row[0].title, _role),
            Column("kind", text("kind"), 60, lambda row: QUOTATION_KIND.label(row[0].kind)),
            Column("on", text("on"), 92, lambda row: str(row[0].on)),
            Column("valid", text("valid_until"), 92, lambda row: str(row[0].valid_until or "—"), self._valid_role),
            Column("total", _("Total"), 120, _total, None, numeric=True),
            Column("state", text("state"), 84, _state, _role),
        ]  # fmt: skip

    def make_form(self) -> RecordForm:
        parts = (
            Part("quotation", str(Quotation.SECTIONS["quotation"]), _FIELDS),
            Part("lines", _("Lines of the offer"), table=_LINES),
        )
        return RecordForm(
            self.store,
            Quotation,
            parts,
            quotations.change_quotation,
            _put_line,
            quotations.remove_line,
        )

    def buttons(self) -> Sequence[QPushButton]:
        self.step_buttons = {
            state: plain_button(
                QUOTATION_STATE.label(state), icon, partial(self.step, state), small=True
            )
            for state, icon in _ICONS.items()
        }
        self.version_button = plain_button(_("New version"), "copy", self.new_version, small=True)
        return (*self.step_buttons.values(), self.version_button)

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        super().fill(session, opportunity)
        self._stack.setCurrentIndex(0)
        there = self.model.rowCount() > 0
        self.split.setVisible(there)
        self._empty.setVisible(not there)
        self.rounds.show_record(session, opportunity)
        self.rounds.setEnabled(not self.store.read_only)

    def read(self, session: Session, opportunity: Opportunity) -> Sequence[Row]:
        found = quotations.of_opportunity(session, opportunity)
        still = sum(each.state == "sent" for each in found)
        self.said.setText(_("{count} sent and not answered").format(count=still) if still else "")
        return [(each, quotations.total(session, each)) for each in found]

    def record_of(self, row: Any) -> Any:
        return row[0]

    def _valid_role(self, row: Row) -> str:
        until = row[0].valid_until
        late = row[0].state in ("draft", "sent") and until is not None and until < self.desk.today()
        return "bad" if late else "text"

    def show_current(self, row: Row) -> None:
        quotation, total = row
        may = not self.store.read_only
        self.total.setText(show_money(total, quotation.currency))
        said = _("{quotation} · discount {discount}").format(
            quotation=quotation.title,
            discount=show(field_of(Quotation, "discount").kind, quotation.discount),
        )
        if quotation.state != "draft":
            said += " · " + _("{state}; a new version can be changed").format(
                state=QUOTATION_STATE.label(quotation.state)
            )
        self._locked.setText(said)
        self.form.setEnabled(may and quotation.state == "draft")
        for state, button in self.step_buttons.items():
            button.setVisible(may and state in quotations.STEPS[quotation.state])
        self.version_button.setVisible(may and quotation.state != "draft")
        self.delete_button.setVisible(may and quotation.state == "draft")

    def new_words(self) -> str:
        return _("New quotation")

    def empty_words(self) -> tuple[str, str, str]:
        return (
            "document",
            _("No offer yet"),
            _(
                "Quotations and bids with their lines, discount and validity. The "
                "products of the opportunity are the first lines."
            ),
        )  # fmt: skip

    def begin_new(self) -> None:
        words = message("New quotation")
        made: list[int] = []

        def add(session: Session, one: Opportunity) -> None:
            made.append(quotations.add_quotation(session, one, on=self.desk.today()).id)

        if self.change(words, add):
            self.choose(made[0])

    def new_version(self) -> None:
        """A draft that copies the chosen one."""
        row = self.current()
        if row is None:
            return
        made: list[int] = []

        def add(session: Session, quotation: Quotation) -> None:
            made.append(quotations.new_version(session, quotation, self.desk.today()).id)

        if self.act(add, message("New version of {quotation}", quotation=row[0].title)):
            self.choose(made[0])

    def step(self, to: str) -> None:
        """Takes the chosen offer to another state."""
        row = self.current()
        if row is None:
            return
        title, today = row[0].title, self.desk.today()
        words = {
            "sent": message("{quotation} is sent", quotation=title),
            "accepted": message("{quotation} is accepted", quotation=title),
            "refused": message("{quotation} is refused", quotation=title),
            "replaced": message("{quotation} is replaced", quotation=title),
        }[to]
        self.act(lambda session, quotation: quotations.step(session, quotation, to, today), words)


def _put_line(session: Session, quotation: Any, _record: Any, line: Any, values: Any) -> object:
    return quotations.put_line(session, quotation, line, values)


def _role(row: Row) -> str:
    return _ROLES[row[0].state]


def _state(row: Row) -> str:
    return QUOTATION_STATE.label(row[0].state)


def _total(row: Row) -> str:
    return show_money(row[1], row[0].currency)
