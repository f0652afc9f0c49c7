"""The left of the Visits tab: its views, and a small month below them where there is room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.visits.views import Views
from kamdesk.ui.widgets.month_calendar import MonthCalendar
from kamdesk.work import visit_calendar

_TALL = 600
"""From this height on the views leave room for the month."""


class Side(QWidget):
    """On the ground of the frame, as the left of every tab is."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._narrow = False
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.views = Views(store)
        self.month = MonthCalendar()
        self._holder = QWidget()
        inner = QVBoxLayout(self._holder)
        inner.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, theme.SPACE_3)
        inner.addWidget(self.month)
        self._holder.setFixedWidth(theme.NAV_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.views, 1)
        column.addWidget(self._holder)

    def show_busy(self, owner_id: int | None) -> None:
        """Dots under the days of the month in view that have visits (of one member of the staff)."""
        with self._store.read() as session:
            busy = visit_calendar.busy_days(session, *self.month.days_in_view(), owner_id)
        self.month.set_busy(busy)

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, without the month."""
        self._narrow = narrow
        if narrow != self.views.is_collapsed():
            self.views.set_collapsed(narrow)
        self._place()

    def _place(self) -> None:
        self._holder.setVisible(not self._narrow and self.height() >= _TALL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
