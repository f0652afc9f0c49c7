"""激励: the rules by which something is paid, and what they gave whom; worked out in words, approved, paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import N_, _, message
from kamdesk.indicators.known import INDICATORS
from kamdesk.model.assessment import Incentive, IncentiveRule
from kamdesk.model.terms import Term
from kamdesk.progress import Progress
from kamdesk.reports import appraisals as figures
from kamdesk.ui import messages
from kamdesk.ui.jobs import run_job
from kamdesk.ui.kpi.incentives.bands_panel import BandsPanel
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
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.work import incentives, periods, settings
from kamdesk.work.incentives import Reached
from kamdesk.work.lists import Condition

_PILLS = {"proposed": "warn", "approved": "accent", "paid": "good"}
_OFFERED = 6
"""Quarters in the menu."""


def _read_indicators(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    query = select(IncentiveRule).where(IncentiveRule.id.in_(ids))
    return {
        each.id: Cell(str(INDICATORS[each.indicator].name) if each.indicator in INDICATORS else each.indicator)
        for each in session.scalars(query)
    }  # fmt: skip


def _add_rule(session: Session, values: Mapping[str, Any]) -> IncentiveRule:
    """The indicator may be named by its key or by what it is called; a rule without bands begins with one at 100 %."""
    given = dict(values)
    given["indicator"] = _key(str(given.get("indicator") or ""))
    if given.get("basis") == "rate":
        given.setdefault("bands", [["1", "0.01"]])
    return incentives.add_rule(session, given)


def _change_rule(session: Session, rule: IncentiveRule, values: Mapping[str, Any]) -> None:
    given = dict(values)
    if "indicator" in given:
        given["indicator"] = _key(str(given["indicator"] or ""))
    incentives.change_rule(session, rule, given)


def _key(typed: str) -> str:
    text = typed.strip()
    if text in INDICATORS:
        return text
    for key, indicator in INDICATORS.items():
        if text.casefold() in (word.casefold() for word in indicator.name.wordings):
            return key
    raise RuleError(_("There is no indicator “{key}”.").format(key=text), field="indicator")


def _rule_words(session: Session, rule: IncentiveRule, today: date) -> str:
    del session, today
    shown = INDICATORS.get(rule.indicator)
    return f"{shown.name}: {shown.formula}" if shown is not None else rule.indicator


RULES = RecordDeclaration(
    record=IncentiveRule,
    title=N_("Incentive rules"),
    icon="settings",
    new_words=N_("New rule"),
    empty=(
        N_("No incentive rules yet"),
        N_("By which indicator, over which bands, of what something is paid, and for which post."),
    ),
    columns=("name", "goes_by", "position", "basis", "amount"),
    own=(OwnColumn("goes_by", Term("Indicator", "依据指标"), _read_indicators, 150, sort="indicator"),),
    stretch="name",
    filters=("position", "basis"),
    order=("name", False),
    asks=("name", "indicator", "position", "basis", "amount"),
    defaults=lambda session, today: {"indicator": str(INDICATORS["sales_plan_rate"].name), "basis": "bonus"},
    add=_add_rule,
    change=_change_rule,
    note=_rule_words,
)  # fmt: skip


class RulesPage(RecordPage):
    """The rules; their bands stand below the form."""

    DECLARATION = RULES

    def panels(self) -> Sequence[RecordPanel]:
        return (BandsPanel(self.desk),)


def _is(*states: str) -> Any:
    return lambda session, made, today: made.state in states


INCENTIVES = RecordDeclaration(
    record=Incentive,
    title=N_("Incentives"),
    icon="gift",
    new_words="",
    empty=(
        N_("No incentives yet"),
        N_("“Work out” proposes for a quarter what every rule gives everybody it holds for, "
           "with the working in words."),
    ),
    columns=("period", "staff_id", "rule_id", "amount", "state"),
    pills={"state": _PILLS},
    stretch="rule_id",
    quick=(
        QuickFilter("proposed", N_("Proposed"), lambda today: (Condition("state", "is", ("proposed",)),), True),
        QuickFilter("approved", N_("To be paid"), lambda today: (Condition("state", "is", ("approved",)),)),
        QuickFilter("paid", N_("Paid"), lambda today: (Condition("state", "is", ("paid",)),)),
    ),
    filters=("staff_id",),
    order=("period", True),
    deeds=(
        Deed("approve", N_("Approve"), "check", N_("Approve: {name}"),
             lambda session, made, values: incentives.approve(session, made, settings.me(session), date.today()),
             offered=_is("proposed"), primary=True),
        Deed("pay", N_("Paid"), "money", N_("Paid: {name}"),
             lambda session, made, values: incentives.pay(session, made, values["paid_on"] or date.today()),
             asks=("paid_on",), suggest=lambda session, made, today: {"paid_on": today}, offered=_is("approved"),
             primary=True),
        Deed("withdraw", N_("Back to a proposal"), "undo", N_("Back to a proposal: {name}"),
             lambda session, made, values: incentives.withdraw(session, made), offered=_is("approved")),
    ),
    state=lambda session, made, today: Cell(incentives.state_words(made), _PILLS[made.state]),
    note=lambda session, made, today: made.working or "",
    kinds=("IncentiveRule",),
)  # fmt: skip


@dataclass(frozen=True)
class _Reached:
    """What was worked out for a rule and a person."""

    rule_id: int
    staff_id: int
    reached: Reached


class IncentivesPage(RecordPage):
    """What the rules gave; new ones are worked out, never typed."""

    DECLARATION = INCENTIVES

    def head_buttons(self) -> Sequence[QWidget]:
        button = plain_button(_("Work out"), "refresh")
        menu = QMenu(button)
        with self.store.read() as session:
            start = periods.start_month(session)
        span = periods.period_of(self.desk.today(), "quarter", start)
        for _number in range(_OFFERED):
            add_entry(menu, span.code, "calendar", partial(self.work_out, span.code))
            span = periods.period_of(span.first - timedelta(days=1), "quarter", start)
        button.setMenu(menu)
        return (button,)

    def work_out(self, period: str) -> None:
        """Works out every rule for everybody it holds for, beside the window, and proposes the amounts."""
        store = self.store

        def work(progress: Progress) -> list[_Reached]:
            with store.read() as session:
                span = periods.read_period(period, periods.start_month(session))
                claims = incentives.claims(session, span)
                found = []
                for number, claim in enumerate(claims):
                    progress.step(number, len(claims))
                    came_to = figures.reached(session, claim.rule, claim.staff, span)
                    found.append(_Reached(claim.rule.id, claim.staff.id, came_to))
                return found

        run_job(
            _("Working out incentives of {period}").format(period=period),
            work,
            lambda found: self._propose(period, found),
        )

    def _propose(self, period: str, found: Sequence[_Reached]) -> None:
        said: list[str] = []
        if not found:
            words = _("No rule holds for anybody in {period}.").format(period=period)
            messages.tell(self, _("Incentives"), words)
            return

        def act(session: Session) -> None:
            span = periods.read_period(period, periods.start_month(session))
            by_pair = {(each.rule.id, each.staff.id): each for each in incentives.claims(session, span)}  # fmt: skip
            for each in found:
                claim = by_pair.get((each.rule_id, each.staff_id))
                if claim is None:
                    continue
                try:
                    incentives.propose(session, claim, span, each.reached)
                except RuleError as refusal:
                    said.append(f"{claim.staff.name}: {refusal.sentence}")

        change = message("Work out incentives of {period}", period=period)
        if self.change(change, act) and said:
            messages.tell(self, _("Incentives"), "\n".join(said))
