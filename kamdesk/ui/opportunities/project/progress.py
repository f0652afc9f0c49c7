"""How far a project is, in small bars: plan, budget, time, and the chain of visiting skills."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.vocabulary import SKILL
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import LinkButton
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.marks import CompletenessBar
from kamdesk.work.projects import ProjectProgress

_FULL = 100


class ProgressFoot(QWidget):
    """`wanted(section)`: where a figure comes from."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._bars: dict[str, CompletenessBar] = {}
        self._shares: dict[str, QLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_2, theme.SPACE_3)
        column.setSpacing(2)
        for key, words, section in (
            ("plan", _("5W2H progress"), "actions"),
            ("budget", _("Budget used"), "actions"),
            ("time", _("Time gone"), "overview"),
        ):
            bar = CompletenessBar(number=False)
            bar.set_clickable(True)
            bar.clicked.connect(partial(self.wanted.emit, section))
            self._bars[key], self._shares[key] = bar, label("", "small")
            row = QHBoxLayout()
            row.addWidget(label(words, "small"), 1)
            row.addWidget(self._shares[key])
            column.addLayout(row)
            column.addWidget(bar)
        self.skills = LinkButton("", partial(self.wanted.emit, "visits"))
        column.addWidget(self.skills, 0, Qt.AlignmentFlag.AlignLeft)

    def show_progress(self, progress: ProjectProgress) -> None:
        """Shows the figures; where there is nothing to divide by, the bar says so."""
        self._show("plan", _("5W2H progress"), progress.plan.by_count)
        self._show("budget", _("Budget used"), progress.budget_used, is_cost=True)
        self._show("time", _("Time gone"), progress.time_used, is_cost=True)
        count, of = len(progress.skills), len(SKILL.codes)
        self.skills.setText(_("Visit skills {count} / {of}").format(count=count, of=of))
        served = _(", ").join(SKILL.label(code) for code in SKILL.codes if code in progress.skills)
        self.skills.setToolTip(served)

    def _show(self, key: str, words: str, share: Decimal | None, *, is_cost: bool = False) -> None:
        bar = self._bars[key]
        percent = float(share * _FULL) if share is not None else 0
        role = "accent"
        if is_cost:
            role = "bad" if percent > _FULL else "accent"
        bar.set_percent(min(percent, _FULL), role=role)
        said = f"{percent:.0f}%" if share is not None else "—"
        self._shares[key].setText(said)
        bar.setAccessibleName(f"{words}: {said}")
        bar.setToolTip(f"{words}: {said}")
