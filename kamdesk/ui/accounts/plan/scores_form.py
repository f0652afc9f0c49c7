"""The scores of an account by the department's criteria, with the grounds; below each set what it comes to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import Message, _, message
from kamdesk.model.account import Account
from kamdesk.model.fields import field_of
from kamdesk.model.sales_words import CRITERION_SET
from kamdesk.model.strategy import AccountScore
from kamdesk.ui import theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.accounts.paper import Paper
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.labels import label
from kamdesk.work import criteria, definition, focus, grading, settings
from kamdesk.work.criteria import Noted, Rule, Scores

SETS = ("grading", "potential", "loyalty", "definition")
_SCORE, _NOTE = field_of(AccountScore, "score"), field_of(AccountScore, "note")


class ScoresForm(Form):
    """A score is stored when it is left, dated today; what the program works out stands beside an empty score."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.store)
        self._desk = desk
        self.account_id = 0
        self._name = ""
        self._shape: tuple[Rule, ...] = ()
        self._totals: dict[str, Any] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        self._column.setSpacing(theme.SPACE_2)

    def show_account(self, account_id: int) -> str:
        """Shows the scores of an account; returns in a few words what they come to."""
        if account_id != self.account_id:
            self.discard()
        self.account_id = account_id
        today = self._desk.today()
        with self.store.read() as session:
            self._name = session.get_one(Account, account_id).name
            sets = {key: criteria.rules(session, key) for key in SETS}
            every = tuple(rule for rules in sets.values() for rule in rules)
            scores = criteria.read(session, every, today, account_id).of(account_id)
            noted = criteria.noted_scores(session, account_id, today)
            words = self._comes_to(session, sets, scores)
        if every != self._shape:
            self._build(sets)
            self._shape = every
        for rule in every:
            self._show_rule(rule, scores.get(rule.id), noted.get(rule.id))
        for key, said in words.items():
            self._totals[key].setText(said)
        return words["grading"]

    def _show_rule(self, rule: Rule, points: Decimal | None, noted: Noted | None) -> None:
        cell = self.cells[f"{rule.id}.score"]
        cell.show_value(noted.score if noted else None, str(noted.score) if noted else "")
        worked_out = "" if noted or points is None else f"{points.normalize():f}"
        hint = _("worked out: {points}").format(points=worked_out) if worked_out else ""
        cell.editor.input().setProperty("placeholderText", worked_out)
        tip = _("scored on {day}").format(day=noted.on) if noted else hint
        cell.setToolTip(tip or _("unknown"))
        grounds = self.cells[f"{rule.id}.note"]
        grounds.show_value(noted.note or None if noted else None, noted.note if noted else "")

    def _build(self, sets: dict[str, tuple[Rule, ...]]) -> None:
        self.cells.clear()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for key, rules in sets.items():
            paper = Paper()
            paper.add_section(CRITERION_SET.label(key))
            for rule in rules:
                part = f"score:{rule.id}"
                words = f"{rule.title} {rule.weight}"
                pairs: list[tuple[str, QWidget]] = [
                    (words, self.add_cell(_SCORE, f"{rule.id}.score", part, rule.title)),
                    (
                        _NOTE.label,
                        self.add_cell(
                            _NOTE, f"{rule.id}.note", part, f"{rule.title}: {_NOTE.label}"
                        ),
                    ),
                ]
                paper.add_row(pairs)
            self._column.addWidget(paper)
            self._totals[key] = label("", "muted", wrap=True)
            self._column.addWidget(self._totals[key])

    def _comes_to(
        self, session: Session, sets: dict[str, tuple[Rule, ...]], scores: Scores
    ) -> dict[str, str]:
        unknown = _("too little known")
        how = grading.Grading(sets["grading"], grading.limits(session))
        points = how.points(scores)
        grade = how.grade(points)
        missing = how.unknown(scores)
        words = {
            "grading": _("Grade {grade} with {points} points").format(grade=grade, points=f"{points:.1f}")
            if points is not None
            else _("{state}: {criteria}").format(state=unknown, criteria=_(", ").join(missing))
        }  # fmt: skip
        values = {key: add_up(sets[key], scores) for key, add_up in criteria.INNER_TOTAL.items()}
        for key, value in values.items():
            words[key] = f"{CRITERION_SET.label(key)} " + (unknown if value is None else f"{value:.1f}")  # fmt: skip
        standing = focus.standing_of(session, self.account_id, **values)
        places = {
            "focus": _("high potential, low loyalty: in focus"), "watch": _("on the watch list"),
            "unknown": _("on the watch list: too little known"),
        }  # fmt: skip
        if standing.place in places:
            words["loyalty"] += f" · {places[standing.place]}"
        least = settings.get(session, "key_account_from")
        verdict = definition.verdict(sets["definition"], least, scores)
        answer = {
            True: _("A key account by its scores"), False: _("No key account by its scores"), None: unknown,
        }[verdict.qualifies]  # fmt: skip
        shown = "" if verdict.points is None else f"{verdict.points:.1f}"
        words["definition"] = " · ".join(filter(None, (answer, shown, verdict.why)))
        return words

    # ------------------------------------------------------------------------------------------------ how it saves

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        criterion = int(part.partition(":")[2])
        today: date = self._desk.today()
        noted = criteria.noted_scores(session, self.account_id, today).get(criterion)
        score = values.get("score", noted.score if noted else None)
        note = values.get("note", noted.note if noted else None)
        if score is None and values.get("note"):
            raise RuleError(_("Give the score first; the grounds belong to it."), field="score")
        criteria.set_score(session, self.account_id, criterion, score, today, note)

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        criterion = int(cell.part.partition(":")[2])
        noted = criteria.noted_scores(session, self.account_id, self._desk.today()).get(criterion)
        if noted is None:
            return None, ""
        value = noted.score if cell.field is _SCORE else noted.note or None
        return value, str(value or "")

    def label(self, cells: list[FieldCell]) -> Message:
        if len(cells) == 1:
            return message("Score {name}: {criterion}", name=self._name, criterion=cells[0].name)
        return message("Score {name}", name=self._name)
