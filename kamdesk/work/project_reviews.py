"""项目总结: the closing review of a project, its figures, and what earlier projects teach this one (3.11, M23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.competitor import Competitor
from kamdesk.model.fields import Kind, fields_of
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor, OpportunityLine
from kamdesk.model.product import Product
from kamdesk.model.project import Quotation, Review
from kamdesk.work import child_rows, opportunity_views, quotations, settings
from kamdesk.work.analysis import closing

Values = Mapping[str, Any]


def review_of(session: Session, opportunity: Opportunity) -> Review | None:
    """Its closing review."""
    found = child_rows.rows(session, Review, opportunity.id)
    return found[0] if found else None


def required(session: Session, opportunity: Opportunity) -> bool:
    """Whether a review must still be written: it is won, lost or cancelled, of that size, and none is filed."""
    query = select(Opportunity.id).where(
        Opportunity.id == opportunity.id, *opportunity_views.review_due(session)
    )
    return session.scalar(query) is not None


def draft(session: Session, opportunity: Opportunity) -> dict[str, Any]:
    """What the review can begin with: outcome, amount, winner, prices as far as they are known."""
    currency = opportunity.currency or settings.get(session, "default_currency")
    won = opportunity.outcome == "won"
    offers = [
        each
        for each in quotations.of_opportunity(session, opportunity)
        if each.sent_on is not None and each.currency == currency
    ]
    accepted: list[Quotation] = [each for each in offers if each.state == "accepted"]
    best = (accepted or offers)[:1]
    ours = quotations.total(session, best[0]) if best else None
    winner_price = None
    if opportunity.lost_to_id is not None:
        query = select(OpportunityCompetitor.price).where(
            OpportunityCompetitor.opportunity_id == opportunity.id,
            OpportunityCompetitor.competitor_id == opportunity.lost_to_id,
            OpportunityCompetitor.deleted_at.is_(None),
        )
        winner_price = session.scalar(query)
    return {
        "on": date.today(),
        "outcome": opportunity.outcome,
        "signed_amount": opportunity.amount if won else None,
        "currency": currency,
        "winner_id": opportunity.lost_to_id,
        "our_price": ours,
        "winner_price": winner_price,
        "root_causes": opportunity.outcome_reason,
    }


def write(session: Session, opportunity: Opportunity, values: Values) -> Review:
    """Changes the review of a closed project, or begins it with what is known. Raises RuleError, naming the field."""
    review = review_of(session, opportunity)
    if review is None:
        if opportunity.outcome == "open":
            raise RuleError(
                _("A project is reviewed when it is won, lost or cancelled."), field="outcome"
            )
        review = Review(opportunity_id=opportunity.id)
        for name, value in draft(session, opportunity).items():
            setattr(review, name, value)
        session.add(review)
    fields = {each.name: each for each in fields_of(Review)}
    for name, value in values.items():
        if name in ("outcome", "opportunity_id"):
            raise RuleError(_("The outcome is that of the project."), field=name)
        fields[name].set(review, value)
    day: date | None = review.on
    if day is None or day > date.today():
        raise RuleError(_("A review has its day, and not one to come."), field="on")
    for each in fields.values():
        amount = each.get(review) if each.kind is Kind.MONEY else None
        if amount is not None and amount < 0:
            raise RuleError(
                _("“{field}” is not negative.").format(field=each.label), field=each.name
            )
    if not review.currency:
        review.currency = settings.get(session, "default_currency")
    session.flush()
    return review


@dataclass(frozen=True)
class Figures:
    """Signed against target, and how much dearer we were; None where something is unknown."""

    win_amount_rate: Decimal | None
    price_gap: Decimal | None


def figures(opportunity: Opportunity, review: Review) -> Figures:
    """Worked out by methods.md 3.11; the target counts only in the currency of the review."""
    same = opportunity.target_currency in (None, review.currency)
    target = opportunity.target_amount if same else None
    return Figures(
        closing.win_amount_rate(review.signed_amount, target),
        closing.price_gap(review.our_price, review.winner_price),
    )


@dataclass(frozen=True)
class Lesson:
    """What an earlier project teaches, and why it is shown: `why` in words, the nearest first."""

    opportunity_id: int
    name: str
    account: str
    outcome: str
    on: date
    lessons: str
    tags: str
    why: tuple[str, ...]


def lessons_for(
    session: Session, opportunity: Opportunity, words: str = "", most: int = 20
) -> list[Lesson]:
    """Reviews of other projects with lessons that concern this one: of the same account, against a competitor of it,
    with its products, with a tag that its own words mention, or that have `words` in them.

    With `words` only those that have them. The most reasons first, then the newest.
    """
    products = _products(session, opportunity)
    rivals, rivals_of = _rivals(session, opportunity.id), _reviewed(session, _IN_DEALS)
    products_of = _reviewed(session, _AS_LINES)
    mentioned = " ".join(
        filter(None, (opportunity.name, opportunity.need, opportunity.goal, opportunity.note))
    ).casefold()
    query = (
        select(Review, Opportunity, Account.name)
        .join(Opportunity, Opportunity.id == Review.opportunity_id)
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .where(
            Review.deleted_at.is_(None),
            Opportunity.deleted_at.is_(None),
            Review.opportunity_id != opportunity.id,
            or_(Review.lessons.is_not(None), Review.root_causes.is_not(None)),
        )
    )
    wanted = words.strip()
    if wanted:
        columns = (Review.lessons, Review.tags, Review.root_causes, Opportunity.name, Account.name)
        query = query.where(or_(*(each.icontains(wanted, autoescape=True) for each in columns)))
    found: list[tuple[int, Lesson]] = []
    for review, other, account in session.execute(query.order_by(Review.on.desc())):
        why = []
        if other.account_id is not None and other.account_id == opportunity.account_id:
            why.append(_("same account"))
        shared = rivals.keys() & (rivals_of.get(other.id, set()) | {review.winner_id})
        why += [_("against {name}").format(name=rivals[each]) for each in sorted(shared)]
        common = products.keys() & (products_of.get(other.id, set()) | {other.product_id})
        why += [products[each] for each in sorted(common)]
        tags = [tag.strip() for tag in (review.tags or "").replace("，", ",").split(",")]
        why += [f"#{tag}" for tag in tags if tag and tag.casefold() in mentioned]
        if why or wanted:
            found.append(
                (
                    len(why),
                    Lesson(
                        other.id, other.name, account or "", review.outcome, review.on,
                        review.lessons or review.root_causes or "", review.tags or "", tuple(why),
                    ),
                )
            )  # fmt: skip
    found.sort(key=lambda each: -each[0])
    return [lesson for _count, lesson in found[:most]]


_IN_DEALS = (
    select(OpportunityCompetitor.opportunity_id, OpportunityCompetitor.competitor_id)
    .join(Review, Review.opportunity_id == OpportunityCompetitor.opportunity_id)
    .where(OpportunityCompetitor.deleted_at.is_(None), Review.deleted_at.is_(None))
)
_AS_LINES = (
    select(OpportunityLine.opportunity_id, OpportunityLine.product_id)
    .join(Review, Review.opportunity_id == OpportunityLine.opportunity_id)
    .where(
        OpportunityLine.deleted_at.is_(None),
        OpportunityLine.product_id.is_not(None),
        Review.deleted_at.is_(None),
    )
)


def _reviewed(session: Session, query: Select[Any, Any]) -> dict[int, set[int]]:
    """Opportunity → what `query` names of it, of all that have a review."""
    found: dict[int, set[int]] = {}
    for opportunity_id, other_id in session.execute(query):
        found.setdefault(opportunity_id, set()).add(other_id)
    return found


def _rivals(session: Session, opportunity_id: int) -> dict[int, str]:
    query = (
        select(Competitor.id, Competitor.name)
        .join(OpportunityCompetitor, OpportunityCompetitor.competitor_id == Competitor.id)
        .where(
            OpportunityCompetitor.opportunity_id == opportunity_id,
            OpportunityCompetitor.deleted_at.is_(None),
        )
    )
    return {row.id: row.name for row in session.execute(query)}


def _products(session: Session, opportunity: Opportunity) -> dict[int, str]:
    lines = select(OpportunityLine.product_id).where(
        OpportunityLine.opportunity_id == opportunity.id, OpportunityLine.deleted_at.is_(None)
    )
    query = select(Product.id, Product.name).where(
        or_(Product.id == (opportunity.product_id or 0), Product.id.in_(lines))
    )
    return {row.id: row.name for row in session.execute(query)}
