"""Closed periods: when and by whom they were frozen, and every figure as it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout
from sqlalchemy import func, select

from kamdesk.i18n import _
from kamdesk.indicators.scopes import Scope
from kamdesk.model.department import Staff
from kamdesk.model.frozen import FrozenFigure, FrozenPeriod
from kamdesk.model.running_words import FIGURE_SCOPE
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi import words
from kamdesk.ui.kpi.dashboard import reading
from kamdesk.ui.kpi.dashboard.card import Declared
from kamdesk.ui.kpi.dashboard.freezing import open_again
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work import settings


@dataclass(frozen=True)
class _Period:
    id: int
    code: str
    as_of: date
    on: date
    by: str
    figures: int


@dataclass(frozen=True)
class _Figure:
    id: int
    declared: Declared
    scope: Scope
    whom: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    note: str


class FrozenPage(Page):
    """`figure_wanted(key, period, scope)`: a frozen figure was opened. `page_wanted(key, subject)`."""

    kinds: ClassVar[frozenset[str]] = frozenset({"FrozenPeriod", "FrozenFigure", "SettingValue"})
    figure_wanted = Signal(str, str, object)
    page_wanted = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._wan = desk, False
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.show_button = plain_button(_("Show the period"), "bar-chart", self._show_period)
        self.open_button = plain_button(_("Open it again"), "undo", self.delete_selected)
        self._head = PageHead(_("Frozen periods"), self.show_button, self.open_button)
        self.periods: RowsModel[_Period] = RowsModel(
            [
                Column("period", _("Period"), 90, lambda one: one.code),
                Column("as_of", _("As of"), 100, lambda one: f"{one.as_of}"),
                Column("on", _("Frozen on"), 100, lambda one: f"{one.on}"),
                Column("by", _("Frozen by"), 100, lambda one: one.by or "—"),
                Column("figures", _("Figures"), 88, lambda one: f"{one.figures:,}", None, True),
            ]
        )
        self.table = rows_table(self.periods, _("Frozen periods"), 3)
        self.table.row_changed.connect(self._on_period)
        self.table.opened.connect(self._on_opened)
        self.table.menu_requested.connect(self._open_menu)
        self.figures: RowsModel[_Figure] = RowsModel(
            [
                Column("name", _("Indicator"), 220, lambda one: one.declared.name),
                Column("whom", _("Worked out for"), 120, lambda one: one.whom, _muted),
                Column("value", _("Value"), 100, self._value, None, True),
                Column("numerator", _("Numerator"), 120, _numerator, _muted, True),
                Column("denominator", _("Denominator"), 120, _denominator, _muted, True),
                Column("note", _("Remark"), 160, lambda one: one.note, _muted),
            ]
        )  # fmt: skip
        self.figure_table = rows_table(
            self.figures, _("Frozen figures"), 0, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.figure_table.opened.connect(self._open_figure)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.figure_table)
        split.setSizes([470, 700])
        split.setStretchFactor(1, 1)
        empty = EmptyState(
            "lock",
            _("No period is frozen yet"),
            _("Freeze a period when its figures are reported: they stay as they are, and what is entered later "
              "shows beside them as restated."),
            [plain_button(_("To the indicators"), "bar-chart", partial(self.page_wanted.emit, "indicators", None))],
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.table)
        self.track(desk.events.changed, self.on_changed)

    def show_subject(self, subject: object) -> None:
        """Goes to a frozen period, or to that of a frozen figure: (class name, id)."""
        if not isinstance(subject, tuple):
            return
        record, record_id = subject
        if record == "FrozenFigure":
            with self._desk.store.read() as session:
                figure = session.get(FrozenFigure, record_id)
                record_id = figure.frozen_period_id if figure is not None else None
        self._go_to(record_id)

    def _go_to(self, period_id: int | None) -> None:
        for row in range(self.periods.rowCount()):
            one = self.periods.row_at(row)
            if one is not None and one.id == period_id:
                self.table.go_to_row(row)

    def refresh(self) -> None:
        """Reads the periods anew; the one in view stays."""
        kept = self.periods.row_at(self.table.current_row())
        living = FrozenPeriod.deleted_at.is_(None)
        counts = (
            select(FrozenFigure.frozen_period_id, func.count())
            .where(FrozenFigure.deleted_at.is_(None))
            .group_by(FrozenFigure.frozen_period_id)
        )
        with self._desk.store.read() as session:
            self._wan = settings.get(session, "money_display") == "wan"
            number: Mapping[int, int] = dict(session.execute(counts).all())
            query = select(FrozenPeriod).where(living)
            found = [
                _Period(
                    one.id, one.period, one.as_of, one.frozen_on, one.frozen_by,
                    number.get(one.id, 0),
                )
                for one in session.scalars(
                    query.order_by(FrozenPeriod.as_of.desc(), FrozenPeriod.id.desc())
                )
            ]  # fmt: skip
        self.periods.show_rows(found)
        self._stack.setCurrentIndex(0 if found else 1)
        self._head.set_count(f"{len(found):,}" if found else "")
        self.show_button.setEnabled(bool(found))
        self.open_button.setEnabled(bool(found) and not self._desk.store.read_only)
        if kept is not None:
            self._go_to(kept.id)
        if self.table.current_row() < 0:
            self.table.go_to_row(0)
        if not found:
            self.figures.show_rows([])

    def _on_period(self, row: int) -> None:
        one = self.periods.row_at(row)
        if one is None:
            return
        with self._desk.store.read() as session:
            people = dict(session.execute(select(Staff.id, Staff.name)).all())
            rows = session.execute(
                select(
                    FrozenFigure.id, FrozenFigure.indicator, FrozenFigure.scope, FrozenFigure.staff_id,
                    FrozenFigure.tier, FrozenFigure.numerator, FrozenFigure.denominator, FrozenFigure.value,
                    FrozenFigure.note,
                )
                .where(FrozenFigure.frozen_period_id == one.id, FrozenFigure.deleted_at.is_(None))
                .order_by(FrozenFigure.id)
            ).all()  # fmt: skip
        self.figures.show_rows(
            [
                _Figure(
                    row.id, reading.declared(row.indicator),
                    Scope(row.scope, row.staff_id, None, row.tier),
                    _whom(row.scope, people.get(row.staff_id, ""), row.tier),
                    _number(row.numerator), _number(row.denominator), _number(row.value), row.note or "",
                )
                for row in rows
                if reading.is_known(row.indicator)
            ]
        )  # fmt: skip

    def _value(self, one: _Figure) -> str:
        return words.value_words(one.value, one.declared.unit, self._wan)

    def _current(self) -> _Period | None:
        return self.periods.row_at(self.table.current_row())

    def _show_period(self) -> None:
        one = self._current()
        if one is not None:
            self.page_wanted.emit(f"period:{one.code}", None)

    def _on_opened(self, _row: int) -> None:
        self._show_period()

    def _open_figure(self, row: int) -> None:
        figure, one = self.figures.row_at(row), self._current()
        if figure is not None and one is not None:
            self.figure_wanted.emit(figure.declared.key, one.code, figure.scope)

    def _open_menu(self, point: QPoint, _row: int) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_entry(menu, _("Show the period"), "bar-chart", self._show_period)
        if not self._desk.store.read_only:
            add_entry(menu, _("Open it again"), "undo", self.delete_selected)
        menu.popup(point)

    def delete_selected(self) -> None:
        """Opens the period again: its frozen figures go to the waste basket."""
        one = self._current()
        if one is not None:
            open_again(self._desk, one.code)


def _whom(scope: str, person: str, tier: str | None) -> str:
    if scope == "staff":
        return person or "—"
    if scope == "tier":
        return _("Tier {tier}").format(tier=tier or "—")
    return FIGURE_SCOPE.label(scope)


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _numerator(one: _Figure) -> str:
    return words.exact_words(one.numerator)


def _denominator(one: _Figure) -> str:
    return words.exact_words(one.denominator)


def _muted(_one: _Figure) -> str:
    return "muted"
