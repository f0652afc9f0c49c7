"""Accounts gained, lost, won back, converted: the indicators that count changes of status, by kpi.md alone."""

from __future__ import annotations

from itertools import pairwise

from tests.indicators.plain_facts import Change, Facts, Question, day_of
from tests.indicators.plain_results import Result, plain, ratio


def active_at_start(facts: Facts, asked: Question) -> set[str]:
    day = asked.before
    return {
        account
        for account in facts.accounts
        if facts.status(account, day) == "active" and facts.in_scope(account, day, asked.scope)
    }


def last_to(facts: Facts, account: str, state: str, asked: Question) -> Change | None:
    found = [each for each in facts.changes(account) if each.to == state and each.on <= asked.end]
    return found[-1] if found else None


def lost(facts: Facts, asked: Question) -> set[str]:
    found = set()
    for account in facts.accounts:
        change = last_to(facts, account, "lost", asked)
        if (
            change
            and facts.status(account, asked.end) == "lost"
            and asked.holds(change.on)
            and change.was == "active"
            and facts.counts(account, change.on, asked.scope)
        ):
            found.add(account)
    return found


def won_back(facts: Facts, asked: Question) -> set[str]:
    """挽回: lost and won back inside the period, so that it is no loss of the period."""
    return {
        account
        for account in facts.accounts
        for away, back in pairwise(facts.changes(account))
        if (away.was, away.to, back.to) == ("active", "lost", "active")
        and asked.first <= away.on <= back.on <= asked.end
        and facts.status(account, asked.end) != "lost"
        and facts.in_scope(account, back.on, asked.scope)
    }


def downgraded(facts: Facts, asked: Question) -> set[str]:
    """降级: active that became ordinary in the period."""
    return {
        account
        for account in facts.accounts
        for change in facts.changes(account)
        if (change.was, change.to) == ("active", "ordinary")
        and asked.holds(change.on)
        and facts.in_scope(account, change.on, asked.scope)
    }


def lost_account_count(facts: Facts, asked: Question) -> Result:
    return plain(
        len(lost(facts, asked)),
        won_back=len(won_back(facts, asked)),
        downgraded=len(downgraded(facts, asked)),
    )


def churn_rate(facts: Facts, asked: Question) -> Result:
    # "Active at the start" of the numerator asks for the state alone: the owner may have changed (clarification 1).
    gone = [each for each in lost(facts, asked) if facts.status(each, asked.before) == "active"]
    return ratio(len(gone), len(active_at_start(facts, asked)))


def gained(facts: Facts, asked: Question) -> int:
    count = 0
    for account in facts.accounts:
        first = next((each.on for each in facts.changes(account) if each.to == "active"), None)
        count += bool(first and asked.holds(first) and facts.counts(account, first, asked.scope))
    return count


def development_plan_rate(facts: Facts, asked: Question) -> Result:
    return ratio(gained(facts, asked), facts.target("new_accounts", asked))


def new_account_rate(facts: Facts, asked: Question) -> Result:
    return ratio(gained(facts, asked), len(active_at_start(facts, asked)))


def conversion_rate(facts: Facts, asked: Question) -> Result:
    begun = reached = 0
    for row in facts.rows("developments"):
        account, day = row["account"], day_of(row.get("begun_on"))
        if day and asked.holds(day) and facts.in_scope(account, day, asked.scope):
            begun += 1
            reached += any(
                each.to == "active" and each.on >= day for each in facts.changes(account)
            )
    return ratio(reached, begun)
