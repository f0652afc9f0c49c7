"""A small department for tests of procedures: a manager, a director, finance, a specialist, and one customer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.store.store import Store
from kamdesk.work import settings
from kamdesk.work.accounts import create_account


@dataclass(frozen=True)
class Department:
    """Ids of what there is."""

    manager: int
    director: int
    finance: int
    specialist: int
    account: int
    contact: int

    def staff(self, session: Session, who: str) -> Staff:
        """The member called `who`."""
        return session.get_one(Staff, getattr(self, who))


def found(store: Store, **chosen: str) -> Department:
    """Makes the department; `chosen` are settings. The specialist uses this computer."""
    with store.change(message("Set up")) as session:
        staff = {
            position: Staff(number=f"S{number}", name=name, position=position)
            for number, (position, name) in enumerate(
                (("manager", "经理甲"), ("director", "总监乙"), ("finance", "财务丙"), ("specialist", "专员丁"))
            )
        }  # fmt: skip
        session.add_all(staff.values())
        session.flush()
        settings.put(session, "me", staff["specialist"].number)
        for key, value in chosen.items():
            settings.put(session, key, value)
        account = create_account(session, {"name": "云麓食品", "owner_id": staff["specialist"].id})
        contact = Contact(
            account_id=account.id, full_name="受访人戊", position="采购部长", lunar_birthday=False, custom={}
        )  # fmt: skip
        session.add(contact)
        session.flush()
        ids = {position: each.id for position, each in staff.items()}
        made = Department(account=account.id, contact=contact.id, **ids)
    with store.read() as session:
        assert session.get(Account, made.account) is not None
    return made
