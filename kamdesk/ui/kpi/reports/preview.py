"""The pages of a report one below the other, as on paper: zoomed, walked by keys, with links between its sheets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from kamdesk.i18n import _
from kamdesk.reports.declaration import Report
from kamdesk.reports.pages import Page
from kamdesk.ui import theme
from kamdesk.ui.kpi.reports.page_painter import jumps_of, paint_page

_GAP = 16
_LEAST, _MOST, _STEP = 0.4, 4.0, 1.2
_EDGE = 1.0


class Preview(QAbstractScrollArea):
    """`page_changed(number)`: another page is in sight. `zoomed(percent)`."""

    page_changed = Signal(int)
    zoomed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Pages of the report"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self._report: Report | None = None
        self._pages: Sequence[Page] = ()
        self._tops: list[float] = [0.0]
        self._zoom: float | None = None
        """None: as wide as the window."""
        self._told = 0
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)

    # ------------------------------------------------------------------------------------------------- what is shown

    def show_report(self, report: Report, pages: Sequence[Page]) -> None:
        """Shows the pages from the first on."""
        self._report, self._pages = report, pages
        self._told = 0
        self._measure()
        self.verticalScrollBar().setValue(0)
        self._on_scroll()
        self.viewport().update()

    def pages(self) -> Sequence[Page]:
        """What it shows."""
        return self._pages

    def current_page(self) -> int:
        """The number of the page in the upper part of the window, from 1; 0 without pages."""
        if not self._pages:
            return 0
        middle = (self.verticalScrollBar().value() + self.viewport().height() / 3) / self.scale()
        return min(len(self._pages), max(1, bisect_right(self._tops, middle)))

    def go_to_page(self, number: int) -> None:
        """Puts page `number` at the top."""
        if 1 <= number <= len(self._pages):
            top = self._tops[number - 1] * self.scale()
            self.verticalScrollBar().setValue(int(top))

    def go_to_sheet(self, key: str) -> None:
        """Puts the first page of a sheet at the top."""
        for number, page in enumerate(self._pages, 1):
            if page.sheet.key == key:
                self.go_to_page(number)
                return

    def scale(self) -> float:
        """Pixels of the window a point of the paper takes."""
        if self._zoom is not None:
            return self._zoom * 96 / 72
        widest = max((page.size[0] for page in self._pages), default=595.0)
        return max(0.3, (self.viewport().width() - 2 * _GAP) / widest)

    def zoom_percent(self) -> int:
        """100: as large as on paper."""
        return round(self.scale() * 72 / 96 * 100)

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller around the page in sight."""
        self.set_zoom(self.scale() * 72 / 96 * _STEP**steps)

    def set_zoom(self, zoom: float | None) -> None:
        """1: as large as on paper; None: as wide as the window."""
        before = self.verticalScrollBar().value() / self.scale()
        self._zoom = None if zoom is None else min(_MOST, max(_LEAST, zoom))
        self._measure()
        self.verticalScrollBar().setValue(int(before * self.scale()))
        self.viewport().update()
        self.zoomed.emit(self.zoom_percent())

    def sizeHint(self) -> QSize:
        return QSize(700, 500)

    # ------------------------------------------------------------------------------------------------------- painting

    def _measure(self) -> None:
        gap = _GAP / self.scale()
        heights = (page.size[1] + gap for page in self._pages)
        self._tops = [0.0, *accumulate(heights)]
        whole = (self._tops[-1] + gap) * self.scale()
        widest = max((page.size[0] for page in self._pages), default=0.0) * self.scale() + 2 * _GAP
        room = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setPageStep(room.height())
        down.setSingleStep(40)
        down.setRange(0, max(0, int(whole) - room.height()))
        across.setPageStep(room.width())
        across.setRange(0, max(0, int(widest) - room.width()))

    def _box(self, number: int) -> QRectF:
        """Where page `number` (from 0) stands in the viewport."""
        scale = self.scale()
        width, height = (each * scale for each in self._pages[number].size)
        room = max(self.viewport().width(), int(width) + 2 * _GAP)
        left = (room - width) / 2 - self.horizontalScrollBar().value()
        top = self._tops[number] * scale + _GAP - self.verticalScrollBar().value()
        return QRectF(left, top, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.color("sunken"))
        if self._report is None:
            return
        scale = self.scale()
        seen = QRectF(event.rect())
        for number, page in enumerate(self._pages):
            box = self._box(number)
            if box.bottom() < seen.top():
                continue
            if box.top() > seen.bottom():
                break
            painter.save()
            painter.setClipRect(box)
            painter.translate(box.topLeft())
            painter.scale(scale, scale)
            paint_page(painter, self._report, page, number + 1, len(self._pages))
            painter.restore()
            painter.setPen(theme.color("line_strong"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0, 0, -_EDGE, -_EDGE))
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    # -------------------------------------------------------------------------------------------------------- answers

    def _jump_at(self, spot: QPointF) -> str:
        for number, page in enumerate(self._pages):
            box = self._box(number)
            if box.contains(spot):
                inside = (spot - box.topLeft()) / self.scale()
                return next((key for area, key in jumps_of(page) if area.contains(inside)), "")
        return ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        link = bool(self._jump_at(event.position()))
        hand = Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(hand if link else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        key = self._jump_at(event.position())
        if key and event.button() == Qt.MouseButton.LeftButton:
            self.go_to_sheet(key)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.go_to_page(self.current_page() + (1 if key == Qt.Key.Key_PageDown else -1))
        elif key == Qt.Key.Key_Home:
            self.go_to_page(1)
        elif key == Qt.Key.Key_End:
            self.go_to_page(len(self._pages))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif key == Qt.Key.Key_0:
            self.set_zoom(None)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()
        self.zoomed.emit(self.zoom_percent())

    def _on_scroll(self) -> None:
        self.viewport().update()
        number = self.current_page()
        if number != self._told:
            self._told = number
            self.page_changed.emit(number)
