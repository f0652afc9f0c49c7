"""The month's figures as cards above the list: only what the data say now."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.cards import FigureCard
from kamdesk.work.month_figures import MonthFigures


class Figures(QWidget):
    """`pressed(key)`: visits, callbacks or silent."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.visits = FigureCard(_("Visits of the month"))
        self.callbacks = FigureCard(_("Call-backs of the month"))
        self.silent = FigureCard(_("Key accounts in touch"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        row.setSpacing(theme.SPACE_3)
        for key, card in (
            ("visits", self.visits), ("callbacks", self.callbacks), ("silent", self.silent),
        ):  # fmt: skip
            card.clicked.connect(lambda key=key: self.pressed.emit(key))
            row.addWidget(card)

    def show_figures(self, known: MonthFigures, on: date) -> None:
        """Shows the counts; a share of nothing is no figure."""
        passed = 100 * on.day / monthrange(on.year, on.month)[1]
        percent = _share(known.held, known.planned)
        by_now = _share(known.planned_by_now, known.planned)
        self.visits.set_figure(
            _percent_words(percent),
            side=f"{known.held:,} / {known.planned:,}" if known.planned else "",
            percent=percent,
            expected=by_now,
            foot=_("{due} were due by today, {held} took place").format(
                due=known.planned_by_now, held=known.held
            )
            if known.planned
            else _("Nothing is planned for this month yet."),
        )
        _state(self.visits, percent, by_now)
        percent = _share(known.callbacks_made, known.callbacks_due)
        self.callbacks.set_figure(
            _percent_words(percent),
            side=f"{known.callbacks_made:,} / {known.callbacks_due:,}"
            if known.callbacks_due
            else "",
            percent=percent,
            expected=passed,
            foot=_("{count} still to make this month").format(
                count=known.callbacks_due - known.callbacks_made
            )
            if known.callbacks_due
            else _("No call-back is due this month."),
        )
        _state(self.callbacks, percent, passed)
        within = known.key_accounts - known.silent
        percent = _share(within, known.key_accounts)
        self.silent.set_figure(
            _percent_words(percent),
            side=f"{within:,} / {known.key_accounts:,}" if known.key_accounts else "",
            percent=percent,
            foot=_("{count} silent for longer than their rhythm").format(count=known.silent)
            if known.key_accounts
            else _("There is no key account yet."),
        )


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _percent_words(percent: float | None) -> str:
    return f"{percent:.1f}%" if percent is not None else ""


def _state(card: FigureCard, percent: float | None, expected: float | None) -> None:
    if percent is None or expected is None:
        card.set_state("", "neutral")
    elif percent + 5 < expected:
        card.set_state(_("behind"), "warn", paint.Shape.DOWN)
    else:
        card.set_state(_("on course"), "good", paint.Shape.DOT)
