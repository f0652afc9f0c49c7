"""Twelve months of an account beside the same months a year earlier: painted bars with their amounts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kamdesk.i18n import _
from kamdesk.model.values import show_money
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.work.purchases import MonthSum

_ROW, _MONTH, _AMOUNT, _BAR = 26, 62, 112, 8


class MonthBars(QWidget):
    """A line for each month: this year's bar above last year's, both amounts at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.months: list[MonthSum] = []
        self._currency, self._wan = "CNY", False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_months(self, months: Sequence[MonthSum], currency: str, *, wan: bool) -> None:
        """Shows other months."""
        self.months, self._currency, self._wan = list(months), currency, wan
        said = [
            _("{month}: {amount}, a year earlier {before}").format(
                month=each.span.code,
                amount=self._money(each.amount),
                before=self._money(each.before),
            )
            for each in self.months
        ]
        self.setAccessibleName(_("Purchases by month"))
        self.setAccessibleDescription("; ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, _ROW * max(len(self.months), 1) + 2 * theme.SPACE_2)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    def _money(self, amount: Decimal) -> str:
        return show_money(amount, self._currency, places=None if self._wan else 0, wan=self._wan)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(
            (max(each.amount, each.before, Decimal(0)) for each in self.months), default=Decimal(0)
        )
        left = theme.SPACE_4 + _MONTH
        room = self.width() - left - 2 * _AMOUNT - theme.SPACE_4
        for place, each in enumerate(self.months):
            top = theme.SPACE_2 + place * _ROW
            paint.text(
                painter, QRect(theme.SPACE_4, top, _MONTH, _ROW), each.span.code, "muted", theme.TEXT_SMALL
            )  # fmt: skip
            for line, (value, role) in enumerate(
                ((each.amount, "accent"), (each.before, "line_strong"))
            ):
                if value <= 0 or most <= 0:
                    continue
                width = max(float(value / most) * max(room, 20), 2.0)
                bar = QRectF(left, top + 4 + line * (_BAR + 2), width, _BAR)
                painter.fillRect(bar, theme.color(role))
            right = self.width() - theme.SPACE_4 - 2 * _AMOUNT
            role = "bad" if each.amount < 0 else "text"
            words = self._money(each.amount) if each.amount else "—"
            before = self._money(each.before) if each.before else "—"
            paint.text(
                painter, QRect(right, top, _AMOUNT, _ROW), words, role, theme.TEXT_SMALL, align=paint.RIGHT
            )  # fmt: skip
            paint.text(
                painter, QRect(right + _AMOUNT, top, _AMOUNT, _ROW), before, "muted", theme.TEXT_SMALL,
                align=paint.RIGHT,
            )  # fmt: skip
        painter.end()
