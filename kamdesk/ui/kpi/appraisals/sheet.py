"""The assessment sheet as on paper: lines with figures, points that are typed, and the score that follows at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.indicators.known import INDICATORS
from kamdesk.model.assessment import Assessment, AssessmentLine
from kamdesk.model.department import Staff
from kamdesk.model.fields import field_of, fields_of
from kamdesk.model.running_words import SCORE_RULE
from kamdesk.model.vocabulary import POSITION
from kamdesk.progress import Progress
from kamdesk.reports import appraisals as figures
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.appraisals.lined_table import RIGHT, LinedTable, number_label
from kamdesk.ui.kpi.words import DASH, number_words, value_words
from kamdesk.ui.reader import Reader
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.widgets.buttons import LinkButton, icon_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label, restyle
from kamdesk.ui.widgets.marks import Pill
from kamdesk.work import appraisal_lines, appraisals, score_texts, scores, settings
from kamdesk.work.appraisals import Actual

_WIDTHS = (0, 54, 62, 92, 74, 62, 62, 62)
"""Least width of each column; the first takes the rest."""


@dataclass(frozen=True)
class _Line:
    """What is known of a line without its figure."""

    id: int
    key: str
    name: str
    explained: str
    rule: str
    detail: str
    unit: str
    judged: scores.Judged


@dataclass(frozen=True)
class _Known:
    sheet_id: int
    state: str
    staff_id: int
    period: str
    threshold: Decimal
    cap: Decimal
    lines: tuple[_Line, ...]


class SheetPanel(RecordPanel):
    """`figure_wanted(key, period, scope)`: the card of a figure. `step_wanted(−1 | 1)`: another sheet."""

    above = True
    figure_wanted = Signal(str, str, object)
    step_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.actuals: Mapping[str, Actual] | None = None
        """What the lines came to; None while that is worked out."""
        self.points: dict[int, QLineEdit] = {}
        """Id of a line that a person judges → where its points are typed."""
        self._known: _Known | None = None
        self._scores: list[tuple[QLabel, QLabel]] = []
        self._figures: list[LinkButton] = []
        self._reader: Reader[tuple[int, dict[str, Actual]]] = Reader(
            _("Working out the figures of the sheet"), self._take, self
        )
        self.title_label = label(str(Assessment.TERM), "title")
        self.title_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.head = label("", "muted", wrap=True)
        self.head.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table = LinedTable()
        self.error = FieldError()
        self.said = label("", "muted", wrap=True)
        self.total = label("", "figure")
        self.warning = Pill("", "bad")
        titles = QHBoxLayout()
        self.earlier = icon_button("chevron-left", _("Sheet before"), partial(self.step_wanted.emit, -1))  # fmt: skip
        self.later = icon_button("chevron-right", _("Next sheet"), partial(self.step_wanted.emit, 1))  # fmt: skip
        titles.addWidget(self.earlier)
        titles.addWidget(self.title_label, 1)
        titles.addWidget(self.later)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_2)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.warning)
        foot.addWidget(label(field_of(Assessment, "total").label, "muted"))
        foot.addWidget(self.total)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        column.addLayout(titles)
        column.addWidget(self.head)
        column.addWidget(self.table)
        column.addWidget(self.error)
        column.addLayout(foot)

    # ------------------------------------------------------------------------------------------------- what it shows

    def show_record(self, session: Session, record: Any) -> None:
        sheet: Assessment = record
        staff = session.get_one(Staff, sheet.staff_id)
        known = _Known(
            sheet.id, sheet.state, staff.id, sheet.period, sheet.threshold,
            appraisals.highest_factor(session),
            tuple(map(_line_of, appraisals.lines(session, sheet))),
        )  # fmt: skip
        typed = self._typed() if self._known and self._known.sheet_id == sheet.id else {}
        same = self._known is not None and self._known.sheet_id == sheet.id
        if not same or sheet.state != "draft":
            self.actuals = None
        self._known = known
        self.head.setText(_head_words(session, sheet, staff))
        self.error.show_error("")
        self._build(known)
        for line_id, text in typed.items():
            if line_id in self.points:
                self.points[line_id].setText(text)
        if sheet.state == "draft":
            self._want(sheet.id)
        else:
            self.actuals = appraisals.kept_actuals(session, sheet)
        self._show_scores()

    def _want(self, sheet_id: int) -> None:
        store = self.desk.store

        def work(_progress: Progress) -> tuple[int, dict[str, Actual]]:
            with store.read() as session:
                sheet = session.get(Assessment, sheet_id)
                return sheet_id, figures.actuals(session, sheet) if sheet is not None else {}

        self._reader.want(work)

    def _take(self, found: tuple[int, dict[str, Actual]]) -> None:
        sheet_id, actuals = found
        if self._known is not None and self._known.sheet_id == sheet_id:
            self.actuals = actuals
            self._show_scores()

    # ------------------------------------------------------------------------------------------------------ building

    def _build(self, known: _Known) -> None:
        self.table.clear()
        self.points, self._scores, self._figures = {}, [], []
        fields = {each.name: each.label for each in fields_of(AssessmentLine)}
        headings = (
            fields["indicator"], fields["weight"], fields["target"], fields["rule"], fields["actual"],
            _("Points given"), _("Factor"), fields["score"],
        )  # fmt: skip
        self.table.begin(headings, _WIDTHS)
        writable = not self.desk.store.read_only and known.state in ("draft", "submitted")
        for line in known.lines:
            self._add(known, line, writable)

    def _add(self, known: _Known, line: _Line, writable: bool) -> None:
        share = line.unit == "ratio"
        name = label(line.name, wrap=True)
        name.setToolTip(line.explained)
        figure = LinkButton("", partial(self._open, line.key))
        figure.setAccessibleName(_("Actual: {name}").format(name=line.name))
        figure.setEnabled(line.key in INDICATORS)
        self._figures.append(figure)
        rule = label(f"{line.rule}\n{line.detail}".strip(), "small", wrap=True)
        factor, score = number_label(""), number_label("", bold=True)
        self._scores.append((factor, score))
        manual = line.judged.rule == "manual"
        points: QWidget = self._points(line) if manual else label("")
        points.setEnabled(writable and manual)
        self.table.add_row(
            (name, number_label(number_words(line.judged.weight)),
             number_label(score_texts.number_text(line.judged.target, share)),
             rule, label("") if manual else figure, points, factor, score)
        )  # fmt: skip

    def _points(self, line: _Line) -> QLineEdit:
        field = QLineEdit(score_texts.number_text(line.judged.points))
        field.setAlignment(RIGHT)
        field.setPlaceholderText("0–100")
        ready_input(field, _("Points: {name}").format(name=line.name))
        field.textEdited.connect(self._on_typed)
        field.editingFinished.connect(partial(self._store, line.id))
        self.points[line.id] = field
        return field

    # --------------------------------------------------------------------------------------------------- live scores

    def result(self) -> scores.SheetScore | None:
        """What the sheet comes to with the points as typed; None while its figures are worked out."""
        known = self._known
        if known is None or self.actuals is None:
            return None
        judged = [replace(line.judged, points=self._points_of(line)) for line in known.lines]
        came_to = [
            None if line.judged.rule == "manual" or line.key not in self.actuals
            else self.actuals[line.key].value
            for line in known.lines
        ]  # fmt: skip
        return scores.sheet(judged, came_to, known.threshold, known.cap)

    def _points_of(self, line: _Line) -> Decimal | None:
        """As typed, where that is a number of points; else as stored."""
        field = self.points.get(line.id)
        if field is None:
            return line.judged.points
        try:
            typed = score_texts.read_number(field.text(), "points")
        except RuleError:
            return line.judged.points
        return typed if typed is None or 0 <= typed <= scores.WHOLE else line.judged.points

    def _show_scores(self) -> None:
        known, result = self._known, self.result()
        if known is None:
            return
        waiting = result is None
        for place, line in enumerate(known.lines):
            found = (self.actuals or {}).get(line.key)
            value = found.value if found is not None else None
            self._figures[place].setText("…" if waiting else value_words(value, line.unit))
            factor, score = self._scores[place]
            own = result.lines[place] if result is not None else None
            factor.setText(_shown(own.factor if own else None, waiting))
            score.setText(_shown(own.score if own else None, waiting))
            why = " ".join(filter(None, (own.reason if own else "", found.note if found else "")))
            for widget in (factor, score, self._figures[place]):
                widget.setToolTip(why)
        self.total.setText(_shown(result.total if result else None, waiting))
        warned = result is not None and result.warning
        self.total.setProperty("role", "bad" if warned else "figure")
        restyle(self.total)
        self.warning.setVisible(warned)
        if warned:
            self.warning.set_pill(_("Oral warning"), "bad")
        self.said.setText(self._remarks(known, result))

    @staticmethod
    def _remarks(known: _Known, result: scores.SheetScore | None) -> str:
        """What is to be known about the total."""
        if result is None:
            return ""
        words = []
        whole = sum((line.judged.weight for line in known.lines), Decimal(0))
        if whole != scores.WHOLE:
            words.append(
                _("The weights come to {total}; they have to come to 100.").format(
                    total=number_words(whole)
                )
            )
        if result.spread and result.total is not None:
            words.append(
                _("A weight of {weight} has no value and is spread over the others.").format(
                    weight=number_words(result.spread)
                )
            )
        limit = number_words(known.threshold)
        words.append(_("Under {threshold} there is a warning.").format(threshold=limit))
        return " ".join(words)

    def _open(self, key: str) -> None:
        known = self._known
        if known is None:
            return
        with self.desk.store.read() as session:
            scope = figures.scope_of(session.get_one(Staff, known.staff_id))
        self.figure_wanted.emit(key, known.period, scope)

    # ------------------------------------------------------------------------------------------------- typed points

    def _on_typed(self, _text: str) -> None:
        self.error.show_error("")
        self._show_scores()

    def _typed(self) -> dict[int, str]:
        """What was typed and is not stored: id of the line → text."""
        if self._known is None:
            return {}
        stored = {
            line.id: score_texts.number_text(line.judged.points) for line in self._known.lines
        }
        return {
            line_id: field.text()
            for line_id, field in self.points.items()
            if field.text().strip() != stored.get(line_id, "")
        }

    def _names(self) -> dict[int, str]:
        return {line.id: line.name for line in self._known.lines} if self._known else {}

    def has_unsaved(self) -> bool:
        """Whether points were typed that are not stored."""
        return bool(self._typed())

    def discard(self) -> None:
        """Gives up what was typed."""
        for line in self._known.lines if self._known else ():
            if line.id in self.points:
                self.points[line.id].setText(score_texts.number_text(line.judged.points))
        self.error.show_error("")
        self._show_scores()

    def save_all(self) -> bool:
        """Stores all points; False when one says what is wrong with it."""
        done = [self._store(line_id) for line_id in list(self._typed())]
        return all(done)

    def _store(self, line_id: int) -> bool:
        text = self._typed().get(line_id)
        if text is None:
            return True
        try:
            points = score_texts.read_number(text, "points")
            name = self._names().get(line_id, "")
            with self.desk.store.change(message("Points for {name}", name=name)) as session:
                line = session.get_one(AssessmentLine, line_id)
                appraisals.give_points(session, line, points, settings.me(session))
        except UserError as refusal:
            self.error.show_error(refusal.sentence, self.points.get(line_id))
            return False
        return True


def _shown(value: Decimal | None, waiting: bool) -> str:
    return "…" if waiting else DASH if value is None else f"{value:,f}"


def _line_of(line: AssessmentLine) -> _Line:
    shown = INDICATORS.get(line.indicator) if line.rule != "manual" else None
    name = appraisal_lines.given_name(line) or (str(shown.name) if shown else line.indicator)
    unit = shown.unit if shown is not None else "count"
    explained = f"{shown.formula}\n{shown.source}" if shown is not None else ""
    values = {each: getattr(line, each) for each in appraisal_lines.FIELDS}
    detail = score_texts.detail_text(line.rule, values, unit == "ratio")
    return _Line(
        line.id, line.indicator, name, explained, SCORE_RULE.label(line.rule), detail, unit,
        appraisal_lines.judged(line),
    )  # fmt: skip


def _head_words(session: Session, sheet: Assessment, staff: Staff) -> str:
    own = figures.scope_of(staff).kind == "staff"
    whose = _("by the accounts of this person") if own else _("by the whole department")
    found: list[str] = [
        staff.name, POSITION.label(staff.position) if staff.position else "", sheet.period, whose,
    ]  # fmt: skip
    if sheet.reopened_reason:
        found.append(_("reopened: {reason}").format(reason=sheet.reopened_reason))
    waiting = appraisals.waits_for(session, sheet)
    if waiting:
        found.append(_("waits for {step}").format(step=waiting))
    return " · ".join(filter(None, found))
