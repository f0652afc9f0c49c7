"""How the assessment sheet finds its record, what it knows of it, and how weights, points and opinions come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Writing
from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, KnownRow, fields_known
from kamdesk.forms.layouts.parts import approvals_known, file_approvals
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.assessment import Assessment, AssessmentLine
from kamdesk.model.department import Staff
from kamdesk.model.terms import Term
from kamdesk.model.values.reading import plain
from kamdesk.work import appraisal_lines, appraisals, periods, scores, settings
from kamdesk.work.fields import find_reference

TABLE = "indicators"


class AssessmentFiling(Filing):
    """The sheet of a person for a period; a new one is not made by a form."""

    record = Assessment

    def __init__(self, steps: Sequence[str]) -> None:
        self.steps = tuple(steps)

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid, then by person and period."""
        known = appraisals.by_uid(session, reading.uid)
        if known is not None:
            title = title_of(session, known)
            return FormDifference(
                reading, "uid", known.id, title, doubt=_names_another(session, reading, known)
            )
        typed = str(reading.value("assessment.staff_id") or "")
        people = find_reference(session, "Staff", typed)
        period = str(reading.value("assessment.period") or "")
        name = " · ".join(filter(None, (typed, period)))
        if len(people) != 1:
            said = (
                _("“{text}” is not known here.").format(text=typed)
                if typed
                else _("The form does not say whose sheet it is.")
            )
            return FormDifference(reading, "none", None, name, refusal=said)
        found = _of_period(session, people[0].id, period)
        if found is None:
            return FormDifference(
                reading, "none", None, name,
                refusal=_("There is no sheet of {name} for “{period}” here; make it first.").format(
                    name=typed, period=period
                ),
            )  # fmt: skip
        return FormDifference(reading, "person", found.id, title_of(session, found))

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """A sheet comes back once."""
        if difference.record_id is not None:
            yield difference.record_id

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The sheet, its lines with what was kept of them, and what was decided."""
        sheet = session.get_one(Assessment, record_id)
        values = fields_known(form, "assessment", sheet)
        values |= approvals_known(session, sheet, self.steps)
        rows = [
            KnownRow(each.id, each.uid, row_values(each))
            for each in appraisals.lines(session, sheet)
        ]
        return Known(sheet.uid, title_of(session, sheet), None, values, {TABLE: rows})

    def file(self, work: Writing) -> None:
        """Weights and targets together, then point by point, then opinions and decisions."""
        session = work.session
        sheet = session.get_one(Assessment, work.difference.record_id)
        (table,) = work.form.tables
        rows = work.row_keys(table)
        self._weights(work, sheet, rows)
        for row, keys in rows.items():
            line_id = work.difference.row_records.get(row)
            for key in keys:
                if key.endswith("].points"):
                    work.attempt([key], partial(_give, work, line_id, work.chosen[key][1]))
        for name in appraisals.OPINIONS:
            key = f"assessment.{name}"
            if key in work.chosen:
                write = partial(
                    appraisals.write_opinions, session, sheet, {name: work.chosen[key][1]}
                )
                work.attempt([key], write)
        file_approvals(work, sheet, self.steps, lambda _step, _on: None)

    @staticmethod
    def _weights(work: Writing, sheet: Assessment, rows: dict[str, list[str]]) -> None:
        """Weights have to come to 100 together, so they are taken together or not at all."""
        chosen = {
            work.difference.row_records.get(row): {
                key.partition("].")[2]: key for key in keys if not key.endswith("].points")
            }
            for row, keys in rows.items()
        }
        keys = [key for own in chosen.values() for key in own.values()]

        def write() -> None:
            given = []
            for line in appraisals.lines(work.session, sheet):
                values = {name: getattr(line, name) for name in (*appraisal_lines.FIELDS, "id")}
                values |= {name: work.chosen[key][1] for name, key in chosen.pop(line.id, {}).items()}  # fmt: skip
                given.append(values)
            if any(chosen.values()):
                raise RuleError(_("A line is added in the program, not in the form."))
            appraisals.set_lines(work.session, sheet, given)

        work.attempt(keys, write)


def _give(work: Writing, line_id: int | None, points: Decimal | None) -> None:
    line = work.session.get(AssessmentLine, line_id) if line_id is not None else None
    if line is None or line.deleted_at is not None:
        raise RuleError(_("A line is added in the program, not in the form."))
    appraisals.give_points(work.session, line, points, settings.me(work.session))


def title_of(session: Session, sheet: Assessment) -> str:
    """Whose sheet it is, and for when."""
    return f"{session.get_one(Staff, sheet.staff_id).name} · {sheet.period}"


def row_values(line: AssessmentLine) -> dict[str, Any]:
    """What a form says of a line without knowing the indicators: those judged by a person have their names here."""
    values = {name: getattr(line, name) for name in (*appraisal_lines.FIELDS, "points")}
    return values | {
        "title": line.name or appraisal_lines.JUDGED.get(line.indicator) or line.indicator,
        "details": details(line),
        "actual": None if line.actual is None else Decimal(line.actual),
    }


def details(line: AssessmentLine, percent: bool = False) -> Term | None:
    """Cap, what each case takes off, or the bands, in words; `percent`: bounds are shown as percentages."""
    if line.rule == "per_case" and line.step is not None:
        step = plain(line.step)
        return Term(f"each case −{step}", f"每次 −{step}")
    if line.rule == "bands":
        text = "\n".join(
            f"≥ {f'{plain(bound * 100)}%' if percent else plain(bound)}: {plain(factor)}"
            for bound, factor in reversed(scores.bands_of(line.bands))
        )
        return Term(text, text)
    if line.rule in ("ratio", "inverse") and line.cap is not None:
        return Term(f"at most {plain(line.cap)}", f"上限 {plain(line.cap)}")
    return None


def _of_period(session: Session, staff_id: int, typed: str) -> Assessment | None:
    try:
        span = periods.read_period(typed, periods.start_month(session))
    except RuleError:
        return None
    return appraisals.of_period(session, staff_id, span.code)


def _names_another(session: Session, reading: FormReading, sheet: Assessment) -> str | None:
    """Why a sheet that was made for somebody is doubtful: another name stands in it."""
    typed = str(reading.value("assessment.staff_id") or "")
    found = find_reference(session, "Staff", typed)
    if not typed or [each.id for each in found] == [sheet.staff_id]:
        return None
    return _("The sheet was made for {name} but names “{other}”; choose whose it is.").format(
        name=session.get_one(Staff, sheet.staff_id).name, other=typed
    )
