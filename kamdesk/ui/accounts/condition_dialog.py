"""Filtering by one field: values to tick, a text, from … to, empty or filled, as the kind of the field allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.filters import RANGES, value_words
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import lists
from kamdesk.work.fields import read_value, reference_names
from kamdesk.work.lists import Condition, ListQuery

_VALUE = Qt.ItemDataRole.UserRole
_MOST = 40
"""More different texts than this are no list to tick; typing part of them is quicker."""


class ConditionDialog(QDialog):
    """`chosen` carries the conditions for the field; none of them: the filter is taken away."""

    chosen = Signal(str, object)

    def __init__(
        self,
        store: Store,
        field: RecordField,
        query: ListQuery,
        view: Sequence[Condition],
        parent: QWidget,
    ) -> None:
        """`query` is what the list shows, `view` the part of its conditions that belongs to the view itself."""
        super().__init__(parent)
        self._field = field
        self.setWindowTitle(_("Filter by {field}").format(field=field.label))
        self.setMinimumWidth(340)
        own = [one for one in query.conditions if one not in view]
        before = [one for one in own if one.field == field.name]
        others = query.with_(conditions=(*view, *(one for one in own if one.field != field.name)))
        self.values = QListWidget()
        self.values.setAccessibleName(_("Values"))
        self.text = QLineEdit()
        self.text.setAccessibleName(_("Contains"))
        self.text.setPlaceholderText(_("part of the text"))
        self.least, self.most = QLineEdit(), QLineEdit()
        self.least.setAccessibleName(_("From"))
        self.most.setAccessibleName(_("To"))
        self._error = FieldError()
        self._ways = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[theme.SPACE_4] * 4)
        self._column.setSpacing(theme.SPACE_2)
        with store.read() as session:
            counts = lists.counts_by(session, others, field.name)
            names = (
                reference_names(session, field.spec.refers_to, {key for key in counts if key})
                if field.spec.refers_to
                else {}
            )
        self._build(counts, names)
        self._show(before)
        self._column.addWidget(self._error)
        buttons = QHBoxLayout()
        if before:
            buttons.addWidget(plain_button(_("Remove filter"), clicked=self._remove))
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        apply = primary_button(_("Apply"), clicked=self.take)
        apply.setDefault(True)
        buttons.addWidget(apply)
        self._column.addLayout(buttons)
        self._begin()

    def take(self) -> None:
        """Gives the conditions, or says what is wrong with them."""
        way = self.way()
        if way in ("empty", "filled"):
            self._give([Condition(self._field.name, way)])
            return
        if way == "is":
            ticked = [
                self.values.item(row).data(_VALUE)
                for row in range(self.values.count())
                if self.values.item(row).checkState() == Qt.CheckState.Checked
            ]
            self._give([Condition(self._field.name, "is", tuple(ticked))] if ticked else [])
            return
        if way == "contains":
            text = self.text.text().strip()
            self._give([Condition(self._field.name, "contains", (text,))] if text else [])
            return
        self._give_range()

    def way(self) -> str:
        """How it filters: is, contains, range, empty or filled."""
        button = self._ways.checkedButton()
        return str(button.property("way")) if button is not None else ""

    def choose_way(self, way: str) -> None:
        """Filters in another way."""
        for button in self._ways.buttons():
            if button.property("way") == way:
                button.setChecked(True)

    def tick(self, *values: Any) -> None:
        """Ticks `values` and no others."""
        for row in range(self.values.count()):
            item = self.values.item(row)
            on = item.data(_VALUE) in values
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    # ------------------------------------------------------------------------------------------------------ building

    def _build(self, counts: Mapping[Any, int], names: Mapping[int, str]) -> None:
        field = self._field
        listed = (
            field.spec.choices is not None or field.spec.refers_to or field.kind is Kind.BOOLEAN
        )
        if field.kind in RANGES:
            self._add_way("range", _("From … to"))
            row = QHBoxLayout()
            row.addWidget(self.least)
            row.addWidget(label("–", "muted"))
            row.addWidget(self.most)
            self._column.addLayout(row)
            if field.kind is Kind.DATE:
                self.least.setPlaceholderText(date.today().isoformat())
        elif listed or 0 < len(counts) <= _MOST:
            self._add_way("is", _("One of"))
            self._fill_values(counts, names)
            self._column.addWidget(self.values)
        if not listed and field.kind not in RANGES:
            self._add_way("contains", _("Contains"))
            self._column.addWidget(self.text)
            self.text.textEdited.connect(self._to_contains)
        self._add_way("filled", _("Filled"))
        self._add_way("empty", _("Empty"))
        self._ways.buttons()[0].setChecked(True)
        self.values.itemChanged.connect(self._to_values)

    def _begin(self) -> None:
        """Puts the keys where one types or ticks, not on the way of filtering."""
        places = {"contains": self.text, "range": self.least, "is": self.values}
        place = places.get(self.way())
        if place is not None:
            place.setFocus()
        if place is self.values and self.values.currentRow() < 0:
            self.values.setCurrentRow(0)

    def _to_contains(self, _text: str) -> None:
        self.choose_way("contains")

    def _to_values(self, _item: QListWidgetItem) -> None:
        self.choose_way("is")

    def _add_way(self, way: str, words: str) -> None:
        button = QRadioButton(words)
        button.setProperty("way", way)
        self._ways.addButton(button)
        self._column.addWidget(button)

    def _fill_values(self, counts: Mapping[Any, int], names: Mapping[int, str]) -> None:
        field = self._field
        keys: list[Any] = [key for key in counts if key not in (None, "")]
        if field.spec.choices is not None:
            keys = list(field.spec.choices.codes)
        elif field.spec.refers_to:
            keys.sort(key=lambda key: names.get(key, ""))
        else:
            keys.sort(key=str)
        if field.kind is not Kind.CHOICES and any(key in (None, "") for key in counts):
            keys.append(None)
        for key in keys:
            words = value_words(field, key, names)
            count = counts.get(key, 0)
            item = QListWidgetItem(f"{words}  {count}" if field.kind is not Kind.CHOICES else words)
            item.setData(_VALUE, key)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.values.addItem(item)
        self.values.setFixedHeight(min(max(len(keys), 2), 9) * 30 + 4)

    def _show(self, before: Sequence[Condition]) -> None:
        for condition in before:
            match condition.operator:
                case "is":
                    self.tick(*condition.values)
                    self.choose_way("is")
                case "contains":
                    self.text.setText(" ".join(map(str, condition.values)))
                    self.choose_way("contains")
                case "at_least":
                    self.least.setText(self._text_of(condition.values[0]))
                case "at_most":
                    self.most.setText(self._text_of(condition.values[0]))
                case "empty" | "filled":
                    self.choose_way(condition.operator)

    def _text_of(self, value: Any) -> str:
        if self._field.kind is Kind.PERCENT:
            return f"{Decimal(str(value)) * 100:g}%"
        return str(value)

    # ------------------------------------------------------------------------------------------------------- reading

    def _give_range(self) -> None:
        conditions = []
        for line, operator in ((self.least, "at_least"), (self.most, "at_most")):
            typed = line.text().strip()
            if not typed:
                continue
            reading = read_value(self._field, typed)
            if reading.value is None:
                self._error.show_error(reading.problem or "", line)
                line.setFocus()
                return
            value = reading.value
            if isinstance(value, date):
                value = value.isoformat()
            elif isinstance(value, Decimal):
                value = str(value)
            conditions.append(Condition(self._field.name, operator, (value,)))
        self._give(conditions)

    def _remove(self) -> None:
        self._give([])

    def _give(self, conditions: list[Condition]) -> None:
        self.accept()
        self.chosen.emit(self._field.name, conditions)
