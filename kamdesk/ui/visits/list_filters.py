"""What the list of visits is filtered by: account and words typed, state, kind, visitor and time chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout
from sqlalchemy import select

from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.fields import field_of
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.terms import Vocabulary
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import VISIT_KIND, VISIT_STATE
from kamdesk.store import search
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.widgets.chips import FilterChip
from kamdesk.ui.widgets.month_calendar import add_months
from kamdesk.ui.widgets.search_field import SearchField
from kamdesk.work.lists import Condition

_MOST_ACCOUNTS = 500


class FilterBar(QFrame):
    """`changed`: the list is to be read anew. `left_down`: the keys go on into the list.

    A list of other records has a subclass that names its record, the field of its time and its `fillers`.
    """

    RECORD: ClassVar[type[Record]] = Visit
    TIME: ClassVar[str] = "day"
    changed = Signal()
    left_down = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.filters: dict[str, tuple[Condition, ...]] = {}
        self.chips: dict[str, FilterChip] = {}
        self._text = ""
        self.search = SearchField(_("Account"), "Ctrl+F")
        self.search.searched.connect(self.search_account)
        self.words = SearchField(self.name_of_words())
        self.words.searched.connect(self._on_words)
        for line in (self.search, self.words):
            line.left_down.connect(self.left_down)
            line.setMinimumWidth(130)
        self.setProperty("line", "bottom")
        inner = QVBoxLayout(self)
        inner.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        inner.setSpacing(theme.SPACE_2)
        fields = QHBoxLayout()
        fields.setSpacing(theme.SPACE_2)
        fields.addWidget(self.search, 1)
        fields.addWidget(self.words, 1)
        inner.addLayout(fields)
        chips = QHBoxLayout()
        chips.setSpacing(theme.SPACE_1)
        for key, fill in self.fillers():
            chip = FilterChip(self._name_of(key))
            menu = QMenu(chip)
            menu.aboutToShow.connect(partial(fill, menu))
            chip.set_menu(menu)
            chip.removed.connect(partial(self.set_filter, key, ()))
            self.chips[key] = chip
            chips.addWidget(chip)
        chips.addStretch(1)
        inner.addLayout(chips)

    def name_of_words(self) -> str:
        """What the field for words looks through."""
        return _("Subject, what was said")

    def fillers(self) -> tuple[tuple[str, Callable[[QMenu], None]], ...]:
        """The fields there is a chip for, and what fills the menu of each."""
        return (
            ("state", partial(self.fill_choices, "state", VISIT_STATE)),
            ("kind", partial(self.fill_choices, "kind", VISIT_KIND)),
            ("owner_id", self.fill_staff),
            (self.TIME, self.fill_spans),
        )

    def conditions(self) -> tuple[Condition, ...]:
        """Everything that is filtered by, but for the words."""
        return tuple(each for conditions in self.filters.values() for each in conditions)

    def text(self) -> str:
        """The words looked for."""
        return self._text

    def clear(self) -> None:
        """Takes every filter away, without telling."""
        self.filters, self._text = {}, ""
        for line in (self.search, self.words):
            blocked = line.blockSignals(True)
            line.clear()
            line.blockSignals(blocked)
        self._show()

    def set_filter(self, key: str, conditions: Sequence[Condition]) -> None:
        """Filters by a field; no conditions take the filter away."""
        self.filters.pop(key, None)
        if conditions:
            self.filters[key] = tuple(conditions)
        self._show()
        self.changed.emit()

    def search_account(self, text: str) -> None:
        """Shows visits to accounts that `text` finds, by name, number or initials."""
        if not text:
            self.set_filter("account_id", ())
            return
        with self._store.read() as session:
            found = search.find(session, text, (Account,), _MOST_ACCOUNTS)
        ids = tuple(hit.record_id for hit in found)
        self.set_filter("account_id", (Condition("account_id", "is", ids or (0,)),))

    def _on_words(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.changed.emit()

    def _show(self) -> None:
        for key, chip in self.chips.items():
            chip.setChecked(key in self.filters)
            chip.set_words(self._words_of(key))

    def _name_of(self, key: str) -> str:
        return _("Time") if key == "day" else field_of(self.RECORD, key).label

    def _words_of(self, key: str) -> str:
        """What stands on a chip: the field, and what it is filtered by."""
        name = self._name_of(key)
        conditions = self.filters.get(key)
        if not conditions:
            return name
        if key == self.TIME:
            first, last = (str(each.values[0])[5:] for each in conditions)
            return f"{name}: {first} – {last}" if first != last else f"{name}: {first}"
        chosen = conditions[0].values
        target = field_of(self.RECORD, key).spec.refers_to
        if target:
            with self._store.read() as session:
                found = session.get(RECORD_BY_NAME[target], chosen[0])
            return f"{name}: {found.title if found is not None else ''}"
        vocabulary = field_of(self.RECORD, key).spec.choices
        assert vocabulary is not None
        if len(chosen) > 1:
            words = ngettext("{count} chosen", "{count} chosen", len(chosen))
            return f"{name}: {words.format(count=len(chosen))}"
        return f"{name}: {vocabulary.label(chosen[0])}"

    def fill_choices(self, key: str, vocabulary: Vocabulary, menu: QMenu) -> None:
        """Offers the choices of a field, several of which may be chosen."""
        menu.clear()
        known = self.filters.get(key)
        chosen: tuple[Any, ...] = known[0].values if known else ()
        for each in vocabulary:
            left = tuple(code for code in chosen if code != each.code)
            values = left if each.code in chosen else (*chosen, each.code)
            action = self.offer(menu, str(each.label), key, values)
            action.setCheckable(True)
            action.setChecked(each.code in chosen)

    def fill_staff(self, menu: QMenu) -> None:
        """Offers everybody in the department."""
        menu.clear()
        with self._store.read() as session:
            everybody = session.scalars(
                select(Staff).where(Staff.deleted_at.is_(None)).order_by(Staff.number)
            ).all()
        for each in everybody:
            self.offer(menu, each.name, "owner_id", (each.id,))

    def spans(self, today: date) -> tuple[tuple[str, date, date], ...]:
        """Spans of time to choose from: words, first and last day."""
        monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
        one = timedelta(days=1)
        return (
            (_("This week"), monday, monday + timedelta(days=6)),
            (_("Next week"), monday + timedelta(days=7), monday + timedelta(days=13)),
            (_("Last week"), monday - timedelta(days=7), monday - one),
            (_("This month"), first, add_months(first, 1) - one),
            (_("Last month"), add_months(first, -1), first - one),
            (_("This year"), date(today.year, 1, 1), date(today.year, 12, 31)),
        )

    def fill_spans(self, menu: QMenu) -> None:
        """Offers the spans of time."""
        menu.clear()
        for words, begin, end in self.spans(date.today()):
            action = QAction(words, menu)
            action.triggered.connect(partial(self._take, self.TIME, span_of(begin, end, self.TIME)))
            menu.addAction(action)

    def offer(self, menu: QMenu, words: str, key: str, values: tuple[Any, ...]) -> QAction:
        """An entry that filters a field by values; by none it takes the filter away."""
        conditions = (Condition(key, "is", values),) if values else ()
        action = QAction(words, menu)
        action.triggered.connect(partial(self._take, key, conditions))
        menu.addAction(action)
        return action

    def _take(self, key: str, conditions: Sequence[Condition], _checked: bool = False) -> None:
        self.set_filter(key, conditions)


def span_of(first: date, last: date, field: str = "day") -> tuple[Condition, ...]:
    """From `first` to `last`; visits by the day they are planned for or were held on."""
    return (
        Condition(field, "at_least", (first.isoformat(),)),
        Condition(field, "at_most", (last.isoformat(),)),
    )
