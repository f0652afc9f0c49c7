"""The table of the fields of one form: ticks, old → new, and below a field the strip that asks about it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from kamdesk.forms.declaration import Form
from kamdesk.i18n import _
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.accounts.import_forms import fields_model
from kamdesk.ui.accounts.import_forms.cases import Case
from kamdesk.ui.accounts.import_forms.fields_model import (
    HEADING,
    FieldLine,
    FieldsModel,
    Heading,
    LabelLine,
    ProblemLine,
)
from kamdesk.ui.accounts.import_forms.line_widgets import (
    LabelStrip,
    ProblemStrip,
    meanings,
    names_wanted,
)
from kamdesk.ui.accounts.import_parts.cells import NewDelegate, OldDelegate, names_of
from kamdesk.ui.accounts.import_parts.ticks import TickDelegate, TickTable
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.delegates import DETAIL, CellDelegate, Index


class _LeadDelegate(TickDelegate):
    """Ticks, and headings across the table."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        heading = index.data(HEADING)
        if heading is None:
            super().paint(painter, option, index)
            return
        rect: QRect = option.rect
        painter.fillRect(rect, theme.color("surface"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        inside = rect.adjusted(theme.SPACE_4, 0, -theme.SPACE_4, -1)
        used = paint.text(painter, inside, heading[0], bold=True)
        rest = inside.adjusted(used + theme.SPACE_2, 0, 0, 0)
        paint.text(painter, rest, heading[1], "muted")


class _FormDelegate(NewDelegate):
    """The value of the form, with a word about an empty cell behind it."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        super().content(painter, rect, index, selected)
        detail = index.data(DETAIL)
        if detail:
            used = theme.text_width(str(index.data() or "")) + 18 + theme.SPACE_2
            rest = rect.adjusted(used, 0, 0, 0)
            paint.text(painter, rest, str(detail), "muted", theme.TEXT_SMALL)


class FieldsTable(TickTable):
    """`answered(key, value, currency)`, `explained(label, key)`, `open_wanted`, `left`: Esc or Left goes back."""

    answered = Signal(str, object, object)
    explained = Signal(str, str)
    open_wanted = Signal()
    left = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(_("Fields of the form"), _("Tick all changes"), parent)
        self._store = store
        self.all_box().hide()
        self.fields = FieldsModel()
        self.setModel(self.fields)
        self.setItemDelegateForColumn(fields_model.TICK, _LeadDelegate(self))
        self.setItemDelegateForColumn(fields_model.NOW, OldDelegate(self))
        self.setItemDelegateForColumn(fields_model.NEW, _FormDelegate(self))
        self.setItemDelegateForColumn(
            fields_model.CELL, CellDelegate(self, role="muted", align=paint.RIGHT)
        )
        self.set_widths([40, 160, 122, 240, 118, 66])
        self.set_stretch_column(fields_model.NEW)
        self.setSelectionMode(TickTable.SelectionMode.SingleSelection)
        self.opened.connect(self._open_strip)

    def show_case(self, case: Case | None, form: Form | None, *, everything: bool) -> None:
        """Shows the fields of `case`."""
        self.clearSpans()
        self.fields.show_case(case, everything=everything)
        if case is None or form is None:
            return
        context = EditContext(self._store, case.difference.account_id)
        choices = meanings(form)
        for row, line in enumerate(self.fields.lines()):
            if isinstance(line, FieldLine):
                continue
            self.setSpan(row, 0, 1, self.fields.columnCount())
            if isinstance(line, ProblemLine):
                self._add_problem(row, context)
            elif isinstance(line, LabelLine):
                strip = LabelStrip(line.label, choices)
                strip.explained.connect(self.explained)
                self.setIndexWidget(self.fields.index(row, 0), strip)

    def _add_problem(self, row: int, context: EditContext) -> None:
        each = self.fields.field_at(row)
        if each is None:
            return
        target, ids = names_wanted(each)
        names = {}
        if ids:
            with self._store.read() as session:
                found = names_of(session, {target: ids})
            names = {record_id: name for (_target, record_id), name in found.items()}
        strip = ProblemStrip(each, context, names)
        strip.answered.connect(self.answered)
        strip.open_wanted.connect(self.open_wanted)
        strip.begun.connect(self._follow)
        self.setIndexWidget(self.fields.index(row, 0), strip)

    def strip_of(self, key: str) -> ProblemStrip | None:
        """The strip that asks about field `key`."""
        for row, line in enumerate(self.fields.lines()):
            if line == ProblemLine(key):
                strip = self.indexWidget(self.fields.index(row, 0))
                return strip if isinstance(strip, ProblemStrip) else None
        return None

    def strip_of_label(self, text: str) -> LabelStrip | None:
        """The strip that asks what label `text` means."""
        for row, line in enumerate(self.fields.lines()):
            if isinstance(line, LabelLine) and line.label.text == text:
                strip = self.indexWidget(self.fields.index(row, 0))
                return strip if isinstance(strip, LabelStrip) else None
        return None

    def go_to_first(self) -> None:
        """Selects the first line that is no heading."""
        lines = self.fields.lines()
        row = next((n for n, line in enumerate(lines) if not isinstance(line, Heading)), -1)
        self.go_to_row(row)

    def _follow(self, key: str) -> None:
        """The sheet shows the cell whose value is being typed."""
        self.go_to_row(self.fields.row_of(key))

    def _open_strip(self, row: int) -> None:
        """Enter on a field with a problem, or on the problem: type the value."""
        each = self.fields.field_at(row)
        strip = self.strip_of(each.key) if each is not None else None
        if strip is not None:
            strip.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Left):
            self.left.emit()
        else:
            super().keyPressEvent(event)
