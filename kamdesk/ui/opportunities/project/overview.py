"""概况: the fields of the project edited in place, rivals and products, how it ended, and the way it went."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import (
    CloseDateChange,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    OutcomeChange,
)
from kamdesk.model.pipeline import Stage
from kamdesk.model.sales_words import OUTCOME
from kamdesk.model.vocabulary import SKILL
from kamdesk.ui import theme
from kamdesk.ui.accounts.development.row_tables import TableShape
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.actions import OpportunityActions
from kamdesk.ui.opportunities.gate_message import fields_of
from kamdesk.ui.opportunities.project.pane import ProjectPane
from kamdesk.ui.opportunities.project.record_form import Part, RecordForm
from kamdesk.ui.opportunities.words import short_money
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import child_rows, gates, opportunities, projects

_LINES = TableShape(
    "lines", OpportunityLine, (("product_id", 120, 2), ("description", 120, 3), ("quantity", 80, 0), ("price", 100, 0))
)  # fmt: skip
_COMPETITORS = TableShape(
    "competitors",
    OpportunityCompetitor,
    (("competitor_id", 120, 2), ("threat", 76, 0), ("price", 104, 0), ("position", 120, 3), ("is_incumbent", 70, 0)),
)  # fmt: skip


def _parts() -> tuple[Part, ...]:
    words = Opportunity.SECTIONS
    return (
        Part(
            "deal",
            str(words["deal"]),
            (
                "name", "account_id", "amount", "expected_close_on", "owner_id", "source", "probability",
                "forecast_category", "probability_reason", "product_id", "begun_on",
            ),
        ),
        Part("guidance", str(words["guidance"]), ("need", "budget_known", "customer_budget", "decision_mode")),
        Part(
            "goals",
            str(words["goals"]),
            ("target_amount", "minimum_amount", "share_goal", "budget", "goal", "initiated_by", "initiated_on"),
        ),
        Part("next", str(words["next"]), ("next_step", "next_contact_on", "note")),
        Part("competitors", _("Competitors in the deal"), table=_COMPETITORS),
        Part("lines", _("Products"), table=_LINES),
    )  # fmt: skip


class OverviewPane(ProjectPane):
    """What is missing for the next step is tinted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.deeds = OpportunityActions(desk, self)
        self.form = RecordForm(
            desk.store, Opportunity, _parts(), opportunities.change_opportunity,
            projects.put_row, projects.remove_row,
        )  # fmt: skip
        self.form.saved.connect(self.saved)
        self._outcome = label("", wrap=True)
        self.win_button = plain_button(_("Won…"), "check", partial(self.close_as, "won"))
        self.lose_button = plain_button(_("Lost…"), "x", partial(self.close_as, "lost"))
        self.cancel_button = plain_button(
            _("Cancelled…"), "minus", partial(self.close_as, "cancelled")
        )
        self.reopen_button = plain_button(_("Open it again…"), "undo", self.reopen)
        ends = QWidget()
        row = QHBoxLayout(ends)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self._outcome, 1)
        for button in (self.win_button, self.lose_button, self.cancel_button, self.reopen_button):
            row.addWidget(button)
        self.progress = label("", wrap=True)
        self._way = label("", wrap=True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, theme.SPACE_4)
        column.setSpacing(0)
        column.addWidget(SectionHeader(_("Outcome")))
        column.addWidget(ends)
        column.addWidget(SectionHeader(_("Progress")))
        column.addWidget(_padded(self.progress))
        column.addWidget(self.form)
        self._way_head = SectionHeader(_("The way it went"))
        column.addWidget(self._way_head)
        column.addWidget(_padded(self._way))
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner, _("Overview")))

    def forms(self) -> tuple[Form, ...]:
        return (self.form,)

    def go_to(self, key: str) -> None:
        self.form.go_to(key)

    # ------------------------------------------------------------------------------------------------ what it shows

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        is_open = opportunity.outcome == "open"
        missing: frozenset[str] = frozenset()
        if is_open:
            report = gates.report(session, opportunity, on=self.desk.today())
            missing = frozenset(name for each in report.missing for name in fields_of(each.key))
        self.form.show_record(session, opportunity, missing)
        self._show_outcome(session, opportunity)
        self.progress.setText("\n".join(self._progress(session, opportunity)))
        lines = self._history(session, opportunity)
        self._way_head.set_count(str(len(lines)))
        self._way.setText("\n".join(lines))
        may = not self.store.read_only
        for button in (self.win_button, self.lose_button, self.cancel_button):
            button.setVisible(is_open and may)
        self.reopen_button.setVisible(not is_open and may)
        self.form.setEnabled(may)

    def _show_outcome(self, session: Session, one: Opportunity) -> None:
        if one.outcome == "open":
            self._outcome.setText(_("It is open."))
            return
        said = [f"{OUTCOME.label(one.outcome)} {one.closed_on or ''}".strip()]
        if one.amount is not None and one.outcome == "won":
            said.append(short_money(one.amount, one.currency))
        said.append(one.outcome_reason or "")
        if one.lost_to_id is not None:
            from kamdesk.model.competitor import Competitor

            winner = session.get(Competitor, one.lost_to_id)
            said.append(_("won by {name}").format(name=winner.name) if winner else "")
        self._outcome.setText(" · ".join(filter(None, said)))

    def _progress(self, session: Session, one: Opportunity) -> list[str]:
        """The figures of the left side in words, with what they are made of."""
        found = projects.project_progress(session, one, self.desk.today())
        plan = found.plan
        lines = []
        if plan.by_count is None:
            lines.append(_("5W2H: no action planned yet"))
        else:
            said = _("5W2H: {done} of {planned} done ({share:.1f} %), {overdue} overdue")
            lines.append(
                said.format(
                    done=plan.done,
                    planned=plan.planned,
                    share=plan.by_count * 100,
                    overdue=plan.overdue,
                )
            )
            if plan.by_effort is not None:
                lines[-1] += " · " + _("by effort {share:.1f} %").format(share=plan.by_effort * 100)
            if plan.on_time_rate is not None:
                lines[-1] += " · " + _("on time {share:.1f} %").format(
                    share=plan.on_time_rate * 100
                )
        code = one.budget_currency or one.currency
        spent = short_money(found.spent, code)
        if found.budget_used is None:
            lines.append(_("Spent {spent}; no budget is set").format(spent=spent))
        else:
            said = _("Spent {spent} of {budget} ({share:.1f} %)")
            budget = short_money(found.budget or found.spent, code)
            lines.append(said.format(spent=spent, budget=budget, share=found.budget_used * 100))
        if found.other_currencies:
            said = _("{count} costs in another currency are not counted")
            lines[-1] += " · " + said.format(count=found.other_currencies)
        if found.time_used is not None:
            said = _("{gone} of {planned} days to the expected close are gone ({share:.0f} %)")
            lines.append(
                said.format(
                    gone=found.days_gone, planned=found.days_planned, share=found.time_used * 100
                )
            )
        chain = " → ".join(
            f"{'✓' if code in found.skills else '○'} {SKILL.label(code)}" for code in SKILL.codes
        )
        lines.append(
            _("Visit skills {count} / {of}").format(count=len(found.skills), of=len(SKILL.codes))
            + f": {chain}"
        )
        return lines

    def _history(self, session: Session, one: Opportunity) -> Sequence[str]:
        found = []
        for each in opportunities.stage_changes(session, one):
            stage = session.get(Stage, each.to_id)
            who = session.get(Staff, each.by_id) if each.by_id else None
            said = [each.reason or "", who.name if who else ""]
            if each.override_reason:
                passed = _("passed without {missing}: {reason}")
                said.insert(0, passed.format(missing=each.missing, reason=each.override_reason))
            words = _("into “{stage}”").format(stage=stage.title if stage else "—")
            found.append((each.on, each.id, " · ".join(filter(None, (words, *said)))))
        for moved in child_rows.rows(session, CloseDateChange, one.id):
            words = _("expected close: {day}").format(day=moved.to or "—")
            found.append((moved.on, moved.id, " · ".join(filter(None, (words, moved.reason)))))
        for ended in child_rows.rows(session, OutcomeChange, one.id):
            words = OUTCOME.label(ended.to)
            found.append((ended.on, ended.id, " · ".join(filter(None, (words, ended.reason)))))
        found.sort(key=lambda each: each[:2], reverse=True)
        return [f"{on:%Y-%m-%d}   {words}" for on, _number, words in found]

    # ------------------------------------------------------------------------------------------------------ actions

    def close_as(self, outcome: str) -> None:
        """Asks how it ended."""
        if self.can_close():
            self.deeds.ask_close(self.opportunity_id, outcome)

    def reopen(self) -> None:
        """Asks why it is opened again."""
        self.deeds.ask_reopen(self.opportunity_id)


def _padded(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
    column.addWidget(widget)
    return holder
