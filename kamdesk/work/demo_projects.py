"""The demonstration's projects: what the gates behind each opportunity ask for, and some told in every detail.

``projects.json`` holds what is usual for every project, and what is special about some of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from kamdesk.model.contact import Contact
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import (
    Action,
    NegotiationRound,
    ProjectStep,
    Quotation,
    QuotationLine,
    Review,
    Risk,
    TeamConflict,
    TeamMember,
)
from kamdesk.model.relations import ChainLine, ChainLink
from kamdesk.work.demo_analyses import add_analyses
from kamdesk.work.demo_sales import Deal, Sales
from kamdesk.work.demo_visits import MANAGER
from kamdesk.work.numbers import next_number

_SOLUTION, _FULFILMENT = "1007", "1006"
_CURRENCY = "CNY"
_PEOPLE = 6
"""People on the map of a project that is not told in detail."""
_LEAST_OF_AMOUNT, _ROUND = Decimal("0.86"), Decimal(10_000)

Told = Mapping[str, Any]


def add_projects(sales: Sales, told: Told) -> None:
    """Adds teams, maps, analyses, plans, risks, offers and reviews, as far as each opportunity has come."""
    for key, deal in sales.deals.items():
        own: Told = told["projects"].get(key, {})
        left = _left(deal)
        if left >= 1:
            _people(sales, deal, own, is_key_person_aimed_at=left >= 5)
        if left >= 2 or own.get("review"):
            _goals(sales, deal, own)
        if left >= 3:
            sales.office.session.add_all(_team(sales, deal, told["team"]))
        add_analyses(sales, deal, own, told["usual"], left)
        if left >= 6 or "actions" in own:
            _plan(sales, deal, {**told["usual"], **own} if left >= 6 else own)
        _offers(sales, deal, own, is_sent=left >= 6 and deal.row["stage"] == "execution")
        if "review" in own:
            _review(sales, deal, own["review"])
    sales.office.session.flush()


def _left(deal: Deal) -> int:
    """How many stages of the eight steps it has left by fulfilling their gates; a short way asks for nothing here."""
    if deal.row["pipeline"] != "eight_steps" or deal.record.outcome != "open":
        return 0
    return len(deal.stages) - 1


def _entered(deal: Deal, place: int) -> Any:
    """The day on which it came into its stage number `place` (0 the first), or the last day known."""
    return deal.stages[min(place, len(deal.stages) - 1)][0]


# ------------------------------------------------------------------------------------------------------ what it wants


def _goals(sales: Sales, deal: Deal, own: Told) -> None:
    record, manager = deal.record, sales.office.staff[MANAGER]
    amount = record.amount or Decimal(0)
    record.target_amount = (amount * Decimal("1.05") / _ROUND).to_integral_value() * _ROUND
    record.minimum_amount = (amount * _LEAST_OF_AMOUNT / _ROUND).to_integral_value() * _ROUND
    record.target_currency, record.share_goal = record.currency, Decimal("0.6")
    record.goal = own.get("goal") or "按期签约，成为该类设备的主供"
    record.initiated_by, record.initiated_on = manager.name, _entered(deal, 1)
    record.decision_mode = own.get("decision_mode")
    if "customer_budget" in own:
        record.customer_budget = Decimal(own["customer_budget"])
        record.customer_budget_currency = _CURRENCY
    if "budget" in own:
        record.budget, record.budget_currency = Decimal(own["budget"]), _CURRENCY


def _team(sales: Sales, deal: Deal, words: Mapping[str, str]) -> Iterator[TeamMember | ProjectStep]:
    owner = deal.record.owner_id
    staff = sales.office.staff
    for member, role, task in (
        (owner, "lead,account_responsible", words["lead"]),
        (staff[_SOLUTION].id, "solution_responsible,technical_adviser", words["solution"]),
        (staff[_FULFILMENT].id, "fulfilment_responsible", words["fulfilment"]),
    ):
        if member is not None:
            yield TeamMember(opportunity_id=deal.record.id, staff_id=member, role=role, task=task)
    for on, stage in deal.stages[1:]:
        before = deal.stages[deal.stages.index((on, stage)) - 1][1]
        yield ProjectStep(
            opportunity_id=deal.record.id, stage_id=before.id, planned_on=on, delivered_on=on,
            deliverable=before.deliverable,
        )  # fmt: skip


# --------------------------------------------------------------------------------------------------------- who decides


def _people(sales: Sales, deal: Deal, own: Told, *, is_key_person_aimed_at: bool) -> None:
    session, record = sales.office.session, deal.record
    query = select(Contact).where(
        Contact.account_id == record.account_id, Contact.left_on.is_(None)
    )
    contacts = {each.full_name: each for each in session.scalars(query.order_by(Contact.id))}
    if "people" in own:
        links = {
            (each["name"] or each["position"]): _told_link(record, each, contacts, sales)
            for each in own["people"]
        }
        reports = {
            (each["name"] or each["position"]): each["to"] for each in own["people"] if "to" in each
        }
    else:
        chosen = [each for each in contacts.values() if each.buying_role][:_PEOPLE]
        links = {each.full_name: _usual_link(record, each) for each in chosen}
        reports = {}
        for link in links.values() if is_key_person_aimed_at else ():
            link.support_wanted = min(2, (link.support_level or 0) + 1)
    session.add_all(links.values())
    session.flush()
    for name, superior in reports.items():
        links[name].reports_to_id = links[superior].id
    for first, second, kind, note, is_confirmed in own.get("lines", ()):
        session.add(
            ChainLine(
                from_link_id=links[first].id, to_link_id=links[second].id, kind=kind, note=note,
                is_confirmed=is_confirmed,
            )
        )  # fmt: skip


def _usual_link(record: Opportunity, contact: Contact) -> ChainLink:
    return ChainLink(
        account_id=record.account_id, opportunity_id=record.id, contact_id=contact.id, name=contact.full_name,
        position=contact.position, buying_role=contact.buying_role, influence=contact.influence,
        support_level=contact.support_level, coverage="brief" if contact.support_level else "none",
    )  # fmt: skip


def _told_link(
    record: Opportunity, told: Told, contacts: Mapping[str, Contact], sales: Sales
) -> ChainLink:
    contact = contacts.get(told["name"])
    position = told.get("position") or (contact.position if contact else None)
    return ChainLink(
        account_id=record.account_id, opportunity_id=record.id,
        contact_id=contact.id if contact else None, name=told["name"] or None, position=position,
        is_external=told.get("external", False), buying_role=told["role"], influence=told["influence"],
        support_level=told["support"], support_wanted=told["wanted"], coverage=told["coverage"],
        relation_now=told.get("now"), relation_wanted=told.get("aim"), response_mode=told.get("mode"),
        orientation=told.get("orientation"), criteria=told.get("criteria"), business_agenda=told.get("business"),
        personal_agenda=told.get("personal"), evidence=told.get("evidence"), confirmed=told.get("confirmed"),
        confirmed_on=sales.ago(14) if told.get("confirmed") else None, x=told["x"], y=told["y"],
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------- what is done


def _plan(sales: Sales, deal: Deal, told: Told) -> None:
    session = sales.office.session
    risks = [_risk(sales, deal, row) for row in told.get("risks", ())]
    session.add_all(risks)
    session.flush()
    uids = {f"risk:{place}": each.uid for place, each in enumerate(risks)}
    session.add_all(_action(sales, deal, row, uids) for row in told.get("actions", ()))
    for ago, about, settled, settlement in told.get("conflicts", ()):
        session.add(
            TeamConflict(
                opportunity_id=deal.record.id, on=sales.ago(ago), about=about,
                settled_on=sales.ago(settled), settlement=settlement,
            )
        )  # fmt: skip


def _risk(sales: Sales, deal: Deal, row: Sequence[Any]) -> Risk:
    name, category, chance, impact, response, mitigation, after, left, due, *more = row
    trigger, money = more or ("", 0)
    return Risk(
        opportunity_id=deal.record.id, name=name, category=category, probability=chance, impact=impact,
        response=response, mitigation=mitigation, residual_probability=after, residual_impact=left,
        due_on=sales.office.working_day(-due), owner_id=deal.record.owner_id, trigger=trigger or None,
        money=Decimal(money) if money else None, money_currency=_CURRENCY if money else None,
        chance=Decimal("0.3") if money else None, state="open",
    )  # fmt: skip


def _action(sales: Sales, deal: Deal, row: Sequence[Any], uids: Mapping[str, str]) -> Action:
    """What, why, days ago it began and falls due, state, result; of one told in detail where, how, how much, effort,
    and why it is late."""
    name, why, begun, due, state, result, *more = row
    place, how, budget, effort, late = more or ("", "", 0, 0, "")
    kind, _colon, about = why.partition(":")
    is_late = due > 0 and state in ("open", "doing")
    return Action(
        opportunity_id=deal.record.id, name=name, why_kind=kind, why=_WHY.get(kind),
        why_uid=uids.get(why) or about or None, owner_id=deal.record.owner_id,
        helpers=sales.office.staff[_SOLUTION].name if effort else None,
        starts_on=sales.office.working_day(begun), due_on=sales.office.working_day(due), place=place or None,
        how=how or None, budget=Decimal(budget) if budget else None, budget_currency=_CURRENCY if budget else None,
        effort=Decimal(effort) if effort else None, state=state, result=result or None,
        done_on=sales.office.working_day(due) if state == "done" else None,
        actual=Decimal(budget) if budget and state == "done" else None,
        explanation=late or None if is_late else None,
    )  # fmt: skip


_WHY = {
    "goal": "达成项目目标", "strategy": "落实策略", "root": "消除根因", "risk": "规避风险", "person": "争取关键人",
}  # fmt: skip


# ------------------------------------------------------------------------------------------------- offers and the end


def _offers(sales: Sales, deal: Deal, own: Told, *, is_sent: bool) -> None:
    session, record = sales.office.session, deal.record
    told: Iterable[Told] = own.get("quotations", ())
    if not told and (is_sent or deal.row["stage"] in ("negotiating", "signing")):
        ago = max(1, (sales.office.day - record.stage_since).days - 1)
        amount = str(record.amount)
        told = ({"ago": ago, "valid": 60, "state": "sent", "discount": "0", "note": None,
                 "lines": [[deal.row["product"], record.name, 1, amount, "0"]]},)  # fmt: skip
    number = ""
    for version, each in enumerate(told, 1):
        on = sales.ago(each["ago"])
        number = number or next_number(
            session, f"quotation:{on.year}", _numbered(on.year), Quotation.number
        )
        offer = Quotation(
            opportunity_id=record.id, number=number, version_no=version, kind="quotation", on=on,
            valid_until=sales.ago(each["ago"] - each["valid"]), currency=record.currency,
            discount=Decimal(each["discount"]), state=each["state"], sent_on=on, note=each["note"],
        )  # fmt: skip
        session.add(offer)
        session.flush()
        for code, description, quantity, price, discount in each["lines"]:
            session.add(
                QuotationLine(
                    quotation_id=offer.id, product_id=sales.products[code].id, description=description,
                    quantity=Decimal(quantity), price=Decimal(price), discount=Decimal(discount),
                )
            )  # fmt: skip
    for ago, people, asked, given, still_open, price in own.get("rounds", ()):
        session.add(
            NegotiationRound(
                opportunity_id=record.id, on=sales.ago(ago), people=people, asked=asked, given=given,
                still_open=still_open, price=Decimal(price),
            )
        )  # fmt: skip


def _numbered(year: int) -> Callable[[int], str]:
    return lambda last: f"Q-{year}-{last:04}"


def _review(sales: Sales, deal: Deal, told: Told) -> None:
    record = deal.record
    ours, theirs = told.get("our_price"), told.get("winner_price")
    sales.office.session.add(
        Review(
            opportunity_id=record.id, on=sales.ago(told["ago"]), outcome=record.outcome, currency=record.currency,
            signed_amount=record.amount if record.outcome == "won" else None, winner_id=record.lost_to_id,
            our_price=Decimal(ours) if ours else None, winner_price=Decimal(theirs) if theirs else None,
            criteria=told["criteria"], done_right=told["right"], done_wrong=told["wrong"],
            root_causes=told["roots"], lessons=told["lessons"], tags=told["tags"],
            follow_up=told["follow_up"] or None, participants=told["people"],
        )
    )  # fmt: skip
