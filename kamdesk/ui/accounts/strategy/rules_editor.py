"""The criteria of a set as they are edited: name, weight by slider, least score, and what they are worked out from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.model.values import read_decimal
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import LinkButton, icon_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label
from kamdesk.work.criteria import FULL, INNER_TOTAL, Rule, measure_words
from kamdesk.work.measures import MEASURES

_NO_LEAST = -1
_SPIN_WIDTH = 64


class RuleRow(QFrame):
    """One criterion; `edited` after each change, `removed` when it is to go."""

    edited = Signal()
    removed = Signal()

    def __init__(self, rule: Rule, has_least: bool, is_inner: bool) -> None:
        super().__init__()
        self._rule = rule
        self.setProperty("line", "bottom")
        self.name = QLineEdit(rule.title)
        ready_input(self.name, _("Name of the criterion"))
        self.name.textEdited.connect(self.edited)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, FULL)
        self.slider.setPageStep(5)
        self.weight = QSpinBox()
        self.weight.setRange(0, FULL)
        for each in (self.slider, self.weight):
            each.setValue(rule.weight)
        self.slider.valueChanged.connect(self.weight.setValue)
        self.weight.valueChanged.connect(self.slider.setValue)
        self.weight.valueChanged.connect(self._tell)
        self.least = QSpinBox()
        self.least.setRange(_NO_LEAST, FULL)
        self.least.setSpecialValueText("—")
        self.least.setValue(_NO_LEAST if rule.threshold is None else rule.threshold)
        self.least.valueChanged.connect(self._tell)
        self.measure = QComboBox()
        self.measure.addItem(_("scored by hand"), "")
        for key, words in measure_words().items():
            if not (is_inner and key in INNER_TOTAL):
                self.measure.addItem(words, key)
        self.measure.setCurrentIndex(max(self.measure.findData(rule.measure), 0))
        self.measure.activated.connect(self._on_measure)
        self.full_at = QLineEdit("" if rule.full_at is None else f"{rule.full_at.normalize():f}")
        self.full_at.editingFinished.connect(self.edited)
        self._full_words = label(_("100 points at"), "small")
        self._least_words = label(_("Least"), "small")
        self._lay_out(has_least)
        self._name_all()
        self.show_full_at()

    def _lay_out(self, has_least: bool) -> None:
        for each in (self.weight, self.least):
            each.setFixedWidth(_SPIN_WIDTH)
        remove = icon_button("x", _("Remove this criterion"), self.removed.emit, small=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        grid.setHorizontalSpacing(theme.SPACE_2)
        grid.setVerticalSpacing(theme.SPACE_1)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 4)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.slider, 0, 1)
        grid.addWidget(self.weight, 0, 2)
        grid.addWidget(remove, 0, 3)
        grid.addWidget(self.measure, 1, 0)
        at = QHBoxLayout()
        at.setSpacing(theme.SPACE_2)
        at.addWidget(self._full_words)
        at.addWidget(self.full_at, 1)
        at.addStretch(0)
        if has_least:
            at.addWidget(self._least_words)
            grid.addWidget(self.least, 1, 2)
        grid.addLayout(at, 1, 1)

    def _name_all(self) -> None:
        title = self.name.text()
        ready_input(self.slider, _("Weight of {criterion}").format(criterion=title))
        ready_input(self.weight, _("Weight of {criterion}").format(criterion=title))
        ready_input(self.least, _("Least score of {criterion}").format(criterion=title))
        ready_input(self.measure, _("What {criterion} is worked out from").format(criterion=title))
        ready_input(self.full_at, _("100 points of {criterion} at").format(criterion=title))

    def show_full_at(self) -> None:
        """Only a measure of the program needs to know what earns 100 points."""
        measure = MEASURES.get(str(self.measure.currentData()))
        for each in (self._full_words, self.full_at):
            each.setVisible(measure is not None)
        if measure is not None:
            usual = "" if measure.full_at is None else f"{measure.full_at:f}"
            self.full_at.setPlaceholderText(f"{usual} {measure.unit}".strip())

    def rule(self) -> Rule:
        """The criterion as it stands here."""
        typed = read_decimal(self.full_at.text()).value
        measure = str(self.measure.currentData() or "")
        return Rule(
            self._rule.key, self.name.text().strip(), self.weight.value(),
            None if self.least.value() == _NO_LEAST else self.least.value(), measure,
            typed if measure in MEASURES else None, self._rule.id,
        )  # fmt: skip

    def _on_measure(self, _place: int) -> None:
        self.show_full_at()
        self.edited.emit()

    def _tell(self, _value: int) -> None:
        self.edited.emit()


class RulesEditor(QWidget):
    """All criteria of a set; `edited` after each change."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RuleRow] = []
        self._used_for = ""
        self._drafted = 0
        self._sum = label("", "small")
        self._add = LinkButton(_("+ Add a criterion"), self.add)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.addWidget(self._add)
        row.addStretch(1)
        row.addWidget(self._sum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(foot)

    def show_rules(self, used_for: str, given: Sequence[Rule]) -> None:
        """Shows stored criteria."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        self._used_for = used_for
        for rule in given:
            self._append(rule)
        self._show_sum()

    def rules(self) -> tuple[Rule, ...]:
        """The criteria as they stand here; a new one has a negative id."""
        return tuple(row.rule() for row in self.rows)

    def add(self) -> None:
        """A new criterion, its name to be typed."""
        self._drafted += 1
        row = self._append(Rule("", "", 10, id=-self._drafted))
        row.name.setFocus()
        self._on_edited()

    def _append(self, rule: Rule) -> RuleRow:
        row = RuleRow(rule, self._used_for == "definition", self._used_for in INNER_TOTAL)
        row.edited.connect(self._on_edited)
        row.removed.connect(partial(self._remove, row))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        return row

    def _remove(self, row: RuleRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._add.setFocus()
        self._on_edited()

    def _on_edited(self) -> None:
        self._show_sum()
        self.edited.emit()

    def _show_sum(self) -> None:
        whole = sum(row.weight.value() for row in self.rows)
        self._sum.setText(_("Weights add up to {sum}").format(sum=whole))
