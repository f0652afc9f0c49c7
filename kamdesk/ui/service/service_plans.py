"""Service plans: the measures of a year made from a rhythm, what was kept, how it worked, and the next year's plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _, ngettext
from kamdesk.model.keeping_words import SERVICE_PLAN_STATE
from kamdesk.model.service import ServiceMeasure, ServicePlan
from kamdesk.model.terms import Term
from kamdesk.ui import theme
from kamdesk.ui.accounts.development.row_tables import TableShape
from kamdesk.ui.desk import Desk
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.widgets.labels import label
from kamdesk.work import service_plans, settings
from kamdesk.work.lists import Condition

Values = Mapping[str, Any]
_PILLS = {"draft": "outline", "running": "accent", "evaluated": "good"}
_SHOWN = 12


def _measures(session: Session, ids: Sequence[int]) -> dict[int, list[ServiceMeasure]]:
    query = select(ServiceMeasure).where(
        ServiceMeasure.service_plan_id.in_(ids), ServiceMeasure.deleted_at.is_(None)
    )
    found: dict[int, list[ServiceMeasure]] = {}
    for each in session.scalars(query):
        found.setdefault(each.service_plan_id, []).append(each)
    return found


def _read_kept(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    today = date.today()
    cells = {}
    for plan_id, rows in _measures(session, ids).items():
        found = service_plans.kept(rows, today)
        share = f"{found.kept} / {found.due}" if found.due else "—"
        cells[plan_id] = Cell(share, role="text" if found.kept == found.due else "bad")
    return cells


def _read_deviations(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    today = date.today()
    counted = {
        plan_id: service_plans.kept(rows, today).deviating
        for plan_id, rows in _measures(session, ids).items()
    }
    return {key: Cell(str(count), "bad", value=count) for key, count in counted.items() if count}


def _state(_session: Session, plan: ServicePlan, _today: date) -> Cell:
    return Cell(SERVICE_PLAN_STATE.label(plan.state), _PILLS[plan.state])


def _note(session: Session, plan: ServicePlan, today: date) -> str:
    found = service_plans.kept(service_plans.measures(session, plan), today)
    if not found.count:
        return _("No measures yet: “Measures by rhythm” makes those of the year.")
    words = [
        _("{kept} of {due} measures due were kept as planned").format(
            kept=found.kept, due=found.due
        ),
        ngettext("{count} still to do", "{count} still to do", found.still).format(
            count=found.still
        ),
    ]
    return " · ".join(words)


def _plan_measures(session: Session, plan: ServicePlan, values: Values) -> None:
    service_plans.plan_measure(
        session, plan, values["what"] or "", values["rhythm"] or "monthly", values["responsible_id"],
        values["due_on"],
    )  # fmt: skip


def _evaluate(session: Session, plan: ServicePlan, values: Values) -> None:
    service_plans.evaluate(
        session, plan, values["evaluated_on"] or date.today(), values["evaluation"] or "",
        values["improvement"] or "",
    )  # fmt: skip


def _next_year(session: Session, plan: ServicePlan, _values: Values) -> None:
    service_plans.next_year(session, plan)


def _has_no_next(session: Session, plan: ServicePlan, _today: date) -> bool:
    return service_plans.of_year(session, plan.account_id, plan.year + 1) is None


def _begin(session: Session, today: date) -> Values:
    user = settings.me(session)
    return {"year": today.year, "owner_id": user.id if user is not None else None}


PLANS = RecordDeclaration(
    record=ServicePlan,
    title=N_("Service plans"),
    icon="headset",
    empty=(
        N_("No service plans"),
        N_("What an account needs in a year and what is done for it, measure by measure; what deviates is seen."),
    ),
    new_words=N_("New service plan"),
    columns=("account_id", "year", "goal", "kept", "deviations", "owner_id", "state"),
    own=(
        OwnColumn("kept", Term("Kept / due", "执行 / 应执行"), _read_kept, 110, numeric=True),
        OwnColumn("deviations", Term("Deviations", "偏差"), _read_deviations, 80),
    ),
    headings={"account_id": Term("Account", "客户")},
    stretch="goal",
    widths={"account_id": 170, "owner_id": 80},
    pills={"state": _PILLS},
    quick=(
        QuickFilter("year", N_("This year"), lambda today: (Condition("year", "is", (str(today.year),)),)),
        QuickFilter("deviating", N_("With deviations"), lambda today: (service_plans.DEVIATING,), True),
        QuickFilter("to_evaluate", N_("To be evaluated"), lambda today: (service_plans.TO_EVALUATE,)),
    ),
    filters=("state", "owner_id"),
    order=("year", True),
    tables=(
        TableShape(
            "measures", ServiceMeasure,
            (("what", 90, 2), ("due_on", 106, 0), ("done_on", 106, 0), ("as_planned", 54, 0), ("not_applicable", 54, 0),
             ("note", 60, 1)),
        ),
    ),
    asks=("account_id", "year", "owner_id", "needs", "goal"),
    defaults=_begin,
    add=service_plans.add_plan,
    change=service_plans.change_plan,
    put_row=service_plans.put_measure,
    deeds=(
        Deed("measures", N_("Measures by rhythm"), "calendar", N_("Measures of “{name}”"), _plan_measures,
             asks=((ServiceMeasure, "what"), (ServiceMeasure, "rhythm"), (ServiceMeasure, "responsible_id"),
                   (ServiceMeasure, "due_on")),
             suggest=lambda session, record, today: {"rhythm": "monthly", "responsible_id": record.owner_id,
                                                     "due_on": None}),
        Deed("evaluate", N_("Evaluate"), "check", N_("Evaluate “{name}”"), _evaluate,
             asks=("evaluated_on", "evaluation", "improvement"),
             suggest=lambda session, record, today: {"evaluated_on": today},
             offered=lambda session, record, today: record.state != "evaluated"),
        Deed("next_year", N_("Plan of the next year"), "plus", N_("Plan of the next year from “{name}”"), _next_year,
             offered=_has_no_next),
    ),
    state=_state,
    note=_note,
)  # fmt: skip


class DeviationsPanel(RecordPanel):
    """What deviates from the plan, measure by measure, in words."""

    above = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Deviations")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        self._column.setSpacing(theme.SPACE_1)
        self.words: list[str] = []

    def show_record(self, session: Session, record: Any) -> None:
        today = self.desk.today()
        found = service_plans.deviations(session, record, today)
        self.words = [
            " · ".join(
                filter(
                    None,
                    (
                        each.what,
                        f"{each.due_on}" if each.due_on is not None else "",
                        service_plans.words_of(each, today),
                        each.note,
                    ),
                )
            )
            for each in found
        ]
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = self.words[:_SHOWN] or [_("Everything was done as planned so far.")]
        for words in shown:
            self._column.addWidget(label(words, "bad" if self.words else "muted", wrap=True))
        if len(self.words) > _SHOWN:
            more = _("and {count} more").format(count=len(self.words) - _SHOWN)
            self._column.addWidget(label(more, "small"))


class ServicePlansPage(RecordPage):
    """The list of service plans, the chosen one with its measures and deviations beside it."""

    DECLARATION = PLANS

    def panels(self) -> Sequence[RecordPanel]:
        return (DeviationsPanel(self.desk),)
