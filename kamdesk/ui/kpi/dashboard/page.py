"""The indicators as cards with the records behind the chosen one (mockups 08 and 12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.indicators.scopes import Scope
from kamdesk.progress import Progress
from kamdesk.store.store import Changed
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.dashboard import reading
from kamdesk.ui.kpi.dashboard.behind_pane import BehindPane
from kamdesk.ui.kpi.dashboard.behind_reading import CHANGED, DENOMINATOR, NUMERATOR
from kamdesk.ui.kpi.dashboard.card import Card
from kamdesk.ui.kpi.dashboard.cards_pane import CardsPane
from kamdesk.ui.kpi.dashboard.compare_pane import ComparePane
from kamdesk.ui.kpi.dashboard.computed import Computed
from kamdesk.ui.kpi.dashboard.freezing import Freezing, open_again
from kamdesk.ui.kpi.dashboard.period_bar import PeriodBar, action_buttons
from kamdesk.ui.kpi.dashboard.reading import Known
from kamdesk.ui.kpi.pages import PAGES
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.remember import Memory
from kamdesk.ui.widgets.buttons import icon_button, plain_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.work import kept_looks
from kamdesk.work.kept_looks import Look
from kamdesk.work.periods import period_of, start_month

_AT_ONCE = 4
"""Cards whose earlier periods are read at one go: between two goes something else may be read."""
_SHEETS = "appraisals"
_BEHIND_HEIGHT = 330


@dataclass(frozen=True)
class _Board:
    """What was read of a look: all about it, and the cards asked for."""

    known: Known
    cards: Mapping[str, Card]


class DashboardPage(Page):
    """`keep_wanted(look, name)`: under a name. `moved`: another look by hand. `page_wanted(key, subject)`."""

    keep_wanted = Signal(object, str)
    moved = Signal()
    page_wanted = Signal(str, object)

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self._desk, self._memory = desk, memory
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = self._first_look()
        self.known: Known | None = None
        self._cards: dict[str, Card] = {}
        """Those read for the look in view since the last change of the store."""
        self._trends: dict[tuple[Look, str], tuple[tuple[str, object], ...]] = {}
        self._chosen = str(memory.get("kpi.indicator") or "")
        self._part = ""
        self._wants_keys = False
        """The keys were to go onto the cards before there were any."""
        self._sections = reading.sections()
        self.freezing = Freezing(desk, self)
        self.freeze_button, self.compare_button, self.sheet_button = action_buttons(
            self._freeze, self.compare, partial(self.page_wanted.emit, _SHEETS, None)
        )
        self.sheet_button.setVisible(any(each.key == _SHEETS for each in PAGES))
        self.more_button = icon_button("more", _("More"), self._open_more)
        self.bar = PeriodBar(
            desk.today, self.freeze_button, self.compare_button, self.sheet_button, self.more_button
        )  # fmt: skip
        self.cards = CardsPane()
        self.behind = BehindPane(desk)
        self.compared = ComparePane()
        self._figures: Reader[_Board] = Reader(_("Working out the indicators"), self._take, self)
        self._before: Reader[tuple[Look, dict[str, Card]]] = Reader(
            _("Reading earlier periods"), self._take_trends, self
        )
        self._build()
        self._connect()
        self.track(desk.events.changed, self.on_changed)

    def _build(self) -> None:
        for section in self._sections:
            self.cards.add_row(
                section.family, section.heading, small=section.family != "quantitative",
                folded=section.family == "further" and not self._memory.get("kpi.further"),
            )  # fmt: skip
        self._below = QStackedWidget()
        self._below.addWidget(self.behind)
        self._below.addWidget(self.compared)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.cards)
        self.split.addWidget(self._below)
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        height = int(self._memory.get("kpi.cards_height") or 0)
        self.split.setSizes([height or 404, _BEHIND_HEIGHT])
        empty = EmptyState(
            "bar-chart",
            _("No figures yet"),
            _("Every indicator is worked out from what is recorded: accounts, purchases, complaints, call-backs. "
              "Import a list to begin with."),
            [plain_button(_("Import a list"), "upload", partial(self._desk.open_page, "import_list"))],
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())  # while it is first read
        self._stack.addWidget(self.split)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.bar.look_chosen.connect(self._on_look)
        self.bar.account_wanted.connect(self._pick_account)
        self.cards.chosen.connect(self.choose)
        self.cards.computed_wanted.connect(self.explain)
        self.cards.menu_wanted.connect(self._open_menu)
        self.cards.unfolded.connect(self._on_unfolded)
        self.behind.computed_wanted.connect(self._explain_chosen)
        self.behind.fold_wanted.connect(self._fold)
        self.compared.chosen.connect(self._on_compared)
        self.compared.closed.connect(self._show_list)

    def _first_look(self) -> Look:
        """As at the last end of the program; the running quarter where there was none, or whom it was for is gone."""
        today = self._desk.today()
        with self._desk.store.read() as session:
            kept = self._memory.get("kpi.look")
            if isinstance(kept, dict):
                try:
                    return kept_looks.load(session, kept, today)
                except RuleError:
                    pass  # whom it was for is gone: the usual look is as good as any
            return Look(period_of(today, "quarter", start_month(session)).code)

    # ------------------------------------------------------------------------------------------------- what is shown

    def on_changed(self, changed: Changed) -> None:
        """What was worked out holds no longer."""
        self._cards.clear()
        self._trends.clear()
        super().on_changed(changed)

    def refresh(self) -> None:
        """Works out the cards in view, beside the window; what is known since the last change is not read again."""
        look, today, store = self.look, self._desk.today(), self._desk.store
        wanted = [key for key in self._wanted_keys() if key not in self._cards]

        def work(_progress: Progress) -> _Board:
            with store.read() as session:
                known = reading.read_known(session, look, today)
                return _Board(known, {} if known.is_empty else reading.read_cards(session, known, wanted))  # fmt: skip

        self._figures.want(work)

    def _wanted_keys(self) -> list[str]:
        found = [
            key
            for section in self._sections
            if not self.cards.is_folded(section.family)
            for key in section.keys
        ]
        if self._chosen and self._chosen not in found:
            found.append(self._chosen)
        return found

    def _take(self, board: _Board) -> None:
        if board.known.look != self.look:
            return
        self.known = board.known
        self._cards |= {key: self._dressed(card) for key, card in board.cards.items()}
        self.bar.show_known(board.known)
        self._show_actions(board.known)
        is_first = self._stack.currentIndex() != 1
        self._stack.setCurrentIndex(2 if board.known.is_empty else 1)
        if board.known.is_empty:
            return
        for section in self._sections:
            if not self.cards.is_folded(section.family):
                cards = [self._cards[key] for key in section.keys if key in self._cards]
                self.cards.show_cards(section.family, _told_apart(cards), self._note(cards))
            else:
                self.cards.show_cards(section.family, [], _("on demand"))
        if self._chosen not in self._cards:
            self._chosen = next(iter(self._cards), "")
        self._show_chosen()
        keys = self.window().focusWidget()
        if self._wants_keys or (is_first and (keys is None or self.isAncestorOf(keys))):
            self.setFocus()  # until now Qt had given them to the first button
        if self._below.currentWidget() is self.compared:
            self.compare()
        self._read_trends()

    def _dressed(self, card: Card) -> Card:
        trend = self._trends.get((self.look, card.key))
        return card if trend is None else reading.with_trend(card, trend)  # type: ignore[arg-type]  # kept as it came

    def _note(self, cards: list[Card]) -> str:
        """The period of a row where all its cards have the same."""
        known = self.known
        if known is None or not cards:
            return ""
        spans = {each.span for each in cards}
        span = next(iter(spans))
        kind = {"month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}
        found = [kind[span.kind] if len(spans) == 1 else kind[known.span.kind]]
        if len(spans) == 1 and span != known.span:
            is_so_far = reading.as_of_for(known, span) < span.last
            said = _("{period} so far") if is_so_far else _("{period}")
            found.append(said.format(period=span.code))
        else:
            found.append(_("eight periods, the target is dashed"))
        return " · ".join(found)

    def _show_actions(self, known: Known) -> None:
        is_frozen = known.frozen is not None
        self.freeze_button.setVisible(not is_frozen)
        can = reading.ended(known.span, self._desk.today()) and not self._desk.store.read_only
        self.freeze_button.setEnabled(can and not known.is_empty)
        self.freeze_button.setToolTip("" if can else _("A period can be frozen when it is over."))
        self.compare_button.setVisible(is_frozen)
        if not is_frozen:
            self._show_list()

    def _read_trends(self) -> None:
        """The periods before, some cards at a time: the cards themselves are there already."""
        known, store = self.known, self._desk.store
        cards = (self._cards.get(key) for key in self._wanted_keys())
        waiting = [card for card in cards if card is not None and not card.trend]
        some = waiting[:_AT_ONCE]
        if known is None or not some:
            return

        def work(_progress: Progress) -> tuple[Look, dict[str, Card]]:
            with store.read() as session:
                trends = reading.read_trends(session, known, some)
                return known.look, {
                    card.key: reading.with_trend(card, trends[card.key]) for card in some
                }

        self._before.want(work)

    def _take_trends(self, read: tuple[Look, dict[str, Card]]) -> None:
        look, cards = read
        if look == self.look:
            shown = {}
            for key, card in cards.items():
                if key in self._cards:  # else the store changed meanwhile: they are read anew
                    self._cards[key] = reading.with_trend(self._cards[key], card.trend)
                    self._trends[look, key] = card.trend
                    shown[key] = self._cards[key]
            self.cards.show_trends(shown)
        self._read_trends()

    def _show_chosen(self) -> None:
        card, known = self._cards.get(self._chosen), self.known
        if card is None or known is None:
            return
        self.cards.choose(self._chosen)
        self.behind.show_card(known, card, self._part)
        self._part = ""

    # ------------------------------------------------------------------------------------------------- what is chosen

    def choose(self, key: str, part: str = "") -> None:
        """Shows the records behind an indicator."""
        self._chosen, self._part = key, part
        self._show_list()
        if self.behind.is_folded():
            self._fold()
        if key in self._cards:
            self._show_chosen()
        else:
            self.refresh()

    def show_look(self, look: Look) -> None:
        """The indicators of another period or scope."""
        if look != self.look:
            self.look = look
            self._cards.clear()
        self.refresh()

    def _on_look(self, look: Look) -> None:
        self.moved.emit()
        self.show_look(look)

    def show_period(self, code: str) -> None:
        """Another period, as of its usual day."""
        self.show_look(replace(self.look, period=code, as_of=None))

    def show_figure(self, key: str, period: str = "", scope: object = None) -> None:
        """One indicator, for a period and a scope where they are given, with its records."""
        look = self.look
        if period:
            look = replace(look, period=period, as_of=None)
        if isinstance(scope, Scope):
            look = replace(
                look, scope=scope.kind, staff_id=scope.staff_id, account_id=scope.account_id, tier=scope.tier,
            )  # fmt: skip
        self._chosen, self._part = key, NUMERATOR
        self.show_look(look)

    def current_account(self) -> tuple[int | None, str]:
        """Id and name of the account the cards are for."""
        if self.known is None or self.look.account_id is None:
            return None, ""
        return self.look.account_id, self.known.scope_words

    def _pick_account(self) -> None:
        from kamdesk.ui.accounts.pick_account import PickAccountDialog

        dialog = PickAccountDialog(self._desk.store, _("Indicators of an account"), _("Show"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.picked.connect(self.bar.show_account)
        dialog.open()

    # ---------------------------------------------------------------------------------------------- what can be done

    def explain(self, key: str) -> None:
        """Says how a figure was computed."""
        card, known = self._cards.get(key), self.known
        if card is None or known is None:
            return
        shown = Computed(known, card, self)
        widget = self.cards.card(key)
        beside = widget if widget is not None and widget.isVisible() else self.behind
        place = beside.mapToGlobal(QPoint(beside.width() // 3, 32))
        within = self.rect().translated(self.mapToGlobal(QPoint(0, 0)))
        shown.show_at(place, within)

    def _explain_chosen(self) -> None:
        self.explain(self._chosen)

    def _freeze(self) -> None:
        if self.known is not None:
            self.freezing.freeze(self.known)

    def compare(self) -> None:
        """All figures of the closed period against the facts of today, in the place of the list."""
        self._below.setCurrentWidget(self.compared)
        if self.behind.is_folded():
            self._fold()
        self.compared.show_cards(self._cards.values())
        if any(self.cards.is_folded(each.family) for each in self._sections):
            self._read_all_for_comparing()

    def _read_all_for_comparing(self) -> None:
        known, store = self.known, self._desk.store
        wanted = [key for each in self._sections for key in each.keys if key not in self._cards]
        if known is None or not wanted:
            return

        def work(_progress: Progress) -> _Board:
            with store.read() as session:
                return _Board(known, reading.read_cards(session, known, wanted))

        self._figures.want(work)

    def _on_compared(self, key: str) -> None:
        self.choose(key, CHANGED)

    def _show_list(self) -> None:
        self._below.setCurrentWidget(self.behind)

    def _fold(self) -> None:
        """The list gives its room to the cards, or takes it back."""
        folded = not self.behind.is_folded()
        self.behind.set_folded(folded)
        head = self.behind.sizeHint().height() if folded else _BEHIND_HEIGHT
        self._below.setMaximumHeight(head if folded else 16_777_215)
        self.split.setSizes([self.height() - head, head])

    def _on_unfolded(self, family: str) -> None:
        del family
        self._memory.put("kpi.further", True)
        self.refresh()

    def _open_menu(self, key: str, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_entry(menu, _("Records of the numerator"), "list", partial(self.choose, key, NUMERATOR))
        card = self._cards.get(key)
        if card is not None and card.shown.denominator is not None:
            add_entry(
                menu, _("Records of the denominator"), "list", partial(self.choose, key, DENOMINATOR)
            )  # fmt: skip
        add_entry(menu, _("How it was computed"), "info", partial(self.explain, key))
        menu.popup(point)

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_entry(menu, _("Keep this view…"), "star", self._ask_to_keep)
        people = partial(self.page_wanted.emit, "people", self.look.period)
        add_entry(menu, _("Persons compared"), "users", people)
        add_entry(menu, _("Frozen periods"), "history", partial(self.page_wanted.emit, "frozen", None))  # fmt: skip
        known = self.known
        if known is not None and known.frozen is not None and not self._desk.store.read_only:
            menu.addSeparator()
            again = partial(open_again, self._desk, known.span.code)
            add_entry(menu, _("Open the period again"), "undo", again)
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _ask_to_keep(self) -> None:
        if self.known is not None:
            self.keep_wanted.emit(self.look, f"{self.known.scope_words} · {self.known.span.code}")

    def setFocus(self, *reason: object) -> None:
        """Puts the keys onto the cards."""
        del reason
        self._wants_keys = not self.cards.take_focus()

    def remember(self) -> None:
        """Keeps look, indicator and heights until the next start."""
        with self._desk.store.read() as session:
            look = kept_looks.dump(session, self.look, self._desk.today())
        self._memory.put("kpi.look", look)
        self._memory.put("kpi.indicator", self._chosen)
        self._memory.put("kpi.further", not self.cards.is_folded("further"))
        if not self.behind.is_folded() and self.isVisible():
            self._memory.put("kpi.cards_height", self.split.sizes()[0])


def _told_apart(cards: list[Card]) -> list[Card]:
    """Says its period on each card where the row has several."""
    several = len({each.span for each in cards}) > 1
    return [replace(each, tells_period=several) for each in cards]
