"""Who knows whom as a table: one of us a row, one of theirs a column; a press goes to the next level."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kamdesk.i18n import _
from kamdesk.model.sales_words import RELATION_LEVEL
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.work.acquaintances import Cell, Grid

Index = QModelIndex | QPersistentModelIndex
CELL_WIDTH, CELL_HEIGHT = 136, 46


def rank(level: str | None) -> int:
    """0 for none, up to 4 for a trusted adviser."""
    return RELATION_LEVEL.codes.index(level) + 1 if level in RELATION_LEVEL else 0


def level_words(level: str | None) -> str:
    """The word of a level; none is said."""
    return RELATION_LEVEL.label(level) if level else _("Does not know")


def cell_words(cell: Cell) -> str:
    """Everything a cell says."""
    parts = [level_words(cell.now)]
    if cell.wanted is not None:
        parts.append(_("wanted: {level}").format(level=level_words(cell.wanted)))
    if cell.met_on is not None:
        parts.append(_("met {day}").format(day=cell.met_on))
    return " · ".join(filter(None, (*parts, cell.note)))


class GridModel(QAbstractTableModel):
    """The cells of a `Grid`; what one of us is to one of them is asked by `cell_at`."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid((), (), {}, ())

    def show_grid(self, grid: Grid) -> None:
        """Shows another grid; where only values changed the selection stays."""
        same = [each.id for each in (*self.grid.staff, *self.grid.contacts)] == [
            each.id for each in (*grid.staff, *grid.contacts)
        ]
        if same and len(self.grid.staff) == len(grid.staff):
            self.grid = grid
            if grid.staff and grid.contacts:
                last = self.index(len(grid.staff) - 1, len(grid.contacts) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(grid.contacts) - 1)
            return
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def cell_at(self, index: Index) -> Cell:
        """What stands in a cell."""
        staff, contact = self.pair_at(index)
        return self.grid.cell(staff, contact)

    def pair_at(self, index: Index) -> tuple[int, int]:
        """Ids of one of us and one of them."""
        return self.grid.staff[index.row()].id, self.grid.contacts[index.column()].id

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.grid.staff)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the same
        return 0 if parent.isValid() else len(self.grid.contacts)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            each = self.grid.staff[section]
            return each.name if role == Qt.ItemDataRole.DisplayRole else None
        person = self.grid.contacts[section]
        alone = len(self.grid.known_by(person.id))
        if role == Qt.ItemDataRole.DisplayRole:
            return person.full_name
        if role == Qt.ItemDataRole.ToolTipRole:
            said = _("known by {count} of us").format(count=alone)
            return " · ".join(filter(None, (person.full_name, person.position, said)))
        if role == Qt.ItemDataRole.ForegroundRole and alone < 2:
            return theme.color("bad" if alone == 0 else "warn")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell_words(self.cell_at(index))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            staff, contact = self.grid.staff[index.row()], self.grid.contacts[index.column()]
            return f"{staff.name}, {contact.full_name}: {cell_words(self.cell_at(index))}"
        return None


class GridDelegate(QStyledItemDelegate):
    """Four steps filled as far as the relation goes, outlined as far as it should; below them the word."""

    def __init__(self, model: GridModel) -> None:
        super().__init__()
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(CELL_WIDTH, CELL_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = self._model.cell_at(index)
        rect: QRect = option.rect
        states = QStyle.StateFlag
        if option.state & states.State_Selected:
            painter.fillRect(rect, theme.color("selected"))
        elif option.state & states.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if option.state & states.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        now, wanted = rank(cell.now), rank(cell.wanted)
        for place in range(4):
            box = QRectF(rect.left() + 10 + place * 20, rect.top() + 8, 17, 9)
            if place < now:
                painter.fillRect(box, theme.color("accent"))
            elif place < wanted:
                paint.rounded(painter, box, 1, None, theme.color("warn"), 1.4)
            else:
                painter.fillRect(box, theme.color("sunken"))
        line = rect.adjusted(10, 22, -6, -3)
        role = "text" if cell.now else "muted"
        said = level_words(cell.now)
        used = paint.text(painter, line, said, role, theme.TEXT_SMALL)
        more = line.adjusted(used + 4, 0, 0, 0)
        target = f"→ {level_words(cell.wanted)}"
        if cell.falls_short and theme.text_width(target, theme.TEXT_SMALL) <= more.width():
            paint.text(painter, more, target, "warn", theme.TEXT_SMALL)
