"""销售操作流程 (M10): at which of the ten steps an account stands, worked out from the records there are.

A step counts as done when its own records are there; the account stands at the first one that is not. Later steps may
have records already: nothing stops anybody from visiting before the analysis is complete, it is only shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, column, func, select, table
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import TableClause

from kamdesk.i18n import N_, _, ngettext
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.development import Development, DevelopmentStep
from kamdesk.model.document import Document
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.terms import Term
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import ACCOUNT_STATUS
from kamdesk.work import rhythm
from kamdesk.work.list_views import KEY_STATUSES
from kamdesk.work.visit_states import HAPPENED, OPEN

ANALYSED = 80
"""Completeness of the archive (per cent) from which an account counts as analysed."""


@dataclass(frozen=True)
class SalesStep:
    """One of the ten steps: its name, what it wants, where that is done, and the words of the jump there.

    `page` names a page of the account (``archive``, ``visits``, ``documents``) or ``development``.
    """

    key: str
    label: Term
    wants: str
    page: str
    jump: str


SALES_STEPS: tuple[SalesStep, ...] = (
    SalesStep(
        "definition",
        Term("Define", "定义"),
        N_("Decide by the definition whether it is a key account, and set its tier."),
        "archive",
        N_("Set the tier"),
    ),
    SalesStep(
        "analysis",
        Term("Analyse", "分析"),
        N_("Fill the archive to 80 % and note what they buy, from whom, how much."),
        "archive",
        N_("Go on with the archive"),
    ),
    SalesStep(
        "positioning",
        Term("Position", "定位"),
        N_("Take it on: somebody owns it, and it is being developed or active."),
        "development",
        N_("Develop it"),
    ),
    SalesStep(
        "planning",
        Term("Plan", "策划"),
        N_("Have a plan: of the development, a next contact, or a planned visit."),
        "visits",
        N_("Plan a visit"),
    ),
    SalesStep(
        "promotion",
        Term("Present", "推广"),
        N_("Present what we offer, and write down what was presented."),
        "visits",
        N_("Record a visit"),
    ),
    SalesStep(
        "visit",
        Term("Visit", "拜访"),
        N_("Visit within the rhythm of the tier, and write the record."),
        "visits",
        N_("See the visits"),
    ),
    SalesStep(
        "negotiation",
        Term("Sign", "谈判签约"),
        N_("Sign: an opportunity won, a visit that ended with an order, or a contract."),
        "sales",
        N_("Enter the contract"),
    ),
    SalesStep(
        "tracking",
        Term("Follow", "执行跟踪"),
        N_("Follow the order: deliver it, and be in touch again after it was signed."),
        "sales",
        N_("See orders and deliveries"),
    ),
    SalesStep(
        "service",
        Term("Serve", "服务"),
        N_("Serve by the service plan, call back and hear how they are served."),
        "service",
        N_("See the service"),
    ),
    SalesStep(
        "improvement",
        Term("Improve", "改进"),
        N_("Learn from it: a service plan evaluated, a report checked, or a development's result."),
        "service",
        N_("See the service"),
    ),
)
"""定义 → 分析 → 定位 → 策划 → 推广 → 拜访 → 谈判签约 → 执行跟踪 → 服务 → 改进."""


@dataclass(frozen=True)
class Standing:
    """Where an account stands: which steps are done, what is there of each in words, and the first that is not."""

    done: tuple[bool, ...]
    found: tuple[str, ...]

    @property
    def current(self) -> int:
        """Place of the step it stands at; 10 when all are done."""
        return next((place for place, one in enumerate(self.done) if not one), len(self.done))


# Asked whenever an account is shown: building the queries would take longer than asking them.
_HAPPENED, _ORDER = Visit.state.in_(HAPPENED), Visit.result == "order"
_VISITS = select(
    func.sum(case((_HAPPENED, 1), else_=0)),
    func.max(case((_HAPPENED, Visit.held_on))),
    func.sum(case((Visit.state.in_(OPEN), 1), else_=0)),
    func.sum(case((and_(_HAPPENED, Visit.presented.is_not(None)), 1), else_=0)),
    func.min(case((and_(_HAPPENED, _ORDER), Visit.held_on))),
    func.sum(case((and_(_HAPPENED, Visit.kind == "callback"), 1), else_=0)),
    func.sum(case((and_(_HAPPENED, Visit.checked_on.is_not(None)), 1), else_=0)),
).where(Visit.account_id == bindparam("account_id"), Visit.deleted_at.is_(None))
_CONTRACT = table(
    "contract", *map(column, ("account_id", "state", "deleted_at")), column("signed_on", Date())
)
_PURCHASE = table(
    "purchase", *map(column, ("account_id", "deleted_at")), column("delivered_on", Date())
)
_PLAN = table("service_plan", *map(column, ("id", "account_id", "state", "deleted_at")))
_MEASURE = table("service_measure", *map(column, ("service_plan_id", "done_on", "deleted_at")))
"""Without their classes: mapping them would take longer than the queries."""


def _living(source: TableClause) -> tuple[ColumnElement[bool], ...]:
    return (source.c.account_id == bindparam("account_id"), source.c.deleted_at.is_(None))


_KEPT = select(
    select(func.min(_CONTRACT.c.signed_on))
    .where(*_living(_CONTRACT), _CONTRACT.c.state != "draft")
    .scalar_subquery(),
    select(func.max(_PURCHASE.c.delivered_on)).where(*_living(_PURCHASE)).scalar_subquery(),
    select(func.count())
    .select_from(_MEASURE.join(_PLAN, _PLAN.c.id == _MEASURE.c.service_plan_id))
    .where(*_living(_PLAN), _MEASURE.c.deleted_at.is_(None), _MEASURE.c.done_on.is_not(None))
    .scalar_subquery(),
    select(func.count())
    .select_from(_PLAN)
    .where(*_living(_PLAN), _PLAN.c.state == "evaluated")
    .scalar_subquery(),
)
_OTHERS = select(
    select(func.count(PurchaseNeed.id))
    .where(PurchaseNeed.account_id == bindparam("account_id"), PurchaseNeed.deleted_at.is_(None))
    .scalar_subquery(),
    select(func.count(Document.id))
    .where(
        Document.account_id == bindparam("account_id"),
        Document.category == "contract",
        Document.deleted_at.is_(None),
    )
    .scalar_subquery(),
    select(func.min(Document.on))
    .where(
        Document.account_id == bindparam("account_id"),
        Document.category == "contract",
        Document.deleted_at.is_(None),
    )
    .scalar_subquery(),
    select(func.count(Development.id))
    .where(
        Development.account_id == bindparam("account_id"),
        Development.deleted_at.is_(None),
        Development.plan.is_not(None)
        | select(DevelopmentStep.id)
        .where(
            DevelopmentStep.development_id == Development.id, DevelopmentStep.deleted_at.is_(None)
        )
        .exists(),
    )
    .scalar_subquery(),
    select(func.count(Development.id))
    .where(
        Development.account_id == bindparam("account_id"),
        Development.deleted_at.is_(None),
        Development.result.is_not(None),
    )
    .scalar_subquery(),
    select(func.min(Opportunity.closed_on))
    .where(
        Opportunity.account_id == bindparam("account_id"),
        Opportunity.outcome == "won",
        Opportunity.deleted_at.is_(None),
    )
    .scalar_subquery(),
)


def standing(session: Session, account: Account, on: date) -> Standing:
    """Where `account` stands on day `on`; three queries."""
    of_account = {"account_id": account.id}
    visits = session.execute(_VISITS, of_account).one()
    held, planned, presented, callbacks, checked = (int(visits[n] or 0) for n in (0, 2, 3, 5, 6))
    last, ordered = visits[1], visits[4]
    needs, contracts, contract, plans, results, won = session.execute(_OTHERS, of_account).one()
    bound, delivered, measures, evaluated = session.execute(_KEPT, of_account).one()
    signed = min((day for day in (ordered, contract, won, bound) if day is not None), default=None)
    days = rhythm.rhythm_of(session, account)
    in_rhythm = held > 0 and (days is None or last is None or (on - last).days <= days)
    followed = signed is not None and last is not None and last > signed
    followed = followed or delivered is not None
    is_key = account.status in KEY_STATUSES
    next_contact = account.next_contact_on is not None and account.next_contact_on >= on
    rows: tuple[tuple[bool, str], ...] = (
        (account.tier is not None, _("tier {tier}").format(tier=account.tier or "—")),
        (
            account.completeness >= ANALYSED and needs > 0,
            _("archive {percent} %, {needs}").format(
                percent=account.completeness,
                needs=ngettext("{count} need", "{count} needs", needs).format(count=needs),
            ),
        ),
        (is_key and account.owner_id is not None, ACCOUNT_STATUS.label(account.status)),
        (plans > 0 or planned > 0 or next_contact, _planned(plans, planned)),
        (presented > 0, _("presented {count} times").format(count=presented)),
        (in_rhythm, _visited(held, last)),
        (contracts > 0 or signed is not None, _signed(contracts, signed)),
        (followed, _followed(delivered, last)),
        (callbacks > 0 or measures > 0, _served(callbacks, measures)),
        (checked > 0 or results > 0 or evaluated > 0, _improved(checked, evaluated)),
    )
    return Standing(tuple(done for done, _words in rows), tuple(words for _done, words in rows))


def _followed(delivered: date | None, last: date | None) -> str:
    contact = _("last contact {day}").format(day=last) if last else _("no contact yet")
    if delivered is None:
        return contact
    return " · ".join((_("delivered {day}").format(day=delivered), contact))


def _served(callbacks: int, measures: int) -> str:
    said = ngettext("{count} call-back", "{count} call-backs", callbacks).format(count=callbacks)
    if not measures:
        return said
    done = ngettext("{count} service measure done", "{count} service measures done", measures)
    return " · ".join((said, done.format(count=measures)))


def _improved(checked: int, evaluated: int) -> str:
    said = ngettext("{count} report checked", "{count} reports checked", checked).format(
        count=checked
    )
    if not evaluated:
        return said
    words = ngettext("{count} service plan evaluated", "{count} service plans evaluated", evaluated)
    return " · ".join((said, words.format(count=evaluated)))


def _planned(plans: int, visits: int) -> str:
    said = ngettext("{count} visit planned", "{count} visits planned", visits).format(count=visits)
    return " · ".join(filter(None, (_("development plan") if plans else "", said)))


def _signed(contracts: int, day: date | None) -> str:
    if day is not None:
        return _("signed {day}").format(day=day)
    return _("a contract is filed") if contracts else _("not signed")


def _visited(held: int, last: date | None) -> str:
    said = ngettext("{count} visit", "{count} visits", held).format(count=held)
    return _("{visits}, the last on {day}").format(visits=said, day=last) if last else said
