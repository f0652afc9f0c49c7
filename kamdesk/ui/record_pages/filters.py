"""The bar above a list of records: quick filters with their numbers, fields to search by, a chip a filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from sqlalchemy import select

from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.fields import RecordField, field_of, fields_of
from kamdesk.store.search import KIND_NUMBERS
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.record_pages.declaration import RecordDeclaration
from kamdesk.ui.visits.list_filters import FilterBar
from kamdesk.ui.widgets.chips import FilterChip
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.work.lists import Condition

ALL = "all"
_BEGINNING = "beginning"
"""Under which a beginning that is looked for stands among the filters."""


def _field_by_beginning(record: type[Record]) -> RecordField | None:
    """The field by whose beginning records are found whose kind has no search text; None for other kinds."""
    if record.__name__ in KIND_NUMBERS:
        return None
    fields = {each.name: each for each in fields_of(record)}
    return next((fields[name] for name in _NAMING if name in fields), None)


_NAMING = ("number", "code", "name")


class QuickChips(QWidget):
    """`chosen(key)`: another quick filter; `ALL` for none."""

    chosen = Signal(str)

    def __init__(self, declaration: RecordDeclaration) -> None:
        super().__init__()
        self._declaration = declaration
        self._words = {ALL: _("All"), **{each.key: _(each.words) for each in declaration.quick}}
        self.current = ALL
        self.chips: dict[str, FilterChip] = {}
        flow = FlowLayout(self, theme.SPACE_1)
        for key, words in self._words.items():
            chip = FilterChip(words, removable=False)
            chip.setObjectName(f"quick:{key}")
            chip.clicked.connect(partial(self._choose, key))
            self.chips[key] = chip
            flow.addWidget(chip)
        self.chips[ALL].setChecked(True)

    def choose(self, key: str) -> None:
        """Goes to a quick filter, without telling; an unknown one means none."""
        self.current = key if key in self.chips else ALL
        for each, chip in self.chips.items():
            chip.setChecked(each == self.current)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """What each filter leaves; one that is urgent says so in red while it leaves anything."""
        urgent = {each.key for each in self._declaration.quick if each.urgent}
        for key, count in counts.items():
            if key in self.chips:
                self.chips[key].set_words(f"{self._words[key]} {count:,}")
                self.chips[key].set_role("bad" if key in urgent and count else "text")

    def _choose(self, key: str, _checked: bool = False) -> None:
        self.choose(key)
        self.chosen.emit(key)


class RecordFilters(FilterBar):
    """The chips are those of the declaration; a kind without accounts has no field to search them by."""

    def __init__(self, store: Store, declaration: RecordDeclaration) -> None:
        self.declaration = declaration
        self._beginning = _field_by_beginning(declaration.record)
        # The bar is asked for its fields while it is built, so they have to be known before.
        self.RECORD, self.TIME = declaration.record, declaration.time  # type: ignore[misc]  # said by data here
        super().__init__(store)
        names = {each.name for each in fields_of(declaration.record)}
        self.search.setVisible("account_id" in names)
        self.words.setVisible(declaration.name in KIND_NUMBERS or self._beginning is not None)
        self.quick = QuickChips(declaration)
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        self.quick.setVisible(bool(declaration.quick))
        whole.insertWidget(0, self.quick)
        chips = whole.itemAt(2)
        if not self.chips and chips is not None:  # no empty line below the fields
            whole.removeItem(chips)

    def name_of_words(self) -> str:
        if self._beginning is not None:
            return _("{field} begins with").format(field=self._beginning.label)
        return _("Words in it")

    def _on_words(self, text: str) -> None:
        if self._beginning is None:
            super()._on_words(text)
            return
        # An index finds what begins with something, however many there are.
        name = self._beginning.name
        span = (
            Condition(name, "at_least", (text,)),
            Condition(name, "at_most", (f"{text}\uffff",)),
        )
        self.set_filter(_BEGINNING, span if text else ())

    def fillers(self) -> tuple[tuple[str, Callable[[QMenu], None]], ...]:
        found: list[tuple[str, Callable[[QMenu], None]]] = []
        for name in self.declaration.filters:
            spec = field_of(self.declaration.record, name).spec
            if spec.choices is not None:
                found.append((name, partial(self.fill_choices, name, spec.choices)))
            else:
                found.append((name, partial(self._fill_people, name)))
        if self.declaration.time:
            found.append((self.declaration.time, self.fill_spans))
        return tuple(found)

    def clear(self) -> None:
        super().clear()
        self.quick.choose(ALL)

    def is_narrowed(self) -> bool:
        """Whether anything is filtered by."""
        return bool(self.filters or self.text() or self.quick.current != ALL)

    def _fill_people(self, name: str, menu: QMenu) -> None:
        menu.clear()
        with self._store.read() as session:
            everybody = session.scalars(
                select(Staff).where(Staff.deleted_at.is_(None)).order_by(Staff.number)
            ).all()
        for each in everybody:
            self.offer(menu, each.name, name, (each.id,))
