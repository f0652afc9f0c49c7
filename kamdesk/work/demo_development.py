"""The demonstration's developments: prospects at every step of the procedure, led there by the procedure itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kamdesk.model.department import Staff
from kamdesk.model.development import Development, DevelopmentScore
from kamdesk.work import decisions, development
from kamdesk.work.demo_visits import DIRECTOR, MANAGER, Office

_WAY = (
    "candidate", "surveyed", "evaluated", "manager_review", "application", "director_review", "team", "filed",
    "implementing",
)  # fmt: skip
_SURVEY = ("demand", "current_suppliers", "decision_process", "competition", "credit")
_DECIDERS = {"manager_review": MANAGER, "director_review": DIRECTOR}
_TEAM = (("项目经理", "统筹进度与资源"), ("技术顾问", "技术方案与澄清"))


def add_developments(office: Office, entries: Sequence[Mapping[str, Any]]) -> int:
    """Adds what ``developments.json`` tells; returns their number."""
    for entry in entries:
        _add(office, entry)
    return len(entries)


def _add(office: Office, entry: Mapping[str, Any]) -> None:
    session = office.session
    begun = office.working_day(entry["begun"])
    account = office.accounts[entry["account"]]
    owner = session.get(Staff, account.owner_id) if account.owner_id else office.staff["1004"]
    made = development.begin(session, account, begun, owner)
    _fill(office, made, entry)
    target = entry["state"]
    last = "manager_review" if target == "rejected" else target
    reached = _WAY[: _WAY.index(last) + 1]
    days = _days(office, begun, entry, len(reached))
    for place, state in enumerate(reached[1:], 1):
        if made.state in _DECIDERS and state not in _DECIDERS:
            by = office.staff[_DECIDERS[made.state]]
            decisions.decide(session, made, "approved", by, days[place], "同意")
        else:
            due = office.working_day(2 - entry["begun"] % 23) if state == reached[-1] else None
            development.move(session, made, state, days[place], by=owner, due_on=due)
    if target == "rejected":
        manager = office.staff[MANAGER]
        decisions.decide(session, made, "refused", manager, days[-1], "账款风险高，暂不开发")
    if target == "implementing":
        _report(office, made, owner)


def _days(office: Office, begun: date, entry: Mapping[str, Any], count: int) -> list[date]:
    """A day for each step, evenly from the first to the filing (or to a few days ago)."""
    last = office.working_day(entry["filed"] if "filed" in entry else min(3, entry["begun"]))
    span = (last - begun).days
    return [begun + timedelta(days=span * place // max(1, count - 1)) for place in range(count)]


def _fill(office: Office, made: Development, entry: Mapping[str, Any]) -> None:
    """What the steps ask for; a candidate of which nothing is known yet stays empty."""
    session = office.session
    values: dict[str, Any] = {name: entry[name] for name in _SURVEY if name in entry}
    if values:
        values["survey_source"] = "走访、公开信息、行业协会"
    if "expected_sales" in entry:
        values |= {
            "application_reason": "需求明确，具备成为大客户的条件",
            "expected_sales": Decimal(entry["expected_sales"]),
            "budget": Decimal(entry["budget"]),
            "plan": "先以试点建立信任，再进入年度框架",
        }
    development.change_development(session, made, values)
    if "scores" in entry:
        card = zip(
            development.rows(session, DevelopmentScore, made.id), entry["scores"], strict=True
        )
        scores = [{"id": row.id, "criterion": row.criterion, "score": score} for row, score in card]
        development.set_scores(session, made, scores)
        development.change_development(session, made, {"evaluation": "按评分表评价，见各项依据"})
    if "expected_sales" in entry:
        members = [office.session.get(Staff, made.owner_id), office.staff["1007"]]
        team = [
            {"staff_id": member.id, "role": role, "task": task}
            for member, (role, task) in zip(members, _TEAM, strict=True)
            if member is not None
        ]
        development.set_team(session, made, team)
        development.set_plan_steps(session, made, list(_plan_steps(office, made, entry)))


def _plan_steps(
    office: Office, made: Development, entry: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Where it is under way the first step is done; the next ones fall due one after the other."""
    for place, what in enumerate(entry.get("steps", ["技术交流", "样机试用"])):
        done = entry["state"] == "implementing" and place == 0
        due = office.working_day(12 if done else 3 - 11 * place - entry["begun"] % 13)
        yield {
            "what": what, "staff_id": made.owner_id, "due_on": due, "done_on": due if done else None,
        }  # fmt: skip


def _report(office: Office, made: Development, owner: Staff | None) -> None:
    development.add_report(
        office.session,
        made,
        {
            "on": office.working_day(20), "staff_id": owner.id if owner else None,
            "progress": "技术交流按计划完成，客户同意安排试用", "next_steps": "落实试用机型与时间",
            "next_report_on": office.working_day(-8),
        },
    )  # fmt: skip
