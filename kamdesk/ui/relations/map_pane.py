"""决策图: the people of an account or a project with who decides, who is for us, who has never been met."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.model.opportunity import Opportunity
from kamdesk.ui import faults, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.page import Page
from kamdesk.ui.relations.figures import FiguresBar
from kamdesk.ui.relations.inspector import WIDTH, About, Inspector
from kamdesk.ui.relations.legend import Legend
from kamdesk.ui.relations.map_actions import MapActions
from kamdesk.ui.relations.map_bar import FREE, LIST, TREE, MapBar, VersionStrip
from kamdesk.ui.relations.map_menus import open_more, open_person_menu, open_versions
from kamdesk.ui.relations.people_table import PeopleTable
from kamdesk.ui.relations.styles import StyleDialog
from kamdesk.ui.relations.view import MapView
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.work import behaviour, chain_person, chain_versions
from kamdesk.work.analysis.chain import Flag
from kamdesk.work.chain_versions import Version
from kamdesk.work.decision_chain import ChainMap, MapPerson, last_visit_id, read_map

_NARROW, _LOW_NARROW, _LOW = 760, 760, 480
_EMPTY, _MAP = range(2)


class MapPane(Page):
    """Shows the map of an account, or of one of its projects; everything said of a person is edited in its place."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "ChainLink", "ChainLine", "Contact", "Visit", "VisitPerson", "Action", "Analysis",
            "SettingValue", "Opportunity",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.account_id = 0
        self.opportunity_id: int | None = None
        self._version: Version | None = None
        self._is_new = False
        self.shown = ChainMap(0, None, (), (), desk.today())
        self.deeds = MapActions(desk, self, lambda: self.shown)
        self.view, self.table = MapView(), PeopleTable()
        self.inspector, self.figures = Inspector(), FiguresBar()
        self.bar, self.strip, self.legend = MapBar(), VersionStrip(), Legend()
        self._build()
        self._connect()
        self.track(desk.events.changed, self.on_changed)
        self.track(theme.theme_changed, self.refresh)  # cards are kept as pictures

    def _build(self) -> None:
        self._drawing = QStackedWidget()
        self._drawing.addWidget(self.view)
        self._drawing.addWidget(self.table)
        self._split = QSplitter()
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._drawing)
        self._split.addWidget(self.inspector)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([700, WIDTH])
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addWidget(self._split, 1)
        column.addWidget(self.legend)
        self.take_contacts = primary_button(
            _("Take the contacts of the account"), "users", self.deeds.add_contacts
        )
        self._empty_add = plain_button(_("Add a person"), "plus", self.add_person)
        empty = EmptyState(
            "users",
            _("Nobody on the map yet"),
            _(
                "Who decides, who has influence, who is for us, who has never been met. Begin with the people known"
                " here; positions without a name belong on it, too."
            ),
            [self.take_contacts, self._empty_add],
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(full)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addWidget(self.strip)
        outer.addWidget(self._stack, 1)
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _connect(self) -> None:
        self.bar.laid_out.connect(self.lay_out)
        self.bar.line_toggled.connect(self._toggle_drawing)
        self.bar.add.clicked.connect(self.add_person)
        self.bar.unknown.clicked.connect(self.add_unknown)
        self.bar.versions.clicked.connect(partial(open_versions, self))
        self.bar.more.clicked.connect(partial(open_more, self))
        self.strip.left.connect(self.show_today)
        self.figures.flag_pressed.connect(self.follow_flag)
        self.bar.zoom.by.connect(self.view.scale_by)
        self.bar.zoom.whole.connect(self.view.fit)
        self.bar.zoom.own_size.connect(partial(self.view.scale_to, 100))
        self.view.scaled.connect(self.bar.zoom.show_percent)
        self.view.map_scene.chosen.connect(self._on_chosen)
        self.view.opened.connect(self.open_person)
        self.view.line_opened.connect(self.edit_line)
        self.view.moved.connect(self.deeds.place)
        self.view.line_drawn.connect(self._draw_line)
        self.view.remove_wanted.connect(self.remove)
        self.view.add_wanted.connect(self.add_person)
        self.view.drawing_changed.connect(self.bar.line.setChecked)
        self.table.chosen.connect(self._on_row)
        self.table.opened.connect(self.open_person)
        self.table.line_opened.connect(self.edit_line)
        self.table.remove_wanted.connect(self.remove)
        self.inspector.changed.connect(self._set_value)
        self.inspector.certainty_pressed.connect(self._toggle)
        self.inspector.measure_wanted.connect(self._add_measure)
        self.inspector.record_wanted.connect(self.desk.open_record)
        self.inspector.menu_wanted.connect(partial(open_person_menu, self))
        self.inspector.visit_wanted.connect(self._want_visit)

    # -------------------------------------------------------------------------------------------------- what it shows

    def show_map(self, account_id: int, opportunity_id: int | None = None) -> None:
        """Shows the map of a project, or without one that of the account."""
        other = (account_id, opportunity_id) != (self.account_id, self.opportunity_id)
        if other:
            self.inspector.store()
            self._version = None
            self.view.map_scene.clearSelection()
        self.account_id, self.opportunity_id = account_id, opportunity_id
        self.refresh()
        if other:
            placed = any(each.x is not None for each in self.shown.people)
            if self.layout_key() != LIST:
                self.bar.show_layout(FREE if placed else TREE)
            self._draw()
            self.view.fit()
            self._is_new = True
            self._look_first()

    def _look_first(self) -> None:
        """Chooses who decides on a map that came into view, where the inspector stands beside it."""
        people = self.shown.people
        if people and self._is_new and not self.is_narrow():
            self._is_new = False
            first = next((each for each in people if "decision_maker" in each.roles), people[0])
            self.view.map_scene.choose([first.id])

    def show_opportunity(self, opportunity_id: int) -> None:
        """Shows the map of a project, as a section of its page."""
        with self.desk.store.read() as session:
            opportunity = session.get(Opportunity, opportunity_id)
        account_id = opportunity.account_id if opportunity is not None else None
        self.show_map(account_id or 0, opportunity_id)

    def refresh(self) -> None:
        """Reads the map anew."""
        if not self.account_id:
            self._stack.setCurrentIndex(_EMPTY)
            self.bar.set_editing(editing=False, lines=False)
            self.take_contacts.setEnabled(False)
            return
        today = self.desk.today()
        where = (self.account_id, self.opportunity_id)
        with self.desk.store.read() as session:
            now = read_map(session, *where, today)
            if self._version is not None:
                self.shown = chain_versions.read_version(session, self._version.id)
                self.strip.show_version(self._version, chain_versions.differences(self.shown, now))
            else:
                self.shown = now
                self.strip.hide()
            last = chain_versions.last_version(session, *where, before=self.shown.today)
        self.take_contacts.setEnabled(True)
        self._stack.setCurrentIndex(_MAP if self.shown.people else _EMPTY)
        self.figures.show_map(self.shown, last)
        self._draw()

    def layout_key(self) -> str:
        """Tree, free placement, or list."""
        return self.bar.layout_choice.current()

    def lay_out(self, key: str) -> None:
        """Shows the map in another way."""
        self.bar.show_layout(key)
        self.view.draw_line(False)
        self._draw()
        self.view.keep_fit()

    def is_old(self) -> bool:
        """Whether an earlier version is in view, which cannot be changed."""
        return self._version is not None

    def _draw(self) -> None:
        key = self.layout_key()
        self._drawing.setCurrentIndex(1 if key == LIST else 0)
        self.view.read_only = self.is_old()
        self.bar.set_editing(not self.is_old(), lines=key != LIST)
        self._show_legend()
        self.view.map_scene.show_map(self.shown, free=key == FREE and not self.is_old())
        self.view.keep_fit()
        if key == LIST:
            self.table.show_map(self.shown)
            self.table.blockSignals(True)
            self.table.choose(
                self.view.map_scene.chosen_person(), self.view.map_scene.chosen_line()
            )
            self.table.blockSignals(False)
        self._show_chosen()

    def chosen(self) -> MapPerson | None:
        """Who is selected."""
        return self.shown.person(self.view.map_scene.chosen_person())

    def choose(self, link_id: int) -> None:
        """Selects somebody."""
        self.view.choose(link_id)

    def _on_chosen(self, person: int, line: int) -> None:
        self._is_new = False
        self.table.blockSignals(True)
        self.table.choose(person, line)
        self.table.blockSignals(False)
        self._show_chosen()

    def _on_row(self, person: int, line: int) -> None:
        if line:
            self.view.map_scene.choose_line(line)
        else:
            self.view.choose(person)

    def _show_chosen(self) -> None:
        person = self.chosen()
        about = About()
        if person is not None:
            with self.desk.store.read() as session:
                about = self._about(session, person)
        self.inspector.show_person(self.shown, person, about, read_only=self.is_old())
        self.inspector.setHidden(self.is_narrow() and person is None)

    def _about(self, session: Session, person: MapPerson) -> About:
        if self.is_old():
            return About()
        style = behaviour.style_of(session, person.contact_id)
        return About(
            chain_person.countermeasures(session, person),
            chain_person.history(session, person.id, 30),
            last_visit_id(session, person, self.account_id),
            style.title if style is not None else "",
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.is_narrow()
        self._show_legend()
        way = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._split.orientation() != way:
            self._split.setOrientation(way)
            self._split.setSizes([360, 240] if narrow else [self.width() - WIDTH, WIDTH])
            self.figures.set_narrow(narrow)
            self.inspector.setHidden(narrow and self.chosen() is None)
        self._look_first()

    def _show_legend(self) -> None:
        low = _LOW_NARROW if self.is_narrow() else _LOW
        self.legend.setHidden(self.layout_key() == LIST or self.height() < low)

    def is_narrow(self) -> bool:
        """Whether the person stands below the map and not beside it."""
        return self.width() < _NARROW

    # -------------------------------------------------------------------------------------------------------- acting

    def add_person(self, _checked: bool = False) -> None:
        """Asks whom to add, and selects them."""
        self._choose_new(self.deeds.add_person())

    def add_unknown(self, _checked: bool = False) -> None:
        """Adds a position that must exist, of whom nobody knows the name."""
        self._choose_new(self.deeds.add_person(unknown=True))

    def _choose_new(self, link_id: int) -> None:
        if link_id:
            self.refresh()
            self.choose(link_id)

    def open_person(self, link_id: int) -> None:
        """Selects somebody and puts the cursor into the inspector."""
        self.choose(link_id)
        self.inspector.first_field()

    def edit_line(self, line_id: int) -> None:
        """Asks for another kind, note or certainty of a line."""
        if not self.is_old():
            self.deeds.edit_line(line_id)

    def remove(self, person_id: int, line_id: int) -> None:
        """Takes the selected person or line away."""
        person = self.shown.person(person_id)
        if self.is_old():
            return
        if person is not None:
            self.deeds.remove(person)
        elif line_id:
            self.deeds.remove_line(line_id)

    def follow_flag(self, flag: Flag) -> None:
        """Selects whom a warning is about; where nobody is known, asks for them; for an opponent, what to do."""
        if flag.people:
            self.choose(flag.people[0])
            if flag.kind == "opponent_without_action" and not self.is_old():
                self._add_measure()
            return
        if not self.is_old():
            role = "decision_maker" if flag.kind == "no_decision_maker" else "coach"
            self._choose_new(self.deeds.add_person(unknown=True, role=role))

    def _toggle_drawing(self, drawing: bool) -> None:
        self.view.draw_line(drawing)
        if drawing:
            self.view.setFocus()  # so that Esc gives it up

    def _draw_line(self, start: int, end: int) -> None:
        first, second = self.shown.person(start), self.shown.person(end)
        if first is not None and second is not None:
            line_id = self.deeds.draw_line(first, second)
            if line_id:
                self.refresh()
                self.view.map_scene.choose_line(line_id)

    def _set_value(self, field: str, value: object) -> None:
        person = self.inspector.person
        if person is not None and not self.deeds.set_value(person, field, value):
            self.refresh()  # what is stored shows again

    def _toggle(self, fact: str) -> None:
        person = self.inspector.person
        if person is not None:
            self.deeds.toggle_certainty(person, fact)

    def _add_measure(self) -> None:
        person = self.chosen()
        if person is not None:
            self.deeds.add_measure(person, self.desk.today())

    def _want_visit(self, what: str) -> None:
        self.desk.signals.visit_wanted.emit(what, self.account_id)

    # ---------------------------------------------------------------------------------------------------------- more

    def ask_style(self, person: MapPerson) -> None:
        """Opens the questionnaire about somebody's behaviour."""
        if person.contact_id is None:
            return
        dialog = StyleDialog(self.desk, person.contact_id, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_version(self, version: Version) -> None:
        """Shows an earlier version, which cannot be changed."""
        self.inspector.store()
        before, self._version = self._version, version
        try:
            self.refresh()
        except UserError as problem:
            self._version = before
            faults.show_problem(problem, self)
            self.refresh()
        self.view.keep_fit()

    def show_today(self) -> None:
        """Back to the map as it is."""
        self._version = None
        self.refresh()
        self.view.keep_fit()

    # ------------------------------------------------------------------------------------------------- unsaved input

    def has_unsaved(self) -> bool:
        return self.inspector.has_unsaved()

    def save(self) -> None:
        self.inspector.store()

    def discard(self) -> None:
        self.inspector.discard()
