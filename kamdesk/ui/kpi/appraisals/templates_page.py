"""考核模板: by which lines each post is judged; the ones to begin with are taken by a press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _, message
from kamdesk.indicators.known import INDICATORS
from kamdesk.model.assessment import AssessmentTemplate, AssessmentTemplateLine
from kamdesk.model.running_words import SCORE_RULE
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import POSITION
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.appraisals.lined_table import LinedTable, number_label
from kamdesk.ui.kpi.appraisals.lines_dialog import LinesDialog, is_share
from kamdesk.ui.record_pages.declaration import Cell, Deed, OwnColumn, RecordDeclaration
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.work import appraisal_lines, appraisal_templates, score_texts


def line_name(line: Any) -> str:
    """What a line is called in the language in use."""
    shown = INDICATORS.get(line.indicator)
    return appraisal_lines.given_name(line) or (str(shown.name) if shown else line.indicator)


def _read_lines(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    found = {}
    query = select(AssessmentTemplate).where(AssessmentTemplate.id.in_(ids))
    for each in session.scalars(query):
        names = [line_name(line) for line in appraisal_templates.lines(session, each)]
        found[each.id] = Cell(_(", ").join(names))
    return found


def _add(session: Session, values: Mapping[str, Any]) -> AssessmentTemplate:
    """A template that begins as the offered one of its post, else with the sales plan alone."""
    offered = {each.position: each.lines for each in appraisal_templates.OFFERED}
    lines = offered.get(str(values.get("position") or ""), appraisal_templates.OFFERED[1].lines)
    return appraisal_templates.add_template(session, values, lines)


class _LinesPanel(RecordPanel):
    """The lines, to be read; they are changed together in the dialog."""

    title = N_("What the post is judged by")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        from PySide6.QtWidgets import QVBoxLayout

        self.table = LinedTable()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        column.addWidget(self.table)

    def show_record(self, session: Session, record: Any) -> None:
        self.table.clear()
        self.table.begin((_("Indicator"), _("Weight"), _("Target"), _("Rule")), (0, 54, 62, 130))
        for line in appraisal_templates.lines(session, record):
            values = {name: getattr(line, name) for name in appraisal_lines.FIELDS}
            share = is_share(line.indicator)
            detail = score_texts.detail_text(line.rule, values, share)
            self.table.add_row(
                (
                    label(line_name(line), wrap=True),
                    number_label(score_texts.number_text(line.weight)),
                    number_label(score_texts.number_text(line.target, share)),
                    label(f"{SCORE_RULE.label(line.rule)}\n{detail}".strip(), "small", wrap=True),
                )
            )


TEMPLATES = RecordDeclaration(
    record=AssessmentTemplate,
    title=N_("Assessment templates"),
    icon="list",
    new_words=N_("New template"),
    empty=(
        N_("No templates yet"),
        N_("By which indicators a post is judged, with weights that come to 100. “Offered templates” has those of the "
           "duties: manager, specialist, assistant, customer service."),
    ),
    columns=("name", "position", "lines"),
    own=(OwnColumn("lines", Term("Lines", "指标"), _read_lines, 260),),
    stretch="lines",
    filters=("position",),
    order=("name", False),
    form=((AssessmentTemplate.TERM, ("name", "position")),),
    told=(AssessmentTemplateLine,),
    asks=("name", "position"),
    add=_add,
    change=appraisal_templates.change_template,
    deeds=(Deed("lines", N_("Edit lines…"), "pencil", primary=True),),
    has_documents=False,
    kinds=("AssessmentTemplateLine",),
)  # fmt: skip


class TemplatesPage(RecordPage):
    """The list of templates, the lines of the chosen one beside it."""

    DECLARATION = TEMPLATES

    def panels(self) -> Sequence[RecordPanel]:
        return (_LinesPanel(self.desk),)

    def head_buttons(self) -> Sequence[QWidget]:
        button = plain_button(_("Offered templates"), "star")
        menu = QMenu(button)
        menu.aboutToShow.connect(partial(self._fill, menu))
        button.setMenu(menu)
        return (button,)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        with self.store.read() as session:
            offered = appraisal_templates.offered(session)
        for each in offered:
            words = f"{each.name} · {POSITION.label(each.position)}"
            add_entry(menu, words, "plus", partial(self.take, each.position))
        if not offered:
            add_entry(menu, _("Every post has its template"), "check", lambda: None)

    def take(self, position: str) -> None:
        """Makes an offered template one of the department's."""
        made: list[int] = []

        def act(session: Session) -> None:
            made.append(appraisal_templates.take(session, position).id)

        if self.change(message("Take an offered template"), act):
            self.go_to(made[0])

    def do(self, key: str, record_id: int | None = None) -> None:
        number = record_id or self.current_id()
        if key != "lines" or number is None:
            super().do(key, number)
            return
        with self.store.read() as session:
            template = session.get_one(AssessmentTemplate, number)
            name = template.name
            lines = [
                {field: getattr(each, field) for field in (*appraisal_lines.FIELDS, "id")}
                for each in appraisal_templates.lines(session, template)
            ]

        def act(given: list[dict[str, Any]]) -> None:
            with self.store.change(message("Lines of “{name}”", name=name)) as session:
                appraisal_templates.set_lines(
                    session, session.get_one(AssessmentTemplate, number), given
                )

        self._dialog = LinesDialog(_("Lines of “{name}”").format(name=name), lines, act, self)
        self._dialog.open()
