"""The map as one works on it: walk, choose, drag, draw a line, look closer or see it whole."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.relations.node import PersonNode
from kamdesk.ui.relations.scene import MapScene

_STEP = 1.2
_LEAST, _MOST = 0.2, 2.0
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class MapView(QGraphicsView):
    """`opened`, `line_opened`: edit this person, this line. `moved`: px of everybody who was dragged.

    `line_drawn(from, to)`, `remove_wanted(person, line)`, `add_wanted`, `scaled(per cent)`,
    `drawing_changed(is drawing)`.
    """

    opened = Signal(int)
    line_opened = Signal(int)
    moved = Signal(object)
    line_drawn = Signal(int, int)
    remove_wanted = Signal(int, int)
    add_wanted = Signal()
    scaled = Signal(int)
    drawing_changed = Signal(bool)

    def __init__(self) -> None:
        self.map_scene = MapScene()
        super().__init__(self.map_scene)
        self.read_only = False
        self._start = 0
        self._is_drawing = False
        self._pointer = QPointF()
        self._before: dict[int, QPointF] = {}
        self._fits = True
        self._drew_line = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Decision map"))
        self.setAccessibleDescription(
            _("Arrow keys walk from person to person, Enter edits, Delete removes, N adds")
        )
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    # ---------------------------------------------------------------------------------------------------------- scale

    def percent(self) -> int:
        """The scale."""
        return round(self.transform().m11() * 100)

    def scale_to(self, percent: float) -> None:
        """Shows it at `percent` of its size."""
        self._fits = False
        self._scale(percent / 100)

    def scale_by(self, steps: int) -> None:
        """Closer, or farther away."""
        self.scale_to(self.percent() * _STEP**steps)

    def fit(self) -> None:
        """Shows everything, at most at its own size; stays so while the window changes."""
        self._fits = True
        drawn = self.map_scene.sceneRect()
        room = self.viewport().rect()
        if drawn.isEmpty() or room.isEmpty():
            return
        # one px less, or rounding brings scroll bars
        fitting = min((room.width() - 2) / drawn.width(), (room.height() - 2) / drawn.height(), 1.0)
        self._scale(fitting)
        self.centerOn(drawn.center())

    def keep_fit(self) -> None:
        """After a change: everything stays in view if it was."""
        if self._fits:
            self.fit()

    def _scale(self, factor: float) -> None:
        factor = min(max(factor, _LEAST), _MOST)
        self.resetTransform()
        self.scale(factor, factor)
        self.scaled.emit(self.percent())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.keep_fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.scale_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    # ----------------------------------------------------------------------------------------------------------- lines

    def draw_line(self, drawing: bool, start: int = 0) -> None:
        """Begins drawing a line, from `start` or whoever is pressed first; or gives it up."""
        if drawing == self._is_drawing:
            return
        self._is_drawing = drawing
        self._begin_at(start if drawing else 0)
        cursor = Qt.CursorShape.CrossCursor if drawing else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(cursor)
        self.setDragMode(
            QGraphicsView.DragMode.NoDrag if drawing else QGraphicsView.DragMode.ScrollHandDrag
        )
        self.viewport().setCursor(cursor)
        self.drawing_changed.emit(drawing)

    def is_drawing(self) -> bool:
        """Whether a line is being drawn."""
        return self._is_drawing

    def _begin_at(self, link_id: int) -> None:
        nodes = self.map_scene.nodes
        if self._start in nodes:
            nodes[self._start].set_start(False)
        self._start = link_id
        if link_id in nodes:
            nodes[link_id].set_start(True)
        self.viewport().update()

    def _draw_to(self, link_id: int) -> None:
        if not self._start:
            self._begin_at(link_id)
            return
        start = self._start
        if link_id == start:
            return
        self.draw_line(False)
        self.line_drawn.emit(start, link_id)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        super().drawForeground(painter, rect)
        start = self.map_scene.nodes.get(self._start)
        if self._is_drawing and start is not None:
            painter.setPen(QPen(theme.color("accent"), 1.6, Qt.PenStyle.DashLine))
            painter.drawLine(start.rect().center(), self._pointer)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        ground: QColor = theme.color("raised")
        painter.fillRect(rect, ground)

    # ----------------------------------------------------------------------------------------------------------- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        node = self._node_at(event)
        self._drew_line = self._is_drawing
        if self._is_drawing and event.button() == Qt.MouseButton.LeftButton:
            if node is not None:
                self._draw_to(node.person.id)
            return
        self._before = {key: node.pos() for key, node in self.map_scene.nodes.items()}
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._is_drawing:
            self._pointer = self.mapToScene(event.position().toPoint())
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drew_line:  # Qt never saw the press and would take the new line's selection away
            return
        super().mouseReleaseEvent(event)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        nodes = self.map_scene.nodes
        if any(nodes[key].pos() != was for key, was in self._before.items() if key in nodes):
            # All of them: who had no place yet must not wander when somebody else comes.
            places = {
                key: (round(node.pos().x()), round(node.pos().y()))
                for key, node in nodes.items()
                if node.pos() != self._before.get(key) or node.person.x is None
            }
            self.moved.emit(places)
        self._before = {}

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node = self._node_at(event)
        line = self.map_scene.chosen_line()
        if node is not None and not self._is_drawing:
            self.opened.emit(node.person.id)
        elif line and not self.read_only:
            self.line_opened.emit(line)
        else:
            super().mouseDoubleClickEvent(event)

    def _node_at(self, event: QMouseEvent) -> PersonNode | None:
        for item in self.items(event.position().toPoint()):
            if isinstance(item, PersonNode):
                return item
        return None

    # ------------------------------------------------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        chosen = self.map_scene.chosen_person()
        if key in _WAYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            found = self.map_scene.neighbour(chosen, *_WAYS[key])
            if found:
                self.choose(found)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(chosen)
        elif key == Qt.Key.Key_Escape and self._is_drawing:
            self.draw_line(False)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.scale_by(-1 if key == Qt.Key.Key_Minus else 1)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif self.read_only:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit(chosen, self.map_scene.chosen_line())
        elif key == Qt.Key.Key_N and not event.modifiers():
            self.add_wanted.emit()
        elif key == Qt.Key.Key_L and not event.modifiers():
            self.draw_line(True, chosen)
        else:
            super().keyPressEvent(event)

    def _enter(self, chosen: int) -> None:
        if self._is_drawing and chosen:
            self._draw_to(chosen)
        elif chosen:
            self.opened.emit(chosen)
        elif self.map_scene.chosen_line() and not self.read_only:
            self.line_opened.emit(self.map_scene.chosen_line())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            scene = self.map_scene
            if not scene.chosen_person() and not scene.chosen_line():
                self.choose(scene.neighbour(0, 0, 0))

    def choose(self, link_id: int) -> None:
        """Selects somebody and brings them into view."""
        self.map_scene.choose([link_id])
        node = self.map_scene.nodes.get(link_id)
        if node is not None:
            self.ensureVisible(node.rect(), 24, 24)
