"""The forecast by month, quarter or owner: the picture, its table, and the deals behind the line that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.opportunities.forecast import pictures, words
from kamdesk.ui.opportunities.forecast.figures import Figures
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import forecast
from kamdesk.work.forecast import Cell, DealLine, Line

_ALL = "all"
BUCKETS = (_ALL, "won", "commit", "best_case", "pipeline")
_CHART_HEIGHT = 150
_OF_COLUMN = {
    "won": "won", "commit": "commit", "best_case": "best_case", "pipeline": "pipeline", "committed": "committed",
}  # fmt: skip
"""Column of the table → the deals that a click on its number shows."""


class OutlookPane(QWidget):
    """`deals_wanted` carries the cell whose deals are to be shown; `opened` the id of an opportunity."""

    deals_wanted = Signal(object)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._figures: Figures | None = None
        self._key = self._bucket = ""
        self._other: tuple[Cell, str] | None = None
        self.finding = label("", "heading", wrap=True)
        self.model = RowsModel(self._columns(), self)
        self.table = rows_table(self.model, _("Forecast"), 0, row_height=theme.DENSE_ROW_HEIGHT)
        self.table.row_changed.connect(self._on_row)
        self.table.clicked.connect(self._on_clicked)
        self.setFocusProxy(self.table)
        self.bucket = Segment(
            [(each, words.bucket_words(each)) for each in BUCKETS], _ALL, small=True,
            name=_("Which deals"),
        )  # fmt: skip
        self.bucket.chosen.connect(self._want_deals)
        self.deals_model = RowsModel(self._deal_columns(), self)
        self.deals = rows_table(
            self.deals_model, _("Deals behind it"), 1, row_height=theme.DENSE_ROW_HEIGHT
        )
        self.deals.opened.connect(self._open_deal)
        self.deals_head = SectionHeader(_("Deals behind it"), icon_name="list")
        self.left_out = label("", "small", wrap=True)
        self.chart = ChartView(_("Sales forecast"))
        self.chart.setMinimumHeight(_CHART_HEIGHT)
        self._build()

    def _build(self) -> None:
        self.above = QWidget()
        upper = QVBoxLayout(self.above)
        upper.setContentsMargins(0, theme.SPACE_3, 0, 0)
        upper.setSpacing(theme.SPACE_2)
        head = QVBoxLayout()
        head.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        head.addWidget(self.finding)
        head.addWidget(self.left_out)
        upper.addLayout(head)
        upper.addWidget(self.chart, 3)
        upper.addWidget(self.table, 4)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(0)
        lower.addWidget(self.deals_head)
        choice = QVBoxLayout()
        choice.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
        choice.addWidget(self.bucket, 0, Qt.AlignmentFlag.AlignLeft)
        lower.addLayout(choice)
        lower.addWidget(self.deals, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.above)
        split.addWidget(below)
        split.setSizes([540, 190])
        split.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

    # ------------------------------------------------------------------------------------------------------- columns

    def _columns(self) -> list[Column[Line]]:
        def amount(
            key: str, of: Callable[[Line], Decimal | None], heading: str, role: str = ""
        ) -> Column[Line]:
            return Column(
                key, heading, {"won": 76, "weighted": 92}.get(key, 82),
                lambda line: words.amount_words(of(line), self._wan()),
                (lambda _line: role) if role else None, True,
            )  # fmt: skip

        return [
            Column("key", _("For"), 76, lambda line: words.line_words(line, self._by()),
                   lambda line: "warn" if line.key == forecast.OVERDUE else "text"),
            amount("quota", lambda line: line.quota, _("Quota"), "muted"),
            amount("won", lambda line: line.totals.closed, _("Won")),
            amount("commit", lambda line: line.totals.commit, words.bucket_words("commit")),
            amount("best_case", lambda line: line.totals.best_case, words.bucket_words("best_case")),
            amount("pipeline", lambda line: line.totals.pipeline, words.bucket_words("pipeline")),
            amount("committed", lambda line: line.totals.committed_forecast, _("Committed")),
            Column("gap", _("To quota"), 90, lambda line: words.gap_words(line, self._wan()),
                   lambda line: "muted" if line.gap is None else "bad" if line.gap < 0 else "good", True),
            amount("best", lambda line: line.totals.best_case_forecast, _("At best")),
            amount("weighted", lambda line: line.totals.weighted, _("Weighted"), "muted"),
        ]  # fmt: skip

    def _deal_columns(self) -> list[Column[DealLine]]:
        return [
            Column("account", _("Account"), 108, lambda deal: deal.account or words.DASH),
            Column("name", _("Opportunity"), 140, lambda deal: deal.name),
            Column("amount", _("Amount"), 92, lambda deal: words.amount_words(deal.amount, self._wan()), None, True),
            Column("probability", _("Chance"), 56, lambda deal: f"{deal.probability}%", None, True),
            Column("category", _("Category"), 80, lambda deal: words.bucket_words(deal.category),
                   lambda _deal: "muted"),
            Column("day", _("Expected or closed"), 96, lambda deal: f"{deal.day or words.DASH}"),
            Column("owner", _("Owner"), 72, lambda deal: deal.owner or words.DASH, lambda _deal: "muted"),
            Column("slips", _("Put off"), 64, lambda deal: f"{deal.slips}×" if deal.slips else "",
                   lambda deal: "warn" if deal.slips > 1 else "muted", True),
        ]  # fmt: skip

    def _wan(self) -> bool:
        return self._figures is not None and self._figures.wan

    def _by(self) -> str:
        return self._figures.wish.by if self._figures is not None else "month"

    # ------------------------------------------------------------------------------------------------- what is shown

    def show_figures(self, figures: Figures) -> None:
        """Shows the lines; the one that was chosen stays chosen."""
        key = self._key
        self._figures = figures
        self.finding.setText(words.finding(figures))
        self._say_left_out(figures)
        self.model.show_rows(figures.lines)
        pictures.show_outlook(self.chart, figures, self._on_bar)
        keys = [each.key for each in figures.lines]
        row = keys.index(key) if key in keys else _first_with_something(figures.lines)
        if figures.lines:
            self.table.go_to_row(row)
            self._on_row(row)
        else:
            self.show_deals([], 0)

    def _say_left_out(self, figures: Figures) -> None:
        count = len(figures.without_rate)
        names = _(", ").join(each.name for each in figures.without_rate[:3])
        sentence = ngettext(
            "Left out, because its rate to {currency} is missing: {names}",
            "{count} left out, because their rate to {currency} is missing: {names}",
            count,
        ).format(count=count, currency=figures.currency, names=names)
        self.left_out.setText(sentence if count else "")
        self.left_out.setVisible(count > 0)

    def choose(self, key: str, bucket: str = "") -> None:
        """Goes to a line and shows the deals of one of its buckets."""
        if self._figures is None:
            return
        keys = [each.key for each in self._figures.lines]
        if key in keys:
            self._show_bucket(bucket)
            self.table.go_to_row(keys.index(key))
            self._on_row(keys.index(key))

    def show_cell(self, cell: Cell, title: str) -> None:
        """Shows the deals of a figure that stands elsewhere on the page, until a line or bucket is chosen."""
        self._other = (cell, title)
        self.deals_wanted.emit(cell)

    def _on_row(self, row: int) -> None:
        line = self.model.row_at(row)
        if line is not None:
            self._key = line.key
            self._want_deals()

    def _on_bar(self, key: str) -> None:
        """A part of a column was clicked; on the line of the quota, the whole period."""
        bucket, _colon, place = key.partition(":")
        line = self.model.row_at(int(place))
        if line is not None:
            self.choose(line.key, bucket if bucket in BUCKETS else _ALL)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._show_bucket(_OF_COLUMN.get(self.table.column_key(index.column()), ""))
        self._want_deals()

    def _show_bucket(self, bucket: str) -> None:
        bucket = "" if bucket == _ALL else bucket
        blocked = self.bucket.blockSignals(True)
        self.bucket.choose(bucket if bucket in BUCKETS else _ALL)
        self.bucket.blockSignals(blocked)
        self._bucket = bucket

    def _want_deals(self, chosen: str | None = None) -> None:
        if chosen is not None:
            self._bucket = "" if chosen == _ALL else chosen
        self._other = None
        cell = self.cell()
        if cell is not None:
            self.deals_wanted.emit(cell)

    def cell(self) -> Cell | None:
        """Which deals stand below."""
        if self._other is not None:
            return self._other[0]
        if self._figures is None or self._figures.line(self._key) is None:
            return None
        wish, spans = self._figures.wish, self._figures.spans
        if wish.by == "owner":
            return Cell(spans[0].first, spans[0].last, owner_id=int(self._key), bucket=self._bucket)
        return forecast.cell_of(self._key, spans, self._bucket, wish.owner_id)

    def show_deals(self, found: list[DealLine], count: int) -> None:
        """Shows the deals of `cell`, `found` of `count`."""
        line = self._figures.line(self._key) if self._figures is not None else None
        title = words.line_words(line, self._by()) if line is not None else _("Deals behind it")
        if self._other is not None:
            title = self._other[1]
        self.deals_head.set_title(title)
        shown = ngettext("{count} deal", "{count} deals", count).format(count=f"{count:,}")
        if count > len(found):
            shown = _("the {shown} largest of {count} deals").format(
                shown=len(found), count=f"{count:,}"
            )
        self.deals_head.set_count(shown)
        self.deals_model.show_rows(found)

    def _open_deal(self, row: int) -> None:
        deal = self.deals_model.row_at(row)
        if deal is not None:
            self.opened.emit(deal.id)


def _first_with_something(lines: tuple[Line, ...]) -> int:
    """The first line of a period in which something stands; what is overdue is not where one begins."""
    for row, line in enumerate(lines):
        if line.key != forecast.OVERDUE and (line.count or line.totals.closed):
            return row
    return 0
