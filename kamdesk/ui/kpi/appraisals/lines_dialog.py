"""The lines of a sheet or template in a dialog: what is judged, weight, target and rule; the weights are watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _
from kamdesk.indicators.known import INDICATORS
from kamdesk.model.running_words import SCORE_RULE
from kamdesk.ui import theme
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label, restyle
from kamdesk.work import score_texts, scores
from kamdesk.work.appraisal_lines import JUDGED

Values = Mapping[str, Any]
_OWN = "own"
"""Stands for a line of the department's own, judged by a person."""
_HINTS = {
    "ratio": "1.2", "inverse": "1.2", "per_case": "0.1", "bands": "90%: 0.8; 100%: 1", "manual": "",
}  # fmt: skip


def is_share(indicator: str) -> bool:
    """Whether an indicator is shown as a percentage."""
    return indicator in INDICATORS and INDICATORS[indicator].unit == "ratio"


class _Row:
    """The widgets of one line."""

    def __init__(self, values: Values, edited: Callable[[], object]) -> None:
        self.line_id = values.get("id")
        self._own_key = ""
        self.what, self.rule = QComboBox(), QComboBox()
        self.name, self.weight, self.target, self.detail = (QLineEdit() for _each in range(4))
        for key, indicator in INDICATORS.items():
            self.what.addItem(str(indicator.name), key)
        self.what.insertSeparator(self.what.count())
        for key, term in JUDGED.items():
            self.what.addItem(str(term), key)
        self.what.addItem(_("Judged by a person…"), _OWN)
        for choice in SCORE_RULE:
            self.rule.addItem(str(choice.label), choice.code)
        for widget, words in (
            (self.what, _("What is judged")), (self.name, _("Name")), (self.weight, _("Weight")),
            (self.target, _("Target")), (self.rule, _("Rule")), (self.detail, _("Details of the rule")),
        ):  # fmt: skip
            ready_input(widget, words)
        for line in (self.weight, self.target):
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._show(values)
        self.what.activated.connect(self._on_what)
        self.rule.activated.connect(self._dress)
        self._dress()
        for line in (self.weight, self.target, self.detail, self.name):
            line.textEdited.connect(edited)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """From left to right."""
        return (self.what, self.name, self.weight, self.target, self.rule, self.detail)

    def _show(self, values: Values) -> None:
        key = str(values.get("indicator") or next(iter(INDICATORS)))
        place = self.what.findData(key)
        if place < 0:
            self._own_key, place = key, self.what.findData(_OWN)
        self.what.setCurrentIndex(place)
        self.name.setText(values.get("name") or (self._own_key if self._own_key else ""))
        rule = values.get("rule") or "ratio"
        self.rule.setCurrentIndex(max(self.rule.findData(rule), 0))
        share = is_share(key)
        self.weight.setText(score_texts.number_text(values.get("weight")))
        self.target.setText(score_texts.number_text(values.get("target"), share))
        self.detail.setText(score_texts.detail_text(rule, values, share))

    def _on_what(self, _place: int) -> None:
        """What a person judges is judged by points; what is counted is not."""
        key = self.what.currentData()
        judged = key in JUDGED or key == _OWN
        if judged != (self.rule.currentData() == "manual"):
            better = INDICATORS[key].better if key in INDICATORS else "up"
            fitting = "manual" if judged else "ratio" if better == "up" else "inverse"
            self.rule.setCurrentIndex(self.rule.findData(fitting))
            self.detail.clear()
        self._dress()

    def _dress(self, _place: int = 0) -> None:
        rule = self.rule.currentData()
        self.name.setEnabled(self.what.currentData() == _OWN)
        self.target.setEnabled(rule in ("ratio", "inverse"))
        self.detail.setEnabled(rule != "manual")
        self.detail.setPlaceholderText(_HINTS[rule])

    def weight_value(self) -> Decimal:
        """What the weight says; 0 while it is no number."""
        try:
            return score_texts.read_number(self.weight.text(), "weight") or Decimal(0)
        except RuleError:
            return Decimal(0)

    def values(self, number: int) -> dict[str, Any]:
        """The line as typed. Raises RuleError, naming the field."""
        key = self.what.currentData()
        rule = self.rule.currentData()
        name = self.name.text().strip()
        if key == _OWN:
            if not name:
                raise RuleError(_("A line needs what is judged."), field="name")
            key = self._own_key or f"own_{number}_{name}"[:40]
        found = {
            "indicator": key,
            "name": name or None if self.what.currentData() == _OWN else None,
            "weight": score_texts.read_number(self.weight.text(), "weight"),
            "target": score_texts.read_number(self.target.text(), "target")
            if self.target.isEnabled()
            else None,
            "rule": rule,
            **score_texts.read_detail(rule, self.detail.text() if self.detail.isEnabled() else ""),
        }
        if self.line_id is not None:
            found["id"] = self.line_id
        return found

    def field(self, name: str) -> QWidget:
        """The widget of a field that is wrong."""
        fields = {
            "weight": self.weight,
            "target": self.target,
            "name": self.name,
            "indicator": self.what,
        }
        return fields.get(name, self.detail)  # fmt: skip


class LinesDialog(QDialog):
    """`act` stores the lines and raises UserError with the reason when they cannot be; the dialog stays open then."""

    def __init__(
        self,
        title: str,
        lines: Sequence[Values],
        act: Callable[[list[dict[str, Any]]], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(1040, 420)
        self._act = act
        self.rows: list[_Row] = []
        self.sum = label("", "muted")
        self.error = FieldError()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.SPACE_2)
        self._grid.setVerticalSpacing(theme.SPACE_1)
        for column, (words, stretch) in enumerate(
            ((_("What is judged"), 4), (_("Name"), 3), (_("Weight"), 1), (_("Target"), 1),
             (_("Rule"), 3), (_("Details of the rule"), 3))
        ):  # fmt: skip
            self._grid.addWidget(label(words, "muted"), 0, column)
            self._grid.setColumnStretch(column, stretch)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.addLayout(self._grid)
        inner.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[theme.SPACE_4] * 4)
        whole.setSpacing(theme.SPACE_3)
        whole.addWidget(scrolled(body, title), 1)
        whole.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.addWidget(plain_button(_("Add a line"), "plus", self.add_line))
        buttons.addWidget(self.sum)
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.ok: QPushButton = primary_button(_("Save"), "check", self.take)
        self.ok.setDefault(True)
        buttons.addWidget(self.ok)
        whole.addLayout(buttons)
        self._buttons: list[QPushButton] = []
        self.rows = [_Row(each, self.watch) for each in lines]
        self._lay_out()

    def add_line(self) -> None:
        """One more line with the weight that is missing."""
        missing = max(scores.WHOLE - self._total(), Decimal(0))
        self.rows.append(_Row({"weight": missing}, self.watch))
        self._lay_out()
        self.rows[-1].what.setFocus()

    def _remove(self, row: _Row) -> None:
        self.rows.remove(row)
        for widget in row.widgets:
            widget.deleteLater()
        self._lay_out()

    def _raise(self, row: _Row) -> None:
        place = self.rows.index(row)
        if place:
            self.rows.insert(place - 1, self.rows.pop(place))
            self._lay_out()

    def _lay_out(self) -> None:
        for button in self._buttons:
            button.deleteLater()
        self._buttons = []
        for place, row in enumerate(self.rows, 1):
            for column, widget in enumerate(row.widgets):
                self._grid.addWidget(widget, place, column)
            up = icon_button("chevron-up", _("Up"), partial(self._raise, row), small=True)
            away = icon_button("x", _("Remove this line"), partial(self._remove, row), small=True)
            for column, button in enumerate((up, away), len(row.widgets)):
                self._grid.addWidget(button, place, column)
                self._buttons.append(button)
        self.watch()

    def _total(self) -> Decimal:
        return sum((each.weight_value() for each in self.rows), Decimal(0))

    def watch(self, _text: str = "") -> None:
        """Says what the weights come to."""
        total = self._total()
        words = _("The weights come to {total}.").format(total=score_texts.number_text(total))
        if total != scores.WHOLE:
            off = score_texts.number_text(abs(scores.WHOLE - total))
            more = _("{off} are missing.") if total < scores.WHOLE else _("That is {off} too much.")
            words = f"{words} {more.format(off=off)}"
        self.sum.setText(words)
        self.sum.setProperty("role", "muted" if total == scores.WHOLE else "warn")
        restyle(self.sum)

    def take(self) -> None:
        """Stores the lines, or says what is wrong with them."""
        given: list[dict[str, Any]] = []
        for number, row in enumerate(self.rows, 1):
            try:
                given.append(row.values(number))
            except RuleError as refusal:
                self.error.show_error(refusal.sentence)
                row.field(refusal.field or "").setFocus()
                return
        try:
            self._act(given)
        except UserError as refusal:
            self.error.show_error(refusal.sentence)
            return
        self.accept()
