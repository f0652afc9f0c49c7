"""Offers: totals, versions, and the one table of steps from draft to accepted (M25)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.model.opportunity import OpportunityLine
from kamdesk.model.product import Product
from kamdesk.model.project import QuotationLine
from kamdesk.work import quotations
from kamdesk.work.child_rows import rows
from tests.work.project_fixtures import department, project, session
from tests.work.project_office import TODAY, ago

__all__ = ["department", "project", "session"]


def line(session, offer, quantity, price, discount="0"):
    values = {
        "description": "变频柜", "quantity": Decimal(quantity), "price": Decimal(price),
        "discount": Decimal(discount),
    }  # fmt: skip
    return quotations.put_line(session, offer, None, values)


def test_the_total_is_exact_and_rounded_once(session, project):
    offer = quotations.add_quotation(session, project, {"discount": Decimal("0.05")})
    line(session, offer, "1.5", "0.67")
    line(session, offer, "2", "100", "0.1")
    # 1.5 × 0.67 = 1.005; 2 × 100 × 0.9 = 180; 181.005 × 0.95 = 171.95475
    assert quotations.total(session, offer) == Decimal("171.95")


def test_half_a_cent_goes_up(session, project):
    offer = quotations.add_quotation(session, project)
    line(session, offer, "0.25", "0.5")
    assert quotations.total(session, offer) == Decimal("0.13")


def test_an_offer_without_lines_comes_to_nothing(session, project):
    assert quotations.total(session, quotations.add_quotation(session, project)) == Decimal("0.00")


def test_it_begins_with_the_products_of_the_opportunity(session, project):
    product = Product(code="P1", name="变频柜", list_price=Decimal(300))
    session.add(product)
    session.flush()
    session.add(
        OpportunityLine(
            opportunity_id=project.id,
            product_id=product.id,
            quantity=Decimal(4),
            price=Decimal(250),
        )
    )
    session.flush()
    offer = quotations.add_quotation(session, project, on=ago(2))
    assert offer.number == f"QT-{ago(2).year}-0001"
    assert quotations.total(session, offer) == Decimal("1000.00")


def test_a_product_brings_its_list_price(session, project):
    product = Product(code="P1", name="变频柜", list_price=Decimal(300), list_price_currency="CNY")
    session.add(product)
    session.flush()
    offer = quotations.add_quotation(session, project)
    made = quotations.put_line(session, offer, None, {"product_id": product.id})
    assert (made.quantity, made.price) == (Decimal(1), Decimal(300))


def test_a_new_version_copies_the_lines_and_replaces_when_it_is_sent(session, project):
    first = quotations.add_quotation(session, project, {"discount": Decimal("0.1")})
    line(session, first, "2", "100")
    quotations.step(session, first, "sent", TODAY)
    second = quotations.new_version(session, first)
    assert (second.number, second.version_no, second.state) == (first.number, 2, "draft")
    assert quotations.total(session, second) == Decimal("180.00")
    assert first.state == "sent"
    quotations.put_line(
        session, second, rows(session, QuotationLine, second.id)[0], {"price": Decimal(90)}
    )
    assert quotations.total(session, first) == Decimal("180.00")
    quotations.step(session, second, "sent", TODAY)
    assert (first.state, second.state, second.sent_on) == ("replaced", "sent", TODAY)


@pytest.mark.parametrize("to", ["accepted", "refused", "replaced"])
def test_what_was_sent_is_answered_once(session, project, to):
    offer = quotations.add_quotation(session, project)
    line(session, offer, "1", "5")
    with pytest.raises(RuleError):
        quotations.step(session, offer, to, TODAY)
    quotations.step(session, offer, "sent", TODAY)
    quotations.step(session, offer, to, TODAY)
    assert offer.state == to
    for each in ("draft", "sent", "accepted", "refused", "replaced"):
        with pytest.raises(RuleError):
            quotations.step(session, offer, each, TODAY)


def test_what_was_sent_is_not_changed_any_more(session, project):
    offer = quotations.add_quotation(session, project)
    kept = line(session, offer, "1", "5")
    quotations.step(session, offer, "sent", TODAY)
    with pytest.raises(RuleError):
        quotations.change_quotation(session, offer, {"discount": Decimal("0.2")})
    with pytest.raises(RuleError):
        quotations.put_line(session, offer, kept, {"price": Decimal(1)})
    with pytest.raises(RuleError):
        quotations.remove_line(session, offer, kept)
    assert quotations.total(session, offer) == Decimal("5.00")


def test_an_empty_or_expired_offer_is_not_sent(session, project):
    offer = quotations.add_quotation(session, project, {"on": ago(9), "valid_until": ago(1)})
    with pytest.raises(RuleError) as refusal:
        quotations.step(session, offer, "sent", TODAY)
    assert refusal.value.field == "lines"
    line(session, offer, "1", "5")
    with pytest.raises(RuleError) as refusal:
        quotations.step(session, offer, "sent", TODAY)
    assert refusal.value.field == "valid_until"
    with pytest.raises(RuleError) as refusal:
        quotations.step(session, offer, "sent", TODAY + timedelta(days=1))
    assert refusal.value.field == "sent_on"
    assert offer.state == "draft"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"discount": Decimal("1.5")}, "discount"),
        ({"on": None}, "on"),
        ({"on": TODAY, "valid_until": ago(1)}, "valid_until"),
        ({"state": "sent"}, "state"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(session, project, values, field):
    offer = quotations.add_quotation(session, project)
    with pytest.raises(RuleError) as refusal:
        quotations.change_quotation(session, offer, values)
    assert refusal.value.field == field


def test_a_number_is_given_to_one_offer_only(session, project):
    first = quotations.add_quotation(session, project, {"number": "Q-1"})
    with pytest.raises(RuleError) as refusal:
        quotations.add_quotation(session, project, {"number": first.number})
    assert refusal.value.field == "number"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quantity": Decimal(0)}, "quantity"),
        ({"price": Decimal(-1)}, "price"),
        ({"discount": Decimal(2)}, "discount"),
    ],
)
def test_a_wrong_line_is_refused(session, project, values, field):
    offer = quotations.add_quotation(session, project)
    with pytest.raises(RuleError) as refusal:
        quotations.put_line(session, offer, None, {"description": "备件", **values})
    assert refusal.value.field == field
    with pytest.raises(RuleError) as refusal:
        quotations.put_line(session, offer, None, {"price": Decimal(1)})
    assert refusal.value.field == "product_id"
