"""Which files came in, when, and what became of their rows."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout
from sqlalchemy import select

from kamdesk.exchange.kinds import KINDS
from kamdesk.exchange.mapping import targets_of
from kamdesk.i18n import _
from kamdesk.model.document import ImportBatch
from kamdesk.ui import theme
from kamdesk.ui.accounts.import_list.columns_pane import target_label
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.page_head import PageHead

_MOST = 500
_COUNTS = ("read", "created", "updated", "unchanged", "skipped", "rejected")


class ImportsPage(Page):
    """The batches, and beside them the problems of the selected one."""

    kinds: ClassVar[frozenset[str]] = frozenset({"ImportBatch"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)
        self._labels: dict[str, str] = {}
        self._head = PageHead(_("Import records"))
        words = dict(
            zip(
                _COUNTS,
                (_("Read"), _("Added"), _("Changed"), _("Same"), _("Skipped"), _("Rejected")),
                strict=True,
            )
        )
        self._model: RowsModel[ImportBatch] = RowsModel(
            [
                Column("at", _("When"), 140, lambda each: f"{each.created_at.astimezone():%Y-%m-%d %H:%M}"),
                Column("file", _("File"), 240, lambda each: each.file_name),
                *(
                    Column(key, words[key], 70, _count(key), numeric=True)
                    for key in _COUNTS
                ),
            ],
            self,
        )  # fmt: skip
        self._table = rows_table(self._model, _("Imports"), 1)
        self._table.row_changed.connect(self._show_problems)
        self._problems: RowsModel[dict[str, Any]] = RowsModel(
            [
                Column("cell", _("Cell"), 110, _place),
                Column(
                    "field", _("Field"), 120, lambda each: self._label(str(each.get("field") or ""))
                ),
                Column(
                    "value",
                    _("Value"),
                    140,
                    lambda each: str(each.get("value") or ""),
                    lambda _each: "muted",
                ),
                Column(
                    "reason",
                    _("Reason"),
                    260,
                    lambda each: str(each.get("reason") or ""),
                    lambda _each: "bad",
                ),
            ],
            self,
        )
        self._detail = rows_table(
            self._problems, _("Problems"), 3, row_height=theme.DENSE_ROW_HEIGHT
        )
        self._split = QSplitter()
        self._split.addWidget(self._table)
        self._split.addWidget(self._detail)
        self._split.setSizes([760, 480])
        self._empty = EmptyState(
            "upload",
            _("Nothing was imported yet"),
            _("Each import stands here with its counts and its problems."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._split, 1)
        column.addWidget(self._empty, 1)

    def refresh(self) -> None:
        with self._desk.store.read() as session:
            living = select(ImportBatch).where(ImportBatch.deleted_at.is_(None))
            found = list(session.scalars(living.order_by(ImportBatch.id.desc()).limit(_MOST)))
        self._model.show_rows(found)
        self._head.set_count(f"{len(found):,}")
        self._split.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._table.go_to_row(0)
        self._show_problems(self._table.current_row())

    def _show_problems(self, row: int) -> None:
        batch = self._model.row_at(row)
        outcome = batch.outcome if batch is not None else []
        self._labels = self._labels_of(batch.kind) if batch is not None else {}
        self._problems.show_rows(
            [each for each in outcome if isinstance(each, dict) and each.get("reason")]
        )

    def _labels_of(self, kind_name: str) -> dict[str, str]:
        """Field as the batch names it → its label, for a batch of lists."""
        kind = KINDS.get(kind_name)
        if kind is None:
            return {}
        with self._desk.store.read() as session:
            fields = targets_of(session, kind)
        labels = {}
        for target, each in fields.items():
            words = target_label(target, each.label, kind.prefix)
            labels[target] = labels[target.removeprefix(f"{kind.prefix}.")] = words
        return labels

    def _label(self, field: str) -> str:
        return self._labels.get(field, field)


def _place(problem: dict[str, Any]) -> str:
    """Where it stands: the cell or row, and the file when the import was of several."""
    cell = problem.get("cell") or problem.get("row") or ""
    return " ".join(str(part) for part in (problem.get("file"), cell) if part)


def _count(key: str) -> Any:
    return lambda each: f"{each.counts.get(key, 0):,}"
