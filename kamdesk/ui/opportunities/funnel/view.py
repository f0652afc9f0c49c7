"""The funnel as it is drawn: a line for each stage, between them what went on; every number can be pressed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from kamdesk.i18n import _
from kamdesk.model.sales_words import OUTCOME
from kamdesk.ui import theme
from kamdesk.ui.opportunities.words import short_money
from kamdesk.ui.widgets import paint
from kamdesk.work.funnel import Funnel, Measure, StageFigures

_HEAD, _ROW, _GAP, _BAR = 28, 28, 22, 24
_OPEN, _AMOUNT, _DAYS = 64, 118, 120
_LEAST_NAME = 120
Spot = tuple[int, Measure]
"""Place of a stage (its number for all of them) and what is counted."""
_MEASURES: tuple[Measure, ...] = ("entered", "went_on", "lost", "waiting", "open", "timed")
"""What ← and → walk through in a line."""


@dataclass(frozen=True)
class _Places:
    """Left edge and width of each part of a line."""

    name: int
    bar: int
    count: int
    amount: int
    weighted: int
    days: int


class FunnelView(QWidget):
    """`chosen(place, measure)`: the records behind a number are to be shown; place −1 is all stages."""

    chosen = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.funnel = Funnel(())
        self.period = ""
        self._wan = False
        self._current: Spot = (0, "open")
        self._hovered: Spot | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Funnel"))

    def show_funnel(self, funnel: Funnel, period: str, wan: bool) -> None:
        """Shows other figures; the place stays."""
        self.funnel, self.period, self._wan = funnel, period, wan
        self.setFixedHeight(self.sizeHint().height())
        self.go_to(min(self._current[0], len(funnel.stages)), self._current[1], tell=False)

    def go_to(self, place: int, measure: Measure, *, tell: bool = True) -> None:
        """Chooses a number."""
        self._current = (place, measure)
        self.setAccessibleDescription(self.words_of(self._current))
        self.update()
        if tell:
            self.chosen.emit(-1 if place == len(self.funnel.stages) else place, measure)

    def current(self) -> Spot:
        """Place and measure chosen; the place after the last stage is all of them."""
        return self._current

    # ------------------------------------------------------------------------------------------------------- geometry

    def sizeHint(self) -> QSize:
        count = len(self.funnel.stages)
        return QSize(760, _HEAD + count * (_ROW + _GAP) + _ROW + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(620, self.sizeHint().height())

    def _places(self) -> _Places:
        days = self.width() - theme.SPACE_4 - _DAYS
        weighted = days - _AMOUNT
        amount = weighted - _AMOUNT
        count = amount - _OPEN
        wide = max((theme.text_width(each.title) for each in self.funnel.stages), default=0) + 30
        name = min(max(_LEAST_NAME, wide), 190)
        return _Places(theme.SPACE_4, theme.SPACE_4 + name, count, amount, weighted, days)

    def row_rect(self, place: int) -> QRect:
        """The line of a stage; the one after the last is that of what was won, and of the sums."""
        return QRect(0, _HEAD + place * (_ROW + _GAP), self.width(), _ROW)

    def _gap_rect(self, place: int) -> QRect:
        row = self.row_rect(place)
        return QRect(0, row.bottom() + 1, self.width(), _GAP)

    def spot_at(self, point: QPoint) -> Spot | None:
        """The number under a point."""
        places, count = self._places(), len(self.funnel.stages)
        for place in range(count + 1):
            if self.row_rect(place).contains(point):
                if point.x() < places.bar:
                    return place, "open"
                if point.x() < places.count:
                    return place, "won" if place == count else "entered"
                if point.x() >= places.days:
                    return (place, "timed") if place < count else None
                return place, "open"
            if place < count and self._gap_rect(place).contains(point):
                if not places.bar <= point.x() < places.count:
                    return None
                middle = (places.bar + places.count) // 2
                return place, "lost" if point.x() < middle - 8 else "went_on"
        return None

    # ------------------------------------------------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        self.draw(QPainter(self))

    def draw(self, painter: QPainter) -> None:
        """Draws everything; the page does it for paper as well."""
        painter.fillRect(self.rect(), theme.color("raised"))
        places = self._places()
        self._paint_head(painter, places)
        most = max((each.entered for each in self.funnel.stages), default=0)
        for place, each in enumerate(self.funnel.stages):
            self._paint_row(painter, place, each, places, most)
            self._paint_gap(painter, place, each, places)
        self._paint_sums(painter, places, most)

    def _paint_head(self, painter: QPainter, places: _Places) -> None:
        def heading(
            left: int, width: int, words: str, align: Qt.AlignmentFlag = paint.RIGHT
        ) -> None:
            rect = QRect(left, 0, width, _HEAD)
            paint.text(painter, rect, words, "muted", theme.TEXT_SMALL, align=align)

        heading(places.name, places.bar - places.name, _("Stage"), paint.LEFT)
        words = _("entered {period} → went on").format(period=self.period)
        heading(places.bar, places.count - places.bar, words, paint.CENTER)
        heading(places.count, _OPEN, _("Under way"))
        heading(places.amount, _AMOUNT, _("Amount"))
        heading(places.weighted, _AMOUNT, _("Weighted"))
        heading(places.days, _DAYS, _("Days, median"))
        painter.fillRect(0, _HEAD - 1, self.width(), 1, theme.color("line"))

    def _paint_row(
        self, painter: QPainter, place: int, each: StageFigures, places: _Places, most: int
    ) -> None:
        rect = self.row_rect(place)
        chosen = self._current[0] == place
        if chosen:
            painter.fillRect(rect, theme.color("selected"))
            painter.fillRect(0, rect.top(), 3, rect.height(), theme.color("accent"))
        top, height = rect.top(), rect.height()
        paint.text(painter, QRect(places.name, top, 20, height), f"{place + 1}", "muted")
        name = QRect(places.name + 18, top, places.bar - places.name - 24, height)
        paint.text(painter, name, each.title, bold=chosen)
        self._paint_bar(painter, rect, places, each.entered, most, "chart1", strong=chosen)
        longest = self.funnel.longest
        numbers: tuple[tuple[int, int, str, Measure], ...] = (
            (places.count, _OPEN, f"{each.count:,}", "open"),
            (places.amount, _AMOUNT, short_money(each.amount, wan=self._wan), "open"),
            (places.weighted, _AMOUNT, short_money(each.weighted, wan=self._wan), "open"),
        )
        for left, width, words, measure in numbers:
            bold = chosen and self._current[1] == measure
            paint.text(
                painter, QRect(left, top, width, height), words, bold=bold, align=paint.RIGHT
            )
        is_longest = longest is not None and each.stage_id == longest.stage_id
        days = _days(each.median_days)
        rect_days = QRect(places.days, top, _DAYS, height)
        paint.text(painter, rect_days, days, bold=is_longest, align=paint.RIGHT)
        if each.median_days is not None and longest is not None and longest.median_days:
            track = QRect(places.days + 26, top, 48, height)
            share = float(each.median_days / longest.median_days * 100)
            paint.bar(painter, track, share, "chart2" if is_longest else "chart5")
        if self.hasFocus() and chosen:
            self._paint_focus(painter, places)

    def _paint_focus(self, painter: QPainter, places: _Places) -> None:
        painter.setPen(theme.color("accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect_of(self._current, places).adjusted(1, 1, -2, -2))

    def rect_of(self, spot: Spot, places: _Places | None = None) -> QRect:
        """Where a number stands."""
        at = places or self._places()
        place, measure = spot
        row = self.row_rect(place)
        middle = (at.bar + at.count) // 2
        if measure in ("entered", "won"):
            return QRect(at.bar, row.top(), at.count - at.bar, row.height())
        if measure == "timed":
            return QRect(at.days, row.top(), _DAYS, row.height())
        if measure in ("lost", "waiting"):
            return QRect(at.bar, row.bottom() + 1, middle - 8 - at.bar, _GAP)
        if measure == "went_on":
            return QRect(middle - 8, row.bottom() + 1, at.count - middle + 8, _GAP)
        return QRect(at.count, row.top(), at.days - at.count, row.height())

    def _paint_bar(
        self, painter: QPainter, rect: QRect, places: _Places, number: int, most: int, role: str,
        *, strong: bool,
    ) -> None:  # fmt: skip
        room = places.count - places.bar - theme.SPACE_4
        width = max(room * number // most if most else 0, 30)
        left = places.bar + (room - width) // 2
        box = QRectF(left, rect.top() + (rect.height() - _BAR) / 2, width, _BAR)
        colour = theme.color(role)
        if not strong and role == "chart1":
            colour = theme.mix(theme.theme().chart[0], theme.theme().raised, 0.82)
        if not number:
            colour = theme.color("sunken")
        paint.rounded(painter, box, 2, colour)
        ink = "raised" if number else "muted"
        paint.text(painter, box.toRect(), f"{number:,}", ink, bold=True, align=paint.CENTER)

    def _paint_gap(
        self, painter: QPainter, place: int, each: StageFigures, places: _Places
    ) -> None:
        rect = self._gap_rect(place)
        middle = (places.bar + places.count - theme.SPACE_4) // 2
        narrowest = self.funnel.narrowest
        is_narrowest = narrowest is not None and narrowest.stage_id == each.stage_id
        stay = each.entered - each.went_on
        left = QRect(places.bar, rect.top(), middle - 14 - places.bar, rect.height())
        words = f"−{stay:,}" if stay else "0"
        paint.text(painter, left, words, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("chart2" if is_narrowest else "line_strong"))
        y = rect.center().y() - 3
        painter.drawPolygon(
            QPolygonF([QPointF(middle - 5, y), QPointF(middle + 5, y), QPointF(middle, y + 6)])
        )
        painter.restore()
        right = QRect(middle + 14, rect.top(), places.count - middle, rect.height())
        share = f"{each.conversion}%" if each.conversion is not None else "—"
        role = "text" if is_narrowest else "muted"
        paint.text(painter, right, share, role, theme.TEXT_SMALL, bold=is_narrowest)

    def _paint_sums(self, painter: QPainter, places: _Places, most: int) -> None:
        funnel, rect = self.funnel, self.row_rect(len(self.funnel.stages))
        chosen = self._current[0] == len(funnel.stages)
        if chosen:
            painter.fillRect(rect, theme.color("selected"))
        name = QRect(places.name + 18, rect.top(), places.bar - places.name - 24, rect.height())
        paint.text(painter, name, OUTCOME.label("won"), bold=True)
        if funnel.win_rate is not None:
            rate = _("win rate {percent}%").format(percent=funnel.win_rate)
            room = QRect(places.bar, rect.top(), places.count - places.bar - 8, rect.height())
            paint.text(painter, room, rate, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
        self._paint_bar(painter, rect, places, funnel.won, most, "chart3", strong=True)
        line = QRect(places.count, rect.top() - 1, self.width() - places.count - theme.SPACE_2, 1)
        painter.fillRect(line, theme.color("line_strong"))
        for left, width, words in (
            (places.count, _OPEN, f"{funnel.count:,}"),
            (places.amount, _AMOUNT, short_money(funnel.amount, wan=self._wan)),
            (places.weighted, _AMOUNT, short_money(funnel.weighted, wan=self._wan)),
        ):
            box = QRect(left, rect.top(), width, rect.height())
            paint.text(painter, box, words, bold=True, align=paint.RIGHT)
        whole = funnel.days_altogether
        if whole is not None:
            words = _("all {days}").format(days=_days(whole))
            box = QRect(places.days, rect.top(), _DAYS, rect.height())
            paint.text(painter, box, words, "muted", theme.TEXT_SMALL, align=paint.RIGHT)
        if self.hasFocus() and chosen:
            self._paint_focus(painter, places)

    # ------------------------------------------------------------------------------------------------ keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place, measure = self._current
        last = len(self.funnel.stages)
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            place = min(max(place + (1 if event.key() == Qt.Key.Key_Down else -1), 0), last)
            if place == last:
                measure = "won" if measure == "entered" else "open"
            elif measure == "won":
                measure = "entered"
            self.go_to(place, measure)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            measures: tuple[Measure, ...] = (
                _MEASURES if place < last else ("won", "lost_all", "open")
            )
            at = measures.index(measure) + (1 if event.key() == Qt.Key.Key_Right else -1)
            self.go_to(place, measures[min(max(at, 0), len(measures) - 1)])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if spot is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.go_to(*spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        shape = (
            Qt.CursorShape.PointingHandCursor if spot is not None else Qt.CursorShape.ArrowCursor
        )
        self.setCursor(shape)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(event.pos())
            if spot is not None:
                QToolTip.showText(event.globalPos(), self.words_of(spot), self)
            return True
        return super().event(event)

    def words_of(self, spot: Spot) -> str:
        """A number in words, for tooltip, heading and screen reader."""
        place, measure = spot
        funnel = self.funnel
        if place >= len(funnel.stages):
            return {
                "won": _("won in the period: {count}").format(count=funnel.won),
                "lost_all": _("lost in the period: {count}").format(count=funnel.lost),
            }.get(measure, _("open: {count}").format(count=funnel.count))
        each = funnel.stages[place]
        told = {
            "entered": _("{count} came into it").format(count=each.entered),
            "went_on": _("{count} of {all} went on").format(count=each.went_on, all=each.entered),
            "lost": _("{count} lost or called off here, {waiting} still wait").format(
                count=each.lost, waiting=each.waiting
            ),
            "waiting": _("{count} neither went on nor ended").format(count=each.waiting),
            "timed": _("left it after {days} days, by the median").format(
                days=_days(each.median_days)
            ),
        }.get(measure, _("{count} open in it").format(count=each.count))
        return f"{each.title}: {told}"


def _days(days: Decimal | None) -> str:
    if days is None:
        return "—"
    return f"{days:.0f}" if days == days.to_integral() else f"{days:.1f}"
