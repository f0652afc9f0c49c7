"""Who can be ticked on the record of a visit: those who were there, then everybody of the account or of us."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.visit import Visit, VisitPerson
from kamdesk.ui.visits.record.picks import Person
from kamdesk.work import child_rows


def people_of(session: Session, visit: Visit, side: str) -> list[Person]:
    """People of one side; where nobody of us is named yet, whose visit it is was there."""
    rows = [each for each in child_rows.rows(session, VisitPerson, visit.id) if each.side == side]
    key_field = "contact_id" if side == "customer" else "staff_id"
    found = [
        Person(each.id, getattr(each, key_field) or 0, each.name, each.position or "", True)
        for each in rows
    ]
    known = {each.key for each in found}
    others = _contacts(session, visit) if side == "customer" else _staff(session, visit, not found)
    return found + [each for each in others if each.key not in known]


def _contacts(session: Session, visit: Visit) -> list[Person]:
    query = (
        select(Contact)
        .where(
            Contact.account_id == visit.account_id,
            Contact.deleted_at.is_(None),
            Contact.left_on.is_(None),
        )
        .order_by(Contact.form_role.is_(None), Contact.influence.desc(), Contact.id)
    )
    return [
        Person(0, each.id, each.full_name, each.position or "", False)
        for each in session.scalars(query)
    ]


def _staff(session: Session, visit: Visit, with_owner: bool) -> list[Person]:
    query = select(Staff).where(Staff.deleted_at.is_(None)).order_by(Staff.number)
    return [
        Person(0, each.id, each.name, "", with_owner and each.id == visit.owner_id)
        for each in session.scalars(query)
    ]
