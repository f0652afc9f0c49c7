"""绩效考核: all sheets, the chosen one as on paper beside them; from draft over points and opinions to its total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import N_, _, message
from kamdesk.model.assessment import Assessment, AssessmentLine
from kamdesk.model.department import Staff
from kamdesk.model.terms import Term
from kamdesk.ui import form_out, messages
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.appraisals.lines_dialog import LinesDialog
from kamdesk.ui.kpi.appraisals.sheet import SheetPanel
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.work import appraisal_lines, appraisal_templates, appraisals, periods, settings
from kamdesk.work.lists import Condition

_SETTLED_IN = timedelta(days=45)
"""So long after its end a quarter is judged."""


def _read_scores(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    """The total that was kept; of a sheet that waits for opinions what it comes to now."""
    found: dict[int, Cell] = {}
    for sheet in session.scalars(select(Assessment).where(Assessment.id.in_(ids))):
        total = sheet.total
        if total is None and sheet.state == "submitted":
            total = appraisals.evaluate(
                session, sheet, appraisals.kept_actuals(session, sheet)
            ).total
        if total is not None:
            role = "bad" if total < sheet.threshold else "" if sheet.total else "muted"
            found[sheet.id] = Cell(f"{total:,f}", role=role, value=total)
    return found


def _state(session: Session, sheet: Assessment, today: date) -> Cell:
    del session, today
    return Cell(appraisals.state_words(sheet), _PILLS[sheet.state])


_PILLS = {"draft": "neutral", "submitted": "accent", "closed": "good"}


def _begin(session: Session, today: date) -> Mapping[str, Any]:
    span = periods.period_of(today - _SETTLED_IN, "quarter", periods.start_month(session))
    return {"period": span.code}


def _add(session: Session, values: Mapping[str, Any]) -> Assessment:
    """A sheet; where the post has no template yet, the offered one becomes the department's."""
    if not values.get("staff_id"):
        raise RuleError(_("Say whose sheet it is."), field="staff_id")
    staff = session.get_one(Staff, values["staff_id"])
    offered = {each.position for each in appraisal_templates.offered(session)}
    if staff.position in offered and appraisals.last_of(session, staff.id) is None:
        appraisal_templates.take(session, staff.position)
    return appraisals.begin(session, staff, values.get("period") or "")


def _change(session: Session, sheet: Assessment, values: Mapping[str, Any]) -> None:
    given = dict(values)
    if "threshold" in given:
        appraisals.set_threshold(session, sheet, given.pop("threshold"))
    if given:
        appraisals.write_opinions(session, sheet, given)


def _is(state: str) -> Any:
    return lambda session, sheet, today: sheet.state == state


APPRAISALS = RecordDeclaration(
    record=Assessment,
    title=N_("Assessments"),
    icon="document",
    new_words=N_("New sheet"),
    empty=(
        N_("No assessment sheets yet"),
        N_("Somebody's sheet for a quarter: indicators with weight, target and score, points, opinions, total. "
           "The first ones come from the duties of the posts."),
    ),
    columns=("period", "staff_id", "state", "score"),
    own=(OwnColumn("score", Term("Score", "得分"), _read_scores, 76, numeric=True, sort="total"),),
    pills={"state": _PILLS},
    stretch="staff_id",
    widths={"period": 80, "staff_id": 70, "state": 156},
    quick=(
        QuickFilter("draft", N_("Drafts"), lambda today: (Condition("state", "is", ("draft",)),)),
        QuickFilter("submitted", N_("Waiting for opinions"), lambda today: (Condition("state", "is", ("submitted",)),)),
        QuickFilter("closed", N_("Confirmed sheets"), lambda today: (Condition("state", "is", ("closed",)),)),
        QuickFilter("warned", N_("Under the threshold"), lambda today: (appraisals.WARNED,), True),
    ),
    filters=("staff_id",),
    order=("period", True),
    form=((Assessment.SECTIONS["opinions"], (*appraisals.OPINIONS, "threshold")),),
    told=(AssessmentLine,),
    asks=("staff_id", "period"),
    defaults=_begin,
    add=_add,
    change=_change,
    deeds=(
        Deed("submit", N_("Submit"), "check", offered=_is("draft"), primary=True),
        Deed("lines", N_("Edit lines…"), "pencil", offered=_is("draft")),
        Deed("close", N_("Confirm"), "lock", N_("Confirm “{name}”"),
             lambda session, sheet, values: appraisals.close(session, sheet, settings.me(session), date.today()),
             offered=_is("submitted"), primary=True),
        Deed("take_back", N_("Back to draft"), "undo", N_("Back to draft: “{name}”"),
             lambda session, sheet, values: appraisals.take_back(session, sheet), offered=_is("submitted")),
        Deed("reopen", N_("Open again…"), "undo", N_("Open “{name}” again"),
             lambda session, sheet, values: appraisals.reopen(session, sheet, values["reopened_reason"] or ""),
             asks=("reopened_reason",), offered=_is("closed")),
    ),
    state=_state,
    kinds=("AssessmentLine", "Approval", "SettingValue"),
)  # fmt: skip


class AppraisalsPage(RecordPage):
    """`figure_wanted(key, period, scope)`: the card of a figure of the sheet."""

    DECLARATION = APPRAISALS
    figure_wanted = Signal(str, str, object)

    def __init__(self, desk: Desk) -> None:
        self.sheet = SheetPanel(desk)
        super().__init__(desk)
        self.sheet.figure_wanted.connect(self.figure_wanted)
        self.sheet.step_wanted.connect(self._step)
        self._split.setSizes([400, 800])

    def panels(self) -> Sequence[RecordPanel]:
        return (self.sheet,)

    def head_buttons(self) -> Sequence[QWidget]:
        return (
            plain_button(_("Read back…"), "upload", self._read_back),
            plain_button(_("Excel"), "download", self.write_form),
        )

    def _step(self, by: int) -> None:
        """To the sheet before or after this one in the list."""
        row = self.table.current_row() + by
        if 0 <= row < self.model.total():
            self.table.go_to_row(row)

    def do(self, key: str, record_id: int | None = None) -> None:
        number = record_id or self.current_id()
        if number is None or not self.sheet.save_all():
            return
        if key == "submit":
            self.submit(number)
        elif key == "lines":
            self.edit_lines(number)
        else:
            super().do(key, number)

    def submit(self, sheet_id: int) -> None:
        """Keeps the figures in view and hands the sheet on."""
        actuals = self.sheet.actuals
        if actuals is None or self.current_id() != sheet_id:
            self.desk.say(_("The figures are still being worked out."))
            return

        def act(session: Session) -> None:
            sheet = session.get_one(Assessment, sheet_id)
            appraisals.submit(session, sheet, actuals, settings.me(session), self.desk.today())

        self.change(message("Submit the assessment sheet"), act)

    def edit_lines(self, sheet_id: int) -> None:
        """Opens the lines of a draft."""
        with self.store.read() as session:
            sheet = session.get_one(Assessment, sheet_id)
            lines = [
                {name: getattr(each, name) for name in (*appraisal_lines.FIELDS, "id")}
                for each in appraisals.lines(session, sheet)
            ]

        def act(given: list[dict[str, Any]]) -> None:
            with self.store.change(message("Lines of the assessment sheet")) as session:
                appraisals.set_lines(session, session.get_one(Assessment, sheet_id), given)

        self._dialog = LinesDialog(_("Lines of the assessment sheet"), lines, act, self)
        self._dialog.open()

    def write_form(self) -> None:
        """The sheet as a workbook with live formulas."""
        number = self.current_id()
        if number is None:
            return
        from kamdesk.forms.layouts.assessment_filing import title_of
        from kamdesk.reports.appraisals import sheet_data

        with self.store.read() as session:
            name = title_of(session, session.get_one(Assessment, number))
        form_out.write_one(
            self.desk, self, "assessment_sheet", number, name,
            lambda session, form: sheet_data(session, form, number),
        )  # fmt: skip

    def _read_back(self) -> None:
        """Chooses returned sheets and shows what they would change."""
        chosen = messages.choose_open_files(
            self, _("Read forms back"), [(_("Excel"), "*.xlsx *.xls *.ods")]
        )
        if chosen:
            self.desk.open_page("import_forms", list(chosen))

    def has_unsaved(self) -> bool:
        return super().has_unsaved() or self.sheet.has_unsaved()

    def save(self) -> None:
        self.sheet.save_all()
        super().save()

    def save_record(self) -> None:
        self.sheet.save_all()
        super().save_record()

    def discard(self) -> None:
        self.sheet.discard()
        super().discard()
