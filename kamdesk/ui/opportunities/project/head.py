"""The head of the project page: what it is called, where it stands, what it is worth, and the way on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.sales_words import OUTCOME
from kamdesk.ui import theme
from kamdesk.ui.opportunities.words import day_words, short_money
from kamdesk.ui.widgets.buttons import LinkButton, icon_button, plain_button, primary_button
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import Pill, TierPill
from kamdesk.work import opportunities, settings

_PILL = {"open": "accent", "won": "good", "lost": "bad", "cancelled": "neutral"}


class ProjectHead(QFrame):
    """`go_on_wanted`: to the next stage, or to the closing. `sheet_wanted`: the project sheet as a form."""

    account_wanted = Signal()
    sheet_wanted = Signal()
    go_on_wanted = Signal()
    more_wanted = Signal()
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "bottom")
        self.setProperty("ground", "raised")
        self.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        self._tier = TierPill()
        self._name = ElidedLabel("", "title")
        self.account = LinkButton("", self.account_wanted.emit)
        self._number = label("", "muted")
        self._pill = Pill()
        self._figures = [(label("", "muted"), label("", "heading")) for _each in range(3)]
        self.sheet_button = plain_button(_("Project sheet"), "printer", self.sheet_wanted.emit)
        self.go_button = primary_button("", "chevron-right", self.go_on_wanted.emit)
        self.more_button = icon_button("more", _("More for this project"), self.more_wanted.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_2, 0, theme.SPACE_4, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(icon_button("chevron-left", _("Back"), self.back_wanted.emit))
        row.addWidget(self._tier)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(self._name)
        row.addWidget(self.account)
        row.addWidget(self._number)
        row.addWidget(self._pill)
        row.addStretch(1)
        for words, figure in self._figures:
            row.addWidget(words)
            row.addWidget(figure)
            row.addSpacing(theme.SPACE_2)
        row.addWidget(self.sheet_button)
        row.addWidget(self.go_button)
        row.addWidget(self.more_button)

    def show_project(
        self, session: Session, one: Opportunity, stages: Sequence[Stage], read_only: bool
    ) -> None:
        """Shows it; the way on is the next of `stages`, its closing after the last, or to open it again."""
        account = session.get(Account, one.account_id) if one.account_id is not None else None
        self._tier.set_tier((account.tier or "") if account else "")
        self._tier.setVisible(bool(account and account.tier))
        self._name.setText(one.name)
        name = (account.short_name or account.name) if account else _("no account yet")
        self.account.setText(name)
        self.account.setAccessibleName(_("Account {name}").format(name=name))
        self.account.setEnabled(account is not None)
        self._number.setText(one.number)
        place = next((n for n, each in enumerate(stages) if each.id == one.stage_id), 0)
        stage = stages[place]
        chance = opportunities.probability_of(one, stage)
        if one.outcome == "open":
            self._pill.set_pill(f"{stage.title} {chance}%", "accent")
        else:
            said = f"{OUTCOME.label(one.outcome)} {one.closed_on or ''}".strip()
            self._pill.set_pill(said, _PILL[one.outcome])
        wan = settings.get(session, "money_display") == "wan"
        amount = short_money(one.amount, one.currency, wan=wan) if one.amount is not None else "—"
        weighted = "—"
        if one.amount is not None:
            weighted = short_money(one.amount * chance / 100, one.currency, wan=wan)
        words = (
            (_("Amount"), amount),
            (_("Weighted"), weighted),
            (_("Expected close"), day_words(one.expected_close_on)),
        )
        for (small, figure), (said, value) in zip(self._figures, words, strict=True):
            small.setText(said)
            figure.setText(value)
            figure.setAccessibleName(f"{said} {value}")
        self._show_way(one, stages[place + 1 :], read_only)

    def _show_way(self, one: Opportunity, following: Sequence[Stage], read_only: bool) -> None:
        self.go_button.setVisible(not read_only)
        if one.outcome != "open":
            self.go_button.setText(_("Open it again…"))
        elif not following or following[0].is_review:
            self.go_button.setText(_("Close it…"))
        else:
            self.go_button.setText(_("Go on to {stage}").format(stage=following[0].title))

    def show_room(self, wide: bool) -> None:
        """Leaves out the small words where there is little room."""
        for words, _figure in self._figures:
            words.setVisible(wide)
        self._number.setVisible(wide)
