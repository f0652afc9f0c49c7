"""How complete the archive is: the bar, what is missing as chips that lead to the fields, and what does not apply."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.model.completeness import REQUIRED, Required
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import LinkButton, plain_button
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import CompletenessBar

_CHIPS = 6
"""More chips than this would push the form down; the rest opens as a menu."""


class CompletenessStrip(QWidget):
    """`field_wanted` carries the key of a missing field; `reasons_wanted` asks for the fields that do not apply."""

    field_wanted = Signal(str)
    reasons_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._missing: list[Required] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        self._bar = CompletenessBar()
        self._bar.setMaximumWidth(170)
        self._bar.set_clickable(True)
        self._bar.clicked.connect(self._open_list)
        self._count = ElidedLabel("", "small")
        self.not_applicable = LinkButton(_("Not applicable…"), self.reasons_wanted.emit)
        row.addWidget(label(_("Completeness"), "heading"))
        row.addWidget(self._bar, 1)
        row.addWidget(self._count, 2)
        row.addWidget(self.not_applicable)
        column.addLayout(row)
        chips = QWidget()
        self._chips = FlowLayout(chips, 6)
        self._chip_holder = chips
        policy = chips.sizePolicy()
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        column.addWidget(chips)

    def show_missing(self, percent: int, missing: Sequence[Required]) -> None:
        """Shows how complete the archive is and what is missing."""
        self._bar.set_percent(percent)
        total = len(REQUIRED)
        filled = total - len(missing)
        self._count.setText(
            _("{filled} of {total} required fields").format(filled=filled, total=total)
        )
        if [each.key for each in missing] == [each.key for each in self._missing]:
            return
        self._missing = list(missing)
        self._chips.clear()
        self._chip_holder.setVisible(bool(missing))
        if missing:
            word = label(_("Missing"), "small")
            word.setMinimumHeight(theme.CHIP_HEIGHT)
            self._chips.addWidget(word)
        for each in missing[:_CHIPS]:
            self._chips.addWidget(self._chip(each))
        if len(missing) > _CHIPS:
            rest = len(missing) - _CHIPS
            words = ngettext("{count} more", "{count} more", rest).format(count=rest)
            more = plain_button(words, "", self._open_list, small=True)
            self._chips.addWidget(more)
        self._chip_holder.updateGeometry()

    def chips(self) -> list[str]:
        """The keys of the fields that chips lead to."""
        return [each.key for each in self._missing[:_CHIPS]]

    def _chip(self, required: Required) -> QWidget:
        chip = plain_button(
            required.label, "", partial(self.field_wanted.emit, required.key), small=True
        )
        chip.setObjectName(f"missing:{required.key}")
        chip.setAccessibleName(_("Fill in {field}").format(field=required.label))
        return chip

    def _open_list(self) -> None:
        menu = QMenu(self)
        for each in self._missing:
            menu.addAction(each.label, partial(self.field_wanted.emit, each.key))
        menu.popup(self._bar.mapToGlobal(self._bar.rect().bottomLeft()))
