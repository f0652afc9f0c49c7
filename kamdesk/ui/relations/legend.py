"""What the signs of the map mean, in a line below it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kamdesk.charts import map_words as words
from kamdesk.i18n import _
from kamdesk.model.sales_words import LINE_KIND
from kamdesk.ui import theme
from kamdesk.ui.relations.edges import legend_rect
from kamdesk.ui.relations.node import paint_coverage, paint_influence
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.flow_layout import FlowLayout

_HIGH = 20


class _Sign(QWidget):
    """One sign and its word."""

    def __init__(self, key: str, said: str, wide: int) -> None:
        super().__init__()
        self._key, self._said, self._wide = key, said, wide
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(said)

    def sizeHint(self) -> QSize:
        return QSize(self._wide + 5 + theme.text_width(self._said, theme.TEXT_SMALL) + 8, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        spot = QRect(0, 0, self._wide, _HIGH)
        if self._key == "influence_bars":
            paint_influence(painter, QRectF(0, 4, 15, 11), 2)
        elif self._key == "coverage":
            paint_coverage(painter, QRectF(0, 6.5, 30, 7), "brief")
        elif self._key.startswith("support"):
            level = int(self._key[7:])
            mark = words.support_mark(level)
            paint.text(painter, spot, mark, words.support_role(level), theme.TEXT_SMALL)
        else:
            legend_rect(painter, spot, self._key)
        rest = QRect(self._wide + 5, 0, self.width(), _HIGH)
        paint.text(painter, rest, self._said, "muted", theme.TEXT_SMALL)


class Legend(QWidget):
    """Lines, stands, influence and coverage; it takes more lines where the window is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "top")
        self.setAccessibleName(_("Legend"))
        flow = FlowLayout(self, theme.SPACE_1)
        flow.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
        flow.addWidget(_Sign("reports", _("Reports to"), 22))
        for kind in LINE_KIND.codes:
            flow.addWidget(_Sign(kind, LINE_KIND.label(kind), 34 if kind == "conflict" else 24))
        for level in words.SUPPORT_LEVELS:
            said = words.support_words(level, mark=False)
            wide = theme.text_width(words.support_mark(level), theme.TEXT_SMALL)
            flow.addWidget(_Sign(f"support{level}", said, wide))
        flow.addWidget(_Sign("influence_bars", _("Influence 0–3"), 15))
        flow.addWidget(_Sign("coverage", _("Coverage none to in depth"), 26))
