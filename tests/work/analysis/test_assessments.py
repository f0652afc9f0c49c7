"""Assessments in a real database: each day and person has its own, the last one stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.swot import Item, Swot
from tests.work.department import found

TODAY = date.today()
BEFORE = TODAY - timedelta(days=30)


def swot(*texts: str) -> dict:
    return Swot(tuple(Item(text, "S", text) for text in texts)).to_content()


@pytest.fixture
def there(store):
    return found(store)


def test_a_new_assessment_leaves_the_last_one(store, there):
    with store.change(message("Assess")) as session:
        account, one = session.get_one(Account, there.account), there.staff(session, "specialist")
        old = assessments.save(session, account, "swot", swot("a"), BEFORE, one)
        new = assessments.save(session, account, "swot", swot("a", "b"), TODAY, one)
        assert old.id != new.id
    with store.read() as session:
        account = session.get_one(Account, there.account)
        newest = assessments.newest(session, account, "swot")
        assert newest is not None
        assert newest.on == TODAY
        last = assessments.previous(session, newest)
        assert last is not None
        assert [item.text for item in Swot.from_content(last.content).items] == ["a"]
        assert assessments.previous(session, last) is None
        assert [each.on for each in assessments.history(session, account, "swot")] == [
            TODAY,
            BEFORE,
        ]
        assert assessments.newest(session, account, "radar") is None


def test_the_same_day_and_person_changes_what_is_there(store, there):
    with store.change(message("Assess")) as session:
        account = session.get_one(Account, there.account)
        one, other = (there.staff(session, who) for who in ("specialist", "manager"))
        first = assessments.save(session, account, "swot", swot("a"), TODAY, one)
        again = assessments.save(session, account, "swot", swot("b"), TODAY, one, label="L")
        theirs = assessments.save(session, account, "swot", swot("c"), TODAY, other)
        nobody = assessments.save(session, account, "swot", swot("d"), TODAY, None)
        assert first.id == again.id
        assert (again.label, again.content) == ("L", swot("b"))
        assert len({first.id, theirs.id, nobody.id}) == 3


def test_scorecards_of_different_templates_are_apart(store, there):
    with store.change(message("Assess")) as session:
        account, one = session.get_one(Account, there.account), there.staff(session, "specialist")
        old = assessments.save(session, account, "scorecard", {}, BEFORE, one, "meddpicc")
        assessments.save(session, account, "scorecard", {}, TODAY, one, "four_elements")
        now = assessments.save(session, account, "scorecard", {}, TODAY, one, "meddpicc")
        assert assessments.previous(session, now) is old
        assert assessments.newest_labelled(session, account, "scorecard", "meddpicc") is now


def test_no_assessment_of_tomorrow(store, there):
    with store.change(message("Assess")) as session:
        account = session.get_one(Account, there.account)
        with pytest.raises(RuleError) as refused:
            assessments.save(session, account, "swot", {}, TODAY + timedelta(days=1), None)
        assert refused.value.field == "on"
