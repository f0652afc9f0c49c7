"""The list under the cards: the records of numerator or denominator, what changed since freezing, the sum that is the
figure; Enter opens a record."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.progress import Progress
from kamdesk.store.store import Store
from kamdesk.ui import file_jobs, messages, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job
from kamdesk.ui.kpi import words
from kamdesk.ui.kpi.dashboard import behind_reading, card_words
from kamdesk.ui.kpi.dashboard.behind_lines import Line
from kamdesk.ui.kpi.dashboard.behind_model import BehindModel, DayDelegate, MarkDelegate
from kamdesk.ui.kpi.dashboard.behind_reading import (
    CHANGED,
    DENOMINATOR,
    NUMERATOR,
    PAGE,
    Head,
    Wish,
)
from kamdesk.ui.kpi.dashboard.card import Card
from kamdesk.ui.kpi.dashboard.reading import Known
from kamdesk.ui.reader import Reader
from kamdesk.ui.widgets.buttons import icon_button, plain_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.delegates import CellDelegate
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.paged_table import PagedTable

_Page = tuple[Head, int, list[Line]]


class BehindPane(QWidget):
    """`computed_wanted`: how the figure was computed. `fold_wanted`: the list gives its room to the cards."""

    computed_wanted = Signal()
    fold_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wish: Wish | None = None
        self.model = BehindModel()
        self.model.pages_wanted.connect(self._read_pages)
        self.table = PagedTable(_("Records behind the figure"), row_height=theme.DENSE_ROW_HEIGHT)
        self.table.setModel(self.model)
        self._cells = CellDelegate(self.table)
        self._day_cells, self._mark_cells = DayDelegate(self.table), MarkDelegate(self.table)
        self.table.opened.connect(self._open)
        self.table.sort_requested.connect(self._sort)
        self.part = Segment(
            [(NUMERATOR, _("Numerator")), (DENOMINATOR, _("Denominator")), (CHANGED, _("Changed since"))],
            NUMERATOR, small=True, name=_("Which records"),
        )  # fmt: skip
        self.part.chosen.connect(self._on_part)
        self.export_button = plain_button(_("Excel"), "download", self.export, small=True)
        self._name = label("", "heading")
        self._formula = ElidedLabel("", "muted")
        self._sum, self._remark = label("", "small"), ElidedLabel("", "small")
        self._remark.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._head_reader: Reader[Head] = Reader(_("Reading the records"), self._take_head, self)
        self._page_reader: Reader[list[_Page]] = Reader(
            _("Reading the records"), self._take_pages, self
        )
        self._build()

    def _build(self) -> None:
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setProperty("ground", "surface")
        head.setFixedHeight(theme.SECTION_HEIGHT + 2)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_2)
        self.fold_button = icon_button(
            "chevron-down", _("Fold or unfold the list"), self.fold_wanted.emit, small=True
        )
        row.addWidget(self.fold_button)
        row.addWidget(self._name)
        row.addWidget(self._formula, 1)
        row.addWidget(
            icon_button("info", _("How it was computed"), self.computed_wanted.emit, small=True)
        )
        row.addWidget(self.part)
        row.addWidget(self.export_button)
        foot = QFrame()
        foot.setProperty("line", "top")
        foot.setFixedHeight(theme.FOOT_HEIGHT)
        below = QHBoxLayout(foot)
        below.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        below.setSpacing(theme.SPACE_4)
        below.addWidget(self._sum)
        below.addWidget(self._remark, 1)
        self.bodies = QStackedWidget()
        self.bodies.addWidget(self.table)
        self._empty = EmptyState("list", _("No records"), "")
        self.bodies.addWidget(self._empty)
        self._below = QWidget()
        inner = QVBoxLayout(self._below)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.bodies, 1)
        inner.addWidget(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._below, 1)
        self.setFocusProxy(self.table)

    # ------------------------------------------------------------------------------------------------- what is shown

    def show_card(self, known: Known, card: Card, part: str = "") -> None:
        """Shows the records of a card; the part that was in view stays unless `part` says another."""
        before = self._wish
        chosen = part or self.part.current() or NUMERATOR
        if chosen == CHANGED and card.frozen is None:
            chosen = NUMERATOR
        self._wish = Wish(known, card, chosen, before.descending if before is not None else True)
        self._show_titles(card)
        self._read_head()

    def wish(self) -> Wish | None:
        """Whose records are shown."""
        return self._wish

    def set_folded(self, folded: bool) -> None:
        """Only the head, or the list too."""
        self._below.setHidden(folded)

    def is_folded(self) -> bool:
        """Whether only the head is shown."""
        return self._below.isHidden()

    def _show_titles(self, card: Card) -> None:
        self._name.setText(card.declared.name)
        found = [f"= {card.declared.formula}"]
        if card.target.version is not None:
            found.append(
                _("target version {number}, approved {day}").format(
                    number=card.target.version, day=card.target.approved_on
                )
            )
        self._formula.setText(" · ".join(found))

    def _read_head(self) -> None:
        wish = self._wish
        if wish is None:
            return
        store: Store = self._desk.store

        def work(_progress: Progress) -> Head:
            with store.read() as session:
                return behind_reading.read_head(session, wish)

        self._head_reader.want(work)

    def _take_head(self, head: Head) -> None:
        wish = self._wish
        if wish is None or (head.wish.known, head.wish.card.key) != (wish.known, wish.card.key):
            return
        keys = self.model.keys()
        row = self.table.current_row()
        kept = self.model.line_at(row)
        scroll = self.table.verticalScrollBar().value()
        self.model.show_head(head)
        if self.model.keys() != keys:
            self._dress()
        same = self.model.line_at(row)
        if kept is not None and same is not None and same.record_id == kept.record_id:
            self.table.go_to_row(row)
            self.table.verticalScrollBar().setValue(scroll)
        blocked = self.part.blockSignals(True)
        self.part.choose(head.wish.part)
        self.part.blockSignals(blocked)
        self._name_parts(head)
        self.bodies.setCurrentIndex(0 if head.count else 1)
        self.export_button.setEnabled(bool(head.count))
        self._show_sum(head)

    def _dress(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.set_widths(self.model.widths())
        mark = self.model.column("mark")
        for column in range(self.model.columnCount()):
            special = self._day_cells if not column else self._mark_cells if column == mark else None  # fmt: skip
            self.table.setItemDelegateForColumn(column, special or self._cells)
        self.table.set_stretch_column(self.model.stretch())
        self.table.horizontalHeader().setSortIndicatorShown(True)
        self.table.set_sort(0, not (self._wish is None or self._wish.descending))

    def _name_parts(self, head: Head) -> None:
        for key, title in (
            (NUMERATOR, _("Numerator {count}")), (DENOMINATOR, _("Denominator {count}")),
            (CHANGED, _("Changed since {count}")),
        ):  # fmt: skip
            self.part.set_shown(key, key in head.counts)
            self.part.set_words(key, title.format(count=f"{head.counts.get(key, 0):,}"))

    def _show_sum(self, head: Head) -> None:
        self._sum.setText(sum_words(head))
        card = head.wish.card
        if card.is_restated:
            self._remark.setText(
                _("The frozen {frozen} stays, {restated} stands beside it").format(
                    frozen=card_words.value(card),
                    restated=words.value_words(card.live.value, card.declared.unit, card.wan),
                )
            )
        else:
            self._remark.setText(card.shown.note)

    # ------------------------------------------------------------------------------------------------------- answers

    def _on_part(self, part: str) -> None:
        if self._wish is not None:
            wish = self._wish
            self._wish = Wish(wish.known, wish.card, part, wish.descending)
            self._read_head()

    def _sort(self, column: int, ascending: bool) -> None:
        if self._wish is None:
            return
        if column:  # the records come by their day, which has an index however many there are
            self.table.set_sort(0, not self._wish.descending)
            return
        self._wish = Wish(self._wish.known, self._wish.card, self._wish.part, not ascending)
        self._read_head()

    def _open(self, row: int) -> None:
        line, head = self.model.line_at(row), self.model.head
        if line is not None and head is not None:
            if line.record_id:
                self._desk.open_record(line.record, line.record_id)
            else:
                self._desk.say(_("This record is not there any more."))

    def _read_pages(self, pages: list[int]) -> None:
        head, store = self.model.head, self._desk.store
        if head is None:
            return

        def work(_progress: Progress) -> list[_Page]:
            with store.read() as session:
                return [
                    (head, page, behind_reading.read_page(session, head, page * PAGE, PAGE))
                    for page in pages
                ]

        self._page_reader.want(work)

    def _take_pages(self, found: list[_Page]) -> None:
        for head, page, lines in found:
            self.model.take_page(head, page, lines)

    def export(self) -> None:
        """Asks where to, and writes all records of the part in view."""
        head, store = self.model.head, self._desk.store
        if head is None:
            return
        name = f"{head.wish.card.declared.name} {head.wish.card.span.code}"
        target = messages.choose_save_file(
            self, _("Export the records"), Path.home() / f"{name}.xlsx",
            [(_("Excel"), "*.xlsx"), (_("CSV"), "*.csv")],
        )  # fmt: skip
        if target is None:
            return

        def work(progress: Progress) -> int:
            with store.read() as session:
                return behind_reading.write_behind(session, target, head, progress)

        run_job(
            _("Writing {file}").format(file=target.name), work,
            lambda _rows: file_jobs.told_written(self._desk, target),
        )  # fmt: skip


def sum_words(head: Head) -> str:
    """How many there are, their sum, and where the period is frozen by how much it differs."""
    card, part = head.wish.card, head.wish.part
    count = ngettext("{count} record", "{count} records", head.count).format(
        count=f"{head.count:,}"
    )
    if head.sum is None:
        return count
    shown = words.money_words if card.declared.is_money else words.exact_words
    found = [count]
    if part == CHANGED:
        found.append(_("numerator {sum}").format(sum=signed(shown(head.sum), head.sum)))
        return " · ".join(found)
    if card.declared.unit == "days":
        found.append(_("median {value}").format(value=shown(head.sum)))
    elif not head.is_counted:
        found.append(_("sum {sum}").format(sum=shown(head.sum)))
    frozen = None
    if card.frozen is not None:
        parts = card.frozen
        frozen = parts.numerator if part == NUMERATOR else parts.denominator
    if frozen is not None:
        found.append(_("frozen {sum}").format(sum=shown(frozen)))
        moved = head.sum - frozen
        if moved:
            found.append(_("difference {sum}").format(sum=signed(shown(moved), moved)))
        return " · ".join(found)
    live = card.live.numerator if part == NUMERATOR else card.live.denominator
    if live is not None and live == head.sum:
        found.append(_("✓ as on the card"))
    return " · ".join(found)


def signed(said: str, amount: Decimal) -> str:
    """With a plus where it is one."""
    return f"+{said}" if amount > 0 else said
