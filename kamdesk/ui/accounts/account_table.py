"""The table of accounts: loads pages before they are painted, paints group headings across, a delegate a column."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QMenu, QStyledItemDelegate

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import RecordField
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import ACCOUNT_STATUS
from kamdesk.ui import theme
from kamdesk.ui.models.account_list import NUMBERS, AccountListModel
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.delegates import (
    AmountDelegate,
    CellDelegate,
    CompletenessDelegate,
    DueDelegate,
    StateDelegate,
    TierDelegate,
    due_text,
)
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.work.fields import CUSTOM_GROUP

_AHEAD = 40
"""Rows read beyond the ones in view."""

_WIDTHS = {
    "tier": 54,
    "region": 88,
    "completeness": 118,
}
"""Where the list beside an open detail needs other widths than the declared ones."""

LEAST_NAME_WIDTH = 140


class AccountTable(PagedTable):
    """`delete_wanted`: the Delete key. `pasted(text)`: rows from elsewhere. `columns_wanted(names)`: other columns."""

    delete_wanted = Signal()
    pasted = Signal(str)
    columns_wanted = Signal(object)

    def __init__(self, model: AccountListModel) -> None:
        super().__init__(_("Accounts"))
        self._accounts = model
        self._is_held = False
        self._widths: dict[str, int] = {}
        self._delegates: dict[str, QStyledItemDelegate] = {}
        self.setModel(model)
        self.verticalScrollBar().valueChanged.connect(self.load_visible)
        model.modelReset.connect(self._after_reset)
        header = self.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_columns)
        header.sectionResized.connect(self._note_width)
        self.dress_columns()

    # ------------------------------------------------------------------------------------------------------- columns

    def dress_columns(self) -> None:
        """Widths and delegates for the columns of the model."""
        header = self.horizontalHeader()
        self._restoring = True
        for column in range(self._accounts.columnCount()):
            field = self._accounts.field(column)
            self.setItemDelegateForColumn(column, self._delegate(field))
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            width = self._widths.get(field.name) or _width_of(field)
            header.resizeSection(column, width)
        self._restoring = False
        self._fit_name()

    def widths(self) -> dict[str, int]:
        """Widths set by hand, by field."""
        return dict(self._widths)

    def set_own_widths(self, widths: dict[str, int]) -> None:
        """Brings widths back."""
        self._widths = dict(widths)
        self.dress_columns()

    def columns_in_order(self) -> list[str]:
        """The fields from left to right as they stand now."""
        header = self.horizontalHeader()
        return [self.column_key(header.logicalIndex(place)) for place in range(header.count())]

    def columns_menu(self, fields: tuple[RecordField, ...]) -> QMenu:
        """Every field with a tick where it is a column."""
        menu = QMenu(self)
        chosen = self.columns_in_order()
        sections: dict[str, Term | None] = {**Account.SECTIONS, "": None, "custom": CUSTOM_GROUP}
        for key, title in sections.items():
            own = [each for each in fields if each.spec.group == key and _can_be_column(each)]
            if not own:
                continue
            below = menu if title is None else menu.addMenu(str(title))
            for field in own:
                action = below.addAction(field.label)
                action.setCheckable(True)
                action.setChecked(field.name in chosen)
                action.setEnabled(field.name != "name")
                action.setData(field.name)
                action.toggled.connect(self._toggle_column)
        return menu

    def _toggle_column(self, on: bool) -> None:
        action = self.sender()
        name = action.data() if isinstance(action, QAction) else ""
        chosen = [one for one in self.columns_in_order() if one != name]
        self.columns_wanted.emit([*chosen, name] if on else chosen)

    def _open_columns(self, point: QPoint) -> None:
        menu = self.columns_menu(tuple(self._accounts.fields()))
        menu.popup(self.horizontalHeader().mapToGlobal(point))

    def _note_width(self, column: int, _old: int, new: int) -> None:
        if not self._restoring and column < self._accounts.columnCount():
            name = self._accounts.field(column).name
            if name != "name":
                self._widths[name] = new

    def _fit_name(self) -> None:
        """The name takes what the others leave, and scrolls rather than shrinks below its least width."""
        names = list(self._accounts.query.columns)
        if "name" not in names:
            return
        header = self.horizontalHeader()
        place = names.index("name")
        others = sum(header.sectionSize(one) for one in range(header.count()) if one != place)
        self._restoring = True
        header.resizeSection(place, max(self.viewport().width() - others, LEAST_NAME_WIDTH))
        self._restoring = False

    def _delegate(self, field: RecordField) -> QStyledItemDelegate:
        if field.name in self._delegates:
            return self._delegates[field.name]
        made: QStyledItemDelegate
        if field.name == "tier":
            made = TierDelegate(self)
        elif field.name == "status":
            made = StateDelegate(self)
        elif field.name == "completeness":
            made = CompletenessDelegate(self)
        elif field.name == "next_contact_on":
            made = DueDelegate(self, date.today)
        elif field.kind in NUMBERS:
            made = AmountDelegate(self)
        else:
            is_name = field.name == "name"
            made = CellDelegate(self, name=is_name, role="text" if is_name else "muted")
        self._delegates[field.name] = made
        return made

    # ---------------------------------------------------------------------------------------------------------- rows

    def load_visible(self, _value: int = 0) -> None:
        """Reads the rows in view and some beyond, so that painting asks nothing."""
        top = self.rowAt(0)
        if top < 0 or self._is_held:
            return
        bottom = self.rowAt(self.viewport().height() - 1)
        last = bottom if bottom >= 0 else self._accounts.rowCount() - 1
        self._accounts.load_rows(max(top - _AHEAD, 0), last + _AHEAD)

    @contextmanager
    def loading_once(self) -> Iterator[None]:
        """The rows come or go and another place is shown: only what is in view in the end is read."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
        self.load_visible()

    def selected_ids(self) -> list[int]:
        """The selected accounts from top to bottom."""
        ids = (self._accounts.id_at(row) for row in self.selected_rows())
        return [one for one in ids if one is not None]

    def copy_rows(self) -> str:
        rows = self.selected_rows()
        if rows:
            self._accounts.load_rows(rows[0], rows[-1])
        return super().copy_rows()

    def _after_reset(self) -> None:
        self.dress_columns()
        self.load_visible()

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_name()
        self.load_visible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QApplication.clipboard().text())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for group in self._accounts.groups:
            top = self.rowViewportPosition(group.first_row)
            height = self.rowHeight(group.first_row)
            if top + height < 0 or top > self.viewport().height():
                continue
            rect = QRect(0, top, self.viewport().width(), height)
            painter.fillRect(rect, theme.color("surface"))
            painter.setPen(theme.color("line"))
            painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
            inside = rect.adjusted(theme.SPACE_4, 0, -theme.SPACE_4, 0)
            used = paint.text(painter, inside, group.words, bold=True)
            inside.setLeft(inside.left() + used + theme.SPACE_2)
            paint.text(painter, inside, f"{group.count:,}", "muted")


def _width_of(field: RecordField) -> int:
    """Wide enough for the longest state and for a day that is long past, in the language in use."""
    if field.name == "status":
        words = max((str(each.label) for each in ACCOUNT_STATUS), key=theme.text_width)
        return theme.text_width(words) + 34
    if field.name == "next_contact_on":  # a day of this year, weeks overdue
        late = due_text(date(2000, 1, 1), date(2000, 1, 1) + timedelta(days=88))
        return theme.text_width(late.word, theme.TEXT_SMALL) + theme.text_width(late.day[-5:]) + 36
    return _WIDTHS.get(field.name) or field.spec.width


def _can_be_column(field: RecordField) -> bool:
    return bool(field.spec.group) or field.spec.in_list
