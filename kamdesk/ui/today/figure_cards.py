"""The figures over the day; each opens what it counts."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.cards import FigureCard
from kamdesk.work.today_figures import Figures, Share


class FigureCards(QWidget):
    """Four cards side by side."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.visits = FigureCard(_("Visits this month"))
        self.callbacks = FigureCard(_("Call-backs this month"))
        self.missing = FigureCard(_("Records to write"))
        self.in_touch = FigureCard(_("Key accounts in touch"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        row.setSpacing(theme.SPACE_3)
        for card, page in (
            (self.visits, "visits:month"),
            (self.callbacks, "visits:kind:callback"),
            (self.missing, "visits:missing"),
            (self.in_touch, "today:silent"),
        ):
            row.addWidget(card)
            card.clicked.connect(lambda key=page: desk.open_page(key))

    def show_figures(self, found: Figures) -> None:
        """Shows other figures."""
        expected = 100 * found.visits_due / found.visits.of if found.visits.of else None
        behind = found.visits_due - found.visits.done
        _share(
            self.visits, found.visits, expected,
            _("{count} of them were due by today").format(count=found.visits_due),
        )  # fmt: skip
        self.visits.set_state(_("behind") if behind > 0 else "", "warn")
        _share(self.callbacks, found.callbacks, None, _("answered of those due this month"))
        missing = found.records_missing
        self.missing.set_figure(str(missing), foot=_("held, nothing written yet"))
        self.missing.set_state(
            _("to do") if missing else _("all written"), "warn" if missing else "good"
        )
        _share(self.in_touch, found.in_touch, None, _("within the rhythm of their tier"))


def _share(card: FigureCard, share: Share, expected: float | None, foot: str) -> None:
    percent = share.percent
    card.set_figure(
        f"{percent:.1f}%" if percent is not None else "",
        side=f"{share.done:,} / {share.of:,}" if share.of else "",
        percent=percent,
        expected=expected,
        foot=foot if share.of else _("nothing planned"),
    )
