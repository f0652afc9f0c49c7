"""销售分析: amounts by account, product, line, region, person or month; a line opens its purchases."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget

from kamdesk.i18n import _, ngettext
from kamdesk.indicators.scopes import DEPARTMENT
from kamdesk.model.fields import Kind
from kamdesk.model.running_words import TARGET_LEVEL
from kamdesk.model.values import show, show_money
from kamdesk.progress import Progress
from kamdesk.ui import file_jobs, messages
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job
from kamdesk.ui.kpi.grid import Grid, GridCell, GridModel, GridTable
from kamdesk.ui.kpi.plan_page import PlanPage
from kamdesk.ui.widgets.buttons import icon_button, plain_button
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.chips import Segment
from kamdesk.work import sales_analysis
from kamdesk.work.sales_analysis import Analysis, Line, PurchaseLine, Question

_MOST = 500
"""Purchases shown behind a number; the words say how many there are."""


class SalesPage(PlanPage):
    """`by` chooses what the lines are; purchases stand in the place of the charts."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Purchase", "Account", "Product", "Staff", "Target", "SettingValue"}
    )

    def __init__(self, desk: Desk) -> None:
        names = {
            "account": _("Account"), "product": _("Product"), "line": _("Product line"),
            "region": _("Region"), "staff": TARGET_LEVEL.label("staff"), "month": _("Month"),
        }  # fmt: skip
        self.names = names
        self.by = Segment(
            list(names.items()), "account", small=True, name=_("What lines stand for")
        )
        self.all_button = plain_button(_("All purchases"), "list", self.show_all)
        super().__init__(
            desk,
            _("Sales analysis"),
            "year",
            ("month", "quarter", "year"),
            self.by,
            self.all_button,
            icon_button("printer", _("Sales analysis as a workbook"), self.export),
        )
        self.by.chosen.connect(self.refresh)
        self.analysis: Analysis | None = None
        self.shown: list[PurchaseLine] = []
        self.bars = ChartView(_("Sales by line"))
        self.trend = ChartView(_("Sales by month"))
        charts = QSplitter(Qt.Orientation.Vertical)
        charts.addWidget(self.trend)
        charts.addWidget(self.bars)
        self.behind = GridModel()
        self.purchases = GridTable(_("Purchases"), self.behind)
        self.purchases.picked.connect(self._open_purchase)
        self.side = QStackedWidget()
        self.side.addWidget(charts)
        self.side.addWidget(self.purchases)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        self.column.removeWidget(self.table)
        split.addWidget(self.table)
        split.addWidget(self.side)
        split.setStretchFactor(0, 1)
        split.setSizes([760, 440])
        self.column.insertWidget(1, split, 1)

    def question(self) -> Question:
        """The period in view as of today."""
        return Question(self.span, self.desk.today())

    def reading(self) -> Callable[[Any], Any]:
        """Both analyses: by what is chosen and by month."""
        question, by = self.question(), self.by.current()

        def read(session: Any) -> tuple[Analysis, Analysis]:
            chosen = sales_analysis.analyse(session, question, by)
            months = chosen if by == "month" else sales_analysis.analyse(session, question, "month")
            return chosen, months

        return read

    def take(self, found: tuple[Analysis, Analysis]) -> None:
        """Table and charts."""
        from kamdesk.charts import of_sales, sales_bars, sales_trend  # late: brings matplotlib

        chosen, months = found
        if chosen.by != self.by.current():
            return
        self.analysis = chosen
        self.side.setCurrentIndex(0)
        self.all_button.setText(_("All purchases"))
        self.table.show_grid(_grid(chosen, self.names[chosen.by]))
        self.trend.show_chart(
            sales_trend.draw,
            of_sales.trend_data(months, _("By month")),
            partial(self._pick, "month"),
        )
        title = self.names[chosen.by]
        self.bars.show_chart(sales_bars.draw, of_sales.bars_data(chosen, title), self._pick_bar)
        total = chosen.total
        said = [
            _("{count} purchases, {amount}").format(
                count=f"{total.count:,}", amount=show_money(total.amount, places=2)
            ),
            _("gross profit {amount}").format(amount=show_money(total.profit, places=2)),
            *(
                f"{show(Kind.DECIMAL, quantity)} {unit}".strip()
                for unit, quantity in total.quantities[:4]
            ),
        ]
        if total.uncosted:
            said.append(
                _("{count} without a cost, left out of the profit").format(count=total.uncosted)
            )
        if total.incomplete:
            names = ", ".join(each.number or each.account for each in chosen.unrated[:3])
            words = ngettext(
                "{count} purchase without a rate is left out: {names}",
                "{count} purchases without a rate are left out: {names}", total.incomplete,
            )  # fmt: skip
            said.append(words.format(count=total.incomplete, names=names))
        self.words.setText(" · ".join(said))

    def on_picked(self, row: int, column: int) -> None:
        """The purchases of a line, or of all in the last one."""
        del column
        analysis = self.analysis
        if analysis is None:
            return
        if row >= len(analysis.lines):
            self.show_purchases(analysis.question, _("All purchases"))
            return
        line = analysis.lines[row]
        self.show_purchases(analysis.question.narrowed(analysis.by, line.key), line.name)

    def _pick(self, by: str, key: str) -> None:
        self.show_purchases(self.question().narrowed(by, key), key)

    def _pick_bar(self, key: str) -> None:
        self.on_picked(int(key), 1)

    def show_all(self) -> None:
        """The purchases of the period, or back to the charts."""
        if self.side.currentIndex():
            self.side.setCurrentIndex(0)
            self.all_button.setText(_("All purchases"))
        else:
            self.show_purchases(self.question(), _("All purchases"))

    def show_purchases(self, question: Question, title: str) -> None:
        """The purchases behind a number, in the place of the charts."""
        with self.desk.store.read() as session:
            count = sales_analysis.count_of(session, question)
            self.shown = sales_analysis.purchases(session, question, _MOST)
        headings = [
            ("on", _("Date")),
            ("account", _("Account")),
            ("product", _("Product")),
            ("amount", _("Amount")),
        ]
        rows = [
            (
                GridCell(each.on.isoformat()), GridCell(each.account), GridCell(each.product),
                GridCell(show_money(each.amount, each.currency), "text" if each.value is not None else "bad",
                         tip="" if each.value is not None else _("Without a rate: no sum holds it.")),
            )
            for each in self.shown
        ]  # fmt: skip
        self.purchases.show_grid(Grid(headings, rows), 96, 120)
        self.side.setCurrentIndex(1)
        self.all_button.setText(_("Charts"))
        words = _("{title}: {count} purchases; Enter opens one.")
        self.words.setText(words.format(title=title or _("(none)"), count=f"{count:,}"))
        self.purchases.setFocus()

    def export(self) -> None:
        """F20: asks where to, and writes the analysis with its charts and the data behind every figure."""
        span, today, store, name = (
            self.span,
            self.desk.today(),
            self.desk.store,
            _("Sales analysis"),
        )
        target = messages.choose_save_file(
            self, name, Path.home() / f"{name} {span.code}.xlsx", [(_("Excel"), "*.xlsx")]
        )
        if target is None:
            return

        def work(progress: Progress) -> None:
            from kamdesk.reports import kinds, workbook  # late: brings the libraries for workbooks

            with store.read() as session:
                asked = kinds.asked_for(session, span.code, today, DEPARTMENT)
                report = kinds.build(session, kinds.SALES_REPORT, asked, progress)
                workbook.write_report(target, report, progress)

        run_job(
            _("Writing {file}").format(file=target.name), work,
            lambda _done: file_jobs.told_written(self.desk, target),
        )  # fmt: skip

    def _open_purchase(self, row: int, _column: int) -> None:
        self.desk.open_record("Purchase", self.shown[row].id)


def _grid(analysis: Analysis, first: str) -> Grid:
    headings = [
        ("name", first), ("amount", _("Amount")), ("plan", _("Plan")), ("rate", _("Reached")),
        ("before", _("Last year")), ("growth", _("Growth")), ("profit", _("Gross profit")), ("quantity", _("Quantity")),
    ]  # fmt: skip
    lines = [_cells(each, each.name or _("(none)")) for each in analysis.lines]
    return Grid(headings, [*lines, _cells(analysis.total, _("Total"))])


def _cells(line: Line, name: str) -> tuple[GridCell, ...]:
    quantities = ", ".join(
        f"{show(Kind.DECIMAL, each)} {unit}".strip() for unit, each in line.quantities
    )
    growth = line.growth
    return (
        GridCell(name),
        _money(line.amount), _money(line.plan), GridCell(_percent(line.rate)), _money(line.before),
        GridCell(_percent(growth), "bad" if growth is not None and growth < 0 else "text"),
        _money(line.profit), GridCell(quantities, tip=quantities),
    )  # fmt: skip


def _money(amount: Decimal | None) -> GridCell:
    return GridCell("" if amount is None else show_money(amount, places=2))


def _percent(value: Decimal | None) -> str:
    return "" if value is None else show(Kind.PERCENT, value, places=1)
