"""Saved versions of a decision map: the whole map as it was on a day, read back as a map, and what changed since.

A version is an analysis of kind ``map``; people are known by their uid, which stays the same over computers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.analysis import Analysis
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.sales_words import COVERAGE, LINE_KIND, MAP_FACT, RELATION_LEVEL
from kamdesk.model.vocabulary import BUYING_ROLE
from kamdesk.work import settings
from kamdesk.work.analysis import assessments, content
from kamdesk.work.decision_chain import ChainMap, MapLine, MapPerson, read_map

KIND = "map"
_TEXTS = (
    "name", "position", "response_mode", "orientation", "criteria", "business_agenda",
    "personal_agenda", "evidence",
)  # fmt: skip
_NUMBERS = {
    "influence": (0, 3), "support_level": (-2, 2), "support_wanted": (-2, 2),
    "x": (-1_000_000, 1_000_000), "y": (-1_000_000, 1_000_000), "limit": (0, 100_000), "actions": (0, 100_000),
}  # fmt: skip
_CHOICES = {
    "coverage": COVERAGE, "relation_now": RELATION_LEVEL, "relation_wanted": RELATION_LEVEL,
}  # fmt: skip


@dataclass(frozen=True)
class Version:
    """A saved version: what it is found by, and what it came to."""

    id: int
    on: date
    by: str
    balance: Decimal | None


@dataclass(frozen=True)
class Difference:
    """What is another than in an earlier version: `before` and `after` as stored values of `field`.

    `field` is ``added`` or ``removed`` for somebody who came or went.
    """

    uid: str
    name: str
    field: str
    before: Any = None
    after: Any = None


COMPARED: tuple[str, ...] = (
    "position", "roles", "influence", "support_level", "coverage", "relation_now", "reports_to",
)  # fmt: skip


def save_version(
    session: Session,
    account_id: int,
    opportunity_id: int | None = None,
    on: date | None = None,
    label: str | None = None,
) -> Analysis:
    """Keeps the map as it is on day `on` (today); a second version of the same day by the same person replaces it."""
    day = on or date.today()
    shown = read_map(session, account_id, opportunity_id, day)
    subject = _subject(session, account_id, opportunity_id)
    return assessments.save(
        session, subject, KIND, to_content(shown), day, settings.me(session), label
    )


def versions(session: Session, account_id: int, opportunity_id: int | None = None) -> list[Version]:
    """All saved versions, the newest first."""
    from kamdesk.model.department import Staff  # late: names only

    found = []
    for each in assessments.history(session, _subject(session, account_id, opportunity_id), KIND):
        by = session.get(Staff, each.by_id) if each.by_id else None
        found.append(
            Version(each.id, each.on, by.name if by is not None else "", _balance(each.content))
        )
    return found


def last_version(
    session: Session, account_id: int, opportunity_id: int | None, before: date
) -> Version | None:
    """The newest version of a day before `before`: what the figures of today are compared with."""
    for each in versions(session, account_id, opportunity_id):
        if each.on < before:
            return each
    return None


def read_version(session: Session, analysis_id: int) -> ChainMap:
    """The map as it was. Raises ContentError when the saved content is no map."""
    analysis = session.get_one(Analysis, analysis_id)
    if analysis.subject_kind == Opportunity.__name__:
        opportunity = session.get_one(Opportunity, analysis.subject_id)
        return from_content(
            analysis.content, opportunity.account_id or 0, opportunity.id, analysis.on
        )
    return from_content(analysis.content, analysis.subject_id, None, analysis.on)


def differences(before: ChainMap, after: ChainMap) -> list[Difference]:
    """What changed about people between two maps, in the order of the later one; who went comes last."""
    earlier = {each.uid: each for each in before.people}
    found: list[Difference] = []
    for person in after.people:
        old = earlier.pop(person.uid, None)
        if old is None:
            found.append(Difference(person.uid, person.title, "added"))
            continue
        for name in COMPARED:
            was, now = _compared(before, old, name), _compared(after, person, name)
            if was != now:
                found.append(Difference(person.uid, person.title, name, was, now))
    found += [Difference(each.uid, each.title, "removed") for each in earlier.values()]
    return found


def _compared(shown: ChainMap, person: MapPerson, name: str) -> Any:
    if name == "reports_to":
        superior = shown.person(person.reports_to_id)
        return superior.title if superior is not None else None
    return getattr(person, name)


# ----------------------------------------------------------------------------------------------------------- content


def to_content(shown: ChainMap) -> dict[str, Any]:
    """A map as JSON keeps it: ``{"people": […], "lines": […], "balance": "0.125"}``; what is unknown is left out."""
    uid_of = {each.id: each.uid for each in shown.people}
    people = []
    for each in shown.people:
        values = {
            one.name: getattr(each, one.name)
            for one in fields(MapPerson)
            if one.name not in ("id", "contact_id", "reports_to_id", "is_external", "has_left")
        }
        written = content.noted(**values)
        if each.reports_to_id is not None:
            written["reports_to"] = uid_of[each.reports_to_id]
        for name in ("is_external", "has_left"):
            if getattr(each, name):
                written[name] = True
        if each.contact_id is not None:
            written["is_contact"] = True
        people.append(written)
    lines = [
        content.noted(
            start=uid_of[each.from_id], end=uid_of[each.to_id], kind=each.kind, note=each.note,
            is_confirmed=each.is_confirmed or None,
        )
        for each in shown.lines
    ]  # fmt: skip
    balance = shown.balance
    return {
        "people": people,
        "lines": lines,
        **({"balance": str(round(balance, 6))} if balance is not None else {}),
    }


def from_content(
    held: Mapping[str, Any], account_id: int, opportunity_id: int | None, on: date
) -> ChainMap:
    """The map that `to_content` wrote; ids are places in it, so that nothing of today is meant by them."""
    entries = content.entries(held, "people")
    id_of = {content.text(each, "uid"): place for place, each in enumerate(entries, 1)}
    people = tuple(_person(each, id_of) for each in entries)
    lines = []
    for place, each in enumerate(content.entries(held, "lines"), 1):
        start = id_of.get(content.text(each, "start"))
        end = id_of.get(content.text(each, "end"))
        if start is None or end is None:
            raise content.ContentError("lines")
        kind = content.one_of(each, "kind", LINE_KIND.codes, "influence")
        note = content.text(each, "note")
        sure = bool(content.yes_or_no(each, "is_confirmed"))
        lines.append(MapLine(place, start, end, kind, note, sure))
    return ChainMap(account_id, opportunity_id, people, tuple(lines), on)


def _person(held: Mapping[str, Any], id_of: Mapping[str, int]) -> MapPerson:
    uid = content.text(held, "uid")
    rest: dict[str, Any] = {name: content.text(held, name) or None for name in _TEXTS[2:]}
    rest |= {
        name: value
        for name, (low, high) in _NUMBERS.items()
        if (value := content.number(held, name, low, high)) is not None
    }
    rest |= {
        name: content.one_of(held, name, ("", *words.codes), "") or None
        for name, words in _CHOICES.items()
    }
    return MapPerson(
        id=id_of[uid], uid=uid, name=content.text(held, "name"),
        position=content.text(held, "position"),
        contact_id=0 if content.yes_or_no(held, "is_contact") else None,
        is_external=bool(content.yes_or_no(held, "is_external")),
        has_left=bool(content.yes_or_no(held, "has_left")),
        roles=tuple(each for each in content.texts(held, "roles") if each in BUYING_ROLE),
        confirmed=tuple(each for each in content.texts(held, "confirmed") if each in MAP_FACT),
        confirmed_on=content.day(held, "confirmed_on"), met_on=content.day(held, "met_on"),
        days=content.number(held, "days", -100_000, 100_000),
        reports_to_id=id_of.get(content.text(held, "reports_to")),
        **rest,
    )  # fmt: skip


def _balance(held: Mapping[str, Any]) -> Decimal | None:
    written = content.text(held, "balance")
    return Decimal(written) if written else None


def _subject(
    session: Session, account_id: int, opportunity_id: int | None
) -> Account | Opportunity:
    if opportunity_id is not None:
        return session.get_one(Opportunity, opportunity_id)
    return session.get_one(Account, account_id)
