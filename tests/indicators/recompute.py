"""Every indicator worked out again from interchange facts in plain Python, by kpi.md alone; exact fractions.

Not worked out here, because kpi.md gives them a name and no rule: `visit_coverage`, `share_of_wallet`, the total of
`stage_conversion`, `time_in_stage`, `pipeline` and `forecast_accuracy` (which figure of a snapshot is the forecast).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction

from tests.indicators.plain_archives import filled_fields
from tests.indicators.plain_facts import (
    Facts,
    Question,
    Row,
    day_of,
    number,
    period,
    year_earlier,
)
from tests.indicators.plain_results import Result, plain, ratio
from tests.indicators.plain_standings import (
    churn_rate,
    conversion_rate,
    development_plan_rate,
    lost_account_count,
    new_account_rate,
)

SERVICE = ("travel", "lodging", "meals", "gift", "service", "other")
ARCHIVE_DAYS = 30


Indicator = Callable[[Facts, Question], Result]


def recompute(lists: dict[str, list[Row]], asked: Question, keys: Iterable[str] = ()) -> dict[str, Result]:  # fmt: skip
    """All indicators (or those named in `keys`) of the facts."""
    facts = Facts(lists, asked.as_of)
    return {key: KEYS[key](facts, asked) for key in (keys or KEYS)}


# --------------------------------------------------------------------------------------------------------- sales


def summed(amounts: Iterable[Fraction | None]) -> tuple[Fraction, bool]:
    """The sum of what is known, and whether something is not."""
    told = list(amounts)
    return sum((each for each in told if each is not None), Fraction(0)), None in told


def sales_amount(facts: Facts, asked: Question) -> Result:
    return plain(*summed(facts.money(row) for row in facts.of("purchases", "on", asked)))


def sales_plan_rate(facts: Facts, asked: Question) -> Result:
    sales = sales_amount(facts, asked)
    return ratio(sales.numerator or 0, facts.target("sales_amount", asked), left_out=sales.left_out)


def sales_quantities(facts: Facts, asked: Question) -> dict[str, Fraction]:
    """Unit of measure → quantity sold; what has no unit is under an empty one."""
    units = {row["code"]: row.get("unit") or "" for row in facts.rows("products")}
    found: dict[str, Fraction] = {}
    for row in facts.of("purchases", "on", asked):
        quantity = number(row.get("quantity"))
        if quantity is not None:
            unit = units.get(row.get("product", ""), "")
            found[unit] = found.get(unit, Fraction(0)) + quantity
    return found


def sales_quantity(facts: Facts, asked: Question) -> Result:
    """No total across units; beside it what each unit comes to."""
    by_unit = sales_quantities(facts, asked)
    if len(by_unit) > 1:
        return Result(None, None, None, beside=dict(by_unit))
    total = sum(by_unit.values(), Fraction(0))
    return Result(total, None, total, beside=dict(by_unit))


def gross_profit(facts: Facts, asked: Question) -> Result:
    def profit(row: Row) -> Fraction | None:
        amount, cost = facts.money(row), facts.money(row, "cost")
        return None if amount is None or cost is None else amount - cost

    return plain(*summed(profit(row) for row in facts.of("purchases", "on", asked)))


def growth_rate(facts: Facts, asked: Question) -> Result:
    whole = asked.period
    last_year = period(f"{int(whole.code[:4]) - 1}{whole.code[4:]}", asked.start)
    end = last_year.last if asked.end == whole.last else year_earlier(asked.end)
    earlier = Question(last_year.code, end, asked.scope, asked.start)
    # What is known of states and owners is what is known on the as-of day of the question.
    now, before = sales_amount(facts, asked), sales_amount(facts, earlier)
    assert now.value is not None
    assert before.value is not None
    growth = now.value - before.value
    value = growth / before.value if before.value > 0 else None
    return Result(growth, before.value, value, now.left_out or before.left_out)


# --------------------------------------------------------------------------------------------------------- service


def valid_complaint_count(facts: Facts, asked: Question) -> Result:
    judged = [row.get("judgement") or "pending" for row in facts.of("complaints", "received_on", asked)]  # fmt: skip
    return plain(judged.count("valid"), pending=judged.count("pending"))


def seen(row: Row, name: str, as_of: date) -> date | None:
    """A day of the row, as far as it is not after the as-of day (clarification 4)."""
    day = day_of(row.get(name))
    return day if day and day <= as_of else None


def on_time(kind: str) -> Indicator:
    def work_out(facts: Facts, asked: Question) -> Result:
        due = in_time = 0
        for row in facts.rows("feedback"):
            day = day_of(row.get("due_on"))
            if (
                row.get("kind") != kind
                or day is None
                or not asked.first <= day <= asked.period.last
                or seen(row, "received_on", asked.as_of) is None
                or not facts.counts(row["account"], day, asked.scope)
            ):
                continue
            withdrawn = seen(row, "withdrawn_on", asked.as_of)
            answered = seen(row, "answered_on", asked.as_of)
            if withdrawn and withdrawn <= day:
                continue
            if day < asked.as_of or answered:
                due += 1
                in_time += bool(answered and answered <= day)
        return ratio(in_time, due)

    return work_out


def cancelled_in_time(row: Row, day: str) -> bool:
    cancelled, due = day_of(row.get("cancelled_on")), day_of(row.get(day))
    return bool(cancelled and due and cancelled <= due)


def callback_rate(facts: Facts, asked: Question) -> Result:
    due = {
        row["account"]
        for row in facts.of("callback_plans", "due_on", asked)
        if not cancelled_in_time(row, "due_on")
    }
    called = {
        row["account"]
        for row in facts.rows("visits")
        if row["kind"] == "callback" and asked.holds(day_of(row.get("held_on")))
    }
    return ratio(len(due & called), len(due))


def visit_plan_rate(facts: Facts, asked: Question) -> Result:
    planned = [
        row
        for row in facts.of("visits", "planned_on", asked)
        if row["kind"] == "visit" and not cancelled_in_time(row, "planned_on")
    ]
    kept = [
        row for row in planned if seen(row, "held_on", asked.end) and seen(row, "reported_on", asked.as_of)
    ]  # fmt: skip
    return ratio(len(kept), len(planned))


def service_norm_rate(facts: Facts, asked: Question) -> Result:
    due = kept = 0
    for plan in facts.rows("service_plans"):
        for row in plan.get("measures") or []:
            day, done = day_of(row.get("due_on")), day_of(row.get("done_on"))
            if (
                day is None
                or row.get("not_applicable")
                or not asked.holds(day)
                or not facts.counts(plan["account"], day, asked.scope)
            ):
                continue
            due += 1
            kept += bool(done and done <= day and row.get("as_planned"))
    return ratio(kept, due)


def service_cost_ratio(facts: Facts, asked: Question) -> Result:
    if asked.scope:
        return Result(None, None, None)
    rows = [
        row
        for row in facts.rows("expenses")
        if row["category"] in SERVICE and asked.holds(day_of(row["on"]))
    ]
    spent, left_out = summed(
        facts.money(row) for row in rows if row.get("state") in ("approved", "paid")
    )
    pending, _left_out = summed(
        facts.money(row) for row in rows if row.get("state") in ("open", "submitted")
    )
    budget, budget_left_out = facts.budget(SERVICE, asked)
    return ratio(spent, budget, left_out or budget_left_out, pending=pending)


# ---------------------------------------------------------------------------------------------------- satisfaction


def marks(facts: Facts, asked: Question) -> dict[str, list[list[tuple[Fraction, Fraction]]]]:
    """Account → its answers → (weight, score by full mark) of every item answered."""
    surveys = {row["uid"]: row.get("items") or [] for row in facts.rows("surveys")}
    found: dict[str, list[list[tuple[Fraction, Fraction]]]] = {}
    for row in facts.of("survey_answers", "answered_on", asked):
        scores = row.get("scores") or {}
        answered = []
        for item in surveys[row["survey"]]:
            score, weight = number(scores.get(item["key"])), number(item.get("weight"))
            if score is not None:
                answered.append((Fraction(1) if weight is None else weight, score / item["full_mark"]))  # fmt: skip
        if answered:
            found.setdefault(row["account"], []).append(answered)
    return found


def satisfaction(facts: Facts, asked: Question) -> Result:
    total = Fraction(0)
    by_account = marks(facts, asked)
    for answers in by_account.values():
        means = [
            sum((weight * mark for weight, mark in each), Fraction(0)) / sum(weight for weight, _ in each)
            for each in answers
        ]  # fmt: skip
        total += sum(means, Fraction(0)) / len(means)
    return ratio(total, len(by_account))


def csat(facts: Facts, asked: Question) -> Result:
    items = [
        mark for answers in marks(facts, asked).values() for each in answers for _weight, mark in each
    ]  # fmt: skip
    return ratio(sum(mark >= Fraction(4, 5) for mark in items), len(items))


# -------------------------------------------------------------------------------------------------------- archives


def archives_due(facts: Facts, asked: Question) -> list[int]:
    """Filled fields of every archive that is due."""
    end = asked.end
    found = []
    for account, row in facts.accounts.items():
        filed = day_of(row.get("archive_date"))
        if (
            filed
            and filed <= end - timedelta(days=ARCHIVE_DAYS)
            and facts.status(account, end) in ("developing", "active")
            and facts.in_scope(account, end, asked.scope)
        ):
            found.append(filled_fields(facts, account, end))
    return found


def archive_complete_rate(facts: Facts, asked: Question) -> Result:
    due = archives_due(facts, asked)
    return ratio(due.count(25), len(due))


def field_fill_rate(facts: Facts, asked: Question) -> Result:
    due = archives_due(facts, asked)
    return ratio(sum(due), 25 * len(due))


# --------------------------------------------------------------------------------------------------- opportunities


def closed(facts: Facts, asked: Question) -> list[Row]:
    return [
        row
        for row in facts.of("opportunities", "closed_on", asked)
        if row.get("outcome") in ("won", "lost", "cancelled")
    ]


def win_rate(facts: Facts, asked: Question) -> Result:
    outcomes = [row["outcome"] for row in closed(facts, asked)]
    won = outcomes.count("won")
    return ratio(won, won + outcomes.count("lost"), cancelled=outcomes.count("cancelled"))


def win_rate_amount(facts: Facts, asked: Question) -> Result:
    decided = [
        (row["outcome"], facts.money(row))
        for row in closed(facts, asked)
        if row["outcome"] != "cancelled"
    ]
    above, _ = summed(amount for outcome, amount in decided if outcome == "won")
    below, left_out = summed(amount for _outcome, amount in decided)
    return ratio(above, below, left_out)


KEYS: dict[str, Indicator] = {
    "sales_plan_rate": sales_plan_rate,
    "lost_account_count": lost_account_count,
    "churn_rate": churn_rate,
    "development_plan_rate": development_plan_rate,
    "new_account_rate": new_account_rate,
    "valid_complaint_count": valid_complaint_count,
    "feedback_on_time_rate": on_time("opinion"),
    "callback_rate": callback_rate,
    "service_cost_ratio": service_cost_ratio,
    "archive_complete_rate": archive_complete_rate,
    "field_fill_rate": field_fill_rate,
    "service_norm_rate": service_norm_rate,
    "satisfaction": satisfaction,
    "csat": csat,
    "question_on_time_rate": on_time("question"),
    "sales_amount": sales_amount,
    "sales_quantity": sales_quantity,
    "gross_profit": gross_profit,
    "growth_rate": growth_rate,
    "visit_plan_rate": visit_plan_rate,
    "win_rate": win_rate,
    "win_rate_amount": win_rate_amount,
    "conversion_rate": conversion_rate,
}
