"""风险: the register in the order in which risks matter, their matrix, and the chosen one to be edited beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _, message
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Risk
from kamdesk.model.sales_words import RISK_STATE
from kamdesk.model.values.showing import show_money
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column
from kamdesk.ui.opportunities.analysis.pictures import save_button, show_risks
from kamdesk.ui.opportunities.analysis.words import colour_word
from kamdesk.ui.opportunities.project.list_section import ListSection
from kamdesk.ui.opportunities.project.record_form import Part, RecordForm
from kamdesk.ui.opportunities.words import short_money
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.ui.widgets.chart_view import ChartView
from kamdesk.work import risks
from kamdesk.work.fields import reference_names
from kamdesk.work.risks import RegisteredRisk

_RISK = ("name", "cause", "category", "probability", "impact", "chance", "money")
_RESPONSE = (
    "response", "owner_id", "due_on", "mitigation", "trigger", "residual_probability", "residual_impact", "state",
)  # fmt: skip
_NEW = ("name", "probability", "impact", "owner_id", "due_on")
_ROLES = {"green": "good", "yellow": "warn", "red": "bad", "": "muted"}
Row = tuple[RegisteredRisk, str]


class RisksPane(ListSection):
    """Red above yellow above green; closed ones at the end."""

    record = Risk

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._entries: list[RegisteredRisk] = []
        self.matrix = ChartView(_("Risk matrix"))
        self.matrix.picked.connect(self._pick)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        inner.addWidget(save_button(self.matrix), 0, Qt.AlignmentFlag.AlignRight)
        inner.addWidget(self.matrix, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        self.left.removeWidget(self.table)
        parts.addWidget(self.table)
        parts.addWidget(holder)
        parts.setSizes([260, 320])
        self.left.addWidget(parts, 1)

    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column("label", _("No."), 48, lambda row: row[0].label, lambda _row: "muted"),
            Column("name", field_of(Risk, "name").label, 160, lambda row: row[0].record.name, _text_role),
            Column("score", _("Score"), 80, _score, _score_role),
            Column("after", _("After measures"), 96, _after, _after_role),
            Column("loss", _("Expected loss"), 96, _loss, None, numeric=True),
            Column("owner", field_of(Risk, "owner_id").label, 72, lambda row: row[1]),
            Column("due", field_of(Risk, "due_on").label, 96, _due, self._due_role),
            Column("state", field_of(Risk, "state").label, 72, _state, _text_role),
        ]  # fmt: skip

    def stretch(self) -> int:
        return 1

    def make_form(self) -> RecordForm:
        words = Risk.SECTIONS
        parts = (
            Part("risk", str(words["risk"]), _RISK),
            Part("response", str(words["response"]), _RESPONSE),
        )
        return RecordForm(self.store, Risk, parts, risks.change_risk)

    def read(self, session: Session, opportunity: Opportunity) -> Sequence[Row]:
        self._entries = risks.register(session, opportunity)
        owners = {each.record.owner_id for each in self._entries if each.record.owner_id}
        names = reference_names(session, "Staff", owners)
        counted = risks.counts(self._entries)
        said = [
            " ".join((colour_word(colour) or _("not scored"), str(counted[colour])))
            for colour in ("red", "yellow", "green", "")
            if counted[colour]
        ]
        losses = risks.expected_losses(self._entries)
        if losses:
            amounts = " + ".join(
                short_money(amount, code or None) for code, amount in losses.items()
            )
            said.append(_("expected loss {amount}").format(amount=amounts))
        late = sum(each.is_overdue(self.desk.today()) for each in self._entries)
        if late:
            said.append(_("overdue measures: {count}").format(count=late))
        self.said.setText(" · ".join(said))
        return [(each, names.get(each.record.owner_id or 0, "")) for each in self._entries]

    def record_of(self, row: Any) -> Any:
        return row[0].record

    def show_current(self, row: Row) -> None:
        still = [each for each in self._entries if each.record.state != "closed"]
        show_risks(self.matrix, still, row[0].label)

    def _pick(self, label: str) -> None:
        """A risk was clicked in the matrix."""
        found = next((each for each in self._entries if each.label == label), None)
        if found is not None:
            self.choose(found.record.id)

    def _due_role(self, row: Row) -> str:
        return "bad" if row[0].is_overdue(self.desk.today()) else "text"

    def new_words(self) -> str:
        return _("New risk")

    def empty_words(self) -> tuple[str, str, str]:
        return (
            "warning",
            _("No risk noted yet"),
            _(
                "What may go wrong, how likely it is and how much it would hurt, "
                "what is done about it, by whom and until when."
            ),
        )  # fmt: skip

    def begin_new(self) -> None:
        fields = {name: field_of(Risk, name) for name in _NEW}
        dialog = StepDialog(self.store, _("New risk"), fields, {}, self._add, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _add(self, values: dict[str, Any]) -> None:
        words = message("New risk “{name}”", name=values.get("name") or "")
        made = self.store_change(
            words, lambda session, one: risks.add_risk(session, one, values).id
        )
        self.choose(made)


def _due(row: Row) -> str:
    return str(row[0].record.due_on or "—")


def _state(row: Row) -> str:
    return RISK_STATE.label(row[0].record.state)


def _score(row: Row) -> str:
    entry = row[0].row
    return f"{entry.score} {colour_word(entry.colour)}" if entry.score is not None else "—"


def _score_role(row: Row) -> str:
    return _ROLES[row[0].row.colour]


def _after(row: Row) -> str:
    score = row[0].score_after
    return f"→ {score} {colour_word(row[0].colour_after)}" if score is not None else ""


def _after_role(row: Row) -> str:
    return _ROLES[row[0].colour_after]


def _text_role(row: Row) -> str:
    return "muted" if row[0].record.state == "closed" else "text"


def _loss(row: Row) -> str:
    loss = row[0].expected_loss
    return show_money(loss, row[0].record.money_currency, places=0) if loss is not None else ""
