"""The map as a list, for whoever reads rather than looks: a row for each person, then a row for each line."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from kamdesk.charts import map_words as words
from kamdesk.i18n import _
from kamdesk.model.fields import field_of
from kamdesk.model.relations import ChainLink
from kamdesk.ui import theme
from kamdesk.work.decision_chain import ChainMap

_KEY = Qt.ItemDataRole.UserRole
_WIDTHS = (170, 110, 130, 110, 110, 90, 150, 90, 120)


class PeopleTable(QTableWidget):
    """`chosen(person, line)`: the row that is selected; `opened(person)`, `line_opened(line)`: edit it.

    `remove_wanted(person, line)`.
    """

    chosen = Signal(int, int)
    opened = Signal(int)
    line_opened = Signal(int)
    remove_wanted = Signal(int, int)

    def __init__(self) -> None:
        super().__init__(0, 9)
        self.setHorizontalHeaderLabels([
            field_of(ChainLink, "name").label,
            _("Position"), _("Buying role"), _("Support"), _("Influence"), _("Coverage"),
            _("Last contact"), _("Certainty"), _("Reports to"),
        ])  # fmt: skip
        self.setAccessibleName(_("People on the map"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.DENSE_ROW_HEIGHT)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.setStyleSheet("QTableWidget::item { padding: 0 8px; }")
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        self.itemSelectionChanged.connect(self._tell_chosen)
        self.itemDoubleClicked.connect(self._open)

    def show_map(self, shown: ChainMap) -> None:
        """Shows a map; the selected row stays."""
        kept = self._key()
        self.blockSignals(True)
        self.setRowCount(0)
        for each in shown.people:
            superior = shown.person(each.reports_to_id)
            self._add(
                (each.id, 0),
                each.title, "" if each.is_placeholder else each.position,
                ", ".join(words.role_words(each.roles)) or words.relation_words(None),
                words.support_words(each.support_level), words.influence_words(each.influence),
                words.coverage_words(each.coverage), words.silence_words(each),
                words.certainty_words(each), superior.title if superior is not None else "",
            )  # fmt: skip
            silence = self.item(self.rowCount() - 1, 6)
            if each.is_overdue and silence is not None:
                silence.setForeground(theme.color("bad"))
        for line in shown.lines:
            start, end = shown.person(line.from_id), shown.person(line.to_id)
            if start is not None and end is not None:
                said = words.whole_line_words(line, start, end)
                self._add((0, line.id), said)
                self.setSpan(self.rowCount() - 1, 0, 1, self.columnCount())
        self.blockSignals(False)
        self.choose(*kept)

    def _add(self, key: tuple[int, int], *texts: str) -> None:
        row = self.rowCount()
        self.insertRow(row)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setData(_KEY, key)
            item.setToolTip(text)
            self.setItem(row, column, item)

    def choose(self, person: int, line: int = 0) -> None:
        """Selects the row of a person or a line."""
        for row in range(self.rowCount()):
            if self._key(row) == (person, line):
                self.selectionModel().setCurrentIndex(
                    self.model().index(row, 0),
                    QItemSelectionModel.SelectionFlag.ClearAndSelect
                    | QItemSelectionModel.SelectionFlag.Rows,
                )
                return

    def _key(self, row: int | None = None) -> tuple[int, int]:
        item = self.item(self.currentRow() if row is None else row, 0)
        return tuple(item.data(_KEY)) if item is not None else (0, 0)

    def _tell_chosen(self) -> None:
        self.chosen.emit(*self._key())

    def _open(self, _item: QTableWidgetItem) -> None:
        self._open_current()

    def _open_current(self) -> None:
        person, line = self._key()
        if person:
            self.opened.emit(person)
        elif line:
            self.line_opened.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_current()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit(*self._key())
        else:
            super().keyPressEvent(event)
