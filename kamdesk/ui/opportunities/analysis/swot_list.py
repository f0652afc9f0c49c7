"""One quadrant of the SWOT grid as a list that is typed into: label, text, five dots for the weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.work.analysis.swot import HIGHEST_WEIGHT, QUADRANT, Item

Index = QModelIndex | QPersistentModelIndex
_KEY, _LABEL, _WEIGHT, _MARKED = (Qt.ItemDataRole.UserRole + n for n in range(1, 5))
_LABEL_WIDTH = 26
_DOT, _STEP = 10, 14
_DOTS_WIDTH = HIGHEST_WEIGHT * _STEP + 8
_LONGEST = 400
_ROW = 24


def _dots(rect: QRect) -> QRect:
    return QRect(rect.right() - _DOTS_WIDTH, rect.top(), HIGHEST_WEIGHT * _STEP, rect.height())


class _ItemDelegate(QStyledItemDelegate):
    """Paints an item; a click on a dot gives its weight."""

    weighed = Signal(str, int)
    opened = Signal(object)
    """The line that was opened to type into."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        chosen = bool(view and view.hasFocus() and view.currentIndex() == index)  # type: ignore[attr-defined]  # a list
        if chosen or index.data(_MARKED):
            painter.fillRect(option.rect, theme.color("selected"))
        words = self._words(option.rect)
        label = QRect(option.rect.left() + theme.SPACE_3, option.rect.top(), _LABEL_WIDTH, _ROW)
        paint.text(painter, label, index.data(_LABEL) or "", "muted", theme.TEXT_SMALL)
        paint.text(painter, words, index.data(Qt.ItemDataRole.DisplayRole) or "")
        dots, weight = _dots(option.rect), index.data(_WEIGHT) or 0
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = dots.center().y() + 0.5
        for number in range(HIGHEST_WEIGHT):
            painter.setBrush(theme.color("accent" if number < weight else "line_strong"))
            centre = QPointF(dots.left() + number * _STEP + _STEP / 2, middle)
            painter.drawEllipse(centre, _DOT / 2, _DOT / 2)
        painter.restore()

    def _words(self, rect: QRect) -> QRect:
        left = rect.left() + theme.SPACE_3 + _LABEL_WIDTH
        return QRect(left, rect.top(), rect.right() - _DOTS_WIDTH - 4 - left, rect.height())

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        line = QLineEdit(parent)
        line.setProperty("scale", "small")
        line.setMaxLength(_LONGEST)
        line.setAccessibleName(index.data(_LABEL) or "")
        self.opened.emit(line)
        return line

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Tab takes what was typed and stays; Qt would open the next item."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            and isinstance(editor, QWidget)
        ):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            return True
        return super().eventFilter(editor, event)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        editor.setGeometry(self._words(option.rect).adjusted(-6, 0, 0, 0))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            spot, dots = event.position().toPoint(), _dots(option.rect)
            key = index.data(_KEY)
            if dots.contains(spot) and key:
                self.weighed.emit(key, min((spot.x() - dots.left()) // _STEP + 1, HIGHEST_WEIGHT))
                return True
        return super().editorEvent(event, model, option, index)


class QuadrantList(QListWidget):
    """F2 or a double click edits, Enter adds, 1–5 weigh, Delete removes. What is typed is told when it is left."""

    added = Signal(str)
    reworded = Signal(str, str)
    """Key of the item and its new text."""
    weighed = Signal(str, int)
    removed = Signal(str)

    def __init__(self, quadrant: str) -> None:
        super().__init__()
        self.quadrant = quadrant
        self._can_write = True
        self._next_wanted = False
        self._typed: tuple[str, str] | None = None
        self._editor: QLineEdit | None = None
        self.setAccessibleName(QUADRANT.label(quadrant))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        delegate = _ItemDelegate(self)
        delegate.weighed.connect(self.weighed)
        delegate.opened.connect(self._editor_opened)
        delegate.closeEditor.connect(self._editor_closed)
        self.setItemDelegate(delegate)
        self.itemChanged.connect(self._take)

    def show_items(
        self, items: Sequence[Item], labels: dict[str, str], *, can_write: bool = True
    ) -> None:
        """Shows the items of the quadrant; the current one stays."""
        current = self.current_key()
        row = self.currentRow()
        self._can_write = can_write
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            if can_write
            else QAbstractItemView.EditTrigger.NoEditTriggers
        )
        self.blockSignals(True)
        self.clear()
        for item in items:
            self._put(item.key, labels[item.key], item.text, item.weight, item.evidence)
        self.blockSignals(False)
        keys = [item.key for item in items]
        if current in keys:
            self.setCurrentRow(keys.index(current))
        elif items and row >= 0:
            self.setCurrentRow(min(row, len(items) - 1))
        self.viewport().update()

    def _put(self, key: str, label: str, text: str, weight: int, evidence: str) -> QListWidgetItem:
        entry = QListWidgetItem(text)
        entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsEditable)
        entry.setData(_KEY, key)
        entry.setData(_LABEL, label)
        entry.setData(_WEIGHT, weight)
        entry.setToolTip(evidence or text)
        said = _("{label} {text}, weight {weight} of 5").format(
            label=label, text=text, weight=weight
        )
        entry.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        self.addItem(entry)
        return entry

    def current_key(self) -> str:
        """The key of the current item; empty for none."""
        entry = self.currentItem()
        return str(entry.data(_KEY) or "") if entry is not None else ""

    def mark(self, keys: set[str]) -> None:
        """Shows items as belonging to a pair that is pointed at."""
        self.blockSignals(True)
        for row in range(self.count()):
            self.item(row).setData(_MARKED, self.item(row).data(_KEY) in keys)
        self.blockSignals(False)
        self.viewport().update()

    def begin_item(self) -> None:
        """Opens an empty line at the end to be typed into."""
        if not self._can_write:
            return
        self.blockSignals(True)
        entry = self._put("", f"{self.quadrant}{self.count() + 1}", "", 0, "")
        self.blockSignals(False)
        self.setFocus()
        self.setCurrentItem(entry)
        self.scrollToItem(entry)
        self.editItem(entry)

    def is_typing(self) -> bool:
        """Whether something is being typed, or was typed and not told yet."""
        return self._typed is not None or self._editor is not None

    def flush(self) -> None:
        """Tells what is being typed at once."""
        if self._editor is not None:
            self.commitData(self._editor)
            self.closeEditor(self._editor, QStyledItemDelegate.EndEditHint.NoHint)
            self._editor = None
        self._tell()

    def _editor_opened(self, line: QLineEdit) -> None:
        self._editor = line

    def _take(self, entry: QListWidgetItem) -> None:
        """The text of an item was typed; it is told when the list is done with its editor."""
        self._typed = (str(entry.data(_KEY) or ""), " ".join(entry.text().split()))
        QTimer.singleShot(0, self, self._tell)

    def _editor_closed(self, _editor: QWidget, hint: Any) -> None:
        self._editor = None
        self._next_wanted = hint == QStyledItemDelegate.EndEditHint.SubmitModelCache
        QTimer.singleShot(0, self, self._tell)

    def _tell(self) -> None:
        """Tells what was typed; an empty new line goes; after Enter in a new line the next one opens."""
        if self._editor is not None:
            return
        typed, self._typed = self._typed, None
        again, self._next_wanted = self._next_wanted, False
        last = self.item(self.count() - 1)
        if last is not None and not last.data(_KEY):
            self.takeItem(self.count() - 1)
        if typed is None:
            return
        key, text = typed
        if key and text:
            self.reworded.emit(key, text)
        elif key:
            self.removed.emit(key)
        elif text:
            self.added.emit(text)
            if again:
                self.begin_item()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.current_key()
        weight = event.key() - Qt.Key.Key_0
        if self._editor is not None:
            event.accept()  # the line is done with it already: Enter comes on to the list
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Insert):
            self.begin_item()
        elif not (key and self._can_write):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit(key)
        elif 1 <= weight <= HIGHEST_WEIGHT:
            self.weighed.emit(key, weight)
        else:
            super().keyPressEvent(event)
