"""The left half: counts, filters, and the list of forms."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.accounts.import_forms import files_model
from kamdesk.ui.accounts.import_forms.cases import FILTERS, Batch, Case, matches, totals
from kamdesk.ui.accounts.import_forms.files_model import FilesModel, Line
from kamdesk.ui.accounts.import_parts.figures import Figure, Figures
from kamdesk.ui.accounts.import_parts.ticks import Tick, TickTable
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.chips import FilterChip
from kamdesk.ui.widgets.delegates import COLOUR, VALUE, CellDelegate, Index


def _narrow(model: FilesModel) -> list[int]:
    """Columns of figures as wide as their headings: what is left is for the names of files."""
    headings = (
        str(model.headerData(column, Qt.Orientation.Horizontal))
        for column in (files_model.CHANGES, files_model.PROBLEMS)
    )
    return [theme.text_width(words, theme.TEXT_SMALL) + 2 * theme.SPACE_4 for words in headings]


class _MatchedDelegate(CellDelegate):
    """How the account was found, and a pill for a new one."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        pill = str(index.data(VALUE) or "")
        width = paint.pill_size(pill).width() if pill else 0
        room = rect.adjusted(0, 0, -(width + 6) if width else 0, 0)
        used = paint.text(painter, room, str(index.data() or ""), index.data(COLOUR) or "muted")
        if width:
            spot = QRect(rect.left() + used + 6, rect.top(), width, rect.height())
            paint.pill(painter, spot, pill, "accent")


class _CountDelegate(CellDelegate):
    """A count at the right; of problems bold in `bad`."""

    def __init__(self, view: TickTable) -> None:
        super().__init__(view, align=paint.RIGHT)

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        words = str(index.data() or "")
        role = index.data(COLOUR) or ("muted" if words == "—" else "text")
        paint.text(painter, rect, words, role, bold=role == "bad", align=paint.RIGHT)


class FilesPane(QWidget):
    """`case_changed`: another form is current (or None). `ticks_changed`. `entered`: Enter. `accepted`: Ctrl+Enter."""

    case_changed = Signal(object)
    ticks_changed = Signal()
    entered = Signal()
    accepted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._batch: Batch | None = None
        self._filter = "all"
        self._current: Case | None = None
        self.figures = Figures(
            [
                Figure("known", _("records known")),
                Figure("new", _("new ones"), "accent"),
                Figure("changes", _("changes")),
                Figure("problems", _("problems"), "bad"),
                Figure("unopened", _("not opened"), "bad"),
            ]
        )
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.setSpacing(6)
        self.chips = {key: FilterChip("", removable=False, on=key == "all") for key in FILTERS}
        for key, chip in self.chips.items():
            chip.setProperty("key", key)
            chip.clicked.connect(self._choose_filter)
            row.addWidget(chip)
        row.addStretch(1)
        self.model = FilesModel()
        self.table = TickTable(_("Forms"), _("Tick all forms shown"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(files_model.FILE, CellDelegate(self.table, name=True))
        self.table.setItemDelegateForColumn(files_model.MATCHED, _MatchedDelegate(self.table))
        for column in (files_model.CHANGES, files_model.PROBLEMS):
            self.table.setItemDelegateForColumn(column, _CountDelegate(self.table))
        self.table.set_widths([40, 150, 136, 122, *_narrow(self.model)])
        self.table.set_stretch_column(files_model.ACCOUNT)
        self.table.row_changed.connect(self._show_row)
        self.table.toggled.connect(self._toggle)
        self.table.all_toggled.connect(self._toggle_all)
        self.table.opened.connect(self._enter)
        self.table.accepted.connect(self.accepted)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(0)
        column_.addWidget(self.figures)
        column_.addWidget(bar)
        column_.addWidget(self.table, 1)

    def show_batch(self, batch: Batch) -> None:
        """Shows what was read; the current form stays if it is still there."""
        kept = self._current
        self._batch, self._current = batch, None
        if kept is not None:
            self._current = next(
                (
                    case
                    for case in batch.cases
                    if (case.file.path, case.place) == (kept.file.path, kept.place)
                ),
                None,
            )
        self._fill()

    def current(self) -> Case | None:
        """The form whose fields are shown."""
        return self._current

    def choose_filter(self, key: str) -> None:
        """Shows the forms of filter `key`."""
        self._filter = key
        for each, chip in self.chips.items():
            chip.setChecked(each == key)
        self._fill()

    def tell(self) -> None:
        """Something was ticked, answered or chosen in the fields."""
        self.model.tell()
        self._show_counts()

    def _choose_filter(self) -> None:
        chip = self.sender()
        if isinstance(chip, FilterChip):
            self.choose_filter(str(chip.property("key")))

    def _fill(self) -> None:
        batch = self._batch
        if batch is None:
            return
        kept = self._current
        lines: list[Line] = [case for case in batch.cases if matches(case, self._filter)]
        if self._filter == "all":
            lines += batch.bad_files
        self.model.show_lines(lines)
        self.table.clearSpans()
        for row, line in enumerate(lines):
            if not isinstance(line, Case):
                self.table.setSpan(row, files_model.ACCOUNT, 1, 4)
        self._show_counts()
        row = lines.index(kept) if kept in lines else 0
        self.table.go_to_row(row)
        self._show_row(self.table.current_row())

    def _show_counts(self) -> None:
        batch = self._batch
        if batch is None:
            return
        found = totals(batch)
        self.figures.set_counts(
            {
                "known": found.known_records,
                "new": found.new_records,
                "changes": found.changes,
                "problems": found.problems,
                "unopened": found.unopened,
            }
        )
        words = {
            "all": _("All"),
            "problems": _("With problems"),
            "new": _("New ones"),
            "by_name": _("By name only"),
            "unchanged": _("Unchanged"),
        }
        for key, chip in self.chips.items():
            count = sum(1 for case in batch.cases if matches(case, key))
            if key == "all":
                count += len(batch.bad_files)
            chip.set_words(f"{words[key]} {count:,}")
        ticks = [case.tick for case in self._shown()]
        on = [each is not Tick.OFF for each in ticks if each.can_toggle]
        state = (
            Tick.SAME if not on else (Tick.ON if all(on) else Tick.SOME if any(on) else Tick.OFF)
        )
        partly = state is Tick.ON and Tick.SOME in ticks
        self.table.show_all(Tick.SOME if partly else state)

    def _shown(self) -> list[Case]:
        return [line for line in self.model.lines() if isinstance(line, Case)]

    def _show_row(self, row: int) -> None:
        line = self.model.line_at(row)
        self._current = line if isinstance(line, Case) else None
        self.case_changed.emit(line)

    def _enter(self, _row: int) -> None:
        self.entered.emit()

    def _toggle(self, rows: list[int]) -> None:
        lines = [self.model.line_at(row) for row in rows]
        cases = [line for line in lines if isinstance(line, Case) and line.tick.can_toggle]
        if cases:
            self._take(cases, not any(case.count() for case in cases))

    def _toggle_all(self, on: bool) -> None:
        self._take([case for case in self._shown() if case.tick.can_toggle], on)

    def _take(self, cases: list[Case], on: bool) -> None:
        for case in cases:
            case.take_all(on)
        self.tell()
        self.ticks_changed.emit()
