"""SWOT: four quadrants typed into in place, and the pairs that have no strategy yet."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from kamdesk.i18n import Message, _, message, ngettext
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.analysis.notebook import Notebook
from kamdesk.ui.opportunities.analysis.panel import Panel
from kamdesk.ui.opportunities.analysis.swot_list import QuadrantList
from kamdesk.ui.opportunities.analysis.swot_pairs import PairsList
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.work.analysis.content import new_key
from kamdesk.work.analysis.swot import QUADRANT, QUADRANTS, VIEW, Item, Pair, Strategy, Swot


class SwotPanel(Panel):
    """The grid of one view above its pairs. Each change is saved at once under its own name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("SWOT")
        self._desk = desk
        self.notes: Notebook[Swot] = Notebook(desk, "swot", Swot, self)
        self.notes.changed.connect(self.show_value)
        self.view = Segment(
            [(each.code, str(each.label)) for each in VIEW],
            "relation",
            small=True,
            name=_("Which relation is looked at"),
        )
        self.view.chosen.connect(self._view_chosen)
        self.add_tool(self.view)
        self.lists: dict[str, QuadrantList] = {}
        self.add_buttons: dict[str, QWidget] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for place, quadrant in enumerate(QUADRANTS):
            row, column = divmod(place, 2)
            grid.addWidget(self._quadrant(quadrant, column == 0), row, column)
            grid.setRowStretch(row, 1)
            grid.setColumnStretch(column, 1)
        above = QWidget()
        above.setLayout(grid)
        self.pairs = PairsList()
        self.pairs.pointed.connect(self._point)
        self.pairs.written.connect(self._strategy_written)
        self.pairs.withdrawn.connect(self._withdraw)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(above)
        split.addWidget(self.pairs)
        split.setSizes([200, 96])
        self.column.addWidget(split, 1)

    def _quadrant(self, quadrant: str, is_left: bool) -> QWidget:
        frame = QFrame()
        frame.setProperty("line", "right" if is_left else "top")
        head = QHBoxLayout()
        head.setContentsMargins(theme.SPACE_3, theme.SPACE_1, theme.SPACE_2, 0)
        head.setSpacing(theme.SPACE_2)
        head.addWidget(Pill(quadrant))
        head.addWidget(label(QUADRANT.label(quadrant), "heading"))
        head.addStretch(1)
        entries = QuadrantList(quadrant)
        entries.added.connect(partial(self._add, quadrant))
        entries.reworded.connect(self._reword)
        entries.weighed.connect(self._weigh)
        entries.removed.connect(self._remove)
        name = _("Add to {quadrant}").format(quadrant=QUADRANT.label(quadrant))
        button = icon_button("plus", name, entries.begin_item, small=True, role="accent")
        head.addWidget(button)
        self.lists[quadrant], self.add_buttons[quadrant] = entries, button
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(entries, 1)
        return frame

    # ------------------------------------------------------------------------------------------------ what is shown

    def show_value(self) -> None:
        """Shows what the notebook holds."""
        swot, view, can_write = self.notes.value, self.view.current(), self.notes.can_write
        labels = swot.labels()
        for quadrant, entries in self.lists.items():
            entries.show_items(swot.quadrant(quadrant, view), labels, can_write=can_write)
            self.add_buttons[quadrant].setVisible(can_write)
        self.pairs.show_pairs(swot, view, can_write=can_write)
        count = sum(item.view == view for item in swot.items)
        said = ngettext("{count} entry", "{count} entries", count).format(count=count)
        if self.notes.problem:
            said = self.notes.problem
        elif self.notes.on is None:
            said = _("nothing noted yet: press + or Enter in a quadrant")
        elif can_write:
            said = " · ".join((said, _("double click changes")))
        self.set_title("SWOT", said)

    def _view_chosen(self, _view: str) -> None:
        self.flush()
        self.show_value()

    def _point(self, pair: Pair | None) -> None:
        keys = set(pair.keys) if pair is not None else set()
        for entries in self.lists.values():
            entries.mark(keys)

    def is_typing(self) -> bool:
        """Whether something typed is not saved yet."""
        return self.pairs.is_typing() or any(each.is_typing() for each in self.lists.values())

    def flush(self) -> None:
        """Saves what is being typed."""
        for entries in self.lists.values():
            entries.flush()
        self.pairs.flush()

    # ------------------------------------------------------------------------------------------------ what is done

    def _add(self, quadrant: str, text: str) -> None:
        item = Item(new_key(), quadrant, text, view=self.view.current(), on=self._desk.today())
        swot = self.notes.value
        self.notes.write(
            message("SWOT: add “{words}”", words=text), Swot((*swot.items, item), swot.strategies)
        )

    def _reword(self, key: str, text: str) -> None:
        item = self._item(key)
        if text != item.text:
            self._put(message("SWOT: reword “{words}”", words=text), replace(item, text=text))

    def _weigh(self, key: str, weight: int) -> None:
        item = self._item(key)
        if self.notes.can_write and weight != item.weight:
            what = message(
                "SWOT: weight of “{words}” {before} → {after}",
                words=item.text,
                before=item.weight,
                after=weight,
            )
            self._put(what, replace(item, weight=weight))

    def _remove(self, key: str) -> None:
        text = self._item(key).text
        if self.notes.write(
            message("SWOT: remove “{words}”", words=text), self.notes.value.without_item(key)
        ):
            self._desk.say_undoable(_("“{text}” was removed.").format(text=text))

    def _put(self, what: Message, item: Item) -> None:
        swot = self.notes.value
        items = tuple(item if each.key == item.key else each for each in swot.items)
        self.notes.write(what, Swot(items, swot.strategies))

    def _item(self, key: str) -> Item:
        return next(item for item in self.notes.value.items if item.key == key)

    def _strategy_written(self, pair: Pair, strategy: Strategy | None, words: str) -> None:
        swot = self.notes.value
        if strategy is None:
            made = Strategy(new_key(), words, (pair.keys,))
            strategies = (*swot.strategies, made)
        else:
            strategies = tuple(
                replace(each, text=words) if each.key == strategy.key else each
                for each in swot.strategies
            )
        self.notes.write(
            message("SWOT: strategy “{words}”", words=words), Swot(swot.items, strategies)
        )

    def _withdraw(self, pair: Pair, strategy: Strategy) -> None:
        swot = self.notes.value
        left = replace(strategy, pairs=tuple(p for p in strategy.pairs if p != pair.keys))
        strategies = tuple(left if each.key == strategy.key else each for each in swot.strategies)
        strategies = tuple(each for each in strategies if each.pairs)
        if self.notes.write(
            message("SWOT: withdraw strategy “{words}”", words=strategy.text),
            Swot(swot.items, strategies),
        ):
            self._desk.say_undoable(_("“{text}” was withdrawn.").format(text=strategy.text))
