"""三角分析: the customer's decision criteria, how we and the competitors meet them, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from kamdesk.i18n import _, message
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.analysis.entry_table import EntryColumn, EntryTable
from kamdesk.ui.opportunities.analysis.notebook import Notebook
from kamdesk.ui.opportunities.analysis.panel import Panel
from kamdesk.ui.opportunities.analysis.pictures import save_button, show_triangle
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work.analysis.content import new_key
from kamdesk.work.analysis.showing import percent
from kamdesk.work.analysis.triangle import (
    FULL,
    HIGHEST_WEIGHT,
    VERDICT,
    Corner,
    Criterion,
    Triangle,
)

_VERDICT_ROLES = {
    "selling_point": "good", "short_board": "bad", "contested": "warn", "surplus": "muted",
}  # fmt: skip


class TrianglePage(Panel):
    """Table of criteria with the corners above it; the picture beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Triangle"), line="none")
        self.notes: Notebook[Triangle] = Notebook(desk, "triangle", Triangle, self)
        self.notes.changed.connect(self.show_value)
        self.competitors: Sequence[tuple[str, str]] = ()
        self.picture = ChartView(_("Triangle"))
        self.add_tool(save_button(self.picture))
        self.needs = QLineEdit()
        self.needs.setMaxLength(400)
        self.needs.setAccessibleName(_("What the customer needs"))
        self.needs.editingFinished.connect(self._needs_written)
        self._corners = QFormLayout()
        self._corners.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._corners.addRow(label(_("What the customer needs")), self.needs)
        self.relations: dict[str, QLineEdit] = {}
        self.error = FieldError()
        self.table = EntryTable(_("Decision criteria"))
        self.table.entries.edited.connect(self._edited)
        self.table.entries.refused.connect(self.error.show_error)
        self.table.removed.connect(self._remove)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        column.addLayout(self._corners)
        column.addWidget(self.table, 1)
        column.addWidget(self.error)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(left)
        split.addWidget(self.picture)
        split.setSizes([360, 300])
        self.column.addWidget(split, 1)

    def value(self) -> Triangle:
        """What is noted, with every competitor of the deal."""
        triangle = self.notes.value
        there = {rival.uid for rival in triangle.rivals}
        more = tuple(
            Corner(uid, name)
            for uid, name in self.competitors
            if uid not in there and not self.notes.is_old
        )
        return replace(triangle, rivals=(*triangle.rivals, *more))

    def show_value(self) -> None:
        """Shows what the notebook holds."""
        triangle, can_write = self.value(), self.notes.can_write
        if not self.needs.isModified():
            self.needs.setText(triangle.needs)
        self.needs.setReadOnly(not can_write)
        self._show_relations(triangle)
        self.table.show_rows(_columns(triangle), triangle.criteria, can_write=can_write)
        fits = [" ".join((_("Us"), percent(triangle.fit())))]
        fits += [f"{rival.name} {percent(triangle.fit(rival.uid))}" for rival in triangle.rivals]
        self.set_title(_("Triangle: how far the criteria are met"), " · ".join(fits))
        show_triangle(self.picture, triangle)

    def _show_relations(self, triangle: Triangle) -> None:
        corners = [triangle.ours, *triangle.rivals]
        if list(self.relations) != [corner.uid for corner in corners]:
            while self._corners.rowCount() > 1:
                self._corners.removeRow(1)
            self.relations = {}
            for corner in corners:
                line = QLineEdit()
                line.setMaxLength(400)
                name = _("Our relation") if not corner.uid else corner.name
                line.setAccessibleName(_("Relation: {name}").format(name=name))
                line.editingFinished.connect(partial(self._relation_written, corner.uid))
                self.relations[corner.uid] = line
                self._corners.addRow(label(name), line)
        for corner in corners:
            line = self.relations[corner.uid]
            if not line.isModified():
                line.setText(corner.relation)
            line.setReadOnly(not self.notes.can_write)

    # ------------------------------------------------------------------------------------------------ what is done

    def _needs_written(self) -> None:
        words = " ".join(self.needs.text().split())
        if self.needs.isModified() and words != self.notes.value.needs:
            self.needs.setModified(False)
            self.notes.write(message("Triangle: needs"), replace(self.value(), needs=words))

    def _relation_written(self, uid: str) -> None:
        line = self.relations[uid]
        if not line.isModified():
            return
        line.setModified(False)
        words, triangle = " ".join(line.text().split()), self.value()
        if uid:
            rivals = tuple(
                replace(each, relation=words) if each.uid == uid else each
                for each in triangle.rivals
            )
            triangle = replace(triangle, rivals=rivals)
        else:
            triangle = replace(triangle, ours=replace(triangle.ours, relation=words))
        self.notes.write(message("Triangle: relation"), triangle)

    def _edited(self, row: int, key: str, value: Any) -> None:
        triangle = self.value()
        if row >= len(triangle.criteria):
            criteria = (*triangle.criteria, Criterion(new_key(), value))
            what = message("Triangle: add “{words}”", words=value)
        else:
            old = triangle.criteria[row]
            if key == "text" and not value:
                self._remove(row)
                return
            new = _with(old, key, value)
            criteria = tuple(
                new if place == row else each for place, each in enumerate(triangle.criteria)
            )
            what = message("Triangle: “{words}”", words=new.text)
        self.notes.write(what, replace(triangle, criteria=criteria))

    def _remove(self, row: int) -> None:
        triangle = self.value()
        gone = triangle.criteria[row]
        criteria = tuple(each for each in triangle.criteria if each.key != gone.key)
        what = message("Triangle: remove “{words}”", words=gone.text)
        self.notes.write(what, replace(triangle, criteria=criteria))

    def is_typing(self) -> bool:
        """Whether something typed is not saved yet."""
        lines = (self.needs, *self.relations.values())
        return self.table.is_typing() or any(line.isModified() for line in lines)

    def flush(self) -> None:
        """Saves what is being typed."""
        self._needs_written()
        for uid in list(self.relations):
            self._relation_written(uid)
        self.table.flush()


def _with(criterion: Criterion, key: str, value: Any) -> Criterion:
    if key.startswith("rival:"):
        rivals = {uid: score for uid, score in criterion.rivals.items() if uid != key[6:]}
        if value is not None:
            rivals[key[6:]] = value
        return replace(criterion, rivals=rivals)
    if key == "weight":
        return replace(criterion, weight=value or criterion.weight)
    return replace(criterion, **{key: value})


def _columns(triangle: Triangle) -> list[EntryColumn]:
    def rival_score(uid: str, row: Criterion) -> int | None:
        return row.rivals.get(uid)

    def said(row: Criterion) -> str:
        return VERDICT.label(row.verdict) if row.verdict else ""

    def role(row: Criterion) -> str:
        return _VERDICT_ROLES.get(row.verdict, "text")

    return [
        EntryColumn("text", _("Decision criterion"), lambda row: row.text, stretch=True),
        EntryColumn(
            "weight", _("Weight 1–5"), lambda row: row.weight, "whole", 84, least=1,
            most=HIGHEST_WEIGHT,
        ),
        EntryColumn("ours", _("Us 0–5"), lambda row: row.ours, "whole", 72, most=FULL),
        *(
            EntryColumn(
                f"rival:{rival.uid}", rival.name, partial(rival_score, rival.uid), "whole", 84,
                most=FULL,
            )
            for rival in triangle.rivals
        ),
        EntryColumn("verdict", _("What follows"), said, "said", 104, role=role),
    ]  # fmt: skip
