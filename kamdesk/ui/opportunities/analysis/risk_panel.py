"""The risks of the project as a matrix; below it the one that is chosen, before and after its response."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.opportunities.analysis.panel import Panel
from kamdesk.ui.opportunities.analysis.pictures import save_button, show_risks
from kamdesk.ui.opportunities.analysis.words import colour_word
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.work.risks import RegisteredRisk

PILL_OF = {"green": "good", "yellow": "warn", "red": "bad"}


class RiskPanel(Panel):
    """Looks at the register; `section_wanted` goes to where risks are written."""

    section_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Risks"), line="bottom")
        self._risks: Sequence[RegisteredRisk] = ()
        self.picture = ChartView(_("Risk matrix"))
        add = partial(self.section_wanted.emit, "risks")
        self.add_tool(icon_button("plus", _("Write down a risk"), add, small=True))
        self.add_tool(save_button(self.picture))
        self.column.addWidget(self.picture, 1)
        self.choice = QComboBox()
        self.choice.setProperty("scale", "small")
        ready_input(self.choice, _("Risk"))
        self.choice.activated.connect(self._chosen)
        self.picture.picked.connect(self._picked)
        self.before, self.after = Pill(), Pill()
        self.arrow = label("→", "muted")
        row = QHBoxLayout()
        row.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, theme.SPACE_2)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self.choice, 1)
        row.addWidget(self.before)
        row.addWidget(self.arrow)
        row.addWidget(self.after)
        self.column.addLayout(row)

    def show_risks(self, risks: Sequence[RegisteredRisk]) -> None:
        """Shows the register as it stands, closed risks left out."""
        self._risks = [each for each in risks if each.record.state != "closed"]
        chosen = self.choice.currentData()
        self.choice.clear()
        for each in self._risks:
            self.choice.addItem(f"{each.label} {each.row.name}", each.label)
        self.choice.setCurrentIndex(max(self.choice.findData(chosen), 0) if self._risks else -1)
        colours = [each.row.colour for each in self._risks]
        counts = [
            f"{colour_word(colour)} {colours.count(colour)}"
            for colour in ("red", "yellow", "green")
            if colours.count(colour)
        ]
        count = len(self._risks)
        said = ngettext("{count} risk", "{count} risks", count).format(count=count)
        self.set_title(_("Risks"), " · ".join([said, *counts]))
        self._chosen()

    def _picked(self, label: str) -> None:
        self.choice.setCurrentIndex(self.choice.findData(label))
        self._chosen()

    def _chosen(self, _index: int = 0) -> None:
        chosen = self.choice.currentData() or ""
        show_risks(self.picture, self._risks, chosen)
        current = next((each for each in self._risks if each.label == chosen), None)
        for widget in (self.choice, self.before, self.arrow, self.after):
            widget.setVisible(current is not None)
        if current is None:
            return
        colour = current.row.colour
        words = f"{current.row.score or '—'} {colour_word(colour)}".strip()
        self.before.set_pill(words, PILL_OF.get(colour, "neutral"))
        later = current.colour_after
        self.after.set_pill(
            f"{current.score_after} {colour_word(later)}", PILL_OF.get(later, "neutral")
        )
        self.arrow.setVisible(bool(later))
        self.after.setVisible(bool(later))
