"""The rows of a planned import: what becomes of each, filtered by that, and what one of them changes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from kamdesk.exchange.plan import Action, ImportPlan, PlannedRow
from kamdesk.i18n import _, ngettext, sentences
from kamdesk.model.fields import Kind, RecordField
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.import_list.columns_pane import target_label
from kamdesk.ui.accounts.import_list.rows_model import ChangeLine, ChangesModel, PlanModel
from kamdesk.ui.accounts.import_parts.cells import NewDelegate, OldDelegate, names_of, text_of
from kamdesk.ui.accounts.import_parts.figures import Figure, Figures
from kamdesk.ui.accounts.import_parts.ticks import TickTable, of_many
from kamdesk.ui.widgets.chips import FilterChip
from kamdesk.ui.widgets.delegates import AmountDelegate, CellDelegate, PillDelegate
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.ui.widgets.section import SectionHeader

ALL, PROBLEMS = "all", "problems"


def words_of(action: Action) -> str:
    """What becomes of a row, in a word."""
    return {
        Action.CREATED: _("Added"),
        Action.UPDATED: _("Changed"),
        Action.UNCHANGED: _("Same"),
        Action.SKIPPED: _("Skipped"),
        Action.REJECTED: _("Rejected"),
    }[action]


class RowsPane(QWidget):
    """`ticks_changed`: other rows are ticked. `accepted`: Ctrl+Enter in a list."""

    ticks_changed = Signal()
    accepted = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._plan: ImportPlan | None = None
        self._unticked: set[int] = set()
        self._filter = ALL
        self.figures = Figures(
            [
                Figure("read", _("rows")),
                Figure("created", _("added"), "accent"),
                Figure("updated", _("changed")),
                Figure("unchanged", _("same")),
                Figure("skipped", _("skipped")),
                Figure("rejected", _("rejected"), "bad"),
            ]
        )
        self.chips = {
            key: FilterChip("", removable=False, on=key == ALL)
            for key in (ALL, *(action.value for action in Action), PROBLEMS)
        }
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.setSpacing(theme.SPACE_2)
        for key, chip in self.chips.items():
            chip.setProperty("key", key)
            chip.clicked.connect(self._choose_filter)
            row.addWidget(chip)
        row.addStretch(1)
        self.model = PlanModel(words_of)
        self.table = TickTable(_("Rows of the list"), _("Tick all rows shown"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(1, AmountDelegate(self.table, role="muted"))
        self.table.setItemDelegateForColumn(2, PillDelegate(self.table))
        self.table.setItemDelegateForColumn(3, CellDelegate(self.table, name=True))
        self.table.setItemDelegateForColumn(4, CellDelegate(self.table, role="muted"))
        self.table.set_widths([44, 56, 96, 220, 240])
        self.table.set_stretch_column(4)
        self.table.toggled.connect(self._toggle)
        self.table.all_toggled.connect(self._toggle_all)
        self.table.row_changed.connect(self._show_row)
        self.table.accepted.connect(self.accepted)
        self.changes = ChangesModel()
        self.detail = PagedTable(_("What the row changes"), row_height=theme.DENSE_ROW_HEIGHT)
        self.detail.setModel(self.changes)
        self.detail.setItemDelegateForColumn(1, OldDelegate(self.detail))
        self.detail.setItemDelegateForColumn(2, NewDelegate(self.detail))
        self.detail.setItemDelegateForColumn(3, CellDelegate(self.detail, role="muted"))
        self.detail.set_widths([170, 200, 240, 80])
        self.detail.set_stretch_column(2)
        self._detail_head = SectionHeader("")
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._detail_head)
        column.addWidget(self.detail, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(below)
        split.setSizes([420, 200])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.figures)
        whole.addWidget(bar)
        whole.addWidget(split, 1)

    # ------------------------------------------------------------------------------------------------ what is shown

    def show_plan(self, plan: ImportPlan, *, keep_ticks: bool) -> None:
        """Shows another plan; the rows that were unticked stay so with `keep_ticks`."""
        self._plan = plan
        if not keep_ticks:
            self._unticked = set()
        counts = plan.counts()
        self.figures.set_counts(counts)
        faulty = sum(1 for row in plan.rows if row.problems)
        for key, chip in self.chips.items():
            words = {ALL: _("All"), PROBLEMS: _("With problems")}.get(key)
            count = {ALL: counts["read"], PROBLEMS: faulty}.get(key, counts.get(key, 0))
            chip.set_words(f"{words or words_of(Action(key))} {count:,}")
            chip.setVisible(bool(count) or key in (ALL, self._filter))
        self._filter_rows()

    def ticked(self) -> set[int]:
        """Numbers of the rows that would be written."""
        rows = self._plan.rows if self._plan is not None else []
        return {row.number for row in rows if can_tick(row) and row.number not in self._unticked}

    def ticked_counts(self) -> tuple[int, int]:
        """How many of them are new, and how many change something."""
        rows = self._plan.rows if self._plan is not None else []
        ticked = [row.action for row in rows if can_tick(row) and row.number not in self._unticked]
        return ticked.count(Action.CREATED), ticked.count(Action.UPDATED)

    def choose_filter(self, key: str) -> None:
        """Shows the rows of `key`: an action, ``problems`` or ``all``."""
        self._filter = key
        for each, chip in self.chips.items():
            chip.setChecked(each == key)
        self._filter_rows()

    def _choose_filter(self) -> None:
        chip = self.sender()
        if isinstance(chip, FilterChip):
            self.choose_filter(str(chip.property("key")))

    def _filter_rows(self) -> None:
        rows = self._plan.rows if self._plan is not None else []
        if self._filter == PROBLEMS:
            rows = [row for row in rows if row.problems]
        elif self._filter != ALL:
            rows = [row for row in rows if row.action.value == self._filter]
        current = self.table.current_row()
        self.model.show_rows(rows, self._unticked, self._line_of)
        self.table.go_to_row(min(max(current, 0), len(rows) - 1))
        self._show_row(self.table.current_row())
        self._show_all()

    def _line_of(self, row: PlannedRow) -> str:
        if row.reason:
            return row.reason
        if row.problems:
            return sentences(*(problem.reason for problem in row.problems))
        names = [self._label(name) for name, _old, _new in row.changes() if self._field(name)]
        return _(", ").join(names[:8]) if row.action is Action.UPDATED else ""

    def _field(self, name: str) -> RecordField | None:
        if self._plan is None:
            return None
        target = name if "." in name else f"{self._plan.kind.prefix}.{name}"
        return self._plan.fields.get(target)

    def _label(self, name: str) -> str:
        field = self._field(name)
        if field is None or self._plan is None:
            return name
        prefix = self._plan.kind.prefix
        return target_label(name if "." in name else f"{prefix}.{name}", field.label, prefix)

    # ------------------------------------------------------------------------------------------------ ticks

    def _toggle(self, places: list[int]) -> None:
        numbers = [row.number for row in map(self.model.row_at, places) if row and can_tick(row)]
        if not numbers:
            return
        if any(number in self._unticked for number in numbers):
            self._unticked.difference_update(numbers)
        else:
            self._unticked.update(numbers)
        self._ticks_shown()

    def _toggle_all(self, on: bool) -> None:
        numbers = [row.number for row in self.model.rows() if can_tick(row)]
        if on:
            self._unticked.difference_update(numbers)
        else:
            self._unticked.update(numbers)
        self._ticks_shown()

    def _ticks_shown(self) -> None:
        self.model.show_ticks(self._unticked)
        self._show_all()
        self.ticks_changed.emit()

    def _show_all(self) -> None:
        ticks = [row.number not in self._unticked for row in self.model.rows() if can_tick(row)]
        self.table.show_all(of_many(ticks))

    # ------------------------------------------------------------------------------------------------ one row

    def _show_row(self, place: int) -> None:
        row = self.model.row_at(place)
        if row is None or self._plan is None:
            self._detail_head.set_title("")
            self._detail_head.set_count("")
            self.changes.show_lines([])
            return
        self._detail_head.set_title(row.title or _("Row {number}").format(number=row.number))
        changes = [each for each in row.changes() if self._field(each[0])]
        self._detail_head.set_count(
            ngettext("{count} value", "{count} values", len(changes)).format(count=len(changes))
        )
        self.changes.show_lines([*self._problem_lines(row), *self._change_lines(row, changes)])

    def _problem_lines(self, row: PlannedRow) -> list[ChangeLine]:
        return [
            ChangeLine(
                self._label(each.field), each.value, each.reason, each.cell,
                "warn" if each.kept else "bad",
            )
            for each in row.problems
        ]  # fmt: skip

    def _change_lines(
        self, row: PlannedRow, changes: list[tuple[str, Any, Any]]
    ) -> list[ChangeLine]:
        wanted: dict[str, set[int]] = {}
        for name, old, new in changes:
            field = self._field(name)
            if field is not None and field.kind is Kind.REFERENCE:
                ids = {each for each in (old, new) if isinstance(each, int)}
                wanted.setdefault(field.spec.refers_to, set()).update(ids)
        with self._store.read() as session:
            names = names_of(session, wanted)
        lines = []
        for name, old, new in changes:
            field = self._field(name)
            if field is None:
                continue
            now, then = text_of(field, old, names=names), text_of(field, new, names=names)
            pill = _("+ filled in") if not now and row.action is Action.UPDATED else ""
            lines.append(ChangeLine(self._label(name), now, then, "", "text", pill))
        if row.superior is not None and self._plan is not None:
            field = self._field(self._plan.kind.superior)
            words = field.label if field is not None else ""
            lines.append(ChangeLine(words, "", row.superior.title, "", "text"))
        return lines


def can_tick(row: PlannedRow) -> bool:
    """Whether the row would write anything."""
    return row.action in (Action.CREATED, Action.UPDATED)
