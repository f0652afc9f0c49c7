"""Scorecards from templates: the same questions about us and each competitor, evidence beside, the unknown counted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout

from kamdesk.i18n import _, message, ngettext
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.analysis.entry_table import EntryColumn, EntryTable
from kamdesk.ui.opportunities.analysis.notebook import Notebook
from kamdesk.ui.opportunities.analysis.panel import Panel
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work.analysis.scorecard import (
    SHIPPED,
    Answer,
    Card,
    Question,
    Scorecard,
    Template,
    score,
)
from kamdesk.work.analysis.showing import percent


class ScorecardPage(Panel):
    """The template is chosen at the top; a score is typed into its cell, 0 or nothing is unknown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Scorecard"), line="none")
        self.notes: Notebook[Scorecard] = Notebook(desk, "scorecard", Scorecard, self)
        self.notes.label = SHIPPED[0].key
        self.notes.changed.connect(self.show_value)
        self.competitors: Sequence[tuple[str, str]] = ()
        self._templates: Sequence[Template] = SHIPPED
        self.choice = QComboBox()
        ready_input(self.choice, _("Template"))
        self.error = FieldError()
        self.table = EntryTable(_("Questions"))
        self.table.entries.edited.connect(self._edited)
        self.table.entries.refused.connect(self.error.show_error)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, theme.SPACE_2)
        bar.setSpacing(theme.SPACE_2)
        bar.addWidget(label(_("Template"), "muted"))
        bar.addWidget(self.choice)
        self.unknown = label("", "muted")
        bar.addWidget(self.unknown)
        bar.addStretch(1)
        self.column.addLayout(bar)
        holder = QHBoxLayout()
        holder.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, 0)
        holder.addWidget(self.table)
        self.column.addLayout(holder, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.SPACE_3, 0, theme.SPACE_3, theme.SPACE_2)
        foot.addWidget(self.error, 1)
        self.column.addLayout(foot)

    def show_templates(self, templates: Sequence[Template]) -> None:
        """Offers the templates there are; the chosen one stays."""
        self._templates = templates
        self.choice.clear()
        for template in templates:
            self.choice.addItem(template.title, template.key)
        self.choice.setCurrentIndex(max(self.choice.findData(self.notes.label), 0))
        self.notes.label = self.choice.currentData()

    def template(self) -> Template:
        """The chosen one."""
        return next((t for t in self._templates if t.key == self.notes.label), self._templates[0])

    def _cards(self) -> tuple[Card, ...]:
        """Us and every competitor, with or without answers."""
        noted = self.notes.value
        there = {rival.uid for rival in noted.rivals}
        more = [
            Card(uid, name)
            for uid, name in self.competitors
            if uid not in there and not self.notes.is_old
        ]
        return (noted.ours, *noted.rivals, *more)

    def show_value(self) -> None:
        """Shows what the notebook holds."""
        template, cards = self.template(), self._cards()
        self.table.show_rows(
            _columns(template, cards), template.questions, can_write=self.notes.can_write,
            can_add=False,
        )  # fmt: skip
        scores = [score(template, card) for card in cards]
        shares = [
            " ".join(
                (
                    card.name or _("Us"),
                    percent(each.share if each.unknown < each.questions else None),
                )
            )
            for card, each in zip(cards, scores, strict=True)
        ]
        count = scores[0].unknown
        words = ngettext(
            "{count} question about us is unknown", "{count} questions about us are unknown", count
        )
        self.unknown.setText(
            words.format(count=count) if count else _("nothing about us is unknown")
        )
        day = f"{self.notes.on:%Y-%m-%d}" if self.notes.on else _("nothing noted yet")
        self.set_title(" · ".join(shares), self.notes.problem or day)

    def _edited(self, row: int, key: str, value: Any) -> None:
        question = self.template().questions[row]
        uid, part = key.rsplit(":", 1)
        card = next(each for each in self._cards() if each.uid == uid)
        old = card.answers.get(question.key, Answer())
        if part == "score":
            new = Answer(value, old.evidence, old.evidence_kind, old.evidence_uid)
        else:
            new = Answer(old.score, value)
        what = message("Scorecard: {question}", question=question.title)
        self.notes.write(what, self.notes.value.with_card(card.with_answer(question.key, new)))

    def is_typing(self) -> bool:
        """Whether a cell is open."""
        return self.table.is_typing()

    def flush(self) -> None:
        """Saves what is being typed."""
        self.table.flush()


def _columns(template: Template, cards: Sequence[Card]) -> list[EntryColumn]:
    def points(card: Card, row: Question) -> int | None:
        return card.answers.get(row.key, Answer()).score or None

    def evidence(card: Card, row: Question) -> str:
        return card.answers.get(row.key, Answer()).evidence

    full = template.full_mark
    us = _("Us 0–{full}").format(full=full)
    return [
        EntryColumn("question", _("Question"), lambda row: row.title, "said", stretch=True),
        EntryColumn("weight", _("Weight"), lambda row: row.weight, "said", 72),
        EntryColumn(":score", us, partial(points, cards[0]), "whole", 72, most=full),
        EntryColumn(":evidence", _("Known from"), partial(evidence, cards[0]), "text", 240),
        *(
            EntryColumn(
                f"{card.uid}:score", card.name, partial(points, card), "whole", 90, most=full
            )
            for card in cards[1:]
        ),
    ]
