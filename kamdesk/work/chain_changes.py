"""Changes of a decision map: people, what is said of them and how sure that is, lines, places, what another map knows.

All raise RuleError when the rule says no; what is assumed stays so until somebody confirms it (methods.md 3.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.relations import ChainLine, ChainLink
from kamdesk.model.sales_words import LINE_KIND, MAP_FACT
from kamdesk.model.vocabulary import BUYING_ROLE
from kamdesk.work import trash
from kamdesk.work.accounts import persons
from kamdesk.work.decision_chain import FACT_OF, STAND

_RANGES = {"influence": (0, 3), "support_level": (-2, 2), "support_wanted": (-2, 2)}
_TOLD = ("name", "position", "is_external")
CHANGEABLE: frozenset[str] = frozenset({*STAND, *_TOLD, "contact_id", "reports_to_id"})
_UNDIRECTED = ("conflict", "informal")


# ------------------------------------------------------------------------------------------------------------ people


def add_contact(
    session: Session, account_id: int, opportunity_id: int | None, contact_id: int
) -> ChainLink:
    """Puts a contact on the map. What the account knows of them stands there as assumed: the newest of its other maps,
    else the archive. Raises RuleError for somebody who is there already or is of another account."""
    contact = session.get(Contact, contact_id)
    if contact is None or contact.deleted_at is not None:
        raise RuleError(_("This person is not there any more."))
    there = _links(session, account_id, opportunity_id)
    if any(each.contact_id == contact_id for each in there):
        raise RuleError(_("{name} is on the map already.").format(name=contact.full_name))
    _check_project(session, account_id, opportunity_id)
    link = ChainLink(
        account_id=account_id, opportunity_id=opportunity_id, contact_id=contact_id,
        is_external=contact.account_id != account_id,
    )  # fmt: skip
    newest = newest_of_account(session, link)
    if newest is not None:
        _hand_over(newest, link)
    else:
        link.buying_role = contact.buying_role
        link.influence = contact.influence
        link.support_level = contact.support_level
    superior = next(
        (each for each in there if contact.reports_to_id and each.contact_id == contact.reports_to_id), None
    )  # fmt: skip
    link.reports_to_id = superior.id if superior is not None else None
    session.add(link)
    session.flush()
    for each in there:
        below = session.get(Contact, each.contact_id) if each.contact_id else None
        if below is not None and below.reports_to_id == contact_id and each.reports_to_id is None:
            each.reports_to_id = link.id
    session.flush()
    return link


def add_person(
    session: Session,
    account_id: int,
    opportunity_id: int | None,
    values: Mapping[str, Any],
) -> ChainLink:
    """Puts somebody on the map who is no contact; without a name it is a placeholder and needs the position."""
    _check_project(session, account_id, opportunity_id)
    if not (values.get("name") or "").strip() and not (values.get("position") or "").strip():
        raise RuleError(_("Give a name, or the position that must exist."), field="position")
    link = ChainLink(
        account_id=account_id, opportunity_id=opportunity_id,
        is_external=bool(values.get("is_external", False)),
    )  # fmt: skip
    session.add(link)
    session.flush()
    change_person(session, link, values)
    return link


def add_contacts_of_account(
    session: Session, account_id: int, opportunity_id: int | None = None
) -> int:
    """Puts everybody who works at the account on the map, with the reporting lines of the archive; answers how many."""
    there = {each.contact_id for each in _links(session, account_id, opportunity_id)}
    wanted = [
        each for each in persons(session, account_id) if each.left_on is None and each.id not in there
    ]  # fmt: skip
    for contact in wanted:
        add_contact(session, account_id, opportunity_id, contact.id)
    return len(wanted)


def change_person(session: Session, link: ChainLink, values: Mapping[str, Any]) -> None:
    """Sets `values` (field name → typed value). A statement that says something else now is assumed again."""
    for name, value in values.items():
        if name not in CHANGEABLE:
            raise RuleError(_("This cannot be set here."), field=name)
        _set(session, link, name, value)
    if link.contact_id is None and not link.name and not link.position:
        raise RuleError(_("Give a name, or the position that must exist."), field="position")
    session.flush()


def _set(session: Session, link: ChainLink, name: str, value: Any) -> None:
    if isinstance(value, str):
        value = value.strip() or None
    if name in _RANGES and value is not None:
        low, high = _RANGES[name]
        if not low <= value <= high:
            raise RuleError(
                _("This lies between {low} and {high}.").format(low=low, high=high), field=name
            )
    if name == "reports_to_id":
        _check_superior(session, link, value)
    if name == "buying_role" and value:
        chosen = set(value.split(","))
        value = ",".join(code for code in BUYING_ROLE.codes if code in chosen) or None
    if name == "contact_id" and value is not None:
        _check_contact(session, link, value)
    if getattr(link, name) == value:
        return
    setattr(link, name, value)
    if name in FACT_OF:
        _mark(link, FACT_OF[name], False)


def _check_contact(session: Session, link: ChainLink, contact_id: int) -> None:
    contact = session.get(Contact, contact_id)
    if contact is None or contact.deleted_at is not None:
        raise RuleError(_("This person is not there any more."), field="contact_id")
    others = _links(session, link.account_id, link.opportunity_id)
    if any(each.contact_id == contact_id and each.id != link.id for each in others):
        raise RuleError(
            _("{name} is on the map already.").format(name=contact.full_name), field="contact_id"
        )


def _check_superior(session: Session, link: ChainLink, superior_id: int | None) -> None:
    """Nobody reports to themselves, nor to somebody below them, nor to somebody on another map."""
    seen = {link.id}
    step = superior_id
    while step is not None:
        if step in seen:
            raise RuleError(
                _("That would be a circle: they would report to themselves."),
                field="reports_to_id",
            )
        seen.add(step)
        superior = session.get(ChainLink, step)
        if superior is None or superior.deleted_at is not None or not _same_map(superior, link):
            raise RuleError(_("They are not on this map."), field="reports_to_id")
        step = superior.reports_to_id


def remove_person(session: Session, link: ChainLink) -> None:
    """Takes somebody off the map with their lines; who reported to them reports to whom they reported."""
    below = select(ChainLink).where(
        ChainLink.reports_to_id == link.id, ChainLink.deleted_at.is_(None)
    )
    for each in session.scalars(below):
        each.reports_to_id = link.reports_to_id
    lines = select(ChainLine).where(
        or_(ChainLine.to_link_id == link.id, ChainLine.from_link_id == link.id),
        ChainLine.deleted_at.is_(None),
    )
    for line in session.scalars(lines):
        trash.move_to_trash(session, line)
    trash.move_to_trash(session, link)


# -------------------------------------------------------------------------------------------- assumed and confirmed


def confirm(
    session: Session, link: ChainLink, facts: Iterable[str], on: date, evidence: str | None = None
) -> None:
    """Says that statements are known, since day `on`; `evidence` says from where.

    Raises RuleError for a statement that says nothing yet.
    """
    for fact in facts:
        fields = [name for name, of in FACT_OF.items() if of == fact]
        if not fields:
            raise RuleError(_("This cannot be confirmed."), field=fact)
        if all(getattr(link, name) is None for name in fields):
            raise RuleError(
                _("“{fact}” says nothing yet.").format(fact=MAP_FACT.label(fact)), field=fact
            )
        _mark(link, fact, True)
    link.confirmed_on = on
    if evidence is not None:
        link.evidence = evidence.strip()[:400] or None
    session.flush()


def assume(session: Session, link: ChainLink, facts: Iterable[str]) -> None:
    """Says that statements are assumed after all."""
    for fact in facts:
        _mark(link, fact, False)
    session.flush()


def _mark(link: ChainLink, fact: str, known: bool) -> None:
    marked = set(filter(None, (link.confirmed or "").split(",")))
    marked = marked | {fact} if known else marked - {fact}
    link.confirmed = ",".join(code for code in MAP_FACT.codes if code in marked) or None
    if not marked:
        link.confirmed_on = None


# ------------------------------------------------------------------------------------------------------------- lines


def add_line(
    session: Session, start: ChainLink, end: ChainLink, kind: str = "influence", note: str = ""
) -> ChainLine:
    """Draws a line. Raises RuleError for one to oneself, to another map, or one that is there already."""
    if start.id == end.id:
        raise RuleError(_("A line joins two different people."))
    if not _same_map(start, end):
        raise RuleError(_("They are not on this map."))
    line = ChainLine(from_link_id=start.id, to_link_id=end.id, kind=kind, is_confirmed=False)
    _set_line(session, line, {"kind": kind, "note": note})
    session.add(line)
    session.flush()
    return line


def change_line(session: Session, line: ChainLine, values: Mapping[str, Any]) -> None:
    """Sets `kind`, `note` and `is_confirmed` of a line."""
    _set_line(session, line, values)
    session.flush()


def _set_line(session: Session, line: ChainLine, values: Mapping[str, Any]) -> None:
    kind = values.get("kind", line.kind)
    if kind not in LINE_KIND:
        raise RuleError(_("There is no such line."), field="kind")
    with session.no_autoflush:
        same = select(ChainLine).where(ChainLine.kind == kind, ChainLine.deleted_at.is_(None))
        pairs = [(line.from_link_id, line.to_link_id)]
        if kind in _UNDIRECTED:
            pairs.append((line.to_link_id, line.from_link_id))
        for start, end in pairs:
            found = session.scalars(
                same.where(ChainLine.from_link_id == start, ChainLine.to_link_id == end)
            )
            if any(each is not line for each in found):
                raise RuleError(_("This line is drawn already."), field="kind")
    line.kind = kind
    if "note" in values:
        line.note = (values["note"] or "").strip()[:120] or None
    if "is_confirmed" in values:
        line.is_confirmed = bool(values["is_confirmed"])


def remove_line(session: Session, line: ChainLine) -> None:
    """Takes a line away."""
    trash.move_to_trash(session, line)


# ------------------------------------------------------------------------------------------------------------ places


def place(session: Session, places: Mapping[int, tuple[int, int]]) -> None:
    """Keeps where people stand in free placement: link → px from the left and the top at 100 %."""
    for link_id, (x, y) in places.items():
        link = session.get_one(ChainLink, link_id)
        link.x, link.y = x, y
    session.flush()


# ------------------------------------------------------------------------------------------------------- other maps


def newest_of_account(session: Session, link: ChainLink) -> ChainLink | None:
    """The same contact on the other map of the same account that was changed last; never one of another account."""
    if link.contact_id is None:
        return None
    with session.no_autoflush:
        others = session.scalars(
            select(ChainLink).where(
                ChainLink.account_id == link.account_id,
                ChainLink.contact_id == link.contact_id,
                ChainLink.deleted_at.is_(None),
            )
        )
        found = [each for each in others if each is not link and not _same_map(each, link)]
    return max(found, key=lambda each: (each.updated_at, each.id), default=None)


def take_newest(session: Session, link: ChainLink) -> None:
    """Says of a person what the newest other map of this account says."""
    newest = newest_of_account(session, link)
    if newest is None:
        raise RuleError(_("No other map of this account knows this person."))
    _hand_over(newest, link)
    session.flush()


def copy_map(
    session: Session, account_id: int, source_id: int | None, target_id: int | None
) -> int:
    """Brings everybody of one map of the account to another (None: that of the account itself), with reporting lines
    and lines; who stands there already stays as they are. Answers how many came."""
    for opportunity_id in (source_id, target_id):
        _check_project(session, account_id, opportunity_id)
    there = {_who(each): each for each in _links(session, account_id, target_id)}
    source = _links(session, account_id, source_id)
    partner: dict[int, ChainLink] = {}
    came: list[ChainLink] = []
    for each in source:
        known = there.get(_who(each))
        if known is None:
            known = ChainLink(
                account_id=account_id, opportunity_id=target_id, contact_id=each.contact_id,
                name=each.name, position=each.position, is_external=each.is_external, x=each.x, y=each.y,
            )  # fmt: skip
            _hand_over(each, known)
            session.add(known)
            came.append(known)
        partner[each.id] = known
    session.flush()
    for each in source:
        own = partner[each.id]
        if own in came and each.reports_to_id in partner:
            own.reports_to_id = partner[each.reports_to_id].id
    _copy_lines(session, partner, came)
    session.flush()
    return len(came)


def _copy_lines(
    session: Session, partner: Mapping[int, ChainLink], came: Sequence[ChainLink]
) -> None:
    drawn = select(ChainLine).where(
        ChainLine.from_link_id.in_(partner), ChainLine.deleted_at.is_(None)
    )
    for line in session.scalars(drawn).all():
        start, end = partner[line.from_link_id], partner.get(line.to_link_id)
        if end is not None and (start in came or end in came):
            session.add(
                ChainLine(
                    from_link_id=start.id, to_link_id=end.id, kind=line.kind, note=line.note,
                    is_confirmed=line.is_confirmed,
                )
            )  # fmt: skip


def _hand_over(source: ChainLink, target: ChainLink) -> None:
    for name in STAND:
        setattr(target, name, getattr(source, name))
    kept = set(filter(None, (source.confirmed or "").split(","))) - {"reports_to"}
    target.confirmed = ",".join(code for code in MAP_FACT.codes if code in kept) or None
    target.confirmed_on = source.confirmed_on if kept else None


def _who(link: ChainLink) -> tuple[object, ...]:
    """By what two maps know that somebody is the same."""
    return (link.contact_id,) if link.contact_id else (link.name, link.position)


def _links(session: Session, account_id: int, opportunity_id: int | None) -> list[ChainLink]:
    with session.no_autoflush:
        query = select(ChainLink).where(
            ChainLink.account_id == account_id, ChainLink.deleted_at.is_(None)
        )
        found = session.scalars(query.order_by(ChainLink.id))
        return [each for each in found if each.opportunity_id == opportunity_id]


def _same_map(one: ChainLink, other: ChainLink) -> bool:
    return (one.account_id, one.opportunity_id) == (other.account_id, other.opportunity_id)


def _check_project(session: Session, account_id: int, opportunity_id: int | None) -> None:
    if opportunity_id is None:
        return
    opportunity = session.get(Opportunity, opportunity_id)
    if opportunity is None or opportunity.account_id != account_id:
        raise RuleError(_("This project is of another account."))
