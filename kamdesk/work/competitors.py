"""竞争对手与情报: who they are, their shares of an account, and what was heard, found where it matters (M8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.competitor import Competitor, CompetitorShare, Intelligence
from kamdesk.model.fields import fields_of
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.work.trash import move_to_trash

MOST_RELIABLE = 5
_WHOLE = Decimal(1)


def add_competitor(session: Session, values: Mapping[str, Any]) -> Competitor:
    """Adds a competitor. Raises RuleError, naming the field, without a name or for one that is there already."""
    competitor = Competitor(name="")
    _set_competitor(session, competitor, values)
    session.add(competitor)
    session.flush()
    return competitor


def change_competitor(session: Session, competitor: Competitor, values: Mapping[str, Any]) -> None:
    """Sets `values` (field name → typed value)."""
    _set_competitor(session, competitor, values)
    session.flush()


def _set_competitor(session: Session, competitor: Competitor, values: Mapping[str, Any]) -> None:
    known = {each.name: each for each in fields_of(Competitor)}
    for name, value in values.items():
        known[name].set(competitor, value)
    competitor.name = (competitor.name or "").strip()
    if not competitor.name:
        raise RuleError(_("A competitor needs a name."), field="name")
    with session.no_autoflush:
        other = session.scalar(
            select(Competitor.id).where(
                func.lower(Competitor.name) == competitor.name.lower(),
                Competitor.id != (competitor.id or 0), Competitor.deleted_at.is_(None),
            )
        )  # fmt: skip
    if other is not None:
        raise RuleError(_("“{name}” is there already.").format(name=competitor.name), field="name")


@dataclass(frozen=True)
class Line:
    """A line of the list of competitors: where they stand against us, and when they were last heard of."""

    competitor: Competitor
    open_projects: int
    won: int
    """Closed projects with them that we won; `lost` those that went to them."""
    lost: int
    shares: int
    """Accounts in which a share of theirs is noted."""
    heard_on: date | None


def listed(session: Session) -> list[Line]:
    """All competitors by name."""
    projects = (
        select(
            OpportunityCompetitor.competitor_id,
            func.count().filter(Opportunity.outcome == "open"),
            func.count().filter(Opportunity.outcome == "won"),
            func.count().filter(Opportunity.lost_to_id == OpportunityCompetitor.competitor_id),
        )
        .join(Opportunity, Opportunity.id == OpportunityCompetitor.opportunity_id)
        .where(OpportunityCompetitor.deleted_at.is_(None), Opportunity.deleted_at.is_(None))
        .group_by(OpportunityCompetitor.competitor_id)
    )
    met = {row[0]: (row[1], row[2], row[3]) for row in session.execute(projects)}
    none = (0, 0, 0)
    shares = _by_competitor(
        session, CompetitorShare, func.count(CompetitorShare.account_id.distinct())
    )
    heard = _by_competitor(session, Intelligence, func.max(Intelligence.on))
    found = session.scalars(
        select(Competitor).where(Competitor.deleted_at.is_(None)).order_by(Competitor.name)
    )
    return [
        Line(each, *met.get(each.id, none), shares.get(each.id, 0), heard.get(each.id))
        for each in found
    ]


def _by_competitor(session: Session, record: Any, value: Any) -> dict[int, Any]:
    query = (
        select(record.competitor_id, value)
        .where(record.competitor_id.is_not(None), record.deleted_at.is_(None))
        .group_by(record.competitor_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


# ------------------------------------------------------------------------------------------------------------ shares


@dataclass(frozen=True)
class Share:
    """A share of an account's purchases as last noted; without a competitor it is our own."""

    id: int
    competitor_id: int | None
    name: str
    """Empty for our own."""
    share: Decimal
    """0 to 1."""
    on: date
    source: str
    before: Decimal | None
    """The one noted before."""


def set_share(
    session: Session,
    account_id: int,
    competitor_id: int | None,
    share: Decimal,
    on: date,
    source: str | None = None,
) -> CompetitorShare:
    """Notes a share (0 to 1) as known on day `on`; one of the same day is changed.

    Raises RuleError for a share below 0, above 1, or one by which all together would have more than everything.
    """
    if not 0 <= share <= _WHOLE:
        raise RuleError(_("A share lies between 0 and 100 %."), field="share")
    others = [
        each for each in shares(session, account_id, on) if each.competitor_id != competitor_id
    ]
    if sum((each.share for each in others), share) > _WHOLE:
        raise RuleError(_("All shares together would be above 100 %."), field="share")
    query = select(CompetitorShare).where(
        CompetitorShare.account_id == account_id, CompetitorShare.on == on,
        CompetitorShare.competitor_id.is_(None) if competitor_id is None
        else CompetitorShare.competitor_id == competitor_id,
        CompetitorShare.deleted_at.is_(None),
    )  # fmt: skip
    row = session.scalars(query).first()
    if row is None:
        row = CompetitorShare(account_id=account_id, competitor_id=competitor_id, on=on)
        session.add(row)
    row.share, row.source = share, (source or "").strip() or None
    session.flush()
    return row


def shares(session: Session, account_id: int, on: date) -> list[Share]:
    """The shares of an account as last noted up to day `on`, the largest first."""
    query = (
        select(CompetitorShare, Competitor.name)
        .outerjoin(Competitor, Competitor.id == CompetitorShare.competitor_id)
        .where(
            CompetitorShare.account_id == account_id, CompetitorShare.on <= on,
            CompetitorShare.deleted_at.is_(None),
        )
        .order_by(CompetitorShare.on, CompetitorShare.id)
    )  # fmt: skip
    found: dict[int | None, Share] = {}
    for row, name in session.execute(query):
        last = found.get(row.competitor_id)
        found[row.competitor_id] = Share(
            row.id, row.competitor_id, name or "", row.share, row.on, row.source or "",
            last.share if last is not None else None,
        )  # fmt: skip
    return sorted(found.values(), key=lambda each: (-each.share, each.name))


def remove_shares(session: Session, account_id: int, competitor_id: int | None) -> None:
    """Puts all that was noted of a share of this competitor (None: our own) into the waste basket."""
    query = select(CompetitorShare).where(
        CompetitorShare.account_id == account_id,
        CompetitorShare.competitor_id.is_(None) if competitor_id is None
        else CompetitorShare.competitor_id == competitor_id,
        CompetitorShare.deleted_at.is_(None),
    )  # fmt: skip
    for row in session.scalars(query).all():
        move_to_trash(session, row)


def relative_share(known: Sequence[Share]) -> Decimal | None:
    """Our share over that of the strongest rival (3.8), two decimals; None without our own share or without a rival."""
    own = next((each.share for each in known if each.competitor_id is None), None)
    rivals = [each.share for each in known if each.competitor_id is not None and each.share]
    if own is None or not rivals:
        return None
    return (own / max(rivals)).quantize(Decimal("0.01"))


# ------------------------------------------------------------------------------------------------------ intelligence


def add_intelligence(session: Session, values: Mapping[str, Any], on: date) -> Intelligence:
    """Notes what was heard, of day `on` unless `values` name one. Raises RuleError, naming the field."""
    entry = Intelligence(text="", on=on)
    _set_intelligence(session, entry, values)
    session.add(entry)
    session.flush()
    return entry


def change_intelligence(session: Session, entry: Intelligence, values: Mapping[str, Any]) -> None:
    """Sets `values` (field name → typed value)."""
    _set_intelligence(session, entry, values)
    session.flush()


def _set_intelligence(session: Session, entry: Intelligence, values: Mapping[str, Any]) -> None:
    known = {each.name: each for each in fields_of(Intelligence)}
    for name, value in values.items():
        known[name].set(entry, value)
    entry.text = (entry.text or "").strip()
    if not entry.text:
        raise RuleError(_("Write down what was learned."), field="text")
    if entry.on is None:
        raise RuleError(_("Say when it was learned."), field="on")
    if entry.reliability is not None and not 1 <= entry.reliability <= MOST_RELIABLE:
        raise RuleError(
            _("Reliability is 1 (a rumour) to 5 (seen in writing)."), field="reliability"
        )
    if entry.opportunity_id is not None and entry.account_id is None:
        with session.no_autoflush:
            opportunity = session.get(Opportunity, entry.opportunity_id)
        entry.account_id = opportunity.account_id if opportunity is not None else None


@dataclass(frozen=True)
class Heard:
    """An entry with the names of what it is about."""

    entry: Intelligence
    competitor: str
    account: str
    opportunity: str


def heard(
    session: Session,
    *,
    account_id: int | None = None,
    opportunity_id: int | None = None,
    competitor_id: int | None = None,
    text: str = "",
    limit: int = 200,
) -> list[Heard]:
    """What was heard, the newest first: all of it, or where it matters.

    About an account: what names it, or one of its projects, or a competitor who has a share of it or a project with
    it. About an opportunity: what names it, or a competitor who is in it. About a competitor: what names it.
    """
    account, opportunity = aliased(Account), aliased(Opportunity)
    query = (
        select(
            Intelligence, Competitor.name, func.coalesce(account.short_name, account.name),
            opportunity.name,
        )
        .outerjoin(Competitor, Competitor.id == Intelligence.competitor_id)
        .outerjoin(account, account.id == Intelligence.account_id)
        .outerjoin(opportunity, opportunity.id == Intelligence.opportunity_id)
        .where(Intelligence.deleted_at.is_(None))
        .order_by(Intelligence.on.desc(), Intelligence.id.desc())
        .limit(limit)
    )  # fmt: skip
    if account_id is not None:
        query = query.where(_about_account(account_id))
    if opportunity_id is not None:
        query = query.where(_about_opportunity(opportunity_id))
    if competitor_id is not None:
        query = query.where(Intelligence.competitor_id == competitor_id)
    if text.strip():
        words = f"%{text.strip()}%"
        query = query.where(
            or_(
                Intelligence.text.ilike(words), Intelligence.source.ilike(words),
                Competitor.name.ilike(words), account.name.ilike(words),
            )
        )  # fmt: skip
    return [
        Heard(row[0], row[1] or "", row[2] or "", row[3] or "") for row in session.execute(query)
    ]


def _about_account(account_id: int) -> Any:
    own = select(Opportunity.id).where(
        Opportunity.account_id == account_id, Opportunity.deleted_at.is_(None)
    )
    open_ones = own.where(Opportunity.outcome == "open")
    holders = select(CompetitorShare.competitor_id).where(
        CompetitorShare.account_id == account_id, CompetitorShare.competitor_id.is_not(None),
        CompetitorShare.deleted_at.is_(None),
    )  # fmt: skip
    rivals = select(OpportunityCompetitor.competitor_id).where(
        OpportunityCompetitor.opportunity_id.in_(open_ones),
        OpportunityCompetitor.deleted_at.is_(None),
    )
    general = Intelligence.account_id.is_(None) & Intelligence.opportunity_id.is_(None)
    return or_(
        Intelligence.account_id == account_id,
        Intelligence.opportunity_id.in_(own),
        general
        & or_(Intelligence.competitor_id.in_(holders), Intelligence.competitor_id.in_(rivals)),
    )


def _about_opportunity(opportunity_id: int) -> Any:
    rivals = select(OpportunityCompetitor.competitor_id).where(
        OpportunityCompetitor.opportunity_id == opportunity_id,
        OpportunityCompetitor.deleted_at.is_(None),
    )
    account_id = (
        select(Opportunity.account_id).where(Opportunity.id == opportunity_id).scalar_subquery()
    )
    at_home = Intelligence.account_id.is_(None) | (Intelligence.account_id == account_id)
    return or_(
        Intelligence.opportunity_id == opportunity_id,
        Intelligence.opportunity_id.is_(None) & Intelligence.competitor_id.in_(rivals) & at_home,
    )
