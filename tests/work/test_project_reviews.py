"""The closing review: when it must be written, its figures, and lessons that are found again (methods.md 3.11)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.model.opportunity import OpportunityCompetitor
from kamdesk.model.product import Product
from kamdesk.work import opportunities, project_reviews, quotations, settings
from kamdesk.work.accounts import create_account
from kamdesk.work.competitors import add_competitor
from tests.work.project_fixtures import department, project, session
from tests.work.project_office import TODAY, add_project, ago

__all__ = ["department", "project", "session"]


def lose(session, one, rival=None):
    opportunities.close(session, one, "lost", TODAY, "价格高", rival.id if rival else None)


def against(session, one, rival, price=None):
    session.add(OpportunityCompetitor(opportunity_id=one.id, competitor_id=rival.id, price=price))
    session.flush()


def test_it_is_required_for_what_is_closed_and_big_enough(session, project, department):
    assert not project_reviews.required(session, project)
    lose(session, project)
    assert project_reviews.required(session, project)
    project_reviews.write(session, project, {"lessons": "早见财务"})
    assert not project_reviews.required(session, project)
    small = add_project(session, department, "小单", amount=Decimal(999999))
    lose(session, small)
    assert not project_reviews.required(session, small)
    settings.put(session, "review_above", 500000)
    assert project_reviews.required(session, small)


@pytest.mark.parametrize("outcome", ["lost", "cancelled"])
def test_an_open_project_is_not_reviewed_yet(session, project, outcome):
    with pytest.raises(RuleError) as refusal:
        project_reviews.write(session, project, {"lessons": "x"})
    assert refusal.value.field == "outcome"
    opportunities.close(session, project, outcome, TODAY, "预算取消")
    review = project_reviews.write(session, project, {"lessons": "x"})
    assert (review.outcome, review.on, review.root_causes) == (outcome, TODAY, "预算取消")


def test_it_begins_with_what_is_known(session, project):
    rival = add_competitor(session, {"name": "对手甲"})
    against(session, project, rival, Decimal(1950000))
    offer = quotations.add_quotation(session, project)
    quotations.put_line(session, offer, None, {"description": "柜", "price": Decimal(2100000)})
    quotations.step(session, offer, "sent", TODAY)
    lose(session, project, rival)
    review = project_reviews.write(session, project, {})
    assert review.winner_id == rival.id
    assert (review.our_price, review.winner_price) == (Decimal(2100000), Decimal(1950000))
    assert review.signed_amount is None
    gap = project_reviews.figures(project, review).price_gap
    assert round(gap * 100, 1) == Decimal("7.7")


def test_signed_against_target(session, project):
    opportunities.change_opportunity(session, project, {"target_amount": Decimal(2400000)})
    opportunities.close(
        session, project, "won", TODAY, "方案好", amount=Decimal(2100000), override_reason="特批"
    )
    review = project_reviews.write(session, project, {})
    found = project_reviews.figures(project, review)
    assert found.win_amount_rate * 100 == Decimal("87.5")
    assert found.price_gap is None
    review.currency = "EUR"
    assert project_reviews.figures(project, review).win_amount_rate is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"our_price": Decimal(-1)}, "our_price"),
        ({"outcome": "won"}, "outcome"),
    ],
)
def test_what_makes_no_sense_is_refused(session, project, values, field):
    lose(session, project)
    project_reviews.write(session, project, {})
    with pytest.raises(RuleError) as refusal:
        project_reviews.write(session, project, values)
    assert refusal.value.field == field


def reviewed(session, at, name, lessons, rival=None, tags=None, **values):
    one = add_project(session, at, name, **values)
    if rival is not None:
        against(session, one, rival)
    lose(session, one)
    project_reviews.write(session, one, {"lessons": lessons, "tags": tags, "on": ago(1)})
    return one


def test_lessons_come_with_what_they_have_in_common(session, department):
    rival = add_competitor(session, {"name": "对手甲"})
    product = Product(code="P1", name="变频柜")
    session.add(product)
    elsewhere = create_account(session, {"name": "别家工厂"})
    session.flush()
    far = {"account_id": elsewhere.id}
    reviewed(session, department, "同客户又同对手", "一", rival)
    reviewed(session, department, "同产品", "二", product_id=product.id, **far)
    reviewed(session, department, "同标签", "三", tags="节能，付款", **far)
    reviewed(session, department, "无关", "四", **far)
    project = add_project(
        session, department, "本项目", need="按节能收益付款", product_id=product.id
    )
    against(session, project, rival)

    found = project_reviews.lessons_for(session, project)

    assert {each.name: set(each.why) for each in found} == {
        "同客户又同对手": {"same account", "against 对手甲"},
        "同产品": {"变频柜"},
        "同标签": {"#节能", "#付款"},
    }
    assert found[-1].name == "同产品"


def test_words_find_any_lesson_and_never_its_own(session, department):
    elsewhere = create_account(session, {"name": "别家工厂"})
    reviewed(session, department, "甲", "先见财务总监", account_id=elsewhere.id)
    own = reviewed(session, department, "乙", "先见财务总监")
    names = [each.name for each in project_reviews.lessons_for(session, own, "财务")]
    assert names == ["甲"]
    assert project_reviews.lessons_for(session, own, "%") == []
