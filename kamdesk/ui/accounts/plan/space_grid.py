"""The white-space map, painted: companies in rows, product lines in columns; a click or Enter opens a cell."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from kamdesk.i18n import _
from kamdesk.model.sales_words import SPACE_STATE
from kamdesk.model.values import show_money
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.work.white_space import Cell, Company, SpaceMap

_ROW, _HEAD, _NAME, _LEAST = 40, 28, 150, 92
_LOOKS: dict[str, tuple[str, str, paint.Shape | None]] = {
    "potential": ("raised", "accent", paint.Shape.RING),
    "open": ("selected", "accent", paint.Shape.HALF),
    "won": ("good_soft", "good", paint.Shape.DOT),
    "competitor": ("bad_soft", "bad", paint.Shape.SQUARE),
    "none": ("sunken", "muted", None),
    "": ("raised", "muted", None),
}
"""State → ground, ink and mark."""
_KEYS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


def cell_words(cell: Cell) -> str:
    """The state of a cell in words: with whom, or that nobody has looked yet."""
    if not cell.state:
        return _("not looked at")
    if cell.state == "competitor" and cell.competitor:
        return cell.competitor
    return SPACE_STATE.label(cell.state)


class SpaceGrid(QWidget):
    """`opened(account_id, line)`: a cell was clicked, or Enter pressed in it."""

    opened = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self._map = SpaceMap((), (), {})
        self._place = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_map(self, shown: SpaceMap) -> None:
        """Shows a map; the current cell stays where it is."""
        self._map = shown
        rows, columns = len(shown.companies), len(shown.lines)
        self._place = (
            min(self._place[0], max(rows - 1, 0)), min(self._place[1], max(columns - 1, 0)),
        )  # fmt: skip
        self.setMinimumWidth(_NAME + _LEAST * columns)
        self.updateGeometry()
        self._name()
        self.update()

    def current(self) -> Cell | None:
        """The cell the keys are in."""
        row, column = self._place
        if row >= len(self._map.companies) or column >= len(self._map.lines):
            return None
        return self._map.cell(self._map.companies[row].account_id, self._map.lines[column])

    def go_to(self, account_id: int, line: str) -> None:
        """Makes a cell the current one."""
        rows = [each.account_id for each in self._map.companies]
        if account_id in rows and line in self._map.lines:
            self._place = (rows.index(account_id), self._map.lines.index(line))
            self._name()
            self.update()

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell lies."""
        width = (self.width() - _NAME - 1) // max(len(self._map.lines), 1)
        return QRect(_NAME + column * width, _HEAD + row * _ROW, width, _ROW)

    def sizeHint(self) -> QSize:
        height = _HEAD + _ROW * len(self._map.companies) + 1
        return QSize(_NAME + _LEAST * len(self._map.lines), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # ------------------------------------------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        for column, line in enumerate(self._map.lines):
            head = self.cell_rect(0, column)
            head.moveTop(0)
            head.setHeight(_HEAD)
            paint.text(
                painter, head.adjusted(8, 0, -4, 0), line, "muted", theme.TEXT_SMALL, bold=True
            )
        for row, company in enumerate(self._map.companies):
            self._paint_company(painter, row, company)
            for column, line in enumerate(self._map.lines):
                cell = self._map.cell(company.account_id, line)
                self._paint_cell(painter, self.cell_rect(row, column), cell)
        if self.hasFocus() and self.current() is not None:
            rect = QRectF(self.cell_rect(*self._place)).adjusted(1, 1, 0, 0)
            paint.rounded(painter, rect, theme.RADIUS, None, theme.color("accent"), 2)

    def _paint_company(self, painter: QPainter, row: int, company: Company) -> None:
        box = QRect(16 + 12 * company.depth, _HEAD + row * _ROW, 0, _ROW)
        box.setRight(_NAME - 8)
        if company.tier:
            paint.tier(painter, QRect(box.left(), box.top(), 18, _ROW), company.tier)
        paint.text(painter, box.adjusted(26, 0, 0, 0), company.name)

    def _paint_cell(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        ground, ink, mark = _LOOKS.get(cell.state, _LOOKS[""])
        painter.fillRect(rect, theme.color(ground))
        painter.setPen(theme.color("line_strong"))
        painter.drawRect(rect)
        inside = rect.adjusted(8, 0, -6, 0)
        top = QRect(inside)
        if cell.amount is not None:
            top.setRect(inside.left(), rect.top() + 3, inside.width(), 18)
        if mark is not None:
            spot = QRectF(top.left(), top.center().y() - 3.5, paint.MARK_SIZE, paint.MARK_SIZE)
            paint.shape(painter, mark, ink, spot)
            top.setLeft(top.left() + paint.MARK_SIZE + 6)
        words = cell_words(cell) if cell.state else "+"
        paint.text(painter, top, words, ink, theme.TEXT_SMALL, bold=cell.state == "won")
        if cell.amount is not None:
            below = QRect(inside.left(), rect.top() + 20, inside.width(), 17)
            paint.text(painter, below, _short(cell), "text", theme.TEXT_SMALL)

    # ------------------------------------------------------------------------------------------------ hand and keys

    def _at(self, point: QPoint) -> tuple[int, int] | None:
        for row in range(len(self._map.companies)):
            for column in range(len(self._map.lines)):
                if self.cell_rect(row, column).contains(point):
                    return row, column
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().toPoint())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._place = place
            self._name()
            self.update()
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is not None:
            row, column = self._place[0] + step[0], self._place[1] + step[1]
            if 0 <= row < len(self._map.companies) and 0 <= column < len(self._map.lines):
                self._place = (row, column)
                self._name()
                self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(event.pos())
            if place is not None:
                QToolTip.showText(event.globalPos(), self._words_at(place), self)
                return True
        return super().event(event)

    def _open(self) -> None:
        cell = self.current()
        if cell is not None:
            self.opened.emit(cell.account_id, cell.line)

    def _words_at(self, place: tuple[int, int]) -> str:
        company, line = self._map.companies[place[0]], self._map.lines[place[1]]
        cell = self._map.cell(company.account_id, line)
        said = [f"{company.name} · {line}", cell_words(cell)]
        if cell.amount is not None:
            said.append(show_money(cell.amount, cell.currency or None))
        said += [cell.opportunity, cell.note]
        return "\n".join(filter(None, said))

    def _name(self) -> None:
        if self.current() is not None:
            self.setAccessibleName(_("White space"))
            self.setAccessibleDescription(self._words_at(self._place).replace("\n", _(", ")))


def _short(cell: Cell) -> str:
    return show_money(cell.amount or Decimal(0), cell.currency or None, places=0)
