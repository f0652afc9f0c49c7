"""重点关注 beside the day: loyalty ○ and potential ◆ of an account on one scale, and the gap between them."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.progress import Progress
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.reader import Reader
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.delegates import VALUE, CellDelegate
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import focus, settings
from kamdesk.work.focus import Matrix, Placed

Index = QModelIndex | QPersistentModelIndex
_MOST = 5
_NAME, _SCALE, _GAP = range(3)


def read_focus(store: Store, on: date, _progress: Progress) -> Matrix:
    """Potential and loyalty of the accounts of whoever uses this computer."""
    with store.read() as session:
        return focus.matrix(session, on, settings.me(session))


def listed(matrix: Matrix, most: int = _MOST) -> list[Placed]:
    """What stands in the list: those in focus, then high potential of which too little is known."""
    unknown = [each for each in matrix.watch if each.standing.place == "unknown"]
    return [*matrix.focus, *unknown][:most]


class FocusList(QWidget):
    """Not there while no account has scores. `opened(account_id)`; `all_wanted`: the whole picture."""

    opened = Signal(int)
    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.head = SectionHeader(_("Focus"), "", "star")
        self.head.add_action(_("All"), self.all_wanted.emit)
        self.model: RowsModel[Placed] = _FocusModel(
            [
                Column("name", _("Account"), 120, _name_words),
                Column("scale", _("Loyalty and potential"), 84, _scale_words),
                Column("gap", _("Gap"), 132, _gap_words, _gap_role, numeric=True),
            ],
            self,
        )  # fmt: skip
        self.table = rows_table(self.model, _("Focus"), _NAME)
        self.table.horizontalHeader().hide()
        self.table.setSelectionMode(PagedTable.SelectionMode.SingleSelection)
        for policy in (
            self.table.setHorizontalScrollBarPolicy,
            self.table.setVerticalScrollBarPolicy,
        ):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setItemDelegateForColumn(_NAME, _NameDelegate(self.table))
        self.table.setItemDelegateForColumn(_SCALE, ScaleDelegate(self.table))
        self.table.opened.connect(self._open)
        self._legend = label(_("○ loyalty  ◆ potential"), "small")
        self._legend.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
        self._reader: Reader[Matrix] = Reader(_("Reading the focus list"), self.show_matrix, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.head, self._legend, self.table):
            column.addWidget(each)
        self.hide()

    def want(self, store: Store, on: date) -> None:
        """Reads the list of day `on` anew, beside the window."""
        self._reader.want(lambda progress: read_focus(store, on, progress))

    def show_matrix(self, matrix: Matrix) -> None:
        """Shows who is in focus."""
        kept = self.model.row_at(self.table.current_row())
        rows = listed(matrix)
        self.model.show_rows(rows)
        self.head.set_count(f"{len(matrix.focus):,}")
        self.head.setToolTip(
            _("potential from {high}, loyalty up to {low}").format(
                high=matrix.potential_from, low=matrix.loyalty_to
            )
        )
        self.table.setFixedHeight(len(rows) * theme.ROW_HEIGHT)
        ids = [each.account.account_id for each in rows]
        if kept is not None and kept.account.account_id in ids:
            self.table.go_to_row(ids.index(kept.account.account_id))
        self.setVisible(bool(rows))

    def _open(self, row: int) -> None:
        each = self.model.row_at(row)
        if each is not None:
            self.opened.emit(each.account.account_id)


def _name_words(each: Placed) -> str:
    return f"{each.account.tier or ''} {each.account.name}".strip()


def _scale_words(each: Placed) -> str:
    shown = [
        "—" if value is None else f"{value:.0f}"
        for value in (each.standing.loyalty, each.standing.potential)
    ]
    return _("loyalty {loyalty}, potential {potential}").format(
        loyalty=shown[0], potential=shown[1]
    )


def _gap_words(each: Placed) -> str:
    distance = each.standing.distance
    return _("too little known") if distance is None else f"{distance:.0f}"


def _gap_role(each: Placed) -> str:
    return "muted" if each.standing.distance is None else "text"


class _FocusModel(RowsModel[Placed]):
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == VALUE:
            return self.row_at(index.row())
        return super().data(index, role)


class _NameDelegate(CellDelegate):
    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        each: Placed = index.data(VALUE)
        if each.account.tier:
            spot = QRect(rect.left(), rect.top(), theme.PILL_HEIGHT, rect.height())
            paint.tier(painter, spot, each.account.tier)
        paint.text(painter, rect.adjusted(26, 0, 0, 0), each.account.name, bold=selected)


class ScaleDelegate(CellDelegate):
    """A line from 0 to 100: a ring for loyalty, a diamond for potential, the gap between them in colour."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        each: Placed = index.data(VALUE)
        y = rect.center().y() + 0.5
        left, width = rect.left() + 4, rect.width() - 8
        painter.setPen(QPen(theme.color("line_strong"), 2))
        painter.drawLine(left, int(y), left + width, int(y))
        spots = {
            name: None if value is None else left + width * float(value) / 100
            for name, value in (
                ("loyalty", each.standing.loyalty), ("potential", each.standing.potential),
            )
        }  # fmt: skip
        loyalty, potential = spots["loyalty"], spots["potential"]
        if loyalty is not None and potential is not None:
            painter.setPen(QPen(theme.color("chart2"), 2))
            painter.drawLine(int(loyalty), int(y), int(potential), int(y))
        if loyalty is not None:
            box = QRectF(loyalty - 4, y - 4, 8, 8)
            paint.rounded(painter, box, 4, theme.color("raised"))
            paint.shape(painter, paint.Shape.RING, "chart2", box)
        if potential is not None:
            box = QRectF(potential - 5, y - 5, 10, 10)
            paint.shape(painter, paint.Shape.DIAMOND, "accent", box)
