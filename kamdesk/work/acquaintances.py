"""谁认识谁: how well each of us knows each of their people, now and as wanted, and where it hangs by a thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import TeamMember
from kamdesk.model.relations import Acquaintance
from kamdesk.model.sales_words import RELATION_LEVEL
from kamdesk.model.visit import Visit, VisitPerson
from kamdesk.work import settings
from kamdesk.work.accounts import persons
from kamdesk.work.analysis.chain import WINDOW_DAYS
from kamdesk.work.visit_states import HAPPENED


@dataclass(frozen=True)
class Cell:
    """What one of us is to one of them; levels are codes of RELATION_LEVEL, None: none, or nobody asked yet."""

    now: str | None = None
    wanted: str | None = None
    note: str = ""
    met_on: date | None = None
    """When these two last sat together."""

    @property
    def falls_short(self) -> bool:
        """Whether more is wanted than there is."""
        return self.wanted is not None and _rank(self.now) < _rank(self.wanted)


@dataclass(frozen=True)
class Grid:
    """Our people × theirs. `cells` by (staff id, contact id); where nothing is noted there is no cell."""

    staff: tuple[Staff, ...]
    contacts: tuple[Contact, ...]
    cells: Mapping[tuple[int, int], Cell]
    in_touch: tuple[int, ...]
    """Contacts that anybody of us had contact with in the last 90 days."""

    def cell(self, staff_id: int, contact_id: int) -> Cell:
        """What stands there."""
        return self.cells.get((staff_id, contact_id), Cell())

    def known_by(self, contact_id: int) -> tuple[Staff, ...]:
        """Who of us knows somebody."""
        return tuple(each for each in self.staff if self.cell(each.id, contact_id).now is not None)

    @property
    def single_threads(self) -> tuple[Contact, ...]:
        """Those whom exactly one of us knows: the tie goes when that one does."""
        return tuple(each for each in self.contacts if len(self.known_by(each.id)) == 1)

    @property
    def unknown(self) -> tuple[Contact, ...]:
        """Those whom none of us knows."""
        return tuple(each for each in self.contacts if not self.known_by(each.id))

    @property
    def only_tie(self) -> Contact | None:
        """The only one of them with whom there was contact in 90 days (methods.md 3.6: single-threaded)."""
        if len(self.in_touch) != 1:
            return None
        return next((each for each in self.contacts if each.id == self.in_touch[0]), None)


def _rank(level: str | None) -> int:
    return RELATION_LEVEL.codes.index(level) + 1 if level in RELATION_LEVEL else 0


def grid(session: Session, account_id: int, today: date | None = None) -> Grid:
    """Who of us knows whom at the account. Our side: who owns it, works on its projects, visits it, or is noted."""
    day = today or date.today()
    contacts = tuple(each for each in persons(session, account_id) if each.left_on is None)
    ids = [each.id for each in contacts]
    noted = {
        (each.staff_id, each.contact_id): each
        for each in session.scalars(
            select(Acquaintance).where(
                Acquaintance.contact_id.in_(ids), Acquaintance.deleted_at.is_(None)
            )
        )
    }
    met = _meetings(session, ids)
    recent = select(VisitPerson.contact_id, func.max(Visit.held_on)).join(
        Visit, Visit.id == VisitPerson.visit_id
    )
    last: dict[int | None, date | None] = dict(
        session.execute(
            recent.where(
                VisitPerson.contact_id.in_(ids), VisitPerson.deleted_at.is_(None),
                Visit.deleted_at.is_(None), Visit.state.in_(HAPPENED),
            ).group_by(VisitPerson.contact_id)
        ).all()
    )  # fmt: skip
    in_touch = tuple(
        each for each in ids
        if (on := last.get(each)) is not None and (day - on).days <= WINDOW_DAYS
    )  # fmt: skip
    staff = _our_side(session, account_id, {staff_id for staff_id, _contact in (*noted, *met)})
    cells = {}
    for pair in (*noted, *met):
        each = noted.get(pair)
        cells[pair] = Cell(
            now=each.relation_now if each is not None else None,
            wanted=each.relation_wanted if each is not None else None,
            note=(each.note or "") if each is not None else "",
            met_on=met.get(pair),
        )
    return Grid(staff, contacts, cells, in_touch)


def _meetings(session: Session, contact_ids: list[int]) -> dict[tuple[int, int], date]:
    """(staff, contact) → the last visit that one of us made or took part in, with that person there."""
    base = (
        select(Visit.id, Visit.owner_id, VisitPerson.contact_id, Visit.held_on)
        .join(VisitPerson, VisitPerson.visit_id == Visit.id)
        .where(
            VisitPerson.contact_id.in_(contact_ids),
            VisitPerson.deleted_at.is_(None),
            Visit.deleted_at.is_(None),
            Visit.state.in_(HAPPENED),
            Visit.held_on.is_not(None),
        )
    )
    rows = session.execute(base).all()
    own = select(VisitPerson.visit_id, VisitPerson.staff_id).where(
        VisitPerson.visit_id.in_({row[0] for row in rows}),
        VisitPerson.staff_id.is_not(None),
        VisitPerson.deleted_at.is_(None),
    )
    there: dict[int, set[int]] = {}
    for visit_id, staff_id in session.execute(own):
        there.setdefault(visit_id, set()).add(staff_id or 0)
    found: dict[tuple[int, int], date] = {}
    for visit_id, owner_id, contact_id, on in rows:
        for staff_id in there.get(visit_id, set()) | ({owner_id} if owner_id else set()):
            pair = (staff_id, contact_id or 0)
            if on is not None and (pair not in found or found[pair] < on):
                found[pair] = on
    return found


def _our_side(session: Session, account_id: int, also: set[int]) -> tuple[Staff, ...]:
    account = session.get_one(Account, account_id)
    team = (
        select(TeamMember.staff_id)
        .join(Opportunity, Opportunity.id == TeamMember.opportunity_id)
        .where(
            Opportunity.account_id == account_id,
            Opportunity.deleted_at.is_(None),
            TeamMember.deleted_at.is_(None),
        )
    )
    user = settings.me(session)
    ids = {account.owner_id, user.id if user else None, *session.scalars(team), *also} - {None}
    found = session.scalars(
        select(Staff)
        .where(Staff.id.in_(ids), Staff.deleted_at.is_(None), Staff.left_on.is_(None))
        .order_by(Staff.number)
    ).all()
    return tuple(sorted(found, key=lambda each: each.id != account.owner_id))


def set_relation(
    session: Session,
    staff_id: int,
    contact_id: int,
    *,
    now: str | None,
    wanted: str | None,
    note: str | None = None,
) -> Acquaintance | None:
    """Notes what one of us is to one of them; without anything to say the note goes, and None is answered."""
    for level in (now, wanted):
        if level is not None and level not in RELATION_LEVEL:
            raise RuleError(_("There is no such level of relation."))
    query = select(Acquaintance).where(
        Acquaintance.staff_id == staff_id,
        Acquaintance.contact_id == contact_id,
        Acquaintance.deleted_at.is_(None),
    )
    held = session.scalars(query).first()
    said = note if note is not None else (held.note if held is not None else None)
    if now is None and wanted is None and not said:
        if held is not None:
            session.delete(held)
            session.flush()
        return None
    if held is None:
        held = Acquaintance(staff_id=staff_id, contact_id=contact_id)
        session.add(held)
    held.relation_now, held.relation_wanted = now, wanted
    held.note = (said or "").strip()[:200] or None
    session.flush()
    return held


def next_level(level: str | None, step: int = 1) -> str | None:
    """The level after `level` in a round that begins with none; `step` −1 goes back."""
    round_ = (None, *RELATION_LEVEL.codes)
    return round_[(round_.index(level) + step) % len(round_)]
