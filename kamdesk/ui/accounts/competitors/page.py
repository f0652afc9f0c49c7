"""竞争对手与情报: all competitors, one of them with what is known of it, and everything that was heard."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import Message, _, message
from kamdesk.model.account import Account
from kamdesk.model.competitor import Competitor
from kamdesk.model.fields import Kind, field_of, fields_of
from kamdesk.model.sales_words import OUTCOME
from kamdesk.store.store import Store
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.competitors.heard_list import HeardList
from kamdesk.ui.accounts.form import Form, change_label
from kamdesk.ui.accounts.paper import Paper
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.buttons import danger_button, primary_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.delegates import CellDelegate
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel
from kamdesk.ui.widgets.page_head import PageHead, keep_room
from kamdesk.work import competitors, trash
from kamdesk.work.competitors import Line
from kamdesk.work.fields import show_value

_COMPETITORS, _HEARD, _EMPTY = range(3)


class CompetitorForm(Form):
    """The fields of one competitor, stored when they are left."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.competitor_id: int | None = None
        self._name = ""
        paper = Paper()
        paper.add_section(str(Competitor.TERM))
        waiting: list[tuple[str, QWidget]] = []
        for field in fields_of(Competitor):
            pair = (field.label, self.add_cell(field, field.name, "competitor", field.label))
            if field.spec.wide or field.kind is Kind.LONG_TEXT:
                if waiting:
                    paper.add_row(waiting)
                    waiting = []
                paper.add_row([pair])
            else:
                waiting.append(pair)
        if waiting:
            paper.add_row(waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.addWidget(paper)

    def show_competitor(self, competitor: Competitor) -> None:
        """Shows a competitor; what was typed for another one is given up."""
        if competitor.id != self.competitor_id:
            self.discard()
        self.competitor_id, self._name = competitor.id, competitor.name
        for cell in self.cells.values():
            cell.show_value(cell.field.get(competitor), show_value(cell.field, competitor))

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        competitors.change_competitor(
            session, session.get_one(Competitor, self.competitor_id), values
        )

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        competitor = session.get_one(Competitor, self.competitor_id)
        return cell.field.get(competitor), show_value(cell.field, competitor)

    def label(self, cells: list[FieldCell]) -> Message:
        return change_label(cells, self._name)


class CompetitorsPage(Page):
    """Two views: the competitors with the details of one, or all that was heard."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Competitor", "CompetitorShare", "Intelligence", "Opportunity", "OpportunityCompetitor", "Account",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk, self._store = desk, desk.store
        self.track(desk.events.changed, self.on_changed)
        self.view = Segment(
            [("competitors", _("Competitors")), ("heard", _("Intelligence"))], name=_("View")
        )
        self.view.chosen.connect(self._show_view)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(180)
        ready_input(self.search, _("Find"))
        self.search.textChanged.connect(self._show_lines)
        self.new_name = QLineEdit()
        self.new_name.setPlaceholderText(_("Name of a new competitor"))
        self.new_name.setFixedWidth(200)
        ready_input(self.new_name, _("Name of a new competitor"))
        self.new_name.returnPressed.connect(self.add)
        self.add_button = primary_button(_("Add"), "plus", self.add)
        keep_room(self.new_name)
        keep_room(self.add_button)
        self._head = PageHead(
            _("Competitors"), self.view, self.search, self.new_name, self.add_button
        )
        self._lines: list[Line] = []
        self.model: RowsModel[Line] = RowsModel(_columns(), self)
        self.table = rows_table(self.model, _("Competitors"), 1)
        self.table.setItemDelegateForColumn(0, CellDelegate(self.table, name=True))
        self.table.row_changed.connect(self._show_row)
        self.form = CompetitorForm(self._store)
        self.form.saved.connect(self.refresh)
        self.about = HeardList(desk, embedded=True)
        self.heard = HeardList(desk)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self.table)
        self._detail = self._make_detail()
        split.addWidget(self._detail)
        split.setStretchFactor(0, 1)
        split.setSizes([780, 480])
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(self.heard)
        self._stack.addWidget(
            EmptyState(
                "users",
                _("No competitors yet"),
                _(
                    "Who else offers, with their products, prices and strategy, the shares they have, and what was "
                    "heard about them. Type a name above."
                ),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)

    def _make_detail(self) -> QScrollArea:
        self._name = ElidedLabel("", "name")
        self._stand = ElidedLabel("", "small")
        self.delete_button = danger_button(_("Delete"), "trash", self.delete)
        self._inner = inner = QWidget()
        inner.setProperty("ground", "raised")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, 0)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._stand)
        head.addLayout(words, 1)
        head.addWidget(self.delete_button)
        column.addLayout(head)
        column.addWidget(self.form)
        column.addWidget(self.about)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        scroll.setMinimumWidth(440)
        return scroll

    # ------------------------------------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        with self._store.read() as session:
            self._lines = competitors.listed(session)
        self._head.set_count(f"{len(self._lines):,}")
        for each in (self.new_name, self.add_button, self.delete_button):
            each.setEnabled(not self._store.read_only)
        self._show_lines()
        self._show_view(self.view.current())

    def show_subject(self, subject: object) -> None:
        """Goes to a competitor or an entry of intelligence: class name and id."""
        record, record_id = subject if isinstance(subject, tuple) else ("Competitor", subject)
        self.search.clear()
        self.view.choose("heard" if record == "Intelligence" else "competitors")
        self.refresh()
        if record == "Intelligence":
            self.heard.go_to(record_id)
        else:
            self._go_to(record_id)

    def _show_view(self, key: str) -> None:
        is_heard = key == "heard"
        for each in (self.new_name, self.add_button):
            each.setVisible(not is_heard)
        if is_heard:
            self.heard.show_about(self.search.text())
            self._stack.setCurrentIndex(_HEARD)
        else:
            self._stack.setCurrentIndex(_COMPETITORS if self._lines else _EMPTY)

    def _show_lines(self, _typed: str = "") -> None:
        wanted = self.search.text().strip().casefold()
        if self.view.current() == "heard":
            self.heard.show_about(self.search.text())
        kept = self.form.competitor_id
        shown = [
            each
            for each in self._lines
            if wanted in f"{each.competitor.name} {each.competitor.products or ''}".casefold()
        ]
        self.model.show_rows(shown)
        self._go_to(kept)

    def _go_to(self, competitor_id: object) -> None:
        rows = range(self.model.rowCount())
        ids = [line.competitor.id for line in map(self.model.row_at, rows) if line is not None]
        row = ids.index(competitor_id) if competitor_id in ids else 0
        self.table.go_to_row(row)
        self._show_row(row)

    def _show_row(self, row: int) -> None:
        line = self.model.row_at(row)
        self._inner.setVisible(line is not None)
        if line is None:
            return
        if line.competitor.id != self.form.competitor_id and self.form.has_unsaved():
            self.form.save_all()
        self.form.show_competitor(line.competitor)
        self._name.setText(line.competitor.name)
        self._stand.setText(
            _("{open} open projects · {won} won against them · {lost} lost to them").format(
                open=line.open_projects, won=line.won, lost=line.lost
            )
        )
        self.about.show_about(competitor_id=line.competitor.id)

    # ------------------------------------------------------------------------------------------------ what is done

    def add(self) -> None:
        """Adds the competitor whose name was typed, and shows it."""
        name = self.new_name.text().strip()
        if not name:
            self.new_name.setFocus()
            return
        try:
            with self._store.change(message("Add {name}", name=name), self) as session:
                made = competitors.add_competitor(session, {"name": name}).id
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self.new_name.clear()
        self.search.clear()
        self.form.discard()
        self.form.competitor_id = made
        self.refresh()
        self.form.cells["products"].setFocus()

    def delete(self) -> None:
        """Moves the competitor that is shown to the waste basket; what points at it goes on pointing."""
        line = self.model.row_at(self.table.current_row())
        if line is None:
            return
        self.form.discard()
        name = line.competitor.name
        with self._store.change(message("Delete {name}", name=name), self) as session:
            trash.move_to_trash(session, session.get_one(Competitor, line.competitor.id))
        self.form.competitor_id = None
        self.refresh()
        self._desk.say_undoable(_("{name} lies in the waste basket.").format(name=name))

    # ------------------------------------------------------------------------------------------- what pages do

    def has_unsaved(self) -> bool:
        return self.form.has_unsaved()

    def save(self) -> None:
        if not self.form.save_all():
            raise RuleError(_("A field is not right yet; it says why."))

    def discard(self) -> None:
        self.form.discard()


def _columns() -> list[Column[Line]]:
    price = field_of(Competitor, "price_level")
    return [
        Column("name", str(Competitor.TERM), 160, lambda each: each.competitor.name),
        Column(
            "products", field_of(Competitor, "products").label, 170,
            lambda each: each.competitor.products or "", lambda _each: "muted",
        ),
        Column("price", price.label, 86, lambda each: show_value(price, each.competitor)),
        Column("open", _("Open projects"), 92, lambda each: _count(each.open_projects), numeric=True),
        Column("won", OUTCOME.label("won"), 56, lambda each: _count(each.won), numeric=True),
        Column("lost", OUTCOME.label("lost"), 56, lambda each: _count(each.lost), lambda _each: "bad", numeric=True),
        Column("shares", str(Account.TERM), 64, lambda each: _count(each.shares), numeric=True),
        Column(
            "heard", _("Last heard"), 104,
            lambda each: f"{each.heard_on:%Y-%m-%d}" if each.heard_on else "", lambda _each: "muted",
        ),
    ]  # fmt: skip


def _count(number: int) -> str:
    return f"{number:,}" if number else ""
