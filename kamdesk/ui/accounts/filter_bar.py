"""The bar above the list: search, one chip a filter, the button for another one, and by what the list is grouped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import RecordField
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.filters import by_field, in_words
from kamdesk.ui.widgets.buttons import quiet_button
from kamdesk.ui.widgets.chips import FilterChip
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.search_field import SearchField
from kamdesk.work.fields import CUSTOM_GROUP, fields_for, reference_names
from kamdesk.work.lists import Condition

GROUPINGS = ("tier", "owner_id", "region", "status")
"""Fields the list can be grouped by."""


class FilterBar(QWidget):
    """`field_wanted(name)`: filter by it; `grouped(name)`: empty means not at all; `searched(text)`."""

    searched = Signal(str)
    field_wanted = Signal(str)
    removed = Signal(str)
    grouped = Signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.search = SearchField(_("Name, initials, phone"))
        self.search.setFixedWidth(190)
        self.search.searched.connect(self.searched)
        self.add_button = FilterChip(_("Filter"), icon_name="plus")
        self.add_button.setAccessibleName(_("Add a filter"))
        self.add_button.clicked.connect(self._open_fields)
        self.search.setToolTip("Ctrl+F")
        self.group_button = quiet_button(
            _("Not grouped"), "chevron-down", self._open_groupings, small=True
        )
        self.group_button.setFixedHeight(theme.CONTROL_HEIGHT)  # in line with the search field
        self.group_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind
        self.chips: list[FilterChip] = []
        self._flow_holder = _Flowing()
        self._flow = self._flow_holder.flow
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, 6, theme.SPACE_3, 6)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self._flow_holder, 1)
        row.addWidget(self.group_button, 0, Qt.AlignmentFlag.AlignTop)
        self._flow.addWidget(self.search)
        self._flow.addWidget(self.add_button)

    def show_filters(self, conditions: Sequence[Condition], group: str) -> None:
        """Shows the filters and the grouping that are in force."""
        focused = self.window().focusWidget()
        left = focused.objectName() if focused in self.chips else None
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self.add_button)
        self.chips = []
        with self._store.read() as session:
            fields = {each.name: each for each in fields_for(session, Account)}
            for name, own in by_field(conditions).items():
                field = fields.get(name)
                if field is None:
                    continue
                names: dict[int, str] = {}
                if field.spec.refers_to:
                    ids = {value for one in own for value in one.values if value is not None}
                    names = reference_names(session, field.spec.refers_to, ids)
                self._add_chip(field, in_words(field, own, names))
        self._flow.addWidget(self.add_button)
        if (
            left is not None
        ):  # the chip that had the keys is gone: they stay with its filter, or here
            same = next((chip for chip in self.chips if chip.objectName() == left), None)
            (same or self.add_button).setFocus()
        words = _("By {field}").format(field=fields[group].label) if group in fields else ""
        self.group_button.setText(words or _("Not grouped"))
        self.group_button.setAccessibleName(words or _("Not grouped"))
        self._flow_holder.updateGeometry()

    def fields_menu(self) -> QMenu:
        """Every field to filter by: the ones of the list first, then by section."""
        menu = QMenu(self)
        with self._store.read() as session:
            fields = fields_for(session, Account)
        for field in fields:
            if field.spec.in_list:
                self._add_field(menu, field)
        menu.addSeparator()
        sections: dict[str, Any] = {**Account.SECTIONS, "custom": CUSTOM_GROUP}
        for key, title in sections.items():
            own = [each for each in fields if each.spec.group == key and not each.spec.in_list]
            if own:
                below = menu.addMenu(str(title))
                for field in own:
                    self._add_field(below, field)
        return menu

    def _add_field(self, menu: QMenu, field: RecordField) -> None:
        menu.addAction(field.label, partial(self.field_wanted.emit, field.name))

    def _open_fields(self) -> None:
        self.fields_menu().popup(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))

    def _open_groupings(self) -> None:
        menu = QMenu(self)
        menu.addAction(_("Not grouped"), partial(self.grouped.emit, ""))
        with self._store.read() as session:
            fields = {each.name: each for each in fields_for(session, Account)}
        for name in GROUPINGS:
            words = _("By {field}").format(field=fields[name].label)
            menu.addAction(words, partial(self.grouped.emit, name))
        menu.popup(self.group_button.mapToGlobal(self.group_button.rect().bottomLeft()))

    def _add_chip(self, field: RecordField, words: str) -> None:
        chip = FilterChip(words, on=True)
        chip.setObjectName(f"filter:{field.name}")
        chip.clicked.connect(partial(self._wish, field.name))
        chip.removed.connect(partial(self.removed.emit, field.name))
        self._flow.addWidget(chip)
        self.chips.append(chip)

    def _wish(self, name: str, _checked: bool = False) -> None:
        self.field_wanted.emit(name)


class _Flowing(QWidget):
    """Search and chips in lines like words; as high as they need at the width they get."""

    def __init__(self) -> None:
        super().__init__()
        self.flow = FlowLayout(self, theme.SPACE_2)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(200, self.flow.heightForWidth(max(self.width(), 200)))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            height = self.flow.heightForWidth(max(self.width(), 200))
            if height != self.height():
                self.setFixedHeight(height)
        return super().event(event)
