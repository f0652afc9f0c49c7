"""The table of purchase needs on the archive form: what the customer buys a year, from whom, and our share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _, message
from kamdesk.model.account import PurchaseNeed
from kamdesk.model.fields import fields_of
from kamdesk.model.types import now
from kamdesk.ui import theme
from kamdesk.ui.accounts.cells import FieldCell, LabelCell
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.work.fields import show_value

if TYPE_CHECKING:
    from kamdesk.ui.accounts.archive_page import ArchivePage

_FIELDS = fields_of(PurchaseNeed)
_NEW = "new"


class NeedsTable(QWidget):
    """One row per need and an empty one to add another; its cells belong to the archive form and save with it."""

    def __init__(self, form: ArchivePage) -> None:
        super().__init__()
        self._form = form
        self._keys: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        self._widgets: list[QWidget] = []

    def show_needs(self, needs: list[PurchaseNeed]) -> None:
        """Shows the needs of an account; what somebody typed stays."""
        keys = [str(each.id) for each in needs] + [_NEW]
        typed, focused = self._typing()
        rebuilt, grown = keys != self._keys, len(keys) > len(self._keys) > 0
        if rebuilt:
            self._build(keys)
        records = {str(each.id): each for each in needs}
        for key in keys:
            for field in _FIELDS:
                record = records.get(key)
                cell = self._form.cells[f"need:{key}.{field.name}"]
                value = None if record is None else field.get(record)
                cell.show_value(value, "" if record is None else show_value(field, record))
        for key, text in typed.items():
            if key in self._form.cells:
                self._form.cells[key].editor.write(text)
        if rebuilt and focused:
            # the row that was being filled in is a need of its own now: go on there
            if len(keys) > 1 and focused.startswith(f"need:{_NEW}.") and grown:
                focused = focused.replace(f"need:{_NEW}.", f"need:{keys[-2]}.")
            if focused in self._form.cells:
                self._form.cells[focused].setFocus()

    def _typing(self) -> tuple[dict[str, str], str]:
        """What was typed and is not stored, by key of the cell, and the key of the cell with the cursor."""
        mine = [cell for key, cell in self._form.cells.items() if key.startswith("need:")]
        typed = {cell.key: cell.editor.typed() for cell in mine if cell.is_dirty()}
        focused = next((cell.key for cell in mine if cell.holds_focus()), "")
        return typed, focused

    def detach(self) -> None:
        """Gets out of a form that is built anew."""
        self.setParent(None)
        self._clear()

    def write(self, session: Session, account_id: int, key: str, values: dict[str, Any]) -> None:
        """Stores one row; a row without a product is refused."""
        need = None if key == _NEW else session.get(PurchaseNeed, int(key))
        product = values.get("product", need.product if need is not None else None)
        if not product:
            raise RuleError(_("A purchase need has a product."), field="product")
        if need is None:
            need = PurchaseNeed(account_id=account_id, product=product)
            session.add(need)
        for field in _FIELDS:
            if field.name in values:
                field.set(need, values[field.name])

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        """What is stored for `cell` now."""
        key = cell.part.partition(":")[2]
        need = None if key == _NEW else session.get(PurchaseNeed, int(key))
        if need is None:
            return None, ""
        return cell.field.get(need), show_value(cell.field, need)

    def _build(self, keys: list[str]) -> None:
        self._clear()
        self._keys = keys
        for column, field in enumerate(_FIELDS):
            heading = LabelCell(field.label, 40)
            heading.setMinimumWidth(40)
            heading.setMaximumWidth(16777215)
            heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._place(heading, 0, column)
            self._grid.setColumnStretch(column, 1)
        self._place(_Blank(), 0, len(_FIELDS))
        for row, key in enumerate(keys, start=1):
            for column, field in enumerate(_FIELDS):
                name = f"{PurchaseNeed.TERM} {row} {field.label}"
                part = f"need:{key}"
                cell = self._form.add_cell(field, f"{part}.{field.name}", part, name)
                self._place(cell, row, column)
            blank = _Blank()
            self._place(blank, row, len(_FIELDS))
            if key != _NEW:
                words = _("Remove purchase need {number}").format(number=row)
                button = icon_button("x", words, small=True)
                button.setProperty("need", key)
                button.clicked.connect(self._remove)
                self._place(button, row, len(_FIELDS))

    def _place(self, widget: QWidget, row: int, column: int) -> None:
        self._grid.addWidget(widget, row, column)
        self._widgets.append(widget)

    def _clear(self) -> None:
        for key in [key for key in self._form.cells if key.startswith("need:")]:
            del self._form.cells[key]
        for widget in self._widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._widgets.clear()
        self._keys = []

    def _remove(self, _checked: bool = False) -> None:
        button = self.sender()
        key = button.property("need") if button is not None else None
        if key is None or self._form.sheet is None:
            return
        label = message("Remove a purchase need of {name}", name=self._form.sheet.account.name)
        with self._form.store.change(label) as session:
            need = session.get(PurchaseNeed, int(key))
            if need is not None:
                need.deleted_at = now()


class _Blank(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(26)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), theme.color("raised"))
