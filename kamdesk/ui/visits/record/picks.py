"""What is chosen on the record instead of written: people by name, the result, the steps it served."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.model.fields import field_of
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import SKILL, VISIT_RESULT
from kamdesk.ui import theme
from kamdesk.ui.icons import icon
from kamdesk.ui.widgets.buttons import Button, LinkButton
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import FieldError, label

_AT_FIRST = 5
"""Chips shown before one asks for more."""


class Tick(Button):
    """A small button that stays pressed; a tick stands before its words then, so that no colour tells it alone."""

    def __init__(self, words: str, on: bool = False) -> None:
        super().__init__(words)
        self.setProperty("kind", "plain")
        self.setProperty("scale", "small")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(words)
        self.toggled.connect(self._mark)
        self.setChecked(on)
        self._mark(on)

    def _mark(self, on: bool) -> None:
        self.setIcon(icon("check", "accent") if on else icon("plus", "muted"))


class Person(NamedTuple):
    """Somebody who can be ticked: `row_id` of the row that says they were there, `key` the contact or staff id."""

    row_id: int
    key: int
    name: str
    position: str
    there: bool


class PeoplePicker(QWidget):
    """Ticks for the people one knows, and a line for the others: a name, then a comma and the position.

    `key_field` is ``contact_id`` or ``staff_id``; `side` the side of everybody here.
    """

    edited = Signal()

    def __init__(self, title: str, side: str, key_field: str) -> None:
        super().__init__()
        self._side, self._key_field = side, key_field
        self._ticks: list[tuple[Person, Tick]] = []
        self._rest: list[Person] = []
        """Known, but without a tick until one asks for them: a large department has many."""
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, theme.SPACE_1)
        self._more = LinkButton("", self._show_all)
        self.line = QLineEdit()
        self.line.setProperty("scale", "small")
        self.line.setPlaceholderText(_("add a name"))
        self.line.setAccessibleName(_("{field}: add a name").format(field=title))
        self.line.setMaximumWidth(96)
        self.line.setMinimumWidth(96)
        self.line.returnPressed.connect(self._add)
        self.line.textEdited.connect(self._tell)
        self._error = FieldError()
        policy = self._holder.sizePolicy()
        policy.setHeightForWidth(True)
        self._holder.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(title, "small"))
        column.addWidget(self._holder)
        column.addWidget(self._error)

    def show_people(self, people: Sequence[Person]) -> None:
        """Those who were there, then some of the others; the line completes the names of all."""
        self.line.clear()
        for _person, tick in self._ticks:
            tick.hide()
            tick.deleteLater()
        while self._flow.count():
            self._flow.takeAt(0)
        there = [each for each in people if each.there]
        others = [each for each in people if not each.there]
        room = max(_AT_FIRST - len(there), 0)
        self._ticks, self._rest = [], others[room:]
        for each in there + others[:room]:
            self._add_tick(each, each.there)
        self._lay_out()
        completer = QCompleter([each.name for each in people], self.line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.line.setCompleter(completer)
        self.show_error("")

    def typed(self) -> tuple[Any, ...]:
        """What stands here, to tell whether something was changed."""
        there = [(each.row_id, each.key, each.name) for each in self._there()]
        return (tuple(there), self.line.text().strip())

    def rows(self) -> list[dict[str, Any]]:
        """Who was there, as `set_rows` takes them; a name left in the line counts."""
        there = self._there()
        name, position = _name_and_position(self.line.text())
        if name and name not in [each.name for each in there]:
            there.append(self._known(name) or Person(0, 0, name, position, True))
        return [self._row(each) for each in there]

    def _row(self, person: Person) -> dict[str, Any]:
        values: dict[str, Any] = {"side": self._side}
        if person.row_id:
            values["id"] = person.row_id
        if person.key:
            values[self._key_field] = person.key
        else:
            values |= {"name": person.name, "position": person.position or None}
        return values

    def _there(self) -> list[Person]:
        return [person for person, tick in self._ticks if tick.isChecked()]

    def show_error(self, sentence: str) -> None:
        """Says what is wrong below."""
        self._error.show_error(sentence, self.line)

    def ticks(self) -> dict[str, Tick]:
        """The ticks by name."""
        return {person.name: tick for person, tick in self._ticks}

    def _add_tick(self, person: Person, on: bool) -> None:
        tick = Tick(person.name, on)
        tick.setToolTip(person.position)
        tick.clicked.connect(self._tell)
        self._ticks.append((person, tick))
        self._flow.addWidget(tick)

    def _lay_out(self) -> None:
        """The link to the rest and the line stand behind the ticks, for the eye and for Tab."""
        for widget in (self._more, self.line):
            self._flow.removeWidget(widget)
            self._flow.addWidget(widget)
        hidden = len(self._rest)
        self._more.setVisible(hidden > 0)
        self._more.setText(ngettext("{count} more", "{count} more", hidden).format(count=hidden))
        self._more.setAccessibleName(self._more.text())
        order: list[QWidget] = [tick for _person, tick in self._ticks]
        order += [self._more, self.line]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self._flow.invalidate()
        self._holder.updateGeometry()

    def _show_all(self) -> None:
        rest, self._rest = self._rest, []
        for each in rest:
            self._add_tick(each, False)
        self._lay_out()
        if rest:
            self.ticks()[rest[0].name].setFocus()

    def _known(self, name: str) -> Person | None:
        people = [*(person for person, _tick in self._ticks), *self._rest]
        return next((each for each in people if each.name == name), None)

    def _add(self) -> None:
        name, position = _name_and_position(self.line.text())
        if not name:
            return
        self.line.clear()
        ticked = self.ticks().get(name)
        if ticked is not None:
            ticked.setChecked(True)
        else:
            known = self._known(name)
            if known is not None:
                self._rest.remove(known)
            self._add_tick(known or Person(0, 0, name, position, True), True)
            self._lay_out()
        self.edited.emit()

    def _tell(self, _what: object = None) -> None:
        self.show_error("")
        self.edited.emit()


def _name_and_position(typed: str) -> tuple[str, str]:
    for mark in ("，", ",", "、"):
        typed = typed.replace(mark, ",")
    name, _comma, position = typed.partition(",")
    return " ".join(name.split())[:80], " ".join(position.split())[:80]


class ResultPicker(QWidget):
    """How the visit ended: one of four, by mouse, arrows or the keys 1 to 4; 0 takes it back."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        title = field_of(Visit, "result").label
        self.segment = Segment(
            [(each.code, str(each.label)) for each in VISIT_RESULT], name=title, optional=True
        )
        self.segment.chosen.connect(self._tell)
        self.segment.setToolTip(_("Alt+1 to Alt+4 anywhere on the form"))
        self._error = FieldError()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(title, "small"))
        column.addWidget(self.segment)
        column.addWidget(self._error)

    def code(self) -> str:
        """The result chosen, empty for none."""
        return self.segment.current()

    def choose(self, code: str) -> None:
        """Chooses a result; empty: none."""
        self.segment.choose(code)
        self.show_error("")

    def choose_number(self, number: int) -> None:
        """Chooses the result that stands at place `number`, from 1."""
        self.segment.choose(VISIT_RESULT.codes[number - 1])

    def show_error(self, sentence: str) -> None:
        """Says what is wrong below."""
        self._error.show_error(sentence)

    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def _tell(self, _code: str) -> None:
        self.show_error("")
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_0
        if event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            if 1 <= number <= len(VISIT_RESULT.codes):
                self.choose_number(number)
                return
            if number == 0:
                self.choose("")
                self.edited.emit()
                return
        super().keyPressEvent(event)


class SkillChain(QWidget):
    """The chain of M24 as ticks: which of its steps the visit served."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        title = field_of(Visit, "skills").label
        self.ticks = {each.code: Tick(str(each.label)) for each in SKILL}
        holder = QWidget()
        flow = FlowLayout(holder, theme.SPACE_1)
        for tick in self.ticks.values():
            tick.clicked.connect(self._tell)
            flow.addWidget(tick)
        policy = holder.sizePolicy()
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(title, "small"))
        column.addWidget(holder)

    def codes(self) -> str | None:
        """The steps ticked, in the order of the chain, joined by commas."""
        return ",".join(code for code, tick in self.ticks.items() if tick.isChecked()) or None

    def show_codes(self, codes: str | None) -> None:
        """Ticks these steps."""
        given = (codes or "").split(",")
        for code, tick in self.ticks.items():
            tick.setChecked(code in given)

    def _tell(self, _checked: bool = False) -> None:
        self.edited.emit()


def side_by_side(*widgets: QWidget, stretches: Sequence[int] = ()) -> QHBoxLayout:
    """A row of fields, aligned at their labels."""
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE_3)
    for number, widget in enumerate(widgets):
        stretch = stretches[number] if stretches else 1
        row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop)
    return row
