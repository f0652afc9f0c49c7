"""BCG matrix of the products (or customers) that matter here: shares and growth typed in, drawn as bubbles."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from kamdesk.i18n import _, message
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.analysis.entry_table import EntryColumn, EntryTable
from kamdesk.ui.opportunities.analysis.notebook import Notebook
from kamdesk.ui.opportunities.analysis.panel import Panel
from kamdesk.ui.opportunities.analysis.pictures import save_button, show_matrix
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.labels import FieldError
from kamdesk.work.analysis.bcg import CELL, Bubble, Matrix
from kamdesk.work.analysis.content import new_key


class BcgPage(Panel):
    """Table and picture; 0 as the competitor's share says that there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("BCG matrix"), line="none")
        self.notes: Notebook[Matrix] = Notebook(desk, "bcg", Matrix, self)
        self.notes.changed.connect(self.show_value)
        self.error = FieldError()
        self.table = EntryTable(_("Products"))
        self.table.entries.edited.connect(self._edited)
        self.table.entries.refused.connect(self.error.show_error)
        self.table.removed.connect(self._remove)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, theme.SPACE_3)
        column.addWidget(self.table, 1)
        column.addWidget(self.error)
        self._split = QSplitter()
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(left)
        self.picture = ChartView(_("BCG matrix"))
        self.add_tool(save_button(self.picture))
        self._split.addWidget(self.picture)
        self._split.setSizes([700, 500])
        self.column.addWidget(self._split, 1)

    def show_value(self) -> None:
        """Shows what the notebook holds."""
        matrix = self.notes.value
        self.table.show_rows(_columns(matrix), matrix.bubbles, can_write=self.notes.can_write)
        show_matrix(self.picture, matrix)
        cuts = _("cut at a growth of {growth} and a relative share of {share}").format(
            growth=f"{(matrix.growth_cut * 100).normalize():f} %", share=f"{matrix.share_cut:f}"
        )
        self.set_title(_("BCG matrix"), self.notes.problem or cuts)

    def _edited(self, row: int, key: str, value: Any) -> None:
        matrix = self.notes.value
        if row >= len(matrix.bubbles):
            new = Bubble(new_key(), value)
            bubbles = (*matrix.bubbles, new)
        elif key == "name" and not value:
            self._remove(row)
            return
        else:
            new = replace(matrix.bubbles[row], **{key: value})
            bubbles = tuple(
                new if place == row else each for place, each in enumerate(matrix.bubbles)
            )
        self.notes.write(
            message("BCG matrix: “{name}”", name=new.name), replace(matrix, bubbles=bubbles)
        )

    def _remove(self, row: int) -> None:
        matrix = self.notes.value
        gone = matrix.bubbles[row]
        bubbles = tuple(each for each in matrix.bubbles if each.key != gone.key)
        what = message("BCG matrix: remove “{name}”", name=gone.name)
        self.notes.write(what, replace(matrix, bubbles=bubbles))

    def is_typing(self) -> bool:
        """Whether a cell is open."""
        return self.table.is_typing()

    def flush(self) -> None:
        """Saves what is being typed."""
        self.table.flush()


def _columns(matrix: Matrix) -> list[EntryColumn]:
    def relative(row: Bubble) -> str:
        share = row.relative
        return "—" if share is None else f"{share.quantize(Decimal('0.01')).normalize():f}"

    def cell(row: Bubble) -> str:
        code = matrix.cell(row)
        return CELL.label(code) if code else "—"

    return [
        EntryColumn("name", _("Product or customer"), lambda row: row.name, stretch=True),
        EntryColumn("own_share", _("Our share %"), lambda row: row.own_share, "percent", 88),
        EntryColumn(
            "rival_share", _("Largest rival %"), lambda row: row.rival_share, "percent", 110
        ),
        EntryColumn("growth", _("Growth %"), lambda row: row.growth, "percent", 84),
        EntryColumn("size", _("Our sales"), lambda row: row.size, "amount", 110),
        EntryColumn("relative", _("Relative share"), relative, "said", 104),
        EntryColumn("cell", _("Cell of the matrix"), cell, "said", 110),
    ]
